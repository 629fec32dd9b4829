// SPDX-License-Identifier: MIT
/*
 * A string cut into words, see <linux/string.h>. One block holds the pointers, with one in front
 * for the copy of the string that they point into.
 */
#include <linux/ctype.h>
#include <linux/slab.h>
#include <linux/string.h>

char **argv_split(gfp_t gfp, const char *str, int *argcp)
{
	char *copy = kstrdup(str, gfp), *s = copy, **argv;
	size_t words = 0, n = 0;

	if (!copy)
		return NULL;
	for (size_t i = 0; copy[i]; i++)
		words += !isspace(copy[i]) && (!i || isspace(copy[i - 1]));
	argv = kmalloc_array(words + 2, sizeof(*argv), gfp);
	if (!argv) {
		kfree(copy);
		return NULL;
	}
	*argv++ = copy;
	for (s = skip_spaces(s); *s; s = skip_spaces(s)) {
		argv[n++] = s;
		while (*s && !isspace(*s))
			s++;
		if (*s)
			*s++ = '\0';
	}
	argv[n] = NULL;
	if (argcp)
		*argcp = (int)n;
	return argv;
}
EXPORT_SYMBOL(argv_split);

void argv_free(char **argv)
{
	argv--;
	kfree(argv[0]);
	kfree(argv);
}
EXPORT_SYMBOL(argv_free);
