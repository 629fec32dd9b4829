// SPDX-License-Identifier: MIT
/* mmap() of a driver's file: one memory, twice in this process. */
#include "irq.h"

#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/set_memory.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <tasklet/mmap.h>
#include <tasklet/mmio.h>

#include <sys/mman.h>

/* What the driver's .mmap finds, and puts there. */
static char *memory;
static struct page *pages[4];
static struct vm_area_struct seen;
static unsigned int nr_closed, nr_faults;
static int mmap_ret;

static void dev_close(struct vm_area_struct *vma)
{
	assert_ptr_equal(vma->vm_private_data, &seen);
	nr_closed++;
}

static const struct vm_operations_struct only_close = {.close = dev_close};

static int prepare(struct vm_area_struct *vma)
{
	vma->vm_ops = &only_close;
	vma->vm_private_data = &seen;
	seen = *vma;
	return mmap_ret;
}

static int by_pfn(struct file *file, struct vm_area_struct *vma)
{
	int ret = prepare(vma);

	return ret ? ret :
		     remap_pfn_range(vma, vma->vm_start, virt_to_phys(memory) >> PAGE_SHIFT,
				     vma->vm_end - vma->vm_start,
				     pgprot_noncached(vma->vm_page_prot));
}

/* Is anything of this process mapped from the file in memory? */
static bool has_second_pages(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	bool found = false;

	while (fgets(line, sizeof(line), maps))
		found |= strstr(line, "memfd:tasklet") != NULL;
	fclose(maps);
	return found;
}

static int setup(void **state)
{
	nr_closed = nr_faults = 0;
	mmap_ret = 0;
	return machine_up(state);
}

#define mmap_test(fn) cmocka_unit_test_setup_teardown(fn, setup, machine_down)

static char *map(int (*mmap)(struct file *, struct vm_area_struct *), size_t length)
{
	char *p = tl_mmap(mmap, NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, 0);

	assert_false(IS_ERR(p));
	OPTIMIZER_HIDE_VAR(p);
	return p;
}

/* Stores on either side are seen on the other, in all of its pages. */
static void check_same(char *user, char *ours, size_t n)
{
	size_t i;

	assert_ptr_not_equal(user, ours);
	for (i = 0; i < n; i += 997)
		assert_int_equal(READ_ONCE(user[i]), READ_ONCE(ours[i]));
	for (i = 0; i < n; i += 997) {
		WRITE_ONCE(user[i], (char)(i + 1));
		barrier();
		assert_int_equal(READ_ONCE(ours[i]), (char)(i + 1));
		WRITE_ONCE(ours[i], (char)(i + 2));
		barrier();
		assert_int_equal(READ_ONCE(user[i]), (char)(i + 2));
	}
}

static void fill(char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i * 7);
}

static void check_both_ways(size_t n)
{
	char *user;

	OPTIMIZER_HIDE_VAR(memory);
	fill(memory, n);
	user = map(by_pfn, n);
	assert_true(has_second_pages());
	assert_int_equal(user[n - 1], (char)((n - 1) * 7));
	check_same(user, memory, n);
	memory[1] = 99;
	assert_int_equal(tl_munmap(user, n), 0);
	assert_false(has_second_pages());
	assert_int_equal(memory[1], 99);
	assert_int_equal(nr_closed, 1);
}

static void pages_are_seen_on_both_sides(void **state)
{
	memory = (char *)__get_free_pages(GFP_KERNEL, 2);
	check_both_ways(4 * PAGE_SIZE);
	free_pages((unsigned long)memory, 2);
}

static void memory_of_vmalloc_is_seen_on_both_sides(void **state)
{
	memory = vmalloc(100 * PAGE_SIZE);
	check_both_ways(100 * PAGE_SIZE);
	vfree(memory);
}

static void memory_of_kmalloc_is_seen_on_both_sides(void **state)
{
	memory = kmalloc(2 * PAGE_SIZE, GFP_KERNEL);
	check_both_ways(2 * PAGE_SIZE);
	kfree(memory);
}

