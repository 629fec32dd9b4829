/* SPDX-License-Identifier: MIT */
/*
 * Trace events compile to nothing, as in a kernel without CONFIG_TRACEPOINTS: the functions
 * trace_NAME() are there, and record nothing.
 */
#ifndef _LINUX_TRACEPOINT_H
#define _LINUX_TRACEPOINT_H

#include <linux/compiler.h>
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
#define __TL_TRACE(name, proto)                                        \
	static inline __maybe_unused void trace_##name(proto)          \
	{                                                              \
	}                                                              \
	static inline __maybe_unused bool trace_##name##_enabled(void) \
	{                                                              \
		return false;                                          \
	}                                                              \
	struct __tl_trace_##name
#define DECLARE_TRACE(name, proto, args)		       __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT(name, proto, args, ...)		       __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT_CONDITION(name, proto, args, ...)	       __TL_TRACE(name, __TL_PARAMS(proto))
#define TRACE_EVENT_FN(name, proto, args, ...)		       __TL_TRACE(name, __TL_PARAMS(proto))
#define DECLARE_EVENT_CLASS(name, ...)			       struct __tl_trace_class_##name
#define DEFINE_EVENT(template, name, proto, args)	       __TL_TRACE(name, __TL_PARAMS(proto))
#define DEFINE_EVENT_PRINT(template, name, proto, args, print) __TL_TRACE(name, __TL_PARAMS(proto))
#define DEFINE_EVENT_CONDITION(template, name, proto, args, ...) \
	__TL_TRACE(name, __TL_PARAMS(proto))

#define EXPORT_TRACEPOINT_SYMBOL(name)	   struct __tl_trace_##name
#define EXPORT_TRACEPOINT_SYMBOL_GPL(name) struct __tl_trace_##name
#define TRACE_DEFINE_ENUM(a)		   struct __tl_trace_enum_##a

#endif /* _LINUX_TRACEPOINT_H */
