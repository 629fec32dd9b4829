// SPDX-License-Identifier: MIT
/*
 * The host program's own blocking calls, timers, errno and floating point: a thread that works on
 * a CPU under a storm of interrupts sees none of it in what it does in between.
 */
#define _GNU_SOURCE
#include "../test.h"

#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>
#include <time.h>

#include <linux/wait.h>

#include "storm.h"

/* Sections for each kind of call, and how many handlers must at least have hit the thread in
 * them, lest nothing was tested. */
#define SECTIONS ((unsigned int)TEST_TURNS(4000))
#define HITS	 (SECTIONS / 20)

static struct storm storm;

static int boot(void **state)
{
	return tl_boot("nr_cpus=2 loglevel=4");
}

static int shutdown_machine(void **state)
{
	return tl_shutdown();
}

/* Run SECTIONS sections, or more until enough were hit, each followed by @call, which returns
 * false when it saw EINTR (or anything else that is not of its own making). */
static unsigned int disturbed(bool (*call)(void *), void *arg)
{
	unsigned int bad = 0;

	storm_start(&storm, NULL);
	for (unsigned int i = 0; i < SECTIONS || storm_hit(&storm) < HITS; i++) {
		storm_section(i);
		bad += !call(arg);
	}
	storm_stop(&storm);
	return bad;
}

static bool call_poll(void *arg)
{
	struct pollfd pfd = {.fd = *(int *)arg, .events = POLLIN};
	struct timespec ts = {0, 1000};

	return ppoll(&pfd, 1, &ts, NULL) == 0;
}

static void poll_sees_no_eintr(void **state)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(disturbed(call_poll, &fds[0]), 0);
	close(fds[0]);
	close(fds[1]);
}

static bool call_select(void *arg)
{
	struct timeval tv = {0, 1};
	int fd = *(int *)arg;
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return select(fd + 1, &set, NULL, NULL, &tv) == 0;
}

static void select_sees_no_eintr(void **state)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(disturbed(call_select, &fds[0]), 0);
	close(fds[0]);
	close(fds[1]);
}

static bool call_nanosleep(void *arg)
{
	struct timespec ts = {0, 1000};

	return nanosleep(&ts, NULL) == 0;
}

static void nanosleep_sees_no_eintr(void **state)
{
	assert_int_equal(disturbed(call_nanosleep, NULL), 0);
}

struct reader {
	int to[2], from[2];
};

/* Answers each byte late enough for the asker to be asleep. */
static void *answer(void *arg)
{
	struct reader *r = arg;
	char c;

	while (read(r->to[0], &c, 1) == 1) {
		sched_yield();
		if (write(r->from[1], &c, 1) != 1)
			break;
	}
	return NULL;
}

static bool call_read(void *arg)
{
	struct reader *r = arg;
	char c = 'x';

	return write(r->to[1], &c, 1) == 1 && read(r->from[0], &c, 1) == 1 && c == 'x';
}

static void read_sees_no_eintr(void **state)
{
	struct reader r;
	pthread_t thread;

	assert_int_equal(pipe(r.to), 0);
	assert_int_equal(pipe(r.from), 0);
	pthread_create(&thread, NULL, answer, &r);
	assert_int_equal(disturbed(call_read, &r), 0);
	close(r.to[1]);
	pthread_join(thread, NULL);
	close(r.to[0]);
	close(r.from[0]);
	close(r.from[1]);
}

static bool call_sem_wait(void *arg)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return sem_timedwait(arg, &ts) == -1 && errno == ETIMEDOUT;
}

