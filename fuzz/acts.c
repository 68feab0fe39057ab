/* SPDX-License-Identifier: Apache-2.0 */
/* Acts in files, as a link holder has them from others: a byte says how many
 * readers the charter has, one how many keys the roll, then come channel and
 * memo id, 32 bytes each, then the files, each with its length in two bytes
 * before it.  What is read is sorted, and the same again whatever file had
 * which act. */
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "fuzz/fuzz.h"
#include "lib/host.h"
#include "lib/steps/acts.h"

#define FILES 16

struct input {
	struct gs_charter charter;
	struct gs_roll_edition roll;
	struct gs_act_ground ground;
	struct gs_span files[FILES];
	size_t count;
};

/* False: it is too short for a ground. */
static bool split_input(struct input *in, const uint8_t *data, size_t len)
{
	struct gs_reader r = gs_reader_of(data, len);

	*in = (struct input){.count = 0};
	in->charter.reveal_count = gs_read_u8(&r) % (GS_REVEALS_MAX + 1);
	in->roll.size = (uint64_t)gs_read_u8(&r) + 1;
	gs_read_copy(&r, in->charter.channel, 32);
	in->ground = (struct gs_act_ground){gs_read_bytes(&r, 32),
	    &in->charter, &in->roll};
	if (r.err != GS_OK)
		return false;

	while (in->count < FILES && !gs_reader_done(&r)) {
		size_t n = gs_read_u16(&r);
		const uint8_t *file = gs_read_bytes(&r, n);
		if (file == NULL)
			break;
		in->files[in->count++] = (struct gs_span){file, n};
	}
	return true;
}

static void look_at_acts(const struct gs_acts *acts)
{
	size_t withdrawn = 0;

	GS_HOLDS(acts->withdrawn <= acts->tags &&
	    acts->count == acts->tags + acts->withdrawn);
	for (size_t i = 0; i < acts->count; i++) {
		const struct gs_entry_proof *p = &acts->proofs[i];
		int order = i == 0 ? -1 : memcmp(acts->proofs[i - 1].proof,
		    p->proof, GS_TAG_LEN);

		GS_HOLDS(p->proof_len >= GS_TAG_LEN && order <= 0);
		withdrawn += order == 0;
	}
	GS_HOLDS(withdrawn == acts->withdrawn);
}

static void same_acts(const struct gs_acts *a, const struct gs_acts *b)
{
	GS_HOLDS(a->count == b->count && a->tags == b->tags);
	for (size_t i = 0; i < a->count; i++)
		GS_HOLDS(a->texts[i].len == b->texts[i].len &&
		    memcmp(a->texts[i].ptr, b->texts[i].ptr,
		        a->texts[i].len) == 0);
}

/* In one file, and from files in the other order. */
static void read_again(struct gs_arena *arena, const struct input *in,
    const struct gs_acts *acts, size_t len)
{
	uint8_t *whole = gs_arena_take(arena, len + 1, 1);
	struct gs_span turned[FILES];
	struct gs_acts again;

	GS_HOLDS(whole != NULL);
	struct gs_writer w = gs_writer_of(whole, len);
	for (size_t i = 0; i < acts->count; i++)
		gs_write_bytes(&w, acts->texts[i].ptr, acts->texts[i].len);
	const struct gs_span file = {whole, w.len};
	GS_HOLDS(gs_writer_end(&w) == GS_OK && gs_acts_read(&again, NULL,
	    arena, &in->ground, &file, 1) == GS_OK);
	same_acts(acts, &again);

	for (size_t i = 0; i < in->count; i++)
		turned[i] = in->files[in->count - 1 - i];
	GS_HOLDS(gs_acts_read(&again, NULL, arena, &in->ground, turned,
	    in->count) == GS_OK);
	same_acts(acts, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input in;
	struct gs_report report = {.text = ""};
	struct gs_acts acts;
	struct gs_pool pool;
	/* Its own allocation: a byte too far is seen by the sanitizer. */
	uint8_t *copy = malloc(len + 1);

	GS_HOLDS(copy != NULL);
	if (len > 0)
		memcpy(copy, data, len);
	struct gs_arena *arena = gs_pool_start(&pool);
	if (!split_input(&in, copy, len))
		goto out;

	int err = gs_acts_read(&acts, &report, arena, &in.ground, in.files,
	    in.count);
	GS_HOLDS((err == GS_OK) == (report.code[0] == '\0'));
	if (err == GS_OK && acts.count > 0) {
		gs_fuzz_reached++;
		look_at_acts(&acts);
		read_again(arena, &in, &acts, len);
	}
out:
	gs_pool_free(&pool);
	free(copy);
	return 0;
}
