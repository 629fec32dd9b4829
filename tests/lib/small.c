// SPDX-License-Identifier: MIT
/* What is smaller than a test program of its own. */
#include "../test.h"

#include <linux/average.h>
#include <linux/bitfield.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/overflow.h>
#include <linux/prefetch.h>
#include <asm/page.h>
#include <asm/sync_bitops.h>

#define CREATE_TRACE_POINTS
#include "small-trace.h"

static void trace_events_compile_to_nothing(void **state)
{
	trace_small_event(1, "text");
	trace_small_first(NULL);
	trace_small_second(NULL);
	assert_false(trace_small_event_enabled());
	trace_small_fields(1, "text", (const u8 *)"bytes", 5);
	trace_small_fn(1);
	trace_small_bare();
	trace_small_printed(NULL);
	assert_false(tracepoint_enabled(small_event));
	assert_int_equal(register_trace_small_event(NULL, NULL), -ENOSYS);
	assert_int_equal(unregister_trace_small_event(NULL, NULL), -ENOSYS);
}

DECLARE_EWMA(rate, 10, 8)

static void moving_average_follows(void **state)
{
	struct ewma_rate e;

	ewma_rate_init(&e);
	assert_int_equal(ewma_rate_read(&e), 0);
	ewma_rate_add(&e, 800);
	assert_int_equal(ewma_rate_read(&e), 800);
	ewma_rate_add(&e, 1600);
	assert_int_equal(ewma_rate_read(&e), 900);
	for (int i = 0; i < 100; i++)
		ewma_rate_add(&e, 5);
	assert_int_equal(ewma_rate_read(&e), 5);
}

static void digits_to_bytes_and_back(void **state)
{
	u8 bytes[3] = {1, 2, 3};
	char text[8] = "-------";

	assert_int_equal(hex2bin(bytes, "00fFa5", 3), 0);
	assert_memory_equal(bytes, "\x00\xff\xa5", 3);
	assert_ptr_equal(bin2hex(text, bytes, 3), text + 6);
	assert_string_equal(text, "00ffa5-");
	assert_int_equal(hex2bin(bytes, "0g", 1), -EINVAL);
	assert_int_equal(hex2bin(bytes, "1", 1), -EINVAL);
	assert_int_equal(hex_to_bin('/'), -1);
	assert_int_equal(hex_to_bin('@'), -1);
	assert_int_equal(hex_to_bin('F'), 15);
	*hex_byte_pack_upper(hex_byte_pack(text, 0x1e), 0x2f) = '\0';
	assert_string_equal(text, "1e2F");
}

static void appended_as_far_as_it_fits(void **state)
{
	char buf[6] = "ab";

	assert_int_equal(strlcat(buf, "cd", sizeof(buf)), 4);
	assert_int_equal(strlcat(buf, "efgh", sizeof(buf)), 8);
	assert_string_equal(buf, "abcde");
	assert_int_equal(strlcat(buf, "x", 3), 4);
	assert_string_equal(buf, "abcde");
}

static void bits_and_their_limits(void **state)
{
	unsigned int word = 0xff00;
	u8 bytes[] = {4, 9, 2, 7};
	unsigned long shared = 0;

	assert_int_equal(set_mask_bits(&word, 0xf000, 5), 0xff00);
	assert_int_equal(word, 0x0f05);
	assert_int_equal(min_array(bytes, 4), 2);
	assert_int_equal(max_array(bytes, ARRAY_SIZE(bytes)), 9);
	assert_int_equal(GENMASK_U8(7, 4), 0xf0);
	assert_int_equal(sizeof(BIT_U16(3)), 2);
	assert_int_equal(int_pow(3, 5), 243);
	assert_int_equal(int_pow(7, 0), 1);
	assert_int_equal(int_sqrt64(1ull << 40), 1 << 20);
	sync_set_bit(3, &shared);
	assert_true(sync_test_and_clear_bit(3, &shared));
	assert_int_equal(array_index_nospec(3, 4), 3);
	assert_int_equal(PAGE_SIZE, 4096);
	prefetch(NULL);
}

struct flexible {
	int n;
	u32 tail[];
};

static void structures_with_a_tail_on_the_stack(void **state)
{
	DEFINE_FLEX(struct flexible, f, tail, n, 4);

	assert_int_equal(f->n, 4);
	assert_int_equal(f->tail[3], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trace_events_compile_to_nothing),
		cmocka_unit_test(moving_average_follows),
		cmocka_unit_test(digits_to_bytes_and_back),
		cmocka_unit_test(appended_as_far_as_it_fits),
		cmocka_unit_test(bits_and_their_limits),
		cmocka_unit_test(structures_with_a_tail_on_the_stack),
	};

	return cmocka_run_group_tests_name("small", tests, NULL, NULL);
}
