/* SPDX-License-Identifier: Apache-2.0 */
/* Signed notes, checkpoints, verifier keys. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/log/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const uint8_t key[32] = {1};
	struct gs_verifier v;
	struct gs_attestation verified;
	struct gs_checkpoint c;
	struct gs_note note;
	char text[1024];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	GS_HOLDS(gs_verifier_init(&v, "example.com/log", GS_KEY_ED25519,
	    key) == GS_OK);
	/* Nobody can sign for that key. */
	int err = gs_note_open(&note, &verified, data, len, &v, 1);
	GS_HOLDS(err != GS_OK);
	gs_fuzz_reached += err != GS_ERR_FORMAT;
	if (gs_checkpoint_parse(&c, data, len) == GS_OK) {
		gs_fuzz_reached++;
		gs_checkpoint_write(&w, &c);
		GS_HOLDS(gs_writer_end(&w) == GS_OK && w.len == len &&
		    memcmp(text, data, len) == 0);
	}
	w = gs_writer_of(text, sizeof text);
	if (gs_verifier_parse(&v, data, len) == GS_OK) {
		gs_fuzz_reached++;
		gs_verifier_write(&w, &v);
		GS_HOLDS(w.len == len && memcmp(text, data, len) == 0);
	}
	return 0;
}
