/* SPDX-License-Identifier: MIT */
/* TC_REMOVE(name, fn): a .remove of platform drivers. What it returns depends on the version of Linux,
 * which is another one on each side. */
#ifndef TESTS_CONFORMANCE_CASES_REMOVE_H
#define TESTS_CONFORMANCE_CASES_REMOVE_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
#define TC_REMOVE(name, fn)                           \
	static int name(struct platform_device *pdev) \
	{                                             \
		fn(pdev);                             \
		return 0;                             \
	}
#else
#define TC_REMOVE(name, fn)                            \
	static void name(struct platform_device *pdev) \
	{                                              \
		fn(pdev);                              \
	}
#endif

#endif /* TESTS_CONFORMANCE_CASES_REMOVE_H */
