/* SPDX-License-Identifier: Apache-2.0 */
#include "core/err.h"

const char *gs_strerror(int err)
{
	switch (err) {
	case GS_OK: return "no error";
	case GS_ERR_FORMAT: return "not in canonical form";
	case GS_ERR_RANGE: return "outside the allowed range";
	case GS_ERR_PROOF: return "the proof does not verify";
	case GS_ERR_SIGNATURE: return "the signature does not verify";
	case GS_ERR_RULE: return "the charter does not allow it";
	case GS_ERR_DUPLICATE: return "this has been done already";
	case GS_ERR_UNKNOWN: return "not known here";
	case GS_ERR_MISMATCH: return "two things that must agree do not";
	case GS_ERR_DENIED: return "no right to do this";
	case GS_ERR_SPACE: return "larger than its limit";
	case GS_ERR_BUSY: return "busy, try again later";

	case GS_ERR_MEMORY: return "out of memory";
	case GS_ERR_RANDOM: return "the random source failed";
	case GS_ERR_IO: return "the system refused to read or write";
	case GS_ERR_CORRUPT: return "stored data contradict themselves";
	default: return "internal error";
	}
}
