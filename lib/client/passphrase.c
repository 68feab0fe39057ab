/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/passphrase.h"

#include <string.h>

#include "core/bytes.h"
#include "core/host.h"
#include "lib/client/strength.h"
#include "lib/host.h"
#include "lib/memo/typography.h"
#include "lib/memo/utf16.h"
#include "lib/unicode/unicode.h"

/* There are at most as many code points as bytes, and a decomposition has at
 * most four for one. */
#define APART (4 * GS_PASSPHRASE_MAX)

/* NFC makes no text more than three times as long (UAX 15, section 14). */
static void normalise_typed(uint8_t *out, size_t *len, const void *text,
    size_t text_len)
{
	uint32_t typed[GS_PASSPHRASE_MAX], apart[APART], scratch[APART];
	const struct gs_span all = {text, text_len};
	size_t n = 0;

	for (size_t at = 0; at < text_len;)
		typed[n++] = gs_char_next(all, &at);
	n = gs_unicode_nfd(apart, scratch, typed, n, false);
	n = gs_unicode_recompose(apart, n);
	*len = 0;
	for (size_t i = 0; i < n; i++)
		gs_utf8_put(out, len, apart[i]);

	gs_host_wipe(typed, sizeof typed);
	gs_host_wipe(apart, sizeof apart);
	gs_host_wipe(scratch, sizeof scratch);
}

int gs_passphrase_normal(uint8_t out[GS_PASSPHRASE_NORMAL_MAX], size_t *len,
    const void *text, size_t text_len)
{
	if (text_len < 1 || text_len > GS_PASSPHRASE_MAX)
		return GS_ERR_RANGE;
	if (!gs_utf8_valid(text, text_len) ||
	    memchr(text, '\0', text_len) != NULL)
		return GS_ERR_FORMAT;

	normalise_typed(out, len, text, text_len);
	return GS_OK;
}

static int report_passphrase(struct gs_report *report, int err, size_t len)
{
	if (err == GS_ERR_RANGE)
		gs_report_tell(report, "passphrase-length", "the passphrase "
		    "has {0} bytes; 1 to {1} are possible",
		    gs_say_number(len), gs_say_number(GS_PASSPHRASE_MAX));
	else if (err == GS_ERR_FORMAT)
		gs_report_say(report, "passphrase-not-utf8", "the passphrase "
		    "is not UTF-8: with this terminal's or file's encoding "
		    "another machine could not open what it locks");
	return err;
}

int gs_passphrase_check(struct gs_report *report, const void *text,
    size_t len)
{
	uint8_t normal[GS_PASSPHRASE_NORMAL_MAX];
	size_t n = 0;

	int err = gs_passphrase_normal(normal, &n, text, len);
	gs_host_wipe(normal, sizeof normal);
	return report_passphrase(report, err, len);
}

/* Strength ---------------------------------------------------------------- */

static int judge_strength(struct gs_report *report, const char *text,
    const char *const known[])
{
	const char *why = "";
	double bits = gs_strength_bits(&why, text, known);

	if (bits >= GS_PASSPHRASE_BITS)
		return GS_OK;
	gs_report_tell(report, "passphrase-weak", "this passphrase could be "
	    "guessed in some 2^{0} tries, and 2^{1} are needed: {2}. Take four "
	    "or five words that have nothing to do with each other, or more "
	    "letters", gs_say_number((uint64_t)(bits < 0 ? 0 : bits)),
	    gs_say_number(GS_PASSPHRASE_BITS), gs_say_text(why));
	return GS_ERR_RULE;
}

int gs_passphrase_judge(struct gs_report *report, const void *text, size_t len,
    const char *const known[])
{
	uint8_t normal[GS_PASSPHRASE_NORMAL_MAX + 1];
	size_t n = 0;

	int err = gs_passphrase_normal(normal, &n, text, len);
	if (err != GS_OK)
		return report_passphrase(report, err, len);
	normal[n] = '\0';
	err = judge_strength(report, (const char *)normal, known);
	gs_host_wipe(normal, sizeof normal);
	return err;
}
