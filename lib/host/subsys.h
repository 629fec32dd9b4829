/* SPDX-License-Identifier: MIT */
/*
 * What boot.c starts, in its order, and stops in reverse. An init returns 0 or -errno, having
 * undone what it did; if a host call is to blame it says which with host_error(). An exit
 * can't fail, and leaves nothing: no thread, signal disposition, descriptor or byte.
 */
#ifndef LIB_HOST_SUBSYS_H
#define LIB_HOST_SUBSYS_H

int printk_subsys_init(void);
void printk_subsys_exit(void);
int mm_subsys_init(void);
void mm_subsys_exit(void);
int arch_subsys_init(void);
void arch_subsys_exit(void);
int irq_subsys_init(void);
void irq_subsys_exit(void);
int time_subsys_init(void);
void time_subsys_exit(void);
int irq_threads_init(void);
void irq_threads_exit(void);
int softirq_subsys_init(void);
void softirq_subsys_exit(void);
int kthread_subsys_init(void);
void kthread_subsys_exit(void);
int rcu_subsys_init(void);
void rcu_subsys_exit(void);
int workqueue_subsys_init(void);
void workqueue_subsys_exit(void);
int console_subsys_init(void);
void console_subsys_exit(void);
int base_subsys_init(void);
void base_subsys_exit(void);
int modules_subsys_init(void);
void modules_subsys_exit(void);
int mmap_subsys_init(void);
void mmap_subsys_exit(void);

/**
 * tl_boot_auto() - boot with the environment's options if the program did not
 *
 * For the slow path of a thread's first call. Returns at once in the thread that is booting and
 * in threads of the library's own; waits while another thread boots or shuts down.
 *
 * Context: task, preemptible.
 * Return: 0 when booted, -errno after a failure, which the log explains.
 */
int tl_boot_auto(void);

#endif /* LIB_HOST_SUBSYS_H */
