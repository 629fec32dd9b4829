// SPDX-License-Identifier: MIT
/* Consoles of a module: what is written to them, of levels that both sides show. */
#include <linux/console.h>
#include <linux/printk.h>

#include "case.h"

static char text[4096];
static size_t len;
static unsigned int long_ago;
static bool irqs_on;

static void keep(struct console *con, const char *s, unsigned int count)
{
	long_ago += strnstr(s, "conformance long ago", count) != NULL;
	irqs_on |= !irqs_disabled();
	if (len + count < sizeof(text)) {
		memcpy(text + len, s, count);
		len += count;
		text[len] = '\0';
	}
}

static struct console console = {.name = "tc", .write = keep, .index = 5};

/* The lines about us, without their time: other messages may come in between. */
static void tell(void)
{
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n"))) {
		char *message = strstr(line, "conformance ");

		if (message)
			tc_log("'%s'%s", message, line[0] == '[' ? " with its time" : "");
	}
	tc_log("interrupts on %d", irqs_on);
	len = 0;
	text[0] = '\0';
}

static void settle(void)
{
	console_lock();
	console_unlock();
}

TC_CASE(a_console_gets_what_is_printed)
{
	tc_quiet(true);
	console.flags = CON_ENABLED;
	printk(KERN_ERR "conformance before\n");
	settle();
	register_console(&console);
	tc_log("enabled %d", !!(console.flags & CON_ENABLED));
	printk(KERN_ERR "conformance one\n");
	printk(KERN_DEBUG "conformance not shown\n");
	printk(KERN_ERR "conformance %s\nconformance %s\n", "two", "three");
	settle();
	tell();
	console_lock();
	printk(KERN_ERR "conformance later\n");
	tell();
	console_unlock();
	tell();
	tc_log("unregister %d", unregister_console(&console));
	printk(KERN_ERR "conformance after\n");
	settle();
	tell();
	tc_quiet(false);
}

TC_CASE(a_console_gets_what_was_printed_before_if_it_wants_that)
{
	tc_quiet(true);
	printk(KERN_ERR "conformance long ago\n");
	settle();
	console.flags = CON_ENABLED | CON_PRINTBUFFER;
	register_console(&console);
	settle();
	tc_log("long ago %u", long_ago);
	tc_log("unregister %d", unregister_console(&console));
	tc_log("again %d", unregister_console(&console));
	tc_quiet(false);
	len = 0;
}

/* Whoever prints elsewhere has it for a moment. */
TC_CASE(console_lock_is_one_tasks)
{
	bool mine = false;

	TC_WAIT_UNTIL(mine = mine || console_trylock());
	tc_log("locked %d", !!is_console_locked());
	tc_log("again %d", console_trylock());
	console_unlock();
	TC_WAIT_UNTIL(!is_console_locked());
}
