/* SPDX-License-Identifier: Apache-2.0 */
/* What a new list changes, and whether it may. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/csv_field.h"
#include "admin/roster.h"
#include "store/staff_id.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/bytes.h"

#define SHOWN_MOST 20 /* of each kind of change */
/* A list that drops more than one in ten may be half a list. */
#define LEAVING_PART 10
#define LEAVING_FEW 2

struct known {
	struct gs_staff_row who;
	bool eligible, listed; /* listed: in the new list too */
};

/* The list beside those who were known. */
struct difference {
	struct gs_roster *new;
	struct known *known; /* by id, as the new list's rows */
	size_t count, room;
	uint64_t were, join, leave, change;
};

static int by_id(const void *a, const void *b)
{
	const struct gs_span x = ((const struct gs_staff_row *)a)->id;
	const struct gs_span y = ((const struct gs_staff_row *)b)->id;
	int order = memcmp(x.ptr, y.ptr, x.len < y.len ? x.len : y.len);

	return order != 0 ? order : (x.len > y.len) - (x.len < y.len);
}

/* Known people ------------------------------------------------------- */

static int widen_known(struct difference *d)
{
	size_t room = d->room == 0 ? 64 : 2 * d->room;
	struct known *more = gs_arena_take(&d->new->pool.arena, room,
	    sizeof *more);

	if (more == NULL)
		return GS_ERR_MEMORY;
	if (d->count > 0)
		memcpy(more, d->known, d->count * sizeof *more);
	d->known = more;
	d->room = room;
	return GS_OK;
}

static int take_known(void *ctx, const struct gs_staff_row *who, bool eligible)
{
	struct difference *d = ctx;
	struct gs_arena *arena = &d->new->pool.arena;
	int err = d->count == d->room ? widen_known(d) : GS_OK;

	if (err != GS_OK)
		return err;
	struct known *one = &d->known[d->count];
	*one = (struct known){.eligible = eligible};
	err = gs_arena_copy(&one->who.id, arena, who->id);
	if (err == GS_OK)
		err = gs_arena_copy(&one->who.name, arena, who->name);
	if (err == GS_OK)
		err = gs_arena_copy(&one->who.category, arena, who->category);
	d->count += err == GS_OK;
	return err;
}

/* Changes ------------------------------------------------------------- */

static bool is_same_text(struct gs_span a, struct gs_span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr,
	    a.len) == 0);
}

static bool is_changed(const struct gs_staff_row *a,
    const struct gs_staff_row *b)
{
	return !is_same_text(a->name, b->name) ||
	    !is_same_text(a->category, b->category);
}

typedef int change_fn(void *ctx, const char *what,
    const struct gs_staff_row *old, const struct gs_staff_row *new);

/* Both are in the order of their ids. */
static int visit_changes(struct difference *d, change_fn *visit, void *ctx)
{
	const struct gs_staff_row *row = d->new->rows;
	const struct gs_staff_row *end = row + d->new->count;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && (row < end || i < d->count);) {
		struct known *k = i < d->count ? &d->known[i] : NULL;
		int order = k == NULL ? -1 : row == end ? 1 :
		    by_id(row, &k->who);

		if (order < 0 || (order == 0 && !k->eligible))
			err = visit(ctx, "joins", NULL, row);
		else if (order > 0 && k->eligible)
			err = visit(ctx, "leaves", &k->who, NULL);
		else if (order == 0 && is_changed(&k->who, row))
			err = visit(ctx, "changes", &k->who, row);
		if (order == 0)
			k->listed = true;
		row += order <= 0;
		i += order >= 0;
	}
	return err;
}

static int count_change(void *ctx, const char *what,
    const struct gs_staff_row *old, const struct gs_staff_row *new)
{
	struct difference *d = ctx;

	(void)what;
	d->join += old == NULL;
	d->leave += new == NULL;
	d->change += old != NULL && new != NULL;
	return GS_OK;
}

struct showing {
	const char *kind;
	size_t shown;
};

static int show_row(const char *what, const struct gs_staff_row *row)
{
	size_t room = 2 * (row->id.len + row->name.len + row->category.len) +
	    64;
	char *line = malloc(room);
	struct gs_writer w = gs_writer_of(line, room);

	if (line == NULL)
		return GS_ERR_MEMORY;
	gs_write_text(&w, "  ");
	gs_write_text(&w, what);
	gs_write_text(&w, " ");
	gs_csv_field(&w, row->id, ',');
	gs_csv_field(&w, row->name, ',');
	gs_csv_field(&w, row->category, '\n');
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		gs_say_calm(stdout, line, w.len, "\n");
	free(line);
	return err;
}

static int show_change(void *ctx, const char *what,
    const struct gs_staff_row *old, const struct gs_staff_row *new)
{
	struct showing *s = ctx;
	int err = GS_OK;

	if (strcmp(what, s->kind) != 0 || s->shown++ >= SHOWN_MOST)
		return GS_OK;
	if (old != NULL)
		err = show_row(new == NULL ? what : "was", old);
	return err != GS_OK || new == NULL ? err : show_row(old == NULL ?
	    what : "is ", new);
}

