/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/box.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/time.h"
#include "lib/client/json.h"
#include "lib/host.h"

#define SEALED_MAX ((size_t)8 << 20)

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

int gs_box_gather(struct gs_request *out, const struct gs_box_link *link,
    const struct gs_matter *m, const void *text, size_t len)
{
	const struct gs_memo_terms *terms = &m->content.terms;
	char after[GS_DATE_LEN + 1] = "", token[65];
	uint8_t *sealed = NULL;
	size_t sealed_len = 0;

	int err = gs_box_seal(&sealed, &sealed_len, link, text, len);
	if (err != GS_OK)
		return err;

	gs_date_format((uint8_t *)after, terms->after);
	gs_box_token(token, link);
	json_t *body = json_pack("{s:o, s:o, s:o, s:s, s:s, s:o}", "memo",
	    gs_json_bytes(m->content.id, 32), "roll",
	    gs_json_bytes(terms->roll, 32), "charter",
	    gs_json_bytes(terms->charter, 32), "after", after, "token", token,
	    "sealed", gs_json_bytes(sealed, sealed_len));
	gs_host_wipe(token, sizeof token);
	free(sealed);
	return gs_request_post(out, "/box", body);
}

int gs_box_done(struct gs_report *report, const struct gs_reply *reply)
{
	json_t *json = NULL;

	int err = gs_reply_json(&json, report, reply);
	json_decref(json);
	return err;
}

/* Look -------------------------------------------------------------------- */

int gs_box_look(struct gs_box_status *out, struct gs_report *report,
    const struct gs_state *state, const struct gs_box_link *link,
    const struct gs_reply *reply)
{
	struct gs_box_status status = {.filed = false};
	json_t *box = NULL;

	int err = gs_reply_json(&box, report, reply);
	if (err == GS_OK && gs_json_hash(status.charter, box, "charter") !=
	    GS_OK)
		err = gs_reply_lacks(report, reply, "charter");
	if (err == GS_OK && gs_json_number(&status.shown, box, "shown") !=
	    GS_OK)
		err = gs_reply_lacks(report, reply, "shown");

	/* The log decides; the box may know it earlier. */
	status.filed = json_is_true(json_object_get(box, "filed")) ||
	    gs_state_memo_by(state, link->memo) != NULL;
	json_decref(box);
	if (err == GS_OK)
		*out = status;
	return err;
}

static int open_sealed(uint8_t **text, size_t *len, struct gs_report *report,
    const struct gs_box_link *link, const struct gs_reply *reply,
    const json_t *box)
{
	size_t sealed_len = 0;
	uint8_t *sealed = malloc(SEALED_MAX);

	if (sealed == NULL)
		return GS_ERR_MEMORY;
	if (gs_json_decode(sealed, &sealed_len, SEALED_MAX, box, "sealed") !=
	    GS_OK) {
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
	return err;
}
