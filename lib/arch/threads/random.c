// SPDX-License-Identifier: MIT
/* Random numbers are the host's: a system call, which any context may make. */
#include <errno.h>
#include <sys/random.h>

#include "arch/upcall.h"

void arch_random_bytes(void *buf, size_t len)
{
	int keep = errno;

	for (char *p = buf; len;) {
		ssize_t n = getrandom(p, len, 0);

		/* It is interrupted at most: there are always some. */
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	errno = keep;
}
