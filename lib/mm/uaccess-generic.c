// SPDX-License-Identifier: MIT
/*
 * Accesses that may fault, by the host, on machines for which there is nothing faster: what
 * process_vm_readv() and process_vm_writev() can't access they don't, page by page.
 */
#include "mm/mm.h"
#include "mm/uaccess.h"

#include <linux/minmax.h>
#include <linux/pfn.h>

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/* In one call. */
#define PIECES 16

void uaccess_prepare(void)
{
}

void uaccess_exit(void)
{
}

bool uaccess_fixup(const void *siginfo, void *ucontext)
{
	(void)siginfo;
	(void)ucontext;
	return false;
}

typedef ssize_t transfer_fn(pid_t pid, const struct iovec *local, unsigned long nr_local,
			    const struct iovec *remote, unsigned long nr_remote,
			    unsigned long flags);

/* The host does a piece or not, so they end where pages do. */
static size_t transfer(transfer_fn *fn, char *ours, char *user, size_t n)
{
	size_t done = 0;

	while (done < n) {
		struct iovec local = {.iov_base = ours + done}, remote[PIECES];
		unsigned int nr = 0;
		ssize_t ret;

		for (; nr < PIECES && done + local.iov_len < n; nr++) {
			char *at = user + done + local.iov_len;
			size_t in_page = PAGE_SIZE - ((unsigned long)at & ~PAGE_MASK);

			remote[nr].iov_base = at;
			remote[nr].iov_len = min(in_page, n - done - local.iov_len);
			local.iov_len += remote[nr].iov_len;
		}
		ret = fn(getpid(), &local, 1, remote, nr, 0);
		if (ret < 0)
			break;
		done += (size_t)ret;
		if ((size_t)ret < local.iov_len)
			break;
	}
	return done;
}

static size_t keeping_errno(transfer_fn *fn, const void *ours, const void *user, size_t n)
{
	int saved_errno = errno;
	size_t done = transfer(fn, (char *)ours, (char *)user, n);

	errno = saved_errno;
	return done;
}

size_t uaccess_read(void *to, const void *user, size_t n)
{
	return keeping_errno(process_vm_readv, to, user, n);
}

size_t uaccess_write(void *user, const void *from, size_t n)
{
	return keeping_errno(process_vm_writev, from, user, n);
}

size_t uaccess_zero(void *user, size_t n)
{
	static const char zeroes[PAGE_SIZE];
	size_t done = 0;

	while (done < n) {
		size_t piece = min(sizeof(zeroes), n - done);
		size_t ret = uaccess_write((char *)user + done, zeroes, piece);

		done += ret;
		if (ret < piece)
			break;
	}
	return done;
}

bool uaccess_touch(void *p)
{
	return uaccess_probe(p);
}

/* Numbers are low bytes first on all that this is built for. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bytes of a number");

bool uaccess_load(const void *user, size_t size, u64 *value)
{
	*value = 0;
	return uaccess_read(value, user, size) == size;
}

bool uaccess_store(void *user, size_t size, u64 value)
{
	char byte;

	/* Two pages are two pieces: whole or not at all. */
	if (uaccess_read(&byte, (char *)user + size - 1, 1) != 1)
		return false;
	return uaccess_write(user, &value, size) == size;
}

long uaccess_strnlen(const char *user, size_t n)
{
	size_t done = 0;

	while (done < n) {
		char buf[64], *end;
		size_t piece = min(sizeof(buf), n - done);
		size_t ret = uaccess_read(buf, user + done, piece);

		end = memchr(buf, 0, ret);
		if (end)
			return (long)(done + (size_t)(end - buf));
		if (ret < piece)
			return -1;
		done += ret;
	}
	return (long)n;
}
