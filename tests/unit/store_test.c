/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of store.h must do, and what the staff list must; the log is
 * log_conformance_test.c's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "core/bytes.h"
#include "lib/host.h"
#include "store/boxes.h"
#include "store/deck.h"
#include "store/inbox.h"
#include "store/log.h"
#include "store/sqlite.h"
#include "store/staff.h"
#include "store/store.h"

struct place {
	char dir[64], channel[96], waiting[96], texts[96], staff[96], tidy[96];
	struct gs_log *log;
	struct gs_database *inbox, *boxes, *list;
};

static struct gs_span span(const char *text)
{
	return (struct gs_span){(const uint8_t *)text, strlen(text)};
}

static void assert_span(struct gs_span s, const char *text)
{
	assert_int_equal(s.len, strlen(text));
	assert_memory_equal(s.ptr, text, s.len);
}

static int setup(void **state)
{
	const struct gs_log_claim own = {.take = false};
	uint8_t other[GS_LOG_NODE_LEN];
	struct place *p = calloc(1, sizeof *p);
	assert_non_null(p);
	assert_int_equal(gs_host_start(), GS_OK);
	snprintf(p->dir, sizeof p->dir, "gainsay-store-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->channel, sizeof p->channel, "%s/channel.db", p->dir);
	snprintf(p->waiting, sizeof p->waiting, "%s/inbox.db", p->dir);
	snprintf(p->texts, sizeof p->texts, "%s/boxes.db", p->dir);
	snprintf(p->staff, sizeof p->staff, "%s/staff.db", p->dir);
	snprintf(p->tidy, sizeof p->tidy, "%s/tidy", p->dir);

	assert_int_equal(gs_log_open_file(&p->log, p->channel), GS_OK);
	assert_int_equal(gs_log_lead(other, p->log, &own), GS_OK);
	assert_int_equal(gs_inbox_open(&p->inbox, p->waiting), GS_OK);
	assert_int_equal(gs_boxes_open(&p->boxes, p->texts), GS_OK);
	assert_int_equal(gs_staff_open(&p->list, p->staff), GS_OK);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;
	gs_log_free(&p->log);
	gs_store_free(&p->inbox);
	gs_store_free(&p->boxes);
	gs_staff_free(&p->list);
	unlink(p->channel);
	unlink(p->waiting);
	unlink(p->texts);
	unlink(p->staff);
	assert_int_equal(rmdir(p->tidy), 0); /* empty */
	assert_int_equal(rmdir(p->dir), 0); /* the -wal files went with them */
	free(p);
	return 0;
}

static void files_are_private(void **state)
{
	struct place *p = *state;
	const char *const files[] = {p->channel, p->waiting, p->texts,
	    p->staff};
	struct stat st;

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		assert_int_equal(stat(files[i], &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
}

static int collect_act(void *ctx, const struct gs_box_act *act)
{
	struct gs_writer *w = ctx;
	const struct gs_span parts[] = {act->endorsement, act->withdrawal,
	    act->shown, act->shown_withdrawal};

	gs_write_u8(w, (uint8_t)('0' + act->tag[0]));
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		gs_write_u8(w, '/');
		gs_write_bytes(w, parts[i].ptr, parts[i].len);
	}
	gs_write_u8(w, ' ');
	return GS_OK;
}

static void assert_acts(struct gs_database *s, const uint8_t memo[32],
    const char *want)
{
	char buf[256];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_inbox_each_act(s, memo, collect_act, &w), GS_OK);
	assert_int_equal(w.len, strlen(want));
	assert_memory_equal(buf, want, w.len);
}

static void add_box(struct gs_database *s, const struct gs_box *box)
{
	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_add_box(s, box), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
}

static void put_act(struct gs_database *s, const uint8_t memo[32],
    uint8_t tag, const char *endorsement, const char *withdrawal)
{
	const struct gs_box_act act = {.tag = {tag},
	    .endorsement = span(endorsement),
	    .withdrawal = span(withdrawal)};

	assert_int_equal(gs_inbox_put_act(s, memo, &act), GS_OK);
}

static void a_box_shows_acts_in_steps(void **state)
{
	struct place *p = *state;
	struct gs_database *s = p->inbox;
	struct gs_box box = {.memo = {1}, .roll = {2}, .charter = {3},
	    .after = 4, .expires = 5, .token_hash = {6}, .owner_hash = {7}};
	struct gs_box got;
	struct gs_box_act act;
	uint8_t t2[32] = {2}, other[32] = {3};
	uint64_t tags = 9;

	add_box(s, &box);
	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_add_box(s, &box), GS_ERR_DUPLICATE);
	put_act(s, box.memo, 2, "e2", "");
	put_act(s, box.memo, 1, "e1", "");
	assert_int_equal(gs_inbox_count_new(&tags, s, box.memo), GS_OK);
	assert_int_equal(tags, 2);
	assert_int_equal(gs_inbox_show_acts(s, box.memo), GS_OK);

	/* A new proof of a tag, and what it takes back, are nothing new. */
	put_act(s, box.memo, 2, "f2", "w2");
	assert_int_equal(gs_inbox_count_new(&tags, s, box.memo), GS_OK);
	assert_int_equal(tags, 0);
	put_act(s, box.memo, 3, "e3", "");
	assert_int_equal(gs_store_commit(s), GS_OK);

	assert_acts(s, box.memo, "1/e1//e1/ 2/f2/w2/e2/ 3/e3/// ");
	assert_int_equal(gs_inbox_count_new(&tags, s, box.memo), GS_OK);
	assert_int_equal(tags, 1);
	assert_int_equal(gs_inbox_act(&act, s, box.memo, t2), GS_OK);
	assert_span(act.withdrawal, "w2");
	assert_int_equal(gs_inbox_act(&act, s, other, t2), GS_ERR_UNKNOWN);

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_close_box(s, box.memo), GS_OK);
	assert_int_equal(gs_inbox_prolong(s, box.memo, 8), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
	assert_acts(s, box.memo, "");

	assert_int_equal(gs_inbox_box(&got, s, box.memo), GS_OK);
	assert_true(got.filed);
	assert_false(got.empty);
	assert_int_equal(got.after, 4);
	assert_int_equal(got.expires, 8);
	assert_memory_equal(got.token_hash, box.token_hash, 32);
	assert_memory_equal(got.owner_hash, box.owner_hash, 32);

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_remove_box(s, box.memo), GS_OK);
	assert_int_equal(gs_inbox_remove_box(s, other), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
	assert_int_equal(gs_inbox_box(&got, s, box.memo), GS_ERR_UNKNOWN);
}

