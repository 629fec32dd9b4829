/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_NOSPEC_H
#define _LINUX_NOSPEC_H

/*
 * An index below @size.
 *
 * DIVERGES: keeps no processor from guessing: nobody is spied on here but by himself.
 */
#define array_index_nospec(index, size) \
	__extension__({                 \
		(void)(size);           \
		(index);                \
	})

#endif /* _LINUX_NOSPEC_H */
