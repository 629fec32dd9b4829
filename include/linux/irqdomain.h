/* SPDX-License-Identifier: MIT */
/*
 * Interrupt domains: the inputs of an interrupt controller (hardware numbers), and the interrupt
 * numbers that they are mapped to.
 *
 * A controller has one, of as many inputs as it has. irq_create_mapping() gives an input its
 * interrupt number, and has the controller's driver set chip and flow handler (irq_domain_ops.map).
 * When an input fires, generic_handle_domain_irq() handles it. There is no hierarchy of domains.
 */
#ifndef _LINUX_IRQDOMAIN_H
#define _LINUX_IRQDOMAIN_H

#include <linux/export.h>
#include <linux/irqhandler.h>
#include <linux/types.h>
#include <linux/xarray.h>

struct device_node;
struct fwnode_handle;
struct irq_affinity_desc;
struct irq_data;
struct irq_desc;
struct irq_domain;

enum irq_domain_bus_token { DOMAIN_BUS_ANY = 0, DOMAIN_BUS_WIRED };

/**
 * struct irq_domain_ops - what a controller's driver does
 * @match: is the domain this node's? Kept for sources that set it: nobody asks
 * @map: input @hw gets number @virq: set chip and flow handler; return 0 or -errno
 * @unmap: it is taken back
 * @xlate: what a device tree says of an input, in numbers; not called by the library
 */
struct irq_domain_ops {
	int (*match)(struct irq_domain *d, struct device_node *node,
		     enum irq_domain_bus_token bus_token);
	int (*map)(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw);
	void (*unmap)(struct irq_domain *d, unsigned int virq);
	int (*xlate)(struct irq_domain *d, struct device_node *node, const u32 *intspec,
		     unsigned int intsize, unsigned long *out_hwirq, unsigned int *out_type);
};

/**
 * struct irq_domain - a domain
 * @name: "unknown": nodes have no names
 * @ops: the driver's
 * @host_data: the driver's
 * @fwnode: as given
 * @mapcount: inputs that are mapped; protected by the library
 * @hwirq_max: hardware numbers are less than this
 * @revmap_size: those below are in @revmap, others in @revmap_tree
 * @revmap_tree: interrupts by hardware number, of a domain that may have any
 * @revmap: interrupts by hardware number; both are written by the library, read by anyone
 */
struct irq_domain {
	const char *name;
	const struct irq_domain_ops *ops;
	void *host_data;
	struct fwnode_handle *fwnode;
	unsigned int mapcount;
	irq_hw_number_t hwirq_max;
	unsigned int revmap_size;
	struct xarray revmap_tree;
	struct irq_data *revmap[];
};

__tl_api_begin

/**
 * irq_domain_create_simple() - make a domain
 * @fwnode: kept
 * @size: inputs, numbered from 0
 * @first_irq: all inputs are mapped at once, to this number and those above; 0: none is
 * @ops: the driver's functions
 * @host_data: domain->host_data
 *
 * Context: task; may sleep. Return: NULL if there is no memory. Follows Linux 6.12.
 */
struct irq_domain *irq_domain_create_simple(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq,
					    const struct irq_domain_ops *ops, void *host_data);

/**
 * irq_domain_create_legacy() - make a domain of interrupt numbers that there are
 * @fwnode: kept
 * @size: inputs
 * @first_irq: number of the first input; it and those above are of irq_alloc_descs()
 * @first_hwirq: hardware number of the first input
 * @ops: the driver's functions
 * @host_data: domain->host_data
 *
 * Context: task; may sleep. Return: NULL if there is no memory. Follows Linux 6.12.
 */
struct irq_domain *irq_domain_create_legacy(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq, irq_hw_number_t first_hwirq,
					    const struct irq_domain_ops *ops, void *host_data);

/**
 * irq_domain_create_tree() - make a domain whose inputs may have any number
 * @fwnode: kept
 * @ops: the driver's functions
 * @host_data: domain->host_data
 *
 * For hardware numbers that are far apart: looking one up takes a little longer.
 *
 * Context: task; may sleep. Return: NULL if there is no memory. Follows Linux 6.12.
 */
struct irq_domain *irq_domain_create_tree(struct fwnode_handle *fwnode,
					  const struct irq_domain_ops *ops, void *host_data);

/**
 * irq_domain_remove() - end a domain; its mappings should be disposed of
 * @domain: it
 *
 * Context: task. Follows Linux 6.12.
 */
void irq_domain_remove(struct irq_domain *domain);

