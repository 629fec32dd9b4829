// SPDX-License-Identifier: MIT
/*
 * How many schedules there are is known in closed form for tasks and handlers that do nothing but
 * pass points. The depth first search, without reduction, has to find exactly as many: one less and
 * an interleaving was left out, one more and one was run twice, or a point is asked about that is
 * none.
 *
 * A task of n points makes n steps: the first point of a task, or handler, is part of its start.
 */
#include "explore-help.h"

#define MAX_TASKS    4
#define MAX_HANDLERS 2

/**
 * struct shape - what a scenario is made of
 * @tasks: points of the task of each CPU, see @apart; the first that is 0 ends it
 * @handlers: points of the handlers on CPU 0, whose lines are raised beforehand
 */
struct shape {
	unsigned int tasks[MAX_TASKS + 1];
	unsigned int handlers[MAX_HANDLERS + 1];
};

static const struct shape *shape;
/* Lines are not raised, but may be fired so many times by the hardware; 0: they are raised. */
static unsigned int fires;
/* Between the CPUs of tasks. */
static unsigned int apart = 1;

/* --- the formulas --- */

static uint64_t choose(unsigned int n, unsigned int k)
{
	uint64_t c = 1;

	for (unsigned int i = 1; i <= k; i++)
		c = c * (n - k + i) / i;
	return c;
}

/* Steps of CPU 0 in one order of its own: the handlers may come in anywhere among the task's. */
static uint64_t orders_of_cpu0(const struct shape *s, unsigned int *steps)
{
	uint64_t orders = 1;
	unsigned int places = s->tasks[0] + 1;

	*steps = s->tasks[0];
	for (unsigned int i = 0; s->handlers[i]; i++) {
		orders *= places++; /* before or behind one that is in the same place, too */
		*steps += s->handlers[i];
	}
	return orders;
}

static uint64_t all_schedules(const struct shape *s)
{
	unsigned int steps;
	uint64_t n = orders_of_cpu0(s, &steps);

	for (unsigned int i = 1; s->tasks[i]; i++) {
		steps += s->tasks[i];
		n *= choose(steps, s->tasks[i]);
	}
	return n;
}

/*
 * Two tasks of a and b steps. A schedule is their steps cut into k and l blocks, which alternate:
 * C(a-1, k-1) * C(b-1, l-1) ways. Between the k+l blocks there are k+l-1 switches. One of them is
 * free: that from the last block of the task that ends first.
 */
static uint64_t with_preemptions(unsigned int a, unsigned int b, unsigned int p)
{
	uint64_t n = 0;

	for (unsigned int k = 1; k <= a; k++) {
		for (unsigned int l = k - 1; l <= k + 1; l++) {
			uint64_t ways = choose(a - 1, k - 1);

			if (!l || l > b || k + l - 2 > p)
				continue;
			/* As many of each: either may begin. */
			n += ways * choose(b - 1, l - 1) * (k == l ? 2 : 1);
		}
	}
	return n;
}

/*
 * Tasks of n and m steps on two CPUs, and a handler of h points on the first one's, which comes in
 * up to q times, each of them in one of the n+1 places; those in one place are alike.
 */
static uint64_t with_fires(unsigned int n, unsigned int m, unsigned int h, unsigned int q)
{
	uint64_t sum = 0;

	for (unsigned int k = 0; k <= q; k++)
		sum += choose(n + k, k) * choose(n + k * h + m, m);
	return sum;
}

/* --- the scenario --- */

static void pass_points(void *n)
{
	for (uintptr_t i = 0; i < (uintptr_t)n; i++)
		tl_point();
}

static irqreturn_t handler(int irq, void *dev)
{
	pass_points((void *)(uintptr_t) * (const unsigned int *)dev);
	return IRQ_HANDLED;
}

static void scenario(void *arg)
{
	int irqs[MAX_HANDLERS];

	for (unsigned int i = 0; shape->handlers[i]; i++) {
		irqs[i] = make_line("line", 0, handler, (void *)&shape->handlers[i]);
		if (fires)
			tl_assert(!tl_irq_spontaneous(irqs[i], fires));
		else
			tl_irq_raise(irqs[i]);
	}
	for (unsigned int i = 0; shape->tasks[i]; i++)
		tl_spawn_on((int)(i * apart), "task", pass_points,
			    (void *)(uintptr_t)shape->tasks[i]);
	tl_run_until_idle();
	for (unsigned int i = 0; shape->handlers[i]; i++)
		end_line(irqs[i], (void *)&shape->handlers[i]);
}

static void expect(const struct shape *s, const char *bounds, uint64_t schedules, bool complete)
{
	struct tl_explored found;
	char options[120];

	shape = s;
	snprintf(options, sizeof(options),
		 "strategy=dfs reduce=none runs=1000000 jobs=1 nr_cpus=%u progress=off %s",
		 (MAX_TASKS - 1) * apart + 1, bounds);
	assert_int_equal(tl_explore("count", options, scenario, NULL, &found), 0);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_int_equal(found.schedules, schedules);
	/* All there is, not all within some bounds. */
	if (complete)
		assert_string_equal(found.text, "EXHAUSTED");
	else
		assert_non_null(strstr(found.text, "<="));
}