/* What a box promised stays when the box goes, and is in the next. */
static void acts_outlive_their_box(void **state)
{
	struct place *p = *state;
	struct gs_database *s = p->inbox;
	struct gs_box box = {.memo = {3}, .roll = {2}, .charter = {3},
	    .expires = 9}, got;

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_add_box(s, &box), GS_OK);
	assert_int_equal(gs_inbox_retire_box(s, box.memo), GS_OK);
	assert_int_equal(gs_inbox_box(&got, s, box.memo), GS_ERR_UNKNOWN);

	assert_int_equal(gs_inbox_add_box(s, &box), GS_OK);
	put_act(s, box.memo, 1, "e1", "");
	assert_int_equal(gs_inbox_add_box(s, &box), GS_ERR_DUPLICATE);
	assert_int_equal(gs_inbox_retire_box(s, box.memo), GS_OK);
	assert_int_equal(gs_inbox_box(&got, s, box.memo), GS_OK);
	assert_true(got.empty && !got.filed);
	box.expires = 10;
	assert_int_equal(gs_inbox_add_box(s, &box), GS_OK);
	assert_int_equal(gs_inbox_box(&got, s, box.memo), GS_OK);
	assert_false(got.empty);
	assert_int_equal(got.expires, 10);
	assert_acts(s, box.memo, "1/e1/// ");
	assert_int_equal(gs_inbox_remove_box(s, box.memo), GS_OK);
	assert_acts(s, box.memo, "");
	assert_int_equal(gs_store_commit(s), GS_OK);
}

static void turns_go_with_their_week(void **state)
{
	struct place *p = *state;
	struct gs_database *s = p->inbox;
	uint8_t tag[32] = {1}, other[32] = {2};

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_use_turn(s, 7, tag), GS_OK);
	assert_int_equal(gs_inbox_use_turn(s, 7, tag), GS_ERR_DUPLICATE);
	assert_int_equal(gs_inbox_use_turn(s, 8, tag), GS_OK);
	assert_int_equal(gs_inbox_turn(s, 7, tag), GS_OK);
	assert_int_equal(gs_inbox_turn(s, 7, other), GS_ERR_UNKNOWN);
	assert_int_equal(gs_inbox_drop_turns(s, 8), GS_OK);
	assert_int_equal(gs_inbox_turn(s, 7, tag), GS_ERR_UNKNOWN);
	assert_int_equal(gs_inbox_turn(s, 8, tag), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
}

static int count_blob(void *ctx, const struct gs_blob_name *name)
{
	size_t *counts = ctx;

	counts[name->kind]++;
	return GS_OK;
}

static void assert_size(struct gs_database *boxes, uint64_t want)
{
	uint64_t size = 0;

	assert_int_equal(gs_boxes_size(&size, boxes), GS_OK);
	assert_int_equal(size, want);
}

