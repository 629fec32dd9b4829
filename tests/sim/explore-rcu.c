// SPDX-License-Identifier: MIT
/*
 * RCU under the explorer: use after free is found where a rule is broken, and every schedule of the
 * right version passes.
 */
#include "explore-help.h"

#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>

struct config {
	int value;
	struct rcu_head rcu;
	struct list_head node;
};

static struct config __rcu *shared;
static LIST_HEAD(list);
DEFINE_STATIC_SRCU(domain);

static struct config *config_new(int value)
{
	struct config *c = kmalloc(sizeof(*c), GFP_KERNEL);

	c->value = value;
	return c;
}

static void use(struct config *c)
{
	if (c)
		tl_assert(READ_ONCE(c->value) == 1);
}

/* --- readers --- */

static void reads(void *arg)
{
	rcu_read_lock();
	use(rcu_dereference(shared));
	rcu_read_unlock();
}

static void reads_outside(void *arg)
{
	struct config *c;

	rcu_read_lock();
	c = rcu_dereference(shared);
	rcu_read_unlock();
	use(c);
}

static void reads_with_preemption_off(void *arg)
{
	preempt_disable();
	use(rcu_dereference(shared));
	preempt_enable();
}

static void reads_with_interrupts_off(void *arg)
{
	unsigned long flags;

	local_irq_save(flags);
	use(rcu_dereference(shared));
	local_irq_restore(flags);
}

static void reads_in_a_chain(void *arg)
{
	struct config *c;

	rcu_read_lock();
	c = rcu_dereference(shared);
	preempt_disable();
	rcu_read_unlock();
	use(c);
	rcu_read_lock();
	preempt_enable();
	use(c);
	rcu_read_unlock();
}

static void reads_in_a_gap(void *arg)
{
	struct config *c;

	rcu_read_lock();
	c = rcu_dereference(shared);
	rcu_read_unlock();
	preempt_disable();
	use(c);
	preempt_enable();
}

static void reads_twice(void *arg)
{
	struct config *c;

	rcu_read_lock();
	c = rcu_dereference(shared);
	rcu_read_unlock();
	rcu_read_lock();
	use(c);
	rcu_read_unlock();
}

static void owns_twice(void *arg)
{
	struct config *c;

	preempt_disable();
	c = rcu_dereference(shared);
	preempt_enable();
	local_irq_disable();
	use(c);
	local_irq_enable();
}

static void reads_list(void *arg)
{
	struct config *c;

	rcu_read_lock();
	list_for_each_entry_rcu(c, &list, node)
		use(c);
	rcu_read_unlock();
}

static void srcu_reads(void *arg)
{
	int idx = srcu_read_lock(&domain);

	use(srcu_dereference(shared, &domain));
	srcu_read_unlock(&domain, idx);
}

static void srcu_reads_outside(void *arg)
{
	int idx = srcu_read_lock(&domain);
	struct config *c = srcu_dereference(shared, &domain);

	srcu_read_unlock(&domain, idx);
	use(c);
}

/* --- updaters --- */

static struct config *take(void)
{
	return rcu_replace_pointer(shared, NULL, true);
}

static void frees_later(void *arg)
{
	struct config *c = take();

	kfree_rcu(c, rcu);
}

static void frees_at_once(void *arg)
{
	kfree(take());
}

static void frees_after_waiting(void *arg)
{
	struct config *c = take();

	synchronize_rcu();
	kfree(c);
}

static void waits_too_soon(void *arg)
{
	synchronize_rcu();
	kfree(take());
}

static void free_config(struct rcu_head *head)
{
	kfree(container_of(head, struct config, rcu));
}

static void frees_by_callback(void *arg)
{
	call_rcu(&take()->rcu, free_config);
}

static void frees_from_list(void *arg)
{
	struct config *c = list_first_entry(&list, struct config, node);

	list_del_rcu(&c->node);
	kfree_rcu(c, rcu);
}

