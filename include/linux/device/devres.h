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

void *__devres_alloc(dr_release_t release, size_t size, gfp_t gfp, const char *name);

/** devres_for_each_res() - call @fn for each entry of @release that @match accepts, last first */
void devres_for_each_res(struct device *dev, dr_release_t release, dr_match_t match,
			 void *match_data, void (*fn)(struct device *dev, void *res, void *data),
			 void *data);
/** devres_free() - free what devres_alloc() returned and no device has; NULL is fine */
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
 * Return: the data of the entry, which stays in the list, or NULL.
 */
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_get() - find the like of @new_res and free @new_res, or else add it */
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
/** devres_remove() - devres_find() and take it off the list; the caller frees it */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_destroy() - devres_remove() and free it, unreleased; Return: 0 or -ENOENT */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/** devres_release() - devres_remove(), release it and free it; Return: 0 or -ENOENT */
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);

/**
 * devres_open_group() - what is added from here on belongs to a group
 * @dev: the device
 * @id: by which the group is found; NULL: the returned pointer is the id
 * @gfp: for the group's two list entries
 *
 * Return: the id, or NULL without memory.
 */
void *__must_check devres_open_group(struct device *dev, void *id, gfp_t gfp);
/** devres_close_group() - the group @id (NULL: the last one opened) gets nothing more */
void devres_close_group(struct device *dev, void *id);
/** devres_remove_group() - forget the group; its resources stay */
void devres_remove_group(struct device *dev, void *id);
/** devres_release_group() - release what is in the group; Return: how many resources */
int devres_release_group(struct device *dev, void *id);

/** devm_kmalloc() - kmalloc() for as long as the driver is bound */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
	__attribute__((malloc, alloc_size(2)));
/** devm_krealloc() - krealloc() of a devm_kmalloc() */
void *__must_check devm_krealloc(struct device *dev, void *ptr, size_t size, gfp_t gfp);
/** devm_kfree() - free a devm_kmalloc() early; reports what is not one */
void devm_kfree(struct device *dev, const void *p);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp) __attribute__((malloc));
const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp);
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
	__attribute__((malloc, alloc_size(3)));
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __attribute__((malloc));
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list ap)
	__attribute__((malloc));

int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name);
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data,
			       const char *name);
/** devm_remove_action() - take the action off, uncalled; reports when it is not there */
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
/** devm_release_action() - take the action off and call it; reports when it is not there */
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

__tl_api_end

/**
 * devres_alloc() - memory for a resource entry
 * @release: called with device and memory when the resource is released
 * @size: bytes
 * @gfp: as for kmalloc(); the memory is zeroed
 *
 * Context: as kmalloc().
 * Return: the memory, for devres_add() or devres_free(), or NULL.
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
 * Return: 0, or -ENOMEM, and then nothing is called.
 */
#define devm_add_action(dev, action, data) __devm_add_action((dev), (action), (data), #action)
/** devm_add_action_or_reset() - devm_add_action() that calls @action at once if it fails */
#define devm_add_action_or_reset(dev, action, data) \
	__devm_add_action_or_reset((dev), (action), (data), #action)

static inline void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

static inline void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return devm_kmalloc(dev, bytes, flags);
}

static inline void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t flags)
{
	return devm_kmalloc_array(dev, n, size, flags | __GFP_ZERO);
}

#endif /* _LINUX_DEVICE_DEVRES_H */
