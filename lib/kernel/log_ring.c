// SPDX-License-Identifier: MIT
/*
 * The ring of log records; how it is laid out is in log_ring.h.
 */
#include <string.h>

#include "kernel/log_ring.h"

static struct log_record *record_at(const struct log_ring *ring, uint64_t pos)
{
	return (struct log_record *)(void *)(ring->buf + pos % ring->size);
}

/* The position of the record at or after @pos, past what is unused at the memory's end. */
static uint64_t skip_gap(const struct log_ring *ring, uint64_t pos)
{
	if (pos < ring->next_pos && !record_at(ring, pos)->size)
		pos += ring->size - pos % ring->size;
	return pos;
}

static void drop_oldest(struct log_ring *ring)
{
	uint64_t pos = skip_gap(ring, ring->first_pos);

	ring->first_pos = skip_gap(ring, pos + record_at(ring, pos)->size);
	ring->first_seq++;
}

void log_ring_init(struct log_ring *ring, char *buf, size_t size)
{
	*ring = (struct log_ring){.buf = buf, .size = size, .epoch = 1};
}

void log_ring_add(struct log_ring *ring, const struct log_record *rec, const char *text)
{
	uint32_t need = (uint32_t)((sizeof(*rec) + rec->len + 7) & ~(size_t)7);
	size_t left = ring->size - ring->next_pos % ring->size;
	uint64_t pos = left < need ? ring->next_pos + left : ring->next_pos;
	struct log_record *to;

	while (ring->first_seq != ring->next_seq && pos + need - ring->first_pos > ring->size)
		drop_oldest(ring);
	if (pos != ring->next_pos)
		record_at(ring, ring->next_pos)->size = 0;
	if (ring->first_seq == ring->next_seq)
		ring->first_pos = pos;
	to = record_at(ring, pos);
	*to = *rec;
	to->size = need;
	to->seq = ring->next_seq;
	memcpy(to + 1, text, rec->len);
	ring->next_pos = pos + need;
	ring->next_seq++;
}

const struct log_record *log_ring_at(const struct log_ring *ring, struct log_cursor *cursor)
{
	bool stale = cursor->epoch != ring->epoch || cursor->seq < ring->first_seq;

	/* 0, 0 is the oldest only while that is still there: stale covers the rest. */
	if (stale || cursor->pos < ring->first_pos) {
		uint64_t wanted = cursor->seq;

		*cursor = (struct log_cursor){ring->first_seq, ring->first_pos, ring->epoch};
		while (cursor->seq < wanted && cursor->seq < ring->next_seq) {
			cursor->pos = skip_gap(ring, cursor->pos);
			log_ring_step(record_at(ring, cursor->pos), cursor);
		}
	}
	if (cursor->seq >= ring->next_seq)
		return NULL;
	cursor->pos = skip_gap(ring, cursor->pos);
	return record_at(ring, cursor->pos);
}

void log_ring_step(const struct log_record *rec, struct log_cursor *cursor)
{
	cursor->seq++;
	cursor->pos += rec->size;
}

void log_ring_clear(struct log_ring *ring)
{
	ring->first_seq = ring->next_seq;
	ring->first_pos = ring->next_pos;
}

void log_ring_move(struct log_ring *ring, char *buf, size_t size)
{
	struct log_ring old = *ring;
	struct log_cursor cursor = {0};
	const struct log_record *rec;

	log_ring_init(ring, buf, size);
	ring->epoch = old.epoch + 1;
	ring->first_seq = old.first_seq;
	ring->next_seq = old.first_seq;
	while ((rec = log_ring_at(&old, &cursor))) {
		log_ring_add(ring, rec, log_record_text(rec));
		log_ring_step(rec, &cursor);
	}
}
