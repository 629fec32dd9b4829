// SPDX-License-Identifier: MIT
/*
 * Boot options in Linux's form: words separated by blanks, `name` or `name=value`, of which a
 * later one wins. A value with blanks is put into double quotes (name="a b" or "name=a b"); in
 * names - and _ are the same. `module.parameter=value` sets a module's parameter.
 *
 * DIVERGES: Linux passes words that it does not know on to init. Here they are an error, and so
 * is a value that can't be meant: a typing mistake must not go unnoticed.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/err.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/stringify.h>

#include "host/cmdline.h"
#include "kernel/printk.h"

#define LOG_SIZE_MAX (1ull << 30)
#define SECONDS_MAX  1000000

static const struct tl_boot_options defaults = {
	.kick_signal = SIGURG,
	.loglevel = CONSOLE_LOGLEVEL_DEFAULT,
	.watchdog_thresh = 10,
	.hung_task_timeout = 120,
	.seed = 1,
	.log_buf_len = LOG_SIZE_DEFAULT,
};

struct tl_boot_options boot_options = {
	.kick_signal = SIGURG,
	.loglevel = CONSOLE_LOGLEVEL_DEFAULT,
	.watchdog_thresh = 10,
	.hung_task_timeout = 120,
	.seed = 1,
	.log_buf_len = LOG_SIZE_DEFAULT,
};

/* Decimal, octal or hex, whole, and in range. */
static bool parse_number(const char *value, unsigned long long min, unsigned long long max,
			 unsigned long long *number)
{
	unsigned long long n;
	char *end;

	if (!value || !isdigit((unsigned char)*value))
		return false;
	errno = 0;
	n = strtoull(value, &end, 0);
	if (errno || *end || n < min || n > max)
		return false;
	*number = n;
	return true;
}

static bool set_nr_cpus(struct tl_boot_options *o, const char *value)
{
	unsigned long long n;

	if (!parse_number(value, 1, NR_CPUS, &n))
		return false;
	o->nr_cpus = (unsigned int)n;
	return true;
}

static bool set_idle(struct tl_boot_options *o, const char *value)
{
	if (!value || strcmp(value, "poll"))
		return false;
	o->idle_poll = true;
	return true;
}

static bool set_loglevel(struct tl_boot_options *o, const char *value)
{
	unsigned long long n;

	if (!parse_number(value, 0, 8, &n))
		return false;
	o->loglevel = (int)n;
	return true;
}

static bool set_quiet(struct tl_boot_options *o, const char *value)
{
	o->loglevel = CONSOLE_LOGLEVEL_QUIET;
	return !value;
}

static bool set_debug(struct tl_boot_options *o, const char *value)
{
	o->loglevel = CONSOLE_LOGLEVEL_DEBUG;
	return !value;
}

static bool set_ignore_loglevel(struct tl_boot_options *o, const char *value)
{
	o->loglevel = CONSOLE_LOGLEVEL_MOTORMOUTH;
	return !value;
}

static int signal_by_name(const char *name)
{
	unsigned long long n;
	bool max;

	if (!strncasecmp(name, "SIG", 3))
		name += 3;
	max = !strncasecmp(name, "RTMAX", 5);
	if (max || !strncasecmp(name, "RTMIN", 5)) {
		if (!name[5])
			return max ? SIGRTMAX : SIGRTMIN;
		if (name[5] != (max ? '-' : '+') ||
		    !parse_number(name + 6, 0, (unsigned long long)(SIGRTMAX - SIGRTMIN), &n))
			return 0;
		return max ? SIGRTMAX - (int)n : SIGRTMIN + (int)n;
	}
	for (int signo = 1; signo < 32; signo++) {
		const char *abbrev = sigabbrev_np(signo);

		if (abbrev && !strcasecmp(abbrev, name))
			return signo;
	}
	return 0;
}

/* Not those that can't be handled, report a fault of the program, or are libc's own. */
static bool kick_signal_is_legal(int signo)
{
	switch (signo) {
	case SIGKILL:
	case SIGSTOP:
	case SIGSEGV:
	case SIGBUS:
	case SIGFPE:
	case SIGILL:
	case SIGTRAP:
	case SIGSYS:
	case SIGABRT:
		return false;
	}
	return (signo >= 1 && signo < 32) || (signo >= SIGRTMIN && signo <= SIGRTMAX);
}

static bool set_kick_signal(struct tl_boot_options *o, const char *value)
{
	unsigned long long n = 0;

	if (!value)
		return false;
	if (!parse_number(value, 1, 64, &n))
		n = (unsigned long long)signal_by_name(value);
	if (!kick_signal_is_legal((int)n))
		return false;
	o->kick_signal = (int)n;
	return true;
}

static bool set_watchdog_thresh(struct tl_boot_options *o, const char *value)
{
	unsigned long long n;

	if (!parse_number(value, 0, 60, &n))
		return false;
	o->watchdog_thresh = (unsigned int)n;
	return true;
}

static bool set_hung_task_timeout(struct tl_boot_options *o, const char *value)
{
	unsigned long long n;

	if (!parse_number(value, 0, SECONDS_MAX, &n))
		return false;
	o->hung_task_timeout = (unsigned int)n;
	return true;
}

static bool set_threadirqs(struct tl_boot_options *o, const char *value)
{
	o->threadirqs = true;
	return !value;
}

static bool set_panic_on_warn(struct tl_boot_options *o, const char *value)
{
	unsigned long long n = 1;

	if (value && !parse_number(value, 0, 1, &n))
		return false;
	o->panic_on_warn = n;
	return true;
}

static bool set_oops(struct tl_boot_options *o, const char *value)
{
	if (!value || strcmp(value, "panic"))
		return false;
	o->panic_on_oops = true;
	return true;
}

