/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/source.h"
#include "core/record/time.h"

#define NAMES_MAX 8 /* of witnesses, in a sentence */

static int read_policy(struct gs_trust *t)
{
	struct gs_report report = {.text = ""};
	size_t len = 0;
	int err = gs_cli_file_read(&t->policy_text, &len, GS_POLICY_MAX,
	    t->policy_file);
	if (err != GS_OK)
		return err;
	err = gs_policy_parse(&t->policy, &report, t->policy_text, len);
	if (err != GS_OK)
		fprintf(stderr, "gainsay: the policy %s: %s\n",
		    t->policy_file, report.text);
	return err;
}

static int wrong_witness(const char *vkey, const char *why)
{
	fprintf(stderr, "gainsay: --witness '%s': %s\n", vkey, why);
	return GS_ERR_IO;
}

/* A witness counts once, and the log does not vouch for itself. */
static int read_witness(struct gs_trust *t, size_t i)
{
	struct gs_verifier *w = &t->extra[i];
	const char *vkey = t->witnesses.v[i];
	int err = gs_source_key(w, vkey);
	if (err != GS_OK)
		return err;
	if (w->type != GS_KEY_COSIGNATURE)
		return wrong_witness(vkey, "this is not a witness's key (its "
		    "type is not cosignature/v1)");
	if (t->key != NULL && memcmp(w->key, t->given.key, 32) == 0)
		return wrong_witness(vkey, "the log's key cannot be its own "
		    "witness");
	for (size_t j = 0; j < i; j++)
		if (memcmp(w->key, t->extra[j].key, 32) == 0)
			return wrong_witness(vkey, "this key is given twice");
	return GS_OK;
}

static int check_log(const struct gs_trust *t)
{
	if (t->key == NULL && t->policy.log_count == 0) {
		fprintf(stderr, "gainsay: --key is needed%s\n",
		    t->policy_file == NULL ? ", or a --policy with a log" :
		    ": the policy names no log");
		return GS_ERR_IO;
	}
	if (t->key != NULL && t->policy_file != NULL &&
	    !gs_policy_accepts(&t->policy, &t->given)) {
		fprintf(stderr, "gainsay: --key '%s' is none of the policy's "
		    "logs\n", t->key);
		return GS_ERR_IO;
	}
	return GS_OK;
}

int gs_trust_read(struct gs_trust *t)
{
	int err = GS_OK;
	if (t->key != NULL)
		err = gs_source_key(&t->given, t->key);
	if (err == GS_OK && t->policy_file != NULL)
		err = read_policy(t);
	if (err == GS_OK)
		err = check_log(t);
	for (size_t i = 0; err == GS_OK && i < t->witnesses.count; i++)
		err = read_witness(t, i);
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

static void add(struct gs_trust *t, const struct gs_verifier *v)
{
	for (size_t i = 0; i < t->count; i++)
		if (memcmp(t->verifiers[i].key, v->key, 32) == 0)
			return;
	t->verifiers[t->count++] = *v;
}

/* A policy's time is its quorum's; a witness of --witness is trusted alone. */
static void date(struct gs_trust *t)
{
	for (size_t i = 1; i < t->count; i++) {
		const struct gs_verified *w = &t->verified[i];
		bool alone = false;
		t->cosigned += w->good;
		for (size_t j = 0; j < t->witnesses.count; j++)
			alone = alone || memcmp(t->extra[j].key,
			    t->verifiers[i].key, 32) == 0;
		if (alone && w->good && w->time != 0 && w->time <= GS_TIME_MAX &&
		    (t->time == 0 || w->time < t->time))
			t->time = w->time;
	}
}

int gs_trust_judge(struct gs_trust *t, struct gs_report *report,
    struct gs_span note)
{
	struct gs_policy_verdict v = {.log = NULL};
	struct gs_checkpoint c;
	const struct gs_verifier *key = t->key != NULL ? &t->given : NULL;
	int err = GS_OK;
	t->count = t->cosigned = 0;
	if (t->policy_file != NULL)
		err = gs_policy_check(&v, report, &t->policy, key, note.ptr,
		    note.len);
	if (err != GS_OK)
		return err;
	t->time = v.time;
	add(t, v.log != NULL ? v.log : key);
	for (size_t i = 0; i < t->policy.witness_count; i++)
		add(t, &t->policy.witnesses[i]);
	for (size_t i = 0; i < t->witnesses.count; i++)
		add(t, &t->extra[i]);
	err = gs_checkpoint_open(&c, t->verified, note.ptr, note.len,
	    t->verifiers, t->count);
	if (err == GS_OK)
		date(t);
	else
		gs_report_set(report, "the checkpoint is not one that the "
		    "channel's key has signed (%s)", gs_strerror(err));
	return err;
}

void gs_trust_close(struct gs_trust *t)
{
	free(t->policy_text);
	t->policy_text = NULL;
}

/* The witnesses that had cosigned by that time, or those that had later. */
static void write_names(struct gs_writer *w, const struct gs_trust *t,
    bool later)
{
	size_t n = 0, named = 0;
	for (size_t i = 1; i < t->count; i++) {
		const struct gs_verified *v = &t->verified[i];
		if (!v->good || later != (v->time == 0 || v->time > t->time))
			continue;
		if (n++ >= NAMES_MAX)
			continue;
		gs_write_text(w, named++ == 0 ? (later ?
		    "; cosigned later by " : ", by ") : ", ");
		gs_write_text(w, t->verifiers[i].name);
	}
	if (n <= NAMES_MAX)
		return;
	gs_write_text(w, " and ");
	gs_write_decimal(w, n - NAMES_MAX);
	gs_write_text(w, " more");
}

void gs_trust_time(char out[GS_TRUST_TIME_MAX], const struct gs_trust *t,
    const struct gs_charter *charter)
{
	char when[GS_LOCAL_TIME_MAX];
	struct gs_writer w = gs_writer_of(out, GS_TRUST_TIME_MAX - 1);
	if (t->time == 0) {
		gs_write_text(&w, "dated by the operator alone: ");
		gs_write_text(&w, t->count > 1 ?
		    "no witness given has cosigned" :
		    t->policy_file != NULL ? "the policy names no witness" :
		    "no witness's key was given");
	} else {
		gs_local_time(when, charter, (int64_t)t->time);
		gs_write_text(&w, "before ");
		gs_write_text(&w, when);
		write_names(&w, t, false);
		write_names(&w, t, true);
	}
	out[w.len] = '\0';
}
