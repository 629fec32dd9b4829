// SPDX-License-Identifier: MIT
/*
 * deferral: the latency of one driver in five versions, which differ in how the deferred part of
 * its interrupt gets to run. The device raises its line on an idle CPU, at random times, and waits
 * until its sample is taken.
 */
#include "device.h"
#include "regs.h"

#include <tasklet/boot.h>

#include <linux/err.h>
#include <linux/platform_device.h>

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES_DEFAULT 5000
#define SAMPLES_MAX	10000000
#define WARM_UP		100 /* samples that don't count: threads start, pages come in */
#define GAP_MIN_NS	20000
#define GAP_SPREAD_NS	80000

static const struct version {
	const char *driver; /* whose name the device has */
	const char *name;
	const char *context;
} versions[] = {
	{"meter-hi-tasklet", "hi tasklet", "softirq HI"},
	{"meter-tasklet", "tasklet", "softirq TASKLET"},
	{"meter-bh-work", "BH work item", "softirq TASKLET"},
	{"meter-threaded-irq", "threaded irq", "thread irq/N-meter"},
	{"meter-work", "work item", "thread kworker/N"},
};

struct options {
	unsigned long samples;
	const char *out;
};

static const char usage[] =
	"Usage: deferral [OPTION]...\n"
	"Measure one driver in five versions: tasklet, hi tasklet, BH work, threaded irq, work.\n"
	"\n"
	"  -n, --samples=N  interrupts for each (5000)\n"
	"  -o, --out=FILE   write each latency to FILE, lines of 'version<TAB>nanoseconds'\n"
	"  -h, --help       this text\n"
	"\n"
	"Options of the machine are in TASKLET_CMDLINE, such as 'nr_cpus=2 idle=poll'.\n";

/* Returns an exit status, or -1 to go on. */
static int parse_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{"samples", required_argument, NULL, 'n'},
		{"out", required_argument, NULL, 'o'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	char *end;
	int c;

	while ((c = getopt_long(argc, argv, "n:o:h", longs, NULL)) != -1) {
		switch (c) {
		case 'n':
			errno = 0;
			options->samples = strtoul(optarg, &end, 10);
			if (errno || end == optarg || *end || *optarg == '-' || !options->samples ||
			    options->samples > SAMPLES_MAX) {
				fprintf(stderr,
					"deferral: --samples: '%s' is not a number from 1 to %d\n",
					optarg, SAMPLES_MAX);
				return 2;
			}
			break;
		case 'o':
			options->out = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return fflush(stdout) ? 1 : 0;
		default:
			fputs("Try 'deferral --help'.\n", stderr);
			return 2;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "deferral: '%s': there are no arguments\n", argv[optind]);
		return 2;
	}
	return -1;
}

/* A pause that is not in step with anything; returns a value for the sample too. */
static u32 pause_at_random(u64 *rng)
{
	struct timespec ts = {0, 0};

	*rng = *rng * 6364136223846793005ULL + 1442695040888963407ULL;
	ts.tv_nsec = GAP_MIN_NS + (long)((*rng >> 33) % GAP_SPREAD_NS);
	while (nanosleep(&ts, &ts) < 0)
		;
	return (u32)(*rng >> 40);
}

static void show_progress(const struct version *version, unsigned long done, unsigned long all)
{
	if (isatty(STDERR_FILENO) && (done % 256 == 0 || done == all))
		fprintf(stderr, "\r%-14s %3lu %%%s", version->name, done * 100 / all,
			done == all ? "\r\033[K" : "");
}

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return (x > y) - (x < y);
}

static double percentile_us(const u64 *sorted, unsigned long n, double percent)
{
	return (double)sorted[(unsigned long)((double)(n - 1) * percent / 100)] / 1000;
}

