// SPDX-License-Identifier: MIT
/*
 * See explore-model.h. Every party's code is a list of micro-operations, each of which happens at
 * once. A state is where everybody is, and what is in memory. From each state all that may happen
 * next is tried:
 *
 *	a task goes on		unless an interrupt or a softirq is at work on its CPU, or another
 *				task of that CPU is in a section
 *	an interrupt comes in	where they are on, on whatever is at work there, or on nothing
 *	a handler, a tasklet goes on
 *	softirqs are served	at the end of a handler and of a section with softirqs off; else by
 *				ksoftirqd, where no section is under way
 */
#include <stdlib.h>
#include <string.h>

#include "explore-model.h"

#define MAX_STATES (1u << 18)
#define MAX_CODE   64
#define NOBODY	   255

enum micro {
	M_END,
	M_READ,
	M_WRITE,
	M_INC,
	M_LOCK, /* waits */
	M_UNLOCK,
	M_PREEMPT_OFF,
	M_PREEMPT_ON,
	M_IRQ_OFF,
	M_IRQ_ON,
	M_BH_OFF,
	M_BH_ON,
	M_RAISE,
	M_SET,
	M_AWAIT, /* the flag */
	M_POLL, /* the last look at it */
	M_SCHEDULE, /* what M_QUEUE behind it does, unless it is scheduled */
	M_QUEUE,
};

struct instruction {
	unsigned char what, arg;
	int value;
};

struct code {
	unsigned int n;
	struct instruction at[MAX_CODE];
};

/* Tasks, handlers and the tasklet, in the order of those who read. */
static struct code codes[NR_READERS];
static const struct program *prog;

/* Where a party is that does not run. */
#define OFF 255

struct state {
	unsigned char pc[NR_READERS];
	unsigned char sections[MAX_TASKS]; /* nested, of a task: preemption, interrupts or softirqs */
	bool irqs_off[MAX_TASKS];
	bool bh_off[MAX_TASKS];
	unsigned char handler_on[ON_CPUS]; /* a line, or NOBODY */
	bool serving[ON_CPUS]; /* softirqs, with interrupts on */
	bool scheduled; /* the tasklet */
	unsigned char queued_on; /* a CPU, or NOBODY */
	unsigned char tasklet_on; /* where it is at work, or NOBODY */
	bool pending[NR_LINES];
	bool may_fire[NR_LINES];
	bool flag;
	unsigned char owner[NR_LOCKS]; /* a party, or NOBODY */
	int vars[NR_VARS];
	uint64_t seen[NR_READERS];
};

static struct state *states;
static unsigned int nr_states;
static uint32_t *table;

/* --- code --- */

static void emit(struct code *c, enum micro what, unsigned int arg, int value)
{
	if (c->n < MAX_CODE)
		c->at[c->n++] =
			(struct instruction){(unsigned char)what, (unsigned char)arg, value};
	else
		abort();
}

static void emit_simple(struct code *c, const struct simple *s)
{
	emit(c,
	     s->kind == OP_READ	 ? M_READ :
	     s->kind == OP_WRITE ? M_WRITE :
				   M_INC,
	     s->var, s->value);
}

static void emit_body(struct code *c, const struct body *b)
{
	for (unsigned int i = 0; i < b->n; i++)
		emit_simple(c, &b->ops[i]);
}

static void emit_section(struct code *c, enum micro off, enum micro on, const struct op *op,
			 bool locks)
{
	if (off != M_PREEMPT_OFF && locks)
		emit(c, M_PREEMPT_OFF, 0, 0);
	emit(c, off, 0, 0);
	if (locks)
		emit(c, M_LOCK, op->lock, 0);
	emit_body(c, &op->body);
	if (locks)
		emit(c, M_UNLOCK, op->lock, 0);
	emit(c, on, 0, 0);
	if (off != M_PREEMPT_OFF && locks)
		emit(c, M_PREEMPT_ON, 0, 0);
}

static void emit_op(struct code *c, const struct op *op)
{
	switch (op->kind) {
	case OP_LOCK:
		emit_section(c, M_PREEMPT_OFF, M_PREEMPT_ON, op, true);
		break;
	case OP_LOCK_IRQ:
		emit_section(c, M_IRQ_OFF, M_IRQ_ON, op, true);
		break;
	case OP_LOCK_BH:
		emit_section(c, M_BH_OFF, M_BH_ON, op, true);
		break;
	case OP_IRQ_OFF:
		emit_section(c, M_IRQ_OFF, M_IRQ_ON, op, false);
		break;
	case OP_BH_OFF:
		emit_section(c, M_BH_OFF, M_BH_ON, op, false);
		break;
	case OP_TASKLET:
		emit(c, M_SCHEDULE, 0, 0);
		emit(c, M_QUEUE, 0, 0);
		break;
	case OP_RAISE:
		emit(c, M_RAISE, op->line, 0);
		break;
	case OP_SET:
	case OP_WAKE:
		emit(c, M_SET, 0, 0);
		break;
	case OP_SPIN:
	case OP_WAIT:
		emit(c, M_AWAIT, 0, 0);
		break;
	case OP_DELAYS:
	case OP_CLOCK:
		emit(c, M_POLL, 0, 0);
		break;
	default:
		emit_simple(c, &op->simple);
	}
}

