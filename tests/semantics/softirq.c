// SPDX-License-Identifier: MIT
/*
 * Softirqs: when and where they run, in which order, and when ksoftirqd takes over.
 */
#include "machine.h"

#include <tasklet/stat.h>

/* Vectors that nothing else in the library uses yet: NET_TX to IRQ_POLL. */
static void (*extra[NR_SOFTIRQS])(void);
static struct where where[NR_SOFTIRQS];

static void act(unsigned int nr)
{
	where_am_i(&where[nr]);
	note((char)('0' + nr));
	if (extra[nr])
		extra[nr]();
}

static void net_tx(struct softirq_action *a)
{
	act(NET_TX_SOFTIRQ);
}

static void net_rx(struct softirq_action *a)
{
	act(NET_RX_SOFTIRQ);
}

static void block(void)
{
	act(BLOCK_SOFTIRQ);
}

static void irq_poll(void)
{
	act(IRQ_POLL_SOFTIRQ);
}

static void tasklet_letter(struct tasklet_struct *t)
{
	note((char)t->data);
}

static int up(void **state)
{
	machine_up(state);
	/* With the argument that actions had, and without as since Linux 6.12. */
	open_softirq(NET_TX_SOFTIRQ, net_tx);
	open_softirq(NET_RX_SOFTIRQ, net_rx);
	open_softirq(BLOCK_SOFTIRQ, block);
	open_softirq(IRQ_POLL_SOFTIRQ, irq_poll);
	return 0;
}

static void vectors_are_linux_s_ten(void **state)
{
	static const char *const names[] = {"HI",	"TIMER",   "NET_TX", "NET_RX",	"BLOCK",
					    "IRQ_POLL", "TASKLET", "SCHED",  "HRTIMER", "RCU"};

	static const int order[] = {HI_SOFTIRQ,	     TIMER_SOFTIRQ, NET_TX_SOFTIRQ,
				    NET_RX_SOFTIRQ,  BLOCK_SOFTIRQ, IRQ_POLL_SOFTIRQ,
				    TASKLET_SOFTIRQ, SCHED_SOFTIRQ, HRTIMER_SOFTIRQ,
				    RCU_SOFTIRQ};

	assert_int_equal(NR_SOFTIRQS, 10);
	for (int i = 0; i < NR_SOFTIRQS; i++) {
		assert_int_equal(order[i], i);
		assert_string_equal(softirq_to_name[i], names[i]);
	}
}

static void lowest_vector_runs_first(void **state)
{
	struct tasklet_struct hi, normal;

	tasklet_setup(&hi, tasklet_letter);
	hi.data = 'H';
	tasklet_setup(&normal, tasklet_letter);
	normal.data = 'T';
	local_bh_disable();
	tasklet_schedule(&normal);
	raise_softirq(IRQ_POLL_SOFTIRQ);
	raise_softirq(BLOCK_SOFTIRQ);
	raise_softirq(NET_RX_SOFTIRQ);
	raise_softirq(NET_TX_SOFTIRQ);
	tasklet_hi_schedule(&hi);
	local_bh_enable();
	assert_string_equal(noted, "H2345T");
}

static void raised_twice_before_it_runs_runs_once(void **state)
{
	local_bh_disable();
	raise_softirq(NET_TX_SOFTIRQ);
	raise_softirq(NET_TX_SOFTIRQ);
	assert_int_equal(local_softirq_pending(), 1 << NET_TX_SOFTIRQ);
	local_bh_enable();
	assert_string_equal(noted, "2");
}

static void only_the_outermost_bh_enable_runs_them(void **state)
{
	local_bh_disable();
	local_bh_disable();
	local_bh_disable();
	raise_softirq(NET_TX_SOFTIRQ);
	local_bh_enable();
	assert_int_equal(notes(), 0);
	local_bh_enable();
	assert_int_equal(notes(), 0);
	local_bh_enable();
	assert_string_equal(noted, "2");
	assert_ptr_equal(where[NET_TX_SOFTIRQ].task, current);
}

static void bh_enable_within_preempt_off_runs_them(void **state)
{
	preempt_disable();
	local_bh_disable();
	raise_softirq(NET_TX_SOFTIRQ);
	local_bh_enable();
	assert_string_equal(noted, "2");
	preempt_enable();
	assert_int_equal(where[NET_TX_SOFTIRQ].count, 0x102);
}

static void raised_in_task_context_runs_on_ksoftirqd(void **state)
{
	raise_softirq(NET_TX_SOFTIRQ);
	WAIT_UNTIL(notes() == 1);
	assert_string_equal(where[NET_TX_SOFTIRQ].comm, "ksoftirqd/0");

	local_irq_disable();
	raise_softirq_irqoff(NET_RX_SOFTIRQ);
	assert_int_equal(notes(), 1);
	local_irq_enable();
	WAIT_UNTIL(notes() == 2);
	assert_string_equal(where[NET_RX_SOFTIRQ].comm, "ksoftirqd/0");

	preempt_disable();
	raise_softirq(BLOCK_SOFTIRQ);
	preempt_enable();
	WAIT_UNTIL(notes() == 3);
	assert_string_equal(where[BLOCK_SOFTIRQ].comm, "ksoftirqd/0");
}

