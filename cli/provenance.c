/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay provenance: what is needed to check one memo offline, in a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/annexes.h"
#include "cli/common/deleted.h"
#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/sealed.h"
#include "cli/common/shelf.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/print/terms.h"
#include "cli/verbs.h"
#include "lib/evidence/publication.h"
#include "lib/host.h"
#include "lib/memo/content.h"
#include "lib/steps/collection.h"
#include "lib/steps/when.h"
#include "lib/steps/matter.h"

#define PUBLISHED_MAX ((size_t)4 << 20) /* of an opening, of a text */

static const char help[] =
"usage: gainsay provenance --key VKEY --memo-file PACKAGE [OPTION]...\n"
"           -o NAME.gainsay DIR|URL\n"
"       gainsay provenance --key VKEY --memo N --publication P [--text OUT.md]\n"
"           [OPTION]... -o NAME.gainsay URL\n"
"       gainsay provenance --key VKEY --memo N --sign KEYFILE\n"
"           --identity AGEFILE [--reply R | --correction C] [OPTION]...\n"
"           -o NAME.gainsay URL\n"
"Writes the provenance file of a memo: its text, its records, their inclusion\n"
"proofs, the roll. It stands on the first anchor of the log behind the memo's\n"
"last entry, which says that nothing about it is left out up to there. Everyone\n"
"gets the same bytes who is shown the same log up to the same last entry of the\n"
"memo, and makes the same kind of file. First verifies all of it, every member\n"
"proof included.\n\n"
GS_HELP_KEY GS_HELP_PLACE
"  --memo-file PACKAGE  the memo's package ('gainsay compose'; link holders have\n"
"                       it too)\n"
"  --memo N --publication P\n"
"                       instead: what the release officer published of memo N,\n"
"                       which needs nobody's package\n"
"  --memo N --sign KEYFILE --identity AGEFILE\n"
"                       instead: memo N as it was sealed to the office\n"
"                       (office.key, office.age), or to the ROLE that --role\n"
"                       names: the same file as from the package\n"
"  --reply R            of the text of reply R (or --correction C) and not of the\n"
"                       memo's: what 'gainsay redact' and 'publish' take\n"
"  --text OUT.md        and its readable text\n"
"  --annexes FOLDER     and the files of its annexes, each under its name\n"
"  --anchor N           stand on the anchor that is entry N of the log, a later\n"
"                       one; who names the same one gets the same bytes\n"
"  --idle               make it though witnesses saw the log last more than two\n"
"                       releases ago, and nothing was entered since\n"
"  --traceable          take the newest checkpoint as the server gives it, before\n"
"                       the log has fixed one: the file may show who fetched it,\n"
"                       and does not show that nothing is left out\n"
"  --without-keys       leave the roll's keys out; who verifies needs them\n"
"                       beside the file (they stand at /roll/ on the server)\n"
"  -o, --out FILE       where it goes\n"
GS_HELP_FORCE
GS_HELP_SHELF
GS_HELP_READER GS_HELP_WAY;

struct wishes {
	const char *key, *package, *number, *publication, *identity, *text,
	    *annexes, *reply, *correction;
	const char *out;
	const char *anchor_text;
	uint64_t anchor; /* 0: the first */
	bool without_keys, traceable, idle, force;
};

struct job {
	struct gs_source s;
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_collection c;
	const struct gs_content *content; /* secret; NULL: of a publication */
	/* Of a package; */
	uint8_t *package; /* secret */
	size_t package_len;
	struct gs_matter matter;
	/* or as it was sealed to a role; */
	struct gs_plain_memo opened;
	/* or of a reply, or of a publication. */
	struct gs_opened_reply reply;
	struct gs_publication_parts parts;
	char of[40]; /* `reply 1`; empty: the memo */
};

static int add_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	return gs_collection_add(ctx, index, (struct gs_span){ptr, len});
}

