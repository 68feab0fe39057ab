/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay file: puts a memo that gathered before the office. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/act/shown.h"
#include "cli/common/contact.h"
#include "cli/common/deliver.h"
#include "cli/common/files.h"
#include "cli/common/floors.h"
#include "cli/common/options.h"
#include "cli/common/queue.h"
#include "cli/common/session.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/steps/acts.h"
#include "lib/steps/filing.h"
#include "lib/steps/offer.h"
#include "lib/steps/when.h"

static const char help[] =
"usage: gainsay file --state F [--package PACKAGE] [--author SEED] [OPTION]...\n"
"           [--acts FILE]... LINK\n"
"       gainsay file --state F --package PACKAGE [--author SEED] [OPTION]...\n"
"           [--acts FILE]... [-o FILING]\n"
"       gainsay file --submit FILING --server URL --key VKEY [--promise FILE]\n"
"       gainsay file --submit FILING --mirror URL\n"
"Shows a memo, whole, and asks; then files it: with the next release it enters\n"
"the log, with all endorsements that its box then has and those given, and the\n"
"office's clocks run. Whoever files is not named; the charter's quota holds.\n"
"Without LINK no box is needed: where the operator refuses it or it is gone,\n"
"PACKAGE and the acts that 'gainsay export' wrote are enough. -o writes that to a\n"
"file, which anybody can hand in by --submit, without a state and elsewhere too:\n"
"to a mirror, where the operator refuses it; a mirror passes it on, and says to\n"
"everybody if the log has not got it two releases later.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
GS_HELP_CODE
GS_HELP_ACCEPT
GS_HELP_LATER
"  --package PACKAGE    the memo, as 'gainsay compose' or 'gainsay export' wrote\n"
"                       it; else the box's\n"
"  --author SEED        the author's seed (default: PACKAGE.author, if it is\n"
"                       there); before the memo's `after` nobody else may file\n"
"  --acts FILE          file it with these acts too ('gainsay export', 'gainsay\n"
"                       endorse -o'); your state does not keep them, and never\n"
"                       hands such a filing in again by itself\n"
"  -o, --out FILING     write the filing to FILING and send nothing\n"
GS_HELP_FORCE
"  --submit FILING      hand in what -o wrote\n"
"  --mirror URL         with --submit: a mirror of the channel, which promises\n"
"                       nothing\n"
"  --key VKEY           with --submit --server: the channel's verifier key\n"
"  --promise FILE       write what the server signs to FILE too, in the clear:\n"
"                       its promise or its refusal, for 'gainsay audit --promise\n"
"                       FILE'\n"
GS_HELP_OTHER_SERVER
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_WAY
GS_HELP_LINK;

#define SUBMISSION_MAX ((size_t)8 << 20) /* what a server takes */

struct filing_run {
	struct gs_session_entry entry;
	const char *package, *author, *code, *promise, *out, *submit, *key;
	const char *mirror;
	struct gs_values acts_files;
	bool force, linked, later;
	struct gs_session s;
	uint8_t seed[32]; /* secret: the author's */
	struct gs_filing f;
	struct gs_acts acts;
	struct gs_filing_load load;
};

/* The package must be the link's memo; the author's seed, the memo's. */
static int read_package(struct filing_run *r)
{
	char path[4096];
	struct gs_session *s = &r->s;
	const char *author = r->author;
	int err = GS_OK;

	if (r->package != NULL) {
		err = gs_session_package(s, r->package, s->matter.charter);
		if (err == GS_OK && r->linked)
			err = gs_matter_is_of(&s->report, &s->matter, &s->link,
			    r->package);
		(void)snprintf(path, sizeof path, "%.4000s.author",
		    r->package);
		if (author == NULL && gs_file_is_there(path))
			author = path;
	}
	if (err == GS_OK && author != NULL) {
		err = gs_file_seed(r->seed, author, &s->report);
		r->f.author = err == GS_OK ? r->seed : NULL;
	}
	return err;
}

