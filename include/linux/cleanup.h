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

/* A lock that is its own handle, such as a mutex pointer; NULL is not unlocked. */
#define DEFINE_GUARD(_name, _type, _lock, _unlock)                                         \
	DEFINE_CLASS(                                                                      \
		_name, _type, if (_T) { _unlock; }, __extension__({                        \
			_lock;                                                             \
			_T;                                                                \
		}),                                                                        \
		_type _T)                                                                  \
	static inline __maybe_unused void *class_##_name##_lock_ptr(class_##_name##_t *_T) \
	{                                                                                  \
		return (void *)(unsigned long)*_T;                                         \
	}
#define DEFINE_GUARD_COND(_name, _ext, _condlock)                                                \
	EXTEND_CLASS(_name, _ext, __extension__({                                                \
			     void *_t = _T;                                                      \
			     if (_T && !(_condlock))                                             \
				     _t = NULL;                                                  \
			     _t;                                                                 \
		     }),                                                                         \
		     class_##_name##_t _T)                                                       \
	static inline __maybe_unused void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T) \
	{                                                                                        \
		return class_##_name##_lock_ptr(_T);                                             \
	}

/* A lock that needs more than its address to be undone: @members, such as saved flags. */
#define __DEFINE_UNLOCK_GUARD(_name, _type, _unlock, _members...)                           \
	typedef struct {                                                                    \
		_type *lock;                                                                \
		_members;                                                                   \
	} class_##_name##_t;                                                                \
	static inline __maybe_unused void class_##_name##_destructor(class_##_name##_t *_T) \
	{                                                                                   \
		if (_T->lock) {                                                             \
			_unlock;                                                            \
		}                                                                           \
	}                                                                                   \
	static inline __maybe_unused void *class_##_name##_lock_ptr(class_##_name##_t *_T)  \
	{                                                                                   \
		return (void *)_T->lock;                                                    \
	}
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
#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)                                         \
	EXTEND_CLASS(_name, _ext, __extension__({                                                \
			     class_##_name##_t _t = {.lock = l}, *_T = &_t;                      \
			     if (_T->lock && !(_condlock))                                       \
				     _T->lock = NULL;                                            \
			     _t;                                                                 \
		     }),                                                                         \
		     __typeof__(((class_##_name##_t *)NULL)->lock) l)                            \
	static inline __maybe_unused void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T) \
	{                                                                                        \
		return class_##_name##_lock_ptr(_T);                                             \
	}

/* Until the end of the enclosing scope. */
#define guard(_name)	   CLASS(_name, __UNIQUE_ID(guard))
#define __guard_ptr(_name) class_##_name##_lock_ptr

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
