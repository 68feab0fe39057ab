/* SPDX-License-Identifier: Apache-2.0 */
/* The directory is asked page by page, and under TLS alone.  Half an answer is
 * none: who is missing would no longer be eligible. */
#include "admin/roster_ldap.h"

#include <ldap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/time.h>
#include <time.h>

#include "store/staff_id.h"
#include "cli/common/files.h"
#include "cli/common/verb.h"
#include "core/bytes.h"

#define PAGE 500
#define CONNECT_SECONDS 10
#define ANSWER_SECONDS 120
#define PASSWORD_MAX ((size_t)4096)
#define DEFAULT_FILTER "(objectClass=person)"
#define DEFAULT_ATTRIBUTES "uid,cn,employeeType"

enum column { COLUMN_ID, COLUMN_NAME, COLUMN_CATEGORY, COLUMNS };

struct asking {
	const struct gs_directory *where;
	struct gs_roster *roster;
	LDAP *ldap;
	char text[256];               /* the attributes' names */
	const char *names[COLUMNS];   /* "=word": that word for everybody */
	const char *filter;
	size_t entries, disabled, referrals;
	int64_t now;
};

/* Failures ------------------------------------------------------------- */

static const struct reason {
	int result;
	const char *code, *sentence; /* {0}: the directory; {1}: what it says */
} reasons[] = {
	{LDAP_SERVER_DOWN, "ldap-down", "{0}: the directory cannot be reached, "
	    "or its certificate is not one that is trusted here ({1}); nothing "
	    "was changed"},
	{LDAP_CONNECT_ERROR, "ldap-tls", "{0}: no connection under TLS ({1}); "
	    "nothing was changed; --ca names the authority of a directory that "
	    "has its own"},
	{LDAP_TIMEOUT, "ldap-silent", "{0}: the directory does not answer "
	    "({1}); nothing was changed"},
	{LDAP_INVALID_CREDENTIALS, "ldap-credentials", "{0}: the directory "
	    "refuses the name or the password ({1}); nothing was changed"},
	{LDAP_SIZELIMIT_EXCEEDED, "ldap-size-limit", "{0}: the directory does "
	    "not give all entries, by a limit of its own ({1}); nothing was "
	    "changed, since who is missing would no longer be eligible: have "
	    "the limit raised for who asks, or narrow --filter"},
	{LDAP_ADMINLIMIT_EXCEEDED, "ldap-admin-limit", "{0}: the directory "
	    "does not look through so many entries ({1}); nothing was changed: "
	    "have the limit raised for who asks, or narrow --base"},
	{LDAP_TIMELIMIT_EXCEEDED, "ldap-time-limit", "{0}: the directory "
	    "stopped in the middle, by a limit of its own ({1}); nothing was "
	    "changed"},
	{LDAP_NO_SUCH_OBJECT, "ldap-base", "{0}: there is nothing under --base "
	    "({1}), or it is not shown to who asks; nothing was changed"},
	{LDAP_FILTER_ERROR, "ldap-filter", "{0}: --filter is no filter "
	    "({1}), as (objectClass=person) is; nothing was changed"},
	{LDAP_OTHER, "ldap-failed", "{0}: {1}; nothing was changed"},
};

/* GS_ERR_IO, with the directory's reason. */
static int tell_ldap(const struct asking *a, int result)
{
	const size_t last = sizeof reasons / sizeof *reasons - 1;
	char *more = NULL;
	char said[512];
	size_t i = 0;

	while (i < last && reasons[i].result != result)
		i++;
	if (a->ldap != NULL)
		(void)ldap_get_option(a->ldap, LDAP_OPT_DIAGNOSTIC_MESSAGE,
		    &more);
	(void)snprintf(said, sizeof said, "%s%s%s", ldap_err2string(result),
	    more == NULL || *more == '\0' ? "" : ": ",
	    more == NULL ? "" : more);
	ldap_memfree(more);
	gs_verb_tell(reasons[i].code, reasons[i].sentence,
	    gs_say_text(a->where->url), gs_say_text(said));
	return GS_ERR_IO;
}

/* Connecting ------------------------------------------------------------ */

