/* SPDX-License-Identifier: Apache-2.0 */
/* What `gainsay certificate` puts on paper. */
#ifndef GS_CERTIFICATE_CERTIFICATE_H
#define GS_CERTIFICATE_CERTIFICATE_H

#include "core/bytes.h"
#include "core/err.h"
#include "lib/steps/case.h"

/* Bytes that any certificate fits in. */
#define GS_CERTIFICATE_MAX ((size_t)4 << 20)

/* A PDF about a file that verified.  GS_ERR_RANGE (names too long
 * for the code), GS_ERR_FORMAT, GS_ERR_SPACE, GS_ERR_MEMORY. */
GS_CHECKED int gs_certificate_write(struct gs_writer *pdf,
    const struct gs_case *e);

#endif
