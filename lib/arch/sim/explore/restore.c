// SPDX-License-Identifier: MIT
/*
 * Writable data between runs.
 *
 * restore_begin() copies the data of the program and of what belongs to it (restore-modules.c) and
 * makes its pages read-only. The first write to a page faults: it becomes writable for good, and hot,
 * and restore_now() copies the hot pages back. So a page costs one fault in a search, and a run
 * costs the pages that runs write, however large the rest is.
 *
 *	segments	what is writable		sorted
 *	holes		what in there is not restored	sorted, bytes
 *	spans		segments without holes		sorted within a segment
 *	pieces		spans within hot pages; neighbours are one
 *
 * A page is watched if a span reaches into it. Its holes are never written by us.
 *
 * The books are mapped, out of the way of restoring; `restore` alone is static.
 *
 * A system call that writes to a page that is not hot yet gets EFAULT: read() into a static buffer
 * of a scenario, say, which nobody wrote to before. That shows in the first run; writing to the buffer
 * before, or reading into a local one, helps.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arch/sim/explore/explore.h"
#include "arch/sim/explore/restore.h"
#include "host/error.h"

/* The data of a program with ASan has redzones, which are not ours to mind. */
#define NO_ASAN __attribute__((no_sanitize_address))

enum page_state { PAGE_UNWATCHED, PAGE_COLD, PAGE_HOT };

/**
 * struct restore - the books
 * @watching: between restore_begin() and restore_end()
 * @page: bytes of one
 * @segments, @holes, @spans, @pieces: see the top
 * @picture, @picture_size: the copy of all segments, page by page
 * @states: an enum page_state for each page of it
 * @nr_pages: how many
 * @nr_hot: of these
 */
struct restore {
	bool watching;
	size_t page;
	struct restore_list segments;
	struct restore_list holes;
	struct restore_list spans;
	struct restore_list pieces;
	uintptr_t picture;
	unsigned char *states;
	size_t nr_pages;
	size_t nr_hot;
};

static struct restore *restore __tl_keep;

static void *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* With the four lists behind them; what is never touched takes no memory. */
#define BOOKS_BYTES (sizeof(struct restore) + 4 * RESTORE_MAX_RANGES * sizeof(struct restore_range))

static int make_books(void)
{
	struct restore_range *lists;

	if (restore)
		return 0;
	restore = map(BOOKS_BYTES);
	if (!restore)
		return host_error(-ENOMEM, "mmap(%zu bytes)", BOOKS_BYTES);
	restore->page = (size_t)sysconf(_SC_PAGESIZE);
	lists = (struct restore_range *)(restore + 1);
	restore->segments.range = lists;
	restore->holes.range = lists + RESTORE_MAX_RANGES;
	restore->spans.range = lists + 2 * RESTORE_MAX_RANGES;
	restore->pieces.range = lists + 3 * RESTORE_MAX_RANGES;
	return 0;
}

static uintptr_t page_start(uintptr_t addr)
{
	return addr & ~(restore->page - 1);
}

static uintptr_t page_end(uintptr_t addr)
{
	return page_start(addr + restore->page - 1);
}

/* @addr lies in @range. */
static unsigned char *state_of(const struct restore_range *range, uintptr_t addr)
{
	return &restore->states[(addr + range->delta - restore->picture) / restore->page];
}

int restore_add(void *p, size_t n)
{
	int err = make_books();

	if (err)
		return err;
	if (restore->watching)
		return host_error(-EBUSY, "restore_add() after restore_begin()");
	if ((uintptr_t)p % restore->page)
		return host_error(-EINVAL, "restore_add(%p): not the start of a page", p);
	return restore_list_add(&restore->segments, (uintptr_t)p, (uintptr_t)p + n, 0);
}