static int set_directory(LDAP *ldap, const struct gs_directory *where)
{
	const struct timeval connect = {.tv_sec = CONNECT_SECONDS};
	const struct timeval answer = {.tv_sec = ANSWER_SECONDS};
	const int version = LDAP_VERSION3, hard = LDAP_OPT_X_TLS_HARD;
	const int least = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2, client = 0;
	int rc = ldap_set_option(ldap, LDAP_OPT_PROTOCOL_VERSION, &version);

	/* Credentials are not carried to wherever it refers. */
	rc = rc ? rc : ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
	rc = rc ? rc : ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT,
	    &connect);
	rc = rc ? rc : ldap_set_option(ldap, LDAP_OPT_TIMEOUT, &answer);
	rc = rc ? rc : ldap_set_option(ldap, LDAP_OPT_X_TLS_REQUIRE_CERT,
	    &hard);
	rc = rc ? rc : ldap_set_option(ldap, LDAP_OPT_X_TLS_PROTOCOL_MIN,
	    &least);
	if (where->ca != NULL)
		rc = rc ? rc : ldap_set_option(ldap,
		    LDAP_OPT_X_TLS_CACERTFILE, where->ca);
	return rc ? rc : ldap_set_option(ldap, LDAP_OPT_X_TLS_NEWCTX, &client);
}

/* Whether TLS is begun: a plain one is asked for it before anything else. */
static bool begins_by(const struct asking *a, const char *scheme)
{
	return strncasecmp(a->where->url, scheme, strlen(scheme)) == 0;
}

static int connect_directory(struct asking *a)
{
	if (!begins_by(a, "ldap://") && !begins_by(a, "ldaps://") &&
	    !begins_by(a, "ldapi://")) {
		gs_verb_tell("ldap-url", "--directory '{0}' is no address like "
		    "ldaps://HOST, ldap://HOST or ldapi://%2Fpath",
		    gs_say_text(a->where->url));
		return GS_ERR_IO;
	}
	int rc = ldap_initialize(&a->ldap, a->where->url);
	if (rc == LDAP_SUCCESS)
		rc = set_directory(a->ldap, a->where);
	if (rc == LDAP_SUCCESS && begins_by(a, "ldap://"))
		rc = ldap_start_tls_s(a->ldap, NULL, NULL);
	return rc == LDAP_SUCCESS ? GS_OK : tell_ldap(a, rc);
}

static int bind_with(struct asking *a, struct gs_span password)
{
	char *copy = malloc(password.len + 1);

	if (copy == NULL)
		return GS_ERR_MEMORY;
	if (password.len > 0)
		memcpy(copy, password.ptr, password.len);
	copy[password.len] = '\0';

	struct berval secret = {.bv_len = password.len, .bv_val = copy};
	int rc = ldap_sasl_bind_s(a->ldap, a->where->bind, LDAP_SASL_SIMPLE,
	    &secret, NULL, NULL, NULL);
	gs_host_wipe(copy, password.len);
	free(copy);
	return rc == LDAP_SUCCESS ? GS_OK : tell_ldap(a, rc);
}

/* A directory takes a name with an empty password for nobody's (RFC 4513,
 * section 5.1.2). */
static int bind_by_file(struct asking *a)
{
	uint8_t *file = NULL;
	size_t len = 0;

	if (a->where->bind == NULL && a->where->password == NULL)
		return bind_with(a, (struct gs_span){NULL, 0});
	if (a->where->bind == NULL || a->where->password == NULL) {
		gs_verb_say("ldap-bind-how", "--bind DN and --password-file "
		    "FILE go together");
		return GS_ERR_IO;
	}

	int err = gs_cli_file_read_secret(&file, &len, PASSWORD_MAX,
	    a->where->password);
	if (err == GS_OK) {
		struct gs_span password = gs_file_line(file, len);

		if (password.len == 0) {
			gs_verb_tell("ldap-password-empty", "{0} holds no "
			    "password", gs_say_text(a->where->password));
			err = GS_ERR_IO;
		} else
			err = bind_with(a, password);
	}
	gs_file_wipe(&file, len);
	return err;
}

/* Accounts ------------------------------------------------------------- */

static int64_t number_of(const char *text)
{
	return (int64_t)strtoll(text, NULL, 10);
}

