/* SPDX-License-Identifier: Apache-2.0 */
/* What is durable when: the filing, before it is answered; that it was
 * published, after the file in which it is; that it is dropped, after what is
 * said of it.  So a mirror that ends anywhere says something twice, and forgets
 * nothing. */
#include "mirror/filings.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/record/time.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/steps/complaint.h"
#include "lib/steps/promise.h"
#include "lib/steps/promise_judge.h"
#include "mirror/folder.h"
#include "mirror/kept.h"
#include "mirror/unfiled.h"

struct gs_mirror_filings {
	struct gs_mirror *mirror;
	char dir[GS_MIRROR_PATH_MAX - 128];
	char promises[GS_MIRROR_PATH_MAX - 128];
	atomic_llong clock;    /* the channel's, at the last look; or 0 */
	pthread_mutex_t mutex; /* guards the list and its files */
	struct gs_kept list[GS_FILINGS_MAX];
	size_t count;
	/* Of whoever takes, one at a time: the roll that was used last. */
	struct gs_pool pool;
	struct gs_roll *roll; /* NULL: none */
};

/* Open -------------------------------------------------------------------- */

static int make_own_folder(struct gs_report *report, const char *path)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return GS_OK;
	gs_report_errno(report, "mirror-filings-folder", path,
	    "cannot be made", errno);
	return GS_ERR_IO;
}

static int load_one(struct gs_mirror_filings *f, struct gs_report *report,
    const char *name)
{
	struct gs_span body = {NULL, 0};
	uint8_t *file = NULL;

	if (strlen(name) != GS_KEPT_NAME - 1) /* a write that was not ended */
		return gs_kept_remove(report, f->dir, name);
	if (f->count == GS_FILINGS_MAX) {
		gs_report_tell(report, "mirror-filings-many", "{0} has more "
		    "than {1} filings, the most that a mirror keeps: take out "
		    "what was put there", gs_say_text(f->dir),
		    gs_say_number(GS_FILINGS_MAX));
		return GS_ERR_SPACE;
	}
	int err = gs_kept_read(&f->list[f->count], &body, &file, report,
	    f->dir, name);
	gs_file_wipe(&file, body.len);
	f->count += err == GS_OK;
	return err;
}

static int load_all(struct gs_mirror_filings *f, struct gs_report *report)
{
	DIR *d = opendir(f->dir);
	int err = GS_OK;

	if (d == NULL) {
		gs_report_errno(report, "mirror-filings-unread", f->dir,
		    "cannot be read", errno);
		return GS_ERR_IO;
	}
	for (struct dirent *e = readdir(d); err == GS_OK && e != NULL;
	    e = readdir(d))
		if (strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0)
			err = load_one(f, report, e->d_name);
	closedir(d);
	return err;
}

/* Where it is: filings, and promises. */
static int name_folders(struct gs_mirror_filings *f, const char *dir)
{
	int n = snprintf(f->dir, sizeof f->dir, "%s/filings", dir);
	int more = snprintf(f->promises, sizeof f->promises, "%s/promises",
	    dir);

	return n < 0 || more < 0 || (size_t)n >= sizeof f->dir ||
	    (size_t)more >= sizeof f->promises ? GS_ERR_RANGE : GS_OK;
}

int gs_mirror_filings_open(struct gs_mirror_filings **out,
    struct gs_report *report, struct gs_mirror *mirror, const char *dir)
{
	struct gs_mirror_filings *f = calloc(1, sizeof *f);

	if (f == NULL)
		return GS_ERR_MEMORY;
	if (pthread_mutex_init(&f->mutex, NULL) != 0) {
		free(f);
		return GS_ERR_MEMORY;
	}
	f->mirror = mirror;
	(void)gs_pool_start(&f->pool);

