/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Six columns with tabs between them: state, end, revocation, serial number, file, subject. */
#include "esp-index-write.h"

#include <string.h>

/* By code; those of openssl's apps/ca.c. */
static const char *const reasons[] = {
  "unspecified",        "keyCompromise", "CACompromise",
  "affiliationChanged", "superseded",    "cessationOfOperation",
};

/* As UTCTime, and after 2049 as GeneralizedTime. */
static char *
time_to_text (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = date ? g_date_time_format (date, "%Y%m%d%H%M%SZ") : NULL;
  int year = date ? g_date_time_get_year (date) : 0;

  if (!text)
    return g_strdup ("19700101000000Z");
  return g_strdup (year >= 1950 && year < 2050 ? text + 2 : text);
}

/* Whole bytes, upper case, as BN_bn2hex() writes them. */
static char *
serial_to_text (const char *serial)
{
  gsize len = strlen (serial);
  g_autofree char *even = g_strconcat (len % 2 ? "0" : "", serial, NULL);
  const char *from = even;

  while (strncmp (from, "00", 2) == 0 && from[2])
    from += 2;
  return g_ascii_strup (from, -1);
}

static char *
revocation_to_text (const EspIndexEntry *entry, gboolean *reason_kept)
{
  g_autofree char *time = time_to_text (entry->revoked_at);

  *reason_kept = entry->reason >= 0 && entry->reason < (int) G_N_ELEMENTS (reasons);
  if (!*reason_kept || entry->reason == 0)
    return g_strdup (time);
  return g_strdup_printf ("%s,%s", time, reasons[entry->reason]);
}

char *
esp_index_line (const EspIndexEntry *entry, gint64 now, gboolean *reason_kept)
{
  g_autofree char *end = time_to_text (entry->not_after);
  g_autofree char *serial = serial_to_text (entry->serial);
  g_autofree char *revoked = NULL;
  char state = entry->not_after < now ? 'E' : 'V';

  *reason_kept = TRUE;
  if (entry->revoked_at != 0)
    {
      state = 'R';
      revoked = revocation_to_text (entry, reason_kept);
    }
  return g_strdup_printf ("%c\t%s\t%s\t%s\tunknown\t%s\n", state, end, revoked ? revoked : "",
                          serial, entry->subject);
}

const char *
esp_index_attributes (void)
{
  return "unique_subject = no\n";
}
