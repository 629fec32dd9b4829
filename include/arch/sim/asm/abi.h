/* SPDX-License-Identifier: MIT */
/*
 * Which machine this object was compiled for. The headers inline arch code into the user's
 * program, so an object built for one machine must not link with the other's library: every
 * object that includes kernel headers asks for a symbol that only the right library has.
 */
#ifndef _ASM_ABI_H
#define _ASM_ABI_H

#include <linux/export.h>

__tl_api_begin
extern const char tl_abi_sim;
__tl_api_end

static const char *const __tl_abi __attribute__((used, unused)) = &tl_abi_sim;

#endif /* _ASM_ABI_H */
