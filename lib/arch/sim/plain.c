// SPDX-License-Identifier: MIT
/*
 * Mode plain: a scheduling point at every plain access of a driver, so that `counter++` is the two
 * accesses that it is. The driver is compiled with -fsanitize=thread, which has the compiler call a
 * function before each access, and is linked with these functions in place of TSan's
 * (libtasklet-plain.a; pkg-config tasklet-sim-plain has the flags, -DTL_PLAIN among them). To link
 * with the flag as well would bring in TSan's.
 *
 * What is a point: a read or a write as the compiler left it after optimising, volatile or not; a
 * struct that is copied, memcpy() and memmove() are one read and one write of all bytes, memset()
 * is one write. What is none:
 *
 *	- atomic builtins. READ_ONCE(), atomic_t, locks are made of them in this mode, and have their
 *	  points already (include/arch/sim/asm/);
 *	- arch_self, and data of the shared library: the machine's own;
 *	- memory that can't be written;
 *	- the stack that the access is made on. Of an object there that others know, too, only their
 *	  accesses are points;
 *	- what the C library does, memcpy(), memmove() and memset() apart, and what was compiled
 *	  without the flag.
 *
 * The tests for these come first, and are compares with ranges. This file is not instrumented, and
 * nor is the library: no hook is called from within a hook.
 */
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <asm/point.h>

#include "arch/sim/range.h"

/* Where nothing is a point: of the module that this is linked into what can't be written, and all of
 * the library. Written once, by the first __tsan_init(); more than these modules have. */
#define RANGES 16
static struct addr_range quiet[RANGES];
static unsigned int nr_quiet;

/* @addr lies in a segment of it. */
static bool module_has(const struct dl_phdr_info *info, uintptr_t addr)
{
	for (unsigned int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];

		if (ph->p_type == PT_LOAD &&
		    addr_within((struct addr_range){info->dlpi_addr + ph->p_vaddr, ph->p_memsz},
				addr))
			return true;
	}
	return false;
}

/* Segments follow each other with gaps of less than a page, where nothing is. */
static void add_quiet(uintptr_t start, uintptr_t size)
{
	struct addr_range *last = nr_quiet ? &quiet[nr_quiet - 1] : NULL;
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	if (last && start - (last->start + last->size) < page)
		last->size = start + size - last->start;
	else if (nr_quiet < RANGES)
		quiet[nr_quiet++] = (struct addr_range){start, size};
}

static int look_at_module(struct dl_phdr_info *info, size_t size, void *library)
{
	bool is_program = module_has(info, (uintptr_t)quiet);
	bool is_library = !is_program && module_has(info, (uintptr_t)library);

	(void)size;
	if (!is_program && !is_library)
		return 0;
	for (unsigned int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		bool constant = ph->p_type == PT_GNU_RELRO ||
				(ph->p_type == PT_LOAD && !(ph->p_flags & PF_W));

		if (constant || (is_library && ph->p_type == PT_LOAD))
			add_quiet(info->dlpi_addr + ph->p_vaddr, ph->p_memsz);
	}
	return 0;
}

/* The host thread's own stack, asked for when it is first run on. */
static bool on_host_stack(uintptr_t addr)
{
	static __thread struct addr_range stack;

	if (!stack.size) {
		pthread_attr_t attr;
		void *bottom = NULL;
		size_t size = 0;

		if (pthread_getattr_np(pthread_self(), &attr) == 0) {
			pthread_attr_getstack(&attr, &bottom, &size);
			pthread_attr_destroy(&attr);
		}
		stack = (struct addr_range){(uintptr_t)bottom, size ? size : 1};
	}
	return addr_within(stack, addr);
}

static bool is_quiet(uintptr_t addr)
{
	if (addr_within((struct addr_range){(uintptr_t)&arch_self, sizeof(arch_self)}, addr))
		return true;
	if (arch_self.stack_size) {
		if (addr_within((struct addr_range){arch_self.stack, arch_self.stack_size}, addr))
			return true;
	} else if (on_host_stack(addr)) {
		return true;
	}
	for (unsigned int i = 0; i < nr_quiet; i++)
		if (addr_within(quiet[i], addr))
			return true;
	return false;
}

