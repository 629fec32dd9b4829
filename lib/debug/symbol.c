// SPDX-License-Identifier: MIT
/*
 * Names for addresses and error numbers, and the call trace.
 *
 * The dynamic linker knows exported functions only. For any other address it offers the nearest
 * exported one below, which would be a lie; the symbol's size tells, and then the address is
 * shown as object+offset, for addr2line.
 *
 * The trace is walked with the compiler's unwinder, not with backtrace(3), which loads that as a
 * library on its first use and so allocates.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unwind.h>

#include <linux/printk.h>

#include "debug/symbol.h"
#include "host/call.h"

#define TRACE_DEPTH_MAX 64

static bool find_symbol(const void *addr, Dl_info *info, unsigned long *size)
{
	const ElfW(Sym) *sym = NULL;

	if (!dladdr1(addr, info, (void **)&sym, RTLD_DL_SYMENT)) {
		info->dli_fname = NULL;
		return false;
	}
	if (!info->dli_sname || !sym)
		return false;
	*size = sym->st_size;
	return (uintptr_t)addr - (uintptr_t)info->dli_saddr < sym->st_size;
}

void symbol_format(char *buf, size_t size, const void *addr, bool offset, bool is_return)
{
	unsigned long state = host_call_begin();
	const char *at = (const char *)((uintptr_t)addr - is_return);
	unsigned long sym_size = 0;
	const char *object;
	Dl_info info = {0};

	if (find_symbol(at, &info, &sym_size)) {
		if (offset)
			snprintf(buf, size, "%s+0x%lx/0x%lx", info.dli_sname,
				 (unsigned long)((const char *)addr - (char *)info.dli_saddr),
				 sym_size);
		else
			snprintf(buf, size, "%s", info.dli_sname);
	} else if (info.dli_fname) {
		object = strrchr(info.dli_fname, '/');
		snprintf(buf, size, "%s+0x%lx", object ? object + 1 : info.dli_fname,
			 (unsigned long)((const char *)addr - (char *)info.dli_fbase));
	} else {
		snprintf(buf, size, "0x%lx", (unsigned long)addr);
	}
	host_call_end(state);
}

const void *symbol_start(const void *addr, const char *name, unsigned long *size)
{
	unsigned long state = host_call_begin();
	Dl_info info = {0};
	bool found = find_symbol((const char *)addr - 1, &info, size);

	host_call_end(state);
	return found && !strcmp(info.dli_sname, name) ? info.dli_saddr : NULL;
}

/* Error numbers that never reach user space on Linux, and that libc therefore lacks. */
static const struct {
	int err;
	const char *name;
} kernel_errors[] = {
	{512, "ERESTARTSYS"},
	{513, "ERESTARTNOINTR"},
	{514, "ERESTARTNOHAND"},
	{515, "ENOIOCTLCMD"},
	{516, "ERESTART_RESTARTBLOCK"},
	{517, "EPROBE_DEFER"},
	{518, "EOPENSTALE"},
	{519, "ENOPARAM"},
	{521, "EBADHANDLE"},
	{522, "ENOTSYNC"},
	{523, "EBADCOOKIE"},
	{524, "ENOTSUPP"},
	{525, "ETOOSMALL"},
	{526, "ESERVERFAULT"},
	{527, "EBADTYPE"},
	{528, "EJUKEBOX"},
	{529, "EIOCBQUEUED"},
	{530, "ERECALLCONFLICT"},
	{531, "ENOGRACE"},
};

const char *symbol_errno(int err)
{
	for (size_t i = 0; i < sizeof(kernel_errors) / sizeof(kernel_errors[0]); i++)
		if (kernel_errors[i].err == err)
			return kernel_errors[i].name;
	return err > 0 ? strerrorname_np(err) : NULL;
}

struct trace {
	const char *level;
	int depth;
};

static _Unwind_Reason_Code trace_frame(struct _Unwind_Context *context, void *p)
{
	struct trace *trace = p;
	char text[SYMBOL_TEXT_MAX];
	int before = 0;
	void *ip = (void *)_Unwind_GetIPInfo(context, &before);

	if (!ip || trace->depth++ >= TRACE_DEPTH_MAX)
		return _URC_END_OF_STACK;
	/* This function's caller, call_trace() itself, is not news. */
	if (trace->depth > 1) {
		/* In a frame that a signal interrupted, ip is the instruction itself. */
		symbol_format(text, sizeof(text), ip, true, !before);
		printk("%s %s\n", trace->level, text);
	}
	return _URC_NO_REASON;
}

noinline void call_trace(const char *level)
{
	struct trace trace = {.level = level};
	unsigned long state = host_call_begin();

	printk("%sCall Trace:\n", level);
	printk("%s <TASK>\n", level);
	_Unwind_Backtrace(trace_frame, &trace);
	printk("%s </TASK>\n", level);
	host_call_end(state);
}
