// SPDX-License-Identifier: MIT
/*
 * Loops that end by themselves: they may do so whatever the others might do meanwhile, and others may
 * come in at each point behind.
 */
#include "explore-poll.h"

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <tasklet/mmio.h>

static spinlock_t lock;

/* --- ways to poll --- */

static void counts_delays_with_lock(void *arg)
{
	bool done = false;

	for (int i = 0; i < TURNS && !done; i++) {
		spin_lock(&lock);
		done = READ_ONCE(flag);
		spin_unlock(&lock);
		if (!done)
			udelay(10);
	}
	tell(done);
}

static void polls_jiffies(void *arg)
{
	unsigned long end = jiffies + HZ / 10;
	bool done;

	while (!(done = READ_ONCE(flag)) && time_before(jiffies, end))
		cpu_relax();
	tell(done);
}

static int look(void)
{
	return READ_ONCE(flag);
}

static void iopoll_with_delays(void *arg)
{
	int value;

	tell(!read_poll_timeout_atomic(look, value, value, 10, 1000, false));
}

static void iopoll_without(void *arg)
{
	int value;

	tell(!read_poll_timeout_atomic(look, value, value, 0, 1000, false));
}

static void counted(void *arg)
{
	run_two(counts_delays, rises);
}

static void counted_with_lock(void *arg)
{
	spin_lock_init(&lock);
	run_two(counts_delays_with_lock, rises);
}

static void by_clock(void *arg)
{
	run_two(polls_for_100_us, rises);
}

static void by_jiffies(void *arg)
{
	run_two(polls_jiffies, rises);
}

static void by_iopoll_with_delays(void *arg)
{
	run_two(iopoll_with_delays, rises);
}

static void by_iopoll_without(void *arg)
{
	run_two(iopoll_without, rises);
}

static irqreturn_t polls_in_handler(int irq, void *dev)
{
	counts_delays(NULL);
	return IRQ_HANDLED;
}

static void delays(void *arg)
{
	udelay(10);
}

/* The handler comes in on top of a task that delays, too. */
static void in_handler(void *arg)
{
	run_two_and_line(polls_in_handler, delays, rises);
}

static void a_loop_may_end_whatever_the_others_do(void **state)
{
	assert_seen("nr_cpus=2", counted, "11111");
	assert_seen("nr_cpus=2", counted_with_lock, "11111");
	assert_seen("nr_cpus=2", by_clock, "11111");
	assert_seen("nr_cpus=2", by_jiffies, "11111");
	assert_seen("nr_cpus=2", by_iopoll_with_delays, "11111");
	assert_seen("nr_cpus=2", by_iopoll_without, "11111");
	assert_seen("nr_cpus=2", in_handler, "11111");
}

/* --- the last look --- */

static void looks_once_more(void *arg)
{
	bool done = false;

	for (int i = 0; i < TURNS && !done; i++) {
		done = READ_ONCE(flag);
		if (!done)
			udelay(1);
	}
	if (done)
		seen[0] = 1;
	else
		seen[READ_ONCE(flag) ? 1 : 2] = 1;
}

static void last_look(void *arg)
{
	run_two(looks_once_more, rises);
}

static u32 regs[2];
static void __iomem *base;

static u64 read_register(void *priv, u64 offset, unsigned int size)
{
	return regs[offset / 4];
}

static void write_register(void *priv, u64 offset, u64 value, unsigned int size)
{
	regs[offset / 4] = (u32)value;
}

static void polls_register(void *arg)
{
	for (int i = 0; i < TURNS; i++) {
		if (readl(base)) {
			seen[0] = 1;
			return;
		}
		udelay(10);
	}
	seen[1 + readl(base) + 2 * readl(base + 4)] = 1;
}

static void writes_registers(void *arg)
{
	writel(1, base + 4);
	writel(1, base);
}

static void register_polled(void *arg)
{
	static const struct tl_mmio_ops ops = {.read = read_register, .write = write_register};
	phys_addr_t start;

	tl_assert(!tl_mmio_add("device", sizeof(regs), &ops, NULL, &start));
	base = ioremap(start, sizeof(regs));
	run_two(polls_register, writes_registers);
	iounmap(base);
	tl_assert(!tl_mmio_remove(start));
}

