// SPDX-License-Identifier: MIT
/*
 * Model of the meter. Whoever calls meter_device_measure() is the hardware: it latches a sample,
 * raises the line, and sleeps until a register callback, on whichever thread the driver is on,
 * has seen the sample come back. The callbacks note the time; the driver knows of no clock.
 */
#include "device.h"

#include "regs.h"

#include <tasklet/irq.h>
#include <tasklet/mmio.h>

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#define PATIENCE_S 10

struct meter_device {
	int irq;
	phys_addr_t base;
	sem_t echoed;

	pthread_mutex_t lock; /* guards what follows */
	u32 enabled;
	u32 status;
	u32 value;
	u32 echo;
	bool waiting; /* the sample has not arrived yet */
	u64 raised_ns;
	struct meter_times times;
};

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000 + (u64)ts.tv_nsec;
}

static u64 register_read(void *priv, u64 offset, unsigned int size)
{
	struct meter_device *device = priv;
	u64 value = 0, now = now_ns();

	pthread_mutex_lock(&device->lock);
	switch (offset) {
	case METER_CTRL:
		value = device->enabled;
		break;
	case METER_STATUS:
		value = device->status;
		if (device->waiting && !device->times.status)
			device->times.status = now - device->raised_ns;
		break;
	case METER_SAMPLE:
		value = device->value;
		if (device->waiting && !device->times.sample)
			device->times.sample = now - device->raised_ns;
		break;
	}
	pthread_mutex_unlock(&device->lock);
	return value;
}

static void register_write(void *priv, u64 offset, u64 value, unsigned int size)
{
	struct meter_device *device = priv;

	pthread_mutex_lock(&device->lock);
	switch (offset) {
	case METER_CTRL:
		device->enabled = value & METER_READY;
		break;
	case METER_ACK:
		device->status &= ~(u32)value;
		break;
	case METER_ECHO:
		if (!device->waiting)
			break;
		device->waiting = false;
		device->echo = (u32)value;
		sem_post(&device->echoed);
		break;
	}
	/* Under the lock, so that it comes in the order of the writes; see meter_device_measure(). */
	if (!(device->status & device->enabled))
		tl_irq_lower(device->irq);
	pthread_mutex_unlock(&device->lock);
}

static const struct tl_mmio_ops register_ops = {
	.read = register_read,
	.write = register_write,
};

int meter_device_create(struct meter_device **out)
{
	struct meter_device *device = calloc(1, sizeof(*device));
	int ret;

	if (!device)
		return -ENOMEM;
	pthread_mutex_init(&device->lock, NULL);
	sem_init(&device->echoed, 0, 0);
	ret = device->irq = tl_irq_alloc("meter", TL_IRQ_HIGH, 0);
	if (ret < 0)
		goto err_free;
	ret = tl_mmio_add("meter", METER_SIZE, &register_ops, device, &device->base);
	if (ret)
		goto err_irq;
	*out = device;
	return 0;

err_irq:
	tl_irq_free(device->irq);
err_free:
	sem_destroy(&device->echoed);
	pthread_mutex_destroy(&device->lock);
	free(device);
	return ret;
}

void meter_device_destroy(struct meter_device *device)
{
	if (!device)
		return;
	tl_mmio_remove(device->base);
	tl_irq_free(device->irq);
	sem_destroy(&device->echoed);
	pthread_mutex_destroy(&device->lock);
	free(device);
}

phys_addr_t meter_device_base(const struct meter_device *device)
{
	return device->base;
}

int meter_device_irq(const struct meter_device *device)
{
	return device->irq;
}

int meter_device_measure(struct meter_device *device, u32 value, struct meter_times *times)
{
	struct timespec until;
	bool high;
	int ret;

	pthread_mutex_lock(&device->lock);
	device->value = value;
	device->status = METER_READY;
	device->waiting = true;
	device->times = (struct meter_times){0};
	high = device->enabled;
	device->raised_ns = now_ns();
	pthread_mutex_unlock(&device->lock);
	/* After the lock: the handler, which is there within microseconds, wants it. Nobody lowers
	 * the line in between, since there is nothing to acknowledge before it is high. */
	if (high)
		tl_irq_raise(device->irq);

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_S;
	while (sem_timedwait(&device->echoed, &until) < 0)
		if (errno != EINTR)
			return -errno;
	pthread_mutex_lock(&device->lock);
	*times = device->times;
	ret = device->echo == value ? 0 : -EBADMSG;
	pthread_mutex_unlock(&device->lock);
	return ret;
}
