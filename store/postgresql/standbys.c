/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgresql/standbys.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *skip_spaces(const char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

/* Behind the name; NULL: there is none. */
static const char *skip_name(const char *s)
{
	const char *from = s;

	if (*s == '"') {
		const char *end = strchr(s + 1, '"');
		return end == NULL || end == s + 1 || s[1] == '*' ? NULL :
		    end + 1;
	}
	while (isalnum((unsigned char)*s) || *s == '_' || *s == '$')
		s++;
	return s == from ? NULL : s;
}

/* How many, to the end of the text or a bracket; 0: it is no list. */
static unsigned long count_names(const char **at)
{
	unsigned long count = 0;
	const char *s = *at;

	for (;;) {
		s = skip_name(skip_spaces(s));
		if (s == NULL)
			return 0;
		count++;
		s = skip_spaces(s);
		if (*s != ',')
			break;
		s++;
	}
	*at = s;
	return count;
}

bool pg_standbys_all(const char *names)
{
	const char *s = skip_spaces(names);
	char *end = NULL;

	if (strncasecmp(s, "FIRST", 5) == 0 &&
	    isspace((unsigned char)s[5]))
		s = skip_spaces(s + 5);
	else if (strchr(s, '(') == NULL)
		return count_names(&s) == 1 && *s == '\0';

	unsigned long want = strtoul(s, &end, 10);
	if (end == s || want == 0)
		return false;
	s = skip_spaces(end);
	if (*s++ != '(' || count_names(&s) != want || *s++ != ')')
		return false;
	return *skip_spaces(s) == '\0';
}
