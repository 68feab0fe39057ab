/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of core/channel: who may say what, what a tag may still do, what
 * is owed, and that what has no row is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/channel/acts.h"
#include "core/channel/duties.h"
#include "core/channel/rules.h"
#include "lib/report.h"
#include "tests/unit/world.h"

static const char *const type_names[] = {
	[GS_RECORD_CHARTER] = "charter", [GS_RECORD_ROLL] = "roll",
	[GS_RECORD_MEMO] = "memo", [GS_RECORD_ENDORSE] = "endorse",
	[GS_RECORD_WITHDRAW] = "withdraw",
	[GS_RECORD_ACKNOWLEDGE] = "acknowledge",
	[GS_RECORD_UNREADABLE] = "unreadable",
	[GS_RECORD_RESUPPLY] = "resupply", [GS_RECORD_REPLY] = "reply",
	[GS_RECORD_CORRECT] = "correct", [GS_RECORD_MOVED] = "moved",
	[GS_RECORD_ANCHOR] = "anchor", [GS_RECORD_REPRISAL] = "reprisal",
	[GS_RECORD_ASSETS] = "assets",
	[GS_RECORD_ASK] = "ask", [GS_RECORD_ANSWER] = "answer",
	[GS_RECORD_COPY] = "copy", [GS_RECORD_RECEIVED] = "received",
	[GS_RECORD_RULING] = "ruling", [GS_RECORD_PANEL] = "panel",
	[GS_RECORD_RESPOND] = "respond", [GS_RECORD_APPEAL] = "appeal",
	[GS_RECORD_DECIDE] = "decide",
	[GS_RECORD_REPORT] = "report", [GS_RECORD_REMARK] = "remark",
	[GS_RECORD_HOLD] = "hold",
	[GS_RECORD_DELETED] = "deleted",
	[GS_RECORD_EXTEND] = "extend", [GS_RECORD_REFER] = "refer",
	[GS_RECORD_DONE] = "done",
	[GS_RECORD_POSITION] = "position", [GS_RECORD_DISPUTE] = "dispute",
	[GS_RECORD_NOTICE] = "notice", [GS_RECORD_OPENED] = "opened",
	[GS_RECORD_NAMED] = "named",
	[GS_RECORD_PUBLISH] = "publish", [GS_RECORD_END] = "end",
	[GS_RECORD_RECEIPT] = "receipt", [GS_RECORD_PROMISE] = "promise",
	[GS_RECORD_REFUSAL] = "refusal", [GS_RECORD_COUNT] = "count",
	[GS_RECORD_REQUEST] = "request", [GS_RECORD_CONTENT] = "content",
	[GS_RECORD_STANCE] = "stance", [GS_RECORD_LETTER] = "letter",
	[GS_RECORD_CLAIM] = "claim",
	[GS_RECORD_REVEAL] = "reveal", [GS_RECORD_KNOWN] = "known",
	[GS_RECORD_VOUCH] = "vouch",
	[GS_RECORD_INVITATION] = "invitation",
	[GS_RECORD_RECOVERY] = "recovery",
	[GS_RECORD_CONTRADICTION] = "contradiction",
	[GS_RECORD_UNFILED] = "unfiled",
	[GS_RECORD_SAMPLE] = "sample", [GS_RECORD_ASKED] = "asked"};
_Static_assert(sizeof type_names / sizeof *type_names == GS_RECORD_KINDS,
    "a type is missing here");

static const struct gs_type *type_of(int kind)
{
	const struct gs_type *type = gs_type_named(type_names[kind],
	    strlen(type_names[kind]));

	assert_non_null(type);
	assert_int_equal(type->kind, kind);
	return type;
}

static void every_logged_type_has_one_rule(void **state)
{
	(void)state;
	for (int kind = 0; kind < GS_RECORD_KINDS; kind++) {
		const struct gs_type *type = type_of(kind);
		const struct gs_rule *rule = NULL;
		struct gs_refusal refusal = {.why = NULL};
		int err = gs_rule_of(&rule, &refusal, type);

		if (!type->logged) {
			if (err != GS_ERR_RULE || rule != NULL)
				fail_msg("%s has a rule", type->name);
			assert_string_equal(refusal.code, "type-not-logged");
			continue;
		}
		if (err != GS_OK)
			fail_msg("%s has no rule", type->name);
		assert_int_equal(rule->kind, kind);
		assert_non_null(rule->judge);
		assert_non_null(rule->enter);
	}
}

