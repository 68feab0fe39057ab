/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/annexes.h"

#include <string.h>

#include "lib/host.h"
#include "lib/memo/text.h"

struct gs_span gs_given_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;

	return (struct gs_span){(const uint8_t *)name, strlen(name)};
}

/* Gather ------------------------------------------------------------------ */

static int name_annex(struct gs_annexes *a, struct gs_report *report,
    struct gs_arena *arena, const struct gs_given_file *file)
{
	struct gs_annex *annex = &a->of[a->count];

	/* Some systems write names decomposed. */
	int err = gs_text_nfc(&annex->name, arena, gs_given_name(file->path));
	if (err == GS_OK)
		err = gs_annex_check_name(arena, annex->name);
	if (err == GS_OK || err == GS_ERR_MEMORY)
		return err;
	gs_report_tell(report, "annex-name", "an annex keeps its file's name, "
	    "and \"{0}\" cannot be one: it must have 1 to {1} bytes of UTF-8, "
	    "none of / \\ : * ? \" < > |, no character that does not show or "
	    "looks like another, none of . - ~ or a space in front, no . or "
	    "space at the end; rename the file", gs_say_text(file->path),
	    gs_say_number(GS_ANNEX_NAME_MAX));
	return GS_ERR_FORMAT;
}

/* Held against those before it. */
static int check_alone(const struct gs_annexes *a, struct gs_report *report,
    const struct gs_given_file *file)
{
	const struct gs_annex *annex = &a->of[a->count];

	for (size_t i = 0; i < a->count; i++) {
		bool same = a->file[i].len == file->bytes.len && memcmp(
		    a->file[i].ptr, file->bytes.ptr, file->bytes.len) == 0;

		if (!same && gs_annex_names_differ(a->of[i].name, annex->name))
			continue;
		gs_report_tell(report, "annex-twice", "--annex \"{0}\" has the "
		    "name or the bytes of --annex \"{1}\": each file once, "
		    "under a name of its own", gs_say_text(file->path),
		    gs_say_span(a->of[i].name.ptr, a->of[i].name.len));
		return GS_ERR_DUPLICATE;
	}
	return GS_OK;
}

static int add_annex(struct gs_annexes *a, struct gs_report *report,
    struct gs_arena *arena, const struct gs_given_file *file)
{
	struct gs_annex *annex = &a->of[a->count];

	if (file->bytes.len == 0) {
		gs_report_tell(report, "annex-empty", "--annex \"{0}\" has no "
		    "bytes", gs_say_text(file->path));
		return GS_ERR_FORMAT;
	}
	int err = name_annex(a, report, arena, file);
	if (err == GS_OK)
		err = check_alone(a, report, file);
	if (err != GS_OK)
		return err;

	const char *kind = gs_annex_kind(file->bytes, file->path);
	annex->kind = (struct gs_span){(const uint8_t *)kind, strlen(kind)};
	annex->size = file->bytes.len;
	a->file[a->count++] = file->bytes;
	return GS_OK;
}

int gs_annexes_gather(struct gs_annexes *out, struct gs_report *report,
    struct gs_arena *arena, const struct gs_given_file *files, size_t count)
{
	struct gs_annexes a = {.count = 0};
	size_t len = 0;

	if (count > GS_ANNEXES_MAX) {
		gs_report_tell(report, "annexes-many", "{0} annexes were "
		    "given; a memo has at most {1}", gs_say_number(count),
		    gs_say_number(GS_ANNEXES_MAX));
		return GS_ERR_RANGE;
	}
	for (size_t i = 0; i < count; i++) {
		int err = add_annex(&a, report, arena, &files[i]);
		if (err != GS_OK)
			return err;
		len += files[i].bytes.len;
	}
	if (len > GS_ANNEXES_BYTES_MAX) {
		gs_report_tell(report, "annexes-too-long", "the annexes have "
		    "{0} bytes together; at most {1} are possible: make "
		    "pictures smaller, or leave out what need not be read "
		    "with the memo", gs_say_number(len),
		    gs_say_number(GS_ANNEXES_BYTES_MAX));
		return GS_ERR_RANGE;
	}
	*out = a;
	return GS_OK;
}

/* What files tell --------------------------------------------------------- */

