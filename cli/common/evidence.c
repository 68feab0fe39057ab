/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/evidence.h"

#include <stdlib.h>

#include "cli/common/files.h"

static int read_files(struct gs_evidence *e, const char *file,
    const char *roll)
{
	int err = gs_trust_read(&e->trust);
	if (err == GS_OK)
		err = gs_cli_file_read(&e->file, &e->file_len, GS_PROVENANCE_MAX,
		    file);
	if (err == GS_OK && roll != NULL)
		err = gs_cli_file_read(&e->keys, &e->keys_len, GS_ROLL_MAX * 32,
		    roll);
	return err;
}

static int verify(struct gs_evidence *e)
{
	struct gs_trust *t = &e->trust;
	int err = gs_provenance_parse(&e->parts, &e->report, e->arena, e->file,
	    e->file_len);
	if (err == GS_OK)
		err = gs_trust_judge(t, &e->report, e->parts.checkpoint);
	if (err == GS_OK)
		err = gs_provenance_verify(&e->verdict, &e->report, e->arena,
		    &e->parts, t->verifiers, t->count,
		    (struct gs_span){e->keys, e->keys_len});
	if (err == GS_OK) {
		/* The policy's rule, where the file knows the first alone. */
		e->verdict.witnesses = t->cosigned;
		e->verdict.witnessed = t->time;
	}
	if (err != GS_OK && e->report.text[0] == '\0')
		gs_report_set(&e->report, "%s", gs_strerror(err));
	return err;
}

int gs_evidence_open(struct gs_evidence *e, const char *file,
    const char *roll)
{
	e->arena = gs_pool_start(&e->pool);
	if (read_files(e, file, roll) != GS_OK)
		return GS_ERR_IO;
	int err = verify(e);
	/* Of a roll that nobody gave nothing can be said; of a checkpoint that
	 * nobody known signed it can. */
	if (err == GS_ERR_UNKNOWN && e->trust.verified[0].good &&
	    roll == NULL && e->parts.keys.len == 0)
		err = GS_ERR_IO;
	return err;
}

void gs_evidence_close(struct gs_evidence *e)
{
	gs_pool_free(&e->pool);
	gs_trust_close(&e->trust);
	free(e->file);
	free(e->keys);
	e->file = NULL;
	e->keys = NULL;
}
