/* SPDX-License-Identifier: Apache-2.0 */
#include "mirror/promises.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/complaint.h"
#include "lib/steps/promise_judge.h"
#include "mirror/folder.h"

#define BATCH 64 /* that are judged in one look */
#define JUDGED_MAX 4096
#define FILE_MAX (2 * GS_RECORD_MAX)
#define NAME_ROOM 256
#define MARK 16 /* hexadecimal digits of a file's hash, by which it is told */

struct gs_mirror_promises {
	struct gs_mirror *mirror;
	char dir[GS_MIRROR_PATH_MAX - 300];
	char after[NAME_ROOM]; /* the last look ended with that file */
	/* Found kept, or told: not judged again by this process. */
	char judged[JUDGED_MAX][MARK + 1];
	size_t count;
};

/* One file of the folder. */
struct due {
	char name[NAME_ROOM], mark[MARK + 1];
	uint8_t *text;
	size_t len;
	struct gs_complaint complaint;
};

struct looking {
	struct gs_mirror_promises *p;
	struct gs_report *report;
	struct gs_mirror_teller *teller;
	const struct gs_state *state;
	int64_t now;
	struct gs_pool pool;
	struct gs_arena *arena;
	struct due list[BATCH];
	struct gs_promise_search searches[BATCH];
	size_t count;
	bool may_lack; /* the log goes on, and nobody is shown how */
};

int gs_mirror_promises_open(struct gs_mirror_promises **out,
    struct gs_mirror *mirror, const char *dir)
{
	struct gs_mirror_promises *p = calloc(1, sizeof *p);

	if (p == NULL)
		return GS_ERR_MEMORY;
	p->mirror = mirror;
	int n = snprintf(p->dir, sizeof p->dir, "%s/promises", dir);
	if (n < 0 || (size_t)n >= sizeof p->dir) {
		free(p);
		return GS_ERR_RANGE;
	}
	*out = p;
	return GS_OK;
}

void gs_mirror_promises_close(struct gs_mirror_promises **promises)
{
	free(*promises);
	*promises = NULL;
}

int gs_mirror_promises_put(const struct gs_mirror_promises *p,
    struct gs_report *report, const char *file)
{
	char path[GS_MIRROR_PATH_MAX], name[65] = "";
	struct gs_writer w = gs_writer_of(name, 64);
	struct gs_span text = {NULL, 0};
	uint8_t *bytes = NULL, hash[32];

	int err = gs_file_read(&bytes, &text.len, FILE_MAX, file, report);
	if (err != GS_OK)
		return err;
	text.ptr = bytes;
	gs_host_sha256(hash, &text, 1);
	gs_write_hex(&w, hash, 32);

	(void)snprintf(path, sizeof path, "%s/%s", p->dir, name);
	err = gs_file_write(path, text.ptr, text.len, 0600, report);
	gs_file_wipe(&bytes, text.len);
	return err;
}

/* Find -------------------------------------------------------------------- */

static bool was_judged(const struct gs_mirror_promises *p, const char *mark)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->judged[i], mark) == 0)
			return true;
	return false;
}

/* What does not fit is judged again each time. */
static void mark_judged(struct gs_mirror_promises *p, const char *mark)
{
	if (p->count < JUDGED_MAX)
		memcpy(p->judged[p->count++], mark, MARK + 1);
}

static void make_mark(char mark[MARK + 1], struct gs_span text)
{
	uint8_t hash[32];
	struct gs_writer w = gs_writer_of(mark, MARK + 1);

	gs_host_sha256(hash, &text, 1);
	gs_write_hex(&w, hash, MARK / 2);
	gs_write_u8(&w, 0);
}

static int tell_bad(struct looking *l, const struct due *d,
    const struct gs_report *why)
{
	struct gs_report said = {.text = ""};
	char name[80];

	(void)snprintf(name, sizeof name, "no promise %s", d->mark);
	gs_report_tell(&said, "mirror-promise-none", "{0}/{1} cannot be "
	    "judged: {2}", gs_say_text(l->p->dir), gs_say_text(d->name),
	    gs_say_text(why->text));
	/* It is looked at again: a charter that comes later may bind by it. */
	return gs_mirror_tell(l->teller, name, &said);
}

/* A copy of the log that ends before says nothing; nor does a box's promise
 * before its memo is filed. */
static bool is_due(const struct looking *l, const struct gs_complaint *c)
{
	if (c->kind == GS_COMPLAINT_REFUSAL)
		return false;
	if (c->kind == GS_COMPLAINT_PROMISE && c->promise.by != 0)
		return l->now > c->promise.by + GS_PROMISE_PATIENCE ||
		    gs_state_at(l->state) > c->promise.by;
	return gs_state_memo_by(l->state, c->promise.memo) != NULL;
}

/* What is no file, or cannot be read, is said as well: it keeps nobody from
 * the others.  A pipe would. */
static int read_complaint(const struct looking *l, struct due *d,
    struct gs_report *why)
{
	char path[GS_MIRROR_PATH_MAX];
	struct stat st;

	(void)snprintf(path, sizeof path, "%s/%s", l->p->dir, d->name);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		gs_report_say(why, "mirror-promise-no-file", "it is a folder, "
		    "or another thing that is no file");
		return GS_ERR_FORMAT;
	}
	return gs_file_read(&d->text, &d->len, FILE_MAX, path, why);
}

