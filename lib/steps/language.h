/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences of ours in other languages.  English stands in the source, and is
 * what a sentence is looked up by; po/ has the translations, and
 * scripts/catalogue makes tables of them. */
#ifndef GS_LIB_STEPS_LANGUAGE_H
#define GS_LIB_STEPS_LANGUAGE_H

#include "core/channel/channel.h"
#include "core/message.h"

#define GS_PLURALS_MAX 6

/* What scripts/catalogue finds: a sentence, and one that counts. */
#define GS_TR(text) text
#define GS_TRN(one, several) one, several

struct gs_translation {
	const char *english;
	const char *said[GS_PLURALS_MAX]; /* by plural; else the first alone */
};

struct gs_language {
	const char *tag, *name; /* BCP 47; as its speakers call it */
	bool to_left;
	const char *thousands; /* between three digits and three */
	/* Numbers below this one have none: "1012" in Spanish. */
	uint64_t grouped;
	unsigned (*plural)(uint64_t n);
	const struct gs_translation *rows; /* sorted by their English */
	size_t count;
};

/* NULL for a language is English; a sentence without a row stays so. */
const char *gs_in_language(const struct gs_language *l, const char *english);
/* In the form that goes with n: gs_count_in(l, n, GS_TRN("{0} day",
 * "{0} days")). */
const char *gs_count_in(const struct gs_language *l, uint64_t n,
    const char *one, const char *several);
/* Which form: English, Spanish; French; Arabic. */
unsigned gs_plural_two(uint64_t n);
unsigned gs_plural_french(uint64_t n);
unsigned gs_plural_arabic(uint64_t n);
void gs_number_in(struct gs_writer *w, const struct gs_language *l,
    uint64_t n);

enum gs_time_form {
	GS_TIME_LONG,  /* Friday 3 November 2023, 17:00 */
	GS_TIME_SHORT, /* Fri 3 Nov 2023, 17:00 */
	GS_DAY_LONG,   /* 3 November 2023 */
	GS_DAY_SHORT,  /* 3 Nov 2023 */
	GS_DAY_OF_YEAR /* 3 Nov */
};
/* By the clocks of the charter. */
void gs_time_in(struct gs_writer *w, const struct gs_language *l,
    const struct gs_charter *c, int64_t at, enum gs_time_form form);
/* A civil day, 3 November 2023. */
void gs_date_in(struct gs_writer *w, const struct gs_language *l,
    int64_t day);
/* From Monday, 0. */
const char *gs_weekday_in(const struct gs_language *l, unsigned day);

#endif
