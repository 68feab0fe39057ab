/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reprisal: a member tells the protection officer of a reprisal, and
 * nobody else. */
#include <stdio.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/print/letter.h"
#include "cli/verbs.h"
#include "lib/age.h"
#include "lib/file.h"
#include "lib/records/reprisal.h"

static const char help[] =
"usage: gainsay reprisal [OPTION]... --key VKEY --text FILE -o CASE DIR|URL\n"
"Seals what happened to you to the officer who protects members (the charter's\n"
"line `reveal protection`), and to nobody else: the office cannot open it. The\n"
"file is padded, so that its length tells little. Nothing is sent: hand it to the\n"
"officer as you like. Who that is, is shown, and the text, before it is sealed.\n"
"The file proves nothing: it says what you write. To prove to the same officer\n"
"that you endorsed a memo, endorse it with --known-to protection.\n\n"
GS_HELP_KEY GS_HELP_PLACE
"  --text FILE          what happened, at most 32 KiB\n"
"  -o, --out CASE       the sealed file\n"
GS_HELP_FORCE GS_HELP_YES GS_HELP_READER GS_HELP_CACHE GS_HELP_WAY;

#define CASE_TEXT_MAX 32768

struct telling {
	struct gs_source s;
	const char *place, *key, *text, *out;
	bool force, yes;
};

static void print_officer(const struct gs_charter *charter)
{
	for (size_t i = 0; i < charter->reveal_count; i++) {
		const struct gs_seal *line = &charter->reveals[i];

		if (!gs_part_is(&line->name, "protection"))
			continue;
		printf("Sealed to the protection officer: ");
		gs_say_calm(stdout, line->holder.ptr, line->holder.len, "");
		printf("\n");
	}
}

static int seal_case(struct telling *t)
{
	const struct gs_charter *charter = gs_state_charter(
	    gs_channel_state(t->s.channel));
	struct gs_report report = {.text = ""};
	uint8_t *text = NULL, *sealed = NULL;
	size_t len = 0, sealed_len = 0;

	int err = gs_letter_read(&text, &len, CASE_TEXT_MAX, t->text);
	if (err == GS_OK) {
		err = gs_reprisal_seal(&sealed, &sealed_len, &report, charter,
		    (struct gs_span){text, len});
		gs_verb_report_at(t->place, &report);
	}
	if (err == GS_OK) {
		gs_say_exercise(stdout, charter->exercise);
		print_officer(charter);
		err = gs_letter_confirm((struct gs_span){text, len},
		    "Seal it?", t->yes);
	}
	if (err == GS_OK)
		err = gs_cli_file_write(t->out, sealed, sealed_len, 0600);
	if (err == GS_OK)
		printf("Written to %s; nothing was sent.\n", t->out);
	gs_file_wipe(&text, len);
	gs_age_free(&sealed, sealed_len);
	return err;
}

int gs_cli_reprisal(int argc, char **argv)
{
	struct telling t = {.place = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(t.key),
		{.name = "text", .value = &t.text, .required = true},
		{.name = "out", .letter = 'o', .value = &t.out,
		 .required = true},
		GS_OPTION_FORCE(t.force),
		GS_OPTION_YES(t.yes),
		GS_OPTIONS_READER(t.s),
		GS_OPTION_CACHE(t.s),
		GS_OPTIONS_WAY(t.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &t.place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	int err = gs_cli_out_free(t.out, t.force, &t.text, 1);
	if (err == GS_OK)
		err = gs_source_open(&t.s, t.place, t.key, true);
	if (err == GS_OK)
		err = seal_case(&t);
	gs_source_close(&t.s);
	return gs_verb_end(err);
}
