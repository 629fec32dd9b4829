// SPDX-License-Identifier: MIT
/*
 * A forked child has no machine: its calls say so, and neither hang nor crash nor reach into its
 * parent. What it execs is a program like any other.
 */
#define _GNU_SOURCE
#include "../test.h"

#include <signal.h>
#include <sys/eventfd.h>

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <tasklet/stat.h>

#include "misuse.h"

static int irq;
static unsigned long handled; /* atomic */
static unsigned long ran; /* atomic */

static irqreturn_t count_handled(int irq, void *dev_id)
{
	__atomic_fetch_add(&handled, 1, __ATOMIC_RELEASE);
	return IRQ_HANDLED;
}

static void count_run(struct tasklet_struct *t)
{
	__atomic_fetch_add(&ran, 1, __ATOMIC_RELEASE);
}

static DECLARE_TASKLET(tasklet, count_run);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static DEFINE_SPINLOCK(lock);

static int boot(void **state)
{
	int err = boot_with("nr_cpus=2 loglevel=0");

	if (err)
		return err;
	handled = ran = 0;
	irq = tl_irq_alloc("fork", TL_IRQ_RISING, 0);
	return request_irq((unsigned int)irq, count_handled, 0, "fork", &handled);
}

static int shut_down_machine(void **state)
{
	free_irq((unsigned int)irq, &handled);
	return tl_shutdown();
}

/* The parent's machine still does what it is for. */
static void assert_parent_works(void)
{
	unsigned long before = __atomic_load_n(&handled, __ATOMIC_ACQUIRE);

	tl_irq_raise(irq);
	while (__atomic_load_n(&handled, __ATOMIC_ACQUIRE) == before)
		sched_yield();
	before = __atomic_load_n(&ran, __ATOMIC_ACQUIRE);
	tasklet_schedule(&tasklet);
	tasklet_kill(&tasklet);
	assert_int_equal(__atomic_load_n(&ran, __ATOMIC_ACQUIRE), before + 1);
}

/* Whatever a program might do that does not know of its fate. A child that hangs is killed. */
static void call_everything(void *arg)
{
	struct tasklet_struct mine;
	unsigned long flags;
	FILE *null = fopen("/dev/null", "w");

	alarm(60);
	tl_log_set_level(5);
	preempt_disable();
	preempt_enable();
	local_bh_disable();
	local_bh_enable();
	local_irq_save(flags);
	local_irq_restore(flags);
	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
	tasklet_schedule(&tasklet);
	tasklet_disable(&tasklet);
	tasklet_enable(&tasklet);
	tasklet_setup(&mine, count_run);
	tasklet_kill(&mine);
	raise_softirq(TASKLET_SOFTIRQ);
	wake_up(&queue);
	wait_event(queue, true);
	(void)wait_event_timeout(queue, false, 1);
	kfree(kmalloc(16, GFP_KERNEL));
	pr_info("said by a child\n");
	(void)jiffies;
	(void)current->pid;
	tl_irq_raise(irq);
	tl_irq_lower(irq);
	(void)tl_irq_count(irq);
	disable_irq_nosync((unsigned int)irq);
	enable_irq((unsigned int)irq);
	(void)tl_irq_alloc("child", TL_IRQ_RISING, TL_CPU_ANY);
	(void)tl_nr_cpus();
	tl_show_interrupts(null);
	tl_show_softirqs(null);
	child_assert(tl_cpu_bind(0) < 0);
	child_assert(tl_boot("nr_cpus=1") == -ENOTRECOVERABLE);
	child_assert(tl_shutdown() == -ENOTRECOVERABLE);
	/* None of it ran here. */
	child_assert(__atomic_load_n(&ran, __ATOMIC_ACQUIRE) == *(unsigned long *)arg);
	fclose(null);
}

static void calls_in_a_child_say_so(void **state)
{
	unsigned long ran_before;
	struct child c;

	assert_parent_works();
	ran_before = __atomic_load_n(&ran, __ATOMIC_ACQUIRE);
	child_run(&c, call_everything, &ran_before);
	assert_child_ok(&c);
	assert_child_said(&c, "forked from a booted one");
	assert_child_said(&c, "tl_boot: ");
	assert_child_said(&c, "tl_shutdown: ");
	assert_parent_works();
}

static void fork_on_another_thread(void *arg)
{
	unsigned long ran_before = __atomic_load_n(&ran, __ATOMIC_ACQUIRE);

	child_run(arg, call_everything, &ran_before);
}

static void *fork_here(void *c)
{
	fork_on_another_thread(c);
	return NULL;
}

/* One that never was a task. */
static void a_child_of_any_thread_is_told(void **state)
{
	static struct child c;
	pthread_t thread;

	pthread_create(&thread, NULL, fork_here, &c);
	pthread_join(thread, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "forked from a booted one");
	assert_parent_works();
}

