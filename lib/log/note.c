/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/log/note.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/host.h"
#include "core/record/time.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space open a signature line */
#define PRIVATE "PRIVATE+KEY+"
#define KEY_BLOB 33  /* type, key or seed */
#define KEY_BASE64 44
/* The longest that we know: a cosignature. */
#define SIGNATURE_BLOB (4 + 8 + 64)

/* Strict UTF-8 without C0 controls other than LF (signed-note). */
static bool text_valid(const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 && text[i] != '\n')
			return false;
	return gs_utf8_valid(text, len);
}

/* The code point at `p`, of valid UTF-8. */
static uint32_t code_point(const uint8_t *p)
{
	if (p[0] < 0x80)
		return p[0];
	if (p[0] < 0xe0)
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	if (p[0] < 0xf0)
		return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
		    (p[2] & 0x3fu);
	return 0x10000; /* beyond every space there is */
}

/* White_Space of Unicode. */
static bool is_space(uint32_t c)
{
	return c == 0x20 || (c >= 0x09 && c <= 0x0d) || c == 0x85 ||
	    c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	    c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
	    c == 0x3000;
}

/* What signed notes ask of any name: also of a line by a key that we do not
 * know. */
static bool name_well_formed(const uint8_t *name, size_t len)
{
	if (len == 0 || !text_valid(name, len))
		return false;

	for (size_t i = 0; i < len; i++) {
		bool start = (name[i] & 0xc0) != 0x80;
		if (name[i] == '+' || (start && is_space(code_point(name + i))))
			return false;
	}
	return true;
}

static bool type_known(uint8_t type)
{
	return type == GS_KEY_ED25519 || type == GS_KEY_COSIGNATURE;
}

int gs_verifier_init(struct gs_verifier *out, const char *name,
    enum gs_key_type type, const uint8_t key[32])
{
	struct gs_verifier v = {.type = type};
	size_t len = strlen(name);

	if (!gs_note_name_valid(name, len))
		return GS_ERR_FORMAT;
	if (!type_known((uint8_t)type))
		return GS_ERR_UNKNOWN;

	memcpy(v.name, name, len);
	memcpy(v.key, key, 32);
	gs_note_key_id(v.id, (struct gs_span){(const uint8_t *)v.name, len},
	    type, key);
	*out = v;
	return GS_OK;
}

/* `<name>+<id>+<rest>`, split at the first two '+': base64 has them too. */
struct key_text {
	char name[GS_NOTE_NAME_MAX + 1];
	uint8_t id[4];
	const uint8_t *blob;
	size_t blob_len;
};

static int split_key_text(struct key_text *out, struct gs_reader r)
{
	const uint8_t *plus = r.left == 0 ? NULL : memchr(r.ptr, '+', r.left);

	if (plus == NULL)
		return GS_ERR_FORMAT;
	size_t len = (size_t)(plus - r.ptr);
	const uint8_t *name = gs_read_bytes(&r, len);
	if (!gs_note_name_valid(name, len))
		return GS_ERR_FORMAT;
	memcpy(out->name, name, len);
	out->name[len] = '\0';

	gs_read_expect(&r, "+");
	const uint8_t *hex = gs_read_bytes(&r, 8);
	gs_read_expect(&r, "+");
	if (r.err != GS_OK || gs_hex_decode(out->id, 4, hex, 8) != GS_OK)
		return GS_ERR_FORMAT;

	out->blob = r.ptr;
	out->blob_len = r.left;
	return out->blob_len == KEY_BASE64 ? GS_OK : GS_ERR_FORMAT;
}

/* An unknown type has another length as a rule; tell it from nonsense. */
static bool other_algorithm(const struct key_text *t)
{
	uint8_t head[3];
	size_t n = 0;

	return t->blob_len >= 4 &&
	    gs_base64_decode(head, &n, 3, t->blob, 4) == GS_OK && n > 0 &&
	    !type_known(head[0]);
}

