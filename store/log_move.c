/* SPDX-License-Identifier: Apache-2.0 */
#include "store/log_move.h"

#include <string.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "store/log_copy.h"

struct moving {
	const struct gs_log_move *m;
	struct gs_report *report;
	struct gs_log_head from, to;
	uint8_t leads_from[GS_LOG_NODE_LEN], leads_to[GS_LOG_NODE_LEN];
};

static const uint8_t nobody[GS_LOG_NODE_LEN];

static int report_stop(const struct moving *v, struct gs_log *log,
    const char *name, int err)
{
	const char *why = gs_log_trouble(log);

	gs_report_tell(v->report, "log-not-moved", "{0}: {1}; nothing is lost: "
	    "do the same again (docs/SCALING.md)", gs_say_text(name),
	    gs_say_text(why[0] != '\0' ? why : gs_strerror(err)));
	return err;
}

static int look_at_both(struct moving *v)
{
	struct gs_log *log = v->m->from;
	const char *name = v->m->from_name;

	int err = gs_log_leader(v->leads_from, log);
	if (err == GS_OK)
		err = gs_log_head(&v->from, log);
	if (err == GS_OK) {
		log = v->m->to;
		name = v->m->to_name;
		err = gs_log_leader(v->leads_to, log);
	}
	if (err == GS_OK)
		err = gs_log_head(&v->to, log);
	return err == GS_OK ? GS_OK : report_stop(v, log, name, err);
}

static int refuse_leader(const struct moving *v, const char *name,
    const uint8_t node[GS_LOG_NODE_LEN])
{
	char hex[17] = {0};
	struct gs_writer w = gs_writer_of(hex, sizeof hex - 1);

	gs_write_hex(&w, node, 8);
	gs_report_tell(v->report, "log-not-mine-to-move", "{0}: another node, "
	    "{1}, leads the log there; the log is moved on the machine that "
	    "leads it (docs/SCALING.md)", gs_say_text(name),
	    gs_say_text(hex));
	return GS_ERR_DENIED;
}

static int refuse_other(const struct moving *v)
{
	gs_report_tell(v->report, "log-there-already", "{0} has a log of {1} "
	    "entries that is not the one in {2}, of {3}: nothing is changed; "
	    "move it away if it is not needed", gs_say_text(v->m->to_name),
	    gs_say_number(v->to.size), gs_say_text(v->m->from_name),
	    gs_say_number(v->from.size));
	return GS_ERR_MISMATCH;
}

static bool is_whose(const uint8_t node[GS_LOG_NODE_LEN], const uint8_t *whose)
{
	return memcmp(node, nobody, sizeof nobody) == 0 ||
	    memcmp(node, whose, GS_LOG_NODE_LEN) == 0;
}

/* Whether it is this directory's log, and the other place free for it. */
static int may_move(const struct moving *v)
{
	bool given = gs_log_is_mover(v->leads_from);
	bool begun = gs_log_is_mover(v->leads_to);

	if (!given && !is_whose(v->leads_from, v->m->leads_from))
		return refuse_leader(v, v->m->from_name, v->leads_from);
	if (!given && !begun && v->to.size > 0)
		return refuse_other(v);
	if (!begun && v->to.size == 0 && !is_whose(v->leads_to, v->m->leads_to))
		return refuse_leader(v, v->m->to_name, v->leads_to);
	return GS_OK;
}

static int lead_place(const struct moving *v, struct gs_log *log,
    const char *name, const uint8_t node[GS_LOG_NODE_LEN])
{
	struct gs_log_claim claim = {.take = true, .moves = true};
	uint8_t other[GS_LOG_NODE_LEN];

	memcpy(claim.node, node, sizeof claim.node);
	int err = gs_log_lead(other, log, &claim);
	return err == GS_OK ? GS_OK : report_stop(v, log, name, err);
}

static int bring_over(struct moving *v)
{
	int err = gs_log_copy(v->m->to, v->m->from);

	if (err == GS_OK)
		err = gs_log_same(v->m->to, v->m->from);
	if (err == GS_ERR_MISMATCH)
		return refuse_other(v);
	return err == GS_OK ? GS_OK : report_stop(v,
	    gs_log_lost(v->m->to) ? v->m->to : v->m->from,
	    gs_log_lost(v->m->to) ? v->m->to_name : v->m->from_name, err);
}

/* From here on nobody leads either, until the other is handed over; what came
 * in just before comes over too. */
static int give_up(struct moving *v, const uint8_t mover[GS_LOG_NODE_LEN])
{
	int err = lead_place(v, v->m->from, v->m->from_name, mover);

	GS_CRASH_POINT("log-given-up");
	if (err == GS_OK)
		err = look_at_both(v);
	if (err == GS_OK && v->from.size != v->to.size)
		err = bring_over(v);
	return err;
}

static int move_entries(struct moving *v)
{
	uint8_t mover[GS_LOG_NODE_LEN];
	bool given = gs_log_is_mover(v->leads_from);

	memset(mover, GS_LOG_MOVER, sizeof mover);
	int err = lead_place(v, v->m->to, v->m->to_name, mover);
	GS_CRASH_POINT("move-begun");
	if (err == GS_OK)
		err = bring_over(v);
	GS_CRASH_POINT("log-copied");
	if (err == GS_OK && !given)
		err = give_up(v, mover);

	if (err == GS_OK)
		err = lead_place(v, v->m->to, v->m->to_name, v->m->leads_to);
	GS_CRASH_POINT("log-handed-over");
	return err;
}

int gs_log_move(struct gs_log_head *head, const struct gs_log_move *move,
    struct gs_report *report)
{
	struct moving v = {.m = move, .report = report};

	int err = look_at_both(&v);
	if (err == GS_OK)
		err = may_move(&v);
	if (err != GS_OK)
		return err;

	/* Else it was handed over, and may have grown since. */
	if (!gs_log_is_mover(v.leads_from) || gs_log_is_mover(v.leads_to) ||
	    v.to.size == 0)
		err = move_entries(&v);
	else if (gs_log_begins(move->to, &v.from) != GS_OK)
		err = refuse_other(&v);
	if (err == GS_OK)
		err = look_at_both(&v);
	*head = v.to;
	return err;
}
