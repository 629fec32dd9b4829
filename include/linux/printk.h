/* SPDX-License-Identifier: MIT */
/*
 * printk() and its family. Messages go to a ring (read it with <tasklet/log.h>) and, when their
 * level is below the console's, to stderr.
 *
 *  - Any context, hardirq handlers included, before boot and after shutdown too. No handler runs
 *    on the caller's CPU before it returns.
 *  - A message is kept whole and in order; when the ring is full, the oldest go.
 *  - A message that does not end in a newline stays open: pr_cont() from the same thread adds to
 *    it. Any other message, a reader of the log, or the end of the program closes it.
 *  - DIVERGES: %p prints the address as libc does, not a hash of it: it is one's own process.
 *    The console shows warnings and worse (loglevel=5), where Linux has 7: a Unix filter is quiet.
 */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <stdarg.h>
#include <stddef.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/kern_levels.h>
#include <linux/ratelimit_types.h>
#include <linux/types.h>

/* Longest message, its NUL included; what is longer is cut. */
#define PRINTK_MESSAGE_MAX 1024

#define CONSOLE_LOGLEVEL_SILENT	    0
#define CONSOLE_LOGLEVEL_MIN	    1
#define CONSOLE_LOGLEVEL_QUIET	    4
#define CONSOLE_LOGLEVEL_DEFAULT    5
#define CONSOLE_LOGLEVEL_DEBUG	    10
#define CONSOLE_LOGLEVEL_MOTORMOUTH 15
#define MESSAGE_LOGLEVEL_DEFAULT    LOGLEVEL_WARNING

/* What %pV prints: a format with its arguments, in the middle of another. */
struct va_format {
	const char *fmt;
	va_list *va;
};

enum {
	DUMP_PREFIX_NONE,
	DUMP_PREFIX_ADDRESS,
	DUMP_PREFIX_OFFSET,
};

__tl_api_begin

/**
 * _printk() - what the printk() macro calls
 * @fmt: a KERN_ level, then a format: libc's, and the kernel's %pe %ps %pS %pB %pM %pm %ph %pa
 *	 %pR %pr %pV %pU %pI4 %px (see lib/kernel/vsprintf.c)
 *
 * Context: any.
 * Return: length of the message in bytes, its level excluded.
 */
int _printk(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int vprintk(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));

/**
 * __printk_ratelimit() - may this message be printed, or are there too many of them?
 * @func: who asks, for the note about the suppressed ones
 *
 * Context: any.
 * Return: nonzero when it may.
 */
int __printk_ratelimit(const char *func);

/**
 * dump_stack() - print where we are: CPU, thread, call trace
 *
 * Functions that the dynamic linker doesn't know (static ones, and a program's own unless it is
 * linked with -rdynamic) show as object+offset, which addr2line takes.
 *
 * Context: any.
 */
void dump_stack(void);
void dump_stack_lvl(const char *log_lvl);

int hex_dump_to_buffer(const void *buf, size_t len, int rowsize, int groupsize, char *linebuf,
		       size_t linebuflen, bool ascii);
void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t len, bool ascii);

__tl_api_end

#define printk(fmt, ...)	  _printk(fmt, ##__VA_ARGS__)
#define printk_deferred(fmt, ...) _printk(fmt, ##__VA_ARGS__)
#define printk_ratelimit()	  __printk_ratelimit(__func__)

/* Checked by the compiler, never run. */
#define no_printk(fmt, ...)                          \
	__extension__({                              \
		if (0)                               \
			_printk(fmt, ##__VA_ARGS__); \
		0;                                   \
	})

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define pr_emerg(fmt, ...)  printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)  printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit(fmt, ...)   printk(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)    printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)   printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warning	    pr_warn
#define pr_notice(fmt, ...) printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)   printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...)   printk(KERN_CONT fmt, ##__VA_ARGS__)

/* As in a kernel without dynamic debug: there when the source file defines DEBUG. */
#ifdef DEBUG
#define pr_devel(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_devel(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif

/* Runs @stmt the first time that this place is reached, on whichever thread. */
#define __printk_do_once(stmt)                                                 \
	__extension__({                                                        \
		static unsigned char __printk_done;                            \
		if (!__atomic_load_n(&__printk_done, __ATOMIC_RELAXED) &&      \
		    !__atomic_exchange_n(&__printk_done, 1, __ATOMIC_RELAXED)) \
			stmt;                                                  \
	})

#define printk_once(fmt, ...)	 __printk_do_once(printk(fmt, ##__VA_ARGS__))
#define pr_emerg_once(fmt, ...)	 printk_once(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_once(fmt, ...)	 printk_once(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_once(fmt, ...)	 printk_once(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_once(fmt, ...)	 printk_once(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...)	 printk_once(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_once(fmt, ...) printk_once(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_once(fmt, ...)	 printk_once(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug_once(fmt, ...)	 __printk_do_once(pr_debug(fmt, ##__VA_ARGS__))

#define __printk_do_ratelimited(stmt)                                                  \
	__extension__({                                                                \
		static DEFINE_RATELIMIT_STATE(__printk_rs, DEFAULT_RATELIMIT_INTERVAL, \
					      DEFAULT_RATELIMIT_BURST);                \
		if (__ratelimit(&__printk_rs))                                         \
			stmt;                                                          \
	})

#define printk_ratelimited(fmt, ...)	__printk_do_ratelimited(printk(fmt, ##__VA_ARGS__))
#define pr_emerg_ratelimited(fmt, ...)	printk_ratelimited(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert_ratelimited(fmt, ...)	printk_ratelimited(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_crit_ratelimited(fmt, ...)	printk_ratelimited(KERN_CRIT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)	printk_ratelimited(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...)	printk_ratelimited(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice_ratelimited(fmt, ...) printk_ratelimited(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info_ratelimited(fmt, ...)	printk_ratelimited(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#ifdef DEBUG
#define pr_debug_ratelimited(fmt, ...) printk_ratelimited(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#else
#define pr_debug_ratelimited(fmt, ...) no_printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#endif

#define print_hex_dump_bytes(prefix_str, prefix_type, buf, len) \
	print_hex_dump(KERN_DEBUG, prefix_str, prefix_type, 16, 1, buf, len, true)
#ifdef DEBUG
#define print_hex_dump_debug(prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii) \
	print_hex_dump(KERN_DEBUG, prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii)
#else
#define print_hex_dump_debug(prefix_str, prefix_type, rowsize, groupsize, buf, len, ascii)      \
	do {                                                                                    \
		if (0)                                                                          \
			print_hex_dump(KERN_DEBUG, prefix_str, prefix_type, rowsize, groupsize, \
				       buf, len, ascii);                                        \
	} while (0)
#endif

/* The level of a message that starts with one, else 0. */
static inline int printk_get_level(const char *buffer)
{
	if (buffer[0] == KERN_SOH_ASCII && buffer[1]) {
		if ((buffer[1] >= '0' && buffer[1] <= '7') || buffer[1] == 'c')
			return buffer[1];
	}
	return 0;
}

static inline const char *printk_skip_level(const char *buffer)
{
	return printk_get_level(buffer) ? buffer + 2 : buffer;
}

#endif /* _LINUX_PRINTK_H */
