// SPDX-License-Identifier: MIT
/*
 * The report of a failing run: traces made by hand, with addresses of report-card.c, and what is
 * printed for them, to the letter.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/slab.h>
#include <asm/point.h>

#include "arch/sim/explore/explore.h"
#include "arch/upcall.h"
#include "report-card.h"

static struct {
	int first;
	int count;
} card;

static struct ex_trace_entry trace[1000];
static size_t nr_trace;
static struct ex_report report;

/* Above every schedule but the first. */
#define HEAD                                      \
	"BUG: kernel memory used after its end\n" \
	"scenario: removal\n"                     \
	"verdict: FAILED after 113 runs\n"        \
	"memory model: sequential consistency\n"  \
	"\n"

/* Return address of a call at the start of a function. */
#define IN(function) ((const char *)(function) + 1)

static int card_set_up(void **state)
{
	card_init();
	return 0;
}

static int trace_set_up(void **state)
{
	memset(trace, 0, sizeof(trace));
	nr_trace = 0;
	report = (struct ex_report){
		.message = "BUG: kernel memory used after its end",
		.scenario = "removal",
		.verdict = "FAILED after 113 runs",
		.nr_cpus = 2,
		.trace = trace,
	};
	return 0;
}

static struct ex_trace_entry *happens(unsigned int cpu, int pid, const char *comm,
				      enum ex_event what, uintptr_t obj)
{
	struct ex_trace_entry *e = &trace[nr_trace++];

	e->what = (uint8_t)what;
	e->cpu = (uint16_t)cpu;
	e->pid = pid;
	strcpy(e->comm, comm);
	e->obj = obj;
	return e;
}

static void called(struct ex_trace_entry *e, const void *frame)
{
	e->frames[e->nr_frames++] = frame;
}

/* A step of task 2, "remove", on CPU 0, in @function called at @at. */
static struct ex_trace_entry *remove_step(const void *function, enum site at)
{
	struct ex_trace_entry *e = happens(0, 2, "remove", EX_EV_STEP, 0);

	e->kind = ARCH_POINT_RMW;
	if (function)
		called(e, function);
	called(e, site[at]);
	return e;
}

static struct ex_trace_entry *on_cpu1(enum ex_event what, uintptr_t obj, int depth)
{
	struct ex_trace_entry *e = happens(1, 1000001, "swapper/1", what, obj);

	e->depth = (uint8_t)depth;
	return e;
}

static void assert_report(const char *expected)
{
	char *text;

	report.nr_trace = nr_trace;
	text = report_format(&report);
	assert_non_null(text);
	if (strcmp(text, expected))
		fprintf(stderr, "is:\n%sshould be:\n%s", text, expected);
	assert_string_equal(text, expected);
	free(text);
}

static void interrupt_schedules(void)
{
	struct ex_trace_entry *e;

	happens(1, 1, "host", EX_EV_FIRE, 3)->deviation = true;
	on_cpu1(EX_EV_IRQ_ENTER, 3, 1);
	e = on_cpu1(EX_EV_STEP, 0, 1);
	called(e, IN(__tasklet_schedule));
	called(e, site[IRQ_SCHEDULE]);
	called(e, IN(irq_upcall_serve));
	called(e, site[REMOVE_KILL]);
	on_cpu1(EX_EV_IRQ_EXIT, 3, 1);
}

static void a_race_is_told_in_columns(void **state)
{
	struct ex_trace_entry *e;

	called(happens(0, 1, "host", EX_EV_STEP, 0), site[POLL_CALL]);
	happens(0, 2, "remove", EX_EV_START, 2);
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	interrupt_schedules();
	on_cpu1(EX_EV_SOFTIRQ_ENTER, TASKLET_SOFTIRQ, 1);
	remove_step(IN(kfree), REMOVE_FREE)->deviation = true;
	e = on_cpu1(EX_EV_FAILURE, 0, 1);
	e->kind = TL_FAIL_MEMORY;
	called(e, site[WORK_USE]);
	report.bounds = "p=2 q=1, 2 deviations";
	report.points = "locks, atomics";
	report.replay_command = "REPLAY=removal.replay ./card-test";
	assert_report(
		"BUG: kernel memory used after its end\n"
		"  at card_work() drivers/card.c:23\n"
		"scenario: removal\n"
		"verdict: FAILED after 113 runs\n"
		"bounds: p=2 q=1, 2 deviations\n"
		"scheduling points: locks, atomics\n"
		"memory model: sequential consistency\n"
		"\n"
		"  CPU 0                       CPU 1                                           hardware\n"
		"  -----                       -----                                           --------\n"
		"  [remove/2] do_remove()\n"
		"    tasklet_kill() card.c:44\n"
		"*                                                                             fires irq 3\n"
		"                                <irq 3: card_irq()>\n"
		"                                  tasklet_schedule() card.c:17\n"
		"                                </irq 3>\n"
		"                                <softirq TASKLET>\n"
		"*   kfree() card.c:45\n"
		"                                  card_work()\n"
		"                                    card_work() card.c:23   <== memory error\n"
		"\n"
		"* chosen against the default schedule\n"
		"\n"
		"replay: REPLAY=removal.replay ./card-test\n");
}

