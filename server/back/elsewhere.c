/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/elsewhere.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/bytes.h"
#include "lib/file.h"
#include "server/back/inside.h"
#include "server/back/leaves.h"
#include "server/back/shared.h"
#include "server/back/warn.h"
#include "store/home.h"

/* Copies ------------------------------------------------------------------ */

static int refuse_elsewhere(struct gs_report *report,
    const struct gs_back *back, const char *place,
    const struct gs_checkpoint *c)
{
	bool longer = c->size > back->signed_size;

	gs_report_tell(report, longer ? "copy-has-more" : "copy-differs",
	    longer ? "{0} has {1} entries of this log, {2}/channel.db has {3}: "
	    "it is from an older backup; do not sign again (docs/RECOVERY.md)" :
	    "{0} has other entries of this log, among the first {1}, than "
	    "{2}/channel.db, of {3}: the log's key signed two logs; do not "
	    "sign again (docs/RECOVERY.md)", gs_say_text(place),
	    gs_say_number(c->size), gs_say_text(back->dir),
	    gs_say_number(back->signed_size));
	return GS_ERR_CORRUPT;
}

static int compare_copy(struct gs_back *back, const char *place,
    struct gs_span note, struct gs_report *report)
{
	struct gs_checkpoint c;
	struct gs_attestation verified;
	bool has = false;

	int err = gs_checkpoint_open(&c, &verified, note.ptr, note.len,
	    &back->signer.verifier, 1);
	if (err != GS_OK) {
		gs_report_tell(report, "copy-of-another-log", "{0}: its "
		    "checkpoint is not signed by {1}: {2}", gs_say_text(place),
		    gs_say_text(back->signer.verifier.name),
		    gs_say_text(gs_strerror(err)));
		return GS_ERR_MISMATCH;
	}
	if (c.size > back->signed_size)
		return refuse_elsewhere(report, back, place, &c);

	const struct gs_tree own = gs_leaves_tree(back->leaves);
	err = gs_tree_has(&has, &own, c.size, c.root);
	return err != GS_OK || has ? err :
	    refuse_elsewhere(report, back, place, &c);
}

/* *answered: all did, and there is one. */
static int compare_copies(bool *answered, struct gs_back *back,
    const struct gs_elsewhere *e, struct gs_report *report)
{
	int err = GS_OK;

	*answered = e->count > 0;
	for (size_t i = 0; err == GS_OK && i < e->count; i++) {
		if (e->notes[i].len == 0)
			*answered = false;
		else
			err = compare_copy(back, e->places[i], e->notes[i],
			    report);
	}
	return err;
}

/* The file ---------------------------------------------------------------- */

static int refuse_restored(struct gs_report *report,
    const struct gs_back *back, const struct gs_elsewhere *e)
{
	if (e->has_size)
		gs_report_tell(report, "restored-short", "--restored-at says "
		    "that the log has had {0} entries; {1}/channel.db has {2}: "
		    "it is from an older backup; do not sign again "
		    "(docs/RECOVERY.md)", gs_say_number(e->size),
		    gs_say_text(back->dir), gs_say_number(back->signed_size));
	else
		gs_report_tell(report, "database-moved", "{0}/channel.db is "
		    "another file than this server wrote last: it was moved, "
		    "or restored from a backup, and others may have seen more "
		    "than its {1} entries; --copy PLACE asks mirrors and "
		    "witnesses, or if nobody has seen more say --restored-at "
		    "{1} (docs/RECOVERY.md)", gs_say_text(back->dir),
		    gs_say_number(back->signed_size));
	return GS_ERR_RULE;
}

/* An exercise is copied about, and a fork of it harms nobody. */
static bool may_settle(const struct gs_back *back,
    const struct gs_elsewhere *e, bool answered)
{
	const struct gs_charter *charter = gs_state_charter(back->state);

	if (e->has_size)
		return e->size == back->signed_size;
	return back->signed_size == 0 || answered ||
	    (charter != NULL && charter->exercise && !gs_log_shared(back->log));
}

/* A node that signed last knows what; any other asks. */
static int compare_guard(struct gs_back *back, const struct gs_elsewhere *e,
    bool answered, struct gs_report *report)
{
	int err = gs_guard_check(back, report);

	if (err != GS_OK || (back->guard.size != 0 && !back->taken_over))
		return err;
	if (!may_settle(back, e, answered)) {
		gs_report_tell(report, "lead-unasked", "{0}: this node has not "
		    "signed last, and others may have seen more of the log "
		    "than the {1} entries in the database; --copy PLACE asks "
		    "mirrors and witnesses, or if nobody has seen more say "
		    "--restored-at {1} (docs/SCALING.md)",
		    gs_say_text(back->dir), gs_say_number(back->signed_size));
		return GS_ERR_RULE;
	}
	back->guard.size = back->head.size;
	memcpy(back->guard.root, back->head.root, sizeof back->guard.root);
	return gs_guard_save(&back->guard, back->dir, report);
}

int gs_back_compare_elsewhere(struct gs_back *back,
    const struct gs_elsewhere *elsewhere, struct gs_report *report)
{
	static const struct gs_elsewhere nowhere;
	const struct gs_elsewhere *e = elsewhere != NULL ? elsewhere :
	    &nowhere;
	bool answered = false, home = false;

	int err = compare_copies(&answered, back, e, report);
	if (err != GS_OK)
		return err;
	/* What the operator knows holds though the file is at home. */
	if (e->has_size && e->size > back->signed_size)
		return refuse_restored(report, back, e);
	if (gs_log_shared(back->log))
		return compare_guard(back, e, answered, report);

	err = gs_home_is(&home, back->dir, report);
	if (err != GS_OK || home)
		return err;
	return may_settle(back, e, answered) ?
	    gs_home_settle(back->dir, report) :
	    refuse_restored(report, back, e);
}
