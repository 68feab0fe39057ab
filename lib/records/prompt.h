/* SPDX-License-Identifier: Apache-2.0 */
/* What a charter must be told, question by question: for who types answers, for
 * who writes them into a file, and for what is said of a wrong one. */
#ifndef GS_LIB_RECORDS_PROMPT_H
#define GS_LIB_RECORDS_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

/* An answer is a line: `field` and its parts. */
struct gs_prompt {
	const char *field;
	const char *key;   /* the first part, where each of these is asked for
	                      alone; else NULL */
	const char *usage; /* the line's form */
	const char *ask;   /* the question, one line */
	const char *legal; /* what it may be, beyond the form; NULL: by
	                      gs_charter_range or gs_charter_words */
	bool several;      /* asked until nothing is said */
	bool asked;        /* on the terminal, too */
};

/* In the order in which they are asked; NULL past the last. */
const struct gs_prompt *gs_prompt_at(size_t index);
/* The general one about that field; NULL if there is none. */
const struct gs_prompt *gs_prompt_about(const char *field);

/* What an answer may be, as a phrase: "from 2 to 16777216". */
#define GS_LEGAL_MAX 160
void gs_prompt_legal(char out[GS_LEGAL_MAX], const struct gs_prompt *q);

#endif
