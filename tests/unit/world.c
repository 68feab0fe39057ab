/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/host.h"
#include "core/record/time.h"
#include "lib/memo/seal.h"
#include "lib/sign.h"
#include "tests/unit/world.h"

#define SIZE 1000
#define PROOF GS_PROOF_LEN(5)

static const char *const role_names[W_ROLES] = {"authority", "registrar",
    "second", "office", "log", "enrol", "promise", "release", "recipient",
    "panel", "monitor", "protection", "appeal", "pages", "author"};

static void *room(struct world *w, size_t len)
{
	void *p = gs_arena_take(w->arena, len, 1);
	assert_non_null(p);
	return p;
}

static void start(struct world *w, struct gs_record_writer *d,
    const char *type)
{
	gs_record_start(d, room(w, GS_RECORD_MAX), GS_RECORD_MAX, type);
	gs_record_line(d, "channel", gs_part_hash(w->channel));
}

static void sign_as(struct world *w, struct gs_record_writer *d,
    size_t signed_len, int signer, const char *role)
{
	assert_int_equal(gs_record_countersign(d, role, w->secret[signer],
	    signed_len), GS_OK);
}

static struct gs_span finish(struct gs_record_writer *d)
{
	assert_int_equal(gs_writer_end(&d->w), GS_OK);
	return (struct gs_span){d->w.ptr, d->w.len};
}

static void charter_clocks(struct gs_record_writer *d)
{
	gs_record_line(d, "clock", gs_part_word("publish"),
	    gs_part_word("working"), gs_part_number(10));
	gs_record_line(d, "clock", gs_part_word("escalation"),
	    gs_part_word("working"), gs_part_number(3));
}

static void charter_calendar(const struct world *w, struct gs_record_writer *d)
{
	static const struct { const char *day, *name; } closed[] = {
		{"2023-11-10", "Veterans Day"}, {"2023-11-23", "Thanksgiving"},
		{"2023-12-25", "Christmas"}, {"2024-01-01", "New Year"},
		{"2024-01-15", "Martin Luther King"},
		{"2024-02-19", "Washington"}, {"2024-05-27", "Memorial"}};
	int64_t day = 0;

	gs_record_line(d, "zone", gs_part_text("America/New_York"));
	gs_record_line(d, "week", gs_part_number(w->week == 0 ? 12345 :
	    w->week));
	gs_record_line(d, "closing", gs_part_number(17 * 60));
	gs_record_line(d, "calendar",
	    gs_part_date(gs_days_from_civil(2023, 1, 1)),
	    gs_part_date(gs_days_from_civil(2024, 12, 31)));

	gs_record_line(d, "offset",
	    gs_part_time(gs_days_from_civil(2023, 3, 12) * GS_DAY + 7 * 3600),
	    gs_part_word("-04:00"));
	gs_record_line(d, "offset",
	    gs_part_time(gs_days_from_civil(2023, 11, 5) * GS_DAY + 6 * 3600),
	    gs_part_word("-05:00"));
	gs_record_line(d, "offset",
	    gs_part_time(gs_days_from_civil(2024, 3, 10) * GS_DAY + 7 * 3600),
	    gs_part_word("-04:00"));

	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
		assert_int_equal(gs_date_parse(&day, closed[i].day, 10), 0);
		gs_record_line(d, "closed", gs_part_date(day),
		    gs_part_text(closed[i].name));
	}

	gs_record_line(d, "clock", gs_part_word("acknowledge"),
	    gs_part_word("working"), gs_part_number(2));
	gs_record_line(d, "clock", gs_part_word("reply-from"),
	    gs_part_word("working"), gs_part_number(30));
	gs_record_line(d, "clock", gs_part_word("reply"),
	    gs_part_word("working"), gs_part_number(60));
	if (w->appeals) {
		gs_record_line(d, "clock", gs_part_word("appeal"),
		    gs_part_word("working"), gs_part_number(5));
		gs_record_line(d, "clock", gs_part_word("decide"),
		    gs_part_word("calendar"), gs_part_number(10));
	}
	if (w->escalates)
		charter_clocks(d);
	if (w->acknowledged_first)
		gs_record_line(d, "starts", gs_part_word("reply"),
		    gs_part_word("acknowledged"));
	if (w->escalates)
		gs_record_line(d, "escalation", gs_part_word("acknowledge"),
		    gs_part_number(1), gs_part_word("protection"));
	gs_record_line(d, "extension", gs_part_word("reply"),
	    gs_part_number(2), gs_part_number(10));
	if (w->appeals)
		gs_record_line(d, "extension", gs_part_word("decide"),
		    gs_part_number(1), gs_part_number(5));
}

