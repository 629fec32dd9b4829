// SPDX-License-Identifier: MIT
/*
 * Runs, in the process that makes them: a machine is booted once, and its picture taken; each run
 * calls the scenario on it, and ends with the picture's return.
 *
 *	passed		the scenario returned, everybody has ended, nothing is left
 *	cut		not worth going on with: another run is the same, or another shard's
 *	anything else	ends the process, with the outcome in memory shared with the parent
 *
 * All leave by a jump to where the run began, and none by returning: a run that is taken up in its
 * middle (checkpoint.c) finds the frames of that which was there before. A cut one is left from
 * whichever fiber it is on, by way of the host's own stack.
 */
#include <dlfcn.h>
#include <link.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/errno.h>
#include <linux/panic.h>
#include <linux/spinlock_types.h>
#include <tasklet/boot.h>
#include <tasklet/report.h>

#include "arch/sim/explore/checkpoint.h"
#include "arch/sim/explore/run.h"
#include "arch/sim/memory.h"
#include "arch/sim/sim.h"
#include "arch/upcall.h"

/* Of kernel memory in one run. */
#define ARENA_BYTES (64u << 20)

static struct ex_job *job __tl_keep;
static struct ex_outcome *outcome __tl_keep;
static jmp_buf base __tl_keep;
static bool is_cut __tl_keep;
static bool at_end __tl_keep; /* the scenario is over: no frame tells anything */
static bool ready_made __tl_keep; /* a picture was taken */
static bool is_used __tl_keep; /* and what was there has changed */
static struct arch_self picture_of_self __tl_keep;

/* Seconds of CPU time that a step may take. */
#define STUCK_SECONDS 10
static unsigned int stuck_seconds __tl_keep;
static uint64_t stuck_steps __tl_keep;

/* --- the end of a run --- */

static void fill_in(enum ex_end end)
{
	outcome->end = end;
	outcome->hash = tl_event_hash();
	outcome->nr_cpus = sim.nr_cpus;
	outcome->steps = ex.steps;
	outcome->preemptions = ex.preemptions;
	outcome->deliveries = ex.deliveries;
	outcome->deviations = ex.deviations;
}

static void end_process(enum ex_end end) __attribute__((noreturn));

static void end_process(enum ex_end end)
{
	fill_in(end);
	_exit(EX_STATUS_ENDED);
}

/* Called on whichever fiber. */
void ex_cut(void)
{
	is_cut = true;
	if (sim.running != sim.main) {
		sim_switch_to(sim.main);
		abort();
	}
	longjmp(base, 1);
}

/* The host's own stack was switched to. */
void ex_arrive_main(void)
{
	if (is_cut)
		longjmp(base, 1);
}

void ex_fail(enum tl_failure kind, const void *pc, const char *fmt, ...)
{
	va_list args;

	outcome->failure = kind;
	if (pc) {
		outcome->nr_frames = 1;
		outcome->frames[0] = pc;
	} else if (at_end) {
		outcome->nr_frames = 0;
	} else {
		outcome->nr_frames = (uint8_t)trace_frames(outcome->frames, EX_FRAMES);
	}
	va_start(args, fmt);
	vsnprintf(outcome->message, sizeof(outcome->message), fmt, args);
	va_end(args);
	trace_note(EX_EV_FAILURE, (uint8_t)kind, 0, false);
	if (job->in_process)
		job->in_process();
	end_process(EX_FAILED);
}

void ex_truncated(const char *why)
{
	snprintf(outcome->message, sizeof(outcome->message), "%s", why);
	end_process(EX_TRUNCATED);
}

void ex_differs(const char *why)
{
	snprintf(outcome->message, sizeof(outcome->message), "%s, at step %llu", why,
		 (unsigned long long)ex.steps);
	end_process(EX_DIFFERS);
}

void ex_learned(unsigned int cpu, enum ex_reach by)
{
	outcome->reached_cpu = cpu;
	outcome->reached_by = by;
	end_process(EX_LEARNED);
}

