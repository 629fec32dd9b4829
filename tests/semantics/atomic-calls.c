// SPDX-License-Identifier: MIT
/*
 * Every call that may sleep says so when it is made in atomic context, even where it would not
 * have had to sleep, and comes back; each in a child, since such reports are limited in their rate.
 */
#include "../test.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/mempool.h>
#include <linux/mutex.h>
#include <linux/percpu-rwsem.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/semaphore.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>
#include <linux/workqueue.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>

static DEFINE_MUTEX(mutex);
static DEFINE_SEMAPHORE(semaphore, 1);
static DECLARE_RWSEM(rwsem);
static DECLARE_COMPLETION(completion);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct percpu_rw_semaphore percpu_rwsem;
static struct srcu_struct srcu;
static struct workqueue_struct *wq;
static struct work_struct work;
static struct irq_work irq_work;
static struct kmem_cache *cache;
static mempool_t *pool;
static struct task_struct *task;
static unsigned long bits;
static unsigned int irq;

static void nothing(struct work_struct *w)
{
}

static void no_tasklet(struct tasklet_struct *t)
{
}
static DECLARE_TASKLET(tasklet, no_tasklet);

static irqreturn_t handler(int nr, void *dev_id)
{
	return IRQ_HANDLED;
}

static int until_stopped(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		schedule_timeout_interruptible(1);
	}
	return 0;
}

/* What the calls need, made while that may sleep. */
static void set_up(void)
{
	child_assert(tl_boot("nr_cpus=2") == 0);
	child_assert(tl_cpu_bind(0) == 0);
	irq = (unsigned int)tl_irq_alloc("line", TL_IRQ_RISING, 0);
	child_assert(request_irq(irq, handler, 0, "line", &irq) == 0);
	INIT_WORK(&work, nothing);
	init_irq_work(&irq_work, NULL);
	complete_all(&completion);
	wq = alloc_workqueue("queue", 0, 0);
	cache = kmem_cache_create("cache", 64, 0, 0, NULL);
	pool = mempool_create_kmalloc_pool(1, 32);
	task = kthread_run(until_stopped, NULL, "task");
	child_assert(!IS_ERR(task) && wq && cache && pool);
	child_assert(init_srcu_struct(&srcu) == 0);
	child_assert(percpu_init_rwsem(&percpu_rwsem) == 0);
}

#define CALL(what, call)              \
	static void call_##what(void) \
	{                             \
		call;                 \
	}

/* Locks and waiting */
CALL(mutex_lock, mutex_lock(&mutex))
CALL(mutex_lock_interruptible, (void)!mutex_lock_interruptible(&mutex))
CALL(mutex_lock_killable, (void)!mutex_lock_killable(&mutex))
CALL(down, down(&semaphore))
CALL(down_interruptible, (void)!down_interruptible(&semaphore))
CALL(down_killable, (void)!down_killable(&semaphore))
CALL(down_timeout, (void)!down_timeout(&semaphore, 1))
CALL(down_read, down_read(&rwsem))
CALL(down_read_killable, (void)!down_read_killable(&rwsem))
CALL(down_write, down_write(&rwsem))
CALL(down_write_killable, (void)!down_write_killable(&rwsem))
CALL(percpu_down_write, percpu_down_write(&percpu_rwsem))
CALL(wait_event, wait_event(queue, true))
CALL(wait_event_timeout, (void)wait_event_timeout(queue, true, 1))
CALL(wait_event_interruptible, (void)wait_event_interruptible(queue, true))
CALL(wait_on_bit, (void)wait_on_bit(&bits, 0, TASK_UNINTERRUPTIBLE))
CALL(wait_for_completion, wait_for_completion(&completion))
CALL(wait_for_completion_timeout, (void)wait_for_completion_timeout(&completion, 1))
CALL(cond_resched, cond_resched())
CALL(schedule, schedule())
CALL(schedule_timeout, schedule_timeout_uninterruptible(1))
CALL(msleep, msleep(1))
CALL(msleep_interruptible, msleep_interruptible(1))
CALL(usleep_range, usleep_range(10, 20))
CALL(fsleep, fsleep(100))
/* Memory */
CALL(kmalloc, kfree(kmalloc(8, GFP_KERNEL)))
CALL(kvmalloc, kvfree(kvmalloc(8, GFP_KERNEL)))
CALL(vmalloc, vfree(vmalloc(8)))
CALL(kasprintf, kfree(kasprintf(GFP_KERNEL, "x")))
CALL(kmem_cache_alloc, kmem_cache_free(cache, kmem_cache_alloc(cache, GFP_KERNEL)))
CALL(kmem_cache_destroy, kmem_cache_destroy(cache))
CALL(mempool_alloc, mempool_free(mempool_alloc(pool, GFP_KERNEL), pool))
CALL(get_free_page, free_page(__get_free_page(GFP_KERNEL)))
CALL(alloc_percpu, free_percpu(alloc_percpu(int)))
/* Deferred work */
CALL(flush_work, flush_work(&work))
CALL(cancel_work_sync, cancel_work_sync(&work))
CALL(flush_workqueue, flush_workqueue(wq))
CALL(alloc_workqueue, destroy_workqueue(alloc_workqueue("other", 0, 0)))
CALL(destroy_workqueue, destroy_workqueue(wq))
CALL(tasklet_kill, tasklet_kill(&tasklet))
CALL(tasklet_disable, tasklet_disable(&tasklet))
CALL(irq_work_sync, irq_work_sync(&irq_work))
CALL(kthread_create, kthread_stop(kthread_create(until_stopped, NULL, "other")))
CALL(kthread_stop, kthread_stop(task); task = NULL)
CALL(kthread_park, (void)kthread_park(task))
CALL(synchronize_rcu, synchronize_rcu())
CALL(rcu_barrier, rcu_barrier())
CALL(synchronize_srcu, synchronize_srcu(&srcu))
/* Interrupts */
CALL(free_irq, free_irq(irq, &irq))
CALL(disable_irq, disable_irq(irq))
CALL(synchronize_irq, synchronize_irq(irq))
CALL(request_irq, (void)!request_irq(irq, handler, 0, "second", &irq))

