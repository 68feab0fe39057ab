/* SPDX-License-Identifier: Apache-2.0 */
/* What must not be: each is sent to a running server, which refuses it with
 * its reason and writes nothing; and each is forced into a copy of the log,
 * correctly signed by the log's key, which an auditor then refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "lib/file.h"
#include "lib/client/channel.h"
#include "core/record/time.h"
#include "lib/client/box_link.h"
#include "lib/client/http.h"
#include "lib/records/act.h"
#include "tests/unit/one_process.h"
#include "tests/unit/world.h"

#define ENTRIES_MAX 64

struct scene {
	struct world w;
	char dir[64], forged[96];
	struct gs_server *server;
	struct gs_http *http;
	struct gs_signer log;
	struct world_memo memo; /* filed with two endorsements */
	struct gs_span first_endorsement;
	struct gs_span entries[ENTRIES_MAX];
	size_t count;
	int64_t at; /* of the last one */
	int64_t now; /* what the server's clock says */
	unsigned forgeries;
};

static struct scene scene;

static const char *path_of(const char *dir, const char *name)
{
	static char path[256];
	int n = snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_true(n > 0 && (size_t)n < sizeof path);
	return path;
}

static void put_file(const char *dir, const char *name, const void *bytes,
    size_t len)
{
	const char *path = path_of(dir, name);
	assert_int_equal(gs_file_write(path, bytes, len, 0600, NULL), GS_OK);
}

static void make_dir(const char *dir, const char *name)
{
	assert_int_equal(mkdir(path_of(dir, name), 0700), 0);
}

static void put_keys(struct scene *s)
{
	char text[512];
	uint8_t seed[32];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	memcpy(seed, s->w.secret[W_LOG], 32);
	assert_int_equal(gs_signer_init(&s->log, "dissent.example/test",
	    GS_KEY_ED25519, seed), GS_OK);
	gs_signer_write(&w, &s->log);
	gs_write_u8(&w, '\n');
	put_file(s->dir, "keys/log.key", text, w.len);

	w = gs_writer_of(text, sizeof text);
	gs_write_hex(&w, s->w.secret[W_ENROL], 32);
	gs_write_u8(&w, '\n');
	put_file(s->dir, "keys/enrol.key", text, w.len);

	w = gs_writer_of(text, sizeof text);
	gs_write_hex(&w, s->w.secret[W_PROMISE], 32);
	gs_write_u8(&w, '\n');
	put_file(s->dir, "keys/promise.key", text, w.len);
}

static bool is_type(struct gs_span text, enum gs_record_kind kind)
{
	const struct gs_type *type = gs_type_of(text.ptr, text.len);
	return type != NULL && type->kind == kind;
}

static json_t *text_list(const struct gs_span *texts, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_stringn(
		    (const char *)texts[i].ptr, texts[i].len));
	return list;
}

static json_t *sealed_file(void)
{
	const struct gs_span file = world_sealed(WORLD_SEALED);

	return gs_json_bytes(file.ptr, file.len);
}

/* An act, in a body of the one length unless a file comes with it. */
static int send_act(struct scene *s, struct gs_report *report,
    struct gs_span text, json_t *content)
{
	struct gs_request request;
	uint8_t *answer = NULL;
	size_t len = 0;
	json_t *body = json_pack("{s:s#}", "record", (const char *)text.ptr,
	    text.len);
	int err = GS_OK;

	if (content == NULL) {
		err = gs_request_act(&request, "/acts", body);
	} else {
		json_object_set_new(body, "content", content);
		err = gs_request_post(&request, "/acts", body);
	}
	assert_int_equal(err, GS_OK);
	err = gs_http_send(s->http, report, &answer, &len, &request);
	gs_request_free(&request);
	free(answer);
	return err;
}

/* GS_OK or the server's problem; the report keeps its words. */
static int post(struct scene *s, struct gs_report *report,
    const struct gs_span *texts, size_t count, const struct world *with_keys)
{
	if (is_type(texts[0], GS_RECORD_MEMO))
		return gs_http_post(s->http, report, NULL, "/filings", NULL,
		    json_pack("{s:s#, s:o, s:o}", "record",
		        (const char *)texts[0].ptr, texts[0].len, "content",
		        sealed_file(), "acts", text_list(texts + 1,
		            count - 1)));
	if (is_type(texts[0], GS_RECORD_END))
		return send_act(s, report, texts[0], NULL);

	json_t *body = json_pack("{s:o}", "records", text_list(texts, count));
	if (with_keys != NULL)
		json_object_set_new(body, "keys", gs_json_bytes(
		    gs_roll_keys(with_keys->keys), 32 * WORLD_MEMBERS));
	if (strstr((const char *)texts[0].ptr, "\ncontent ") != NULL)
		json_object_set_new(body, "content", json_pack("[o]",
		    sealed_file()));
	return gs_http_post(s->http, report, NULL, "/records", NULL, body);
}

static uint64_t log_size(struct scene *s)
{
	uint8_t *note = NULL;
	size_t len = 0;
	struct gs_report report;
	struct gs_checkpoint c;
	struct gs_attestation verified;
	const struct gs_http_ask ask = {.path = "/log/checkpoint",
	    .max = GS_NOTE_MAX};
	assert_int_equal(gs_http_get(s->http, &report, &note, &len, &ask),
	    GS_OK);
	assert_int_equal(gs_checkpoint_open(&c, &verified, note, len,
	    &s->log.verifier, 1), GS_OK);
	free(note);
	return c.size;
}

static int count_record(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	size_t *count = ctx;
	struct gs_entry_header header = {.at = 0};
	struct gs_span text = {NULL, 0};
	(void)index;
	assert_int_equal(gs_entry_split(&header, &text, ptr, len), GS_OK);
	*count += !is_type(text, GS_RECORD_ANCHOR);
	return GS_OK;
}

/* The entries that somebody sent: a release adds anchors of its own. */
static size_t records_in_log(struct scene *s)
{
	const struct gs_channel_source source = {.fetch = gs_http_fetch,
	    .ctx = s->http, .log = &s->log.verifier};
	struct gs_report report = {.text = ""};
	struct gs_channel *channel = NULL;
	size_t count = 0;
	if (gs_channel_open(&channel, &report, &source) != GS_OK)
		fail_msg("%s", report.text);
	assert_int_equal(gs_tiles_for_each(gs_channel_tiles(channel), 0,
	    gs_channel_checkpoint(channel)->size, count_record, &count),
	    GS_OK);
	gs_channel_free(&channel);
	return count;
}

static void move_clock(struct scene *s, int64_t seconds)
{
	struct gs_report report = {.text = ""};
	char text[GS_TIME_LEN + 1] = "", token[65] = "";
	uint8_t key[32];
	struct gs_writer w = gs_writer_of(token, 64);

	s->now += seconds;
	gs_time_format((uint8_t *)text, s->now);
	assert_int_equal(gs_file_seed(key, path_of(s->dir, "keys/clock.key"),
	    &report), GS_OK);
	gs_write_hex(&w, key, sizeof key);
	if (gs_http_post(s->http, &report, NULL, "/exercise/clock", token,
	        json_pack("{s:s}", "now", text)) != GS_OK)
		fail_msg("%s", report.text);
}

static void accepted(struct scene *s, const struct gs_span *texts,
    size_t count, const struct world *with_keys)
{
	struct gs_report report = {.text = ""};
	size_t before = records_in_log(s);
	if (post(s, &report, texts, count, with_keys) != GS_OK)
		fail_msg("%s", report.text);
	/* What waits is in the log after the next release, or late day. */
	if (is_type(texts[0], GS_RECORD_MEMO))
		move_clock(s, GS_DAY);
	if (is_type(texts[0], GS_RECORD_END))
		move_clock(s, 7 * GS_DAY);
	assert_int_equal(records_in_log(s), before + count);
}

