/* SPDX-License-Identifier: Apache-2.0 */
#include "convert/number.h"

#include <stdio.h>

#define ROMAN_MAX 3999
#define LETTERS_MAX 26 /* how often a letter is repeated: aa, bb */

static void write_roman(struct gs_flow *f, int n, bool capital)
{
	static const struct {
		int value;
		const char *small, *capital;
	} parts[] = {
		{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"},
		{400, "cd", "CD"}, {100, "c", "C"}, {90, "xc", "XC"},
		{50, "l", "L"}, {40, "xl", "XL"}, {10, "x", "X"},
		{9, "ix", "IX"}, {5, "v", "V"}, {4, "iv", "IV"}, {1, "i", "I"}};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		for (; n >= parts[i].value; n -= parts[i].value)
			gs_flow_put(f, capital ? parts[i].capital :
			    parts[i].small);
}

static void write_list_letter(struct gs_flow *f, int n, char first)
{
	for (int i = 0; i <= (n - 1) / 26 && i < LETTERS_MAX; i++)
		gs_flow_add(f, &(char){(char)(first + (n - 1) % 26)}, 1);
}

void gs_number_write(struct gs_flow *f, enum gs_numbering how, int n)
{
	char text[16];
	bool roman = how == GS_NUMBERING_ROMAN_SMALL ||
	    how == GS_NUMBERING_ROMAN_CAPITAL;
	bool letter = how == GS_NUMBERING_SMALL || how == GS_NUMBERING_CAPITAL;

	if (how == GS_NUMBERING_NONE || how == GS_NUMBERING_BULLET)
		return;
	if (roman && n > 0 && n <= ROMAN_MAX) {
		write_roman(f, n, how == GS_NUMBERING_ROMAN_CAPITAL);
		return;
	}
	if (letter && n > 0) {
		write_list_letter(f, n, how == GS_NUMBERING_SMALL ? 'a' : 'A');
		return;
	}
	(void)snprintf(text, sizeof text,
	    how == GS_NUMBERING_PADDED ? "%02d" : "%d", n);
	gs_flow_put(f, text);
}
