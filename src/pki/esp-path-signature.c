/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key signed which certificate: asked once for each pair, and only so often altogether. */
#include "esp-path-private.h"

static gpointer
make_pair (const EspPathNode *node, const EspPathNode *issuer)
{
  return GUINT_TO_POINTER (node->index * (ESP_PATH_MAX_CERTIFICATES + 1) + issuer->index + 1);
}

static gboolean
verify (EspPathNode *node, const EspPathNode *issuer)
{
  gboolean holds;

  esp_path_node_load (node);
  holds = node->x509 && issuer->key && X509_verify (node->x509, issuer->key) == 1;
  ERR_clear_error ();
  return holds;
}

EspPathSignature
esp_path_signature_holds (EspPathContext *context, EspPathNode *node, EspPathNode *issuer)
{
  gpointer pair = make_pair (node, issuer);
  gpointer known = NULL;
  EspPathSignature result;

  if (g_hash_table_lookup_extended (context->signatures, pair, NULL, &known))
    return (EspPathSignature) GPOINTER_TO_UINT (known);
  if (context->signatures_left == 0)
    return ESP_PATH_SIGNATURE_UNKNOWN;
  context->signatures_left--;
  result = verify (node, issuer) ? ESP_PATH_SIGNATURE_GOOD : ESP_PATH_SIGNATURE_BAD;
  g_hash_table_insert (context->signatures, pair, GUINT_TO_POINTER (result));
  return result;
}

static gboolean
has_two_algorithms (const EspPathNode *node)
{
  const EspTbsCertificate *fields = esp_certificate_get_fields (node->certificate);
  g_autoptr (GBytes) inside = esp_asn1_string_to_bytes (fields->algorithm);

  return !g_bytes_equal (inside, esp_certificate_get_algorithm (node->certificate));
}

/* A path that is judged is short, so its signatures are looked at whatever the search has spent. */
static gboolean
is_signed (EspPathCase *judged, EspPathNode *node, EspPathNode *issuer)
{
  EspPathSignature result = esp_path_signature_holds (judged->context, node, issuer);

  return result == ESP_PATH_SIGNATURE_UNKNOWN ? verify (node, issuer) :
                                                result == ESP_PATH_SIGNATURE_GOOD;
}

static void
check_one (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  EspPathNode *issuer = esp_path_case_node (judged, place + 1);

  if (has_two_algorithms (node))
    esp_path_add (judged, place, ESP_PATH_REASON_SIGNATURE_ALGORITHMS, NULL);
  else if (!issuer->key)
    esp_path_add (judged, place, ESP_PATH_REASON_SIGNATURE_KEY, NULL);
  else if (is_signed (judged, node, issuer))
    esp_path_add (judged, place, ESP_PATH_REASON_SIGNATURE_GOOD, "algorithm",
                  esp_certificate_get_signature_name (node->certificate), NULL);
  else
    esp_path_add (judged, place, ESP_PATH_REASON_SIGNATURE_BAD, NULL);
  ERR_clear_error ();
}

void
esp_path_check_signatures (EspPathCase *judged)
{
  guint last = judged->nodes->len - 1;

  for (guint i = 0; i < last; i++)
    check_one (judged, i);
  if (judged->path->complete)
    esp_path_add (judged, last, ESP_PATH_REASON_SIGNATURE_ANCHOR, NULL);
}
