// SPDX-License-Identifier: MIT
/* Mutexes that end with the binding. */
#include "base/base.h"

#include <linux/mutex.h>

static void destroy(void *lock)
{
	mutex_destroy(lock);
}

int __devm_mutex_init(struct device *dev, struct mutex *lock)
{
	return devm_add_action_or_reset(dev, destroy, lock);
}
EXPORT_SYMBOL_GPL(__devm_mutex_init);
