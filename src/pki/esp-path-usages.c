/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keys of a path may be used for: key usage, and extended key usage with its nesting. */
#include "esp-path-private.h"

#include <string.h>

#define SERVER_USAGES                                                                              \
  (ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_ENCIPHERMENT | ESP_KEY_USAGE_KEY_AGREEMENT)
#define CLIENT_USAGES (ESP_KEY_USAGE_DIGITAL_SIGNATURE | ESP_KEY_USAGE_KEY_AGREEMENT)

static const struct
{
  const char *name;
  const char *oid; /* NULL: no purpose is asked for */
  guint usages;
} purposes[] = {
  [ESP_PURPOSE_ANY] = { "any", NULL, 0 },
  [ESP_PURPOSE_SERVER] = { "server", "1.3.6.1.5.5.7.3.1", SERVER_USAGES },
  [ESP_PURPOSE_CLIENT] = { "client", "1.3.6.1.5.5.7.3.2", CLIENT_USAGES },
};

static EspPurpose
get_purpose (const EspPathCase *judged)
{
  return judged->for_lists ? ESP_PURPOSE_ANY : judged->context->options->purpose;
}

static char *
usage_to_text (guint usage)
{
  GString *text = g_string_new (NULL);

  for (guint bit = 0; bit < ESP_KEY_USAGE_BITS; bit++)
    if (usage & (1u << bit))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              esp_key_usage_get_name (bit));
  if (text->len == 0)
    g_string_append (text, "-");
  return g_string_free (text, FALSE);
}

static void
check_authority_usage (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  g_autofree char *usage = usage_to_text (node->key_usage);

  if (!node->has_key_usage)
    esp_path_add (judged, place, ESP_PATH_REASON_USAGE_LEFT_OUT, NULL);
  else if (node->key_usage & ESP_KEY_USAGE_KEY_CERT_SIGN)
    esp_path_add (judged, place, ESP_PATH_REASON_USAGE_SIGNS, NULL);
  else
    esp_path_add (judged, place, ESP_PATH_REASON_USAGE_NO_SIGN, "usage", usage, NULL);
}

/* An authority that is asked for itself is judged by what it signs with. */
static void
check_target_usage (EspPathCase *judged)
{
  EspPathNode *node = esp_path_case_node (judged, 0);
  EspPurpose purpose = get_purpose (judged);
  guint wanted = purposes[purpose].usages;
  g_autofree char *usage = usage_to_text (node->key_usage);
  g_autofree char *needed = usage_to_text (wanted);

  if (esp_certificate_is_ca (node->certificate))
    wanted |= ESP_KEY_USAGE_KEY_CERT_SIGN;
  if (!node->has_key_usage)
    esp_path_add (judged, 0, ESP_PATH_REASON_USAGE_LEFT_OUT, NULL);
  else if (purpose == ESP_PURPOSE_ANY || (node->key_usage & wanted))
    esp_path_add (judged, 0, ESP_PATH_REASON_USAGE_FITS, "usage", usage, NULL);
  else
    esp_path_add (judged, 0, ESP_PATH_REASON_USAGE_UNFIT, "usage", usage, "purpose",
                  purposes[purpose].name, "wanted", needed, NULL);
}

/* --- Extended key usage --- */

static gboolean
names_purpose (const EspPathNode *node, const char *oid)
{
  for (guint i = 0; i < node->purposes->len; i++)
    if (strcmp (g_ptr_array_index (node->purposes, i), oid) == 0)
      return TRUE;
  return FALSE;
}

static char *
purpose_to_text (const char *oid)
{
  int nid = OBJ_txt2nid (oid);

  ERR_clear_error ();
  return g_strdup (nid == NID_undef ? oid : OBJ_nid2sn (nid));
}

static char *
purposes_to_text (const EspPathNode *node)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < node->purposes->len; i++)
    {
      g_autofree char *name = purpose_to_text (g_ptr_array_index (node->purposes, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  if (text->len == 0)
    g_string_append (text, "-");
  return g_string_free (text, FALSE);
}

static void
check_wanted_purpose (EspPathCase *judged, guint place, EspPurpose purpose)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  const char *oid = purposes[purpose].oid;
  gboolean any = names_purpose (node, ESP_OID_ANY_EXTENDED_KEY_USAGE);
  g_autofree char *name = purpose_to_text (oid);
  g_autofree char *all = purposes_to_text (node);
  EspPathReason reason = ESP_PATH_REASON_PURPOSE_UNFIT;

  /* "Any" lets an authority issue for this purpose, and is no purpose of its own for the target. */
  if (names_purpose (node, oid) || (any && place > 0))
    reason = ESP_PATH_REASON_PURPOSE_FITS;
  else if (any)
    reason = ESP_PATH_REASON_PURPOSE_ANY;
  esp_path_add (judged, place, reason, "purpose", name, "purposes", all, NULL);
}

/* What is left of the purposes below after @node: NULL stands for all. */
static GHashTable *
narrow (GHashTable *below, const EspPathNode *node)
{
  GHashTable *left;

  if (names_purpose (node, ESP_OID_ANY_EXTENDED_KEY_USAGE))
    return below ? g_hash_table_ref (below) : NULL;
  left = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < node->purposes->len; i++)
    {
      char *oid = g_ptr_array_index (node->purposes, i);

      if (!below || g_hash_table_contains (below, oid))
        g_hash_table_add (left, oid);
    }
  return left;
}

static void
check_nesting (EspPathCase *judged)
{
  g_autoptr (GHashTable) left = NULL;

  for (guint i = 0; i < judged->nodes->len; i++)
    {
      EspPathNode *node = esp_path_case_node (judged, i);
      g_autoptr (GHashTable) before = g_steal_pointer (&left);
      g_autofree char *all = node->purposes ? purposes_to_text (node) : NULL;

      if (!node->purposes)
        {
          left = g_steal_pointer (&before);
          esp_path_add (judged, i, ESP_PATH_REASON_PURPOSE_LEFT_OUT, NULL);
          continue;
        }
      left = narrow (before, node);
      esp_path_add (judged, i,
                    left && g_hash_table_size (left) == 0 ? ESP_PATH_REASON_PURPOSE_NONE_LEFT :
                                                            ESP_PATH_REASON_PURPOSE_NESTED,
                    "purposes", all, NULL);
    }
}

static void
check_purposes (EspPathCase *judged, EspPurpose purpose)
{
  for (guint i = 0; i < judged->nodes->len; i++)
    if (esp_path_case_node (judged, i)->purposes)
      check_wanted_purpose (judged, i, purpose);
    else
      esp_path_add (judged, i, ESP_PATH_REASON_PURPOSE_LEFT_OUT, NULL);
}

void
esp_path_check_usages (EspPathCase *judged)
{
  EspPurpose purpose = get_purpose (judged);

  check_target_usage (judged);
  for (guint i = 1; i < judged->nodes->len; i++)
    check_authority_usage (judged, i);
  if (purposes[purpose].oid)
    check_purposes (judged, purpose);
  else
    check_nesting (judged);
}
