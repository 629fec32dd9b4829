// SPDX-License-Identifier: MIT
/* Platform devices and drivers: who binds whom, and what is given back. */
#include "../test.h"

#include <tasklet/boot.h>
#include <tasklet/fault.h>
#include <tasklet/irq.h>
#include <tasklet/log.h>
#include <tasklet/mmio.h>

#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/platform_device.h>

#include <pthread.h>

static char trace[64];

static void note(char what)
{
	size_t n = strlen(trace);

	if (n < sizeof(trace) - 1)
		trace[n] = what;
}

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

static void act(void *data)
{
	note(*(const char *)data);
}

/* probe() gets two things and returns what it is told to. */
static int probe_result;

static int probe(struct platform_device *pdev)
{
	note('p');
	if (devm_add_action_or_reset(&pdev->dev, act, "1") ||
	    devm_add_action_or_reset(&pdev->dev, act, "2"))
		return -ENOMEM;
	platform_set_drvdata(pdev, trace);
	return probe_result;
}

static void remove_device(struct platform_device *pdev)
{
	assert_ptr_equal(platform_get_drvdata(pdev), trace);
	note('r');
}

static struct platform_driver driver = {
	.probe = probe,
	.remove = remove_device,
	.driver = {.name = "widget"},
};

static int reset(void **state)
{
	memset(trace, 0, sizeof(trace));
	probe_result = 0;
	tl_log_clear();
	return 0;
}

static struct platform_device *add(const char *name, int id)
{
	struct platform_device *pdev = platform_device_register_simple(name, id, NULL, 0);

	assert_false(IS_ERR(pdev));
	return pdev;
}

static void binds_by_name_whoever_comes_first(void **state)
{
	struct platform_device *early = add("widget", 0), *late, *other;

	assert_null(early->dev.driver);
	assert_int_equal(platform_driver_register(&driver), 0);
	assert_ptr_equal(early->dev.driver, &driver.driver);
	late = add("widget", 1);
	assert_ptr_equal(late->dev.driver, &driver.driver);
	other = add("gadget", 0);
	assert_null(other->dev.driver);
	platform_device_unregister(other);
	platform_device_unregister(late);
	platform_device_unregister(early);
	platform_driver_unregister(&driver);
	assert_string_equal(trace, "ppr21r21");
}

static void remove_comes_before_the_resources_go(void **state)
{
	struct platform_device *pdev = add("widget", PLATFORM_DEVID_NONE);

	assert_string_equal(dev_name(&pdev->dev), "widget");
	assert_int_equal(platform_driver_register(&driver), 0);
	assert_string_equal(trace, "p");
	platform_driver_unregister(&driver);
	assert_string_equal(trace, "pr21");
	assert_null(pdev->dev.driver);
	assert_null(platform_get_drvdata(pdev));
	platform_device_unregister(pdev);
	assert_string_equal(trace, "pr21");
}

static void failed_probe_unwinds_and_is_logged(void **state)
{
	struct platform_device *pdev;

	probe_result = -EIO;
	assert_int_equal(platform_driver_register(&driver), 0);
	pdev = add("widget", 3);
	assert_string_equal(trace, "p21");
	assert_null(pdev->dev.driver);
	assert_null(platform_get_drvdata(pdev));
	assert_true(log_has("widget widget.3: probe with driver widget failed with error -5"));
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
	assert_string_equal(trace, "p21");
}

static void enodev_is_a_quiet_refusal(void **state)
{
	struct platform_device *pdev;

	probe_result = -ENODEV;
	assert_int_equal(platform_driver_register(&driver), 0);
	pdev = add("widget", 0);
	assert_null(pdev->dev.driver);
	assert_false(log_has("failed with error"));
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
}

/* Every allocation between registering a device and its binding may fail, and nothing stays. */
static void every_failing_allocation_unwinds(void **state)
{
	bool armed = false;
	long n;

	assert_int_equal(platform_driver_register(&driver), 0);
	for (n = 0; !armed; n++) {
		struct resource res = DEFINE_RES_MEM(0x9000000000, 0x10);
		struct platform_device *pdev;

		memset(trace, 0, sizeof(trace));
		tl_fail_alloc_after(n);
		pdev = platform_device_register_resndata(NULL, "widget", PLATFORM_DEVID_AUTO, &res,
							 1, "data", 5);
		armed = tl_fail_alloc_armed();
		tl_fail_alloc_after(-1);
		if (IS_ERR(pdev)) {
			assert_int_equal(PTR_ERR(pdev), -ENOMEM);
			assert_string_equal(trace, "");
			continue;
		}
		assert_string_equal(dev_name(&pdev->dev), "widget.0.auto");
		assert_int_equal(pdev->dev.driver != NULL, armed);
		platform_device_unregister(pdev);
	}
	assert_true(n > 5);
	platform_driver_unregister(&driver);
}

