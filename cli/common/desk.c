/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/deleted.h"
#include "cli/common/sealed.h"
#include "cli/common/terminal.h"
#include "lib/age.h"
#include "lib/records/notice.h"

bool gs_desk_number(const char **number, int operands, char **operand)
{
	if ((*number != NULL) + operands == 1) {
		*number = operands == 1 ? operand[0] : *number;
		return true;
	}
	gs_verb_say("memo-which", "which memo? give its number once, as "
	    "'gainsay status' shows it");
	return false;
}

int gs_desk_start(struct gs_desk *d)
{
	d->source.sign = d->sign;
	d->source.role = d->role == NULL ? "office" : d->role;
	int err = gs_source_open(&d->source, d->server, d->key, true);
	if (err != GS_OK)
		return err;

	d->memo = gs_source_memo(&d->source, d->number);
	if (d->memo == NULL)
		return GS_ERR_UNKNOWN;
	gs_say_exercise(stdout, d->memo->charter->exercise);
	return GS_OK;
}

int gs_desk_identity(uint8_t identity[32], struct gs_source *s,
    const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_key_ring_identity(identity, &s->ring, &report, path);
	gs_verb_report_at(path, &report);
	return err;
}

static int fetch_content(uint8_t **out, size_t *len,
    const struct gs_source *s, const struct gs_memo *memo)
{
	struct gs_report report = {.text = ""};

	if (s->http == NULL) {
		gs_verb_say("memo-needs-server", "memos are opened from a "
		    "server, give its URL");
		return GS_ERR_IO;
	}

	if (gs_tell_deleted(memo, memo->at, false))
		return GS_ERR_DENIED;
	int err = gs_sealed_fetch(out, len, &report, s->http,
	    gs_office_content(memo));
	if (err == GS_ERR_UNKNOWN || err == GS_ERR_MISMATCH)
		gs_verb_tell("memo-withheld", "the sealed memo: {0}; the log "
		    "names it: if it stays away, 'gainsay acknowledge "
		    "--unreadable' says so in the log, and whoever holds the "
		    "memo can hand it in anew", gs_say_text(report.text));
	else if (err != GS_OK)
		gs_verb_tell("memo-not-fetched", "the sealed memo: {0}",
		    gs_say_text(report.text));
	return err;
}

int gs_desk_open(struct gs_plain_memo *out, struct gs_source *s,
    const struct gs_memo *memo, const char *identity)
{
	struct gs_report report = {.text = ""};
	uint8_t secret[32], *sealed = NULL;
	size_t len = 0;

	*out = (struct gs_plain_memo){.plain = NULL};
	struct gs_arena *arena = gs_pool_start(&out->pool);
	int err = gs_desk_identity(secret, s, identity);
	if (err == GS_OK)
		err = fetch_content(&sealed, &len, s, memo);

	if (err == GS_OK) {
		const struct gs_sealed_memo filed = {memo, {sealed, len},
		    secret};
		err = gs_office_open(&out->content, &out->plain,
		    &out->plain_len, &report, arena, &filed);
		if (err != GS_OK)
			gs_verb_tell("memo-not-opened", "memo {0}: {1}",
			    gs_say_number(memo->number),
			    gs_say_text(report.text));
	}
	gs_host_wipe(secret, sizeof secret);
	free(sealed);
	return err;
}

void gs_desk_close(struct gs_plain_memo *memo)
{
	gs_age_free(&memo->plain, memo->plain_len);
	gs_pool_free(&memo->pool);
}

int gs_desk_key(uint8_t secret[64], struct gs_source *s, const char *path)
{
	struct gs_report report = {.text = ""};

	int err = gs_key_ring_secret(secret, &s->ring, &report, path);
	gs_verb_report_at(path, &report);
	return err;
}

/* NULL: no memory. */
static json_t *make_memo_body(struct gs_span record,
    const struct gs_span *contents, size_t count)
{
	json_t *body = json_pack("{s:[s#]}", "records",
	    (const char *)record.ptr, record.len);
	json_t *files = json_array();

	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(files, gs_json_bytes(
		        contents[i].ptr, contents[i].len)) != 0)
			goto no_memory;
	if (count == 0) {
		json_decref(files);
		return body;
	}
	if (json_object_set_new(body, "content", files) == 0)
		return body;
	files = NULL; /* jansson has released it */

no_memory:
	json_decref(files);
	json_decref(body);
	return NULL;
}

/* Prints where it entered the log; NULL: not. */
static int post_record(const struct gs_source *s, struct gs_span record,
    const struct gs_span *contents, size_t count, FILE *out)
{
	struct gs_report report = {.text = ""};
	json_t *answer = NULL;

	if (s->http == NULL) {
		gs_verb_say("record-needs-server", "records are sent to a "
		    "server, give its URL");
		return GS_ERR_IO;
	}
	json_t *body = make_memo_body(record, contents, count);
	if (body == NULL)
		return GS_ERR_MEMORY;

	int err = gs_http_post(s->http, &report, &answer, "/records", NULL,
	    body);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}
	const struct gs_reply reply = {.from = gs_http_base(s->http)};
	const char *at = NULL;
	uint64_t index = 0;
	if (gs_json_number(&index, answer, "index") != GS_OK)
		err = gs_reply_lacks(&report, &reply, "index");
	else if (gs_json_text(&at, answer, "at") != GS_OK)
		err = gs_reply_lacks(&report, &reply, "at");
	if (err == GS_OK && out != NULL) {
		fprintf(out, "In the log as entry %llu, at ",
		    (unsigned long long)index);
		gs_say_calm(out, at, strlen(at), "");
		fprintf(out, ".\n");
	}
	gs_verb_report(&report);
	json_decref(answer);
	return err;
}

int gs_desk_send(const struct gs_source *s, struct gs_span record,
    const struct gs_span *contents, size_t count)
{
	return post_record(s, record, contents, count, stdout);
}

/* Who of the role has the key of `secret`, whose last half is the public one:
 * NULL: nobody. */
static const struct gs_role *find_holder(const struct gs_source *s,
    const uint8_t secret[64])
{
	const struct gs_charter *c = gs_state_charter(gs_channel_state(
	    s->channel));
	const struct gs_role *held = NULL;

	for (size_t i = 0; s->role != NULL &&
	    (held = gs_charter_holder(c, s->role, i)) != NULL; i++)
		if (gs_bytes_equal(held->key.ptr, secret + 32, 32))
			return held;
	return NULL;
}

int gs_desk_say_opened(struct gs_source *s, const struct gs_memo *memo)
{
	uint8_t secret[64], text[GS_LINE_MAX + 2048];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	int64_t now = 0;

	int err = gs_desk_key(secret, s, s->sign);
	const struct gs_role *holder = err == GS_OK ?
	    find_holder(s, secret) : NULL;
	if (err == GS_OK && holder == NULL) {
		gs_verb_say("opened-by-nobody", "whoever opens a memo says so "
		    "in the log, and this key is none of the role's in the "
		    "charter: the text is not shown");
		err = GS_ERR_DENIED;
	}
	if (err == GS_OK)
		err = gs_source_now(&now, s);
	bool said = err == GS_OK && gs_opened_on(memo, holder->name,
	    holder->holder, now);
	if (err == GS_OK && !said)
		err = gs_opened_write(&w, memo, holder, secret);
	gs_host_wipe(secret, sizeof secret);
	return err != GS_OK || said ? err : post_record(s,
	    (struct gs_span){text, w.len}, NULL, 0, NULL);
}
