// SPDX-License-Identifier: MIT
/*
 * Sorting without memory: a heap sort of arrays, a merge sort of lists. libc's qsort() is no
 * substitute, since it allocates and drivers sort in atomic context.
 */
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/sort.h>

/**
 * struct sorting - an array being sorted
 * @base: its elements are @size bytes each
 * @cmp: @swap: @priv: the caller's
 */
struct sorting {
	char *base;
	size_t size;
	cmp_r_func_t cmp;
	swap_r_func_t swap;
	const void *priv;
};

static void swap_elements(const struct sorting *s, size_t i, size_t j)
{
	char *a = s->base + i * s->size, *b = s->base + j * s->size;

	if (s->swap) {
		s->swap(a, b, (int)s->size, s->priv);
		return;
	}
	for (size_t n = 0; n < s->size; n++) {
		char c = a[n];

		a[n] = b[n];
		b[n] = c;
	}
}

static bool is_less(const struct sorting *s, size_t i, size_t j)
{
	return s->cmp(s->base + i * s->size, s->base + j * s->size, s->priv) < 0;
}

/* Let element @i of a heap of @n sink until no child is greater. */
static void sink(const struct sorting *s, size_t i, size_t n)
{
	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= n)
			return;
		if (child + 1 < n && is_less(s, child, child + 1))
			child++;
		if (!is_less(s, i, child))
			return;
		swap_elements(s, i, child);
		i = child;
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp_func, swap_r_func_t swap_func,
	    const void *priv)
{
	struct sorting s = {base, size, cmp_func, swap_func, priv};

	for (size_t i = num / 2; i-- > 0;)
		sink(&s, i, num);
	while (num > 1) {
		swap_elements(&s, 0, --num);
		sink(&s, 0, num);
	}
}
EXPORT_SYMBOL(sort_r);

/* What sort_r() calls for sort(). */
struct plain_functions {
	cmp_func_t cmp;
	swap_func_t swap;
};

static int cmp_plain(const void *a, const void *b, const void *priv)
{
	return ((const struct plain_functions *)priv)->cmp(a, b);
}

static void swap_plain(void *a, void *b, int size, const void *priv)
{
	((const struct plain_functions *)priv)->swap(a, b, size);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp_func, swap_func_t swap_func)
{
	struct plain_functions f = {cmp_func, swap_func};

	sort_r(base, num, size, cmp_plain, swap_func ? swap_plain : NULL, &f);
}
EXPORT_SYMBOL(sort);

/* Both are chains by ->next that end in NULL. */
static struct list_head *merge(void *priv, list_cmp_func_t cmp, struct list_head *a,
			       struct list_head *b)
{
	struct list_head *first, **tail = &first;

	while (a && b) {
		/* Of equal ones that of @a, the earlier, goes first. */
		struct list_head **from = cmp(priv, a, b) <= 0 ? &a : &b;

		*tail = *from;
		tail = &(*from)->next;
		*from = (*from)->next;
	}
	*tail = a ? a : b;
	return first;
}

/* More chains than there can be: the list in chain i has 2^i entries. */
#define NR_CHAINS 64

void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	struct list_head *chains[NR_CHAINS] = {NULL}, *sorted = NULL, *entry;
	int top = 0;

	if (list_empty(head))
		return;
	head->prev->next = NULL;
	for (entry = head->next; entry;) {
		struct list_head *chain = entry;
		int i;

		entry = entry->next;
		chain->next = NULL;
		for (i = 0; chains[i]; i++) {
			chain = merge(priv, cmp, chains[i], chain);
			chains[i] = NULL;
		}
		chains[i] = chain;
		top = i > top ? i : top;
	}
	/* The chains that come first in the array hold the later entries. */
	for (int i = 0; i <= top; i++)
		if (chains[i])
			sorted = merge(priv, cmp, chains[i], sorted);
	INIT_LIST_HEAD(head);
	while (sorted) {
		entry = sorted;
		sorted = sorted->next;
		list_add_tail(entry, head);
	}
}
EXPORT_SYMBOL(list_sort);
