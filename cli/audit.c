/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay audit: everything a channel claims, computed anew from its log. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/common/trust.h"
#include "cli/print/memo.h"
#include "cli/verbs.h"
#include "lib/host.h"

static const char help[] =
"usage: gainsay audit --key VKEY [--witness VKEY]... [--policy FILE]\n"
"           [--promise FILE]... DIR|URL\n"
"Replays a channel's log from a directory (log/..., roll/...) or a server:\n"
"authenticates every entry and tile against the signed checkpoint, checks every\n"
"signature, member proof, rule and clock, recomputes every count.\n\n"
"  --key VKEY      the channel's verifier key, or a file with it; from somewhere\n"
"                  else than the channel\n"
GS_HELP_TRUST
"  --promise FILE  a promise that the server gave for an act: was it kept?\n"
"  --proxy URL     connect through it, as socks5h://127.0.0.1:9050 (Tor)\n\n"
"Exit codes: 0 all is well, 1 something does not verify or a promise was not\n"
"kept, 2 nothing could be judged.\n";

struct search {
	const uint8_t *act; /* 32 */
	bool found;
	int64_t at;
};

static int compare_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct search *s = ctx;
	const uint8_t *text = NULL;
	size_t text_len = 0;
	uint8_t digest[32];
	int64_t at = 0;
	(void)index;
	int err = gs_entry_split(&at, &text, &text_len, ptr, len);
	if (err != GS_OK)
		return err;
	gs_host_sha256(digest, &(struct gs_span){text, text_len}, 1);
	if (!s->found && memcmp(digest, s->act, 32) == 0) {
		s->found = true;
		s->at = at;
	}
	return GS_OK;
}

/* What was looked at.  Every signature line of an admitted record has been
 * verified: a record has no other signatures than those its rules ask for. */
static int count_signatures(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	uint64_t *count = ctx;
	const uint8_t *text = NULL;
	struct gs_record rec;
	struct gs_pool pool;
	size_t text_len = 0;
	int64_t at = 0;
	(void)index;
	struct gs_arena *arena = gs_pool_start(&pool);
	int err = gs_entry_split(&at, &text, &text_len, ptr, len);
	if (err == GS_OK)
		err = gs_record_parse(&rec, NULL, arena, text, text_len);
	for (size_t i = 0; err == GS_OK &&
	    gs_record_value(&rec, "signature", i) != NULL; i++)
		++*count;
	gs_pool_free(&pool);
	return err;
}

/* Of a log of `size` entries: bundles of 256 entries, and tiles of 256 hashes,
 * each level over the full tiles of the one below. */
static uint64_t count_tiles(uint64_t size)
{
	uint64_t count = size / 256 + (size % 256 != 0);
	for (uint64_t n = size; n > 0; n /= 256)
		count += n / 256 + (n % 256 != 0);
	return count;
}

/* What became of a promised act that is not in the log. */
static int judge_missing(const struct gs_source *s, const char *path,
    const struct gs_charter *c, int64_t due)
{
	int64_t now = 0, last = gs_state_at(gs_channel_state(s->channel));
	char by[GS_LOCAL_TIME_MAX], end[GS_LOCAL_TIME_MAX];
	int err = gs_source_now(&now, s);
	if (err != GS_OK)
		return err;
	gs_local_time(by, c, due);
	gs_local_time(end, c, last);
	if (now <= due) {
		printf("Promise open: the act of %s is not in the log yet; it "
		    "must be by %s\n", path, by);
		return GS_OK;
	}
	/* A copy may be older than the promise's time; a server has no excuse,
	 * least of all that its log has not grown since. */
	if (last <= due && s->http == NULL) {
		fprintf(stderr, "gainsay audit: whether the promise of %s was "
		    "kept cannot be told: the act had to be in the log by %s, "
		    "and this copy of it ends at %s; audit the server, or a "
		    "newer copy\n", path, by, end);
		return GS_ERR_IO;
	}
	printf("%sPROMISE NOT KEPT%s: the act of %s is missing; it had to be "
	    "in the log by %s\n", gs_terminal_escape(GS_STYLE_BAD),
	    gs_terminal_escape(GS_STYLE_PLAIN), path, by);
	return GS_ERR_RULE;
}

