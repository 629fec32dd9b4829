/* SPDX-License-Identifier: MIT */
/* Options by a table of patterns, such as those of mounts: "size=%u", "name=%s". */
#ifndef _LINUX_PARSER_H
#define _LINUX_PARSER_H

#include <linux/export.h>
#include <linux/types.h>

/* Conversions in a pattern, at most. */
enum {
	MAX_OPT_ARGS = 3,
};

/**
 * struct match_token - a pattern and what it is called; the last one of a table has no pattern
 * @token: returned by match_token()
 * @pattern: its text, with %d and %u (in C's notation), %o, %x, %s (the rest), %8s (at most so
 * many characters), %%
 */
struct match_token {
	int token;
	const char *pattern;
};

typedef struct match_token match_table_t[];

/** typedef substring_t - what matched a conversion: from @from to before @to */
typedef struct {
	char *from;
	char *to;
} substring_t;

__tl_api_begin

/**
 * match_token() - which of some patterns is it?
 * @s: the whole text
 * @table: the patterns
 * @args: MAX_OPT_ARGS elements; get what matched the conversions
 *
 * Context: any. Return: the token of the first pattern that matches, or of the last entry.
 * Follows Linux 6.12.
 */
int match_token(char *s, const match_table_t table, substring_t args[]);
/**
 * match_int() - the number that a substring begins with, in C's notation
 * @s: the substring; match_uint() and match_u64() want all of it to be the number
 * @result: the number; untouched on failure
 *
 * match_octal(), match_hex(): of that base; match_uint(): decimal; match_u64(): in C's notation.
 *
 * Context: any. Return: 0, -EINVAL (no number) or -ERANGE. Follows Linux 6.12.
 */
int match_int(substring_t *s, int *result);
/** match_octal() - see match_int() */
int match_octal(substring_t *s, int *result);
/** match_hex() - see match_int() */
int match_hex(substring_t *s, int *result);
/** match_uint() - see match_int() */
int match_uint(substring_t *s, unsigned int *result);
/** match_u64() - see match_int() */
int match_u64(substring_t *s, u64 *result);
/** match_wildcard() - Context: any; Return: is all of @str as @pattern, with * and ?, says? */
bool match_wildcard(const char *pattern, const char *str);
/** match_strlcpy() - copy as much as fits, with a NUL; Context: any; Return: length of @src */
size_t match_strlcpy(char *dest, const substring_t *src, size_t size);
/** match_strdup() - a copy for kfree(); Context: task; Return: NULL without memory */
char *match_strdup(const substring_t *s);

__tl_api_end

#endif /* _LINUX_PARSER_H */