int gs_verifier_parse(struct gs_verifier *out, const void *text, size_t len)
{
	struct key_text t = {.blob = NULL};
	struct gs_verifier v = {.name = ""};
	uint8_t blob[KEY_BLOB];
	size_t n = 0;

	int err = split_key_text(&t, gs_reader_of(text, len));
	if (t.blob != NULL && other_algorithm(&t))
		return GS_ERR_UNKNOWN;
	if (err != GS_OK || gs_base64_decode(blob, &n, KEY_BLOB, t.blob,
	    t.blob_len) != GS_OK || n != KEY_BLOB)
		return GS_ERR_FORMAT;

	err = gs_verifier_init(&v, t.name, (enum gs_key_type)blob[0], blob + 1);
	if (err != GS_OK)
		return err;
	if (memcmp(v.id, t.id, 4) != 0)
		return GS_ERR_MISMATCH;
	*out = v;
	return GS_OK;
}

static void write_key_head(struct gs_writer *w, const struct gs_verifier *v)
{
	gs_write_text(w, v->name);
	gs_write_text(w, "+");
	gs_write_hex(w, v->id, 4);
	gs_write_text(w, "+");
}

void gs_verifier_write(struct gs_writer *w, const struct gs_verifier *v)
{
	uint8_t blob[KEY_BLOB];

	blob[0] = (uint8_t)v->type;
	memcpy(blob + 1, v->key, 32);

	write_key_head(w, v);
	gs_write_base64(w, blob, sizeof blob);
}

int gs_signer_init(struct gs_signer *out, const char *name,
    enum gs_key_type type, const uint8_t seed[32])
{
	struct gs_signer s = {.secret = {0}};
	uint8_t key[32];
	int err = GS_ERR_INTERNAL;

	if (crypto_sign_seed_keypair(key, s.secret, seed) == 0)
		err = gs_verifier_init(&s.verifier, name, type, key);
	if (err == GS_OK)
		*out = s;
	gs_signer_wipe(&s);
	return err;
}

int gs_signer_init_secret(struct gs_signer *out, const char *name,
    enum gs_key_type type, const uint8_t secret[64])
{
	struct gs_signer s = {.secret = {0}};

	int err = gs_signer_init(&s, name, type, secret);
	/* Ed25519 with another public key gives the secret away. */
	if (err == GS_OK && !gs_bytes_equal(s.secret + 32, secret + 32, 32))
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		*out = s;
	gs_signer_wipe(&s);
	return err;
}

