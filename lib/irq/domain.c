// SPDX-License-Identifier: MIT
/*
 * Domains: hardware numbers of a controller and the interrupts they are mapped to.
 *
 * domains_lock serialises mapping and unmapping. Looking a number up takes no lock: it is done by
 * handlers.
 */
#define pr_fmt(fmt) "irq: " fmt

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/irqdomain.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "host/mutex.h"
#include "irq/internals.h"

static struct host_mutex domains_lock = HOST_MUTEX_INIT;

static struct irq_domain *create(struct fwnode_handle *fwnode, unsigned int revmap_size,
				 irq_hw_number_t hwirq_max, const struct irq_domain_ops *ops,
				 void *host_data)
{
	struct irq_domain *domain =
		kzalloc(sizeof(*domain) + revmap_size * sizeof(domain->revmap[0]), GFP_KERNEL);

	if (!domain)
		return NULL;
	domain->name = "unknown";
	domain->ops = ops;
	domain->host_data = host_data;
	domain->fwnode = fwnode;
	domain->hwirq_max = hwirq_max;
	domain->revmap_size = revmap_size;
	xa_init(&domain->revmap_tree);
	return domain;
}

struct irq_domain *irq_domain_create_simple(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq,
					    const struct irq_domain_ops *ops, void *host_data)
{
	struct irq_domain *domain = create(fwnode, size, size, ops, host_data);

	if (!domain || !first_irq)
		return domain;
	if (irq_alloc_descs((int)first_irq, first_irq, size, 0) < 0)
		pr_info("Cannot allocate irq_descs @ IRQ%u, assuming pre-allocated\n", first_irq);
	irq_domain_associate_many(domain, first_irq, 0, (int)size);
	return domain;
}
EXPORT_SYMBOL_GPL(irq_domain_create_simple);

struct irq_domain *irq_domain_create_legacy(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq, irq_hw_number_t first_hwirq,
					    const struct irq_domain_ops *ops, void *host_data)
{
	irq_hw_number_t end = first_hwirq + size;
	struct irq_domain *domain = create(fwnode, (unsigned int)end, end, ops, host_data);

	if (domain)
		irq_domain_associate_many(domain, first_irq, first_hwirq, (int)size);
	return domain;
}
EXPORT_SYMBOL_GPL(irq_domain_create_legacy);

struct irq_domain *irq_domain_create_tree(struct fwnode_handle *fwnode,
					  const struct irq_domain_ops *ops, void *host_data)
{
	return create(fwnode, 0, ~0UL, ops, host_data);
}
EXPORT_SYMBOL_GPL(irq_domain_create_tree);

void irq_domain_remove(struct irq_domain *domain)
{
	WARN(domain->mapcount, "irq_domain_remove: %u inputs are still mapped\n", domain->mapcount);
	xa_destroy(&domain->revmap_tree);
	kfree(domain);
}
EXPORT_SYMBOL_GPL(irq_domain_remove);

/* Under domains_lock. Return: 0, -ENOMEM. */
static int set_mapping(struct irq_domain *domain, irq_hw_number_t hwirq, struct irq_data *data)
{
	if (hwirq >= domain->revmap_size)
		return xa_err(xa_store(&domain->revmap_tree, hwirq, data, GFP_KERNEL));
	/* M1: release, pairs with M2: what map() set up is seen. */
	smp_store_release(&domain->revmap[hwirq], data);
	return 0;
}

/* Under domains_lock. */
static int associate(struct irq_domain *domain, unsigned int virq, irq_hw_number_t hwirq)
{
	struct irq_data *data = irq_get_irq_data(virq);
	int err = 0;

	if (WARN(hwirq >= domain->hwirq_max, "error: hwirq 0x%lx is too large for %s\n", hwirq,
		 domain->name) ||
	    WARN(!data, "error: virq%u is not allocated", virq) ||
	    WARN(data->domain, "error: virq%u is already associated", virq))
		return -EINVAL;
	data->hwirq = hwirq;
	data->domain = domain;
	if (domain->ops && domain->ops->map)
		err = domain->ops->map(domain, virq, hwirq);
	if (err) {
		if (err != -EPERM)
			pr_info("%s didn't like hwirq-0x%lx to VIRQ%u mapping (rc=%d)\n",
				domain->name, hwirq, virq, err);
		data->domain = NULL;
		data->hwirq = 0;
		return err;
	}
	err = set_mapping(domain, hwirq, data);
	if (err) {
		if (domain->ops && domain->ops->unmap)
			domain->ops->unmap(domain, virq);
		data->domain = NULL;
		data->hwirq = 0;
		return err;
	}
	domain->mapcount++;
	irq_clear_status_flags(virq, IRQ_NOREQUEST);
	return 0;
}

int irq_domain_associate(struct irq_domain *domain, unsigned int virq, irq_hw_number_t hwirq)
{
	int err;

	host_mutex_lock(&domains_lock);
	err = associate(domain, virq, hwirq);
	host_mutex_unlock(&domains_lock);
	return err;
}
EXPORT_SYMBOL_GPL(irq_domain_associate);

void irq_domain_associate_many(struct irq_domain *domain, unsigned int irq_base,
			       irq_hw_number_t hwirq_base, int count)
{
	for (int i = 0; i < count; i++)
		(void)irq_domain_associate(domain, irq_base + (unsigned int)i,
					   hwirq_base + (irq_hw_number_t)i);
}
EXPORT_SYMBOL_GPL(irq_domain_associate_many);

