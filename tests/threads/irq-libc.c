// SPDX-License-Identifier: MIT
/*
 * Interrupts that find the owner of the CPU inside libc: held off until it is out of there, and
 * not lost.
 *
 * The owner sits in read(2) with a CPU owned, which is a place inside libc where one can see from
 * outside that the kick was delivered and that it sits there again: the thread sleeps and has no
 * signal pending.
 */
#include "irq.h"

static int irq;
static int pipe_fds[2];
static unsigned int calls;
static unsigned int calls_in_read; /* as the raiser saw them */
static pid_t owner;
static bool reading, written;

static irqreturn_t counts(int line, void *dev)
{
	count(calls);
	return IRQ_HANDLED;
}

static int machine_up(void **state)
{
	calls = calls_in_read = 0;
	reading = written = false;
	owner = my_tid();
	if (pipe(pipe_fds) || tl_boot("nr_cpus=2 loglevel=0") || tl_cpu_bind(0))
		return -1;
	irq = tl_irq_alloc("test", TL_IRQ_RISING, 0);
	return request_irq((unsigned int)irq, counts, 0, "test", &irq);
}

static int machine_down(void **state)
{
	free_irq((unsigned int)irq, &irq);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	return tl_shutdown();
}

/* Does the owner sleep, with every signal that was sent to it delivered? */
static bool owner_sleeps_undisturbed(void)
{
	char path[64], line[128];
	bool sleeps = false, none = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/status", owner);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file)) {
		sleeps |= !strncmp(line, "State:\tS", 8);
		none |= !strcmp(line, "SigPnd:\t0000000000000000\n");
	}
	if (file)
		fclose(file);
	return sleeps && none;
}

static void *raise_while_owner_reads(void *arg)
{
	yield_until(get(reading) && owner_sleeps_undisturbed());
	tl_irq_raise(irq);
	yield_until(owner_sleeps_undisturbed());
	set(calls_in_read, get(calls));
	set(written, true);
	if (write(pipe_fds[1], "x", 1) != 1)
		abort();
	return NULL;
}

static void read_in_section(void)
{
	char c;

	set(reading, true);
	/* No EINTR either. */
	assert_int_equal(read(pipe_fds[0], &c, 1), 1);
	set(reading, false);
}

static void is_held_off_inside_libc_and_served_by_the_next_call(void **state)
{
	pthread_t raiser;

	if (TEST_TSAN)
		skip(); /* it has safe points of its own */
	raiser = start(raise_while_owner_reads, NULL);
	local_bh_disable();
	read_in_section();
	cpu_relax();
	assert_int_equal(get(calls), 1);
	local_bh_enable();
	join(raiser);
	assert_int_equal(calls_in_read, 0);
	assert_int_equal(calls, 1);
}

static void is_held_off_inside_libc_and_served_at_the_sections_end(void **state)
{
	pthread_t raiser;

	if (TEST_TSAN)
		skip();
	raiser = start(raise_while_owner_reads, NULL);
	preempt_disable();
	read_in_section();
	preempt_enable();
	assert_int_equal(get(calls), 1);
	join(raiser);
	assert_int_equal(calls_in_read, 0);
}

/* No call comes, so only the timer that kicks again can get it out. */
static void is_kicked_again_when_libc_returns_into_a_loop(void **state)
{
	pthread_t raiser;

	if (TEST_TSAN || TEST_POLLED)
		skip();
	raiser = start(raise_while_owner_reads, NULL);
	local_bh_disable();
	read_in_section();
	while (!get(calls))
		;
	local_bh_enable();
	join(raiser);
	assert_int_equal(calls_in_read, 0);
	assert_int_equal(calls, 1);
}

/* libc's own computing: most kicks land in there. */
static bool stop;
static unsigned int rounds;

static void *raise_and_wait(void *arg)
{
	for (unsigned int i = 1; i <= rounds; i++) {
		tl_irq_raise(irq);
		yield_until(get(calls) == i);
	}
	set(stop, true);
	return NULL;
}

static void none_is_lost_in_long_libc_calls(void **state)
{
	size_t size = 1 << 20;
	char *memory = malloc(size);
	pthread_t raiser;

	stop = false;
	rounds = TEST_TURNS(500);
	raiser = start(raise_and_wait, NULL);
	while (!get(stop)) {
		local_bh_disable();
		for (int i = 0; i < 4; i++)
			memset(memory, i, size);
		local_bh_enable();
	}
	join(raiser);
	settle();
	assert_int_equal(calls, rounds);
	free(memory);
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	return x < y ? -1 : x > y;
}

/* libc calls back into the program, whose code may be interrupted. */
static void none_is_lost_in_callbacks_from_libc(void **state)
{
	static unsigned int numbers[4096];
	unsigned int seed = 1;
	pthread_t raiser;

	stop = false;
	rounds = TEST_TURNS(500);
	raiser = start(raise_and_wait, NULL);
	while (!get(stop)) {
		for (unsigned int i = 0; i < 4096; i++)
			numbers[i] = seed = seed * 1664525 + 1013904223;
		preempt_disable();
		qsort(numbers, 4096, sizeof(numbers[0]), compare);
		preempt_enable();
		for (unsigned int i = 1; i < 4096; i++)
			assert_true(numbers[i - 1] <= numbers[i]);
	}
	join(raiser);
	settle();
	assert_int_equal(calls, rounds);
}

#define irq_test(fn) cmocka_unit_test_setup_teardown(fn, machine_up, machine_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(is_held_off_inside_libc_and_served_by_the_next_call),
		irq_test(is_held_off_inside_libc_and_served_at_the_sections_end),
		irq_test(is_kicked_again_when_libc_returns_into_a_loop),
		irq_test(none_is_lost_in_long_libc_calls),
		irq_test(none_is_lost_in_callbacks_from_libc),
	};

	return cmocka_run_group_tests_name("irq-libc", tests, NULL, NULL);
}
