/* SPDX-License-Identifier: Apache-2.0 */
/* Of a server that was built without pages. */
#include "server/front/assets.h"

const struct gs_asset gs_assets[1] = {{.path = NULL}};
const size_t gs_asset_count = 0;
