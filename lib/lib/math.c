// SPDX-License-Identifier: MIT
/* Arithmetic that is longer than a line of a header. */
#include <linux/bitops.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/rational.h>
#include <linux/reciprocal_div.h>

/*
 * Granlund and Montgomery, "Division by Invariant Integers using Multiplication", section 4:
 * m' = floor(2^32 * (2^l - d) / d) + 1, where l is the logarithm of d, rounded up.
 */
struct reciprocal_value reciprocal_value(u32 d)
{
	unsigned int l = (unsigned int)fls(d - 1);
	u64 m = (((1ull << l) - d) << 32) / d + 1;

	return (struct reciprocal_value){
		.m = (u32)m,
		.sh1 = (u8)(l < 1 ? l : 1),
		.sh2 = (u8)(l > 1 ? l - 1 : 0),
	};
}
EXPORT_SYMBOL(reciprocal_value);

/*
 * The continued fraction of the number yields its convergents, each better than the one before.
 * Where one is too large, the last term is made smaller until it fits: such a semiconvergent is
 * better than the convergent before it if its term is over half of the full one, or just half
 * and the rest decides.
 */
void rational_best_approximation(unsigned long given_numerator, unsigned long given_denominator,
				 unsigned long max_numerator, unsigned long max_denominator,
				 unsigned long *best_numerator, unsigned long *best_denominator)
{
	unsigned long n = given_numerator, d = given_denominator;
	/* The convergents before the last one and last. */
	unsigned long n0 = 0, d0 = 1, n1 = 1, d1 = 0;

	while (d) {
		unsigned long term = n / d, rest = n % d, fits = ULONG_MAX;

		if (d1)
			fits = (max_denominator - d0) / d1;
		if (n1)
			fits = min(fits, (max_numerator - n0) / n1);
		if (term > fits) {
			bool first = !d1; /* there is none before: 1/0 */

			if (first || fits > term / 2 ||
			    (2 * fits == term &&
			     (unsigned __int128)d0 * d > (unsigned __int128)d1 * rest)) {
				n1 = n0 + fits * n1;
				d1 = d0 + fits * d1;
			}
			break;
		}
		n0 += term * n1;
		d0 += term * d1;
		swap(n0, n1);
		swap(d0, d1);
		n = d;
		d = rest;
	}
	*best_numerator = n1;
	*best_denominator = d1;
}
EXPORT_SYMBOL(rational_best_approximation);
