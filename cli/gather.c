/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay gather: opens a box for a memo and makes its link. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/act/shown.h"
#include "cli/common/contact.h"
#include "cli/common/floors.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "cli/verbs.h"
#include "lib/client/json.h"
#include "lib/file.h"

static const char help[] =
"usage: gainsay gather --state F [OPTION]... [-o LINKFILE] PACKAGE\n"
"       gainsay gather --state F --prolong LINK [OPTION]... PACKAGE\n"
"       gainsay gather --state F --take-back LINK [OPTION]... PACKAGE\n"
"Opens a box in which a memo gathers endorsements, and prints its link. Whoever\n"
"has the link may read the memo and endorse it; the server cannot read it. A\n"
"member opens at most four boxes a week; who it was is not told.\n"
"Whoever has the author's seed can prolong a box, by the days that the charter\n"
"allows from today, or take it back before it is filed; what was endorsed counts\n"
"if that very memo is filed after all.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --author SEED        the author's seed (default: PACKAGE.author)\n"
"  -o, --out LINKFILE   write the link to a new file instead of printing it; one\n"
"                       whose box was perhaps not opened is used again\n"
GS_HELP_ACCEPT
"  --prolong LINK       the box of this link goes on for longer\n"
"  --take-back LINK     the box of this link is deleted\n"
GS_HELP_OTHER_SERVER
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
"  PACKAGE              as 'gainsay compose --out' wrote it\n";

struct gathering {
	struct gs_session_entry entry;
	const char *package, *author, *out, *prolong, *take_back;
	struct gs_session s;
	uint8_t seed[32]; /* secret: the author's */
	struct gs_box_opening opening;
};

static void say_between(const char *before, struct gs_span text,
    const char *after)
{
	printf("%s", before);
	gs_say_calm(stdout, text.ptr, text.len, "");
	printf("%s", after);
}

static void show_box(const struct gs_session *s, const char *code,
    const char *link, const char *out)
{
	const struct gs_document *doc = &s->matter.content.doc;

	say_between("Memo       ", doc->subject, "\n");
	if (doc->banner.len > 0)
		say_between("Marking    ", doc->banner, "\n");
	gs_shown_print_id(s, code);
	if (out == NULL)
		printf("Link       %s\n", link);
	else
		printf("The link is in %s.\n", out);
	printf("Hand the link only to those who may read the memo, and say the "
	    "word code by\nanother way: it must be the same for everyone.\n");
}

#define ATTEMPTS 3

/* Again with the same bytes, if no answer comes: a box that was opened by the
 * first is the same box. */
static int send_opening(struct gs_session *s, struct gs_request *request)
{
	struct gs_reply reply = {.from = NULL};
	uint8_t *text = NULL;
	size_t len = 0;

	int err = GS_ERR_IO;
	for (unsigned i = 0; i < ATTEMPTS && err == GS_ERR_IO; i++) {
		if (i > 0)
			(void)sleep(i);
		err = gs_http_send(s->source.http, &s->report, &text, &len,
		    request);
	}
	gs_request_free(request);
	if (err != GS_OK)
		return err;
	reply = (struct gs_reply){gs_http_base(s->source.http), {text, len}};
	err = gs_box_done(&s->report, &reply);
	gs_session_drop(&reply);
	return err;
}

/* Marked in the state before the server sees it. */
static int take_turn(struct gathering *g)
{
	struct gs_session *s = &g->s;
	bool marked = false;

	int err = gs_box_slot(&g->opening, &marked, &s->report, s->member);
	return err == GS_OK && marked ? gs_client_save(s->member, &s->report,
	    g->entry.state, false) : err;
}

static int open_box(struct gathering *g)
{
	struct gs_session *s = &g->s;
	struct gs_report said = {.text = ""};
	struct gs_request request;

	g->opening.matter = &s->matter;
	g->opening.roll = s->roll;
	g->opening.package = (struct gs_span){s->text, s->text_len};
	g->opening.author = g->seed;

	int err = take_turn(g);
	if (err != GS_OK)
		return err;
	gs_working("Making the proof");
	err = gs_box_gather(&request, &s->link, &g->opening, &s->report);
	gs_worked();
	if (err != GS_OK)
		return err;
	err = send_opening(s, &request);
	if (gs_box_turn_refused(&said, err, gs_http_code(s->source.http)))
		gs_verb_note(&said);
	return err;
}

/* Whether the server said no: then there is no box.  After any other failure
 * there may be one, whose answer was lost. */
static bool is_refusal(int err)
{
	return err == GS_ERR_RULE || err == GS_ERR_DUPLICATE ||
	    err == GS_ERR_DENIED || err == GS_ERR_UNKNOWN ||
	    err == GS_ERR_MISMATCH || err == GS_ERR_SPACE ||
	    err == GS_ERR_PROOF;
}

/* A link file whose box was perhaps opened: the answer was lost. */
static bool has_link(struct gathering *g)
{
	struct gs_session *s = &g->s;
	struct gs_box_link link;
	struct gs_report unheard = {.text = ""};
	uint8_t *file = NULL;
	size_t len = 0;

	if (g->out == NULL || !gs_file_is_there(g->out) ||
	    gs_file_read_secret(&file, &len, GS_LINK_MAX + 2, g->out,
	        &unheard) != GS_OK)
		return false;
	bool good = gs_box_link_parse(&link, &unheard, file, len) == GS_OK &&
	    memcmp(link.memo, s->matter.content.id, 32) == 0 &&
	    strcmp(link.server, gs_http_base(s->source.http)) == 0;
	if (good)
		s->link = link;
	gs_host_wipe(&link, sizeof link);
	gs_file_wipe(&file, len);
	return good;
}

