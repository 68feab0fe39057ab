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
	    "Send exactly what docs/spec/http.md and docs/spec/records.md "
	    "say."},
	{GS_ERR_RANGE, 422, "rule", "Keep to the limits of the charter."},
	{GS_ERR_RULE, 422, "rule", "Nothing was changed; see the charter."},
	{GS_ERR_PROOF, 422, "proof",
	    "Make the proof again for this memo over its roll."},
	{GS_ERR_SIGNATURE, 422, "signature",
	    "Sign with the key that the charter names for this role."},
	{GS_ERR_DUPLICATE, 409, "duplicate",
	    "This cannot be done a second time; nothing was changed."},
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

static void write_long(struct gs_writer *w, const struct gs_json_long *values,
    size_t count, const char *rest)
{
	gs_write_text(w, "{");
	for (size_t i = 0; i < count; i++) {
		gs_write_text(w, "\"");
		gs_write_text(w, values[i].name);
		gs_write_text(w, "\":\"");
		gs_write_base64(w, values[i].bytes.ptr, values[i].bytes.len);
		gs_write_text(w, "\",");
	}
	gs_write_text(w, rest + 1);
}

void gs_call_json_long(struct gs_call *call, const struct gs_json_long *values,
    size_t count, json_t *rest)
{
	gs_call_json(call, 200, rest);
	if (call->reply == NULL)
		return;
	char *tail = (char *)call->reply;
	size_t len = call->reply_len + 2;

	for (size_t i = 0; i < count; i++)
		len += strlen(values[i].name) + 8 +
		    GS_BASE64_LEN(values[i].bytes.len);
	call->reply = malloc(len);
	struct gs_writer w = gs_writer_of(call->reply,
	    call->reply == NULL ? 0 : len);
	write_long(&w, values, count, tail);
	free(tail);

	call->reply_len = w.len;
	if (call->reply == NULL || gs_writer_end(&w) != GS_OK)
		gs_call_fail(call, GS_ERR_MEMORY);
}

/* Bytes that are no UTF-8 jansson does not take. */
static json_t *text_of(const char *text, size_t len)
{
	json_t *value = json_stringn(text, len);

	return value != NULL ? value : json_string("?");
}

static json_t *arguments_of(const struct gs_report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++)
		(void)json_array_append_new(list, text_of(report->text +
		    report->values[i].at, report->values[i].len));
	return list;
}

/* Without a code there is nothing that the report says. */
static json_t *make_problem(unsigned status, const char *word,
    const struct gs_report *report, const char *detail)
{
	char type[64];

	(void)snprintf(type, sizeof type, "/problems/%s", word);
	json_t *problem = json_pack("{s:s, s:o, s:i, s:s}", "type", type,
	    "title", text_of(report->text, strlen(report->text)), "status",
	    (int)status, "detail", detail);
	if (problem != NULL && report->code[0] != '\0') {
		(void)json_object_set_new(problem, "code",
		    json_string(report->code));
		(void)json_object_set_new(problem, "arguments",
		    arguments_of(report));
	}
	return problem;
}

static void put_problem(struct gs_call *call, unsigned status, json_t *problem)
{
	put_json(call, status, "application/problem+json", problem);
}

void gs_call_status(struct gs_call *call, unsigned status, const char *word,
    const struct gs_report *report, const char *detail)
{
	put_problem(call, status, make_problem(status, word, report, detail));
}

static const struct problem *find_problem(int err)
{
	size_t last = sizeof problems / sizeof *problems - 1;

	for (size_t i = 0; i < last; i++)
		if (problems[i].err == err)
			return &problems[i];
	return &problems[last];
}

/* What the error says, if nobody said more. */
static struct gs_report report_or_error(const struct gs_report *report,
    int err)
{
	struct gs_report plain = {.text = ""};

	if (report->text[0] != '\0')
		return *report;
	(void)snprintf(plain.text, sizeof plain.text, "%s", gs_strerror(err));
	return plain;
}

void gs_call_problem(struct gs_call *call, int err,
    const struct gs_report *report, const char *detail)
{
	const struct problem *p = find_problem(err);
	struct gs_report said = report_or_error(report, err);

	gs_call_status(call, p->status, p->word, &said,
	    detail == NULL ? p->detail : detail);
}

void gs_call_say(struct gs_call *call, int err, const char *code,
    const char *sentence)
{
	struct gs_report report = {.text = ""};

	gs_report_say(&report, code, sentence);
	gs_call_problem(call, err, &report, NULL);
}

void gs_call_fail(struct gs_call *call, int err)
{
	const struct gs_report nothing = {.text = ""};

	gs_call_problem(call, err, &nothing, NULL);
}

void gs_call_refused(struct gs_call *call, const struct gs_answer *answer)
{
	char detail[160];
	const struct problem *p = find_problem(answer->err);
	struct gs_report said = report_or_error(&answer->report, answer->err);

	if (answer->line != 0)
		(void)snprintf(detail, sizeof detail,
		    "Line %zu of the record. %s", answer->line, p->detail);
	else
		(void)snprintf(detail, sizeof detail, "%s", p->detail);

	json_t *problem = make_problem(p->status, p->word, &said, detail);
	if (problem != NULL && answer->refusal.len > 0)
		(void)json_object_set_new(problem, "refusal",
		    gs_json_of_text(answer->refusal));
	put_problem(call, p->status, problem);
}
