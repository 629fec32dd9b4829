// SPDX-License-Identifier: MIT
/* What a driver gets for a device is given back, last first, and once. */
#include "../test.h"

#include <tasklet/boot.h>
#include <tasklet/fault.h>
#include <tasklet/mmio.h>
#include <tasklet/report.h>

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mutex.h>

/* What happened, in order: one character each. */
static char trace[64];

static void note(char what)
{
	size_t n = strlen(trace);

	if (n < sizeof(trace) - 1)
		trace[n] = what;
}

static void act(void *data)
{
	note(*(const char *)data);
}

struct entry {
	char name;
};

static void release_entry(struct device *dev, void *res)
{
	note(((struct entry *)res)->name);
}

static int is_entry(struct device *dev, void *res, void *name)
{
	return ((struct entry *)res)->name == *(const char *)name;
}

static void add_entry(struct device *dev, char name)
{
	struct entry *entry = devres_alloc(release_entry, sizeof(*entry), GFP_KERNEL);

	assert_non_null(entry);
	entry->name = name;
	devres_add(dev, entry);
}

static void release_nothing(struct device *dev)
{
}

/* A device without a bus; the last put_device() releases what is left. */
static struct device *new_device(void)
{
	static struct device dev;

	memset(&dev, 0, sizeof(dev));
	memset(trace, 0, sizeof(trace));
	device_initialize(&dev);
	dev.release = release_nothing;
	assert_int_equal(dev_set_name(&dev, "thing"), 0);
	return &dev;
}

static void released_in_reverse_order(void **state)
{
	struct device *dev = new_device();

	add_entry(dev, '1');
	assert_int_equal(devm_add_action(dev, act, "2"), 0);
	assert_non_null(devm_kzalloc(dev, 10, GFP_KERNEL));
	add_entry(dev, '3');
	put_device(dev);
	assert_string_equal(trace, "321");
}

static void find_gives_the_last_that_matches(void **state)
{
	struct device *dev = new_device();
	struct entry *entry;

	add_entry(dev, 'a');
	add_entry(dev, 'b');
	entry = devres_find(dev, release_entry, NULL, NULL);
	assert_int_equal(entry->name, 'b');
	entry = devres_find(dev, release_entry, is_entry, "a");
	assert_int_equal(entry->name, 'a');
	assert_null(devres_find(dev, release_entry, is_entry, "c"));
	put_device(dev);
}

static void removed_entry_is_the_callers(void **state)
{
	struct device *dev = new_device();
	void *res;

	add_entry(dev, 'a');
	add_entry(dev, 'b');
	res = devres_remove(dev, release_entry, is_entry, "a");
	assert_non_null(res);
	devres_free(res);
	devres_free(NULL);
	put_device(dev);
	assert_string_equal(trace, "b");
}

static void destroy_does_not_release_and_release_does(void **state)
{
	struct device *dev = new_device();

	add_entry(dev, 'a');
	add_entry(dev, 'b');
	assert_int_equal(devres_destroy(dev, release_entry, is_entry, "a"), 0);
	assert_string_equal(trace, "");
	assert_int_equal(devres_release(dev, release_entry, is_entry, "b"), 0);
	assert_string_equal(trace, "b");
	assert_int_equal(devres_release(dev, release_entry, is_entry, "b"), -ENOENT);
	put_device(dev);
	assert_string_equal(trace, "b");
}

static void get_keeps_the_first(void **state)
{
	struct device *dev = new_device();
	struct entry *first = devres_alloc(release_entry, sizeof(*first), GFP_KERNEL);
	struct entry *second = devres_alloc(release_entry, sizeof(*second), GFP_KERNEL);

	first->name = second->name = 'x';
	assert_ptr_equal(devres_get(dev, first, is_entry, "x"), first);
	assert_ptr_equal(devres_get(dev, second, is_entry, "x"), first);
	put_device(dev);
	assert_string_equal(trace, "x");
}