static void in_a_section(void *call)
{
	unsigned long before;

	set_up();
	before = tl_report_count();
	preempt_disable();
	((void (*)(void))call)();
	child_assert(tl_report_count() > before);
	/* It is as it was: who called is told, and goes on. */
	child_assert(preempt_count() == 1);
	preempt_enable();
	if (task)
		(void)kthread_stop(task);
	child_assert(tl_shutdown() == 0);
}

static void assert_said(const char *name, void (*call)(void))
{
	struct child c;

	child_run(&c, in_a_section, (void *)call);
	if (c.status ||
	    !(child_said(&c, "BUG: sleeping function called from invalid context at ") ||
	      child_said(&c, "BUG: scheduling while atomic: ")))
		print_error("%s:\n", name);
	assert_child_ok(&c);
	child_check_(&c, child_said(&c, "BUG: sleeping function called from invalid context at ") ||
				 child_said(&c, "BUG: scheduling while atomic: "));
}

#define SAID(what) assert_said(#what, call_##what)

static void locks_that_sleep_say_so(void **state)
{
	SAID(mutex_lock);
	SAID(mutex_lock_interruptible);
	SAID(mutex_lock_killable);
	SAID(down);
	SAID(down_interruptible);
	SAID(down_killable);
	SAID(down_timeout);
	SAID(down_read);
	SAID(down_read_killable);
	SAID(down_write);
	SAID(down_write_killable);
	SAID(percpu_down_write);
}

static void waits_say_so(void **state)
{
	SAID(wait_event);
	SAID(wait_event_timeout);
	SAID(wait_event_interruptible);
	SAID(wait_on_bit);
	SAID(wait_for_completion);
	SAID(wait_for_completion_timeout);
	SAID(cond_resched);
	SAID(schedule);
	SAID(schedule_timeout);
	SAID(msleep);
	SAID(msleep_interruptible);
	SAID(usleep_range);
	SAID(fsleep);
}

static void allocations_that_may_wait_say_so(void **state)
{
	SAID(kmalloc);
	SAID(kvmalloc);
	SAID(vmalloc);
	SAID(kasprintf);
	SAID(kmem_cache_alloc);
	SAID(kmem_cache_destroy);
	SAID(mempool_alloc);
	SAID(get_free_page);
	SAID(alloc_percpu);
}

static void waits_for_deferred_work_say_so(void **state)
{
	SAID(flush_work);
	SAID(cancel_work_sync);
	SAID(flush_workqueue);
	SAID(alloc_workqueue);
	SAID(destroy_workqueue);
	SAID(tasklet_kill);
	SAID(tasklet_disable);
	SAID(irq_work_sync);
	SAID(kthread_create);
	SAID(kthread_stop);
	SAID(kthread_park);
	SAID(synchronize_rcu);
	SAID(rcu_barrier);
	SAID(synchronize_srcu);
}

static void waits_for_interrupts_say_so(void **state)
{
	SAID(free_irq);
	SAID(disable_irq);
	SAID(synchronize_irq);
	SAID(request_irq);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(locks_that_sleep_say_so),
		cmocka_unit_test(waits_say_so),
		cmocka_unit_test(allocations_that_may_wait_say_so),
		cmocka_unit_test(waits_for_deferred_work_say_so),
		cmocka_unit_test(waits_for_interrupts_say_so),
	};

	return cmocka_run_group_tests_name("atomic-calls", tests, NULL, NULL);
}
