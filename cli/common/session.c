/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/common/configured.h"
#include "cli/common/moved.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/steps/floors.h"
#include "lib/steps/mine.h"
#include "lib/steps/reading.h"

void gs_session_start(struct gs_session *s)
{
	*s = (struct gs_session){.member = NULL, .source.acts = true};
	s->matter.arena = gs_pool_start(&s->pool);
}

void gs_session_want(struct gs_session *s, enum gs_source_want want,
    const char *cache_dir)
{
	s->source.want = want;
	s->source.cache_dir = cache_dir;
}

/* What was refused may be newer than the log that it was held against. */
static void tell_age(const struct gs_session *s, int err)
{
	struct gs_report said = {.text = ""};
	char when[GS_TIME_LEN + 1] = "";

	if (!gs_source_is_cached(&s->source) || (err != GS_ERR_UNKNOWN &&
	    err != GS_ERR_SIGNATURE && err != GS_ERR_RULE))
		return;
	gs_time_format((uint8_t *)when, gs_cache_filled(s->source.cache));
	gs_report_tell(&said, "log-was-cached", "the log was read in {0}, as "
	    "it was at {1}; if this is about something newer, 'gainsay sync' "
	    "fetches it", gs_say_text(gs_cache_dir(s->source.cache)),
	    gs_say_text(when));
	gs_verb_note(&said);
}

int gs_session_end(struct gs_session *s, int err)
{
	if (err != GS_OK) {
		gs_verb_report_at(s->place, &s->report);
		tell_age(s, err);
	}
	gs_source_close(&s->source);
	gs_state_close(&s->member);
	gs_box_text_free(&s->text, s->text_len);
	gs_pool_free(&s->pool);
	gs_host_wipe(s, sizeof *s);
	return gs_verb_end(err);
}

int gs_session_at(struct gs_session *s, const char *place, int err)
{
	if (err != GS_OK)
		s->place = place;
	return err;
}

/* The server's clock; unless it is simulated, not ahead of the system's: a
 * server must not make a roll look older than it is. */
static int read_clock(struct gs_session *s, bool exercise)
{
	int64_t now = 0;

	int err = gs_source_now(&now, &s->source);
	if (err != GS_OK)
		return err;
	if (!exercise && now > (int64_t)time(NULL))
		now = (int64_t)time(NULL);
	s->matter.now = now;
	return GS_OK;
}

static void say_session_exercise(const struct gs_session *s, bool exercise)
{
	gs_say_exercise(stdout, exercise && !s->json);
}

/* What is said once the log is there. */
static int begin_session(struct gs_session *s)
{
	s->matter.state = gs_channel_state(s->source.channel);
	bool exercise = gs_state_charter(s->matter.state)->exercise;
	say_session_exercise(s, exercise);
	gs_moved_follow(s->matter.state, s->source.dir, &s->source.key,
	    s->member);
	return read_clock(s, exercise);
}

/* Since when the state has seen witnesses that it does not believe yet. */
static void keep_sight_of_change(struct gs_session *s)
{
	struct gs_report report = {.text = ""};

	if (gs_client_save(s->member, &report, s->state, false) != GS_OK)
		gs_verb_report_at(s->state, &report);
}

/* Who may not read has judged nothing. */
static int refuse_session(struct gs_session *s, const char *server, int err)
{
	if (s->member != NULL && s->state != NULL &&
	    gs_source_is_accused(&s->source))
		gs_state_accuse(s->member, s->state);
	else if (s->member != NULL && s->state != NULL &&
	    s->source.patience.fresh)
		keep_sight_of_change(s);
	return gs_session_at(s, server, err == GS_ERR_DENIED ? GS_ERR_IO :
	    err);
}

