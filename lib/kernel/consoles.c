// SPDX-License-Identifier: MIT
/*
 * Consoles of drivers.
 *
 * Who prints may be anywhere: on a thread that is no task, within the machine, in a host signal
 * handler. A driver's write() takes locks of the kernel, which can't be taken there. So printk() only
 * queues an irq_work (consoles_post()), which takes no lock and no CPU; write() is called by that, on
 * CPU 0, or by whoever lets console_lock go.
 *
 * console_sem is console_lock. It protects the list and the consoles' places in the log. The irq_work
 * can't wait for it: it leaves, and the holder, on letting go, looks again:
 *
 *	irq_work				console_unlock()
 *	(the record is published)		up(console_sem)
 *	CO1: full barrier			CO2: full barrier
 *	down_trylock(console_sem)		next_seq == written_seq ?
 *
 * Either the try succeeds or the holder sees the record.
 */
#include <linux/console.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/printk.h>
#include <linux/semaphore.h>
#include <linux/sprintf.h>
#include <tasklet/log.h>

#include "host/call.h"
#include "host/lock.h"
#include "host/subsys.h"
#include "kernel/consoles.h"
#include "kernel/irq_work.h"
#include "kernel/printk.h"

struct hlist_head console_list; /* changed under console_list_lock and console_sem */
static struct semaphore console_sem = __SEMAPHORE_INITIALIZER(console_sem, 1);
static unsigned int nr_consoles; /* any thread; atomic: is there anything to post? */
static uintptr_t writer; /* who is in a write(), or 0; any thread; atomic */
static u64 written_seq; /* the consoles have got all before it; by console_sem's holder; atomic */
static bool locked; /* by console_sem's holder; atomic */

static void post_work_func(struct irq_work *work);
static struct irq_work post_work = IRQ_WORK_INIT_HARD(post_work_func);

/* --- writing; under console_sem --- */

static void write_text(struct console *con, const char *text, size_t len)
{
	unsigned long flags;

	local_irq_save(flags);
	__atomic_store_n(&writer, host_self(), __ATOMIC_RELAXED);
	con->write(con, text, (unsigned int)len);
	__atomic_store_n(&writer, 0, __ATOMIC_RELAXED);
	local_irq_restore(flags);
}

static void write_lines(struct console *con, const struct tl_log_entry *entry)
{
	char line[LOG_LINE_MAX];
	size_t at = 0, n;

	while ((n = log_format_line(entry, &at, line, sizeof(line))))
		write_text(con, line, n);
}

static void write_extended(struct console *con, const struct tl_log_entry *entry)
{
	char *buf = con->__ext;
	size_t n = (size_t)scnprintf(buf, CONSOLE_EXTENDED_MAX, "%d,%llu,%llu,-;", entry->level,
				     (unsigned long long)entry->seq,
				     (unsigned long long)(entry->ts_ns / 1000));

	for (size_t i = 0; i < entry->len; i++) {
		unsigned char c = (unsigned char)entry->text[i];

		if (c < ' ' || c >= 127 || c == '\\')
			n += (size_t)scnprintf(buf + n, CONSOLE_EXTENDED_MAX - n, "\\x%02x", c);
		else
			buf[n++] = (char)c;
	}
	buf[n++] = '\n';
	write_text(con, buf, n);
}

static void write_dropped(struct console *con)
{
	char line[64];
	size_t n = (size_t)scnprintf(line, sizeof(line), "** %lu printk messages dropped **\n",
				     con->dropped);

	con->dropped = 0;
	write_text(con, line, n);
}

static void write_entry(struct console *con, const struct tl_log_entry *entry)
{
	if (con->dropped && !(con->flags & CON_EXTENDED))
		write_dropped(con);
	if (con->flags & CON_EXTENDED)
		write_extended(con, entry);
	else
		write_lines(con, entry);
}

/* One message of those that wait for it. */
static bool write_next(struct console *con)
{
	struct log_cursor cursor = {con->seq, con->__pos, con->__epoch};
	struct tl_log_entry entry;
	unsigned long host;
	bool quiet, found;

	if (!(con->flags & CON_ENABLED))
		return false;
	host = host_call_begin();
	found = log_take(&cursor, &entry, &quiet);
	host_call_end(host);
	if (!found)
		return false;
	con->dropped += entry.seq - con->seq;
	con->seq = cursor.seq;
	con->__pos = cursor.pos;
	con->__epoch = cursor.epoch;
	if (con->write && !quiet && console_shows(entry.level))
		write_entry(con, &entry);
	return true;
}

/* A message on all consoles, then the next one. */
void consoles_write(void)
{
	struct console *con;
	bool more;
	u64 upto;

	do {
		more = false;
		upto = log_next_seq();
		hlist_for_each_entry(con, &console_list, node)
			more |= write_next(con);
	} while (more);
	__atomic_store_n(&written_seq, upto, __ATOMIC_RELAXED);
}

/* --- console_lock --- */

void console_lock(void)
{
	down(&console_sem);
	__atomic_store_n(&locked, true, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(console_lock);

int console_trylock(void)
{
	if (down_trylock(&console_sem))
		return 0;
	__atomic_store_n(&locked, true, __ATOMIC_RELAXED);
	return 1;
}
EXPORT_SYMBOL(console_trylock);

static bool anything_waits(void)
{
	return __atomic_load_n(&nr_consoles, __ATOMIC_RELAXED) &&
	       log_next_seq() != __atomic_load_n(&written_seq, __ATOMIC_RELAXED);
}

void console_unlock(void)
{
	do {
		consoles_write();
		__atomic_store_n(&locked, false, __ATOMIC_RELAXED);
		up(&console_sem);
		smp_mb(); /* CO2 */
	} while (anything_waits() && console_trylock());
}
EXPORT_SYMBOL(console_unlock);

int is_console_locked(void)
{
	return __atomic_load_n(&locked, __ATOMIC_RELAXED);
}
EXPORT_SYMBOL(is_console_locked);

static void post_work_func(struct irq_work *work)
{
	smp_mb(); /* CO1 */
	if (console_trylock())
		console_unlock();
}

void consoles_post(void)
{
	if (__atomic_load_n(&nr_consoles, __ATOMIC_RELAXED) && !consoles_write_is_mine())
		irq_work_post(&post_work, 0);
}

bool consoles_write_is_mine(void)
{
	return __atomic_load_n(&writer, __ATOMIC_RELAXED) == host_self();
}

void consoles_count(int by)
{
	__atomic_fetch_add(&nr_consoles, (unsigned int)by, __ATOMIC_RELAXED);
}

int console_subsys_init(void)
{
	/* What the last machine left queued, or locked, is gone with it. */
	init_irq_work(&post_work, post_work_func);
	sema_init(&console_sem, 1);
	return 0;
}
