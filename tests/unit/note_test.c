/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "lib/host.h"
#include "lib/log/note.h"

#define DASH "\xe2\x80\x94 "
/* The vector of c2sp.org/signed-note. */
#define SPEC_VKEY "example.com/foo+530d903a+" \
	"AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define SPEC_TEXT "This is an example message.\n"
#define SPEC_BASE64 "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1E" \
	"RYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
#define SPEC_LINE DASH "example.com/foo " SPEC_BASE64 "\n"

static struct gs_verifier spec_verifier(void)
{
	struct gs_verifier v;

	assert_int_equal(gs_verifier_parse(&v, SPEC_VKEY, strlen(SPEC_VKEY)),
	    GS_OK);
	return v;
}

static int open_text(const char *note)
{
	struct gs_verifier v = spec_verifier();
	struct gs_attestation verified = {.good = true};
	struct gs_note n;

	int err = gs_note_open(&n, &verified, note, strlen(note), &v, 1);
	assert_int_equal(verified.good, err == GS_OK);
	return err;
}

static struct gs_signer test_signer(const char *name, enum gs_key_type type,
    uint8_t first)
{
	struct gs_signer s;
	uint8_t seed[32] = {first};

	assert_int_equal(gs_signer_init(&s, name, type, seed), GS_OK);
	return s;
}

static void spec_vector_opens(void **state)
{
	(void)state;
	struct gs_verifier v = spec_verifier();
	struct gs_attestation verified;
	struct gs_note n;
	uint8_t out[200];
	const char *note = SPEC_TEXT "\n" SPEC_LINE;
	struct gs_writer w = gs_writer_of(out, sizeof out);

	assert_string_equal(v.name, "example.com/foo");
	assert_int_equal(v.type, GS_KEY_ED25519);
	gs_verifier_write(&w, &v);
	assert_int_equal(w.len, strlen(SPEC_VKEY));
	assert_memory_equal(out, SPEC_VKEY, w.len);
	assert_int_equal(gs_note_open(&n, &verified, note, strlen(note), &v,
	    1), GS_OK);
	assert_true(verified.good);
	assert_int_equal(verified.time, 0);
	assert_int_equal(n.text_len, strlen(SPEC_TEXT));
	assert_memory_equal(n.text, SPEC_TEXT, n.text_len);
}

static void every_changed_byte_is_noticed(void **state)
{
	(void)state;
	char note[] = SPEC_TEXT "\n" SPEC_LINE;

	for (size_t i = 0; i + 1 < sizeof note; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			note[i] = (char)(note[i] ^ (1 << bit));
			/* NUL would end the C string that open_text wants. */
			if (note[i] != '\0')
				assert_int_not_equal(open_text(note), GS_OK);
			note[i] = (char)(note[i] ^ (1 << bit));
		}
	assert_int_equal(open_text(note), GS_OK);
	assert_int_equal(open_text("Xhis is an example message.\n\n"
	    SPEC_LINE), GS_ERR_SIGNATURE);
}

