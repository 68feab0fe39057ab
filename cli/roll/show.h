/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GS_CLI_ROLL_SHOW_H
#define GS_CLI_ROLL_SHOW_H

/* gainsay roll show: the rolls that are in a channel's log. */
int gs_roll_show(int argc, char **argv);

#endif