static int judge_promise(const struct gs_source *s, const char *path,
    const struct gs_record *rec)
{
	const struct gs_state *state = gs_channel_state(s->channel);
	const struct gs_charter *c = gs_state_charter(state);
	struct search search = {.act = gs_record_hash(rec, "act")};
	char by[GS_LOCAL_TIME_MAX];
	int64_t due = (int64_t)gs_record_number(rec, "by");
	if (memcmp(gs_record_hash(rec, "channel"), c->channel, 32) != 0 ||
	    gs_record_verify(rec, "log", gs_charter_role(c, "log")->key.ptr) !=
	        GS_OK) {
		fprintf(stderr, "gainsay audit: %s is not a promise of this "
		    "channel's log\n", path);
		return GS_ERR_SIGNATURE;
	}
	int err = gs_tiles_for_each(gs_channel_tiles(s->channel), 0,
	    gs_channel_checkpoint(s->channel)->size, compare_entry, &search);
	if (err != GS_OK)
		return err;
	if (!search.found)
		return judge_missing(s, path, c, due);
	gs_local_time(by, c, due);
	if (search.at <= due) {
		printf("%sPromise kept%s: the act of %s is in the log, due by "
		    "%s\n", gs_terminal_escape(GS_STYLE_GOOD), gs_terminal_escape(GS_STYLE_PLAIN),
		    path, by);
		return GS_OK;
	}
	printf("%sPROMISE NOT KEPT%s: the act of %s is late; it had to be in "
	    "the log by %s\n", gs_terminal_escape(GS_STYLE_BAD),
	    gs_terminal_escape(GS_STYLE_PLAIN), path, by);
	return GS_ERR_RULE;
}

static int check_promise(const struct gs_source *s, const char *path)
{
	struct gs_pool pool;
	struct gs_record rec;
	uint8_t *text = NULL;
	size_t len = 0;
	int err = gs_cli_file_read(&text, &len, GS_RECORD_MAX, path);
	if (err != GS_OK)
		return err;
	err = gs_record_parse(&rec, NULL, gs_pool_start(&pool), text, len);
	if (err == GS_OK && strcmp(rec.type->name, "promise") != 0)
		err = GS_ERR_FORMAT;
	if (err != GS_OK)
		fprintf(stderr, "gainsay audit: %s is not a promise\n", path);
	else
		err = judge_promise(s, path, &rec);
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

static int print_audit(const struct gs_source *s,
    const struct gs_trust *trust)
{
	char time[GS_TRUST_TIME_MAX];
	const struct gs_state *state = gs_channel_state(s->channel);
	const struct gs_charter *c = gs_state_charter(state);
	const struct gs_checkpoint *check = gs_channel_checkpoint(s->channel);
	struct gs_part name = gs_record_part(&c->rec, "name");
	char when[GS_LOCAL_TIME_MAX];
	char as_of[GS_LOCAL_TIME_MAX];
	uint64_t signatures = 0;
	int64_t now = 0;
	int err = gs_source_now(&now, s);
	if (err == GS_OK)
		err = gs_tiles_for_each(gs_channel_tiles(s->channel), 0,
		    check->size, count_signatures, &signatures);
	if (err != GS_OK)
		return err;
	gs_local_time(when, c, gs_state_at(state));
	gs_local_time(as_of, c, now);
	gs_trust_time(time, trust, c);
	gs_say_exercise(stdout, c->exercise);
	printf("%s%.*s%s\n%sAll is well%s: %llu entries of %s, up to %s;\n"
	    "every rule, %llu tiles, %llu signatures, %llu member proofs.\n"
	    "The last checkpoint is %s.\nDuties as of %s%s.\n",
	    gs_terminal_escape(GS_STYLE_BOLD), (int)name.len, (const char *)name.ptr,
	    gs_terminal_escape(GS_STYLE_PLAIN), gs_terminal_escape(GS_STYLE_GOOD),
	    gs_terminal_escape(GS_STYLE_PLAIN), (unsigned long long)check->size,
	    check->origin, when,
	    (unsigned long long)count_tiles(check->size),
	    (unsigned long long)signatures,
	    (unsigned long long)gs_channel_proofs(s->channel), time, as_of,
	    s->http == NULL && now > gs_state_at(state) ?
	        ";\nwhat was done after this copy was made counts as not "
	        "done" : "");
	return print_memos(state, now);
}

static int judge_checkpoint(struct gs_trust *trust, const struct gs_source *s)
{
	struct gs_report report = {.text = ""};
	int err = gs_trust_judge(trust, &report, gs_channel_note(s->channel));
	if (err != GS_OK)
		fprintf(stderr, "gainsay audit: %s\n", report.text);
	return err;
}

int gs_cli_audit(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	static struct gs_trust trust;
	struct gs_values promises = {.count = 0};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(trust.key),
		GS_OPTION_WITNESS(trust),
		GS_OPTION_POLICY(trust),
		{.name = "promise", .values = &promises},
		GS_OPTION_PROXY(s.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	int err = gs_trust_read(&trust);
	if (err == GS_OK)
		err = gs_source_open(&s, argv[at], trust.key, false);
	if (err == GS_OK)
		err = judge_checkpoint(&trust, &s);
	if (err == GS_OK)
		err = print_audit(&s, &trust);
	for (size_t i = 0; i < promises.count && s.channel != NULL; i++) {
		int kept = check_promise(&s, promises.v[i]);
		err = err == GS_OK ? kept : err;
	}
	gs_source_close(&s);
	gs_trust_close(&trust);
	return gs_exit_code(err);
}
