/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/registry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/channel_log.h"
#include "admin/staff_list.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/channel/charter.h"
#include "lib/file.h"
#include "lib/log/note.h"

#define PATH_LEN 4096
#define VKEY_MAX 400
#define CODES_MOST ((size_t)32768) /* of one request */

/* Requests ----------------------------------------------------------------- */

struct asking {
	const char *step;
	uint64_t turn, edition;
	struct gs_span rows;
};

/* What the server says of its list; `rows` is malloc'ed. */
struct said {
	uint64_t turn, first, last;
	uint8_t *rows;
	size_t len;
};

static int read_said(struct said *out, struct gs_report *report,
    const struct gs_registry *r, const json_t *answer)
{
	static const char *const names[] = {"turn", "first", "last"};
	uint64_t *const numbers[] = {&out->turn, &out->first, &out->last};
	const struct gs_reply reply = {.from = r->server};
	size_t room = GS_STAFF_TIES_MOST * GS_STAFF_TIE_ROW;

	for (size_t i = 0; i < 3; i++)
		if (gs_json_number(numbers[i], answer, names[i]) != GS_OK)
			return gs_reply_lacks(report, &reply, names[i]);
	out->rows = malloc(room);
	if (out->rows == NULL)
		return GS_ERR_MEMORY;
	if (gs_json_decode(out->rows, &out->len, room, answer, "rows") !=
	    GS_OK || out->len % GS_STAFF_TIE_ROW != 0)
		return gs_reply_lacks(report, &reply, "rows");
	return GS_OK;
}

static int ask_server(struct said *out, struct gs_registry *r,
    const struct asking *ask)
{
	struct gs_report report = {.text = ""};
	json_t *answer = NULL;

	*out = (struct said){.rows = NULL};
	json_t *body = json_pack("{s:s, s:I, s:I, s:o}", "step", ask->step,
	    "turn", (json_int_t)ask->turn, "edition",
	    (json_int_t)ask->edition, "rows",
	    gs_json_bytes(ask->rows.ptr, ask->rows.len));
	int err = body == NULL ? GS_ERR_MEMORY : gs_http_post(r->log.http,
	    &report, &answer, "/enrolment", NULL, body);
	if (err == GS_OK)
		err = read_said(out, &report, r, answer);
	gs_verb_report_at(r->server, &report);
	json_decref(answer);
	return err;
}

static int change_server(struct gs_registry *r, const char *step,
    uint64_t edition, struct gs_span rows)
{
	struct asking ask = {step, r->turn + 1, edition, rows};
	struct said said;

	if (r->sign == NULL)
		return GS_OK;
	int err = ask_server(&said, r, &ask);
	if (err == GS_OK)
		r->turn = said.turn;
	free(said.rows);
	return err;
}

int gs_registry_close_edition(struct gs_registry *r, uint64_t edition)
{
	return change_server(r, "close", edition, (struct gs_span){NULL, 0});
}

int gs_registry_reopen(struct gs_registry *r, uint64_t edition)
{
	return change_server(r, "reopen", edition, (struct gs_span){NULL, 0});
}

int gs_registry_unlink(struct gs_registry *r, uint64_t edition)
{
	return change_server(r, "unlink", edition, (struct gs_span){NULL, 0});
}

int gs_registry_codes(struct gs_registry *r, struct gs_span rows,
    uint64_t first)
{
	int err = GS_OK;

	while (rows.len > 0 && err == GS_OK) {
		size_t most = CODES_MOST * GS_STAFF_CODE_ROW;
		size_t len = rows.len < most ? rows.len : most;

		err = change_server(r, "codes", first,
		    (struct gs_span){rows.ptr, len});
		rows.ptr += len;
		rows.len -= len;
	}
	return err;
}

/* What was handed in ------------------------------------------------------- */

/* Keys of a page, each with the code that it came in under. */
struct arrivals {
	struct gs_staff_arrival *keys;
	size_t count;
	uint64_t strange; /* under no code of this list */
};

/* Looks for the code that a proof of possession was made for. */
struct match {
	struct gs_possession context;
	const struct gs_staff_tie *tie;
	uint8_t nonce[32];
	bool found;
};

