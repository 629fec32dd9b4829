// SPDX-License-Identifier: MIT
/* The program's memory: what is bad is said to be, to the byte, and kills nobody. */
#include "irq.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <signal.h>
#include <sys/mman.h>

/* Pages of the program's; the compiler is to know nothing of them. */
static char *map_pages(unsigned int nr, int prot)
{
	char *p = mmap(NULL, nr * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);

	assert_true(p != MAP_FAILED);
	memset(p, 'u', nr * PAGE_SIZE);
	assert_int_equal(mprotect(p, nr * PAGE_SIZE, prot), 0);
	OPTIMIZER_HIDE_VAR(p);
	return p;
}

/* A good page and a bad one behind it; freed by unmap_edge(). */
static char *map_edge(void)
{
	char *p = map_pages(2, PROT_READ | PROT_WRITE);

	assert_int_equal(mprotect(p + PAGE_SIZE, PAGE_SIZE, PROT_NONE), 0);
	return p + PAGE_SIZE;
}

static void unmap_edge(char *edge)
{
	munmap(edge - PAGE_SIZE, 2 * PAGE_SIZE);
}

static size_t size_of(size_t n)
{
	OPTIMIZER_HIDE_VAR(n);
	return n;
}

static void copies_what_is_there(void **state)
{
	char user[300], ours[300];

	for (unsigned int i = 0; i < sizeof(user); i++)
		user[i] = (char)i;
	for (size_t n = 0; n <= sizeof(user); n++) {
		memset(ours, 'x', sizeof(ours));
		assert_int_equal(copy_from_user(ours, user, n), 0);
		assert_memory_equal(ours, user, n);
		if (n < sizeof(ours))
			assert_int_equal(ours[n], 'x');
	}
	memset(user, 0, sizeof(user));
	assert_int_equal(copy_to_user(user + 1, ours, 200), 0);
	assert_int_equal(user[0], 0);
	assert_memory_equal(user + 1, ours, 200);
	assert_int_equal(user[201], 0);
}

static void reading_over_the_edge_counts_what_is_left_and_zeroes_it(void **state)
{
	static const size_t before[] = {1, 7, 8, 9, 64, 100, PAGE_SIZE};
	char *edge = map_edge();
	char *ours = kmalloc(2 * PAGE_SIZE, GFP_KERNEL);

	for (unsigned int i = 0; i < ARRAY_SIZE(before); i++) {
		size_t n = before[i] + 77;

		memset(ours, 'x', 2 * PAGE_SIZE);
		assert_int_equal(copy_from_user(ours, edge - before[i], n), 77);
		for (size_t j = 0; j < n; j++)
			assert_int_equal(ours[j], j < before[i] ? 'u' : 0);
		assert_int_equal(ours[n], 'x');
		memset(ours, 'x', 2 * PAGE_SIZE);
		assert_int_equal(__copy_from_user(ours, edge - before[i], n), 77);
		assert_int_equal(ours[before[i] - 1], 'u');
		assert_int_equal(ours[before[i]], 'x');
	}
	assert_int_equal(copy_from_user(ours, edge, 5), 5);
	kfree(ours);
	unmap_edge(edge);
}

static void writing_over_the_edge_counts_what_is_left(void **state)
{
	char *edge = map_edge(), *ours = kzalloc(200, GFP_KERNEL);

	assert_int_equal(copy_to_user(edge - 100, ours, 200), 100);
	assert_int_equal(edge[-1], 0);
	assert_int_equal(edge[-100], 0);
	assert_int_equal(edge[-101], 'u');
	assert_int_equal(clear_user(edge - 111, 112), 1);
	assert_int_equal(edge[-111], 0);
	assert_int_equal(clear_user(edge, 3), 3);
	assert_int_equal(copy_to_user(edge + 10, ours, 20), 20);
	kfree(ours);
	unmap_edge(edge);
}

