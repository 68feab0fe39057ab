/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay staff: the registrar's list of who is eligible. */
#include <stdio.h>
#include <string.h>

#include "admin/channel_log.h"
#include "admin/issue.h"
#include "admin/people.h"
#include "admin/registry.h"
#include "admin/roster.h"
#include "admin/roster_ldap.h"
#include "admin/verbs.h"
#include "cli/common/exercise.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "core/bytes.h"
#include "lib/host.h"

static const char help[] =
"usage: gainsay staff import DIR LIST.csv [--dry-run] [--leaving N]\n"
"       gainsay staff ldap DIR --directory URL --base DN [OPTION]...\n"
"       gainsay staff issue DIR [LIST.csv] [--edition N] [--again] [TO]\n"
"       gainsay staff issue DIR --id ID [--replace] [TO]\n"
"       gainsay staff list DIR [--json]\n"
"       gainsay staff unlink DIR --edition N\n"
"       gainsay staff issue|list|unlink DIR --server URL --sign KEYFILE ...\n"
"TO:    -o CODES.csv, or --invitations FOLDER, --letters FOLDER with --server URL\n"
"The staff list says who is eligible; it stays with the registrar, in\n"
"DIR/staff.db. DIR is the channel's, or with --sign a folder on another machine\n"
"than the server, which then has no names.  Nobody has two keys of one edition,\n"
"whatever is issued, lost or unlinked.\n\n"
"  import   LIST.csv has the columns id,name,category, with this heading, as\n"
"           spreadsheets save it; shows what it changes.  Who is not in it is no\n"
"           longer eligible\n"
"  ldap     the same, out of the organisation's directory, disabled accounts\n"
"           left out; nothing is changed unless it answers in full\n"
"  issue    draws a one-time enrolment code for everyone who never had one, for\n"
"           everyone who has no key of an edition, or for one person, and prints\n"
"           id,name,code; codes are not kept.  With LIST.csv, imports it first\n"
"  list     shows who is eligible, who has handed in a key and for whom a code\n"
"           waits\n"
"  unlink   destroys what ties the keys of an edition to persons, for good, once\n"
"           its roll is in the log\n\n"
"  --directory URL      ldaps://HOST, or ldap://HOST, which begins TLS then\n"
"  --base DN            people stand below that entry\n"
"  --bind DN --password-file FILE\n"
"                       who asks, if not anybody\n"
"  --filter FILTER      who is eligible (default: (objectClass=person))\n"
"  --attributes A,B,C   of id, name and category; =WORD is everybody's\n"
"                       (default: uid,cn,employeeType)\n"
"  --ca FILE            the directory's authority, if not one of the system's\n"
"  --dry-run            import, ldap: show what would change, change nothing\n"
"  --leaving N          the same two: N people leave, as is right: without it or\n"
"                       --yes it asks, if more than a tenth and more than 2 do\n"
"  --edition N          issue: who has no key of edition N, which must be open\n"
"  --again              also who has a code that was not used: it becomes void\n"
"  --id ID              one person, for instance whose code is lost\n"
"  --replace            ... or whose state is lost or stolen: the keys that it\n"
"                       has for editions whose rolls are not out become void\n"
"  -o, --out CODES.csv  where the codes go (default: standard output)\n"
"  --invitations FOLDER an invitation for each person, ID.invitation, with which\n"
"                       'gainsay join' enrols; codes are then printed with -o\n"
"                       alone\n"
"  --letters FOLDER     the same on paper, one page for each person, ID.pdf: a QR\n"
"                       code, how to join, and what an employer can see\n"
"  --letter-text FILE   the letters in FILE's words, in any language: # Title,\n"
"                       ## Heading, - item, paragraphs, and {name} {whose} {qr}\n"
"                       {private} {join} {tor} {record}, none of them missing\n"
"  --server URL         the channel's address, as members reach it\n"
"  --sign KEYFILE       the registrar's key: DIR is a folder of the registrar's\n"
"                       own, and --server is asked\n"
"  --key VKEY           with it, at first: the channel's verifier key\n"
"  --proxy URL          connect through it\n"
"  --yes                replace, unlink or import without being asked\n"
GS_HELP_KEY_PASSPHRASE GS_HELP_JSON GS_HELP_FORCE;

