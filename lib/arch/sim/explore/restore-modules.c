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
 *
 * All of it comes from the section headers of the files, which the loader does not map.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/kernel.h>

#include "arch/sim/explore/restore.h"
#include "host/error.h"

#if defined(__x86_64__)
#define R_COPY R_X86_64_COPY
#elif defined(__aarch64__)
#define R_COPY R_AARCH64_COPY
#else
#define R_COPY 0 /* unknown: none is found */
#endif

#define MAX_MODULES 64

/**
 * struct module - a watched one
 * @path: of its file
 * @base: what to add to addresses in the file
 * @phdr, @nr_phdr: program headers
 * @file, @size: the mapped file
 * @sections, @nr_sections: section headers
 * @names: of the sections
 */
struct module {
	const char *path;
	uintptr_t base;
	const ElfW(Phdr) * phdr;
	unsigned int nr_phdr;
	const char *file;
	size_t size;
	const Elf64_Shdr *sections;
	unsigned int nr_sections;
	const char *names;
};

struct modules {
	unsigned int n;
	bool too_many;
	struct module module[MAX_MODULES];
};

int restore_list_add(struct restore_list *list, uintptr_t start, uintptr_t end, uintptr_t delta)
{
	if (list->n == RESTORE_MAX_RANGES)
		return host_error(-E2BIG, "more than %lu ranges of data", RESTORE_MAX_RANGES);
	if (start < end)
		list->range[list->n++] = (struct restore_range){start, end, delta};
	return 0;
}

static bool starts_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

static bool starts_with_one_of(const char *s, const char *const *prefixes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (starts_with(s, prefixes[i]))
			return true;
	return false;
}

/* Does it come with the system? Elsewhere, in a container's or a package manager's folders say,
 * names tell. */
static bool is_system(const char *path)
{
	static const char *const folders[] = {
		"/lib/",       "/lib32/",     "/lib64/",       "/usr/lib/",
		"/usr/lib32/", "/usr/lib64/", "/usr/libexec/",
	};
	static const char *const names[] = {
		"libc.",    "libc-",   "ld-",	   "ld.",	  "libpthread", "libm.",
		"libdl.",   "librt.",  "libgcc_s", "libstdc++",	  "libcmocka",	"libasan",
		"libubsan", "libtsan", "liblsan",  "libclang_rt", "linux-vdso",
	};
	const char *name = strrchr(path, '/');

	return starts_with_one_of(path, folders, ARRAY_SIZE(folders)) ||
	       starts_with_one_of(name ? name + 1 : path, names, ARRAY_SIZE(names));
}

static bool has_address(const struct dl_phdr_info *info, uintptr_t addr)
{
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];

		if (ph->p_type == PT_LOAD && addr - info->dlpi_addr - ph->p_vaddr < ph->p_memsz)
			return true;
	}
	return false;
}

static int add_module(struct dl_phdr_info *info, size_t size, void *data)
{
	struct modules *modules = data;
	/* The loader lists the program first. */
	bool program = modules->n == 0;

	if (!program && is_system(info->dlpi_name) && !has_address(info, (uintptr_t)&restore_find))
		return 0;
	if (modules->n == MAX_MODULES) {
		modules->too_many = true;
		return 1;
	}
	modules->module[modules->n++] = (struct module){
		.path = program ? "/proc/self/exe" : info->dlpi_name,
		.base = info->dlpi_addr,
		.phdr = info->dlpi_phdr,
		.nr_phdr = info->dlpi_phnum,
	};
	return 0;
}