static void what_is_bad_is_refused(void **state)
{
	char *unmapped = map_pages(1, PROT_NONE);
	char *const bad[] = {NULL,
			     (char *)8,
			     unmapped,
			     (char *)0xdeadbeef,
			     (char *)TASK_SIZE_MAX,
			     (char *)(1UL << 54),
			     (char *)-4096L,
			     (char *)-1L};
	char ours[16];
	int value;

	munmap(unmapped, PAGE_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		char *p = bad[i];

		OPTIMIZER_HIDE_VAR(p);
		assert_int_equal(copy_from_user(ours, p, sizeof(ours)), sizeof(ours));
		assert_int_equal(copy_to_user(p, ours, sizeof(ours)), sizeof(ours));
		assert_int_equal(clear_user(p, 4), 4);
		value = 5;
		assert_int_equal(get_user(value, (int *)p), -EFAULT);
		assert_int_equal(value, 0);
		assert_int_equal(put_user(1, (int *)p), -EFAULT);
		assert_int_equal(strncpy_from_user(ours, p, sizeof(ours)), -EFAULT);
		assert_int_equal(strnlen_user(p, 10), 0);
		assert_int_equal(PTR_ERR(memdup_user(p, 10)), -EFAULT);
		assert_int_equal(PTR_ERR(strndup_user(p, 10)), -EFAULT);
		assert_int_equal(copy_from_kernel_nofault(ours, p, 8), -EFAULT);
	}
	/* As on Linux, an address that could be one is good for nothing. */
	assert_int_equal(copy_from_user(ours, NULL, 0), 0);
}

static void read_only_memory_is_not_written(void **state)
{
	char *p = map_pages(1, PROT_READ), ours[16] = "ours";

	assert_int_equal(copy_from_user(ours, p, 8), 0);
	assert_int_equal(copy_to_user(p, ours, 8), 8);
	assert_int_equal(put_user('x', p), -EFAULT);
	assert_int_equal(clear_user(p, 8), 8);
	assert_int_equal(copy_to_kernel_nofault(p, ours, 8), -EFAULT);
	assert_int_equal(p[0], 'u');
	munmap(p, PAGE_SIZE);
}

/* SIGBUS on the host. */
static void memory_behind_the_end_of_a_file_is_bad(void **state)
{
	FILE *file = tmpfile();
	char *p = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
	char ours[8];

	assert_true(p != MAP_FAILED);
	assert_int_equal(copy_from_user(ours, p, 8), 8);
	assert_int_equal(put_user(1, p), -EFAULT);
	munmap(p, PAGE_SIZE);
	fclose(file);
}

static void numbers_keep_their_type(void **state)
{
	const s8 small = -3;
	const u16 medium = 0xfedc;
	s32 normal = -70000;
	u64 large = 0x123456789abcdef0;
	char *text = "text", *copy;
	const volatile u16 *medium_ptr = &medium;
	long value;

	assert_int_equal(get_user(value, &small), 0);
	assert_int_equal(value, -3);
	assert_int_equal(get_user(value, medium_ptr), 0);
	assert_int_equal(value, 0xfedc);
	assert_int_equal(__get_user(value, &normal), 0);
	assert_int_equal(value, -70000);
	assert_int_equal(get_user(large, &large), 0);
	assert_true(large == 0x123456789abcdef0);
	assert_int_equal(get_user(copy, &text), 0);
	assert_ptr_equal(copy, text);
	assert_int_equal(put_user(0x11223344, &normal), 0);
	assert_int_equal(normal, 0x11223344);
	assert_int_equal(__put_user(-1, &large), 0);
	assert_true(large == ~0ULL);
	assert_int_equal(put_user(copy + 1, &text), 0);
	assert_ptr_equal(text, copy + 1);
}

