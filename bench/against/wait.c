// SPDX-License-Identifier: MIT
/* Ours again: a thread that sleeps in wait_event(), and wake_up(). */
#include <linux/wait.h>
#include <tasklet/boot.h>

#include "against/against.h"

static DECLARE_WAIT_QUEUE_HEAD(queue);
static struct item *inbox;
static unsigned int stopping;
static pthread_t thread;

static void *loop(void *arg)
{
	(void)arg;
	bench_pin(consumer_cpu(0));
	while (!READ_ONCE(stopping)) {
		wait_event(queue, READ_ONCE(inbox) || READ_ONCE(stopping));
		inbox_run(&inbox);
	}
	return NULL;
}

static void start(unsigned int n)
{
	(void)n;
	bench_boot("nr_cpus=2");
	stopping = 0;
	pthread_create(&thread, NULL, loop, NULL);
}

static void send_item(unsigned int i, struct item *item)
{
	(void)i;
	inbox_push(&inbox, item);
	wake_up(&queue);
}

static void stop(void)
{
	WRITE_ONCE(stopping, 1);
	wake_up(&queue);
	pthread_join(thread, NULL);
	tl_shutdown();
}

const struct contender against_wait = {"libtasklet wait_event", start, send_item, stop, NULL, NULL};
