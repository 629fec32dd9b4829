// SPDX-License-Identifier: MIT
/*
 * Reference counts with a lock.
 */
#include <linux/bug.h>
#include <linux/lockref.h>

/* What it takes to die: far below what gets and puts reach. */
#define DEAD (-128)

/* Add @change if there are at least @least. */
static bool change_if(struct lockref *lockref, int least, int change)
{
	bool is_so;

	spin_lock(&lockref->lock);
	is_so = lockref->count >= least;
	if (is_so)
		lockref->count += change;
	spin_unlock(&lockref->lock);
	return is_so;
}

void lockref_get(struct lockref *lockref)
{
	spin_lock(&lockref->lock);
	lockref->count++;
	spin_unlock(&lockref->lock);
}
EXPORT_SYMBOL(lockref_get);

bool lockref_get_not_zero(struct lockref *lockref)
{
	return change_if(lockref, 1, 1);
}
EXPORT_SYMBOL(lockref_get_not_zero);

bool lockref_get_not_dead(struct lockref *lockref)
{
	return change_if(lockref, 0, 1);
}
EXPORT_SYMBOL(lockref_get_not_dead);

bool lockref_put_not_zero(struct lockref *lockref)
{
	return change_if(lockref, 2, -1);
}
EXPORT_SYMBOL(lockref_put_not_zero);

bool lockref_put_or_lock(struct lockref *lockref)
{
	spin_lock(&lockref->lock);
	if (lockref->count <= 1)
		return false;
	lockref->count--;
	spin_unlock(&lockref->lock);
	return true;
}
EXPORT_SYMBOL(lockref_put_or_lock);

int lockref_put_return(struct lockref *lockref)
{
	int left = -1;

	if (!spin_trylock(&lockref->lock))
		return -1;
	if (lockref->count > 0)
		left = --lockref->count;
	spin_unlock(&lockref->lock);
	return left;
}
EXPORT_SYMBOL(lockref_put_return);

void lockref_mark_dead(struct lockref *lockref)
{
	assert_spin_locked(&lockref->lock);
	lockref->count = DEAD;
}
EXPORT_SYMBOL(lockref_mark_dead);
