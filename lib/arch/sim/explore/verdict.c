// SPDX-License-Identifier: MIT
/*
 * The verdict on a search in which no run failed, in words.
 */
#include <stdio.h>

#include "arch/sim/explore/progress.h"
#include "arch/sim/explore/search.h"
#include "arch/sim/explore/seen.h"

static void describe_bounds(const struct ex_phase *phase, char *buf, size_t size)
{
	char p[24] = "p", q[24] = "q";

	if (phase->bounds.p != DFS_UNBOUNDED)
		snprintf(p, sizeof(p), "p<=%u", phase->bounds.p);
	if (phase->bounds.q != DFS_UNBOUNDED)
		snprintf(q, sizeof(q), "q<=%u", phase->bounds.q);
	if (phase->bounds.p == DFS_UNBOUNDED)
		snprintf(buf, size, "%s", phase->bounds.q == DFS_UNBOUNDED ? "" : q);
	else if (phase->bounds.q == DFS_UNBOUNDED)
		snprintf(buf, size, "%s", p);
	else
		snprintf(buf, size, "%s, %s", p, q);
}

/* "": none were made. @lead: in front of it */
static void describe_pct(const struct search *s, const char *lead, char *buf, size_t size)
{
	const struct ex_totals *t = &s->pct;
	char longer[80] = "";

	buf[0] = '\0';
	if (!t->runs)
		return;
	if (t->size.choices > t->pct_choices)
		snprintf(longer, sizeof(longer), "; in the first k choices: runs had up to %llu",
			 (unsigned long long)t->size.choices);
	snprintf(
		buf, size,
		"%sPCT: a bug of depth %u is found by one run with at least 1/(n k^%u) = %.2g, n=%u, k=%llu%s",
		lead, s->o.depth, s->o.depth - 1,
		random_pct_bound(t->size.parties, t->pct_choices, s->o.depth), t->size.parties,
		(unsigned long long)t->pct_choices, longer);
}

static void verdict_of_samples(const struct search *s, struct tl_explored *found)
{
	bool at_least;
	unsigned long long different = seen_count(&at_least);
	char pct[240];

	describe_pct(s, "; ", pct, sizeof(pct));
	found->verdict = TL_SAMPLED;
	snprintf(
		found->text, sizeof(found->text),
		"SAMPLED %llu (%s%llu different schedules; a run fails with less than %.2g, 95%% sure%s)",
		(unsigned long long)s->sampled, at_least ? "at least " : "", different,
		3.0 / (double)s->sampled, pct);
}

static void verdict_of_truncated(const struct search *s, struct tl_explored *found)
{
	char bounds[48] = "", samples[40] = "", pct[240];

	describe_pct(s, "; ", pct, sizeof(pct));
	if (s->bounded)
		describe_bounds(s->bounded, bounds, sizeof(bounds));
	if (s->sampled)
		snprintf(samples, sizeof(samples), "; sampled: %llu",
			 (unsigned long long)s->sampled);
	found->verdict = TL_TRUNCATED;
	snprintf(found->text, sizeof(found->text), "TRUNCATED (%s%s%s%s%s)",
		 s->cut[0] ? s->cut : "nothing was run", s->bounded ? "; exhausted: " : "", bounds,
		 samples, pct);
}

void verdict_of_clean(const struct search *s, struct tl_explored *found)
{
	char bounds[48];

	if (s->complete) {
		found->verdict = TL_EXHAUSTED;
		snprintf(found->text, sizeof(found->text), "EXHAUSTED");
		return;
	}
	if (s->cut[0]) {
		verdict_of_truncated(s, found);
		return;
	}
	if (s->bounded) {
		describe_bounds(s->bounded, bounds, sizeof(bounds));
		found->verdict = TL_EXHAUSTED;
		snprintf(found->text, sizeof(found->text), "EXHAUSTED (%s%s)", bounds,
			 s->o.shards > 1 ? ", this shard" : "");
		return;
	}
	if (s->sampled)
		verdict_of_samples(s, found);
	else
		verdict_of_truncated(s, found);
}
