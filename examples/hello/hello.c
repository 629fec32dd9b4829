#include <linux/interrupt.h>
#include <tasklet/cpu.h>
#include <tasklet/irq.h>
#include <stdio.h>

static void bottom_half(struct tasklet_struct *t)
{
	printf("tasklet: in_serving_softirq %d\n", !!in_serving_softirq());
}
static DECLARE_TASKLET(work, bottom_half);

static irqreturn_t handler(int irq, void *dev_id)
{
	printf("irq %d: in_hardirq %d\n", irq, !!in_hardirq());
	tasklet_schedule(&work);
	return IRQ_HANDLED;
}

int main(void)
{
	int irq = tl_irq_alloc("hello", TL_IRQ_RISING, 0);

	if (irq < 0 || request_irq(irq, handler, 0, "hello", NULL) || tl_cpu_bind(0))
		return 1;
	local_bh_disable(); /* this thread is CPU 0 now */
	local_irq_disable();
	tl_irq_raise(irq);
	puts("interrupts are off");
	local_irq_enable(); /* the handler runs here, on this stack */
	puts("bottom halves are off");
	local_bh_enable(); /* and here the tasklet */
	free_irq(irq, NULL);
	return 0;
}