static void group_is_released_alone(void **state)
{
	struct device *dev = new_device();
	void *group;

	add_entry(dev, '1');
	group = devres_open_group(dev, NULL, GFP_KERNEL);
	add_entry(dev, '2');
	add_entry(dev, '3');
	devres_close_group(dev, group);
	add_entry(dev, '4');
	assert_int_equal(devres_release_group(dev, group), 2);
	assert_string_equal(trace, "32");
	put_device(dev);
	assert_string_equal(trace, "3241");
}

static void inner_group_goes_with_the_outer_one(void **state)
{
	struct device *dev = new_device();
	void *outer = devres_open_group(dev, NULL, GFP_KERNEL), *inner;

	add_entry(dev, '1');
	inner = devres_open_group(dev, NULL, GFP_KERNEL);
	add_entry(dev, '2');
	devres_close_group(dev, inner);
	add_entry(dev, '3');
	assert_int_equal(devres_release_group(dev, outer), 3);
	assert_string_equal(trace, "321");
	put_device(dev);
	assert_string_equal(trace, "321");
}

static void crossing_group_stays(void **state)
{
	struct device *dev = new_device();
	static char a, b;

	assert_ptr_equal(devres_open_group(dev, &a, GFP_KERNEL), &a);
	add_entry(dev, '1');
	assert_ptr_equal(devres_open_group(dev, &b, GFP_KERNEL), &b);
	add_entry(dev, '2');
	devres_close_group(dev, &a);
	add_entry(dev, '3');
	devres_close_group(dev, &b);
	assert_int_equal(devres_release_group(dev, &a), 2);
	assert_string_equal(trace, "21");
	assert_int_equal(devres_release_group(dev, &b), 1);
	assert_string_equal(trace, "213");
	put_device(dev);
}

static void removed_group_leaves_its_resources(void **state)
{
	struct device *dev = new_device();
	void *group = devres_open_group(dev, NULL, GFP_KERNEL);

	add_entry(dev, '1');
	devres_close_group(dev, group);
	devres_remove_group(dev, group);
	assert_string_equal(trace, "");
	put_device(dev);
	assert_string_equal(trace, "1");
}

static void action_is_removed_or_called_early(void **state)
{
	struct device *dev = new_device();
	unsigned long before = tl_report_count();
	static char a[] = "a", b[] = "b", c[] = "c";

	assert_int_equal(devm_add_action(dev, act, a), 0);
	assert_int_equal(devm_add_action(dev, act, b), 0);
	assert_int_equal(devm_add_action(dev, act, c), 0);
	devm_remove_action(dev, act, b);
	assert_string_equal(trace, "");
	devm_release_action(dev, act, c);
	assert_string_equal(trace, "c");
	assert_int_equal(tl_report_count(), before);
	devm_remove_action(dev, act, b);
	assert_int_equal(tl_report_count(), before + 1);
	put_device(dev);
	assert_string_equal(trace, "ca");
}

static void action_that_cannot_be_added_is_called_at_once_with_reset(void **state)
{
	struct device *dev = new_device();

	tl_fail_alloc_after(0);
	assert_int_equal(devm_add_action(dev, act, "1"), -ENOMEM);
	assert_string_equal(trace, "");
	tl_fail_alloc_after(0);
	assert_int_equal(devm_add_action_or_reset(dev, act, "2"), -ENOMEM);
	assert_string_equal(trace, "2");
	put_device(dev);
	assert_string_equal(trace, "2");
}

