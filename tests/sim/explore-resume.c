// SPDX-License-Identifier: MIT
/*
 * Runs of a depth first search that are taken up in their middle (lib/arch/sim/explore/checkpoint.c)
 * are the same runs: as many, with the same events, as those that all begin with the first line.
 * And they are not there where a program has state that is not in our hands.
 *
 * Each scenario counts its runs in shared memory, at its first line and at its last; a resumed one
 * comes to the latter only.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <tasklet/mmap.h>

#include "explore-help.h"

/* Where checkpoint.c takes none, the rest has to hold nevertheless. */
#if defined(__SANITIZE_ADDRESS__)
#elif defined(__has_feature)
#if !__has_feature(address_sanitizer)
#define RESUMES
#endif
#elif defined(__x86_64__) || defined(__aarch64__)
#define RESUMES
#endif

/**
 * struct seen - of one search
 * @pid: of the process that makes it: each phase of a search, with wider bounds, has one
 * @begun, @ended: runs
 * @sum, @mix: of the hashes of their events, in whatever order
 */
struct seen {
	pid_t pid;
	uint64_t begun, ended;
	uint64_t sum, mix;
};

static struct seen *seen;

static void begins(void)
{
	if (seen->pid != getpid())
		memset(seen, 0, sizeof(*seen));
	seen->pid = getpid();
	seen->begun++;
}

static void ends(void)
{
	uint64_t hash = tl_event_hash();

	seen->ended++;
	seen->sum += hash;
	seen->mix ^= hash * hash;
}

/* --- scenarios --- */

static atomic_t count;

static void adds(void *n)
{
	for (long i = 0; i < (long)n; i++)
		atomic_inc(&count);
}

static void tasks(void *arg)
{
	begins();
	tl_spawn_on(0, "a", adds, (void *)4);
	tl_spawn_on(1, "b", adds, (void *)3);
	tl_spawn_on(2, "c", adds, (void *)2);
	tl_run_until_idle();
	tl_assert(atomic_read(&count) == 9);
	ends();
}

/* Memory, stacks that come and go, sleepers, what is due: made and given back within the run. */
struct card {
	spinlock_t lock;
	unsigned int n;
	unsigned int *log;
	struct timer_list timer;
	struct work_struct work;
};

static void card_log(struct card *card, unsigned int what)
{
	unsigned long flags;

	spin_lock_irqsave(&card->lock, flags);
	card->log[card->n++] = what;
	spin_unlock_irqrestore(&card->lock, flags);
}

static void card_timer(struct timer_list *t)
{
	struct card *card = from_timer(card, t, timer);

	card_log(card, 1);
}

static void card_work(struct work_struct *work)
{
	card_log(container_of(work, struct card, work), 2);
}

static int card_thread(void *arg)
{
	struct card *card = arg;
	unsigned int *own = kmalloc(sizeof(*own), GFP_KERNEL);

	*own = 3;
	msleep(1);
	card_log(card, *own);
	kfree(own);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static void card_user(void *arg)
{
	card_log(arg, 4);
	card_log(arg, 5);
}

static void whole_card(void *arg)
{
	struct card *card = kzalloc(sizeof(*card), GFP_KERNEL);
	struct task_struct *thread;

	begins();
	card->log = kcalloc(8, sizeof(*card->log), GFP_KERNEL);
	spin_lock_init(&card->lock);
	timer_setup(&card->timer, card_timer, 0);
	INIT_WORK(&card->work, card_work);
	thread = kthread_run(card_thread, card, "card");
	mod_timer(&card->timer, jiffies + 1);
	tl_spawn_on(1, "user", card_user, card);
	schedule_work(&card->work);
	msleep(100);
	kthread_stop(thread);
	timer_delete_sync(&card->timer);
	flush_work(&card->work);
	tl_assert(card->n == 5);
	ends();
	kfree(card->log);
	kfree(card);
}

/* A mapping of the host's, from before the first choice to behind the last. */
static void per_cpu_counter(void *arg)
{
	int __percpu *counter = alloc_percpu(int);

	begins();
	*per_cpu_ptr(counter, 0) = 7;
	tl_spawn_on(0, "a", adds, (void *)3);
	tl_spawn_on(1, "b", adds, (void *)3);
	tl_run_until_idle();
	tl_assert(*per_cpu_ptr(counter, 0) == 7);
	free_percpu(counter);
	ends();
}

static struct page *page;

static int map_page(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(page), PAGE_SIZE, vma->vm_page_prot);
}

