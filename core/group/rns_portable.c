/* SPDX-License-Identifier: Apache-2.0 */
/* The scalar matrix on any processor: the loops as its family runs them. */
#include "core/group/rns_loops.h"

const struct gs_rns_ops gs_rns_portable = {
    .residues = loop_residues,
    .products = loop_products,
    .gather = loop_gather,
};
