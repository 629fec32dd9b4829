// SPDX-License-Identifier: MIT
/*
 * Counters with a part for each CPU. A CPU's part is changed with its interrupts off, so that only
 * the CPU itself does; others read it. What moves from there to the common part does so under the
 * lock, which a sum holds: it counts nothing twice, and misses nothing.
 */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/percpu_counter.h>

static s64 magnitude(s64 x)
{
	return x < 0 ? -x : x;
}

int percpu_counter_init_many(struct percpu_counter *fbc, s64 amount, gfp_t gfp, u32 nr_counters)
{
	/* All parts of one CPU stand together. */
	s32 __percpu *counters =
		__alloc_percpu_gfp(nr_counters * sizeof(*counters), __alignof__(*counters), gfp);

	for (u32 i = 0; i < nr_counters; i++) {
		raw_spin_lock_init(&fbc[i].lock);
		fbc[i].count = amount;
		fbc[i].counters = counters ? counters + i : NULL;
	}
	return counters ? 0 : -ENOMEM;
}
EXPORT_SYMBOL(percpu_counter_init_many);

void percpu_counter_destroy_many(struct percpu_counter *fbc, u32 nr_counters)
{
	s32 __percpu *counters = fbc->counters;

	for (u32 i = 0; i < nr_counters; i++)
		fbc[i].counters = NULL;
	free_percpu(counters);
}
EXPORT_SYMBOL(percpu_counter_destroy_many);

/* With interrupts off: this CPU's part, with @amount, becomes common. */
static void move(struct percpu_counter *fbc, s64 amount)
{
	raw_spin_lock(&fbc->lock);
	WRITE_ONCE(fbc->count, fbc->count + __this_cpu_read(*fbc->counters) + amount);
	__this_cpu_write(*fbc->counters, 0);
	raw_spin_unlock(&fbc->lock);
}

void percpu_counter_add_batch(struct percpu_counter *fbc, s64 amount, s32 batch)
{
	unsigned long flags;
	s64 part;

	local_irq_save(flags);
	part = __this_cpu_read(*fbc->counters) + amount;
	if (magnitude(part) >= batch)
		move(fbc, amount);
	else
		__this_cpu_write(*fbc->counters, (s32)part);
	local_irq_restore(flags);
}
EXPORT_SYMBOL(percpu_counter_add_batch);

/* Under the lock. */
static s64 sum(struct percpu_counter *fbc)
{
	s64 total = fbc->count;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		total += READ_ONCE(*per_cpu_ptr(fbc->counters, cpu));
	return total;
}

s64 __percpu_counter_sum(struct percpu_counter *fbc)
{
	unsigned long flags;
	s64 total;

	raw_spin_lock_irqsave(&fbc->lock, flags);
	total = sum(fbc);
	raw_spin_unlock_irqrestore(&fbc->lock, flags);
	return total;
}
EXPORT_SYMBOL(__percpu_counter_sum);

bool percpu_counter_limited_add(struct percpu_counter *fbc, s64 limit, s64 amount)
{
	unsigned long flags;
	bool fits;
	s64 total;

	raw_spin_lock_irqsave(&fbc->lock, flags);
	total = sum(fbc) + amount;
	fits = amount > 0 ? total <= limit : amount < 0 ? total >= limit : true;
	if (fits)
		WRITE_ONCE(fbc->count, fbc->count + amount);
	raw_spin_unlock_irqrestore(&fbc->lock, flags);
	return fits;
}
EXPORT_SYMBOL(percpu_counter_limited_add);

/* Nobody else changes it meanwhile, or it is anybody's guess. */
void percpu_counter_set(struct percpu_counter *fbc, s64 amount)
{
	unsigned long flags;
	unsigned int cpu;

	raw_spin_lock_irqsave(&fbc->lock, flags);
	for_each_possible_cpu(cpu)
		WRITE_ONCE(*per_cpu_ptr(fbc->counters, cpu), 0);
	WRITE_ONCE(fbc->count, amount);
	raw_spin_unlock_irqrestore(&fbc->lock, flags);
}
EXPORT_SYMBOL(percpu_counter_set);

void percpu_counter_sync(struct percpu_counter *fbc)
{
	unsigned long flags;

	local_irq_save(flags);
	move(fbc, 0);
	local_irq_restore(flags);
}
EXPORT_SYMBOL(percpu_counter_sync);

int __percpu_counter_compare(struct percpu_counter *fbc, s64 rhs, s32 batch)
{
	s64 count = percpu_counter_read(fbc);

	/* The parts can't make a difference. */
	if (magnitude(count - rhs) <= (s64)batch * num_online_cpus())
		count = __percpu_counter_sum(fbc);
	return (count > rhs) - (count < rhs);
}
EXPORT_SYMBOL(__percpu_counter_compare);
