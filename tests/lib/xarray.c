// SPDX-License-Identifier: MIT
/* Arrays of pointers, numbers for things, and radix trees. */
#include "../semantics/machine.h"
#include "model.h"

#include <linux/idr.h>
#include <linux/radix-tree.h>
#include <linux/slab.h>
#include <tasklet/fault.h>

/* Indices that the random tests use: dense ones, and a few of every height, sorted. */
#define NR_INDICES 400

static struct {
	unsigned long index;
	void *entry; /* NULL, XA_ZERO_ENTRY for one that is reserved, or a value */
	bool marks[3];
} model[NR_INDICES];

static int cmp_index(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

static void model_begin(void)
{
	memset(model, 0, sizeof(model));
	for (int i = 0; i < NR_INDICES; i++)
		model[i].index = i < 150 ? (unsigned long)i :
				 i < 399 ? 150 + ((unsigned long)i << i % 52) :
					   ULONG_MAX;
	qsort(model, NR_INDICES, sizeof(model[0]), cmp_index);
}

static void *visible(int i)
{
	return xa_is_zero(model[i].entry) ? NULL : model[i].entry;
}

/* Of equal indices the first one counts. */
static int any_index(void)
{
	int i = (int)any_below(any_below(2) ? NR_INDICES : 150);

	while (i && model[i - 1].index == model[i].index)
		i--;
	return i;
}

static void forget(int i)
{
	model[i].entry = NULL;
	memset(model[i].marks, 0, sizeof(model[i].marks));
}

static void change_one(struct xarray *xa, bool allocating)
{
	int i = any_index();
	unsigned long index = model[i].index;
	void *value = xa_mk_value(any_below(1000)), *old = visible(i);
	xa_mark_t mark = any_below(3);

	switch (any_below(9)) {
	case 0:
		assert_ptr_equal(xa_store(xa, index, value, GFP_KERNEL), old);
		model[i].entry = value;
		break;
	case 1:
		assert_ptr_equal(xa_store_irq(xa, index, NULL, GFP_KERNEL), old);
		if (allocating)
			model[i].entry = XA_ZERO_ENTRY;
		else
			forget(i);
		break;
	case 2:
	case 3:
		assert_ptr_equal(xa_erase_bh(xa, index), old);
		forget(i);
		break;
	case 4:
		assert_int_equal(xa_insert(xa, index, value, GFP_NOWAIT),
				 model[i].entry ? -EBUSY : 0);
		if (!model[i].entry)
			model[i].entry = value;
		break;
	case 5:
		assert_ptr_equal(xa_cmpxchg(xa, index, old, value, GFP_KERNEL), old);
		assert_ptr_equal(xa_cmpxchg(xa, index, &model, NULL, GFP_KERNEL), value);
		model[i].entry = value;
		break;
	case 6:
		assert_int_equal(xa_reserve(xa, index, GFP_KERNEL), 0);
		if (!model[i].entry)
			model[i].entry = XA_ZERO_ENTRY;
		break;
	case 7:
		xa_release(xa, index);
		if (!old)
			forget(i);
		break;
	default:
		xa_set_mark(xa, index, mark);
		model[i].marks[mark] = model[i].entry;
		mark = any_below(3);
		xa_clear_mark(xa, index, mark);
		model[i].marks[mark] = false;
	}
}

static void compare_all(struct xarray *xa, bool allocating)
{
	unsigned long index;
	bool any = false, marked[3] = {false};
	void *entry;
	int i = 0;

	xa_for_each(xa, index, entry)
	{
		while (!visible(i))
			i++;
		assert_true(index == model[i].index);
		assert_ptr_equal(entry, model[i].entry);
		i++;
	}
	for (; i < NR_INDICES; i++)
		assert_null(visible(i));
	i = 0;
	xa_for_each_marked(xa, index, entry, XA_MARK_1)
	{
		while (!visible(i) || !model[i].marks[1])
			i++;
		assert_true(index == model[i++].index);
	}
	for (i = 0; i < NR_INDICES; i++) {
		if (i && model[i].index == model[i - 1].index)
			continue;
		assert_ptr_equal(xa_load(xa, model[i].index), visible(i));
		any |= model[i].entry != NULL;
		for (xa_mark_t mark = 0; mark < 3; mark++) {
			assert_int_equal(xa_get_mark(xa, model[i].index, mark),
					 model[i].marks[mark]);
			marked[mark] |= model[i].marks[mark];
		}
	}
	assert_int_equal(xa_empty(xa), !any);
	for (xa_mark_t mark = 0; mark < 3; mark++)
		assert_int_equal(xa_marked(xa, mark), marked[mark]);
}

/* The lowest free index of the dense ones; what is stored there goes into the model. */
static void alloc_one(struct xarray *xa)
{
	u32 min = any_below(150), id = 77;
	int i = (int)min, err;

	while (i < 150 && model[i].entry)
		i++;
	err = xa_alloc(xa, &id, NULL, XA_LIMIT(min, 149), GFP_KERNEL);
	assert_int_equal(err, i < 150 ? 0 : -EBUSY);
	assert_int_equal(id, i < 150 ? i : 77);
	if (!err)
		model[i].entry = XA_ZERO_ENTRY;
}

static void run_against_model(bool allocating)
{
	struct xarray xa;

	model_begin();
	xa_init_flags(&xa, allocating ? XA_FLAGS_ALLOC : 0);
	for (int turn = 0; turn < TEST_TURNS(6000); turn++) {
		if (allocating && any_below(3) == 0)
			alloc_one(&xa);
		else
			change_one(&xa, allocating);
		if (turn % 20 == 0)
			compare_all(&xa, allocating);
		/* Now and then, all goes. */
		if (any_below(500) == 0) {
			xa_destroy(&xa);
			for (int i = 0; i < NR_INDICES; i++)
				forget(i);
		}
	}
	xa_destroy(&xa);
}

static void agrees_with_a_model(void **state)
{
	run_against_model(false);
}

static void allocating_array_agrees_with_a_model(void **state)
{
	run_against_model(true);
}

static void errors_are_told_from_entries(void **state)
{
	DEFINE_XARRAY(xa);
	u32 id;

	assert_int_equal(xa_err(xa_store(&xa, 1, &xa, GFP_KERNEL)), 0);
	for (int n = 0; n < 3; n++) {
		tl_fail_alloc_after(n);
		assert_int_equal(xa_err(xa_store(&xa, 1ul << 18, &xa, GFP_KERNEL)), -ENOMEM);
		tl_fail_alloc_after(n);
		assert_int_equal(xa_insert(&xa, 1ul << 18, &xa, GFP_ATOMIC), -ENOMEM);
		tl_fail_alloc_after(n);
		assert_int_equal(xa_err(xa_cmpxchg(&xa, 1ul << 18, NULL, &xa, GFP_KERNEL)),
				 -ENOMEM);
	}
	tl_fail_alloc_after(-1);
	assert_ptr_equal(xa_load(&xa, 1), &xa);
	assert_null(xa_load(&xa, 1ul << 18));
	reports_expected = 2;
	assert_int_equal(xa_err(xa_store(&xa, 1, xa_mk_internal(3), GFP_KERNEL)), -EINVAL);
	assert_int_equal(xa_alloc(&xa, &id, &xa, xa_limit_32b, GFP_KERNEL), -EINVAL);
	assert_ptr_equal(xa_erase(&xa, 1), &xa);
	assert_true(xa_empty(&xa));
	assert_int_equal(xa_to_value(xa_mk_value(LONG_MAX)), LONG_MAX);
	assert_int_equal(xa_pointer_tag(xa_tag_pointer(&xa, 3)), 3);
	assert_ptr_equal(xa_untag_pointer(xa_tag_pointer(&xa, 3)), &xa);
}

static void cyclic_numbers_are_not_reused_at_once(void **state)
{
	DEFINE_XARRAY_ALLOC1(xa);
	u32 id, next = 0;

	for (u32 i = 1; i <= 4; i++) {
		assert_int_equal(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 5), &next, GFP_KERNEL),
				 0);
		assert_int_equal(id, i);
	}
	xa_erase(&xa, 2);
	assert_int_equal(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 5), &next, GFP_KERNEL), 0);
	assert_int_equal(id, 5);
	assert_int_equal(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 5), &next, GFP_KERNEL), 1);
	assert_int_equal(id, 2);
	assert_int_equal(xa_alloc_cyclic(&xa, &id, &xa, XA_LIMIT(0, 5), &next, GFP_KERNEL), -EBUSY);
	xa_destroy(&xa);
}

