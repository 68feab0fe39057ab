/* SPDX-License-Identifier: Apache-2.0 */
/* In the place of roster_ldap.c where libldap is missing. */
#include "admin/roster_ldap.h"
#include "cli/common/verb.h"

int gs_roster_ask(struct gs_roster *roster, const struct gs_directory *where)
{
	(void)roster;
	(void)where;
	gs_verb_say("ldap-not-built", "this gainsay was built without libldap "
	    "and asks no directory: export a list, and import that");
	return GS_ERR_IO;
}
