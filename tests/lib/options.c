// SPDX-License-Identifier: MIT
/*
 * Strings that people write: options, sizes, words, patterns, escapes. What a real kernel says to
 * odd ones is in tests/conformance/cases/options.c.
 */
#include "../test.h"

#include <linux/ctype.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/parser.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

static void options_of_numbers(void **state)
{
	char text[] = "1,-0x10,7-", *p = text;
	int value, ints[6];

	assert_int_equal(get_option(&p, &value), 2);
	assert_int_equal(value, 1);
	assert_int_equal(get_option(&p, &value), 2);
	assert_int_equal(value, -16);
	assert_int_equal(get_option(&p, NULL), 3);
	assert_string_equal(p, "-");
	assert_int_equal(get_option(&p, &value), 0);

	assert_string_equal(get_options("3,5-7,9", 6, ints), "");
	assert_int_equal(ints[0], 5);
	assert_int_equal(ints[1], 3);
	assert_int_equal(ints[2], 5);
	assert_int_equal(ints[4], 7);
	assert_int_equal(ints[5], 9);
	assert_string_equal(get_options("1,2,3,4,5,6,7", 4, ints), "4,5,6,7");
	assert_int_equal(ints[0], 3);
	get_options("1,2-10", 0, ints);
	assert_int_equal(ints[0], 10);
}

static void sizes_have_suffixes(void **state)
{
	char *end;

	assert_int_equal(memparse("16", NULL), 16);
	assert_int_equal(memparse("0x10k,", &end), 16384);
	assert_string_equal(end, ",");
	assert_int_equal(memparse("3M", NULL), 3 << 20);
	assert_true(memparse("1G", NULL) == 1ull << 30);
	assert_true(memparse("1t", NULL) == 1ull << 40);
	assert_true(memparse("1P", NULL) == 1ull << 50);
	assert_true(memparse("1E", NULL) == 1ull << 60);
	assert_int_equal(memparse("8b", &end), 8);
	assert_string_equal(end, "b");
}

static void words_of_a_command_line(void **state)
{
	char text[] = "a b=1  c=\"x y\" \"d=p q\" ";
	char *p = text, *param, *val, **argv;
	int argc;

	p = next_arg(p, &param, &val);
	assert_string_equal(param, "a");
	assert_null(val);
	p = next_arg(p, &param, &val);
	assert_string_equal(param, "b");
	assert_string_equal(val, "1");
	p = next_arg(p, &param, &val);
	assert_string_equal(param, "c");
	assert_string_equal(val, "x y");
	p = next_arg(p, &param, &val);
	assert_string_equal(param, "d");
	assert_string_equal(val, "p q");
	assert_string_equal(p, "");

	argv = argv_split(GFP_KERNEL, "  one two\tthree ", &argc);
	assert_int_equal(argc, 3);
	assert_string_equal(argv[0], "one");
	assert_string_equal(argv[1], "two");
	assert_string_equal(argv[2], "three");
	assert_null(argv[3]);
	argv_free(argv);
	argv = argv_split(GFP_KERNEL, "", NULL);
	assert_null(argv[0]);
	argv_free(argv);
}

enum { SIZE, NAME, PAIR, FLAG, OTHER };