/* libsodium's decoder, unlike core's, is constant time. */
static int decode_seed(uint8_t blob[KEY_BLOB], const struct key_text *t)
{
	size_t n = 0;

	return sodium_base642bin(blob, KEY_BLOB, (const char *)t->blob,
	    t->blob_len, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	    n == KEY_BLOB ? GS_OK : GS_ERR_FORMAT;
}

int gs_signer_parse(struct gs_signer *out, const void *text, size_t len)
{
	struct key_text t = {.blob = NULL};
	struct gs_signer s = {.secret = {0}};
	uint8_t blob[KEY_BLOB] = {0};
	struct gs_reader r = gs_reader_of(text, len);

	gs_read_expect(&r, PRIVATE);
	int err = r.err == GS_OK ? split_key_text(&t, r) : r.err;
	if (err == GS_OK)
		err = decode_seed(blob, &t);
	if (err == GS_OK)
		err = gs_signer_init(&s, t.name, (enum gs_key_type)blob[0],
		    blob + 1);
	if (err == GS_OK && memcmp(s.verifier.id, t.id, 4) != 0)
		err = GS_ERR_MISMATCH;

	if (err == GS_OK)
		*out = s;
	gs_host_wipe(blob, sizeof blob);
	gs_signer_wipe(&s);
	return err;
}

void gs_signer_write(struct gs_writer *w, const struct gs_signer *s)
{
	uint8_t blob[KEY_BLOB];
	char text[KEY_BASE64 + 1];

	blob[0] = (uint8_t)s->verifier.type;
	memcpy(blob + 1, s->secret, 32);
	sodium_bin2base64(text, sizeof text, blob, sizeof blob,
	    sodium_base64_VARIANT_ORIGINAL);

	gs_write_text(w, PRIVATE);
	write_key_head(w, &s->verifier);
	gs_write_text(w, text);
	gs_host_wipe(blob, sizeof blob);
	gs_host_wipe(text, sizeof text);
}

void gs_signer_wipe(struct gs_signer *s)
{
	gs_host_wipe(s, sizeof *s);
}

/* The bytes that a signature is over: the text, and before it, in a
 * cosignature, the time.  The caller frees *owned. */
static int signed_message(struct gs_span *out, uint8_t **owned,
    enum gs_key_type type, uint64_t time, struct gs_span text)
{
	*owned = NULL;
	*out = text;
	if (type == GS_KEY_ED25519)
		return GS_OK;
	size_t max = GS_NOTE_COSIGNED_HEAD + text.len;
	uint8_t *buf = malloc(max);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(buf, max);
	gs_note_cosigned_head(&w, time);
	gs_write_bytes(&w, text.ptr, text.len);

	*owned = buf;
	*out = (struct gs_span){buf, w.len};
	return gs_writer_end(&w);
}

static void write_signature(struct gs_writer *w, const struct gs_verifier *v,
    uint64_t time, const uint8_t signature[64])
{
	uint8_t blob[SIGNATURE_BLOB];
	struct gs_writer b = gs_writer_of(blob, sizeof blob);

	gs_write_bytes(&b, v->id, 4);
	if (v->type == GS_KEY_COSIGNATURE)
		gs_write_u64(&b, time);
	gs_write_bytes(&b, signature, 64);

	gs_write_text(w, DASH);
	gs_write_text(w, v->name);
	gs_write_text(w, " ");
	gs_write_base64(w, blob, b.len);
	gs_write_text(w, "\n");
}

int gs_note_sign_line(struct gs_writer *w, const struct gs_signer *s,
    uint64_t time, const void *text, size_t len)
{
	struct gs_span msg = {text, len};
	uint8_t *owned = NULL, signature[64];

	if (len > GS_NOTE_MAX || time > GS_NOTE_TIME_MAX)
		return GS_ERR_RANGE;
	if (len == 0 || msg.ptr[len - 1] != '\n' || !text_valid(msg.ptr, len))
		return GS_ERR_FORMAT;

	int err = signed_message(&msg, &owned, s->verifier.type, time, msg);
	if (err == GS_OK && crypto_sign_detached(signature, NULL, msg.ptr,
	        msg.len, s->secret) != 0)
		err = GS_ERR_INTERNAL;
	free(owned);
	if (err != GS_OK)
		return err;

	write_signature(w, &s->verifier, time, signature);
	return gs_writer_end(w);
}

int gs_note_sign(struct gs_writer *w, const void *text, size_t len,
    const struct gs_signer *signers, size_t count, uint64_t time)
{
	int err = GS_OK;
	size_t before = w->len;

	if (count == 0 || count > GS_NOTE_SIGNATURES_MAX)
		return GS_ERR_RANGE;

	gs_write_bytes(w, text, len);
	gs_write_text(w, "\n");
	for (size_t i = 0; i < count && err == GS_OK; i++)
		err = gs_note_sign_line(w, &signers[i], time, text, len);
	if (err == GS_OK && w->len - before > GS_NOTE_MAX)
		err = GS_ERR_RANGE;
	return err;
}

struct signature {
	const uint8_t *name;
	size_t name_len;
	/* One byte more, to see that a blob is too long. */
	uint8_t blob[SIGNATURE_BLOB + 1];
	size_t blob_len; /* stops at sizeof blob */
};

/* Decodes all of a signature, since all of it must be canonical, and keeps the
 * beginning: those that we do not know may be of any length. */
static int decode_signature(struct signature *out, struct gs_reader r)
{
	uint8_t piece[192];

	out->blob_len = 0;
	if (r.left == 0)
		return GS_ERR_FORMAT;
	while (r.left > 0) {
		size_t chars = r.left < 256 ? r.left : 256, n = 0;
		const uint8_t *in = gs_read_bytes(&r, chars);
		if (gs_base64_decode(piece, &n, sizeof piece, in, chars) !=
		    GS_OK || (r.left > 0 && n != sizeof piece))
			return GS_ERR_FORMAT;
		size_t room = sizeof out->blob - out->blob_len;
		size_t keep = n < room ? n : room;
		memcpy(out->blob + out->blob_len, piece, keep);
		out->blob_len += keep;
	}
	return out->blob_len < 5 ? GS_ERR_FORMAT : GS_OK;
}

static int read_signature(struct signature *out, struct gs_reader *lines)
{
	size_t len = 0;
	const uint8_t *line = gs_read_line(&len, lines, GS_NOTE_MAX);

	if (line == NULL)
		return GS_ERR_FORMAT;

	struct gs_reader r = gs_reader_of(line, len);
	gs_read_expect(&r, DASH);
	const uint8_t *space = r.left == 0 ? NULL : memchr(r.ptr, ' ', r.left);
	if (space == NULL)
		return GS_ERR_FORMAT;
	out->name_len = (size_t)(space - r.ptr);
	out->name = gs_read_bytes(&r, out->name_len);
	gs_read_expect(&r, " ");

	if (!name_well_formed(out->name, out->name_len))
		return GS_ERR_FORMAT;
	return decode_signature(out, r);
}

/* Splits at the last blank line. */
static int split_note(struct gs_note *out, const uint8_t *note, size_t len)
{
	if (len < 3 || note[len - 1] != '\n')
		return GS_ERR_FORMAT;
	for (size_t i = len - 2; i > 0; i--) {
		if (note[i] != '\n' || note[i - 1] != '\n')
			continue;
		*out = (struct gs_note){.text = note, .text_len = i,
		    .lines = note + i + 1, .lines_len = len - i - 1};
		return GS_OK;
	}
	return GS_ERR_FORMAT;
}

int gs_note_parse(struct gs_note *out, const void *note, size_t len)
{
	struct gs_note n = {.text = NULL};
	struct signature sig = {.name = NULL};
	size_t count = 0;

	if (len > GS_NOTE_MAX)
		return GS_ERR_RANGE;
	if (!text_valid(note, len) || split_note(&n, note, len) != GS_OK)
		return GS_ERR_FORMAT;

	struct gs_reader r = gs_reader_of(n.lines, n.lines_len);
	while (!gs_reader_done(&r)) {
		if (read_signature(&sig, &r) != GS_OK)
			return GS_ERR_FORMAT;
		if (++count > GS_NOTE_SIGNATURES_MAX)
			return GS_ERR_RANGE;
	}
	if (gs_reader_end(&r) != GS_OK)
		return GS_ERR_FORMAT;

	*out = n;
	return GS_OK;
}

static bool is_by(const struct signature *sig, const struct gs_verifier *v)
{
	return sig->name_len == strlen(v->name) &&
	    memcmp(sig->name, v->name, sig->name_len) == 0 &&
	    memcmp(sig->blob, v->id, 4) == 0;
}

/* One signature whose name and id are the verifier's. */
static int check_signature(struct gs_attestation *out,
    const struct signature *sig, const struct gs_verifier *v,
    const struct gs_note *note)
{
	struct gs_span msg = {note->text, note->text_len};
	uint8_t *owned = NULL, raw[64];
	uint64_t time = 0;
	struct gs_reader r = gs_reader_of(sig->blob, sig->blob_len);

	gs_read_bytes(&r, 4);
	if (v->type == GS_KEY_COSIGNATURE)
		time = gs_read_u64(&r);
	gs_read_copy(&r, raw, sizeof raw);
	if (gs_reader_end(&r) != GS_OK || time > GS_NOTE_TIME_MAX)
		return GS_ERR_SIGNATURE;

	int err = signed_message(&msg, &owned, v->type, time, msg);
	if (err == GS_OK)
		err = gs_host_ed25519_verify(raw, v->key, msg.ptr, msg.len);
	if (err == GS_OK && !out->good)
		*out = (struct gs_attestation){.good = true, .time = time};
	free(owned);
	return err;
}

static int check_signatures(struct gs_attestation *verified,
    const struct gs_note *note, const struct gs_verifier *verifiers,
    size_t count)
{
	struct signature sig = {.name = NULL};
	struct gs_reader r = gs_reader_of(note->lines, note->lines_len);
	bool any = false;

	while (!gs_reader_done(&r)) {
		int err = read_signature(&sig, &r);
		for (size_t i = 0; i < count && err == GS_OK; i++) {
			if (!is_by(&sig, &verifiers[i]))
				continue;
			err = check_signature(&verified[i], &sig,
			    &verifiers[i], note);
			any = true;
		}
		if (err != GS_OK)
			return err;
	}
	return any ? GS_OK : GS_ERR_UNKNOWN;
}

static void clear_verified(struct gs_attestation *verified, size_t count)
{
	for (size_t i = 0; i < count; i++)
		verified[i] = (struct gs_attestation){.good = false};
}

bool gs_note_cosigned_by(const struct gs_attestation *a, uint64_t time)
{
	return a->good && a->time != 0 && a->time <= time;
}

uint64_t gs_note_time(const struct gs_attestation *witnesses, size_t count,
    gs_note_enough_fn *enough, const void *ctx)
{
	bool by[GS_NOTE_SIGNATURES_MAX] = {false};
	uint64_t time = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t t = witnesses[i].time;

		if (!gs_note_cosigned_by(&witnesses[i], GS_TIME_MAX) ||
		    (time != 0 && t >= time))
			continue;

		for (size_t j = 0; j < count; j++)
			by[j] = gs_note_cosigned_by(&witnesses[j], t);
		if (enough(ctx, by))
			time = t;
	}
	return time;
}