static void a_number_over_the_edge_is_not_written_in_part(void **state)
{
	char *edge = map_edge();
	u32 value = 5;

	assert_int_equal(get_user(value, (u32 *)(edge - 2)), -EFAULT);
	assert_int_equal(value, 0);
	assert_int_equal(put_user(0x01010101, (u32 *)(edge - 2)), -EFAULT);
	assert_int_equal(edge[-2], 'u');
	assert_int_equal(put_user(0x01010101, (u32 *)(edge - 4)), 0);
	assert_int_equal(edge[-1], 1);
	unmap_edge(edge);
}

static void strings_end_at_their_end(void **state)
{
	char *edge = map_edge(), dst[8], *p;

	strcpy(edge - 4, "abc");
	memset(dst, 'x', 8);
	assert_int_equal(strncpy_from_user(dst, edge - 4, 8), 3);
	assert_memory_equal(dst, "abc\0xxxx", 8);
	assert_int_equal(strncpy_from_user(dst, edge - 4, 4), 3);
	assert_int_equal(strncpy_from_user(dst, edge - 4, 3), 3);
	assert_int_equal(strncpy_from_user(dst, edge - 4, 2), 2);
	assert_int_equal(strncpy_from_user(dst, edge - 1, 1), 0);
	assert_int_equal(strncpy_from_user(dst, edge, 0), 0);
	assert_int_equal(strnlen_user(edge - 4, 8), 4);
	assert_int_equal(strnlen_user(edge - 4, 4), 4);
	assert_int_equal(strnlen_user(edge - 4, 3), 4);
	p = strndup_user(edge - 4, 4);
	assert_string_equal(p, "abc");
	kfree(p);
	assert_int_equal(PTR_ERR(strndup_user(edge - 4, 3)), -EINVAL);
	memset(dst, 'x', 8);
	assert_int_equal(strncpy_from_user_nofault(dst, edge - 4, 3), 3);
	assert_memory_equal(dst, "ab\0x", 4);
	assert_int_equal(strncpy_from_kernel_nofault(dst, edge - 4, 8), 4);
	assert_string_equal(dst, "abc");

	edge[-1] = 'd';
	assert_int_equal(strncpy_from_user(dst, edge - 4, 8), -EFAULT);
	assert_int_equal(strncpy_from_user(dst, edge - 4, 4), 4);
	assert_int_equal(strnlen_user(edge - 4, 8), 0);
	assert_int_equal(strnlen_user(edge - 4, 4), 5);
	assert_int_equal(strncpy_from_kernel_nofault(dst, edge - 4, 8), -EFAULT);
	assert_int_equal(dst[0], 0);
	assert_int_equal(PTR_ERR(strndup_user(edge - 4, 8)), -EFAULT);
	unmap_edge(edge);
}

static void duplicates_are_freed_as_kmalloc(void **state)
{
	char *p = memdup_user("data", 3);

	assert_memory_equal(p, "dat", 3);
	kfree(p);
	p = memdup_user_nul("data", 3);
	assert_string_equal(p, "dat");
	kfree(p);
	p = vmemdup_user("data", 5);
	assert_string_equal(p, "data");
	kvfree(p);
	p = memdup_array_user("data", 2, 2);
	assert_memory_equal(p, "data", 4);
	kfree(p);
	assert_int_equal(PTR_ERR(memdup_array_user("data", size_of(-1UL), 2)), -EOVERFLOW);
	assert_int_equal(PTR_ERR(memdup_user("data", size_of(1UL << 40))), -ENOMEM);
	assert_true(ZERO_OR_NULL_PTR(memdup_user("data", 0)));
}

struct v2 {
	u32 a, b;
};

static void structs_of_other_versions_are_copied(void **state)
{
	struct v2 user = {1, 2}, ours = {8, 9};
	u64 longer[2] = {0x200000001, 0};

	assert_int_equal(copy_struct_from_user(&ours, sizeof(ours), &user, sizeof(user)), 0);
	assert_int_equal(ours.b, 2);
	assert_int_equal(copy_struct_from_user(&ours, sizeof(ours), &user, 4), 0);
	assert_int_equal(ours.a, 1);
	assert_int_equal(ours.b, 0);
	assert_int_equal(copy_struct_from_user(&ours, sizeof(ours), longer, sizeof(longer)), 0);
	assert_int_equal(ours.b, 2);
	((char *)longer)[15] = 1;
	ours.b = 9;
	assert_int_equal(copy_struct_from_user(&ours, sizeof(ours), longer, sizeof(longer)),
			 -E2BIG);
	assert_int_equal(ours.b, 9);
	assert_int_equal(copy_struct_from_user(&ours, sizeof(ours), NULL, 8), -EFAULT);
	assert_int_equal(check_zeroed_user(&ours, 0), 1);
}

