/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/promise_judge.h"

#include <string.h>

#include "lib/host.h"
#include "lib/steps/local_time.h"
#include "lib/steps/log_entry.h"

/* Search ------------------------------------------------------------------ */

void gs_promise_search_start(struct gs_promise_search *out,
    const struct gs_promise *promise, struct gs_span act)
{
	*out = (struct gs_promise_search){.promise = *promise, .act = act};
	struct gs_writer w = gs_writer_of(out->line, sizeof out->line - 1);

	gs_write_text(&w, "\nmemo ");
	gs_write_base64(&w, promise->memo, 32);
	gs_write_text(&w, "\n");
}

static bool mentions_memo(const struct gs_promise_search *s,
    struct gs_span entry)
{
	return memmem(entry.ptr, entry.len, s->line, strlen(s->line)) != NULL;
}

static void meet_record(struct gs_promise_search *s,
    const struct gs_entry_header *header, const struct gs_record *rec)
{
	if (gs_record_is(rec, GS_RECORD_MEMO) && memcmp(
	    gs_record_hash(rec, "memo"), s->promise.memo, 32) == 0) {
		s->filed = true;
		s->filed_at = header->at;
		memcpy(s->roll, gs_record_hash(rec, "roll"), 32);
		s->endorsements = header->endorsements;
		s->withdrawals = header->withdrawals;
	}
	if (!gs_promise_kept_by(&s->promise, rec))
		return;
	if (!s->found)
		s->at = header->at;
	s->found = true;
	s->exact |= rec->len == s->act.len &&
	    memcmp(rec->text, s->act.ptr, rec->len) == 0;
}

/* Most entries of a long log are about other memos: they are not parsed. */
int gs_promise_search_entry(struct gs_promise_search *searches, size_t count,
    struct gs_span entry)
{
	struct gs_entry_header header;
	struct gs_record rec;
	struct gs_span text;
	struct gs_pool pool;
	bool parsed = false;
	int err = GS_OK;

	struct gs_arena *arena = gs_pool_start(&pool);
	for (size_t i = 0; err == GS_OK && i < count; i++) {
		if (!mentions_memo(&searches[i], entry))
			continue;
		if (!parsed)
			err = gs_entry_split(&header, &text, entry.ptr,
			    entry.len);
		if (!parsed && err == GS_OK)
			err = gs_record_parse(&rec, NULL, arena, text.ptr,
			    text.len);
		parsed = true;
		if (err == GS_OK)
			meet_record(&searches[i], &header, &rec);
	}
	gs_pool_free(&pool);
	return err;
}

/* Judge ------------------------------------------------------------------- */

bool gs_promise_is_broken(enum gs_promise_status status)
{
	return status == GS_PROMISE_LATE || status == GS_PROMISE_MISSING;
}

/* A memo id fixes its roll; whoever opens a box may name another, and no act
 * over that one can enter. */
static bool binds_nobody(const struct gs_promise_search *s,
    const uint8_t roll[32])
{
	return !s->filed || memcmp(s->roll, roll, 32) != 0;
}

/* Of an act that is promised for the filing. */
static enum gs_promise_status judge_filing_promise(
    const struct gs_promise_search *s)
{
	if (binds_nobody(s, s->promise.roll))
		return GS_PROMISE_VOID;
	if (!s->found)
		return GS_PROMISE_MISSING;
	return s->at <= s->filed_at ? GS_PROMISE_KEPT : GS_PROMISE_LATE;
}

enum gs_promise_status gs_promise_judge(const struct gs_promise_search *s,
    const struct gs_promise_view *view)
{
	int64_t by = s->promise.by;

	if (by == 0)
		return judge_filing_promise(s);
	if (s->found)
		return s->at <= by ? GS_PROMISE_KEPT : GS_PROMISE_LATE;

	/* Times never run backwards: what comes after this is too late. */
	if (view->last <= by && view->now <= by + GS_PROMISE_PATIENCE)
		return GS_PROMISE_OPEN;
	if (view->last <= by && view->is_copy)
		return GS_PROMISE_UNKNOWN;
	return s->lapsed ? GS_PROMISE_VOID : GS_PROMISE_MISSING;
}

enum gs_promise_status gs_count_judge(const struct gs_promise_search *s,
    const struct gs_count *count)
{
	if (binds_nobody(s, count->roll))
		return GS_PROMISE_VOID;
	return s->endorsements + s->withdrawals >= count->shown ?
	    GS_PROMISE_KEPT : GS_PROMISE_MISSING;
}

/* Say --------------------------------------------------------------------- */

