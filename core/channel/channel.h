/* SPDX-License-Identifier: Apache-2.0 */
/* The channel as two pure functions of its log: gs_state_apply folds entries
 * into a state and refuses what the charter does not allow; gs_due says what
 * should have happened by a given time (docs/spec/records.md). */
#ifndef GS_CORE_CHANNEL_H
#define GS_CORE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/channel/refusal.h"
#include "core/err.h"
#include "core/memo/memo.h"
#include "core/proof/member.h"
#include "core/record/record.h"
#include "core/tree/map.h"

#define GS_COPIES_MAX 32
#define GS_ROLES_MAX 64 /* lines of a charter */
#define GS_SEALS_MAX 16
#define GS_WITNESSES_MAX 16
#define GS_CLOCK_DAYS_MAX 3660 /* of a clock line */
#define GS_CLOCK_MONTHS_MAX 120
#define GS_RETENTION_MONTHS_MAX 1200 /* of a retention line */
#define GS_ESCALATIONS_MAX 8   /* lines of a charter */

struct gs_role {
	struct gs_part name, key, holder; /* WORD, HASH, TEXT */
};

/* A reader that something is sealed to. */
struct gs_seal {
	struct gs_part name, type, key, holder; /* WORD, WORD, BYTES, TEXT */
};

/* Whose cosignatures a checkpoint needs: a key of type cosignature/v1, and the
 * name under which its owner signs notes. */
struct gs_witness {
	struct gs_part type, key, name; /* WORD, BYTES, TEXT */
};
#define GS_WITNESS_COSIGNATURE "cosignature/v1"
/* The order of two witnesses' names in a charter, byte by byte: below 0, 0 or
 * above. */
int gs_witness_order(const struct gs_part *a, const struct gs_part *b);

/* Where a duty of this clock is missed, so many working days on a duty of this
 * role begins. */
struct gs_escalation {
	struct gs_part clock; /* WORD */
	uint64_t days;
	char role[GS_WORD_MAX + 1];
};

/* A charter of the entry `index`, in force since `from`.  Borrowed spans live
 * in the state's arena. */
struct gs_charter {
	struct gs_record rec;
	uint8_t digest[32];
	uint8_t channel[32];
	uint64_t version, index;
	int64_t at, from; /* entered; in force (records.md, "charter") */
	uint64_t since; /* the first entry under it, which may be its own */
	bool exercise;
	struct gs_marks marks;
	int ceiling; /* rank */
	struct gs_role roles[GS_ROLES_MAX];
	size_t role_count;
	uint64_t threshold; /* holders of the authority who sign a charter */
	struct gs_seal seals[GS_SEALS_MAX];
	size_t seal_count;
	struct gs_seal reveals[GS_REVEALS_MAX];
	size_t reveal_count;
	struct gs_witness witnesses[GS_WITNESSES_MAX]; /* by name */
	size_t witness_count;
	uint64_t quorum; /* of them; 0: the charter names none */
	uint64_t week, closing, quota, floor, age, batch, release, gather;
	uint64_t cooling; /* days */
	uint64_t late_weeks, late_weekday; /* every n-th week, on this day */
	struct gs_escalation escalations[GS_ESCALATIONS_MAX];
	size_t escalation_count;
	const struct gs_value *offsets, *closed; /* its lines, ascending */
	size_t offset_count, closed_count;
	struct gs_charter *before; /* the one it replaced, or NULL */
	/* The anchor that carries a note by which a quorum of its witnesses had
	 * seen the charter that replaced it; 0: none does yet. */
	uint64_t handed_over;
};

struct gs_roll_edition {
	struct gs_record rec;
	uint8_t root[32];
	uint64_t edition, size, eligible, index;
	uint64_t left; /* members of the edition before who are not on it */
	int64_t at;
	int64_t replaced; /* time of the next edition, or INT64_MAX */
	bool has_reading;
	uint8_t reading[32]; /* SHA-256 of its reading key */
	struct gs_roll_edition *before;
};

#define GS_QUESTIONS_MAX 64    /* of a memo */
#define GS_CORRECTIONS_MAX 64  /* of its replies */
#define GS_REPLIES_MAX 8       /* to a memo */
#define GS_GROUNDS_MAX 16      /* of a charter */
#define GS_UNREADABLE_MAX 64   /* of a memo, by its office */
#define GS_PUBLICATIONS_MAX 64 /* of a memo */
#define GS_POSITIONS_MAX 1024  /* on a memo */
#define GS_NOTICES_MAX 64      /* of a memo */
#define GS_OPENED_MAX 1024     /* of a memo */

/* The office asks; the author answers once, or not. */
struct gs_question {
	uint64_t number; /* from 1 */
	int64_t asked, answered; /* answered = 0: not yet */
	struct gs_record ask, answer; /* `answer` valid if answered != 0 */
	struct gs_question *before;
};

/* Its signer could not open this, or it said nothing.  It discharges no duty
 * and starts none. */
