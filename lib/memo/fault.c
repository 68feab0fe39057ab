/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/report.h"

int gs_fault_add(struct gs_faults *faults, bool refused, size_t line,
    const char *format, ...)
{
	char text[sizeof ((struct gs_report *)NULL)->text];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n < 0)
		return GS_ERR_INTERNAL;
	size_t len = strlen(text);
	char *copy = gs_arena_take(faults->arena, len + 1, 1);
	struct gs_fault *f = gs_arena_take(faults->arena, 1, sizeof *f);
	if (copy == NULL || f == NULL)
		return GS_ERR_MEMORY;
	memcpy(copy, text, len + 1);
	*f = (struct gs_fault){NULL, line, refused, copy};
	if (faults->last == NULL)
		faults->first = f;
	else
		faults->last->next = f;
	faults->last = f;
	faults->refused += refused;
	faults->advised += !refused;
	return GS_OK;
}

static struct gs_fault *merge(struct gs_fault *a, struct gs_fault *b)
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
	struct gs_fault *run[64] = {NULL}, *all = NULL, *next = NULL;
	for (struct gs_fault *f = faults->first; f != NULL; f = next) {
		size_t i = 0;
		next = f->next;
		f->next = NULL;
		for (; run[i] != NULL; i++) {
			f = merge(run[i], f);
			run[i] = NULL;
		}
		run[i] = f;
	}
	for (size_t i = 0; i < 64; i++)
		all = merge(run[i], all);
	faults->first = all;
	for (faults->last = all; all != NULL; all = all->next)
		faults->last = all;
}