static int keep_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct scene *s = ctx;
	struct gs_entry_header header = {.at = 0};
	struct gs_span text = {NULL, 0};
	assert_true(index < ENTRIES_MAX);
	uint8_t *copy = gs_arena_take(s->w.arena, len, 1);
	assert_non_null(copy);
	memcpy(copy, ptr, len);
	s->entries[index] = (struct gs_span){copy, len};
	s->count = (size_t)index + 1;
	int err = gs_entry_split(&header, &text, copy, len);
	s->at = header.at;
	return err;
}

static void read_log(struct scene *s)
{
	const struct gs_channel_source source = {.fetch = gs_http_fetch,
	    .ctx = s->http, .log = &s->log.verifier};
	struct gs_report report = {.text = ""};
	struct gs_channel *channel = NULL;
	if (gs_channel_open(&channel, &report, &source) != GS_OK)
		fail_msg("%s", report.text);
	assert_int_equal(gs_tiles_for_each(gs_channel_tiles(channel), 0,
	    gs_channel_checkpoint(channel)->size, keep_entry, s), GS_OK);
	gs_channel_free(&channel);
}

/* A log of the scene's entries and `extra` more. */
struct forgery {
	struct gs_span entries[ENTRIES_MAX];
	size_t count;
};

static int forged_entry(const uint8_t **ptr, size_t *len, void *ctx,
    uint64_t index)
{
	const struct forgery *f = ctx;
	*ptr = f->entries[index].ptr;
	*len = f->entries[index].len;
	return GS_OK;
}

static int forged_subtree(uint8_t hash[32], void *ctx, unsigned level,
    uint64_t index)
{
	const struct forgery *f = ctx;
	struct gs_frontier frontier = {0};
	for (uint64_t i = index << level; i < (index + 1) << level; i++) {
		uint8_t leaf[32];
		gs_tree_leaf(leaf, f->entries[i].ptr, f->entries[i].len);
		int err = gs_frontier_add(&frontier, leaf);
		if (err != GS_OK)
			return err;
	}
	gs_frontier_root(hash, &frontier);
	return GS_OK;
}

static int fetch_forged(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	struct scene *s = ctx;
	if (strncmp(path, "roll/", 5) == 0)
		return gs_http_fetch(s->http, report, out, len, max, path);
	return gs_tiles_fetch_dir(s->forged, report, out, len, max,
	    path + strlen("log/"));
}

static void write_forgery(struct scene *s, struct forgery *f)
{
	char note[1024];
	struct gs_writer w = gs_writer_of(note, sizeof note);
	struct gs_checkpoint c = {.size = f->count};
	const struct gs_tiles_source source = {forged_entry, forged_subtree,
	    f};
	(void)snprintf(c.origin, sizeof c.origin, "dissent.example/test");
	int n = snprintf(s->forged, sizeof s->forged, "%s/forged-%u", s->dir,
	    s->forgeries++);
	assert_true(n > 0 && (size_t)n < sizeof s->forged);
	assert_int_equal(mkdir(s->forged, 0700), 0);
	assert_int_equal(gs_tree_root(c.root, f->count, forged_subtree, f),
	    GS_OK);
	assert_int_equal(gs_tiles_write(NULL, s->forged, 0, f->count, &source),
	    GS_OK);
	assert_int_equal(gs_checkpoint_sign(&w, &c, &s->log, 1, 0), GS_OK);
	assert_int_equal(gs_tiles_publish(NULL, s->forged, note, w.len), GS_OK);
}

/* What an auditor says of the scene's log with these records behind it. */
static int audit_with(struct scene *s, struct gs_report *report,
    const struct gs_span *texts, size_t count)
{
	struct forgery f = {.count = s->count};
	struct gs_channel *channel = NULL;
	const struct gs_channel_source source = {.fetch = fetch_forged,
	    .ctx = s, .log = &s->log.verifier};

	memcpy(f.entries, s->entries, sizeof f.entries);
	for (size_t i = 0; i < count; i++)
		f.entries[f.count++] = world_entry(&s->w, s->at, texts[i]);
	write_forgery(s, &f);
	int err = gs_channel_open(&channel, report, &source);
	gs_channel_free(&channel);
	return err;
}

/* By the server over HTTP, which writes nothing, and by the audit. */
static void refused(struct scene *s, const struct gs_span *texts, size_t count,
    const char *by_server, const char *by_audit)
{
	struct gs_report report = {.text = ""};
	uint64_t size = log_size(s);
	int err = post(s, &report, texts, count, NULL);
	assert_int_not_equal(err, GS_OK);
	assert_int_not_equal(err, GS_ERR_IO);
	if (strstr(report.text, by_server) == NULL)
		fail_msg("the server says: %s", report.text);
	assert_int_equal(log_size(s), size);
	err = audit_with(s, &report, texts, count);
	assert_int_not_equal(err, GS_OK);
	assert_int_not_equal(err, GS_ERR_IO);
	if (strstr(report.text, by_audit) == NULL)
		fail_msg("the audit says: %s", report.text);
}

static void refused_one(struct scene *s, struct gs_span text,
    const char *by_both)
{
	refused(s, &text, 1, by_both, by_both);
}

static int by_tag(const void *a, const void *b)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_record ra, rb;
	const struct gs_span *sa = a, *sb = b;
	assert_int_equal(gs_record_parse(&ra, NULL, arena, sa->ptr, sa->len),
	    GS_OK);
	assert_int_equal(gs_record_parse(&rb, NULL, arena, sb->ptr, sb->len),
	    GS_OK);
	int order = memcmp(gs_record_part(&ra, "proof").ptr,
	    gs_record_part(&rb, "proof").ptr, 32);
	gs_pool_free(&pool);
	return order;
}

/* Changes one byte of a copy, at `offset` bytes behind `mark`. */
static struct gs_span altered(struct scene *s, struct gs_span text,
    const char *mark, size_t offset, const char *is)
{
	uint8_t *copy = gs_arena_take(s->w.arena, text.len + 1, 1);
	assert_non_null(copy);
	memcpy(copy, text.ptr, text.len);
	char *at = strstr((char *)copy, mark);
	assert_non_null(at);
	memcpy(at + offset, is, strlen(is));
	return (struct gs_span){copy, text.len};
}

static int found_scene(struct scene *s)
{
	struct gs_report report = {.text = ""};
	struct gs_span texts[3];
	char url[64];
	(void)snprintf(s->dir, sizeof s->dir, "gainsay-refusals-XXXXXX");
	assert_non_null(mkdtemp(s->dir));
	make_dir(s->dir, "keys");
	make_dir(s->dir, "log");
	make_dir(s->dir, "roll");
	struct gs_span charter = world_charter(&s->w, 1, "yes", "SBU");
	put_file(s->dir, "charter.rec", charter.ptr, charter.len);
	put_keys(s);
	const struct gs_server_options options = {.dir = s->dir,
	    .listen = "127.0.0.1:0", .simulated = true,
	    .simulated_start = s->w.at};
	s->now = s->w.at;
	if (gs_server_start(&s->server, &options, &report) != GS_OK)
		fail_msg("%s", report.text);
	(void)snprintf(url, sizeof url, "http://127.0.0.1:%u",
	    gs_server_port(s->server));
	assert_int_equal(gs_http_open(&s->http, &report, url, NULL), GS_OK);

	assert_int_equal(world_apply(&s->w, charter), GS_OK);
	memcpy(s->w.charter, gs_state_charter(s->w.state)->digest, 32);
	world_enrol(&s->w);
	texts[0] = world_roll(&s->w, 1, 0, W_REGISTRAR, W_SECOND);
	accepted(s, texts, 1, &s->w);
	s->memo = world_memo_plain();
	s->memo.endorsements = 2;
	texts[0] = world_memo(&s->w, &s->memo);
	texts[1] = world_act(&s->w, "endorse", s->memo.id, 2);
	texts[2] = world_act(&s->w, "endorse", s->memo.id, 3);
	qsort(texts + 1, 2, sizeof *texts, by_tag);
	s->first_endorsement = texts[1];
	accepted(s, texts, 3, NULL);
	read_log(s);
	return 0;
}

static int start_scene(void **state)
{
	(void)state;
	memset(&scene, 0, sizeof scene);
	world_found(&scene.w);
	return found_scene(&scene);
}

