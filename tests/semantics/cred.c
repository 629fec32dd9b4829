// SPDX-License-Identifier: MIT
/*
 * Whom a task works for, and what it may do.
 */
#include "machine.h"

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/kmod.h>
#include <linux/kthread.h>
#include <linux/topology.h>
#include <unistd.h>

/* As `cat /proc/thread-self/status` has it. */
static unsigned long long effective_capabilities(void)
{
	FILE *f = fopen("/proc/thread-self/status", "r");
	unsigned long long caps = 0;
	char line[256];
	bool found = false;

	assert_non_null(f);
	while (!found && fgets(line, sizeof(line), f))
		found = sscanf(line, "CapEff: %llx", &caps) == 1;
	fclose(f);
	assert_true(found);
	return caps;
}

static void a_task_of_the_programs_may_what_its_host_thread_may(void **state)
{
	unsigned long long caps = effective_capabilities();

	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		assert_int_equal(capable(cap), caps >> cap & 1);
	assert_false(capable(-1));
	assert_false(capable(CAP_LAST_CAP + 1));
	assert_int_equal(__kuid_val(current_uid()), getuid());
	assert_int_equal(__kuid_val(current_euid()), geteuid());
	assert_int_equal(__kgid_val(current_gid()), getgid());
	assert_int_equal(__kgid_val(current_egid()), getegid());
}

static bool is_root;

static int look(void *data)
{
	bool root = capable(CAP_SYS_ADMIN) && uid_eq(current_uid(), GLOBAL_ROOT_UID) &&
		    gid_eq(current_egid(), GLOBAL_ROOT_GID);

	WRITE_ONCE(is_root, root);
	return 0;
}

static void a_kthread_is_root(void **state)
{
	struct task_struct *t = get_task_struct(kthread_create(look, NULL, "root"));

	is_root = false;
	wake_up_process(t);
	WAIT_UNTIL(READ_ONCE(is_root));
	kthread_stop_put(t);
}

static void there_is_one_node_and_nobody_loads_modules(void **state)
{
	assert_int_equal(cpu_to_node(1), 0);
	assert_int_equal(numa_node_id(), 0);
	assert_int_equal(request_module("snd-%d", 7), -ENOSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(a_task_of_the_programs_may_what_its_host_thread_may),
		MACHINE_TEST(a_kthread_is_root),
		MACHINE_TEST(there_is_one_node_and_nobody_loads_modules),
	};

	return cmocka_run_group_tests(tests, machine_up, machine_down);
}
