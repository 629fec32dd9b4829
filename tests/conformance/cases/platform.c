// SPDX-License-Identifier: MIT
/* Which driver gets which device, driver_override, references, and interrupts by devres. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/mod_devicetable.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "case.h"
#include "remove.h"

static const char *refuses; /* the driver of that name does not want the device */

static int probe(struct platform_device *pdev)
{
	tc_log("%s probes %s", pdev->dev.driver->name, dev_name(&pdev->dev));
	return refuses && !strcmp(refuses, pdev->dev.driver->name) ? -ENODEV : 0;
}

static void say_remove(struct platform_device *pdev)
{
	tc_log("%s removes %s", pdev->dev.driver->name, dev_name(&pdev->dev));
}

TC_REMOVE(detach, say_remove)

static const struct platform_device_id ids[] = {{"tc-dev", 1}, {}};

#define DRIVER(variable, its_name)                 \
	static struct platform_driver variable = { \
		.probe = probe,                    \
		.remove = detach,                  \
		.id_table = ids,                   \
		.driver = {.name = its_name},      \
	}

DRIVER(first, "tc-first");
DRIVER(second, "tc-second");
static struct platform_driver by_name = {
	.probe = probe,
	.remove = detach,
	.driver = {.name = "tc-dev"},
};

static void say_driver(struct platform_device *pdev)
{
	tc_log("driver %s", pdev->dev.driver ? pdev->dev.driver->name : "none");
}

static struct platform_device *add(void)
{
	refuses = NULL;
	return platform_device_register_simple("tc-dev", -1, NULL, 0);
}

TC_CASE(the_driver_registered_first_gets_the_device)
{
	struct platform_device *pdev;

	refuses = NULL;
	platform_driver_register(&first);
	platform_driver_register(&second);
	pdev = add();
	say_driver(pdev);
	platform_driver_unregister(&first);
	say_driver(pdev);
	tc_log("attach %d", device_attach(&pdev->dev));
	say_driver(pdev);
	tc_log("attach again %d", device_attach(&pdev->dev));
	platform_driver_unregister(&second);
	tc_log("attach to nobody %d", device_attach(&pdev->dev));
	platform_device_unregister(pdev);
}

TC_CASE(a_driver_that_refuses_leaves_it_to_the_next)
{
	struct platform_device *pdev;

	platform_driver_register(&first);
	platform_driver_register(&second);
	refuses = "tc-first";
	pdev = platform_device_register_simple("tc-dev", -1, NULL, 0);
	say_driver(pdev);
	platform_device_unregister(pdev);
	platform_driver_unregister(&second);
	platform_driver_unregister(&first);
}

TC_CASE(a_bound_device_is_not_offered_to_another_driver)
{
	struct platform_device *pdev = add();

	platform_driver_register(&second);
	platform_driver_register(&first);
	say_driver(pdev);
	platform_driver_unregister(&second);
	say_driver(pdev);
	platform_driver_unregister(&first);
	platform_device_unregister(pdev);
}

TC_CASE(a_driver_is_registered_once)
{
	refuses = NULL;
	tc_log("%d", platform_driver_register(&first));
	tc_quiet(true);
	tc_log("again %d", platform_driver_register(&first));
	tc_quiet(false);
	tc_log("found %d", driver_find("tc-first", &platform_bus_type) == &first.driver);
	platform_driver_unregister(&first);
	tc_log("found %d", driver_find("tc-first", &platform_bus_type) != NULL);
}

static int override(struct platform_device *pdev, const char *name)
{
	return driver_set_override(&pdev->dev, &pdev->driver_override, name, strlen(name));
}

TC_CASE(driver_override_names_the_only_driver)
{
	struct platform_device *pdev = add();

	tc_log("%d", override(pdev, "tc-second"));
	tc_log("%s", pdev->driver_override);
	platform_driver_register(&first);
	say_driver(pdev);
	platform_driver_register(&second);
	say_driver(pdev);
	tc_log("%d", override(pdev, "tc-first\n"));
	tc_log("%s", pdev->driver_override);
	say_driver(pdev);
	device_release_driver(&pdev->dev);
	tc_log("attach %d", device_attach(&pdev->dev));
	say_driver(pdev);
	device_release_driver(&pdev->dev);
	tc_log("%d", override(pdev, ""));
	tc_log("override %d", pdev->driver_override != NULL);
	tc_log("attach %d", device_attach(&pdev->dev));
	say_driver(pdev);
	platform_driver_unregister(&second);
	platform_driver_unregister(&first);
	platform_device_unregister(pdev);
}

