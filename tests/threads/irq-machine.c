// SPDX-License-Identifier: MIT
/*
 * Interrupts on machines of unusual shape: polling idle CPUs, all 256 of them, another kick
 * signal, a host that queues no signals.
 */
#include "irq.h"

#include <errno.h>
#include <sys/resource.h>

#define CPUS_MAX 256

static unsigned int calls[CPUS_MAX];
static bool wrong_place;

static irqreturn_t knows_its_cpu(int line, void *dev)
{
	long cpu = (long)dev;
	char comm[16];

	snprintf(comm, sizeof(comm), "swapper/%ld", cpu);
	if (smp_processor_id() != cpu || strcmp(current->comm, comm))
		set(wrong_place, true);
	count(calls[cpu]);
	return IRQ_HANDLED;
}

static irqreturn_t counts(int line, void *dev)
{
	count(calls[0]);
	return IRQ_HANDLED;
}

static int reset(void **state)
{
	memset(calls, 0, sizeof(calls));
	wrong_place = false;
	tl_log_clear();
	return 0;
}

/* After a failed test, for the next one. */
static int down(void **state)
{
	if (tl_nr_cpus())
		tl_shutdown();
	return 0;
}

static bool said(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;

	while (tl_log_read(&reader, &entry) == 1)
		if (strstr(entry.text, text))
			return true;
	return false;
}

static void all_256_cpus_serve_their_lines_when_idle(void **state)
{
	int irqs[CPUS_MAX];

	assert_int_equal(tl_boot("nr_cpus=256 loglevel=0"), 0);
	assert_int_equal(tl_nr_cpus(), CPUS_MAX);
	for (long cpu = 0; cpu < CPUS_MAX; cpu++) {
		irqs[cpu] = line_alloc(TL_IRQ_RISING, (int)cpu);
		assert_int_equal(request_irq((unsigned int)irqs[cpu], knows_its_cpu, 0, "test",
					     (void *)cpu),
				 0);
	}
	for (unsigned int round = 1; round <= 3; round++) {
		for (int cpu = 0; cpu < CPUS_MAX; cpu++)
			tl_irq_raise(irqs[cpu]);
		for (int cpu = 0; cpu < CPUS_MAX; cpu++)
			yield_until(get(calls[cpu]) == round);
	}
	assert_false(get(wrong_place));
	for (long cpu = 0; cpu < CPUS_MAX; cpu++)
		free_irq((unsigned int)irqs[cpu], (void *)cpu);
	assert_int_equal(tl_irq_alloc("x", TL_IRQ_RISING, CPUS_MAX), -EINVAL);
	assert_int_equal(tl_shutdown(), 0);
}

static void lines_for_any_cpu_are_dealt_out_in_turn(void **state)
{
	long cpus[] = {0, 1, 2, 0};
	int irqs[4];

	assert_int_equal(tl_boot("nr_cpus=3 loglevel=0"), 0);
	for (int i = 0; i < 4; i++) {
		irqs[i] = line_alloc(TL_IRQ_RISING, TL_CPU_ANY);
		assert_int_equal(request_irq((unsigned int)irqs[i], knows_its_cpu, 0, "test",
					     (void *)cpus[i]),
				 0);
	}
	/* Not above: there this task owns a CPU now and then, and would serve itself. */
	for (int i = 0; i < 4; i++)
		tl_irq_raise(irqs[i]);
	yield_until(get(calls[0]) == 2 && get(calls[1]) == 1 && get(calls[2]) == 1);
	assert_false(get(wrong_place));
	for (int i = 0; i < 4; i++)
		free_irq((unsigned int)irqs[i], (void *)cpus[i]);
	assert_int_equal(tl_shutdown(), 0);
}

/* Handshakes with the idle CPU 0, and with its owner. */
static void raise_and_wait(unsigned int rounds)
{
	int irq = line_alloc(TL_IRQ_RISING, 0);

	assert_int_equal(request_irq((unsigned int)irq, counts, 0, "test", &irq), 0);
	for (unsigned int i = 1; i <= rounds; i++) {
		tl_irq_raise(irq);
		yield_until(get(calls[0]) == i);
		if (i % 16)
			continue;
		preempt_disable();
		preempt_enable();
	}
	free_irq((unsigned int)irq, &irq);
	assert_int_equal(calls[0], rounds);
}