enum gs_unreadable_what {
	GS_UNREADABLE_MEMO, /* so says the office; of the others, the author */
	GS_UNREADABLE_REPLY, GS_UNREADABLE_QUESTION, GS_UNREADABLE_CORRECTION
};
/* Its word in a record, or NULL behind the last. */
const char *gs_unreadable_word(enum gs_unreadable_what what);
struct gs_unreadable {
	uint64_t number; /* of the memo's, from 1 */
	enum gs_unreadable_what what;
	uint64_t which; /* reply, question or correction; of a memo 0 */
	int64_t at;
	int64_t resupplied; /* 0: not yet */
	struct gs_record resupply; /* valid if resupplied != 0 */
	struct gs_unreadable *before;
};

/* What the office says of the requests instead of what a reply said; both are
 * shown. */
struct gs_correction {
	uint64_t number; /* of the memo's, from 1 */
	uint64_t reply;  /* which one it is of */
	int64_t at;
	struct gs_record rec;
	struct gs_correction *before;
};

#define GS_COPIES_OF_MEMO_MAX 64
#define GS_PANELS_MAX 16 /* of a memo, each instead of the last */
#define GS_PANEL_SIZE_MAX 8
#define GS_REMARKS_MAX 64
#define GS_EXTENSIONS_MAX 64
#define GS_HOLDS_MAX 64
#define GS_DELETIONS_MAX 64

/* What those around a memo say (circle.c): a list for each kind, the newest
 * first. */
enum gs_said_kind {
	GS_SAID_COPY,     /* by the office: it goes to a recipient */
	GS_SAID_RECEIVED, /* by that one, of the copy of its number */
	GS_SAID_RULING,   /* by the office, on the author's wish; one */
	GS_SAID_PANEL,    /* by the office; the newest holds */
	GS_SAID_REPORT,   /* by the panel; one */
	GS_SAID_REMARK,   /* by the monitor, or whom a duty went on to */
	GS_SAID_EXTEND,   /* by the office, or who approves it for the office */
	GS_SAID_REFER,    /* by the office: out of scope; one */
	GS_SAID_DONE,     /* by the office: what it accepted, by its request */
	GS_SAID_HOLD,     /* by the office or a custodian: begun, then ended */
	GS_SAID_DELETED,  /* likewise: what the memo's files were, by time */
	GS_SAID_KINDS
};
/* What dates a memo: it was filed, and each act that discharges a duty.  Those
 * of which a memo has one are named here; an act of which it may have several
 * has its event beside it. */
enum gs_event_kind {
	GS_EVENT_FILED, GS_EVENT_ACKNOWLEDGED, GS_EVENT_REPLIED, GS_EVENTS
};
struct gs_event {
	uint64_t entry; /* 0: it has not happened; entry 0 is a charter */
	/* By then witnesses had seen the entry in the log, by the first
	 * anchored note behind it that has its charter's quorum: the time of
	 * that (records.md, "Witnesses").  0: nobody but the operator says when
	 * it was. */
	int64_t witnessed;
	uint64_t carrier; /* the anchor that has this note; if witnessed != 0 */
	/* Since when the log says so: the time of that anchor, or, if the note
	 * lay beside the log, of the log's last entry. */
	int64_t since;
	struct gs_event *before; /* of its memo, in any order */
};

/* A redacted text of the memo, put out by the release officer. */
struct gs_publication {
	uint64_t number; /* from 1 */
	int64_t at;
	struct gs_record rec;
	struct gs_event event;
	struct gs_publication *before;
};

/* What the office takes a request for: in private, which is sealed and
 * committed to; in public; and `opened`, by which a private one becomes known
 * (position.c). */
enum gs_side { GS_SIDE_PRIVATE, GS_SIDE_PUBLIC, GS_SIDE_OPENED };
/* Its word in a record, or NULL behind the last. */
const char *gs_side_word(enum gs_side side);
#define GS_POSITION_URL_MAX 1024
struct gs_position {
	uint64_t number;  /* on the memo, from 1 */
	uint64_t request; /* 0: the memo as a whole, which has none */
	enum gs_side side;
	int64_t at;
	uint64_t opening; /* of a private one: the position that opens it; 0:
	                   * none does yet */
	int64_t disputed; /* by the author; 0: not */
	struct gs_record rec;
	struct gs_record dispute; /* valid if disputed != 0 */
	struct gs_position *before;
};

/* The office gives notice that an identity or a content leaves its circle. */
struct gs_notice {
	uint64_t number; /* from 1 */
	int64_t at;
	struct gs_record rec;
	struct gs_notice *before;
};

/* One whom it is sealed to has opened the memo: once a day and holder. */
struct gs_opened {
	uint64_t count; /* how many, with this one */
	int64_t at;
	struct gs_record rec;
	struct gs_opened *before;
};

