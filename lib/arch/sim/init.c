// SPDX-License-Identifier: MIT
/*
 * Bringing the deterministic machine up and down. The host thread that boots is the machine's
 * thread, and its stack the first task's.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include <linux/errno.h>
#include <linux/printk.h>

#include "arch/sim/memory.h"
#include "arch/sim/sim.h"
#include "arch/upcall.h"
#include "host/cmdline.h"
#include "host/error.h"

const char tl_abi_sim = 0;
#ifdef TL_FIBERS_UNDER_TSAN
/* Declared for instrumented sources only, which this one is not (lib/meson.build). */
__tl_api_begin
extern unsigned int arch_tsan_fence;
__tl_api_end
unsigned int arch_tsan_fence;
#endif

/* The host's must not matter: two show what one would hide. */
#define DEFAULT_NR_CPUS 2

static struct fiber host __arch_hot;

unsigned int arch_cpu_count(void)
{
	return sim.nr_cpus;
}

void arch_register_code(const void *addr)
{
	(void)addr;
}

/* All of it is the memory of one thread. */
bool arch_survives_fork(void)
{
	return true;
}

static int make_main(void)
{
	char name[TASK_COMM_LEN] = "";

	prctl(PR_GET_NAME, name);
	sim.main = sim_task_alloc(name);
	if (!sim.main)
		return -ENOMEM;
	fiber_init_host(&host);
	sim.main->fiber = &host;
	sim.main->where = SIM_OCCUPYING;
	sim.cpus[0].curr = sim.main;
	sim_make_ready(&sim.cpus[0]);
	sim.active = &sim.cpus[0];
	sim.running = sim.main;
	arch_self.task = &sim.main->t;
	arch_self.tid = (unsigned int)sim.main->t.pid;
	return 0;
}

int arch_subsys_init(void)
{
	unsigned int nr = boot_options.nr_cpus ? boot_options.nr_cpus : DEFAULT_NR_CPUS;
	int err;

	memset(&sim, 0, sizeof(sim));
	TAILQ_INIT(&sim.tasks);
	sim.cpus = sim_alloc(nr * sizeof(*sim.cpus));
	if (!sim.cpus)
		return host_error(-ENOMEM, "memory of %u CPUs", nr);
	sim.nr_cpus = nr;
	sim_random_reset();
	for (unsigned int i = 0; i < nr; i++) {
		sim.cpus[i].a.nr = i;
		TAILQ_INIT(&sim.cpus[i].queue);
	}
	sim_note_reset();
	sim_clock_reset();
	err = make_main();
	if (err) {
		sim_free(sim.cpus);
		memset(&sim, 0, sizeof(sim));
		return err;
	}
	sim.up = true;
	sim_refresh();
	return 0;
}

/* What is left of tasks goes with the machine, as it would at a power cut. */
static void forget_tasks(void)
{
	struct sim_task *task;

	while ((task = TAILQ_FIRST(&sim.tasks))) {
		/* Of kthreads it has been said. */
		if (task != sim.main && task->where != SIM_ENDED && !(task->t.flags & PF_KTHREAD))
			pr_notice("task %s:%d was still there at shutdown\n", task->t.comm,
				  task->t.pid);
		sim_task_forget(task);
	}
}

void arch_subsys_exit(void)
{
	unsigned long ctx = arch_self.ctx;

	/* What is pending is served; what never ends, such as a tasklet that reschedules itself,
	 * gets some turns. */
	sim_run_idle(100 + 4 * (sim.nr_cpus + sim.nr_queued));
	arch_self.hold = 1;
	forget_tasks();
	for (unsigned int i = 0; i < sim.nr_cpus; i++) {
		struct sim_task *worker = sim.cpus[i].worker;

		if (!worker)
			continue;
		fiber_destroy(worker->fiber);
		sim_free(worker);
	}
	fiber_free_spare();
	sim_clock_free();
	sim_free(sim.cpus);
	memset(&sim, 0, sizeof(sim));
	arch_self = (struct arch_self){.cpu = &arch_no_cpu, .ctx = ctx};
}
