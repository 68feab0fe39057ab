/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/memo/outline.h"

static const struct {
	const char *name, *purpose;
} sections[GS_SECTIONS] = {
	[GS_SECTION_SUMMARY] = {"Summary",
	    "what is dissented from and why, in a paragraph"},
	[GS_SECTION_ARGUMENT] = {"Argument",
	    "the reasons, and what they rest on"},
	[GS_SECTION_CONSEQUENCES] = {"Consequences",
	    "what follows if the policy stays, and if it changes"},
	[GS_SECTION_REQUESTS] = {"Requests",
	    "what the office is asked to do, numbered 1., 2., ..."},
	[GS_SECTION_TRIED] = {"What was tried",
	    "where it was raised before, and what came of it"},
};

const char *gs_front_name(size_t line)
{
	static const char *const names[GS_FRONT_LINES] = {
		[GS_FRONT_SUBJECT] = "subject",
		[GS_FRONT_FROM] = "from",
		[GS_FRONT_TO] = "to",
		[GS_FRONT_DATE] = "date",
		[GS_FRONT_REFERENCE] = "reference",
		[GS_FRONT_MARKING] = "marking",
	};
	return names[line];
}

const char *gs_section_name(size_t section)
{
	return sections[section].name;
}

const char *gs_section_purpose(size_t section)
{
	return sections[section].purpose;
}