static int map_file(struct module *m)
{
	int fd = open(m->path, O_RDONLY | O_CLOEXEC);
	const Elf64_Ehdr *ehdr;
	struct stat st;
	void *file;

	if (fd < 0)
		return host_error(-errno, "open(%s)", m->path);
	if (fstat(fd, &st) || st.st_size < (off_t)sizeof(*ehdr)) {
		close(fd);
		return host_error(-ENOEXEC, "fstat(%s)", m->path);
	}
	file = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (file == MAP_FAILED)
		return host_error(-errno, "mmap(%s)", m->path);
	m->file = file;
	m->size = (size_t)st.st_size;
	ehdr = file;
	if (ehdr->e_ident[EI_CLASS] != ELFCLASS64 || !ehdr->e_shnum ||
	    ehdr->e_shoff + ehdr->e_shnum * sizeof(Elf64_Shdr) > m->size)
		return host_error(-ENOEXEC, "%s has no section headers", m->path);
	m->sections = (const void *)(m->file + ehdr->e_shoff);
	m->nr_sections = ehdr->e_shnum;
	m->names = m->file + m->sections[ehdr->e_shstrndx].sh_offset;
	return 0;
}

/* The n-th symbol of a table, and its name. */
static const Elf64_Sym *symbol(const struct module *m, const Elf64_Shdr *table, size_t n,
			       const char **name)
{
	const Elf64_Sym *sym = (const Elf64_Sym *)(m->file + table->sh_offset) + n;

	*name = m->file + m->sections[table->sh_link].sh_offset + sym->st_name;
	return sym;
}

static bool defines(const struct module *m, const char *wanted)
{
	for (unsigned int i = 0; i < m->nr_sections; i++) {
		const Elf64_Shdr *table = &m->sections[i];

		if (table->sh_type != SHT_DYNSYM && table->sh_type != SHT_SYMTAB)
			continue;
		for (size_t n = 0; n < table->sh_size / sizeof(Elf64_Sym); n++) {
			const char *name;
			const Elf64_Sym *sym = symbol(m, table, n, &name);

			if (sym->st_shndx != SHN_UNDEF &&
			    ELF64_ST_BIND(sym->st_info) != STB_LOCAL && !strcmp(name, wanted))
				return true;
		}
	}
	return false;
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
		sym = symbol(m, &m->sections[section->sh_link], ELF64_R_SYM(rela->r_info), &name);
		for (unsigned int i = 0; i < modules->n; i++)
			ours |= &modules->module[i] != m && defines(&modules->module[i], name);
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
		const Elf64_Sym *sym = symbol(m, table, n, &name);

		if (ELF64_ST_TYPE(sym->st_info) == STT_OBJECT && starts_with(name, "__gcov") &&
		    sym->st_shndx != SHN_UNDEF)
			err = restore_list_add(holes, m->base + sym->st_value,
					       m->base + sym->st_value + sym->st_size, 0);
	}
	return err;
}

static int add_section(const struct modules *modules, const struct module *m,
		       const Elf64_Shdr *section, struct restore_list *holes)
{
	static const char *const kept[] = {
		"tl_keep", ".got", "__llvm_prf_", "__sancov_", "asan_globals",
	};

	if (section->sh_type == SHT_RELA && section->sh_flags & SHF_ALLOC)
		return add_copies(modules, m, section, holes);
	if (section->sh_type == SHT_SYMTAB)
		return add_counters(m, section, holes);
	if (section->sh_flags & SHF_WRITE &&
	    starts_with_one_of(m->names + section->sh_name, kept, ARRAY_SIZE(kept)))
		return restore_list_add(holes, m->base + section->sh_addr,
					m->base + section->sh_addr + section->sh_size, 0);
	return 0;
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

int restore_find(struct restore_list *segments, struct restore_list *holes)
{
	struct modules modules = {0};
	int err = 0;

	dl_iterate_phdr(add_module, &modules);
	if (modules.too_many)
		return host_error(-E2BIG, "more than %d shared objects", MAX_MODULES);
	for (unsigned int i = 0; i < modules.n && !err; i++) {
		err = map_file(&modules.module[i]);
		/* Its heap would go on while the books of it go back. */
		if (!err && defines(&modules.module[i], "malloc"))
			err = host_error(-EOPNOTSUPP,
					 "%s has an allocator, or the C library, linked into it",
					 modules.module[i].path);
	}
	for (unsigned int i = 0; i < modules.n && !err; i++)
		err = add_data(&modules, &modules.module[i], segments, holes);
	for (unsigned int i = 0; i < modules.n; i++)
		if (modules.module[i].file)
			munmap((void *)modules.module[i].file, modules.module[i].size);
	return err;
}
