/* SPDX-License-Identifier: MIT */
/* Tracing tasks is the host's: for ptrace() itself include <sys/ptrace.h>. */
#ifndef _LINUX_PTRACE_H
#define _LINUX_PTRACE_H

#include <asm/ptrace.h>

#endif /* _LINUX_PTRACE_H */