/* "task:pid waits for ...", of everybody who is not at their end. */
static void describe_waits(char *buf, size_t size)
{
	struct sim_task *task;
	size_t n = 0;

	buf[0] = '\0';
	TAILQ_FOREACH(task, &sim.tasks, all) {
		char what[100] = "";

		if (task->where == SIM_ENDED || n >= size ||
		    (task == sim.main && ex.director_runs && !ex.director_spins))
			continue;
		if (task->t.waits_describe)
			task->t.waits_describe(task->t.waits_for, what, sizeof(what));
		else if (task->t.waits_at)
			snprintf(what, sizeof(what), "wait_event() at %s:%u",
				 task->t.waits_at->file, task->t.waits_at->line);
		n += (size_t)snprintf(buf + n, size - n, "%s%s:%d %s%s", n ? "; " : "",
				      task->t.comm, task->t.pid,
				      task->where == SIM_OFF ? "sleeps" :
				      task->ex.spins	     ? "spins" :
							       "could go on",
				      what[0] ? ", waiting for " : "");
		if (what[0] && n < size)
			n += (size_t)snprintf(buf + n, size - n, "%s", what);
	}
}

static bool anybody_spins(void)
{
	struct sim_task *task;

	TAILQ_FOREACH(task, &sim.tasks, all)
		if (task->where != SIM_ENDED && task->ex.spins)
			return true;
	for (unsigned int i = 0; i < sim.nr_cpus; i++)
		if (sim.cpus[i].curr && sim.cpus[i].curr->ex.spins)
			return true;
	return false;
}

/* Nobody can go on, and nothing will change that. */
void ex_stuck(void)
{
	char waits[200];
	bool spins = anybody_spins();

	arch_self.hold = 1;
	describe_waits(waits, sizeof(waits));
	ex_fail(TL_FAIL_DEADLOCK, NULL, "deadlock: %s: %s",
		spins ? "who spins waits for who can't go on" : "all tasks sleep", waits);
}

void ex_too_long(void)
{
	char waits[200];

	arch_self.hold = 1;
	describe_waits(waits, sizeof(waits));
	ex_fail(TL_FAIL_LIVELOCK, NULL,
		"livelock: no end after %llu steps (points=N allows more): %s",
		(unsigned long long)ex.max_steps, waits);
}

/* A kthread that nobody has stopped is a leak; any other task waits for what will not come. */
static void check_tasks(void)
{
	struct sim_task *task, *left = NULL;
	char waits[200];

	TAILQ_FOREACH(task, &sim.tasks, all) {
		if (task == sim.main || task->where == SIM_ENDED || (task->t.flags & PF__OURS))
			continue;
		if (!(task->t.flags & PF_KTHREAD))
			ex_stuck();
		left = task;
	}
	if (!left)
		return;
	describe_waits(waits, sizeof(waits));
	ex_fail(TL_FAIL_LEAK, NULL, "kthread left at the end: %s", waits);
}

static void check_memory(void)
{
	char name[64];
	int irq = irq_upcall_handler_left(name, sizeof(name));
	size_t blocks, bytes;
	const void *site;

	if (wq_upcall_queue_left(name, sizeof(name)))
		ex_fail(TL_FAIL_LEAK, NULL, "workqueue %s left at the end", name);
	if (irq > 0)
		ex_fail(TL_FAIL_LEAK, NULL, "irq %d: handler of %s left at the end", irq, name);
	if (arena_leak(&blocks, &bytes, &site))
		ex_fail(TL_FAIL_LEAK, site, "leak: %zu block%s of %zu bytes left at the end",
			blocks, blocks == 1 ? "" : "s", bytes);
}

/* --- what fails by itself --- */

