/* SPDX-License-Identifier: Apache-2.0 */
/* Characters of somebody else's text that would steer a terminal: move its
 * cursor, colour or title, or show what follows in another order. */
#ifndef GS_LIB_STEER_H
#define GS_LIB_STEER_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the character that begins at `text` (`len` bytes, at least one) is
 * such a one: a control (C0 with LF and tab, DEL, C1), a byte that is no UTF-8,
 * a line or paragraph separator, or what turns the direction of writing
 * (Unicode's Bidi_Control).  *size: its bytes. */
bool gs_steers(size_t *size, const void *text, size_t len);

#endif
