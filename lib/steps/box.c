/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/box.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/time.h"
#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/records/act.h"

/* Gather ------------------------------------------------------------------ */

int gs_box_new_link(struct gs_box_link *out, struct gs_report *report,
    const struct gs_matter *m, const char *server)
{
	size_t len = strlen(server);

	if (len >= sizeof out->server) {
		gs_report_tell(report, "server-address-long", "the server's "
		    "address has {0} bytes; a link has room for {1}",
		    gs_say_number(len), gs_say_number(sizeof out->server - 1));
		return GS_ERR_RANGE;
	}

	memcpy(out->server, server, len + 1);
	memcpy(out->memo, m->content.id, 32);
	return gs_host_random(out->key, 32);
}

static uint32_t week_of(const struct gs_matter *m)
{
	return (uint32_t)gs_week(gs_charter_day(m->charter, m->now));
}

static int mark_turn(struct gs_box_opening *o, struct gs_report *report,
    struct gs_client *client)
{
	const struct gs_matter *m = o->matter;
	const struct gs_box_turn turn = {week_of(m), o->slot};

	int err = gs_client_mark_turn(client, m->edition->root, &turn,
	    m->content.id);
	if (err == GS_ERR_SPACE)
		gs_report_tell(report, "box-turns-full", "the state has {0} "
		    "marks of boxes that were opened, and room for no more; "
		    "'gainsay forget' takes those of an old edition away",
		    gs_say_number(GS_CLIENT_SLOTS_MAX));
	return err;
}

int gs_box_slot(struct gs_box_opening *o, bool *marked,
    struct gs_report *report, struct gs_client *client)
{
	const struct gs_matter *m = o->matter;
	uint32_t left[GS_BOX_SLOTS], n = 0, draw = 0;

	*marked = false;
	for (uint32_t i = 0; i < GS_BOX_SLOTS; i++) {
		const struct gs_box_turn turn = {week_of(m), i};
		const uint8_t *memo = gs_client_turn(client, m->edition->root,
		    &turn);

		if (memo == NULL) {
			left[n++] = i;
		} else if (memcmp(memo, m->content.id, 32) == 0) {
			o->slot = i;
			return GS_OK;
		}
	}
	if (n == 0) {
		gs_report_tell(report, "box-turns-used", "you have opened {0} "
		    "boxes this week; a week has no more",
		    gs_say_number(GS_BOX_SLOTS));
		return GS_ERR_RULE;
	}

	int err = gs_host_random((uint8_t *)&draw, sizeof draw);
	if (err != GS_OK)
		return err;
	o->slot = left[draw % n];
	err = mark_turn(o, report, client);
	*marked = err == GS_OK;
	return err;
}

bool gs_box_turn_refused(struct gs_report *said, int err, const char *code)
{
	if (err != GS_ERR_RULE || strcmp(code, "box-slot-used") != 0)
		return false;
	gs_report_say(said, "box-turn-not-mine", "by your state that turn was "
	    "free: either another copy of your state opened a box in it, and "
	    "this memo's can be opened by another member, or next week; or the "
	    "server lies, to be shown another turn and to learn that both are "
	    "one member's. No other turn was tried");
	return true;
}

static int prove_opening(struct gs_writer *w, struct gs_report *report,
    const struct gs_box_opening *o)
{
	const struct gs_matter *m = o->matter;
	struct gs_pool scratch;
	const struct gs_act_maker maker = {m->content.terms.channel,
	    m->content.id, o->roll, &m->key->secret};
	const struct gs_box_turn turn = {week_of(m), o->slot};

	int err = gs_act_prove_box(w, gs_pool_start(&scratch), &maker, &turn);
	gs_pool_free(&scratch);
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "box-key-not-on-roll", "your key for "
		    "edition {0} is not on that roll; another member may open "
		    "the box", gs_say_number(m->edition->edition));
	return err;
}

/* SHA-256 of a token, in hexadecimal. */
static json_t *hash_token(const char token[65])
{
	char text[65] = "";
	uint8_t bytes[32], hash[32];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	if (gs_hex_decode_secret(bytes, 32, token, 64) != GS_OK)
		return NULL;
	gs_host_sha256(hash, &(struct gs_span){bytes, 32}, 1);
	gs_host_wipe(bytes, sizeof bytes);
	gs_write_hex(&w, hash, 32);
	return json_stringn(text, w.len);
}

