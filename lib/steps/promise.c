/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/promise.h"

#include <stdlib.h>
#include <string.h>

#include "lib/client/json.h"
#include "lib/host.h"
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
	int err = content.len > 0 ? gs_request_post(out, "/acts", body) :
	    gs_request_act(out, "/acts", body);
	if (err == GS_OK && link != NULL)
		gs_box_token(out->token, link);
	return err;
}

static int judge_promise_text(struct gs_span act,
    const struct gs_charter *charter, const char *text)
{
	const struct gs_role *role = gs_charter_role(charter, "promise");
	struct gs_promise promise;
	struct gs_record rec;
	struct gs_pool pool;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), act.ptr,
	    act.len);
	if (err == GS_OK)
		err = gs_promise_of(&promise, &rec);
	gs_pool_free(&pool);
	return err == GS_OK ? gs_promise_check(&promise, role->key.ptr, text,
	    strlen(text)) : err;
}

int gs_promise_take(char **text, struct gs_report *report, struct gs_span act,
    const struct gs_charter *charter, const struct gs_reply *reply)
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

	err = judge_promise_text(act, charter, promise);
	if (err != GS_OK)
		gs_report_tell(report, "promise-not-for-act", "the server's "
		    "promise is not one for this act under the charter's key "
		    "for promises: {0}; look for the act in the log",
		    gs_say_text(gs_strerror(err)));
	else if ((copy = strdup(promise)) == NULL)
		err = GS_ERR_MEMORY;
	json_decref(json);
	if (err == GS_OK)
		*text = copy;
	return err;
}
