/* SPDX-License-Identifier: MIT */
/*
 * Between consoles.c, which writes, and console-list.c, which says to whom.
 */
#ifndef LIB_KERNEL_CONSOLES_H
#define LIB_KERNEL_CONSOLES_H

/* As on Linux; an escaped text is up to four times as long as the text. */
#define CONSOLE_EXTENDED_MAX 8192

/* Write what waits. Under console_lock(). */
void consoles_write(void);
/* So many more are in the list. Under console_lock(). */
void consoles_count(int by);

#endif /* LIB_KERNEL_CONSOLES_H */
