// SPDX-License-Identifier: MIT
/*
 * Pages that are in this process a second time, for mmap().
 *
 * The host maps a page twice only if it belongs to a file. Pages come from malloc(), or are static
 * variables; and they stay what they are until somebody wants to map one. Only then its contents go
 * into a file in memory, and that part of the file is put in its place, at the same address. When
 * nobody maps it any more it becomes anonymous memory again, so that malloc() gets back what it
 * gave, and a child of fork() has its own.
 *
 * Others may be writing to the page meanwhile. So it is read-only while it is exchanged: who writes
 * then faults, and the handler has them wait, and write again.
 *
 *	exchanging a page			another thread
 *	V1: exchanges = odd			writes to the page: a fault
 *	make it read-only			V2: wait until exchanges is even
 *	copy it					can it be written? then write again;
 *	put the copy in its place		else it is a fault like any other
 *	V3: exchanges = even			(or exchanges has changed: look again)
 *
 * That thread itself has interrupts and signals off: who would wait on it, waits for ever.
 *
 * Pages are found by their address in a table, under a lock that is never held for long. All of it
 * is memory of the host's, since the explorer does not undo mappings: it has them given back
 * (mm_upcall_run_over()).
 */
#include "mm/mm.h"
#include "mm/share.h"
#include "mm/uaccess.h"

#include "host/call.h"
#include "host/lock.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <tasklet/explore.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NR_BUCKETS 256
/* Behind the end of the file, however many pages go through it. */
#define NOWHERE	   (1L << 61)

/**
 * struct shared - a page
 * @next: in its bucket
 * @addr: where it is; 0: it is no longer there, and in no bucket
 * @offset: where in the file; no two pages are at the same in a file's life
 * @users: share_get()s
 */
struct shared {
	struct shared *next;
	unsigned long addr;
	off_t offset;
	unsigned int users;
};

/* All under the lock. */
static struct host_lock lock;
static struct shared *buckets[NR_BUCKETS] __tl_keep;
static unsigned int nr_openers __tl_keep;
static int file __tl_keep;
static off_t file_end __tl_keep;

unsigned int share_nr_pages __tl_keep; /* in the buckets; written under the lock, read by any */
static unsigned int exchanges __tl_keep; /* the same */

static unsigned long lock_shares(void)
{
	unsigned long host = host_call_begin();

	host_lock(&lock);
	return host;
}

static void unlock_shares(unsigned long host)
{
	host_unlock(&lock);
	host_call_end(host);
}

int share_open(void)
{
	unsigned long host;
	int ret = 0;

	if (sysconf(_SC_PAGESIZE) != (long)PAGE_SIZE)
		return -EOPNOTSUPP;
	ret = iofault_get();
	if (ret)
		return ret;
	host = lock_shares();
	if (!nr_openers) {
		file = memfd_create("tasklet", MFD_CLOEXEC);
		file_end = 0;
		if (file < 0)
			ret = -errno;
	}
	if (!ret)
		nr_openers++;
	unlock_shares(host);
	if (ret)
		iofault_put();
	return ret;
}

void share_close(void)
{
	unsigned long host = lock_shares();

	if (!--nr_openers)
		close(file);
	unlock_shares(host);
	iofault_put();
}

/*
 * The host's calls by their numbers: a sanitizer would take them for accesses of this thread, which
 * races with those that write to the page, or forget what it knows of it.
 */
static void *host_mmap(unsigned long addr, size_t length, int prot, int flags, off_t offset)
{
	int fd = flags & MAP_ANONYMOUS ? -1 : file;

	return (void *)syscall(SYS_mmap, addr, length, prot, flags, fd, offset);
}

void *share_reserve(size_t length, int prot)
{
	void *p = host_mmap(0, length, prot, MAP_SHARED | MAP_NORESERVE, NOWHERE);

	return p == MAP_FAILED ? NULL : p;
}

int share_map(const struct shared *shared, unsigned long at, int prot, int type)
{
	void *p = host_mmap(at, PAGE_SIZE, prot, type | MAP_FIXED, shared->offset);

	return p == MAP_FAILED ? -ENOMEM : 0;
}

static void exchange_begin(unsigned long addr, sigset_t *signals)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, signals);
	/* V1: seq_cst, pairs with V2: who faults because of what follows sees it odd. */
	__atomic_fetch_add(&exchanges, 1, __ATOMIC_SEQ_CST);
	(void)syscall(SYS_mprotect, addr, PAGE_SIZE, PROT_READ);
}

static void exchange_end(const sigset_t *signals)
{
	/* V3: seq_cst, pairs with V2: who sees it even finds the page exchanged. */
	__atomic_fetch_add(&exchanges, 1, __ATOMIC_SEQ_CST);
	pthread_sigmask(SIG_SETMASK, signals, NULL);
}