static int take_file(struct looking *l, struct due *d)
{
	struct gs_report why = {.text = ""};

	int err = read_complaint(l, d, &why);
	if (err == GS_ERR_MEMORY)
		return err;
	make_mark(d->mark, err == GS_OK ? (struct gs_span){d->text, d->len} :
	    (struct gs_span){(const uint8_t *)d->name, strlen(d->name)});
	if (was_judged(l->p, d->mark))
		return GS_OK;

	if (err == GS_OK)
		err = gs_complaint_read(&d->complaint, &why, l->arena,
		    l->state, (struct gs_span){d->text, d->len});
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK)
		return tell_bad(l, d, &why);
	l->count += is_due(l, &d->complaint);
	return GS_OK;
}

static int take_dirent(struct looking *l, const char *name)
{
	struct due *d = &l->list[l->count];
	size_t before = l->count;

	*d = (struct due){.text = NULL};
	memcpy(d->name, name, strlen(name) + 1);
	memcpy(l->p->after, name, strlen(name) + 1);
	int err = take_file(l, d);
	if (l->count == before)
		gs_file_wipe(&d->text, d->len);
	return err;
}

static int has_fit_name(const struct dirent *e)
{
	return e->d_name[0] != '.' && strlen(e->d_name) < NAME_ROOM;
}

/* By name, from where the last look ended: those that cannot be judged yet,
 * however many, keep no other from its turn. */
static int find_due(struct looking *l)
{
	struct dirent **list = NULL;
	int count = scandir(l->p->dir, &list, has_fit_name, alphasort);
	int first = 0, err = GS_OK;

	if (count < 0 && errno == ENOENT)
		return GS_OK;
	if (count < 0 && errno == ENOMEM)
		return GS_ERR_MEMORY;
	if (count < 0) {
		gs_report_errno(l->report, "mirror-promises-unread",
		    l->p->dir, "cannot be read", errno);
		return GS_ERR_IO;
	}

	while (first < count && strcoll(list[first]->d_name,
	    l->p->after) <= 0)
		first++;
	for (int i = 0; err == GS_OK && i < count && l->count < BATCH; i++)
		err = take_dirent(l, list[(first + i) % count]->d_name);

	for (int i = 0; i < count; i++)
		free(list[i]);
	free(list);
	return err;
}

/* Judge ------------------------------------------------------------------- */

static int search_entry(void *ctx, uint64_t index, const uint8_t *ptr,
    size_t len)
{
	struct looking *l = ctx;

	(void)index;
	return gs_promise_search_entry(l->searches, l->count,
	    (struct gs_span){ptr, len});
}

/* What was broken; and that it is not to be known, if that lasts: a server that
 * hides for good how its log goes on would be told of nothing. */
static int tell_judged(struct looking *l, const struct due *d,
    enum gs_promise_status status, const struct gs_report *said)
{
	bool hidden = status == GS_PROMISE_UNKNOWN &&
	    l->now > d->complaint.promise.by + GS_DAY;
	char told[80];

	if (!hidden && !gs_promise_is_broken(status))
		return GS_OK;
	(void)snprintf(told, sizeof told, hidden ? "promise %s unknown" :
	    "promise %s", d->mark);
	return gs_mirror_tell(l->teller, told, said);
}

static int judge_promise(struct looking *l, size_t i)
{
	const struct due *d = &l->list[i];
	const struct gs_complaint *c = &d->complaint;
	const struct gs_promise_view view = {l->now, gs_state_at(l->state),
	    l->may_lack};
	struct gs_report said = {.text = ""};
	enum gs_promise_status status;
	char name[400];

	(void)snprintf(name, sizeof name, "%s promises/%s",
	    c->kind == GS_COMPLAINT_COUNT ? "the box counted in" :
	    "the act of", d->name);
	if (c->kind == GS_COMPLAINT_COUNT) {
		status = gs_count_judge(&l->searches[i], &c->count);
		gs_count_say(&said, status, &l->searches[i], name, &c->count);
	} else {
		status = gs_promise_judge(&l->searches[i], &view);
		gs_promise_say(&said, status, &l->searches[i], name,
		    gs_state_charter(l->state), &view);
	}

	int err = tell_judged(l, d, status, &said);
	if (err == GS_OK && status != GS_PROMISE_OPEN &&
	    status != GS_PROMISE_UNKNOWN)
		mark_judged(l->p, d->mark);
	return err;
}

static int judge_due(struct looking *l)
{
	if (l->count == 0)
		return GS_OK;
	l->may_lack = gs_mirror_may_lack(l->p->mirror);
	for (size_t i = 0; i < l->count; i++) {
		const struct gs_complaint *c = &l->list[i].complaint;

		gs_promise_search_start(&l->searches[i], &c->promise, c->act);
		l->searches[i].lapsed = c->lapsed;
	}
	int err = gs_mirror_each_entry(l->p->mirror, l->report, search_entry,
	    l);
	for (size_t i = 0; err == GS_OK && i < l->count; i++)
		err = judge_promise(l, i);
	return err;
}

int gs_mirror_promises_look(struct gs_mirror_promises *p,
    struct gs_report *report, struct gs_mirror_teller *teller, int64_t now)
{
	struct looking *l = calloc(1, sizeof *l);

	if (l == NULL)
		return GS_ERR_MEMORY;
	*l = (struct looking){.p = p, .report = report, .teller = teller,
	    .state = gs_mirror_state(p->mirror), .now = now};
	l->arena = gs_pool_start(&l->pool);
	int err = find_due(l);
	if (err == GS_OK)
		err = judge_due(l);
	for (size_t i = 0; i < l->count; i++)
		gs_file_wipe(&l->list[i].text, l->list[i].len);
	gs_pool_free(&l->pool);
	free(l);
	return err;
}
