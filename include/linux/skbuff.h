/* SPDX-License-Identifier: MIT */
/* Network buffers: only what drivers of anything else size their own buffers by. */
#ifndef _LINUX_SKBUFF_H
#define _LINUX_SKBUFF_H

#include <linux/types.h>

struct sk_buff;

/* In front of an Ethernet header, for the one behind it to be aligned where the CPU minds that. */
#if defined(__x86_64__) || defined(__aarch64__)
#define NET_IP_ALIGN 0
#else
#define NET_IP_ALIGN 2
#endif

/* In front of what is received, for who adds headers to it. */
#define NET_SKB_PAD 64

#endif /* _LINUX_SKBUFF_H */