static void frees_after_srcu(void *arg)
{
	struct config *c = take();

	synchronize_srcu(&domain);
	kfree(c);
}

static void frees_by_srcu_callback(void *arg)
{
	call_srcu(&domain, &take()->rcu, free_config);
}

/* --- scenarios --- */

/* What runs on CPU 0 and on CPU 1. */
struct pair {
	void (*reader)(void *arg);
	void (*updater)(void *arg);
};

static void race(void *arg)
{
	const struct pair *pair = arg;
	struct config *left;

	rcu_assign_pointer(shared, config_new(1));
	list_add_rcu(&config_new(1)->node, &list);
	tl_spawn_on(0, "reader", pair->reader, NULL);
	tl_spawn_on(1, "updater", pair->updater, NULL);
	tl_run_until_idle();
	kfree(take());
	while ((left = list_first_or_null_rcu(&list, struct config, node))) {
		list_del_rcu(&left->node);
		kfree(left);
	}
}

#define OPTIONS "strategy=dfs p=inf q=inf jobs=1 nr_cpus=2 progress=off "

static void explore(struct pair pair, struct tl_explored *found)
{
	(void)tl_explore("rcu", OPTIONS, race, &pair, found);
}

#define expect_passes(reader, updater)                                     \
	do {                                                               \
		struct tl_explored found;                                  \
		explore((struct pair){reader, updater}, &found);           \
		if (found.verdict != TL_EXHAUSTED)                         \
			print_error("%s\n%s\n", found.text, found.report); \
		assert_int_equal(found.verdict, TL_EXHAUSTED);             \
		assert_true(found.runs > 1);                               \
	} while (0)

#define expect_use_after_free(reader, updater)                            \
	do {                                                              \
		struct tl_explored found;                                 \
		explore((struct pair){reader, updater}, &found);          \
		assert_int_equal(found.verdict, TL_FAILED);               \
		assert_int_equal(found.failure, TL_FAIL_MEMORY);          \
		assert_non_null(strstr(found.message, "use-after-free")); \
	} while (0)

static void freeing_later_is_right(void **state)
{
	expect_passes(reads, frees_later);
	expect_passes(reads, frees_by_callback);
}

static void freeing_at_once_is_found(void **state)
{
	expect_use_after_free(reads, frees_at_once);
}

static void reading_outside_of_a_section_is_found(void **state)
{
	expect_use_after_free(reads_outside, frees_later);
	expect_use_after_free(reads_outside, frees_after_waiting);
	expect_use_after_free(reads_in_a_gap, frees_later);
	expect_use_after_free(reads_twice, frees_later);
	expect_use_after_free(owns_twice, frees_after_waiting);
}

static void waiting_first_is_right(void **state)
{
	expect_passes(reads, frees_after_waiting);
}

static void waiting_before_it_is_unpublished_is_found(void **state)
{
	expect_use_after_free(reads, waits_too_soon);
}

static void owners_of_cpus_are_readers(void **state)
{
	expect_passes(reads_with_preemption_off, frees_later);
	expect_passes(reads_with_interrupts_off, frees_after_waiting);
	expect_use_after_free(reads_with_preemption_off, frees_at_once);
}

static void sections_that_overlap_are_one(void **state)
{
	expect_passes(reads_in_a_chain, frees_later);
	expect_passes(reads_in_a_chain, frees_after_waiting);
}

static void a_list_may_change_under_its_readers(void **state)
{
	expect_passes(reads_list, frees_from_list);
}

static void srcu_is_right_too(void **state)
{
	expect_passes(srcu_reads, frees_after_srcu);
	expect_passes(srcu_reads, frees_by_srcu_callback);
}

static void srcu_misused_is_found(void **state)
{
	expect_use_after_free(srcu_reads_outside, frees_after_srcu);
	/* Another kind of section is no section of it. */
	expect_use_after_free(reads, frees_after_srcu);
}

/* --- handlers --- */