/* --- tests --- */

static void a_handler_and_two_tasks(void **state)
{
	static const struct shape s = {{8, 4}, {3}};

	assert_int_equal(all_schedules(&s), 12285);
	expect(&s, "p=inf q=inf", 12285, true);
}

static void three_tasks(void **state)
{
	static const struct shape s = {{8, 4, 3}, {0}};

	assert_int_equal(all_schedules(&s), 225225);
	expect(&s, "p=inf q=inf", 225225, true);
}

static void every_shape_has_as_many_as_its_formula_says(void **state)
{
	static const struct shape shapes[] = {
		{{1}, {0}},	     {{5}, {0}},	  {{1, 1}, {0}},       {{1, 1, 1, 1}, {0}},
		{{6, 6}, {0}},	     {{1, 9}, {0}},	  {{3, 3, 3}, {0}},    {{2, 2, 2, 2}, {0}},
		{{1, 2, 3, 2}, {0}}, {{1}, {1}},	  {{4}, {5}},	       {{5, 3}, {1}},
		{{3, 5}, {2}},	     {{2, 2, 2}, {2}},	  {{1, 1, 1, 1}, {1}}, {{4}, {3, 2}},
		{{3, 3}, {1, 2}},    {{2, 2, 1}, {1, 1}},
	};

	for (unsigned int i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		expect(&shapes[i], "p=inf q=inf", all_schedules(&shapes[i]), true);
}

static void preemptions_are_bounded(void **state)
{
	static const struct shape shapes[] = {
		{{1, 1}, {0}}, {{4, 4}, {0}}, {{7, 3}, {0}}, {{2, 9}, {0}}, {{8, 8}, {0}}};
	char bounds[32];

	for (unsigned int i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		unsigned int a = shapes[i].tasks[0], b = shapes[i].tasks[1];

		assert_int_equal(with_preemptions(a, b, a + b), choose(a + b, a));
		for (unsigned int p = 0; p < 5; p++) {
			uint64_t n = with_preemptions(a, b, p);

			snprintf(bounds, sizeof(bounds), "p=%u q=inf", p);
			expect(&shapes[i], bounds, n, n == choose(a + b, a));
		}
	}
}

/* Either task first, the other one behind it, and the handler when nobody else is left. */
static void nothing_but_the_order_of_tasks_without_preemptions_and_deliveries(void **state)
{
	static const struct shape s = {{8, 4}, {3}};

	expect(&s, "p=0 q=0", 2, false);
}

/* Without preemptions a handler, once it is in, runs to its end: before, between or behind the
 * steps of the tasks. */
static void deliveries_are_no_preemptions(void **state)
{
	static const struct shape s = {{8, 4}, {3}};

	expect(&s, "p=0 q=inf", 2 * (8 + 4 + 1), false);
	expect(&s, "p=0 q=1", 2 * (8 + 4 + 1), false);
}

/* Any number of times up to its budget, at any place; not at all, too. */
static void hardware_fires_when_it_likes(void **state)
{
	static const struct shape shapes[] = {
		{{1, 1}, {1}}, {{4, 1}, {2}}, {{3, 2}, {1}}, {{2, 2}, {2}}};
	char bounds[32];

	for (unsigned int i = 0; i < 2 * sizeof(shapes) / sizeof(shapes[0]); i++) {
		const struct shape *s = &shapes[i / 2];
		unsigned int n = s->tasks[0], m = s->tasks[1], h = s->handlers[0];

		fires = 1 + i % 2;
		expect(s, "p=inf q=inf", with_fires(n, m, h, fires), true);
		for (unsigned int q = 0; q < fires; q++) {
			snprintf(bounds, sizeof(bounds), "p=inf q=%u", q);
			expect(s, bounds, with_fires(n, m, h, q), false);
		}
	}
	fires = 0;
}

/* CPUs are listed by words of 64. */
static void many_cpus_make_no_difference(void **state)
{
	static const struct shape shapes[] = {
		{{3, 2, 2}, {2}}, {{1, 1, 1, 1}, {1}}, {{2, 2, 2, 2}, {0}}};

	apart = 43;
	for (unsigned int i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		expect(&shapes[i], "p=inf q=inf", all_schedules(&shapes[i]), true);
	apart = 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handler_and_two_tasks),
		cmocka_unit_test(three_tasks),
		cmocka_unit_test(every_shape_has_as_many_as_its_formula_says),
		cmocka_unit_test(preemptions_are_bounded),
		cmocka_unit_test(nothing_but_the_order_of_tasks_without_preemptions_and_deliveries),
		cmocka_unit_test(deliveries_are_no_preemptions),
		cmocka_unit_test(hardware_fires_when_it_likes),
		cmocka_unit_test(many_cpus_make_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
