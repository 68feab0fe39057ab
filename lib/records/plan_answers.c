/* SPDX-License-Identifier: Apache-2.0 */
/* Answers, line by line (docs/spec/answers.md). */
#include <string.h>

#include "core/channel/channel.h"
#include "core/record/time.h"
#include "lib/age.h"
#include "lib/host.h"
#include "lib/log/note.h"
#include "lib/memo/document.h"
#include "lib/records/plan.h"
#include "lib/records/prompt.h"
#include "lib/records/zone.h"

#define YEARS_MAX 30
#define LINE_SHOWN 80 /* bytes of a wrong line in a message */

/* Lines of answers that are none of a charter. */
static const struct gs_field extras[] = {
	{"preset", {GS_PART_WORD}, 0, 1},
	{"holidays", {GS_PART_WORD}, 0, 1},
	{"ical", {GS_PART_TEXT}, 0, 64},
	{"open", {GS_PART_DATE}, 0, 1024},
	{"without", {GS_PART_WORD, GS_PART_TEXT}, 0, 64},
};

static const struct gs_field *field_among(const struct gs_field *fields,
    size_t count, struct gs_span name)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(fields[i].name) == name.len &&
		    memcmp(fields[i].name, name.ptr, name.len) == 0)
			return &fields[i];
	return NULL;
}

static const struct gs_field *answer_field(struct gs_span name)
{
	const struct gs_type *type = gs_type_named("charter", 7);
	const struct gs_field *f = field_among(type->fields, type->field_count,
	    name);

	return f != NULL ? f : field_among(extras,
	    sizeof extras / sizeof *extras, name);
}

/* A line that is being read; it lives in the plan's arena. */
struct answer {
	struct gs_span line;
	const uint8_t *at; /* of what is left */
	size_t left;
	struct gs_plan_line out;
};

/* The next word, or all that is left; blanks around it are not of it. */
static struct gs_span next_part(struct answer *a, bool all)
{
	while (a->left > 0 && *a->at == ' ') {
		a->at++;
		a->left--;
	}

	const uint8_t *space = all || a->left == 0 ? NULL :
	    memchr(a->at, ' ', a->left);
	size_t len = space == NULL ? a->left : (size_t)(space - a->at);
	struct gs_span part = {a->at, len};
	a->at += len;
	a->left -= len;
	while (part.len > 0 && part.ptr[part.len - 1] == ' ')
		part.len--;
	return part;
}

static bool span_equals(struct gs_span span, const char *text)
{
	return span.len == strlen(text) &&
	    memcmp(span.ptr, text, span.len) == 0;
}

/* "new", hexadecimal, a recipient as age writes it, or as a record has it. */
static int read_key(struct gs_plan *plan, struct answer *a,
    struct gs_part *out, struct gs_span text)
{
	uint8_t *key = gs_arena_take(plan->arena, 32, 1);
	bool seal = out->kind == GS_PART_BYTES;

	if (key == NULL)
		return GS_ERR_MEMORY;
	/* Who makes a witness's key is nobody else's watch. */
	if (span_equals(text, "new") &&
	    strcmp(a->out.value.field->name, "witness") != 0) {
		a->out.make = true;
		return GS_OK;
	}

	if (gs_hex_decode(key, 32, text.ptr, text.len) != GS_OK &&
	    (!seal || gs_age_recipient_parse(key, text.ptr, text.len) !=
	        GS_OK))
		return gs_part_parse(out, plan->arena, out->kind, text.ptr,
		    text.len);
	out->ptr = key;
	out->len = 32;
	return GS_OK;
}

/* "17:30" in minutes. */
static int read_hour(struct gs_part *out, struct gs_span text)
{
	uint8_t digits[4];
	uint64_t hour = 0, minute = 0;

	if (text.len != 5 || text.ptr[2] != ':')
		return GS_ERR_FORMAT;
	for (size_t i = 0; i < 4; i++) {
		digits[i] = (uint8_t)(text.ptr[i + i / 2] - '0');
		if (digits[i] > 9)
			return GS_ERR_FORMAT;
	}

	hour = digits[0] * 10U + digits[1];
	minute = digits[2] * 10U + digits[3];
	if (minute > 59)
		return GS_ERR_FORMAT;
	out->number = (int64_t)(hour * 60 + minute);
	return GS_OK;
}

