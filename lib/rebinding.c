/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rebinding.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "core/bytes.h"

#define NAME_MAX_LEN ((size_t)253) /* of a name in the DNS */
#define PORT_OF_HTTP 80
#define PORT_MAX 65535

uint16_t gs_rebinding_port(int listening)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&at;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&at;

	if (getsockname(listening, (struct sockaddr *)&at, &len) != 0)
		return 0;
	if (at.ss_family == AF_INET6)
		return memcmp(&v6->sin6_addr, &in6addr_loopback,
		    sizeof in6addr_loopback) == 0 ? ntohs(v6->sin6_port) : 0;
	return at.ss_family == AF_INET &&
	    (ntohl(v4->sin_addr.s_addr) >> 24) == IN_LOOPBACKNET ?
	    ntohs(v4->sin_port) : 0;
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len > n && strcasecmp(name + len - n, end) == 0;
}

/* Browsers write IPv6 in brackets, and make a number of every spelling. */
static bool is_never_asked(const char *name)
{
	struct in_addr four;

	return name[0] == '[' || inet_pton(AF_INET, name, &four) == 1 ||
	    strcasecmp(name, "localhost") == 0 ||
	    ends_with(name, ".localhost") || ends_with(name, ".onion");
}

/* A port that is none could be any. */
static bool names_port(const char *colon, uint16_t port)
{
	uint64_t named = 0;

	if (colon == NULL)
		return port == PORT_OF_HTTP;
	return gs_decimal_decode(&named, colon + 1, strlen(colon + 1),
	    PORT_MAX) != GS_OK || named == port;
}

bool gs_rebinding_judge(struct gs_report *report, const char *host,
    uint16_t port)
{
	char name[NAME_MAX_LEN + 1] = "";

	if (port == 0 || host == NULL)
		return true;
	const char *bracket = strrchr(host, ']');
	const char *colon = strrchr(bracket == NULL ? host : bracket, ':');
	size_t len = colon == NULL ? strlen(host) : (size_t)(colon - host);
	if (len <= NAME_MAX_LEN)
		memcpy(name, host, len);
	if (!names_port(colon, port) || is_never_asked(name))
		return true;

	gs_report_tell(report, "host-not-here", "only this machine reaches "
	    "this server, by a number or as localhost, and not as {0} at its "
	    "own port {1}", gs_say_text(name), gs_say_number(port));
	return false;
}
