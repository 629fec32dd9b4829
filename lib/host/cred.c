// SPDX-License-Identifier: MIT
/*
 * Whom a task works for, and what it may do: what the host says of its thread. Kthreads are root.
 */
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/sched.h>

static bool is_kthread(void)
{
	return current->flags & PF_KTHREAD;
}

bool capable(int cap)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {0};

	if (!cap_valid(cap))
		return false;
	if (is_kthread())
		return true;
	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	return data[CAP_TO_INDEX(cap)].effective & CAP_TO_MASK(cap);
}
EXPORT_SYMBOL(capable);

kuid_t current_uid(void)
{
	return KUIDT_INIT(is_kthread() ? 0 : getuid());
}
EXPORT_SYMBOL(current_uid);

kuid_t current_euid(void)
{
	return KUIDT_INIT(is_kthread() ? 0 : geteuid());
}
EXPORT_SYMBOL(current_euid);

kgid_t current_gid(void)
{
	return KGIDT_INIT(is_kthread() ? 0 : getgid());
}
EXPORT_SYMBOL(current_gid);

kgid_t current_egid(void)
{
	return KGIDT_INIT(is_kthread() ? 0 : getegid());
}
EXPORT_SYMBOL(current_egid);
