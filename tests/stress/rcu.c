// SPDX-License-Identifier: MIT
/*
 * RCU: readers of every kind against updaters that poison what they free.
 */
#include "rcu.h"

#include <tasklet/irq.h>

#define READERS	 3
#define UPDATERS 2

static unsigned long sections[8];

static struct object *pick(uint64_t *rng)
{
	return rcu_dereference(slots[rng_below(rng, SLOTS)]);
}

/* --- readers --- */

static void plain_section(uint64_t *rng)
{
	struct object *o;

	rcu_read_lock();
	o = pick(rng);
	use(o, true);
	rcu_read_lock();
	use(pick(rng), false);
	rcu_read_unlock();
	use(o, false);
	rcu_read_unlock();
}

static void owning_section(uint64_t *rng)
{
	unsigned long flags;

	switch (rng_below(rng, 3)) {
	case 0:
		rcu_read_lock_sched();
		use(pick(rng), true);
		rcu_read_unlock_sched();
		break;
	case 1:
		rcu_read_lock_bh();
		use(pick(rng), false);
		rcu_read_unlock_bh();
		break;
	default:
		local_irq_save(flags);
		use(pick(rng), true);
		local_irq_restore(flags);
	}
}

/* Sections that overlap: what was found in the first is used to the end of the last. */
static void chain_from_read_lock(uint64_t *rng)
{
	struct object *o;

	rcu_read_lock();
	o = pick(rng);
	preempt_disable();
	rcu_read_unlock();
	use(o, true);
	if (rng_below(rng, 2)) {
		rcu_read_lock();
		preempt_enable();
		use(o, true);
		rcu_read_unlock();
	} else {
		preempt_enable();
	}
}

static void chain_from_owner(uint64_t *rng)
{
	struct object *o;
	unsigned long flags;

	local_irq_save(flags);
	o = pick(rng);
	use(o, true);
	rcu_read_lock();
	local_irq_restore(flags);
	use(o, true);
	local_bh_disable();
	rcu_read_unlock();
	use(o, true);
	rcu_read_lock();
	local_bh_enable();
	use(o, true);
	rcu_read_unlock();
}

static void read_once(uint64_t *rng)
{
	static void (*const kinds[])(uint64_t * rng) = {
		plain_section,
		owning_section,
		chain_from_read_lock,
		chain_from_owner,
	};
	unsigned int kind = rng_below(rng, 4);

	kinds[kind](rng);
	add(&sections[kind], 1);
}

static uint64_t handler_rng = 7, tasklet_rng = 8;
static int irq;

static void read_in_tasklet(struct tasklet_struct *t)
{
	(void)t;
	plain_section(&tasklet_rng);
	use(pick(&tasklet_rng), false);
	add(&sections[4], 1);
}

static DECLARE_TASKLET(tasklet, read_in_tasklet);

static irqreturn_t read_in_handler(int nr, void *dev)
{
	(void)nr;
	(void)dev;
	plain_section(&handler_rng);
	use(pick(&handler_rng), false);
	add(&sections[5], 1);
	tasklet_schedule(&tasklet);
	return IRQ_HANDLED;
}

static void *reader(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	while (get(&updaters_left)) {
		read_once(&rng);
		if (!rng_below(&rng, 8))
			(void)tl_irq_raise(irq);
	}
	return NULL;
}

/* Threads that come and go, each with a section or two. */
static void *short_reader(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	read_once(&rng);
	read_once(&rng);
	return NULL;
}

static void *starter(void *arg)
{
	uintptr_t n = (uintptr_t)arg;

	while (get(&updaters_left)) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, short_reader, (void *)++n))
			abort();
		pthread_join(thread, NULL);
	}
	return NULL;
}

/* --- updaters --- */

static DEFINE_SPINLOCK(slots_lock);

static void update(uint64_t *rng)
{
	unsigned int slot = rng_below(rng, SLOTS);
	struct object *old, *new = object_new();

	spin_lock(&slots_lock);
	old = rcu_replace_pointer(slots[slot], new, spin_is_locked(&slots_lock));
	spin_unlock(&slots_lock);
	if (!old)
		return;
	if (rng_below(rng, 4)) {
		call_rcu(&old->rcu, free_callback);
	} else {
		synchronize_rcu();
		object_free(old);
	}
}

static void *updater(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	for (unsigned long i = TEST_TURNS(4000); i; i--) {
		update(&rng);
		add(&stress_progress, 1);
	}
	add(&updaters_left, -1ul);
	return NULL;
}

static void readers_never_see_what_was_freed(void **state)
{
	pthread_t threads[READERS + 1 + UPDATERS];
	int n = 0;

	(void)state;
	memset(sections, 0, sizeof(sections));
	assert_int_equal(tl_boot("nr_cpus=3"), 0);
	irq = tl_irq_alloc("rcu", TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)irq, read_in_handler, 0, "rcu", &irq), 0);
	set(&updaters_left, UPDATERS);
	for (uintptr_t i = 0; i < UPDATERS; i++)
		pthread_create(&threads[n++], NULL, updater, (void *)(100 + i));
	for (uintptr_t i = 0; i < READERS; i++)
		pthread_create(&threads[n++], NULL, reader, (void *)(1 + i));
	pthread_create(&threads[n++], NULL, starter, (void *)1000);
	while (n)
		pthread_join(threads[--n], NULL);
	free_irq((unsigned int)irq, &irq);
	tl_irq_free(irq);
	tasklet_kill(&tasklet);
	free_all();
	assert_int_equal(get(&objects), 0);
	assert_int_equal(get(&stress_failures), 0);
	assert_int_equal(tl_shutdown(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers_never_see_what_was_freed),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
