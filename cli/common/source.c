/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/common/cached.h"
#include "cli/common/changes.h"
#include "cli/common/moved.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"

int gs_source_key(struct gs_verifier *out, const char *vkey)
{
	struct gs_report report = {.text = ""};
	uint8_t *text = NULL;
	size_t len = 0;

	int err = gs_verifier_parse(out, vkey, strlen(vkey));
	if (err == GS_OK)
		return GS_OK;

	if (strchr(vkey, '+') == NULL) {
		if (gs_file_read(&text, &len, 4096, vkey, &report) != GS_OK) {
			gs_verb_tell("vkey-unread", "--key: {0}; give the key "
			    "itself (NAME+8 hex digits+base64, as 'gainsay "
			    "init' prints it) or a file that holds it: '{1}' "
			    "is not a verifier key",
			    gs_say_text(report.text), gs_say_text(vkey));
			return err;
		}
		struct gs_span line = gs_file_line(text, len);
		err = gs_verifier_parse(out, line.ptr, line.len);
		free(text);
	}
	if (err != GS_OK)
		gs_verb_tell("vkey-form", "'{0}' is not a verifier key "
		    "(NAME+8 hex digits+base64, as 'gainsay init' prints it) "
		    "nor a file with one", gs_say_text(vkey));
	return err;
}

static int fetch_dir(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path)
{
	char name[4096];
	const struct gs_source *s = ctx;
	int n = snprintf(name, sizeof name, "%s", s->dir);

	if (n < 0 || (size_t)n >= sizeof name)
		return GS_ERR_RANGE;
	return gs_tiles_fetch_dir(name, report, out, len, max, path);
}

/* A gs_doubt_fn. */
static bool doubt_file(void *view, const char *path)
{
	const struct gs_cache_view *v = view;
	struct gs_report damage = {.text = ""};

	if (!gs_cache_doubt(view, path))
		return false;
	gs_report_tell(&damage, "cache-file-damaged", "{0}/{1} does not "
	    "verify, and was not used; 'gainsay sync' mends it",
	    gs_say_text(gs_cache_dir(v->cache)), gs_say_text(path));
	gs_verb_note(&damage);
	return true;
}

/* Of the log that was believed last: what is in a cache was believed, too, when
 * it was filled. */
static uint64_t known_entries(const struct gs_source *s)
{
	if (s->memory != NULL && gs_memory_believed(s->memory) > 0)
		return gs_memory_believed(s->memory);
	return s->cache == NULL ? 0 : gs_cache_checkpoint(s->cache)->size;
}

static int replay_through(struct gs_source *s, struct gs_report *report,
    bool trust_proofs)
{
	const struct gs_channel_source source = {.fetch = gs_cache_fetch,
	    .seen = gs_cache_seen, .doubt = doubt_file, .ctx = &s->view,
	    .log = &s->key, .known = known_entries(s),
	    .patience = &s->patience,
	    .progress = gs_progress, .trust_proofs = trust_proofs,
	    .claim = s->claim, .look = s->look, .look_ctx = s->look_ctx,
	    .passed = s->passed, .passed_count = s->passed_count,
	    .all_rolls = s->all_rolls};

	return gs_channel_open(&s->channel, report, &source);
}

/* What the reader saw: only of a server, since a copy may be old. */
static int find_memory(struct gs_source *s, struct gs_report *report)
{
	if (s->http == NULL || s->memory != NULL)
		return GS_OK;
	int err = gs_remembered_open(&s->remembered, report, s->cache_dir,
	    &s->key);
	if (s->remembered != NULL)
		s->memory = &s->remembered->memory;
	return err;
}

/* A cached log stands for the server's if it is fresh, and its reader's memory
 * bears it out. */
static bool is_ground(const struct gs_source *s)
{
	return s->want == GS_WANT_GROUND && gs_cached_is_fresh(s->cache) &&
	    (s->memory == NULL || gs_memory_takes_ground(s->memory,
	        gs_cache_checkpoint(s->cache)));
}