	int err = name_folders(f, dir);
	if (err == GS_OK)
		err = make_own_folder(report, f->dir);
	if (err == GS_OK)
		err = make_own_folder(report, f->promises);
	if (err == GS_OK)
		err = gs_unfiled_check(report, gs_mirror_public(mirror));
	if (err == GS_OK)
		err = load_all(f, report);
	if (err != GS_OK) {
		gs_mirror_filings_close(&f);
		return err;
	}
	*out = f;
	return GS_OK;
}

void gs_mirror_filings_close(struct gs_mirror_filings **filings)
{
	struct gs_mirror_filings *f = *filings;

	if (f == NULL)
		return;
	gs_pool_free(&f->pool);
	(void)pthread_mutex_destroy(&f->mutex);
	free(f);
	*filings = NULL;
}

static struct gs_kept *find_kept_filing(struct gs_mirror_filings *f,
    const char *name)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->list[i].name, name) == 0)
			return &f->list[i];
	return NULL;
}

/* Take -------------------------------------------------------------------- */

/* Out of the copy, whose rolls were held against their roots before they were
 * kept. */
static int open_kept_roll(struct gs_mirror_filings *f,
    struct gs_report *report, const uint8_t root[32])
{
	char path[GS_MIRROR_PATH_MAX], hex[65] = "";
	struct gs_writer w = gs_writer_of(hex, 64);
	uint8_t *keys = NULL;
	size_t len = 0;

	if (f->roll != NULL && memcmp(gs_roll_root(f->roll), root, 32) == 0)
		return GS_OK;
	f->roll = NULL;
	gs_pool_free(&f->pool);
	struct gs_arena *arena = gs_pool_start(&f->pool);
	gs_write_hex(&w, root, 32);
	int n = snprintf(path, sizeof path, "%s/roll/%s",
	    gs_mirror_public(f->mirror), hex);

	int err = n < 0 || (size_t)n >= sizeof path ? GS_ERR_RANGE :
	    gs_file_read(&keys, &len, GS_ROLL_MAX * 32, path, report);
	if (err == GS_OK)
		err = gs_roll_open(&f->roll, arena, keys, len / 32);
	gs_file_wipe(&keys, len);
	if (err == GS_OK && memcmp(gs_roll_root(f->roll), root, 32) == 0)
		return GS_OK;
	f->roll = NULL;
	return err == GS_ERR_MEMORY ? err : GS_ERR_IO;
}

/* An exercise's time is not the machine's: 0 until a look has asked. */
static int64_t now_of(const struct gs_mirror_filings *f,
    const struct gs_state *state)
{
	return gs_state_charter(state)->exercise ? atomic_load(&f->clock) :
	    (int64_t)time(NULL);
}

static int judge_with_log(struct gs_mirror_filings *f,
    struct gs_offer *offer, struct gs_report *report, struct gs_arena *arena)
{
	const struct gs_state *state = gs_mirror_hold(f->mirror);
	int64_t now = state == NULL ? 0 : now_of(f, state);

	if (now == 0) {
		if (state != NULL)
			gs_mirror_let_go(f->mirror);
		gs_report_say(report, "mirror-no-log", "this mirror has judged "
		    "nothing of the log yet");
		return GS_ERR_BUSY;
	}
	int err = gs_offer_judge(offer, report, arena, state, now);
	gs_mirror_let_go(f->mirror);
	return err;
}

/* One slot takes one memo, here too. */
static int check_slot(const struct gs_mirror_filings *f,
    struct gs_report *report, const struct gs_offer *offer)
{
	for (size_t i = 0; i < f->count; i++)
		if (memcmp(f->list[i].tag, offer->tag, 32) == 0 &&
		    memcmp(f->list[i].id, offer->id, 32) != 0) {
			gs_report_say(report, "offer-slot-waits", "over quota: "
			    "this member's filing of another memo waits here "
			    "in this slot of the edition");
			return GS_ERR_RULE;
		}
	return GS_OK;
}

