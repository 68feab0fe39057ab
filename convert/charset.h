/* SPDX-License-Identifier: Apache-2.0 */
/* Characters in other encodings than UTF-8. */
#ifndef GS_CONVERT_CHARSET_H
#define GS_CONVERT_CHARSET_H

#include "convert/flow.h"

/* `text` as UTF-8, in memory of its own.  `name` is what its maker says, as
 * browsers take such names; NULL or "": UTF-8 if it is that, else
 * windows-1252.  A mark at the beginning that tells the encoding comes first.
 * Bytes that are no text are U+FFFD, and an aside.  An unknown name stops the
 * flow. */
struct gs_span gs_charset_convert(struct gs_flow *f, struct gs_span text,
    const char *name);

#endif