/* Which cache, and how much of it. */
static int find_cache(struct gs_source *s, struct gs_report *report)
{
	gs_channel_free(&s->channel);
	gs_cache_free(&s->cache);
	s->view = (struct gs_cache_view){.memory = s->memory,
	    .handed = s->handed,
	    .keeper = s->remembered != NULL ? s->remembered->path :
	        "your state",
	    .fetch = s->http != NULL ? gs_http_fetch : fetch_dir,
	    .ctx = s->http != NULL ? (void *)s->http : (void *)s};
	if (s->http == NULL || s->want == GS_WANT_SERVER)
		return GS_OK;

	int err = gs_cached_find(&s->cache, report, s->cache_dir, &s->key);
	if (err != GS_OK || s->cache == NULL)
		return err;
	s->view.cache = s->cache;
	s->view.use = is_ground(s) ? GS_CACHE_WHOLE : GS_CACHE_FILES;
	return GS_OK;
}

static bool is_contradicted(const struct gs_source *s)
{
	return s->cache != NULL && gs_cache_contradicted(s->cache);
}

/* Once: the cache has it as a file, which can be shown as it is. */
static void tell_contradicted(const struct gs_source *s)
{
	struct gs_report loud = {.text = ""};

	if (is_contradicted(s))
		gs_report_tell(&loud, "cache-contradicted", "THE LOG'S KEY "
		    "SIGNED TWO LOGS THAT CONTRADICT EACH OTHER: both "
		    "checkpoints are in {0}/contradiction; somebody may be "
		    "shown a log of their own; show the file to others",
		    gs_say_text(gs_cache_dir(s->cache)));
	else if (s->memory != NULL && s->memory->proven)
		gs_report_tell(&loud, "memory-contradicted", "THE LOG'S KEY "
		    "SIGNED TWO LOGS THAT CONTRADICT EACH OTHER, as {0} "
		    "shows; somebody may be shown a log of their own: show "
		    "the evidence to others", gs_say_text(s->view.keeper));
	gs_verb_note(&loud);
}

/* Without the cache's files, though still held against its checkpoint. */
static int replay_afresh(struct gs_source *s, struct gs_report *report,
    bool trust_proofs)
{
	struct gs_report damage = {.text = ""}, why = *report;

	s->view.use = GS_CACHE_WATCH;
	s->view.seen = s->view.used = false;
	int err = replay_through(s, report, trust_proofs);
	if (err != GS_OK)
		return err;
	gs_report_tell(&damage, "cache-damaged", "what is in {0} does not "
	    "verify, and was not used ({1}); 'gainsay sync' mends it",
	    gs_say_text(gs_cache_dir(s->cache)), gs_say_text(why.text));
	gs_verb_note(&damage);
	return GS_OK;
}

/* A log that was read whole. */
static void remember_log(struct gs_source *s)
{
	if (s->memory == NULL)
		return;
	gs_changes_tell(gs_channel_state(s->channel),
	    s->memory->checkpoint.size);
	gs_memory_take(s->memory, s->channel, &s->key, s->cache == NULL ?
	    NULL : gs_cache_checkpoint(s->cache));
	if (s->remembered != NULL && !s->acts)
		gs_remembered_save(s->remembered, &s->key);
}

int gs_source_recall(struct gs_source *s, struct gs_report *report,
    struct gs_memory *memory)
{
	const struct gs_shown_log shown = {&s->key,
	    gs_channel_checkpoint(s->channel), gs_channel_note(s->channel),
	    gs_channel_tiles(s->channel)};

	s->memory = s->view.memory = memory;
	s->view.keeper = "your state";
	int err = gs_memory_judge(memory, report, &shown, s->view.keeper);
	s->view.refused = err == GS_ERR_MISMATCH;
	if (err == GS_OK)
		remember_log(s);
	return err;
}

