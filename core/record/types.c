/* SPDX-License-Identifier: Apache-2.0 */
/* The table of record types: docs/spec/records.md in C.  Lines stand in a
 * record in this order and at these frequencies.  To add a type, see
 * docs/HACKING.md. */
#include <string.h>

#include "core/record/record.h"

#define WORD GS_PART_WORD
#define NUMBER GS_PART_NUMBER
#define HASH GS_PART_HASH
#define BYTES GS_PART_BYTES
#define DATE GS_PART_DATE
#define TIME GS_PART_TIME
#define TEXT GS_PART_TEXT

static const struct gs_field charter_fields[] = {
	{"channel", {HASH}, 0, 1},          /* not in the first */
	{"version", {NUMBER}, 1, 1},
	{"origin", {WORD}, 1, 1},
	{"name", {TEXT}, 1, 1},
	{"exercise", {WORD}, 1, 1},         /* yes | no */
	{"readers", {WORD}, 1, 1},       /* members | oversight | public */
	{"role", {WORD, HASH, TEXT}, 1, 64}, /* role, Ed25519, holder */
	{"threshold", {NUMBER}, 1, 1},      /* of authority, to sign */
	{"reply-signers", {NUMBER}, 0, 1},  /* of office, to sign a reply */
	{"publish-signers", {NUMBER}, 0, 1}, /* of release, a publication */
	{"exemption", {TEXT}, 0, 32},       /* code and words: why withheld */
	{"seal", {WORD, WORD, BYTES, TEXT}, 1, 16}, /* role, key, holder */
	{"reveal", {WORD, WORD, BYTES, TEXT}, 0, 8},
	{"witness", {WORD, BYTES, TEXT}, 0, 16}, /* type, key, its name */
	{"quorum", {NUMBER}, 0, 1},         /* of them; with them alone */
	{"copy", {TEXT}, 1, 32},            /* who a memo may be addressed to */
	{"style", {WORD}, 1, 1},            /* legacy | cui | none | own */
	{"marking", {TEXT}, 0, 16},         /* of style own, lowest first */
	{"ceiling", {TEXT}, 0, 1},          /* highest portion mark */
	{"requests", {TEXT}, 0, 8},         /* headings of what is asked */
	{"panel", {NUMBER, NUMBER}, 0, 1}, /* size, of the author's list */
	{"ground", {TEXT}, 0, 16},          /* of an appeal */
	{"zone", {TEXT}, 1, 1},
	{"week", {NUMBER}, 1, 1},           /* ISO weekdays at work: 12345 */
	{"closing", {NUMBER}, 1, 1},        /* minutes after local midnight */
	{"calendar", {DATE, DATE}, 1, 1},   /* closed days are known */
	{"offset", {TIME, WORD}, 1, 512},   /* from then on, +hh:mm or -hh:mm */
	{"closed", {DATE, TEXT}, 0, 1024},
	{"clock", {WORD, WORD, NUMBER}, 1, 16}, /* name, unit, how many */
	{"starts", {WORD, WORD}, 0, 16},    /* a clock, by which event */
	{"escalation", {WORD, NUMBER, WORD}, 0, 8}, /* clock, days, role */
	{"extension", {WORD, NUMBER, NUMBER}, 0, 16}, /* clock, times, days */
	{"retention", {WORD, NUMBER, TEXT}, 0, 1}, /* unit, n, schedule */
	{"quota", {NUMBER}, 1, 1},          /* memos a member, an edition */
	{"floor", {NUMBER}, 1, 1},          /* least size of a roll */
	{"age", {NUMBER}, 1, 1},            /* hours before a roll is used */
	{"batch", {NUMBER}, 1, 1},          /* tags a box's count moves by */
	{"release", {NUMBER}, 1, 1},        /* hours between releases */
	{"late", {NUMBER, NUMBER}, 1, 1},   /* every n-th week, ISO weekday */
	{"gather", {NUMBER}, 1, 1},         /* days a box may stay open */
	{"cooling", {NUMBER}, 1, 1},    /* days before new signers count */
	{"signature", {WORD, BYTES}, 1, 65},
};

