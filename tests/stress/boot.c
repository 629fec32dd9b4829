// SPDX-License-Identifier: MIT
/*
 * A thousand boots and shutdowns in one process leave nothing behind: no thread, no file
 * descriptor, no byte in use, no signal disposition or mask that differs. With nothing between
 * them; with a tasklet, a line, bound signals and descriptors, and a device; and with tasks that
 * stay alive across shutdowns, and become tasks of the next machine by their next call.
 *
 * What is in use is malloc's own count, which is exact without the per-thread caches; so the
 * program starts itself again with those off. Under ASan that count is blind, and its leak check
 * looks instead.
 */
#include "../count.h"
#include "../test.h"
#include "stress.h"

#include <malloc.h>
#include <sys/eventfd.h>

#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/wait.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>
#include <tasklet/report.h>

#define WARM_UP	   20 /* stdio's buffers, the first thread stacks, the loader's */
#define BOOTS	   TEST_TURNS(1000)
#define TASKS	   4
#define MASK_BYTES (NSIG / 8) /* what the host fills in of a sigset_t */

struct footprint {
	int threads, fds;
	size_t bytes;
	struct sigaction actions[NSIG];
	sigset_t mask;
};

static void look(struct footprint *f)
{
	memset(f, 0, sizeof(*f));
	f->threads = nr_threads();
	f->fds = nr_fds();
	f->bytes = mallinfo2().uordblks + mallinfo2().hblkhd;
	for (int signo = 1; signo < NSIG; signo++)
		sigaction(signo, NULL, &f->actions[signo]);
	pthread_sigmask(SIG_BLOCK, NULL, &f->mask);
}

static void compare(const struct footprint *before)
{
	struct footprint now;

	look(&now);
	assert_int_equal(now.threads, before->threads);
	assert_int_equal(now.fds, before->fds);
	assert_memory_equal(&now.mask, &before->mask, MASK_BYTES);
	for (int signo = 1; signo < NSIG; signo++) {
		assert_true(now.actions[signo].sa_handler == before->actions[signo].sa_handler);
		assert_int_equal(now.actions[signo].sa_flags, before->actions[signo].sa_flags);
		assert_memory_equal(&now.actions[signo].sa_mask, &before->actions[signo].sa_mask,
				    MASK_BYTES);
	}
	assert_int_equal(now.bytes, before->bytes);
}

/* The work between a boot and its shutdown. */
static void cycle(void (*work)(void))
{
	assert_int_equal(tl_boot("nr_cpus=3"), 0);
	if (work)
		work();
	assert_int_equal(tl_shutdown(), 0);
	add(&stress_progress, 1);
}

static void many(void (*work)(void))
{
	struct footprint before;

	for (int i = 0; i < WARM_UP; i++)
		cycle(work);
	look(&before);
	for (int i = 0; i < BOOTS; i++) {
		cycle(work);
		if (i == 0)
			compare(&before);
	}
	compare(&before);
}

static void a_thousand_boots_leave_nothing(void **state)
{
	(void)state;
	many(NULL);
}

/* --- with work --- */

static unsigned long probed, removed;

static int probe(struct platform_device *pdev)
{
	if (!devm_kzalloc(&pdev->dev, 100, GFP_KERNEL))
		return -ENOMEM;
	probed++;
	return 0;
}

static void unprobe(struct platform_device *pdev)
{
	(void)pdev;
	removed++;
}

static struct platform_driver driver = {
	.probe = probe,
	.remove = unprobe,
	.driver = {.name = "boot-stress"},
};

static DECLARE_WAIT_QUEUE_HEAD(queue);
static unsigned long runs, handled;

static void callback(struct tasklet_struct *t)
{
	(void)t;
	add(&runs, 1);
	wake_up(&queue);
}

static DECLARE_TASKLET(tasklet, callback);

static irqreturn_t handler(int irq, void *dev_id)
{
	uint64_t n;

	(void)irq;
	if (dev_id != &handled && read(*(int *)dev_id, &n, sizeof(n)) != sizeof(n))
		return IRQ_NONE;
	add(&handled, 1);
	tasklet_schedule(&tasklet);
	return IRQ_HANDLED;
}

