/* SPDX-License-Identifier: MIT */
/* libc's bsearch() is the kernel's: it allocates nothing and takes no lock. */
#ifndef _LINUX_BSEARCH_H
#define _LINUX_BSEARCH_H

#include <linux/types.h>

#include <stdlib.h>

#endif /* _LINUX_BSEARCH_H */
