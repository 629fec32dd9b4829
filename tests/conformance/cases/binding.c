// SPDX-License-Identifier: MIT
/* When bindings come about and end: groups of resources, deferred probes, attaching by hand. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "case.h"
#include "remove.h"

static int (*probe_does)(struct platform_device *pdev);

static int probe(struct platform_device *pdev)
{
	tc_log("probe %s", dev_name(&pdev->dev));
	return probe_does(pdev);
}

static void say_remove(struct platform_device *pdev)
{
	tc_log("remove %s", dev_name(&pdev->dev));
}

TC_REMOVE(detach, say_remove)

static struct platform_driver driver = {
	.probe = probe,
	.remove = detach,
	.driver = {.name = "tc-bind"},
};

static struct platform_driver supplier_driver = {
	.probe = probe,
	.remove = detach,
	.driver = {.name = "tc-supplier"},
};

/* A device, bound and unbound again; its probe does what it is told. */
static void bind_once(int (*does)(struct platform_device *pdev))
{
	struct platform_device *pdev = platform_device_register_simple("tc-bind", -1, NULL, 0);

	probe_does = does;
	platform_driver_register(&driver);
	tc_log("bound %d", pdev->dev.driver != NULL);
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}

static void action(void *data)
{
	tc_log("action %s", (char *)data);
}

static void add(struct device *dev, const char *name)
{
	if (devm_add_action(dev, action, (void *)name))
		tc_log("no action %s", name);
}

/* --- Groups --- */

static void open_group(struct device *dev, void *id)
{
	tc_log("opened %d", devres_open_group(dev, id, GFP_KERNEL) == id);
}

static int nested_groups(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int one, two, three;

	add(dev, "before");
	open_group(dev, &one);
	add(dev, "one");
	open_group(dev, &two);
	add(dev, "two");
	open_group(dev, &three);
	add(dev, "three");
	devres_close_group(dev, &three);
	devres_close_group(dev, &two);
	add(dev, "one too");
	devres_close_group(dev, &one);
	add(dev, "after");
	tc_log("release two: %d", devres_release_group(dev, &two));
	tc_log("release one: %d", devres_release_group(dev, &one));
	return 0;
}

TC_CASE(a_group_is_released_with_those_inside_it)
{
	bind_once(nested_groups);
}

static int group_that_is_open(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int outer, inner;

	open_group(dev, &outer);
	add(dev, "outer");
	open_group(dev, &inner);
	add(dev, "inner");
	/* The innermost that is open; then what is between its beginning and the end of all. */
	tc_log("release: %d", devres_release_group(dev, NULL));
	add(dev, "outer too");
	tc_log("release: %d", devres_release_group(dev, NULL));
	add(dev, "after");
	return 0;
}

TC_CASE(the_group_opened_last_is_released_without_its_name)
{
	bind_once(group_that_is_open);
}

static int group_that_is_removed(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int outer, inner;

	open_group(dev, &outer);
	add(dev, "outer");
	open_group(dev, &inner);
	add(dev, "inner");
	devres_close_group(dev, &inner);
	devres_remove_group(dev, &inner);
	tc_log("removed");
	add(dev, "outer too");
	devres_close_group(dev, &outer);
	tc_log("release: %d", devres_release_group(dev, &outer));
	open_group(dev, &outer);
	add(dev, "another");
	devres_close_group(dev, NULL);
	devres_remove_group(dev, &outer);
	tc_log("removed too");
	return 0;
}

TC_CASE(what_was_in_a_group_that_is_removed_stays)
{
	bind_once(group_that_is_removed);
}

static int groups_that_are_left(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int closed, open;

	add(dev, "first");
	open_group(dev, &closed);
	add(dev, "closed");
	devres_close_group(dev, &closed);
	add(dev, "between");
	open_group(dev, &open);
	add(dev, "open");
	return 0;
}

static int groups_of_a_failure(struct platform_device *pdev)
{
	groups_that_are_left(pdev);
	return -ENODEV;
}

TC_CASE(groups_that_are_left_go_with_the_binding)
{
	bind_once(groups_that_are_left);
	bind_once(groups_of_a_failure);
}

static int groups_that_overlap(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int a, b;

	open_group(dev, &a);
	add(dev, "a");
	open_group(dev, &b);
	add(dev, "a and b");
	devres_close_group(dev, &a);
	add(dev, "b");
	devres_close_group(dev, &b);
	tc_log("release a: %d", devres_release_group(dev, &a));
	add(dev, "after");
	tc_log("release b: %d", devres_release_group(dev, &b));
	return 0;
}

TC_CASE(groups_overlap)
{
	bind_once(groups_that_overlap);
}

/* --- Single resources --- */

static void say_release(struct device *dev, void *res)
{
	tc_log("release %d, bound %d", *(int *)res, dev->driver != NULL);
}

static int *entry(int nr)
{
	int *res = devres_alloc(say_release, sizeof(*res), GFP_KERNEL);

	*res = nr;
	return res;
}

static int same(struct device *dev, void *res, void *data)
{
	return *(int *)res == *(int *)data;
}

static void visit(struct device *dev, void *res, void *data)
{
	tc_log("visit %d %s", *(int *)res, (char *)data);
}

