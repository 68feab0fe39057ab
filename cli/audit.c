/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay audit: everything a channel claims, computed anew from its log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/audit/complaints.h"
#include "cli/audit/evidence.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/common/trust.h"
#include "cli/print/json.h"
#include "cli/print/memo.h"
#include "cli/print/statistics.h"
#include "cli/verbs.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/audit.h"
#include "lib/steps/log_entry.h"
#include "lib/steps/statistics_form.h"
#include "lib/steps/trust_json.h"

static const char help[] =
"usage: gainsay audit --key VKEY [--witness VKEY]... [--policy FILE]\n"
"           [--promise FILE]... [--since NOTE]... [--against PLACE]...\n"
"           [-o FILE] [--json] DIR|URL\n"
"       gainsay audit --key VKEY --evidence FILE\n"
"Replays a channel's log from a directory (log/..., roll/...) or a server:\n"
"authenticates every entry and tile against the signed checkpoint, checks every\n"
"signature, member proof, rule and clock, recomputes every count.\n\n"
"  --key VKEY           the channel's verifier key, or a file that holds it; from\n"
"                       somewhere else than the channel\n"
GS_HELP_TRUST
"  --promise FILE       what a server signed about an act, as 'gainsay promises'\n"
"                       writes it: is a promise kept, was a count lowered?\n"
"  --since NOTE         a signed checkpoint that was kept earlier, the file\n"
"                       log/checkpoint of then: the log must continue it\n"
"  --against PLACE      another copy of the log, a mirror or a server, DIR or\n"
"                       URL: both must have the same entries as far as both go\n"
"  -o, --out FILE       where two signed checkpoints go that contradict each\n"
"                       other\n"
"  --evidence FILE      judge two such checkpoints, without a network and without\n"
"                       the log: could one log have had both?\n"
GS_HELP_PLACE GS_HELP_JSON
GS_HELP_READER GS_HELP_WAY "\n"
"Exit codes: 0 the log keeps its rules; 1 something does not verify; 2 nothing\n"
"could be judged; 3 the log keeps its rules, and a duty was missed or a promise\n"
"broken.\n";

struct audit {
	struct gs_source s;
	struct gs_trust trust;
	struct gs_trust_options trusted;
	struct gs_values promises, since, against;
	struct gs_passed passed[GS_VALUES_PER_OPTION]; /* as `since` */
	struct gs_complaint_files complaints; /* of `promises` */
	const char *evidence, *out;
	uint8_t *snapshot; /* the file, if a directory has one */
	struct gs_snapshot_claim claim;
	struct gs_log_count count; /* of the entries */
	bool json;
	struct gs_json_object answer; /* if `json` */
	json_t *told; /* its promises, while they are judged */
	char why[GS_REPORT_TEXT_MAX]; /* the log is refused */
};

static const struct gs_charter *charter_of(const struct gs_source *s)
{
	return gs_state_charter(gs_channel_state(s->channel));
}

/* A replay that failed over a cache begins once more. */
static int look_at_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct audit *a = ctx;
	const struct gs_span entry = {ptr, len};

	if (index == 0)
		a->count = (struct gs_log_count){.entries = 0};
	int err = gs_log_count_entry(&a->count, entry);
	return err == GS_OK ? gs_complaint_files_look(&a->complaints, index,
	    entry) : err;
}

/* For programs, also what could not be judged. */
static void put_promise(struct audit *a, const char *path, const char *status,
    const char *said)
{
	struct gs_json_object one = gs_json_object_start();

	gs_json_put(&one, "file", json_string(path));
	gs_json_put(&one, "status", status == NULL ? json_null() :
	    json_string(status));
	gs_json_put(&one, "said", json_string(said));
	gs_json_append(a->told, &a->answer, one);
}

