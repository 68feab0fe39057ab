/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/log/quorum.h"

#include <string.h>

static int named_verifier(struct gs_verifier *out, const struct gs_part *name,
    enum gs_key_type type, const struct gs_part *key)
{
	char text[GS_NOTE_NAME_MAX + 1];

	if (name->len > GS_NOTE_NAME_MAX || key->len != 32)
		return GS_ERR_FORMAT;
	memcpy(text, name->ptr, name->len);
	text[name->len] = '\0';
	return gs_verifier_init(out, text, type, key->ptr);
}

int gs_quorum_verifier(struct gs_verifier *out,
    const struct gs_witness *witness)
{
	return named_verifier(out, &witness->name, GS_KEY_COSIGNATURE,
	    &witness->key);
}

int gs_quorum_of(struct gs_quorum *out, const struct gs_charter *charter)
{
	struct gs_part origin = gs_record_part(&charter->rec, "origin");
	const struct gs_role *log = gs_charter_role(charter, "log");

	*out = (struct gs_quorum){.count = charter->witness_count,
	    .needed = charter->quorum};
	int err = named_verifier(&out->keys[0], &origin, GS_KEY_ED25519,
	    &log->key);
	for (size_t i = 0; err == GS_OK && i < out->count; i++)
		err = gs_quorum_verifier(&out->keys[1 + i],
		    &charter->witnesses[i]);
	return err;
}

/* How many witnesses had cosigned by that time. */
static size_t cosigned_by(const struct gs_quorum_verdict *v, size_t count,
    uint64_t time)
{
	size_t n = 0;

	for (size_t i = 1; i <= count; i++)
		n += v->signatures[i].good && v->signatures[i].time != 0 &&
		    v->signatures[i].time <= time;
	return n;
}

int gs_quorum_judge(struct gs_quorum_verdict *out,
    const struct gs_quorum *quorum, const void *note, size_t len)
{
	struct gs_quorum_verdict v = {.cosigned = 0};

	int err = gs_checkpoint_open(&v.checkpoint, v.signatures, note, len,
	    quorum->keys, 1 + quorum->count);
	if (err != GS_OK)
		return err;

	v.cosigned = cosigned_by(&v, quorum->count, GS_NOTE_TIME_MAX);
	v.reached = v.cosigned >= quorum->needed;
	for (size_t i = 1; quorum->needed > 0 && v.reached &&
	    i <= quorum->count; i++) {
		uint64_t time = v.signatures[i].time;

		if (time != 0 && cosigned_by(&v, quorum->count, time) >=
		    quorum->needed && (v.time == 0 || time < v.time))
			v.time = time;
	}
	*out = v;
	return GS_OK;
}
