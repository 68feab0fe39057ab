/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay audit: everything a channel claims, computed anew from its log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/audit/evidence.h"
#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/common/trust.h"
#include "cli/print/memo.h"
#include "cli/verbs.h"
#include "lib/client/state.h"
#include "lib/host.h"
#include "lib/steps/audit.h"
#include "lib/steps/complaint.h"
#include "lib/steps/log_entry.h"
#include "lib/steps/promise_judge.h"

static const char help[] =
"usage: gainsay audit --key VKEY [--witness VKEY]... [--policy FILE]\n"
"           [--promise FILE]... [--since NOTE]... [--against PLACE]...\n"
"           [-o FILE] DIR|URL\n"
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
"  --against PLACE      another copy of the log, a mirror or a server, DIR or URL:\n"
"                       both must have the same entries as far as both go\n"
"  -o, --out FILE       where two signed checkpoints go that contradict each other\n"
"  --evidence FILE      judge two such checkpoints, without a network and without\n"
"                       the log: could one log have had both?\n"
GS_HELP_READER GS_HELP_WAY "\n"
"Exit codes: 0 all is well, 1 something does not verify, a promise was not kept,\n"
"or the log's key signed two logs; 2 nothing could be judged.\n";

struct audit {
	struct gs_source s;
	struct gs_trust trust;
	struct gs_trust_options trusted;
	struct gs_values promises, since, against;
	const char *evidence, *out;
};

static const struct gs_charter *charter_of(const struct gs_source *s)
{
	return gs_state_charter(gs_channel_state(s->channel));
}

static int look_at_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	(void)index;
	return gs_promise_search_entry(ctx, 1, (struct gs_span){ptr, len});
}

static int count_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	(void)index;
	return gs_log_count_entry(ctx, (struct gs_span){ptr, len});
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

	if (status == GS_PROMISE_UNKNOWN) {
		gs_verb_report(said);
		return;
	}
	printf("%s%s%s: %s\n", gs_terminal_escape(words[status].style),
	    words[status].word, gs_terminal_escape(GS_STYLE_PLAIN),
	    said->text);
}

static int end_promise(enum gs_promise_status status,
    const struct gs_report *said)
{
	print_promise(status, said);
	if (status == GS_PROMISE_UNKNOWN)
		return GS_ERR_IO;
	if (!gs_promise_is_broken(status))
		return GS_OK;
	gs_verb_answered();
	return GS_ERR_RULE;
}

/* Whether a refusal was right is for whoever reads it: the log has no act. */
static int print_refusal(const struct gs_complaint *c, const char *path)
{
	printf("%sRefused%s: %s is signed: %.*s (%.*s)\n",
	    gs_terminal_escape(GS_STYLE_OPEN),
	    gs_terminal_escape(GS_STYLE_PLAIN), path, (int)c->why.len,
	    (const char *)c->why.ptr, (int)c->code.len,
	    (const char *)c->code.ptr);
	return GS_OK;
}

static int judge_complaint(const struct gs_source *s, const char *path,
    const struct gs_complaint *c)
{
	struct gs_promise_search search;
	struct gs_report said = {.text = ""};
	struct gs_promise_view view = {
	    .last = gs_state_at(gs_channel_state(s->channel)),
	    .is_copy = s->http == NULL};
	enum gs_promise_status status;
	char name[512];

	gs_promise_search_start(&search, &c->promise, c->act);
	int err = gs_source_for_each(s, look_at_entry, &search);
	if (err == GS_OK)
		err = gs_source_now(&view.now, s);
	if (err != GS_OK)
		return err;

	(void)snprintf(name, sizeof name, "%s %.400s",
	    c->kind == GS_COMPLAINT_COUNT ? "the box counted in" :
	    "the act of", path);
	if (c->kind == GS_COMPLAINT_COUNT) {
		status = gs_count_judge(&search, &c->count);
		gs_count_say(&said, status, &search, name, &c->count);
	} else {
		status = gs_promise_judge(&search, &view);
		gs_promise_say(&said, status, &search, name, charter_of(s),
		    &view);
	}
	return end_promise(status, &said);
}