static int check_room(const struct gs_mirror_filings *f,
    struct gs_report *report, const struct gs_kept *old, size_t bytes)
{
	size_t all = bytes;

	for (size_t i = 0; i < f->count; i++)
		all += &f->list[i] == old ? 0 : f->list[i].bytes;
	if ((old != NULL || f->count < GS_FILINGS_MAX) &&
	    all <= GS_FILINGS_BYTES_MAX)
		return GS_OK;
	gs_report_say(report, "mirror-filings-full", "this mirror keeps as "
	    "many filings as it can: try another");
	return GS_ERR_BUSY;
}

/* With the acts of the one that is kept of the same memo and member; *more:
 * the offer has some that it has not. */
static int join_kept(struct gs_mirror_filings *f, struct gs_offer *offer,
    struct gs_report *report, struct gs_arena *arena,
    const struct gs_kept *old, bool *more)
{
	struct gs_kept read;
	struct gs_offer before;
	struct gs_span body = {NULL, 0};
	uint8_t *file = NULL;

	int err = gs_kept_read(&read, &body, &file, report, f->dir, old->name);
	if (err == GS_OK)
		err = gs_offer_read(&before, report, arena, body);
	gs_file_wipe(&file, body.len);
	const struct gs_state *state = err == GS_OK ?
	    gs_mirror_hold(f->mirror) : NULL;
	if (state != NULL) {
		err = gs_offer_join(offer, report, arena, state, &before);
		gs_mirror_let_go(f->mirror);
		*more = offer->load.count > before.load.count;
	}
	return err == GS_OK && state == NULL ? GS_ERR_BUSY : err;
}

static int write_offer(struct gs_mirror_filings *f, struct gs_report *report,
    const struct gs_offer *offer, struct gs_kept *kept,
    const struct gs_kept *old)
{
	struct gs_request request = {.body = NULL};

	int err = gs_filing_send(&request, NULL, (struct gs_span){
	    offer->memo.text, offer->memo.len}, &offer->load);
	if (err == GS_OK) {
		kept->bytes = strlen(request.body);
		err = kept->bytes > GS_OFFER_MAX ? GS_ERR_SPACE :
		    check_room(f, report, old, kept->bytes);
	}
	if (err == GS_OK)
		err = gs_kept_write(kept, report, f->dir, (struct gs_span){
		    (const uint8_t *)request.body, kept->bytes});
	gs_request_free(&request);
	return err;
}

static int keep_offer(struct gs_mirror_filings *f, struct gs_offer *offer,
    struct gs_report *report, struct gs_arena *arena, int64_t *until)
{
	struct gs_kept kept = {.until = offer->until};
	bool more = true;

	gs_kept_name(kept.name, offer->id, offer->tag);
	memcpy(kept.id, offer->id, 32);
	memcpy(kept.tag, offer->tag, 32);
	struct gs_kept *old = find_kept_filing(f, kept.name);
	int err = old != NULL ? join_kept(f, offer, report, arena, old,
	    &more) : check_slot(f, report, offer);
	if (err != GS_OK)
		return err;
	if (old != NULL) {
		kept = *old;
		/* With more acts it goes again. */
		if (kept.answer != GS_KEPT_UNASKED)
			kept.answer = GS_KEPT_NONE;
	}
	*until = kept.until;
	if (!more)
		return GS_OK;

	err = write_offer(f, report, offer, &kept, old);
	if (err == GS_OK && old != NULL)
		*old = kept;
	else if (err == GS_OK)
		f->list[f->count++] = kept;
	return err;
}

int gs_mirror_filings_take(struct gs_mirror_filings *f, int64_t *until,
    struct gs_report *report, struct gs_span body)
{
	struct gs_pool pool;
	struct gs_arena *arena = gs_pool_start(&pool);
	struct gs_offer offer;

