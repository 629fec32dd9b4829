/* SPDX-License-Identifier: MIT */
#ifndef _TL_LINUX_CONST_H
#define _TL_LINUX_CONST_H

#include_next <linux/const.h>

#ifndef UL
#define UL(x)  (_UL(x))
#define ULL(x) (_ULL(x))
#endif

#endif /* _TL_LINUX_CONST_H */
