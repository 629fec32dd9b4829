/* SPDX-License-Identifier: MIT */
/*
 * Registers of the meter, 32 bits each: what hardware and drivers agree on.
 *
 * A sample is ready: STATUS becomes READY, and the line goes high while CTRL lets it. A one
 * written to ACK takes READY back. SAMPLE is read, and what was read is written to ECHO, so that the
 * meter knows that it has arrived; only then the next one comes.
 */
#ifndef METER_REGS_H
#define METER_REGS_H

#define METER_CTRL   0x00
#define METER_STATUS 0x04
#define METER_ACK    0x08
#define METER_SAMPLE 0x0c
#define METER_ECHO   0x10
#define METER_SIZE   0x14

#define METER_READY 0x1 /* in CTRL, STATUS and ACK */

#endif /* METER_REGS_H */
