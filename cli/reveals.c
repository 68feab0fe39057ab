/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reveals: a reader of names looks who made themselves known. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/deleted.h"
#include "cli/common/desk.h"
#include "cli/common/sealed.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "lib/records/reveal.h"
#include "lib/steps/reveals.h"

static const char help[] =
"usage: gainsay reveals [OPTION]... --role ROLE --identity AGEFILE N\n"
"Lists who of those who endorsed memo N made themselves known to a reader of the\n"
"charter (`reveal ROLE`). Each endorsement has a file for that reader; all are\n"
"fetched and opened, held against the log and the endorsement's tag. A name is\n"
"the word of whoever endorsed under that tag. The server sees that all were\n"
"fetched, and not which of them say something.\n\n"
GS_HELP_DESK
"  --role ROLE          the reader, as the charter calls it\n"
"  --sign KEYFILE       that role's signing key, which asks for the files\n"
"  --identity AGEFILE   what opens files that are sealed to the reader\n"
GS_HELP_WAY;

#define TAG_DIGITS 16

struct seen {
	size_t known, nobody, withdrawn, missing, unfit;
};

static int take_log_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	(void)index;
	return gs_reveals_take(ctx, (struct gs_span){ptr, len});
}

static void print_tag(const struct gs_reveals_one *one)
{
	char digits[TAG_DIGITS + 1] = "";
	struct gs_writer w = gs_writer_of(digits, TAG_DIGITS);

	gs_write_hex(&w, one->tag, TAG_DIGITS / 2);
	printf("%s  ", digits);
}

static void print_known(const struct gs_reveals_one *one,
    const struct gs_record *known)
{
	struct gs_part name = gs_record_part(known, "name");

	print_tag(one);
	gs_say_calm(stdout, name.ptr, name.len, "");
	if (gs_record_count(known, "statement") > 0) {
		struct gs_part said = gs_record_part(known, "statement");

		printf(": ");
		gs_say_calm(stdout, said.ptr, said.len, "");
	}
	printf("%s\n", one->withdrawn ? " (took the endorsement back)" : "");
}

static void print_unfit(const struct gs_reveals_one *one, int err)
{
	print_tag(one);
	printf("counts for nothing: %s\n", err == GS_ERR_MISMATCH ?
	    "its file is another endorsement's" : err == GS_ERR_DENIED ?
	    "its file is not sealed to this key" : "its file is none");
}

static int open_reveal(struct seen *seen, struct gs_desk *desk,
    const struct gs_reveals_one *one, const uint8_t identity[32])
{
	const struct gs_reveal_of of = {desk->memo->id, one->tag};
	struct gs_report report = {.text = ""};
	struct gs_record known;
	struct gs_pool pool;
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_sealed_fetch(&file, &len, &report, desk->source.http,
	    one->hash);
	if (err == GS_ERR_UNKNOWN) {
		seen->withdrawn += one->withdrawn;
		seen->missing += !one->withdrawn;
		return GS_OK;
	}
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}

	err = gs_reveal_open(&known, gs_pool_start(&pool), &of, identity,
	    (struct gs_span){file, len});
	if (err == GS_OK && known.type != NULL) {
		print_known(one, &known);
		seen->known++;
	} else if (err == GS_OK) {
		seen->nobody++;
	} else if (err != GS_ERR_MEMORY) {
		print_unfit(one, err);
		seen->unfit++;
		err = GS_OK;
	}
	gs_pool_free(&pool);
	free(file);
	return err;
}

static void print_seen(const struct seen *seen, size_t count)
{
	printf("%zu endorsements: %zu made themselves known, %zu did not",
	    count, seen->known, seen->nobody);
	if (seen->unfit > 0)
		printf(", %zu whose file counts for nothing", seen->unfit);
	if (seen->withdrawn > 0)
		printf(", %zu taken back before their file was handed in",
		    seen->withdrawn);
	if (seen->missing > 0)
		printf(", %zu whose file the server has not got",
		    seen->missing);
	printf(".\n");
}

static int list_all(struct gs_desk *desk, struct gs_reveals *r,
    const char *identity_file)
{
	struct seen seen = {.known = 0};
	uint8_t identity[32];

	if (desk->source.http == NULL) {
		gs_verb_say("reveals-no-server", "a folder has the log alone: "
		    "give the server's URL, which has the files");
		return GS_ERR_UNKNOWN;
	}
	if (gs_tell_deleted(desk->memo, desk->memo->at, false))
		return GS_ERR_DENIED;
	int err = gs_desk_identity(identity, &desk->source, identity_file);
	if (err == GS_OK)
		err = gs_source_for_each(&desk->source, take_log_entry, r);
	for (size_t i = 0; i < r->count && err == GS_OK; i++)
		err = open_reveal(&seen, desk, &r->one[i], identity);
	if (err == GS_OK)
		print_seen(&seen, r->count);
	gs_host_wipe(identity, sizeof identity);
	return err;
}

int gs_cli_reveals(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct gs_reveals reveals = {.one = NULL};
	struct gs_report report = {.text = ""};
	const char *identity = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		{.name = "role", .value = &desk.role, .required = true},
		{.name = "identity", .value = &identity, .required = true}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_desk_start(&desk);
	if (err == GS_OK) {
		err = gs_reveals_start(&reveals, &report, desk.memo,
		    desk.role);
		gs_verb_report_at(desk.server, &report);
	}
	if (err == GS_OK)
		err = list_all(&desk, &reveals, identity);
	gs_reveals_free(&reveals);
	gs_source_close(&desk.source);
	return gs_verb_end(err);
}