/* Under a charter that knows appeals, dates and escalations. */
static int start_procedure(void **state)
{
	(void)state;
	memset(&scene, 0, sizeof scene);
	world_found(&scene.w);
	scene.w.appeals = scene.w.escalates = true;
	return found_scene(&scene);
}

static int stop_scene(void **state)
{
	(void)state;
	gs_http_free(&scene.http);
	gs_server_stop(&scene.server);
	world_stop(&scene.w);
	return 0;
}

/* Otherwise every audit below could fail for another reason. */
static void the_scene_itself_is_good(void **state)
{
	struct scene *s = &scene;
	struct gs_report report = {.text = ""};
	struct gs_span good = world_acknowledge(&s->w, s->memo.id, W_OFFICE,
	    "office");
	(void)state;
	if (audit_with(s, &report, &good, 1) != GS_OK)
		fail_msg("%s", report.text);
	if (audit_with(s, &report, NULL, 0) != GS_OK)
		fail_msg("%s", report.text);
}

/* Late acts go through /acts; an office cannot carry them in itself, whatever
 * they are, so only the audit is asked about what it would say. */
static void audit_refuses(struct scene *s, struct gs_span text,
    const char *why)
{
	struct gs_report report = {.text = ""};
	int err = audit_with(s, &report, &text, 1);
	assert_int_not_equal(err, GS_OK);
	if (strstr(report.text, why) == NULL)
		fail_msg("the audit says: %s", report.text);
}

/* With `sealed` if the record names a file. */
static int post_act(struct scene *s, struct gs_report *report,
    struct gs_span text, struct gs_span sealed)
{
	bool names = strstr((const char *)text.ptr, "\ncontent ") != NULL;
	return send_act(s, report, text, names ? json_pack("[o]",
	    gs_json_bytes(sealed.ptr, sealed.len)) : NULL);
}

static void act_refused(struct scene *s, struct gs_span text,
    const char *by_server, const char *by_audit)
{
	struct gs_report report = {.text = ""};
	uint64_t size = log_size(s);
	int err = post_act(s, &report, text, (struct gs_span){
	    (const uint8_t *)WORLD_SEALED, strlen(WORLD_SEALED)});
	assert_int_not_equal(err, GS_OK);
	assert_int_not_equal(err, GS_ERR_IO);
	if (strstr(report.text, by_server) == NULL)
		fail_msg("the server says: %s", report.text);
	assert_int_equal(log_size(s), size);
	audit_refuses(s, text, by_audit);
}

static void a_double_endorsement(void **state)
{
	struct scene *s = &scene;
	(void)state;
	/* The same record, and a fresh proof by the same member. */
	act_refused(s, s->first_endorsement, "already", "already");
	act_refused(s, world_act(&s->w, "endorse", s->memo.id, 2), "already",
	    "already");
}

static void a_proof_for_another_memo(void **state)
{
	struct scene *s = &scene;
	uint8_t other[32] = {5};
	char id[GS_BASE64_LEN(32) + 1] = {0}, line[80];
	struct gs_writer w = gs_writer_of(id, sizeof id);
	(void)state;
	gs_write_base64(&w, s->memo.id, 32);
	struct gs_span text = world_act(&s->w, "endorse", other, 4);
	(void)snprintf(line, sizeof line, "memo %s", id);
	act_refused(s, altered(s, text, "memo ", 0, line), "proof",
	    "proof does not verify");
}

/* Other members of the same channel. */
static void enrol_others(struct world *other, const struct scene *s)
{
	world_found(other);
	world_enrol(other);
	memcpy(other->channel, s->w.channel, 32);
	memcpy(other->charter, s->w.charter, 32);
}

static void a_proof_over_another_roll(void **state)
{
	struct scene *s = &scene;
	struct world other;
	(void)state;
	enrol_others(&other, s);
	memcpy(other.roll, s->w.roll, 32);
	struct gs_span text = world_act(&other, "endorse", s->memo.id, 4);
	act_refused(s, text, "proof", "proof does not verify");
	world_stop(&other);
}

static void a_tampered_proof(void **state)
{
	struct scene *s = &scene;
	(void)state;
	struct gs_span text = world_act(&s->w, "endorse", s->memo.id, 4);
	const char *at = strstr((const char *)text.ptr, "proof ") + 300;
	act_refused(s, altered(s, text, "proof ", 300, *at == 'A' ? "B" : "A"),
	    "proof", "proof does not verify");
	/* An endorsement's proof is not a withdrawal's. */
	struct gs_span act = world_act(&s->w, "endorse", s->memo.id, 2);
	uint8_t *copy = gs_arena_take(s->w.arena, act.len + 1, 1);
	assert_non_null(copy);
	memcpy(copy, "gainsay/v1 withdraw", 19);
	memcpy(copy + 19, act.ptr + 18, act.len - 18);
	act_refused(s, (struct gs_span){copy, act.len + 1}, "proof",
	    "proof does not verify");
}

static void an_office_act_by_the_wrong_role(void **state)
{
	struct scene *s = &scene;
	(void)state;
	refused_one(s, world_acknowledge(&s->w, s->memo.id, W_REGISTRAR,
	    "registrar"), "wrong role");
	refused_one(s, world_acknowledge(&s->w, s->memo.id, W_REGISTRAR,
	    "office"), "does not verify");
	struct gs_span text = world_acknowledge(&s->w, s->memo.id, W_OFFICE,
	    "office");
	const char *line = strstr((const char *)text.ptr, "signature ");
	text.len = (size_t)((const uint8_t *)line - text.ptr);
	refused_one(s, text, "signature that it needs is missing");
}

static struct gs_span prove_box(struct scene *s, struct world *w,
    const uint8_t memo[32], uint8_t member)
{
	struct gs_writer p = gs_writer_of(gs_arena_take(s->w.arena,
	    GS_PROOF_LEN_MAX, 1), GS_PROOF_LEN_MAX);
	const struct gs_act_maker maker = {w->channel, memo, w->keys,
	    &w->members[member - 1]};
	const struct gs_box_turn turn = {(uint32_t)gs_week(s->now / GS_DAY),
	    0};
	assert_int_equal(gs_act_prove_box(&p, s->w.arena, &maker, &turn),
	    GS_OK);
	return (struct gs_span){p.ptr, p.len};
}

static json_t *hash_of(const char *token)
{
	uint8_t bytes[32], hash[32];
	char text[65] = "";
	struct gs_writer w = gs_writer_of(text, sizeof text);
	assert_int_equal(gs_hex_decode(bytes, 32, token, 64), GS_OK);
	gs_host_sha256(hash, &(struct gs_span){bytes, 32}, 1);
	gs_write_hex(&w, hash, 32);
	return json_string(text);
}

/* A member with keys of two editions has a program that opens a box under
 * the newer roll for a memo of the older one, endorses with the newer key, and
 * files with the older.  The acts of the box would enter as acts over a roll
 * under which nobody verified them, and no audit would pass again. */
