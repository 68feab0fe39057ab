/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/age.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define VERSION_LINE "age-encryption.org/v1"
#define CHUNK GS_AGE_CHUNK
#define TAG ((size_t)16)
#define BODY_LEN 32   /* an encrypted file key */
#define COLUMNS 64
#define ARMOR_BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define ARMOR_END "-----END AGE ENCRYPTED FILE-----"
#define ARMOR_SPACE_MAX 1024 /* before and after, as the age program has it */
/* "-> X25519 ", 43, LF, 43, LF */
#define STANZA_LEN ((size_t)10 + 43 + 1 + 43 + 1)
#define MAC_LINE_LEN ((size_t)4 + 43 + 1)

/* --- Bech32 (BIP 173, without its limit of length), constant time --- */

#define GROUPS 52 /* of 5 bits, for 32 bytes */
#define CHECKSUM 6

struct bech32_kind {
	const char *prefix; /* with the separator */
	const char *folded; /* lower case, without it */
	const char *digits;
};

static const struct bech32_kind recipient_kind = {
    "age1", "age", "qpzry9x8gf2tvdw0s3jn54khce6mua7l"};
static const struct bech32_kind identity_kind = {
    "AGE-SECRET-KEY-1", "age-secret-key-", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"};

static uint32_t polymod_step(uint32_t sum, uint32_t value)
{
	static const uint32_t generator[5] = {0x3b6a57b2, 0x26508e6d,
	    0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		sum ^= generator[i] & (0u - (top >> i & 1));
	return sum;
}

static uint32_t polymod_prefix(const char *folded)
{
	uint32_t sum = 1;

	for (const char *p = folded; *p != '\0'; p++)
		sum = polymod_step(sum, (uint32_t)*p >> 5);

	sum = polymod_step(sum, 0);
	for (const char *p = folded; *p != '\0'; p++)
		sum = polymod_step(sum, (uint32_t)*p & 31);
	return sum;
}

/* All ones if a == b, both below 2^31, else zero. */
static uint32_t equal_mask(uint32_t a, uint32_t b)
{
	return 0u - (((a ^ b) - 1) >> 31);
}

static uint8_t digit_of(const char *digits, uint32_t value)
{
	uint32_t c = 0;

	for (uint32_t i = 0; i < 32; i++)
		c |= (uint8_t)digits[i] & equal_mask(i, value);
	return (uint8_t)c;
}

/* The value of a digit; *bad becomes non-zero if `c` is no digit. */
static uint32_t value_of(const char *digits, uint8_t c, uint32_t *bad)
{
	uint32_t value = 0, found = 0;

	for (uint32_t i = 0; i < 32; i++) {
		uint32_t mask = equal_mask((uint8_t)digits[i], c);

		value |= i & mask;
		found |= mask;
	}

	*bad |= ~found;
	return value;
}

static void bech32_write(struct gs_writer *w, const struct bech32_kind *kind,
    const uint8_t data[32])
{
	uint8_t text[GROUPS + CHECKSUM];
	uint32_t sum = polymod_prefix(kind->folded), acc = 0;
	unsigned bits = 0;
	size_t at = 0;

	for (size_t i = 0; i < GROUPS; i++) {
		if (bits < 5) {
			acc = acc << 8 | (at < 32 ? data[at] : 0u);
			at++;
			bits += 8;
		}

		bits -= 5;
		uint32_t value = acc >> bits & 31;
		sum = polymod_step(sum, value);
		text[i] = digit_of(kind->digits, value);
	}

	for (unsigned i = 0; i < CHECKSUM; i++)
		sum = polymod_step(sum, 0);
	sum ^= 1;
	for (unsigned i = 0; i < CHECKSUM; i++)
		text[GROUPS + i] = digit_of(kind->digits,
		    sum >> 5 * (CHECKSUM - 1 - i) & 31);

	gs_write_text(w, kind->prefix);
	gs_write_bytes(w, text, sizeof text);
	gs_host_wipe(text, sizeof text);
}

static int bech32_parse(uint8_t data[32], const struct bech32_kind *kind,
    const void *text, size_t len)
{
	uint8_t out[32] = {0};
	uint32_t sum = polymod_prefix(kind->folded), acc = 0, bad = 0;
	unsigned bits = 0;
	size_t have = 0;
	struct gs_reader r = gs_reader_of(text, len);

	gs_read_expect(&r, kind->prefix);
	const uint8_t *digits = gs_read_bytes(&r, GROUPS + CHECKSUM);
	if (gs_reader_end(&r) != GS_OK)
		return GS_ERR_FORMAT;

	for (size_t i = 0; i < GROUPS + CHECKSUM; i++) {
		uint32_t value = value_of(kind->digits, digits[i], &bad);
		sum = polymod_step(sum, value);
		if (i >= GROUPS)
			continue;
		acc = acc << 5 | value;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[have++] = (uint8_t)(acc >> bits);
		}
	}

	bad |= (acc & ((1u << bits) - 1)) | (sum ^ 1); /* padding, checksum */
	if (bad == 0)
		memcpy(data, out, 32);
	gs_host_wipe(out, sizeof out);
	return bad == 0 ? GS_OK : GS_ERR_FORMAT;
}

int gs_age_identity_new(uint8_t identity[32])
{
	return gs_host_random(identity, 32);
}

void gs_age_recipient(uint8_t recipient[32], const uint8_t identity[32])
{
	/* fails for no scalar: the base point is of prime order */
	(void)!crypto_scalarmult_curve25519_base(recipient, identity);
}

void gs_age_identity_write(struct gs_writer *w, const uint8_t identity[32])
{
	bech32_write(w, &identity_kind, identity);
}

int gs_age_identity_parse(uint8_t identity[32], const void *text, size_t len)
{
	return bech32_parse(identity, &identity_kind, text, len);
}

void gs_age_recipient_write(struct gs_writer *w, const uint8_t recipient[32])
{
	bech32_write(w, &recipient_kind, recipient);
}

int gs_age_recipient_parse(uint8_t recipient[32], const void *text,
    size_t len)
{
	return bech32_parse(recipient, &recipient_kind, text, len);
}

/* --- keys --- */

static void hmac_sha256(uint8_t out[32], struct gs_span key,
    const struct gs_span *parts, size_t count)
{
	crypto_auth_hmacsha256_state st;

	crypto_auth_hmacsha256_init(&st, key.ptr, key.len);
	for (size_t i = 0; i < count; i++)
		crypto_auth_hmacsha256_update(&st, parts[i].ptr, parts[i].len);
	crypto_auth_hmacsha256_final(&st, out);
	gs_host_wipe(&st, sizeof st);
}

/* HKDF-SHA-256 (RFC 5869) with one block of output. */
static void hkdf_sha256(uint8_t out[32], struct gs_span secret,
    struct gs_span salt, const char *info)
{
	uint8_t prk[32];
	static const uint8_t one = 1;
	const struct gs_span expand[] = {
	    {(const uint8_t *)info, strlen(info)}, {&one, 1}};

	hmac_sha256(prk, salt, &secret, 1);
	hmac_sha256(out, (struct gs_span){prk, 32}, expand, 2);
	gs_host_wipe(prk, sizeof prk);
}

static void header_mac(uint8_t mac[32], const uint8_t file_key[16],
    const uint8_t *header, size_t len)
{
	static const uint8_t no_salt[32] = {0}; /* RFC 5869 2.2 */
	uint8_t key[32];
	struct gs_span text = {header, len};

	hkdf_sha256(key, (struct gs_span){file_key, 16},
	    (struct gs_span){no_salt, 32}, "header");
	hmac_sha256(mac, (struct gs_span){key, 32}, &text, 1);
	gs_host_wipe(key, sizeof key);
}

static const uint8_t zero_nonce[12];

/* The key that wraps the file key for one recipient, from either side's
 * scalar.  GS_ERR_RULE: a point of low order. */
static int wrap_key(uint8_t key[32], const uint8_t scalar[32],
    const uint8_t point[32], const uint8_t share[32],
    const uint8_t recipient[32])
{
	uint8_t secret[32] = {0}, salt[64];

	if (crypto_scalarmult_curve25519(secret, scalar, point) != 0)
		return GS_ERR_RULE; /* `secret` is zero */
	memcpy(salt, share, 32);
	memcpy(salt + 32, recipient, 32);
	hkdf_sha256(key, (struct gs_span){secret, 32},
	    (struct gs_span){salt, 64}, "age-encryption.org/v1/X25519");
	gs_host_wipe(secret, sizeof secret);
	return GS_OK;
}

/* --- sealing --- */

static void write_unpadded(struct gs_writer *w, const uint8_t *ptr, size_t len)
{
	char text[COLUMNS];
	struct gs_writer t = gs_writer_of(text, sizeof text);

	gs_write_base64(&t, ptr, len);
	while (t.len > 0 && text[t.len - 1] == '=')
		t.len--;
	gs_write_bytes(w, text, t.len);
}

static int write_stanza(struct gs_writer *w, const uint8_t recipient[32],
    const uint8_t ephemeral[32], const uint8_t file_key[16])
{
	uint8_t share[32], key[32], body[BODY_LEN];

	gs_age_recipient(share, ephemeral);
	int err = wrap_key(key, ephemeral, recipient, share, recipient);
	if (err != GS_OK)
		return err;

	crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, file_key, 16,
	    NULL, 0, NULL, zero_nonce, key);
	gs_host_wipe(key, sizeof key);

	gs_write_text(w, "-> X25519 ");
	write_unpadded(w, share, sizeof share);
	gs_write_text(w, "\n");
	write_unpadded(w, body, sizeof body);
	gs_write_text(w, "\n");
	return GS_OK;
}

