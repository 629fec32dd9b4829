// SPDX-License-Identifier: MIT
/*
 * Queues in rings: see <linux/kfifo.h>.
 *
 * @in and @out count elements for ever and wrap; what lies between them is in the ring. Each has
 * one writer, and the other side learns of elements and of room by them:
 *
 *	producer				consumer
 *	K1: load out, acquire			K3: load in, acquire
 *	copy into the ring			copy out of the ring
 *	K2: store in, release			K4: store out, release
 *
 * K2 pairs with K3: who sees an element counted sees its bytes. K4 pairs with K1: who sees room
 * may overwrite what was there.
 *
 * A record is its length, in recsize bytes with the lowest first, and its bytes.
 */
#include <linux/kfifo.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <string.h>

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp)
{
	*fifo = (struct __kfifo){.esize = (unsigned int)esize};
	/* The counters tell up to 2^31 elements apart. */
	if (size < 2 || size > 1u << 31)
		return -EINVAL;
	size = (unsigned int)roundup_pow_of_two(size);
	fifo->data = kmalloc_array(size, esize, gfp);
	if (!fifo->data)
		return -ENOMEM;
	fifo->mask = size - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_alloc);

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	*fifo = (struct __kfifo){0};
}
EXPORT_SYMBOL(__kfifo_free);

int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize)
{
	size /= (unsigned int)esize;
	*fifo = (struct __kfifo){.esize = (unsigned int)esize, .data = buffer};
	if (size < 2)
		return -EINVAL;
	fifo->mask = (unsigned int)rounddown_pow_of_two(size) - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_init);

/* How many of @n elements lie in one piece from @at on; the rest begins the ring. */
static size_t in_one_piece(const struct __kfifo *fifo, unsigned int at, unsigned int n)
{
	return min(n, fifo->mask + 1 - (at & fifo->mask));
}

static void copy_in(const struct __kfifo *fifo, unsigned int at, const void *buf, unsigned int n)
{
	size_t first = in_one_piece(fifo, at, n) * fifo->esize;

	memcpy((char *)fifo->data + (size_t)(at & fifo->mask) * fifo->esize, buf, first);
	memcpy(fifo->data, (const char *)buf + first, (size_t)n * fifo->esize - first);
}

static void copy_out(const struct __kfifo *fifo, unsigned int at, void *buf, unsigned int n)
{
	size_t first = in_one_piece(fifo, at, n) * fifo->esize;

	memcpy(buf, (char *)fifo->data + (size_t)(at & fifo->mask) * fifo->esize, first);
	memcpy((char *)buf + first, fifo->data, (size_t)n * fifo->esize - first);
}

/* The producer's view. Others may ask too: what they see was never so if much came in between. */
static unsigned int unused(struct __kfifo *fifo)
{
	/* K1: acquire, pairs with K4. */
	unsigned int out = smp_load_acquire(&fifo->out);

	return fifo->mask ? fifo->mask + 1 - min(arch_peek(fifo->in) - out, fifo->mask + 1) : 0;
}

/* The consumer's view. */
static unsigned int used(struct __kfifo *fifo)
{
	/* K3: acquire, pairs with K2. */
	return smp_load_acquire(&fifo->in) - fifo->out;
}

static unsigned int max_record(size_t recsize)
{
	return (1u << (8 * recsize)) - 1;
}

/* Bytes of the next record; there is one. */
static unsigned int record_len(const struct __kfifo *fifo, size_t recsize)
{
	u8 len[2] = {0};

	copy_out(fifo, fifo->out, len, (unsigned int)recsize);
	return len[0] | (unsigned int)len[1] << 8;
}

unsigned int __kfifo_avail(struct __kfifo *fifo, size_t recsize)
{
	unsigned int room = unused(fifo);

	if (!recsize)
		return room;
	return room <= recsize ? 0 : min(room - (unsigned int)recsize, max_record(recsize));
}
EXPORT_SYMBOL(__kfifo_avail);

unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n, size_t recsize)
{
	unsigned int room = __kfifo_avail(fifo, recsize);
	u8 len[2] = {(u8)n, (u8)(n >> 8)};

	if (n > room && recsize)
		return 0;
	n = min(n, room);
	if (!n && !(recsize && unused(fifo) >= recsize))
		return 0;
	copy_in(fifo, fifo->in, len, (unsigned int)recsize);
	copy_in(fifo, fifo->in + (unsigned int)recsize, buf, n);
	/* K2: release, pairs with K3. */
	smp_store_release(&fifo->in, fifo->in + (unsigned int)recsize + n);
	return n;
}
EXPORT_SYMBOL(__kfifo_in);

