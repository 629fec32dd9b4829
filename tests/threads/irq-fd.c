// SPDX-License-Identifier: MIT
/*
 * Lines that a file descriptor raises by becoming readable.
 */
#include "irq.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>

static int irq, fd;
static unsigned int calls, empty; /* of the handler; and those that found nothing to read */

static int machine_up(void **state)
{
	calls = empty = 0;
	tl_log_clear();
	return tl_boot("nr_cpus=2 loglevel=0");
}

static int machine_down(void **state)
{
	return tl_shutdown();
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

/* Reads one item. All descriptors here are non-blocking. */
static irqreturn_t reads_one(int line, void *dev)
{
	uint64_t item;

	if (read(fd, &item, sizeof(item)) <= 0)
		count(empty);
	count(calls);
	return IRQ_HANDLED;
}

static irqreturn_t reads_none(int line, void *dev)
{
	count(calls);
	return IRQ_HANDLED;
}

static irqreturn_t disables(int line, void *dev)
{
	disable_irq_nosync((unsigned int)line);
	count(calls);
	return IRQ_HANDLED;
}

static void bind(int new_fd, unsigned int trigger, irq_handler_t handler)
{
	fd = new_fd;
	assert_true(fd >= 0);
	irq = line_alloc(trigger, 0);
	assert_int_equal(request_irq((unsigned int)irq, handler, 0, "test", &irq), 0);
	assert_int_equal(tl_irq_bind_fd(irq, fd), 0);
}

static void unbind(void)
{
	assert_int_equal(tl_irq_unbind(irq), 0);
	free_irq((unsigned int)irq, &irq);
	close(fd);
}

static void put(uint64_t n)
{
	assert_int_equal(write(fd, &n, sizeof(n)), sizeof(n));
}

static void each_write_to_an_eventfd_is_an_edge(void **state)
{
	bind(eventfd(0, EFD_NONBLOCK), TL_IRQ_RISING, reads_none);
	for (unsigned int i = 1; i <= TEST_TURNS(1000); i++) {
		put(1);
		yield_until(get(calls) == i);
	}
	unbind();
	assert_int_equal(get(calls), TEST_TURNS(1000));
}

static void edge_that_is_there_at_the_binding_counts(void **state)
{
	bind(eventfd(3, EFD_NONBLOCK), TL_IRQ_RISING, reads_none);
	yield_until(get(calls) == 1);
	unbind();
}

static void level_fires_while_readable_and_stops_when_drained(void **state)
{
	bind(eventfd(0, EFD_NONBLOCK | EFD_SEMAPHORE), TL_IRQ_HIGH, reads_one);
	for (unsigned int round = 1; round <= 100; round++) {
		put(5);
		yield_until(get(calls) == 5 * round);
	}
	unbind();
	assert_int_equal(get(calls), 500);
	assert_int_equal(get(empty), 0);
}

/* One thread watches all: once it has raised another line, it has done so with what came before. */
static void watcher_is_through(void)
{
	int other = eventfd(0, EFD_NONBLOCK);
	int line = line_alloc(TL_IRQ_RISING, 1);
	uint64_t one = 1;

	assert_int_equal(tl_irq_bind_fd(line, other), 0);
	assert_int_equal(write(other, &one, sizeof(one)), sizeof(one));
	yield_until(tl_irq_count(line));
	assert_int_equal(tl_irq_free(line), 0);
	close(other);
}

static void timerfd_raises_at_each_expiry(void **state)
{
	const struct itimerspec every_ms = {{0, 1000000}, {0, 1000000}};
	const struct itimerspec never = {{0, 0}, {0, 0}};

	bind(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), TL_IRQ_HIGH, reads_one);
	assert_int_equal(timerfd_settime(fd, 0, &every_ms, NULL), 0);
	yield_until(get(calls) >= 10);
	assert_int_equal(timerfd_settime(fd, 0, &never, NULL), 0);
	unbind();
}

static void pipe_is_a_level_until_it_is_empty(void **state)
{
	uint64_t words[20] = {0};
	int fds[2];

	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	bind(fds[0], TL_IRQ_HIGH, reads_one);
	assert_int_equal(write(fds[1], words, sizeof(words)), sizeof(words));
	yield_until(get(calls) == 20);
	watcher_is_through();
	assert_int_equal(get(calls), 20);
	assert_int_equal(get(empty), 0);
	unbind();
	close(fds[1]);
}

static void unbound_line_is_quiet(void **state)
{
	bind(eventfd(0, EFD_NONBLOCK), TL_IRQ_RISING, reads_none);
	put(1);
	yield_until(get(calls) == 1);
	assert_int_equal(tl_irq_unbind(irq), 0);
	assert_int_equal(tl_irq_unbind(irq), -EINVAL);
	put(1);
	watcher_is_through();
	settle();
	assert_int_equal(get(calls), 1);
	/* The same once more. */
	assert_int_equal(tl_irq_bind_fd(irq, fd), 0);
	yield_until(get(calls) == 2);
	unbind();
}

static void freeing_the_line_unbinds(void **state)
{
	bind(eventfd(0, EFD_NONBLOCK), TL_IRQ_RISING, reads_none);
	free_irq((unsigned int)irq, &irq);
	assert_int_equal(tl_irq_free(irq), 0);
	bind(fd, TL_IRQ_HIGH, reads_one);
	put(1);
	yield_until(get(calls) == 1);
	unbind();
}