static void charter_role(const struct world *w, struct gs_record_writer *d,
    int role, int key)
{
	gs_record_line(d, "role", gs_part_word(role_names[role]),
	    gs_part_hash(w->public[key]), gs_part_text(
	        role == W_PAGES && !w->operator_pages ? "A union" : "Holder"));
}

static void charter_roles(const struct world *w, struct gs_record_writer *d)
{
	for (int i = 0; i < W_AUTHOR; i++) {
		int key = i;

		if (i == W_APPEAL && !w->appeals)
			continue;
		if (w->other_second && i == W_SECOND)
			key = W_RELEASE;
		if (w->other_second && i == W_RELEASE)
			key = W_SECOND;
		charter_role(w, d, i, key);
		if (w->two_authorities && i == W_AUTHORITY)
			charter_role(w, d, i, W_AUTHOR);
		if (w->two_offices && i == W_OFFICE)
			charter_role(w, d, i, W_AUTHOR);
	}
	gs_record_line(d, "threshold", gs_part_number(w->threshold == 0 ? 1 :
	    w->threshold));
	if (w->two_offices)
		gs_record_line(d, "reply-signers", gs_part_number(2));
	if (w->appeals)
		gs_record_line(d, "exemption",
		    gs_part_text("(b)(1) classified"));
}

static void charter_witnesses(const struct world *w,
    struct gs_record_writer *d)
{
	for (size_t i = 0; i < w->witnesses; i++) {
		uint8_t key[32] = {(uint8_t)(i + 1)};
		char name[16];

		if (i + 1 == w->witnesses && w->witness_role != 0)
			memcpy(key, w->public[w->witness_role], 32);
		(void)snprintf(name, sizeof name, "w%zu.example", 10 + i);
		gs_record_line(d, "witness", gs_part_word("cosignature/v1"),
		    gs_part_bytes(key, 32), gs_part_text(name));
	}
	if (w->quorum != 0)
		gs_record_line(d, "quorum", gs_part_number(w->quorum));
}

static struct gs_span charter_signed(struct world *w,
    struct gs_record_writer *d)
{
	size_t len = d->w.len;

	if (w->signer_count == 0)
		sign_as(w, d, len, W_AUTHORITY, "authority");
	for (size_t i = 0; i < w->signer_count; i++)
		sign_as(w, d, len, w->signers[i].key, w->signers[i].role);
	return finish(d);
}