/* The acts given: all must be good, or nothing is done. */
static int read_given_acts(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	struct gs_span files[GS_VALUES_PER_OPTION];
	const struct gs_act_ground ground = {s->matter.content.id,
	    s->matter.charter, s->matter.edition};
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK && i < r->acts_files.count; i++) {
		uint8_t *file = NULL;
		size_t len = 0;

		err = gs_file_read(&file, &len, SUBMISSION_MAX,
		    r->acts_files.v[i], &s->report);
		uint8_t *kept = err != GS_OK ? NULL :
		    gs_arena_take(s->matter.arena, len + 1, 1);
		if (err == GS_OK && kept == NULL)
			err = GS_ERR_MEMORY;
		if (err == GS_OK)
			memcpy(kept, file, len);
		files[i] = (struct gs_span){kept, len};
		gs_file_wipe(&file, len);
	}
	if (err == GS_OK)
		err = gs_acts_read(&r->acts, &s->report, s->matter.arena,
		    &ground, files, r->acts_files.count);
	if (err == GS_OK)
		err = gs_acts_verify(&s->report, &r->acts, s->roll);
	if (err == GS_OK)
		r->load = (struct gs_filing_load){r->acts.texts,
		    r->acts.count, s->matter.sealed};
	return err;
}

/* What was marked is on disk before anything is sent. */
static int take_slot(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	bool marked = false;

	int err = gs_filing_slot(&r->f, &marked, &s->report, s->member);
	if (err == GS_OK && marked)
		err = gs_client_save(s->member, &s->report, r->entry.state,
		    false);
	return err;
}

static struct gs_keep_order order_filing(const struct filing_run *r)
{
	const struct gs_session *s = &r->s;
	const char *count = s->box.count;
	bool plain = r->linked && r->acts.count == 0 && r->out == NULL;

	return (struct gs_keep_order){
	    .record = {r->f.record, r->f.record_len},
	    .link = r->linked ? &s->link : NULL,
	    .edition = s->matter.edition->edition,
	    .count = {(const uint8_t *)count, strlen(count)},
	    .load = plain ? NULL : &r->load};
}

static int make_filing(struct filing_run *r)
{
	gs_working("Making the proof");
	int err = gs_filing_make(&r->f, &r->s.report);
	gs_worked();
	return err;
}

static int send_filing(struct filing_run *r, char **promise)
{
	struct gs_session *s = &r->s;
	const struct gs_delivery d = {.source = &s->source,
	    .member = s->member, .state = r->entry.state,
	    .promise = r->promise};

	int err = make_filing(r);
	if (err != GS_OK)
		return err;
	const struct gs_keep_order order = order_filing(r);
	return gs_deliver(promise, &s->report, &d, &order);
}

/* A slot that turns out to be used is refused when it is sent. */
static int queue_filing(struct filing_run *r)
{
	struct gs_session *s = &r->s;

	int err = take_slot(r);
	if (err == GS_OK)
		err = make_filing(r);
	if (err != GS_OK)
		return err;
	struct gs_keep_order order = order_filing(r);
	return gs_session_at(s, r->entry.state, gs_queue_keep(s,
	    r->entry.state, &order));
}

static int try_filing(struct filing_run *r, char **promise)
{
	struct gs_report said = {.text = ""};

	int err = take_slot(r);
	if (err == GS_OK)
		err = send_filing(r, promise);
	if (gs_filing_slot_refused(&said, err,
	    gs_http_code(r->s.source.http)))
		gs_verb_note(&said);
	return err;
}

