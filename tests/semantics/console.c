// SPDX-License-Identifier: MIT
/*
 * Consoles of drivers: what is written to them, when, and where.
 */
#include "tasks.h"

#include <linux/console.h>
#include <linux/printk.h>

/* A console that keeps what it gets. */
struct memory {
	struct console con;
	char text[64 * 1024];
	size_t len;
	unsigned int calls;
	bool irqs_on; /* seen in a write() */
};

static void memory_write(struct console *con, const char *s, unsigned int count)
{
	struct memory *m = con->data;

	m->irqs_on |= !irqs_disabled();
	if (m->len + count < sizeof(m->text)) {
		memcpy(m->text + m->len, s, count);
		m->len += count;
		m->text[m->len] = '\0';
	}
	smp_store_release(&m->calls, m->calls + 1);
}

static struct memory first, second;

static void memory_init(struct memory *m, const char *name, int flags)
{
	memset(m, 0, sizeof(*m));
	strscpy(m->con.name, name, sizeof(m->con.name));
	m->con.write = memory_write;
	m->con.flags = (short)flags;
	m->con.index = -1;
	m->con.data = m;
}

static struct tty_driver *a_terminal(struct console *con, int *index)
{
	return NULL;
}

/* What was printed until now has been written when it returns. */
static void settle(void)
{
	console_lock();
	console_unlock();
}

static unsigned int times(const struct memory *m, const char *text)
{
	unsigned int n = 0;

	for (const char *p = m->text; (p = strstr(p, text)); p += strlen(text))
		n++;
	return n;
}

static void messages_are_written_with_their_time(void **state)
{
	unsigned int before;

	memory_init(&first, "mem", 0);
	register_console(&first.con);
	assert_true(console_is_registered(&first.con));
	assert_int_equal(first.con.flags, CON_ENABLED | CON_CONSDEV);
	assert_int_equal(first.con.index, 0);
	assert_int_equal(times(&first, "printk: legacy console [mem0] enabled\n"), 1);
	before = first.calls;
	pr_warn("one\n");
	settle();
	assert_int_equal(first.calls, before + 1);
	assert_int_equal(times(&first, "] one\n"), 1);
	assert_false(first.irqs_on);
	assert_int_equal(unregister_console(&first.con), 0);
	assert_int_equal(times(&first, "printk: legacy console [mem0] disabled\n"), 1);
	before = first.calls;
	pr_warn("two\n");
	settle();
	assert_int_equal(first.calls, before);
	assert_false(console_is_registered(&first.con));
	assert_int_equal(unregister_console(&first.con), -ENODEV);
}

/* Nobody takes console_lock here. */
static void they_come_by_themselves(void **state)
{
	memory_init(&first, "mem", 0);
	register_console(&first.con);
	pr_warn("by itself\n");
	WAIT_UNTIL(smp_load_acquire(&first.calls) == 2);
	settle();
	assert_int_equal(times(&first, "by itself"), 1);
	unregister_console(&first.con);
}

static void earlier_messages_are_replayed_if_it_wants_them(void **state)
{
	pr_warn("long ago\n");
	memory_init(&first, "all", CON_PRINTBUFFER);
	memory_init(&second, "new", CON_ENABLED);
	register_console(&first.con);
	register_console(&second.con);
	assert_int_equal(times(&first, "long ago"), 1);
	assert_int_equal(times(&second, "long ago"), 0);
	pr_warn("and now\n");
	settle();
	assert_int_equal(times(&first, "and now"), 1);
	assert_int_equal(times(&second, "and now"), 1);
	unregister_console(&second.con);
	unregister_console(&first.con);
}

static void a_level_keeps_messages_away(void **state)
{
	memory_init(&first, "mem", 0);
	register_console(&first.con);
	tl_log_set_level(4);
	pr_warn("a warning\n");
	pr_err("an error\n");
	settle();
	tl_log_set_level(8);
	assert_int_equal(times(&first, "a warning"), 0);
	assert_int_equal(times(&first, "an error"), 1);
	unregister_console(&first.con);
}

static void who_holds_console_lock_keeps_them_waiting(void **state)
{
	memory_init(&first, "mem", 0);
	register_console(&first.con);
	console_lock();
	assert_true(is_console_locked());
	assert_int_equal(console_trylock(), 0);
	pr_warn("later\n");
	settle_cpu1();
	assert_int_equal(times(&first, "later"), 0);
	console_unlock();
	assert_int_equal(times(&first, "later"), 1);
	assert_int_equal(console_trylock(), 1);
	console_unlock();
	assert_false(is_console_locked());
	unregister_console(&first.con);
}

