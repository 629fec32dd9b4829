/* SPDX-License-Identifier: MIT */
/* Private to kstrtox.c and vsscanf.c: the number at the beginning of a text. */
#ifndef LIB_KERNEL_KSTRTOX_H
#define LIB_KERNEL_KSTRTOX_H

#include <stddef.h>

/*
 * A number of at most @max characters, its prefix among them, in @base as for simple_strtoull();
 * *@endp: behind it. What overflows wraps. A prefix without room for a digit behind it is passed
 * over and is 0.
 */
unsigned long long kstrtox_scan(const char *s, const char **endp, unsigned int base, size_t max);

#endif /* LIB_KERNEL_KSTRTOX_H */