static DEFINE_XARRAY_FLAGS(shared, XA_FLAGS_LOCK_IRQ);
static bool shared_wrong;

/* An interrupt looks while a task changes the array. */
static void look(void *arg)
{
	unsigned long index;
	void *entry;

	xa_for_each_range(&shared, index, entry, 0, 10000) if (entry != xa_mk_value(index))
		shared_wrong = true;
	if (xa_load(&shared, 5) && xa_load(&shared, 5) != xa_mk_value(5))
		shared_wrong = true;
	xa_lock(&shared);
	__xa_erase(&shared, 7);
	xa_unlock(&shared);
}

static void readers_in_interrupts_see_whole_entries(void **state)
{
	line_set(&line1, look, NULL);
	for (unsigned long i = 0; i < TEST_TURNS(500); i++) {
		unsigned long index = i * 7 % 300 * (i % 3 ? 1 : 13);

		(void)tl_irq_raise(line1.irq);
		assert_int_equal(
			xa_err(xa_store_irq(&shared, index, xa_mk_value(index), GFP_KERNEL)), 0);
		xa_erase_irq(&shared, i * 11 % 300);
		interrupt_here(look, NULL);
	}
	interrupt_cpu1(look, NULL);
	xa_destroy(&shared);
	assert_false(shared_wrong);
}

