/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and health of what says which certificates are revoked. Signing it is pki's business,
 * laying it out the engine's. */
#include "esp-revocation.h"

#include <string.h>

#define HOST_MAX 253
#define LABEL_MAX 63
#define DEFAULT_PATH "crl"
#define OCSP_PATH "ocsp"

static const char *const health_names[] = {
  [ESP_REVOCATION_OFF] = "OFF",
  [ESP_REVOCATION_CURRENT] = "CURRENT",
  [ESP_REVOCATION_DUE] = "DUE",
  [ESP_REVOCATION_OVERDUE] = "OVERDUE",
};

/* --- Addresses ---------------------------------------------------------------------------------*/

char *
esp_revocation_crl_folder (const EspRevocationSettings *settings)
{
  const char *host = settings->crl_url ? strstr (settings->crl_url, "//") : NULL;
  const char *end = host ? strrchr (host + 2, '/') : NULL;

  if (end)
    return g_strndup (settings->crl_url, (gsize) (end - settings->crl_url) + 1);
  if (host)
    return g_strconcat (settings->crl_url, "/", NULL);
  if (settings->crl_cname)
    return g_strdup_printf ("http://%s/%s/", settings->crl_cname,
                            settings->crl_path ? settings->crl_path : DEFAULT_PATH);
  return NULL;
}

static char *
in_folder (const EspRevocationSettings *settings, const char *id)
{
  g_autofree char *folder = esp_revocation_crl_folder (settings);

  return folder ? g_strconcat (folder, id, ".crl", NULL) : NULL;
}

char *
esp_revocation_crl_url (const EspRevocationSettings *settings, const char *ca_id)
{
  if (settings->crl_url && !g_str_has_suffix (settings->crl_url, "/"))
    return g_strdup (settings->crl_url);
  return in_folder (settings, ca_id);
}

char *
esp_revocation_part_url (const EspRevocationSettings *settings, const char *part_id)
{
  return in_folder (settings, part_id);
}

char *
esp_revocation_ocsp_url (const EspRevocationSettings *settings)
{
  if (settings->ocsp_url)
    return g_strdup (settings->ocsp_url);
  return settings->ocsp_cname ? g_strconcat ("http://", settings->ocsp_cname, "/" OCSP_PATH, NULL) :
                                NULL;
}

static gboolean
is_label (const char *text, gsize len)
{
  if (len == 0 || len > LABEL_MAX || text[0] == '-' || text[len - 1] == '-')
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '-')
      return FALSE;
  return TRUE;
}

gboolean
esp_revocation_is_host (const char *text)
{
  gsize len = strlen (text);

  if (len == 0 || len > HOST_MAX)
    return FALSE;
  for (;;)
    {
      gsize label = strcspn (text, ".");

      if (!is_label (text, label))
        return FALSE;
      if (text[label] == '\0')
        return TRUE;
      text += label + 1;
    }
}

gboolean
esp_revocation_is_path (const char *text)
{
  gsize len = strlen (text);

  if (len == 0 || len > HOST_MAX)
    return FALSE;
  for (;;)
    {
      gsize part = strcspn (text, "/");

      /* A name that begins with a dot is hidden, or leads upwards. */
      if (part == 0 || text[0] == '.')
        return FALSE;
      for (gsize i = 0; i < part; i++)
        if (!g_ascii_isalnum (text[i]) && !strchr ("-._~", text[i]))
          return FALSE;
      if (text[part] == '\0')
        return TRUE;
      text += part + 1;
    }
}

/* --- Health ------------------------------------------------------------------------------------*/

const char *
esp_revocation_health_to_string (EspRevocationHealth health)
{
  return health_names[health];
}

EspRevocationHealth
esp_revocation_crl_health (const EspCa *ca, gint64 now)
{
  const EspRevocationCounts *counts = &ca->published;

  if (!ca->revocation.crl_enabled ||
      !esp_ca_state_check (esp_ca_get_status (ca, now), ESP_CA_MAY_CRL, NULL))
    return ESP_REVOCATION_OFF;
  if (counts->crl_next_update != 0 && counts->crl_next_update < now)
    return ESP_REVOCATION_OVERDUE;
  if (counts->incomplete || (counts->crl_renew_at != 0 && counts->crl_renew_at < now))
    return ESP_REVOCATION_DUE;
  return ESP_REVOCATION_CURRENT;
}

EspRevocationHealth
esp_revocation_ocsp_health (const EspCa *ca, gint64 now)
{
  const EspRevocationCounts *counts = &ca->published;

  if (!ca->revocation.ocsp_enabled || counts->ocsp_next_update == 0 ||
      !esp_ca_state_check (esp_ca_get_status (ca, now), ESP_CA_MAY_OCSP, NULL))
    return ESP_REVOCATION_OFF;
  if (counts->ocsp_next_update < now)
    return ESP_REVOCATION_OVERDUE;
  /* Answers are renewed at half of their time, so one that was published before the newest
   * revocation may still say good. */
  return counts->last_revoked_at > counts->published_at ? ESP_REVOCATION_DUE :
                                                          ESP_REVOCATION_CURRENT;
}
