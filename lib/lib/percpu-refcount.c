// SPDX-License-Identifier: MIT
/*
 * Reference counts per CPU.
 *
 *	PERCPU	  what there is = sum of the CPUs' counters + count - BIAS
 *	ATOMIC	  what there is = count
 *
 * BIAS is more than there can be, so that `count` does not pass 0 while CPUs count for themselves.
 * To ATOMIC: the flag is set; after a grace period of RCU, in whose read sections the counters are
 * used, nobody uses them any more, and their sum takes the place of BIAS. Meanwhile some count here
 * and some there, and the switch holds a reference. Counters wrap: one CPU may see more puts than
 * gets.
 *
 * To PERCPU, with no switch under way: nobody uses the counters. BIAS is added, and they are set to
 * 0, before the flag is cleared (PR2).
 *
 * switch_lock protects all changes of mode of all references; `confirm_switch` says of each whether
 * a switch is under way, and those who want to change it then wait in switch_waitq.
 */
#include <linux/bug.h>
#include <linux/percpu-refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/wait.h>

#define BIAS (1UL << (BITS_PER_LONG - 1))

static DEFINE_SPINLOCK(switch_lock);
static DECLARE_WAIT_QUEUE_HEAD(switch_waitq);

static unsigned long __percpu *counters_of(const struct percpu_ref *ref)
{
	return (unsigned long __percpu *)(ref->percpu_count_ptr & ~__PERCPU_REF_ATOMIC_DEAD);
}

int percpu_ref_init(struct percpu_ref *ref, percpu_ref_func_t *release, unsigned int flags,
		    gfp_t gfp)
{
	bool dead = flags & PERCPU_REF_INIT_DEAD;
	bool atomic = dead || (flags & PERCPU_REF_INIT_ATOMIC);
	unsigned long __percpu *counters = alloc_percpu_gfp(unsigned long, gfp);
	struct percpu_ref_data *data = kzalloc(sizeof(*data), gfp);

	if (!counters || !data) {
		free_percpu(counters);
		kfree(data);
		return -ENOMEM;
	}
	data->force_atomic = flags & PERCPU_REF_INIT_ATOMIC;
	data->allow_reinit = atomic || (flags & PERCPU_REF_ALLOW_REINIT);
	data->release = release;
	data->ref = ref;
	atomic_long_set(&data->count, (long)((atomic ? 0 : BIAS) + (dead ? 0 : 1)));
	ref->data = data;
	ref->percpu_count_ptr = (unsigned long)counters | (atomic ? __PERCPU_REF_ATOMIC : 0) |
				(dead ? __PERCPU_REF_DEAD : 0);
	return 0;
}
EXPORT_SYMBOL_GPL(percpu_ref_init);

/* Their place stays marked as that of one that is dead. Nobody uses them. */
static void free_counters(struct percpu_ref *ref)
{
	unsigned long __percpu *counters = counters_of(ref);

	if (!counters)
		return;
	WRITE_ONCE(ref->percpu_count_ptr, __PERCPU_REF_ATOMIC_DEAD);
	free_percpu(counters);
}

void percpu_ref_exit(struct percpu_ref *ref)
{
	struct percpu_ref_data *data;
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	data = ref->data;
	ref->data = NULL;
	WARN_ON_ONCE(data && data->confirm_switch);
	spin_unlock_irqrestore(&switch_lock, flags);
	free_counters(ref);
	kfree(data);
}
EXPORT_SYMBOL_GPL(percpu_ref_exit);

/* --- to ATOMIC --- */

static void nothing_to_confirm(struct percpu_ref *ref)
{
	(void)ref;
}

/* The switch gives its reference back: after this only the others' keep @ref. */
static void switch_over(struct percpu_ref *ref)
{
	percpu_ref_func_t *release = NULL;
	unsigned long flags;

	/* Under the lock: who waits for the switch may exit the whole as soon as it is over. */
	spin_lock_irqsave(&switch_lock, flags);
	WRITE_ONCE(ref->data->confirm_switch, NULL);
	if (atomic_long_dec_and_test(&ref->data->count))
		release = ref->data->release;
	wake_up_all(&switch_waitq);
	spin_unlock_irqrestore(&switch_lock, flags);
	if (release)
		release(ref);
}

/* A grace period is over: nobody uses the counters. */
static void switched(struct rcu_head *rcu)
{
	struct percpu_ref_data *data = container_of(rcu, struct percpu_ref_data, rcu);
	struct percpu_ref *ref = data->ref;
	unsigned long sum = 0;
	unsigned int cpu;
	long count;

	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(counters_of(ref), cpu);
	count = atomic_long_add_return((long)(sum - BIAS), &data->count);
	WARN_ONCE(count <= 0, "percpu ref (%ps) <= 0 (%ld) after switching to atomic",
		  data->release, count);
	if (!data->allow_reinit)
		free_counters(ref);
	data->confirm_switch(ref);
	switch_over(ref);
}