static void generate_code(const struct program *p)
{
	memset(codes, 0, sizeof(codes));
	for (unsigned int t = 0; t < p->nr_tasks; t++) {
		for (unsigned int i = 0; i < p->nr_ops[t]; i++)
			emit_op(&codes[t], &p->ops[t][i]);
		emit(&codes[t], M_END, 0, 0);
	}
	for (unsigned int i = 0; i < NR_LINES; i++) {
		struct code *c = &codes[HANDLERS + i];

		if (p->lines[i].locks)
			emit(c, M_LOCK, 0, 0);
		emit_body(c, &p->lines[i].handler);
		if (p->lines[i].locks)
			emit(c, M_UNLOCK, 0, 0);
		if (p->lines[i].schedules) {
			emit(c, M_SCHEDULE, 0, 0);
			emit(c, M_QUEUE, 0, 0);
		}
		emit(c, M_END, 0, 0);
	}
	emit_body(&codes[TASKLET], &p->tasklet);
	emit(&codes[TASKLET], M_END, 0, 0);
}

/* --- states --- */

static void add(const struct state *s)
{
	uint64_t h = 1469598103934665603u;
	uint32_t slot;

	for (size_t i = 0; i < sizeof(*s); i++)
		h = (h ^ ((const unsigned char *)s)[i]) * 1099511628211u;
	slot = (uint32_t)(h ^ h >> 32) % (2 * MAX_STATES);
	for (; table[slot]; slot = (slot + 1) % (2 * MAX_STATES))
		if (!memcmp(&states[table[slot] - 1], s, sizeof(*s)))
			return;
	if (nr_states < MAX_STATES) {
		states[nr_states++] = *s;
		table[slot] = nr_states;
	}
}

static unsigned int cpu_of(const struct state *s, unsigned int who)
{
	if (who < HANDLERS)
		return prog->cpus[who];
	return who < TASKLET ? prog->lines[who - HANDLERS].cpu : s->tasklet_on;
}

/* The task of this CPU that is in a section, or NOBODY. */
static unsigned int in_section(const struct state *s, unsigned int cpu)
{
	for (unsigned int t = 0; t < prog->nr_tasks; t++)
		if (prog->cpus[t] == cpu && s->sections[t])
			return t;
	return NOBODY;
}

static bool softirqs_are_on(const struct state *s, unsigned int cpu)
{
	unsigned int t = in_section(s, cpu);

	return !s->serving[cpu] && (t == NOBODY || (!s->bh_off[t] && !s->irqs_off[t]));
}

static bool interrupts_are_on(const struct state *s, unsigned int cpu)
{
	unsigned int t = in_section(s, cpu);

	if (s->handler_on[cpu] != NOBODY)
		return false;
	return s->serving[cpu] || t == NOBODY || !s->irqs_off[t];
}

/* It may be at work elsewhere, and be queued again. */
static bool can_begin_tasklet(const struct state *s, unsigned int cpu)
{
	return s->queued_on == cpu && s->tasklet_on == NOBODY;
}

static void begin_tasklet(struct state *s, unsigned int cpu)
{
	s->scheduled = false;
	s->queued_on = NOBODY;
	s->tasklet_on = (unsigned char)cpu;
	s->pc[TASKLET] = 0;
	s->seen[TASKLET] = s->seen[TASKLET] * 31 + 17;
}

/* A handler or a section ends: what is queued here is served before anybody goes on. */
static void serve(struct state *s, unsigned int cpu)
{
	if (softirqs_are_on(s, cpu) && can_begin_tasklet(s, cpu))
		s->serving[cpu] = true;
}

static void enter(struct state *s, unsigned int who)
{
	if (who < HANDLERS)
		s->sections[who]++;
}

static void leave(struct state *s, unsigned int who)
{
	if (who < HANDLERS)
		s->sections[who]--;
}

/* Return: false if it can't go on. */
static bool step(struct state *s, unsigned int who)
{
	const struct instruction *i = &codes[who].at[s->pc[who]];
	unsigned int cpu = cpu_of(s, who);

	switch (i->what) {
	case M_READ:
		s->seen[who] = s->seen[who] * 31 + (unsigned int)s->vars[i->arg] + 1;
		break;
	case M_WRITE:
		s->vars[i->arg] = i->value;
		break;
	case M_INC:
		s->vars[i->arg]++;
		break;
	case M_LOCK:
		if (s->owner[i->arg] != NOBODY)
			return false;
		s->owner[i->arg] = (unsigned char)who;
		break;
	case M_UNLOCK:
		s->owner[i->arg] = NOBODY;
		break;
	case M_PREEMPT_OFF:
		enter(s, who);
		break;
	case M_PREEMPT_ON:
		leave(s, who);
		break;
	case M_IRQ_OFF:
		enter(s, who);
		s->irqs_off[who] = true;
		break;
	case M_IRQ_ON:
		s->irqs_off[who] = false;
		leave(s, who);
		break;
	case M_BH_OFF:
		enter(s, who);
		s->bh_off[who] = true;
		break;
	case M_BH_ON:
		s->bh_off[who] = false;
		leave(s, who);
		s->pc[who]++;
		serve(s, cpu);
		return true;
	case M_RAISE:
		s->pending[i->arg] = true;
		break;
	case M_SET:
		s->flag = true;
		break;
	case M_AWAIT:
		if (!s->flag)
			return false;
		break;
	case M_POLL:
		s->seen[who] = s->seen[who] * 31 + s->flag;
		break;
	case M_SCHEDULE:
		if (s->scheduled)
			s->pc[who]++;
		s->scheduled = true;
		break;
	case M_QUEUE:
		s->queued_on = (unsigned char)cpu;
		break;
	case M_END:
		s->pc[who] = OFF;
		if (who == TASKLET) {
			s->tasklet_on = NOBODY;
		} else if (who >= HANDLERS) {
			s->handler_on[cpu] = NOBODY;
			serve(s, cpu);
		}
		return true;
	}
	s->pc[who]++;
	return true;
}

