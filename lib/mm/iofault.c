// SPDX-License-Identifier: MIT
/*
 * Tells a driver that dereferenced a simulated register that it did.
 *
 * While a window exists we have SIGSEGV and, for accesses that the processor makes through its
 * stack segment, SIGBUS. The handler names the register and then does what the program had
 * arranged for the signal before: its handler, a sanitizer's, or death by that signal. It runs
 * in a program that is about to die, possibly with any lock held, so it writes straight to
 * standard error and takes nothing.
 */
#include "mm/mm.h"

#include "arch/upcall.h"

#include <linux/errno.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const int signals[] = {SIGSEGV, SIGBUS};

#define NR_SIGNALS (sizeof(signals) / sizeof(signals[0]))

/* What was there before us. Ours stands on top of it while installed[] is set. */
static struct sigaction previous[NR_SIGNALS];
static bool installed[NR_SIGNALS];

/* @separator: between its two sentences */
static int describe(const siginfo_t *info, const void *ucontext, const char *separator, char *text,
		    size_t size)
{
	unsigned long addr = iofault_address(info, ucontext);
	struct mmio_place place;

	mmio_find_place(addr, &place);
	if (!place.name[0])
		return 0;
	return snprintf(text, size,
			"BUG: unable to handle page fault for address: %016lx%s"
			"tasklet: this is offset 0x%llx of the simulated registers of '%s'%s: "
			"access them with readl() and writel(), not through the pointer",
			addr, separator, (unsigned long long)place.offset, place.name,
			place.live ? "" : ", which were removed");
}

int mm_upcall_describe_fault(const void *siginfo, const void *ucontext, char *text, size_t size)
{
	return describe(siginfo, ucontext, "; ", text, size);
}

int mm_upcall_faults_are_caught(void)
{
	return iofault_install();
}

static void explain(const siginfo_t *info, const void *ucontext)
{
	char text[320];
	int len = describe(info, ucontext, "\n", text, sizeof(text) - 1);

	if (!len)
		return;
	text[len++] = '\n';
	if (write(STDERR_FILENO, text, (size_t)len) < 0)
		return;
}

static void pass_on(int sig, siginfo_t *info, void *ucontext, const struct sigaction *old)
{
	if (old->sa_flags & SA_SIGINFO) {
		old->sa_sigaction(sig, info, ucontext);
	} else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
		old->sa_handler(sig);
	} else if (info->si_code > 0 || old->sa_handler == SIG_DFL) {
		/* A fault comes again when we return, and then kills, as it would have without us.
		 * What was sent by kill() does not, so send it again. */
		const struct sigaction dfl = {.sa_handler = SIG_DFL};

		sigaction(sig, &dfl, NULL);
		if (info->si_code <= 0)
			raise(sig);
	}
}

static void on_fault(int sig, siginfo_t *info, void *ucontext)
{
	if (info->si_code > 0)
		explain(info, ucontext);
	pass_on(sig, info, ucontext, &previous[sig == signals[0] ? 0 : 1]);
}

static bool is_ours(const struct sigaction *act)
{
	return (act->sa_flags & SA_SIGINFO) && act->sa_sigaction == on_fault;
}

int iofault_install(void)
{
	size_t i;

	for (i = 0; i < NR_SIGNALS; i++) {
		struct sigaction ours, old;

		if (installed[i])
			continue;
		if (sigaction(signals[i], NULL, &old))
			goto undo;
		ours = old;
		ours.sa_sigaction = on_fault;
		ours.sa_flags = SA_SIGINFO | SA_ONSTACK |
				(old.sa_flags & (SA_NODEFER | SA_RESTART));
		previous[i] = old;
		if (sigaction(signals[i], &ours, NULL))
			goto undo;
		installed[i] = true;
	}
	return 0;
undo:
	iofault_remove();
	return -errno;
}

void iofault_remove(void)
{
	size_t i;

	for (i = 0; i < NR_SIGNALS; i++) {
		struct sigaction now;

		if (!installed[i] || sigaction(signals[i], NULL, &now))
			continue;
		/* Someone stands on top of us and will call us: we cannot leave, and do no harm. */
		if (!is_ours(&now))
			continue;
		sigaction(signals[i], &previous[i], NULL);
		installed[i] = false;
	}
}
