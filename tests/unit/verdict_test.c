/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a file and of a text, from bytes to bytes: the kept file of
 * the cable of 1971, its key, and texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/collection.h"
#include "lib/steps/verification.h"

static struct {
	uint8_t *file, *vkey, *memo;
	size_t file_len, vkey_len, memo_len;
} kept;

static void read_kept(uint8_t **out, size_t *len, const char *name)
{
	char path[4096];
	const char *source = getenv("GAINSAY_SOURCE");

	assert_non_null(source);
	(void)snprintf(path, sizeof path, "%s/%s", source, name);
	assert_int_equal(gs_file_read(out, len, (size_t)16 << 20, path, NULL),
	    GS_OK);
}

static int read_all(void **state)
{
	(void)state;
	read_kept(&kept.file, &kept.file_len, "tests/vectors/cable.gainsay");
	read_kept(&kept.vkey, &kept.vkey_len, "tests/vectors/cable.vkey");
	read_kept(&kept.memo, &kept.memo_len, "examples/dacca-1138.md");
	kept.vkey_len -= kept.vkey[kept.vkey_len - 1] == '\n';
	return 0;
}

static int free_all(void **state)
{
	(void)state;
	gs_file_wipe(&kept.file, kept.file_len);
	gs_file_wipe(&kept.vkey, kept.vkey_len);
	gs_file_wipe(&kept.memo, kept.memo_len);
	return 0;
}

static void log_key(struct gs_verifier *out)
{
	assert_int_equal(gs_verifier_parse(out, kept.vkey, kept.vkey_len),
	    GS_OK);
}

/* Trusts the log's key alone. */
static int judge(struct gs_verification *v, const void *file, size_t len)
{
	struct gs_verifier log;

	memset(v, 0, sizeof *v);
	log_key(&log);
	gs_trust_key(&v->given.trust, &log);
	return gs_verification_judge(v, (struct gs_span){file, len},
	    (struct gs_span){NULL, 0});
}

static bool has_code(const struct gs_report *said, size_t count,
    const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(said[i].code, code) == 0)
			return true;
	return false;
}

static void the_kept_file_is_valid_and_says_what_was_checked(void **state)
{
	static struct gs_verification v;
	const struct gs_findings *f = &v.findings;
	(void)state;

	assert_int_equal(judge(&v, kept.file, kept.file_len), GS_OK);
	assert_true(v.valid);
	assert_true(has_code(f->checked, f->checked_count, "checked-by-key"));
	assert_true(has_code(f->checked, f->checked_count, "checked-text"));
	assert_true(has_code(f->unchecked, f->unchecked_count,
	    "unchecked-one-log"));
	assert_false(has_code(f->unchecked, f->unchecked_count,
	    "unchecked-withheld-blocks"));
	assert_string_equal(f->time.code, "time-without-witness");
	assert_true(f->time.reason[0] != '\0');
	assert_true(f->count.proofs > 20 && f->count.signatures > 0);
	assert_int_equal(gs_verification_result(&v), GS_OK);
	gs_verification_free(&v);
}

static void a_file_that_was_changed_is_judged_and_not_valid(void **state)
{
	static struct gs_verification v;
	struct gs_json_object o;
	(void)state;

	int err = judge(&v, kept.file, kept.file_len - 1);
	assert_int_equal(err, GS_ERR_FORMAT);
	assert_false(v.valid);
	assert_true(v.given.report.text[0] != '\0');

	assert_int_equal(gs_verification_json(&o, &v, true), GS_OK);
	assert_false(o.failed);
	assert_true(json_is_false(json_object_get(o.json, "valid")));
	assert_string_equal(json_string_value(json_object_get(o.json, "why")),
	    v.given.report.text);
	assert_int_equal(json_object_size(o.json), 2);
	json_decref(o.json);
	gs_verification_free(&v);
}