static const char *promise_word(enum gs_promise_status status)
{
	switch (status) {
	case GS_PROMISE_KEPT: return "kept";
	case GS_PROMISE_VOID: return "void";
	case GS_PROMISE_OPEN: return "open";
	case GS_PROMISE_LATE:
	case GS_PROMISE_MISSING: return "broken";
	case GS_PROMISE_UNKNOWN: break;
	}
	return NULL;
}

static void print_promise(enum gs_promise_status status,
    const struct gs_report *said)
{
	static const struct {
		const char *word;
		enum gs_terminal_style style;
	} words[] = {
		[GS_PROMISE_KEPT] = {"Promise kept", GS_STYLE_GOOD},
		[GS_PROMISE_VOID] = {"Promise void so far", GS_STYLE_PLAIN},
		[GS_PROMISE_OPEN] = {"Promise open", GS_STYLE_PLAIN},
		[GS_PROMISE_LATE] = {"PROMISE NOT KEPT", GS_STYLE_BAD},
		[GS_PROMISE_MISSING] = {"PROMISE NOT KEPT", GS_STYLE_BAD}};

	printf("%s%s%s: %s\n", gs_terminal_escape(words[status].style),
	    words[status].word, gs_terminal_escape(GS_STYLE_PLAIN),
	    said->text);
}

static int end_promise(struct audit *a, const char *path,
    enum gs_promise_status status, const struct gs_report *said)
{
	if (a->json)
		put_promise(a, path, promise_word(status), said->text);
	if (status == GS_PROMISE_UNKNOWN) {
		gs_verb_report(said);
		return GS_ERR_IO;
	}
	if (!a->json)
		print_promise(status, said);
	if (gs_promise_is_broken(status))
		gs_verb_missed();
	return GS_OK;
}

/* Whether a refusal was right is for whoever reads it: the log has no act. */
static int print_refusal(struct audit *a, const struct gs_complaint *c,
    const char *path)
{
	char why[GS_REPORT_TEXT_MAX];

	(void)snprintf(why, sizeof why, "%.*s", (int)c->why.len,
	    (const char *)c->why.ptr);
	if (a->json) {
		put_promise(a, path, "refused", why);
		return GS_OK;
	}
	printf("%sRefused%s: %s is signed: ",
	    gs_terminal_escape(GS_STYLE_OPEN),
	    gs_terminal_escape(GS_STYLE_PLAIN), path);
	gs_say_calm(stdout, c->why.ptr, c->why.len, "");
	printf(" (");
	gs_say_calm(stdout, c->code.ptr, c->code.len, "");
	printf(")\n");
	return GS_OK;
}

static int judge_complaint(struct audit *a, const char *path,
    const struct gs_complaint *c, struct gs_promise_search *search)
{
	const struct gs_source *s = &a->s;
	struct gs_report said = {.text = ""};
	struct gs_promise_view view = {
	    .last = gs_state_at(gs_channel_state(s->channel)),
	    .is_copy = gs_source_may_lack(s)};
	enum gs_promise_status status;
	char name[512];

	search->lapsed = c->lapsed;
	int err = gs_source_now(&view.now, s);
	if (err != GS_OK)
		return err;

	(void)snprintf(name, sizeof name, "%s %.400s",
	    c->kind == GS_COMPLAINT_COUNT ? "the box counted in" :
	    "the act of", path);
	if (c->kind == GS_COMPLAINT_COUNT) {
		status = gs_count_judge(search, &c->count);
		gs_count_say(&said, status, search, name, &c->count);
	} else {
		status = gs_promise_judge(search, &view);
		gs_promise_say(&said, status, search, name, charter_of(s),
		    &view);
	}
	return end_promise(a, path, status, &said);
}

static int check_promise(struct audit *a, struct gs_complaint_file *f,
    struct gs_promise_search *search)
{
	int err = f->err;