static void texts_have_kinds_and_a_size(void **state)
{
	struct place *p = *state;
	struct gs_database *s = p->boxes;
	struct gs_blob_name a = {GS_BLOB_SEALED, {1}}, b = {GS_BLOB_FILE, {1}};
	struct gs_span got = {NULL, 0};
	size_t counts[GS_BLOB_KINDS] = {0};
	uint64_t size = 9;

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_boxes_size(&size, s), GS_OK);
	assert_int_equal(size, 0);
	assert_int_equal(gs_boxes_put(s, &a, span("sealed")), GS_OK);
	assert_int_equal(gs_boxes_put(s, &b, span("a file")), GS_OK);
	assert_int_equal(gs_boxes_put(s, &b, span("another")), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);

	assert_int_equal(gs_boxes_size(&size, s), GS_OK);
	assert_int_equal(size, 6 + 7);
	assert_int_equal(gs_boxes_get(&got, s, &b), GS_OK);
	assert_span(got, "another");
	assert_int_equal(gs_boxes_each(s, count_blob, counts), GS_OK);
	assert_int_equal(counts[GS_BLOB_SEALED], 1);
	assert_int_equal(counts[GS_BLOB_FILE], 1);
	assert_int_equal(counts[GS_BLOB_HELD], 0);

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_boxes_remove(s, &a), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
	assert_int_equal(gs_boxes_get(&got, s, &a), GS_ERR_UNKNOWN);
	assert_size(s, 7);

	/* What is undone does not count, and what is there does anew. */
	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_boxes_put(s, &a, span("sealed")), GS_OK);
	assert_int_equal(gs_boxes_remove(s, &b), GS_OK);
	assert_size(s, 6);
	assert_int_equal(gs_store_rollback(s), GS_OK);
	assert_size(s, 7);
	assert_int_equal(gs_boxes_tidy(s, true), GS_OK);
	assert_size(s, 7);
	gs_store_free(&p->boxes);
	assert_int_equal(gs_boxes_open(&p->boxes, p->texts), GS_OK);
	assert_size(p->boxes, 7);
}

/* A copy needs its folder. */
static void texts_that_come_need_no_copy(void **state)
{
	struct place *p = *state;
	struct gs_database *s = p->boxes;
	struct gs_blob_name name = {GS_BLOB_SEALED, {1}};

	assert_int_equal(rmdir(p->tidy), 0);
	for (uint8_t i = 0; i < 9; i++) {
		name.name[0] = i;
		assert_int_equal(gs_store_begin(s), GS_OK);
		assert_int_equal(gs_boxes_put(s, &name, span("sealed")), GS_OK);
		assert_int_equal(gs_store_commit(s), GS_OK);
		assert_int_equal(gs_boxes_tidy(s, true), GS_OK);
	}

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_boxes_remove(s, &name), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
	assert_int_equal(gs_boxes_tidy(s, false), GS_OK);
	assert_int_not_equal(gs_boxes_tidy(s, true), GS_OK);
	assert_int_equal(mkdir(p->tidy, 0700), 0);
	assert_int_equal(gs_boxes_tidy(s, true), GS_OK);
	assert_size(s, 8 * 6);
}

static bool file_has(const char *path, const char *text)
{
	static uint8_t buf[1 << 20];

	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return false;

	size_t len = fread(buf, 1, sizeof buf, f);
	fclose(f);
	return memmem(buf, len, text, strlen(text)) != NULL;
}

static void what_is_deleted_is_gone_from_the_disk(void **state)
{
	struct place *p = *state;
	struct gs_database *s = p->inbox;
	struct gs_box box = {.memo = {1}};
	char wal[128];

	snprintf(wal, sizeof wal, "%s-wal", p->waiting);
	add_box(s, &box);

	assert_int_equal(gs_store_begin(s), GS_OK);
	put_act(s, box.memo, 1, "an act to be forgotten", "");
	assert_int_equal(gs_store_commit(s), GS_OK);
	assert_true(file_has(wal, "to be forgotten") ||
	    file_has(p->waiting, "to be forgotten"));

	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_close_box(s, box.memo), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
	assert_int_equal(gs_store_tidy(s), GS_OK);

	assert_int_equal(gs_store_tidy_reserve(s, 1 << 20), GS_OK);
	assert_int_equal(gs_store_tidy_reserve(s, UINT64_MAX), GS_ERR_RANGE);
	assert_int_equal(rmdir(p->tidy), 0); /* nothing is left in it */
	assert_int_equal(gs_store_tidy_reserve(s, 1), GS_ERR_IO);
	assert_int_equal(mkdir(p->tidy, 0700), 0);

	assert_false(file_has(wal, "to be forgotten"));
	assert_false(file_has(p->waiting, "to be forgotten"));

	struct stat st;
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
}

static int collect_pending(void *ctx, const struct gs_pending *act)
{
	struct gs_writer *w = ctx;

	gs_write_u8(w, (uint8_t)('0' + act->memo[0]));
	gs_write_u8(w, (uint8_t)act->kind[0]);
	gs_write_u8(w, (uint8_t)('0' + act->tag[0]));
	gs_write_bytes(w, act->record.ptr, act->record.len);
	gs_write_u8(w, ' ');
	return GS_OK;
}

static void assert_pending(struct gs_database *s, const char *want)
{
	char buf[256];

	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_inbox_each_pending(s, collect_pending, &w), GS_OK);
	assert_int_equal(w.len, strlen(want));
	assert_memory_equal(buf, want, w.len);
}

