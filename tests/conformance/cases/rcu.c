// SPDX-License-Identifier: MIT
/* RCU: callbacks and their order and context, grace periods, SRCU, lists. */
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/srcu.h>

#include "case.h"

struct item {
	struct rcu_head rcu;
	struct list_head list;
	int nr;
};

static struct item item[3];
static int ran;

static void say(struct rcu_head *rcu)
{
	struct item *i = container_of(rcu, struct item, rcu);

	tc_log("callback %d", i->nr);
	tc_count(&ran);
}

static void set_up(void)
{
	ran = 0;
	for (int i = 0; i < 3; i++)
		item[i].nr = i;
}

TC_CASE(callbacks_of_rcu_come_in_their_order)
{
	set_up();
	for (int i = 0; i < 3; i++)
		call_rcu(&item[i].rcu, say);
	rcu_barrier();
	tc_log("ran %d", ran);
}

static void say_context(struct rcu_head *rcu)
{
	tc_log("softirq %d hardirq %d irqs_off %d task %d", !!in_softirq(), !!in_hardirq(),
	       !!irqs_disabled(), !!in_task());
}

TC_CASE(context_of_a_callback_of_rcu)
{
	set_up();
	call_rcu(&item[0].rcu, say_context);
	rcu_barrier();
}

static void calls_again(struct rcu_head *rcu)
{
	tc_log("first");
	call_rcu(rcu, say);
}

TC_CASE(a_callback_may_call_again)
{
	set_up();
	call_rcu(&item[1].rcu, calls_again);
	rcu_barrier();
	rcu_barrier();
	tc_log("ran %d", ran);
}

TC_CASE(a_barrier_without_callbacks)
{
	rcu_barrier();
	synchronize_rcu();
	synchronize_rcu_expedited();
	tc_log("done");
}

TC_CASE(a_read_section_and_what_is_seen_of_it)
{
	tc_context("outside");
	rcu_read_lock();
	rcu_read_lock();
	tc_log("task %d irqs_off %d bh %d", !!in_task(), !!irqs_disabled(), !!in_softirq());
	rcu_read_unlock();
	rcu_read_unlock();
	rcu_read_lock_bh();
	tc_context("bh");
	rcu_read_unlock_bh();
	rcu_read_lock_sched();
	tc_context("sched");
	rcu_read_unlock_sched();
	tc_context("outside");
}

static int phase;

static void reader(void *unused)
{
	rcu_read_lock();
	WRITE_ONCE(phase, 1);
	TC_SPIN_UNTIL(READ_ONCE(phase) == 2);
	for (int i = 0; i < 100000; i++)
		cpu_relax();
	tc_log("reader ends");
	WRITE_ONCE(phase, 3);
	rcu_read_unlock();
}

TC_CASE(synchronize_rcu_waits_for_the_reader)
{
	struct tc_thread *thread;

	phase = 0;
	thread = tc_thread_start(reader, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	WRITE_ONCE(phase, 2);
	synchronize_rcu();
	tc_log("grace period over, phase %d", READ_ONCE(phase));
	tc_thread_join(thread);
}

TC_CASE(pointers_of_rcu)
{
	static struct item *pointer;
	struct item *old;

	RCU_INIT_POINTER(pointer, &item[0]);
	rcu_read_lock();
	tc_log("%d", rcu_dereference(pointer) == &item[0]);
	rcu_read_unlock();
	rcu_assign_pointer(pointer, &item[1]);
	tc_log("%d", rcu_access_pointer(pointer) == &item[1]);
	old = rcu_replace_pointer(pointer, NULL, true);
	tc_log("%d %d", old == &item[1], rcu_access_pointer(pointer) == NULL);
	tc_log("%d", rcu_dereference_protected(pointer, true) == NULL);
}

TC_CASE(lists_of_rcu)
{
	static LIST_HEAD(list);
	struct item *pos;

	set_up();
	list_add_tail_rcu(&item[1].list, &list);
	list_add_rcu(&item[0].list, &list);
	list_add_tail_rcu(&item[2].list, &list);
	rcu_read_lock();
	list_for_each_entry_rcu(pos, &list, list)
		tc_log("%d", pos->nr);
	pos = list_first_or_null_rcu(&list, struct item, list);
	tc_log("first %d", pos->nr);
	rcu_read_unlock();
	list_del_rcu(&item[0].list);
	tc_log("deleted: next still %d, prev poisoned %d", item[0].list.next == &item[1].list,
	       item[0].list.prev == LIST_POISON2);
	list_replace_rcu(&item[1].list, &item[0].list);
	list_for_each_entry_rcu(pos, &list, list, true)
		tc_log("%d", pos->nr);
	synchronize_rcu();
	INIT_LIST_HEAD(&list);
	tc_log("nothing %d", !list_first_or_null_rcu(&list, struct item, list));
}

DEFINE_STATIC_SRCU(srcu);

TC_CASE(a_domain_of_srcu)
{
	struct srcu_struct own;
	int idx = srcu_read_lock(&srcu);

	tc_context("read");
	srcu_read_unlock(&srcu, idx);
	synchronize_srcu(&srcu);
	set_up();
	for (int i = 0; i < 3; i++)
		call_srcu(&srcu, &item[i].rcu, say);
	srcu_barrier(&srcu);
	tc_log("ran %d", ran);
	tc_log("init %d", init_srcu_struct(&own));
	idx = srcu_read_lock(&own);
	/* Another domain does not wait for this reader. */
	synchronize_srcu(&srcu);
	srcu_read_unlock(&own, idx);
	synchronize_srcu(&own);
	cleanup_srcu_struct(&own);
}

static void srcu_reader(void *unused)
{
	int idx = srcu_read_lock(&srcu);

	WRITE_ONCE(phase, 1);
	/* It may sleep meanwhile. */
	TC_WAIT_UNTIL(READ_ONCE(phase) == 2);
	for (int i = 0; i < 5; i++)
		tc_nap();
	tc_log("reader ends");
	WRITE_ONCE(phase, 3);
	srcu_read_unlock(&srcu, idx);
}

TC_CASE(synchronize_srcu_waits_for_the_reader)
{
	struct tc_thread *thread;

	phase = 0;
	thread = tc_thread_start(srcu_reader, NULL, 1);
	TC_WAIT_UNTIL(READ_ONCE(phase) == 1);
	WRITE_ONCE(phase, 2);
	synchronize_srcu(&srcu);
	tc_log("grace period over, phase %d", READ_ONCE(phase));
	tc_thread_join(thread);
}

TC_CASE(memory_is_freed_after_a_grace_period)
{
	struct item *a = kzalloc(sizeof(*a), GFP_KERNEL);

	kfree_rcu(a, rcu);
	a = NULL;
	kfree_rcu(a, rcu);
	rcu_barrier();
	tc_log("done");
}
