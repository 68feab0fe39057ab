/* SPDX-License-Identifier: Apache-2.0 */
/* Which nodes there are: DIR/nodes, the same file on each of them
 * (docs/spec/nodes.md).  Which of them this one is says its key. */
#ifndef GS_SERVER_NODE_LIST_H
#define GS_SERVER_NODE_LIST_H

#include "lib/report.h"
#include "server/node/noise.h"

#define GS_NODES_MAX 8
#define GS_NODE_NAME_MAX 32
#define GS_NODE_PLACE_MAX 64

struct gs_node {
	char name[GS_NODE_NAME_MAX + 1], place[GS_NODE_PLACE_MAX];
	uint8_t key[32];
};

struct gs_nodes {
	struct gs_node v[GS_NODES_MAX];
	size_t count, own;       /* count 0: there is no such file */
	struct gs_noise_key key; /* secret */
	uint8_t hash[32];        /* of all names and keys */
};

/* `keys` is the folder with node.key; NULL: DIR/keys.  GS_ERR_FORMAT, or what
 * gs_file_read says, with a report. */
GS_CHECKED int gs_nodes_load(struct gs_nodes *out, const char *dir,
    const char *keys, struct gs_report *report);
/* GS_ERR_FORMAT, with a report. */
GS_CHECKED int gs_nodes_parse(struct gs_nodes *out, const void *text,
    size_t len, struct gs_report *report);
/* Whose key it is, but for this node itself; `count`: nobody's. */
size_t gs_nodes_find(const struct gs_nodes *nodes, const uint8_t key[32]);
/* Makes DIR/keys/node.key if it is not there; `open` is its public half. */
GS_CHECKED int gs_node_key_make(uint8_t open[32], const char *dir,
    struct gs_report *report);

#endif
