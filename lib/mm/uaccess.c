// SPDX-License-Identifier: MIT
/*
 * The program's memory: see <linux/uaccess.h>.
 *
 * An access that may fault is made by a few instructions whose fault the handler of SIGSEGV turns
 * into a result (uaccess-x86_64.c). The alternative, process_vm_readv() and process_vm_writev() on
 * oneself (uaccess-generic.c), needs no handler, but the host goes through its tables each time. On
 * the machine where this was decided, 8 bytes take 3 ns against 1,150, and 4 KiB 35 against 900. To
 * the former comes a system call of 200 ns, which sees to it that our handler is still the one that
 * is asked (iofault.c). The latter fails where the explorer waits for a fault, to see which pages a
 * run writes.
 *
 * A program that handles SIGSEGV itself on another thread at the very moment, and does not pass on
 * what is not its own, has the faults of bad pointers to that moment back.
 *
 * An interrupt may land between any two of these instructions, and between two bytes of a copy: that
 * is code of the library's, and all that it has is in registers.
 */
#include "mm/mm.h"
#include "mm/sanitize.h"
#include "mm/uaccess.h"

#include <asm/memory.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

bool uaccess_probe(void *p)
{
	unsigned long word = (unsigned long)p & ~3UL;
	int saved_errno = errno;
	long ret = syscall(SYS_futex, word, FUTEX_WAKE_OP, 0, 0, word,
			   FUTEX_OP(FUTEX_OP_OR, 0, FUTEX_OP_CMP_EQ, 0));

	errno = saved_errno;
	return ret >= 0;
}

void __copy_overflow(int size, unsigned long count)
{
	WARN(1, "Buffer overflow detected (%d < %lu)!\n", size, count);
}
EXPORT_SYMBOL(__copy_overflow);

/* Something else may happen here: Linux waits for the page. */
static __always_inline bool begin(const void __user *user, size_t n, bool write)
{
	arch_access_point(user, n, write);
	uaccess_prepare();
	sanitize_prepare();
	return __access_ok(user, n);
}

/* The other side of a copy: whoever explores is to see if it is freed. */
static __always_inline void look_at(const void *ours, size_t n, bool write)
{
	if (arch_owns_memory(ours))
		arch_access_point(ours, n, write);
}

unsigned long raw_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	size_t done;

	look_at(from, n, false);
	if (!begin(to, n, true))
		return n;
	sanitize_before(to, n, true);
	sanitize_before(from, n, false);
	done = uaccess_write(to, from, n);
	sanitize_after(to, done, true);
	sanitize_after(from, done, false);
	return n - done;
}
EXPORT_SYMBOL(raw_copy_to_user);

unsigned long raw_copy_from_user(void *to, const void __user *from, unsigned long n)
{
	size_t done;

	look_at(to, n, true);
	if (!begin(from, n, false))
		return n;
	sanitize_before(to, n, true);
	sanitize_before(from, n, false);
	done = uaccess_read(to, from, n);
	sanitize_after(to, done, true);
	sanitize_after(from, done, false);
	return n - done;
}
EXPORT_SYMBOL(raw_copy_from_user);

unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return raw_copy_to_user(to, from, n);
}
EXPORT_SYMBOL(_copy_to_user);

unsigned long _copy_from_user(void *to, const void __user *from, unsigned long n)
{
	unsigned long left = raw_copy_from_user(to, from, n);

	if (unlikely(left))
		memset((char *)to + (n - left), 0, left);
	return left;
}
EXPORT_SYMBOL(_copy_from_user);

unsigned long __clear_user(void __user *to, unsigned long n)
{
	size_t done;

	if (!begin(to, n, true))
		return n;
	sanitize_before(to, n, true);
	done = uaccess_zero(to, n);
	sanitize_after(to, done, true);
	return n - done;
}
EXPORT_SYMBOL(__clear_user);

int __tl_load_user(void *value, const void __user *ptr, size_t size)
{
	u64 number = 0;
	bool good = false;

	if (begin(ptr, size, false)) {
		sanitize_before(ptr, size, false);
		good = uaccess_load(ptr, size, &number);
	}
	if (!good)
		number = 0;
	else
		sanitize_after(ptr, size, false);
	memcpy(value, &number, size);
	return good ? 0 : -EFAULT;
}
EXPORT_SYMBOL(__tl_load_user);

int __tl_store_user(void __user *ptr, const void *value, size_t size)
{
	u64 number = 0;

	memcpy(&number, value, size);
	if (!begin(ptr, size, true))
		return -EFAULT;
	sanitize_before(ptr, size, true);
	if (!uaccess_store(ptr, size, number))
		return -EFAULT;
	sanitize_after(ptr, size, true);
	return 0;
}
EXPORT_SYMBOL(__tl_store_user);

