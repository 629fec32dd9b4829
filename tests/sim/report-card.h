/* SPDX-License-Identifier: MIT */
/* Addresses in a driver that is none; see report-card.c. */
#ifndef TESTS_SIM_REPORT_CARD_H
#define TESTS_SIM_REPORT_CARD_H

enum site {
	REMOVE_KILL,
	REMOVE_FREE,
	REMOVE_READ,
	IRQ_SCHEDULE,
	IRQ_WRITE,
	WORK_USE,
	WORK_LOCK,
	POLL_CALL,
	NR_SITES
};

/* Return addresses of calls in the driver. */
extern const void *site[NR_SITES];

void card_init(void);

#endif /* TESTS_SIM_REPORT_CARD_H */
