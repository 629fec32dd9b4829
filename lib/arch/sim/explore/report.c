// SPDX-License-Identifier: MIT
/*
 * The report of a failing run: what failed, how it was found, and who did what in which order, one
 * column for each CPU that takes part and one for the hardware, as commit messages of the kernel
 * show races.
 *
 * A column is as wide as its longest line, as long as all fit into the page; then lines are
 * wrapped, within their column. A long trace has the middle of its uneventful stretches folded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/sim/explore/report.h"

#define PAGE_WIDTH  120
#define LINES_MAX   120
#define MARGIN	    2 /* for the mark of deviations */
#define GAP	    2 /* between columns */
#define WIDTH_MIN   24
#define WRAP_INDENT 4

struct column {
	int cpu;
	unsigned int at;
	unsigned int width;
	bool fits;
	char title[16];
};

struct layout {
	struct column *column;
	unsigned int n;
};

/* Is @line part of the stretch that @first begins? */
static bool goes_on(const struct report_line *first, const struct report_line *line, bool loose)
{
	if (line->column != first->column || line->deviation || line->column == REPORT_HARDWARE)
		return false;
	return loose || (line->foldable && line->depth == first->depth);
}

static void add_copies(struct report_lines *to, const struct report_line *from, size_t n)
{
	while (n--) {
		struct report_line *line = report_line_add(to);

		if (line)
			*line = *from++;
	}
}

/* Copy the lines, but only @keep of each end of a stretch. */
static void fold(const struct report_lines *from, size_t keep, bool loose, struct report_lines *to)
{
	size_t i = 0;

	to->n = 0;
	while (i < from->n) {
		const struct report_line *first = &from->line[i];
		struct report_line *line;
		size_t len = 1;

		if (loose || first->foldable)
			while (i + len < from->n && goes_on(first, &first[len], loose))
				len++;
		i += len;
		if (len <= 2 * keep + 1) {
			add_copies(to, first, len);
			continue;
		}
		add_copies(to, first, keep);
		line = report_line_add(to);
		if (!line)
			return;
		*line = (struct report_line){.column = first->column, .indent = first[keep].indent};
		for (size_t j = keep; j < len - keep; j++)
			line->nr_steps += first[j].nr_steps;
		snprintf(line->text, sizeof(line->text), "... %u steps of CPU %d ...",
			 line->nr_steps, line->column);
		add_copies(to, first + len - keep, keep);
	}
}

/* Gentle folding first: steps of one context only, and much of them is kept. */
static void fold_until_short(struct report_lines *lines)
{
	static const struct {
		size_t keep;
		bool loose;
	} ways[] = {{8, false}, {3, false}, {1, false}, {3, true}, {1, true}};
	struct report_lines folded = {0}, swap;

	if (lines->n <= LINES_MAX)
		return;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		fold(lines, ways[i].keep, ways[i].loose, &folded);
		if (folded.n <= LINES_MAX)
			break;
	}
	swap = *lines;
	*lines = folded;
	free(swap.line);
}

static unsigned int longest(const struct report_lines *lines, int cpu)
{
	size_t max = 0;

	for (size_t i = 0; i < lines->n; i++) {
		const struct report_line *line = &lines->line[i];

		if (line->column == cpu && line->indent + strlen(line->text) > max)
			max = line->indent + strlen(line->text);
	}
	return (unsigned int)max;
}

static void add_column(struct layout *layout, const struct report_lines *lines, int cpu)
{
	struct column *column = &layout->column[layout->n];
	unsigned int need = longest(lines, cpu);

	if (!need)
		return;
	layout->n++;
	column->cpu = cpu;
	if (cpu == REPORT_HARDWARE)
		strcpy(column->title, "hardware");
	else
		snprintf(column->title, sizeof(column->title), "CPU %d", cpu);
	if (need < strlen(column->title))
		need = (unsigned int)strlen(column->title);
	column->width = need + GAP;
}

/* Say where columns are. What is wider than its share of the page is cut down to it, where narrow
 * columns leave their rest to the others. */
