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
#define STAGE_WITNESSES 3

struct stage_server {
	char url[128];
	pid_t pid;
};

struct stage {
	char gainsay[GS_PROGRAM_PATH_MAX]; /* the program that is shown */
	char dir[STAGE_PATH];   /* of the demo */
	char examples[4096]; /* as realpath writes it */
	const char *listen;     /* where the channel shall be left running */
	char url[128];          /* of the server, kept while it is stopped */
	pid_t server;           /* 0: none */
	char others[STAGE_PATH + 8]; /* beside `dir`: what witnesses have */
	pid_t witness[STAGE_WITNESSES], courier; /* 0: none */
	bool watched;           /* the witnesses run */
	bool unwatched;         /* the channel has none */
	bool alone;             /* a server that no courier goes out for */
	bool all;               /* every line of every command */
	bool quiet;             /* no command is shown */
	bool tight;             /* what it prints takes few lines */
	unsigned scenes, checks, failures;
};

/* Something that is played under a heading of its own. */
struct scene {
	const char *title, *text;
	const char *proved; /* what is, if every check came out; or NULL */
	bool extra;         /* with --all alone */
	bool watched;       /* not where there are no witnesses */
	/* An error means that nothing more can be played. */
	int (*play)(struct stage *s);
};

GS_CHECKED int stage_scene(struct stage *s, const struct scene *scene);
/* A paragraph of narration between two commands. */
void stage_tell(struct stage *s, const char *text);
/* A name within the channel's directory, where the demo stands; one of 16
 * rotating buffers. */
const char *stage_path(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* A command and how it must come out. */
struct stage_act {
	const char *const *argv;  /* of gainsay, NULL behind the last */
	const char *const *lines; /* each must begin a line of its output; NULL
	                           * behind the last; NULL: none must */
	int want;                 /* its exit code */
	bool whole;               /* all lines are shown, not those alone */
};

/* Runs it, shows it, and counts a failure if it comes out otherwise. */
void stage_act(struct stage *s, const struct stage_act *act);
/* The same, and keeps the rest of the first line that begins with `name`, up
 * to its end or two blanks; "" if there is none, which is a failure. */
void stage_keep(struct stage *s, char *out, size_t max, const char *name,
    const struct stage_act *act);

#define STAGE_LIST(...) (const char *const[]){__VA_ARGS__, NULL}
/* All that it prints is shown. */
#define stage_verb(s, code, ...) stage_act((s), &(struct stage_act){ \
	.want = (code), .whole = true, .argv = STAGE_LIST(__VA_ARGS__)})
/* Of what it prints `picks` are shown (a STAGE_LIST), and must be there; all
 * is with --all. */
#define stage_part(s, code, picks, ...) stage_act((s), &(struct stage_act){ \
	.want = (code), .lines = (picks), .whole = (s)->all, \
	.argv = STAGE_LIST(__VA_ARGS__)})
/* The same, but no more is shown with --all either: a text known already. */
#define stage_brief(s, code, picks, ...) stage_act((s), &(struct stage_act){ \
	.want = (code), .lines = (picks), .argv = STAGE_LIST(__VA_ARGS__)})

/* It is shown with --all alone: between stage_aside and stage_again. */
void stage_aside(struct stage *s);
void stage_again(struct stage *s);

/* A check that is not a verb; nothing is shown if it comes out well. */
void stage_check(struct stage *s, bool good, const char *what);
/* `cp FROMS... TO`, which must succeed. */
void stage_copy(struct stage *s, const char *const *argv);

/* Starts `gainsay serve` on `listen`, waits until it answers.  It ends with
 * the demo unless it `stays`. */
GS_CHECKED int stage_serve(struct stage *s, const char *listen,
    const char *clock, bool stays);
/* Where it was, with the clock that it had. */
GS_CHECKED int stage_serve_again(struct stage *s, bool stays);
void stage_stop(struct stage *s);
/* Another server takes the place of the one that runs, which goes on: its
 * channel lies in `dir`, and has had `restored_at` entries. */
GS_CHECKED int stage_serve_other(struct stage *s, struct stage_server *kept,
    const char *dir, const char *restored_at);
/* Ends it; the one before is the one that is spoken to again. */
void stage_serve_first(struct stage *s, const struct stage_server *kept);
/* What the file has is posted as a filing, as its maker's program would. */
void stage_hand_in(struct stage *s, const char *filing);
/* Moves the exercise's clock. */
void stage_clock(struct stage *s, const char *time);

#endif
