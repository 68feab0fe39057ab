/* SPDX-License-Identifier: Apache-2.0 */
/* Private to lib/site: a page while it is written. */
#ifndef GS_LIB_SITE_PAGE_H
#define GS_LIB_SITE_PAGE_H

#include "core/bytes.h"
#include "core/message.h"
#include "lib/site/site.h"
#include "lib/steps/language.h"
#include "lib/steps/statistics.h"
#include "lib/steps/words.h"

/* What the newest publication of a memo that has its words lets be shown. */
struct site_released {
	struct gs_span subject; /* empty: it is not released */
	/* Of the subject; of it and the requests.  Empty: without a mark. */
	struct gs_span subject_banner, banner;
	uint64_t publication; /* 0: none */
	uint64_t blocks, withheld, cut; /* of the memo; wholly; in part */
	/* By request, from 1; empty: not released, or not to be told apart. */
	struct gs_span *requests;
	size_t request_count;
};

struct site_page {
	struct gs_writer w;
	const struct gs_site *site;
	const struct gs_charter *charter; /* in force */
	const struct gs_statistics *figures;
	/* By memo: where its figures begin in `order`, and one more. */
	const size_t *starts, *order;
	/* What had happened by then; days are counted to the midnight before,
	 * so that a memo's page does not change with the acts on others. */
	int64_t as_of, today;
	const struct gs_language *language;
	const char *name; /* of the page's file, without what it ends in */
	bool hatched; /* the pattern has been written */
	const char *up; /* from the page to the first one: "../" */
	struct gs_arena *arena;
};

enum site_nav { SITE_NAV_RECORD, SITE_NAV_CHARTER, SITE_NAV_STATISTICS };

/* tongues.c: NULL behind the last; the first is English. */
const struct gs_language *site_language_at(size_t index);
/* What a page's file ends in: ".html", ".fr.html". */
void site_ending(char out[16], const struct gs_language *l);
/* href="..." of a page, from this one. */
struct gs_message_value site_link(struct site_page *p, const char *name);

/* What points from a place to the one below it. */
const char *site_crumb(const struct site_page *p);

/* The frame of every page. */
struct site_frame {
	enum site_nav nav;
	bool is_first;         /* the page that the menu leads to itself */
	struct gs_span banner; /* of what the page shows; empty: the lowest */
	struct gs_span title;  /* before the channel's name */
};
void site_begin(struct site_page *p, const struct site_frame *frame);
void site_end(struct site_page *p, const struct site_frame *frame);

/* Markup. */
void site_put(struct site_page *p, const char *text);
#define site_form(p, form, ...) gs_words_write(&(p)->w, form, __VA_ARGS__)
struct gs_span site_span(const char *text);

/* Words of ours, in the page's language: written; as a text; as a value, with
 * values, for a sentence or markup around it.  A form is GS_TR(...), or
 * GS_TRN(...) where it goes with a number. */
#define site_say(p, form, ...) \
	gs_words_write(&(p)->w, gs_in_language((p)->language, form), \
	    __VA_ARGS__)
#define site_say_count(p, n, forms, ...) \
	gs_words_write(&(p)->w, gs_count_in((p)->language, (n), forms), \
	    __VA_ARGS__)
const char *site_text(const struct site_page *p, const char *text);
struct gs_message_value site_word(const struct site_page *p,
    const char *text);
#define site_phrase(p, form, ...) \
	site_phrase_values((p), gs_in_language((p)->language, form), \
	    (const struct gs_message_value[]){__VA_ARGS__})
#define site_phrase_count(p, n, forms, ...) \
	site_phrase_values((p), gs_count_in((p)->language, (n), forms), \
	    (const struct gs_message_value[]){__VA_ARGS__})
struct gs_message_value site_phrase_values(struct site_page *p,
    const char *form, const struct gs_message_value *values);
/* What was written since the page had `from` bytes, as a value, and no more in
 * the page. */
struct gs_message_value site_cut(struct site_page *p, size_t from);

/* Somebody's words, in a direction of their own and in no language that we
 * know; what would turn that of others is shown by its number. */
void site_said(struct site_page *p, struct gs_span text);
void site_said_part(struct site_page *p, struct gs_part part);
struct gs_message_value site_said_value(struct site_page *p,
    struct gs_part part);
