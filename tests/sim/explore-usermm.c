// SPDX-License-Identifier: MIT
/*
 * The program's memory in runs of the explorer: a bad pointer is no crash there either, memory that a
 * run has mapped is restored and unmapped after it, and who reads twice what the program may change
 * meanwhile is found.
 */
#include <unistd.h>

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <tasklet/mmap.h>

#include "explore-help.h"

#define RUNS 200

static char mapped[2 * PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
/* Nothing writes to it before the driver does. */
static char cold[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

/* Told by runs: in which process, how many, and of these how many found something wrong. */
struct told {
	pid_t pid;
	int runs, wrong, lines_early, lines_late;
};

static struct told *told __tl_keep;

static int count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int c, lines = 0;

	while ((c = getc(maps)) != EOF)
		lines += c == '\n';
	fclose(maps);
	return lines;
}

static int dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, (unsigned long)file >> PAGE_SHIFT,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static char *map(void *memory)
{
	char *p = tl_mmap(dev_mmap, memory, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);

	tl_assert(!IS_ERR(p));
	return p;
}

static void other(void *arg)
{
	char *user = arg;

	user[1]++;
	tl_point();
	user[1]++;
}

static void leaves_mappings(void *arg)
{
	char *block = kzalloc(PAGE_SIZE, GFP_KERNEL), *user, *user_block;

	(void)arg;
	if (told->pid != getpid())
		memset(told, 0, sizeof(*told));
	told->pid = getpid();
	told->wrong += mapped[1] || mapped[PAGE_SIZE] || cold[0];
	told->wrong += copy_from_user(block, NULL, 8) != 8;
	told->wrong += copy_to_user(cold, "x", 1) || cold[0] != 'x';
	user = map(mapped);
	user_block = map(block);
	tl_spawn_on(0, "zero", other, user);
	tl_spawn_on(1, "one", other, user_block);
	tl_run_until_idle();
	told->wrong += READ_ONCE(mapped[1]) != 2 || READ_ONCE(block[1]) != 2;
	mapped[PAGE_SIZE] = 1;
	if (++told->runs == 20)
		told->lines_early = count_mappings();
	told->lines_late = count_mappings();
	kfree(block);
}

static void what_a_run_maps_is_given_back_after_it(void **state)
{
	struct tl_explored found;

	(void)state;
	assert_int_equal(tl_explore("mappings",
				    "strategy=walk runs=200 jobs=1 nr_cpus=2 progress=off",
				    leaves_mappings, NULL, &found),
			 0);
	assert_int_equal(found.verdict, TL_SAMPLED);
	assert_int_equal(told->runs, RUNS);
	assert_int_equal(told->wrong, 0);
	assert_true(told->lines_late <= told->lines_early);
	/* Nor is anything left of it here. */
	assert_int_equal(mapped[1], 0);
}

/* --- fetched twice --- */

static struct request {
	char data[28];
	u32 size; /* not where the copy begins */
} request;

static void change_it_meanwhile(void *arg)
{
	(void)arg;
	WRITE_ONCE(request.size, 200);
}

static void checks_then_reads_again(void *arg)
{
	struct request ours;
	u32 size;

	(void)arg;
	tl_assert(!get_user(size, &request.size));
	if (size > sizeof(ours.data))
		return;
	tl_assert(!copy_from_user(&ours, &request, sizeof(ours)));
	tl_assert(ours.size <= sizeof(ours.data));
}

static void a_double_fetch(void *arg)
{
	(void)arg;
	request.size = 4;
	tl_spawn_on(0, "ioctl", checks_then_reads_again, NULL);
	tl_spawn_on(1, "program", change_it_meanwhile, NULL);
	tl_run_until_idle();
}

static void who_reads_twice_is_found(void **state)
{
	struct tl_explored found;

	(void)state;
	(void)tl_explore("fetch", "jobs=1 nr_cpus=2 progress=off", a_double_fetch, NULL, &found);
	assert_int_equal(found.verdict, TL_FAILED);
}

/* --- freed meanwhile --- */

static void frees(void *arg)
{
	kfree(arg);
}

static void copies(void *arg)
{
	char user[16];

	(void)!copy_to_user(user, arg, sizeof(user));
}

static void a_buffer_that_is_freed(void *arg)
{
	char *block = kzalloc(16, GFP_KERNEL);

	(void)arg;
	tl_spawn_on(0, "read", copies, block);
	tl_spawn_on(1, "release", frees, block);
	tl_run_until_idle();
}

static void who_copies_what_is_freed_is_found(void **state)
{
	struct tl_explored found;

	(void)state;
	(void)tl_explore("freed", "jobs=1 nr_cpus=2 progress=off", a_buffer_that_is_freed, NULL,
			 &found);
	assert_int_equal(found.verdict, TL_FAILED);
}

static int begin(void **state)
{
	told = share(sizeof(*told));
	return enter_directory(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_run_maps_is_given_back_after_it),
		cmocka_unit_test(who_reads_twice_is_found),
		cmocka_unit_test(who_copies_what_is_freed_is_found),
	};

	return cmocka_run_group_tests_name("sim-explore-usermm", tests, begin, leave_directory);
}
