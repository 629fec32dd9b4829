// SPDX-License-Identifier: MIT
/*
 * What the host program arranged for signals, and what its children inherit, is as it was: while
 * a machine is up, and after it.
 */
#define _GNU_SOURCE
#include "../test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>

#include <linux/wait.h>

#include "storm.h"

extern char **environ;

static void handler(int signo)
{
}

static void action_handler(int signo, siginfo_t *info, void *uc)
{
}

/* Signals that programs may handle. 32 and 33 are libc's own. */
static bool may_handle(int signo)
{
	return signo != SIGKILL && signo != SIGSTOP && signo != 32 && signo != 33;
}

struct signals {
	struct sigaction actions[65];
	sigset_t mask;
	stack_t stack;
};

/* libc sets it in whatever it hands to the host. */
#define SA_RESTORER_FLAG 0x04000000

static void take(struct signals *s)
{
	memset(s, 0, sizeof(*s));
	for (int signo = 1; signo < 65; signo++)
		if (may_handle(signo)) {
			sigaction(signo, NULL, &s->actions[signo]);
			s->actions[signo].sa_flags &= ~SA_RESTORER_FLAG;
		}
	pthread_sigmask(SIG_SETMASK, NULL, &s->mask);
	sigaltstack(NULL, &s->stack);
}

/* @except: the kick signal while a machine is up. */
static void assert_same(const struct signals *a, const struct signals *b, int except)
{
	for (int signo = 1; signo < 65; signo++) {
		const struct sigaction *x = &a->actions[signo], *y = &b->actions[signo];

		/* TSan makes up flags and mask for a default action that was set. */
		bool same_details = x->sa_flags == y->sa_flags &&
				    !memcmp(&x->sa_mask, &y->sa_mask, 8);

		if (signo == except)
			continue;
		if (x->sa_sigaction != y->sa_sigaction ||
		    (!same_details && !(TEST_TSAN && x->sa_handler == SIG_DFL)))
			fail_msg(
				"signal %d is handled otherwise than before: %p flags %#x, now %p flags %#x",
				signo, (void *)x->sa_sigaction, (unsigned int)x->sa_flags,
				(void *)y->sa_sigaction, (unsigned int)y->sa_flags);
		if (sigismember(&a->mask, signo) != sigismember(&b->mask, signo))
			fail_msg("signal %d is masked otherwise than before", signo);
	}
	assert_memory_equal(&a->stack, &b->stack, sizeof(a->stack));
}

static void sections(void)
{
	struct storm storm;

	storm_start(&storm, NULL);
	for (unsigned int i = 0; i < 100 || storm_hit(&storm) < 10; i++)
		storm_section(i);
	storm_stop(&storm);
}

/* Boot, look, work, look, shut down, look. */
static void assert_undisturbed(void)
{
	struct signals before, during, after;

	take(&before);
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=4"), 0);
	take(&during);
	assert_same(&before, &during, SIGURG);
	sections();
	take(&during);
	assert_same(&before, &during, SIGURG);
	assert_int_equal(tl_shutdown(), 0);
	take(&after);
	assert_same(&before, &after, 0);
}

static void default_dispositions_stay(void **state)
{
	assert_undisturbed();
}

static void own_handlers_and_masks_stay(void **state)
{
	struct sigaction plain = {.sa_handler = handler, .sa_flags = SA_RESETHAND};
	struct sigaction info = {.sa_sigaction = action_handler, .sa_flags = SA_SIGINFO};
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct signals before;
	sigset_t mask;

	take(&before);
	sigaddset(&plain.sa_mask, SIGUSR1);
	sigemptyset(&mask);
	for (int signo = 1; signo < 65; signo++) {
		if (!may_handle(signo) || signo == SIGURG)
			continue;
		/* A sanitizer keeps these for itself. */
		if ((TEST_ASAN || TEST_TSAN) &&
		    (signo == SIGSEGV || signo == SIGBUS || signo == SIGFPE))
			continue;
		sigaction(signo, signo % 3 == 0 ? &plain : signo % 3 == 1 ? &info : &ignore, NULL);
		if (signo % 5 == 0)
			sigaddset(&mask, signo);
	}
	pthread_sigmask(SIG_BLOCK, &mask, NULL);
	assert_undisturbed();
	for (int signo = 1; signo < 65; signo++)
		if (may_handle(signo))
			sigaction(signo, &before.actions[signo], NULL);
	pthread_sigmask(SIG_SETMASK, &before.mask, NULL);
}

static void ignored_kick_signal_is_ignored_again(void **state)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, old;

	sigaction(SIGURG, &ignore, &old);
	assert_undisturbed();
	sigaction(SIGURG, &old, NULL);
}

static pid_t landed_on;

static void note_thread(int signo)
{
	__atomic_store_n(&landed_on, storm_tid(), __ATOMIC_RELEASE);
}

static void *work_until(void *stop)
{
	unsigned int i = 0;

	while (!__atomic_load_n((bool *)stop, __ATOMIC_ACQUIRE))
		storm_section(i++);
	return NULL;
}

