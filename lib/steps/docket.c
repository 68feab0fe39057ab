/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/docket.h"

#include <stdlib.h>
#include <string.h>

#include "lib/age.h"
#include "lib/client/json.h"
#include "lib/host.h"
#include "lib/memo/seal.h"

static const char form[] = "gainsay/v1 docket";

/* Making ------------------------------------------------------------------ */

static json_t *make_saved_lines(const struct gs_docket_lines *lines)
{
	json_t *list = json_array();

	for (size_t i = 0; list != NULL && i < lines->count; i++)
		if (json_array_append_new(list, json_string(lines->v[i])) !=
		    0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *make_saved_text(struct gs_span text)
{
	return text.ptr == NULL ? json_null() :
	    json_stringn((const char *)text.ptr, text.len);
}

/* Secret; a text that is no UTF-8 gives NULL. */
static char *write_docket(const struct gs_docket *d,
    const struct gs_memo *memo)
{
	json_t *json = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "form", form, "memo", gs_json_bytes(memo->id, 32),
	    "to", make_saved_text(d->to), "by", make_saved_text(d->by),
	    "dispositions", make_saved_lines(&d->dispositions),
	    "commitments", make_saved_lines(&d->commitments),
	    "text", make_saved_text(d->text));
	char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return text;
}

int gs_docket_seal(uint8_t **out, size_t *len, const struct gs_docket *docket,
    const struct gs_memo *memo, const struct gs_charter *charter)
{
	struct gs_recipients to = {.count = 0};
	char *text = write_docket(docket, memo);

	if (text == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < charter->seal_count &&
	    to.count < GS_RECIPIENTS_MAX; i++) {
		const struct gs_seal *seal = &charter->seals[i];

		if (gs_part_is(&seal->name, "office"))
			to.of[to.count++] = (struct gs_recipient){
			    {seal->type.ptr, seal->type.len},
			    {seal->key.ptr, seal->key.len}};
	}

	int err = gs_seal(out, len, &to, (struct gs_span){
	    (const uint8_t *)text, strlen(text)});
	gs_host_wipe(text, strlen(text));
	free(text);
	return err;
}

/* Opening ----------------------------------------------------------------- */

static bool read_saved_text(struct gs_span *out, const json_t *json,
    const char *name)
{
	const json_t *value = json_object_get(json, name);

	*out = (struct gs_span){(const uint8_t *)json_string_value(value),
	    json_string_length(value)};
	return json_is_string(value) || json_is_null(value);
}

static bool read_saved_lines(struct gs_docket_lines *out, const json_t *json,
    const char *name)
{
	const json_t *list = json_object_get(json, name);

	if (!json_is_array(list) ||
	    json_array_size(list) > GS_DOCKET_LINES_MAX)
		return false;
	out->count = json_array_size(list);
	for (size_t i = 0; i < out->count; i++) {
		out->v[i] = json_string_value(json_array_get(list, i));
		if (out->v[i] == NULL)
			return false;
	}
	return true;
}

static bool is_of_memo(const json_t *json, const struct gs_memo *memo)
{
	uint8_t id[32];

	return gs_json_hash(id, json, "memo") == GS_OK &&
	    memcmp(id, memo->id, 32) == 0;
}

static int read_docket(struct gs_docket *out, struct gs_report *report,
    const struct gs_memo *memo, struct gs_span text)
{
	const char *is = NULL;

	out->json = !gs_json_is_modest(text.ptr, text.len) ? NULL :
	    json_loadb((const char *)text.ptr, text.len,
	        JSON_REJECT_DUPLICATES, NULL);
	if (gs_json_text(&is, out->json, "form") != GS_OK ||
	    strcmp(is, form) != 0 ||
	    !read_saved_text(&out->to, out->json, "to") ||
	    !read_saved_text(&out->by, out->json, "by") ||
	    !read_saved_text(&out->text, out->json, "text") ||
	    !read_saved_lines(&out->dispositions, out->json, "dispositions") ||
	    !read_saved_lines(&out->commitments, out->json, "commitments")) {
		gs_report_say(report, "docket-form", "what is sealed there is "
		    "nothing that 'gainsay assign' or 'gainsay reply --draft' "
		    "has written");
		return GS_ERR_FORMAT;
	}
	if (is_of_memo(out->json, memo))
		return GS_OK;
	gs_report_tell(report, "docket-other", "it is about another memo than "
	    "memo {0}", gs_say_number(memo->number));
	return GS_ERR_MISMATCH;
}

int gs_docket_open(struct gs_docket *out, struct gs_report *report,
    const struct gs_memo *memo, const uint8_t identity[32],
    struct gs_span file)
{
	uint8_t *plain = NULL;
	size_t len = 0;

	*out = (struct gs_docket){.json = NULL};
	int err = gs_seal_open(&plain, &len, identity, file);
	if (err != GS_OK) {
		gs_report_tell(report, "docket-not-opened", "it is not sealed "
		    "to this key, or is no sealed file: {0}",
		    gs_say_text(gs_strerror(err)));
		return err;
	}
	err = read_docket(out, report, memo, (struct gs_span){plain, len});
	gs_age_free(&plain, len);
	if (err != GS_OK)
		gs_docket_close(out);
	return err;
}

void gs_docket_close(struct gs_docket *docket)
{
	json_decref(docket->json);
	*docket = (struct gs_docket){.json = NULL};
}

/* Changing ---------------------------------------------------------------- */

bool gs_docket_has_draft(const struct gs_docket *docket)
{
	return docket->text.ptr != NULL || docket->dispositions.count > 0 ||
	    docket->commitments.count > 0;
}

bool gs_docket_is_empty(const struct gs_docket *docket)
{
	return docket->to.ptr == NULL && !gs_docket_has_draft(docket);
}

void gs_docket_drop_draft(struct gs_docket *docket)
{
	docket->text = (struct gs_span){NULL, 0};
	docket->dispositions.count = docket->commitments.count = 0;
}

int gs_docket_assign(struct gs_docket *docket, struct gs_report *report,
    const struct gs_charter *charter, const char *name)
{
	const struct gs_role *held = NULL;

	for (size_t i = 0;
	    (held = gs_charter_holder(charter, "office", i)) != NULL; i++)
		if (gs_part_is(&held->holder, name)) {
			docket->to = (struct gs_span){held->holder.ptr,
			    held->holder.len};
			return GS_OK;
		}
	gs_report_tell(report, "docket-nobody", "the charter in force has no "
	    "line `role office` of '{0}': a memo is given to a holder whom it "
	    "names ('gainsay charter --show')", gs_say_text(name));
	return GS_ERR_UNKNOWN;
}

int gs_docket_change(struct gs_docket *docket, struct gs_report *report,
    const struct gs_charter *charter, const uint8_t key[32])
{
	const struct gs_role *held = NULL;

	for (size_t i = 0;
	    (held = gs_charter_holder(charter, "office", i)) != NULL; i++)
		if (memcmp(held->key.ptr, key, 32) == 0) {
			docket->by = (struct gs_span){held->holder.ptr,
			    held->holder.len};
			return GS_OK;
		}
	gs_report_say(report, "docket-not-office", "this signing key is in no "
	    "line `role office` of the charter in force");
	return GS_ERR_DENIED;
}
