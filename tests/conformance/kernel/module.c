// SPDX-License-Identifier: MIT
/*
 * The module: runs the cases, or the programs of a file, on CPU 0 while it is loaded, and keeps
 * the log for /proc/conformance, framed:
 *
 *	CONFORMANCE-BEGIN <bytes> <crc32>
 *	<log>
 *	CONFORMANCE-END
 */
#include <linux/completion.h>
#include <linux/crc32.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

#include "../case.h"

#undef open_softirq
#undef raise_softirq
#undef raise_softirq_irqoff
#undef __raise_softirq_irqoff
#undef irq_work_queue_on

#define LOG_SIZE (64UL << 20)

static char *programs;
module_param(programs, charp, 0);
MODULE_PARM_DESC(programs, "file of programs to run instead of the cases");
static bool verbose;
module_param(verbose, bool, 0);
MODULE_PARM_DESC(verbose, "whole logs of the programs, not only their hashes");

static char *fault;
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "go wrong in this way instead, see self_test() in machine.py");

static void (*open_softirq_fn)(int nr, void (*action)(struct softirq_action *));
static void (*raise_fn)(unsigned int nr);
static void (*raise_irqoff_fn)(unsigned int nr);
static void (*raise_only_fn)(unsigned int nr);
static bool (*queue_on_fn)(struct irq_work *work, int cpu);

void tc_open_softirq(int nr, void (*action)(struct softirq_action *))
{
	open_softirq_fn(nr, action);
}

void tc_raise_softirq(unsigned int nr)
{
	raise_fn(nr);
}

void tc_raise_softirq_irqoff(unsigned int nr)
{
	raise_irqoff_fn(nr);
}

void tc_raise_softirq_only(unsigned int nr)
{
	raise_only_fn(nr);
}

bool tc_irq_work_queue_on(struct irq_work *work, int cpu)
{
	return queue_on_fn(work, cpu);
}

static void *find(const char *name)
{
	struct kprobe probe = {.symbol_name = name};
	void *addr;

	if (register_kprobe(&probe)) {
		pr_err("conformance: no symbol %s\n", name);
		return NULL;
	}
	addr = probe.addr;
	unregister_kprobe(&probe);
	return addr;
}

static int find_all(void)
{
	open_softirq_fn = find("open_softirq");
	raise_fn = find("raise_softirq");
	raise_irqoff_fn = find("raise_softirq_irqoff");
	raise_only_fn = find("__raise_softirq_irqoff");
	queue_on_fn = find("irq_work_queue_on");
	if (!open_softirq_fn || !raise_fn || !raise_irqoff_fn || !raise_only_fn || !queue_on_fn)
		return -ENOENT;
	return 0;
}

struct tc_thread {
	void (*fn)(void *arg);
	void *arg;
	struct completion done;
};

static int thread_fn(void *data)
{
	struct tc_thread *thread = data;

	thread->fn(thread->arg);
	complete(&thread->done);
	return 0;
}

struct tc_thread *tc_thread_start(void (*fn)(void *arg), void *arg, int cpu)
{
	struct tc_thread *thread = kzalloc(sizeof(*thread), GFP_KERNEL);
	struct task_struct *task;

	BUG_ON(!thread);
	thread->fn = fn;
	thread->arg = arg;
	init_completion(&thread->done);
	task = kthread_create(thread_fn, thread, "conformance/%d", cpu);
	BUG_ON(IS_ERR(task));
	kthread_bind(task, cpu);
	wake_up_process(task);
	return thread;
}

void tc_thread_join(struct tc_thread *thread)
{
	wait_for_completion(&thread->done);
	kfree(thread);
}

void tc_nap(void)
{
	usleep_range(500, 1000);
}

static struct task_struct *softirqd;

void tc_wait_ksoftirqd(void)
{
	while (task_is_running(softirqd))
		tc_nap();
}

static void find_ksoftirqd(void)
{
	struct task_struct *task;

	rcu_read_lock();
	for_each_process(task) if (!strcmp(task->comm, "ksoftirqd/0")) softirqd = task;
	rcu_read_unlock();
}