static int import_file(struct gs_database *staff, const char *path,
    const struct gs_importing *how)
{
	struct gs_importing of = *how;
	struct gs_roster roster = {.count = 0};

	of.place = path;
	int err = gs_roster_read(&roster, path);
	if (err == GS_OK)
		err = gs_roster_import(staff, &roster, &of);
	gs_pool_free(&roster.pool);
	return err;
}

/* Until the roll is out the list must know whose its keys are. */
static int require_published(uint64_t edition, const struct gs_registry *r)
{
	if (edition <= gs_log_edition(&r->log))
		return GS_OK;
	gs_verb_tell("edition-not-out", "the roll of edition {0} is "
	    "not in the log, whose last is {1}: until it is, the list must "
	    "know whose keys these are; nothing was changed",
	    gs_say_number(edition), gs_say_number(gs_log_edition(&r->log)));
	return GS_ERR_RULE;
}

static int unlink_edition(struct gs_registry *r, const struct gs_issue *wish)
{
	uint64_t edition = 0, count = 0;

	if (wish->edition == NULL) {
		gs_verb_say("staff-unlink-how",
		    "to unlink an edition, give --edition N");
		return GS_ERR_IO; /* nothing was judged */
	}

	int err = gs_issue_edition(&edition, wish);
	if (err == GS_OK)
		err = require_published(edition, r);
	if (err == GS_OK)
		err = gs_terminal_ask("Destroy what ties the keys of that "
		    "edition to persons? Nothing brings it back.", wish->yes);
	if (err == GS_OK)
		err = gs_registry_unlink(r, edition);
	if (err == GS_OK)
		err = gs_staff_unlink(&count, r->staff, edition);
	if (err != GS_OK)
		return err;
	if (count > 0)
		printf("Nothing ties the %llu key%s of edition %llu to persons "
		    "any more; who has one stays known.\n",
		    (unsigned long long)count, count == 1 ? "" : "s",
		    (unsigned long long)edition);
	else
		printf("Nothing tied the keys of edition %llu to persons: "
		    "nothing was changed.\n", (unsigned long long)edition);

	err = gs_staff_tidy(r->staff);
	if (err != GS_OK)
		gs_verb_tell("staff-not-tidied", "that is done, but "
		    "{0}/staff.db cannot be written anew now ({1}): its pages "
		    "may still show which keys came in together; do it again, "
		    "with the server stopped if need be", gs_say_text(r->dir),
		    gs_say_text(gs_strerror(err)));
	return err;
}

/* What is asked for beside the step, DIR and the list. */
struct staff_wish {
	struct gs_issue issue;
	struct gs_importing how;
	struct gs_directory directory;
	bool json;
};

static int issue_codes(struct gs_registry *r, char **operands, int count,
    const struct staff_wish *wish)
{
	int err = GS_OK;

	if (wish->how.dry_run) {
		gs_verb_say("staff-issue-dry", "a code that is issued is "
		    "issued: --dry-run goes with import");
		return GS_ERR_IO; /* nothing was judged */
	}
	if (count == 3)
		err = import_file(r->staff, operands[2], &wish->how);
	return err != GS_OK ? err : gs_issue_codes(r, &wish->issue);
}

static int import_directory(struct gs_database *staff,
    const struct staff_wish *wish)
{
	struct gs_importing of = wish->how;
	struct gs_roster roster = {.count = 0};

	of.place = wish->directory.url;
	int err = gs_roster_ask(&roster, &wish->directory);
	if (err == GS_OK)
		err = gs_roster_import(staff, &roster, &of);
	gs_pool_free(&roster.pool);
	return err;
}

