// SPDX-License-Identifier: MIT
/*
 * Waiting for bits and variables: shared queues, by a hash of the address. A wake is one of all
 * that wait in the queue; each looks for itself whether it was meant.
 */
#include <linux/sprintf.h>
#include <linux/wait_bit.h>

#define QUEUE_BITS 8

static struct wait_queue_head queues[1 << QUEUE_BITS];

static struct wait_queue_head *queue_of(unsigned long key)
{
	return &queues[key * 0x9e3779b97f4a7c15UL >> (64 - QUEUE_BITS)];
}

struct wait_queue_head *__var_waitqueue(void *p)
{
	return queue_of((unsigned long)p);
}
EXPORT_SYMBOL(__var_waitqueue);

struct wait_queue_head *bit_waitqueue(unsigned long *word, int bit)
{
	return queue_of((unsigned long)word * BITS_PER_LONG + (unsigned int)bit);
}
EXPORT_SYMBOL(bit_waitqueue);

static void wake(struct wait_queue_head *wq_head)
{
	if (waitqueue_active(wq_head))
		wake_up_all(wq_head);
}

void wake_up_var(void *var)
{
	wake(__var_waitqueue(var));
}
EXPORT_SYMBOL(wake_up_var);

void wake_up_bit(unsigned long *word, int bit)
{
	wake(bit_waitqueue(word, bit));
}
EXPORT_SYMBOL(wake_up_bit);

int bit_wait(struct wait_bit_key *key, int mode)
{
	(void)key;
	schedule();
	return signal_pending_state((unsigned int)mode, current) ? -EINTR : 0;
}
EXPORT_SYMBOL_GPL(bit_wait);

int bit_wait_timeout(struct wait_bit_key *key, int mode)
{
	unsigned long now = jiffies;

	if (time_after_eq(now, key->timeout))
		return -EAGAIN;
	schedule_timeout((long)(key->timeout - now));
	return signal_pending_state((unsigned int)mode, current) ? -EINTR : 0;
}
EXPORT_SYMBOL_GPL(bit_wait_timeout);

static void describe(const void *waits_for, char *buf, unsigned long size)
{
	const struct wait_bit_key *key = waits_for;

	scnprintf(buf, size, "bit %d of %pS to be cleared", key->bit_nr, key->flags);
}

/* @locks: set it as well. */
static int wait_for_bit(struct wait_bit_key *key, bool locks, wait_bit_action_f *action,
			unsigned int mode)
{
	struct wait_queue_head *wq_head = bit_waitqueue(key->flags, key->bit_nr);
	DEFINE_WAIT(wait);
	int ret = 0;

	current->waits_for = key;
	current->waits_describe = describe;
	for (;;) {
		prepare_to_wait(wq_head, &wait, (int)mode);
		if (locks ? !test_and_set_bit_lock(key->bit_nr, key->flags) :
			    !test_bit_acquire(key->bit_nr, key->flags))
			break;
		ret = action(key, (int)mode);
		if (ret)
			break;
	}
	finish_wait(wq_head, &wait);
	current->waits_describe = NULL;
	current->waits_for = NULL;
	return ret;
}

int out_of_line_wait_on_bit(unsigned long *word, int bit, wait_bit_action_f *action,
			    unsigned int mode)
{
	struct wait_bit_key key = {.flags = word, .bit_nr = bit};

	return wait_for_bit(&key, false, action, mode);
}
EXPORT_SYMBOL(out_of_line_wait_on_bit);

int out_of_line_wait_on_bit_timeout(unsigned long *word, int bit, wait_bit_action_f *action,
				    unsigned int mode, unsigned long timeout)
{
	struct wait_bit_key key = {.flags = word, .bit_nr = bit, .timeout = jiffies + timeout};

	return wait_for_bit(&key, false, action, mode);
}
EXPORT_SYMBOL_GPL(out_of_line_wait_on_bit_timeout);

int out_of_line_wait_on_bit_lock(unsigned long *word, int bit, wait_bit_action_f *action,
				 unsigned int mode)
{
	struct wait_bit_key key = {.flags = word, .bit_nr = bit};

	return wait_for_bit(&key, true, action, mode);
}
EXPORT_SYMBOL(out_of_line_wait_on_bit_lock);

static __attribute__((constructor)) void queues_init(void)
{
	for (unsigned int i = 0; i < 1 << QUEUE_BITS; i++)
		init_waitqueue_head(&queues[i]);
}
