/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of members and authors, from bytes to bytes: package, matter, box,
 * shown, endorse, promise, filing, enrol, answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "core/record/time.h"
#include "lib/age.h"
#include "lib/client/json.h"
#include "lib/records/count.h"
#include "lib/records/promise.h"
#include "lib/records/office.h"
#include "lib/steps/answer.h"
#include "lib/steps/box.h"
#include "lib/memo/seal.h"
#include "lib/steps/acts.h"
#include "lib/steps/endorse.h"
#include "lib/steps/enrol.h"
#include "lib/steps/filing.h"
#include "lib/steps/offer.h"
#include "lib/steps/package.h"
#include "lib/steps/resupply.h"
#include "lib/steps/terms.h"
#include "lib/steps/unreadable.h"
#include "lib/steps/promise.h"
#include "lib/steps/shown.h"
#include "tests/unit/world.h"

#define SERVER "http://server.example"

static const char memo_text[] =
    "---\nsubject: Pumps\nto: Secretary of State\n---\n\n(U) One.\n";

/* A channel, a memo composed for it, and a member. */
struct scene {
	struct world w;
	const struct gs_charter *charter;
	struct gs_document_rules rules;
	struct gs_document doc;
	struct gs_package_channel channel;
	struct gs_package package;
	struct gs_report report;
	struct gs_matter m;
	struct gs_client *client;
	struct gs_box_link link;
};

static struct scene s;

static void refused_as(const char *code, int err)
{
	assert_int_not_equal(err, GS_OK);
	assert_string_equal(s.report.code, code);
	s.report = (struct gs_report){.text = ""};
}

static void done_well(int err)
{
	if (err != GS_OK)
		print_message("%s: %s\n", s.report.code, s.report.text);
	assert_int_equal(err, GS_OK);
}

static struct gs_reply reply_of(const char *text)
{
	return (struct gs_reply){SERVER, {(const uint8_t *)text,
	    strlen(text)}};
}

static struct gs_package_order order_of(const char *const *to, size_t count)
{
	return (struct gs_package_order){.doc = &s.doc, .to = to,
	    .to_count = count, .now = s.w.at};
}

static void make_client(void)
{
	struct gs_client_home home = {.server = SERVER,
	    .vkey = "dissent.example/test+00000000+AA=="};
	struct gs_client_key key = {.edition = 1,
	    .secret = s.w.members[0]};

	memcpy(home.channel, s.w.channel, 32);
	done_well(gs_client_new(&s.client, &home));
	done_well(gs_client_add_key(s.client, &key));
}

static int set_up(void **unused)
{
	static const char *const to[] = {"Secretary of State"};

	(void)unused;
	memset(&s, 0, sizeof s);
	world_found(&s.w);
	world_enrol(&s.w);
	done_well(world_apply(&s.w, world_charter(&s.w, 1, "no", "SBU")));
	struct gs_span roll = world_roll(&s.w, 1, 0, W_REGISTRAR, W_SECOND);
	done_well(world_apply(&s.w, roll));
	s.charter = gs_state_charter(s.w.state);
	memcpy(s.w.charter, s.charter->digest, 32);

	const struct gs_span charter = {s.charter->rec.text,
	    s.charter->rec.len};
	done_well(gs_package_charter(&s.channel, &s.rules, &s.report,
	    s.w.arena, charter));
	done_well(gs_package_roll(&s.channel, &s.report, s.w.arena, roll));
	done_well(gs_document_parse(&s.doc, &s.report, s.w.arena, &s.rules,
	    memo_text, sizeof memo_text - 1));
	const struct gs_package_order order = order_of(to, 1);
	done_well(gs_package_make(&s.package, &s.report, s.w.arena,
	    &s.channel, &order));

	s.m = (struct gs_matter){.state = s.w.state, .arena = s.w.arena,
	    .now = s.w.at + 25 * 3600};
	done_well(gs_matter_content(&s.m, &s.report, s.charter,
	    s.package.text, s.package.len));
	done_well(gs_box_new_link(&s.link, &s.report, &s.m, SERVER));
	make_client();
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	gs_client_free(&s.client);
	world_stop(&s.w);
	return 0;
}

static void choose_member(void)
{
	done_well(gs_matter_roll(&s.m, &s.report));
	done_well(gs_matter_key(&s.m, &s.report, s.client));
}

/* Package ----------------------------------------------------------------- */

static void a_package_is_addressed_dated_and_its_authors(void **unused)
{
	uint8_t public[32], secret[64];

	(void)unused;
	crypto_sign_seed_keypair(public, secret, s.package.seed);
	assert_memory_equal(public, s.m.content.terms.author, 32);
	assert_memory_equal(s.package.id, s.m.content.id, 32);
	assert_int_equal(s.m.content.terms.after, s.w.at / GS_DAY + 90);
	assert_int_equal(s.m.content.terms.addressees.count, 1);
}

static void a_package_is_refused_with_its_reason(void **unused)
{
	static const char *const stranger[] = {"Nobody"};
	static const char *const many[9] = {"a"};
	struct gs_package package;
	struct gs_package_channel channel = s.channel;
	struct gs_package_order order = order_of(stranger, 1);
	const struct gs_span roll = world_roll(&s.w, 1, 0, W_REGISTRAR,
	    W_SECOND);
	const struct gs_span noise = {(const uint8_t *)"noise\n", 6};

	(void)unused;
	refused_as("addressee-without-copy", gs_package_make(&package,
	    &s.report, s.w.arena, &s.channel, &order));
	order = order_of(many, 9);
	refused_as("addressees-many", gs_package_make(&package, &s.report,
	    s.w.arena, &s.channel, &order));
	order = order_of(NULL, 0);
	order.after = "tomorrow";
	refused_as("day-form", gs_package_make(&package, &s.report,
	    s.w.arena, &s.channel, &order));
	/* What fits beside a proof and a signature, and what does not. */
	struct gs_memo_terms terms = s.m.content.terms;
	uint8_t *name = gs_arena_take(s.w.arena, GS_TERMS_MAX, 1);
	memset(name, 'x', GS_TERMS_MAX);
	terms.distribution.count = 1;
	terms.distribution.item[0] = (struct gs_span){name,
	    GS_TERMS_MAX - 2000};
	done_well(gs_terms_fit(&s.report, s.w.arena, &terms));
	terms.distribution.item[0].len = GS_TERMS_MAX;
	refused_as("terms-too-long", gs_terms_fit(&s.report, s.w.arena,
	    &terms));
	refused_as("record-other-type", gs_package_charter(&channel,
	    &s.rules, &s.report, s.w.arena, roll));
	refused_as("record-form", gs_package_roll(&channel, &s.report,
	    s.w.arena, noise));

	/* A roll of the same keys in a channel of another name. */
	s.w.channel[0] ^= 1;
	refused_as("roll-other-channel", gs_package_roll(&channel, &s.report,
	    s.w.arena, world_roll(&s.w, 1, 0, W_REGISTRAR, W_SECOND)));
}

/* Of other keys, whose holders nobody is. */
static struct gs_span other_roll(uint64_t edition)
{
	s.w.keys = NULL;
	return world_roll(&s.w, edition, (uint8_t)(0x20 + edition), W_REGISTRAR,
	    W_SECOND);
}

static void charter_and_roll_come_out_of_the_log(void **unused)
{
	struct gs_package_channel channel;
	struct gs_document_rules rules;

	(void)unused;
	gs_package_charter_in_force(&channel, &rules, s.w.state);
	assert_memory_equal(channel.charter_digest, s.channel.charter_digest,
	    32);
	assert_int_equal(rules.ceiling, s.rules.ceiling);
	assert_int_equal(gs_package_roll_in_use(&channel, &s.report, s.w.state,
	    s.w.at), GS_ERR_RULE);
	assert_non_null(strstr(s.report.text, "again from 20"));
	refused_as("roll-in-use-young", gs_package_roll_in_use(&channel,
	    &s.report, s.w.state, s.w.at + 24 * 3600 - 1));
	assert_null(channel.roll);
	done_well(gs_package_roll_in_use(&channel, &s.report, s.w.state,
	    s.w.at + 24 * 3600));
	assert_memory_equal(channel.roll, s.channel.roll, 32);

	/* The old one serves until the new one may be used. */
	s.w.at += 100 * 3600;
	const uint8_t *old = channel.roll;
	done_well(world_apply(&s.w, other_roll(2)));
	done_well(gs_package_roll_in_use(&channel, &s.report, s.w.state,
	    s.w.at + 3600));
	assert_ptr_equal(channel.roll, old);
	done_well(gs_package_roll_in_use(&channel, &s.report, s.w.state,
	    s.w.at + 24 * 3600));
	assert_ptr_equal(channel.roll, gs_state_roll(s.w.state)->root);
}