/* What somebody adds to the table of types and forgets in that of rules. */
static void a_logged_type_without_a_rule_is_refused(void **state)
{
	(void)state;
	const struct gs_type late = {GS_RECORD_KINDS, "late", true, NULL, 0};
	const struct gs_type claim = {GS_RECORD_CLAIM, "claim", true, NULL, 0};
	const struct gs_rule *rule = NULL;
	struct gs_refusal refusal = {.why = NULL};

	assert_int_equal(gs_rule_of(&rule, &refusal, &late), GS_ERR_INTERNAL);
	assert_null(rule);
	assert_string_equal(refusal.code, "type-without-rule");
	assert_int_equal(gs_rule_of(&rule, &refusal, &claim),
	    GS_ERR_INTERNAL);
	assert_null(rule);
}

/* Which records a filing and an ended procedure still take. */
static void the_exceptions_are_these(void **state)
{
	(void)state;
	for (int kind = 0; kind <= GS_RECORD_ANCHOR; kind++) {
		const struct gs_rule *rule = NULL;
		struct gs_refusal refusal;

		assert_int_equal(gs_rule_of(&rule, &refusal, type_of(kind)),
		    GS_OK);
		assert_int_equal(rule->in_filing, kind == GS_RECORD_ENDORSE ||
		    kind == GS_RECORD_WITHDRAW);
		assert_int_equal(rule->after_end,
		    kind == GS_RECORD_ACKNOWLEDGE ||
		    kind == GS_RECORD_UNREADABLE ||
		    kind == GS_RECORD_REPLY || kind == GS_RECORD_CORRECT ||
		    kind == GS_RECORD_RESPOND || kind == GS_RECORD_DECIDE ||
		    kind == GS_RECORD_RECEIVED || kind == GS_RECORD_REMARK ||
		    kind == GS_RECORD_PUBLISH || kind == GS_RECORD_POSITION ||
		    kind == GS_RECORD_DISPUTE || kind == GS_RECORD_NOTICE ||
		    kind == GS_RECORD_EXTEND || kind == GS_RECORD_DONE ||
		    kind == GS_RECORD_OPENED || kind == GS_RECORD_HOLD ||
		    kind == GS_RECORD_DELETED ||
		    kind == GS_RECORD_COPY || kind == GS_RECORD_REPORT ||
		    kind == GS_RECORD_NAMED);
		assert_int_equal(rule->about_memo, kind > GS_RECORD_MEMO &&
		    kind < GS_RECORD_MOVED);
	}
}

static void a_tag_endorses_then_withdraws(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum gs_tag_status before;
		enum gs_record_kind act;
		int err;
		const char *code;
		enum gs_tag_status after;
	} cases[] = {
		{"a first endorsement", GS_TAG_NONE, GS_RECORD_ENDORSE,
		    GS_OK, NULL, GS_TAG_ENDORSED},
		{"a withdrawal of nothing", GS_TAG_NONE, GS_RECORD_WITHDRAW,
		    GS_ERR_RULE, "nothing-to-withdraw", GS_TAG_NONE},
		{"a second endorsement", GS_TAG_ENDORSED, GS_RECORD_ENDORSE,
		    GS_ERR_DUPLICATE, "already-endorsed", GS_TAG_ENDORSED},
		{"a withdrawal", GS_TAG_ENDORSED, GS_RECORD_WITHDRAW,
		    GS_OK, NULL, GS_TAG_WITHDRAWN},
		{"a second endorsement of who is named", GS_TAG_NAMED,
		    GS_RECORD_ENDORSE, GS_ERR_DUPLICATE, "already-endorsed",
		    GS_TAG_NAMED},
		{"a withdrawal of who is named", GS_TAG_NAMED,
		    GS_RECORD_WITHDRAW, GS_OK, NULL, GS_TAG_WITHDRAWN},
		{"an endorsement after it", GS_TAG_WITHDRAWN,
		    GS_RECORD_ENDORSE, GS_ERR_RULE, "withdrawal-final",
		    GS_TAG_WITHDRAWN},
		{"a second withdrawal", GS_TAG_WITHDRAWN, GS_RECORD_WITHDRAW,
		    GS_ERR_RULE, "withdrawal-final", GS_TAG_WITHDRAWN},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_refusal refusal = {.why = NULL};
		int err = gs_tag_next(&refusal, cases[i].before, cases[i].act);
		enum gs_tag_status after = err == GS_OK ?
		    gs_tag_after(cases[i].act) : cases[i].before;

		if (err != cases[i].err || after != cases[i].after)
			fail_msg("%s: %d", cases[i].name, err);
		if (err != GS_OK)
			assert_string_equal(refusal.code, cases[i].code);
		else
			assert_null(refusal.why);
	}
}