static const struct platform_device_id ids[] = {
	{"alpha", 10},
	{"beta", 20},
	{"", 0},
};

static int id_probe(struct platform_device *pdev)
{
	const struct platform_device_id *id = platform_get_device_id(pdev);

	note(id->driver_data == 20 ? 'b' : 'a');
	return 0;
}

static void id_table_decides_instead_of_the_name(void **state)
{
	struct platform_driver with_ids = {
		.probe = id_probe,
		.driver = {.name = "widget"},
		.id_table = ids,
	};
	struct platform_device *beta = add("beta", 0), *alpha = add("alpha", 0);
	struct platform_device *widget = add("widget", 0);

	assert_int_equal(platform_driver_register(&with_ids), 0);
	assert_string_equal(trace, "ba");
	assert_null(widget->dev.driver);
	platform_driver_unregister(&with_ids);
	platform_device_unregister(widget);
	platform_device_unregister(alpha);
	platform_device_unregister(beta);
}

static void driver_override_beats_all(void **state)
{
	struct platform_device *pdev = platform_device_alloc("gadget", 0);

	assert_int_equal(platform_driver_register(&driver), 0);
	assert_int_equal(driver_set_override(&pdev->dev, &pdev->driver_override, "widget\n", 7), 0);
	assert_int_equal(platform_device_add(pdev), 0);
	assert_ptr_equal(pdev->dev.driver, &driver.driver);
	device_release_driver(&pdev->dev);
	assert_int_equal(driver_set_override(&pdev->dev, &pdev->driver_override, "none", 4), 0);
	assert_int_equal(device_attach(&pdev->dev), 0);
	assert_int_equal(driver_set_override(&pdev->dev, &pdev->driver_override, "", 0), 0);
	assert_null(pdev->driver_override);
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
	assert_string_equal(trace, "pr21");
}

static bool supplier_is_there;

static int consumer_probe(struct platform_device *pdev)
{
	note('c');
	return supplier_is_there ? 0 : -EPROBE_DEFER;
}

static int supplier_probe(struct platform_device *pdev)
{
	note('s');
	supplier_is_there = true;
	return 0;
}

static void deferred_probe_is_tried_again_after_another_bound(void **state)
{
	struct platform_driver consumer = {
		.probe = consumer_probe,
		.driver = {.name = "consumer"},
	};
	struct platform_driver supplier = {
		.probe = supplier_probe,
		.driver = {.name = "supplier"},
	};
	struct platform_device *c = add("consumer", 0), *s = add("supplier", 0);

	supplier_is_there = false;
	assert_int_equal(platform_driver_register(&consumer), 0);
	assert_null(c->dev.driver);
	assert_int_equal(platform_driver_register(&supplier), 0);
	assert_string_equal(trace, "csc");
	assert_ptr_equal(c->dev.driver, &consumer.driver);
	assert_false(log_has("failed with error"));
	platform_driver_unregister(&supplier);
	platform_driver_unregister(&consumer);
	platform_device_unregister(s);
	platform_device_unregister(c);
}