/* Shown ------------------------------------------------------------------- */

static void a_key_to_seal_to_is_new_if_the_first_charter_had_another(
    void **unused)
{
	struct gs_charter *charter = NULL;
	struct gs_seal other;

	(void)unused;
	s.w.at += 3600;
	done_well(world_apply(&s.w, world_charter(&s.w, 2, "no", "SBU")));
	assert_ptr_equal(gs_shown_known(s.w.state, s.client), s.charter);
	assert_int_not_equal(gs_state_charter(s.w.state)->version, 1);

	/* A member who came after the first roll knew what held then. */
	struct gs_client *late = NULL;
	const struct gs_client_home home = {.server = SERVER, .vkey = "x"};
	const struct gs_client_key key = {.edition = 2,
	    .secret = s.w.members[0]};
	done_well(world_apply(&s.w, other_roll(2)));
	done_well(gs_client_new(&late, &home));
	done_well(gs_client_add_key(late, &key));
	assert_ptr_equal(gs_shown_known(s.w.state, late), s.charter);
	gs_client_free(&late);

	charter = (struct gs_charter *)(uintptr_t)s.charter;
	assert_false(gs_shown_is_new(s.charter, &charter->seals[0]));
	other = charter->seals[0];
	other.key.ptr = charter->digest;
	assert_true(gs_shown_is_new(s.charter, &other));
	other = charter->seals[0];
	other.holder.len--;
	assert_true(gs_shown_is_new(s.charter, &other));
}

/* {"records": [...]} of the texts, NULL after the last. */
static struct gs_reply export_of(const struct gs_span *texts)
{
	json_t *records = json_array();

	for (; texts->ptr != NULL; texts++)
		json_array_append_new(records, json_stringn(
		    (const char *)texts->ptr, texts->len));
	json_t *whole = json_pack("{s:o}", "records", records);
	char *text = json_dumps(whole, 0);
	json_decref(whole);
	char *kept = gs_arena_take(s.w.arena, strlen(text) + 1, 1);
	assert_non_null(kept);
	memcpy(kept, text, strlen(text) + 1);
	free(text);
	return reply_of(kept);
}

/* In the state, as before it is sent, or as the server refused it. */
static void keep_act(const char *kind, struct gs_span record, bool refused)
{
	struct gs_client_act act = {.edition = 1, .record = record};
	struct gs_record rec;

	done_well(gs_record_parse(&rec, NULL, s.w.arena, record.ptr,
	    record.len));
	memcpy(act.memo, s.m.content.id, 32);
	memcpy(act.tag, gs_record_part(&rec, "proof").ptr, 32);
	memcpy(act.kind, kind, strlen(kind));
	if (refused)
		act.refusal = record;
	done_well(gs_client_put_act(s.client, &act));
}

static void what_the_own_key_did_is_known_only_if_it_is_seen(void **unused)
{
	enum gs_own_act own = GS_OWN_WITHDRAWN;
	uint8_t *id = NULL;

	(void)unused;
	choose_member();
	id = s.m.content.id;
	const struct gs_span mine = world_act(&s.w, "endorse", id, 1),
	    gone = world_act(&s.w, "withdraw", id, 1),
	    others = world_act(&s.w, "endorse", id, 2), end = {NULL, 0};
	const struct {
		const char *name;
		struct gs_span texts[3];
		enum gs_own_act own;
	} cases[] = {
		{"nothing", {end}, GS_OWN_UNKNOWN},
		{"another's", {others, end}, GS_OWN_UNKNOWN},
		{"mine", {others, mine, end}, GS_OWN_ENDORSED},
		{"taken back", {mine, gone, end}, GS_OWN_WITHDRAWN},
		{"taken back, first", {gone, mine, end}, GS_OWN_WITHDRAWN}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct gs_reply reply = export_of(cases[i].texts);

		done_well(gs_shown_own_box(&own, &s.report, &s.m, &reply));
		if (own != cases[i].own)
			fail_msg("%s: %d", cases[i].name, (int)own);
	}

	/* What was kept before it was sent. */
	done_well(gs_shown_own_state(&own, &s.m, s.client));
	assert_int_equal(own, GS_OWN_UNKNOWN);
	keep_act("endorse", mine, false);
	done_well(gs_shown_own_state(&own, &s.m, s.client));
	assert_int_equal(own, GS_OWN_ENDORSED);
	keep_act("withdraw", gone, true);
	done_well(gs_shown_own_state(&own, &s.m, s.client));
	assert_int_equal(own, GS_OWN_ENDORSED);
	keep_act("withdraw", gone, false);
	done_well(gs_shown_own_state(&own, &s.m, s.client));
	assert_int_equal(own, GS_OWN_WITHDRAWN);

	const struct gs_reply bad = reply_of("{\"records\":[\"nonsense\"]}");
	refused_as("export-record-form", gs_shown_own_box(&own, &s.report,
	    &s.m, &bad));
	done_well(gs_shown_own_log(&own, &s.m));
	assert_int_equal(own, GS_OWN_UNKNOWN);
}

static void a_text_is_the_links_or_it_is_said(void **unused)
{
	static const uint8_t other[] = "Nothing of it is the memo's.\n";
	struct gs_converted file = {.text = {(const uint8_t *)memo_text,
	    sizeof memo_text - 1}};
	struct gs_aside aside = {.kind = GS_ASIDE_FOOTNOTE};
	struct gs_comparison k;
	struct gs_opening whole;

	(void)unused;
	done_well(gs_shown_compare(&k, &whole, &s.report, &s.m, &file));
	assert_int_equal(gs_shown_result(&k, &whole), GS_OK);

	/* A note that nobody compared, and a note that the file only names. */
	file.asides = &aside;
	file.count = 1;
	done_well(gs_shown_compare(&k, &whole, &s.report, &s.m, &file));
	assert_int_equal(gs_shown_result(&k, &whole), GS_ERR_MISMATCH);
	aside.kind = GS_ASIDE_ELSEWHERE;
	done_well(gs_shown_compare(&k, &whole, &s.report, &s.m, &file));
	assert_int_equal(gs_shown_result(&k, &whole), GS_OK);

	file = (struct gs_converted){.text = {other, sizeof other - 1}};
	done_well(gs_shown_compare(&k, &whole, &s.report, &s.m, &file));
	assert_int_equal(gs_shown_result(&k, &whole), GS_ERR_MISMATCH);
}

static void only_its_word_code_answers_for_a_memo(void **unused)
{
	static const char code[] = "abandon ability able about above absent "
	    "absorb abstract";

	(void)unused;
	done_well(gs_shown_code(&s.report, code, code));
	refused_as("word-code-differs", gs_shown_code(&s.report, code,
	    "abandon"));
	done_well(gs_shown_answer(&s.report, code, " Abandon "));
	refused_as("act-stopped", gs_shown_answer(&s.report, code, " "));
	refused_as("first-word-differs", gs_shown_answer(&s.report, code,
	    "y"));
	refused_as("first-word-differs", gs_shown_answer(&s.report, code,
	    "ability"));
}

/* Matter ------------------------------------------------------------------ */

static void a_roll_that_does_not_hide_is_refused(void **unused)
{
	struct gs_charter strict = *s.charter;

	(void)unused;
	strict.floor = WORLD_MEMBERS + 1;
	s.m.charter = &strict;
	refused_as("roll-too-small", gs_matter_roll(&s.m, &s.report));
	s.m.charter = s.charter;
	s.m.now = s.w.at + 23 * 3600;
	refused_as("roll-too-young", gs_matter_roll(&s.m, &s.report));
	assert_null(s.m.edition);

	s.m.now = s.w.at + 24 * 3600;
	done_well(gs_matter_roll(&s.m, &s.report));
	s.m.content.terms.roll = s.w.charter;
	refused_as("roll-unknown", gs_matter_roll(&s.m, &s.report));
}

