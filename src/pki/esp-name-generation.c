/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting generations in a common name. Everything else in the name stays byte for byte. */
#include "esp-name-generation.h"

#include "base/esp-error.h"
#include "esp-name-private.h"

#include <string.h>

#define GENERATION_DIGITS 4 /* more are no generation */

/* The number after " G" at the end, and how many bytes stand before; 1 and all where there is none.
 */
static guint64
read_generation (const char *name, gsize *base)
{
  gsize len = strlen (name);
  gsize digits = len;
  guint64 number;

  *base = len;
  while (digits > 0 && g_ascii_isdigit (name[digits - 1]))
    digits--;
  if (digits < 3 || digits == len || len - digits > GENERATION_DIGITS ||
      strncmp (name + digits - 2, " G", 2) != 0)
    return 1;
  number = g_ascii_strtoull (name + digits, NULL, 10);
  if (number < 1 || name[digits] == '0')
    return 1;
  *base = digits - 2;
  return number;
}

char *
esp_common_name_next_generation (const char *name)
{
  gsize base;
  guint64 number = read_generation (name, &base);
  g_autofree char *suffix = g_strdup_printf (" G%" G_GUINT64_FORMAT, number + 1);
  g_autofree char *front = g_strndup (name, base);
  glong room = ESP_COMMON_NAME_MAX - (glong) strlen (suffix);

  if (g_utf8_strlen (front, -1) > room)
    *g_utf8_offset_to_pointer (front, room) = '\0';
  g_strchomp (front);
  return g_strconcat (front, suffix, NULL);
}

static gboolean
stands_alone (X509_NAME *name, int at)
{
  int set = X509_NAME_ENTRY_set (X509_NAME_get_entry (name, at));

  for (int i = 0; i < X509_NAME_entry_count (name); i++)
    if (i != at && X509_NAME_ENTRY_set (X509_NAME_get_entry (name, i)) == set)
      return FALSE;
  return TRUE;
}

/* At the place where the old one stood; one that shares its set with others is left to a person. */
static gboolean
replace_common_name (X509_NAME *name, int at, const char *text)
{
  if (!stands_alone (name, at))
    return FALSE;
  X509_NAME_ENTRY_free (X509_NAME_delete_entry (name, at));
  return X509_NAME_add_entry_by_NID (name, NID_commonName, V_ASN1_UTF8STRING, (const guint8 *) text,
                                     -1, at, 0) == 1;
}

EspName *
esp_name_next_generation (EspName *name, GError **error)
{
  g_autoptr (X509_NAME) copy = X509_NAME_dup (esp_name_get_x509 (name));
  int at = copy ? X509_NAME_get_index_by_NID (copy, NID_commonName, -1) : -1;
  g_autofree char *next = NULL;
  guint8 *utf8 = NULL;

  if (at >= 0 &&
      ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (X509_NAME_get_entry (copy, at))) > 0)
    next = esp_common_name_next_generation ((const char *) utf8);
  OPENSSL_free (utf8);
  if (!next || !replace_common_name (copy, at, next))
    {
      esp_openssl_set_error (error, ESP_REASON_NAME_GENERATION, esp_name_get_text (name));
      return NULL;
    }
  return esp_name_new_from_x509 (copy, error);
}
