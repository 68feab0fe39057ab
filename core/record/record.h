/* SPDX-License-Identifier: Apache-2.0 */
/* Records: short canonical texts (docs/spec/records.md).  One table of types
 * and fields (types.c) drives the one reader and the one writer: what the
 * reader accepts is exactly what the writer writes. */
#ifndef GS_CORE_RECORD_H
#define GS_CORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/bytes.h"
#include "core/err.h"
#include "core/host.h"

#define GS_ENTRY_MAX 65535    /* bytes: header and record */
#define GS_AT_LEN 24          /* "at 2023-11-03T14:00:00Z\n" */
#define GS_ACTS_LEN_MAX 64    /* "acts <number> <number>\n" */
#define GS_ENTRY_HEADER_MAX (GS_AT_LEN + GS_ACTS_LEN_MAX)
#define GS_RECORD_MAX (GS_ENTRY_MAX - GS_AT_LEN)
#define GS_LINE_MAX 16384
#define GS_VALUES_MAX 4096    /* lines of a record */
#define GS_WORD_MAX 64        /* bytes of one */
#define GS_PARTS_MAX 4        /* of a line's value */
#define GS_RECORD_BYTES_MAX 8192 /* of one part */
#define GS_SIGNATURE_LEN 64
#define GS_HEADING "gainsay/v1 "

/* What a part of a value may be. */
enum gs_part_kind {
	GS_PART_NONE = 0,
	GS_PART_WORD,   /* [a-z0-9+-] then also [.:/], at most 64 bytes */
	GS_PART_NUMBER, /* decimal, at most 2^63 - 1 */
	GS_PART_HASH,   /* 32 bytes in base64 */
	GS_PART_BYTES,  /* base64 of at most GS_RECORD_BYTES_MAX, not empty */
	GS_PART_DATE,   /* 2023-11-03, as days since 1970-01-01 */
	GS_PART_TIME,   /* 2023-11-03T14:00:00Z, as seconds since 1970 */
	GS_PART_TEXT    /* the rest of the line: UTF-8, no control character,
	                   no space at either end, not empty */
};

struct gs_part {
	enum gs_part_kind kind;
	int64_t number;      /* NUMBER, DATE, TIME */
	const uint8_t *ptr;  /* WORD, HASH, BYTES, TEXT */
	size_t len;
};

struct gs_field {
	const char *name;
	enum gs_part_kind parts[GS_PARTS_MAX];
	uint16_t min, max; /* how often the line occurs */
};

/* The types of records (types.c); the first of them may be entries of a log. */
enum gs_record_kind {
	GS_RECORD_CHARTER,
	GS_RECORD_ROLL,
	GS_RECORD_MEMO,
	GS_RECORD_ENDORSE,
	GS_RECORD_WITHDRAW,
	GS_RECORD_ACKNOWLEDGE,
	GS_RECORD_UNREADABLE,
	GS_RECORD_RESUPPLY,
	GS_RECORD_REPLY,
	GS_RECORD_CORRECT,
	GS_RECORD_RESPOND,
	GS_RECORD_APPEAL,
	GS_RECORD_DECIDE,
	GS_RECORD_ASK,
	GS_RECORD_ANSWER,
	GS_RECORD_COPY,
	GS_RECORD_RECEIVED,
	GS_RECORD_RULING,
	GS_RECORD_PANEL,
	GS_RECORD_REPORT,
	GS_RECORD_REMARK,
	GS_RECORD_HOLD,
	GS_RECORD_DELETED,
	GS_RECORD_EXTEND,
	GS_RECORD_REFER,
	GS_RECORD_DONE,
	GS_RECORD_POSITION,
	GS_RECORD_DISPUTE,
	GS_RECORD_PUBLISH,
	GS_RECORD_NOTICE,
	GS_RECORD_OPENED,
	GS_RECORD_NAMED,
	GS_RECORD_END,
	GS_RECORD_MOVED,
	GS_RECORD_REPRISAL,
	GS_RECORD_ASSETS,
	GS_RECORD_ANCHOR,
	GS_RECORD_RECEIPT,
	GS_RECORD_PROMISE,
	GS_RECORD_REFUSAL,
	GS_RECORD_COUNT,
	GS_RECORD_CONTENT,
	GS_RECORD_REQUEST,
	GS_RECORD_STANCE,
	GS_RECORD_LETTER,
	GS_RECORD_REVEAL,
	GS_RECORD_KNOWN,
	GS_RECORD_VOUCH,
	GS_RECORD_CLAIM,
	GS_RECORD_INVITATION,
	GS_RECORD_RECOVERY,
	GS_RECORD_CONTRADICTION,
	GS_RECORD_UNFILED,
	GS_RECORD_SAMPLE,
	GS_RECORD_ASKED,
	GS_RECORD_KINDS
};

struct gs_type {
	enum gs_record_kind kind;
	const char *name;
	bool logged; /* may be an entry of the log */
	const struct gs_field *fields;
	size_t field_count;
};

struct gs_value {
	const struct gs_field *field;
	struct gs_part parts[GS_PARTS_MAX];
	struct gs_span line;   /* the whole line with its LF */
	struct gs_span signed_text; /* of a signature line: what it is over */
};

