/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PANIC_H
#define _LINUX_PANIC_H

#include <linux/export.h>

/* Bits of the taint mask, with the letters that a report shows for them. */
#define TAINT_PROPRIETARY_MODULE    0 /* P (G when clear) */
#define TAINT_FORCED_MODULE	    1 /* F */
#define TAINT_CPU_OUT_OF_SPEC	    2 /* S */
#define TAINT_FORCED_RMMOD	    3 /* R */
#define TAINT_MACHINE_CHECK	    4 /* M */
#define TAINT_BAD_PAGE		    5 /* B */
#define TAINT_USER		    6 /* U */
#define TAINT_DIE		    7 /* D */
#define TAINT_OVERRIDDEN_ACPI_TABLE 8 /* A */
#define TAINT_WARN		    9 /* W */
#define TAINT_CRAP		    10 /* C */
#define TAINT_FIRMWARE_WORKAROUND   11 /* I */
#define TAINT_OOT_MODULE	    12 /* O */
#define TAINT_UNSIGNED_MODULE	    13 /* E */
#define TAINT_SOFTLOCKUP	    14 /* L */
#define TAINT_LIVEPATCH		    15 /* K */
#define TAINT_AUX		    16 /* X */
#define TAINT_RANDSTRUCT	    17 /* T */
#define TAINT_TEST		    18 /* N */
#define TAINT_FLAGS_COUNT	    19

enum lockdep_ok {
	LOCKDEP_STILL_OK,
	LOCKDEP_NOW_UNRELIABLE,
};

__tl_api_begin

/**
 * panic() - print why nothing can go on, and abort()
 * @fmt: what the line "Kernel panic - not syncing: " ends in
 *
 * Context: any.
 */
void panic(const char *fmt, ...) __attribute__((noreturn, cold, format(printf, 1, 2)));

/* Mark the machine so that later reports say what it went through. Context: any. */
void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok);
int test_taint(unsigned int flag);
unsigned long get_taint(void);

__tl_api_end

#endif /* _LINUX_PANIC_H */