static int take_part(struct gs_plan *plan, struct answer *a, size_t i,
    struct gs_span text)
{
	const struct gs_field *field = a->out.value.field;
	struct gs_part *out = &a->out.value.parts[i];

	out->kind = field->parts[i];
	if (out->kind == GS_PART_HASH || out->kind == GS_PART_BYTES)
		return read_key(plan, a, out, text);
	if (strcmp(field->name, "closing") == 0 &&
	    read_hour(out, text) == GS_OK)
		return GS_OK;
	return gs_part_parse(out, plan->arena, out->kind, text.ptr, text.len);
}

/* `witness VKEY`: a cosigner's key as signed notes write it has all that the
 * line says.  `text` and what is made of it live in the plan's arena. */
static int take_verifier(struct gs_plan *plan, struct answer *a,
    struct gs_span text)
{
	struct gs_part *parts = a->out.value.parts;
	struct gs_verifier v;

	if (gs_verifier_parse(&v, text.ptr, text.len) != GS_OK ||
	    v.type != GS_KEY_COSIGNATURE)
		return GS_ERR_FORMAT;
	uint8_t *key = gs_arena_take(plan->arena, sizeof v.key, 1);
	if (key == NULL)
		return GS_ERR_MEMORY;

	memcpy(key, v.key, sizeof v.key);
	parts[0] = gs_part_word(GS_WITNESS_COSIGNATURE);
	parts[1] = gs_part_bytes(key, sizeof v.key);
	parts[2] = gs_part_text_of(text.ptr, strlen(v.name));
	return GS_OK;
}

static int take_parts(struct gs_plan *plan, struct answer *a)
{
	const struct gs_field *field = a->out.value.field;
	struct gs_span rest = {a->at, a->left};
	int err = GS_OK;

	while (rest.len > 0 && *rest.ptr == ' ') {
		rest.ptr++;
		rest.len--;
	}
	if (strcmp(field->name, "witness") == 0 && rest.len > 0 &&
	    memchr(rest.ptr, ' ', rest.len) == NULL)
		return take_verifier(plan, a, rest);

	for (size_t i = 0; err == GS_OK && i < GS_PARTS_MAX &&
	    field->parts[i] != GS_PART_NONE; i++) {
		bool last = i + 1 == GS_PARTS_MAX ||
		    field->parts[i + 1] == GS_PART_NONE;
		struct gs_span text = next_part(a, last);

		err = text.len == 0 ? GS_ERR_FORMAT :
		    take_part(plan, a, i, text);
	}
	return err;
}

/* What they may say --------------------------------------------------- */

static int judge_dates(struct gs_report *report, const struct gs_part parts[2])
{
	int64_t first = parts[0].number, last = parts[1].number;

	if (first >= gs_days_from_civil(1971, 1, 1) &&
	    last <= gs_days_from_civil(2100, 12, 31) &&
	    last - first <= YEARS_MAX * 366)
		return GS_OK;
	gs_report_tell(report, "answer-calendar", "a calendar lies within the "
	    "years 1971 to 2100 and has at most {0} of them",
	    gs_say_number(YEARS_MAX));
	return GS_ERR_RANGE;
}

static int judge_zone(struct gs_report *report, struct gs_part zone)
{
	if (gs_zone_known(zone.ptr, zone.len))
		return GS_OK;
	gs_report_tell(report, "answer-zone", "'{0}' is no time zone of the "
	    "IANA database; give one like Europe/Lisbon or America/New_York",
	    gs_say_span(zone.ptr, zone.len));
	return GS_ERR_UNKNOWN;
}

static int judge_holidays(struct gs_report *report, struct gs_part rule)
{
	if (gs_part_is(&rule, "us-federal") || gs_part_is(&rule, "none") ||
	    gs_part_is(&rule, "us-federal-washington"))
		return GS_OK;
	gs_report_tell(report, "answer-holidays", "there is no rule '{0}' for "
	    "holidays; there are us-federal, us-federal-washington and none, "
	    "and 'ical FILE' for all others", gs_say_span(rule.ptr, rule.len));
	return GS_ERR_UNKNOWN;
}

