// SPDX-License-Identifier: MIT
/*
 * What notifier chains promise: order, vetoes, and that who has unregistered is called no more.
 */
#include "tasks.h"

#include <linux/delay.h>
#include <linux/notifier.h>

static ATOMIC_NOTIFIER_HEAD(atomic_chain);
static BLOCKING_NOTIFIER_HEAD(blocking_chain);
static RAW_NOTIFIER_HEAD(raw_chain);
SRCU_NOTIFIER_HEAD_STATIC(srcu_chain);

/* The four kinds behind one face. */
static int add_atomic(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&atomic_chain, nb);
}
static int del_atomic(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&atomic_chain, nb);
}
static int tell_atomic(unsigned long val, void *v)
{
	return atomic_notifier_call_chain(&atomic_chain, val, v);
}
static int add_blocking(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&blocking_chain, nb);
}
static int del_blocking(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&blocking_chain, nb);
}
static int tell_blocking(unsigned long val, void *v)
{
	return blocking_notifier_call_chain(&blocking_chain, val, v);
}
static int add_raw(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&raw_chain, nb);
}
static int del_raw(struct notifier_block *nb)
{
	return raw_notifier_chain_unregister(&raw_chain, nb);
}
static int tell_raw(unsigned long val, void *v)
{
	return raw_notifier_call_chain(&raw_chain, val, v);
}
static int add_srcu(struct notifier_block *nb)
{
	return srcu_notifier_chain_register(&srcu_chain, nb);
}
static int del_srcu(struct notifier_block *nb)
{
	return srcu_notifier_chain_unregister(&srcu_chain, nb);
}
static int tell_srcu(unsigned long val, void *v)
{
	return srcu_notifier_call_chain(&srcu_chain, val, v);
}

struct kind {
	int (*add)(struct notifier_block *nb);
	int (*del)(struct notifier_block *nb);
	int (*call)(unsigned long val, void *v);
};

static const struct kind kinds[] = {
	{add_atomic, del_atomic, tell_atomic},
	{add_blocking, del_blocking, tell_blocking},
	{add_srcu, del_srcu, tell_srcu},
	{add_raw, del_raw, tell_raw}, /* the last: it keeps nobody out */
};

#define FOR_EACH_KIND(k) for (const struct kind *k = kinds; k < kinds + ARRAY_SIZE(kinds); k++)

/* A callback that notes its letter and returns what it was told to. */
struct party {
	struct notifier_block nb;
	char letter;
	int ret;
};

static unsigned long seen_val;
static void *seen_v;

static int party_call(struct notifier_block *nb, unsigned long val, void *v)
{
	struct party *p = container_of(nb, struct party, nb);

	seen_val = val;
	seen_v = v;
	note(val == 'd' ? (char)(p->letter - 'a' + 'A') : p->letter);
	return p->ret;
}

#define PARTY(c, prio, r)                                                                          \
	{                                                                                          \
		.nb = {.notifier_call = party_call, .priority = (prio)}, .letter = (c), .ret = (r) \
	}

static void an_empty_chain_is_done(void **state)
{
	FOR_EACH_KIND(k)
	assert_int_equal(k->call(1, NULL), NOTIFY_DONE);
	assert_true(atomic_notifier_call_chain_is_empty(&atomic_chain));
}

static void callbacks_are_called_by_priority_then_age(void **state)
{
	FOR_EACH_KIND(k)
	{
		struct party a = PARTY('a', 0, NOTIFY_DONE), b = PARTY('b', 0, NOTIFY_OK),
			     c = PARTY('c', 5, NOTIFY_DONE), d = PARTY('d', -1, NOTIFY_OK),
			     e = PARTY('e', 5, NOTIFY_DONE);
		struct party *all[] = {&a, &b, &c, &d, &e};
		int cookie;

		for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
			assert_int_equal(k->add(&all[i]->nb), 0);
		assert_int_equal(k->call(7, &cookie), NOTIFY_OK);
		assert_string_equal(noted, "ceabd");
		assert_int_equal(seen_val, 7);
		assert_ptr_equal(seen_v, &cookie);
		forget_notes();
		assert_int_equal(k->del(&b.nb), 0);
		assert_int_equal(k->del(&c.nb), 0);
		d.ret = NOTIFY_DONE; /* the last one's is returned */
		assert_int_equal(k->call(7, &cookie), NOTIFY_DONE);
		assert_string_equal(noted, "ead");
		assert_int_equal(k->del(&a.nb), 0);
		assert_int_equal(k->del(&d.nb), 0);
		assert_int_equal(k->del(&e.nb), 0);
		forget_notes();
	}
}

