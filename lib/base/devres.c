// SPDX-License-Identifier: MIT
/*
 * Lists of what a device's driver holds. dev->devres_lock guards the list; release functions are
 * called without it, on entries that were moved to a list of their own first.
 *
 * A group is two marker entries in the same list, around the resources that belong to it. The
 * closing one is not in the list while the group is open.
 */
#include "base/base.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>

struct devres_group;

struct devres_node {
	struct list_head entry;
	dr_release_t release;
	const char *name;
	struct devres_group *group; /* of a marker; NULL for a resource */
};

struct devres {
	struct devres_node node;
	u8 data[] __attribute__((aligned(ARCH_KMALLOC_MINALIGN)));
};

struct devres_group {
	struct devres_node open;
	struct devres_node close;
	void *id;
	unsigned int hits; /* markers seen by the walk in take_group() */
};

static struct devres *to_devres(void *res)
{
	return container_of(res, struct devres, data);
}

void *__devres_alloc(dr_release_t release, size_t size, gfp_t gfp, const char *name)
{
	struct devres *dr;
	size_t total;

	if (__builtin_add_overflow(sizeof(*dr), size, &total))
		return NULL;
	dr = kmalloc(total, gfp | __GFP_ZERO);
	if (!dr)
		return NULL;
	INIT_LIST_HEAD(&dr->node.entry);
	dr->node.release = release;
	dr->node.name = name;
	return dr->data;
}
EXPORT_SYMBOL_GPL(__devres_alloc);

void devres_free(void *res)
{
	struct devres *dr;

	if (!res)
		return;
	dr = to_devres(res);
	if (!WARN(!list_empty(&dr->node.entry), "%s is freed while a device has it\n",
		  dr->node.name))
		kfree(dr);
}
EXPORT_SYMBOL_GPL(devres_free);

void devres_add(struct device *dev, void *res)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add_tail(&to_devres(res)->node.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_add);

/* devres_lock held. */
static struct devres *find_last(struct device *dev, dr_release_t release, dr_match_t match,
				void *match_data)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (!node->group && node->release == release &&
		    (!match || match(dev, dr->data, match_data)))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_last(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL_GPL(devres_find);

void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data)
{
	struct devres *new = to_devres(new_res);
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_last(dev, new->node.release, match, match_data);
	if (!dr) {
		list_add_tail(&new->node.entry, &dev->devres_head);
		dr = new;
		new = NULL;
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	kfree(new);
	return dr->data;
}
EXPORT_SYMBOL_GPL(devres_get);

void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *dev, void *res, void *data),
			 void *data)
{
	struct devres_node *node, *previous;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_for_each_entry_safe_reverse(node, previous, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (!node->group && node->release == release &&
		    (!match || match(dev, dr->data, match_data)))
			fn(dev, dr->data, data);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_for_each_res);

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	unsigned long flags;
	struct devres *dr;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_last(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL_GPL(devres_remove);

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	devres_free(res);
	return res ? 0 : -ENOENT;
}
EXPORT_SYMBOL_GPL(devres_destroy);

int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL_GPL(devres_release);

/* Release and free what was taken off a device, last first; returns how many resources. */
static int release_list(struct device *dev, struct list_head *todo)
{
	struct devres_node *node, *previous;
	int nr = 0;

	list_for_each_entry_safe_reverse(node, previous, todo, entry) {
		list_del_init(&node->entry);
		if (node->group) {
			/* Last first, so the opening marker is the group's last one here. */
			if (node == &node->group->open)
				kfree(node->group);
		} else {
			node->release(dev, container_of(node, struct devres, node)->data);
			kfree(container_of(node, struct devres, node));
			nr++;
		}
	}
	return nr;
}

int devres_release_all(struct device *dev)
{
	unsigned long flags;
	LIST_HEAD(todo);
	int nr = 0;

	/* Again, should a release function have added something. */
	do {
		spin_lock_irqsave(&dev->devres_lock, flags);
		list_splice_init(&dev->devres_head, &todo);
		spin_unlock_irqrestore(&dev->devres_lock, flags);
		if (list_empty(&todo))
			return nr;
		nr += release_list(dev, &todo);
	} while (1);
}

/* devres_lock held. The group of this id, or the last one that is open. */
static struct devres_group *find_group(struct device *dev, void *id)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres_group *grp = node->group;

		if (!grp || node != &grp->open)
			continue;
		if (id ? grp->id == id : list_empty(&grp->close.entry))
			return grp;
	}
	return NULL;
}

void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct devres_group *grp = kzalloc(sizeof(*grp), gfp);
	unsigned long flags;

	if (!grp)
		return NULL;
	grp->open.group = grp;
	grp->close.group = grp;
	INIT_LIST_HEAD(&grp->close.entry);
	grp->id = id ? id : grp;
	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add_tail(&grp->open.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return grp->id;
}
EXPORT_SYMBOL_GPL(devres_open_group);

void devres_close_group(struct device *dev, void *id)
{
	struct devres_group *grp;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	grp = find_group(dev, id);
	if (!WARN_ON(!grp || !list_empty(&grp->close.entry)))
		list_add_tail(&grp->close.entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_close_group);

void devres_remove_group(struct device *dev, void *id)
{
	struct devres_group *grp;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	grp = find_group(dev, id);
	if (grp) {
		list_del(&grp->open.entry);
		list_del(&grp->close.entry);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	WARN_ON(!grp);
	kfree(grp);
}
EXPORT_SYMBOL_GPL(devres_remove_group);

/* devres_lock held. Move a group, its resources, and the groups that began and ended in it to
 * @todo. Of a group that only began or only ended in it the marker stays. */
static void take_group(struct device *dev, struct devres_group *grp, struct list_head *todo)
{
	bool open_ended = list_empty(&grp->close.entry);
	struct list_head *end = open_ended ? &dev->devres_head : grp->close.entry.next;
	struct devres_node *node = &grp->open, *next;

	for (; &node->entry != end; node = list_next_entry(node, entry))
		if (node->group)
			node->group->hits = 0;
	for (node = &grp->open; &node->entry != end; node = list_next_entry(node, entry))
		if (node->group)
			node->group->hits += list_empty(&node->group->close.entry) ? 2 : 1;
	for (node = &grp->open; &node->entry != end; node = next) {
		next = list_next_entry(node, entry);
		if (!node->group || node->group->hits == 2)
			list_move_tail(&node->entry, todo);
	}
}

int devres_release_group(struct device *dev, void *id)
{
	struct devres_group *grp;
	unsigned long flags;
	LIST_HEAD(todo);

	spin_lock_irqsave(&dev->devres_lock, flags);
	grp = find_group(dev, id);
	if (grp)
		take_group(dev, grp, &todo);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	if (!grp) {
		/* As on Linux: the group may have gone with an outer one, or with all. */
		WARN_ON(!list_empty(&dev->devres_head));
		return 0;
	}
	return release_list(dev, &todo);
}
EXPORT_SYMBOL_GPL(devres_release_group);
