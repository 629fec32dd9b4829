// SPDX-License-Identifier: MIT
/*
 * Does a program have state that is neither in its data nor in kernel memory? Runs may be taken up
 * again in their middle only if it has none (checkpoint.c): a block that malloc() gave before a
 * checkpoint, and that the first run freed, is not there for the second.
 *
 * The answer lies in what it imports: the kernel API is ours, and of the rest only what is listed
 * here is known to keep nothing. Who has thread-local data, or data that it keeps itself from run
 * to run (__tl_keep), counts something on its own account, and is left alone, too.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "arch/sim/explore/checkpoint.h"
#include "arch/sim/explore/modules.h"

/* Sorted. What prints is here as well: its text comes once for all runs that go on behind it. */
static const char *const holds_nothing[] = {
	"_ITM_deregisterTMCloneTable",
	"_ITM_registerTMCloneTable",
	"__assert_fail",
	"__ctype_b_loc",
	"__ctype_tolower_loc",
	"__ctype_toupper_loc",
	"__cxa_finalize",
	"__errno_location",
	"__fprintf_chk",
	"__getauxval",
	"__gmon_start__",
	"__libc_start_main",
	"__memcpy_chk",
	"__memmove_chk",
	"__memset_chk",
	"__printf_chk",
	"__snprintf_chk",
	"__sprintf_chk",
	"__stack_chk_fail",
	"__strcat_chk",
	"__strcpy_chk",
	"__strncat_chk",
	"__strncpy_chk",
	"__vsnprintf_chk",
	"_cmocka_run_group_tests",
	"_exit",
	"_fail",
	"abort",
	"abs",
	"atoi",
	"atol",
	"bsearch",
	"exit",
	"fflush",
	"fprintf",
	"fputc",
	"fputs",
	"fwrite",
	"getenv",
	"memchr",
	"memcmp",
	"memcpy",
	"memmove",
	"memset",
	"printf",
	"putchar",
	"puts",
	"qsort",
	"snprintf",
	"sprintf",
	"sscanf",
	"stderr",
	"stdout",
	"strcasecmp",
	"strcat",
	"strchr",
	"strcmp",
	"strcpy",
	"strcspn",
	"strlen",
	"strncasecmp",
	"strncat",
	"strncmp",
	"strncpy",
	"strnlen",
	"strrchr",
	"strspn",
	"strstr",
	"strtol",
	"strtoul",
	"strtoull",
	"vsnprintf",
};

/* Families: cmocka's assertions. */
static const char *const prefixes[] = {"_assert_", "print_message", "print_error"};

static int compare(const void *name, const void *entry)
{
	return strcmp(name, *(const char *const *)entry);
}

static bool is_known(const char *name)
{
	return bsearch(name, holds_nothing, ARRAY_SIZE(holds_nothing), sizeof(holds_nothing[0]),
		       compare) ||
	       starts_with_one_of(name, prefixes, ARRAY_SIZE(prefixes));
}

static bool is_defined(const struct modules *modules, const char *name)
{
	for (unsigned int i = 0; i < modules->n; i++)
		if (module_defines(&modules->module[i], name))
			return true;
	return false;
}

static bool imports_are_known(const struct modules *modules, const struct module *m,
			      const Elf64_Shdr *table)
{
	for (size_t n = 1; n < table->sh_size / sizeof(Elf64_Sym); n++) {
		const char *name;
		const Elf64_Sym *sym = module_symbol(m, table, n, &name);

		if (sym->st_shndx == SHN_UNDEF && !is_known(name) && !is_defined(modules, name))
			return false;
	}
	return true;
}

static bool module_holds_nothing(const struct modules *modules, const struct module *m)
{
	for (unsigned int i = 0; i < m->nr_sections; i++) {
		const Elf64_Shdr *section = &m->sections[i];

		if (section->sh_flags & SHF_TLS || !strcmp(m->names + section->sh_name, "tl_keep"))
			return false;
		if (section->sh_type == SHT_DYNSYM && !imports_are_known(modules, m, section))
			return false;
	}
	return true;
}

static bool program_holds_nothing(void)
{
	struct modules modules;
	bool nothing = modules_open(&modules) == 0;

	/* The first is the program. If we are linked into it, it holds what we do. */
	for (unsigned int i = 0; i < modules.n && nothing; i++)
		nothing = (i && module_is_ours(&modules.module[i])) ||
			  module_holds_nothing(&modules, &modules.module[i]);
	modules_close(&modules);
	return nothing;
}

bool ex_program_holds_nothing(void)
{
	static enum { UNKNOWN, NO, YES } answer;

	if (answer == UNKNOWN)
		answer = program_holds_nothing() ? YES : NO;
	return answer == YES;
}