/* A text, what becomes of the memo's bytes, and the answer. */
static const struct text_case {
	const char *name;
	const char *was, *is; /* in the memo's Markdown; NULL: as it is */
	const char *text;     /* instead of it; NULL: the memo's */
	enum gs_summary_tone tone;
	const char *code, *fact, *word;
	int result;
} texts[] = {
	{"the memo itself", NULL, NULL, NULL, GS_SUMMARY_GOOD, "text-same",
	    "text-same-words", "same", GS_OK},
	{"one word altered", "strong dissent", "mild dissent", NULL,
	    GS_SUMMARY_BAD, "text-altered", "text-block-altered", "different",
	    GS_ERR_MISMATCH},
	{"a gap of a block that is there", "---\n\n",
	    "---\n\n[withheld: block 3]\n\n", NULL, GS_SUMMARY_BAD,
	    "text-not-alone", "text-gap-false", "different",
	    GS_ERR_MISMATCH},
	{"a text of its own", NULL, NULL, "The harbour is calm tonight.\n",
	    GS_SUMMARY_BAD, "text-foreign", "text-filed-or-altered",
	    "nothing in common", GS_ERR_MISMATCH},
	{"nothing", NULL, NULL, "", GS_SUMMARY_BAD, "text-foreign",
	    "text-filed-or-altered", "nothing in common", GS_ERR_MISMATCH},
};

static uint8_t *make_text(size_t *len, const struct text_case *c)
{
	const char *from = c->text != NULL ? c->text :
	    (const char *)kept.memo;
	size_t from_len = c->text != NULL ? strlen(c->text) : kept.memo_len;
	uint8_t *out = calloc(1, from_len + 64);

	assert_non_null(out);
	memcpy(out, from, from_len);
	*len = from_len;
	if (c->was == NULL)
		return out;

	const char *at = strstr(from, c->was);
	assert_non_null(at);
	size_t before = (size_t)(at - from), after = before + strlen(c->was);
	memcpy(out + before, c->is, strlen(c->is));
	memcpy(out + before + strlen(c->is), from + after, from_len - after);
	*len = from_len - strlen(c->was) + strlen(c->is);
	return out;
}

static void check_text(struct gs_verification *v, const struct text_case *c)
{
	struct gs_report report = {.text = ""};
	struct gs_summary s;
	size_t len = 0;
	bool found = false;
	uint8_t *text = make_text(&len, c);
	struct gs_converted file = {.text = {text, len}};

	assert_int_equal(gs_verification_compare(v, &report, &file), GS_OK);
	gs_summary_of(&s, &v->comparison, &v->given.verdict.opening, true);
	for (size_t i = 0; i < s.fact_count; i++)
		found = found || strcmp(s.facts[i].said.code, c->fact) == 0;

	if (s.tone != c->tone || strcmp(s.verdict.code, c->code) != 0 ||
	    !found || strcmp(gs_summary_word(&v->comparison), c->word) != 0 ||
	    gs_verification_result(v) != c->result)
		fail_msg("%s: tone %d, %s, %s", c->name, (int)s.tone,
		    s.verdict.code, gs_summary_word(&v->comparison));
	free(text);
}

static void the_sentence_about_a_text_has_its_codes(void **state)
{
	static struct gs_verification v;
	(void)state;

	assert_int_equal(judge(&v, kept.file, kept.file_len), GS_OK);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_text(&v, &texts[i]);
	gs_verification_free(&v);
}

static void a_claim_that_is_none_is_not_good(void **state)
{
	static const char text[] = "gainsay/v1 claim\n";
	static struct gs_verification v;
	(void)state;

	assert_int_equal(judge(&v, kept.file, kept.file_len), GS_OK);
	assert_int_equal(gs_verification_claim(&v, NULL, (struct gs_span){
	    (const uint8_t *)text, sizeof text - 1}), GS_OK);
	assert_true(v.has_claim && !v.claim_good);
	assert_true(v.claim_report.text[0] != '\0');
	assert_int_equal(gs_verification_result(&v), GS_ERR_MISMATCH);
	gs_verification_free(&v);
}

