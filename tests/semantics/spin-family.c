// SPDX-License-Identifier: MIT
/*
 * The spinning locks other than spinlocks: of readers and writers, of one bit, sequence counters;
 * local locks; and what lockdep_assert_held() says of all.
 */
#include "machine.h"

#include <linux/bit_spinlock.h>
#include <linux/local_lock.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

static DEFINE_RWLOCK(rwlock);
static DEFINE_SPINLOCK(spinlock);
static DEFINE_SEQLOCK(seqlock);
static unsigned long flags;

/* --- rwlock --- */

/* Each flavour turns off what its name says, and its unlock turns it on again. */
static void assert_off(unsigned int count, bool irqs)
{
	assert_int_equal(preempt_count(), count);
	assert_int_equal(irqs_disabled(), irqs);
}

static void rwlock_flavours_turn_off_what_they_say(void **state)
{
	read_lock(&rwlock);
	assert_off(1, false);
	read_unlock(&rwlock);
	read_lock_bh(&rwlock);
	assert_off(SOFTIRQ_LOCK_OFFSET, false);
	read_unlock_bh(&rwlock);
	read_lock_irq(&rwlock);
	assert_off(1, true);
	read_unlock_irq(&rwlock);
	read_lock_irqsave(&rwlock, flags);
	assert_off(1, true);
	read_unlock_irqrestore(&rwlock, flags);
	write_lock(&rwlock);
	assert_off(1, false);
	write_unlock(&rwlock);
	write_lock_bh(&rwlock);
	assert_off(SOFTIRQ_LOCK_OFFSET, false);
	write_unlock_bh(&rwlock);
	write_lock_irq(&rwlock);
	assert_off(1, true);
	write_unlock_irq(&rwlock);
	write_lock_irqsave(&rwlock, flags);
	assert_off(1, true);
	write_unlock_irqrestore(&rwlock, flags);
	assert_off(0, false);
}

static void rwlock_trylocks_take_what_can_be_had(void **state)
{
	assert_true(read_trylock(&rwlock));
	assert_true(read_trylock(&rwlock));
	assert_false(write_trylock(&rwlock));
	read_unlock(&rwlock);
	read_unlock(&rwlock);
	assert_true(write_trylock(&rwlock));
	assert_false(read_trylock(&rwlock));
	assert_off(1, false);
	write_unlock(&rwlock);
	assert_true(write_trylock_irqsave(&rwlock, flags));
	assert_off(1, true);
	write_unlock_irqrestore(&rwlock, flags);
}

static void write_and_note(struct tasklet_struct *t)
{
	write_lock(&rwlock);
	note('W');
	write_unlock(&rwlock);
}

static DECLARE_TASKLET(writer, write_and_note);

static void fn_read(void *arg)
{
	read_lock(&rwlock);
	note('R');
	read_unlock(&rwlock);
}

static void a_waiting_writer_keeps_tasks_out_but_no_interrupt(void **state)
{
	read_lock(&rwlock);
	(void)interrupt_cpu1;
	line1.fn = fn_schedule;
	line1.arg = &writer;
	(void)tl_irq_raise(line1.irq);
	SPIN_UNTIL(rwlock_is_contended(&rwlock));
	assert_false(read_trylock(&rwlock));
	interrupt_here(fn_read, NULL);
	assert_string_equal(noted, "R");
	read_unlock(&rwlock);
	WAIT_UNTIL(notes() == 2 && idle(&writer));
	assert_string_equal(noted, "RW");
	assert_true(read_trylock(&rwlock));
	read_unlock(&rwlock);
}

static void an_rwlock_that_is_not_held_can_not_be_unlocked(void **state)
{
	reports_expected = 2;
	preempt_disable();
	read_unlock(&rwlock);
	preempt_disable();
	write_unlock(&rwlock);
	assert_int_equal(logged("BUG: rwlock already unlocked on CPU#0"), 2);
	assert_true(write_trylock(&rwlock));
	write_unlock(&rwlock);
}

/* --- bit locks --- */

