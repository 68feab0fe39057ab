/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "cli/common/options.h"
#include "cli/common/program.h"
#include "cli/common/shelf.h"
#include "cli/common/terminal.h"
#include "cli/verbs.h"
#include "lib/client/transport.h"

static const struct gs_verb verbs[] = {
	{"init", gs_cli_init, "create a channel: its charter and keys"},
	{"charter", gs_cli_charter, "the rules: explain, check, change them"},
	{"staff", gs_cli_staff, "say who is eligible, issue codes"},
	{"serve", gs_cli_serve, "run the channel's server"},
	{"backup", gs_cli_backup, "copy a channel, sealed"},
	{"transfer", gs_cli_transfer, "a log into a database, or back"},
	{"doctor", gs_cli_doctor, "what a channel's machine needs"},
	{"metrics", gs_cli_metrics, "figures for monitoring"},
	{"courier", gs_cli_courier, "take checkpoints to their witnesses"},
	{"join", gs_cli_join, "join a channel by an invitation"},
	{"key", gs_cli_key, "make the key of a role"},
	{"enrol", gs_cli_enrol, "hand in a member's keys"},
	{"roll", gs_cli_roll, "publish an edition of member keys"},
	{"compose", gs_cli_compose, "check a memo and make its package"},
	{"gather", gs_cli_gather, "open the box where a memo is endorsed"},
	{"sync", gs_cli_sync, "keep a copy of what everybody may read"},
	{"show", gs_cli_show, "show the memo behind a link"},
	{"endorse", gs_cli_endorse, "endorse a memo, unnamed"},
	{"withdraw", gs_cli_withdraw, "take an endorsement back, for good"},
	{"name", gs_cli_name, "endorse by name, in public"},
	{"export", gs_cli_export, "write a box's endorsements to a file"},
	{"file", gs_cli_file, "file a memo with its endorsements"},
	{"me", gs_cli_me, "what your state holds, and what you did"},
	{"keep", gs_cli_keep, "keep files in your state"},
	{"promises", gs_cli_promises, "what became of your acts"},
	{"copy", gs_cli_copy, "your state, for a second device"},
	{"recovery", gs_cli_recovery, "your keys on paper"},
	{"restore", gs_cli_restore, "a state from a copy or from paper"},
	{"passphrase", gs_cli_passphrase, "change the passphrase of a state"},
	{"forget", gs_cli_forget, "erase the key of an edition"},
	{"read", gs_cli_read, "what became of a memo, and its reply"},
	{"reading", gs_cli_reading, "the reading key of a members' channel"},
	{"resupply", gs_cli_resupply, "seal a memo anew"},
	{"inbox", gs_cli_inbox, "what the office has before it"},
	{"assign", gs_cli_assign, "who has a memo in hand"},
	{"brief", gs_cli_brief, "one page about a memo, for the head"},
	{"acknowledge", gs_cli_acknowledge, "say that a memo was opened"},
	{"reply", gs_cli_reply, "answer a memo, request by request"},
	{"correct", gs_cli_correct, "set a reply right; both are shown"},
	{"countersign", gs_cli_countersign, "sign a reply as the second"},
	{"ask", gs_cli_ask, "ask a memo's author something"},
	{"answer", gs_cli_answer, "answer a question, as a memo's author"},
	{"respond", gs_cli_respond, "comment on a reply, as the author"},
	{"appeal", gs_cli_appeal, "appeal against a reply, as the author"},
	{"decide", gs_cli_decide, "decide an appeal, as its authority"},
	{"position", gs_cli_position, "what a request is taken for, and where"},
	{"dispute", gs_cli_dispute, "object to a position, as the author"},
	{"notice", gs_cli_notice, "say who is given a memo or a name"},
	{"unreadable", gs_cli_unreadable, "say that a letter does not open"},
	{"ruling", gs_cli_ruling, "decide on whom a memo is given"},
	{"hand", gs_cli_hand, "give a memo to a recipient"},
	{"received", gs_cli_received, "say that a copy was received"},
	{"panel", gs_cli_panel, "name who looks into a memo"},
	{"report", gs_cli_report, "hand in a panel's report"},
	{"done", gs_cli_done, "say that what was accepted is done"},
	{"reprisal", gs_cli_reprisal, "seal what happened to the officer"},
	{"cases", gs_cli_cases, "cases of reprisal, by their officer"},
	{"hold", gs_cli_hold, "keep what time would delete of a memo"},
	{"delete", gs_cli_delete, "delete a memo's files by schedule"},
	{"extend", gs_cli_extend, "put off a deadline, by the charter"},
	{"refer", gs_cli_refer, "say that a memo is out of scope"},
	{"reveals", gs_cli_reveals, "who made themselves known to a reader"},
	{"remark", gs_cli_remark, "comment on a procedure, as monitor"},
	{"end", gs_cli_end, "end a memo's procedure"},
	{"status", gs_cli_status, "memos and duties: met, missed, open"},
	{"remind", gs_cli_remind, "deadlines as a calendar and a feed"},
	{"statistics", gs_cli_statistics, "what the log comes to in figures"},
	{"publish-site", gs_cli_publish_site, "the public pages as files"},
	{"assets", gs_cli_assets, "are a server's pages a release's?"},
	{"moved", gs_cli_moved, "say where the server is from now on"},
	{"provenance", gs_cli_provenance, "make a memo's provenance file"},
	{"redact", gs_cli_redact, "show a memo in part, verifiable"},
	{"publish", gs_cli_publish, "put a release of a memo into the log"},
	{"verify", gs_cli_verify, "check a provenance file, and a text"},
	{"certificate", gs_cli_certificate, "make a page to hand over"},
	{"claim", gs_cli_claim, "say who wrote a memo, as its author"},
	{"audit", gs_cli_audit, "check a whole channel"},
	{"mirror", gs_cli_mirror, "follow a channel, check and copy it"},
	{"proof", gs_cli_proof, "make and check bare member proofs"},
	{"demo", gs_cli_demo, "play a whole exercise"},
	{"completion", gs_cli_completion, "what a shell completes commands by"},
	{"help", gs_cli_help, "what a verb does"},
};

const struct gs_verb *gs_verbs(size_t *count)
{
	*count = sizeof verbs / sizeof *verbs;
	return verbs;
}

int main(int argc, char **argv)
{
	const char *name = argc < 2 ? "" : argv[1];

	gs_verb_begin("");
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return gs_cli_help(1, argv);

	int code = gs_program_start("gainsay", argc, argv);
	if (code >= 0)
		return code;
	gs_transport_on_wait(gs_waiting);

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(name, verbs[i].name) == 0) {
			gs_verb_begin(verbs[i].name);
			code = verbs[i].run(argc - 1, argv + 1);
			gs_shelf_end();
			return code;
		}

	if (argc < 2)
		gs_verb_say("verb-missing", "a verb is missing");
	else
		gs_verb_tell("verb-unknown", "there is no verb '{0}'",
		    gs_say_text(name));
	return gs_verb_misused();
}
