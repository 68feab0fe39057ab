/* SPDX-License-Identifier: Apache-2.0 */
/* What the registrar and the second signer of a roll tell one another before it
 * is signed (docs/spec/records.md, "The sample"): by the server, or by files
 * beside the roll's, NAME.sample and NAME.asked. */
#ifndef GS_ADMIN_SAMPLING_H
#define GS_ADMIN_SAMPLING_H

#include "cli/common/keys.h"
#include "lib/client/address.h"

struct gs_sampling {
	const char *name; /* of the roll's files */
	const char *log;  /* a directory, or the server by which it passes */
	const char *key;  /* the log's; NULL: DIR/vkey */
	const char *sign; /* the role's key file */
	bool force;       /* over files that are there */
	struct gs_http_way way;
	struct gs_key_ring ring; /* secret */
};
/* The registrar's, to the second; the second's; the registrar's answer.  Each
 * says what is wrong, and what was done. */
GS_CHECKED int gs_roll_pass(const struct gs_sampling *s);
GS_CHECKED int gs_roll_sample(const struct gs_sampling *s);
GS_CHECKED int gs_roll_answer(const struct gs_sampling *s);

#endif
