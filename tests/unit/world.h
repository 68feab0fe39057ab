/* SPDX-License-Identifier: Apache-2.0 */
/* A small channel for tests: role keys, a charter, a roll, memos.  Member
 * proofs are random bytes of the right length with a chosen tag: gs_state_apply
 * judges everything but them. */
#ifndef GS_TESTS_WORLD_H
#define GS_TESTS_WORLD_H

#include "core/channel/channel.h"
#include "lib/host.h"

enum world_role {
	W_AUTHORITY, W_REGISTRAR, W_SECOND, W_OFFICE, W_LOG, W_ENROL,
	W_PROMISE, W_RELEASE, W_RECIPIENT, W_PANEL, W_MONITOR,
	W_PROTECTION, W_APPEAL, W_PAGES, W_AUTHOR,
	W_ROLES
};

#define WORLD_MEMBERS 16
/* What memos and replies name as their sealed file: that of this text. */
#define WORLD_SEALED "sealed"
/* A file of the shape that servers take, the same for a text each time. */
struct gs_span world_sealed(const char *text);

struct world {
	/* Set by world_enrol: then proofs are real, `tag` names the member
	 * who proves (from 1), and the roll is theirs. */
	struct gs_secret *members;
	struct gs_roll *keys;
	struct gs_pool pool;
	struct gs_arena *arena;
	struct gs_state *state;
	struct gs_refusal refusal;
	struct gs_entry_proof proof;
	bool has_proof;
	uint8_t public[W_ROLES][32];
	uint8_t secret[W_ROLES][64];
	uint8_t channel[32];
	uint8_t charter[32]; /* digest */
	uint8_t roll[32];
	int64_t at;
	size_t reveals; /* lines of the charter, and of each endorsement */
	uint64_t week;  /* working days of the next charter; 0: 12345 */
	/* Of the next charter: the author holds the authority too, and the
	 * second signer's key is the release officer's; how many must sign
	 * (0: one); it names the channel although it is the first. */
	bool two_authorities, other_second, names_channel;
	bool operator_pages; /* the operator says what the pages are */
	uint64_t threshold;
	/* Of the next charter: the author holds the office too, and both sign
	 * a reply; copies for the Secretary of State are sealed. */
	bool two_offices, copies;
	/* Of the next charter: there are appeals, and somebody who decides
	 * them; a date of that may be put off; a code for what is withheld. */
	bool appeals;
	bool acknowledged_first; /* its clock `reply` starts with that */
	/* A missed acknowledgement goes on to who protects members; a date by
	 * which something is out. */
	bool escalates;
	/* Its witnesses, of which each has its own key: that of the n-th, from
	 * 1, begins with n, but for the one whose key is a role's. */
	size_t witnesses;
	uint64_t quorum;
	int witness_role; /* a world_role whose key the last has; 0: none */
	/* Who signs the next charter, as roles with whose keys; none: the
	 * authority. */
	struct {
		const char *role;
		int key;
	} signers[4];
	size_t signer_count;
	/* What the sequencer says before the memo that was made last. */
	uint64_t endorsements, withdrawals;
};

struct world_memo {
	uint8_t id[32];
	uint8_t tag; /* of the filing */
	uint64_t requests, slot;
	uint64_t endorsements, withdrawals; /* as the sequencer counts */
	int64_t after; /* a day */
	const char *banner;
	const char *addressee;
	int signer; /* a world_role, or -1 */
};

/* Text of a record, in the world's arena. */
struct gs_span world_charter(struct world *w, uint64_t version,
    const char *exercise, const char *ceiling);
struct gs_span world_roll(struct world *w, uint64_t edition, uint8_t root,
    int first, int second);
/* The same roll, as it says that it grew. */
struct world_growth {
	bool has_left;
	uint64_t left, smaller;
	const uint8_t (*replaced)[32]; /* hashes */
	size_t replaced_count;
	int first, second; /* who signs */
};
struct gs_span world_roll_grown(struct world *w, uint64_t edition,
    uint8_t root, const struct world_growth *growth);
struct world_memo world_memo_plain(void);
struct gs_span world_memo(struct world *w, struct world_memo *m);
struct gs_span world_act(struct world *w, const char *type,
    const uint8_t memo[32], uint8_t tag);
/* By a real member, whose endorsement need not be there. */
struct gs_span world_named(struct world *w, const uint8_t memo[32],
    uint8_t tag, const char *name);
struct gs_span world_acknowledge(struct world *w, const uint8_t memo[32],
    int signer, const char *role);
struct world_unreadable {
	const char *what;
	uint64_t number, which;
	int signer;
	const char *role;
};
struct gs_span world_unreadable(struct world *w, const uint8_t memo[32],
    const struct world_unreadable *u);
struct gs_span world_resupply(struct world *w, const uint8_t memo[32],
    uint64_t unreadable, uint8_t tag);
struct gs_span world_reply(struct world *w, const uint8_t memo[32],
    const char *const *words, size_t count, bool zero);
struct gs_span world_correct(struct world *w, const uint8_t memo[32],
    uint64_t number, const char *const *words, size_t count, int signer);
struct gs_span world_moved(struct world *w, const char *url, int signer);
/* `until`: days since 1970; 0: no such line. */
struct gs_span world_reprisal(struct world *w, uint64_t number,
    const char *state, int64_t until, int signer);
struct gs_span world_assets(struct world *w, const char *const *paths,
    size_t count, int signer);
struct gs_span world_end(struct world *w, const uint8_t memo[32], int signer,
    const char *role);
/* `ask` or `answer` number `question`. */
struct gs_span world_question(struct world *w, const char *type,
    const uint8_t memo[32], uint64_t question, int signer, const char *role);
struct gs_span world_publish(struct world *w, const uint8_t memo[32],
    uint64_t publication, const char *banner, int signer, const char *role);

/* A record of those around the memo: its lines behind `memo`, or, NULL, the one
 * line `content`. */
struct gs_span world_said(struct world *w, const char *type,
    const uint8_t memo[32], const char *lines, int signer);

/* Any record about a memo: its lines between `memo` and the signature. */
struct gs_span world_lines(struct world *w, const char *type,
    const uint8_t memo[32], const char *lines, int signer, const char *role);

/* Gives the world real members; call before the roll is made. */
void world_enrol(struct world *w);
void world_enrol_many(struct world *w, size_t count); /* at most 255 */
/* Keys, charter and nothing applied. */
void world_found(struct world *w);
/* A world with its charter and roll applied, at `at` = 2023-11-03T14:00Z. */
void world_start(struct world *w);
/* The same, with `two_offices` and `copies`. */
void world_start_pair(struct world *w);
/* The same, with `appeals`, and with `acknowledged_first` or without. */
void world_start_appeals(struct world *w, bool acknowledged_first);
void world_stop(struct world *w);
/* The record's entry; before a memo, with the endorsements and withdrawals. */
struct gs_span world_entry(struct world *w, int64_t at, struct gs_span text);
/* gs_state_apply of the record at w->at. */
int world_apply(struct world *w, struct gs_span text);

#endif
