/* SPDX-License-Identifier: Apache-2.0 */
/* Presets are answers.  A number of days stands here only if a rule of the
 * programme gives it; who else founds a channel says their own.  Holders have
 * the names of their roles: what an office is called, only its organisation
 * knows. */
#include "lib/records/preset.h"

const char gs_preset_common[] =
    "exercise no\n"
    "readers public\n"
    "role authority new The authority\n"
    "role registrar new The registrar\n"
    "role second new The second signer\n"
    "role office new The office that answers\n"
    "role release new The release officer\n"
    "role log new The log of this channel\n"
    "role enrol new The enrolment desk\n"
    "role promise new The servers of this channel\n"
    "threshold 1\n"
    "seal office x25519 new The office that answers\n"
    "copy The head of the organisation\n"
    "style none\n"
    "week 12345\n"
    "closing 17:00\n"
    "quota 4\n"
    "floor 10\n"
    "age 24\n"
    "batch 5\n"
    "release 24\n"
    "late 1 5\n"
    "gather 90\n"
    "cooling 7\n";

static const struct gs_preset presets[] = {
	/* 2 FAM 070, as the Foreign Service's union sums it up: working days,
	 * from receipt. */
	{"us-state", "the Dissent Channel of the U.S. Department of State",
	    "zone America/New_York\n"
	    "holidays us-federal-washington\n"
	    "style legacy\n"
	    "ceiling SBU\n"
	    "clock acknowledge working 2\n"
	    "clock reply-from working 30\n"
	    "clock reply working 60\n"},
	/* After the NRC's differing professional opinions (MD 10.159), whose
	 * days are agreed case by case. */
	{"us-regulator", "a U.S. agency with CUI markings; gives no days",
	    "zone America/New_York\n"
	    "holidays us-federal\n"
	    "style cui\n"
	    "ceiling CUI\n"},
	/* Directive (EU) 2019/1937, Article 9: 7 days, and 3 months, which are
	 * 89 days at least. */
	{"eu-directive", "the days of EU Directive 2019/1937, which is about "
	    "breaches of law",
	    "clock acknowledge calendar 7\n"
	    "clock reply calendar 89\n"},
	{"public-body", "a ministry, an agency, a hospital; gives no days",
	    "role authority new The head of the organisation\n"
	    "role registrar new The personnel department\n"
	    "role second new The staff representatives\n"},
	/* The works agreement says how many days (BetrVG 86, 88). */
	{"company", "a company with a works council; gives no days",
	    "role authority new The management\n"
	    "role registrar new The personnel department\n"
	    "role second new The works council\n"
	    "copy The management\n"},
};

const struct gs_preset *gs_preset_at(size_t index)
{
	return index < sizeof presets / sizeof *presets ? &presets[index] :
	    NULL;
}
