// SPDX-License-Identifier: MIT
/* Strings that people write: options, sizes, words, patterns, escapes, classes of characters. */
#include <linux/ctype.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "case.h"

TC_CASE(options_that_are_ints)
{
	static const char *const texts[] = {
		"",    "1",	 "1,",	"1,2",	   "1-",   "1-3",   "-1",	   "-",	    "-,",
		"--1", "0x10,1", "x",	",",	   ",1",   "1 2",   "1,x",	   "010",   "3-1",
		"3-3", "1--2",	 "1-x", "1,2-4,9", "-3-1", "-3--1", "99999999999", "1-3-5", "1-2,",
		"+1",  " 1",
	};
	static const int sizes[] = {0, 1, 2, 4, 8};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char text[24], *p = text;
		int found, value = 77;

		strscpy(text, texts[i], sizeof(text));
		found = get_option(&p, &value);
		tc_log("'%s': %d %d, left '%s'", texts[i], found, value, p);
		p = text;
		found = get_option(&p, NULL);
		tc_log("%d, left '%s'", found, p);
		for (size_t j = 0; j < ARRAY_SIZE(sizes); j++) {
			int v[16] = {77, 77, 77, 77, 77, 77, 77, 77};

			p = get_options(texts[i], sizes[j], v);
			tc_log("of %d: %d: %d %d %d %d %d %d, left '%s'", sizes[j], v[0], v[1],
			       v[2], v[3], v[4], v[5], v[6], p);
		}
	}
}

TC_CASE(sizes_with_suffixes)
{
	static const char *const texts[] = {"",	   "0",	  "1k",	  "1K",	 "1kk",	 "1m",	 "1M",
					    "2G",  "1g",  "1T",	  "1p",	 "1P",	 "1e",	 "8E",
					    "16E", "1b",  "0x1k", "0xe", "0xek", "010k", "k",
					    "-1k", " 1k", "1 k",  "1KB"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *end;
		unsigned long long size = memparse(texts[i], &end);

		tc_log("'%s': %llu, left '%s'", texts[i], size, end);
	}
}

TC_CASE(words_with_values)
{
	static const char *const texts[] = {
		"",
		"a",
		"a ",
		"a=1 b",
		"a=\"1 2\" b",
		"\"a=1 2\" b",
		"\"a b\" c",
		"=1 x",
		"a= b",
		"a==b c",
		"\"",
		"\"\" b",
		"a=\" b",
		"a\tb\n c",
		"a=\"1\"2 b",
		"a\"b c\"=d e",
		"\"=1 2\" b",
		"a=\"\" b",
		"--  x",
		"a=b=c d",
		"\"a\"=\"b c\" d",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char text[32], *param, *val, *p;

		strscpy(text, texts[i], sizeof(text));
		p = next_arg(text, &param, &val);
		tc_log("'%s': '%s' = '%s', left '%s'", texts[i], param, val ?: "(none)", p);
	}
}

TC_CASE(words)
{
	static const char *const texts[] = {"", " ", "a", " a ", "a b", "\ta\nb  c ", "a\xa0z"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int argc = 77;
		char **argv = argv_split(GFP_KERNEL, texts[i], &argc);

		tc_log("%zu: %d", i, argc);
		for (int j = 0; j < argc; j++)
			tc_log("'%s'", argv[j]);
		tc_log("%d", argv[argc] == NULL);
		argv_free(argv);
	}
}

TC_CASE(tokens)
{
	static const match_table_t table = {
		{1, "plain"}, {2, "size=%u"}, {3, "n=%d"}, {4, "o=%o"},	   {5, "x=%x"}, {6, "s=%s"},
		{7, "a=%3s"}, {8, "%d:%d"},   {9, "p%%"},  {10, "b=%2sz"}, {11, "%s"},	{12, NULL},
	};
	static const char *const texts[] = {
		"plain",	 "plainx",	 "plai",  "size=1", "size=-1", "size=", "size=0x1f",
		"size=1k",	 "n=-5",	 "n=5 ",  "o=17",   "o=8",     "x=ff",	"x=0xff",
		"x=g",		 "s=",		 "s=a b", "a=abc",  "a=abcd",  "a=ab",	"1:2",
		"-1:-2",	 "1:",		 "p%",	  "p%%",    "b=xyz",   "b=xz",	"",
		"n=99999999999", "n=2147483648", "n=010",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char text[24], copy[8];
		substring_t args[MAX_OPT_ARGS];
		int token, err[5], v[3] = {77, 77, 77};
		unsigned int u = 77;
		u64 u64v = 77;
		size_t len;

		strscpy(text, texts[i], sizeof(text));
		args[0].from = args[0].to = text;
		token = match_token(text, table, args);
		tc_log("'%s': %d", texts[i], token);
		if (token == 1 || token == 9 || token == 12)
			continue;
		err[0] = match_int(&args[0], &v[0]);
		err[1] = match_octal(&args[0], &v[1]);
		err[2] = match_hex(&args[0], &v[2]);
		err[3] = match_uint(&args[0], &u);
		err[4] = match_u64(&args[0], &u64v);
		len = match_strlcpy(copy, &args[0], sizeof(copy));
		tc_log("from %d to %d, %d %d, %d %d, %d %d, %d %u, %d %llu, %zu '%s'",
		       (int)(args[0].from - text), (int)(args[0].to - text), err[0], v[0], err[1],
		       v[1], err[2], v[2], err[3], u, err[4], u64v, len, copy);
	}
}

