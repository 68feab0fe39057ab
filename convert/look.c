/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/look.h"

#include <stdlib.h>
#include <string.h>

#define SIZE_LEAST 3 /* points; smaller print nobody reads */
#define FAINT 96       /* of 765: how far ink and paper may be apart */

struct gs_look gs_look_over(struct gs_look look, struct gs_look over)
{
	if (over.hidden >= 0)
		look.hidden = over.hidden;
	if (over.struck >= 0)
		look.struck = over.struck;
	if (over.ink != GS_COLOUR_UNSET)
		look.ink = over.ink;
	if (over.paper != GS_COLOUR_UNSET)
		look.paper = over.paper;
	if (over.size > 0)
		look.size = over.size;
	return look;
}

static int channel_gap(int32_t a, int32_t b, int shift)
{
	return abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
}

static int colour_gap(int32_t a, int32_t b)
{
	return channel_gap(a, b, 16) + channel_gap(a, b, 8) +
	    channel_gap(a, b, 0);
}

enum gs_sight gs_look_sight(const struct gs_look *look)
{
	if (look->hidden > 0)
		return GS_SIGHT_HIDDEN;
	if (look->size > 0 && look->size < SIZE_LEAST)
		return GS_SIGHT_FAINT;
	if (look->ink >= 0 && look->paper >= 0 &&
	    colour_gap(look->ink, look->paper) < FAINT)
		return GS_SIGHT_FAINT;
	if (look->ink >= 0 && look->paper == GS_COLOUR_UNKNOWN &&
	    colour_gap(look->ink, 0xffffff) < FAINT)
		return GS_SIGHT_UNSURE;
	return look->struck > 0 ? GS_SIGHT_STRUCK : GS_SIGHT_SEEN;
}

int32_t gs_look_hex(const char *text)
{
	char *end = NULL;

	text += *text == '#';
	size_t n = strspn(text, "0123456789abcdefABCDEF");
	long value = strtol(text, &end, 16);
	if (n == 6 && text[n] == '\0')
		return (int32_t)value;
	if (n == 3 && text[n] == '\0')
		return (int32_t)((value >> 8 & 15) * 0x110000 +
		    (value >> 4 & 15) * 0x1100 + (value & 15) * 0x11);
	return GS_COLOUR_AUTO;
}

int gs_look_number(const char *text, int unset)
{
	int n = 0, sign = 1;

	if (text == NULL)
		return unset;
	if (*text == '-' || *text == '+')
		sign = *text++ == '-' ? -1 : 1;
	if (*text < '0' || *text > '9')
		return unset;
	for (; *text >= '0' && *text <= '9' && n < 100000; text++)
		n = n * 10 + (*text - '0');
	return sign * n;
}
