/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay name: who endorsed a memo says so in public, by name. */
#include <stdio.h>
#include <string.h>

#include "cli/common/contact.h"
#include "cli/common/desk.h"
#include "cli/common/options.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/records/named.h"

static const char help[] =
"usage: gainsay name [OPTION]... --as NAME N\n"
"Says in the log, for everybody, that NAME endorsed memo N: an endorsement of\n"
"yours that is there already, and is counted as it was. It shows which of the\n"
"memo's endorsements that is, and neither your key nor what else you did with\n"
"it. The name is your word: nobody checks it. Asks twice: it is for good.\n\n"
GS_HELP_STATE
GS_HELP_PASSPHRASE
"  --as NAME            you, in one line of at most 100 bytes\n"
"  N, --memo N          the memo's number, as 'gainsay me' shows it\n"
GS_HELP_OTHER_SERVER
GS_HELP_READING
GS_HELP_CACHE
GS_HELP_YES GS_HELP_WAY;

struct naming {
	struct gs_session_entry entry;
	struct gs_session s;
	const char *name, *number;
	bool yes;
};

static const char warning[] =
"It is for good: nobody takes it out of the log, and taking the endorsement\n"
"back leaves the name there. Everybody sees which of the memo's endorsements\n"
"is yours. Nothing in it leads to your key, or to another act of yours; but\n"
"those who endorsed beside you are fewer to hide among, and whoever computes\n"
"discrete logarithms one day, as a large quantum computer would, finds by your\n"
"name all that the same key did in its edition of the roll.\n";

/* Two questions; --yes answers both. */
static int ask_twice(const struct naming *n, const struct gs_memo *memo)
{
	struct gs_part subject = gs_record_part(&memo->rec, "banner");
	char question[64];

	gs_say_exercise(stdout, memo->charter->exercise);
	printf("Memo %llu", (unsigned long long)memo->number);
	if (subject.len > 0) {
		printf(" (");
		gs_say_calm(stdout, subject.ptr, subject.len, "");
		printf(")");
	}
	printf(", endorsed by ");
	gs_say_calm(stdout, n->name, strlen(n->name), "");
	printf(", says the log then, for everybody.\n");
	(void)snprintf(question, sizeof question, "Say by name that you "
	    "endorsed memo %llu?", (unsigned long long)memo->number);
	int err = gs_terminal_ask(question, n->yes);
	if (err != GS_OK)
		return err;
	printf("%s", warning);
	return gs_terminal_ask("Be named there for ever?", n->yes);
}

static int make_name(struct gs_writer *w, struct naming *n,
    const struct gs_memo *memo)
{
	struct gs_session *s = &n->s;
	const struct gs_client_key *key = gs_client_key(s->member,
	    memo->roll->edition);

	if (key == NULL) {
		gs_report_tell(&s->report, "name-no-key", "this state has no "
		    "key of edition {0} of the roll, under which memo {1} was "
		    "filed", gs_say_number(memo->roll->edition),
		    gs_say_number(memo->number));
		return GS_ERR_UNKNOWN;
	}
	return gs_named_write(w, &s->report, s->matter.state, memo, n->name,
	    &key->secret);
}

static int run_naming(struct naming *n)
{
	struct gs_session *s = &n->s;
	const struct gs_memo *memo = NULL;
	uint8_t text[1024];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int err = gs_session_load(s, n->entry.state, n->entry.passphrase);
	if (err == GS_OK)
		err = gs_contact_member(s, &n->entry, NULL);
	if (err == GS_OK) {
		memo = gs_source_memo(&s->source, n->number);
		err = memo == NULL ? GS_ERR_UNKNOWN : make_name(&w, n, memo);
	}
	if (err == GS_OK)
		err = ask_twice(n, memo);
	return err != GS_OK ? err : gs_desk_send(&s->source,
	    (struct gs_span){text, w.len}, NULL, 0);
}

int gs_cli_name(int argc, char **argv)
{
	struct naming n = {.name = NULL};
	int at = 0;
	const struct gs_option options[] = {
		GS_OPTION_STATE(n.entry.state),
		GS_OPTION_PASSPHRASE(n.entry.passphrase),
		{.name = "as", .value = &n.name, .required = true},
		GS_OPTION_MEMO(n.number),
		GS_OPTION_OTHER_SERVER(n.entry.server),
		GS_OPTION_READING(n.entry),
		GS_OPTION_CACHE(n.entry),
		GS_OPTION_YES(n.yes),
		GS_OPTIONS_WAY(n.entry.way)};
	const struct gs_usage usage = {.help = help, GS_OPTIONS(options),
	    .most = 1};

	int code = gs_options_read(&at, argc, argv, &usage);
	if (code >= 0)
		return code;
	if (!gs_desk_number(&n.number, argc - at, argv + at))
		return gs_verb_misused();

	gs_session_start(&n.s);
	gs_session_want(&n.s, GS_WANT_NEWS, n.entry.cache_dir);
	return gs_session_end(&n.s, run_naming(&n));
}
