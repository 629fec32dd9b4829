// SPDX-License-Identifier: MIT
/*
 * What lies at an address, from the debugging information (DWARF) and the symbol tables of the
 * program and its libraries, by libdw.
 *
 * libdw finds a compilation unit by a table that clang does not write (.debug_aranges), so units
 * are looked through one by one here; symbol.c asks for each address once.
 */
#include <dlfcn.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch/sim/explore/symbol.h"

static char *debuginfo_path; /* NULL: the usual places */

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_linux_proc_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.debuginfo_path = &debuginfo_path,
};

static Dwfl *dwfl __tl_keep;

static Dwfl_Module *module_of(uintptr_t addr)
{
	if (!dwfl) {
		dwfl = dwfl_begin(&callbacks);
		if (!dwfl)
			return NULL;
		if (dwfl_linux_proc_report(dwfl, getpid()) || dwfl_report_end(dwfl, NULL, NULL)) {
			symbol_find_end();
			return NULL;
		}
	}
	return dwfl_addrmodule(dwfl, addr);
}

void symbol_find_end(void)
{
	dwfl_end(dwfl);
	dwfl = NULL;
}

/* The unit that @addr lies in; *@bias is what its addresses lack. */
static Dwarf_Die *unit_of(Dwfl_Module *module, uintptr_t addr, Dwarf_Addr *bias)
{
	Dwarf_Die *unit = NULL;

	while ((unit = dwfl_module_nextcu(module, unit, bias)))
		if (dwarf_haspc(unit, addr - *bias) > 0)
			return unit;
	return NULL;
}

/* @path as the unit has it: relative to the directory that it was compiled in. */
static void set_file(struct ex_symbol *symbol, Dwarf_Die *unit, const char *path)
{
	Dwarf_Attribute attr;
	const char *dir = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attr));
	char whole[1024];

	if (!path)
		return;
	if (*path == '/' || !dir)
		dir = NULL;
	snprintf(whole, sizeof(whole), "%s%s%s", dir ? dir : "", dir ? "/" : "", path);
	symbol_set_file(symbol, whole);
}

/* An inlined function's caller is where the call was. */
static void set_call_site(struct ex_symbol *caller, Dwarf_Die *unit, Dwarf_Die *inlined)
{
	Dwarf_Attribute attr;
	Dwarf_Word number;
	Dwarf_Files *files;
	size_t nr_files;

	if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attr), &number))
		caller->line = (int)number;
	if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attr), &number) &&
	    !dwarf_getsrcfiles(unit, &files, &nr_files) && number < nr_files)
		set_file(caller, unit, dwarf_filesrc(files, number, NULL, NULL));
}

/* The functions that @pc lies in, by the scopes around it, the innermost first. */
static unsigned int find_functions(Dwarf_Die *unit, Dwarf_Addr pc, struct ex_symbol *out,
				   unsigned int max)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, pc);
	Dwarf_Die *nested, *scopes;
	unsigned int n = 0;
	int nr_scopes;

	/* The first call finds the innermost scope, and has the others as they are written; the
	 * second has them as they are called. */
	if (dwarf_getscopes(unit, pc, &nested) <= 0)
		return 0;
	nr_scopes = dwarf_getscopes_die(&nested[0], &scopes);
	free(nested);
	if (nr_scopes <= 0)
		return 0;
	if (line) {
		(void)dwarf_lineno(line, &out[0].line);
		set_file(&out[0], unit, dwarf_linesrc(line, NULL, NULL));
	}
	for (int i = 0; i < nr_scopes && n < max; i++) {
		int tag = dwarf_tag(&scopes[i]);
		const char *name = dwarf_diename(&scopes[i]);

		if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
			continue;
		if (name)
			snprintf(out[n].function, sizeof(out[n].function), "%s", name);
		n++;
		if (tag == DW_TAG_subprogram)
			break;
		if (n < max)
			set_call_site(&out[n], unit, &scopes[i]);
	}
	free(scopes);
	return n;
}

unsigned int symbol_find(uintptr_t addr, struct ex_symbol *out, unsigned int max)
{
	Dwfl_Module *module = module_of(addr);
	const char *name, *path = NULL;
	unsigned int n = 0;
	Dwarf_Die *unit;
	Dwarf_Addr bias;

	if (!module)
		return 0;
	unit = unit_of(module, addr, &bias);
	if (unit)
		n = find_functions(unit, addr - bias, out, max);
	if (!n) {
		name = dwfl_module_addrname(module, addr);
		if (name)
			snprintf(out->function, sizeof(out->function), "%s", name);
		n = 1;
	}
	name = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, &path, NULL);
	for (unsigned int i = 0; i < n; i++)
		symbol_set_module(&out[i], path ? path : name ? name : "");
	return n;
}

bool symbol_find_data(uintptr_t addr, char *name, size_t size, size_t *offset)
{
	Dwfl_Module *module;
	const char *found;
	Dl_info info;
	GElf_Off off;
	GElf_Sym sym;

	/* .bss is not mapped from the file, so libdw does not count it to the module. */
	if (!dladdr((void *)addr, &info))
		return false;
	module = module_of((uintptr_t)info.dli_fbase);
	if (!module)
		return false;
	found = dwfl_module_addrinfo(module, addr, &off, &sym, NULL, NULL, NULL);
	if (!found || GELF_ST_TYPE(sym.st_info) != STT_OBJECT || off >= sym.st_size)
		return false;
	snprintf(name, size, "%s", found);
	*offset = off;
	return true;
}
