/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay countersign: the second pair of eyes on a reply. */
#include <stdio.h>

#include "cli/common/desk.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/memo/seal.h"
#include "lib/steps/half.h"

#define HALF_MAX ((size_t)24 << 20)

static const char help[] =
"usage: gainsay countersign [OPTION]... --half FILE --identity AGEFILE N\n"
"Signs as the second a reply or correction to memo N that another of the office\n"
"has signed ('gainsay reply --half FILE'), where the charter asks for two, and\n"
"sends it. Opens the text, shows it with its dispositions, and asks.\n\n"
GS_HELP_DESK GS_HELP_SIGN_OFFICE
"  --half FILE          what the first wrote\n"
"  --identity AGEFILE   what opens what is sealed to the office (office.age)\n"
GS_HELP_YES GS_HELP_WAY;

struct countersigning {
	struct gs_desk desk;
	const char *half, *identity;
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

static int show_half(struct countersigning *c, const struct gs_half *half,
    const uint8_t identity[32])
{
	uint8_t *plain = NULL;
	size_t len = 0;

	int err = gs_seal_open(&plain, &len, identity,
	    (struct gs_span){half->sealed, half->sealed_len});
	if (err != GS_OK) {
		gs_verb_tell("half-not-opened", "the reply does not open with "
		    "{0}, so that nobody can say what it would sign: {1}",
		    gs_say_text(c->identity), gs_say_text(gs_strerror(err)));
		return err;
	}

	printf("A reply to memo %llu, signed by one of two:\n",
	    (unsigned long long)c->desk.memo->number);
	print_dispositions_of(&half->rec);
	err = gs_letter_confirm((struct gs_span){plain, len},
	    "Sign it too, and send it? It cannot be taken back.",
	    c->desk.yes);
	gs_age_free(&plain, len);
	return err;
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
	    (struct gs_span){text, w.len}, &(struct gs_span){half->sealed,
	        half->sealed_len}, 1);
}

static int countersign(struct countersigning *c)
{
	struct gs_report report = {.text = ""};
	struct gs_half half = {.sealed = NULL};
	struct gs_pool pool;
	uint8_t identity[32], *file = NULL;
	size_t len = 0;

	int err = gs_desk_identity(identity, &c->desk.source, c->identity);
	if (err != GS_OK)
		return err;
	struct gs_arena *arena = gs_pool_start(&pool);
	err = gs_file_read(&file, &len, HALF_MAX, c->half, &report);
	if (err == GS_OK)
		err = gs_half_read(&half, &report, arena, c->desk.memo,
		    gs_state_charter(gs_channel_state(
		        c->desk.source.channel)), (struct gs_span){file, len});
	gs_verb_report_at(c->half, &report);
	if (err == GS_OK)
		err = show_half(c, &half, identity);
	gs_host_wipe(identity, sizeof identity);
	if (err == GS_OK)
		err = sign_second(c, &half);
	gs_file_wipe(&file, len);
	gs_half_free(&half);
	gs_pool_free(&pool);
	return err;
}

int gs_cli_countersign(int argc, char **argv)
{
	struct countersigning c = {.half = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_DESK_OPTIONS(c.desk),
		GS_OPTION_YES(c.desk.yes),
		{.name = "half", .value = &c.half, .required = true},
		{.name = "identity", .value = &c.identity, .required = true,
		 .setting = "identity"}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&c.desk.number, argc - at, argv + at))
		return gs_verb_misused();

	int err = gs_desk_start(&c.desk);
	if (err == GS_OK)
		err = countersign(&c);
	gs_source_close(&c.desk.source);
	return gs_verb_end(err);
}
