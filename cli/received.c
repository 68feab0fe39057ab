/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay received: a recipient has a copy of a memo. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/act/said.h"
#include "cli/common/deleted.h"
#include "cli/common/files.h"
#include "cli/common/sealed.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "lib/age.h"

static const char help[] =
"usage: gainsay received [OPTION]... --copy C [--by NAME] N\n"
"Says that the recipient has copy C of memo N. A copy that was sealed to the\n"
"recipient is opened first, held against the memo id that was filed, and its text\n"
"written to FILE. An aide may take it, by name. Asks before it is sent.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the recipient's signing key\n"
"  --copy C             the copy's number, as 'gainsay status' shows it\n"
"  --by NAME            the aide who took it, in the log\n"
"  --identity AGEFILE   what opens copies sealed to the recipient\n"
"  -o, --out FILE       where the text goes (default: '-', standard output)\n"
GS_HELP_FORCE
GS_HELP_YES GS_HELP_WAY;

struct receiving {
	const char *number, *by, *identity, *out;
	bool force;
	uint64_t copy;
};

static int write_received(struct gs_writer *w, const struct gs_memo *memo,
    void *ctx, const uint8_t secret[64])
{
	const struct receiving *r = ctx;

	return gs_circle_received(w, memo, r->copy, r->by, secret);
}

/* Whether it is this memo's text; then it is written. */
static int keep_copy(const struct receiving *r, const struct gs_memo *memo,
    struct gs_span sealed, const uint8_t identity[32])
{
	const struct gs_sealed_memo file = {memo, sealed, identity};
	struct gs_report report = {.text = ""};
	struct gs_content content;
	struct gs_pool pool;
	uint8_t *plain = NULL;
	size_t len = 0;

	int err = gs_office_open(&content, &plain, &len, &report,
	    gs_pool_start(&pool), &file);
	gs_verb_report(&report);
	if (err == GS_OK)
		err = gs_cli_file_write(r->out == NULL ? "-" : r->out,
		    content.body.ptr, content.body.len, 0600);
	gs_age_free(&plain, len);
	gs_pool_free(&pool);
	return err;
}

static int unseal_copy(struct gs_desk *desk, const struct receiving *r,
    const uint8_t hash[32])
{
	struct gs_report report = {.text = ""};
	uint8_t identity[32], *sealed = NULL;
	size_t len = 0;

	if (r->identity == NULL || desk->source.http == NULL) {
		gs_verb_say("received-identity", "this copy is sealed to the "
		    "recipient, and is opened from a server: give --identity "
		    "AGEFILE and the server's URL");
		return GS_ERR_DENIED;
	}
	int err = gs_desk_identity(identity, &desk->source, r->identity);
	if (err == GS_OK) {
		err = gs_sealed_fetch(&sealed, &len, &report,
		    desk->source.http, hash);
		gs_verb_report(&report);
	}
	if (err == GS_OK)
		err = keep_copy(r, desk->memo, (struct gs_span){sealed, len},
		    identity);
	gs_host_wipe(identity, sizeof identity);
	free(sealed);
	return err;
}

static int take_copy(struct gs_desk *desk, void *ctx)
{
	struct receiving *r = ctx;
	const struct gs_saying saying = {.heading = "A receipt for a copy of",
	    .write = write_received, .ctx = r};

	int err = gs_cli_out_free(r->out, r->force,
	    (const char *const[]){r->identity, desk->sign}, 2);
	if (err != GS_OK)
		return err;

	const struct gs_said *copy = gs_decimal_decode(&r->copy, r->number,
	    strlen(r->number), GS_COPIES_OF_MEMO_MAX) != GS_OK ? NULL :
	    gs_said_by(desk->memo, GS_SAID_COPY, r->copy);
	if (copy == NULL) {
		gs_verb_tell("received-copy", "memo {0} has no copy {1} in "
		    "the log of {2}: give --copy a number that 'gainsay "
		    "status' shows", gs_say_number(desk->memo->number),
		    gs_say_text(r->number), gs_say_text(desk->server));
		return GS_ERR_UNKNOWN;
	}
	const uint8_t *hash = gs_record_hash(&copy->rec, "content");
	if (hash != NULL && gs_tell_deleted(desk->memo, copy->at, false))
		return GS_ERR_DENIED;
	if (hash != NULL)
		err = unseal_copy(desk, r, hash);
	return err == GS_OK ? gs_saying_send(desk, &saying) : err;
}

int gs_cli_received(int argc, char **argv)
{
	struct gs_desk desk = {.memo = NULL};
	struct receiving r = {.out = NULL};
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(desk),
		GS_OPTION_YES(desk.yes),
		{.name = "copy", .value = &r.number, .required = true},
		{.name = "by", .value = &r.by},
		{.name = "identity", .value = &r.identity,
		 .setting = "identity"},
		GS_OPTION_OUT(r.out),
		GS_OPTION_FORCE(r.force)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};
	const struct gs_said_verb verb = {.role = "recipient", .run = take_copy,
	    .ctx = &r};

	return gs_said_run(&desk, argc, argv, &usage, &verb);
}
