// SPDX-License-Identifier: MIT
/* libuv: a list under a mutex, and uv_async_send(). */
#include <uv.h>

#include "against/against.h"

static struct uv_consumer {
	struct locked_list list __attribute__((aligned(64)));
	unsigned int stop;
	unsigned int nr;
	uv_loop_t loop;
	uv_async_t async;
	pthread_t thread;
} consumers[CONSUMERS_MAX];
static unsigned int nr_consumers;

static void on_async(uv_async_t *async)
{
	struct uv_consumer *c = async->data;

	locked_list_run(&c->list);
	if (__atomic_load_n(&c->stop, __ATOMIC_SEQ_CST))
		uv_close((uv_handle_t *)async, NULL);
}

static void *loop(void *arg)
{
	struct uv_consumer *c = arg;

	bench_pin(consumer_cpu(c->nr));
	uv_run(&c->loop, UV_RUN_DEFAULT);
	uv_loop_close(&c->loop);
	return NULL;
}

static void start(unsigned int n)
{
	nr_consumers = n;
	for (unsigned int i = 0; i < n; i++) {
		struct uv_consumer *c = &consumers[i];

		locked_list_init(&c->list);
		c->stop = 0;
		c->nr = i;
		uv_loop_init(&c->loop);
		uv_async_init(&c->loop, &c->async, on_async);
		c->async.data = c;
		pthread_create(&c->thread, NULL, loop, c);
	}
}

static void send_item(unsigned int i, struct item *item)
{
	locked_list_push(&consumers[i].list, item);
	uv_async_send(&consumers[i].async);
}

static void stop(void)
{
	for (unsigned int i = 0; i < nr_consumers; i++) {
		__atomic_store_n(&consumers[i].stop, 1, __ATOMIC_SEQ_CST);
		uv_async_send(&consumers[i].async);
		pthread_join(consumers[i].thread, NULL);
	}
}

const struct contender against_uv = {"libuv uv_async_send", start, send_item, stop, NULL, NULL};
