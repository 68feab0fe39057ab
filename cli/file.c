/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay file: puts a memo that gathered before the office. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/options.h"
#include "cli/common/session.h"
#include "cli/verbs.h"
#include "lib/records/act.h"
#include "lib/age.h"

#define TRIES 5
#define SLOTS_MAX 1000 /* a charter's quota is at most this */

static const char help[] =
"usage: gainsay file --state F [--package PACKAGE] [--author SEED] [OPTION]...\n"
"           LINK\n"
"Files a memo with the endorsements that its box has: text and count are then\n"
"fixed, and the office's clocks run. Whoever files is not named; the charter's\n"
"quota holds.\n\n"
"  --state F            your state, as 'gainsay enrol' made it\n"
"  --passphrase-file P  its passphrase (the first line); else it is asked for\n"
"  --package PACKAGE    the memo, as 'gainsay compose' wrote it; else the box's\n"
"  --author SEED        the author's seed (default: PACKAGE.author, if it is\n"
"                       there); before the memo's `after` nobody else may file\n"
"  --server URL         where the server is now, if not where you enrolled\n"
"  --proxy URL          connect through it, as socks5h://127.0.0.1:9050 (Tor)\n"
"  LINK                 the box's link, or @FILE\n";

struct run {
	const char *state, *passphrase, *package, *author, *server, *proxy;
	struct gs_session s;
	uint8_t *package_text; /* secret */
	size_t package_len;
	uint8_t seed[32];      /* secret: the author's */
	bool has_author;
	uint8_t *sealed;       /* to the office */
	size_t sealed_len;
	uint8_t content[32];   /* its SHA-256 */
	bool tried[SLOTS_MAX];
	uint8_t *record;
};

/* The package must be the link's memo; the author's seed, the memo's. */
static int read_package(struct run *r)
{
	char path[4096];
	struct gs_session *s = &r->s;
	const char *author = r->author;
	int err = GS_OK;
	if (r->package != NULL) {
		err = gs_cli_file_read(&r->package_text, &r->package_len,
		    GS_CONTENT_MAX, r->package);
		s->said = err != GS_OK;
		if (err == GS_OK)
			err = gs_session_content(s, s->charter,
			    r->package_text, r->package_len);
		if (err == GS_OK &&
		    memcmp(s->content.id, s->link.memo, 32) != 0) {
			gs_report_set(&s->report, "%s is not the link's memo",
			    r->package);
			err = GS_ERR_MISMATCH;
		}
		(void)snprintf(path, sizeof path, "%.4000s.author",
		    r->package);
		if (author == NULL && access(path, R_OK) == 0)
			author = path;
	}
	if (err == GS_OK && author != NULL) {
		err = gs_cli_file_seed(r->seed, author);
		s->said = err != GS_OK;
		r->has_author = err == GS_OK;
	}
	return err;
}

static int seal_for_office(struct run *r)
{
	struct gs_session *s = &r->s;
	uint8_t keys[GS_ROLES_MAX][32];
	size_t n = s->charter->seal_count;
	uint8_t *text = gs_arena_take(&s->pool.arena, GS_CONTENT_MAX, 1);
	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, GS_CONTENT_MAX);
	int err = gs_content_write(&w, &s->pool.arena, &s->content.terms,
	    s->content.seed, NULL, &s->content.doc);
	for (size_t i = 0; i < n; i++)
		memcpy(keys[i], s->charter->seals[i].key.ptr, 32);
	if (err == GS_OK)
		err = gs_age_seal(&r->sealed, &r->sealed_len,
		    (const uint8_t (*)[32])keys, n, text, w.len);
	const struct gs_span sealed = {r->sealed, r->sealed_len};
	if (err == GS_OK)
		gs_host_sha256(r->content, &sealed, 1);
	return err;
}

/* A slot to try: one that was marked for this memo before and may not have
 * arrived, else a random one of the free: slots in order would tell how often
 * a member files.  GS_ERR_RULE: there is none. */
static int choose_slot(uint32_t *slot, struct run *r)
{
	const struct gs_session *s = &r->s;
	uint32_t free_slots[SLOTS_MAX], n = 0, draw = 0;
	for (uint32_t i = 0; i < s->charter->quota && i < SLOTS_MAX; i++) {
		const uint8_t *memo = gs_client_slot(s->member,
		    s->edition->root, i);
		if (r->tried[i])
			continue;
		if (memo != NULL && memcmp(memo, s->content.id, 32) == 0) {
			*slot = i;
			return GS_OK;
		}
		if (memo == NULL)
			free_slots[n++] = i;
	}
	if (n == 0)
		return GS_ERR_RULE;
	int err = gs_host_random((uint8_t *)&draw, sizeof draw);
	if (err == GS_OK)
		*slot = free_slots[draw % n];
	return err;
}

static int take_slot(uint32_t *slot, struct run *r)
{
	struct gs_session *s = &r->s;
	const uint8_t *root = s->edition->root;
	int err = choose_slot(slot, r);
	if (err == GS_ERR_RULE)
		gs_report_set(&s->report, "over quota: you have filed as many "
		    "memos under edition %llu as the charter allows (%llu); "
		    "another endorser may file",
		    (unsigned long long)s->edition->edition,
		    (unsigned long long)s->charter->quota);
	if (err != GS_OK)
		return err;
	r->tried[*slot] = true;
	if (gs_client_slot(s->member, root, *slot) != NULL)
		return GS_OK;
	err = gs_client_mark_slot(s->member, root, *slot, s->content.id);
	return err == GS_OK ? gs_client_save(s->member, &s->report, r->state,
	    false) : err;
}

