/* SPDX-License-Identifier: Apache-2.0 */
/* Presets are answers.  A number of days stands here only if a rule of the
 * programme gives it, and its comment says which, and where that was read: in
 * the rule's own text, or in somebody's account of it.  What nobody was found
 * to say is named as unknown and left to whoever founds a channel, who is asked
 * for it.  Holders have the names of their roles: what an office is called,
 * only its organisation knows. */
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

/* 5 U.S.C. 552(b)(1) to (b)(9), which a federal office names for each part that
 * it withholds ((b), the sentence behind (9)). */
#define FOIA \
    "exemption (b)(1) classified in the interest of national defense or " \
    "foreign policy\n" \
    "exemption (b)(2) internal personnel rules and practices\n" \
    "exemption (b)(3) exempted by another statute\n" \
    "exemption (b)(4) trade secrets and confidential commercial information\n" \
    "exemption (b)(5) inter-agency or intra-agency memoranda or letters\n" \
    "exemption (b)(6) an unwarranted invasion of personal privacy\n" \
    "exemption (b)(7) records compiled for law enforcement purposes\n" \
    "exemption (b)(8) supervision of financial institutions\n" \
    "exemption (b)(9) geological information on wells\n"

/* Of none of these programmes was a rule found that passes a missed duty on to
 * somebody after a number of days, nor one by which something is out on a date:
 * none has a line `escalation` or a clock `publish`, and who knows one adds
 * it. */