/* A memo that nobody endorsed may be filed, but not by mistake. */
static int ask_to_file(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	char question[256], shows[128];
	size_t given = r->acts.tags - r->acts.withdrawn;

	(void)snprintf(shows, sizeof shows, ", though its box shows no "
	    "endorsement (fewer than %llu show as none)",
	    (unsigned long long)s->matter.charter->batch);
	(void)snprintf(question, sizeof question, "File this memo%s%s? It "
	    "cannot be taken back.", r->acts.count > 0 ? ", with the acts "
	    "given" : r->linked ? "" : ", with no endorsement",
	    !r->linked ? "" : s->box.shown > 0 ? ", with all that its box "
	    "holds" : shows);
	if (r->acts.count > 0)
		printf("Given are %zu endorsements, and %zu more that were "
		    "taken back; every member\nproof verifies.\n\n", given,
		    r->acts.withdrawn);
	return gs_shown_ask(s, question, r->code);
}

/* For others to hand in: the state keeps it, and does not. */
static int write_filing(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	const struct gs_client_act *act = NULL;
	struct gs_request request = {.body = NULL};

	int err = take_slot(r);
	if (err == GS_OK)
		err = make_filing(r);
	if (err != GS_OK)
		return err;
	const struct gs_keep_order order = order_filing(r);
	err = gs_keep_act(&act, &s->report, s->member, &order);
	if (err == GS_OK)
		err = gs_client_save(s->member, &s->report, r->entry.state,
		    false);
	if (err == GS_OK)
		err = gs_filing_send(&request, NULL, act->record, &r->load);
	if (err == GS_OK)
		err = gs_file_write(r->out, request.body,
		    strlen(request.body), 0600, &s->report);
	gs_request_free(&request);
	if (err == GS_OK && strcmp(r->out, "-") != 0)
		printf("Written to %s; nothing was sent. Whoever has it can "
		    "hand it in.\n", r->out);
	return err;
}

static int tell_promise(const struct filing_run *r, struct gs_session *s,
    char *promise)
{
	const struct gs_delivery d = {.state = r->submit == NULL ?
	    r->entry.state : NULL, .promise = r->promise};
	char when[GS_LOCAL_TIME_MAX];

	gs_when_release(when, s->matter.state, s->matter.now);
	printf("Filed: with all that its box then holds the memo enters the "
	    "log at the next\nrelease, %s.\n", when);
	int err = gs_deliver_tell(&s->report, &d, promise,
	    (struct gs_span){NULL, 0});
	free(promise);
	gs_queue_tell(s);
	return err;
}

static int file(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	char *promise = NULL;

	int err = gs_floors_pass(s, &r->entry.accept);
	if (err == GS_OK)
		err = gs_session_key(s);
	if (err == GS_OK)
		err = read_given_acts(r);
	if (err != GS_OK)
		return err;
	r->f.matter = &s->matter;
	r->f.roll = s->roll;
	err = ask_to_file(r);
	if (err == GS_OK && r->out != NULL)
		return write_filing(r);
	if (err == GS_OK)
		err = gs_filing_due(&s->report, &r->f);
	if (err == GS_OK && r->later)
		return queue_filing(r);
	if (err == GS_OK)
		err = try_filing(r, &promise);
	return err == GS_OK ? tell_promise(r, s, promise) : err;
}

static int enter_by_link(struct filing_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	int err = gs_contact_enter(s, &r->entry, link);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	return err == GS_OK ? gs_contact_box(s, r->entry.state,
	    GS_CONTACT_ACTS) : err;
}

static int enter_without_box(struct filing_run *r)
{
	struct gs_session *s = &r->s;

	int err = gs_session_load(s, r->entry.state, r->entry.passphrase);
	return err == GS_OK ? gs_contact_member(s, &r->entry, NULL) : err;
}

