/* SPDX-License-Identifier: Apache-2.0 */
/* A channel's first charter from answers, with a key for whoever lacks one. */
#ifndef GS_TESTS_FOUNDED_H
#define GS_TESTS_FOUNDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "lib/host.h"
#include "lib/records/plan.h"

struct founded {
	struct gs_pool pool;
	struct gs_plan plan;
	struct gs_closed_days closed;
	struct gs_report report;
	uint8_t text[GS_RECORD_MAX + 1];
	size_t len;
	bool complete;
	uint8_t secrets[GS_ROLES_MAX][64]; /* of the authority */
	size_t secret_count;
	uint8_t second[64]; /* the newest second's secret */
	uint8_t seed[32]; /* of the last key */
};

/* What answers need beside a preset. */
#define FOUNDED_STATE "preset us-state\norigin dissent.example/x\n" \
	"name Exercise\nexercise yes\n"

int founded_start(struct founded *f);
void founded_end(struct founded *f);
/* A layer of answers, which must be good. */
void founded_answer(struct founded *f, const char *answers);
/* Each line that lacks a key gets the next one. */
void founded_keys(struct founded *f);
/* The same, and the charter of it all: f->text and its length, or the
 * error. */
int founded_charter(struct founded *f, const char *answers);
/* What it says, in the pool. */
const struct gs_charter *founded_terms(struct founded *f);
/* It enters an empty log. */
struct gs_state *founded_enter(struct founded *f);

#endif
