/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz/fuzz.h"

size_t gs_fuzz_reached;