/* Put the page at @shared's address into the file. Return: 0 or -ENOMEM. */
static int move_in(struct shared *shared)
{
	sigset_t signals;
	bool done;

	exchange_begin(shared->addr, &signals);
	done = syscall(SYS_pwrite64, file, shared->addr, PAGE_SIZE, shared->offset) ==
		       (long)PAGE_SIZE &&
	       !share_map(shared, shared->addr, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (!done)
		(void)syscall(SYS_mprotect, shared->addr, PAGE_SIZE, PROT_READ | PROT_WRITE);
	exchange_end(&signals);
	return done ? 0 : -ENOMEM;
}

/* And back into memory. If the host has none, the page stays in the file, which works too. */
static void move_out(struct shared *shared)
{
	void *p = host_mmap(0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	sigset_t signals;

	if (p == MAP_FAILED)
		return;
	exchange_begin(shared->addr, &signals);
	if (syscall(SYS_pread64, file, p, PAGE_SIZE, shared->offset) != (long)PAGE_SIZE ||
	    syscall(SYS_mremap, p, PAGE_SIZE, PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
		    shared->addr) < 0)
		(void)syscall(SYS_mprotect, shared->addr, PAGE_SIZE, PROT_READ | PROT_WRITE);
	exchange_end(&signals);
}

static struct shared **bucket_of(unsigned long addr)
{
	return &buckets[(addr >> PAGE_SHIFT) % NR_BUCKETS];
}

/* The link to it, or the one that ends its bucket. */
static struct shared **find(unsigned long addr)
{
	struct shared **link = bucket_of(addr);

	while (*link && (*link)->addr != addr)
		link = &(*link)->next;
	return link;
}

static void set_nr_pages(unsigned int nr)
{
	__atomic_store_n(&share_nr_pages, nr, __ATOMIC_RELAXED);
}

static int share_new(unsigned long addr, struct shared **link)
{
	struct shared *shared = calloc(1, sizeof(*shared));
	int ret = 0;

	if (!shared)
		return -ENOMEM;
	shared->addr = addr;
	shared->offset = file_end;
	uaccess_prepare();
	/* The explorer also sees that it is written. */
	if (!uaccess_touch((void *)addr))
		ret = -EFAULT;
	else
		ret = move_in(shared);
	if (ret) {
		free(shared);
		return ret;
	}
	file_end += (off_t)PAGE_SIZE;
	*link = shared;
	set_nr_pages(share_nr_pages + 1);
	return 0;
}

int share_get(unsigned long addr, struct shared **shared)
{
	unsigned long host = lock_shares();
	struct shared **link = find(addr);
	int ret = 0;

	if (!*link)
		ret = share_new(addr, link);
	if (!ret) {
		*shared = *link;
		(*shared)->users++;
	}
	unlock_shares(host);
	return ret;
}

/* The page is what it was again; @link is the one to it. */
static void detach(struct shared **link)
{
	struct shared *shared = *link;

	move_out(shared);
	*link = shared->next;
	shared->addr = 0;
	set_nr_pages(share_nr_pages - 1);
}

void share_put(struct shared *shared)
{
	unsigned long host = lock_shares();

	if (!--shared->users) {
		if (shared->addr)
			detach(find(shared->addr));
		(void)fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, shared->offset,
				(off_t)PAGE_SIZE);
		free(shared);
	}
	unlock_shares(host);
}

void share_forget(const void *p, size_t size)
{
	unsigned long addr = PAGE_ALIGN((unsigned long)p);
	unsigned long end = PAGE_ALIGN_DOWN((unsigned long)p + size);
	unsigned long host;

	if (!share_is_used() || addr >= end)
		return;
	host = lock_shares();
	for (; addr < end; addr += PAGE_SIZE) {
		struct shared **link = find(addr);

		if (*link)
			detach(link);
	}
	unlock_shares(host);
}

bool share_fault_is_over(const void *siginfo, const void *ucontext)
{
	const siginfo_t *info = siginfo;
	unsigned int before;
	unsigned long host;
	bool is_over;

	/* V2: seq_cst, pairs with V1 and V3. */
	if (!__atomic_load_n(&exchanges, __ATOMIC_SEQ_CST) || !iofault_is_write(siginfo, ucontext))
		return false;
	host = host_call_begin();
	do {
		while ((before = __atomic_load_n(&exchanges, __ATOMIC_SEQ_CST)) % 2)
			sched_yield();
		is_over = uaccess_probe(info->si_addr);
	} while (!is_over && before != __atomic_load_n(&exchanges, __ATOMIC_SEQ_CST));
	host_call_end(host);
	return is_over;
}
