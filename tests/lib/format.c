// SPDX-License-Identifier: MIT
/* snprintf() and its like are the kernel's, with its letters after %p. */
#include "../test.h"

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kernel.h>

#define assert_format(expected, ...)                                                           \
	do {                                                                                   \
		char buf_[128];                                                                \
                                                                                               \
		assert_int_equal(snprintf(buf_, sizeof(buf_), __VA_ARGS__), strlen(expected)); \
		assert_string_equal(buf_, expected);                                           \
	} while (0)

static void the_kernels_names_know_its_letters(void **state)
{
	static const u8 mac[6] = {0, 1, 2, 0xab, 4, 5};
	char buf[64];

	assert_format("00:01:02:ab:04:05", "%pM", mac);
	assert_format("-EIO|0x1", "%pe|%#x", ERR_PTR(-EIO), 1);
	assert_int_equal(sprintf(buf, "%pm", mac), 12);
	assert_string_equal(buf, "000102ab0405");
	assert_int_equal(snprintf(buf, 4, "%pm", mac), 12);
	assert_string_equal(buf, "000");
	assert_int_equal(snprintf(NULL, 0, "%pM", mac), 17);
}

static void old_letters_of_a_mac_address_and_bytes(void **state)
{
	static const u8 b[6] = {0, 1, 2, 0xab, 4, 5};

	assert_format("00-01-02-ab-04-05", "%pMF", b);
	assert_format("05:04:ab:02:01:00", "%pMR", b);
	assert_format("0504ab020100", "%pmR", b);
	assert_format("00 01 02", "%*ph", 3, b);
	assert_format("00:01:02", "%*phC", 3, b);
	assert_format("00-01-02", "%3phD", b);
	assert_format("000102", "%*phN", 3, b);
	assert_format("00!", "%phN!", b);
}

static void addresses_of_networks(void **state)
{
	static const u8 v4[4] = {1, 2, 3, 4};
	static const u8 v6[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};

	assert_format("1.2.3.4", "%pI4", v4);
	assert_format("001.002.003.004", "%pi4", v4);
	assert_format("4.3.2.1", "%pI4h", v4);
	assert_format("4.3.2.1", "%pI4l", v4);
	assert_format("1.2.3.4", "%pI4b", v4);
	assert_format("2001:0db8:0000:0000:0000:0000:0000:0001", "%pI6", v6);
	assert_format("20010db8000000000000000000000001", "%pi6", v6);
	assert_format("2001:db8::1", "%pI6c", v6);
	assert_format("  1.2.3.4.", "%9pI4.", v4);
}

static void bitmaps_in_hex_and_as_ranges(void **state)
{
	DECLARE_BITMAP(map, 70);

	bitmap_zero(map, 70);
	assert_format("", "%*pbl", 70, map);
	bitmap_set(map, 0, 3);
	bitmap_set(map, 36, 1);
	bitmap_set(map, 68, 2);
	assert_format("0-2,36,68-69", "%*pbl", 70, map);
	assert_format("30,00000010,00000007", "%*pb", 70, map);
	assert_format("7", "%*pb", 3, map);
}

static void references_and_pictures(void **state)
{
	phys_addr_t phys = 0x1234;
	dma_addr_t dma = 0xfffff;
	u32 fourcc = 0x34324742, big = 0x34324742 | 1u << 31;

	assert_format("0x0000000000001234", "%pa", &phys);
	assert_format("0x0000000000001234", "%pap", &phys);
	assert_format("0x00000000000fffff", "%pad", &dma);
	assert_format("BG24 little-endian (0x34324742)", "%p4cc", &fourcc);
	assert_format("BG24 big-endian (0xb4324742)", "%p4cc", &big);
}

static void wrong_pointers_are_not_followed(void **state)
{
	assert_format("(null)", "%pM", NULL);
	assert_format("(efault)", "%pI4", (void *)8);
	assert_format("(efault)", "%*pbl", 8, ERR_PTR(-EINVAL));
}

static int format_with(char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsprintf(buf, fmt, args);
	va_end(args);
	return n;
}

static void varargs_go_through(void **state)
{
	char buf[32];

	assert_int_equal(format_with(buf, "%pe %d", ERR_PTR(-ENOMEM), 7), 9);
	assert_string_equal(buf, "-ENOMEM 7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernels_names_know_its_letters),
		cmocka_unit_test(old_letters_of_a_mac_address_and_bytes),
		cmocka_unit_test(addresses_of_networks),
		cmocka_unit_test(bitmaps_in_hex_and_as_ranges),
		cmocka_unit_test(references_and_pictures),
		cmocka_unit_test(wrong_pointers_are_not_followed),
		cmocka_unit_test(varargs_go_through),
	};

	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