static void options_by_patterns(void **state)
{
	static const match_table_t table = {
		{SIZE, "size=%u"}, {NAME, "name=%s"}, {PAIR, "%d:%x"},
		{FLAG, "100%%"},   {OTHER, NULL},
	};
	char pair[] = "-5:ff", name[] = "name=x y", size[] = "size=0x10", bad[] = "size=1x";
	char flag[] = "100%", buf[4];
	substring_t args[MAX_OPT_ARGS];
	unsigned int u;
	char *copy;
	int value;

	assert_int_equal(match_token(size, table, args), SIZE);
	assert_int_equal(match_int(&args[0], &value), 0);
	assert_int_equal(value, 16);
	assert_int_equal(match_uint(&args[0], &u), -EINVAL);
	assert_int_equal(match_token(pair, table, args), PAIR);
	assert_int_equal(match_int(&args[0], &value), 0);
	assert_int_equal(value, -5);
	assert_int_equal(match_hex(&args[1], &value), 0);
	assert_int_equal(value, 255);
	assert_int_equal(match_octal(&args[1], &value), -EINVAL);
	assert_int_equal(match_token(name, table, args), NAME);
	assert_int_equal(match_strlcpy(buf, &args[0], sizeof(buf)), 3);
	assert_string_equal(buf, "x y");
	assert_int_equal(match_strlcpy(buf, &args[0], 2), 3);
	assert_string_equal(buf, "x");
	copy = match_strdup(&args[0]);
	assert_string_equal(copy, "x y");
	kfree(copy);
	assert_int_equal(match_token(flag, table, args), FLAG);
	assert_int_equal(match_token(bad, table, args), OTHER);
}