static void leave_sections(void *arg)
{
	alarm(60);
	tl_log_set_level(5);
	local_irq_enable();
	local_bh_enable();
	preempt_enable();
	call_everything(arg);
}

/* The child stands in the middle of sections that it has no CPU for. */
static void a_fork_in_a_section_leaves_both_sane(void **state)
{
	unsigned long ran_before;
	struct child c;

	assert_parent_works();
	ran_before = __atomic_load_n(&ran, __ATOMIC_ACQUIRE);
	preempt_disable();
	local_bh_disable();
	local_irq_disable();
	child_run(&c, leave_sections, &ran_before);
	assert_true(irqs_disabled());
	local_irq_enable();
	local_bh_enable();
	preempt_enable();
	assert_child_ok(&c);
	assert_int_equal(new_reports(), 0);
	assert_parent_works();
}

static bool stop;

static void *log_and_work(void *arg)
{
	for (int i = 0; !__atomic_load_n(&stop, __ATOMIC_ACQUIRE); i++) {
		pr_info("line %d\n", i);
		tl_irq_raise(irq);
		tasklet_schedule(&tasklet);
		kfree(kmalloc(100, GFP_KERNEL));
	}
	tasklet_kill(&tasklet);
	return NULL;
}

static void say_and_end(void *arg)
{
	alarm(60);
	pr_info("said by a child\n");
	child_assert(tl_boot(NULL) == -ENOTRECOVERABLE);
	preempt_disable();
	preempt_enable();
	child_assert(logged("said by a child"));
}

/* Whatever lock another thread held at the fork, the child does not wait for it. */
static void a_fork_in_the_midst_of_work_hangs_nobody(void **state)
{
	pthread_t threads[2];

	stop = false;
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, log_and_work, NULL);
	for (int i = 0; i < TEST_TURNS(100); i++) {
		struct child c;

		child_run(&c, say_and_end, NULL);
		assert_child_ok(&c);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_parent_works();
}

static void unbind_in_child(void *arg)
{
	int *irq_fd = arg;

	alarm(60);
	(void)tl_irq_unbind(irq_fd[0]);
	(void)tl_irq_free(irq_fd[0]);
	(void)tl_irq_bind_fd(irq_fd[0], irq_fd[1]);
}

/* The descriptors that watch are shared with the child. */
static void a_child_leaves_its_parents_bindings_alone(void **state)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), bound, irq_fd[2];
	struct child c;

	bound = tl_irq_alloc("bound", TL_IRQ_RISING, 0);
	assert_int_equal(request_irq((unsigned int)bound, count_handled, 0, "bound", &ran), 0);
	assert_int_equal(tl_irq_bind_fd(bound, fd), 0);
	irq_fd[0] = bound;
	irq_fd[1] = fd;
	child_run(&c, unbind_in_child, irq_fd);
	assert_child_ok(&c);
	for (int i = 0; i < 10; i++) {
		unsigned long before = __atomic_load_n(&handled, __ATOMIC_ACQUIRE);

		eventfd_write(fd, 1);
		while (__atomic_load_n(&handled, __ATOMIC_ACQUIRE) == before)
			sched_yield();
	}
	free_irq((unsigned int)bound, &ran);
	assert_int_equal(tl_irq_free(bound), 0);
	close(fd);
}

static char self[4096];

static void exec_self(void *arg)
{
	execl(self, self, "exec'ed", (char *)NULL);
}

/* In the exec'ed program. */
static int work_and_exit(void)
{
	struct tasklet_struct t;

	alarm(60);
	if (boot(NULL))
		return 1;
	tasklet_setup(&t, count_run);
	tasklet_schedule(&t);
	tasklet_kill(&t);
	tl_irq_raise(irq);
	while (!__atomic_load_n(&handled, __ATOMIC_ACQUIRE))
		sched_yield();
	if (__atomic_load_n(&ran, __ATOMIC_ACQUIRE) != 1 || shut_down_machine(NULL))
		return 2;
	fprintf(stderr, "worked\n");
	return 0;
}

static void an_execed_child_can_use_the_library(void **state)
{
	struct child c;

	child_run(&c, exec_self, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "worked");
	/* Also from within a section, whose interrupts are flagged off. */
	local_irq_disable();
	child_run(&c, exec_self, NULL);
	local_irq_enable();
	assert_child_ok(&c);
	assert_child_said(&c, "worked");
	assert_parent_works();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, boot, shut_down_machine)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(calls_in_a_child_say_so),
		TEST(a_child_of_any_thread_is_told),
		TEST(a_fork_in_a_section_leaves_both_sane),
		TEST(a_fork_in_the_midst_of_work_hangs_nobody),
		TEST(a_child_leaves_its_parents_bindings_alone),
		TEST(an_execed_child_can_use_the_library),
	};

	if (argc > 1)
		return work_and_exit();
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	return cmocka_run_group_tests_name("misuse-fork", tests, NULL, NULL);
}