	if (err == GS_OK)
		err = gs_complaint_judge(&f->complaint, &f->report,
		    &f->pool.arena, gs_channel_state(a->s.channel));
	if (err != GS_OK && a->json)
		put_promise(a, f->path, NULL, f->report.text[0] != '\0' ?
		    f->report.text : gs_strerror(err));
	if (err == GS_OK)
		err = f->complaint.kind == GS_COMPLAINT_REFUSAL ?
		    print_refusal(a, &f->complaint, f->path) :
		    judge_complaint(a, f->path, &f->complaint, search);
	gs_verb_report_at(f->path, &f->report);
	return err;
}

/* The state links memos from the newest; people read from the oldest. */
static int print_memos(const struct gs_state *state, int64_t now)
{
	const struct gs_memo *newest = gs_state_memo(state);
	size_t count = newest == NULL ? 0 : (size_t)newest->number;
	const struct gs_memo **memos = calloc(count + 1, sizeof *memos);
	int err = memos == NULL ? GS_ERR_MEMORY : GS_OK;

	for (const struct gs_memo *m = newest; err == GS_OK && m != NULL;
	    m = m->before)
		memos[m->number - 1] = m;
	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = gs_print_memo(memos[i], now, newest);
	free(memos);
	return err;
}

/* The same step as of 'gainsay statistics': an auditor sees the figures that
 * the office reports. */
static int print_figures(const struct gs_state *state, int64_t now)
{
	const struct gs_statistics_plan plan = {.state = state, .now = now};
	struct gs_statistics s;
	struct gs_pool pool;

	int err = gs_statistics_make(&s, gs_pool_start(&pool), &plan);
	if (err == GS_OK)
		gs_print_statistics(&s);
	gs_pool_free(&pool);
	return err;
}

static int put_figures(struct gs_json_object *o, const struct gs_state *state,
    int64_t now)
{
	const struct gs_statistics_plan plan = {.state = state, .now = now};
	struct gs_statistics s;
	struct gs_pool pool;

	int err = gs_statistics_make(&s, gs_pool_start(&pool), &plan);
	if (err == GS_OK)
		gs_statistics_put_json(o, &s);
	gs_pool_free(&pool);
	return err;
}

static void print_channel_name(const struct gs_charter *c)
{
	struct gs_part name = gs_record_part(&c->rec, "name");

	gs_say_exercise(stdout, c->exercise);
	printf("%s", gs_terminal_escape(GS_STYLE_BOLD));
	gs_say_calm(stdout, name.ptr, name.len, "");
	printf("%s\n", gs_terminal_escape(GS_STYLE_PLAIN));
}

