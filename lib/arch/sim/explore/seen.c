// SPDX-License-Identifier: MIT
/*
 * Which schedules were run, by their event hashes: a table with open addressing, in memory shared
 * by all processes that make runs. An entry goes from 0 to a hash, once; who makes that change
 * counts it. At three quarters it is full, and what is new from then on is not counted.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "arch/sim/explore/explore.h"
#include "arch/sim/explore/seen.h"

#define SLOTS (1u << 20)

struct seen {
	uint64_t count;
	bool full;
	uint64_t hash[SLOTS];
};

static struct seen *seen __tl_keep;

int seen_begin(void)
{
	seen_end();
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (seen != MAP_FAILED)
		return 0;
	seen = NULL;
	return -EAGAIN;
}

void seen_end(void)
{
	if (seen)
		munmap(seen, sizeof(*seen));
	seen = NULL;
}

void seen_add(uint64_t hash)
{
	uint64_t there;

	if (!seen)
		return;
	hash += !hash;
	for (size_t i = hash % SLOTS;; i = (i + 1) % SLOTS) {
		there = __atomic_load_n(&seen->hash[i], __ATOMIC_RELAXED);
		if (there == hash)
			return;
		if (there)
			continue;
		if (__atomic_load_n(&seen->count, __ATOMIC_RELAXED) >= SLOTS / 4 * 3) {
			__atomic_store_n(&seen->full, true, __ATOMIC_RELAXED);
			return;
		}
		if (__atomic_compare_exchange_n(&seen->hash[i], &there, hash, false,
						__ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
			__atomic_add_fetch(&seen->count, 1, __ATOMIC_RELAXED);
			return;
		}
		if (there == hash)
			return;
	}
}

uint64_t seen_count(bool *at_least)
{
	*at_least = seen->full;
	return seen->count;
}