int gs_note_open(struct gs_note *out, struct gs_attestation *verified,
    const void *note, size_t len, const struct gs_verifier *verifiers,
    size_t count)
{
	struct gs_note n = {.text = NULL};

	clear_verified(verified, count);
	int err = gs_note_parse(&n, note, len);

	if (err == GS_OK)
		err = check_signatures(verified, &n, verifiers, count);
	if (err == GS_OK)
		*out = n;
	else
		clear_verified(verified, count);
	return err;
}

/* The first line by that verifier, if there is one. */
static int copy_signature(struct gs_writer *w, const struct gs_note *note,
    const struct gs_verifier *v)
{
	struct signature sig = {.name = NULL};
	struct gs_reader r = gs_reader_of(note->lines, note->lines_len);

	while (!gs_reader_done(&r)) {
		const uint8_t *line = r.ptr;
		int err = read_signature(&sig, &r);

		if (err != GS_OK)
			return err;
		if (!is_by(&sig, v))
			continue;
		gs_write_bytes(w, line, (size_t)(r.ptr - line));
		return GS_OK;
	}
	return GS_OK;
}

int gs_note_strip(struct gs_writer *w, const void *note, size_t len,
    const struct gs_verifier *verifiers, size_t count)
{
	struct gs_note n = {.text = NULL};

	int err = gs_note_parse(&n, note, len);
	if (err != GS_OK)
		return err;

	gs_write_bytes(w, n.text, n.text_len);
	gs_write_text(w, "\n");
	for (size_t i = 0; err == GS_OK && i < count; i++)
		err = copy_signature(w, &n, &verifiers[i]);
	return err == GS_OK ? gs_writer_end(w) : err;
}

