// SPDX-License-Identifier: MIT
/*
 * printk(): the log.
 *
 * A message is formatted on the caller's stack, then stored under log_lock, which is never held
 * across a system call. Showing it on the console is a second step (console.c).
 *
 * Interrupts are flagged off from beginning to end (host_call_begin()), so no handler finds the
 * lock taken by what it interrupted. A host program's own signal handler may: its message is
 * parked in a slot of `nested`, and the holder that it interrupted stores it.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <linux/printk.h>
#include <linux/sprintf.h>
#include <tasklet/log.h>

#include "arch/upcall.h"
#include "host/call.h"
#include "host/cmdline.h"
#include "host/error.h"
#include "host/lock.h"
#include "host/subsys.h"
#include "kernel/printk.h"

#define NESTED_SLOTS	4
#define NESTED_TEXT_MAX 256

_Static_assert(PRINTK_MESSAGE_MAX == TL_LOG_TEXT_MAX, "an entry holds the longest message");

struct message {
	struct log_record rec;
	bool cont; /* goes on with the open message, if that is this thread's */
	bool newline; /* complete */
	char text[PRINTK_MESSAGE_MAX];
};

/* A message whose thread was interrupted while it held log_lock. */
struct nested {
	int state; /* NESTED_FREE -> BUSY (its printer) -> READY -> FREE (the holder) */
	struct log_record rec;
	char text[NESTED_TEXT_MAX];
};
enum { NESTED_FREE, NESTED_BUSY, NESTED_READY };

/* Memory until boot and after shutdown, and all of it unless log_buf_len= says otherwise. */
static char log_static[LOG_SIZE_DEFAULT] __attribute__((aligned(8)));

static struct host_lock log_lock; /* ring, open, open_by, log_mapped */
static struct log_ring ring = {.buf = log_static, .size = LOG_SIZE_DEFAULT, .epoch = 1};
static struct message open_message; /* not yet in the ring: may be continued */
static uintptr_t open_by; /* whose it is; 0: there is none */
static void *log_mapped; /* the ring's memory when it isn't log_static */
static size_t log_mapped_size;
static uint64_t next_seq; /* = ring.next_seq, for C1 and C2 of console.c */

static struct nested nested[NESTED_SLOTS];
static uint64_t boot_ns; /* any thread; atomic */

uint64_t log_now_ns(void)
{
	uint64_t since = __atomic_load_n(&boot_ns, __ATOMIC_RELAXED);

	return since ? arch_clock_ns() - since : 0;
}

/* Under log_lock from here on. */

static void ring_add(const struct log_record *rec, const char *text)
{
	log_ring_add(&ring, rec, text);
	__atomic_store_n(&next_seq, ring.next_seq, __ATOMIC_SEQ_CST); /* C1 */
}

static void close_open(void)
{
	if (!open_by)
		return;
	open_by = 0;
	ring_add(&open_message.rec, open_message.text);
}

static bool continues_open(const struct message *m)
{
	return m->cont && open_by == host_self() &&
	       open_message.rec.len + m->rec.len < PRINTK_MESSAGE_MAX;
}

static void store(const struct message *m)
{
	if (continues_open(m)) {
		memcpy(open_message.text + open_message.rec.len, m->text, m->rec.len);
		open_message.rec.len += m->rec.len;
		if (m->newline)
			close_open();
		return;
	}
	close_open();
	if (m->newline) {
		ring_add(&m->rec, m->text);
		return;
	}
	open_message.rec = m->rec;
	memcpy(open_message.text, m->text, m->rec.len);
	open_by = host_self();
}

static void store_nested(void)
{
	for (int i = 0; i < NESTED_SLOTS; i++) {
		/* N2: acquires what N1 filled in. */
		if (__atomic_load_n(&nested[i].state, __ATOMIC_ACQUIRE) != NESTED_READY)
			continue;
		close_open();
		ring_add(&nested[i].rec, nested[i].text);
		/* N3: release, pairs with N4: we are done with the slot. */
		__atomic_store_n(&nested[i].state, NESTED_FREE, __ATOMIC_RELEASE);
	}
}

/* Outside of it. */