static size_t chunk_count(size_t plain_len)
{
	return plain_len == 0 ? 1 : (plain_len + CHUNK - 1) / CHUNK;
}

static void chunk_nonce(uint8_t nonce[12], uint64_t chunk, bool last)
{
	memset(nonce, 0, 12);
	gs_put_u64(nonce + 3, chunk);
	nonce[11] = last ? 1 : 0;
}

void gs_age_seal_chunk(struct gs_age_stream *s, uint8_t *out,
    struct gs_span plain, bool last)
{
	uint8_t nonce[12];

	chunk_nonce(nonce, s->chunk++, last);
	crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, plain.len == 0 ?
	    NULL : plain.ptr, plain.len, NULL, 0, NULL, nonce, s->key);
}

/* `out` has room for the chunks and their tags. */
static void seal_payload(uint8_t *out, struct gs_age_stream *s,
    struct gs_span plain)
{
	size_t chunks = chunk_count(plain.len);

	for (size_t i = 0; i < chunks; i++) {
		size_t left = plain.len - i * CHUNK;

		gs_age_seal_chunk(s, out + i * (CHUNK + TAG), left == 0 ?
		    plain : (struct gs_span){plain.ptr + i * CHUNK,
		    left < CHUNK ? left : CHUNK}, i + 1 == chunks);
	}
}