static struct ex_trace_entry *access_of(enum arch_point kind, const void *obj)
{
	struct ex_trace_entry *e = remove_step(NULL, REMOVE_READ);

	e->kind = (uint8_t)kind;
	e->obj = (uintptr_t)obj;
	return e;
}

static const char *name_of_an_object(uintptr_t obj)
{
	if (obj == 4097)
		return "descriptor 17 of the transmit ring of the second port of card 1";
	return obj == 4096 ? "fifo of card 1" : NULL;
}

static void an_access_names_its_variable(void **state)
{
	access_of(ARCH_POINT_LOAD, &card.count);
	access_of(ARCH_POINT_STORE, &card.first);
	access_of(ARCH_POINT_RMW, (void *)4096);
	access_of(ARCH_POINT_LOAD, (void *)8192);
	access_of(ARCH_POINT_FENCE, NULL);
	report.object_name = name_of_an_object;
	assert_report(HEAD "  CPU 0\n"
			   "  -----\n"
			   "  [remove/2] do_remove()\n"
			   "    read of card+4 card.c:46\n"
			   "    write of card card.c:46\n"
			   "    update of fifo of card 1 card.c:46\n"
			   "    read of 0x2000 card.c:46\n"
			   "    memory barrier card.c:46\n");
}

static void inlined_driver_functions_are_told_apart(void **state)
{
	called(happens(0, 2, "poll", EX_EV_STEP, 0), site[POLL_CALL]);
	assert_report(HEAD "  CPU 0\n"
			   "  -----\n"
			   "  [poll/2] do_poll()\n"
			   "    read card.c:61\n");
}

static void a_lock_is_one_line(void **state)
{
	remove_step(IN(__tasklet_schedule), REMOVE_KILL)->kind = ARCH_POINT_MASK;
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	remove_step(IN(__tasklet_schedule), REMOVE_KILL)->kind = ARCH_POINT_ENABLE;
	remove_step(IN(tasklet_kill), REMOVE_FREE);
	assert_report(HEAD "  CPU 0\n"
			   "  -----\n"
			   "  [remove/2] do_remove()\n"
			   "    tasklet_kill() card.c:44\n"
			   "    tasklet_kill() card.c:45\n");
}

/* Between the driver's steps; and the last before somebody else's, where it was left. */
static void of_the_librarys_own_steps_only_the_last_is_shown(void **state)
{
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	for (int i = 0; i < 3; i++)
		called(happens(0, 2, "remove", EX_EV_STEP, 0), IN(tasklet_kill));
	remove_step(IN(kfree), REMOVE_FREE);
	called(happens(0, 2, "remove", EX_EV_STEP, 0), IN(kfree));
	called(happens(0, 2, "remove", EX_EV_STEP, 0), IN(tasklet_kill));
	interrupt_schedules();
	assert_report(
		HEAD "  CPU 0                       CPU 1                             hardware\n"
		     "  -----                       -----                             --------\n"
		     "  [remove/2] do_remove()\n"
		     "    tasklet_kill() card.c:44\n"
		     "    kfree() card.c:45\n"
		     "    tasklet_kill()\n"
		     "*                                                               fires irq 3\n"
		     "                                <irq 3: card_irq()>\n"
		     "                                  tasklet_schedule() card.c:17\n"
		     "                                </irq 3>\n"
		     "\n"
		     "* chosen against the default schedule\n");
}

static void a_deviation_starts_a_line(void **state)
{
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	remove_step(IN(tasklet_kill), REMOVE_KILL)->deviation = true;
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	assert_report(HEAD "  CPU 0\n"
			   "  -----\n"
			   "  [remove/2] do_remove()\n"
			   "    tasklet_kill() card.c:44\n"
			   "*   tasklet_kill() card.c:44\n"
			   "    tasklet_kill() card.c:44\n"
			   "\n"
			   "* chosen against the default schedule\n");
}

