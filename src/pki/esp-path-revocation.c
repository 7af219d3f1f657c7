/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the certificates of a path are revoked, by the lists that were given (RFC 5280, 6.3.3).
 * Three answers: a list that is missing, stale, damaged or not believed is "cannot tell". Nothing
 * is looked up at all unless lists were given or asked for.
 */
#include "esp-path-candidates.h"
#include "esp-path-crl.h"

#include "base/esp-time.h"

#define SIGNERS_DEPTH_MAX 4 /* lists that vouch for the signer of a list, and so on */

typedef struct
{
  EspPathCase *judged;
  guint place;
  EspPathNode *node;
  guint covered;         /* reasons that are known not to be the case */
  EspPathReason problem; /* why a list that was found could not be used */
  const EspPathCrl *problem_crl;
  const EspPathCrl *used;
  EspCrlFound found;
  gboolean revoked;
} Lookup;

/* --- Who signed a list --- */

static EspVerdict
judge_signer_path (EspPathCase *judged, EspPathNode *signer)
{
  EspPathNode *anchor = esp_path_case_node (judged, judged->nodes->len - 1);
  gboolean limited = FALSE;
  g_autoptr (GPtrArray) paths = esp_path_candidates (judged->context, signer, &limited);
  EspVerdict best = ESP_VERDICT_BAD;

  for (guint i = 0; i < paths->len && best != ESP_VERDICT_GOOD; i++)
    {
      const EspPathCandidate *candidate = g_ptr_array_index (paths, i);
      EspPathCase other = { .context = judged->context, .nodes = candidate->nodes };

      /* The trust in a list comes from where the trust in the certificate comes from. */
      if (!candidate->complete || esp_path_case_node (&other, candidate->nodes->len - 1) != anchor)
        continue;
      other.for_lists = TRUE;
      other.path = esp_path_new (candidate->nodes, TRUE);
      esp_path_judge (&other);
      best = MIN (best, other.path->verdict);
      esp_path_free (other.path);
    }
  return best;
}

static EspVerdict
judge_signer (EspPathCase *judged, EspPathNode *signer)
{
  EspPathContext *context = judged->context;
  EspPathNode *anchor = esp_path_case_node (judged, judged->nodes->len - 1);
  gpointer key = GUINT_TO_POINTER (signer->index * (ESP_PATH_MAX_CERTIFICATES + 1) + anchor->index +
                                   1);
  gpointer known = g_hash_table_lookup (context->signers, key);
  EspVerdict verdict;

  if (known)
    return (EspVerdict) GPOINTER_TO_UINT (known);
  /* A signer that is being judged by its own list: its signature is what remains to believe. */
  if (g_ptr_array_find (context->signers_open, signer, NULL))
    return ESP_VERDICT_GOOD;
  if (context->signers_open->len >= SIGNERS_DEPTH_MAX)
    return ESP_VERDICT_CANNOT_TELL;
  g_ptr_array_add (context->signers_open, signer);
  verdict = judge_signer_path (judged, signer);
  g_ptr_array_remove_index (context->signers_open, context->signers_open->len - 1);
  /* What was found inside a circle holds for that circle only. */
  if (context->signers_open->len == 0)
    g_hash_table_insert (context->signers, key, GUINT_TO_POINTER (verdict));
  return verdict;
}

static gboolean
may_have_signed (const EspPathCrl *crl, EspPathNode *node)
{
  GBytes *identifier = esp_certificate_get_subject_key_identifier (node->certificate);

  if (!crl->issuer || !node->key ||
      !esp_name_equal (esp_certificate_get_subject (node->certificate), crl->issuer))
    return FALSE;
  if (crl->key_identifier && identifier && !g_bytes_equal (crl->key_identifier, identifier))
    return FALSE;
  return !node->has_key_usage || (node->key_usage & ESP_KEY_USAGE_CRL_SIGN);
}

/* Asked once for each list and signer, and only so often altogether. */
static gboolean
has_signed (EspPathContext *context, const EspPathCrl *crl, EspPathNode *node)
{
  gpointer known = NULL;
  gboolean holds;

  if (g_hash_table_lookup_extended (crl->signers, node, NULL, &known))
    return GPOINTER_TO_INT (known);
  if (!may_have_signed (crl, node) || context->list_signatures_left == 0)
    return FALSE;
  context->list_signatures_left--;
  holds = X509_CRL_verify (crl->x509, node->key) == 1;
  ERR_clear_error ();
  g_hash_table_insert (crl->signers, node, GINT_TO_POINTER (holds));
  return holds;
}

