/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/issue.h"

#include <stdlib.h>
#include <string.h>

#include "admin/channel_log.h"
#include "admin/csv_field.h"
#include "admin/invite.h"
#include "store/staff_id.h"
#include "cli/common/files.h"
#include "cli/common/terminal.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "lib/host.h"

#define FILE_LEN_MAX ((size_t)64 << 20)

/* The file of codes; secret. */
struct codes {
	char *text;
	struct gs_writer w;
	size_t count;
	struct gs_span id; /* of --id, as lists are read; in the pool */
	struct gs_pool pool;
	struct gs_inviting *inviting; /* NULL: no invitations are written */
	struct gs_registry *registry;
};

static int add_code(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN])
{
	struct codes *c = ctx;

	gs_csv_field(&c->w, who->id, ',');
	gs_csv_field(&c->w, who->name, ',');
	gs_write_text(&c->w, code);
	gs_write_u8(&c->w, '\n');
	c->count++;
	int err = gs_writer_end(&c->w);
	return err != GS_OK || c->inviting == NULL ? err :
	    gs_inviting_write(c->inviting, who->id, code);
}

static int send_codes(void *ctx, struct gs_span rows, uint64_t first)
{
	struct codes *c = ctx;

	return gs_registry_codes(c->registry, rows, first);
}

static struct gs_code_desk desk_of(struct codes *c)
{
	return (struct gs_code_desk){.visit = add_code, .ctx = c,
	    .send = c->registry->sign == NULL ? NULL : send_codes};
}

/* As the list's was read, or nobody would have it. */
static int clean_id(struct codes *c, const struct gs_issue *wish)
{
	int err = GS_OK;

	if (wish->id == NULL)
		return GS_OK;
	c->id = (struct gs_span){(const uint8_t *)wish->id, strlen(wish->id)};
	if (gs_utf8_valid(c->id.ptr, c->id.len))
		err = gs_staff_id_clean(&c->id, gs_pool_start(&c->pool));
	/* Nobody has one that cannot be cleaned: the list says so. */
	return err == GS_ERR_MEMORY ? err : GS_OK;
}

static bool wants_invitations(const struct gs_issue *wish)
{
	return wish->invitations != NULL || wish->letters != NULL;
}

FILE *gs_issue_notes(const struct gs_issue *wish)
{
	bool is_stdout = wish->out == NULL ? !wants_invitations(wish) :
	    strcmp(wish->out, "-") == 0;

	return is_stdout ? stderr : stdout;
}

int gs_issue_edition(uint64_t *edition, const struct gs_issue *wish)
{
	if (gs_decimal_decode(edition, wish->edition, strlen(wish->edition),
	        INT64_MAX) == GS_OK && *edition > 0)
		return GS_OK;
	gs_verb_tell("edition-no-number", "--edition '{0}' is not the number "
	    "of an edition: 1, 2, 3, ...", gs_say_text(wish->edition));
	return GS_ERR_RANGE;
}

/* The first edition that takes keys: of the others the roll is in the log, or
 * being signed. */
static int find_open(uint64_t *open, const struct gs_registry *r)
{
	uint64_t closed = 0;

	int err = gs_staff_closed(&closed, r->staff);
	if (err == GS_OK) {
		uint64_t last = gs_log_edition(&r->log);
		*open = 1 + (closed > last ? closed : last);
	}
	return err;
}

static int draw_for_all(struct codes *c, const struct gs_issue *wish)
{
	const struct gs_code_desk desk = desk_of(c);
	struct gs_database *staff = c->registry->staff;
	struct gs_staff_wish all = {.edition = 0, .again = wish->again};
	uint64_t open = 0;

	if (wish->edition == NULL)
		return gs_staff_issue(staff, &all, &desk);

	int err = gs_issue_edition(&all.edition, wish);
	if (err == GS_OK)
		err = find_open(&open, c->registry);
	if (err == GS_OK && all.edition < open) {
		gs_verb_tell("edition-takes-no-keys", "edition {0} takes no "
		    "keys any more; the first that does is {1}",
		    gs_say_number(all.edition), gs_say_number(open));
		return GS_ERR_RULE;
	}
	return err == GS_OK ? gs_staff_issue(staff, &all, &desk) : err;
}

/* "edition 2", "editions 2 to 3". */
static void say_editions(FILE *out, const struct gs_staff_span *span)
{
	if (span->first == span->last)
		fprintf(out, "edition %llu", (unsigned long long)span->first);
	else
		fprintf(out, "editions %llu to %llu",
		    (unsigned long long)span->first,
		    (unsigned long long)span->last);
}

/* A new code does not help a new state where the old one has keys. */
static int warn_of_held(const struct codes *c, const struct gs_issue *wish)
{
	struct gs_database *staff = c->registry->staff;
	struct gs_staff_span held = {.count = 0};
	FILE *out = gs_issue_notes(wish);
	uint64_t closed = 0;

	int err = gs_staff_closed(&closed, staff);
	if (err == GS_OK)
		err = gs_staff_held(&held, staff, c->id, closed + 1);
	if (err != GS_OK || held.count == 0)
		return err;

	fprintf(out, "%s has keys for ", wish->id);
	say_editions(out, &held);
	fprintf(out, ". The code is for later ones; if the state that holds "
	    "them is lost, issue it with --replace.\n");
	return GS_OK;
}