static irqreturn_t handler(int irq, void *dev)
{
	use(rcu_dereference(shared));
	return IRQ_HANDLED;
}

static void interrupted(void *updater)
{
	int irq = tl_irq_alloc("card", TL_IRQ_RISING, 0);

	rcu_assign_pointer(shared, config_new(1));
	tl_assert(!request_irq((unsigned int)irq, handler, 0, "card", &shared));
	tl_irq_spontaneous(irq, 1);
	tl_spawn_on(1, "updater", updater, NULL);
	tl_run_until_idle();
	free_irq((unsigned int)irq, &shared);
	tl_irq_free(irq);
	kfree(take());
}

static void handlers_are_readers(void **state)
{
	struct tl_explored found;

	(void)tl_explore("irq", OPTIONS, interrupted, frees_later, &found);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	(void)tl_explore("irq", OPTIONS, interrupted, frees_at_once, &found);
	assert_int_equal(found.failure, TL_FAIL_MEMORY);
}

/* --- misuse --- */

static void synchronizes_in_a_section(void *arg)
{
	rcu_read_lock();
	synchronize_rcu();
	rcu_read_unlock();
}

static void waits_in_a_section(void *arg)
{
	rcu_read_lock();
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	rcu_read_unlock();
}

static void synchronizes(void *arg)
{
	synchronize_rcu();
}

static void two(void *arg)
{
	const struct pair *pair = arg;

	tl_spawn_on(0, "reader", pair->reader, NULL);
	tl_spawn_on(1, "updater", pair->updater, NULL);
	tl_run_until_idle();
}

static void synchronizing_in_a_section_is_reported(void **state)
{
	struct pair pair = {synchronizes_in_a_section, synchronizes};
	struct tl_explored found;

	(void)tl_explore("illegal", OPTIONS "warn=fail", two, &pair, &found);
	assert_int_equal(found.failure, TL_FAIL_WARN);
	assert_non_null(strstr(found.message, "WARNING: suspicious RCU usage"));
	assert_non_null(strstr(found.message,
			       "Illegal synchronize_rcu() in RCU read-side critical section!"));
	assert_non_null(strstr(found.site, "synchronizes_in_a_section"));
}

static void a_reader_that_never_ends_is_named(void **state)
{
	struct pair pair = {waits_in_a_section, synchronizes};
	struct tl_explored found;

	(void)tl_explore("stuck", OPTIONS, two, &pair, &found);
	assert_int_equal(found.failure, TL_FAIL_DEADLOCK);
	assert_non_null(strstr(found.message, "all tasks sleep"));
	assert_non_null(strstr(found.message, "updater:3 sleeps, waiting for an RCU grace period, "
					      "for reader:2, who reads since "));
	assert_non_null(strstr(found.message, "explore-rcu.c:"));
	(void)tl_explore("stuck", OPTIONS "warn=fail", two, &pair, &found);
	assert_int_equal(found.failure, TL_FAIL_WARN);
	assert_non_null(strstr(found.message, "WARNING: CPU: 0 PID: 2 at "));
	assert_non_null(strstr(found.site, "waits_in_a_section at "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(freeing_later_is_right),
		cmocka_unit_test(freeing_at_once_is_found),
		cmocka_unit_test(reading_outside_of_a_section_is_found),
		cmocka_unit_test(waiting_first_is_right),
		cmocka_unit_test(waiting_before_it_is_unpublished_is_found),
		cmocka_unit_test(owners_of_cpus_are_readers),
		cmocka_unit_test(sections_that_overlap_are_one),
		cmocka_unit_test(a_list_may_change_under_its_readers),
		cmocka_unit_test(srcu_is_right_too),
		cmocka_unit_test(srcu_misused_is_found),
		cmocka_unit_test(handlers_are_readers),
		cmocka_unit_test(synchronizing_in_a_section_is_reported),
		cmocka_unit_test(a_reader_that_never_ends_is_named),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