static void show(const struct version *version, u64 *status, u64 *sample, unsigned long n)
{
	static const double percents[] = {50, 90, 99, 99.9, 100};

	qsort(status, n, sizeof(*status), compare);
	qsort(sample, n, sizeof(*sample), compare);
	printf("%-13s %-19s %8.1f |", version->name, version->context,
	       percentile_us(status, n, 50));
	for (size_t i = 0; i < sizeof(percents) / sizeof(percents[0]); i++)
		printf(" %8.1f", percentile_us(sample, n, percents[i]));
	putchar('\n');
}

/* With the driver bound. Returns 0 or -errno. */
static int measure(struct meter_device *device, const struct version *version, unsigned long n,
		   FILE *out)
{
	u64 *status = calloc(n, sizeof(*status)), *sample = calloc(n, sizeof(*sample));
	u64 rng = 1;
	int ret = status && sample ? 0 : -ENOMEM;

	for (unsigned long i = 0; !ret && i < WARM_UP + n; i++) {
		struct meter_times times;

		ret = meter_device_measure(device, pause_at_random(&rng), &times);
		if (ret || i < WARM_UP)
			continue;
		status[i - WARM_UP] = times.status;
		sample[i - WARM_UP] = times.sample;
		if (out)
			fprintf(out, "%s\t%" PRIu64 "\n", version->name, (uint64_t)times.sample);
		show_progress(version, i - WARM_UP + 1, n);
	}
	if (!ret)
		show(version, status, sample, n);
	free(status);
	free(sample);
	if (ret)
		fprintf(stderr, "deferral: %s: %s\n", version->name, strerror(-ret));
	return ret;
}

static int run_version(struct meter_device *device, const struct version *version, unsigned long n,
		       FILE *out)
{
	const struct resource resources[] = {
		DEFINE_RES_MEM(meter_device_base(device), METER_SIZE),
		DEFINE_RES_IRQ((resource_size_t)meter_device_irq(device)),
	};
	struct platform_device *pdev =
		platform_device_register_simple(version->driver, PLATFORM_DEVID_NONE, resources, 2);
	int ret;

	if (IS_ERR(pdev)) {
		fprintf(stderr, "deferral: cannot register the device: %s\n",
			strerror((int)-PTR_ERR(pdev)));
		return 1;
	}
	if (pdev->dev.driver) {
		ret = measure(device, version, n, out);
	} else {
		fprintf(stderr, "deferral: driver %s did not bind; see above\n", version->driver);
		ret = 1;
	}
	platform_device_unregister(pdev);
	return ret;
}

static int run(const struct options *options, FILE *out)
{
	struct meter_device *device;
	int ret;

	ret = tl_boot(NULL);
	if (ret)
		return ret; /* what is wrong stands on stderr already */
	ret = meter_device_create(&device);
	if (ret) {
		fprintf(stderr, "deferral: cannot make the device: %s\n", strerror(-ret));
		tl_shutdown();
		return ret;
	}
	printf("microseconds from the line going high, %lu interrupts each, on an idle CPU\n\n"
	       "%-13s %-19s %8s | %s\n"
	       "%-13s %-19s %8s | %8s %8s %8s %8s %8s\n",
	       options->samples, "", "", "handler", "deferred part", "version", "context", "p50",
	       "p50", "p90", "p99", "p99.9", "max");
	for (size_t i = 0; !ret && i < sizeof(versions) / sizeof(versions[0]); i++)
		ret = run_version(device, &versions[i], options->samples, out);
	meter_device_destroy(device);
	tl_shutdown();
	return ret;
}

int main(int argc, char **argv)
{
	struct options options = {.samples = SAMPLES_DEFAULT};
	FILE *out = NULL;
	int status = parse_options(argc, argv, &options);

	if (status >= 0)
		return status;
	if (options.out) {
		out = fopen(options.out, "we");
		if (!out) {
			fprintf(stderr, "deferral: cannot write '%s': %s\n", options.out,
				strerror(errno));
			return 1;
		}
	}
	status = run(&options, out) ? 1 : 0;
	if (out && fclose(out)) {
		fprintf(stderr, "deferral: cannot write '%s': %s\n", options.out, strerror(errno));
		status = 1;
	}
	return status;
}