static void say_by_time(struct gs_report *out, enum gs_promise_status status,
    const char *name, const char *by, const char *at)
{
	if (status == GS_PROMISE_OPEN) {
		gs_report_tell(out, "promise-open", "{0} is not in the log "
		    "yet; it must be by {1}", gs_say_text(name),
		    gs_say_text(by));
		return;
	}

	if (status == GS_PROMISE_LATE)
		gs_report_tell(out, "promise-late", "{0} entered the log at "
		    "{1}; it had to be there by {2}", gs_say_text(name),
		    gs_say_text(at), gs_say_text(by));
	else if (status == GS_PROMISE_MISSING)
		gs_report_tell(out, "promise-missing", "{0} is not in the log; "
		    "it had to be there by {1}", gs_say_text(name),
		    gs_say_text(by));
	else
		gs_report_tell(out, "promise-unknown", "whether {0} was "
		    "promised truly cannot be told: it had to be in the log by "
		    "{1}, and what is seen of it here ends at {2}; audit the "
		    "server, or a newer copy, or when its witnesses have "
		    "cosigned more", gs_say_text(name), gs_say_text(by),
		    gs_say_text(at));
}

static void say_filing(struct gs_report *out, enum gs_promise_status status,
    const char *name, const char *filed, const char *at)
{
	if (status == GS_PROMISE_VOID)
		gs_report_tell(out, "promise-void", "{0} waits for the "
		    "memo, which is not filed as of {1}", gs_say_text(name),
		    gs_say_text(at));
	else if (status == GS_PROMISE_LATE)
		gs_report_tell(out, "promise-after-filing", "{0} entered the "
		    "log at {1}; it had to be among the acts with which the "
		    "memo was filed at {2}", gs_say_text(name),
		    gs_say_text(at), gs_say_text(filed));
	else
		gs_report_tell(out, "promise-not-filed", "{0} is not among "
		    "the acts with which the memo was filed at {1}",
		    gs_say_text(name), gs_say_text(filed));
}

void gs_promise_say(struct gs_report *out, enum gs_promise_status status,
    const struct gs_promise_search *s, const char *name,
    const struct gs_charter *charter, const struct gs_promise_view *view)
{
	char by[GS_LOCAL_TIME_MAX], at[GS_LOCAL_TIME_MAX];
	int64_t bound = s->promise.by != 0 ? s->promise.by : s->filed_at;

	gs_local_time(by, charter, bound);
	gs_local_time(at, charter, s->found ? s->at : view->last);

	if (status == GS_PROMISE_VOID && s->lapsed)
		gs_report_tell(out, "promise-lapsed", "{0} could not enter the "
		    "log by {1}: until then a charter took out the key that "
		    "signed it, and it binds nobody", gs_say_text(name),
		    gs_say_text(by));
	else if (status == GS_PROMISE_KEPT)
		gs_report_tell(out, "promise-kept", "{0} is in the log since "
		    "{1}", gs_say_text(name), gs_say_text(at));
	else if (status == GS_PROMISE_VOID && s->filed)
		gs_report_tell(out, "promise-other-roll", "{0} was promised "
		    "for a filing over another roll than the memo's: whoever "
		    "opened its box named a false one, and it binds nobody",
		    gs_say_text(name));
	else if (s->promise.by == 0)
		say_filing(out, status, name, by, at);
	else
		say_by_time(out, status, name, by, at);
}

void gs_count_say(struct gs_report *out, enum gs_promise_status status,
    const struct gs_promise_search *s, const char *name,
    const struct gs_count *count)
{
	if (status == GS_PROMISE_VOID && s->filed) {
		gs_report_tell(out, "count-other-roll", "{0} showed {1} tags "
		    "over another roll than the memo's: whoever opened it "
		    "named a false one", gs_say_text(name),
		    gs_say_number(count->shown));
		return;
	}
	if (status == GS_PROMISE_VOID) {
		gs_report_tell(out, "count-void", "{0} showed {1} tags; the "
		    "memo is not filed", gs_say_text(name),
		    gs_say_number(count->shown));
		return;
	}

	if (status == GS_PROMISE_KEPT)
		gs_report_tell(out, "count-kept", "{0} showed {1} tags; the "
		    "memo was filed with {2} endorsements and {3} withdrawals",
		    gs_say_text(name), gs_say_number(count->shown),
		    gs_say_number(s->endorsements),
		    gs_say_number(s->withdrawals));
	else
		gs_report_tell(out, "count-lowered", "{0} showed {1} tags, but "
		    "the memo was filed with {2} endorsements and {3} "
		    "withdrawals: acts were left out", gs_say_text(name),
		    gs_say_number(count->shown),
		    gs_say_number(s->endorsements),
		    gs_say_number(s->withdrawals));
}