/* One who endorsed and says so by name.  The name is that person's word. */
struct gs_named {
	int64_t at;
	int64_t withdrawn; /* the endorsement, since then; 0: not */
	struct gs_record rec;
	struct gs_named *before;
};
#define GS_NAMED_NAME_MAX 100 /* bytes */

/* The office's answer to the memo; another one follows a remand alone. */
struct gs_memo_reply {
	uint64_t number; /* from 1 */
	int64_t at;
	struct gs_record rec;
	/* Of the first one the memo has it, as GS_EVENT_REPLIED. */
	struct gs_event event;
	int64_t responded; /* by the author; 0: not */
	struct gs_record response; /* valid if responded != 0 */
	struct gs_memo_reply *before;
};

/* What the appeal authority decides (appeal.c). */
enum gs_outcome {
	GS_OUTCOME_UPHOLD, /* the reply, or the referral, stands */
	GS_OUTCOME_REMAND, /* the office replies anew */
	GS_OUTCOME_GRANT   /* the author is right */
};
/* Its word in a record, or NULL behind the last. */
const char *gs_outcome_word(enum gs_outcome outcome);
/* The author appeals against a reply, or against the referral. */
struct gs_appeal {
	uint64_t number; /* of the memo's, from 1 */
	uint64_t reply;  /* against which one; 0: against the referral */
	int64_t at;
	int64_t decided; /* 0: not yet; then the next three are not valid */
	enum gs_outcome outcome;
	struct gs_record decision;
	struct gs_event event; /* of the decision */
	struct gs_record rec;
	struct gs_appeal *before;
};

/* One of them. */
struct gs_said {
	uint64_t number; /* from 1 */
	int64_t at;
	struct gs_record rec;
	struct gs_event event; /* of a kind that discharges a duty */
	struct gs_said *before;
};

/* What somebody must do about a memo by a time (duties.c is the table). */
enum gs_duty_kind {
	GS_DUTY_ACKNOWLEDGE, GS_DUTY_REPLY, GS_DUTY_COPY, GS_DUTY_RECEIVE,
	GS_DUTY_REPORT, GS_DUTY_DECIDE, GS_DUTY_COMMITMENT, GS_DUTY_PUBLISH,
	GS_DUTY_ESCALATION, GS_DUTY_KINDS
};
/* When a duty that starts with the filing is due: counted once, then. */
struct gs_memo_term {
	int err; /* GS_ERR_UNKNOWN: the memo's charter has no such clock */
	int64_t from, due;
};

struct gs_memo {
	uint8_t id[32];
	uint64_t index, number; /* entry, and order of filing from 1 */
	int64_t at;
	const struct gs_charter *charter;
	const struct gs_roll_edition *roll;
	struct gs_record rec;
	uint32_t requests;
	/* Frozen at filing: tags that endorsed, and tags that took it back
	 * before. */
	uint32_t endorsements, withdrawals;
	/* Entries of the filing still to come; the tag of the last one, and
	 * whether that one endorsed. */
	uint32_t pending_endorsements, pending_withdrawals;
	uint8_t last_tag[32];
	bool last_endorsed;
	/* After it. */
	uint32_t later, withdrawn_later;
	int64_t acknowledged, ended; /* 0: not yet */
	int64_t replied;             /* the first time; 0: not yet */
	bool ended_by_author;
	struct gs_record end; /* valid if ended != 0 */
	struct gs_memo_reply *reply;             /* the newest, or NULL */
	struct gs_correction *correction;   /* the newest, or NULL */
	struct gs_appeal *appeal;           /* the newest, or NULL */
	struct gs_unreadable *unreadable;   /* the newest, or NULL */
	struct gs_question *question;       /* the newest, or NULL */
	struct gs_publication *publication; /* the newest, or NULL */
	struct gs_said *said[GS_SAID_KINDS]; /* the newest of each, or NULL */
	struct gs_position *position;       /* the newest, or NULL */
	struct gs_notice *notice;           /* the newest, or NULL */
	struct gs_opened *opened;           /* the newest, or NULL */
	struct gs_named *named;             /* the newest, or NULL */
	struct gs_event events[GS_EVENTS];
	struct gs_event *dated; /* the newest of all its events */
	struct gs_memo_term terms[GS_DUTY_KINDS];
	bool undated; /* an event waits for its date, in the state's list */
	struct gs_memo *undated_next;
	struct gs_memo *before;
};

struct gs_state;

/* What the log, a box or what waits for a release knows of a member's tag in a
 * memo (acts.h). */
enum gs_tag_status {
	GS_TAG_NONE,
	GS_TAG_ENDORSED,
	GS_TAG_WITHDRAWN,
	GS_TAG_NAMED = 4 /* endorsed, and says so by name; 3 is a slot's */
};

/* The member proof that an entry stands on.  gs_state_apply judges everything
 * about an entry except this; the caller verifies proofs, in batches over a
 * roll. */
