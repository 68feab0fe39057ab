/* SPDX-License-Identifier: Apache-2.0 */
/* Which pages there are, and which of them have changed. */
#include "lib/site/site.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/time.h"
#include "lib/evidence/publication.h"
#include "lib/host.h"
#include "lib/site/page.h"

#define LANGUAGES 4 /* of site_language_at */
#define PAGE_ROOM ((size_t)256 << 10) /* to begin with */
#define PAGE_ROOM_MAX ((size_t)128 << 20)

/* What was written, and what of. */
struct kept_page {
	uint64_t key;
	uint8_t hash[LANGUAGES][32];
};

struct kept_memo {
	struct kept_page page;
	uint64_t publications; /* whose pages were made */
	uint64_t charter; /* under which version of the charter */
	uint64_t read; /* publications that `released` is of */
	uint64_t deletions; /* as of which all this was made */
};

struct gs_site_kept {
	struct gs_pool pool; /* of `released` */
	struct gs_arena *arena;
	struct kept_memo *memos;
	struct site_released *released;
	size_t count; /* of both */
	struct kept_page *rows; /* pages of the record */
	size_t pages;
	struct kept_page charter, statistics;
};

/* While the pages are made. */
struct making {
	const struct gs_site *site;
	struct gs_site_kept *kept;
	struct site_page page; /* what all of them have */
	struct gs_statistics figures;
	const struct gs_memo **memos; /* by number, from 1 */
	size_t *starts, *order;
	size_t count;
	uint64_t relations; /* the newest memo that names others */
	int64_t until;
	/* Of one page after the other. */
	uint8_t *bytes;
	size_t room;
	struct gs_pool scratch;
};

/* Keys -------------------------------------------------------------------- */

/* FNV-1a: of our own numbers; a page whose key stays is not made again. */
static uint64_t mix_key(uint64_t key, uint64_t value)
{
	for (int i = 0; i < 8; i++) {
		key ^= value & 0xff;
		key *= UINT64_C(1099511628211);
		value >>= 8;
	}
	return key;
}

static uint64_t begin_key(const struct making *m)
{
	return mix_key(UINT64_C(14695981039346656037),
	    m->page.charter->index + 1);
}

/* All that the page of a memo shows but what follows from its entries. */
static uint64_t key_memo(const struct making *k, const struct gs_memo *m)
{
	uint64_t place = 0;
	const struct gs_map_leaf *leaf = gs_map_find(&place,
	    gs_state_map(k->site->state), (struct gs_span){m->id, 32});
	uint64_t key = begin_key(k);
	bool waits = false;

	key = mix_key(key, leaf == NULL ? 0 : leaf->count);
	key = mix_key(key, k->relations);
	key = mix_key(key, k->kept->released[m->number - 1].publication);
	for (size_t i = k->starts[m->number - 1]; i < k->starts[m->number];
	    i++) {
		const struct gs_figure *f = &k->figures.figures[k->order[i]];

		waits = waits || f->duty.status == GS_DUTY_OPEN ||
		    f->duty.status == GS_DUTY_OVERDUE;
		key = mix_key(key, f->duty.status);
		key = mix_key(key, f->days);
	}
	return mix_key(key, waits ? (uint64_t)k->page.today : 0);
}

/* One page ----------------------------------------------------------------- */

typedef int write_fn(struct site_page *p, const void *what);

static int keep_page(const struct making *m, uint8_t kept[32],
    const struct site_page *p)
{
	const struct gs_span bytes = {p->w.ptr, p->w.len};
	char name[GS_SITE_NAME_MAX], ending[16];
	uint8_t hash[32];

	gs_host_sha256(hash, &bytes, 1);
	if (memcmp(hash, kept, sizeof hash) == 0)
		return GS_OK;
	site_ending(ending, p->language);
	gs_words(name, sizeof name, "{0}{1}", gs_say_text(p->name),
	    gs_say_text(ending));
	int err = m->site->put(m->site->ctx, name, bytes);
	if (err == GS_OK)
		memcpy(kept, hash, sizeof hash);
	return err;
}

/* The room doubles until a page has enough, and stays for those that follow. */
static int grow_room(struct making *m)
{
	size_t more = m->room == 0 ? PAGE_ROOM : 2 * m->room;

	if (more > PAGE_ROOM_MAX)
		return GS_ERR_SPACE;
	uint8_t *bytes = malloc(more);
	if (bytes == NULL)
		return GS_ERR_MEMORY;
	free(m->bytes);
	m->bytes = bytes;
	m->room = more;
	return GS_OK;
}

static const char *way_up(const char *name)
{
	const char *up = "";

	for (; *name != '\0'; name++)
		if (*name == '/')
			up = up[0] == '\0' ? "../" : "../../../";
	return up;
}

