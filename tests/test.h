/* SPDX-License-Identifier: MIT */
/*
 * What every test includes first: cmocka with the headers that it wants in front of it, and a
 * way to watch a program die. Reports, clear errors and boot failures are tested in a forked
 * child, whose stderr and exit status the parent then looks at:
 *
 *	static void raises_nothing(void *arg)
 *	{
 *		child_assert(tl_irq_raise(4711) == -EINVAL);
 *	}
 *
 *	static void unknown_line_is_named(void **state)
 *	{
 *		struct child c;
 *
 *		child_run(&c, raises_nothing, NULL);
 *		assert_child_ok(&c);
 *		assert_child_said(&c, "4711");
 *	}
 *
 * cmocka's own assertions work on the thread that runs the test, and nowhere else: not in a
 * second thread, not in a handler or tasklet, not in such a child (there: child_assert()). Count
 * there, and assert here.
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <cmocka.h>

/* Sanitizers make things slower, and TSan delivers signals at safe points only. */
#if defined(__SANITIZE_THREAD__)
#define TEST_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TEST_TSAN 1
#endif
#endif
#ifndef TEST_TSAN
#define TEST_TSAN 0
#endif

#if defined(__SANITIZE_ADDRESS__)
#define TEST_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TEST_ASAN 1
#endif
#endif
#ifndef TEST_ASAN
#define TEST_ASAN 0
#endif

#ifdef __clang__
#define TEST_CLANG_ASAN TEST_ASAN
#else
#define TEST_CLANG_ASAN 0
#endif

/* How often to repeat: fewer times where each turn costs ten times as much. */
#define TEST_TURNS(n) ((TEST_TSAN || TEST_ASAN) ? ((n) + 9) / 10 : (n))

/* A child's exit status when child_assert() failed in it. */
#define CHILD_ASSERT_STATUS 99

/**
 * struct child - what became of a forked child
 * @status: as waitpid() gives it
 * @err: the first bytes of what it wrote to stderr, NUL-terminated
 */
struct child {
	int status;
	char err[64 * 1024];
};

#define child_assert(cond)                                                                \
	do {                                                                              \
		if (!(cond)) {                                                            \
			fprintf(stderr, "child: %s:%d: %s\n", __FILE__, __LINE__, #cond); \
			_exit(CHILD_ASSERT_STATUS);                                       \
		}                                                                         \
	} while (0)

/**
 * child_run() - run a function in a forked child and keep what it says
 * @c: filled in when it has ended
 * @fn: the function; its return is exit status 0, by _exit()
 * @arg: given to it
 *
 * The file behind stderr is unnamed and has no bound, so that a child which says much can't block.
 * The program under test must not have booted the library in the parent (a forked machine is
 * dead), unless that is what is tested.
 */
static inline void child_run(struct child *c, void (*fn)(void *arg), void *arg)
{
	FILE *err = tmpfile();
	size_t n;
	pid_t pid;

	assert_non_null(err);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(fileno(err), STDERR_FILENO);
		fn(arg);
		fflush(NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &c->status, 0), pid);
	rewind(err);
	n = fread(c->err, 1, sizeof(c->err) - 1, err);
	c->err[n] = '\0';
	fclose(err);
}

static inline bool child_said(const struct child *c, const char *text)
{
	return strstr(c->err, text) != NULL;
}

/* Why a child ended is in its stderr, so a failing assertion shows that. */
#define child_check_(c, cond)                                                                  \
	do {                                                                                   \
		if (!(cond)) {                                                                 \
			print_error("child status %#x, stderr:\n%s\n", (c)->status, (c)->err); \
			assert_true(cond);                                                     \
		}                                                                              \
	} while (0)

#define assert_child_exit(c, code) \
	child_check_(c, WIFEXITED((c)->status) && WEXITSTATUS((c)->status) == (code))
#define assert_child_ok(c) assert_child_exit(c, 0)
#define assert_child_signal(c, signo) \
	child_check_(c, WIFSIGNALED((c)->status) && WTERMSIG((c)->status) == (signo))
#define assert_child_said(c, text) child_check_(c, child_said(c, text))
#define assert_child_silent(c)	   child_check_(c, (c)->err[0] == '\0')

#endif /* TESTS_TEST_H */