static void payload_key(struct gs_age_stream *s, const uint8_t file_key[16],
    const uint8_t nonce[16])
{
	s->chunk = 0;
	hkdf_sha256(s->key, (struct gs_span){file_key, 16},
	    (struct gs_span){nonce, 16}, "payload");
}

size_t gs_age_sealed_len(size_t recipients, size_t plain_len)
{
	return sizeof VERSION_LINE + recipients * STANZA_LEN + MAC_LINE_LEN +
	    16 + plain_len + TAG * chunk_count(plain_len);
}

/* The header with its MAC, and the nonce of the payload. */
static int write_age_header(struct gs_writer *w,
    const uint8_t recipients[][32], size_t n, const uint8_t *random)
{
	const uint8_t *file_key = random, *nonce = random + 16;
	uint8_t mac[32];
	int err = GS_OK;

	gs_write_text(w, VERSION_LINE "\n");
	for (size_t i = 0; i < n && err == GS_OK; i++)
		err = write_stanza(w, recipients[i], random + 32 + 32 * i,
		    file_key);
	if (err != GS_OK)
		return err;

	gs_write_text(w, "---");
	header_mac(mac, file_key, w->ptr, w->len);
	gs_write_text(w, " ");
	write_unpadded(w, mac, sizeof mac);
	gs_write_text(w, "\n");
	gs_write_bytes(w, nonce, 16);
	return gs_writer_end(w);
}

