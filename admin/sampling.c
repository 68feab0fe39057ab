/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/sampling.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/channel_log.h"
#include "admin/growth.h"
#include "admin/listed.h"
#include "admin/roll_files.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/records/roll.h"

#define KEYS_MAX (GS_ROLL_MAX * 32)
#define PASSED_MAX ((size_t)8 << 20)
#define READING_MAX 65

/* A roll's files as they are read, and what both look at. */
struct half_signed {
	struct gs_source log;
	uint8_t *record, *keys, *marks;
	size_t record_len, keys_len, marks_len;
	uint8_t root[32], secret[64]; /* secret: the role's */
	struct gs_pool pool;
	struct gs_record rec;
	size_t signatures;
	struct gs_sample sample;
};

static bool passes_by_server(const struct gs_sampling *s)
{
	return gs_file_is_url(s->log);
}

/* The server's items ------------------------------------------------------- */

static int post_item(uint8_t **out, size_t *len, uint64_t *turn,
    struct half_signed *h, json_t *body)
{
	struct gs_report report = {.text = ""};
	const struct gs_reply reply = {.from = h->log.dir};
	json_t *answer = NULL;

	*out = malloc(PASSED_MAX);
	int err = body == NULL || *out == NULL ? GS_ERR_MEMORY :
	    gs_http_post(h->log.http, &report, &answer, "/passing", NULL,
	        body);
	if (err == GS_OK && gs_json_number(turn, answer, "turn") != GS_OK)
		err = gs_reply_lacks(&report, &reply, "turn");
	if (err == GS_OK && gs_json_decode(*out, len, PASSED_MAX, answer,
	        "passed") != GS_OK)
		err = gs_reply_lacks(&report, &reply, "passed");
	gs_verb_report_at(h->log.dir, &report);
	json_decref(answer);
	return err;
}

static json_t *item_body(const char *item, uint64_t turn, struct gs_span what)
{
	return json_pack("{s:s, s:I, s:o}", "item", item, "turn",
	    (json_int_t)turn, "passed", gs_json_bytes(what.ptr, what.len));
}

/* What is there, malloc'ed; nothing: *len is 0. */
static int show_item(uint8_t **out, size_t *len, uint64_t *turn,
    struct half_signed *h, const char *item)
{
	return post_item(out, len, turn, h, item_body(item, 0,
	    (struct gs_span){NULL, 0}));
}

/* Unless it is there already. */
static int pass_item_on(struct half_signed *h, const char *item,
    struct gs_span what)
{
	uint8_t *there = NULL;
	size_t len = 0;
	uint64_t turn = 0;

	int err = show_item(&there, &len, &turn, h, item);
	bool same = err == GS_OK && len == what.len &&
	    memcmp(there, what.ptr, len) == 0;
	free(there);
	if (err != GS_OK || same)
		return err;
	err = post_item(&there, &len, &turn, h, item_body(item, turn + 1,
	    what));
	free(there);
	return err;
}

/* The roll ----------------------------------------------------------------- */

static int require_marks(struct half_signed *h, const char *name)
{
	if (h->marks_len == h->keys_len)
		return GS_OK;
	gs_verb_tell("marks-length", "{0}.marks has {1} bytes; a roll of {2} "
	    "keys has 32 marks' bytes for each key", gs_say_text(name),
	    gs_say_number(h->marks_len), gs_say_number(h->keys_len / 32));
	return GS_ERR_MISMATCH;
}

static int judge_roll(struct half_signed *h, const char *name)
{
	struct gs_report report = {.text = ""};
	const struct gs_state *state = gs_log_state(&h->log);

	int err = gs_roll_record_judge(&h->rec, &h->signatures, &report,
	    gs_pool_start(&h->pool), (struct gs_span){h->record,
	    h->record_len}, state);
	if (err == GS_OK && memcmp(gs_record_hash(&h->rec, "root"), h->root,
	        32) != 0) {
		gs_report_tell(&report, "sample-other-keys", "{0}.rec is not "
		    "about the keys in {0}.keys", gs_say_text(name));
		err = GS_ERR_MISMATCH;
	}
	gs_verb_report_at(name, &report);
	if (err != GS_OK)
		return err;
	h->sample = (struct gs_sample){
	    .channel = gs_state_charter(state)->channel, .root = h->root,
	    .edition = gs_record_number(&h->rec, "edition"),
	    .size = gs_record_number(&h->rec, "size"),
	    .marks = {h->marks, h->marks_len}};
	return require_marks(h, name);
}

