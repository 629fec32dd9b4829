/* SPDX-License-Identifier: MIT */
/* How memory is cached. Here it always is, so these say it and change nothing. */
#ifndef _LINUX_PGTABLE_H
#define _LINUX_PGTABLE_H

#include <linux/pfn.h>

/** typedef pgprot_t - the attributes of a mapping */
typedef struct {
	unsigned long pgprot;
} pgprot_t;

#define pgprot_val(prot) ((prot).pgprot)
#define __pgprot(val)	 ((pgprot_t){(val)})

#define PAGE_KERNEL   __pgprot(0)
#define PAGE_SHARED   __pgprot(0)
#define PAGE_READONLY __pgprot(0)

#define pgprot_noncached(prot)	  (prot)
#define pgprot_writecombine(prot) (prot)
#define pgprot_device(prot)	  (prot)
#define pgprot_dmacoherent(prot)  (prot)
#define pgprot_decrypted(prot)	  (prot)
#define pgprot_encrypted(prot)	  (prot)

#endif /* _LINUX_PGTABLE_H */
