/* SPDX-License-Identifier: Apache-2.0 */
/* At each contact with a channel the acts that a member's state keeps are held
 * against the log: what it has leaves the state, a broken promise is told at
 * once. */
#ifndef GS_CLI_COMMON_CONTACT_H
#define GS_CLI_COMMON_CONTACT_H

#include "cli/common/session.h"
#include "lib/steps/keep.h"

/* The session is connected and has its state, which is written to `path` anew
 * whatever became of it: that nothing happened does not show on the disk.
 * *broken (may be NULL) counts broken promises. */
GS_CHECKED int gs_contact_check(struct gs_session *s, size_t *broken,
    const char *path);

/* gs_session_member, and the above. */
GS_CHECKED int gs_contact_member(struct gs_session *s,
    const struct gs_session_entry *entry, size_t *broken);
/* gs_session_enter, and the above. */
GS_CHECKED int gs_contact_enter(struct gs_session *s,
    const struct gs_session_entry *entry, const char *link);

/* As a memo's author, who need not have a state: if `entry` has one, the above
 * with it; the server and the key are given in any case. */
GS_CHECKED int gs_contact_enter_author(struct gs_session *s,
    const struct gs_session_entry *entry, const char *key);

/* What nobody answered and is handed in again. */
enum gs_contact_again {
	GS_CONTACT_NONE, /* the verb is about to send an act itself */
	GS_CONTACT_ACTS, /* all but filings: the verb is about to file */
	GS_CONTACT_ALL
};
/* The session has looked at its link's box, which is held against the acts of
 * that memo: what nobody answered is handed in again, as `again` says, and so
 * is what a newer count of the box should have and does not; but no filing for
 * which the box has fewer acts than when it was asked for.  What fails is said,
 * and stops nobody.  Without a state nothing is done. */
GS_CHECKED int gs_contact_box(struct gs_session *s, const char *path,
    enum gs_contact_again again);

/* What is said of the acts that are still in the state, one verdict each; the
 * caller frees. */
GS_CHECKED int gs_contact_judge(struct gs_keep_verdict **out,
    struct gs_session *s);

/* How people name an act to the program: its kind and the first digits of its
 * tag, as endorse:3f2a91bc. */
#define GS_CONTACT_ACT_MAX 32
void gs_contact_name(char out[GS_CONTACT_ACT_MAX],
    const struct gs_client_act *act);

#endif
