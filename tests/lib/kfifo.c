// SPDX-License-Identifier: MIT
/* Queues in rings: what goes in comes out in order, records whole. */
#include "../semantics/machine.h"
#include "model.h"

#include <linux/circ_buf.h>
#include <linux/kfifo.h>
#include <tasklet/fault.h>

struct pair {
	u32 a;
	u16 b;
};

static DEFINE_KFIFO(defined, int, 8);
static DECLARE_KFIFO_PTR(pairs, struct pair);

static void defined_fifo_is_ready(void **state)
{
	int value = 0;

	assert_true(kfifo_initialized(&defined));
	assert_int_equal(kfifo_size(&defined), 8);
	assert_int_equal(kfifo_esize(&defined), sizeof(int));
	assert_true(kfifo_is_empty(&defined));
	assert_int_equal(kfifo_get(&defined, &value), 0);
	for (int i = 0; i < 8; i++)
		assert_int_equal(kfifo_put(&defined, i), 1);
	assert_true(kfifo_is_full(&defined));
	assert_int_equal(kfifo_put(&defined, 99), 0);
	assert_int_equal(kfifo_len(&defined), 8);
	assert_int_equal(kfifo_avail(&defined), 0);
	assert_int_equal(kfifo_peek(&defined, &value), 1);
	assert_int_equal(value, 0);
	kfifo_skip(&defined);
	assert_int_equal(kfifo_get(&defined, &value), 1);
	assert_int_equal(value, 1);
	kfifo_skip_count(&defined, 2);
	assert_int_equal(kfifo_get(&defined, &value), 1);
	assert_int_equal(value, 4);
	kfifo_reset_out(&defined);
	assert_true(kfifo_is_empty(&defined));
	kfifo_reset(&defined);
}

static void declared_fifo_is_ready_after_init(void **state)
{
	struct {
		char before;
		DECLARE_KFIFO(fifo, unsigned char, 4);
		char after;
	} s = {.before = 'b', .after = 'a'};
	char out[5] = "";

	INIT_KFIFO(s.fifo);
	assert_int_equal(kfifo_in(&s.fifo, "hello", 5), 4);
	assert_int_equal(kfifo_out_peek(&s.fifo, out, 2), 2);
	assert_string_equal(out, "he");
	assert_int_equal(kfifo_out(&s.fifo, out, 5), 4);
	assert_string_equal(out, "hell");
	assert_int_equal(s.before, 'b');
	assert_int_equal(s.after, 'a');
	assert_int_equal(kfifo_alloc(&s.fifo, 4, GFP_KERNEL), -EINVAL);
}

static void allocated_size_is_rounded_up_and_given_memory_down(void **state)
{
	struct kfifo fifo;
	u8 memory[11];

	assert_int_equal(kfifo_alloc(&pairs, 5, GFP_KERNEL), 0);
	assert_int_equal(kfifo_size(&pairs), 8);
	assert_int_equal(kfifo_put(&pairs, ((struct pair){1, 2})), 1);
	kfifo_free(&pairs);
	assert_false(kfifo_initialized(&pairs));
	assert_int_equal(kfifo_alloc(&pairs, 1, GFP_KERNEL), -EINVAL);

	tl_fail_alloc_after(0);
	assert_int_equal(kfifo_alloc(&pairs, 8, GFP_KERNEL), -ENOMEM);
	assert_false(kfifo_initialized(&pairs));
	assert_int_equal(kfifo_put(&pairs, ((struct pair){1, 2})), 0);

	assert_int_equal(kfifo_init(&fifo, memory, sizeof(memory)), 0);
	assert_int_equal(kfifo_size(&fifo), 8);
	assert_int_equal(kfifo_init(&fifo, memory, 1), -EINVAL);
}

static void records_come_out_whole(void **state)
{
	struct kfifo_rec_ptr_2 fifo;
	STRUCT_KFIFO_REC_1(16) small;
	char out[8] = "";

	assert_int_equal(kfifo_alloc(&fifo, 16, GFP_KERNEL), 0);
	assert_int_equal(kfifo_recsize(&fifo), 2);
	assert_int_equal(kfifo_avail(&fifo), 14);
	assert_int_equal(kfifo_in(&fifo, "abc", 3), 3);
	assert_int_equal(kfifo_in(&fifo, "defgh", 5), 5);
	assert_int_equal(kfifo_in(&fifo, "i", 3), 0);
	assert_int_equal(kfifo_len(&fifo), 12);
	assert_int_equal(kfifo_peek_len(&fifo), 3);
	/* What does not fit is thrown away. */
	assert_int_equal(kfifo_out(&fifo, out, 2), 2);
	assert_string_equal(out, "ab");
	assert_int_equal(kfifo_out_peek(&fifo, out, sizeof(out)), 5);
	assert_memory_equal(out, "defgh", 5);
	kfifo_skip(&fifo);
	assert_true(kfifo_is_empty(&fifo));
	assert_int_equal(kfifo_peek_len(&fifo), 0);
	kfifo_free(&fifo);

	INIT_KFIFO(small);
	assert_int_equal(kfifo_avail(&small), 15);
	assert_int_equal(kfifo_in(&small, "xy", 2), 2);
	assert_int_equal(kfifo_out(&small, out, sizeof(out)), 2);
}

