// SPDX-License-Identifier: MIT
/* Options in strings: numbers, sizes, and "name=value" words. See <linux/string.h>. */
#include <linux/ctype.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

int get_option(char **str, int *pint)
{
	bool negative;
	char *digits;
	int value;

	if (!*str || !**str)
		return 0;
	negative = **str == '-';
	digits = *str + negative;
	value = (int)simple_strtoull(digits, str, 0);
	if (pint)
		*pint = negative ? -value : value;
	if (*str == digits)
		return 0;
	if (**str == ',') {
		(*str)++;
		return 2;
	}
	return **str == '-' ? 3 : 1;
}
EXPORT_SYMBOL(get_option);

char *get_options(const char *str, int nints, int *ints)
{
	bool validate = nints == 0;
	char *p = (char *)str;
	int n = 0;

	while (validate || n < nints - 1) {
		int counted, *at = validate ? &counted : &ints[n + 1];
		int found = get_option(&p, at), value, last;

		if (!found)
			break;
		/* A range is all its numbers; the last one is then found as if it stood alone. */
		value = *at;
		last = found == 3 ? (int)simple_strtol(++p, NULL, 0) : value + 1;
		if (last < value)
			break;
		for (; value < last; value++)
			if (n++ < nints - 1)
				ints[n] = value;
		if (found == 1)
			break;
	}
	ints[0] = n;
	return p;
}
EXPORT_SYMBOL(get_options);

unsigned long long memparse(const char *ptr, char **retptr)
{
	static const char suffixes[] = "kmgtpe";
	unsigned long long value;
	const char *suffix;
	char *end;

	value = simple_strtoull(ptr, &end, 0);
	suffix = *end ? strchr(suffixes, *end | 0x20) : NULL;
	if (suffix) {
		value <<= 10 * (suffix - suffixes + 1);
		end++;
	}
	if (retptr)
		*retptr = end;
	return value;
}
EXPORT_SYMBOL(memparse);

/* A quotation mark that begins the text, and one at its end. */
static char *unquoted(char *text, char *end)
{
	if (*text != '"')
		return text;
	text++;
	if (end > text && end[-1] == '"')
		end[-1] = '\0';
	return text;
}

char *next_arg(char *args, char **param, char **val)
{
	char *equals = NULL, *end, *first = args, *word = args + (*args == '"');
	bool quoted = false;

	for (end = args; *end && (quoted || !isspace(*end)); end++) {
		if (*end == '"')
			quoted = !quoted;
		if (*end == '=' && !equals && end > word)
			equals = end;
	}
	args = *end ? end + 1 : end;
	*end = '\0';
	*param = unquoted(first, end);
	*val = NULL;
	if (equals) {
		*equals = '\0';
		*val = unquoted(equals + 1, end);
	}
	return skip_spaces(args);
}
EXPORT_SYMBOL(next_arg);
