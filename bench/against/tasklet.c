// SPDX-License-Identifier: MIT
/* Ours: the consumers are virtual CPUs; the machine is booted with as many. */
#include <stdio.h>

#include <linux/interrupt.h>
#include <tasklet/boot.h>
#include <tasklet/cpu.h>

#include "against/against.h"

_Static_assert(sizeof(struct tasklet_struct) <= sizeof(((struct item *)0)->storage), "too small");

static struct item *item_of(struct tasklet_struct *t)
{
	return container_of((unsigned long(*)[6])t, struct item, storage);
}

static void callback(struct tasklet_struct *t)
{
	struct item *item = item_of(t);

	item->fn(item);
}

static void boot(unsigned int consumers, const char *more)
{
	char cmdline[64];

	snprintf(cmdline, sizeof(cmdline), "nr_cpus=%u %s", consumers, more);
	bench_boot(cmdline);
	for (unsigned int c = 0; c < consumers; c++) {
		snprintf(cmdline, sizeof(cmdline), "ksoftirqd/%u", c);
		bench_pin_named(cmdline, consumer_cpu(c));
	}
}

static void start(unsigned int consumers)
{
	boot(consumers, "");
}

static void start_poll(unsigned int consumers)
{
	boot(consumers, "idle=poll");
}

static void send_item(unsigned int c, struct item *item)
{
	struct tasklet_struct *t = (struct tasklet_struct *)item->storage;

	(void)c;
	if (unlikely(!t->callback))
		tasklet_setup(t, callback);
	tasklet_schedule(t);
}

static void stop(void)
{
	tl_shutdown();
}

static void enter(unsigned int c)
{
	tl_cpu_bind((int)(c % tl_nr_cpus()));
}

static void leave(void)
{
	tl_cpu_bind(-1);
}

const struct contender against_tasklet = {"libtasklet", start, send_item, stop, enter, leave};
const struct contender against_tasklet_poll = {
	"libtasklet, idle=poll", start_poll, send_item, stop, enter, leave};
