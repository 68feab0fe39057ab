/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/filing.h"

#include <stdlib.h>
#include <string.h>

#include "core/channel/state.h"
#include "core/record/time.h"
#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/memo/content.h"
#include "lib/memo/seal.h"
#include "lib/records/act.h"

/* The slot ---------------------------------------------------------------- */

/* By the log, whoever sent it: this state or another copy. */
static int is_used(bool *used, const struct gs_matter *m, uint32_t slot)
{
	uint8_t scope[GS_SCOPE_MAX], tag[32];
	size_t len = 0;

	int err = gs_scope_file(scope, &len, sizeof scope,
	    m->content.terms.channel, m->edition->root, slot);
	if (err == GS_OK)
		err = gs_secret_tag(tag, &m->key->secret, scope, len);
	if (err == GS_OK)
		*used = gs_slot_is_used(m->state, m->edition->root, tag);
	return err;
}

/* One that was marked for this memo before and may not have arrived, else a
 * random one of the free: slots in order would tell how often a member files.
 * GS_ERR_RULE: there is none. */
static int choose_slot(uint32_t *slot, const struct gs_filing *f,
    const struct gs_client *client)
{
	const struct gs_matter *m = f->matter;
	uint32_t free_slots[GS_FILING_SLOTS_MAX], n = 0, draw = 0;

	for (uint32_t i = 0;
	    i < m->charter->quota && i < GS_FILING_SLOTS_MAX; i++) {
		const uint8_t *memo = gs_client_slot(client, m->edition->root,
		    i);
		bool used = false;

		int err = is_used(&used, m, i);
		if (err != GS_OK)
			return err;
		if (used)
			continue;
		if (memo != NULL && memcmp(memo, m->content.id, 32) == 0) {
			*slot = i;
			return GS_OK;
		}
		if (memo == NULL)
			free_slots[n++] = i;
	}
	if (n == 0)
		return GS_ERR_RULE;

	int err = gs_host_random((uint8_t *)&draw, sizeof draw);
	if (err == GS_OK)
		*slot = free_slots[draw % n];
	return err;
}

int gs_filing_due(struct gs_report *report, const struct gs_filing *f)
{
	const struct gs_matter *m = f->matter;
	char day[GS_DATE_LEN + 1] = "";

	if (f->author != NULL ||
	    gs_charter_day(m->charter, m->now) >= m->content.terms.after)
		return GS_OK;
	gs_date_format((uint8_t *)day, m->content.terms.after);
	gs_report_tell(report, "filing-before-after", "before {0} only its "
	    "author may file this memo, with --author; nothing was sent",
	    gs_say_text(day));
	return GS_ERR_DENIED;
}

int gs_filing_slot(struct gs_filing *f, bool *marked,
    struct gs_report *report, struct gs_client *client)
{
	const struct gs_matter *m = f->matter;
	const uint8_t *root = m->edition->root;

	*marked = false;
	int err = choose_slot(&f->slot, f, client);
	if (err == GS_ERR_RULE)
		gs_report_tell(report, "quota-used", "over quota: you have "
		    "filed as many memos under edition {0} as the charter "
		    "allows ({1}); another endorser may file",
		    gs_say_number(m->edition->edition),
		    gs_say_number(m->charter->quota));
	if (err != GS_OK)
		return err;

	if (gs_client_slot(client, root, f->slot) != NULL)
		return GS_OK;
	err = gs_client_mark_slot(client, root, f->slot, m->content.id);
	*marked = err == GS_OK;
	return err;
}

/* The record -------------------------------------------------------------- */

static int make_record(struct gs_writer *w, const struct gs_filing *f)
{
	const struct gs_matter *m = f->matter;
	const struct gs_act_filing filing = {
	    .maker = {m->content.terms.channel, NULL, f->roll,
	        &m->key->secret},
	    .terms = &m->content.terms, .slot = f->slot,
	    .author = f->author};
	struct gs_pool scratch;

	int err = gs_act_memo(w, gs_pool_start(&scratch), &filing);
	gs_pool_free(&scratch);
	return err;
}

