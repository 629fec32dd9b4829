// SPDX-License-Identifier: MIT
/*
 * Read/write semaphores, and those with the readers' counters on each CPU.
 */
#include "tasks.h"

#include <linux/percpu-rwsem.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(sem);
DEFINE_STATIC_PERCPU_RWSEM(percpu_sem);
static char letters[] = "RrWw";

static int read_and_note(void *letter)
{
	down_read(&sem);
	note(*(char *)letter);
	up_read(&sem);
	return 0;
}

static int write_and_note(void *letter)
{
	down_write(&sem);
	note(*(char *)letter);
	up_write(&sem);
	return 0;
}

static int write_killably(void *arg)
{
	int ret = down_write_killable(&sem);

	if (!ret)
		up_write(&sem);
	return ret;
}

static int read_interruptibly(void *arg)
{
	int ret = down_read_interruptible(&sem);

	if (!ret)
		up_read(&sem);
	return ret;
}

/* Bit 0: it could be taken for reading, bit 1: for writing. */
static int try_both(void *arg)
{
	int got = 0;

	if (down_read_trylock(&sem)) {
		got |= 1;
		up_read(&sem);
	}
	if (down_write_trylock(&sem)) {
		got |= 2;
		up_write(&sem);
	}
	return got;
}

static int what_others_get(void)
{
	return end_task(begin_task(try_both, NULL));
}

static void free_it_can_be_taken_either_way(void **state)
{
	assert_false(rwsem_is_locked(&sem));
	assert_int_equal(what_others_get(), 3);
}

static void readers_share_it_and_keep_writers_out(void **state)
{
	down_read(&sem);
	assert_true(rwsem_is_locked(&sem));
	assert_int_equal(what_others_get(), 1);
	up_read(&sem);
	assert_int_equal(what_others_get(), 3);
}

static void a_writer_keeps_everybody_out(void **state)
{
	down_write(&sem);
	assert_int_equal(what_others_get(), 0);
	up_write(&sem);
	assert_int_equal(what_others_get(), 3);
}

static void downgraded_it_lets_readers_in(void **state)
{
	struct task_struct *reader, *writer;

	down_write(&sem);
	reader = begin_sleeper(read_and_note, &letters[0]);
	writer = begin_sleeper(write_and_note, &letters[2]);
	downgrade_write(&sem);
	end_task(reader);
	assert_string_equal(noted, "R");
	assert_true(is_asleep(writer));
	up_read(&sem);
	end_task(writer);
	assert_string_equal(noted, "RW");
}

static void a_reader_waits_behind_a_waiting_writer(void **state)
{
	struct task_struct *writer, *reader;

	down_read(&sem);
	writer = begin_sleeper(write_and_note, &letters[2]);
	assert_true(rwsem_is_contended(&sem));
	assert_int_equal(what_others_get(), 0);
	reader = begin_sleeper(read_and_note, &letters[0]);
	assert_int_equal(notes(), 0);
	up_read(&sem);
	end_task(writer);
	end_task(reader);
	assert_string_equal(noted, "WR");
}

static void waiting_readers_go_together(void **state)
{
	struct task_struct *t[2];

	down_write(&sem);
	t[0] = begin_sleeper(read_and_note, &letters[0]);
	t[1] = begin_sleeper(read_and_note, &letters[0]);
	up_write(&sem);
	end_task(t[0]);
	end_task(t[1]);
	assert_string_equal(noted, "RR");
	assert_false(rwsem_is_locked(&sem));
}

static void a_signal_ends_an_interruptible_reader(void **state)
{
	struct task_struct *t;

	down_write(&sem);
	t = begin_sleeper(read_interruptibly, NULL);
	interrupt_task(t);
	assert_int_equal(end_task(t), -EINTR);
	assert_false(rwsem_is_contended(&sem));
	up_write(&sem);
	assert_int_equal(what_others_get(), 3);
	assert_int_equal(down_read_killable(&sem), 0);
	up_read(&sem);
}

