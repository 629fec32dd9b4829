// SPDX-License-Identifier: MIT
/*
 * Kept replay files, *.replay beside this file: each runs as it did when it was written, event for
 * event, whatever the build and the compiler. When the machine is given other scheduling points on
 * purpose they are written anew: test-sim-explore-kept DIRECTORY.
 */
#include "../test.h"

#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <tasklet/explore.h>
#include <tasklet/irq.h>

static int counter;

static void count_badly(void *arg)
{
	int seen = READ_ONCE(counter);

	WRITE_ONCE(counter, seen + 1);
}

static void lost_update(void *arg)
{
	counter = 0;
	tl_spawn_on(0, "first", count_badly, NULL);
	tl_spawn_on(1, "second", count_badly, NULL);
	tl_run_until_idle();
	tl_assert(counter == 2);
}

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);

static void a_then_b(void *arg)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);
}

static void b_then_a(void *arg)
{
	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

static void abba(void *arg)
{
	struct task_struct *ab = tl_spawn_on(0, "ab", a_then_b, NULL);
	struct task_struct *ba = tl_spawn_on(1, "ba", b_then_a, NULL);

	tl_join(ab);
	tl_join(ba);
}

struct card {
	struct tasklet_struct tasklet;
	int irq;
};

static irqreturn_t card_interrupt(int irq, void *dev_id)
{
	struct card *card = dev_id;

	tasklet_schedule(&card->tasklet);
	return IRQ_HANDLED;
}

static void card_tasklet(struct tasklet_struct *t)
{
}

static void remove_card(void *arg)
{
	struct card *card = arg;

	tasklet_kill(&card->tasklet);
	free_irq(card->irq, card); /* too late: it has scheduled the tasklet again */
	kfree(card);
}

static void kill_before_free(void *arg)
{
	struct card *card = kzalloc(sizeof(*card), GFP_KERNEL);

	card->irq = tl_irq_alloc("card", TL_IRQ_RISING, 1);
	tasklet_setup(&card->tasklet, card_tasklet);
	tl_assert(!request_irq(card->irq, card_interrupt, 0, "card", card));
	tl_irq_spontaneous(card->irq, 1);
	tl_spawn_on(0, "remove", remove_card, card);
	tl_run_until_idle();
}

static DECLARE_WAIT_QUEUE_HEAD(ready);
static bool is_ready;

static void make_ready(void *arg)
{
	WRITE_ONCE(is_ready, true);
	wake_up(&ready);
}

static void wait_badly(void *arg)
{
	DEFINE_WAIT(wait);

	if (!READ_ONCE(is_ready)) {
		prepare_to_wait(&ready, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&ready, &wait);
	}
}

static void lost_wakeup(void *arg)
{
	struct task_struct *waiter;

	is_ready = false;
	waiter = tl_spawn_on(0, "waiter", wait_badly, NULL);
	tl_spawn_on(1, "waker", make_ready, NULL);
	tl_join(waiter);
}

static const struct {
	const char *name;
	void (*scenario)(void *arg);
	enum tl_failure failure;
} kept[] = {
	{"lost-update", lost_update, TL_FAIL_ASSERT},
	{"abba", abba, TL_FAIL_DEADLOCK},
	{"kill-before-free", kill_before_free, TL_FAIL_MEMORY},
	{"lost-wakeup", lost_wakeup, TL_FAIL_DEADLOCK},
};

static const char *folder;

/* What the file says of its end. */
static uint64_t hash_of(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned long long hash = 0;
	char line[600];

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "hash %llx", &hash) == 1)
			break;
	fclose(file);
	return hash;
}

static void a_kept_schedule_runs_as_it_did(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		struct tl_explored found;
		char path[512];

		snprintf(path, sizeof(path), "%s/%s.replay", folder, kept[i].name);
		assert_int_equal(tl_replay(path, kept[i].scenario, NULL, &found), 1);
		assert_int_equal(found.verdict, TL_FAILED);
		assert_int_equal(found.failure, kept[i].failure);
		assert_int_equal(found.hash, hash_of(path));
	}
}

static int write_anew(const char *directory)
{
	char options[300];

	snprintf(options, sizeof(options), "nr_cpus=2 replay=%s", directory);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		if (tl_explore(kept[i].name, options, kept[i].scenario, NULL, NULL) != 1)
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kept_schedule_runs_as_it_did),
	};

	if (argc == 2)
		return write_anew(argv[1]);
	folder = getenv("KEPT_REPLAYS");
	if (!folder)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
