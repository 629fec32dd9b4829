// SPDX-License-Identifier: MIT
/* sscanf(): every conversion with odd widths, odd texts and odd formats. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "case.h"

static void scan_numbers(const char *text, const char *fmt)
{
	long long v[3] = {77, 77, 77};
	int n = sscanf(text, fmt, &v[0], &v[1], &v[2]);

	tc_log("'%s' by '%s': %d, %lld %lld %lld", text, fmt, n, v[0], v[1], v[2]);
}

TC_CASE(sscanf_of_numbers)
{
	static const char *const texts[] = {
		"0",
		"42",
		"-42",
		"+42",
		"0x1f",
		"0X1F",
		"010",
		"08",
		"",
		" ",
		"-",
		"--1",
		"-+1",
		"0x",
		"0xg",
		"-0x1f",
		" \t12",
		"12abc",
		"1 2",
		"1,2",
		"1-2",
		"x",
		"0 x",
		"- 1",
		"\n7\n",
		"00x1",
		"1:2:3",
		"12345678",
		"ffffffff",
		"fg",
		"\v\f\r9",
		"7%8",
		"-9223372036854775808",
		"18446744073709551615",
		"18446744073709551616",
		"99999999999999999999999",
		"0x1ffffffffffffffff",
	};
	static const char *const fmts[] = {
		"%lld",
		"%llu",
		"%lli",
		"%llx",
		"%llX",
		"%llo",
		"%1lld",
		"%2lld",
		"%3lli",
		"%2lli",
		"%1lli",
		"%2llx",
		"%3llx",
		"%0lld",
		"%20lld",
		"%lld%lld",
		"%lld%llx",
		"%lli %lli %lli",
		"%lld,%lld",
		"%lld:%lld:%lld",
		"%2lld%2lld%2lld",
		" %lld ",
		"%1llx%1llx%1llx",
		"%lld%%%lld",
		"%Ld",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t j = 0; j < ARRAY_SIZE(fmts); j++)
			scan_numbers(texts[i], fmts[j]);
}

TC_CASE(sscanf_into_types)
{
	static const char *const texts[] = {"1",	  "-1",		"127",	      "128",
					    "255",	  "256",	"65535",      "65536",
					    "4294967295", "4294967296", "-2147483649"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		unsigned char hh = 7;
		signed char shh = 7;
		unsigned short h = 7;
		short sh = 7;
		unsigned int u = 7;
		int d = 7;
		unsigned long l = 7;
		long sl = 7;
		size_t z = 7;
		int n[9];

		n[0] = sscanf(texts[i], "%hhu", &hh);
		n[1] = sscanf(texts[i], "%hhd", &shh);
		n[2] = sscanf(texts[i], "%hu", &h);
		n[3] = sscanf(texts[i], "%hd", &sh);
		n[4] = sscanf(texts[i], "%u", &u);
		n[5] = sscanf(texts[i], "%d", &d);
		n[6] = sscanf(texts[i], "%lu", &l);
		n[7] = sscanf(texts[i], "%ld", &sl);
		n[8] = sscanf(texts[i], "%zu", &z);
		tc_log("'%s': %d %d %d %d %d %d %d %d %d", texts[i], n[0], n[1], n[2], n[3], n[4],
		       n[5], n[6], n[7], n[8]);
		tc_log("%u %d %u %d %u %d %lu %ld %zu", hh, shh, h, sh, u, d, l, sl, z);
	}
}

static void scan_texts(const char *text, const char *fmt)
{
	char a[24], b[24];
	int n;

	memset(a, '.', sizeof(a));
	memset(b, '.', sizeof(b));
	n = sscanf(text, fmt, a, b);
	/* A NUL shows as a zero. */
	for (size_t i = 0; i < sizeof(a); i++) {
		a[i] = a[i] ?: '0';
		b[i] = b[i] ?: '0';
	}
	tc_log("'%s' by '%s': %d, %.12s %.12s", text, fmt, n, a, b);
}

TC_CASE(sscanf_of_texts)
{
	static const char *const texts[] = {
		"",    " ",	  "a",	  "ab",	    "abc def", "  abc  def ", "a=b", "a-c]",
		"^ab", "abcabcx", "xabc", "\tx\ny", "12ab",    "%s",	      "]a",  "=",
	};
	static const char *const fmts[] = {
		"%c",	   "%c%c",   "%3c",    "%s",	  "%s%s",	  "%s %s",
		"%2s",	   "%2s%2s", "%0s",    "%5[abc]", "%5[^abc]",	  "%1[abc]%5[abc]",
		"%5[a-c]", "%[abc]", "%5[]a]", "%5[^]a]", "%5[",	  "%5[abc",
		"%5[]",	   "%5[^",   "%5[^]",  "%5[^^]",  "%10[^=]=%10s", " %c",
		"%5s %c",  "%*s %s", "%*s%s",  "%*c%c",	  "%*d%s",	  "%*5s%s",
		"%*[a]%s", "a%s",    "%%%c",   "% s",	  "%-5s",	  "%+c",
		"%5 s",	   "%hs",    "%ls",    "%S",	  "%C",		  "%q",
		"%",	   "%5",     "%h",     "x%s",	  "\t%s\n",	  "%s%",
		"%5%%c",   "%*",     "%*%%s",  "%0[abc]", "%0c",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t j = 0; j < ARRAY_SIZE(fmts); j++)
			scan_texts(texts[i], fmts[j]);
}

static void scan_counts(const char *text, const char *fmt)
{
	int a = 77, b = 77, c = 77;
	int n = sscanf(text, fmt, &a, &b, &c);

	tc_log("'%s' by '%s': %d, %d %d %d", text, fmt, n, a, b, c);
}

TC_CASE(sscanf_counts_characters)
{
	static const char *const texts[] = {"", "1", "12 34", " 1 ", "1x", "x"};
	static const char *const fmts[] = {"%n",     "%d%n",  "%d %n", "%n%d%n", "%d%d%n",
					   "%d%n%d", " %n%d", "x%n",   "%*d%n",	 "%1d%n%1d"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t j = 0; j < ARRAY_SIZE(fmts); j++)
			scan_counts(texts[i], fmts[j]);
}

TC_CASE(simple_numbers_of_odd_texts)
{
	static const char *const texts[] = {"0x", "0xg", "0x1",	 "-0x", "-",
					    "",	  "0",	 "00x1", "+1",	" 1"};
	static const unsigned int bases[] = {0, 8, 10, 16};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t j = 0; j < ARRAY_SIZE(bases); j++) {
			unsigned long value = 7;
			char *u, *s;
			unsigned long long ull = simple_strtoull(texts[i], &u, bases[j]);
			long sl = simple_strtol(texts[i], &s, bases[j]);
			int err = kstrtoul(texts[i], bases[j], &value);

			tc_log("'%s' in %u: %llu '%s', %ld '%s', %d %lu", texts[i], bases[j], ull,
			       u, sl, s, err, value);
		}
}
