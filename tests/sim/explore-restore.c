// SPDX-License-Identifier: MIT
/*
 * Each run begins with the data that the first one began with, but for what is kept; and 100,000
 * runs need no more memory than 1,000.
 */
#include <unistd.h>

#include <linux/atomic.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "explore-help.h"

#define NR_RUNS	 100000
#define WARM_UP	 1000
#define SLACK_KB 512
#define LARGE	 200000

/* Zero, set, large, within functions, and pointed to by others. */
static int zero;
static int set = 42;
static const char *text = "first";
static unsigned char large[LARGE];
static DECLARE_WAIT_QUEUE_HEAD(queue);
static int kept __tl_keep;
static int kept_and_set __tl_keep = 7;

/**
 * struct told - by runs
 * @pid: of the process that told the last one; another one is another phase of the search
 * @runs: how many there were
 * @stale: times that something was not as at the beginning
 * @kept_of_former: times that what is kept was what the run before left
 * @early, @late: kB of memory of its own, resident and writable, after WARM_UP runs, and in the
 *	last
 */
struct told {
	pid_t pid;
	uint64_t runs, stale, kept_of_former;
	struct memory {
		uint64_t resident, data;
	} early, late;
};

static struct told *told __tl_keep;

static void begin_to_tell(void)
{
	if (told->pid != getpid())
		memset(told, 0, sizeof(*told));
	told->pid = getpid();
}

static unsigned int count_calls(void)
{
	static unsigned int calls;

	return ++calls;
}

static void spoil(void *arg)
{
	zero++;
	set = 1;
	text = "other";
	large[0]++;
	large[LARGE / 2]++;
	large[LARGE - 1]++;
	tl_point();
	init_waitqueue_head(&queue);
	zero++;
}

static bool is_fresh(void)
{
	return !zero && set == 42 && !strcmp(text, "first") && !large[0] && !large[LARGE / 2] &&
	       !large[LARGE - 1] && list_empty(&queue.head) && count_calls() == 1;
}

static void static_data(void *arg)
{
	DECLARE_WAITQUEUE(entry, current);

	begin_to_tell();
	told->stale += !is_fresh();
	told->kept_of_former += kept == (int)told->runs && kept_and_set == 7 + (int)told->runs;
	told->runs++;
	kept++;
	kept_and_set++;
	add_wait_queue(&queue, &entry); /* left there: it lies on the stack */
	tl_spawn_on(0, "zero", spoil, NULL);
	tl_spawn_on(1, "one", spoil, NULL);
	tl_run_until_idle();
}

static void data_is_fresh_in_each_run_and_kept_data_is_not(void **state)
{
	struct tl_explored found;

	assert_int_equal(tl_explore("fresh", "strategy=walk runs=500 jobs=1 nr_cpus=2 progress=off",
				    static_data, NULL, &found),
			 0);
	assert_int_equal(found.verdict, TL_SAMPLED);
	assert_int_equal(told->runs, 500);
	assert_int_equal(told->stale, 0);
	assert_int_equal(told->kept_of_former, 500);
	/* The test's own process made no run. */
	assert_int_equal(kept, 0);
	assert_int_equal(set, 42);
}

static void cut_short(void *arg)
{
	told->runs++;
	told->stale += !is_fresh();
	spoil(NULL);
	tl_spawn_on(0, "zero", spoil, NULL);
	tl_spawn_on(1, "one", spoil, NULL);
	tl_spawn_on(2, "two", spoil, NULL);
	tl_run_until_idle();
}

/* Runs that reduction or shards cut are left in the middle. */
static void data_is_fresh_behind_a_run_that_was_cut(void **state)
{
	struct tl_explored found;

	memset(told, 0, sizeof(*told));
	assert_int_equal(
		tl_explore("cut",
			   "strategy=dfs p=inf q=inf jobs=1 nr_cpus=3 shard=2/3 progress=off",
			   cut_short, NULL, &found),
		0);
	assert_true(found.runs > found.schedules);
	/* And one in front, for what shards have to agree on. */
	assert_int_equal(told->runs, found.runs + 1);
	assert_int_equal(told->stale, 0);
}

/* --- memory --- */

static atomic_t word;
static spinlock_t lock;
static struct tasklet_struct tasklet;

static void tasklet_fn(struct tasklet_struct *t)
{
	atomic_inc(&word);
}

static irqreturn_t handler(int irq, void *dev)
{
	tasklet_schedule(&tasklet);
	return IRQ_HANDLED;
}

static void work(void *arg)
{
	int *block = kmalloc(100, GFP_KERNEL);

	atomic_inc(&word);
	spin_lock(&lock);
	WRITE_ONCE(*block, 1);
	spin_unlock(&lock);
	kfree(block);
}

static void measure(struct memory *m)
{
	unsigned long size, resident, shared, text_pages, lib, data;
	FILE *in = fopen("/proc/self/statm", "r");
	unsigned long kb = (unsigned long)sysconf(_SC_PAGESIZE) / 1024;

	if (!in)
		return;
	if (fscanf(in, "%lu %lu %lu %lu %lu %lu", &size, &resident, &shared, &text_pages, &lib,
		   &data) == 6)
		*m = (struct memory){(resident - shared) * kb, data * kb};
	fclose(in);
}

static void something_of_everything(void *arg)
{
	int irq = make_line("line", 0, handler, &word);

	tasklet_setup(&tasklet, tasklet_fn);
	spin_lock_init(&lock);
	tl_irq_raise(irq);
	for (int i = 0; i < 3; i++)
		tl_spawn_on(i, "task", work, NULL);
	tl_run_until_idle();
	end_line(irq, &word);
	begin_to_tell();
	told->runs++;
	if (told->runs == WARM_UP)
		measure(&told->early);
	if (told->runs == NR_RUNS)
		measure(&told->late);
}

static void many_runs_need_no_more_memory(void **state)
{
	struct tl_explored found;
	char options[100];

	snprintf(options, sizeof(options), "strategy=walk runs=%d jobs=1 nr_cpus=3 progress=off",
		 NR_RUNS);
	assert_int_equal(tl_explore("memory", options, something_of_everything, NULL, &found), 0);
	assert_int_equal(told->runs, NR_RUNS);
	assert_int_not_equal(told->early.resident, 0);
	assert_in_range(told->late.resident, 0, told->early.resident + SLACK_KB);
	assert_in_range(told->late.data, 0, told->early.data + SLACK_KB);
}

static void use_the_end_of_a_block(void *arg)
{
	atomic_t *counters = kcalloc(3, sizeof(*counters), GFP_KERNEL);

	atomic_set(&counters[2], 1);
	atomic_inc(&counters[2]);
	tl_assert(READ_ONCE(counters[2].counter) == 2);
	kfree(counters);
}

static void an_int_at_the_end_of_a_block_is_within_it(void **state)
{
	struct tl_explored found;

	if (tl_explore("end", "strategy=dfs jobs=1 progress=off", use_the_end_of_a_block, NULL,
		       &found))
		fail_msg("%s\n%s", found.text, found.report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(data_is_fresh_in_each_run_and_kept_data_is_not),
		cmocka_unit_test(data_is_fresh_behind_a_run_that_was_cut),
		cmocka_unit_test(many_runs_need_no_more_memory),
		cmocka_unit_test(an_int_at_the_end_of_a_block_is_within_it),
	};

	told = share(sizeof(*told));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
