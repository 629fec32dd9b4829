// SPDX-License-Identifier: MIT
/*
 * RCU: grace periods by number, and callbacks per CPU. What a grace period waits for, and how, is
 * the machine's (arch_rcu_begin(), lib/arch/<arch>/rcu.c).
 *
 * GRACE PERIODS are numbered, one is under way at a time. Who needs one asks for the first that
 * begins after now (rcu_gp_request()), and then has callbacks or a waiter with its number.
 *
 *	idle		running = false		asked: started++, begun by who asks
 *	under way	completed = started - 1	asked: wanted = started + 1
 *	over		completed = started	wanted > started: the next one is begun; else idle
 *
 * gp_lock protects `gp`. Each CPU's queue has a lock, and is any task's that calls call_rcu() there;
 * gp_lock is taken within it. What an updater did before it asked is passed on from lock to lock to
 * whoever begins the grace period.
 *
 * CALLBACKS are called by RCU_SOFTIRQ of their CPU. DIVERGES: all that are ready in one go; Linux
 * stops after a while, and goes on in the next softirq.
 */
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "arch/upcall.h"
#include "host/subsys.h"
#include "kernel/rcu.h"
#include "kernel/softirq.h"

/* Times that callbacks may queue others at shutdown. */
#define SHUTDOWN_ROUNDS 100

struct rcu_cpu {
	struct host_lock lock;
	struct rcu_segcblist cbs;
} __attribute__((aligned(128)));

static struct rcu_cpu rcu_cpus[NR_CPUS];
static struct host_lock gp_lock;
static struct rcu_gp gp;

static bool is_ready(struct rcu_cpu *rc)
{
	bool ready;

	host_lock(&rc->lock);
	ready = rc->cbs.wait.head && rcu_reached(gp.completed, rc->cbs.seq);
	host_unlock(&rc->lock);
	return ready;
}

/* Return: whether another one has been asked for. */
static bool gp_over(void)
{
	struct rcu_waiter *waiters;
	bool again;

	host_lock(&gp_lock);
	again = rcu_gp_next(&gp);
	waiters = rcu_waiters_take(&gp.waiters, gp.completed);
	host_unlock(&gp_lock);
	rcu_waiters_wake(waiters);
	for (unsigned int cpu = 0; cpu < arch_cpu_count(); cpu++)
		if (is_ready(&rcu_cpus[cpu]))
			softirq_raise_on(cpu, RCU_SOFTIRQ);
	return again;
}

/* Nothing will come of it: the next who asks tries again. */
static void gp_failed(void)
{
	host_lock(&gp_lock);
	gp.started--;
	gp.running = false;
	host_unlock(&gp_lock);
}

static void gp_begin(void)
{
	int ret;

	do {
		ret = arch_rcu_begin();
		if (ret < 0)
			gp_failed();
	} while (ret > 0 && gp_over());
}

void rcu_upcall_gp_over(void)
{
	if (gp_over())
		gp_begin();
}

/* --- waiting --- */

unsigned int rcu_section_break(void)
{
	unsigned int depth = arch_rcu_depth();

	for (unsigned int i = 0; i < depth; i++)
		arch_rcu_unlock();
	return depth;
}

void rcu_section_resume(unsigned int depth)
{
	while (depth--)
		rcu_read_lock();
}

static void describe_gp(const void *what, char *buf, unsigned long size)
{
	int n = scnprintf(buf, size, "an RCU grace period, for ");

	(void)what;
	arch_rcu_describe(buf + n, size - (size_t)n);
}

static void wait_for_gp(void)
{
	struct rcu_waiter waiter;
	unsigned long host = host_call_begin();
	bool start = false;

	host_lock(&gp_lock);
	rcu_waiters_add(&gp.waiters, &waiter, rcu_gp_request(&gp, &start));
	host_unlock(&gp_lock);
	if (start)
		gp_begin();
	host_call_end(host);
	rcu_wait(&waiter, describe_gp, NULL);
}

void synchronize_rcu(void)
{
	unsigned int depth;

	RCU_LOCKDEP_WARN(rcu_read_lock_held(),
			 "Illegal synchronize_rcu() in RCU read-side critical section");
	(void)current; /* boots, if nobody has */
	arch_api_point(&gp);
	depth = rcu_section_break();
	might_sleep();
	wait_for_gp();
	rcu_section_resume(depth);
}
EXPORT_SYMBOL_GPL(synchronize_rcu);

unsigned long get_state_synchronize_rcu(void)
{
	unsigned long host, number;

	arch_api_point(&gp);
	/* Under the lock: what the caller did before is passed on to who begins that one. */
	host = host_call_begin();
	host_lock(&gp_lock);
	number = arch_load(&gp.started, __ATOMIC_RELAXED) + 1;
	host_unlock(&gp_lock);
	host_call_end(host);
	return number;
}
EXPORT_SYMBOL_GPL(get_state_synchronize_rcu);

unsigned long start_poll_synchronize_rcu(void)
{
	unsigned long host, number;
	bool start = false;

	(void)current;
	arch_api_point(&gp);
	host = host_call_begin();
	host_lock(&gp_lock);
	number = rcu_gp_request(&gp, &start);
	host_unlock(&gp_lock);
	if (start)
		gp_begin();
	host_call_end(host);
	return number;
}
EXPORT_SYMBOL_GPL(start_poll_synchronize_rcu);

bool poll_state_synchronize_rcu(unsigned long cookie)
{
	/* V4: acquire, pairs with V3. */
	if (cookie && !rcu_reached(arch_load(&gp.completed, __ATOMIC_ACQUIRE), cookie))
		return false;
	smp_mb();
	return true;
}
EXPORT_SYMBOL_GPL(poll_state_synchronize_rcu);