static bool is_true(const char *text, int64_t now)
{
	(void)now;
	return strcasecmp(text, "TRUE") == 0;
}

/* Microsoft: ACCOUNTDISABLE. */
static bool has_disabled_bit(const char *text, int64_t now)
{
	(void)now;
	return (number_of(text) & 2) != 0;
}

/* Microsoft: tenths of microseconds since 1601; 0 and the highest: never. */
static bool has_run_out(const char *text, int64_t now)
{
	int64_t ticks = number_of(text);

	return ticks > 0 && ticks != INT64_MAX &&
	    ticks / 10000000 - 11644473600 < now;
}

/* shadow(5): days since 1970; what is negative is none. */
static bool is_past_day(const char *text, int64_t now)
{
	int64_t day = number_of(text);

	return *text != '\0' && day >= 0 && day < now / 86400;
}

/* OpenLDAP's password policy: locked by somebody, for good. */
static bool is_locked_for_good(const char *text, int64_t now)
{
	(void)now;
	return strncmp(text, "000001010000", 12) == 0;
}

/* How directories say that an account is closed. */
static const struct closing {
	const char *attribute;
	bool (*closed)(const char *text, int64_t now);
} closings[] = {
	{"userAccountControl", has_disabled_bit}, /* Microsoft */
	{"accountExpires", has_run_out},
	{"nsAccountLock", is_true}, /* 389, FreeIPA */
	{"loginDisabled", is_true}, /* eDirectory */
	{"pwdAccountLockedTime", is_locked_for_good},
	{"shadowExpire", is_past_day},
};
#define CLOSINGS (sizeof closings / sizeof *closings)

static bool is_disabled(const struct asking *a, LDAPMessage *entry)
{
	bool closed = false;

	for (size_t i = 0; i < CLOSINGS && !closed; i++) {
		struct berval **v = ldap_get_values_len(a->ldap, entry,
		    closings[i].attribute);
		char text[64] = "";

		if (v != NULL && v[0] != NULL && v[0]->bv_len < sizeof text)
			memcpy(text, v[0]->bv_val, v[0]->bv_len);
		closed = text[0] != '\0' && closings[i].closed(text, a->now);
		ldap_value_free_len(v);
	}
	return closed;
}

/* Entries -------------------------------------------------------------- */

/* {0}: who; {1}: the attribute; {2}: how many values. */
static int refuse_entry(const struct asking *a, LDAPMessage *entry,
    enum column column, uint64_t count)
{
	char *dn = ldap_get_dn(a->ldap, entry);
	const struct gs_message_value who = gs_say_text(dn);
	const struct gs_message_value name = gs_say_text(a->names[column]);

	if (count > 1)
		gs_verb_tell("ldap-id-many", "{0} has {2} values of {1}: a "
		    "person has one id; nothing was changed; --attributes "
		    "names another attribute", who, name,
		    gs_say_number(count));
	else if (count == 1)
		gs_verb_tell("ldap-value-bad", "{0} has a value of {1} that "
		    "is not in UTF-8, or an id with a character that does not "
		    "show; nothing was changed", who, name);
	else
		gs_verb_tell("ldap-value-missing", "{0} has no {1}; nothing "
		    "was changed; --filter leaves out what is no person, and "
		    "--attributes names another attribute, or =WORD, which is "
		    "everybody's", who, name);
	ldap_memfree(dn);
	return GS_ERR_FORMAT;
}

static int order_values(const struct berval *a, const struct berval *b)
{
	size_t least = a->bv_len < b->bv_len ? a->bv_len : b->bv_len;
	int order = memcmp(a->bv_val, b->bv_val, least);

	return order != 0 ? order : (a->bv_len > b->bv_len) -
	    (a->bv_len < b->bv_len);
}

static int copy_value(struct gs_span *out, struct asking *a,
    const struct berval *value, enum column column)
{
	const struct gs_span raw = {(const uint8_t *)value->bv_val,
	    value->bv_len};
	struct gs_arena *arena = &a->roster->pool.arena;

	if (!gs_utf8_valid(raw.ptr, raw.len))
		return GS_ERR_FORMAT;
	int err = gs_arena_copy(out, arena, raw);
	if (err != GS_OK)
		return err;

	struct gs_span cleaned = *out;
	err = gs_staff_id_clean(&cleaned, arena);
	if (err == GS_ERR_FORMAT && column != COLUMN_ID)
		return GS_OK; /* only ids are compared */
	if (err == GS_OK)
		*out = cleaned;
	return err;
}

