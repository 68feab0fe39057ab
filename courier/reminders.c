/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/reminders.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "lib/steps/agenda.h"

#define KEPT_MAX ((size_t)64 << 20)
#define PATH_LEN 4096
#define DAYS_SOON 3

static int name_kept(char path[PATH_LEN], const char *dir)
{
	int n = snprintf(path, PATH_LEN, "%s/notices", dir);

	if (n >= 0 && n < PATH_LEN)
		return GS_OK;
	gs_verb_errno("notices-path", dir, "cannot hold notices",
	    ENAMETOOLONG);
	return GS_ERR_IO;
}

/* Finding -------------------------------------------------------------- */

static enum gs_reminder_stage find_stage(const struct gs_duty *duty,
    int64_t now)
{
	uint64_t days = gs_agenda_days(duty, now);

	if (duty->status == GS_DUTY_OVERDUE)
		return GS_STAGE_OVERDUE;
	return days == 0 ? GS_STAGE_TODAY : days <= DAYS_SOON ?
	    GS_STAGE_SOON : GS_STAGE_AHEAD;
}

static void fill_notice(struct gs_reminder *n, const struct gs_duty *duty,
    const struct gs_reminders *of)
{
	bool closed = duty->status != GS_DUTY_OPEN &&
	    duty->status != GS_DUTY_OVERDUE;

	*n = (struct gs_reminder){.duty = *duty, .closed = closed,
	    .stage = find_stage(duty, of->now)};
	n->stamp = closed && duty->done != 0 ? duty->done :
	    duty->start != 0 ? duty->start : duty->memo->at;
	gs_duty_label(n->label, duty->title, duty);
	(void)snprintf(n->uid, sizeof n->uid, "%llu-%s-%llu@%s.gainsay",
	    (unsigned long long)duty->memo->number, duty->name,
	    (unsigned long long)duty->number, of->id);
}

/* Into the list, or counted if there is none yet. */
static int take_notices(struct gs_reminders *out, const struct gs_state *state,
    const char *role)
{
	const struct gs_memo *memo = gs_state_memo(state);
	size_t n = 0;

	for (; memo != NULL; memo = memo->before) {
		struct gs_duties all = gs_duties_of(memo, out->now);
		struct gs_duty duty;

		while (memo->at <= out->now && gs_duties_next(&duty, &all)) {
			if (role != NULL && strcmp(role, duty.owner) != 0)
				continue;
			if (out->list != NULL)
				fill_notice(&out->list[n], &duty, out);
			n++;
		}
		if (all.err != GS_OK)
			return all.err;
	}
	out->count = n;
	return GS_OK;
}

static int by_due(const void *a, const void *b)
{
	const struct gs_reminder *x = a, *y = b;

	if (x->duty.due != y->duty.due)
		return x->duty.due < y->duty.due ? -1 : 1;
	return strcmp(x->uid, y->uid);
}

/* What was said before -------------------------------------------------- */

/* NULL, and nothing said: there is none. */
static int load_said(json_t **out, const char *dir)
{
	char path[PATH_LEN];
	uint8_t *text = NULL;
	size_t len = 0;

	*out = NULL;
	int err = name_kept(path, dir);
	if (err != GS_OK || access(path, F_OK) != 0)
		return err;
	err = gs_cli_file_read(&text, &len, KEPT_MAX, path);
	if (err == GS_OK) {
		*out = json_loadb((const char *)text, len, 0, NULL);
		if (!json_is_object(*out)) {
			gs_verb_tell("notices-damaged", "{0} is damaged: "
			    "remove it; what was said is then said once more",
			    gs_say_text(path));
			err = GS_ERR_CORRUPT;
		}
	}
	gs_file_wipe(&text, len);
	return err;
}

static void compare_said(struct gs_reminder *n, const json_t *kept, int64_t now)
{
	const json_t *was = json_object_get(kept, n->uid);
	int64_t sequence = json_integer_value(json_object_get(was,
	    "sequence"));

	if (was == NULL)
		return;
	bool same = json_integer_value(json_object_get(was, "due")) ==
	    n->duty.due && json_is_true(json_object_get(was, "closed")) ==
	    n->closed;
	n->sequence = (uint64_t)sequence + !same;
	n->stamp = same ? json_integer_value(json_object_get(was, "stamp")) :
	    now;
}

int gs_reminders_make(struct gs_reminders *out, const struct gs_source *source,
    const char *role, const char *dir)
{
	const struct gs_state *state = gs_channel_state(source->channel);
	const struct gs_charter *c = gs_state_charter(state);
	struct gs_writer id = gs_writer_of(out->id, sizeof out->id - 1);
	const struct gs_part readers = gs_record_part(&c->rec, "readers");
	json_t *kept = NULL;

	out->origin = source->key.name;
	out->open = gs_part_is(&readers, "public");
	gs_write_hex(&id, c->channel, sizeof c->channel / 2);
	int err = gs_source_due_time(&out->now, source);
	if (err == GS_OK)
		err = take_notices(out, state, role);
	if (err != GS_OK)
		return err;

	out->list = gs_arena_take(gs_pool_start(&out->pool), out->count + 1,
	    sizeof *out->list);
	err = out->list == NULL ? GS_ERR_MEMORY :
	    take_notices(out, state, role);
	if (err == GS_OK)
		err = load_said(&kept, dir);
	for (size_t i = 0; err == GS_OK && i < out->count; i++)
		compare_said(&out->list[i], kept, out->now);
	if (err == GS_OK)
		qsort(out->list, out->count, sizeof *out->list, by_due);
	json_decref(kept);
	return err;
}

int gs_reminders_keep(const struct gs_reminders *notices, const char *dir)
{
	json_t *all = json_object();
	char path[PATH_LEN];
	int err = name_kept(path, dir);

	for (size_t i = 0; err == GS_OK && i < notices->count; i++) {
		const struct gs_reminder *n = &notices->list[i];

		if (json_object_set_new(all, n->uid, json_pack(
		        "{s:I, s:b, s:I, s:I}", "due",
		        (json_int_t)n->duty.due, "closed", (int)n->closed,
		        "sequence", (json_int_t)n->sequence, "stamp",
		        (json_int_t)n->stamp)) != 0)
			err = GS_ERR_MEMORY;
	}
	char *text = err == GS_OK ? json_dumps(all, JSON_SORT_KEYS |
	    JSON_INDENT(1)) : NULL;
	if (err == GS_OK)
		err = text == NULL ? GS_ERR_MEMORY : gs_cli_file_write(path,
		    text, strlen(text), 0600);
	free(text);
	json_decref(all);
	return err;
}
