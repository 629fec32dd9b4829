// SPDX-License-Identifier: MIT
/*
 * preempt_count, in its layout and in every context, and what in_task() and the like say there.
 */
#include "machine.h"

#include <linux/spinlock.h>

/* All that can be asked about a context. */
struct seen {
	unsigned int count;
	bool irqs_off, nmi, hardirq, irq, serving, softirq, interrupt, task, atomic, preemptible;
	char comm[TASK_COMM_LEN];
	unsigned int times;
};

static void look(void *arg)
{
	struct seen *s = arg;

	s->count = (unsigned int)preempt_count();
	s->irqs_off = irqs_disabled();
	s->nmi = in_nmi();
	s->hardirq = in_hardirq();
	s->irq = in_irq();
	s->serving = in_serving_softirq();
	s->softirq = in_softirq();
	s->interrupt = in_interrupt();
	s->task = in_task();
	s->atomic = in_atomic();
	s->preemptible = preemptible();
	memcpy(s->comm, current->comm, sizeof(s->comm));
	smp_store_release(&s->times, s->times + 1);
}

#define HARDIRQ		    1
#define SERVING		    2
#define SOFTIRQ		    4
#define IRQS_OFF	    8
#define SAW(s, count, what) saw(s, count, what, __LINE__)

/* The rest follows: what is an interrupt is not a task, what has a count is atomic. */
static void saw(const struct seen *s, unsigned int count, unsigned int what, int line)
{
	bool ok = s->times == 1 && s->count == count && !s->nmi &&
		  s->hardirq == !!(what & HARDIRQ) && s->irq == s->hardirq &&
		  s->serving == !!(what & SERVING) &&
		  s->softirq == !!(what & (SERVING | SOFTIRQ)) &&
		  s->irqs_off == !!(what & IRQS_OFF) &&
		  s->interrupt == !!(what & (HARDIRQ | SERVING | SOFTIRQ)) &&
		  s->task == !(what & (HARDIRQ | SERVING)) && s->atomic == (count != 0) &&
		  s->preemptible == (!count && !(what & IRQS_OFF));

	if (!ok)
		print_error("line %d: count %#x, expected %#x; irqs_off %d hardirq %d serving %d "
			    "softirq %d interrupt %d task %d atomic %d, %u times\n",
			    line, s->count, count, s->irqs_off, s->hardirq, s->serving, s->softirq,
			    s->interrupt, s->task, s->atomic, s->times);
	assert_true(ok);
}

static void layout_is_linux_s(void **state)
{
	assert_int_equal(PREEMPT_MASK, 0x000000ff);
	assert_int_equal(SOFTIRQ_MASK, 0x0000ff00);
	assert_int_equal(HARDIRQ_MASK, 0x000f0000);
	assert_int_equal(NMI_MASK, 0x00f00000);
	assert_int_equal(PREEMPT_OFFSET, 0x1);
	assert_int_equal(SOFTIRQ_OFFSET, 0x100);
	assert_int_equal(HARDIRQ_OFFSET, 0x10000);
	assert_int_equal(SOFTIRQ_DISABLE_OFFSET, 0x200);
}

static void task_has_count_zero(void **state)
{
	struct seen s = {0};

	look(&s);
	SAW(&s, 0, 0);
}

static void preempt_disable_counts_in_the_low_byte(void **state)
{
	struct seen one = {0}, two = {0}, back = {0};

	preempt_disable();
	look(&one);
	preempt_disable();
	look(&two);
	preempt_enable();
	preempt_enable();
	look(&back);
	SAW(&one, 1, 0);
	SAW(&two, 2, 0);
	SAW(&back, 0, 0);
}

static void bh_disable_counts_by_0x200_and_is_not_serving(void **state)
{
	struct seen one = {0}, two = {0};

	local_bh_disable();
	look(&one);
	local_bh_disable();
	look(&two);
	local_bh_enable();
	local_bh_enable();
	SAW(&one, 0x200, SOFTIRQ);
	SAW(&two, 0x400, SOFTIRQ);
}

static void irq_disable_is_not_in_the_count(void **state)
{
	struct seen off = {0}, saved = {0}, restored = {0}, on = {0};
	unsigned long flags;

	local_irq_disable();
	look(&off);
	local_irq_save(flags);
	look(&saved);
	assert_true(irqs_disabled_flags(flags));
	local_irq_restore(flags);
	look(&restored);
	local_irq_enable();
	look(&on);
	SAW(&off, 0, IRQS_OFF);
	SAW(&saved, 0, IRQS_OFF);
	SAW(&restored, 0, IRQS_OFF);
	SAW(&on, 0, 0);
}

