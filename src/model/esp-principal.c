/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The principal record, and the rule for names that people give to principals, roles and accounts.
 */
#include "esp-principal.h"

#include "base/esp-error.h"
#include "base/esp-text.h"
#include "esp-names.h"
#include "esp-tag.h"

#define THING_NAME_MAX 64

static const char *const kind_names[] = {
  [ESP_PRINCIPAL_PERSON] = "PERSON",
  [ESP_PRINCIPAL_SERVICE] = "SERVICE",
  [ESP_PRINCIPAL_RECOVERY] = "RECOVERY",
};

static const char *const status_names[] = {
  [ESP_PRINCIPAL_INVITED] = "INVITED",
  [ESP_PRINCIPAL_ACTIVE] = "ACTIVE",
  [ESP_PRINCIPAL_SUSPENDED] = "SUSPENDED",
};

EspPrincipal *
esp_principal_new (void)
{
  EspPrincipal *principal = g_new0 (EspPrincipal, 1);

  principal->tags = esp_tags_new ();
  return principal;
}

void
esp_principal_free (EspPrincipal *principal)
{
  if (!principal)
    return;
  g_free (principal->id);
  g_free (principal->account);
  g_free (principal->name);
  g_clear_pointer (&principal->agreement_certificate, g_bytes_unref);
  g_clear_pointer (&principal->signing_certificate, g_bytes_unref);
  g_ptr_array_unref (principal->tags);
  g_free (principal);
}

const char *
esp_principal_kind_to_string (EspPrincipalKind kind)
{
  return kind_names[kind];
}

const char *
esp_principal_get_state (const EspPrincipal *principal)
{
  if (principal->status == ESP_PRINCIPAL_INVITED && principal->signing_certificate)
    return "ENROLLED";
  return status_names[principal->status];
}

const char *
esp_principal_status_to_string (EspPrincipalStatus status)
{
  return status_names[status];
}

gboolean
esp_principal_kind_from_string (const char *text, EspPrincipalKind *kind)
{
  guint index;

  if (!esp_names_find (kind_names, G_N_ELEMENTS (kind_names), text, &index))
    return FALSE;
  *kind = (EspPrincipalKind) index;
  return TRUE;
}

gboolean
esp_principal_status_from_string (const char *text, EspPrincipalStatus *status)
{
  guint index;

  if (!esp_names_find (status_names, G_N_ELEMENTS (status_names), text, &index))
    return FALSE;
  *status = (EspPrincipalStatus) index;
  return TRUE;
}

/* @safe is @name as it may be shown: where they differ, something in it would move or hide text. */
static gboolean
is_good_name (const char *name, const char *safe)
{
  glong len;

  if (!*name || !g_str_equal (name, safe))
    return FALSE;
  len = g_utf8_strlen (name, -1);
  if (len > THING_NAME_MAX || g_unichar_isspace (g_utf8_get_char (name)))
    return FALSE;
  return !g_unichar_isspace (g_utf8_get_char (g_utf8_offset_to_pointer (name, len - 1)));
}

gboolean
esp_thing_name_check (const char *name, GError **error)
{
  g_autofree char *safe = esp_text_escape (name ? name : "");

  if (name && is_good_name (name, safe))
    return TRUE;
  esp_error_set (error, ESP_REASON_NAME_OF_THING, NULL, "value", safe, "limit",
                 G_STRINGIFY (THING_NAME_MAX), NULL);
  return FALSE;
}
