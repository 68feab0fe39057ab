/* SPDX-License-Identifier: Apache-2.0 */
/* lib/age.h and lib/memo/seal.h as a command, for tests/interop/age.sh alone:
 * identities and secrets on the command line are visible to everyone on the
 * machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/age.h"
#include "lib/host.h"
#include "lib/memo/seal.h"

static uint8_t *read_all(size_t *len, size_t max)
{
	uint8_t *buf = malloc(max + 1);

	if (buf != NULL)
		*len = fread(buf, 1, max + 1, stdin);
	return buf;
}

static int write_all(const void *ptr, size_t len)
{
	if (fwrite(ptr, 1, len, stdout) != len || fflush(stdout) != 0)
		return GS_ERR_IO;
	return GS_OK;
}

static int seal(char **recipients, size_t n)
{
	uint8_t keys[8][32], *file = NULL;
	size_t len = 0, file_len = 0;

	int err = n > 8 ? GS_ERR_RANGE : GS_OK;
	for (size_t i = 0; i < n && err == GS_OK; i++)
		err = gs_age_recipient_parse(keys[i], recipients[i],
		    strlen(recipients[i]));
	uint8_t *plain = read_all(&len, GS_AGE_PLAIN_MAX);
	if (err == GS_OK)
		err = plain == NULL ? GS_ERR_MEMORY : gs_age_seal(&file,
		    &file_len, (const uint8_t (*)[32])keys, n, plain, len);
	if (err == GS_OK)
		err = write_all(file, file_len);
	gs_age_free(&file, file_len);
	free(plain);
	return err;
}

/* The sealed file of a memo, whose randomness follows from a secret in hex. */
static int seal_same(const char *secret, char **recipients, size_t n)
{
	static const char type[] = GS_RECIPIENT_X25519;
	uint8_t keys[GS_RECIPIENTS_MAX][32], key[32], *file = NULL;
	struct gs_recipients to = {.count = n};
	size_t len = 0, file_len = 0;

	int err = n > GS_RECIPIENTS_MAX ? GS_ERR_RANGE :
	    gs_hex_decode(key, sizeof key, secret, strlen(secret));
	for (size_t i = 0; i < n && err == GS_OK; i++) {
		err = gs_age_recipient_parse(keys[i], recipients[i],
		    strlen(recipients[i]));
		to.of[i] = (struct gs_recipient){{(const uint8_t *)type,
		    sizeof type - 1}, {keys[i], 32}};
	}
	uint8_t *text = read_all(&len, GS_AGE_PLAIN_MAX);
	if (err == GS_OK)
		err = text == NULL ? GS_ERR_MEMORY : gs_seal_same(&file,
		    &file_len, &to, (struct gs_span){text, len}, key);
	if (err == GS_OK)
		err = write_all(file, file_len);
	gs_age_free(&file, file_len);
	free(text);
	return err;
}

static int open_file(const char *identity)
{
	uint8_t key[32], *plain = NULL;
	size_t len = 0, plain_len = 0;
	uint8_t *file = read_all(&len, GS_AGE_FILE_MAX);

	int err = gs_age_identity_parse(key, identity, strlen(identity));
	if (err == GS_OK)
		err = file == NULL ? GS_ERR_MEMORY :
		    gs_age_open(&plain, &plain_len, key, file, len);
	if (err == GS_OK)
		err = write_all(plain, plain_len);
	gs_age_free(&plain, plain_len);
	free(file);
	return err;
}

static int show_recipient(const char *identity)
{
	uint8_t key[32], recipient[32];
	char text[GS_AGE_RECIPIENT_LEN + 1];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	int err = gs_age_identity_parse(key, identity, strlen(identity));
	if (err != GS_OK)
		return err;
	gs_age_recipient(recipient, key);
	gs_age_recipient_write(&w, recipient);
	gs_write_text(&w, "\n");
	err = gs_writer_end(&w);
	return err == GS_OK ? write_all(text, w.len) : err;
}

/* Exit status: 0, or minus the enum gs_err, or 100 for a wrong use. */
int main(int argc, char **argv)
{
	int err = gs_host_start();
	if (err == GS_OK && argc >= 3 && strcmp(argv[1], "seal") == 0)
		err = seal(argv + 2, (size_t)argc - 2);
	else if (err == GS_OK && argc >= 4 && strcmp(argv[1], "same") == 0)
		err = seal_same(argv[2], argv + 3, (size_t)argc - 3);
	else if (err == GS_OK && argc == 3 && strcmp(argv[1], "open") == 0)
		err = open_file(argv[2]);
	else if (err == GS_OK && argc == 3 && strcmp(argv[1], "recipient") == 0)
		err = show_recipient(argv[2]);
	else if (err == GS_OK)
		return 100;
	if (err != GS_OK)
		fprintf(stderr, "age_tool: %s\n", gs_strerror(err));
	return -err;
}