static void spinlocks_count_as_what_they_disable(void **state)
{
	struct seen plain = {0}, bh = {0}, irq = {0}, irqsave = {0}, after = {0};
	DEFINE_SPINLOCK(lock);
	unsigned long flags;

	spin_lock(&lock);
	look(&plain);
	spin_unlock(&lock);
	spin_lock_bh(&lock);
	look(&bh);
	spin_unlock_bh(&lock);
	spin_lock_irq(&lock);
	look(&irq);
	spin_unlock_irq(&lock);
	spin_lock_irqsave(&lock, flags);
	look(&irqsave);
	spin_unlock_irqrestore(&lock, flags);
	look(&after);
	SAW(&plain, 1, 0);
	SAW(&bh, 0x201, SOFTIRQ);
	SAW(&irq, 1, IRQS_OFF);
	SAW(&irqsave, 1, IRQS_OFF);
	SAW(&after, 0, 0);
}

static void handler_on_a_task_counts_0x10000(void **state)
{
	struct seen s = {0};

	interrupt_here(look, &s);
	SAW(&s, 0x10000, HARDIRQ | IRQS_OFF);
	assert_string_equal(s.comm, current->comm);
}

static void handler_keeps_the_count_that_it_interrupts(void **state)
{
	struct seen preempt = {0}, bh = {0};

	preempt_disable();
	interrupt_here(look, &preempt);
	preempt_enable();
	local_bh_disable();
	interrupt_here(look, &bh);
	local_bh_enable();
	SAW(&preempt, 0x10001, HARDIRQ | IRQS_OFF);
	SAW(&bh, 0x10200, HARDIRQ | SOFTIRQ | IRQS_OFF);
}

static void handler_on_an_idle_cpu_interrupts_the_idle_task(void **state)
{
	struct seen s = {0};

	settle_cpu1();
	interrupt_cpu1(look, &s);
	SAW(&s, 0x10001, HARDIRQ | IRQS_OFF);
	assert_string_equal(s.comm, "swapper/1");
}

/* Right behind the last one: the idle task may be about to leave the CPU. */
static void handler_on_a_cpu_about_to_be_idle_does_so_too(void **state)
{
	settle_cpu1();
	for (int i = 0; i < 5000; i++) {
		struct seen s = {0};

		interrupt_cpu1(look, &s);
		SAW(&s, 0x10001, HARDIRQ | IRQS_OFF);
		assert_string_equal(s.comm, "swapper/1");
	}
}

/* A softirq's place. */
struct softirq_look {
	struct tasklet_struct t;
	struct seen s;
	void (*then)(struct seen *s);
	struct seen inner;
};

static void look_fn(struct tasklet_struct *t)
{
	struct softirq_look *l = from_tasklet(l, t, t);

	if (l->then)
		l->then(&l->inner);
	look(&l->s);
}

static void look_init(struct softirq_look *l, void (*then)(struct seen *s))
{
	memset(l, 0, sizeof(*l));
	tasklet_setup(&l->t, look_fn);
	l->then = then;
}

static void run_at_bh_enable(struct softirq_look *l)
{
	local_bh_disable();
	tasklet_schedule(&l->t);
	local_bh_enable();
}

static void softirq_at_bh_enable_counts_0x101(void **state)
{
	struct softirq_look l;

	look_init(&l, NULL);
	run_at_bh_enable(&l);
	SAW(&l.s, 0x101, SERVING);
	assert_string_equal(l.s.comm, current->comm);
}

static void softirq_at_spin_unlock_bh_counts_0x101(void **state)
{
	DEFINE_SPINLOCK(lock);
	struct softirq_look l;

	look_init(&l, NULL);
	spin_lock_bh(&lock);
	tasklet_schedule(&l.t);
	spin_unlock_bh(&lock);
	SAW(&l.s, 0x101, SERVING);
}

static void softirq_at_irq_exit_counts_0x100(void **state)
{
	struct softirq_look l;

	look_init(&l, NULL);
	interrupt_here(fn_schedule, &l.t);
	SAW(&l.s, 0x100, SERVING);
	assert_string_equal(l.s.comm, current->comm);
}

static void softirq_on_ksoftirqd_counts_0x100(void **state)
{
	struct softirq_look l;

	look_init(&l, NULL);
	tasklet_schedule(&l.t);
	tasklet_kill(&l.t);
	SAW(&l.s, 0x100, SERVING);
	assert_string_equal(l.s.comm, "ksoftirqd/0");
}