TC_CASE(patterns)
{
	static const char *const patterns[] = {
		"",	  "*",	    "?",     "a",	"a*",	  "*a",	   "*a*",   "a?c",  "[abc]",
		"[!abc]", "[^abc]", "[a-c]", "[c-a]",	"[]a]",	  "[!]a]", "[a-]",  "[-a]", "[a",
		"[",	  "[]",	    "\\*",   "\\a",	"\\",	  "a\\",   "[\\]]", "**",   "*?*",
		"a*b*c",  "?*?",    "[!",    "[a-c-e]", "*[0-9]", "a[",
	};
	static const char *const texts[] = {"",	 "a",  "b", "c", "abc", "abxbc", "*",  "\\", "]",
					    "-", "[a", "[", "^", "a1",	"\\]",	 "a[", "[]", "d"};

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		unsigned long glob = 0, wild = 0;

		for (size_t j = 0; j < ARRAY_SIZE(texts); j++) {
			glob |= (unsigned long)glob_match(patterns[i], texts[j]) << j;
			wild |= (unsigned long)match_wildcard(patterns[i], texts[j]) << j;
		}
		tc_log("'%s': %lx %lx", patterns[i], glob, wild);
	}
}

TC_CASE(escapes_undone)
{
	static const char *const texts[] = {
		"",
		"a",
		"\\",
		"\\n\\r\\t\\v\\f",
		"\\a\\e\\\"\\\\",
		"\\1\\12\\123\\1234",
		"\\377\\400\\777",
		"\\8",
		"\\x\\xg\\x1\\x41\\x414\\xZ",
		"\\q",
		"a\\",
		"\\\\n",
		"\\0b",
		"\\'\\b\\s",
		"x\\nyz",
	};
	static const unsigned int flags[] = {
		0, UNESCAPE_SPACE, UNESCAPE_OCTAL, UNESCAPE_HEX, UNESCAPE_SPECIAL, UNESCAPE_ANY};
	static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 30};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t j = 0; j < ARRAY_SIZE(flags); j++)
			for (size_t k = 0; k < ARRAY_SIZE(sizes); k++) {
				char text[40], to[40];
				int n;

				strscpy(text, texts[i], sizeof(text));
				memset(to, '.', sizeof(to));
				n = string_unescape(text, to, sizes[k], flags[j]);
				tc_log("'%s' %x %zu: %d %*phN", texts[i], flags[j], sizes[k], n,
				       min(n + 2, 32), to);
			}
}

TC_CASE(escapes)
{
	static const unsigned int flags[] = {
		0,
		ESCAPE_SPACE,
		ESCAPE_SPECIAL,
		ESCAPE_NULL,
		ESCAPE_OCTAL,
		ESCAPE_HEX,
		ESCAPE_ANY,
		ESCAPE_ANY_NP,
		ESCAPE_NP | ESCAPE_HEX,
		ESCAPE_NA | ESCAPE_HEX,
		ESCAPE_NAP | ESCAPE_HEX,
		ESCAPE_ANY | ESCAPE_HEX,
		ESCAPE_HEX | ESCAPE_OCTAL,
		ESCAPE_NP | ESCAPE_HEX | ESCAPE_APPEND,
		ESCAPE_NAP | ESCAPE_ANY | ESCAPE_APPEND,
		ESCAPE_SPACE | ESCAPE_APPEND,
		ESCAPE_NA | ESCAPE_NP | ESCAPE_HEX,
		ESCAPE_SPACE | ESCAPE_HEX,
	};
	static const char *const onlys[] = {NULL, "", "a", "\n\"", "b\xe4"};
	static const char bytes[] = "ab\"\\\n\t\a\033\0\x80\xa0\xe4\x7f'";

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		for (size_t j = 0; j < ARRAY_SIZE(onlys); j++) {
			char text[80];
			int n;

			memset(text, 0, sizeof(text));
			n = string_escape_mem(bytes, sizeof(bytes), text, sizeof(text), flags[i],
					      onlys[j]);
			tc_log("%x, %zu: %d %*phN", flags[i], j, n, min(n, 60), text);
			memset(text, '.', sizeof(text));
			n = string_escape_mem(bytes, sizeof(bytes), text, 7, flags[i], onlys[j]);
			tc_log("cut: %d %*phN", n, 8, text);
		}
}

