/* SPDX-License-Identifier: Apache-2.0 */
/* The staff list: who is eligible, one-time enrolment codes, and the keys that
 * were handed in.  A file of its own, the registrar's; the only place where a
 * name and a key stand together, and only until the edition is unlinked.
 *
 * One thread at a time; the server and gainsay-admin have the file open at once
 * (a rollback journal: sqlite.h).  Every change is one durable transaction.
 * Everything may fail with GS_ERR_IO, GS_ERR_BUSY, GS_ERR_MEMORY and
 * GS_ERR_CORRUPT. */
#ifndef GS_STORE_STAFF_H
#define GS_STORE_STAFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/err.h"
#include "core/host.h"
#include "lib/records/receipt.h"

/* Eight groups of four hexadecimal digits, 128 bits; NUL included. */
#define GS_CODE_LEN 40
/* Replaced keys of an edition: as many as a roll's record can name. */
#define GS_REPLACED_MAX 1000

struct gs_database;

/* Created (mode 0600) if it is not there. */
GS_CHECKED int gs_staff_open(struct gs_database **out, const char *path);
void gs_staff_free(struct gs_database **staff);

struct gs_staff_row {
	struct gs_span id, name, category; /* UTF-8; the id is unique */
};
/* Makes these the eligible ones: new ids are added, known ones updated, and
 * who is not among them is no longer eligible.  GS_ERR_DUPLICATE: an id occurs
 * twice; then nothing changed. */
GS_CHECKED int gs_staff_import(struct gs_database *staff,
    const struct gs_staff_row *rows, size_t count);
GS_CHECKED int gs_staff_eligible(uint64_t *count, struct gs_database *staff);
/* Who is eligible, by id: whether a code waits for them that was not used, and
 * the last edition of which they have a key; 0: of none. */
struct gs_staff_person {
	struct gs_staff_row who;
	bool code;
	uint64_t until;
};
typedef int gs_staff_person_fn(void *ctx,
    const struct gs_staff_person *person);
GS_CHECKED int gs_staff_everybody(struct gs_database *staff,
    gs_staff_person_fn *visit, void *ctx);

/* Whoever is or was on a list, by the bytes of the id. */
typedef int gs_staff_known_fn(void *ctx, const struct gs_staff_row *who,
    bool eligible);
GS_CHECKED int gs_staff_known(struct gs_database *staff,
    gs_staff_known_fn *visit, void *ctx);

/* Codes.  A code is secret and is not stored: only its hash. */
GS_CHECKED int gs_staff_draw_code(char code[GS_CODE_LEN]);
typedef int gs_code_fn(void *ctx, const struct gs_staff_row *who,
    const char code[GS_CODE_LEN]);

/* Where codes go.  `send`, if it is not NULL, takes them to another list before
 * they count in this one: a row (gs_staff_put_codes) for each, and the first
 * edition whose keys become void, or 0. */
#define GS_STAFF_CODE_ROW 64
struct gs_code_desk {
	gs_code_fn *visit;
	int (*send)(void *ctx, struct gs_span rows, uint64_t first);
	void *ctx;
};
#define GS_CODE_DESK(visit, ctx) (&(struct gs_code_desk){(visit), NULL, (ctx)})

/* Draws a code for everybody eligible who needs one, and calls `visit` with
 * each, after they are durable. */
struct gs_staff_wish {
	uint64_t edition; /* who has no key of it; 0: who never had a code */
	bool again;       /* also who has a code that was not used: it becomes
	                     void */
};
GS_CHECKED int gs_staff_issue(struct gs_database *staff,
    const struct gs_staff_wish *wish, const struct gs_code_desk *desk);
/* For one person, for instance who lost theirs: a code that was not used
 * becomes void.  GS_ERR_UNKNOWN: nobody eligible has this id. */
GS_CHECKED int gs_staff_issue_one(struct gs_database *staff, struct gs_span id,
    const struct gs_code_desk *desk);
/* Of how many editions from `first` on the person has a key, and the lowest and
 * the highest of them; all zero: none. */