/* In one language. */
static int make_in_language(struct making *m, uint8_t kept[32],
    const struct site_page *of, write_fn *write, const void *what)
{
	int err = m->room == 0 ? grow_room(m) : GS_OK;

	while (err == GS_OK) {
		struct site_page p = *of;

		gs_pool_reuse(&m->scratch);
		p.w = gs_writer_of(m->bytes, m->room);
		p.arena = &m->scratch.arena;
		p.up = way_up(p.name);
		err = write(&p, what);
		if (err == GS_OK)
			err = gs_writer_end(&p.w);
		if (err == GS_OK)
			return keep_page(m, kept, &p);
		if (err == GS_ERR_SPACE)
			err = grow_room(m);
	}
	return err;
}

/* In every language: each is there for whoever follows a link to it. */
static int make_page(struct making *m, struct kept_page *kept,
    const char *name, write_fn *write, const void *what)
{
	struct site_page p = m->page;
	int err = GS_OK;

	p.name = name;
	for (size_t i = 0; i < LANGUAGES && err == GS_OK; i++) {
		p.language = site_language_at(i);
		err = make_in_language(m, kept->hash[i], &p, write, what);
	}
	return err;
}

struct about_memo {
	const struct gs_memo *memo;
	const struct site_released *released;
	const struct gs_publication *publication;
};

static int write_memo_page(struct site_page *p, const void *what)
{
	const struct about_memo *a = what;

	return site_write_memo(p, a->memo, a->released);
}

static int write_publication_page(struct site_page *p, const void *what)
{
	const struct about_memo *a = what;

	return site_write_publication(p, a->memo, a->publication);
}

static int write_record_page(struct site_page *p, const void *what)
{
	return site_write_record(p, what);
}

static int write_charter_page(struct site_page *p, const void *what)
{
	(void)what;
	return site_write_charter(p);
}

static int write_statistics_page(struct site_page *p, const void *what)
{
	(void)what;
	return site_write_statistics(p);
}

/* Memos -------------------------------------------------------------------- */

static int copy_released(struct site_released *out, struct gs_arena *arena,
    const struct site_released *r)
{
	*out = *r;
	int err = gs_arena_copy(&out->subject, arena, r->subject);
	if (err == GS_OK)
		err = gs_arena_copy(&out->banner, arena, r->banner);
	if (err == GS_OK)
		err = gs_arena_copy(&out->subject_banner, arena,
		    r->subject_banner);
	if (err == GS_OK && r->request_count > 0) {
		out->requests = gs_arena_take(arena, r->request_count,
		    sizeof *out->requests);
		err = out->requests == NULL ? GS_ERR_MEMORY : GS_OK;
	}

	for (size_t i = 0; err == GS_OK && i < r->request_count; i++)
		err = gs_arena_copy(&out->requests[i], arena,
		    r->requests[i]);
	return err;
}

/* What was shown of a memo is looked at anew once something is deleted. */
static void notice_deletion(struct kept_memo *kept, const struct gs_memo *m)
{
	const struct gs_said *last = m->said[GS_SAID_DELETED];
	uint64_t n = last == NULL ? 0 : last->number;

	if (kept->deletions == n)
		return;
	kept->deletions = n;
	kept->publications = 0;
	kept->read = UINT64_MAX;
}

/* Of a memo with a publication that was not read yet. */
static int read_released(struct making *k, const struct gs_memo *m)
{
	struct kept_memo *kept = &k->kept->memos[m->number - 1];
	struct site_released *out = &k->kept->released[m->number - 1];
	uint64_t n = m->publication == NULL ? 0 : m->publication->number;
	struct gs_pool pool = {.last = NULL};
	struct site_page p = k->page;
	struct site_released r;

	notice_deletion(kept, m);
	if (n == kept->read && (n > 0 || out->blocks > 0))
		return GS_OK;
	p.arena = gs_pool_start(&pool);
	int err = site_released(&r, &p, m);
	if (err == GS_OK)
		err = copy_released(out, k->kept->arena, &r);
	gs_pool_free(&pool);
	if (err == GS_OK)
		kept->read = n;
	return err;
}

static int make_publications(struct making *k, const struct about_memo *of)
{
	const struct gs_memo *m = of->memo;
	struct kept_memo *kept = &k->kept->memos[m->number - 1];
	uint64_t n = m->publication == NULL ? 0 : m->publication->number;
	uint64_t version = k->page.charter->index + 1;
	int err = GS_OK;

	if (kept->publications == n && kept->charter == version)
		return GS_OK;
	for (uint64_t i = kept->charter == version ? kept->publications + 1 : 1;
	    i <= n && err == GS_OK; i++) {
		struct about_memo one = *of;
		struct kept_page page = {.key = 0};
		char name[GS_SITE_NAME_MAX];

		one.publication = gs_publication_by(m, i);
		gs_words(name, sizeof name, "memo/{0}/publication/{1}",
		    gs_say_number(m->number), gs_say_number(i));
		err = make_page(k, &page, name, write_publication_page, &one);
	}
	if (err == GS_OK) {
		kept->publications = n;
		kept->charter = version;
	}
	return err;
}

