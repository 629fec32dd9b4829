// SPDX-License-Identifier: MIT
/* The driver of module.c's test whose init fails. */
#include <linux/module.h>

extern int module_test_ran;

static int __init failing_init(void)
{
	module_test_ran = module_test_ran * 10 + 4;
	return -ENODEV;
}

static void __exit failing_exit(void)
{
	module_test_ran = module_test_ran * 10 + 5;
}
module_init(failing_init);
module_exit(failing_exit);
MODULE_LICENSE("GPL");
