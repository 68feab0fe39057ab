/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/unlock.h"

#include <stdlib.h>
#include <string.h>

#include "cli/common/terminal.h"
#include "cli/common/typed.h"
#include "cli/common/verb.h"
#include "core/bytes.h"
#include "lib/client/passphrase.h"
#include "lib/file.h"
#include "lib/host.h"

#define FILE_MAX_LEN ((size_t)GS_PASSPHRASE_MAX + 2)

void gs_passphrase_wipe(struct gs_passphrase *passphrase)
{
	gs_file_wipe(&passphrase->text, passphrase->len);
	passphrase->len = 0;
}

static size_t first_line_len(const uint8_t *text, size_t len)
{
	const uint8_t *lf = memchr(text, '\n', len);
	size_t n = lf == NULL ? len : (size_t)(lf - text);

	return n > 0 && text[n - 1] == '\r' ? n - 1 : n;
}

static int ask_once(struct gs_passphrase *out, struct gs_report *report,
    const char *prompt)
{
	size_t len = 0;
	uint8_t *text = calloc(1, FILE_MAX_LEN);

	if (text == NULL)
		return GS_ERR_MEMORY;
	int err = gs_typed_line(text, &len, FILE_MAX_LEN, report, prompt);
	*out = (struct gs_passphrase){text, len};
	return err;
}

static int ask_typed(struct gs_passphrase *out, struct gs_report *report,
    bool fresh)
{
	struct gs_passphrase again = {NULL, 0};

	int err = ask_once(out, report, fresh ? "New passphrase: " :
	    "Passphrase: ");
	if (err == GS_OK && fresh)
		err = ask_once(&again, report, "The same again: ");
	if (err == GS_OK && fresh && (again.len != out->len ||
	        !gs_bytes_equal(again.text, out->text, out->len))) {
		gs_report_say(report, "passphrases-differ", "the two "
		    "passphrases differ; nothing was done");
		err = GS_ERR_MISMATCH;
	}
	gs_passphrase_wipe(&again);
	return err;
}

int gs_passphrase_read(struct gs_passphrase *out, struct gs_report *report,
    const char *path, bool fresh)
{
	struct gs_passphrase p = {NULL, 0};

	int err = path == NULL ? ask_typed(&p, report, fresh) :
	    gs_file_read_secret(&p.text, &p.len, FILE_MAX_LEN, path,
	        report);
	size_t len = err != GS_OK ? 0 : path == NULL ? p.len :
	    first_line_len(p.text, p.len);
	if (err == GS_OK)
		err = gs_passphrase_check(report, p.text, len);
	if (err != GS_OK) {
		gs_passphrase_wipe(&p);
		return err;
	}

	gs_host_wipe(p.text + len, p.len - len);
	*out = (struct gs_passphrase){p.text, len};
	return GS_OK;
}

/* One process runs one verb, which has one state: who opens it again has the
 * same, with what was put into it meanwhile. */
static struct {
	char path[4096];
	struct gs_client *client;
	size_t uses;
} opened;

static void note_opened(struct gs_client *client, const char *path)
{
	if (opened.uses > 0 || strlen(path) >= sizeof opened.path)
		return;
	memcpy(opened.path, path, strlen(path) + 1);
	opened.client = client;
	opened.uses = 1;
}

void gs_state_close(struct gs_client **client)
{
	if (*client == NULL || *client != opened.client || opened.uses == 0) {
		gs_client_free(client);
		return;
	}
	if (--opened.uses == 0)
		gs_client_free(&opened.client);
	*client = NULL;
}

int gs_state_open(struct gs_client **out, struct gs_report *report,
    const char *path, const char *passphrase_path)
{
	struct gs_passphrase p = {NULL, 0};

	if (opened.uses > 0 && strcmp(opened.path, path) == 0) {
		*out = opened.client;
		opened.uses++;
		return GS_OK;
	}
	int err = gs_passphrase_read(&p, report, passphrase_path, false);
	if (err == GS_OK) {
		gs_working("Deriving the key");
		err = gs_client_load(out, report, path, p.text, p.len);
		gs_worked();
	}
	gs_passphrase_wipe(&p);
	if (err == GS_OK)
		note_opened(*out, path);
	return err;
}

void gs_state_accuse(struct gs_client *client, const char *path)
{
	struct gs_report why = {.text = ""}, said = {.text = ""};

	int err = gs_client_save(client, &why, path, false);
	if (err == GS_OK)
		gs_report_tell(&said, "evidence-in-state", "both signed "
		    "checkpoints are in {0}: 'gainsay me --offline --evidence "
		    "FILE' writes them, and 'gainsay audit --evidence FILE' "
		    "judges them, without a network", gs_say_text(path));
	gs_verb_note(err == GS_OK ? &said : &why);
}

int gs_state_relock(struct gs_client *client, struct gs_report *report,
    const char *passphrase_path)
{
	struct gs_passphrase p = {NULL, 0};

	int err = gs_passphrase_read(&p, report, passphrase_path,
	    true);
	if (err == GS_OK)
		err = gs_passphrase_judge(report, p.text, p.len, NULL);
	if (err == GS_OK) {
		gs_working("Deriving the key");
		err = gs_client_relock(client, p.text, p.len);
		gs_worked();
	}
	gs_passphrase_wipe(&p);
	return err;
}
