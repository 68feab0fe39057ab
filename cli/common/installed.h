/* SPDX-License-Identifier: Apache-2.0 */
/* Where what is installed beside the programs is. */
#ifndef GS_CLI_COMMON_INSTALLED_H
#define GS_CLI_COMMON_INSTALLED_H

/* The page that checks a text, as one file. */
extern const char gs_installed_check[];

#endif