static void same_name_twice_is_refused(void **state)
{
	struct platform_driver twin = {.probe = probe, .driver = {.name = "widget"}};
	struct platform_device *pdev = add("widget", 7);

	assert_int_equal(PTR_ERR(platform_device_register_simple("widget", 7, NULL, 0)), -EEXIST);
	assert_true(log_has("cannot create duplicate filename '/devices/platform/widget.7'"));
	assert_int_equal(platform_driver_register(&driver), 0);
	assert_int_equal(platform_driver_register(&twin), -EBUSY);
	assert_true(log_has("Driver 'widget' is already registered, aborting..."));
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

static void overlapping_registers_are_refused(void **state)
{
	struct resource res = DEFINE_RES_MEM(0x8000000000, 0x100), half = res;
	struct platform_device *pdev = platform_device_register_simple("widget", 0, &res, 1);

	assert_false(IS_ERR(pdev));
	half.start += 0x80;
	half.end += 0x80;
	assert_int_equal(PTR_ERR(platform_device_register_simple("gadget", 0, &half, 1)), -EBUSY);
	assert_true(log_has("failed to claim resource 0"));
	platform_device_unregister(pdev);
	pdev = platform_device_register_simple("gadget", 0, &half, 1);
	assert_false(IS_ERR(pdev));
	platform_device_unregister(pdev);
}

static void resources_are_found_by_type_number_and_name(void **state)
{
	const struct resource res[] = {
		DEFINE_RES_MEM_NAMED(0x8000000000, 0x10, "regs"),
		DEFINE_RES_IRQ(41),
		DEFINE_RES_IRQ_NAMED(42, "done"),
		DEFINE_RES_MEM(0x8000001000, 0x10),
	};
	struct platform_device *pdev = platform_device_register_simple("widget", 0, res, 4);

	assert_false(IS_ERR(pdev));
	assert_true(platform_get_resource(pdev, IORESOURCE_MEM, 1)->start == 0x8000001000);
	assert_null(platform_get_resource(pdev, IORESOURCE_MEM, 2));
	assert_ptr_equal(platform_get_resource_byname(pdev, IORESOURCE_MEM, "regs"),
			 &pdev->resource[0]);
	assert_null(platform_get_resource_byname(pdev, IORESOURCE_MEM, "done"));
	assert_int_equal(platform_irq_count(pdev), 2);
	assert_int_equal(platform_get_irq(pdev, 0), 41);
	assert_int_equal(platform_get_irq_byname(pdev, "done"), 42);
	assert_int_equal(platform_get_irq_optional(pdev, 2), -ENXIO);
	assert_false(log_has("not found"));
	assert_int_equal(platform_get_irq(pdev, 2), -ENXIO);
	assert_true(log_has("IRQ index 2 not found"));
	platform_device_unregister(pdev);
}

static void static_device_can_be_registered_again(void **state)
{
	static struct platform_device pdev;
	int i;

	pdev.name = "widget";
	pdev.id = PLATFORM_DEVID_AUTO;
	pdev.dev.release = platform_bus.release;
	assert_int_equal(platform_driver_register(&driver), 0);
	for (i = 0; i < 3; i++) {
		assert_int_equal(platform_device_register(&pdev), 0);
		assert_non_null(pdev.dev.driver);
		platform_device_unregister(&pdev);
	}
	assert_string_equal(trace, "pr21pr21pr21");
	platform_driver_unregister(&driver);
}

static void probe_only_driver_needs_a_device(void **state)
{
	struct platform_driver once = {.driver = {.name = "widget"}};
	struct platform_device *pdev, *late;

	assert_int_equal(platform_driver_probe(&once, probe), -ENODEV);
	pdev = add("widget", 0);
	assert_int_equal(platform_driver_probe(&once, probe), 0);
	assert_string_equal(trace, "p");
	late = add("widget", 1);
	assert_null(late->dev.driver);
	assert_string_equal(trace, "p");
	platform_device_unregister(late);
	platform_driver_unregister(&once);
	platform_device_unregister(pdev);
}

/* A driver of a real kind: registers and an interrupt, all with devm_. */
static unsigned int handled;

static irqreturn_t handler(int irq, void *dev_id)
{
	__atomic_fetch_add(&handled, 1, __ATOMIC_RELAXED);
	return IRQ_HANDLED;
}

static int real_probe(struct platform_device *pdev)
{
	void __iomem *regs = devm_platform_ioremap_resource(pdev, 0);
	int irq = platform_get_irq(pdev, 0);

	if (IS_ERR(regs))
		return PTR_ERR(regs);
	if (irq < 0)
		return irq;
	note((char)readb(regs));
	return devm_request_irq(&pdev->dev, (unsigned int)irq, handler, 0, NULL, pdev);
}

static u64 letter_read(void *priv, u64 offset, unsigned int size)
{
	return 'x';
}

static void no_write(void *priv, u64 offset, u64 value, unsigned int size)
{
}

static void devm_interrupt_ends_with_the_binding(void **state)
{
	const struct tl_mmio_ops ops = {letter_read, no_write};
	struct platform_driver real = {.probe = real_probe, .driver = {.name = "real"}};
	struct platform_device *pdev;
	struct resource res[2];
	phys_addr_t base;
	int irq;

	irq = tl_irq_alloc("real", IRQF_TRIGGER_RISING, 0);
	assert_true(irq > 0);
	assert_int_equal(tl_mmio_add("real", 4, &ops, NULL, &base), 0);
	res[0] = DEFINE_RES_MEM(base, 4);
	res[1] = DEFINE_RES_IRQ((resource_size_t)irq);
	assert_int_equal(platform_driver_register(&real), 0);
	pdev = platform_device_register_simple("real", 0, res, 2);
	assert_false(IS_ERR(pdev));
	assert_non_null(pdev->dev.driver);
	assert_string_equal(trace, "x");

	assert_int_equal(tl_irq_raise(irq), 0);
	while (!__atomic_load_n(&handled, __ATOMIC_RELAXED))
		usleep(100);
	/* Taken by the first, free again after it. */
	assert_int_equal(request_irq((unsigned int)irq, handler, 0, "other", &base), -EBUSY);
	platform_driver_unregister(&real);
	assert_int_equal(request_irq((unsigned int)irq, handler, 0, "other", &base), 0);
	free_irq((unsigned int)irq, &base);
	platform_device_unregister(pdev);
	assert_int_equal(tl_mmio_remove(base), 0);
	tl_irq_free(irq);
}

static void shutdown_takes_down_what_was_left(void **state)
{
	struct platform_device *pdev = add("widget", 0);

	assert_int_equal(platform_driver_register(&driver), 0);
	assert_non_null(pdev->dev.driver);
	assert_int_equal(tl_shutdown(), 0);
	assert_string_equal(trace, "pr21");
	assert_true(log_has("driver 'widget' was still registered at shutdown"));
	assert_true(log_has("widget.0: still registered at shutdown"));
	assert_int_equal(tl_boot("nr_cpus=1 loglevel=0"), 0);
	pdev = add("widget", 0);
	platform_device_unregister(pdev);
}

/* Devices and drivers come and go on several threads. */
static int probed, removed, released;
static bool stop_racing;

static void count_release(void *data)
{
	__atomic_fetch_add(&released, 1, __ATOMIC_RELAXED);
}

static int race_probe(struct platform_device *pdev)
{
	if (devm_add_action_or_reset(&pdev->dev, count_release, NULL))
		return -ENOMEM;
	__atomic_fetch_add(&probed, 1, __ATOMIC_RELAXED);
	return 0;
}

static void race_remove(struct platform_device *pdev)
{
	__atomic_fetch_add(&removed, 1, __ATOMIC_RELAXED);
}

static void *race_devices(void *arg)
{
	int *failures = arg;

	while (!__atomic_load_n(&stop_racing, __ATOMIC_RELAXED)) {
		struct platform_device *pdev;

		pdev = platform_device_register_simple("racer", PLATFORM_DEVID_AUTO, NULL, 0);
		if (IS_ERR(pdev))
			++*failures;
		else
			platform_device_unregister(pdev);
	}
	return NULL;
}

static void binding_races_end_balanced(void **state)
{
	struct platform_driver racer = {
		.probe = race_probe,
		.remove = race_remove,
		.driver = {.name = "racer"},
	};
	struct platform_device *fixed = add("racer", 0);
	int i, failures[2] = {0, 0};
	pthread_t threads[2];

	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, race_devices, &failures[i]), 0);
	for (i = 0; i < TEST_TURNS(5000); i++) {
		assert_int_equal(platform_driver_register(&racer), 0);
		platform_driver_unregister(&racer);
		/* All that it had are given back by now. */
		assert_int_equal(probed, removed);
	}
	__atomic_store_n(&stop_racing, true, __ATOMIC_RELAXED);
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	platform_device_unregister(fixed);
	assert_int_equal(failures[0] + failures[1], 0);
	assert_true(probed >= TEST_TURNS(5000));
	assert_int_equal(probed, removed);
	assert_int_equal(probed, released);
}

