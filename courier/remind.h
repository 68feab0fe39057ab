/* SPDX-License-Identifier: Apache-2.0 */
/* gainsay remind: the verb; argv[0] is its name. */
#ifndef GS_COURIER_REMIND_H
#define GS_COURIER_REMIND_H

int gs_courier_remind(int argc, char **argv);

#endif
