// SPDX-License-Identifier: MIT
/*
 * Module parameters: their list, the types, and the one entry for boot options.
 *
 * A parameter's variable is the driver's. Who sets it is boot, on one thread, before any init
 * function runs; so there is no lock but the list's. A string is copied, since the boot options
 * do not live as long as the driver; the copy belongs to `strings` until the parameter is set
 * again.
 */
#include <linux/moduleparam.h>
#include <linux/printk.h>

#include <stdlib.h>

#include "host/call.h"
#include "host/lock.h"

/* Room for one value in get(), as sysfs gives it. */
#define PARAM_BUFFER_SIZE 4096
/* The longest string that is taken, as on Linux. */
#define PARAM_STRING_MAX  1024

struct owned_string {
	struct owned_string *next;
	char text[];
};

static struct host_lock list_lock;
static struct tl_param_entry *params; /* last registered first; under list_lock */
static struct owned_string *strings;

void __tl_register_param(struct tl_param_entry *param)
{
	unsigned long state = host_call_begin();

	host_lock(&list_lock);
	param->next = params;
	params = param;
	host_unlock(&list_lock);
	host_call_end(state);
}
EXPORT_SYMBOL(__tl_register_param);

/* Equal, where - and _ are one character. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

/* Files that were built without KBUILD_MODNAME may share a name; each gets the value. */
int module_param_parse(const char *name, const char *value)
{
	int ret = -ENOENT;

	for (struct tl_param_entry *param = params; param; param = param->next) {
		const struct kernel_param *kp = param->kp;
		int rc;

		if (!same_name(kp->name, name))
			continue;
		if (!kp->ops->set || (!value && !(kp->ops->flags & KERNEL_PARAM_OPS_FL_NOARG)))
			rc = -EINVAL;
		else
			rc = kp->ops->set(value, kp);
		if (rc || ret == -ENOENT)
			ret = rc;
	}
	return ret;
}

#define DEFINE_PARAM(name, type, format, parse)                                             \
	int param_set_##name(const char *val, const struct kernel_param *kp)                \
	{                                                                                   \
		return parse(val, 0, (type *)kp->arg);                                      \
	}                                                                                   \
	EXPORT_SYMBOL(param_set_##name);                                                    \
	int param_get_##name(char *buffer, const struct kernel_param *kp)                   \
	{                                                                                   \
		return scnprintf(buffer, PARAM_BUFFER_SIZE, format "\n", *(type *)kp->arg); \
	}                                                                                   \
	EXPORT_SYMBOL(param_get_##name);                                                    \
	const struct kernel_param_ops param_ops_##name = {                                  \
		.set = param_set_##name,                                                    \
		.get = param_get_##name,                                                    \
	};                                                                                  \
	EXPORT_SYMBOL(param_ops_##name)

DEFINE_PARAM(byte, unsigned char, "%hhu", kstrtou8);
DEFINE_PARAM(short, short, "%hi", kstrtos16);
DEFINE_PARAM(ushort, unsigned short, "%hu", kstrtou16);
DEFINE_PARAM(int, int, "%i", kstrtoint);
DEFINE_PARAM(uint, unsigned int, "%u", kstrtouint);
DEFINE_PARAM(long, long, "%li", kstrtol);
DEFINE_PARAM(ulong, unsigned long, "%lu", kstrtoul);
DEFINE_PARAM(ullong, unsigned long long, "%llu", kstrtoull);
DEFINE_PARAM(hexint, unsigned int, "%#08x", kstrtouint);

int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max)
{
	unsigned int value;
	int rc = kstrtouint(val, 0, &value);

	if (rc)
		return rc;
	if (value < min || value > max)
		return -EINVAL;
	*(unsigned int *)kp->arg = value;
	return 0;
}
EXPORT_SYMBOL(param_set_uint_minmax);

/* The option alone means yes. */
int param_set_bool(const char *val, const struct kernel_param *kp)
{
	return kstrtobool(val ? val : "1", kp->arg);
}
EXPORT_SYMBOL(param_set_bool);

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_BUFFER_SIZE, "%c\n", *(bool *)kp->arg ? 'Y' : 'N');
}
EXPORT_SYMBOL(param_get_bool);

const struct kernel_param_ops param_ops_bool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool,
	.get = param_get_bool,
};
EXPORT_SYMBOL(param_ops_bool);

/* Yes is for ever. */
int param_set_bool_enable_only(const char *val, const struct kernel_param *kp)
{
	bool value;
	int rc = kstrtobool(val ? val : "1", &value);

	if (rc)
		return rc;
	if (!value && *(bool *)kp->arg)
		return -EROFS;
	*(bool *)kp->arg = value;
	return 0;
}
EXPORT_SYMBOL_GPL(param_set_bool_enable_only);

const struct kernel_param_ops param_ops_bool_enable_only = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool_enable_only,
	.get = param_get_bool,
};
EXPORT_SYMBOL_GPL(param_ops_bool_enable_only);

/* Said as a bool, kept and shown as an int. */
int param_set_bint(const char *val, const struct kernel_param *kp)
{
	bool value;
	int rc = kstrtobool(val ? val : "1", &value);

	if (!rc)
		*(int *)kp->arg = value;
	return rc;
}
EXPORT_SYMBOL(param_set_bint);