struct gs_staff_span {
	uint64_t count, first, last;
};
GS_CHECKED int gs_staff_held(struct gs_staff_span *out,
    struct gs_database *staff, struct gs_span id, uint64_t first);
/* For one person whose state is lost or stolen: all their codes and their keys
 * of the editions from `first` on become void, and a new code is drawn, in one
 * change.  What is void is remembered as replaced.  GS_ERR_UNKNOWN as above;
 * GS_ERR_SPACE: an edition would have more than GS_REPLACED_MAX such keys. */
GS_CHECKED int gs_staff_replace(struct gs_staff_span *voided,
    struct gs_database *staff, struct gs_span id, uint64_t first,
    const struct gs_code_desk *desk);

/* Enrolment. */
enum gs_staff_clash_kind {
	GS_CLASH_CODE,   /* it was used by another request */
	GS_CLASH_HOLDER, /* the code's holder has a key of the edition */
	GS_CLASH_KEY,    /* the key was handed in for the edition before */
	GS_CLASH_CLOSED  /* the edition's roll is being signed, or is out */
};
struct gs_staff_clash {
	enum gs_staff_clash_kind kind;
	uint64_t edition; /* 0 for GS_CLASH_CODE */
};
/* Whether a code can be used for the request with this digest, or was used by
 * it (*repeated).  GS_ERR_UNKNOWN: no such code; GS_ERR_DUPLICATE: it was used
 * by another request. */
GS_CHECKED int gs_staff_code(bool *repeated, struct gs_database *staff,
    const uint8_t nonce[32], const uint8_t digest[32]);
/* Stores keys under the code.  Errors of gs_staff_code; GS_ERR_DUPLICATE with
 * `clash`.  For the request that used the code it is GS_OK again, and nothing
 * changes. */
GS_CHECKED int gs_staff_enrol(struct gs_staff_clash *clash,
    struct gs_database *staff, const uint8_t nonce[32],
    const uint8_t digest[32], const struct gs_enrol_key *keys, size_t count);
/* Of that edition and key, copied: a row that is looked at keeps others from
 * writing.  GS_ERR_UNKNOWN. */
GS_CHECKED int gs_staff_receipt(struct gs_span *receipt,
    struct gs_arena *arena, struct gs_database *staff,
    const struct gs_enrol_key *key);

/* Editions.  One is closed while its roll is signed: a key that came in then
 * would have a receipt and be on no roll. */
/* The highest that is closed; 0: none. */
GS_CHECKED int gs_staff_closed(uint64_t *edition, struct gs_database *staff);
/* Closes it with the keys of whoever is eligible now; closed already: anew. */
GS_CHECKED int gs_staff_close(struct gs_database *staff, uint64_t edition);
/* It takes keys again.  GS_ERR_UNKNOWN: it is not closed. */
GS_CHECKED int gs_staff_reopen(struct gs_database *staff, uint64_t edition);
/* Of a closed edition, against the one before. */
struct gs_staff_growth {
	uint64_t listed;  /* keys that it was closed with */
	uint64_t joined;  /* of whom the edition before had none */
	uint64_t left;    /* of the edition before, no longer eligible */
	uint64_t lapsed;  /* of the edition before, eligible, without a key */
};
GS_CHECKED int gs_staff_growth(struct gs_staff_growth *out,
    struct gs_database *staff, uint64_t edition);
/* Those persons by name; `what` is "joined", "left" or "lapsed". */
typedef int gs_staff_move_fn(void *ctx, const struct gs_staff_row *who,
    const char *what);
GS_CHECKED int gs_staff_moves(struct gs_database *staff, uint64_t edition,
    gs_staff_move_fn *visit, void *ctx);

/* Whose keys a closed edition was closed with, by id. */
GS_CHECKED int gs_staff_listed(struct gs_database *staff, uint64_t edition,
    gs_staff_known_fn *visit, void *ctx);
/* The keys that a closed edition was closed with, ascending. */
typedef int gs_staff_key_fn(void *ctx, const uint8_t key[32]);
GS_CHECKED int gs_staff_keys(struct gs_database *staff, uint64_t edition,
    gs_staff_key_fn *visit, void *ctx);
