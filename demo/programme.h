/* SPDX-License-Identifier: Apache-2.0 */
/* `gainsay demo --programme NAME`: cases of one programme, each from its filing
 * to its end, under a charter of the preset of that name. */
#ifndef GS_DEMO_PROGRAMME_H
#define GS_DEMO_PROGRAMME_H

#include "demo/stage.h"

/* One thing that happens in a case.  Of its words, and of `file`, these stand
 * for what the case has: # for the memo's number, #link, #package, #author for
 * the files of it, #url for the server. */
struct step {
	const char *time; /* the clock moves there first; NULL: it does not */
	const char *tell; /* is told before; NULL: nothing is */
	const char *text; /* of demo/text, which is written first; or NULL */
	const char *const *argv;  /* of gainsay; NULL: there is no command */
	const char *const *lines; /* of its output, which are shown */
	int want;                 /* its exit code */
	bool unseen;              /* but for --all */
};

struct programme_case {
	const char *title;  /* of its scene, behind the programme's name */
	const char *told;   /* the public facts, and where they end */
	const char *memo;   /* its subject; NULL: that of the scene before */
	const char *asks[3]; /* its requests */
	const char *const *terms; /* of `compose`, or NULL */
	const char *filed;  /* when it is handed in */
	const struct step *steps; /* the last has nothing at all */
};

struct programme {
	const char *name;    /* the preset's */
	const char *rule;    /* its source */
	const char *told;    /* what the rule says, and what it does not */
	const char *answers; /* what the preset leaves open */
	const char *to;      /* whom its memos go to, in `answers` too */
	const char *mark;    /* of a portion, "" where there is none */
	const char *from, *until; /* the calendar's days */
	const char *begin;   /* the exercise's clock, when the channel begins */
	const char *aged;    /* when its roll may be used */
	const struct programme_case *cases;
	size_t count;
};

/* NULL behind the last. */
const struct programme *programme_at(size_t index);
GS_CHECKED int programme_play(struct stage *s, const struct programme *p);

#endif
