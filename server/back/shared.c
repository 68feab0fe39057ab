/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/shared.h"

#include <string.h>
#include <unistd.h>

#include "lib/crash.h"
#include "server/back/head.h"
#include "server/back/inside.h"
#include "server/back/leaves.h"
#include "server/back/warn.h"

int gs_guard_check(struct gs_back *back, struct gs_report *report)
{
	const struct gs_tree own = gs_leaves_tree(back->leaves);
	bool has = false;

	if (back->guard.size == 0)
		return GS_OK;
	int err = back->guard.size > back->signed_size ? GS_ERR_MISMATCH :
	    gs_tree_has(&has, &own, back->guard.size, back->guard.root);
	if (err == GS_OK && has)
		return GS_OK;
	gs_report_tell(report, "guard-differs", "{0}/guard: this node has "
	    "signed a log of {1} entries; the database has {2}, or others "
	    "among them: it is an older backup, or a standby was promoted that "
	    "had not confirmed all; do not sign again (docs/SCALING.md)",
	    gs_say_text(back->dir), gs_say_number(back->guard.size),
	    gs_say_number(back->signed_size));
	return err == GS_OK || err == GS_ERR_MISMATCH ? GS_ERR_CORRUPT : err;
}

int gs_guard_sign(struct gs_back *back, struct gs_report *report)
{
	struct gs_guard next = back->guard;

	if (back->head.size == 0 || back->note_size == back->head.size)
		return GS_OK;
	next.size = back->head.size;
	memcpy(next.root, back->head.root, sizeof next.root);
	int err = gs_guard_save(&next, back->dir, report);
	GS_CRASH_POINT("guard-written");
	if (err != GS_OK)
		return err;

	back->guard = next;
	err = gs_log_begin(back->log);
	if (err == GS_OK)
		err = gs_back_sign(back, &back->head);
	if (err == GS_OK)
		err = gs_log_commit(back->log);
	GS_CRASH_POINT("head-signed");
	if (err != GS_OK)
		gs_report_tell(report, "head-not-signed", "the log's newest "
		    "checkpoint cannot be written to the database: {0}",
		    gs_say_text(gs_log_trouble(back->log)));
	return err;
}

void gs_back_end(const struct gs_back *back, const char *why)
{
	gs_back_warn("log-lost", "{0}: the log's database is lost to this "
	    "server: {1}. Nothing was answered that it has not confirmed; the "
	    "server ends, and started again reads what there is "
	    "(docs/SCALING.md)", gs_say_text(back->dir), gs_say_text(why));
	_exit(1);
}