/* Copies; returns how many, and in @taken what that counts for in @out. */
static unsigned int peek(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize,
			 unsigned int *taken)
{
	unsigned int there = used(fifo);

	*taken = 0;
	if (!there)
		return 0;
	if (recsize) {
		there = record_len(fifo, recsize);
		*taken = (unsigned int)recsize + there;
	}
	n = min(n, there);
	copy_out(fifo, fifo->out + (unsigned int)recsize, buf, n);
	if (!recsize)
		*taken = n;
	return n;
}

unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize)
{
	unsigned int taken;

	return peek(fifo, buf, n, recsize, &taken);
}
EXPORT_SYMBOL(__kfifo_out_peek);

static void take(struct __kfifo *fifo, unsigned int n)
{
	/* K4: release, pairs with K1. */
	smp_store_release(&fifo->out, fifo->out + n);
}

unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize)
{
	unsigned int taken;

	n = peek(fifo, buf, n, recsize, &taken);
	if (taken)
		take(fifo, taken);
	return n;
}
EXPORT_SYMBOL(__kfifo_out);

unsigned int __kfifo_out_linear(struct __kfifo *fifo, unsigned int *tail, unsigned int n,
				size_t recsize)
{
	unsigned int there = used(fifo), at = fifo->out + (unsigned int)recsize;

	if (there && recsize)
		there = record_len(fifo, recsize);
	*tail = at & fifo->mask;
	return (unsigned int)in_one_piece(fifo, at, min(n, there));
}
EXPORT_SYMBOL(__kfifo_out_linear);

unsigned int __kfifo_peek_len(struct __kfifo *fifo, size_t recsize)
{
	unsigned int there = used(fifo);

	return there && recsize ? record_len(fifo, recsize) : there * fifo->esize;
}
EXPORT_SYMBOL(__kfifo_peek_len);

void __kfifo_skip(struct __kfifo *fifo, unsigned int n, size_t recsize)
{
	if (recsize)
		n = (unsigned int)recsize + record_len(fifo, recsize);
	take(fifo, n);
}
EXPORT_SYMBOL(__kfifo_skip);

/* Both return how many bytes were copied, in front of those that could not be. */
static size_t copy_in_user(const struct __kfifo *fifo, unsigned int at, const void __user *from,
			   unsigned int n)
{
	size_t first = in_one_piece(fifo, at, n) * fifo->esize;
	size_t second = (size_t)n * fifo->esize - first;
	size_t left = copy_from_user((char *)fifo->data + (size_t)(at & fifo->mask) * fifo->esize,
				     from, first);

	if (left)
		return first - left;
	left = copy_from_user(fifo->data, (const char __user *)from + first, second);
	return first + second - left;
}

static size_t copy_out_user(const struct __kfifo *fifo, unsigned int at, void __user *to,
			    unsigned int n)
{
	size_t first = in_one_piece(fifo, at, n) * fifo->esize;
	size_t second = (size_t)n * fifo->esize - first;
	size_t left = copy_to_user(to, (char *)fifo->data + (size_t)(at & fifo->mask) * fifo->esize,
				   first);

	if (left)
		return first - left;
	left = copy_to_user((char __user *)to + first, fifo->data, second);
	return first + second - left;
}

int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned long len,
		      unsigned int *copied, size_t recsize)
{
	unsigned int room = __kfifo_avail(fifo, recsize), n;
	size_t done;

	*copied = 0;
	if (recsize)
		len = min_t(unsigned long, len, max_record(recsize));
	len /= fifo->esize;
	if (recsize && (len > room || unused(fifo) < recsize))
		return 0;
	n = (unsigned int)min_t(unsigned long, len, room);
	done = copy_in_user(fifo, fifo->in + (unsigned int)recsize, from, n) / fifo->esize;
	/* Elements that came whole; of a record all or nothing. */
	if (recsize && done < n)
		return -EFAULT;
	if (recsize) {
		const u8 record[2] = {(u8)n, (u8)(n >> 8)};

		copy_in(fifo, fifo->in, record, (unsigned int)recsize);
	}
	*copied = (unsigned int)done * fifo->esize;
	/* K2: release, pairs with K3. */
	smp_store_release(&fifo->in, fifo->in + (unsigned int)(recsize + done));
	return done < n ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_from_user);

int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len, unsigned int *copied,
		    size_t recsize)
{
	unsigned int there = used(fifo), n;
	size_t done;

	*copied = 0;
	if (!there)
		return 0;
	if (recsize)
		there = record_len(fifo, recsize);
	n = (unsigned int)min_t(unsigned long, len / fifo->esize, there);
	done = copy_out_user(fifo, fifo->out + (unsigned int)recsize, to, n) / fifo->esize;
	/* Elements that went whole; what is left of a record is thrown away, but if it is bad. */
	if (recsize && done < n)
		return -EFAULT;
	*copied = (unsigned int)done * fifo->esize;
	take(fifo, (unsigned int)(recsize ? recsize + there : done));
	return done < n ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_to_user);