static void regular_file_is_eperm(void **state)
{
	FILE *file = tmpfile();

	irq = line_alloc(TL_IRQ_HIGH, 0);
	assert_int_equal(tl_irq_bind_fd(irq, fileno(file)), -EPERM);
	assert_true(said("can't be watched"));
	/* And leaves the line unbound. */
	assert_int_equal(tl_irq_unbind(irq), -EINVAL);
	fclose(file);
}

static void bad_bindings_are_refused(void **state)
{
	int event = eventfd(0, EFD_NONBLOCK);

	irq = line_alloc(TL_IRQ_RISING, 0);
	assert_int_equal(tl_irq_bind_fd(irq, -1), -EBADF);
	assert_int_equal(tl_irq_bind_fd(irq, 1 << 20), -EBADF);
	assert_int_equal(tl_irq_bind_fd(4711, event), -EINVAL);
	assert_int_equal(tl_irq_bind_fd(line_alloc(TL_IRQ_FALLING, 0), event), -EINVAL);
	assert_int_equal(tl_irq_bind_fd(line_alloc(TL_IRQ_LOW, 0), event), -EINVAL);
	assert_true(said("must be RISING or HIGH"));
	assert_int_equal(tl_irq_bind_fd(irq, event), 0);
	assert_int_equal(tl_irq_bind_fd(irq, event), -EBUSY);
	close(event);
}

/* CPU time that the watching thread has used, in nanoseconds; -1 if there is no such thread. */
static long long watcher_cpu_ns(void)
{
	DIR *dir = opendir("/proc/self/task");
	char path[300], comm[32];
	long long ns = -1;
	struct dirent *d;

	while ((d = readdir(dir))) {
		FILE *file;

		snprintf(path, sizeof(path), "/proc/self/task/%s/comm", d->d_name);
		file = fopen(path, "r");
		if (file && fgets(comm, sizeof(comm), file) && !strcmp(comm, "tl-irq-fd\n")) {
			fclose(file);
			snprintf(path, sizeof(path), "/proc/self/task/%s/schedstat", d->d_name);
			file = fopen(path, "r");
			assert_non_null(file);
			assert_int_equal(fscanf(file, "%lld", &ns), 1);
		}
		if (file)
			fclose(file);
	}
	closedir(dir);
	return ns;
}

/* For long enough that a thread which spins would show. */
static void assert_watcher_sleeps(void)
{
	const struct timespec while_ = {0, 300000000};
	long long before;

	watcher_is_through();
	before = watcher_cpu_ns();
	assert_true(before >= 0);
	nanosleep(&while_, NULL);
	assert_true(watcher_cpu_ns() - before < 20000000);
}

static void nothing_spins_on_a_disabled_line_that_nobody_drains(void **state)
{
	bind(eventfd(0, EFD_NONBLOCK), TL_IRQ_HIGH, disables);
	put(1);
	yield_until(get(calls) == 1);
	assert_watcher_sleeps();
	assert_int_equal(get(calls), 1);
	/* Still readable: it fires as soon as it may. */
	enable_irq((unsigned int)irq);
	yield_until(get(calls) == 2);
	unbind();
}

static void nothing_spins_on_a_line_without_a_handler(void **state)
{
	bind(eventfd(0, EFD_NONBLOCK), TL_IRQ_HIGH, reads_one);
	free_irq((unsigned int)irq, &irq);
	put(1);
	assert_watcher_sleeps();
	assert_int_equal(request_irq((unsigned int)irq, reads_one, 0, "test", &irq), 0);
	yield_until(get(calls) == 1);
	assert_int_equal(get(empty), 0);
	unbind();
}

/* The handler wakes somebody who reads, and who then enables the line again. */
static void level_that_was_drained_while_disabled_does_not_fire(void **state)
{
	uint64_t item;

	bind(eventfd(0, EFD_NONBLOCK), TL_IRQ_HIGH, disables);
	for (unsigned int i = 1; i <= TEST_TURNS(1000); i++) {
		put(1);
		yield_until(get(calls) == i);
		synchronize_irq((unsigned int)irq);
		/* Without this, it may have seen the descriptor readable and not have raised yet. */
		watcher_is_through();
		assert_int_equal(read(fd, &item, sizeof(item)), sizeof(item));
		enable_irq((unsigned int)irq);
		assert_int_equal(get(calls), i);
	}
	watcher_is_through();
	settle();
	assert_int_equal(get(calls), TEST_TURNS(1000));
	unbind();
}

#define irq_test(fn) cmocka_unit_test_setup_teardown(fn, machine_up, machine_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(each_write_to_an_eventfd_is_an_edge),
		irq_test(edge_that_is_there_at_the_binding_counts),
		irq_test(level_fires_while_readable_and_stops_when_drained),
		irq_test(timerfd_raises_at_each_expiry),
		irq_test(pipe_is_a_level_until_it_is_empty),
		irq_test(unbound_line_is_quiet),
		irq_test(freeing_the_line_unbinds),
		irq_test(regular_file_is_eperm),
		irq_test(bad_bindings_are_refused),
		irq_test(nothing_spins_on_a_disabled_line_that_nobody_drains),
		irq_test(nothing_spins_on_a_line_without_a_handler),
		irq_test(level_that_was_drained_while_disabled_does_not_fire),
	};

	return cmocka_run_group_tests_name("irq-fd", tests, NULL, NULL);
}
