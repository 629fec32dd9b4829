// SPDX-License-Identifier: MIT
/* Simulated registers, ordinary memory, and what is said of accesses that are neither. */
#include "../test.h"

#include <tasklet/boot.h>
#include <tasklet/log.h>
#include <tasklet/mmio.h>
#include <tasklet/report.h>

#include <linux/errno.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

#include <pthread.h>
#include <sched.h>
#include <signal.h>

/* A device whose registers remember what was written to them. */
struct model {
	unsigned char bytes[64];
	u64 offset;
	unsigned int size;
	unsigned int reads, writes;
	bool irqs_off;
};

static u64 model_read(void *priv, u64 offset, unsigned int size)
{
	struct model *m = priv;
	u64 value = 0;

	memcpy(&value, m->bytes + offset, size);
	m->offset = offset;
	m->size = size;
	m->irqs_off = irqs_disabled();
	__atomic_fetch_add(&m->reads, 1, __ATOMIC_RELAXED);
	return value;
}

static void model_write(void *priv, u64 offset, u64 value, unsigned int size)
{
	struct model *m = priv;

	memcpy(m->bytes + offset, &value, size);
	m->offset = offset;
	m->size = size;
	m->writes++;
}

static const struct tl_mmio_ops model_ops = {model_read, model_write};

static char last_report[300];

static void note_report(const char *line, void *arg)
{
	snprintf(last_report, sizeof(last_report), "%s", line);
}

static void __iomem *plug(struct model *m, phys_addr_t *base)
{
	memset(m, 0, sizeof(*m));
	assert_int_equal(tl_mmio_add("uart", sizeof(m->bytes), &model_ops, m, base), 0);
	return ioremap(*base, sizeof(m->bytes));
}

static void accesses_reach_the_model_with_offset_and_size(void **state)
{
	struct model m;
	phys_addr_t base;
	unsigned char __iomem *regs = plug(&m, &base);

	writel(0x11223344, regs + 8);
	assert_int_equal(m.offset, 8);
	assert_int_equal(m.size, 4);
	assert_int_equal(readl(regs + 8), 0x11223344);
	assert_int_equal(readb(regs + 9), 0x33);
	assert_int_equal(m.offset, 9);
	assert_int_equal(m.size, 1);
	assert_int_equal(readw(regs + 10), 0x1122);
	writeq(0x0102030405060708ULL, regs + 16);
	assert_true(readq(regs + 16) == 0x0102030405060708ULL);
	assert_int_equal(m.size, 8);
	assert_int_equal(ioread32be(regs + 8), 0x44332211);
	iowrite16be(0xabcd, regs + 8);
	assert_int_equal(readw_relaxed(regs + 8), 0xcdab);
	iounmap(regs);
	assert_int_equal(tl_mmio_remove(base), 0);
}

static void blocks_arrive_whole(void **state)
{
	unsigned char in[23], out[23];
	struct model m;
	phys_addr_t base;
	unsigned char __iomem *regs = plug(&m, &base);
	u32 words[3];
	size_t i;

	for (i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)(i + 1);
	memcpy_toio(regs + 3, in, sizeof(in));
	memcpy_fromio(out, regs + 3, sizeof(out));
	assert_memory_equal(in, out, sizeof(in));
	memset_io(regs + 1, 0x77, 10);
	assert_int_equal(m.bytes[0], 0);
	assert_int_equal(m.bytes[1], 0x77);
	assert_int_equal(m.bytes[10], 0x77);
	assert_int_equal(m.bytes[11], in[8]);
	/* The same register, again and again. */
	m.reads = 0;
	ioread32_rep(regs + 4, words, 3);
	assert_int_equal(m.reads, 3);
	assert_int_equal(words[0], words[2]);
	assert_int_equal(tl_mmio_remove(base), 0);
}

static void callback_runs_with_interrupts_off(void **state)
{
	struct model m;
	phys_addr_t base;
	unsigned char __iomem *regs = plug(&m, &base);

	preempt_disable();
	readl(regs);
	assert_true(m.irqs_off);
	assert_false(irqs_disabled());
	preempt_enable();
	assert_int_equal(tl_mmio_remove(base), 0);
}

