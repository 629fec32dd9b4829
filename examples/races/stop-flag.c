// SPDX-License-Identifier: MIT
/*
 * A stop flag and a counter of requests under way: the "Bluetooth driver" of the literature on
 * concurrency testing (Qadeer and Wu, 2004).
 *
 *	CPU 0				CPU 1
 *	bt_request()
 *	  bt->stopping?  no
 *					bt_stop()
 *					  bt->stopping = true
 *					  bt->pending--		(0)
 *					  power off
 *	  bt->pending++			(1)
 *	  access to the device, which is off
 *
 * Fix: the reference is taken only from a counter that is not 0 yet. Stopping takes the first
 * reference away, so it never comes back from 0.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/wait.h>

#define BT_POWER 0x0
#define BT_SEND	 0x4
#define BT_SIZE	 0x8

struct bt {
	void __iomem *regs;
	bool stopping;
	atomic_t pending; /* requests under way, and one until it is stopped */
	wait_queue_head_t idle;
};

static bool bt_get_broken(struct bt *bt)
{
	if (READ_ONCE(bt->stopping))
		return false;
	atomic_inc(&bt->pending);
	return true;
}

static bool bt_get_fixed(struct bt *bt)
{
	return !READ_ONCE(bt->stopping) && atomic_inc_not_zero(&bt->pending);
}

static void bt_put(struct bt *bt)
{
	if (atomic_dec_and_test(&bt->pending))
		wake_up(&bt->idle);
}

static int bt_request(struct bt *bt, bool (*get)(struct bt *bt))
{
	if (!get(bt))
		return -ENODEV;
	writel(1, bt->regs + BT_SEND);
	bt_put(bt);
	return 0;
}

static void bt_stop(struct bt *bt)
{
	WRITE_ONCE(bt->stopping, true);
	bt_put(bt);
	wait_event(bt->idle, !atomic_read(&bt->pending));
	writel(0, bt->regs + BT_POWER);
}

static int bt_init(struct bt *bt, phys_addr_t regs)
{
	bt->regs = ioremap(regs, BT_SIZE);
	if (!bt->regs)
		return -ENOMEM;
	bt->stopping = false;
	atomic_set(&bt->pending, 1);
	init_waitqueue_head(&bt->idle);
	writel(1, bt->regs + BT_POWER);
	return 0;
}

static void bt_exit(struct bt *bt)
{
	iounmap(bt->regs);
}

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>
#include <tasklet/mmio.h>

#include "races.h"

static struct bt bt;
static bool powered;

static void model_write(void *priv, u64 offset, u64 value, unsigned int size)
{
	if (offset == BT_POWER)
		powered = value;
	else
		tl_assert(powered);
}

static u64 model_read(void *priv, u64 offset, unsigned int size)
{
	return 0;
}

static const struct tl_mmio_ops model_ops = {.read = model_read, .write = model_write};

static void requests_broken(void *arg)
{
	bt_request(&bt, bt_get_broken);
}

static void requests_fixed(void *arg)
{
	bt_request(&bt, bt_get_fixed);
}

static void stops(void *arg)
{
	bt_stop(&bt);
}

void stop_flag(void *arg)
{
	const struct race_variant *variant = arg;
	phys_addr_t regs = race_window("bt", BT_SIZE, &model_ops, NULL);
	struct task_struct *requesting, *stopping;

	tl_assert(!bt_init(&bt, regs));
	requesting =
		tl_spawn_on(0, "request", variant->fixed ? requests_fixed : requests_broken, NULL);
	stopping = tl_spawn_on(1, "stop", stops, NULL);
	tl_join(requesting);
	tl_join(stopping);
	tl_assert(!powered);
	bt_exit(&bt);
	tl_mmio_remove(regs);
}