static int try_nonce(void *ctx, const uint8_t nonce[32])
{
	struct match *m = ctx;

	m->context.nonce = nonce;
	m->context.nonce_len = 32;
	if (!m->found && gs_possession_verify(m->tie->possession, m->tie->key,
	        &m->context) == GS_OK) {
		memcpy(m->nonce, nonce, 32);
		m->found = true;
	}
	return GS_OK;
}

static int take_tie(struct arrivals *a, struct gs_registry *r,
    uint64_t edition, const struct gs_staff_tie *tie)
{
	const struct gs_charter *charter = gs_state_charter(
	    gs_log_state(&r->log));
	struct match m = {.tie = tie, .context = {.channel = charter->channel,
	    .channel_len = 32, .edition = edition}};
	bool known = false;

	int err = gs_staff_knows_key(&known, r->staff, edition, tie->key);
	if (err == GS_OK && !known)
		err = gs_staff_nonces(r->staff, tie->holder, try_nonce, &m);
	if (err != GS_OK || known)
		return err;
	if (!m.found) {
		a->strange++;
		return GS_OK;
	}

	struct gs_staff_arrival *one = &a->keys[a->count++];
	*one = (struct gs_staff_arrival){.key = {.edition = edition}};
	memcpy(one->nonce, m.nonce, 32);
	memcpy(one->key.key, tie->key, 32);
	memcpy(one->key.possession, tie->possession, GS_POSSESSION_LEN);
	return GS_OK;
}

static int take_ties(struct gs_registry *r, uint64_t edition,
    const struct said *page)
{
	struct arrivals a = {.keys = calloc(page->len / GS_STAFF_TIE_ROW + 1,
	    sizeof *a.keys)};
	int err = a.keys == NULL ? GS_ERR_MEMORY : GS_OK;

	for (size_t i = 0; i < page->len && err == GS_OK;
	    i += GS_STAFF_TIE_ROW) {
		struct gs_staff_tie tie;

		memcpy(tie.holder, page->rows + i, 32);
		memcpy(tie.key, page->rows + i + 32, 32);
		memcpy(tie.possession, page->rows + i + 64,
		    GS_POSSESSION_LEN);
		err = take_tie(&a, r, edition, &tie);
	}
	if (err == GS_OK)
		err = gs_staff_arrive(r->staff, a.keys, a.count);
	free(a.keys);

	if (err == GS_OK && a.strange > 0)
		gs_verb_tell("staff-keys-strange", "{0} has keys of edition "
		    "{1} (so many: {2}) under no code that this list issued: "
		    "they stand on no roll; ask the operator, and give whoever "
		    "lost a code another", gs_say_text(r->server),
		    gs_say_number(edition), gs_say_number(a.strange));
	if (err == GS_ERR_DUPLICATE)
		gs_verb_tell("staff-keys-two", "{0} has two keys of edition "
		    "{1} for one person: nothing was taken over; ask the "
		    "operator", gs_say_text(r->server), gs_say_number(edition));
	return err;
}

/* All keys of an edition that the server's list ties to holders. */
static int take_edition(struct gs_registry *r, uint64_t edition)
{
	size_t whole = GS_STAFF_TIES_MOST * GS_STAFF_TIE_ROW;
	uint8_t after[32] = {0};
	struct said page = {.len = whole};
	int err = GS_OK;

	while (page.len == whole && err == GS_OK) {
		err = ask_server(&page, r, &(struct asking){"read", 0, edition,
		    {after, sizeof after}});
		if (err == GS_OK)
			err = take_ties(r, edition, &page);
		if (err == GS_OK && page.len > 0)
			memcpy(after, page.rows + page.len - GS_STAFF_TIE_ROW +
			    32, sizeof after);
		free(page.rows);
	}
	return err;
}

int gs_registry_take(struct gs_registry *r)
{
	struct said said;

	if (r->sign == NULL)
		return GS_OK;
	int err = ask_server(&said, r, &(struct asking){"read", 0, 0,
	    {NULL, 0}});
	free(said.rows);
	if (err != GS_OK)
		return err;
	r->turn = said.turn;
	gs_working("Taking in what was handed in");
	for (uint64_t e = said.first; e > 0 && e <= said.last && err == GS_OK;
	    e++)
		err = take_edition(r, e);
	gs_worked();
	return err;
}