static void tasks_of_one_cpu_take_turns(void **state)
{
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	remove_step(NULL, REMOVE_KILL)->what = EX_EV_SLEEP;
	called(happens(0, 3, "poll", EX_EV_STEP, 0), site[POLL_CALL]);
	happens(0, 3, "poll", EX_EV_WAKE, 2);
	happens(0, 3, "poll", EX_EV_END, 3);
	remove_step(IN(kzalloc), REMOVE_FREE)->what = EX_EV_ALLOC_FAIL;
	assert_report(HEAD "  CPU 0\n"
			   "  -----\n"
			   "  [remove/2] do_remove()\n"
			   "    tasklet_kill() card.c:44\n"
			   "    do_remove() card.c:44 sleeps\n"
			   "  [poll/3] do_poll()\n"
			   "    read card.c:61\n"
			   "    wakes remove/2\n"
			   "  [poll/3] ends\n"
			   "  [remove/2] do_remove()\n"
			   "    kzalloc() card.c:45 fails\n");
}

static void the_director_is_left_out(void **state)
{
	called(happens(0, 1, "host", EX_EV_STEP, 0), site[POLL_CALL]);
	happens(0, 1, "host", EX_EV_RAISE, 3);
	happens(0, 1, "host", EX_EV_LOWER, 3);
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	called(happens(0, 1, "host", EX_EV_STEP, 0), site[POLL_CALL]);
	called(happens(0, 1, "host", EX_EV_FAILURE, 0), site[POLL_CALL]);
	trace[nr_trace - 1].kind = TL_FAIL_ASSERT;
	assert_report(
		"BUG: kernel memory used after its end\n"
		"  at poll_status_of_the_card() drivers/card.c:61\n"
		"scenario: removal\n"
		"verdict: FAILED after 113 runs\n"
		"memory model: sequential consistency\n"
		"\n"
		"  CPU 0                                                         hardware\n"
		"  -----                                                         --------\n"
		"                                                                raises irq 3\n"
		"                                                                lowers irq 3\n"
		"  [remove/2] do_remove()\n"
		"    tasklet_kill() card.c:44\n"
		"  [scenario]\n"
		"    poll_status_of_the_card() card.c:61   <== assertion failed\n");
}

static void the_director_alone_is_shown(void **state)
{
	called(happens(0, 1, "host", EX_EV_STEP, 0), site[POLL_CALL]);
	assert_report(HEAD "  CPU 0\n"
			   "  -----\n"
			   "  [scenario]\n"
			   "    read card.c:61\n");
}

static void only_cpus_that_take_part_have_columns(void **state)
{
	report.nr_cpus = 64;
	remove_step(IN(tasklet_kill), REMOVE_KILL);
	remove_step(IN(tasklet_kill), REMOVE_KILL)->cpu = 63;
	assert_report(HEAD "  CPU 0                       CPU 63\n"
			   "  -----                       ------\n"
			   "  [remove/2] do_remove()\n"
			   "    tasklet_kill() card.c:44\n"
			   "                              [remove/2] do_remove()\n"
			   "                                tasklet_kill() card.c:44\n");
}

static void lines_are_wrapped_within_their_columns(void **state)
{
	report.nr_cpus = 6;
	for (unsigned int cpu = 0; cpu < 6; cpu++) {
		struct ex_trace_entry *e = access_of(ARCH_POINT_LOAD, &card.count);

		e->cpu = (uint16_t)cpu;
		e->pid = (int)cpu + 2;
		strcpy(e->comm, "fifteen_letters");
	}
	assert_report(
		HEAD
		"  CPU 0                   CPU 1                   CPU 2                   CPU 3                   CPU 4                   CPU 5\n"
		"  -----                   -----                   -----                   -----                   -----                   -----\n"
		"  [fifteen_letters/2]\n"
		"      do_remove()\n"
		"    read of card+4\n"
		"        card.c:46\n"
		"                          [fifteen_letters/3]\n"
		"                              do_remove()\n"
		"                            read of card+4\n"
		"                                card.c:46\n"
		"                                                  [fifteen_letters/4]\n"
		"                                                      do_remove()\n"
		"                                                    read of card+4\n"
		"                                                        card.c:46\n"
		"                                                                          [fifteen_letters/5]\n"
		"                                                                              do_remove()\n"
		"                                                                            read of card+4\n"
		"                                                                                card.c:46\n"
		"                                                                                                  [fifteen_letters/6]\n"
		"                                                                                                      do_remove()\n"
		"                                                                                                    read of card+4\n"
		"                                                                                                        card.c:46\n"
		"                                                                                                                          [fifteen_letters/7]\n"
		"                                                                                                                              do_remove()\n"
		"                                                                                                                            read of card+4\n"
		"                                                                                                                                card.c:46\n");
}