static char static_memory[2 * PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static void static_memory_is_seen_on_both_sides(void **state)
{
	memory = static_memory;
	check_both_ways(sizeof(static_memory));
}

static void the_driver_is_told_what_is_mapped(void **state)
{
	struct file *file = (struct file *)&seen;
	char *p;

	memory = (char *)get_zeroed_page(GFP_KERNEL);
	p = tl_mmap(by_pfn, file, 100, PROT_READ, MAP_SHARED, 7);
	assert_false(IS_ERR(p));
	assert_int_equal(seen.vm_start, (unsigned long)p);
	assert_int_equal(seen.vm_end - seen.vm_start, PAGE_SIZE);
	assert_int_equal(seen.vm_pgoff, 7);
	assert_ptr_equal(seen.vm_file, file);
	assert_int_equal(vma_pages(&seen), 1);
	assert_int_equal(seen.vm_flags,
			 VM_READ | VM_SHARED | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | VM_MAYSHARE);
	/* Read-only it is. */
	assert_int_equal(put_user(1, p), -EFAULT);
	assert_int_equal(tl_munmap(p, 100), 0);
	free_page((unsigned long)memory);
}

static void two_mappings_are_of_one_memory(void **state)
{
	char *a, *b;

	memory = (char *)get_zeroed_page(GFP_KERNEL);
	a = map(by_pfn, PAGE_SIZE);
	b = map(by_pfn, PAGE_SIZE);
	check_same(a, b, PAGE_SIZE);
	assert_int_equal(tl_munmap(a, PAGE_SIZE), 0);
	check_same(b, memory, PAGE_SIZE);
	assert_int_equal(tl_munmap(b, PAGE_SIZE), 0);
	assert_int_equal(nr_closed, 2);
	free_page((unsigned long)memory);
}

static void a_private_mapping_keeps_its_stores(void **state)
{
	char *p;

	memory = (char *)get_zeroed_page(GFP_KERNEL);
	memory[5] = 5;
	p = tl_mmap(by_pfn, NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
	assert_false(IS_ERR(p));
	assert_int_equal(p[5], 5);
	p[5] = 6;
	barrier();
	assert_int_equal(memory[5], 5);
	assert_int_equal(tl_munmap(p, PAGE_SIZE), 0);
	free_page((unsigned long)memory);
}

static void bad_arguments_are_refused(void **state)
{
	int private = MAP_PRIVATE;
	void *p;

	assert_int_equal(PTR_ERR(tl_mmap(NULL, NULL, 1, PROT_READ, MAP_SHARED, 0)), -ENODEV);
	assert_int_equal(PTR_ERR(tl_mmap(by_pfn, NULL, 0, PROT_READ, MAP_SHARED, 0)), -EINVAL);
	assert_int_equal(PTR_ERR(tl_mmap(by_pfn, NULL, 1, PROT_READ, 0, 0)), -EINVAL);
	assert_int_equal(PTR_ERR(tl_mmap(by_pfn, NULL, 4097, PROT_READ, MAP_SHARED, -1UL)),
			 -EOVERFLOW);
	assert_int_equal(PTR_ERR(tl_mmap(by_pfn, NULL, -1UL, PROT_READ, private, 0)), -ENOMEM);
	mmap_ret = -EPERM;
	p = tl_mmap(by_pfn, NULL, 1, PROT_READ, MAP_SHARED, 0);
	assert_int_equal(PTR_ERR(p), -EPERM);
	assert_int_equal(nr_closed, 0);
	assert_int_equal(tl_munmap(NULL, PAGE_SIZE), -EINVAL);
	assert_int_equal(tl_munmap(static_memory, PAGE_SIZE), -EINVAL);
	assert_int_equal(times_said("tl_munmap"), 2);
}

static int twice(struct file *file, struct vm_area_struct *vma)
{
	unsigned long pfn = virt_to_pfn(memory);

	prepare(vma);
	assert_int_equal(remap_pfn_range(vma, vma->vm_end, pfn, PAGE_SIZE, vma->vm_page_prot),
			 -EINVAL);
	assert_int_equal(remap_pfn_range(vma, vma->vm_start, pfn, 3 * PAGE_SIZE, vma->vm_page_prot),
			 -EINVAL);
	assert_int_equal(remap_pfn_range(vma, vma->vm_start, 1, 1, vma->vm_page_prot), -EFAULT);
	assert_int_equal(remap_pfn_range(vma, vma->vm_start, pfn, 1, vma->vm_page_prot), 0);
	assert_true(vma->vm_flags & VM_PFNMAP);
	assert_int_equal(remap_pfn_range(vma, vma->vm_start, pfn, 1, vma->vm_page_prot), -EBUSY);
	return 0;
}

static void what_is_not_there_is_a_bad_address(void **state)
{
	char *p, byte;

	memory = (char *)get_zeroed_page(GFP_KERNEL);
	p = map(twice, 2 * PAGE_SIZE);
	assert_int_equal(copy_from_user(&byte, p + PAGE_SIZE - 1, 1), 0);
	assert_int_equal(copy_from_user(&byte, p + PAGE_SIZE, 1), 1);
	assert_int_equal(tl_munmap(p, 2 * PAGE_SIZE), 0);
	free_page((unsigned long)memory);
}

static vm_fault_t dev_fault(struct vm_fault *vmf)
{
	nr_faults++;
	if (vmf->pgoff >= ARRAY_SIZE(pages))
		return VM_FAULT_SIGBUS;
	assert_int_equal(vmf->address, vmf->vma->vm_start + (vmf->pgoff << PAGE_SHIFT));
	if (vmf->pgoff == 1)
		return vmf_insert_page(vmf->vma, vmf->address, pages[1]);
	if (vmf->pgoff == 2)
		return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(pages[2]));
	get_page(pages[vmf->pgoff]);
	vmf->page = pages[vmf->pgoff];
	return 0;
}

static const struct vm_operations_struct with_faults = {.close = dev_close, .fault = dev_fault};

static int by_fault(struct file *file, struct vm_area_struct *vma)
{
	prepare(vma);
	vma->vm_ops = &with_faults;
	vm_flags_set(vma, VM_MIXEDMAP | VM_DONTEXPAND);
	return 0;
}

static void pages_come_by_faults(void **state)
{
	char *p, byte;

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		*(char *)page_address(pages[i]) = (char)(i + 1);
	}
	p = map(by_fault, 5 * PAGE_SIZE);
	assert_int_equal(nr_faults, 5);
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		assert_int_equal(p[i * PAGE_SIZE], i + 1);
		check_same(p + i * PAGE_SIZE, page_address(pages[i]), PAGE_SIZE);
		assert_int_equal(page_count(pages[i]), i == 2 ? 1 : 2);
	}
	assert_int_equal(copy_from_user(&byte, p + 4 * PAGE_SIZE, 1), 1);
	/* The mapping has references of its own to these. */
	__free_page(pages[0]);
	__free_page(pages[1]);
	p[0] = p[PAGE_SIZE] = 9;
	assert_int_equal(*(char *)page_address(pages[0]), 9);
	assert_int_equal(tl_munmap(p, 5 * PAGE_SIZE), 0);
	assert_int_equal(nr_closed, 1);
	__free_page(pages[2]);
	__free_page(pages[3]);
}