static void sem_wait_sees_no_eintr(void **state)
{
	sem_t sem;

	sem_init(&sem, 0, 0);
	assert_int_equal(disturbed(call_sem_wait, &sem), 0);
	sem_destroy(&sem);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;

static bool call_cond_wait(void *arg)
{
	struct timespec ts;
	int err;

	clock_gettime(CLOCK_REALTIME, &ts);
	ts.tv_nsec += 1000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	pthread_mutex_lock(&mutex);
	err = pthread_cond_timedwait(&cond, &mutex, &ts);
	pthread_mutex_unlock(&mutex);
	/* 0 would be a wake-up that nobody made; POSIX allows it, but it is not to be ours. */
	return err == ETIMEDOUT;
}

static void cond_wait_is_not_woken(void **state)
{
	assert_int_equal(disturbed(call_cond_wait, NULL), 0);
}

static bool call_epoll_wait(void *arg)
{
	struct epoll_event event;
	struct timespec ts = {0, 1000};

	return (int)syscall(SYS_epoll_pwait2, *(int *)arg, &event, 1, &ts, NULL, 0) == 0;
}

static void epoll_wait_sees_no_eintr(void **state)
{
	int fd = epoll_create1(0);
	struct timespec ts = {0, 1};
	struct epoll_event event;

	if (syscall(SYS_epoll_pwait2, fd, &event, 1, &ts, NULL, 0) < 0 && errno == ENOSYS) {
		close(fd);
		skip();
	}
	assert_int_equal(disturbed(call_epoll_wait, &fd), 0);
	close(fd);
}

static DECLARE_WAIT_QUEUE_HEAD(never);

/* The kernel's own interruptible sleeps would take a stray kick for a signal of the program. */
static bool call_wait_event(void *arg)
{
	return wait_event_interruptible_timeout(never, false, 1) == 0;
}

static void interruptible_sleep_is_not_interrupted(void **state)
{
	storm_start(&storm, NULL);
	for (unsigned int i = 0; i < SECTIONS / 40; i++) {
		storm_section(i);
		assert_true(call_wait_event(NULL));
	}
	storm_stop(&storm);
}

/*
 * The program may get a signal with the kick's number that is none of ours (SIGURG: urgent data).
 * It must not be taken for the kick that is still to come, which would then come too late.
 */
static bool call_poll_after_foreign_signal(void *arg)
{
	bool undisturbed = call_poll(arg);

	raise(SIGURG);
	return undisturbed;
}

static void foreign_signal_is_not_taken_for_a_kick(void **state)
{
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(disturbed(call_poll_after_foreign_signal, &fds[0]), 0);
	close(fds[0]);
	close(fds[1]);
}

static unsigned long alarms;

static void on_alarm(int signo)
{
	__atomic_fetch_add(&alarms, 1, __ATOMIC_RELAXED);
}

static void interval_timers_go_on(void **state)
{
	struct sigaction sa = {.sa_handler = on_alarm, .sa_flags = SA_RESTART}, old;
	struct itimerval every = {{0, 1000}, {0, 1000}}, now, never_again = {0};
	struct sigevent sev = {.sigev_notify = SIGEV_NONE};
	struct itimerspec ten_hours = {.it_value = {36000, 0}}, left;
	unsigned long goal;
	timer_t timer;

	sigaction(SIGALRM, &sa, &old);
	assert_int_equal(timer_create(CLOCK_MONOTONIC, &sev, &timer), 0);
	timer_settime(timer, 0, &ten_hours, NULL);
	storm_start(&storm, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	goal = __atomic_load_n(&alarms, __ATOMIC_RELAXED) + 50;
	for (unsigned int i = 0;
	     storm_hit(&storm) < 20 || __atomic_load_n(&alarms, __ATOMIC_RELAXED) < goal; i++) {
		storm_section(i);
		sched_yield();
	}
	getitimer(ITIMER_REAL, &now);
	setitimer(ITIMER_REAL, &never_again, NULL);
	storm_stop(&storm);
	timer_gettime(timer, &left);
	timer_delete(timer);
	sigaction(SIGALRM, &old, NULL);

	assert_int_equal(now.it_interval.tv_sec, 0);
	assert_int_equal(now.it_interval.tv_usec, 1000);
	assert_true(left.it_value.tv_sec > 35000);
}

static void spoil_errno(void)
{
	errno = EXDEV;
}

static void errno_survives_interrupts(void **state)
{
	unsigned int bad_inside = 0, bad_after = 0;

	storm_start(&storm, spoil_errno);
	for (unsigned int i = 0; i < SECTIONS || storm_hit(&storm) < HITS; i++) {
		local_bh_disable();
		errno = (int)i;
		for (unsigned int spin = 0; spin < 100; spin++)
			bad_inside += READ_ONCE(errno) != (int)i;
		/* Those that wait for the end of the section. */
		errno = (int)i;
		local_bh_enable();
		bad_after += errno != (int)i;
	}
	storm_stop(&storm);
	assert_int_equal(bad_inside, 0);
	assert_int_equal(bad_after, 0);
}

static double handler_sum; /* handlers of one CPU exclude each other */

static void use_doubles(void)
{
	double a[8];

	for (int i = 0; i < 8; i++)
		a[i] = (handler_sum + i) / 3.0;
	for (int i = 0; i < 8; i++)
		handler_sum += a[i] * 1e-9;
}

/* noinline: the same instructions with and without interrupts. */
static noinline double work(double x)
{
	double a[8] = {0}, sum = 0;

	for (int turn = 0; turn < 50; turn++)
		for (int i = 0; i < 8; i++)
			a[i] = a[i] * 0.75 + x / (i + 1 + turn);
	for (int i = 0; i < 8; i++)
		sum += a[i];
	return sum;
}

static void floating_point_survives_interrupts(void **state)
{
	unsigned int bad = 0;
	double expected[16];

	for (int i = 0; i < 16; i++)
		expected[i] = work(i + 0.1);
	storm_start(&storm, use_doubles);
	for (unsigned int i = 0; i < SECTIONS || storm_hit(&storm) < HITS; i++) {
		double got;

		local_bh_disable();
		got = work(i % 16 + 0.1);
		local_bh_enable();
		bad += memcmp(&got, &expected[i % 16], sizeof(got)) != 0;
	}
	storm_stop(&storm);
	assert_int_equal(bad, 0);
	assert_true(handler_sum > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, boot, shutdown_machine)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(poll_sees_no_eintr),
		TEST(select_sees_no_eintr),
		TEST(nanosleep_sees_no_eintr),
		TEST(read_sees_no_eintr),
		TEST(sem_wait_sees_no_eintr),
		TEST(cond_wait_is_not_woken),
		TEST(epoll_wait_sees_no_eintr),
		TEST(interruptible_sleep_is_not_interrupted),
		TEST(foreign_signal_is_not_taken_for_a_kick),
		TEST(interval_timers_go_on),
		TEST(errno_survives_interrupts),
		TEST(floating_point_survives_interrupts),
	};

	return cmocka_run_group_tests_name("host-calls", tests, NULL, NULL);
}
