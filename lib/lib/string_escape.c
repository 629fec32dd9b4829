// SPDX-License-Identifier: MIT
/* Bytes as text with escapes, and back: see <linux/string_helpers.h>. */
#include <linux/ctype.h>
#include <linux/hex.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

/* Each letter after a backslash, and its character. */
struct letters {
	const char *letter, *character;
};

static const struct letters space = {"nrtvf", "\n\r\t\v\f"};
static const struct letters special = {"\"\\ae", "\"\\\a\033"};

/* --- back --- */

static bool unescape_letter(const struct letters *from, const char **src, char **dst)
{
	const char *found = **src ? strchr(from->letter, **src) : NULL;

	if (!found)
		return false;
	*(*dst)++ = from->character[found - from->letter];
	(*src)++;
	return true;
}

static bool unescape_octal(const char **src, char **dst)
{
	const char *p = *src;
	unsigned int value = 0;

	if (!isodigit(*p))
		return false;
	/* A third digit only if it still is a byte. */
	while (isodigit(*p) && p - *src < 3 && value < 32)
		value = value * 8 + (unsigned int)(*p++ - '0');
	*(*dst)++ = (char)value;
	*src = p;
	return true;
}

static bool unescape_hex(const char **src, char **dst)
{
	const char *p = *src;
	u8 value = 0;

	if (p[0] != 'x' || !isxdigit(p[1]))
		return false;
	for (p++; isxdigit(*p) && p - *src < 3; p++)
		value = (u8)(value * 16 + hex_to_bin((unsigned char)*p));
	*(*dst)++ = (char)value;
	*src = p;
	return true;
}

/* @src stands behind a backslash. */
static bool unescape(const char **src, char **dst, unsigned int flags)
{
	return (flags & UNESCAPE_SPACE && unescape_letter(&space, src, dst)) ||
	       (flags & UNESCAPE_OCTAL && unescape_octal(src, dst)) ||
	       (flags & UNESCAPE_HEX && unescape_hex(src, dst)) ||
	       (flags & UNESCAPE_SPECIAL && unescape_letter(&special, src, dst));
}

int string_unescape(char *src, char *dst, size_t size, unsigned int flags)
{
	size_t room = size - 1;
	const char *from = src;
	char *to = dst;

	while (*from && room) {
		if (*from != '\\' || !from[1] || room < 2) {
			*to++ = *from++;
			room--;
			continue;
		}
		from++;
		room -= 2;
		if (!unescape(&from, &to, flags)) {
			*to++ = '\\';
			*to++ = *from++;
		}
	}
	*to = '\0';
	return (int)(to - dst);
}
EXPORT_SYMBOL(string_unescape);

/* --- text --- */

static bool passes(char c, unsigned int flags, const char *only)
{
	bool dict = only && *only, in_dict = dict && strchr(only, c);

	if (flags & ESCAPE_APPEND) {
		if (in_dict)
			return false;
	} else if (dict && !in_dict) {
		return true;
	}
	return (flags & ESCAPE_NAP && isascii(c) && isprint(c)) ||
	       (flags & ESCAPE_NP && isprint(c)) || (flags & ESCAPE_NA && isascii(c));
}

/* The character behind the backslash, or 0. */
static char letter_of(const struct letters *from, char c)
{
	const char *found = c ? strchr(from->character, c) : NULL;

	return found ? from->letter[found - from->character] : 0;
}

/* Up to four characters. Return: how many. */
static size_t escape(char text[4], char c, unsigned int flags, const char *only)
{
	u8 byte = (u8)c;
	char letter = 0;

	text[0] = c;
	if (passes(c, flags, only))
		return 1;
	if (flags & ESCAPE_SPACE)
		letter = letter_of(&space, c);
	if (flags & ESCAPE_SPECIAL && !letter)
		letter = letter_of(&special, c);
	if (flags & ESCAPE_NULL && !c)
		letter = '0';
	if (!letter && !(flags & (ESCAPE_OCTAL | ESCAPE_HEX)))
		return 1;
	text[0] = '\\';
	text[1] = letter;
	if (letter)
		return 2;
	if (flags & ESCAPE_OCTAL) {
		text[1] = (char)('0' + (byte >> 6));
		text[2] = (char)('0' + (byte >> 3 & 7));
		text[3] = (char)('0' + (byte & 7));
	} else {
		text[1] = 'x';
		hex_byte_pack(text + 2, byte);
	}
	return 4;
}

int string_escape_mem(const char *src, size_t isz, char *dst, size_t osz, unsigned int flags,
		      const char *only)
{
	size_t len = 0;

	while (isz--) {
		char text[4];
		size_t n = escape(text, *src++, flags, only);

		for (size_t i = 0; i < n; i++, len++)
			if (len < osz)
				dst[len] = text[i];
	}
	return (int)len;
}
EXPORT_SYMBOL(string_escape_mem);

char *kstrdup_quotable(const char *src, gfp_t gfp)
{
	static const char unsafe[] = "\f\n\r\t\v\a\033\\\"";
	size_t len;
	char *text;

	if (!src)
		return NULL;
	len = (size_t)string_escape_str(src, NULL, 0, ESCAPE_HEX, unsafe);
	text = kmalloc(len + 1, gfp);
	if (!text)
		return NULL;
	string_escape_str(src, text, len, ESCAPE_HEX, unsafe);
	text[len] = '\0';
	return text;
}
EXPORT_SYMBOL_GPL(kstrdup_quotable);

char *kstrdup_and_replace(const char *src, char old, char new, gfp_t gfp)
{
	char *text = kstrdup(src, gfp);

	return text ? strreplace(text, old, new) : NULL;
}
EXPORT_SYMBOL_GPL(kstrdup_and_replace);