/* More than the slots hold is lost: four signal handlers deep, each inside a few instructions. */
static void park_nested(const struct message *m)
{
	for (int i = 0; i < NESTED_SLOTS; i++) {
		int expected = NESTED_FREE;

		/* N4: acquire, pairs with N3. */
		if (!__atomic_compare_exchange_n(&nested[i].state, &expected, NESTED_BUSY, false,
						 __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			continue;
		nested[i].rec = m->rec;
		if (nested[i].rec.len > NESTED_TEXT_MAX)
			nested[i].rec.len = NESTED_TEXT_MAX;
		memcpy(nested[i].text, m->text, nested[i].rec.len);
		/* N1: release, pairs with N2. */
		__atomic_store_n(&nested[i].state, NESTED_READY, __ATOMIC_RELEASE);
		return;
	}
}

static bool nested_waits(void)
{
	for (int i = 0; i < NESTED_SLOTS; i++)
		if (__atomic_load_n(&nested[i].state, __ATOMIC_RELAXED) == NESTED_READY)
			return true;
	return false;
}

/* A handler that comes in just before the lock is let go finds it taken; so look again. */
static void log_unlock(void)
{
	store_nested();
	host_unlock(&log_lock);
	while (nested_waits() && host_lock(&log_lock)) {
		store_nested();
		host_unlock(&log_lock);
	}
}

static void to_entry(const struct log_record *rec, struct tl_log_entry *entry)
{
	entry->seq = rec->seq;
	entry->ts_ns = rec->ts_ns;
	entry->tid = rec->tid;
	entry->level = rec->level;
	entry->len = rec->len;
	memcpy(entry->text, log_record_text(rec), rec->len);
	entry->text[rec->len] = '\0';
}

/* The console's way to read: an open message stays open, and there is no console to flush. */
bool log_take(struct log_cursor *cursor, struct tl_log_entry *entry, bool *quiet)
{
	const struct log_record *rec;

	if (!host_lock(&log_lock))
		return false;
	rec = log_ring_at(&ring, cursor);
	if (rec) {
		to_entry(rec, entry);
		*quiet = rec->quiet;
		log_ring_step(rec, cursor);
	}
	log_unlock();
	return rec;
}

bool log_is_mine(void)
{
	return host_lock_is_mine(&log_lock);
}

uint64_t log_next_seq(void)
{
	return __atomic_load_n(&next_seq, __ATOMIC_SEQ_CST); /* C2 */
}

uint64_t log_first_seq(void)
{
	unsigned long state = host_call_begin();
	uint64_t seq = 0;

	if (host_lock(&log_lock)) {
		seq = ring.first_seq;
		log_unlock();
	}
	host_call_end(state);
	return seq;
}

static void message_init(struct message *m, const char *fmt, va_list args)
{
	const char *text = m->text;
	size_t len;
	int level;

	len = (size_t)vscnprintf(m->text, sizeof(m->text), fmt, args);
	m->rec = (struct log_record){.level = MESSAGE_LOGLEVEL_DEFAULT,
				     .tid = (int)syscall(SYS_gettid),
				     .ts_ns = log_now_ns(),
				     .quiet = console_is_mine() || consoles_write_is_mine()};
	m->cont = false;
	m->newline = false;
	/* In the text, not in the format: "%s" with a level in it is a custom. */
	while ((level = printk_get_level(text))) {
		if (level == 'c')
			m->cont = true;
		else
			m->rec.level = (uint8_t)(level - '0');
		text += 2;
	}
	len -= (size_t)(text - m->text);
	memmove(m->text, text, len + 1);
	if (len && m->text[len - 1] == '\n') {
		m->newline = true;
		len--;
	}
	m->rec.len = (uint16_t)len;
}

int vprintk(const char *fmt, va_list args)
{
	unsigned long state = host_call_begin();
	int saved_errno = errno;
	struct message m;

	message_init(&m, fmt, args);
	if (host_lock(&log_lock)) {
		store(&m);
		log_unlock();
	} else {
		park_nested(&m);
	}
	console_flush();
	errno = saved_errno;
	host_call_end(state);
	return m.rec.len + m.newline;
}
EXPORT_SYMBOL(vprintk);

int _printk(const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vprintk(fmt, args);
	va_end(args);
	return n;
}
EXPORT_SYMBOL(_printk);

int log_read(struct log_cursor *cursor, struct tl_log_entry *entry)
{
	unsigned long state = host_call_begin();
	const struct log_record *rec = NULL;

	if (host_lock(&log_lock)) {
		/* DIVERGES: Linux hides an open message from readers. Here who reads the log
		 * just after printk("x") sees x. */
		close_open();
		rec = log_ring_at(&ring, cursor);
		if (rec) {
			to_entry(rec, entry);
			log_ring_step(rec, cursor);
		}
		log_unlock();
	}
	console_flush();
	host_call_end(state);
	return rec != NULL;
}

void log_clear(void)
{
	unsigned long state = host_call_begin();

	/* The console first, or it would count what was cleared as dropped. */
	console_flush();
	if (host_lock(&log_lock)) {
		close_open();
		log_ring_clear(&ring);
		log_unlock();
	}
	host_call_end(state);
}

void log_flush(void)
{
	unsigned long state = host_call_begin();

	if (host_lock(&log_lock)) {
		close_open();
		log_unlock();
	}
	console_flush();
	host_call_end(state);
}

__attribute__((destructor)) static void log_flush_at_exit(void)
{
	log_flush();
}

/* A child has only the thread that forked; the other holders don't exist in it. */
static void log_after_fork(void)
{
	if (!host_lock_is_mine(&log_lock))
		log_lock.holder = 0;
	console_after_fork();
}

__attribute__((constructor)) static void log_watch_forks(void)
{
	pthread_atfork(NULL, NULL, log_after_fork);
}

static void log_use_memory(char *buf, size_t size)
{
	unsigned long state = host_call_begin();

	if (host_lock(&log_lock)) {
		log_ring_move(&ring, buf, size);
		__atomic_store_n(&next_seq, ring.next_seq, __ATOMIC_SEQ_CST); /* C1 */
		log_unlock();
	}
	host_call_end(state);
}

int printk_subsys_init(void)
{
	size_t size = boot_options.log_buf_len;
	void *mem;

	if (size != LOG_SIZE_DEFAULT) {
		mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (mem == MAP_FAILED)
			return host_error(-errno, "mmap(log_buf_len=%zu)", size);
		log_mapped = mem;
		log_mapped_size = size;
		log_use_memory(mem, size);
	}
	console_set_level(boot_options.loglevel);
	__atomic_store_n(&boot_ns, arch_clock_ns(), __ATOMIC_RELAXED);
	return 0;
}

/* The newest messages stay readable, in the static memory. */
void printk_subsys_exit(void)
{
	log_flush();
	if (!log_mapped)
		return;
	log_use_memory(log_static, LOG_SIZE_DEFAULT);
	munmap(log_mapped, log_mapped_size);
	log_mapped = NULL;
}
