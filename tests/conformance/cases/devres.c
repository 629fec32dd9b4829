// SPDX-License-Identifier: MIT
/* Platform devices and drivers, and what is released when. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "case.h"
#include "remove.h"

static int probe_result;
static void (*probe_does)(struct platform_device *pdev);

static int probe(struct platform_device *pdev)
{
	tc_log("probe %s, driver data %d", dev_name(&pdev->dev), !!platform_get_drvdata(pdev));
	if (probe_does)
		probe_does(pdev);
	return probe_result;
}

static void say_remove(struct platform_device *pdev)
{
	tc_log("remove %s", dev_name(&pdev->dev));
}

TC_REMOVE(detach, say_remove)

static struct platform_driver driver = {
	.probe = probe,
	.remove = detach,
	.driver = {.name = "tc-device"},
};

static void start(void (*does)(struct platform_device *pdev), int result)
{
	probe_does = does;
	probe_result = result;
}

static void bound(struct platform_device *pdev)
{
	tc_log("bound %d", pdev->dev.driver != NULL);
}

TC_CASE(device_first_then_driver)
{
	struct platform_device *pdev = platform_device_register_simple("tc-device", -1, NULL, 0);

	start(NULL, 0);
	bound(pdev);
	tc_log("register %d", platform_driver_register(&driver));
	bound(pdev);
	platform_driver_unregister(&driver);
	bound(pdev);
	platform_device_unregister(pdev);
}

TC_CASE(driver_first_then_device)
{
	struct platform_device *pdev;

	start(NULL, 0);
	tc_log("register %d", platform_driver_register(&driver));
	pdev = platform_device_register_simple("tc-device", 3, NULL, 0);
	bound(pdev);
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
}

TC_CASE(names_of_devices)
{
	struct platform_device *a = platform_device_register_simple("tc-a", -1, NULL, 0);
	struct platform_device *b = platform_device_register_simple("tc-a", 5, NULL, 0);
	struct platform_device *c = platform_device_register_simple("tc-a", -2, NULL, 0);

	/* The last one's number is whatever is free. */
	tc_log("%s %s %d", dev_name(&a->dev), dev_name(&b->dev),
	       strstarts(dev_name(&c->dev), "tc-a.") && strstr(dev_name(&c->dev), ".auto"));
	tc_log("%d %d", a->id, b->id);
	platform_device_unregister(c);
	platform_device_unregister(b);
	platform_device_unregister(a);
}

TC_CASE(a_driver_takes_all_its_devices_in_their_order)
{
	struct platform_device *pdev[3];

	start(NULL, 0);
	for (int i = 0; i < 3; i++)
		pdev[i] = platform_device_register_simple("tc-device", 2 - i, NULL, 0);
	platform_driver_register(&driver);
	platform_driver_unregister(&driver);
	for (int i = 0; i < 3; i++)
		platform_device_unregister(pdev[i]);
}

TC_CASE(a_probe_that_fails_leaves_the_device_unbound)
{
	static const int errors[] = {-ENODEV, -ENXIO};

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		struct platform_device *pdev;

		start(NULL, errors[i]);
		pdev = platform_device_register_simple("tc-device", -1, NULL, 0);
		tc_log("register %d", platform_driver_register(&driver));
		bound(pdev);
		platform_driver_unregister(&driver);
		platform_device_unregister(pdev);
	}
}

TC_CASE(the_device_bound_last_is_removed_first)
{
	struct platform_device *pdev[3];

	start(NULL, 0);
	for (int i = 0; i < 3; i++)
		pdev[i] = platform_device_register_simple("tc-device", i, NULL, 0);
	platform_driver_register(&driver);
	device_release_driver(&pdev[0]->dev);
	tc_log("attach %d", device_attach(&pdev[0]->dev));
	platform_driver_unregister(&driver);
	for (int i = 0; i < 3; i++)
		platform_device_unregister(pdev[i]);
}

static const struct platform_device_id ids[] = {{"tc-one", 1}, {"tc-two", 2}, {}};

static int probe_id(struct platform_device *pdev)
{
	tc_log("probe %s id %lu", dev_name(&pdev->dev),
	       platform_get_device_id(pdev) ?
		       (unsigned long)platform_get_device_id(pdev)->driver_data :
		       0);
	return 0;
}

static struct platform_driver id_driver = {
	.probe = probe_id,
	.remove = detach,
	.id_table = ids,
	.driver = {.name = "tc-ids"},
};

TC_CASE(the_id_table_matches_instead_of_the_name)
{
	struct platform_device *one = platform_device_register_simple("tc-one", -1, NULL, 0);
	struct platform_device *two = platform_device_register_simple("tc-two", -1, NULL, 0);
	struct platform_device *own = platform_device_register_simple("tc-ids", -1, NULL, 0);

	platform_driver_register(&id_driver);
	bound(one);
	bound(two);
	bound(own);
	platform_driver_unregister(&id_driver);
	platform_device_unregister(own);
	platform_device_unregister(two);
	platform_device_unregister(one);
}