static const struct gs_field roll_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"edition", {NUMBER}, 1, 1},
	{"size", {NUMBER}, 1, 1},
	{"eligible", {NUMBER}, 1, 1},
	{"left", {NUMBER}, 0, 1},           /* of the last edition */
	{"root", {HASH}, 1, 1},
	{"replaced", {HASH}, 0, 1000},      /* SHA-256 of keys */
	{"reading", {HASH}, 0, 1}, /* SHA-256 of the reading key */
	{"signature", {WORD, BYTES}, 2, 2},
};

static const struct gs_field memo_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"charter", {HASH}, 1, 1},
	{"roll", {HASH}, 1, 1},
	{"root", {HASH}, 1, 1},
	{"blocks", {NUMBER}, 1, 1},
	{"requests", {NUMBER}, 1, 1},
	{"banner", {TEXT}, 0, 1},        /* none in style none */
	{"addressee", {TEXT}, 1, 8},
	{"reply", {WORD, BYTES}, 1, 1}, /* replies are sealed to it */
	{"author", {HASH}, 1, 1},  /* Ed25519: the author's later word */
	{"after", {DATE}, 1, 1},   /* from then on any endorser may file */
	{"amends", {HASH}, 0, 1},
	{"related", {HASH}, 0, 16},
	{"annex", {HASH}, 0, 16}, /* commitments */
	{"panel", {TEXT}, 0, 8},
	{"distribution", {TEXT}, 0, 32},
	{"content", {HASH}, 1, 1}, /* the last of the terms */
	{"slot", {NUMBER}, 1, 1},
	{"proof", {BYTES}, 1, 1},
	{"signature", {WORD, BYTES}, 0, 1},
};

static const struct gs_field endorse_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"reveal", {HASH}, 0, 8}, /* as many as the charter has readers */
	{"proof", {BYTES}, 1, 1},
};

static const struct gs_field withdraw_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"proof", {BYTES}, 1, 1},
};

static const struct gs_field acknowledge_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field unreadable_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"what", {WORD}, 1, 1},     /* memo | reply | question | correction */
	{"number", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"which", {NUMBER}, 1, 1},  /* of a memo 0 */
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The memo's text, sealed anew. */
static const struct gs_field resupply_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"unreadable", {NUMBER}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"proof", {BYTES}, 1, 1},
};

static const struct gs_field reply_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"reply", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"disposition", {NUMBER, WORD}, 1, 512},
	{"commitment", {NUMBER, DATE, TEXT}, 0, 512}, /* by when, whose */
	{"root", {HASH}, 1, 1}, /* of its document's blocks */
	{"blocks", {NUMBER}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 2},
};

/* Of a reply that was wrong. */
static const struct gs_field correct_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"correction", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"reply", {NUMBER}, 1, 1},      /* which one is corrected */
	{"disposition", {NUMBER, WORD}, 1, 512},
	{"commitment", {NUMBER, DATE, TEXT}, 0, 512}, /* by when, whose */
	{"root", {HASH}, 1, 1}, /* of its document's blocks */
	{"blocks", {NUMBER}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 2},
};

/* The author's word on a reply, sealed to the charter's `seal` keys. */
static const struct gs_field respond_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"reply", {NUMBER}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The author's, with a statement that is sealed likewise. */
static const struct gs_field appeal_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"appeal", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"against", {WORD, NUMBER}, 1, 1}, /* reply, which one */
	{"ground", {TEXT}, 1, 16},  /* of the charter's */
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* Of the appeal authority, sealed to the author and the charter's `seal`
 * keys. */
static const struct gs_field decide_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"appeal", {NUMBER}, 1, 1},
	{"outcome", {WORD}, 1, 1}, /* uphold | remand | grant */
	{"reason", {TEXT}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* What became of a case of reprisal.  It names nobody, and no memo. */
static const struct gs_field reprisal_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"case", {NUMBER}, 1, 1}, /* of the channel, from 1 on */
	{"state", {WORD}, 1, 1},  /* opened | moved | ended */
	{"until", {DATE}, 0, 1},  /* but if it has ended */
	{"signature", {WORD, BYTES}, 1, 1},
};

