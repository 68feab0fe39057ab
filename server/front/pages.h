/* SPDX-License-Identifier: Apache-2.0 */
/* Private to server/front: pages, by what they are called on a disk. */
#ifndef GS_SERVER_FRONT_PAGES_H
#define GS_SERVER_FRONT_PAGES_H

#include "server/front/inside.h"

/* The file below `public` that has the page of that path, which may end as the
 * file does; false: no page is called so. */
bool gs_page_name(char out[80], const char *path);
/* The page of the call's path as its answer; for whoever may read it. */
void gs_show_page(struct gs_call *call);
/* The call's file, as the answer from memory, with the tag of its bytes; empty
 * where the client has these.  False, with a problem as the answer: it cannot
 * be read. */
bool gs_call_tag(struct gs_call *call);
bool gs_asset_at_once(struct gs_call *call);
void gs_route_asset(struct gs_call *call);

#endif
