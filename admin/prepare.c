/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/prepare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admin/channel_log.h"
#include "admin/csv_field.h"
#include "admin/listed.h"
#include "admin/roll_files.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "lib/host.h"
#include "lib/records/roll.h"

#define KEYS_MAX (GS_ROLL_MAX * 32)
#define NAMES_MAX ((size_t)64 << 20)

/* The keys of an edition, as they come out of the staff list. */
struct keys {
	uint8_t *ptr;
	size_t len, room;
};

static int add_key(void *ctx, const uint8_t key[32])
{
	struct keys *k = ctx;

	if (k->room - k->len < 32) {
		size_t room = k->room == 0 ? 65536 : k->room * 2;
		uint8_t *more = room > KEYS_MAX ? NULL : malloc(room);
		if (more == NULL)
			return GS_ERR_MEMORY;
		if (k->len != 0)
			memcpy(more, k->ptr, k->len);
		free(k->ptr);
		k->ptr = more;
		k->room = room;
	}
	memcpy(k->ptr + k->len, key, 32);
	k->len += 32;
	return GS_OK;
}

/* An edition while it is prepared. */
struct edition {
	uint64_t number;
	bool was_closed;    /* before this run */
	struct keys keys;
	uint8_t replaced[GS_REPLACED_MAX][32];
	size_t replaced_count;
	uint64_t eligible;
	struct gs_staff_growth growth;
};

/* The next edition, which must be the one that was asked for. */
static int number_edition(struct edition *e, const struct gs_preparation *p,
    const struct gs_source *log)
{
	uint64_t wished = 0, last = gs_log_edition(log);

	e->number = last + 1;
	if (p->edition == NULL)
		return GS_OK;

	if (gs_decimal_decode(&wished, p->edition, strlen(p->edition),
	        INT64_MAX) != GS_OK) {
		gs_verb_tell("edition-no-number",
		    "--edition '{0}' is not the number of an edition: "
		    "1, 2, 3, ...",
		    gs_say_text(p->edition));
		return GS_ERR_FORMAT;
	}
	if (wished == e->number)
		return GS_OK;
	gs_verb_tell("edition-not-next", "edition {0} cannot be prepared: the "
	    "last in the log is {1}, so the next is {2}",
	    gs_say_number(wished), gs_say_number(last),
	    gs_say_number(e->number));
	return GS_ERR_RULE;
}

static int add_replaced(void *ctx, const uint8_t key[32])
{
	struct edition *e = ctx;

	if (e->replaced_count == GS_REPLACED_MAX)
		return GS_ERR_SPACE;
	gs_host_sha256(e->replaced[e->replaced_count++],
	    &(struct gs_span){key, 32}, 1);
	return GS_OK;
}