static bool is_library_thread(pid_t tid)
{
	char path[64], comm[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%d/comm", tid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(comm, sizeof(comm), f))
		comm[0] = '\0';
	fclose(f);
	return !strncmp(comm, "ksoftirqd/", 10) || !strncmp(comm, "tl-", 3);
}

/* The main thread blocks it, so that the host has to look for another thread. */
static void program_signals_never_land_on_library_threads(void **state)
{
	struct sigaction sa = {.sa_handler = note_thread}, old;
	bool stop = false;
	pthread_t thread;
	sigset_t usr1;

	assert_int_equal(tl_boot("nr_cpus=4 loglevel=4"), 0);
	sigaction(SIGUSR1, &sa, &old);
	pthread_create(&thread, NULL, work_until, &stop);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &usr1, NULL);
	for (int i = 0; i < 100; i++) {
		pid_t tid;

		__atomic_store_n(&landed_on, 0, __ATOMIC_RELEASE);
		kill(getpid(), SIGUSR1);
		while (!(tid = __atomic_load_n(&landed_on, __ATOMIC_ACQUIRE)))
			sched_yield();
		assert_false(is_library_thread(tid));
		assert_int_not_equal(tid, storm_tid());
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	pthread_sigmask(SIG_UNBLOCK, &usr1, NULL);
	sigaction(SIGUSR1, &old, NULL);
	assert_int_equal(tl_shutdown(), 0);
}

#define STATUS "exec grep -E '^Sig(Blk|Ign|Cgt|Pnd)|^ShdPnd' /proc/self/status"

struct report {
	char text[512];
};

static void read_all(int fd, struct report *r)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, r->text + len, sizeof(r->text) - 1 - len)) > 0)
		len += (size_t)n;
	r->text[len] = '\0';
	close(fd);
}

/* What the shell's process has got, by fork() and exec(). */
static void fork_exec(struct report *r)
{
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		dup2(fds[1], STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", STATUS, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	read_all(fds[0], r);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* The same by posix_spawn(), where nothing of ours runs in the child. */
static void spawn(struct report *r)
{
	char *argv[] = {"sh", "-c", STATUS, NULL};
	posix_spawn_file_actions_t actions;
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fds[1], STDOUT_FILENO);
	assert_int_equal(posix_spawn(&pid, "/bin/sh", &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	close(fds[1]);
	read_all(fds[0], r);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void assert_children_same(void (*run)(struct report *))
{
	struct report before, during, after;

	run(&before);
	assert_non_null(strstr(before.text, "SigBlk"));
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=4"), 0);
	run(&during);
	assert_string_equal(during.text, before.text);
	sections(); /* a task from here on */
	run(&during);
	assert_string_equal(during.text, before.text);
	assert_int_equal(tl_shutdown(), 0);
	run(&after);
	assert_string_equal(after.text, before.text);
}

/* The runtime may deadlock in a child that is forked while other threads run. */
static void skip_under_tsan(void)
{
	if (TEST_TSAN)
		skip();
}

static void children_are_as_without_the_library(void **state)
{
	skip_under_tsan();
	assert_children_same(fork_exec);
	assert_children_same(spawn);
}

static void children_of_a_thread_that_ignored_the_kick_signal(void **state)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, old;

	skip_under_tsan();
	sigaction(SIGURG, &ignore, &old);
	assert_children_same(fork_exec);
	sigaction(SIGURG, &old, NULL);
}

static void children_of_a_thread_that_blocked_the_kick_signal(void **state)
{
	sigset_t urg;

	skip_under_tsan();
	sigemptyset(&urg);
	sigaddset(&urg, SIGURG);
	pthread_sigmask(SIG_BLOCK, &urg, NULL);
	assert_children_same(fork_exec);
	pthread_sigmask(SIG_UNBLOCK, &urg, NULL);
}

static unsigned long served;

static irqreturn_t count_one(int irq, void *dev_id)
{
	__atomic_fetch_add(&served, 1, __ATOMIC_RELEASE);
	return IRQ_HANDLED;
}

/* Raises when the last one has been served: a lost one hangs it. */
static void *raise_each(void *done)
{
	int irq = tl_irq_alloc("each", TL_IRQ_RISING, 0);

	if (irq < 0 || request_irq((unsigned int)irq, count_one, 0, "each", &served))
		abort();
	for (unsigned long i = 1; i <= (unsigned long)TEST_TURNS(500); i++) {
		tl_irq_raise(irq);
		while (__atomic_load_n(&served, __ATOMIC_ACQUIRE) != i)
			sched_yield();
	}
	free_irq((unsigned int)irq, &served);
	tl_irq_free(irq);
	__atomic_store_n((bool *)done, true, __ATOMIC_RELEASE);
	return NULL;
}

/* Blocked before the first call, and again in the midst of it: interrupts are late, not lost. */
static void blocked_kick_signal_loses_nothing(void **state)
{
	bool done = false;
	pthread_t thread;
	sigset_t urg, now;

	sigemptyset(&urg);
	sigaddset(&urg, SIGURG);
	pthread_sigmask(SIG_BLOCK, &urg, NULL);
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=4"), 0);
	sections();
	pthread_sigmask(SIG_BLOCK, &urg, NULL);
	served = 0;
	pthread_create(&thread, NULL, raise_each, &done);
	work_until(&done);
	pthread_join(thread, NULL);
	assert_int_equal(tl_shutdown(), 0);
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	assert_int_equal(sigismember(&now, SIGURG), 1);
	pthread_sigmask(SIG_UNBLOCK, &urg, NULL);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(default_dispositions_stay),
		TEST(own_handlers_and_masks_stay),
		TEST(ignored_kick_signal_is_ignored_again),
		TEST(program_signals_never_land_on_library_threads),
		TEST(children_are_as_without_the_library),
		TEST(children_of_a_thread_that_ignored_the_kick_signal),
		TEST(children_of_a_thread_that_blocked_the_kick_signal),
		TEST(blocked_kick_signal_loses_nothing),
	};

	return cmocka_run_group_tests_name("host-signals", tests, NULL, NULL);
}
