// SPDX-License-Identifier: MIT
/*
 * Spinlocks: what each kind keeps out, and what is put back when it is dropped.
 */
#include "machine.h"

#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_RAW_SPINLOCK(raw);

static void letter(struct tasklet_struct *t)
{
	note((char)t->data);
}

static void fn_letter(void *arg)
{
	note(*(char *)arg);
}

static void locked_until_unlocked(void **state)
{
	spinlock_t fresh;

	spin_lock_init(&fresh);
	assert_false(spin_is_locked(&fresh));
	spin_lock(&fresh);
	assert_true(spin_is_locked(&fresh));
	assert_spin_locked(&fresh);
	spin_unlock(&fresh);
	assert_false(spin_is_locked(&fresh));
	raw_spin_lock(&raw);
	assert_true(raw_spin_is_locked(&raw));
	raw_spin_unlock(&raw);
	assert_false(raw_spin_is_locked(&raw));
}

static void trylock_takes_a_free_one_only(void **state)
{
	unsigned long flags;

	assert_true(spin_trylock(&lock));
	assert_int_equal(preempt_count(), 1);
	spin_unlock(&lock);
	assert_true(spin_trylock_bh(&lock));
	assert_int_equal(preempt_count(), 0x201);
	spin_unlock_bh(&lock);
	assert_true(spin_trylock_irq(&lock));
	assert_true(irqs_disabled());
	spin_unlock_irq(&lock);
	assert_true(spin_trylock_irqsave(&lock, flags));
	assert_true(irqs_disabled());
	spin_unlock_irqrestore(&lock, flags);
	assert_false(irqs_disabled());
}

static void a_failing_trylock_changes_nothing(void **state)
{
	unsigned long flags;

	spin_lock(&lock);
	assert_false(spin_trylock(&lock));
	assert_int_equal(preempt_count(), 1);
	assert_false(spin_trylock_bh(&lock));
	assert_int_equal(preempt_count(), 1);
	assert_false(spin_trylock_irq(&lock));
	assert_int_equal(preempt_count(), 1);
	assert_false(irqs_disabled());
	assert_false(spin_trylock_irqsave(&lock, flags));
	assert_int_equal(preempt_count(), 1);
	assert_false(irqs_disabled());
	spin_unlock(&lock);
}

static void irqsave_puts_back_what_was(void **state)
{
	DEFINE_SPINLOCK(inner);
	unsigned long outer_flags, flags;

	spin_lock_irqsave(&lock, outer_flags);
	spin_lock_irqsave(&inner, flags);
	spin_unlock_irqrestore(&inner, flags);
	assert_true(irqs_disabled());
	assert_int_equal(preempt_count(), 1);
	spin_unlock_irqrestore(&lock, outer_flags);
	assert_false(irqs_disabled());
}

static void locks_may_be_dropped_in_any_order(void **state)
{
	DEFINE_SPINLOCK(second);

	spin_lock(&lock);
	spin_lock(&second);
	spin_unlock(&lock);
	assert_int_equal(preempt_count(), 1);
	assert_true(spin_is_locked(&second));
	spin_unlock(&second);
}

static void plain_lock_lets_handlers_and_softirqs_in(void **state)
{
	struct tasklet_struct t;
	char h = 'h';

	tasklet_setup(&t, letter);
	t.data = 't';
	spin_lock(&lock);
	interrupt_here(fn_letter, &h);
	interrupt_here(fn_schedule, &t);
	assert_string_equal(noted, "ht");
	spin_unlock(&lock);
}

static void bh_lock_keeps_softirqs_out_until_unlock(void **state)
{
	struct tasklet_struct t;
	char h = 'h';

	tasklet_setup(&t, letter);
	t.data = 't';
	spin_lock_bh(&lock);
	interrupt_here(fn_schedule, &t);
	interrupt_here(fn_letter, &h);
	assert_string_equal(noted, "h");
	spin_unlock_bh(&lock);
	assert_string_equal(noted, "ht");
}

static void irq_lock_keeps_handlers_out_until_unlock(void **state)
{
	unsigned long flags;
	char h = 'h';

	spin_lock_irq(&lock);
	interrupt_here(fn_letter, &h);
	assert_int_equal(notes(), 0);
	spin_unlock_irq(&lock);
	assert_string_equal(noted, "h");

	spin_lock_irqsave(&lock, flags);
	interrupt_here(fn_letter, &h);
	assert_int_equal(notes(), 1);
	spin_unlock_irqrestore(&lock, flags);
	assert_string_equal(noted, "hh");
}

/* On CPU 1, against the test on CPU 0. Plain: the lock protects it, and TSan watches. */
static unsigned long counter;
static bool tried, trylock_got;

static void fn_count(struct tasklet_struct *t)
{
	for (unsigned long i = 0; i < t->data; i++) {
		spin_lock(&lock);
		counter++;
		spin_unlock(&lock);
	}
}

static void the_other_cpu_is_kept_out(void **state)
{
	const unsigned long n = TEST_TURNS(100000);
	struct tasklet_struct t;

	tasklet_setup(&t, fn_count);
	t.data = n;
	counter = 0;
	interrupt_cpu1(fn_schedule, &t);
	for (unsigned long i = 0; i < n; i++) {
		spin_lock_bh(&lock);
		counter++;
		spin_unlock_bh(&lock);
	}
	tasklet_kill(&t);
	assert_int_equal(counter, 2 * n);
}

static void fn_trylock(struct tasklet_struct *t)
{
	trylock_got = spin_trylock(&lock);
	if (trylock_got)
		spin_unlock(&lock);
	smp_store_release(&tried, true);
}

static void the_other_cpu_s_trylock_fails_while_it_is_held(void **state)
{
	struct tasklet_struct t;

	tasklet_setup(&t, fn_trylock);
	spin_lock(&lock);
	line1.fn = fn_schedule;
	line1.arg = &t;
	tl_irq_raise(line1.irq);
	SPIN_UNTIL(smp_load_acquire(&tried));
	assert_false(trylock_got);
	spin_unlock(&lock);
	tasklet_kill(&t);
	tried = false;
	tl_irq_raise(line1.irq);
	WAIT_UNTIL(smp_load_acquire(&tried));
	assert_true(trylock_got);
	tasklet_kill(&t);
	settle_cpu1();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(locked_until_unlocked),
		MACHINE_TEST(trylock_takes_a_free_one_only),
		MACHINE_TEST(a_failing_trylock_changes_nothing),
		MACHINE_TEST(irqsave_puts_back_what_was),
		MACHINE_TEST(locks_may_be_dropped_in_any_order),
		MACHINE_TEST(plain_lock_lets_handlers_and_softirqs_in),
		MACHINE_TEST(bh_lock_keeps_softirqs_out_until_unlock),
		MACHINE_TEST(irq_lock_keeps_handlers_out_until_unlock),
		MACHINE_TEST(the_other_cpu_is_kept_out),
		MACHINE_TEST(the_other_cpu_s_trylock_fails_while_it_is_held),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
