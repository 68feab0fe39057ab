/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/fault.h"

#include <string.h>

#define RUNS 64 /* more faults than 2^64 there cannot be */

/* NULL: no memory. */
static void *copy_bytes(struct gs_arena *arena, const void *bytes, size_t len)
{
	void *copy = gs_arena_take(arena, len + 1, 1);

	if (copy != NULL && len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

int gs_fault_report(struct gs_faults *faults, bool refused, size_t line,
    const struct gs_report *report)
{
	struct gs_arena *arena = faults->arena;
	size_t size = report->count * sizeof *report->values;
	struct gs_fault *f = gs_arena_take(arena, 1, sizeof *f);
	struct gs_report_value *values = gs_arena_take(arena,
	    report->count + 1, sizeof *values);
	char *text = copy_bytes(arena, report->text,
	    strlen(report->text) + 1);
	char *code = copy_bytes(arena, report->code,
	    strlen(report->code) + 1);

	if (f == NULL || values == NULL || text == NULL || code == NULL)
		return GS_ERR_MEMORY;

	memcpy(values, report->values, size);
	*f = (struct gs_fault){.line = line, .refused = refused, .text = text,
	    .code = code, .values = values, .count = report->count};
	if (faults->last == NULL)
		faults->first = f;
	else
		faults->last->next = f;
	faults->last = f;
	faults->refused += refused;
	faults->advised += !refused;
	return GS_OK;
}

int gs_fault_values(struct gs_faults *faults, bool refused, size_t line,
    const struct gs_message *message)
{
	struct gs_report report = {.text = ""};

	gs_report_values(&report, message->code, message->sentence,
	    message->values, message->count);
	return gs_fault_report(faults, refused, line, &report);
}

int gs_fault_say(struct gs_faults *faults, bool refused, size_t line,
    const char *code, const char *sentence)
{
	const struct gs_message message = {.code = code, .sentence = sentence};

	return gs_fault_values(faults, refused, line, &message);
}

static struct gs_fault *merge_faults(struct gs_fault *a, struct gs_fault *b)
{
	struct gs_fault *first = NULL, **end = &first;

	while (a != NULL && b != NULL) {
		struct gs_fault **less = b->line < a->line ? &b : &a;
		*end = *less;
		end = &(*less)->next;
		*less = *end;
	}
	*end = a != NULL ? a : b;
	return first;
}

/* From below, as binary digits are carried: run[i] has 2^i faults. */
void gs_faults_sort(struct gs_faults *faults)
{
	struct gs_fault *run[RUNS] = {NULL}, *all = NULL, *next = NULL;

	for (struct gs_fault *f = faults->first; f != NULL; f = next) {
		size_t i = 0;
		next = f->next;
		f->next = NULL;
		for (; run[i] != NULL; i++) {
			f = merge_faults(run[i], f);
			run[i] = NULL;
		}
		run[i] = f;
	}

	for (size_t i = 0; i < RUNS; i++)
		all = merge_faults(run[i], all);
	faults->first = all;
	for (faults->last = all; all != NULL; all = all->next)
		faults->last = all;
}
