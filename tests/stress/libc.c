// SPDX-License-Identifier: MIT
/*
 * libc in atomic code: tasks in sections of every kind, handlers and tasklets on all CPUs call
 * malloc, free, snprintf and printf (to a FILE of their own, and to one that all share) while
 * interrupts land. Nothing may hang or be corrupted, and no interrupt may be lost: each device
 * raises its line again only when the handler has answered, and each tasklet's runs are counted
 * against the edges of its SCHED bit.
 *
 * No cmocka: this is linked statically too, and Debian has no static one. It writes TAP itself.
 *
 * STRESS_SECONDS says how long (2). STRESS_DELIVERY=direct|polled says which way interrupts have
 * to be delivered here; unset: any.
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stress.h"

#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>

#define CPUS  4
#define TASKS 5
#define KEPT  32

/* One per CPU: a line, the device that raises it, and the tasklet that its handler schedules. */
static struct unit {
	int irq;
	pthread_t device;
	sem_t answer; /* the device sleeps until its interrupt was handled: it is soon back */
	unsigned long raised, handled, edges, runs;
	struct tasklet_struct tasklet;
	uint64_t handler_rng, tasklet_rng;
} units[CPUS];

static FILE *shared_file;
static bool end;
static DEFINE_SPINLOCK(lock);
static void *kept[KEPT]; /* freed by others than who allocated; under lock */

static void describe(void)
{
	for (int i = 0; i < CPUS; i++)
		fprintf(stderr, "unit %d: raised %lu handled %lu edges %lu runs %lu\n", i,
			get(&units[i].raised), get(&units[i].handled), get(&units[i].edges),
			get(&units[i].runs));
}

/* Something of every kind, with results that are checked. */
static void use_libc(uint64_t *rng)
{
	size_t size = 1 + rng_below(rng, 3000);
	unsigned char fill = (unsigned char)rng_next(rng), *p = malloc(size);
	char text[64], expected[64];
	int n;

	if (!p)
		abort();
	memset(p, fill, size);
	n = snprintf(text, sizeof(text), "%zu %.3f %s", size, (double)fill, "libc");
	fprintf(shared_file, "%s\n", text);
	if (rng_below(rng, 4) == 0)
		printf("# %s\n", text);
	stress_check(p[0] == fill && p[size - 1] == fill && p[size / 2] == fill,
		     "%zu bytes of %x were changed", size, fill);
	stress_check(n == (int)strlen(text), "snprintf returned %d for \"%s\"", n, text);
	snprintf(expected, sizeof(expected), "%zu %.3f %s", size, (double)fill, "libc");
	stress_check(!strcmp(text, expected), "\"%s\" and \"%s\" differ", text, expected);
	free(p);
}

/* Hand a block to whoever comes next. */
static void swap_blocks(uint64_t *rng)
{
	unsigned int slot = rng_below(rng, KEPT);
	void *p = malloc(1 + rng_below(rng, 20000)), *old;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	old = kept[slot];
	kept[slot] = p;
	spin_unlock_irqrestore(&lock, flags);
	free(old);
}

static irqreturn_t handler(int irq, void *dev_id)
{
	struct unit *unit = dev_id;

	(void)irq;
	use_libc(&unit->handler_rng);
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &unit->tasklet.state)) {
		add(&unit->edges, 1);
		__tasklet_schedule(&unit->tasklet);
	}
	add(&stress_progress, 1);
	add(&unit->handled, 1);
	sem_post(&unit->answer);
	return IRQ_HANDLED;
}

static void callback(struct tasklet_struct *t)
{
	struct unit *unit = from_tasklet(unit, t, tasklet);

	use_libc(&unit->tasklet_rng);
	swap_blocks(&unit->tasklet_rng);
	add(&unit->runs, 1);
}

static void *device(void *arg)
{
	struct unit *unit = arg;

	while (!get(&end)) {
		unsigned long n = add(&unit->raised, 1);

		tl_irq_raise(unit->irq);
		while (sem_wait(&unit->answer))
			stress_fail("a device's wait was interrupted: errno %d", errno);
		stress_check(get(&unit->handled) == n, "raised %lu, handled %lu", n, unit->handled);
	}
	return NULL;
}

static void *task(void *arg)
{
	uint64_t rng = (uintptr_t)arg + 100;
	unsigned long flags;
	void *p;

	while (!get(&end)) {
		switch (rng_below(&rng, 6)) {
		case 0:
			local_bh_disable();
			use_libc(&rng);
			local_bh_enable();
			break;
		case 1:
			preempt_disable();
			use_libc(&rng);
			swap_blocks(&rng);
			preempt_enable();
			break;
		case 2:
			local_irq_save(flags);
			use_libc(&rng);
			local_irq_restore(flags);
			break;
		case 3:
			/* Long enough for interrupts to be put off more than once. */
			local_bh_disable();
			for (int i = 0; i < 20; i++)
				use_libc(&rng);
			local_bh_enable();
			break;
		case 4:
			local_bh_disable();
			p = kmalloc(100, GFP_ATOMIC);
			pr_debug("from a section\n");
			kfree(p);
			local_bh_enable();
			break;
		default:
			use_libc(&rng);
		}
	}
	return NULL;
}

/* --- how are interrupts delivered here? --- */

static unsigned long probe_handled;

