// SPDX-License-Identifier: MIT
/*
 * Shrinking by delta debugging (Zeller and Hildebrandt, 2002): leave out halves of the deviations,
 * then quarters, down to single ones, as long as what is left fails in the same way at the same
 * place. Each try is a run in a process of its own.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "arch/sim/explore/shrink.h"

/* Who calls into these wants to know where it did. */
static bool is_runtime(const char *module)
{
	static const char *const names[] = {"libc.so", "libcmocka.", "libasan.", "libubsan."};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(module, names[i], strlen(names[i])))
			return true;
	return false;
}

static const void *find_frame(const struct ex_outcome *out, bool any, struct ex_symbol *symbol)
{
	for (unsigned int i = 0; i < out->nr_frames; i++) {
		struct ex_symbol inlined[4];
		unsigned int n = symbol_lookup(out->frames[i], true, inlined, 4);

		for (unsigned int k = 0; k < n; k++) {
			if (inlined[k].in_library ||
			    (!any && (!inlined[k].line || is_runtime(inlined[k].module))))
				continue;
			*symbol = inlined[k];
			return out->frames[i];
		}
	}
	return NULL;
}

const void *failing_frame(const struct ex_outcome *out, struct ex_symbol *symbol)
{
	const void *frame = find_frame(out, false, symbol);

	return frame ? frame : find_frame(out, true, symbol);
}

bool same_failure(const struct ex_outcome *a, const struct ex_outcome *b)
{
	struct ex_symbol symbol;

	if (a->end != EX_FAILED || b->end != EX_FAILED || a->failure != b->failure)
		return false;
	/* Who waits, and at which step, may differ. */
	if (a->failure == TL_FAIL_DEADLOCK || a->failure == TL_FAIL_LIVELOCK)
		return true;
	if (!a->nr_frames || !b->nr_frames)
		return a->nr_frames == b->nr_frames && !strcmp(a->message, b->message);
	return failing_frame(a, &symbol) == failing_frame(b, &symbol);
}

/* Again, by its decisions, twice: a machine that is not deterministic is no machine to shrink on. */
static int repeats(struct ex_job *job, const struct ex_outcome *of, struct ex_outcome *again)
{
	uint64_t hash = 0;

	for (int i = 0; i < 2; i++) {
		int err = ex_run_single(job, of->decisions, of->nr_decisions, true, again);

		if (err)
			return err;
		if (!same_failure(of, again) || (i && again->hash != hash))
			return 1;
		hash = again->hash;
	}
	return again->hash != of->hash && of->hash;
}

/* @list without @n of it from @from on. Return: whether it still fails so. */
static bool fails_without(struct ex_job *job, struct ex_outcome *best, unsigned int from,
			  unsigned int n, struct ex_decision *list, struct ex_outcome *out)
{
	unsigned int rest = best->nr_decisions - from - n;

	memcpy(list, best->decisions, from * sizeof(*list));
	memcpy(list + from, best->decisions + from + n, rest * sizeof(*list));
	if (ex_run_single(job, list, from + rest, false, out) || !same_failure(best, out))
		return false;
	if (out->nr_decisions >= best->nr_decisions)
		return false;
	*best = *out;
	return true;
}

static void leave_out(struct ex_job *job, struct ex_outcome *best, struct ex_decision *list,
		      struct ex_outcome *out)
{
	unsigned int n = (best->nr_decisions + 1) / 2;

	while (n && best->nr_decisions) {
		bool less = false;

		for (unsigned int from = 0; from < best->nr_decisions;) {
			unsigned int length = best->nr_decisions - from;

			if (length > n)
				length = n;
			if (fails_without(job, best, from, length, list, out))
				less = true;
			else
				from += length;
		}
		if (!less || n > 1)
			n /= 2;
	}
}

int shrink(struct ex_job *job, struct ex_outcome *outcome)
{
	struct ex_decision *list = malloc(EX_MAX_DECISIONS * sizeof(*list));
	struct ex_outcome *out = malloc(sizeof(*out));
	int err = list && out ? repeats(job, outcome, out) : -ENOMEM;

	if (!err) {
		*outcome = *out;
		leave_out(job, outcome, list, out);
	}
	free(out);
	free(list);
	return err;
}
