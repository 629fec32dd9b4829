// SPDX-License-Identifier: MIT
/*
 * Wound/wait mutexes.
 *
 * Waiters with a context stand in the list by their age, the oldest first, and those without one in
 * the order in which they came; a mutex is handed to the first. So who holds a mutex is older than
 * all contexts that wait for it, or was there before they came.
 *
 * WAIT-DIE: a context that holds something never waits for an older one: not for a holder, nor in
 * the list behind one. So among contexts that hold something and wait, each waits for younger ones
 * only, which makes no circle. When an older one is put in front of it, a waiter is woken and looks.
 *
 * WOUND-WAIT: a context that holds something and waits has looked at `wounded` before; the older
 * one that comes for what it holds sets that and wakes it. So each that sleeps waits for older ones
 * only.
 *
 *	older						younger (handover_wait())
 *	younger->wounded = 1				its state, full barrier (W1)
 *	wake it: full barrier (W2), its state		wounded? -EDEADLK; else sleep
 *
 * The two are under different wait_locks; a holder's context is there as long as `ctx` names it,
 * under the wait_lock of what it holds.
 */
#include <linux/errno.h>
#include <linux/ww_mutex.h>

#include "locking/handover.h"

struct ww_waiter {
	struct lock_waiter w;
	struct ww_mutex *lock;
	struct ww_acquire_ctx *ctx;
};

static struct ww_waiter *ww_waiter_of(struct lock_waiter *waiter)
{
	return container_of(waiter, struct ww_waiter, w);
}

static bool is_older(const struct ww_acquire_ctx *a, const struct ww_acquire_ctx *b)
{
	return (long)(a->stamp - b->stamp) < 0;
}

void __ww_mutex_init(struct ww_mutex *lock, struct ww_class *ww_class, const char *name)
{
	__mutex_init(&lock->base, name, NULL);
	lock->ctx = NULL;
	lock->ww_class = ww_class;
}
EXPORT_SYMBOL(__ww_mutex_init);

void ww_acquire_init(struct ww_acquire_ctx *ctx, struct ww_class *ww_class)
{
	*ctx = (struct ww_acquire_ctx){
		.stamp = (unsigned long)atomic_long_inc_return_relaxed(&ww_class->stamp),
		.is_wait_die = (unsigned short)ww_class->is_wait_die,
		.ww_class = ww_class,
	};
}
EXPORT_SYMBOL(ww_acquire_init);

void ww_acquire_done(struct ww_acquire_ctx *ctx)
{
	if (ctx->done_acquire)
		lock_report_misuse("ctx->done_acquire", ctx, NULL);
	ctx->done_acquire = 1;
}
EXPORT_SYMBOL(ww_acquire_done);

void ww_acquire_fini(struct ww_acquire_ctx *ctx)
{
	if (ctx->acquired)
		lock_report_misuse("ctx->acquired", ctx, NULL);
}
EXPORT_SYMBOL(ww_acquire_fini);

/* It is the caller's. */
static void acquired(struct ww_mutex *lock, struct ww_acquire_ctx *ctx,
		     const struct lock_site *site)
{
	if (!ctx)
		return;
	if (ctx->done_acquire)
		lock_report_misuse("ww_ctx->done_acquire", lock, site);
	if (ctx->ww_class != lock->ww_class)
		lock_report_misuse("ww_ctx->ww_class != ww->ww_class", lock, site);
	if (ctx->contending_lock && ctx->contending_lock != lock)
		lock_report_misuse("ww_ctx->contending_lock != ww", lock, site);
	ctx->contending_lock = NULL;
	ctx->acquired++;
}

/* Is the holder older, or somebody who is in front of it? Those are older, if they have an age. */
static bool is_behind_older(struct ww_waiter *waiter)
{
	const struct ww_mutex *lock = waiter->lock;
	struct lock_waiter *pos;

	if (lock->ctx && is_older(lock->ctx, waiter->ctx))
		return true;
	list_for_each_entry(pos, &lock->base.wait_list, node) {
		if (pos == &waiter->w)
			break;
		if (ww_waiter_of(pos)->ctx)
			return true;
	}
	return false;
}

static int backs_off(struct lock_waiter *w)
{
	struct ww_waiter *waiter = ww_waiter_of(w);
	struct ww_acquire_ctx *ctx = waiter->ctx;

	if (!ctx || !ctx->acquired)
		return 0;
	if (ctx->is_wait_die ? !is_behind_older(waiter) : !READ_ONCE(ctx->wounded))
		return 0;
	ctx->contending_lock = waiter->lock;
	return -EDEADLK;
}

