/* SPDX-License-Identifier: MIT */
/* How many CPUs there may be: NR_CPUS. */
#ifndef _LINUX_THREADS_H
#define _LINUX_THREADS_H

#include <asm/smp.h>

#endif /* _LINUX_THREADS_H */
