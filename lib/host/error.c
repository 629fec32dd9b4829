// SPDX-License-Identifier: MIT
/*
 * Which host call failed, for each thread. Static TLS, so that noting a failure can't fail.
 */
#include <stdarg.h>
#include <stdio.h>

#include "host/call.h"
#include "host/error.h"

static __thread char error_text[HOST_ERROR_MAX] __attribute__((tls_model("initial-exec")));

int host_error(int err, const char *fmt, ...)
{
	unsigned long state = host_call_begin();
	va_list args;

	va_start(args, fmt);
	vsnprintf(error_text, sizeof(error_text), fmt, args);
	va_end(args);
	host_call_end(state);
	return err;
}

const char *host_error_text(void)
{
	return error_text;
}

void host_error_clear(void)
{
	error_text[0] = '\0';
}