/* Under the lock. Return: it is so already. */
static bool to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	struct percpu_ref_data *data = ref->data;

	if (ref->percpu_count_ptr & __PERCPU_REF_ATOMIC)
		return true;
	WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr | __PERCPU_REF_ATOMIC);
	data->confirm_switch = confirm ? confirm : nothing_to_confirm;
	atomic_long_inc(&data->count);
	call_rcu(&data->rcu, switched);
	return false;
}

/* --- to PERCPU --- */

static void to_percpu(struct percpu_ref *ref)
{
	unsigned long __percpu *counters = counters_of(ref);
	unsigned int cpu;

	if (!(ref->percpu_count_ptr & __PERCPU_REF_ATOMIC) ||
	    WARN_ON_ONCE(!ref->data->allow_reinit))
		return;
	atomic_long_add((long)BIAS, &ref->data->count);
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(counters, cpu) = 0;
	/* PR2: release; pairs with PR1. */
	smp_store_release(&ref->percpu_count_ptr, (unsigned long)counters);
}

/* --- changes of mode --- */

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	scnprintf(buf, size, "the switch of percpu_ref %pS to atomic mode", waits_for);
}

static void wait_for_switch(struct percpu_ref *ref)
{
	if (!ref->data->confirm_switch)
		return;
	current->waits_for = ref;
	current->waits_describe = describe;
	wait_event_lock_irq(switch_waitq, !ref->data->confirm_switch, switch_lock);
	current->waits_describe = NULL;
	current->waits_for = NULL;
}

/* As its flags want it; under the lock. Return: whether there is nothing to wait for. */
static bool switch_mode(struct percpu_ref *ref, percpu_ref_func_t *confirm)
{
	if (ref->data->force_atomic || percpu_ref_is_dying(ref))
		return to_atomic(ref, confirm);
	to_percpu(ref);
	return true;
}

void percpu_ref_switch_to_atomic(struct percpu_ref *ref, percpu_ref_func_t *confirm_switch)
{
	unsigned long flags;
	bool now;

	spin_lock_irqsave(&switch_lock, flags);
	wait_for_switch(ref);
	ref->data->force_atomic = true;
	now = switch_mode(ref, confirm_switch);
	spin_unlock_irqrestore(&switch_lock, flags);
	if (now && confirm_switch)
		confirm_switch(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic);

void percpu_ref_switch_to_atomic_sync(struct percpu_ref *ref)
{
	might_sleep();
	percpu_ref_switch_to_atomic(ref, NULL);
	spin_lock_irq(&switch_lock);
	wait_for_switch(ref);
	spin_unlock_irq(&switch_lock);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_atomic_sync);

void percpu_ref_switch_to_percpu(struct percpu_ref *ref)
{
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	wait_for_switch(ref);
	ref->data->force_atomic = false;
	switch_mode(ref, NULL);
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_switch_to_percpu);

void percpu_ref_kill_and_confirm(struct percpu_ref *ref, percpu_ref_func_t *confirm_kill)
{
	unsigned long flags;
	bool killed, now = false;

	spin_lock_irqsave(&switch_lock, flags);
	wait_for_switch(ref);
	killed = percpu_ref_is_dying(ref);
	if (!killed) {
		WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr | __PERCPU_REF_DEAD);
		now = switch_mode(ref, confirm_kill);
	}
	spin_unlock_irqrestore(&switch_lock, flags);
	if (WARN_ONCE(killed, "%s called more than once on %ps!", __func__, ref->data->release))
		return;
	if (now && confirm_kill)
		confirm_kill(ref);
	percpu_ref_put(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_kill_and_confirm);

void percpu_ref_resurrect(struct percpu_ref *ref)
{
	unsigned long flags;

	spin_lock_irqsave(&switch_lock, flags);
	wait_for_switch(ref);
	WARN_ON_ONCE(!percpu_ref_is_dying(ref));
	WARN_ON_ONCE(!counters_of(ref));
	WRITE_ONCE(ref->percpu_count_ptr, ref->percpu_count_ptr & ~__PERCPU_REF_DEAD);
	percpu_ref_get(ref);
	switch_mode(ref, NULL);
	spin_unlock_irqrestore(&switch_lock, flags);
}
EXPORT_SYMBOL_GPL(percpu_ref_resurrect);

void percpu_ref_reinit(struct percpu_ref *ref)
{
	WARN_ON_ONCE(!percpu_ref_is_zero(ref));
	percpu_ref_resurrect(ref);
}
EXPORT_SYMBOL_GPL(percpu_ref_reinit);

bool percpu_ref_is_zero(struct percpu_ref *ref)
{
	unsigned long __percpu *counters;
	bool zero;

	rcu_read_lock();
	zero = !__ref_is_percpu(ref, &counters) && !atomic_long_read(&ref->data->count);
	rcu_read_unlock();
	return zero;
}
EXPORT_SYMBOL_GPL(percpu_ref_is_zero);