/* What the pages of a release are, by somebody who is not the operator. */
static const struct gs_field assets_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"release", {TEXT}, 1, 1},
	{"file", {HASH, TEXT}, 1, 256}, /* SHA-256, and where it is served */
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field moved_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"url", {TEXT}, 1, 1}, /* of the server from now on */
	{"signature", {WORD, BYTES}, 1, 64},
};

/* What the log says of itself; the checkpoint over it signs it. */
static const struct gs_field anchor_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"size", {NUMBER}, 1, 1},   /* entries before it */
	{"leaves", {NUMBER}, 1, 1}, /* of the state map over these */
	{"map", {HASH}, 1, 1},      /* its root */
	{"note", {BYTES}, 0, 1},    /* published at the anchor before */
};

/* Who endorsed says a name. */
static const struct gs_field named_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"tag", {HASH}, 1, 1},
	{"name", {TEXT}, 1, 1},
	{"proof", {BYTES}, 1, 1},
};

static const struct gs_field end_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"reason", {TEXT}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* A question of the office, sealed to the memo's `reply`. */
static const struct gs_field ask_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"question", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The author's word on it, sealed to the charter's `seal` keys. */
static const struct gs_field answer_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"question", {NUMBER}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The memo is given to a recipient. */
static const struct gs_field copy_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"copy", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"to", {TEXT}, 1, 1},
	{"reason", {TEXT}, 0, 1}, /* of who is not on the charter's list */
	{"content", {HASH}, 0, 1}, /* sealed to the recipient */
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field received_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"copy", {NUMBER}, 1, 1},
	{"by", {TEXT}, 0, 1}, /* an aide, in the recipient's place */
	{"signature", {WORD, BYTES}, 1, 1},
};

/* On the author's wish whom to give the memo. */
static const struct gs_field ruling_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"ruling", {WORD}, 1, 1}, /* granted | partly | refused */
	{"reason", {TEXT}, 0, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field panel_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"panel", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"member", {TEXT}, 1, 8},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The panel's, sealed to the memo's `reply` and the charter's `seal` keys. */
static const struct gs_field report_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field remark_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"remark", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"text", {TEXT}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* What is deleted by time about the memo is kept, until that is ended. */
static const struct gs_field hold_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"hold", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"state", {WORD}, 1, 1},
	{"reason", {TEXT}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The files of the memo are deleted, as the schedule of its charter says. */
static const struct gs_field deleted_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"deletion", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"what", {WORD}, 1, 1},       /* sealed | all */
	{"schedule", {TEXT}, 1, 1},
	{"reason", {TEXT}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* A duty's later date. */
static const struct gs_field extend_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"extension", {NUMBER}, 1, 1},  /* 1, then one more each time */
	{"duty", {WORD, NUMBER}, 1, 1}, /* name; number, 0: the only one */
	{"until", {DATE}, 1, 1},
	{"reason", {TEXT}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The memo is out of scope here. */
static const struct gs_field refer_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"destination", {TEXT}, 1, 1}, /* whom the author may turn to */
	{"reason", {TEXT}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* What a commitment was about. */
static const struct gs_field done_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"request", {NUMBER}, 1, 1},
	{"text", {TEXT}, 0, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* What the office takes a request for, in private and in public.  Which lines
 * are there follows from the side (core/channel/position.c). */
static const struct gs_field position_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"position", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"request", {NUMBER}, 1, 1},
	{"side", {WORD}, 1, 1},       /* private | public | opened */
	{"commitment", {HASH}, 0, 1}, /* private: to the three of `opened` */
	{"content", {HASH}, 0, 1},    /* private: a stance, sealed */
	{"stance", {WORD}, 0, 1},     /* public, opened: a disposition */
	{"text", {TEXT}, 0, 1},       /* public: what was said */
	{"place", {TEXT}, 0, 1},
	{"date", {DATE}, 0, 1},
	{"url", {TEXT}, 0, 1},
	{"which", {NUMBER}, 0, 1},    /* opened: the private position */
	{"salt", {HASH}, 0, 1},
	{"words", {HASH}, 0, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* The author's word on one, sealed to the charter's `seal` keys. */
static const struct gs_field dispute_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"position", {NUMBER}, 1, 1},
	{"content", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* Before an identity or a content leaves its circle. */
static const struct gs_field notice_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"notice", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"reader", {TEXT}, 1, 1},
	{"what", {WORD}, 1, 1},     /* identity | content */
	{"authority", {TEXT}, 1, 1},
	{"reason", {TEXT}, 1, 1},
	{"after", {DATE}, 0, 1},    /* it left then: no word was allowed */
	{"signature", {WORD, BYTES}, 1, 1},
};

