/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/charter/charter.h"
#include "cli/charter/place.h"
#include "cli/common/desk.h"
#include "cli/common/terminal.h"
#include "lib/steps/local_time.h"

static const char help[] =
"usage: gainsay charter publish FILE --server URL --key VKEY [--yes]\n"
"Puts a charter with all its signatures into the channel's log. Shows what it\n"
"changes, and asks. Everybody's program tells them at the next contact.\n\n"
GS_HELP_SERVER GS_HELP_KEY GS_HELP_YES GS_HELP_READER GS_HELP_WAY;

struct publishing {
	const char *file, *server, *key;
	bool yes;
	struct gs_charter_place place;
	struct gs_pool pool;
	uint8_t *text;
	size_t len;
	struct gs_proposal proposal;
};

static int read_whole(struct publishing *p)
{
	struct gs_report report = {.text = ""};
	struct gs_arena *arena = gs_pool_start(&p->pool);
	const struct gs_proposal *out = &p->proposal;

	int err = gs_charter_file(&p->text, &p->len, p->file);
	if (err == GS_OK)
		err = gs_charter_log_open(&p->place, p->server, p->key);
	if (err != GS_OK)
		return err;

	err = gs_proposal_read(&p->proposal, &report, arena,
	    (struct gs_span){p->text, p->len}, p->place.charter);
	if (err == GS_OK)
		err = gs_proposal_judge(&report, arena, out, p->place.state);
	if (err == GS_OK && !gs_proposal_complete(out) &&
	    out->registrar.ptr != NULL) {
		gs_report_say(&report, "succession-lacks-second", "the charter "
		    "has the registrar's signature, and neither the "
		    "authority's nor the second signer's");
		err = GS_ERR_SIGNATURE;
	} else if (err == GS_OK && !gs_proposal_complete(out)) {
		gs_report_tell(&report, "charter-lacks-signatures", "the "
		    "charter has {0} of {1} signatures of the authority",
		    gs_say_number(out->signed_count),
		    gs_say_number(out->by->threshold));
		err = GS_ERR_SIGNATURE;
	}
	gs_verb_report_at(p->file, &report);
	return err;
}

static int confirm_publishing(const struct publishing *p)
{
	const struct gs_charter *c = &p->proposal.charter;

	printf("Version %llu changes of version %llu, which is in force:\n",
	    (unsigned long long)c->version,
	    (unsigned long long)p->place.charter->version);
	int err = gs_charter_print_change(NULL, p->place.charter, c);
	if (err == GS_OK && p->proposal.registrar.ptr != NULL)
		printf("The authority has not signed it: it comes into force "
		    "%llu days after it entered, unless the authority "
		    "publishes another.\n",
		    (unsigned long long)p->place.charter->cooling);
	else if (err == GS_OK && p->proposal.changes_signers &&
	    p->proposal.second.ptr == NULL)
		printf("The second signer has not signed it: it comes into "
		    "force %llu days after it entered.\n",
		    (unsigned long long)p->place.charter->cooling);
	return err == GS_OK ? gs_terminal_ask("Publish it?", p->yes) : err;
}

int gs_charter_publish(int argc, char **argv)
{
	struct publishing p = {.file = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_SERVER(p.server),
		GS_OPTION_KEY(p.key),
		GS_OPTION_YES(p.yes),
		GS_OPTIONS_READER(p.place.source),
		GS_OPTIONS_WAY(p.place.source.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	p.file = argv[at];
	int err = read_whole(&p);
	if (err == GS_OK)
		err = confirm_publishing(&p);
	if (err == GS_OK)
		err = gs_desk_send(&p.place.source,
		    (struct gs_span){p.text, p.len}, NULL, 0);
	gs_charter_place_close(&p.place);
	gs_pool_free(&p.pool);
	free(p.text);
	return gs_verb_end(err);
}
