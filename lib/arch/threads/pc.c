// SPDX-License-Identifier: MIT
/*
 * Where an interrupt may land. libc is not re-entrant: a handler that called malloc() while the
 * code it interrupted is inside malloc() would hang or corrupt. So a handler runs only if the
 * interrupted instruction lies in this library, in the program itself, or in a registered
 * module; anywhere else the interrupt counts as masked.
 *
 * The test is blind where libc, an allocator, or a sanitizer's runtime is part of the program.
 * Then nothing is interruptible, and interrupts are served at API calls only. TSan itself delivers
 * signals at safe points; its handlers see no meaningful instruction address, so all are good.
 */
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "arch/threads/pc.h"
#include "arch/upcall.h"

#define RANGES_MAX 64

/* The ends of KICK_TEXT's section. */
extern const char __start_tl_kick_text[] __attribute__((visibility("hidden")));
extern const char __stop_tl_kick_text[] __attribute__((visibility("hidden")));

struct pc_range {
	uintptr_t start, end;
};

static struct pc_range ranges[RANGES_MAX];
static unsigned int nr_ranges; /* published after the range itself: handlers read it */

static enum { PC_TEST, PC_ALWAYS, PC_NEVER } mode;

/* Present when the program is built with TSan; with any sanitizer that has a runtime. */
extern void __tsan_init(void) __attribute__((weak));
extern void __sanitizer_print_stack_trace(void) __attribute__((weak));

struct scan {
	uintptr_t self;
	bool libc_shared;
	bool blind;
	bool first;
};

static bool has_address(const struct dl_phdr_info *info, uintptr_t addr)
{
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + ph->p_vaddr;

		if (ph->p_type == PT_LOAD && addr >= start && addr < start + ph->p_memsz)
			return true;
	}
	return false;
}

static void add_ranges(const struct dl_phdr_info *info)
{
	for (int i = 0; i < info->dlpi_phnum && nr_ranges < RANGES_MAX; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];

		if (ph->p_type != PT_LOAD || !(ph->p_flags & PF_X))
			continue;
		ranges[nr_ranges].start = info->dlpi_addr + ph->p_vaddr;
		ranges[nr_ranges].end = ranges[nr_ranges].start + ph->p_memsz;
		/* N1: release, pairs with N2: a handler finds each range that it counts filled. */
		__atomic_store_n(&nr_ranges, nr_ranges + 1, __ATOMIC_RELEASE);
	}
}

static int scan_object(struct dl_phdr_info *info, size_t size, void *data)
{
	struct scan *scan = data;
	const char *base = strrchr(info->dlpi_name, '/');

	(void)size;
	base = base ? base + 1 : info->dlpi_name;
	if (scan->first) {
		/* The program: the loader lists it first. */
		add_ranges(info);
		if (__sanitizer_print_stack_trace &&
		    has_address(info, (uintptr_t)&__sanitizer_print_stack_trace))
			scan->blind = true;
		/* An allocator of the program's own: it is not re-entrant either. */
		if (has_address(info, (uintptr_t)&malloc) || has_address(info, (uintptr_t)&free))
			scan->blind = true;
		scan->first = false;
	} else if (has_address(info, scan->self)) {
		add_ranges(info);
	}
	if (!strncmp(base, "libc.so", 7) || !strncmp(base, "libc-", 5) ||
	    !strncmp(base, "ld-musl", 7))
		scan->libc_shared = true;
	return 0;
}

static int scan_module(struct dl_phdr_info *info, size_t size, void *data)
{
	struct scan *scan = data;

	(void)size;
	if (!has_address(info, scan->self))
		return 0;
	for (unsigned int i = 0; i < nr_ranges; i++)
		if (scan->self >= ranges[i].start && scan->self < ranges[i].end)
			return 1;
	add_ranges(info);
	return 1;
}

/* At boot and when a module is loaded; the callers are serialised. */
void arch_register_code(const void *addr)
{
	struct scan scan = {.self = (uintptr_t)addr};

	dl_iterate_phdr(scan_module, &scan);
}

void pc_init(void)
{
	struct scan scan = {.self = (uintptr_t)&pc_init, .first = true};

	nr_ranges = 0;
	dl_iterate_phdr(scan_object, &scan);
	if (__tsan_init)
		mode = PC_ALWAYS;
	else if (scan.blind || !scan.libc_shared)
		mode = PC_NEVER;
	else
		mode = PC_TEST;
}

#if defined(__x86_64__)
#define UCONTEXT_PC(uc) ((uintptr_t)(uc)->uc_mcontext.gregs[REG_RIP])
#elif defined(__aarch64__)
#define UCONTEXT_PC(uc) ((uintptr_t)(uc)->uc_mcontext.pc)
#else
#define UCONTEXT_PC(uc) ((uintptr_t)0 * (uintptr_t)(uc)) /* nowhere: polled delivery */
#endif

bool pc_interruptible(void *ucontext)
{
	unsigned int n;
	uintptr_t pc;

	if (mode != PC_TEST)
		return mode == PC_ALWAYS;
	pc = UCONTEXT_PC((const ucontext_t *)ucontext);
	if (pc >= (uintptr_t)__start_tl_kick_text && pc < (uintptr_t)__stop_tl_kick_text)
		return false;
	/* N2: acquire, pairs with N1 in add_ranges(). */
	n = __atomic_load_n(&nr_ranges, __ATOMIC_ACQUIRE);
	for (unsigned int i = 0; i < n; i++)
		if (pc >= ranges[i].start && pc < ranges[i].end)
			return true;
	return false;
}