/* A sealed memo was opened by a role. */
static const struct gs_field opened_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"role", {WORD}, 1, 1},
	{"by", {TEXT}, 1, 1}, /* its holder */
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field publish_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"publication", {NUMBER}, 1, 1}, /* 1, then one more each time */
	{"of", {WORD, NUMBER}, 0, 1},    /* a reply, a correction; the memo */
	{"banner", {TEXT}, 0, 1},        /* of what is shown */
	{"reason", {TEXT}, 0, 32},       /* code and words, of the gaps */
	{"content", {HASH}, 2, 18}, /* opening, text, then annexes */
	{"signature", {WORD, BYTES}, 1, 2},
};

static const struct gs_field receipt_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"edition", {NUMBER}, 1, 1},
	{"key", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field promise_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"roll", {HASH}, 1, 1},
	{"act", {WORD}, 1, 1},
	{"tag", {HASH}, 1, 1},
	{"by", {TIME}, 0, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field refusal_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"record", {HASH}, 1, 1}, /* SHA-256 of what was refused */
	{"code", {WORD}, 1, 1},
	{"why", {TEXT}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* What a box showed at its last release. */
static const struct gs_field count_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"roll", {HASH}, 1, 1},
	{"shown", {NUMBER}, 1, 1},
	{"export", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field request_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"path", {TEXT}, 1, 1}, /* method, blank, path */
	{"time", {TIME}, 1, 1},
	{"body", {HASH}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

static const struct gs_field content_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"charter", {HASH}, 1, 1},
	{"roll", {HASH}, 1, 1},
	{"addressee", {TEXT}, 1, 8},
	{"reply", {WORD, BYTES}, 1, 1},
	{"author", {HASH}, 1, 1},
	{"after", {DATE}, 1, 1},
	{"amends", {HASH}, 0, 1},
	{"related", {HASH}, 0, 16},
	{"annex", {HASH, WORD, NUMBER, TEXT}, 0, 16}, /* opened */
	{"panel", {TEXT}, 0, 8},
	{"distribution", {TEXT}, 0, 32},
	{"seed", {HASH}, 1, 1},
	{"reply-secret", {HASH}, 0, 1}, /* these two in a package alone */
	{"seal-secret", {HASH}, 0, 1},
};

/* Heads the text of a reply or a correction, which is sealed. */
static const struct gs_field letter_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"seed", {HASH}, 1, 1}, /* secret */
};

/* Heads the text of a private position, which is sealed. */
static const struct gs_field stance_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"request", {NUMBER}, 1, 1},
	{"stance", {WORD}, 1, 1},
	{"seed", {HASH}, 1, 1}, /* secret */
};

/* Goes with an endorsement: the file that one of its `reveal` lines names. */
static const struct gs_field reveal_fields[] = {
	{"content", {BYTES}, 1, 1}, /* sealed to that reader */
};

/* What such a file holds, unless it is a dummy.  Secret. */
static const struct gs_field known_fields[] = {
	{"memo", {HASH}, 1, 1},
	{"tag", {HASH}, 1, 1}, /* of the endorsement */
	{"name", {TEXT}, 1, 1},
	{"statement", {TEXT}, 0, 1},
};

/* Of whose enrolment the second signer asks: who that is follows from the
 * signature. */
