// SPDX-License-Identifier: MIT
/*
 * Lines that something of the host raises: a signal of the process, or a file descriptor that
 * becomes readable.
 *
 * A signal's handler only raises the line, on whichever thread it lands. Descriptors are watched
 * by one thread, which is started with the first of them. A level line is armed for one event;
 * its handling lowers it and arms it again, so that it fires for as long as the descriptor is
 * readable, and the watcher never spins.
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <linux/err.h>
#include <linux/printk.h>
#include <tasklet/irq.h>

#include "arch/upcall.h"
#include "host/error.h"
#include "host/thread.h"
#include "irq/internals.h"

static unsigned int signal_irq[NSIG]; /* 0: not bound; read by signal handlers */
static struct sigaction signal_old[NSIG];

static int epoll_fd = -1;
static int stop_fd = -1;
static pthread_t watcher;

static void on_signal(int signo)
{
	int saved_errno = errno;
	unsigned int irq = READ_ONCE(signal_irq[signo]);

	if (irq) {
		(void)tl_irq_raise((int)irq);
		arch_kick_self_after_signal();
	}
	errno = saved_errno;
}

int bind_signal(struct irq_desc *desc, int signo)
{
	struct sigaction sa = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	if (!(desc->trigger & TL_IRQ_RISING)) {
		pr_err("tl_irq_bind_signal: irq %u (%s): a signal raises, so the line must be RISING\n",
		       desc->irq_data.irq, desc->line_name);
		return -EINVAL;
	}
	if (signo < 1 || signo >= NSIG || signo == arch_kick_signal()) {
		pr_err("tl_irq_bind_signal: signal %d: %s\n", signo,
		       signo == arch_kick_signal() ? "the library's own (tl.kick_signal=)" :
						     "no such signal");
		return -EINVAL;
	}
	if (signal_irq[signo]) {
		pr_err("tl_irq_bind_signal: signal %d raises irq %u already\n", signo,
		       signal_irq[signo]);
		return -EBUSY;
	}
	sigemptyset(&sa.sa_mask);
	/* A kick of the own thread waits for the end of the handler. */
	if (arch_kick_signal())
		sigaddset(&sa.sa_mask, arch_kick_signal());
	WRITE_ONCE(signal_irq[signo], desc->irq_data.irq);
	if (sigaction(signo, &sa, &signal_old[signo]) < 0) {
		int err = -errno;

		WRITE_ONCE(signal_irq[signo], 0);
		pr_err("tl_irq_bind_signal: sigaction(%d): %pe\n", signo, ERR_PTR(err));
		return err;
	}
	WRITE_ONCE(desc->binding, BOUND_SIGNAL);
	desc->bound_to = signo;
	return 0;
}

static void *watch(void *arg)
{
	struct epoll_event events[16];

	(void)arg;
	for (;;) {
		int n = epoll_wait(epoll_fd, events, 16, -1);

		for (int i = 0; i < n; i++) {
			if (!events[i].data.u32)
				return NULL;
			(void)tl_irq_raise((int)events[i].data.u32);
		}
	}
}

static int watch_fd(int op, int fd, uint32_t what, unsigned int irq)
{
	struct epoll_event event = {.events = what, .data.u32 = irq};

	return epoll_ctl(epoll_fd, op, fd, &event) < 0 ? -errno : 0;
}

static void close_fds(void)
{
	if (epoll_fd >= 0)
		close(epoll_fd);
	if (stop_fd >= 0)
		close(stop_fd);
	epoll_fd = stop_fd = -1;
}

static int start_watcher(void)
{
	int err;

	if (epoll_fd >= 0)
		return 0;
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	stop_fd = eventfd(0, EFD_CLOEXEC);
	if (epoll_fd < 0 || stop_fd < 0) {
		err = host_error(-errno, "epoll_create1(), eventfd()");
		goto fail;
	}
	err = watch_fd(EPOLL_CTL_ADD, stop_fd, EPOLLIN, 0);
	if (!err)
		err = host_thread_create(&watcher, "tl-irq-fd", watch, NULL);
	if (!err)
		return 0;
fail:
	close_fds();
	pr_err("tl_irq_bind_fd: can't start the watching thread: %s: %pe\n", host_error_text(),
	       ERR_PTR(err));
	return err;
}

int bind_fd(struct irq_desc *desc, int fd)
{
	unsigned long flags;
	int err;

	if (desc->trigger != TL_IRQ_RISING && desc->trigger != TL_IRQ_HIGH) {
		pr_err("tl_irq_bind_fd: irq %u (%s): readable raises, so the line must be RISING or HIGH\n",
		       desc->irq_data.irq, desc->line_name);
		return -EINVAL;
	}
	err = start_watcher();
	if (err)
		return err;
	/* Whole for who rearms it, under this lock, too. */
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->bound_to = fd;
	WRITE_ONCE(desc->binding, BOUND_FD);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	err = watch_fd(EPOLL_CTL_ADD, fd, EPOLLIN | (line_is_level(desc) ? EPOLLONESHOT : EPOLLET),
		       desc->irq_data.irq);
	if (err) {
		WRITE_ONCE(desc->binding, BOUND_NOTHING);
		pr_err("tl_irq_bind_fd: irq %u (%s): file descriptor %d can't be watched: %pe\n",
		       desc->irq_data.irq, desc->line_name, fd, ERR_PTR(err));
	}
	return err;
}

/* Handled, or enabled after somebody may have drained it: if the line is the level of a descriptor
 * and that is still readable, it fires again. With desc->lock held. */
void bind_fd_rearm(struct irq_desc *desc)
{
	if (likely(READ_ONCE(desc->binding) != BOUND_FD) || !line_is_level(desc))
		return;
	line_clear(desc);
	(void)watch_fd(EPOLL_CTL_MOD, desc->bound_to, EPOLLIN | EPOLLONESHOT, desc->irq_data.irq);
}

void unbind(struct irq_desc *desc)
{
	unsigned int binding = desc->binding;
	unsigned long flags;

	/* Nobody changes it without the alloc lock. */
	if (binding == BOUND_NOTHING)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	WRITE_ONCE(desc->binding, BOUND_NOTHING);
	raw_spin_unlock_irqrestore(&desc->lock, flags);

	if (binding == BOUND_SIGNAL) {
		(void)sigaction(desc->bound_to, &signal_old[desc->bound_to], NULL);
		WRITE_ONCE(signal_irq[desc->bound_to], 0);
	} else if (binding == BOUND_FD) {
		(void)watch_fd(EPOLL_CTL_DEL, desc->bound_to, 0, 0);
	}
}

static void unbind_signals(void)
{
	for (int signo = 1; signo < NSIG; signo++) {
		if (signal_irq[signo])
			(void)sigaction(signo, &signal_old[signo], NULL);
		WRITE_ONCE(signal_irq[signo], 0);
	}
}

/* The descriptors that epoll watches are the parent's as well: in the child it is let go of. */
void irq_upcall_forked(void)
{
	unbind_signals();
	close_fds();
}

void bind_exit(void)
{
	uint64_t one = 1;

	unbind_signals();
	if (epoll_fd < 0)
		return;
	if (write(stop_fd, &one, sizeof(one)) == sizeof(one))
		pthread_join(watcher, NULL);
	close_fds();
}