static inline void plain(enum arch_point kind, const volatile void *addr, size_t size,
			 const void *pc)
{
	if (arch_self.tid && size && !is_quiet((uintptr_t)addr))
		arch_point_at(kind, (uintptr_t)addr, size, pc);
}

#define CALLER __builtin_return_address(0)

/* The compiler is the only one to call these, so their prototypes are here. */
#define HOOK(type, name, ...)   \
	type name(__VA_ARGS__); \
	type name(__VA_ARGS__)

HOOK(void, __tsan_init, void)
{
	arch_points_are_plain();
	/* Where the library is linked statically its data can't be told from the program's. */
	if (!nr_quiet)
		dl_iterate_phdr(look_at_module, dlsym(RTLD_DEFAULT, "arch_point_slow"));
}

HOOK(void, __tsan_func_entry, void *caller)
{
	(void)caller;
}

HOOK(void, __tsan_func_exit, void)
{
}

/* The names that gcc 12 and clang 14 know; which of them are called depends on their options. */
#define ACCESS(name, kind, size)                              \
	HOOK(void, __tsan_##name##size, void *addr)           \
	{                                                     \
		plain(ARCH_POINT_##kind, addr, size, CALLER); \
	}
#define ACCESS_PC(name, kind, size)                                \
	HOOK(void, __tsan_##name##size##_pc, void *addr, void *pc) \
	{                                                          \
		plain(ARCH_POINT_##kind, addr, size, pc);          \
	}
/* read_write is a call for both parts of `x++`, by an option which the flags of this mode leave out. */
#define ACCESSES(size)                                \
	ACCESS(read, LOAD, size)                      \
	ACCESS(write, STORE, size)                    \
	ACCESS(unaligned_read, LOAD, size)            \
	ACCESS(unaligned_write, STORE, size)          \
	ACCESS(volatile_read, LOAD, size)             \
	ACCESS(volatile_write, STORE, size)           \
	ACCESS(unaligned_volatile_read, LOAD, size)   \
	ACCESS(unaligned_volatile_write, STORE, size) \
	ACCESS(read_write, RMW, size)                 \
	ACCESS(unaligned_read_write, RMW, size)       \
	ACCESS_PC(read, LOAD, size)                   \
	ACCESS_PC(write, STORE, size)

ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

HOOK(void, __tsan_read_range, void *addr, size_t size)
{
	plain(ARCH_POINT_LOAD, addr, size, CALLER);
}

HOOK(void, __tsan_write_range, void *addr, size_t size)
{
	plain(ARCH_POINT_STORE, addr, size, CALLER);
}

HOOK(void, __tsan_read_range_pc, void *addr, size_t size, void *pc)
{
	plain(ARCH_POINT_LOAD, addr, size, pc);
}

HOOK(void, __tsan_write_range_pc, void *addr, size_t size, void *pc)
{
	plain(ARCH_POINT_STORE, addr, size, pc);
}

HOOK(void, __tsan_vptr_read, void *vptr)
{
	plain(ARCH_POINT_LOAD, vptr, sizeof(void *), CALLER);
}

HOOK(void, __tsan_vptr_update, void *vptr, void *value)
{
	(void)value;
	plain(ARCH_POINT_STORE, vptr, sizeof(void *), CALLER);
}

HOOK(void *, __tsan_memcpy, void *to, const void *from, size_t size)
{
	plain(ARCH_POINT_LOAD, from, size, CALLER);
	plain(ARCH_POINT_STORE, to, size, CALLER);
	return memcpy(to, from, size);
}

HOOK(void *, __tsan_memmove, void *to, const void *from, size_t size)
{
	plain(ARCH_POINT_LOAD, from, size, CALLER);
	plain(ARCH_POINT_STORE, to, size, CALLER);
	return memmove(to, from, size);
}

HOOK(void *, __tsan_memset, void *to, int byte, size_t size)
{
	plain(ARCH_POINT_STORE, to, size, CALLER);
	return memset(to, byte, size);
}
