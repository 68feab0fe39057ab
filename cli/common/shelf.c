/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "cli/common/unlock.h"
#include "lib/client/state.h"
#include "lib/file.h"

/* One process runs one verb. */
static struct {
	const char *state, *passphrase;
	struct gs_client *client; /* NULL: not opened yet */
	bool opening;
} shelf;

static int open_shelf(struct gs_report *report, const char *name)
{
	if (shelf.client != NULL)
		return GS_OK;
	if (shelf.state == NULL) {
		gs_report_tell(report, "shelf-without-state", GS_FILE_SHELF
		    "{0} is a file that a state keeps; say which state with "
		    "--state, if the verb has this option, or in your "
		    "configuration", gs_say_text(name));
		return GS_ERR_IO;
	}
	if (shelf.opening || strncmp(shelf.state, GS_FILE_SHELF,
	    strlen(GS_FILE_SHELF)) == 0) {
		gs_report_tell(report, "shelf-in-itself", GS_FILE_SHELF "{0} "
		    "is in the state, and needed to open it: give a file",
		    gs_say_text(name));
		return GS_ERR_IO;
	}

	shelf.opening = true;
	int err = gs_state_open(&shelf.client, report, shelf.state,
	    shelf.passphrase);
	shelf.opening = false;
	return err;
}

static int read_shelf(uint8_t **out, size_t *len, size_t max,
    const char *name, struct gs_report *report)
{
	int err = open_shelf(report, name);
	if (err != GS_OK)
		return err;
	const struct gs_client_kept *kept = gs_client_kept(shelf.client, name);
	if (kept == NULL) {
		gs_report_tell(report, "shelf-lacks-file", "the state keeps no "
		    "file '{0}'; 'gainsay keep' lists what it keeps",
		    gs_say_text(name));
		return GS_ERR_IO;
	}
	if (kept->len > max) {
		gs_report_tell(report, "shelf-file-too-long", GS_FILE_SHELF
		    "{0} has {1} bytes; {2} are the most that is read here",
		    gs_say_text(name), gs_say_number(kept->len),
		    gs_say_number(max));
		return GS_ERR_SPACE;
	}

	uint8_t *copy = malloc(kept->len + 1);
	if (copy == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, kept->bytes, kept->len);
	copy[kept->len] = 0;
	*out = copy;
	*len = kept->len;
	return GS_OK;
}

static int report_unkept(int err, struct gs_report *report,
    const struct gs_client *client, const char *name)
{
	size_t count = gs_client_kept_count(client);

	if (err == GS_ERR_FORMAT)
		gs_report_tell(report, "kept-name", "'{0}' names no file of a "
		    "state: 1 to {1} letters without accents, digits, dots, "
		    "dashes and _, and no dot or dash first",
		    gs_say_text(name), gs_say_number(GS_CLIENT_NAME_MAX));
	else if (err == GS_ERR_DUPLICATE)
		gs_report_tell(report, "kept-exists", "the state keeps a file "
		    "'{0}' already; give another name", gs_say_text(name));
	else if (err == GS_ERR_SPACE)
		gs_report_tell(report, "kept-no-room", "'{0}' does not fit: a "
		    "state keeps at most {1} files, of {2} bytes together, and "
		    "this one has {3}; 'gainsay keep --drop' makes room",
		    gs_say_text(name), gs_say_number(GS_CLIENT_KEPT_MAX),
		    gs_say_number(GS_CLIENT_KEPT_BYTES),
		    gs_say_number(count));
	else if (err == GS_ERR_MEMORY)
		gs_report_tell(report, "kept-memory", "there is not enough "
		    "memory to keep '{0}'", gs_say_text(name));
	return err;
}

int gs_shelf_keep(struct gs_client *client, struct gs_report *report,
    const char *path, const struct gs_shelf_file *file)
{
	const struct gs_client_kept *old = gs_client_kept(client, file->name);
	struct gs_span before = {NULL, 0};
	uint8_t *copy = NULL;

	if (old != NULL && file->replace) {
		before.len = old->len;
		copy = malloc(old->len + 1);
		if (copy == NULL)
			return report_unkept(GS_ERR_MEMORY, report, client,
			    file->name);
		memcpy(copy, old->bytes, old->len);
		before.ptr = copy;
		gs_client_unkeep(client, file->name);
	}
	int err = gs_client_keep(client, file->name, file->bytes);
	bool taken = err == GS_OK;
	if (taken)
		err = gs_client_save(client, report, path, false);
	else
		(void)report_unkept(err, report, client, file->name);

	/* What could not be saved is as it was, for whoever saves next. */
	if (err != GS_OK && taken)
		gs_client_unkeep(client, file->name);
	if (err != GS_OK && copy != NULL && gs_client_keep(client, file->name,
	    before) != GS_OK)
		err = GS_ERR_MEMORY;
	gs_file_wipe(&copy, before.len);
	return err;
}

static int write_shelf(const char *name, struct gs_span bytes, bool fresh,
    struct gs_report *report)
{
	const struct gs_shelf_file file = {name, bytes, !fresh};

	int err = open_shelf(report, name);
	return err == GS_OK ? gs_shelf_keep(shelf.client, report, shelf.state,
	    &file) : err;
}

static bool shelf_has(const char *name)
{
	struct gs_report unheard = {.text = ""};

	return open_shelf(&unheard, name) == GS_OK &&
	    gs_client_kept(shelf.client, name) != NULL;
}

/* If it cannot be saved, it stays on the disk for its owner to drop. */
static void discard_shelved(const char *name)
{
	struct gs_report unheard = {.text = ""};

	if (shelf_has(name) && gs_client_unkeep(shelf.client, name))
		(void)!gs_client_save(shelf.client, &unheard, shelf.state,
		    false);
}

void gs_shelf_offer(const char *state, const char *passphrase_path)
{
	static const struct gs_file_shelf files = {read_shelf, write_shelf,
	    shelf_has, discard_shelved};

	shelf.state = state;
	shelf.passphrase = passphrase_path;
	gs_file_use_shelf(&files);
}

void gs_shelf_end(void)
{
	gs_state_close(&shelf.client);
	gs_file_use_shelf(NULL);
}
