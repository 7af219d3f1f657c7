/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name as an object, and how it is written: RFC 4514 and the audit report's form. Reading text is
 * in esp-name-parse.c, JSON both ways in esp-name-json.c. */
#include "esp-name.h"

#include "base/esp-hex.h"
#include "esp-name-attribute.h"
#include "esp-name-private.h"

#include <string.h>

#define DER_LIMIT 32768
#define OID_TEXT_LEN 128
/* What comes from outside may have more attributes than what is made here, but not without end. */
#define ENTRY_LIMIT 1000

struct _EspName
{
  gatomicrefcount ref_count;
  GBytes *der;
  X509_NAME *x509;
  char *text;
  char *label;
};

/* The value as text, or NULL where it is none. */
static char *
value_to_utf8 (const X509_NAME_ENTRY *entry)
{
  const ASN1_STRING *value = X509_NAME_ENTRY_get_data (entry);
  guint8 *utf8 = NULL;
  int len = ASN1_STRING_to_UTF8 (&utf8, value);
  char *text = NULL;

  if (len >= 0 && g_utf8_validate_len ((const char *) utf8, (gsize) len, NULL))
    text = g_strndup ((const char *) utf8, (gsize) len);
  if (len >= 0)
    OPENSSL_free (utf8);
  ERR_clear_error ();
  return text;
}

/* "#" and the hexadecimal digits of the DER. */
static char *
value_to_hex (const X509_NAME_ENTRY *entry)
{
  guint8 *der = NULL;
  int len = i2d_ASN1_PRINTABLE (X509_NAME_ENTRY_get_data (entry), &der);
  g_autofree char *hex = len > 0 ? esp_hex_encode (der, (gsize) len) : g_strdup ("");

  OPENSSL_free (der);
  return g_strconcat ("#", hex, NULL);
}

char *
esp_name_entry_get_oid (const X509_NAME_ENTRY *entry)
{
  char oid[OID_TEXT_LEN] = "";

  OBJ_obj2txt (oid, sizeof oid, X509_NAME_ENTRY_get_object (entry), 1);
  return g_strdup (oid);
}

/* RFC 4514, 2.4 */
static void
append_escaped (GString *text, const char *value)
{
  gsize len = strlen (value);

  for (gsize i = 0; i < len; i++)
    {
      gboolean edge = i == 0 || i == len - 1;

      if (strchr ("\"+,;<>\\", value[i]) || (value[i] == ' ' && edge) ||
          (value[i] == '#' && i == 0))
        g_string_append_c (text, '\\');
      g_string_append_c (text, value[i]);
    }
}

static void
append_entry (GString *text, const X509_NAME_ENTRY *entry, gboolean for_report)
{
  const EspNameAttribute *row = esp_name_attribute_find_object (X509_NAME_ENTRY_get_object (entry));
  g_autofree char *value = NULL;
  g_autofree char *oid = NULL;

  if (row && (row->in_report || !for_report))
    value = value_to_utf8 (entry);
  if (value)
    {
      g_string_append_printf (text, "%s=", row->keyword);
      append_escaped (text, value);
      return;
    }
  oid = esp_name_entry_get_oid (entry);
  value = value_to_hex (entry);
  g_string_append_printf (text, "%s=%s", oid, value);
}

/* Sets from the last to the first, attributes inside a set in their order. */
static char *
format_name (const X509_NAME *x509, gboolean for_report)
{
  GString *text = g_string_new (NULL);
  int end = X509_NAME_entry_count (x509);

  while (end > 0)
    {
      int set = X509_NAME_ENTRY_set (X509_NAME_get_entry (x509, end - 1));
      int start = end - 1;

      while (start > 0 && X509_NAME_ENTRY_set (X509_NAME_get_entry (x509, start - 1)) == set)
        start--;
      for (int i = start; i < end; i++)
        {
          if (text->len > 0)
            g_string_append_c (text, i == start ? ',' : '+');
          append_entry (text, X509_NAME_get_entry (x509, i), for_report);
        }
      end = start;
    }
  return g_string_free (text, FALSE);
}

