/* SPDX-License-Identifier: Apache-2.0 */
/* A policy that parses is reached by all of its witnesses, and by none only if
 * it asks for none; more witnesses never unmake a quorum. */
#include "fuzz/fuzz.h"
#include "lib/log/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct gs_policy p;
	static const uint8_t note[] = "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAA=\n\n\xe2\x80\x94 a AAAAAAA=\n";
	struct gs_policy_verdict verdict;
	struct gs_report report = {.text = ""};
	bool good[GS_POLICY_WITNESSES_MAX] = {false};

	if (gs_policy_parse(&p, &report, data, len) != GS_OK) {
		GS_HOLDS(report.text[0] != '\0' && p.node_count == 0);
		return 0;
	}
	gs_fuzz_reached++;
	bool met = gs_policy_met(&p, good);
	GS_HOLDS(met == (p.quorum == GS_POLICY_NONE));
	for (size_t i = 0; i < p.witness_count; i++) {
		good[i] = true;
		GS_HOLDS(!met || gs_policy_met(&p, good));
		met = gs_policy_met(&p, good);
	}
	GS_HOLDS(met);
	GS_HOLDS(gs_policy_check(&verdict, &report, &p, NULL, note,
	    sizeof note - 1) != GS_OK && report.text[0] != '\0');
	return 0;
}
