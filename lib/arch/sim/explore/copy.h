/* SPDX-License-Identifier: MIT */
/*
 * Copies of the pieces of checkpoints, a dozen of 16 bytes to some KiB each; every run makes one or
 * two of all of them, which is a fifth of what it takes. memcpy() makes other assumptions, and takes
 * 1.3 times as long (bench/README.md).
 */
#ifndef LIB_ARCH_SIM_EXPLORE_COPY_H
#define LIB_ARCH_SIM_EXPLORE_COPY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __x86_64__
typedef unsigned char copy_vector __attribute__((vector_size(32), aligned(1), may_alias));
typedef uint64_t copy_word __attribute__((aligned(1), may_alias));

#define COPY_AT_ONCE (4 * sizeof(copy_vector))

static inline __attribute__((target("avx"))) void copy_vectors(unsigned char *to,
							       const unsigned char *from, size_t n)
{
	for (; n >= COPY_AT_ONCE; n -= COPY_AT_ONCE, to += COPY_AT_ONCE, from += COPY_AT_ONCE) {
		const copy_vector *v = (const copy_vector *)from;
		copy_vector a = v[0], b = v[1], c = v[2], d = v[3];

		((copy_vector *)to)[0] = a;
		((copy_vector *)to)[1] = b;
		((copy_vector *)to)[2] = c;
		((copy_vector *)to)[3] = d;
	}
	for (; n >= sizeof(copy_vector); n -= sizeof(copy_vector)) {
		*(copy_vector *)to = *(const copy_vector *)from;
		to += sizeof(copy_vector);
		from += sizeof(copy_vector);
	}
	for (; n >= sizeof(copy_word); n -= sizeof(copy_word)) {
		*(copy_word *)to = *(const copy_word *)from;
		to += sizeof(copy_word);
		from += sizeof(copy_word);
	}
	if (n)
		memcpy(to, from, n);
}
#endif

static inline void copy_piece(void *to, const void *from, size_t n)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx")) {
		copy_vectors(to, from, n);
		return;
	}
#endif
	memcpy(to, from, n);
}

#endif /* LIB_ARCH_SIM_EXPLORE_COPY_H */
