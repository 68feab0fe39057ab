/* SPDX-License-Identifier: Apache-2.0 */
/* An edition out of the staff list, closed for as long as it is signed. */
#ifndef GS_ADMIN_PREPARE_H
#define GS_ADMIN_PREPARE_H

#include <stdbool.h>

#include "admin/registry.h"

struct gs_preparation {
	const struct gs_registry *registry; /* its first lines alone */
	const char *edition; /* decimal; NULL: whichever is next */
	const char *names;   /* a CSV file for the registrar; NULL: none */
	const char *out;     /* NAME */
	bool force;          /* overwrite what is there */
};
/* Both say what is wrong, and what was done. */
GS_CHECKED int gs_roll_prepare(const struct gs_preparation *p);
GS_CHECKED int gs_roll_reopen(const struct gs_registry *registry);

#endif