void gs_checkpoint_join(struct gs_writer *w, const struct gs_checkpoint *c,
    const struct gs_verifier *log, const uint8_t signature[64])
{
	gs_checkpoint_write(w, c);
	gs_write_text(w, "\n");
	write_signature(w, log, 0, signature);
}

int gs_checkpoint_signature(uint8_t signature[64], const void *note,
    size_t len, const struct gs_verifier *log)
{
	struct gs_note n = {.text = NULL};
	struct signature sig = {.name = NULL};

	int err = gs_note_parse(&n, note, len);
	if (err != GS_OK)
		return err;
	struct gs_reader r = gs_reader_of(n.lines, n.lines_len);
	while (!gs_reader_done(&r)) {
		err = read_signature(&sig, &r);
		if (err != GS_OK)
			return err;
		if (!is_by(&sig, log) || sig.blob_len != GS_NOTE_KEY_ID + 64)
			continue;
		memcpy(signature, sig.blob + GS_NOTE_KEY_ID, 64);
		return GS_OK;
	}
	return GS_ERR_UNKNOWN;
}

int gs_checkpoint_parse(struct gs_checkpoint *out, const void *text,
    size_t len)
{
	struct gs_checkpoint c = {.origin = ""};
	size_t n = 0, root_len = 0;
	struct gs_reader r = gs_reader_of(text, len);
	const uint8_t *line = gs_read_line(&n, &r, GS_NOTE_NAME_MAX);

	if (line == NULL || !gs_note_name_valid(line, n))
		return GS_ERR_FORMAT;
	memcpy(c.origin, line, n);

	line = gs_read_line(&n, &r, 19);
	if (line == NULL ||
	    gs_decimal_decode(&c.size, line, n, INT64_MAX) != GS_OK)
		return GS_ERR_FORMAT;
	line = gs_read_line(&n, &r, GS_BASE64_LEN(32));
	if (line == NULL ||
	    gs_base64_decode(c.root, &root_len, 32, line, n) != GS_OK ||
	    root_len != 32 || gs_reader_end(&r) != GS_OK)
		return GS_ERR_FORMAT;

	*out = c;
	return GS_OK;
}

