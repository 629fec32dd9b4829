// SPDX-License-Identifier: MIT
/*
 * rx-fifo: a Unix filter whose bytes go through a simulated receiver and its driver. This is the
 * host program: it boots the machine, plugs the hardware in, says where it is, and reads what
 * the driver received.
 */
#include "device.h"
#include "driver.h"
#include "regs.h"

#include <tasklet/boot.h>
#include <tasklet/log.h>
#include <tasklet/stat.h>

#include <linux/err.h>
#include <linux/platform_device.h>

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_NS 100000000ULL

struct options {
	unsigned int depth;
	unsigned int ring;
	bool stats;
	bool progress;
	const char *input; /* NULL: standard input */
};

static volatile sig_atomic_t interrupted;

static void on_signal(int sig)
{
	interrupted = sig;
}

static const char usage[] =
	"Usage: rx-fifo [OPTION]... [FILE] >OUT\n"
	"Copy FILE, or standard input, to standard output through a simulated receiver.\n"
	"\n"
	"  -d, --depth=N    words in the device's FIFO, 1 to 65536 (64)\n"
	"  -r, --ring=N     words in the driver's ring, 1 to 65536 (256); a ring smaller than\n"
	"                   the FIFO drops words, and counts them\n"
	"  -s, --stats      at the end, print interrupts, softirqs, the log and counts to stderr\n"
	"  -p, --progress   show progress on stderr, if that is a terminal\n"
	"  -h, --help       this text\n"
	"\n"
	"Options of the machine are in TASKLET_CMDLINE, such as 'nr_cpus=2 loglevel=7'.\n";

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static bool parse_number(const char *option, const char *text, unsigned long max,
			 unsigned int *value)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || n < 1 || n > max) {
		fprintf(stderr, "rx-fifo: %s: '%s' is not a number from 1 to %lu\n", option, text,
			max);
		return false;
	}
	*value = (unsigned int)n;
	return true;
}

/* Returns an exit status, or -1 to go on. */
static int parse_options(int argc, char **argv, struct options *options)
{
	static const struct option longs[] = {
		{"depth", required_argument, NULL, 'd'}, {"ring", required_argument, NULL, 'r'},
		{"stats", no_argument, NULL, 's'},	 {"progress", no_argument, NULL, 'p'},
		{"help", no_argument, NULL, 'h'},	 {NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "d:r:sph", longs, NULL)) != -1) {
		switch (c) {
		case 'd':
			if (!parse_number("--depth", optarg, RX_FIFO_DEPTH_MAX, &options->depth))
				return 2;
			break;
		case 'r':
			if (!parse_number("--ring", optarg, RX_FIFO_RING_MAX, &options->ring))
				return 2;
			break;
		case 's':
			options->stats = true;
			break;
		case 'p':
			options->progress = isatty(STDERR_FILENO);
			break;
		case 'h':
			fputs(usage, stdout);
			return fflush(stdout) ? 1 : 0;
		default:
			fputs("Try 'rx-fifo --help'.\n", stderr);
			return 2;
		}
	}
	if (argc - optind > 1) {
		fprintf(stderr, "rx-fifo: more than one file: '%s'\n", argv[optind + 1]);
		return 2;
	}
	options->input = argv[optind];
	return -1;
}

static bool write_all(const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, p, n);

		if (done < 0 && errno == EINTR && !interrupted)
			continue;
		if (done < 0) {
			fprintf(stderr, "rx-fifo: write: %s\n", strerror(errno));
			return false;
		}
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static void show_progress(uint64_t bytes, uint64_t ns, bool last)
{
	double mib = (double)bytes / (1 << 20);

	fprintf(stderr, "\r%9.2f MiB  %8.2f MiB/s%s", mib, ns ? mib * 1e9 / (double)ns : 0.0,
		last ? "\n" : "");
}

/* Everything from the driver to standard output; returns an exit status. */
static int copy(struct device *dev, struct rx_fifo_device *device, const struct options *options)
{
	uint64_t begin = now_ns(), shown = begin, bytes = 0;
	static char buf[65536];
	ssize_t n = 0;

	while (!interrupted && (n = rx_fifo_read(dev, buf, sizeof(buf))) > 0) {
		if (!write_all(buf, (size_t)n))
			return 1;
		bytes += (uint64_t)n;
		if (options->progress && now_ns() - shown >= PROGRESS_NS) {
			shown = now_ns();
			show_progress(bytes, shown - begin, false);
		}
	}
	if (options->progress)
		show_progress(bytes, now_ns() - begin, true);
	if (interrupted)
		return 128 + interrupted;
	if (n < 0) {
		struct rx_fifo_device_stats stats;

		rx_fifo_device_get_stats(device, &stats);
		fprintf(stderr, "rx-fifo: read: %s\n",
			strerror(stats.error ? stats.error : (int)-n));
		return 1;
	}
	return 0;
}

