/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/own_key.h"

#include "core/channel/channel.h"
#include "lib/records/invitation.h"
#include "lib/steps/case.h"

const char gs_own_key_why[] = "no key was given to check the file by; the one "
    "that it names itself was chosen by whoever made it";

int gs_own_key_find(struct gs_own_key *out, struct gs_report *report,
    struct gs_span file)
{
	struct gs_writer w = gs_writer_of(out->vkey, sizeof out->vkey - 1);
	struct gs_verifier key;
	uint8_t channel[32], id[32];

	int err = gs_case_own_key(&key, channel, report, file);
	if (err != GS_OK)
		return err;

	gs_verifier_write(&w, &key);
	out->vkey[w.len] = '\0';
	gs_channel_key_id(id, out->vkey, channel);
	return gs_word_code_make(out->code, report, id);
}

struct gs_json_object gs_own_key_json(const struct gs_own_key *key)
{
	struct gs_json_object o = gs_json_object_start();

	gs_json_put(&o, "valid", json_null());
	gs_json_put(&o, "why", json_string(gs_own_key_why));
	gs_json_put(&o, "own_key", json_string(key->vkey));
	gs_json_put(&o, "own_word_code", json_string(key->code));
	return o;
}
