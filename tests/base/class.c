// SPDX-License-Identifier: MIT
/* Classes, and devices that are made for one. */
#include "../test.h"

#include <tasklet/boot.h>
#include <tasklet/log.h>

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kdev_t.h>
#include <linux/module.h>

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

static int boot(void **state)
{
	return tl_boot("nr_cpus=2 loglevel=0");
}

static int shut_down(void **state)
{
	tl_shutdown();
	return 0;
}

static void created_with_one_argument_or_with_two(void **state)
{
	struct class *one = class_create("one"), *two = class_create(THIS_MODULE, "two");

	assert_false(IS_ERR(one) || IS_ERR(two));
	assert_string_equal(one->name, "one");
	assert_string_equal(two->name, "two");
	class_destroy(one);
	class_destroy(two);
}

static void a_name_is_given_once(void **state)
{
	struct class *class = class_create("same"), *other = class_create("same");

	assert_int_equal(PTR_ERR(other), -EEXIST);
	assert_true(log_has("sysfs: cannot create duplicate filename '/class/same'"));
	class_destroy(other);
	class_destroy(NULL);
	class_destroy(class);
	class = class_create("same");
	assert_false(IS_ERR(class));
	class_destroy(class);
	assert_int_equal(PTR_ERR(class_create("")), -EINVAL);
}

static void a_device_is_found_by_its_number_until_it_is_destroyed(void **state)
{
	struct class *class = class_create("card");
	struct device *dev, *found;
	int data;

	dev = device_create(class, NULL, MKDEV(7, 3), &data, "card%d", 3);
	assert_false(IS_ERR(dev));
	assert_string_equal(dev_name(dev), "card3");
	assert_ptr_equal(dev_get_drvdata(dev), &data);
	assert_ptr_equal(dev->class, class);
	found = class_find_device_by_devt(class, MKDEV(7, 3));
	assert_ptr_equal(found, dev);
	put_device(found);
	found = class_find_device_by_name(class, "card3");
	assert_ptr_equal(found, dev);
	put_device(found);
	assert_null(class_find_device_by_name(class, "card4"));
	device_destroy(class, MKDEV(7, 4)); /* no such */
	device_destroy(class, MKDEV(7, 3));
	assert_null(class_find_device_by_devt(class, MKDEV(7, 3)));
	class_destroy(class);
}

static void names_are_those_of_one_class(void **state)
{
	struct class *a = class_create("a"), *b = class_create("b");

	assert_false(IS_ERR(device_create(a, NULL, MKDEV(7, 0), NULL, "x")));
	assert_false(IS_ERR(device_create(b, NULL, MKDEV(7, 1), NULL, "x")));
	assert_int_equal(PTR_ERR(device_create(a, NULL, MKDEV(7, 2), NULL, "x")), -EEXIST);
	assert_true(log_has("sysfs: cannot create duplicate filename '/devices/virtual/a/x'"));
	device_destroy(b, MKDEV(7, 0)); /* is the other's */
	device_destroy(a, MKDEV(7, 0));
	device_destroy(b, MKDEV(7, 1));
	class_destroy(a);
	class_destroy(b);
}

static void without_a_class_there_is_no_device(void **state)
{
	assert_int_equal(PTR_ERR(device_create(NULL, NULL, 0, NULL, "x")), -ENODEV);
	assert_int_equal(PTR_ERR(device_create(ERR_PTR(-ENOMEM), NULL, 0, NULL, "x")), -ENODEV);
	assert_int_equal(class_for_each_device(NULL, NULL, NULL, NULL), -EINVAL);
}

static unsigned int released, class_released;

static void dev_release(struct device *dev)
{
	released++;
}

static void class_release(const struct class *class)
{
	class_released++;
}

static const struct class own = {
	.name = "own",
	.dev_release = dev_release,
	.class_release = class_release,
};

static void a_class_releases_devices_that_do_not_themselves(void **state)
{
	static struct device dev;

	released = class_released = 0;
	assert_int_equal(class_register(&own), 0);
	dev = (struct device){.class = &own, .init_name = "dev"};
	assert_int_equal(device_register(&dev), 0);
	device_unregister(&dev);
	assert_int_equal(released, 1);
	class_unregister(&own);
	assert_int_equal(class_released, 1);
}

static int count(struct device *dev, void *n)
{
	return ++*(unsigned int *)n == 2 ? 5 : 0;
}

static void a_walk_sees_the_devices_of_its_class_in_order(void **state)
{
	struct class *class = class_create("walked"), *other = class_create("other");
	struct device *first;
	unsigned int n = 0;

	first = device_create(class, NULL, MKDEV(7, 0), NULL, "0");
	(void)device_create(other, NULL, MKDEV(7, 0), NULL, "0");
	(void)device_create(class, first, MKDEV(7, 1), NULL, "1");
	(void)device_create(class, NULL, MKDEV(7, 2), NULL, "2");
	assert_int_equal(class_for_each_device(class, NULL, &n, count), 5);
	assert_int_equal(n, 2);
	n = 2;
	assert_int_equal(class_for_each_device(class, first, &n, count), 0);
	assert_int_equal(n, 4);
	for (unsigned int i = 3; i--;)
		device_destroy(class, MKDEV(7, i));
	device_destroy(other, MKDEV(7, 0));
	class_destroy(class);
	class_destroy(other);
}

static void what_is_left_at_shutdown_is_told_and_given_back(void **state)
{
	struct class *class = class_create("left");

	(void)device_create(class, NULL, MKDEV(7, 0), NULL, "device");
	tl_shutdown();
	assert_int_equal(tl_boot("nr_cpus=2 loglevel=0"), 0);
	assert_true(log_has("class 'left' was still registered at shutdown"));
	class = class_create("left");
	assert_false(IS_ERR(class));
	class_destroy(class);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(created_with_one_argument_or_with_two),
		cmocka_unit_test(a_name_is_given_once),
		cmocka_unit_test(a_device_is_found_by_its_number_until_it_is_destroyed),
		cmocka_unit_test(names_are_those_of_one_class),
		cmocka_unit_test(without_a_class_there_is_no_device),
		cmocka_unit_test(a_class_releases_devices_that_do_not_themselves),
		cmocka_unit_test(a_walk_sees_the_devices_of_its_class_in_order),
		cmocka_unit_test(what_is_left_at_shutdown_is_told_and_given_back),
	};

	return cmocka_run_group_tests(tests, boot, shut_down);
}
