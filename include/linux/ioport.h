/* SPDX-License-Identifier: MIT */
/*
 * Resources: who has which range of addresses or which interrupt. Ranges form a tree in which a
 * child lies within its parent and siblings do not overlap; iomem_resource is the root of the
 * memory-mapped ones.
 */
#ifndef _LINUX_IOPORT_H
#define _LINUX_IOPORT_H

#include <linux/export.h>
#include <linux/types.h>

#include <stdbool.h>

/**
 * struct resource - a range of addresses, or a line
 * @start: first address or number
 * @end: last one, inclusive
 * @name: shown in messages
 * @flags: IORESOURCE_...
 * @desc: unused, as for most of Linux
 * @parent: @sibling, @child: the tree; the library's
 */
struct resource {
	resource_size_t start;
	resource_size_t end;
	const char *name;
	unsigned long flags;
	unsigned long desc;
	struct resource *parent, *sibling, *child;
};

#define IORESOURCE_BITS	     0x000000ff
#define IORESOURCE_TYPE_BITS 0x00001f00
#define IORESOURCE_IO	     0x00000100
#define IORESOURCE_MEM	     0x00000200
#define IORESOURCE_REG	     0x00000300
#define IORESOURCE_IRQ	     0x00000400
#define IORESOURCE_DMA	     0x00000800
#define IORESOURCE_BUS	     0x00001000
#define IORESOURCE_PREFETCH  0x00002000
#define IORESOURCE_READONLY  0x00004000
#define IORESOURCE_MEM_64    0x00100000
#define IORESOURCE_EXCLUSIVE 0x08000000
#define IORESOURCE_DISABLED  0x10000000
#define IORESOURCE_UNSET     0x20000000
#define IORESOURCE_AUTO	     0x40000000
#define IORESOURCE_BUSY	     0x80000000

#define IORESOURCE_IRQ_HIGHEDGE	 (1 << 0)
#define IORESOURCE_IRQ_LOWEDGE	 (1 << 1)
#define IORESOURCE_IRQ_HIGHLEVEL (1 << 2)
#define IORESOURCE_IRQ_LOWLEVEL	 (1 << 3)
#define IORESOURCE_IRQ_SHAREABLE (1 << 4)
#define IORESOURCE_IRQ_OPTIONAL	 (1 << 5)

#define DEFINE_RES_NAMED(_start, _size, _name, _flags)                           \
	(struct resource)                                                        \
	{                                                                        \
		.start = (_start), .end = (_start)-1 + (_size), .name = (_name), \
		.flags = (_flags),                                               \
	}
#define DEFINE_RES_MEM_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_MEM)
#define DEFINE_RES_MEM(_start, _size)	  DEFINE_RES_MEM_NAMED((_start), (_size), NULL)
#define DEFINE_RES_IRQ_NAMED(_irq, _name) DEFINE_RES_NAMED((_irq), 1, (_name), IORESOURCE_IRQ)
#define DEFINE_RES_IRQ(_irq)		  DEFINE_RES_IRQ_NAMED((_irq), NULL)

/** resource_size() - how many addresses or numbers @res spans */
static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

/** resource_type() - IORESOURCE_MEM, IORESOURCE_IRQ ... */
static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

/** resource_contains() - does @r2 lie within @r1, which is of the same type? */
static inline bool resource_contains(const struct resource *r1, const struct resource *r2)
{
	return resource_type(r1) == resource_type(r2) &&
	       !((r1->flags | r2->flags) & IORESOURCE_UNSET) && r1->start <= r2->start &&
	       r1->end >= r2->end;
}

/** resource_overlaps() - do @r1 and @r2 share an address? */
static inline bool resource_overlaps(const struct resource *r1, const struct resource *r2)
{
	return r1->start <= r2->end && r1->end >= r2->start;
}

__tl_api_begin

extern struct resource iomem_resource;
extern struct resource ioport_resource;

/**
 * request_resource() - put a range below @root, where nothing may overlap it
 * @root: the parent
 * @new: the range; the caller's memory, which stays until release_resource()
 *
 * Context: any.
 * Return: 0, or -EBUSY when it overlaps another or leaves @root.
 */
int request_resource(struct resource *root, struct resource *new);

/**
 * insert_resource() - put a range into the tree, above or below those that are there already
 * @parent: where to begin
 * @new: the range; the caller's memory, which stays until release_resource()
 *
 * Context: any.
 * Return: 0, or -EBUSY when it overlaps another one in part.
 */
int insert_resource(struct resource *parent, struct resource *new);

/**
 * release_resource() - take a range, and what lies below it, out of the tree
 * @old: the range
 *
 * Context: any.
 * Return: 0, or -EINVAL when it is not in a tree.
 */
int release_resource(struct resource *old);

/* What request_mem_region() and release_mem_region() call. */
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);

__tl_api_end

/**
 * request_mem_region() - claim a range of registers for one driver
 * @start: the first physical address
 * @n: how many bytes
 * @name: of who claims it; must stay as long as the claim
 *
 * Context: task.
 * Return: the claimed resource, or NULL when someone has part of it, or without memory.
 */
#define request_mem_region(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), 0)

/** release_mem_region() - end the claim of exactly this range; reports when there is none */
#define release_mem_region(start, n) __release_region(&iomem_resource, (start), (n))

#define request_region(start, n, name) __request_region(&ioport_resource, (start), (n), (name), 0)
#define release_region(start, n)       __release_region(&ioport_resource, (start), (n))

struct device;

__tl_api_begin

struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name);
void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n);

__tl_api_end

#define devm_request_mem_region(dev, start, n, name) \
	__devm_request_region((dev), &iomem_resource, (start), (n), (name))
#define devm_release_mem_region(dev, start, n) \
	__devm_release_region((dev), &iomem_resource, (start), (n))
#define devm_request_region(dev, start, n, name) \
	__devm_request_region((dev), &ioport_resource, (start), (n), (name))
#define devm_release_region(dev, start, n) \
	__devm_release_region((dev), &ioport_resource, (start), (n))

#endif /* _LINUX_IOPORT_H */