static void a_member_acts_at_home_with_a_key(void **unused)
{
	struct gs_box_link elsewhere = s.link;
	struct gs_charter other = *s.charter;

	(void)unused;
	done_well(gs_matter_home(&s.report, s.client, s.w.state, &s.link));
	memcpy(elsewhere.server, "http://other.example", 21);
	refused_as("link-elsewhere", gs_matter_home(&s.report, s.client,
	    s.w.state, &elsewhere));
	done_well(gs_matter_channel(&s.report, s.client, s.w.state));
	choose_member();
	done_well(gs_client_forget(s.client, 1, NULL));
	refused_as("state-key-missing", gs_matter_key(&s.m, &s.report,
	    s.client));

	other.digest[0] ^= 1;
	refused_as("memo-other-charter", gs_matter_content(&s.m, &s.report,
	    &other, s.package.text, s.package.len));
	assert_ptr_equal(gs_matter_charter(s.w.state, s.package.text,
	    s.package.len), s.charter);
	assert_ptr_equal(gs_matter_charter(s.w.state, "noise", 5),
	    s.charter);
}

/* Box --------------------------------------------------------------------- */

/* What the server says of a box that the request opened. */
/* A count of five, as the server signs it. */
static json_t *five_shown(const uint8_t *roll)
{
	char text[GS_COUNT_MAX + 1] = "";
	struct gs_writer w = gs_writer_of(text, GS_COUNT_MAX);
	struct gs_count count = {.shown = 5};

	memcpy(count.channel, s.w.channel, 32);
	memcpy(count.memo, s.link.memo, 32);
	memcpy(count.roll, roll, 32);
	done_well(gs_count_write(&w, s.w.arena, &count,
	    s.w.secret[W_PROMISE]));
	return json_stringn(text, w.len);
}

static char *box_answer_over(const struct gs_request *request,
    const uint8_t *charter, const uint8_t *roll)
{
	json_t *asked = json_loads(request->body, 0, NULL);
	json_t *box = json_pack("{s:O, s:o, s:o, s:s, s:b}", "sealed",
	    json_object_get(asked, "sealed"), "charter",
	    gs_json_bytes(charter, 32), "count", five_shown(roll), "expires",
	    "2024-02-02", "filed", 0);
	char *text = json_dumps(box, 0);

	assert_non_null(text);
	json_decref(asked);
	json_decref(box);
	return text;
}

static char *box_answer(const struct gs_request *request,
    const uint8_t *charter)
{
	return box_answer_over(request, charter, s.w.roll);
}

static int open_answer(const char *answer, const struct gs_box_link *link)
{
	const struct gs_reply reply = reply_of(answer);
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_box_unseal(&text, &len, &s.m, &s.report, link, &reply);
	gs_box_text_free(&text, len);
	return err;
}

static void a_box_holds_the_links_memo(void **unused)
{
	struct gs_request request;
	struct gs_box_link other = s.link;
	struct gs_box_status status = {.filed = true};
	bool marked = false;

	(void)unused;
	choose_member();
	struct gs_box_opening opening = {.matter = &s.m, .roll = s.w.keys,
	    .package = {s.package.text, s.package.len},
	    .author = s.package.seed};
	done_well(gs_box_slot(&opening, &marked, &s.report, s.client));
	done_well(gs_box_gather(&request, &s.link, &opening, &s.report));
	assert_string_equal(request.path, "/box");
	char *answer = box_answer(&request, s.w.charter);
	const struct gs_reply reply = reply_of(answer);
	done_well(gs_box_look(&status, &s.report, s.w.state, &s.link,
	    &reply));
	assert_int_equal(status.shown, 5);
	assert_false(status.filed);
	done_well(open_answer(answer, &s.link));

	other.key[0] ^= 1;
	refused_as("box-unopened", open_answer(answer, &other));
	other = s.link;
	other.memo[0] ^= 1;
	assert_int_not_equal(open_answer(answer, &other), GS_OK);
	free(answer);
	answer = box_answer(&request, s.w.roll);
	refused_as("box-charter-unknown", open_answer(answer, &s.link));
	free(answer);

	answer = box_answer_over(&request, s.w.charter, s.w.charter);
	refused_as("box-roll-not-of-memo", open_answer(answer, &s.link));
	free(answer);

	/* The log knows whether it is filed. */
	answer = box_answer(&request, s.w.charter);
	memcpy(strstr(answer, "false"), "true ", 5);
	refused_as("box-filed-not-in-log", open_answer(answer, &s.link));
	free(answer);

	/* A number that the channel did not sign is none. */
	answer = box_answer(&request, s.w.charter);
	memcpy(strstr(answer, "shown 5"), "shown 6", 7);
	refused_as("box-count-not-signed", open_answer(answer, &s.link));
	free(answer);
	gs_request_free(&request);
}

static void a_box_that_says_too_little_is_refused(void **unused)
{
	static const struct {
		const char *name, *answer, *code;
	} cases[] = {
		{"a page", "<html>", "answer-unreadable"},
		{"nothing", "", "answer-unreadable"},
		{"an empty object", "{}", "answer-incomplete"},
		{"a list", "[]", "answer-incomplete"},
		{"no count", "{\"charter\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		    "AAAAAAAAAAA=\",\"count\":\"\",\"expires\":\"2024-02-02\"}",
		    "box-count-missing"},
		{"a number as a charter", "{\"charter\":1,\"count\":\"\"}",
		    "answer-incomplete"},
	};
	struct gs_box_status status = {.shown = 7};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct gs_reply reply = reply_of(cases[i].answer);
		int err = gs_box_look(&status, &s.report, s.w.state, &s.link,
		    &reply);

		if (err == GS_OK ||
		    strcmp(s.report.code, cases[i].code) != 0 ||
		    strstr(s.report.text, SERVER) == NULL)
			fail_msg("%s: %d, %s", cases[i].name, err,
			    s.report.text);
	}
	assert_int_equal(status.shown, 7);
}

/* What the office gets is no package: nobody gathers with it. */
static void an_offices_copy_is_no_package(void **unused)
{
	const struct gs_content_secrets bare = {
	    .seed = s.m.content.secrets.seed};
	uint8_t *text = gs_arena_take(s.w.arena, GS_CONTENT_MAX, 1);
	struct gs_writer w = gs_writer_of(text, GS_CONTENT_MAX);

	(void)unused;
	done_well(gs_content_write(&w, s.w.arena, &s.m.content.terms, &bare,
	    &s.m.content.doc, s.m.content.annexes));
	refused_as("package-without-secrets", gs_matter_content(&s.m,
	    &s.report, s.charter, text, w.len));
}

/* A link holder who was given another package makes another sealed file,
 * so that its memo is not the link's. */
static void another_package_is_not_the_links_memo(void **unused)
{
	const struct gs_content_secrets *was = &s.m.content.secrets;
	const uint8_t other[32] = {1};
	const struct gs_content_secrets secrets = {was->seed, was->reply,
	    other};
	uint8_t *text = gs_arena_take(s.w.arena, GS_CONTENT_MAX, 1);
	struct gs_writer w = gs_writer_of(text, GS_CONTENT_MAX);
	uint8_t id[32];

	(void)unused;
	memcpy(id, s.m.content.id, 32);
	done_well(gs_matter_is_of(&s.report, &s.m, &s.link, "it"));
	done_well(gs_content_write(&w, s.w.arena, &s.m.content.terms, &secrets,
	    &s.m.content.doc, s.m.content.annexes));
	done_well(gs_matter_content(&s.m, &s.report, s.charter, text, w.len));
	assert_memory_not_equal(s.m.content.id, id, 32);
	refused_as("memo-not-of-link", gs_matter_is_of(&s.report, &s.m,
	    &s.link, "it"));
}

