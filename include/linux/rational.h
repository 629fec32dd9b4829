/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RATIONAL_H
#define _LINUX_RATIONAL_H

#include <linux/export.h>

__tl_api_begin

/**
 * rational_best_approximation() - the fraction next to a given one, with small numbers
 * @given_numerator: of the fraction
 * @given_denominator: of it
 * @max_numerator: that there may be
 * @max_denominator: that there may be
 * @best_numerator: gets the result
 * @best_denominator: gets the result
 *
 * Context: any. Follows Linux 6.12.
 */
void rational_best_approximation(unsigned long given_numerator, unsigned long given_denominator,
				 unsigned long max_numerator, unsigned long max_denominator,
				 unsigned long *best_numerator, unsigned long *best_denominator);

__tl_api_end

#endif /* _LINUX_RATIONAL_H */
