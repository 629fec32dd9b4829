// SPDX-License-Identifier: MIT
#include "../test.h"
static void placeholder(void **state)
{
}
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(placeholder),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