static struct gs_record parse(struct world *w, struct gs_span text)
{
	struct gs_record rec;

	assert_int_equal(gs_candidate_parse(&rec, &w->refusal, w->arena,
	    text.ptr, text.len), GS_OK);
	return rec;
}

static void an_act_is_checked_against_its_ground(void **state)
{
	(void)state;
	struct world w;
	struct world_memo m = world_memo_plain();
	struct gs_entry_proof proof;
	struct gs_report report;
	struct gs_roll_edition large = {.size = GS_ROLL_MAX};
	uint8_t other[32] = {1};

	world_start(&w);
	const struct gs_roll_edition *roll = gs_state_roll(w.state);
	struct gs_charter charter = *gs_state_charter(w.state);
	struct gs_act_ground ground = {m.id, &charter, roll};
	struct gs_record rec = parse(&w, world_act(&w, "withdraw", m.id, 4));
	assert_int_equal(gs_act_check(&proof, &w.refusal, &rec, &ground),
	    GS_OK);
	assert_ptr_equal(proof.roll, roll);
	assert_int_equal(proof.proof[0], 4);
	assert_non_null(memmem(proof.message, proof.message_len, "withdraw",
	    8));

	ground.memo = other;
	assert_int_equal(gs_act_check(&proof, &w.refusal, &rec, &ground),
	    GS_ERR_MISMATCH);
	assert_string_equal(w.refusal.code, "act-other-memo");
	ground.memo = m.id;
	charter.channel[0] ^= 1;
	assert_int_equal(gs_act_check(&proof, &w.refusal, &rec, &ground),
	    GS_ERR_MISMATCH);
	assert_string_equal(w.refusal.code, "other-channel");
	charter.channel[0] ^= 1;
	ground.roll = &large;
	assert_int_equal(gs_act_check(&proof, &w.refusal, &rec, &ground),
	    GS_ERR_PROOF);
	gs_report_refusal(&report, &w.refusal);
	assert_string_equal(report.text, "the proof has 864 bytes; over a roll "
	    "of 16777216 keys it needs 1760");

	ground.roll = roll;
	rec = parse(&w, world_end(&w, m.id, W_OFFICE, "office"));
	assert_int_equal(gs_act_check(&proof, &w.refusal, &rec, &ground),
	    GS_ERR_RULE);
	assert_string_equal(w.refusal.code, "not-an-act");
	world_stop(&w);
}

/* The text of a charter with one of its lines in other words. */
static struct gs_span altered(struct world *w, struct gs_span text,
    const char *from, const char *to)
{
	uint8_t *at = memmem(text.ptr, text.len, from, strlen(from));
	uint8_t *out = gs_arena_take(w->arena, text.len + strlen(to), 1);

	assert_non_null(at);
	size_t before = (size_t)(at - text.ptr);
	size_t after = text.len - before - strlen(from);
	memcpy(out, text.ptr, before);
	memcpy(out + before, to, strlen(to));
	memcpy(out + before + strlen(to), at + strlen(from), after);
	return (struct gs_span){out, before + strlen(to) + after};
}

