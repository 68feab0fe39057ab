/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/selection.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/evidence/provenance.h"
#include "lib/memo/gap.h"
#include "lib/steps/annexes.h"

/* `9`, `9-11`, or `7:2-3`. */
struct item {
	size_t from, to;    /* blocks, from 0, the end excluded */
	size_t first, last; /* sentences alike; if `inside` */
	bool inside;
};

/* The next item of a list that was given as `value`. */
struct list {
	const char *at;
	size_t len; /* 0 after the last */
	const char *value;
};

static int refuse_list(struct gs_report *report, const char *value,
    size_t blocks)
{
	gs_report_tell(report, "selection-list",
	    "'{0}' does not name blocks or sentences of this memo: it has {1} "
	    "blocks, and a list is as 3,7-9,11:2-3", gs_say_text(value),
	    gs_say_number(blocks));
	return GS_ERR_FORMAT;
}

/* `N` or `N-M`, each at most `count`. */
static bool read_range(size_t *from, size_t *to, const char *text, size_t len,
    size_t count)
{
	uint64_t a = 0, b = 0;
	const char *dash = memchr(text, '-', len);
	size_t n = dash == NULL ? len : (size_t)(dash - text);

	if (gs_decimal_decode(&a, text, n, count) != GS_OK)
		return false;
	b = a;
	if (dash != NULL && gs_decimal_decode(&b, dash + 1, len - n - 1,
	    count) != GS_OK)
		return false;
	if (a == 0 || b < a)
		return false;

	*from = (size_t)a - 1;
	*to = (size_t)b;
	return true;
}

/* How many sentences block i has; 0: that cannot be known, or no memory. */
static size_t count_sentences(const struct gs_selection *c, size_t i)
{
	struct gs_sentences *s = NULL;

	return c->o.open[i] && gs_opening_sentences(&s, c->arena, &c->o, i) ==
	    GS_OK ? s->leaves.count : 0;
}

static bool next_listed(struct item *item, const struct gs_selection *c,
    struct list *list)
{
	const char *comma = memchr(list->at, ',', list->len);
	size_t n = comma == NULL ? list->len : (size_t)(comma - list->at);
	const char *colon = memchr(list->at, ':', n);
	size_t block = colon == NULL ? n : (size_t)(colon - list->at);

	*item = (struct item){.inside = colon != NULL};
	if (!read_range(&item->from, &item->to, list->at, block, c->o.count) ||
	    (comma != NULL && n + 1 == list->len))
		return false;
	if (item->inside && (item->to != item->from + 1 ||
	    !read_range(&item->first, &item->last, colon + 1, n - block - 1,
	        count_sentences(c, item->from))))
		return false;

	list->at += comma == NULL ? n : n + 1;
	list->len -= comma == NULL ? n : n + 1;
	return true;
}

static bool file_shows(const struct gs_selection *c, size_t i, size_t k)
{
	return c->o.open[i] && (c->o.part[i] == NULL ||
	    c->o.part[i]->leaves.shown[k] == GS_SHOWN);
}

static bool is_selected(const struct gs_selection *c, size_t i, size_t k)
{
	return file_shows(c, i, k) && (c->sentence[i] == NULL ? c->open[i] :
	    c->sentence[i][k]);
}

/* Whether every sentence of the block is shown. */
static bool is_all_shown(const struct gs_selection *c, size_t i)
{
	size_t k = 0, count = count_sentences(c, i);

	while (k < count && is_selected(c, i, k))
		k++;
	return count > 0 && k == count;
}

void gs_selection_all(struct gs_selection *c)
{
	memcpy(c->open, c->o.open, c->o.count);
}

int gs_selection_mark(struct gs_selection *c, struct gs_report *report,
    const char *mark)
{
	struct gs_span most = {(const uint8_t *)mark, strlen(mark)};

	if (gs_mark_rank(&c->marks, most.ptr, most.len) < 0) {
		gs_report_tell(report, "selection-mark",
		    "'{0}' is not a portion mark of the memo's charter",
		    gs_say_text(mark));
		return GS_ERR_FORMAT;
	}

	gs_redact_up_to(c->open, &c->o, &c->marks, most);
	return GS_OK;
}

static int select_sentences(struct gs_selection *c, const struct item *item,
    bool show)
{
	size_t i = item->from, count = count_sentences(c, i);

	if (c->sentence[i] == NULL) {
		bool *own = gs_arena_take(c->arena, count, sizeof *own);
		if (own == NULL)
			return GS_ERR_MEMORY;
		for (size_t k = 0; k < count; k++)
			own[k] = is_selected(c, i, k);
		c->sentence[i] = own;
	}

	for (size_t k = item->first; k < item->last; k++)
		c->sentence[i][k] = show;
	return GS_OK;
}