bool gs_source_is_accused(const struct gs_source *s)
{
	return s->view.refused && s->memory != NULL;
}

/* A member's state is written by who opened it. */
static void keep_contradiction(struct gs_source *s)
{
	if (s->remembered == NULL || !gs_source_is_accused(s))
		return;
	gs_remembered_save(s->remembered, &s->key);
	if (is_contradicted(s) && s->memory->proven)
		tell_contradicted(s);
	else
		gs_remembered_accuse(s->remembered);
}

int gs_source_be_patient(struct gs_source *s, struct gs_report *report)
{
	s->patience = (struct gs_patience){.now = (int64_t)time(NULL),
	    .change = s->memory == NULL ? NULL : &s->memory->change};
	if (s->new_witnesses == NULL || gs_decimal_decode(
	        &s->patience.named, s->new_witnesses,
	        strlen(s->new_witnesses), UINT32_MAX) == GS_OK)
		return GS_OK;
	gs_report_tell(report, "new-witnesses-number", "--new-witnesses: '{0}' "
	    "is not the version of a charter", gs_say_text(s->new_witnesses));
	return GS_ERR_IO; /* nothing was judged */
}

/* Since when is known to its reader alone; for a member who opened the state
 * writes it. */
static void keep_change(const struct gs_source *s)
{
	if (s->patience.fresh && s->remembered != NULL && !s->acts)
		gs_remembered_save(s->remembered, &s->key);
}

/* As long as the outgoing quorum has not seen it. */
static void tell_unseen(const struct gs_source *s)
{
	const struct gs_charter *outgoing = NULL;
	struct gs_report said = {.text = ""};

	if (gs_quorum_unseen(&outgoing, gs_channel_state(s->channel),
	        gs_channel_note(s->channel)) == GS_OK && outgoing != NULL)
		gs_report_tell(&said, "witnesses-unseen", "too few witnesses "
		    "of version {0} of the charter have ever cosigned that "
		    "they were replaced: that this is the log which everybody "
		    "sees, others say alone; ask them",
		    gs_say_number(outgoing->version));
	gs_verb_note(&said);
}

/* One by one, to a newcomer too, and as long as nothing undoes it: no later
 * signature tells whether they agreed. */
static void tell_imposed(const struct gs_source *s)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	const struct gs_charter *c = gs_state_charter_coming(state);
	struct gs_report said = {.text = ""};

	c = gs_charter_imposed(c != NULL ? c : gs_state_charter(state));
	for (; c != NULL; c = gs_charter_imposed(c->before)) {
		gs_report_tell(&said, "signers-imposed", "by version {0} of "
		    "the charter the authority alone names another registrar "
		    "or second signer, and no second signer of version {1} "
		    "has signed it: whether those who made the rolls before "
		    "agree, they say alone; ask them",
		    gs_say_number(c->version),
		    gs_say_number(c->before->version));
		gs_verb_note(&said);
	}
}

/* How far the server's log goes beyond what its witnesses have cosigned: it is
 * said, and not believed.  Who acts asks for nothing more. */
static void tell_unwitnessed(struct gs_source *s)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	uint64_t size = gs_channel_checkpoint(s->channel)->size;
	struct gs_report said = {.text = ""};
	struct gs_attestation good;
	struct gs_checkpoint newest;
	size_t len = 0;

	s->ahead = gs_state_charter(state)->quorum != 0 && s->http != NULL;
	if (!s->ahead || s->want == GS_WANT_GROUND)
		return;

	s->ahead = false;
	uint8_t *note = malloc(GS_NOTE_MAX);
	if (note != NULL && gs_http_fetch(s->http, NULL, note, &len,
	        GS_NOTE_MAX, "log/newest") == GS_OK &&
	    gs_checkpoint_open(&newest, &good, note, len, &s->key, 1) ==
	        GS_OK)
		s->ahead = newest.size > size;
	if (s->ahead)
		gs_report_tell(&said, "log-witnessed-up-to", "witnesses have "
		    "cosigned {0} of the log's {1} entries; the others are "
		    "not shown until they have", gs_say_number(size),
		    gs_say_number(newest.size));
	gs_verb_note(&said);
	free(note);
}

