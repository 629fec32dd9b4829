// SPDX-License-Identifier: MIT
/* A raw dereference of a simulated register is explained, and then goes its usual way. */
#include "../test.h"

#include <tasklet/mmio.h>

#include <linux/io.h>

#include <signal.h>

static u64 no_read(void *priv, u64 offset, unsigned int size)
{
	return 0;
}

static void no_write(void *priv, u64 offset, u64 value, unsigned int size)
{
}

static const struct tl_mmio_ops ops = {no_read, no_write};

static unsigned char *plug(phys_addr_t *base)
{
	unsigned char *regs;

	child_assert(tl_mmio_add("uart", 0x1000, &ops, NULL, base) == 0);
	regs = (unsigned char *)ioremap(*base, 0x1000);
	child_assert(regs);
	/* The compiler is to forget where it comes from. */
	__asm__ volatile("" : "+r"(regs));
	return regs;
}

static void read_raw(void *arg)
{
	phys_addr_t base;

	child_assert(*(volatile u32 *)(plug(&base) + 0x10) != 1);
}

static void write_raw_indexed(void *arg)
{
	phys_addr_t base;
	volatile u32 *regs = (volatile u32 *)plug(&base);
	volatile unsigned long index = 0x21;

	regs[index] = 5;
}

static void read_raw_after_removal(void *arg)
{
	phys_addr_t base;
	unsigned char *regs = plug(&base);

	child_assert(tl_mmio_remove(base) == 0);
	child_assert(tl_mmio_add("other", 4, &ops, NULL, &base) == 0);
	child_assert(*(volatile u64 *)(regs + 0x20) != 1);
}

/* cmocka and the sanitizers have handlers of their own; a child is to be a plain program. */
static void run_plain(struct child *c, void (*fn)(void *arg))
{
	void (*segv)(int) = signal(SIGSEGV, SIG_DFL);

	child_run(c, fn, NULL);
	signal(SIGSEGV, segv);
}

/* TSan faults deep in its runtime, where the address is anywhere or nowhere. */
#define assert_explained(c, text)                   \
	do {                                        \
		if (!TEST_TSAN)                     \
			assert_child_said(c, text); \
	} while (0)

static void raw_read_names_window_and_offset(void **state)
{
	struct child c;

	run_plain(&c, read_raw);
	assert_child_signal(&c, SIGSEGV);
	assert_explained(&c, "BUG: unable to handle page fault for address: 00400000");
	assert_explained(&c, "offset 0x10 of the simulated registers of 'uart'");
	assert_explained(&c, "readl()");
}

static void raw_write_with_an_index_names_the_exact_offset(void **state)
{
	struct child c;

	run_plain(&c, write_raw_indexed);
	assert_child_signal(&c, SIGSEGV);
	assert_explained(&c, "offset 0x84 of the simulated registers of 'uart'");
}

static void raw_read_of_a_removed_window_says_so(void **state)
{
	struct child c;

	run_plain(&c, read_raw_after_removal);
	assert_child_signal(&c, SIGSEGV);
	assert_explained(&c,
			 "offset 0x20 of the simulated registers of 'uart', which were removed");
}

static void plain_crash(void *arg)
{
	phys_addr_t base;
	volatile int *volatile nowhere = (volatile int *)64;

	plug(&base);
	*nowhere = 1;
}

static void other_faults_are_not_explained(void **state)
{
	struct child c;

	run_plain(&c, plain_crash);
	assert_child_signal(&c, SIGSEGV);
	assert_false(child_said(&c, "simulated registers"));
}

static void own_handler(int sig)
{
	static const char text[] = "handler of the program\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(42);
}

static void crash_with_handler(void *arg)
{
	signal(SIGSEGV, own_handler);
	read_raw(arg);
}

static void the_programs_own_handler_comes_after_ours(void **state)
{
	struct child c;

	run_plain(&c, crash_with_handler);
	assert_child_exit(&c, 42);
	assert_explained(&c, "offset 0x10 of the simulated registers of 'uart'");
	assert_child_said(&c, "handler of the program");
}

static void sent_segv(void *arg)
{
	phys_addr_t base;

	plug(&base);
	raise(SIGSEGV);
}

static void a_segv_that_was_sent_kills_as_ever(void **state)
{
	struct child c;

	run_plain(&c, sent_segv);
	assert_child_signal(&c, SIGSEGV);
	assert_false(child_said(&c, "simulated registers"));
}

static void dispositions_come_back_with_the_last_window(void **state)
{
	struct sigaction before[2], during[2], after[2];
	phys_addr_t a, b;

	sigaction(SIGSEGV, NULL, &before[0]);
	sigaction(SIGBUS, NULL, &before[1]);
	assert_int_equal(tl_mmio_add("a", 4, &ops, NULL, &a), 0);
	assert_int_equal(tl_mmio_add("b", 4, &ops, NULL, &b), 0);
	assert_int_equal(tl_mmio_remove(a), 0);
	sigaction(SIGSEGV, NULL, &during[0]);
	assert_true(during[0].sa_sigaction != before[0].sa_sigaction);
	assert_int_equal(tl_mmio_remove(b), 0);
	sigaction(SIGSEGV, NULL, &after[0]);
	sigaction(SIGBUS, NULL, &after[1]);
	assert_true(after[0].sa_sigaction == before[0].sa_sigaction);
	assert_true(after[1].sa_sigaction == before[1].sa_sigaction);
	assert_int_equal(after[0].sa_flags, before[0].sa_flags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw_read_names_window_and_offset),
		cmocka_unit_test(raw_write_with_an_index_names_the_exact_offset),
		cmocka_unit_test(raw_read_of_a_removed_window_says_so),
		cmocka_unit_test(other_faults_are_not_explained),
		cmocka_unit_test(the_programs_own_handler_comes_after_ours),
		cmocka_unit_test(a_segv_that_was_sent_kills_as_ever),
		cmocka_unit_test(dispositions_come_back_with_the_last_window),
	};

	return cmocka_run_group_tests_name("iofault", tests, NULL, NULL);
}