	int err = gs_offer_read(&offer, report, arena, body);
	if (err == GS_OK)
		err = judge_with_log(f, &offer, report, arena);
	if (err == GS_OK)
		err = open_kept_roll(f, report, offer.roll);
	if (err == GS_OK)
		err = gs_offer_verify(report, &offer, f->roll);
	if (err == GS_OK) {
		pthread_mutex_lock(&f->mutex);
		err = keep_offer(f, &offer, report, arena, until);
		pthread_mutex_unlock(&f->mutex);
	}
	gs_pool_free(&pool);
	return err;
}

/* Look -------------------------------------------------------------------- */

/* One filing, as the follower's thread works on it. */
struct passing {
	struct gs_mirror_filings *f;
	const struct gs_mirror_filings_look *look;
	const struct gs_state *state;
	struct gs_report *report;
	struct gs_arena *arena;
	struct gs_kept kept;
	struct gs_offer offer;
	struct gs_span body;
	enum { FITS, SLOT_USED, FITS_NO_MORE } ground;
	bool may_lack; /* the log may have more than it shows */
	bool first;    /* the server was asked for the first time */
	bool changed, done;
};

static int judge_again(struct passing *p)
{
	struct gs_report why = {.text = ""};
	struct gs_offer judged = p->offer;

	int err = gs_offer_judge(&judged, &why, p->arena, p->state,
	    p->look->now);
	if (err == GS_ERR_MEMORY)
		return err;
	p->ground = err == GS_OK ? FITS : strcmp(why.code, "slot-used") == 0 ?
	    SLOT_USED : FITS_NO_MORE;
	return GS_OK;
}

static void note_refusal(struct passing *p)
{
	const char *text = gs_http_refusal(p->look->http);
	const struct gs_charter *charter = gs_state_charter(p->state);
	const struct gs_span record = {p->offer.memo.text, p->offer.memo.len};
	uint8_t hash[32];

	p->kept.answer = GS_KEPT_REFUSAL;
	gs_host_sha256(hash, &record, 1);
	const struct gs_refusal_terms terms = {.channel = charter->channel,
	    .memo = p->offer.id, .record = hash};
	size_t len = text == NULL ? 0 : strlen(text);
	if (len == 0 || len > sizeof p->kept.refusal || gs_refusal_check(NULL,
	    &terms, gs_charter_role(charter, "promise")->key.ptr, text,
	    len) != GS_OK)
		return;
	memcpy(p->kept.refusal, text, len);
	p->kept.refusal_len = len;
}

/* One that does not bind is none. */
static void note_promise(struct passing *p, struct gs_span answer)
{
	const struct gs_roll_edition *roll = gs_state_roll_by(p->state,
	    gs_record_hash(&p->offer.memo, "roll"));
	const struct gs_promise_ground ground = {p->state,
	    roll == NULL ? 0 : roll->edition, p->look->now};
	const struct gs_reply reply = {gs_http_base(p->look->http), answer};
	const struct gs_span record = {p->offer.memo.text, p->offer.memo.len};
	struct gs_report why = {.text = ""};
	char *text = NULL;

	if (gs_promise_take(&text, &why, record, &ground, &reply) != GS_OK)
		return;
	size_t len = strlen(text);
	if (len <= sizeof p->kept.promise) {
		/* The first binds longest: a later one may name a later
		 * time. */
		if (p->kept.promise_len == 0) {
			memcpy(p->kept.promise, text, len);
			p->kept.promise_len = len;
		}
		p->kept.answer = GS_KEPT_PROMISE;
	}
	free(text);
}

/* A refusal is the operator's word: what says no more than a status, as
 * whatever stands before the server does, or that nobody has time, is none. */
static bool counts_as_refusal(const struct passing *p, int err)
{
	return err != GS_ERR_IO && err != GS_ERR_BUSY &&
	    err != GS_ERR_MEMORY && gs_http_explained(p->look->http);
}