static int count_one(int id, void *p, void *data)
{
	*(int *)data += 1;
	return id == 4 ? 99 : 0;
}

static void idr_gives_the_lowest_number(void **state)
{
	DEFINE_IDR(idr);
	int x, y, n = 0, id;
	void *p;

	assert_true(idr_is_empty(&idr));
	assert_int_equal(idr_alloc(&idr, &x, 0, 0, GFP_KERNEL), 0);
	assert_int_equal(idr_alloc(&idr, NULL, 0, 0, GFP_KERNEL), 1);
	assert_int_equal(idr_alloc(&idr, &y, 4, 5, GFP_KERNEL), 4);
	assert_int_equal(idr_alloc(&idr, &y, 4, 5, GFP_KERNEL), -ENOSPC);
	assert_int_equal(idr_alloc_cyclic(&idr, &y, 0, 6, GFP_KERNEL), 2);
	idr_remove(&idr, 2);
	assert_int_equal(idr_alloc_cyclic(&idr, &y, 0, 6, GFP_KERNEL), 3);
	assert_int_equal(idr_get_cursor(&idr), 4);
	assert_ptr_equal(idr_find(&idr, 0), &x);
	assert_null(idr_find(&idr, 1));
	assert_null(idr_find(&idr, 1000));
	assert_ptr_equal(idr_replace(&idr, &y, 0), &x);
	assert_null(idr_replace(&idr, NULL, 1));
	assert_ptr_equal(idr_replace(&idr, &y, 2), ERR_PTR(-ENOENT));
	assert_int_equal(idr_for_each(&idr, count_one, &n), 99);
	assert_int_equal(n, 3);
	n = 0;
	idr_for_each_entry(&idr, p, id) n = n * 10 + id + 1;
	assert_int_equal(n, 145);
	idr_preload(GFP_KERNEL);
	assert_int_equal(idr_alloc(&idr, &x, 0, 0, GFP_NOWAIT), 2);
	idr_preload_end();
	assert_ptr_equal(idr_remove(&idr, 0), &y);
	assert_null(idr_remove(&idr, 0));
	tl_fail_alloc_after(0);
	assert_int_equal(idr_alloc(&idr, &x, 100, 0, GFP_KERNEL), -ENOMEM);
	reports_expected = 1;
	assert_int_equal(idr_alloc(&idr, &x, -1, 0, GFP_KERNEL), -EINVAL);
	idr_destroy(&idr);
	assert_true(idr_is_empty(&idr));
	idr_init_base(&idr, 10);
	assert_int_equal(idr_alloc(&idr, &x, 0, 0, GFP_KERNEL), 10);
	assert_ptr_equal(idr_remove(&idr, 10), &x);
}