int gs_source_replay(struct gs_source *s, struct gs_report *report,
    bool trust_proofs)
{
	int err = find_memory(s, report);

	if (err == GS_OK)
		err = gs_source_be_patient(s, report);
	if (err == GS_OK)
		err = find_cache(s, report);
	if (err != GS_OK)
		return err;
	err = replay_through(s, report, trust_proofs);
	if (err != GS_OK && s->view.used && !s->view.refused &&
	    err != GS_ERR_IO && err != GS_ERR_MEMORY && err != GS_ERR_DENIED)
		err = replay_afresh(s, report, trust_proofs);
	if (err == GS_OK) {
		tell_contradicted(s);
		tell_unwitnessed(s);
		tell_unseen(s);
		tell_imposed(s);
		remember_log(s);
	} else {
		keep_contradiction(s);
		keep_change(s);
	}
	return err;
}

bool gs_source_is_cached(const struct gs_source *s)
{
	return s->cache != NULL && s->view.use == GS_CACHE_WHOLE;
}

bool gs_source_may_lack(const struct gs_source *s)
{
	return s->http == NULL || s->ahead || gs_source_is_cached(s);
}

static int show_role(struct gs_source *s, struct gs_report *report)
{
	uint8_t secret[64];

	int err = gs_key_ring_secret(secret, &s->ring, report, s->sign);
	if (err == GS_OK)
		err = gs_http_show_role(s->http, report, s->role, secret);
	gs_host_wipe(secret, sizeof secret);
	return err;
}

int gs_source_reach(struct gs_source *s, struct gs_report *report,
    const char *server)
{
	uint8_t key[32];

	if ((s->sign == NULL) != (s->role == NULL)) {
		gs_report_say(report, "role-how", "who reads as a role gives "
		    "both --sign KEYFILE and --role ROLE");
		return GS_ERR_FORMAT;
	}
	int err = gs_http_open(&s->http, report, server, &s->way);
	if (err == GS_ERR_FORMAT)
		return GS_ERR_IO; /* nothing was judged */
	if (err == GS_OK && s->reading != NULL) {
		err = gs_file_seed(key, s->reading, report);
		if (err == GS_OK)
			gs_http_show_reading(s->http, key);
		gs_host_wipe(key, sizeof key);
	}
	if (err == GS_OK && s->sign != NULL)
		err = show_role(s, report);
	return err;
}

int gs_source_open(struct gs_source *s, const char *place, const char *vkey,
    bool trust_proofs)
{
	struct gs_report report = {.text = ""};

	int err = gs_source_key(&s->key, vkey);
	if (err != GS_OK)
		return GS_ERR_IO; /* nothing was judged */
	s->dir = place;
	if (gs_file_is_url(place))
		err = gs_source_reach(s, &report, place);
	if (err == GS_OK)
		err = gs_source_replay(s, &report, trust_proofs);
	if (err != GS_OK)
		gs_verb_report_at(place, &report);
	else if (s->http != NULL)
		gs_moved_follow(gs_channel_state(s->channel), place, &s->key,
		    NULL);
	/* Who may not read has judged nothing. */
	return err == GS_ERR_DENIED ? GS_ERR_IO : err;
}

void gs_source_close(struct gs_source *s)
{
	gs_key_ring_wipe(&s->ring);
	gs_channel_free(&s->channel);
	gs_cache_free(&s->cache);
	gs_remembered_free(&s->remembered);
	s->memory = NULL;
	gs_http_free(&s->http);
}

