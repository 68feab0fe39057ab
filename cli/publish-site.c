/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay publish-site: the pages for the public as files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/common/files.h"
#include "cli/common/installed.h"
#include "cli/common/options.h"
#include "cli/common/sealed.h"
#include "cli/common/source.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/site/site.h"

static const char help[] =
"usage: gainsay publish-site --key VKEY --dir FOLDER [OPTION]... DIR|URL\n"
"Writes the pages that a channel's server shows to everybody into a folder: the\n"
"record, each memo, what was published, the rules, the figures. Any web server\n"
"can serve the folder. The pages are made from the log, which is verified, and\n"
"are those of the server, if both know the same log and it is the same day: but\n"
"they lead to no page for members, and to a copy of the page that checks a text,\n"
"which works without a network.\n\n"
GS_HELP_KEY GS_HELP_PLACE
"  --dir FOLDER         where they go; it is made if it is not there\n"
"  --disk               the pages are opened in the folder itself: without the\n"
"                       integrity of their style sheet, which a browser takes\n"
"                       from a web server alone\n"
"  --check FILE         the page that checks a text, as one file, to be copied;\n"
"                       default: the one that was installed\n"
"  --yes                replaces files that are there without asking; nothing\n"
"                       else in the folder is touched, and nothing is removed\n"
GS_HELP_READER GS_HELP_CACHE GS_HELP_WAY "\n"
"Exit codes: 0 written, 1 refused, or something does not verify; 2 nothing\n"
"could be written.\n";

#define PUBLISHED_MAX ((size_t)64 << 20)
#define CHECK_PAGE_MAX ((size_t)16 << 20)
#define PATH_ROOM 4352
#define VKEY_ROOM 400

/* A page until all are made. */
struct sheet {
	char name[GS_SITE_NAME_MAX];
	uint8_t *bytes;
	size_t len;
	bool same; /* is there already, in these bytes */
	struct sheet *next;
};

struct publishing {
	struct gs_source s;
	const char *key, *place, *dir, *check;
	bool yes, disk;
	uint8_t *content; /* that was fetched last */
	struct sheet *sheets;
	size_t count, replaced;
};

/* Out of a folder a file that is not there is one that is not kept. */
static int read_published_file(struct publishing *p, size_t *len,
    const uint8_t hash[32])
{
	char path[PATH_ROOM], name[65] = {0};
	struct gs_writer w = gs_writer_of(name, sizeof name - 1);
	struct stat st;
	uint8_t got[32];

	gs_write_hex(&w, hash, 32);
	int n = snprintf(path, sizeof path, "%s/public/content/%s", p->s.dir,
	    name);
	if (n < 0 || (size_t)n >= sizeof path)
		return GS_ERR_RANGE;
	if (stat(path, &st) != 0)
		return GS_ERR_UNKNOWN;
	int err = gs_cli_file_read(&p->content, len, PUBLISHED_MAX, path);
	if (err != GS_OK)
		return err;
	gs_host_sha256(got, &(struct gs_span){p->content, *len}, 1);
	if (memcmp(got, hash, sizeof got) == 0)
		return GS_OK;
	gs_verb_tell("site-other-file", "{0}: is another file than the one "
	    "that the log names; take the one that the server has",
	    gs_say_text(path));
	return GS_ERR_MISMATCH;
}

static int give_published(void *ctx, struct gs_span *bytes,
    const uint8_t hash[32])
{
	struct publishing *p = ctx;
	struct gs_report report = {.text = ""};
	size_t len = 0;

	free(p->content);
	p->content = NULL;
	int err = p->s.http == NULL ? read_published_file(p, &len, hash) :
	    gs_content_fetch(&p->content, &len, PUBLISHED_MAX, &report,
	    p->s.http, hash);
	if (err != GS_OK && err != GS_ERR_UNKNOWN && report.text[0] != '\0')
		gs_verb_tell("site-not-fetched", "what was published: {0}",
		    gs_say_text(report.text));
	*bytes = (struct gs_span){p->content, len};
	return err;
}

static int keep_sheet(void *ctx, const char *name, struct gs_span bytes)
{
	struct publishing *p = ctx;
	struct sheet *sheet = calloc(1, sizeof *sheet);
	uint8_t *copy = malloc(bytes.len + 1);

	if (sheet == NULL || copy == NULL) {
		free(sheet);
		free(copy);
		return GS_ERR_MEMORY;
	}
	memcpy(copy, bytes.ptr, bytes.len);
	(void)snprintf(sheet->name, sizeof sheet->name, "%s", name);
	sheet->bytes = copy;
	sheet->len = bytes.len;
	sheet->next = p->sheets;
	p->sheets = sheet;
	p->count++;
	return GS_OK;
}

static int keep_assets(struct publishing *p)
{
	const struct gs_site_asset *one = NULL;
	int err = GS_OK;

	for (size_t i = 0; err == GS_OK &&
	    (one = gs_site_asset_at(i)) != NULL; i++)
		err = keep_sheet(p, one->name,
		    (struct gs_span){one->bytes, one->len});
	return err;
}

/* The page that checks a text is no page of the log's: nothing of it depends on
 * the channel. */
static int keep_check_page(struct publishing *p)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	struct stat st;

	if (p->check == NULL && stat(gs_installed_check, &st) != 0)
		return GS_OK;
	p->check = p->check == NULL ? gs_installed_check : p->check;
	int err = gs_cli_file_read(&bytes, &len, CHECK_PAGE_MAX, p->check);
	if (err == GS_OK)
		err = keep_sheet(p, "check.html", (struct gs_span){bytes, len});
	free(bytes);
	return err;
}

