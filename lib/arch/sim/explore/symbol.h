/* SPDX-License-Identifier: MIT */
/*
 * Between symbol.c, which keeps and judges what was found, and the one of symbol-libdw.c and
 * symbol-dladdr.c that is built, which finds it.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_SYMBOL_H
#define LIB_ARCH_SIM_EXPLORE_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/sim/explore/explore.h"

/*
 * What lies at @addr: of each function there, the innermost of inlined ones first, name, line and
 * module, and through symbol_set_file() the file. Return: how many; 0 if nothing is known.
 */
unsigned int symbol_find(uintptr_t addr, struct ex_symbol *out, unsigned int max);
/* The data object that covers @addr: its name, and how far in. */
bool symbol_find_data(uintptr_t addr, char *name, size_t size, size_t *offset);
void symbol_find_end(void);

/* @path: of a source file, absolute if that is known */
void symbol_set_file(struct ex_symbol *symbol, const char *path);
/* @path: of the program or library */
void symbol_set_module(struct ex_symbol *symbol, const char *path);

#endif /* LIB_ARCH_SIM_EXPLORE_SYMBOL_H */