static void a_stop_keeps_the_others_from_being_called(void **state)
{
	FOR_EACH_KIND(k)
	{
		struct party a = PARTY('a', 2, NOTIFY_OK), b = PARTY('b', 1, NOTIFY_STOP),
			     c = PARTY('c', 0, NOTIFY_OK);

		assert_int_equal(k->add(&c.nb), 0);
		assert_int_equal(k->add(&b.nb), 0);
		assert_int_equal(k->add(&a.nb), 0);
		assert_int_equal(k->call(1, NULL), NOTIFY_STOP);
		b.ret = notifier_from_errno(-EBUSY);
		assert_int_equal(notifier_to_errno(k->call(1, NULL)), -EBUSY);
		assert_string_equal(noted, "abab");
		assert_int_equal(k->del(&a.nb), 0);
		assert_int_equal(k->del(&b.nb), 0);
		assert_int_equal(k->del(&c.nb), 0);
		forget_notes();
	}
}

static void errors_travel_in_what_a_callback_returns(void **state)
{
	assert_int_equal(notifier_from_errno(0), NOTIFY_OK);
	assert_int_equal(notifier_to_errno(NOTIFY_OK), 0);
	assert_int_equal(notifier_to_errno(NOTIFY_DONE), 0);
	assert_int_equal(notifier_to_errno(NOTIFY_STOP), 0);
	assert_int_equal(notifier_to_errno(NOTIFY_BAD), -EPERM);
	for (int err = 1; err < 600; err++) {
		assert_true(notifier_from_errno(-err) & NOTIFY_STOP_MASK);
		assert_int_equal(notifier_to_errno(notifier_from_errno(-err)), -err);
	}
}

static void a_robust_call_is_undone_for_those_it_reached(void **state)
{
	struct party a = PARTY('a', 3, NOTIFY_OK), b = PARTY('b', 2, NOTIFY_DONE),
		     c = PARTY('c', 1, NOTIFY_BAD), d = PARTY('d', 0, NOTIFY_OK);
	struct party *all[] = {&a, &b, &c, &d};

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		assert_int_equal(add_raw(&all[i]->nb), 0);
	assert_int_equal(raw_notifier_call_chain_robust(&raw_chain, 'u', 'd', NULL), NOTIFY_BAD);
	assert_string_equal(noted, "abcAB");
	c.ret = NOTIFY_OK;
	forget_notes();
	assert_int_equal(raw_notifier_call_chain_robust(&raw_chain, 'u', 'd', NULL), NOTIFY_OK);
	assert_string_equal(noted, "abcd");
	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++) {
		assert_int_equal(del_raw(&all[i]->nb), 0);
		assert_int_equal(add_blocking(&all[i]->nb), 0);
	}
	a.ret = NOTIFY_BAD; /* the first: nobody has to hear of it */
	forget_notes();
	assert_int_equal(blocking_notifier_call_chain_robust(&blocking_chain, 'u', 'd', NULL),
			 NOTIFY_BAD);
	assert_string_equal(noted, "a");
	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		assert_int_equal(del_blocking(&all[i]->nb), 0);
}

static void who_is_not_there_can_not_be_unregistered(void **state)
{
	FOR_EACH_KIND(k)
	{
		struct party a = PARTY('a', 0, NOTIFY_OK), b = PARTY('b', 0, NOTIFY_OK);

		assert_int_equal(k->del(&a.nb), -ENOENT);
		assert_int_equal(k->add(&a.nb), 0);
		assert_int_equal(k->del(&b.nb), -ENOENT);
		assert_int_equal(k->del(&a.nb), 0);
		assert_int_equal(k->del(&a.nb), -ENOENT);
	}
}

