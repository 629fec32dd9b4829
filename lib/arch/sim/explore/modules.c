// SPDX-License-Identifier: MIT
/* See modules.h. The loader does not map the section headers: they come from the files. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/kernel.h>

#include "arch/sim/explore/modules.h"
#include "host/error.h"

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

	if (!program && is_system(info->dlpi_name) && !has_address(info, (uintptr_t)&modules_open))
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

const Elf64_Sym *module_symbol(const struct module *m, const Elf64_Shdr *table, size_t n,
			       const char **name)
{
	const Elf64_Sym *sym = (const Elf64_Sym *)(m->file + table->sh_offset) + n;

	*name = m->file + m->sections[table->sh_link].sh_offset + sym->st_name;
	return sym;
}

bool module_defines(const struct module *m, const char *wanted)
{
	for (unsigned int i = 0; i < m->nr_sections; i++) {
		const Elf64_Shdr *table = &m->sections[i];

		if (table->sh_type != SHT_DYNSYM && table->sh_type != SHT_SYMTAB)
			continue;
		for (size_t n = 0; n < table->sh_size / sizeof(Elf64_Sym); n++) {
			const char *name;
			const Elf64_Sym *sym = module_symbol(m, table, n, &name);

			if (sym->st_shndx != SHN_UNDEF &&
			    ELF64_ST_BIND(sym->st_info) != STB_LOCAL && !strcmp(name, wanted))
				return true;
		}
	}
	return false;
}

bool module_is_ours(const struct module *m)
{
	for (unsigned int i = 0; i < m->nr_phdr; i++) {
		const ElfW(Phdr) *ph = &m->phdr[i];

		if (ph->p_type == PT_LOAD &&
		    (uintptr_t)&modules_open - m->base - ph->p_vaddr < ph->p_memsz)
			return true;
	}
	return false;
}

int modules_open(struct modules *modules)
{
	int err = 0;

	memset(modules, 0, sizeof(*modules));
	dl_iterate_phdr(add_module, modules);
	if (modules->too_many)
		return host_error(-E2BIG, "more than %d shared objects", MAX_MODULES);
	for (unsigned int i = 0; i < modules->n && !err; i++)
		err = map_file(&modules->module[i]);
	return err;
}

void modules_close(struct modules *modules)
{
	for (unsigned int i = 0; i < modules->n; i++)
		if (modules->module[i].file)
			munmap((void *)modules->module[i].file, modules->module[i].size);
}
