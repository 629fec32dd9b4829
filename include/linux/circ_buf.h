/* SPDX-License-Identifier: MIT */
/*
 * Counting in a ring of bytes whose size is a power of two. One slot stays empty, so that a full
 * ring is not an empty one. Who moves an index orders it against the bytes: smp_store_release()
 * on the own one, smp_load_acquire() on the other's.
 */
#ifndef _LINUX_CIRC_BUF_H
#define _LINUX_CIRC_BUF_H

/**
 * struct circ_buf - a ring
 * @buf: the bytes
 * @head: where the producer puts the next one
 * @tail: where the consumer takes the next one
 */
struct circ_buf {
	char *buf;
	int head;
	int tail;
};

/* Bytes to take, and room to put some. */
#define CIRC_CNT(head, tail, size)   (((head) - (tail)) & ((size)-1))
#define CIRC_SPACE(head, tail, size) CIRC_CNT((tail), ((head) + 1), (size))

/* The same, up to the end of the buffer, without the part that continues at its beginning. Each
 * index is read once, since the other side may move it. */
#define CIRC_CNT_TO_END(head, tail, size)             \
	__extension__({                               \
		int __to_end = (size) - (tail);       \
		int __n = CIRC_CNT(head, tail, size); \
		__n < __to_end ? __n : __to_end;      \
	})
#define CIRC_SPACE_TO_END(head, tail, size)             \
	__extension__({                                 \
		int __to_end = (size) - (head);         \
		int __n = CIRC_SPACE(head, tail, size); \
		__n < __to_end ? __n : __to_end;        \
	})

#endif /* _LINUX_CIRC_BUF_H */