static void a_waiter_that_gives_up_lets_those_behind_it_go(void **state)
{
	struct task_struct *writer, *reader;

	down_read(&sem);
	/* Killable; what ends it here is what a fatal signal would do. */
	writer = begin_sleeper(write_killably, NULL);
	reader = begin_sleeper(read_and_note, &letters[0]);
	wake_up_process(writer);
	WAIT_UNTIL(is_asleep(writer));
	assert_int_equal(notes(), 0);
	up_read(&sem);
	assert_int_equal(end_task(writer), 0);
	end_task(reader);
	assert_string_equal(noted, "R");
}

static void the_first_waiter_interrupted_readers_join_the_reader(void **state)
{
	struct task_struct *first, *behind;

	down_write(&sem);
	first = begin_sleeper(read_interruptibly, NULL);
	behind = begin_sleeper(write_and_note, &letters[2]);
	interrupt_task(first);
	assert_int_equal(end_task(first), -EINTR);
	assert_true(is_asleep(behind));
	up_write(&sem);
	end_task(behind);
	assert_string_equal(noted, "W");
}

static void fn_up_read(void *arg)
{
	up_read(&sem);
}

static void up_read_from_a_handler_wakes_the_writer(void **state)
{
	struct task_struct *writer;

	down_read(&sem);
	writer = begin_sleeper(write_and_note, &letters[2]);
	interrupt_here(fn_up_read, NULL);
	end_task(writer);
	assert_string_equal(noted, "W");
}

static int just_up_write(void *arg)
{
	up_write(&sem);
	return 0;
}

static void up_by_who_does_not_hold_it_is_reported(void **state)
{
	reports_expected = 3;
	up_read(&sem);
	up_write(&sem);
	assert_int_equal(logged("WARNING: bad unlock balance detected!"), 2);
	assert_int_equal(logged("but there are no more locks to release!"), 2);
	assert_int_equal(what_others_get(), 3);
	down_write(&sem);
	end_task(begin_task(just_up_write, NULL));
	assert_int_equal(logged("WARNING: bad unlock balance detected!"), 3);
	assert_int_equal(logged("but it is held by"), 1);
	assert_int_equal(what_others_get(), 3);
}

static int write_percpu(void *arg)
{
	percpu_down_write(&percpu_sem);
	note('W');
	percpu_up_write(&percpu_sem);
	return 0;
}

static void the_percpu_kind_is_one_too(void **state)
{
	struct percpu_rw_semaphore other;
	struct task_struct *t;

	assert_int_equal(percpu_init_rwsem(&other), 0);
	percpu_free_rwsem(&other);
	percpu_down_read(&percpu_sem);
	assert_true(percpu_is_read_locked(&percpu_sem));
	assert_false(percpu_is_write_locked(&percpu_sem));
	t = begin_sleeper(write_percpu, NULL);
	assert_false(percpu_down_read_trylock(&percpu_sem));
	percpu_up_read(&percpu_sem);
	end_task(t);
	assert_string_equal(noted, "W");
	percpu_down_write(&percpu_sem);
	assert_true(percpu_is_write_locked(&percpu_sem));
	percpu_up_write(&percpu_sem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(free_it_can_be_taken_either_way),
		MACHINE_TEST(readers_share_it_and_keep_writers_out),
		MACHINE_TEST(a_writer_keeps_everybody_out),
		MACHINE_TEST(downgraded_it_lets_readers_in),
		MACHINE_TEST(a_reader_waits_behind_a_waiting_writer),
		MACHINE_TEST(waiting_readers_go_together),
		MACHINE_TEST(a_signal_ends_an_interruptible_reader),
		MACHINE_TEST(a_waiter_that_gives_up_lets_those_behind_it_go),
		MACHINE_TEST(the_first_waiter_interrupted_readers_join_the_reader),
		MACHINE_TEST(up_read_from_a_handler_wakes_the_writer),
		MACHINE_TEST(up_by_who_does_not_hold_it_is_reported),
		MACHINE_TEST(the_percpu_kind_is_one_too),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
