/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/unfiled.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/records/several.h"
#include "mirror/folder.h"
#include "mirror/kept.h"

#define FILE_BYTES_MAX ((size_t)4 << 20)
#define ONE_MAX ((size_t)4096) /* of a record: a refusal in base64 */

struct published {
	char path[GS_MIRROR_PATH_MAX];
	struct gs_pool pool;
	struct gs_arena *arena;
	uint8_t *text;
	size_t len;
	struct gs_unfiled *list; /* by memo id */
	size_t count;
	bool changed;
};

/* Read -------------------------------------------------------------------- */

/* What a mirror has of a server that it asked. */
static const char *answer_word(const struct gs_record *rec)
{
	struct gs_part part = gs_record_part(rec, "answer");

	for (unsigned i = GS_KEPT_NONE; i <= GS_KEPT_PROMISE; i++)
		if (gs_part_is(&part, gs_kept_word((enum gs_kept_answer)i)))
			return gs_kept_word((enum gs_kept_answer)i);
	return NULL;
}

static int take_said(struct published *p, struct gs_span text)
{
	struct gs_unfiled *said = &p->list[p->count];
	struct gs_record rec;

	int err = gs_record_parse(&rec, NULL, p->arena, text.ptr, text.len);
	if (err != GS_OK)
		return err;
	if (!gs_record_is(&rec, GS_RECORD_UNFILED) ||
	    answer_word(&rec) == NULL)
		return GS_ERR_FORMAT;
	memcpy(said->channel, gs_record_hash(&rec, "channel"), 32);
	memcpy(said->memo, gs_record_hash(&rec, "memo"), 32);
	said->day = (int64_t)gs_record_number(&rec, "day");
	said->size = gs_record_number(&rec, "size");
	said->answer = answer_word(&rec);
	struct gs_part refusal = gs_record_part(&rec, "refusal");
	said->refusal = (struct gs_span){refusal.ptr, refusal.len};
	said->entered = gs_record_count(&rec, "entry") > 0;
	if (said->entered)
		said->entry = gs_record_number(&rec, "entry");
	if (p->count > 0 && memcmp(said[-1].memo, said->memo, 32) >= 0)
		return GS_ERR_FORMAT;
	p->count++;
	return GS_OK;
}

static int read_published(struct published *p)
{
	struct gs_span left = {p->text, p->len};
	size_t room = gs_records_count(left) + 1; /* one more may come */
	int err = GS_OK;

	p->list = gs_arena_take(p->arena, room, sizeof *p->list);
	if (p->list == NULL)
		return GS_ERR_MEMORY;
	while (err == GS_OK && left.len > 0)
		err = take_said(p, gs_records_next(&left));
	return err;
}

static int open_published(struct published *p, struct gs_report *report,
    const char *public)
{
	*p = (struct published){.text = NULL};
	p->arena = gs_pool_start(&p->pool);
	int n = snprintf(p->path, sizeof p->path, "%s/refused", public);

	if (n < 0 || (size_t)n >= sizeof p->path)
		return GS_ERR_RANGE;
	int err = access(p->path, F_OK) != 0 && errno == ENOENT ? GS_OK :
	    gs_file_read(&p->text, &p->len, FILE_BYTES_MAX, p->path, report);
	if (err != GS_OK && err != GS_ERR_SPACE)
		return err;
	if (err == GS_OK)
		err = read_published(p);
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "mirror-refused-damaged", "{0} is not what this "
	    "mirror has published of filings ({1}): put it back",
	    gs_say_text(p->path), gs_say_text(gs_strerror(err)));
	return GS_ERR_MISMATCH;
}

static void close_published(struct published *p)
{
	gs_file_wipe(&p->text, p->len);
	gs_pool_free(&p->pool);
}

int gs_unfiled_check(struct gs_report *report, const char *public)
{
	struct published p;

	int err = open_published(&p, report, public);
	close_published(&p);
	return err;
}

/* Write ------------------------------------------------------------------- */

static int write_published(const struct published *p,
    struct gs_report *report)
{
	size_t room = p->len + (p->count + 1) * 64 + ONE_MAX;
	uint8_t *text = malloc(room), one[ONE_MAX];
	struct gs_writer w = gs_writer_of(text, room);
	int err = text == NULL ? GS_ERR_MEMORY : GS_OK;

	for (size_t i = 0; err == GS_OK && i < p->count; i++) {
		struct gs_writer r = gs_writer_of(one, sizeof one);

		err = gs_unfiled_write(&r, &p->list[i]);
		gs_write_bytes(&w, one, r.len);
	}
	if (err == GS_OK)
		err = gs_writer_end(&w);
	if (err == GS_OK && w.len > FILE_BYTES_MAX) {
		gs_report_tell(report, "mirror-refused-full", "{0} is full: "
		    "nothing more is said of filings that the log has not got",
		    gs_say_text(p->path));
		err = GS_ERR_SPACE;
	}
	if (err == GS_OK)
		err = gs_file_write(p->path, text, w.len, 0644, report);
	free(text);
	return err;
}

static void insert_said(struct published *p, const struct gs_unfiled *said)
{
	size_t at = 0;

	while (at < p->count && memcmp(p->list[at].memo, said->memo, 32) < 0)
		at++;
	if (at < p->count && memcmp(p->list[at].memo, said->memo, 32) == 0)
		return;
	memmove(&p->list[at + 1], &p->list[at],
	    (p->count - at) * sizeof *p->list);
	p->list[at] = *said;
	p->count++;
	p->changed = true;
}

int gs_unfiled_publish(struct gs_report *report, const char *public,
    const struct gs_unfiled *said)
{
	struct published p;

	int err = open_published(&p, report, public);
	if (err == GS_OK) {
		insert_said(&p, said);
		if (p.changed)
			err = write_published(&p, report);
	}
	close_published(&p);
	return err;
}

int gs_unfiled_settle(struct gs_report *report, const char *public,
    const struct gs_state *state)
{
	struct published p;

	int err = open_published(&p, report, public);
	for (size_t i = 0; err == GS_OK && i < p.count; i++) {
		const struct gs_memo *memo = p.list[i].entered ? NULL :
		    gs_state_memo_by(state, p.list[i].memo);

		if (memo == NULL)
			continue;
		p.list[i].entered = p.changed = true;
		p.list[i].entry = memo->index;
	}
	if (err == GS_OK && p.changed)
		err = write_published(&p, report);
	close_published(&p);
	return err;
}
