// SPDX-License-Identifier: MIT
/*
 * A schedule by its deviations: following it, and its file.
 *
 * A deviation is known by the step that it comes after: "after 3 of task 2". So when one is left
 * out, the others still mean what they meant, as long as their tasks get there. The file is text,
 * a line per deviation:
 *
 *	libtasklet-replay 1
 *	scenario removal
 *	...
 *	after 2:17 go cpu 1 task 3
 *	after 3:4 deliver cpu 1 irq 1
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>
#include <linux/printk.h>

#include "arch/sim/explore/replay.h"

#define VERSION 1

static const struct ex_decision *list __tl_keep;
static unsigned int nr_listed __tl_keep, at __tl_keep;
static bool is_strict __tl_keep;

void replay_start(const struct ex_decision *decisions, unsigned int n, bool strict)
{
	list = decisions;
	nr_listed = n;
	is_strict = strict;
}

static void begin(void)
{
	at = 0;
}

static const char *const kind_names[] = {"go", "take", "deliver", "fire", "fail", "timeout"};

static void diverged(const struct ex_decision *d)
{
	char why[160];

	snprintf(why, sizeof(why),
		 "the schedule can't be followed: after step %u of %u, '%s cpu %u %u' is no option",
		 d->after_count, d->after_id, kind_names[d->option.kind], d->option.cpu,
		 d->option.id);
	ex_differs(why);
}

static bool is_here(const struct ex_decision *d)
{
	return d->after_id == ex.step_id && d->after_count == ex.step_count;
}

/* Decisions that lie behind are those of steps that were not made; only the strict care. */
static unsigned int find(void)
{
	if (is_strict)
		return at < nr_listed && is_here(&list[at]) ? at : nr_listed;
	for (unsigned int i = at; i < nr_listed; i++)
		if (is_here(&list[i]))
			return i;
	return nr_listed;
}

static unsigned int pick(const struct ex_choice *c)
{
	unsigned int i = find();

	if (i == nr_listed)
		return c->dflt;
	at = i + 1;
	for (unsigned int k = 0; k < c->n; k++)
		if (ex_same(c->options[k], list[i].option))
			return k;
	if (is_strict)
		diverged(&list[i]);
	return c->dflt;
}

static void stepped(const struct ex_option *o, const struct ex_footprint *fp)
{
	(void)o;
	(void)fp;
}

static bool end(bool cut)
{
	(void)cut;
	return false;
}

const struct ex_strategy replay_strategy = {
	.begin = begin,
	.pick = pick,
	.stepped = stepped,
	.end = end,
};

/* --- files --- */

static const char *const failure_names[] = {
	[TL_FAIL_NONE] = "none",	 [TL_FAIL_ASSERT] = "assert",
	[TL_FAIL_WARN] = "warn",	 [TL_FAIL_DEADLOCK] = "deadlock",
	[TL_FAIL_LIVELOCK] = "livelock", [TL_FAIL_FAULT] = "fault",
	[TL_FAIL_MEMORY] = "memory",	 [TL_FAIL_LEAK] = "leak",
	[TL_FAIL_REPORT] = "report",
};

const char *failure_name(enum tl_failure kind)
{
	return failure_names[kind];
}

static void write_decision(FILE *out, const struct ex_decision *d)
{
	const struct ex_option *o = &d->option;
	bool task = o->kind == EX_GO || o->kind == EX_TAKE || o->kind == EX_TIMEOUT;

	fprintf(out, "after %u:%u %s cpu %u %s %u\n", d->after_id, d->after_count,
		kind_names[o->kind], o->cpu, task ? "task" : "irq", o->id);
}

static void write_reached(FILE *out, const struct replay_file *file)
{
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++) {
		if (file->reached[cpu] & EX_BY_IRQ)
			fprintf(out, "reached %u irq\n", cpu);
		if (file->reached[cpu] & EX_BY_TASK)
			fprintf(out, "reached %u task\n", cpu);
	}
}

int replay_write(const char *path, const struct replay_file *file)
{
	FILE *out = fopen(path, "w");
	int err;

	if (!out) {
		err = -errno;
		pr_err("tl_explore: %s: %s\n", path, strerror(errno));
		return err;
	}
	fprintf(out, "libtasklet-replay %d\n", VERSION);
	fprintf(out, "scenario %s\nprogram %s\nboot %s\n", file->scenario, file->program,
		file->boot_options);
	fprintf(out, "points %llu\nseed %llu\nwarn %s\nalloc %u\n",
		(unsigned long long)file->points, (unsigned long long)file->seed,
		file->warn_fails ? "fail" : "log", file->alloc);
	write_reached(out, file);
	fprintf(out, "failure %s\nhash %016llx\n", failure_names[file->failure],
		(unsigned long long)file->hash);
	for (unsigned int i = 0; i < file->nr_decisions; i++)
		write_decision(out, &file->decisions[i]);
	fprintf(out, "end\n");
	err = ferror(out) ? -EIO : 0;
	if (fclose(out))
		err = -errno;
	if (err)
		pr_err("tl_explore: %s: can't be written: %s\n", path, strerror(-err));
	return err;
}

