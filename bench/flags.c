// SPDX-License-Identifier: MIT
/*
 * Masking interrupts and bottom halves, spinlocks, readl().
 */
#include <pthread.h>
#include <signal.h>

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/spinlock.h>

#include "bench.h"

static unsigned long word __attribute__((aligned(64)));
static DEFINE_SPINLOCK(lock);
static pthread_spinlock_t host_spin;
static u32 memory_register;

static void rmw(unsigned long n)
{
	while (n--)
		__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);
}

static void irq_save(unsigned long n)
{
	unsigned long flags;

	while (n--) {
		local_irq_save(flags);
		barrier();
		local_irq_restore(flags);
	}
}

static void irq_save_owned(unsigned long n)
{
	preempt_disable();
	irq_save(n);
	preempt_enable();
}

static void sigmask_pair(unsigned long n)
{
	sigset_t block, old;

	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	while (n--) {
		pthread_sigmask(SIG_BLOCK, &block, &old);
		pthread_sigmask(SIG_SETMASK, &old, NULL);
	}
}

static void spin_irqsave(unsigned long n)
{
	unsigned long flags;

	while (n--) {
		spin_lock_irqsave(&lock, flags);
		spin_unlock_irqrestore(&lock, flags);
	}
}

static void host_spin_pair(unsigned long n)
{
	while (n--) {
		pthread_spin_lock(&host_spin);
		pthread_spin_unlock(&host_spin);
	}
}

static void bh(unsigned long n)
{
	while (n--) {
		local_bh_disable();
		local_bh_enable();
	}
}

static void read_register(unsigned long n)
{
	/*
	 * The address is known to nobody, so that its test is made; the value (0) is part of the
	 * next address, so that it has to arrive.
	 */
	char *reg = (char *)&memory_register;

	while (n--) {
		__asm__ volatile("" : "+r"(reg));
		reg += readl((void __iomem *)reg);
	}
}

static void read_plain(unsigned long n)
{
	char *reg = (char *)&memory_register;

	while (n--) {
		__asm__ volatile("" : "+r"(reg));
		reg += *(volatile u32 *)reg;
	}
}

void bench_flags(void)
{
	static const struct bench_op ops[] = {
		{rmw, 1},	   {irq_save_owned, 1}, {irq_save, 1},
		{sigmask_pair, 1}, {spin_irqsave, 1},	{host_spin_pair, 1},
		{bh, 1},	   {read_register, 1},	{read_plain, 1},
	};
	static const struct bench_side sides[] = {
		{"locked read-modify-write", bench_op_round, &ops[0]},
		{"irq_save, owned", bench_op_round, &ops[1]},
		{"irq_save, preemptible", bench_op_round, &ops[2]},
		{"pthread_sigmask pair", bench_op_round, &ops[3]},
		{"spin_lock_irqsave", bench_op_round, &ops[4]},
		{"pthread_spin_lock pair", bench_op_round, &ops[5]},
		{"bh", bench_op_round, &ops[6]},
		{"readl", bench_op_round, &ops[7]},
		{"volatile load", bench_op_round, &ops[8]},
	};
	static const struct bench_goal goals[] = {
		{"local_irq_save + restore, CPU owned", 1, 3, 0, BENCH_AT_MOST, 1.0 / 300},
		{"local_irq_save + restore, preemptible", 2, 3, 0, BENCH_AT_MOST, 1.0 / 80},
		{"spin_lock_irqsave + unlock, uncontended", 4, 5, 0, BENCH_AT_MOST, 2.5},
		{"local_bh_disable + enable, preemptible", 6, 0, 0, BENCH_AT_MOST, 3.0},
		{"readl on ordinary memory", 7, 8, 0, BENCH_AT_MOST, 1.5},
	};

	bench_boot("nr_cpus=1");
	pthread_spin_init(&host_spin, PTHREAD_PROCESS_PRIVATE);
	bench_group("Masking and locking", "ns", sides, sizeof(sides) / sizeof(sides[0]), goals,
		    sizeof(goals) / sizeof(goals[0]));
}
