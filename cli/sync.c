/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay sync: what everybody may read of a channel, kept on this machine. */
#include <stdio.h>
#include <sys/stat.h>

#include "cli/common/cached.h"
#include "cli/common/options.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/client/sync.h"

static const char help[] =
"usage: gainsay sync [OPTION]... [URL]\n"
"Fetches what everybody may read of a channel, the log, its rolls and what was\n"
"published, into a cache, and verifies it before it is kept. Needs no state and\n"
"no passphrase, and asks the same whoever runs it: let a timer do it, day by day.\n"
"Who then acts asks the server for no log and no roll, which would tell that they\n"
"are about to. If the server shows a log that does not continue the one in the\n"
"cache, the cache stays what it is, and you are told.\n\n"
"  --key VKEY           the channel's verifier key, or a file that holds it\n"
GS_HELP_PLACE GS_HELP_CACHE
GS_HELP_READER
GS_HELP_WAY "\n"
"Exit codes: 0 the cache is up to date, 1 what the server shows is refused,\n"
"2 nothing could be judged.\n";

static void tell_result(const struct gs_sync_result *r, const char *dir)
{
	struct gs_report said = {.text = ""};

	gs_say_exercise(stdout, r->exercise);
	printf("Up to date: %llu entries, %llu of them new; %llu roll%s, %llu "
	    "published file%s.\n", (unsigned long long)r->entries,
	    (unsigned long long)(r->entries - r->before),
	    (unsigned long long)r->rolls, r->rolls == 1 ? "" : "s",
	    (unsigned long long)r->contents, r->contents == 1 ? "" : "s");
	if (r->mended)
		gs_report_tell(&said, "cache-mended", "something in {0} was "
		    "damaged, and was fetched anew", gs_say_text(dir));
	gs_verb_note(&said);

	said = (struct gs_report){.text = ""};
	if (r->absent > 0)
		gs_report_tell(&said, "published-files-absent", "{0} published "
		    "files are not on the server any more",
		    gs_say_number(r->absent));
	gs_verb_note(&said);
}

/* The evidence lies in the cache, also when the server is honest again. */
static void tell_contradiction(const struct gs_sync_result *r,
    const char *dir)
{
	struct gs_report loud = {.text = ""};

	if (!r->contradicted)
		return;
	if (r->unkept.text[0] != '\0') {
		gs_report_tell(&loud, "sync-contradiction-unkept", "the log's "
		    "key signed two checkpoints that contradict each other; "
		    "they could not be kept in the cache: {0}",
		    gs_say_text(r->unkept.text));
		gs_verb_note(&loud);
		return;
	}
	gs_report_tell(&loud, "sync-contradicted", "the log's key signed two "
	    "checkpoints that contradict each other; both are in {0}/"
	    "contradiction: 'gainsay audit --evidence {0}/contradiction' "
	    "judges them, without a network; show the file to others",
	    gs_say_text(dir));
	gs_verb_note(&loud);
}

static int fill_cache(struct gs_source *s, struct gs_report *report,
    const char *dir)
{
	struct gs_sync_result result;
	const struct gs_sync_order order = {.dir = dir, .log = &s->key,
	    .fetch = gs_http_fetch, .ctx = s->http,
	    .progress = gs_progress, .memory = s->memory,
	    .keeper = s->remembered == NULL ? NULL : s->remembered->path,
	    .patience = &s->patience};

	int err = gs_sync(&result, report, &order);
	if (err == GS_OK)
		tell_result(&result, dir);
	tell_contradiction(&result, dir);
	if (err == GS_ERR_MISMATCH && s->remembered != NULL &&
	    s->memory->evidence_len != 0) {
		gs_remembered_save(s->remembered, &s->key);
		/* What is proven lies in the cache. */
		if (!result.contradicted || !s->memory->proven ||
		    result.unkept.text[0] != '\0')
			gs_remembered_accuse(s->remembered);
	}
	/* Who may not read has judged nothing. */
	return err == GS_ERR_DENIED ? GS_ERR_IO : err;
}

static int run_sync(struct gs_source *s, const char *place, const char *vkey)
{
	char usual[GS_CACHE_PATH_MAX];
	const char *dir = s->cache_dir != NULL ? s->cache_dir : usual;
	struct gs_report report = {.text = ""};

	if (gs_source_key(&s->key, vkey) != GS_OK)
		return GS_ERR_IO;
	int err = s->cache_dir != NULL ? GS_OK : gs_cached_make(usual,
	    &s->key);
	if (err == GS_OK)
		err = gs_source_reach(s, &report, place);
	if (err == GS_OK)
		err = gs_remembered_open(&s->remembered, &report,
		    s->cache_dir, &s->key);
	if (s->remembered != NULL)
		s->memory = &s->remembered->memory;
	if (err == GS_OK)
		err = gs_source_be_patient(s, &report);
	if (err == GS_OK)
		err = fill_cache(s, &report, dir);
	if (err != GS_OK && s->patience.fresh && s->remembered != NULL)
		gs_remembered_save(s->remembered, &s->key);
	gs_verb_report_at(place, &report);
	return err;
}

int gs_cli_sync(int argc, char **argv)
{
	struct gs_source s = {.http = NULL};
	const char *key = NULL, *place = NULL;
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(key),
		GS_OPTION_CACHE(s),
		GS_OPTIONS_READER(s),
		GS_OPTIONS_WAY(s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	/* What somebody reads is nobody else's business on this machine. */
	(void)umask(0077);
	int err = run_sync(&s, place, key);
	gs_source_close(&s);
	return gs_verb_end(err);
}