static void pending_acts_forget_their_order(void **state)
{
	struct place *p = *state;
	struct gs_database *s = p->inbox;
	struct gs_pending act = {.memo = {2}, .tag = {1}, .kind = "memo",
	    .record = span("f"), .content = {5}, .boxed = true, .by = 70}, got;
	uint8_t none[32] = {0}, content[32] = {5};
	bool boxed = false;
	int64_t by = 0;

	assert_int_equal(gs_inbox_earliest(&by, s), GS_ERR_UNKNOWN);
	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_put_pending(s, &act), GS_OK);
	act.memo[0] = 1;
	act.tag[0] = 9;
	act.by = 60;
	memcpy(act.kind, "end", 4);
	memset(act.content, 0, 32);
	assert_int_equal(gs_inbox_put_pending(s, &act), GS_OK);
	act.tag[0] = 3;
	assert_int_equal(gs_inbox_put_pending(s, &act), GS_OK);
	act.record = span("g");
	assert_int_equal(gs_inbox_put_pending(s, &act), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);

	assert_pending(s, "1e3g 1e9f 2m1f ");
	assert_int_equal(gs_inbox_earliest(&by, s), GS_OK);
	assert_int_equal(by, 60);
	assert_int_equal(gs_inbox_pending(&got, s, &act), GS_OK);
	assert_span(got.record, "g");
	assert_int_equal(got.by, 60);
	assert_string_equal(got.kind, "end");

	act.memo[0] = 2;
	assert_int_equal(gs_inbox_pending(&got, s, &act), GS_ERR_UNKNOWN);
	assert_int_equal(gs_inbox_pending_elsewhere(s, &act), GS_OK);
	act.tag[0] = 8;
	assert_int_equal(gs_inbox_pending_elsewhere(s, &act), GS_ERR_UNKNOWN);
	assert_int_equal(gs_inbox_filing(&boxed, s, act.memo), GS_OK);
	assert_true(boxed);
	act.memo[0] = 1;
	assert_int_equal(gs_inbox_filing(&boxed, s, act.memo),
	    GS_ERR_UNKNOWN);
	assert_int_equal(gs_inbox_names(s, content), GS_OK);
	assert_int_equal(gs_inbox_names(s, act.tag), GS_ERR_UNKNOWN);
	assert_int_equal(memcmp(got.content, none, 32), 0);

	act.tag[0] = 9;
	assert_int_equal(gs_store_begin(s), GS_OK);
	assert_int_equal(gs_inbox_remove_pending(s, &act), GS_OK);
	assert_int_equal(gs_store_commit(s), GS_OK);
	assert_pending(s, "1e3g 2m1f ");
}

/* The deck --------------------------------------------------------------- */

static const char *const look_statements[] = {
	"SELECT substr(card, 1, 1) FROM main.cards ORDER BY place",
	"SELECT count(*) FROM main.cards"};
static const struct gs_tables look_tables = {"", look_statements, 2, NULL};

struct deck {
	struct gs_database *db;
	char path[128];
};

static int no_item(void *ctx, const uint8_t name[32], struct gs_span bytes)
{
	(void)ctx;
	(void)name;
	(void)bytes;
	return GS_OK;
}

static void open_deck(struct deck *d, const struct place *p)
{
	const struct gs_database_plan plan = {.journal = GS_JOURNAL_WAL,
	    .tables = {&gs_deck_tables, &look_tables}};

	snprintf(d->path, sizeof d->path, "%s/deck.db", p->dir);
	assert_int_equal(gs_database_open(&d->db, d->path, &plan), GS_OK);
	assert_int_equal(gs_deck_load(d->db, no_item, NULL), GS_OK);
}

static void close_deck(struct deck *d)
{
	gs_database_free(&d->db);
	unlink(d->path);
}

static void put_item(struct deck *d, uint8_t name, size_t len)
{
	static uint8_t bytes[3 * GS_CARD_LEN];
	const uint8_t whole[32] = {name};

	memset(bytes, name, len);
	assert_int_equal(gs_deck_put(d->db, whole,
	    (struct gs_span){bytes, len}), GS_OK);
}

static void take_item(struct deck *d, uint8_t name)
{
	const uint8_t whole[32] = {name};

	assert_int_equal(gs_deck_remove(d->db, whole), GS_OK);
}