static void place_columns(struct layout *layout)
{
	unsigned int left = PAGE_WIDTH + GAP - MARGIN, wide = layout->n, share = 0, at = MARGIN;
	bool changed = true;

	while (wide && changed) {
		share = left / wide;
		changed = false;
		for (unsigned int i = 0; i < layout->n; i++) {
			struct column *column = &layout->column[i];

			if (column->fits || column->width > share)
				continue;
			column->fits = changed = true;
			left -= column->width;
			wide--;
		}
	}
	if (share < WIDTH_MIN)
		share = WIDTH_MIN;
	for (unsigned int i = 0; i < layout->n; i++) {
		struct column *column = &layout->column[i];

		if (!column->fits && column->width > share)
			column->width = share;
		column->at = at;
		at += column->width;
	}
}

static void print_text(FILE *out, const char *text, size_t len)
{
	for (; len && *text; len--, text++)
		fputc(*text >= ' ' && *text <= '~' ? *text : '?', out);
}

/* How much of @text fits: up to a space, if there is one. */
static size_t fitting(const char *text, size_t room)
{
	size_t len = strlen(text);

	if (len <= room)
		return len;
	for (len = room; len && text[len] != ' '; len--)
		;
	return len ? len : room;
}

static void print_line(FILE *out, const struct layout *layout, const struct report_line *line)
{
	const struct column *column = layout->column;
	const char *text = line->text;
	unsigned int indent, room;
	char mark = line->deviation ? '*' : ' ';
	bool wrapped = false;
	size_t len;

	while (column->cpu != line->column)
		column++;
	room = column->width - GAP;
	indent = line->indent < room / 2 ? line->indent : room / 2;
	while (*text) {
		len = fitting(text, room - indent);
		fprintf(out, "%c%*s", mark, (int)(column->at + indent - 1), "");
		print_text(out, text, len);
		fputc('\n', out);
		text += len;
		text += strspn(text, " ");
		if (!wrapped && indent + WRAP_INDENT <= room / 2)
			indent += WRAP_INDENT;
		wrapped = true;
		mark = ' ';
	}
}

static void print_head(FILE *out, const struct layout *layout)
{
	for (int ruler = 0; ruler < 2; ruler++) {
		unsigned int at = 0;

		for (unsigned int i = 0; i < layout->n; i++) {
			const struct column *column = &layout->column[i];
			int len = (int)strlen(column->title);

			fprintf(out, "%*s%.*s", (int)(column->at - at), "", len,
				ruler ? "----------------" : column->title);
			at = column->at + (unsigned int)len;
		}
		fputc('\n', out);
	}
}

static void print_schedule(FILE *out, const struct ex_report *report, struct report_lines *lines)
{
	struct layout layout = {calloc(report->nr_cpus + 1, sizeof(struct column)), 0};
	bool any = false;

	if (!layout.column) {
		lines->out_of_memory = true;
		return;
	}
	for (unsigned int cpu = 0; cpu < report->nr_cpus; cpu++)
		add_column(&layout, lines, (int)cpu);
	add_column(&layout, lines, REPORT_HARDWARE);
	place_columns(&layout);
	print_head(out, &layout);
	for (size_t i = 0; i < lines->n; i++) {
		print_line(out, &layout, &lines->line[i]);
		any = any || lines->line[i].deviation;
	}
	if (any)
		fputs("\n* chosen against the default schedule\n", out);
	free(layout.column);
}

static void print_field(FILE *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	fprintf(out, "%s", name);
	print_text(out, text, strlen(text));
	fputc('\n', out);
}

char *report_format(const struct ex_report *report)
{
	struct report_lines lines = {0};
	char site[200], *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_field(out, "", report->message);
	if (report_site(report, site, sizeof(site)))
		print_field(out, "  at ", site);
	print_field(out, "scenario: ", report->scenario);
	print_field(out, "verdict: ", report->verdict);
	print_field(out, "bounds: ", report->bounds);
	print_field(out, "scheduling points: ", report->points);
	fputs("memory model: sequential consistency\n", out);
	report_lines_of(report, &lines);
	fold_until_short(&lines);
	if (lines.n) {
		fputc('\n', out);
		print_schedule(out, report, &lines);
	}
	if (report->replay_command && *report->replay_command)
		fputc('\n', out);
	print_field(out, "replay: ", report->replay_command);
	free(lines.line);
	if (fclose(out) || lines.out_of_memory) {
		free(text);
		return NULL;
	}
	return text;
}
