// SPDX-License-Identifier: MIT
/* Resource trees: who may have which range. */
#include "../test.h"

#include <tasklet/boot.h>
#include <tasklet/log.h>

#include <linux/errno.h>
#include <linux/ioport.h>

#define BASE 0x7000000000ULL

static bool log_has(const char *text)
{
	static struct tl_log_entry entry;
	struct tl_log_reader reader = {0};

	while (tl_log_read(&reader, &entry) > 0) {
		if (strstr(entry.text, text))
			return true;
	}
	return false;
}

static void region_is_claimed_once(void **state)
{
	struct resource *res = request_mem_region(BASE, 0x100, "first");

	assert_non_null(res);
	assert_string_equal(res->name, "first");
	assert_int_equal(resource_size(res), 0x100);
	assert_true(res->flags & IORESOURCE_BUSY);
	assert_null(request_mem_region(BASE, 0x100, "second"));
	release_mem_region(BASE, 0x100);
	assert_non_null(request_mem_region(BASE, 0x100, "second"));
	release_mem_region(BASE, 0x100);
}

static void overlap_at_either_end_is_a_conflict(void **state)
{
	assert_non_null(request_mem_region(BASE + 0x100, 0x100, "middle"));
	assert_null(request_mem_region(BASE, 0x101, "before"));
	assert_null(request_mem_region(BASE + 0x1ff, 1, "end"));
	assert_null(request_mem_region(BASE, 0x1000, "around"));
	assert_null(request_mem_region(BASE + 0x180, 0x10, "inside"));
	assert_non_null(request_mem_region(BASE, 0x100, "before"));
	assert_non_null(request_mem_region(BASE + 0x200, 0x100, "after"));
	release_mem_region(BASE + 0x100, 0x100);
	release_mem_region(BASE, 0x100);
	release_mem_region(BASE + 0x200, 0x100);
}

static void ranges_that_wrap_or_leave_the_root_fail(void **state)
{
	assert_null(request_mem_region(~0ULL - 1, 0x100, "wraps"));
	assert_null(request_region(0xfff0, 0x20, "past the last port"));
}

static void claim_goes_below_the_device_that_has_the_range(void **state)
{
	struct resource device = DEFINE_RES_MEM_NAMED(BASE, 0x1000, "device");
	struct resource *claim;

	assert_int_equal(insert_resource(&iomem_resource, &device), 0);
	claim = request_mem_region(BASE + 0x10, 0x10, "driver");
	assert_non_null(claim);
	assert_ptr_equal(claim->parent, &device);
	/* Half in the device, half out of it. */
	assert_null(request_mem_region(BASE + 0xff0, 0x20, "other"));
	release_mem_region(BASE + 0x10, 0x10);
	assert_int_equal(release_resource(&device), 0);
	assert_int_equal(release_resource(&device), -EINVAL);
}

static void inserted_range_takes_what_it_covers(void **state)
{
	struct resource a = DEFINE_RES_MEM_NAMED(BASE + 0x100, 0x100, "a");
	struct resource b = DEFINE_RES_MEM_NAMED(BASE + 0x300, 0x100, "b");
	struct resource outer = DEFINE_RES_MEM_NAMED(BASE, 0x1000, "outer");
	struct resource half = DEFINE_RES_MEM_NAMED(BASE + 0x180, 0x100, "half");

	assert_int_equal(request_resource(&iomem_resource, &a), 0);
	assert_int_equal(request_resource(&iomem_resource, &b), 0);
	assert_int_equal(request_resource(&iomem_resource, &outer), -EBUSY);
	assert_int_equal(insert_resource(&iomem_resource, &outer), 0);
	assert_ptr_equal(a.parent, &outer);
	assert_ptr_equal(b.parent, &outer);
	assert_ptr_equal(outer.child, &a);
	assert_ptr_equal(a.sibling, &b);
	assert_int_equal(insert_resource(&iomem_resource, &half), -EBUSY);
	assert_int_equal(release_resource(&a), 0);
	assert_int_equal(release_resource(&b), 0);
	assert_int_equal(release_resource(&outer), 0);
}

static void freeing_what_nobody_claimed_is_reported(void **state)
{
	release_mem_region(BASE, 0x10);
	assert_true(log_has("Trying to free nonexistent resource "
			    "<0x0000007000000000-0x000000700000000f>"));
}

static int boot(void **state)
{
	return tl_boot("nr_cpus=1 loglevel=0");
}

static int shutdown_machine(void **state)
{
	return tl_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(region_is_claimed_once),
		cmocka_unit_test(overlap_at_either_end_is_a_conflict),
		cmocka_unit_test(ranges_that_wrap_or_leave_the_root_fail),
		cmocka_unit_test(claim_goes_below_the_device_that_has_the_range),
		cmocka_unit_test(inserted_range_takes_what_it_covers),
		cmocka_unit_test(freeing_what_nobody_claimed_is_reported),
	};

	return cmocka_run_group_tests_name("resource", tests, boot, shutdown_machine);
}
