/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the certificates of a path follow one another: names and key identifiers. The names that
 * an authority allows are in esp-path-subtrees.c. */
#include "esp-path-private.h"

#include "base/esp-hex.h"

static char *
identifier_to_text (GBytes *identifier)
{
  gsize len = 0;
  const guint8 *bytes = g_bytes_get_data (identifier, &len);

  return esp_hex_encode (bytes, len);
}

/* Two key identifiers that are both there and differ. */
static gboolean
differ (GBytes *wanted, GBytes *found)
{
  return wanted && found && !g_bytes_equal (wanted, found);
}

static void
add_identifiers (EspPathCase *judged,
                 guint place,
                 EspPathReason reason,
                 GBytes *wanted,
                 GBytes *found)
{
  g_autofree char *wanted_text = identifier_to_text (wanted);
  g_autofree char *found_text = identifier_to_text (found);

  esp_path_add (judged, place, reason, "wanted", wanted_text, "found", found_text, NULL);
}

static void
check_link (EspPathCase *judged, guint place)
{
  EspCertificate *certificate = esp_path_case_node (judged, place)->certificate;
  EspCertificate *issuer = esp_path_case_node (judged, place + 1)->certificate;
  GBytes *wanted = esp_certificate_get_authority_key_identifier (certificate);
  GBytes *found = esp_certificate_get_subject_key_identifier (issuer);

  if (!esp_name_equal (esp_certificate_get_issuer (certificate),
                       esp_certificate_get_subject (issuer)))
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_MISMATCH, "issuer",
                  esp_name_get_text (esp_certificate_get_issuer (certificate)), "subject",
                  esp_name_get_text (esp_certificate_get_subject (issuer)), NULL);
  else if (differ (wanted, found))
    add_identifiers (judged, place, ESP_PATH_REASON_NAME_KEY_IDENTIFIER, wanted, found);
  else
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_CHAINED, NULL);
}

static void
check_anchor (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  GBytes *wanted = esp_certificate_get_authority_key_identifier (node->certificate);
  GBytes *found = esp_certificate_get_subject_key_identifier (node->certificate);

  /* A renewed key may be certified by the old one under the same name; only a certificate that
   * signs itself contradicts itself here. */
  if (node->self_issued && differ (wanted, found) &&
      esp_path_signature_holds (judged->context, node, node) == ESP_PATH_SIGNATURE_GOOD)
    add_identifiers (judged, place, ESP_PATH_REASON_NAME_KEY_IDENTIFIER_SELF, wanted, found);
  else
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_ANCHOR, NULL);
}

static gboolean
has_issuer (const EspPathCase *judged, EspPathNode *node)
{
  GPtrArray *nodes = judged->context->nodes;

  for (guint i = 0; i < nodes->len; i++)
    {
      EspPathNode *issuer = g_ptr_array_index (nodes, i);

      if (issuer != node && esp_name_equal (esp_certificate_get_issuer (node->certificate),
                                            esp_certificate_get_subject (issuer->certificate)))
        return TRUE;
    }
  return FALSE;
}

/* Where a path ends that leads to nothing trusted. */
static void
check_dead_end (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);

  if (judged->nodes->len >= ESP_PATH_MAX_LENGTH)
    esp_path_add (judged, place, ESP_PATH_REASON_SEARCH_LENGTH, NULL);
  else if (has_issuer (judged, node))
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_LOOP, NULL);
  else if (node->self_issued)
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_ROOT_UNTRUSTED, NULL);
  else
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_ISSUER_MISSING, "issuer",
                  esp_name_get_text (esp_certificate_get_issuer (node->certificate)), NULL);
}

static void
check_empty (EspPathCase *judged, guint place)
{
  EspCertificate *certificate = esp_path_case_node (judged, place)->certificate;

  if (esp_name_is_empty (esp_certificate_get_issuer (certificate)))
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_ISSUER_EMPTY, NULL);
  if (place > 0 && esp_name_is_empty (esp_certificate_get_subject (certificate)))
    esp_path_add (judged, place, ESP_PATH_REASON_NAME_SUBJECT_EMPTY, NULL);
}

void
esp_path_check_names (EspPathCase *judged)
{
  guint last = judged->nodes->len - 1;

  for (guint i = 0; i <= last; i++)
    {
      if (i < last)
        check_link (judged, i);
      else if (judged->path->complete)
        check_anchor (judged, i);
      else
        check_dead_end (judged, i);
      check_empty (judged, i);
    }
}
