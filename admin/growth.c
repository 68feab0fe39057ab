/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/growth.h"

#include <stdio.h>

/* More than one in so many at once may be keys that nobody knows. */
#define SUDDEN 4

void gs_growth_show(const struct gs_record *rec, size_t signatures,
    const struct gs_state *state)
{
	const struct gs_roll_edition *last = gs_state_roll(state);
	unsigned long long size = gs_record_number(rec, "size");
	size_t replaced = gs_record_count(rec, "replaced");

	printf("Edition %llu of the roll:\n  %llu keys of %llu eligible "
	    "members\n", (unsigned long long)gs_record_number(rec,
	    "edition"), size, (unsigned long long)gs_record_number(rec,
	    "eligible"));
	if (last == NULL) {
		printf("  the first edition: nothing to compare it with\n");
	} else {
		unsigned long long before = last->size;
		unsigned long long left = gs_record_number(rec, "left");

		printf("  edition %llu, in the log, had %llu keys of %llu "
		    "eligible members\n", (unsigned long long)last->edition,
		    before, (unsigned long long)last->eligible);
		printf("  %llu joined and %llu left since, by the "
		    "registrar's list\n", size + left - before, left);
		if (size + left - before > before / SUDDEN)
			printf("  that is sudden: more than one in %d of "
			    "those before; ask why before you sign\n",
			    SUDDEN);
	}
	printf("  %zu key%s replaced after a loss, and not on it\n",
	    replaced, replaced == 1 ? " was" : "s were");
	printf("  signed so far by %s\n", signatures == 0 ? "nobody" :
	    signatures == 1 ? "the registrar" : "both");
}
