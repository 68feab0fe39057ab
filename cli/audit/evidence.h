/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay audit: checkpoints that are held against a log, or against each
 * other. */
#ifndef GS_CLI_AUDIT_EVIDENCE_H
#define GS_CLI_AUDIT_EVIDENCE_H

#include "cli/common/source.h"

/* Judges the file of a contradiction under the log's key, without a network,
 * and prints the answer.  GS_ERR_RULE: the key signed two logs; GS_ERR_IO: it
 * shows nothing, which is said. */
GS_CHECKED int gs_audit_evidence(const char *path, const char *vkey);

/* The size of that checkpoint, so that the replay notes its root; 0 if it is no
 * such checkpoint, which gs_audit_since tells.  "-" is read but once, there. */
void gs_audit_expect(struct gs_passed *out, const char *path,
    const struct gs_verifier *log);

struct gs_audit_wish {
	const char *out; /* where a contradiction is written to, or NULL */
	bool quiet;      /* standard output is for programs */
};
/* Demands that the log that was replayed continues the checkpoint in the file
 * `path`, kept earlier.  GS_ERR_MISMATCH: it does not; GS_ERR_IO: nothing can
 * be judged. */
GS_CHECKED int gs_audit_since(struct gs_source *s, const char *path,
    const struct gs_audit_wish *wish);
/* Demands that another copy or server of the log, at a URL or in a directory,
 * shows the same entries as far as both go.  `more` has its way, and who reads.
 * Errors as above. */
GS_CHECKED int gs_audit_against(struct gs_source *s, const char *place,
    const struct gs_source *more, const struct gs_audit_wish *wish);

#endif
