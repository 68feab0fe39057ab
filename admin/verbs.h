/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of gainsay-admin: argv[0] is the verb's name; the result is the
 * program's exit code (cli/common/options.h). */
#ifndef GS_ADMIN_VERBS_H
#define GS_ADMIN_VERBS_H

int gs_admin_backup(int argc, char **argv);
int gs_admin_init(int argc, char **argv);
int gs_admin_roll(int argc, char **argv);
int gs_admin_doctor(int argc, char **argv);
int gs_admin_metrics(int argc, char **argv);
int gs_admin_staff(int argc, char **argv);

#endif
