/* SPDX-License-Identifier: Apache-2.0 */
/* Stricter than libcurl: what a browser might read otherwise is no address. */
#include "lib/client/url.h"

#include <stdbool.h>
#include <string.h>

static size_t scheme_of(const char *url)
{
	static const char *const known[] = {"https://", "http://"};

	for (size_t i = 0; i < 2; i++)
		if (strncmp(url, known[i], strlen(known[i])) == 0)
			return strlen(known[i]);
	return 0;
}

static bool ends_in_port(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= 5 && (text[digits] == '\0' ||
	    text[digits] == '/');
}

int gs_url_host(char *host, size_t max, const char *url)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t before = scheme_of(url);
	const char *at = url + before;
	bool six = *at == '[';
	size_t n = six ? strcspn(at, "]") + 1 : strspn(at, letters);
	char end = n > strlen(at) ? '?' : at[n];

	if (before == 0 || n == 0 || n >= max ||
	    strpbrk(at, "?#@\\ ") != NULL ||
	    !(end == '\0' || end == '/' ||
	        (end == ':' && ends_in_port(at + n + 1))))
		return GS_ERR_FORMAT;
	memcpy(host, at, n);
	host[n] = '\0';
	return GS_OK;
}