static int explain_record(struct gs_report *report, const struct gs_filing *f,
    int err)
{
	if (err == GS_ERR_MISMATCH && f->author != NULL)
		gs_report_say(report, "seed-not-the-authors", "the seed is not "
		    "that of the memo's author; give the file that compose "
		    "wrote beside the package");
	if (err == GS_ERR_UNKNOWN)
		gs_report_tell(report, "filing-key-not-on-roll", "your key for "
		    "edition {0} is not on that roll; another endorser may "
		    "file", gs_say_number(f->matter->edition->edition));
	return err == GS_ERR_MISMATCH ? GS_ERR_DENIED : err;
}

void gs_filing_free(struct gs_filing *f)
{
	free(f->record);
	f->record = NULL;
}

int gs_filing_make(struct gs_filing *f, struct gs_report *report)
{
	gs_filing_free(f);
	f->record = malloc(GS_RECORD_MAX);
	if (f->record == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(f->record, GS_RECORD_MAX);
	int err = make_record(&w, f);
	if (err != GS_OK)
		return explain_record(report, f, err);

	f->record_len = w.len;
	return GS_OK;
}

/* Sending ----------------------------------------------------------------- */

/* NULL: no memory. */
static json_t *make_acts_list(const struct gs_filing_load *load)
{
	json_t *list = json_array();

	for (size_t i = 0; list != NULL && i < load->count; i++)
		if (json_array_append_new(list, json_stringn(
		        (const char *)load->acts[i].ptr,
		        load->acts[i].len)) != 0) {
			json_decref(list);
			list = NULL;
		}
	return list;
}

int gs_filing_send(struct gs_request *out, const struct gs_box_link *link,
    struct gs_span record, const struct gs_filing_load *load)
{
	uint8_t key[32];
	char hex[65] = "";
	struct gs_writer w = gs_writer_of(hex, sizeof hex);

	if (link == NULL)
		return gs_request_post(out, "/filings", json_pack(
		    "{s:s#, s:o, s:o}", "record", (const char *)record.ptr,
		    record.len, "content", gs_json_bytes(load->sealed.ptr,
		        load->sealed.len), "acts", make_acts_list(load)));

	gs_box_file_key(key, link);
	gs_write_hex(&w, key, sizeof key);
	json_t *body = json_pack("{s:s#, s:s, s:o}", "record",
	    (const char *)record.ptr, record.len, "key", hex, "acts",
	    make_acts_list(load));
	gs_host_wipe(key, sizeof key);
	gs_host_wipe(hex, sizeof hex);
	return gs_request_box_post(out, link, "/file", body);
}

/* A file of it ------------------------------------------------------------ */

static int refuse_copy(struct gs_report *report)
{
	gs_report_say(report, "filing-file-form", "this is not a filing, as "
	    "'gainsay file -o' writes it: JSON with a memo's `record`, its "
	    "sealed file as `content`, and `acts`");
	return GS_ERR_FORMAT;
}

/* A member's text, in the arena; empty if there is none. */
static int copy_member(struct gs_span *out, struct gs_arena *arena,
    const json_t *text)
{
	size_t len = json_string_length(text);
	uint8_t *copy = gs_arena_take(arena, len + 1, 1);

	if (copy == NULL)
		return GS_ERR_MEMORY;
	if (len > 0)
		memcpy(copy, json_string_value(text), len);
	*out = (struct gs_span){copy, len};
	return GS_OK;
}

static int copy_sealed(struct gs_filing_load *load, struct gs_arena *arena,
    const json_t *json)
{
	size_t len = 0;
	uint8_t *sealed = gs_arena_take(arena, GS_CONTENT_SEALED_MAX, 1);

	if (sealed == NULL)
		return GS_ERR_MEMORY;
	int err = gs_json_decode(sealed, &len, GS_CONTENT_SEALED_MAX, json,
	    "content");
	load->sealed = (struct gs_span){sealed, len};
	return err == GS_OK ? GS_OK : GS_ERR_FORMAT;
}

static int copy_acts(struct gs_filing_load *load, struct gs_arena *arena,
    const json_t *list)
{
	size_t n = json_array_size(list);
	struct gs_span *acts = gs_arena_take(arena, n + 1, sizeof *acts);
	int err = acts == NULL ? GS_ERR_MEMORY : GS_OK;

	for (size_t i = 0; err == GS_OK && i < n; i++)
		err = json_is_string(json_array_get(list, i)) ?
		    copy_member(&acts[i], arena, json_array_get(list, i)) :
		    GS_ERR_FORMAT;
	load->acts = acts;
	load->count = n;
	return err;
}

static int read_filing_members(struct gs_record *memo,
    struct gs_filing_load *load, struct gs_arena *arena, const json_t *json)
{
	const json_t *acts = json_object_get(json, "acts");
	struct gs_span text = {NULL, 0};

	if (json_object_size(json) != 3 || !json_is_array(acts) ||
	    !json_is_string(json_object_get(json, "record")))
		return GS_ERR_FORMAT;
	int err = copy_member(&text, arena, json_object_get(json, "record"));
	if (err == GS_OK)
		err = gs_record_parse(memo, NULL, arena, text.ptr, text.len);
	if (err == GS_OK && !gs_record_is(memo, GS_RECORD_MEMO))
		err = GS_ERR_FORMAT;
	if (err == GS_OK)
		err = copy_sealed(load, arena, json);
	return err == GS_OK ? copy_acts(load, arena, acts) : err;
}

/* The file is the one that the memo names, and a sealed one. */
static int check_sealed(struct gs_report *report,
    const struct gs_record *memo, struct gs_span sealed)
{
	uint8_t hash[32];

	gs_host_sha256(hash, &sealed, 1);
	if (memcmp(hash, gs_record_hash(memo, "content"), 32) != 0) {
		gs_report_say(report, "filing-file-other", "the filing's "
		    "sealed file is not the one that its memo names");
		return GS_ERR_MISMATCH;
	}
	if (gs_seal_is_shaped(sealed))
		return GS_OK;
	gs_report_tell(report, "filing-file-unsealed", "what the filing has as "
	    "the memo's sealed file, {0} bytes, is none: nobody could open it",
	    gs_say_number(sealed.len));
	return GS_ERR_RULE;
}

int gs_filing_read(struct gs_record *memo, struct gs_filing_load *load,
    struct gs_report *report, struct gs_arena *arena, struct gs_span file)
{
	struct gs_filing_load mine = {.count = 0};
	json_t *json = json_loadb((const char *)file.ptr, file.len,
	    JSON_REJECT_DUPLICATES, NULL);

	if (json == NULL)
		return refuse_copy(report);
	int err = read_filing_members(memo, &mine, arena, json);
	json_decref(json);
	if (err != GS_OK)
		return err == GS_ERR_MEMORY ? err : refuse_copy(report);

	err = check_sealed(report, memo, mine.sealed);
	if (err == GS_OK)
		*load = mine;
	return err;
}

bool gs_filing_slot_refused(struct gs_report *said, int err,
    const char *code)
{
	if (err != GS_ERR_RULE || (strcmp(code, "slot-used") != 0 &&
	    strcmp(code, "slot-waits") != 0))
		return false;
	gs_report_say(said, "slot-not-in-log", "the log shows no filing of "
	    "yours in that slot: either one from another copy of your state "
	    "waits for its release, and this memo can be filed after that; or "
	    "the server lies, to be shown another slot and to learn that both "
	    "are one member's. No other slot was tried");
	return true;
}
