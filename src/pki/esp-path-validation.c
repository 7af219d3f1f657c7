/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Path validation from outside: gathers the certificates, lets the candidates be listed, has each
 * judged, and puts the answers in order. The rules are in the other esp-path-*.c files, one topic
 * each.
 */
#include "esp-path-candidates.h"

#include "esp-path-crl.h"

#define SIGNATURES_MAX 200

typedef void (*Part) (EspPathCase *judged);

static const Part parts[] = {
  esp_path_check_names,       esp_path_check_signatures, esp_path_check_validity,
  esp_path_check_constraints, esp_path_check_usages,     esp_path_check_subtrees,
  esp_path_check_policies,    esp_path_check_revocation, esp_path_check_profile,
  esp_path_check_identity,    esp_path_check_openssl,
};

void
esp_path_judge (EspPathCase *judged)
{
  for (guint i = 0; i < judged->nodes->len; i++)
    esp_path_node_load (esp_path_case_node (judged, i));
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    parts[i](judged);
  esp_path_conclude (judged->path);
}

/* --- What is given --- */

static void
add_nodes (EspPathContext *context, GHashTable *seen, GPtrArray *certificates, gboolean anchors)
{
  for (guint i = 0; certificates && i < certificates->len; i++)
    {
      EspCertificate *certificate = g_ptr_array_index (certificates, i);
      const char *fingerprint = esp_certificate_get_fingerprint (certificate);
      EspPathNode *node = g_hash_table_lookup (seen, fingerprint);

      if (!node)
        {
          if (context->nodes->len >= ESP_PATH_MAX_CERTIFICATES)
            {
              context->limited = TRUE;
              return;
            }
          node = esp_path_node_new (certificate, context->nodes->len);
          g_ptr_array_add (context->nodes, node);
          g_hash_table_insert (seen, (gpointer) fingerprint, node);
        }
      node->anchor = node->anchor || anchors;
    }
}

static void
gather (EspPathContext *context, EspCertificate *target, GPtrArray *candidates, GPtrArray *anchors)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) first = g_ptr_array_new ();

  g_ptr_array_add (first, target);
  add_nodes (context, seen, first, FALSE);
  add_nodes (context, seen, anchors, TRUE);
  add_nodes (context, seen, candidates, FALSE);
}

static void
context_init (EspPathContext *context, const EspValidationOptions *options)
{
  context->options = options;
  context->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_path_node_free);
  context->crls = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_path_crl_free);
  context->signatures = g_hash_table_new (NULL, NULL);
  context->signers = g_hash_table_new (NULL, NULL);
  context->signers_open = g_ptr_array_new ();
  context->signatures_left = SIGNATURES_MAX;
  context->list_signatures_left = SIGNATURES_MAX;
  for (guint i = 0; options->crls && i < MIN (options->crls->len, ESP_PATH_MAX_CRLS); i++)
    g_ptr_array_add (context->crls, esp_path_crl_new (g_ptr_array_index (options->crls, i)));
}

static void
context_clear (EspPathContext *context)
{
  g_ptr_array_unref (context->nodes);
  g_ptr_array_unref (context->crls);
  g_hash_table_unref (context->signatures);
  g_hash_table_unref (context->signers);
  g_ptr_array_unref (context->signers_open);
}

/* --- The answer --- */

static EspPath *
judge_candidate (EspPathContext *context, const EspPathCandidate *candidate)
{
  EspPathCase judged = { .context = context, .nodes = candidate->nodes };

  judged.path = esp_path_new (candidate->nodes, candidate->complete);
  esp_path_judge (&judged);
  return judged.path;
}

/* Good before unknown before bad, short before long; else the order of the search. */
static int
compare_paths (gconstpointer a, gconstpointer b)
{
  const EspPath *first = *(EspPath *const *) a;
  const EspPath *second = *(EspPath *const *) b;

  if (first->verdict != second->verdict)
    return first->verdict < second->verdict ? -1 : 1;
  return (int) first->steps->len - (int) second->steps->len;
}

/* Among paths that were never looked at there may be a good one. */
static void
note_limit (EspPathContext *context, EspPath *path)
{
  EspPathCase judged = { .context = context, .path = path };

  esp_path_add (&judged, 0, ESP_PATH_REASON_SEARCH_LIMITED, NULL);
}

static void
conclude (EspPathContext *context, EspValidation *validation)
{
  EspPath *best;

  g_ptr_array_sort (validation->paths, compare_paths);
  if (validation->paths->len == 0)
    {
      validation->verdict = validation->limited ? ESP_VERDICT_CANNOT_TELL : ESP_VERDICT_BAD;
      return;
    }
  best = g_ptr_array_index (validation->paths, 0);
  validation->verdict = best->verdict;
  if (validation->limited && best->verdict == ESP_VERDICT_BAD)
    {
      note_limit (context, best);
      validation->verdict = ESP_VERDICT_CANNOT_TELL;
    }
}

EspValidation *
esp_path_validate (EspCertificate *target,
                   GPtrArray *candidates,
                   GPtrArray *anchors,
                   const EspValidationOptions *options)
{
  EspValidation *validation = g_new0 (EspValidation, 1);
  EspPathContext context = { 0 };
  g_autoptr (GPtrArray) found = NULL;

  context_init (&context, options);
  gather (&context, target, candidates, anchors);
  validation->time = options->time;
  validation->limited = context.limited;
  validation->paths = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_path_free);
  found = esp_path_candidates (&context, g_ptr_array_index (context.nodes, 0),
                               &validation->limited);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (validation->paths, judge_candidate (&context, g_ptr_array_index (found, i)));
  conclude (&context, validation);
  context_clear (&context);
  ERR_clear_error ();
  return validation;
}

void
esp_validation_free (EspValidation *validation)
{
  if (!validation)
    return;
  g_ptr_array_unref (validation->paths);
  g_free (validation);
}