static void registered_twice_is_refused_with_a_warning(void **state)
{
	FOR_EACH_KIND(k)
	{
		struct party a = PARTY('a', 0, NOTIFY_OK), b = PARTY('b', 0, NOTIFY_OK);

		assert_int_equal(k->add(&a.nb), 0);
		assert_int_equal(k->add(&b.nb), 0);
		assert_int_equal(k->add(&b.nb), -EEXIST);
		reports_expected++;
		assert_int_equal(k->call(1, NULL), NOTIFY_OK);
		assert_string_equal(noted, "ab");
		assert_int_equal(k->del(&a.nb), 0);
		assert_int_equal(k->del(&b.nb), 0);
		forget_notes();
	}
	assert_int_equal(logged("notifier callback "), ARRAY_SIZE(kinds));
	assert_int_equal(logged(" already registered"), ARRAY_SIZE(kinds));
}

static void a_priority_can_be_had_alone(void **state)
{
	struct party a = PARTY('a', 1, NOTIFY_OK), b = PARTY('b', 1, NOTIFY_OK),
		     c = PARTY('c', 2, NOTIFY_OK);

	assert_int_equal(atomic_notifier_chain_register_unique_prio(&atomic_chain, &a.nb), 0);
	assert_int_equal(atomic_notifier_chain_register_unique_prio(&atomic_chain, &b.nb), -EBUSY);
	assert_int_equal(atomic_notifier_chain_register_unique_prio(&atomic_chain, &c.nb), 0);
	assert_false(atomic_notifier_call_chain_is_empty(&atomic_chain));
	assert_int_equal(del_atomic(&a.nb), 0);
	assert_int_equal(del_atomic(&c.nb), 0);
	assert_int_equal(blocking_notifier_chain_register_unique_prio(&blocking_chain, &a.nb), 0);
	assert_int_equal(blocking_notifier_chain_register_unique_prio(&blocking_chain, &b.nb),
			 -EBUSY);
	assert_int_equal(add_blocking(&b.nb), 0); /* who does not ask for that gets it */
	assert_int_equal(del_blocking(&a.nb), 0);
	assert_int_equal(del_blocking(&b.nb), 0);
}

static int leave_and_forget(struct notifier_block *nb, unsigned long val, void *v)
{
	del_raw(nb);
	memset(nb, 0x6b, sizeof(*nb));
	note('l');
	return NOTIFY_OK;
}

static void a_raw_callback_may_take_itself_out(void **state)
{
	struct notifier_block leaves = {.notifier_call = leave_and_forget, .priority = 1};
	struct party stays = PARTY('s', 0, NOTIFY_OK);

	assert_int_equal(add_raw(&leaves), 0);
	assert_int_equal(add_raw(&stays.nb), 0);
	tell_raw(1, NULL);
	tell_raw(1, NULL);
	assert_string_equal(noted, "lss");
	assert_int_equal(del_raw(&stays.nb), 0);
}

static void fn_call_atomic(void *arg)
{
	*(int *)arg = tell_atomic(1, NULL);
}

static void an_atomic_chain_is_called_in_a_handler(void **state)
{
	struct party a = PARTY('a', 0, NOTIFY_OK);
	int ret = 0;

	assert_int_equal(add_atomic(&a.nb), 0);
	interrupt_here(fn_call_atomic, &ret);
	assert_int_equal(ret, NOTIFY_OK);
	assert_string_equal(noted, "a");
	assert_int_equal(del_atomic(&a.nb), 0);
}

static int sleeps(struct notifier_block *nb, unsigned long val, void *v)
{
	msleep(1);
	return NOTIFY_OK;
}

static void callbacks_of_blocking_and_srcu_chains_may_sleep(void **state)
{
	struct notifier_block nb = {.notifier_call = sleeps};

	assert_int_equal(add_blocking(&nb), 0);
	assert_int_equal(tell_blocking(1, NULL), NOTIFY_OK);
	assert_int_equal(del_blocking(&nb), 0);
	assert_int_equal(add_srcu(&nb), 0);
	assert_int_equal(tell_srcu(1, NULL), NOTIFY_OK);
	assert_int_equal(del_srcu(&nb), 0);
}