/* The entries of the kept file, as a log that has nothing else. */
static void a_collection_keeps_what_is_about_the_memo(void **state)
{
	static struct gs_verification v;
	const struct gs_case *e = &v.given;
	struct gs_collection c;
	const struct gs_log_entry **order = NULL;
	size_t count = 0;
	(void)state;

	assert_int_equal(judge(&v, kept.file, kept.file_len), GS_OK);
	assert_int_equal(gs_provenance_order(&order, &count, e->arena,
	    &e->parts), GS_OK);
	assert_int_equal(gs_collection_start(&c, e->arena, e->verdict.memo,
	    e->parts.charter_count, e->parts.checkpoint), GS_OK);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(gs_collection_add(&c, i, order[i]->bytes),
		    GS_OK);

	assert_int_equal(c.p.charter_count, e->parts.charter_count);
	assert_int_equal(c.p.entry_count, e->parts.entry_count);
	assert_int_equal(c.p.roll.bytes.len, e->parts.roll.bytes.len);
	assert_memory_equal(c.p.roll.bytes.ptr, e->parts.roll.bytes.ptr,
	    c.p.roll.bytes.len);
	assert_true(gs_collection_max(&c, false) > c.bytes);

	/* One charter more than the state knows is no log of this state. */
	assert_int_equal(gs_collection_add(&c, count, order[0]->bytes),
	    GS_ERR_RANGE);
	gs_verification_free(&v);
}

static void make_witness(struct gs_verifier *out, uint8_t key,
    enum gs_key_type type)
{
	const uint8_t bytes[32] = {key};

	assert_int_equal(gs_verifier_init(out, "w.example", type, bytes),
	    GS_OK);
}

static void a_witness_counts_once_and_is_a_witness(void **state)
{
	struct gs_trust *t = calloc(1, sizeof *t);
	struct gs_report report = {.text = ""};
	struct gs_verifier witness, plain, log;
	(void)state;

	assert_non_null(t);
	make_witness(&witness, 7, GS_KEY_COSIGNATURE);
	make_witness(&plain, 8, GS_KEY_ED25519);
	make_witness(&log, 7, GS_KEY_ED25519);
	assert_int_equal(gs_trust_check(t, &report), GS_ERR_RULE);
	assert_string_equal(report.code, "log-key-missing");

	assert_int_equal(gs_trust_witness(t, &report, &plain), GS_ERR_FORMAT);
	assert_string_equal(report.code, "witness-key-type");
	assert_int_equal(gs_trust_witness(t, &report, &witness), GS_OK);
	assert_int_equal(gs_trust_witness(t, &report, &witness),
	    GS_ERR_DUPLICATE);
	assert_string_equal(report.code, "witness-key-twice");
	assert_int_equal(t->witness_count, 1);

	gs_trust_key(t, &witness);
	assert_int_equal(gs_trust_check(t, &report), GS_ERR_FORMAT);
	assert_string_equal(report.code, "log-key-type");

	/* The log does not vouch for itself. */
	gs_trust_key(t, &log);
	assert_int_equal(gs_trust_check(t, &report), GS_ERR_RULE);
	assert_string_equal(report.code, "log-as-witness");
	free(t);
}

static void a_policy_without_a_log_needs_a_key(void **state)
{
	static const char policy[] = "quorum none\n";
	struct gs_trust *t = calloc(1, sizeof *t);
	struct gs_report report = {.text = ""};
	struct gs_verifier log;
	(void)state;

	assert_non_null(t);
	assert_int_equal(gs_trust_policy(t, &report, policy,
	    sizeof policy - 1), GS_OK);
	assert_int_equal(gs_trust_check(t, &report), GS_ERR_RULE);
	assert_string_equal(report.code, "policy-without-log");

	log_key(&log);
	gs_trust_key(t, &log);
	assert_int_equal(gs_trust_check(t, &report), GS_OK);
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_kept_file_is_valid_and_says_what_was_checked),
		cmocka_unit_test(
		    a_file_that_was_changed_is_judged_and_not_valid),
		cmocka_unit_test(the_sentence_about_a_text_has_its_codes),
		cmocka_unit_test(a_claim_that_is_none_is_not_good),
		cmocka_unit_test(a_collection_keeps_what_is_about_the_memo),
		cmocka_unit_test(a_witness_counts_once_and_is_a_witness),
		cmocka_unit_test(a_policy_without_a_log_needs_a_key),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests(tests, read_all, free_all);
}
