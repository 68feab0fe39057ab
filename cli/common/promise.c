/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/promise.h"

#include <string.h>
#include <unistd.h>

#include "lib/records/promise.h"

#define ATTEMPTS 3

/* A promise for this act, signed with the log's key. */
static int check_promise(struct gs_report *report, const struct gs_source *s,
    struct gs_span act, const char *text)
{
	struct gs_promise promise = {.by = 0};

	memcpy(promise.channel, gs_state_charter(gs_channel_state(
	    s->channel))->channel, 32);
	gs_host_sha256(promise.act, &act, 1);

	int err = gs_promise_check(&promise, s->key.key, text, strlen(text));
	if (err != GS_OK)
		gs_report_tell(report, "promise-not-for-act", "the server's "
		    "promise is not one for this act under the log's key: "
		    "{0}; look for the act in the log",
		    gs_say_text(gs_strerror(err)));
	return err;
}

/* A server that has the act already, but whose answer was lost, gives the same
 * promise again for the same bytes; no later run can send these, as what is
 * sealed or proved is another each time. */
static int send_act(json_t **answer, struct gs_report *report,
    const struct gs_source *s, const char *token, json_t *body)
{
	int err = GS_ERR_IO;
	for (unsigned i = 0; i < ATTEMPTS && err == GS_ERR_IO; i++) {
		if (i > 0)
			(void)sleep(i);
		err = gs_http_post(s->http, report, answer, "/acts", token,
		    json_incref(body));
	}
	return err;
}

int gs_promise_get(const char **text, json_t **answer,
    struct gs_report *report, const struct gs_source *s, const char *token,
    struct gs_span act, struct gs_span content)
{
	json_t *body = json_pack("{s:s#}", "record", (const char *)act.ptr,
	    act.len);
	if (content.len > 0)
		json_object_set_new(body, "content", json_pack("[o]",
		    gs_json_bytes(content.ptr, content.len)));
	int err = send_act(answer, report, s, token, body);
	json_decref(body);
	if (err == GS_OK)
		err = gs_json_text(text, *answer, "promise");
	return err == GS_OK ? check_promise(report, s, act, *text) : err;
}