static int read_roll(struct half_signed *h, const struct gs_sampling *s)
{
	struct gs_report report = {.text = ""};

	int err = gs_roll_read(&h->record, &h->record_len, GS_RECORD_MAX,
	    s->name, ".rec");
	if (err == GS_OK)
		err = gs_roll_read(&h->keys, &h->keys_len, KEYS_MAX, s->name,
		    ".keys");
	if (err == GS_OK)
		err = gs_roll_read(&h->marks, &h->marks_len, GS_MARKS_MAX,
		    s->name, ".marks");
	gs_working("Reading the roll");
	if (err == GS_OK)
		err = gs_roll_root_of(h->root, h->keys, h->keys_len);
	gs_worked();
	if (err == GS_OK)
		err = judge_roll(h, s->name);
	if (err == GS_OK) {
		err = gs_key_ring_secret(h->secret, &h->log.ring, &report,
		    s->sign);
		gs_verb_report_at(s->sign, &report);
	}
	return err;
}

static int open_half(struct half_signed *h, const struct gs_sampling *s,
    const char *role)
{
	*h = (struct half_signed){.log = {.sign = s->sign, .role = role,
	    .way = s->way, .ring = s->ring}};
	if (s->sign == NULL || s->log == NULL) {
		gs_verb_say("roll-sample-how", "give --sign KEYFILE, the "
		    "role's key, and --log DIR or URL");
		return GS_ERR_IO; /* nothing was judged */
	}
	return gs_log_open(&h->log, s->log, s->key);
}

static void close_half(struct half_signed *h)
{
	gs_host_wipe(h->secret, sizeof h->secret);
	free(h->record);
	free(h->keys);
	free(h->marks);
	gs_pool_free(&h->pool);
	gs_source_close(&h->log);
}

/* Passing ------------------------------------------------------------------ */

/* As the specification has it; the reading key is there where the channel is
 * its members'. */
static int write_roll_item(struct gs_writer *w, const struct half_signed *h,
    const char *name)
{
	uint8_t *reading = NULL;
	size_t len = 0;
	char path[GS_ROLL_PATH_MAX];

	int err = gs_roll_path(path, name, ".reading");
	if (err == GS_OK && gs_record_count(&h->rec, "reading") > 0)
		err = gs_cli_file_read_secret(&reading, &len, READING_MAX,
		    path);
	gs_write_lv(w, h->record, h->record_len);
	gs_write_lv(w, h->keys, h->keys_len);
	gs_write_lv(w, reading, len > 64 ? 64 : len);
	gs_write_lv(w, h->marks, h->marks_len);
	gs_file_wipe(&reading, len);
	return err == GS_OK ? gs_writer_end(w) : err;
}

static int pass_to_server(struct half_signed *h, const struct gs_sampling *s)
{
	uint8_t *bytes = malloc(PASSED_MAX);
	struct gs_writer w = gs_writer_of(bytes, PASSED_MAX);

	int err = bytes == NULL ? GS_ERR_MEMORY :
	    write_roll_item(&w, h, s->name);
	if (err == GS_OK)
		err = pass_item_on(h, "roll", (struct gs_span){bytes, w.len});
	free(bytes);
	return err;
}

