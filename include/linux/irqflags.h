/* SPDX-License-Identifier: MIT */
/*
 * Masking this CPU's interrupts. From preemptible code the outermost call takes a virtual CPU
 * and the matching last one gives it back; inside, each is a few plain instructions.
 */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <linux/cleanup.h>
#include <asm/irqflags.h>

/**
 * local_irq_save() - mask interrupts on this CPU
 * @flags: unsigned long lvalue that receives the state before
 *
 * Context: any. Follows Linux 6.12.
 */
#define local_irq_save(flags)                    \
	do {                                     \
		(flags) = arch_local_irq_save(); \
	} while (0)

/**
 * local_irq_restore() - back to what local_irq_save() found
 * @flags: what local_irq_save() stored
 *
 * Interrupts that were held off are served before it returns, if it unmasks.
 * Context: any. Follows Linux 6.12.
 */
#define local_irq_restore(flags) arch_local_irq_restore(flags)
#define local_irq_disable()	 arch_local_irq_disable()
#define local_irq_enable()	 arch_local_irq_enable()
#define local_save_flags(flags)                    \
	do {                                       \
		(flags) = arch_local_save_flags(); \
	} while (0)
#define irqs_disabled()		     arch_irqs_disabled()
#define irqs_disabled_flags(flags)   (arch_irqs_disabled_flags(flags))
#define raw_local_irq_save(flags)    local_irq_save(flags)
#define raw_local_irq_restore(flags) local_irq_restore(flags)
#define raw_local_irq_disable()	     local_irq_disable()
#define raw_local_irq_enable()	     local_irq_enable()
#define raw_irqs_disabled()	     irqs_disabled()

DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_save(_T->flags), local_irq_restore(_T->flags),
		    unsigned long flags)

#endif /* _LINUX_IRQFLAGS_H */
