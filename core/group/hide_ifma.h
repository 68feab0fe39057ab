/* SPDX-License-Identifier: Apache-2.0 */
/* gs_ct_barrier for vectors.  A file of its own, since the model of the
 * instructions (tests/model) has no vector register to name. */
#ifndef GS_CORE_GROUP_HIDE_IFMA_H
#define GS_CORE_GROUP_HIDE_IFMA_H

#define HIDE(x) __asm__("" : "+v"(x))

#endif