static void softirq_on_the_idle_task_counts_0x101(void **state)
{
	struct softirq_look l;

	look_init(&l, NULL);
	settle_cpu1();
	interrupt_cpu1(fn_schedule, &l.t);
	tasklet_kill(&l.t);
	SAW(&l.s, 0x101, SERVING);
	assert_string_equal(l.s.comm, "swapper/1");
}

static void then_interrupt(struct seen *inner)
{
	interrupt_here(look, inner);
}

static void handler_within_a_softirq_counts_both(void **state)
{
	struct softirq_look l;

	look_init(&l, then_interrupt);
	run_at_bh_enable(&l);
	SAW(&l.inner, 0x10101, HARDIRQ | SERVING | IRQS_OFF);
	SAW(&l.s, 0x101, SERVING);
}

static void then_bh_disable(struct seen *inner)
{
	local_bh_disable();
	look(inner);
	local_bh_enable();
}

static void bh_disable_within_a_softirq_counts_0x300(void **state)
{
	struct softirq_look l;

	look_init(&l, then_bh_disable);
	run_at_bh_enable(&l);
	SAW(&l.inner, 0x301, SERVING | SOFTIRQ);
	SAW(&l.s, 0x101, SERVING);
}

static void then_irqs_off(struct seen *inner)
{
	local_irq_disable();
	look(inner);
	local_irq_enable();
}

static void irqs_off_within_a_softirq(void **state)
{
	struct softirq_look l;

	look_init(&l, then_irqs_off);
	run_at_bh_enable(&l);
	SAW(&l.inner, 0x101, SERVING | IRQS_OFF);
	SAW(&l.s, 0x101, SERVING);
}

static void irq_enter_and_exit_make_a_hardirq_context(void **state)
{
	struct softirq_look l;
	struct seen s = {0};

	look_init(&l, NULL);
	local_irq_disable();
	irq_enter();
	look(&s);
	tasklet_schedule(&l.t);
	assert_int_equal(l.s.times, 0);
	irq_exit();
	assert_int_equal(l.s.times, 1);
	assert_true(irqs_disabled());
	local_irq_enable();
	SAW(&s, 0x10000, HARDIRQ | IRQS_OFF);
	SAW(&l.s, 0x100, SERVING);
}

static void get_cpu_is_stable_until_put_cpu(void **state)
{
	struct seen s = {0};
	int cpu = get_cpu();

	look(&s);
	assert_int_equal(cpu, 0);
	assert_int_equal(smp_processor_id(), cpu);
	put_cpu();
	SAW(&s, 1, 0);
}

static void an_owned_cpu_is_not_left_by_binding(void **state)
{
	preempt_disable();
	assert_int_equal(tl_cpu_bind(1), -EINVAL);
	assert_int_equal(smp_processor_id(), 0);
	preempt_enable();
	assert_int_equal(tl_cpu_bind(2), -EINVAL);
	assert_int_equal(tl_cpu_bind(1), 0);
	preempt_disable();
	assert_int_equal(smp_processor_id(), 1);
	preempt_enable();
	assert_int_equal(tl_cpu_bind(0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(layout_is_linux_s),
		MACHINE_TEST(task_has_count_zero),
		MACHINE_TEST(preempt_disable_counts_in_the_low_byte),
		MACHINE_TEST(bh_disable_counts_by_0x200_and_is_not_serving),
		MACHINE_TEST(irq_disable_is_not_in_the_count),
		MACHINE_TEST(spinlocks_count_as_what_they_disable),
		MACHINE_TEST(handler_on_a_task_counts_0x10000),
		MACHINE_TEST(handler_keeps_the_count_that_it_interrupts),
		MACHINE_TEST(handler_on_an_idle_cpu_interrupts_the_idle_task),
		MACHINE_TEST(handler_on_a_cpu_about_to_be_idle_does_so_too),
		MACHINE_TEST(softirq_at_bh_enable_counts_0x101),
		MACHINE_TEST(softirq_at_spin_unlock_bh_counts_0x101),
		MACHINE_TEST(softirq_at_irq_exit_counts_0x100),
		MACHINE_TEST(softirq_on_ksoftirqd_counts_0x100),
		MACHINE_TEST(softirq_on_the_idle_task_counts_0x101),
		MACHINE_TEST(handler_within_a_softirq_counts_both),
		MACHINE_TEST(bh_disable_within_a_softirq_counts_0x300),
		MACHINE_TEST(irqs_off_within_a_softirq),
		MACHINE_TEST(irq_enter_and_exit_make_a_hardirq_context),
		MACHINE_TEST(get_cpu_is_stable_until_put_cpu),
		MACHINE_TEST(an_owned_cpu_is_not_left_by_binding),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