/* Endorse, promise -------------------------------------------------------- */

static size_t make_endorsement(uint8_t act[GS_ACT_TEXTS_MAX],
    enum gs_endorse_kind kind)
{
	struct gs_writer w = gs_writer_of(act, GS_ACT_TEXTS_MAX);

	done_well(gs_endorse_make(&w, &s.report, &(struct gs_endorse_order){
	    kind, &s.m, s.w.keys, NULL}));
	return w.len;
}

static void an_act_is_sent_where_it_belongs(void **unused)
{
	static uint8_t act[GS_ACT_TEXTS_MAX];
	struct gs_request request;
	struct gs_act_texts texts;
	struct gs_box_link other = s.link;

	(void)unused;
	choose_member();
	const struct gs_span span = {act, make_endorsement(act, GS_ENDORSE)};
	done_well(gs_endorse_check(&s.report, GS_ENDORSE, &s.link, span));
	refused_as("act-other-kind", gs_endorse_check(&s.report, GS_WITHDRAW,
	    &s.link, span));
	other.memo[0] ^= 1;
	refused_as("act-not-of-link", gs_endorse_check(&s.report, GS_ENDORSE,
	    &other, span));
	refused_as("act-form", gs_endorse_check(&s.report, GS_ENDORSE,
	    &s.link, (struct gs_span){act, span.len - 1}));

	done_well(gs_endorse_split(&texts, span));
	assert_int_equal(texts.behind.len, 0);
	done_well(gs_endorse_send(&request, &s.link, &texts));
	assert_non_null(strstr(request.path, "/acts"));
	assert_int_equal(strlen(request.token), 64);
	assert_int_equal(strlen(request.body), GS_REQUEST_ACT);
	gs_request_free(&request);
}

/* Whoever sees the length of a request learns nothing of the act. */
static void a_withdrawal_brings_its_endorsement(void **unused)
{
	static uint8_t act[GS_ACT_TEXTS_MAX];
	struct gs_request request;
	struct gs_act_texts texts;

	(void)unused;
	choose_member();
	const struct gs_span span = {act, make_endorsement(act, GS_WITHDRAW)};
	done_well(gs_endorse_split(&texts, span));
	assert_memory_equal(texts.act.ptr, GS_HEADING "withdraw\n", 20);
	assert_memory_equal(texts.behind.ptr, GS_HEADING "endorse\n",
	    19);
	assert_int_equal(texts.act.len + texts.behind.len, span.len);
	done_well(gs_endorse_check(&s.report, GS_WITHDRAW, &s.link,
	    texts.act));
	done_well(gs_endorse_send(&request, &s.link, &texts));
	assert_int_equal(strlen(request.body), GS_REQUEST_ACT);
	assert_non_null(strstr(request.body, "\"endorsement\""));
	gs_request_free(&request);
}

static void a_key_that_is_not_on_the_roll_makes_no_act(void **unused)
{
	static uint8_t act[GS_ACT_TEXTS_MAX];
	struct gs_writer w = gs_writer_of(act, sizeof act);
	struct gs_client_key stranger = {.edition = 1};

	(void)unused;
	choose_member();
	done_well(gs_secret_new(&stranger.secret, stranger.key));
	s.m.key = &stranger;
	refused_as("key-not-on-roll", gs_endorse_make(&w, &s.report,
	    &(struct gs_endorse_order){GS_ENDORSE, &s.m, s.w.keys, NULL}));
}

static void a_promise_is_for_this_act(void **unused)
{
	static uint8_t act[GS_ACT_TEXTS_MAX], taken_back[GS_ACT_TEXTS_MAX];
	struct gs_act_texts back;
	const struct gs_span none = {NULL, 0};
	struct gs_promise promise;
	struct gs_record rec;
	char record[GS_PROMISE_MAX + 1] = "";
	struct gs_writer w = gs_writer_of(record, GS_PROMISE_MAX);
	struct gs_request request;
	char *text = NULL;

	(void)unused;
	choose_member();
	const struct gs_span span = {act, make_endorsement(act, GS_ENDORSE)};
	done_well(gs_endorse_split(&back, (struct gs_span){taken_back,
	    make_endorsement(taken_back, GS_WITHDRAW)}));
	const struct gs_span other = back.act;
	done_well(gs_promise_request(&request, NULL, span, none));
	assert_string_equal(request.path, "/acts");
	assert_string_equal(request.token, "");
	gs_request_free(&request);

	done_well(gs_record_parse(&rec, NULL, s.w.arena, span.ptr, span.len));
	done_well(gs_promise_of(&promise, &rec));
	memcpy(promise.roll, s.w.roll, 32);
	const struct gs_promise_ground ground = {s.w.state, 1, s.w.at};
	done_well(gs_promise_write(&w, s.w.arena, &promise,
	    s.w.secret[W_PROMISE]));
	json_t *json = json_pack("{s:s}", "promise", record);
	char *answer = json_dumps(json, 0);
	const struct gs_reply reply = reply_of(answer);
	done_well(gs_promise_take(&text, &s.report, span, &ground,
	    &reply));
	assert_string_equal(text, record);
	free(text);
	refused_as("promise-not-for-act", gs_promise_take(&text, &s.report,
	    other, &ground, &reply));
	free(answer);
	json_decref(json);
}

/* Filing ------------------------------------------------------------------ */

static struct gs_filing new_filing(void)
{
	choose_member();
	return (struct gs_filing){.matter = &s.m, .roll = s.w.keys,
	    .author = s.package.seed};
}

static void file_in_slot(uint64_t slot)
{
	struct world_memo other = world_memo_plain();

	other.tag = 1; /* the member */
	other.slot = slot;
	other.requests = slot;
	done_well(world_apply(&s.w, world_memo(&s.w, &other)));
}

/* What the log shows is used is left; a server's word leads to no other. */
static void a_slot_is_marked_once_and_found_again(void **unused)
{
	struct gs_filing f = new_filing(), again = new_filing();
	struct gs_report said = {.text = ""};
	bool marked = false;

	(void)unused;
	done_well(gs_filing_slot(&f, &marked, &s.report, s.client));
	assert_true(marked);
	done_well(gs_filing_slot(&again, &marked, &s.report, s.client));
	assert_false(marked);
	assert_int_equal(again.slot, f.slot);

	/* Used from another copy of the state: the other of two, then none. */
	file_in_slot(f.slot);
	done_well(gs_filing_slot(&again, &marked, &s.report, s.client));
	assert_true(marked);
	assert_int_not_equal(again.slot, f.slot);
	file_in_slot(again.slot);
	refused_as("quota-used", gs_filing_slot(&again, &marked, &s.report,
	    s.client));

	assert_true(gs_filing_slot_refused(&said, GS_ERR_RULE, "slot-used"));
	assert_string_equal(said.code, "slot-not-in-log");
	assert_true(gs_filing_slot_refused(&said, GS_ERR_RULE, "slot-waits"));
	assert_false(gs_filing_slot_refused(&said, GS_ERR_MISMATCH,
	    "slot-used"));
	assert_false(gs_filing_slot_refused(&said, GS_ERR_RULE,
	    "slot-over-quota"));
	assert_false(gs_filing_slot_refused(&said, GS_ERR_RULE, ""));
}

static void before_its_day_the_author_files(void **unused)
{
	struct gs_filing f = new_filing();

	(void)unused;
	done_well(gs_filing_due(&s.report, &f));
	f.author = NULL;
	refused_as("filing-before-after", gs_filing_due(&s.report, &f));
	s.m.now = s.m.content.terms.after * GS_DAY + 5 * 3600;
	done_well(gs_filing_due(&s.report, &f));
}

