/* SPDX-License-Identifier: MIT */
/*
 * The program's memory, as a driver sees it: a user pointer is a pointer of this process.
 *
 * One that is bad (unmapped, read-only, not an address at all) makes these functions say so, as on
 * Linux: -EFAULT, or the number of bytes that were not copied, to the byte. How is in
 * lib/mm/uaccess.c. They may sleep, and report a caller that must not, unless page faults are
 * disabled or their name ends in _inatomic or _nofault.
 *
 * DIVERGES: kernel memory is memory of this process too, so a pointer to it is a good user pointer.
 */
#ifndef _LINUX_UACCESS_H
#define _LINUX_UACCESS_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/version.h>

/* Where addresses of programs end. */
#ifdef __x86_64__
#define TASK_SIZE_MAX 0x7ffffffff000UL
#else
#define TASK_SIZE_MAX (1UL << 48)
#endif

#define VERIFY_READ  0
#define VERIFY_WRITE 1

static inline int __access_ok(const void __user *ptr, unsigned long size)
{
	return size <= TASK_SIZE_MAX && (unsigned long)ptr <= TASK_SIZE_MAX - size;
}

/**
 * access_ok() - could this be memory of the program's?
 * @addr: its address
 * @size: bytes
 *
 * Says nothing of whether it is there. Before Linux 5.0 it has VERIFY_READ or VERIFY_WRITE as a
 * first argument.
 * Context: any. Return: 1 if so. Follows Linux 6.12.
 */
#if TASKLET_LINUX_VERSION < KERNEL_VERSION(5, 0, 0)
#define access_ok(type, addr, size) ((void)(type), likely(__access_ok((addr), (size))))
#else
#define access_ok(addr, size) likely(__access_ok((addr), (size)))
#endif

/**
 * pagefault_disable() - what would have to wait for a page of the program's fails instead
 *
 * Nests, until pagefault_enable(); belongs to the task. Here memory that is mapped is there.
 * Context: any. Follows Linux 6.12.
 */
static inline void pagefault_disable(void)
{
	current->pagefault_disabled++;
	barrier();
}

/** pagefault_enable() - see pagefault_disable() */
static inline void pagefault_enable(void)
{
	barrier();
	current->pagefault_disabled--;
}

/** pagefault_disabled() - Context: any; Return: true between the two */
static inline bool pagefault_disabled(void)
{
	return arch_current_or_null && arch_current_or_null->pagefault_disabled;
}

#define faulthandler_disabled() (pagefault_disabled() || in_atomic())

/** might_fault() - report a caller that must not touch the program's memory here */
#define might_fault()                      \
	do {                               \
		if (!pagefault_disabled()) \
			might_sleep();     \
	} while (0)

__tl_api_begin

void __copy_overflow(int size, unsigned long count) __attribute__((cold));
/* With access_ok() looked at; _copy_from_user() zeroes what it did not copy. */
unsigned long __must_check _copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long __must_check _copy_from_user(void *to, const void __user *from, unsigned long n);
/* Of 1, 2, 4 or 8 bytes in one access. Return: 0 or -EFAULT. */
int __must_check __tl_load_user(void *value, const void __user *ptr, size_t size);
int __must_check __tl_store_user(void __user *ptr, const void *value, size_t size);

/**
 * raw_copy_to_user() - copy to the program, with nothing checked but the pointer
 * @to: the program's memory
 * @from: ours
 * @n: bytes
 *
 * Context: any; does not sleep. Return: bytes that were not copied. Follows Linux 6.12.
 */
unsigned long __must_check raw_copy_to_user(void __user *to, const void *from, unsigned long n);
/** raw_copy_from_user() - the same from the program; nothing is zeroed */
unsigned long __must_check raw_copy_from_user(void *to, const void __user *from, unsigned long n);
/** __clear_user() - clear_user() for a caller that may be atomic */
unsigned long __must_check __clear_user(void __user *to, unsigned long n);

__tl_api_end

void __bad_copy_from(void) __compiletime_error("copy source size is too small");
void __bad_copy_to(void) __compiletime_error("copy destination size is too small");

/**
 * check_copy_size() - is the kernel's side of a copy as large as the copy?
 * @addr: where it begins; objects whose size the compiler knows are checked
 * @bytes: how many are copied
 * @is_source: from there
 *
 * Too small by a size that is constant is an error of compilation, else there is a warning.
 * Context: any. Return: false if nothing may be copied. Follows Linux 6.12.
 */
static __always_inline bool __must_check check_copy_size(const void *addr, size_t bytes,
							 bool is_source)
{
	size_t size = __builtin_object_size(addr, 0);

	if (unlikely(size != (size_t)-1 && size < bytes)) {
		if (!__builtin_constant_p(bytes))
			__copy_overflow((int)size, bytes);
		else if (is_source)
			__bad_copy_from();
		else
			__bad_copy_to();
		return false;
	}
	return !WARN_ON_ONCE(bytes > INT_MAX);
}

