// SPDX-License-Identifier: MIT
/*
 * The resource trees. Siblings are sorted by address and do not overlap, a child lies within its
 * parent; resource_lock guards all links. Two kinds of users share a tree: devices say where
 * their registers are (insert_resource(), not BUSY), drivers claim them (__request_region(),
 * BUSY), and a claim goes below the device that it lies in.
 */
#include <linux/bug.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct resource iomem_resource = {
	.name = "PCI mem",
	.start = 0,
	.end = ~(resource_size_t)0,
	.flags = IORESOURCE_MEM,
};
EXPORT_SYMBOL(iomem_resource);

struct resource ioport_resource = {
	.name = "PCI IO",
	.start = 0,
	.end = 0xffff,
	.flags = IORESOURCE_IO,
};
EXPORT_SYMBOL(ioport_resource);

static DEFINE_SPINLOCK(resource_lock);

static bool spans(const struct resource *outer, const struct resource *inner)
{
	return outer->start <= inner->start && inner->end <= outer->end;
}

/* The link at which @new belongs among @parent's children: what is there is the first child that
 * does not end before @new begins. */
static struct resource **find_link(struct resource *parent, const struct resource *new)
{
	struct resource **link = &parent->child;

	while (*link && (*link)->end < new->start)
		link = &(*link)->sibling;
	return link;
}

/* Returns what is in the way, which is @parent itself when @new leaves it. */
static struct resource *link_resource(struct resource *parent, struct resource *new)
{
	struct resource **link;

	if (new->end < new->start || !spans(parent, new))
		return parent;
	link = find_link(parent, new);
	if (*link && (*link)->start <= new->end)
		return *link;
	new->parent = parent;
	new->sibling = *link;
	*link = new;
	return NULL;
}

static int unlink_resource(struct resource *old)
{
	struct resource **link;

	if (!old->parent)
		return -EINVAL;
	for (link = &old->parent->child; *link; link = &(*link)->sibling) {
		if (*link == old) {
			*link = old->sibling;
			old->parent = NULL;
			old->sibling = NULL;
			return 0;
		}
	}
	return -EINVAL;
}

int request_resource(struct resource *root, struct resource *new)
{
	struct resource *conflict;

	spin_lock(&resource_lock);
	conflict = link_resource(root, new);
	spin_unlock(&resource_lock);
	return conflict ? -EBUSY : 0;
}
EXPORT_SYMBOL(request_resource);

/* Put @new between @parent and those of its children that @new covers whole. */
static int adopt_children(struct resource *parent, struct resource *new)
{
	struct resource **first = find_link(parent, new);
	struct resource *last = *first, *child;

	for (;;) {
		if (!spans(new, last))
			return -EBUSY;
		if (!last->sibling || last->sibling->start > new->end)
			break;
		last = last->sibling;
	}
	new->child = *first;
	new->parent = parent;
	new->sibling = last->sibling;
	last->sibling = NULL;
	*first = new;
	for (child = new->child; child; child = child->sibling)
		child->parent = new;
	return 0;
}

int insert_resource(struct resource *parent, struct resource *new)
{
	struct resource *conflict;
	int ret = 0;

	spin_lock(&resource_lock);
	while ((conflict = link_resource(parent, new))) {
		if (conflict == parent) {
			ret = -EBUSY;
			break;
		}
		/* An equal range goes above the one that is there. */
		if (!spans(conflict, new) || spans(new, conflict)) {
			ret = adopt_children(parent, new);
			break;
		}
		parent = conflict;
	}
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL(insert_resource);

int release_resource(struct resource *old)
{
	int ret;

	spin_lock(&resource_lock);
	ret = unlink_resource(old);
	spin_unlock(&resource_lock);
	return ret;
}
EXPORT_SYMBOL(release_resource);

struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL);
	struct resource *conflict;

	if (!res)
		return NULL;
	res->name = name;
	res->start = start;
	res->end = start + n - 1;
	res->flags = resource_type(parent) | IORESOURCE_BUSY | (unsigned int)flags;

	spin_lock(&resource_lock);
	while ((conflict = link_resource(parent, res))) {
		if (conflict == parent || (conflict->flags & IORESOURCE_BUSY))
			break;
		parent = conflict;
	}
	spin_unlock(&resource_lock);
	if (conflict) {
		kfree(res);
		res = NULL;
	}
	return res;
}
EXPORT_SYMBOL(__request_region);

void __release_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	const struct resource want = {.start = start, .end = start + n - 1};
	struct resource *res = NULL;

	spin_lock(&resource_lock);
	while ((parent = *find_link(parent, &want)) && spans(parent, &want)) {
		if (parent->flags & IORESOURCE_BUSY) {
			if (spans(&want, parent)) {
				res = parent;
				unlink_resource(res);
			}
			break;
		}
	}
	spin_unlock(&resource_lock);
	if (res)
		kfree(res);
	else
		pr_warn("Trying to free nonexistent resource <0x%016llx-0x%016llx>\n",
			(unsigned long long)want.start, (unsigned long long)want.end);
}
EXPORT_SYMBOL(__release_region);