/* The authorities of the path come first: they are judged already, as a part of it. */
static gboolean
is_signed_in_path (EspPathCase *judged, const EspPathCrl *crl)
{
  for (guint i = 1; i < judged->nodes->len; i++)
    if (has_signed (judged->context, crl, esp_path_case_node (judged, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_believed (EspPathCase *judged, const EspPathCrl *crl)
{
  GPtrArray *nodes = judged->context->nodes;

  if (is_signed_in_path (judged, crl))
    return TRUE;
  for (guint i = 0; i < nodes->len; i++)
    {
      EspPathNode *signer = g_ptr_array_index (nodes, i);

      if (has_signed (judged->context, crl, signer) &&
          judge_signer (judged, signer) == ESP_VERDICT_GOOD)
        return TRUE;
    }
  return FALSE;
}

/* --- One list --- */

static EspPathReason
check_times (const EspPathCrl *crl, gint64 now)
{
  if (now < crl->this_update)
    return ESP_PATH_REASON_REVOCATION_EARLY;
  if (crl->next_update == 0)
    return ESP_PATH_REASON_REVOCATION_NO_END;
  return now > crl->next_update ? ESP_PATH_REASON_REVOCATION_STALE : ESP_PATH_REASON_NONE;
}

static EspPathReason
check_crl (EspPathCase *judged, const EspPathCrl *crl)
{
  EspPathReason times = check_times (crl, judged->context->options->time);

  if (crl->damaged)
    return ESP_PATH_REASON_REVOCATION_EXTENSION;
  if (!crl->number || crl->number_critical)
    return ESP_PATH_REASON_REVOCATION_NUMBER;
  if (times != ESP_PATH_REASON_NONE)
    return times;
  return is_believed (judged, crl) ? ESP_PATH_REASON_NONE : ESP_PATH_REASON_REVOCATION_SIGNER;
}

static const EspPathCrl *
find_delta (const Lookup *lookup, const EspPathCrl *complete)
{
  GPtrArray *crls = lookup->judged->context->crls;
  const EspPathCrl *newest = NULL;

  for (guint i = 0; i < crls->len; i++)
    {
      const EspPathCrl *delta = g_ptr_array_index (crls, i);

      if (!esp_path_crl_is_delta_of (delta, complete) ||
          check_crl (lookup->judged, delta) != ESP_PATH_REASON_NONE)
        continue;
      if (!newest || ASN1_INTEGER_cmp (delta->number, newest->number) > 0)
        newest = delta;
    }
  return newest;
}

/* A list that is past its time proves nothing good; but whoever stood in it as revoked, and not
 * just on hold, is revoked for good. */
static void
read_stale (Lookup *lookup, const EspPathCrl *crl)
{
  if (is_believed (lookup->judged, crl) &&
      esp_path_crl_find (crl, lookup->node, &lookup->found) == ESP_CRL_ENTRY_REVOKED &&
      lookup->found.reason != CRL_REASON_CERTIFICATE_HOLD)
    {
      lookup->revoked = TRUE;
      lookup->used = crl;
    }
}

static void
read_list (Lookup *lookup, const EspPathCrl *crl, guint reasons)
{
  const EspPathCrl *delta = find_delta (lookup, crl);
  EspCrlEntryKind kind = ESP_CRL_ENTRY_NONE;

  lookup->used = crl;
  if (delta)
    kind = esp_path_crl_find (delta, lookup->node, &lookup->found);
  if (kind == ESP_CRL_ENTRY_NONE)
    kind = esp_path_crl_find (crl, lookup->node, &lookup->found);
  if (kind == ESP_CRL_ENTRY_REVOKED)
    lookup->revoked = TRUE;
  else
    lookup->covered |= reasons;
}

/* --- All lists of a certificate --- */

static void
note_problem (Lookup *lookup, const EspPathCrl *crl, EspPathReason problem)
{
  if (problem == ESP_PATH_REASON_REVOCATION_STALE)
    read_stale (lookup, crl);
  if (lookup->problem != ESP_PATH_REASON_NONE)
    return;
  lookup->problem = problem;
  lookup->problem_crl = crl;
}

static void
read_point (Lookup *lookup, const DIST_POINT *point)
{
  GPtrArray *crls = lookup->judged->context->crls;

  for (guint i = 0; i < crls->len && !lookup->revoked; i++)
    {
      const EspPathCrl *crl = g_ptr_array_index (crls, i);
      guint reasons = crl->base ? 0 : esp_path_crl_covers (crl, lookup->node, point);
      EspPathReason problem;

      if ((reasons & ~lookup->covered) == 0)
        continue;
      problem = check_crl (lookup->judged, crl);
      if (problem == ESP_PATH_REASON_NONE)
        read_list (lookup, crl, reasons);
      else
        note_problem (lookup, crl, problem);
    }
}

static void
read_points (Lookup *lookup)
{
  CRL_DIST_POINTS *points = lookup->node->x509 ?
                              X509_get_ext_d2i (lookup->node->x509, NID_crl_distribution_points,
                                                NULL, NULL) :
                              NULL;

  for (int i = 0; i < sk_DIST_POINT_num (points); i++)
    {
      DIST_POINT *point = sk_DIST_POINT_value (points, i);
      const GENERAL_NAME *issuer = sk_GENERAL_NAME_num (point->CRLissuer) > 0 ?
                                     sk_GENERAL_NAME_value (point->CRLissuer, 0) :
                                     NULL;
      const X509_NAME *name = issuer && issuer->type == GEN_DIRNAME ?
                                issuer->d.directoryName :
                                X509_get_issuer_name (lookup->node->x509);

      if (!point->distpoint || DIST_POINT_set_dpname (point->distpoint, name))
        read_point (lookup, point);
    }
  CRL_DIST_POINTS_free (points);
  if (lookup->covered != ESP_CRL_ALL_REASONS && !lookup->revoked)
    read_point (lookup, NULL);
  ERR_clear_error ();
}

/* --- The answer --- */

static void
add_answer (Lookup *lookup, EspPathReason reason, const EspPathCrl *crl)
{
  EspName *certificate_issuer = esp_certificate_get_issuer (lookup->node->certificate);
  EspName *issuer = crl && crl->issuer ? crl->issuer : certificate_issuer;
  g_autofree char *update = esp_time_to_rfc3339 (crl ? crl->this_update : 0);
  g_autofree char *next = esp_time_to_rfc3339 (crl ? crl->next_update : 0);
  g_autofree char *time = esp_time_to_rfc3339 (lookup->judged->context->options->time);
  g_autofree char *when = esp_time_to_rfc3339 (lookup->found.revoked_at);

  esp_path_add (lookup->judged, lookup->place, reason, "issuer", esp_name_get_text (issuer),
                "update", update, "next", next, "time", time, "when", when, "reason",
                esp_path_crl_reason_name (lookup->found.reason), NULL);
}

static void
check_one (EspPathCase *judged, guint place)
{
  Lookup lookup = { .judged = judged, .place = place };

  lookup.node = esp_path_case_node (judged, place);
  read_points (&lookup);
  if (lookup.revoked)
    add_answer (&lookup, ESP_PATH_REASON_REVOCATION_REVOKED, lookup.used);
  else if (lookup.covered == ESP_CRL_ALL_REASONS)
    add_answer (&lookup, ESP_PATH_REASON_REVOCATION_GOOD, lookup.used);
  else if (lookup.problem != ESP_PATH_REASON_NONE)
    add_answer (&lookup, lookup.problem, lookup.problem_crl);
  else if (lookup.covered != 0)
    add_answer (&lookup, ESP_PATH_REASON_REVOCATION_PARTS, lookup.used);
  else
    add_answer (&lookup, ESP_PATH_REASON_REVOCATION_MISSING, NULL);
}

void
esp_path_check_revocation (EspPathCase *judged)
{
  const EspPathContext *context = judged->context;
  gboolean asked = context->options->require_revocation || context->crls->len > 0;
  guint below = judged->nodes->len - (judged->path->complete ? 1 : 0);

  for (guint i = 0; i < below; i++)
    if (asked && judged->path->complete)
      check_one (judged, i);
    else
      esp_path_add (judged, i, ESP_PATH_REASON_REVOCATION_OFF, NULL);
  if (judged->path->complete)
    esp_path_add (judged, below, ESP_PATH_REASON_REVOCATION_ANCHOR, NULL);
}