static int add_unsafely(const int *from, int *to)
{
	int a, b = 0;

	if (!user_access_begin(from, 2 * sizeof(int)))
		return -EFAULT;
	unsafe_get_user(a, from, fault);
	unsafe_get_user(b, from + 1, fault);
	unsafe_put_user(a + b, to, fault);
	unsafe_copy_to_user(to + 1, &b, sizeof(b), fault);
	unsafe_copy_from_user(&b, from, sizeof(b), fault);
	user_access_end();
	return b;
fault:
	user_access_end();
	return -EFAULT;
}

static void unsafe_accesses_go_to_their_label(void **state)
{
	int from[2] = {3, 4}, to[2];

	assert_int_equal(add_unsafely(from, to), 3);
	assert_int_equal(to[0], 7);
	assert_int_equal(to[1], 4);
	assert_int_equal(add_unsafely(from, NULL), -EFAULT);
	assert_int_equal(add_unsafely((int *)-8L, to), -EFAULT);
}

static void access_ok_is_about_addresses_only(void **state)
{
	assert_true(access_ok(NULL, 0));
	assert_true(access_ok((void *)4096, 4096));
	assert_true(access_ok((void *)(TASK_SIZE_MAX - 8), 8));
	assert_false(access_ok((void *)(TASK_SIZE_MAX - 8), 9));
	assert_false(access_ok((void *)-8L, 16));
	assert_false(access_ok(NULL, -1UL));
}

static void a_block_that_is_too_small_is_reported_and_not_copied(void **state)
{
	char ours[8] = "1234567", user[16] = "user";

	assert_int_equal(copy_from_user(ours, user, size_of(9)), 9);
	assert_int_equal(copy_to_user(user, ours, size_of(16)), 16);
#ifdef __OPTIMIZE__
	assert_int_equal(reports(), 2);
	assert_int_equal(times_said("Buffer overflow detected (8 < 9)!"), 1);
#endif
	assert_string_equal(ours, "1234567");
	assert_string_equal(user, "user");
	assert_int_equal(copy_from_user(ours, user, size_of(8)), 0);
}

static void touch_user_memory(void)
{
	char byte;

	assert_int_equal(copy_from_user(&byte, "x", 1), 0);
}

static void touching_user_memory_in_atomic_context_is_reported(void **state)
{
	touch_user_memory();
	assert_int_equal(reports(), 0);
	preempt_disable();
	touch_user_memory();
	preempt_enable();
	assert_int_equal(reports(), 1);
	assert_int_equal(times_said("BUG: sleeping function called from invalid context at"), 1);
}

static void but_not_with_page_faults_disabled(void **state)
{
	char byte = 0;

	assert_false(pagefault_disabled());
	local_irq_disable();
	pagefault_disable();
	pagefault_disable();
	touch_user_memory();
	pagefault_enable();
	assert_true(pagefault_disabled());
	assert_int_equal(put_user(1, &byte), 0);
	pagefault_enable();
	assert_int_equal(__copy_from_user_inatomic(&byte, "x", 1), 0);
	assert_int_equal(copy_from_user_nofault(&byte, NULL, 1), -EFAULT);
	local_irq_enable();
	assert_false(pagefault_disabled());
	assert_false(faulthandler_disabled());
	assert_int_equal(reports(), 0);
}

static char *bad_for_handler;
static unsigned long handler_left;

