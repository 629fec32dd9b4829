/* SPDX-License-Identifier: MIT */
/*
 * Which symbols leave the library. It is compiled with hidden visibility; a public header puts
 * the declarations of what the library provides between __tl_api_begin and __tl_api_end, and
 * the definition is marked with EXPORT_SYMBOL() as in the kernel, for the reader's sake.
 */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#define __tl_api_begin _Pragma("GCC visibility push(default)")
#define __tl_api_end   _Pragma("GCC visibility pop")

#define EXPORT_SYMBOL(sym)	      extern __typeof__(sym) sym
#define EXPORT_SYMBOL_GPL(sym)	      extern __typeof__(sym) sym
#define EXPORT_SYMBOL_NS(sym, ns)     extern __typeof__(sym) sym
#define EXPORT_SYMBOL_NS_GPL(sym, ns) extern __typeof__(sym) sym

#endif /* _LINUX_EXPORT_H */
