// SPDX-License-Identifier: MIT
/*
 * Driver of the receiver, in the classic split. The interrupt handler silences the device and
 * moves what is in its FIFO to a ring. The tasklet processes the ring, wakes readers, and lets
 * the device speak again when the ring is empty.
 *
 *	FIFO  --handler-->  ring  --tasklet-->  buffer  --read-->  reader
 *
 * ring_lock guards the ring, and is taken in the handler; buffer_lock guards the buffer, and is
 * taken in the tasklet. When the buffer is full the tasklet stops, with the device still silent,
 * and the next reader starts it again: so a slow reader holds up the device's input, and memory
 * does not grow. Words are dropped only where the FIFO holds more of them than the ring does.
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "driver.h"
#include "regs.h"

#define BUFFER_SIZE (64 * 1024) /* a power of two: positions wrap */

struct rx_fifo {
	void __iomem *regs;
	int irq;
	struct tasklet_struct tasklet;
	wait_queue_head_t readers;

	spinlock_t ring_lock;
	u64 *ring;
	unsigned int ring_entries;
	unsigned int ring_head; /* where the next word goes */
	unsigned int ring_used;
	u32 end_events; /* END and ERROR, as the handler saw them */
	bool stopping;
	u64 interrupts;
	u64 dropped_words;
	u64 dropped_bytes;

	spinlock_t buffer_lock;
	unsigned char *buffer;
	unsigned int put, got; /* ever growing; put - got bytes are in the buffer */
	bool stalled; /* the tasklet waits for a reader to make room */
	u32 ended; /* end_events, once all words are in the buffer */
	u64 words;
	u64 bytes;
};

/* ring_lock held. */
static void ring_push(struct rx_fifo *fifo, u64 word)
{
	if (fifo->ring_used == fifo->ring_entries) {
		fifo->dropped_words++;
		fifo->dropped_bytes += RX_FIFO_DATA_BYTES(word);
		return;
	}
	fifo->ring[fifo->ring_head] = word;
	fifo->ring_head = (fifo->ring_head + 1) % fifo->ring_entries;
	fifo->ring_used++;
}

/* ring_lock held, and the ring is not empty. */
static u64 ring_pop(struct rx_fifo *fifo)
{
	unsigned int tail = fifo->ring_head + fifo->ring_entries - fifo->ring_used;

	fifo->ring_used--;
	return fifo->ring[tail % fifo->ring_entries];
}

static irqreturn_t rx_fifo_interrupt(int irq, void *dev_id)
{
	struct rx_fifo *fifo = dev_id;
	unsigned long flags;
	u32 status, count;

	status = readl(fifo->regs + RX_FIFO_IRQ_STATUS);
	if (!status)
		return IRQ_NONE;

	writel(0, fifo->regs + RX_FIFO_IRQ_CTRL);
	writel(status, fifo->regs + RX_FIFO_IRQ_CLEAR);
	/* Cleared before the count is read: a word that it misses latches the event anew. */
	count = readl(fifo->regs + RX_FIFO_COUNT);

	spin_lock_irqsave(&fifo->ring_lock, flags);
	fifo->interrupts++;
	while (count--)
		ring_push(fifo, readq(fifo->regs + RX_FIFO_DATA));
	/* The last word came before the end, so by now it is in the ring. */
	fifo->end_events |= status & (RX_FIFO_IRQ_END | RX_FIFO_IRQ_ERROR);
	spin_unlock_irqrestore(&fifo->ring_lock, flags);

	tasklet_schedule(&fifo->tasklet);
	return IRQ_HANDLED;
}

/* Is there room for one more word? If not, a reader is to start the tasklet again. */
static bool buffer_has_room(struct rx_fifo *fifo)
{
	bool room;

	spin_lock(&fifo->buffer_lock);
	room = fifo->put - fifo->got <= BUFFER_SIZE - 4;
	fifo->stalled = !room;
	spin_unlock(&fifo->buffer_lock);
	return room;
}

static void process_word(struct rx_fifo *fifo, u64 word)
{
	unsigned int i, n = RX_FIFO_DATA_BYTES(word);

	spin_lock(&fifo->buffer_lock);
	for (i = 0; i < n; i++)
		fifo->buffer[fifo->put++ % BUFFER_SIZE] = RX_FIFO_DATA_BYTE(word, i);
	fifo->words++;
	fifo->bytes += n;
	spin_unlock(&fifo->buffer_lock);
}

static void rx_fifo_tasklet(struct tasklet_struct *t)
{
	struct rx_fifo *fifo = from_tasklet(fifo, t, tasklet);
	bool room, empty;
	unsigned long flags;
	u32 end_events;

	room = buffer_has_room(fifo);
	spin_lock_irqsave(&fifo->ring_lock, flags);
	while (room && fifo->ring_used) {
		u64 word = ring_pop(fifo);

		spin_unlock_irqrestore(&fifo->ring_lock, flags);
		process_word(fifo, word);
		room = buffer_has_room(fifo);
		spin_lock_irqsave(&fifo->ring_lock, flags);
	}
	empty = !fifo->ring_used;
	end_events = fifo->end_events;
	/* Under the lock, so that it does not come after the silence that remove() asks for. */
	if (empty && !fifo->stopping)
		writel(RX_FIFO_IRQ_ALL, fifo->regs + RX_FIFO_IRQ_CTRL);
	spin_unlock_irqrestore(&fifo->ring_lock, flags);

	if (empty && end_events) {
		spin_lock(&fifo->buffer_lock);
		fifo->ended = end_events;
		spin_unlock(&fifo->buffer_lock);
	}
	wake_up_interruptible(&fifo->readers);
}