/* Under domains_lock. As on Linux, with the input's own number if that is free. */
static unsigned int map_new(struct irq_domain *domain, irq_hw_number_t hwirq,
			    const struct irq_affinity_desc *affinity)
{
	unsigned int near = (unsigned int)(hwirq % NR_IRQS);
	int virq = __irq_alloc_descs(-1, near, 1, 0, NULL, affinity);

	if (virq < 0 && near > 1)
		virq = __irq_alloc_descs(-1, 1, 1, 0, NULL, affinity);
	if (virq <= 0) {
		pr_debug("-> virq allocation failed\n");
		return 0;
	}
	if (associate(domain, (unsigned int)virq, hwirq)) {
		irq_free_desc((unsigned int)virq);
		return 0;
	}
	return (unsigned int)virq;
}

unsigned int irq_create_mapping_affinity(struct irq_domain *domain, irq_hw_number_t hwirq,
					 const struct irq_affinity_desc *affinity)
{
	unsigned int virq;

	if (WARN(!domain, "%s(, %lx) called with NULL domain\n", "irq_create_mapping", hwirq))
		return 0;
	host_mutex_lock(&domains_lock);
	virq = irq_find_mapping(domain, hwirq);
	if (!virq)
		virq = map_new(domain, hwirq, affinity);
	host_mutex_unlock(&domains_lock);
	return virq;
}
EXPORT_SYMBOL_GPL(irq_create_mapping_affinity);

unsigned int irq_find_mapping(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	struct irq_data *data;

	if (!domain)
		return 0;
	/* M2: acquire, pairs with M1 in set_mapping(); the tree does as much. */
	data = hwirq < domain->revmap_size ? smp_load_acquire(&domain->revmap[hwirq]) :
					     xa_load(&domain->revmap_tree, hwirq);
	return data ? data->irq : 0;
}
EXPORT_SYMBOL_GPL(irq_find_mapping);

struct irq_desc *irq_resolve_mapping(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	unsigned int virq = irq_find_mapping(domain, hwirq);

	return virq ? irq_to_desc(virq) : NULL;
}
EXPORT_SYMBOL_GPL(irq_resolve_mapping);

void irq_dispose_mapping(unsigned int virq)
{
	struct irq_data *data = virq ? irq_get_irq_data(virq) : NULL;
	struct irq_domain *domain;

	if (!data || WARN_ON(!data->domain))
		return;
	host_mutex_lock(&domains_lock);
	domain = data->domain;
	irq_set_status_flags(virq, IRQ_NOREQUEST);
	irq_set_chip_and_handler(virq, NULL, NULL);
	synchronize_irq(virq);
	if (domain->ops && domain->ops->unmap)
		domain->ops->unmap(domain, virq);
	(void)set_mapping(domain, data->hwirq, NULL);
	domain->mapcount--;
	data->domain = NULL;
	data->hwirq = 0;
	irq_free_desc(virq);
	host_mutex_unlock(&domains_lock);
}
EXPORT_SYMBOL_GPL(irq_dispose_mapping);

static int handle_mapped(struct irq_domain *domain, unsigned int hwirq, int (*handle)(unsigned int))
{
	unsigned int virq = irq_find_mapping(domain, hwirq);

	return virq ? handle(virq) : -EINVAL;
}

int generic_handle_domain_irq(struct irq_domain *domain, unsigned int hwirq)
{
	return handle_mapped(domain, hwirq, generic_handle_irq);
}
EXPORT_SYMBOL_GPL(generic_handle_domain_irq);

int generic_handle_domain_irq_safe(struct irq_domain *domain, unsigned int hwirq)
{
	return handle_mapped(domain, hwirq, generic_handle_irq_safe);
}
EXPORT_SYMBOL_GPL(generic_handle_domain_irq_safe);

/* --- inputs as a device tree describes them --- */

int irq_domain_xlate_onecell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq, unsigned int *out_type)
{
	(void)d;
	(void)ctrlr;
	if (WARN_ON(intsize < 1))
		return -EINVAL;
	*out_hwirq = intspec[0];
	*out_type = IRQ_TYPE_NONE;
	return 0;
}
EXPORT_SYMBOL_GPL(irq_domain_xlate_onecell);

int irq_domain_xlate_twocell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq, unsigned int *out_type)
{
	(void)d;
	(void)ctrlr;
	if (WARN_ON(intsize < 2))
		return -EINVAL;
	*out_hwirq = intspec[0];
	*out_type = intspec[1] & IRQ_TYPE_SENSE_MASK;
	return 0;
}
EXPORT_SYMBOL_GPL(irq_domain_xlate_twocell);

int irq_domain_xlate_onetwocell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
				unsigned int intsize, unsigned long *out_hwirq,
				unsigned int *out_type)
{
	return (intsize > 1 ? irq_domain_xlate_twocell : irq_domain_xlate_onecell)(
		d, ctrlr, intspec, intsize, out_hwirq, out_type);
}
EXPORT_SYMBOL_GPL(irq_domain_xlate_onetwocell);

const struct irq_domain_ops irq_domain_simple_ops = {
	.xlate = irq_domain_xlate_onetwocell,
};
EXPORT_SYMBOL_GPL(irq_domain_simple_ops);
