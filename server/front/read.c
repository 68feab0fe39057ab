/* SPDX-License-Identifier: Apache-2.0 */
/* What is only read: the log's files, rolls, sealed content, the channel. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/gzip.h"
#include "lib/log/tiles.h"
#include "server/front/inside.h"
#include "server/front/kept.h"
#include "server/front/pages.h"

void gs_call_show(struct gs_ask *ask, const struct gs_call *call)
{
	ask->reader.has_bearer = call->has_token;
	memcpy(ask->reader.bearer, call->token, sizeof ask->reader.bearer);
	ask->reader.request = call->signed_request;
	ask->reader.path = call->path;
	gs_host_sha256(ask->reader.body, &(struct gs_span){call->body,
	    call->body_len}, 1);
}

/* At once if the log is for everybody, else when the back has said that this
 * reader may. */
static void serve_reader(struct gs_call *call,
    void (*show)(struct gs_call *call))
{
	if (gs_front_is_open(call->front)) {
		show(call);
		return;
	}
	call->ask.kind = GS_ASK_LOG;
	gs_call_show(&call->ask, call);
	gs_call_put(call, show);
}

static void refuse_name(struct gs_call *call)
{
	struct gs_report report = {.text = ""};

	gs_report_say(&report, "log-file-unknown", "the log has no such file");
	gs_call_problem(call, GS_ERR_UNKNOWN, &report, "A partial tile goes "
	    "when the full one is there; see /log/checkpoint.");
}

/* Less than none if it is no file, since no folder or pipe can be read from a
 * place.  By reading, because the sandbox refuses to tell more of a file. */
static off_t size_file(int fd)
{
	uint8_t first = 0;

	return pread(fd, &first, 1, 0) < 0 ? -1 : lseek(fd, 0, SEEK_END);
}

bool gs_call_file(struct gs_call *call, const char *folder,
    const char *name)
{
	char path[1200];

	int n = snprintf(path, sizeof path, "%s/%s%s", call->dir, folder,
	    name);
	int fd = n < 0 || (size_t)n >= sizeof path ? -1 :
	    open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	off_t size = fd < 0 ? -1 : size_file(fd);
	if (fd >= 0 && size < 0) {
		close(fd);
		fd = -1;
	}
	if (fd < 0)
		return false;

	call->fd = fd;
	call->reply_len = (size_t)size;
	call->status = 200;
	return true;
}

static bool answer_log_file(struct gs_call *call, const char *folder)
{
	if (gs_call_file(call, folder, call->rest))
		return true;
	refuse_name(call);
	return false;
}

static bool names_tile(const char *folder, const char *rest)
{
	char name[640];
	unsigned level = 0, width = 0;
	uint64_t index = 0;

	int n = snprintf(name, sizeof name, "%s%s", folder, rest);
	return n >= 0 && (size_t)n < sizeof name &&
	    gs_tile_path_parse(&level, &index, &width, name, (size_t)n) ==
	    GS_OK;
}

/* Only the names that a tile can have, `checkpoint` and `newest`, reach the
 * disk. */
static void show_file(struct gs_call *call)
{
	bool note = strcmp(call->rest, "checkpoint") == 0 ||
	    strcmp(call->rest, "newest") == 0;
	if (!note && !names_tile("", call->rest)) {
		refuse_name(call);
		return;
	}
	if (!answer_log_file(call, "log/"))
		return;
	call->immutable = !note && gs_front_is_open(call->front);
	call->type = note ? "text/plain; charset=utf-8" :
	    "application/octet-stream";
	if (note && gs_front_is_open(call->front))
		(void)gs_call_tag(call);
}

void gs_route_log(struct gs_call *call)
{
	serve_reader(call, show_file);
}

/* Compressed by a worker, as c2sp.org/tlog-tiles asks for, for who takes it.
 * Nothing secret is in it whose length could tell something. */
static void show_bundle(struct gs_call *call)
{
	static const char folder[] = "tile/entries/";
	uint8_t *packed = NULL;
	size_t len = 0;

	if (!names_tile(folder, call->rest)) {
		refuse_name(call);
		return;
	}
	if (!answer_log_file(call, "log/tile/entries/"))
		return;
	call->immutable = gs_front_is_open(call->front);
	call->type = "application/octet-stream";
	call->varies = true;

	if (!call->takes_gzip || gs_gzip_file(&packed, &len, call->fd,
	    call->reply_len) != GS_OK)
		return;
	close(call->fd);
	call->fd = -1;
	call->reply = packed;
	call->reply_len = len;
	call->is_gzip = true;
}

void gs_route_bundle(struct gs_call *call)
{
	serve_reader(call, show_bundle);
}

/* The registrar closes an edition beside the server: whoever is told so here
 * was told another by what is kept, and asks again. */
static bool is_outdated(const struct gs_answer *answer, enum gs_ask_kind kind)
{
	return kind == GS_ASK_ENROL && answer->err == GS_ERR_DUPLICATE;
}

bool gs_call_heed(struct gs_call *call, const struct gs_answer *answer,
    enum gs_ask_kind kind)
{
	/* Of what waits for a release it says nothing. */
	if (call->kept != NULL && (kind == GS_ASK_SUBMIT ||
	    kind == GS_ASK_STAFF || kind == GS_ASK_CLOCK ||
	    kind == GS_ASK_COSIGN ||
	    is_outdated(answer, kind)))
		gs_kept_change(call->kept);
	if (answer->err == GS_OK)
		gs_front_learn(call->front, answer);
	else
		gs_call_refused(call, answer);
	return answer->err == GS_OK;
}