struct gs_span world_charter(struct world *w, uint64_t version,
    const char *exercise, const char *ceiling)
{
	struct gs_record_writer d;
	uint8_t seal[32] = {9}, copies[32] = {9, 9}, above[32] = {9, 8};

	gs_record_start(&d, room(w, GS_RECORD_MAX), GS_RECORD_MAX, "charter");
	if (version != 1 || w->names_channel)
		gs_record_line(&d, "channel", gs_part_hash(w->channel));
	gs_record_line(&d, "version", gs_part_number(version));
	gs_record_line(&d, "origin", gs_part_word("dissent.example/test"));
	gs_record_line(&d, "name", gs_part_text("A test"));
	gs_record_line(&d, "exercise", gs_part_word(exercise));
	gs_record_line(&d, "readers", gs_part_word("public"));

	charter_roles(w, &d);
	gs_record_line(&d, "seal", gs_part_word("office"),
	    gs_part_word("x25519"), gs_part_bytes(seal, 32),
	    gs_part_text("Office"));
	if (w->copies)
		gs_record_line(&d, "seal", gs_part_word("recipient"),
		    gs_part_word("x25519"), gs_part_bytes(copies, 32),
		    gs_part_text("Secretary of State"));
	if (w->appeals)
		gs_record_line(&d, "seal", gs_part_word("appeal"),
		    gs_part_word("x25519"), gs_part_bytes(above, 32),
		    gs_part_text("Above"));
	for (size_t i = 0; i < w->reveals; i++) {
		seal[1] = (uint8_t)(i + 1);
		gs_record_line(&d, "reveal", gs_part_word(role_names[i]),
		    gs_part_word("x25519"), gs_part_bytes(seal, 32),
		    gs_part_text("Reader"));
	}
	charter_witnesses(w, &d);
	gs_record_line(&d, "copy", gs_part_text("Secretary of State"));
	gs_record_line(&d, "style", gs_part_word("legacy"));
	gs_record_line(&d, "ceiling", gs_part_text(ceiling));
	if (w->appeals)
		gs_record_line(&d, "ground", gs_part_text("It is wrong"));

	charter_calendar(w, &d);
	gs_record_line(&d, "quota", gs_part_number(2));
	gs_record_line(&d, "floor", gs_part_number(10));
	gs_record_line(&d, "age", gs_part_number(24));
	gs_record_line(&d, "batch", gs_part_number(5));
	gs_record_line(&d, "release", gs_part_number(24));
	gs_record_line(&d, "late", gs_part_number(1), gs_part_number(5));
	gs_record_line(&d, "gather", gs_part_number(90));
	gs_record_line(&d, "cooling", gs_part_number(7));

	struct gs_span text = charter_signed(w, &d);
	if (version == 1)
		gs_host_sha256(w->channel, &text, 1);
	return text;
}

struct gs_span world_roll_grown(struct world *w, uint64_t edition,
    uint8_t root, const struct world_growth *growth)
{
	struct gs_record_writer d;
	size_t size = w->keys == NULL ? SIZE : gs_roll_size(w->keys);

	if (w->keys == NULL)
		memset(w->roll, root, 32);
	else
		memcpy(w->roll, gs_roll_root(w->keys), 32);

	start(w, &d, "roll");
	gs_record_line(&d, "edition", gs_part_number(edition));
	gs_record_line(&d, "size", gs_part_number(size - growth->smaller));
	gs_record_line(&d, "eligible", gs_part_number(size + 12));
	if (growth->has_left)
		gs_record_line(&d, "left", gs_part_number(growth->left));
	gs_record_line(&d, "root", gs_part_hash(w->roll));
	for (size_t i = 0; i < growth->replaced_count; i++)
		gs_record_line(&d, "replaced",
		    gs_part_hash(growth->replaced[i]));

	size_t len = d.w.len;
	sign_as(w, &d, len, growth->first, "registrar");
	sign_as(w, &d, len, growth->second, "second");
	return finish(&d);
}

struct gs_span world_roll(struct world *w, uint64_t edition, uint8_t root,
    int first, int second)
{
	const struct world_growth growth = {.has_left = edition > 1,
	    .left = 2, .first = first, .second = second};

	return world_roll_grown(w, edition, root, &growth);
}

struct gs_span world_sealed(const char *text)
{
	static struct {
		const char *text;
		uint8_t *file;
		size_t len;
	} made[8];
	static const uint8_t key[32] = {9}, secret[32] = {3};
	const struct gs_recipients to = {.of = {{
	    {(const uint8_t *)"x25519", 6}, {key, 32}}}, .count = 1};
	size_t i = 0;

