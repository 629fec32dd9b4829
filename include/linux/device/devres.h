/* SPDX-License-Identifier: MIT */
/*
 * What a driver gets for a device and need not give back: each resource is entered in the
 * device's list and released, last first, when the driver is unbound, when its probe fails, and
 * at the latest when the device goes.
 */
#ifndef _LINUX_DEVICE_DEVRES_H
#define _LINUX_DEVICE_DEVRES_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/types.h>

#include <stdarg.h>
#include <stddef.h>

struct device;

typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

__tl_api_begin

/* What devres_alloc() calls. */
void *__devres_alloc(dr_release_t release, size_t size, gfp_t gfp, const char *name);

/**
 * devres_for_each_res() - call a function for entries of a device, last first
 * @dev: the device
 * @release: of the entries
 * @match: as for devres_find()
 * @match_data: for @match
 * @fn: called with a spinlock held and interrupts masked
 * @data: for @fn
 *
 * Context: any. Follows Linux 6.12.
 */
void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *dev, void *res, void *data),
			 void *data);
/** devres_free() - free what devres_alloc() gave and no device has, or NULL; Context: any */
void devres_free(void *res);
/** devres_add() - enter it in @dev's list; Context: any */
void devres_add(struct device *dev, void *res);

/**
 * devres_find() - the last entry that was added with this release function
 * @dev: the device
 * @release: the function
 * @match: accepts an entry by a nonzero return; NULL accepts all; called with a lock held
 * @match_data: for @match
 *
 * Context: any.
 * Return: the data of the entry, which stays in the list, or NULL. Follows Linux 6.12.
 */
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/**
 * devres_get() - find the like of an entry, or else add it
 * @dev: the device
 * @new_res: from devres_alloc(); freed if there is one like it
 * @match: as for devres_find()
 * @match_data: for @match
 *
 * Context: any. Return: the data of what is in the list now. Follows Linux 6.12.
 */
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
/**
 * devres_remove() - devres_find(), and take it off the list
 * @dev: the device
 * @release: as for devres_find(), and so @match and @match_data
 * @match: accepts an entry
 * @match_data: for @match
 *
 * devres_destroy() frees it as well, unreleased; devres_release() calls its release function and
 * frees it.
 *
 * Context: any; devres_release(): what the release function needs.
 * Return: the data, for devres_free(), or NULL; the other two: 0 or -ENOENT. Follows Linux 6.12.
 */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_destroy() - see devres_remove() */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_release() - see devres_remove() */
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);

/**
 * devres_open_group() - what is added from here on belongs to a group
 * @dev: the device
 * @id: by which the group is found; NULL: the returned pointer is the id
 * @gfp: for the group's two list entries
 *
 * Context: as kmalloc() with @gfp. Return: the id, or NULL without memory. Follows Linux 6.12.
 */
void *__must_check devres_open_group(struct device *dev, void *id, gfp_t gfp);
/** devres_close_group() - group @id (NULL: the last still open) gets nothing more; Context: any */
void devres_close_group(struct device *dev, void *id);
/** devres_remove_group() - forget the group @id; its resources stay; Context: any */
void devres_remove_group(struct device *dev, void *id);
/**
 * devres_release_group() - release what is in a group, last first
 * @dev: the device
 * @id: the group; NULL: the last one that is still open
 *
 * Context: task. Return: how many resources; 0 if there is no such group. Follows Linux 6.12.
 */
int devres_release_group(struct device *dev, void *id);

/**
 * devm_kmalloc() - kmalloc() for as long as the driver is bound
 * @dev: the device
 * @size: bytes
 * @gfp: as for kmalloc()
 *
 * And so devm_kzalloc(), devm_kcalloc(), devm_kstrdup(), devm_kmemdup(), devm_kasprintf() and
 * the like of their namesakes.
 * Context: as kmalloc(). Return: the block, ZERO_SIZE_PTR for zero bytes, or NULL.
 * Follows Linux 6.12.
 */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
	__attribute__((malloc, alloc_size(2)));
/**
 * devm_krealloc() - krealloc() of a devm_kmalloc()
 * @dev: the device
 * @ptr: the block, NULL or ZERO_SIZE_PTR; another device's is reported
 * @size: bytes; zero frees it. A smaller block stays where it is
 * @gfp: as for kmalloc()
 *
 * Context: as kmalloc(). Return: the block; NULL without memory, and @ptr is still good.
 * Follows Linux 6.12.
 */
void *__must_check devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp);
/** devm_kfree() - free a devm_kmalloc() early; reports what is not one; Context: as kfree() */
void devm_kfree(struct device *dev, const void *p);
/** devm_kstrdup() - see devm_kmalloc(), kstrdup() */
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp) __attribute__((malloc));
/** devm_kstrdup_const() - devm_kstrdup() */
const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp);
/** devm_kmemdup() - see devm_kmalloc(), kmemdup() */
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
	__attribute__((malloc, alloc_size(3)));
/** devm_kasprintf() - see devm_kmalloc(), kasprintf() */
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __attribute__((malloc));
/** devm_kvasprintf() - see devm_kmalloc(), kvasprintf() */
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list ap)
	__attribute__((malloc));

/* What the macros below call. */
int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name);
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data,
			       const char *name);
/** devm_remove_action() - take an action off, uncalled; reports when not there; Context: task */
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
/** devm_release_action() - take an action off and call it, likewise; Context: task */
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

__tl_api_end

/**
 * devres_alloc() - memory for a resource entry
 * @release: called with device and memory when the resource is released
 * @size: bytes
 * @gfp: as for kmalloc(); the memory is zeroed
 *
 * Context: as kmalloc().
 * Return: the memory, for devres_add() or devres_free(), or NULL. Follows Linux 6.12.
 */
#define devres_alloc(release, size, gfp) __devres_alloc((release), (size), (gfp), #release)
#define devres_alloc_node(release, size, gfp, node) \
	__devres_alloc((release), (size), (gfp), #release)

/**
 * devm_add_action() - have a function called when the driver is unbound
 * @dev: the device
 * @action: the function
 * @data: its argument
 *
 * devm_add_action_or_reset() calls it at once if it fails.
 *
 * Context: task. Return: 0, or -ENOMEM, and then nothing is called. Follows Linux 6.12.
 */
#define devm_add_action(dev, action, data) __devm_add_action((dev), (action), (data), #action)
/** devm_add_action_or_reset() - see devm_add_action() */
#define devm_add_action_or_reset(dev, action, data) \
	__devm_add_action_or_reset((dev), (action), (data), #action)

/** devm_kzalloc() - devm_kmalloc() with the block zeroed; see there */
static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

/** devm_kmalloc_array() - @n elements of @size bytes, NULL when that overflows; devm_kmalloc() */
static inline void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return devm_kmalloc(dev, bytes, flags);
}

/** devm_kcalloc() - devm_kmalloc_array() with the block zeroed; see there */
static inline void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t flags)
{
	return devm_kmalloc_array(dev, n, size, flags | __GFP_ZERO);
}

#endif /* _LINUX_DEVICE_DEVRES_H */
