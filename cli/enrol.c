/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay enrol: makes keys, hands them in under a code, keeps them. */
#include <string.h>

#include "cli/enrol/enrolment.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/steps/enrol.h"

static const char help[] =
"usage: gainsay enrol --server URL --key VKEY --state F [--passphrase-file P]\n"
"           [--cost low|moderate] [--editions K] (--code CODE | --code-file F)\n"
"Makes keys for the next editions of the roll, hands them in under a one-time\n"
"code, and keeps their secrets in F under a passphrase. If no answer came, do\n"
"the same again: what F has and the server has not yet receipted is sent. If the\n"
"server refuses, F is as it was before.\n\n"
GS_HELP_SERVER
"  --key VKEY           its verifier key, or a file that holds it: compare it\n"
"                       with what others have\n"
"  --state F            your state; there is no other copy of your keys\n"
GS_HELP_ENROLMENT
"  --code CODE          the code; better --code-file, since others may see the\n"
"                       commands that run\n"
"  --code-file F        the code is the first line of F\n"
GS_HELP_WAY;

struct enrolling {
	const char *code, *code_file;
	char code_text[GS_ENROL_CODE_MAX + 1]; /* secret until it is used */
	struct gs_enrolment e;
};

static int read_code(struct enrolling *r)
{
	uint8_t *file = NULL;
	size_t file_len = 0;

	if (r->code_file != NULL) {
		int bad = gs_file_read_secret(&file, &file_len,
		    2 * GS_ENROL_CODE_MAX, r->code_file, &r->e.s.report);

		if (bad != GS_OK)
			return bad;
	}

	const char *text = file != NULL ? (const char *)file : r->code;
	const struct gs_span typed = {(const uint8_t *)text,
	    strcspn(text, file != NULL ? "\r\n" : "")};
	struct gs_report said = {.text = ""};
	int err = gs_enrol_code(r->code_text, &said, typed);
	gs_verb_report_at(r->code_file, &said);
	gs_file_wipe(&file, file_len);
	return err;
}

int gs_cli_enrol(int argc, char **argv)
{
	struct enrolling r = {.code = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(r.e.server),
		GS_OPTION_KEY(r.e.key),
		GS_OPTION_STATE(r.e.state),
		GS_ENROLMENT_OPTIONS(r.e),
		GS_OPTIONS_WAY(r.e.way),
		{.name = "code", .value = &r.code},
		{.name = "code-file", .value = &r.code_file}};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((r.code == NULL) == (r.code_file == NULL)) {
		gs_verb_say("enrol-usage-code", "either --code or --code-file "
		    "is needed");
		return gs_verb_misused();
	}
	if (!gs_enrolment_words(&r.e))
		return gs_verb_misused();

	gs_session_start(&r.e.s);
	gs_session_want(&r.e.s, GS_WANT_NEWS, NULL);
	int err = read_code(&r);
	r.e.code = r.code_text;
	if (err == GS_OK)
		err = gs_enrolment_run(&r.e);
	gs_host_wipe(r.code_text, sizeof r.code_text);
	return gs_session_end(&r.e.s, err);
}
