/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers, times and addresses in conditions. What is not exactly one of them is none. */
#include "esp-condition-value.h"

#include <arpa/inet.h>
#include <string.h>

#define MILLISECONDS 1000
#define MINUTE_SECONDS 60
#define DAY_SECONDS 86400
#define MAX_EPOCH_DIGITS 14
#define MAX_NUMBER_LEN 64

/* --- Numbers ----------------------------------------------------------------------------------*/

gboolean
esp_number_read (const char *text, double *number)
{
  const char *c = text + (*text == '-' || *text == '+');
  gsize n_digits = 0, n_points = 0;

  for (; *c; c++)
    {
      if (g_ascii_isdigit (*c))
        n_digits++;
      else if (*c == '.')
        n_points++;
      else
        return FALSE;
    }
  if (n_digits == 0 || n_points > 1 || c - text > MAX_NUMBER_LEN)
    return FALSE;
  *number = g_ascii_strtod (text, NULL);
  return TRUE;
}

/* --- Times ------------------------------------------------------------------------------------*/

/* Exactly @n digits. */
static gboolean
read_digits (const char **text, guint n, int *value)
{
  *value = 0;
  for (guint i = 0; i < n; i++, (*text)++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      *value = *value * 10 + g_ascii_digit_value (**text);
    }
  return TRUE;
}

static gboolean
read_after (const char **text, char mark, guint n, int *value)
{
  if (**text != mark)
    return FALSE;
  (*text)++;
  return read_digits (text, n, value);
}

/* Days from 1970-01-01 in the Gregorian calendar, counted from March so that the leap day is last.
 */
static gint64
days_from_date (int year, int month, int day)
{
  gint64 y = year - (month <= 2);
  gint64 era = y / 400, of_era = y % 400;
  gint64 of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* "YYYY-MM" or "YYYY-MM-DD". */
static gboolean
read_date (const char **text, gint64 *seconds)
{
  int year, month, day = 1;

  if (!read_digits (text, 4, &year) || year < 1 || !read_after (text, '-', 2, &month))
    return FALSE;
  if (**text == '-' && !read_after (text, '-', 2, &day))
    return FALSE;
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  *seconds = days_from_date (year, month, day) * DAY_SECONDS;
  return TRUE;
}

/* Digits beyond the third are read and count for nothing. */
static gboolean
read_fraction (const char **text, int *milliseconds)
{
  int weight = 100;

  *milliseconds = 0;
  if (**text != '.')
    return TRUE;
  if (!g_ascii_isdigit (*++*text))
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++, weight /= 10)
    *milliseconds += weight * g_ascii_digit_value (**text);
  return TRUE;
}

/* "Z", "+hh:mm", "-hh:mm", "+hhmm", or nothing. */
static gboolean
read_offset (const char **text, gint64 *seconds)
{
  int sign = **text == '-' ? -1 : 1, hours, minutes;

  if (**text == 'Z')
    (*text)++;
  if (**text != '+' && **text != '-')
    return TRUE;
  (*text)++;
  if (!read_digits (text, 2, &hours))
    return FALSE;
  *text += **text == ':';
  if (!read_digits (text, 2, &minutes) || hours > 23 || minutes > 59)
    return FALSE;
  *seconds -= sign * (hours * 60 + minutes) * MINUTE_SECONDS;
  return TRUE;
}

/* "Thh:mm", "Thh:mm:ss", "Thh:mm:ss.fff". */
static gboolean
read_clock (const char **text, gint64 *seconds, int *milliseconds)
{
  int hour, minute, second = 0;

  if (!read_after (text, 'T', 2, &hour) || !read_after (text, ':', 2, &minute))
    return FALSE;
  if (**text == ':' && (!read_after (text, ':', 2, &second) || !read_fraction (text, milliseconds)))
    return FALSE;
  *seconds += (hour * 60 + minute) * MINUTE_SECONDS + second;
  return hour <= 23 && minute <= 59 && second <= 59;
}

static gboolean
read_epoch (const char *text, gint64 *moment)
{
  gsize len = strlen (text);

  if (len == 0 || len > MAX_EPOCH_DIGITS || strspn (text, "0123456789") != len)
    return FALSE;
  *moment = g_ascii_strtoll (text, NULL, 10) * MILLISECONDS;
  return TRUE;
}

gboolean
esp_moment_read (const char *text, gint64 *moment)
{
  gint64 seconds;
  int milliseconds = 0;

  if (read_epoch (text, moment))
    return TRUE;
  if (!read_date (&text, &seconds))
    return FALSE;
  if (*text && (!read_clock (&text, &seconds, &milliseconds) || !read_offset (&text, &seconds)))
    return FALSE;
  *moment = seconds * MILLISECONDS + milliseconds;
  return *text == '\0';
}

/* --- Addresses --------------------------------------------------------------------------------*/

static gboolean
read_bits (const char *text, guint most, guint *bits)
{
  gsize len = strlen (text);

  if (len == 0 || len > 3 || strspn (text, "0123456789") != len || (len > 1 && *text == '0'))
    return FALSE;
  *bits = (guint) g_ascii_strtoull (text, NULL, 10);
  return *bits <= most;
}

gboolean
esp_address_read (const char *text, gboolean may_be_range, EspAddress *address)
{
  char host[INET6_ADDRSTRLEN];
  const char *slash = strchr (text, '/');
  gsize len = slash ? (gsize) (slash - text) : strlen (text);
  gboolean is_v6;

  if (len >= sizeof host || (slash && !may_be_range))
    return FALSE;
  memcpy (host, text, len);
  host[len] = '\0';
  is_v6 = strchr (host, ':') != NULL;
  memset (address, 0, sizeof *address);
  if (inet_pton (is_v6 ? AF_INET6 : AF_INET, host, address->bytes) != 1)
    return FALSE;
  address->size = is_v6 ? 16 : 4;
  address->prefix = address->size * 8;
  return !slash || read_bits (slash + 1, address->prefix, &address->prefix);
}

gboolean
esp_address_contains (const EspAddress *range, const EspAddress *address)
{
  guint whole = range->prefix / 8, rest = range->prefix % 8;
  guint8 mask = (guint8) (0xff00 >> rest);

  if (range->size != address->size || memcmp (range->bytes, address->bytes, whole) != 0)
    return FALSE;
  return rest == 0 || ((range->bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}
