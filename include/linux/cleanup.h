/* SPDX-License-Identifier: MIT */
/*
 * Things that undo themselves at the end of their scope: __free() for pointers, CLASS() for
 * values with a constructor and a destructor, guard() for locks.
 *
 *	struct foo *f __free(kfree) = kzalloc(sizeof(*f), GFP_KERNEL);
 *	guard(spinlock_irqsave)(&f->lock);
 *	return_ptr(f);
 */
#ifndef _LINUX_CLEANUP_H
#define _LINUX_CLEANUP_H

#include <linux/args.h>
#include <linux/compiler.h>
#include <linux/err.h>

/* @expr frees _T, a variable of type @type. */
#define DEFINE_FREE(name, type, expr)                            \
	static inline __maybe_unused void __free_##name(void *p) \
	{                                                        \
		type _T = *(type *)p;                            \
		expr;                                            \
	}
#define __free(name) __cleanup(__free_##name)

#define __get_and_null(p, nullvalue)        \
	__extension__({                     \
		__auto_type __ptr = &(p);   \
		__auto_type __val = *__ptr; \
		*__ptr = nullvalue;         \
		__val;                      \
	})

static inline __must_check const volatile void *__must_check_fn(const volatile void *val)
{
	return val;
}

/* The pointer is somebody else's from now on. */
#define no_free_ptr(p)	       ((__typeof__(p))__must_check_fn(__get_and_null(p, NULL)))
#define return_ptr(p)	       return no_free_ptr(p)
#define retain_and_null_ptr(p) ((void)__get_and_null(p, NULL))

/* @exit and the initializer @init see _T and the arguments of the constructor. */
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)                    \
	typedef _type class_##_name##_t;                                           \
	static inline __maybe_unused void class_##_name##_destructor(_type *p)     \
	{                                                                          \
		_type _T = *p;                                                     \
		_exit;                                                             \
	}                                                                          \
	static inline __maybe_unused _type class_##_name##_constructor(_init_args) \
	{                                                                          \
		_type t = _init;                                                   \
		return t;                                                          \
	}
#define EXTEND_CLASS(_name, ext, _init, _init_args...)                                          \
	typedef class_##_name##_t class_##_name##ext##_t;                                       \
	static inline __maybe_unused void class_##_name##ext##_destructor(class_##_name##_t *p) \
	{                                                                                       \
		class_##_name##_destructor(p);                                                  \
	}                                                                                       \
	static inline __maybe_unused class_##_name##_t class_##_name##ext##_constructor(        \
		_init_args)                                                                     \
	{                                                                                       \
		class_##_name##_t t = _init;                                                    \
		return t;                                                                       \
	}
#define CLASS(_name, var) \
	class_##_name##_t var __cleanup(class_##_name##_destructor) = class_##_name##_constructor

/* What a lock pointer is when a conditional lock was not taken: NULL, or an error as a pointer. */
#define __GUARD_IS_ERR(ptr) IS_ERR_OR_NULL((const void *)(unsigned long)(ptr))

/* What class_NAME_lock_ptr() and class_NAME_lock_err() return of @ptr. */
#define __DEFINE_GUARD_LOOKS(_name, ptr)                                                   \
	static inline __maybe_unused void *class_##_name##_lock_ptr(class_##_name##_t *_T) \
	{                                                                                  \
		return __GUARD_IS_ERR(ptr) ? NULL : (void *)(unsigned long)(ptr);          \
	}                                                                                  \
	static inline __maybe_unused int class_##_name##_lock_err(class_##_name##_t *_T)   \
	{                                                                                  \
		if (!(ptr))                                                                \
			return -EBUSY;                                                     \
		return PTR_ERR_OR_ZERO((const void *)(unsigned long)(ptr));                \
	}
#define __EXTEND_GUARD_LOOKS(_name, _ext)                                                        \
	static inline __maybe_unused void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T) \
	{                                                                                        \
		return class_##_name##_lock_ptr(_T);                                             \
	}                                                                                        \
	static inline __maybe_unused int class_##_name##_ext##_lock_err(class_##_name##_t *_T)   \
	{                                                                                        \
		return class_##_name##_lock_err(_T);                                             \
	}

/* A lock that is its own handle, such as a mutex pointer; NULL is not unlocked. */
#define DEFINE_GUARD(_name, _type, _lock, _unlock)                                   \
	DEFINE_CLASS(                                                                \
		_name, _type, if (!__GUARD_IS_ERR(_T)) { _unlock; }, __extension__({ \
			_lock;                                                       \
			_T;                                                          \
		}),                                                                  \
		_type _T)                                                            \
	__DEFINE_GUARD_LOOKS(_name, *_T)