static void a_bit_lock_is_its_bit_and_no_other(void **state)
{
	unsigned long word = 1UL << 5 | 1;

	bit_spin_lock(3, &word);
	assert_int_equal(word, 1UL << 5 | 1UL << 3 | 1);
	assert_off(1, false);
	assert_true(bit_spin_is_locked(3, &word));
	assert_int_equal(bit_spin_trylock(3, &word), 0);
	assert_off(1, false);
	bit_spin_unlock(3, &word);
	assert_int_equal(bit_spin_trylock(3, &word), 1);
	__bit_spin_unlock(3, &word);
	assert_int_equal(word, 1UL << 5 | 1);
	assert_off(0, false);
}

/* --- local locks --- */

struct local {
	local_lock_t lock;
	int n;
};

static DEFINE_PER_CPU(struct local, local);

static void local_locks_turn_off_what_they_say(void **state)
{
	local_lock(&local.lock);
	assert_off(1, false);
	this_cpu_inc(local.n);
	local_unlock(&local.lock);
	local_lock_irq(&local.lock);
	assert_true(irqs_disabled());
	local_unlock_irq(&local.lock);
	local_lock_irqsave(&local.lock, flags);
	assert_true(irqs_disabled());
	local_unlock_irqrestore(&local.lock, flags);
	assert_off(0, false);
}

/* --- sequence counters --- */

static int value;

static void fn_write(void *arg)
{
	write_seqlock(&seqlock);
	WRITE_ONCE(value, value + 1);
	write_sequnlock(&seqlock);
}

static void what_was_not_written_is_not_read_again(void **state)
{
	unsigned int seq = read_seqbegin(&seqlock);

	assert_false(read_seqretry(&seqlock, seq));
	read_seqlock_excl(&seqlock);
	read_sequnlock_excl(&seqlock);
	assert_false(read_seqretry(&seqlock, seq));
}

static void what_was_written_meanwhile_is_read_again(void **state)
{
	unsigned int seq = read_seqbegin(&seqlock);

	interrupt_here(fn_write, NULL);
	assert_true(read_seqretry(&seqlock, seq));
	seq = read_seqbegin(&seqlock);
	interrupt_cpu1(fn_write, NULL);
	assert_true(read_seqretry(&seqlock, seq));
}

static void write_seqlock_flavours_turn_off_what_they_say(void **state)
{
	write_seqlock(&seqlock);
	assert_off(1, false);
	write_sequnlock(&seqlock);
	write_seqlock_bh(&seqlock);
	assert_off(SOFTIRQ_LOCK_OFFSET, false);
	write_sequnlock_bh(&seqlock);
	write_seqlock_irq(&seqlock);
	assert_off(1, true);
	write_sequnlock_irq(&seqlock);
	write_seqlock_irqsave(&seqlock, flags);
	assert_off(1, true);
	write_sequnlock_irqrestore(&seqlock, flags);
	assert_off(0, false);
}

static void the_second_turn_of_a_reader_may_take_the_lock(void **state)
{
	int seq = 0, turns = 0;

	for (;;) {
		read_seqbegin_or_lock(&seqlock, &seq);
		if (!turns++)
			interrupt_here(fn_write, NULL);
		else
			assert_true(spin_is_locked(&seqlock.lock));
		if (!need_seqretry(&seqlock, seq))
			break;
		seq = 1;
	}
	done_seqretry(&seqlock, seq);
	assert_int_equal(turns, 2);
	assert_false(spin_is_locked(&seqlock.lock));
	seq = 1;
	flags = read_seqbegin_or_lock_irqsave(&seqlock, &seq);
	assert_off(1, true);
	done_seqretry_irqrestore(&seqlock, seq, flags);
	assert_off(0, false);
}

static void a_counter_while_it_is_written_is_odd(void **state)
{
	seqcount_t count = SEQCNT_ZERO(count);
	unsigned int seq;

	preempt_disable();
	write_seqcount_begin(&count);
	assert_true(raw_read_seqcount(&count) & 1);
	seq = raw_seqcount_begin(&count);
	assert_true(read_seqcount_retry(&count, seq));
	write_seqcount_end(&count);
	preempt_enable();
	seq = read_seqcount_begin(&count);
	assert_false(read_seqcount_retry(&count, seq));
	write_seqcount_invalidate(&count);
	assert_true(read_seqcount_retry(&count, seq));
	seqcount_init(&count);
	assert_int_equal(raw_read_seqcount(&count), 0);
}

