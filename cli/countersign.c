/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay countersign: the second pair of eyes on a reply, a publication. */
#include <stdio.h>

#include "cli/common/desk.h"
#include "cli/common/docket.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "cli/print/memo.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/evidence/publication.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/memo/seal.h"
#include "lib/records/wording.h"
#include "lib/steps/half.h"

#define HALF_MAX ((size_t)24 << 20)

static const char help[] =
"usage: gainsay countersign [OPTION]... --half FILE [--identity AGEFILE] N\n"
"Signs as the second what another has signed about memo N where the charter asks\n"
"for two, and sends it: a reply or correction ('gainsay reply --half FILE') for\n"
"the office, a publication ('gainsay publish --half FILE') for the release\n"
"officers. Shows it and asks: of a reply the text, which --identity opens, and\n"
"the dispositions; of a publication the text, held against the memo, and why\n"
"parts of it are withheld.\n\n"
GS_HELP_DESK
"  --sign KEYFILE       the second's signing key (office.key, release.key)\n"
"  --half FILE          what the first wrote\n"
"  --identity AGEFILE   what opens what is sealed to the office (office.age)\n"
GS_HELP_DOCKET
GS_HELP_YES GS_HELP_WAY;

struct countersigning {
	struct gs_desk desk;
	const char *half, *identity;
	struct gs_docket_place place;
	uint8_t opens[32]; /* secret: what `identity` names */
	uint8_t *file; /* what `half` names */
	size_t file_len;
};

static void print_dispositions_of(const struct gs_record *rec)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(rec, "disposition", i));
	    i++) {
		printf("request %lld: ", (long long)v->parts[0].number);
		gs_say_calm(stdout, v->parts[1].ptr, v->parts[1].len, "");
		printf("\n");
	}
}

/* What two sign is what the record commits to, not what the first says of
 * it. */
static int show_sealed(struct countersigning *c, const struct gs_half *half,
    struct gs_arena *arena)
{
	struct gs_report report = {.text = ""};
	struct gs_wording wording = {.doc = {0}};
	uint8_t *plain = NULL;
	size_t len = 0;

	if (c->identity == NULL) {
		gs_verb_say("half-no-identity", "a reply is sealed: give by "
		    "--identity what opens what is sealed to the office");
		return GS_ERR_IO;
	}
	int err = gs_seal_open(&plain, &len, c->opens, half->content[0]);
	if (err != GS_OK) {
		gs_verb_tell("half-not-opened", "the reply does not open with "
		    "{0}, so that nobody can say what it would sign: {1}",
		    gs_say_text(c->identity), gs_say_text(gs_strerror(err)));
		return err;
	}

	err = gs_wording_read(&wording, &report, arena, c->desk.memo,
	    &half->rec, (struct gs_span){plain, len});
	gs_verb_report_at(c->half, &report);
	if (err == GS_OK) {
		printf("A reply to memo %llu, signed by one of two:\n",
		    (unsigned long long)c->desk.memo->number);
		print_dispositions_of(&half->rec);
		err = gs_letter_confirm(wording.text,
		    "Sign it too, and send it? It cannot be taken back.",
		    c->desk.yes);
	}
	gs_host_wipe(wording.seed, sizeof wording.seed);
	gs_age_free(&plain, len);
	return err;
}

/* Who signs it says that the text is what the opening shows. */
static int show_public(struct countersigning *c,
    const struct gs_half *half, struct gs_arena *arena)
{
	const struct gs_publication_parts parts = {.opening = half->content[0],
	    .text = half->content[1]};
	struct gs_report report = {.text = ""};

	int err = gs_publication_check(&report, arena, c->desk.memo,
	    &half->rec, &parts);
	gs_verb_report_at(c->half, &report);
	if (err != GS_OK)
		return err;
	printf("A publication of memo %llu, signed by one of two, with %zu "
	    "annexes:\n", (unsigned long long)c->desk.memo->number,
	    half->count - 2);
	gs_print_reasons(&half->rec);
	return gs_letter_confirm(parts.text, "Sign it too, and publish it? It "
	    "cannot be taken back.", c->desk.yes);
}

static int show_half(struct countersigning *c, const struct gs_half *half,
    struct gs_arena *arena)
{
	return gs_record_is(&half->rec, GS_RECORD_PUBLISH) ?
	    show_public(c, half, arena) : show_sealed(c, half, arena);
}

static int sign_second(struct countersigning *c, const struct gs_half *half)
{
	static uint8_t text[GS_RECORD_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	struct gs_report report = {.text = ""};
	uint8_t secret[64];

	int err = gs_desk_key(secret, &c->desk.source, c->desk.sign);
	if (err == GS_OK) {
		err = gs_half_sign(&w, &report, half, gs_state_charter(
		    gs_channel_state(c->desk.source.channel)), secret);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);
	return err != GS_OK ? err : gs_desk_send(&c->desk.source,
	    (struct gs_span){text, w.len}, half->content, half->count);
}

static int read_half(struct countersigning *c, struct gs_half *half,
    struct gs_arena *arena)
{
	struct gs_report report = {.text = ""};

	int err = gs_half_read(half, &report, arena, c->desk.memo,
	    gs_state_charter(gs_channel_state(c->desk.source.channel)),
	    (struct gs_span){c->file, c->file_len});
	gs_verb_report_at(c->half, &report);
	return err;
}

static int countersign(struct countersigning *c)
{
	struct gs_half half = {.count = 0};
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);

	int err = c->identity == NULL ? GS_OK :
	    gs_desk_identity(c->opens, &c->desk.source, c->identity);
	if (err == GS_OK)
		err = read_half(c, &half, arena);
	if (err == GS_OK)
		err = show_half(c, &half, arena);
	if (err == GS_OK)
		err = sign_second(c, &half);
	if (err == GS_OK && gs_record_is(&half.rec, GS_RECORD_REPLY))
		gs_docket_sent(&c->desk.source, &c->place, c->desk.memo);
	gs_host_wipe(c->opens, sizeof c->opens);
	gs_half_free(&half);
	gs_pool_free(&pool);
	return err;
}

/* Whose word it is says who asks the server; what nobody signs twice is refused
 * once its memo is known. */
static int start_desk(struct countersigning *c)
{
	struct gs_report report = {.text = ""};

	int err = gs_file_read(&c->file, &c->file_len, HALF_MAX, c->half,
	    &report);
	gs_verb_report_at(c->half, &report);
	if (err != GS_OK)
		return err;
	c->desk.role = gs_half_role((struct gs_span){c->file, c->file_len});
	return gs_desk_start(&c->desk);
}

int gs_cli_countersign(int argc, char **argv)
{
	struct countersigning c = {.half = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(c.desk),
		GS_OPTION_YES(c.desk.yes),
		{.name = "half", .value = &c.half, .required = true},
		{.name = "identity", .value = &c.identity,
		 .setting = "identity"},
		GS_OPTION_DOCKET(c.place)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&c.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	c.place.identity = c.identity;
	int err = start_desk(&c);
	if (err == GS_OK)
		err = countersign(&c);
	gs_file_wipe(&c.file, c.file_len);
	gs_source_close(&c.desk.source);
	return gs_verb_end(err);
}
