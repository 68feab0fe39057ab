/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay recovery: a member's keys on paper. */
#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/restore.h"

static const char help[] =
"usage: gainsay recovery [OPTION]... [-o FILE | --pdf FILE]\n"
"Prints what brings your state back when it is lost, or its passphrase: where the\n"
"channel is, and the secrets of your newest keys. Copy it by hand; or make a file\n"
"of it with -o, or a page with a QR code with --pdf, to print: nobody but you may\n"
"read either file. 'gainsay restore' reads what each of them says. It is not\n"
"under your passphrase: whoever has it acts as you, and finds which acts are\n"
"yours. Keep it as you keep a passport, where your employer does not look, and\n"
"not on the machine where your state is.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  -o, --out FILE       write it to FILE, for you alone, instead of showing it\n"
"  --pdf FILE           make a page of it\n"
GS_HELP_FORCE
GS_HELP_YES
GS_HELP_CHANNEL;

struct recovering {
	const char *state, *passphrase, *out, *pdf;
	bool force, yes;
};

static int print_page(const struct recovering *r, struct gs_span text)
{
	char path[4096], sheet[] = "--sheet", out[] = "--out", input[] = "-",
	    force[] = "--force";
	char *words[] = {sheet, out, path, input, r->force ? force : NULL,
	    NULL};

	(void)snprintf(path, sizeof path, "%s", r->pdf);
	return gs_program_feed("gainsay-certificate", words, text);
}

static const char *question_of(const struct recovering *r)
{
	if (r->pdf != NULL)
		return "Make a page of your keys? Whoever has it acts as you.";
	return r->out != NULL ?
	    "Write your keys to a file? Whoever has it acts as you." :
	    "Show your keys here? Whoever sees them acts as you.";
}

/* A file of its own mode: what a shell makes of an output others may read. */
static int write_sheet(const struct recovering *r, struct gs_report *report,
    struct gs_span text)
{
	int err = r->force ?
	    gs_file_write(r->out, text.ptr, text.len, 0600, report) :
	    gs_file_create(r->out, text.ptr, text.len, 0600, report);

	if (err == GS_OK)
		printf("The sheet is in %s, in the clear: print it, and remove "
		    "it.\n", r->out);
	return err;
}

static int print_sheet(const struct recovering *r, struct gs_report *report,
    const struct gs_client *client)
{
	uint8_t text[GS_RECOVERY_MAX];
	struct gs_writer w = gs_writer_of(text, sizeof text);
	size_t left_out = 0;

	int err = gs_restore_sheet(&w, &left_out, report, client);
	if (err == GS_OK)
		err = gs_terminal_ask(question_of(r), r->yes);
	if (err == GS_OK && r->pdf != NULL)
		err = print_page(r, (struct gs_span){text, w.len});
	else if (err == GS_OK && r->out != NULL)
		err = write_sheet(r, report, (struct gs_span){text, w.len});
	else if (err == GS_OK)
		printf("%.*s", (int)w.len, (const char *)text);

	if (err == GS_OK && left_out > 0)
		fprintf(stderr, "%zu older keys have no place on it.\n",
		    left_out);
	gs_host_wipe(text, sizeof text);
	return err;
}

int gs_cli_recovery(int argc, char **argv)
{
	struct recovering r = {.state = NULL};
	struct gs_report report = {.text = ""};
	struct gs_client *client = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(r.state),
		GS_OPTION_PASSPHRASE(r.passphrase),
		GS_OPTION_OUT(r.out),
		{.name = "pdf", .value = &r.pdf},
		GS_OPTION_FORCE(r.force),
		GS_OPTION_YES(r.yes)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (r.out != NULL && r.pdf != NULL) {
		gs_verb_say("recovery-usage", "give -o or --pdf, not both");
		return gs_verb_misused();
	}

	int err = gs_cli_out_free(r.out != NULL ? r.out : r.pdf, r.force,
	    (const char *const[]){r.state}, 1);
	if (err == GS_OK)
		err = gs_state_open(&client, &report, r.state, r.passphrase);
	if (err == GS_OK)
		err = print_sheet(&r, &report, client);
	gs_verb_report_at(r.state, &report);
	gs_state_close(&client);
	return gs_verb_end(err);
}
