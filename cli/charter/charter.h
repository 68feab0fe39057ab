/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of gainsay charter; argv[0] is the part's name. */
#ifndef GS_CLI_CHARTER_CHARTER_H
#define GS_CLI_CHARTER_CHARTER_H

int gs_charter_show(int argc, char **argv);
int gs_charter_check(int argc, char **argv);
int gs_charter_draft(int argc, char **argv);
int gs_charter_sign(int argc, char **argv);
int gs_charter_publish(int argc, char **argv);

#endif
