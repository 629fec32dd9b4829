/* SPDX-License-Identifier: MIT */
/*
 * The ring of log records: bytes of memory in which the newest records push out the oldest.
 *
 * Positions are counts of bytes since the ring was made, so they only grow and the memory's
 * offset is pos % size. [first_pos, next_pos) holds the records that are there, each a header
 * and its text, 8-byte aligned and never wrapped around the end: what is left there is skipped,
 * behind a header whose size is 0.
 *
 * No locking in here; the log's lock (lib/kernel/printk.c) is held around every call.
 */
#ifndef LIB_KERNEL_LOG_RING_H
#define LIB_KERNEL_LOG_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_RING_SIZE_MIN 4096

/* Which record a reader wants next; all zero: the oldest. Stale ones are noticed and mended. */
struct log_cursor {
	uint64_t seq;
	uint64_t pos;
	uint64_t epoch;
};

struct log_record {
	uint32_t size; /* of header, text and padding; 0: skip to the end of the memory */
	uint16_t len; /* of the text, which follows; no NUL, no final newline */
	uint8_t level;
	uint8_t quiet; /* not for the console */
	uint64_t seq;
	uint64_t ts_ns;
	int32_t tid;
	int32_t pad;
};

static inline const char *log_record_text(const struct log_record *rec)
{
	return (const char *)(rec + 1);
}

struct log_ring {
	char *buf;
	size_t size;
	uint64_t first_seq, next_seq;
	uint64_t first_pos, next_pos;
	uint64_t epoch; /* not 0; changes with the memory, which makes positions stale */
};

/* @size is a multiple of 8 and at least LOG_RING_SIZE_MIN. */
void log_ring_init(struct log_ring *ring, char *buf, size_t size);

/* Add a record; @rec gives all but size and seq. */
void log_ring_add(struct log_ring *ring, const struct log_record *rec, const char *text);

/*
 * The first record that is not older than @cursor, or NULL. @cursor is mended to point at it,
 * so @cursor->seq tells whether records in between were lost. log_ring_step() goes past it.
 */
const struct log_record *log_ring_at(const struct log_ring *ring, struct log_cursor *cursor);
void log_ring_step(const struct log_record *rec, struct log_cursor *cursor);

void log_ring_clear(struct log_ring *ring);

/* Go on in other memory, with as many of the newest records as fit. */
void log_ring_move(struct log_ring *ring, char *buf, size_t size);

#endif /* LIB_KERNEL_LOG_RING_H */