static DEFINE_MUTEX(mutex);

static void a_counter_of_a_mutex_turns_preemption_off(void **state)
{
	seqcount_mutex_t count = SEQCNT_MUTEX_ZERO(count, &mutex);

	mutex_lock(&mutex);
	write_seqcount_begin(&count);
	assert_off(1, false);
	write_seqcount_end(&count);
	mutex_unlock(&mutex);
	assert_off(0, false);
}

static void a_counter_written_without_its_lock_is_reported(void **state)
{
	seqcount_spinlock_t count;

	reports_expected = 1;
	seqcount_spinlock_init(&count, &spinlock);
	spin_lock(&spinlock);
	write_seqcount_begin(&count);
	write_seqcount_end(&count);
	spin_unlock(&spinlock);
	assert_int_equal(logged("WARNING: CPU: 0"), 0);
	write_seqcount_begin(&count);
	write_seqcount_end(&count);
	assert_int_equal(logged("WARNING: CPU: 0"), 1);
}

/* --- assertions --- */

static void fn_assert_not_held(void *arg)
{
	lockdep_assert_not_held(&spinlock);
}

static void a_lock_is_held_by_who_holds_it(void **state)
{
	static DECLARE_RWSEM(sem);

	spin_lock(&spinlock);
	lockdep_assert_held(&spinlock);
	lockdep_assert_held_once(&spinlock);
	assert_spin_locked(&spinlock);
	assert_int_equal(lockdep_is_held(&spinlock), LOCK_STATE_HELD);
	interrupt_cpu1(fn_assert_not_held, NULL);
	spin_unlock(&spinlock);
	lockdep_assert_not_held(&spinlock);
	mutex_lock(&mutex);
	lockdep_assert_held(&mutex);
	mutex_unlock(&mutex);
	lockdep_assert_not_held(&mutex);
	write_lock(&rwlock);
	lockdep_assert_held_write(&rwlock);
	write_unlock(&rwlock);
	read_lock(&rwlock);
	lockdep_assert_held_read(&rwlock);
	read_unlock(&rwlock);
	down_write(&sem);
	lockdep_assert_held_write(&sem);
	rwsem_assert_held_write(&sem);
	downgrade_write(&sem);
	lockdep_assert_held_read(&sem);
	rwsem_assert_held(&sem);
	up_read(&sem);
	lockdep_assert_not_held(&sem);
	might_lock(&mutex);
	lockdep_assert_held(&value);
}

static void a_lock_that_is_not_held_is_reported(void **state)
{
	static DECLARE_RWSEM(sem);

	reports_expected = 7;
	lockdep_assert_held(&spinlock);
	lockdep_assert_held(&mutex);
	lockdep_assert_held(&rwlock);
	lockdep_assert_held(&sem);
	down_read(&sem);
	lockdep_assert_held_write(&sem);
	lockdep_assert_not_held(&sem);
	up_read(&sem);
	lockdep_assert_irqs_disabled();
	assert_int_equal(logged("WARNING: CPU: 0"), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(rwlock_flavours_turn_off_what_they_say),
		MACHINE_TEST(rwlock_trylocks_take_what_can_be_had),
		MACHINE_TEST(a_waiting_writer_keeps_tasks_out_but_no_interrupt),
		MACHINE_TEST(an_rwlock_that_is_not_held_can_not_be_unlocked),
		MACHINE_TEST(a_bit_lock_is_its_bit_and_no_other),
		MACHINE_TEST(local_locks_turn_off_what_they_say),
		MACHINE_TEST(what_was_not_written_is_not_read_again),
		MACHINE_TEST(what_was_written_meanwhile_is_read_again),
		MACHINE_TEST(write_seqlock_flavours_turn_off_what_they_say),
		MACHINE_TEST(the_second_turn_of_a_reader_may_take_the_lock),
		MACHINE_TEST(a_counter_while_it_is_written_is_odd),
		MACHINE_TEST(a_counter_of_a_mutex_turns_preemption_off),
		MACHINE_TEST(a_counter_written_without_its_lock_is_reported),
		MACHINE_TEST(a_lock_is_held_by_who_holds_it),
		MACHINE_TEST(a_lock_that_is_not_held_is_reported),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