static void ida_gives_the_lowest_number(void **state)
{
	DEFINE_IDA(ida);

	for (int i = 0; i < 200; i++)
		assert_int_equal(ida_alloc(&ida, GFP_KERNEL), i);
	ida_free(&ida, 100);
	ida_free(&ida, 50);
	assert_false(ida_exists(&ida, 50));
	assert_int_equal(ida_alloc_min(&ida, 60, GFP_KERNEL), 100);
	assert_int_equal(ida_simple_get(&ida, 0, 0, GFP_KERNEL), 50);
	assert_int_equal(ida_alloc_max(&ida, 199, GFP_KERNEL), -ENOSPC);
	assert_int_equal(ida_alloc_range(&ida, 300, 300, GFP_ATOMIC), 300);
	assert_int_equal(ida_find_first(&ida), 0);
	assert_int_equal(ida_alloc_range(&ida, ~0u, ~0u, GFP_KERNEL), -ENOSPC);
	reports_expected = 1;
	ida_free(&ida, 250);
	assert_int_equal(logged("ida_free called for id=250 which is not allocated."), 1);
	ida_destroy(&ida);
	assert_true(ida_is_empty(&ida));
}

static void radix_tree_is_an_array_by_another_name(void **state)
{
	RADIX_TREE(tree, GFP_ATOMIC);
	void *found[4];
	int x, y;

	assert_int_equal(radix_tree_insert(&tree, 5, &x), 0);
	assert_int_equal(radix_tree_insert(&tree, 5, &y), -EEXIST);
	assert_int_equal(radix_tree_preload(GFP_KERNEL), 0);
	assert_int_equal(radix_tree_insert(&tree, 1ul << 40, &y), 0);
	radix_tree_preload_end();
	assert_ptr_equal(radix_tree_lookup(&tree, 5), &x);
	assert_int_equal(radix_tree_gang_lookup(&tree, found, 0, 4), 2);
	assert_ptr_equal(found[1], &y);
	assert_ptr_equal(radix_tree_tag_set(&tree, 5, 1), &x);
	assert_true(radix_tree_tag_get(&tree, 5, 1));
	assert_true(radix_tree_tagged(&tree, 1));
	assert_ptr_equal(radix_tree_tag_clear(&tree, 5, 1), &x);
	assert_false(radix_tree_tagged(&tree, 1));
	assert_null(radix_tree_delete_item(&tree, 5, &y));
	assert_ptr_equal(radix_tree_delete(&tree, 5), &x);
	assert_ptr_equal(radix_tree_delete(&tree, 1ul << 40), &y);
	assert_true(radix_tree_empty(&tree));
	INIT_RADIX_TREE(&tree, GFP_KERNEL);
	tl_fail_alloc_after(0);
	assert_int_equal(radix_tree_insert(&tree, 5, &x), -ENOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODEL_TEST(agrees_with_a_model),
		MODEL_TEST(allocating_array_agrees_with_a_model),
		MACHINE_TEST(errors_are_told_from_entries),
		MACHINE_TEST(cyclic_numbers_are_not_reused_at_once),
		MACHINE_TEST(readers_in_interrupts_see_whole_entries),
		MACHINE_TEST(idr_gives_the_lowest_number),
		MACHINE_TEST(ida_gives_the_lowest_number),
		MACHINE_TEST(radix_tree_is_an_array_by_another_name),
	};

	return cmocka_run_group_tests_name("xarray", tests, machine_up, machine_down);
}
