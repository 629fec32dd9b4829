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

TRACE_DEFINE_ENUM(SMALL_ENUM);
TRACE_DEFINE_SIZEOF(struct small);

/* All kinds of fields, and of ways to print them. */
TRACE_EVENT_CONDITION(small_fields,
	TP_PROTO(int nr, const char *text, const u8 *bytes, size_t len),
	TP_ARGS(nr, text, bytes, len),
	TP_CONDITION(nr > 0),
	TP_STRUCT__entry(
		__field(int, nr)
		__field_ext(int, ext, FILTER_OTHER)
		__field_struct(struct small, small)
		__array(u8, array, 4)
		__string(text, text)
		__string_len(cut, text, 3)
		__vstring(formatted, "%d", nr)
		__dynamic_array(u8, bytes, len)
		__bitmask(mask, 32)
		__cpumask(cpus)
		__sockaddr(address, len)
	),
	TP_fast_assign(
		__entry->nr = nr;
		__assign_str(text);
		memcpy(__get_dynamic_array(bytes), bytes, len);
		__assign_bitmask(mask, &nr, 32);
	),
	TP_printk("%d %s %s %s %s", __entry->nr, __get_str(text),
		  __print_symbolic(__entry->nr, {1, "one"}, {2, "two"}),
		  __print_flags(__entry->nr, "|", {1, "a"}, {2, "b"}),
		  __print_hex(__get_dynamic_array(bytes), __get_dynamic_array_len(bytes)))
);

TRACE_EVENT_FN(small_fn,
	TP_PROTO(int nr),
	TP_ARGS(nr),
	TP_STRUCT__entry(__field(int, nr)),
	TP_fast_assign(__entry->nr = nr;),
	TP_printk("%d", __entry->nr),
	small_registered, small_unregistered
);
DECLARE_TRACE(small_bare, TP_PROTO(void), TP_ARGS());

DECLARE_EVENT_CLASS(small_class,
	TP_PROTO(void *p),
	TP_ARGS(p),
	TP_STRUCT__entry(__field(void *, p)),
	TP_fast_assign(__entry->p = p;),
	TP_printk("%p", __entry->p)
);
DEFINE_EVENT(small_class, small_first, TP_PROTO(void *p), TP_ARGS(p));
DEFINE_EVENT_PRINT(small_class, small_printed, TP_PROTO(void *p), TP_ARGS(p),
	TP_printk("printed %p", __entry->p));
DEFINE_EVENT(small_class, small_second, TP_PROTO(void *p), TP_ARGS(p));
/* clang-format on */

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE small - trace
#include <trace/define_trace.h>