static json_t *make_opening(const struct gs_box_link *link,
    const struct gs_box_opening *o, struct gs_span sealed,
    struct gs_span file, struct gs_span proof)
{
	const struct gs_matter *m = o->matter;
	const struct gs_memo_terms *terms = &m->content.terms;
	char after[GS_DATE_LEN + 1] = "", token[65], owner[65];

	gs_date_format((uint8_t *)after, terms->after);
	gs_box_token(token, link);
	gs_box_owner(owner, link, o->author);
	json_t *body = json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, "
	    "s:I, s:o}", "memo", gs_json_bytes(m->content.id, 32), "roll",
	    gs_json_bytes(terms->roll, 32), "charter",
	    gs_json_bytes(terms->charter, 32), "after", after, "token",
	    hash_token(token), "owner", hash_token(owner), "sealed",
	    gs_json_bytes(sealed.ptr, sealed.len), "file",
	    gs_json_bytes(file.ptr, file.len), "slot", (json_int_t)o->slot,
	    "proof", gs_json_bytes(proof.ptr, proof.len));
	gs_host_wipe(token, sizeof token);
	gs_host_wipe(owner, sizeof owner);
	return body;
}

int gs_box_gather(struct gs_request *out, const struct gs_box_link *link,
    const struct gs_box_opening *o, struct gs_report *report)
{
	uint8_t proof[GS_PROOF_LEN_MAX];
	struct gs_writer w = gs_writer_of(proof, sizeof proof);
	uint8_t *sealed = NULL, *file = NULL;
	size_t sealed_len = 0, file_len = 0;

	*out = (struct gs_request){.body = NULL};
	int err = prove_opening(&w, report, o);
	if (err == GS_OK)
		err = gs_box_seal(&sealed, &sealed_len, link, o->package.ptr,
		    o->package.len);
	if (err == GS_OK)
		err = gs_box_file_seal(&file, &file_len, link,
		    o->matter->sealed);
	if (err == GS_OK)
		err = gs_request_post(out, "/box", make_opening(link, o,
		    (struct gs_span){sealed, sealed_len},
		    (struct gs_span){file, file_len},
		    (struct gs_span){w.ptr, w.len}));
	free(sealed);
	free(file);
	return err;
}

int gs_box_done(struct gs_report *report, const struct gs_reply *reply)
{
	json_t *json = NULL;

	int err = gs_reply_json(&json, report, reply);
	json_decref(json);
	return err;
}

/* Look -------------------------------------------------------------------- */

/* The number that the server signed. */
static int read_count(struct gs_box_status *out, struct gs_report *report,
    const struct gs_state *state, const struct gs_box_link *link,
    const char *text)
{
	const struct gs_charter *charter = gs_state_charter(state);
	const struct gs_role *role = gs_charter_role(charter, "promise");
	struct gs_count count = {.shown = 0};

	int err = gs_count_read(&count, charter->channel, link->memo,
	    role->key.ptr, (struct gs_span){(const uint8_t *)text,
	        strlen(text)});
	if (err != GS_OK)
		gs_report_tell(report, "box-count-not-signed", "what the box "
		    "says of its endorsements is not signed by the channel: {0}",
		    gs_say_text(gs_strerror(err)));
	if (err != GS_OK)
		return err;
	memcpy(out->roll, count.roll, 32);
	out->shown = count.shown;
	if (strlen(text) >= sizeof out->count)
		return GS_ERR_SPACE;
	memcpy(out->count, text, strlen(text) + 1);
	return GS_OK;
}

static int read_status(struct gs_box_status *out, struct gs_report *report,
    const struct gs_state *state, const struct gs_box_link *link,
    const struct gs_reply *reply, const json_t *box)
{
	const char *count = NULL, *expires = NULL;

	if (gs_json_hash(out->charter, box, "charter") != GS_OK)
		return gs_reply_lacks(report, reply, "charter");
	if (gs_json_text(&count, box, "count") != GS_OK)
		return gs_reply_lacks(report, reply, "count");
	if (gs_json_text(&expires, box, "expires") != GS_OK ||
	    strlen(expires) >= sizeof out->expires)
		return gs_reply_lacks(report, reply, "expires");

	memcpy(out->expires, expires, strlen(expires) + 1);
	/* The log decides. */
	out->filed = gs_state_memo_by(state, link->memo) != NULL;
	if (!out->filed && json_is_true(json_object_get(box, "filed"))) {
		gs_report_tell(report, "box-filed-not-in-log", "{0} says that "
		    "the memo is filed; its log, read a moment before, has not "
		    "got it: do this again, and if that stays so, the server "
		    "hides entries from you or lies about the box",
		    gs_say_text(reply->from));
		return GS_ERR_MISMATCH;
	}
	if (out->filed)
		return GS_OK;

	/* Who could leave it out would count fewer and contradict nothing. */
	if (count[0] == '\0') {
		gs_report_tell(report, "box-count-missing", "{0} does not sign "
		    "what the box shows, though its memo is not filed: an "
		    "honest server does", gs_say_text(reply->from));
		return GS_ERR_SIGNATURE;
	}
	return read_count(out, report, state, link, count);
}