static void malformed_notes_are_rejected(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",
	    "\n",
	    "\n\n",
	    SPEC_TEXT,
	    SPEC_TEXT "\n",
	    SPEC_TEXT "\n\n",
	    SPEC_TEXT SPEC_LINE,
	    SPEC_TEXT "\n" SPEC_LINE "\n",
	    SPEC_TEXT "\n" SPEC_LINE "x\n",
	    SPEC_TEXT "\n" SPEC_LINE SPEC_TEXT,
	    SPEC_TEXT "\n" SPEC_LINE DASH "a AAAAAAA=",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a AAAA\n",      /* too short */
	    SPEC_TEXT "\n" SPEC_LINE DASH "a AAAAAAA\n",   /* no padding */
	    SPEC_TEXT "\n" SPEC_LINE DASH "a AAAAAAB=\n",  /* trailing bits */
	    SPEC_TEXT "\n" SPEC_LINE DASH "a  AAAAAAA=\n",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a AAAAAAA= \n",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a\n",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a \n",
	    SPEC_TEXT "\n" SPEC_LINE DASH " AAAAAAA=\n",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a+b AAAAAAA=\n",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a\xc2\xa0" "b AAAAAAA=\n",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a\xe3\x80\x80 AAAAAAA=\n",
	    SPEC_TEXT "\n" SPEC_LINE DASH "a\xff AAAAAAA=\n",
	    SPEC_TEXT "\n" SPEC_LINE "- a AAAAAAA=\n",
	    "tab\there\n\n" SPEC_LINE,
	    "cr\r\n\n" SPEC_LINE,
	    "not utf-8 \xc3\n\n" SPEC_LINE,
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(open_text(bad[i]), GS_ERR_FORMAT);
	struct gs_note n;
	assert_int_equal(gs_note_parse(&n, "a\0\n\n" SPEC_LINE,
	    4 + strlen(SPEC_LINE)), GS_ERR_FORMAT);
	/* a signature longer than one piece of the decoder, padded inside */
	char note[800] = SPEC_TEXT "\n" SPEC_LINE DASH "a ";
	size_t at = strlen(note);
	memset(note + at, 'A', 256 + 8);
	memcpy(note + at + 264, "\n", 2);
	assert_int_equal(open_text(note), GS_OK);
	note[at + 255] = '=';
	assert_int_equal(open_text(note), GS_ERR_FORMAT);
}

static void unknown_keys_are_ignored(void **state)
{
	(void)state;

	/* another id under the known name; another name with the known id */
	assert_int_equal(open_text(SPEC_TEXT "\n" DASH "example.com/foo "
	    "AAAAAAA=\n" SPEC_LINE DASH "other " SPEC_BASE64 "\n"), GS_OK);
	assert_int_equal(open_text(SPEC_TEXT "\n" DASH "other " SPEC_BASE64
	    "\n"), GS_ERR_UNKNOWN);
	assert_int_equal(open_text(SPEC_TEXT "\n" DASH "example.com/foo "
	    "AAAAAAA=\n"), GS_ERR_UNKNOWN);
	/* the known pair with a signature of the wrong length */
	assert_int_equal(open_text(SPEC_TEXT "\n" SPEC_LINE DASH
	    "example.com/foo Uw2QOkk=\n"), GS_ERR_SIGNATURE);
}

static void bounds_hold(void **state)
{
	(void)state;
	static char note[GS_NOTE_MAX + 2];
	struct gs_note n;
	size_t len = strlen(SPEC_TEXT "\n");

	memcpy(note, SPEC_TEXT "\n", len);
	for (size_t i = 0; i < 101; i++) {
		memcpy(note + len, SPEC_LINE, strlen(SPEC_LINE));
		len += strlen(SPEC_LINE);
		assert_int_equal(gs_note_parse(&n, note, len),
		    i < 100 ? GS_OK : GS_ERR_RANGE);
	}
	memset(note, 'a', sizeof note);
	len = GS_NOTE_MAX - strlen("\n\n" SPEC_LINE);
	memcpy(note + len, "\n\n" SPEC_LINE, strlen("\n\n" SPEC_LINE));
	assert_int_equal(gs_note_parse(&n, note, GS_NOTE_MAX), GS_OK);
	memcpy(note + len + 1, "\n\n" SPEC_LINE, strlen("\n\n" SPEC_LINE));
	assert_int_equal(gs_note_parse(&n, note, GS_NOTE_MAX + 1),
	    GS_ERR_RANGE);
}