static const struct gs_field sample_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"edition", {NUMBER}, 1, 1},
	{"root", {HASH}, 1, 1},
	{"listed", {HASH}, 1, 1},
	{"recipient", {WORD, BYTES}, 1, 1},
	{"signature", {WORD, BYTES}, 1, 1},
};

/* What the registrar answers, sealed to that recipient.  Secret. */
static const struct gs_field asked_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"root", {HASH}, 1, 1},
	{"person", {NUMBER, HASH, BYTES}, 1, 20},
};

/* That the writer of a case acted on a memo, for one officer alone. */
static const struct gs_field vouch_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"act", {WORD}, 1, 1}, /* endorse or file */
	{"tag", {HASH}, 1, 1},
	{"officer", {HASH}, 1, 1}, /* the Ed25519 key that it is for */
	{"proof", {BYTES}, 1, 1},
};

static const struct gs_field claim_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"name", {TEXT}, 1, 1},
	{"challenge", {TEXT}, 0, 1}, /* what the reader asked to be signed */
	{"signature", {WORD, BYTES}, 1, 1},
};

/* Two checkpoints of one log. */
static const struct gs_field contradiction_fields[] = {
	{"note", {BYTES}, 2, 2},  /* signed notes, the smaller log's first */
	{"root", {HASH}, 0, 1},   /* of its size, in the other's log */
	{"proof", {HASH}, 0, 63}, /* that it has this root */
};

/* A filing that was handed to a mirror, and that the log has not got. */
static const struct gs_field unfiled_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"memo", {HASH}, 1, 1},
	{"day", {DATE}, 1, 1},    /* on which the mirror says so */
	{"size", {NUMBER}, 1, 1}, /* the log's, without it */
	{"answer", {WORD}, 1, 1}, /* the server's to the mirror */
	{"refusal", {BYTES}, 0, 1}, /* a record that it signed */
	{"entry", {NUMBER}, 0, 1},  /* the memo's, since */
};

/* What somebody eligible is handed, so as to join. */
static const struct gs_field invitation_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"name", {TEXT}, 1, 1},
	{"server", {TEXT}, 1, 1},
	{"key", {TEXT}, 1, 1},      /* the log's, as signed notes have it */
	{"witness", {TEXT}, 0, 16}, /* likewise */
	{"checkpoint", {NUMBER, HASH, BYTES}, 0, 1}, /* size, root, signature */
	{"code", {WORD}, 1, 1},     /* secret until it is used */
};

/* What a member keeps on paper.  Secret. */
static const struct gs_field recovery_fields[] = {
	{"channel", {HASH}, 1, 1},
	{"server", {TEXT}, 1, 1},
	{"key", {TEXT}, 1, 1},
	{"secret", {NUMBER, HASH, HASH}, 0, 8}, /* edition, x, y */
	{"check", {WORD}, 1, 1}, /* of the lines above */
};

#define FIELDS(f) f, sizeof f / sizeof *f