int gs_box_look(struct gs_box_status *out, struct gs_report *report,
    const struct gs_state *state, const struct gs_box_link *link,
    const struct gs_reply *reply)
{
	struct gs_box_status status = {.filed = false};
	json_t *box = NULL;

	int err = gs_reply_json(&box, report, reply);
	if (err == GS_OK)
		err = read_status(&status, report, state, link, reply, box);
	json_decref(box);
	if (err == GS_OK)
		*out = status;
	return err;
}

bool gs_box_is_newer(const struct gs_state *state,
    const struct gs_box_link *link, const struct gs_reply *reply)
{
	uint8_t charter[32], roll[32];
	json_t *box = NULL;

	if (gs_reply_json(&box, NULL, reply) != GS_OK)
		return false;
	bool newer =
	    (gs_json_hash(charter, box, "charter") == GS_OK &&
	        gs_state_charter_by(state, charter) == NULL) ||
	    (gs_json_hash(roll, box, "roll") == GS_OK &&
	        gs_state_roll_by(state, roll) == NULL) ||
	    (json_is_true(json_object_get(box, "filed")) &&
	        gs_state_memo_by(state, link->memo) == NULL);
	json_decref(box);
	return newer;
}

static int open_sealed(uint8_t **text, size_t *len, struct gs_report *report,
    const struct gs_box_link *link, const struct gs_reply *reply,
    const json_t *box)
{
	size_t sealed_len = 0;
	uint8_t *sealed = malloc(GS_CONTENT_SEALED_MAX);

	if (sealed == NULL)
		return GS_ERR_MEMORY;
	if (gs_json_decode(sealed, &sealed_len, GS_CONTENT_SEALED_MAX, box,
	    "sealed") != GS_OK) {
		free(sealed);
		return gs_reply_lacks(report, reply, "sealed");
	}

	int err = gs_box_open(text, len, link, sealed, sealed_len);
	free(sealed);
	if (err == GS_ERR_DENIED || err == GS_ERR_FORMAT)
		gs_report_say(report, "box-unopened", "what the box holds does "
		    "not open under this link: the link is damaged, or the "
		    "server altered it; ask for the link again");
	return err;
}

/* Whoever opened the box may have named another roll: nothing that it takes
 * could enter with the memo. */
static int match_count_roll(struct gs_report *report,
    const struct gs_box_status *status, const struct gs_matter *m)
{
	if (status->filed ||
	    memcmp(status->roll, m->content.terms.roll, 32) == 0)
		return GS_OK;
	gs_report_say(report, "box-roll-not-of-memo", "the box counts over "
	    "another roll than its memo's: what is handed in there cannot be "
	    "filed; tell the author");
	return GS_ERR_MISMATCH;
}

int gs_box_unseal(uint8_t **text, size_t *len, struct gs_matter *m,
    struct gs_report *report, const struct gs_box_link *link,
    const struct gs_reply *reply)
{
	struct gs_box_status status;
	json_t *box = NULL;

	int err = gs_box_look(&status, report, m->state, link, reply);
	if (err == GS_OK)
		err = gs_reply_json(&box, report, reply);
	if (err == GS_OK)
		err = open_sealed(text, len, report, link, reply, box);
	json_decref(box);
	if (err != GS_OK)
		return err;

	const struct gs_charter *charter = gs_state_charter_by(m->state,
	    status.charter);
	if (charter == NULL) {
		gs_report_say(report, "box-charter-unknown", "the box names a "
		    "charter that is not in the log; do not endorse, tell the "
		    "author");
		return GS_ERR_UNKNOWN;
	}
	err = gs_matter_content(m, report, charter, *text, *len);
	if (err == GS_OK && memcmp(m->content.id, link->memo, 32) != 0) {
		gs_report_say(report, "box-text-not-of-link", "the text in the "
		    "box is not the link's memo; do not endorse, tell the "
		    "author");
		err = GS_ERR_MISMATCH;
	}
	return err == GS_OK ? match_count_roll(report, &status, m) : err;
}
