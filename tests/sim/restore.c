// SPDX-License-Identifier: MIT
/* Writable data between runs: what is the program's comes back, what is not stays. */
#include "../test.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/sizes.h>

#include "arch/sim/explore/explore.h"
#include "host/error.h"
#include "restore-module.h"

#define PAGE 4096

static int in_data = 5;
static int in_bss;
static int kept __tl_keep = 5;
/* Whole pages of their own, so that what is hot can be counted. */
static char small[4 * PAGE] __attribute__((aligned(PAGE))) = {1};
static char huge[SZ_64M] __attribute__((aligned(PAGE)));
/* The compiler is to believe neither that nobody writes it nor that it is not read. */
#define use(x) __asm__ volatile("" : "+m"(x))

static unsigned int faults __tl_keep;

static void on_fault(int signo, siginfo_t *info, void *context)
{
	if (!restore_fault((uintptr_t)info->si_addr))
		signal(SIGSEGV, SIG_DFL);
	faults++;
}

/* In each test anew: cmocka has a handler of its own, from one test to the next. */
static void begin(void)
{
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
	int err;

	assert_int_equal(sigaction(SIGSEGV, &action, NULL), 0);
	err = restore_begin();
	if (err)
		print_error("%s\n", host_error_text());
	assert_int_equal(err, 0);
}

static int end(void **state)
{
	restore_end();
	return 0;
}

static void data_and_bss_come_back(void **state)
{
	begin();
	for (int run = 0; run < 3; run++) {
		assert_int_equal(in_data, 5);
		assert_int_equal(in_bss, 0);
		in_data = 6;
		in_bss = 7;
		use(in_data);
		use(in_bss);
		restore_now();
		use(in_data);
		use(in_bss);
	}
	assert_int_equal(in_data, 5);
	assert_int_equal(in_bss, 0);
}

static void picture_is_of_when_it_was_taken(void **state)
{
	in_bss = 3;
	begin();
	in_bss = 4;
	use(in_bss);
	restore_now();
	use(in_bss);
	assert_int_equal(in_bss, 3);
	restore_end();
	in_bss = 8;
	begin();
	in_bss = 9;
	use(in_bss);
	restore_now();
	use(in_bss);
	assert_int_equal(in_bss, 8);
	restore_end();
	in_bss = 0;
}

static void kept_data_stays(void **state)
{
	begin();
	in_data = 9;
	kept = 6;
	use(in_data);
	use(kept);
	restore_now();
	use(in_data);
	use(kept);
	assert_int_equal(kept, 6);
	assert_int_equal(in_data, 5);
}

static void system_call_writes_to_kept_data(void **state)
{
	static char buf[4] __tl_keep;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "yes", 4), 4);
	begin();
	assert_int_equal(read(fds[0], buf, 4), 4);
	restore_now();
	assert_string_equal(buf, "yes");
	close(fds[0]);
	close(fds[1]);
}

static void page_faults_once_however_many_runs(void **state)
{
	unsigned int before;

	begin();
	before = faults;
	for (int run = 0; run < 100; run++) {
		small[0] = 2;
		small[PAGE - 1] = 3;
		use(small);
		restore_now();
		use(small);
		assert_int_equal(small[0], 1);
		assert_int_equal(small[PAGE - 1], 0);
	}
	assert_int_equal(faults, before + 1);
}

static void only_written_pages_of_a_huge_bss_are_hot(void **state)
{
	static const size_t at[] = {0, SZ_64M / 2, SZ_64M / 2 + PAGE};
	size_t before;

	begin();
	before = restore_hot_pages();
	for (int run = 0; run < 3; run++) {
		for (size_t i = 0; i < 3; i++) {
			assert_int_equal(huge[at[i]], 0);
			huge[at[i]] = 1;
		}
		use(huge);
		restore_now();
		use(huge);
	}
	assert_int_equal(restore_hot_pages(), before + 3);
}

static void pages_of_any_order_come_back(void **state)
{
	static const unsigned char order[] = {2, 0, 3, 1, 7, 5, 6, 9};

	begin();
	for (size_t i = 0; i < sizeof(order); i++)
		memset(huge + SZ_1M + order[i] * PAGE, order[i] + 1, PAGE);
	use(huge);
	restore_now();
	use(huge);
	for (size_t i = 0; i < 10 * PAGE; i++)
		assert_int_equal(huge[SZ_1M + i], 0);
}

/* The linker's: where .bss begins, or the gap in front of it, as it is aligned to pages here. */
extern char __bss_start[];