int gs_roll_pass(const struct gs_sampling *s)
{
	struct half_signed h;

	int err = open_half(&h, s, "registrar");
	if (err == GS_OK && !passes_by_server(s)) {
		gs_verb_say("roll-pass-how", "the roll passes by the server: "
		    "give --log URL");
		err = GS_ERR_IO; /* nothing was judged */
	}
	if (err == GS_OK)
		err = read_roll(&h, s);
	if (err == GS_OK && h.signatures == 0) {
		gs_verb_tell("roll-pass-unsigned", "{0}.rec has no signature "
		    "yet: the registrar signs first ('gainsay roll sign')",
		    gs_say_text(s->name));
		err = GS_ERR_RULE;
	}
	if (err == GS_OK)
		err = pass_to_server(&h, s);
	if (err == GS_OK)
		printf("%s: passed to the second signer, by %s. Who is asked "
		    "for, 'gainsay roll answer' tells.\n", s->name, s->log);
	close_half(&h);
	return err;
}

static int keep_roll_part(struct gs_reader *r, const char *name,
    const char *suffix)
{
	size_t len = gs_read_u32(r);
	const uint8_t *part = gs_read_bytes(r, len);
	if (part == NULL && len > 0)
		return GS_ERR_FORMAT;
	return len == 0 ? GS_OK : gs_roll_write(name, suffix,
	    (struct gs_span){part, len});
}

/* The roll's files, of what the registrar passed. */
static int fetch_passed_roll(struct half_signed *h, const struct gs_sampling *s)
{
	static const char *const suffixes[] = {".rec", ".keys", ".reading",
	    ".marks"};
	char path[GS_ROLL_PATH_MAX];
	uint8_t *bytes = NULL;
	size_t len = 0;
	uint64_t turn = 0;

	int err = gs_roll_path(path, s->name, ".rec");
	if (err != GS_OK || !passes_by_server(s) ||
	    (!s->force && access(path, F_OK) == 0))
		return err;
	err = show_item(&bytes, &len, &turn, h, "roll");
	if (err == GS_OK && len == 0) {
		gs_verb_tell("roll-not-passed", "the registrar has passed no "
		    "roll to {0} ('gainsay roll pass')", gs_say_text(s->log));
		err = GS_ERR_UNKNOWN;
	}
	struct gs_reader r = gs_reader_of(bytes, len);
	for (size_t i = 0; i < 4 && err == GS_OK; i++)
		err = keep_roll_part(&r, s->name, suffixes[i]);
	if (err == GS_OK)
		err = gs_reader_end(&r);
	free(bytes);
	return err;
}

/* The sample --------------------------------------------------------------- */

static int write_sample(struct gs_writer *w, struct half_signed *h,
    const struct gs_sampling *s)
{
	int err = gs_sample_write(w, &h->pool.arena, &h->sample, h->secret);

	if (err == GS_OK)
		err = gs_roll_write(s->name, ".sample",
		    (struct gs_span){w->ptr, w->len});
	if (err == GS_OK && passes_by_server(s))
		err = pass_item_on(h, "sample", (struct gs_span){w->ptr,
		    w->len});
	return err;
}

/* The other's part, by the server or in a file; *len is 0: not there. */
static int take_others_part(uint8_t **out, size_t *len, struct half_signed *h,
    const struct gs_sampling *s, const char *item)
{
	char path[GS_ROLL_PATH_MAX], suffix[16];
	uint64_t turn = 0;

	(void)snprintf(suffix, sizeof suffix, ".%s", item);
	if (passes_by_server(s))
		return show_item(out, len, &turn, h, item);
	int err = gs_roll_path(path, s->name, suffix);
	if (err != GS_OK || access(path, F_OK) != 0)
		return err;
	return gs_cli_file_read(out, len, GS_ASKED_FILE_MAX, path);
}

static void show_people(const struct gs_listed *people, size_t count)
{
	printf("Ask these %zu people whether they enrolled, and that nobody "
	    "else did in their place:\n", count);
	for (size_t i = 0; i < count; i++) {
		printf("  ");
		gs_say_calm(stdout, people[i].id.ptr, people[i].id.len, "");
		printf("  ");
		gs_say_calm(stdout, people[i].name.ptr, people[i].name.len,
		    "");
		printf("\n");
	}
	printf("Neither registrar nor operator chose them. If one did not "
	    "enrol, do not sign.\n");
}

