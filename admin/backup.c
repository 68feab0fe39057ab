/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay backup: a channel's data, and apart from them its keys. */
#include <string.h>

#include "admin/backup_files.h"
#include "admin/verbs.h"

static const char help[] =
"usage: gainsay backup make --to AGE... -o FILE DIR\n"
"       gainsay backup keys --to AGE... -o FILE DIR\n"
"       gainsay backup restore --identity FILE BACKUP DIR\n"
"'make' writes what the channel in DIR has: the log, what was filed, and the\n"
"staff list, as of one moment, while the server serves. The file is sealed to\n"
"keys of the program age, and opens with it. It has no key, and nothing that\n"
"waits for a release: copies of that would tell when acts came.\n"
"'keys' writes the server's own keys, which change seldom. Seal them to another\n"
"key, and keep them elsewhere: whoever has log.key signs the log.\n"
"'restore' puts either into DIR, which is made, and writes over nothing. A\n"
"server with restored data refuses to serve until --copy PLACE, a mirror or a\n"
"witness, shows that nobody has seen more of the log ('gainsay serve --help').\n"
"What a member has of their own is restored by 'gainsay restore'.\n\n"
"  --to AGE             a recipient, age1...; may be given several times\n"
"  -o, --out FILE       where to write it\n"
GS_HELP_FORCE
"  --keys FOLDER        where the keys are, if not in DIR/keys\n"
"  --identity FILE      what opens the backup: AGE-SECRET-KEY-1..., as\n"
"                       'age-keygen' writes it, or a file of 'gainsay key'\n"
GS_HELP_KEY_PASSPHRASE "\n"
"Exit codes: 0 done; 1 refused; 2 it could not be read or written.\n";

int gs_admin_backup(int argc, char **argv)
{
	struct gs_backup_wishes wish = {.out = NULL};
	int at = 0;
	const struct gs_option options[] = {
		{.name = "to", .values = &wish.to},
		GS_OPTION_OUT(wish.out),
		GS_OPTION_FORCE(wish.force),
		{.name = "keys", .value = &wish.keys},
		{.name = "identity", .value = &wish.identity},
		GS_OPTION_KEY_PASSPHRASE(wish.ring)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .least = 2, .most = 3};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	const char *step = argv[at];
	const int rest = argc - at - 1;

	int err = GS_ERR_FORMAT;
	if (strcmp(step, "make") == 0 && rest == 1)
		err = gs_backup_write(argv[at + 1], &wish, false);
	else if (strcmp(step, "keys") == 0 && rest == 1)
		err = gs_backup_write(argv[at + 1], &wish, true);
	else if (strcmp(step, "restore") == 0 && rest == 2)
		err = gs_backup_restore(argv[at + 1], argv[at + 2], &wish);
	else {
		gs_verb_tell("backup-step-unknown", "say make DIR, keys DIR or "
		    "restore BACKUP DIR, not '{0}'", gs_say_text(step));
		return gs_verb_misused();
	}
	gs_key_ring_wipe(&wish.ring);
	return gs_verb_end(err);
}
