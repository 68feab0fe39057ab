/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/promise.h"

#include <stdlib.h>
#include <string.h>

#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/records/promise.h"
#include "lib/steps/local_time.h"
#include "lib/steps/promise_judge.h"

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
	const struct gs_type *type = gs_type_of(act.ptr, act.len);
	bool long_one = type != NULL && type->kind == GS_RECORD_RESUPPLY;
	int err = content.len == 0 ? gs_request_act(out, "/acts", body) :
	    gs_request_post(out, long_one ? "/resupply" : "/acts", body);
	if (err == GS_OK && link != NULL)
		gs_box_token(out->token, link);
	return err;
}

/* The root of the memo's roll.  GS_ERR_UNKNOWN: it is not in the log. */
static int find_memo_roll(uint8_t root[32], const struct gs_promise *promise,
    const struct gs_promise_ground *ground)
{
	const struct gs_memo *memo = gs_state_memo_by(ground->state,
	    promise->memo);
	const struct gs_roll_edition *roll = memo != NULL ? memo->roll :
	    gs_state_roll(ground->state);

	while (memo == NULL && roll != NULL &&
	    roll->edition != ground->edition)
		roll = roll->before;
	if (roll == NULL)
		return GS_ERR_UNKNOWN;
	memcpy(root, roll->root, 32);
	return GS_OK;
}

static int judge_promise_text(struct gs_promise *promise, struct gs_span act,
    const struct gs_promise_ground *ground, const char *text)
{
	const struct gs_role *role = gs_charter_role(
	    gs_state_charter(ground->state), "promise");
	struct gs_record rec;
	struct gs_pool pool;

	int err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), act.ptr,
	    act.len);
	if (err == GS_OK)
		err = gs_promise_of(promise, &rec);
	gs_pool_free(&pool);
	if (err == GS_OK)
		err = find_memo_roll(promise->roll, promise, ground);
	if (err == GS_OK)
		err = gs_promise_check(promise, role->key.ptr, text,
		    strlen(text));
	return err == GS_OK ? gs_promise_read(promise, text, strlen(text)) :
	    err;
}

/* The last time that an honest server names for it, 0: none.  Its clock may be
 * ahead of ours by as much as we are patient. */
static int64_t find_latest(const struct gs_promise *promise,
    const struct gs_promise_ground *ground)
{
	const struct gs_charter *charter = gs_state_charter(ground->state);
	const struct gs_memo *memo = gs_state_memo_by(ground->state,
	    promise->memo);
	int64_t now = ground->now + GS_PROMISE_PATIENCE;
	bool vote = !gs_promise_needs_time(promise->act);

	if (vote && memo == NULL)
		return 0;
	if (memo != NULL && !gs_promise_is_soon(promise->act))
		return gs_next_late_day(memo->charter, now);
	return gs_next_release(charter, gs_next_release(charter, now));
}

static int judge_promise_time(struct gs_report *report,
    const struct gs_promise *promise, const struct gs_promise_ground *ground)
{
	char by[GS_LOCAL_TIME_MAX], last[GS_LOCAL_TIME_MAX];
	int64_t latest = find_latest(promise, ground);

	if (latest == 0 ? promise->by == 0 : promise->by != 0 &&
	    promise->by <= latest)
		return GS_OK;
	gs_local_time(by, gs_state_charter(ground->state), promise->by);
	gs_local_time(last, gs_state_charter(ground->state), latest);
	if (latest == 0)
		gs_report_tell(report, "promise-time-given", "the server "
		    "promises this act by {0}, and not with the filing of its "
		    "memo, whenever that is: it could be left out until then",
		    gs_say_text(by));
	else if (promise->by == 0)
		gs_report_tell(report, "promise-time-none", "the server's "
		    "promise names no time: nobody could say that it is "
		    "broken; {0} is the latest that it may name",
		    gs_say_text(last));
	else
		gs_report_tell(report, "promise-time-late", "the server "
		    "promises this act by {0}; {1} is the latest that it may "
		    "name", gs_say_text(by), gs_say_text(last));
	return GS_ERR_MISMATCH;
}

int gs_promise_take(char **text, struct gs_report *report, struct gs_span act,
    const struct gs_promise_ground *ground, const struct gs_reply *reply)
{
	struct gs_promise said;
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

	err = judge_promise_text(&said, act, ground, promise);
	if (err != GS_OK)
		gs_report_tell(report, "promise-not-for-act", "the server's "
		    "promise is not one for this act under the charter's key "
		    "for promises: {0}; look for the act in the log",
		    gs_say_text(gs_strerror(err)));
	else
		err = judge_promise_time(report, &said, ground);
	if (err == GS_OK && (copy = strdup(promise)) == NULL)
		err = GS_ERR_MEMORY;
	json_decref(json);
	if (err == GS_OK)
		*text = copy;
	return err;
}