static int by_vm_map_pages(struct file *file, struct vm_area_struct *vma)
{
	int ret = prepare(vma);

	return ret ? ret : vm_map_pages(vma, pages, ARRAY_SIZE(pages));
}

static void an_array_of_pages_is_mapped_from_an_offset_on(void **state)
{
	char *p;

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++)
		pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
	*(char *)page_address(pages[3]) = 3;
	p = tl_mmap(by_vm_map_pages, NULL, 2 * PAGE_SIZE, PROT_READ, MAP_SHARED, 2);
	assert_false(IS_ERR(p));
	assert_int_equal(p[PAGE_SIZE], 3);
	assert_int_equal(tl_munmap(p, 2 * PAGE_SIZE), 0);
	p = tl_mmap(by_vm_map_pages, NULL, 2 * PAGE_SIZE, PROT_READ, MAP_SHARED, 3);
	assert_int_equal(PTR_ERR(p), -ENXIO);
	p = tl_mmap(by_vm_map_pages, NULL, 2 * PAGE_SIZE, PROT_READ, MAP_SHARED, 4);
	assert_int_equal(PTR_ERR(p), -ENXIO);
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		assert_int_equal(page_count(pages[i]), 1);
		__free_page(pages[i]);
	}
}

static int by_vmalloc_range(struct file *file, struct vm_area_struct *vma)
{
	int ret = prepare(vma);

	return ret ? ret : remap_vmalloc_range(vma, memory, vma->vm_pgoff);
}