/* The same within a title or an attribute, where there is no markup. */
void site_calm(struct site_page *p, struct gs_span text);
/* "1,012" */
void site_number(struct site_page *p, uint64_t n);
struct gs_message_value site_number_value(struct site_page *p, uint64_t n);
/* "1 working day", "2 months": of an enum gs_clock_unit; "working days". */
struct gs_message_value site_days(struct site_page *p, uint64_t n,
    unsigned unit);
const char *site_days_name(const struct site_page *p, unsigned unit);

#define SITE_TIME_MAX 96
void site_time_text(char out[SITE_TIME_MAX], const struct site_page *p,
    const struct gs_charter *c, int64_t at, enum gs_time_form form);
struct gs_message_value site_time(struct site_page *p,
    const struct gs_charter *c, int64_t at, enum gs_time_form form);

/* Sign, word, colour. */
enum site_tone { SITE_OK, SITE_LATE, SITE_WAIT, SITE_WARN, SITE_UNKNOWN,
	SITE_PLAIN };
const char *site_tone_class(enum site_tone tone);
enum site_tone site_duty_tone(const struct gs_duty *duty);
/* Its beginning, behind which the words stand, and its end. */
void site_sign(struct site_page *p, enum site_tone tone);
void site_sign_end(struct site_page *p);

/* The days that a duty took, by the figures; NULL: it has none. */
const struct gs_figure *site_figure(const struct site_page *p,
    const struct gs_duty *duty);
/* "in time, on day 2 of 2", without its sign. */
void site_result(struct site_page *p, const struct gs_duty *duty);
struct gs_message_value site_result_value(struct site_page *p,
    const struct gs_duty *duty);
/* "Reply", "Receive 2". */
void site_duty_title(char *out, size_t max, const struct site_page *p,
    const struct gs_duty *duty);
/* Without a number. */
const char *site_duty_name(const struct site_page *p,
    const struct gs_duty *duty);
/* Until when something that is late has been so. */
int64_t site_late_until(const struct site_page *p, const struct gs_duty *d);
/* Whole days after its time, by the calendar. */
uint64_t site_days_late(const struct gs_duty *duty, int64_t until);

/* figure.c: drawings in per cent of their width.  The first two are lines
 * against the time; the last two have their tables. */
GS_CHECKED int site_draw_mini(struct site_page *p, const struct gs_memo *m);
GS_CHECKED int site_draw_clock(struct site_page *p, const struct gs_memo *m);

/* plots.c */
void site_plot_days(struct site_page *p, const struct gs_figure *f,
    size_t count);
void site_plot_years(struct site_page *p);
/* Of the figures of one duty in one unit, the next after the index, which
 * moves behind them; 0: there are no more. */
size_t site_figures_next(const struct gs_figure **first, size_t *index,
    const struct gs_statistics *s);

/* Whether any of the memo's own text is out, and not of a reply alone. */
bool site_is_released(const struct gs_memo *m);
/* released.c.  In the page's arena. */
GS_CHECKED int site_released(struct site_released *out, struct site_page *p,
    const struct gs_memo *m);
/* Where a deletion took it: when, and under what.  False: none did. */
bool site_say_deleted(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *published);
/* The text of a publication, by its blocks. */
GS_CHECKED int site_show_text(struct site_page *p, const struct gs_memo *m,
    const struct gs_publication *published);

/* answer.c: what the office said, by request, and in private and in public. */
void site_put_answers(struct site_page *p, const struct gs_memo *m,
    const struct site_released *released);
/* "Acknowledged in time. Answered ..." */
void site_put_lede(struct site_page *p, const struct gs_memo *m);

/* story.c: everything that was said of a memo, the oldest first. */
GS_CHECKED int site_put_story(struct site_page *p, const struct gs_memo *m);

/* The pages. */
struct site_rows {
	uint64_t number;              /* of the page, from 1 */
	const struct gs_memo *newest; /* NULL: there is none */
	const struct site_released *released; /* by memo number - 1 */
	size_t count;
	bool older;
};
GS_CHECKED int site_write_record(struct site_page *p,
    const struct site_rows *rows);
GS_CHECKED int site_write_memo(struct site_page *p, const struct gs_memo *m,
    const struct site_released *released);
GS_CHECKED int site_write_publication(struct site_page *p,
    const struct gs_memo *m, const struct gs_publication *published);
GS_CHECKED int site_write_charter(struct site_page *p);
GS_CHECKED int site_write_statistics(struct site_page *p);

#endif