static int print_audit(const struct audit *a)
{
	const struct gs_state *state = gs_channel_state(a->s.channel);
	const struct gs_charter *c = gs_state_charter(state);
	const struct gs_checkpoint *check =
	    gs_channel_checkpoint(a->s.channel);
	struct gs_trust_time time;
	char when[GS_LOCAL_TIME_MAX], as_of[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	int err = gs_source_due_time(&now, &a->s);
	if (err != GS_OK)
		return err;

	gs_local_time(when, c, gs_state_at(state));
	gs_local_time(as_of, c, now);
	gs_trust_say_time(&time, &a->trust, c);
	print_channel_name(c);
	printf("%sThe log keeps its rules%s: %llu entries of %s, up to %s;\n"
	    "every rule, %llu tiles, %llu signatures, %llu member proofs.\n"
	    "The last checkpoint is %s.\nDuties as of %s%s.\n",
	    gs_terminal_escape(GS_STYLE_GOOD),
	    gs_terminal_escape(GS_STYLE_PLAIN),
	    (unsigned long long)check->size, check->origin, when,
	    (unsigned long long)gs_audit_tiles(check->size),
	    (unsigned long long)a->count.signatures,
	    (unsigned long long)gs_channel_proofs(a->s.channel), time.text,
	    as_of, a->s.ahead ? ";\nwhat was done since, its witnesses have "
	        "yet to see" : a->s.http == NULL && now > gs_state_at(state) ?
	        ";\nwhat was done after this copy was made counts as not "
	        "done" : "");
	if (a->claim.met)
		printf("The server's snapshot, of %llu entries, is what the "
		    "log comes to.\n", (unsigned long long)a->claim.size);
	gs_print_calendar_end(c, now);
	err = gs_print_missed(gs_state_memo(state), now);
	if (err == GS_OK)
		err = print_memos(state, now);
	return err == GS_OK ? print_figures(state, now) : err;
}

/* Each is judged, whatever became of the others. */
static int audit_others(struct audit *a, int err)
{
	const struct gs_audit_wish wish = {a->out, a->json};

	for (size_t i = 0; i < a->complaints.count; i++) {
		int kept = check_promise(a, &a->complaints.file[i],
		    &a->complaints.search[i]);
		err = err == GS_OK ? kept : err;
	}
	for (size_t i = 0; i < a->since.count; i++) {
		int same = gs_audit_since(&a->s, a->since.v[i],
		    &wish);
		err = err == GS_OK ? same : err;
	}
	for (size_t i = 0; i < a->against.count; i++) {
		int same = gs_audit_against(&a->s, a->against.v[i], &a->s,
		    &wish);
		err = err == GS_OK ? same : err;
	}
	return err;
}

/* The same for programs; the promises are still to come. */
static int begin_json(struct audit *a)
{
	struct gs_json_object *o = &a->answer;
	struct gs_trust_time time;
	int64_t now = 0;

	int err = gs_source_due_time(&now, &a->s);
	if (err != GS_OK)
		return err;

	const struct gs_log_view view = gs_source_view(&a->s, now);
	gs_trust_say_time(&time, &a->trust, charter_of(&a->s));
	gs_json_put(o, "valid", json_true());
	gs_channel_put_json(o, &view);
	gs_json_put_time(o, "last_entry", gs_state_at(view.state));
	gs_json_put(o, "copy", json_boolean(a->s.http == NULL));
	gs_trust_put_json(o, &a->trust, &time);
	gs_json_put_number(o, "entries", view.checkpoint->size);
	gs_json_put_number(o, "tiles",
	    gs_audit_tiles(view.checkpoint->size));
	gs_json_put_number(o, "signatures", a->count.signatures);
	gs_json_put_number(o, "proofs", gs_channel_proofs(a->s.channel));
	err = gs_put_memos_json(o, &view);
	return err == GS_OK ? put_figures(o, view.state, now) : err;
}

/* What does not verify is an answer; what cannot be judged is none. */
static int end_json(struct audit *a, int err)
{
	struct gs_json_object *o = &a->answer;
	struct gs_json_object no = {.json = NULL};

	if (json_object_get(o->json, "memos") != NULL) {
		gs_json_put(o, "promises", a->told);
		a->told = NULL;
		int printed = gs_json_print(o);
		return err == GS_OK ? printed : err;
	}
	if (gs_exit_code(err) != GS_EXIT_NO)
		return err;
	no = gs_json_object_start();
	gs_json_put(&no, "valid", json_false());
	gs_json_put(&no, "why", json_string(a->why));
	int printed = gs_json_print(&no);
	return printed == GS_OK ? err : printed;
}

/* A server's directory has what its log came to, for its owner alone to
 * read. */
static int read_snapshot(struct audit *a, const char *place)
{
	struct gs_report report = {.text = ""};
	char path[4096];
	size_t len = 0;

	int n = snprintf(path, sizeof path, "%s/snapshot", place);
	if (n < 0 || (size_t)n >= sizeof path || gs_file_is_url(place) ||
	    !gs_file_is_there(path))
		return GS_OK;
	int err = gs_file_read(&a->snapshot, &len, SIZE_MAX / 2, path,
	    &report);
	if (err != GS_OK) {
		gs_verb_report(&report);
		return err;
	}
	gs_snapshot_claim_start(&a->claim,
	    (struct gs_span){a->snapshot, len});
	a->s.claim = &a->claim;
	return GS_OK;
}

/* One of more entries than the checkpoint has is not judged: its witnesses have
 * not seen them yet. */
static int judge_snapshot(const struct audit *a, const char *place)
{
	const struct gs_snapshot_claim *claim = &a->claim;
	uint64_t size = gs_channel_checkpoint(a->s.channel)->size;

	if (claim->file.len == 0 || (claim->whole && claim->size > size) ||
	    (claim->met && claim->same))
		return GS_OK;
	gs_verb_tell("snapshot-not-of-log", "{0}/snapshot is not what the log "
	    "comes to: the server's next start writes another one",
	    gs_say_text(place));
	return GS_ERR_MISMATCH;
}

/* Of the checkpoints that were kept. */
static int expect_since(struct audit *a)
{
	struct gs_verifier log;

	if (a->since.count == 0)
		return GS_OK;
	int err = gs_source_key(&log, a->trusted.key);
	for (size_t i = 0; err == GS_OK && i < a->since.count; i++)
		gs_audit_expect(&a->passed[i], a->since.v[i], &log);
	a->s.passed = a->passed;
	a->s.passed_count = a->since.count;
	return err;
}

static int audit(struct audit *a, const char *place)
{
	struct gs_report report = {.text = ""};

	a->s.all_rolls = true;
	a->s.look = look_at_entry;
	a->s.look_ctx = a;
	int err = gs_trust_read(&a->trust, &a->trusted);
	if (err == GS_OK)
		err = gs_complaint_files_open(&a->complaints, &a->promises);
	if (err == GS_OK)
		err = read_snapshot(a, place);
	if (err == GS_OK)
		err = expect_since(a);
	if (err == GS_OK)
		err = gs_source_open(&a->s, place, a->trusted.key, false);
	if (err == GS_OK) {
		err = gs_trust_judge(&a->trust, &report,
		    gs_channel_note(a->s.channel));
		gs_verb_report(&report);
	}
	if (err == GS_OK)
		err = judge_snapshot(a, place);
	if (err == GS_OK)
		err = a->json ? begin_json(a) : print_audit(a);
	(void)snprintf(a->why, sizeof a->why, "%s", gs_verb_last());
	return a->s.channel != NULL ? audit_others(a, err) : err;
}

int gs_cli_audit(int argc, char **argv)
{
	static struct audit a;
	const char *place = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(a.trusted.key),
		GS_OPTION_WITNESS(a.trusted),
		GS_OPTION_POLICY(a.trusted),
		{.name = "promise", .values = &a.promises},
		{.name = "since", .values = &a.since},
		{.name = "against", .values = &a.against},
		{.name = "evidence", .value = &a.evidence},
		GS_OPTION_OUT(a.out),
		GS_OPTION_JSON(a.json),
		GS_OPTIONS_READER(a.s),
		GS_OPTIONS_WAY(a.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place, .placeless = &a.evidence};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	if (a.evidence != NULL && (argc > at || a.promises.count +
	    a.since.count + a.against.count > 0 || a.json)) {
		gs_verb_say("audit-usage-evidence", "--evidence is judged by "
		    "itself, under --key, and needs no log");
		return gs_verb_misused();
	}

	a.answer = gs_json_object_start();
	a.told = json_array();
	int err = a.evidence != NULL ?
	    gs_audit_evidence(a.evidence, a.trusted.key) : audit(&a, place);
	if (a.json && a.evidence == NULL)
		err = end_json(&a, err);
	json_decref(a.answer.json);
	json_decref(a.told);
	gs_complaint_files_close(&a.complaints);
	gs_source_close(&a.s);
	gs_trust_close(&a.trusted);
	gs_file_wipe(&a.snapshot, a.claim.file.len);
	return gs_verb_end(err);
}
