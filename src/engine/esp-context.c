/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What handlers have in common: reading parameters, finding CAs, asking for rights, telling the
 * event what happened. */
#include "esp-operation.h"

#include "base/esp-error.h"
#include "esp-seeing.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-template.h"
#include "vault/esp-ca-store.h"

const char *
esp_context_text (EspOperationContext *context, const char *parameter)
{
  return esp_json_get_string (context->parameters, parameter);
}

void
esp_context_detail (EspOperationContext *context, const char *name, const char *value)
{
  esp_json_set_string (context->details, name, value);
}

JsonObject *
esp_context_add_part (EspOperationContext *context, const EspCa *ca)
{
  EspEventPart *part = g_new0 (EspEventPart, 1);

  part->ca = esp_ca_copy (ca);
  part->details = json_object_new ();
  g_ptr_array_add (context->parts, part);
  return part->details;
}

EspRequirement *
esp_context_require (EspOperationContext *context,
                     const char *action,
                     const char *resource,
                     const char *account)
{
  EspRequirement *requirement = g_new0 (EspRequirement, 1);

  requirement->action = action;
  requirement->resource = g_strdup (resource);
  requirement->account = g_strdup (account);
  g_ptr_array_add (context->requirements, requirement);
  return requirement;
}

EspRequirement *
esp_context_require_on (EspOperationContext *context, const char *action, const EspCa *ca)
{
  EspRequirement *requirement = esp_context_require (context, action, ca->arn, ca->account);

  requirement->resource_tags = g_ptr_array_ref (ca->tags);
  return requirement;
}

EspQuestion
esp_context_question (EspOperationContext *context, const char *action)
{
  return (EspQuestion){ .action = action,
                        .resource = context->resource,
                        .resource_account = context->resource_account,
                        .resource_tags = context->resource_tags,
                        .request_tags = context->request_tags,
                        .template_arn = context->template_arn,
                        .now = context->now };
}

void
esp_context_set_resource (EspOperationContext *context,
                          const char *arn,
                          const char *account,
                          GPtrArray *tags)
{
  g_free (context->resource);
  g_free (context->resource_account);
  g_clear_pointer (&context->resource_tags, g_ptr_array_unref);
  context->resource = g_strdup (arn);
  context->resource_account = g_strdup (account);
  context->resource_tags = tags ? g_ptr_array_ref (tags) : NULL;
}

void
esp_context_read_template (EspOperationContext *context)
{
  const char *named = esp_context_text (context, "TemplateArn");
  const EspTemplate *template = esp_template_find (named ? named : ESP_TEMPLATE_DEFAULT, NULL);

  context->template_arn = template ? template->arn : named;
}

/* A tag that is given without a value has an empty one; one that is taken away so has any. */
static void
read_tag (GPtrArray *tags, JsonNode *node, const char *missing_value)
{
  JsonObject *tag = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *key = tag ? esp_json_get_string (tag, "Key") : NULL;
  const char *value = tag ? esp_json_get_string (tag, "Value") : NULL;

  if (key)
    g_ptr_array_add (tags, esp_tag_new (key, value ? value : missing_value));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_ptr_array_add (tags, esp_tag_new (json_node_get_string (node), NULL));
}

void
esp_context_read_tags (EspOperationContext *context)
{
  static const char *const members[] = { "Tags", "TagKeys" };
  const char *missing = g_str_has_prefix (context->operation->name, "Untag") ? NULL : "";

  g_clear_pointer (&context->request_tags, g_ptr_array_unref);
  context->request_tags = esp_tags_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonArray *array = esp_json_get_array (context->parameters, members[i]);

      for (guint j = 0; array && j < json_array_get_length (array); j++)
        read_tag (context->request_tags, json_array_get_element (array, j), missing);
    }
}

gboolean
esp_context_may (EspOperationContext *context, const char *action, const EspCa *ca)
{
  EspQuestion question = esp_question_about (action, ca, context->now);

  return esp_rights_could (context->rights, &question, FALSE);
}

static char *
list_candidates (GPtrArray *cas)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      g_string_append_printf (text, "%s%s (%s)", i ? ", " : "", ca->arn, ca->label);
    }
  return g_string_free (text, FALSE);
}

static gboolean
search_seen (EspOperationContext *context, const char *text, GPtrArray **found, GError **error)
{
  *found = esp_ca_store_search (context->vault, text, error);
  for (guint i = *found ? (*found)->len : 0; i > 0; i--)
    if (!esp_seeing_ca (context, g_ptr_array_index (*found, i - 1)))
      g_ptr_array_remove_index (*found, i - 1);
  return *found != NULL;
}

EspCa *
esp_context_find_ca (EspOperationContext *context, const char *text, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *candidates = NULL;

  if (g_str_has_prefix (text, "arn:") && !esp_arn_parse_ca (text, NULL, NULL))
    {
      esp_error_set (error, ESP_REASON_CA_ARN, text, NULL);
      return NULL;
    }
  if (!search_seen (context, text, &found, error))
    return NULL;
  if (found->len == 1)
    return esp_ca_copy (g_ptr_array_index (found, 0));
  if (context->planned && g_hash_table_contains (context->planned, text))
    return esp_ca_copy (g_hash_table_lookup (context->planned, text));
  if (found->len == 0)
    {
      esp_error_set (error, ESP_REASON_CA_UNKNOWN, text, NULL);
      return NULL;
    }
  candidates = list_candidates (found);
  esp_error_set (error, ESP_REASON_CA_AMBIGUOUS, text, "candidates", candidates, NULL);
  return NULL;
}

gboolean
esp_context_resolve_ca (EspOperationContext *context, GError **error)
{
  const char *text = esp_context_text (context, "CertificateAuthority");

  esp_ca_free (context->ca);
  context->ca = esp_context_find_ca (context, text, error);
  if (!context->ca)
    return FALSE;
  esp_context_set_resource (context, context->ca->arn, context->ca->account, context->ca->tags);
  return TRUE;
}
