// SPDX-License-Identifier: MIT
/*
 * Call traces that are kept. They are walked with the compiler's unwinder, as in symbol.c: it
 * allocates nothing.
 */
#include <unwind.h>

#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>

#include "host/call.h"

struct saved {
	unsigned long *store;
	unsigned int size, n;
	unsigned int skip;
};

static _Unwind_Reason_Code save_frame(struct _Unwind_Context *context, void *p)
{
	struct saved *saved = p;
	unsigned long ip = _Unwind_GetIP(context);

	if (!ip || saved->n == saved->size)
		return _URC_END_OF_STACK;
	if (saved->skip)
		saved->skip--;
	else
		saved->store[saved->n++] = ip;
	return _URC_NO_REASON;
}

noinline unsigned int stack_trace_save(unsigned long *store, unsigned int size, unsigned int skipnr)
{
	/* Its own frame is no news. */
	struct saved saved = {.store = store, .size = size, .skip = skipnr + 1};
	unsigned long state = host_call_begin();

	_Unwind_Backtrace(save_frame, &saved);
	host_call_end(state);
	return saved.n;
}
EXPORT_SYMBOL_GPL(stack_trace_save);

void stack_trace_print(const unsigned long *trace, unsigned int nr_entries, int spaces)
{
	if (WARN_ON(!trace))
		return;
	for (unsigned int i = 0; i < nr_entries; i++)
		printk("%*c%pS\n", 1 + spaces, ' ', (void *)trace[i]);
}
EXPORT_SYMBOL_GPL(stack_trace_print);

int stack_trace_snprint(char *buf, size_t size, const unsigned long *entries,
			unsigned int nr_entries, int spaces)
{
	size_t total = 0;

	if (WARN_ON(!entries))
		return 0;
	for (unsigned int i = 0; i < nr_entries && total < size; i++)
		total += (size_t)__tl_snprintf(buf + total, size - total, "%*c%pS\n", 1 + spaces,
					       ' ', (void *)entries[i]);
	return (int)total;
}
EXPORT_SYMBOL_GPL(stack_trace_snprint);