struct gs_entry_proof {
	const struct gs_roll_edition *roll;
	uint64_t index; /* the entry's */
	uint64_t memo;  /* its number */
	uint8_t scope[GS_SCOPE_MAX], message[GS_MESSAGE_MAX];
	size_t scope_len, message_len;
	const uint8_t *proof; /* lives where the record does */
	size_t proof_len;
};

GS_CHECKED int gs_state_new(struct gs_state **out, struct gs_arena *arena);
/* Entries of other memos and rolls are left out: the first roll may be of any
 * edition.  For a state without entries. */
void gs_state_take_excerpt(struct gs_state *state);
/* For a log of any length: entries of which the state keeps nothing but a mark
 * or a number (endorsements, withdrawals, acknowledgements, moves) lie in
 * `scratch`, which the caller may empty between two entries, as soon as the
 * proofs of those before are done with; NULL: in the state's arena, with all
 * others.  What is left grows with rolls and memos, what is said about a memo
 * (its reply, questions, publications: bounded for each), and 37 bytes an act
 * with an index of at most 32. */
void gs_state_use_scratch(struct gs_state *state, struct gs_arena *scratch);

/* Applies the next entry of the log.  `proof` is set for what a member does
 * (*has_proof).  On failure the state is as
 * before (some arena memory may be spent) and `refusal` says why. */
GS_CHECKED int gs_state_apply(struct gs_state *state,
    struct gs_entry_proof *proof, bool *has_proof, struct gs_refusal *refusal,
    const void *entry, size_t len);

/* An entry and hashes of 32 bytes that are known to whoever has compared it
 * with a tile, and are not computed once more; NULL: not known. */
struct gs_hashed_entry {
	struct gs_span bytes;
	const uint8_t *leaf; /* gs_tree_leaf */
	/* The root of the 2^GS_SUBTREE_LEVEL leaves that this entry ends: only
	 * where its index is the last of so many. */
	const uint8_t *subtree;
};
#define GS_SUBTREE_LEVEL 8
#define GS_SUBTREE_LEAVES ((uint64_t)1 << GS_SUBTREE_LEVEL)
GS_CHECKED int gs_state_apply_hashed(struct gs_state *state,
    struct gs_entry_proof *proof, bool *has_proof, struct gs_refusal *refusal,
    const struct gs_hashed_entry *entry);

/* Records that ask to enter together at `at`.  A filing is judged whole:
 * `texts[0]` is its memo, the others its endorsements and withdrawals in
 * order.  Any other record comes alone. */
struct gs_candidates {
	int64_t at;
	const struct gs_span *texts;
	size_t count;
};
/* What the entry of the first of them begins with: the sequencer counts. */
void gs_candidates_header(struct gs_entry_header *header,
    const struct gs_candidates *candidates);
/* The judgement of gs_state_apply without its effect.  `proofs` has room for
 * one a record; proofs[i].proof points into `arena`, from which `refusal`
 * borrows too. */
GS_CHECKED int gs_state_check(struct gs_entry_proof *proofs,
    size_t *proof_count, struct gs_refusal *refusal, struct gs_arena *arena,
    const struct gs_state *state, const struct gs_candidates *candidates);
/* Parses a record that asks to enter; `refusal` says what is wrong with it. */
GS_CHECKED int gs_candidate_parse(struct gs_record *rec,
    struct gs_refusal *refusal, struct gs_arena *arena, const void *text,
    size_t len);

uint64_t gs_state_size(const struct gs_state *state); /* entries applied */
int64_t gs_state_at(const struct gs_state *state);    /* of the last one */
const struct gs_charter *gs_state_charter(const struct gs_state *state);
/* The one that waits for the end of its cooling time, or NULL. */
const struct gs_charter *gs_state_charter_coming(const struct gs_state *state);
/* The one that an entry of time `at`, not before the last one's, is judged
 * by. */
const struct gs_charter *gs_state_charter_at(const struct gs_state *state,
    int64_t at);
/* Time passed without an entry: a charter that waited for `at` is in force.  No
 * entry of an earlier time may be applied after it. */
void gs_state_pass(struct gs_state *state, int64_t at);
const struct gs_charter *gs_state_charter_by(const struct gs_state *state,
    const uint8_t digest[32]);
/* The log's word on itself (records.md, "anchor").  From one that covers
 * something its witnesses have so many seconds, before their word is kept. */
#define GS_ANCHOR_SECONDS 3600
struct gs_anchor {
	uint64_t index; /* its entry; it is about the entries before */
	int64_t at;
	const struct gs_charter *charter; /* in force then */
	bool covers;      /* others than anchors came after the one before */
	bool settled;     /* the note in it has the quorum of the charter in
	                   * force at the anchor before */
	uint8_t root[32]; /* of the log up to and with it */
};
/* The newest; NULL: there is none, or the state is of an excerpt. */
const struct gs_anchor *gs_state_anchor(const struct gs_state *state);
/* Who has cosigned such a note. */
#define GS_ANCHOR_LINES_MAX 64 /* of witnesses */
struct gs_anchor_note {
	size_t cosigned; /* of the charter's witnesses */
	bool settled;    /* the charter's quorum */
	/* The earliest time by which a quorum had; 0: none, or nobody is
	 * asked. */
	int64_t witnessed;
	/* All of them, in the order of their lines; borrowed. */
	struct gs_anchor_line {
		const struct gs_witness *witness;
		uint64_t time;
	} lines[GS_ANCHOR_LINES_MAX];
	size_t count;
};
/* A witness whose line may stand in the note of an anchor under `charter`: the
 * n-th, from 0, of those whom that charter names or one before it that has not
 * handed over, each where a charter names it first, the newest charter first.
 * NULL: there are fewer. */
