/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/filing.h"

#include <stdlib.h>
#include <string.h>

#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/records/act.h"

/* The slot ---------------------------------------------------------------- */

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

		if (f->tried[i])
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

	f->tried[f->slot] = true;
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

int gs_filing_send(struct gs_request *out, const struct gs_box_link *link,
    struct gs_span record)
{
	uint8_t key[32];
	char hex[65] = "";
	struct gs_writer w = gs_writer_of(hex, sizeof hex);

	gs_box_file_key(key, link);
	gs_write_hex(&w, key, sizeof key);
	json_t *body = json_pack("{s:s#, s:s, s:[]}", "record",
	    (const char *)record.ptr, record.len, "key", hex, "acts");
	gs_host_wipe(key, sizeof key);
	gs_host_wipe(hex, sizeof hex);
	return gs_request_box_post(out, link, "/file", body);
}

bool gs_filing_retry(int err, const char *code)
{
	return err == GS_ERR_RULE && (strcmp(code, "slot-used") == 0 ||
	    strcmp(code, "slot-waits") == 0);
}