static void others_come_in_before_the_last_look(void **state)
{
	assert_seen("nr_cpus=2", last_look, "111");
	assert_seen("nr_cpus=2", register_polled, "11011");
}

#define POLLS 5

static int command;

static void polls_again(void *arg)
{
	for (int i = 0; i < POLLS; i++) {
		WRITE_ONCE(command, i);
		if (poll_clock(100 * NSEC_PER_USEC)) {
			seen[LEVELS] = 1;
			return;
		}
	}
	seen[READ_ONCE(level)] = 1;
}

static void polled_again(void *arg)
{
	run_two(polls_again, rises);
}

static void one_poll_may_end_after_another(void **state)
{
	assert_seen_by("strategy=dfs reduce=none", "nr_cpus=2", polled_again, "11111");
	assert_seen_by("strategy=dfs reduce=marked", "nr_cpus=2", polled_again, "11111");
}

/* --- other waits --- */

static int nobody_sets[2], nr_timed_out;

static void iopoll_in_vain(void *arg)
{
	int *what = arg, value;

	if (read_poll_timeout_atomic(READ_ONCE, value, value, 10, 1000, false, *what))
		WRITE_ONCE(nr_timed_out, READ_ONCE(nr_timed_out) + 1);
}

static void iopoll_twice(void *arg)
{
	nr_timed_out = 0;
	tl_spawn_on(0, "one", iopoll_in_vain, &nobody_sets[0]);
	tl_spawn_on(0, "two", iopoll_in_vain, &nobody_sets[1]);
	tl_run_until_idle();
	seen[nr_timed_out] = 1;
}

static void polls_by_yields(void *arg)
{
	unsigned long end = jiffies + 30 * HZ;
	bool done;

	while (!(done = READ_ONCE(flag)) && time_before(jiffies, end))
		yield();
	tell(done);
}

static void by_yields(void *arg)
{
	run_two(polls_by_yields, rises);
}

static void alone_by_yields(void *arg)
{
	tl_join(tl_spawn_on(0, "polls", polls_by_yields, NULL));
}

static void delays_and_relaxes(void *arg)
{
	int i;

	for (i = 0; i < TURNS && !READ_ONCE(flag); i++) {
		udelay(10);
		cpu_relax();
	}
	tell(i < TURNS);
}

static void by_delay_and_relax(void *arg)
{
	run_two(delays_and_relaxes, rises);
}

static void it_may_wait_in_any_way(void **state)
{
	assert_seen_by("strategy=dfs p=1", "nr_cpus=1", iopoll_twice, "011");
	assert_seen("nr_cpus=2", by_yields, "11111");
	assert_seen("nr_cpus=2", by_delay_and_relax, "11111");
	assert_seen("nr_cpus=1", alone_by_yields, "1");
}

/* --- a schedule of it --- */

static void must_not_time_out(void *arg)
{
	run_two(counts_delays, rises);
	tl_assert(came_to == LEVELS);
}

static void it_is_told_and_replayed(void **state)
{
	static const char *const all[] = {"strategy=dfs",	"strategy=dfs p=2 q=inf",
					  "strategy=portfolio", "strategy=pct",
					  "strategy=pos",	"strategy=walk"};
	struct tl_explored found, again;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		search(all[i], "nr_cpus=2", must_not_time_out, &found);
		assert_int_equal(found.verdict, TL_FAILED);
		assert_int_equal(found.deviations, 1);
		assert_non_null(strstr(found.report, "until the loop ends"));
		assert_true(tl_replay(found.replay, must_not_time_out, NULL, &again) > 0);
		assert_int_equal(again.verdict, TL_FAILED);
		assert_int_equal(again.hash, found.hash);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loop_may_end_whatever_the_others_do),
		cmocka_unit_test(others_come_in_before_the_last_look),
		cmocka_unit_test(one_poll_may_end_after_another),
		cmocka_unit_test(it_may_wait_in_any_way),
		cmocka_unit_test(it_is_told_and_replayed),
	};

	seen = share(OUTCOMES);
	return cmocka_run_group_tests_name("explore-poll", tests, enter_directory, leave_directory);
}