static irqreturn_t bad_handler(int irq, void *data)
{
	char bytes[16];

	handler_left = __copy_from_user_inatomic(bytes, bad_for_handler, sizeof(bytes));
	return IRQ_HANDLED;
}

static void a_handler_may_meet_bad_memory_too(void **state)
{
	int irq = tl_irq_alloc("uaccess", TL_IRQ_RISING, 0);

	bad_for_handler = map_edge() - 3;
	assert_int_equal(request_irq(irq, bad_handler, 0, "uaccess", NULL), 0);
	local_bh_disable();
	tl_irq_raise(irq);
	local_bh_enable();
	while (!READ_ONCE(handler_left))
		yield();
	assert_int_equal(handler_left, 13);
	free_irq(irq, NULL);
	tl_irq_free(irq);
	unmap_edge(bad_for_handler + 3);
}

static void dispositions_come_back_at_shutdown(void **state)
{
	struct sigaction before, after;

	sigaction(SIGSEGV, NULL, &before);
	assert_int_equal(machine_up(state), 0);
	touch_user_memory();
	sigaction(SIGSEGV, NULL, &after);
	assert_true(before.sa_sigaction != after.sa_sigaction);
	assert_int_equal(machine_down(state), 0);
	sigaction(SIGSEGV, NULL, &after);
	assert_true(before.sa_sigaction == after.sa_sigaction);
	assert_int_equal(before.sa_flags, after.sa_flags);
}

static void crash_in_kernel_memory(void *arg)
{
	char *ours = arg;

	signal(SIGSEGV, SIG_DFL);
	OPTIMIZER_HIDE_VAR(ours);
	child_assert(copy_from_user(ours, "12345678", 8) == 0);
}

static void bad_kernel_memory_is_a_crash_as_ever(void **state)
{
	char *p = map_pages(1, PROT_READ);
	struct child c;

	child_run(&c, crash_in_kernel_memory, p);
	if (TEST_ASAN || TEST_TSAN)
		assert_false(WIFEXITED(c.status) && !WEXITSTATUS(c.status));
	else
		assert_child_signal(&c, SIGSEGV);
	munmap(p, PAGE_SIZE);
}

static void read_freed(void *arg)
{
	char *p = malloc(8), byte;
	unsigned long where = (unsigned long)p + 3;

	(void)arg;
	free(p);
	child_assert(copy_from_user(&byte, (char *)where, 1) == 0);
}

static void asan_sees_what_is_copied(void **state)
{
	struct child c;

	if (!TEST_ASAN)
		skip();
	child_run(&c, read_freed, NULL);
	assert_child_said(&c, "heap-use-after-free");
	assert_child_said(&c, "READ of size 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dispositions_come_back_at_shutdown),
		cmocka_unit_test(bad_kernel_memory_is_a_crash_as_ever),
		cmocka_unit_test(asan_sees_what_is_copied),
		irq_test(copies_what_is_there),
		irq_test(reading_over_the_edge_counts_what_is_left_and_zeroes_it),
		irq_test(writing_over_the_edge_counts_what_is_left),
		irq_test(what_is_bad_is_refused),
		irq_test(read_only_memory_is_not_written),
		irq_test(memory_behind_the_end_of_a_file_is_bad),
		irq_test(numbers_keep_their_type),
		irq_test(a_number_over_the_edge_is_not_written_in_part),
		irq_test(strings_end_at_their_end),
		irq_test(duplicates_are_freed_as_kmalloc),
		irq_test(structs_of_other_versions_are_copied),
		irq_test(unsafe_accesses_go_to_their_label),
		irq_test(access_ok_is_about_addresses_only),
		irq_test(a_block_that_is_too_small_is_reported_and_not_copied),
		irq_test(touching_user_memory_in_atomic_context_is_reported),
		irq_test(but_not_with_page_faults_disabled),
		irq_test(a_handler_may_meet_bad_memory_too),
	};

	return cmocka_run_group_tests_name("uaccess", tests, NULL, NULL);
}
