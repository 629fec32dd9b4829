// SPDX-License-Identifier: MIT
/*
 * Functions and lines of addresses, for the report.
 *
 * Answers are kept until symbol_free(): a trace asks for the same few hundred addresses again and
 * again, and reading debugging information is slow. Nothing is read before the first question,
 * which only a failing run asks.
 *
 * What is the library's own? As a shared library, all of its module. Linked statically, what was
 * compiled from files below its source directory; where that is tells the path of this very file.
 * In either case, inline functions of its headers in the driver.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/compiler.h>

#include "arch/sim/explore/symbol.h"

#define MAX_INLINED 16
#define BUCKETS	    1024

struct answer {
	struct answer *next;
	uintptr_t addr;
	unsigned int n;
	struct ex_symbol symbols[];
};

static struct answer **answers __tl_keep;

/* Where the library was compiled from, with a slash at its end; "" if unknown. */
static char root[512] __tl_keep;
static bool root_wanted __tl_keep;
/* The shared library's name; "" if it is part of the program. */
static char own_module[64] __tl_keep;
static bool is_set_up __tl_keep;

static const char own_path[] = "lib/arch/sim/explore/symbol.c";

/* Takes "." and "..", and double slashes, out of an absolute path. */
static void normalise(char *path)
{
	char *from = path, *to = path;

	if (*path != '/')
		return;
	while (*from) {
		size_t len;

		while (*from == '/')
			from++;
		len = strcspn(from, "/");
		if (len == 2 && !strncmp(from, "..", 2)) {
			while (to > path && *--to != '/')
				;
		} else if (len && !(len == 1 && *from == '.')) {
			*to++ = '/';
			memmove(to, from, len);
			to += len;
		}
		from += len;
	}
	*to = '\0';
}

static const char *below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return len && !strncmp(path, dir, len) ? path + len : NULL;
}

static const char *last_two(const char *path)
{
	const char *at = path + strlen(path);

	for (int slashes = 0; at > path; at--)
		if (at[-1] == '/' && ++slashes == 2)
			break;
	return at;
}

static bool is_own_file(const char *path)
{
	const char *rest = below(path, root);

	if (rest && (below(rest, "lib/") || below(rest, "include/")))
		return true;
	/* Headers as they are installed. */
	return strstr(path, "/libtasklet/linux/") || strstr(path, "/libtasklet/tasklet/") ||
	       strstr(path, "/libtasklet/arch/");
}

void symbol_set_file(struct ex_symbol *symbol, const char *path)
{
	char whole[1024], cwd[512] = "";
	const char *text;
	size_t len;

	snprintf(whole, sizeof(whole), "%s", path);
	normalise(whole);
	len = strlen(whole);
	if (root_wanted && len > sizeof(own_path) &&
	    !strcmp(whole + len - strlen(own_path), own_path)) {
		root_wanted = false;
		snprintf(root, sizeof(root), "%.*s", (int)(len - strlen(own_path)), whole);
	}
	if (is_own_file(whole))
		symbol->in_library = true;
	if (getcwd(cwd, sizeof(cwd) - 1))
		strcat(cwd, "/");
	text = below(whole, cwd);
	if (!text)
		text = below(whole, root);
	if (!text)
		text = last_two(whole);
	len = strlen(text);
	if (len >= sizeof(symbol->file)) /* its end says more than its start */
		text += len - sizeof(symbol->file) + 1;
	snprintf(symbol->file, sizeof(symbol->file), "%s", text);
}

void symbol_set_module(struct ex_symbol *symbol, const char *path)
{
	const char *name = strrchr(path, '/');

	snprintf(symbol->module, sizeof(symbol->module), "%s", name ? name + 1 : path);
	if (*own_module && !strcmp(symbol->module, own_module))
		symbol->in_library = true;
}

static void set_up(void)
{
	struct ex_symbol self[MAX_INLINED] = {0};
	unsigned int n;

	is_set_up = true;
	root_wanted = true;
	n = symbol_find((uintptr_t)symbol_lookup, self, MAX_INLINED);
	root_wanted = false;
	if (n && below(self[0].module, "libtasklet-sim.so"))
		snprintf(own_module, sizeof(own_module), "%s", self[0].module);
}

static struct answer *ask(uintptr_t addr)
{
	struct ex_symbol found[MAX_INLINED] = {0};
	unsigned int n = symbol_find(addr, found, MAX_INLINED);
	struct answer *answer;

	if (!n)
		n = 1;
	for (unsigned int i = 0; i < n; i++)
		if (!*found[i].function)
			strcpy(found[i].function, "?");
	answer = malloc(sizeof(*answer) + n * sizeof(found[0]));
	if (!answer)
		return NULL;
	answer->addr = addr;
	answer->n = n;
	memcpy(answer->symbols, found, n * sizeof(found[0]));
	return answer;
}

unsigned int symbol_lookup(const void *pc, bool return_address, struct ex_symbol *out,
			   unsigned int max)
{
	uintptr_t addr = (uintptr_t)pc - return_address;
	struct answer *answer = NULL, **bucket;
	unsigned int n;

	if (!is_set_up)
		set_up();
	if (!answers)
		answers = calloc(BUCKETS, sizeof(struct answer *));
	if (answers) {
		bucket = &answers[addr % BUCKETS];
		for (answer = *bucket; answer && answer->addr != addr; answer = answer->next)
			;
		if (!answer && (answer = ask(addr))) {
			answer->next = *bucket;
			*bucket = answer;
		}
	}
	if (!answer) {
		*out = (struct ex_symbol){.function = "?"};
		return 1;
	}
	n = answer->n < max ? answer->n : max;
	memcpy(out, answer->symbols, n * sizeof(*out));
	return n;
}

bool symbol_data(uintptr_t addr, char *buf, size_t size)
{
	char name[64];
	size_t offset;

	if (!symbol_find_data(addr, name, sizeof(name), &offset))
		return false;
	if (offset)
		snprintf(buf, size, "%s+%zu", name, offset);
	else
		snprintf(buf, size, "%s", name);
	return true;
}

void symbol_free(void)
{
	for (size_t i = 0; answers && i < BUCKETS; i++)
		while (answers[i]) {
			struct answer *answer = answers[i];

			answers[i] = answer->next;
			free(answer);
		}
	free(answers);
	answers = NULL;
	is_set_up = false;
	root[0] = own_module[0] = '\0';
	symbol_find_end();
}
