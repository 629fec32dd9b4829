// SPDX-License-Identifier: MIT
/*
 * Loops that end by themselves: they may do so whatever the others might do meanwhile, and others may
 * come in at each point behind.
 */
#include "explore-ways.h"

#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <tasklet/mmio.h>

#define TURNS  100
#define LEVELS 4

static int flag, level;
static bool timed_out;
static spinlock_t lock;

/* --- who is waited for --- */

static void rises(void *arg)
{
	for (int i = 1; i < LEVELS; i++)
		WRITE_ONCE(level, i);
	WRITE_ONCE(flag, 1);
}

static void rises_late(void *arg)
{
	msleep(1);
	rises(arg);
}

static irqreturn_t comes(int irq, void *dev)
{
	WRITE_ONCE(flag, 1);
	return IRQ_HANDLED;
}

/* --- what became of it: the level when the loop ended, and LEVELS if it was not in vain --- */

static void tell(bool done)
{
	timed_out = !done;
	seen[done ? LEVELS : READ_ONCE(level)] = 1;
}

static void counts_delays(void *arg)
{
	int i;

	for (i = 0; i < TURNS && !READ_ONCE(flag); i++)
		udelay(10);
	tell(i < TURNS);
}

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

static bool poll_clock(u64 ns)
{
	u64 end = ktime_get_ns() + ns;

	while (!READ_ONCE(flag)) {
		if (ktime_get_ns() >= end)
			return false;
		cpu_relax();
	}
	return true;
}

static void polls_for_100_us(void *arg)
{
	tell(poll_clock(100 * NSEC_PER_USEC));
}