/* As far as there may be memory. Return: as uaccess_strnlen(). */
static long find_end(const char __user *str, long n)
{
	unsigned long room = TASK_SIZE_MAX - (unsigned long)str;
	long len;

	if (!begin(str, 1, false))
		return -1;
	len = uaccess_strnlen(str, min((unsigned long)n, room));
	if (len < 0 || (len == room && len < n))
		return -1;
	sanitize_before(str, (size_t)min(len + 1, n), false);
	sanitize_after(str, (size_t)min(len + 1, n), false);
	return len;
}

static long copy_string(char *dst, const char __user *src, long count)
{
	long done = 0;

	while (done < count) {
		/* A number: NULL is an address like any other. */
		const char __user *at =
			(const char __user *)((unsigned long)src + (unsigned long)done);
		long n = find_end(at, count - done);
		const char *end;

		if (n < 0)
			return -EFAULT;
		n = min(n + 1, count - done);
		if (raw_copy_from_user(dst + done, at, (unsigned long)n))
			return -EFAULT;
		/* Where it ends in our copy: the program may have changed its own meanwhile. */
		end = memchr(dst + done, '\0', (size_t)n);
		if (end)
			return end - dst;
		done += n;
	}
	return done;
}

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	might_fault();
	return copy_string(dst, src, count);
}
EXPORT_SYMBOL(strncpy_from_user);

long strnlen_user_nofault(const void __user *unsafe_addr, long count)
{
	return count > 0 ? find_end(unsafe_addr, count) + 1 : 0;
}
EXPORT_SYMBOL(strnlen_user_nofault);

long strnlen_user(const char __user *str, long n)
{
	might_fault();
	return strnlen_user_nofault(str, n);
}
EXPORT_SYMBOL(strnlen_user);

int check_zeroed_user(const void __user *from, size_t size)
{
	const char __user *at = from;
	char buf[64];

	might_fault();
	while (size) {
		size_t n = min(size, sizeof(buf));

		if (raw_copy_from_user(buf, at, n))
			return -EFAULT;
		if (memchr_inv(buf, 0, n))
			return 0;
		at += n;
		size -= n;
	}
	return 1;
}
EXPORT_SYMBOL(check_zeroed_user);

int copy_struct_from_user(void *dst, size_t ksize, const void __user *src, size_t usize)
{
	size_t size = min(ksize, usize);
	int ret;

	if (usize > ksize) {
		ret = check_zeroed_user((const char __user *)src + size, usize - size);
		if (ret <= 0)
			return ret ? ret : -E2BIG;
	} else {
		memset((char *)dst + size, 0, ksize - size);
	}
	return copy_from_user(dst, src, size) ? -EFAULT : 0;
}
EXPORT_SYMBOL(copy_struct_from_user);

long copy_from_user_nofault(void *dst, const void __user *src, size_t size)
{
	return raw_copy_from_user(dst, src, size) ? -EFAULT : 0;
}
EXPORT_SYMBOL(copy_from_user_nofault);

long copy_to_user_nofault(void __user *dst, const void *src, size_t size)
{
	return raw_copy_to_user(dst, src, size) ? -EFAULT : 0;
}
EXPORT_SYMBOL(copy_to_user_nofault);

long strncpy_from_user_nofault(char *dst, const void __user *unsafe_addr, long count)
{
	long len;

	if (count <= 0)
		return 0;
	len = copy_string(dst, unsafe_addr, count);
	if (len == count)
		dst[--len] = '\0';
	return len < 0 ? len : len + 1;
}
EXPORT_SYMBOL(strncpy_from_user_nofault);

/* Kernel memory has no other place than the program's. */
long copy_from_kernel_nofault(void *dst, const void *src, size_t size)
{
	return copy_from_user_nofault(dst, src, size);
}
EXPORT_SYMBOL(copy_from_kernel_nofault);

long copy_to_kernel_nofault(void *dst, const void *src, size_t size)
{
	return copy_to_user_nofault(dst, src, size);
}
EXPORT_SYMBOL(copy_to_kernel_nofault);

long strncpy_from_kernel_nofault(char *dst, const void *unsafe_addr, long count)
{
	long len = strncpy_from_user_nofault(dst, unsafe_addr, count);

	if (len < 0)
		dst[0] = '\0';
	return len;
}
EXPORT_SYMBOL(strncpy_from_kernel_nofault);