static void acts_over_another_edition(void **state)
{
	struct scene *s = &scene;
	struct gs_report report = {.text = ""};
	struct world newer;
	struct world_memo m = world_memo_plain();
	struct gs_box_link link = {.server = "http://x", .key = {7}};
	struct gs_request request;
	char token[65], key[65] = "";
	uint8_t file_key[32], *file = NULL, *answer = NULL;
	size_t len = 0;
	struct gs_writer k = gs_writer_of(key, sizeof key);
	(void)state;

	enrol_others(&newer, s);
	struct gs_span roll = world_roll(&newer, 2, 0, W_REGISTRAR, W_SECOND);
	accepted(s, &roll, 1, &newer);
	move_clock(s, 2 * GS_DAY);

	m.slot = 1;
	m.after = 11;
	struct gs_span memo = world_memo(&s->w, &m);
	memcpy(link.memo, m.id, 32);
	gs_box_token(token, &link);
	gs_box_file_key(file_key, &link);
	gs_write_hex(&k, file_key, 32);
	assert_int_equal(gs_box_file_seal(&file, &len, &link, (struct gs_span){
	    (const uint8_t *)WORLD_SEALED, strlen(WORLD_SEALED)}), GS_OK);
	struct gs_span proof = prove_box(s, &newer, m.id, 1);
	if (gs_http_post(s->http, &report, NULL, "/box", NULL, json_pack(
	        "{s:o, s:o, s:o, s:s, s:o, s:o, s:s, s:o, s:i, s:o}", "memo",
	        gs_json_bytes(m.id, 32), "roll", gs_json_bytes(newer.roll, 32),
	        "charter", gs_json_bytes(s->w.charter, 32), "after",
	        "1970-01-12", "token", hash_of(token), "owner",
	        hash_of(token), "sealed", "", "file", gs_json_bytes(file, len),
	        "slot", 0, "proof", gs_json_bytes(proof.ptr, proof.len))) !=
	    GS_OK)
		fail_msg("%s", report.text);
	free(file);

	struct gs_span act = world_act(&newer, "endorse", m.id, 1);
	assert_int_equal(gs_request_box_act(&request, &link, "/acts",
	    json_pack("{s:s#}", "record", (const char *)act.ptr, act.len)),
	    GS_OK);
	if (gs_http_send(s->http, &report, &answer, &len, &request) != GS_OK)
		fail_msg("%s", report.text);
	gs_request_free(&request);
	free(answer);

	/* Whoever files is told; nothing enters. */
	uint64_t size = log_size(s);
	assert_int_equal(gs_request_box_post(&request, &link, "/file",
	    json_pack("{s:s#, s:s, s:[]}", "record", (const char *)memo.ptr,
	        memo.len, "key", key, "acts")), GS_OK);
	assert_int_equal(gs_http_send(s->http, &report, &answer, &len,
	    &request), GS_ERR_RULE);
	assert_non_null(strstr(report.text, "not the one under which its box"));
	gs_request_free(&request);
	move_clock(s, GS_DAY);
	assert_int_equal(log_size(s), size);

	/* Filed without the box, the memo enters without the box's acts, and
	 * the audit is good. */
	accepted(s, &memo, 1, NULL);
	read_log(s);
	world_stop(&newer);
}

static void a_filing_over_quota(void **state)
{
	struct scene *s = &scene;
	struct world_memo m = world_memo_plain();
	(void)state;
	m.after = 7; /* another memo by the same member in the same slot */
	struct gs_span text = world_memo(&s->w, &m);
	refused(s, &text, 1, "over quota", "over quota");
	m.slot = 2;
	text = world_memo(&s->w, &m);
	refused(s, &text, 1, "over quota", "over quota");
}

/* The sequencer announces what there is: only a log can announce more. */
static void a_filing_that_lacks_an_act(void **state)
{
	struct scene *s = &scene;
	struct world_memo m = world_memo_plain();
	(void)state;
	m.slot = 1;
	m.after = 8;
	m.endorsements = 1;
	struct gs_span text = world_memo(&s->w, &m);
	audit_refuses(s, text, "announces are missing");
}

/* What nobody endorsed is not taken back, and no number hides that. */
static void a_filing_that_takes_back_what_is_not_there(void **state)
{
	struct scene *s = &scene;
	struct world_memo m = world_memo_plain();
	(void)state;
	m.slot = 1;
	m.after = 8;
	m.withdrawals = 1;
	struct gs_span texts[2] = {world_memo(&s->w, &m)};
	texts[1] = world_act(&s->w, "withdraw", m.id, 4);
	refused(s, texts, 2, "takes back", "takes back");
	act_refused(s, world_act(&s->w, "withdraw", s->memo.id, 5),
	    "nothing to withdraw", "nothing to withdraw");
}

/* Two memos over one roll are audited together: it is said whose proof is
 * bad. */
static void a_bad_proof_among_two_memos(void **state)
{
	struct scene *s = &scene;
	struct world_memo m = world_memo_plain();
	struct gs_report report = {.text = ""};
	char want[64];

	(void)state;
	m.slot = 1;
	m.after = 9;
	m.endorsements = 1;
	struct gs_span texts[] = {world_memo(&s->w, &m),
	    world_act(&s->w, "endorse", m.id, 2),
	    world_act(&s->w, "endorse", s->memo.id, 5),
	    world_act(&s->w, "endorse", m.id, 5),
	    world_act(&s->w, "endorse", s->memo.id, 6),
	    world_act(&s->w, "endorse", m.id, 6)};
	const size_t n = sizeof texts / sizeof *texts;

	if (audit_with(s, &report, texts, n) != GS_OK)
		fail_msg("%s", report.text);

	for (size_t i = 2; i < n; i++) {
		struct gs_span good = texts[i];
		const char *at = strstr((const char *)good.ptr, "proof ") + 300;
		texts[i] = altered(s, good, "proof ", 300,
		    *at == 'A' ? "B" : "A");
		assert_int_equal(audit_with(s, &report, texts, n),
		    GS_ERR_PROOF);
		(void)snprintf(want, sizeof want,
		    "entry %zu, about memo %d: the member proof", s->count + i,
		    i % 2 == 0 ? 1 : 2);
		if (strstr(report.text, want) == NULL)
			fail_msg("not \"%s\" but: %s", want, report.text);
		texts[i] = good;
	}
}

static void a_reply_that_leaves_a_request_open(void **state)
{
	struct scene *s = &scene;
	static const char *const words[] = {"accepted", "declined"};
	(void)state;
	struct gs_span texts[2] = {world_acknowledge(&s->w, s->memo.id,
	    W_OFFICE, "office")};
	accepted(s, texts, 1, NULL);
	read_log(s);
	refused_one(s, world_reply(&s->w, s->memo.id, words, 1, false),
	    "disposition");
}

static struct gs_span ask_as(struct scene *s, uint64_t question, int signer,
    const char *role)
{
	return world_question(&s->w, "ask", s->memo.id, question, signer,
	    role);
}

static struct gs_span answer_as(struct scene *s, uint64_t question, int signer,
    const char *role)
{
	return world_question(&s->w, "answer", s->memo.id, question, signer,
	    role);
}

static void a_question_by_another_or_out_of_order(void **state)
{
	struct scene *s = &scene;
	(void)state;
	refused_one(s, ask_as(s, 1, W_AUTHOR, "author"), "wrong role");
	refused_one(s, ask_as(s, 1, W_REGISTRAR, "office"), "does not verify");
	refused_one(s, ask_as(s, 2, W_OFFICE, "office"), "numbered in order");
	refused_one(s, ask_as(s, 0, W_OFFICE, "office"), "numbered in order");
}

static void an_answer_to_no_question(void **state)
{
	struct scene *s = &scene;
	(void)state;
	act_refused(s, answer_as(s, 1, W_AUTHOR, "author"), "has not asked",
	    "has not asked");
	struct gs_span ask = ask_as(s, 1, W_OFFICE, "office");
	accepted(s, &ask, 1, NULL);
	read_log(s);
	act_refused(s, answer_as(s, 2, W_AUTHOR, "author"), "has not asked",
	    "has not asked");
}

static void an_answer_by_another_than_the_author(void **state)
{
	struct scene *s = &scene;
	(void)state;
	act_refused(s, answer_as(s, 1, W_OFFICE, "office"),
	    "not signed by the memo's author",
	    "not signed by the memo's author");
	act_refused(s, answer_as(s, 1, W_OFFICE, "author"), "does not verify",
	    "does not verify");
	/* The author's signature under another record. */
	struct gs_span good = answer_as(s, 1, W_AUTHOR, "author");
	const char *at = strstr((const char *)good.ptr, "content ") + 20;
	act_refused(s, altered(s, good, "content ", 20, *at == 'A' ? "B" :
	    "A"), "does not verify", "does not verify");
}

