// SPDX-License-Identifier: MIT
/*
 * Where and when a handler runs: in the middle of what the owner of the CPU does, on its thread
 * and its stack, or on the idle CPU's worker; and not where it is held off.
 */
#include "irq.h"

#include <linux/spinlock.h>
#include <asm/self.h>

/* What the handler saw; read by the test. */
static struct {
	unsigned int calls;
	pid_t tid;
	const char *stack;
	bool hardirq, softirq, irqs_off;
	unsigned int cpu;
	char comm[16];
} seen;

static int irq;
static bool raised; /* the raising thread's tl_irq_raise() has returned */
static bool in_loop; /* the owner is where it is to be interrupted */

static irqreturn_t look(int line, void *dev)
{
	seen.tid = my_tid();
	seen.stack = __builtin_frame_address(0);
	seen.hardirq = in_hardirq();
	seen.softirq = in_serving_softirq();
	seen.irqs_off = irqs_disabled();
	seen.cpu = smp_processor_id();
	memcpy(seen.comm, current->comm, sizeof(seen.comm));
	count(seen.calls);
	return IRQ_HANDLED;
}

static int machine_up(void **state)
{
	memset(&seen, 0, sizeof(seen));
	raised = in_loop = false;
	if (tl_boot("nr_cpus=2 loglevel=0") || tl_cpu_bind(0))
		return -1;
	irq = tl_irq_alloc("test", TL_IRQ_RISING, 0);
	return request_irq((unsigned int)irq, look, 0, "test", &irq);
}

static int machine_down(void **state)
{
	free_irq((unsigned int)irq, &irq);
	return tl_shutdown();
}

static void *raise_when_in_loop(void *arg)
{
	yield_until(get(in_loop));
	for (int i = 0; i < (arg ? 10 : 1); i++)
		tl_irq_raise(irq);
	set(raised, true);
	return NULL;
}

/* Filled in by the loop, so that the test can tell that the handler ran on top of it. */
static const char *loop_frame;

static noinline void loop_until_handled(void)
{
	loop_frame = __builtin_frame_address(0);
	set(in_loop, true);
	spin_until(get(seen.calls));
	set(in_loop, false);
}

static void assert_landed_on_top_of_the_loop(pid_t tid, pthread_t thread)
{
	pthread_attr_t attr;
	void *stack;
	size_t size;

	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.tid, tid);
	assert_true(seen.hardirq && seen.irqs_off);
	assert_int_equal(seen.cpu, 0);
	assert_int_equal(pthread_getattr_np(thread, &attr), 0);
	pthread_attr_getstack(&attr, &stack, &size);
	pthread_attr_destroy(&attr);
	assert_true(seen.stack > (const char *)stack);
	assert_true(seen.stack < loop_frame);
}

static void lands_in_a_loop_inside_local_bh_disable(void **state)
{
	pthread_t raiser = start(raise_when_in_loop, NULL);

	local_bh_disable();
	loop_until_handled();
	local_bh_enable();
	join(raiser);
	assert_landed_on_top_of_the_loop(my_tid(), pthread_self());
	assert_false(seen.softirq);
}

static void lands_in_a_loop_inside_preempt_disable(void **state)
{
	pthread_t raiser = start(raise_when_in_loop, NULL);

	preempt_disable();
	loop_until_handled();
	preempt_enable();
	join(raiser);
	assert_landed_on_top_of_the_loop(my_tid(), pthread_self());
	assert_string_equal(seen.comm, current->comm);
}

static void lands_inside_spin_lock(void **state)
{
	pthread_t raiser = start(raise_when_in_loop, NULL);
	DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	loop_until_handled();
	spin_unlock(&lock);
	join(raiser);
	assert_landed_on_top_of_the_loop(my_tid(), pthread_self());
}

static pid_t tasklet_tid;

static void looping_tasklet(struct tasklet_struct *t)
{
	tasklet_tid = my_tid();
	loop_until_handled();
}

static void lands_in_a_tasklet(void **state)
{
	pthread_t raiser = start(raise_when_in_loop, NULL);
	struct tasklet_struct t;

	tasklet_setup(&t, looping_tasklet);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	tasklet_kill(&t);
	join(raiser);
	/* The outermost enable ran it right here. */
	assert_int_equal(tasklet_tid, my_tid());
	assert_landed_on_top_of_the_loop(tasklet_tid, pthread_self());
	assert_true(seen.softirq);
}

static void is_held_off_by_local_irq_disable_and_served_once(void **state)
{
	pthread_t raiser = start(raise_when_in_loop, state);

	preempt_disable();
	local_irq_disable();
	set(in_loop, true);
	spin_until(get(raised));
	for (int i = 0; i < 1000; i++)
		cpu_relax();
	assert_int_equal(get(seen.calls), 0);
	local_irq_enable();
	spin_until(get(seen.calls));
	preempt_enable();
	join(raiser);
	settle();
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.tid, my_tid());
}

static void is_held_off_by_spin_lock_irqsave_and_served_once(void **state)
{
	pthread_t raiser = start(raise_when_in_loop, state);
	DEFINE_SPINLOCK(lock);
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	set(in_loop, true);
	spin_until(get(raised));
	for (int i = 0; i < 1000; i++)
		cpu_relax();
	assert_int_equal(get(seen.calls), 0);
	spin_unlock_irqrestore(&lock, flags);
	/* The CPU can't have been given back with it pending. */
	assert_int_equal(get(seen.calls), 1);
	join(raiser);
	settle();
	assert_int_equal(seen.calls, 1);
	assert_int_equal(seen.tid, my_tid());
}