static void linear_part_ends_at_the_end_of_the_ring(void **state)
{
	DECLARE_KFIFO(fifo, u16, 4);
	unsigned int tail;
	u16 value, *p;

	INIT_KFIFO(fifo);
	for (u16 i = 0; i < 3; i++) {
		kfifo_put(&fifo, i);
		assert_int_equal(kfifo_get(&fifo, &value), 1);
	}
	assert_int_equal(kfifo_out_linear_ptr(&fifo, &p, 4), 0);
	assert_null(p);
	for (u16 i = 10; i < 13; i++)
		kfifo_put(&fifo, i);
	assert_int_equal(kfifo_out_linear(&fifo, &tail, 4), 1);
	assert_int_equal(tail, 3);
	assert_int_equal(kfifo_out_linear_ptr(&fifo, &p, 4), 1);
	assert_int_equal(*p, 10);
	kfifo_skip(&fifo);
	assert_int_equal(kfifo_out_linear_ptr(&fifo, &p, 1), 1);
	assert_int_equal(kfifo_out_linear_ptr(&fifo, &p, 4), 2);
	assert_int_equal(p[1], 12);
}

static void agrees_with_a_model(void **state)
{
	DECLARE_KFIFO_PTR(fifo, u32);
	u32 buf[40], put = 0, got = 0;
	DEFINE_SPINLOCK(lock);

	assert_int_equal(kfifo_alloc(&fifo, 32, GFP_KERNEL), 0);
	/* The counters wrap on the way. */
	fifo.kfifo.in = fifo.kfifo.out = (u32)-1000;
	for (int turn = 0; turn < 5000; turn++) {
		u32 n = any_below(40), there = put - got, expected, i;

		if (any_below(2)) {
			for (i = 0; i < n; i++)
				buf[i] = put + i;
			expected = n < 32 - there ? n : 32 - there;
			assert_int_equal(kfifo_in_spinlocked(&fifo, buf, n, &lock), expected);
			put += expected;
		} else {
			expected = n < there ? n : there;
			assert_int_equal(kfifo_out_spinlocked(&fifo, buf, n, &lock), expected);
			for (i = 0; i < expected; i++)
				assert_int_equal(buf[i], got + i);
			got += expected;
		}
		assert_int_equal(kfifo_len(&fifo), put - got);
		assert_int_equal(kfifo_avail(&fifo), 32 - (put - got));
		assert_int_equal(kfifo_is_full(&fifo), put - got == 32);
		assert_int_equal(kfifo_is_empty_spinlocked(&fifo, &lock), put == got);
	}
	kfifo_free(&fifo);
}

#define NR_SENT 2000

static DEFINE_KFIFO(sent, u32, 128);
static u32 nr_received, nr_wrong;

static void receive(struct tasklet_struct *t)
{
	u32 value;

	while (kfifo_get(&sent, &value)) {
		nr_wrong += value != nr_received;
		smp_store_release(&nr_received, nr_received + 1);
	}
	if (nr_received < TEST_TURNS(NR_SENT))
		tasklet_schedule(t);
}

static DECLARE_TASKLET(receiver, receive);

static void one_producer_and_one_consumer_need_no_lock(void **state)
{
	interrupt_cpu1(fn_schedule, &receiver);
	for (u32 i = 0; i < TEST_TURNS(NR_SENT); i++)
		WAIT_UNTIL(kfifo_put(&sent, i));
	WAIT_UNTIL(smp_load_acquire(&nr_received) == TEST_TURNS(NR_SENT));
	tasklet_kill(&receiver);
	assert_int_equal(nr_wrong, 0);
}

static void circ_buf_counts_around_the_end(void **state)
{
	struct circ_buf c = {.head = 2, .tail = 6};

	assert_int_equal(CIRC_CNT(c.head, c.tail, 8), 4);
	assert_int_equal(CIRC_SPACE(c.head, c.tail, 8), 3);
	assert_int_equal(CIRC_CNT_TO_END(c.head, c.tail, 8), 2);
	assert_int_equal(CIRC_SPACE_TO_END(c.head, c.tail, 8), 3);
	assert_int_equal(CIRC_SPACE_TO_END(6, 3, 8), 2);
	assert_int_equal(CIRC_SPACE_TO_END(6, 0, 8), 1);
	assert_int_equal(CIRC_SPACE(0, 0, 8), 7);
	assert_int_equal(CIRC_CNT(0, 0, 8), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defined_fifo_is_ready),
		cmocka_unit_test(declared_fifo_is_ready_after_init),
		cmocka_unit_test(allocated_size_is_rounded_up_and_given_memory_down),
		cmocka_unit_test(records_come_out_whole),
		cmocka_unit_test(linear_part_ends_at_the_end_of_the_ring),
		MODEL_TEST(agrees_with_a_model),
		MACHINE_TEST(one_producer_and_one_consumer_need_no_lock),
		cmocka_unit_test(circ_buf_counts_around_the_end),
	};

	return cmocka_run_group_tests_name("kfifo", tests, machine_up, machine_down);
}
