/* SPDX-License-Identifier: Apache-2.0 */
/* What `&lt;` and `&#8217;` stand for where Markdown and web pages have
 * them. */
#ifndef GS_LIB_COMPARE_ENTITY_H
#define GS_LIB_COMPARE_ENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "core/host.h"

/* The character that begins `s` as an entity, and how many bytes it takes; 0 if
 * none does. */
uint32_t gs_entity_read(size_t *len, struct gs_span s);

#endif
