// SPDX-License-Identifier: MIT
/* Fifos and files of memory, from and to memory of the program's that ends at an edge. */
#include "../semantics/machine.h"

#include <linux/fs.h>
#include <linux/kfifo.h>
#include <linux/mm.h>

#include <sys/mman.h>

/* The first byte that is not there, behind a page that is. */
static char *edge;

static DEFINE_KFIFO(bytes, char, 16);
static DEFINE_KFIFO(numbers, u32, 8);
static STRUCT_KFIFO_REC_1(32) records;

static int map_edge(void **state)
{
	edge = mmap(NULL, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	if (edge == MAP_FAILED || mprotect(edge + PAGE_SIZE, PAGE_SIZE, PROT_NONE))
		return -1;
	edge += PAGE_SIZE;
	return machine_up(state);
}

static int unmap_edge(void **state)
{
	munmap(edge - PAGE_SIZE, 2 * PAGE_SIZE);
	return machine_down(state);
}

static void bytes_go_around_the_end_of_the_ring(void **state)
{
	unsigned int copied;

	memcpy(edge - 12, "abcdefghijkl", 12);
	for (int turn = 0; turn < 5; turn++) {
		memset(edge - 100, 0, 80);
		assert_int_equal(kfifo_from_user(&bytes, edge - 12, 12, &copied), 0);
		assert_int_equal(copied, 12);
		assert_int_equal(kfifo_to_user(&bytes, edge - 100, 50, &copied), 0);
		assert_int_equal(copied, 12);
		assert_memory_equal(edge - 100, "abcdefghijkl", 13);
	}
	assert_int_equal(kfifo_from_user(&bytes, edge - 20, 20, &copied), 0);
	assert_int_equal(copied, 16);
	kfifo_reset(&bytes);
}

static void what_came_before_the_edge_is_in(void **state)
{
	unsigned int copied;

	memcpy(edge - 3, "abc", 3);
	assert_int_equal(kfifo_from_user(&bytes, edge - 3, 10, &copied), -EFAULT);
	assert_int_equal(copied, 3);
	assert_int_equal(kfifo_len(&bytes), 3);
	assert_int_equal(kfifo_to_user(&bytes, edge - 2, 10, &copied), -EFAULT);
	assert_int_equal(copied, 2);
	assert_int_equal(kfifo_len(&bytes), 1);
	assert_memory_equal(edge - 2, "ab", 2);
	kfifo_reset(&bytes);
}

static void elements_are_whole(void **state)
{
	unsigned int copied;

	assert_int_equal(kfifo_from_user(&numbers, edge - 10, 12, &copied), -EFAULT);
	assert_int_equal(copied, 8);
	assert_int_equal(kfifo_len(&numbers), 2);
	assert_int_equal(kfifo_to_user(&numbers, edge - 7, 8, &copied), -EFAULT);
	assert_int_equal(copied, 4);
	assert_int_equal(kfifo_len(&numbers), 1);
	assert_int_equal(kfifo_to_user(&numbers, edge - 7, 7, &copied), 0);
	assert_int_equal(copied, 4);
}

static void records_are_whole_or_stay(void **state)
{
	unsigned int copied;

	INIT_KFIFO(records);
	assert_int_equal(kfifo_from_user(&records, edge - 4, 5, &copied), -EFAULT);
	assert_int_equal(copied, 0);
	assert_true(kfifo_is_empty(&records));
	memcpy(edge - 4, "abcd", 4);
	assert_int_equal(kfifo_from_user(&records, edge - 4, 4, &copied), 0);
	assert_int_equal(copied, 4);
	assert_int_equal(kfifo_from_user(&records, edge - 30, 30, &copied), 0);
	assert_int_equal(copied, 0);
	assert_int_equal(kfifo_to_user(&records, edge - 3, 4, &copied), -EFAULT);
	assert_int_equal(copied, 0);
	assert_int_equal(kfifo_peek_len(&records), 4);
	assert_int_equal(kfifo_to_user(&records, edge - 3, 3, &copied), 0);
	assert_int_equal(copied, 3);
	assert_memory_equal(edge - 3, "abc", 3);
	assert_true(kfifo_is_empty(&records));
}

static void a_file_of_memory_is_read_up_to_its_end(void **state)
{
	loff_t pos = 2;

	assert_int_equal(simple_read_from_buffer(edge - 4, 4, &pos, "0123456", 7), 4);
	assert_int_equal(pos, 6);
	assert_memory_equal(edge - 4, "2345", 4);
	assert_int_equal(simple_read_from_buffer(edge - 4, 4, &pos, "0123456", 7), 1);
	assert_int_equal(simple_read_from_buffer(edge - 4, 4, &pos, "0123456", 7), 0);
	assert_int_equal(pos, 7);
	pos = 0;
	assert_int_equal(simple_read_from_buffer(edge - 2, 4, &pos, "0123456", 7), 2);
	assert_int_equal(pos, 2);
	assert_int_equal(simple_read_from_buffer(edge, 4, &pos, "0123456", 7), -EFAULT);
	assert_int_equal(pos, 2);
	pos = -1;
	assert_int_equal(simple_read_from_buffer(edge - 4, 4, &pos, "0123456", 7), -EINVAL);
}

static void a_file_of_memory_is_written_up_to_its_end(void **state)
{
	char file[8] = "0123456";
	loff_t pos = 4;

	memcpy(edge - 4, "abcd", 4);
	assert_int_equal(simple_write_to_buffer(file, 7, &pos, edge - 4, 4), 3);
	assert_int_equal(pos, 7);
	assert_string_equal(file, "0123abc");
	assert_int_equal(simple_write_to_buffer(file, 7, &pos, edge - 4, 4), 0);
	pos = 0;
	assert_int_equal(simple_write_to_buffer(file, 7, &pos, edge, 4), -EFAULT);
	assert_int_equal(pos, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_go_around_the_end_of_the_ring),
		cmocka_unit_test(what_came_before_the_edge_is_in),
		cmocka_unit_test(elements_are_whole),
		cmocka_unit_test(records_are_whole_or_stay),
		cmocka_unit_test(a_file_of_memory_is_read_up_to_its_end),
		cmocka_unit_test(a_file_of_memory_is_written_up_to_its_end),
	};

	return cmocka_run_group_tests_name("user-memory", tests, map_edge, unmap_edge);
}