/* `operands`: the step, DIR, and the list if it is import. */
static int take_step(struct gs_registry *r, char **operands, int count,
    const struct staff_wish *wish)
{
	const char *step = operands[0];

	if (!wish->json)
		gs_say_exercise_of(strcmp(step, "issue") == 0 ?
		    gs_issue_notes(&wish->issue) : stdout, r->dir);
	if (strcmp(step, "list") == 0 && count == 2)
		return gs_people_list(r->staff, wish->json);
	if (strcmp(step, "import") == 0 && count == 3)
		return import_file(r->staff, operands[2], &wish->how);
	if (strcmp(step, "ldap") == 0 && count == 2)
		return import_directory(r->staff, wish);
	if (strcmp(step, "issue") == 0 && (count == 2 || count == 3))
		return issue_codes(r, operands, count, wish);
	if (strcmp(step, "unlink") == 0 && count == 2)
		return unlink_edition(r, &wish->issue);
	gs_verb_say("staff-step-unknown", "say import DIR LIST.csv, ldap "
	    "DIR, issue DIR [LIST.csv], list DIR or unlink DIR --edition N");
	return GS_ERR_IO; /* nothing was judged */
}

/* What asks the log, or the server of a registrar elsewhere. */
static int open_registry(struct gs_registry *r, const char *step,
    const struct staff_wish *wish)
{
	bool asks = (strcmp(step, "unlink") == 0 && wish->issue.edition != NULL)
	    || (strcmp(step, "issue") == 0 && (wish->issue.edition != NULL ||
	    wish->issue.replace));
	bool elsewhere = r->sign != NULL && (strcmp(step, "list") == 0 ||
	    strcmp(step, "issue") == 0);

	return asks || elsewhere ? gs_registry_open(r) :
	    gs_registry_open_list(r);
}

int gs_admin_staff(int argc, char **argv)
{
	struct staff_wish wish = {.json = false};
	struct gs_registry r = {.dir = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_OUT(wish.issue.out),
		GS_OPTION_JSON(wish.json),
		{.name = "id", .value = &wish.issue.id},
		{.name = "edition", .value = &wish.issue.edition},
		{.name = "again", .flag = &wish.issue.again},
		{.name = "invitations", .value = &wish.issue.invitations},
		{.name = "letters", .value = &wish.issue.letters},
		{.name = "letter-text", .value = &wish.issue.letter_text},
		{.name = "server", .value = &wish.issue.server},
		{.name = "replace", .flag = &wish.issue.replace},
		{.name = "directory", .value = &wish.directory.url},
		{.name = "base", .value = &wish.directory.base},
		{.name = "bind", .value = &wish.directory.bind},
		{.name = "password-file", .value = &wish.directory.password},
		{.name = "filter", .value = &wish.directory.filter},
		{.name = "attributes", .value = &wish.directory.attributes},
		{.name = "ca", .value = &wish.directory.ca},
		{.name = "leaving", .value = &wish.how.leaving},
		{.name = "dry-run", .flag = &wish.how.dry_run},
		{.name = "sign", .value = &r.sign},
		{.name = "key", .value = &r.key},
		{.name = "proxy", .value = &r.way.proxy},
		GS_OPTION_KEY_PASSPHRASE(r.ring),
		GS_OPTION_YES(wish.issue.yes),
		GS_OPTION_FORCE(wish.issue.force)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 2, .most = 3};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;

	r.dir = argv[at + 1];
	r.server = wish.issue.server;
	r.way.ca = wish.directory.ca;
	wish.how.yes = wish.issue.yes;
	int err = open_registry(&r, argv[at], &wish);
	if (err == GS_OK)
		err = take_step(&r, argv + at, argc - at, &wish);
	gs_registry_close(&r);
	return gs_verb_end(err);
}