static void assert_item(struct deck *d, uint8_t name, size_t len)
{
	struct gs_buffer got = {.ptr = NULL};
	const uint8_t whole[32] = {name};

	assert_int_equal(gs_deck_get(&got, d->db, whole), GS_OK);
	assert_int_equal(got.len, len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(got.ptr[i], name);
	gs_buffer_free(&got);
}

static void assert_cards(struct deck *d, int64_t want)
{
	sqlite3_stmt *row = NULL;

	assert_int_equal(gs_database_row(&row, d->db,
	    GS_PLAIN(&look_tables, 1)), GS_OK);
	assert_int_equal(sqlite3_column_int64(row, 0), want);
}

static void long_items_are_several_cards(void **state)
{
	struct deck d;
	const uint8_t name[32] = {1};
	struct gs_buffer got = {.ptr = NULL};

	open_deck(&d, *state);
	assert_int_equal(gs_database_begin(d.db), GS_OK);
	put_item(&d, 1, 0);
	assert_item(&d, 1, 0);
	put_item(&d, 1, 2 * GS_CARD_LEN);
	put_item(&d, 2, 1975);
	put_item(&d, 3, 1976);
	assert_cards(&d, 3 + 1 + 2);
	assert_item(&d, 1, 2 * GS_CARD_LEN);
	put_item(&d, 1, 5);
	take_item(&d, 3);
	assert_int_equal(gs_database_commit(d.db), GS_OK);

	/* What went leaves empty places, until it is tidied. */
	assert_cards(&d, 6);
	assert_int_equal(gs_deck_tidy(d.db), GS_OK);
	assert_cards(&d, 2);

	gs_database_free(&d.db);
	open_deck(&d, *state);
	assert_item(&d, 1, 5);
	assert_item(&d, 2, 1975);
	assert_int_equal(gs_deck_get(&got, d.db, (const uint8_t[32]){3}),
	    GS_ERR_UNKNOWN);
	assert_int_equal(gs_deck_get(&got, d.db, name), GS_OK);
	gs_buffer_free(&got);
	close_deck(&d);
}

static size_t read_arrangement(struct deck *d)
{
	size_t at = 0, index = 0;
	uint8_t seen[8] = {0};
	struct gs_database *db = d->db;
	sqlite3_stmt *row = NULL;

	/* Its number in base 4; names are 1 to 4. */
	assert_int_equal(gs_database_row(&row, db, GS_PLAIN(&look_tables, 0)),
	    GS_OK);
	do {
		seen[at] = *(const uint8_t *)sqlite3_column_blob(row, 0);
		if (seen[at] != 0)
			index = index * 4 + seen[at] - 1U;
		at++;
	} while (sqlite3_step(row) == SQLITE_ROW && at < sizeof seen);
	gs_database_release(db);
	return index;
}

/* Of four that came in one order, with a fifth that went, each of the 24
 * arrangements comes as often: chi-square of 23 degrees of freedom is above
 * 100 once in 10^11 runs. */
static void each_arrangement_is_as_likely(void **state)
{
	enum { EACH = 200, ALL = 24 };
	static size_t seen[256];
	struct deck d;
	double chi = 0;
	size_t kinds = 0;

	open_deck(&d, *state);
	assert_int_equal(gs_database_begin(d.db), GS_OK);
	for (size_t n = 0; n < EACH * ALL; n++) {
		for (uint8_t name = 1; name <= 5; name++)
			put_item(&d, name == 3 ? 5 : name == 5 ? 3 : name, 40);
		take_item(&d, 5);
		seen[read_arrangement(&d)]++;
		for (uint8_t name = 1; name <= 4; name++)
			take_item(&d, name);
	}
	assert_int_equal(gs_database_rollback(d.db), GS_OK);

	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++) {
		double more = (double)seen[i] - EACH;

		kinds += seen[i] > 0;
		chi += seen[i] > 0 ? more * more / EACH : 0;
	}
	assert_int_equal(kinds, ALL);
	assert_true(chi < 100);
	close_deck(&d);
}

static size_t read_file(uint8_t *out, size_t max, const char *path)
{
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return 0;
	size_t len = fread(out, 1, max, f);
	fclose(f);
	return len;
}

static void write_file(const char *path, const uint8_t *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* After one transaction the log is overwritten, after two it is cut. */
static void a_short_journal_is_wiped(void **state)
{
	static uint8_t log[1 << 18];
	struct deck d;
	char wal[160];
	struct stat st;

	open_deck(&d, *state);
	snprintf(wal, sizeof wal, "%s-wal", d.path);
	for (uint8_t n = 1; n <= 2; n++) {
		assert_int_equal(gs_database_begin(d.db), GS_OK);
		put_item(&d, n, 40);
		assert_int_equal(gs_database_commit(d.db), GS_OK);
	}
	assert_int_equal(gs_deck_tidy(d.db), GS_OK);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);

	assert_int_equal(gs_database_begin(d.db), GS_OK);
	put_item(&d, 3, 40);
	assert_int_equal(gs_database_commit(d.db), GS_OK);
	assert_int_equal(gs_deck_tidy(d.db), GS_OK);
	size_t len = read_file(log, sizeof log, wal);
	assert_true(len > GS_CARD_LEN);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(log[i], 0);

	assert_int_equal(gs_database_begin(d.db), GS_OK);
	put_item(&d, 4, 40);
	assert_int_equal(gs_database_commit(d.db), GS_OK);
	for (uint8_t n = 1; n <= 4; n++)
		assert_item(&d, n, 40);
	close_deck(&d);
}

/* A machine that breaks while the log is overwritten leaves any of its sectors
 * as they were: what is in the file counts. */