static int run_filing(struct filing_run *r, const char *link)
{
	struct gs_session *s = &r->s;

	int err = gs_cli_out_free(r->promise, r->force, NULL, 0);
	if (err == GS_OK)
		err = gs_cli_out_free(r->out, r->force,
	    (const char *const[]){r->package, r->entry.state}, 2);
	if (err == GS_OK)
		err = gs_cli_out_free(r->out, r->force, r->acts_files.v,
		    r->acts_files.count);
	if (err == GS_OK)
		err = r->linked ? enter_by_link(r, link) : enter_without_box(r);
	if (err == GS_OK)
		err = read_package(r);
	if (err != GS_OK)
		return err;

	if (s->box.filed || gs_state_memo_by(s->matter.state,
	    s->matter.content.id) != NULL) {
		gs_report_say(&s->report, "memo-filed-already", "this memo has "
		    "been filed already; see gainsay status");
		return GS_ERR_DUPLICATE;
	}
	return file(r);
}

/* By others -------------------------------------------------------------- */

static int send_submission(struct filing_run *r, struct gs_span file)
{
	struct gs_session *s = &r->s;
	struct gs_record memo;
	char *promise = NULL;

	int err = gs_session_at(s, r->submit, gs_filing_read(&memo, &r->load,
	    &s->report, s->matter.arena, file));
	if (err == GS_OK)
		err = gs_session_connect(s, r->entry.server, r->key,
		    &r->entry.way);
	if (err != GS_OK)
		return err;
	const struct gs_roll_edition *roll = gs_state_roll_by(s->matter.state,
	    gs_record_hash(&memo, "roll"));
	const struct gs_delivery d = {.source = &s->source,
	    .promise = r->promise};
	const struct gs_keep_order order = {.record = {memo.text, memo.len},
	    .edition = roll == NULL ? 0 : roll->edition, .load = &r->load};

	err = gs_deliver(&promise, &s->report, &d, &order);
	return err == GS_OK ? tell_promise(r, s, promise) :
	    gs_session_at(s, gs_http_base(s->source.http), err);
}

static void tell_offered(const struct gs_offer *offer, int64_t until)
{
	char time[GS_TIME_LEN + 1] = "", digits[17] = "";
	struct gs_writer w = gs_writer_of(digits, sizeof digits - 1);

	gs_write_hex(&w, offer->id, 8);
	gs_time_format((uint8_t *)time, until);
	printf("The mirror has the memo whose id begins %s, and passes it on "
	    "with its %zu acts.\nIt promises nothing: if the log has not got "
	    "it after %s, it says so to everybody.\n", digits,
	    offer->load.count, time);
}

static int send_offer(struct filing_run *r, const struct gs_offer *offer)
{
	struct gs_session *s = &r->s;
	struct gs_request request = {.body = NULL};
	struct gs_reply reply = {r->mirror, {NULL, 0}};
	uint8_t *text = NULL;
	int64_t until = 0;

	int err = gs_http_open(&s->source.http, &s->report, r->mirror,
	    &r->entry.way);
	if (err == GS_OK)
		err = gs_filing_send(&request, NULL, (struct gs_span){
		    offer->memo.text, offer->memo.len}, &offer->load);
	if (err == GS_OK)
		err = gs_http_send(s->source.http, &s->report, &text,
		    &reply.text.len, &request);
	gs_request_free(&request);
	reply.text.ptr = text;
	if (err == GS_OK)
		err = gs_offer_until(&until, &s->report, &reply);
	free(text);
	if (err == GS_OK)
		tell_offered(offer, until);
	return err;
}

/* What it is for a mirror to judge, it judges; it has no secret to be shown,
 * and its log need not be read. */
static int offer_submission(struct filing_run *r, struct gs_span file)
{
	struct gs_session *s = &r->s;
	struct gs_offer offer;

	int err = gs_session_at(s, r->submit, gs_offer_read(&offer,
	    &s->report, s->matter.arena, file));

	return err != GS_OK ? err : gs_session_at(s, r->mirror,
	    send_offer(r, &offer));
}