/* Those of it that were replaced, ascending. */
GS_CHECKED int gs_staff_replaced(struct gs_database *staff, uint64_t edition,
    gs_staff_key_fn *visit, void *ctx);
/* Destroys what ties the edition's keys to persons, for good; that a person has
 * one of it stays known.  *count: the keys that were tied.  The caller asks it
 * only once the edition's roll is out. */
GS_CHECKED int gs_staff_unlink(uint64_t *count, struct gs_database *staff,
    uint64_t edition);
/* Two lists.  The registrar's, on a machine of its own, has the names; the
 * server's has a `holder` in place of each person, 32 bytes that say nothing,
 * the nonces of codes, and what was handed in under them. */
/* How many changes were asked for: of the enrolments, by a registrar elsewhere
 * (0: it is no server's for one, or nothing was asked yet); of what passes
 * between registrar and second signer. */
enum gs_staff_turns { GS_TURN_ENROLMENT, GS_TURN_PASSING };
GS_CHECKED int gs_staff_turn(uint64_t *turn, struct gs_database *staff,
    enum gs_staff_turns which);
/* The next one.  GS_ERR_MISMATCH: it is not. */
GS_CHECKED int gs_staff_take_turn(struct gs_database *staff,
    enum gs_staff_turns which, uint64_t turn);
/* What passes: instead of what was there, and of the items behind it. */
GS_CHECKED int gs_staff_pass(struct gs_database *staff, uint64_t item,
    struct gs_span bytes);
/* Copied; empty: nothing is there. */
GS_CHECKED int gs_staff_passed(struct gs_span *bytes, struct gs_arena *arena,
    struct gs_database *staff, uint64_t item);
/* Whether it has persons, not holders alone. */
GS_CHECKED int gs_staff_named(bool *named, struct gs_database *staff);
/* Rows of 64 bytes: a holder, then the nonce of their new code; what they had
 * and did not use becomes void.  With `first`, so do their used codes and their
 * keys of editions from it on (gs_staff_replace).  GS_ERR_DUPLICATE: a nonce is
 * there already; GS_ERR_SPACE as above. */
GS_CHECKED int gs_staff_put_codes(struct gs_database *staff,
    struct gs_span rows, uint64_t first);
/* The first and the last edition with keys that are tied; 0: none. */
GS_CHECKED int gs_staff_tied(uint64_t *first, uint64_t *last,
    struct gs_database *staff);
/* A key as it came in, and whose it is. */
struct gs_staff_tie {
	uint8_t holder[32], key[32], possession[GS_POSSESSION_LEN];
};
#define GS_STAFF_TIE_ROW (64 + GS_POSSESSION_LEN)
#define GS_STAFF_TIES_MOST 32768
/* Those of an edition behind the key `after`, ascending; at most as many. */
typedef int gs_staff_tie_fn(void *ctx, const struct gs_staff_tie *tie);
GS_CHECKED int gs_staff_ties(struct gs_database *staff, uint64_t edition,
    const uint8_t after[32], gs_staff_tie_fn *visit, void *ctx);
/* The registrar's side of it: whether a key is here, or was replaced; */
GS_CHECKED int gs_staff_knows_key(bool *known, struct gs_database *staff,
    uint64_t edition, const uint8_t key[32]);
/* the nonces of a holder's codes; */
GS_CHECKED int gs_staff_nonces(struct gs_database *staff,
    const uint8_t holder[32], gs_staff_key_fn *visit, void *ctx);
/* and keys that came in there, each under a code of this list, at once.
 * GS_ERR_DUPLICATE: a holder has two of an edition. */
struct gs_staff_arrival {
	uint8_t nonce[32];
	struct gs_enrol_key key;
};
GS_CHECKED int gs_staff_arrive(struct gs_database *staff,
    const struct gs_staff_arrival *keys, size_t count);

/* Afterwards: where rows lie in the pages would still tell which came together.
 * GS_ERR_BUSY: somebody else uses the file now; it can be asked again. */
GS_CHECKED int gs_staff_tidy(struct gs_database *staff);

#endif