bool gs_annex_tells(struct gs_report *out, const struct gs_annexes *annexes,
    size_t i)
{
	/* Signs of what programs write unasked.  Inside of a package they are
	 * compressed, but their names are not. */
	static const struct {
		const char *sign, *what;
		size_t len;
	} signs[] = {
		{"Exif\0\0", "a camera's notes (Exif): when and where a "
		    "picture was taken, with what", 6},
		{"eXIf", "a camera's notes (Exif): when and where a picture "
		    "was taken, with what", 4},
		{"tEXt", "words beside the picture", 4},
		{"/Author", "its author's name", 7},
		{"/Creator", "the program that made it", 8},
		{"/Producer", "the program that made it", 9},
		{"docProps/core.xml", "its author, and who changed it last",
		    17},
		{"meta.xml", "its author, and who changed it last", 8},
		{"<x:xmpmeta", "notes of the program that made it (XMP)", 10},
		{"\\author", "its author's name", 7},
		{"S\0u\0m\0m\0a\0r\0y\0I\0", "its author, and who changed it "
		    "last", 15}};
	const struct gs_span *file = &annexes->file[i];
	struct gs_span name = annexes->of[i].name;

	for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
		if (memmem(file->ptr, file->len, signs[k].sign,
		    signs[k].len) == NULL)
			continue;
		gs_report_tell(out, "annex-tells", "annex {0} ({1}) may tell "
		    "who made it: it has a place for {2}; look at its "
		    "properties, or print it into a new file without them",
		    gs_say_number(i + 1), gs_say_span(name.ptr, name.len),
		    gs_say_text(signs[k].what));
		return true;
	}
	return false;
}

/* Choose ------------------------------------------------------------------ */

int gs_annexes_choose(bool chosen[GS_ANNEXES_MAX], struct gs_report *report,
    size_t count, const char *text)
{
	uint64_t number = 0;
	bool all = strcmp(text, "all") == 0;

	if (!all && (gs_decimal_decode(&number, text, strlen(text),
	    GS_ANNEXES_MAX) != GS_OK || number == 0 || number > count)) {
		gs_report_tell(report, "annex-number", "'{0}' is no annex of "
		    "this memo, which has {1}: give a number from 1, or 'all'",
		    gs_say_text(text), gs_say_number(count));
		return GS_ERR_UNKNOWN;
	}
	for (size_t i = 0; i < count; i++)
		chosen[i] = chosen[i] || all || i + 1 == number;
	return GS_OK;
}

/* Match ------------------------------------------------------------------- */

const char *gs_annex_status_word(enum gs_annex_status status)
{
	static const char *const words[] = {[GS_ANNEX_WITHHELD] = "withheld",
	    [GS_ANNEX_ABSENT] = "absent", [GS_ANNEX_MATCHES] = "matches",
	    [GS_ANNEX_ALTERED] = "altered"};

	return words[status];
}

/* Which annex has these bytes, or annex_count. */
static size_t find_bytes(const struct gs_opening *o, struct gs_span bytes)
{
	uint8_t digest[32];
	size_t i = 0;

	gs_host_sha256(digest, &bytes, 1);
	while (i < o->annex_count && (!o->annex_open[i] ||
	    o->annex[i].size != bytes.len ||
	    memcmp(o->annex[i].digest, digest, 32) != 0))
		i++;
	return i;
}

static size_t find_file_name(const struct gs_opening *o, struct gs_span name)
{
	size_t i = 0;

	while (i < o->annex_count && (!o->annex_open[i] ||
	    gs_annex_names_differ(o->annex[i].name, name)))
		i++;
	return i;
}

/* A file under the name of one annex is judged as that one: its bytes may be
 * another's, where two were exchanged. */
static void match_file(struct gs_annex_matches *m, const struct gs_opening *o,
    const struct gs_given_file *file, struct gs_span name)
{
	size_t bytes = find_bytes(o, file->bytes);
	size_t named = find_file_name(o, name);

	if (named < o->annex_count && named != bytes) {
		m->of[named].status = GS_ANNEX_ALTERED;
		m->of[named].path = file->path;
		m->of[named].renamed = false;
		return;
	}
	if (bytes == o->annex_count) {
		m->stranger[m->strangers++] = file->path;
		return;
	}
	if (m->of[bytes].status == GS_ANNEX_ALTERED)
		return;
	m->of[bytes].status = GS_ANNEX_MATCHES;
	m->of[bytes].path = file->path;
	m->of[bytes].renamed = named == o->annex_count;
}

int gs_annexes_match(struct gs_annex_matches *out, struct gs_arena *arena,
    const struct gs_opening *o, const struct gs_given_file *files,
    size_t count)
{
	struct gs_annex_matches m = {.count = o->annex_count};

	for (size_t i = 0; i < m.count; i++)
		m.of[i].status = o->annex_open[i] ? GS_ANNEX_ABSENT :
		    GS_ANNEX_WITHHELD;
	for (size_t i = 0; i < count && i < GS_GIVEN_FILES_MAX; i++) {
		struct gs_span name = gs_given_name(files[i].path), own = name;

		/* A name that is no UTF-8 is none of an annex. */
		int err = gs_text_nfc(&own, arena, name);
		if (err == GS_ERR_MEMORY)
			return err;
		match_file(&m, o, &files[i], err == GS_OK ? own : name);
	}
	*out = m;
	return GS_OK;
}

bool gs_annexes_are_good(const struct gs_annex_matches *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->of[i].status == GS_ANNEX_ALTERED)
			return false;
	return m->strangers == 0;
}
