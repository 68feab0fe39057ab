/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as spreadsheets read them. */
#ifndef GS_ADMIN_CSV_FIELD_H
#define GS_ADMIN_CSV_FIELD_H

#include "core/bytes.h"
#include "core/host.h"

/* A field as libcsv quotes it, then `end`.  A writer without room fails. */
void gs_csv_field(struct gs_writer *w, struct gs_span field, char end);

#endif