/* With the state's reading key, if it has one and no other was given. */
static int connect_log(struct gs_session *s, const char *server,
    const char *vkey)
{
	const uint8_t *key = s->member == NULL ? NULL :
	    gs_client_reading(s->member);

	s->source.dir = server;
	if (s->member != NULL)
		s->source.memory = gs_client_memory(s->member);
	int err = gs_source_key(&s->source.key, vkey);
	if (err != GS_OK)
		return err;
	err = gs_source_reach(&s->source, &s->report, server);
	if (err == GS_OK && key != NULL && s->source.reading == NULL)
		gs_http_show_reading(s->source.http, key);
	return err != GS_OK ? err :
	    gs_source_replay(&s->source, &s->report, true);
}

int gs_session_connect(struct gs_session *s, const char *server,
    const char *vkey, const struct gs_http_way *way)
{
	s->source.way = *way;
	int err = connect_log(s, server, vkey);
	return err != GS_OK ? refuse_session(s, server, err) :
	    begin_session(s);
}

int gs_session_follow(struct gs_session *s,
    const struct gs_session_entry *entry, const char *vkey)
{
	const char *home = gs_configured("server", 0);
	const char *key = gs_configured("key", 0);
	int err = GS_OK;

	if (entry->server != NULL)
		return gs_session_connect(s, entry->server, vkey, &entry->way);
	if (home != NULL && key != NULL && strcmp(key, vkey) == 0)
		err = gs_matter_leads(&s->report, home, &s->link);
	return err == GS_OK ? gs_session_connect(s, s->link.server, vkey,
	    &entry->way) : err;
}

/* Who reads ---------------------------------------------------------------- */

static int fetch_editions(struct gs_state **out, struct gs_session *s)
{
	struct gs_request request;
	struct gs_reply reply = {.from = NULL};

	int err = gs_request_get(&request, "/editions");
	if (err == GS_OK)
		err = gs_session_send(s, &reply, &request);
	if (err == GS_OK)
		err = gs_reading_editions(out, &s->report, s->matter.arena,
		    &reply);
	if (err == GS_OK)
		err = gs_reading_is_of(&s->report, *out, s->source.key.name,
		    s->source.key.key);
	gs_session_drop(&reply);
	return err;
}

int gs_session_found(struct gs_session *s, const char *server,
    const char *vkey, const struct gs_http_way *way)
{
	struct gs_state *editions = NULL;

	s->source.way = *way;
	int err = connect_log(s, server, vkey);
	if (err == GS_OK)
		return begin_session(s);
	if (err != GS_ERR_DENIED)
		return refuse_session(s, server, err);

	s->report = (struct gs_report){.text = ""};
	err = fetch_editions(&editions, s);
	if (err != GS_OK)
		return gs_session_at(s, server, err);
	s->matter.state = editions;
	say_session_exercise(s, gs_state_charter(editions)->exercise);
	return GS_OK;
}

static int ask_reading(struct gs_session *s, const struct gs_state *editions,
    const struct gs_roll_edition *edition, struct gs_request *roll)
{
	struct gs_request request = {.body = NULL};
	struct gs_reply keys = {.from = NULL}, reply = {.from = NULL};
	uint8_t key[32];

	int err = gs_session_send(s, &keys, roll);
	if (err == GS_OK)
		err = gs_reading_request(&request, &s->report, editions,
		    edition, s->member, keys.text);
	if (err == GS_OK)
		err = gs_session_send(s, &reply, &request);
	if (err == GS_OK)
		err = gs_reading_take(key, &s->report, edition, &reply);
	if (err == GS_OK)
		gs_client_set_reading(s->member, key);
	gs_session_drop(&keys);
	gs_session_drop(&reply);
	gs_host_wipe(key, sizeof key);
	return err;
}

/* Before the log is read the roll's size is all that is known of it. */
static int judge_readers(struct gs_session *s, const struct gs_state *editions,
    const struct gs_roll_edition *edition, const struct gs_values *accept)
{
	struct gs_report told = {.text = ""};
	struct gs_floors floors = {.witnessed = 0};
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < accept->count; i++)
		err = gs_floors_accept(&floors, &s->report, accept->v[i]);
	if (err == GS_OK)
		err = gs_floors_judge_readers(&told, &s->report, &floors,
		    gs_state_charter(editions), edition);
	if (err == GS_OK)
		gs_verb_note(&told);
	return err;
}

