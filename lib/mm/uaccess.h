/* SPDX-License-Identifier: MIT */
/* Private to uaccess*.c: accesses that may fault, which each machine does its own way. */
#ifndef _LIB_MM_UACCESS_H
#define _LIB_MM_UACCESS_H

#include <linux/types.h>

#include <stdbool.h>
#include <stddef.h>

/* Before the others: what catches their faults is there. */
void uaccess_prepare(void);

/*
 * The program's memory is the one that begins at @user; the other one is good. From the first byte
 * on that can't be accessed nothing is done. Return: bytes up to there.
 */
size_t uaccess_read(void *to, const void *user, size_t n);
size_t uaccess_write(void *user, const void *from, size_t n);
size_t uaccess_zero(void *user, size_t n);

/* One access of 1, 2, 4 or 8 bytes, whole or not at all. Return: could it be done? */
bool uaccess_load(const void *user, size_t size, u64 *value);
bool uaccess_store(void *user, size_t size, u64 value);

/* Can it be written? It keeps its value, whoever else writes it. */
bool uaccess_touch(void *p);
/* The same without a fault: by an atomic operation of the host's. uaccess.c; any context. */
bool uaccess_probe(void *p);

/* Where the NUL is among @n bytes, which are not 0; @n if there is none, and -1 if it can't be read
 * up to there. */
long uaccess_strnlen(const char *user, size_t n);

#endif /* _LIB_MM_UACCESS_H */