static int find_or_add(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int one = 1, four = 4;

	for (int i = 1; i <= 3; i++)
		devres_add(dev, entry(i));
	tc_log("found %d", *(int *)devres_get(dev, entry(1), same, &one));
	tc_log("added %d", *(int *)devres_get(dev, entry(4), same, &four));
	devres_for_each_res(dev, say_release, NULL, NULL, visit, "all");
	devres_for_each_res(dev, say_release, same, &four, visit, "four");
	return 0;
}

TC_CASE(a_resource_is_found_or_added)
{
	bind_once(find_or_add);
}

static struct device *device;

static void adds(void *unused)
{
	tc_log("adds one");
	add(device, "added by a release");
}

static int release_that_adds(struct platform_device *pdev)
{
	device = &pdev->dev;
	add(device, "first");
	tc_log("%d", devm_add_action_or_reset(device, adds, NULL));
	add(device, "last");
	return 0;
}

TC_CASE(what_a_release_adds_is_released_too)
{
	bind_once(release_that_adds);
}

static int twice_the_same(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	add(dev, "a");
	add(dev, "b");
	devm_add_action(dev, action, device);
	devm_remove_action(dev, action, device);
	devm_add_action(dev, adds, NULL);
	devm_remove_action(dev, adds, NULL);
	return -ENXIO;
}

TC_CASE(a_probe_that_fails_gives_back_last_first)
{
	bind_once(twice_the_same);
}

/* --- Deferral --- */

static bool supplied;

static int needs_supplier(struct platform_device *pdev)
{
	add(&pdev->dev, dev_name(&pdev->dev));
	if (strstarts(dev_name(&pdev->dev), "tc-supplier")) {
		supplied = true;
		return 0;
	}
	return supplied ? 0 : -EPROBE_DEFER;
}

static int is_it(struct device *dev, void *data)
{
	return dev == data;
}

/* Its probe is over as well. */
static bool is_bound(struct platform_device *pdev)
{
	return driver_for_each_device(&driver.driver, NULL, &pdev->dev, is_it);
}

TC_CASE(a_deferred_probe_is_tried_again_when_another_device_is_bound)
{
	struct platform_device *supplier, *pdev;

	probe_does = needs_supplier;
	supplied = false;
	pdev = platform_device_register_simple("tc-bind", -1, NULL, 0);
	tc_log("register %d", platform_driver_register(&driver));
	tc_log("bound %d", is_bound(pdev));
	platform_driver_register(&supplier_driver);
	supplier = platform_device_register_simple("tc-supplier", -1, NULL, 0);
	TC_WAIT_UNTIL(is_bound(pdev));
	tc_log("bound %d %d", supplier->dev.driver != NULL, is_bound(pdev));
	platform_driver_unregister(&driver);
	platform_driver_unregister(&supplier_driver);
	platform_device_unregister(pdev);
	platform_device_unregister(supplier);
}

TC_CASE(deferred_probes_are_tried_in_the_order_of_their_deferral)
{
	struct platform_device *supplier, *pdev[3];

	probe_does = needs_supplier;
	supplied = false;
	platform_driver_register(&driver);
	for (int i = 0; i < 3; i++)
		pdev[i] = platform_device_register_simple("tc-bind", 2 - i, NULL, 0);
	supplier = platform_device_register_simple("tc-supplier", -1, NULL, 0);
	platform_driver_register(&supplier_driver);
	TC_WAIT_UNTIL(is_bound(pdev[0]) && is_bound(pdev[1]) && is_bound(pdev[2]));
	platform_driver_unregister(&driver);
	platform_driver_unregister(&supplier_driver);
	for (int i = 0; i < 3; i++)
		platform_device_unregister(pdev[i]);
	platform_device_unregister(supplier);
}

TC_CASE(a_deferred_device_that_goes_is_not_tried_again)
{
	struct platform_device *supplier, *pdev;

	probe_does = needs_supplier;
	supplied = false;
	platform_driver_register(&driver);
	pdev = platform_device_register_simple("tc-bind", -1, NULL, 0);
	platform_device_unregister(pdev);
	platform_driver_register(&supplier_driver);
	supplier = platform_device_register_simple("tc-supplier", -1, NULL, 0);
	for (int i = 0; i < 5; i++)
		tc_nap();
	tc_log("bound %d", supplier->dev.driver != NULL);
	platform_device_unregister(supplier);
	platform_driver_unregister(&supplier_driver);
	platform_driver_unregister(&driver);
}

/* --- Attached by hand --- */

static int result;

static int gives_result(struct platform_device *pdev)
{
	return result;
}

TC_CASE(a_driver_attached_to_one_device)
{
	struct platform_device *pdev = platform_device_register_simple("tc-bind", -1, NULL, 0);

	probe_does = gives_result;
	result = -ENODEV;
	platform_driver_register(&driver);
	tc_log("refused %d", device_driver_attach(&driver.driver, &pdev->dev));
	tc_quiet(true);
	result = -EINVAL;
	tc_log("failed %d", device_driver_attach(&driver.driver, &pdev->dev));
	tc_quiet(false);
	result = -EPROBE_DEFER;
	tc_log("deferred %d", device_driver_attach(&driver.driver, &pdev->dev));
	result = 0;
	tc_log("attached %d", device_driver_attach(&driver.driver, &pdev->dev));
	tc_log("again %d", device_driver_attach(&driver.driver, &pdev->dev));
	device_release_driver(&pdev->dev);
	tc_log("attached %d", device_driver_attach(&driver.driver, &pdev->dev));
	platform_driver_unregister(&driver);
	platform_device_unregister(pdev);
}