static void a_torn_journal_takes_nothing_back(void **state)
{
	enum { SECTOR = 512 };
	static uint8_t log[1 << 18], torn[1 << 18], file[1 << 20];
	struct deck d;
	char wal[160], shm[160];

	open_deck(&d, *state);
	snprintf(wal, sizeof wal, "%s-wal", d.path);
	snprintf(shm, sizeof shm, "%s-shm", d.path);
	assert_int_equal(gs_deck_tidy(d.db), GS_OK);
	assert_int_equal(gs_database_begin(d.db), GS_OK);
	put_item(&d, 1, 3 * GS_CARD_LEN);
	assert_int_equal(gs_database_commit(d.db), GS_OK);
	size_t len = read_file(log, sizeof log, wal);
	assert_int_equal(gs_deck_tidy(d.db), GS_OK);
	size_t size = read_file(file, sizeof file, d.path);
	assert_true(len > 4 * SECTOR && size > 0);
	gs_database_free(&d.db);

	for (size_t at = 0; at < len; at += SECTOR)
		for (size_t kept = 0; kept < 2; kept++) {
			memset(torn, 0, sizeof torn);
			memcpy(torn, log, kept == 0 ? at : len);
			if (kept == 1)
				memset(torn + at, 0, SECTOR);
			write_file(d.path, file, size);
			write_file(wal, torn, len);
			unlink(shm);
			open_deck(&d, *state);
			assert_item(&d, 1, 3 * GS_CARD_LEN);
			gs_database_free(&d.db);
		}
	unlink(d.path);
}

struct codes {
	size_t count;
	char code[4][GS_CODE_LEN];
};

/* Everybody who never had a code. */
static const struct gs_staff_wish everybody = {.edition = 0};

static int take_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct codes *c = ctx;

	assert_true(who->id.len > 0);
	assert_int_equal(strlen(code), GS_CODE_LEN - 1);
	memcpy(c->code[c->count++], code, GS_CODE_LEN);
	return GS_OK;
}

static void import(struct gs_database *list, const char *const *ids, size_t n,
    int want)
{
	struct gs_staff_row rows[4];

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct gs_staff_row){span(ids[i]), span("Name"),
		    span("FS")};
	assert_int_equal(gs_staff_import(list, rows, n), want);
}

static void the_list_says_who_is_eligible(void **state)
{
	struct place *p = *state;
	uint64_t n = 0;

	import(p->list, (const char *[]){"a", "b", "c"}, 3, GS_OK);
	assert_int_equal(gs_staff_eligible(&n, p->list), GS_OK);
	assert_int_equal(n, 3);

	import(p->list, (const char *[]){"a", "d", "a"}, 3, GS_ERR_DUPLICATE);
	assert_int_equal(gs_staff_eligible(&n, p->list), GS_OK);
	assert_int_equal(n, 3);

	import(p->list, (const char *[]){"b", "d"}, 2, GS_OK);
	assert_int_equal(gs_staff_eligible(&n, p->list), GS_OK);
	assert_int_equal(n, 2);
}

static void codes_are_issued_once(void **state)
{
	struct place *p = *state;
	struct codes c = {0};

	import(p->list, (const char *[]){"a", "b"}, 2, GS_OK);
	assert_int_equal(gs_staff_issue(p->list, &everybody,
	    GS_CODE_DESK(take_code, &c)),
	    GS_OK);
	assert_int_equal(c.count, 2);
	assert_string_not_equal(c.code[0], c.code[1]);
	assert_int_equal(gs_staff_issue(p->list, &everybody,
	    GS_CODE_DESK(take_code, &c)),
	    GS_OK);
	assert_int_equal(c.count, 2);

	assert_int_equal(gs_staff_issue_one(p->list, span("z"),
	    GS_CODE_DESK(take_code, &c)),
	    GS_ERR_UNKNOWN);
	assert_int_equal(gs_staff_issue_one(p->list, span("a"),
	    GS_CODE_DESK(take_code, &c)),
	    GS_OK);
	assert_int_equal(c.count, 3);

	/* The lost one is void. */
	struct gs_staff_clash clash;
	uint8_t nonce[32], digest[32] = {1};
	gs_code_nonce(nonce, span(c.code[0]));
	assert_int_equal(gs_staff_enrol(&clash, p->list, nonce, digest, NULL,
	    0), GS_ERR_UNKNOWN);
	assert_false(file_has(p->staff, c.code[1]));
}

static int collect_key(void *ctx, const uint8_t key[32])
{
	gs_write_u8(ctx, (uint8_t)('0' + key[0]));
	return GS_OK;
}

static void assert_keys(struct gs_database *list, uint64_t edition,
    const char *want)
{
	char buf[64];

	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	assert_int_equal(gs_staff_keys(list, edition, collect_key, &w), GS_OK);
	assert_int_equal(w.len, strlen(want));
	assert_memory_equal(buf, want, w.len);
}