TC_CASE(strings_to_quote)
{
	static const char *const texts[] = {"", "a b", "a\"b\\c", "\n\t\a\033", "\x80\xe4'"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		char *quoted = kstrdup_quotable(texts[i], GFP_KERNEL);

		tc_log("%*phN", (int)strlen(quoted), quoted);
		kfree(quoted);
	}
	tc_log("%d", kstrdup_quotable(NULL, GFP_KERNEL) == NULL);
}

TC_CASE(classes_of_characters)
{
	for (int c = 0; c < 256; c++)
		tc_log("%02x: %d%d%d%d%d%d%d%d%d%d%d%d %02x %02x", c, !!isalnum(c), !!isalpha(c),
		       !!iscntrl(c), !!isdigit(c), !!isgraph(c), !!islower(c), !!isprint(c),
		       !!ispunct(c), !!isspace(c), !!isupper(c), !!isxdigit(c), !!isascii(c),
		       tolower(c), toupper(c));
}

TC_CASE(addresses_of_cards)
{
	static const char *const texts[] = {
		"00:11:22:33:44:55",   "00:11:22:33:44:5",
		"00:11:22:33:44",      "00-11-22-33-44-55",
		"aA:bB:cC:dD:eE:fF",   "00:11:22:33:44:55:66",
		"00:11:22:33:44:55\n", "0:11:22:33:44:55",
		"00:11:22:33:44:gg",   "",
		"00:11:22:33:44-55",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		u8 mac[6] = {9, 9, 9, 9, 9, 9};
		int ok = mac_pton(texts[i], mac);

		tc_log("'%s': %d %pM", texts[i], ok, mac);
	}
}

TC_CASE(sizes_to_read)
{
	static const u64 sizes[] = {0,	     1,		9,	    10,	    999,     1000,
				    1023,    1024,	1025,	    1100,   9990,    9994,
				    9995,    9999,	10000,	    99949,  99950,   99999,
				    102399,  999499,	999500,	    999999, 1000000, 1048575,
				    1048576, 123456789, 1ull << 40, ~0ull};
	static const u64 blocks[] = {0, 1, 512, 4096, 1ull << 40};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (size_t j = 0; j < ARRAY_SIZE(blocks); j++) {
			char si[20], iec[20], cut[5];

			string_get_size(sizes[i], blocks[j], STRING_UNITS_10, si, sizeof(si));
			string_get_size(sizes[i], blocks[j], STRING_UNITS_2, iec, sizeof(iec));
			string_get_size(sizes[i], blocks[j], STRING_UNITS_2, cut, sizeof(cut));
			tc_log("%llu of %llu: %s, %s, %s", sizes[i], blocks[j], si, iec, cut);
		}
}

TC_CASE(memory_that_is_looked_through)
{
	static const char text[] = "hello";
	const char *const a[] = {"x", "y", NULL}, *const b[] = {NULL};
	const char *const *both = memcat_p(a, b);
	char parts[] = "a,b,,c", *p = parts, *part, buf[6];

	tc_log("%d %d", (int)((char *)memscan((void *)text, 'l', 5) - text),
	       (int)((char *)memscan((void *)text, 'z', 5) - text));
	tc_log("%s %s %d", both[0], both[1], both[2] == NULL);
	kfree(both);
	while ((part = strsep(&p, ",")))
		tc_log("'%s'", part);
	tc_log("%d %d", (int)(strchrnul(text, 'l') - text), (int)(strchrnul(text, 'z') - text));
	memset(buf, 'x', sizeof(buf));
	tc_log("%zd", strscpy_pad(buf, "abcdefgh", sizeof(buf)));
	tc_log("%*phN", 6, buf);
	memset(buf, 'x', sizeof(buf));
	tc_log("%zd", strscpy_pad(buf, "", sizeof(buf)));
	tc_log("%*phN", 6, buf);
	tc_log("%d %d %d %d", strncasecmp("ABC", "abd", 2), strncasecmp("a", "B", 5) < 0,
	       sysfs_streq("", "\n"), sysfs_streq("a\n", "a\n\n"));
}