static void work(void)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	int edge = tl_irq_alloc("signal", TL_IRQ_RISING, 1);
	int level = tl_irq_alloc("fd", TL_IRQ_HIGH, 2);
	unsigned long was = get(&handled), ran = get(&runs), was_probed = probed;
	struct platform_device *pdev;
	uint64_t one = 1;

	assert_int_equal(request_irq((unsigned int)edge, handler, 0, "edge", &handled), 0);
	assert_int_equal(request_irq((unsigned int)level, handler, 0, "level", &fd), 0);
	assert_int_equal(tl_irq_bind_signal(edge, SIGUSR1), 0);
	assert_int_equal(tl_irq_bind_fd(level, fd), 0);
	assert_int_equal(raise(SIGUSR1), 0);
	wait_event(queue, get(&handled) == was + 1);
	assert_int_equal(write(fd, &one, sizeof(one)), sizeof(one));
	wait_event(queue, get(&handled) == was + 2 && get(&runs) > ran);

	assert_int_equal(platform_driver_register(&driver), 0);
	pdev = platform_device_register_simple("boot-stress", 0, NULL, 0);
	assert_false(IS_ERR(pdev));
	assert_int_equal(probed, was_probed + 1);
	platform_device_unregister(pdev);
	platform_driver_unregister(&driver);
	assert_int_equal(removed, probed);

	tasklet_schedule(&tasklet);
	free_irq((unsigned int)edge, &handled);
	free_irq((unsigned int)level, &fd);
	tasklet_kill(&tasklet);
	assert_int_equal(tl_irq_free(edge), 0);
	assert_int_equal(tl_irq_free(level), 0);
	close(fd);
}

static void a_thousand_boots_with_work_leave_nothing(void **state)
{
	(void)state;
	many(work);
}

/* --- with tasks that outlive the machine --- */

static pthread_barrier_t machine_up, work_done;
static bool end;
static sigset_t task_mask[TASKS + 1];

static void *outlive(void *arg)
{
	sigset_t *mask = &task_mask[(uintptr_t)arg], now;

	sigemptyset(mask);
	sigaddset(mask, SIGUSR2);
	pthread_sigmask(SIG_SETMASK, mask, NULL);
	for (;;) {
		pthread_barrier_wait(&machine_up);
		if (get(&end))
			break;
		for (int i = 0; i < 5; i++) {
			local_bh_disable();
			tasklet_schedule(&tasklet);
			local_bh_enable();
		}
		tasklet_kill(&tasklet);
		pthread_barrier_wait(&work_done);
	}
	pthread_sigmask(SIG_BLOCK, NULL, &now);
	return memcmp(&now, mask, MASK_BYTES) ? arg : NULL;
}

static void work_of_tasks(void)
{
	pthread_barrier_wait(&machine_up);
	pthread_barrier_wait(&work_done);
}

static void tasks_that_outlive_a_machine_join_the_next(void **state)
{
	unsigned long ran = get(&runs);
	struct footprint before;
	pthread_t threads[TASKS];

	(void)state;
	look(&before);
	pthread_barrier_init(&machine_up, NULL, TASKS + 1);
	pthread_barrier_init(&work_done, NULL, TASKS + 1);
	for (size_t i = 0; i < TASKS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, outlive, (void *)(i + 1)), 0);
	many(work_of_tasks);
	/* Each boot saw at least one run, so they were tasks of that machine. */
	assert_true(get(&runs) - ran >= (unsigned long)(WARM_UP + BOOTS));
	/* They end where there is no machine. */
	set(&end, true);
	pthread_barrier_wait(&machine_up);
	for (int i = 0; i < TASKS; i++) {
		void *mask_differs;

		pthread_join(threads[i], &mask_differs);
		assert_null(mask_differs);
	}
	pthread_barrier_destroy(&machine_up);
	pthread_barrier_destroy(&work_done);
	/* Their stacks and thread-local storage are libc's to keep. */
	before.bytes = mallinfo2().uordblks + mallinfo2().hblkhd;
	compare(&before);
}

static int no_reports(void **state)
{
	(void)state;
	return tl_report_count() ? -1 : 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_boots_leave_nothing),
		cmocka_unit_test(a_thousand_boots_with_work_leave_nothing),
		cmocka_unit_test(tasks_that_outlive_a_machine_join_the_next),
	};
	int failed;

	(void)argc;
	if (!getenv("GLIBC_TUNABLES")) {
		setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", 1);
		execv("/proc/self/exe", argv);
	}
	stress_watchdog_start(NULL);
	failed = cmocka_run_group_tests(tests, NULL, no_reports);
	stress_watchdog_stop();
	return failed;
}
