// SPDX-License-Identifier: MIT
/*
 * Booting, shutting down and binding where it makes no sense, and where the host has little to
 * give: a clear error, and nothing left behind. (Host calls that fail one by one: host/boot.c.)
 */
#include "../test.h"

#include <limits.h>
#include <signal.h>
#include <sys/resource.h>

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "../count.h"
#include "misuse.h"

static int shutdown_result, boot_result, bind_result;
static bool called; /* atomic; after the three above */

static void call_them(void)
{
	shutdown_result = tl_shutdown();
	boot_result = tl_boot("nr_cpus=1");
	bind_result = tl_cpu_bind(0);
	__atomic_store_n(&called, true, __ATOMIC_RELEASE);
}

static void calling_callback(struct tasklet_struct *t)
{
	call_them();
}

static irqreturn_t calling_handler(int irq, void *dev_id)
{
	call_them();
	return IRQ_HANDLED;
}

static void assert_refused(void)
{
	while (!__atomic_load_n(&called, __ATOMIC_ACQUIRE))
		sched_yield();
	assert_int_equal(shutdown_result, -EDEADLK);
	assert_int_equal(boot_result, -EBUSY);
	assert_int_equal(bind_result, -EINVAL);
	assert_true(logged("tl_shutdown: called from "));
	__atomic_store_n(&called, false, __ATOMIC_RELEASE);
	tl_log_clear();
}

static DECLARE_TASKLET(tasklet, calling_callback);

static void refused_in_a_tasklet(void **state)
{
	/* By the worker. */
	tasklet_schedule(&tasklet);
	assert_refused();
	/* On this thread. */
	local_bh_disable();
	tasklet_schedule(&tasklet);
	local_bh_enable();
	assert_refused();
	tasklet_kill(&tasklet);
}

static void refused_in_a_handler(void **state)
{
	int irq = tl_irq_alloc("refuse", TL_IRQ_RISING, 0);

	assert_int_equal(request_irq((unsigned int)irq, calling_handler, 0, "refuse", &irq), 0);
	tl_irq_raise(irq);
	assert_refused();
	assert_int_equal(tl_cpu_bind(0), 0);
	local_irq_disable();
	tl_irq_raise(irq);
	assert_false(__atomic_load_n(&called, __ATOMIC_ACQUIRE));
	local_irq_enable();
	assert_refused();
	assert_int_equal(tl_cpu_bind(-1), 0);
	free_irq((unsigned int)irq, &irq);
}

static DEFINE_SPINLOCK(lock);

static void refused_with_a_cpu_owned(void **state)
{
	preempt_disable();
	call_them();
	preempt_enable();
	assert_refused();
	local_bh_disable();
	call_them();
	local_bh_enable();
	assert_refused();
	local_irq_disable();
	call_them();
	local_irq_enable();
	assert_refused();
	spin_lock(&lock);
	call_them();
	spin_unlock(&lock);
	assert_refused();
}

static void bind_refuses_cpus_that_are_not_there(void **state)
{
	static const int bad[] = {2, 3, 256, -2, INT_MAX, INT_MIN};
	char text[32];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		tl_log_clear();
		assert_int_equal(tl_cpu_bind(bad[i]), -EINVAL);
		snprintf(text, sizeof(text), "tl_cpu_bind: cpu %d", bad[i]);
		assert_true(logged(text));
	}
	/* One line says why; a refused bind changes nothing. */
	assert_int_equal(tl_cpu_bind(1), 0);
	assert_int_equal(tl_cpu_bind(2), -EINVAL);
	preempt_disable();
	assert_int_equal(smp_processor_id(), 1);
	assert_int_equal(tl_cpu_bind(0), -EINVAL);
	assert_int_equal(smp_processor_id(), 1);
	preempt_enable();
	preempt_disable();
	assert_int_equal(smp_processor_id(), 1);
	preempt_enable();
	assert_int_equal(tl_cpu_bind(-1), 0);
}

static void bind_holds_against_a_busy_cpu(void **state)
{
	for (int cpu = 0; cpu < 2; cpu++) {
		assert_int_equal(tl_cpu_bind(cpu), 0);
		for (int i = 0; i < 1000; i++) {
			tasklet_schedule(&tasklet);
			preempt_disable();
			assert_int_equal(smp_processor_id(), cpu);
			preempt_enable();
		}
	}
	assert_int_equal(tl_cpu_bind(-1), 0);
	tasklet_kill(&tasklet);
	__atomic_store_n(&called, false, __ATOMIC_RELEASE);
}

