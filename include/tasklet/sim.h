/* SPDX-License-Identifier: MIT */
/*
 * Host API of the deterministic machine, libtasklet-sim: its tasks, its steps, its time.
 *
 * One host thread runs everything, bit for bit the same each time. The thread that boots is the
 * first task; the others come from tl_spawn(). Nothing happens but at scheduling points, and by
 * default a task goes on until it sleeps, spins (cpu_relax(), yield()), ends, or has passed 1,000
 * points. A test that wants more control drives the machine with the calls below:
 *
 *	tl_boot("nr_cpus=2");
 *	tl_spawn("reader", reader, &dev);
 *	tl_run_until_idle();		// the reader sleeps now
 *	tl_irq_raise(irq);
 *	while (tl_step() == 1)		// the handler, point by point
 *		look_at(&dev);
 *	tl_advance(5000000);		// five virtual milliseconds
 *
 * Lines are raised by the machine's own thread only. When nothing can go on any more, everybody says
 * what it waits for, and the process ends with a panic().
 */
#ifndef _TASKLET_SIM_H
#define _TASKLET_SIM_H

#include <stdint.h>

#include <linux/export.h>

struct task_struct;

#ifdef __cplusplus
extern "C" {
#endif

__tl_api_begin

/**
 * tl_spawn() - make a task
 * @name: shown in reports; cut off at 15 characters
 * @fn: what it runs, on a stack of 256 KiB; it ends with its return
 * @arg: given to @fn
 *
 * It goes to an idle CPU if there is one, and starts when that CPU's turn comes. tl_cpu_bind() from
 * within it pins it.
 *
 * Return: the task, valid until tl_join() or shutdown; NULL with a message.
 * Context: task, any section. Boots if nobody has.
 */
struct task_struct *tl_spawn(const char *name, void (*fn)(void *arg), void *arg);

/**
 * tl_join() - wait for the end of a task, and forget it
 * @task: of tl_spawn()
 *
 * Return: 0, -EINVAL or -EDEADLK with a message. Context: task, may sleep.
 */
int tl_join(struct task_struct *task);

/**
 * tl_step() - let somebody else go on to its next scheduling point
 *
 * Time does not jump: who sleeps till later is not woken.
 *
 * Return: 1, 0 if nobody else can run, -EDEADLK or -EBUSY with a message.
 * Context: task, preemptible.
 */
int tl_step(void);

/**
 * tl_run_until_idle() - let everybody else go on until all sleep, have ended, or spin in vain
 *
 * Time stands still: who sleeps till later is not woken.
 *
 * Return: 0, -EDEADLK or -EBUSY with a message. Context: task, preemptible.
 */
int tl_run_until_idle(void);

/**
 * tl_advance() - let time pass
 * @ns: nanoseconds
 *
 * Runs until idle; then time moves from deadline to deadline, and what each of them wakes runs until
 * idle.
 *
 * Return: 0, -EDEADLK or -EBUSY with a message. Context: task, preemptible.
 */
int tl_advance(uint64_t ns);

/**
 * tl_now_ns() - virtual time
 *
 * Return: nanoseconds; one second at boot. Context: any.
 */
uint64_t tl_now_ns(void);

/**
 * tl_event_hash() - a number that stands for all that happened since boot, and in which order
 *
 * Two runs of one program that differ in a switch, a delivery, a sleep, a wake or its time have
 * different ones.
 *
 * Return: the hash. Context: any.
 */
uint64_t tl_event_hash(void);

__tl_api_end

#ifdef __cplusplus
}
#endif

#endif /* _TASKLET_SIM_H */