	while (i < 8 && made[i].text != NULL &&
	    strcmp(made[i].text, text) != 0)
		i++;
	assert_true(i < 8);
	if (made[i].text == NULL) {
		assert_int_equal(gs_seal_same(&made[i].file, &made[i].len, &to,
		    (struct gs_span){(const uint8_t *)text, strlen(text)},
		    secret), GS_OK);
		made[i].text = text;
	}
	return (struct gs_span){made[i].file, made[i].len};
}

static void seal_digest(uint8_t digest[32])
{
	const struct gs_span sealed = world_sealed(WORLD_SEALED);

	gs_host_sha256(digest, &sealed, 1);
}

struct world_memo world_memo_plain(void)
{
	return (struct world_memo){.tag = 1, .requests = 2,
	    .banner = "UNCLASSIFIED", .addressee = "Secretary of State",
	    .signer = W_AUTHOR};
}

static struct gs_part real_proof(struct world *w, uint8_t member,
    const char *act, const uint8_t memo[32], uint64_t slot)
{
	uint8_t scope[GS_SCOPE_MAX], message[GS_MESSAGE_MAX];
	uint8_t reveals[GS_REVEALS_MAX][32] = {{0}}, digest[32];
	uint8_t *proof = room(w, GS_PROOF_LEN_MAX);
	struct gs_statement s = {.scope = scope, .message = message};
	struct gs_pool scratch;
	size_t len = 0;
	bool resupply = strcmp(act, "resupply") == 0;

	int err = strcmp(act, "file") == 0 ?
	    gs_scope_file(scope, &s.scope_len, sizeof scope, w->channel,
	        w->roll, (uint32_t)slot) : resupply ?
	    gs_scope_resupply(scope, &s.scope_len, sizeof scope, w->channel,
	        memo, (uint32_t)slot) :
	    gs_scope_memo(scope, &s.scope_len, sizeof scope, w->channel, memo);
	assert_int_equal(err, GS_OK);

	gs_reveals_hash(digest, (const uint8_t (*)[32])reveals, w->reveals);
	if (resupply)
		seal_digest(digest);
	assert_int_equal(gs_message(message, &s.message_len, sizeof message,
	    act, memo, resupply || strcmp(act, "endorse") == 0 ? digest :
	    NULL), GS_OK);
	assert_int_equal(gs_member_prove(proof, &len, GS_PROOF_LEN_MAX,
	    &(struct gs_proof_inputs){w->keys, &w->members[member - 1], &s},
	    gs_pool_start(&scratch)), GS_OK);
	gs_pool_free(&scratch);
	return gs_part_bytes(proof, len);
}

static struct gs_part proof_part(struct world *w, uint8_t tag,
    const char *act, const uint8_t memo[32], uint64_t slot)
{
	if (w->keys != NULL)
		return real_proof(w, tag, act, memo, slot);
	uint8_t *proof = room(w, PROOF);
	randombytes_buf(proof, PROOF);
	memset(proof, tag, 32);
	return gs_part_bytes(proof, PROOF);
}

struct gs_span world_memo(struct world *w, struct world_memo *m)
{
	static const uint8_t root[32] = {1}, reply[32] = {2};
	uint8_t content[32];
	struct gs_record_writer d;
	const struct gs_memo_terms terms = {.channel = w->channel,
	    .charter = w->charter, .roll = w->roll, .root = root, .blocks = 7,
	    .requests = m->requests,
	    .banner = {(const uint8_t *)m->banner, strlen(m->banner)},
	    .addressees = {{{(const uint8_t *)m->addressee,
	        strlen(m->addressee)}}, 1},
	    .reply_type = {(const uint8_t *)"x25519", 6}, .reply = {reply, 32},
	    .author = w->public[W_AUTHOR], .after = m->after,
	    .content = content};
	seal_digest(content);
	assert_int_equal(gs_memo_id(m->id, &terms, w->arena), GS_OK);
	w->endorsements = m->endorsements;
	w->withdrawals = m->withdrawals;
	start(w, &d, "memo");
	gs_record_line(&d, "memo", gs_part_hash(m->id));
	gs_memo_terms_write(&d, &terms);
	gs_record_line(&d, "slot", gs_part_number(m->slot));
	gs_record_line(&d, "proof", proof_part(w, m->tag, "file", m->id,
	    m->slot));

