/* SPDX-License-Identifier: MIT */
/* Whom the current task works for. */
#ifndef _LINUX_CRED_H
#define _LINUX_CRED_H

#include <linux/export.h>
#include <linux/uidgid.h>

__tl_api_begin

/**
 * current_uid() - the user of the current task
 *
 * Of a task of the program's the host process's, of a kthread root. The others of the family
 * likewise: the effective one, and the groups.
 * Context: task. Follows Linux 6.12.
 */
kuid_t current_uid(void);
/** current_euid() - see current_uid() */
kuid_t current_euid(void);
/** current_gid() - see current_uid() */
kgid_t current_gid(void);
/** current_egid() - see current_uid() */
kgid_t current_egid(void);

__tl_api_end

#endif /* _LINUX_CRED_H */