static void out_of_memory_at_boot_is_an_error_and_leaves_nothing(void **state)
{
	bool armed = false;
	long n;

	assert_int_equal(tl_shutdown(), 0);
	for (n = 0; !armed; n++) {
		int ret;

		tl_fail_alloc_after(n);
		ret = tl_boot("nr_cpus=1 loglevel=0");
		armed = tl_fail_alloc_armed();
		tl_fail_alloc_after(-1);
		assert_int_equal(ret, armed ? 0 : -ENOMEM);
	}
	assert_true(n > 1);
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
		cmocka_unit_test_setup(binds_by_name_whoever_comes_first, reset),
		cmocka_unit_test_setup(remove_comes_before_the_resources_go, reset),
		cmocka_unit_test_setup(failed_probe_unwinds_and_is_logged, reset),
		cmocka_unit_test_setup(enodev_is_a_quiet_refusal, reset),
		cmocka_unit_test_setup(every_failing_allocation_unwinds, reset),
		cmocka_unit_test_setup(id_table_decides_instead_of_the_name, reset),
		cmocka_unit_test_setup(driver_override_beats_all, reset),
		cmocka_unit_test_setup(deferred_probe_is_tried_again_after_another_bound, reset),
		cmocka_unit_test_setup(same_name_twice_is_refused, reset),
		cmocka_unit_test_setup(overlapping_registers_are_refused, reset),
		cmocka_unit_test_setup(resources_are_found_by_type_number_and_name, reset),
		cmocka_unit_test_setup(static_device_can_be_registered_again, reset),
		cmocka_unit_test_setup(probe_only_driver_needs_a_device, reset),
		cmocka_unit_test_setup(devm_interrupt_ends_with_the_binding, reset),
		cmocka_unit_test_setup(binding_races_end_balanced, reset),
		cmocka_unit_test_setup(shutdown_takes_down_what_was_left, reset),
		cmocka_unit_test_setup(out_of_memory_at_boot_is_an_error_and_leaves_nothing, reset),
	};

	return cmocka_run_group_tests_name("platform", tests, boot, shutdown_machine);
}