static int check_promise(const struct gs_source *s, const char *path)
{
	struct gs_report report = {.text = ""};
	struct gs_complaint c;
	struct gs_pool pool;
	uint8_t *text = NULL;
	size_t len = 0;

	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_cli_file_read(&text, &len, GS_CLIENT_ACT_BYTES, path);
	if (err == GS_OK)
		err = gs_complaint_read(&c, &report, arena,
		    gs_channel_state(s->channel),
		    (struct gs_span){text, len});
	if (err == GS_OK)
		err = c.kind == GS_COMPLAINT_REFUSAL ? print_refusal(&c, path) :
		    judge_complaint(s, path, &c);
	gs_verb_report_at(path, &report);
	gs_pool_free(&pool);
	free(text);
	return err;
}

/* The state links memos from the newest; people read from the oldest. */
static int print_memos(const struct gs_state *state, int64_t now)
{
	const struct gs_memo *newest = gs_state_memo(state);
	uint64_t count = newest == NULL ? 0 : newest->number;
	int err = GS_OK;

	for (uint64_t n = 1; err == GS_OK && n <= count; n++) {
		const struct gs_memo *m = newest;
		while (m->number != n)
			m = m->before;
		err = gs_print_memo(m, now, true);
	}
	return err;
}

static void print_channel_name(const struct gs_charter *c)
{
	struct gs_part name = gs_record_part(&c->rec, "name");

	gs_say_exercise(stdout, c->exercise);
	printf("%s%.*s%s\n", gs_terminal_escape(GS_STYLE_BOLD), (int)name.len,
	    (const char *)name.ptr, gs_terminal_escape(GS_STYLE_PLAIN));
}

static int print_audit(const struct audit *a)
{
	const struct gs_state *state = gs_channel_state(a->s.channel);
	const struct gs_charter *c = gs_state_charter(state);
	const struct gs_checkpoint *check =
	    gs_channel_checkpoint(a->s.channel);
	struct gs_log_count count = {.entries = 0};
	struct gs_trust_time time;
	char when[GS_LOCAL_TIME_MAX], as_of[GS_LOCAL_TIME_MAX];
	int64_t now = 0;

	int err = gs_source_now(&now, &a->s);
	if (err == GS_OK)
		err = gs_source_for_each(&a->s, count_entry, &count);
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
	    (unsigned long long)count.signatures,
	    (unsigned long long)gs_channel_proofs(a->s.channel), time.text,
	    as_of, a->s.http == NULL && now > gs_state_at(state) ?
	        ";\nwhat was done after this copy was made counts as not "
	        "done" : "");
	gs_print_calendar_end(c, now);
	return print_memos(state, now);
}

/* Each is judged, whatever became of the others. */
static int audit_others(struct audit *a, int err)
{
	for (size_t i = 0; i < a->promises.count; i++) {
		int kept = check_promise(&a->s, a->promises.v[i]);
		err = err == GS_OK ? kept : err;
	}
	for (size_t i = 0; i < a->since.count; i++) {
		int same = gs_audit_since(&a->s, a->since.v[i], a->out);
		err = err == GS_OK ? same : err;
	}
	for (size_t i = 0; i < a->against.count; i++) {
		int same = gs_audit_against(&a->s, a->against.v[i], &a->s,
		    a->out);
		err = err == GS_OK ? same : err;
	}
	return err;
}

static int audit(struct audit *a, const char *place)
{
	struct gs_report report = {.text = ""};

	int err = gs_trust_read(&a->trust, &a->trusted);
	if (err == GS_OK)
		err = gs_source_open(&a->s, place, a->trusted.key, false);
	if (err == GS_OK) {
		err = gs_trust_judge(&a->trust, &report,
		    gs_channel_note(a->s.channel));
		gs_verb_report(&report);
	}
	if (err == GS_OK)
		err = print_audit(a);
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
		GS_OPTIONS_READER(a.s),
		GS_OPTIONS_WAY(a.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place, .placeless = &a.evidence};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	if (a.evidence != NULL && (argc > at || a.promises.count +
	    a.since.count + a.against.count > 0)) {
		gs_verb_say("audit-usage-evidence", "--evidence is judged by "
		    "itself, under --key, and needs no log");
		return gs_verb_misused();
	}

	int err = a.evidence != NULL ?
	    gs_audit_evidence(a.evidence, a.trusted.key) : audit(&a, place);
	gs_source_close(&a.s);
	gs_trust_close(&a.trusted);
	return gs_verb_end(err);
}