int gs_age_seal_derand(uint8_t **out, size_t *out_len,
    const uint8_t recipients[][32], size_t n, struct gs_span plain,
    const uint8_t *random)
{
	struct gs_age_stream s;

	if (n == 0 || n > GS_AGE_RECIPIENTS_MAX ||
	    plain.len > GS_AGE_PLAIN_MAX)
		return GS_ERR_RANGE;
	size_t total = gs_age_sealed_len(n, plain.len);
	uint8_t *buf = malloc(total);
	if (buf == NULL)
		return GS_ERR_MEMORY;

	struct gs_writer w = gs_writer_of(buf, total);
	int err = write_age_header(&w, recipients, n, random);
	if (err == GS_OK &&
	    total - w.len != plain.len + TAG * chunk_count(plain.len))
		err = GS_ERR_INTERNAL;
	if (err != GS_OK) {
		free(buf);
		return err;
	}

	payload_key(&s, random, random + 16);
	seal_payload(buf + w.len, &s, plain);
	gs_host_wipe(&s, sizeof s);
	*out_len = total;
	*out = buf;
	return GS_OK;
}

int gs_age_seal(uint8_t **out, size_t *out_len,
    const uint8_t recipients[][32], size_t n, const void *plain, size_t len)
{
	uint8_t random[GS_AGE_RANDOM_LEN(GS_AGE_RECIPIENTS_MAX)];

	if (n > GS_AGE_RECIPIENTS_MAX)
		return GS_ERR_RANGE;

	int err = gs_host_random(random, GS_AGE_RANDOM_LEN(n));
	if (err == GS_OK)
		err = gs_age_seal_derand(out, out_len, recipients, n,
		    (struct gs_span){plain, len}, random);
	gs_host_wipe(random, sizeof random);
	return err;
}

int gs_age_begin(struct gs_age_stream *s, struct gs_writer *w,
    const uint8_t recipients[][32], size_t n)
{
	uint8_t random[GS_AGE_RANDOM_LEN(GS_AGE_RECIPIENTS_MAX)];

	if (n == 0 || n > GS_AGE_RECIPIENTS_MAX)
		return GS_ERR_RANGE;

	int err = gs_host_random(random, GS_AGE_RANDOM_LEN(n));
	if (err == GS_OK)
		err = write_age_header(w, recipients, n, random);
	if (err == GS_OK)
		payload_key(s, random, random + 16);
	gs_host_wipe(random, sizeof random);
	return err;
}

/* --- armor --- */

static bool is_armor_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_armor_space(struct gs_reader *r)
{
	size_t max = r->left < ARMOR_SPACE_MAX ? r->left : ARMOR_SPACE_MAX;

	for (size_t i = 0; i < max && is_armor_space(*r->ptr); i++)
		gs_read_u8(r);
}

static bool span_is(struct gs_span s, const char *text)
{
	return s.ptr != NULL && s.len == strlen(text) &&
	    memcmp(s.ptr, text, s.len) == 0;
}

/* A line without its LF or CRLF; the last one may lack them. */
static struct gs_span armor_line(struct gs_reader *r)
{
	struct gs_span line = {NULL, strlen(ARMOR_END)};