static void name_hash(char name[65], const uint8_t hash[32])
{
	struct gs_writer w = gs_writer_of(name, 64);

	gs_write_hex(&w, hash, 32);
	name[64] = '\0';
}

/* For everybody, whoever may read the log. */
void gs_route_roll(struct gs_call *call)
{
	char name[65] = "";

	name_hash(name, call->id);
	if (!gs_call_file(call, "roll/", name)) {
		gs_call_say(call, GS_ERR_UNKNOWN, "no-such-roll",
		    "no roll with this root is kept here");
		return;
	}
	call->immutable = true;
	call->type = "application/octet-stream";
}

bool gs_roll_at_once(struct gs_call *call)
{
	gs_route_roll(call);
	return true;
}

/* Pages and publications --------------------------------------------------- */

void gs_route_page(struct gs_call *call)
{
	serve_reader(call, gs_show_page);
}

static bool answer_publication(struct gs_call *call)
{
	char name[65] = "";

	name_hash(name, call->id);
	if (!gs_call_file(call, "public/content/", name))
		return false;
	call->immutable = gs_front_is_open(call->front);
	call->type = "application/octet-stream";
	return true;
}

bool gs_content_at_once(struct gs_call *call)
{
	return gs_front_is_open(call->front) && answer_publication(call);
}

/* What is not for everybody no cache may keep. */
static void send_content(struct gs_call *call)
{
	const struct gs_answer *a = &call->answer;

	gs_call_bytes(call, 200, "application/octet-stream", a->bytes.ptr,
	    a->bytes.len);
	call->immutable = a->channel.open;
}

void gs_route_content(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;

	ask->kind = GS_ASK_CONTENT;
	memcpy(ask->id, call->id, sizeof ask->id);
	gs_call_show(ask, call);
	gs_call_put(call, send_content);
}

/* The channel -------------------------------------------------------------- */

static void send_channel(struct gs_call *call)
{
	const struct gs_answer *a = &call->answer;

	gs_call_json(call, 200, json_pack(
	    "{s:o, s:o, s:o, s:b, s:o, s:o, s:I}",
	    "origin", gs_json_of_text(a->channel.origin),
	    "vkey", gs_json_of_text(a->channel.vkey),
	    "channel", gs_json_of_bytes((struct gs_span){a->channel.id, 32}),
	    "exercise", (int)a->channel.exercise,
	    "readers", gs_json_of_text(a->channel.readers),
	    "now", gs_json_of_time(a->channel.now),
	    "enrolling", (json_int_t)a->channel.enrolling));
	gs_kept_keep(call->kept, call);
}

bool gs_channel_at_once(struct gs_call *call)
{
	return gs_kept_try(call, call->kept);
}

void gs_route_channel(struct gs_call *call)
{
	if (gs_kept_try(call, call->kept))
		return;
	gs_kept_ask(call->kept, call);
	call->ask.kind = GS_ASK_CHANNEL;
	gs_call_put(call, send_channel);
}

/* Its health --------------------------------------------------------------- */

/* Two answers, which say nothing more: not why, nor since when. */
static void send_health(struct gs_call *call)
{
	static const char well[] = "well\n", ill[] = "not well\n";
	bool good = call->answer.err == GS_OK;

	gs_call_bytes(call, good ? 200 : 503, "text/plain; charset=utf-8",
	    good ? well : ill, good ? sizeof well - 1 : sizeof ill - 1);
}

void gs_route_health(struct gs_call *call)
{
	call->ask.kind = GS_ASK_HEALTH;
	gs_call_put(call, send_health);
}

/* For everybody, whoever may read the log. */
void gs_route_editions(struct gs_call *call)
{
	if (gs_call_file(call, "public/", "editions"))
		call->type = "application/json";
	else
		gs_call_say(call, GS_ERR_UNKNOWN, "editions-missing",
		    "the file of charters and rolls is not there");
}

bool gs_editions_at_once(struct gs_call *call)
{
	gs_route_editions(call);
	return true;
}

static void send_reading(struct gs_call *call)
{
	char key[65] = "";
	struct gs_writer w = gs_writer_of(key, sizeof key - 1);

	gs_write_hex(&w, call->answer.bytes.ptr, call->answer.bytes.len);
	gs_call_json(call, 200, gs_writer_end(&w) != GS_OK ? NULL :
	    json_pack("{s:s}", "key", key));
	gs_host_wipe(key, sizeof key);
}

void gs_route_reading(struct gs_call *call)
{
	struct gs_ask *ask = &call->ask;
	struct gs_body j;

	ask->kind = GS_ASK_READING;
	gs_body_start(&j, call);
	gs_body_fixed(ask->id, sizeof ask->id, &j, "roll");
	gs_body_fixed(ask->token, sizeof ask->token, &j, "nonce");
	struct gs_span proof = gs_body_bytes(&j, "proof");
	if (!gs_body_end(&j, call))
		return;

	struct gs_span *texts = gs_call_texts(call, 1);
	if (texts == NULL)
		return;
	texts[0] = proof;
	ask->texts = texts;
	ask->text_count = 1;
	gs_call_put(call, send_reading);
}
