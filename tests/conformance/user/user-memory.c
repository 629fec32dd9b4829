// SPDX-License-Identifier: MIT
/* Memory of a program's: of this one. */
#include <linux/pfn.h>

#include <sys/mman.h>

#include "../case.h"
#include "user.h"

char __user *tc_user_edge(void)
{
	char *p = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0);

	if (p == MAP_FAILED || mprotect(p + PAGE_SIZE, PAGE_SIZE, PROT_NONE))
		die("mmap");
	return p + PAGE_SIZE;
}

void tc_user_done(char __user *edge)
{
	munmap(edge - PAGE_SIZE, 2 * PAGE_SIZE);
}
