/* SPDX-License-Identifier: MIT */
#ifndef TESTS_SIM_RESTORE_MODULE_H
#define TESTS_SIM_RESTORE_MODULE_H

#include <tasklet/explore.h>

#pragma GCC visibility push(default)
/* The program has a copy of it, if the linker makes such. */
extern int module_data;
int module_count(void);
int module_keep(void);
#pragma GCC visibility pop

#endif /* TESTS_SIM_RESTORE_MODULE_H */
