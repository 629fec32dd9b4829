/* SPDX-License-Identifier: MIT */
/* Its name until 6.12. */
#include <linux/unaligned.h>