static void ordinary_memory_is_accessed_in_place(void **state)
{
	u32 bar[4] = {1, 2, 3, 4};
	u32 __iomem *regs;
	phys_addr_t base;

	assert_int_equal(tl_mmio_add_memory("bar", sizeof(bar), bar, &base), 0);
	regs = ioremap(base + 4, 8);
	assert_ptr_equal(regs, &bar[1]);
	assert_int_equal(readl(regs), 2);
	writel(7, regs + 1);
	assert_int_equal(bar[2], 7);
	memcpy_toio(regs, "abcdefg", 8);
	assert_memory_equal(&bar[1], "abcdefg", 8);
	assert_int_equal(tl_mmio_remove(base), 0);
}

static void ioremap_wants_the_whole_range_in_one_window(void **state)
{
	struct model m;
	phys_addr_t base;

	plug(&m, &base);
	assert_non_null(ioremap(base + 60, 4));
	assert_null(ioremap(base + 60, 5));
	assert_null(ioremap(base, 0));
	assert_null(ioremap(base, SIZE_MAX));
	assert_null(ioremap(0x1234, 4));
	assert_int_equal(tl_mmio_remove(base), 0);
	assert_null(ioremap(base, 4));
}

static void access_outside_reads_all_ones_and_is_reported(void **state)
{
	struct model m;
	phys_addr_t base;
	unsigned char __iomem *regs = plug(&m, &base);
	unsigned long before = tl_report_count();

	assert_int_equal(readl(regs + 64), 0xffffffff);
	assert_int_equal(tl_report_count(), before + 1);
	assert_non_null(strstr(last_report, "'uart'"));
	assert_non_null(strstr(last_report, "0x40"));
	assert_non_null(strstr(last_report, "outside"));
	assert_int_equal(readl(regs + 62), 0xffffffff);
	writeb(1, regs + 64);
	assert_int_equal(tl_report_count(), before + 3);
	assert_int_equal(m.reads + m.writes, 0);
	assert_int_equal(tl_mmio_remove(base), 0);
}

static void misaligned_access_is_reported(void **state)
{
	struct model m;
	phys_addr_t base;
	unsigned char __iomem *regs = plug(&m, &base);

	assert_int_equal(ioread16(regs + 5), 0xffff);
	assert_non_null(strstr(last_report, "misaligned"));
	assert_non_null(strstr(last_report, "0x5"));
	assert_int_equal(tl_mmio_remove(base), 0);
}

static void access_after_removal_is_reported_even_when_a_window_follows(void **state)
{
	struct model m, next;
	phys_addr_t base, next_base;
	unsigned char __iomem *regs = plug(&m, &base);

	assert_int_equal(tl_mmio_remove(base), 0);
	plug(&next, &next_base);
	assert_true(next_base != base);
	assert_int_equal(readl(regs), 0xffffffff);
	assert_non_null(strstr(last_report, "'uart'"));
	assert_non_null(strstr(last_report, "removed"));
	assert_int_equal(m.reads + next.reads, 0);
	assert_int_equal(tl_mmio_remove(next_base), 0);
	assert_int_equal(tl_mmio_remove(next_base), -EINVAL);
}

static void bad_arguments_are_named(void **state)
{
	const struct tl_mmio_ops half = {model_read, NULL};
	phys_addr_t base;
	struct model m;

	assert_int_equal(tl_mmio_add("x", 0, &model_ops, &m, &base), -EINVAL);
	assert_int_equal(tl_mmio_add("x", TL_MMIO_SIZE_MAX + 1, &model_ops, &m, &base), -EINVAL);
	assert_int_equal(tl_mmio_add(NULL, 4, &model_ops, &m, &base), -EINVAL);
	assert_int_equal(tl_mmio_add("x", 4, &half, &m, &base), -EINVAL);
	assert_int_equal(tl_mmio_add("x", 4, &model_ops, &m, NULL), -EINVAL);
	assert_int_equal(tl_mmio_add_memory("x", 4, NULL, &base), -EINVAL);
}

