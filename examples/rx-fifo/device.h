/* SPDX-License-Identifier: MIT */
/* The receiver as hardware: a model that a host program plugs in. */
#ifndef RX_FIFO_DEVICE_H
#define RX_FIFO_DEVICE_H

#include <linux/types.h>

#define RX_FIFO_DEPTH_DEFAULT 64
#define RX_FIFO_DEPTH_MAX     65536

struct rx_fifo_device;

/**
 * struct rx_fifo_device_stats - what the hardware did
 * @words: @bytes: that went into the FIFO
 * @taken: words that were read from it
 * @raised: how often the line went high
 * @error: errno of the read that ended the input, or 0
 */
struct rx_fifo_device_stats {
	u64 words;
	u64 bytes;
	u64 taken;
	u64 raised;
	int error;
};

/**
 * rx_fifo_device_create() - plug a receiver in
 * @fd: its input: file, pipe, socket, terminal; stays the caller's
 * @depth: words that the FIFO holds, 1 to RX_FIFO_DEPTH_MAX
 * @out: where to store the device
 *
 * It begins to receive at once and stops when its FIFO is full.
 *
 * Return: 0, -EINVAL for a bad depth, or what failed.
 */
int rx_fifo_device_create(int fd, unsigned int depth, struct rx_fifo_device **out);
/** rx_fifo_device_destroy() - unplug it; no driver may be bound; NULL is fine */
void rx_fifo_device_destroy(struct rx_fifo_device *device);

/** rx_fifo_device_base() - physical address of the registers */
phys_addr_t rx_fifo_device_base(const struct rx_fifo_device *device);
/** rx_fifo_device_irq() - number of the interrupt line */
int rx_fifo_device_irq(const struct rx_fifo_device *device);
/** rx_fifo_device_get_stats() - a consistent copy */
void rx_fifo_device_get_stats(struct rx_fifo_device *device, struct rx_fifo_device_stats *stats);

#endif /* RX_FIFO_DEVICE_H */
