/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/trust.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/steps/local_time.h"

#define NAMES_MAX 8 /* of witnesses, in a sentence */

static bool is_same_key(const struct gs_verifier *a,
    const struct gs_verifier *b)
{
	return memcmp(a->key, b->key, sizeof a->key) == 0;
}

void gs_trust_key(struct gs_trust *t, const struct gs_verifier *log)
{
	t->key = *log;
	t->has_key = true;
}

int gs_trust_policy(struct gs_trust *t, struct gs_report *report,
    const void *text, size_t len)
{
	int err = gs_policy_parse(&t->policy, report, text, len);

	t->has_policy = err == GS_OK;
	return err;
}

int gs_trust_witness(struct gs_trust *t, struct gs_report *report,
    const struct gs_verifier *witness)
{
	if (witness->type != GS_KEY_COSIGNATURE) {
		gs_report_tell(report, "witness-key-type",
		    "the key of {0} is not a witness's key: its type is not "
		    "cosignature/v1", gs_say_text(witness->name));
		return GS_ERR_FORMAT;
	}
	for (size_t i = 0; i < t->witness_count; i++) {
		if (!is_same_key(witness, &t->witnesses[i]))
			continue;
		gs_report_tell(report, "witness-key-twice",
		    "the key of the witness {0} is given twice",
		    gs_say_text(witness->name));
		return GS_ERR_DUPLICATE;
	}
	if (t->witness_count == GS_TRUST_WITNESSES_MAX) {
		gs_report_tell(report, "witnesses-too-many",
		    "more than {0} witnesses are given",
		    gs_say_number(GS_TRUST_WITNESSES_MAX));
		return GS_ERR_RANGE;
	}

	t->witnesses[t->witness_count++] = *witness;
	return GS_OK;
}

int gs_trust_check(const struct gs_trust *t, struct gs_report *report)
{
	if (!t->has_key && !t->has_policy) {
		gs_report_say(report, "log-key-missing",
		    "--key is needed, or a --policy that names a log");
		return GS_ERR_RULE;
	}
	if (t->has_key && t->key.type != GS_KEY_ED25519) {
		gs_report_tell(report, "log-key-type", "the key of {0} is not "
		    "a log's key: its type is not Ed25519 (0x01)",
		    gs_say_text(t->key.name));
		return GS_ERR_FORMAT;
	}
	if (!t->has_key && t->policy.log_count == 0) {
		gs_report_say(report, "policy-without-log",
		    "--key is needed: the policy names no log");
		return GS_ERR_RULE;
	}
	if (t->has_key && t->has_policy &&
	    !gs_policy_accepts(&t->policy, &t->key)) {
		gs_report_tell(report, "log-not-of-policy",
		    "the key of {0} is none of the policy's logs",
		    gs_say_text(t->key.name));
		return GS_ERR_RULE;
	}

	/* The log does not vouch for itself. */
	for (size_t i = 0; t->has_key && i < t->witness_count; i++) {
		if (!is_same_key(&t->key, &t->witnesses[i]))
			continue;
		gs_report_tell(report, "log-as-witness",
		    "the log's key cannot be its own witness: {0} is given as "
		    "a witness", gs_say_text(t->witnesses[i].name));
		return GS_ERR_RULE;
	}
	return GS_OK;
}

/* A key counts once, whoever names it. */
static void add_verifier(struct gs_trust *t, const struct gs_verifier *v)
{
	for (size_t i = 0; i < t->count; i++)
		if (is_same_key(&t->verifiers[i], v))
			return;

	t->verifiers[t->count++] = *v;
}

static bool is_trusted_alone(const struct gs_trust *t,
    const struct gs_verifier *v)
{
	for (size_t i = 0; i < t->witness_count; i++)
		if (is_same_key(&t->witnesses[i], v))
			return true;
	return false;
}

/* A policy's time is its quorum's; a witness given by key is trusted alone. */
static void date_checkpoint(struct gs_trust *t)
{
	for (size_t i = 1; i < t->count; i++) {
		const struct gs_attestation *w = &t->verified[i];
		bool dates = gs_note_cosigned_by(w, GS_TIME_MAX) &&
		    is_trusted_alone(t, &t->verifiers[i]);

		t->cosigned += w->good;
		if (dates && (t->time == 0 || w->time < t->time))
			t->time = w->time;
	}
}

int gs_trust_judge(struct gs_trust *t, struct gs_report *report,
    struct gs_span note)
{
	struct gs_policy_verdict v = {.log = NULL};
	struct gs_checkpoint checkpoint;
	const struct gs_verifier *key = t->has_key ? &t->key : NULL;
	int err = GS_OK;