static int submit_filing(struct filing_run *r)
{
	struct gs_session *s = &r->s;
	uint8_t *file = NULL;
	size_t len = 0;

	s->source.reading = r->entry.reading;
	int err = gs_file_read(&file, &len, SUBMISSION_MAX, r->submit,
	    &s->report);
	if (err == GS_OK)
		err = r->mirror != NULL ? offer_submission(r,
		    (struct gs_span){file, len}) : send_submission(r,
		    (struct gs_span){file, len});
	gs_file_wipe(&file, len);
	return err;
}

/* The command line ------------------------------------------------------- */

/* What goes with a filing is not kept, so that it cannot wait. */
static bool check_later_filing(const struct filing_run *r)
{
	if (!r->later || (r->linked && r->submit == NULL && r->out == NULL &&
	    r->acts_files.count == 0 && r->promise == NULL))
		return true;
	gs_verb_say("file-usage-later", "--later sends nothing, and only a "
	    "filing through its box can wait: give LINK, and neither --acts, "
	    "-o, --submit nor --promise");
	return false;
}

static bool check_filing_usage(const struct filing_run *r)
{
	bool other = r->package != NULL || r->author != NULL ||
	    r->code != NULL || r->out != NULL || r->acts_files.count > 0 ||
	    r->linked;

	if ((r->entry.state == NULL) == (r->submit == NULL))
		gs_verb_say("file-usage-state", "either --state or --submit is "
		    "needed");
	else if (r->mirror != NULL && (r->submit == NULL || other ||
	    r->promise != NULL || r->entry.server != NULL))
		gs_verb_say("file-usage-mirror", "--mirror goes with --submit, "
		    "and of the others with --proxy and --ca alone");
	else if (r->submit != NULL && r->mirror == NULL && (other ||
	    r->key == NULL || r->entry.server == NULL))
		gs_verb_say("file-usage-submit", "--submit takes --mirror, or "
		    "--server and --key, and of the others --promise, "
		    "--reading, --proxy and --ca");
	else if (r->submit == NULL && r->key != NULL)
		gs_verb_say("file-usage-key", "a state has its key; --key goes "
		    "with --submit");
	else if (r->submit == NULL && !r->linked && r->package == NULL)
		gs_verb_say("file-usage-memo", "give a LINK, or --package: "
		    "which memo is to be filed?");
	else
		return check_later_filing(r);
	return false;
}

int gs_cli_file(int argc, char **argv)
{
	struct filing_run r = {.package = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "state", .value = &r.entry.state,
		 .setting = "state", .unless = "submit"},
		GS_OPTION_PASSPHRASE(r.entry.passphrase),
		GS_OPTION_CODE(r.code),
		GS_OPTION_ACCEPT(r.entry),
		GS_OPTION_LATER(r.later),
		{.name = "package", .value = &r.package},
		{.name = "author", .value = &r.author},
		{.name = "acts", .values = &r.acts_files},
		GS_OPTION_OUT(r.out),
		GS_OPTION_FORCE(r.force),
		{.name = "submit", .value = &r.submit},
		{.name = "mirror", .value = &r.mirror},
		{.name = "key", .value = &r.key, .setting = "key",
		 .unless = "state"},
		{.name = "promise", .value = &r.promise},
		GS_OPTION_OTHER_SERVER(r.entry.server),
		GS_OPTION_READING(r.entry),
		GS_OPTION_CACHE(r.entry),
		GS_OPTIONS_WAY(r.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 0, .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	r.linked = argc - at == 1;
	if (!gs_floors_named(&r.entry.accept) || !check_filing_usage(&r))
		return gs_verb_misused();

	gs_session_start(&r.s);
	if (r.submit == NULL)
		gs_session_want(&r.s, GS_WANT_GROUND, r.entry.cache_dir);
	int err = r.submit != NULL ? submit_filing(&r) :
	    run_filing(&r, argv[at]);
	gs_filing_free(&r.f);
	gs_host_wipe(r.seed, sizeof r.seed);
	return gs_session_end(&r.s, err);
}
