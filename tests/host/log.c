// SPDX-License-Identifier: MIT
/*
 * printk(), its log and its console; before boot, in any context.
 */
#include "../test.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/sprintf.h>
#include <tasklet/log.h>

static struct tl_log_entry entry;

static const struct tl_log_entry *last(void)
{
	struct tl_log_reader reader = {0};

	entry.text[0] = '\0';
	while (tl_log_read(&reader, &entry))
		;
	return &entry;
}

static int count(const char *text)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry e;
	int n = 0;

	while (tl_log_read(&reader, &e))
		n += strstr(e.text, text) != NULL;
	return n;
}

static int clear(void **state)
{
	tl_log_set_level(0);
	tl_log_clear();
	return 0;
}

static void message_can_be_read_back(void **state)
{
	int n = pr_info("one %d\n", 1);

	assert_int_equal(n, 6);
	assert_string_equal(last()->text, "one 1");
	assert_int_equal(last()->level, 6);
	assert_int_equal(last()->len, 5);
	assert_int_equal(last()->tid, getpid());
}

static void message_without_level_is_a_warning(void **state)
{
	printk("plain\n");
	assert_int_equal(last()->level, 4);
}

static void cont_goes_on_with_the_open_line(void **state)
{
	pr_err("a");
	pr_cont(" b");
	pr_cont(" c\n");
	assert_string_equal(last()->text, "a b c");
	assert_int_equal(last()->level, 3);
}

static void other_message_closes_the_open_line(void **state)
{
	pr_err("open");
	pr_info("next\n");
	pr_cont("late\n");
	assert_int_equal(count("open"), 1);
	assert_int_equal(count("next"), 1);
	assert_string_equal(last()->text, "late");
}

static void debug_is_off_without_DEBUG(void **state)
{
	pr_debug("never\n");
	assert_int_equal(count("never"), 0);
}

static void once_is_once(void **state)
{
	for (int i = 0; i < 5; i++)
		pr_info_once("just once\n");
	assert_int_equal(count("just once"), 1);
}

static void ratelimit_lets_ten_through(void **state)
{
	for (int i = 0; i < 50; i++)
		pr_info_ratelimited("limited\n");
	assert_int_equal(count("limited"), 10);
}

static void long_message_is_cut(void **state)
{
	static char text[3 * PRINTK_MESSAGE_MAX];

	memset(text, 'x', sizeof(text) - 1);
	printk("%s", text);
	assert_true(last()->len < PRINTK_MESSAGE_MAX);
	assert_true(last()->len > PRINTK_MESSAGE_MAX - 8);
}

static void ring_wraps_and_keeps_the_newest_in_order(void **state)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry e;
	int n = 20000, first = -1, next = -1;

	for (int i = 0; i < n; i++)
		pr_info("number %d %.*s\n", i, i % 60,
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	while (tl_log_read(&reader, &e)) {
		int i = atoi(e.text + strlen("number "));

		if (first < 0)
			first = next = i;
		assert_int_equal(i, next);
		next++;
	}
	assert_int_equal(next, n);
	assert_true(first > 0);
}

static void overtaken_reader_sees_the_gap(void **state)
{
	struct tl_log_reader reader = {0};
	struct tl_log_entry before, after;

	pr_info("first\n");
	assert_int_equal(tl_log_read(&reader, &before), 1);
	for (int i = 0; i < 20000; i++)
		pr_info("flood %d\n", i);
	assert_int_equal(tl_log_read(&reader, &after), 1);
	assert_true(after.seq > before.seq + 1);
	assert_int_equal(atoi(after.text + strlen("flood ")), (int)(after.seq - before.seq - 1));
}

static void reader_may_begin_at_a_number(void **state)
{
	struct tl_log_reader reader = {0};

	pr_info("a\n");
	pr_info("b\n");
	pr_info("c\n");
	reader.seq = last()->seq - 1;
	assert_int_equal(tl_log_read(&reader, &entry), 1);
	assert_string_equal(entry.text, "b");
}

static void bad_arguments_are_refused(void **state)
{
	struct tl_log_reader reader = {0};

	assert_int_equal(tl_log_read(NULL, &entry), -EINVAL);
	assert_int_equal(tl_log_read(&reader, NULL), -EINVAL);
	assert_int_equal(tl_log_write_to(NULL), -EINVAL);
	assert_int_equal(tl_log_set_level(9), -EINVAL);
	assert_int_equal(tl_log_set_level(-1), -EINVAL);
	assert_non_null(strstr(last()->text, "-1"));
}