static void show_stats(struct device *dev, struct rx_fifo_device *device, uint64_t ns)
{
	struct rx_fifo_device_stats sent;
	struct rx_fifo_stats got;

	rx_fifo_device_get_stats(device, &sent);
	rx_fifo_get_stats(dev, &got);
	fputs("\n/proc/interrupts\n", stderr);
	tl_show_interrupts(stderr);
	fputs("\n/proc/softirqs\n", stderr);
	tl_show_softirqs(stderr);
	fputs("\nlog\n", stderr);
	tl_log_write_to(stderr);
	fprintf(stderr,
		"\nsent:       %" PRIu64 " words, %" PRIu64 " bytes\n"
		"delivered:  %" PRIu64 " words, %" PRIu64 " bytes\n"
		"dropped:    %" PRIu64 " words, %" PRIu64 " bytes\n"
		"interrupts: %" PRIu64 " in %.3f s, %.0f per second\n",
		(uint64_t)sent.words, (uint64_t)sent.bytes, (uint64_t)got.words,
		(uint64_t)got.bytes, (uint64_t)got.dropped_words, (uint64_t)got.dropped_bytes,
		(uint64_t)got.interrupts, (double)ns / 1e9,
		(double)got.interrupts * 1e9 / (double)(ns ? ns : 1));
}

/* With the hardware plugged in: say where it is, have the driver bind, run. */
static int run_device(struct rx_fifo_device *device, const struct options *options)
{
	const struct resource resources[] = {
		DEFINE_RES_MEM(rx_fifo_device_base(device), RX_FIFO_SIZE),
		DEFINE_RES_IRQ((resource_size_t)rx_fifo_device_irq(device)),
	};
	const struct rx_fifo_platform_data pdata = {.ring_entries = options->ring};
	struct platform_device *pdev;
	uint64_t begin = now_ns();
	int status;

	pdev = platform_device_register_resndata(NULL, "rx-fifo", 0, resources, 2, &pdata,
						 sizeof(pdata));
	if (IS_ERR(pdev)) {
		fprintf(stderr, "rx-fifo: cannot register the device: %s\n",
			strerror((int)-PTR_ERR(pdev)));
		return 1;
	}
	if (platform_get_drvdata(pdev)) {
		status = copy(&pdev->dev, device, options);
		if (options->stats)
			show_stats(&pdev->dev, device, now_ns() - begin);
	} else {
		fputs("rx-fifo: the driver did not bind; see above\n", stderr);
		status = 1;
	}
	platform_device_unregister(pdev);
	return status;
}

/* A descriptor that is closed is the next one opened: the device's, or the library's own. */
static bool is_open(int fd, const char *name)
{
	if (fcntl(fd, F_GETFD) >= 0)
		return true;
	fprintf(stderr, "rx-fifo: %s is closed\n", name);
	return false;
}

static int run(int fd, const struct options *options)
{
	struct rx_fifo_device *device;
	int ret, status;

	/* What is wrong with it stands on stderr already. */
	ret = tl_boot(NULL);
	if (ret)
		return 1;
	ret = rx_fifo_device_create(fd, options->depth, &device);
	if (ret) {
		fprintf(stderr, "rx-fifo: cannot make the device: %s\n", strerror(-ret));
		tl_shutdown();
		return 1;
	}
	status = run_device(device, options);
	rx_fifo_device_destroy(device);
	tl_shutdown();
	return status;
}

int main(int argc, char **argv)
{
	/* No SA_RESTART: the sleep in rx_fifo_read() is to end. A second one kills. */
	const struct sigaction stop = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
	struct options options = {
		.depth = RX_FIFO_DEPTH_DEFAULT,
		.ring = RX_FIFO_RING_DEFAULT,
	};
	int fd = STDIN_FILENO;
	int status = parse_options(argc, argv, &options);

	if (status >= 0)
		return status;
	if ((!options.input && !is_open(STDIN_FILENO, "standard input")) ||
	    !is_open(STDOUT_FILENO, "standard output"))
		return 1;
	if (options.input) {
		fd = open(options.input, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			fprintf(stderr, "rx-fifo: cannot open '%s': %s\n", options.input,
				strerror(errno));
			return 1;
		}
	}
	/* A reader that went away is an error to report, not a silent death. */
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);

	status = run(fd, &options);
	if (options.input)
		close(fd);
	return status;
}