static int ask_server_clock(int64_t *now, struct gs_report *report,
    const struct gs_source *s)
{
	json_t *answer = NULL;
	const char *text = NULL;

	int err = gs_http_get_json(s->http, report, &answer, "/channel", NULL);
	if (err == GS_OK)
		err = gs_json_text(&text, answer, "now");
	if (err == GS_OK)
		err = gs_time_parse(now, text, strlen(text));
	json_decref(answer);
	return err;
}

static int tell_clock_missing(const struct gs_source *s,
    const struct gs_report *report, int err)
{
	gs_verb_tell("server-time-missing", "{0} does not tell its time: {1}",
	    gs_say_text(gs_http_base(s->http)),
	    gs_say_text(report->text[0] != '\0' ? report->text :
	        gs_strerror(err)));
	return err;
}

int gs_source_clock(int64_t *now, const struct gs_source *s)
{
	struct gs_report report = {.text = ""};

	int err = ask_server_clock(now, &report, s);
	return err == GS_OK ? err : tell_clock_missing(s, &report, err);
}

int gs_source_now(int64_t *now, const struct gs_source *s)
{
	struct gs_report report = {.text = ""};
	const struct gs_state *state = gs_channel_state(s->channel);
	bool exercise = gs_state_charter(state)->exercise;
	int64_t clock = (int64_t)time(NULL);

	if (exercise && s->http != NULL) {
		int err = ask_server_clock(now, &report, s);
		if (err != GS_ERR_UNKNOWN)
			return err == GS_OK ? err :
			    tell_clock_missing(s, &report, err);
	}

	/* Files have no clock, on a disk or behind a web server. */
	*now = gs_state_at(state);
	if (!exercise && clock > *now)
		*now = clock;
	return GS_OK;
}

int gs_source_due_time(int64_t *now, const struct gs_source *s)
{
	int err = gs_source_now(now, s);

	if (err == GS_OK && s->ahead)
		*now = gs_state_at(gs_channel_state(s->channel));
	return err;
}

struct gs_log_view gs_source_view(const struct gs_source *s, int64_t now)
{
	return (struct gs_log_view){gs_channel_state(s->channel),
	    gs_channel_checkpoint(s->channel), now};
}

int gs_source_pass(int64_t *now, struct gs_source *s)
{
	int err = gs_source_now(now, s);

	if (err == GS_OK)
		gs_channel_pass(s->channel, *now);
	return err;
}

const struct gs_memo *gs_source_memo(const struct gs_source *s,
    const char *number)
{
	const struct gs_memo *m = gs_state_memo(gs_channel_state(s->channel));
	uint64_t last = m == NULL ? 0 : m->number, want = 0;

	if (gs_decimal_decode(&want, number, strlen(number), INT64_MAX) ==
	    GS_OK)
		while (m != NULL && m->number != want)
			m = m->before;
	else
		m = NULL;
	if (m == NULL && last == 0)
		gs_verb_tell("memo-none-filed", "there is no memo '{0}': "
		    "nothing has been filed yet", gs_say_text(number));
	else if (m == NULL)
		gs_verb_tell("memo-number-unknown", "there is no memo '{0}'; "
		    "this log has the memos 1 to {1}", gs_say_text(number),
		    gs_say_number(last));
	return m;
}

int gs_source_for_each_from(const struct gs_source *s, uint64_t first,
    gs_entry_fn *visit, void *ctx)
{
	struct gs_tiles *tiles = gs_channel_tiles(s->channel);
	struct gs_report report = {.text = ""};

	gs_tiles_listen(tiles, &report);
	int err = gs_tiles_for_each(tiles, first,
	    gs_channel_checkpoint(s->channel)->size, visit, ctx);
	gs_tiles_listen(tiles, NULL);
	if (err != GS_OK)
		gs_verb_report_at(s->dir, &report);
	return err;
}

int gs_source_for_each(const struct gs_source *s, gs_entry_fn *visit,
    void *ctx)
{
	return gs_source_for_each_from(s, 0, visit, ctx);
}
