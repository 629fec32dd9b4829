// SPDX-License-Identifier: MIT
/* Memory of a program's: of insmod's, which waits for the cases. */
#include <linux/kthread.h>
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>

#include "../case.h"

char __user *tc_user_edge(void)
{
	unsigned long p;

	kthread_use_mm(tc_user_mm);
	p = vm_mmap(NULL, 0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	BUG_ON(IS_ERR_VALUE(p));
	BUG_ON(vm_munmap(p + PAGE_SIZE, PAGE_SIZE));
	return (char __user *)(p + PAGE_SIZE);
}

void tc_user_done(char __user *edge)
{
	BUG_ON(vm_munmap((unsigned long)edge - PAGE_SIZE, PAGE_SIZE));
	kthread_unuse_mm(tc_user_mm);
}