static void chatty_write(struct console *con, const char *s, unsigned int count)
{
	memory_write(con, s, count);
	pr_warn("written %u\n", count);
}

static void what_write_prints_is_only_in_the_log(void **state)
{
	memory_init(&first, "mem", 0);
	first.con.write = chatty_write;
	register_console(&first.con);
	log_from_here();
	pr_warn("once\n");
	settle();
	assert_int_equal(times(&first, "once"), 1);
	assert_int_equal(times(&first, "written"), 0);
	assert_int_equal(logged("written"), 1);
	unregister_console(&first.con);
}

static void an_extended_one_gets_what_dev_kmsg_shows(void **state)
{
	memory_init(&first, "ext", CON_EXTENDED);
	register_console(&first.con);
	first.len = 0;
	pr_err("a\\b\tc\n");
	settle();
	assert_int_equal(strncmp(first.text, "3,", 2), 0);
	assert_non_null(strstr(first.text, ",-;a\\x5cb\\x09c\n"));
	unregister_console(&first.con);
}

static int refuse(struct console *con, char *options)
{
	return -ENODEV;
}

static void which_ones_are_enabled(void **state)
{
	memory_init(&first, "tty", 0);
	first.con.setup = refuse;
	register_console(&first.con);
	assert_false(console_is_registered(&first.con));
	first.con.setup = NULL;
	first.con.device = a_terminal;
	first.con.index = 3;
	register_console(&first.con);
	assert_int_equal(first.con.flags, CON_ENABLED | CON_CONSDEV);
	assert_int_equal(first.con.index, 3);
	/* There is one of a terminal now. */
	memory_init(&second, "net", 0);
	register_console(&second.con);
	assert_false(console_is_registered(&second.con));
	second.con.flags = CON_ENABLED;
	register_console(&second.con);
	assert_true(console_is_registered(&second.con));
	assert_int_equal(second.con.flags, CON_ENABLED);
	unregister_console(&first.con);
	assert_int_equal(second.con.flags, CON_ENABLED | CON_CONSDEV);
	unregister_console(&second.con);
}

static void a_real_one_takes_the_place_of_a_boot_console(void **state)
{
	struct console *con;
	unsigned int n = 0;

	memory_init(&first, "early", CON_BOOT);
	register_console(&first.con);
	assert_int_equal(times(&first, "legacy bootconsole [early0] enabled"), 1);
	pr_warn("early on\n");
	memory_init(&second, "tty", CON_PRINTBUFFER);
	second.con.device = a_terminal;
	register_console(&second.con);
	assert_false(console_is_registered(&first.con));
	assert_int_equal(times(&first, "early on"), 1);
	assert_int_equal(times(&second, "early on"), 0); /* it has been seen */
	console_list_lock();
	for_each_console(con)
	{
		assert_ptr_equal(con, &second.con);
		n++;
	}
	console_list_unlock();
	assert_int_equal(n, 1);
	register_console(&first.con);
	assert_false(console_is_registered(&first.con));
	assert_int_equal(logged("Too late to register bootconsole early0"), 1);
	unregister_console(&second.con);
}

static void registered_twice_is_a_warning(void **state)
{
	memory_init(&first, "mem", 0);
	register_console(&first.con);
	register_console(&first.con);
	reports_expected = 1;
	assert_int_equal(logged("console 'mem0' already registered"), 1);
	unregister_console(&first.con);
}

static int exit_result(struct console *con)
{
	return -EIO;
}

static void the_end_is_told(void **state)
{
	memory_init(&first, "mem", 0);
	first.con.exit = exit_result;
	register_console(&first.con);
	assert_int_equal(unregister_console(&first.con), -EIO);
}

static void a_stopped_one_gets_it_later(void **state)
{
	memory_init(&first, "mem", 0);
	register_console(&first.con);
	console_stop(&first.con);
	pr_warn("in between\n");
	settle();
	assert_int_equal(times(&first, "in between"), 0);
	console_start(&first.con);
	assert_int_equal(times(&first, "in between"), 1);
	unregister_console(&first.con);
}

