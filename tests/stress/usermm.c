// SPDX-License-Identifier: MIT
/*
 * The program's memory under load: pages that are mapped and unmapped while others write to them,
 * and copies from and to memory that comes and goes, with interrupts landing in them whose handlers
 * meet bad memory themselves.
 */
#include "../test.h"
#include "stress.h"

#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/uaccess.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/mmap.h>

#include <sys/mman.h>

#define NR_WRITERS 3
#define NR_PAGES   4
#define TURNS	   TEST_TURNS(2000)

static int stop;

/* --- a page that is mapped while others write --- */

static unsigned long *memory;
static unsigned long written[NR_WRITERS];

static int map_memory(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, virt_to_pfn(memory), vma->vm_end - vma->vm_start,
			       vma->vm_page_prot);
}

/* Each has a word of its own in each page: what is lost shows at the end. */
static void *write_words(void *arg)
{
	unsigned int me = (unsigned int)(unsigned long)arg;

	while (!get(&stop)) {
		for (unsigned int page = 0; page < NR_PAGES; page++) {
			unsigned long *word = memory + page * PAGE_SIZE / sizeof(long) + me * 8;

			WRITE_ONCE(*word, READ_ONCE(*word) + 1);
		}
		written[me]++;
		if (me == 0)
			(void)put_user(written[me], memory + 100);
	}
	return NULL;
}

static void map_and_write(unsigned int turn)
{
	size_t size = (1 + turn % NR_PAGES) * PAGE_SIZE;
	unsigned long *user =
		tl_mmap(map_memory, NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, 0);

	if (IS_ERR(user)) {
		stress_fail("tl_mmap: %ld", PTR_ERR(user));
		return;
	}
	WRITE_ONCE(user[NR_WRITERS * 8], turn);
	barrier();
	stress_check(READ_ONCE(memory[NR_WRITERS * 8]) == turn, "turn %u: not the same memory",
		     turn);
	stress_check(!tl_munmap(user, size), "tl_munmap");
	stress_check(READ_ONCE(memory[NR_WRITERS * 8]) == turn, "turn %u: lost", turn);
	add(&stress_progress, 1);
}

static void what_others_write_meanwhile_is_not_lost(void **state)
{
	pthread_t writers[NR_WRITERS];

	(void)state;
	stop = 0;
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=2"), 0);
	memory = (unsigned long *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, 2);
	for (unsigned long i = 0; i < NR_WRITERS; i++)
		assert_int_equal(pthread_create(&writers[i], NULL, write_words, (void *)i), 0);
	for (unsigned int turn = 0; turn < TURNS; turn++)
		map_and_write(turn);
	set(&stop, 1);
	for (unsigned int i = 0; i < NR_WRITERS; i++)
		pthread_join(writers[i], NULL);
	for (unsigned int i = 0; i < NR_WRITERS; i++)
		for (unsigned int page = 0; page < NR_PAGES; page++)
			stress_check(memory[page * PAGE_SIZE / sizeof(long) + i * 8] == written[i],
				     "writer %u, page %u: %lu of %lu", i, page,
				     memory[page * PAGE_SIZE / sizeof(long) + i * 8], written[i]);
	free_pages((unsigned long)memory, 2);
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(stress_failures, 0);
}

/* --- memory that comes and goes --- */

static char *program; /* two pages; the second one comes and goes */
static unsigned long handled, full, part;

static irqreturn_t meet_bad_memory(int irq, void *dev_id)
{
	char bytes[32];
	unsigned long left;

	(void)irq;
	(void)dev_id;
	left = __copy_from_user_inatomic(bytes, program + PAGE_SIZE - 10, sizeof(bytes));
	stress_check(!left || left == 22, "in a handler: left %lu", left);
	left = __copy_from_user_inatomic(bytes, NULL, sizeof(bytes));
	stress_check(left == sizeof(bytes), "of NULL: left %lu", left);
	add(&handled, 1);
	return IRQ_HANDLED;
}

static void *copy_over_the_edge(void *arg)
{
	static const size_t before[] = {1, 8, 100, PAGE_SIZE};
	bool atomic = arg;
	char *own = program + 2 * PAGE_SIZE - (atomic ? 8 : 4);
	unsigned int turn = 0;
	char ours[PAGE_SIZE + 50];

	if (atomic)
		tl_cpu_bind(0);
	while (!get(&stop)) {
		size_t n = before[turn++ % ARRAY_SIZE(before)];
		unsigned long left;

		if (atomic)
			local_bh_disable();
		left = __copy_from_user_inatomic(ours, program + PAGE_SIZE - n, n + 50);
		if (atomic)
			local_bh_enable();
		stress_check(!left || left == 50, "%zu before: left %lu", n, left);
		stress_check(ours[0] == 'p' && ours[n - 1] == 'p', "%zu before: not copied", n);
		add(left ? &part : &full, 1);
		left = __copy_to_user_inatomic(own, "pppp", 4);
		stress_check(!left || left == 4, "at the end: left %lu", left);
	}
	return NULL;
}

static void copies_are_whole_or_end_at_the_edge(void **state)
{
	int irq;
	pthread_t copiers[2];

	(void)state;
	stop = 0;
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=2"), 0);
	program = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0);
	assert_true(program != MAP_FAILED);
	memset(program, 'p', 2 * PAGE_SIZE);
	irq = tl_irq_alloc("stress", TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)irq, meet_bad_memory, 0, "stress", NULL), 0);
	for (unsigned long i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&copiers[i], NULL, copy_over_the_edge, (void *)i),
				 0);
	for (unsigned int turn = 0; turn < TURNS; turn++) {
		unsigned long before = get(&handled);

		mprotect(program + PAGE_SIZE, PAGE_SIZE,
			 turn % 2 ? PROT_READ | PROT_WRITE : PROT_NONE);
		(void)tl_irq_raise(irq);
		while (get(&handled) == before)
			sched_yield();
		add(&stress_progress, 1);
	}
	/* With the page there and without it, each copies once more at least. */
	for (unsigned int there = 0; there < 2; there++) {
		unsigned long *count = there ? &full : &part, before = get(count);

		mprotect(program + PAGE_SIZE, PAGE_SIZE,
			 there ? PROT_READ | PROT_WRITE : PROT_NONE);
		while (get(count) == before)
			sched_yield();
	}
	set(&stop, 1);
	for (unsigned int i = 0; i < 2; i++)
		pthread_join(copiers[i], NULL);
	free_irq((unsigned int)irq, NULL);
	tl_irq_free(irq);
	munmap(program, 2 * PAGE_SIZE);
	assert_int_equal(tl_shutdown(), 0);
	assert_int_equal(stress_failures, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_write_meanwhile_is_not_lost),
		cmocka_unit_test(copies_are_whole_or_end_at_the_edge),
	};
	int failed;

	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests_name("stress-usermm", tests, NULL, NULL);
	stress_watchdog_stop();
	return failed;
}
