/* SPDX-License-Identifier: MIT */
/*
 * IS_ENABLED() and its kin. A CONFIG_ option is set by -DCONFIG_FOO=1 (built in) or
 * -DCONFIG_FOO_MODULE=1.
 */
#ifndef _LINUX_KCONFIG_H
#define _LINUX_KCONFIG_H

/* A defined-to-1 option pastes into the name of a macro that brings a comma, which moves the
 * 1 into the second place. */
#define __ARG_PLACEHOLDER_1		       0,
#define __take_second_arg(__ignored, val, ...) val
#define __is_defined(x)			       ___is_defined(x)
#define ___is_defined(val)		       ____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(arg1_or_junk)	       __take_second_arg(arg1_or_junk 1, 0)

#define __and(x, y)		 ___and(x, y)
#define ___and(x, y)		 ____and(__ARG_PLACEHOLDER_##x, y)
#define ____and(arg1_or_junk, y) __take_second_arg(arg1_or_junk y, 0)
#define __or(x, y)		 ___or(x, y)
#define ___or(x, y)		 ____or(__ARG_PLACEHOLDER_##x, y)
#define ____or(arg1_or_junk, y)	 __take_second_arg(arg1_or_junk 1, y)

#define IS_BUILTIN(option)   __is_defined(option)
#define IS_MODULE(option)    __is_defined(option##_MODULE)
#define IS_REACHABLE(option) IS_BUILTIN(option)
#define IS_ENABLED(option)   __or(IS_BUILTIN(option), IS_MODULE(option))

#endif /* _LINUX_KCONFIG_H */
