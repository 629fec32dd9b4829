// SPDX-License-Identifier: MIT
/*
 * What happened, in words, line by line.
 *
 * A step is named by the call of the kernel API that the driver made, and the driver's line:
 * "tasklet_schedule() card.c:17" (report-place.c).
 *
 * A line that only names a function comes before the first step of a task, a handler or a softirq's
 * callback; what it did is indented below it. Steps of one call of the driver's are one line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/point.h>

#include "arch/sim/explore/report.h"
#include "arch/upcall.h"

#define MAX_DEPTH    15
#define DIRECTOR_PID 1

/* What the lines of a context have said already. */
struct context {
	int pid;
	char entry[64];
	unsigned int indent;
};

struct narrator {
	const struct ex_report *report;
	struct report_lines *lines;
	struct context (*contexts)[MAX_DEPTH + 1]; /* by CPU and depth */
	bool others; /* other tasks than the director take part */
	bool deviation; /* of an entry that has no line, for the next that has one */
};

struct report_line *report_line_add(struct report_lines *lines)
{
	if (lines->n == lines->room) {
		size_t room = lines->room ? 2 * lines->room : 64;
		struct report_line *more = realloc(lines->line, room * sizeof(*more));

		if (!more) {
			lines->out_of_memory = true;
			return NULL;
		}
		lines->line = more;
		lines->room = room;
	}
	memset(&lines->line[lines->n], 0, sizeof(struct report_line));
	return &lines->line[lines->n++];
}

static struct context *context_of(struct narrator *me, const struct ex_trace_entry *e)
{
	return &me->contexts[e->cpu][e->depth < MAX_DEPTH ? e->depth : MAX_DEPTH];
}

/* Where the library was in its own code is of interest only if another CPU went on then. */
static void drop_internal(struct report_lines *lines, int column)
{
	struct report_line *last = lines->n ? &lines->line[lines->n - 1] : NULL;

	if (last && last->internal && !last->deviation && last->column == column)
		lines->n--;
}

/* A line, marked if it or what was not worth a line before it deviates. */
static struct report_line *add(struct narrator *me, const struct ex_trace_entry *e, int column,
			       unsigned int indent)
{
	struct report_line *line;

	drop_internal(me->lines, column);
	line = report_line_add(me->lines);
	if (!line)
		return NULL;
	line->column = column;
	line->indent = indent;
	line->depth = e->depth;
	line->pid = e->pid;
	line->deviation = me->deviation || e->deviation;
	line->nr_steps = 1;
	me->deviation = false;
	return line;
}

/* Who does what follows, unless that was said. */
static void introduce(struct narrator *me, const struct ex_trace_entry *e,
		      const struct report_place *place)
{
	struct context *context = context_of(me, e);
	bool director = e->pid == DIRECTOR_PID && !e->depth;
	bool other_task = !e->depth && context->pid != e->pid;
	const char *entry = place->driver && !director ? place->entry : "";
	struct report_line *line;
	unsigned int indent = e->depth ? 2 * e->depth + 2 : 0;

	if (!other_task && (!*entry || !strcmp(entry, context->entry)))
		return;
	line = add(me, e, e->cpu, indent);
	if (!line)
		return;
	line->nr_steps = 0;
	line->foldable = !other_task && !line->deviation;
	context->pid = e->pid;
	context->indent = indent + 2;
	if (director)
		snprintf(line->text, sizeof(line->text), "[scenario]");
	else if (other_task)
		snprintf(line->text, sizeof(line->text), "[%.15s/%d]%s%s%s", e->comm, e->pid,
			 *entry ? " " : "", entry, *entry ? "()" : "");
	else
		snprintf(line->text, sizeof(line->text), "%s()", entry);
	if (*entry || other_task)
		strcpy(context->entry, entry);
}

static void name_object(struct narrator *me, uintptr_t obj, char *buf, size_t size)
{
	const char *name = me->report->object_name ? me->report->object_name(obj) : NULL;

	if (name)
		snprintf(buf, size, " of %s", name);
	else if (!obj)
		*buf = '\0';
	else if (symbol_data(obj, buf + 4, size - 4))
		memcpy(buf, " of ", 4);
	else
		snprintf(buf, size, " of %#lx", (unsigned long)obj);
}

