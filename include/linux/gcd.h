/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_GCD_H
#define _LINUX_GCD_H

/** gcd() - Context: any; Return: greatest common divisor; of 0 and a number, the number */
static inline unsigned long gcd(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

#endif /* _LINUX_GCD_H */