static void a_filing_counts_nothing(void **unused)
{
	struct gs_filing f = new_filing();
	struct gs_request request;
	uint8_t wrong[32] = {1}, key[32];
	char hex[65] = "";
	struct gs_writer w = gs_writer_of(hex, sizeof hex);
	const struct gs_filing_load no_load = {.count = 0};
	bool marked = false;

	(void)unused;
	done_well(gs_filing_slot(&f, &marked, &s.report, s.client));
	f.author = wrong;
	refused_as("seed-not-the-authors", gs_filing_make(&f, &s.report));
	f.author = s.package.seed;
	done_well(gs_filing_make(&f, &s.report));
	done_well(gs_filing_send(&request, &s.link,
	    (struct gs_span){f.record, f.record_len}, &no_load));
	/* The sequencer counts, not whoever files; the server is told how to
	 * open the office's file, and not the link. */
	assert_null(strstr(request.body, "endorsements"));
	gs_box_file_key(key, &s.link);
	gs_write_hex(&w, key, 32);
	assert_non_null(strstr(request.body, hex));
	assert_non_null(strstr(request.path, "/file"));
	gs_request_free(&request);
	gs_filing_free(&f);
}

/* Acts in files ----------------------------------------------------------- */

/* Of a member of the roll, who need not be the state's. */
static struct gs_span act_of(size_t member, enum gs_endorse_kind kind)
{
	const struct gs_client_key *mine = s.m.key;
	struct gs_client_key key = {.edition = 1,
	    .secret = s.w.members[member]};
	uint8_t *act = gs_arena_take(s.w.arena, GS_ACT_TEXTS_MAX, 1);

	assert_non_null(act);
	s.m.key = &key;
	struct gs_span out = {act, make_endorsement(act, kind)};
	s.m.key = mine;
	return out;
}

static struct gs_span join_texts(const struct gs_span *texts, size_t count)
{
	uint8_t *out = gs_arena_take(s.w.arena, 64 << 10, 1);
	size_t n = 0;

	assert_non_null(out);
	for (size_t i = 0; i < count; i++) {
		memcpy(out + n, texts[i].ptr, texts[i].len);
		n += texts[i].len;
	}
	return (struct gs_span){out, n};
}

static struct gs_act_ground ground_of_matter(void)
{
	return (struct gs_act_ground){s.m.content.id, s.m.charter,
	    s.m.edition};
}

/* What is handed to a mirror ---------------------------------------------- */

/* The memo, filed by the state's member, with an endorsement of each of the
 * others given. */
static struct gs_span offer_body(const size_t *members, size_t count)
{
	struct gs_filing f = new_filing();
	struct gs_span *acts = gs_arena_take(s.w.arena, count + 1,
	    sizeof *acts);
	struct gs_request request;
	bool marked = false;

	done_well(gs_filing_slot(&f, &marked, &s.report, s.client));
	done_well(gs_filing_make(&f, &s.report));
	for (size_t i = 0; i < count; i++)
		acts[i] = act_of(members[i], GS_ENDORSE);
	const struct gs_filing_load load = {acts, count, s.m.sealed};
	done_well(gs_filing_send(&request, NULL,
	    (struct gs_span){f.record, f.record_len}, &load));
	size_t len = strlen(request.body);
	uint8_t *copy = gs_arena_take(s.w.arena, len + 1, 1);
	assert_non_null(copy);
	memcpy(copy, request.body, len + 1);
	gs_request_free(&request);
	gs_filing_free(&f);
	return (struct gs_span){copy, len};
}

static int judge_offer(struct gs_offer *offer, struct gs_span body)
{
	int err = gs_offer_read(offer, &s.report, s.w.arena, body);

	if (err == GS_OK)
		err = gs_offer_judge(offer, &s.report, s.w.arena, s.w.state,
		    s.m.now);
	return err == GS_OK ? gs_offer_verify(&s.report, offer, s.w.keys) :
	    err;
}

static void a_mirror_judges_as_the_server(void **unused)
{
	const size_t two[] = {2, 3}, three[] = {3, 4, 3};
	struct gs_offer offer, other;
	struct gs_span body = offer_body(two, 2);

	(void)unused;
	done_well(judge_offer(&offer, body));
	assert_int_equal(offer.load.count, 2);
	assert_true(offer.until > s.m.now &&
	    offer.until <= s.m.now + 48 * 3600);
	assert_memory_equal(offer.roll, s.w.roll, 32);

	/* Of two with other acts each the union stands. */
	done_well(judge_offer(&other, offer_body(three, 3)));
	assert_int_equal(other.load.count, 2);
	done_well(gs_offer_join(&other, &s.report, s.w.arena, s.w.state,
	    &offer));
	assert_int_equal(other.load.count, 3);
	assert_int_equal(other.acts.tags, 3);
}

static void a_mirror_refuses_what_the_server_would(void **unused)
{
	const size_t one[] = {2};
	static uint8_t many[1024];
	struct gs_offer offer;
	struct gs_span body = offer_body(one, 1);
	struct world_memo m = world_memo_plain();

	(void)unused;
	memset(many, '[', sizeof many);
	refused_as("filing-immodest", judge_offer(&offer,
	    (struct gs_span){many, sizeof many}));
	refused_as("filing-file-form", judge_offer(&offer,
	    (struct gs_span){body.ptr, body.len - 1}));

	/* A proof over another roll: another member stands in it. */
	done_well(gs_offer_read(&offer, &s.report, s.w.arena, body));
	done_well(gs_offer_judge(&offer, &s.report, s.w.arena, s.w.state,
	    s.m.now));
	uint8_t *proof = (uint8_t *)(uintptr_t)offer.proof.proof;
	proof[40] ^= 1;
	refused_as("offer-proof-invalid", gs_offer_verify(&s.report, &offer,
	    s.w.keys));
	proof[40] ^= 1;
	done_well(gs_offer_verify(&s.report, &offer, s.w.keys));

	/* The log has another memo in that slot, or this one. */
	m.slot = gs_record_number(&offer.memo, "slot");
	m.tag = 1;
	done_well(world_apply(&s.w, world_memo(&s.w, &m)));
	refused_as("slot-used", judge_offer(&offer, body));
	memcpy(offer.id, m.id, 32);
	refused_as("offer-in-log", gs_offer_judge(&offer, &s.report,
	    s.w.arena, s.w.state, s.m.now));
}

static void what_a_mirror_says_is_a_record(void **unused)
{
	uint8_t text[2048];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	const struct gs_unfiled said = {.day = 19669, .size = 41,
	    .answer = "refusal", .refusal = {(const uint8_t *)"x\n", 2},
	    .entered = true, .entry = 57};
	struct gs_record rec;

	(void)unused;
	done_well(gs_unfiled_write(&w, &said));
	done_well(gs_record_parse(&rec, NULL, s.w.arena, text, w.len));
	assert_true(gs_record_is(&rec, GS_RECORD_UNFILED));
	assert_int_equal(gs_record_number(&rec, "size"), 41);
	assert_int_equal(gs_record_number(&rec, "entry"), 57);
}

static void acts_of_several_files_are_joined(void **unused)
{
	struct gs_acts acts;

	(void)unused;
	choose_member();
	const struct gs_act_ground ground = ground_of_matter();
	/* The second member took back what the first file has. */
	const struct gs_span parts[] = {act_of(0, GS_ENDORSE),
	    act_of(1, GS_ENDORSE), act_of(2, GS_ENDORSE)};
	const struct gs_span files[] = {join_texts(parts, 3),
	    act_of(1, GS_WITHDRAW), parts[0]};

	done_well(gs_acts_read(&acts, &s.report, s.w.arena, &ground, files,
	    3));
	assert_int_equal(acts.tags, 3);
	assert_int_equal(acts.withdrawn, 1);
	assert_int_equal(acts.count, 4);
	for (size_t i = 1; i < acts.count; i++)
		assert_true(memcmp(acts.proofs[i - 1].proof,
		    acts.proofs[i].proof, 32) <= 0);
	done_well(gs_acts_verify(&s.report, &acts, s.w.keys));

	/* The same in another order, whichever endorsement stands. */
	const struct gs_span turned[] = {files[1], files[2], files[0]};
	struct gs_acts again;
	done_well(gs_acts_read(&again, &s.report, s.w.arena, &ground, turned,
	    3));
	assert_int_equal(again.count, acts.count);
	for (size_t i = 0; i < acts.count; i++)
		assert_memory_equal(again.texts[i].ptr, acts.texts[i].ptr,
		    acts.texts[i].len);
}

