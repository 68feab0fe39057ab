/* SPDX-License-Identifier: Apache-2.0 */
/* gs_ct_barrier for vectors of AVX2.  Without the flags it is read, never
 * run. */
#ifndef GS_CORE_GROUP_HIDE_AVX2_H
#define GS_CORE_GROUP_HIDE_AVX2_H

#ifdef __AVX2__
#define HIDE(x) __asm__("" : "+x"(x))
#else
#define HIDE(x) (void)(x)
#endif

#endif
