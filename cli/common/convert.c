/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/convert.h"

#include <stdlib.h>

#include "cli/common/converter.h"
#include "lib/file.h"
#include "lib/file_kind.h"

#define FILE_MAX ((size_t)64 << 20)
#define BESIDE_MAX ((size_t)1 << 19) /* of an answer, beside the text */

/* What the child wrote is no more to be believed than the file. */
static int judge_converter_answer(struct gs_text_file *out, size_t max,
    const char *path, struct gs_report *report)
{
	int err = gs_converted_read(&out->is, gs_pool_start(&out->pool),
	    (struct gs_span){out->bytes, out->len});

	if (err == GS_ERR_FORMAT) {
		gs_report_tell(report, "converter-rubbish", "{0}: what {1} "
		    "made of it is not of its form: give the text as plain "
		    "text", gs_say_text(path), gs_say_text(GS_CONVERTER));
		return GS_ERR_IO;
	}
	if (err == GS_OK && out->is.unread != GS_UNREAD_NOTHING) {
		gs_unread_tell(report, out->is.unread, path);
		return GS_ERR_IO;
	}
	if (err == GS_OK && out->is.text.len > max) {
		gs_report_tell(report, "text-too-long", "the text of {0} is "
		    "longer than {1} bytes, the most that is read here",
		    gs_say_text(path), gs_say_number(max));
		return GS_ERR_SPACE;
	}
	return err;
}

static int convert(struct gs_text_file *out, enum gs_file_kind kind,
    size_t max, const char *path, struct gs_report *report)
{
	size_t len = 0, most = max + BESIDE_MAX;
	uint8_t *answer = malloc(most + 1);

	if (answer == NULL)
		return GS_ERR_MEMORY;
	int err = gs_converter_run(answer, &len, most, report,
	    &(struct gs_conversion){kind, path, {out->bytes, out->len}});
	gs_file_wipe(&out->bytes, out->len);
	out->bytes = answer;
	out->len = len;
	return err != GS_OK ? err :
	    judge_converter_answer(out, max, path, report);
}

/* Kinds that nobody reads here. */
static int refuse_kind(enum gs_file_kind kind, const char *path,
    struct gs_report *report)
{
	if (kind == GS_FILE_PICTURE)
		gs_unread_tell(report, GS_UNREAD_PICTURE, path);
	else
		gs_report_tell(report, "file-kind-unread", "{0} is {1}: give "
		    "the text as plain text in UTF-8, a .docx, an .odt, a web "
		    "page, a message or a PDF",
		    gs_say_text(path), gs_say_text(gs_file_kind_said(kind)));
	return GS_ERR_IO;
}

int gs_text_read(struct gs_text_file *out, size_t max, const char *path,
    struct gs_report *report)
{
	int err = gs_file_read(&out->bytes, &out->len, FILE_MAX, path, report);
	if (err != GS_OK)
		return err;

	enum gs_file_kind kind = gs_file_kind((struct gs_span){out->bytes,
	    out->len}, path);
	if (gs_file_kind_converts(kind))
		return convert(out, kind, max, path, report);
	/* A text without a word is one, and is judged as such. */
	if (kind != GS_FILE_TEXT && kind != GS_FILE_EMPTY)
		return refuse_kind(kind, path, report);
	if (out->len > max) {
		gs_report_tell(report, "text-too-long", "the text of {0} is "
		    "longer than {1} bytes, the most that is read here",
		    gs_say_text(path), gs_say_number(max));
		return GS_ERR_SPACE;
	}
	out->is.text = (struct gs_span){out->bytes, out->len};
	return GS_OK;
}

void gs_text_close(struct gs_text_file *file)
{
	gs_file_wipe(&file->bytes, file->len);
	gs_pool_free(&file->pool);
	*file = (struct gs_text_file){.len = 0};
}
