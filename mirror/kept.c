/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/kept.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/file.h"
#include "lib/host.h"
#include "mirror/folder.h"
#include "mirror/parts.h"

#define HEAD "gainsay/v1 mirror-filing\n"
#define WORD_MAX 16
#define HEAD_MAX ((size_t)8192) /* all that stands before the body */

static const char *const words[] = {"unasked", "none", "refusal",
    "promise"};

const char *gs_kept_word(enum gs_kept_answer answer)
{
	return words[answer];
}

void gs_kept_name(char name[GS_KEPT_NAME], const uint8_t id[32],
    const uint8_t tag[32])
{
	const struct gs_span parts[] = {{id, 32}, {tag, 32}};
	uint8_t hash[32];
	struct gs_writer w = gs_writer_of(name, GS_KEPT_NAME);

	gs_host_sha256(hash, parts, 2);
	gs_write_hex(&w, hash, 32);
	gs_write_u8(&w, 0);
}

static int kept_path(char out[GS_MIRROR_PATH_MAX], const char *dir,
    const char *name)
{
	int n = snprintf(out, GS_MIRROR_PATH_MAX, "%s/%s", dir, name);

	return n < 0 || n >= GS_MIRROR_PATH_MAX ? GS_ERR_RANGE : GS_OK;
}

/* Write ------------------------------------------------------------------- */

int gs_kept_put(struct gs_writer *w, const struct gs_kept *kept,
    struct gs_span body)
{
	gs_write_text(w, HEAD "until ");
	gs_write_decimal(w, (uint64_t)kept->until);
	gs_write_text(w, "\nanswer ");
	gs_write_text(w, gs_kept_word(kept->answer));
	gs_write_text(w, kept->published ? "\npublished 1\n" :
	    "\npublished 0\n");
	gs_parts_put(w, "refusal", (struct gs_span){kept->refusal,
	    kept->refusal_len});
	gs_parts_put(w, "promise", (struct gs_span){kept->promise,
	    kept->promise_len});
	gs_parts_put(w, "body", body);
	return gs_writer_end(w);
}

int gs_kept_write(const struct gs_kept *kept, struct gs_report *report,
    const char *dir, struct gs_span body)
{
	char path[GS_MIRROR_PATH_MAX];
	uint8_t *text = malloc(HEAD_MAX + body.len);

	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, HEAD_MAX + body.len);
	int err = gs_kept_put(&w, kept, body);
	if (err == GS_OK)
		err = kept_path(path, dir, kept->name);
	if (err == GS_OK)
		err = gs_file_write(path, text, w.len, 0600, report);
	free(text);
	return err;
}

/* Read -------------------------------------------------------------------- */

static enum gs_kept_answer take_kept_answer(struct gs_reader *r)
{
	size_t len = 0;

	gs_read_expect(r, "answer ");
	const uint8_t *word = gs_read_line(&len, r, WORD_MAX);
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (word != NULL && len == strlen(words[i]) &&
		    memcmp(word, words[i], len) == 0)
			return (enum gs_kept_answer)i;
	r->err = GS_ERR_FORMAT;
	return GS_KEPT_UNASKED;
}

static int parse_kept(struct gs_kept *out, struct gs_span *body,
    struct gs_span text)
{
	struct gs_reader r = gs_reader_of(text.ptr, text.len);

	gs_read_expect(&r, HEAD);
	out->until = (int64_t)gs_parts_line(&r, "until", INT64_MAX);
	out->answer = take_kept_answer(&r);
	out->published = gs_parts_line(&r, "published", 1) == 1;
	struct gs_span refusal = gs_parts_take(&r, "refusal",
	    sizeof out->refusal);
	struct gs_span promise = gs_parts_take(&r, "promise",
	    sizeof out->promise);
	*body = gs_parts_take(&r, "body", GS_OFFER_MAX);
	int err = gs_reader_end(&r);
	if (err != GS_OK)
		return err;

	out->refusal_len = refusal.len;
	out->promise_len = promise.len;
	out->bytes = body->len;
	if (refusal.len > 0)
		memcpy(out->refusal, refusal.ptr, refusal.len);
	if (promise.len > 0)
		memcpy(out->promise, promise.ptr, promise.len);
	return GS_OK;
}

/* Whose it is, by its body, which was judged before it was kept. */
static int identify_kept(struct gs_kept *out, struct gs_span body)
{
	struct gs_report unheard = {.text = ""};
	struct gs_offer offer;
	struct gs_pool pool;

	int err = gs_offer_read(&offer, &unheard, gs_pool_start(&pool), body);
	if (err == GS_OK) {
		memcpy(out->id, offer.id, 32);
		memcpy(out->tag, offer.tag, 32);
		gs_kept_name(out->name, out->id, out->tag);
	}
	gs_pool_free(&pool);
	return err;
}

int gs_kept_take(struct gs_kept *out, struct gs_span *body,
    struct gs_span text)
{
	*out = (struct gs_kept){.until = 0};
	int err = parse_kept(out, body, text);

	return err == GS_OK ? identify_kept(out, *body) : err;
}

int gs_kept_read(struct gs_kept *out, struct gs_span *body, uint8_t **file,
    struct gs_report *report, const char *dir, const char *name)
{
	char path[GS_MIRROR_PATH_MAX];
	size_t len = 0;

	*file = NULL;
	int err = kept_path(path, dir, name);
	if (err == GS_OK)
		err = gs_file_read(file, &len, HEAD_MAX + GS_OFFER_MAX, path,
		    report);
	if (err != GS_OK)
		return err == GS_ERR_SPACE ? GS_ERR_MISMATCH : err;

	err = gs_kept_take(out, body, (struct gs_span){*file, len});
	if (err == GS_OK && strcmp(out->name, name) != 0)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "mirror-filing-damaged", "{0} is not a filing "
	    "as this mirror keeps one ({1}): put it back, or take it away; "
	    "then it is not passed on", gs_say_text(path),
	    gs_say_text(gs_strerror(err)));
	gs_file_wipe(file, len);
	return GS_ERR_MISMATCH;
}

int gs_kept_remove(struct gs_report *report, const char *dir,
    const char *name)
{
	char path[GS_MIRROR_PATH_MAX];

	int err = kept_path(path, dir, name);
	if (err != GS_OK)
		return err;
	if (unlink(path) == 0 || errno == ENOENT)
		return GS_OK;
	gs_report_errno(report, "mirror-filing-stays", path,
	    "cannot be removed", errno);
	return GS_ERR_IO;
}
