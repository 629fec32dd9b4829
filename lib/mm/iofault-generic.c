// SPDX-License-Identifier: MIT
/* Which address faulted, on machines that say so. They don't say how. */
#include "mm/mm.h"

#include <signal.h>

unsigned long iofault_address(const void *siginfo, const void *ucontext)
{
	const siginfo_t *info = siginfo;

	(void)ucontext;
	return (unsigned long)info->si_addr;
}

bool iofault_is_write(const void *siginfo, const void *ucontext)
{
	(void)siginfo;
	(void)ucontext;
	return true;
}