static void a_charters_fault_is_named_with_its_range(void **state)
{
	(void)state;
	static const struct {
		const char *name, *from, *to, *says;
	} cases[] = {
		{"a number below", "\nquota 2\n", "\nquota 0\n",
		    "the charter's quota is 0"},
		{"a number above", "\nclosing ", "\nclosing 9",
		    "; it must be from 1 to 1440"},
		{"the week", "\nweek 12345\n", "\nweek 12354\n",
		    "the charter's week is 12354; it must list ISO weekdays"},
		{"a clock's unit", " working ", " lunar ",
		    "counts lunar; it must count working, calendar"},
		{"a clock that is needed", "\nclock reply ",
		    "\nclock replies ", "the charter has no clock reply"},
		{"a word", "\nreaders ", "\nreaders x",
		    "; it must be members, oversight or public"},
		{"releases too far apart", "\nrelease 24\n",
		    "\nrelease 25\n", "; it must be from 1 to 24"},
		{"a late day", "\nlate 1 5\n", "\nlate 1 8\n",
		    "weekday 8 of every 1th week"},
		{"late days too far apart", "\nlate 1 5\n", "\nlate 53 5\n",
		    "1 to 7, of every 1st to 52nd"},
		{"a reader's key", " x25519 ", " x448 ",
		    "the seal line has a recipient of the type x448"},
		{"no promises", "\nrole promise ", "\nrole server ",
		    "the charter has no role promise; it must name"},
		{"a role", "\nrole registrar ", "\nrole register ",
		    "the charter has no role registrar; it must name"},
	};
	struct world w;

	world_found(&w);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gs_report report;
		struct gs_span text = altered(&w,
		    world_charter(&w, 1, "no", "SBU"), cases[i].from,
		    cases[i].to);

		assert_int_not_equal(world_apply(&w, text), GS_OK);
		gs_report_refusal(&report, &w.refusal);
		if (strstr(report.text, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].name, report.text);
	}
	world_stop(&w);
}

/* A duty exists where the charter gives it a clock, and there alone. */
static void a_duty_needs_a_clock(void **state)
{
	(void)state;
	struct world w;
	struct gs_duty duties[GS_DUTY_KINDS];
	size_t count = 0;

	world_start(&w);
	struct world_memo m = world_memo_plain();
	assert_int_equal(world_apply(&w, world_memo(&w, &m)), GS_OK);
	struct gs_memo memo = *gs_state_memo(w.state);
	assert_int_equal(gs_due_memo(duties, &count, GS_DUTY_KINDS,
	    &memo, w.at), GS_OK);
	assert_int_equal(count, 2);
	assert_string_equal(duties[0].name, "acknowledge");
	assert_string_equal(duties[1].name, "reply");
	assert_string_equal(duties[1].owner, "office");

	struct gs_charter charter = *memo.charter;
	struct gs_span text = altered(&w, (struct gs_span){charter.rec.text,
	    charter.rec.len}, "\nclock acknowledge ", "\nclock other ");
	charter.rec = parse(&w, text);
	assert_string_equal(gs_duty_clock_missing(&charter.rec),
	    "acknowledge");
	memo.charter = &charter;
	/* Its days were counted when it was filed. */
	assert_int_equal(gs_due_memo(duties, &count, GS_DUTY_KINDS,
	    &memo, w.at), GS_OK);
	assert_int_equal(count, 2);
	gs_duties_count(&memo);
	assert_int_equal(gs_due_memo(duties, &count, GS_DUTY_KINDS,
	    &memo, w.at), GS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(duties[0].kind, GS_DUTY_REPLY);
	world_stop(&w);
}

static void dispositions_stand_in_one_list(void **state)
{
	(void)state;
	char list[128];
	struct gs_writer w = gs_writer_of(list, sizeof list);
	size_t count = 0;

	for (; gs_disposition_at(count) != NULL; count++) {
		const char *word = gs_disposition_at(count);
		assert_true(gs_disposition_is(word, strlen(word)));
		assert_false(gs_disposition_is(word, strlen(word) - 1));
		gs_write_text(&w, count == 0 ? "" : count == 5 ? " or " : ", ");
		gs_write_text(&w, word);
	}
	assert_int_equal(count, 6);
	gs_write_u8(&w, 0);
	assert_int_equal(gs_writer_end(&w), GS_OK);
	assert_string_equal(gs_disposition_list(), list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_logged_type_has_one_rule),
		cmocka_unit_test(a_logged_type_without_a_rule_is_refused),
		cmocka_unit_test(the_exceptions_are_these),
		cmocka_unit_test(a_tag_endorses_then_withdraws),
		cmocka_unit_test(an_act_is_checked_against_its_ground),
		cmocka_unit_test(a_charters_fault_is_named_with_its_range),
		cmocka_unit_test(a_duty_needs_a_clock),
		cmocka_unit_test(dispositions_stand_in_one_list),
	};
	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