static void fn_raise(void *vector)
{
	raise_softirq((unsigned int)(unsigned long)vector);
}

static void fn_raise_irqoff(void *vector)
{
	raise_softirq_irqoff((unsigned int)(unsigned long)vector);
}

static void raised_in_a_handler_runs_at_irq_exit(void **state)
{
	interrupt_here(fn_raise, (void *)NET_TX_SOFTIRQ);
	assert_string_equal(noted, "2");
	interrupt_here(fn_raise_irqoff, (void *)NET_RX_SOFTIRQ);
	assert_string_equal(noted, "23");
	assert_ptr_equal(where[NET_RX_SOFTIRQ].task, current);
	assert_false(where[NET_RX_SOFTIRQ].irqs_off);
}

static void raised_in_a_handler_within_bh_off_waits_for_bh_on(void **state)
{
	local_bh_disable();
	interrupt_here(fn_raise, (void *)NET_TX_SOFTIRQ);
	assert_int_equal(notes(), 0);
	local_bh_enable();
	assert_string_equal(noted, "2");
}

static void raise_on_interrupt(void)
{
	interrupt_here(fn_raise, (void *)NET_RX_SOFTIRQ);
	/* Not nested: irq exit leaves it to the softirqs that are being served. */
	note('.');
}

static void raised_in_a_handler_within_a_softirq_runs_after_it(void **state)
{
	extra[BLOCK_SOFTIRQ] = raise_on_interrupt;
	local_bh_disable();
	raise_softirq(BLOCK_SOFTIRQ);
	raise_softirq(IRQ_POLL_SOFTIRQ);
	local_bh_enable();
	extra[BLOCK_SOFTIRQ] = NULL;
	assert_noted_after_passes("4.53");
}

static unsigned int raises_left;

static void raise_around(void)
{
	if (!raises_left--)
		return;
	raise_softirq(NET_TX_SOFTIRQ);
	raise_softirq(BLOCK_SOFTIRQ);
}

static void raised_by_a_softirq_runs_in_the_next_round(void **state)
{
	extra[NET_RX_SOFTIRQ] = raise_around;
	raises_left = 1;
	local_bh_disable();
	raise_softirq(NET_RX_SOFTIRQ);
	raise_softirq(BLOCK_SOFTIRQ);
	raise_softirq(IRQ_POLL_SOFTIRQ);
	local_bh_enable();
	extra[NET_RX_SOFTIRQ] = NULL;
	/* This round had BLOCK already; raised again it is for the next one, as NET_TX is. */
	assert_noted_after_passes("34524");
}

static void bh_off_and_on(void)
{
	local_bh_disable();
	raise_softirq(NET_TX_SOFTIRQ);
	local_bh_enable();
	note('.');
}

static void bh_enable_in_a_softirq_does_not_nest_them(void **state)
{
	extra[NET_RX_SOFTIRQ] = bh_off_and_on;
	local_bh_disable();
	raise_softirq(NET_RX_SOFTIRQ);
	local_bh_enable();
	extra[NET_RX_SOFTIRQ] = NULL;
	assert_noted_after_passes("3.2");
}

static void do_softirq_runs_what_is_pending(void **state)
{
	local_irq_disable();
	raise_softirq_irqoff(NET_TX_SOFTIRQ);
	do_softirq();
	assert_true(irqs_disabled());
	assert_string_equal(noted, "2");
	assert_ptr_equal(where[NET_TX_SOFTIRQ].task, current);
	assert_false(where[NET_TX_SOFTIRQ].irqs_off);
	local_irq_enable();

	local_bh_disable();
	raise_softirq(NET_TX_SOFTIRQ);
	do_softirq();
	assert_int_equal(notes(), 1);
	local_bh_enable();
	assert_int_equal(notes(), 2);
}

/* A chain of runs, each of which raises the next, and who made them. */
static unsigned int chain_length, chain_runs, chain_own_runs, chain_ksoftirqd_runs;
static struct task_struct *chain_task;

static void chain(void)
{
	if (current == chain_task)
		chain_own_runs++;
	else if (!strcmp(current->comm, "ksoftirqd/0"))
		chain_ksoftirqd_runs++;
	if (chain_runs + 1 < chain_length)
		raise_softirq(NET_TX_SOFTIRQ);
	smp_store_release(&chain_runs, chain_runs + 1);
}

