/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/docket.h"

#include <stdio.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "lib/age.h"
#include "lib/file.h"

#define PATH_ROOM 4096

static int find_docket(char path[PATH_ROOM],
    const struct gs_docket_place *place, const struct gs_memo *memo)
{
	int len = snprintf(path, PATH_ROOM, "%s/memo-%llu.docket",
	    place->folder, (unsigned long long)memo->number);

	if (len > 0 && len < PATH_ROOM)
		return GS_OK;
	gs_verb_tell("docket-path", "the name of the folder --docket has "
	    "{0} bytes or more; give a shorter one",
	    gs_say_number(PATH_ROOM));
	return GS_ERR_SPACE;
}

/* NULL: there is none. */
static int read_docket_file(uint8_t **out, size_t *len, const char *path)
{
	struct gs_report report = {.text = ""};

	*out = NULL;
	*len = 0;
	int err = !gs_file_is_there(path) ? GS_OK : gs_file_read(out, len,
	    GS_DOCKET_FILE_MAX, path, &report);
	gs_verb_report(&report);
	return err;
}

int gs_docket_take(struct gs_docket_held *out, struct gs_source *s,
    const struct gs_docket_place *place, const struct gs_memo *memo)
{
	struct gs_report report = {.text = ""};
	uint8_t secret[32];
	char path[PATH_ROOM];

	*out = (struct gs_docket_held){.file = NULL};
	int err = find_docket(path, place, memo);
	if (err == GS_OK)
		err = read_docket_file(&out->file, &out->len, path);
	if (err != GS_OK || out->file == NULL)
		return err;

	if (place->identity == NULL) {
		gs_verb_tell("docket-no-identity", "{0} is sealed: give by "
		    "--identity what opens what is sealed to the office",
		    gs_say_text(path));
		return GS_ERR_IO;
	}
	err = gs_desk_identity(secret, s, place->identity);
	if (err == GS_OK) {
		err = gs_docket_open(&out->is, &report, memo, secret,
		    (struct gs_span){out->file, out->len});
		gs_verb_report_at(path, &report);
	}
	gs_host_wipe(secret, sizeof secret);
	return err;
}

/* Two who take it up at once: the later of them is told. */
static int check_same(const struct gs_docket_held *docket, const char *path)
{
	uint8_t *now = NULL;
	size_t len = 0;

	int err = read_docket_file(&now, &len, path);
	if (err == GS_OK && ((now == NULL) != (docket->file == NULL) ||
	    len != docket->len ||
	    (len > 0 && memcmp(now, docket->file, len) != 0))) {
		gs_verb_tell("docket-changed", "{0} was changed by another "
		    "meanwhile: look at it ('gainsay inbox'), then do it "
		    "again", gs_say_text(path));
		err = GS_ERR_DENIED;
	}
	gs_file_wipe(&now, len);
	return err;
}

static int write_docket_file(const struct gs_docket *docket,
    const struct gs_memo *memo, const struct gs_charter *charter,
    const char *path)
{
	struct gs_report report = {.text = ""};
	uint8_t *sealed = NULL;
	size_t len = 0;

	if (gs_docket_is_empty(docket)) {
		gs_file_discard(path);
		return GS_OK;
	}
	int err = gs_docket_seal(&sealed, &len, docket, memo, charter);
	if (err == GS_OK)
		err = gs_file_write(path, sealed, len, 0644, &report);
	gs_verb_report(&report);
	gs_age_free(&sealed, len);
	return err;
}

int gs_docket_keep(struct gs_docket_held *docket, struct gs_source *s,
    const struct gs_docket_place *place, const struct gs_memo *memo)
{
	const struct gs_charter *charter = gs_state_charter(
	    gs_channel_state(s->channel));
	struct gs_report report = {.text = ""};
	uint8_t secret[64];
	char path[PATH_ROOM];

	int err = find_docket(path, place, memo);
	if (err == GS_OK)
		err = gs_desk_key(secret, s, s->sign);
	if (err == GS_OK) {
		err = gs_docket_change(&docket->is, &report, charter,
		    secret + 32);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);

	if (err == GS_OK)
		err = check_same(docket, path);
	return err != GS_OK ? err : write_docket_file(&docket->is, memo,
	    charter, path);
}

void gs_docket_sent(struct gs_source *s, const struct gs_docket_place *place,
    const struct gs_memo *memo)
{
	struct gs_docket_held docket;

	if (place->folder == NULL)
		return;
	int err = gs_docket_take(&docket, s, place, memo);
	if (err == GS_OK && gs_docket_has_draft(&docket.is)) {
		gs_docket_drop_draft(&docket.is);
		err = gs_docket_keep(&docket, s, place, memo);
	}
	if (err != GS_OK)
		gs_verb_say("docket-draft-stays", "the reply was sent; its "
		    "draft stands in the folder --docket still");
	gs_docket_release(&docket);
}

void gs_docket_release(struct gs_docket_held *docket)
{
	gs_docket_close(&docket->is);
	gs_file_wipe(&docket->file, docket->len);
}

static void print_docket_name(const char *before, struct gs_span name)
{
	if (name.ptr == NULL)
		return;
	printf("%s", before);
	gs_say_calm(stdout, name.ptr, name.len, "");
}

void gs_docket_print(const struct gs_docket *docket)
{
	bool draft = gs_docket_has_draft(docket);

	if (gs_docket_is_empty(docket))
		return;
	printf("  office      ");
	if (docket->to.ptr == NULL)
		printf("nobody has it");
	print_docket_name("in the hands of ", docket->to);
	if (draft) {
		printf("; a draft of a reply waits");
		print_docket_name(", last changed by ", docket->by);
	}
	printf("\n");
}
