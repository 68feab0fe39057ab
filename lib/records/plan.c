/* SPDX-License-Identifier: Apache-2.0 */
/* A plan's lines: which take the place of which. */
#include "lib/records/plan.h"

#include <string.h>

#include "core/channel/channel.h"
#include "lib/records/preset.h"

/* Their first part names what the line is about. */
static const char *const keyed[] = {"role", "seal", "reveal", "clock",
    "starts", "extension", "closed", "open"};

/* Lines of a charter that nobody answers. */
static const char *const computed[] = {"channel", "version", "offset",
    "signature"};

static bool is_listed(const char *const *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static bool is_keyed(const char *field)
{
	return is_listed(keyed, sizeof keyed / sizeof *keyed, field);
}

bool gs_plan_computes(const char *field)
{
	return is_listed(computed, sizeof computed / sizeof *computed, field);
}

static bool same_first_part(const struct gs_part *a, const struct gs_part *b)
{
	if (a->ptr == NULL || b->ptr == NULL)
		return a->ptr == b->ptr && a->number == b->number;
	return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* Whether the one takes the place of the other. */
static bool same_subject(const struct gs_plan_line *a,
    const struct gs_plan_line *b)
{
	const char *name = a->value.field->name;

	if (strcmp(name, b->value.field->name) != 0)
		return false;
	return !is_keyed(name) ||
	    same_first_part(&a->value.parts[0], &b->value.parts[0]);
}

struct gs_plan_line *gs_plan_line(const struct gs_plan *plan,
    const char *field, const char *key, size_t n)
{
	for (struct gs_plan_line *l = plan->first; l != NULL; l = l->next)
		if (strcmp(l->value.field->name, field) == 0 &&
		    (key == NULL || gs_part_is(&l->value.parts[0], key)) &&
		    n-- == 0)
			return l;
	return NULL;
}

/* Whether `a` stands before `b` in a charter: witnesses ascend by their
 * names. */
static bool witness_precedes(const struct gs_plan_line *a,
    const struct gs_plan_line *b)
{
	return gs_witness_order(&a->value.parts[2], &b->value.parts[2]) < 0;
}

static void insert_witness(struct gs_plan *plan, struct gs_plan_line *line)
{
	struct gs_plan_line **at = &plan->first;

	while (*at != NULL && (strcmp((*at)->value.field->name, "witness") !=
	        0 || witness_precedes(*at, line)))
		at = &(*at)->next;
	line->next = *at;
	*at = line;
}

/* Behind the last of the same subject, so that a line stands where the one
 * stood that it replaces; else behind the last of the field, or of all. */
static void insert_line(struct gs_plan *plan, struct gs_plan_line *line)
{
	struct gs_plan_line **subject = NULL, **field = NULL;
	struct gs_plan_line **at = &plan->first;

	for (; *at != NULL; at = &(*at)->next) {
		if (strcmp((*at)->value.field->name,
		        line->value.field->name) == 0)
			field = &(*at)->next;
		if (same_subject(*at, line))
			subject = &(*at)->next;
	}

	at = subject != NULL ? subject : field != NULL ? field : at;
	line->next = *at;
	*at = line;
}

/* Of the earlier layers. */
static void remove_replaced(struct gs_plan *plan,
    const struct gs_plan_line *by)
{
	struct gs_plan_line **at = &plan->first;

	while (*at != NULL) {
		if ((*at)->layer < by->layer && same_subject(*at, by))
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
}

/* The seal of an earlier layer is the role's: who holds the one opens the
 * other. */
static void hand_over_seal(const struct gs_plan *plan,
    const struct gs_plan_line *role)
{
	for (struct gs_plan_line *l = plan->first; l != NULL; l = l->next)
		if (strcmp(l->value.field->name, "seal") == 0 &&
		    l->layer < role->layer &&
		    same_first_part(&l->value.parts[0], &role->value.parts[0]))
			l->value.parts[3] = role->value.parts[2];
}

int gs_plan_enter(struct gs_plan *plan, struct gs_report *report,
    const struct gs_plan_line *line)
{
	const struct gs_field *field = line->value.field;
	bool one = field->max == 1 || strcmp(field->name, "clock") == 0 ||
	    strcmp(field->name, "starts") == 0 ||
	    strcmp(field->name, "extension") == 0;
	size_t count = 0;

	for (const struct gs_plan_line *l = plan->first; one && l != NULL;
	    l = l->next)
		if (l->layer == plan->layer && same_subject(l, line)) {
			gs_report_tell(report, "answer-twice",
			    "'{0}' was answered before",
			    gs_say_text(field->name));
			return GS_ERR_DUPLICATE;
		}

	struct gs_plan_line *new = gs_arena_take(plan->arena, 1, sizeof *new);
	if (new == NULL)
		return GS_ERR_MEMORY;
	*new = *line;
	new->layer = plan->layer;
	if (strcmp(field->name, "witness") == 0)
		insert_witness(plan, new);
	else
		insert_line(plan, new);
	remove_replaced(plan, new);
	if (strcmp(field->name, "role") == 0)
		hand_over_seal(plan, new);

	while (gs_plan_line(plan, field->name, NULL, count) != NULL)
		count++;
	if (count <= field->max)
		return GS_OK;
	gs_report_tell(report, "answers-too-many", "there are more than {0} "
	    "lines '{1}'", gs_say_number(field->max),
	    gs_say_text(field->name));
	return GS_ERR_SPACE;
}

void gs_plan_layer(struct gs_plan *plan)
{
	plan->layer++;
}

int gs_plan_preset(struct gs_plan *plan, struct gs_report *report,
    const void *name, size_t len)
{
	const struct gs_preset *p = NULL;

	if (plan->has_preset) {
		gs_report_say(report, "preset-twice", "there is a preset "
		    "already, and it can be only one");
		return GS_ERR_DUPLICATE;
	}
	for (size_t i = 0; (p = gs_preset_at(i)) != NULL; i++)
		if (strlen(p->name) == len &&
		    memcmp(p->name, name, len) == 0)
			break;
	if (p == NULL) {
		gs_report_tell(report, "preset-unknown", "there is no preset "
		    "'{0}'; 'gainsay init --help' lists them",
		    gs_say_span(name, len));
		return GS_ERR_UNKNOWN;
	}

	plan->has_preset = true;
	int err = gs_plan_read(plan, report, p->answers, strlen(p->answers));
	gs_plan_layer(plan);
	return err;
}

int gs_plan_start(struct gs_plan *plan, struct gs_arena *arena)
{
	*plan = (struct gs_plan){.arena = arena};
	int err = gs_plan_read(plan, NULL, gs_preset_common,
	    strlen(gs_preset_common));
	return err == GS_OK || err == GS_ERR_MEMORY ? err : GS_ERR_INTERNAL;
}

int gs_plan_continue(struct gs_plan *plan, struct gs_arena *arena,
    const struct gs_record *charter)
{
	int err = GS_OK;

	*plan = (struct gs_plan){.arena = arena, .has_preset = true};
	for (size_t i = 0; err == GS_OK && i < charter->count; i++) {
		const struct gs_plan_line line = {.value = charter->values[i]};

		if (!gs_plan_computes(line.value.field->name))
			err = gs_plan_enter(plan, NULL, &line);
	}
	return err;
}
