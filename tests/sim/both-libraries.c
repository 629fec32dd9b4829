// SPDX-License-Identifier: MIT
/*
 * A program that links the libraries of both machines is told so at boot.
 */
#include "../test.h"

#include <linux/errno.h>
#include <linux/preempt.h>
#include <tasklet/boot.h>
#include <tasklet/sim.h>

static void boots(void *arg)
{
	/* Only the one has it, and only the other what the headers ask for: the linker keeps both. */
	child_assert(tl_step() != 1);
	child_assert(tl_boot(NULL) == -ELIBBAD);
}

static void boot_refuses(void **state)
{
	struct child c;

	child_run(&c, boots, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "libtasklet and libtasklet-sim are both in this process");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boot_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
