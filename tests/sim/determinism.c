// SPDX-License-Identifier: MIT
/*
 * A program does the same every time.
 */
#include "../test.h"

#include "scenario.h"

#include <tasklet/log.h>

static void the_same_over_and_over(void **state)
{
	uint64_t first, hash;

	assert_int_equal(scenario_run(&first), 0);
	for (int i = 1; i < TEST_TURNS(1000); i++) {
		assert_int_equal(scenario_run(&hash), 0);
		assert_true(hash == first);
	}
}

struct result {
	uint64_t hash;
	size_t size;
	char log[8192];
};

/* A process of its own: other addresses, another pid, another time. */
static void run_apart(struct result *r, bool noisy_heap)
{
	int fds[2];
	pid_t pid;

	memset(r, 0, sizeof(*r));
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		struct tl_log_reader reader = {0};
		struct tl_log_entry entry;

		if (noisy_heap)
			for (int i = 0; i < 100; i++)
				(void)!malloc((size_t)i * 77);
		tl_log_clear();
		if (scenario_run(&r->hash))
			_exit(1);
		while (tl_log_read(&reader, &entry))
			r->size += (size_t)snprintf(r->log + r->size, sizeof(r->log) - r->size,
						    "%llu %s\n", (unsigned long long)entry.ts_ns,
						    entry.text);
		if (write(fds[1], r, sizeof(*r)) != sizeof(*r))
			_exit(1);
		_exit(0);
	}
	close(fds[1]);
	assert_int_equal(read(fds[0], r, sizeof(*r)), sizeof(*r));
	close(fds[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void the_same_in_every_process(void **state)
{
	static struct result first, other;

	run_apart(&first, false);
	run_apart(&other, true);
	assert_true(first.hash == other.hash);
	assert_string_equal(first.log, other.log);
}

static void another_order_has_another_hash(void **state)
{
	uint64_t first;

	assert_int_equal(scenario_run(&first), 0);
	assert_int_equal(tl_boot("nr_cpus=2"), 0);
	assert_true(tl_event_hash() != first);
	assert_int_equal(tl_shutdown(), 0);
}

/* A forked child has the whole machine. */
static void goes_on_in_a_child(void *arg)
{
	uint64_t hash;

	child_assert(tl_run_until_idle() == 0);
	child_assert(tl_shutdown() == 0);
	child_assert(scenario_run(&hash) == 0);
}

static void a_forked_child_goes_on(void **state)
{
	struct child c;

	assert_int_equal(tl_boot("nr_cpus=4"), 0);
	child_run(&c, goes_on_in_a_child, NULL);
	assert_child_ok(&c);
	assert_int_equal(tl_shutdown(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_over_and_over),
		cmocka_unit_test(the_same_in_every_process),
		cmocka_unit_test(another_order_has_another_hash),
		cmocka_unit_test(a_forked_child_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
