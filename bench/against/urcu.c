// SPDX-License-Identifier: MIT
/* liburcu: call_rcu(), which runs the item after a grace period. */
#include <urcu.h>

#include "against/against.h"

_Static_assert(sizeof(struct rcu_head) <= sizeof(((struct item *)0)->storage), "too small");

static struct call_rcu_data *workers[CONSUMERS_MAX];
static unsigned int nr_workers;

static void callback(struct rcu_head *head)
{
	struct item *item = (struct item *)((char *)head - offsetof(struct item, storage));

	item->fn(item);
}

static void start(unsigned int n)
{
	nr_workers = n;
	for (unsigned int i = 0; i < n; i++)
		workers[i] =
			create_call_rcu_data(URCU_CALL_RCU_RT, bench_options.cpu[consumer_cpu(i)]);
}

static void send_item(unsigned int i, struct item *item)
{
	(void)i;
	call_rcu((struct rcu_head *)item->storage, callback);
}

static void stop(void)
{
	rcu_register_thread();
	rcu_barrier();
	for (unsigned int i = 0; i < nr_workers; i++)
		call_rcu_data_free(workers[i]);
	rcu_unregister_thread();
}

static void enter(unsigned int i)
{
	rcu_register_thread();
	set_thread_call_rcu_data(workers[i % nr_workers]);
}

static void leave(void)
{
	set_thread_call_rcu_data(NULL);
	rcu_unregister_thread();
}

const struct contender against_urcu = {"liburcu call_rcu", start, send_item, stop, enter, leave};
