/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The samples that are compiled in, by name, and the life of their records. How a document is read
 * is in esp-sample-reader.c, what it must fulfil in esp-sample-check.c.
 */
#include "esp-sample-private.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "data/esp-design-resources.h"

#define RESOURCE_FOLDER "/org/espalier/design/samples/"
#define NUMBER_DIGITS "%04d"

static const char *const sample_ids[] = { "automotive", "iot", NULL };

const char *const *
esp_sample_ids (void)
{
  return sample_ids;
}

static void
account_free (EspSampleAccount *account)
{
  g_free (account->id);
  g_free (account->name);
  g_free (account);
}

static void
role_free (EspSampleRole *role)
{
  g_free (role->name);
  g_free (role->account);
  g_strfreev (role->policies);
  g_strfreev (role->policy_names);
  g_free (role);
}

static void
person_free (EspSamplePerson *person)
{
  g_free (person->name);
  g_free (person->account);
  g_strfreev (person->roles);
  g_ptr_array_unref (person->tags);
  g_free (person);
}

static void
guardrail_free (EspSampleGuardrail *guardrail)
{
  g_free (guardrail->name);
  g_free (guardrail->policy);
  g_strfreev (guardrail->accounts);
  g_free (guardrail);
}

static void
ca_free (EspSampleCa *ca)
{
  g_free (ca->key);
  g_free (ca->parent);
  g_free (ca->account);
  g_free (ca->subject);
  g_free (ca->key_algorithm);
  g_free (ca->validity);
  g_ptr_array_unref (ca->tags);
  g_strfreev (ca->approvers);
  g_free (ca);
}

static void
share_free (EspSampleShare *share)
{
  g_free (share->name);
  g_free (share->ca);
  g_free (share->account);
  g_free (share->permission);
  g_ptr_array_unref (share->tags);
  g_free (share);
}

static void
batch_free (EspSampleBatch *batch)
{
  g_free (batch->ca);
  g_free (batch->template_name);
  g_free (batch->subject);
  g_free (batch->alternative_name);
  g_free (batch->validity);
  g_free (batch->revocation_reason);
  g_free (batch->requester);
  g_free (batch);
}

static EspSample *
sample_new (const char *id)
{
  EspSample *sample = g_new0 (EspSample, 1);

  sample->id = g_strdup (id);
  sample->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) account_free);
  sample->roles = g_ptr_array_new_with_free_func ((GDestroyNotify) role_free);
  sample->people = g_ptr_array_new_with_free_func ((GDestroyNotify) person_free);
  sample->guardrails = g_ptr_array_new_with_free_func ((GDestroyNotify) guardrail_free);
  sample->cas = g_ptr_array_new_with_free_func ((GDestroyNotify) ca_free);
  sample->shares = g_ptr_array_new_with_free_func ((GDestroyNotify) share_free);
  sample->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) batch_free);
  return sample;
}

void
esp_sample_free (EspSample *sample)
{
  if (!sample)
    return;
  g_ptr_array_unref (sample->accounts);
  g_ptr_array_unref (sample->roles);
  g_ptr_array_unref (sample->people);
  g_ptr_array_unref (sample->guardrails);
  g_ptr_array_unref (sample->cas);
  g_ptr_array_unref (sample->shares);
  g_ptr_array_unref (sample->batches);
  g_free (sample->organization);
  g_free (sample->id);
  g_free (sample);
}

gboolean
esp_sample_refuse (GError **error,
                   const char *list,
                   guint index,
                   const char *member,
                   const char *problem)
{
  g_autofree char *place = g_strdup_printf ("%s[%u]%s%s", list, index, member ? "." : "",
                                            member ? member : "");

  esp_error_set (error, ESP_REASON_SAMPLE_DATA, NULL, "place", place, "problem", problem, NULL);
  return FALSE;
}

gboolean
esp_sample_refuse_for (GError **error,
                       const char *list,
                       guint index,
                       const char *member,
                       GError *cause)
{
  esp_sample_refuse (error, list, index, member, cause->message);
  g_error_free (cause);
  return FALSE;
}

EspSample *
esp_sample_parse (const char *id, const char *text, gssize len, GError **error)
{
  g_autoptr (EspSample) sample = sample_new (id);
  GError *problem = NULL;
  g_autoptr (JsonNode) document = esp_json_parse (text, len, ESP_SAMPLE_MAX_SIZE, &problem);

  if (!document)
    {
      esp_error_set (error, ESP_REASON_SAMPLE_DATA, id, "place", "the document", "problem",
                     problem->message, NULL);
      g_error_free (problem);
      return NULL;
    }
  if (!esp_sample_read (sample, document, error) || !esp_sample_check (sample, error))
    {
      if (error)
        esp_error_set_object (*error, id);
      return NULL;
    }
  return g_steal_pointer (&sample);
}

EspSample *
esp_sample_load (const char *id, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GError *problem = NULL;
  const char *text;
  gsize len;

  if (!id || !g_strv_contains (sample_ids, id))
    {
      g_autofree char *candidates = g_strjoinv (", ", (char **) sample_ids);

      esp_error_set (error, ESP_REASON_SAMPLE_UNKNOWN, id, "candidates", candidates, NULL);
      return NULL;
    }
  path = g_strconcat (RESOURCE_FOLDER, id, ".json", NULL);
  bytes = g_resource_lookup_data (esp_design_get_resource (), path, 0, &problem);
  if (!bytes)
    {
      esp_error_take_foreign (error, ESP_REASON_INTERNAL, id, problem);
      return NULL;
    }
  text = g_bytes_get_data (bytes, &len);
  return esp_sample_parse (id, text, (gssize) len, error);
}

static char *
fill_number (const char *template, int number)
{
  g_autofree char *digits = g_strdup_printf (NUMBER_DIGITS, number);
  const char *const pairs[] = { "n", digits, NULL };

  return template ? esp_text_fill (template, pairs) : NULL;
}

char *
esp_sample_batch_subject (const EspSampleBatch *batch, int number)
{
  return fill_number (batch->subject, number);
}

char *
esp_sample_batch_alternative_name (const EspSampleBatch *batch, int number)
{
  return fill_number (batch->alternative_name, number);
}

int
esp_sample_batch_age_days (const EspSampleBatch *batch, int number)
{
  int steps = MAX (batch->count - 1, 1);

  return batch->first_age_days -
         (batch->first_age_days - batch->last_age_days) * (number - 1) / steps;
}

gboolean
esp_sample_batch_is_revoked (const EspSampleBatch *batch, int number)
{
  return batch->revoke_every > 0 && number % batch->revoke_every == 0;
}
