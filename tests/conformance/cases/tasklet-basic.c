// SPDX-License-Identifier: MIT
/* What schedules run, when, and what a callback sees. */
#include "case.h"

static void report_callback(struct tasklet_struct *t)
{
	tc_context("callback");
	tc_tasklet("in callback", t);
}

TC_CASE(scheduled_runs_once_at_bh_enable)
{
	struct tasklet_struct t;

	tasklet_setup(&t, report_callback);
	tc_tasklet("set up", &t);
	tc_context("before");
	local_bh_disable();
	tc_context("bh off");
	tasklet_schedule(&t);
	tc_tasklet("scheduled", &t);
	local_bh_enable();
	tc_settle(&t);
	tc_tasklet("after", &t);
	tc_context("after");
	local_bh_disable();
	local_bh_enable();
}
