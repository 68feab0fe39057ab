/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/follow.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "server/back/followed.h"
#include "server/back/inside.h"
#include "server/back/open.h"
#include "store/items.h"

#define PATIENCE_MS 180000
#define VERSION 1
#define PAIRS 1024 /* items in a frame */

struct follow {
	struct gs_back *back;
	struct gs_line *line;
	struct gs_report *report;
	uint8_t lead[32]; /* whom it follows */
	bool begun;       /* a transaction in both files */
	void (*whole)(void);
	/* While it says what it has: */
	enum gs_items of;
	uint8_t pairs[2 + 64 * PAIRS];
	size_t count;
};

static struct gs_database *copy_of(const struct follow *f, enum gs_items of)
{
	return of == GS_ITEMS_INBOX ? f->back->inbox : f->back->boxes;
}

/* What it has -------------------------------------------------------------- */

static int say_pairs(struct follow *f, bool last)
{
	f->pairs[0] = (uint8_t)f->of;
	f->pairs[1] = last;
	int err = gs_line_say(f->line, GS_FRAME_HAVE,
	    (struct gs_span){f->pairs, 2 + 64 * f->count},
	    (struct gs_span){NULL, 0});

	f->count = 0;
	return err;
}

static int add_pair(void *ctx, const uint8_t name[32], struct gs_span bytes)
{
	struct follow *f = ctx;
	uint8_t *pair = f->pairs + 2 + 64 * f->count;

	memcpy(pair, name, 32);
	gs_host_sha256(pair + 32, &bytes, 1);
	f->count++;
	return f->count == PAIRS ? say_pairs(f, false) : GS_OK;
}

/* Whom it follows from now on: what it has of another leader is not whole. */
static int take_leader(struct follow *f, struct gs_span body)
{
	static const uint8_t nobody[32];
	uint8_t before[32];
	int err = GS_OK;

	if (body.len != 32 || memcmp(f->lead, nobody, 32) != 0)
		return GS_ERR_FORMAT;
	memcpy(f->lead, body.ptr, 32);
	if (gs_followed_load(before, f->back->dir) != GS_OK ||
	    memcmp(before, f->lead, 32) != 0)
		err = gs_followed_clear(f->back->dir);

	for (size_t i = 0; i < GS_ITEMS_FILES && err == GS_OK; i++) {
		f->of = (enum gs_items)i;
		err = gs_items_each(copy_of(f, f->of), add_pair, f);
		if (err == GS_OK)
			err = say_pairs(f, i + 1 == GS_ITEMS_FILES);
	}
	return err == GS_OK ? gs_line_flush(f->line) : err;
}

/* What it is told ---------------------------------------------------------- */

static int begin_change(struct follow *f)
{
	if (f->begun)
		return GS_OK;
	int err = gs_store_begin(f->back->boxes);
	if (err == GS_OK)
		err = gs_store_begin(f->back->inbox);
	f->begun = err == GS_OK;
	return err;
}

static int take_item(struct follow *f, const struct gs_frame *frame)
{
	struct gs_reader r = gs_reader_of(frame->body.ptr, frame->body.len);
	uint8_t of = gs_read_u8(&r), name[32];

	gs_read_copy(&r, name, sizeof name);
	if (r.err != GS_OK || of >= GS_ITEMS_FILES ||
	    (frame->kind == GS_FRAME_DROP && r.left != 0))
		return GS_ERR_FORMAT;
	int err = begin_change(f);
	if (err != GS_OK)
		return err;
	return frame->kind == GS_FRAME_DROP ?
	    gs_items_remove(copy_of(f, (enum gs_items)of), name) :
	    gs_items_put(copy_of(f, (enum gs_items)of), (enum gs_items)of,
	        name, (struct gs_span){r.ptr, r.left});
}

/* Durable, and showing nothing of which came together, before it is
 * confirmed. */
static int keep_items(struct follow *f)
{
	if (!f->begun)
		return GS_OK;
	f->begun = false;
	GS_CRASH_POINT("copy-applied");
	int err = gs_store_commit(f->back->boxes);
	GS_CRASH_POINT("copy-texts-kept");
	if (err == GS_OK)
		err = gs_store_commit(f->back->inbox);
	GS_CRASH_POINT("copy-kept");
	if (err == GS_OK)
		err = gs_boxes_tidy(f->back->boxes, true);
	if (err == GS_OK)
		err = gs_inbox_tidy(f->back->inbox);
	GS_CRASH_POINT("copy-tidied");
	return err;
}

static int confirm_frame(struct follow *f)
{
	uint8_t number[8];
	struct gs_writer w = gs_writer_of(number, sizeof number);

	gs_write_u64(&w, f->line->heard);
	int err = gs_line_say(f->line, GS_FRAME_KEPT,
	    (struct gs_span){number, sizeof number},
	    (struct gs_span){NULL, 0});
	if (err == GS_OK)
		err = gs_line_flush(f->line);
	GS_CRASH_POINT("copy-confirmed");
	return err;
}

static int take_frame(struct follow *f, const struct gs_frame *frame)
{
	int err = GS_OK;

	switch (frame->kind) {
	case GS_FRAME_LEAD:
		return take_leader(f, frame->body);
	case GS_FRAME_PUT:
	case GS_FRAME_DROP:
		return take_item(f, frame);
	case GS_FRAME_KEEP:
		err = keep_items(f);
		return err == GS_OK ? confirm_frame(f) : err;
	case GS_FRAME_WHOLE:
		err = keep_items(f);
		if (err == GS_OK)
			err = gs_followed_save(f->lead, f->back->dir,
			    f->report);
		if (err == GS_OK)
			err = confirm_frame(f);
		if (err == GS_OK)
			f->whole();
		return err;
	case GS_FRAME_HELLO:
	case GS_FRAME_HAVE:
	case GS_FRAME_KEPT:
		break;
	}
	return GS_ERR_FORMAT;
}

static int say_hello(struct follow *f)
{
	static const uint8_t version = VERSION;

	int err = gs_line_say(f->line, GS_FRAME_HELLO,
	    (struct gs_span){&version, 1}, (struct gs_span){NULL, 0});
	return err == GS_OK ? gs_line_flush(f->line) : err;
}

int gs_back_follow(const struct gs_back_options *options,
    struct gs_line *line, void (*whole)(void), struct gs_report *report)
{
	static struct follow f;
	struct gs_frame frame = {.room = NULL};

	f = (struct follow){.line = line, .whole = whole, .report = report};
	line->patience = PATIENCE_MS;
	int err = gs_back_open_copy(&f.back, options, report);
	if (err == GS_OK)
		err = say_hello(&f);
	while (err == GS_OK) {
		err = gs_line_hear(&frame, line);
		if (err == GS_OK)
			err = take_frame(&f, &frame);
		gs_stamp_files(&f.back->stamp, options->dir);
	}

	if (report->text[0] == '\0')
		gs_report_tell(report, "leader-lost", "{0}: this node follows "
		    "no more: {1}; start it again (docs/SCALING.md)",
		    gs_say_text(options->dir), gs_say_text(err == GS_ERR_IO ?
		        "the leader is silent, or the disk cannot be written" :
		        gs_strerror(err)));
	gs_frame_free(&frame);
	gs_back_stop(&f.back);
	return err;
}