static int compare_hashes(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static int close_edition(struct edition *e, struct gs_registry *r)
{
	struct gs_database *staff = r->staff;
	uint64_t closed = 0;

	int err = gs_staff_closed(&closed, staff);
	if (err == GS_OK)
		err = gs_staff_close(staff, e->number);
	e->was_closed = closed >= e->number;
	if (err == GS_OK)
		err = gs_staff_keys(staff, e->number, add_key, &e->keys);
	if (err == GS_OK)
		err = gs_staff_replaced(staff, e->number, add_replaced, e);
	if (err == GS_OK)
		err = gs_staff_eligible(&e->eligible, staff);
	if (err == GS_OK)
		err = gs_staff_growth(&e->growth, staff, e->number);
	qsort(e->replaced, e->replaced_count, 32, compare_hashes);
	return err;
}

/* Who left, by this list; within what the sizes in the log allow. */
static uint64_t count_left(const struct edition *e,
    const struct gs_roll_edition *last)
{
	uint64_t size = e->keys.len / 32;
	uint64_t left = e->growth.left + e->growth.lapsed;
	uint64_t least = last->size > size ? last->size - size : 0;

	if (size + left == last->size + e->growth.joined)
		return left;
	gs_verb_tell("roll-list-differs", "this list does not know who is on "
	    "edition {0} as the log has it ({1} keys): who left is counted "
	    "by the list, as far as that fits", gs_say_number(last->edition),
	    gs_say_number(last->size));
	return left < least ? least : left > last->size ? last->size : left;
}

/* NAME.reading: what members of this roll are told who ask for it, and nobody
 * else. */
static int make_reading(uint8_t hash[32], const char *name)
{
	uint8_t key[32], text[65];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	char path[GS_ROLL_PATH_MAX];

	int err = gs_host_random(key, sizeof key);
	if (err == GS_OK)
		err = gs_roll_path(path, name, ".reading");
	if (err == GS_OK) {
		gs_write_hex(&w, key, sizeof key);
		gs_write_text(&w, "\n");
		err = gs_cli_file_write(path, text, w.len, 0600);
	}
	gs_host_sha256(hash, &(struct gs_span){key, sizeof key}, 1);
	gs_host_wipe(key, sizeof key);
	gs_host_wipe(text, sizeof text);
	return err;
}

static int write_record(struct gs_writer *w, const struct edition *e,
    const struct gs_state *state, const char *name)
{
	const struct gs_charter *charter = gs_state_charter(state);
	const struct gs_roll_edition *last = gs_state_roll(state);
	struct gs_part readers = gs_record_part(&charter->rec, "readers");
	bool members = gs_part_is(&readers, "members");
	uint8_t root[32], reading[32];

	gs_working("Making the roll");
	int err = gs_roll_root_of(root, e->keys.ptr, e->keys.len);
	gs_worked();
	if (err == GS_OK && members)
		err = make_reading(reading, name);
	if (err != GS_OK)
		return err;
	const struct gs_roll_terms terms = {
	    .channel = charter->channel,
	    .edition = e->number, .size = e->keys.len / 32,
	    .eligible = e->eligible, .has_left = last != NULL,
	    .left = last == NULL ? 0 : count_left(e, last), .root = root,
	    .replaced = (const uint8_t (*)[32])e->replaced,
	    .replaced_count = e->replaced_count,
	    .reading = members ? reading : NULL};
	return gs_roll_record_write(w, &terms);
}

/* Whatever the log would refuse is said now, not after both have signed. */
static int judge_record(struct gs_span record, const struct gs_state *state)
{
	struct gs_report report = {.text = ""};
	struct gs_pool pool;
	struct gs_record rec;
	size_t signatures = 0;

	int err = gs_roll_record_judge(&rec, &signatures, &report,
	    gs_pool_start(&pool), record, state);
	gs_verb_report(&report);
	gs_pool_free(&pool);
	return err;
}

/* The names of who joined, left or lapsed. */
struct names {
	struct gs_writer w;
};

static int add_name(void *ctx, const struct gs_staff_row *who,
    const char *what)
{
	struct names *names = ctx;

	gs_write_text(&names->w, what);
	gs_write_u8(&names->w, ',');
	gs_csv_field(&names->w, who->id, ',');
	gs_csv_field(&names->w, who->name, '\n');
	return gs_writer_end(&names->w);
}

static int write_names(const char *path, struct gs_database *staff,
    uint64_t edition)
{
	struct names names;
	uint8_t *text = malloc(NAMES_MAX);

	if (text == NULL)
		return GS_ERR_MEMORY;
	names.w = gs_writer_of(text, NAMES_MAX);
	gs_write_text(&names.w, "change,id,name\n");

	int err = gs_staff_moves(staff, edition, add_name, &names);
	if (err == GS_OK)
		err = gs_cli_file_write(path, text, names.w.len, 0600);
	free(text);
	return err;
}

static void say_edition(const struct edition *e, const struct gs_state *state,
    const char *name)
{
	const struct gs_roll_edition *last = gs_state_roll(state);

	printf("Edition %llu: %zu keys of %llu eligible members.\n",
	    (unsigned long long)e->number, e->keys.len / 32,
	    (unsigned long long)e->eligible);
	if (last != NULL)
		printf("Edition %llu had %llu keys of %llu eligible members: "
		    "%llu joined, %llu left, %llu are eligible and have no "
		    "key now.\n", (unsigned long long)last->edition,
		    (unsigned long long)last->size,
		    (unsigned long long)last->eligible,
		    (unsigned long long)e->growth.joined,
		    (unsigned long long)e->growth.left,
		    (unsigned long long)e->growth.lapsed);
	if (e->replaced_count > 0)
		printf("%zu key%s replaced and named in the record.\n",
		    e->replaced_count, e->replaced_count == 1 ? " was" :
		    "s were");
	printf("It takes no more keys ('gainsay roll reopen' undoes that). "
	    "Now the registrar signs %s.rec, then the second.\n", name);
}

static int make_edition(struct edition *e, const struct gs_preparation *p,
    struct gs_registry *r, const struct gs_state *state)
{
	static uint8_t record[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(record, sizeof record);

	gs_working("Reading the enrolments");
	int err = close_edition(e, r);
	gs_worked();
	if (err != GS_OK) {
		gs_verb_tell("staff-list-unread", "{0}/staff.db cannot be "
		    "read: {1}", gs_say_text(r->dir),
		    gs_say_text(gs_strerror(err)));
		return err;
	}

	err = write_record(&w, e, state, p->out);
	if (err == GS_OK)
		err = judge_record((struct gs_span){record, w.len}, state);
	if (err == GS_OK && p->names != NULL)
		err = write_names(p->names, r->staff, e->number);
	if (err == GS_OK)
		err = gs_listed_write(p->out, r->staff, e->number);
	if (err == GS_OK)
		err = gs_roll_write(p->out, ".keys",
		    (struct gs_span){e->keys.ptr, e->keys.len});
	if (err == GS_OK)
		err = gs_roll_write(p->out, ".rec",
		    (struct gs_span){record, w.len});
	if (err == GS_OK)
		say_edition(e, state, p->out);
	return err;
}

/* Nothing is lost to a second call: signatures, names. */
static int require_free(const struct gs_preparation *p)
{
	char path[GS_ROLL_PATH_MAX];
	static const char *const suffixes[] = {".rec", ".keys", ".reading",
	    ".marks", ".people"};

	int err = gs_cli_out_free(p->names, p->force, NULL, 0);
	for (size_t i = 0; i < 5 && err == GS_OK; i++) {
		err = gs_roll_path(path, p->out, suffixes[i]);
		if (err == GS_OK)
			err = gs_cli_out_free(path, p->force, NULL, 0);
	}
	return err;
}

/* Who enrols elsewhere has a key in this list, or is told that it is late. */
static int close_elsewhere(struct edition *e, struct gs_registry *r)
{
	int err = gs_registry_close_edition(r, e->number);

	return err == GS_OK ? gs_registry_take(r) : err;
}

static int reopen_both(struct gs_registry *r, uint64_t edition)
{
	int err = gs_staff_reopen(r->staff, edition);

	if (err == GS_ERR_UNKNOWN)
		err = GS_OK; /* it was closed elsewhere alone */
	return err == GS_OK ? gs_registry_reopen(r, edition) : err;
}

static int prepare_next(const struct gs_preparation *p,
    struct gs_registry *r)
{
	const struct gs_source *log = &r->log;
	struct edition *e = calloc(1, sizeof *e);

	if (e == NULL)
		return GS_ERR_MEMORY;
	gs_say_exercise(stdout, gs_state_charter(gs_log_state(log))->exercise);
	int err = number_edition(e, p, log);
	if (err == GS_OK)
		err = require_free(p);
	if (err == GS_OK)
		err = close_elsewhere(e, r);
	if (err == GS_OK) {
		err = make_edition(e, p, r, gs_log_state(log));
		/* What was not prepared goes on. */
		if (err != GS_OK && !e->was_closed &&
		    reopen_both(r, e->number) != GS_OK)
			gs_verb_tell("edition-stays-closed", "edition {0} "
			    "takes no keys until 'gainsay roll reopen'",
			    gs_say_number(e->number));
	}
	free(e->keys.ptr);
	free(e);
	return err;
}

int gs_roll_prepare(const struct gs_preparation *p)
{
	struct gs_registry r = *p->registry;

	int err = gs_registry_open(&r);
	if (err == GS_OK)
		err = prepare_next(p, &r);
	gs_registry_close(&r);
	return err;
}

static int reopen_next(struct gs_registry *r)
{
	uint64_t closed = 0, last = gs_log_edition(&r->log);

	int err = gs_staff_closed(&closed, r->staff);
	if (err == GS_OK && closed <= last) {
		gs_verb_tell("edition-open", "no edition is closed that is "
		    "not in the log, whose last is {0}", gs_say_number(last));
		return GS_ERR_RULE;
	}
	if (err == GS_OK)
		err = reopen_both(r, closed);
	if (err == GS_OK)
		printf("Edition %llu takes keys again: prepare and sign it "
		    "anew; what was signed before must not be published.\n",
		    (unsigned long long)closed);
	return err;
}

int gs_roll_reopen(const struct gs_registry *registry)
{
	struct gs_registry r = *registry;

	int err = gs_registry_open(&r);
	if (err == GS_OK)
		err = reopen_next(&r);
	gs_registry_close(&r);
	return err;
}