static void polls_for_10_ms(void *arg)
{
	tell(poll_clock(10 * NSEC_PER_MSEC));
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
	int irq = make_line("polls", 0, polls_in_handler, &flag);

	tl_irq_raise(irq);
	run_two(delays, rises);
	end_line(irq, &flag);
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

/* --- hardware, and who sleeps --- */

static void run_with_line(void (*task)(void *arg))
{
	int irq = make_line("comes", 1, comes, &flag);

	assert_int_equal(tl_irq_spontaneous(irq, 1), 0);
	tl_spawn_on(0, "polls", task, NULL);
	tl_run_until_idle();
	end_line(irq, &flag);
}

static void clock_and_line(void *arg)
{
	run_with_line(polls_for_100_us);
}

static void delays_and_line(void *arg)
{
	run_with_line(counts_delays);
}

static void hardware_may_fire_or_not(void **state)
{
	assert_seen("nr_cpus=2", clock_and_line, "10001");
	assert_seen("nr_cpus=2", delays_and_line, "10001");
}

static void run_with_sleeper(void (*task)(void *arg))
{
	struct task_struct *polls = tl_spawn_on(0, "polls", task, NULL);

	tl_join(tl_spawn_on(1, "sleeps", rises_late, NULL));
	tl_join(polls);
}

static void soon_and_late(void *arg)
{
	run_with_sleeper(polls_for_100_us);
}

static void late_and_soon(void *arg)
{
	run_with_sleeper(polls_for_10_ms);
}

static void wakes_up_while_idle(void *arg)
{
	tl_spawn_on(0, "polls", polls_for_10_ms, NULL);
	tl_join(tl_spawn_on(1, "sleeps", rises_late, NULL));
	tl_run_until_idle();
}

static void left_to_itself(void *arg)
{
	tl_spawn_on(0, "polls", polls_for_10_ms, NULL);
	tl_spawn_on(1, "sleeps", rises_late, NULL);
	tl_run_until_idle();
	msleep(100);
}

static struct hrtimer timer;

static enum hrtimer_restart expires(struct hrtimer *t)
{
	WRITE_ONCE(flag, 1);
	return HRTIMER_NORESTART;
}

/* Outcomes: the level when it expired. */
static void awaits_own_timer(void *arg)
{
	hrtimer_setup(&timer, expires, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, ns_to_ktime(NSEC_PER_MSEC), HRTIMER_MODE_REL);
	for (int i = 0; i < TURNS && !READ_ONCE(flag); i++)
		udelay(100);
	if (READ_ONCE(flag))
		seen[READ_ONCE(level)] = 1;
	hrtimer_cancel(&timer);
}

static void rises_only(void *arg)
{
	for (int i = 1; i < LEVELS; i++)
		WRITE_ONCE(level, i);
}

static void own_timer(void *arg)
{
	run_two(awaits_own_timer, rises_only);
}

#define TICKS 20

static int ticks;

static enum hrtimer_restart ticks_on(struct hrtimer *t)
{
	if (++ticks == TICKS) {
		WRITE_ONCE(flag, 1);
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(t, ns_to_ktime(NSEC_PER_MSEC));
	return HRTIMER_RESTART;
}

static void awaits_ticks(void *arg)
{
	hrtimer_setup(&timer, ticks_on, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&timer, ns_to_ktime(NSEC_PER_MSEC), HRTIMER_MODE_REL);
	tell(poll_clock(10ull * NSEC_PER_SEC));
	hrtimer_cancel(&timer);
}

static void ticked(void *arg)
{
	tl_join(tl_spawn_on(0, "awaits", awaits_ticks, NULL));
}

static void what_is_due_meanwhile_comes(void **state)
{
	assert_seen_by("strategy=dfs p=0 q=0", "nr_cpus=1", ticked, "00001");
	assert_seen("nr_cpus=2", wakes_up_while_idle, "11111");
	assert_seen("nr_cpus=2", left_to_itself, "11111");
	assert_seen("nr_cpus=2", own_timer, "1111");
}

/* 100 us are over before 1 ms is, but not necessarily 10. */
static void who_sleeps_wakes_up_when_it_is_time(void **state)
{
	assert_seen("nr_cpus=2", soon_and_late, "10000");
	assert_seen("nr_cpus=2", late_and_soon, "11111");
}

/* --- several polls --- */

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

#define COMMANDS 8

static int acknowledged;

static void commands(void *arg)
{
	for (int i = 1; i <= COMMANDS; i++) {
		WRITE_ONCE(command, i);
		for (int k = 0; k < TURNS && READ_ONCE(acknowledged) < i; k++)
			udelay(1);
	}
}

static void acknowledges(void *arg)
{
	for (int i = 1; i <= COMMANDS; i++) {
		while (READ_ONCE(command) < i)
			cpu_relax();
		WRITE_ONCE(acknowledged, i);
	}
}

static void commanded(void *arg)
{
	run_two(commands, acknowledges);
}

static void a_search_without_preemptions_is_short(void **state)
{
	struct tl_explored found;

	search("strategy=dfs p=0 q=0", "nr_cpus=2", commanded, &found);
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_in_range(found.runs, 1, 20);
}

/* --- loops that never end --- */

static void delays_for_ever(void *arg)
{
	while (!READ_ONCE(flag))
		udelay(1);
	seen[READ_ONCE(level)] = 1;
}

static void looks_at_clock_for_ever(void *arg)
{
	while (!READ_ONCE(flag)) {
		(void)ktime_get_ns();
		cpu_relax();
	}
	seen[READ_ONCE(level)] = 1;
}

static void delays_without_end(void *arg)
{
	run_two(delays_for_ever, rises);
}

static void clock_without_end(void *arg)
{
	run_two(looks_at_clock_for_ever, rises);
}

static void ended_by_director(void *arg)
{
	tl_spawn_on(0, "looks", looks_at_clock_for_ever, NULL);
	tl_run_until_idle();
	WRITE_ONCE(flag, 1);
	tl_run_until_idle();
}

static void delays_ended_by_director(void *arg)
{
	tl_spawn_on(0, "delays", delays_for_ever, NULL);
	tl_run_until_idle();
	WRITE_ONCE(flag, 1);
	tl_run_until_idle();
}

static void looks_for_long(void *arg)
{
	struct task_struct *looks = tl_spawn_on(0, "looks", looks_at_clock_for_ever, NULL);

	ssleep(100000);
	WRITE_ONCE(flag, 1);
	tl_join(looks);
}

static void two_delay(void *arg)
{
	tl_spawn_on(0, "one", delays_for_ever, NULL);
	tl_spawn_on(1, "two", delays_for_ever, NULL);
	tl_spawn_on(2, "rises", rises, NULL);
	tl_run_until_idle();
}

static void counts_to_5000(void *arg)
{
	int i;

	for (i = 0; i < 5000 && !READ_ONCE(flag); i++)
		udelay(1);
	tell(i < 5000);
}

static void yields_100_times(void *arg)
{
	for (int i = 0; i < 100; i++)
		yield();
}

static void long_ways(void *arg)
{
	tl_join(tl_spawn_on(0, "counts", counts_to_5000, NULL));
	tl_join(tl_spawn_on(0, "yields", yields_100_times, NULL));
}

static void a_long_way_is_no_deadlock(void **state)
{
	assert_seen("nr_cpus=1", long_ways, "1");
}

/* No run is cut but of a search that leaves out what is cut. */
static unsigned int *ended __tl_keep;

static void counts_ends(void *arg)
{
	delays_without_end(arg);
	__atomic_fetch_add(ended, 1, __ATOMIC_RELAXED);
}

static void samples_are_whole_runs(void **state)
{
	static const char *const strategies[] = {"strategy=pct", "strategy=pos", "strategy=walk"};
	struct tl_explored found;

	for (size_t i = 0; i < sizeof(strategies) / sizeof(strategies[0]); i++) {
		*ended = 0;
		search(strategies[i], "nr_cpus=2 runs=200", counts_ends, &found);
		assert_int_equal(found.verdict, TL_SAMPLED);
		assert_true(*ended >= 200);
	}
}

static void who_polls_for_ever_waits(void **state)
{
	assert_seen("nr_cpus=2", delays_ended_by_director, "1");
	assert_seen("nr_cpus=2", looks_for_long, "1");
	exhausts("strategy=dfs p=1 q=inf", "nr_cpus=3", two_delay);
	assert_seen("nr_cpus=2", delays_without_end, "0001");
	assert_seen("nr_cpus=2", clock_without_end, "0001");
	assert_seen("nr_cpus=2", ended_by_director, "1000");
}

/* More than is kept of a turn. */
static int wide[20];

static void polls_much(void *arg)
{
	for (int i = 0; i < TURNS && !READ_ONCE(flag); i++) {
		for (size_t k = 0; k < sizeof(wide) / sizeof(wide[0]); k++)
			(void)READ_ONCE(wide[k]);
		udelay(1);
	}
}

static void sets_flag(void *arg)
{
	WRITE_ONCE(flag, 1);
}

static void wide_turns(void *arg)
{
	run_two(polls_much, sets_flag);
}

static void turns_of_many_points_are_no_livelock(void **state)
{
	exhausts_all_ways("nr_cpus=2 points=500", wide_turns);
}

/* --- a schedule of it --- */

static void must_not_time_out(void *arg)
{
	run_two(counts_delays, rises);
	tl_assert(!timed_out);
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
	if (getenv("VERBOSE"))
		puts(found.report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loop_may_end_whatever_the_others_do),
		cmocka_unit_test(others_come_in_before_the_last_look),
		cmocka_unit_test(one_poll_may_end_after_another),
		cmocka_unit_test(hardware_may_fire_or_not),
		cmocka_unit_test(what_is_due_meanwhile_comes),
		cmocka_unit_test(who_sleeps_wakes_up_when_it_is_time),
		cmocka_unit_test(it_may_wait_in_any_way),
		cmocka_unit_test(a_search_without_preemptions_is_short),
		cmocka_unit_test(who_polls_for_ever_waits),
		cmocka_unit_test(a_long_way_is_no_deadlock),
		cmocka_unit_test(samples_are_whole_runs),
		cmocka_unit_test(turns_of_many_points_are_no_livelock),
		cmocka_unit_test(it_is_told_and_replayed),
	};

	seen = share(OUTCOMES);
	ended = share(sizeof(*ended));
	return cmocka_run_group_tests_name("explore-poll", tests, enter_directory, leave_directory);
}
