/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/sealed.h"

#include <stdlib.h>
#include <string.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/memo/seal.h"

int gs_content_fetch(uint8_t **out, size_t *len, size_t max,
    struct gs_report *report, struct gs_http *http, const uint8_t hash[32])
{
	char path[96] = "/content/";
	size_t head = strlen(path);
	struct gs_writer w = gs_writer_of(path + head,
	    sizeof path - head - 1);
	uint8_t *file = NULL, got[32];
	size_t file_len = 0;

	gs_write_hex(&w, hash, 32);
	const struct gs_http_ask ask = {.path = path, .max = max};
	int err = gs_http_get(http, report, &file, &file_len, &ask);
	if (err != GS_OK)
		return err;

	gs_host_sha256(got, &(struct gs_span){file, file_len}, 1);
	if (memcmp(got, hash, 32) != 0) {
		gs_report_tell(report, "content-other-file",
		    "{0}{1}: the server sent another file than the one that "
		    "the log names", gs_say_text(gs_http_base(http)),
		    gs_say_text(path));
		free(file);
		return GS_ERR_MISMATCH;
	}
	*out = file;
	*len = file_len;
	return GS_OK;
}

int gs_sealed_fetch(uint8_t **out, size_t *len, struct gs_report *report,
    struct gs_http *http, const uint8_t hash[32])
{
	return gs_content_fetch(out, len, GS_AGE_FILE_MAX, report, http, hash);
}

int gs_sealed_open(uint8_t **plain, size_t *plain_len,
    struct gs_report *report, struct gs_http *http, const uint8_t hash[32],
    const uint8_t identity[32])
{
	uint8_t *file = NULL;
	size_t len = 0;

	int err = gs_sealed_fetch(&file, &len, report, http, hash);
	if (err != GS_OK)
		return err;

	err = gs_seal_open(plain, plain_len, identity,
	    (struct gs_span){file, len});
	if (err != GS_OK)
		gs_report_tell(report, "content-not-opened",
		    "not sealed to the key given, or altered: {0}",
		    gs_say_text(gs_strerror(err)));
	free(file);
	return err;
}

int gs_reply_open(struct gs_opened_reply *out, struct gs_report *report,
    struct gs_http *http, const struct gs_memo *memo,
    const struct gs_record *rec, const uint8_t identity[32])
{
	*out = (struct gs_opened_reply){.plain = NULL};
	struct gs_arena *arena = gs_pool_start(&out->pool);
	int err = gs_sealed_open(&out->plain, &out->len, report, http,
	    gs_record_hash(rec, "content"), identity);

	return err != GS_OK ? err : gs_wording_read(&out->wording, report,
	    arena, memo, rec, (struct gs_span){out->plain, out->len});
}

void gs_reply_close(struct gs_opened_reply *reply)
{
	gs_age_free(&reply->plain, reply->len);
	gs_pool_free(&reply->pool);
	gs_host_wipe(&reply->wording, sizeof reply->wording);
}
