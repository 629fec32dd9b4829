/* SPDX-License-Identifier: MIT */
/* What liburcu does for the threads machine; its headers and the kernel's do not meet. */
#ifndef LIB_ARCH_THREADS_RCU_READER_H
#define LIB_ARCH_THREADS_RCU_READER_H

/* The calling thread enters, and leaves, a read section of liburcu's; they nest. */
void rcu_reader_enter(void);
void rcu_reader_leave(void);
/* Wait for all that were in one. */
void rcu_readers_wait(void);

#endif /* LIB_ARCH_THREADS_RCU_READER_H */
