/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay assets: whether a server's pages are those of the release that the
 * log names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/desk.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/records/assets.h"

#define FILE_MAX ((size_t)32 << 20)
#define LIST "/assets"

static const char help[] =
"usage: gainsay assets [OPTION]... URL\n"
"       gainsay assets [OPTION]... --sign KEYFILE --manifest F --release V URL\n"
"Fetches every file of the pages that a browser runs from the server at URL, and\n"
"compares each with what the log's newest record `assets` says of it, which the\n"
"holder of the role `pages` signed, who does not run the server. Names each file\n"
"that is another, that is missing, and that the server shows and the record does\n"
"not name. A server may show you what it shows nobody else, or the reverse: ask\n"
"over Tor too, at other times and from other places.\n"
"With --manifest, puts that record into the log, as the holder of that role.\n\n"
GS_HELP_PLACE GS_HELP_KEY
"  --pages URL          compare the pages of the server there, with the log of\n"
"                       the first URL, or of a copy of it in a directory\n"
"  --manifest F         a line for each file: its SHA-256, two blanks, its path;\n"
"                       GET /assets of a server that you built yourself shows it\n"
"  --release V          which release these are the pages of\n"
GS_HELP_READER GS_HELP_YES GS_HELP_WAY "\n"
"Exit codes: 0 all files are the record's; 1 one is not, or the log has no such\n"
"record; 2 the server or the log could not be read.\n";

struct pages {
	struct gs_source s;
	struct gs_http *http; /* where the pages are */
	const char *key, *place, *elsewhere, *manifest, *release;
	bool yes;
	const struct gs_record *fixed;
	size_t files, others;
};

/* What is wrong with one file. */
static void name_other(struct pages *p, const char *what, struct gs_span path)
{
	printf("  %-10s ", what);
	gs_say_calm(stdout, path.ptr, path.len, "");
	printf("\n");
	p->others++;
}

/* *bytes is the caller's; NULL: the server says that there is none. */
static int fetch_page_file(uint8_t **bytes, size_t *len, struct pages *p,
    struct gs_span path)
{
	struct gs_report report = {.text = ""};
	char full[GS_ASSET_PATH_MAX + 2];

	*bytes = NULL;
	(void)snprintf(full, sizeof full, "/%.*s", (int)path.len,
	    (const char *)path.ptr);
	int err = gs_http_get(p->http, &report, bytes, len,
	    &(struct gs_http_ask){full, NULL, FILE_MAX});
	if (err == GS_ERR_SPACE) { /* it is longer than any of ours */
		*len = 0;
		*bytes = calloc(1, 1);
		return *bytes == NULL ? GS_ERR_MEMORY : GS_OK;
	}
	if (err == GS_OK || err == GS_ERR_UNKNOWN || err == GS_ERR_DENIED)
		return GS_OK;
	gs_verb_report_at(gs_http_base(p->http), &report);
	return err;
}

static int compare_file(struct pages *p, const struct gs_value *v)
{
	const struct gs_span path = {v->parts[1].ptr, v->parts[1].len};
	uint8_t *bytes = NULL, hash[32];
	size_t len = 0;

	int err = fetch_page_file(&bytes, &len, p, path);
	if (err != GS_OK)
		return err;
	p->files++;
	gs_host_sha256(hash, &(struct gs_span){bytes, len}, 1);
	if (bytes == NULL)
		name_other(p, "missing", path);
	else if (memcmp(hash, v->parts[0].ptr, sizeof hash) != 0)
		name_other(p, "altered", path);
	free(bytes);
	return GS_OK;
}

static bool is_fixed(const struct pages *p, struct gs_span path)
{
	const struct gs_value *v = NULL;

	for (size_t i = 0; (v = gs_record_value(p->fixed, "file", i)) != NULL;
	    i++)
		if (v->parts[1].len == path.len && memcmp(v->parts[1].ptr,
		        path.ptr, path.len) == 0)
			return true;
	return false;
}

/* What the server says that it shows, and the record does not name. */
static int compare_list(struct pages *p)
{
	static const char list[] = LIST;
	uint8_t *bytes = NULL;
	struct gs_asset_line line;
	size_t len = 0;

	int err = fetch_page_file(&bytes, &len, p, (struct gs_span){
	    (const uint8_t *)list + 1, sizeof list - 2});
	if (err != GS_OK)
		return err;
	struct gs_span left = {bytes, len};
	while (bytes != NULL && gs_assets_next(&line, &left))
		if (!is_fixed(p, line.path))
			name_other(p, "not named", line.path);
	if (bytes == NULL || left.len > 0)
		name_other(p, "no list", (struct gs_span){
		    (const uint8_t *)list + 1, sizeof list - 2});
	free(bytes);
	return GS_OK;
}

