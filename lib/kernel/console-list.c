// SPDX-License-Identifier: MIT
/*
 * The list of consoles: which of them are enabled, and which one is the first.
 *
 * list_mutex is console_list_lock: who has it finds the list unchanged, and may sleep and print. The
 * list is changed under console_lock, which is taken inside of it, as well.
 */
#include <linux/bug.h>
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/printk.h>

#include "arch/upcall.h"
#include "host/subsys.h"
#include "kernel/consoles.h"
#include "kernel/printk.h"

static DEFINE_MUTEX(list_mutex);

#define con_printk(con, fmt)                                                                       \
	pr_info("printk: legacy %sconsole [%s%d] " fmt "\n", (con)->flags &CON_BOOT ? "boot" : "", \
		(con)->name, (con)->index)

void console_list_lock(void)
{
	mutex_lock(&list_mutex);
}
EXPORT_SYMBOL(console_list_lock);

void console_list_unlock(void)
{
	mutex_unlock(&list_mutex);
}
EXPORT_SYMBOL(console_list_unlock);

static struct console *first_console(void)
{
	return hlist_entry_safe(console_list.first, struct console, node);
}

static bool is_listed(const struct console *con)
{
	const struct console *other;

	hlist_for_each_entry(other, &console_list, node)
		if (other == con)
			return true;
	return false;
}

bool console_is_registered(struct console *con)
{
	bool ret;

	console_list_lock();
	ret = is_listed(con);
	console_list_unlock();
	return ret;
}
EXPORT_SYMBOL(console_is_registered);

/* Is there one that is, or is not, for the time of boot only? */
static bool have_console(bool boot)
{
	const struct console *con;

	hlist_for_each_entry(con, &console_list, node)
		if (!(con->flags & CON_BOOT) != boot)
			return true;
	return false;
}

/* Return: may it be written to? */
static bool enable(struct console *con)
{
	const struct console *first = first_console();

	if (first && first->device && !(first->flags & CON_BOOT))
		return con->flags & CON_ENABLED;
	if (con->index < 0)
		con->index = 0;
	if (con->setup && con->setup(con, NULL))
		return false;
	con->flags |= CON_ENABLED;
	if (con->device)
		con->flags |= CON_CONSDEV;
	return true;
}

/* Return: false if there is no memory for what it needs. */
static bool init_place(struct console *con, bool replay)
{
	con->dropped = 0;
	con->seq = replay ? log_first_seq() : log_next_seq();
	con->__pos = 0;
	con->__epoch = 0;
	con->__ext = con->flags & CON_EXTENDED ? arch_object_alloc(CONSOLE_EXTENDED_MAX) : NULL;
	return con->__ext || !(con->flags & CON_EXTENDED);
}

/* What is printed before is written to those that were there, and to it if it replays. */
static void list_add_console(struct console *con)
{
	struct console *first = first_console();

	console_lock();
	if (!first || (con->flags & CON_CONSDEV)) {
		if (first)
			first->flags &= ~CON_CONSDEV;
		con->flags |= CON_CONSDEV;
		hlist_add_head(&con->node, &console_list);
	} else {
		hlist_add_behind(&con->node, &first->node);
	}
	consoles_count(1);
	console_unlock();
}

static void list_del_console(struct console *con)
{
	console_lock();
	consoles_write();
	con->flags &= ~CON_ENABLED;
	hlist_del_init(&con->node);
	if (con->flags & CON_CONSDEV && first_console())
		first_console()->flags |= CON_CONSDEV;
	consoles_count(-1);
	console_unlock();
	arch_object_free(con->__ext);
	con->__ext = NULL;
}

/* Under list_mutex. */
static int unregister_locked(struct console *con)
{
	con_printk(con, "disabled");
	if (!is_listed(con))
		return -ENODEV;
	list_del_console(con);
	return con->exit ? con->exit(con) : 0;
}

/* The real one is there. */
static void unregister_boot_consoles(void)
{
	struct hlist_node *next;
	struct console *con;

	hlist_for_each_entry_safe(con, next, &console_list, node)
		if (con->flags & CON_BOOT)
			unregister_locked(con);
}

/* Under list_mutex. */
static void register_locked(struct console *con)
{
	bool replaces;

	if (WARN(is_listed(con), "console '%s%d' already registered\n", con->name, con->index))
		return;
	if ((con->flags & CON_BOOT) && have_console(false)) {
		pr_info("printk: Too late to register bootconsole %s%d\n", con->name, con->index);
		return;
	}
	if (!enable(con))
		return;
	replaces = (con->flags & (CON_CONSDEV | CON_BOOT)) == CON_CONSDEV && have_console(true);
	if (replaces)
		con->flags &= ~CON_PRINTBUFFER;
	if (!init_place(con, con->flags & (CON_PRINTBUFFER | CON_BOOT))) {
		con->flags &= ~CON_ENABLED;
		pr_err("printk: no memory for console [%s%d]\n", con->name, con->index);
		return;
	}
	list_add_console(con);
	con_printk(con, "enabled");
	if (replaces)
		unregister_boot_consoles();
	/* That line, too, has been written when we return. */
	console_lock();
	console_unlock();
}

void register_console(struct console *newcon)
{
	console_list_lock();
	register_locked(newcon);
	console_list_unlock();
}
EXPORT_SYMBOL(register_console);

int unregister_console(struct console *console)
{
	int ret;

	console_list_lock();
	ret = unregister_locked(console);
	console_list_unlock();
	return ret;
}
EXPORT_SYMBOL(unregister_console);

void console_stop(struct console *console)
{
	console_list_lock();
	console_lock();
	consoles_write();
	console->flags &= ~CON_ENABLED;
	console_unlock();
	console_list_unlock();
}
EXPORT_SYMBOL(console_stop);

void console_start(struct console *console)
{
	console_list_lock();
	console_lock();
	console->flags |= CON_ENABLED;
	console_unlock();
	console_list_unlock();
}
EXPORT_SYMBOL(console_start);

void console_subsys_exit(void)
{
	struct console *con;

	while ((con = first_console())) {
		list_del_console(con);
		pr_notice("console [%s%d] is still registered at shutdown\n", con->name,
			  con->index);
	}
}
