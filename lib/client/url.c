/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/url.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <string.h>

static bool has_part(CURLU *url, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

int gs_url_host(char *host, size_t max, const char *address)
{
	CURLU *url = curl_url();
	char *found = NULL;

	if (url == NULL)
		return GS_ERR_MEMORY;
	int err = curl_url_set(url, CURLUPART_URL, address, 0) != CURLUE_OK ||
	    has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_QUERY) ||
	    has_part(url, CURLUPART_FRAGMENT) ||
	    curl_url_get(url, CURLUPART_HOST, &found, 0) != CURLUE_OK ||
	    strlen(found) >= max ? GS_ERR_FORMAT : GS_OK;

	if (err == GS_OK)
		memcpy(host, found, strlen(found) + 1);
	curl_free(found);
	curl_url_cleanup(url);
	return err;
}
