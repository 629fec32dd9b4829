// SPDX-License-Identifier: MIT
/* See wheel.h. Timers are the driver's memory, so their links are written quietly: a call of the
 * timer API has one scheduling point, before all of it. */
#include <linux/bitops.h>
#include <asm/rwonce.h>

#include "time/wheel.h"

static struct timer_list *timer_of(struct hlist_node *node)
{
	return node ? hlist_entry(node, struct timer_list, entry) : NULL;
}

static unsigned int digit(unsigned long jiffy, unsigned int level)
{
	return jiffy >> (level * WHEEL_BITS) & (WHEEL_SLOTS - 1);
}

/* The highest digit in which they differ; 0 if in none. */
static unsigned int level_of(unsigned long a, unsigned long b)
{
	unsigned long differ = (a ^ b) & (2 * WHEEL_MAX - 1);

	return differ ? (unsigned int)__fls(differ) / WHEEL_BITS : 0;
}

static void slot_init(struct wheel_slot *slot)
{
	slot->first = NULL;
	slot->last = &slot->first;
}

void wheel_init(struct wheel *wheel, unsigned long now)
{
	wheel->now = now;
	for (unsigned int i = 0; i <= WHEEL_DUE; i++)
		slot_init(&wheel->slots[i]);
}

static void append(struct wheel *wheel, struct timer_list *timer, unsigned int nr)
{
	struct wheel_slot *slot = &wheel->slots[nr];

	timer->slot = (u16)nr;
	timer->entry.next = NULL;
	arch_poke(timer->entry.pprev, slot->last);
	*slot->last = &timer->entry;
	slot->last = &timer->entry.next;
}

void wheel_remove(struct wheel *wheel, struct timer_list *timer)
{
	unsigned int nr = timer->slot;
	struct wheel_slot *slot = &wheel->slots[nr];
	struct hlist_node *next = timer->entry.next;

	*timer->entry.pprev = next;
	if (next)
		arch_poke(next->pprev, timer->entry.pprev);
	else
		slot->last = timer->entry.pprev;
	if (!slot->first && nr != WHEEL_DUE)
		wheel->occupied[nr / WHEEL_SLOTS] &= ~(1ul << nr % WHEEL_SLOTS);
	timer->entry.next = NULL;
	arch_poke(timer->entry.pprev, NULL);
}

static void put(struct wheel *wheel, struct timer_list *timer)
{
	unsigned long at = timer->expires;
	unsigned int level, nr;
	struct wheel_slot *slot;

	if (time_before(at, wheel->now))
		at = wheel->now;
	if (at - wheel->now > WHEEL_MAX)
		at = wheel->now + WHEEL_MAX;
	level = level_of(at, wheel->now);
	nr = level * WHEEL_SLOTS + digit(at, level);
	slot = &wheel->slots[nr];
	if (!slot->first || time_before(at, slot->earliest))
		slot->earliest = at;
	wheel->occupied[level] |= 1ul << nr % WHEEL_SLOTS;
	append(wheel, timer, nr);
}

static const struct wheel_slot *first_slot(const struct wheel *wheel)
{
	for (unsigned int level = 0; level < WHEEL_LEVELS; level++) {
		unsigned long bits = wheel->occupied[level], ahead;

		if (!bits)
			continue;
		/* Only the last level wraps: in the others there is nothing below. */
		ahead = bits & ~0ul << digit(wheel->now, level);
		return &wheel->slots[level * WHEEL_SLOTS + __ffs(ahead ? ahead : bits)];
	}
	return NULL;
}

bool wheel_next(const struct wheel *wheel, unsigned long *at)
{
	const struct wheel_slot *slot = first_slot(wheel);

	if (slot)
		*at = slot->earliest;
	return slot != NULL;
}

/* Empty a slot; what was in it is linked by next. */
static struct hlist_node *take(struct wheel *wheel, unsigned int nr)
{
	struct wheel_slot *slot = &wheel->slots[nr];
	struct hlist_node *list = slot->first;

	slot_init(slot);
	wheel->occupied[nr / WHEEL_SLOTS] &= ~(1ul << nr % WHEEL_SLOTS);
	return list;
}

/* Nothing is due before @to. */
static void move_to(struct wheel *wheel, unsigned long to)
{
	unsigned int level = level_of(wheel->now, to);
	struct hlist_node *list;

	wheel->now = to;
	if (!level)
		return;
	list = take(wheel, level * WHEEL_SLOTS + digit(to, level));
	while (list) {
		struct timer_list *timer = timer_of(list);

		list = list->next;
		put(wheel, timer);
	}
}

void wheel_add(struct wheel *wheel, struct timer_list *timer, unsigned long now)
{
	unsigned long next, to = now + 1;

	/* The later the wheel is, the fewer levels there are to go. */
	if (time_before(wheel->now, to)) {
		if (wheel_next(wheel, &next) && time_before(next, to))
			to = next;
		move_to(wheel, to);
	}
	put(wheel, timer);
}

/* Those of the jiffy that the wheel is at; but what is too far ahead for it gets on only. */
static void make_due(struct wheel *wheel)
{
	struct hlist_node *list = take(wheel, digit(wheel->now, 0));

	while (list) {
		struct timer_list *timer = timer_of(list);

		list = list->next;
		if (time_after(timer->expires, wheel->now))
			put(wheel, timer);
		else
			append(wheel, timer, WHEEL_DUE);
	}
}

void wheel_advance(struct wheel *wheel, unsigned long now)
{
	unsigned long next;

	while (wheel_next(wheel, &next) && time_before_eq(next, now)) {
		move_to(wheel, next);
		make_due(wheel);
	}
	if (time_before_eq(wheel->now, now))
		move_to(wheel, now + 1);
}

struct timer_list *wheel_due(const struct wheel *wheel)
{
	return timer_of(wheel->slots[WHEEL_DUE].first);
}

struct timer_list *wheel_any(const struct wheel *wheel)
{
	const struct wheel_slot *slot = first_slot(wheel);

	return slot ? timer_of(slot->first) : wheel_due(wheel);
}