static int compare_all(struct pages *p)
{
	const struct gs_value *v = NULL;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK &&
	    (v = gs_record_value(p->fixed, "file", i)) != NULL; i++)
		err = compare_file(p, v);
	if (err == GS_OK)
		err = compare_list(p);
	if (err != GS_OK)
		return err;

	if (p->others == 0) {
		printf("All %zu files of the pages at %s are what the record "
		    "says.\n", p->files, gs_http_base(p->http));
		return GS_OK;
	}
	gs_verb_tell("assets-other", "{0} shows other pages than the log's "
	    "record names, by {1} files of {2}: do not act in a page of this "
	    "server, and show this to whoever holds the role pages",
	    gs_say_text(gs_http_base(p->http)), gs_say_number(p->others),
	    gs_say_number(p->files));
	return GS_ERR_MISMATCH;
}

static int open_pages(struct pages *p)
{
	const char *url = p->elsewhere == NULL ? p->place : p->elsewhere;
	struct gs_report report = {.text = ""};

	int err = gs_http_open(&p->http, &report, url, &p->s.way);
	gs_verb_report_at(url, &report);
	return err;
}

static int compare_pages(struct pages *p)
{
	const struct gs_state *state = gs_channel_state(p->s.channel);
	const struct gs_assets *newest = gs_state_assets(state);

	if (newest == NULL) {
		gs_verb_tell("assets-none", "the log at {0} has no record "
		    "`assets`: nobody has said what the pages must be; the "
		    "holder of the role pages does ('gainsay assets "
		    "--manifest')", gs_say_text(p->place));
		return GS_ERR_UNKNOWN;
	}
	p->fixed = &newest->rec;
	struct gs_part release = gs_record_part(p->fixed, "release");
	printf("The pages of release ");
	gs_say_calm(stdout, release.ptr, release.len, "");
	printf(", as the role pages fixed them in entry %llu of the log:\n",
	    (unsigned long long)newest->index);
	int err = open_pages(p);
	return err == GS_OK ? compare_all(p) : err;
}

/* Fixing ------------------------------------------------------------------- */

static int sign_assets(struct gs_writer *w, struct pages *p,
    struct gs_span manifest)
{
	struct gs_report report = {.text = ""};
	const struct gs_assets_word word = {gs_state_charter(
	    gs_channel_state(p->s.channel)), p->release, manifest};
	uint8_t secret[64];

	int err = gs_desk_key(secret, &p->s, p->s.sign);
	if (err == GS_OK)
		err = gs_assets_write(w, &report, &word, secret);
	gs_host_wipe(secret, sizeof secret);
	gs_verb_report_at(p->manifest, &report);
	return err;
}

static int fix_pages(struct pages *p)
{
	uint8_t *manifest = NULL, *text = malloc(GS_RECORD_MAX);
	struct gs_writer w = gs_writer_of(text, GS_RECORD_MAX);
	size_t len = 0, files = 0;

	int err = text == NULL ? GS_ERR_MEMORY : gs_cli_file_read(&manifest,
	    &len, GS_ASSETS_MANIFEST_MAX, p->manifest);
	for (size_t i = 0; err == GS_OK && i < len; i++)
		files += manifest[i] == '\n';
	if (err == GS_OK) {
		printf("In the log, for ever: the pages of release %s are "
		    "these %zu files, and no others.\n", p->release, files);
		err = gs_terminal_ask("Sign and send it?", p->yes);
	}
	if (err == GS_OK)
		err = sign_assets(&w, p, (struct gs_span){manifest, len});
	if (err == GS_OK)
		err = gs_desk_send(&p->s, (struct gs_span){text, w.len}, NULL,
		    0);
	free(manifest);
	free(text);
	return err;
}

static int run_assets(struct pages *p)
{
	if (p->manifest != NULL)
		p->s.role = "pages";
	int err = gs_source_open(&p->s, p->place, p->key, true);
	if (err != GS_OK)
		return err;
	gs_say_exercise(stdout, gs_state_charter(
	    gs_channel_state(p->s.channel))->exercise);
	return p->manifest != NULL ? fix_pages(p) : compare_pages(p);
}

int gs_cli_assets(int argc, char **argv)
{
	struct pages p = {.s = {.want = GS_WANT_NEWS}};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(p.key),
		{.name = "pages", .value = &p.elsewhere},
		{.name = "manifest", .value = &p.manifest},
		{.name = "release", .value = &p.release},
		GS_OPTION_YES(p.yes),
		GS_OPTIONS_READER(p.s),
		GS_OPTIONS_WAY(p.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &p.place};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if ((p.manifest == NULL) != (p.release == NULL) ||
	    (p.manifest != NULL && p.s.sign == NULL)) {
		gs_verb_say("assets-how", "to fix what the pages are, give "
		    "--manifest F, --release V and --sign KEYFILE");
		return gs_verb_misused();
	}

	int err = run_assets(&p);
	gs_http_free(&p.http);
	gs_source_close(&p.s);
	return gs_verb_end(err);
}
