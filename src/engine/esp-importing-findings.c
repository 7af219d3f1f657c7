/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of the authorities of a foreign source: who stands where, and what is wrong with
 * them. The findings themselves are those of the vault's own authorities. */
#include "esp-importing.h"

#include "base/esp-json.h"
#include "model/esp-certificate-finding.h"

#define CHAIN_LIMIT 32 /* a ring of cross certificates ends here */

static EspChain *
make_chain (const EspImportedAuthority *authority)
{
  g_autoptr (GPtrArray) issuers = g_ptr_array_new ();

  for (const EspImportedAuthority *above = authority->parent;
       above && above != authority && issuers->len < CHAIN_LIMIT; above = above->parent)
    g_ptr_array_add (issuers, above->certificate);
  return issuers->len > 0 ? esp_chain_new (issuers) : NULL;
}

static JsonObject *
view_finding (const EspCaFinding *finding)
{
  g_autofree char *sentence = esp_ca_finding_to_text (finding);
  JsonObject *view = json_object_new (), *arguments = json_object_new ();

  for (guint i = 0; finding->arguments[i] && finding->arguments[i + 1]; i += 2)
    json_object_set_string_member (arguments, finding->arguments[i], finding->arguments[i + 1]);
  json_object_set_string_member (view, "Finding", finding->id);
  json_object_set_string_member (view, "Severity",
                                 esp_finding_severity_to_string (finding->severity));
  json_object_set_string_member (view, "Sentence", sentence);
  json_object_set_object_member (view, "Arguments", arguments);
  esp_json_set_time (view, "Due", finding->due);
  return view;
}

static JsonArray *
view_findings (const EspImportedAuthority *authority, gint64 now)
{
  g_autoptr (EspChain) chain = make_chain (authority);
  const EspCertificateFacts facts = {
    .certificate = authority->certificate,
    .chain = chain,
    .key = authority->key ? ESP_KEY_THERE : ESP_KEY_NOT_THERE,
    .crl = authority->crl,
  };
  g_autoptr (GPtrArray) findings = esp_certificate_findings (&facts, now);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < findings->len; i++)
    json_array_add_object_element (list, view_finding (g_ptr_array_index (findings, i)));
  return list;
}

static JsonObject *
view_authority (const EspImportedAuthority *authority, gint64 now)
{
  EspCertificate *certificate = authority->certificate;
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "Subject",
                                 esp_name_get_text (esp_certificate_get_subject (certificate)));
  json_object_set_string_member (view, "Serial", esp_certificate_get_serial (certificate));
  json_object_set_string_member (view, "Fingerprint",
                                 esp_certificate_get_fingerprint (certificate));
  esp_json_set_string (view, "Place", authority->label);
  if (authority->parent)
    json_object_set_string_member (
      view, "Parent", esp_certificate_get_fingerprint (authority->parent->certificate));
  json_object_set_boolean_member (view, "Root", esp_certificate_is_self_issued (certificate));
  json_object_set_boolean_member (view, "Key", authority->key);
  json_object_set_string_member (view, "KeyAlgorithm",
                                 esp_key_get_label (esp_certificate_get_key (certificate)));
  if (esp_certificate_get_path_length (certificate) >= 0)
    json_object_set_int_member (view, "PathLength", esp_certificate_get_path_length (certificate));
  esp_json_set_time (view, "NotBefore", esp_certificate_get_not_before (certificate));
  esp_json_set_time (view, "NotAfter", esp_certificate_get_not_after (certificate));
  json_object_set_int_member (view, "Certificates", authority->n_certificates);
  json_object_set_int_member (view, "Revocations", authority->n_revocations);
  if (authority->next_crl_number > 0)
    json_object_set_int_member (view, "NextCrlNumber", authority->next_crl_number);
  esp_json_set_string (view, "NextSerial", authority->next_serial);
  json_object_set_array_member (view, "Findings", view_findings (authority, now));
  return view;
}

/* Of the vault's own only those that something of the source stands below. */
static gboolean
is_told (const EspImportedAuthority *authority)
{
  return !authority->ca || authority->n_certificates > 0;
}

void
esp_importing_show_authorities (EspOperationContext *context, EspImportedAuthorities *all)
{
  GPtrArray *list = esp_imported_authorities_list (all);
  JsonArray *views = json_array_new ();

  for (guint i = 0; i < list->len; i++)
    {
      const EspImportedAuthority *authority = g_ptr_array_index (list, i);
      const EspCa *ca;
      JsonObject *view;

      if (!is_told (authority))
        continue;
      view = view_authority (authority, context->now);
      ca = authority->ca ? authority->ca : authority->made;
      if (ca)
        {
          json_object_set_string_member (view, "CertificateAuthorityArn", ca->arn);
          json_object_set_string_member (view, "CertificateAuthority", ca->label);
        }
      json_array_add_object_element (views, view);
    }
  json_object_set_array_member (context->result, "Authorities", views);
}
