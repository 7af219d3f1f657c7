/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Name constraints over a path (RFC 5280, 4.2.1.10 and 6.1.3 (b), (c)): which names of which
 * certificate are held against the limits of which authority, the trusted one included. The number
 * of comparisons is bounded. How one name is held against one subtree is in esp-path-subtree.c.
 */
#include "esp-path-private.h"

#include "esp-name-private.h"
#include "esp-path-subtree.h"

#define STEPS_MAX (1 << 20)

typedef struct
{
  EspPathCase *judged;
  guint place; /* of the certificate whose names are judged */
  EspPathNode *authority;
  guint steps_left;
  gboolean refused;
} Comparison;

static void
refuse (Comparison *comparison,
        EspPathReason reason,
        const GENERAL_NAME *name,
        const GENERAL_NAME *subtree)
{
  g_autofree char *name_text = esp_general_name_to_text (name);
  g_autofree char *subtree_text = subtree ? esp_general_name_to_text (subtree) : g_strdup ("-");

  comparison->refused = TRUE;
  esp_path_add (
    comparison->judged, comparison->place, reason, "name", name_text, "authority",
    esp_name_get_text (esp_certificate_get_subject (comparison->authority->certificate)), "subtree",
    subtree_text, NULL);
}

static gboolean
spend (Comparison *comparison, guint cost)
{
  if (comparison->steps_left < cost)
    {
      comparison->steps_left = 0;
      return FALSE;
    }
  comparison->steps_left -= cost;
  return TRUE;
}

/* TRUE where the name need not be looked at further: it was refused, or the steps are used up. */
static gboolean
is_excluded (Comparison *comparison, const GENERAL_NAME *name)
{
  STACK_OF (GENERAL_SUBTREE) *trees = comparison->authority->constraints->excludedSubtrees;

  for (int i = 0; i < sk_GENERAL_SUBTREE_num (trees); i++)
    {
      const GENERAL_NAME *base = sk_GENERAL_SUBTREE_value (trees, i)->base;
      EspSubtreeMatch match;

      if (!spend (comparison, 1))
        return TRUE;
      if (base->type != name->type)
        continue;
      if (!spend (comparison, esp_subtree_cost (name)))
        return TRUE;
      match = esp_subtree_match (name, base);
      if (match == ESP_SUBTREE_OUTSIDE)
        continue;
      refuse (comparison,
              match == ESP_SUBTREE_MALFORMED ? ESP_PATH_REASON_NAMES_MALFORMED :
                                               ESP_PATH_REASON_NAMES_EXCLUDED,
              name, base);
      return TRUE;
    }
  return FALSE;
}

static void
check_permitted (Comparison *comparison, const GENERAL_NAME *name)
{
  STACK_OF (GENERAL_SUBTREE) *trees = comparison->authority->constraints->permittedSubtrees;
  gboolean limited = FALSE;

  for (int i = 0; i < sk_GENERAL_SUBTREE_num (trees); i++)
    {
      const GENERAL_NAME *base = sk_GENERAL_SUBTREE_value (trees, i)->base;
      EspSubtreeMatch match;

      if (!spend (comparison, 1))
        return;
      if (base->type != name->type)
        continue;
      if (!spend (comparison, esp_subtree_cost (name)))
        return;
      limited = TRUE;
      match = esp_subtree_match (name, base);
      if (match == ESP_SUBTREE_WITHIN)
        return;
      if (match == ESP_SUBTREE_MALFORMED)
        {
          refuse (comparison, ESP_PATH_REASON_NAMES_MALFORMED, name, base);
          return;
        }
    }
  if (limited)
    refuse (comparison, ESP_PATH_REASON_NAMES_NOT_PERMITTED, name, NULL);
}

static gboolean
limits_type (const EspPathNode *authority, int type)
{
  STACK_OF (GENERAL_SUBTREE)
  *trees[] = { authority->constraints->permittedSubtrees,
               authority->constraints->excludedSubtrees };

  for (gsize t = 0; t < G_N_ELEMENTS (trees); t++)
    for (int i = 0; i < sk_GENERAL_SUBTREE_num (trees[t]); i++)
      if (sk_GENERAL_SUBTREE_value (trees[t], i)->base->type == type)
        return TRUE;
  return FALSE;
}

