/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_IRQHANDLER_H
#define _LINUX_IRQHANDLER_H

struct irq_desc;

/* What an interrupt does to its descriptor: handle_edge_irq() and the like. */
typedef void (*irq_flow_handler_t)(struct irq_desc *desc);

#endif /* _LINUX_IRQHANDLER_H */
