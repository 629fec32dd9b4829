/* SPDX-License-Identifier: MIT */
#ifndef BENCH_ALLOCATIONS_H
#define BENCH_ALLOCATIONS_H

extern __thread unsigned long allocations; /* of this thread, so far */
extern unsigned long all_allocated; /* bytes, of the process; atomic */

#endif /* BENCH_ALLOCATIONS_H */
