/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CheckCertificateAuthorities: gathers the facts of each CA; what follows from them is in
 * esp-ca-finding.h. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-issuing.h"
#include "model/esp-ca-finding.h"
#include "model/esp-revocation.h"
#include "pki/esp-ca-rules.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

/* A finding and the authority that it is about. */
typedef struct
{
  EspCaFinding *finding; /* first: esp_ca_finding_compare() looks at it */
  const EspCa *ca;
} Found;

typedef struct
{
  GPtrArray *cas;          /* EspCa: all there are */
  GHashTable *constrained; /* id of those whose certificate has name constraints */
  GHashTable *places;      /* address of a list → EspCa that has it first */
} Survey;

static void
survey_clear (Survey *survey)
{
  g_clear_pointer (&survey->cas, g_ptr_array_unref);
  g_clear_pointer (&survey->constrained, g_hash_table_unref);
  g_clear_pointer (&survey->places, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Survey, survey_clear)

static char *
place_of (const EspCa *ca)
{
  if (!ca->revocation.crl_enabled || ca->state == ESP_CA_DELETED)
    return NULL;
  return esp_revocation_crl_url (&ca->revocation, ca->id);
}

static gboolean
survey_certificate (EspOperationContext *context, Survey *survey, const EspCa *ca, GError **error)
{
  g_autoptr (EspCertificate) certificate = NULL;

  if (!ca->serial)
    return TRUE;
  certificate = esp_issuing_load_issuer (context->vault, ca, error);
  if (certificate && esp_ca_has_name_constraints (certificate))
    g_hash_table_add (survey->constrained, ca->id);
  return certificate != NULL;
}

static gboolean
survey_all (EspOperationContext *context, Survey *survey, GError **error)
{
  survey->cas = esp_ca_store_list (context->vault, NULL, context->now, error);
  survey->constrained = g_hash_table_new (g_str_hash, g_str_equal);
  survey->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; survey->cas && i < survey->cas->len; i++)
    {
      EspCa *ca = g_ptr_array_index (survey->cas, i);
      g_autofree char *place = place_of (ca);

      if (!survey_certificate (context, survey, ca, error))
        return FALSE;
      if (place && !g_hash_table_contains (survey->places, place))
        g_hash_table_insert (survey->places, g_steal_pointer (&place), ca);
    }
  return survey->cas != NULL;
}

/* --- One authority -----------------------------------------------------------------------------*/

static const EspCa *
find_sharer (const Survey *survey, const EspCa *ca)
{
  g_autofree char *place = place_of (ca);
  const EspCa *first = place ? g_hash_table_lookup (survey->places, place) : NULL;

  return first == ca ? NULL : first;
}

static void
look_around (const Survey *survey, EspCaFacts *facts)
{
  const EspCa *ca = facts->ca;

  for (guint i = 0; i < survey->cas->len; i++)
    {
      const EspCa *other = g_ptr_array_index (survey->cas, i);

      if (g_strcmp0 (ca->parent, other->id) == 0)
        facts->parent = other;
      if (g_strcmp0 (other->parent, ca->id) != 0 || other->state == ESP_CA_DELETED)
        continue;
      facts->n_children++;
      facts->n_constrained += g_hash_table_contains (survey->constrained, other->id) ? 1 : 0;
    }
}

static gboolean
gather (EspOperationContext *context,
        const Survey *survey,
        const EspCa *ca,
        EspCaFacts *facts,
        GError **error)
{
  const EspKeyAlgorithm *key = esp_key_algorithm_find (ca->key_algorithm, NULL);
  EspIssuedFacts issued;

  if (!esp_certificate_store_get_facts (context->vault, ca, &issued, error))
    return FALSE;
  facts->ca = ca;
  facts->key_strength = key ? key->strength : 0;
  facts->last_issued_at = issued.last_issued_at;
  facts->issued_life = issued.longest_life;
  facts->issued_until = issued.last_end;
  facts->name_constraints = g_hash_table_contains (survey->constrained, ca->id);
  facts->shares_list = find_sharer (survey, ca);
  look_around (survey, facts);
  return TRUE;
}

static gboolean
is_asked_for (EspOperationContext *context, const EspCa *ca)
{
  if (context->ca)
    return g_str_equal (context->ca->id, ca->id);
  return esp_context_may (context, context->operation->action, ca);
}

/* --- The answer --------------------------------------------------------------------------------*/

static JsonObject *
view_arguments (const EspCaFinding *finding)
{
  JsonObject *view = json_object_new ();

  for (guint i = 0; finding->arguments[i] && finding->arguments[i + 1]; i += 2)
    json_object_set_string_member (view, finding->arguments[i], finding->arguments[i + 1]);
  return view;
}

static JsonObject *
view_finding (const EspCa *ca, const EspCaFinding *finding)
{
  g_autofree char *sentence = esp_ca_finding_to_text (finding);
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "CertificateAuthority", ca->label);
  json_object_set_string_member (view, "CertificateAuthorityArn", ca->arn);
  json_object_set_string_member (view, "Finding", finding->id);
  json_object_set_string_member (view, "Severity",
                                 esp_finding_severity_to_string (finding->severity));
  json_object_set_string_member (view, "Sentence", sentence);
  json_object_set_object_member (view, "Arguments", view_arguments (finding));
  esp_json_set_time (view, "Due", finding->due);
  return view;
}

static void
found_free (gpointer data)
{
  Found *found = data;

  esp_ca_finding_free (found->finding);
  g_free (found);
}

static void
take_all (GPtrArray *all, const EspCa *ca, GPtrArray *findings)
{
  g_ptr_array_set_free_func (findings, NULL);
  for (guint i = 0; i < findings->len; i++)
    {
      Found *found = g_new0 (Found, 1);

      found->finding = g_ptr_array_index (findings, i);
      found->ca = ca;
      g_ptr_array_add (all, found);
    }
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *first = *(Found *const *) a, *second = *(Found *const *) b;
  int order = esp_ca_finding_compare (&first->finding, &second->finding);

  return order != 0 ? order : g_strcmp0 (first->ca->label, second->ca->label);
}

gboolean
esp_op_check_cas (EspOperationContext *context, GError **error)
{
  g_auto (Survey) survey = { 0 };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (found_free);
  JsonArray *list;

  if (!survey_all (context, &survey, error))
    return FALSE;
  for (guint i = 0; i < survey.cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (survey.cas, i);
      g_autoptr (GPtrArray) findings = NULL;
      EspCaFacts facts = { 0 };

      if (!is_asked_for (context, ca))
        continue;
      if (!gather (context, &survey, ca, &facts, error))
        return FALSE;
      findings = esp_ca_findings (&facts, context->now);
      take_all (all, ca, findings);
    }
  g_ptr_array_sort (all, compare_found);
  list = json_array_new ();
  for (guint i = 0; i < all->len; i++)
    {
      const Found *found = g_ptr_array_index (all, i);

      json_array_add_object_element (list, view_finding (found->ca, found->finding));
    }
  json_object_set_array_member (context->result, "Findings", list);
  return TRUE;
}
