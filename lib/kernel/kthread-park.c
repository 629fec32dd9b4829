// SPDX-License-Identifier: MIT
/*
 * Parking: a kthread that is asked to goes to sleep in kthread_parkme(), in a state that no
 * wake_up_process() ends, until it is asked to go on.
 *
 * SHOULD_PARK and @parked change together, under the lock of @changed: so @parked says that the
 * kthread has seen the last request and will not leave kthread_parkme() before it is taken back.
 */
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/might_sleep.h>
#include <linux/sprintf.h>

#include "arch/upcall.h"
#include "kernel/kthread.h"

static void describe_unpark(const void *waits_for, char *buf, unsigned long size)
{
	(void)waits_for;
	scnprintf(buf, size, "kthread_unpark()");
}

/* Return: whether it still is to park; then it counts as parked. */
static bool stays(struct kthread *kthread)
{
	unsigned long flags;
	bool parks;

	spin_lock_irqsave(&kthread->changed.lock, flags);
	parks = test_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
	/* E3: release, pairs with E4 in kthread_park(). */
	if (parks)
		smp_store_release(&kthread->parked, true);
	spin_unlock_irqrestore(&kthread->changed.lock, flags);
	return parks;
}

void kthread_park_self(struct kthread *kthread)
{
	struct task_struct *me = current;

	me->waits_for = kthread;
	me->waits_describe = describe_unpark;
	for (;;) {
		/* W1: pairs with W2 in the wake of kthread_unpark_it(). */
		set_current_state(TASK_PARKED);
		if (!stays(kthread))
			break;
		wake_up_all(&kthread->changed);
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	me->waits_describe = NULL;
}

void kthread_unpark_it(struct kthread *kthread)
{
	unsigned long flags;

	spin_lock_irqsave(&kthread->changed.lock, flags);
	clear_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
	WRITE_ONCE(kthread->parked, false);
	spin_unlock_irqrestore(&kthread->changed.lock, flags);
	wake_up_state(kthread->task, TASK_PARKED);
}

bool kthread_should_park(void)
{
	struct kthread *kthread = kthread_self();

	if (!kthread)
		return false;
	arch_api_point(&kthread->flags);
	return test_bit(KTHREAD_SHOULD_PARK, &kthread->flags);
}
EXPORT_SYMBOL_GPL(kthread_should_park);

void kthread_parkme(void)
{
	struct kthread *kthread = kthread_self();

	might_sleep();
	if (kthread)
		kthread_park_self(kthread);
}
EXPORT_SYMBOL_GPL(kthread_parkme);

static void describe_park(const void *waits_for, char *buf, unsigned long size)
{
	const struct task_struct *k = waits_for;

	scnprintf(buf, size, "kthread %s:%d to park", k->comm, k->pid);
}

int kthread_park(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);
	struct task_struct *me = current;

	might_sleep();
	arch_api_point(k);
	if (WARN_ON(!kthread || smp_load_acquire(&kthread->done)))
		return -ENOSYS;
	if (WARN_ON_ONCE(test_and_set_bit(KTHREAD_SHOULD_PARK, &kthread->flags)))
		return -EBUSY;
	if (k == me)
		return 0;
	wake_up_process(k);
	me->waits_for = k;
	me->waits_describe = describe_park;
	/* E4: acquire, pairs with E3 and E1: what it did before is seen. */
	wait_event(kthread->changed,
		   smp_load_acquire(&kthread->parked) || smp_load_acquire(&kthread->done));
	me->waits_describe = NULL;
	return smp_load_acquire(&kthread->done) ? -ENOSYS : 0;
}
EXPORT_SYMBOL_GPL(kthread_park);

void kthread_unpark(struct task_struct *k)
{
	struct kthread *kthread = to_kthread(k);

	arch_api_point(k);
	if (!WARN_ON(!kthread) && test_bit(KTHREAD_SHOULD_PARK, &kthread->flags))
		kthread_unpark_it(kthread);
}
EXPORT_SYMBOL_GPL(kthread_unpark);