static void report(const char *line, void *arg)
{
	bool warning = !strncmp(line, "WARNING", 7);

	(void)arg;
	if (warning && !job->warn_fails)
		return;
	ex_fail(warning					? TL_FAIL_WARN :
		strncmp(line, "kernel BUG at", 13) == 0 ? TL_FAIL_ASSERT :
							  TL_FAIL_REPORT,
		NULL, "%s", line);
}

/* Its assertions end in abort(), see prepare_job(). */
static bool within_cmocka(void)
{
	const void *frames[EX_FRAMES];
	unsigned int n = trace_frames(frames, EX_FRAMES);
	Dl_info info;

	for (unsigned int i = 0; i < n; i++)
		if (dladdr(frames[i], &info) && info.dli_fname &&
		    strstr(info.dli_fname, "libcmocka"))
			return true;
	return false;
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	char what[200];

	if (sig == SIGSEGV && restore_fault((uintptr_t)info->si_addr))
		return;
	if ((sig == SIGSEGV || sig == SIGBUS) && info->si_code > 0 &&
	    mm_upcall_fault(info, context))
		return;
	signal(sig, SIG_DFL);
	if ((sig == SIGSEGV || sig == SIGBUS) && info->si_code > 0 &&
	    mm_upcall_describe_fault(info, context, what, sizeof(what)))
		ex_fail(TL_FAIL_FAULT, NULL, "%s", what);
	if (sig == SIGABRT && within_cmocka())
		ex_fail(TL_FAIL_ASSERT, NULL, "assertion of cmocka failed: it said which above");
	else if (sig == SIGABRT)
		ex_fail(TL_FAIL_FAULT, NULL, "abort()");
	else
		ex_fail(TL_FAIL_FAULT, NULL, "%s at address %p", strsignal(sig), info->si_addr);
}

/* Each second of CPU time: a loop without points goes on for ever, and nobody can leave it. */
static void on_second(int sig)
{
	(void)sig;
	if (ex.steps != stuck_steps)
		stuck_seconds = 0;
	stuck_steps = ex.steps;
	if (++stuck_seconds > STUCK_SECONDS)
		ex_fail(TL_FAIL_LIVELOCK, NULL,
			"livelock: no scheduling point for %d seconds of CPU time", STUCK_SECONDS);
}

static void catch_loops(void)
{
	struct sigaction sa = {.sa_handler = on_second, .sa_flags = SA_ONSTACK | SA_RESTART};
	struct itimerval second = {.it_interval = {.tv_sec = 1}, .it_value = {.tv_sec = 1}};

	sigaction(SIGVTALRM, &sa, NULL);
	setitimer(ITIMER_VIRTUAL, &second, NULL);
}

static void catch_faults(void)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
	struct sigaction sa = {.sa_sigaction = on_fault,
			       .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	size_t size = 64 << 10;
	stack_t stack = {.ss_size = size};

	stack.ss_sp = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack.ss_sp != MAP_FAILED)
		sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &sa, NULL);
}

void tl_assert_failed(const char *what, const char *function, const char *file, int line)
{
	if (!sim.exploring) {
		panic("assertion failed: %s, in %s() at %s:%d\n", what, function, file, line);
	}
	arch_self.hold = 1;
	ex_fail(TL_FAIL_ASSERT, __builtin_return_address(0),
		"assertion failed: %s, in %s() at %s:%d", what, function, file, line);
}
EXPORT_SYMBOL(tl_assert_failed);

/* --- a machine for many runs --- */

/* This library's writable data, if it is an object of its own. */
static int find_data(struct dl_phdr_info *info, size_t size, void *arg)
{
	uintptr_t here = (uintptr_t)&sim;

	(void)size;
	(void)arg;
	for (unsigned int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		struct addr_range segment = {info->dlpi_addr + ph->p_vaddr, ph->p_memsz};

		if (ph->p_type != PT_LOAD || !addr_within(segment, here))
			continue;
		if (info->dlpi_name[0])
			ex.data = segment;
		return 1;
	}
	return 0;
}

