/* SPDX-License-Identifier: Apache-2.0 */
#include "web/stretch.h"

#include <stdlib.h>
#include <string.h>

#include "core/bytes.h"
#include "lib/file.h"
#include "lib/host.h"
#include "lib/stretch.h"

#define ENTRY ((size_t)64) /* what was asked, what came of it */
#define ENTRIES ((size_t)32)

/* What is asked for.  Of a passphrase nothing is in it: whoever found a quick
 * hash of one would try many. */
static void name_work(uint8_t out[32], const struct gs_stretch *how,
    struct gs_span text)
{
	uint8_t cost[17];
	const struct gs_span parts[] = {{cost, sizeof cost},
	    {how->salt, GS_STRETCH_SALT}, text};

	cost[0] = how->secret;
	gs_put_u64(cost + 1, how->passes);
	gs_put_u64(cost + 9, how->kib);
	gs_host_sha256(out, parts, how->secret ? 2 : 3);
}

/* What earlier runs left, the newest last, with room for one more. */
static uint8_t *read_entries(size_t *len)
{
	struct gs_report unheard = {.text = ""};
	uint8_t *file = NULL, *out = calloc(ENTRIES + 1, ENTRY);
	size_t n = 0;

	*len = 0;
	if (out != NULL && gs_file_read_secret(&file, &n, ENTRIES * ENTRY,
	        GS_STRETCHED, &unheard) == GS_OK && n % ENTRY == 0) {
		memcpy(out, file, n);
		*len = n;
	}
	gs_file_wipe(&file, n);
	return out;
}

static uint8_t *find_stretched(uint8_t *entries, size_t len,
    const uint8_t name[32])
{
	for (size_t at = 0; at < len; at += ENTRY)
		if (memcmp(entries + at, name, 32) == 0)
			return entries + at;
	return NULL;
}

static bool is_mark(const struct gs_stretch *how, struct gs_span text)
{
	return how->secret && text.len == 1 &&
	    text.ptr[0] == GS_STRETCHED_MARK;
}

/* The oldest goes if there are too many.  A page whose file cannot be written
 * stretches again. */
static void keep_entry(uint8_t *entries, size_t len, const uint8_t name[32],
    const uint8_t is[GS_STRETCH_LEN])
{
	struct gs_report unheard = {.text = ""};
	uint8_t *own = find_stretched(entries, len, name), *from = entries;

	if (own == NULL) {
		own = entries + len;
		len += ENTRY;
	}
	memcpy(own, name, 32);
	memcpy(own + 32, is, GS_STRETCH_LEN);
	if (len > ENTRIES * ENTRY) {
		from += ENTRY;
		len -= ENTRY;
	}
	int err = gs_file_write(GS_STRETCHED, from, len, 0600, &unheard);
	(void)err;
}

/* A passphrase that was typed is always tried, so that a wrong one opens
 * nothing. */
int gs_stretch(uint8_t out[GS_STRETCH_LEN], const struct gs_stretch *how,
    struct gs_span text)
{
	uint8_t name[32];
	size_t len = 0;
	uint8_t *entries = read_entries(&len);
	int err = entries == NULL ? GS_ERR_MEMORY : GS_OK;

	if (err != GS_OK)
		return err;
	name_work(name, how, text);
	const uint8_t *had = find_stretched(entries, len, name);
	bool opened = is_mark(how, text);

	if (had != NULL && (opened || !how->secret))
		memcpy(out, had + 32, GS_STRETCH_LEN);
	else if (opened)
		err = GS_ERR_DENIED;
	else
		err = gs_stretch_anew(out, how, text);
	if (err == GS_OK && !opened)
		keep_entry(entries, len, name, out);
	gs_file_wipe(&entries, (ENTRIES + 1) * ENTRY);
	return err;
}