const struct kernel_param_ops param_ops_bint = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bint,
	.get = param_get_int,
};
EXPORT_SYMBOL(param_ops_bint);

int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	bool value;
	int rc = kstrtobool(val, &value);

	if (!rc)
		*(bool *)kp->arg = !value;
	return rc;
}
EXPORT_SYMBOL(param_set_invbool);

int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_BUFFER_SIZE, "%c\n", *(bool *)kp->arg ? 'N' : 'Y');
}
EXPORT_SYMBOL(param_get_invbool);

const struct kernel_param_ops param_ops_invbool = {
	.set = param_set_invbool,
	.get = param_get_invbool,
};
EXPORT_SYMBOL(param_ops_invbool);

/* Forget the string at *@arg if it is a copy of ours; a literal of the driver's is not. */
void param_free_charp(void *arg)
{
	char **variable = arg;

	for (struct owned_string **pos = &strings; *pos; pos = &(*pos)->next) {
		struct owned_string *s = *pos;
		unsigned long state;

		if (s->text != *variable)
			continue;
		*pos = s->next;
		state = host_call_begin();
		free(s);
		host_call_end(state);
		return;
	}
}
EXPORT_SYMBOL(param_free_charp);

int param_set_charp(const char *val, const struct kernel_param *kp)
{
	size_t size = strlen(val) + 1;
	struct owned_string *s;
	unsigned long state;

	if (size > PARAM_STRING_MAX + 1) {
		pr_err("%s: string parameter too long\n", kp->name);
		return -ENOSPC;
	}
	state = host_call_begin();
	s = malloc(sizeof(*s) + size);
	host_call_end(state);
	if (!s)
		return -ENOMEM;
	param_free_charp(kp->arg);
	memcpy(s->text, val, size);
	s->next = strings;
	strings = s;
	*(char **)kp->arg = s->text;
	return 0;
}
EXPORT_SYMBOL(param_set_charp);

int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_BUFFER_SIZE, "%s\n", *(char **)kp->arg);
}
EXPORT_SYMBOL(param_get_charp);

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
	.free = param_free_charp,
};
EXPORT_SYMBOL(param_ops_charp);

int param_set_copystring(const char *val, const struct kernel_param *kp)
{
	const struct kparam_string *string = kp->str;

	if (strlen(val) >= string->maxlen) {
		pr_err("%s: string doesn't fit in %u chars.\n", kp->name, string->maxlen - 1);
		return -ENOSPC;
	}
	strcpy(string->string, val);
	return 0;
}
EXPORT_SYMBOL(param_set_copystring);

int param_get_string(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PARAM_BUFFER_SIZE, "%s\n", kp->str->string);
}
EXPORT_SYMBOL(param_get_string);

const struct kernel_param_ops param_ops_string = {
	.set = param_set_copystring,
	.get = param_get_string,
};
EXPORT_SYMBOL(param_ops_string);

/* One element of an array as a parameter of its own. */
static struct kernel_param array_element(const struct kernel_param *kp, unsigned int i)
{
	return (struct kernel_param){
		.name = kp->name,
		.ops = kp->arr->ops,
		.arg = (char *)kp->arr->elem + (size_t)i * kp->arr->elemsize,
	};
}

/* *num says how many were taken, also if the next one was not. */
static int param_array_set(const char *val, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	unsigned int uncounted, *num = arr->num ? arr->num : &uncounted;

	for (*num = 0;; val++) {
		struct kernel_param element = array_element(kp, *num);
		size_t len = strcspn(val, ",");
		unsigned long state;
		char *text;
		int rc;

		if (*num == arr->max) {
			pr_err("%s: can only take %u arguments\n", kp->name, arr->max);
			return -EINVAL;
		}
		state = host_call_begin();
		text = strndup(val, len);
		host_call_end(state);
		if (!text)
			return -ENOMEM;
		rc = arr->ops->set(text, &element);
		state = host_call_begin();
		free(text);
		host_call_end(state);
		if (rc)
			return rc;
		++*num;
		val += len;
		if (!*val)
			return 0;
	}
}

static int param_array_get(char *buffer, const struct kernel_param *kp)
{
	unsigned int count = kp->arr->num ? *kp->arr->num : kp->arr->max;
	int used = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct kernel_param element = array_element(kp, i);

		/* A comma in the place of the newline of the one before. */
		if (i)
			buffer[used - 1] = ',';
		used += element.ops->get(buffer + used, &element);
	}
	buffer[used] = '\0';
	return used;
}

static void param_array_free(void *arg)
{
	const struct kparam_array *arr = arg;
	unsigned int count = arr->num ? *arr->num : arr->max;

	for (unsigned int i = 0; arr->ops->free && i < count; i++)
		arr->ops->free((char *)arr->elem + (size_t)i * arr->elemsize);
}

const struct kernel_param_ops param_array_ops = {
	.set = param_array_set,
	.get = param_array_get,
	.free = param_array_free,
};
EXPORT_SYMBOL(param_array_ops);