static void take_picture(void)
{
	if (job->resume)
		checkpoint_setup();
	for (unsigned int i = 0; i < sim.nr_cpus; i++)
		(void)sim_worker(&sim.cpus[i]);
	fiber_keep();
	picture_of_self = arch_self;
	memory_watch();
	if (restore_begin() < 0) {
		snprintf(outcome->message, sizeof(outcome->message), "no memory for a picture");
		end_process(EX_NO_MACHINE);
	}
	ready_made = true;
}

/* Where a scenario can be run from here on. Many: with a picture to return to. */
void run_setup(struct ex_job *the_job, struct ex_outcome *the_outcome, bool many)
{
	char cmdline[512];

	job = the_job;
	outcome = the_outcome;
	ex.max_steps = job->max_steps;
	ex.reached = job->reached;
	ex.learns = job->learns;
	dl_iterate_phdr(find_data, NULL);
	memory_begin();
	snprintf(cmdline, sizeof(cmdline),
		 "loglevel=%d watchdog_thresh=0 sysctl.kernel.hung_task_timeout_secs=0 %s",
		 job->trace ? 5 : 0, job->boot_options);
	if (arena_init(ARENA_BYTES) < 0 || tl_boot(cmdline) < 0) {
		snprintf(outcome->message, sizeof(outcome->message), "the machine does not boot");
		end_process(EX_NO_MACHINE);
	}
	tl_set_report_action(TL_REPORT_CALLBACK, report, NULL);
	if (!job->in_process) {
		(void)mm_upcall_faults_are_caught();
		catch_faults();
		catch_loops();
	}
	if (job->trace)
		trace_start();
	sim.exploring = true;
	sim_refresh();
	arena_fail = ex_fail;
	if (many)
		take_picture();
	arena_begin();
}

static void put_back(void)
{
	restore_now();
	arena_reset();
	fiber_reset();
	arch_self = picture_of_self;
}

static void record(const struct ex_choice *c, unsigned int taken)
{
	if (outcome->nr_decisions == EX_MAX_DECISIONS)
		ex_truncated("more than 16,384 deviations in one run");
	outcome->decisions[outcome->nr_decisions++] =
		(struct ex_decision){(uint16_t)ex.step_id, ex.step_count, c->options[taken]};
}

struct ex_outcome *run_outcome(void)
{
	return outcome;
}

/* The scenario, from its first line to the end. */
static void whole_run(uintptr_t outer, const struct ex_strategy *strategy)
	__attribute__((__noinline__, noreturn));

static void whole_run(uintptr_t outer, const struct ex_strategy *strategy)
{
	/* The return address and the caller's frame pointer are the last that belongs to the run. */
	uintptr_t inner = (uintptr_t)__builtin_frame_address(0) + 2 * sizeof(void *);

	if (is_used)
		put_back();
	is_used = ready_made;
	outcome->nr_decisions = 0;
	ex_machine_reset(strategy);
	ex.alloc_left = job->alloc;
	checkpoint_run(&(struct ex_frames){outer, inner});
	strategy->begin();
	job->scenario(job->arg);
	if (!ex_is_alone(sim.main))
		sim_run_idle(0);
	at_end = true;
	check_tasks();
	check_memory();
	fill_in(EX_PASSED);
	longjmp(base, 1);
}

/* One run. Return: false if it was cut. */
bool run_once(const struct ex_strategy *strategy)
{
	uintptr_t outer = (uintptr_t)__builtin_frame_address(0);

	is_cut = at_end = false;
	stuck_seconds = 0;
	outcome->end = EX_RUNNING;
	ex.recorder = record;
	ex.strategy = strategy;
	/* What the one before has left. */
	if (is_used)
		mm_upcall_run_over();
	if (!setjmp(base) && !checkpoint_resume(outer))
		whole_run(outer, strategy);
	checkpoint_ended();
	return !is_cut;
}
