/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/common/promise.h"

#include <stdlib.h>
#include <unistd.h>

#define ATTEMPTS 3

int gs_promise_get(char **text, struct gs_report *report,
    const struct gs_source *s, const struct gs_box_link *link,
    struct gs_span act, struct gs_span content)
{
	struct gs_request request;
	uint8_t *answer = NULL;
	size_t len = 0;

	int err = gs_promise_request(&request, link, act, content);
	if (err != GS_OK)
		return err;

	/* No later run can send these bytes: what is sealed or proved is
	 * another each time. */
	err = GS_ERR_IO;
	for (unsigned i = 0; i < ATTEMPTS && err == GS_ERR_IO; i++) {
		if (i > 0)
			(void)sleep(i);
		err = gs_http_send(s->http, report, &answer, &len, &request);
	}
	gs_request_free(&request);
	if (err == GS_OK)
		err = gs_promise_take(text, report, act,
		    gs_state_charter(gs_channel_state(s->channel)),
		    &(struct gs_reply){gs_http_base(s->http), {answer, len}});
	free(answer);
	return err;
}
