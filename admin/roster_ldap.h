/* SPDX-License-Identifier: Apache-2.0 */
/* Rosters out of the organisation's directory. */
#ifndef GS_ADMIN_ROSTER_LDAP_H
#define GS_ADMIN_ROSTER_LDAP_H

#include "admin/roster.h"

/* As options say it; NULL where nothing was said. */
struct gs_directory {
	const char *url;        /* ldap:// (StartTLS), ldaps:// or ldapi:// */
	const char *base;       /* below which people stand */
	const char *bind;       /* who asks, as a distinguished name */
	const char *password;   /* the file of their password */
	const char *filter;
	const char *attributes; /* of id, name and category */
	const char *ca;         /* authorities; NULL: the system's */
};

/* Whoever the filter finds, but for disabled accounts: all of them, or a
 * failure.  Says what is wrong, and how many there are. */
GS_CHECKED int gs_roster_ask(struct gs_roster *roster,
    const struct gs_directory *where);

#endif