static irqreturn_t probe(int irq, void *dev_id)
{
	(void)irq;
	(void)dev_id;
	add(&probe_handled, 1);
	return IRQ_HANDLED;
}

static int go, raised;

static void *raise_probe(void *arg)
{
	while (!get(&go))
		sched_yield();
	tl_irq_raise(*(int *)arg);
	set(&raised, 1);
	return NULL;
}

/*
 * Once the raise has returned, its signal has been sent; and a system call made by the program
 * itself does not return before a signal of its thread was delivered, to an address that may be
 * interrupted. So if the handler has not run then, it waits for a call of the API.
 */
static const char *delivery(void)
{
	int irq = tl_irq_alloc("probe", TL_IRQ_RISING, 0);
	pthread_t raiser;
	long ret;
	bool direct;

	if (request_irq((unsigned int)irq, probe, 0, "probe", &irq) ||
	    pthread_create(&raiser, NULL, raise_probe, &irq))
		abort();
	tl_cpu_bind(0);
	local_bh_disable();
	set(&go, 1);
	while (!get(&raised))
		;
#ifdef __x86_64__
	__asm__ volatile("syscall" : "=a"(ret) : "0"(SYS_getppid) : "rcx", "r11", "memory");
#else
	ret = syscall(SYS_getppid);
#endif
	(void)ret;
	direct = get(&probe_handled) == 1;
	local_bh_enable();
	stress_check(get(&probe_handled) == 1, "handled %lu times at give-back", probe_handled);
	tl_cpu_bind(-1);
	pthread_join(raiser, NULL);
	free_irq((unsigned int)irq, &irq);
	tl_irq_free(irq);
	return direct ? "direct" : "polled";
}

static void storm(unsigned int seconds)
{
	pthread_t tasks[TASKS];
	struct timespec left = {.tv_sec = seconds};

	for (int i = 0; i < CPUS; i++) {
		struct unit *unit = &units[i];

		unit->handler_rng = (uint64_t)i;
		unit->tasklet_rng = (uint64_t)i + 10;
		sem_init(&unit->answer, 0, 0);
		tasklet_setup(&unit->tasklet, callback);
		unit->irq = tl_irq_alloc("libc", TL_IRQ_RISING, i);
		if (request_irq((unsigned int)unit->irq, handler, 0, "libc", unit))
			abort();
	}
	for (size_t i = 0; i < TASKS; i++)
		if (pthread_create(&tasks[i], NULL, task, (void *)i))
			abort();
	for (int i = 0; i < CPUS; i++)
		if (pthread_create(&units[i].device, NULL, device, &units[i]))
			abort();
	while (nanosleep(&left, &left) < 0)
		stress_fail("a sleep of the host program was interrupted: errno %d", errno);
	set(&end, true);
	for (int i = 0; i < TASKS; i++)
		pthread_join(tasks[i], NULL);
	for (int i = 0; i < CPUS; i++) {
		struct unit *unit = &units[i];

		pthread_join(unit->device, NULL);
		free_irq((unsigned int)unit->irq, unit);
		tasklet_kill(&unit->tasklet);
		stress_check(unit->raised == unit->handled, "unit %d: raised %lu, handled %lu", i,
			     unit->raised, unit->handled);
		stress_check(unit->edges == unit->runs, "unit %d: scheduled %lu, ran %lu", i,
			     unit->edges, unit->runs);
		stress_check(unit->handled && unit->runs, "unit %d: nothing happened", i);
	}
	for (int i = 0; i < KEPT; i++)
		free(kept[i]);
}

static int result(FILE *tap, int nr, const char *promise)
{
	unsigned long failures = exchange(&stress_failures, 0);

	fprintf(tap, "%sok %d - %s\n", failures ? "not " : "", nr, promise);
	return failures != 0;
}

int main(void)
{
	const char *expected = getenv("STRESS_DELIVERY"), *found;
	/* What is printed goes nowhere, the results to where it would have gone. */
	int out = dup(STDOUT_FILENO);
	FILE *tap = fdopen(out, "w");
	unsigned long handled = 0;
	int failed = 0;

	if (!tap || !freopen("/dev/null", "w", stdout))
		abort();
	shared_file = fopen("/dev/null", "w");
	if (!shared_file)
		abort();
	stress_watchdog_start(describe);
	if (tl_boot("nr_cpus=4 loglevel=2"))
		return 1;
	fprintf(tap, "1..3\n");
	found = delivery();
	fprintf(tap, "# delivery: %s\n", found);
	stress_check(!expected || !strcmp(expected, found), "delivery is %s, not %s", found,
		     expected);
	failed += result(tap, 1, "interrupts_are_delivered_as_this_kind_of_program_needs");
	storm((unsigned int)env_ul("STRESS_SECONDS", 2));
	for (int i = 0; i < CPUS; i++)
		handled += units[i].handled;
	fprintf(tap, "# %lu interrupts\n", handled);
	stress_check(tl_report_count() == 0, "%lu reports", tl_report_count());
	failed += result(tap, 2, "libc_in_atomic_code_loses_no_interrupt");
	stress_check(tl_shutdown() == 0, "shutdown");
	failed += result(tap, 3, "and_shutdown_after_it_works");
	stress_watchdog_stop();
	fclose(shared_file);
	fclose(tap);
	return failed != 0;
}