/* A directory's values have no order: the lowest is the same each time. */
static int read_column(struct gs_span *out, struct asking *a,
    LDAPMessage *entry, enum column column)
{
	const char *name = a->names[column];
	int err = GS_ERR_SPACE;

	if (name[0] == '=') {
		*out = (struct gs_span){(const uint8_t *)name + 1,
		    strlen(name + 1)};
		return gs_arena_copy(out, &a->roster->pool.arena, *out);
	}
	struct berval **v = ldap_get_values_len(a->ldap, entry, name);
	size_t count = (size_t)ldap_count_values_len(v), low = 0;
	for (size_t i = 1; i < count; i++)
		if (order_values(v[i], v[low]) < 0)
			low = i;
	if (count == 1 || (count > 1 && column != COLUMN_ID))
		err = copy_value(out, a, v[low], column);
	ldap_value_free_len(v);

	if (err == GS_ERR_SPACE)
		return refuse_entry(a, entry, column, count > 1 ? count : 0);
	return err == GS_ERR_FORMAT ? refuse_entry(a, entry, column, 1) : err;
}

static int read_person(struct asking *a, LDAPMessage *entry)
{
	struct gs_roster *r = a->roster;
	struct gs_staff_row row;

	a->entries++;
	if (is_disabled(a, entry)) {
		a->disabled++;
		return GS_OK;
	}
	if (r->count == GS_ROSTER_MAX) {
		gs_verb_say("ldap-too-many", "the directory has more than a "
		    "million people: nothing was changed; narrow --filter");
		return GS_ERR_SPACE;
	}
	int err = read_column(&row.id, a, entry, COLUMN_ID);
	if (err == GS_OK)
		err = read_column(&row.name, a, entry, COLUMN_NAME);
	if (err == GS_OK)
		err = read_column(&row.category, a, entry, COLUMN_CATEGORY);
	if (err == GS_OK)
		r->rows[r->count++] = row;
	return err;
}

static int take_page(struct asking *a, LDAPMessage *page)
{
	LDAPMessage *entry = ldap_first_entry(a->ldap, page);
	int err = GS_OK, referrals = ldap_count_references(a->ldap, page);

	for (; err == GS_OK && entry != NULL;
	    entry = ldap_next_entry(a->ldap, entry))
		err = read_person(a, entry);
	if (referrals > 0)
		a->referrals += (size_t)referrals;
	return err;
}

/* Asking --------------------------------------------------------------- */

/* Where the next page begins; empty: this was the last. */
static int read_cookie(struct asking *a, LDAPMessage *page,
    struct berval *cookie)
{
	LDAPControl **controls = NULL;
	ber_int_t estimate = 0;
	int result = LDAP_SUCCESS;

	ber_memfree(cookie->bv_val);
	*cookie = (struct berval){.bv_len = 0};
	int rc = ldap_parse_result(a->ldap, page, &result, NULL, NULL, NULL,
	    &controls, 0);
	rc = rc ? rc : result;
	LDAPControl *paged = rc != LDAP_SUCCESS ? NULL : ldap_control_find(
	    LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	if (paged != NULL)
		rc = ldap_parse_pageresponse_control(a->ldap, paged,
		    &estimate, cookie);
	ldap_controls_free(controls);
	return rc;
}

static int ask_page(struct asking *a, LDAPMessage **page,
    struct berval *cookie)
{
	const char *wanted[COLUMNS + CLOSINGS + 1] = {NULL};
	LDAPControl *control = NULL;
	size_t n = 0;

	for (size_t i = 0; i < COLUMNS; i++)
		if (a->names[i][0] != '=')
			wanted[n++] = a->names[i];
	for (size_t i = 0; i < CLOSINGS; i++)
		wanted[n++] = closings[i].attribute;