static void heads_can_be_initialised_at_run_time(void **state)
{
	struct party a = PARTY('a', 0, NOTIFY_OK);
	struct atomic_notifier_head atomic;
	struct blocking_notifier_head blocking;
	struct raw_notifier_head raw;
	struct srcu_notifier_head srcu;

	ATOMIC_INIT_NOTIFIER_HEAD(&atomic);
	BLOCKING_INIT_NOTIFIER_HEAD(&blocking);
	RAW_INIT_NOTIFIER_HEAD(&raw);
	srcu_init_notifier_head(&srcu);
	assert_int_equal(atomic_notifier_chain_register(&atomic, &a.nb), 0);
	assert_int_equal(atomic_notifier_chain_unregister(&atomic, &a.nb), 0);
	assert_int_equal(blocking_notifier_chain_register(&blocking, &a.nb), 0);
	assert_int_equal(blocking_notifier_chain_unregister(&blocking, &a.nb), 0);
	assert_int_equal(raw_notifier_chain_register(&raw, &a.nb), 0);
	assert_int_equal(raw_notifier_chain_unregister(&raw, &a.nb), 0);
	assert_int_equal(srcu_notifier_chain_register(&srcu, &a.nb), 0);
	assert_int_equal(srcu_notifier_chain_unregister(&srcu, &a.nb), 0);
	srcu_cleanup_notifier_head(&srcu);
}

/* A callback that can tell whether it is called after it was unregistered. */
struct guest {
	struct notifier_block nb;
	bool gone;
};

static unsigned int called_when_gone; /* by the caller only; released when it ends */
static unsigned int visits;

static int guest_call(struct notifier_block *nb, unsigned long val, void *v)
{
	struct guest *guest = container_of(nb, struct guest, nb);

	WRITE_ONCE(visits, visits + 1);
	cpu_relax();
	if (READ_ONCE(guest->gone))
		called_when_gone++;
	return NOTIFY_OK;
}

static bool calling;

static int calls_on_and_on(void *arg)
{
	const struct kind *k = arg;

	while (smp_load_acquire(&calling)) {
		k->call(1, NULL);
		cond_resched();
	}
	return 0;
}

static void who_has_unregistered_is_called_no_more(void **state)
{
	for (const struct kind *k = kinds; k->add != add_raw; k++) {
		struct task_struct *caller;

		smp_store_release(&calling, true);
		caller = begin_task(calls_on_and_on, (void *)(uintptr_t)k);
		for (int i = 0; i < TEST_TURNS(20); i++) {
			struct guest *guests = kzalloc(2 * sizeof(*guests), GFP_KERNEL);
			unsigned int before = READ_ONCE(visits);

			for (int g = 0; g < 2; g++) {
				guests[g].nb.notifier_call = guest_call;
				k->add(&guests[g].nb);
			}
			WAIT_UNTIL(READ_ONCE(visits) != before);
			for (int g = 0; g < 2; g++) {
				k->del(&guests[g].nb);
				WRITE_ONCE(guests[g].gone, true);
			}
			kfree(guests);
		}
		smp_store_release(&calling, false);
		end_task(caller);
		assert_int_equal(called_when_gone, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(an_empty_chain_is_done),
		MACHINE_TEST(callbacks_are_called_by_priority_then_age),
		MACHINE_TEST(a_stop_keeps_the_others_from_being_called),
		MACHINE_TEST(errors_travel_in_what_a_callback_returns),
		MACHINE_TEST(a_robust_call_is_undone_for_those_it_reached),
		MACHINE_TEST(who_is_not_there_can_not_be_unregistered),
		MACHINE_TEST(registered_twice_is_refused_with_a_warning),
		MACHINE_TEST(a_priority_can_be_had_alone),
		MACHINE_TEST(a_raw_callback_may_take_itself_out),
		MACHINE_TEST(an_atomic_chain_is_called_in_a_handler),
		MACHINE_TEST(callbacks_of_blocking_and_srcu_chains_may_sleep),
		MACHINE_TEST(heads_can_be_initialised_at_run_time),
		MACHINE_TEST(who_has_unregistered_is_called_no_more),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
