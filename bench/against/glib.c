// SPDX-License-Identifier: MIT
/* GLib: an idle source per item, as g_idle_add() makes it. */
#include <glib.h>

#include "against/against.h"

static struct glib_consumer {
	unsigned int nr;
	GMainContext *context;
	GMainLoop *loop;
	pthread_t thread;
} consumers[CONSUMERS_MAX];
static unsigned int nr_consumers;

static gboolean on_idle(gpointer data)
{
	struct item *item = data;

	item->fn(item);
	return G_SOURCE_REMOVE;
}

static void *run(void *arg)
{
	struct glib_consumer *c = arg;

	bench_pin(consumer_cpu(c->nr));
	g_main_context_push_thread_default(c->context);
	g_main_loop_run(c->loop);
	g_main_context_pop_thread_default(c->context);
	return NULL;
}

static void start(unsigned int n)
{
	nr_consumers = n;
	for (unsigned int i = 0; i < n; i++) {
		struct glib_consumer *c = &consumers[i];

		c->nr = i;
		c->context = g_main_context_new();
		c->loop = g_main_loop_new(c->context, FALSE);
		pthread_create(&c->thread, NULL, run, c);
		while (!g_main_loop_is_running(c->loop))
			g_thread_yield();
	}
}

static void send_item(unsigned int i, struct item *item)
{
	GSource *source = g_idle_source_new();

	g_source_set_callback(source, on_idle, item, NULL);
	g_source_attach(source, consumers[i].context);
	g_source_unref(source);
}

static void stop(void)
{
	for (unsigned int i = 0; i < nr_consumers; i++) {
		g_main_loop_quit(consumers[i].loop);
		pthread_join(consumers[i].thread, NULL);
		g_main_loop_unref(consumers[i].loop);
		g_main_context_unref(consumers[i].context);
	}
}

const struct contender against_glib = {"GLib idle source", start, send_item, stop, NULL, NULL};