static void acts_in_files_are_refused_with_their_reason(void **unused)
{
	struct gs_acts acts;
	struct gs_act_texts pair;
	const uint8_t other[32] = {1};

	(void)unused;
	choose_member();
	struct gs_act_ground ground = ground_of_matter();
	const struct gs_span back = act_of(1, GS_WITHDRAW),
	    noise = {(const uint8_t *)"noise\n", 6};
	done_well(gs_endorse_split(&pair, back));
	refused_as("acts-withdrawal-alone", gs_acts_read(&acts, &s.report,
	    s.w.arena, &ground, &pair.act, 1));
	refused_as("acts-record-form", gs_acts_read(&acts, &s.report,
	    s.w.arena, &ground, &noise, 1));
	const struct gs_span memo = {s.charter->rec.text, s.charter->rec.len};
	refused_as("acts-record-refused", gs_acts_read(&acts, &s.report,
	    s.w.arena, &ground, &memo, 1));
	done_well(gs_acts_read(&acts, &s.report, s.w.arena, &ground, &back,
	    1));

	/* A proof of something else. */
	acts.proofs[1].message[acts.proofs[1].message_len - 1] ^= 1;
	refused_as("acts-proof-invalid", gs_acts_verify(&s.report, &acts,
	    s.w.keys));
	ground.memo = other;
	refused_as("acts-record-refused", gs_acts_read(&acts, &s.report,
	    s.w.arena, &ground, &back, 1));
}

/* As a box shows these acts under a count of so many tags, signed. */
static int counted_export(struct gs_span *out,
    const struct gs_span *texts, size_t count, uint64_t shown, int role)
{
	uint8_t buf[GS_COUNT_MAX];
	struct gs_writer w = gs_writer_of(buf, sizeof buf);
	struct gs_count c = {.shown = shown};
	json_t *list = json_array();

	memcpy(c.channel, s.w.channel, 32);
	memcpy(c.memo, s.m.content.id, 32);
	memcpy(c.roll, s.m.edition->root, 32);
	gs_count_export(c.export, texts, count);
	done_well(gs_count_write(&w, s.w.arena, &c, s.w.secret[role]));
	for (size_t i = 0; i < count; i++)
		assert_int_equal(json_array_append_new(list, json_stringn(
		    (const char *)texts[i].ptr, texts[i].len)), 0);
	json_t *json = json_pack("{s:s#, s:o}", "count", (char *)w.ptr, w.len,
	    "records", list);
	char *text = json_dumps(json, 0);
	const struct gs_reply reply = reply_of(text);
	const struct gs_act_ground ground = ground_of_matter();
	int err = gs_acts_export(out, &s.report, s.w.arena, &ground,
	    s.charter, &reply);
	free(text);
	json_decref(json);
	return err;
}

static void an_export_is_what_was_counted(void **unused)
{
	struct gs_acts acts;
	struct gs_act_texts pair;
	struct gs_span file;

	(void)unused;
	choose_member();
	const struct gs_act_ground ground = ground_of_matter();
	done_well(gs_endorse_split(&pair, act_of(1, GS_WITHDRAW)));
	const struct gs_span texts[] = {act_of(0, GS_ENDORSE),
	    pair.behind, pair.act};

	/* A tag that took its endorsement back is one of those counted. */
	done_well(counted_export(&file, texts, 3, 2, W_PROMISE));
	done_well(gs_acts_read(&acts, &s.report, s.w.arena, &ground, &file,
	    1));
	assert_int_equal(acts.tags, 2);
	assert_int_equal(acts.withdrawn, 1);
	refused_as("export-not-counted", counted_export(&file, texts, 3, 3,
	    W_PROMISE));
	refused_as("export-not-counted", counted_export(&file, texts, 3, 2,
	    W_LOG));
}

/* A filing whose memo names what is no sealed file. */
static void names_a_junk_file(const uint8_t *text, size_t len)
{
	static const uint8_t file[] = "junk";
	struct gs_filing_load load;
	struct gs_record memo;
	static uint8_t record[GS_RECORD_MAX];
	uint8_t hash[32];

	memcpy(record, text, len);
	uint8_t *line = memmem(record, len, "\ncontent ", 9);
	assert_non_null(line);
	gs_host_sha256(hash, &(struct gs_span){file, 4}, 1);
	struct gs_writer w = gs_writer_of(line + 9, 44);
	gs_write_base64(&w, hash, 32);

	json_t *json = json_pack("{s:s#, s:o, s:[]}", "record",
	    (char *)record, len, "content", gs_json_bytes(file, 4), "acts");
	char *body = json_dumps(json, 0);
	refused_as("filing-file-unsealed", gs_filing_read(&memo, &load,
	    &s.report, s.w.arena, (struct gs_span){(uint8_t *)body,
	        strlen(body)}));
	free(body);
	json_decref(json);
}

static void a_filing_is_a_file_for_others(void **unused)
{
	struct gs_filing f = new_filing();
	struct gs_filing_load load = {.sealed = s.m.sealed}, read;
	struct gs_request request;
	struct gs_record memo;
	bool marked = false;

	(void)unused;
	const struct gs_span act = act_of(0, GS_ENDORSE);
	load.acts = &act;
	load.count = 1;
	done_well(gs_filing_slot(&f, &marked, &s.report, s.client));
	done_well(gs_filing_make(&f, &s.report));
	done_well(gs_filing_send(&request, NULL, (struct gs_span){f.record,
	    f.record_len}, &load));
	assert_string_equal(request.path, "/filings");
	assert_string_equal(request.token, "");
	struct gs_span file = {(uint8_t *)request.body,
	    strlen(request.body)};
	done_well(gs_filing_read(&memo, &read, &s.report, s.w.arena, file));
	assert_memory_equal(memo.text, f.record, f.record_len);
	assert_int_equal(read.count, 1);
	assert_int_equal(read.acts[0].len, act.len);
	assert_int_equal(read.sealed.len, s.m.sealed.len);

	names_a_junk_file(f.record, f.record_len);
	char *sealed = strstr(request.body, "\"content\":");
	assert_non_null(sealed);
	sealed[40] = sealed[40] == 'A' ? 'B' : 'A';
	refused_as("filing-file-other", gs_filing_read(&memo, &read,
	    &s.report, s.w.arena, file));
	file.len--;
	refused_as("filing-file-form", gs_filing_read(&memo, &read,
	    &s.report, s.w.arena, file));
	file = (struct gs_span){(const uint8_t *)"{\"acts\": []}", 12};
	refused_as("filing-file-form", gs_filing_read(&memo, &read,
	    &s.report, s.w.arena, file));
	gs_request_free(&request);
	gs_filing_free(&f);
}

/* Sealed anew -------------------------------------------------------------- */

static struct gs_memo filed_memo(struct gs_unreadable *unreadable)
{
	struct gs_memo memo = {.number = 7, .charter = s.charter,
	    .roll = s.m.edition, .unreadable = unreadable};

	memcpy(memo.id, s.m.content.id, 32);
	return memo;
}

static void the_newest_unanswered_is_answered(void **unused)
{
	struct gs_unreadable first = {.number = 1, .at = 5},
	    second = {.number = 2, .at = 6, .before = &first},
	    letter = {.number = 3, .what = GS_UNREADABLE_REPLY,
	        .before = &second};
	const struct gs_unreadable *found = NULL;
	struct gs_memo memo = filed_memo(NULL);

	(void)unused;
	refused_as("resupply-unasked", gs_resupply_find(&found, &s.report,
	    &memo));
	memo.unreadable = &letter;
	done_well(gs_resupply_find(&found, &s.report, &memo));
	assert_ptr_equal(found, &second);
	second.resupplied = 7;
	done_well(gs_resupply_find(&found, &s.report, &memo));
	assert_ptr_equal(found, &first);
	first.resupplied = 7;
	refused_as("resupply-done", gs_resupply_find(&found, &s.report,
	    &memo));
	first.resupplied = 0;
	memo.ended = 8;
	refused_as("resupply-ended", gs_resupply_find(&found, &s.report,
	    &memo));
	memo.acknowledged = 8;
	refused_as("resupply-needless", gs_resupply_find(&found, &s.report,
	    &memo));
}

