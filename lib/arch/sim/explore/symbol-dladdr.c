// SPDX-License-Identifier: MIT
/*
 * What lies at an address, without libdw: what the dynamic linker knows, which is exported symbols,
 * and no lines.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>

#include "arch/sim/explore/symbol.h"

/* The linker offers the nearest symbol below; only the symbol's size tells whether it is the one. */
static const ElfW(Sym) * find(uintptr_t addr, Dl_info *info, unsigned char type)
{
	const ElfW(Sym) *sym = NULL;

	if (!dladdr1((void *)addr, info, (void **)&sym, RTLD_DL_SYMENT)) {
		info->dli_fname = NULL;
		return NULL;
	}
	if (!info->dli_sname || !sym || ELF32_ST_TYPE(sym->st_info) != type ||
	    addr - (uintptr_t)info->dli_saddr >= sym->st_size)
		return NULL;
	return sym;
}

unsigned int symbol_find(uintptr_t addr, struct ex_symbol *out, unsigned int max)
{
	Dl_info info = {0};
	const ElfW(Sym) *sym = find(addr, &info, STT_FUNC);

	if (!max || !info.dli_fname)
		return 0;
	symbol_set_module(out, info.dli_fname);
	if (sym)
		snprintf(out->function, sizeof(out->function), "%s", info.dli_sname);
	else
		snprintf(out->function, sizeof(out->function), "%.40s+0x%lx", out->module,
			 (unsigned long)(addr - (uintptr_t)info.dli_fbase));
	return 1;
}

bool symbol_find_data(uintptr_t addr, char *name, size_t size, size_t *offset)
{
	Dl_info info = {0};

	if (!find(addr, &info, STT_OBJECT))
		return false;
	snprintf(name, size, "%s", info.dli_sname);
	*offset = addr - (uintptr_t)info.dli_saddr;
	return true;
}

void symbol_find_end(void)
{
}
