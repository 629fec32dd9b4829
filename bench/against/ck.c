// SPDX-License-Identifier: MIT
/* Concurrency Kit: a ring of many producers and one consumer, and a thread that polls it. */
#include <ck_ring.h>
#include <sched.h>

#include "against/against.h"

#define RING_SIZE 8192

static struct ck_consumer {
	ck_ring_t ring;
	ck_ring_buffer_t buffer[RING_SIZE];
	unsigned int stop;
	unsigned int nr;
	pthread_t thread;
} consumers[CONSUMERS_MAX];
static unsigned int nr_consumers;

static void *run(void *arg)
{
	struct ck_consumer *c = arg;
	unsigned int turns = 0;
	void *item;

	bench_pin(consumer_cpu(c->nr));
	while (!__atomic_load_n(&c->stop, __ATOMIC_RELAXED)) {
		if (ck_ring_dequeue_mpsc(&c->ring, c->buffer, &item)) {
			((struct item *)item)->fn(item);
			turns = 0;
		} else if (++turns % 1024 == 0) {
			sched_yield();
		} else {
			bench_relax();
		}
	}
	return NULL;
}

static void start(unsigned int n)
{
	nr_consumers = n;
	for (unsigned int i = 0; i < n; i++) {
		consumers[i].stop = 0;
		consumers[i].nr = i;
		ck_ring_init(&consumers[i].ring, RING_SIZE);
		pthread_create(&consumers[i].thread, NULL, run, &consumers[i]);
	}
}

static void send_item(unsigned int i, struct item *item)
{
	while (!ck_ring_enqueue_mpsc(&consumers[i].ring, consumers[i].buffer, item))
		sched_yield();
}

static void stop(void)
{
	for (unsigned int i = 0; i < nr_consumers; i++) {
		__atomic_store_n(&consumers[i].stop, 1, __ATOMIC_RELAXED);
		pthread_join(consumers[i].thread, NULL);
	}
}

const struct contender against_ck = {
	"Concurrency Kit MPSC ring", start, send_item, stop, NULL, NULL};
