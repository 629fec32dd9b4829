// SPDX-License-Identifier: MIT
/*
 * Memory and actions that end with the binding. A devm_kmalloc() block is the data of an entry
 * with an empty release function: the entry itself is the memory.
 */
#include "base/base.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include <string.h>

struct memory {
	size_t size;
	u8 block[] __attribute__((aligned(ARCH_KMALLOC_MINALIGN)));
};

static void devm_kmalloc_release(struct device *dev, void *res)
{
}

static int is_block(struct device *dev, void *res, void *block)
{
	return ((struct memory *)res)->block == block;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	struct memory *memory;
	size_t total;

	if (!size)
		return ZERO_SIZE_PTR;
	if (__builtin_add_overflow(sizeof(*memory), size, &total))
		return NULL;
	memory = __devres_alloc(devm_kmalloc_release, total, gfp, "devm_kmalloc_release");
	if (!memory)
		return NULL;
	memory->size = size;
	devres_add(dev, memory);
	return memory->block;
}
EXPORT_SYMBOL_GPL(devm_kmalloc);

void *devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp)
{
	struct memory *old;
	void *new;

	if (ZERO_OR_NULL_PTR(ptr))
		return devm_kmalloc(dev, size, gfp);
	old = devres_find(dev, devm_kmalloc_release, is_block, ptr);
	if (WARN(!old, "Memory chunk not managed or managed by a different device.\n"))
		return NULL;
	if (size && size <= old->size)
		return ptr;
	new = devm_kmalloc(dev, size, gfp);
	if (!new)
		return NULL;
	if (size)
		memcpy(new, ptr, old->size);
	devm_kfree(dev, ptr);
	return new;
}
EXPORT_SYMBOL_GPL(devm_krealloc);

void devm_kfree(struct device *dev, const void *p)
{
	if (ZERO_OR_NULL_PTR(p))
		return;
	WARN_ON(devres_destroy(dev, devm_kmalloc_release, is_block, (void *)p));
}
EXPORT_SYMBOL_GPL(devm_kfree);

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, len, gfp);

	if (!ZERO_OR_NULL_PTR(p))
		memcpy(p, src, len);
	return p;
}
EXPORT_SYMBOL_GPL(devm_kmemdup);

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}
EXPORT_SYMBOL_GPL(devm_kstrdup);

const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp)
{
	return devm_kstrdup(dev, s, gfp);
}
EXPORT_SYMBOL_GPL(devm_kstrdup_const);

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list ap)
{
	char *text = kvasprintf(gfp, fmt, ap);
	char *copy = devm_kstrdup(dev, text, gfp);

	kfree(text);
	return copy;
}
EXPORT_SYMBOL_GPL(devm_kvasprintf);

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = devm_kvasprintf(dev, gfp, fmt, ap);
	va_end(ap);
	return p;
}
EXPORT_SYMBOL_GPL(devm_kasprintf);

struct action {
	void (*call)(void *data);
	void *data;
};

static void devm_action_release(struct device *dev, void *res)
{
	struct action *action = res;

	action->call(action->data);
}

static int is_action(struct device *dev, void *res, void *match_data)
{
	const struct action *action = res, *like = match_data;

	return action->call == like->call && action->data == like->data;
}

int __devm_add_action(struct device *dev, void (*call)(void *), void *data, const char *name)
{
	struct action *action =
		__devres_alloc(devm_action_release, sizeof(*action), GFP_KERNEL, name);

	if (!action)
		return -ENOMEM;
	action->call = call;
	action->data = data;
	devres_add(dev, action);
	return 0;
}
EXPORT_SYMBOL_GPL(__devm_add_action);

int __devm_add_action_or_reset(struct device *dev, void (*call)(void *), void *data,
			       const char *name)
{
	int ret = __devm_add_action(dev, call, data, name);

	if (ret)
		call(data);
	return ret;
}
EXPORT_SYMBOL_GPL(__devm_add_action_or_reset);

void devm_remove_action(struct device *dev, void (*call)(void *), void *data)
{
	struct action like = {call, data};

	WARN_ON(devres_destroy(dev, devm_action_release, is_action, &like));
}
EXPORT_SYMBOL_GPL(devm_remove_action);

void devm_release_action(struct device *dev, void (*call)(void *), void *data)
{
	struct action like = {call, data};

	WARN_ON(devres_release(dev, devm_action_release, is_action, &like));
}
EXPORT_SYMBOL_GPL(devm_release_action);
