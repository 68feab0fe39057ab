/* SPDX-License-Identifier: Apache-2.0 */
#include "core/group/rns_loops.h"

const struct gs_rns_ops gs_rns_portable = {
    .residues = residues,
    .products = products,
    .gather = gather,
};
