/* SPDX-License-Identifier: Apache-2.0 */
/* One round of the courier: the newest checkpoint to each witness that has not
 * cosigned it, and what they answer to the server. */
#ifndef GS_COURIER_ROUND_H
#define GS_COURIER_ROUND_H

#include <stdbool.h>
#include <stdint.h>

#include "core/channel/channel.h"
#include "courier/transfer.h"
#include "lib/client/http.h"
#include "lib/log/note.h"
#include "lib/log/tiles.h"
#include "lib/steps/cosigning.h"

#define GS_COURIER_URL_MAX (2 * GS_ADDRESS_MAX)

struct gs_courier_witness {
	struct gs_verifier key;
	char base[GS_ADDRESS_MAX]; /* its address, without a slash at the end */
	char url[GS_COURIER_URL_MAX]; /* of what is asked now */
	uint64_t old;  /* entries that it has cosigned, as far as we know */
	uint64_t done; /* of the checkpoint that it cosigned for us */
	uint8_t done_root[32];
	unsigned failures; /* in a row */
	unsigned tries;    /* in this round */
	int64_t wait;      /* not asked before that second */
	bool heard;        /* it has cosigned for us at least once */
	char told[GS_REPORT_CODE_MAX]; /* said last of it; "": nothing */
	char shown[GS_REPORT_CODE_MAX]; /* and of what it shows */
	bool proven; /* that there are two logs, and the proof is kept */
	struct gs_cosign_answer answer;
	uint8_t *body; /* of its request; malloc'ed */
};

/* The server's log, as a look at it found it. */
struct gs_courier_log {
	struct gs_checkpoint checkpoint;
	uint8_t note[GS_NOTE_MAX];
	size_t note_len;
	struct gs_tiles *tiles;
};

/* All but the witnesses' state is the caller's to set. */
struct gs_courier {
	struct gs_http *server;
	struct gs_http_way way;
	struct gs_verifier log;
	const char *dir;      /* tiles are read there, or NULL: at the server */
	const char *evidence; /* a file for what contradicts the server */
	long seconds;         /* that a witness has for its answer */
	struct gs_courier_witness witnesses[GS_WITNESSES_MAX];
	size_t count;
	/* Of the round under way: what witnesses are asked about, and what the
	 * server showed when it was looked at again. */
	struct gs_courier_log asked, again;
	struct gs_transfer transfers[GS_WITNESSES_MAX];
	size_t of[GS_WITNESSES_MAX]; /* the witness of each */
	size_t under_way;
};

/* GS_OK: every witness has cosigned the newest checkpoint.  GS_ERR_RULE: one
 * has not; what is new of it was said.  GS_ERR_IO, GS_ERR_MISMATCH and so on:
 * the server's checkpoint could not be had, as the report says. */
GS_CHECKED int gs_courier_round(struct gs_courier *c,
    struct gs_report *report, int64_t now);
void gs_courier_clear(struct gs_courier *c);

#endif
