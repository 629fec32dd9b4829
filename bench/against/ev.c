// SPDX-License-Identifier: MIT
/* libev: a list under a mutex, and ev_async_send(). */
#include <ev.h>

#include "against/against.h"

static struct ev_consumer {
	struct locked_list list __attribute__((aligned(64)));
	unsigned int stop;
	unsigned int nr;
	struct ev_loop *loop;
	ev_async async;
	pthread_t thread;
} consumers[CONSUMERS_MAX];
static unsigned int nr_consumers;

static void on_async(struct ev_loop *loop, ev_async *async, int events)
{
	struct ev_consumer *c = async->data;

	(void)events;
	locked_list_run(&c->list);
	if (__atomic_load_n(&c->stop, __ATOMIC_SEQ_CST))
		ev_break(loop, EVBREAK_ALL);
}

static void *run(void *arg)
{
	struct ev_consumer *c = arg;

	bench_pin(consumer_cpu(c->nr));
	ev_run(c->loop, 0);
	ev_loop_destroy(c->loop);
	return NULL;
}

static void start(unsigned int n)
{
	nr_consumers = n;
	for (unsigned int i = 0; i < n; i++) {
		struct ev_consumer *c = &consumers[i];

		locked_list_init(&c->list);
		c->stop = 0;
		c->nr = i;
		c->loop = ev_loop_new(EVFLAG_AUTO);
		ev_async_init(&c->async, on_async);
		c->async.data = c;
		ev_async_start(c->loop, &c->async);
		pthread_create(&c->thread, NULL, run, c);
	}
}

static void send_item(unsigned int i, struct item *item)
{
	locked_list_push(&consumers[i].list, item);
	ev_async_send(consumers[i].loop, &consumers[i].async);
}

static void stop(void)
{
	for (unsigned int i = 0; i < nr_consumers; i++) {
		__atomic_store_n(&consumers[i].stop, 1, __ATOMIC_SEQ_CST);
		ev_async_send(consumers[i].loop, &consumers[i].async);
		pthread_join(consumers[i].thread, NULL);
	}
}

const struct contender against_ev = {"libev ev_async_send", start, send_item, stop, NULL, NULL};
