// SPDX-License-Identifier: MIT
/* Names of another Linux: compiled with TASKLET_LINUX_VERSION, and CODE, which it stands for. */
#include <linux/platform_device.h>
#include <linux/version.h>

#include "../test.h"

#include <linux/completion.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <tasklet/boot.h>

static void old_callback(unsigned long data)
{
	*(int *)data += 1;
}

static void new_callback(struct tasklet_struct *t)
{
	(void)t;
}

static int counter;

/* Both at once, whatever the version. */
static DECLARE_TASKLET(old, old_callback, (unsigned long)&counter);
static DECLARE_TASKLET(new, new_callback);

#if CODE < KERNEL_VERSION(6, 11, 0)
static int remove_device(struct platform_device *pdev)
{
	(void)pdev;
	return 0;
}
#else
static void remove_device(struct platform_device *pdev)
{
	(void)pdev;
}
#endif

static struct platform_driver driver = {.remove = remove_device, .driver = {.name = "versioned"}};

static void version_is_the_chosen_one(void **state)
{
	assert_int_equal(LINUX_VERSION_CODE, CODE);
	assert_int_equal(KERNEL_VERSION(LINUX_VERSION_MAJOR, LINUX_VERSION_PATCHLEVEL,
					LINUX_VERSION_SUBLEVEL),
			 CODE);
	assert_int_equal(KERNEL_VERSION(4, 14, 300), 0x040eff);
	assert_int_equal(MAX_ORDER, CODE < KERNEL_VERSION(6, 4, 0) ? 11 : 10);
}

static void callbacks_have_the_types_of_the_version(void **state)
{
	assert_ptr_equal(driver.remove, remove_device);
	assert_false(old.use_callback);
	assert_true(new.use_callback);
	old.func(old.data);
	assert_int_equal(counter, 1);
}

static void access_ok_has_the_arguments_of_the_version(void **state)
{
#if CODE < KERNEL_VERSION(5, 0, 0)
	assert_true(access_ok(VERIFY_WRITE, &counter, sizeof(counter)));
	assert_false(access_ok(VERIFY_READ, (void *)-8L, 16));
#else
	assert_true(access_ok(&counter, sizeof(counter)));
	assert_false(access_ok((void *)-8L, 16));
#endif
}

static void names_of_all_times_stand_side_by_side(void **state)
{
	struct kmem_cache *cache = kmem_cache_create("x", 8, 0, 0, NULL);
	struct kmem_cache *other = kmem_cache_create("y", 8, NULL, 0);
	DEFINE_IDA(ida);
	bool yes = false;

	kmem_cache_destroy(cache);
	kmem_cache_destroy(other);
	assert_int_equal(ida_simple_get(&ida, 5, 6, GFP_KERNEL), 5);
	assert_true(ida_exists(&ida, 5));
	ida_simple_remove(&ida, 5);
	assert_true(prandom_u32_max(3) < 3);
	assert_int_equal(strtobool("y", &yes), 0);
	assert_true(yes);
	kfree(kmalloc_obj(int));
}

#if CODE < KERNEL_VERSION(6, 8, 0)
static void old_copy_of_a_string_gives_the_length_of_its_source(void **state)
{
	char buf[4];

	assert_int_equal(strlcpy(buf, "abcdef", sizeof(buf)), 6);
	assert_string_equal(buf, "abc");
}
#endif

#if CODE < KERNEL_VERSION(5, 17, 0)
static DECLARE_COMPLETION(begun);

static int exits(void *code)
{
	complete(&begun);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	do_exit((long)code);
}

static void a_kthread_ends_by_do_exit(void **state)
{
	struct task_struct *t = kthread_run(exits, (void *)5L, "exits");

	wait_for_completion(&begun);
	assert_int_equal(kthread_stop(t), 5);
}
#endif

static int shut_down(void **state)
{
	tl_shutdown();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_is_the_chosen_one),
		cmocka_unit_test(callbacks_have_the_types_of_the_version),
		cmocka_unit_test(access_ok_has_the_arguments_of_the_version),
		cmocka_unit_test(names_of_all_times_stand_side_by_side),
#if CODE < KERNEL_VERSION(6, 8, 0)
		cmocka_unit_test(old_copy_of_a_string_gives_the_length_of_its_source),
#endif
#if CODE < KERNEL_VERSION(5, 17, 0)
		cmocka_unit_test(a_kthread_ends_by_do_exit),
#endif
	};

	return cmocka_run_group_tests_name("version", tests, NULL, shut_down);
}