static const struct gs_preset presets[] = {
	/* 2 FAM 070 (CT:GEN-612, 5 December 2024), whose clocks were read in
	 * the account of the Foreign Service's union
	 * (afsa.org/dissent-channel) alone: acknowledged within 2 working
	 * days, answered "normally" within 30 to 60, both from receipt.
	 * Unknown: whether and how a reply may be put off, an appeal, how long
	 * messages are kept. */
	{"us-state", "the Dissent Channel of the U.S. Department of State",
	    "zone America/New_York\n"
	    "holidays us-federal-washington\n"
	    "style legacy\n"
	    "ceiling SBU\n"
	    FOIA
	    "clock acknowledge working 2\n"
	    "clock reply-from working 30\n"
	    "clock reply working 60\n"},
	/* MD 10.159 (ML15132A664), read in case files: of a panel of three the
	 * director names two, and one whom the submitter proposes; dates are
	 * agreed case by case, and the Executive Director for Operations
	 * approves each later one, for a reason and as often as it is needed:
	 * who has given a clock its days says so by `role approver` and
	 * `extension`.  The submitter may appeal to that Director, in writing;
	 * within what time was not found, so that no ground stands here: who
	 * knows it adds ground, role, seal and clock.
	 * Unknown: every number of days.  120 days for a whole case are often
	 * quoted and were found in no rule; 13 days to accept, and 23 from
	 * report to decision, are what single cases took. */
	{"nrc-dpo", "differing professional opinions at the U.S. Nuclear "
	    "Regulatory Commission; gives no days",
	    "zone America/New_York\n"
	    "holidays us-federal\n"
	    "style cui\n"
	    "ceiling CUI\n"
	    FOIA},
	/* MD 10.158 and NRC Form 757 (edition 06-2019): whoever has a part in
	 * a draft that is being agreed to may not concur, the supervisor's
	 * view and the agency's answer are put beside it, and the draft may go
	 * out; no panel, and whoever is not content files a differing
	 * professional opinion.
	 * Unknown: every number of days.  The Inspector General asked for them
	 * in 2010 (OIG-11-A-02). */
	{"nrc-nonconcurrence", "non-concurrence at the U.S. Nuclear "
	    "Regulatory Commission; gives no days",
	    "zone America/New_York\n"
	    "holidays us-federal\n"
	    "style cui\n"
	    "ceiling CUI\n"
	    FOIA},
	/* O 442.2 (29 July 2011), whose text was not found, and the manual
	 * before it, M 442.1-1, in an account: who decides is named within 10
	 * days of acceptance.  That is no clock of a channel, which has one to
	 * acknowledge and one to reply.  An appeal goes to the technical
	 * authority or a Deputy Secretary; within what time was not found.
	 * Unknown: of which kind those 10 days are; every other number. */
	{"doe-dpo", "differing professional opinions at the U.S. Department "
	    "of Energy; gives no days",
	    "zone America/New_York\n"
	    "holidays us-federal\n"
	    "style cui\n"
	    "ceiling CUI\n"
	    FOIA},
	/* NPR 7120.5, in the text that NPR 8600.1 (chapter 5) and NPR 7120.11
	 * (chapter 4) print: a dissenting opinion is decided by the next
	 * higher manager, told to the one above, and may be taken on level by
	 * level, up to the Administrator.  It is to be "timely": the rule has
	 * no number of days, so that none is unknown. */
	{"nasa", "the dissenting opinions of NASA, whose rule has no days",
	    "zone America/New_York\n"
	    "holidays us-federal\n"
	    "style cui\n"
	    "ceiling CUI\n"
	    FOIA},
	/* SMG 9010.1 (13 January 2009): a scientist of a centre takes its
	 * decision to the agency.  The board's findings are due on Day 60, the
	 * Commissioner's decision on Day 90, and Day 1 is the day on which the
	 * case is elevated: so the reply is due 89 days after it.  The channel
	 * is the appeal, on its procedure alone; after it there is none.
	 * Not stated: of which kind the days are; they are taken for calendar
	 * days.
	 * Unknown: days to acknowledge, how a date may be put off. */
	{"fda-appeal", "the scientific dispute appeal of the U.S. Food and "
	    "Drug Administration; gives no days to acknowledge",
	    "zone America/New_York\n"
	    "holidays us-federal\n"
	    "style cui\n"
	    "ceiling CUI\n"
	    FOIA
	    "clock reply calendar 89\n"},
	/* Article 9(1) of Directive (EU) 2019/1937: acknowledged within 7 days
	 * of receipt (b); feedback within 3 months of the acknowledgement or,
	 * if none was sent, of the end of those 7 days (f).  National laws may
	 * count otherwise: France has 7 working days. It protects reports of
	 * breaches of law; a disagreement on policy alone is outside it. */
	{"eu-2019-1937", "the days of EU Directive 2019/1937, which is about "
	    "breaches of law",
	    "clock acknowledge calendar 7\n"
	    "clock reply months 3\n"
	    "starts reply acknowledged\n"},
	/* BetrVG 84 to 86: every employee may complain; the employer tells how
	 * it was handled, and the works agreement says the rest (86, 88). The
	 * law has no number of days for either. */
	{"company", "a company with a works council; gives no days",
	    "role authority new The management\n"
	    "role registrar new The personnel department\n"
	    "role second new The works council\n"
	    "copy The management\n"},
	/* Staff Regulations, Article 90: an answer within 4 months, whose end
	 * without one is an implied refusal (case 5/76).  What counts is the
	 * date of registration, which is when the log has it.  A complaint
	 * against an act that affects its author adversely, a refusal too, goes
	 * to the appointing authority within 3 months, as accounts say, and is
	 * answered within 4 (90(2)); one against the silence that is an implied
	 * refusal has no reply here that it could be against.
	 * Unknown: days to acknowledge.
	 * Access to documents is refused for the reasons of Article 4 of
	 * Regulation (EC) No 1049/2001. */
	{"eu-staff", "requests and complaints of EU staff under Article 90; "
	    "gives no days to acknowledge",
	    "zone Europe/Brussels\n"
	    "exemption 4(1)(a) public security, defence, international "
	    "relations, financial policy\n"
	    "exemption 4(1)(b) privacy and the integrity of the individual\n"
	    "exemption 4(2) commercial interests, court proceedings and legal "
	    "advice, inspections and audits\n"
	    "exemption 4(3) the decision-making process\n"
	    "role appeal new The appointing authority\n"
	    "seal appeal x25519 new The appointing authority\n"
	    "ground It affects me adversely\n"
	    "clock reply months 4\n"
	    "clock appeal months 3\n"
	    "clock decide months 4\n"},
	/* The Civil Service Code and the Commission's guides (2010): raised
	 * inside first, and given "time to consider"; then with the
	 * Commission. The Commission's policy has a section on times, whose
	 * numbers were not found. */
	{"uk-code", "concerns under the UK Civil Service Code; gives no days",
	    "zone Europe/London\n"},
	{"public-body", "a ministry, an agency, a hospital; gives no days",
	    "role authority new The head of the organisation\n"
	    "role registrar new The personnel department\n"
	    "role second new The staff representatives\n"},
};

const struct gs_preset *gs_preset_at(size_t index)
{
	return index < sizeof presets / sizeof *presets ? &presets[index] :
	    NULL;
}
