/* SPDX-License-Identifier: Apache-2.0 */
/* A package of XML parts, as word processors save: a zip file in memory. */
#ifndef GS_CONVERT_PACKAGE_H
#define GS_CONVERT_PACKAGE_H

#include <libxml/tree.h>

#include "convert/flow.h"

struct zip;

#define GS_PART_MAX ((size_t)48 << 20)     /* bytes of one part */
#define GS_PARTS_MAX ((uint64_t)128 << 20) /* of all that are read */

struct gs_package {
	struct gs_flow *f;
	struct zip *zip;
	uint64_t unpacked;
};

/* Stops the flow if it is no zip file, or a damaged or locked one. */
void gs_package_open(struct gs_package *p, struct gs_flow *f);
size_t gs_package_count(struct gs_package *p);
const char *gs_package_name(struct gs_package *p, size_t i); /* "": none */
bool gs_package_has(struct gs_package *p, const char *name);
/* The bytes of a part; *there: whether there is one.  Two of one name would be
 * read differently by others: damaged. */
struct gs_span gs_package_part(bool *there, struct gs_package *p,
    const char *name);
/* The root of an XML part, or NULL if there is none.  A part that is not well
 * formed, or has a document type, is damaged. */
xmlNode *gs_package_xml(struct gs_package *p, const char *name);

/* The value of an attribute, whatever its namespace; NULL: there is none. */
const char *gs_xml_attr(const xmlNode *node, const char *name);
/* By local name.  NULL is nothing's name. */
bool gs_xml_is(const xmlNode *node, const char *name);
bool gs_xml_in(const xmlNode *node, const char *ns);
/* The first child element of that name; NULL. */
xmlNode *gs_xml_child(const xmlNode *node, const char *name);
/* The first descendant of that name, in the order of the text; NULL. */
xmlNode *gs_xml_find(const xmlNode *node, const char *name);
/* Adds all text beneath. */
void gs_xml_text(struct gs_flow *f, const xmlNode *node);

#endif