static bool try_step(const struct state *from, unsigned int who)
{
	struct state s = *from;

	if (!step(&s, who))
		return false;
	add(&s);
	return true;
}

static void come_in(const struct state *from, unsigned int line)
{
	struct state s = *from;

	s.pending[line] = false;
	s.handler_on[prog->lines[line].cpu] = (unsigned char)line;
	s.pc[HANDLERS + line] = 0;
	s.seen[HANDLERS + line] = s.seen[HANDLERS + line] * 31 + 17;
	add(&s);
}

static bool interrupts(const struct state *from)
{
	bool any = false;

	for (unsigned int i = 0; i < NR_LINES; i++) {
		struct state s = *from;

		if (!prog->lines[i].used || !interrupts_are_on(from, prog->lines[i].cpu))
			continue;
		if (from->pending[i]) {
			come_in(from, i);
			any = true;
		}
		if (from->may_fire[i]) {
			s.may_fire[i] = false;
			come_in(&s, i);
		}
	}
	return any;
}

static bool tasks(const struct state *from)
{
	bool any = false;

	for (unsigned int t = 0; t < prog->nr_tasks; t++) {
		unsigned int cpu = prog->cpus[t], busy = in_section(from, cpu);

		if (from->pc[t] != OFF && from->handler_on[cpu] == NOBODY && !from->serving[cpu] &&
		    (busy == NOBODY || busy == t))
			any |= try_step(from, t);
	}
	return any;
}

static bool go_on_serving(const struct state *from, unsigned int cpu)
{
	struct state s = *from;

	if (from->tasklet_on == cpu)
		return try_step(from, TASKLET);
	if (can_begin_tasklet(from, cpu))
		begin_tasklet(&s, cpu);
	else
		s.serving[cpu] = false;
	add(&s);
	return true;
}

static bool others(const struct state *from)
{
	bool any = false;

	for (unsigned int cpu = 0; cpu < ON_CPUS; cpu++) {
		if (from->handler_on[cpu] != NOBODY) {
			any |= try_step(from, HANDLERS + from->handler_on[cpu]);
		} else if (from->serving[cpu]) {
			any |= go_on_serving(from, cpu);
		} else if (in_section(from, cpu) == NOBODY && can_begin_tasklet(from, cpu)) {
			struct state s = *from;

			s.serving[cpu] = true; /* ksoftirqd */
			add(&s);
			any = true;
		}
	}
	return any;
}

static bool is_end(const struct state *s)
{
	for (unsigned int who = 0; who < NR_READERS; who++)
		if (s->pc[who] != OFF)
			return false;
	return true;
}

struct model_result model_run(const struct program *p,
			      void (*end)(const int *vars, const uint64_t *seen))
{
	struct model_result result = {0};
	struct state s;

	if (!states) {
		states = malloc(MAX_STATES * sizeof(*states));
		table = malloc(2 * MAX_STATES * sizeof(*table));
		if (!states || !table)
			abort();
	}
	memset(table, 0, 2 * MAX_STATES * sizeof(*table));
	nr_states = 0;
	prog = p;
	generate_code(p);
	memset(&s, 0, sizeof(s)); /* what is between its fields, too */
	memset(s.pc, OFF, sizeof(s.pc));
	memset(s.pc, 0, p->nr_tasks);
	memset(s.handler_on, NOBODY, sizeof(s.handler_on));
	memset(s.owner, NOBODY, sizeof(s.owner));
	s.queued_on = s.tasklet_on = NOBODY;
	for (unsigned int i = 0; i < NR_LINES; i++) {
		s.pending[i] = p->lines[i].used && p->lines[i].raised;
		s.may_fire[i] = p->lines[i].used && p->lines[i].fires;
	}
	add(&s);
	for (unsigned int i = 0; i < nr_states; i++) {
		const struct state *from = &states[i];
		bool any = interrupts(from);

		any |= tasks(from);
		any |= others(from);
		if (any)
			continue;
		if (is_end(from))
			end(from->vars, from->seen);
		else
			result.stuck = true;
	}
	result.complete = nr_states < MAX_STATES;
	return result;
}
