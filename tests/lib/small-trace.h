/* SPDX-License-Identifier: MIT */
/* As drivers write theirs. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM small

#if !defined(TESTS_LIB_SMALL_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define TESTS_LIB_SMALL_TRACE_H

#include <linux/tracepoint.h>

/* clang-format off */
TRACE_EVENT(small_event,
	TP_PROTO(int nr, const char *text),
	TP_ARGS(nr, text),
	TP_STRUCT__entry(
		__field(int, nr)
		__array(char, text, 8)
	),
	TP_fast_assign(
		__entry->nr = nr;
		strscpy(__entry->text, text, sizeof(__entry->text));
	),
	TP_printk("%d %s", __entry->nr, __entry->text)
);

DECLARE_EVENT_CLASS(small_class,
	TP_PROTO(void *p),
	TP_ARGS(p),
	TP_STRUCT__entry(__field(void *, p)),
	TP_fast_assign(__entry->p = p;),
	TP_printk("%p", __entry->p)
);
DEFINE_EVENT(small_class, small_first, TP_PROTO(void *p), TP_ARGS(p));
DEFINE_EVENT(small_class, small_second, TP_PROTO(void *p), TP_ARGS(p));
/* clang-format on */

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE small - trace
#include <trace/define_trace.h>
