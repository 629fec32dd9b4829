// SPDX-License-Identifier: MIT
/*
 * Boot and shutdown: the subsystems in their order, unwound in reverse when one of them fails.
 *
 * boot_lock is held throughout a boot or a shutdown, so a second caller waits for the first and
 * then finds the machine up or down. The thread that holds it may call into the kernel API (the
 * subsystems do, and modules' init functions), and so may the library's threads that it starts;
 * tl_boot_auto() lets both through.
 */
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <tasklet/boot.h>

#include "arch/upcall.h"
#include "debug/stall.h"
#include "host/cmdline.h"
#include "host/error.h"
#include "host/lock.h"
#include "host/subsys.h"

enum boot_state {
	BOOT_DOWN,
	BOOT_CHANGING, /* boot_by is at it */
	BOOT_UP,
	BOOT_FORKED, /* a child of a process that was up: its CPUs stayed with the parent */
};

static pthread_mutex_t boot_lock = PTHREAD_MUTEX_INITIALIZER;
static enum boot_state boot_state; /* written under boot_lock; read by any thread, atomic */
static uintptr_t boot_by; /* host_self() of who holds boot_lock; atomic */

static int stalls_init(void)
{
	stall_set_thresholds(2 * boot_options.watchdog_thresh * 1000,
			     boot_options.hung_task_timeout * 1000);
	return 0;
}

static void nothing(void)
{
}

static const struct subsys {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
} subsystems[] = {
	{"printk", printk_subsys_init, printk_subsys_exit},
	{"stall", stalls_init, nothing},
	{"mm", mm_subsys_init, mm_subsys_exit},
	{"irq", irq_subsys_init, irq_subsys_exit},
	{"softirq", softirq_subsys_init, softirq_subsys_exit},
	{"time", time_subsys_init, time_subsys_exit},
	/* The CPUs start when all that they may serve is there, and stop before it goes. */
	{"arch", arch_subsys_init, arch_subsys_exit},
	{"rcu", rcu_subsys_init, rcu_subsys_exit},
	{"kthread", kthread_subsys_init, kthread_subsys_exit},
	{"irq threads", irq_threads_init, irq_threads_exit},
	{"workqueue", workqueue_subsys_init, workqueue_subsys_exit},
	{"console", console_subsys_init, console_subsys_exit},
	{"base", base_subsys_init, base_subsys_exit},
	{"modules", modules_subsys_init, modules_subsys_exit},
	/* A program's mappings end while the drivers are there. */
	{"mmap", mmap_subsys_init, mmap_subsys_exit},
};

#define NR_SUBSYSTEMS (sizeof(subsystems) / sizeof(subsystems[0]))

static enum boot_state get_state(void)
{
	return __atomic_load_n(&boot_state, __ATOMIC_ACQUIRE);
}

static void set_state(enum boot_state state)
{
	/* B1: release; who sees the machine up sees what boot wrote. */
	__atomic_store_n(&boot_state, state, __ATOMIC_RELEASE);
}

static bool is_booting_thread(void)
{
	return __atomic_load_n(&boot_by, __ATOMIC_RELAXED) == host_self();
}

static void boot_begin(void)
{
	pthread_mutex_lock(&boot_lock);
	__atomic_store_n(&boot_by, host_self(), __ATOMIC_RELAXED);
}

static void boot_end(void)
{
	__atomic_store_n(&boot_by, 0, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&boot_lock);
}

static void stop_from(size_t i)
{
	while (i--)
		subsystems[i].exit();
}

static int start_all(void)
{
	for (size_t i = 0; i < NR_SUBSYSTEMS; i++) {
		int err;

		host_error_clear();
		err = subsystems[i].init();
		if (!err)
			continue;
		if (host_error_text()[0])
			pr_err("tl_boot: step '%s' failed: %s: %pe\n", subsystems[i].name,
			       host_error_text(), ERR_PTR(err));
		else
			pr_err("tl_boot: step '%s' failed: %pe\n", subsystems[i].name,
			       ERR_PTR(err));
		stop_from(i);
		return err;
	}
	return 0;
}

/* Only the symbol of the library that this is can be relied on; the other's is weak. */
__tl_api_begin
extern const char tl_abi_threads __attribute__((weak));
extern const char tl_abi_sim __attribute__((weak));
__tl_api_end