/* Asks the reader of memos, who alone knows which characters and which markup
 * a heading may have: with such a line a memo must have a request. */
static int judge_asking(struct gs_report *report, struct gs_part text)
{
	static const char front[] = "---\nsubject: -\nto: -\n---\n\n# ";
	static const char list[] = "\n\n1. -\n";
	char memo[sizeof front + GS_REQUEST_HEADING_LEN_MAX + sizeof list];
	struct gs_writer w = gs_writer_of(memo, sizeof memo);
	const struct gs_document_rules rules = {.marks.style = GS_MARK_NONE,
	    .headings = {{{text.ptr, text.len}}, 1}};
	struct gs_document doc = {.requests = 0};
	struct gs_pool pool;

	gs_write_text(&w, front);
	gs_write_bytes(&w, text.ptr, text.len);
	gs_write_text(&w, list);
	int err = text.len > GS_REQUEST_HEADING_LEN_MAX ? GS_ERR_SPACE :
	    gs_writer_end(&w);
	if (err == GS_OK) {
		err = gs_document_parse(&doc, NULL, gs_pool_start(&pool),
		    &rules, memo, w.len);
		gs_pool_free(&pool);
	}
	if (err == GS_ERR_MEMORY || (err == GS_OK && doc.requests == 1))
		return err;

	gs_report_tell(report, "answer-requests", "no memo can have the "
	    "heading '{0}', so nothing under it would be a request; give its "
	    "words alone, in at most {1} bytes of plain text",
	    gs_say_span(text.ptr, text.len),
	    gs_say_number(GS_REQUEST_HEADING_LEN_MAX));
	return GS_ERR_RULE;
}

/* By the log's rules, for which a key that is still to be made is one of the
 * right length. */
static int judge_by_core(struct gs_report *report,
    const struct gs_plan_line *line)
{
	static const uint8_t key[32];
	struct gs_value value = line->value;
	struct gs_refusal refusal = {.why = NULL};

	for (size_t i = 0; line->make && i < GS_PARTS_MAX; i++)
		if (value.parts[i].kind == GS_PART_BYTES ||
		    value.parts[i].kind == GS_PART_HASH)
			value.parts[i] = gs_part_bytes(key, sizeof key);
	int err = gs_charter_judge_line(&refusal, &value);
	if (err != GS_OK)
		gs_report_refusal(report, &refusal);
	return err;
}

static int judge_answer(struct gs_report *report,
    const struct gs_plan_line *line)
{
	const char *name = line->value.field->name;
	const struct gs_part *parts = line->value.parts;
	int err = judge_by_core(report, line);

	if (err == GS_OK && strcmp(name, "calendar") == 0)
		err = judge_dates(report, parts);
	if (err == GS_OK && strcmp(name, "zone") == 0)
		err = judge_zone(report, parts[0]);
	if (err == GS_OK && strcmp(name, "holidays") == 0)
		err = judge_holidays(report, parts[0]);
	if (err == GS_OK && strcmp(name, "requests") == 0)
		err = judge_asking(report, parts[0]);
	return err;
}

/* One answer ---------------------------------------------------------- */

static int refuse_answer_form(struct gs_report *report, const struct answer *a)
{
	const struct gs_prompt *q = gs_prompt_about(
	    a->out.value.field->name);
	char legal[GS_LEGAL_MAX];

	gs_prompt_legal(legal, q);
	gs_report_tell(report, "answer-form", "'{0}' is not '{1}': {2}",
	    gs_say_span(a->line.ptr, a->line.len < LINE_SHOWN ? a->line.len :
	        LINE_SHOWN), gs_say_text(q->usage), gs_say_text(legal));
	return GS_ERR_FORMAT;
}

/* `without FIELD [NAME]` takes effect at once. */
static int leave_lines_out(struct gs_plan *plan, struct gs_report *report,
    struct answer *a)
{
	struct gs_span name = next_part(a, false), key = next_part(a, true);
	struct gs_plan_line **at = &plan->first;
	size_t removed = 0;

