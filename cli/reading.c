/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay reading: the reading key of a channel that is for its members. */
#include <stdio.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/floors.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "core/bytes.h"
#include "lib/file.h"

static const char help[] =
"usage: gainsay reading --state F [--passphrase-file P] [--accept FLOOR] -o FILE\n"
"Writes the reading key of a channel that its members alone may read, for verbs\n"
"that need no state (--reading FILE). Asks the server for it, if the state does\n"
"not have it yet, with a proof that you are on a roll, which does not tell who\n"
"you are. The key is the same for all members of that roll.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --accept small-roll  ask although the roll has fewer than 20 keys, among whose\n"
"                       holders the server looks for who asked\n"
GS_HELP_OTHER_SERVER
GS_HELP_WAY
"  -o, --out FILE       where the key goes\n"
GS_HELP_FORCE;

static int write_reading_key(struct gs_session *s, const char *out)
{
	char text[66];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	gs_write_hex(&w, gs_client_reading(s->member), 32);
	gs_write_text(&w, "\n");
	int err = gs_writer_end(&w);
	if (err == GS_OK)
		err = gs_file_write(out, text, w.len, 0600, &s->report);
	if (err == GS_OK && strcmp(out, "-") != 0)
		printf("The reading key is in %s.\n", out);
	gs_host_wipe(text, sizeof text);
	return err;
}

static int fetch_key(struct gs_session *s, const struct gs_session_entry *entry,
    const char *out)
{
	int err = gs_session_load(s, entry->state, entry->passphrase);
	if (err != GS_OK)
		return err;
	if (gs_client_reading(s->member) != NULL)
		return write_reading_key(s, out);

	const char *server = entry->server != NULL ? entry->server :
	    gs_client_server(s->member);
	s->source.way = entry->way;
	err = gs_source_key(&s->source.key, gs_client_vkey(s->member));
	if (err == GS_OK)
		err = gs_session_at(s, server, gs_source_reach(&s->source,
		    &s->report, server));
	if (err == GS_OK)
		err = gs_session_reading(s, entry->state, &entry->accept);
	return err == GS_OK ? write_reading_key(s, out) : err;
}

int gs_cli_reading(int argc, char **argv)
{
	struct gs_session_entry entry = {.state = NULL};
	struct gs_session s;
	const char *out = NULL;
	bool force = false;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(entry.state),
		GS_OPTION_PASSPHRASE(entry.passphrase),
		GS_OPTION_ACCEPT(entry),
		GS_OPTION_OTHER_SERVER(entry.server),
		GS_OPTIONS_WAY(entry.way),
		GS_OPTION_OUT_NEEDED(out),
		GS_OPTION_FORCE(force)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options)};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	if (!gs_floors_named(&entry.accept))
		return gs_verb_misused();
	gs_session_start(&s);
	int err = gs_cli_out_free(out, force, NULL, 0);
	if (err == GS_OK)
		err = fetch_key(&s, &entry, out);
	return gs_session_end(&s, err);
}
