// SPDX-License-Identifier: MIT
/* Strings, numbers in strings, error pointers, formats. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

#include "case.h"

TC_CASE(error_pointers)
{
	void *e = ERR_PTR(-ENOMEM);
	int x;

	tc_log("%ld %d %d %d", PTR_ERR(e), IS_ERR(e), IS_ERR(&x), IS_ERR(NULL));
	tc_log("%d %d %d", IS_ERR_OR_NULL(NULL), IS_ERR_OR_NULL(e), PTR_ERR_OR_ZERO(&x));
	tc_log("%d %ld", PTR_ERR_OR_ZERO(e), PTR_ERR(ERR_CAST(e)));
	tc_log("%d %d", !!IS_ERR_VALUE((unsigned long)-4095), !!IS_ERR_VALUE((unsigned long)-4096));
}

TC_CASE(error_numbers)
{
	tc_log("%d %d %d %d %d", EPERM, EAGAIN, EINVAL, ENOSPC, ETIMEDOUT);
	tc_log("%d %d %d %d", ERESTARTSYS, ENOIOCTLCMD, EPROBE_DEFER, ENOTSUPP);
}

TC_CASE(strscpy_truncates)
{
	char buf[8];

	memset(buf, 'x', sizeof(buf));
	tc_log("%zd %s", strscpy(buf, "abc", sizeof(buf)), buf);
	tc_log("%zd %s", strscpy(buf, "abcdefg", sizeof(buf)), buf);
	tc_log("%zd %s", strscpy(buf, "abcdefgh", sizeof(buf)), buf);
	tc_log("%zd", strscpy(buf, "abc", 0));
	memset(buf, 'x', sizeof(buf));
	tc_log("%zd", strscpy_pad(buf, "ab", sizeof(buf)));
	tc_log("%d %d", buf[2], buf[7]);
}

TC_CASE(string_helpers)
{
	static const char *const names[] = {"one", "two", "three"};
	char text[] = "  padded \n";
	char other[] = "a.b.c";

	tc_log("[%s]", strim(text));
	tc_log("[%s]", skip_spaces(" \t x "));
	strreplace(other, '.', '-');
	tc_log("%s", other);
	tc_log("%d %d %d", sysfs_streq("on\n", "on"), sysfs_streq("on", "on\n"),
	       sysfs_streq("on", "off"));
	tc_log("%d %d", match_string(names, ARRAY_SIZE(names), "three"),
	       match_string(names, ARRAY_SIZE(names), "four"));
	tc_log("%d %d", strstarts("tasklet", "task"), strstarts("task", "tasklet"));
	tc_log("%zu %zu", str_has_prefix("tasklet", "task"), str_has_prefix("task", "x"));
	tc_log("%s %s", kbasename("/a/b/c"), kbasename("c"));
	tc_log("%d %d", strnchr("abc", 2, 'c') == NULL, strnchr("abc", 3, 'c') != NULL);
	tc_log("%d", strnstr("hello world", "world", 8) == NULL);
	tc_log("%s", strnstr("hello world", "lo", 11));
}

TC_CASE(memory_helpers)
{
	char buf[16];
	u32 words[3];

	memset(buf, 7, sizeof(buf));
	tc_log("%d", memchr_inv(buf, 7, sizeof(buf)) == NULL);
	buf[9] = 8;
	tc_log("%d", (int)((char *)memchr_inv(buf, 7, sizeof(buf)) - buf));
	memset32(words, 0x12345678, 3);
	tc_log("%x %x", words[0], words[2]);
	memcpy_and_pad(buf, 6, "abc", 3, '.');
	tc_log("%.6s", buf);
	memcpy_and_pad(buf, 2, "xyz", 3, '.');
	tc_log("%.6s", buf);
}

static void number(const char *text)
{
	unsigned long long ull = 1;
	unsigned int ui = 2;
	bool b = false;
	u8 u = 3;
	int i = 4;
	int err[5];

	err[0] = kstrtoull(text, 0, &ull);
	err[1] = kstrtoint(text, 0, &i);
	err[2] = kstrtouint(text, 0, &ui);
	err[3] = kstrtou8(text, 0, &u);
	err[4] = kstrtobool(text, &b);
	tc_log("'%s': ull %d %llu, int %d %d, uint %d %u, u8 %d %u, bool %d %d", text, err[0], ull,
	       err[1], i, err[2], ui, err[3], u, err[4], b);
}

static void number_in(const char *text, unsigned int base)
{
	unsigned long v = 9, simple;
	int err = kstrtoul(text, base, &v);
	char *end;

	simple = simple_strtoul(text, &end, base);
	tc_log("'%s' in %u: %d %lu, simple %lu up to '%s'", text, base, err, v, simple, end);
}

TC_CASE(numbers_in_strings)
{
	static const char *const texts[] = {"0",
					    "42",
					    "-42",
					    "+42",
					    "0x1f",
					    "0X1F",
					    "010",
					    "08",
					    "255",
					    "256",
					    "42\n",
					    "42\n\n",
					    " 42",
					    "42 ",
					    "",
					    "-",
					    "x",
					    "2147483648",
					    "-2147483648",
					    "4294967296",
					    "18446744073709551615",
					    "18446744073709551616",
					    "y",
					    "Y",
					    "n",
					    "on",
					    "off",
					    "of",
					    "1",
					    "true",
					    "T"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		number(texts[i]);
}

TC_CASE(numbers_in_bases)
{
	static const unsigned int bases[] = {0, 2, 8, 10, 16};
	static const char *const texts[] = {"ff", "0xff", "777", "12abc", "0x12abcg", "0", "-5 "};

	for (size_t i = 0; i < ARRAY_SIZE(bases); i++)
		for (size_t j = 0; j < ARRAY_SIZE(texts); j++)
			number_in(texts[j], bases[i]);
}

TC_CASE(formats_of_numbers)
{
	tc_log("[%d] [%5d] [%-5d] [%05d] [%+d] [% d]", -3, 42, 42, 42, 42, 42);
	tc_log("[%u] [%x] [%X] [%#x] [%#o] [%08x]", 4000000000u, 255, 255, 255, 8, 0xbeef);
	tc_log("[%ld] [%lld] [%zu] [%hhd] [%hd]", -1L, -1LL, (size_t)7, (char)-1, (short)-2);
	tc_log("[%.3d] [%8.3d] [%-8.3d] [%*d] [%-*d]", 5, 5, 5, 6, 9, 6, 9);
	tc_log("[%llx] [%#llx]", 0x123456789abcULL, 0ULL);
	tc_log("[%#x] [%#8x] [%#08x] [%-#8x] [%#X] [%#o] [%#.3x]", 0, 0, 0, 0, 0, 0, 0);
	tc_log("[%#8x] [%#08x] [%-#8x] [%#X] [%#.3x]", 171, 171, 171, 171, 171);
	tc_log("[%x] [%.0d] [%.0x] [%5.0d]", 0, 0, 0, 0);
	tc_log("[%c] [%3c] [%-3c] [%%]", 'a', 'b', 'c');
}

TC_CASE(formats_of_strings)
{
	char *volatile null = NULL;

	tc_log("[%s] [%8s] [%-8s] [%.2s] [%8.2s] [%*s]", "abc", "abc", "abc", "abc", "abc", 5, "x");
	tc_log("[%s] [%.3s]", null, "");
}

TC_CASE(formats_of_errors_and_addresses)
{
	static const u8 mac[6] = {0, 0x11, 0x22, 0xaa, 0xbb, 0xff};

	tc_log("[%pe] [%pe]", ERR_PTR(-ENOMEM), ERR_PTR(-EPROBE_DEFER));
	tc_log("[%pM] [%pm] [%pMF]", mac, mac, mac);
	tc_log("[%*ph] [%*phC] [%*phD] [%*phN]", 3, mac, 3, mac, 3, mac, 3, mac);
}

TC_CASE(scnprintf_returns_what_it_wrote)
{
	char buf[6];

	tc_log("%d %s", scnprintf(buf, sizeof(buf), "abc"), buf);
	tc_log("%d %s", scnprintf(buf, sizeof(buf), "abcdefgh"), buf);
	tc_log("%d", scnprintf(buf, 0, "abc"));
	tc_log("%d %s", scnprintf(buf, 1, "abc"), buf);
}
