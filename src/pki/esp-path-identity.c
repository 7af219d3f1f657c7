/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a certificate is for the host, address or mailbox that was asked for: alternative names
 * alone (RFC 9525; RFC 8398 is not done). A wildcard stands for the whole first label, and never
 * for a name of a single label or its direct children.
 */
#include "esp-path-private.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  int type; /* GEN_DNS, GEN_IPADD, GEN_EMAIL */
  const char *text;
  guint8 address[16];
  gsize address_len;
} Wanted;

static gboolean
read_address (const char *text, Wanted *wanted)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  if (!address)
    return FALSE;
  wanted->type = GEN_IPADD;
  wanted->address_len = g_inet_address_get_native_size (address);
  memcpy (wanted->address, g_inet_address_to_bytes (address), wanted->address_len);
  return TRUE;
}

static gboolean
is_host (const char *text)
{
  gsize label = 0;

  if (strlen (text) > 253)
    return FALSE;
  for (const char *p = text; *p; p++)
    {
      if (*p != '.' && !g_ascii_isalnum (*p) && *p != '-' && *p != '_')
        return FALSE;
      if (*p == '.' && label == 0)
        return FALSE;
      label = *p == '.' ? 0 : label + 1;
      if (label > 63)
        return FALSE;
    }
  return label > 0;
}

static gboolean
read_wanted (const char *text, Wanted *wanted)
{
  const char *at = strrchr (text, '@');

  wanted->text = text;
  if (read_address (text, wanted))
    return TRUE;
  wanted->type = at ? GEN_EMAIL : GEN_DNS;
  return at ? at > text && is_host (at + 1) : is_host (text);
}

static gboolean
host_matches (const char *pattern, const char *host)
{
  const char *rest = strchr (host, '.');

  if (g_ascii_strcasecmp (pattern, host) == 0)
    return strchr (pattern, '*') == NULL;
  /* "*.example.com": a star alone, two labels behind it, no further star. */
  if (!g_str_has_prefix (pattern, "*.") || !rest || strchr (pattern + 1, '*') ||
      !strchr (pattern + 2, '.'))
    return FALSE;
  return g_ascii_strcasecmp (pattern + 1, rest) == 0;
}

/* The part before the sign counts letter by letter, the host does not. */
static gboolean
mailbox_matches (const char *found, const char *wanted)
{
  const char *at = strrchr (found, '@');
  gsize local = at ? (gsize) (at - found) : 0;

  if (!at || (gsize) (strrchr (wanted, '@') - wanted) != local)
    return FALSE;
  return strncmp (found, wanted, local) == 0 && g_ascii_strcasecmp (at, wanted + local) == 0;
}

static gboolean
name_matches (const GENERAL_NAME *name, const Wanted *wanted)
{
  const ASN1_STRING *string = name->d.ia5;
  const char *bytes = (const char *) ASN1_STRING_get0_data (string);
  gsize len = (gsize) ASN1_STRING_length (string);
  g_autofree char *text = NULL;

  if (wanted->type == GEN_IPADD)
    return len == wanted->address_len && memcmp (bytes, wanted->address, len) == 0;
  if (memchr (bytes, '\0', len))
    return FALSE;
  text = g_strndup (bytes, len);
  return wanted->type == GEN_DNS ? host_matches (text, wanted->text) :
                                   mailbox_matches (text, wanted->text);
}

static char *
names_to_text (const EspPathNode *node)
{
  static const int most = 10;
  GString *text = g_string_new (NULL);

  for (int i = 0; i < MIN (sk_GENERAL_NAME_num (node->names), most); i++)
    {
      g_autofree char *name = esp_general_name_to_text (sk_GENERAL_NAME_value (node->names, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  if (sk_GENERAL_NAME_num (node->names) > most)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static void
check_name (EspPathCase *judged, const char *text)
{
  EspPathNode *node = esp_path_case_node (judged, 0);
  g_autofree char *names = names_to_text (node);
  EspPathReason reason = ESP_PATH_REASON_IDENTITY_NONE;
  Wanted wanted = { 0 };

  if (!read_wanted (text, &wanted))
    {
      esp_path_add (judged, 0, ESP_PATH_REASON_IDENTITY_SYNTAX, "name", text, NULL);
      return;
    }
  for (int i = 0; i < sk_GENERAL_NAME_num (node->names); i++)
    {
      const GENERAL_NAME *name = sk_GENERAL_NAME_value (node->names, i);

      if (name->type != wanted.type)
        continue;
      reason = ESP_PATH_REASON_IDENTITY_OTHER;
      if (name_matches (name, &wanted))
        {
          reason = ESP_PATH_REASON_IDENTITY_GOOD;
          break;
        }
    }
  esp_path_add (judged, 0, reason, "name", text, "names", names, NULL);
}

void
esp_path_check_identity (EspPathCase *judged)
{
  const char *const *names = judged->context->options->names;

  if (judged->for_lists)
    return;
  if (!names || !names[0])
    esp_path_add (judged, 0, ESP_PATH_REASON_IDENTITY_OFF, NULL);
  for (gsize i = 0; names && names[i]; i++)
    check_name (judged, names[i]);
}
