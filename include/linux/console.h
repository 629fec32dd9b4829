/* SPDX-License-Identifier: MIT */
/*
 * Consoles of drivers: each message of the log whose level is below the console's is written to
 * them, beside stderr.
 *
 *  - write() is called with interrupts off, one call at a time for all consoles, in hardirq context
 *    of a CPU or in that of who called console_unlock(), register_console() or unregister_console().
 *    What it prints itself is shown on no console.
 *  - Who holds console_lock() keeps the consoles from being written to; console_unlock() makes up
 *    for it before it returns.
 *  - DIVERGES: printk() does not write to them itself but leaves it to an interrupt, as
 *    printk_deferred() does on Linux: it may be called where no driver's code can run. A message of
 *    several lines is written line by line, and what panic() says is for stderr alone.
 */
#ifndef _LINUX_CONSOLE_H
#define _LINUX_CONSOLE_H

#include <linux/bits.h>
#include <linux/export.h>
#include <linux/list.h>
#include <linux/types.h>

struct tty_driver;

/**
 * enum cons_flags - what a console is like
 * @CON_PRINTBUFFER: the driver's: it wants the messages of before, too
 * @CON_CONSDEV: the first of them
 * @CON_ENABLED: it is written to. Set by the driver: even if others are there already
 * @CON_BOOT: for the time until a real one comes, which then takes its place
 * @CON_ANYTIME: taken, and of no effect, as the next two
 * @CON_BRL: a braille device
 * @CON_SUSPENDED: no machine sleeps here
 * @CON_EXTENDED: it wants "level,sequence number,microseconds,flags;text", as /dev/kmsg gives it
 */
enum cons_flags {
	CON_PRINTBUFFER = BIT(0),
	CON_CONSDEV = BIT(1),
	CON_ENABLED = BIT(2),
	CON_BOOT = BIT(3),
	CON_ANYTIME = BIT(4),
	CON_BRL = BIT(5),
	CON_EXTENDED = BIT(6),
	CON_SUSPENDED = BIT(7),
};

/**
 * struct console - a console
 * @name: without its number
 * @write: writes @count bytes; interrupts are off
 * @read, @unblank, @match: not called
 * @device: tells a real console, of a terminal, from others; not called
 * @setup: called before it is enabled by default, without options; NULL, or 0 for success
 * @exit: called when it has been unregistered, or NULL
 * @flags: CON_*
 * @index: its number; -1 becomes 0 when it is enabled by default
 * @cflag, @ispeed, @ospeed: the driver's
 * @data: the driver's
 * @seq: the next message for it; the library's, as all that follow
 * @dropped: how many messages were lost before it got to them, and have not been told of
 * @node: in the list
 * @__pos, @__epoch: with @seq, a place in the log
 * @__ext: where lines of a CON_EXTENDED one are made
 */
struct console {
	char name[16];
	void (*write)(struct console *co, const char *s, unsigned int count);
	int (*read)(struct console *co, char *s, unsigned int count);
	struct tty_driver *(*device)(struct console *co, int *index);
	void (*unblank)(void);
	int (*setup)(struct console *co, char *options);
	int (*exit)(struct console *co);
	int (*match)(struct console *co, char *name, int idx, char *options);
	short flags;
	short index;
	int cflag;
	unsigned int ispeed;
	unsigned int ospeed;
	u64 seq;
	unsigned long dropped;
	void *data;
	struct hlist_node node;
	u64 __pos;
	u64 __epoch;
	char *__ext;
};

__tl_api_begin

extern struct hlist_head console_list;

/**
 * register_console() - have the messages written to a console
 * @newcon: the console, until unregister_console()
 *
 * It is enabled if no console of a terminal (one with a device()) is there yet, and setup() agrees;
 * or if its driver has set CON_ENABLED. Otherwise nothing happens. (On Linux console= chooses; there
 * is no such option here.) The messages of before, with CON_PRINTBUFFER, have been written when this
 * returns, and a line that says "console [NAMEn] enabled". Twice is a warning.
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void register_console(struct console *newcon);

/**
 * unregister_console() - the end of that
 * @console: its messages have been written, and write() is not called any more, when this returns
 *
 * Context: task; may sleep. Follows Linux 6.12.
 * Return: 0, what its exit() returned, or -ENODEV if it is not registered.
 */
int unregister_console(struct console *console);

/** console_is_registered() - is it? Context: task; may sleep. Follows Linux 6.12. */
bool console_is_registered(struct console *con);

/**
 * console_stop() - do not write to a console until console_start()
 * @console: it gets what was printed so far now, and what is printed meanwhile then
 *
 * Context: task; may sleep. Follows Linux 6.12.
 */
void console_stop(struct console *console);
/** console_start() - see console_stop() */
void console_start(struct console *console);

/**
 * console_lock() - keep all consoles from being written to
 *
 * Context: task; sleeps. Not for stderr, which is none of them. Follows Linux 6.12.
 */
void console_lock(void);
/** console_trylock() - the same without waiting. Context: any. Return: 1 if it is had, else 0. */
int console_trylock(void);
/** console_unlock() - write what has been printed meanwhile, and let go. Context: as it was taken. */
void console_unlock(void);
/** is_console_locked() - does anybody hold it? Context: any. */
int is_console_locked(void);

/** console_list_lock() - keep the list as it is, for for_each_console(). Context: task; may sleep. */
void console_list_lock(void);
/** console_list_unlock() - see console_list_lock() */
void console_list_unlock(void);

__tl_api_end

/* The first is the one with CON_CONSDEV. Under console_list_lock(). */
#define for_each_console(con) hlist_for_each_entry(con, &console_list, node)

#endif /* _LINUX_CONSOLE_H */