/* All of them, before any is written. */
static int make_sheets(struct publishing *p)
{
	struct gs_site_kept *kept = NULL;
	uint8_t vkey[VKEY_ROOM];
	struct gs_writer w = gs_writer_of(vkey, sizeof vkey);
	struct gs_site site = {.on_disk = p->disk, .content = give_published,
	    .put = keep_sheet, .ctx = p};
	int64_t until = 0;

	int err = keep_check_page(p);
	if (err == GS_OK)
		err = gs_source_due_time(&site.now, &p->s);
	if (err != GS_OK)
		return err;
	if (!p->s.ahead)
		gs_channel_pass(p->s.channel, site.now);
	site.check = p->check == NULL ? NULL : "check.html";
	site.state = gs_channel_state(p->s.channel);
	gs_verifier_write(&w, &p->s.key);
	site.vkey = (struct gs_span){vkey, w.len};
	err = gs_site_make(&until, &kept, &site);
	gs_site_forget(&kept);
	return err == GS_OK ? keep_assets(p) : err;
}

/* Files ------------------------------------------------------------------- */

static int name_sheet(char path[PATH_ROOM], const struct publishing *p,
    const struct sheet *sheet)
{
	int n = snprintf(path, PATH_ROOM, "%s/%s", p->dir, sheet->name);

	return n < 0 || n >= PATH_ROOM ? GS_ERR_RANGE : GS_OK;
}

/* What is there in the place of a page. */
static int look_sheet(struct publishing *p, struct sheet *sheet)
{
	char path[PATH_ROOM];
	uint8_t *there = NULL;
	size_t len = 0;
	struct stat st;

	int err = name_sheet(path, p, sheet);
	if (err != GS_OK || stat(path, &st) != 0)
		return err;
	if (S_ISREG(st.st_mode) && (size_t)st.st_size == sheet->len &&
	    gs_cli_file_read(&there, &len, sheet->len, path) == GS_OK)
		sheet->same = len == sheet->len &&
		    memcmp(there, sheet->bytes, len) == 0;
	free(there);
	p->replaced += !sheet->same;
	return GS_OK;
}

static int make_site_folder(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return GS_OK;
	gs_verb_errno("site-folder-not-made", path, "cannot be made", errno);
	return GS_ERR_IO;
}

static int write_page_file(const struct publishing *p,
    const struct sheet *sheet)
{
	char path[PATH_ROOM];
	int err = name_sheet(path, p, sheet);

	for (char *c = path + strlen(p->dir) + 1; err == GS_OK &&
	    (c = strchr(c, '/')) != NULL; c++) {
		*c = '\0';
		err = make_site_folder(path);
		*c = '/';
	}
	return err != GS_OK || sheet->same ? err :
	    gs_cli_file_write(path, sheet->bytes, sheet->len, 0644);
}

static int ask_first(const struct publishing *p)
{
	const struct gs_charter *charter = gs_state_charter(
	    gs_channel_state(p->s.channel));
	struct gs_part readers = gs_record_part(&charter->rec, "readers");
	char question[192];

	if (!gs_part_is(&readers, "public")) {
		int err = gs_terminal_ask("The log of this channel is not for "
		    "everybody. Write its pages all the same?", p->yes);
		if (err != GS_OK)
			return err;
	}
	if (p->replaced == 0)
		return GS_OK;
	(void)snprintf(question, sizeof question, "%zu file%s in the folder "
	    "will be replaced. Go on?", p->replaced,
	    p->replaced == 1 ? "" : "s");
	return gs_terminal_ask(question, p->yes);
}

/* The first page last: it leads to all others. */
static int write_sheets(struct publishing *p)
{
	int err = GS_OK;

	for (struct sheet *s = p->sheets; s != NULL && err == GS_OK;
	    s = s->next)
		err = look_sheet(p, s);
	if (err == GS_OK)
		err = ask_first(p);
	if (err == GS_OK)
		err = make_site_folder(p->dir);
	for (int last = 0; last < 2; last++)
		for (const struct sheet *s = p->sheets; s != NULL &&
		    err == GS_OK; s = s->next)
			if ((strcmp(s->name, "index.html") == 0) == last)
				err = write_page_file(p, s);
	return err;
}

static void tell_written(const struct publishing *p)
{
	size_t same = 0;

	for (const struct sheet *s = p->sheets; s != NULL; s = s->next)
		same += s->same;
	printf("%zu pages and files in %s: %zu new, %zu replaced, %zu as they "
	    "were.\n", p->count, p->dir, p->count - p->replaced - same,
	    p->replaced, same);
}

static void free_publishing(struct publishing *p)
{
	while (p->sheets != NULL) {
		struct sheet *next = p->sheets->next;

		free(p->sheets->bytes);
		free(p->sheets);
		p->sheets = next;
	}
	free(p->content);
	gs_source_close(&p->s);
}

int gs_cli_publish_site(int argc, char **argv)
{
	struct publishing p = {.key = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_KEY(p.key),
		{.name = "dir", .value = &p.dir, .required = true},
		{.name = "check", .value = &p.check},
		{.name = "disk", .flag = &p.disk},
		GS_OPTION_YES(p.yes),
		GS_OPTIONS_READER(p.s),
		GS_OPTION_CACHE(p.s),
		GS_OPTIONS_WAY(p.s.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1, .place = &p.place};

	p.s.want = GS_WANT_NEWS;
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	int err = gs_source_open(&p.s, p.place, p.key, true);
	if (err == GS_OK) {
		gs_say_exercise(stdout, gs_state_charter(gs_channel_state(
		    p.s.channel))->exercise);
		err = make_sheets(&p);
	}
	if (err == GS_OK)
		err = write_sheets(&p);
	if (err == GS_OK)
		tell_written(&p);
	free_publishing(&p);
	return gs_verb_end(err);
}
