/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/circle.h"

#include "lib/age.h"
#include "lib/host.h"
#include "lib/memo/plain.h"
#include "lib/memo/seal.h"

/* A memo's content may have files of any bytes behind its text, which a letter
 * may not. */
static int seal_content(struct gs_circle_file *out,
    const struct gs_recipients *to, struct gs_span content)
{
	uint8_t secret[32];

	int err = gs_host_random(secret, sizeof secret);
	if (err == GS_OK)
		err = gs_seal_same(&out->sealed, &out->len, to, content,
		    secret);
	gs_host_wipe(secret, sizeof secret);
	return err;
}

static int seal_file(struct gs_circle_file *out, struct gs_report *report,
    const struct gs_recipients *to, struct gs_span text, bool letter)
{
	int err = letter ? gs_seal(&out->sealed, &out->len, to, text) :
	    seal_content(out, to, text);

	if (err != GS_OK) {
		gs_report_tell(report, "circle-not-sealed", "the text of {0} "
		    "bytes cannot be sealed to {1} keys: {2}",
		    gs_say_number(text.len), gs_say_number(to->count),
		    gs_say_text(gs_strerror(err)));
		return err;
	}
	gs_host_sha256(out->digest, &(struct gs_span){out->sealed, out->len},
	    1);
	return GS_OK;
}

int gs_circle_seal_copy(struct gs_circle_file *out, struct gs_report *report,
    const struct gs_charter *charter, const char *to, struct gs_span content)
{
	const struct gs_part name = gs_part_text(to);
	struct gs_recipients keys;

	*out = (struct gs_circle_file){.sealed = NULL};
	gs_recipients_of_copy(&keys, &charter->rec, &name);
	return keys.count == 0 ? GS_ERR_UNKNOWN :
	    seal_file(out, report, &keys, content, false);
}

int gs_circle_seal_report(struct gs_circle_file *out,
    struct gs_report *report, const struct gs_memo *memo,
    struct gs_span text)
{
	struct gs_recipients keys;

	*out = (struct gs_circle_file){.sealed = NULL};
	int err = gs_plain_check(report, text);
	if (err != GS_OK)
		return err;
	gs_recipients_of_report(&keys, &memo->rec, &memo->charter->rec);
	return seal_file(out, report, &keys, text, true);
}

void gs_circle_file_free(struct gs_circle_file *file)
{
	gs_age_free(&file->sealed, file->len);
	file->len = 0;
}
