/* SPDX-License-Identifier: Apache-2.0 */
/* A client of the HTTP interface (docs/spec/http.md), by libcurl
 * (lib/client/transport.h).  It names no user agent and no referrer, follows no
 * redirect, keeps no cookie, takes no proxy from the environment, and bounds
 * time and size of every answer.
 * CURL_CA_BUNDLE or else SSL_CERT_FILE in the environment names a file of
 * authorities where the way has none; they are then trusted, and no others. */
#ifndef GS_LIB_CLIENT_HTTP_H
#define GS_LIB_CLIENT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "lib/client/address.h"
#include "lib/client/json.h"
#include "lib/client/request.h"
#include "lib/report.h"

#define GS_HTTP_JSON_MAX ((size_t)16 << 20)

struct gs_http;

/* `base` is one that gs_address_check takes; a slash at its end is left out.
 * `way` may be NULL.  Through Tor, what two of them send goes over two
 * circuits.  GS_ERR_FORMAT; GS_ERR_IO: the authorities' file cannot be read;
 * GS_ERR_RANDOM. */
GS_CHECKED int gs_http_open(struct gs_http **out, struct gs_report *report,
    const char *base, const struct gs_http_way *way);
void gs_http_free(struct gs_http **http);
const char *gs_http_base(const struct gs_http *http);
/* The `refusal` in the problem that answered the last request, a record that
 * nobody has checked; NULL: there is none.  Borrowed until the next request. */
const char *gs_http_refusal(const struct gs_http *http);
/* Whether a problem answered it, of a type that docs/spec/http.md names: what
 * stands before a server answers too, and says a status alone. */
bool gs_http_explained(const struct gs_http *http);
/* The `code` of that problem, "" if there is none. */
const char *gs_http_code(const struct gs_http *http);

/* What it shows of whoever asks, to those addresses alone that want to know
 * (docs/spec/http.md, "Reading"); copied, secret.  A roll's reading key: */
void gs_http_show_reading(struct gs_http *http, const uint8_t key[32]);
/* The token of a box, in hexadecimal, for the sealed files of its memo: */
void gs_http_show_token(struct gs_http *http, const char token[65]);
/* A role that signs each request.  `role` is borrowed.  Asks the server for
 * the channel and its clock: errors as for the requests below. */
GS_CHECKED int gs_http_show_role(struct gs_http *http,
    struct gs_report *report, const char *role, const uint8_t secret[64]);

struct gs_http_ask {
	const char *path;   /* begins with a slash */
	const char *bearer; /* secret: a token in hexadecimal; or NULL */
	size_t max;         /* bytes of the answer */
};

/* For all: a problem answer becomes its error (docs/spec/http.md) and its
 * words the report; where no answer comes, the report says why.  GS_ERR_IO: no
 * answer; GS_ERR_SPACE: longer than `max`; GS_ERR_MEMORY. */

/* The caller frees the answer. */
GS_CHECKED int gs_http_get(struct gs_http *http, struct gs_report *report,
    uint8_t **out, size_t *len, const struct gs_http_ask *ask);
/* The answer, if it is JSON, is the caller's to json_decref; `answer` may be
 * NULL. */
GS_CHECKED int gs_http_get_json(struct gs_http *http,
    struct gs_report *report, json_t **answer, const char *path,
    const char *bearer);
/* Takes the reference to `body`. */
GS_CHECKED int gs_http_post(struct gs_http *http, struct gs_report *report,
    json_t **answer, const char *path, const char *bearer, json_t *body);
/* The request that a step made; the caller frees the answer. */
GS_CHECKED int gs_http_send(struct gs_http *http, struct gs_report *report,
    uint8_t **out, size_t *len, const struct gs_request *request);
/* A gs_fetch_fn (lib/log/tiles.h); `ctx` is the struct gs_http. */
int gs_http_fetch(void *ctx, struct gs_report *report, uint8_t *out,
    size_t *len, size_t max, const char *path);

#endif
