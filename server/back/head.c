/* SPDX-License-Identifier: Apache-2.0 */
#include "server/back/head.h"

#include <sodium.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/crash.h"
#include "lib/host.h"
#include "server/back/inside.h"

void gs_head_seal(struct gs_log_head *head, const struct gs_signer *signer)
{
	static const uint8_t use[] = "gainsay head v1";
	uint8_t key[crypto_auth_hmacsha256_KEYBYTES], text[40];
	struct gs_writer w = gs_writer_of(text, sizeof text);

	(void)crypto_auth_hmacsha256(key, use, sizeof use - 1,
	    signer->secret);
	gs_write_u64(&w, head->size);
	gs_write_bytes(&w, head->root, 32);
	(void)crypto_auth_hmacsha256(head->seal, text, w.len, key);
	gs_host_wipe(key, sizeof key);
}

int gs_back_sign(struct gs_back *back, const struct gs_log_head *head)
{
	struct gs_checkpoint c = {.size = head->size};

	if (c.size == back->note_size)
		return GS_OK;
	memcpy(c.origin, back->signer.verifier.name, sizeof c.origin);
	memcpy(c.root, head->root, sizeof c.root);

	struct gs_writer w = gs_writer_of(back->note, sizeof back->note);
	int err = gs_checkpoint_sign(&w, &c, &back->signer, 1, 0);
	if (err == GS_OK)
		err = gs_writer_end(&w);
	back->note_len = w.len;
	GS_CRASH_POINT("checkpoint-signed");

	if (err == GS_OK)
		err = gs_store_add_checkpoint(back->log, head,
		    (struct gs_span){back->note, w.len});
	if (err == GS_OK)
		back->note_size = c.size;
	return err;
}