const struct gs_witness *gs_anchor_witness(const struct gs_charter *charter,
    size_t n);
/* Whether a cosignature of the anchor `before` may be of that time, where an
 * anchor of the date `at` carries it (records.md, "anchor").  A log's quorum
 * must have; a server drops every line of another. */
#define GS_ANCHOR_SLACK 600 /* seconds, for clocks that differ */
bool gs_anchor_takes_time(const struct gs_anchor *before, int64_t at,
    uint64_t time);
/* Whether `note` is the one that the log fixes for this anchor, whose index,
 * root and charter alone are looked at: in its one form, with the log's line
 * and lines of gs_anchor_witness. */
GS_CHECKED int gs_anchor_note_check(struct gs_anchor_note *out,
    struct gs_refusal *refusal, const struct gs_anchor *anchor,
    struct gs_span note);
/* Witnesses had seen the first `size` entries by that time: what of these has
 * no date yet gets this one.  For whoever judges a note beside the log; the
 * notes in anchors are judged by gs_state_apply. */
void gs_state_witnessed(struct gs_state *state, uint64_t size,
    int64_t witnessed, uint64_t carrier);
/* Entries other than anchors since then. */
uint64_t gs_state_unanchored(const struct gs_state *state);
/* The state map over all entries; NULL for an excerpt. */
const struct gs_map *gs_state_map(const struct gs_state *state);
/* What an entry adds to, in that map: its memo's id, or the name of its type.
 * Borrowed. */
struct gs_span gs_map_name(const struct gs_record *rec);

/* Where the authority last said that the server is; NULL: nowhere else than it
 * was. */
#define GS_URL_MAX 255
struct gs_moved {
	int64_t at;
	char url[GS_URL_MAX + 1];
};
const struct gs_moved *gs_state_moved(const struct gs_state *state);
/* A case of reprisal, as its officer's records tell it: nobody, and no memo. */
#define GS_REPRISAL_DAYS_MAX 366
struct gs_reprisal {
	uint64_t number;
	int64_t opened, said, ended; /* said: its newest record; 0: not ended */
	uint64_t until; /* the day by which more is to be said of it */
	struct gs_reprisal *before;
};
/* The newest; NULL: there was none. */
const struct gs_reprisal *gs_state_reprisal(const struct gs_state *state);
/* Its day has passed and nothing was said.  As of the log's end: a record that
 * came after `now` has moved the day. */
bool gs_reprisal_is_overdue(const struct gs_reprisal *one,
    const struct gs_charter *charter, int64_t now);
/* What a release's pages are, by its newest record; NULL: nobody has said. */
#define GS_ASSET_PATH_MAX 255
struct gs_assets {
	struct gs_record rec;
	uint64_t index; /* its entry */
	int64_t at;
};
const struct gs_assets *gs_state_assets(const struct gs_state *state);
/* The newest; follow ->before for the others. */
const struct gs_roll_edition *gs_state_roll(const struct gs_state *state);
const struct gs_roll_edition *gs_state_roll_by(const struct gs_state *state,
    const uint8_t root[32]);
/* A box may be opened under a roll from the time when it is as old as the
 * charter's `age` says, to the time when the next edition is: so there is one
 * at any time after the first.  INT64_MAX: no next edition yet. */
int64_t gs_roll_serves_from(const struct gs_roll_edition *roll,
    const struct gs_charter *charter);
int64_t gs_roll_serves_until(const struct gs_roll_edition *roll,
    const struct gs_charter *charter);
/* The one that serves at that time; NULL: the first is too young. */
const struct gs_roll_edition *gs_state_roll_serving(
    const struct gs_state *state, int64_t at);
/* Whether the roll's record says that the key was replaced: its holder was
 * given another after a loss. */
bool gs_roll_replaced(const struct gs_roll_edition *roll,
    const uint8_t key[32]);
const struct gs_memo *gs_state_memo(const struct gs_state *state);
const struct gs_memo *gs_state_memo_by(const struct gs_state *state,
    const uint8_t id[32]);
/* The memo's `unreadable` of that number, or NULL. */
struct gs_unreadable *gs_unreadable_by(const struct gs_memo *memo,
    uint64_t number);
/* How many of what the office or the author found unreadable. */
uint64_t gs_unreadable_count(const struct gs_memo *memo,
    enum gs_unreadable_what what);
