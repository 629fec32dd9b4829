// SPDX-License-Identifier: MIT
/* A driver in a shared object of the user's: see restore.c. */
#include "restore-module.h"

int module_data = 5;
static int module_bss;
static int module_kept __tl_keep = 5;

int module_count(void)
{
	return ++module_bss;
}

int module_keep(void)
{
	return ++module_kept;
}