static void log_is_written_as_dmesg_does(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	unsigned long sec, usec;

	pr_info("two\nlines\n");
	assert_int_equal(tl_log_write_to(f), 0);
	fclose(f);
	assert_int_equal(sscanf(text, "[%5lu.%06lu] two\n", &sec, &usec), 2);
	assert_non_null(strstr(text, "] lines\n"));
	assert_int_equal(text[0], '[');
	assert_int_equal(text[6], '.');
	assert_int_equal(text[13], ']');
	free(text);
}

static void print_all_levels(void *arg)
{
	tl_log_set_level(5);
	pr_emerg("L0\n");
	pr_err("L3\n");
	pr_warn("L4\n");
	pr_notice("L5\n");
	pr_info("L6\n");
	pr_err("no newline");
}

static void console_shows_what_is_below_its_level(void **state)
{
	struct child c;

	child_run(&c, print_all_levels, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "] L0\n");
	assert_child_said(&c, "] L3\n");
	assert_child_said(&c, "] L4\n");
	assert_false(child_said(&c, "L5"));
	assert_false(child_said(&c, "L6"));
}

static void leave_line_open(void *arg)
{
	tl_log_set_level(8);
	pr_err("no newline");
	exit(0);
}

static void open_line_is_shown_at_exit(void **state)
{
	struct child c;

	child_run(&c, leave_line_open, NULL);
	assert_child_ok(&c);
	assert_child_said(&c, "] no newline\n");
}

static int hooked;

static void hook(const struct tl_log_entry *e, void *arg)
{
	hooked++;
	assert_ptr_equal(arg, &hooked);
	pr_err("from the hook: %s\n", e->text);
}

static void console_hook_gets_messages_and_may_print(void **state)
{
	hooked = 0;
	tl_log_set_level(5);
	tl_log_set_console(hook, &hooked);
	pr_err("seen\n");
	pr_info("not seen\n");
	tl_log_set_console(NULL, NULL);
	tl_log_set_level(0);
	assert_int_equal(hooked, 1);
	assert_int_equal(count("from the hook: seen"), 1);
}

static void print_from_signal(int signo)
{
	static int n;

	printk(KERN_INFO "signal %d\n", ++n);
}

/* A host signal handler lands anywhere, inside printk() too. */
static void host_signal_handler_may_print(void **state)
{
	struct sigaction sa = {.sa_handler = print_from_signal}, old;
	struct itimerval every = {{0, 100}, {0, 100}}, off = {{0, 0}, {0, 0}};

	if (TEST_TSAN)
		skip();
	sigaction(SIGALRM, &sa, &old);
	setitimer(ITIMER_REAL, &every, NULL);
	for (int i = 0; i < TEST_TURNS(300000); i++)
		pr_info("thread %d\n", i);
	setitimer(ITIMER_REAL, &off, NULL);
	sigaction(SIGALRM, &old, NULL);
	pr_info("still alive\n");
	assert_string_equal(last()->text, "still alive");
}

static void *print_many(void *arg)
{
	for (int i = 0; i < 200; i++)
		pr_info("t%d n%d\n", (int)(intptr_t)arg, i);
	return NULL;
}

static void threads_lose_nothing(void **state)
{
	struct tl_log_reader reader = {0};
	int seen[4] = {0}, who, n;
	struct tl_log_entry e;
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, print_many, (void *)(intptr_t)i);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	while (tl_log_read(&reader, &e)) {
		if (sscanf(e.text, "t%d n%d", &who, &n) != 2)
			continue;
		assert_int_equal(n, seen[who]++);
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(seen[i], 200);
}

static void errno_survives(void **state)
{
	errno = EXDEV;
	pr_info("x\n");
	assert_int_equal(errno, EXDEV);
}

#define assert_formats(expected, ...)                                  \
	do {                                                           \
		char text_[256];                                       \
		int n_ = scnprintf(text_, sizeof(text_), __VA_ARGS__); \
		assert_string_equal(text_, expected);                  \
		assert_int_equal(n_, (int)strlen(expected));           \
	} while (0)

