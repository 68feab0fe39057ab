/* SPDX-License-Identifier: Apache-2.0 */
/* Every verb: argv[0] is its name; the result is the program's exit code
 * (cli/common/options.h). */
#ifndef GS_CLI_VERBS_H
#define GS_CLI_VERBS_H

#include <stddef.h>

struct gs_verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary; /* one line of 'gainsay --help' */
};
/* All of them, in the order of that list (main.c). */
const struct gs_verb *gs_verbs(size_t *count);

int gs_cli_acknowledge(int argc, char **argv);
int gs_cli_answer(int argc, char **argv);
int gs_cli_appeal(int argc, char **argv);
int gs_cli_ask(int argc, char **argv);
int gs_cli_assign(int argc, char **argv);
int gs_cli_audit(int argc, char **argv);
int gs_cli_cases(int argc, char **argv);
int gs_cli_certificate(int argc, char **argv);
int gs_cli_charter(int argc, char **argv);
int gs_cli_claim(int argc, char **argv);
int gs_cli_compose(int argc, char **argv);
int gs_cli_correct(int argc, char **argv);
int gs_cli_completion(int argc, char **argv);
int gs_cli_copy(int argc, char **argv);
int gs_cli_courier(int argc, char **argv);
int gs_cli_decide(int argc, char **argv);
int gs_cli_demo(int argc, char **argv);
int gs_cli_dispute(int argc, char **argv);
int gs_cli_backup(int argc, char **argv);
int gs_cli_doctor(int argc, char **argv);
int gs_cli_end(int argc, char **argv);
int gs_cli_endorse(int argc, char **argv);
int gs_cli_enrol(int argc, char **argv);
int gs_cli_export(int argc, char **argv);
int gs_cli_file(int argc, char **argv);
int gs_cli_forget(int argc, char **argv);
int gs_cli_gather(int argc, char **argv);
int gs_cli_brief(int argc, char **argv);
int gs_cli_countersign(int argc, char **argv);
int gs_cli_hand(int argc, char **argv);
int gs_cli_panel(int argc, char **argv);
int gs_cli_received(int argc, char **argv);
int gs_cli_done(int argc, char **argv);
int gs_cli_extend(int argc, char **argv);
int gs_cli_delete(int argc, char **argv);
int gs_cli_hold(int argc, char **argv);
int gs_cli_refer(int argc, char **argv);
int gs_cli_remind(int argc, char **argv);
int gs_cli_remark(int argc, char **argv);
int gs_cli_reprisal(int argc, char **argv);
int gs_cli_reveals(int argc, char **argv);
int gs_cli_report(int argc, char **argv);
int gs_cli_ruling(int argc, char **argv);
int gs_cli_help(int argc, char **argv);
int gs_cli_inbox(int argc, char **argv);
int gs_cli_init(int argc, char **argv);
int gs_cli_join(int argc, char **argv);
int gs_cli_keep(int argc, char **argv);
int gs_cli_key(int argc, char **argv);
int gs_cli_me(int argc, char **argv);
int gs_cli_metrics(int argc, char **argv);
int gs_cli_mirror(int argc, char **argv);
int gs_cli_assets(int argc, char **argv);
int gs_cli_moved(int argc, char **argv);
int gs_cli_name(int argc, char **argv);
int gs_cli_notice(int argc, char **argv);
int gs_cli_passphrase(int argc, char **argv);
int gs_cli_position(int argc, char **argv);
int gs_cli_promises(int argc, char **argv);
int gs_cli_proof(int argc, char **argv);
int gs_cli_provenance(int argc, char **argv);
int gs_cli_publish(int argc, char **argv);
int gs_cli_publish_site(int argc, char **argv);
int gs_cli_read(int argc, char **argv);
int gs_cli_reading(int argc, char **argv);
int gs_cli_recovery(int argc, char **argv);
int gs_cli_redact(int argc, char **argv);
int gs_cli_reply(int argc, char **argv);
int gs_cli_respond(int argc, char **argv);
int gs_cli_resupply(int argc, char **argv);
int gs_cli_restore(int argc, char **argv);
int gs_cli_roll(int argc, char **argv);
int gs_cli_serve(int argc, char **argv);
int gs_cli_show(int argc, char **argv);
int gs_cli_staff(int argc, char **argv);
int gs_cli_transfer(int argc, char **argv);
int gs_cli_statistics(int argc, char **argv);
int gs_cli_status(int argc, char **argv);
int gs_cli_sync(int argc, char **argv);
int gs_cli_unreadable(int argc, char **argv);
int gs_cli_verify(int argc, char **argv);
int gs_cli_withdraw(int argc, char **argv);

#endif
