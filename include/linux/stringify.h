/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_STRINGIFY_H
#define _LINUX_STRINGIFY_H

/* Two levels, so that an argument that is a macro is expanded first. */
#define __stringify_1(x...) #x
#define __stringify(x...)   __stringify_1(x)

#endif /* _LINUX_STRINGIFY_H */