void gs_checkpoint_write(struct gs_writer *w, const struct gs_checkpoint *c)
{
	gs_note_checkpoint(w, (struct gs_span){(const uint8_t *)c->origin,
	    strlen(c->origin)}, c->size, c->root);
}

int gs_checkpoint_sign(struct gs_writer *w, const struct gs_checkpoint *c,
    const struct gs_signer *signers, size_t count, uint64_t time)
{
	uint8_t text[GS_NOTE_NAME_MAX + 80];
	struct gs_checkpoint again;
	struct gs_writer t = gs_writer_of(text, sizeof text);

	gs_checkpoint_write(&t, c);

	/* An origin with a line feed would sign another checkpoint. */
	if (gs_writer_end(&t) != GS_OK ||
	    gs_checkpoint_parse(&again, text, t.len) != GS_OK)
		return GS_ERR_FORMAT;
	return gs_note_sign(w, text, t.len, signers, count, time);
}

int gs_checkpoint_open(struct gs_checkpoint *out,
    struct gs_attestation *verified, const void *note, size_t len,
    const struct gs_verifier *verifiers, size_t count)
{
	struct gs_checkpoint c = {.origin = ""};
	struct gs_note n = {.text = NULL};

	int err = gs_note_open(&n, verified, note, len, verifiers, count);
	if (err == GS_OK && !verified[0].good)
		err = GS_ERR_UNKNOWN;
	if (err == GS_OK)
		err = gs_checkpoint_parse(&c, n.text, n.text_len);
	if (err == GS_OK && strcmp(c.origin, verifiers[0].name) != 0)
		err = GS_ERR_MISMATCH;
	if (err == GS_OK)
		*out = c;
	else
		clear_verified(verified, count);
	return err;
}
