/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as people read them. Times are shown in UTC, as certificates, reports and the command line
 * have them: the day on which a certificate ends must not depend on who looks. */
#include "console-format.h"

#include <glib/gi18n.h>

/* --- Times -------------------------------------------------------------------------------------*/

static char *
format_time (gint64 time, const char *format)
{
  g_autoptr (GDateTime) moment = time ? g_date_time_new_from_unix_utc (time) : NULL;

  return moment ? g_date_time_format (moment, format) : g_strdup ("");
}

char *
console_format_date (gint64 time)
{
  /* Translators: a date by g_date_time_format(), like 3 Jan 2031 */
  return format_time (time, C_ ("date", "%-d %b %Y"));
}

char *
console_format_time (gint64 time)
{
  /* Translators: date and time by g_date_time_format(), like 3 Jan 2031, 08:00:05 UTC */
  return format_time (time, C_ ("date and time", "%-d %b %Y, %H:%M:%S UTC"));
}

/* For xgettext: both stand in the table, and ngettext() finds them later. */
#define NP_(one, many) one, many

typedef struct
{
  gint64 seconds;
  const char *left, *left_plural;
  const char *gone, *gone_plural;
} UnitRow;

/* The largest unit of which there are at least two, so that little is lost by rounding down. */
static const UnitRow units[] = {
  { 365 * ESP_TIME_DAY, NP_ ("%d year left", "%d years left"),
    NP_ ("expired %d year ago", "expired %d years ago") },
  { 30 * ESP_TIME_DAY, NP_ ("%d month left", "%d months left"),
    NP_ ("expired %d month ago", "expired %d months ago") },
  { ESP_TIME_DAY, NP_ ("%d day left", "%d days left"),
    NP_ ("expired %d day ago", "expired %d days ago") },
  { 3600, NP_ ("%d hour left", "%d hours left"),
    NP_ ("expired %d hour ago", "expired %d hours ago") },
  { 60, NP_ ("%d minute left", "%d minutes left"),
    NP_ ("expired %d minute ago", "expired %d minutes ago") },
};

static const UnitRow *
find_unit (gint64 seconds)
{
  for (guint i = 0; i < G_N_ELEMENTS (units) - 1; i++)
    if (seconds >= 2 * units[i].seconds)
      return &units[i];
  return &units[G_N_ELEMENTS (units) - 1];
}

char *
console_format_left (gint64 now, gint64 end)
{
  gint64 seconds = ABS (end - now);
  const UnitRow *unit = find_unit (seconds);
  int n = (int) (seconds / unit->seconds);
  const char *format = end > now ? ngettext (unit->left, unit->left_plural, (gulong) n) :
                                   ngettext (unit->gone, unit->gone_plural, (gulong) n);

  if (end == 0)
    return g_strdup ("");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, n);
#pragma GCC diagnostic pop
}

/* --- Numbers -----------------------------------------------------------------------------------*/

char *
console_format_path_length (int path_length)
{
  return path_length < 0 ? g_strdup ("∞") : g_strdup_printf ("%d", path_length);
}

/* --- Words -------------------------------------------------------------------------------------*/

typedef struct
{
  const char *value;
  const char *word;
  const char *icon;
} WordRow;

static const WordRow ca_states[] = {
  { "CREATING", NC_ ("state of a CA", "Being created"), "ca-pending-symbolic" },
  { "PENDING_CERTIFICATE", NC_ ("state of a CA", "Waiting for its certificate"),
    "ca-pending-symbolic" },
  { "ACTIVE", NC_ ("state of a CA", "Active"), "ca-active-symbolic" },
  { "DISABLED", NC_ ("state of a CA", "Disabled"), "ca-disabled-symbolic" },
  { "EXPIRED", NC_ ("state of a CA", "Expired"), "ca-expired-symbolic" },
  { "DELETED", NC_ ("state of a CA", "Deleted"), "ca-deleted-symbolic" },
  { "FAILED", NC_ ("state of a CA", "Failed"), "ca-failed-symbolic" },
  { "HANDED_OVER", NC_ ("state of a CA", "Handed over"), "ca-deleted-symbolic" },
};