static void a_part_of_vmalloc_is_mapped(void **state)
{
	void *p;

	memory = vmalloc_user(64 * PAGE_SIZE);
	memory[63 * PAGE_SIZE] = 63;
	p = tl_mmap(by_vmalloc_range, NULL, 2 * PAGE_SIZE, PROT_READ, MAP_SHARED, 62);
	assert_false(IS_ERR(p));
	assert_int_equal(((char *)p)[PAGE_SIZE], 63);
	assert_int_equal(tl_munmap(p, 2 * PAGE_SIZE), 0);
	p = tl_mmap(by_vmalloc_range, NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, 70);
	assert_int_equal(PTR_ERR(p), -EINVAL);
	vfree(memory);
}

static phys_addr_t base;

static int by_iomap(struct file *file, struct vm_area_struct *vma)
{
	int ret = prepare(vma);

	return ret ? ret : vm_iomap_memory(vma, base, 2 * PAGE_SIZE);
}

static void memory_of_a_device_is_mapped(void **state)
{
	char *regs, *p;

	assert_int_equal(tl_mmio_add_memory("ram", 2 * PAGE_SIZE, static_memory, &base), 0);
	regs = (char *)ioremap(base, 2 * PAGE_SIZE);
	p = map(by_iomap, 2 * PAGE_SIZE);
	writel(0x12345678, regs + PAGE_SIZE);
	assert_int_equal(*(u32 *)(p + PAGE_SIZE), 0x12345678);
	check_same(p, regs, 2 * PAGE_SIZE);
	assert_int_equal(tl_munmap(p, 2 * PAGE_SIZE), 0);
	p = tl_mmap(by_iomap, NULL, 2 * PAGE_SIZE, PROT_READ, MAP_SHARED, 1);
	assert_int_equal(PTR_ERR(p), -EINVAL);
	assert_int_equal(tl_mmio_remove(base), 0);
}

static u64 no_read(void *priv, u64 offset, unsigned int size)
{
	return 0;
}

static void no_write(void *priv, u64 offset, u64 value, unsigned int size)
{
}

static const struct tl_mmio_ops ops = {no_read, no_write};

static void registers_are_refused_with_a_message(void **state)
{
	void *p;

	assert_int_equal(tl_mmio_add("uart", 2 * PAGE_SIZE, &ops, NULL, &base), 0);
	p = tl_mmap(by_iomap, NULL, PAGE_SIZE, PROT_READ, MAP_SHARED, 0);
	assert_int_equal(PTR_ERR(p), -ENXIO);
	assert_int_equal(times_said("the registers of 'uart'"), 1);
	assert_int_equal(tl_mmio_remove(base), 0);
}

static void freed_memory_leaves_the_program_a_copy(void **state)
{
	char *p;

	/* malloc() gives as much back to the host at once. */
	memory = vmalloc(1024 * PAGE_SIZE);
	memory[0] = 1;
	p = map(by_pfn, 1024 * PAGE_SIZE);
	vfree(memory);
	memory = vzalloc(1024 * PAGE_SIZE);
	p[0] = 2;
	barrier();
	assert_int_equal(memory[0], 0);
	assert_int_equal(tl_munmap(p, 1024 * PAGE_SIZE), 0);
	assert_int_equal(memory[0], 0);
	vfree(memory);
}