/* The link's file comes first: a box whose link is lost is of no use. */
static int write_link(struct gathering *g, char link[GS_LINK_MAX + 2])
{
	struct gs_session *s = &g->s;
	struct gs_writer w = gs_writer_of(link, GS_LINK_MAX + 1);
	bool again = has_link(g);

	int err = again ? GS_OK : gs_box_new_link(&s->link, &s->report,
	    &s->matter, gs_http_base(s->source.http));
	if (err != GS_OK)
		return gs_session_at(s, g->package, err);
	gs_box_link_write(&w, &s->link);
	if (g->out != NULL)
		gs_write_text(&w, "\n");
	err = gs_writer_end(&w);
	return err == GS_OK && g->out != NULL && !again ?
	    gs_file_create(g->out, link, w.len, 0600, &s->report) : err;
}

static int gather(struct gathering *g)
{
	struct gs_session *s = &g->s;
	char link[GS_LINK_MAX + 2] = "", code[GS_WORD_CODE_MAX];

	int err = write_link(g, link);
	/* And what may fail for want of memory, before there is a box. */
	if (err == GS_OK)
		err = gs_word_code(code, s->matter.content.id);
	if (err == GS_OK) {
		err = open_box(g);
		if (is_refusal(err) && g->out != NULL)
			gs_file_discard(g->out);
	}
	if (err == GS_OK)
		show_box(s, code, link, g->out);
	gs_host_wipe(link, sizeof link);
	return err;
}

/* The owner of a box ----------------------------------------------------- */

static int change_box(struct gathering *g)
{
	struct gs_session *s = &g->s;
	struct gs_request request;
	struct gs_reply reply = {.from = NULL};
	json_t *json = NULL;
	const char *expires = "";
	struct gs_part zone = gs_record_part(
	    &gs_state_charter(s->matter.state)->rec, "zone");

	int err = gs_matter_is_of(&s->report, &s->matter, &s->link,
	    g->package);
	if (err == GS_OK)
		err = g->prolong != NULL ?
		    gs_request_box_prolong(&request, &s->link, g->seed) :
		    gs_request_box_remove(&request, &s->link, g->seed);
	if (err == GS_OK)
		err = gs_session_send(s, &reply, &request);
	if (err == GS_OK)
		err = gs_reply_json(&json, &s->report, &reply);
	if (err == GS_OK && g->prolong != NULL &&
	    gs_json_text(&expires, json, "expires") != GS_OK)
		err = gs_reply_lacks(&s->report, &reply, "expires");

	if (err == GS_OK && g->prolong == NULL &&
	    gs_client_spend_turns(s->member, s->link.memo))
		err = gs_client_save(s->member, &s->report, g->entry.state,
		    false);

	if (err == GS_OK && g->prolong != NULL) {
		say_between("The box stays open through ", (struct gs_span){
		    (const uint8_t *)expires, strlen(expires)}, "");
		say_between(", as days are counted in ", (struct gs_span){
		    zone.ptr, zone.len}, ".\n");
	} else if (err == GS_OK) {
		printf("The box and all that was in it is gone.\n");
	}
	json_decref(json);
	gs_session_drop(&reply);
	return err;
}

static int enter_gathering(struct gathering *g)
{
	struct gs_session *s = &g->s;
	const char *link = g->prolong != NULL ? g->prolong : g->take_back;

	if (link != NULL)
		return gs_contact_enter(s, &g->entry, link);
	int err = gs_session_load(s, g->entry.state, g->entry.passphrase);
	return err == GS_OK ? gs_contact_member(s, &g->entry, NULL) : err;
}

static int read_seed(struct gathering *g)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s.author", g->package);

	if (n < 0 || (size_t)n >= sizeof path)
		return GS_ERR_RANGE;
	return gs_file_seed(g->seed, g->author != NULL ? g->author : path,
	    &g->s.report);
}

static int run_gathering(struct gathering *g)
{
	struct gs_session *s = &g->s;
	bool owner = g->prolong != NULL || g->take_back != NULL;

	int err = enter_gathering(g);
	if (err == GS_OK)
		err = gs_session_package(s, g->package, owner ? NULL :
		    gs_state_charter(s->matter.state));
	if (err == GS_OK)
		err = read_seed(g);
	if (err == GS_OK && owner)
		return change_box(g);
	if (err == GS_OK)
		err = gs_floors_pass(s, &g->entry.accept);
	if (err == GS_OK)
		err = gs_session_key(s);
	return err == GS_OK ? gather(g) : err;
}

int gs_cli_gather(int argc, char **argv)
{
	struct gathering g = {.package = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(g.entry.state),
		GS_OPTION_PASSPHRASE(g.entry.passphrase),
		{.name = "author", .value = &g.author},
		GS_OPTION_OUT(g.out),
		GS_OPTION_ACCEPT(g.entry),
		{.name = "prolong", .value = &g.prolong},
		{.name = "take-back", .value = &g.take_back},
		GS_OPTION_OTHER_SERVER(g.entry.server),
		{.name = "reading", .value = &g.entry.reading},
		GS_OPTION_CACHE(g.entry),
		GS_OPTIONS_WAY(g.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_floors_named(&g.entry.accept))
		return gs_verb_misused();
	if ((g.prolong != NULL) + (g.take_back != NULL) + (g.out != NULL) >
	    1) {
		gs_verb_say("gather-usage", "-o, --prolong and --take-back "
		    "exclude each other");
		return gs_verb_misused();
	}

	g.package = argv[at];
	gs_session_start(&g.s);
	gs_session_want(&g.s, GS_WANT_GROUND, g.entry.cache_dir);
	int err = run_gathering(&g);
	gs_host_wipe(g.seed, sizeof g.seed);
	return gs_session_end(&g.s, err);
}
