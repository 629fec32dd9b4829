// SPDX-License-Identifier: MIT
/*
 * The handler of SIGSEGV and SIGBUS, which is there while somebody needs it: who accesses memory
 * that may not be there (uaccess-x86_64.c), and register windows.
 *
 * It makes an access of the former kind fail, and returns. And it tells a driver that dereferenced a
 * simulated register that it did: it names the register, and then does what the program had
 * arranged for the signal before: its handler, a sanitizer's, or death by that signal. That is in a
 * program that is about to die, possibly with any lock held, so it writes straight to standard error
 * and takes nothing. (SIGBUS is also for accesses that the processor makes through its stack
 * segment.)
 *
 * The signal is not blocked meanwhile: an interrupt that lands in the handler may fault as well.
 *
 * Others take the signals too, some with a chain to us and some without; cmocka does for the length
 * of each test. So who is about to access memory that may not be there has us put on top again.
 * Where that makes a circle, the second time around goes to who was there first.
 */
#include "mm/mm.h"
#include "mm/share.h"

#include "arch/upcall.h"
#include "host/call.h"
#include "host/lock.h"

#include <linux/errno.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const int signals[] = {SIGSEGV, SIGBUS};

#define NR_SIGNALS (sizeof(signals) / sizeof(signals[0]))

/* What was there before us when we first came, and when we last did. */
static struct sigaction base[NR_SIGNALS], previous[NR_SIGNALS]; /* written under lock */
static bool installed[NR_SIGNALS]; /* lock; have we come, and not gone? */

static struct host_lock lock;
static unsigned int nr_users; /* lock */
static bool machine_is_on_top; /* and asks us; written before there are tasks */

/* Of the fault that this thread is passing on. */
static __thread __attribute__((tls_model("initial-exec"))) const void *passing;

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
	machine_is_on_top = true;
	return iofault_get();
}

bool mm_upcall_fault(const void *siginfo, void *ucontext)
{
	/* In this order: an access that may fault may also have come into such a window. */
	return share_fault_is_over(siginfo, ucontext) || uaccess_fixup(siginfo, ucontext);
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

/* As it would have been without us. */
static void block_for(const struct sigaction *old, int sig)
{
	sigset_t set = old->sa_mask;

	if (!(old->sa_flags & SA_NODEFER))
		sigaddset(&set, sig);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void pass_on(int sig, siginfo_t *info, void *ucontext, const struct sigaction *old)
{
	block_for(old, sig);
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
	int i = sig == signals[0] ? 0 : 1;
	bool around = passing == ucontext;

	if (!around && info->si_code > 0) {
		if (mm_upcall_fault(info, ucontext))
			return;
		explain(info, ucontext);
	}
	passing = ucontext;
	pass_on(sig, info, ucontext, around ? &base[i] : &previous[i]);
	passing = NULL;
}

static bool is_ours(const struct sigaction *act)
{
	return (act->sa_flags & SA_SIGINFO) && act->sa_sigaction == on_fault;
}

/* As the holder of the lock. */
static void uninstall(void)
{
	size_t i;

	for (i = 0; i < NR_SIGNALS; i++) {
		struct sigaction now;

		if (!installed[i] || sigaction(signals[i], NULL, &now))
			continue;
		/* Someone stands on top of us and may call us: we cannot leave, and do no harm. */
		if (!is_ours(&now))
			continue;
		sigaction(signals[i], &previous[i], NULL);
		installed[i] = false;
	}
}

/* As the holder of the lock. Return: 0 or -errno. */
static int install(void)
{
	size_t i;

	for (i = 0; i < NR_SIGNALS; i++) {
		struct sigaction ours, old;

		if (sigaction(signals[i], NULL, &old))
			return -errno;
		if (is_ours(&old))
			continue;
		ours = old;
		ours.sa_sigaction = on_fault;
		sigemptyset(&ours.sa_mask);
		ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | (old.sa_flags & SA_RESTART);
		if (!installed[i])
			base[i] = old;
		previous[i] = old;
		if (sigaction(signals[i], &ours, NULL))
			return -errno;
		installed[i] = true;
	}
	return 0;
}

int iofault_get(void)
{
	unsigned long host = host_call_begin();
	int ret = 0;

	host_lock(&lock);
	if (!nr_users)
		ret = install();
	if (ret)
		uninstall();
	else
		nr_users++;
	host_unlock(&lock);
	host_call_end(host);
	return ret;
}

void iofault_put(void)
{
	unsigned long host = host_call_begin();

	host_lock(&lock);
	if (!--nr_users)
		uninstall();
	host_unlock(&lock);
	host_call_end(host);
}

void iofault_come_on_top(void)
{
	struct sigaction now;
	unsigned long host;

	passing = NULL;
	if (machine_is_on_top || (!sigaction(signals[0], NULL, &now) && is_ours(&now)))
		return;
	host = host_call_begin();
	host_lock(&lock);
	(void)install();
	host_unlock(&lock);
	host_call_end(host);
}