static int compare_ranges(const void *a, const void *b)
{
	const struct restore_range *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* Where the picture of each segment goes. */
static int lay_out(void)
{
	struct restore_list *segments = &restore->segments;
	uintptr_t place;

	for (size_t i = 0; i < segments->n; i++)
		restore->nr_pages +=
			(page_end(segments->range[i].end) - page_start(segments->range[i].start)) /
			restore->page;
	restore->states = map(restore->nr_pages);
	restore->picture = (uintptr_t)map(restore->nr_pages * restore->page);
	if (!restore->states || !restore->picture)
		return host_error(-ENOMEM, "mmap(%zu pages for a picture)", restore->nr_pages);
	place = restore->picture;
	for (size_t i = 0; i < segments->n; i++) {
		struct restore_range *s = &segments->range[i];

		s->delta = place - page_start(s->start);
		place += page_end(s->end) - page_start(s->start);
	}
	return 0;
}

/* What is left of a segment between the holes. */
static int cut_holes(const struct restore_range *segment)
{
	uintptr_t at = segment->start;

	for (size_t i = 0; i < restore->holes.n && at < segment->end; i++) {
		const struct restore_range *hole = &restore->holes.range[i];
		int err;

		if (hole->end <= at)
			continue;
		if (hole->start >= segment->end)
			break;
		err = restore_list_add(&restore->spans, at, hole->start, segment->delta);
		if (err)
			return err;
		at = hole->end;
	}
	return restore_list_add(&restore->spans, at, segment->end, segment->delta);
}

/* Neither calls the C library: a sanitizer would look at its arguments. */
static NO_ASAN inline void copy(uintptr_t to, uintptr_t from, size_t n)
{
#if defined(__x86_64__)
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
#else
	for (; n && to % sizeof(long); n--)
		*(volatile char *)to++ = *(const char *)from++;
	for (; n >= sizeof(long); n -= sizeof(long), to += sizeof(long), from += sizeof(long))
		*(volatile long *)to = *(const long *)from;
	for (; n; n--)
		*(volatile char *)to++ = *(const char *)from++;
#endif
}

static NO_ASAN bool is_zero(uintptr_t addr, size_t n)
{
	for (const char *p = (const char *)addr; n; p++, n--)
		if (*p)
			return false;
	return true;
}

/* What is zero need not be written, so that the picture of a large .bss takes no memory. */
static void take_picture(const struct restore_range *span)
{
	uintptr_t end;

	for (uintptr_t at = span->start; at < span->end; at = end) {
		end = page_start(at) + restore->page;
		if (end > span->end)
			end = span->end;
		*state_of(span, at) = PAGE_COLD;
		if (!is_zero(at, end - at))
			copy(at + span->delta, at, end - at);
	}
}

/* Change all cold pages of a segment. */
static int protect(const struct restore_range *segment, int prot)
{
	uintptr_t last = page_end(segment->end);
	uintptr_t at = page_start(segment->start), end;

	for (; at < last; at = end) {
		end = at + restore->page;
		if (*state_of(segment, at) != PAGE_COLD)
			continue;
		while (end < last && *state_of(segment, end) == PAGE_COLD)
			end += restore->page;
		if (mprotect((void *)at, end - at, prot))
			return host_error(-errno, "mprotect(%zu bytes)", (size_t)(end - at));
	}
	return 0;
}

/* Of a sorted list: the index of the first that ends behind @addr. */
static size_t first_behind(const struct restore_list *list, uintptr_t addr)
{
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->range[middle].end > addr)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* No two pieces overlap, and their room is that of all pages and spans. */
static void add_piece(uintptr_t start, uintptr_t end, uintptr_t delta)
{
	struct restore_list *pieces = &restore->pieces;
	size_t i = first_behind(pieces, start);
	struct restore_range *next = &pieces->range[i], *prev = next - 1;
	bool joins_next = i < pieces->n && next->start == end && next->delta == delta;

	if (i && prev->end == start && prev->delta == delta) {
		prev->end = joins_next ? next->end : end;
		if (joins_next) {
			pieces->n--;
			memmove(next, next + 1, (pieces->n - i) * sizeof(*next));
		}
	} else if (joins_next) {
		next->start = start;
	} else {
		memmove(next + 1, next, (pieces->n - i) * sizeof(*next));
		*next = (struct restore_range){start, end, delta};
		pieces->n++;
	}
}

static void heat(const struct restore_range *segment, uintptr_t page)
{
	const struct restore_list *spans = &restore->spans;
	uintptr_t page_last = page + restore->page;

	*state_of(segment, page) = PAGE_HOT;
	restore->nr_hot++;
	for (size_t i = first_behind(spans, page);
	     i < spans->n && spans->range[i].start < page_last; i++) {
		const struct restore_range *span = &spans->range[i];

		add_piece(span->start > page ? span->start : page,
			  span->end < page_last ? span->end : page_last, span->delta);
	}
}

/* The segment with this page, if it is cold. */
static const struct restore_range *cold_segment(uintptr_t page)
{
	for (size_t i = 0; i < restore->segments.n; i++) {
		const struct restore_range *s = &restore->segments.range[i];

		if (page >= page_start(s->start) && page < page_end(s->end))
			return *state_of(s, page) == PAGE_COLD ? s : NULL;
	}
	return NULL;
}

bool restore_fault(uintptr_t addr)
{
	const struct restore_range *segment;
	uintptr_t page;

	if (!restore || !restore->watching)
		return false;
	page = page_start(addr);
	segment = cold_segment(page);
	if (!segment || mprotect((void *)page, restore->page, PROT_READ | PROT_WRITE))
		return false;
	heat(segment, page);
	return true;
}

/*
 * What is kept can be written by system calls, and by the handler before it asks restore_fault(), as
 * counters of code coverage are. Its pages are hot from the start.
 */
static void heat_holes(void)
{
	for (size_t i = 0; i < restore->holes.n; i++) {
		const struct restore_range *hole = &restore->holes.range[i];

		if (hole->delta != RESTORE_HOT)
			continue;
		for (uintptr_t at = page_start(hole->start); at < hole->end; at += restore->page) {
			const struct restore_range *segment = cold_segment(at);

			if (segment)
				heat(segment, at);
		}
	}
}

static int begin(void)
{
	struct restore_list *segments = &restore->segments, *holes = &restore->holes;
	int err = restore_find(segments, holes);

	if (err)
		return err;
	qsort(segments->range, segments->n, sizeof(struct restore_range), compare_ranges);
	qsort(holes->range, holes->n, sizeof(struct restore_range), compare_ranges);
	err = lay_out();
	for (size_t i = 0; i < segments->n && !err; i++)
		err = cut_holes(&segments->range[i]);
	if (err)
		return err;
	for (size_t i = 0; i < restore->spans.n; i++)
		take_picture(&restore->spans.range[i]);
	heat_holes();
	/* Before the first page is protected: our own next write may be to it. */
	restore->watching = true;
	for (size_t i = 0; i < segments->n && !err; i++)
		err = protect(&segments->range[i], PROT_READ);
	return err;
}

int restore_begin(void)
{
	int err = make_books();

	if (err)
		return err;
	if (restore->watching)
		return host_error(-EBUSY, "restore_begin() twice");
	err = begin();
	if (err)
		restore_end();
	return err;
}

void restore_end(void)
{
	struct restore *r = restore;

	if (!r)
		return;
	for (size_t i = 0; r->watching && i < r->segments.n; i++)
		protect(&r->segments.range[i], PROT_READ | PROT_WRITE);
	restore = NULL;
	if (r->states)
		munmap(r->states, r->nr_pages);
	if (r->picture)
		munmap((void *)r->picture, r->nr_pages * r->page);
	munmap(r, BOOKS_BYTES);
}

void restore_now(void)
{
	const struct restore_range *piece = restore->pieces.range;
	const struct restore_range *end = piece + restore->pieces.n;

	for (; piece < end; piece++)
		copy(piece->start, piece->start + piece->delta, piece->end - piece->start);
}

void restore_each(void (*piece)(uintptr_t start, uintptr_t end))
{
	for (size_t i = 0; i < restore->pieces.n; i++)
		piece(restore->pieces.range[i].start, restore->pieces.range[i].end);
}

size_t restore_hot_pages(void)
{
	return restore->nr_hot;
}