static bool read_reached(const char *rest, struct replay_file *file)
{
	unsigned int cpu;
	char by[16], more;

	if (sscanf(rest, "%u %15s%c", &cpu, by, &more) != 2 || cpu >= NR_CPUS ||
	    (strcmp(by, "irq") && strcmp(by, "task")))
		return false;
	file->reached[cpu] |= strcmp(by, "irq") ? EX_BY_TASK : EX_BY_IRQ;
	return true;
}

static bool read_failure(const char *name, enum tl_failure *kind)
{
	for (size_t i = 0; i < ARRAY_SIZE(failure_names); i++) {
		if (!strcmp(failure_names[i], name)) {
			*kind = (enum tl_failure)i;
			return true;
		}
	}
	return false;
}

static bool read_decision(const char *rest, struct replay_file *file)
{
	struct ex_decision *d = &file->decisions[file->nr_decisions];
	unsigned int id, count, cpu, target;
	char kind[16], what[16], more;

	if (file->nr_decisions == EX_MAX_DECISIONS ||
	    sscanf(rest, "%u:%u %15s cpu %u %15s %u%c", &id, &count, kind, &cpu, what, &target,
		   &more) != 6)
		return false;
	for (unsigned int k = 0; k < ARRAY_SIZE(kind_names); k++) {
		if (strcmp(kind_names[k], kind))
			continue;
		d->after_id = (uint16_t)id;
		d->after_count = count;
		d->option = (struct ex_option){
			.kind = (uint8_t)k, .cpu = (uint16_t)cpu, .id = (uint16_t)target};
		file->nr_decisions++;
		return true;
	}
	return false;
}

static bool read_number(const char *text, int base, uint64_t *to)
{
	char *end;

	*to = strtoull(text, &end, base);
	return *text && !*end;
}

static bool read_line(char *line, struct replay_file *file, bool *ended)
{
	char *rest = strchr(line, ' ');
	size_t length = strcspn(line, " ");

	rest = rest ? rest + 1 : line + length;
#define IS(word) (length == strlen(word) && !strncmp(line, word, length))
	if (IS("scenario"))
		snprintf(file->scenario, sizeof(file->scenario), "%s", rest);
	else if (IS("program"))
		snprintf(file->program, sizeof(file->program), "%s", rest);
	else if (IS("boot"))
		snprintf(file->boot_options, sizeof(file->boot_options), "%s", rest);
	else if (IS("points"))
		return read_number(rest, 10, &file->points);
	else if (IS("seed"))
		return read_number(rest, 10, &file->seed);
	else if (IS("warn"))
		file->warn_fails = !strcmp(rest, "fail");
	else if (IS("alloc"))
		file->alloc = (unsigned int)strtoul(rest, NULL, 10);
	else if (IS("reached"))
		return read_reached(rest, file);
	else if (IS("failure"))
		return read_failure(rest, &file->failure);
	else if (IS("hash"))
		return read_number(rest, 16, &file->hash);
	else if (IS("after"))
		return read_decision(rest, file);
	else if (IS("end"))
		*ended = true;
	else
		return false;
#undef IS
	return true;
}

int replay_read(const char *path, struct replay_file *file)
{
	FILE *in = fopen(path, "r");
	char line[600];
	unsigned int nr = 0;
	int version = 0;
	bool ended = false, ok;

	if (!in) {
		int err = -errno;

		pr_err("replay: %s: %s\n", path, strerror(errno));
		return err;
	}
	memset(file, 0, offsetof(struct replay_file, decisions));
	ok = fgets(line, sizeof(line), in) && sscanf(line, "libtasklet-replay %d", &version) == 1;
	nr++;
	if (ok && version != VERSION) {
		pr_err("replay: %s is of version %d; this library reads version %d\n", path,
		       version, VERSION);
		fclose(in);
		return -EINVAL;
	}
	while (ok && !ended && fgets(line, sizeof(line), in)) {
		nr++;
		line[strcspn(line, "\n")] = '\0';
		ok = read_line(line, file, &ended);
	}
	fclose(in);
	if (ok && ended && file->scenario[0] && file->points)
		return 0;
	pr_err("replay: %s:%u: %s\n", path, nr,
	       ended && ok ? "it lacks the line 'scenario' or 'points'" :
	       ok	   ? "it ends here, without 'end': it was cut off" :
	       nr == 1	   ? "this is no replay file" :
			     "this line can't be read");
	return -EINVAL;
}