static void memory_is_zeroed_copied_and_freed_early(void **state)
{
	struct device *dev = new_device();
	unsigned long before = tl_report_count();
	char *p = devm_kzalloc(dev, 100, GFP_KERNEL), *q;

	assert_int_equal(p[99], 0);
	assert_int_equal((uintptr_t)p % ARCH_KMALLOC_MINALIGN, 0);
	strcpy(p, "kept");
	q = devm_krealloc(dev, p, 1000, GFP_KERNEL);
	assert_string_equal(q, "kept");
	devm_kfree(dev, q);
	assert_string_equal(devm_kstrdup(dev, "dup", GFP_KERNEL), "dup");
	assert_string_equal(devm_kasprintf(dev, GFP_KERNEL, "irq%d", 7), "irq7");
	assert_memory_equal(devm_kmemdup(dev, "abcd", 4, GFP_KERNEL), "abcd", 4);
	assert_ptr_equal(devm_kmalloc(dev, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_null(devm_kcalloc(dev, SIZE_MAX / 2, 4, GFP_KERNEL));
	assert_int_equal(tl_report_count(), before);
	devm_kfree(dev, trace);
	assert_int_equal(tl_report_count(), before + 1);
	put_device(dev);
}

static u64 no_read(void *priv, u64 offset, unsigned int size)
{
	return 0x55;
}

static void no_write(void *priv, u64 offset, u64 value, unsigned int size)
{
}

static void ioremap_resource_claims_maps_and_gives_back(void **state)
{
	const struct tl_mmio_ops ops = {no_read, no_write};
	struct device *dev = new_device();
	struct resource res;
	void __iomem *regs;
	phys_addr_t base;

	assert_int_equal(tl_mmio_add("window", 0x40, &ops, NULL, &base), 0);
	res = DEFINE_RES_MEM_NAMED(base, 0x40, "regs");
	regs = devm_ioremap_resource(dev, &res);
	assert_false(IS_ERR(regs));
	assert_int_equal(readb(regs), 0x55);
	assert_int_equal(PTR_ERR(devm_ioremap_resource(dev, &res)), -EBUSY);
	assert_int_equal(PTR_ERR(devm_ioremap_resource(dev, NULL)), -EINVAL);
	res.flags = IORESOURCE_IRQ;
	assert_int_equal(PTR_ERR(devm_ioremap_resource(dev, &res)), -EINVAL);
	/* Claimed, but nothing there: the claim is given back at once. */
	res = DEFINE_RES_MEM(0x10, 4);
	assert_int_equal(PTR_ERR(devm_ioremap_resource(dev, &res)), -ENOMEM);
	assert_non_null(request_mem_region(0x10, 4, "free again"));
	release_mem_region(0x10, 4);

	assert_null(request_mem_region(base, 4, "other"));
	put_device(dev);
	assert_non_null(request_mem_region(base, 4, "other"));
	release_mem_region(base, 4);
	assert_int_equal(tl_mmio_remove(base), 0);
}

static int boot(void **state)
{
	return tl_boot("nr_cpus=1 loglevel=0");
}

static int shutdown_machine(void **state)
{
	return tl_shutdown();
}

static void a_mutex_is_destroyed_with_the_binding(void **state)
{
	unsigned long reports = tl_report_count();
	struct device *dev = new_device();
	struct mutex lock;

	assert_int_equal(devm_mutex_init(dev, &lock), 0);
	mutex_lock(&lock);
	mutex_unlock(&lock);
	assert_int_equal(tl_report_count(), reports);
	put_device(dev);
	/* Used afterwards it is reported. */
	assert_int_equal(mutex_trylock(&lock), 1);
	assert_int_equal(tl_report_count(), reports + 1);
	mutex_unlock(&lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(released_in_reverse_order),
		cmocka_unit_test(find_gives_the_last_that_matches),
		cmocka_unit_test(removed_entry_is_the_callers),
		cmocka_unit_test(destroy_does_not_release_and_release_does),
		cmocka_unit_test(get_keeps_the_first),
		cmocka_unit_test(group_is_released_alone),
		cmocka_unit_test(inner_group_goes_with_the_outer_one),
		cmocka_unit_test(crossing_group_stays),
		cmocka_unit_test(removed_group_leaves_its_resources),
		cmocka_unit_test(action_is_removed_or_called_early),
		cmocka_unit_test(action_that_cannot_be_added_is_called_at_once_with_reset),
		cmocka_unit_test(memory_is_zeroed_copied_and_freed_early),
		cmocka_unit_test(ioremap_resource_claims_maps_and_gives_back),
		cmocka_unit_test(a_mutex_is_destroyed_with_the_binding),
	};

	return cmocka_run_group_tests_name("devres", tests, boot, shutdown_machine);
}
