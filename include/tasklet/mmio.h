/* SPDX-License-Identifier: MIT */
/*
 * Register windows of simulated devices. A model adds a window and gets its physical address,
 * which goes into the resource of a platform device; the driver's ioremap() of it yields
 * addresses at which readl() and writel() call the model.
 *
 * Rules for a model:
 *  - A callback runs on the thread that accesses the register, in the context of that code, with
 *    interrupts held off, so it may take a lock that the model's own thread takes as well.
 *  - It may raise and lower lines, allocate, print; it must not sleep, and must not wait for a
 *    driver.
 *  - Two CPUs may be in callbacks of one window at once. What protects it is the model's.
 */
#ifndef _TASKLET_MMIO_H
#define _TASKLET_MMIO_H

#include <linux/export.h>
#include <linux/types.h>

/* Where simulated registers begin in the address space; see <linux/io.h>. */
#define TL_MMIO_BASE (1UL << 54)

/* The largest window, and how many there can be at a time. */
#define TL_MMIO_SIZE_MAX    (1UL << 28)
#define TL_MMIO_WINDOWS_MAX 256

/**
 * struct tl_mmio_ops - how a window behaves
 * @read: the value of @size (1, 2, 4 or 8) bytes at @offset, which is a multiple of @size
 * @write: the same for a write
 */
struct tl_mmio_ops {
	u64 (*read)(void *priv, u64 offset, unsigned int size);
	void (*write)(void *priv, u64 offset, u64 value, unsigned int size);
};

#ifdef __cplusplus
extern "C" {
#endif

__tl_api_begin

/**
 * tl_mmio_add() - add the registers of a simulated device
 * @name: of the window in messages; copied, cut off at 31 characters
 * @size: bytes, at most TL_MMIO_SIZE_MAX
 * @ops: the callbacks; must stay until tl_mmio_remove() has returned
 * @priv: handed to the callbacks
 * @base: where to store the window's physical address
 *
 * An address is not used again for a later window, so what accesses a window that is gone is
 * reported and does not hit another.
 *
 * Context: any thread that may block on a lock.
 * Return: 0, -EINVAL with a message that names the argument, -ENOSPC with too many windows.
 */
int tl_mmio_add(const char *name, u64 size, const struct tl_mmio_ops *ops, void *priv,
		phys_addr_t *base);

/**
 * tl_mmio_add_memory() - give ordinary memory a physical address
 * @name: of the window in messages
 * @size: bytes, at most TL_MMIO_SIZE_MAX
 * @mem: such as a BAR that was mapped; ioremap() of the window returns addresses in it
 * @base: where to store the window's physical address
 *
 * Context: any thread that may block on a lock.
 * Return: as tl_mmio_add().
 */
int tl_mmio_add_memory(const char *name, u64 size, void *mem, phys_addr_t *base);

/**
 * tl_mmio_remove() - take a window away
 * @base: what tl_mmio_add() stored
 *
 * Waits for callbacks that are running; none runs after the return. Later accesses are reported
 * and read as all ones.
 *
 * Context: any thread that may block on a lock, not in a callback.
 * Return: 0, -EINVAL when there is no such window, -EDEADLK from within a callback.
 */
int tl_mmio_remove(phys_addr_t base);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_MMIO_H */
