// SPDX-License-Identifier: MIT
/*
 * Host API on the virtual CPUs and their softirq counts.
 */
#include <errno.h>

#include <linux/interrupt.h>
#include <linux/printk.h>
#include <tasklet/cpu.h>
#include <tasklet/stat.h>

#include "arch/upcall.h"
#include "host/subsys.h"
#include "kernel/softirq.h"

unsigned int tl_nr_cpus(void)
{
	return arch_cpu_count();
}

int tl_cpu_bind(int cpu)
{
	int err = tl_boot_auto();

	if (err)
		return err;
	if (cpu < -1 || cpu >= (int)arch_cpu_count()) {
		pr_err("tl_cpu_bind: cpu %d: there are %u\n", cpu, arch_cpu_count());
		return -EINVAL;
	}
	return arch_bind(cpu);
}

int tl_show_softirqs(FILE *file)
{
	unsigned int cpus = arch_cpu_count();

	if (!cpus)
		return -EINVAL;
	fprintf(file, "%*s", 16, "");
	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		fprintf(file, "   CPU%-5u", cpu);
	fputc('\n', file);
	for (unsigned int nr = 0; nr < NR_SOFTIRQS; nr++) {
		fprintf(file, "%12s:", softirq_to_name[nr]);
		for (unsigned int cpu = 0; cpu < cpus; cpu++)
			fprintf(file, " %10lu", READ_ONCE(softirq_cpus[cpu].served[nr]));
		fputc('\n', file);
	}
	return fflush(file) || ferror(file) ? -EIO : 0;
}