void cond_synchronize_rcu(unsigned long cookie)
{
	if (!poll_state_synchronize_rcu(cookie))
		synchronize_rcu();
}
EXPORT_SYMBOL_GPL(cond_synchronize_rcu);

/* --- callbacks --- */

static void queue(struct rcu_head *head, rcu_callback_t func)
{
	struct rcu_cpu *rc;
	bool start = false;
	unsigned long host;

	(void)current; /* boots, if nobody has */
	arch_api_point(head);
	if (!rcu_head_claim(head, func, "call_rcu"))
		return;
	head->func = func;
	host = host_call_begin();
	rc = &rcu_cpus[arch_smp_processor_id()];
	host_lock(&rc->lock);
	host_lock(&gp_lock);
	rcu_segcblist_enqueue(&rc->cbs, head, &gp, &start);
	host_unlock(&gp_lock);
	host_unlock(&rc->lock);
	if (start)
		gp_begin();
	host_call_end(host);
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	queue(head, func);
}
EXPORT_SYMBOL_GPL(call_rcu);

void __kvfree_call_rcu(struct rcu_head *head, unsigned long offset)
{
	queue(head, (rcu_callback_t)offset);
}
EXPORT_SYMBOL_GPL(__kvfree_call_rcu);

void __kfree_rcu_mightsleep(const void *ptr)
{
	might_sleep();
	if (!ptr)
		return;
	synchronize_rcu();
	kvfree(ptr);
}
EXPORT_SYMBOL_GPL(__kfree_rcu_mightsleep);

static struct rcu_cblist take_ready(struct rcu_cpu *rc)
{
	unsigned long host = host_call_begin();
	struct rcu_cblist ready;
	bool start = false;

	host_lock(&rc->lock);
	host_lock(&gp_lock);
	ready = rcu_segcblist_advance(&rc->cbs, &gp, &start);
	host_unlock(&gp_lock);
	host_unlock(&rc->lock);
	if (start)
		gp_begin();
	host_call_end(host);
	return ready;
}

static void rcu_softirq(struct softirq_action *unused)
{
	struct rcu_cpu *rc = &rcu_cpus[arch_smp_processor_id()];
	struct rcu_cblist ready = take_ready(rc);
	struct rcu_waiter *waiters;
	unsigned long host, n;

	(void)unused;
	n = rcu_cblist_invoke(&ready);
	host = host_call_begin();
	host_lock(&rc->lock);
	rc->cbs.invoked += n;
	waiters = rcu_waiters_take(&rc->cbs.waiters, rc->cbs.invoked);
	host_unlock(&rc->lock);
	rcu_waiters_wake(waiters);
	host_call_end(host);
}

static void describe_callbacks(const void *what, char *buf, unsigned long size)
{
	const struct rcu_cpu *rc = what;
	int n = scnprintf(buf, size, "RCU callbacks of CPU#%d, a grace period, for ",
			  (int)(rc - rcu_cpus));

	arch_rcu_describe(buf + n, size - (size_t)n);
}

static void barrier_on(struct rcu_cpu *rc)
{
	unsigned long host = host_call_begin();
	struct rcu_waiter waiter;
	bool wait;

	host_lock(&rc->lock);
	wait = !rcu_reached(rc->cbs.invoked, rc->cbs.queued);
	if (wait)
		rcu_waiters_add(&rc->cbs.waiters, &waiter, rc->cbs.queued);
	host_unlock(&rc->lock);
	host_call_end(host);
	if (wait)
		rcu_wait(&waiter, describe_callbacks, rc);
}

void rcu_barrier(void)
{
	unsigned int nr = arch_cpu_count();

	might_sleep();
	arch_api_point(&rcu_cpus);
	/* One after the other: what is queued on a later one meanwhile is waited for, too. */
	for (unsigned int cpu = 0; cpu < nr; cpu++)
		barrier_on(&rcu_cpus[cpu]);
}
EXPORT_SYMBOL_GPL(rcu_barrier);

/* --- boot and shutdown --- */

int rcu_subsys_init(void)
{
	open_softirq(RCU_SOFTIRQ, rcu_softirq);
	return 0;
}

static unsigned long nr_queued(void)
{
	unsigned long n = 0;

	for (unsigned int cpu = 0; cpu < arch_cpu_count(); cpu++) {
		struct rcu_cpu *rc = &rcu_cpus[cpu];

		host_lock(&rc->lock);
		n += rc->cbs.queued - rc->cbs.invoked;
		host_unlock(&rc->lock);
	}
	return n;
}

static bool gp_runs(void)
{
	bool running;

	host_lock(&gp_lock);
	running = gp.running;
	host_unlock(&gp_lock);
	return running;
}

/* While the CPUs are up: callbacks run. One that queues itself for ever is left. */
void rcu_subsys_exit(void)
{
	unsigned long left;

	for (int i = 0; i < SHUTDOWN_ROUNDS && nr_queued(); i++)
		rcu_barrier();
	/* Somebody polls, or is still asleep in synchronize_rcu(). */
	if (gp_runs())
		wait_for_gp();
	left = nr_queued();
	if (left)
		pr_notice("rcu: %lu callbacks were still queued at shutdown\n", left);
	arch_rcu_exit();
	for (unsigned int cpu = 0; cpu < arch_cpu_count(); cpu++)
		rcu_cpus[cpu].cbs = (struct rcu_segcblist){0};
	gp = (struct rcu_gp){0};
	rcu_heads_reset();
}
