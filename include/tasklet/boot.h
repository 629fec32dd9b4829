/* SPDX-License-Identifier: MIT */
/*
 * Host API: starting and stopping the virtual machine.
 */
#ifndef _TASKLET_BOOT_H
#define _TASKLET_BOOT_H

#include <linux/export.h>

#ifdef __cplusplus
extern "C" {
#endif

__tl_api_begin

/**
 * tl_boot() - start the virtual CPUs and everything that runs on them
 * @cmdline: options in Linux's form, or NULL: "nr_cpus=4 idle=poll loglevel=7". What the
 *	environment variable TASKLET_CMDLINE says comes after them, and so wins.
 *
 * Not needed: the first call of the kernel API boots by itself, with the environment's options.
 * A failure is explained in one line of the log (so on stderr), and leaves nothing behind.
 *
 *  - nr_cpus=N: 1 to 256 virtual CPUs; default: as many as the host has online. On the
 *    deterministic machine 1 to 1024, default 2
 *  - idle=poll: idle CPUs spin instead of sleeping; refused with more CPUs than the host has
 *  - loglevel=N: the console shows messages below level N (0 to 8, default 5: warnings and worse);
 *    quiet: 4; debug: all; ignore_loglevel: all
 *  - log_buf_len=N[KMG]: size of the log, rounded up to a power of two; default 128K
 *  - tl.kick_signal=N or NAME: the signal that interrupts are made of; default URG
 *  - tl.seed=N: of get_random_bytes() and its like on the deterministic machine; default 1
 *  - watchdog_thresh=N: a spinning wait is reported after twice as many seconds, and so are workqueues
 *    whose items wait for one that keeps its CPU; default 10, 0 never
 *  - sysctl.kernel.hung_task_timeout_secs=N: a sleeping one after as many; default 120, 0 never
 *  - threadirqs: handlers run in threads of their own (request_threaded_irq())
 *  - panic_on_warn, oops=panic: panic() at a WARN() or a BUG()
 *  - module.parameter=value: a parameter of a module
 *
 * Context: task, preemptible.
 * Return: 0, -EBUSY when it is booted already, -EINVAL for a bad option, -ELIBBAD when the libraries
 * of both machines are loaded, -ENOTRECOVERABLE in a
 * child forked from a booted process, or what a host call failed with.
 */
int tl_boot(const char *cmdline);

/**
 * tl_shutdown() - stop the machine and give everything back to the host
 *
 * Threads, signal dispositions, memory. The log stays readable. It can boot again afterwards.
 * No interrupt line may be raised meanwhile, and no other thread be inside the kernel API.
 *
 * Context: task, preemptible; not from a handler or another callback.
 * Return: 0, -EINVAL when it isn't booted, -EDEADLK from a thread or callback of the library's
 * own, -ENOTRECOVERABLE in a child forked from a booted process.
 */
int tl_shutdown(void);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_BOOT_H */
