/* SPDX-License-Identifier: MIT */
/*
 * Ways to have something done later by another thread: ours, and what a user would pick instead.
 * Each has consumers (loops, rings, CPUs) that run on threads of their own.
 */
#ifndef BENCH_AGAINST_H
#define BENCH_AGAINST_H

#include <pthread.h>
#include <stdbool.h>

#include "bench.h"

#define CONSUMERS_MAX 2

/**
 * struct item - what is deferred
 * @fn: runs later
 * @busy: given to send() and not run yet; for the rate
 * @storage: for the contender: list link, rcu_head, tasklet
 */
struct item {
	void (*fn)(struct item *item);
	unsigned int busy;
	union {
		struct item *next;
		unsigned long storage[6];
	};
} __attribute__((aligned(64)));

/**
 * struct contender
 * @start: make @consumers of them, on host CPU 1 (the second on host CPU 0)
 * @send: have item->fn run by consumer @c
 * @stop: after all items have run
 * @thread_enter, @thread_leave: around the sends of one thread; may be NULL
 */
struct contender {
	const char *name;
	void (*start)(unsigned int consumers);
	void (*send)(unsigned int c, struct item *item);
	void (*stop)(void);
	void (*thread_enter)(unsigned int c);
	void (*thread_leave)(void);
};

extern const struct contender against_futex, against_futex_inbox, against_cond, against_epoll,
	against_spin, against_bits, against_bits_spin, against_tasklet, against_tasklet_poll,
	against_wait, against_uv, against_ev, against_glib, against_urcu, against_ck;

/* A consumer's host CPU. */
static inline int consumer_cpu(unsigned int c)
{
	return c ? 0 : 1;
}

/*
 * The usual hand-made inbox: a stack that is pushed by compare-and-swap and taken whole. Returns
 * true if it was empty: only then the consumer needs to be told.
 */
static inline bool inbox_push(struct item **inbox, struct item *item)
{
	struct item *first = __atomic_load_n(inbox, __ATOMIC_RELAXED);

	do
		item->next = first;
	while (!__atomic_compare_exchange_n(inbox, &first, item, true, __ATOMIC_SEQ_CST,
					    __ATOMIC_RELAXED));
	return !first;
}

static inline void inbox_item_run(struct item *item)
{
	item->fn(item);
}

static __always_inline void inbox_run_by(struct item **inbox, void (*run)(struct item *item))
{
	struct item *list = __atomic_exchange_n(inbox, NULL, __ATOMIC_SEQ_CST);
	struct item *fifo = NULL;

	while (list) {
		struct item *next = list->next;

		list->next = fifo;
		fifo = list;
		list = next;
	}
	while (fifo) {
		struct item *next = fifo->next;

		run(fifo);
		fifo = next;
	}
}

static inline void inbox_run(struct item **inbox)
{
	inbox_run_by(inbox, inbox_item_run);
}

/*
 * What the manuals of event loops tell their users to share with the loop's thread: a list under a
 * mutex. One send of the loop for each item; the loop makes one of many.
 */
struct locked_list {
	pthread_mutex_t mutex;
	struct item *first, **last;
};

static inline void locked_list_init(struct locked_list *l)
{
	pthread_mutex_init(&l->mutex, NULL);
	l->first = NULL;
	l->last = &l->first;
}

static inline void locked_list_push(struct locked_list *l, struct item *item)
{
	item->next = NULL;
	pthread_mutex_lock(&l->mutex);
	*l->last = item;
	l->last = &item->next;
	pthread_mutex_unlock(&l->mutex);
}

static inline void locked_list_run(struct locked_list *l)
{
	struct item *list;

	pthread_mutex_lock(&l->mutex);
	list = l->first;
	l->first = NULL;
	l->last = &l->first;
	pthread_mutex_unlock(&l->mutex);
	while (list) {
		struct item *next = list->next;

		list->fn(list);
		list = next;
	}
}

#endif /* BENCH_AGAINST_H */