	while (*at != NULL) {
		const struct gs_value *v = &(*at)->value;

		if (span_equals(name, v->field->name) && (key.len == 0 ||
		        (v->parts[0].len == key.len &&
		        memcmp(v->parts[0].ptr, key.ptr, key.len) == 0))) {
			*at = (*at)->next;
			removed++;
		} else {
			at = &(*at)->next;
		}
	}
	if (removed != 0)
		return GS_OK;
	gs_report_tell(report, "answer-without", "there is no line '{0}' that "
	    "could be left out", gs_say_span(a->line.ptr + 8,
	    a->line.len - 8));
	return GS_ERR_UNKNOWN;
}

static int read_preset(struct gs_plan *plan, struct gs_report *report,
    struct answer *a)
{
	for (const struct gs_plan_line *l = plan->first; l != NULL; l = l->next)
		if (l->layer == plan->layer) {
			gs_report_say(report, "answer-preset-late", "a preset "
			    "stands before all other answers");
			return GS_ERR_RULE;
		}

	struct gs_span name = next_part(a, true);
	return gs_plan_preset(plan, report, name.ptr, name.len);
}

static int name_field(struct gs_report *report, struct answer *a)
{
	struct gs_span name = next_part(a, false);
	const struct gs_field *field = answer_field(name);

	if (field == NULL) {
		gs_report_tell(report, "answer-unknown", "there is no answer "
		    "'{0}'; 'gainsay init --help' lists them",
		    gs_say_span(name.ptr, name.len));
		return GS_ERR_UNKNOWN;
	}
	if (gs_plan_computes(field->name)) {
		gs_report_tell(report, "answer-computed", "'{0}' is worked "
		    "out and not answered", gs_say_text(field->name));
		return GS_ERR_RULE;
	}
	a->out.value.field = field;
	return GS_OK;
}

static int take_answer(struct gs_plan *plan, struct gs_report *report,
    struct answer *a)
{
	int err = name_field(report, a);
	if (err != GS_OK)
		return err;
	if (strcmp(a->out.value.field->name, "without") == 0)
		return leave_lines_out(plan, report, a);
	if (strcmp(a->out.value.field->name, "preset") == 0)
		return read_preset(plan, report, a);

	err = take_parts(plan, a);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK)
		return refuse_answer_form(report, a);
	err = judge_answer(report, &a->out);
	return err == GS_OK ? gs_plan_enter(plan, report, &a->out) : err;
}

int gs_plan_answer(struct gs_plan *plan, struct gs_report *report,
    const void *line, size_t len)
{
	const uint8_t *p = line;

	while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\r'))
		len--;
	while (len > 0 && *p == ' ') {
		p++;
		len--;
	}
	if (len == 0 || *p == '#')
		return GS_OK;
	if (!gs_utf8_valid(p, len)) {
		gs_report_say(report, "answer-not-utf8",
		    "this line is not UTF-8");
		return GS_ERR_FORMAT;
	}

	uint8_t *copy = gs_arena_take(plan->arena, len, 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, p, len);
	struct answer a = {.line = {copy, len}, .at = copy, .left = len};
	return take_answer(plan, report, &a);
}

int gs_plan_read(struct gs_plan *plan, struct gs_report *report,
    const void *text, size_t len)
{
	static const uint8_t mark[3] = {0xef, 0xbb, 0xbf};
	const uint8_t *p = text;
	int err = GS_OK;

	/* Editors of one system put a byte order mark in front. */
	if (len >= sizeof mark && memcmp(p, mark, sizeof mark) == 0) {
		p += sizeof mark;
		len -= sizeof mark;
	}

	gs_plan_layer(plan);
	for (uint64_t n = 1; err == GS_OK && len > 0; n++) {
		const uint8_t *end = memchr(p, '\n', len);
		size_t line = end == NULL ? len : (size_t)(end - p);
		struct gs_report why = {.text = ""};

		err = gs_plan_answer(plan, &why, p, line);
		if (err != GS_OK && why.text[0] != '\0')
			gs_report_tell(report, "answers-line", "line {0}: {1}",
			    gs_say_number(n), gs_say_text(why.text));
		line += end != NULL;
		p += line;
		len -= line;
	}
	return err;
}
