// SPDX-License-Identifier: MIT
/*
 * Managed memory under an open file.
 *
 * What was got with devm_ goes when the driver is unbound, whoever still has it open.
 *
 *	CPU 0				CPU 1
 *	card_open()
 *					card_remove()
 *					<driver core>
 *					  kfree(card)
 *	card_read()	on freed memory
 *
 * Fix: the memory is counted, one reference for the binding and one for each open file, and the
 * last to go frees it. Who reads after the unbinding gets -ENODEV.
 */
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct card {
	atomic_t refs;
	spinlock_t lock;
	bool gone;
	int level;
};

/* What open() finds; cards_lock guards it. */
static struct card *the_card;
static DEFINE_SPINLOCK(cards_lock);

static void card_publish(struct platform_device *pdev, struct card *card)
{
	spin_lock_init(&card->lock);
	card->level = 7;
	platform_set_drvdata(pdev, card);
	spin_lock(&cards_lock);
	the_card = card;
	spin_unlock(&cards_lock);
}

static void card_unpublish(struct card *card)
{
	spin_lock(&cards_lock);
	the_card = NULL;
	spin_unlock(&cards_lock);
	spin_lock(&card->lock);
	card->gone = true;
	spin_unlock(&card->lock);
}

static int card_read(struct card *card)
{
	int level;

	spin_lock(&card->lock);
	level = card->gone ? -ENODEV : card->level;
	spin_unlock(&card->lock);
	return level;
}

/* Broken: */

static int card_probe_broken(struct platform_device *pdev)
{
	struct card *card = devm_kzalloc(&pdev->dev, sizeof(*card), GFP_KERNEL);

	if (!card)
		return -ENOMEM;
	card_publish(pdev, card);
	return 0;
}

static void card_remove_broken(struct platform_device *pdev)
{
	card_unpublish(platform_get_drvdata(pdev));
}

static struct card *card_open_broken(void)
{
	struct card *card;

	spin_lock(&cards_lock);
	card = the_card;
	spin_unlock(&cards_lock);
	return card ? card : ERR_PTR(-ENODEV);
}

static void card_release_broken(struct card *card)
{
}

/* Fixed: */

static void card_put(struct card *card)
{
	if (atomic_dec_and_test(&card->refs))
		kfree(card);
}

static int card_probe_fixed(struct platform_device *pdev)
{
	struct card *card = kzalloc(sizeof(*card), GFP_KERNEL);

	if (!card)
		return -ENOMEM;
	atomic_set(&card->refs, 1);
	card_publish(pdev, card);
	return 0;
}

static void card_remove_fixed(struct platform_device *pdev)
{
	struct card *card = platform_get_drvdata(pdev);

	card_unpublish(card);
	card_put(card);
}

/* Under the lock the binding's reference is still there. */
static struct card *card_open_fixed(void)
{
	struct card *card;

	spin_lock(&cards_lock);
	card = the_card;
	if (card)
		atomic_inc(&card->refs);
	spin_unlock(&cards_lock);
	return card ? card : ERR_PTR(-ENODEV);
}

static void card_release_fixed(struct card *card)
{
	card_put(card);
}

struct card_file_operations {
	struct card *(*open)(void);
	int (*read)(struct card *card);
	void (*release)(struct card *card);
};

static const struct card_file_operations card_fops_broken = {
	.open = card_open_broken,
	.read = card_read,
	.release = card_release_broken,
};

static const struct card_file_operations card_fops_fixed = {
	.open = card_open_fixed,
	.read = card_read,
	.release = card_release_fixed,
};

static struct platform_driver card_driver_broken = {
	.probe = card_probe_broken,
	.remove = card_remove_broken,
	.driver = {.name = "card"},
};

static struct platform_driver card_driver_fixed = {
	.probe = card_probe_fixed,
	.remove = card_remove_fixed,
	.driver = {.name = "card"},
};

/* ------------------------------ The scenario ------------------------------ */

#include <tasklet/explore.h>

#include "races.h"

static void reader(void *arg)
{
	const struct card_file_operations *fops = arg;
	struct card *card = fops->open();
	int level;

	if (IS_ERR(card))
		return;
	level = fops->read(card);
	tl_assert(level == 7 || level == -ENODEV);
	fops->release(card);
}

static void unbind(void *arg)
{
	device_release_driver(arg);
}

void open_file(void *arg)
{
	const struct race_variant *variant = arg;
	struct platform_driver *driver = variant->fixed ? &card_driver_fixed : &card_driver_broken;
	const struct card_file_operations *fops = variant->fixed ? &card_fops_fixed :
								   &card_fops_broken;
	struct platform_device *pdev =
		platform_device_register_simple("card", PLATFORM_DEVID_NONE, NULL, 0);
	struct task_struct *reading, *unbinding;

	tl_assert(!platform_driver_register(driver));
	reading = tl_spawn_on(0, "reader", reader, (void *)fops);
	unbinding = tl_spawn_on(1, "unbind", unbind, &pdev->dev);
	tl_join(reading);
	tl_join(unbinding);
	platform_driver_unregister(driver);
	platform_device_unregister(pdev);
}
