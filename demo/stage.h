/* SPDX-License-Identifier: Apache-2.0 */
/* The stage on which `gainsay demo` plays: runs verbs as a user would, a
 * server beside them, and keeps the tally of what came out otherwise than it
 * must. */
#ifndef GS_DEMO_STAGE_H
#define GS_DEMO_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "cli/common/program.h"

#define STAGE_PATH 512

struct stage {
	char gainsay[GS_PROGRAM_PATH_MAX]; /* the program that is shown */
	char dir[STAGE_PATH];   /* of the demo */
	char examples[4096]; /* as realpath writes it */
	char url[128];          /* of the server, "" while there is none */
	pid_t server;
	bool quiet;             /* verbs' output goes nowhere */
	bool brief; /* of a memo's text no more is shown than that it was */
	unsigned checks, failures;
};

/* A heading and a paragraph of narration. */
void stage_scene(struct stage *s, const char *title, const char *text);
/* A name within the channel's directory, where the demo stands; one of 16
 * rotating buffers. */
const char *stage_path(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Runs `gainsay <argv...>` (NULL-terminated), shows it, and counts a failure
 * unless it exits with `want`. */
void stage_run(struct stage *s, int want, const char *const *argv);
#define stage_verb(s, want, ...) \
	stage_run((s), (want), (const char *const[]){__VA_ARGS__, NULL})
/* The same, and keeps the rest of the line that begins with `name`, ended by
 * NUL; "" if it prints none, which is a failure. */
void stage_keep(struct stage *s, char *out, size_t max, const char *name,
    const char *const *argv);
/* The same, and what it prints must contain `words`. */
void stage_says(struct stage *s, int want, const char *words,
    const char *const *argv);
/* A check that is not a verb. */
void stage_check(struct stage *s, bool good, const char *what);

/* Starts `gainsay serve` on a free port (or `listen`), waits until it
 * answers. */
GS_CHECKED int stage_serve(struct stage *s, const char *listen,
    const char *clock);
void stage_stop(struct stage *s, int signal);
/* Moves the exercise's clock. */
void stage_clock(struct stage *s, const char *time);

#endif
