/* SPDX-License-Identifier: Apache-2.0 */
/* Why a part of a text is withheld: a code, and what it says
 * (docs/spec/records.md, "publish"). */
#ifndef GS_CORE_MEMO_REASON_H
#define GS_CORE_MEMO_REASON_H

#include <stdbool.h>

#include "core/host.h"

#define GS_REASON_MAX 24 /* bytes of a code */

/* Letters, figures and `( ) . , / -`, no space: a code, not a sentence that
 * the memo does not have. */
bool gs_is_reason(struct gs_span code);
/* `CODE words`: a line `exemption` of a charter, `reason` of a publication.
 * Borrowed; false: it is not that. */
bool gs_reason_split(struct gs_span *code, struct gs_span *words,
    struct gs_span line);

#endif
