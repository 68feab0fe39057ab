/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay certificate: a page to hand over, made from a provenance file that
 * verifies.  Offline. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/certificate_page.h"
#include "cli/files.h"
#include "cli/options.h"
#include "cli/source.h"
#include "cli/terminal.h"
#include "cli/verbs.h"
#include "lib/host.h"
#include "lib/provenance.h"

static const char help[] =
"usage: gainsay certificate --key VKEY [--witness VKEY]... [--roll KEYS]\n"
"           -o OUT.pdf FILE.gainsay\n"
"Verifies the provenance file FILE and makes a page to hand over from it: what\n"
"is proved and what is not, the duties against the clock, the count, and a QR\n"
"code with what is needed to check it. The memo's text is not on it. The same\n"
"file gives the same page.\n\n"
"  --key VKEY      the channel's verifier key, or a file with it; from somewhere\n"
"                  else than FILE\n"
"  --witness VKEY  the key of a witness that you trust\n"
"  --roll KEYS     the roll's keys, if FILE was made without them\n"
"  -o, --out FILE  where the PDF goes\n";

struct job {
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_verifier keys_of[1 + GS_VALUES_PER_OPTION]; /* the log first */
	size_t key_count;
	uint8_t *file, *keys, *pdf;
	size_t file_len, keys_len;
	struct gs_provenance parts;
	struct gs_verdict verdict;
};

static int load(struct job *j, const char *file, const char *roll)
{
	struct gs_report report = {""};
	int err = gs_file_read(&j->file, &j->file_len, GS_PROVENANCE_MAX,
	    file);
	if (err == GS_OK && roll != NULL)
		err = gs_file_read(&j->keys, &j->keys_len,
		    GS_ROLL_MAX * 32, roll);
	if (err != GS_OK)
		return GS_ERR_IO;
	err = gs_provenance_parse(&j->parts, &report, j->arena, j->file,
	    j->file_len);
	if (err == GS_OK)
		err = gs_provenance_verify(&j->verdict, &report, j->arena,
		    &j->parts, j->keys_of, j->key_count,
		    (struct gs_span){j->keys, j->keys_len});
	if (err == GS_ERR_UNKNOWN && roll == NULL && j->parts.keys.len == 0)
		err = GS_ERR_IO; /* nothing was judged */
	if (err != GS_OK)
		fprintf(stderr, "gainsay certificate: not valid: %s: %s\n",
		    file, report.text[0] == '\0' ? gs_strerror(err) :
		    report.text);
	return err;
}

static int write_pdf(struct job *j, const char *out)
{
	j->pdf = malloc(GS_CERTIFICATE_MAX);
	if (j->pdf == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(j->pdf, GS_CERTIFICATE_MAX);
	int err = gs_certificate_write(&w, &j->verdict, &j->keys_of[0]);
	if (err != GS_OK) {
		fprintf(stderr, "gainsay certificate: %s\n",
		    gs_strerror(err));
		return GS_ERR_IO;
	}
	return gs_file_write(out, j->pdf, w.len, 0644);
}

int gs_cli_certificate(int argc, char **argv)
{
	static struct job j;
	struct gs_values witnesses = {.count = 0};
	const char *key = NULL, *roll = NULL, *out = NULL;
	int at = 0;
	const struct gs_option options[] = {
		{"key", &key, NULL, NULL, true},
		{"witness", NULL, NULL, &witnesses, false},
		{"roll", &roll, NULL, NULL, false},
		{"out", &out, NULL, NULL, true}};
	int code = gs_options(&at, argc, argv, options, 4, 1, 1, help);
	if (code >= 0)
		return code;
	j.arena = gs_pool_start(&j.pool);
	int err = gs_source_key(&j.keys_of[j.key_count++], key);
	for (size_t i = 0; err == GS_OK && i < witnesses.count; i++)
		err = gs_source_key(&j.keys_of[j.key_count++],
		    witnesses.v[i]);
	err = err != GS_OK ? GS_ERR_IO : load(&j, argv[at], roll);
	if (err == GS_OK)
		err = write_pdf(&j, out);
	gs_pool_free(&j.pool);
	free(j.file);
	free(j.keys);
	free(j.pdf);
	return gs_exit_code(err);
}