static void describe(struct narrator *me, const struct ex_trace_entry *e,
		     const struct report_place *place, char *buf, size_t size)
{
	static const char *const accesses[] = {"read", "write", "update"};
	char object[100];

	if (!place->driver) {
		snprintf(buf, size, "%s%s", *place->api ? place->api : "in the library",
			 *place->api ? "()" : "");
	} else if (*place->api) {
		snprintf(buf, size, "%s() %s", place->api, place->at);
	} else if (e->what == EX_EV_STEP && e->kind == ARCH_POINT_FENCE) {
		snprintf(buf, size, "memory barrier %s", place->at);
	} else if (e->what == EX_EV_STEP && e->kind <= ARCH_POINT_RMW) {
		if (e->block[0])
			snprintf(object, sizeof(object), " of %s", e->block);
		else
			name_object(me, e->obj, object, sizeof(object));
		snprintf(buf, size, "%s%s %s", accesses[e->kind], object, place->at);
	} else {
		snprintf(buf, size, "%s() %s", place->function, *place->path ? place->at : "");
	}
}

/* Is this part of what the last line stands for? If so, let that name the call. */
static bool merge(struct narrator *me, const struct ex_trace_entry *e,
		  const struct report_place *place, const char *text, bool ctx)
{
	struct report_line *last;

	if (!me->lines->n || e->deviation || me->deviation)
		return false;
	last = &me->lines->line[me->lines->n - 1];
	if (!last->foldable || last->column != e->cpu || last->depth != e->depth ||
	    last->pid != e->pid || !last->nr_steps || strcmp(last->place, place->at))
		return false;
	/* spin_lock() is preemption off, and then the lock. */
	if (strcmp(last->text, text) && !(*place->at && (ctx || last->ctx)))
		return false;
	if (last->ctx && !ctx)
		snprintf(last->text, sizeof(last->text), "%s", text);
	last->ctx = last->ctx && ctx;
	last->nr_steps++;
	return true;
}

static void tell_step(struct narrator *me, const struct ex_trace_entry *e)
{
	static const char *const failures[] = {
		[TL_FAIL_NONE] = "it fails",	   [TL_FAIL_ASSERT] = "assertion failed",
		[TL_FAIL_WARN] = "warning",	   [TL_FAIL_DEADLOCK] = "deadlock",
		[TL_FAIL_LIVELOCK] = "livelock",   [TL_FAIL_FAULT] = "fault",
		[TL_FAIL_MEMORY] = "memory error", [TL_FAIL_LEAK] = "leak",
		[TL_FAIL_REPORT] = "report",
	};
	bool ctx = e->what == EX_EV_STEP && e->kind >= ARCH_POINT_MASK &&
		   e->kind <= ARCH_POINT_ENABLE;
	struct report_line *line;
	struct report_place place;
	char text[200];

	report_find_place(e, &place);
	describe(me, e, &place, text, sizeof(text));
	introduce(me, e, &place);
	if (e->what == EX_EV_STEP && merge(me, e, &place, text, ctx))
		return;
	line = add(me, e, e->cpu, context_of(me, e)->indent);
	if (!line)
		return;
	snprintf(line->text, sizeof(line->text), "%s", text);
	if (e->what == EX_EV_STEP) {
		strcpy(line->place, place.at);
		line->internal = !place.driver;
		line->ctx = ctx;
		line->foldable = !line->deviation;
	} else if (e->what == EX_EV_SLEEP) {
		snprintf(line->text, sizeof(line->text), "%s sleeps", text);
	} else if (e->what == EX_EV_ALLOC_FAIL) {
		snprintf(line->text, sizeof(line->text), "%s fails", text);
	} else if (e->what == EX_EV_TIMEOUT) {
		snprintf(line->text, sizeof(line->text), "%s, and again until the loop ends", text);
	} else {
		snprintf(line->text, sizeof(line->text), "%s   <== %s", text,
			 failures[e->kind <= TL_FAIL_REPORT ? e->kind : 0]);
	}
}

/* The handler of the interrupt that @e enters, by its first step. */
static void find_handler(struct narrator *me, const struct ex_trace_entry *e, char *name)
{
	const struct ex_trace_entry *end = me->report->trace + me->report->nr_trace;
	struct report_place place;

	*name = '\0';
	for (const struct ex_trace_entry *i = e + 1; i < end && !*name; i++) {
		if (i->cpu != e->cpu || i->depth > e->depth)
			continue;
		if (i->depth < e->depth || i->what == EX_EV_IRQ_EXIT)
			return;
		report_find_place(i, &place);
		if (place.driver)
			strcpy(name, place.entry);
	}
}