static void what_was_lost_is_told(void **state)
{
	unsigned long dropped = 0;
	char *at;

	memory_init(&first, "mem", 0);
	register_console(&first.con);
	console_lock();
	first.len = 0;
	for (int i = 0; i < 3000; i++)
		printk(KERN_DEBUG "message %d ...............................................\n",
		       i);
	console_unlock();
	at = strstr(first.text, "** ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "** %lu printk messages dropped **", &dropped), 1);
	assert_in_range(dropped, 1, 2999);
	unregister_console(&first.con);
}

static void fn_print(void *arg)
{
	pr_warn("%s\n", (const char *)arg);
}

static void handlers_print_too(void **state)
{
	memory_init(&first, "mem", 0);
	register_console(&first.con);
	interrupt_here(fn_print, (char[]){"here"});
	interrupt_cpu1(fn_print, (char[]){"there"});
	settle();
	assert_int_equal(times(&first, "] here\n"), 1);
	assert_int_equal(times(&first, "] there\n"), 1);
	unregister_console(&first.con);
}

#define PRINTERS 3
#define MESSAGES TEST_TURNS(100)

static int prints_on_and_on(void *arg)
{
	for (int i = 0; i < MESSAGES; i++) {
		pr_warn("printer %d says %d.\n", (int)(long)arg, i);
		if (i % 8 == 0)
			cond_resched();
	}
	return 0;
}

static void each_message_is_written_once_and_in_order(void **state)
{
	struct task_struct *tasks[PRINTERS];

	memory_init(&first, "mem", 0);
	memory_init(&second, "too", CON_ENABLED);
	register_console(&first.con);
	register_console(&second.con);
	for (long i = 0; i < PRINTERS; i++)
		tasks[i] = begin_task(prints_on_and_on, (void *)i);
	for (int i = 0; i < 10; i++) {
		settle();
		yield();
	}
	for (int i = 0; i < PRINTERS; i++)
		end_task(tasks[i]);
	unregister_console(&first.con);
	unregister_console(&second.con);
	for (int t = 0; t < PRINTERS; t++) {
		const char *at = first.text, *at2 = second.text;

		for (int i = 0; i < MESSAGES; i++) {
			char text[32];

			snprintf(text, sizeof(text), "printer %d says %d.\n", t, i);
			at = strstr(at, text);
			at2 = strstr(at2, text);
			assert_non_null(at);
			assert_non_null(at2);
			assert_int_equal(times(&first, text), 1);
		}
	}
}

static void one_that_is_left_is_named_at_shutdown(void **state)
{
	memory_init(&first, "left", CON_EXTENDED);
	register_console(&first.con);
	machine_down(state);
	assert_int_equal(logged("console [left0] is still registered at shutdown"), 1);
	first.calls = 0;
	machine_up(state);
	pr_warn("unheard\n");
	settle();
	assert_int_equal(first.calls, 0);
	assert_int_equal(unregister_console(&first.con), -ENODEV);
}

static void swallow(const struct tl_log_entry *entry, void *arg)
{
}

static int consoles_up(void **state)
{
	int ret = machine_up(state);

	tl_log_set_console(swallow, NULL);
	tl_log_set_level(8);
	return ret;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MACHINE_TEST(messages_are_written_with_their_time),
		MACHINE_TEST(they_come_by_themselves),
		MACHINE_TEST(earlier_messages_are_replayed_if_it_wants_them),
		MACHINE_TEST(a_level_keeps_messages_away),
		MACHINE_TEST(who_holds_console_lock_keeps_them_waiting),
		MACHINE_TEST(what_write_prints_is_only_in_the_log),
		MACHINE_TEST(an_extended_one_gets_what_dev_kmsg_shows),
		MACHINE_TEST(which_ones_are_enabled),
		MACHINE_TEST(a_real_one_takes_the_place_of_a_boot_console),
		MACHINE_TEST(registered_twice_is_a_warning),
		MACHINE_TEST(the_end_is_told),
		MACHINE_TEST(a_stopped_one_gets_it_later),
		MACHINE_TEST(what_was_lost_is_told),
		MACHINE_TEST(handlers_print_too),
		MACHINE_TEST(each_message_is_written_once_and_in_order),
		MACHINE_TEST(one_that_is_left_is_named_at_shutdown),
	};

	return cmocka_run_group_tests(tests, consoles_up, machine_down);
}