static int make_memo_page(struct making *k, const struct gs_memo *m)
{
	struct kept_memo *kept = &k->kept->memos[m->number - 1];
	const struct about_memo about = {m,
	    &k->kept->released[m->number - 1], NULL};
	uint64_t key = key_memo(k, m);
	char name[GS_SITE_NAME_MAX];

	int err = make_publications(k, &about);
	if (err != GS_OK || kept->page.key == key)
		return err;
	gs_words(name, sizeof name, "memo/{0}",
	    gs_say_number(m->number));
	err = make_page(k, &kept->page, name, write_memo_page, &about);
	if (err == GS_OK)
		kept->page.key = key;
	return err;
}

/* The record --------------------------------------------------------------- */

static int make_rows(struct making *k, uint64_t number, uint64_t pages)
{
	size_t behind = (size_t)(number - 1) * GS_SITE_MEMOS;
	size_t left = k->count - behind;
	struct kept_page *kept = &k->kept->rows[number - 1];
	const struct site_rows rows = {.number = number,
	    .newest = left == 0 ? NULL : k->memos[left - 1],
	    .released = k->kept->released,
	    .count = left < GS_SITE_MEMOS ? left : GS_SITE_MEMOS,
	    .older = number < pages};
	uint64_t key = mix_key(begin_key(k), rows.older);
	char name[GS_SITE_NAME_MAX] = "index";

	for (size_t i = 0; i < rows.count; i++)
		key = mix_key(key,
		    k->kept->memos[left - 1 - i].page.key);
	if (number > 1 && kept->key == mix_key(key, left))
		return GS_OK;
	if (number > 1)
		gs_words(name, sizeof name, "page/{0}",
		    gs_say_number(number));
	int err = make_page(k, kept, name, write_record_page, &rows);
	if (err == GS_OK)
		kept->key = mix_key(key, left);
	return err;
}

/* From the last to the first: a link leads to a page that is there. */
static int make_all(struct making *k)
{
	uint64_t pages = k->count == 0 ? 1 :
	    (k->count - 1) / GS_SITE_MEMOS + 1;
	uint64_t charter = mix_key(begin_key(k), (uint64_t)k->page.today);
	int err = GS_OK;

	for (size_t i = 0; i < k->count && err == GS_OK; i++)
		err = make_memo_page(k, k->memos[i]);
	if (err == GS_OK && k->kept->charter.key != charter)
		err = make_page(k, &k->kept->charter, "charter",
		    write_charter_page, NULL);
	if (err == GS_OK) {
		k->kept->charter.key = charter;
		err = make_page(k, &k->kept->statistics, "statistics",
		    write_statistics_page, NULL);
	}
	for (uint64_t n = pages; n > 0 && err == GS_OK; n--)
		err = make_rows(k, n, pages);
	return err;
}

/* What all are made of ----------------------------------------------------- */

static int64_t local_midnight(const struct gs_charter *c, int64_t day)
{
	int64_t at = day * GS_DAY;

	at = day * GS_DAY - gs_charter_offset(c, at);
	return day * GS_DAY - gs_charter_offset(c, at);
}

/* The pages stay as they are from the newest entry, the last midnight or the
 * last deadline that passed, whichever is latest, to the next of these. */
static int find_moments(struct making *k)
{
	const struct gs_charter *c = k->page.charter;
	int64_t now = k->site->now, day = gs_charter_day(c, now);

	k->page.today = local_midnight(c, day);
	k->page.as_of = gs_state_at(k->site->state);
	if (k->page.today > k->page.as_of)
		k->page.as_of = k->page.today;
	k->until = local_midnight(c, day + 1) - 1;
	for (size_t i = 0; i < k->count; i++) {
		struct gs_duties all = gs_duties_of(k->memos[i], now);
		struct gs_duty d;

		while (gs_duties_next(&d, &all)) {
			if (d.status == GS_DUTY_OPEN && d.due < k->until)
				k->until = d.due;
			if (d.status == GS_DUTY_OVERDUE &&
			    d.due >= k->page.as_of)
				k->page.as_of = d.due + 1;
		}
		if (all.err != GS_OK)
			return all.err;
	}
	return GS_OK;
}

