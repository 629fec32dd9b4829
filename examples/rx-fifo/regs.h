/* SPDX-License-Identifier: MIT */
/*
 * The registers of the receiver, as its data sheet has them. For the driver and for the model.
 *
 * Words of up to four bytes come in at one end of a FIFO, which the driver empties at the other.
 * Two events: a word came in, and the input has ended. An event is latched until it is cleared;
 * the line is high while an enabled one is latched.
 */
#ifndef RX_FIFO_REGS_H
#define RX_FIFO_REGS_H

#define RX_FIFO_IRQ_STATUS 0x00 /* read: events that are latched and enabled */
#define RX_FIFO_IRQ_CTRL   0x04 /* read, write: events that are enabled; 0 at reset */
#define RX_FIFO_IRQ_CLEAR  0x08 /* write: 1 clears an event */
#define RX_FIFO_COUNT	   0x0c /* read: words in the FIFO */
#define RX_FIFO_DATA	   0x10 /* read, 64 bits: takes the oldest word; see below */
#define RX_FIFO_SIZE	   0x18

/* Events. RX_FIFO_IRQ_END comes after the last word; RX_FIFO_IRQ_ERROR then says that the input
 * broke off. */
#define RX_FIFO_IRQ_RX	  0x01
#define RX_FIFO_IRQ_END	  0x02
#define RX_FIFO_IRQ_ERROR 0x04
#define RX_FIFO_IRQ_ALL	  0x07

/* RX_FIFO_DATA: the first byte in the lowest bits; how many of the four are valid (1 to 4, or 0
 * when the FIFO was empty) in bits 32 to 34. */
#define RX_FIFO_DATA_BYTE(word, i) ((unsigned char)((word) >> (8 * (i))))
#define RX_FIFO_DATA_BYTES(word)   ((unsigned int)((word) >> 32) & 7)

#endif /* RX_FIFO_REGS_H */
