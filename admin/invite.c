/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/invite.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/program.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/memo/memo.h"
#include "core/record/record.h"
#include "lib/client/address.h"
#include "lib/log/note.h"
#include "lib/log/quorum.h"
#include "lib/misread.h"
#include "lib/steps/letter_text.h"

#define PATH_LEN 4096
#define VKEY_MAX 512

static int check_server(const struct gs_inviting *v)
{
	struct gs_report report = {.text = ""};
	const struct gs_http_way tor = {.proxy = "socks5h://"};

	if (v->server == NULL) {
		gs_verb_say("invitation-server", "an invitation says where the "
		    "channel is: give --server URL");
		return GS_ERR_FORMAT;
	}
	/* An onion address is fine: members reach it by Tor. */
	int err = gs_address_check(&report, v->server, &tor);
	gs_verb_report(&report);
	return err;
}

/* Those of the charter, as verifier keys. */
static int copy_witnesses(struct gs_inviting *v, const struct gs_record *rec)
{
	const struct gs_value *line = NULL;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < GS_INVITATION_WITNESSES &&
	    (line = gs_record_value(rec, "witness", i)) != NULL; i++) {
		const struct gs_witness w = {line->parts[0], line->parts[1],
		    line->parts[2]};
		char *text = gs_arena_take(&v->pool.arena, VKEY_MAX, 1);
		struct gs_writer out = gs_writer_of(text, text == NULL ? 0 :
		    VKEY_MAX - 1);
		struct gs_verifier key;

		err = text == NULL ? GS_ERR_MEMORY :
		    gs_quorum_verifier(&key, &w);
		if (err != GS_OK)
			return err;
		gs_verifier_write(&out, &key);
		err = gs_writer_end(&out);
		v->plan.witness[v->plan.witnesses++] = text;
	}
	return err;
}

static int read_own_charter(struct gs_inviting *v, const char *dir)
{
	struct gs_arena *arena = &v->pool.arena;
	struct gs_record rec;
	struct gs_report why;
	char path[PATH_LEN];
	uint8_t *text = NULL;
	size_t len = 0, line = 0;

	(void)snprintf(path, sizeof path, "%.4000s/charter.rec", dir);
	int err = gs_cli_file_read(&text, &len, GS_RECORD_MAX, path);
	if (err != GS_OK)
		return err;
	uint8_t *kept = gs_arena_take(arena, len + 1, 1);
	if (kept == NULL)
		err = GS_ERR_MEMORY;
	else
		memcpy(kept, text, len);
	gs_file_wipe(&text, len);
	if (err == GS_OK)
		err = gs_record_parse(&rec, &line, arena, kept, len);
	if (err == GS_OK && !gs_record_is(&rec, GS_RECORD_CHARTER))
		err = GS_ERR_FORMAT;
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_misread_tell(&why, arena, "charter",
		    (struct gs_span){kept, len}, line);
		gs_verb_tell("charter-file-form", "{0} is not a charter: {1}",
		    gs_say_text(path), gs_say_text(why.text));
		return err;
	}

	/* A later charter names the channel; the first one is its name. */
	const uint8_t *named = gs_record_hash(&rec, "channel");
	gs_channel_id(v->plan.channel, &rec);
	if (named != NULL)
		memcpy(v->plan.channel, named, 32);
	const struct gs_part name = gs_record_part(&rec, "name");
	char *copy = gs_arena_take(arena, name.len + 1, 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, name.ptr, name.len);
	v->plan.name = copy;
	return copy_witnesses(v, &rec);
}

static int read_vkey(struct gs_inviting *v, const char *dir)
{
	char path[PATH_LEN];
	uint8_t *text = NULL;
	size_t len = 0;

	(void)snprintf(path, sizeof path, "%.4000s/vkey", dir);
	int err = gs_cli_file_read(&text, &len, VKEY_MAX, path);
	if (err != GS_OK)
		return err;
	char *copy = gs_arena_take(&v->pool.arena, len + 1, 1);
	if (copy != NULL)
		memcpy(copy, text, strcspn((const char *)text, "\n"));
	gs_file_wipe(&text, len);
	v->plan.key = copy;
	return copy == NULL ? GS_ERR_MEMORY : GS_OK;
}

/* The newest that clients are shown; a log that has not begun has none.  Of its
 * lines the log's is kept (gs_invitation_write). */
static int read_checkpoint(struct gs_inviting *v, const char *dir)
{
	char path[PATH_LEN];
	struct gs_verifier log;
	struct gs_checkpoint c;
	struct gs_attestation good;
	uint8_t *text = NULL;
	size_t len = 0;

	(void)snprintf(path, sizeof path, "%.4000s/log/checkpoint", dir);
	if (access(path, F_OK) != 0 && errno == ENOENT) {
		gs_verb_say("invitation-without-checkpoint", "the log has no "
		    "checkpoint yet, so the invitations have none, and who joins "
		    "by them believes the log that they are shown first: start "
		    "the server before you make them");
		return GS_OK;
	}
	int err = gs_cli_file_read(&text, &len, GS_NOTE_MAX, path);
	if (err != GS_OK)
		return err;
	err = gs_verifier_parse(&log, v->plan.key, strlen(v->plan.key));
	if (err == GS_OK)
		err = gs_checkpoint_open(&c, &good, text, len, &log, 1);
	if (err == GS_OK)
		err = gs_arena_copy(&v->plan.checkpoint, &v->pool.arena,
		    (struct gs_span){text, len});
	free(text);
	if (err != GS_OK)
		gs_verb_tell("invitation-checkpoint-bad", "{0} is not signed "
		    "by this channel's log: {1}", gs_say_text(path),
		    gs_say_text(gs_strerror(err)));
	return err;
}