static int note_machine(struct dl_phdr_info *info, size_t size, void *arg)
{
	const char *slash = strrchr(info->dlpi_name, '/');
	const char *name = slash ? slash + 1 : info->dlpi_name;
	unsigned int *found = arg;

	(void)size;
	if (!strncmp(name, "libtasklet.so", 13))
		*found |= 1;
	else if (!strncmp(name, "libtasklet-sim.so", 17))
		*found |= 2;
	return 0;
}

/* Are both machines' libraries in this process, linked or loaded later? */
static bool both_machines_loaded(void)
{
	const char *volatile threads = &tl_abi_threads;
	const char *volatile sim = &tl_abi_sim;
	unsigned int found = 0;

	dl_iterate_phdr(note_machine, &found);
	return found == 3 || (threads && sim);
}

/* Under boot_lock, from state BOOT_DOWN. */
static int boot(const char *cmdline)
{
	int err;

	if (both_machines_loaded()) {
		pr_err("tl_boot: libtasklet and libtasklet-sim are both in this process; link with one\n");
		return -ELIBBAD;
	}
	err = cmdline_parse(&boot_options, cmdline, getenv("TASKLET_CMDLINE"));
	if (err)
		return err;
	set_state(BOOT_CHANGING);
	err = start_all();
	set_state(err ? BOOT_DOWN : BOOT_UP);
	return err;
}

static int refuse_forked(const char *who)
{
	pr_err("%s: this process was forked from a booted one, whose CPUs stayed with it; exec() first\n",
	       who);
	return -ENOTRECOVERABLE;
}

int tl_boot(const char *cmdline)
{
	int err;

	if (is_booting_thread() || arch_caller_is_ours()) {
		pr_err("tl_boot: called while booting or shutting down\n");
		return -EBUSY;
	}
	boot_begin();
	switch (get_state()) {
	case BOOT_DOWN:
		err = boot(cmdline);
		break;
	case BOOT_FORKED:
		err = refuse_forked("tl_boot");
		break;
	default:
		pr_err("tl_boot: booted already (by a first call of the kernel API, if not by the program)\n");
		err = -EBUSY;
	}
	boot_end();
	return err;
}
EXPORT_SYMBOL(tl_boot);

int tl_boot_auto(void)
{
	int err = 0;

	if (get_state() == BOOT_UP) /* B2: acquire, pairs with B1 */
		return 0;
	if (is_booting_thread() || arch_caller_is_ours())
		return 0;
	boot_begin();
	switch (get_state()) {
	case BOOT_DOWN:
		err = boot(NULL);
		break;
	case BOOT_FORKED:
		err = refuse_forked("libtasklet");
		break;
	default:
		break;
	}
	boot_end();
	return err;
}

int tl_shutdown(void)
{
	int err = 0;

	if (is_booting_thread() || arch_caller_is_ours() || preempt_count() || irqs_disabled() ||
	    rcu_preempt_depth()) {
		pr_err("tl_shutdown: called from %s\n",
		       is_booting_thread()   ? "within a boot or a shutdown" :
		       arch_caller_is_ours() ? "a thread of the library's own" :
		       rcu_preempt_depth()   ? "a read section of RCU" :
					       "a callback, or with a CPU owned");
		return -EDEADLK;
	}
	boot_begin();
	switch (get_state()) {
	case BOOT_UP:
		set_state(BOOT_CHANGING);
		stop_from(NR_SUBSYSTEMS);
		set_state(BOOT_DOWN);
		break;
	case BOOT_FORKED:
		err = refuse_forked("tl_shutdown");
		break;
	default:
		pr_err("tl_shutdown: not booted\n");
		err = -EINVAL;
	}
	boot_end();
	return err;
}
EXPORT_SYMBOL(tl_shutdown);

/* A fork keeps one thread: whoever held the lock may be gone, and the CPUs' threads are. */
static void boot_after_fork(void)
{
	pthread_mutex_init(&boot_lock, NULL);
	__atomic_store_n(&boot_by, 0, __ATOMIC_RELAXED);
	if (get_state() != BOOT_DOWN && !arch_survives_fork())
		set_state(BOOT_FORKED);
}

__attribute__((constructor)) static void boot_watch_forks(void)
{
	pthread_atfork(NULL, NULL, boot_after_fork);
}