static void kernel_pointer_formats(void **state)
{
	static const u8 bytes[16] = {0, 1, 0xab, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	struct resource mem = {.start = 0x1000, .end = 0x1fff, .flags = IORESOURCE_MEM};
	struct resource irq = {.start = 5, .end = 5, .flags = IORESOURCE_IRQ};
	phys_addr_t addr = 0x1234;

	assert_formats("-EIO", "%pe", ERR_PTR(-EIO));
	assert_formats("-EPROBE_DEFER", "%pe", ERR_PTR(-EPROBE_DEFER));
	assert_formats("00:01:ab:03:04:05", "%pM", bytes);
	assert_formats("0001ab030405", "%pm", bytes);
	assert_formats("00-01-ab-03-04-05", "%pMF", bytes);
	assert_formats("05:04:03:ab:01:00", "%pMR", bytes);
	assert_formats("00 01 ab", "%*ph", 3, bytes);
	assert_formats("00:01:ab", "%*phC", 3, bytes);
	assert_formats("0001ab", "%*phN", 3, bytes);
	assert_formats("0x0000000000001234", "%pa", &addr);
	assert_formats("[mem 0x00001000-0x00001fff]", "%pR", &mem);
	assert_formats("[mem 0x00001000-0x00001fff flags 0x200]", "%pr", &mem);
	assert_formats("[irq 5]", "%pR", &irq);
	assert_formats("0.1.171.3", "%pI4", bytes);
	assert_formats("0001ab03-0405-0607-0809-0a0b0c0d0e0f", "%pUb", bytes);
	assert_formats("vscnprintf", "%ps", vscnprintf);
	assert_formats("(null)", "%pM", NULL);
}

static void ordinary_formats_are_libcs(void **state)
{
	const char *volatile nothing = NULL;

	assert_formats("-1 18446744073709551615 ff 0x0f 7", "%hhd %llu %x %#04x %zu", (char)-1,
		       ~0ull, 255, 15, (size_t)7);
	assert_formats("[   ab][ab   ][abc]", "[%5s][%-5s][%.*s]", "ab", "ab", 3, "abcdef");
	assert_formats("[  7][7  ][007]", "[%*d][%*d][%03d]", 3, 7, -3, 7, 7);
	assert_formats("c%1.50", "%c%%%.2f", 'c', 1.5);
	assert_formats("(null)", "%s", nothing);
	assert_formats("(efault)", "%s", (char *)ERR_PTR(-EIO));
}

static void scnprintf_returns_what_is_there(void **state)
{
	char text[4];

	assert_int_equal(scnprintf(text, sizeof(text), "abcdef"), 3);
	assert_string_equal(text, "abc");
	assert_int_equal(scnprintf(text, 0, "abcdef"), 0);
	assert_int_equal(scnprintf(text, 1, "abcdef"), 0);
	assert_string_equal(text, "");
}

static void hex_dump_has_linux_layout(void **state)
{
	char line[128];

	print_hex_dump(KERN_INFO, "x: ", DUMP_PREFIX_OFFSET, 16, 1, "0123456789abcdef+", 17, true);
	assert_string_equal(last()->text,
			    "x: 00000010: 2b                                               +");
	hex_dump_to_buffer("0123", 4, 16, 4, line, sizeof(line), false);
	assert_string_equal(line, "33323130");
}

#define TEST(name) cmocka_unit_test_setup(name, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(message_can_be_read_back),
		TEST(message_without_level_is_a_warning),
		TEST(cont_goes_on_with_the_open_line),
		TEST(other_message_closes_the_open_line),
		TEST(debug_is_off_without_DEBUG),
		TEST(once_is_once),
		TEST(ratelimit_lets_ten_through),
		TEST(long_message_is_cut),
		TEST(ring_wraps_and_keeps_the_newest_in_order),
		TEST(overtaken_reader_sees_the_gap),
		TEST(reader_may_begin_at_a_number),
		TEST(bad_arguments_are_refused),
		TEST(log_is_written_as_dmesg_does),
		TEST(console_shows_what_is_below_its_level),
		TEST(open_line_is_shown_at_exit),
		TEST(console_hook_gets_messages_and_may_print),
		TEST(host_signal_handler_may_print),
		TEST(threads_lose_nothing),
		TEST(errno_survives),
		TEST(kernel_pointer_formats),
		TEST(ordinary_formats_are_libcs),
		TEST(scnprintf_returns_what_is_there),
		TEST(hex_dump_has_linux_layout),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
