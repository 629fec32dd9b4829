/* SPDX-License-Identifier: MIT */
/* The meter as hardware: a model that a host program plugs in, and whose times it asks for. */
#ifndef METER_DEVICE_H
#define METER_DEVICE_H

#include <linux/types.h>

struct meter_device;

/**
 * struct meter_times - what one sample took, in nanoseconds from when its line went high
 * @status: until the driver looked at STATUS: the top half, if there is one
 * @sample: until it took the sample: the deferred part
 */
struct meter_times {
	u64 status;
	u64 sample;
};

/** meter_device_create() - plug a meter in; returns 0 or -errno */
int meter_device_create(struct meter_device **out);
/** meter_device_destroy() - unplug it; no driver may be bound; NULL is fine */
void meter_device_destroy(struct meter_device *device);

/** meter_device_base() - physical address of the registers */
phys_addr_t meter_device_base(const struct meter_device *device);
/** meter_device_irq() - number of the interrupt line */
int meter_device_irq(const struct meter_device *device);

/**
 * meter_device_measure() - make one sample and wait until the driver has it
 * @device: a driver must be bound
 * @value: of the sample
 * @times: what it took
 *
 * Return: 0, -EBADMSG if the driver read something else, or -ETIMEDOUT if none did for ten seconds.
 */
int meter_device_measure(struct meter_device *device, u32 value, struct meter_times *times);

#endif /* METER_DEVICE_H */
