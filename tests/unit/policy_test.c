/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lib/log/policy.h"

#define ORIGIN "log.example/channel"
#define TEXT_MAX 16384

static struct gs_policy policy;
static struct gs_report report;

static struct gs_signer signer(const char *name, enum gs_key_type type,
    uint8_t first)
{
	struct gs_signer s;
	uint8_t seed[32] = {first};

	assert_int_equal(gs_signer_init(&s, name, type, seed), GS_OK);
	return s;
}

static struct gs_signer witness(uint8_t n)
{
	char name[32];

	(void)snprintf(name, sizeof name, "w%u.example", n);
	return signer(name, GS_KEY_COSIGNATURE, n);
}

static struct gs_signer the_log(uint8_t n)
{
	return signer(ORIGIN, GS_KEY_ED25519, (uint8_t)(200 + n));
}

/* `%L<digit>` and `%W<digit>` stand for a log's and a witness's verifier
 * key. */
static size_t expand(char out[TEXT_MAX], const char *text)
{
	struct gs_writer w = gs_writer_of(out, TEXT_MAX);

	for (; *text != '\0'; text++) {
		if (text[0] != '%') {
			gs_write_bytes(&w, text, 1);
			continue;
		}
		uint8_t n = (uint8_t)(text[2] - '0');
		struct gs_signer s = text[1] == 'L' ? the_log(n) : witness(n);
		gs_verifier_write(&w, &s.verifier);
		text += 2;
	}
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return w.len;
}

static int parse(const char *text)
{
	static char full[TEXT_MAX];

	report.text[0] = '\0';
	size_t len = expand(full, text);
	return gs_policy_parse(&policy, &report, full, len);
}

#define NESTED \
	"# who is asked\n" \
	"log %L1 https://log.example/\n\n" \
	"  witness X1 %W1\nwitness\tX2 %W2 \t https://w2.example/add\n" \
	"witness X3 %W3\ngroup X 2 X1 X2 X3\n" \
	"witness Y1 %W4\nwitness Y2 %W5\n\t# either\ngroup Y any Y1 Y2\n" \
	"group all-of-them all X Y\nquorum all-of-them\n"

static void a_policy_is_read(void **state)
{
	(void)state;

	assert_int_equal(parse(NESTED), GS_OK);
	assert_int_equal(policy.log_count, 1);
	assert_int_equal(policy.witness_count, 5);
	assert_int_equal(policy.node_count, 8);
	assert_string_equal(policy.logs[0].name, ORIGIN);
	assert_string_equal(policy.witnesses[1].name, "w2.example");
	assert_int_equal(policy.quorum, 7);
	assert_int_equal(policy.nodes[7].needed, 2);
	assert_int_equal(policy.nodes[3].needed, 2);
	assert_int_equal(policy.nodes[3].members, 3);
}

/* All 32 sets of five witnesses against the rule in plain C. */
static void the_quorum_is_the_rule(void **state)
{
	(void)state;

	assert_int_equal(parse(NESTED), GS_OK);
	for (unsigned set = 0; set < 32; set++) {
		bool good[5], want = false;
		for (unsigned i = 0; i < 5; i++)
			good[i] = (set >> i & 1) != 0;
		want = good[0] + good[1] + good[2] >= 2 && (good[3] || good[4]);
		assert_int_equal(gs_policy_met(&policy, good), want);
	}
	bool none[1] = {false};
	assert_int_equal(parse("witness A %W1\nquorum A\n"), GS_OK);
	assert_false(gs_policy_met(&policy, none));
	assert_int_equal(parse("witness A %W1\nquorum none\n"), GS_OK);
	assert_true(gs_policy_met(&policy, none));
	assert_int_equal(parse("quorum none\n"), GS_OK);
	assert_true(gs_policy_met(&policy, NULL));
}

/* Names are octets: these are two, and neither is text. */
static void names_are_octets(void **state)
{
	(void)state;

	assert_int_equal(parse("witness K %W1\nwitness \xe2\x84\xaa %W2\n"
	    "witness \xff %W3\nwitness all %W4\ngroup any 3 K \xe2\x84\xaa "
	    "\xff all\nquorum any\n"), GS_OK);
	bool good[4] = {true, true, false, true};
	assert_true(gs_policy_met(&policy, good));
	good[3] = false;
	assert_false(gs_policy_met(&policy, good));
}

