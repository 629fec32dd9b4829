// SPDX-License-Identifier: MIT
/* Sizes for people to read, and arrays of names. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

int string_get_size(u64 size, u64 blk_size, const enum string_size_units units, char *buf, int len)
{
	bool binary = (units & STRING_UNITS_MASK) == STRING_UNITS_2;
	const char *prefixes = binary ? "\0KMGTPEZY" : "\0kMGTPEZY";
	unsigned int base = binary ? 1024 : 1000, unit = 0, digits, tens;
	unsigned __int128 bytes = (unsigned __int128)size * blk_size, divisor = 1, scaled;
	char name[6];

	while (bytes / divisor >= base) {
		divisor *= base;
		unit++;
	}
	/* Three digits, rounded, also of whole bytes; but 0 is 0. */
	digits = !bytes || bytes / divisor >= 100 ? 0 : bytes / divisor >= 10 ? 1 : 2;
	tens = digits == 2 ? 100 : digits == 1 ? 10 : 1;
	scaled = (bytes * tens + divisor / 2) / divisor;
	if (unit > 8)
		snprintf(name, sizeof(name), "%sUNK", units & STRING_UNITS_NO_SPACE ? "" : " ");
	else
		snprintf(name, sizeof(name), "%s%.1s%s%s", units & STRING_UNITS_NO_SPACE ? "" : " ",
			 prefixes + unit, unit && binary ? "i" : "",
			 units & STRING_UNITS_NO_BYTES ? "" : "B");
	if (!digits)
		return snprintf(buf, (size_t)len, "%u%s", (unsigned int)scaled, name);
	return snprintf(buf, (size_t)len, "%u.%0*u%s", (unsigned int)scaled / tens, (int)digits,
			(unsigned int)scaled % tens, name);
}
EXPORT_SYMBOL(string_get_size);

char **kasprintf_strarray(gfp_t gfp, const char *prefix, size_t n)
{
	char **names = kcalloc(n + 1, sizeof(*names), gfp);

	for (size_t i = 0; names && i < n; i++) {
		names[i] = kasprintf(gfp, "%s-%zu", prefix, i);
		if (!names[i]) {
			kfree_strarray(names, i);
			return NULL;
		}
	}
	return names;
}
EXPORT_SYMBOL_GPL(kasprintf_strarray);

void kfree_strarray(char **array, size_t n)
{
	if (!array)
		return;
	for (size_t i = 0; i < n; i++)
		kfree(array[i]);
	kfree(array);
}
EXPORT_SYMBOL_GPL(kfree_strarray);

/* What is the device's: an entry of this kind. */
struct names {
	char **array;
	size_t n;
};

static void free_names(struct device *dev, void *res)
{
	struct names *names = res;

	kfree_strarray(names->array, names->n);
}

char **devm_kasprintf_strarray(struct device *dev, const char *prefix, size_t n)
{
	struct names *names = devres_alloc(free_names, sizeof(*names), GFP_KERNEL);

	if (!names)
		return ERR_PTR(-ENOMEM);
	names->array = kasprintf_strarray(GFP_KERNEL, prefix, n);
	if (!names->array) {
		devres_free(names);
		return ERR_PTR(-ENOMEM);
	}
	names->n = n;
	devres_add(dev, names);
	return names->array;
}
EXPORT_SYMBOL_GPL(devm_kasprintf_strarray);
