/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/evidence.h"

#include <stdlib.h>

#include "cli/files.h"
#include "cli/source.h"

static int read_keys(struct gs_evidence *e, const char *key,
    const struct gs_values *witnesses)
{
	int err = gs_source_key(&e->verifiers[e->verifier_count++], key);
	for (size_t i = 0; err == GS_OK && i < witnesses->count; i++)
		err = gs_source_key(&e->verifiers[e->verifier_count++],
		    witnesses->v[i]);
	return err;
}

int gs_evidence_open(struct gs_evidence *e, const char *key,
    const struct gs_values *witnesses, const char *file, const char *roll)
{
	e->arena = gs_pool_start(&e->pool);
	int err = read_keys(e, key, witnesses);
	if (err == GS_OK)
		err = gs_file_read(&e->file, &e->file_len, GS_PROVENANCE_MAX,
		    file);
	if (err == GS_OK && roll != NULL)
		err = gs_file_read(&e->keys, &e->keys_len, GS_ROLL_MAX * 32,
		    roll);
	if (err != GS_OK)
		return GS_ERR_IO;
	err = gs_provenance_parse(&e->parts, &e->report, e->arena, e->file,
	    e->file_len);
	if (err == GS_OK)
		err = gs_provenance_verify(&e->verdict, &e->report, e->arena,
		    &e->parts, e->verifiers, e->verifier_count,
		    (struct gs_span){e->keys, e->keys_len});
	if (err != GS_OK && e->report.text[0] == '\0')
		gs_report_set(&e->report, "%s", gs_strerror(err));
	if (err == GS_ERR_UNKNOWN && roll == NULL && e->parts.keys.len == 0)
		err = GS_ERR_IO;
	return err;
}

void gs_evidence_close(struct gs_evidence *e)
{
	gs_pool_free(&e->pool);
	free(e->file);
	free(e->keys);
	e->file = NULL;
	e->keys = NULL;
}
