// SPDX-License-Identifier: MIT
/*
 * Boot and shutdown: when they are refused, that they leave nothing, and what is said when the
 * host refuses something. Host calls are made to fail by defining them here, in front of libc.
 */
#define _GNU_SOURCE
#include "../count.h"
#include "../test.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include <linux/preempt.h>
#include <linux/printk.h>
#include <tasklet/boot.h>
#include <tasklet/log.h>

/* Clang's sanitizers put their own functions into the program, where ours would replace them. */
#if defined(__clang__) && (TEST_TSAN || TEST_ASAN)
#define CAN_FAIL 0
#else
#define CAN_FAIL 1
#endif

#if CAN_FAIL
static int pthread_create_fails_at; /* 1: the next call; 0: none */
static int mmap_fails_at;
static int sigaction_fails_at;

/* Is this the call that is to fail? */
static bool fails(int *at)
{
	return *at && !--*at;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
	static __typeof__(pthread_create) *real;

	if (fails(&pthread_create_fails_at))
		return EAGAIN;
	if (!real)
		real = (__typeof__(real))dlsym(RTLD_NEXT, "pthread_create");
	return real(thread, attr, fn, arg);
}

int sigaction(int signo, const struct sigaction *act, struct sigaction *old)
{
	static __typeof__(sigaction) *real;

	if (!real)
		real = (__typeof__(real))dlsym(RTLD_NEXT, "sigaction");
	if (fails(&sigaction_fails_at)) {
		errno = EPERM;
		return -1;
	}
	return real(signo, act, old);
}

void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	static __typeof__(mmap) *real;

	if (!real)
		real = (__typeof__(real))dlsym(RTLD_NEXT, "mmap");
	if (fails(&mmap_fails_at)) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return real(addr, len, prot, flags, fd, off);
}
#endif

struct footprint {
	int threads;
	int fds;
	struct sigaction actions[65];
	sigset_t mask;
};

static void footprint_take(struct footprint *f)
{
	memset(f, 0, sizeof(*f));
	f->threads = nr_threads();
	f->fds = nr_fds();
	for (int i = 1; i < 65; i++)
		sigaction(i, NULL, &f->actions[i]);
	pthread_sigmask(SIG_SETMASK, NULL, &f->mask);
}

static struct footprint before;

static void footprint_check(void)
{
	struct footprint now;

	footprint_take(&now);
	assert_int_equal(now.threads, before.threads);
	assert_int_equal(now.fds, before.fds);
	for (int i = 1; i < 65; i++)
		if (now.actions[i].sa_handler != before.actions[i].sa_handler)
			fail_msg("signal %d is handled otherwise than before", i);
	assert_memory_equal(&now.mask, &before.mask, sizeof(now.mask));
}

static bool logged(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry entry;

	while (tl_log_read(&reader, &entry))
		if (strstr(entry.text, text))
			return true;
	return false;
}

/* Taken here, since cmocka handles signals of its own while a test runs. */
static int quiet(void **state)
{
	tl_log_set_level(0);
	tl_log_clear();
	footprint_take(&before);
	return 0;
}

static void boots_and_shuts_down(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=3 loglevel=0"), 0);
	assert_int_equal(nr_threads(), before.threads + 3);
	assert_int_equal(tl_shutdown(), 0);
	footprint_check();
}

static void workers_are_named_when_boot_returns(void **state)
{
	char path[300], comm[32];
	bool seen[2] = {false, false};
	struct dirent *d;
	DIR *dir;

	assert_int_equal(tl_boot("nr_cpus=2 loglevel=0"), 0);
	dir = opendir("/proc/self/task");
	while ((d = readdir(dir))) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm", d->d_name);
		f = fopen(path, "r");
		if (!f)
			continue;
		if (fgets(comm, sizeof(comm), f)) {
			seen[0] |= !strcmp(comm, "ksoftirqd/0\n");
			seen[1] |= !strcmp(comm, "ksoftirqd/1\n");
		}
		fclose(f);
	}
	closedir(dir);
	assert_true(seen[0] && seen[1]);
	assert_int_equal(tl_shutdown(), 0);
}

static void second_boot_is_busy(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0"), 0);
	assert_int_equal(tl_boot("nr_cpus=1"), -EBUSY);
	assert_true(logged("tl_boot: booted already"));
	assert_int_equal(tl_shutdown(), 0);
}

static void shutdown_needs_a_boot(void **state)
{
	assert_int_equal(tl_shutdown(), -EINVAL);
	assert_true(logged("tl_shutdown: not booted"));
}