TC_CASE(resources_of_a_device)
{
	static const struct resource res[] = {
		{.start = 0x100, .end = 0x1ff, .name = "regs", .flags = IORESOURCE_MEM},
		{.start = 7, .end = 7, .name = "event", .flags = IORESOURCE_IRQ},
		{.start = 0x300, .end = 0x300, .name = "more", .flags = IORESOURCE_MEM},
	};
	struct platform_device *pdev;
	struct resource *r;

	pdev = platform_device_alloc("tc-res", -1);
	tc_log("%d", platform_device_add_resources(pdev, res, ARRAY_SIZE(res)));
	r = platform_get_resource(pdev, IORESOURCE_MEM, 1);
	tc_log("%s %llx", r->name, (unsigned long long)resource_size(r));
	r = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	tc_log("%s %llx", r->name, (unsigned long long)resource_size(r));
	tc_log("%d", !platform_get_resource(pdev, IORESOURCE_MEM, 2));
	r = platform_get_resource_byname(pdev, IORESOURCE_IRQ, "event");
	tc_log("%d", (int)r->start);
	tc_log("%d %d", platform_get_irq(pdev, 0), platform_get_irq_optional(pdev, 1));
	tc_log("%d", !platform_get_resource_byname(pdev, IORESOURCE_MEM, "event"));
	platform_device_put(pdev);
}

static void action(void *data)
{
	tc_log("action %s", (char *)data);
}

static void release(struct device *dev, void *res)
{
	tc_log("release %d", *(int *)res);
}

static void *entry(int nr)
{
	int *res = devres_alloc(release, sizeof(*res), GFP_KERNEL);

	*res = nr;
	return res;
}

static void acquire(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	platform_set_drvdata(pdev, pdev);
	tc_log("%d", devm_add_action(dev, action, "a"));
	devres_add(dev, entry(1));
	tc_log("%d", devm_add_action_or_reset(dev, action, "b"));
	devres_add(dev, entry(2));
	tc_log("zero %d", memchr_inv(devm_kzalloc(dev, 64, GFP_KERNEL), 0, 64) == NULL);
	tc_log("%s", devm_kasprintf(dev, GFP_KERNEL, "%s-%d", "name", 4));
}

TC_CASE(resources_are_released_last_first_after_remove)
{
	struct platform_device *pdev = platform_device_register_simple("tc-device", -1, NULL, 0);

	start(acquire, 0);
	platform_driver_register(&driver);
	tc_log("driver data %d", !!platform_get_drvdata(pdev));
	platform_driver_unregister(&driver);
	tc_log("driver data %d", !!platform_get_drvdata(pdev));
	platform_device_unregister(pdev);
}

TC_CASE(resources_are_released_when_probe_fails)
{
	struct platform_device *pdev = platform_device_register_simple("tc-device", -1, NULL, 0);

	start(acquire, -ENODEV);
	platform_driver_register(&driver);
	tc_log("driver data %d", !!platform_get_drvdata(pdev));
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

static void groups(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	void *outer, *inner;

	devm_add_action(dev, action, "before");
	outer = devres_open_group(dev, NULL, GFP_KERNEL);
	devm_add_action(dev, action, "outer");
	inner = devres_open_group(dev, NULL, GFP_KERNEL);
	devm_add_action(dev, action, "inner");
	devres_close_group(dev, inner);
	devm_add_action(dev, action, "outer too");
	devres_close_group(dev, outer);
	devm_add_action(dev, action, "after");
	tc_log("inner released %d", devres_release_group(dev, inner) > 0);
	tc_log("same %d", devres_open_group(dev, inner, GFP_KERNEL) == inner);
	devm_add_action(dev, action, "again");
	devres_close_group(dev, inner);
	devres_remove_group(dev, inner);
	tc_log("outer released %d", devres_release_group(dev, outer) > 0);
}

TC_CASE(groups_of_resources)
{
	struct platform_device *pdev = platform_device_register_simple("tc-device", -1, NULL, 0);

	start(groups, 0);
	platform_driver_register(&driver);
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

static int match(struct device *dev, void *res, void *data)
{
	return *(int *)res == *(int *)data;
}

static void find_and_remove(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int one = 1, two = 2, nine = 9;
	void *res;

	for (int i = 1; i <= 4; i++)
		devres_add(dev, entry(i));
	res = devres_find(dev, release, NULL, NULL);
	tc_log("last %d", *(int *)res);
	res = devres_find(dev, release, match, &two);
	tc_log("found %d, none %d", *(int *)res, !devres_find(dev, release, match, &nine));
	res = devres_remove(dev, release, match, &two);
	devres_free(res);
	tc_log("destroy %d", devres_destroy(dev, release, match, &one));
	tc_log("destroy %d", devres_destroy(dev, release, match, &one));
	two = 3;
	tc_log("release %d", devres_release(dev, release, match, &two));
	devm_add_action(dev, action, "x");
	devm_add_action(dev, action, "y");
	devm_release_action(dev, action, "y");
}

TC_CASE(resources_found_and_removed)
{
	struct platform_device *pdev = platform_device_register_simple("tc-device", -1, NULL, 0);

	start(find_and_remove, 0);
	platform_driver_register(&driver);
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

TC_CASE(unbound_and_bound_by_hand)
{
	struct platform_device *pdev = platform_device_register_simple("tc-device", -1, NULL, 0);

	start(acquire, 0);
	platform_driver_register(&driver);
	device_release_driver(&pdev->dev);
	bound(pdev);
	tc_log("attach %d", device_attach(&pdev->dev));
	bound(pdev);
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
}
