/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/show.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cli/common/terminal.h"

#define COLUMNS 80
#define INDENT "  "  /* of what a command prints */
#define HANGING "    " /* of what goes on from the line before */

static bool needs_quotes(const char *word)
{
	return word[0] == '\0' || strpbrk(word, " '\"$#&;()|<>*?") != NULL;
}

static size_t word_width(const char *word)
{
	return 1 + strlen(word) + (needs_quotes(word) ? 2 : 0);
}

void demo_show_command(const char *program, const char *const *argv)
{
	size_t column = 2 + strlen(program);

	printf("%s$ %s", gs_terminal_escape(GS_STYLE_BOLD), program);
	for (size_t i = 0; argv[i] != NULL; i++) {
		size_t width = word_width(argv[i]);

		/* An option and its value stand together. */
		size_t both = width;
		if (argv[i][0] == '-' && argv[i + 1] != NULL &&
		    argv[i + 1][0] != '-')
			both += word_width(argv[i + 1]);
		bool valued = i > 0 && argv[i - 1][0] == '-' &&
		    argv[i][0] != '-';

		/* " \\" stands behind all lines but the last. */
		if (!valued && column + both > COLUMNS - 2) {
			printf(" \\\n%.*s", (int)sizeof HANGING - 2, HANGING);
			column = sizeof HANGING - 2;
		}
		printf(needs_quotes(argv[i]) ? " '%s'" : " %s", argv[i]);
		column += width;
	}
	printf("%s\n", gs_terminal_escape(GS_STYLE_PLAIN));
	fflush(stdout);
}

/* Behind an escape sequence, if one stands at `at`. */
static const char *skip_colour(const char *at)
{
	while (at[0] == '\033' && at[1] == '[') {
		at += 2 + strcspn(at + 2, "m\n");
		at += *at == 'm';
	}
	return at;
}

/* Where the rest of the line at `line` stands if it begins with `name`, whose
 * own '\n' ends it. */
static const char *match_start(const char *line, const char *name)
{
	const char *at = skip_colour(line);
	size_t len = strcspn(name, "\n");

	at = skip_colour(at + strspn(at, " "));
	for (size_t i = 0; i < len; i++) {
		if (*at != name[i])
			return NULL;
		at = skip_colour(at + 1);
	}
	return at;
}

const char *demo_show_find(const char *out, const char *name)
{
	for (const char *line = out; line != NULL && *line != '\0';) {
		const char *rest = match_start(line, name);
		if (rest != NULL)
			return rest;
		line = strchr(line, '\n');
		line += line != NULL;
	}
	return NULL;
}

const char *demo_show_lacks(const char *out, const char *const *lines)
{
	for (size_t i = 0; lines != NULL && lines[i] != NULL; i++)
		if (demo_show_find(out, lines[i]) == NULL)
			return lines[i];
	return NULL;
}

/* Whether a line is shown.  `*on`: so is the next one, unless it is blank. */
static bool is_picked(bool *on, const char *line, const char *const *lines)
{
	*on = *on && *line != '\n';
	if (lines == NULL || *on || match_start(line, "EXERCISE") != NULL)
		return true;
	for (size_t i = 0; lines[i] != NULL; i++) {
		if (match_start(line, lines[i]) == NULL)
			continue;
		*on = strchr(lines[i], '\n') != NULL;
		return true;
	}
	return false;
}

/* How many of `len` bytes stand in so many columns; of a line that is longer,
 * up to a blank. */
static size_t fit_columns(const char *text, size_t len, size_t columns)
{
	size_t width = 0, cut = 0, blanks = strspn(text, " ");

	for (const char *at = text; (size_t)(at - text) < len; at++) {
		const char *visible = skip_colour(at);
		if (visible != at) {
			at = visible - 1;
			continue;
		}

		if (*at == ' ' && (size_t)(at - text) > blanks &&
		    (width <= columns || cut == 0))
			cut = (size_t)(at - text);
		/* Not the later bytes of a character in UTF-8. */
		width += ((unsigned char)*at & 0xc0) != 0x80;
		if (width > columns && cut != 0)
			return cut;
	}
	return len;
}

/* In lines of at most COLUMNS where the words allow that, each `margin` from
 * the left, and all but the first `hanging` more. */
static void fold_line(const char *line, size_t len, size_t margin,
    size_t hanging)
{
	do {
		size_t fit = fit_columns(line, len, COLUMNS - margin);
		printf("%*s%.*s\n", (int)margin, "", (int)fit, line);

		margin += hanging;
		hanging = 0;
		fit += strspn(line + fit, " ");
		line += fit;
		len -= fit < len ? fit : len;
	} while (len > 0);
}

void demo_show_text(const char *text)
{
	fold_line(text, strlen(text), 0, 0);
	fflush(stdout);
}

static void show_line(const char *line, size_t len, enum demo_look look)
{
	size_t blanks = look == DEMO_TIGHT ? strspn(line, " ") : 0;

	line += blanks;
	len -= blanks;
	if (len == 0)
		printf("\n");
	else if (look != DEMO_AS_IT_IS)
		fold_line(line, len, sizeof INDENT - 1,
		    sizeof HANGING - sizeof INDENT + strspn(line, " "));
	else
		printf(INDENT "%.*s\n", (int)len, line);
}

void demo_show_output(const char *out, const char *const *lines,
    enum demo_look look)
{
	bool left_out = false, on = false;

	for (const char *line = out; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		bool picked = is_picked(&on, line, lines);

		/* A gap of blank lines is none. */
		if (!picked)
			left_out = left_out || (len > 0 && look != DEMO_TIGHT);
		if (picked && left_out)
			printf(INDENT "[...]\n");
		if (picked)
			show_line(line, len, look);
		left_out = left_out && !picked;
		line += len + (line[len] == '\n');
	}
	if (left_out)
		printf(INDENT "[...]\n");
	fflush(stdout);
}
