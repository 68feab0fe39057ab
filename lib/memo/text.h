/* SPDX-License-Identifier: Apache-2.0 */
/* Text as memos have it: UTF-8 in NFC, LF, no blanks at line ends, no two
 * empty lines in a row; and without anything that a reader cannot see or
 * cannot tell from something else, since such characters can tell one copy
 * from another. */
#ifndef GS_LIB_MEMO_TEXT_H
#define GS_LIB_MEMO_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/report.h"

#define GS_TEXT_MAX ((size_t)1 << 18) /* bytes, before and after */
/* The same for a text to compare with: a report or a book may quote a memo. */
#define GS_TEXT_MAX_LENIENT ((size_t)16 << 20)
#define GS_CHARACTER_NAME_MAX 128

struct gs_text {
	const uint8_t *ptr;
	size_t len;
	const uint32_t *line; /* line[i]: where line i + 1 stood before */
	size_t lines;
	/* If lenient: by the line where it stood before, from 0, whether a
	 * blank or a line's end was another one; how many characters hide. */
	const bool *retyped;
	size_t hidden;
};

enum gs_text_rules {
	GS_TEXT_MEMO,
	GS_TEXT_PART,   /* of a memo that others are part of: words of another
	                 * script that look like Latin ones may stand in it,
	                 * since words elsewhere may be of that script alone */
	GS_TEXT_LENIENT /* a text to compare with */
};

/* GS_TEXT_LENIENT takes what is otherwise
 * refused, except what is not UTF-8.  Blanks are spaces, line ends LF; a form
 * feed stays where a page ends.  What does not show, or turns the direction of
 * writing, stays where it is: a control character as U+FFFE.
 * GS_ERR_FORMAT (with its line and column, counted in characters),
 * GS_ERR_RANGE (too long), GS_ERR_MEMORY. */
GS_CHECKED int gs_text_normalise(struct gs_text *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len,
    enum gs_text_rules rules);
/* Whether words of a memo, which need not begin or end a line, keep by
 * themselves the rules of characters (GS_TEXT_PART) and are composed.
 * GS_ERR_FORMAT, GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_text_check_part(struct gs_arena *arena, const void *text,
    size_t len);
/* Says that a normal form of `len` bytes is longer than `most`. */
void gs_text_say_long(struct gs_report *report, size_t len, size_t most);
/* Says where the text, which is not UTF-8, first is not. */
void gs_text_report_utf8(struct gs_report *report, const uint8_t *text,
    size_t len);
/* Whether some character of valid UTF-8 is one that memos refuse by itself
 * (not: look-alike words). */
bool gs_text_hides(const void *text, size_t len);

/* Why memos refuse a character, or a word with it. */
struct gs_character_fault {
	const char *code;
	const char *sentence; /* for its line, its column and its name */
	const char *why;      /* the sentence's end: what to do about it */
};

/* What is wrong with a character by itself; NULL if nothing is. */
const struct gs_character_fault *gs_character_fault(uint32_t c);
/* What stands in for such a character: a space, LF, form feed; 0: nothing. */
uint32_t gs_text_plain(uint32_t c);
/* `U+200B ZERO WIDTH SPACE`. */
void gs_character_name(char out[GS_CHARACTER_NAME_MAX], uint32_t c);
/* Says what is wrong with the character, or with what it begins. */
void gs_character_report(struct gs_report *report, size_t line, size_t column,
    uint32_t c, const struct gs_character_fault *fault);

/* Valid UTF-8 in NFC: what a person typed elsewhere is compared so, since one
 * keyboard composes what another does not.  Borrows from `text`, or copies.
 * GS_ERR_FORMAT (not UTF-8), GS_ERR_RANGE, GS_ERR_MEMORY. */
GS_CHECKED int gs_text_nfc(struct gs_span *out, struct gs_arena *arena,
    struct gs_span text);

/* The text in UTF-16, for what looks at characters one by one. */
struct gs_text_units {
	uint16_t *ptr;
	size_t len;
};

/* Without a byte order mark, CR LF as LF, in NFC; `composed`: it was not.
 * Errors as gs_text_normalise (lenient). */
GS_CHECKED int gs_text_widen(struct gs_text_units *out, bool *composed,
    struct gs_report *report, struct gs_arena *arena, const void *text,
    size_t len);

/* Is told of units `from` to `to`: a word of which some letters may be taken
 * for others, or one letter or sign that may.  Another result than GS_OK ends
 * the search. */
struct gs_text_sink {
	int (*take)(void *self, size_t from, size_t to, bool word,
	    const struct gs_character_fault *fault);
	void *self;
};
/* Everything that looks like something else, by UTS 39's data on confusable
 * characters. */
GS_CHECKED int gs_text_lookalikes(const struct gs_text_sink *sink,
    struct gs_arena *arena, const struct gs_text_units *text);

#endif