static char *
make_label (const X509_NAME *x509)
{
  int n = X509_NAME_entry_count (x509);
  int i = X509_NAME_get_index_by_NID (x509, NID_commonName, -1);
  const X509_NAME_ENTRY *entry;
  char *label;

  if (n <= 0)
    return NULL;
  entry = X509_NAME_get_entry (x509, i >= 0 ? i : n - 1);
  label = value_to_utf8 (entry);
  return label ? label : value_to_hex (entry);
}

/* A NUL inside a value has no other use than to make two programs read two names. */
static gboolean
has_nul (const X509_NAME *x509)
{
  for (int i = 0; i < X509_NAME_entry_count (x509); i++)
    {
      guint8 *utf8 = NULL;
      int len = ASN1_STRING_to_UTF8 (&utf8,
                                     X509_NAME_ENTRY_get_data (X509_NAME_get_entry (x509, i)));
      gboolean found = len > 0 && memchr (utf8, '\0', (gsize) len);

      if (len >= 0)
        OPENSSL_free (utf8);
      ERR_clear_error ();
      if (found)
        return TRUE;
    }
  return FALSE;
}

static EspName *
refuse (const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_NAME_MALFORMED, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return NULL;
}

EspName *
esp_name_new_from_der (GBytes *der, GError **error)
{
  gsize len;
  const guint8 *bytes = g_bytes_get_data (der, &len);
  const guint8 *start = bytes;
  g_autoptr (X509_NAME) x509 = NULL;
  EspName *name;

  if (len > DER_LIMIT)
    return refuse ("it is longer than 32,768 bytes", error);
  if (len > 0)
    x509 = d2i_X509_NAME (NULL, &bytes, (long) len);
  if (!x509 || bytes != start + len)
    return refuse ("it is no DER", error);
  if (X509_NAME_entry_count (x509) > ENTRY_LIMIT)
    return refuse ("it has more than 1,000 attributes", error);
  if (has_nul (x509))
    return refuse ("it has a NUL byte inside a value", error);
  name = g_new0 (EspName, 1);
  g_atomic_ref_count_init (&name->ref_count);
  name->der = g_bytes_ref (der);
  name->text = format_name (x509, FALSE);
  name->label = make_label (x509);
  name->x509 = g_steal_pointer (&x509);
  return name;
}

EspName *
esp_name_new_from_x509 (const X509_NAME *x509, GError **error)
{
  guint8 *bytes = NULL;
  int len = i2d_X509_NAME (x509, &bytes);
  g_autoptr (GBytes) der = esp_openssl_take_der (bytes, len);

  return der ? esp_name_new_from_der (der, error) : refuse ("it can't be encoded", error);
}

EspName *
esp_name_parse (const char *text, GError **error)
{
  g_autoptr (X509_NAME) x509 = esp_name_parse_x509 (text, error);

  return x509 ? esp_name_new_from_x509 (x509, error) : NULL;
}

EspName *
esp_name_ref (EspName *name)
{
  g_atomic_ref_count_inc (&name->ref_count);
  return name;
}

void
esp_name_unref (EspName *name)
{
  if (!name || !g_atomic_ref_count_dec (&name->ref_count))
    return;
  g_bytes_unref (name->der);
  X509_NAME_free (name->x509);
  g_free (name->text);
  g_free (name->label);
  g_free (name);
}

const X509_NAME *
esp_name_get_x509 (EspName *name)
{
  return name->x509;
}

GBytes *
esp_name_get_der (EspName *name)
{
  return name->der;
}

const char *
esp_name_get_text (EspName *name)
{
  return name->text;
}

char *
esp_name_to_report (EspName *name)
{
  return format_name (name->x509, TRUE);
}

const char *
esp_name_get_label (EspName *name)
{
  return name->label;
}

/* RFC 5280, 7.1: without regard to case and repeated spaces. */
gboolean
esp_name_equal (EspName *a, EspName *b)
{
  return a == b || g_bytes_equal (a->der, b->der) || X509_NAME_cmp (a->x509, b->x509) == 0;
}

gboolean
esp_name_is_empty (EspName *name)
{
  return X509_NAME_entry_count (name->x509) == 0;
}

char *
esp_name_entry_get_value (const X509_NAME_ENTRY *entry)
{
  char *value = value_to_utf8 (entry);

  return value ? value : value_to_hex (entry);
}
