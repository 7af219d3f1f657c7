/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new authority that two persons agreed on by a request of its own: its row and its tags are what
 * the text says, and so is its certificate. Those of a plan are in esp-replay-plan-rows.c. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "esp-op-ca-create.h"
#include "esp-replay-rules.h"
#include "model/esp-tag.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"

/* --- Where it belongs -------------------------------------------------------------------------*/

/* Without an account that is named it is that of who asked. */
static gboolean
is_account (EspVault *state, JsonObject *parameters, const char *requester, JsonObject *row)
{
  const char *named = esp_json_get_string (parameters, "OwnerAccount");
  g_autoptr (EspAccount) account = named ? esp_account_store_find (state, named, NULL) : NULL;
  g_autoptr (EspPrincipal) person = named ? NULL :
                                            esp_principal_store_find (state, requester, NULL);

  return (account && esp_replay_has (row, "account", account->id)) ||
         (person && esp_replay_has (row, "account", person->account));
}

static gboolean
is_parent (EspVault *state, JsonObject *parameters, JsonObject *row)
{
  const char *named = esp_json_get_string (parameters, "Parent");
  g_autoptr (GPtrArray) found = named ? esp_ca_store_search (state, named, NULL) : NULL;

  if (!named)
    return esp_replay_has (row, "parent", NULL);
  return found && found->len == 1 &&
         esp_replay_has (row, "parent", ((const EspCa *) g_ptr_array_index (found, 0))->id);
}

/* --- What it is -------------------------------------------------------------------------------*/

gboolean
esp_replay_has_settings (JsonObject *row, const EspRevocationSettings *settings)
{
  return esp_replay_has_number (row, "crl_enabled", settings->crl_enabled) &&
         esp_replay_has_number (row, "crl_days", settings->crl_days) &&
         esp_replay_has (row, "crl_url", settings->crl_url) &&
         esp_replay_has (row, "crl_cname", settings->crl_cname) &&
         esp_replay_has (row, "crl_path", settings->crl_path) &&
         esp_replay_has_number (row, "crl_omitted", settings->crl_omitted) &&
         esp_replay_has_number (row, "crl_partitioned", settings->crl_partitioned) &&
         esp_replay_has_number (row, "ocsp_enabled", settings->ocsp_enabled) &&
         esp_replay_has (row, "ocsp_url", settings->ocsp_url) &&
         esp_replay_has (row, "ocsp_cname", settings->ocsp_cname);
}

static gboolean
has_rule (JsonObject *row, JsonObject *parameters, const EspCa *wanted)
{
  return esp_replay_has_number (
    row, "dual_control",
    esp_json_get_boolean (parameters, "DualControl", wanted->type == ESP_CA_ROOT));
}

/* One that waits for a certificate from elsewhere has no template yet. */
static gboolean
has_template (JsonObject *row, const EspTemplate *template)
{
  if (esp_replay_has (row, "state", "PENDING_CERTIFICATE"))
    return esp_replay_has (row, "template_name", NULL) &&
           esp_replay_has_number (row, "path_length", ESP_PATH_LENGTH_NONE) &&
           esp_replay_has (row, "parent", NULL);
  return esp_replay_has (row, "state", "ACTIVE") &&
         esp_replay_has (row, "template_name", template->name) &&
         esp_replay_has_number (row, "path_length", template->path_length);
}

static gboolean
is_as_asked (JsonObject *row, const EspCa *wanted, const EspTemplate *template)
{
  return esp_replay_has (row, "type", esp_ca_type_to_string (wanted->type)) &&
         esp_replay_has (row, "subject", wanted->subject) &&
         esp_replay_has (row, "key_algorithm", wanted->key_algorithm) &&
         esp_replay_has (row, "signing_algorithm", wanted->signing_algorithm) &&
         esp_replay_has (row, "usage_mode", esp_usage_mode_to_string (wanted->usage_mode)) &&
         esp_replay_has (row, "predecessor", NULL) &&
         esp_replay_has_settings (row, &wanted->revocation) && has_template (row, template);
}

gboolean
esp_replay_is_asked_authority (EspVault *state,
                               JsonObject *parameters,
                               const char *requester,
                               JsonObject *row,
                               gint64 now)
{
  const char *account = esp_json_get_string (row, "account");
  g_autoptr (EspName) subject = NULL;
  g_autoptr (EspCa) wanted =
    account ? esp_ca_creation_read_record (parameters, account, now, &subject, NULL) : NULL;
  const EspTemplate *template = wanted ?
                                  esp_ca_creation_choose_template (parameters, wanted->type, NULL) :
                                  NULL;

  return template && is_as_asked (row, wanted, template) && has_rule (row, parameters, wanted) &&
         is_account (state, parameters, requester, row) && is_parent (state, parameters, row);
}

/* --- Its tags ---------------------------------------------------------------------------------*/

gboolean
esp_replay_is_asked_tag (JsonObject *parameters, JsonObject *row)
{
  JsonArray *tags = esp_json_get_array (parameters, "Tags");

  for (guint i = 0; tags && i < json_array_get_length (tags); i++)
    {
      JsonObject *tag = json_array_get_object_element (tags, i);
      const char *value = esp_json_get_string (tag, "Value");

      if (esp_replay_has (row, "key", esp_json_get_string (tag, "Key")))
        return esp_replay_has (row, "value", value ? value : "");
    }
  return FALSE;
}

/* --- Its certificate --------------------------------------------------------------------------*/

gboolean
esp_replay_is_asked_certificate (JsonObject *parameters, EspCertificate *certificate, gint64 now)
{
  EspCaType type = esp_json_get_string (parameters, "Parent") ? ESP_CA_SUBORDINATE : ESP_CA_ROOT;
  const EspTemplate *template = esp_ca_creation_choose_template (parameters, type, NULL);

  return template && esp_replay_keeps_terms (certificate, template, parameters, NULL, now);
}
