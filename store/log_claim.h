/* SPDX-License-Identifier: Apache-2.0 */
/* Who may lead next, wherever the log lies.  Private to store/, and part of a
 * module too. */
#ifndef GS_STORE_LOG_CLAIM_H
#define GS_STORE_LOG_CLAIM_H

#include "store/log.h"

/* `is` leads now.  From a log that is being moved nobody takes the lead but who
 * moves it. */
bool gs_claim_holds(const uint8_t is[GS_LOG_NODE_LEN],
    const struct gs_log_claim *claim);

#endif