static int open_answer(struct half_signed *h, const struct gs_record *sample,
    const struct gs_sampling *s)
{
	const struct gs_asking asking = {&h->sample, sample, h->secret};
	struct gs_asked asked = {.count = 0};
	struct gs_report report = {.text = ""};
	uint8_t *file = NULL;
	size_t len = 0;

	int err = take_others_part(&file, &len, h, s, "asked");
	if (err == GS_OK && len == 0)
		printf("%s.sample says whom you ask. The registrar answers it "
		    "by 'gainsay roll answer'; then do this again.\n", s->name);
	else if (err == GS_OK)
		err = gs_asked_open(&asked, &report, &h->pool.arena, &asking,
		    (struct gs_span){file, len});
	gs_verb_report(&report);
	free(file);
	if (err == GS_OK && asked.count > 0)
		show_people(asked.people, asked.count);
	return err;
}

int gs_roll_sample(const struct gs_sampling *s)
{
	uint8_t text[GS_SAMPLE_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_report report = {.text = ""};
	struct gs_record sample;
	struct half_signed h;

	int err = open_half(&h, s, "second");
	if (err == GS_OK)
		err = fetch_passed_roll(&h, s);
	if (err == GS_OK)
		err = read_roll(&h, s);
	if (err == GS_OK) {
		const struct gs_state *state = gs_log_state(&h.log);
		gs_say_exercise(stdout, gs_state_charter(state)->exercise);
		gs_growth_show(&h.rec, h.signatures, state);
		err = write_sample(&w, &h, s);
	}
	if (err == GS_OK)
		err = gs_sample_read(&sample, &report, &h.pool.arena,
		    &h.sample, gs_state_charter(gs_log_state(&h.log)),
		    (struct gs_span){text, w.len});
	gs_verb_report(&report);
	if (err == GS_OK)
		err = open_answer(&h, &sample, s);
	close_half(&h);
	return err;
}

/* The answer --------------------------------------------------------------- */

static int seal_answer(struct half_signed *h, const struct gs_record *sample,
    const struct gs_sampling *s)
{
	struct gs_listed people[GS_SAMPLE_MOST];
	uint64_t places[GS_SAMPLE_MOST];
	size_t count = gs_sample_places(places, sample, h->sample.size);
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_listed_find(people, &h->pool.arena, s->name, places,
	    count);
	if (err == GS_OK)
		err = gs_asked_seal(&file, &len, sample, people, count);
	if (err == GS_OK)
		err = gs_roll_write(s->name, ".asked", (struct gs_span){file,
		    len});
	if (err == GS_OK && passes_by_server(s))
		err = pass_item_on(h, "asked", (struct gs_span){file, len});
	if (err == GS_OK)
		printf("%s.asked: %zu people, sealed to the second signer%s.\n",
		    s->name, count, passes_by_server(s) ?
		    ", and passed by the server" : "");
	gs_age_free(&file, len);
	return err;
}

int gs_roll_answer(const struct gs_sampling *s)
{
	struct gs_report report = {.text = ""};
	struct gs_record sample;
	struct half_signed h;
	uint8_t *text = NULL;
	size_t len = 0;

	int err = open_half(&h, s, "registrar");
	if (err == GS_OK)
		err = read_roll(&h, s);
	if (err == GS_OK)
		err = take_others_part(&text, &len, &h, s, "sample");
	if (err == GS_OK && len == 0) {
		gs_verb_tell("sample-not-there", "the second signer has asked "
		    "for nobody of {0}: 'gainsay roll sample' does",
		    gs_say_text(s->name));
		err = GS_ERR_UNKNOWN;
	}
	if (err == GS_OK)
		err = gs_sample_read(&sample, &report, &h.pool.arena,
		    &h.sample, gs_state_charter(gs_log_state(&h.log)),
		    (struct gs_span){text, len});
	gs_verb_report(&report);
	if (err == GS_OK)
		err = seal_answer(&h, &sample, s);
	free(text);
	close_half(&h);
	return err;
}
