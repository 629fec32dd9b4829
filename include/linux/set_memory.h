/* SPDX-License-Identifier: MIT */
/* Who else may read memory: as in a kernel that does not encrypt it, there is nothing to do. */
#ifndef _LINUX_SET_MEMORY_H
#define _LINUX_SET_MEMORY_H

static inline int set_memory_encrypted(unsigned long addr, int numpages)
{
	(void)addr;
	(void)numpages;
	return 0;
}

static inline int set_memory_decrypted(unsigned long addr, int numpages)
{
	(void)addr;
	(void)numpages;
	return 0;
}

#endif /* _LINUX_SET_MEMORY_H */