static void keys_are_strict(void **state)
{
	(void)state;
	struct gs_verifier v = {.name = "untouched"};
	static const struct {
		const char *text;
		int err;
	} bad[] = {
	    {"", GS_ERR_FORMAT},
	    {"example.com/foo", GS_ERR_FORMAT},
	    {"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	        GS_ERR_FORMAT},
	    {"example.com/foo+530D903A+"
	        "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", GS_ERR_FORMAT},
	    {"example.com/foo+530d903b+"
	        "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	        GS_ERR_MISMATCH},
	    {"example.com/fop+530d903a+"
	        "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	        GS_ERR_MISMATCH},
	    {"example.com/foo+530d903a+"
	        "AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	        GS_ERR_UNKNOWN},
	    {"example.com/foo+530d903a+Bgaaaaaa", GS_ERR_UNKNOWN},
	    {"example.com/foo+530d903a+AekyeRrm", GS_ERR_FORMAT},
	    {SPEC_VKEY "\n", GS_ERR_FORMAT},
	    {"a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
	        GS_ERR_FORMAT},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(gs_verifier_parse(&v, bad[i].text,
		    strlen(bad[i].text)), bad[i].err);
	assert_string_equal(v.name, "untouched");
	char name[GS_NOTE_NAME_MAX + 2];
	memset(name, 'n', sizeof name);
	assert_true(gs_note_name_valid(name, GS_NOTE_NAME_MAX));
	assert_false(gs_note_name_valid(name, GS_NOTE_NAME_MAX + 1));
	assert_false(gs_note_name_valid("", 0));
	for (unsigned c = 0; c < 256; c++) {
		name[1] = (char)c;
		assert_int_equal(gs_note_name_valid(name, 3), c > ' ' &&
		    c < 0x7f && c != '+');
	}
}

/* Keys whose base64 has '+' in it are the ones that a careless split cuts. */
static void keys_round_trip(void **state)
{
	(void)state;
	size_t with_plus = 0;

	for (unsigned i = 0; i < 64; i++) {
		struct gs_signer s = test_signer("gainsay.example/log",
		    i % 2 ? GS_KEY_ED25519 : GS_KEY_COSIGNATURE, (uint8_t)i);
		struct gs_signer again;
		struct gs_verifier v;
		char text[400];
		struct gs_writer w = gs_writer_of(text, sizeof text);
		gs_verifier_write(&w, &s.verifier);
		assert_int_equal(gs_verifier_parse(&v, text, w.len), GS_OK);
		assert_memory_equal(&v, &s.verifier, sizeof v);
		with_plus += memchr(text + w.len - 44, '+', 44) != NULL;
		w = gs_writer_of(text, sizeof text);
		gs_signer_write(&w, &s);
		assert_memory_equal(text, "PRIVATE+KEY+gainsay", 19);
		assert_int_equal(gs_signer_parse(&again, text, w.len), GS_OK);
		assert_memory_equal(&again, &s, sizeof s);
		assert_int_equal(gs_signer_init_secret(&again, s.verifier.name,
		    s.verifier.type, s.secret), GS_OK);
		s.secret[63] ^= 1;
		assert_int_equal(gs_signer_init_secret(&again, s.verifier.name,
		    s.verifier.type, s.secret), GS_ERR_MISMATCH);
		text[sizeof "PRIVATE+KEY+gain" - 1] = 'S';
		assert_int_equal(gs_signer_parse(&again, text, w.len),
		    GS_ERR_MISMATCH);
		text[0] = 'p';
		assert_int_equal(gs_signer_parse(&again, text, w.len),
		    GS_ERR_FORMAT);
	}
	assert_true(with_plus > 8);
}

static void cosignatures_carry_their_time(void **state)
{
	(void)state;
	struct gs_signer s[3] = {test_signer("log.example", GS_KEY_ED25519, 1),
	    test_signer("w1.example", GS_KEY_COSIGNATURE, 2),
	    test_signer("w2.example", GS_KEY_COSIGNATURE, 3)};
	struct gs_verifier v[3];
	struct gs_attestation verified[3];
	struct gs_checkpoint c = {.origin = "log.example", .size = 70000,
	    .root = {9}}, got;
	uint8_t note[1000];
	struct gs_writer w = gs_writer_of(note, sizeof note);

	for (size_t i = 0; i < 3; i++)
		v[i] = s[i].verifier;
	assert_int_equal(gs_checkpoint_sign(&w, &c, s, 2, 1700000000), GS_OK);
	assert_int_equal(gs_checkpoint_open(&got, verified, note, w.len, v,
	    3), GS_OK);
	assert_string_equal(got.origin, "log.example");
	assert_int_equal(got.size, 70000);
	assert_memory_equal(got.root, c.root, 32);
	assert_true(verified[0].good && verified[1].good);
	assert_false(verified[2].good);
	assert_int_equal(verified[0].time, 0);
	assert_int_equal(verified[1].time, 1700000000);
	/* the second witness appends its line */
	struct gs_note n;
	assert_int_equal(gs_note_parse(&n, note, w.len), GS_OK);
	assert_int_equal(gs_note_sign_line(&w, &s[2], GS_NOTE_TIME_MAX,
	    n.text, n.text_len), GS_OK);
	assert_int_equal(gs_checkpoint_open(&got, verified, note, w.len, v,
	    3), GS_OK);
	assert_true(verified[2].time == GS_NOTE_TIME_MAX);
	assert_int_equal(gs_note_sign_line(&w, &s[2],
	    (uint64_t)GS_NOTE_TIME_MAX + 1, n.text, n.text_len), GS_ERR_RANGE);
	/* without the log's own line it is no checkpoint of the log */
	w = gs_writer_of(note, sizeof note);
	assert_int_equal(gs_checkpoint_sign(&w, &c, s + 1, 1, 5), GS_OK);
	assert_int_equal(gs_checkpoint_open(&got, verified, note, w.len, v,
	    3), GS_ERR_UNKNOWN);
	assert_false(verified[1].good);
}

/* The message of the specification, put together by hand. */
static void cosigned_message_is_the_specified_one(void **state)
{
	(void)state;
	struct gs_signer s = test_signer("w.example", GS_KEY_COSIGNATURE, 7);
	const char *text = "log.example\n1\nAAAA\n", *msg =
	    "cosignature/v1\ntime 1679315147\nlog.example\n1\nAAAA\n";
	uint8_t line[300], blob[76], id[32];
	size_t n = 0, head = strlen(DASH "w.example ");
	struct gs_writer w = gs_writer_of(line, sizeof line);

	assert_int_equal(gs_note_sign_line(&w, &s, 1679315147, text,
	    strlen(text)), GS_OK);
	assert_memory_equal(line, DASH "w.example ", head);
	assert_int_equal(line[w.len - 1], '\n');
	assert_int_equal(gs_base64_decode(blob, &n, 76, line + head,
	    w.len - head - 1), GS_OK);
	assert_int_equal(n, 76);
	uint8_t pre[11 + 32] = "w.example\n\x04";
	memcpy(pre + 11, s.verifier.key, 32);
	crypto_hash_sha256(id, pre, sizeof pre);
	assert_memory_equal(blob, id, 4);
	assert_memory_equal(blob + 4, "\0\0\0\0\x64\x18\x50\xcb", 8);
	assert_int_equal(crypto_sign_verify_detached(blob + 12,
	    (const uint8_t *)msg, strlen(msg), s.verifier.key), 0);
}

/* A changed time, under an unchanged signature, must not pass. */
static void cosignature_time_is_signed(void **state)
{
	(void)state;
	struct gs_signer s = test_signer("w.example", GS_KEY_COSIGNATURE, 7);
	struct gs_attestation verified;
	struct gs_note n;
	char note[300];
	struct gs_writer w = gs_writer_of(note, sizeof note);

	assert_int_equal(gs_note_sign(&w, "a\n", 2, &s, 1, 99), GS_OK);
	size_t at = strlen("a\n\n" DASH "w.example ");
	assert_int_equal(gs_note_open(&n, &verified, note, w.len, &s.verifier,
	    1), GS_OK);
	note[at + 12] = note[at + 12] == 'A' ? 'B' : 'A'; /* the time's bits */
	assert_int_equal(gs_note_open(&n, &verified, note, w.len, &s.verifier,
	    1), GS_ERR_SIGNATURE);
}

static void what_cannot_be_a_text_is_not_signed(void **state)
{
	(void)state;
	struct gs_signer s = test_signer("log.example", GS_KEY_ED25519, 7);
	struct gs_checkpoint c = {.origin = "a\n5", .size = 1};
	uint8_t note[300];
	struct gs_writer w = gs_writer_of(note, sizeof note);

	assert_int_equal(gs_note_sign_line(&w, &s, 0, "a", 1), GS_ERR_FORMAT);
	assert_int_equal(gs_note_sign_line(&w, &s, 0, "", 0), GS_ERR_FORMAT);
	assert_int_equal(gs_note_sign_line(&w, &s, 0, "\t\n", 2),
	    GS_ERR_FORMAT);
	assert_int_equal(gs_checkpoint_sign(&w, &c, &s, 1, 0), GS_ERR_FORMAT);
	assert_int_equal(w.len, 0);
	w = gs_writer_of(note, 50);
	assert_int_equal(gs_note_sign(&w, "a\n", 2, &s, 1, 0), GS_ERR_SPACE);
}

static void checkpoints_are_canonical(void **state)
{
	(void)state;

#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	static const char *const bad[] = {
	    "", "o\n", "o\n0\n", "o\n0\n" ROOT, "\n0\n" ROOT "\n",
	    "o\n00\n" ROOT "\n", "o\n+1\n" ROOT "\n", "o\n\n" ROOT "\n",
	    "o\n9223372036854775808\n" ROOT "\n", "o\n-1\n" ROOT "\n",
	    "o\n0\n" ROOT "\n\n", "o\n0\n" ROOT "\nextension\n",
	    "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
	    "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
	    "o o\n0\n" ROOT "\n", "o\n0 \n" ROOT "\n", "o\n0\n" ROOT " \n",
	};
	struct gs_checkpoint c = {.size = 77};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(gs_checkpoint_parse(&c, bad[i],
		    strlen(bad[i])), GS_ERR_FORMAT);
	assert_int_equal(c.size, 77);
	const char *good = "o\n9223372036854775807\n" ROOT "\n";
	char out[200];
	struct gs_writer w = gs_writer_of(out, sizeof out);
	assert_int_equal(gs_checkpoint_parse(&c, good, strlen(good)), GS_OK);
	gs_checkpoint_write(&w, &c);
	assert_int_equal(w.len, strlen(good));
	assert_memory_equal(out, good, w.len);
}

static void origin_is_the_logs_name(void **state)
{
	(void)state;
	struct gs_signer s = test_signer("log.example", GS_KEY_ED25519, 7);
	struct gs_checkpoint c = {.origin = "other.example", .size = 1}, got;
	struct gs_attestation verified;
	uint8_t note[300];
	struct gs_writer w = gs_writer_of(note, sizeof note);

	assert_int_equal(gs_checkpoint_sign(&w, &c, &s, 1, 0), GS_OK);
	assert_int_equal(gs_checkpoint_open(&got, &verified, note, w.len,
	    &s.verifier, 1), GS_ERR_MISMATCH);
	assert_false(verified.good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spec_vector_opens),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(malformed_notes_are_rejected),
		cmocka_unit_test(unknown_keys_are_ignored),
		cmocka_unit_test(bounds_hold),
		cmocka_unit_test(keys_are_strict),
		cmocka_unit_test(keys_round_trip),
		cmocka_unit_test(cosignatures_carry_their_time),
		cmocka_unit_test(cosigned_message_is_the_specified_one),
		cmocka_unit_test(cosignature_time_is_signed),
		cmocka_unit_test(what_cannot_be_a_text_is_not_signed),
		cmocka_unit_test(checkpoints_are_canonical),
		cmocka_unit_test(origin_is_the_logs_name),
	};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
