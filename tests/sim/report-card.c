// SPDX-License-Identifier: MIT
/*
 * A driver as reports see it: functions, and return addresses on lines that are known by number.
 */
#include <linux/compiler.h>

#include "report-card.h"

const void *site[NR_SITES];

static noinline const void *here(void)
{
	__asm__ volatile("" ::: "memory"); /* each call is another */
	return __builtin_return_address(0);
}

static noinline void do_remove(void)
{
#line 44 "/src/drivers/card.c"
	site[REMOVE_KILL] = here();
#line 45
	site[REMOVE_FREE] = here();
#line 46
	site[REMOVE_READ] = here();
}

static noinline void card_irq(void)
{
#line 17
	site[IRQ_SCHEDULE] = here();
#line 18
	site[IRQ_WRITE] = here();
}

static noinline void card_work(void)
{
#line 23
	site[WORK_USE] = here();
#line 24
	site[WORK_LOCK] = here();
}

static __always_inline void poll_status_of_the_card(void)
{
#line 61
	site[POLL_CALL] = here();
}

static noinline void do_poll(void)
{
#line 70
	poll_status_of_the_card();
}

void card_init(void)
{
	do_remove();
	card_irq();
	card_work();
	do_poll();
}