	/* Not critical: one that knows no pages gives all at once, or says that
	 * it does not. */
	int rc = ldap_create_page_control(a->ldap, PAGE, cookie, 0, &control);
	LDAPControl *controls[] = {control, NULL};
	if (rc == LDAP_SUCCESS)
		rc = ldap_search_ext_s(a->ldap, a->where->base,
		    LDAP_SCOPE_SUBTREE, a->filter,
		    (char **)(uintptr_t)wanted, 0, controls, NULL, NULL,
		    LDAP_NO_LIMIT, page);
	ldap_control_free(control);
	return rc;
}

static int ask_everything(struct asking *a)
{
	struct berval cookie = {.bv_len = 0};
	size_t pages = 0;
	int err = GS_OK;

	do {
		LDAPMessage *page = NULL;
		int rc = ask_page(a, &page, &cookie);

		if (rc == LDAP_SUCCESS)
			rc = read_cookie(a, page, &cookie);
		err = rc == LDAP_SUCCESS ? take_page(a, page) :
		    tell_ldap(a, rc);
		(void)ldap_msgfree(page);
	} while (err == GS_OK && cookie.bv_len > 0 &&
	    ++pages < GS_ROSTER_MAX);
	ber_memfree(cookie.bv_val);
	return err;
}

static int read_attributes(struct asking *a)
{
	const char *said = a->where->attributes == NULL ? DEFAULT_ATTRIBUTES :
	    a->where->attributes;
	size_t n = 0;
	bool good = strlen(said) < sizeof a->text;

	if (good)
		memcpy(a->text, said, strlen(said) + 1);
	for (char *at = a->text; good && at != NULL; n++) {
		char *end = strchr(at, ',');

		if (end != NULL)
			*end++ = '\0';
		good = n < COLUMNS && *at != '\0' && strcmp(at, "=") != 0;
		if (good)
			a->names[n] = at;
		at = end;
	}
	if (good && n == COLUMNS && a->names[COLUMN_ID][0] != '=')
		return GS_OK;
	gs_verb_tell("ldap-attributes", "--attributes '{0}' does not name "
	    "three attributes, of the id, the name and the category, as "
	    "uid,cn,employeeType or uid,cn,=staff", gs_say_text(said));
	return GS_ERR_IO;
}

static int find_people(struct asking *a)
{
	struct gs_roster *r = a->roster;

	r->rows = gs_arena_take(gs_pool_start(&r->pool), GS_ROSTER_MAX,
	    sizeof *r->rows);
	if (r->rows == NULL)
		return GS_ERR_MEMORY;
	int err = connect_directory(a);
	if (err == GS_OK)
		err = bind_by_file(a);
	if (err == GS_OK)
		err = ask_everything(a);
	if (err == GS_OK && r->count == 0) {
		gs_verb_tell("ldap-nobody", "{0}: nobody under --base is "
		    "found by {1} and has an account that is open: nothing was "
		    "changed", gs_say_text(a->where->url),
		    gs_say_text(a->filter));
		err = GS_ERR_FORMAT;
	}
	return err;
}

int gs_roster_ask(struct gs_roster *roster, const struct gs_directory *where)
{
	struct asking a = {.where = where, .roster = roster,
	    .filter = where->filter == NULL ? DEFAULT_FILTER : where->filter,
	    .now = (int64_t)time(NULL)};

	if (where->url == NULL || where->base == NULL) {
		gs_verb_say("ldap-how", "say --directory URL and --base DN: "
		    "which directory, and below which entry of it people are");
		return GS_ERR_IO;
	}
	/* What a user's or the machine's ldaprc says counts for nothing. */
	if (setenv("LDAPNOINIT", "1", 1) != 0)
		return GS_ERR_MEMORY;
	int err = read_attributes(&a);
	if (err == GS_OK)
		err = find_people(&a);
	if (a.ldap != NULL)
		(void)ldap_unbind_ext_s(a.ldap, NULL, NULL);
	if (err != GS_OK)
		return err;

	printf("The directory has %zu entries like this, of which %zu are "
	    "disabled and left out.\n", a.entries, a.disabled);
	if (a.referrals > 0)
		printf("It refers %zu times to other directories, which were "
		    "not asked.\n", a.referrals);
	return GS_OK;
}
