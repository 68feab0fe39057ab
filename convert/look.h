/* SPDX-License-Identifier: Apache-2.0 */
/* How words look, as far as it decides whether anybody sees them. */
#ifndef GS_CONVERT_LOOK_H
#define GS_CONVERT_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#define GS_COLOUR_UNSET (-1)
#define GS_COLOUR_AUTO (-2)    /* what shows on the background */
#define GS_COLOUR_UNKNOWN (-3) /* a background that nobody can tell */

/* Unset values are the surroundings'.  All zeros is not unset. */
struct gs_look {
	signed char hidden, struck; /* -1: unset */
	int32_t ink, paper;         /* 0xrrggbb or one of the above */
	int size;                   /* points; 0: unset */
};

#define GS_LOOK_UNSET \
	((struct gs_look){-1, -1, GS_COLOUR_UNSET, GS_COLOUR_UNSET, 0})
/* What a page has to begin with. */
#define GS_LOOK_PAGE \
	((struct gs_look){0, 0, GS_COLOUR_AUTO, 0xffffff, 12})

enum gs_sight {
	GS_SIGHT_SEEN,
	GS_SIGHT_STRUCK, /* seen, and struck out */
	GS_SIGHT_FAINT,  /* not seen: too small, or as its background is */
	GS_SIGHT_UNSURE, /* white, on what may be dark */
	GS_SIGHT_HIDDEN
};

/* What `over` sets replaces what `look` has. */
struct gs_look gs_look_over(struct gs_look look, struct gs_look over);
enum gs_sight gs_look_sight(const struct gs_look *look);
/* `RRGGBB`, with or without `#` in front; `auto` and what else begins with a
 * letter beyond f is GS_COLOUR_AUTO. */
int32_t gs_look_hex(const char *text);
/* The whole number in front, at most a million; NULL or none: `unset`. */
int gs_look_number(const char *text, int unset);

#endif