static int collect_entries(struct job *j, const struct gs_memo *memo,
    uint64_t anchor)
{
	struct gs_channel *channel = j->s.channel;
	const struct gs_charter *last =
	    gs_state_charter(gs_channel_state(channel));

	int err = gs_collection_start(&j->c, j->arena, memo, last->version,
	    gs_channel_note(channel));
	j->c.want = anchor;
	return err != GS_OK ? err :
	    gs_source_for_each(&j->s, add_entry, &j->c);
}

/* Of the checkpoint that the file stands on. */
static uint64_t file_size(const struct job *j)
{
	return j->c.p.map.len > 0 ? j->c.p.anchor.index + 1 :
	    gs_channel_checkpoint(j->s.channel)->size;
}

/* One that was named, and is none to stand on. */
static int refuse_anchor(const struct job *j, uint64_t anchor)
{
	if (j->c.anchor.bytes.len == 0)
		gs_verb_tell("provenance-no-anchor", "--anchor: entry {0} of "
		    "the log is no anchor behind the memo's filing",
		    gs_say_number(anchor));
	else
		gs_verb_tell("provenance-anchor-early", "--anchor: behind the "
		    "anchor {0} there is more about this memo, which a file on "
		    "it lacks; name an anchor behind that, or none",
		    gs_say_number(anchor));
	return GS_ERR_RULE;
}