static void run_chain(unsigned int length)
{
	chain_length = length;
	chain_runs = chain_own_runs = chain_ksoftirqd_runs = 0;
	chain_task = current;
	extra[NET_TX_SOFTIRQ] = chain;
	local_bh_disable();
	raise_softirq(NET_TX_SOFTIRQ);
	local_bh_enable();
	WAIT_UNTIL(smp_load_acquire(&chain_runs) == length);
	extra[NET_TX_SOFTIRQ] = NULL;
}

static void after_ten_rounds_ksoftirqd_takes_over(void **state)
{
	/* 2 ms may be over sooner if the host is slow: then again. */
	do {
		run_chain(35);
		assert_in_range(chain_own_runs, 1, 10);
		assert_int_equal(chain_own_runs + chain_ksoftirqd_runs, 35);
	} while (chain_own_runs != 10);
	do
		run_chain(10);
	while (chain_own_runs != 10);
}

static void ten_rounds_at_irq_exit_too(void **state)
{
	do {
		chain_length = 20;
		chain_runs = chain_own_runs = chain_ksoftirqd_runs = 0;
		chain_task = current;
		extra[NET_TX_SOFTIRQ] = chain;
		interrupt_here(fn_raise, (void *)NET_TX_SOFTIRQ);
		WAIT_UNTIL(smp_load_acquire(&chain_runs) == 20);
		extra[NET_TX_SOFTIRQ] = NULL;
		assert_in_range(chain_own_runs, 1, 10);
		assert_int_equal(chain_own_runs + chain_ksoftirqd_runs, 20);
	} while (chain_own_runs != 10);
}

static void again(struct tasklet_struct *t)
{
	WRITE_ONCE(t->data, t->data + 1);
	if (!READ_ONCE(chain_length))
		tasklet_schedule(t);
}

static void an_endless_tasklet_does_not_stop_the_task(void **state)
{
	struct tasklet_struct t;
	unsigned long before;

	tasklet_setup(&t, again);
	WRITE_ONCE(chain_length, 0);
	local_bh_disable();
	tasklet_schedule(&t);
	local_bh_enable();
	for (int i = 0; i < 1000; i++) {
		local_bh_disable();
		local_bh_enable();
	}
	/* Nor does the task stop the tasklet. */
	before = READ_ONCE(t.data);
	WAIT_UNTIL(READ_ONCE(t.data) > before + 100);
	WRITE_ONCE(chain_length, 1);
	tasklet_kill(&t);
}

static unsigned long shown(const char *vector, int cpu)
{
	unsigned long counts[2] = {0, 0};
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	char *line;

	assert_non_null(file);
	assert_int_equal(tl_show_softirqs(file), 0);
	fclose(file);
	line = strstr(text, vector);
	assert_non_null(line);
	assert_int_equal(sscanf(line + strlen(vector), ":%lu%lu", &counts[0], &counts[1]), 2);
	free(text);
	return counts[cpu];
}

static void counts_are_shown_by_vector_and_cpu(void **state)
{
	unsigned long here = shown("BLOCK", 0), there = shown("BLOCK", 1), rx = shown("NET_RX", 0);

	for (int i = 0; i < 7; i++) {
		local_bh_disable();
		raise_softirq(BLOCK_SOFTIRQ);
		local_bh_enable();
	}
	for (unsigned int i = 0; i < 3; i++) {
		interrupt_cpu1(fn_raise, (void *)BLOCK_SOFTIRQ);
		WAIT_UNTIL(notes() == 7 + i + 1);
	}
	assert_int_equal(shown("BLOCK", 0), here + 7);
	assert_int_equal(shown("BLOCK", 1), there + 3);
	assert_int_equal(shown("NET_RX", 0), rx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(vectors_are_linux_s_ten),
		MACHINE_TEST(lowest_vector_runs_first),
		MACHINE_TEST(raised_twice_before_it_runs_runs_once),
		MACHINE_TEST(only_the_outermost_bh_enable_runs_them),
		MACHINE_TEST(bh_enable_within_preempt_off_runs_them),
		MACHINE_TEST(raised_in_task_context_runs_on_ksoftirqd),
		MACHINE_TEST(raised_in_a_handler_runs_at_irq_exit),
		MACHINE_TEST(raised_in_a_handler_within_bh_off_waits_for_bh_on),
		MACHINE_TEST(raised_in_a_handler_within_a_softirq_runs_after_it),
		MACHINE_TEST(raised_by_a_softirq_runs_in_the_next_round),
		MACHINE_TEST(bh_enable_in_a_softirq_does_not_nest_them),
		MACHINE_TEST(do_softirq_runs_what_is_pending),
		MACHINE_TEST(after_ten_rounds_ksoftirqd_takes_over),
		MACHINE_TEST(ten_rounds_at_irq_exit_too),
		MACHINE_TEST(an_endless_tasklet_does_not_stop_the_task),
		MACHINE_TEST(counts_are_shown_by_vector_and_cpu),
	};

	return cmocka_run_group_tests(tests, up, machine_down);
}
