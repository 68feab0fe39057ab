/* SPDX-License-Identifier: Apache-2.0 */
/* Points between two durable steps, at which a test lets the process end as a
 * broken machine would end it.  Nothing of them is in the program as built:
 * only tests/system/meson.build defines GS_CRASH_POINTS, for a program of its
 * own.  That program lists the points, so that a new one is tested unasked
 * (tests/system/crashpoints.py). */
#ifndef GS_LIB_CRASH_H
#define GS_LIB_CRASH_H

#ifdef GS_CRASH_POINTS
void gs_crash_here(const char *point);
#define GS_CRASH_POINT(what) \
	do { \
		static const char gs_point_name[] \
		    __attribute__((section("gs_points"), used)) = what; \
		gs_crash_here(gs_point_name); \
	} while (0)
#else
#define GS_CRASH_POINT(what) ((void)0)
#endif

#endif
