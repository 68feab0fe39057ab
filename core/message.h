/* SPDX-License-Identifier: Apache-2.0 */
/* A message to a person: a code, which is the same in every language and never
 * serves another fact, an English sentence, and the values of the sentence, for
 * which {0} to {5} stand in it.  core writes no text: whoever talks to a person
 * puts the values in (lib/report.h). */
#ifndef GS_CORE_MESSAGE_H
#define GS_CORE_MESSAGE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GS_MESSAGE_VALUES_MAX 6

/* A whole number, or a text, which is borrowed. */
struct gs_message_value {
	const void *text; /* UTF-8; NULL: the number counts */
	size_t len;
	uint64_t number;
};

static inline struct gs_message_value gs_say_number(uint64_t number)
{
	return (struct gs_message_value){.number = number};
}

static inline struct gs_message_value gs_say_span(const void *text,
    size_t len)
{
	return (struct gs_message_value){.text = text, .len = len};
}

/* NULL is said as "". */
static inline struct gs_message_value gs_say_text(const char *text)
{
	const char *said = text == NULL ? "" : text;

	return gs_say_span(said, strlen(said));
}

/* All three, where they are handed on together; borrowed. */
struct gs_message {
	const char *code, *sentence;
	const struct gs_message_value *values; /* NULL if there are none */
	size_t count;
};

#endif