static int read_counts(struct gs_act_filing *f, struct gs_session *s)
{
	json_t *answer = NULL;
	int err = gs_session_box(s, &answer, "/filing", NULL);
	if (err == GS_OK)
		err = gs_json_number(&f->endorsements, answer, "endorsements");
	if (err == GS_OK)
		err = gs_json_number(&f->withdrawals, answer, "withdrawals");
	json_decref(answer);
	return err;
}

static int send_filing(struct run *r, json_t **answer,
    struct gs_act_filing *f)
{
	struct gs_session *s = &r->s;
	struct gs_pool scratch;
	struct gs_writer w = gs_writer_of(r->record, GS_RECORD_MAX);
	int err = read_counts(f, s);
	if (err != GS_OK)
		return err;
	err = gs_act_memo(&w, gs_pool_start(&scratch), f);
	gs_pool_free(&scratch);
	if (err == GS_ERR_MISMATCH && f->author != NULL)
		gs_report_set(&s->report, "the seed is not that of the memo's "
		    "author; give the file that compose wrote beside the "
		    "package");
	if (err == GS_ERR_UNKNOWN)
		gs_report_set(&s->report, "your key for edition %llu is not on "
		    "that roll; another endorser may file",
		    (unsigned long long)s->edition->edition);
	/* Not GS_ERR_MISMATCH, which asks to try again. */
	if (err != GS_OK)
		return err == GS_ERR_MISMATCH ? GS_ERR_DENIED : err;
	return gs_session_box(s, answer, "/file", json_pack("{s:s#, s:o}",
	    "record", (const char *)r->record, w.len, "content",
	    gs_json_bytes(r->sealed, r->sealed_len)));
}

/* Acts may arrive between count and filing, and the same member may have filed
 * from another copy of the state: both are tried again. */
static int try_filing(struct run *r, json_t **answer, struct gs_act_filing *f)
{
	struct gs_report *report = &r->s.report;
	int err = take_slot(&f->slot, r);
	for (unsigned tries = 0; err == GS_OK;) {
		err = send_filing(r, answer, f);
		if (err == GS_ERR_MISMATCH && ++tries < TRIES)
			err = GS_OK;
		else if (err == GS_ERR_RULE &&
		    strstr(report->text, "over quota") != NULL)
			err = take_slot(&f->slot, r);
		else
			break;
	}
	return err;
}

static int say_filed(const json_t *answer, const struct gs_act_filing *f)
{
	const char *at = NULL;
	uint64_t index = 0;
	int err = gs_json_text(&at, answer, "at");
	if (err == GS_OK)
		err = gs_json_number(&index, answer, "index");
	if (err == GS_OK)
		printf("Filed %s as entry %llu, with %llu endorsement%s and "
		    "%llu withdrawal%s.\n", at, (unsigned long long)index,
		    (unsigned long long)f->endorsements,
		    f->endorsements == 1 ? "" : "s",
		    (unsigned long long)f->withdrawals,
		    f->withdrawals == 1 ? "" : "s");
	return err;
}

static int file(struct run *r)
{
	struct gs_session *s = &r->s;
	json_t *answer = NULL;
	int err = gs_session_roll(s);
	if (err == GS_OK)
		err = gs_session_key(s);
	if (err == GS_OK)
		err = seal_for_office(r);
	if (err != GS_OK)
		return err;
	gs_session_show(s);
	struct gs_act_filing f = {.ground = {s->content.terms.channel, NULL,
	    s->roll, &s->key->secret}, .terms = &s->content.terms,
	    .content = r->content, .author = r->has_author ? r->seed : NULL};
	r->record = malloc(GS_RECORD_MAX);
	err = r->record == NULL ? GS_ERR_MEMORY : try_filing(r, &answer, &f);
	if (err == GS_OK)
		err = say_filed(answer, &f);
	json_decref(answer);
	return err;
}

static int run(struct run *r, const char *link)
{
	struct gs_session *s = &r->s;
	int err = gs_session_enter(s, r->state, r->passphrase, r->server,
	    r->proxy, link);
	if (err == GS_OK)
		err = gs_session_unseal(s);
	if (err == GS_OK && s->filed) {
		gs_report_set(&s->report, "this memo has been filed already; "
		    "see gainsay status");
		err = GS_ERR_DUPLICATE;
	}
	if (err == GS_OK)
		err = read_package(r);
	return err == GS_OK ? file(r) : err;
}

int gs_cli_file(int argc, char **argv)
{
	struct run r = {.state = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(r.state),
		GS_OPTION_PASSPHRASE(r.passphrase),
		{.name = "package", .value = &r.package},
		{.name = "author", .value = &r.author},
		GS_OPTION_OTHER_SERVER(r.server),
		GS_OPTION_PROXY(r.proxy)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 1, .most = 1};
	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	gs_session_start(&r.s, "file");
	int err = run(&r, argv[at]);
	gs_file_wipe(&r.package_text, r.package_len);
	gs_host_wipe(r.seed, sizeof r.seed);
	gs_age_free(&r.sealed, r.sealed_len);
	free(r.record);
	return gs_session_end(&r.s, err);
}
