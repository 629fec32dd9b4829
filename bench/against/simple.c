// SPDX-License-Identifier: MIT
/*
 * What one writes by hand: a futex, mutex + condition variable, eventfd + epoll, and a thread that
 * spins.
 */
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "against/against.h"

struct consumer {
	struct item *inbox __attribute__((aligned(64)));
	unsigned int seq __attribute__((aligned(64)));
	unsigned int stop;
	unsigned int nr;
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	struct item *first, **last;
	int eventfd, epoll;
	pthread_t thread;
} __attribute__((aligned(64)));

static struct consumer consumers[CONSUMERS_MAX];
static unsigned int nr_consumers;

static void start_all(unsigned int n, void *(*fn)(void *))
{
	nr_consumers = n;
	for (unsigned int i = 0; i < n; i++) {
		struct consumer *c = &consumers[i];

		c->inbox = NULL;
		c->seq = 0;
		c->stop = 0;
		c->nr = i;
		c->first = NULL;
		c->last = &c->first;
		if (pthread_create(&c->thread, NULL, fn, c) != 0)
			bench_die("pthread_create");
	}
}

static void stop_all(void (*wake)(struct consumer *))
{
	for (unsigned int i = 0; i < nr_consumers; i++) {
		__atomic_store_n(&consumers[i].stop, 1, __ATOMIC_SEQ_CST);
		wake(&consumers[i]);
		pthread_join(consumers[i].thread, NULL);
	}
}

static bool stopped(struct consumer *c)
{
	return __atomic_load_n(&c->stop, __ATOMIC_SEQ_CST);
}

/* futex */

