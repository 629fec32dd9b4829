// SPDX-License-Identifier: MIT
/*
 * Readers of every kind against updaters that poison what they free: a grace period that is too
 * short is seen by the reader that holds the object, and by ASan or TSan.
 *
 * An object says that it is alive, and which one it is. Who frees it writes over both before.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/srcu.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>

#define ALIVE	 0x11223344u
#define DEAD	 0xdeadbeefu
#define SLOTS	 4
#define READERS	 3
#define UPDATERS 2

struct object {
	unsigned int magic;
	unsigned long serial;
	struct list_head node;
	struct rcu_head rcu;
};

static struct object __rcu *slots[SLOTS];
static unsigned long serial, objects, updaters_left, sections[8], callbacks;

static struct object *object_new(void)
{
	struct object *o = kmalloc(sizeof(*o), GFP_ATOMIC);

	o->magic = ALIVE;
	o->serial = add(&serial, 1);
	add(&objects, 1);
	return o;
}

static void object_free(struct object *o)
{
	stress_check(o->magic == ALIVE, "freed twice: %#x", o->magic);
	o->magic = DEAD;
	o->serial = 0;
	kfree(o);
	add(&objects, -1ul);
}

static void free_callback(struct rcu_head *head)
{
	stress_check(in_serving_softirq(), "callback outside of a softirq");
	object_free(container_of(head, struct object, rcu));
	add(&callbacks, 1);
	add(&stress_progress, 1);
}

static void object_kfree_rcu(struct object *o)
{
	add(&objects, -1ul);
	kfree_rcu(o, rcu);
}

/* In a section: it stays what it is. */
static void use(const struct object *o, bool may_yield)
{
	unsigned long mine;

	if (!o)
		return;
	mine = o->serial;
	for (int i = 0; i < 8; i++) {
		stress_check(o->magic == ALIVE && o->serial == mine,
			     "used after its end: %#x, %lu instead of %lu", o->magic, o->serial,
			     mine);
		if (may_yield && i == 4)
			sched_yield();
		cpu_relax();
	}
}

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

static void free_all(void)
{
	for (unsigned int i = 0; i < SLOTS; i++) {
		struct object *o = rcu_replace_pointer(slots[i], NULL, true);

		if (o)
			call_rcu(&o->rcu, free_callback);
	}
	rcu_barrier();
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

/* --- a list --- */

static LIST_HEAD(list);
static DEFINE_SPINLOCK(list_lock);

static void *list_reader(void *arg)
{
	(void)arg;
	while (get(&updaters_left)) {
		unsigned long last = 0;
		struct object *o;

		rcu_read_lock();
		list_for_each_entry_rcu(o, &list, node) {
			use(o, false);
			/* Newest first, and none of them twice. */
			stress_check(!last || o->serial < last, "order: %lu behind %lu", o->serial,
				     last);
			last = o->serial;
		}
		rcu_read_unlock();
	}
	return NULL;
}

static void *list_updater(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	for (unsigned long i = TEST_TURNS(10000); i; i--) {
		struct object *old = NULL;

		spin_lock_bh(&list_lock);
		list_add_rcu(&object_new()->node, &list);
		if (rng_below(&rng, 10)) {
			old = list_last_entry(&list, struct object, node);
			list_del_rcu(&old->node);
		}
		spin_unlock_bh(&list_lock);
		if (old)
			object_kfree_rcu(old);
		add(&stress_progress, 1);
		if (i % 100 == 0)
			rcu_barrier();
	}
	add(&updaters_left, -1ul);
	return NULL;
}

static void a_list_is_walked_while_it_changes(void **state)
{
	pthread_t threads[4];
	struct object *o, *n;

	(void)state;
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	set(&updaters_left, 1);
	pthread_create(&threads[0], NULL, list_updater, (void *)1);
	for (int i = 1; i < 4; i++)
		pthread_create(&threads[i], NULL, list_reader, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	rcu_barrier();
	list_for_each_entry_safe(o, n, &list, node) {
		list_del_rcu(&o->node);
		object_kfree_rcu(o);
	}
	assert_int_equal(get(&stress_failures), 0);
	/* Callbacks that are queued run before it is down. */
	assert_int_equal(tl_shutdown(), 0);
}

/* --- SRCU --- */

DEFINE_STATIC_SRCU(domain);

static void *srcu_reader(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	while (get(&updaters_left)) {
		int idx = srcu_read_lock(&domain);
		struct object *o = srcu_dereference(slots[rng_below(&rng, SLOTS)], &domain);

		use(o, true);
		srcu_read_unlock(&domain, idx);
	}
	return NULL;
}

static void *srcu_updater(void *arg)
{
	uint64_t rng = (uintptr_t)arg;

	for (unsigned long i = TEST_TURNS(10000); i; i--) {
		unsigned int slot = rng_below(&rng, SLOTS);
		struct object *old, *new = object_new();

		spin_lock(&slots_lock);
		old = rcu_replace_pointer(slots[slot], new, true);
		spin_unlock(&slots_lock);
		if (old && rng_below(&rng, 4)) {
			call_srcu(&domain, &old->rcu, free_callback);
		} else if (old) {
			synchronize_srcu(&domain);
			object_free(old);
		}
		add(&stress_progress, 1);
	}
	add(&updaters_left, -1ul);
	return NULL;
}

static void sleepable_readers_are_safe_too(void **state)
{
	pthread_t threads[5];

	(void)state;
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	set(&updaters_left, 2);
	for (uintptr_t i = 0; i < 5; i++)
		pthread_create(&threads[i], NULL, i < 2 ? srcu_updater : srcu_reader,
			       (void *)(i + 1));
	for (int i = 0; i < 5; i++)
		pthread_join(threads[i], NULL);
	srcu_barrier(&domain);
	free_all();
	assert_int_equal(get(&objects), 0);
	assert_int_equal(get(&stress_failures), 0);
	assert_int_equal(tl_shutdown(), 0);
}

/* --- boot and shutdown --- */

static void queued_callbacks_run_at_shutdown(void **state)
{
	(void)state;
	for (unsigned long i = 0; i < (unsigned long)TEST_TURNS(200); i++) {
		unsigned long before = get(&callbacks);

		assert_int_equal(tl_boot("nr_cpus=2"), 0);
		for (unsigned long k = 0; k < i % 8; k++)
			call_rcu(&object_new()->rcu, free_callback);
		assert_int_equal(tl_shutdown(), 0);
		assert_int_equal(get(&callbacks) - before, i % 8);
		assert_int_equal(get(&objects), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers_never_see_what_was_freed),
		cmocka_unit_test(a_list_is_walked_while_it_changes),
		cmocka_unit_test(sleepable_readers_are_safe_too),
		cmocka_unit_test(queued_callbacks_run_at_shutdown),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
