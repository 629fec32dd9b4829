/* SPDX-License-Identifier: MIT */
/* libtasklet's side: nothing is missing. */
#ifndef TESTS_CONFORMANCE_SIDE_H
#define TESTS_CONFORMANCE_SIDE_H

#include <linux/module.h>

#endif /* TESTS_CONFORMANCE_SIDE_H */
