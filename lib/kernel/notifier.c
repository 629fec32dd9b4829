// SPDX-License-Identifier: MIT
/*
 * Notifier chains. A chain is a list linked by `next`, which one caller at a time changes: under the
 * head's lock, rwsem or mutex, or by grace of the caller (raw). It may be called meanwhile, in a read
 * section of RCU or SRCU, so a block is published when it is filled in (P0, D0 of linux/rcupdate.h),
 * and what is taken out keeps its `next` until the readers have gone. The caller reads `next` before
 * it calls: a callback of a raw chain may take itself out, and free itself.
 */
#include <linux/bug.h>
#include <linux/notifier.h>

static int chain_register(struct notifier_block **head, struct notifier_block *nb, bool unique)
{
	struct notifier_block **pos = head, *other;

	for (; (other = *pos) && other->priority >= nb->priority; pos = &other->next) {
		if (WARN(other == nb, "notifier callback %ps already registered\n",
			 (void *)(unsigned long)nb->notifier_call))
			return -EEXIST;
		if (unique && other->priority == nb->priority)
			return -EBUSY;
	}
	nb->next = other;
	rcu_assign_pointer(*pos, nb);
	return 0;
}

static int chain_unregister(struct notifier_block **head, struct notifier_block *nb)
{
	for (struct notifier_block **pos = head; *pos; pos = &(*pos)->next) {
		if (*pos != nb)
			continue;
		rcu_assign_pointer(*pos, nb->next);
		return 0;
	}
	return -ENOENT;
}

/* At most @max of them; *@called, unless NULL, is how many. */
static int chain_call(struct notifier_block **head, unsigned long val, void *v, int max,
		      int *called)
{
	struct notifier_block *nb = rcu_dereference_raw(*head), *next;
	int ret = NOTIFY_DONE, n;

	for (n = 0; nb && n < max && !(ret & NOTIFY_STOP_MASK); n++, nb = next) {
		next = rcu_dereference_raw(nb->next);
		ret = nb->notifier_call(nb, val, v);
	}
	if (called)
		*called = n;
	return ret;
}

static int chain_call_all(struct notifier_block **head, unsigned long val, void *v)
{
	return chain_call(head, val, v, INT_MAX, NULL);
}

static int chain_call_robust(struct notifier_block **head, unsigned long val_up,
			     unsigned long val_down, void *v)
{
	int called, ret = chain_call(head, val_up, v, INT_MAX, &called);

	if (ret & NOTIFY_STOP_MASK)
		chain_call(head, val_down, v, called - 1, NULL);
	return ret;
}

static int atomic_register(struct atomic_notifier_head *nh, struct notifier_block *nb, bool unique)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_register(&nh->head, nb, unique);
	spin_unlock_irqrestore(&nh->lock, flags);
	return ret;
}

int atomic_notifier_chain_register(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	return atomic_register(nh, nb, false);
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_register);

int atomic_notifier_chain_register_unique_prio(struct atomic_notifier_head *nh,
					       struct notifier_block *nb)
{
	return atomic_register(nh, nb, true);
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_register_unique_prio);

int atomic_notifier_chain_unregister(struct atomic_notifier_head *nh, struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&nh->lock, flags);
	ret = chain_unregister(&nh->head, nb);
	spin_unlock_irqrestore(&nh->lock, flags);
	synchronize_rcu();
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_chain_unregister);

int atomic_notifier_call_chain(struct atomic_notifier_head *nh, unsigned long val, void *v)
{
	int ret;

	rcu_read_lock();
	ret = chain_call_all(&nh->head, val, v);
	rcu_read_unlock();
	return ret;
}
EXPORT_SYMBOL_GPL(atomic_notifier_call_chain);

bool atomic_notifier_call_chain_is_empty(struct atomic_notifier_head *nh)
{
	return !rcu_access_pointer(nh->head);
}
EXPORT_SYMBOL_GPL(atomic_notifier_call_chain_is_empty);

static int blocking_register(struct blocking_notifier_head *nh, struct notifier_block *nb,
			     bool unique)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_register(&nh->head, nb, unique);
	up_write(&nh->rwsem);
	return ret;
}

int blocking_notifier_chain_register(struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	return blocking_register(nh, nb, false);
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_register);

int blocking_notifier_chain_register_unique_prio(struct blocking_notifier_head *nh,
						 struct notifier_block *nb)
{
	return blocking_register(nh, nb, true);
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_register_unique_prio);

int blocking_notifier_chain_unregister(struct blocking_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	down_write(&nh->rwsem);
	ret = chain_unregister(&nh->head, nb);
	up_write(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_chain_unregister);

int blocking_notifier_call_chain(struct blocking_notifier_head *nh, unsigned long val, void *v)
{
	int ret;

	down_read(&nh->rwsem);
	ret = chain_call_all(&nh->head, val, v);
	up_read(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_call_chain);

int blocking_notifier_call_chain_robust(struct blocking_notifier_head *nh, unsigned long val_up,
					unsigned long val_down, void *v)
{
	int ret;

	down_read(&nh->rwsem);
	ret = chain_call_robust(&nh->head, val_up, val_down, v);
	up_read(&nh->rwsem);
	return ret;
}
EXPORT_SYMBOL_GPL(blocking_notifier_call_chain_robust);

int raw_notifier_chain_register(struct raw_notifier_head *nh, struct notifier_block *nb)
{
	return chain_register(&nh->head, nb, false);
}
EXPORT_SYMBOL_GPL(raw_notifier_chain_register);

int raw_notifier_chain_unregister(struct raw_notifier_head *nh, struct notifier_block *nb)
{
	return chain_unregister(&nh->head, nb);
}
EXPORT_SYMBOL_GPL(raw_notifier_chain_unregister);

int raw_notifier_call_chain(struct raw_notifier_head *nh, unsigned long val, void *v)
{
	return chain_call_all(&nh->head, val, v);
}
EXPORT_SYMBOL_GPL(raw_notifier_call_chain);

int raw_notifier_call_chain_robust(struct raw_notifier_head *nh, unsigned long val_up,
				   unsigned long val_down, void *v)
{
	return chain_call_robust(&nh->head, val_up, val_down, v);
}
EXPORT_SYMBOL_GPL(raw_notifier_call_chain_robust);

void srcu_init_notifier_head(struct srcu_notifier_head *nh)
{
	mutex_init(&nh->mutex);
	init_srcu_struct(&nh->srcu);
	RCU_INIT_POINTER(nh->head, NULL);
}
EXPORT_SYMBOL_GPL(srcu_init_notifier_head);

int srcu_notifier_chain_register(struct srcu_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	mutex_lock(&nh->mutex);
	ret = chain_register(&nh->head, nb, false);
	mutex_unlock(&nh->mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(srcu_notifier_chain_register);

int srcu_notifier_chain_unregister(struct srcu_notifier_head *nh, struct notifier_block *nb)
{
	int ret;

	mutex_lock(&nh->mutex);
	ret = chain_unregister(&nh->head, nb);
	mutex_unlock(&nh->mutex);
	synchronize_srcu(&nh->srcu);
	return ret;
}
EXPORT_SYMBOL_GPL(srcu_notifier_chain_unregister);

int srcu_notifier_call_chain(struct srcu_notifier_head *nh, unsigned long val, void *v)
{
	int ret, idx;

	idx = srcu_read_lock(&nh->srcu);
	ret = chain_call_all(&nh->head, val, v);
	srcu_read_unlock(&nh->srcu, idx);
	return ret;
}
EXPORT_SYMBOL_GPL(srcu_notifier_call_chain);
