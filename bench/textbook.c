// SPDX-License-Identifier: MIT
/* See textbook.h. In a file of its own, so that calls are calls. */
#include <linux/bug.h>

#include "textbook.h"

static struct tasklet_struct *head, **tail = &head;
unsigned int textbook_pending;

static void append(struct tasklet_struct *t)
{
	t->next = NULL;
	*tail = t;
	tail = &t->next;
}

void textbook_schedule_slow(struct tasklet_struct *t)
{
	unsigned long flags;

	local_irq_save(flags);
	append(t);
	textbook_pending = 1;
	local_irq_restore(flags);
}

static void textbook_action(void)
{
	struct tasklet_struct *list;

	local_irq_disable();
	list = head;
	head = NULL;
	tail = &head;
	local_irq_enable();

	while (list) {
		struct tasklet_struct *t = list;

		list = t->next;
		if (tasklet_trylock(t)) {
			if (!atomic_read(&t->count)) {
				if (!test_and_clear_bit(TASKLET_STATE_SCHED, &t->state))
					BUG();
				t->callback(t);
				test_and_clear_bit(TASKLET_STATE_RUN, &t->state);
				continue;
			}
			test_and_clear_bit(TASKLET_STATE_RUN, &t->state);
		}
		local_irq_disable();
		append(t);
		textbook_pending = 1;
		local_irq_enable();
	}
}

void textbook_softirq(void)
{
	local_irq_disable();
	preempt_count_add(SOFTIRQ_OFFSET);
	textbook_pending = 0;
	local_irq_enable();
	textbook_action();
	local_irq_disable();
	preempt_count_sub(SOFTIRQ_OFFSET);
	local_irq_enable();
}