static int order_memos(struct making *k, struct gs_arena *arena)
{
	const struct gs_memo *m = gs_state_memo(k->site->state);

	k->count = m == NULL ? 0 : (size_t)m->number;
	k->memos = gs_arena_take(arena, k->count + 1, sizeof *k->memos);
	if (k->memos == NULL)
		return GS_ERR_MEMORY;
	for (; m != NULL; m = m->before) {
		k->memos[m->number - 1] = m;
		if (k->relations == 0 &&
		    gs_record_count(&m->rec, "amends") +
		    gs_record_count(&m->rec, "related") > 0)
			k->relations = m->number;
	}
	return GS_OK;
}

/* Figures by memo. */
static int sort_figures(struct making *k, struct gs_arena *arena)
{
	const struct gs_statistics *s = &k->figures;
	size_t *next = gs_arena_take(arena, k->count + 2, sizeof *next);

	k->starts = gs_arena_take(arena, k->count + 2, sizeof *k->starts);
	k->order = gs_arena_take(arena, s->figure_count + 1,
	    sizeof *k->order);
	if (next == NULL || k->starts == NULL || k->order == NULL)
		return GS_ERR_MEMORY;
	for (size_t i = 0; i < s->figure_count; i++)
		k->starts[s->figures[i].duty.memo->number]++;
	for (size_t i = 0; i <= k->count; i++) {
		k->starts[i + 1] += k->starts[i];
		next[i] = k->starts[i];
	}
	for (size_t i = 0; i < s->figure_count; i++)
		k->order[next[s->figures[i].duty.memo->number - 1]++] = i;
	k->page.figures = s;
	k->page.starts = k->starts;
	k->page.order = k->order;
	return GS_OK;
}

static int grow_kept(struct gs_site_kept *kept, size_t memos)
{
	size_t pages = memos / GS_SITE_MEMOS + 1;
	size_t room = memos + memos / 4 + 16;

	if (memos > kept->count || kept->memos == NULL) {
		struct kept_memo *more = calloc(room, sizeof *more);
		struct site_released *shown = calloc(room, sizeof *shown);

		if (more == NULL || shown == NULL) {
			free(more);
			free(shown);
			return GS_ERR_MEMORY;
		}
		if (kept->count > 0) {
			memcpy(more, kept->memos, kept->count * sizeof *more);
			memcpy(shown, kept->released,
			    kept->count * sizeof *shown);
		}
		free(kept->memos);
		free(kept->released);
		kept->memos = more;
		kept->released = shown;
		kept->count = room;
	}
	if (pages > kept->pages) {
		struct kept_page *more = calloc(pages + 8, sizeof *more);

		if (more == NULL)
			return GS_ERR_MEMORY;
		if (kept->pages > 0)
			memcpy(more, kept->rows, kept->pages * sizeof *more);
		free(kept->rows);
		kept->rows = more;
		kept->pages = pages + 8;
	}
	return GS_OK;
}

static int start_kept(struct gs_site_kept **kept)
{
	if (*kept != NULL)
		return GS_OK;
	*kept = calloc(1, sizeof **kept);
	if (*kept == NULL)
		return GS_ERR_MEMORY;
	(*kept)->arena = gs_pool_start(&(*kept)->pool);
	return GS_OK;
}

static int prepare_making(struct making *k, struct gs_arena *arena)
{
	int err = order_memos(k, arena);

	if (err == GS_OK)
		err = grow_kept(k->kept, k->count);
	if (err == GS_OK)
		err = find_moments(k);
	if (err != GS_OK)
		return err;

	const struct gs_statistics_plan plan = {.state = k->site->state,
	    .now = k->page.as_of};
	err = gs_statistics_make(&k->figures, arena, &plan);
	if (err == GS_OK)
		err = sort_figures(k, arena);
	for (size_t i = 0; i < k->count && err == GS_OK; i++)
		err = read_released(k, k->memos[i]);
	return err;
}

int gs_site_make(int64_t *until, struct gs_site_kept **kept,
    const struct gs_site *site)
{
	struct making k = {.site = site, .page = {.site = site,
	    .charter = gs_state_charter(site->state)}};
	struct gs_pool pool = {.last = NULL};
	struct gs_arena *arena = gs_pool_start(&pool);

	(void)gs_pool_start(&k.scratch);
	int err = start_kept(kept);
	k.kept = *kept;
	if (err == GS_OK)
		err = prepare_making(&k, arena);
	if (err == GS_OK)
		err = make_all(&k);
	gs_pool_free(&k.scratch);
	free(k.bytes);
	gs_pool_free(&pool);
	*until = k.until;
	return err;
}

void gs_site_forget(struct gs_site_kept **kept)
{
	if (*kept == NULL)
		return;
	gs_pool_free(&(*kept)->pool);
	free((*kept)->memos);
	free((*kept)->released);
	free((*kept)->rows);
	free(*kept);
	*kept = NULL;
}