TC_CASE(driver_override_matches_what_no_table_has)
{
	struct platform_device *pdev = platform_device_register_simple("tc-odd", -1, NULL, 0);

	refuses = NULL;
	platform_driver_register(&by_name);
	say_driver(pdev);
	override(pdev, "tc-dev");
	tc_log("attach %d", device_attach(&pdev->dev));
	say_driver(pdev);
	platform_driver_unregister(&by_name);
	platform_device_unregister(pdev);
}

TC_CASE(reprobe_and_attach_by_the_driver)
{
	struct platform_device *pdev = add();

	platform_driver_register(&first);
	tc_log("reprobe %d", device_reprobe(&pdev->dev));
	say_driver(pdev);
	device_release_driver(&pdev->dev);
	device_release_driver(&pdev->dev);
	say_driver(pdev);
	tc_log("attach all %d", driver_attach(&first.driver));
	say_driver(pdev);
	platform_driver_unregister(&first);
	platform_device_unregister(pdev);
}

static int visit(struct device *dev, void *data)
{
	int *left = data;

	tc_log("visit %s", dev_name(dev));
	return --*left ? 0 : 7;
}

TC_CASE(devices_of_a_driver_in_their_order)
{
	struct platform_device *pdev[3];
	int left;

	refuses = NULL;
	platform_driver_register(&by_name);
	for (int i = 0; i < 3; i++)
		pdev[i] = platform_device_register_simple("tc-dev", 2 - i, NULL, 0);
	left = 9;
	tc_log("all: %d", driver_for_each_device(&by_name.driver, NULL, &left, visit));
	left = 2;
	tc_log("until: %d", driver_for_each_device(&by_name.driver, NULL, &left, visit));
	left = 9;
	tc_log("from: %d", driver_for_each_device(&by_name.driver, &pdev[0]->dev, &left, visit));
	for (int i = 0; i < 3; i++)
		platform_device_unregister(pdev[i]);
	platform_driver_unregister(&by_name);
}

static void say_gone(struct device *dev)
{
	tc_log("%s is gone", dev_name(dev));
	kfree(to_platform_device(dev));
}

TC_CASE(a_device_is_there_until_its_last_reference)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);

	refuses = NULL;
	pdev->name = "tc-dev";
	pdev->id = 5;
	pdev->dev.release = say_gone;
	platform_driver_register(&by_name);
	tc_log("register %d", platform_device_register(pdev));
	get_device(&pdev->dev);
	platform_device_unregister(pdev);
	tc_log("unregistered, registered %d", device_is_registered(&pdev->dev));
	say_driver(pdev);
	put_device(&pdev->dev);
	platform_driver_unregister(&by_name);
}

TC_CASE(a_device_that_was_never_added)
{
	struct platform_device *pdev = platform_device_alloc("tc-dev", 6);
	int data = 42;

	tc_log("data %d", platform_device_add_data(pdev, &data, sizeof(data)));
	tc_log("copied %d",
	       dev_get_platdata(&pdev->dev) != &data && *(int *)dev_get_platdata(&pdev->dev) == 42);
	tc_log("registered %d", device_is_registered(&pdev->dev));
	platform_device_put(pdev);
	platform_device_put(NULL);
	platform_device_unregister(NULL);
}

static int child_count(struct device *dev, void *unused)
{
	tc_log("child %s of %s", dev_name(dev), dev_name(dev->parent));
	return 0;
}

TC_CASE(children_of_a_device)
{
	struct platform_device *parent = add();
	struct platform_device *child[2];

	for (int i = 0; i < 2; i++)
		child[i] = platform_device_register_data(&parent->dev, "tc-child", i, NULL, 0);
	tc_log("%d", device_for_each_child(&parent->dev, NULL, child_count));
	for (int i = 0; i < 2; i++)
		platform_device_unregister(child[i]);
	platform_device_unregister(parent);
}