static void each_error_has_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *line, *code;
		int err;
	} cases[] = {
		{"", "line 0: ",
		    "policy-no-quorum", GS_ERR_FORMAT},
		{"log %L1\n", "line 1: ",
		    "policy-no-quorum", GS_ERR_FORMAT},
		{"quorum none", "line 1: ",
		    "policy-line-open", GS_ERR_FORMAT},
		{"quorum none\r\n", "line 1: ",
		    "policy-control", GS_ERR_FORMAT},
		{"# a bell \a\nquorum none\n", "line 1: ",
		    "policy-control", GS_ERR_FORMAT},
		{"# \x7f\nquorum none\n", "line 1: ",
		    "policy-control", GS_ERR_FORMAT},
		{"quorum none\nquorum none\n", "line 2: ",
		    "policy-quorum-twice", GS_ERR_DUPLICATE},
		{"quorum\n", "line 1: ",
		    "policy-quorum-form", GS_ERR_FORMAT},
		{"quorum none # at all\n", "line 1: ",
		    "policy-quorum-form", GS_ERR_FORMAT},
		{"quorum A\nwitness A %W1\n", "line 1: ",
		    "policy-quorum-unknown", GS_ERR_UNKNOWN},
		{"Quorum none\n", "line 1: ",
		    "policy-keyword", GS_ERR_UNKNOWN},
		{"witness A %W1\n\nlogs %L1\n", "line 3: ",
		    "policy-keyword", GS_ERR_UNKNOWN},
		{"log\n", "line 1: ",
		    "policy-key-form", GS_ERR_FORMAT},
		{"log %L1 https://a b\n", "line 1: ",
		    "policy-rest-of-line", GS_ERR_FORMAT},
		{"log %L1\nlog %L2\nlog %L1\n", "line 3: ",
		    "policy-key-twice", GS_ERR_DUPLICATE},
		{"log %W1\n", "line 1: ",
		    "policy-log-type", GS_ERR_UNKNOWN},
		{"log %L10\n", "line 1: ",
		    "policy-key-form", GS_ERR_FORMAT},
		{"witness A %L1\n", "line 1: ",
		    "policy-witness-type", GS_ERR_UNKNOWN},
		{"witness A\n", "line 1: ",
		    "policy-key-form", GS_ERR_FORMAT},
		{"witness\n", "line 1: ",
		    "policy-no-name", GS_ERR_FORMAT},
		{"witness none %W1\n", "line 1: ",
		    "policy-name-none", GS_ERR_FORMAT},
		{"witness A %W1\nwitness A %W2\n", "line 2: ",
		    "policy-name-twice", GS_ERR_DUPLICATE},
		{"witness A %W1\nwitness B %W1\n", "line 2: ",
		    "policy-key-twice", GS_ERR_DUPLICATE},
		{"witness A w+00000000+%W1\n", "line 1: ",
		    "policy-key-form", GS_ERR_FORMAT},
		{"group A any\n", "line 1: ",
		    "policy-group-empty", GS_ERR_FORMAT},
		{"group A any A\n", "line 1: ",
		    "policy-member-itself", GS_ERR_UNKNOWN},
		{"group A any B\nwitness B %W1\n", "line 1: ",
		    "policy-member-unknown", GS_ERR_UNKNOWN},
		{"group A any none\n", "line 1: ",
		    "policy-member-unknown", GS_ERR_UNKNOWN},
		{"witness B %W1\ngroup B any B\n", "line 2: ",
		    "policy-name-twice", GS_ERR_DUPLICATE},
		{"witness B %W1\ngroup none any B\n", "line 2: ",
		    "policy-name-none", GS_ERR_FORMAT},
		{"witness B %W1\ngroup A 0 B\n", "line 2: ",
		    "policy-group-needs", GS_ERR_RANGE},
		{"witness B %W1\ngroup A 2 B\n", "line 2: ",
		    "policy-group-needs", GS_ERR_RANGE},
		{"witness B %W1\ngroup A 01 B\n", "line 2: ",
		    "policy-group-needs", GS_ERR_RANGE},
		{"witness B %W1\ngroup A most B\n", "line 2: ",
		    "policy-group-needs", GS_ERR_RANGE},
		{"witness B %W1\ngroup A any B B\n", "line 2: ",
		    "policy-member-twice", GS_ERR_DUPLICATE},
		{"witness B %W1\ngroup A any B\ngroup C any B\n", "line 3: ",
		    "policy-member-twice", GS_ERR_DUPLICATE},
		/* ML-DSA-44 (0x06), which nothing here can verify. */
		{"witness A w.example+00000000+BgAA\n", "line 1: ",
		    "policy-key-algorithm", GS_ERR_UNKNOWN},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int err = parse(cases[i].text);

		if (err != cases[i].err || strncmp(report.text, cases[i].line,
		    strlen(cases[i].line)) != 0 ||
		    strcmp(report.code, cases[i].code) != 0)
			fail_msg("'%s': %d, %s: %s", cases[i].text, err,
			    report.code, report.text);
		assert_int_equal(policy.node_count, 0);
	}
}

