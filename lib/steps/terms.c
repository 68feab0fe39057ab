/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/terms.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/memo/text.h"

/* Room for any terms that are within the other limits. */
#define ROOM ((size_t)1 << 20)

static int require_count(struct gs_report *report, const char *option,
    size_t count, size_t most)
{
	if (count <= most)
		return GS_OK;
	gs_report_tell(report, "terms-many", "--{0} was given {1} times; a "
	    "memo has at most {2}", gs_say_text(option), gs_say_number(count),
	    gs_say_number(most));
	return GS_ERR_RANGE;
}

/* No item twice: it would say nothing more. */
static int put_named(struct gs_terms_list *list, struct gs_report *report,
    const char *option, struct gs_span item, const char *given)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].len == item.len &&
		    memcmp(list->item[i].ptr, item.ptr, item.len) == 0) {
			gs_report_tell(report, "terms-twice", "--{0} names "
			    "\"{1}\" twice", gs_say_text(option),
			    gs_say_text(given));
			return GS_ERR_DUPLICATE;
		}
	list->item[list->count++] = item;
	return GS_OK;
}

/* Memos ------------------------------------------------------------------- */

static int read_number(const uint8_t **id, struct gs_report *report,
    const struct gs_state *state, uint64_t number, const char *given)
{
	const struct gs_memo *newest = state == NULL ? NULL :
	    gs_state_memo(state);
	const struct gs_memo *m = newest;

	if (state == NULL) {
		gs_report_tell(report, "terms-number-without-log", "\"{0}\" is "
		    "a memo's number in the log, which is not at hand: give "
		    "--server and --key, or --state, or the memo's id, 64 "
		    "hexadecimal digits", gs_say_text(given));
		return GS_ERR_UNKNOWN;
	}
	while (m != NULL && m->number != number)
		m = m->before;
	if (m == NULL) {
		gs_report_tell(report, "terms-memo-absent", "the log has no "
		    "memo {0}: {1} are filed", gs_say_text(given),
		    gs_say_number(newest == NULL ? 0 : newest->number));
		return GS_ERR_UNKNOWN;
	}
	*id = m->id;
	return GS_OK;
}

static int read_memo_name(const uint8_t **id, struct gs_report *report,
    struct gs_arena *arena, const struct gs_state *state, const char *given)
{
	uint64_t number = 0;
	size_t len = strlen(given);
	uint8_t *own = gs_arena_take(arena, 32, 1);

	if (own == NULL)
		return GS_ERR_MEMORY;
	if (gs_hex_decode(own, 32, given, len) == GS_OK) {
		*id = own;
		return GS_OK;
	}
	if (gs_decimal_decode(&number, given, len, INT64_MAX) == GS_OK)
		return read_number(id, report, state, number, given);
	gs_report_tell(report, "terms-memo-form", "\"{0}\" names no memo; give "
	    "its number in the log, or its id, 64 hexadecimal digits in lower "
	    "case", gs_say_text(given));
	return GS_ERR_FORMAT;
}

static int read_related(struct gs_memo_terms *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_terms_order *order)
{
	const struct gs_terms_texts *given = &order->related;
	int err = require_count(report, "related", given->count,
	    GS_TERMS_RELATED_MAX);

	for (size_t i = 0; err == GS_OK && i < given->count; i++) {
		const uint8_t *id = NULL;

		err = read_memo_name(&id, report, arena, order->state,
		    given->v[i]);
		if (err == GS_OK && out->amends != NULL &&
		    memcmp(id, out->amends, 32) == 0) {
			gs_report_tell(report, "terms-related-amended",
			    "\"{0}\" is the memo that this one amends; it is "
			    "related already: leave it out of --related",
			    gs_say_text(given->v[i]));
			err = GS_ERR_DUPLICATE;
		}
		if (err == GS_OK)
			err = put_named(&out->related, report, "related",
			    (struct gs_span){id, 32}, given->v[i]);
	}
	return err;
}

/* Names ------------------------------------------------------------------- */

/* One line, in which nothing hides. */
static bool is_name(struct gs_span name)
{
	return name.len > 0 && name.len <= GS_TERMS_NAME_MAX &&
	    name.ptr[0] != ' ' && name.ptr[name.len - 1] != ' ' &&
	    gs_utf8_valid(name.ptr, name.len) &&
	    memchr(name.ptr, '\n', name.len) == NULL &&
	    !gs_text_hides(name.ptr, name.len);
}

static int read_names(struct gs_terms_list *out, struct gs_report *report,
    const char *option, const struct gs_terms_texts *given, size_t most)
{
	int err = require_count(report, option, given->count, most);

	for (size_t i = 0; err == GS_OK && i < given->count; i++) {
		const struct gs_span name = {(const uint8_t *)given->v[i],
		    strlen(given->v[i])};

		if (is_name(name)) {
			err = put_named(out, report, option, name, given->v[i]);
			continue;
		}
		gs_report_tell(report, "terms-name-form", "--{0} number {1} is "
		    "no name: it must be one line of 1 to {2} bytes in UTF-8, "
		    "without characters that do not show and without a space "
		    "at either end", gs_say_text(option), gs_say_number(i + 1),
		    gs_say_number(GS_TERMS_NAME_MAX));
		err = GS_ERR_FORMAT;
	}
	return err;
}

int gs_terms_read(struct gs_memo_terms *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_terms_order *order)
{
	struct gs_memo_terms terms = {.amends = NULL};
	int err = GS_OK;

	if (order->amends != NULL)
		err = read_memo_name(&terms.amends, report, arena,
		    order->state, order->amends);
	if (err == GS_OK)
		err = read_related(&terms, report, arena, order);
	if (err == GS_OK)
		err = read_names(&terms.panel, report, "panel", &order->panel,
		    GS_TERMS_PANEL_MAX);
	if (err == GS_OK)
		err = read_names(&terms.distribution, report, "distribution",
		    &order->distribution, GS_TERMS_DISTRIBUTION_MAX);
	if (err == GS_OK)
		*out = terms;
	return err;
}

int gs_terms_fit(struct gs_report *report, struct gs_arena *arena,
    const struct gs_memo_terms *terms)
{
	uint8_t *room = gs_arena_take(arena, ROOM, 1);
	struct gs_record_writer d = {.w = gs_writer_of(room, ROOM)};

	if (room == NULL)
		return GS_ERR_MEMORY;
	gs_record_line(&d, "channel", gs_part_hash(terms->channel));
	gs_memo_terms_write(&d, terms);

	int err = gs_writer_end(&d.w);
	if (err == GS_OK && d.w.len <= GS_TERMS_MAX)
		return GS_OK;
	gs_report_tell(report, "terms-too-long", "the memo's terms, its banner "
	    "among them, have {0} bytes; at most {1} fit into its record: "
	    "shorten names or leave some out", gs_say_number(d.w.len),
	    gs_say_number(GS_TERMS_MAX));
	return GS_ERR_RANGE;
}