static void what_is_left_goes_at_shutdown(void **state)
{
	char *p;

	assert_int_equal(setup(state), 0);
	memory = static_memory;
	p = map(by_pfn, PAGE_SIZE);
	p[3] = 33;
	assert_int_equal(machine_down(state), 0);
	assert_int_equal(nr_closed, 1);
	assert_int_equal(static_memory[3], 33);
	assert_int_equal(times_said("still there at shutdown"), 1);
	assert_false(has_second_pages());
}

static void after_the_last_one_memory_is_the_forked_childs_own(void **state)
{
	char *p;
	int status;

	memory = (char *)get_zeroed_page(GFP_KERNEL);
	p = map(by_pfn, PAGE_SIZE);
	assert_int_equal(tl_munmap(p, PAGE_SIZE), 0);
	if (!fork()) {
		memory[0] = 1;
		_exit(0);
	}
	wait(&status);
	assert_int_equal(READ_ONCE(memory[0]), 0);
	free_page((unsigned long)memory);
}

static void pages_of_the_program_are_pinned(void **state)
{
	char *p = mmap(NULL, 3 * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0);
	unsigned long start = (unsigned long)p + 10;

	assert_true(p != MAP_FAILED);
	p[PAGE_SIZE] = 5;
	assert_int_equal(pin_user_pages_fast(start, 2, FOLL_WRITE, pages), 2);
	assert_int_equal(*(char *)page_address(pages[1]), 5);
	assert_int_equal(page_count(pages[0]), 2);
	unpin_user_pages(pages, 2);
	assert_int_equal(page_count(pages[0]), 1);
	mprotect(p + PAGE_SIZE, PAGE_SIZE, PROT_READ);
	assert_int_equal(pin_user_pages_fast(start, 3, FOLL_WRITE, pages), 1);
	unpin_user_page(pages[0]);
	assert_int_equal(get_user_pages_fast(start, 3, 0, pages), 3);
	for (int i = 0; i < 3; i++)
		put_page(pages[i]);
	munmap(p, 3 * PAGE_SIZE);
	assert_int_equal(pin_user_pages_fast(start, 1, 0, pages), -EFAULT);
	assert_int_equal(pin_user_pages_fast(start, 0, 0, pages), 0);
	assert_int_equal(pin_user_pages_fast(-1UL, 1, 0, pages), -EFAULT);
	assert_int_equal(set_memory_decrypted(start, 1), 0);
	assert_int_equal(set_memory_encrypted(start, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_goes_at_shutdown),
		mmap_test(pages_are_seen_on_both_sides),
		mmap_test(memory_of_vmalloc_is_seen_on_both_sides),
		mmap_test(memory_of_kmalloc_is_seen_on_both_sides),
		mmap_test(static_memory_is_seen_on_both_sides),
		mmap_test(the_driver_is_told_what_is_mapped),
		mmap_test(two_mappings_are_of_one_memory),
		mmap_test(a_private_mapping_keeps_its_stores),
		mmap_test(bad_arguments_are_refused),
		mmap_test(what_is_not_there_is_a_bad_address),
		mmap_test(pages_come_by_faults),
		mmap_test(an_array_of_pages_is_mapped_from_an_offset_on),
		mmap_test(a_part_of_vmalloc_is_mapped),
		mmap_test(memory_of_a_device_is_mapped),
		mmap_test(registers_are_refused_with_a_message),
		mmap_test(freed_memory_leaves_the_program_a_copy),
		mmap_test(after_the_last_one_memory_is_the_forked_childs_own),
		mmap_test(pages_of_the_program_are_pinned),
	};

	return cmocka_run_group_tests_name("mmap", tests, NULL, NULL);
}
