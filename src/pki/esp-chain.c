/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The issuers are taken apart once, as path validation does it; names are compared by its own
 * rules. Purposes are nested stricter than there: who has two and loses one has lost something,
 * though a path is still good. */
#include "esp-chain.h"

#include "esp-path-private.h"

#include <string.h>

struct _EspChain
{
  GPtrArray *nodes; /* EspPathNode: the issuer first */
  gboolean has_constraints;
};

EspChain *
esp_chain_new (GPtrArray *issuers)
{
  EspChain *chain = g_new0 (EspChain, 1);
  guint n = issuers ? MIN (issuers->len, ESP_PATH_MAX_LENGTH - 1) : 0;

  chain->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_path_node_free);
  for (guint i = 0; i < n; i++)
    {
      EspPathNode *node = esp_path_node_new (g_ptr_array_index (issuers, i), i + 1);

      chain->has_constraints |= node->constraints != NULL;
      g_ptr_array_add (chain->nodes, node);
    }
  return chain;
}

void
esp_chain_free (EspChain *chain)
{
  if (!chain)
    return;
  g_ptr_array_unref (chain->nodes);
  g_free (chain);
}

static EspPathNode *
get_node (const EspChain *chain, guint i)
{
  return g_ptr_array_index (chain->nodes, i);
}

EspCertificate *
esp_chain_get_issuer (const EspChain *chain)
{
  return chain && chain->nodes->len > 0 ? get_node (chain, 0)->certificate : NULL;
}

/* --- Path length -------------------------------------------------------------------------------*/

int
esp_chain_get_room (const EspChain *chain, EspCertificate **limiting, int *limit)
{
  int room = ESP_CHAIN_UNLIMITED, between = 0;

  for (guint i = 0; i < chain->nodes->len; i++)
    {
      const EspPathNode *node = get_node (chain, i);
      int length = esp_certificate_get_path_length (node->certificate);

      if (length >= 0 && length - between - 1 < room)
        {
          room = length - between - 1;
          if (limiting)
            *limiting = node->certificate;
          if (limit)
            *limit = length;
        }
      between += node->self_issued ? 0 : 1;
    }
  return room;
}

/* --- Purposes ----------------------------------------------------------------------------------*/

static gboolean
has_purpose (GPtrArray *purposes, const char *oid)
{
  for (guint i = 0; i < purposes->len; i++)
    if (strcmp (g_ptr_array_index (purposes, i), oid) == 0 ||
        strcmp (g_ptr_array_index (purposes, i), ESP_OID_ANY_EXTENDED_KEY_USAGE) == 0)
      return TRUE;
  return FALSE;
}

static char *
purposes_to_text (GPtrArray *purposes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < purposes->len; i++)
    {
      const char *oid = g_ptr_array_index (purposes, i);
      int nid = OBJ_txt2nid (oid);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                              nid == NID_undef ? oid : OBJ_nid2sn (nid));
    }
  ERR_clear_error ();
  return g_string_free (text, FALSE);
}

static GPtrArray *
read_purposes (EspCertificate *certificate)
{
  const EspExtension *extension = esp_extensions_find (esp_certificate_get_extensions (certificate),
                                                       ESP_OID_EXTENDED_KEY_USAGE, NULL);

  return extension ? esp_value_read_extended_key_usage (extension->value) : NULL;
}

/* The nearest authority that does not have @oid; NULL: all have it, or limit nothing. "Any" is
 * narrowed by whoever stands above, and nothing that was promised is lost. */
static EspPathNode *
find_missing (const EspChain *chain, const char *oid)
{
  if (strcmp (oid, ESP_OID_OCSP_SIGNING) == 0 || strcmp (oid, ESP_OID_ANY_EXTENDED_KEY_USAGE) == 0)
    return NULL;
  for (guint i = 0; i < chain->nodes->len; i++)
    {
      EspPathNode *node = get_node (chain, i);

      if (node->purposes && !has_purpose (node->purposes, oid))
        return node;
    }
  return NULL;
}

gboolean
esp_chain_find_lost_purposes (const EspChain *chain,
                              EspCertificate *certificate,
                              EspLostPurposes *lost)
{
  g_autoptr (GPtrArray) own = read_purposes (certificate);
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  EspPathNode *by = NULL;

  for (guint i = 0; own && i < own->len; i++)
    {
      char *oid = g_ptr_array_index (own, i);
      EspPathNode *node = find_missing (chain, oid);

      if (!node)
        continue;
      g_ptr_array_add (gone, oid);
      if (!by || node->index < by->index)
        by = node;
    }
  if (gone->len == 0)
    return FALSE;
  *lost = (EspLostPurposes){ .own = purposes_to_text (own),
                             .lost = purposes_to_text (gone),
                             .allowed = purposes_to_text (by->purposes),
                             .authority = by->certificate,
                             .all = gone->len == own->len };
  return TRUE;
}

void
esp_lost_purposes_clear (EspLostPurposes *lost)
{
  g_clear_pointer (&lost->own, g_free);
  g_clear_pointer (&lost->lost, g_free);
  g_clear_pointer (&lost->allowed, g_free);
}

/* --- Names -------------------------------------------------------------------------------------*/

static const char *
argument_of (const EspPathFinding *finding, const char *name)
{
  for (guint i = 0; finding->arguments[i]; i += 2)
    if (strcmp (finding->arguments[i], name) == 0)
      return finding->arguments[i + 1];
  return NULL;
}

static EspNameFault
fault_of (EspPathReason reason)
{
  if (reason == ESP_PATH_REASON_NAMES_EXCLUDED)
    return ESP_NAME_EXCLUDED;
  return reason == ESP_PATH_REASON_NAMES_NOT_PERMITTED ? ESP_NAME_NOT_PERMITTED :
                                                         ESP_NAME_NOT_COMPARED;
}

static gboolean
take_forbidden (const EspPathStep *step, EspForbiddenName *found)
{
  for (guint i = 0; i < step->findings->len; i++)
    {
      const EspPathFinding *finding = g_ptr_array_index (step->findings, i);
      const char *name = argument_of (finding, "name");

      if (finding->verdict != ESP_VERDICT_BAD || !name)
        continue;
      found->fault = fault_of (finding->reason);
      found->name = g_strdup (name);
      found->subtree = g_strdup (argument_of (finding, "subtree"));
      found->authority = g_strdup (argument_of (finding, "authority"));
      return TRUE;
    }
  return FALSE;
}

gboolean
esp_chain_find_forbidden_name (const EspChain *chain,
                               EspCertificate *certificate,
                               EspForbiddenName *found)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  EspPathContext context = { .nodes = nodes };
  EspPathCase judged = { .context = &context, .nodes = nodes };
  EspPathNode *node;
  gboolean forbidden;

  if (!chain->has_constraints)
    return FALSE;
  node = esp_path_node_new (certificate, 0);
  esp_path_node_load (node);
  g_ptr_array_add (nodes, node);
  for (guint i = 0; i < chain->nodes->len; i++)
    {
      esp_path_node_load (get_node (chain, i));
      g_ptr_array_add (nodes, get_node (chain, i));
    }
  judged.path = esp_path_new (nodes, FALSE);
  esp_path_check_subtrees (&judged);
  forbidden = take_forbidden (g_ptr_array_index (judged.path->steps, 0), found);
  esp_path_free (judged.path);
  esp_path_node_free (node);
  return forbidden;
}

void
esp_forbidden_name_clear (EspForbiddenName *found)
{
  g_clear_pointer (&found->name, g_free);
  g_clear_pointer (&found->subtree, g_free);
  g_clear_pointer (&found->authority, g_free);
}