static void enrolment_is_once_and_repeatable(void **state)
{
	struct place *p = *state;
	struct gs_database *list = p->list;
	struct codes c = {0};
	struct gs_staff_clash clash;
	uint64_t tied = 0;
	struct gs_span got = {NULL, 0};
	uint8_t n0[32], n1[32], d0[32] = {1}, d1[32] = {2};
	struct gs_enrol_key keys[2] = {
	    {.edition = 1, .key = {5}, .receipt = span("r1")},
	    {.edition = 2, .key = {6}, .receipt = span("r2")}};

	import(list, (const char *[]){"a", "b"}, 2, GS_OK);
	assert_int_equal(gs_staff_issue(list, &everybody,
	    GS_CODE_DESK(take_code, &c)),
	    GS_OK);
	gs_code_nonce(n0, span(c.code[0]));
	gs_code_nonce(n1, span(c.code[1]));

	assert_int_equal(gs_staff_enrol(&clash, list, n0, d0, keys, 2), GS_OK);
	assert_int_equal(gs_staff_enrol(&clash, list, n0, d0, keys, 2), GS_OK);
	assert_int_equal(gs_staff_enrol(&clash, list, n0, d1, keys, 2),
	    GS_ERR_DUPLICATE);

	/* Another person with the same key: nothing of it is kept. */
	keys[0].key[0] = 4;
	assert_int_equal(gs_staff_enrol(&clash, list, n1, d1, keys, 2),
	    GS_ERR_DUPLICATE);
	assert_int_equal(clash.kind, GS_CLASH_KEY);
	assert_int_equal(clash.edition, 2);
	assert_int_equal(gs_staff_close(list, 1), GS_OK);
	assert_keys(list, 1, "5");
	assert_int_equal(gs_staff_reopen(list, 1), GS_OK);
	keys[1].key[0] = 7;
	assert_int_equal(gs_staff_enrol(&clash, list, n1, d1, keys, 2), GS_OK);
	assert_int_equal(gs_staff_close(list, 1), GS_OK);
	assert_keys(list, 1, "45");
	assert_keys(list, 2, "");

	struct gs_pool pool;
	assert_int_equal(gs_staff_receipt(&got, gs_pool_start(&pool), list,
	    &keys[0]), GS_OK);
	assert_span(got, "r1");
	gs_pool_free(&pool);

	/* Whoever left is not on the next roll. */
	import(list, (const char *[]){"b"}, 1, GS_OK);
	assert_int_equal(gs_staff_close(list, 2), GS_OK);
	assert_keys(list, 2, "7");
	assert_int_equal(gs_staff_unlink(&tied, list, 1), GS_OK);
	assert_int_equal(tied, 2);
	assert_int_equal(gs_staff_tidy(list), GS_OK);
	assert_keys(list, 1, "");
	assert_keys(list, 2, "7");

	/* The digest would tie the keys together again. */
	assert_int_equal(gs_staff_enrol(&clash, list, n1, d1, keys, 2),
	    GS_ERR_DUPLICATE);
}

/* One file's statements are not run on another. */
static void a_file_has_its_own_tables(void **state)
{
	struct place *p = *state;
	uint64_t n = 0;

	assert_int_equal(gs_boxes_size(&n, p->list), GS_ERR_INTERNAL);
	assert_int_equal(gs_staff_eligible(&n, p->boxes), GS_ERR_INTERNAL);
}

/* The first column of the first row, as another program sees it. */
static void ask_file(char out[64], const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE,
	    NULL), SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	(void)snprintf(out, 64, "%s", (const char *)sqlite3_column_text(st,
	    0));
	sqlite3_finalize(st);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void assert_file_says(const char *path, const char *sql,
    const char *want)
{
	char got[64];

	ask_file(got, path, sql);
	assert_string_equal(got, want);
}

static void only_one_owner_has_a_write_ahead_log(void **state)
{
	struct place *p = *state;

	assert_file_says(p->channel, "PRAGMA journal_mode", "wal");
	assert_file_says(p->staff, "PRAGMA journal_mode", "delete");
}

/* Somebody else may write: a judgement does not wait for that, and a change
 * does. */
