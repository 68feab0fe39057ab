/* SPDX-License-Identifier: Apache-2.0 */
/* A memo on paper, as a reader will see it: its front matter, its text, and its
 * banner on top and bottom of each sheet. */
#ifndef GS_CERTIFICATE_PRINTED_H
#define GS_CERTIFICATE_PRINTED_H

#include <stdint.h>

#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"

/* Bytes that any memo's PDF fits in. */
#define GS_PRINTED_MAX ((size_t)64 << 20)

/* `document` is a memo in its normal form (docs/spec/commitments.md), of whose
 * front matter the line `marking` is the banner; `exercise`: each sheet says
 * so.  GS_ERR_FORMAT (it is none), GS_ERR_RANGE (lists or quotations
 * within more than 12 others), errors of gs_page_close. */
GS_CHECKED int gs_printed_pdf(struct gs_writer *pdf, struct gs_span document,
    bool exercise, int64_t date);

#endif