/* Whether the file withholds something of the item. */
static bool is_withheld(const struct gs_selection *c, const struct item *item)
{
	for (size_t k = item->first; k < item->last; k++)
		if (!file_shows(c, item->from, k))
			return true;
	for (size_t i = item->from; i < item->to; i++)
		if (!c->o.open[i])
			return true;
	return false;
}

static int select_item(struct gs_selection *c, const struct item *item,
    bool show)
{
	if (item->inside)
		return select_sentences(c, item, show);

	for (size_t i = item->from; i < item->to; i++) {
		c->open[i] = show;
		c->sentence[i] = NULL;
	}
	return GS_OK;
}

static int select_items(struct gs_selection *c, struct gs_report *report,
    struct list list, bool show)
{
	if (list.len == 0)
		return refuse_list(report, list.value, c->o.count);

	while (list.len > 0) {
		struct item item;
		if (!next_listed(&item, c, &list))
			return refuse_list(report, list.value, c->o.count);
		if (show && is_withheld(c, &item)) {
			gs_report_tell(report, "selection-withheld-already",
			    "the file withholds already what '{0}' would show",
			    gs_say_text(list.value));
			return GS_ERR_RULE;
		}
		int err = select_item(c, &item, show);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

int gs_selection_show(struct gs_selection *c, struct gs_report *report,
    const char *list)
{
	return select_items(c, report,
	    (struct list){list, strlen(list), list}, true);
}

int gs_selection_withhold(struct gs_selection *c, struct gs_report *report,
    const char *value)
{
	return select_items(c, report,
	    (struct list){value, strcspn(value, " "), value}, false);
}

int gs_selection_end(struct gs_selection *c, struct gs_report *report)
{
	size_t shown = 0;

	for (size_t i = 0; i < c->o.count; i++) {
		size_t k = 0, count = c->sentence[i] == NULL ? 0 :
		    count_sentences(c, i);
		while (k < count && !c->sentence[i][k])
			k++;
		if (c->sentence[i] != NULL)
			c->open[i] = k < count;
		if (!c->open[i])
			c->sentence[i] = NULL;
		shown += c->open[i];
	}

	if (shown > 0)
		return GS_OK;
	gs_report_say(report, "selection-empty", "nothing would be shown");
	return GS_ERR_RULE;
}

/* What is withheld, for this reason, as was asked by `value`. */
struct because {
	struct gs_span code;
	const char *value;
};

static int set_reason(struct gs_span *reason, struct gs_report *report,
    const struct because *b)
{
	if (reason->len != 0) {
		gs_report_tell(report, "selection-second-reason",
		    "'{0}' gives a second reason to what has one",
		    gs_say_text(b->value));
		return GS_ERR_DUPLICATE;
	}

	*reason = b->code;
	return GS_OK;
}

static int refuse_shown(struct gs_report *report, const char *value)
{
	gs_report_tell(report, "selection-reason-for-shown",
	    "'{0}' gives a reason to what is shown; reasons are for what is "
	    "withheld", gs_say_text(value));
	return GS_ERR_RULE;
}

/* The reasons of the sentences of block i; NULL: no memory. */
static struct gs_span *inside_reasons(struct gs_selection *c, size_t i)
{
	if (c->inside[i] == NULL)
		c->inside[i] = gs_arena_take(c->arena, GS_SENTENCES_MAX,
		    sizeof *c->inside[i]);
	return c->inside[i];
}

static int reason_inside(struct gs_selection *c, struct gs_report *report,
    const struct item *item, const struct because *b)
{
	struct gs_span *own = inside_reasons(c, item->from);

	if (own == NULL)
		return GS_ERR_MEMORY;
	for (size_t k = item->first; k < item->last; k++) {
		if (is_selected(c, item->from, k))
			return refuse_shown(report, b->value);
		int err = set_reason(&own[k], report, b);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

static int reason_item(struct gs_selection *c, struct gs_report *report,
    const struct item *item, const struct because *b)
{
	if (item->inside)
		return reason_inside(c, report, item, b);

	for (size_t i = item->from; i < item->to; i++) {
		if (is_all_shown(c, i))
			return refuse_shown(report, b->value);
		int err = set_reason(&c->reason[i], report, b);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

static int check_code(struct gs_report *report, struct gs_span code)
{
	if (gs_is_reason(code))
		return GS_OK;
	gs_report_tell(report, "selection-reason-code",
	    "'{0}' is not a code for a reason: it has 1 to {1} "
	    "letters, figures and ().,/-, no space: write one of "
	    "these for it, as 'Artigo-6'", gs_say_span(code.ptr, code.len),
	    gs_say_number(GS_REASON_MAX));
	return GS_ERR_FORMAT;
}

int gs_selection_otherwise(struct gs_selection *c, struct gs_report *report,
    const char *code)
{
	struct gs_span given = {(const uint8_t *)code, strlen(code)};

	int err = check_code(report, given);
	for (size_t i = 0; err == GS_OK && i < c->o.count; i++)
		if (c->reason[i].len == 0)
			c->reason[i] = given;
	return err;
}

int gs_selection_reason(struct gs_selection *c, struct gs_report *report,
    const char *value, bool required)
{
	size_t len = strcspn(value, " ");
	bool has_code = value[len] != '\0';
	struct list list = {value, len, value};

	if (!has_code && !required)
		return GS_OK;
	if (len == 0 || !has_code) {
		gs_report_tell(report, "selection-reason-form",
		    "'{0}' is not 'LIST CODE', as '7,9-11 (b)(5)'",
		    gs_say_text(value));
		return GS_ERR_FORMAT;
	}

	const struct because b = {{(const uint8_t *)value + len + 1,
	    strlen(value + len + 1)}, value};
	int err = check_code(report, b.code);
	if (err != GS_OK)
		return err;

	while (list.len > 0) {
		struct item item;
		if (!next_listed(&item, c, &list))
			return refuse_list(report, value, c->o.count);
		err = reason_item(c, report, &item, &b);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

/* One gap; what it says of blocks that are not there, or are shown, is
 * nothing. */
static int take_earlier(struct gs_selection *c, const struct gs_gap *gap)
{
	size_t i = gap->block - 1;

	if (gap->reason.len == 0 || i >= c->o.count)
		return GS_OK;
	if (gap->from == 0) {
		if (c->reason[i].len == 0 && !c->o.open[i])
			c->reason[i] = gap->reason;
		return GS_OK;
	}

	if (gap->to > count_sentences(c, i))
		return GS_OK;
	struct gs_span *own = inside_reasons(c, i);
	if (own == NULL)
		return GS_ERR_MEMORY;
	for (size_t k = gap->from - 1; k < gap->to; k++)
		if (!file_shows(c, i, k) && own[k].len == 0)
			own[k] = gap->reason;
	return GS_OK;
}

int gs_selection_earlier(struct gs_selection *c, const void *text, size_t len)
{
	struct gs_span all = {text, len};

	for (size_t at = gs_find_gap(all, 0); at < len;) {
		struct gs_gap gap;
		size_t n = 1;
		int err = gs_read_gap(&gap, &n, (struct gs_span){
		    all.ptr + at, len - at}) ? take_earlier(c, &gap) : GS_OK;
		if (err != GS_OK)
			return err;
		at = gs_find_gap(all, at + n);
	}
	return GS_OK;
}

int gs_selection_annex(struct gs_selection *c, struct gs_report *report,
    const char *which)
{
	bool chosen[GS_ANNEXES_MAX] = {false};
	bool all = strcmp(which, "all") == 0;

	int err = gs_annexes_choose(chosen, report, c->o.annex_count, which);
	for (size_t i = 0; err == GS_OK && i < c->o.annex_count; i++) {
		if (chosen[i] && !c->o.annex_open[i] && !all) {
			gs_report_tell(report, "annex-withheld", "the file "
			    "withholds annex {0} already, so that it cannot "
			    "be shown", gs_say_number(i + 1));
			err = GS_ERR_RULE;
		}
		c->annex[i] |= chosen[i] && c->o.annex_open[i];
	}
	return err;
}

int gs_selection_text(struct gs_writer *w, const struct gs_selection *c,
    const void *made, size_t len)
{
	struct gs_provenance p;
	struct gs_opening o;

	int err = gs_provenance_parse(&p, NULL, c->arena, made, len);
	if (err == GS_OK)
		err = gs_opening_parse(&o, c->arena, p.opening.ptr,
		    p.opening.len);
	return err != GS_OK ? err : gs_redact_text(w, c->arena, &o,
	    &c->marks, &(struct gs_reasons){c->reason, c->inside});
}

void gs_selection_count(struct gs_selection_count *out,
    const struct gs_selection *c)
{
	*out = (struct gs_selection_count){.shown = 0};

	for (size_t i = 0; i < c->o.count; i++) {
		bool in_part = c->sentence[i] != NULL || c->o.part[i] != NULL;
		out->shown += c->open[i];
		out->in_part += c->open[i] && in_part;
		out->unmarked += !c->open[i] && c->o.open[i] &&
		    c->o.blocks[i].mark.len == 0;
	}
	for (size_t i = 0; i < c->o.annex_count; i++)
		out->annexes += c->annex[i];
}
