// SPDX-License-Identifier: MIT
/*
 * Which memory is the program's own state: the writable segments of the program, of this library,
 * and of the shared objects that do not come with the system; drivers may be in one. The C library
 * and its like keep their state from run to run, as does what their functions hold in ours:
 *
 *	RELRO, .got, .got.plt	the loader's, read-only or filled on the first call
 *	tl_keep			what the user wants to keep
 *	coverage counters	count all runs
 *	asan_globals		a sanitizer's
 *	copies of libc's data	stdout, environ: the linker put them into the program (R_*_COPY), libc
 *				changes them there. Such copies of the data of a watched object are
 *				the user's, and restored.
 */
#include <errno.h>
#include <string.h>

#include <linux/kernel.h>

#include "arch/sim/explore/modules.h"
#include "arch/sim/explore/restore.h"
#include "host/error.h"

#if defined(__x86_64__)
#define R_COPY R_X86_64_COPY
#elif defined(__aarch64__)
#define R_COPY R_AARCH64_COPY
#else
#define R_COPY 0 /* unknown: none is found */
#endif

int restore_list_add(struct restore_list *list, uintptr_t start, uintptr_t end, uintptr_t delta)
{
	if (list->n == RESTORE_MAX_RANGES)
		return host_error(-E2BIG, "more than %lu ranges of data", RESTORE_MAX_RANGES);
	if (start < end)
		list->range[list->n++] = (struct restore_range){start, end, delta};
	return 0;
}

/* Copies in the program of what is in none of the watched objects. */
static int add_copies(const struct modules *modules, const struct module *m,
		      const Elf64_Shdr *section, struct restore_list *holes)
{
	const Elf64_Rela *rela = (const void *)(m->file + section->sh_offset);
	const Elf64_Rela *end = rela + section->sh_size / sizeof(*rela);
	int err = 0;

	for (; rela < end && !err; rela++) {
		const Elf64_Sym *sym;
		const char *name;
		bool ours = false;

		if (ELF64_R_TYPE(rela->r_info) != R_COPY)
			continue;
		sym = module_symbol(m, &m->sections[section->sh_link], ELF64_R_SYM(rela->r_info),
				    &name);
		for (unsigned int i = 0; i < modules->n; i++)
			ours |= &modules->module[i] != m &&
				module_defines(&modules->module[i], name);
		if (!ours)
			err = restore_list_add(holes, m->base + rela->r_offset,
					       m->base + rela->r_offset + sym->st_size, 0);
	}
	return err;
}

/* gcov's counters are local symbols of .data and .bss. */
static int add_counters(const struct module *m, const Elf64_Shdr *table, struct restore_list *holes)
{
	int err = 0;

	for (size_t n = 0; n < table->sh_size / sizeof(Elf64_Sym) && !err; n++) {
		const char *name;
		const Elf64_Sym *sym = module_symbol(m, table, n, &name);

		if (ELF64_ST_TYPE(sym->st_info) == STT_OBJECT && !strncmp(name, "__gcov", 6) &&
		    sym->st_shndx != SHN_UNDEF)
			err = restore_list_add(holes, m->base + sym->st_value,
					       m->base + sym->st_value + sym->st_size, RESTORE_HOT);
	}
	return err;
}

/* The loader writes to it as anybody does. */
static bool is_got(const char *name)
{
	return !strncmp(name, ".got", 4);
}

/* What lies between two sections is nobody's: there is more of it than data in a small program. */
static int add_gap(const struct module *m, const Elf64_Shdr *section, struct restore_list *holes)
{
	Elf64_Addr end = section->sh_addr + section->sh_size, next = 0;

	for (unsigned int i = 0; i < m->nr_sections; i++) {
		const Elf64_Shdr *s = &m->sections[i];

		if (s->sh_flags & SHF_ALLOC && s->sh_addr >= end && (!next || s->sh_addr < next))
			next = s->sh_addr;
	}
	return next ? restore_list_add(holes, m->base + end, m->base + next, 0) : 0;
}

static int add_section(const struct modules *modules, const struct module *m,
		       const Elf64_Shdr *section, struct restore_list *holes)
{
	static const char *const kept[] = {
		"tl_keep", ".got", "__llvm_prf_", "__sancov_", "asan_globals",
	};

	const char *name = m->names + section->sh_name;
	int err = 0;

	if (section->sh_type == SHT_RELA && section->sh_flags & SHF_ALLOC)
		return add_copies(modules, m, section, holes);
	if (section->sh_type == SHT_SYMTAB)
		return add_counters(m, section, holes);
	if (!(section->sh_flags & SHF_WRITE) || section->sh_flags & SHF_TLS)
		return 0;
	if (starts_with_one_of(name, kept, ARRAY_SIZE(kept)))
		err = restore_list_add(holes, m->base + section->sh_addr,
				       m->base + section->sh_addr + section->sh_size,
				       is_got(name) ? 0 : RESTORE_HOT);
	return err ? err : add_gap(m, section, holes);
}

static int add_data(const struct modules *modules, const struct module *m,
		    struct restore_list *segments, struct restore_list *holes)
{
	int err = 0;

	for (unsigned int i = 0; i < m->nr_phdr && !err; i++) {
		const ElfW(Phdr) *ph = &m->phdr[i];
		uintptr_t start = m->base + ph->p_vaddr;

		if (ph->p_type == PT_LOAD && (ph->p_flags & (PF_W | PF_X)) == PF_W)
			err = restore_list_add(segments, start, start + ph->p_memsz, 0);
		else if (ph->p_type == PT_GNU_RELRO)
			err = restore_list_add(holes, start, start + ph->p_memsz, 0);
	}
	for (unsigned int i = 0; i < m->nr_sections && !err; i++)
		err = add_section(modules, m, &m->sections[i], holes);
	return err;
}

static int find(const struct modules *modules, struct restore_list *segments,
		struct restore_list *holes)
{
	int err = 0;

	for (unsigned int i = 0; i < modules->n && !err; i++) {
		/* Its heap would go on while the books of it go back. */
		if (module_defines(&modules->module[i], "malloc"))
			err = host_error(-EOPNOTSUPP,
					 "%s has an allocator, or the C library, linked into it",
					 modules->module[i].path);
	}
	for (unsigned int i = 0; i < modules->n && !err; i++)
		err = add_data(modules, &modules->module[i], segments, holes);
	return err;
}

int restore_find(struct restore_list *segments, struct restore_list *holes)
{
	struct modules modules;
	int err = modules_open(&modules);

	if (!err)
		err = find(&modules, segments, holes);
	modules_close(&modules);
	return err;
}
