// SPDX-License-Identifier: MIT
/*
 * Wait queues. A head's lock protects its list and the entries' flags; wakes run under it, in
 * any context.
 */
#include <linux/bug.h>
#include <linux/wait.h>

/*
 * With the lock held. A head of zeroed memory is an empty one, once it was told of.
 *
 * DIVERGES: Linux follows the NULL pointer.
 */
static void check_head(struct wait_queue_head *wq_head)
{
	if (likely(wq_head->head.next))
		return;
	WARN_ONCE(1, "wait queue %pS was never set up (init_waitqueue_head())\n", (void *)wq_head);
	INIT_LIST_HEAD(&wq_head->head);
}

/* With the lock held, after @prev. Once more where it stands already would make the list a ring
 * without the head, as Linux says with CONFIG_DEBUG_LIST. */
static void link_entry(struct wait_queue_entry *wq_entry, struct list_head *prev)
{
	struct list_head *new = &wq_entry->entry;

	if (WARN(new == prev || new == prev->next,
		 "list_add double add: new=%px, prev=%px, next=%px.\n", (void *)new, (void *)prev,
		 (void *)prev->next))
		return;
	list_add(new, prev);
}

/* Non-exclusive waiters stand before exclusive ones; priority ones before all. */
static void enqueue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	struct list_head *pos = &wq_head->head;
	struct wait_queue_entry *curr;

	check_head(wq_head);
	list_for_each_entry(curr, &wq_head->head, entry) {
		if (!(READ_ONCE(curr->flags) & WQ_FLAG_PRIORITY))
			break;
		pos = &curr->entry;
	}
	link_entry(wq_entry, pos);
}

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	wq_entry->flags &= ~(unsigned int)WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	enqueue(wq_head, wq_entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(add_wait_queue);

void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	check_head(wq_head);
	link_entry(wq_entry, wq_head->head.prev);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(add_wait_queue_exclusive);

void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	wq_entry->flags |= WQ_FLAG_EXCLUSIVE | WQ_FLAG_PRIORITY;
	spin_lock_irqsave(&wq_head->lock, flags);
	check_head(wq_head);
	link_entry(wq_entry, &wq_head->head);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL_GPL(add_wait_queue_priority);

void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	__remove_wait_queue(wq_head, wq_entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(remove_wait_queue);

/* @nr exclusive waiters, 0 for all. Returns how many of them are left to wake. */
static int wake_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr, int flags,
		       void *key)
{
	struct wait_queue_entry *curr, *next;

	check_head(wq_head);
	list_for_each_entry_safe(curr, next, &wq_head->head, entry) {
		/* wait_woken() clears WOKEN in it without the lock. */
		unsigned int entry_flags = READ_ONCE(curr->flags);
		int ret = curr->func(curr, mode, flags, key);

		if (ret < 0)
			break;
		if (ret && (entry_flags & WQ_FLAG_EXCLUSIVE) && !--nr)
			break;
	}
	return nr;
}

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key)
{
	unsigned long flags;
	int left;

	spin_lock_irqsave(&wq_head->lock, flags);
	left = wake_locked(wq_head, mode, nr, 0, key);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return nr - left;
}
EXPORT_SYMBOL(__wake_up);

void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr)
{
	(void)wake_locked(wq_head, mode, nr, 0, NULL);
}
EXPORT_SYMBOL_GPL(__wake_up_locked);

void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key)
{
	(void)wake_locked(wq_head, mode, 1, 0, key);
}
EXPORT_SYMBOL_GPL(__wake_up_locked_key);

/* "The waker is about to sleep": a hint that the host does not take. */
void __wake_up_sync(struct wait_queue_head *wq_head, unsigned int mode)
{
	(void)__wake_up(wq_head, mode, 1, NULL);
}
EXPORT_SYMBOL_GPL(__wake_up_sync);

int default_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			  void *key)
{
	(void)flags;
	(void)key;
	return wake_up_state(wq_entry->private, mode);
}
EXPORT_SYMBOL(default_wake_function);

int autoremove_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags,
			     void *key)
{
	int ret = default_wake_function(wq_entry, mode, flags, key);

	/* Q1: release, pairs with finish_wait(): who sees the entry empty may free it. */
	if (ret)
		list_del_init_careful(&wq_entry->entry);
	return ret;
}
EXPORT_SYMBOL(autoremove_wake_function);

void init_wait_entry(struct wait_queue_entry *wq_entry, int flags)
{
	wq_entry->flags = (unsigned int)flags;
	wq_entry->private = current;
	wq_entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&wq_entry->entry);
}
EXPORT_SYMBOL(init_wait_entry);