static bool set_log_buf_len(struct tl_boot_options *o, const char *value)
{
	static const char units[] = "kmg";
	unsigned long long n, size = LOG_RING_SIZE_MIN;
	const char *unit;
	char *end;

	if (!value || !isdigit((unsigned char)*value))
		return false;
	errno = 0;
	n = strtoull(value, &end, 0);
	if (errno || n > LOG_SIZE_MAX)
		return false;
	if (*end) {
		unit = strchr(units, tolower((unsigned char)*end));
		if (!unit || end[1])
			return false;
		n <<= 10 * (unit - units + 1);
	}
	if (n < LOG_RING_SIZE_MIN || n > LOG_SIZE_MAX)
		return false;
	while (size < n)
		size <<= 1;
	o->log_buf_len = size;
	return true;
}

static bool set_seed(struct tl_boot_options *o, const char *value)
{
	unsigned long long n;

	if (!parse_number(value, 0, ULONG_MAX, &n))
		return false;
	o->seed = n;
	return true;
}

/* @set returns false when @value (NULL: none given) is not legal. */
static const struct option {
	const char *name;
	bool (*set)(struct tl_boot_options *o, const char *value);
	const char *legal;
} options_table[] = {
	{"nr_cpus", set_nr_cpus, "nr_cpus=1 to " __stringify(NR_CPUS)},
	{"idle", set_idle, "idle=poll"},
	{"loglevel", set_loglevel, "loglevel=0 to 8"},
	{"quiet", set_quiet, "quiet, without a value"},
	{"debug", set_debug, "debug, without a value"},
	{"ignore_loglevel", set_ignore_loglevel, "ignore_loglevel, without a value"},
	{"log_buf_len", set_log_buf_len, "log_buf_len=4K to 1G"},
	{"tl.kick_signal", set_kick_signal,
	 "tl.kick_signal=the number or name of a signal that programs may handle (URG, RTMIN+1)"},
	{"tl.seed", set_seed, "tl.seed=a number"},
	{"watchdog_thresh", set_watchdog_thresh, "watchdog_thresh=0 to 60 (seconds)"},
	{"sysctl.kernel.hung_task_timeout_secs", set_hung_task_timeout,
	 "sysctl.kernel.hung_task_timeout_secs=0 to 1000000 (seconds)"},
	{"threadirqs", set_threadirqs, "threadirqs, without a value"},
	{"panic_on_warn", set_panic_on_warn, "panic_on_warn, panic_on_warn=0 or 1"},
	{"oops", set_oops, "oops=panic"},
};

#define NR_OPTIONS (sizeof(options_table) / sizeof(options_table[0]))

static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a == '-' ? '_' : *a) != (*b == '-' ? '_' : *b))
			return false;
	return *a == *b;
}

static int unknown_option(const char *from, const char *name)
{
	char names[256];
	size_t n = 0;

	for (size_t i = 0; i < NR_OPTIONS && n < sizeof(names); i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s", i ? ", " : "",
				      options_table[i].name);
	pr_err("%s: unknown option '%s'; known are %s and modules' parameters\n", from, name,
	       names);
	return -EINVAL;
}

/* What is no option of the machine's may be a module's parameter. */
static int module_option(const char *from, const char *name, const char *value)
{
	int err = module_param_parse(name, value);

	if (!err)
		return 0;
	if (err == -ENOENT)
		return unknown_option(from, name);
	pr_err("%s: bad value for module parameter '%s%s%s': %pe\n", from, name, value ? "=" : "",
	       value ? value : "", ERR_PTR(err));
	return -EINVAL;
}

static int set_option(struct tl_boot_options *o, const char *from, const char *name,
		      const char *value)
{
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		if (!same_name(name, options_table[i].name))
			continue;
		if (options_table[i].set(o, value))
			return 0;
		pr_err("%s: bad option '%s%s%s'; legal is %s\n", from, name, value ? "=" : "",
		       value ? value : "", options_table[i].legal);
		return -EINVAL;
	}
	return module_option(from, name, value);
}

/* Cuts the next word out of *@line, in place, with its quotes removed. NULL: none is left. */
static char *next_word(char **line, bool *open_quote)
{
	char *from = *line, *word, *to;
	bool quoted = false;

	while (isspace((unsigned char)*from))
		from++;
	if (!*from)
		return NULL;
	word = to = from;
	for (; *from && (quoted || !isspace((unsigned char)*from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*line = *from ? from + 1 : from;
	*to = '\0';
	*open_quote = quoted;
	return word;
}

static int parse_line(struct tl_boot_options *o, const char *from, const char *line)
{
	bool open_quote = false;
	char *copy, *rest, *word;
	int err = 0;

	if (!line)
		return 0;
	copy = rest = strdup(line);
	if (!copy) {
		pr_err("%s: strdup: %pe\n", from, ERR_PTR(-ENOMEM));
		return -ENOMEM;
	}
	while (!err && (word = next_word(&rest, &open_quote))) {
		char *value = strchr(word, '=');

		if (open_quote) {
			pr_err("%s: a quote is not closed in '%s'\n", from, word);
			err = -EINVAL;
			break;
		}
		if (value)
			*value++ = '\0';
		err = set_option(o, from, word, value);
	}
	free(copy);
	return err;
}

int cmdline_parse(struct tl_boot_options *options, const char *program, const char *environment)
{
	struct tl_boot_options o = defaults;
	int err;

	err = parse_line(&o, "tl_boot", program);
	if (!err)
		err = parse_line(&o, "TASKLET_CMDLINE", environment);
	if (!err)
		*options = o;
	return err;
}
