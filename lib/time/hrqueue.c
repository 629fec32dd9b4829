// SPDX-License-Identifier: MIT
/* See hrqueue.h. */
#include "time/hrqueue.h"

static bool before(const struct hrtimer *a, const struct hrtimer *b)
{
	return a->key != b->key ? a->key < b->key : a->seq < b->seq;
}

/* Two heaps become one. Neither root has a prev or a next. */
static struct hrtimer *meld(struct hrtimer *a, struct hrtimer *b)
{
	if (!a || !b)
		return a ? a : b;
	if (before(b, a)) {
		struct hrtimer *swap = a;

		a = b;
		b = swap;
	}
	b->prev = a;
	b->next = a->child;
	if (b->next)
		b->next->prev = b;
	a->child = b;
	return a;
}

static struct hrtimer *take_first(struct hrtimer **list)
{
	struct hrtimer *first = *list;

	if (first) {
		*list = first->next;
		first->next = first->prev = NULL;
	}
	return first;
}

/* Children without their parent: in pairs, and these from the last to the first. */
static struct hrtimer *meld_all(struct hrtimer *list)
{
	struct hrtimer *pairs = NULL, *root = NULL, *pair;

	while (list) {
		struct hrtimer *a = take_first(&list), *b = take_first(&list);

		pair = meld(a, b);
		pair->next = pairs;
		pairs = pair;
	}
	while ((pair = take_first(&pairs)))
		root = meld(root, pair);
	return root;
}

void hrqueue_add(struct hrqueue *queue, struct hrtimer *timer)
{
	timer->seq = ++queue->last_seq;
	timer->child = timer->next = timer->prev = NULL;
	queue->first = meld(queue->first, timer);
}

void hrqueue_remove(struct hrqueue *queue, struct hrtimer *timer)
{
	struct hrtimer *rest = meld_all(timer->child);

	timer->child = NULL;
	if (timer == queue->first) {
		queue->first = rest;
		return;
	}
	if (timer->prev->child == timer)
		timer->prev->child = timer->next;
	else
		timer->prev->next = timer->next;
	if (timer->next)
		timer->next->prev = timer->prev;
	timer->next = timer->prev = NULL;
	queue->first = meld(queue->first, rest);
}