static void mapped(void *arg)
{
	volatile char *p;

	page = alloc_page(GFP_KERNEL);
	p = tl_mmap(map_page, NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	begins();
	p[0] = 7;
	tl_spawn_on(0, "a", adds, (void *)3);
	tl_spawn_on(1, "b", adds, (void *)3);
	tl_run_until_idle();
	tl_assert(p[0] == 7 && *(char *)page_address(page) == 7);
	tl_assert(!tl_munmap((void *)p, PAGE_SIZE));
	__free_page(page);
	ends();
}

/* --- exploring --- */

static struct seen search(void (*scenario)(void *arg), const char *options)
{
	struct tl_explored found;
	char all[160];

	memset(seen, 0, sizeof(*seen));
	snprintf(all, sizeof(all), "strategy=dfs jobs=1 nr_cpus=3 progress=off runs=200000 %s",
		 options);
	if (tl_explore("resume", all, scenario, NULL, &found))
		puts(found.report), fail();
	assert_int_equal(found.verdict, TL_EXHAUSTED);
	assert_int_equal(seen->ended, found.schedules);
	return *seen;
}

static void expect_the_same(void (*scenario)(void *arg), const char *bounds)
{
	char options[100];
	struct seen whole, resumed;

	snprintf(options, sizeof(options), "%s resume=never", bounds);
	whole = search(scenario, options);
	assert_int_equal(whole.begun, whole.ended);
	snprintf(options, sizeof(options), "%s resume=always", bounds);
	resumed = search(scenario, options);
	assert_int_equal(resumed.ended, whole.ended);
	assert_true(resumed.sum == whole.sum);
	assert_true(resumed.mix == whole.mix);
#ifdef RESUMES
	assert_true(resumed.begun * 4 < resumed.ended);
#endif
}

/* --- tests --- */

static void resumed_runs_are_the_same_runs(void **state)
{
	expect_the_same(tasks, "p=inf q=inf reduce=none");
}

static void resumed_runs_have_their_memory_and_their_stacks(void **state)
{
	expect_the_same(whole_card, "p=1 q=1 reduce=none");
}

static void no_run_is_resumed_within_a_mapping_of_the_host(void **state)
{
	struct seen found = search(per_cpu_counter, "p=inf q=inf reduce=none resume=always");

	assert_int_equal(found.begun, found.ended);
	found = search(mapped, "p=inf q=inf reduce=none resume=always");
	assert_int_equal(found.begun, found.ended);
}

/* This program calls malloc(), as cmocka's tests may. */
static void by_default_a_program_with_state_of_libc_is_run_whole(void **state)
{
	struct seen found;

	free(malloc(1));
	found = search(tasks, "p=inf q=inf reduce=none");
	assert_int_equal(found.begun, found.ended);
}

#ifdef RESUMES
/* explore-resume-pure.c: says "begins" for each run that does; then how many there were. */
static void by_default_a_program_without_is_resumed(void **state)
{
	unsigned long begun = 0, runs = 0;
	char line[100];
	FILE *f = popen(getenv("RESUME_PURE"), "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "runs %lu", &runs) != 1)
			begun++;
	assert_int_equal(pclose(f), 0);
	assert_true(runs >= 1260); /* 9! / (4! 3! 2!) */
	assert_true(begun > 0 && begun * 4 < runs);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resumed_runs_are_the_same_runs),
		cmocka_unit_test(resumed_runs_have_their_memory_and_their_stacks),
		cmocka_unit_test(no_run_is_resumed_within_a_mapping_of_the_host),
		cmocka_unit_test(by_default_a_program_with_state_of_libc_is_run_whole),
#ifdef RESUMES
		cmocka_unit_test(by_default_a_program_without_is_resumed),
#endif
	};

	seen = share(sizeof(*seen));
	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