/* The same key as log and as witness, or under two names. */
static void a_key_has_one_voice(void **state)
{
	(void)state;
	char text[1024];
	struct gs_signer l = the_log(1), as = signer("other.example",
	    GS_KEY_COSIGNATURE, 201);
	struct gs_writer w = gs_writer_of(text, sizeof text);

	assert_memory_equal(l.verifier.key, as.verifier.key, 32);
	gs_write_text(&w, "log ");
	gs_verifier_write(&w, &l.verifier);
	gs_write_text(&w, "\nwitness A ");
	gs_verifier_write(&w, &as.verifier);
	gs_write_text(&w, "\nquorum A\n");
	assert_int_equal(gs_policy_parse(&policy, &report, text, w.len),
	    GS_ERR_DUPLICATE);
	assert_int_equal(strncmp(report.text, "line 2: ", 8), 0);
}

static void there_are_limits(void **state)
{
	(void)state;
	static char text[GS_POLICY_MAX + 2];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	char name[16];

	for (unsigned i = 1; i <= 65; i++) {
		struct gs_signer s = witness((uint8_t)i);
		(void)snprintf(name, sizeof name, "witness w%u ", i);
		gs_write_text(&w, name);
		gs_verifier_write(&w, &s.verifier);
		gs_write_text(&w, "\n");
		if (i != 64)
			continue;
		struct gs_writer whole = w;
		gs_write_text(&whole, "quorum w64\n");
		assert_int_equal(gs_policy_parse(&policy, &report, text,
		    whole.len), GS_OK);
	}
	gs_write_text(&w, "quorum w64\n");
	assert_int_equal(gs_policy_parse(&policy, &report, text, w.len),
	    GS_ERR_RANGE);
	memset(text, '\n', sizeof text);
	memcpy(text, "quorum none\n", 12);
	assert_int_equal(gs_policy_parse(&policy, &report, text,
	    GS_POLICY_MAX), GS_OK);
	assert_int_equal(gs_policy_parse(&policy, &report, text,
	    GS_POLICY_MAX + 1), GS_ERR_RANGE);
}

/* A checkpoint by log `log` (0: nobody), with cosignatures of the witnesses
 * named by digits, each at 100 times its number. */
static size_t checkpoint(uint8_t note[TEXT_MAX], uint8_t log,
    const char *witnesses)
{
	struct gs_checkpoint c = {.origin = ORIGIN, .size = 7};
	struct gs_writer w = gs_writer_of(note, TEXT_MAX);

	gs_checkpoint_write(&w, &c);
	size_t len = w.len;
	gs_write_text(&w, "\n");
	if (log != 0) {
		struct gs_signer s = the_log(log);
		assert_int_equal(gs_note_sign_line(&w, &s, 0, note, len),
		    GS_OK);
	}
	for (; *witnesses != '\0'; witnesses++) {
		struct gs_signer s = witness((uint8_t)(*witnesses - '0'));
		assert_int_equal(gs_note_sign_line(&w, &s,
		    100 * (uint64_t)(*witnesses - '0'), note, len), GS_OK);
	}
	assert_int_equal(gs_writer_end(&w), GS_OK);
	return w.len;
}

static int judge(struct gs_policy_verdict *v, const struct gs_verifier *key,
    uint8_t log, const char *witnesses)
{
	static uint8_t note[TEXT_MAX];
	size_t len = checkpoint(note, log, witnesses);

	report.text[0] = '\0';
	return gs_policy_check(v, &report, &policy, key, note, len);
}