static void a_resupply_follows_from_the_package(void **unused)
{
	struct gs_unreadable u = {.number = 1};
	struct gs_memo memo = filed_memo(&u);
	bool is = false;

	(void)unused;
	choose_member();
	memo.roll = s.m.edition;
	struct gs_resupply r = {.matter = &s.m, .roll = s.w.keys,
	    .charter = s.charter};
	done_well(gs_resupply_make(&r, &s.report, &u));
	/* Another file than the one that was filed, or than any other. */
	assert_int_equal(r.sealed_len, s.m.sealed.len);
	assert_memory_not_equal(r.sealed, s.m.sealed.ptr, r.sealed_len);
	done_well(gs_record_parse(&u.resupply, NULL, s.w.arena, r.record,
	    r.record_len));
	u.resupplied = 1;
	done_well(gs_resupply_is_true(&is, &s.m, &memo, &u));
	assert_true(is);
	u.number = 2;
	done_well(gs_resupply_is_true(&is, &s.m, &memo, &u));
	assert_false(is);
	gs_resupply_free(&r);

	/* By somebody whose key is not on the roll. */
	struct gs_client_key other = {.edition = 1};
	uint8_t key[32];
	done_well(gs_secret_new(&other.secret, key));
	s.m.key = &other;
	refused_as("resupply-key-not-on-roll", gs_resupply_make(&r,
	    &s.report, &u));
	gs_resupply_free(&r);
}

/* What the office sealed to the memo's reply key. */
static int try_sealed(struct gs_report *what, const char *text, size_t len)
{
	struct gs_recipients to;
	uint8_t *sealed = NULL;
	size_t sealed_len = 0;

	gs_recipients_of(&to, &s.m.content.rec, "reply");
	done_well(gs_seal(&sealed, &sealed_len, &to,
	    (struct gs_span){(const uint8_t *)text, len}));
	const struct gs_memo none = {.number = 1};
	const struct gs_letter_ref question = {.memo = &none,
	    .what = GS_UNREADABLE_QUESTION};
	int err = gs_unreadable_try(what, &s.report, &question,
	    (struct gs_span){sealed, sealed_len}, s.m.content.secrets.reply);
	gs_age_free(&sealed, sealed_len);
	return err;
}

static void a_letter_that_opens_is_not_called_unreadable(void **unused)
{
	struct gs_report what = {.text = ""};
	const struct gs_span junk = {(const uint8_t *)"junk", 4};
	const uint8_t *content = NULL;
	struct gs_unreadable said = {.number = 1,
	    .what = GS_UNREADABLE_REPLY, .which = 1};
	struct gs_memo memo = filed_memo(NULL);
	struct gs_letter_ref letter = {.memo = &memo,
	    .what = GS_UNREADABLE_REPLY};

	(void)unused;
	refused_as("letter-opens", try_sealed(&what, "No.", 3));
	s.report = (struct gs_report){.text = ""};
	done_well(try_sealed(&what, " ... ", 5));
	assert_string_equal(what.code, "text-blank");
	done_well(gs_unreadable_try(&what, &s.report, &letter, junk,
	    s.m.content.secrets.reply));
	assert_string_equal(what.code, "letter-not-opened");

	refused_as("unreadable-without-reply", gs_unreadable_find(&content,
	    &s.report, &letter));
	letter.which = 1;
	for (int kind = GS_UNREADABLE_QUESTION;
	    kind <= GS_UNREADABLE_CORRECTION; kind++) {
		letter.what = (enum gs_unreadable_what)kind;
		refused_as("unreadable-without-letter", gs_unreadable_find(
		    &content, &s.report, &letter));
	}
	letter.what = GS_UNREADABLE_REPLY;
	struct gs_memo_reply replied = {.number = 1,
	    .rec = s.m.charter->rec}; /* any record */
	memo.replied = 1;
	memo.reply = &replied;
	memo.unreadable = &said;
	refused_as("unreadable-said", gs_unreadable_find(&content, &s.report,
	    &letter));
	/* An office that ends the procedure with its reply does not get away
	 * with it. */
	memo.unreadable = NULL;
	memo.ended = 1;
	done_well(gs_unreadable_find(&content, &s.report, &letter));
	struct gs_question asked = {.number = 1, .ask = s.m.charter->rec};
	memo.question = &asked;
	letter.what = GS_UNREADABLE_QUESTION;
	letter.which = 1;
	refused_as("unreadable-ended", gs_unreadable_find(&content, &s.report,
	    &letter));
	struct gs_correction set_right = {.number = 1,
	    .rec = s.m.charter->rec};
	memo.correction = &set_right;
	letter.what = GS_UNREADABLE_CORRECTION;
	done_well(gs_unreadable_find(&content, &s.report, &letter));
}

static void a_week_has_four_boxes(void **unused)
{
	bool seen[GS_BOX_SLOTS] = {false}, marked = false;

	(void)unused;
	choose_member();
	struct gs_matter m = s.m;
	struct gs_box_opening o = {.matter = &m};
	for (uint8_t i = 0; i < GS_BOX_SLOTS; i++) {
		m.content.id[0] = i;
		done_well(gs_box_slot(&o, &marked, &s.report, s.client));
		assert_true(marked);
		assert_false(seen[o.slot]);
		seen[o.slot] = true;

		/* The same memo has the same turn, and no other. */
		uint32_t was = o.slot;
		done_well(gs_box_slot(&o, &marked, &s.report, s.client));
		assert_false(marked);
		assert_int_equal(o.slot, was);
	}
	m.content.id[0] = GS_BOX_SLOTS;
	refused_as("box-turns-used", gs_box_slot(&o, &marked, &s.report,
	    s.client));

	/* A box that was taken back used its turn; a week has its own, and an
	 * earlier one that comes again has those that were used. */
	assert_false(gs_client_spend_turns(s.client, m.content.id));
	m.content.id[0] = 0;
	assert_true(gs_client_spend_turns(s.client, m.content.id));
	refused_as("box-turns-used", gs_box_slot(&o, &marked, &s.report,
	    s.client));
	m.now += 7 * GS_DAY;
	done_well(gs_box_slot(&o, &marked, &s.report, s.client));
	assert_true(marked);
	m.now -= 7 * GS_DAY;
	refused_as("box-turns-used", gs_box_slot(&o, &marked, &s.report,
	    s.client));
}

static void a_server_gets_no_second_turn(void **unused)
{
	struct gs_report said = {.text = ""};

	(void)unused;
	assert_true(gs_box_turn_refused(&said, GS_ERR_RULE, "box-slot-used"));
	assert_string_equal(said.code, "box-turn-not-mine");
	assert_false(gs_box_turn_refused(&said, GS_ERR_RULE,
	    "box-slot-over"));
	assert_false(gs_box_turn_refused(&said, GS_ERR_PROOF,
	    "box-slot-used"));
	assert_false(gs_box_turn_refused(&said, GS_ERR_RULE, ""));
}

/* Enrol ------------------------------------------------------------------- */

/* The reply that receipts these keys, signed with `role`'s key. */
static char *receipts_of(const struct gs_client_key *keys, size_t n, int role)
{
	json_t *list = json_array(), *json = NULL;

	for (size_t i = 0; i < n; i++) {
		char text[GS_RECEIPT_MAX] = "";
		struct gs_writer w = gs_writer_of(text, sizeof text - 1);
		const struct gs_receipt receipt = {s.w.channel,
		    keys[i].edition, keys[i].key};

		done_well(gs_receipt_write(&w, s.w.arena, &receipt,
		    s.w.secret[role]));
		assert_int_equal(json_array_append_new(list,
		    json_string(text)), 0);
	}
	json = json_pack("{s:o}", "receipts", list);
	char *text = json_dumps(json, 0);
	json_decref(json);
	return text;
}