static void shell_patterns(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool match;
	} cases[] = {
		{"", "", true},		  {"", "a", false},	   {"*", "", true},
		{"a*c", "abbbc", true},	  {"a*c", "abbb", false},  {"*a*b*", "xaxbx", true},
		{"a?c", "abc", true},	  {"a?c", "ac", false},	   {"[a-c]x", "bx", true},
		{"[!a-c]x", "bx", false}, {"[]]", "]", true},	   {"[!]]", "]", false},
		{"\\*", "*", true},	  {"\\*", "a", false},	   {"[a", "[a", true},
		{"[a-]", "-", true},	  {"*.c", "x.c.c", true},  {"**b", "ab", true},
		{"[a-", "[a-", true},	  {"*[0-9]", "a12", true}, {"?", "", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		if (glob_match(cases[i].pattern, cases[i].text) != cases[i].match)
			fail_msg("'%s' by '%s'", cases[i].text, cases[i].pattern);
	assert_true(match_wildcard("a*b?c*", "axxbxbyczz"));
	assert_false(match_wildcard("a*b", "axbx"));
}

static void escapes_there_and_back(void **state)
{
	char bytes[257], text[1100], back[257], small[4] = "...";
	char *quoted;
	int n;

	for (int i = 0; i < 256; i++)
		bytes[i] = (char)(i + 1);
	n = string_escape_str_any_np(bytes, text, sizeof(text), NULL);
	assert_true(n < (int)sizeof(text));
	text[n] = '\0';
	assert_int_equal(string_unescape_any(text, back, 0), 255);
	assert_memory_equal(back, bytes, 256);
	assert_int_equal(string_unescape_any_inplace(text), 255);

	assert_int_equal(string_escape_mem("\1\n", 2, small, 3, ESCAPE_HEX | ESCAPE_SPACE, NULL),
			 6);
	assert_string_equal(small, "\\x0");
	assert_int_equal(string_escape_mem("ab", 2, text, 9, ESCAPE_OCTAL, "b"), 5);
	assert_memory_equal(text, "a\\142", 5);
	assert_int_equal(string_escape_mem("a\n", 2, text, 9,
					   ESCAPE_ANY | ESCAPE_NP | ESCAPE_APPEND, "a"),
			 6);
	assert_memory_equal(text, "\\141\\n", 6);
	strcpy(text, "\\x41\\102\\q\\");
	assert_int_equal(string_unescape(text, text, 0, UNESCAPE_HEX), 8);
	assert_string_equal(text, "A\\102\\q\\");

	quoted = kstrdup_quotable("a\"b\n", GFP_KERNEL);
	assert_string_equal(quoted, "a\\x22b\\x0a");
	kfree(quoted);
	assert_null(kstrdup_quotable(NULL, GFP_KERNEL));
	quoted = kstrdup_and_replace("a/b/c", '/', '!', GFP_KERNEL);
	assert_string_equal(quoted, "a!b!c");
	kfree(quoted);
}

static void release_nothing(struct device *dev)
{
}

static void arrays_of_names(void **state)
{
	static struct device dev;
	char **names = kasprintf_strarray(GFP_KERNEL, "line", 3);

	assert_string_equal(names[0], "line-0");
	assert_string_equal(names[2], "line-2");
	kfree_strarray(names, 3);
	kfree_strarray(NULL, 3);
	device_initialize(&dev);
	dev.release = release_nothing;
	names = devm_kasprintf_strarray(&dev, "gpio", 12);
	assert_string_equal(names[11], "gpio-11");
	put_device(&dev);
}

static void memory_and_strings(void **state)
{
	struct {
		int a, b, c, d;
	} s = {1, 2, 3, 4};
	char bytes[4] = {1, 2, 3, 4}, text[3], wide[8] = "zzzzzzz";
	const char *const one[] = {"a", "b", NULL}, *const two[] = {"c", NULL};
	const char *const *both;

	memset_after(&s, 0, b);
	assert_true(s.a == 1 && s.b == 2 && !s.c && !s.d);
	memset_startat(&s, 0xff, b);
	assert_true(s.a == 1 && s.b == -1 && s.c == -1);
	strtomem(bytes, "xy");
	assert_memory_equal(bytes, "xy\3\4", 4);
	strtomem_pad(bytes, "z", '.');
	assert_memory_equal(bytes, "z...", 4);
	strtomem(bytes, "12345");
	memtostr(text, bytes);
	assert_string_equal(text, "12");
	memtostr_pad(wide, bytes);
	assert_memory_equal(wide, "1234\0\0\0", 8);
	assert_ptr_equal(memscan(bytes, '3', 4), bytes + 2);
	assert_ptr_equal(memscan(bytes, '9', 4), bytes + 4);
	assert_string_equal(strchrnul("abc", 'x'), "");
	assert_true(string_is_terminated(text, 3));
	assert_false(string_is_terminated(bytes, 4));
	both = memcat_p(one, two);
	assert_string_equal(both[1], "b");
	assert_string_equal(both[2], "c");
	assert_null(both[3]);
	kfree(both);
}

static void characters_of_latin_1(void **state)
{
	assert_true(isspace(0xa0) && isspace('\v') && !isspace('x'));
	assert_true(isupper(0xc0) && islower(0xe0) && !isalpha(0xd7));
	assert_int_equal(tolower(0xc0), 0xe0);
	assert_int_equal(toupper('q'), 'Q');
	assert_true(isprint((char)0xe4) && !isprint(0x80));
}

static void addresses_of_cards(void **state)
{
	u8 mac[6] = {9, 9, 9, 9, 9, 9};

	assert_false(mac_pton("00:11:22:33:44", mac));
	assert_false(mac_pton("00:11:22:33:44-55", mac));
	assert_int_equal(mac[0], 9);
	assert_true(mac_pton("00:11:22:AA:bb:ff\n", mac));
	assert_memory_equal(mac, "\0\x11\x22\xaa\xbb\xff", 6);
}

static void units_may_be_left_out(void **state)
{
	char buf[16];

	string_get_size(1536, 1, STRING_UNITS_2 | STRING_UNITS_NO_SPACE, buf, sizeof(buf));
	assert_string_equal(buf, "1.50KiB");
	string_get_size(1500, 1, STRING_UNITS_10 | STRING_UNITS_NO_SPACE | STRING_UNITS_NO_BYTES,
			buf, sizeof(buf));
	assert_string_equal(buf, "1.50k");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_of_numbers),	   cmocka_unit_test(sizes_have_suffixes),
		cmocka_unit_test(words_of_a_command_line), cmocka_unit_test(options_by_patterns),
		cmocka_unit_test(shell_patterns),	   cmocka_unit_test(escapes_there_and_back),
		cmocka_unit_test(arrays_of_names),	   cmocka_unit_test(memory_and_strings),
		cmocka_unit_test(characters_of_latin_1),   cmocka_unit_test(addresses_of_cards),
		cmocka_unit_test(units_may_be_left_out),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
