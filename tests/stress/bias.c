// SPDX-License-Identifier: MIT
/*
 * CPUs that are left to a thread and taken from it all the time (lib/arch/threads/bias.c): tasks that
 * come and go take turns on too few CPUs, a few sections each, while lines are raised by other threads,
 * by signal handlers on the tasks themselves, and by timers, and grace periods go by. One section in a
 * row is enough for a bias here, however often one was revoked.
 *
 * Checked: sections exclude each other and interrupts (plain counters), every raise is served, a grace
 * period waits for the sections of all CPUs.
 */
#include "../test.h"
#include "stress.h"

#include <linux/interrupt.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>

#include "arch/threads/cpu.h"

#define TASKS 3
#define CPUS  2

/* Plain: they belong to the CPU's owner. */
static struct {
	unsigned long sections;
	unsigned int inside;
} __attribute__((aligned(128))) of_cpu[CPUS];

static unsigned long handled, sections, timed, biased; /* atomic */
static int irq, signal_irq;
static int end; /* atomic */
static pid_t tids[TASKS]; /* atomic */
static DEFINE_SPINLOCK(lock);
/* RCU: one is published, and is 1; it is 0 when nobody looks at it any more. */
static unsigned long versions[2], *published;

static __thread unsigned long done; /* by this thread, until they are added up */

static void add_up(void)
{
	add(&sections, done);
	done = 0;
}

static void be_inside(void)
{
	unsigned int cpu = smp_processor_id();

	stress_check(of_cpu[cpu].inside++ == 0, "CPU %u has two owners", cpu);
	of_cpu[cpu].sections++;
	stress_check(--of_cpu[cpu].inside == 0, "CPU %u has two owners", cpu);
}

static irqreturn_t handler(int nr, void *dev_id)
{
	(void)dev_id;
	if (nr == irq)
		add(&handled, 1);
	return IRQ_HANDLED;
}

static void run(struct tasklet_struct *t)
{
	(void)t;
	be_inside();
	add(&sections, 1);
}

static void tick(struct timer_list *t)
{
	add(&timed, 1);
	mod_timer(t, jiffies + 1);
}

static DEFINE_TIMER(timer, tick);

static void look_for_bias(void)
{
	struct arch_cpu *cpu = arch_self.cpu;

	if (cpu_word(cpu) & CPU_BIASED)
		add(&biased, 1);
	for (unsigned int i = 0; i < CPUS; i++)
		if (__atomic_load_n(&arch_cpus[i].bias_after, __ATOMIC_RELAXED))
			__atomic_store_n(&arch_cpus[i].bias_after, 1, __ATOMIC_RELAXED);
}

static void a_section(uint64_t *rng)
{
	unsigned long flags, *p;

	switch (rng_below(rng, 6)) {
	case 0:
		local_irq_save(flags);
		be_inside();
		local_irq_restore(flags);
		done++;
		break;
	case 1:
		spin_lock_irqsave(&lock, flags);
		be_inside();
		spin_unlock_irqrestore(&lock, flags);
		done++;
		break;
	case 2:
		local_bh_disable();
		be_inside();
		local_bh_enable();
		done++;
		break;
	case 3:
		preempt_disable();
		p = __atomic_load_n(&published, __ATOMIC_SEQ_CST);
		stress_check(get(p), "a section outlived its grace period");
		for (unsigned int n = rng_below(rng, 50); n; n--)
			barrier();
		stress_check(get(p), "a section outlived its grace period");
		preempt_enable();
		break;
	default:
		preempt_disable();
		preempt_enable();
	}
}

static void *task(void *arg)
{
	unsigned int nr = (unsigned int)(uintptr_t)arg % TASKS;
	uint64_t rng = (uint64_t)(uintptr_t)arg;
	struct tasklet_struct t;

	set(&tids[nr], gettid());
	tasklet_setup(&t, run);
	for (unsigned int turns = 20 + rng_below(&rng, 100); turns; turns--) {
		for (unsigned int n = rng_below(&rng, 20); n; n--)
			a_section(&rng);
		look_for_bias();
		if (rng_below(&rng, 8) == 0)
			tasklet_schedule(&t);
		else if (rng_below(&rng, 8) == 0)
			sched_yield();
		add(&stress_progress, 1);
	}
	tasklet_kill(&t);
	add_up();
	set(&tids[nr], 0);
	return NULL;
}

/* Of two kinds: raised here, and waited for; and by a signal, somewhere in a task. */
static void *raiser(void *arg)
{
	uint64_t rng = 7;

	(void)arg;
	for (unsigned long n = 1; !get(&end); n++) {
		pid_t tid = get(&tids[n % TASKS]);

		if (tid)
			(void)tgkill(getpid(), tid, SIGUSR1);
		tl_irq_raise(irq);
		while (get(&handled) != n)
			sched_yield();
		for (unsigned int pause = rng_below(&rng, 3000); pause; pause--)
			barrier();
	}
	return NULL;
}

