/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay keep: files in a member's state, instead of in the clear. */
#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/shelf.h"
#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/verbs.h"

static const char help[] =
"usage: gainsay keep [OPTION]... [FILE]...\n"
"       gainsay keep --take NAME -o FILE\n"
"       gainsay keep --drop NAME\n"
"Puts links, packages, provenance files and the like into your state, under its\n"
"passphrase: wherever a verb takes or makes a file, state:NAME is then the one\n"
"that the state keeps as NAME. Nothing tells from outside that it keeps any.\n"
"Without a FILE it lists what is kept.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --as NAME            its name there, for one FILE; else that of the file\n"
"  --move               then erase FILE: it is overwritten and removed. A disk\n"
"                       that writes elsewhere, and backups, may still have it\n"
"  --take NAME          write what is kept to -o FILE ('-': standard output)\n"
"  -o, --out FILE       where that goes; its owner's alone\n"
GS_HELP_FORCE
"  --drop NAME          erase it from the state; asks first\n"
GS_HELP_YES GS_HELP_CHANNEL;

struct keeping {
	const char *state, *passphrase, *name, *take, *drop, *out;
	bool move, force, yes;
	char **files;
	size_t count;
	struct gs_client *client;
	struct gs_report report;
};

static void list_kept(const struct keeping *k)
{
	size_t count = gs_client_kept_count(k->client);

	if (count == 0)
		printf("The state keeps no file.\n");
	for (size_t i = 0; i < count; i++) {
		const struct gs_client_kept *kept = gs_client_kept_at(
		    k->client, i);

		printf(GS_FILE_SHELF "%s  %zu bytes\n", kept->name, kept->len);
	}
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static int store_path(struct keeping *k, const char *path)
{
	uint8_t *bytes = NULL;
	size_t len = 0;

	int err = gs_file_read(&bytes, &len, GS_CLIENT_KEPT_BYTES, path,
	    &k->report);
	if (err != GS_OK)
		return err;
	const struct gs_shelf_file file = {.name = k->name != NULL ? k->name :
	    last_part(path), .bytes = {bytes, len}};
	err = gs_shelf_keep(k->client, &k->report, k->state, &file);
	gs_file_wipe(&bytes, len);
	if (err != GS_OK)
		return err;

	printf("Kept as " GS_FILE_SHELF "%s.\n", file.name);
	if (k->move)
		err = gs_file_erase(path, &k->report);
	if (err == GS_OK && k->move)
		printf("%s is erased.\n", path);
	return err;
}

static int keep_all(struct keeping *k)
{
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < k->count; i++)
		err = store_path(k, k->files[i]);
	return err;
}

static int find_kept(const struct gs_client_kept **out, struct keeping *k,
    const char *name)
{
	*out = gs_client_kept(k->client, name);
	if (*out != NULL)
		return GS_OK;
	gs_report_tell(&k->report, "kept-not", "the state keeps no file of "
	    "the name {0}; without a name all are listed", gs_say_text(name));
	return GS_ERR_UNKNOWN;
}

static int take_kept(struct keeping *k)
{
	const struct gs_client_kept *kept = NULL;

	int err = find_kept(&kept, k, k->take);
	if (err == GS_OK)
		err = gs_cli_out_free(k->out, k->force, NULL, 0);
	return err == GS_OK ? gs_file_write(k->out, kept->bytes, kept->len,
	    0600, &k->report) : err;
}

static int drop_kept(struct keeping *k)
{
	const struct gs_client_kept *kept = NULL;

	int err = find_kept(&kept, k, k->drop);
	if (err == GS_OK)
		err = gs_terminal_ask("Erase it? Nobody can bring it back.",
		    k->yes);
	if (err == GS_OK && gs_client_unkeep(k->client, k->drop))
		err = gs_client_save(k->client, &k->report, k->state, false);
	if (err == GS_OK)
		printf("Erased from the state.\n");
	return err;
}

static bool is_usage_clear(const struct keeping *k)
{
	bool named = k->name == NULL || k->count == 1;
	bool out = (k->take == NULL) == (k->out == NULL);
	int tasks = (k->take != NULL) + (k->drop != NULL) + (k->count > 0);

	if (named && out && tasks <= 1 && (!k->move || k->count > 0))
		return true;
	gs_verb_say("keep-what", "give one of: FILEs (with --as one), --take "
	    "NAME with -o FILE, --drop NAME; or nothing, to list");
	return false;
}

static int run_keep(struct keeping *k)
{
	int err = gs_state_open(&k->client, &k->report, k->state,
	    k->passphrase);

	if (err != GS_OK) {
		gs_verb_report_at(k->state, &k->report);
		k->report = (struct gs_report){.text = ""};
		return err;
	}
	if (k->take != NULL)
		err = take_kept(k);
	else if (k->drop != NULL)
		err = drop_kept(k);
	else if (k->count > 0)
		err = keep_all(k);
	else
		list_kept(k);
	gs_state_close(&k->client);
	return err;
}

int gs_cli_keep(int argc, char **argv)
{
	struct keeping k = {.state = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(k.state),
		GS_OPTION_PASSPHRASE(k.passphrase),
		{.name = "as", .value = &k.name},
		{.name = "move", .flag = &k.move},
		{.name = "take", .value = &k.take},
		GS_OPTION_OUT(k.out),
		GS_OPTION_FORCE(k.force),
		{.name = "drop", .value = &k.drop},
		GS_OPTION_YES(k.yes)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = argc};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	k.files = argv + at;
	k.count = (size_t)(argc - at);
	if (!is_usage_clear(&k))
		return gs_verb_misused();

	int err = run_keep(&k);
	gs_verb_report(&k.report);
	return gs_verb_end(err);
}
