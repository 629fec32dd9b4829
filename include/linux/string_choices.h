/* SPDX-License-Identifier: MIT */
/* The word for a truth value: str_yes_no(v), and the others by the names of their two words. */
#ifndef _LINUX_STRING_CHOICES_H
#define _LINUX_STRING_CHOICES_H

#include <linux/types.h>

#define __TL_CHOICE(yes, no, yes_text, no_text)            \
	static inline const char *str_##yes##_##no(bool v) \
	{                                                  \
		return v ? yes_text : no_text;             \
	}                                                  \
	static inline const char *str_##no##_##yes(bool v) \
	{                                                  \
		return v ? no_text : yes_text;             \
	}
__TL_CHOICE(yes, no, "yes", "no")
__TL_CHOICE(on, off, "on", "off")
__TL_CHOICE(true, false, "true", "false")
__TL_CHOICE(enable, disable, "enable", "disable")
__TL_CHOICE(enabled, disabled, "enabled", "disabled")
__TL_CHOICE(read, write, "read", "write")
__TL_CHOICE(high, low, "high", "low")
__TL_CHOICE(hi, lo, "hi", "lo")
__TL_CHOICE(up, down, "up", "down")
__TL_CHOICE(assert, deassert, "assert", "deassert")
__TL_CHOICE(input, output, "input", "output")
#undef __TL_CHOICE

/** str_plural() - Context: any; Return: what a noun of which there are @num ends in: "" or "s" */
static inline const char *str_plural(size_t num)
{
	return num == 1 ? "" : "s";
}

#endif /* _LINUX_STRING_CHOICES_H */
