// SPDX-License-Identifier: MIT
/*
 * From raising a line to the first instruction of its handler: on a CPU that a thread owns in a
 * bh-off section, against a queued signal to a spinning thread; and on an idle CPU, against the
 * wake of a thread from its futex.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include <linux/interrupt.h>
#include <tasklet/boot.h>
#include <tasklet/irq.h>

#include "samples.h"

#define PAUSE_NS 30000

static unsigned int stopping, ready;
static uint64_t ran;
static int line;
static pthread_t busy_thread;

static irqreturn_t handler(int irq, void *dev)
{
	(void)irq;
	(void)dev;
	__atomic_store_n(&ran, bench_now(), __ATOMIC_RELEASE);
	return IRQ_HANDLED;
}

static void on_signal(int signo)
{
	(void)signo;
	__atomic_store_n(&ran, bench_now(), __ATOMIC_RELEASE);
}

static void spin_until_told(void)
{
	__atomic_store_n(&ready, 1, __ATOMIC_RELEASE);
	while (!READ_ONCE(stopping))
		bench_relax();
}

static void *in_section(void *arg)
{
	(void)arg;
	bench_pin(1);
	local_bh_disable();
	spin_until_told();
	local_bh_enable();
	return NULL;
}

static void *in_no_section(void *arg)
{
	(void)arg;
	bench_pin(1);
	spin_until_told();
	return NULL;
}

static void start_busy(void *(*fn)(void *))
{
	stopping = 0;
	ready = 0;
	if (pthread_create(&busy_thread, NULL, fn, NULL) != 0)
		bench_die("pthread_create");
	while (!__atomic_load_n(&ready, __ATOMIC_ACQUIRE))
		bench_relax();
}

static void stop_busy(void)
{
	__atomic_store_n(&stopping, 1, __ATOMIC_RELEASE);
	pthread_join(busy_thread, NULL);
}

static void get_line(void)
{
	bench_boot("nr_cpus=1");
	line = tl_irq_alloc("bench", TL_IRQ_RISING, 0);
	if (line < 0 || request_irq((unsigned int)line, handler, 0, "bench", NULL))
		bench_die("no line");
}

static void put_line(void)
{
	free_irq((unsigned int)line, NULL);
	tl_shutdown();
}

static void raise_line(void)
{
	tl_irq_raise(line);
}

static void queue_signal(void)
{
	pthread_sigqueue(busy_thread, SIGUSR1, (union sigval){0});
}

static struct bench_value sample(void (*fire)(void), const char *name)
{
	struct bench_samples samples = {0};
	unsigned int n = bench_options.smoke ? 50 : 1000;
	struct bench_value value;

	for (unsigned int i = 0; i < n + 20; i++) {
		uint64_t fired, at;

		ran = 0;
		fired = bench_now();
		fire();
		while (!(at = __atomic_load_n(&ran, __ATOMIC_ACQUIRE)))
			bench_relax();
		if (i >= 20)
			bench_sample(&samples, (double)(at - fired));
		bench_pause(PAUSE_NS);
	}
	value = bench_percentiles(&samples);
	bench_keep("latency-irq", name, &samples);
	free(samples.v);
	return value;
}

static struct bench_value busy(const void *arg)
{
	struct bench_value value;

	(void)arg;
	get_line();
	start_busy(in_section);
	value = sample(raise_line, "line, CPU busy");
	stop_busy();
	put_line();
	return value;
}

static struct bench_value signalled(const void *arg)
{
	struct bench_value value;

	(void)arg;
	signal(SIGUSR1, on_signal);
	start_busy(in_no_section);
	value = sample(queue_signal, "pthread_sigqueue, spinning thread");
	stop_busy();
	return value;
}

/* On an idle CPU: as contenders of the latency harness. */

static struct item *inbox;

static irqreturn_t run_item(int irq, void *dev)
{
	(void)irq;
	(void)dev;
	inbox->fn(inbox);
	return IRQ_HANDLED;
}

static void on_tasklet(struct tasklet_struct *t)
{
	(void)t;
	inbox->fn(inbox);
}

static DECLARE_TASKLET(bottom, on_tasklet);

static irqreturn_t schedule_bottom(int irq, void *dev)
{
	(void)irq;
	(void)dev;
	tasklet_schedule(&bottom);
	return IRQ_HANDLED;
}

static void start_idle(irq_handler_t fn)
{
	bench_boot("nr_cpus=1");
	bench_pin_named("ksoftirqd/", 1);
	line = tl_irq_alloc("bench", TL_IRQ_RISING, 0);
	if (line < 0 || request_irq((unsigned int)line, fn, 0, "bench", NULL))
		bench_die("no line");
}

static void start_handler(unsigned int n)
{
	(void)n;
	start_idle(run_item);
}

static void start_tasklet(unsigned int n)
{
	(void)n;
	start_idle(schedule_bottom);
}

static void send(unsigned int c, struct item *item)
{
	(void)c;
	inbox = item;
	tl_irq_raise(line);
}

static const struct contender line_handler = {
	"line, CPU idle, to handler", start_handler, send, put_line, NULL, NULL};
static const struct contender line_tasklet = {
	"line, CPU idle, to tasklet", start_tasklet, send, put_line, NULL, NULL};

void bench_irq(void)
{
	static const struct latency_side args[] = {
		{&line_handler, "latency-irq"},
		{&line_tasklet, "latency-irq"},
		{&against_futex, "latency-irq"},
	};
	static const struct bench_side sides[] = {
		{"line, CPU busy", busy, NULL},
		{"pthread_sigqueue, spinning thread", signalled, NULL},
		{"line, CPU idle, to handler", latency_round, &args[0]},
		{"line, CPU idle, to tasklet", latency_round, &args[1]},
		{"bare futex wake", latency_round, &args[2]},
	};
	static const struct bench_goal goals[] = {
		{"raise to handler, CPU busy in bh-off, p50", 0, 1, 0, BENCH_AT_MOST, 1.15},
		{"raise to handler, CPU busy in bh-off, p99", 0, 1, 1, BENCH_INFO, 0},
		{"raise to handler, CPU idle, p50", 2, 4, 0, BENCH_AT_MOST, 1.25},
		{"raise to tasklet, CPU idle, p50", 3, 4, 0, BENCH_AT_MOST, 1.25},
	};

	if (bench_options.cpu[1] < 0)
		return;
	bench_group("Latency: raise of a line to its handler", "ns", sides, 5, goals, 4);
}
