// SPDX-License-Identifier: MIT
/*
 * The wheel of timers and the queue of hrtimers against models that look at all of them.
 */
#include "../test.h"

#include <linux/hrtimer.h>
#include <linux/timer.h>

#include "time/hrqueue.h"
#include "time/wheel.h"

#define NR 200

static uint64_t dice_state;

/* splitmix64 */
static uint64_t dice(void)
{
	uint64_t z = dice_state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Near ones and far ones alike, and @far those that are too far for the wheel. */
static unsigned long some_distance(bool far)
{
	return dice() >> (far ? 20 + dice() % 44 : 29 + dice() % 35);
}

static struct wheel wheel;
static struct timer_list timers[NR];
/* When timer i is to run, and when it was armed; order 0: it is not pending. */
static unsigned long due_at[NR];
static uint64_t order[NR], last_order;

static void arm(int i, unsigned long now, unsigned long expires)
{
	if (order[i])
		wheel_remove(&wheel, &timers[i]);
	timers[i].expires = expires;
	wheel_add(&wheel, &timers[i], now);
	due_at[i] = time_before_eq(expires, now) ? now + 1 : expires;
	order[i] = ++last_order;
}

static int model_first(void)
{
	int first = -1;

	for (int i = 0; i < NR; i++)
		if (order[i] && (first < 0 || time_before(due_at[i], due_at[first]) ||
				 (due_at[i] == due_at[first] && order[i] < order[first])))
			first = i;
	return first;
}

/* Time goes on to @now, and what is due runs: in order, all of it, nothing else. */
static void advance(unsigned long now)
{
	struct timer_list *timer;
	int first;

	wheel_advance(&wheel, now);
	while ((timer = wheel_due(&wheel))) {
		first = model_first();
		assert_ptr_equal(timer, &timers[first]);
		assert_true(time_before_eq(due_at[first], now));
		wheel_remove(&wheel, timer);
		assert_false(timer_pending(timer));
		order[first] = 0;
	}
	first = model_first();
	assert_true(first < 0 || time_after(due_at[first], now));
}

static void check_next(unsigned long now, bool exact)
{
	int first = model_first();
	unsigned long next;

	assert_int_equal(wheel_next(&wheel, &next), first >= 0);
	if (first < 0)
		return;
	assert_true(time_before_eq(next, due_at[first]));
	assert_true(time_after(next, now));
	/* What is too far away is looked at again on the way, and so is where one was taken out. */
	if (exact)
		assert_true(next == due_at[first]);
}

static void play(unsigned long now, bool removes)
{
	memset(timers, 0, sizeof(timers));
	memset(order, 0, sizeof(order));
	wheel_init(&wheel, now);
	for (int turn = 0; turn < 20000; turn++) {
		int i = (int)(dice() % NR);

		switch (dice() % (removes ? 4 : 3)) {
		case 0:
		case 1:
			if (removes || !order[i])
				arm(i, now, now + some_distance(removes) - dice() % 4);
			break;
		case 2:
			now += dice() % 8 ? dice() % 4 : some_distance(removes);
			advance(now);
			break;
		case 3:
			if (order[i])
				wheel_remove(&wheel, &timers[i]);
			order[i] = 0;
		}
		check_next(now, !removes);
	}
}

static void the_wheel_runs_each_in_its_jiffy_and_in_order(void **state)
{
	for (dice_state = 0; dice_state < 5; dice_state++) {
		play(INITIAL_JIFFIES, false);
		play(INITIAL_JIFFIES, true);
		/* Where its digits, and jiffies, wrap. */
		play(2 * WHEEL_MAX - 1000, true);
		play(0ul - 1000, true);
	}
}

static void far_ones_are_kept_for_ever(void **state)
{
	memset(order, 0, sizeof(order));
	wheel_init(&wheel, 0);
	arm(0, 0, MAX_JIFFY_OFFSET);
	for (unsigned long now = 0; now < 100 * WHEEL_MAX; now += WHEEL_MAX / 3)
		advance(now);
	assert_ptr_equal(wheel_any(&wheel), &timers[0]);
	wheel_remove(&wheel, &timers[0]);
	assert_null(wheel_any(&wheel));
}

static struct hrqueue queue;
static struct hrtimer hrtimers[NR];
static bool queued[NR];

static struct hrtimer *model_first_hr(void)
{
	struct hrtimer *first = NULL;

	for (int i = 0; i < NR; i++) {
		struct hrtimer *t = &hrtimers[i];

		if (queued[i] && (!first || t->key < first->key ||
				  (t->key == first->key && t->seq < first->seq)))
			first = t;
	}
	return first;
}

static void the_queue_knows_its_first(void **state)
{
	for (int turn = 0; turn < 50000; turn++) {
		int i = (int)(dice() % NR);

		if (queued[i]) {
			hrqueue_remove(&queue, &hrtimers[i]);
		} else {
			hrtimers[i].key = dice() % 50;
			hrqueue_add(&queue, &hrtimers[i]);
		}
		queued[i] = !queued[i];
		assert_ptr_equal(queue.first, model_first_hr());
	}
	while (queue.first) {
		struct hrtimer *first = queue.first;

		assert_ptr_equal(first, model_first_hr());
		hrqueue_remove(&queue, first);
		queued[first - hrtimers] = false;
	}
	assert_null(model_first_hr());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_wheel_runs_each_in_its_jiffy_and_in_order),
		cmocka_unit_test(far_ones_are_kept_for_ever),
		cmocka_unit_test(the_queue_knows_its_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
