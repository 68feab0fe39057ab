/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/client/address.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#include "lib/client/url.h"
#include "lib/file.h"

#define PROXY_MAX 256
#define LOOPBACK_NET 127

static bool begins_with(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* All spellings of an IPv4 address are one by now (lib/client/url.h), and the
 * name "localhost" is taken for this machine whatever the system says. */
static bool is_loopback(const char *host)
{
	struct in6_addr six;
	struct in_addr four;
	static const struct in6_addr one = IN6ADDR_LOOPBACK_INIT;
	char bare[INET6_ADDRSTRLEN + 1] = "";
	size_t len = strlen(host);

	if (strcmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == LOOPBACK_NET;

	if (len < 3 || len - 2 >= sizeof bare || host[0] != '[')
		return false;
	memcpy(bare, host + 1, len - 2);
	return inet_pton(AF_INET6, bare, &six) == 1 &&
	    memcmp(&six, &one, sizeof one) == 0;
}

static bool is_onion(const char *host)
{
	static const char end[] = ".onion";
	size_t len = strlen(host);

	return len >= sizeof end &&
	    strcmp(host + len - (sizeof end - 1), end) == 0;
}

/* libcurl would ask the system, and so everybody on the way to its name server,
 * for the name that a socks5:// or socks4:// proxy is to reach. */
static bool resolves_itself(const char *proxy)
{
	static const char *const kinds[] = {"socks5h://", "socks4a://",
	    "http://", "https://"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (begins_with(proxy, kinds[i]))
			return true;
	return false;
}

static int judge_host(struct gs_report *report, const char *address,
    const char *host)
{
	if (begins_with(address, "https://") || is_onion(host) ||
	    is_loopback(host))
		return GS_OK;
	gs_report_tell(report, "server-in-clear", "{0} is not encrypted: "
	    "everybody on the way would read codes and tokens, and could "
	    "change the answers; ask for its https:// address. http:// is for "
	    "this machine and for onion addresses", gs_say_text(address));
	return GS_ERR_FORMAT;
}

static int refuse_form(struct gs_report *report, const char *address)
{
	gs_report_tell(report, "server-address", "'{0}' is not the address of "
	    "a server: give https://HOST or http://127.0.0.1:PORT, at most "
	    "{1} characters and without a name, a query or a fragment",
	    gs_say_text(address), gs_say_number(GS_ADDRESS_MAX - 1));
	return GS_ERR_FORMAT;
}

static int check_proxy(struct gs_report *report, const char *proxy)
{
	if (proxy == NULL)
		return GS_OK;
	if (*proxy == '\0') {
		gs_report_say(report, "proxy-empty", "the proxy's address is "
		    "empty, and without one you would be seen; name it, as in "
		    "--proxy socks5h://127.0.0.1:9050, or leave --proxy out");
		return GS_ERR_FORMAT;
	}

	if (!resolves_itself(proxy)) {
		gs_report_tell(report, "proxy-asks-names", "{0} is not an "
		    "address of a proxy that looks names up itself, as "
		    "socks5h://127.0.0.1:9050 (Tor), socks4a://, http:// or "
		    "https://; by another this machine would ask the network "
		    "for the server's name", gs_say_text(proxy));
		return GS_ERR_FORMAT;
	}

	if (strlen(proxy) < PROXY_MAX)
		return GS_OK;
	gs_report_tell(report, "proxy-address", "the proxy's address has {0} "
	    "characters; it may have {1}", gs_say_number(strlen(proxy)),
	    gs_say_number(PROXY_MAX - 1));
	return GS_ERR_FORMAT;
}

int gs_address_check(struct gs_report *report, const char *address,
    const struct gs_http_way *way)
{
	char host[GS_ADDRESS_MAX];

	int err = check_proxy(report, way->proxy);
	if (err != GS_OK)
		return err;
	if (!gs_file_is_url(address) || strlen(address) >= GS_ADDRESS_MAX)
		return refuse_form(report, address);

	err = gs_url_host(host, sizeof host, address);
	if (err == GS_ERR_FORMAT)
		return refuse_form(report, address);
	return err == GS_OK ? judge_host(report, address, host) : err;
}

const char *gs_address_proxy(const char *address,
    const struct gs_http_way *way)
{
	char host[GS_ADDRESS_MAX];

	if (way->proxy != NULL ||
	    gs_url_host(host, sizeof host, address) != GS_OK)
		return way->proxy;
	return is_onion(host) ? GS_ADDRESS_TOR : NULL;
}