/* How many letters the author did. */
uint64_t gs_unreadable_letters(const struct gs_memo *memo);
/* The reply to the memo of that number, or NULL; how many there are. */
const struct gs_memo_reply *gs_reply_by(const struct gs_memo *memo,
    uint64_t number);
uint64_t gs_reply_count(const struct gs_memo *memo);
/* The appeal about the memo of that number, or NULL; that against this reply
 * (0: against the referral), or NULL. */
struct gs_appeal *gs_appeal_by(const struct gs_memo *memo, uint64_t number);
const struct gs_appeal *gs_appeal_against(const struct gs_memo *memo,
    uint64_t reply);
/* Until when the author may hand in an appeal against a reply, or the referral
 * (0).  GS_ERR_UNKNOWN: there is no such thing, or the memo's charter knows no
 * appeal; errors of gs_clock_end. */
GS_CHECKED int gs_appeal_until(int64_t *until, const struct gs_memo *memo,
    uint64_t reply);
/* From then on the log takes none: an appeal waits for its release. */
#define GS_APPEAL_SLACK 172800
/* Refuses what is handed in now and is too late. */
GS_CHECKED int gs_appeal_judge_time(struct gs_refusal *refusal,
    const struct gs_memo *memo, const struct gs_record *appeal, int64_t now);
/* The office's last word on the requests at the time `now`: its newest reply,
 * or the newest correction of that; NULL: there is none yet. */
const struct gs_record *gs_last_word(const struct gs_memo *memo, int64_t now);
/* What a publication is of: the memo's record, that of a reply or of a
 * correction; NULL: of one that is not there. */
const struct gs_record *gs_published_text(const struct gs_memo *memo,
    const struct gs_record *publish);
/* The correction of a reply to the memo of that number, or NULL. */
const struct gs_correction *gs_correction_by(const struct gs_memo *memo,
    uint64_t number);
/* The memo's question of that number, or NULL. */
struct gs_question *gs_question_by(const struct gs_memo *memo,
    uint64_t number);

/* What the office accepted has an owner and a date: the n-th that a reply or a
 * correction gives, from 0; false behind the last. */
struct gs_commitment {
	uint64_t request; /* 0: the memo as a whole */
	int64_t at, day;  /* of the record; by when, in the memo's zone */
	struct gs_part owner;
};
bool gs_commitment_at(struct gs_commitment *out, const struct gs_memo *memo,
    uint64_t n);

/* The type of a kind's records; that of the memo of that number, or NULL. */
enum gs_record_kind gs_said_record(enum gs_said_kind kind);
/* Whether these discharge a duty. */
bool gs_said_discharges(enum gs_said_kind kind);
const struct gs_said *gs_said_by(const struct gs_memo *memo,
    enum gs_said_kind kind, uint64_t number);

/* The position on the memo of that number, or NULL. */
struct gs_position *gs_position_by(const struct gs_memo *memo,
    uint64_t number);
/* A disposition; of kind GS_PART_NONE for a private position that nothing had
 * opened by `now`: what it is is unknown. */
struct gs_part gs_position_stance(const struct gs_memo *memo,
    const struct gs_position *position, int64_t now);
/* A private position is a commitment to a stance, a salt and the hash of its
 * words; salt and words follow from a seed of 32 secret bytes and the text
 * (docs/spec/commitments.md, "Positions"). */
struct gs_position_opening {
	struct gs_span stance;
	const uint8_t *salt, *words; /* 32 each */
};
void gs_position_salt(uint8_t out[32], const uint8_t seed[32]);
void gs_position_words(uint8_t out[32], const uint8_t seed[32],
    struct gs_span text);
void gs_position_commit(uint8_t out[32], const uint8_t memo[32],
    uint64_t request, const struct gs_position_opening *opening);
/* How the newest positions on a request, in private and in public, stand to one
 * another at the time `now`. */
enum gs_alignment_kind {
	GS_ALIGNMENT_NONE,    /* one of the two is missing */
	GS_ALIGNMENT_UNKNOWN, /* the private one is sealed still: never taken
	                       * for the same */
	GS_ALIGNMENT_SAME, GS_ALIGNMENT_DIFFERS
};
struct gs_alignment {
	enum gs_alignment_kind kind;
	const struct gs_position *in_private, *in_public; /* or NULL */
	int64_t since; /* the entry by which it became so; 0 if there is no
	                * position */
};
void gs_align(struct gs_alignment *out, const struct gs_memo *memo,
    uint64_t request, int64_t now);
/* Whether what is deleted by time about the memo is to be kept (`hold`). */
bool gs_memo_held(const struct gs_memo *memo);
/* How long the files of a memo are kept, by the `retention` line of its
 * charter, from the end of its procedure on. */