int gs_session_reading(struct gs_session *s, const char *path,
    const struct gs_values *accept)
{
	const struct gs_roll_edition *edition = NULL;
	struct gs_state *editions = NULL;
	struct gs_request roll;

	int err = fetch_editions(&editions, s);
	if (err == GS_OK)
		err = gs_matter_channel(&s->report, s->member, editions);
	if (err == GS_OK)
		err = gs_reading_find(&edition, &roll, &s->report, editions,
		    s->member);
	if (err == GS_OK)
		err = judge_readers(s, editions, edition, accept);
	if (err == GS_OK)
		err = ask_reading(s, editions, edition, &roll);
	if (err == GS_OK)
		err = gs_client_save(s->member, &s->report, path, false);
	return err;
}

/* That the roll was in the log over which membership was proved. */
static int check_reading_key(struct gs_session *s)
{
	uint8_t hash[32];

	gs_host_sha256(hash, &(struct gs_span){gs_client_reading(s->member),
	    32}, 1);
	for (const struct gs_roll_edition *e = gs_state_roll(s->matter.state);
	    e != NULL; e = e->before)
		if (e->has_reading &&
		    memcmp(e->reading, hash, sizeof hash) == 0)
			return GS_OK;
	gs_report_say(&s->report, "reading-roll-not-in-log", "the reading key "
	    "in the state is of no roll of this log: the server had membership "
	    "proved over a roll that it shows to nobody else; do not go on, "
	    "and tell others");
	return GS_ERR_MISMATCH;
}

/* Asks for the key, and for the log again. */
static int connect_with_reading(struct gs_session *s,
    const struct gs_session_entry *entry)
{
	s->report = (struct gs_report){.text = ""};
	int err = gs_session_reading(s, entry->state, &entry->accept);
	if (err != GS_OK)
		return err;
	gs_http_show_reading(s->source.http, gs_client_reading(s->member));
	return gs_source_replay(&s->source, &s->report, true);
}

int gs_session_member(struct gs_session *s,
    const struct gs_session_entry *entry)
{
	const char *server = entry->server != NULL ? entry->server :
	    gs_client_server(s->member);
	struct gs_report keys = {.text = ""};

	s->source.way = entry->way;
	s->source.reading = entry->reading;
	int err = connect_log(s, server, gs_client_vkey(s->member));
	if (err == GS_ERR_DENIED && entry->reading == NULL &&
	    gs_client_reading(s->member) == NULL)
		err = connect_with_reading(s, entry);
	if (err != GS_OK)
		return refuse_session(s, server, err);

	err = begin_session(s);
	if (err == GS_OK)
		err = gs_matter_channel(&s->report, s->member,
		    s->matter.state);
	if (err == GS_OK && gs_client_reading(s->member) != NULL)
		err = check_reading_key(s);
	if (err == GS_OK && gs_mine_run_out(&keys, s->member,
	    s->matter.state))
		gs_verb_note(&keys);
	return err;
}

int gs_session_load(struct gs_session *s, const char *path,
    const char *passphrase_path)
{
	s->state = path;
	return gs_session_at(s, path, gs_state_open(&s->member, &s->report,
	    path, passphrase_path));
}

int gs_session_recall(struct gs_session *s)
{
	int err = gs_source_recall(&s->source, &s->report,
	    gs_client_memory(s->member));

	return err == GS_OK ? GS_OK : refuse_session(s, s->source.dir, err);
}