static void idle_cpu_is_served_by_its_worker_as_swapper(void **state)
{
	tl_irq_raise(irq);
	yield_until(get(seen.calls));
	settle();
	assert_int_equal(seen.calls, 1);
	assert_string_equal(seen.comm, "swapper/0");
	assert_true(seen.tid != my_tid());
	assert_true(seen.hardirq && seen.irqs_off);
	assert_int_equal(seen.cpu, 0);
}

static void line_is_served_on_its_own_cpu_while_another_is_busy(void **state)
{
	tl_cpu_bind(1);
	preempt_disable();
	tl_irq_raise(irq);
	spin_until(get(seen.calls));
	preempt_enable();
	assert_int_equal(seen.cpu, 0);
	assert_string_equal(seen.comm, "swapper/0");
}

/* A section on the own CPU that raises, then does @then, then must have been served: there, or before
 * by the timer that kicks again, if the host has let that much time go by. */
#define assert_served_by(then)                                 \
	do {                                                   \
		unsigned int before = get(seen.calls);         \
                                                               \
		tl_irq_raise(irq);                             \
		then;                                          \
		assert_int_equal(get(seen.calls), before + 1); \
	} while (0)

static void raise_on_the_own_cpu_is_served_by_the_next_call(void **state)
{
	DEFINE_SPINLOCK(lock);
	unsigned long flags;

	preempt_disable();
	assert_served_by(cpu_relax());
	assert_served_by(preempt_disable(); preempt_enable());
	assert_served_by(local_bh_disable(); local_bh_enable());
	assert_served_by(local_irq_disable(); local_irq_enable());
	assert_served_by(local_irq_save(flags); local_irq_restore(flags));
	assert_served_by(spin_lock(&lock); spin_unlock(&lock));
	preempt_enable();

	preempt_disable();
	assert_served_by(preempt_enable());
	local_bh_disable();
	assert_served_by(local_bh_enable());
	local_irq_disable();
	assert_served_by(local_irq_enable());
	assert_int_equal(seen.tid, my_tid());
}

static irqreturn_t raises_the_other(int line, void *dev)
{
	unsigned int before = get(seen.calls);

	tl_irq_raise(irq);
	if (get(seen.calls) == before)
		set(raised, true);
	return IRQ_HANDLED;
}

static void raise_within_a_handler_is_served_after_it(void **state)
{
	int first = line_alloc(TL_IRQ_RISING, 0);

	assert_int_equal(request_irq((unsigned int)first, raises_the_other, 0, "a", state), 0);
	preempt_disable();
	tl_irq_raise(first);
	preempt_enable();
	assert_true(raised);
	assert_int_equal(seen.calls, 1);
	free_irq((unsigned int)first, state);
}

static bool registered_by_raise;

static void *raise_as_a_stranger(void *arg)
{
	tl_irq_raise(irq);
	tl_irq_lower(irq);
	set(registered_by_raise, arch_self.tid || arch_self.task || arch_self.ctx);
	return NULL;
}

static void raising_makes_no_task_of_a_thread(void **state)
{
	pthread_t stranger = start(raise_as_a_stranger, NULL);

	join(stranger);
	yield_until(get(seen.calls));
	assert_false(registered_by_raise);
}

static void raise_in_own_signal_handler(int signo)
{
	tl_irq_raise(irq);
}

static void raise_in_a_signal_handler_of_the_program_is_served(void **state)
{
	struct sigaction sa = {.sa_handler = raise_in_own_signal_handler}, old;

	sigaction(SIGUSR2, &sa, &old);
	/* Preemptible: the worker has it. */
	raise(SIGUSR2);
	yield_until(get(seen.calls) == 1);
	/* In a section of the CPU's owner: at its next call. */
	preempt_disable();
	raise(SIGUSR2);
	while (get(seen.calls) != 2)
		cpu_relax();
	assert_int_equal(seen.tid, my_tid());
	raise(SIGUSR2);
	preempt_enable();
	assert_int_equal(get(seen.calls), 3);
	/* With interrupts off: not before they are on. */
	local_irq_disable();
	raise(SIGUSR2);
	cpu_relax();
	assert_int_equal(get(seen.calls), 3);
	local_irq_enable();
	assert_int_equal(get(seen.calls), 4);
	sigaction(SIGUSR2, &old, NULL);
}

#define irq_test(fn) cmocka_unit_test_setup_teardown(fn, machine_up, machine_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		irq_test(lands_in_a_loop_inside_local_bh_disable),
		irq_test(lands_in_a_loop_inside_preempt_disable),
		irq_test(lands_inside_spin_lock),
		irq_test(lands_in_a_tasklet),
		irq_test(is_held_off_by_local_irq_disable_and_served_once),
		irq_test(is_held_off_by_spin_lock_irqsave_and_served_once),
		irq_test(idle_cpu_is_served_by_its_worker_as_swapper),
		irq_test(line_is_served_on_its_own_cpu_while_another_is_busy),
		irq_test(raise_on_the_own_cpu_is_served_by_the_next_call),
		irq_test(raise_within_a_handler_is_served_after_it),
		irq_test(raising_makes_no_task_of_a_thread),
		irq_test(raise_in_a_signal_handler_of_the_program_is_served),
	};

	return cmocka_run_group_tests_name("irq-deliver", tests, NULL, NULL);
}