static void
check_name (Comparison *comparison, const GENERAL_NAME *name)
{
  if (comparison->refused || comparison->steps_left == 0)
    return;
  if (!esp_subtree_knows_type (name->type))
    {
      if (limits_type (comparison->authority, name->type))
        refuse (comparison, ESP_PATH_REASON_NAMES_UNSUPPORTED, name, NULL);
      return;
    }
  if (!is_excluded (comparison, name))
    check_permitted (comparison, name);
}

/* The subject itself, and mailboxes in it, which older authorities put there. */
static guint
check_subject (Comparison *comparison, EspPathNode *node)
{
  X509_NAME *x509 = X509_get_subject_name (node->x509);
  GENERAL_NAME name = { .type = GEN_DIRNAME, .d = { .directoryName = x509 } };
  guint count = 0;

  if (X509_NAME_entry_count (x509) > 0)
    {
      check_name (comparison, &name);
      count++;
    }
  for (int i = -1; (i = X509_NAME_get_index_by_NID (x509, NID_pkcs9_emailAddress, i)) >= 0;)
    {
      ASN1_STRING *value = X509_NAME_ENTRY_get_data (X509_NAME_get_entry (x509, i));
      GENERAL_NAME mailbox = { .type = GEN_EMAIL, .d = { .rfc822Name = value } };

      check_name (comparison, &mailbox);
      count++;
    }
  return count;
}

static guint
check_against (Comparison *comparison)
{
  EspPathNode *node = esp_path_case_node (comparison->judged, comparison->place);
  guint count = 0;

  if (!node->x509)
    return 0;
  count = check_subject (comparison, node);
  for (int i = 0; i < sk_GENERAL_NAME_num (node->names); i++, count++)
    check_name (comparison, sk_GENERAL_NAME_value (node->names, i));
  return count;
}

static void
check_one (EspPathCase *judged, guint place, guint *steps_left)
{
  Comparison comparison = { .judged = judged, .place = place, .steps_left = *steps_left };
  g_autofree char *count_text = NULL;
  gboolean limited = FALSE;
  guint count = 0;

  for (guint i = place + 1; i < judged->nodes->len; i++)
    {
      comparison.authority = esp_path_case_node (judged, i);
      if (!comparison.authority->constraints)
        continue;
      limited = TRUE;
      count = check_against (&comparison);
    }
  *steps_left = comparison.steps_left;
  count_text = g_strdup_printf ("%u", count);
  if (comparison.steps_left == 0)
    esp_path_add (judged, place, ESP_PATH_REASON_NAMES_TOO_MANY, "limit", "1048576", NULL);
  else if (!comparison.refused)
    esp_path_add (judged, place,
                  limited ? ESP_PATH_REASON_NAMES_WITHIN : ESP_PATH_REASON_NAMES_FREE, "count",
                  count_text, NULL);
}

/* A limit that can't be read limits nothing, so the authority that sets it is refused. */
static void
check_subtrees (EspPathCase *judged, guint place)
{
  EspPathNode *node = esp_path_case_node (judged, place);
  STACK_OF (GENERAL_SUBTREE) * trees[2];

  if (!node->constraints)
    return;
  trees[0] = node->constraints->permittedSubtrees;
  trees[1] = node->constraints->excludedSubtrees;
  for (gsize t = 0; t < G_N_ELEMENTS (trees); t++)
    for (int i = 0; i < sk_GENERAL_SUBTREE_num (trees[t]); i++)
      {
        const GENERAL_SUBTREE *subtree = sk_GENERAL_SUBTREE_value (trees[t], i);
        g_autofree char *text = NULL;

        if (esp_subtree_is_well_formed (subtree))
          continue;
        text = esp_general_name_to_text (subtree->base);
        esp_path_add (judged, place, ESP_PATH_REASON_NAMES_SUBTREE, "subtree", text, NULL);
        return;
      }
}

void
esp_path_check_subtrees (EspPathCase *judged)
{
  guint steps_left = STEPS_MAX;

  for (guint i = 0; i < judged->nodes->len; i++)
    {
      check_subtrees (judged, i);
      if (i > 0 && esp_path_case_node (judged, i)->self_issued)
        esp_path_add (judged, i, ESP_PATH_REASON_NAMES_SELF_ISSUED, NULL);
      else
        check_one (judged, i, &steps_left);
    }
  ERR_clear_error ();
}