	if (r->left == line.len)
		line.ptr = gs_read_bytes(r, line.len);
	else
		line.ptr = gs_read_line(&line.len, r, COLUMNS + 1);

	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Strict PEM: every line but the last is full. */
static int read_armor(uint8_t *out, size_t *out_len, const void *file,
    size_t len)
{
	struct gs_reader r = gs_reader_of(file, len);
	bool last = false;
	size_t have = 0;

	skip_armor_space(&r);
	if (!span_is(armor_line(&r), ARMOR_BEGIN))
		return GS_ERR_FORMAT;

	for (;;) {
		size_t n = 0;
		struct gs_span line = armor_line(&r);

		if (span_is(line, ARMOR_END))
			break;
		if (last || line.ptr == NULL || line.len == 0 ||
		    line.len > COLUMNS || gs_base64_decode(out + have, &n, 48,
		    line.ptr, line.len) != GS_OK)
			return GS_ERR_FORMAT;
		last = n < 48;
		have += n;
	}

	skip_armor_space(&r);
	*out_len = have;
	return gs_reader_end(&r);
}

/* --- opening --- */

/* Canonical base64 without padding, at most one line of it. */
static int decode_unpadded(uint8_t *out, size_t *out_len, size_t max,
    const uint8_t *text, size_t len)
{
	uint8_t padded[COLUMNS + 4];

	if (len > COLUMNS || (len > 0 && memchr(text, '=', len) != NULL))
		return GS_ERR_FORMAT;

	if (len > 0)
		memcpy(padded, text, len);
	while (len % 4 != 0)
		padded[len++] = '=';
	return gs_base64_decode(out, out_len, max, padded, len);
}

struct unsealing {
	const uint8_t *identity; /* secret */
	uint8_t recipient[32];
	uint8_t file_key[16]; /* secret */
	bool found;
	bool scrypt;
	size_t stanzas;
};

/* The arguments: visible ASCII, one space between two. */
static bool args_well_formed(const uint8_t *args, size_t len)
{
	bool after_space = true;

	for (size_t i = 0; i < len; i++) {
		if (args[i] == ' ' ? after_space :
		    args[i] < 0x21 || args[i] > 0x7e)
			return false;
		after_space = args[i] == ' ';
	}
	return !after_space;
}

/* Reads the wrapped lines; keeps the first BODY_LEN bytes. */
static int read_body(uint8_t body[BODY_LEN], size_t *body_len,
    struct gs_reader *r)
{
	uint8_t piece[48];
	size_t total = 0, len = COLUMNS;

	while (len == COLUMNS) {
		size_t n = 0;
		const uint8_t *line = gs_read_line(&len, r, COLUMNS);

		if (line == NULL || decode_unpadded(piece, &n, sizeof piece,
		    line, len) != GS_OK)
			return GS_ERR_FORMAT;
		if (total == 0)
			memcpy(body, piece, n < BODY_LEN ? n : BODY_LEN);
		total += n;
	}

	*body_len = total;
	return GS_OK;
}

/* `share` is the text of the one argument. */
static int try_x25519(struct unsealing *o, const uint8_t *share,
    size_t share_len, const uint8_t body[BODY_LEN], size_t body_len)
{
	uint8_t point[32], key[32], file_key[16] = {0};
	size_t n = 0;

	if (decode_unpadded(point, &n, 32, share, share_len) != GS_OK ||
	    n != 32 || body_len != BODY_LEN ||
	    wrap_key(key, o->identity, point, point, o->recipient) != GS_OK)
		return GS_ERR_FORMAT;

	if (crypto_aead_chacha20poly1305_ietf_decrypt(file_key, NULL, NULL,
	    body, BODY_LEN, NULL, 0, zero_nonce, key) == 0 && !o->found) {
		memcpy(o->file_key, file_key, 16);
		o->found = true;
	}
	gs_host_wipe(key, sizeof key);
	gs_host_wipe(file_key, sizeof file_key);
	return GS_OK;
}

static int read_stanza(struct unsealing *o, const uint8_t *args, size_t len,
    struct gs_reader *r)
{
	uint8_t body[BODY_LEN] = {0};
	size_t body_len = 0;