int gs_session_link(struct gs_session *s, const char *text)
{
	uint8_t *file = NULL;
	size_t len = strlen(text);

	if (text[0] != '@' && !gs_file_is_shelved(text))
		return gs_box_link_parse(&s->link, &s->report, text, len);
	const char *path = text[0] == '@' ? text + 1 : text;
	int err = gs_file_read_secret(&file, &len, GS_LINK_MAX + 64, path,
	    &s->report);
	if (err != GS_OK)
		return err;
	struct gs_span line = gs_file_line(file, len);
	err = gs_session_at(s, path, gs_box_link_parse(&s->link, &s->report,
	    line.ptr, line.len));
	gs_file_wipe(&file, len);
	return err;
}

int gs_session_enter(struct gs_session *s,
    const struct gs_session_entry *entry, const char *link)
{
	int err = gs_session_link(s, link);
	if (err == GS_OK)
		err = gs_session_load(s, entry->state, entry->passphrase);
	if (err == GS_OK)
		err = gs_session_member(s, entry);
	if (err == GS_OK && entry->server == NULL)
		err = gs_matter_home(&s->report, s->member, s->matter.state,
		    &s->link);
	return err;
}

/* The box --------------------------------------------------------------- */

int gs_session_send(struct gs_session *s, struct gs_reply *reply,
    struct gs_request *request)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_http_send(s->source.http, &s->report, &text, &len,
	    request);
	gs_request_free(request);
	if (err == GS_OK)
		*reply = (struct gs_reply){gs_http_base(s->source.http),
		    {text, len}};
	return err;
}

int gs_session_export(struct gs_session *s, struct gs_reply *reply)
{
	struct gs_request request;

	int err = gs_request_box_get(&request, &s->link, "/export");
	return err == GS_OK ? gs_session_send(s, reply, &request) : err;
}

void gs_session_drop(struct gs_reply *reply)
{
	free((void *)(uintptr_t)reply->text.ptr);
	*reply = (struct gs_reply){.from = NULL};
}

/* The cached log will do, unless the box stands on what came after it. */
static int renew_log(struct gs_session *s, const struct gs_reply *reply)
{
	if (!gs_source_is_cached(&s->source) ||
	    !gs_box_is_newer(s->matter.state, &s->link, reply))
		return GS_OK;

	s->source.want = GS_WANT_NEWS;
	s->matter.state = NULL;
	int err = gs_source_replay(&s->source, &s->report, true);
	if (err != GS_OK)
		return refuse_session(s, s->source.dir, err);
	s->matter.state = gs_channel_state(s->source.channel);
	return GS_OK;
}

static int fetch_box(struct gs_session *s, struct gs_reply *reply)
{
	struct gs_request request;

	int err = gs_request_box_get(&request, &s->link, "");
	if (err == GS_OK)
		err = gs_session_send(s, reply, &request);
	return err != GS_OK ? err : renew_log(s, reply);
}

int gs_session_unseal(struct gs_session *s)
{
	struct gs_reply reply = {.from = NULL};

	int err = fetch_box(s, &reply);
	if (err == GS_OK)
		err = gs_box_look(&s->box, &s->report, s->matter.state,
		    &s->link, &reply);
	if (err == GS_OK)
		err = gs_session_at(s, reply.from, gs_box_unseal(&s->text,
		    &s->text_len, &s->matter, &s->report, &s->link, &reply));
	gs_session_drop(&reply);
	return err;
}

int gs_session_package(struct gs_session *s, const char *path,
    const struct gs_charter *charter)
{
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_file_read_secret(&text, &len, GS_CONTENT_MAX, path,
	    &s->report);
	if (err != GS_OK)
		return err;
	gs_box_text_free(&s->text, s->text_len);
	s->text = text;
	s->text_len = len;

	if (charter == NULL)
		charter = gs_matter_charter(s->matter.state, s->text,
		    s->text_len);
	return gs_session_at(s, path, gs_matter_content(&s->matter, &s->report,
	    charter, s->text, s->text_len));
}

/* The member ------------------------------------------------------------ */

int gs_session_key(struct gs_session *s)
{
	int err = gs_matter_key(&s->matter, &s->report, s->member);
	return err != GS_OK ? err : gs_channel_roll(&s->roll, &s->report,
	    s->source.channel, s->matter.edition);
}