static void wake_futex(struct consumer *c)
{
	__atomic_fetch_add(&c->seq, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &c->seq, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static __always_inline void loop_futex_by(struct consumer *c, void (*run)(struct item *item))
{
	bench_pin(consumer_cpu(c->nr));
	while (!stopped(c)) {
		unsigned int seq = __atomic_load_n(&c->seq, __ATOMIC_SEQ_CST);

		inbox_run_by(&c->inbox, run);
		syscall(SYS_futex, &c->seq, FUTEX_WAIT_PRIVATE, seq, NULL, NULL, 0);
	}
}

static void *loop_futex(void *arg)
{
	loop_futex_by(arg, inbox_item_run);
	return NULL;
}

static void start_futex(unsigned int n)
{
	start_all(n, loop_futex);
}

static void send_futex(unsigned int i, struct item *item)
{
	if (inbox_push(&consumers[i].inbox, item))
		wake_futex(&consumers[i]);
}

static void stop_futex(void)
{
	stop_all(wake_futex);
}

const struct contender against_futex = {"bare futex wake", start_futex, send_futex,
					stop_futex,	   NULL,	NULL};

/* The same by the name of what matters for the rate: nobody is woken for most items. */
const struct contender against_futex_inbox = {
	"lock-free inbox + futex, by hand", start_futex, send_futex, stop_futex, NULL, NULL};

/*
 * The same with a tasklet's two bits: the floor of what tasklets can do. Scheduled again before it
 * runs, an item runs once; while it runs nobody else runs it.
 */

#define BIT_SCHED 1ul
#define BIT_RUN	  2ul

static unsigned long *bits_of(struct item *item)
{
	return &item->storage[1];
}

static bool push_with_bits(struct consumer *c, struct item *item)
{
	return !(__atomic_fetch_or(bits_of(item), BIT_SCHED, __ATOMIC_SEQ_CST) & BIT_SCHED) &&
	       inbox_push(&c->inbox, item);
}

static inline void run_with_bits(struct item *item)
{
	unsigned long bits = BIT_SCHED;

	if (!__atomic_compare_exchange_n(bits_of(item), &bits, BIT_RUN, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED))
		bench_die("an item that is not scheduled");
	item->fn(item);
	__atomic_fetch_and(bits_of(item), ~BIT_RUN, __ATOMIC_SEQ_CST);
}

static void *loop_bits(void *arg)
{
	loop_futex_by(arg, run_with_bits);
	return NULL;
}

static void start_bits(unsigned int n)
{
	start_all(n, loop_bits);
}

static void send_bits(unsigned int i, struct item *item)
{
	if (push_with_bits(&consumers[i], item))
		wake_futex(&consumers[i]);
}

const struct contender against_bits = {
	"inbox + futex + a tasklet's bits, by hand", start_bits, send_bits, stop_futex, NULL, NULL};

static void *loop_bits_spin(void *arg)
{
	struct consumer *c = arg;

	bench_pin(consumer_cpu(c->nr));
	while (!stopped(c))
		if (__atomic_load_n(&c->inbox, __ATOMIC_ACQUIRE))
			inbox_run_by(&c->inbox, run_with_bits);
		else
			bench_relax();
	return NULL;
}

static void start_bits_spin(unsigned int n)
{
	start_all(n, loop_bits_spin);
}

static void send_bits_spin(unsigned int i, struct item *item)
{
	(void)push_with_bits(&consumers[i], item);
}

static void wake_nothing(struct consumer *c)
{
	(void)c;
}

static void stop_spin(void)
{
	stop_all(wake_nothing);
}

const struct contender against_bits_spin = {"spinning, inbox + a tasklet's bits",
					    start_bits_spin,
					    send_bits_spin,
					    stop_spin,
					    NULL,
					    NULL};

/* mutex + condition variable */

static void wake_cond(struct consumer *c)
{
	pthread_mutex_lock(&c->mutex);
	pthread_cond_signal(&c->cond);
	pthread_mutex_unlock(&c->mutex);
}

static void *loop_cond(void *arg)
{
	struct consumer *c = arg;

	bench_pin(consumer_cpu(c->nr));
	pthread_mutex_lock(&c->mutex);
	while (!stopped(c)) {
		struct item *list = c->first;

		if (!list) {
			pthread_cond_wait(&c->cond, &c->mutex);
			continue;
		}
		c->first = NULL;
		c->last = &c->first;
		pthread_mutex_unlock(&c->mutex);
		while (list) {
			struct item *next = list->next;

			list->fn(list);
			list = next;
		}
		pthread_mutex_lock(&c->mutex);
	}
	pthread_mutex_unlock(&c->mutex);
	return NULL;
}

static void start_cond(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		pthread_mutex_init(&consumers[i].mutex, NULL);
		pthread_cond_init(&consumers[i].cond, NULL);
	}
	start_all(n, loop_cond);
}

static void send_cond(unsigned int i, struct item *item)
{
	struct consumer *c = &consumers[i];

	item->next = NULL;
	pthread_mutex_lock(&c->mutex);
	*c->last = item;
	c->last = &item->next;
	pthread_cond_signal(&c->cond);
	pthread_mutex_unlock(&c->mutex);
}

static void stop_cond(void)
{
	stop_all(wake_cond);
}

const struct contender against_cond = {
	"mutex + condition variable", start_cond, send_cond, stop_cond, NULL, NULL};

/* eventfd + epoll */

static void wake_epoll(struct consumer *c)
{
	uint64_t one = 1;

	if (write(c->eventfd, &one, sizeof(one)) < 0)
		bench_die("write to an eventfd");
}

static void *loop_epoll(void *arg)
{
	struct consumer *c = arg;
	struct epoll_event event;
	uint64_t count;

	bench_pin(consumer_cpu(c->nr));
	while (!stopped(c)) {
		if (epoll_wait(c->epoll, &event, 1, -1) == 1 &&
		    read(c->eventfd, &count, sizeof(count)) > 0)
			inbox_run(&c->inbox);
	}
	close(c->epoll);
	close(c->eventfd);
	return NULL;
}

static void start_epoll(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct epoll_event event = {.events = EPOLLIN};

		consumers[i].eventfd = eventfd(0, EFD_NONBLOCK);
		consumers[i].epoll = epoll_create1(0);
		epoll_ctl(consumers[i].epoll, EPOLL_CTL_ADD, consumers[i].eventfd, &event);
	}
	start_all(n, loop_epoll);
}

static void send_epoll(unsigned int i, struct item *item)
{
	if (inbox_push(&consumers[i].inbox, item))
		wake_epoll(&consumers[i]);
}

static void stop_epoll(void)
{
	stop_all(wake_epoll);
}

const struct contender against_epoll = {
	"eventfd + epoll thread", start_epoll, send_epoll, stop_epoll, NULL, NULL};

/* A thread that spins. */

static void *loop_spin(void *arg)
{
	struct consumer *c = arg;

	bench_pin(consumer_cpu(c->nr));
	while (!stopped(c)) {
		struct item *item = __atomic_load_n(&c->inbox, __ATOMIC_ACQUIRE);

		if (item) {
			__atomic_store_n(&c->inbox, NULL, __ATOMIC_RELEASE);
			item->fn(item);
		} else {
			bench_relax();
		}
	}
	return NULL;
}

static void start_spin(unsigned int n)
{
	start_all(n, loop_spin);
}

static void send_spin(unsigned int i, struct item *item)
{
	__atomic_store_n(&consumers[i].inbox, item, __ATOMIC_RELEASE);
}

const struct contender against_spin = {
	"bare hand-over, spinning", start_spin, send_spin, stop_spin, NULL, NULL};