/* The audit has no opinion: an answer is an entry like any other there. */
static void an_answer_that_comes_the_wrong_way(void **state)
{
	struct scene *s = &scene;
	struct gs_report report = {.text = ""};
	struct gs_span good = answer_as(s, 1, W_AUTHOR, "author");
	static uint8_t large[60000];
	uint64_t size = log_size(s);
	(void)state;
	assert_int_not_equal(post(s, &report, &good, 1, NULL), GS_OK);
	assert_non_null(strstr(report.text, "it goes to /acts"));
	assert_int_equal(post_act(s, &report, good, (struct gs_span){large,
	    4}), GS_ERR_MISMATCH);
	assert_non_null(strstr(report.text, "SHA-256"));
	assert_int_equal(post_act(s, &report, good, (struct gs_span){large,
	    sizeof large}), GS_ERR_SPACE);
	assert_int_equal(log_size(s), size);
	if (audit_with(s, &report, &good, 1) != GS_OK)
		fail_msg("%s", report.text);
}

static void a_second_answer(void **state)
{
	struct scene *s = &scene;
	struct gs_report report = {.text = ""};
	struct gs_span good = answer_as(s, 1, W_AUTHOR, "author");
	(void)state;
	/* Twice in a log: whoever runs it may have put the first there. */
	const struct gs_span both[2] = {good, good};
	assert_int_not_equal(audit_with(s, &report, both, 2), GS_OK);
	assert_non_null(strstr(report.text, "answered already"));
}

static struct gs_span said_as(struct scene *s, const char *type,
    const char *lines, int signer)
{
	return world_said(&s->w, type, s->memo.id, lines, signer);
}

/* In order: each row is refused where it stands, and what is accepted, whose
 * words are NULL, stands in the log for the rows after it. */
