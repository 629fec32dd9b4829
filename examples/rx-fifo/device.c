// SPDX-License-Identifier: MIT
/*
 * Model of the receiver. A host thread reads the input and fills the FIFO; the register callbacks
 * run on whichever thread the driver is on, and empty it. One mutex guards all: a callback may
 * block on it for the moment that the other side holds it, and no handler can land in between.
 *
 * Back-pressure: with a full FIFO the thread stops reading, and goes on when the FIFO is half
 * empty, so that it is not woken for each word.
 */
#include "device.h"

#include "regs.h"

#include <tasklet/irq.h>
#include <tasklet/mmio.h>

#include <linux/interrupt.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define CHUNK 16384

struct rx_fifo_device {
	int fd;
	int stop_fd; /* eventfd: readable when the thread is to end */
	int irq;
	phys_addr_t base;
	pthread_t thread;

	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t space;
	bool stop;
	u64 *fifo;
	unsigned int depth;
	unsigned int head; /* where the next word goes */
	unsigned int used;
	u32 latched;
	u32 enabled;
	bool line_high;
	struct rx_fifo_device_stats stats;
};

/* Lock held. A line may be raised under any lock: it never runs a handler before it returns. */
static void update_line(struct rx_fifo_device *device)
{
	bool high = device->latched & device->enabled;

	if (high == device->line_high)
		return;
	device->line_high = high;
	if (high) {
		device->stats.raised++;
		tl_irq_raise(device->irq);
	} else {
		tl_irq_lower(device->irq);
	}
}

/* Lock held. The oldest word, 0 if there is none. */
static u64 take_word(struct rx_fifo_device *device)
{
	unsigned int tail = (device->head + device->depth - device->used) % device->depth;

	if (!device->used)
		return 0;
	device->used--;
	device->stats.taken++;
	if (device->used == device->depth / 2)
		pthread_cond_signal(&device->space);
	return device->fifo[tail];
}

static u64 register_read(void *priv, u64 offset, unsigned int size)
{
	struct rx_fifo_device *device = priv;
	u64 value = 0;

	pthread_mutex_lock(&device->lock);
	switch (offset) {
	case RX_FIFO_IRQ_STATUS:
		value = device->latched & device->enabled;
		break;
	case RX_FIFO_IRQ_CTRL:
		value = device->enabled;
		break;
	case RX_FIFO_COUNT:
		value = device->used;
		break;
	case RX_FIFO_DATA:
		value = take_word(device);
		break;
	}
	pthread_mutex_unlock(&device->lock);
	return value;
}

static void register_write(void *priv, u64 offset, u64 value, unsigned int size)
{
	struct rx_fifo_device *device = priv;

	pthread_mutex_lock(&device->lock);
	switch (offset) {
	case RX_FIFO_IRQ_CTRL:
		device->enabled = value & RX_FIFO_IRQ_ALL;
		break;
	case RX_FIFO_IRQ_CLEAR:
		device->latched &= ~(u32)value;
		break;
	}
	update_line(device);
	pthread_mutex_unlock(&device->lock);
}

static const struct tl_mmio_ops register_ops = {
	.read = register_read,
	.write = register_write,
};

/* Lock held. A word of the first bytes at @p; returns how many it took. */
static size_t put_word(struct rx_fifo_device *device, const unsigned char *p, size_t n)
{
	u64 word = 0;
	size_t i;

	if (n > 4)
		n = 4;
	for (i = 0; i < n; i++)
		word |= (u64)p[i] << (8 * i);
	device->fifo[device->head] = word | (u64)n << 32;
	device->head = (device->head + 1) % device->depth;
	device->used++;
	device->stats.words++;
	device->stats.bytes += n;
	return n;
}

/* Returns false when the device is unplugged meanwhile. */
static bool receive(struct rx_fifo_device *device, const unsigned char *p, size_t n)
{
	bool go_on;

	pthread_mutex_lock(&device->lock);
	while (n && !device->stop) {
		if (device->used == device->depth) {
			pthread_cond_wait(&device->space, &device->lock);
			continue;
		}
		while (n && device->used < device->depth) {
			size_t done = put_word(device, p, n);

			p += done;
			n -= done;
		}
		device->latched |= RX_FIFO_IRQ_RX;
		update_line(device);
	}
	go_on = !device->stop;
	pthread_mutex_unlock(&device->lock);
	return go_on;
}

