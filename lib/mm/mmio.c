// SPDX-License-Identifier: MIT
/*
 * The register windows of simulated devices.
 *
 * A window occupies one slot of a fixed array and one index: physical addresses index << 28 and
 * up, with index % WINDOWS the slot, so an access finds its slot without a search, and an index
 * is not used twice (there are 2^26 of them). An access may come from a hardirq handler on any
 * thread, so it takes no lock. It pins the slot, in the word ref:
 *
 *	ref = LIVE | CLAIMED | number of users that have it pinned
 *
 *	empty, or removed:   0                 name and index of the last window stay readable
 *	being filled:        CLAIMED           fields change; users look at ref and go away
 *	in use:              LIVE + users
 *	being removed:       users             new users see no LIVE and go away
 *
 *	tl_mmio_add()     compare-and-swap 0 -> CLAIMED, fill, flip to LIVE    (W1)
 *	access            add 1; LIVE and the right index? call; subtract 1    (W2, W3)
 *	tl_mmio_remove()  clear LIVE, wait for no users                        (W4)
 *
 * All are on the one word, so "saw LIVE" and "saw no users" cannot both happen. Adding and
 * removing hold windows_lock; they are for threads that may block.
 */
#include "mm/mm.h"
#include "mm/share.h"

#include "debug/report.h"
#include "arch/upcall.h"
#include "host/call.h"
#include "host/mutex.h"
#include "host/subsys.h"

#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <tasklet/mmio.h>

#include <string.h>

#define WINDOW_SHIFT 28
#define WINDOWS	     TL_MMIO_WINDOWS_MAX
#define INDEX_MAX    ((1UL << (54 - WINDOW_SHIFT)) - 1)
#define LIVE	     0x80000000u
#define CLAIMED	     0x40000000u
#define USERS	     0x3fffffffu

struct window {
	u32 ref;
	unsigned long index;
	u64 size;
	const struct tl_mmio_ops *ops; /* NULL: ordinary memory at mem */
	void *priv;
	void *mem;
	char name[MMIO_NAME_LEN];
};

static struct window windows[WINDOWS];
static struct host_mutex windows_lock = HOST_MUTEX_INIT;
static unsigned long next_index = 1; /* windows_lock; 0 is never used: a NULL stays a NULL */
static unsigned int nr_live; /* windows_lock */

/* Callbacks in progress on this thread. Initial-exec, for handlers must not allocate TLS. */
static __thread __attribute__((tls_model("initial-exec"))) unsigned int callback_depth;

static struct window *slot_of(unsigned long index)
{
	return &windows[index % WINDOWS];
}

static void unpin(struct window *w)
{
	/* W3: our reads of the window come before the count that W4 waits for. */
	__atomic_fetch_sub(&w->ref, 1, __ATOMIC_RELEASE);
}

/* The window at @index, pinned, or NULL. In both cases @place says what is known of it. */
static struct window *pin(unsigned long index, struct mmio_place *place)
{
	struct window *w = slot_of(index);
	u32 ref;

	place->live = false;
	place->name[0] = '\0';
	/* W2: pairs with W1, the fields are seen as filled; and with W4. */
	ref = __atomic_fetch_add(&w->ref, 1, __ATOMIC_ACQUIRE);
	if (!(ref & CLAIMED) && w->index == index) {
		memcpy(place->name, w->name, sizeof(place->name));
		place->live = ref & LIVE;
	}
	if (place->live)
		return w;
	unpin(w);
	return NULL;
}

static unsigned long address_index(unsigned long addr)
{
	return (addr - TL_MMIO_BASE) >> WINDOW_SHIFT;
}

static u64 address_offset(unsigned long addr)
{
	return addr & ((1UL << WINDOW_SHIFT) - 1);
}

void mmio_find_place(unsigned long addr, struct mmio_place *place)
{
	struct window *w;

	memset(place, 0, sizeof(*place));
	if (addr < TL_MMIO_BASE || address_index(addr) > INDEX_MAX)
		return;
	place->offset = address_offset(addr);
	w = pin(address_index(addr), place);
	if (w)
		unpin(w);
}

/* Not inlined into the accessors: they stay small. */
static noinline void report_access(const char *what, unsigned long addr, unsigned int size,
				   const struct mmio_place *place, const char *why)
{
	if (place->name[0])
		tl_report(
			"WARNING: %u-byte %s at offset 0x%llx of the simulated registers of '%s': %s",
			size, what, (unsigned long long)address_offset(addr), place->name, why);
	else
		tl_report("WARNING: %u-byte %s at address %016lx: no device has registers there",
			  size, what, addr);
}