	if (m->signer >= 0)
		sign_as(w, &d, d.w.len, m->signer, "author");
	return finish(&d);
}

struct gs_span world_act(struct world *w, const char *type,
    const uint8_t memo[32], uint8_t tag)
{
	static const uint8_t none[32];
	struct gs_record_writer d;
	start(w, &d, type);
	gs_record_line(&d, "memo", gs_part_hash(memo));
	for (size_t i = 0; strcmp(type, "endorse") == 0 && i < w->reveals; i++)
		gs_record_line(&d, "reveal", gs_part_hash(none));
	gs_record_line(&d, "proof", proof_part(w, tag, type, memo, 0));
	return finish(&d);
}

struct gs_span world_named(struct world *w, const uint8_t memo[32],
    uint8_t tag, const char *name)
{
	uint8_t scope[GS_SCOPE_MAX], is[32], proof[GS_NAMING_LEN];
	struct gs_naming of = {.scope = scope, .tag = is,
	    .name = {(const uint8_t *)name, strlen(name)}};
	struct gs_record_writer d;

	assert_int_equal(gs_scope_memo(scope, &of.scope_len, sizeof scope,
	    w->channel, memo), GS_OK);
	assert_int_equal(gs_secret_tag(is, &w->members[tag - 1], scope,
	    of.scope_len), GS_OK);
	assert_int_equal(gs_naming_prove(proof, &w->members[tag - 1], &of),
	    GS_OK);
	start(w, &d, "named");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "tag", gs_part_hash(is));
	gs_record_line(&d, "name", gs_part_text(name));
	gs_record_line(&d, "proof", gs_part_bytes(proof, sizeof proof));
	return finish(&d);
}

struct gs_span world_acknowledge(struct world *w, const uint8_t memo[32],
    int signer, const char *role)
{
	struct gs_record_writer d;
	start(w, &d, "acknowledge");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	sign_as(w, &d, d.w.len, signer, role);
	return finish(&d);
}

struct gs_span world_said(struct world *w, const char *type,
    const uint8_t memo[32], const char *lines, int signer)
{
	struct gs_record_writer d;
	uint8_t content[32];

	seal_digest(content);
	start(w, &d, type);
	gs_record_line(&d, "memo", gs_part_hash(memo));
	if (lines == NULL)
		gs_record_line(&d, "content", gs_part_hash(content));
	else
		gs_write_text(&d.w, lines);
	sign_as(w, &d, d.w.len, signer, role_names[signer]);
	return finish(&d);
}

struct gs_span world_unreadable(struct world *w, const uint8_t memo[32],
    const struct world_unreadable *u)
{
	struct gs_record_writer d;
	start(w, &d, "unreadable");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "what", gs_part_word(u->what));
	gs_record_line(&d, "number", gs_part_number(u->number));
	gs_record_line(&d, "which", gs_part_number(u->which));
	sign_as(w, &d, d.w.len, u->signer, u->role);
	return finish(&d);
}

struct gs_span world_resupply(struct world *w, const uint8_t memo[32],
    uint64_t unreadable, uint8_t tag)
{
	struct gs_record_writer d;
	uint8_t content[32];
	seal_digest(content);
	start(w, &d, "resupply");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "unreadable", gs_part_number(unreadable));
	gs_record_line(&d, "content", gs_part_hash(content));
	gs_record_line(&d, "proof", proof_part(w, tag, "resupply", memo,
	    unreadable));
	return finish(&d);
}