static const struct gs_type types[] = {
	{GS_RECORD_CHARTER, "charter", true, FIELDS(charter_fields)},
	{GS_RECORD_ROLL, "roll", true, FIELDS(roll_fields)},
	{GS_RECORD_MEMO, "memo", true, FIELDS(memo_fields)},
	{GS_RECORD_ENDORSE, "endorse", true, FIELDS(endorse_fields)},
	{GS_RECORD_WITHDRAW, "withdraw", true, FIELDS(withdraw_fields)},
	{GS_RECORD_ACKNOWLEDGE, "acknowledge", true,
	    FIELDS(acknowledge_fields)},
	{GS_RECORD_UNREADABLE, "unreadable", true, FIELDS(unreadable_fields)},
	{GS_RECORD_RESUPPLY, "resupply", true, FIELDS(resupply_fields)},
	{GS_RECORD_REPLY, "reply", true, FIELDS(reply_fields)},
	{GS_RECORD_CORRECT, "correct", true, FIELDS(correct_fields)},
	{GS_RECORD_RESPOND, "respond", true, FIELDS(respond_fields)},
	{GS_RECORD_APPEAL, "appeal", true, FIELDS(appeal_fields)},
	{GS_RECORD_DECIDE, "decide", true, FIELDS(decide_fields)},
	{GS_RECORD_ASK, "ask", true, FIELDS(ask_fields)},
	{GS_RECORD_ANSWER, "answer", true, FIELDS(answer_fields)},
	{GS_RECORD_COPY, "copy", true, FIELDS(copy_fields)},
	{GS_RECORD_RECEIVED, "received", true, FIELDS(received_fields)},
	{GS_RECORD_RULING, "ruling", true, FIELDS(ruling_fields)},
	{GS_RECORD_PANEL, "panel", true, FIELDS(panel_fields)},
	{GS_RECORD_REPORT, "report", true, FIELDS(report_fields)},
	{GS_RECORD_REMARK, "remark", true, FIELDS(remark_fields)},
	{GS_RECORD_HOLD, "hold", true, FIELDS(hold_fields)},
	{GS_RECORD_DELETED, "deleted", true, FIELDS(deleted_fields)},
	{GS_RECORD_EXTEND, "extend", true, FIELDS(extend_fields)},
	{GS_RECORD_REFER, "refer", true, FIELDS(refer_fields)},
	{GS_RECORD_DONE, "done", true, FIELDS(done_fields)},
	{GS_RECORD_POSITION, "position", true, FIELDS(position_fields)},
	{GS_RECORD_DISPUTE, "dispute", true, FIELDS(dispute_fields)},
	{GS_RECORD_PUBLISH, "publish", true, FIELDS(publish_fields)},
	{GS_RECORD_NOTICE, "notice", true, FIELDS(notice_fields)},
	{GS_RECORD_OPENED, "opened", true, FIELDS(opened_fields)},
	{GS_RECORD_NAMED, "named", true, FIELDS(named_fields)},
	{GS_RECORD_END, "end", true, FIELDS(end_fields)},
	{GS_RECORD_MOVED, "moved", true, FIELDS(moved_fields)},
	{GS_RECORD_REPRISAL, "reprisal", true, FIELDS(reprisal_fields)},
	{GS_RECORD_ASSETS, "assets", true, FIELDS(assets_fields)},
	{GS_RECORD_ANCHOR, "anchor", true, FIELDS(anchor_fields)},
	/* Not entries of the log: */
	{GS_RECORD_RECEIPT, "receipt", false, FIELDS(receipt_fields)},
	{GS_RECORD_PROMISE, "promise", false, FIELDS(promise_fields)},
	{GS_RECORD_REFUSAL, "refusal", false, FIELDS(refusal_fields)},
	{GS_RECORD_COUNT, "count", false, FIELDS(count_fields)},
	{GS_RECORD_REQUEST, "request", false, FIELDS(request_fields)},
	{GS_RECORD_CONTENT, "content", false, FIELDS(content_fields)},
	{GS_RECORD_STANCE, "stance", false, FIELDS(stance_fields)},
	{GS_RECORD_LETTER, "letter", false, FIELDS(letter_fields)},
	{GS_RECORD_REVEAL, "reveal", false, FIELDS(reveal_fields)},
	{GS_RECORD_KNOWN, "known", false, FIELDS(known_fields)},
	{GS_RECORD_VOUCH, "vouch", false, FIELDS(vouch_fields)},
	{GS_RECORD_CLAIM, "claim", false, FIELDS(claim_fields)},
	{GS_RECORD_INVITATION, "invitation", false,
	    FIELDS(invitation_fields)},
	{GS_RECORD_RECOVERY, "recovery", false, FIELDS(recovery_fields)},
	{GS_RECORD_CONTRADICTION, "contradiction", false,
	    FIELDS(contradiction_fields)},
	{GS_RECORD_UNFILED, "unfiled", false, FIELDS(unfiled_fields)},
	{GS_RECORD_SAMPLE, "sample", false, FIELDS(sample_fields)},
	{GS_RECORD_ASKED, "asked", false, FIELDS(asked_fields)},
};

const struct gs_type *gs_type_named(const void *name, size_t len)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strlen(types[i].name) == len &&
		    memcmp(types[i].name, name, len) == 0)
			return &types[i];
	return NULL;
}