static void end_input(struct rx_fifo_device *device, int error)
{
	pthread_mutex_lock(&device->lock);
	device->stats.error = error;
	device->latched |= RX_FIFO_IRQ_END | (error ? RX_FIFO_IRQ_ERROR : 0);
	update_line(device);
	pthread_mutex_unlock(&device->lock);
}

static void *receiver(void *arg)
{
	struct rx_fifo_device *device = arg;
	unsigned char chunk[CHUNK];

	for (;;) {
		struct pollfd fds[] = {
			{.fd = device->fd, .events = POLLIN},
			{.fd = device->stop_fd, .events = POLLIN},
		};
		ssize_t n;

		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			end_input(device, errno);
			break;
		}
		if (fds[1].revents)
			break;
		if (!fds[0].revents)
			continue;
		n = read(device->fd, chunk, sizeof(chunk));
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0) {
			end_input(device, n < 0 ? errno : 0);
			break;
		}
		if (!receive(device, chunk, (size_t)n))
			break;
	}
	return NULL;
}

/* The program's signals are for its own threads. */
static int start_thread(struct rx_fifo_device *device)
{
	sigset_t all, old;
	int ret;

	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&device->thread, NULL, receiver, device);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -ret;
}

int rx_fifo_device_create(int fd, unsigned int depth, struct rx_fifo_device **out)
{
	struct rx_fifo_device *device;
	int ret;

	if (!depth || depth > RX_FIFO_DEPTH_MAX)
		return -EINVAL;
	device = calloc(1, sizeof(*device));
	if (!device)
		return -ENOMEM;
	device->fd = fd;
	device->depth = depth;
	pthread_mutex_init(&device->lock, NULL);
	pthread_cond_init(&device->space, NULL);
	device->fifo = calloc(depth, sizeof(*device->fifo));
	if (!device->fifo) {
		ret = -ENOMEM;
		goto err_free;
	}
	device->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (device->stop_fd < 0) {
		ret = -errno;
		goto err_free;
	}
	device->irq = tl_irq_alloc("rx-fifo", IRQF_TRIGGER_HIGH, 0);
	if (device->irq < 0) {
		ret = device->irq;
		goto err_fd;
	}
	ret = tl_mmio_add("rx-fifo", RX_FIFO_SIZE, &register_ops, device, &device->base);
	if (ret)
		goto err_irq;
	ret = start_thread(device);
	if (ret)
		goto err_mmio;
	*out = device;
	return 0;

err_mmio:
	tl_mmio_remove(device->base);
err_irq:
	tl_irq_free(device->irq);
err_fd:
	close(device->stop_fd);
err_free:
	free(device->fifo);
	pthread_cond_destroy(&device->space);
	pthread_mutex_destroy(&device->lock);
	free(device);
	return ret;
}

void rx_fifo_device_destroy(struct rx_fifo_device *device)
{
	if (!device)
		return;
	pthread_mutex_lock(&device->lock);
	device->stop = true;
	pthread_cond_signal(&device->space);
	pthread_mutex_unlock(&device->lock);
	eventfd_write(device->stop_fd, 1);
	pthread_join(device->thread, NULL);

	tl_mmio_remove(device->base);
	tl_irq_free(device->irq);
	close(device->stop_fd);
	free(device->fifo);
	pthread_cond_destroy(&device->space);
	pthread_mutex_destroy(&device->lock);
	free(device);
}

phys_addr_t rx_fifo_device_base(const struct rx_fifo_device *device)
{
	return device->base;
}

int rx_fifo_device_irq(const struct rx_fifo_device *device)
{
	return device->irq;
}

void rx_fifo_device_get_stats(struct rx_fifo_device *device, struct rx_fifo_device_stats *stats)
{
	pthread_mutex_lock(&device->lock);
	*stats = device->stats;
	pthread_mutex_unlock(&device->lock);
}
