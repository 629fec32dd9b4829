/* SPDX-License-Identifier: MIT */
/*
 * What the stress programs of RCU share: objects that say that they are alive, and which one they
 * are. Who frees one writes over both before. So a grace period that is too short is seen by the
 * reader that holds the object, and by ASan or TSan.
 */
#ifndef TESTS_STRESS_RCU_H
#define TESTS_STRESS_RCU_H

#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <tasklet/boot.h>

#define ALIVE 0x11223344u
#define DEAD  0xdeadbeefu
#define SLOTS 4

struct object {
	unsigned int magic;
	unsigned long serial;
	struct list_head node;
	struct rcu_head rcu;
};

static struct object __rcu *slots[SLOTS];
static unsigned long serial, objects, updaters_left, callbacks;

static inline struct object *object_new(void)
{
	struct object *o = kmalloc(sizeof(*o), GFP_ATOMIC);

	o->magic = ALIVE;
	o->serial = add(&serial, 1);
	add(&objects, 1);
	return o;
}

static inline void object_free(struct object *o)
{
	stress_check(o->magic == ALIVE, "freed twice: %#x", o->magic);
	o->magic = DEAD;
	o->serial = 0;
	kfree(o);
	add(&objects, -1ul);
}

static inline void free_callback(struct rcu_head *head)
{
	stress_check(in_serving_softirq(), "callback outside of a softirq");
	object_free(container_of(head, struct object, rcu));
	add(&callbacks, 1);
	add(&stress_progress, 1);
}

static inline void object_kfree_rcu(struct object *o)
{
	add(&objects, -1ul);
	kfree_rcu(o, rcu);
}

/* In a section: it stays what it is. */
static inline void use(const struct object *o, bool may_yield)
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

static inline void free_all(void)
{
	for (unsigned int i = 0; i < SLOTS; i++) {
		struct object *o = rcu_replace_pointer(slots[i], NULL, true);

		if (o)
			call_rcu(&o->rcu, free_callback);
	}
	rcu_barrier();
}

#endif /* TESTS_STRESS_RCU_H */
