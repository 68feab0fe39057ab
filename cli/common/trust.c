/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/trust.h"

#include <stdlib.h>

#include "cli/common/files.h"
#include "cli/common/source.h"

static int read_policy(struct gs_trust *t, struct gs_trust_options *o)
{
	struct gs_report report = {.text = ""};
	size_t len = 0;

	int err = gs_cli_file_read(&o->policy_text, &len, GS_POLICY_MAX,
	    o->policy_file);
	if (err != GS_OK)
		return err;

	len = gs_file_lines(o->policy_text, len);
	err = gs_trust_policy(t, &report, o->policy_text, len);
	if (err != GS_OK)
		gs_verb_tell("policy-refused", "the policy {0}: {1}",
		    gs_say_text(o->policy_file), gs_say_text(report.text));
	return err;
}

static int read_witness(struct gs_trust *t, const char *vkey)
{
	struct gs_report report = {.text = ""};
	struct gs_verifier witness;

	int err = gs_source_key(&witness, vkey);
	if (err == GS_OK)
		err = gs_trust_witness(t, &report, &witness);
	gs_verb_report(&report);
	return err;
}

int gs_trust_read(struct gs_trust *out, struct gs_trust_options *o)
{
	struct gs_report report = {.text = ""};
	struct gs_verifier log;
	int err = GS_OK;

	if (o->key != NULL)
		err = gs_source_key(&log, o->key);
	if (err == GS_OK && o->key != NULL)
		gs_trust_key(out, &log);
	if (err == GS_OK && o->policy_file != NULL)
		err = read_policy(out, o);
	for (size_t i = 0; err == GS_OK && i < o->witnesses.count; i++)
		err = read_witness(out, o->witnesses.v[i]);

	if (err == GS_OK) {
		err = gs_trust_check(out, &report);
		gs_verb_report(&report);
	}
	return err == GS_OK ? GS_OK : GS_ERR_IO;
}

void gs_trust_close(struct gs_trust_options *o)
{
	free(o->policy_text);
	o->policy_text = NULL;
}
