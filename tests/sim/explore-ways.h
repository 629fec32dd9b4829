/* SPDX-License-Identifier: MIT */
/*
 * For tests of what the explorer shows: a scenario is searched in ways that are enough to show all
 * that it can come to, and what its runs came to is compared with that.
 */
#ifndef TESTS_SIM_EXPLORE_WAYS_H
#define TESTS_SIM_EXPLORE_WAYS_H

#include "explore-help.h"

static const char *const ways[] = {
	"strategy=dfs p=inf q=inf reduce=none",
	"strategy=dfs p=inf q=inf reduce=marked",
	"strategy=dfs p=2 q=inf",
	"",
};

#define NR_WAYS (sizeof(ways) / sizeof(ways[0]))

static inline void search(const char *way, const char *more, void (*scenario)(void *arg),
			  struct tl_explored *found)
{
	char options[128];

	snprintf(options, sizeof(options), "progress=off %s %s", more, way);
	(void)tl_explore("ways", options, scenario, NULL, found);
}

static inline void exhausts(const char *way, const char *more, void (*scenario)(void *arg))
{
	struct tl_explored found;

	search(way, more, scenario, &found);
	if (found.verdict != TL_EXHAUSTED)
		fprintf(stderr, "%s %s: %s %s\n", more, way, found.text, found.message);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
}

static inline void exhausts_all_ways(const char *more, void (*scenario)(void *arg))
{
	for (size_t i = 0; i < NR_WAYS; i++)
		exhausts(ways[i], more, scenario);
}

/* Scenarios: a task on each CPU, until neither can go on. */
static inline void run_two(void (*on_cpu0)(void *arg), void (*on_cpu1)(void *arg))
{
	tl_spawn_on(0, "first", on_cpu0, NULL);
	tl_spawn_on(1, "second", on_cpu1, NULL);
	tl_run_until_idle();
}

/* The same, and a line that is raised beforehand on the former's CPU. */
static inline void run_two_and_line(irq_handler_t handler, void (*on_cpu0)(void *arg),
				    void (*on_cpu1)(void *arg))
{
	static int dev;
	int irq = make_line("line", 0, handler, &dev);

	tl_irq_raise(irq);
	run_two(on_cpu0, on_cpu1);
	end_line(irq, &dev);
}

/* What runs have come to, shared with the processes that make them: from 0 to OUTCOMES - 1. */
#define OUTCOMES 8

static unsigned char *seen __tl_keep;

/* @what: a digit for each outcome, whether there is one */
static inline void assert_seen_by(const char *way, const char *more, void (*scenario)(void *arg),
				  const char *what)
{
	char came_to[OUTCOMES + 1] = "", all[OUTCOMES + 1];

	snprintf(all, sizeof(all), "%s%.*s", what, (int)(OUTCOMES - strlen(what)), "00000000");
	memset(seen, 0, OUTCOMES);
	exhausts(way, more, scenario);
	for (size_t k = 0; k < OUTCOMES; k++)
		came_to[k] = (char)('0' + seen[k]);
	if (strcmp(came_to, all))
		fprintf(stderr, "%s %s\n", more, way);
	assert_string_equal(came_to, all);
}

static inline void assert_seen(const char *more, void (*scenario)(void *arg), const char *what)
{
	for (size_t i = 0; i < NR_WAYS; i++)
		assert_seen_by(ways[i], more, scenario, what);
}

#endif /* TESTS_SIM_EXPLORE_WAYS_H */
