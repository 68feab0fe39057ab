/* SPDX-License-Identifier: Apache-2.0 */
/* In the model nothing is secret. */
#ifndef GS_CORE_GROUP_HIDE_IFMA_H
#define GS_CORE_GROUP_HIDE_IFMA_H

#define HIDE(x) ((void)&(x))

#endif