struct gs_retention {
	int64_t until;           /* the second that ends it */
	struct gs_part schedule; /* TEXT: under which it is deleted then */
};
/* GS_ERR_UNKNOWN: for ever, by its charter, or it has not ended yet, so that
 * `until` is 0; errors of gs_deadline_from. */
GS_CHECKED int gs_retention_of(struct gs_retention *out,
    const struct gs_memo *memo);
/* The first deletion, entered by `now`, of a file that a record of the time
 * `at` names: one that was published, or that is sealed.  NULL: it is kept. */
const struct gs_said *gs_deletion_of(const struct gs_memo *memo, int64_t at,
    bool published, int64_t now);
/* Whether the log says that this holder of the role has opened the memo on the
 * day, in its charter's zone, of `at`. */
bool gs_opened_on(const struct gs_memo *memo, struct gs_part role,
    struct gs_part by, int64_t at);
/* How many of those who endorsed are named at that time: some of the count, and
 * no more of it. */
uint64_t gs_named_count(const struct gs_memo *memo, int64_t now);

/* What the office may decide about a request: the word of that index, NULL
 * after the last; whether it is one; all of them, for a sentence. */
const char *gs_disposition_at(size_t index);
bool gs_disposition_is(const void *word, size_t len);
const char *gs_disposition_list(void);

/* The n-th who holds the role, from 0; NULL if there are fewer. */
const struct gs_role *gs_charter_holder(const struct gs_charter *charter,
    const char *name, size_t n);
/* The first of them: of `log`, `enrol` and `promise` the only one. */
const struct gs_role *gs_charter_role(const struct gs_charter *charter,
    const char *name);
/* Whose log it is: the name before its checkpoints, and the key that signs
 * them. */
bool gs_charter_has_origin(const struct gs_charter *charter,
    const char *origin);
bool gs_charter_has_log_key(const struct gs_charter *charter,
    const uint8_t key[32]);
/* How many sign, by one of its lines: `reply-signers` of office a reply or a
 * correction, `publish-signers` of release a publication. */
uint64_t gs_charter_signers(const struct gs_charter *charter,
    const char *line);
/* What the code says, by that record's lines of that name: `exemption` of a
 * charter, `reason` of a publication.  False: they do not have it. */
bool gs_reason_words(struct gs_span *words, const struct gs_record *rec,
    const char *name, struct gs_span code);
/* One of those who hold the role signed the record; `holder` (may be NULL)
 * receives who.  GS_ERR_UNKNOWN: no signature of that role;
 * GS_ERR_SIGNATURE. */
GS_CHECKED int gs_charter_signed(const struct gs_role **holder,
    const struct gs_charter *charter, const struct gs_record *rec,
    const char *role);

/* A charter out of its record, by all rules but those of the log before it and
 * of who signs; in force from no time.  Borrows from the record. */
GS_CHECKED int gs_charter_read(struct gs_charter *out,
    struct gs_refusal *refusal, const struct gs_record *rec);
/* Whether the one changes who may make a roll or a charter, or whose
 * cosignatures a checkpoint needs, against the other: then the outgoing second
 * signs it too, or it waits to be seen. */
bool gs_charter_changes_signers(const struct gs_charter *a,
    const struct gs_charter *b);
/* The part of it that is about witnesses and their quorum. */
bool gs_charter_changes_witnesses(const struct gs_charter *a,
    const struct gs_charter *b);
/* The newest charter, `c` or one before it, by which the authority alone,
 * without the second signer of before, put another registrar or second signer
 * in the place of those who were; one that a later charter has undone is left
 * out.  NULL: there is none, or `c` is NULL.  The next older one is that of its
 * `before`. */
const struct gs_charter *gs_charter_imposed(const struct gs_charter *c);
/* The rules of one line of a charter, whatever its other lines say. */
GS_CHECKED int gs_charter_judge_line(struct gs_refusal *refusal,
    const struct gs_value *line);
/* Of these rules: what a line that is one number may be, and what a line that
 * is one word, for a sentence ("yes or no").  False, NULL: there is no such
 * rule for this line. */
bool gs_charter_range(uint64_t *min, uint64_t *max, const char *field);
const char *gs_charter_words(const char *field);

