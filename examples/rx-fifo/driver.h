/* SPDX-License-Identifier: MIT */
/* What the driver offers the rest of the kernel: reading, and what it counted. */
#ifndef RX_FIFO_DRIVER_H
#define RX_FIFO_DRIVER_H

#include <linux/types.h>

struct device;

#define RX_FIFO_RING_DEFAULT 256
#define RX_FIFO_RING_MAX     65536

/**
 * struct rx_fifo_platform_data - how a board sets the driver up
 * @ring_entries: words between interrupt and tasklet; 0: RX_FIFO_RING_DEFAULT
 */
struct rx_fifo_platform_data {
	unsigned int ring_entries;
};

/**
 * struct rx_fifo_stats - what went through
 * @interrupts: of our own
 * @words: @bytes: delivered to readers' buffer
 * @dropped_words: @dropped_bytes: came while the ring was full
 */
struct rx_fifo_stats {
	u64 interrupts;
	u64 words;
	u64 bytes;
	u64 dropped_words;
	u64 dropped_bytes;
};

/**
 * rx_fifo_read() - take received bytes; sleeps until there are some
 * @dev: a device that the driver has bound, for as long as this takes
 * @buf: @n: where they go, and how many there is room for
 *
 * Context: task.
 * Return: how many, 0 when the input has ended, -EIO when it broke off, -ERESTARTSYS when a signal
 *	came while it slept.
 */
ssize_t rx_fifo_read(struct device *dev, char *buf, size_t n);

/** rx_fifo_get_stats() - a consistent copy of the counts; Context: task */
void rx_fifo_get_stats(struct device *dev, struct rx_fifo_stats *stats);

#endif /* RX_FIFO_DRIVER_H */
