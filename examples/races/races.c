// SPDX-License-Identifier: MIT
/*
 * The table of races, and what their scenarios share.
 */
#include "races.h"

#include <linux/err.h>
#include <linux/ioport.h>
#include <tasklet/mmio.h>

/* clang-format off */
const struct race races[] = {
	/* name, what, scenario, failure, CPUs, p, q, deviations, sizable */
	{"managed-irq", "devm irq schedules a tasklet after tasklet_kill()",
	 managed_irq, TL_FAIL_MEMORY, 2, 0, 1, 2, false},
	{"open-file", "devm memory freed under an open file",
	 open_file, TL_FAIL_MEMORY, 2, 1, 0, 1, false},
	{"no-kill", "memory freed with its tasklet scheduled",
	 no_kill, TL_FAIL_MEMORY, 2, 0, 1, 2, false},
	{"no-irqsave", "lock shared with a handler, taken without irqsave",
	 no_irqsave, TL_FAIL_REPORT, 1, 0, 1, 1, false},
	{"lost-update", "counter++ on two CPUs",
	 lost_update, TL_FAIL_ASSERT, 2, 1, 0, 1, false},
	{"lost-wakeup", "condition tested before the task queues itself",
	 lost_wakeup, TL_FAIL_DEADLOCK, 1, 0, 1, 1, false},
	{"disable-self", "tasklet_disable_in_atomic() in the tasklet itself",
	 disable_self, TL_FAIL_DEADLOCK, 1, 0, 2, 2, false},
	{"kill-disabled", "tasklet_kill() of a disabled tasklet",
	 kill_disabled, TL_FAIL_DEADLOCK, 1, 0, 1, 1, false},
	{"kill-requeue", "tasklet_kill() of one that schedules itself",
	 kill_requeue, TL_FAIL_LIVELOCK, 1, 0, 0, 0, false},
	{"lock-order", "two locks, in task and tasklet the other way round",
	 lock_order, TL_FAIL_DEADLOCK, 2, 0, 1, 1, false},
	{"irq-nosync", "disable_irq_nosync(), and the handler runs on",
	 irq_nosync, TL_FAIL_MEMORY, 2, 0, 1, 2, false},
	{"dma-terminate", "descriptor freed under its completion tasklet",
	 dma_terminate, TL_FAIL_MEMORY, 2, 0, 1, 2, false},
	{"stop-flag", "stop flag tested before the reference is taken",
	 stop_flag, TL_FAIL_ASSERT, 2, 1, 0, 1, false},
	{"reorder", "two stores seen by another task one by one",
	 reorder, TL_FAIL_ASSERT, 0, 1, 0, 1, true},
	{"twostage", "lock dropped between two halves of an update",
	 twostage, TL_FAIL_ASSERT, 0, 1, 0, 1, true},
};
/* clang-format on */
const unsigned int nr_races = sizeof(races) / sizeof(races[0]);

struct platform_device *race_plug(const char *name, int irq)
{
	const struct resource res = DEFINE_RES_IRQ(irq);
	struct platform_device *pdev;

	pdev = platform_device_register_simple(name, PLATFORM_DEVID_NONE, &res, 1);
	tl_assert(!IS_ERR(pdev));
	return pdev;
}

phys_addr_t race_window(const char *name, u64 size, const struct tl_mmio_ops *ops, void *priv)
{
	phys_addr_t base;

	tl_assert(!tl_mmio_add(name, size, ops, priv, &base));
	return base;
}