/**
 * copy_to_user() - copy to the program
 * @to: the program's memory
 * @from: ours
 * @n: bytes
 *
 * Context: task; may sleep. Return: bytes that were not copied, at the end. Follows Linux 6.12.
 */
static __always_inline unsigned long __must_check copy_to_user(void __user *to, const void *from,
							       unsigned long n)
{
	if (!check_copy_size(from, n, true))
		return n;
	might_fault();
	return _copy_to_user(to, from, n);
}

/**
 * copy_from_user() - copy from the program
 * @to: our memory; zeroed from the first byte on that could not be copied
 * @from: the program's
 * @n: bytes
 *
 * Context: task; may sleep. Return: bytes that were not copied, at the end. Follows Linux 6.12.
 */
static __always_inline unsigned long __must_check copy_from_user(void *to, const void __user *from,
								 unsigned long n)
{
	if (!check_copy_size(to, n, false))
		return n;
	might_fault();
	return _copy_from_user(to, from, n);
}

/** __copy_to_user() - copy_to_user() after access_ok() */
static __always_inline unsigned long __must_check __copy_to_user(void __user *to, const void *from,
								 unsigned long n)
{
	might_fault();
	return check_copy_size(from, n, true) ? raw_copy_to_user(to, from, n) : n;
}

/** __copy_from_user() - copy_from_user() after access_ok(), but nothing is zeroed */
static __always_inline unsigned long __must_check __copy_from_user(void *to,
								   const void __user *from,
								   unsigned long n)
{
	might_fault();
	return check_copy_size(to, n, false) ? raw_copy_from_user(to, from, n) : n;
}

/** __copy_to_user_inatomic() - __copy_to_user() for a caller with page faults disabled */
static __always_inline unsigned long __must_check __copy_to_user_inatomic(void __user *to,
									  const void *from,
									  unsigned long n)
{
	return check_copy_size(from, n, true) ? raw_copy_to_user(to, from, n) : n;
}

/** __copy_from_user_inatomic() - __copy_from_user() for a caller with page faults disabled */
static __always_inline unsigned long __must_check __copy_from_user_inatomic(void *to,
									    const void __user *from,
									    unsigned long n)
{
	return check_copy_size(to, n, false) ? raw_copy_from_user(to, from, n) : n;
}

/**
 * clear_user() - zero memory of the program's
 * @to: where
 * @n: bytes
 *
 * Context: task; may sleep. Return: bytes that were not zeroed, at the end. Follows Linux 6.12.
 */
static __always_inline unsigned long __must_check clear_user(void __user *to, unsigned long n)
{
	might_fault();
	return __clear_user(to, n);
}

#define __tl_check_user_size(ptr)                                                           \
	compiletime_assert(sizeof(*(ptr)) <= 8 && !(sizeof(*(ptr)) & (sizeof(*(ptr)) - 1)), \
			   "it has 1, 2, 4 or 8 bytes")

/* Through a union, since the pointer may be to something const or volatile. */
#define __tl_get_user(x, ptr)                                                                      \
	__extension__({                                                                            \
		union {                                                                            \
			unsigned char __bytes[sizeof(*(ptr))];                                     \
			__typeof__(*(ptr)) __value;                                                \
		} __gu;                                                                            \
		int __gu_ret;                                                                      \
		__tl_check_user_size(ptr);                                                         \
		__gu_ret = __tl_load_user(__gu.__bytes, (const void __user *)(unsigned long)(ptr), \
					  sizeof(*(ptr)));                                         \
		(x) = __gu.__value;                                                                \
		__gu_ret;                                                                          \
	})

#define __tl_put_user(x, ptr)                                                                   \
	__extension__({                                                                         \
		const __typeof__(*(ptr)) __pu_value = (x);                                      \
		__tl_check_user_size(ptr);                                                      \
		__tl_store_user((void __user *)(unsigned long)(ptr), (const void *)&__pu_value, \
				sizeof(*(ptr)));                                                \
	})

/**
 * get_user() - read a number or a pointer of the program's, in one access
 * @x: a variable; 0 if it could not be read
 * @ptr: where it is; its type says how large it is
 *
 * Context: task; may sleep. Return: 0 or -EFAULT. Follows Linux 6.12.
 */
#define get_user(x, ptr)               \
	__extension__({                \
		might_fault();         \
		__tl_get_user(x, ptr); \
	})
/**
 * put_user() - write a number or a pointer of the program's, in one access
 * @x: the value
 * @ptr: where it goes; its type says how large it is
 *
 * Context: task; may sleep. Return: 0 or -EFAULT. Follows Linux 6.12.
 */
#define put_user(x, ptr)               \
	__extension__({                \
		might_fault();         \
		__tl_put_user(x, ptr); \
	})
/* After access_ok(). */
#define __get_user(x, ptr) get_user(x, ptr)
#define __put_user(x, ptr) put_user(x, ptr)

/**
 * user_access_begin() - several accesses follow, up to user_access_end()
 * @ptr: what is accessed
 * @len: bytes
 *
 * Context: task. Return: access_ok(). Follows Linux 6.12.
 */