static void tell_irq(struct narrator *me, const struct ex_trace_entry *e)
{
	struct context *context = context_of(me, e);
	bool enter = e->what == EX_EV_IRQ_ENTER;
	struct report_line *line = add(me, e, e->cpu, 2 * e->depth);
	char irq[32] = "irq_work";

	if (!line)
		return;
	if (e->obj == IRQ_UPCALL_TICK)
		strcpy(irq, "timer interrupt");
	else if (e->obj)
		snprintf(irq, sizeof(irq), "irq %lu", (unsigned long)e->obj);
	if (!enter) {
		snprintf(line->text, sizeof(line->text), "</%s>", irq);
		return;
	}
	context->indent = 2 * e->depth + 2;
	find_handler(me, e, context->entry);
	snprintf(line->text, sizeof(line->text), "<%s%s%s%s>", irq, *context->entry ? ": " : "",
		 context->entry, *context->entry ? "()" : "");
}

static void tell_softirq(struct narrator *me, const struct ex_trace_entry *e)
{
	static const char *const names[] = {"HI",	"TIMER",   "NET_TX", "NET_RX",	"BLOCK",
					    "IRQ_POLL", "TASKLET", "SCHED",  "HRTIMER", "RCU"};
	struct context *context = context_of(me, e);
	bool enter = e->what == EX_EV_SOFTIRQ_ENTER;
	struct report_line *line = add(me, e, e->cpu, 2 * e->depth);

	if (!line)
		return;
	snprintf(line->text, sizeof(line->text), "<%ssoftirq %s>", enter ? "" : "/",
		 e->obj < sizeof(names) / sizeof(names[0]) ? names[e->obj] : "?");
	if (enter)
		*context = (struct context){.indent = 2 * e->depth + 2};
}

static void tell_wake(struct narrator *me, const struct ex_trace_entry *e)
{
	struct context *context = context_of(me, e);
	struct report_line *line = add(me, e, e->cpu, context->indent);
	const char *comm = "task";

	for (size_t i = 0; i < me->report->nr_trace; i++)
		if (me->report->trace[i].pid == (int)e->obj)
			comm = me->report->trace[i].comm;
	if (line)
		snprintf(line->text, sizeof(line->text), "wakes %.15s/%lu", comm,
			 (unsigned long)e->obj);
}

static void tell_end(struct narrator *me, const struct ex_trace_entry *e)
{
	struct report_line *line = add(me, e, e->cpu, 0);

	if (line)
		snprintf(line->text, sizeof(line->text), "[%.15s/%d] ends", e->comm, e->pid);
	context_of(me, e)->pid = 0;
}

static void tell_hardware(struct narrator *me, const struct ex_trace_entry *e)
{
	struct report_line *line = add(me, e, REPORT_HARDWARE, 0);
	const char *does = e->what == EX_EV_FIRE  ? "fires" :
			   e->what == EX_EV_RAISE ? "raises" :
						    "lowers";

	if (line)
		snprintf(line->text, sizeof(line->text), "%s irq %lu", does, (unsigned long)e->obj);
}

/* While the director runs nothing else does, so its steps are no news. */
static bool is_news(const struct narrator *me, const struct ex_trace_entry *e)
{
	return !me->others || e->pid != DIRECTOR_PID || e->depth || e->what == EX_EV_FAILURE ||
	       e->what == EX_EV_ALLOC_FAIL;
}

static void tell(struct narrator *me, const struct ex_trace_entry *e)
{
	switch ((enum ex_event)e->what) {
	case EX_EV_RAISE:
	case EX_EV_LOWER:
	case EX_EV_FIRE:
		tell_hardware(me, e);
		return;
	case EX_EV_IRQ_ENTER:
	case EX_EV_IRQ_EXIT:
		tell_irq(me, e);
		return;
	case EX_EV_SOFTIRQ_ENTER:
	case EX_EV_SOFTIRQ_EXIT:
		tell_softirq(me, e);
		return;
	case EX_EV_START: /* its first step says so */
		me->deviation = me->deviation || e->deviation;
		return;
	default:
		break;
	}
	if (!is_news(me, e))
		me->deviation = me->deviation || e->deviation;
	else if (e->what == EX_EV_WAKE)
		tell_wake(me, e);
	else if (e->what == EX_EV_END)
		tell_end(me, e);
	else
		tell_step(me, e);
}

void report_lines_of(const struct ex_report *report, struct report_lines *lines)
{
	struct narrator me = {.report = report, .lines = lines};

	me.contexts = calloc(report->nr_cpus, sizeof(*me.contexts));
	if (!me.contexts) {
		lines->out_of_memory = true;
		return;
	}
	for (size_t i = 0; i < report->nr_trace; i++)
		if (report->trace[i].pid != DIRECTOR_PID)
			me.others = true;
	for (size_t i = 0; i < report->nr_trace; i++)
		if (report->trace[i].cpu < report->nr_cpus)
			tell(&me, &report->trace[i]);
	free(me.contexts);
}
