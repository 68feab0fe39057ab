/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay-certificate, as `gainsay certificate` starts it: a page to hand over,
 * made from a provenance file that verifies.  Offline. */
#include <stdio.h>
#include <stdlib.h>

#include "certificate/certificate.h"
#include "cli/common/evidence.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/verb.h"

static const char help[] =
"usage: gainsay certificate --key VKEY [--witness VKEY]... [--policy FILE]\n"
"           [--roll KEYS] -o OUT.pdf FILE.gainsay\n"
"Verifies the provenance file FILE and makes a page to hand over from it: what\n"
"is proved and what is not, the duties against the clock, the count, and a QR\n"
"code with what is needed to check it. The memo's text is not on it. The same\n"
"file gives the same page.\n\n"
GS_HELP_EVIDENCE
"  -o, --out FILE       where the PDF goes\n"
GS_HELP_FORCE;

static int write_pdf(const struct gs_evidence *e, const char *out)
{
	uint8_t *pdf = malloc(GS_CERTIFICATE_MAX);
	if (pdf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(pdf, GS_CERTIFICATE_MAX);

	int err = gs_certificate_write(&w, e);
	if (err == GS_OK) {
		err = gs_cli_file_write(out, pdf, w.len, 0600);
	} else {
		gs_verb_tell("certificate-not-made",
		    "the certificate cannot be made: {0}",
		    gs_say_text(gs_strerror(err)));
		err = GS_ERR_IO;
	}
	free(pdf);
	return err;
}

int main(int argc, char **argv)
{
	static struct gs_evidence e;
	struct gs_evidence_files files = {.file = NULL};
	const char *out = NULL;
	bool force = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_EVIDENCE_OPTIONS(files),
		GS_OPTION_OUT_NEEDED(out),
		GS_OPTION_FORCE(force)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	gs_verb_begin("certificate");
	int code = gs_program_start("gainsay-certificate", argc, argv);
	if (code >= 0)
		return code;
	code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_cli_out_free(out, force,
	    (const char *const[]){argv[at], files.roll}, 2);
	if (err != GS_OK)
		return gs_verb_end(err);
	err = gs_evidence_open(&e, &files, argv[at]);
	if (err == GS_OK)
		err = write_pdf(&e, out);
	else if (e.report.text[0] != '\0')
		gs_verb_tell("certificate-file-invalid",
		    "not valid: {0}: {1}", gs_say_text(argv[at]),
		    gs_say_text(e.report.text));

	gs_evidence_free(&e);
	gs_evidence_close(&files);
	return gs_verb_end(err);
}
