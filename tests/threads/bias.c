// SPDX-License-Identifier: MIT
/*
 * CPUs that are left to a thread (lib/arch/threads/bias.c), by promise: misuse that touches one does
 * not take it out of service; on a host that forbids membarrier() before the machine is booted there
 * are none, and all else works; forbidden afterwards it is told.
 */
#include "irq.h"

#include <linux/filter.h>
#include <linux/preempt.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static unsigned int handled;

static irqreturn_t handle(int irq, void *data)
{
	(void)irq;
	(void)data;
	count(handled);
	return IRQ_HANDLED;
}

static void forbid(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_membarrier, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	child_assert(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	child_assert(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

/* Return: whether the CPU is left to this thread. */
static bool take_many_times(void)
{
	for (int i = 0; i < 100000; i++) {
		preempt_disable();
		preempt_enable();
	}
	return READ_ONCE(arch_self.cpu->word) != 0;
}

static void *raise_it(void *arg)
{
	tl_irq_raise((int)(long)arg);
	return NULL;
}

static int boot_with_a_line(void)
{
	int irq;

	child_assert(tl_boot("nr_cpus=1") == 0);
	irq = line_alloc(TL_IRQ_RISING, 0);
	child_assert(request_irq((unsigned int)irq, handle, 0, "test", NULL) == 0);
	return irq;
}

static void raise_by_another_thread(int irq)
{
	join(start(raise_it, (void *)(long)irq));
	spin_until(get(handled) == 1);
}

static void be_interrupted_and_shut_down(int irq)
{
	raise_by_another_thread(irq);
	free_irq((unsigned int)irq, NULL);
	child_assert(tl_shutdown() == 0);
}

/* With interrupts on, which is wrong, and as nobody's CPU. */
static void raise_a_softirq_of_nobody(void *arg)
{
	int irq = boot_with_a_line();

	child_assert(take_many_times());
	raise_softirq_irqoff(TASKLET_SOFTIRQ);
	be_interrupted_and_shut_down(irq);
}

static void a_softirq_raised_without_the_cpu_leaves_it_in_service(void **state)
{
	struct child c;

	child_run(&c, raise_a_softirq_of_nobody, NULL);
	assert_child_ok(&c);
}

static void boot_forbidden(void *arg)
{
	int irq;

	forbid();
	irq = boot_with_a_line();
	child_assert(!take_many_times());
	be_interrupted_and_shut_down(irq);
}

static void without_membarrier_no_cpu_is_left_to_a_thread(void **state)
{
	struct child c;

	child_run(&c, boot_forbidden, NULL);
	assert_child_ok(&c);
}

static void forbid_once_booted(void *arg)
{
	int irq = boot_with_a_line();

	child_assert(take_many_times());
	forbid();
	raise_by_another_thread(irq);
}

static void membarrier_forbidden_once_booted_is_told(void **state)
{
	struct child c;

	child_run(&c, forbid_once_booted, NULL);
	assert_child_signal(&c, SIGABRT);
	assert_child_said(&c, "install filters of system calls before tl_boot()");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_softirq_raised_without_the_cpu_leaves_it_in_service),
		cmocka_unit_test(without_membarrier_no_cpu_is_left_to_a_thread),
		cmocka_unit_test(membarrier_forbidden_once_booted_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