struct gs_span world_reply(struct world *w, const uint8_t memo[32],
    const char *const *words, size_t count, bool zero)
{
	struct gs_record_writer d;
	uint8_t content[32];
	seal_digest(content);
	start(w, &d, "reply");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "reply", gs_part_number(1));
	for (size_t i = 0; i < count; i++)
		gs_record_line(&d, "disposition",
		    gs_part_number(zero ? 0 : i + 1), gs_part_word(words[i]));
	gs_record_line(&d, "root", gs_part_hash(content));
	gs_record_line(&d, "blocks", gs_part_number(3));
	gs_record_line(&d, "content", gs_part_hash(content));
	sign_as(w, &d, d.w.len, W_OFFICE, "office");
	return finish(&d);
}

struct gs_span world_correct(struct world *w, const uint8_t memo[32],
    uint64_t number, const char *const *words, size_t count, int signer)
{
	struct gs_record_writer d;
	uint8_t content[32];

	seal_digest(content);
	start(w, &d, "correct");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "correction", gs_part_number(number));
	gs_record_line(&d, "reply", gs_part_number(1));
	for (size_t i = 0; i < count; i++)
		gs_record_line(&d, "disposition", gs_part_number(i + 1),
		    gs_part_word(words[i]));
	gs_record_line(&d, "root", gs_part_hash(content));
	gs_record_line(&d, "blocks", gs_part_number(3));
	gs_record_line(&d, "content", gs_part_hash(content));
	sign_as(w, &d, d.w.len, signer, "office");
	return finish(&d);
}

struct gs_span world_moved(struct world *w, const char *url, int signer)
{
	struct gs_record_writer d;

	start(w, &d, "moved");
	gs_record_line(&d, "url", gs_part_text(url));
	sign_as(w, &d, d.w.len, signer, "authority");
	return finish(&d);
}

struct gs_span world_reprisal(struct world *w, uint64_t number,
    const char *state, int64_t until, int signer)
{
	struct gs_record_writer d;

	start(w, &d, "reprisal");
	gs_record_line(&d, "case", gs_part_number(number));
	gs_record_line(&d, "state", gs_part_word(state));
	if (until != 0)
		gs_record_line(&d, "until", gs_part_date(until));
	sign_as(w, &d, d.w.len, signer, role_names[signer]);
	return finish(&d);
}

struct gs_span world_assets(struct world *w, const char *const *paths,
    size_t count, int signer)
{
	struct gs_record_writer d;
	uint8_t hash[32];

	start(w, &d, "assets");
	gs_record_line(&d, "release", gs_part_text("1.0.0"));
	for (size_t i = 0; i < count; i++) {
		gs_host_sha256(hash, &(struct gs_span){
		    (const uint8_t *)paths[i], strlen(paths[i])}, 1);
		gs_record_line(&d, "file", gs_part_hash(hash),
		    gs_part_text(paths[i]));
	}
	sign_as(w, &d, d.w.len, signer, role_names[signer]);
	return finish(&d);
}

struct gs_span world_end(struct world *w, const uint8_t memo[32], int signer,
    const char *role)
{
	struct gs_record_writer d;
	start(w, &d, "end");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "reason", gs_part_text("It is over."));
	sign_as(w, &d, d.w.len, signer, role);
	return finish(&d);
}

struct gs_span world_question(struct world *w, const char *type,
    const uint8_t memo[32], uint64_t question, int signer, const char *role)
{
	struct gs_record_writer d;
	uint8_t content[32];
	seal_digest(content);
	start(w, &d, type);
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "question", gs_part_number(question));
	gs_record_line(&d, "content", gs_part_hash(content));
	sign_as(w, &d, d.w.len, signer, role);
	return finish(&d);
}

struct gs_span world_lines(struct world *w, const char *type,
    const uint8_t memo[32], const char *lines, int signer, const char *role)
{
	struct gs_record_writer d;

	start(w, &d, type);
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_write_text(&d.w, lines);
	sign_as(w, &d, d.w.len, signer, role);
	return finish(&d);
}

