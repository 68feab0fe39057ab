/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/request.h"

#include <stdlib.h>
#include <string.h>

static int set_path(struct gs_request *out, const char *path)
{
	size_t len = strlen(path);

	*out = (struct gs_request){.body = NULL};
	if (len >= sizeof out->path)
		return GS_ERR_RANGE;
	memcpy(out->path, path, len + 1);
	return GS_OK;
}

int gs_request_get(struct gs_request *out, const char *path)
{
	return set_path(out, path);
}

int gs_request_post(struct gs_request *out, const char *path, json_t *body)
{
	int err = set_path(out, path);

	if (err == GS_OK && body != NULL)
		out->body = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	return err == GS_OK && out->body == NULL ? GS_ERR_MEMORY : err;
}

static int box_path(char path[GS_REQUEST_PATH_MAX],
    const struct gs_box_link *link, const char *tail)
{
	struct gs_writer w = gs_writer_of(path, GS_REQUEST_PATH_MAX);

	gs_write_text(&w, "/box/");
	gs_write_hex(&w, link->memo, 32);
	gs_write_text(&w, tail);
	gs_write_u8(&w, 0);
	return gs_writer_end(&w);
}

int gs_request_box_get(struct gs_request *out, const struct gs_box_link *link,
    const char *tail)
{
	char path[GS_REQUEST_PATH_MAX] = "";

	int err = box_path(path, link, tail);
	if (err == GS_OK)
		err = gs_request_get(out, path);
	if (err == GS_OK)
		gs_box_token(out->token, link);
	return err;
}

int gs_request_box_post(struct gs_request *out,
    const struct gs_box_link *link, const char *tail, json_t *body)
{
	char path[GS_REQUEST_PATH_MAX] = "";

	int err = box_path(path, link, tail);
	if (err != GS_OK) {
		json_decref(body);
		return err;
	}
	err = gs_request_post(out, path, body);
	if (err == GS_OK)
		gs_box_token(out->token, link);
	return err;
}

/* Fills the member `pad` with blanks. */
static int pad_body(json_t *body, size_t len)
{
	char *text = json_dumps(body, JSON_COMPACT);
	size_t has = text == NULL ? 0 : strlen(text);

	if (text != NULL)
		gs_host_wipe(text, has);
	free(text);
	if (text == NULL)
		return GS_ERR_MEMORY;
	if (has > len)
		return GS_ERR_SPACE;

	char *blanks = malloc(len - has + 1);
	if (blanks == NULL)
		return GS_ERR_MEMORY;
	memset(blanks, ' ', len - has);
	int failed = json_object_set_new(body, "pad", json_stringn(blanks,
	    len - has));
	free(blanks);
	return failed ? GS_ERR_MEMORY : GS_OK;
}

static int pad_act(json_t *body)
{
	if (body == NULL ||
	    json_object_set_new(body, "pad", json_string("")) != 0)
		return GS_ERR_MEMORY;
	return pad_body(body, GS_REQUEST_ACT);
}

int gs_request_act(struct gs_request *out, const char *path, json_t *body)
{
	int err = pad_act(body);

	if (err != GS_OK) {
		json_decref(body);
		return err;
	}
	return gs_request_post(out, path, body);
}

int gs_request_box_act(struct gs_request *out, const struct gs_box_link *link,
    const char *tail, json_t *body)
{
	int err = pad_act(body);

	if (err != GS_OK) {
		json_decref(body);
		return err;
	}
	return gs_request_box_post(out, link, tail, body);
}

int gs_request_box_prolong(struct gs_request *out,
    const struct gs_box_link *link, const uint8_t seed[32])
{
	int err = gs_request_box_post(out, link, "/prolong", json_object());

	if (err == GS_OK)
		gs_box_owner(out->token, link, seed);
	return err;
}

int gs_request_box_remove(struct gs_request *out,
    const struct gs_box_link *link, const uint8_t seed[32])
{
	int err = gs_request_box_get(out, link, "");

	if (err == GS_OK) {
		gs_box_owner(out->token, link, seed);
		out->deletes = true;
	}
	return err;
}

void gs_request_free(struct gs_request *request)
{
	if (request->body != NULL)
		gs_host_wipe(request->body, strlen(request->body));
	free(request->body);
	gs_host_wipe(request, sizeof *request);
}

int gs_reply_json(json_t **out, struct gs_report *report,
    const struct gs_reply *reply)
{
	json_t *json = json_loadb((const char *)reply->text.ptr,
	    reply->text.len, JSON_REJECT_DUPLICATES, NULL);

	if (json == NULL) {
		gs_report_tell(report, "answer-unreadable", "the answer of {0} "
		    "is not JSON: is this the address of a gainsay server?",
		    gs_say_text(reply->from));
		return GS_ERR_FORMAT;
	}
	*out = json;
	return GS_OK;
}

int gs_reply_lacks(struct gs_report *report, const struct gs_reply *reply,
    const char *member)
{
	gs_report_tell(report, "answer-incomplete", "the answer of {0} has no "
	    "`{1}`, or one of another form", gs_say_text(reply->from),
	    gs_say_text(member));
	return GS_ERR_FORMAT;
}
