/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay restore: a state from a copy, or from a sheet of paper. */
#include <stdio.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "cli/common/unlock.h"
#include "cli/enrol/settle.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/restore.h"

#define HEADING "gainsay/v1 member\n"

static const char help[] =
"usage: gainsay restore [OPTION]... FILE\n"
"Takes a member's state in on this device, and writes its channel into your\n"
"configuration. FILE ('-': standard input) is a copy, as 'gainsay copy' made it,\n"
"which opens with its passphrase; or the text of a recovery sheet, for which a\n"
"new passphrase is asked. A sheet has no receipts, and of what was promised to\n"
"you it knows nothing.\n"
"Without either, after a loss: the registrar replaces your keys and gives you\n"
"another invitation. Move the old state away before you join with that.\n\n"
GS_HELP_SETTLING
GS_HELP_PASSPHRASE
GS_HELP_WAY;

struct restoring {
	const char *path, *passphrase;
	struct gs_settling home;
	struct gs_pool pool;
	struct gs_report report;
	const char *place; /* what the report is about; NULL: it says so */
	uint8_t *text;     /* secret */
	size_t text_len;
	struct gs_client *client;
};

static int open_copy(struct restoring *r)
{
	struct gs_passphrase p = {NULL, 0};

	int err = gs_passphrase_read(&p, &r->report, r->passphrase, false);
	if (err == GS_OK) {
		gs_working("Deriving the key");
		err = gs_client_read(&r->client, &r->report, r->text,
		    r->text_len, p.text, p.len);
		gs_worked();
		r->place = r->path;
	}
	gs_passphrase_wipe(&p);
	return err;
}

static int lock_restored(struct restoring *r)
{
	struct gs_passphrase p = {NULL, 0};

	int err = gs_passphrase_read(&p, &r->report, r->passphrase, true);
	if (err == GS_OK)
		err = gs_passphrase_judge(&r->report, p.text, p.len, NULL);
	if (err == GS_OK) {
		gs_working("Deriving the key");
		err = gs_client_lock(r->client, GS_COST_MODERATE, p.text,
		    p.len);
		gs_worked();
	}
	gs_passphrase_wipe(&p);
	return err;
}

static int read_sheet(struct restoring *r)
{
	struct gs_recovery sheet = {.count = 0};

	gs_settle_tidy(r->text, &r->text_len);
	int err = gs_recovery_parse(&sheet, &r->report, &r->pool.arena,
	    r->text, r->text_len);
	if (err == GS_OK)
		err = gs_restore_state(&r->client, &r->report, &sheet);
	gs_host_wipe(&sheet, sizeof sheet);
	if (err != GS_OK) {
		r->place = r->path;
		return err;
	}
	return lock_restored(r);
}

static int read_source(struct restoring *r)
{
	int err = gs_file_read_secret(&r->text, &r->text_len,
	    GS_CLIENT_FILE_MAX + 1, r->path, &r->report);
	if (err != GS_OK)
		return err;

	bool copy = r->text_len > sizeof HEADING &&
	    memcmp(r->text, HEADING, sizeof HEADING - 1) == 0;
	return copy ? open_copy(r) : read_sheet(r);
}

static int restore(struct restoring *r)
{
	int err = read_source(r);
	if (err != GS_OK)
		return err;

	r->place = NULL;
	r->home.key = gs_client_vkey(r->client);
	err = gs_settle_choose(&r->home, &r->report);
	if (err == GS_OK) {
		r->place = r->home.state;
		err = gs_client_save(r->client, &r->report, r->home.state,
		    true);
	}
	if (err == GS_OK)
		err = gs_settle_write(&r->home, &r->report,
		    gs_client_server(r->client), NULL, 0);
	if (err == GS_OK)
		printf("Your state is in %s, with %zu keys; in your "
		    "configuration its channel is '%s'.\n", r->home.state,
		    gs_client_key_count(r->client), r->home.name);
	return err;
}

int gs_cli_restore(int argc, char **argv)
{
	static struct restoring r;
	int at = 0;
	const struct gs_option options[] = {
		GS_SETTLING_OPTIONS(r.home),
		GS_OPTION_PASSPHRASE(r.passphrase)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	r.path = argv[at];
	(void)gs_pool_start(&r.pool);
	int err = restore(&r);
	gs_verb_report_at(r.place, &r.report);
	gs_client_free(&r.client);
	gs_file_wipe(&r.text, r.text_len);
	gs_pool_free(&r.pool);
	return gs_verb_end(err);
}
