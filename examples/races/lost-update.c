// SPDX-License-Identifier: MIT
/*
 * A counter without a lock. An increment is a load and a store.
 *
 *	CPU 0				CPU 1
 *	nic_xmit()
 *	  load nic->sent	(0)
 *					nic_xmit()
 *					  load nic->sent	(0)
 *					  store nic->sent	(1)
 *	  store nic->sent	(1)	one of two packets was not counted
 *
 * Fix: the lock. (Or atomic_t, or a counter for each CPU.)
 */
#include <linux/spinlock.h>
#include <linux/types.h>

struct nic {
	spinlock_t lock;
	unsigned long sent;
};

static void nic_xmit_broken(struct nic *nic)
{
	nic->sent++;
}

static void nic_xmit_fixed(struct nic *nic)
{
	spin_lock(&nic->lock);
	nic->sent++;
	spin_unlock(&nic->lock);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>

#include "races.h"

static struct nic nic;

static void sends_broken(void *arg)
{
	nic_xmit_broken(&nic);
}

static void sends_fixed(void *arg)
{
	nic_xmit_fixed(&nic);
}

void lost_update(void *arg)
{
	const struct race_variant *variant = arg;
	void (*sends)(void *arg) = variant->fixed ? sends_fixed : sends_broken;
	struct task_struct *tasks[2];

	spin_lock_init(&nic.lock);
	for (int i = 0; i < 2; i++)
		tasks[i] = tl_spawn_on(i, "sender", sends, NULL);
	for (int i = 0; i < 2; i++)
		tl_join(tasks[i]);
	tl_assert(nic.sent == 2);
}