static const WordRow certificate_states[] = {
  { "VALID", NC_ ("state of a certificate", "Valid"), "certificate-valid-symbolic" },
  { "EXPIRED", NC_ ("state of a certificate", "Expired"), "certificate-expired-symbolic" },
  { "REVOKED", NC_ ("state of a certificate", "Revoked"), "certificate-revoked-symbolic" },
};

static const WordRow reasons[] = {
  { "UNSPECIFIED", NC_ ("revocation reason", "Unspecified"), NULL },
  { "KEY_COMPROMISE", NC_ ("revocation reason", "Key compromise"), NULL },
  { "CERTIFICATE_AUTHORITY_COMPROMISE", NC_ ("revocation reason", "CA compromise"), NULL },
  { "AFFILIATION_CHANGED", NC_ ("revocation reason", "Affiliation changed"), NULL },
  { "SUPERSEDED", NC_ ("revocation reason", "Superseded"), NULL },
  { "CESSATION_OF_OPERATION", NC_ ("revocation reason", "Cessation of operation"), NULL },
  { "PRIVILEGE_WITHDRAWN", NC_ ("revocation reason", "Privilege withdrawn"), NULL },
  { "A_A_COMPROMISE", NC_ ("revocation reason", "Attribute authority compromise"), NULL },
};

static const WordRow outcomes[] = {
  { "ALLOWED", NC_ ("outcome", "Allowed"), NULL },
  { "DENIED", NC_ ("outcome", "Denied"), NULL },
  { "FAILED", NC_ ("outcome", "Failed"), NULL },
};

static const WordRow *
find_word (const WordRow *rows, gsize n, const char *value)
{
  for (gsize i = 0; i < n; i++)
    if (g_strcmp0 (rows[i].value, value) == 0)
      return &rows[i];
  return NULL;
}

/* A value that this version has no word for is shown as it is. */
static const char *
translate (const WordRow *rows, gsize n, const char *context, const char *value)
{
  const WordRow *row = find_word (rows, n, value);

  return row ? g_dpgettext2 (NULL, context, row->word) : value;
}

static const char *
get_icon (const WordRow *rows, gsize n, const char *value)
{
  const WordRow *row = find_word (rows, n, value);

  return row ? row->icon : "dialog-question-symbolic";
}

const char *
console_format_ca_status (const char *status)
{
  return translate (ca_states, G_N_ELEMENTS (ca_states), "state of a CA", status);
}

const char *
console_format_ca_icon (const char *status)
{
  return get_icon (ca_states, G_N_ELEMENTS (ca_states), status);
}

const char *
console_format_certificate_status (const char *status)
{
  return translate (certificate_states, G_N_ELEMENTS (certificate_states), "state of a certificate",
                    status);
}

const char *
console_format_certificate_icon (const char *status)
{
  return get_icon (certificate_states, G_N_ELEMENTS (certificate_states), status);
}

const char *
console_format_revocation_reason (const char *reason)
{
  return translate (reasons, G_N_ELEMENTS (reasons), "revocation reason", reason);
}

const char *
console_format_outcome (const char *outcome)
{
  return translate (outcomes, G_N_ELEMENTS (outcomes), "outcome", outcome);
}

/* --- Answers -----------------------------------------------------------------------------------*/

char *
console_format_sentence (const char *clause)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!clause || !clause[0])
    return g_strdup ("");
  g_string_append_unichar (text, g_unichar_toupper (g_utf8_get_char (clause)));
  g_string_append (text, g_utf8_next_char (clause));
  if (!strchr (".!?", text->str[text->len - 1]))
    g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gint64
console_format_read_time (JsonObject *object, const char *member)
{
  const char *text = object ? esp_json_get_string (object, member) : NULL;
  gint64 time = 0;

  return text && esp_time_parse (text, &time, NULL) ? time : 0;
}
