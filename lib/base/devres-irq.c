// SPDX-License-Identifier: MIT
/* Interrupt handlers and numbers that end with the binding. */
#include "base/base.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>

struct request {
	unsigned int irq;
	void *dev_id;
};

static void devm_irq_release(struct device *dev, void *res)
{
	struct request *request = res;

	free_irq(request->irq, request->dev_id);
}

static int is_request(struct device *dev, void *res, void *match_data)
{
	const struct request *request = res, *like = match_data;

	return request->irq == like->irq && request->dev_id == like->dev_id;
}

/* @ret: of the request; not negative if that worked. Return: @ret. */
static int keep(struct device *dev, struct request *request, unsigned int irq, void *dev_id,
		int ret)
{
	if (ret < 0) {
		devres_free(request);
		return ret;
	}
	request->irq = irq;
	request->dev_id = dev_id;
	devres_add(dev, request);
	return ret;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long irqflags, const char *devname,
			      void *dev_id)
{
	struct request *request = devres_alloc(devm_irq_release, sizeof(*request), GFP_KERNEL);
	int ret;

	if (!request)
		return -ENOMEM;
	ret = request_threaded_irq(irq, handler, thread_fn, irqflags,
				   devname ? devname : dev_name(dev), dev_id);
	return keep(dev, request, irq, dev_id, ret);
}
EXPORT_SYMBOL(devm_request_threaded_irq);

int devm_request_any_context_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
				 unsigned long irqflags, const char *devname, void *dev_id)
{
	struct request *request = devres_alloc(devm_irq_release, sizeof(*request), GFP_KERNEL);
	int ret;

	if (!request)
		return -ENOMEM;
	ret = request_any_context_irq(irq, handler, irqflags, devname ? devname : dev_name(dev),
				      dev_id);
	return keep(dev, request, irq, dev_id, ret);
}
EXPORT_SYMBOL(devm_request_any_context_irq);

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct request like = {.irq = irq, .dev_id = dev_id};

	/* Off the list first: the handler ends once, whatever else goes wrong. */
	WARN_ON(devres_destroy(dev, devm_irq_release, is_request, &like));
	free_irq(irq, dev_id);
}
EXPORT_SYMBOL(devm_free_irq);

struct descs {
	unsigned int from, cnt;
};

static void devm_irq_desc_release(struct device *dev, void *res)
{
	struct descs *descs = res;

	irq_free_descs(descs->from, descs->cnt);
}

int __devm_irq_alloc_descs(struct device *dev, int irq, unsigned int from, unsigned int cnt,
			   int node, struct module *owner, const struct irq_affinity_desc *affinity)
{
	struct descs *descs = devres_alloc(devm_irq_desc_release, sizeof(*descs), GFP_KERNEL);
	int base;

	if (!descs)
		return -ENOMEM;
	base = __irq_alloc_descs(irq, from, cnt, node, owner, affinity);
	if (base < 0) {
		devres_free(descs);
		return base;
	}
	descs->from = (unsigned int)base;
	descs->cnt = cnt;
	devres_add(dev, descs);
	return base;
}
EXPORT_SYMBOL_GPL(__devm_irq_alloc_descs);