/* The same, of a lock that may not be taken: @_lock is evaluated into _RET, and @_cond, or _RET,
 * says whether it was. The names of the guard have @_ext at their end. */
#define __DEFINE_GUARD_COND_3(_name, _ext, _lock) __DEFINE_GUARD_COND_4(_name, _ext, _lock, _RET)
#define __DEFINE_GUARD_COND_4(_name, _ext, _lock, _cond)  \
	EXTEND_CLASS(_name, _ext, __extension__({         \
			     void *_t = _T;               \
			     int _RET = _T ? (_lock) : 0; \
			     if (_T && !(_cond))          \
				     _t = ERR_PTR(_RET);  \
			     _t;                          \
		     }),                                  \
		     class_##_name##_t _T)                \
	__EXTEND_GUARD_LOOKS(_name, _ext)
#define DEFINE_GUARD_COND(args...) CONCATENATE(__DEFINE_GUARD_COND_, COUNT_ARGS(args))(args)

/* A lock that needs more than its address to be undone: @members, such as saved flags. */
#define __DEFINE_UNLOCK_GUARD(_name, _type, _unlock, _members...)                           \
	typedef struct {                                                                    \
		_type *lock;                                                                \
		_members;                                                                   \
	} class_##_name##_t;                                                                \
	static inline __maybe_unused void class_##_name##_destructor(class_##_name##_t *_T) \
	{                                                                                   \
		if (!__GUARD_IS_ERR(_T->lock)) {                                            \
			_unlock;                                                            \
		}                                                                           \
	}                                                                                   \
	__DEFINE_GUARD_LOOKS(_name, _T->lock)
#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)                               \
	__DEFINE_UNLOCK_GUARD(_name, _type, _unlock, __VA_ARGS__)                            \
	static inline __maybe_unused class_##_name##_t class_##_name##_constructor(_type *l) \
	{                                                                                    \
		class_##_name##_t _t = {.lock = l}, *_T = &_t;                               \
		_lock;                                                                       \
		return _t;                                                                   \
	}
#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)                                  \
	__DEFINE_UNLOCK_GUARD(_name, void, _unlock, __VA_ARGS__)                         \
	static inline __maybe_unused class_##_name##_t class_##_name##_constructor(void) \
	{                                                                                \
		class_##_name##_t _t = {.lock = (void *)1};                              \
		class_##_name##_t *_T __maybe_unused = &_t;                              \
		_lock;                                                                   \
		return _t;                                                               \
	}
#define __DEFINE_LOCK_GUARD_1_COND_3(_name, _ext, _lock) \
	__DEFINE_LOCK_GUARD_1_COND_4(_name, _ext, _lock, _RET)
#define __DEFINE_LOCK_GUARD_1_COND_4(_name, _ext, _lock, _cond)             \
	EXTEND_CLASS(_name, _ext, __extension__({                           \
			     class_##_name##_t _t = {.lock = l}, *_T = &_t; \
			     int _RET = l ? (_lock) : 0;                    \
			     if (l && !(_cond))                             \
				     _T->lock = ERR_PTR(_RET);              \
			     _t;                                            \
		     }),                                                    \
		     __typeof__(((class_##_name##_t *)NULL)->lock) l)       \
	__EXTEND_GUARD_LOOKS(_name, _ext)
#define DEFINE_LOCK_GUARD_1_COND(args...) \
	CONCATENATE(__DEFINE_LOCK_GUARD_1_COND_, COUNT_ARGS(args))(args)

/* Until the end of the enclosing scope. */
#define guard(_name)	   CLASS(_name, __UNIQUE_ID(guard))
#define __guard_ptr(_name) class_##_name##_lock_ptr
#define __guard_err(_name) class_##_name##_lock_err

/* A guard with a name, of a lock that may not be taken; and why it was not: 0 if it was.
 *
 *	ACQUIRE(mutex_intr, lock)(&f->lock);
 *	if ((ret = ACQUIRE_ERR(mutex_intr, &lock)))
 *		return ret;
 */
#define ACQUIRE(_name, _var)	 CLASS(_name, _var)
#define ACQUIRE_ERR(_name, _var) __guard_err(_name)(_var)

/* For the one statement that follows. */
#define scoped_guard(_name, args...)                            \
	for (CLASS(_name, scope)(args), *__tl_once = (void *)1; \
	     __tl_once && __guard_ptr(_name)(&scope); __tl_once = NULL)
/* The same, and @_fail, a statement, if the lock could not be taken. */
#define scoped_cond_guard(_name, _fail, args...)                                             \
	for (CLASS(_name, scope)(args), *__tl_once = (void *)1; __tl_once; __tl_once = NULL) \
		if (!__guard_ptr(_name)(&scope))                                             \
			_fail;                                                               \
		else

#endif /* _LINUX_CLEANUP_H */
