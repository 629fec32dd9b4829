// SPDX-License-Identifier: MIT
/*
 * Shell patterns: see <linux/glob.h>. When the text stops matching, the last star takes one more
 * character; those before it need not, since whatever they could skip the last one can skip too.
 * So the time is at most the product of both lengths, and nothing is recursive.
 */
#include <linux/glob.h>

/* Is @c in the class behind a '['? *@pat moves behind its ']'; not if there is none. */
static bool in_class(const char **pat, char c, bool *closed)
{
	const char *p = *pat;
	bool inverted = *p == '!', found = false;

	p += inverted;
	*closed = false;
	do {
		unsigned char first = (unsigned char)*p++, last = first;

		if (!first)
			return false;
		if (p[0] == '-' && p[1] != ']') {
			last = (unsigned char)p[1];
			p += 2;
			if (!last)
				return false;
		}
		found |= (unsigned char)c >= first && (unsigned char)c <= last;
	} while (*p != ']');
	*closed = true;
	*pat = p + 1;
	return found != inverted;
}

/* One element of the pattern, which is no star, and one character. *@pat moves on if they match. */
static bool match_one(const char **pat, char c)
{
	const char *p = *pat;
	bool closed, found;

	switch (*p++) {
	case '?':
		*pat = p;
		return true;
	case '[':
		found = in_class(&p, c, &closed);
		if (closed) {
			*pat = p;
			return found;
		}
		break;
	case '\\':
		if (*p == c)
			*pat = p + 1;
		return *p == c;
	}
	if (**pat == c)
		*pat = p;
	return p[-1] == c;
}

bool glob_match(const char *pat, const char *str)
{
	const char *star = NULL, *retry = NULL;

	while (*str) {
		if (*pat == '*') {
			star = ++pat;
			retry = str;
		} else if (match_one(&pat, *str)) {
			str++;
		} else if (star) {
			pat = star;
			str = ++retry;
		} else {
			return false;
		}
	}
	while (*pat == '*')
		pat++;
	/* A backslash at the end means the end. */
	return !pat[*pat == '\\'];
}
EXPORT_SYMBOL(glob_match);