static void shutdown_with_a_cpu_owned_is_refused(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0"), 0);
	preempt_disable();
	assert_int_equal(tl_shutdown(), -EDEADLK);
	preempt_enable();
	assert_int_equal(tl_shutdown(), 0);
}

static void bad_option_leaves_nothing(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=zero"), -EINVAL);
	assert_true(logged("'nr_cpus=zero'"));
	footprint_check();
	assert_int_equal(tl_shutdown(), -EINVAL);
}

static void polling_needs_enough_host_cpus(void **state)
{
	assert_true(tl_boot("nr_cpus=256 idle=poll loglevel=0") < 0);
	assert_true(logged("idle=poll"));
	footprint_check();
}

static void environment_wins_over_the_program(void **state)
{
	setenv("TASKLET_CMDLINE", "nr_cpus=4", 1);
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=0"), 0);
	unsetenv("TASKLET_CMDLINE");
	assert_int_equal(nr_threads(), before.threads + 4);
	assert_int_equal(tl_shutdown(), 0);
}

static void first_call_boots(void **state)
{
	setenv("TASKLET_CMDLINE", "nr_cpus=2 loglevel=0", 1);
	preempt_disable();
	preempt_enable();
	unsetenv("TASKLET_CMDLINE");
	assert_int_equal(tl_boot("nr_cpus=1"), -EBUSY);
	assert_int_equal(tl_shutdown(), 0);
	footprint_check();
}

static void *call_first(void *arg)
{
	pthread_barrier_wait(arg);
	preempt_disable();
	preempt_enable();
	return NULL;
}

static void many_first_calls_boot_once(void **state)
{
	pthread_barrier_t barrier;
	pthread_t threads[8];

	setenv("TASKLET_CMDLINE", "nr_cpus=2 loglevel=0", 1);
	for (int turn = 0; turn < TEST_TURNS(50); turn++) {
		pthread_barrier_init(&barrier, NULL, 8);
		for (int i = 0; i < 8; i++)
			pthread_create(&threads[i], NULL, call_first, &barrier);
		for (int i = 0; i < 8; i++)
			pthread_join(threads[i], NULL);
		pthread_barrier_destroy(&barrier);
		assert_int_equal(nr_threads(), before.threads + 2);
		assert_int_equal(tl_shutdown(), 0);
	}
	unsetenv("TASKLET_CMDLINE");
	footprint_check();
}

static void a_thousand_boots_leak_nothing(void **state)
{
	struct mallinfo2 first, last;

	for (int i = 0; i < TEST_TURNS(1000); i++) {
		assert_int_equal(tl_boot("nr_cpus=2 loglevel=0 log_buf_len=1M"), 0);
		preempt_disable();
		preempt_enable();
		assert_int_equal(tl_shutdown(), 0);
		if (i == 10)
			first = mallinfo2();
	}
	last = mallinfo2();
	if (!TEST_ASAN && !TEST_TSAN)
		assert_true(last.uordblks < first.uordblks + 4096);
	footprint_check();
}

static void log_survives_shutdown(void **state)
{
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0 log_buf_len=1M"), 0);
	pr_info("remember me\n");
	assert_int_equal(tl_shutdown(), 0);
	assert_true(logged("remember me"));
}

static void boot_in_child(void *arg)
{
	tl_log_set_level(5);
	child_assert(tl_boot("nr_cpus=1") == -ENOTRECOVERABLE);
	child_assert(tl_shutdown() == -ENOTRECOVERABLE);
}

static void forked_child_is_told(void **state)
{
	struct child c;

	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0"), 0);
	child_run(&c, boot_in_child, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "forked");
	assert_int_equal(tl_shutdown(), 0);
}

#if CAN_FAIL
static void no_thread_is_a_clear_error_at_each_step(void **state)
{
	int at, err = -1;

	for (at = 1; at < 64; at++) {
		tl_log_clear();
		pthread_create_fails_at = at;
		err = tl_boot("nr_cpus=4 loglevel=0");
		if (!err)
			break;
		assert_int_equal(err, -EAGAIN);
		assert_true(logged("tl_boot: step '"));
		assert_true(logged("pthread_create("));
		assert_true(logged("-EAGAIN"));
		footprint_check();
	}
	pthread_create_fails_at = 0;
	assert_int_equal(err, 0);
	assert_true(at > 4);
	assert_int_equal(tl_shutdown(), 0);
	footprint_check();
}

static void no_memory_for_the_log_is_a_clear_error(void **state)
{
	mmap_fails_at = 1;
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0 log_buf_len=16M"), -ENOMEM);
	mmap_fails_at = 0;
	assert_true(logged("tl_boot: step 'printk' failed: mmap(log_buf_len=16777216): -ENOMEM"));
	footprint_check();
}

