/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small values as other tools write them. */
#include "esp-foreign-private.h"

#include <string.h>

#define SERIAL_DIGITS 32
#define SERIAL_LIMIT 64
#define UTC_LEN 13
#define GENERALIZED_LEN 15

/* X.509's codes (RFC 5280, 5.3.1) with the names of the service and of OpenSSL's files. Those
 * without one of the service have no counterpart: a revocation here is for good. */
static const struct
{
  int code;
  const char *openssl;
  const char *service;
} reasons[] = {
  { 0, "unspecified", "UNSPECIFIED" },
  { 1, "keyCompromise", "KEY_COMPROMISE" },
  { 1, "keyTime", "KEY_COMPROMISE" },
  { 2, "CACompromise", "CERTIFICATE_AUTHORITY_COMPROMISE" },
  { 2, "CAkeyTime", "CERTIFICATE_AUTHORITY_COMPROMISE" },
  { 3, "affiliationChanged", "AFFILIATION_CHANGED" },
  { 4, "superseded", "SUPERSEDED" },
  { 5, "cessationOfOperation", "CESSATION_OF_OPERATION" },
  { 6, "certificateHold", NULL },
  { 6, "holdInstruction", NULL },
  { 8, "removeFromCRL", NULL },
  { 9, "privilegeWithdrawn", "PRIVILEGE_WITHDRAWN" },
  { 10, "AACompromise", "A_A_COMPROMISE" },
};

static int
two_digits (const char *text)
{
  return (text[0] - '0') * 10 + (text[1] - '0');
}

gboolean
esp_foreign_parse_time (const char *text, gint64 *time)
{
  gsize len = strlen (text);
  g_autoptr (GDateTime) parsed = NULL;
  const char *rest;
  int year;

  if ((len != UTC_LEN && len != GENERALIZED_LEN) || text[len - 1] != 'Z' ||
      strspn (text, "0123456789") != len - 1)
    return FALSE;
  year = two_digits (text);
  if (len == GENERALIZED_LEN)
    year = year * 100 + two_digits (text + 2);
  else
    year += year < 50 ? 2000 : 1900; /* RFC 5280, 4.1.2.5.1 */
  rest = text + len - strlen ("MMDDHHMMSSZ");
  if (year == 0)
    return FALSE;
  parsed = g_date_time_new_utc (year, two_digits (rest), two_digits (rest + 2),
                                two_digits (rest + 4), two_digits (rest + 6),
                                two_digits (rest + 8));
  if (!parsed)
    return FALSE;
  *time = g_date_time_to_unix (parsed);
  return TRUE;
}

char *
esp_foreign_parse_serial (const char *text)
{
  gsize len = strlen (text), digits;
  GString *serial;

  if (len == 0 || len > SERIAL_LIMIT || strspn (text, "0123456789abcdefABCDEF") != len)
    return NULL;
  while (len > SERIAL_DIGITS && *text == '0')
    {
      text++;
      len--;
    }
  /* Whole bytes, as a parsed certificate has them. */
  digits = MAX (len + len % 2, SERIAL_DIGITS);
  serial = g_string_new (NULL);
  for (gsize i = len; i < digits; i++)
    g_string_append_c (serial, '0');
  g_string_append (serial, text);
  g_string_ascii_down (serial);
  return g_string_free (serial, FALSE);
}

const char *
esp_foreign_reason_by_code (int code, gboolean *known)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].code == code && reasons[i].service)
      {
        *known = TRUE;
        return reasons[i].service;
      }
  *known = FALSE;
  return reasons[0].service;
}

const char *
esp_foreign_reason_name (int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].code == code)
      return reasons[i].openssl;
  return NULL;
}

const char *
esp_foreign_reason_by_name (const char *name, gboolean *known)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].openssl, name) && reasons[i].service)
      {
        *known = TRUE;
        return reasons[i].service;
      }
  *known = FALSE;
  return reasons[0].service;
}

char *
esp_foreign_make_valid (const char *text)
{
  return text ? g_utf8_make_valid (text, -1) : NULL;
}
