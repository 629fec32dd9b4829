// SPDX-License-Identifier: MIT
/* Notifier chains: who is called, in which order, and what comes of it. */
#include <linux/notifier.h>

#include "case.h"

struct party {
	struct notifier_block nb;
	char letter;
	int ret;
};

static int party_call(struct notifier_block *nb, unsigned long val, void *v)
{
	struct party *p = container_of(nb, struct party, nb);

	tc_log("%c: %lu %d", p->letter, val, *(int *)v);
	return p->ret;
}

#define PARTY(c, prio, r)                                                                          \
	{                                                                                          \
		.nb = {.notifier_call = party_call, .priority = (prio)}, .letter = (c), .ret = (r) \
	}

#define CHAIN_CASES(kind, head_macro)                                                      \
	TC_CASE(kind##_chains_call_by_priority_then_age)                                   \
	{                                                                                  \
		static head_macro(chain);                                                  \
		struct party a = PARTY('a', 0, NOTIFY_DONE), b = PARTY('b', 0, NOTIFY_OK), \
			     c = PARTY('c', 5, NOTIFY_DONE), d = PARTY('d', -1, 0x1234),   \
			     e = PARTY('e', 5, NOTIFY_DONE);                               \
		struct party *all[] = {&a, &b, &c, &d, &e};                                \
		int data = 4;                                                              \
                                                                                           \
		tc_log("empty %x", kind##_notifier_call_chain(&chain, 1, &data));          \
		for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)                         \
			tc_log("register %d",                                              \
			       kind##_notifier_chain_register(&chain, &all[i]->nb));       \
		tc_log("all %x", kind##_notifier_call_chain(&chain, 2, &data));            \
		b.ret = NOTIFY_STOP;                                                       \
		tc_log("stop %x", kind##_notifier_call_chain(&chain, 3, &data));           \
		e.ret = notifier_from_errno(-EBUSY);                                       \
		tc_log("error %d",                                                         \
		       notifier_to_errno(kind##_notifier_call_chain(&chain, 4, &data)));   \
		for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)                         \
			tc_log("unregister %d",                                            \
			       kind##_notifier_chain_unregister(&chain, &all[i]->nb));     \
		tc_log("again %d", kind##_notifier_chain_unregister(&chain, &a.nb));       \
		tc_log("empty %x", kind##_notifier_call_chain(&chain, 5, &data));          \
	}

CHAIN_CASES(atomic, ATOMIC_NOTIFIER_HEAD)
CHAIN_CASES(blocking, BLOCKING_NOTIFIER_HEAD)
CHAIN_CASES(raw, RAW_NOTIFIER_HEAD)

TC_CASE(srcu_chains_are_made_and_unmade)
{
	struct srcu_notifier_head chain;
	struct party a = PARTY('a', 0, NOTIFY_OK), b = PARTY('b', 1, NOTIFY_DONE);
	int data = 1;

	srcu_init_notifier_head(&chain);
	tc_log("register %d %d", srcu_notifier_chain_register(&chain, &a.nb),
	       srcu_notifier_chain_register(&chain, &b.nb));
	tc_log("call %x", srcu_notifier_call_chain(&chain, 1, &data));
	tc_log("unregister %d", srcu_notifier_chain_unregister(&chain, &b.nb));
	tc_log("again %d", srcu_notifier_chain_unregister(&chain, &b.nb));
	tc_log("call %x", srcu_notifier_call_chain(&chain, 2, &data));
	tc_log("unregister %d", srcu_notifier_chain_unregister(&chain, &a.nb));
	srcu_cleanup_notifier_head(&chain);
}

TC_CASE(a_robust_call_is_undone_for_those_it_reached)
{
	static BLOCKING_NOTIFIER_HEAD(blocking);
	static RAW_NOTIFIER_HEAD(raw);
	struct party a = PARTY('a', 3, NOTIFY_OK), b = PARTY('b', 2, NOTIFY_DONE),
		     c = PARTY('c', 1, NOTIFY_BAD), d = PARTY('d', 0, NOTIFY_OK);
	struct party *all[] = {&a, &b, &c, &d};
	int data = 1;

	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		raw_notifier_chain_register(&raw, &all[i]->nb);
	tc_log("raw %x", raw_notifier_call_chain_robust(&raw, 1, 2, &data));
	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++) {
		raw_notifier_chain_unregister(&raw, &all[i]->nb);
		blocking_notifier_chain_register(&blocking, &all[i]->nb);
	}
	tc_log("blocking %x", blocking_notifier_call_chain_robust(&blocking, 1, 2, &data));
	a.ret = NOTIFY_BAD;
	tc_log("first %x", blocking_notifier_call_chain_robust(&blocking, 1, 2, &data));
	for (unsigned int i = 0; i < ARRAY_SIZE(all); i++)
		blocking_notifier_chain_unregister(&blocking, &all[i]->nb);
}

TC_CASE(a_priority_can_be_had_alone)
{
	static ATOMIC_NOTIFIER_HEAD(chain);
	static BLOCKING_NOTIFIER_HEAD(blocking);
	struct party a = PARTY('a', 1, 0), b = PARTY('b', 1, 0), c = PARTY('c', 2, 0);

	tc_log("%d", atomic_notifier_chain_register_unique_prio(&chain, &a.nb));
	tc_log("%d", atomic_notifier_chain_register_unique_prio(&chain, &b.nb));
	tc_log("%d", atomic_notifier_chain_register_unique_prio(&chain, &c.nb));
	tc_log("%d", atomic_notifier_chain_unregister(&chain, &a.nb));
	tc_log("%d", atomic_notifier_chain_unregister(&chain, &b.nb));
	tc_log("%d", blocking_notifier_chain_register_unique_prio(&blocking, &a.nb));
	tc_log("%d", blocking_notifier_chain_register_unique_prio(&blocking, &b.nb));
	tc_log("%d", blocking_notifier_chain_register(&blocking, &b.nb));
	tc_log("%d", blocking_notifier_chain_unregister(&blocking, &a.nb));
	tc_log("%d", blocking_notifier_chain_unregister(&blocking, &b.nb));
}

TC_CASE(errors_in_what_a_callback_returns)
{
	static const int errs[] = {0, -EPERM, -ENOMEM, -EPROBE_DEFER};
	static const int rets[] = {NOTIFY_DONE, NOTIFY_OK, NOTIFY_BAD, NOTIFY_STOP};

	for (unsigned int i = 0; i < ARRAY_SIZE(errs); i++)
		tc_log("%x", notifier_from_errno(errs[i]));
	for (unsigned int i = 0; i < ARRAY_SIZE(rets); i++)
		tc_log("%x %d", rets[i], notifier_to_errno(rets[i]));
}
