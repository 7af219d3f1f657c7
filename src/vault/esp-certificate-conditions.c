/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a filter of certificates asks, as conditions of a query. */
#include "esp-certificate-private.h"

#include "esp-store.h"

#include <string.h>

#define SEARCH_MAX 256 /* characters */

/* The plus keeps a database from walking the index over notAfter and then reading every row: the
 * one over status holds all that is asked. */
static void
add_status (EspQuery *query, const EspCertificateFilter *filter)
{
  switch (filter->status)
    {
    case ESP_CERTIFICATE_VALID:
      esp_query_add_int (query, " AND revoked_at IS NULL AND +certificate.not_after >= ?",
                         filter->now);
      break;
    case ESP_CERTIFICATE_EXPIRED:
      esp_query_add_int (query, " AND revoked_at IS NULL AND +certificate.not_after < ?",
                         filter->now);
      break;
    case ESP_CERTIFICATE_REVOKED:
      esp_query_add (query, " AND revoked_at IS NOT NULL");
      break;
    default:
      break;
    }
}

static void
add_times (EspQuery *query, const EspCertificateFilter *filter)
{
  if (filter->ends_from)
    esp_query_add_int (query, " AND +certificate.not_after >= ?", filter->ends_from);
  if (filter->ends_before)
    esp_query_add_int (query, " AND +certificate.not_after < ?", filter->ends_before);
  if (filter->issued_from)
    esp_query_add_int (query, " AND issued_at >= ?", filter->issued_from);
  if (filter->issued_before)
    esp_query_add_int (query, " AND issued_at < ?", filter->issued_before);
}

static gboolean
is_hex (const char *text)
{
  return *text && strspn (text, "0123456789abcdef") == strlen (text);
}

char *
esp_certificate_search_text (const EspCertificateFilter *filter)
{
  g_autofree char *valid = g_utf8_make_valid (filter->search, -1);
  g_autofree char *bounded = g_utf8_substring (valid, 0,
                                               MIN (g_utf8_strlen (valid, -1), SEARCH_MAX));

  return g_ascii_strdown (bounded, -1);
}

char *
esp_certificate_search_serial (const char *text)
{
  g_autofree char *serial = esp_certificate_serial_normal (text);

  return is_hex (serial) ? g_steal_pointer (&serial) : NULL;
}

static void
add_search (EspQuery *query, const EspCertificateFilter *filter)
{
  g_autofree char *text = esp_certificate_search_text (filter);
  g_autofree char *pattern = esp_store_like_pattern (text);
  g_autofree char *serial = esp_certificate_search_serial (text);

  esp_query_add_text (query,
                      " AND (lower(certificate.subject) LIKE ? ESCAPE '\\'"
                      " OR lower(alternative_names) LIKE ? ESCAPE '\\'"
                      " OR lower(requester) LIKE ? ESCAPE '\\'",
                      pattern);
  if (serial)
    {
      g_autofree char *end = g_strconcat (serial, "g", NULL);

      esp_query_add_text (query, " OR (certificate.serial >= ?", serial);
      esp_query_add_text (query, " AND certificate.serial < ?)", end);
    }
  esp_query_add (query, ")");
}

static void
add_cas (EspQuery *query, const char *const *cas)
{
  esp_query_add (query, " AND ca_row IN (SELECT row FROM ca WHERE id IN (");
  for (gsize i = 0; cas[i]; i++)
    esp_query_add_text (query, i ? ", ?" : "?", cas[i]);
  esp_query_add (query, "))");
}

void
esp_certificate_add_conditions (EspQuery *query, const EspCertificateFilter *filter)
{
  if (filter->ca)
    esp_query_add_text (query, " AND ca_row = (SELECT row FROM ca WHERE id = ?)", filter->ca);
  if (filter->cas)
    add_cas (query, filter->cas);
  if (filter->ca_account)
    esp_query_add_text (query, " AND ca_row IN (SELECT row FROM ca WHERE account = ?)",
                        filter->ca_account);
  if (filter->template_name)
    esp_query_add_text (query, " AND certificate.template_name = ?", filter->template_name);
  add_status (query, filter);
  add_times (query, filter);
  if (esp_certificate_has_search (filter))
    add_search (query, filter);
}

gboolean
esp_certificate_has_search (const EspCertificateFilter *filter)
{
  return filter->search && *filter->search;
}

gboolean
esp_certificate_matches_all (const EspCertificateFilter *filter)
{
  return !filter->ca && !filter->cas && !filter->ca_account && filter->status < 0 &&
         !filter->ends_from && !filter->ends_before && !esp_certificate_needs_rows (filter);
}

gboolean
esp_certificate_needs_rows (const EspCertificateFilter *filter)
{
  return esp_certificate_has_search (filter) || filter->template_name || filter->issued_from ||
         filter->issued_before;
}
