/* SPDX-License-Identifier: MIT */
/*
 * Which host call failed. A function that returns -errno because the host refused something says
 * so where it happens; whoever reports the failure (boot, at the far end of a chain of returns)
 * adds it to the message.
 */
#ifndef LIB_HOST_ERROR_H
#define LIB_HOST_ERROR_H

#define HOST_ERROR_MAX 200

/**
 * host_error() - note the host call that failed
 * @err: -errno
 * @fmt: the call as a reader would look for it: "pthread_create(%s)", "mmap(log_buf_len=%zu)"
 *
 * Kept for this thread until the next one or host_error_clear().
 *
 * Context: any.
 * Return: @err, so that one statement notes and returns.
 */
int host_error(int err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The noted call, "" when there is none. */
const char *host_error_text(void);
void host_error_clear(void);

#endif /* LIB_HOST_ERROR_H */
