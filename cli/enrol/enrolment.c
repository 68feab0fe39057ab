/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/enrol/enrolment.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/contact.h"
#include "cli/common/terminal.h"
#include "lib/file.h"
#include "lib/steps/enrol.h"

/* A new state, which is not yet on disk. */
static int make_state(struct gs_enrolment *e,
    const struct gs_charter *charter)
{
	struct gs_passphrase p = {NULL, 0};
	struct gs_session *s = &e->s;

	int err = gs_passphrase_read(&p, &s->report, e->passphrase, true);
	const struct gs_enrol_state new = {gs_http_base(s->source.http),
	    &s->source.key, charter, e->cost, e->weak,
	    {p.text, p.len}};
	gs_working("Deriving the key");
	if (err == GS_OK)
		err = gs_enrol_found(&s->member, &s->report, &new);
	gs_worked();
	gs_passphrase_wipe(&p);
	if (err == GS_OK && e->checkpoint.len > 0)
		err = gs_memory_hand(gs_client_memory(s->member),
		    e->checkpoint);
	if (err == GS_OK && s->source.channel != NULL)
		err = gs_session_recall(s);
	return gs_session_at(s, e->state, err);
}

/* *refused: the server answered, and has taken none of the keys. */
static int send_keys(struct gs_enrolment *e, bool *refused,
    struct gs_enrol_batch *batch, const struct gs_enrol_ground *ground)
{
	struct gs_client_key *keys = batch->keys;
	size_t n = batch->count;
	struct gs_session *s = &e->s;
	struct gs_request request = {.body = NULL};
	struct gs_reply reply = {.from = NULL};

	int err = gs_enrol_request(&request, keys, n, ground);
	if (err == GS_OK) {
		err = gs_session_send(s, &reply, &request);
		*refused = gs_enrol_refused(err);
	}
	if (err == GS_OK)
		err = gs_session_at(s, reply.from, gs_enrol_receipts(keys, n,
		    &s->report, ground, &reply));
	gs_session_drop(&reply);
	for (size_t i = 0; i < n && err == GS_OK; i++)
		err = gs_client_set_receipt(s->member, keys[i].edition,
		    keys[i].receipt);
	return err;
}

static int find_first(struct gs_enrolment *e, uint64_t *first)
{
	struct gs_session *s = &e->s;
	struct gs_request request = {.body = NULL};
	struct gs_reply reply = {.from = NULL};

	int err = gs_request_get(&request, "/channel");
	if (err == GS_OK)
		err = gs_session_send(s, &reply, &request);
	if (err == GS_OK)
		err = gs_session_at(s, reply.from, gs_enrol_first(first,
		    &s->report, s->matter.state, &reply));
	gs_session_drop(&reply);
	return err;
}

/* Keys that were made now and that no server took must not look enrolled.  The
 * report keeps why they were refused, unless this fails too. */
static int take_back(struct gs_enrolment *e, size_t n, bool fresh, int refusal)
{
	struct gs_session *s = &e->s;

	gs_client_drop_keys(s->member, n);
	if (fresh && unlink(e->state) == 0)
		return refusal;
	if (fresh) {
		gs_report_errno(&s->report, "state-not-removed", e->state,
		    "cannot be removed, though the server refused its keys",
		    errno);
		return GS_ERR_IO;
	}

	int err = gs_client_save(s->member, &s->report, e->state, false);
	return err == GS_OK ? refusal : err;
}

static void say_enrolled(const struct gs_enrolment *e,
    const struct gs_enrol_batch *batch)
{
	const struct gs_client_key *keys = batch->keys;
	size_t n = batch->count;

	if (n == 1)
		printf("Enrolled: 1 key, for edition %llu, with a receipt.\n",
		    (unsigned long long)keys[0].edition);
	else
		printf("Enrolled: %zu keys, for editions %llu to %llu, each "
		    "with a receipt.\n", n,
		    (unsigned long long)keys[0].edition,
		    (unsigned long long)keys[n - 1].edition);
	printf("They are in %s and nowhere else: keep a copy of it, and the "
	    "passphrase apart.\nOnce a roll is out, 'gainsay roll check' says "
	    "whether it has yours.\n", e->state);
}

/* An answer that was lost before the edition was closed: *done if the server
 * has it still.  What it refuses was never taken. */
static int send_stale(struct gs_enrolment *e, bool *done,
    struct gs_enrol_batch *batch, const struct gs_enrol_ground *ground)
{
	struct gs_session *s = &e->s;
	bool refused = false;

	int err = send_keys(e, &refused, batch, ground);
	*done = err == GS_OK;
	if (!refused)
		return err;
	s->report = (struct gs_report){.text = ""};
	s->place = NULL;
	return GS_OK;
}

