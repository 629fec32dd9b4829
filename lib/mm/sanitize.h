/* SPDX-License-Identifier: MIT */
/*
 * What a sanitizer would have seen of an access that is made by instructions or calls that it does
 * not see. Nothing without it.
 */
#ifndef _LIB_MM_SANITIZE_H
#define _LIB_MM_SANITIZE_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZE_ADDRESS 1
#elif defined(__SANITIZE_THREAD__)
#define SANITIZE_THREAD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZE_ADDRESS 1
#elif __has_feature(thread_sanitizer)
#define SANITIZE_THREAD 1
#endif
#endif

#ifdef SANITIZE_ADDRESS
#include "mm/uaccess.h"

#include <linux/types.h>
#include <sanitizer/asan_interface.h>

/* Gcc knows them, and so their types. */
void __asan_report_load_n(void *addr, long size);
void __asan_report_store_n(void *addr, long size);

/* Before the access. What is poisoned is memory; what the runtime takes for poisoned because it is
 * no memory of a program's can't be read. */
static inline void sanitize_before(const void *p, size_t n, bool write)
{
	void *bad = n ? __asan_region_is_poisoned((void *)p, n) : NULL;
	u64 byte;

	if (!bad || !uaccess_load(bad, 1, &byte))
		return;
	if (write)
		__asan_report_store_n(bad, 1);
	else
		__asan_report_load_n(bad, 1);
}
#else
static inline void sanitize_before(const void *p, size_t n, bool write)
{
	(void)p;
	(void)n;
	(void)write;
}
#endif

#ifdef SANITIZE_THREAD
#include <signal.h>

/* A handler of the program's that TSan has put off runs with all signals blocked. */
static inline void sanitize_prepare(void)
{
	sigset_t faults;

	sigemptyset(&faults);
	sigaddset(&faults, SIGSEGV);
	sigaddset(&faults, SIGBUS);
	pthread_sigmask(SIG_UNBLOCK, &faults, NULL);
}

void __tsan_read_range(void *addr, long size);
void __tsan_write_range(void *addr, long size);

/* After it: what has been accessed is memory of the program's. */
static inline void sanitize_after(const void *p, size_t n, bool write)
{
	if (write)
		__tsan_write_range((void *)p, (long)n);
	else
		__tsan_read_range((void *)p, (long)n);
}
#else
static inline void sanitize_prepare(void)
{
}

static inline void sanitize_after(const void *p, size_t n, bool write)
{
	(void)p;
	(void)n;
	(void)write;
}
#endif

#endif /* _LIB_MM_SANITIZE_H */