static void polling_idle_cpu_serves_its_lines(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=1 idle=poll loglevel=0"), 0);
	raise_and_wait(TEST_TURNS(2000));
	assert_int_equal(tl_shutdown(), 0);
}

static void polling_is_refused_with_one_cpu_more_than_the_host_has(void **state)
{
	long host = sysconf(_SC_NPROCESSORS_ONLN);
	char options[64];

	if (host >= CPUS_MAX)
		skip();
	snprintf(options, sizeof(options), "nr_cpus=%ld idle=poll loglevel=0", host + 1);
	assert_int_equal(tl_boot(options), -EINVAL);
	assert_true(said("idle=poll"));
	assert_int_equal(tl_nr_cpus(), 0);
}

static bool in_loop;

static void *raise_in_loop(void *arg)
{
	yield_until(get(in_loop));
	tl_irq_raise(*(int *)arg);
	return NULL;
}

/* One interrupt lands in a loop that makes no call. */
static void land_in_loop(const char *options)
{
	pthread_t raiser;
	int irq;

	in_loop = false;
	assert_int_equal(tl_boot(options), 0);
	assert_int_equal(tl_cpu_bind(0), 0);
	irq = line_alloc(TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)irq, counts, 0, "test", &irq), 0);
	raiser = start(raise_in_loop, &irq);
	local_bh_disable();
	set(in_loop, true);
	spin_until(get(calls[0]));
	local_bh_enable();
	join(raiser);
	free_irq((unsigned int)irq, &irq);
	assert_int_equal(calls[0], 1);
	assert_int_equal(tl_shutdown(), 0);
}

static void real_time_kick_signal_lands_in_a_loop(void **state)
{
	struct sigaction sa;

	land_in_loop("nr_cpus=2 loglevel=0 tl.kick_signal=RTMIN+1");
	sigaction(SIGRTMIN + 1, NULL, &sa);
	assert_ptr_equal(sa.sa_handler, SIG_DFL);
}

static void number_of_a_kick_signal_lands_in_a_loop(void **state)
{
	land_in_loop("nr_cpus=2 loglevel=0 tl.kick_signal=12");
}

static void with_no_queue(void *arg)
{
	const struct rlimit none = {0, 0};

	child_assert(setrlimit(RLIMIT_SIGPENDING, &none) == 0);
	land_in_loop("nr_cpus=2 loglevel=0");
}

/* The default signal needs no queue entry, so a full queue does not even delay it. */
static void default_kick_signal_lands_with_a_full_queue(void **state)
{
	struct child c;

	child_run(&c, with_no_queue, NULL);
	assert_child_ok(&c);
}

static void own_handler(int signo)
{
}

static void kick_signal_with_a_handler_is_refused_by_name(void **state)
{
	signal(SIGUSR2, own_handler);
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0 tl.kick_signal=USR2"), -EBUSY);
	assert_true(said("kick signal 12 (User defined signal 2) has a handler already"));
	signal(SIGUSR2, SIG_DFL);
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0 tl.kick_signal=USR2"), 0);
	assert_int_equal(tl_shutdown(), 0);
}

#define machine_test(fn) cmocka_unit_test_setup_teardown(fn, reset, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* It forks, so while nothing is booted. */
		machine_test(default_kick_signal_lands_with_a_full_queue),
		machine_test(all_256_cpus_serve_their_lines_when_idle),
		machine_test(lines_for_any_cpu_are_dealt_out_in_turn),
		machine_test(polling_idle_cpu_serves_its_lines),
		machine_test(polling_is_refused_with_one_cpu_more_than_the_host_has),
		machine_test(real_time_kick_signal_lands_in_a_loop),
		machine_test(number_of_a_kick_signal_lands_in_a_loop),
		machine_test(kick_signal_with_a_handler_is_refused_by_name),
	};

	return cmocka_run_group_tests_name("irq-machine", tests, NULL, NULL);
}