/* Who is woken in vain comes again while still queued: the flags change under the lock. */
void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, int state)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	check_head(wq_head);
	wq_entry->flags &= ~(unsigned int)WQ_FLAG_EXCLUSIVE;
	if (list_empty(&wq_entry->entry))
		__add_wait_queue(wq_head, wq_entry);
	set_current_state((unsigned int)state);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}
EXPORT_SYMBOL(prepare_to_wait);

bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			       int state)
{
	unsigned long flags;
	bool was_empty = false;

	spin_lock_irqsave(&wq_head->lock, flags);
	check_head(wq_head);
	wq_entry->flags |= WQ_FLAG_EXCLUSIVE;
	if (list_empty(&wq_entry->entry)) {
		was_empty = list_empty(&wq_head->head);
		__add_wait_queue_entry_tail(wq_head, wq_entry);
	}
	set_current_state((unsigned int)state);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return was_empty;
}
EXPORT_SYMBOL(prepare_to_wait_exclusive);

long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry,
			   int state)
{
	unsigned long flags;
	long ret = 0;

	spin_lock_irqsave(&wq_head->lock, flags);
	if (signal_pending_state((unsigned int)state, current)) {
		/* Off the queue, so that an exclusive wake is not spent on us. The signal has
		 * been told of now: the program's next call sleeps again. */
		list_del_init(&wq_entry->entry);
		ret = -ERESTARTSYS;
	} else {
		check_head(wq_head);
		if (list_empty(&wq_entry->entry)) {
			if (wq_entry->flags & WQ_FLAG_EXCLUSIVE)
				__add_wait_queue_entry_tail(wq_head, wq_entry);
			else
				__add_wait_queue(wq_head, wq_entry);
		}
		set_current_state((unsigned int)state);
	}
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return ret;
}
EXPORT_SYMBOL(prepare_to_wait_event);

static int wait_intr(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry, bool irq)
{
	if (list_empty(&wq_entry->entry))
		__add_wait_queue_entry_tail(wq_head, wq_entry);
	set_current_state(TASK_INTERRUPTIBLE);
	if (signal_pending(current))
		return -ERESTARTSYS;
	if (irq)
		spin_unlock_irq(&wq_head->lock);
	else
		spin_unlock(&wq_head->lock);
	schedule();
	if (irq)
		spin_lock_irq(&wq_head->lock);
	else
		spin_lock(&wq_head->lock);
	return 0;
}

int do_wait_intr(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	return wait_intr(wq_head, wq_entry, false);
}
EXPORT_SYMBOL(do_wait_intr);

int do_wait_intr_irq(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	return wait_intr(wq_head, wq_entry, true);
}
EXPORT_SYMBOL(do_wait_intr_irq);

void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	/* Q2: acquire, pairs with Q1. Empty, and nobody is in the middle of removing it. */
	if (!list_empty_careful(&wq_entry->entry)) {
		spin_lock_irqsave(&wq_head->lock, flags);
		list_del_init(&wq_entry->entry);
		spin_unlock_irqrestore(&wq_head->lock, flags);
	}
}
EXPORT_SYMBOL(finish_wait);

/*
 * wait_woken() needs no state before the condition is tested: the wake itself leaves WOKEN.
 *
 *	add_wait_queue(&head, &wait)		condition = true
 *	for (;;) {				  (full barrier A, in the wake)
 *		if (condition) break;		wait.flags |= WOKEN
 *						  wake the task
 *		wait_woken():
 *		  state = mode
 *		    full barrier B
 *		  if !(wait.flags & WOKEN)
 *			schedule_timeout()
 *		  state = RUNNING
 *		  wait.flags &= ~WOKEN
 *		    full barrier C
 *	}
 *
 * A pairs with C: who clears a WOKEN sees its condition. B pairs with the barrier in the wake
 * (W2): either the sleeper sees WOKEN, or the waker sees its state.
 */
long wait_woken(struct wait_queue_entry *wq_entry, unsigned int mode, long timeout)
{
	set_current_state(mode); /* B */
	if (!(READ_ONCE(wq_entry->flags) & WQ_FLAG_WOKEN))
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	arch_fetch_and(&wq_entry->flags, ~(unsigned int)WQ_FLAG_WOKEN, __ATOMIC_SEQ_CST); /* C */
	return timeout;
}
EXPORT_SYMBOL(wait_woken);

int woken_wake_function(struct wait_queue_entry *wq_entry, unsigned int mode, int flags, void *key)
{
	arch_fetch_or(&wq_entry->flags, (unsigned int)WQ_FLAG_WOKEN, __ATOMIC_SEQ_CST); /* A */
	return default_wake_function(wq_entry, mode, flags, key);
}
EXPORT_SYMBOL(woken_wake_function);
