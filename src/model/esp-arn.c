/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making ARNs and taking them apart. Whether a pattern matches one is the business of access.
 */
#include "esp-arn.h"

#include <string.h>

#define CA_PREFIX "arn:aws:acm-pca:local:"
#define CA_TYPE ":certificate-authority/"
#define ACCOUNT_LEN 12
#define UUID_LEN 36

char *
esp_arn_ca (const char *account, const char *ca_id)
{
  return g_strconcat (CA_PREFIX, account, CA_TYPE, ca_id, NULL);
}

char *
esp_arn_certificate (const char *ca_arn, const char *serial_hex)
{
  return g_strconcat (ca_arn, "/certificate/", serial_hex, NULL);
}

char *
esp_arn_principal (const char *account, const char *name)
{
  return g_strconcat ("arn:aws:iam::", account, ":user/", name, NULL);
}

char *
esp_arn_role (const char *account, const char *name)
{
  return g_strconcat ("arn:aws:iam::", account, ":role/", name, NULL);
}

char *
esp_arn_report (const char *ca_arn, const char *report_id)
{
  return g_strconcat (ca_arn, "/audit-report/", report_id, NULL);
}

gboolean
esp_arn_parse_ca (const char *arn, char **account, char **ca_id)
{
  g_autofree char *number = NULL;
  const char *type, *id;

  if (!arn || !g_str_has_prefix (arn, CA_PREFIX))
    return FALSE;
  type = strchr (arn + strlen (CA_PREFIX), ':');
  if (!type || !g_str_has_prefix (type, CA_TYPE))
    return FALSE;
  number = g_strndup (arn + strlen (CA_PREFIX), (gsize) (type - arn) - strlen (CA_PREFIX));
  id = type + strlen (CA_TYPE);
  if (!esp_account_number_is_valid (number) || !esp_uuid_is_valid (id))
    return FALSE;
  if (account)
    *account = g_steal_pointer (&number);
  if (ca_id)
    *ca_id = g_strdup (id);
  return TRUE;
}

char *
esp_arn_get_account (const char *arn)
{
  g_auto (GStrv) parts = arn ? g_strsplit (arn, ":", 6) : NULL;

  if (!parts || g_strv_length (parts) < 6 || !g_str_equal (parts[0], "arn") || !*parts[4])
    return NULL;
  return g_strdup (parts[4]);
}

gboolean
esp_account_number_is_valid (const char *number)
{
  if (!number || strlen (number) != ACCOUNT_LEN)
    return FALSE;
  return strspn (number, "0123456789") == ACCOUNT_LEN;
}

gboolean
esp_uuid_is_valid (const char *text)
{
  if (!text || strlen (text) != UUID_LEN)
    return FALSE;
  for (gsize i = 0; i < UUID_LEN; i++)
    {
      gboolean dash = i == 8 || i == 13 || i == 18 || i == 23;

      if (dash ? text[i] != '-' : !strchr ("0123456789abcdef", text[i]))
        return FALSE;
    }
  return TRUE;
}
