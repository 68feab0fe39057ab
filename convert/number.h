/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as lists write them. */
#ifndef GS_CONVERT_NUMBER_H
#define GS_CONVERT_NUMBER_H

#include "convert/flow.h"

enum gs_numbering {
	GS_NUMBERING_NONE,
	GS_NUMBERING_BULLET,
	GS_NUMBERING_DECIMAL,
	GS_NUMBERING_PADDED, /* 01, 02 */
	GS_NUMBERING_SMALL,
	GS_NUMBERING_CAPITAL,
	GS_NUMBERING_ROMAN_SMALL,
	GS_NUMBERING_ROMAN_CAPITAL,
	GS_NUMBERING_OTHER /* written as decimal, and an aside */
};

void gs_number_write(struct gs_flow *f, enum gs_numbering how, int n);

#endif