static void the_quorum_is_judged(void **state)
{
	(void)state;
	struct gs_policy_verdict v = {.time = 7};

	assert_int_equal(parse(NESTED), GS_OK);
	assert_int_equal(judge(&v, NULL, 1, "124"), GS_OK);
	assert_ptr_equal(v.log, &policy.logs[0]);
	assert_int_equal(v.cosigned, 3);
	assert_true(v.witnesses[1].good && !v.witnesses[2].good);
	/* One early witness does not date what the quorum must. */
	assert_int_equal(v.time, 400);
	assert_int_equal(judge(&v, NULL, 1, "12345"), GS_OK);
	assert_int_equal(v.time, 400);
	assert_int_equal(judge(&v, NULL, 1, "235"), GS_OK);
	assert_int_equal(v.time, 500);
	assert_int_equal(judge(&v, NULL, 1, "1235"), GS_OK);
	v.time = 7;
	assert_int_equal(judge(&v, NULL, 1, "14"), GS_ERR_RULE);
	assert_int_equal(v.time, 7);
	assert_non_null(strstr(report.text, "'all-of-them' has 1 of 2, "
	    "without 'X'; 'X' has 1 of 2, without 'X2', 'X3'"));
	assert_int_equal(judge(&v, NULL, 1, "123"), GS_ERR_RULE);
	assert_non_null(strstr(report.text, "'Y' has 0 of 1, without 'Y1', "
	    "'Y2'"));
	assert_null(strstr(report.text, "'X' has"));
	assert_int_equal(judge(&v, NULL, 1, ""), GS_ERR_RULE);
	/* Another's cosignature is nobody's. */
	assert_int_equal(judge(&v, NULL, 1, "6789"), GS_ERR_RULE);
}

static void the_log_is_the_policys(void **state)
{
	(void)state;
	struct gs_policy_verdict v;
	struct gs_signer one = the_log(1), two = the_log(2), three =
	    the_log(3);

	assert_int_equal(parse("log %L1\nlog %L2\nquorum none\n"), GS_OK);
	assert_int_equal(judge(&v, NULL, 2, ""), GS_OK);
	assert_ptr_equal(v.log, &policy.logs[1]);
	assert_int_equal(v.time, 0);
	assert_int_equal(judge(&v, NULL, 3, ""), GS_ERR_UNKNOWN);
	assert_int_equal(judge(&v, &one.verifier, 1, ""), GS_OK);
	assert_int_equal(judge(&v, &one.verifier, 2, ""), GS_ERR_UNKNOWN);
	assert_int_equal(judge(&v, &three.verifier, 3, ""), GS_ERR_UNKNOWN);
	assert_true(gs_policy_accepts(&policy, &two.verifier));
	assert_false(gs_policy_accepts(&policy, &three.verifier));
	/* A policy that names no log leaves it to --key; one must sign. */
	assert_int_equal(parse("witness A %W1\nquorum A\n"), GS_OK);
	assert_int_equal(judge(&v, &three.verifier, 3, "1"), GS_OK);
	assert_int_equal(v.time, 100);
	assert_int_equal(judge(&v, NULL, 3, "1"), GS_ERR_UNKNOWN);
	assert_int_equal(judge(&v, &three.verifier, 1, "1"), GS_ERR_UNKNOWN);
}

static void a_bad_cosignature_is_no_vote(void **state)
{
	(void)state;
	struct gs_policy_verdict v;
	static uint8_t note[TEXT_MAX];

	assert_int_equal(parse("log %L1\nwitness A %W1\nwitness B %W2\n"
	    "group G any A B\nquorum G\n"), GS_OK);
	size_t len = checkpoint(note, 1, "12");
	assert_int_equal(gs_policy_check(&v, &report, &policy, NULL, note,
	    len), GS_OK);
	note[len - 40] ^= 1; /* within B's signature */
	assert_int_equal(gs_policy_check(&v, &report, &policy, NULL, note,
	    len), GS_ERR_SIGNATURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_is_read),
		cmocka_unit_test(the_quorum_is_the_rule),
		cmocka_unit_test(names_are_octets),
		cmocka_unit_test(each_error_has_its_line),
		cmocka_unit_test(a_key_has_one_voice),
		cmocka_unit_test(there_are_limits),
		cmocka_unit_test(the_quorum_is_judged),
		cmocka_unit_test(the_log_is_the_policys),
		cmocka_unit_test(a_bad_cosignature_is_no_vote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
