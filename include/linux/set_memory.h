/* SPDX-License-Identifier: MIT */
/* Memory that the hardware encrypts: this one has none of it. */
#ifndef _LINUX_SET_MEMORY_H
#define _LINUX_SET_MEMORY_H

/** set_memory_encrypted() - @numpages from @addr on; Return: 0. Follows Linux 6.12 without it */
static inline int set_memory_encrypted(unsigned long addr, int numpages)
{
	(void)addr;
	(void)numpages;
	return 0;
}

/** set_memory_decrypted() - see set_memory_encrypted() */
static inline int set_memory_decrypted(unsigned long addr, int numpages)
{
	(void)addr;
	(void)numpages;
	return 0;
}

#endif /* _LINUX_SET_MEMORY_H */
