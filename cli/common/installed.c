/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/installed.h"

const char gs_installed_check[] = GAINSAY_DATADIR "/gainsay/check.html";