/* Nobody who answers is told who handed it in: it comes from the mirror. */
static int pass_on(struct passing *p)
{
	struct gs_report why = {.text = ""};
	struct gs_request request = {.path = "/filings"};
	uint8_t *answer = NULL;
	size_t len = 0;

	if (p->kept.answer == GS_KEPT_PROMISE)
		return GS_OK;
	request.body = strndup((const char *)p->body.ptr, p->body.len);
	if (request.body == NULL)
		return GS_ERR_MEMORY;
	enum gs_kept_answer before = p->kept.answer;
	size_t refusal = p->kept.refusal_len;
	int err = gs_http_send(p->look->http, &why, &answer, &len, &request);
	gs_request_free(&request);

	p->first = before == GS_KEPT_UNASKED;
	if (p->first)
		p->kept.answer = GS_KEPT_NONE;
	if (err == GS_OK)
		note_promise(p, (struct gs_span){answer, len});
	else if (counts_as_refusal(p, err))
		note_refusal(p);
	free(answer);
	p->changed |= p->kept.answer != before ||
	    p->kept.refusal_len != refusal;
	return GS_OK;
}

static struct gs_unfiled unfiled_of(const struct passing *p)
{
	struct gs_unfiled said = {.day = p->look->now / GS_DAY,
	    .size = gs_state_size(p->state),
	    .answer = gs_kept_word(p->kept.promise_len > 0 ?
	        GS_KEPT_PROMISE : p->kept.answer),
	    .refusal = {p->kept.refusal, p->kept.refusal_len}};

	memcpy(said.channel, gs_state_charter(p->state)->channel, 32);
	memcpy(said.memo, p->kept.id, 32);
	return said;
}

/* Among the promises, where it is judged and told as any. */
static int hand_over_promise(struct passing *p)
{
	char path[GS_MIRROR_PATH_MAX];
	uint8_t *text = malloc(2 * GS_RECORD_MAX);
	int n = snprintf(path, sizeof path, "%s/%s", p->f->promises,
	    p->kept.name);

	if (text == NULL)
		return GS_ERR_MEMORY;
	struct gs_writer w = gs_writer_of(text, 2 * GS_RECORD_MAX);
	int err = gs_complaint_write(&w, (struct gs_span){p->kept.promise,
	    p->kept.promise_len}, (struct gs_span){p->offer.memo.text,
	    p->offer.memo.len});
	if (err == GS_OK)
		err = n < 0 || (size_t)n >= sizeof path ? GS_ERR_RANGE :
		    gs_file_write(path, text, w.len, 0600, p->report);
	free(text);
	return err;
}

static int publish_unfiled(struct passing *p)
{
	const struct gs_unfiled said = unfiled_of(p);

	int err = gs_unfiled_publish(p->report,
	    gs_mirror_public(p->f->mirror), &said);
	if (err == GS_OK) {
		p->kept.published = true;
		p->changed = true;
	}
	return err;
}

static int tell_unfiled(struct passing *p)
{
	static const char *const how[] = {"the server was not asked",
	    "the server gave it no answer", "the server refused it",
	    "the server had promised it"};
	struct gs_report said = {.text = ""};
	char name[80], digits[17] = "";
	struct gs_writer w = gs_writer_of(digits, sizeof digits - 1);
	enum gs_kept_answer answer = p->kept.promise_len > 0 ?
	    GS_KEPT_PROMISE : p->kept.answer;

	gs_write_hex(&w, p->kept.id, 8);
	(void)snprintf(name, sizeof name, "filing %s", digits);
	gs_report_tell(&said, "mirror-filing-refused", "the memo whose id "
	    "begins {0} was handed in here, and two releases later the log "
	    "has not got it: {1}; {2}/refused says so to everybody",
	    gs_say_text(digits), gs_say_text(how[answer]),
	    gs_say_text(gs_mirror_public(p->f->mirror)));
	return gs_mirror_tell(p->look->teller, name, &said);
}

/* Two releases went by; the server may have named the next one, if it had it
 * later. */