/* Where boot can do without a handler it may go on; where it can't, it says so. */
static void no_permission_for_signals_is_a_clear_error(void **state)
{
	bool reached = true;
	int refused = 0;

	for (int at = 1; reached && at < 64; at++) {
		int err;

		tl_log_clear();
		sigaction_fails_at = at;
		err = tl_boot("nr_cpus=1 loglevel=0");
		reached = !sigaction_fails_at;
		sigaction_fails_at = 0;
		if (err) {
			refused++;
			assert_int_equal(err, -EPERM);
			assert_true(logged("tl_boot: step '"));
			assert_true(logged("sigaction("));
		} else {
			assert_int_equal(tl_shutdown(), 0);
		}
		footprint_check();
	}
	assert_false(reached);
	assert_true(refused > 0);
}
#endif

#if CAN_FAIL && !TEST_ASAN && !TEST_TSAN
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);

static int malloc_fails_at;

void *malloc(size_t size)
{
	return fails(&malloc_fails_at) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails(&malloc_fails_at) ? NULL : __libc_calloc(n, size);
}

/* pthread_create() allocates too, so this goes through the thread steps again. */
static void no_memory_leaves_nothing_at_each_step(void **state)
{
	bool reached = true;

	for (int at = 1; reached && at < 256; at++) {
		int err;

		tl_log_clear();
		malloc_fails_at = at;
		err = tl_boot("nr_cpus=4 loglevel=0");
		reached = !malloc_fails_at;
		malloc_fails_at = 0;
		if (err)
			assert_true(logged("tl_boot: "));
		else
			assert_int_equal(tl_shutdown(), 0);
		footprint_check();
	}
	assert_false(reached);
}
#define MALLOC_CAN_FAIL 1
#else
#define MALLOC_CAN_FAIL 0
#endif

static void taken_signal(int signo)
{
}

static void taken_kick_signal_is_a_clear_error(void **state)
{
	struct sigaction sa = {.sa_handler = taken_signal}, old;

	sigaction(SIGUSR2, &sa, &old);
	assert_true(tl_boot("nr_cpus=1 loglevel=0 tl.kick_signal=USR2") < 0);
	assert_true(logged("tl_boot: step 'arch' failed"));
	sigaction(SIGUSR2, &old, NULL);
	footprint_check();
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0 tl.kick_signal=USR2"), 0);
	assert_int_equal(tl_shutdown(), 0);
	footprint_check();
}

static void said_by_failed_boot(void *arg)
{
	child_assert(tl_boot("nr_cpus=many") == -EINVAL);
}

static void failed_boot_says_one_line(void **state)
{
	struct child c;
	char *newline;

	tl_log_set_level(5);
	child_run(&c, said_by_failed_boot, NULL);
	assert_child_ok(&c);
	newline = strchr(c.err, '\n');
	assert_non_null(newline);
	assert_int_equal(newline[1], '\0');
}

#define TEST(name) cmocka_unit_test_setup(name, quiet)

static void *nothing(void *arg)
{
	return arg;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(boots_and_shuts_down),
		TEST(workers_are_named_when_boot_returns),
		TEST(second_boot_is_busy),
		TEST(shutdown_needs_a_boot),
		TEST(shutdown_with_a_cpu_owned_is_refused),
		TEST(bad_option_leaves_nothing),
		TEST(polling_needs_enough_host_cpus),
		TEST(environment_wins_over_the_program),
		TEST(first_call_boots),
		TEST(many_first_calls_boot_once),
		TEST(a_thousand_boots_leak_nothing),
		TEST(log_survives_shutdown),
		TEST(forked_child_is_told),
#if CAN_FAIL
		TEST(no_thread_is_a_clear_error_at_each_step),
		TEST(no_memory_for_the_log_is_a_clear_error),
		TEST(no_permission_for_signals_is_a_clear_error),
#endif
#if MALLOC_CAN_FAIL
		TEST(no_memory_leaves_nothing_at_each_step),
#endif
		TEST(taken_kick_signal_is_a_clear_error),
		TEST(failed_boot_says_one_line),
	};
	pthread_t thread;

	unsetenv("TASKLET_CMDLINE");
	/* A sanitizer begins its own thread with the first of the program's. */
	pthread_create(&thread, NULL, nothing, NULL);
	pthread_join(thread, NULL);
	return cmocka_run_group_tests_name("boot", tests, NULL, NULL);
}
