/* SPDX-License-Identifier: MIT */
/*
 * Names for addresses and error numbers, and the call trace.
 */
#ifndef LIB_DEBUG_SYMBOL_H
#define LIB_DEBUG_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>

#define SYMBOL_TEXT_MAX 160

/**
 * symbol_format() - "func+0x12/0x34", or "object+0x1234" for what the dynamic linker has no name for
 * @buf: gets the text, cut to @size
 * @addr: the address; not followed
 * @offset: with offset and size; otherwise the bare name
 * @is_return: @addr is a return address, so the call stands before it (it may be the last
 *	       instruction of its function)
 *
 * Context: any.
 */
void symbol_format(char *buf, size_t size, const void *addr, bool offset, bool is_return);

/* The bare name of the function that @addr lies in if it is @name: its start, else NULL. */
const void *symbol_start(const void *addr, const char *name, unsigned long *size);

/* "EIO" for 5; the kernel's own numbers too. NULL: no such error. */
const char *symbol_errno(int err);

/* Prints "Call Trace:" and who called whom, innermost first, past the library's own reporting. */
void call_trace(const char *level);

#endif /* LIB_DEBUG_SYMBOL_H */