static void too_many_windows_are_refused_and_all_come_back(void **state)
{
	static phys_addr_t base[TL_MMIO_WINDOWS_MAX];
	phys_addr_t more;
	struct model m;
	int i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < TL_MMIO_WINDOWS_MAX; i++)
			assert_int_equal(tl_mmio_add("x", 4, &model_ops, &m, &base[i]), 0);
		assert_int_equal(tl_mmio_add("x", 4, &model_ops, &m, &more), -ENOSPC);
		for (i = 0; i < TL_MMIO_WINDOWS_MAX; i++)
			assert_int_equal(tl_mmio_remove(base[i]), 0);
	}
}

static int removed_in_callback;
static phys_addr_t self_base;

static u64 remove_read(void *priv, u64 offset, unsigned int size)
{
	removed_in_callback = tl_mmio_remove(self_base);
	return 0;
}

static void removing_in_a_callback_is_refused(void **state)
{
	const struct tl_mmio_ops ops = {remove_read, model_write};

	assert_int_equal(tl_mmio_add("self", 4, &ops, NULL, &self_base), 0);
	readl(ioremap(self_base, 4));
	assert_int_equal(removed_in_callback, -EDEADLK);
	assert_int_equal(tl_mmio_remove(self_base), 0);
}

/* Removal against accesses from another thread: no callback once it has returned. */
struct race {
	unsigned char __iomem *regs;
	bool stop;
};

static bool window_is_gone;
static unsigned int late_calls;

static u64 race_read(void *priv, u64 offset, unsigned int size)
{
	if (__atomic_load_n(&window_is_gone, __ATOMIC_ACQUIRE))
		__atomic_fetch_add(&late_calls, 1, __ATOMIC_RELAXED);
	return 1;
}

static void *hammer(void *arg)
{
	struct race *race = arg;

	while (!__atomic_load_n(&race->stop, __ATOMIC_RELAXED)) {
		unsigned char __iomem *regs = __atomic_load_n(&race->regs, __ATOMIC_ACQUIRE);

		if (regs)
			readl(regs);
	}
	return NULL;
}

static void no_callback_after_removal_has_returned(void **state)
{
	const struct tl_mmio_ops ops = {race_read, model_write};
	struct race race = {NULL, false};
	pthread_t thread;
	int i;

	assert_int_equal(pthread_create(&thread, NULL, hammer, &race), 0);
	for (i = 0; i < TEST_TURNS(2000); i++) {
		phys_addr_t base;

		assert_int_equal(tl_mmio_add("race", 4, &ops, NULL, &base), 0);
		__atomic_store_n(&window_is_gone, false, __ATOMIC_RELEASE);
		__atomic_store_n(&race.regs, ioremap(base, 4), __ATOMIC_RELEASE);
		sched_yield();
		/* A late access is the driver's bug and reported; here it is wanted. */
		tl_mmio_remove(base);
		__atomic_store_n(&window_is_gone, true, __ATOMIC_RELEASE);
		__atomic_store_n(&race.regs, NULL, __ATOMIC_RELEASE);
	}
	__atomic_store_n(&race.stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	assert_int_equal(late_calls, 0);
}

static int boot(void **state)
{
	int ret = tl_boot("nr_cpus=2 loglevel=0");

	tl_set_report_action(TL_REPORT_CALLBACK, note_report, NULL);
	return ret;
}

static int shutdown_machine(void **state)
{
	return tl_shutdown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accesses_reach_the_model_with_offset_and_size),
		cmocka_unit_test(blocks_arrive_whole),
		cmocka_unit_test(callback_runs_with_interrupts_off),
		cmocka_unit_test(ordinary_memory_is_accessed_in_place),
		cmocka_unit_test(ioremap_wants_the_whole_range_in_one_window),
		cmocka_unit_test(access_outside_reads_all_ones_and_is_reported),
		cmocka_unit_test(misaligned_access_is_reported),
		cmocka_unit_test(access_after_removal_is_reported_even_when_a_window_follows),
		cmocka_unit_test(bad_arguments_are_named),
		cmocka_unit_test(too_many_windows_are_refused_and_all_come_back),
		cmocka_unit_test(removing_in_a_callback_is_refused),
		cmocka_unit_test(no_callback_after_removal_has_returned),
	};

	return cmocka_run_group_tests_name("mmio", tests, boot, shutdown_machine);
}