static int show_difference(struct difference *d)
{
	static const char *const kinds[] = {"joins", "leaves", "changes"};
	int err = GS_OK;

	if (d->were == 0)
		return GS_OK; /* the first list: everybody joins */
	printf("Against the list of before: %llu join, %llu leave, %llu have "
	    "another name or category, %llu stay as they are.\n",
	    (unsigned long long)d->join, (unsigned long long)d->leave,
	    (unsigned long long)d->change,
	    (unsigned long long)(d->were - d->leave - d->change));
	for (size_t i = 0; err == GS_OK && i < 3; i++) {
		struct showing s = {.kind = kinds[i]};

		err = visit_changes(d, show_change, &s);
		if (s.shown > SHOWN_MOST)
			printf("  ... and %zu more like this\n",
			    s.shown - SHOWN_MOST);
	}
	return err;
}

/* Judgement ------------------------------------------------------------ */

static int require_unique(const struct gs_roster *new, const char *place)
{
	for (size_t i = 1; i < new->count; i++)
		if (by_id(&new->rows[i - 1], &new->rows[i]) == 0) {
			gs_verb_tell("staff-id-twice", "{0} has the id {1} "
			    "twice; nothing was changed", gs_say_text(place),
			    gs_say_span(new->rows[i].id.ptr,
			        new->rows[i].id.len));
			return GS_ERR_DUPLICATE;
		}
	return GS_OK;
}

/* Beside those who were known and are not listed: one who is spelled otherwise
 * than last time would leave, and join with a second key. */
static int warn_alike(struct difference *d, const char *place)
{
	const struct gs_roster *new = d->new;
	struct gs_staff_row *all = calloc(new->count + d->count + 1,
	    sizeof *all);
	struct gs_span pair[2];
	size_t count = new->count, found = 0;

	if (all == NULL)
		return GS_ERR_MEMORY;
	memcpy(all, new->rows, count * sizeof *all);
	for (size_t i = 0; i < d->count; i++)
		if (!d->known[i].listed)
			all[count++] = d->known[i].who;

	int err = gs_staff_id_alike(pair, &found, &d->new->pool.arena, all,
	    count, new->count);
	free(all);
	if (err == GS_OK && found > 0)
		gs_verb_tell("staff-ids-alike", "{0} has the ids {1} and {2}, "
		    "which differ in capitals alone (such pairs, with those of "
		    "lists of before: {3}): if that is one person, they get "
		    "two keys; correct the list and import it again",
		    gs_say_text(place), gs_say_span(pair[0].ptr, pair[0].len),
		    gs_say_span(pair[1].ptr, pair[1].len),
		    gs_say_number(found));
	return err;
}

static int judge_leaving(const struct difference *d, const char *leaving)
{
	uint64_t typed = 0;

	if (gs_decimal_decode(&typed, leaving, strlen(leaving),
	        INT64_MAX) == GS_OK && typed == d->leave)
		return GS_OK;
	gs_verb_tell("staff-leaving-other", "{0} people leave by this list; "
	    "--leaving says '{1}': nothing was changed",
	    gs_say_number(d->leave), gs_say_text(leaving));
	return GS_ERR_DENIED;
}

/* An export that was cut makes many ineligible, who then cannot act. */
static int ask_leaving(const struct difference *d,
    const struct gs_importing *how)
{
	char question[128];

	if (how->leaving != NULL)
		return judge_leaving(d, how->leaving);
	if (d->leave <= LEAVING_FEW || d->leave * LEAVING_PART <= d->were)
		return GS_OK;
	if (!how->yes && isatty(STDIN_FILENO) != 1) {
		gs_verb_tell("staff-many-leave", "{0} of {1} people would no "
		    "longer be eligible: nothing was changed; if that is "
		    "right, say --leaving {0}", gs_say_number(d->leave),
		    gs_say_number(d->were));
		return GS_ERR_DENIED;
	}
	(void)snprintf(question, sizeof question, "Make %llu of %llu people "
	    "ineligible?", (unsigned long long)d->leave,
	    (unsigned long long)d->were);
	return gs_terminal_ask(question, how->yes);
}

static int enter_list(struct gs_database *staff, const struct gs_roster *new)
{
	uint64_t eligible = 0;

	int err = gs_staff_import(staff, new->rows, new->count);
	if (err == GS_OK)
		err = gs_staff_eligible(&eligible, staff);
	if (err == GS_OK)
		printf("%llu %s eligible.\n", (unsigned long long)eligible,
		    eligible == 1 ? "person is" : "people are");
	return err;
}

static int import_difference(struct gs_database *staff, struct difference *d,
    const struct gs_importing *how)
{
	int err = gs_staff_known(staff, take_known, d);

	if (err == GS_OK)
		err = gs_staff_eligible(&d->were, staff);
	if (err == GS_OK)
		err = visit_changes(d, count_change, d);
	if (err == GS_OK)
		err = warn_alike(d, how->place);
	if (err == GS_OK)
		err = show_difference(d);
	if (err != GS_OK)
		return err;

	if (how->dry_run) {
		printf("%zu %s in the list; nothing was changed.\n",
		    d->new->count, d->new->count == 1 ? "person is" :
		    "people are");
		return GS_OK;
	}
	err = ask_leaving(d, how);
	return err == GS_OK ? enter_list(staff, d->new) : err;
}

int gs_roster_import(struct gs_database *staff, struct gs_roster *roster,
    const struct gs_importing *how)
{
	struct difference d = {.new = roster};

	qsort(roster->rows, roster->count, sizeof *roster->rows, by_id);
	int err = require_unique(roster, how->place);
	return err == GS_OK ? import_difference(staff, &d, how) : err;
}
