/* SPDX-License-Identifier: MIT */
#ifndef LIB_ARCH_SIM_RANGE_H
#define LIB_ARCH_SIM_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Some addresses; none if there are no bytes. */
struct addr_range {
	uintptr_t start;
	size_t size;
};

/* One compare: what lies below the start wraps. */
static inline __attribute__((always_inline)) bool addr_within(struct addr_range range,
							      uintptr_t addr)
{
	return addr - range.start < range.size;
}

#endif /* LIB_ARCH_SIM_RANGE_H */
