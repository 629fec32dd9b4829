// SPDX-License-Identifier: MIT
/* Sizes for people to read. */
#include <linux/kernel.h>
#include <linux/string_helpers.h>

int string_get_size(u64 size, u64 blk_size, const enum string_size_units units, char *buf, int len)
{
	static const char *const names[][9] = {
		{"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"},
		{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"},
	};
	unsigned int base = units == STRING_UNITS_2 ? 1024 : 1000, unit = 0, digits, tens;
	unsigned __int128 bytes = (unsigned __int128)size * blk_size, divisor = 1, scaled;

	while (bytes / divisor >= base) {
		divisor *= base;
		unit++;
	}
	/* Three digits, rounded, also of whole bytes; but 0 is 0. */
	digits = !bytes || bytes / divisor >= 100 ? 0 : bytes / divisor >= 10 ? 1 : 2;
	tens = digits == 2 ? 100 : digits == 1 ? 10 : 1;
	scaled = (bytes * tens + divisor / 2) / divisor;
	if (!digits)
		return snprintf(buf, (size_t)len, "%u %s", (unsigned int)scaled,
				names[units == STRING_UNITS_2][unit]);
	return snprintf(buf, (size_t)len, "%u.%0*u %s", (unsigned int)scaled / tens, (int)digits,
			(unsigned int)scaled % tens, names[units == STRING_UNITS_2][unit]);
}
EXPORT_SYMBOL(string_get_size);