static void a_long_trace_is_folded(void **state)
{
	for (int i = 0; i < 400; i++)
		remove_step(i % 2 ? IN(tasklet_kill) : IN(kfree), REMOVE_KILL);
	interrupt_schedules();
	remove_step(IN(kfree), REMOVE_FREE)->deviation = true;
	assert_report(
		HEAD
		"  CPU 0                         CPU 1                             hardware\n"
		"  -----                         -----                             --------\n"
		"  [remove/2] do_remove()\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"    ... 384 steps of CPU 0 ...\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"    kfree() card.c:44\n"
		"    tasklet_kill() card.c:44\n"
		"*                                                                 fires irq 3\n"
		"                                  <irq 3: card_irq()>\n"
		"                                    tasklet_schedule() card.c:17\n"
		"                                  </irq 3>\n"
		"*   kfree() card.c:45\n"
		"\n"
		"* chosen against the default schedule\n");
}

static void a_storm_of_interrupts_is_folded(void **state)
{
	for (int i = 0; i < 70; i++) {
		on_cpu1(EX_EV_IRQ_ENTER, 3, 1);
		on_cpu1(EX_EV_IRQ_EXIT, 3, 1);
	}
	remove_step(IN(kfree), REMOVE_FREE);
	assert_report(HEAD "  CPU 0                   CPU 1\n"
			   "  -----                   -----\n"
			   "                            <irq 3>\n"
			   "                            </irq 3>\n"
			   "                            <irq 3>\n"
			   "                            ... 134 steps of CPU 1 ...\n"
			   "                            </irq 3>\n"
			   "                            <irq 3>\n"
			   "                            </irq 3>\n"
			   "  [remove/2] do_remove()\n"
			   "    kfree() card.c:45\n");
}

static void two_cpus_and_the_hardware_fit_the_page(void **state)
{
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		struct ex_trace_entry *e = access_of(ARCH_POINT_LOAD, (void *)(4097UL + cpu));

		e->cpu = (uint16_t)cpu;
	}
	happens(1, 1, "host", EX_EV_FIRE, 3);
	report.object_name = name_of_an_object;
	assert_report(
		HEAD
		"  CPU 0                                                                          CPU 1                       hardware\n"
		"  -----                                                                          -----                       --------\n"
		"  [remove/2] do_remove()\n"
		"    read of descriptor 17 of the transmit ring of the second port of card 1\n"
		"        card.c:46\n"
		"                                                                                 [remove/2] do_remove()\n"
		"                                                                                   read of 0x1002 card.c:46\n"
		"                                                                                                             fires irq 3\n");
}

static void what_cannot_be_printed_is_not(void **state)
{
	report.message = "caf\xc3\xa9\n";
	assert_report("caf???\n"
		      "scenario: removal\n"
		      "verdict: FAILED after 113 runs\n"
		      "memory model: sequential consistency\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_race_is_told_in_columns, trace_set_up),
		cmocka_unit_test_setup(an_access_names_its_variable, trace_set_up),
		cmocka_unit_test_setup(inlined_driver_functions_are_told_apart, trace_set_up),
		cmocka_unit_test_setup(a_lock_is_one_line, trace_set_up),
		cmocka_unit_test_setup(of_the_librarys_own_steps_only_the_last_is_shown,
				       trace_set_up),
		cmocka_unit_test_setup(a_deviation_starts_a_line, trace_set_up),
		cmocka_unit_test_setup(tasks_of_one_cpu_take_turns, trace_set_up),
		cmocka_unit_test_setup(the_director_is_left_out, trace_set_up),
		cmocka_unit_test_setup(the_director_alone_is_shown, trace_set_up),
		cmocka_unit_test_setup(only_cpus_that_take_part_have_columns, trace_set_up),
		cmocka_unit_test_setup(lines_are_wrapped_within_their_columns, trace_set_up),
		cmocka_unit_test_setup(a_long_trace_is_folded, trace_set_up),
		cmocka_unit_test_setup(a_storm_of_interrupts_is_folded, trace_set_up),
		cmocka_unit_test_setup(two_cpus_and_the_hardware_fit_the_page, trace_set_up),
		cmocka_unit_test_setup(what_cannot_be_printed_is_not, trace_set_up),
	};

	return cmocka_run_group_tests(tests, card_set_up, NULL);
}