/* Virtual CPUs may outnumber real ones; every one of them works. */
static void more_cpus_than_the_host_has(void **state)
{
	int before = nr_threads();

	assert_int_equal(boot_with("nr_cpus=256 loglevel=0"), 0);
	assert_int_equal(tl_nr_cpus(), 256);
	assert_int_equal(nr_threads(), before + 256);
	for (int cpu = 0; cpu < 256; cpu++) {
		assert_int_equal(tl_cpu_bind(cpu), 0);
		__atomic_store_n(&called, false, __ATOMIC_RELEASE);
		tasklet_schedule(&tasklet);
		tasklet_kill(&tasklet);
		assert_true(__atomic_load_n(&called, __ATOMIC_ACQUIRE));
	}
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(nr_threads(), before);
	__atomic_store_n(&called, false, __ATOMIC_RELEASE);
}

static void handle_urg(int signo)
{
}

static void boot_with_taken_signal(void *arg)
{
	struct sigaction sa = {.sa_handler = handle_urg};

	sigaction(SIGURG, &sa, NULL);
	child_assert(tl_boot("nr_cpus=1") == -EBUSY);
	/* By itself it is no better, and a call is not a crash. */
	preempt_disable();
	preempt_enable();
	child_assert(tl_boot("nr_cpus=1 tl.kick_signal=RTMIN+3") == 0);
	preempt_disable();
	preempt_enable();
	child_assert(tl_shutdown() == 0);
	sigaction(SIGURG, NULL, &sa);
	child_assert(sa.sa_handler == handle_urg);
}

static void taken_kick_signal_names_the_way_out(void **state)
{
	struct child c;

	child_run(&c, boot_with_taken_signal, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "tl.kick_signal");
	assert_child_said(&c, "EBUSY");
}

/* As on a machine with a tight `ulimit -u`. */
static void boot_without_threads(void *arg)
{
	struct rlimit one = {1, 1};

	/* Root has no limit. */
	if (getuid() == 0)
		child_assert(setgid(65534) == 0 && setuid(65534) == 0);
	child_assert(setrlimit(RLIMIT_NPROC, &one) == 0);
	child_assert(tl_boot("nr_cpus=2") == -EAGAIN);
	child_assert(nr_threads() == 1);
}

static void no_permission_for_threads_is_a_clear_error(void **state)
{
	struct child c;

	if (TEST_TSAN)
		skip(); /* has a thread of its own, and no children without it */
	child_run(&c, boot_without_threads, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "tl_boot: step 'arch' failed: pthread_create(");
}

static unsigned long address_space(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	if (f && fscanf(f, "%lu", &pages) != 1)
		pages = 0;
	if (f)
		fclose(f);
	return pages * (unsigned long)sysconf(_SC_PAGESIZE);
}

/* @arg: how many bytes more than now there may be. Says so if that was enough. */
static void boot_in_little_memory(void *arg)
{
	unsigned long all = address_space() + *(unsigned long *)arg;
	struct rlimit limit = {all, all};
	int err;

	child_assert(setrlimit(RLIMIT_AS, &limit) == 0);
	err = tl_boot("nr_cpus=2 log_buf_len=1M");
	if (!err) {
		fprintf(stderr, "up and running\n");
		child_assert(tl_shutdown() == 0);
		return;
	}
	child_assert(err < 0);
	child_assert(nr_threads() == 1);
	child_assert(tl_shutdown() == -EINVAL);
}

static void little_memory_is_a_clear_error_until_it_is_enough(void **state)
{
	unsigned long bytes = 0;
	bool booted = false;
	struct child c;

	if (TEST_ASAN || TEST_TSAN)
		skip(); /* their shadow takes all address space there is */
	for (; !booted; bytes += 256 * 1024) {
		child_run(&c, boot_in_little_memory, &bytes);
		assert_child_ok(&c);
		booted = child_said(&c, "up and running\n");
		if (!booted)
			assert_child_said(&c, "tl_boot: step '");
	}
	assert_true(bytes > 1024 * 1024);
}

static int boot_two(void **state)
{
	return boot_with("nr_cpus=2 loglevel=0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, boot_two, shut_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken_kick_signal_names_the_way_out),
		cmocka_unit_test(no_permission_for_threads_is_a_clear_error),
		cmocka_unit_test(little_memory_is_a_clear_error_until_it_is_enough),
		TEST(refused_in_a_tasklet),
		TEST(refused_in_a_handler),
		TEST(refused_with_a_cpu_owned),
		TEST(bind_refuses_cpus_that_are_not_there),
		TEST(bind_holds_against_a_busy_cpu),
		cmocka_unit_test(more_cpus_than_the_host_has),
	};

	return cmocka_run_group_tests_name("misuse-boot", tests, NULL, NULL);
}
