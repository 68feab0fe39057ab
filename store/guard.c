/* SPDX-License-Identifier: Apache-2.0 */
#include "store/guard.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/file.h"

#define FIRST "gainsay guard v1\n"
#define GUARD_MAX 256

static int name_guard(char *path, size_t max, const char *dir)
{
	int n = snprintf(path, max, "%s/guard", dir);

	return n < 0 || (size_t)n >= max ? GS_ERR_RANGE : GS_OK;
}

/* `what` stands there. */
static bool take_label(struct gs_span *text, const char *what)
{
	size_t len = strlen(what);

	if (text->len < len || memcmp(text->ptr, what, len) != 0)
		return false;
	*text = (struct gs_span){text->ptr + len, text->len - len};
	return true;
}

static bool take_hash(struct gs_span *text, uint8_t out[32])
{
	if (text->len < 64 || gs_hex_decode(out, 32, text->ptr,
	        64) != GS_OK)
		return false;
	*text = (struct gs_span){text->ptr + 64, text->len - 64};
	return true;
}

static int parse_guard(struct gs_guard *out, struct gs_span text)
{
	if (!take_label(&text, FIRST "node ") || !take_hash(&text, out->node) ||
	    !take_label(&text, "\nroot ") || !take_hash(&text, out->root) ||
	    !take_label(&text, "\nsize ") || text.len < 2 ||
	    text.ptr[text.len - 1] != '\n')
		return GS_ERR_FORMAT;
	return gs_decimal_decode(&out->size, text.ptr,
	    text.len - 1, INT64_MAX);
}

int gs_guard_save(const struct gs_guard *guard, const char *dir,
    struct gs_report *report)
{
	uint8_t text[GUARD_MAX];
	char path[640];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_text(&w, FIRST "node ");
	gs_write_hex(&w, guard->node, 32);
	gs_write_text(&w, "\nroot ");
	gs_write_hex(&w, guard->root, 32);
	gs_write_text(&w, "\nsize ");
	gs_write_decimal(&w, guard->size);
	gs_write_text(&w, "\n");
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = name_guard(path, sizeof path, dir);
	return err == GS_OK ? gs_file_write(path, text, w.len, 0600, report) :
	    err;
}

int gs_guard_load(struct gs_guard *out, const char *dir,
    struct gs_report *report)
{
	uint8_t *text = NULL;
	char path[640];
	size_t len = 0;

	*out = (struct gs_guard){.size = 0};
	int err = name_guard(path, sizeof path, dir);
	if (err != GS_OK)
		return err;
	if (!gs_file_is_there(path)) {
		err = gs_host_random(out->node, sizeof out->node);
		return err == GS_OK ? gs_guard_save(out, dir, report) : err;
	}

	err = gs_file_read(&text, &len, GUARD_MAX, path, report);
	if (err == GS_OK) {
		err = parse_guard(out, (struct gs_span){text, len});
		if (err != GS_OK)
			gs_report_tell(report, "guard-damaged", "{0} does not "
			    "say what this node signed last: restore it, or "
			    "remove it and start with --copy PLACE "
			    "(docs/SCALING.md)", gs_say_text(path));
	}
	free(text);
	return err;
}