static int64_t last_moment(const struct passing *p)
{
	struct gs_promise promise;

	return p->kept.promise_len > 0 && gs_promise_read(&promise,
	    p->kept.promise, p->kept.promise_len) == GS_OK &&
	    promise.by > p->kept.until ? promise.by : p->kept.until;
}

/* What its witnesses have not cosigned may be in the log all the same. */
static bool is_late(const struct passing *p)
{
	int64_t last = last_moment(p);

	return gs_state_at(p->state) > last || (!p->may_lack &&
	    p->look->now > last + GS_PROMISE_PATIENCE);
}

/* Nobody is blamed for what is not to be known; but that it is not, if that
 * lasts, is news. */
static int tell_hidden(struct passing *p)
{
	struct gs_report said = {.text = ""};
	char name[80], digits[17] = "";
	struct gs_writer w = gs_writer_of(digits, sizeof digits - 1);

	if (!p->may_lack || p->look->now <= last_moment(p) + GS_DAY)
		return GS_OK;
	gs_write_hex(&w, p->kept.id, 8);
	(void)snprintf(name, sizeof name, "filing %s hidden", digits);
	gs_report_tell(&said, "mirror-filing-hidden", "the memo whose id "
	    "begins {0} was handed in here, and a day after two releases "
	    "nobody can tell whether the log has it: the server does not show "
	    "how its log goes on, or too few of its witnesses have cosigned it",
	    gs_say_text(digits));
	return gs_mirror_tell(p->look->teller, name, &said);
}

/* Nothing more is to be done with it; a promise that the log did not keep in
 * time goes where promises are judged. */
static int finish_passing(struct passing *p, const struct gs_memo *memo)
{
	struct gs_promise promise;
	int err = GS_OK;

	if (p->kept.promise_len > 0 && (memo == NULL ||
	    gs_promise_read(&promise, p->kept.promise, p->kept.promise_len) !=
	    GS_OK || memo->at > promise.by))
		err = hand_over_promise(p);
	p->done = err == GS_OK;
	return err;
}

/* What is to be done with it, now that the log was seen. */
static int judge_passing(struct passing *p)
{
	const struct gs_memo *memo = gs_state_memo_by(p->state, p->kept.id);

	if (memo != NULL)
		return finish_passing(p, memo);
	int err = judge_again(p);
	if (err == GS_OK && p->ground == SLOT_USED)
		return finish_passing(p, NULL); /* the log shows why */

	if (err == GS_OK && p->ground == FITS)
		err = pass_on(p);
	if (err != GS_OK || !is_late(p))
		return err == GS_OK ? tell_hidden(p) : err;

	/* One silence is none yet, and nobody is blamed unasked. */
	bool asked = p->kept.answer != GS_KEPT_UNASKED && !p->first;
	if (asked && !p->kept.published)
		err = publish_unfiled(p);
	if (err == GS_OK && p->kept.published)
		err = tell_unfiled(p);
	if (err == GS_OK && p->kept.published && p->kept.promise_len > 0)
		err = hand_over_promise(p);
	p->done = err == GS_OK && p->ground == FITS_NO_MORE;
	return err;
}

/* Unless more acts came with it meanwhile: then it goes again. */
static int settle_passing(struct passing *p)
{
	int err = GS_OK;

	pthread_mutex_lock(&p->f->mutex);
	struct gs_kept *now = find_kept_filing(p->f, p->kept.name);
	if (now != NULL && p->done && now->bytes == p->kept.bytes) {
		err = gs_kept_remove(p->report, p->f->dir, now->name);
		if (err == GS_OK)
			*now = p->f->list[--p->f->count];
	} else if (now != NULL && p->changed &&
	    now->bytes == p->kept.bytes) {
		err = gs_kept_write(&p->kept, p->report, p->f->dir, p->body);
		if (err == GS_OK)
			*now = p->kept;
	}
	pthread_mutex_unlock(&p->f->mutex);
	return err;
}