/* A folder of its own: what is there is not written over, and that must be
 * known before any code is drawn. */
static int make_invitations_folder(const struct gs_inviting *v,
    const char *folder)
{
	if (folder == NULL || mkdir(folder, 0700) == 0 ||
	    (errno == EEXIST && v->force))
		return GS_OK;
	gs_verb_errno("invitations-folder", folder, "cannot be made for "
	    "the invitations; --force writes into a folder that is there",
	    errno);
	return GS_ERR_IO;
}

/* Before any code is drawn: what a letter lacks is not found out with it. */
static int check_letter_text(const struct gs_inviting *v)
{
	struct gs_report report = {.text = ""};
	struct gs_letter_text own;
	struct gs_pool pool;
	uint8_t *text = NULL;
	size_t len = 0;

	if (v->letter_text == NULL)
		return GS_OK;
	int err = gs_cli_file_read(&text, &len, 4 * GS_LETTER_TEXT_MAX,
	    v->letter_text);
	if (err != GS_OK)
		return err;
	err = gs_letter_text_read(&own, &report, gs_pool_start(&pool),
	    (struct gs_span){text, len});
	gs_verb_report_at(v->letter_text, &report);
	gs_pool_free(&pool);
	free(text);
	return err;
}

int gs_inviting_open(struct gs_inviting *v, const char *dir)
{
	struct gs_report report = {.text = ""};
	uint8_t id[32];

	(void)gs_pool_start(&v->pool);
	int err = check_server(v);
	if (err == GS_OK)
		err = check_letter_text(v);
	if (err == GS_OK)
		err = read_own_charter(v, dir);
	if (err == GS_OK)
		err = read_vkey(v, dir);
	if (err == GS_OK)
		err = read_checkpoint(v, dir);
	if (err != GS_OK)
		return err;

	v->plan.server = v->server;
	gs_channel_key_id(id, v->plan.key, v->plan.channel);
	err = gs_word_code_make(v->words, &report, id);
	gs_verb_report(&report);
	if (err == GS_OK)
		err = make_invitations_folder(v, v->folder);
	return err == GS_OK ? make_invitations_folder(v, v->letters) : err;
}

static bool is_name_byte(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Two ids never have one name. */
static int name_invitation(char out[PATH_LEN], const char *folder,
    struct gs_span id, const char *ending)
{
	struct gs_writer w = gs_writer_of(out, PATH_LEN);

	gs_write_text(&w, folder);
	gs_write_text(&w, "/");
	for (size_t i = 0; i < id.len; i++)
		if (is_name_byte(id.ptr[i])) {
			gs_write_u8(&w, id.ptr[i]);
		} else {
			gs_write_text(&w, "%");
			gs_write_hex(&w, &id.ptr[i], 1);
		}
	gs_write_text(&w, ending);
	gs_write_u8(&w, 0);
	return gs_writer_end(&w);
}

static int write_file(const struct gs_inviting *v, struct gs_span id,
    struct gs_span text)
{
	char path[PATH_LEN];

	if (v->folder == NULL)
		return GS_OK;
	int err = name_invitation(path, v->folder, id, ".invitation");
	if (err != GS_OK)
		return err;
	return v->force ? gs_cli_file_write(path, text.ptr, text.len, 0600) :
	    gs_cli_file_create(path, text.ptr, text.len, 0600);
}

/* The invitation goes through a pipe: what stands in a command line is read by
 * everybody. */
static int print_letter(struct gs_inviting *v, struct gs_span id,
    struct gs_span text)
{
	char path[PATH_LEN], whose[PATH_LEN], letter[] = "--letter",
	    out[] = "--out", for_whom[] = "--for", input[] = "-",
	    force[] = "--force", own[] = "--letter-text", from[PATH_LEN],
	    what[48];
	char *words[10] = {letter, out, path, for_whom, whose, input};
	size_t n = 6;

	if (v->letters == NULL)
		return GS_OK;
	(void)snprintf(whose, sizeof whose, "%.*s", (int)(id.len < PATH_LEN ?
	    id.len : PATH_LEN - 1), (const char *)id.ptr);
	if (v->letter_text != NULL) {
		(void)snprintf(from, sizeof from, "%s", v->letter_text);
		words[n++] = own;
		words[n++] = from;
	}
	if (v->force)
		words[n++] = force;
	int err = name_invitation(path, v->letters, id, ".pdf");
	if (err != GS_OK)
		return err;

	/* Each is a program's run: a staff of 1,000 takes minutes. */
	(void)snprintf(what, sizeof what, "Printing letter %zu", ++v->printed);
	gs_working(what);
	err = gs_program_feed("gainsay-certificate", words, text);
	gs_worked();
	return err;
}

int gs_inviting_write(struct gs_inviting *v, struct gs_span id,
    const char *code)
{
	struct gs_invitation one = v->plan;
	uint8_t text[GS_INVITATION_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_pool pool;

	one.code = code;
	int err = gs_invitation_write(&w, gs_pool_start(&pool), &one);
	gs_pool_free(&pool);
	if (err != GS_OK)
		gs_verb_tell("invitation-unmade", "an invitation cannot be "
		    "made of {0} and {1}: {2}", gs_say_text(v->server),
		    gs_say_text(v->plan.key), gs_say_text(gs_strerror(err)));

	const struct gs_span made = {text, w.len};
	if (err == GS_OK)
		err = write_file(v, id, made);
	if (err == GS_OK)
		err = print_letter(v, id, made);
	gs_host_wipe(text, sizeof text);
	return err;
}

void gs_inviting_close(struct gs_inviting *v)
{
	gs_pool_free(&v->pool);
}