/* By age, and behind those without one that came before. */
static void queue(struct ww_mutex *lock, struct ww_waiter *waiter)
{
	struct list_head *before = &lock->base.wait_list;
	struct lock_waiter *pos;

	list_for_each_entry_reverse(pos, &lock->base.wait_list, node) {
		const struct ww_acquire_ctx *ctx = ww_waiter_of(pos)->ctx;

		if (!waiter->ctx || (ctx && is_older(ctx, waiter->ctx)))
			break;
		if (ctx)
			before = &pos->node;
	}
	list_add_tail(&waiter->w.node, before);
}

/* Those who are younger make way. */
static void press(struct ww_mutex *lock, struct ww_waiter *waiter)
{
	struct ww_acquire_ctx *ctx = waiter->ctx;
	struct lock_waiter *pos = &waiter->w;

	if (!ctx)
		return;
	if (ctx->is_wait_die) {
		list_for_each_entry_continue(pos, &lock->base.wait_list, node)
			if (ww_waiter_of(pos)->ctx)
				wake_up_process(pos->task);
	} else if (lock->ctx && is_older(ctx, lock->ctx) && !READ_ONCE(lock->ctx->wounded)) {
		WRITE_ONCE(lock->ctx->wounded, 1);
		wake_up_process(LOCK_OWNER(arch_peek(lock->base.owner))); /* W2 */
	}
}

static int wait(struct ww_mutex *lock, struct ww_waiter *waiter, unsigned int state)
{
	/* With a context of its own, it has said -EALREADY. */
	if (unlikely(LOCK_OWNER(arch_peek(lock->base.owner)) == current)) {
		raw_spin_unlock(&lock->base.wait_lock);
		lock_report_recursion(&waiter->w);
		raw_spin_lock(&lock->base.wait_lock);
	}
	queue(lock, waiter);
	press(lock, waiter);
	return handover_wait(&lock->base, &waiter->w, state, backs_off);
}

static void begin(const struct ww_mutex *lock, struct ww_acquire_ctx *ctx, bool slow,
		  const struct lock_site *site)
{
	if (!ctx)
		return;
	if (slow && !ctx->contending_lock)
		lock_report_misuse("!ctx->contending_lock", lock, site);
	if (ctx->contending_lock && ctx->acquired)
		lock_report_misuse("ww_ctx->acquired > 0", lock, site);
	/* It holds nothing that an older one could want. */
	if (!ctx->acquired)
		WRITE_ONCE(ctx->wounded, 0);
}

int __ww_mutex_lock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx, unsigned int state,
		    bool slow, const struct lock_site *site)
{
	struct ww_waiter waiter = {
		.w =
			{
				.kind = "ww_mutex",
				.lock = lock,
				.name = lock->base.name,
				.owner = &lock->base.owner,
				.taken = &lock->base.site,
				.wanted = site,
			},
		.lock = lock,
		.ctx = ctx,
	};
	int ret = 0;

	__might_sleep(site->file, (int)site->line);
	begin(lock, ctx, slow, site);
	lock_waiter_begin(&waiter.w);
	raw_spin_lock(&lock->base.wait_lock);
	if (handover_take(&lock->base, site))
		lock->ctx = ctx;
	else if (ctx && lock->ctx == ctx)
		ret = -EALREADY;
	else
		ret = wait(lock, &waiter, state);
	raw_spin_unlock(&lock->base.wait_lock);
	lock_waiter_end(&waiter.w);
	if (!ret)
		acquired(lock, ctx, site);
	return ret;
}
EXPORT_SYMBOL(__ww_mutex_lock);

int __ww_mutex_trylock(struct ww_mutex *lock, struct ww_acquire_ctx *ctx,
		       const struct lock_site *site)
{
	bool taken;

	begin(lock, ctx, false, site);
	raw_spin_lock(&lock->base.wait_lock);
	taken = handover_take(&lock->base, site);
	if (taken)
		lock->ctx = ctx;
	raw_spin_unlock(&lock->base.wait_lock);
	if (taken)
		acquired(lock, ctx, site);
	return taken;
}
EXPORT_SYMBOL(__ww_mutex_trylock);

void __ww_mutex_unlock(struct ww_mutex *lock, const struct lock_site *site)
{
	struct task_struct *owner;
	struct lock_waiter *next;

	raw_spin_lock(&lock->base.wait_lock);
	owner = LOCK_OWNER(arch_peek(lock->base.owner));
	if (lock->ctx)
		lock->ctx->acquired--;
	next = handover_give(&lock->base);
	lock->ctx = next ? ww_waiter_of(next)->ctx : NULL;
	raw_spin_unlock(&lock->base.wait_lock);
	if (unlikely(owner != current))
		lock_report_unlock("ww_mutex", lock, lock->base.name, owner, site);
}
EXPORT_SYMBOL(__ww_mutex_unlock);