static bool is_readable(struct rx_fifo *fifo)
{
	bool readable;

	spin_lock_bh(&fifo->buffer_lock);
	readable = fifo->put != fifo->got || fifo->ended;
	spin_unlock_bh(&fifo->buffer_lock);
	return readable;
}

ssize_t rx_fifo_read(struct device *dev, char *buf, size_t n)
{
	struct rx_fifo *fifo = dev_get_drvdata(dev);
	bool stalled;
	size_t done;
	ssize_t ret;

	if (!n)
		return 0;
	ret = wait_event_interruptible(fifo->readers, is_readable(fifo));
	if (ret)
		return ret;

	spin_lock_bh(&fifo->buffer_lock);
	for (done = 0; done < n && fifo->got != fifo->put; done++)
		buf[done] = (char)fifo->buffer[fifo->got++ % BUFFER_SIZE];
	ret = done ? (ssize_t)done : (fifo->ended & RX_FIFO_IRQ_ERROR) ? -EIO : 0;
	stalled = fifo->stalled;
	fifo->stalled = false;
	spin_unlock_bh(&fifo->buffer_lock);

	if (stalled)
		tasklet_schedule(&fifo->tasklet);
	return ret;
}
EXPORT_SYMBOL_GPL(rx_fifo_read);

void rx_fifo_get_stats(struct device *dev, struct rx_fifo_stats *stats)
{
	struct rx_fifo *fifo = dev_get_drvdata(dev);

	spin_lock_bh(&fifo->buffer_lock);
	stats->words = fifo->words;
	stats->bytes = fifo->bytes;
	spin_unlock_bh(&fifo->buffer_lock);
	spin_lock_irq(&fifo->ring_lock);
	stats->interrupts = fifo->interrupts;
	stats->dropped_words = fifo->dropped_words;
	stats->dropped_bytes = fifo->dropped_bytes;
	spin_unlock_irq(&fifo->ring_lock);
}
EXPORT_SYMBOL_GPL(rx_fifo_get_stats);

static int rx_fifo_probe(struct platform_device *pdev)
{
	const struct rx_fifo_platform_data *pdata = dev_get_platdata(&pdev->dev);
	struct rx_fifo *fifo;
	int ret;

	fifo = devm_kzalloc(&pdev->dev, sizeof(*fifo), GFP_KERNEL);
	if (!fifo)
		return -ENOMEM;
	fifo->ring_entries = RX_FIFO_RING_DEFAULT;
	if (pdata && pdata->ring_entries)
		fifo->ring_entries = pdata->ring_entries;
	fifo->ring = devm_kcalloc(&pdev->dev, fifo->ring_entries, sizeof(*fifo->ring), GFP_KERNEL);
	fifo->buffer = devm_kmalloc(&pdev->dev, BUFFER_SIZE, GFP_KERNEL);
	if (!fifo->ring || !fifo->buffer)
		return -ENOMEM;
	spin_lock_init(&fifo->ring_lock);
	spin_lock_init(&fifo->buffer_lock);
	init_waitqueue_head(&fifo->readers);
	tasklet_setup(&fifo->tasklet, rx_fifo_tasklet);

	fifo->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(fifo->regs))
		return PTR_ERR(fifo->regs);
	fifo->irq = platform_get_irq(pdev, 0);
	if (fifo->irq < 0)
		return fifo->irq;

	platform_set_drvdata(pdev, fifo);
	writel(0, fifo->regs + RX_FIFO_IRQ_CTRL);
	ret = devm_request_irq(&pdev->dev, fifo->irq, rx_fifo_interrupt, 0, dev_name(&pdev->dev),
			       fifo);
	if (ret)
		return dev_err_probe(&pdev->dev, ret, "no interrupt %d\n", fifo->irq);
	writel(RX_FIFO_IRQ_ALL, fifo->regs + RX_FIFO_IRQ_CTRL);
	dev_info(&pdev->dev, "irq %d, ring of %u words\n", fifo->irq, fifo->ring_entries);
	return 0;
}

static void rx_fifo_remove(struct platform_device *pdev)
{
	struct rx_fifo *fifo = platform_get_drvdata(pdev);

	/* From here on a running tasklet leaves the device silent. */
	spin_lock_irq(&fifo->ring_lock);
	fifo->stopping = true;
	writel(0, fifo->regs + RX_FIFO_IRQ_CTRL);
	spin_unlock_irq(&fifo->ring_lock);
	/* No handler that would schedule the tasklet, and only then no tasklet. */
	devm_free_irq(&pdev->dev, fifo->irq, fifo);
	tasklet_kill(&fifo->tasklet);
	dev_info(&pdev->dev, "%llu interrupts, %llu words, %llu dropped\n",
		 (unsigned long long)fifo->interrupts, (unsigned long long)fifo->words,
		 (unsigned long long)fifo->dropped_words);
}

static struct platform_driver rx_fifo_driver = {
	.probe = rx_fifo_probe,
	.remove = rx_fifo_remove,
	.driver = {.name = "rx-fifo"},
};
module_platform_driver(rx_fifo_driver);

MODULE_LICENSE("MIT");
MODULE_DESCRIPTION("A word FIFO that receives from anywhere");
