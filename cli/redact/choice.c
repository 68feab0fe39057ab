/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/redact/choice.h"

#include <stdio.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/memo/gap.h"
#include "lib/evidence/redact.h"

/* `9`, `9-11`, or `7:2-3`. */
struct item {
	size_t from, to;          /* blocks, from 0, the end excluded */
	size_t first, last;       /* sentences alike; if `inside` */
	bool inside;
};

static int wrong(const char *what, const char *which)
{
	fprintf(stderr, "gainsay redact: %s: '%s'\n", what, which);
	return GS_ERR_IO; /* usage: nothing was judged */
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
static size_t sentences(const struct gs_chosen *c, size_t i)
{
	struct gs_sentences *s = NULL;
	return c->o.open[i] && gs_opening_sentences(&s, c->arena, &c->o, i) ==
	    GS_OK ? s->leaves.count : 0;
}

/* The next item of the list; *len is 0 after the last. */
static bool next_item(struct item *item, const struct gs_chosen *c,
    const char **list, size_t *len)
{
	const char *comma = memchr(*list, ',', *len);
	size_t n = comma == NULL ? *len : (size_t)(comma - *list);
	const char *colon = memchr(*list, ':', n);
	size_t block = colon == NULL ? n : (size_t)(colon - *list);
	*item = (struct item){.inside = colon != NULL};
	if (!read_range(&item->from, &item->to, *list, block, c->o.count) ||
	    (comma != NULL && n + 1 == *len))
		return false;
	if (item->inside && (item->to != item->from + 1 ||
	    !read_range(&item->first, &item->last, colon + 1, n - block - 1,
	        sentences(c, item->from))))
		return false;
	*list += comma == NULL ? n : n + 1;
	*len -= comma == NULL ? n : n + 1;
	return true;
}

static bool file_shows(const struct gs_chosen *c, size_t i, size_t k)
{
	return c->o.open[i] && (c->o.part[i] == NULL ||
	    c->o.part[i]->leaves.shown[k] == GS_SHOWN);
}

static bool shows(const struct gs_chosen *c, size_t i, size_t k)
{
	return file_shows(c, i, k) && (c->sentence[i] == NULL ? c->open[i] :
	    c->sentence[i][k]);
}

/* Whether every sentence of the block is shown. */
static bool shows_all(const struct gs_chosen *c, size_t i)
{
	size_t k = 0, count = sentences(c, i);
	while (k < count && shows(c, i, k))
		k++;
	return count > 0 && k == count;
}

void gs_choose_all(struct gs_chosen *c)
{
	memcpy(c->open, c->o.open, c->o.count);
}

int gs_choose_mark(struct gs_chosen *c, const char *mark)
{
	struct gs_span most = {(const uint8_t *)mark, strlen(mark)};
	if (gs_mark_rank(GS_MARK_LEGACY, most.ptr, most.len) < 0 &&
	    gs_mark_rank(GS_MARK_CUI, most.ptr, most.len) < 0)
		return wrong("not a portion mark", mark);
	gs_redact_up_to(c->open, &c->o, most);
	return GS_OK;
}

static int choose_sentences(struct gs_chosen *c, const struct item *item,
    bool show)
{
	size_t i = item->from, count = sentences(c, i);
	if (c->sentence[i] == NULL) {
		bool *own = gs_arena_take(c->arena, count, sizeof *own);
		if (own == NULL)
			return GS_ERR_MEMORY;
		for (size_t k = 0; k < count; k++)
			own[k] = shows(c, i, k);
		c->sentence[i] = own;
	}
	for (size_t k = item->first; k < item->last; k++)
		c->sentence[i][k] = show;
	return GS_OK;
}

/* *unseen: something of it is withheld by the file. */
static int choose(struct gs_chosen *c, bool *unseen, const struct item *item,
    bool show)
{
	for (size_t k = item->first; k < item->last; k++)
		*unseen = *unseen || !file_shows(c, item->from, k);
	for (size_t i = item->from; i < item->to; i++)
		*unseen = *unseen || !c->o.open[i];
	if (*unseen && show)
		return GS_ERR_RULE;
	if (item->inside)
		return choose_sentences(c, item, show);
	for (size_t i = item->from; i < item->to; i++) {
		c->open[i] = show;
		c->sentence[i] = NULL;
	}
	return GS_OK;
}

static int choose_items(struct gs_chosen *c, const char *list, size_t len,
    bool show)
{
	const char *all = list;
	while (len > 0) {
		struct item item;
		bool unseen = false;
		if (!next_item(&item, c, &list, &len))
			return wrong("not blocks or sentences of this memo, as "
			    "3,7-9,11:2-3", all);
		int err = choose(c, &unseen, &item, show);
		if (err == GS_ERR_RULE)
			return wrong("the file withholds that already", all);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

int gs_choose_list(struct gs_chosen *c, const char *list)
{
	return *list == '\0' ? wrong("an empty list", list) :
	    choose_items(c, list, strlen(list), true);
}

int gs_choose_withhold(struct gs_chosen *c, const char *value)
{
	size_t len = strcspn(value, " ");
	return len == 0 ? wrong("an empty list", value) :
	    choose_items(c, value, len, false);
}

static int set_reason(struct gs_span *reason, struct gs_span code,
    const char *value)
{
	if (reason->len != 0)
		return wrong("there is a reason already", value);
	*reason = code;
	return GS_OK;
}

/* The reasons of the sentences of block i; NULL: no memory. */
static struct gs_span *inside(struct gs_chosen *c, size_t i)
{
	if (c->inside[i] == NULL)
		c->inside[i] = gs_arena_take(c->arena, GS_SENTENCES_MAX,
		    sizeof *c->inside[i]);
	return c->inside[i];
}

static int reason_inside(struct gs_chosen *c, const struct item *item,
    struct gs_span code, const char *value)
{
	struct gs_span *own = inside(c, item->from);
	if (own == NULL)
		return GS_ERR_MEMORY;
	for (size_t k = item->first; k < item->last; k++) {
		if (shows(c, item->from, k))
			return wrong("a sentence that is shown", value);
		int err = set_reason(&own[k], code, value);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

static int reason_item(struct gs_chosen *c, const struct item *item,
    struct gs_span code, const char *value)
{
	if (item->inside)
		return reason_inside(c, item, code, value);
	for (size_t i = item->from; i < item->to; i++) {
		if (shows_all(c, i))
			return wrong("a block that is shown", value);
		int err = set_reason(&c->reason[i], code, value);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

int gs_choose_reason(struct gs_chosen *c, const char *value, bool required)
{
	size_t len = strcspn(value, " ");
	const char *list = value;
	if (value[len] == '\0' && !required)
		return GS_OK;
	if (len == 0 || value[len] == '\0')
		return wrong("not 'LIST CODE'", value);
	struct gs_span code = {(const uint8_t *)value + len + 1,
	    strlen(value + len + 1)};
	if (!gs_is_reason(code))
		return wrong("a code has 1 to 24 letters, figures and ().,/-, "
		    "no space", value);
	while (len > 0) {
		struct item item;
		if (!next_item(&item, c, &list, &len))
			return wrong("not blocks or sentences of this memo",
			    value);
		int err = reason_item(c, &item, code, value);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

/* One gap; what it says of blocks that are not there, or are shown, is
 * nothing. */
static int take_earlier(struct gs_chosen *c, const struct gs_gap *gap)
{
	size_t i = gap->block - 1;
	if (gap->reason.len == 0 || i >= c->o.count)
		return GS_OK;
	if (gap->from == 0) {
		if (c->reason[i].len == 0 && !c->o.open[i])
			c->reason[i] = gap->reason;
		return GS_OK;
	}
	if (gap->to > sentences(c, i))
		return GS_OK;
	struct gs_span *own = inside(c, i);
	if (own == NULL)
		return GS_ERR_MEMORY;
	for (size_t k = gap->from - 1; k < gap->to; k++)
		if (!file_shows(c, i, k) && own[k].len == 0)
			own[k] = gap->reason;
	return GS_OK;
}

int gs_choose_earlier(struct gs_chosen *c, const void *text, size_t len)
{
	struct gs_span all = {text, len};
	size_t at = gs_find_gap(all, 0);
	while (at < len) {
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

int gs_choose_end(struct gs_chosen *c)
{
	size_t shown = 0;
	for (size_t i = 0; i < c->o.count; i++) {
		size_t k = 0, count = c->sentence[i] == NULL ? 0 :
		    sentences(c, i);
		while (k < count && !c->sentence[i][k])
			k++;
		if (c->sentence[i] != NULL)
			c->open[i] = k < count;
		if (!c->open[i])
			c->sentence[i] = NULL;
		shown += c->open[i];
	}
	return shown > 0 ? GS_OK : wrong("nothing would be shown", "");
}
