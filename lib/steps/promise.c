/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/promise.h"

#include <stdlib.h>
#include <string.h>

#include "core/host.h"
#include "lib/client/json.h"
#include "lib/records/promise.h"

int gs_promise_request(struct gs_request *out, const struct gs_box_link *link,
    struct gs_span act, struct gs_span content)
{
	json_t *body = json_pack("{s:s#}", "record", (const char *)act.ptr,
	    act.len);

	if (content.len > 0 && json_object_set_new(body, "content",
	    json_pack("[o]", gs_json_bytes(content.ptr, content.len))) != 0) {
		json_decref(body);
		return GS_ERR_MEMORY;
	}
	int err = gs_request_post(out, "/acts", body);
	if (err == GS_OK && link != NULL)
		gs_box_token(out->token, link);
	return err;
}

static int judge_promise_text(struct gs_span act,
    const struct gs_charter *charter, const struct gs_verifier *log,
    const char *text)
{
	struct gs_promise promise = {.by = 0};

	memcpy(promise.channel, charter->channel, 32);
	gs_host_sha256(promise.act, &act, 1);
	return gs_promise_check(&promise, log->key, text, strlen(text));
}

int gs_promise_take(char **text, struct gs_report *report, struct gs_span act,
    const struct gs_charter *charter, const struct gs_verifier *log,
    const struct gs_reply *reply)
{
	json_t *json = NULL;
	const char *promise = NULL;
	char *copy = NULL;

	int err = gs_reply_json(&json, report, reply);
	if (err != GS_OK)
		return err;
	if (gs_json_text(&promise, json, "promise") != GS_OK) {
		json_decref(json);
		return gs_reply_lacks(report, reply, "promise");
	}

	err = judge_promise_text(act, charter, log, promise);
	if (err != GS_OK)
		gs_report_tell(report, "promise-not-for-act", "the server's "
		    "promise is not one for this act under the log's key: "
		    "{0}; look for the act in the log",
		    gs_say_text(gs_strerror(err)));
	else if ((copy = strdup(promise)) == NULL)
		err = GS_ERR_MEMORY;
	json_decref(json);
	if (err == GS_OK)
		*text = copy;
	return err;
}