/* A parsed record; everything it points to lives in the arena or in the
 * caller's text. */
struct gs_record {
	const struct gs_type *type;
	const uint8_t *text;
	size_t len;
	size_t signed_len; /* bytes before the first signature line */
	struct gs_value *values;
	size_t count;
};

/* NULL if there is no such type. */
const struct gs_type *gs_type_named(const void *name, size_t len);
/* The type that the first line names, whatever follows; NULL if it names
 * none. */
const struct gs_type *gs_type_of(const void *text, size_t len);
bool gs_record_is(const struct gs_record *rec, enum gs_record_kind kind);

/* Parses the whole of `text` and nothing less.  GS_ERR_FORMAT, GS_ERR_UNKNOWN
 * (no such type), GS_ERR_SIGNATURE (nothing is wrong but that signature lines
 * are missing), GS_ERR_MEMORY.  `bad_line` (may be NULL) receives the number
 * of the line that was refused, from 1. */
GS_CHECKED int gs_record_parse(struct gs_record *out, size_t *bad_line,
    struct gs_arena *arena, const void *text, size_t len);

/* The n-th line of that name, from 0; NULL if there are fewer. */
const struct gs_value *gs_record_value(const struct gs_record *rec,
    const char *name, size_t n);
size_t gs_record_count(const struct gs_record *rec, const char *name);
/* For lines that the table says occur once, or NULL / 0 when optional and
 * absent. */
const uint8_t *gs_record_hash(const struct gs_record *rec, const char *name);
uint64_t gs_record_number(const struct gs_record *rec, const char *name);
struct gs_part gs_record_part(const struct gs_record *rec, const char *name);

bool gs_part_is(const struct gs_part *part, const char *text);
/* One part as a record writes it.  `arena` is for HASH and BYTES alone.
 * GS_ERR_FORMAT, GS_ERR_MEMORY. */
GS_CHECKED int gs_part_parse(struct gs_part *out, struct gs_arena *arena,
    enum gs_part_kind kind, const void *text, size_t len);
/* Of parts of one kind that is not a number: whether they are the same. */
bool gs_part_same(const struct gs_part *a, const struct gs_part *b);

/* Writing: lines must come in the table's order. */
struct gs_record_writer {
	struct gs_writer w;
	const struct gs_type *type;
};

void gs_record_start(struct gs_record_writer *d, void *buf, size_t max,
    const char *type);
void gs_record_parts(struct gs_record_writer *d, const char *field,
    const struct gs_part *parts, size_t count);
#define gs_record_line(d, field, ...) \
	gs_record_parts((d), (field), (const struct gs_part[]){__VA_ARGS__}, \
	    sizeof((const struct gs_part[]){__VA_ARGS__}) / \
	        sizeof(struct gs_part))
struct gs_part gs_part_word(const char *word);
struct gs_part gs_part_word_of(const void *word, size_t len);
struct gs_part gs_part_text(const char *text);
struct gs_part gs_part_text_of(const void *text, size_t len);
struct gs_part gs_part_number(uint64_t number);
struct gs_part gs_part_hash(const uint8_t hash[32]);
struct gs_part gs_part_bytes(const uint8_t *bytes, size_t len);
struct gs_part gs_part_date(int64_t days);
struct gs_part gs_part_time(int64_t seconds);
/* Checks the whole text by parsing it.  The text is d->w.ptr, d->w.len. */
GS_CHECKED int gs_record_end(const struct gs_record_writer *d,
    struct gs_arena *arena);

/* Signature lines: `signature <role> <64 bytes>`, over the text before the
 * first of them, `signature ` and the role: nobody's signature counts in
 * another role.  GS_ERR_UNKNOWN if there is none by that role,
 * GS_ERR_SIGNATURE. */
GS_CHECKED int gs_record_verify(const struct gs_record *rec, const char *role,
    const uint8_t key[32]);
/* The n-th signature line, from 0, whoever's role it names. */
GS_CHECKED int gs_record_verify_at(const struct gs_record *rec, size_t n,
    const uint8_t key[32]);
bool gs_record_signed_by(const struct gs_record *rec, const char *role);
/* SHA-256 of the whole text, signatures included: the name of a charter in
 * memo records, and of an act in promises. */
void gs_record_digest(uint8_t digest[32], const struct gs_record *rec);

/* Recipients: a word and bytes.  Whether sealing to this one is known: type
 * x25519 and 32 bytes. */
bool gs_recipient_is_known(const struct gs_part *type,
    const struct gs_part *key);
#define GS_RECIPIENT_X25519 "x25519"

/* Log entries: what the sequencer writes, then the record.  A memo, and nothing
 * else, has an `acts` line. */
struct gs_entry_header {
	int64_t at;
	bool has_acts;
	uint64_t endorsements, withdrawals; /* if has_acts */
};
/* `text` is borrowed.  GS_ERR_FORMAT. */
GS_CHECKED int gs_entry_split(struct gs_entry_header *header,
    struct gs_span *text, const void *entry, size_t entry_len);
/* At most GS_ENTRY_HEADER_MAX bytes.  GS_ERR_RANGE outside the years 1970 to
 * 9999. */
GS_CHECKED int gs_entry_head(struct gs_writer *w,
    const struct gs_entry_header *header);

#endif