/* The window that has all of the access, pinned; or a report and NULL. */
static struct window *begin_access(const char *what, unsigned long addr, unsigned int size)
{
	u64 offset = address_offset(addr);
	struct mmio_place place = {.name = ""};
	struct window *w = NULL;
	const char *why;

	if (addr >= TL_MMIO_BASE && address_index(addr) <= INDEX_MAX)
		w = pin(address_index(addr), &place);
	if (!w)
		why = "the window was removed";
	else if (offset + size > w->size)
		why = "outside of the window";
	else if (offset & (size - 1))
		why = "misaligned";
	else if (!w->ops)
		why = "it is memory, and has an address from ioremap()";
	else
		return w;
	/* Unpinned first: what a report calls may remove the window. */
	if (w)
		unpin(w);
	report_access(what, addr, size, &place, why);
	return NULL;
}

/* Stands for all of the device. */
static const void *window_start(const volatile void __iomem *addr)
{
	return (const void *)((unsigned long)addr & ~((1UL << WINDOW_SHIFT) - 1));
}

u64 __tl_mmio_read(const volatile void __iomem *addr, unsigned int size)
{
	unsigned long host;
	struct window *w;
	u64 value;

	arch_api_point_from(window_start(addr), __builtin_return_address(0));
	w = begin_access("read", (unsigned long)addr, size);
	if (!w)
		return ~0ULL;
	/* A handler that landed inside the callback would want the model's lock again. */
	host = host_call_begin();
	callback_depth++;
	value = w->ops->read(w->priv, address_offset((unsigned long)addr), size);
	callback_depth--;
	unpin(w);
	host_call_end(host);
	host_irq_point();
	return value;
}
EXPORT_SYMBOL(__tl_mmio_read);

void __tl_mmio_write(volatile void __iomem *addr, u64 value, unsigned int size)
{
	unsigned long host;
	struct window *w;

	arch_api_point_from(window_start(addr), __builtin_return_address(0));
	w = begin_access("write", (unsigned long)addr, size);
	if (!w)
		return;
	host = host_call_begin();
	callback_depth++;
	w->ops->write(w->priv, address_offset((unsigned long)addr), value, size);
	callback_depth--;
	unpin(w);
	host_call_end(host);
	/* The write may have raised a line of this CPU. */
	host_irq_point();
}
EXPORT_SYMBOL(__tl_mmio_write);

/* A slot whose index comes next, claimed; NULL when all are in use. Removed windows keep their
 * name for reports until the indices have gone once around. */
static struct window *claim_slot(void)
{
	unsigned int tried;

	for (tried = 0; tried < WINDOWS; tried++) {
		unsigned long index = next_index;
		struct window *w = slot_of(index);
		u32 ref = 0;

		next_index = index == INDEX_MAX ? 1 : index + 1;
		/* W0: acquire, pairs with W3: who pinned the last window has read its fields. */
		if (__atomic_compare_exchange_n(&w->ref, &ref, CLAIMED, false, __ATOMIC_ACQUIRE,
						__ATOMIC_RELAXED)) {
			w->index = index;
			return w;
		}
	}
	return NULL;
}

static int add_window(const struct window *like, const char *name, phys_addr_t *base)
{
	struct window *w;
	int ret = 0;

	if (!name || !like->size || like->size > TL_MMIO_SIZE_MAX || !base) {
		pr_err("tl_mmio_add: bad argument: %s\n", !name ? "name" : !base ? "base" : "size");
		return -EINVAL;
	}
	host_mutex_lock(&windows_lock);
	w = claim_slot();
	if (!w) {
		ret = -ENOSPC;
		goto out;
	}
	if (!nr_live)
		ret = iofault_get();
	if (ret) {
		/* W1: the index is set before CLAIMED goes, and nothing is LIVE. */
		__atomic_fetch_and(&w->ref, ~CLAIMED, __ATOMIC_RELEASE);
		goto out;
	}
	nr_live++;
	w->size = like->size;
	w->ops = like->ops;
	w->priv = like->priv;
	w->mem = like->mem;
	strncpy(w->name, name, sizeof(w->name) - 1);
	w->name[sizeof(w->name) - 1] = '\0';
	*base = (phys_addr_t)w->index << WINDOW_SHIFT;
	/* W1: the fields are filled before LIVE shows. Pairs with W2. */
	__atomic_fetch_xor(&w->ref, CLAIMED | LIVE, __ATOMIC_RELEASE);
out:
	host_mutex_unlock(&windows_lock);
	return ret;
}