	if (!args_well_formed(args, len) ||
	    read_body(body, &body_len, r) != GS_OK)
		return GS_ERR_FORMAT;
	o->stanzas++;

	const uint8_t *space = memchr(args, ' ', len);
	size_t type_len = space == NULL ? len : (size_t)(space - args);
	if (span_is((struct gs_span){args, type_len}, "scrypt"))
		o->scrypt = true;
	if (!span_is((struct gs_span){args, type_len}, "X25519"))
		return GS_OK;

	if (space == NULL)
		return GS_ERR_FORMAT;
	/* A second argument would leave a space in what must be base64. */
	return try_x25519(o, space + 1, len - type_len - 1, body, body_len);
}

/* Up to the line of the MAC and including it; *mac_at is where the text under
 * the MAC ends. */
static int read_age_header(struct unsealing *o, uint8_t mac[32],
    const uint8_t **mac_at, struct gs_reader *r)
{
	gs_read_expect(r, VERSION_LINE "\n");
	for (;;) {
		size_t len = 0, n = 0;
		const uint8_t *line = gs_read_line(&len, r, GS_AGE_HEADER_MAX);
		if (line == NULL)
			return GS_ERR_FORMAT;

		if (len >= 3 && memcmp(line, "-> ", 3) == 0) {
			int err = read_stanza(o, line + 3, len - 3, r);
			if (err != GS_OK)
				return err;
			continue;
		}

		if (len != MAC_LINE_LEN - 1 || memcmp(line, "--- ", 4) != 0 ||
		    decode_unpadded(mac, &n, 32, line + 4, 43) != GS_OK ||
		    n != 32 || o->stanzas == 0 ||
		    (o->scrypt && o->stanzas > 1))
			return GS_ERR_FORMAT;
		*mac_at = line + 3;
		return GS_OK;
	}
}

/* 32 bytes as a line has them, and its end. */
static bool skip_key(struct gs_reader *r)
{
	uint8_t bytes[32];
	size_t n = 0;
	const uint8_t *text = gs_read_bytes(r, 43);

	gs_read_expect(r, "\n");
	return text != NULL && r->err == GS_OK &&
	    decode_unpadded(bytes, &n, sizeof bytes, text, 43) == GS_OK &&
	    n == sizeof bytes;
}

size_t gs_age_recipients(const void *file, size_t len)
{
	struct gs_reader r = gs_reader_of(file, len);
	size_t count = 0;

	gs_read_expect(&r, VERSION_LINE "\n");
	while (r.err == GS_OK && r.left > 1 && r.ptr[1] == '>') {
		gs_read_expect(&r, "-> X25519 ");
		if (!skip_key(&r) || !skip_key(&r))
			return 0;
		count++;
	}

	gs_read_expect(&r, "--- ");
	return skip_key(&r) ? count : 0;
}

int gs_age_open_chunk(struct gs_age_stream *s, uint8_t *out,
    struct gs_span sealed, bool last)
{
	uint8_t nonce[12];

	chunk_nonce(nonce, s->chunk++, last);
	return sealed.len < TAG ||
	    crypto_aead_chacha20poly1305_ietf_decrypt(out, NULL, NULL,
	        sealed.ptr, sealed.len, NULL, 0, nonce, s->key) != 0 ?
	    GS_ERR_SIGNATURE : GS_OK;
}

/* All chunks, with their tags, into *out, which the caller owns. */
static int open_chunks(uint8_t **out, size_t *out_len,
    struct gs_age_stream *s, struct gs_span in)
{
	size_t chunks = (in.len + CHUNK + TAG - 1) / (CHUNK + TAG);

