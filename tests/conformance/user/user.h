/* SPDX-License-Identifier: MIT */
/* What main.c and the machines' own files share. */
#ifndef TESTS_CONFORMANCE_USER_H
#define TESTS_CONFORMANCE_USER_H

/* Say which host call failed, and exit with 2. */
void die(const char *what) __attribute__((noreturn));

#endif /* TESTS_CONFORMANCE_USER_H */