/* --- Interrupts that go with their device. --- */

static int irq;

static irqreturn_t handler(int nr, void *dev_id)
{
	tc_log("handler of %s", dev_name(dev_id));
	return IRQ_HANDLED;
}

static void say_action(void *what)
{
	tc_log("action %s, raise", (char *)what);
	tc_line_raise(irq);
}

static int probe_irq(struct platform_device *pdev)
{
	tc_log("%d", devm_add_action(&pdev->dev, say_action, "before"));
	tc_log("%d", devm_request_irq(&pdev->dev, irq, handler, IRQF_SHARED, NULL, &pdev->dev));
	tc_log("%d", devm_add_action(&pdev->dev, say_action, "after"));
	tc_line_raise(irq);
	return 0;
}

static struct platform_driver irq_driver = {
	.probe = probe_irq,
	.remove = detach,
	.driver = {.name = "tc-dev"},
};

static irqreturn_t handler_of_nobody(int nr, void *dev_id)
{
	tc_log("handler that stays");
	return IRQ_HANDLED;
}

TC_CASE(a_managed_interrupt_is_freed_in_its_place)
{
	struct platform_device *pdev = add();

	irq = tc_line_alloc(false);
	tc_log("%d", request_irq(irq, handler_of_nobody, IRQF_SHARED, "tc", &irq));
	platform_driver_register(&irq_driver);
	tc_line_raise(irq);
	platform_driver_unregister(&irq_driver);
	tc_line_raise(irq);
	free_irq(irq, &irq);
	platform_device_unregister(pdev);
	tc_line_free(irq);
}

static int probe_and_free(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	tc_log("%d", devm_request_irq(dev, irq, handler, 0, "tc", dev));
	tc_log("busy %d", devm_request_irq(dev, irq, handler, 0, "tc", pdev));
	tc_line_raise(irq);
	devm_free_irq(dev, irq, dev);
	tc_log("free again %d", devm_request_irq(dev, irq, handler, 0, "tc", dev));
	tc_line_raise(irq);
	return -ENODEV;
}

static struct platform_driver freeing_driver = {
	.probe = probe_and_free,
	.remove = detach,
	.driver = {.name = "tc-dev"},
};

TC_CASE(a_managed_interrupt_freed_by_hand_and_by_a_probe_that_fails)
{
	struct platform_device *pdev = add();

	irq = tc_line_alloc(false);
	tc_quiet(true);
	platform_driver_register(&freeing_driver);
	tc_quiet(false);
	tc_log("free %d", request_irq(irq, handler, 0, "tc", &pdev->dev));
	free_irq(irq, &pdev->dev);
	platform_driver_unregister(&freeing_driver);
	platform_device_unregister(pdev);
	tc_line_free(irq);
}

static void only_say(void *what)
{
	tc_log("action %s", (char *)what);
}

static int probe_actions(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	char *p;

	devm_add_action(dev, only_say, "one");
	devm_add_action(dev, only_say, "two");
	devm_add_action(dev, only_say, "three");
	devm_remove_action(dev, only_say, "two");
	tc_log("removed");
	p = devm_kmalloc(dev, 8, GFP_KERNEL);
	strcpy(p, "grown");
	p = devm_krealloc(dev, p, 200, GFP_KERNEL);
	tc_log("%s", p);
	devm_kfree(dev, p);
	tc_log("%s", devm_kstrdup(dev, "copy", GFP_KERNEL));
	tc_log("%s", (char *)devm_kmemdup(dev, "memory", 7, GFP_KERNEL));
	return 0;
}

static struct platform_driver actions_driver = {
	.probe = probe_actions,
	.remove = detach,
	.driver = {.name = "tc-dev"},
};

TC_CASE(actions_removed_are_not_called)
{
	struct platform_device *pdev = add();

	platform_driver_register(&actions_driver);
	platform_driver_unregister(&actions_driver);
	platform_device_unregister(pdev);
}
