/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/annex.h"

#include <string.h>
#include <strings.h>

#include "lib/file_kind.h"
#include "lib/memo/text.h"

/* In the order of enum gs_file_kind; a file without bytes is no annex. */
static const char *const kinds[GS_FILE_KINDS] = {
	[GS_FILE_TEXT] = "text", [GS_FILE_PDF] = "pdf",
	[GS_FILE_ZIP] = "package", [GS_FILE_HTML] = "page",
	[GS_FILE_MAIL] = "message", [GS_FILE_PICTURE] = "picture",
	[GS_FILE_GZIP] = "gzip", [GS_FILE_OLE] = "office-97",
	[GS_FILE_RTF] = "rtf", [GS_FILE_UTF16] = "utf-16",
	[GS_FILE_BINARY] = "other"};

const char *gs_annex_kind(struct gs_span file, const char *name)
{
	const char *kind = kinds[gs_file_kind(file, name)];

	/* Blanks alone. */
	return kind == NULL ? kinds[GS_FILE_TEXT] : kind;
}

static bool is_file_kind(struct gs_span word)
{
	for (size_t i = 0; i < GS_FILE_KINDS; i++)
		if (kinds[i] != NULL && strlen(kinds[i]) == word.len &&
		    memcmp(kinds[i], word.ptr, word.len) == 0)
			return true;
	return false;
}

int gs_annex_check_name(struct gs_arena *arena, struct gs_span name)
{
	/* Folders, a drive's colon, wildcards, redirections. */
	static const char signs[] = "/\\:*?\"<>|";

	if (name.len == 0 || name.len > GS_ANNEX_NAME_MAX ||
	    memchr(".-~ ", name.ptr[0], 4) != NULL ||
	    memchr(". ", name.ptr[name.len - 1], 2) != NULL)
		return GS_ERR_FORMAT;

	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] < ' ' || name.ptr[i] == 0x7f ||
		    memchr(signs, name.ptr[i], sizeof signs - 1) != NULL)
			return GS_ERR_FORMAT;

	int err = gs_text_check_part(arena, name.ptr, name.len);
	return err == GS_ERR_MEMORY || err == GS_OK ? err : GS_ERR_FORMAT;
}

int gs_annex_check(struct gs_arena *arena, const struct gs_annex *annex)
{
	if (!is_file_kind(annex->kind) || annex->size == 0 ||
	    annex->size > GS_ANNEXES_BYTES_MAX)
		return GS_ERR_FORMAT;
	return gs_annex_check_name(arena, annex->name);
}

bool gs_annex_names_differ(struct gs_span a, struct gs_span b)
{
	return a.len != b.len || strncasecmp((const char *)a.ptr,
	    (const char *)b.ptr, a.len) != 0;
}

static void read_annex_line(struct gs_annex *out, const struct gs_value *v)
{
	*out = (struct gs_annex){.salt = v->parts[0].ptr,
	    .kind = {v->parts[1].ptr, v->parts[1].len},
	    .size = (uint64_t)v->parts[2].number,
	    .name = {v->parts[3].ptr, v->parts[3].len}};
}

uint64_t gs_annexes_len(const struct gs_record *content)
{
	const struct gs_value *v = NULL;
	uint64_t len = 0;

	/* 16 numbers below 2^63 may be more than fits: the rest counts. */
	for (size_t i = 0; (v = gs_record_value(content, "annex", i)) != NULL;
	    i++)
		len = v->parts[2].number > (int64_t)GS_ANNEXES_BYTES_MAX ?
		    UINT64_MAX / 2 : len + (uint64_t)v->parts[2].number;
	return len == 0 ? 0 : len + 1;
}

/* Line i, from 0, among those before it. */
static int check_annex(struct gs_report *report, struct gs_arena *arena,
    const struct gs_annexes *a, size_t i)
{
	int err = gs_annex_check(arena, &a->of[i]);

	if (err == GS_ERR_FORMAT)
		gs_report_tell(report, "annex-line", "annex {0} is told by a "
		    "name, a kind or a size that no annex has "
		    "(docs/spec/commitments.md, \"Annexes\")",
		    gs_say_number(i + 1));
	for (size_t k = 0; err == GS_OK && k < i; k++)
		if (!gs_annex_names_differ(a->of[k].name, a->of[i].name)) {
			gs_report_tell(report, "annex-names-same", "annexes "
			    "{0} and {1} have the same name, so that one file "
			    "would take the other's place",
			    gs_say_number(k + 1), gs_say_number(i + 1));
			err = GS_ERR_FORMAT;
		}
	return err;
}

int gs_annexes_read(struct gs_annexes *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_record *content,
    struct gs_span files)
{
	struct gs_annexes a = {.count = gs_record_count(content, "annex")};
	struct gs_reader r = gs_reader_of(files.ptr, files.len);
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < a.count; i++) {
		read_annex_line(&a.of[i], gs_record_value(content, "annex", i));
		err = check_annex(report, arena, &a, i);
		if (err != GS_OK)
			break;
		size_t len = (size_t)a.of[i].size;
		a.file[i] = (struct gs_span){gs_read_bytes(&r, len), len};
	}
	if (err != GS_OK)
		return err;

	if (a.count > 0)
		gs_read_expect(&r, "\n");
	if (gs_reader_end(&r) != GS_OK) {
		gs_report_say(report, "annex-bytes", "the files behind the "
		    "document have other lengths than their `annex` lines "
		    "say, or no line end behind them");
		return GS_ERR_FORMAT;
	}
	gs_annexes_complete(&a);
	*out = a;
	return GS_OK;
}

void gs_annexes_complete(struct gs_annexes *annexes)
{
	for (size_t i = 0; i < annexes->count; i++) {
		struct gs_annex *annex = &annexes->of[i];

		annex->size = annexes->file[i].len;
		gs_host_sha256(annex->digest, &annexes->file[i], 1);
		gs_annex_commit(annexes->commitment[i], annex);
	}
}

void gs_annexes_terms(struct gs_terms_list *out,
    const struct gs_annexes *annexes)
{
	out->count = annexes->count;
	for (size_t i = 0; i < annexes->count; i++)
		out->item[i] = (struct gs_span){annexes->commitment[i], 32};
}

void gs_annexes_write(struct gs_writer *w, const struct gs_annexes *annexes)
{
	for (size_t i = 0; i < annexes->count; i++)
		gs_write_bytes(w, annexes->file[i].ptr, annexes->file[i].len);
	if (annexes->count > 0)
		gs_write_text(w, "\n");
}
