/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/request.h"

#include <string.h>

#include "lib/sign.h"

int gs_role_request_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_role_request *request, const char *role,
    const uint8_t secret[64])
{
	struct gs_record_writer d;

	gs_record_start(&d, w->ptr, w->max, "request");
	gs_record_line(&d, "channel", gs_part_hash(request->channel));
	gs_record_line(&d, "path", gs_part_text_of(request->path.ptr,
	    request->path.len));
	gs_record_line(&d, "time", gs_part_time(request->time));
	gs_record_line(&d, "body", gs_part_hash(request->body));

	int err = gs_record_sign(&d, role, secret, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}

/* Each of its lines against what was asked. */
static int compare_request(struct gs_report *report,
    const struct gs_record *rec, const struct gs_role_request *asked)
{
	struct gs_part path = gs_record_part(rec, "path");
	int64_t time = gs_record_part(rec, "time").number;
	int64_t apart = time > asked->time ? time - asked->time :
	    asked->time - time;

	if (memcmp(gs_record_hash(rec, "channel"), asked->channel, 32) != 0) {
		gs_report_say(report, "request-other-channel", "the signed "
		    "request is for another channel");
		return GS_ERR_DENIED;
	}
	if (path.len != asked->path.len ||
	    memcmp(path.ptr, asked->path.ptr, path.len) != 0) {
		gs_report_tell(report, "request-other-path", "the signed "
		    "request is for {0}, not for {1}",
		    gs_say_span(path.ptr, path.len),
		    gs_say_span(asked->path.ptr, asked->path.len));
		return GS_ERR_DENIED;
	}
	if (memcmp(gs_record_hash(rec, "body"), asked->body, 32) != 0) {
		gs_report_say(report, "request-other-body",
		    "the signed request has another body");
		return GS_ERR_DENIED;
	}
	if (apart > GS_ROLE_REQUEST_SECONDS) {
		gs_report_tell(report, "request-other-time", "the signed "
		    "request is {0} seconds from the time here; at most {1} "
		    "are allowed: set the clock", gs_say_number(
		        (uint64_t)apart),
		    gs_say_number(GS_ROLE_REQUEST_SECONDS));
		return GS_ERR_DENIED;
	}
	return GS_OK;
}

int gs_role_request_read(struct gs_record *rec, struct gs_report *report,
    struct gs_arena *arena, const struct gs_role_request *asked,
    struct gs_span text)
{
	int err = gs_record_parse(rec, NULL, arena, text.ptr, text.len);

	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || !gs_record_is(rec, GS_RECORD_REQUEST)) {
		gs_report_say(report, "request-form", "what stands for a "
		    "signed request is not a `request` record");
		return GS_ERR_FORMAT;
	}
	return compare_request(report, rec, asked);
}

struct gs_part gs_role_request_role(const struct gs_record *rec)
{
	return gs_record_value(rec, "signature", 0)->parts[0];
}

bool gs_role_request_by(const struct gs_record *rec, const uint8_t key[32])
{
	struct gs_part role = gs_role_request_role(rec);
	char name[65];

	if (role.len >= sizeof name)
		return false;
	memcpy(name, role.ptr, role.len);
	name[role.len] = '\0';
	return gs_record_verify(rec, name, key) == GS_OK;
}
