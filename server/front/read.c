/* SPDX-License-Identifier: Apache-2.0 */
/* What is only read: the log's files, rolls, sealed content, the channel. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/log/tiles.h"
#include "server/front/inside.h"

/* Only the names that a tile can have, and `checkpoint`, reach the disk. */
void gs_route_log(struct gs_call *call)
{
	char path[640];
	struct gs_report report = {.text = ""};
	struct stat st;
	unsigned level = 0, width = 0;
	uint64_t index = 0;

	bool checkpoint = strcmp(call->rest, "checkpoint") == 0;
	bool good = checkpoint || gs_tile_path_parse(&level, &index, &width,
	    call->rest, strlen(call->rest)) == GS_OK;

	int n = good ? snprintf(path, sizeof path, "%s/%s", call->log_dir,
	    call->rest) : -1;
	int fd = n < 0 || (size_t)n >= sizeof path ? -1 :
	    open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		gs_report_say(&report, "log-file-unknown",
		    "the log has no such file");
		gs_call_problem(call, GS_ERR_UNKNOWN, &report, "A partial "
		    "tile goes when the full one is there; see "
		    "/log/checkpoint.");
		return;
	}

	call->fd = fd;
	call->reply_len = (size_t)st.st_size;
	call->status = 200;
	call->immutable = !checkpoint;
	call->type = checkpoint ? "text/plain; charset=utf-8" :
	    "application/octet-stream";
}

bool gs_call_ask(struct gs_call *call, struct gs_answer *answer,
    const struct gs_ask *ask)
{
	gs_answer_start(answer);
	call->way.ask(call->way.ctx, answer, ask);
	if (answer->err != GS_OK)
		gs_call_refused(call, answer);
	return answer->err == GS_OK;
}

static void send_bytes(struct gs_call *call, enum gs_ask_kind kind)
{
	struct gs_ask ask = {.kind = kind};
	struct gs_answer answer;

	memcpy(ask.id, call->id, 32);
	if (gs_call_ask(call, &answer, &ask)) {
		gs_call_bytes(call, 200, "application/octet-stream",
		    answer.bytes.ptr, answer.bytes.len);
		call->immutable = true;
	}
	gs_answer_free(&answer);
}

void gs_route_roll(struct gs_call *call)
{
	send_bytes(call, GS_ASK_ROLL);
}

void gs_route_content(struct gs_call *call)
{
	send_bytes(call, GS_ASK_CONTENT);
}

void gs_route_channel(struct gs_call *call)
{
	struct gs_ask ask = {.kind = GS_ASK_CHANNEL};
	struct gs_answer a;

	if (gs_call_ask(call, &a, &ask))
		gs_call_json(call, 200, json_pack(
		    "{s:o, s:o, s:o, s:b, s:o, s:I}",
		    "origin", gs_json_of_text(a.channel.origin),
		    "vkey", gs_json_of_text(a.channel.vkey),
		    "channel", gs_json_of_bytes((struct gs_span){
		        a.channel.id, 32}),
		    "exercise", (int)a.channel.exercise,
		    "now", gs_json_of_time(a.channel.now),
		    "enrolling", (json_int_t)a.channel.enrolling));
	gs_answer_free(&a);
}