static void what_only_reads_opens_no_transaction(void **state)
{
	struct place *p = *state;
	sqlite3 *other = NULL;
	uint64_t size = 99;

	assert_int_equal(sqlite3_open(p->channel, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	assert_int_equal(gs_log_begin(p->log), GS_OK);
	assert_int_equal(gs_store_size(&size, p->log), GS_OK);
	assert_int_equal(gs_log_commit(p->log), GS_OK);
	assert_int_equal(size, 0);

	assert_int_equal(gs_log_begin(p->log), GS_OK);
	assert_int_equal(gs_log_begin(p->log), GS_ERR_INTERNAL);
	assert_int_equal(gs_store_add_entry(p->log, 0, span("a")),
	    GS_ERR_BUSY);
	assert_int_equal(gs_log_rollback(p->log), GS_OK);

	assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_int_equal(gs_log_begin(p->log), GS_OK);
	assert_int_equal(gs_store_add_entry(p->log, 0, span("a")), GS_OK);
	assert_int_equal(gs_log_commit(p->log), GS_OK);
	assert_int_equal(gs_log_commit(p->log), GS_ERR_IO);
}

/* As the programs before this one made it. */
static void an_old_list_gets_a_rollback_journal(void **state)
{
	struct place *p = *state;
	struct gs_database *again = NULL;
	sqlite3 *other = NULL;

	gs_staff_free(&p->list);
	assert_file_says(p->staff, "PRAGMA journal_mode = WAL", "wal");
	assert_int_equal(sqlite3_open(p->staff, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "SELECT count(*) FROM staff",
	    NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(gs_staff_open(&again, p->staff), GS_ERR_BUSY);
	assert_null(again);

	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_int_equal(gs_staff_open(&p->list, p->staff), GS_OK);
	assert_file_says(p->staff, "PRAGMA journal_mode", "delete");
}

#define ROUNDS 40

static int take_last(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	(void)who;
	memcpy(ctx, code, GS_CODE_LEN);
	return GS_OK;
}

/* What the server does: keys come in, and their receipts are read. */
static int enrol_rounds(struct gs_database *list, uint8_t first)
{
	int err = GS_OK;

	for (uint8_t i = 0; i < ROUNDS && err == GS_OK; i++) {
		char code[GS_CODE_LEN] = "";
		uint8_t nonce[32], digest[32] = {first, i};
		struct gs_enrol_key key = {.edition = 1 + i, .key = {first, i},
		    .receipt = span("r")};
		struct gs_span got = {NULL, 0};
		struct gs_staff_clash clash;
		struct gs_pool pool;
		struct gs_arena *arena = gs_pool_start(&pool);
		err = gs_staff_issue_one(list, span("a"),
		    GS_CODE_DESK(take_last, code));
		gs_code_nonce(nonce, span(code));
		if (err == GS_OK)
			err = gs_staff_enrol(&clash, list, nonce, digest,
			    &key, 1);
		if (err == GS_OK)
			err = gs_staff_receipt(&got, arena, list, &key);
		gs_pool_free(&pool);
	}
	return err;
}

/* What gainsay-admin does beside it. */
static int list_rounds(struct gs_database *list)
{
	int err = GS_OK;

	for (uint64_t i = 0, tied = 0; i < ROUNDS && err == GS_OK; i++) {
		const struct gs_staff_row rows[2] = {
		    {span("a"), span("Name"), span("FS")},
		    {span("b"), span(i % 2 ? "Odd" : "Even"), span("FS")}};
		char buf[256];
		struct gs_writer w = gs_writer_of(buf, sizeof buf);
		err = gs_staff_import(list, rows, 2);
		if (err == GS_OK)
			err = gs_staff_keys(list, 1 + i, collect_key, &w);
		if (err == GS_OK && i % 8 == 0)
			err = gs_staff_unlink(&tied, list, ROUNDS + 1);
		if (err == GS_OK && i % 8 == 0)
			err = gs_staff_tidy(list);
	}
	return err;
}

static void two_processes_change_the_list_at_once(void **state)
{
	struct place *p = *state;
	struct gs_database *list = NULL;
	uint64_t count = 0;
	int status = 0;

	import(p->list, (const char *[]){"a", "b"}, 2, GS_OK);
	gs_staff_free(&p->list);
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		int err = gs_staff_open(&list, p->staff);
		if (err == GS_OK)
			err = list_rounds(list);
		_exit(-err);
	}
	assert_int_equal(gs_staff_open(&list, p->staff), GS_OK);
	assert_int_equal(enrol_rounds(list, 7), GS_OK);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	gs_staff_free(&list);

	assert_file_says(p->staff, "PRAGMA integrity_check", "ok");
	assert_file_says(p->staff, "PRAGMA journal_mode", "delete");
	assert_file_says(p->staff, "SELECT count(*) FROM keys", "40");
	assert_int_equal(gs_staff_open(&p->list, p->staff), GS_OK);
	assert_int_equal(gs_staff_eligible(&count, p->list), GS_OK);
	assert_int_equal(count, 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(files_are_private),
	    TEST(a_box_shows_acts_in_steps),
	    TEST(acts_outlive_their_box),
	    TEST(turns_go_with_their_week),
	    TEST(texts_have_kinds_and_a_size),
	    TEST(texts_that_come_need_no_copy),
	    TEST(what_is_deleted_is_gone_from_the_disk),
	    TEST(pending_acts_forget_their_order),
	    TEST(long_items_are_several_cards),
	    TEST(each_arrangement_is_as_likely),
	    TEST(a_short_journal_is_wiped),
	    TEST(a_torn_journal_takes_nothing_back),
	    TEST(the_list_says_who_is_eligible),
	    TEST(codes_are_issued_once),
	    TEST(enrolment_is_once_and_repeatable),
	    TEST(a_file_has_its_own_tables),
	    TEST(only_one_owner_has_a_write_ahead_log),
	    TEST(what_only_reads_opens_no_transaction),
	    TEST(an_old_list_gets_a_rollback_journal),
	    TEST(two_processes_change_the_list_at_once),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