/* On disk before they are sent. */
static int send_open(struct gs_enrolment *e, struct gs_enrol_batch *batch,
    uint64_t first, const struct gs_enrol_ground *ground, bool fresh)
{
	struct gs_session *s = &e->s;
	bool refused = false;

	int err = gs_enrol_keys(batch, &s->report, s->member, first,
	    (size_t)e->count);
	if (err == GS_OK && batch->added)
		err = gs_client_save(s->member, &s->report, e->state, fresh);
	if (err == GS_OK)
		err = send_keys(e, &refused, batch, ground);
	return refused && batch->added ? take_back(e, batch->count, fresh,
	    err) : err;
}

/* The edition may be closed between the question and the keys: then the next
 * one takes them. */
static int send_first(struct gs_enrolment *e, struct gs_enrol_batch *batch,
    uint64_t first, const struct gs_enrol_ground *ground, bool fresh)
{
	struct gs_session *s = &e->s;
	uint64_t next = 0;

	int err = send_open(e, batch, first, ground, fresh);
	if (!gs_enrol_refused(err))
		return err;

	const struct gs_report refusal = s->report;
	const char *place = s->place;
	if (find_first(e, &next) == GS_OK && next > first)
		return send_open(e, batch, next, ground, fresh);
	s->report = refusal;
	s->place = place;
	return err;
}

static int hand_in(struct gs_enrolment *e, const struct gs_charter *charter,
    struct gs_enrol_batch *batch, bool fresh)
{
	struct gs_session *s = &e->s;
	const struct gs_enrol_ground ground = {e->code, charter->channel,
	    gs_charter_role(charter, "enrol")->key.ptr};
	bool done = false;
	uint64_t first = 0;

	int err = find_first(e, &first);
	if (err == GS_OK && gs_enrol_stale(batch, s->member, first))
		err = send_stale(e, &done, batch, &ground);
	if (err == GS_OK && !done)
		err = send_first(e, batch, first, &ground, fresh);
	if (err == GS_OK)
		err = gs_client_save(s->member, &s->report, e->state, false);
	if (err == GS_OK)
		say_enrolled(e, batch);
	return err;
}

bool gs_enrolment_words(struct gs_enrolment *e)
{
	const char *cost = e->cost_word, *count = e->count_word;

	e->count = GS_ENROLMENT_KEYS;
	e->cost = cost != NULL && strcmp(cost, "low") == 0 ? GS_COST_LOW :
	    GS_COST_MODERATE;
	if (cost != NULL && strcmp(cost, "low") != 0 &&
	    strcmp(cost, "moderate") != 0)
		gs_verb_tell("enrol-usage-cost", "--cost is low or moderate, "
		    "not '{0}'", gs_say_text(cost));
	else if (count != NULL && (gs_decimal_decode(&e->count, count,
	    strlen(count), GS_CLIENT_KEYS_MAX) != GS_OK || e->count == 0))
		gs_verb_tell("enrol-usage-editions", "--editions is a number "
		    "from 1 to {0}, not '{1}'",
		    gs_say_number(GS_CLIENT_KEYS_MAX), gs_say_text(count));
	else
		return true;
	return false;
}

/* Before a code is sent: an invitation says which channel it is for. */
static int check_invited(struct gs_enrolment *e,
    const struct gs_charter *charter)
{
	if (e->channel == NULL ||
	    memcmp(e->channel, charter->channel, 32) == 0)
		return GS_OK;
	gs_report_tell(&e->s.report, "enrol-other-channel", "{0} is of another "
	    "channel than the invitation; nothing was sent to it",
	    gs_say_text(e->server));
	return GS_ERR_MISMATCH;
}

/* The state that is there remembers what the channel showed. */
static int meet_channel(struct gs_enrolment *e, bool *fresh)
{
	struct gs_session *s = &e->s;

	*fresh = access(e->state, F_OK) != 0;
	s->source.handed = e->checkpoint;
	int err = *fresh ? GS_OK : gs_session_load(s, e->state,
	    e->passphrase);
	if (err == GS_OK)
		err = gs_session_found(s, e->server, e->key, &e->way);
	return err != GS_OK || *fresh ? err : gs_session_at(s, e->state,
	    gs_matter_channel(&s->report, s->member, s->matter.state));
}

int gs_enrolment_run(struct gs_enrolment *e)
{
	struct gs_enrol_batch batch = {.count = 0};
	bool fresh = false;

	int err = meet_channel(e, &fresh);
	if (err != GS_OK)
		return err;

	const struct gs_charter *charter =
	    gs_state_charter(e->s.matter.state);
	err = check_invited(e, charter);
	if (err == GS_OK && fresh)
		err = make_state(e, charter);
	else if (err == GS_OK && e->s.source.channel != NULL)
		err = gs_contact_check(&e->s, NULL, e->state);
	if (err == GS_OK)
		err = hand_in(e, charter, &batch, fresh);
	gs_host_wipe(&batch, sizeof batch);
	return err;
}
