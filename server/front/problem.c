/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: problems (RFC 9457), JSON, bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/front/inside.h"

static const struct problem {
	int err;
	unsigned status;
	const char *word, *detail;
} problems[] = {
	{GS_ERR_FORMAT, 400, "format",
	    "Send exactly what docs/spec/http.md and docs/spec/records.md say."},
	{GS_ERR_RANGE, 422, "rule", "Keep to the limits of the charter."},
	{GS_ERR_RULE, 422, "rule", "Nothing was changed; see the charter."},
	{GS_ERR_PROOF, 422, "proof",
	    "Make the proof again for this memo over its roll."},
	{GS_ERR_SIGNATURE, 422, "signature",
	    "Sign with the key that the charter names for this role."},
	{GS_ERR_DUPLICATE, 409, "duplicate",
	    "Nothing more is needed: it has been done."},
	{GS_ERR_UNKNOWN, 404, "unknown", "Check the name in the request."},
	{GS_ERR_DENIED, 403, "denied", "Check the token, code or right."},
	{GS_ERR_MISMATCH, 409, "mismatch",
	    "Ask for the present state and make the record again."},
	{GS_ERR_SPACE, 413, "too-large", "Send less in one request."},
	{GS_ERR_BUSY, 503, "busy", "Try again in a moment."},
	{GS_ERR_INTERNAL, 500, "internal",
	    "Nothing is known to have been changed; ask again later."},
};

void gs_call_bytes(struct gs_call *call, unsigned status, const char *type,
    const void *ptr, size_t len)
{
	free(call->reply);
	call->reply = malloc(len + 1);
	call->reply_len = call->reply == NULL ? 0 : len;
	if (call->reply != NULL && len > 0)
		memcpy(call->reply, ptr, len);
	call->status = call->reply == NULL ? 500 : status;
	call->type = type;
}

static void put_json(struct gs_call *call, unsigned status, const char *type,
    json_t *value)
{
	char *text = value == NULL ? NULL : json_dumps(value, JSON_COMPACT);
	json_decref(value);
	free(call->reply);
	call->reply = (uint8_t *)text;
	call->reply_len = text == NULL ? 0 : strlen(text);
	call->status = text == NULL ? 500 : status;
	call->type = type;
	call->immutable = false;
}

void gs_call_json(struct gs_call *call, unsigned status, json_t *value)
{
	put_json(call, status, "application/json", value);
}

static json_t *problem_of(unsigned status, const char *word,
    const char *title, const char *detail)
{
	char type[64];
	(void)snprintf(type, sizeof type, "/problems/%s", word);
	return json_pack("{s:s, s:s, s:i, s:s}", "type", type, "title", title,
	    "status", (int)status, "detail", detail);
}

void gs_call_status(struct gs_call *call, unsigned status, const char *word,
    const char *title, const char *detail)
{
	put_json(call, status, "application/problem+json",
	    problem_of(status, word, title, detail));
}

static const struct problem *find_problem(int err)
{
	size_t last = sizeof problems / sizeof *problems - 1;
	for (size_t i = 0; i < last; i++)
		if (problems[i].err == err)
			return &problems[i];
	return &problems[last];
}

void gs_call_problem(struct gs_call *call, int err, const char *title,
    const char *detail)
{
	const struct problem *p = find_problem(err);
	if (title == NULL || title[0] == '\0')
		title = gs_strerror(err);
	gs_call_status(call, p->status, p->word, title,
	    detail == NULL ? p->detail : detail);
}

void gs_call_refused_with(struct gs_call *call,
    const struct gs_answer *answer, json_t *more)
{
	char detail[160];
	const struct problem *p = find_problem(answer->err);
	const char *title = answer->report.text[0] == '\0' ?
	    gs_strerror(answer->err) : answer->report.text;
	if (answer->line != 0)
		(void)snprintf(detail, sizeof detail,
		    "Line %zu of the record. %s", answer->line, p->detail);
	else
		(void)snprintf(detail, sizeof detail, "%s", p->detail);
	json_t *problem = problem_of(p->status, p->word, title, detail);
	if (problem != NULL && more != NULL)
		(void)json_object_update(problem, more);
	json_decref(more);
	put_json(call, p->status, "application/problem+json", problem);
}

void gs_call_refused(struct gs_call *call, const struct gs_answer *answer)
{
	gs_call_refused_with(call, answer, NULL);
}