struct gs_span world_publish(struct world *w, const uint8_t memo[32],
    uint64_t publication, const char *banner, int signer, const char *role)
{
	struct gs_record_writer d;
	uint8_t content[32];
	seal_digest(content);
	start(w, &d, "publish");
	gs_record_line(&d, "memo", gs_part_hash(memo));
	gs_record_line(&d, "publication", gs_part_number(publication));
	gs_record_line(&d, "banner", gs_part_text(banner));
	gs_record_line(&d, "content", gs_part_hash(content));
	gs_record_line(&d, "content", gs_part_hash(content));
	sign_as(w, &d, d.w.len, signer, role);
	return finish(&d);
}

struct gs_span world_entry(struct world *w, int64_t at, struct gs_span text)
{
	const struct gs_type *type = gs_type_of(text.ptr, text.len);
	const struct gs_entry_header header = {.at = at,
	    .has_acts = type != NULL && type->kind == GS_RECORD_MEMO,
	    .endorsements = w->endorsements, .withdrawals = w->withdrawals};
	size_t max = GS_ENTRY_HEADER_MAX + text.len;
	struct gs_writer e = gs_writer_of(room(w, max), max);
	assert_int_equal(gs_entry_head(&e, &header), GS_OK);
	gs_write_bytes(&e, text.ptr, text.len);
	assert_int_equal(gs_writer_end(&e), GS_OK);
	return (struct gs_span){e.ptr, e.len};
}

int world_apply(struct world *w, struct gs_span text)
{
	struct gs_span entry = world_entry(w, w->at, text);
	return gs_state_apply(w->state, &w->proof, &w->has_proof, &w->refusal,
	    entry.ptr, entry.len);
}

void world_enrol(struct world *w)
{
	world_enrol_many(w, WORLD_MEMBERS);
}

void world_enrol_many(struct world *w, size_t count)
{
	uint8_t keys[255][32];

	assert_true(count <= 255);
	w->members = room(w, count * sizeof *w->members);
	for (size_t i = 0; i < count; i++) {
		struct gs_secret fresh;
		uint8_t key[32];
		size_t at = i;
		assert_int_equal(gs_secret_new(&fresh, key), GS_OK);
		for (; at > 0 && memcmp(keys[at - 1], key, 32) > 0; at--) {
			memcpy(keys[at], keys[at - 1], 32);
			w->members[at] = w->members[at - 1];
		}
		memcpy(keys[at], key, 32);
		w->members[at] = fresh;
	}
	assert_int_equal(gs_roll_open(&w->keys, w->arena, keys[0], count),
	    GS_OK);
}

void world_found(struct world *w)
{
	memset(w, 0, sizeof *w);
	w->arena = gs_pool_start(&w->pool);
	for (int i = 0; i < W_ROLES; i++) {
		uint8_t seed[32] = {(uint8_t)(i + 1)};
		crypto_sign_seed_keypair(w->public[i], w->secret[i], seed);
	}
	assert_int_equal(gs_time_parse(&w->at, "2023-11-03T14:00:00Z", 20), 0);
	assert_int_equal(gs_state_new(&w->state, w->arena), GS_OK);
}

static void begin_channel(struct world *w)
{
	assert_int_equal(world_apply(w, world_charter(w, 1, "no", "SBU")),
	    GS_OK);
	memcpy(w->charter, gs_state_charter(w->state)->digest, 32);
	assert_int_equal(world_apply(w,
	    world_roll(w, 1, 0x11, W_REGISTRAR, W_SECOND)), GS_OK);
}

void world_start(struct world *w)
{
	world_found(w);
	begin_channel(w);
}

void world_start_pair(struct world *w)
{
	world_found(w);
	w->two_offices = w->copies = true;
	begin_channel(w);
}

void world_start_appeals(struct world *w, bool acknowledged_first)
{
	world_found(w);
	w->appeals = true;
	w->acknowledged_first = acknowledged_first;
	begin_channel(w);
}

void world_stop(struct world *w)
{
	gs_pool_free(&w->pool);
}