int tl_mmio_add(const char *name, u64 size, const struct tl_mmio_ops *ops, void *priv,
		phys_addr_t *base)
{
	const struct window like = {.size = size, .ops = ops, .priv = priv};

	if (!ops || !ops->read || !ops->write) {
		pr_err("tl_mmio_add: bad argument: ops needs read and write\n");
		return -EINVAL;
	}
	return add_window(&like, name, base);
}
EXPORT_SYMBOL(tl_mmio_add);

int tl_mmio_add_memory(const char *name, u64 size, void *mem, phys_addr_t *base)
{
	const struct window like = {.size = size, .mem = mem};

	if (!mem) {
		pr_err("tl_mmio_add_memory: bad argument: mem\n");
		return -EINVAL;
	}
	return add_window(&like, name, base);
}
EXPORT_SYMBOL(tl_mmio_add_memory);

static bool is_live(const struct window *w)
{
	/* Relaxed: only who holds windows_lock changes it. */
	return __atomic_load_n(&w->ref, __ATOMIC_RELAXED) & LIVE;
}

static void remove_window(struct window *w)
{
	/* W4: pairs with W2, who pins later sees no LIVE; and with W3, whose callbacks are over. */
	__atomic_fetch_and(&w->ref, ~LIVE, __ATOMIC_ACQ_REL);
	while (__atomic_load_n(&w->ref, __ATOMIC_ACQUIRE) & USERS)
		arch_yield();
	if (w->mem)
		share_forget(w->mem, w->size);
	if (!--nr_live)
		iofault_put();
}

int tl_mmio_remove(phys_addr_t base)
{
	struct window *w = slot_of(base >> WINDOW_SHIFT);
	int ret = -EINVAL;

	if (callback_depth) {
		pr_err("tl_mmio_remove: called from a register callback\n");
		return -EDEADLK;
	}
	host_mutex_lock(&windows_lock);
	if (is_live(w) && (phys_addr_t)w->index << WINDOW_SHIFT == base) {
		remove_window(w);
		ret = 0;
	}
	host_mutex_unlock(&windows_lock);
	if (ret)
		pr_err("tl_mmio_remove: no window at 0x%llx\n", (unsigned long long)base);
	return ret;
}
EXPORT_SYMBOL(tl_mmio_remove);

void __iomem *ioremap(phys_addr_t phys_addr, size_t size)
{
	u64 offset = address_offset(phys_addr);
	unsigned long index = phys_addr >> WINDOW_SHIFT;
	struct mmio_place place;
	void __iomem *addr = NULL;
	struct window *w = index <= INDEX_MAX ? pin(index, &place) : NULL;

	if (w) {
		if (size && size <= w->size && offset <= w->size - size)
			addr = w->mem ? (char *)w->mem + offset :
					(void __iomem *)(TL_MMIO_BASE + phys_addr);
		unpin(w);
	}
	if (!addr)
		pr_warn("ioremap: no device has all of [mem 0x%08llx-0x%08llx]\n",
			(unsigned long long)phys_addr, (unsigned long long)(phys_addr + size - 1));
	return addr;
}
EXPORT_SYMBOL(ioremap);

int mmio_memory(phys_addr_t phys, size_t size, void **mem)
{
	u64 offset = address_offset(phys);
	struct mmio_place place;
	struct window *w = pin((phys >> WINDOW_SHIFT) & INDEX_MAX, &place);
	int ret = 0;

	*mem = NULL;
	if (!w)
		return 0;
	if (offset >= w->size || size > w->size - offset)
		ret = -EINVAL;
	else if (w->mem)
		*mem = (char *)w->mem + offset;
	else
		ret = -ENXIO;
	unpin(w);
	if (ret == -ENXIO)
		pr_err("mmap: the registers of '%s' are callbacks; only windows of tl_mmio_add_memory() can be mapped\n",
		       place.name);
	return ret;
}

/* A mapping costs nothing, so its end has nothing to give back. */
void iounmap(volatile void __iomem *addr)
{
	(void)addr;
}
EXPORT_SYMBOL(iounmap);

int mm_subsys_init(void)
{
	return 0;
}

void mm_subsys_exit(void)
{
	struct window *w;

	host_mutex_lock(&windows_lock);
	for (w = windows; w < windows + WINDOWS; w++) {
		if (is_live(w)) {
			pr_notice("window '%s' was still there at shutdown\n", w->name);
			remove_window(w);
		}
	}
	host_mutex_unlock(&windows_lock);
	uaccess_exit();
}