/**
 * irq_create_mapping_affinity() - the interrupt number of an input, given one if need be
 * @domain: of the controller
 * @hwirq: the input
 * @affinity: the CPUs that a new number may be delivered to; NULL: any
 *
 * Context: task; may sleep.
 * Return: the number, 0 if there is none (no such input, no memory, or map said no).
 * Follows Linux 6.12.
 */
unsigned int irq_create_mapping_affinity(struct irq_domain *domain, irq_hw_number_t hwirq,
					 const struct irq_affinity_desc *affinity);

/**
 * irq_domain_associate() - map an input to an interrupt number that there is
 * @domain: of the controller
 * @virq: of irq_alloc_descs()
 * @hwirq: the input
 *
 * Context: task. Return: 0, -EINVAL, or what map returned. Follows Linux 6.12.
 */
int irq_domain_associate(struct irq_domain *domain, unsigned int virq, irq_hw_number_t hwirq);
/** irq_domain_associate_many() - @count of them in a row; failures are told of in the log only */
void irq_domain_associate_many(struct irq_domain *domain, unsigned int irq_base,
			       irq_hw_number_t hwirq_base, int count);

/**
 * irq_find_mapping() - the interrupt number of an input
 * @domain: of the controller
 * @hwirq: the input
 *
 * Context: any. Return: 0 if it has none. Follows Linux 6.12.
 */
unsigned int irq_find_mapping(struct irq_domain *domain, irq_hw_number_t hwirq);

/** irq_resolve_mapping() - irq_find_mapping() that gives the descriptor; NULL: none */
struct irq_desc *irq_resolve_mapping(struct irq_domain *domain, irq_hw_number_t hwirq);

/**
 * irq_dispose_mapping() - take an input's interrupt number back
 * @virq: the number; 0 is fine
 *
 * Its handlers are to be freed before. Context: task. Follows Linux 6.12.
 */
void irq_dispose_mapping(unsigned int virq);

/* For irq_domain_ops.xlate: inputs that are described by their number, and their trigger. */
int irq_domain_xlate_onecell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq,
			     unsigned int *out_type);
int irq_domain_xlate_twocell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq,
			     unsigned int *out_type);
int irq_domain_xlate_onetwocell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
				unsigned int intsize, unsigned long *out_hwirq,
				unsigned int *out_type);
extern const struct irq_domain_ops irq_domain_simple_ops;

__tl_api_end

/** irq_create_mapping() - irq_create_mapping_affinity() of an input that may go to any CPU */
static inline unsigned int irq_create_mapping(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	return irq_create_mapping_affinity(domain, hwirq, NULL);
}

/** irq_domain_create_linear() - irq_domain_create_simple() that maps nothing yet */
static inline struct irq_domain *irq_domain_create_linear(struct fwnode_handle *fwnode,
							  unsigned int size,
							  const struct irq_domain_ops *ops,
							  void *host_data)
{
	return irq_domain_create_simple(fwnode, size, 0, ops, host_data);
}

/** irq_domain_add_linear() - irq_domain_create_linear() by its old name; @of_node is not used */
static inline struct irq_domain *irq_domain_add_linear(struct device_node *of_node,
						       unsigned int size,
						       const struct irq_domain_ops *ops,
						       void *host_data)
{
	(void)of_node;
	return irq_domain_create_simple(NULL, size, 0, ops, host_data);
}

/** irq_domain_add_simple() - irq_domain_create_simple() by its old name; @of_node is not used */
static inline struct irq_domain *irq_domain_add_simple(struct device_node *of_node,
						       unsigned int size, unsigned int first_irq,
						       const struct irq_domain_ops *ops,
						       void *host_data)
{
	(void)of_node;
	return irq_domain_create_simple(NULL, size, first_irq, ops, host_data);
}

/** irq_domain_add_legacy() - irq_domain_create_legacy() by its old name; @of_node is not used */
static inline struct irq_domain *irq_domain_add_legacy(struct device_node *of_node,
						       unsigned int size, unsigned int first_irq,
						       irq_hw_number_t first_hwirq,
						       const struct irq_domain_ops *ops,
						       void *host_data)
{
	(void)of_node;
	return irq_domain_create_legacy(NULL, size, first_irq, first_hwirq, ops, host_data);
}

/** irq_domain_add_tree() - irq_domain_create_tree() by its old name; @of_node is not used */
static inline struct irq_domain *
irq_domain_add_tree(struct device_node *of_node, const struct irq_domain_ops *ops, void *host_data)
{
	(void)of_node;
	return irq_domain_create_tree(NULL, ops, host_data);
}

/** irq_linear_revmap() - irq_find_mapping() by its old name */
static inline unsigned int irq_linear_revmap(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	return irq_find_mapping(domain, hwirq);
}

#endif /* _LINUX_IRQDOMAIN_H */