enum gs_duty_status {
	GS_DUTY_OPEN,    /* not done, time left */
	/* Done in time, and a quorum of witnesses had seen it in the log within
	 * GS_DUTY_GRACE of that. */
	GS_DUTY_MET,
	GS_DUTY_MET_BY_DATE, /* done in time, says the operator's date alone */
	GS_DUTY_LATE,    /* done after its time: missed */
	GS_DUTY_OVERDUE, /* not done and its time is over: missed */
	GS_DUTY_ENDED    /* owed no more since before it was due: the author
	                  * ended the procedure and nobody had endorsed the
	                  * memo, or the memo was referred */
};
#define GS_DUTY_GRACE GS_ANCHOR_SECONDS
struct gs_duty {
	const struct gs_memo *memo;
	enum gs_duty_kind kind;
	uint64_t number;   /* which of its kind; 0: there is one alone */
	const char *name;  /* static: "acknowledge" */
	const char *title; /* static: "Acknowledge" */
	/* The role that has the duty: static, or the memo's charter's. */
	const char *owner;
	struct gs_part whose; /* a name among those; of length 0: anybody's */
	/* Static: of the charter's line that its days come from; NULL: it is
	 * due on a date of its own. */
	const char *clock;
	int64_t start; /* from when its days count */
	int64_t from; /* the early end of the window, = due if there is none */
	int64_t due;
	uint64_t extended; /* how often `due` was put off */
	int64_t first_due; /* what it was before */
	/* Static, of one that is ended: "the author". */
	const char *ended_by;
	/* Static, of an escalation: the duty that was missed, and its number;
	 * NULL: of another. */
	const char *missed;
	uint64_t missed_number;
	int64_t done; /* 0: not yet */
	const struct gs_event *event; /* by which it is, or NULL */
	/* By then witnesses had seen it, as the log said at the time asked
	 * about; that is later where they looked after the last entry.  0: none
	 * has. */
	int64_t witnessed;
	enum gs_duty_status status;
};
/* Its time is over and it was not done in time. */
bool gs_duty_missed(const struct gs_duty *duty);
/* All duties at time `now`, newest memo first.  GS_ERR_SPACE if more than
 * `max`. */
GS_CHECKED int gs_due(struct gs_duty *duties, size_t *count, size_t max,
    const struct gs_state *state, int64_t now);
/* Whether the memo says that it amends the one of that id, or that it is
 * related to it. */
bool gs_memo_amends(const struct gs_memo *memo, const uint8_t id[32]);
bool gs_memo_relates(const struct gs_memo *memo, const uint8_t id[32]);
/* "acknowledge": static. */
const char *gs_duty_name(enum gs_duty_kind kind);
/* The role that a clock binds, as the end or the beginning of its duty's time;
 * NULL: no duty has a clock of that name, or the charter's lines say whose. */
const char *gs_duty_owner(const struct gs_part *clock);
/* The duties of one memo at time `now`, one after the other: by the order of
 * the table, and those of one kind by their numbers.  Some begin with
 * time alone, and no entry.  gs_duties_next returns false behind the last, and
 * after an error, which `err` then says. */
struct gs_duties {
	const struct gs_memo *memo;
	int64_t now;
	size_t row, rows; /* it ends before this one */
	uint64_t n;       /* of the row */
	int err;
};
struct gs_duties gs_duties_of(const struct gs_memo *memo, int64_t now);
bool gs_duties_next(struct gs_duty *out, struct gs_duties *duties);
/* All of them; GS_ERR_SPACE if there are more than `max`. */
GS_CHECKED int gs_due_memo(struct gs_duty *duties, size_t *count, size_t max,
    const struct gs_memo *memo, int64_t now);

/* What a clock of a charter counts, and how many of it. */
struct gs_charter_clock {
	enum gs_clock_unit {
		GS_CLOCK_WORKING, GS_CLOCK_CALENDAR, /* days */
		GS_CLOCK_MONTHS
	} unit;
	uint64_t count;
};
/* Of a `clock` line that its rules allow. */
struct gs_charter_clock gs_clock_of(const struct gs_value *line);
/* The calendar of a charter.  When a clock that starts with a receipt at `at`
 * ends: the closing hour of its last day, in UTC.  A receipt after the closing
 * hour or on a day off counts as received on the next working day; that day is
 * day 0.  GS_ERR_RANGE: beyond what a charter may count. */
GS_CHECKED int gs_deadline(int64_t *due, const struct gs_charter *charter,
    int64_t at, struct gs_charter_clock clock);
/* The same from a day 0 on, which need be no working day. */
GS_CHECKED int gs_deadline_from(int64_t *due,
    const struct gs_charter *charter, int64_t day,
    struct gs_charter_clock clock);
/* When a clock of a memo's duty ends that started then.  What the office
 * receives counts from a working day; what it did, from that very day. */
GS_CHECKED int gs_clock_end(int64_t *due, const struct gs_memo *memo,
    struct gs_charter_clock clock, int64_t start);
/* Seconds east of Greenwich at a time, by the charter's offset lines. */
int64_t gs_charter_offset(const struct gs_charter *charter, int64_t at);
/* Local civil day of a time. */
int64_t gs_charter_day(const struct gs_charter *charter, int64_t at);
bool gs_charter_works(const struct gs_charter *charter, int64_t day);

/* Anonymous acts enter at these moments alone.  The first release after `at`:
 * each multiple of the charter's hours, and the closing second of each working
 * day.  The first late day after `at`.  0 <= at <= GS_TIME_MAX. */
int64_t gs_next_release(const struct gs_charter *charter, int64_t at);
int64_t gs_next_late_day(const struct gs_charter *charter, int64_t at);
/* Of a local day, from Monday 29 December 1969, which begins week 0. */
int64_t gs_week(int64_t day);

#endif
