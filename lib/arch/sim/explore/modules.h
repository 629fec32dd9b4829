/* SPDX-License-Identifier: MIT */
/*
 * The program, this library, and the shared objects that do not come with the system: what is
 * known of them from their files. Private to the explorer.
 */
#ifndef LIB_ARCH_SIM_EXPLORE_MODULES_H
#define LIB_ARCH_SIM_EXPLORE_MODULES_H

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* Return: 0, -errno with a message (host/error.h). modules_close() is to be called anyway. */
int modules_open(struct modules *modules);
void modules_close(struct modules *modules);

/* The n-th symbol of a table, and its name. */
const Elf64_Sym *module_symbol(const struct module *m, const Elf64_Shdr *table, size_t n,
			       const char **name);
bool module_defines(const struct module *m, const char *wanted);
/* This library, or a program that it is linked into. */
bool module_is_ours(const struct module *m);

static inline bool starts_with_one_of(const char *s, const char *const *prefixes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strncmp(s, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

#endif /* LIB_ARCH_SIM_EXPLORE_MODULES_H */