static void *updater(void *arg)
{
	(void)arg;
	for (unsigned long n = 0; !get(&end); n++) {
		unsigned long *old = &versions[n % 2], *new = &versions[(n + 1) % 2];

		set(new, 1);
		__atomic_store_n(&published, new, __ATOMIC_SEQ_CST);
		synchronize_rcu();
		set(old, 0);
		usleep(100);
	}
	return NULL;
}

static void start(pthread_t *thread, void *(*fn)(void *arg), unsigned long arg)
{
	assert_int_equal(pthread_create(thread, NULL, fn, (void *)arg), 0);
}

/* And check that no section was lost in another one. */
static void shut_down(void)
{
	unsigned long in_all = 0;

	assert_int_equal(tl_shutdown(), 0);
	for (unsigned int i = 0; i < CPUS; i++) {
		in_all += of_cpu[i].sections;
		of_cpu[i].sections = 0;
	}
	assert_int_equal(in_all, exchange(&sections, 0));
	assert_int_equal(get(&stress_failures), 0);
}

static void take_turns(const char *options)
{
	pthread_t tasks[TASKS], raises, updates;

	assert_int_equal(tl_boot(options), 0);
	irq = tl_irq_alloc("raised", TL_IRQ_RISING, 0);
	signal_irq = tl_irq_alloc("signalled", TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)irq, handler, 0, "raised", &irq), 0);
	assert_int_equal(request_irq((unsigned int)signal_irq, handler, 0, "signalled", &irq), 0);
	assert_int_equal(tl_irq_bind_signal(signal_irq, SIGUSR1), 0);
	set(&handled, 0);
	set(&end, 0);
	set(&versions[0], 1);
	set(&published, &versions[0]);
	mod_timer(&timer, jiffies + 1);
	start(&raises, raiser, 0);
	start(&updates, updater, 0);

	for (unsigned long turn = 0; turn < (unsigned long)TEST_TURNS(200); turn++) {
		for (unsigned int i = 0; i < TASKS; i++)
			start(&tasks[i], task, turn * TASKS + i);
		for (unsigned int i = 0; i < TASKS; i++)
			pthread_join(tasks[i], NULL);
	}
	set(&end, 1);
	pthread_join(raises, NULL);
	pthread_join(updates, NULL);
	timer_delete_sync(&timer);
	tl_irq_unbind(signal_irq);
	free_irq((unsigned int)irq, &irq);
	free_irq((unsigned int)signal_irq, &irq);
	tl_irq_free(irq);
	tl_irq_free(signal_irq);
	shut_down();
}

static void one_cpu_changes_hands(void **state)
{
	(void)state;
	take_turns("nr_cpus=1");
}

static void two_cpus_change_hands(void **state)
{
	(void)state;
	take_turns("nr_cpus=2");
}

/* A store takes long where the line is in no cache; those after it wait in the host CPU's store buffer,
 * and loads overtake them. So what this thread says of the CPU that it takes is late. */
static void delay_stores(void)
{
	static volatile unsigned int line[16] __attribute__((aligned(64)));

#if defined(__x86_64__)
	__builtin_ia32_clflush((const void *)line);
#endif
	line[0] = 1;
}

static void *late_owner(void *arg)
{
	(void)arg;
	while (!get(&end)) {
		look_for_bias();
		for (unsigned int n = 20; n; n--) {
			delay_stores();
			preempt_disable();
			be_inside();
			preempt_enable();
			done++;
		}
		add(&stress_progress, 1);
	}
	add_up();
	return NULL;
}

/* Without the membarrier() of a revocation (B3), two own the CPU. */
static void stores_under_way_are_waited_for(void **state)
{
	pthread_t owner;
	uint64_t rng = 3;

	(void)state;
	assert_int_equal(tl_boot("nr_cpus=1"), 0);
	set(&end, 0);
	start(&owner, late_owner, 0);
	for (unsigned long turn = 0; turn < (unsigned long)TEST_TURNS(50000); turn++) {
		preempt_disable();
		be_inside();
		preempt_enable();
		done++;
		for (unsigned int pause = rng_below(&rng, 3000); pause; pause--)
			barrier();
	}
	set(&end, 1);
	pthread_join(owner, NULL);
	add_up();
	shut_down();
}

/* Else the tests above have tested nothing. */
static void cpus_were_left_to_threads(void **state)
{
	(void)state;
	if (!arch_cpus[0].bias_after)
		skip();
	assert_true(get(&biased) > 0);
	assert_true(get(&timed) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_cpu_changes_hands),
		cmocka_unit_test(two_cpus_change_hands),
		cmocka_unit_test(stores_under_way_are_waited_for),
		cmocka_unit_test(cpus_were_left_to_threads),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
