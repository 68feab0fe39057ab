/* SPDX-License-Identifier: Apache-2.0 */
/* A short text out of words and numbers, where no report is made. */
#ifndef GS_LIB_STEPS_WORDS_H
#define GS_LIB_STEPS_WORDS_H

#include "core/bytes.h"
#include "core/message.h"

/* The form with its values, for which {0} to {9} stand in it; "" if `max` bytes
 * with a NUL have no room: gs_words(out, sizeof out, "memo {0}",
 * gs_say_number(n)). */
#define gs_words(out, max, form, ...) \
	gs_words_values((out), (max), (form), \
	    (const struct gs_message_value[]){__VA_ARGS__})
void gs_words_values(char *out, size_t max, const char *form,
    const struct gs_message_value *values);
/* The same, written behind what is there. */
#define gs_words_write(w, form, ...) \
	gs_words_write_values((w), (form), \
	    (const struct gs_message_value[]){__VA_ARGS__})
void gs_words_write_values(struct gs_writer *w, const char *form,
    const struct gs_message_value *values);

#endif
