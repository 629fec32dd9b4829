/* SPDX-License-Identifier: MIT */
/*
 * Trace events compile to nothing, as in a kernel without CONFIG_TRACEPOINTS: the functions
 * trace_NAME() are there, and record nothing; register_trace_NAME() returns -ENOSYS. The arguments
 * of trace_NAME() are evaluated, as on Linux.
 */
#ifndef _LINUX_TRACEPOINT_H
#define _LINUX_TRACEPOINT_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>

#define TP_PROTO(args...)	  args
#define TP_ARGS(args...)	  args
#define TP_CONDITION(args...)	  args
#define TP_STRUCT__entry(args...) args
#define TP_fast_assign(args...)	  args
#define TP_printk(fmt, args...)	  fmt, ##args

/* Keeps the commas of a prototype together. */
#define __TL_PARAMS(args...) args
/* What an event records is not looked at, so that nothing that is said there need exist. */
#define __TL_TRACE(name, proto)                                                           \
	static inline __maybe_unused void trace_##name(proto)                             \
	{                                                                                 \
	}                                                                                 \
	static inline __maybe_unused bool trace_##name##_enabled(void)                    \
	{                                                                                 \
		return false;                                                             \
	}                                                                                 \
	static inline __maybe_unused int register_trace_##name(void *probe, void *data)   \
	{                                                                                 \
		(void)probe;                                                              \
		(void)data;                                                               \
		return -ENOSYS;                                                           \
	}                                                                                 \
	static inline __maybe_unused int unregister_trace_##name(void *probe, void *data) \
	{                                                                                 \
		(void)probe;                                                              \
		(void)data;                                                               \
		return -ENOSYS;                                                           \
	}                                                                                 \
	struct __tl_trace_##name
#define DECLARE_TRACE(name, proto, args)		 __TL_TRACE(name, __TL_PARAMS(proto))
#define DECLARE_TRACE_CONDITION(name, proto, args, cond) __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT(name, proto, args, ...)		 __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT_CONDITION(name, proto, args, ...)	 __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT_FN(name, proto, args, ...)		 __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT_FN_COND(name, proto, args, ...)	 __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT_NOP(name, proto, args, ...)		 __TL_TRACE(name, __TL_PARAMS(proto))
#define DECLARE_EVENT_CLASS(name, ...)			 struct __tl_trace_class_##name
#define DECLARE_EVENT_CLASS_NOP(name, ...)		 struct __tl_trace_class_##name
#define DEFINE_EVENT(template, name, proto, args)	 __TL_TRACE(name, __TL_PARAMS(proto))
#define DEFINE_EVENT_NOP(template, name, proto, args)	 __TL_TRACE(name, __TL_PARAMS(proto))
#define DEFINE_EVENT_FN(template, name, proto, args, reg, unreg) \
	__TL_TRACE(name, __TL_PARAMS(proto))
#define DEFINE_EVENT_PRINT(template, name, proto, args, print) __TL_TRACE(name, __TL_PARAMS(proto))
#define DEFINE_EVENT_CONDITION(template, name, proto, args, ...) \
	__TL_TRACE(name, __TL_PARAMS(proto))

#define DEFINE_TRACE(name, ...)		   struct __tl_trace_##name
#define DEFINE_TRACE_FN(name, ...)	   struct __tl_trace_##name
#define DECLARE_TRACEPOINT(name)	   struct __tl_trace_##name
#define EXPORT_TRACEPOINT_SYMBOL(name)	   struct __tl_trace_##name
#define EXPORT_TRACEPOINT_SYMBOL_GPL(name) struct __tl_trace_##name
#define TRACE_EVENT_FLAGS(name, flag)
#define TRACE_EVENT_PERF_PERM(name, expr...)
#define TRACE_DEFINE_ENUM(a)	 struct __tl_trace_enum_##a
#define TRACE_DEFINE_SIZEOF(a)	 struct __tl_trace_sizeof
#define tracepoint_enabled(name) false
#define tracepoint_string(text)	 (text)

#endif /* _LINUX_TRACEPOINT_H */
