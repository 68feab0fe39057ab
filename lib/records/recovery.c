/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/records/recovery.h"

#include <string.h>

#include "core/record/record.h"
#include "lib/host.h"
#include "lib/log/note.h"

#define SUM_LEN 16 /* digits */

/* The first digits of SHA-256 of what stands above the line: of what was copied
 * by hand a letter may be wrong, and a wrong secret looks like any other. */
static void sum_text(char out[SUM_LEN + 1], struct gs_span text)
{
	uint8_t hash[32];
	struct gs_writer w = gs_writer_of(out, SUM_LEN);

	gs_host_sha256(hash, &text, 1);
	gs_write_hex(&w, hash, SUM_LEN / 2);
	out[SUM_LEN] = '\0';
}

static int report_miscopied(struct gs_report *report, size_t line)
{
	gs_report_tell(report, "recovery-form", "this is not what 'gainsay "
	    "recovery' printed, from line {0} on: compare it with the sheet, "
	    "letter by letter", gs_say_number(line == 0 ? 1 : line));
	return GS_ERR_FORMAT;
}

static const char *keep_word(struct gs_arena *arena,
    const struct gs_record *rec, const char *name)
{
	const struct gs_part part = gs_record_part(rec, name);
	char *copy = gs_arena_take(arena, part.len + 1, 1);

	if (copy != NULL)
		memcpy(copy, part.ptr, part.len);
	return copy;
}

static int take_secrets(struct gs_recovery *out, const struct gs_record *rec)
{
	uint64_t before = 0;
	uint8_t key[32];

	out->count = gs_record_count(rec, "secret");
	for (size_t i = 0; i < out->count; i++) {
		const struct gs_value *v = gs_record_value(rec, "secret", i);
		struct gs_recovery_key *k = &out->keys[i];

		k->edition = (uint64_t)v->parts[0].number;
		memcpy(k->secret.x, v->parts[1].ptr, 32);
		memcpy(k->secret.y, v->parts[2].ptr, 32);
		if (k->edition <= before ||
		    gs_secret_key(key, &k->secret) != GS_OK)
			return GS_ERR_FORMAT;
		before = k->edition;
	}
	return GS_OK;
}

/* The check is over all lines above its own. */
static bool is_summed(const struct gs_record *rec)
{
	const struct gs_value *v = gs_record_value(rec, "check", 0);
	char sum[SUM_LEN + 1];

	sum_text(sum, (struct gs_span){rec->text, rec->len - v->line.len});
	return gs_part_is(&v->parts[0], sum);
}

int gs_recovery_parse(struct gs_recovery *out, struct gs_report *report,
    struct gs_arena *arena, const void *text, size_t len)
{
	struct gs_record rec;
	struct gs_verifier log;
	size_t line = 0;

	if (len > GS_RECOVERY_MAX)
		len = GS_RECOVERY_MAX; /* and so not whole */
	int err = gs_record_parse(&rec, &line, arena, text, len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK || !gs_record_is(&rec, GS_RECORD_RECOVERY))
		return report_miscopied(report, line);
	if (!is_summed(&rec)) {
		gs_report_say(report, "recovery-sum", "a letter or more is not "
		    "as it was printed: the last line is not the check of "
		    "those above it");
		return GS_ERR_FORMAT;
	}

	out->server = keep_word(arena, &rec, "server");
	out->key = keep_word(arena, &rec, "key");
	memcpy(out->channel, gs_record_hash(&rec, "channel"), 32);
	if (out->server == NULL || out->key == NULL)
		return GS_ERR_MEMORY;
	err = gs_verifier_parse(&log, out->key, strlen(out->key));
	if (err == GS_OK)
		err = take_secrets(out, &rec);
	return err == GS_OK ? GS_OK : report_miscopied(report, 0);
}

int gs_recovery_write(struct gs_writer *w, struct gs_arena *arena,
    const struct gs_recovery *in)
{
	struct gs_record_writer d;
	char sum[SUM_LEN + 1];

	gs_record_start(&d, w->ptr, w->max, "recovery");
	gs_record_line(&d, "channel", gs_part_hash(in->channel));
	gs_record_line(&d, "server", gs_part_text(in->server));
	gs_record_line(&d, "key", gs_part_text(in->key));
	for (size_t i = 0; i < in->count; i++)
		gs_record_line(&d, "secret",
		    gs_part_number(in->keys[i].edition),
		    gs_part_hash(in->keys[i].secret.x),
		    gs_part_hash(in->keys[i].secret.y));
	sum_text(sum, (struct gs_span){d.w.ptr, d.w.len});
	gs_record_line(&d, "check", gs_part_word(sum));

	int err = gs_record_end(&d, arena);
	if (err == GS_OK)
		w->len = d.w.len;
	return err;
}
