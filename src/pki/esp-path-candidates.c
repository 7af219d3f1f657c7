/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search for paths, from the target upwards: by name and key identifier, without circles, and
 * bounded in length, number, steps and signatures. OpenSSL's own search takes the first issuer that
 * fits and does not come back for another, so it misses good paths where an authority has been
 * renewed or cross-signed; this one lists them all.
 */
#include "esp-path-candidates.h"

#define EXAMPLES_MAX 8  /* paths that can't be good: they only show why */
#define STEPS_MAX 20000 /* pairs that are looked at */

typedef enum
{
  SEARCH_SIGNED, /* each certificate is signed by the next */
  SEARCH_NAMED,  /* names fit, whatever the signatures say */
  SEARCH_UNFINISHED,
} SearchMode;

typedef struct
{
  EspPathContext *context;
  SearchMode mode;
  GPtrArray *path;  /* nodes so far */
  GPtrArray *found; /* EspPathCandidate */
  guint steps_left;
  gboolean limited;
} Search;

static void
candidate_free (EspPathCandidate *candidate)
{
  g_ptr_array_unref (candidate->nodes);
  g_free (candidate);
}

/* --- Who could have issued it --- */

typedef enum
{
  KEY_SAME, /* key identifiers are there and equal */
  KEY_UNKNOWN,
  KEY_OTHER,
} KeyMatch;

static KeyMatch
match_keys (const EspPathNode *node, const EspPathNode *issuer)
{
  GBytes *wanted = esp_certificate_get_authority_key_identifier (node->certificate);
  GBytes *found = esp_certificate_get_subject_key_identifier (issuer->certificate);

  if (!wanted || !found)
    return KEY_UNKNOWN;
  return g_bytes_equal (wanted, found) ? KEY_SAME : KEY_OTHER;
}

/* The smaller, the likelier: the key that is named, then what is trusted, then what is valid. */
static guint
rank (const EspPathNode *node, const EspPathNode *issuer, gint64 now)
{
  gboolean valid = now >= esp_certificate_get_not_before (issuer->certificate) &&
                   now <= esp_certificate_get_not_after (issuer->certificate);

  return (guint) match_keys (node, issuer) * 4 + (issuer->anchor ? 0 : 2) + (valid ? 0 : 1);
}

typedef struct
{
  const EspPathNode *node;
  gint64 now;
} Ranking;

static int
compare_issuers (gconstpointer a, gconstpointer b, gpointer data)
{
  const EspPathNode *first = *(EspPathNode *const *) a;
  const EspPathNode *second = *(EspPathNode *const *) b;
  const Ranking *ranking = data;
  guint rank_first = rank (ranking->node, first, ranking->now);
  guint rank_second = rank (ranking->node, second, ranking->now);

  if (rank_first != rank_second)
    return rank_first < rank_second ? -1 : 1;
  return first->index < second->index ? -1 : 1;
}

static GPtrArray *
get_issuers (EspPathContext *context, EspPathNode *node)
{
  Ranking ranking = { node, context->options->time };

  if (node->issuers)
    return node->issuers;
  node->issuers = g_ptr_array_new ();
  for (guint i = 0; i < context->nodes->len; i++)
    {
      EspPathNode *issuer = g_ptr_array_index (context->nodes, i);

      if (issuer != node && esp_name_equal (esp_certificate_get_issuer (node->certificate),
                                            esp_certificate_get_subject (issuer->certificate)))
        g_ptr_array_add (node->issuers, issuer);
    }
  g_ptr_array_sort_with_data (node->issuers, compare_issuers, &ranking);
  return node->issuers;
}

/* --- The walk --- */

static gboolean
is_full (const Search *search)
{
  guint most = search->mode == SEARCH_SIGNED ? ESP_PATH_MAX_PATHS : EXAMPLES_MAX;

  return search->found->len >= most || search->steps_left == 0;
}

static void
keep (Search *search, gboolean complete)
{
  EspPathCandidate *candidate = g_new0 (EspPathCandidate, 1);

  candidate->complete = complete;
  candidate->nodes = g_ptr_array_new ();
  for (guint i = 0; i < search->path->len; i++)
    g_ptr_array_add (candidate->nodes, g_ptr_array_index (search->path, i));
  g_ptr_array_add (search->found, candidate);
}

/* A certificate of a name and key that is in the path already: a circle. The target does not count:
 * an authority may be asked for its own cross-certificates. */
static gboolean
goes_round (const Search *search, const EspPathNode *node)
{
  for (guint i = 0; i < search->path->len; i++)
    {
      const EspPathNode *other = g_ptr_array_index (search->path, i);

      if (other == node || (i > 0 && esp_path_node_same (other, node)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_follow (Search *search, EspPathNode *node, EspPathNode *issuer)
{
  search->steps_left--;
  if (goes_round (search, issuer))
    return FALSE;
  if (search->mode != SEARCH_SIGNED)
    return TRUE;
  if (match_keys (node, issuer) == KEY_OTHER)
    return FALSE;
  if (search->context->signatures_left == 0)
    search->limited = TRUE;
  return esp_path_signature_holds (search->context, node, issuer) != ESP_PATH_SIGNATURE_BAD;
}

static void walk (Search *search, EspPathNode *node);

static void
walk_on (Search *search, EspPathNode *node)
{
  GPtrArray *issuers = get_issuers (search->context, node);
  gboolean followed = FALSE;

  for (guint i = 0; i < issuers->len; i++)
    {
      EspPathNode *issuer = g_ptr_array_index (issuers, i);

      if (is_full (search))
        {
          search->limited = TRUE;
          return;
        }
      if (!may_follow (search, node, issuer))
        continue;
      followed = TRUE;
      walk (search, issuer);
    }
  if (!followed && search->mode == SEARCH_UNFINISHED)
    keep (search, FALSE);
}

static void
walk (Search *search, EspPathNode *node)
{
  if (is_full (search))
    {
      search->limited = TRUE;
      return;
    }
  g_ptr_array_add (search->path, node);
  if (node->anchor)
    {
      if (search->mode != SEARCH_UNFINISHED)
        keep (search, TRUE);
    }
  else if (search->path->len >= ESP_PATH_MAX_LENGTH)
    {
      search->limited = TRUE;
      if (search->mode == SEARCH_UNFINISHED)
        keep (search, FALSE);
    }
  else
    {
      walk_on (search, node);
    }
  g_ptr_array_remove_index (search->path, search->path->len - 1);
}

static void
run (Search *search, SearchMode mode, EspPathNode *start)
{
  search->mode = mode;
  search->steps_left = STEPS_MAX;
  walk (search, start);
}

GPtrArray *
esp_path_candidates (EspPathContext *context, EspPathNode *start, gboolean *limited)
{
  Search search = { .context = context };

  search.found = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  search.path = g_ptr_array_new ();
  run (&search, SEARCH_SIGNED, start);
  /* Where the first search was whole, there is no good path, however many bad ones there are. */
  *limited = *limited || search.limited;
  for (guint mode = SEARCH_NAMED; mode <= SEARCH_UNFINISHED && search.found->len == 0; mode++)
    run (&search, (SearchMode) mode, start);
  g_ptr_array_unref (search.path);
  return search.found;
}
