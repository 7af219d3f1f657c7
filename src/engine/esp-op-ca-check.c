/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CheckCertificateAuthorities: gathers the facts of each CA; what follows from them is in
 * esp-ca-finding.h. Certificates, where they are asked for, are read by esp-checking.h. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "esp-checking.h"
#include "esp-issuing.h"
#include "model/esp-certificate-finding.h"
#include "model/esp-revocation.h"
#include "pki/esp-ca-rules.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-certificate-store.h"

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

/* In the branch below the one that was named, as far as the session sees it. */
static gboolean
is_below (const Survey *survey, const EspCa *ca, const char *top)
{
  const char *parent = ca->parent;

  for (guint i = 0; parent && i < survey->cas->len; i++)
    {
      const EspCa *other = g_ptr_array_index (survey->cas, i);

      if (!g_str_equal (parent, other->id))
        continue;
      if (g_str_equal (other->id, top))
        return TRUE;
      return is_below (survey, other, top);
    }
  return FALSE;
}

static gboolean
is_asked_for (EspOperationContext *context, const Survey *survey, const EspCa *ca)
{
  if (!context->ca)
    return esp_context_may (context, context->operation->action, ca);
  if (g_str_equal (context->ca->id, ca->id))
    return TRUE;
  return esp_json_get_boolean (context->parameters, "Branch", FALSE) &&
         is_below (survey, ca, context->ca->id) &&
         esp_context_may (context, context->operation->action, ca);
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

static const char *
citation_of (const EspCaFinding *finding)
{
  for (guint i = 0; finding->arguments[i] && finding->arguments[i + 1]; i += 2)
    if (g_str_equal (finding->arguments[i], "citation"))
      return finding->arguments[i + 1];
  return esp_certificate_finding_get_citation (finding->id);
}

static JsonObject *
view_finding (const EspFound *found)
{
  const EspCaFinding *finding = found->finding;
  g_autofree char *sentence = esp_ca_finding_to_text (finding);
  JsonObject *view = json_object_new ();

  json_object_set_string_member (view, "CertificateAuthority", found->ca->label);
  json_object_set_string_member (view, "CertificateAuthorityArn", found->ca->arn);
  esp_json_set_string (view, "CertificateSerial", found->serial);
  esp_json_set_string (view, "Subject", found->subject);
  json_object_set_string_member (view, "Finding", finding->id);
  json_object_set_string_member (view, "Severity",
                                 esp_finding_severity_to_string (finding->severity));
  json_object_set_string_member (view, "Sentence", sentence);
  json_object_set_object_member (view, "Arguments", view_arguments (finding));
  esp_json_set_string (view, "Citation", citation_of (finding));
  esp_json_set_time (view, "Due", finding->due);
  return view;
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const EspFound *first = *(EspFound *const *) a, *second = *(EspFound *const *) b;
  int order = esp_ca_finding_compare (&first->finding, &second->finding);

  if (order == 0)
    order = g_strcmp0 (first->ca->label, second->ca->label);
  return order != 0 ? order : g_strcmp0 (first->serial, second->serial);
}

static void
show_found (EspOperationContext *context, GPtrArray *all)
{
  JsonArray *list = json_array_new ();

  g_ptr_array_sort (all, compare_found);
  for (guint i = 0; i < all->len; i++)
    json_array_add_object_element (list, view_finding (g_ptr_array_index (all, i)));
  json_object_set_array_member (context->result, "Findings", list);
}

/* --- The operation -----------------------------------------------------------------------------*/

static gboolean
check_records (EspOperationContext *context,
               const Survey *survey,
               GPtrArray *asked,
               GPtrArray *all,
               GError **error)
{
  for (guint i = 0; i < asked->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (asked, i);
      EspCaFacts facts = { 0 };

      if (!gather (context, survey, ca, &facts, error))
        return FALSE;
      esp_found_take (all, ca, esp_ca_findings (&facts, context->now));
    }
  return TRUE;
}

/* First all authorities: what has the key of one of them is the one to tell of. */
static gboolean
check_certificates (EspOperationContext *context,
                    const Survey *survey,
                    GPtrArray *asked,
                    gboolean issued,
                    GPtrArray *all,
                    GError **error)
{
  g_autoptr (EspChecking) checking = esp_checking_new (context, survey->cas, error);

  if (!checking)
    return FALSE;
  for (guint i = 0; i < asked->len; i++)
    if (!esp_checking_authority (checking, g_ptr_array_index (asked, i), all, error))
      return FALSE;
  for (guint i = 0; issued && i < asked->len; i++)
    if (!esp_checking_count (checking, g_ptr_array_index (asked, i), error))
      return FALSE;
  for (guint i = 0; issued && i < asked->len; i++)
    if (!esp_checking_issued (checking, g_ptr_array_index (asked, i), all, error))
      return FALSE;
  if (issued)
    esp_checking_show (checking, context->result);
  return TRUE;
}

gboolean
esp_op_check_cas (EspOperationContext *context, GError **error)
{
  gboolean issued = esp_json_get_boolean (context->parameters, "Issued", FALSE);
  gboolean certificates = issued ||
                          esp_json_get_boolean (context->parameters, "OwnCertificates", FALSE);
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_found_free);
  g_auto (Survey) survey = { 0 };

  if (!survey_all (context, &survey, error))
    return FALSE;
  for (guint i = 0; i < survey.cas->len; i++)
    if (is_asked_for (context, &survey, g_ptr_array_index (survey.cas, i)))
      g_ptr_array_add (asked, g_ptr_array_index (survey.cas, i));
  if (!check_records (context, &survey, asked, all, error) ||
      (certificates && !check_certificates (context, &survey, asked, issued, all, error)))
    return FALSE;
  show_found (context, all);
  return TRUE;
}