/* Say in which case it hangs. */
static const char *current_case;

static void say_slow(struct timer_list *unused)
{
	pr_err("conformance: case %s does not end\n", current_case);
}

static DEFINE_TIMER(slow, say_slow);

void tc_begin_case(const char *name)
{
	current_case = name;
	mod_timer(&slow, jiffies + 20 * HZ);
}

/* machine.py leaves out what is between. */
void tc_quiet(bool quiet)
{
	pr_err("conformance: complaints %s\n", quiet ? "begin" : "end");
}

static int result;

static int run_programs(void)
{
	struct file *file = filp_open(programs, O_RDONLY, 0);
	loff_t pos = 0;
	size_t size;
	ssize_t n;
	void *data;

	if (IS_ERR(file))
		return PTR_ERR(file);
	size = i_size_read(file_inode(file));
	data = vmalloc(size);
	if (!data)
		return -ENOMEM;
	n = kernel_read(file, data, size, &pos);
	filp_close(file, NULL);
	return n == (ssize_t)size ? tc_run_programs(data, size, verbose) : -EIO;
}

static bool fault_is(const char *name)
{
	return fault && !strcmp(fault, name);
}

static void go_wrong(void)
{
	tc_log("about to %s", fault);
	if (fault_is("oops"))
		WRITE_ONCE(*(int *)NULL, 1);
	WARN(fault_is("warn"), "conformance: as it was told\n");
	preempt_disable();
	while (fault_is("lockup"))
		cpu_relax();
	preempt_enable();
	while (fault_is("hang"))
		msleep(1000);
}

static void run(void *arg)
{
	if (fault)
		go_wrong();
	else if (programs)
		result = run_programs();
	else
		tc_run_cases();
	del_timer_sync(&slow);
}

static char header[64];
static const char footer[] = "CONFORMANCE-END\n";

static ssize_t proc_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	const struct {
		const char *data;
		size_t size;
	} parts[] = {
		{header, strlen(header)},
		{tc_the_log.buf, tc_the_log.len},
		{footer, strlen(footer)},
	};
	loff_t begin = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		loff_t offset = *pos - begin;
		ssize_t n;

		begin += parts[i].size;
		if (*pos >= begin)
			continue;
		n = simple_read_from_buffer(buf, count, &offset, parts[i].data, parts[i].size);
		if (n > 0)
			*pos += n;
		return n;
	}
	return 0;
}

static const struct proc_ops proc_ops = {
	.proc_read = proc_read,
	.proc_lseek = default_llseek,
};

/* For user-memory.c. */
struct mm_struct *tc_user_mm;

static int __init conformance_init(void)
{
	int err = find_all();

	tc_user_mm = current->mm;
	if (err)
		return err;
	find_ksoftirqd();
	if (!softirqd)
		return -ENOENT;
	tc_the_log.buf = vmalloc(LOG_SIZE);
	if (!tc_the_log.buf)
		return -ENOMEM;
	tc_the_log.size = LOG_SIZE;
	tc_thread_join(tc_thread_start(run, NULL, 0));
	if (result || tc_the_log.lost) {
		pr_err("conformance: error %d, %zu bytes of log lost\n", result, tc_the_log.lost);
		return result ? result : -ENOSPC;
	}
	snprintf(header, sizeof(header), "CONFORMANCE-BEGIN %zu %08x\n", tc_the_log.len,
		 ~crc32_le(~0, tc_the_log.buf, tc_the_log.len));
	if (fault_is("cut"))
		tc_the_log.len /= 2;
	if (fault_is("damage"))
		tc_the_log.buf[0] ^= 1;
	return proc_create("conformance", 0444, NULL, &proc_ops) ? 0 : -ENOMEM;
}
module_init(conformance_init);

/* Softirqs call into it: it is never unloaded. */

MODULE_DESCRIPTION("libtasklet's conformance cases");
MODULE_LICENSE("Dual MIT/GPL");