static void those_around_the_memo(void **state)
{
	struct scene *s = &scene;
	static const struct {
		const char *type, *lines;
		int signer;
		const char *words;
	} rows[] = {
		{"copy", "copy 2\nto Secretary of State\n", W_OFFICE,
		    "numbered in order"},
		{"copy", "copy 1\nto Secretary of State\n", W_MONITOR,
		    "wrong role"},
		{"copy", "copy 1\nto Holder\n", W_OFFICE, "needs a reason"},
		{"copy", "copy 1\nto Secretary of State\nreason Why.\n",
		    W_OFFICE, "has no reason"},
		{"received", "copy 1\n", W_RECIPIENT, "there is no copy"},
		{"copy", "copy 1\nto Secretary of State\n", W_OFFICE, NULL},
		{"received", "copy 1\n", W_RECIPIENT, "this copy went to"},
		{"copy", "copy 2\nto Holder\nreason Why.\n", W_OFFICE, NULL},
		{"received", "copy 2\n", W_OFFICE, "wrong role"},
		{"received", "copy 2\nby An aide\n", W_RECIPIENT, NULL},
		{"received", "copy 2\n", W_RECIPIENT, "received already"},
		{"copy", "copy 3\nto Holder\nreason Why.\n", W_OFFICE,
		    "has received copy 2 already"},
		{"ruling", "ruling granted\n", W_OFFICE, "has no wish"},
		{"report", NULL, W_PANEL, "no panel was named"},
		{"panel", "panel 1\nmember A\nmember A\n", W_OFFICE,
		    "named twice"},
		{"panel", "panel 1\nmember A\n", W_PANEL, "wrong role"},
		{"panel", "panel 1\nmember A\n", W_OFFICE, NULL},
		{"panel", "panel 1\nmember B\n", W_OFFICE, "and that is 2"},
		{"report", NULL, W_OFFICE, "wrong role"},
		{"report", NULL, W_PANEL, NULL},
		{"report", NULL, W_PANEL, "a report on this memo already"},
		{"panel", "panel 2\nmember B\n", W_OFFICE,
		    "has reported already"},
		{"extend", "extension 2\nduty reply 0\nuntil 2024-02-14\n"
		    "reason Why.\n", W_OFFICE, "and the next is 1"},
		{"extend", "extension 1\nduty answer 0\nuntil 2024-02-14\n"
		    "reason Why.\n", W_OFFICE, "nobody owes answer"},
		{"extend", "extension 1\nduty acknowledge 0\nuntil 2024-02-14\n"
		    "reason Why.\n", W_OFFICE, "is done"},
		{"extend", "extension 1\nduty reply 0\nuntil 2024-12-31\n"
		    "reason Why.\n", W_OFFICE, "at most 10 working days"},
		{"extend", "extension 1\nduty reply 0\nuntil 2024-01-03\n"
		    "reason Why.\n", W_OFFICE, "must be later"},
		{"extend", "extension 1\nduty reply 0\nuntil 2024-02-09\n"
		    "reason Why.\n", W_MONITOR, "wrong role"},
		{"extend", "extension 1\nduty reply 0\nuntil 2024-02-09\n"
		    "reason Why.\n", W_PANEL, "wrong role"},
		{"extend", "extension 1\nduty reply 0\nuntil 2024-02-09\n"
		    "reason Why.\n", W_OFFICE, NULL},
		{"extend", "extension 2\nduty reply 0\nuntil 2024-02-12\n"
		    "reason Why.\n", W_OFFICE, NULL},
		{"extend", "extension 3\nduty reply 0\nuntil 2024-02-13\n"
		    "reason Why.\n", W_OFFICE, "put off 2 times"},
		{"refer", "destination Others\nreason Why.\n", W_MONITOR,
		    "wrong role"},
		{"refer", "destination Others\nreason Why.\n", W_OFFICE, NULL},
		{"refer", "destination Others\nreason Why.\n", W_OFFICE,
		    "referred already"},
		{"done", "request 1\n", W_OFFICE,
		    "committed itself to nothing"},
		{"remark", "remark 2\ntext Late.\n", W_MONITOR,
		    "the remarks on a memo"},
		{"remark", "remark 1\ntext Late.\n", W_OFFICE, "wrong role"},
		{"remark", "remark 1\ntext Late.\n", W_MONITOR, NULL},
		{"hold", "hold 1\nstate ended\nreason Over.\n", W_OFFICE,
		    "not held, so the next is begun"},
		{"hold", "hold 2\nstate begun\nreason A court.\n", W_OFFICE,
		    "numbered in order"},
		{"hold", "hold 1\nstate begun\nreason A court.\n", W_MONITOR,
		    "wrong role"},
		{"hold", "hold 1\nstate begun\nreason A court.\n", W_OFFICE,
		    NULL},
		{"hold", "hold 2\nstate begun\nreason A court.\n", W_OFFICE,
		    "held, so the next is ended"},
		{"deleted", "deletion 1\nwhat sealed\nschedule None\n"
		    "reason Why.\n", W_OFFICE, "deletes nothing"},
		{"deleted", "deletion 2\nwhat sealed\nschedule None\n"
		    "reason Why.\n", W_OFFICE, "numbered in order"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gs_span text = said_as(s, rows[i].type, rows[i].lines,
		    rows[i].signer);

		if (rows[i].words != NULL) {
			refused_one(s, text, rows[i].words);
			continue;
		}
		accepted(s, &text, 1, NULL);
		read_log(s);
	}
}

static void pages_that_are_none(void **state)
{
	struct scene *s = &scene;
	static const char *const ok[] = {"check/a/b", "member/"};
	static const char *const over[] = {"member/", "check/a/b"};
	static const char *const path[] = {"a/../b"};
	const struct {
		const char *const *files;
		size_t count;
		int signer;
		const char *words;
	} rows[] = {
		{ok, 2, W_LOG, "wrong role"},
		{ok, 2, W_AUTHORITY, "wrong role"},
		{over, 2, W_PAGES, "paths ascend"},
		{path, 1, W_PAGES, "no path of a page"},
		{ok, 2, W_PAGES, NULL},
		{ok, 1, W_PAGES, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gs_span text = world_assets(&s->w, rows[i].files,
		    rows[i].count, rows[i].signer);

		if (rows[i].words != NULL) {
			refused_one(s, text, rows[i].words);
			continue;
		}
		accepted(s, &text, 1, NULL);
		read_log(s);
	}
}

static void a_case_that_is_none(void **state)
{
	struct scene *s = &scene;
	const int64_t day = s->now / GS_DAY + 2, never = 0;
	const struct {
		uint64_t number;
		const char *word;
		int64_t until;
		int signer;
		const char *words;
	} rows[] = {
		{2, "opened", day, W_PROTECTION, "numbered in order"},
		{1, "moved", day, W_PROTECTION, "none of number 1"},
		{1, "ended", never, W_PROTECTION, "none of number 1"},
		{1, "closed", day, W_PROTECTION, "must be opened, moved"},
		{1, "opened", never, W_PROTECTION, "has a line `until`"},
		{1, "opened", day - 30, W_PROTECTION, "is past"},
		{1, "opened", day + 400, W_PROTECTION, "366 days ahead"},
		{1, "opened", day, W_OFFICE, "wrong role"},
		{1, "opened", day, W_AUTHORITY, "wrong role"},
		{1, "opened", day, W_PROTECTION, NULL},
		{1, "moved", day + 9, W_PROTECTION, NULL},
		{1, "ended", day, W_PROTECTION, "one that is has none"},
		{1, "ended", never, W_MONITOR, "wrong role"},
		{1, "ended", never, W_PROTECTION, NULL},
		{1, "moved", day, W_PROTECTION, "is over"},
		{1, "ended", never, W_PROTECTION, "is over"},
		{1, "opened", day, W_PROTECTION, "the next is 2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gs_span text = world_reprisal(&s->w, rows[i].number,
		    rows[i].word, rows[i].until, rows[i].signer);

		if (rows[i].words != NULL) {
			refused_one(s, text, rows[i].words);
			continue;
		}
		accepted(s, &text, 1, NULL);
		read_log(s);
	}
}

/* As text; for each `#` the hash of the file that comes with every record
 * here. */
static struct gs_span said(struct scene *s, const char *type,
    const char *lines, int signer, const char *role)
{
	const struct gs_span file = world_sealed(WORLD_SEALED);
	char text[1024], hash[GS_BASE64_LEN(32) + 1] = "";
	uint8_t digest[32];
	struct gs_writer w = gs_writer_of(hash, sizeof hash - 1);

	gs_host_sha256(digest, &file, 1);
	gs_write_base64(&w, digest, 32);
	struct gs_writer t = gs_writer_of(text, sizeof text - 1);
	for (; *lines != '\0'; lines++)
		if (*lines == '#')
			gs_write_text(&t, hash);
		else
			gs_write_u8(&t, (uint8_t)*lines);
	assert_int_equal(gs_writer_end(&t), GS_OK);
	text[t.len] = '\0';
	return world_lines(&s->w, type, s->memo.id, text, signer, role);
}

#define PUBLIC(number, stance, day) "position " number "\nrequest 1\n" \
	"side public\nstance " stance "\ntext No.\nplace Here\ndate " day "\n"
#define PRIVATE(number, request) "position " number "\nrequest " request \
	"\nside private\ncommitment #\ncontent #\n"
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static void a_position_that_is_none(void **state)
{
	struct scene *s = &scene;
	static const struct { const char *lines, *why; } cases[] = {
		{PUBLIC("2", "declined", "2023-11-01"), "numbered in order"},
		{PUBLIC("0", "declined", "2023-11-01"), "numbered in order"},
		{PUBLIC("1", "perhaps", "2023-11-01"), "no stance"},
		{PUBLIC("1", "declined", "2024-12-01"), "not come yet"},
		{PUBLIC("1", "declined", "2023-11-01") "url a.example\n",
		    "https://"},
		{PRIVATE("1", "3"), "the memo has"},
		{PRIVATE("1", "1") "stance declined\n", "does not belong"},
		{"position 1\nrequest 1\nside opened\nstance declined\n"
		    "which 1\nsalt " ZEROS "\nwords " ZEROS "\n",
		    "no position of number 1 in private"}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused_one(s, said(s, "position", cases[i].lines, W_OFFICE,
		    "office"), cases[i].why);
	refused_one(s, said(s, "position", PRIVATE("1", "1"), W_AUTHOR,
	    "author"), "wrong role");
	refused_one(s, said(s, "position", PRIVATE("1", "1"), W_REGISTRAR,
	    "office"), "does not verify");
}

/* Nothing was replied to, and the charter knows no appeal. */
static void an_appeal_against_nothing(void **state)
{
	struct scene *s = &scene;

	(void)state;
	act_refused(s, said(s, "respond", "reply 1\ncontent #\n", W_AUTHOR,
	    "author"), "no reply of number", "no reply of number");
	act_refused(s, said(s, "appeal", "appeal 1\nagainst reply 1\n"
	    "ground It is wrong\ncontent #\n", W_AUTHOR, "author"),
	    "names no ground", "names no ground");
	refused_one(s, said(s, "decide", "appeal 1\noutcome uphold\n"
	    "reason No.\ncontent #\n", W_OFFICE, "office"),
	    "no appeal of number");
}

/* The procedure ------------------------------------------------------------ */

#define REFER "destination Others\nreason Why.\n"
#define APPEAL(number, against, ground) "appeal " number "\nagainst " \
	against "\nground " ground "\ncontent #\n"
#define DECIDE(number, outcome) "appeal " number "\noutcome " outcome \
	"\nreason Why.\ncontent #\n"
#define EXTEND(number, duty, until) "extension " number "\nduty " duty \
	"\nuntil " until "\nreason Why.\n"
#define REPLY_OF(blocks, commitment) "reply 1\n" \
	"disposition 1 accepted\ndisposition 2 declined\n" commitment \
	"root AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nblocks " \
	blocks "\ncontent #\n"
#define REPLY(commitment) REPLY_OF("3", commitment)
#define PUBLISH(number, reason) "publication " number "\nbanner " \
	"UNCLASSIFIED\n" reason "content #\ncontent #\n"
#define REMARK(number) "remark " number "\ntext Late.\n"

struct step {
	const char *type, *lines;
	int signer;
	const char *role, *words; /* NULL: it is accepted */
};

static void wait_days(struct scene *s, int64_t days)
{
	move_clock(s, days * GS_DAY);
	read_log(s);
}

/* What its author does goes to /acts, and enters with the next release. */
static void take_act(struct scene *s, struct gs_span text)
{
	struct gs_report report = {.text = ""};
	size_t before = records_in_log(s);

	if (post_act(s, &report, text, world_sealed(WORLD_SEALED)) != GS_OK)
		fail_msg("%s", report.text);
	move_clock(s, GS_DAY);
	assert_int_equal(records_in_log(s), before + 1);
}

static void take_steps(struct scene *s, const struct step *steps,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct gs_span text = said(s, steps[i].type, steps[i].lines,
		    steps[i].signer, steps[i].role);
		bool act = strcmp(steps[i].role, "author") == 0;

		if (steps[i].words != NULL && act)
			act_refused(s, text, steps[i].words, steps[i].words);
		else if (steps[i].words != NULL)
			refused_one(s, text, steps[i].words);
		else if (act)
			take_act(s, text);
		else
			accepted(s, &text, 1, NULL);
		read_log(s);
	}
}

#define TAKE(s, steps) take_steps(s, steps, sizeof steps / sizeof *steps)

/* A referral before the acknowledgement, which its author appeals against. */
static void an_appeal_against_a_referral(void **state)
{
	static const struct step steps[] = {
		{"appeal", APPEAL("1", "refer 0", "It is wrong"), W_AUTHOR,
		    "author", "or against its referral"},
		{"decide", DECIDE("1", "remand"), W_APPEAL, "appeal",
		    "no appeal of number 1"},
		{"refer", REFER, W_OFFICE, "office", NULL},
		{"appeal", APPEAL("1", "refer 1", "It is wrong"), W_AUTHOR,
		    "author", "or against its referral"},
		{"appeal", APPEAL("1", "reply 0", "It is wrong"), W_AUTHOR,
		    "author", "or against its referral"},
		{"appeal", APPEAL("1", "reply 1", "It is wrong"), W_AUTHOR,
		    "author", "or against its referral"},
		{"appeal", APPEAL("2", "refer 0", "It is wrong"), W_AUTHOR,
		    "author", "and the next is 1"},
		{"appeal", APPEAL("1", "refer 0", "It is late"), W_AUTHOR,
		    "author", "is none of the 1"},
		{"appeal", APPEAL("1", "refer 0", "It is wrong"), W_OFFICE,
		    "author", "does not verify"},
		{"appeal", APPEAL("1", "refer 0", "It is wrong"), W_AUTHOR,
		    "author", NULL},
		{"appeal", APPEAL("2", "refer 0", "It is wrong"), W_AUTHOR,
		    "author", "appealed against reply 0 already"},
		{"decide", DECIDE("1", "grant"), W_APPEAL, "appeal",
		    "but of a referral, grant"},
		{"decide", DECIDE("1", "deny"), W_APPEAL, "appeal",
		    "must be uphold"},
		{"decide", DECIDE("2", "remand"), W_APPEAL, "appeal",
		    "no appeal of number 2"},
		{"decide", DECIDE("1", "remand"), W_OFFICE, "office",
		    "wrong role"},
		{"decide", DECIDE("1", "remand"), W_APPEAL, "appeal", NULL},
		{"decide", DECIDE("1", "uphold"), W_APPEAL, "appeal",
		    "decided already"},
		{"refer", REFER, W_OFFICE, "office", "referred already"},
	};

	(void)state;
	TAKE(&scene, steps);
}

/* Acknowledged by nobody until Tuesday 7 November: a working day later it goes
 * on to who protects members. */
static void a_duty_that_goes_on(void **state)
{
	static const struct step before[] = {
		{"extend", EXTEND("1", "escalation 1", "2023-11-20"), W_OFFICE,
		    "office", "nobody owes escalation"},
		{"remark", REMARK("1"), W_PANEL, "panel", "wrong role"},
		{"remark", REMARK("1"), W_PANEL, "protection",
		    "does not verify"},
	}, after[] = {
		{"remark", REMARK("1"), W_MONITOR, "monitor", NULL},
		{"extend", EXTEND("1", "escalation 1", "2023-11-20"), W_OFFICE,
		    "office", "no extension line for escalation"},
		{"remark", REMARK("1"), W_PROTECTION, "protection",
		    "and the next is 2"},
		{"remark", REMARK("2"), W_PROTECTION, "protection", NULL},
		{"extend", EXTEND("1", "escalation 1", "2023-11-20"), W_OFFICE,
		    "office", "escalation is done"},
		{"extend", EXTEND("1", "escalation 2", "2023-11-20"), W_OFFICE,
		    "office", "nobody owes escalation"},
	};

	(void)state;
	TAKE(&scene, before);
	wait_days(&scene, 4);
	TAKE(&scene, after);
}

static void a_commitment_that_is_none(void **state)
{
	static const struct step steps[] = {
		{"reply", REPLY(""), W_OFFICE, "office", "acknowledged"},
		{"acknowledge", "", W_OFFICE, "office", NULL},
		{"reply", REPLY_OF("2", ""), W_OFFICE, "office",
		    "has 2 blocks"},
		{"reply", REPLY_OF("8193", ""), W_OFFICE, "office",
		    "has 8193 blocks"},
		{"reply", REPLY("commitment 2 2023-12-01 A\n"), W_OFFICE,
		    "office", "must be accepted or partly"},
		{"reply", REPLY("commitment 3 2023-12-01 A\n"), W_OFFICE,
		    "office", "must be accepted or partly"},
		{"reply", REPLY("commitment 1 2023-11-01 A\n"), W_OFFICE,
		    "office", "is before today"},
		{"reply", REPLY("commitment 1 2023-12-01 A\n"
		    "commitment 1 2023-12-01 A\n"), W_OFFICE, "office",
		    "an owner already"},
		{"reply", REPLY("commitment 1 2023-12-01 A\n"), W_RELEASE,
		    "release", "wrong role"},
		{"extend", EXTEND("1", "publish 0", "2023-12-20"), W_OFFICE,
		    "office", "nobody owes publish"},
		{"reply", REPLY("commitment 1 2023-12-01 A\n"), W_OFFICE,
		    "office", NULL},
		{"extend", EXTEND("1", "publish 0", "2023-12-20"), W_OFFICE,
		    "office", "no extension line for publish"},
		{"done", "request 2\n", W_OFFICE, "office",
		    "committed itself to nothing"},
		{"done", "request 1\n", W_RELEASE, "release", "wrong role"},
		{"extend", EXTEND("1", "commitment 1", "2023-12-01"), W_OFFICE,
		    "office", "must be later"},
		{"extend", EXTEND("1", "commitment 2", "2023-12-09"), W_OFFICE,
		    "office", "nobody owes commitment"},
		{"extend", EXTEND("1", "commitment 1", "2023-12-09"), W_OFFICE,
		    "office", NULL},
		{"done", "request 1\n", W_OFFICE, "office", NULL},
		{"done", "request 1\n", W_OFFICE, "office", "done already"},
		{"extend", EXTEND("2", "commitment 1", "2023-12-19"), W_OFFICE,
		    "office", "commitment is done"},
	};

	(void)state;
	TAKE(&scene, steps);
}

static void a_publication_without_its_reason(void **state)
{
	static const struct step steps[] = {
		{"publish", PUBLISH("2", ""), W_RELEASE, "release",
		    "and the next is 1"},
		{"publish", PUBLISH("1", "reason (b)(5)\n"), W_RELEASE,
		    "release", "is not a code"},
		{"publish", PUBLISH("1", "reason (b)(1) secret\n"), W_RELEASE,
		    "release", "that code says"},
		{"publish", PUBLISH("1", "reason x a\nreason x b\n"),
		    W_RELEASE, "release", "stands there twice"},
		{"publish", "publication 1\nof reply 9\nbanner UNCLASSIFIED\n"
		    "content #\ncontent #\n", W_RELEASE, "release",
		    "is of reply 9"},
		{"publish", "publication 1\nof memo 1\nbanner UNCLASSIFIED\n"
		    "content #\ncontent #\n", W_RELEASE, "release",
		    "is of memo 1"},
		{"publish", PUBLISH("1", ""), W_OFFICE, "office",
		    "wrong role"},
	};

	(void)state;
	TAKE(&scene, steps);
}

/* The clock `appeal` is of five working days, and the log waits two more. */
static void an_appeal_that_comes_too_late(void **state)
{
	static const struct step first[] = {
		{"respond", "reply 2\ncontent #\n", W_AUTHOR, "author",
		    "no reply of number 2"},
		{"respond", "reply 1\ncontent #\n", W_OFFICE, "author",
		    "does not verify"},
		{"end", "reason Over.\n", W_OFFICE, "office",
		    "may still appeal"},
	}, late[] = {
		{"remark", REMARK("3"), W_MONITOR, "monitor", NULL},
		{"appeal", APPEAL("2", "reply 1", "It is wrong"), W_AUTHOR,
		    "author", "came too late"},
		{"respond", "reply 1\ncontent #\n", W_AUTHOR, "author",
		    NULL},
	}, ended[] = {
		{"refer", REFER, W_OFFICE, "office", "ended"},
		{"respond", "reply 1\ncontent #\n", W_AUTHOR, "author",
		    "responded to reply 1 already"},
		{"remark", REMARK("4"), W_PROTECTION, "protection", NULL},
	};
	struct scene *s = &scene;

	(void)state;
	TAKE(s, first);
	wait_days(s, 16);
	TAKE(s, late);
	struct gs_span end = world_end(&s->w, s->memo.id, W_AUTHOR, "author");
	accepted(s, &end, 1, NULL);
	read_log(s);
	TAKE(s, ended);
	audit_refuses(s, said(s, "appeal", APPEAL("2", "reply 1",
	    "It is wrong"), W_AUTHOR, "author"), "ended");
}

/* Nor one for each reader that the charter names, where it names none. */
static void an_endorsement_with_a_reveal_too_many(void **state)
{
	struct scene *s = &scene;

	(void)state;
	s->w.reveals = 1;
	struct gs_span text = world_act(&s->w, "endorse", s->memo.id, 9);
	s->w.reveals = 0;
	audit_refuses(s, text, "reveal");
}

/* What was committed to cannot be another later. */
static void a_position_that_is_opened_to_another(void **state)
{
	struct scene *s = &scene;
	struct gs_span text = said(s, "position", PRIVATE("1", "1"), W_OFFICE,
	    "office");

	(void)state;
	accepted(s, &text, 1, NULL);
	read_log(s);
	refused_one(s, said(s, "position", "position 2\nrequest 1\n"
	    "side opened\nstance declined\nwhich 1\nsalt " ZEROS "\n"
	    "words " ZEROS "\n", W_OFFICE, "office"), "not what was committed");
	act_refused(s, said(s, "dispute", "position 2\ncontent #\n",
	    W_AUTHOR, "author"), "no position of number", "no position of "
	    "number");
	act_refused(s, said(s, "dispute", "position 1\ncontent #\n",
	    W_OFFICE, "office"), "not signed by the memo's author",
	    "not signed by the memo's author");
}

#define NOTICE(number, what, more) "notice " number "\nreader A court\n" \
	"what " what "\nauthority Order 1\nreason Ordered.\n" more

static void a_notice_or_an_opening_that_is_none(void **state)
{
	struct scene *s = &scene;
	static const struct { const char *type, *lines, *why; } cases[] = {
		{"notice", NOTICE("2", "content", ""), "numbered in order"},
		{"notice", NOTICE("1", "names", ""), "identity or content"},
		{"notice", NOTICE("1", "content", "after 2024-12-01\n"),
		    "not come yet"},
		{"opened", "role release\nby Holder\n", "not sealed to"},
		{"opened", "role office\nby Somebody\n", "who signed it"}};
	struct gs_span opened = said(s, "opened", "role office\nby Holder\n",
	    W_OFFICE, "office");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		refused_one(s, said(s, cases[i].type, cases[i].lines, W_OFFICE,
		    "office"), cases[i].why);
	refused_one(s, said(s, "notice", NOTICE("1", "content", ""),
	    W_RELEASE, "release"), "wrong role");
	refused_one(s, said(s, "opened", "role office\nby Holder\n",
	    W_RELEASE, "office"), "does not verify");
	accepted(s, &opened, 1, NULL);
	read_log(s);
	refused_one(s, opened, "on this day");
}

/* By name: members 2 and 3 have endorsed. */
static void a_name_that_is_none(void **state)
{
	struct scene *s = &scene;
	struct gs_span good = world_named(&s->w, s->memo.id, 2, "Two");
	struct gs_span again = world_named(&s->w, s->memo.id, 2, "Second");

	(void)state;
	refused_one(s, world_named(&s->w, s->memo.id, 9, "Nine"),
	    "no endorsement of this memo");
	refused_one(s, altered(s, good, "name ", 5, "U"), "does not show");
	refused_one(s, world_named(&s->w, s->memo.id, 2, "n"
	    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
	    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"),
	    "at most 100");
	accepted(s, &good, 1, NULL);
	read_log(s);
	refused_one(s, again, "has a name already");
	refused_one(s, good, "has a name already");
}

static void a_roll_with_one_signature(void **state)
{
	struct scene *s = &scene;
	(void)state;
	struct gs_span text = world_roll(&s->w, 2, 0, W_REGISTRAR, W_SECOND);
	const char *second = strstr((const char *)text.ptr,
	    "signature second");
	text.len = (size_t)((const uint8_t *)second - text.ptr);
	refused_one(s, text, "signature that it needs is missing");
}

static void a_record_that_is_not_canonical(void **state)
{
	struct scene *s = &scene;
	(void)state;
	struct gs_span text = world_end(&s->w, s->memo.id, W_AUTHOR, "author");
	/* A second space: the same meaning, another spelling. */
	uint8_t *copy = gs_arena_take(s->w.arena, text.len + 1, 1);
	const char *reason = strstr((const char *)text.ptr, "reason ");
	size_t head = (size_t)((const uint8_t *)reason - text.ptr) + 7;
	assert_non_null(copy);
	memcpy(copy, text.ptr, head);
	copy[head] = ' ';
	memcpy(copy + head + 1, text.ptr + head, text.len - head);
	refused_one(s, (struct gs_span){copy, text.len + 1}, "canonical");
}

static void an_endorsement_after_the_end(void **state)
{
	struct scene *s = &scene;
	(void)state;
	struct gs_span end = world_end(&s->w, s->memo.id, W_AUTHOR, "author");
	accepted(s, &end, 1, NULL);
	read_log(s);
	act_refused(s, world_act(&s->w, "endorse", s->memo.id, 9), "ended",
	    "ended");
	act_refused(s, answer_as(s, 1, W_AUTHOR, "author"), "ended", "ended");
	refused_one(s, ask_as(s, 2, W_OFFICE, "office"), "ended");
	refused_one(s, said_as(s, "panel", "panel 2\nmember B\n",
	    W_OFFICE), "ended");
	refused_one(s, said_as(s, "extend", "extension 3\nduty reply 0\n"
	    "until 2024-02-13\nreason Why.\n", W_OFFICE), "ended");
	refused_one(s, said_as(s, "refer",
	    "destination Others\nreason Why.\n", W_OFFICE), "ended");

	struct gs_span copy = said_as(s, "copy",
	    "copy 3\nto Secretary of State\n", W_OFFICE);
	accepted(s, &copy, 1, NULL);
	read_log(s);
	struct gs_span remark = said_as(s, "remark",
	    "remark 2\ntext Ended.\n", W_MONITOR);
	accepted(s, &remark, 1, NULL);
	struct gs_span hold = said_as(s, "hold",
	    "hold 2\nstate ended\nreason Over.\n", W_OFFICE);
	accepted(s, &hold, 1, NULL);
	read_log(s);
}

int main(void)
{
	/* In this order: the later ones act on what the earlier ones did. */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_scene_itself_is_good),
		cmocka_unit_test(a_double_endorsement),
		cmocka_unit_test(a_proof_for_another_memo),
		cmocka_unit_test(a_proof_over_another_roll),
		cmocka_unit_test(a_tampered_proof),
		cmocka_unit_test(an_office_act_by_the_wrong_role),
		cmocka_unit_test(a_filing_over_quota),
		cmocka_unit_test(a_filing_that_lacks_an_act),
		cmocka_unit_test(a_filing_that_takes_back_what_is_not_there),
		cmocka_unit_test(a_bad_proof_among_two_memos),
		cmocka_unit_test(a_reply_that_leaves_a_request_open),
		cmocka_unit_test(a_question_by_another_or_out_of_order),
		cmocka_unit_test(an_answer_to_no_question),
		cmocka_unit_test(an_answer_by_another_than_the_author),
		cmocka_unit_test(an_answer_that_comes_the_wrong_way),
		cmocka_unit_test(a_second_answer),
		cmocka_unit_test(those_around_the_memo),
		cmocka_unit_test(pages_that_are_none),
		cmocka_unit_test(a_case_that_is_none),
		cmocka_unit_test(a_position_that_is_none),
		cmocka_unit_test(an_appeal_against_nothing),
		cmocka_unit_test(an_endorsement_with_a_reveal_too_many),
		cmocka_unit_test(a_position_that_is_opened_to_another),
		cmocka_unit_test(a_notice_or_an_opening_that_is_none),
		cmocka_unit_test(a_name_that_is_none),
		cmocka_unit_test(a_roll_with_one_signature),
		cmocka_unit_test(a_record_that_is_not_canonical),
		cmocka_unit_test(an_endorsement_after_the_end),
		cmocka_unit_test(acts_over_another_edition),
	};

	const struct CMUnitTest procedure[] = {
		cmocka_unit_test(the_scene_itself_is_good),
		cmocka_unit_test(an_appeal_against_a_referral),
		cmocka_unit_test(a_duty_that_goes_on),
		cmocka_unit_test(a_commitment_that_is_none),
		cmocka_unit_test(a_publication_without_its_reason),
		cmocka_unit_test(an_appeal_that_comes_too_late),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	int failed = cmocka_run_group_tests_name("refusals", tests,
	    start_scene, stop_scene);
	return failed + cmocka_run_group_tests_name("procedure", procedure,
	    start_procedure, stop_scene);
}