static void keys_are_handed_in_until_they_are_receipted(void **unused)
{
	static struct gs_enrol_batch batch, more;
	struct gs_client_key *keys = batch.keys;
	const struct gs_enrol_ground ground = {"code", s.w.channel,
	    s.w.public[W_ENROL]};
	struct gs_request request;
	const uint64_t first = 2;
	size_t n = 2;

	(void)unused;
	/* New keys are hedged with what the passphrase gives. */
	done_well(gs_client_lock(s.client, GS_COST_LOW, "words", 5));
	done_well(gs_enrol_keys(&batch, &s.report, s.client, first, n));
	assert_true(batch.added && batch.count == n && keys[0].edition == 2);
	done_well(gs_enrol_keys(&more, &s.report, s.client, first, n));
	assert_true(!more.added && more.count == n);
	assert_memory_equal(more.keys[1].key, keys[1].key, 32);
	done_well(gs_enrol_request(&request, keys, n, &ground));
	assert_string_equal(request.path, "/enrol");
	gs_request_free(&request);

	char *answer = receipts_of(keys, n, W_LOG);
	struct gs_reply reply = reply_of(answer);
	refused_as("receipts-not-for-keys", gs_enrol_receipts(keys, n,
	    &s.report, &ground, &reply));
	assert_string_equal(keys[0].receipt, "");
	free(answer);
	answer = receipts_of(keys, n, W_ENROL);
	reply = reply_of(answer);
	done_well(gs_enrol_receipts(keys, n, &s.report, &ground, &reply));
	assert_string_not_equal(keys[1].receipt, "");
	free(answer);
	for (size_t i = 0; i < n; i++)
		done_well(gs_client_set_receipt(s.client, keys[i].edition,
		    keys[i].receipt));
	refused_as("state-keys-many", gs_enrol_keys(&more, &s.report,
	    s.client, first, 64));
}

/* What the server says of the next edition is taken, but not much of it. */
static void the_first_edition_is_the_logs_or_the_next(void **unused)
{
	static const struct {
		const char *name, *answer, *code;
		uint64_t first;
	} cases[] = {
		{"the log's next", "{\"enrolling\": 2}", NULL, 2},
		{"one that is signed now", "{\"enrolling\": 3}", NULL, 3},
		{"one that is out", "{\"enrolling\": 1}", NULL, 2},
		{"far off", "{\"enrolling\": 4}", "enrolling-too-far", 0},
		{"nothing", "{}", "answer-incomplete", 0},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_reply reply = reply_of(cases[i].answer);
		uint64_t first = 0;

		s.report = (struct gs_report){.text = ""};
		int err = gs_enrol_first(&first, &s.report, s.w.state,
		    &reply);
		if ((err == GS_OK) != (cases[i].code == NULL) ||
		    first != cases[i].first || (err != GS_OK &&
		    strcmp(s.report.code, cases[i].code) != 0))
			fail_msg("%s: %d, %s", cases[i].name, (int)first,
			    s.report.code);
	}
	s.report = (struct gs_report){.text = ""};
}

/* A refusal takes keys out of the state again; silence must not. */
static void keys_are_taken_back_where_they_were_refused(void **unused)
{
	(void)unused;
	assert_true(gs_enrol_refused(GS_ERR_DENIED));
	assert_true(gs_enrol_refused(GS_ERR_DUPLICATE));
	assert_false(gs_enrol_refused(GS_OK));
	assert_false(gs_enrol_refused(GS_ERR_IO));
	assert_false(gs_enrol_refused(GS_ERR_BUSY));
	assert_false(gs_enrol_refused(GS_ERR_INTERNAL));

	size_t count = gs_client_key_count(s.client);
	struct gs_client_key key = {.edition = 60};
	done_well(gs_client_add_key(s.client, &key));
	gs_client_drop_keys(s.client, 1);
	assert_int_equal(gs_client_key_count(s.client), count);
	assert_null(gs_client_key(s.client, 60));
}

static void a_passphrase_in_earnest_is_dear(void **unused)
{
	struct gs_client *client = NULL;
	struct gs_verifier log;

	(void)unused;
	done_well(gs_verifier_init(&log, "dissent.example/test",
	    GS_KEY_ED25519, s.w.public[W_LOG]));
	struct gs_enrol_state state = {SERVER, &log, s.charter, GS_COST_LOW,
	    false, {(const uint8_t *)"word", 4}};
	refused_as("cost-low-in-earnest", gs_enrol_found(&client, &s.report,
	    &state));
	state.cost = GS_COST_MODERATE;
	refused_as("passphrase-weak", gs_enrol_found(&client, &s.report,
	    &state));
	state.weak = true;
	refused_as("weak-in-earnest", gs_enrol_found(&client, &s.report,
	    &state));
	assert_null(client);
}

/* Answer ------------------------------------------------------------------ */

static void an_answer_is_its_authors_and_fits(void **unused)
{
	static uint8_t record[GS_RECORD_MAX];
	static uint8_t text[GS_ANSWER_MAX + 1];
	struct gs_writer w = gs_writer_of(record, sizeof record);
	struct world_memo filed = world_memo_plain();
	uint8_t seed[32] = {W_AUTHOR + 1}, wrong[32] = {0}, *sealed = NULL;
	size_t len = 0;
	struct gs_answer_order order = {.number = 1, .seed = wrong,
	    .text = {text, 10}, .write = gs_office_answer};

	(void)unused;
	memset(text, 'a', sizeof text);
	done_well(world_apply(&s.w, world_memo(&s.w, &filed)));
	order.memo = gs_state_memo_by(s.w.state, filed.id);
	assert_non_null(order.memo);
	refused_as("answer-seed-not-the-authors", gs_answer_make(&w, &sealed,
	    &len, &s.report, &order));
	order.seed = seed;
	order.text.len = sizeof text;
	refused_as("answer-too-long", gs_answer_make(&w, &sealed, &len,
	    &s.report, &order));
	assert_null(sealed);

	order.text.len = GS_ANSWER_MAX;
	text[7] = 0;
	refused_as("text-with-nul", gs_answer_make(&w, &sealed, &len,
	    &s.report, &order));
	text[7] = 'a';
	done_well(gs_answer_make(&w, &sealed, &len, &s.report, &order));
	assert_int_equal(memcmp(record, "gainsay/v1 answer\n", 18), 0);
	gs_age_free(&sealed, len);
}

#define STEP(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STEP(a_package_is_addressed_dated_and_its_authors),
		STEP(a_package_is_refused_with_its_reason),
		STEP(charter_and_roll_come_out_of_the_log),
		STEP(a_key_to_seal_to_is_new_if_the_first_charter_had_another),
		STEP(what_the_own_key_did_is_known_only_if_it_is_seen),
		STEP(a_text_is_the_links_or_it_is_said),
		STEP(only_its_word_code_answers_for_a_memo),
		STEP(a_roll_that_does_not_hide_is_refused),
		STEP(a_member_acts_at_home_with_a_key),
		STEP(a_box_holds_the_links_memo),
		STEP(a_box_that_says_too_little_is_refused),
		STEP(an_act_is_sent_where_it_belongs),
		STEP(a_withdrawal_brings_its_endorsement),
		STEP(a_key_that_is_not_on_the_roll_makes_no_act),
		STEP(an_offices_copy_is_no_package),
		STEP(another_package_is_not_the_links_memo),
		STEP(a_promise_is_for_this_act),
		STEP(a_slot_is_marked_once_and_found_again),
		STEP(before_its_day_the_author_files),
		STEP(a_filing_counts_nothing),
		STEP(a_mirror_judges_as_the_server),
		STEP(a_mirror_refuses_what_the_server_would),
		STEP(what_a_mirror_says_is_a_record),
		STEP(acts_of_several_files_are_joined),
		STEP(acts_in_files_are_refused_with_their_reason),
		STEP(an_export_is_what_was_counted),
		STEP(a_filing_is_a_file_for_others),
		STEP(the_newest_unanswered_is_answered),
		STEP(a_resupply_follows_from_the_package),
		STEP(a_letter_that_opens_is_not_called_unreadable),
		STEP(a_week_has_four_boxes),
		STEP(a_server_gets_no_second_turn),
		STEP(keys_are_handed_in_until_they_are_receipted),
		STEP(the_first_edition_is_the_logs_or_the_next),
		STEP(keys_are_taken_back_where_they_were_refused),
		STEP(a_passphrase_in_earnest_is_dear),
		STEP(an_answer_is_its_authors_and_fits),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