static void what_lies_between_sections_is_not_copied(void **state)
{
	if ((uintptr_t)__bss_start % PAGE == 0)
		skip();
	begin();
	__bss_start[0] = 1;
	restore_now();
	use(__bss_start[0]);
	assert_int_equal(__bss_start[0], 1);
	__bss_start[0] = 0;
}

static void shared_object_of_the_user_comes_back(void **state)
{
	int keeps = module_keep();

	begin();
	for (int run = 0; run < 3; run++) {
		assert_int_equal(module_data, 5);
		module_data = 6;
		assert_int_equal(module_count(), 1);
		assert_int_equal(module_keep(), ++keeps);
		restore_now();
	}
}

static void heap_is_left_alone_unless_added(void **state)
{
	char *added =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *other = malloc(10);

	assert_ptr_not_equal(added, MAP_FAILED);
	assert_int_equal(restore_add(added + 1, PAGE), -EINVAL);
	assert_int_equal(restore_add(added, PAGE + 1), 0);
	added[PAGE] = 1;
	other[0] = 1;
	begin();
	added[0] = 2;
	added[PAGE] = 2;
	added[PAGE + 1] = 2;
	other[0] = 2;
	restore_now();
	use(added[0]);
	assert_int_equal(added[0], 0);
	assert_int_equal(added[PAGE], 1);
	assert_int_equal(added[PAGE + 1], 2);
	assert_int_equal(other[0], 2);
	/* Forgotten with the picture. */
	restore_end();
	begin();
	added[0] = 3;
	restore_now();
	use(added[0]);
	assert_int_equal(added[0], 3);
	munmap(added, 2 * PAGE);
	free(other);
}

static void libc_keeps_its_state(void **state)
{
	FILE *out = stdout, *file = tmpfile();
	char line[20] = "";

	begin();
	assert_non_null(file);
	/* These three the program has copies of, which are libc's nevertheless. */
	stdout = file;
	setenv("RESTORE", "1", 1);
	restore_now();
	assert_ptr_equal(stdout, file);
	printf("to the file\n");
	stdout = out;
	rewind(file);
	assert_non_null(fgets(line, sizeof(line), file));
	assert_string_equal(line, "to the file\n");
	fclose(file);
	assert_string_equal(getenv("RESTORE"), "1");
	assert_true(printf("# stdout is still there\n") > 0);
	assert_int_equal(fflush(stdout), 0);
}

static int (*const relro)(void) = module_count;
static const int constant = 5;

static void writes_relro(void *arg)
{
	*(int (*volatile *)(void)) & relro = module_keep;
}

static void writes_a_constant(void *arg)
{
	*(volatile int *)&constant = 6;
}

static void dereferences_null(void *arg)
{
	*(volatile int *)arg = 6;
}

static void other_faults_are_none_of_ours(void **state)
{
	struct child c;

	begin();
	child_run(&c, writes_relro, NULL);
	child_check_(&c, c.status != 0);
	child_run(&c, writes_a_constant, NULL);
	child_check_(&c, c.status != 0);
	child_run(&c, dereferences_null, NULL);
	child_check_(&c, c.status != 0);
	assert_false(restore_fault((uintptr_t)&constant));
	assert_false(restore_fault((uintptr_t)&relro));
	assert_false(restore_fault((uintptr_t)&c));
}

static void nothing_is_watched_after_the_end(void **state)
{
	unsigned int before;

	begin();
	restore_end();
	before = faults;
	memset(huge + SZ_4M, 1, 10 * PAGE);
	use(huge);
	assert_int_equal(faults, before);
	assert_false(restore_fault((uintptr_t)huge + SZ_4M));
	memset(huge + SZ_4M, 0, 10 * PAGE);
}

#define then_ends(f) cmocka_unit_test_teardown(f, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		then_ends(data_and_bss_come_back),
		then_ends(picture_is_of_when_it_was_taken),
		then_ends(kept_data_stays),
		then_ends(system_call_writes_to_kept_data),
		then_ends(page_faults_once_however_many_runs),
		then_ends(only_written_pages_of_a_huge_bss_are_hot),
		then_ends(pages_of_any_order_come_back),
		then_ends(what_lies_between_sections_is_not_copied),
		then_ends(shared_object_of_the_user_comes_back),
		then_ends(heap_is_left_alone_unless_added),
		then_ends(libc_keeps_its_state),
		then_ends(other_faults_are_none_of_ours),
		then_ends(nothing_is_watched_after_the_end),
	};

	return cmocka_run_group_tests_name("restore", tests, NULL, NULL);
}