/* Until the log has fixed a note, a server may give each its own. */
static int settle_note(struct job *j, const struct wishes *wish)
{
	char when[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	if (wish->traceable || gs_collection_settle(&j->c))
		return GS_OK;
	if (wish->anchor != 0 && j->c.proof.len == 0)
		return refuse_anchor(j, wish->anchor);
	int err = gs_source_now(&now, &j->s);
	if (err != GS_OK)
		return err;
	gs_when_anchored(when, &j->c, gs_channel_state(j->s.channel), now);
	gs_verb_tell("provenance-not-anchored", "the log has not yet fixed the "
	    "note of a checkpoint behind the memo's last entry: it does so at "
	    "{0}, if its witnesses have cosigned by then. A file made before "
	    "may show who fetched it; --traceable makes one all the same",
	    gs_say_text(when));
	return GS_ERR_BUSY;
}

static int build_file(struct gs_writer *w, struct job *j, bool with_keys)
{
	struct gs_report report = {.text = ""};
	const struct gs_roll *roll = NULL;
	const struct gs_content *content = j->content;

	if (with_keys) {
		int err = gs_channel_roll(&roll, &report, j->s.channel,
		    j->c.memo->roll);
		gs_verb_report(&report);
		if (err != GS_OK)
			return err;
		j->c.p.keys = (struct gs_span){gs_roll_keys(roll),
		    gs_roll_size(roll) * 32};
	}

	/* Of a publication the opening is there already. */
	if (content == NULL)
		j->c.p.opening = j->parts.opening;
	j->c.p.of = (struct gs_span){(const uint8_t *)j->of, strlen(j->of)};
	struct gs_provenance_ground ground = {
	    .log = {file_size(j),
	        gs_tiles_subtree, gs_channel_tiles(j->s.channel)},
	    .blocks = content != NULL ? content->doc.blocks : NULL,
	    .count = content != NULL ? content->doc.count : 0,
	    .seed = content != NULL ? content->secrets.seed : NULL,
	    .annexes = content != NULL ? content->annexes : NULL};
	if (j->reply.plain != NULL) {
		ground.blocks = j->reply.wording.doc.blocks;
		ground.count = j->reply.wording.doc.count;
		ground.seed = j->reply.wording.seed;
	}
	return gs_provenance_build(w, j->arena, &j->c.p, &ground);
}

/* What the log says of the memo's times, and this file does not. */
static void tell_dates(const struct job *j)
{
	struct gs_report said = {.text = ""};
	uint64_t later = gs_collection_dated_later(&j->c);

	if (j->c.p.map.len == 0)
		return;
	if (later != 0)
		gs_report_tell(&said, "provenance-dated-later", "the note that "
		    "this file stands on has no quorum of witnesses, and so it "
		    "says 'by the operator's date' where the log itself says "
		    "more; a file on the anchor with the quorum: --anchor {0}",
		    gs_say_number(later));
	else if (gs_collection_is_undated(&j->c))
		gs_report_say(&said, "provenance-not-dated", "no note in the "
		    "log has a quorum of witnesses behind all of this memo's acts "
		    "yet, and so the file says 'by the operator's date'; once "
		    "one has, a new file names the anchor that says more");
	gs_verb_note(&said);
}

static int write_provenance(struct job *j, const struct gs_memo *memo,
    const struct wishes *wish)
{
	bool with_keys = !wish->without_keys;

	int err = collect_entries(j, memo, wish->anchor);
	if (err == GS_OK)
		err = settle_note(j, wish);
	if (err != GS_OK)
		return err;
	size_t max = gs_collection_max(&j->c, with_keys);
	uint8_t *buf = malloc(max);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(buf, max);
	err = build_file(&w, j, with_keys);
	if (err == GS_OK)
		err = gs_cli_file_write(wish->out, buf, w.len, 0600);
	if (err == GS_OK) {
		gs_say_exercise(stdout, memo->charter->exercise);
		printf("%s: %zu bytes; memo %llu at checkpoint %llu.\n%s",
		    wish->out, w.len, (unsigned long long)memo->number,
		    (unsigned long long)file_size(j), j->c.p.map.len > 0 ? "" :
		        "This copy may show who fetched it.\n");
		tell_dates(j);
	}
	gs_file_wipe(&buf, max);
	return err;
}

/* Which memo a package is: its record says so, and must be right. */
static int find_packaged_memo(const struct gs_memo **memo, struct job *j,
    const char *path)
{
	struct gs_report report = {.text = ""};
	const struct gs_state *state = gs_channel_state(j->s.channel);

	int err = gs_cli_file_read_secret(&j->package, &j->package_len,
	    GS_CONTENT_MAX, path);
	if (err != GS_OK)
		return err;
	const struct gs_charter *c = gs_matter_charter(state, j->package,
	    j->package_len);
	j->matter = (struct gs_matter){.state = state, .arena = j->arena};
	err = gs_matter_content(&j->matter, &report, c, j->package,
	    j->package_len);
	if (err != GS_OK) {
		gs_verb_tell("package-refused",
		    "{0} is not a memo's package: {1}", gs_say_text(path),
		    gs_say_text(report.text));
		return err;
	}

	j->content = &j->matter.content;
	*memo = gs_state_memo_by(state, j->matter.content.id);
	if (*memo != NULL)
		return GS_OK;
	gs_verb_tell("memo-not-filed", "this memo is not in the log up to "
	    "checkpoint {0}", gs_say_number(
	        gs_channel_checkpoint(j->s.channel)->size));
	return GS_ERR_UNKNOWN;
}

/* Into the arena. */
static int fetch_part(struct gs_span *out, struct job *j,
    const uint8_t hash[32])
{
	struct gs_report report = {.text = ""};
	uint8_t *bytes = NULL;
	size_t len = 0;

	int err = gs_content_fetch(&bytes, &len, PUBLISHED_MAX, &report,
	    j->s.http, hash);
	if (err != GS_OK) {
		gs_verb_tell("publication-not-fetched",
		    "what was published: {0}", gs_say_text(report.text));
		return err;
	}

	uint8_t *copy = gs_arena_take(j->arena, len + 1, 1);
	if (copy != NULL && len > 0)
		memcpy(copy, bytes, len);
	free(bytes);
	*out = (struct gs_span){copy, copy == NULL ? 0 : len};
	return copy == NULL ? GS_ERR_MEMORY : GS_OK;
}

/* NULL after saying so. */
static const struct gs_publication *find_publication(
    const struct gs_memo *memo, const char *number)
{
	const struct gs_publication *p = NULL;
	uint64_t n = 0;

	if (gs_decimal_decode(&n, number, strlen(number),
	        GS_PUBLICATIONS_MAX) == GS_OK)
		p = gs_publication_by(memo, n);
	if (p == NULL)
		gs_verb_tell("publication-unknown", "memo {0} has no "
		    "publication '{1}'; 'gainsay status' lists them",
		    gs_say_number(memo->number), gs_say_text(number));
	return p;
}

/* What was published of a memo, checked against the log. */
static int fetch_publication(struct job *j, const struct gs_memo *memo,
    const char *number)
{
	struct gs_report report = {.text = ""};
	const struct gs_publication *p = find_publication(memo, number);

	if (p == NULL)
		return GS_ERR_UNKNOWN;
	if (gs_tell_deleted(memo, p->at, true))
		return GS_ERR_DENIED;
	int err = fetch_part(&j->parts.opening, j, gs_publication_opening(p));
	if (err == GS_OK)
		err = fetch_part(&j->parts.text, j, gs_publication_text(p));
	if (err != GS_OK)
		return err;

	const struct gs_value *of = gs_record_value(&p->rec, "of", 0);
	if (of != NULL)
		(void)snprintf(j->of, sizeof j->of, "%.*s %lld",
		    (int)of->parts[0].len, (const char *)of->parts[0].ptr,
		    (long long)of->parts[1].number);
	err = gs_publication_check(&report, j->arena, memo, &p->rec,
	    &j->parts);
	if (err != GS_OK)
		gs_verb_tell("publication-refused", "what was published is "
		    "not of this memo: {0}", gs_say_text(report.text));
	return err;
}

/* The annexes that the file shows: of a publication their files are public. */
static int write_annex_folder(struct job *j, const struct gs_opening *o,
    const struct gs_publication *p, const char *folder)
{
	struct gs_annexes a = {.count = o->annex_count};
	size_t at = 2; /* behind the opening and the text */

	for (size_t i = 0; i < a.count; i++) {
		const char number[] = {(char)('0' + (i + 1) / 10),
		    (char)('0' + (i + 1) % 10), '\0'};

		if (!o->annex_open[i])
			continue;
		a.of[i] = o->annex[i];
		int err = fetch_part(&a.file[i], j, gs_record_value(&p->rec,
		    "content", at++)->parts[0].ptr);
		if (err == GS_OK)
			err = gs_annexes_out(&a, number[0] == '0' ?
			    number + 1 : number, folder);
		if (err != GS_OK)
			return err;
	}
	return GS_OK;
}

/* What is shown of each annex, by its name. */
static int tell_annexes(struct job *j, const struct gs_memo *memo,
    const struct wishes *wish)
{
	struct gs_opening o;

	int err = gs_opening_parse(&o, j->arena, j->c.p.opening.ptr,
	    j->c.p.opening.len);
	for (size_t i = 0; err == GS_OK && i < o.annex_count; i++) {
		printf("Annex %zu: ", i + 1);
		if (o.annex_open[i])
			gs_print_annex(&o.annex[i]);
		printf("%s\n", o.annex_open[i] ? "" : "withheld");
	}
	if (err != GS_OK || wish->annexes == NULL)
		return err;
	return write_annex_folder(j, &o, find_publication(memo,
	    wish->publication), wish->annexes);
}

static int find_published_memo(const struct gs_memo **memo, struct job *j,
    const struct wishes *wish)
{
	if (j->s.http == NULL) {
		gs_verb_say("publication-needs-server", "publications are "
		    "fetched from a server, give its URL");
		return GS_ERR_IO;
	}

	*memo = gs_source_memo(&j->s, wish->number);
	return *memo == NULL ? GS_ERR_UNKNOWN :
	    fetch_publication(j, *memo, wish->publication);
}

/* What the office holds of a memo is its text and its seed: all that a file
 * takes from a package.  The link's secrets are not in it, nor in a file. */
static int find_sealed_memo(const struct gs_memo **memo, struct job *j,
    const struct wishes *wish)
{
	*memo = gs_source_memo(&j->s, wish->number);
	if (*memo == NULL)
		return GS_ERR_UNKNOWN;

	j->content = &j->opened.content;
	return gs_desk_open(&j->opened, &j->s, *memo, wish->identity);
}

/* The reply or the correction that was asked for, NULL after saying so. */
static const struct gs_record *find_answer(struct job *j,
    const struct gs_memo *memo, const struct wishes *wish)
{
	const char *number = wish->reply != NULL ? wish->reply :
	    wish->correction;
	const struct gs_memo_reply *r = NULL;
	const struct gs_correction *c = NULL;
	uint64_t n = 0;

	if (gs_decimal_decode(&n, number, strlen(number), INT64_MAX) ==
	    GS_OK && wish->reply != NULL)
		r = gs_reply_by(memo, n);
	else
		c = gs_correction_by(memo, n);
	if (r == NULL && c == NULL) {
		gs_verb_tell("provenance-no-reply", "memo {0} has no reply or "
		    "correction '{1}'; 'gainsay status' lists them",
		    gs_say_number(memo->number), gs_say_text(number));
		return NULL;
	}
	(void)snprintf(j->of, sizeof j->of, "%s %llu",
	    r != NULL ? "reply" : "correction", (unsigned long long)n);
	return r != NULL ? &r->rec : &c->rec;
}

/* What the office, or whoever else it is sealed to, holds of a reply. */
static int find_sealed_reply(const struct gs_memo **memo, struct job *j,
    const struct wishes *wish)
{
	struct gs_report report = {.text = ""};
	uint8_t secret[32];

	if (j->s.http == NULL) {
		gs_verb_say("provenance-reply-server", "a reply's sealed file "
		    "is fetched from a server, give its URL");
		return GS_ERR_IO;
	}
	*memo = gs_source_memo(&j->s, wish->number);
	const struct gs_record *rec = *memo == NULL ? NULL :
	    find_answer(j, *memo, wish);
	if (rec == NULL)
		return GS_ERR_UNKNOWN;

	int err = gs_desk_identity(secret, &j->s, wish->identity);
	if (err == GS_OK) {
		err = gs_reply_open(&j->reply, &report, j->s.http, *memo, rec,
		    secret);
		gs_verb_report(&report);
	}
	gs_host_wipe(secret, sizeof secret);
	return err;
}

static int find_wanted_memo(const struct gs_memo **memo, struct job *j,
    const struct wishes *wish)
{
	if (wish->package != NULL)
		return find_packaged_memo(memo, j, wish->package);
	if (wish->reply != NULL || wish->correction != NULL)
		return find_sealed_reply(memo, j, wish);
	return wish->identity != NULL ? find_sealed_memo(memo, j, wish) :
	    find_published_memo(memo, j, wish);
}

/* Who shows a log that ends long ago may hide what came since. */
static int require_news(struct job *j, const struct wishes *wish)
{
	char seen[GS_LOCAL_TIME_MAX], second[GS_LOCAL_TIME_MAX];
	int64_t now = 0;
	bool unseen = false;

	int err = gs_source_now(&now, &j->s);
	if (err == GS_OK)
		err = gs_when_unseen(&unseen, seen, second,
		    gs_channel_state(j->s.channel),
		    gs_channel_note(j->s.channel), now);
	if (err != GS_OK || !unseen || wish->idle)
		return err;
	gs_verb_tell("provenance-log-old", "witnesses saw this log last at "
	    "{0}, and two releases have passed since, the second at {1}: nothing was "
	    "entered meanwhile, or the server hides it. Ask others ('gainsay "
	    "audit --against URL', a mirror's); if it is so, --idle makes the "
	    "file", gs_say_text(seen), gs_say_text(second));
	return GS_ERR_RULE;
}

static int make_provenance(struct job *j, const char *place,
    const struct wishes *wish)
{
	const struct gs_memo *memo = NULL;

	if (wish->identity != NULL && j->s.role == NULL)
		j->s.role = "office";
	int err = gs_cli_out_free(wish->out, wish->force,
	    (const char *const[]){wish->package, wish->identity, j->s.sign},
	    3);
	if (err == GS_OK)
		err = gs_cli_out_free(wish->text, wish->force, NULL, 0);
	if (err == GS_OK)
		err = gs_source_open(&j->s, place, wish->key, false);
	if (err == GS_OK)
		err = require_news(j, wish);
	if (err != GS_OK)
		return err;
	err = find_wanted_memo(&memo, j, wish);
	if (err == GS_OK)
		err = write_provenance(j, memo, wish);
	if (err == GS_OK && wish->text != NULL)
		err = gs_cli_file_write(wish->text, j->parts.text.ptr,
		    j->parts.text.len, 0600);
	if (err == GS_OK)
		err = tell_annexes(j, memo, wish);
	return err;
}

static bool read_wish(struct wishes *w)
{
	const char *text = w->anchor_text;

	if (text == NULL)
		return true;
	if (w->traceable || gs_decimal_decode(&w->anchor, text, strlen(text),
	        INT64_MAX) != GS_OK || w->anchor == 0) {
		gs_verb_tell("provenance-anchor-number", "--anchor '{0}' is "
		    "the index of an anchor in the log, from 1, and does not go "
		    "with --traceable", gs_say_text(text));
		return false;
	}
	return true;
}

/* One of three ways to the memo, and what belongs to that one. */
static bool check_wishes(struct wishes *w, const char *sign)
{
	int ways = (w->package != NULL) + (w->publication != NULL) +
	    (w->identity != NULL);
	bool numbered = w->number != NULL;

	if (ways == 1 && numbered == (w->package == NULL) &&
	    ((w->text == NULL && w->annexes == NULL) ||
	    w->publication != NULL) &&
	    (w->identity == NULL || sign != NULL) &&
	    ((w->reply == NULL && w->correction == NULL) ||
	    (w->identity != NULL && (w->reply == NULL ||
	    w->correction == NULL))))
		return read_wish(w);
	gs_verb_say("provenance-how", "give --memo-file; or --memo with "
	    "--publication (and then, if you like, --text and --annexes); or "
	    "--memo with --sign and --identity (and then, if you like, one of "
	    "--reply and --correction)");
	return false;
}

int gs_cli_provenance(int argc, char **argv)
{
	static struct job j;
	struct wishes w = {.key = NULL};
	struct gs_shelf shelf = {.state = NULL};
	const char *place = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(w.key),
		{.name = "memo-file", .value = &w.package},
		{.name = "memo", .value = &w.number},
		{.name = "publication", .value = &w.publication},
		{.name = "identity", .value = &w.identity,
		 .setting = "identity", .unless = "memo-file publication",
		 .with = "memo"},
		{.name = "reply", .value = &w.reply},
		{.name = "correction", .value = &w.correction},
		{.name = "text", .value = &w.text},
		{.name = "annexes", .value = &w.annexes},
		{.name = "anchor", .value = &w.anchor_text},
		{.name = "idle", .flag = &w.idle},
		{.name = "traceable", .flag = &w.traceable},
		{.name = "without-keys", .flag = &w.without_keys},
		GS_OPTION_OUT_NEEDED(w.out),
		GS_OPTION_FORCE(w.force),
		GS_OPTIONS_SHELF(shelf),
		GS_OPTIONS_READER(j.s),
		GS_OPTIONS_WAY(j.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!check_wishes(&w, j.s.sign))
		return gs_verb_misused();

	j.arena = gs_pool_start(&j.pool);
	int err = make_provenance(&j, place, &w);
	gs_file_wipe(&j.package, j.package_len);
	gs_desk_close(&j.opened);
	gs_reply_close(&j.reply);
	gs_pool_free(&j.pool);
	gs_source_close(&j.s);
	return gs_verb_end(err);
}