static int pass_one(struct gs_mirror_filings *f, struct gs_report *report,
    const struct gs_mirror_filings_look *look, const char *name,
    bool may_lack)
{
	struct gs_pool pool;
	struct passing p = {.f = f, .look = look, .report = report,
	    .may_lack = may_lack, .state = gs_mirror_state(f->mirror),
	    .arena = gs_pool_start(&pool)};
	uint8_t *file = NULL;

	pthread_mutex_lock(&f->mutex);
	int err = gs_kept_read(&p.kept, &p.body, &file, report, f->dir, name);
	pthread_mutex_unlock(&f->mutex);
	if (err == GS_OK)
		err = gs_offer_read(&p.offer, report, p.arena, p.body);
	if (err == GS_OK) {
		err = judge_passing(&p);
		int settled = settle_passing(&p);
		err = err == GS_OK ? settled : err;
	}
	gs_file_wipe(&file, p.body.len);
	gs_pool_free(&pool);
	return err;
}

/* The folder's own times tell of the looks alone. */
static int renew_folder(const struct gs_mirror_filings *f,
    struct gs_report *report)
{
	if (utimensat(AT_FDCWD, f->dir, NULL, 0) == 0)
		return GS_OK;
	gs_report_errno(report, "mirror-filings-time", f->dir,
	    "cannot be given the time of this look", errno);
	return GS_ERR_IO;
}

static int compare_names(const void *a, const void *b)
{
	return memcmp(a, b, GS_KEPT_NAME);
}

/* By name, since the list changes meanwhile; sorted, as it is in the order in
 * which they came. */
static size_t list_names(struct gs_mirror_filings *f,
    char (*names)[GS_KEPT_NAME])
{
	pthread_mutex_lock(&f->mutex);
	size_t count = f->count;
	for (size_t i = 0; i < count; i++)
		memcpy(names[i], f->list[i].name, GS_KEPT_NAME);
	pthread_mutex_unlock(&f->mutex);
	qsort(names, count, sizeof *names, compare_names);
	return count;
}

static int renew_one(struct gs_mirror_filings *f, struct gs_report *report,
    const char *name)
{
	struct gs_kept kept;
	struct gs_span body = {NULL, 0};
	uint8_t *file = NULL;

	pthread_mutex_lock(&f->mutex);
	int err = gs_kept_read(&kept, &body, &file, report, f->dir, name);
	if (err == GS_OK)
		err = gs_kept_write(&kept, report, f->dir, body);
	pthread_mutex_unlock(&f->mutex);
	gs_file_wipe(&file, body.len);
	return err;
}

int gs_mirror_filings_renew(struct gs_mirror_filings *f,
    struct gs_report *report)
{
	char names[GS_FILINGS_MAX][GS_KEPT_NAME];
	size_t count = list_names(f, names);
	int err = GS_OK;

	for (size_t i = 0; i < count; i++) {
		int one = renew_one(f, report, names[i]);

		err = err == GS_OK ? one : err;
	}
	int renewed = renew_folder(f, report);
	return err == GS_OK ? renewed : err;
}

int gs_mirror_filings_look(struct gs_mirror_filings *f,
    struct gs_report *report, const struct gs_mirror_filings_look *look)
{
	char names[GS_FILINGS_MAX][GS_KEPT_NAME];
	size_t count = list_names(f, names);
	const struct gs_state *state = gs_mirror_state(f->mirror);

	atomic_store(&f->clock, look->now);
	int err = gs_unfiled_settle(report, gs_mirror_public(f->mirror),
	    state);
	bool may_lack = count > 0 && gs_mirror_may_lack(f->mirror);
	for (size_t i = 0; i < count; i++) {
		int one = pass_one(f, report, look, names[i], may_lack);

		err = err == GS_OK ? one : err;
	}
	return err;
}