static inline bool __must_check user_access_begin(const void __user *ptr, size_t len)
{
	might_fault();
	return __access_ok(ptr, len);
}

#define user_access_end()		  ((void)0)
#define user_read_access_begin(ptr, len)  user_access_begin(ptr, len)
#define user_read_access_end()		  ((void)0)
#define user_write_access_begin(ptr, len) user_access_begin(ptr, len)
#define user_write_access_end()		  user_access_end()

/** unsafe_get_user() - get_user() after user_access_begin(), which goes to @label if it fails */
#define unsafe_get_user(x, ptr, label)               \
	do {                                         \
		if (unlikely(__tl_get_user(x, ptr))) \
			goto label;                  \
	} while (0)
/** unsafe_put_user() - put_user() after user_access_begin(), which goes to @label if it fails */
#define unsafe_put_user(x, ptr, label)               \
	do {                                         \
		if (unlikely(__tl_put_user(x, ptr))) \
			goto label;                  \
	} while (0)
/* Likewise of a block. */
#define unsafe_copy_to_user(dst, src, len, label)              \
	do {                                                   \
		if (unlikely(raw_copy_to_user(dst, src, len))) \
			goto label;                            \
	} while (0)
#define unsafe_copy_from_user(dst, src, len, label)              \
	do {                                                     \
		if (unlikely(raw_copy_from_user(dst, src, len))) \
			goto label;                              \
	} while (0)

__tl_api_begin

/**
 * strncpy_from_user() - copy a string of the program's
 * @dst: our memory, of @count bytes
 * @src: the string
 * @count: bytes that are copied at most, with the NUL
 *
 * Context: task; may sleep. Return: its length, without the NUL; @count if it is not shorter, and
 * then @dst has no NUL; or -EFAULT. Follows Linux 6.12.
 */
long __must_check strncpy_from_user(char *dst, const char __user *src, long count);
/**
 * strnlen_user() - how long is a string of the program's?
 * @str: the string
 * @n: bytes that are looked at
 *
 * Context: task; may sleep. Return: its length with the NUL; more than @n if there is none in those;
 * 0 if it can't be read. Follows Linux 6.12.
 */
long __must_check strnlen_user(const char __user *str, long n);

/**
 * check_zeroed_user() - is a piece of the program's memory all zero?
 * @from: where it begins
 * @size: bytes
 *
 * Context: task; may sleep. Return: 1 if so, 0 if not, -EFAULT. Follows Linux 6.12.
 */
int check_zeroed_user(const void __user *from, size_t size);
/**
 * copy_struct_from_user() - copy a struct whose end was added later
 * @dst: ours; what the program's lacks is zeroed
 * @ksize: its size
 * @src: the program's
 * @usize: its size
 *
 * Context: task; may sleep. Return: 0, -EFAULT, or -E2BIG: the program's has more than ours, and
 * that is not zero. Follows Linux 6.12.
 */
int __must_check copy_struct_from_user(void *dst, size_t ksize, const void __user *src,
				       size_t usize);

/**
 * copy_from_kernel_nofault() - copy from memory that may not be there
 * @dst: where to
 * @src: the memory; any address
 * @size: bytes
 *
 * Context: any. Return: 0; or -EFAULT, and part may have been copied. Follows Linux 6.12.
 */
long copy_from_kernel_nofault(void *dst, const void *src, size_t size);
/** copy_to_kernel_nofault() - the same, to memory that may not be there, or not be writable */
long copy_to_kernel_nofault(void *dst, const void *src, size_t size);
/**
 * strncpy_from_kernel_nofault() - copy a string from memory that may not be there
 * @dst: where to; always terminated
 * @unsafe_addr: the string
 * @count: bytes of @dst
 *
 * Context: any. Return: its length with the NUL, @count at most; or -EFAULT. Follows Linux 6.12.
 */
long strncpy_from_kernel_nofault(char *dst, const void *unsafe_addr, long count);

/** copy_from_user_nofault() - copy from the program; Context: any; Return: 0 or -EFAULT */
long copy_from_user_nofault(void *dst, const void __user *src, size_t size);
/** copy_to_user_nofault() - see copy_from_user_nofault() */
long copy_to_user_nofault(void __user *dst, const void *src, size_t size);
/** strncpy_from_user_nofault() - strncpy_from_kernel_nofault() of the program's memory */
long strncpy_from_user_nofault(char *dst, const void __user *unsafe_addr, long count);
/** strnlen_user_nofault() - strnlen_user() in any context */
long strnlen_user_nofault(const void __user *unsafe_addr, long count);

__tl_api_end

/** get_kernel_nofault() - read a variable whose memory may not be there; Return: 0 or -EFAULT */
#define get_kernel_nofault(val, ptr)                                     \
	__extension__({                                                  \
		const __typeof__(val) *__gk_ptr = (ptr);                 \
		copy_from_kernel_nofault(&(val), __gk_ptr, sizeof(val)); \
	})

#endif /* _LINUX_UACCESS_H */