	if (in.len < TAG || in.len - (chunks - 1) * (CHUNK + TAG) < TAG ||
	    (chunks > 1 && in.len - (chunks - 1) * (CHUNK + TAG) == TAG))
		return GS_ERR_SIGNATURE;

	size_t total = in.len - chunks * TAG;
	if (total > GS_AGE_PLAIN_MAX)
		return GS_ERR_RANGE;
	uint8_t *buf = malloc(total + 1); /* never of size zero */
	if (buf == NULL)
		return GS_ERR_MEMORY;

	for (size_t i = 0; i < chunks; i++) {
		size_t left = in.len - i * (CHUNK + TAG);
		size_t len = left < CHUNK + TAG ? left : CHUNK + TAG;

		if (gs_age_open_chunk(s, buf + i * CHUNK, (struct gs_span){
		    in.ptr + i * (CHUNK + TAG), len}, i + 1 == chunks) !=
		    GS_OK) {
			gs_age_free(&buf, total);
			return GS_ERR_SIGNATURE;
		}
	}

	*out = buf;
	*out_len = total;
	return GS_OK;
}

int gs_age_resume(struct gs_age_stream *s, size_t *used,
    const uint8_t identity[32], struct gs_span file)
{
	struct unsealing o = {.identity = identity};
	struct gs_reader head = gs_reader_of(file.ptr,
	    file.len < GS_AGE_HEADER_MAX ? file.len : GS_AGE_HEADER_MAX);
	uint8_t said[32], computed[32];
	const uint8_t *mac_at = NULL, *nonce = NULL;

	gs_age_recipient(o.recipient, identity);
	int err = read_age_header(&o, said, &mac_at, &head);
	if (err == GS_OK && !o.found)
		err = GS_ERR_DENIED;

	if (err == GS_OK) {
		header_mac(computed, o.file_key, file.ptr,
		    (size_t)(mac_at - file.ptr));
		if (!gs_bytes_equal(said, computed, 32))
			err = GS_ERR_SIGNATURE;
	}
	if (err == GS_OK) {
		struct gs_reader rest = gs_reader_of(head.ptr, file.len -
		    (size_t)(head.ptr - file.ptr));
		nonce = gs_read_bytes(&rest, 16);
		err = nonce == NULL ? GS_ERR_FORMAT : GS_OK;
	}
	if (err == GS_OK) {
		payload_key(s, o.file_key, nonce);
		*used = (size_t)(nonce + 16 - file.ptr);
	}
	gs_host_wipe(&o, sizeof o);
	return err;
}

static int open_binary(uint8_t **plain, size_t *plain_len,
    const uint8_t identity[32], const uint8_t *file, size_t len)
{
	struct gs_age_stream s;
	size_t used = 0;

	int err = gs_age_resume(&s, &used, identity,
	    (struct gs_span){file, len});
	if (err == GS_OK)
		err = open_chunks(plain, plain_len, &s,
		    (struct gs_span){file + used, len - used});
	gs_host_wipe(&s, sizeof s);
	return err;
}

int gs_age_open(uint8_t **plain, size_t *plain_len,
    const uint8_t identity[32], const void *file, size_t len)
{
	size_t binary_len = 0;

	if (len > GS_AGE_FILE_MAX)
		return GS_ERR_RANGE;
	struct gs_reader r = gs_reader_of(file, len);
	gs_read_expect(&r, VERSION_LINE);
	if (r.err == GS_OK)
		return open_binary(plain, plain_len, identity, file, len);

	uint8_t *binary = malloc(len + 1); /* shorter than its base64 */
	if (binary == NULL)
		return GS_ERR_MEMORY;
	int err = read_armor(binary, &binary_len, file, len);
	if (err == GS_OK)
		err = open_binary(plain, plain_len, identity, binary,
		    binary_len);
	free(binary);
	return err;
}

void gs_age_free(uint8_t **ptr, size_t len)
{
	if (*ptr != NULL)
		gs_host_wipe(*ptr, len);
	free(*ptr);
	*ptr = NULL;
}