	t->count = t->cosigned = 0;
	t->time = 0;
	if (t->has_policy)
		err = gs_policy_check(&v, report, &t->policy, key, note.ptr,
		    note.len);
	if (err != GS_OK)
		return err;

	t->time = v.time;
	add_verifier(t, v.log != NULL ? v.log : key);
	for (size_t i = 0; i < t->policy.witness_count; i++)
		add_verifier(t, &t->policy.witnesses[i]);
	for (size_t i = 0; i < t->witness_count; i++)
		add_verifier(t, &t->witnesses[i]);

	err = gs_checkpoint_open(&checkpoint, t->verified, note.ptr, note.len,
	    t->verifiers, t->count);
	if (err == GS_OK)
		date_checkpoint(t);
	else
		gs_report_tell(report, "checkpoint-not-the-channels",
		    "the checkpoint is not one that the channel's key has "
		    "signed ({0})", gs_say_text(gs_strerror(err)));
	return err;
}

int gs_trust_date(int64_t *time, const struct gs_trust *t,
    struct gs_report *report, struct gs_span note)
{
	struct gs_report said = {.text = ""};
	struct gs_trust *mine = malloc(sizeof *mine); /* it judges one note */

	*time = 0;
	if (mine == NULL)
		return GS_ERR_MEMORY;
	*mine = *t;
	int err = gs_trust_judge(mine, &said, note);
	if (err == GS_OK && mine->time <= GS_TIME_MAX)
		*time = (int64_t)mine->time;
	free(mine);

	if (err == GS_ERR_RULE)
		return GS_OK;
	if (err != GS_OK && report != NULL)
		*report = said;
	return err;
}

/* The witnesses that had cosigned by that time, or those that had later. */
static void write_witness_names(struct gs_writer *w, const struct gs_trust *t,
    bool later)
{
	size_t count = 0, named = 0;

	for (size_t i = 1; i < t->count; i++) {
		const struct gs_attestation *v = &t->verified[i];
		if (!v->good || later != (v->time == 0 || v->time > t->time))
			continue;
		if (count++ >= NAMES_MAX)
			continue;
		gs_write_text(w, named++ == 0 ? (later ?
		    "; cosigned later by " : ", by ") : ", ");
		gs_write_text(w, t->verifiers[i].name);
	}

	if (count <= NAMES_MAX)
		return;
	gs_write_text(w, " and ");
	gs_write_decimal(w, count - NAMES_MAX);
	gs_write_text(w, " more");
}

/* A charter's keys are the operator's word: a reader has them from the
 * witnesses themselves, or there is nobody who vouches. */
static void write_who_could(struct gs_writer *w, const struct gs_charter *c)
{
	gs_write_text(w, "the charter names ");
	gs_write_decimal(w, c->witness_count);
	gs_write_text(w, c->witness_count == 1 ? " witness" : " witnesses");
	gs_write_text(w, ": confirm with each what its key is, and give it by "
	    "--witness");
}

static void say_operator(struct gs_trust_time *out, const struct gs_trust *t,
    const struct gs_charter *charter)
{
	struct gs_writer w = gs_writer_of(out->reason, sizeof out->reason - 1);

	if (t->count > 1) {
		out->code = "time-not-cosigned";
		gs_write_text(&w, "no witness given has cosigned");
	} else if (t->has_policy) {
		out->code = "time-policy-without-witness";
		gs_write_text(&w, "the policy names no witness");
	} else if (charter->witness_count > 0) {
		out->code = "time-witnesses-not-given";
		write_who_could(&w, charter);
	} else {
		out->code = "time-without-witness";
		gs_write_text(&w, "no witness's key was given");
	}
	out->reason[w.len] = '\0';
}

void gs_trust_say_time(struct gs_trust_time *out, const struct gs_trust *t,
    const struct gs_charter *charter)
{
	char when[GS_LOCAL_TIME_MAX];
	struct gs_writer w = gs_writer_of(out->text, sizeof out->text - 1);

	out->reason[0] = '\0';
	if (t->time == 0) {
		say_operator(out, t, charter);
		gs_write_text(&w, "dated by the operator alone: ");
		gs_write_text(&w, out->reason);
	} else {
		out->code = "time-cosigned";
		gs_local_time(when, charter, (int64_t)t->time);
		gs_write_text(&w, "before ");
		gs_write_text(&w, when);
		write_witness_names(&w, t, false);
		write_witness_names(&w, t, true);
	}
	out->text[w.len] = '\0';
}