static void say_replaced(const struct gs_staff_span *voided, uint64_t open,
    const struct gs_issue *wish)
{
	FILE *out = gs_issue_notes(wish);

	if (voided->count > 0) {
		fprintf(out, "Void: the keys of %s for ", wish->id);
		say_editions(out, voided);
		fprintf(out, ". Their rolls will name them as replaced, and "
		    "not say whose they were.\n");
	} else
		fprintf(out, "%s had no key for edition %llu or later: none "
		    "became void.\n", wish->id, (unsigned long long)open);
	if (open > 1)
		fprintf(out, "The new code is good from edition %llu on. "
		    "Edition %llu stays as it is: its roll is out or being "
		    "signed, and whoever has the old state can act under "
		    "it.\n", (unsigned long long)open,
		    (unsigned long long)(open - 1));
}

static int replace_one(struct codes *c, const struct gs_issue *wish)
{
	const struct gs_code_desk desk = desk_of(c);
	struct gs_staff_span voided = {.count = 0};
	uint64_t open = 0;

	int err = find_open(&open, c->registry);
	if (err == GS_OK)
		err = gs_staff_replace(&voided, c->registry->staff, c->id,
		    open, &desk);
	if (err == GS_OK)
		say_replaced(&voided, open, wish);
	else if (err == GS_ERR_SPACE)
		gs_verb_tell("staff-replaced-many", "{0} keys of an edition "
		    "have been replaced, as many as its roll can name; "
		    "nothing was changed. The next edition can be replaced "
		    "once that roll is out", gs_say_number(GS_REPLACED_MAX));
	return err;
}

static int draw_codes(struct codes *c, const struct gs_issue *wish)
{
	const struct gs_code_desk desk = desk_of(c);

	if (wish->id == NULL)
		return draw_for_all(c, wish);

	int err = wish->replace ? replace_one(c, wish) :
	    gs_staff_issue_one(c->registry->staff, c->id, &desk);
	if (err == GS_OK && !wish->replace)
		err = warn_of_held(c, wish);
	if (err == GS_ERR_UNKNOWN)
		gs_verb_tell("staff-id-unknown",
		    "nobody eligible has the id '{0}'",
		    gs_say_text(wish->id));
	return err;
}

/* Before any code is drawn: one that nobody is told is lost. */
static int require_sense(const struct gs_issue *wish)
{
	if (wish->replace && wish->id == NULL) {
		gs_verb_say("staff-replace-whom", "--replace needs --id ID: it "
		    "voids one person's keys");
		return GS_ERR_FORMAT;
	}
	if (wish->id != NULL && (wish->edition != NULL || wish->again)) {
		gs_verb_say("staff-issue-how", "--id is for one person; "
		    "--edition and --again are for all others");
		return GS_ERR_IO; /* nothing was judged */
	}
	if (wish->letter_text != NULL && wish->letters == NULL) {
		gs_verb_say("letter-text-usage", "--letter-text FILE is the "
		    "text of the letters: it goes with --letters FOLDER");
		return GS_ERR_IO; /* nothing was judged */
	}

	int err = gs_cli_out_free(wish->out, wish->force, NULL, 0);
	return err != GS_OK || !wish->replace ? err : gs_terminal_ask("Make "
	    "this person's codes, and keys of editions to come, void for "
	    "ever?", wish->yes);
}

static int write_codes(const struct codes *c, const struct gs_issue *wish)
{
	const char *out = wish->out == NULL ? "-" : wish->out;

	if (wish->out == NULL && wants_invitations(wish))
		return GS_OK; /* nowhere else too */
	if (wish->force || strcmp(out, "-") == 0)
		return gs_cli_file_write(out, c->text, c->w.len, 0600);
	return gs_cli_file_create(out, c->text, c->w.len, 0600);
}

static void say_issued(const struct codes *c, const struct gs_issue *wish)
{
	const char *plural = c->count == 1 ? "" : "s";

	if (wish->out != NULL && strcmp(wish->out, "-") != 0)
		printf("%zu code%s in %s: hand each to its person and destroy "
		    "the file.\n", c->count, plural, wish->out);
	if (c->inviting == NULL)
		return;
	fprintf(gs_issue_notes(wish), "%zu invitation%s in %s%s%s: hand each "
	    "to its person, as you would a password,\nand destroy it. The "
	    "word code of the channel's key, which members compare:\n  %s\n"
	    "Print it where they see it in another way: on a notice board, "
	    "in the union's paper.\n", c->count, plural,
	    wish->invitations != NULL ? wish->invitations : wish->letters,
	    wish->invitations != NULL && wish->letters != NULL ? " and " : "",
	    wish->invitations != NULL && wish->letters != NULL ?
	        wish->letters : "", c->inviting->words);
}

static int issue_all(struct codes *c, const struct gs_issue *wish)
{
	int err = c->inviting == NULL ? GS_OK :
	    gs_inviting_open(c->inviting, c->registry->dir);

	if (err == GS_OK)
		err = draw_codes(c, wish);
	if (err == GS_OK)
		err = write_codes(c, wish);
	if (err == GS_OK)
		say_issued(c, wish);
	return err;
}

int gs_issue_codes(struct gs_registry *registry, const struct gs_issue *wish)
{
	struct gs_inviting inviting = {.server = wish->server,
	    .folder = wish->invitations, .letters = wish->letters,
	    .letter_text = wish->letter_text, .force = wish->force};
	struct codes c = {.registry = registry,
	    .inviting = wants_invitations(wish) ? &inviting : NULL};

	int err = require_sense(wish);
	if (err != GS_OK)
		return err;
	c.text = malloc(FILE_LEN_MAX);
	if (c.text == NULL)
		return GS_ERR_MEMORY;
	c.w = gs_writer_of(c.text, FILE_LEN_MAX);
	gs_write_text(&c.w, "id,name,code\n");

	err = clean_id(&c, wish);
	if (err == GS_OK)
		err = issue_all(&c, wish);
	gs_inviting_close(&inviting);
	gs_host_wipe(c.text, c.w.len);
	free(c.text);
	gs_pool_free(&c.pool);
	return err;
}