/* The folder --------------------------------------------------------------- */

static int keep_in_folder(const struct gs_registry *r, const char *name,
    struct gs_span bytes)
{
	char path[PATH_LEN];
	int n = snprintf(path, sizeof path, "%s/%s", r->dir, name);

	return n < 0 || n >= PATH_LEN ? GS_ERR_SPACE :
	    gs_cli_file_write(path, bytes.ptr, bytes.len, 0644);
}

static int keep_checkpoint(struct gs_registry *r)
{
	struct gs_report report = {.text = ""};
	char folder[PATH_LEN];
	uint8_t *note = NULL;
	size_t len = 0;
	int n = snprintf(folder, sizeof folder, "%s/log", r->dir);

	if (n < 0 || n >= PATH_LEN || (mkdir(folder, 0755) != 0 &&
	    errno != EEXIST))
		return GS_ERR_IO;
	int err = gs_http_get(r->log.http, &report, &note, &len,
	    &(struct gs_http_ask){"/log/checkpoint", NULL, GS_NOTE_MAX});
	if (err == GS_OK)
		err = keep_in_folder(r, "log/checkpoint",
		    (struct gs_span){note, len});
	else
		gs_verb_report_at(r->server, &report);
	free(note);
	return err;
}

/* What everybody may read, and invitations are made of. */
static int keep_public(struct gs_registry *r)
{
	const struct gs_charter *charter = gs_state_charter(
	    gs_log_state(&r->log));
	uint8_t vkey[VKEY_MAX];
	struct gs_writer w = gs_writer_of(vkey, sizeof vkey);

	gs_verifier_write(&w, &r->log.key);
	gs_write_u8(&w, '\n');
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = keep_in_folder(r, "vkey", (struct gs_span){vkey, w.len});
	if (err == GS_OK)
		err = keep_in_folder(r, "charter.rec",
		    (struct gs_span){charter->rec.text, charter->rec.len});
	return err == GS_OK ? keep_checkpoint(r) : err;
}

/* Open and closed ---------------------------------------------------------- */

/* Names in the server's list would undo what the two lists are for. */
static int require_here(const struct gs_registry *r)
{
	uint64_t turn = 0;

	if (r->sign != NULL)
		return GS_OK;
	int err = gs_staff_turn(&turn, r->staff, GS_TURN_ENROLMENT);
	if (err == GS_OK && turn > 0) {
		gs_verb_tell("staff-list-elsewhere", "{0}/staff.db is for a "
		    "registrar on another machine, who has the names: there, "
		    "give --server URL --sign KEYFILE; nothing was changed",
		    gs_say_text(r->dir));
		return GS_ERR_RULE;
	}
	return err;
}

int gs_registry_open_list(struct gs_registry *r)
{
	int err = gs_staff_list_open(&r->staff, r->dir);

	return err == GS_OK ? require_here(r) : err;
}

static int open_channel_log(struct gs_registry *r)
{
	const char *place = r->sign == NULL ? r->dir : r->server;

	if (place == NULL) {
		gs_verb_say("registrar-server", "with --sign KEYFILE the list "
		    "is the registrar's own, and the channel elsewhere: give "
		    "--server URL");
		return GS_ERR_IO; /* nothing was judged */
	}
	r->log = (struct gs_source){.way = r->way, .ring = r->ring};
	if (r->sign != NULL) {
		r->log.sign = r->sign;
		r->log.role = "registrar";
	}
	r->has_log = true;
	return gs_log_open_by(&r->log, place, r->key, r->dir);
}

int gs_registry_open(struct gs_registry *r)
{
	int err = gs_registry_open_list(r);

	if (err == GS_OK)
		err = open_channel_log(r);
	if (err != GS_OK || r->sign == NULL)
		return err;
	err = keep_public(r);
	return err == GS_OK ? gs_registry_take(r) : err;
}

void gs_registry_close(struct gs_registry *r)
{
	if (r->has_log)
		gs_source_close(&r->log);
	gs_staff_free(&r->staff);
}
