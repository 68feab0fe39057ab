/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that go together: what one of them comes to is told, and when one
 * cannot begin nothing is left of the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <curl/curl.h>

#include "courier/transfer.h"
#include "lib/host.h"

#define URL_TOO_LONG ((size_t)9 << 20) /* curl takes 8,000,000 bytes */
#define NOBODY "http://127.0.0.1:1/"

static int handles; /* of curl, that are open */

CURL *__wrap_curl_easy_init(void);
CURL *__real_curl_easy_init(void);
void __wrap_curl_easy_cleanup(CURL *curl);
void __real_curl_easy_cleanup(CURL *curl);

CURL *__wrap_curl_easy_init(void)
{
	CURL *curl = __real_curl_easy_init();

	handles += curl != NULL;
	return curl;
}

void __wrap_curl_easy_cleanup(CURL *curl)
{
	handles -= curl != NULL;
	__real_curl_easy_cleanup(curl);
}

static unsigned ended, again;

static bool count_done(void *ctx, size_t index)
{
	struct gs_transfer *list = ctx;

	ended++;
	assert_int_equal(list[index].status, 0);
	assert_true(list[index].trouble[0] != '\0');
	if (again == 0)
		return false;
	again--;
	return true;
}

static void nobody_answers(void **state)
{
	const struct gs_http_way way = {.ca = NULL};
	struct gs_transfer list[3] = {{.url = NOBODY, .seconds = 5},
	    {.url = NOBODY, .seconds = 5}, {.url = NOBODY, .seconds = 5}};
	(void)state;

	ended = 0;
	again = 2;
	assert_int_equal(gs_transfers_run(list, 3, &way, count_done, list),
	    GS_OK);
	assert_int_equal(ended, 5);
	assert_int_equal(handles, 0);
	assert_int_equal(gs_transfers_run(list, 0, &way, count_done, list),
	    GS_OK);
}

static void one_cannot_begin(void **state)
{
	const struct gs_http_way way = {.ca = NULL};
	char *url = malloc(URL_TOO_LONG + 1);
	struct gs_transfer list[3] = {{.url = NOBODY, .seconds = 5},
	    {.url = NOBODY, .seconds = 5}, {.url = url, .seconds = 5}};
	(void)state;

	assert_non_null(url);
	memset(url, 'x', URL_TOO_LONG);
	url[URL_TOO_LONG] = '\0';
	assert_int_equal(gs_transfers_run(list, 3, &way, count_done, list),
	    GS_ERR_MEMORY);
	assert_int_equal(handles, 0);
	free(url);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_answers),
		cmocka_unit_test(one_cannot_begin)};

	if (gs_host_start() != GS_OK)
		return 1;
	return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
