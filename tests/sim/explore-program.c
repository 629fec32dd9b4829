// SPDX-License-Identifier: MIT
/* See explore-program.h. One linear congruential generator draws everything. */
#include <stdio.h>
#include <string.h>

#include "explore-program.h"

static uint64_t rng;

static unsigned int below(unsigned int n)
{
	rng = rng * 6364136223846793005u + 1442695040888963407u;
	return (unsigned int)(rng >> 33) % n;
}

static struct simple any_simple(void)
{
	return (struct simple){below(NR_SIMPLE), below(NR_VARS), (int)(1 + below(90))};
}

static struct body any_body(void)
{
	struct body b = {.n = 1 + below(MAX_BODY)};

	for (unsigned int i = 0; i < b.n; i++)
		b.ops[i] = any_simple();
	return b;
}

/* Half of them are simple. */
static struct op any_op(void)
{
	struct op op = {.kind = below(2) ? below(NR_SIMPLE) : below(NR_KINDS)};

	op.lock = below(NR_LOCKS);
	op.line = below(NR_LINES);
	op.simple = any_simple();
	op.simple.kind = op.kind;
	op.body = any_body();
	return op;
}

/* Once a flag is set by some task, tasks behind it may wait for it. */
static void generate_tasks(struct program *p)
{
	bool flag_is_set = false, is_woken = false;

	for (unsigned int t = 0; t < p->nr_tasks; t++) {
		bool sets = false, wakes = false;

		p->cpus[t] = t ? below(ON_CPUS) : 0;
		p->nr_ops[t] = 1 + below(p->nr_tasks == 2 ? 4 : 3);
		for (unsigned int i = 0; i < p->nr_ops[t]; i++) {
			struct op *op = &p->ops[t][i];

			*op = any_op();
			if (flag_is_set && !below(3))
				op->kind = is_woken && below(2) ? OP_WAIT : OP_SPIN;
			sets |= op->kind == OP_SET || op->kind == OP_WAKE;
			wakes |= op->kind == OP_WAKE;
			if (op->kind == OP_RAISE)
				p->lines[op->line].used = true;
		}
		flag_is_set |= sets;
		is_woken |= wakes;
	}
}

/* How many steps there are, about. */
static unsigned int weight_of(const struct op *op)
{
	static const unsigned int weights[] = {
		[OP_LOCK] = 3,	 [OP_LOCK_IRQ] = 4, [OP_LOCK_BH] = 4, [OP_IRQ_OFF] = 2,
		[OP_BH_OFF] = 2, [OP_TASKLET] = 6,  [OP_RAISE] = 3,   [OP_SET] = 1,
		[OP_WAKE] = 4,	 [OP_SPIN] = 2,	    [OP_WAIT] = 6};

	return op->kind < NR_SIMPLE ? 1 : weights[op->kind] + op->body.n;
}

static bool has_good_size(const struct program *p)
{
	unsigned int on[ON_CPUS] = {0}, tasks[ON_CPUS] = {0}, sum = 0;
	double n = 1;

	for (unsigned int t = 0; t < p->nr_tasks; t++) {
		tasks[p->cpus[t]]++;
		for (unsigned int i = 0; i < p->nr_ops[t]; i++)
			on[p->cpus[t]] += weight_of(&p->ops[t][i]);
	}
	for (unsigned int i = 0; i < NR_LINES; i++) {
		const struct line *line = &p->lines[i];

		if (!line->used)
			continue;
		n *= 1 + on[line->cpu];
		on[line->cpu] += line->handler.n + 2u * line->locks + 5u * line->schedules;
	}
	for (unsigned int cpu = 0; cpu < ON_CPUS; cpu++) {
		for (unsigned int i = 1; i <= on[cpu]; i++)
			n = n * ++sum / i;
		n *= tasks[cpu] > 1 ? 3 * on[cpu] : 1;
	}
	return n > 15 && n < 8000;
}

static void generate_line(struct line *line)
{
	line->cpu = below(ON_CPUS);
	line->raised = !below(4);
	line->fires = !below(6);
	line->used |= line->raised || line->fires;
	line->handler = any_body();
	line->locks = !below(4);
	line->schedules = !below(4);
}

void generate_program(struct program *p, uint64_t seed)
{
	rng = seed * 0x9e3779b97f4a7c15u;
	do {
		memset(p, 0, sizeof(*p));
		p->nr_tasks = 2 + below(2);
		generate_tasks(p);
		for (unsigned int i = 0; i < NR_LINES; i++)
			generate_line(&p->lines[i]);
		p->tasklet = any_body();
	} while (!has_good_size(p));
}

bool poll_instead(struct program *p)
{
	bool any = false;

	for (unsigned int t = 0; t < p->nr_tasks; t++) {
		for (unsigned int i = 0; i < p->nr_ops[t]; i++) {
			struct op *op = &p->ops[t][i];

			if (op->kind != OP_SPIN && op->kind != OP_WAIT)
				continue;
			if (i && (op[-1].kind == OP_DELAYS || op[-1].kind == OP_CLOCK))
				op->kind = OP_SET;
			else
				op->kind = below(2) ? OP_DELAYS : OP_CLOCK;
			any = true;
		}
	}
	return any;
}

static void print_body(const char *name, const struct body *b)
{
	static const char *const names[] = {"read", "write", "inc"};

	printf("%s{", name);
	for (unsigned int i = 0; i < b->n; i++)
		printf(" %s %u", names[b->ops[i].kind], b->ops[i].var);
	printf(" }");
}

void print_program(const struct program *p)
{
	static const char *const names[] = {"read",	"write",   "inc",     "lock",
					    "lock_irq", "lock_bh", "irq_off", "bh_off",
					    "tasklet",	"raise",   "set",     "wake",
					    "spin",	"wait",	   "delays",  "clock"};

	for (unsigned int t = 0; t < p->nr_tasks; t++) {
		printf("# task %u on cpu %u:", t, p->cpus[t]);
		for (unsigned int i = 0; i < p->nr_ops[t]; i++) {
			const struct op *op = &p->ops[t][i];

			printf(" %s", names[op->kind]);
			if (op->kind < NR_SIMPLE)
				printf(" %u;", op->simple.var);
			else if (op->kind <= OP_LOCK_BH)
				print_body(op->lock ? " 1" : " 0", &op->body);
			else if (op->kind <= OP_BH_OFF)
				print_body(" ", &op->body);
			else if (op->kind == OP_RAISE)
				printf(" %u;", op->line);
			else
				printf(";");
		}
		printf("\n");
	}
	for (unsigned int i = 0; i < NR_LINES; i++) {
		const struct line *line = &p->lines[i];

		if (!line->used)
			continue;
		printf("# line %u on cpu %u%s%s", i, line->cpu, line->raised ? ", raised" : "",
		       line->fires ? ", fires" : "");
		print_body(line->locks ? ": lock 0 " : ": ", &line->handler);
		printf("%s\n", line->schedules ? " schedules" : "");
	}
	print_body("# tasklet ", &p->tasklet);
	printf("\n");
}
