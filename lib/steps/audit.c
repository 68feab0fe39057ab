/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/steps/audit.h"

#include <string.h>

#include "lib/host.h"
#include "lib/steps/local_time.h"
#include "lib/steps/log_entry.h"

#define TILE_WIDTH 256 /* entries of a bundle, hashes of a tile */

uint64_t gs_audit_tiles(uint64_t size)
{
	uint64_t count = size / TILE_WIDTH + (size % TILE_WIDTH != 0);

	for (uint64_t n = size; n > 0; n /= TILE_WIDTH)
		count += n / TILE_WIDTH + (n % TILE_WIDTH != 0);
	return count;
}

int gs_promise_search_start(struct gs_promise_search *out,
    struct gs_report *report, const struct gs_charter *charter,
    const void *text, size_t len)
{
	struct gs_promise promise;

	int err = gs_promise_read(&promise, text, len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_report_say(report, "promise-no-promise",
		    "it is not a promise");
		return err;
	}

	memcpy(promise.channel, charter->channel, 32);
	err = gs_promise_check(&promise,
	    gs_charter_role(charter, "promise")->key.ptr, text, len);
	if (err == GS_ERR_MEMORY)
		return err;
	if (err != GS_OK) {
		gs_report_say(report, "promise-other-channel", "it is not a "
		    "promise that this channel's role `promise` signed");
		return err;
	}

	*out = (struct gs_promise_search){.promise = promise};
	return GS_OK;
}

int gs_promise_search_entry(struct gs_promise_search *s, struct gs_span entry)
{
	struct gs_record rec;
	struct gs_pool pool;
	int64_t at = 0;

	int err = gs_log_entry_read(&at, &rec, gs_pool_start(&pool), entry);
	if (err == GS_OK && gs_record_is(&rec, GS_RECORD_MEMO))
		s->filed |= memcmp(gs_record_hash(&rec, "memo"),
		    s->promise.memo, 32) == 0;
	if (err == GS_OK && !s->found && gs_promise_kept_by(&s->promise,
	    &rec)) {
		s->found = true;
		s->at = at;
	}
	gs_pool_free(&pool);
	return err;
}

enum gs_promise_status gs_promise_judge(
    const struct gs_promise_search *s, int64_t now, int64_t last, bool is_copy)
{
	int64_t due = s->promise.by;

	/* Without a time: among the acts of the filing, if there is one. */
	if (due == 0)
		return s->found ? GS_PROMISE_KEPT : s->filed ?
		    GS_PROMISE_MISSING : GS_PROMISE_OPEN;
	if (s->found)
		return s->at <= due ? GS_PROMISE_KEPT : GS_PROMISE_LATE;
	if (now <= due)
		return GS_PROMISE_OPEN;
	return is_copy && last <= due ? GS_PROMISE_UNKNOWN :
	    GS_PROMISE_MISSING;
}

void gs_promise_say(struct gs_report *out, enum gs_promise_status status,
    const struct gs_promise_search *s, const char *name,
    const struct gs_charter *charter, int64_t last)
{
	char by[GS_LOCAL_TIME_MAX], end[GS_LOCAL_TIME_MAX];

	if (s->promise.by == 0)
		memcpy(by, "the memo's filing", sizeof "the memo's filing");
	else
		gs_local_time(by, charter, s->promise.by);
	gs_local_time(end, charter, last);

	switch (status) {
	case GS_PROMISE_KEPT:
		gs_report_tell(out, "promise-kept",
		    "the act of {0} is in the log, due by {1}",
		    gs_say_text(name), gs_say_text(by));
		break;
	case GS_PROMISE_OPEN:
		gs_report_tell(out, "promise-open",
		    "the act of {0} is not in the log yet; it must be by {1}",
		    gs_say_text(name), gs_say_text(by));
		break;
	case GS_PROMISE_LATE:
		gs_report_tell(out, "promise-late",
		    "the act of {0} is late; it had to be in the log by {1}",
		    gs_say_text(name), gs_say_text(by));
		break;
	case GS_PROMISE_MISSING:
		gs_report_tell(out, "promise-missing",
		    "the act of {0} is missing; it had to be in the log by "
		    "{1}", gs_say_text(name), gs_say_text(by));
		break;
	case GS_PROMISE_UNKNOWN:
		gs_report_tell(out, "promise-unknown",
		    "whether the promise of {0} was kept cannot be told: the "
		    "act had to be in the log by {1}, and this copy of it "
		    "ends at {2}; audit the server, or a newer copy",
		    gs_say_text(name), gs_say_text(by), gs_say_text(end));
		break;
	}
}
