/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of words, and how near two words are. */
#include "esp-policy-words.h"

#include <string.h>

#define TAG_PLACE "${TagKey}"
#define WORD_MAX 128    /* bytes; a longer word resembles nothing */
#define DISTANCE_PART 3 /* at most a third of a word may differ */
#define SYMBOLS_MAX 64  /* of one part of a form, written out */

/* --- Condition keys ---------------------------------------------------------------------------*/

typedef struct
{
  const char *name; /* with "/" at the end: a tag follows */
  EspKeyPresence presence;
  gboolean is_several;
} KeyRow;

/* What a request has besides the keys of its action; and the service's keys that are about
 * networks, organisations and other services, which no request here has. */
static const KeyRow key_rows[] = {
  { "aws:CurrentTime", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:EpochTime", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:PrincipalAccount", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:PrincipalArn", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:PrincipalIsAWSService", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:PrincipalServiceName", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:PrincipalTag/", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:PrincipalType", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:ResourceAccount", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:userid", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:username", ESP_KEY_EVERYWHERE, FALSE },
  { "aws:CalledVia", ESP_KEY_NOT_FILLED, TRUE },
  { "aws:CalledViaFirst", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:CalledViaLast", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:FederatedProvider", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:MultiFactorAuthAge", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:MultiFactorAuthPresent", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:PrincipalOrgID", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:PrincipalOrgPaths", ESP_KEY_NOT_FILLED, TRUE },
  { "aws:PrincipalServiceNamesList", ESP_KEY_NOT_FILLED, TRUE },
  { "aws:referer", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:RequestedRegion", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:ResourceOrgID", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:ResourceOrgPaths", ESP_KEY_NOT_FILLED, TRUE },
  { "aws:SecureTransport", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:SourceAccount", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:SourceArn", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:SourceIdentity", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:SourceIp", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:SourceOrgID", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:SourceOrgPaths", ESP_KEY_NOT_FILLED, TRUE },
  { "aws:SourceVpc", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:SourceVpce", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:TokenIssueTime", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:UserAgent", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:ViaAWSService", ESP_KEY_NOT_FILLED, FALSE },
  { "aws:VpcSourceIp", ESP_KEY_NOT_FILLED, FALSE },
  /* Of the actions that name them in data/actions.json. */
  { "acm-pca:TemplateArn", ESP_KEY_OF_ACTIONS, FALSE },
  { "aws:RequestTag/", ESP_KEY_OF_ACTIONS, FALSE },
  { "aws:ResourceTag/", ESP_KEY_OF_ACTIONS, FALSE },
  { "aws:TagKeys", ESP_KEY_OF_ACTIONS, TRUE },
};

static gboolean
is_key (const char *name, const char *key)
{
  gsize len = strlen (name);

  if (name[len - 1] != '/')
    return g_ascii_strcasecmp (name, key) == 0;
  return g_ascii_strncasecmp (name, key, len) == 0 && key[len];
}

static const KeyRow *
find_key_row (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (key_rows); i++)
    if (is_key (key_rows[i].name, key))
      return &key_rows[i];
  return NULL;
}

EspKeyPresence
esp_policy_key_find (const char *key)
{
  const KeyRow *row = find_key_row (key);

  return row ? row->presence : ESP_KEY_UNKNOWN;
}

gboolean
esp_policy_key_is_several (const char *key)
{
  const KeyRow *row = find_key_row (key);

  return row && row->is_several;
}

gboolean
esp_action_has_key (const EspAction *action, const char *key)
{
  for (gsize i = 0; action->condition_keys[i]; i++)
    {
      const char *name = action->condition_keys[i];
      const char *place = strstr (name, TAG_PLACE);
      g_autofree char *prefix = place ? g_strndup (name, (gsize) (place - name)) : NULL;

      if (is_key (prefix ? prefix : name, key))
        return TRUE;
    }
  return FALSE;
}

/* --- Forms of resources -----------------------------------------------------------------------*/

static const EspResourceForm forms[] = {
  { "certificate-authority",
    { "arn", "aws", "acm-pca", "local", "#", "certificate-authority/~" },
    "arn:aws:acm-pca:local:ACCOUNT:certificate-authority/UUID" },
  { "user", { "arn", "aws", "iam", "", "#", "user/*" }, "arn:aws:iam::ACCOUNT:user/NAME" },
  { "role", { "arn", "aws", "iam", "", "#", "role/*" }, "arn:aws:iam::ACCOUNT:role/NAME" },
  { "resource-share",
    { "arn", "aws", "ram", "local", "#", "resource-share/~" },
    "arn:aws:ram:local:ACCOUNT:resource-share/UUID" },
  { "permission",
    { "arn", "aws", "ram", "local", "#", "permission/*" },
    "arn:aws:ram:local:ACCOUNT:permission/NAME" },
  { "permission",
    { "arn", "aws", "ram", "", "aws", "permission/*" },
    "arn:aws:ram::aws:permission/NAME" },
};

static const EspResourceForm template_form = {
  "template",
  { "arn", "aws", "acm-pca", "", "", "template/*/V1" },
  "arn:aws:acm-pca:::template/NAME/V1",
};

const EspResourceForm *
esp_resource_forms (gsize *n_forms)
{
  *n_forms = G_N_ELEMENTS (forms);
  return forms;
}

const EspResourceForm *
esp_template_form (void)
{
  return &template_form;
}

/* One symbol for each character of a part: itself, or a class of characters. */
#define SYMBOL_DIGIT '\1'
#define SYMBOL_UUID '\2'

static gsize
write_out (const char *part, char *symbols)
{
  gsize n = 0;

  for (const char *c = part; *c && n < SYMBOLS_MAX; c++)
    {
      gsize times = *c == '#' ? 12 : *c == '~' ? 36 : 1;
      char symbol = *c == '#' ? SYMBOL_DIGIT : *c == '~' ? SYMBOL_UUID : *c;

      for (gsize i = 0; i < times && n < SYMBOLS_MAX; i++)
        symbols[n++] = symbol;
    }
  return n;
}

static gboolean
symbol_meets (char symbol, char pattern)
{
  if (pattern == '?')
    return TRUE;
  if (symbol == SYMBOL_DIGIT)
    return g_ascii_isdigit (pattern);
  if (symbol == SYMBOL_UUID)
    return pattern == '-' || g_ascii_isdigit (pattern) || (pattern >= 'a' && pattern <= 'f');
  return symbol == pattern;
}

/* Is there a text that both describe? A row for each character of the pattern, a column for each
 * symbol: whether what is before them can be the same. */
static gboolean
part_meets (const char *part, const char *pattern, gsize len)
{
  char symbols[SYMBOLS_MAX];
  gboolean before[SYMBOLS_MAX + 1], row[SYMBOLS_MAX + 1];
  gsize n = write_out (part, symbols);

  before[0] = TRUE;
  for (gsize j = 1; j <= n; j++)
    before[j] = before[j - 1] && symbols[j - 1] == '*';
  for (gsize i = 0; i < len; i++)
    {
      row[0] = before[0] && pattern[i] == '*';
      for (gsize j = 1; j <= n; j++)
        {
          gboolean any = pattern[i] == '*' || symbols[j - 1] == '*';

          row[j] = any ? before[j] || row[j - 1] :
                         before[j - 1] && symbol_meets (symbols[j - 1], pattern[i]);
        }
      memcpy (before, row, (n + 1) * sizeof *row);
    }
  return before[n];
}

gboolean
esp_resource_form_meets (const EspResourceForm *form, const char *pattern, gint64 *work)
{
  gsize n_parts = G_N_ELEMENTS (form->parts);

  if (g_str_equal (pattern, "*"))
    return TRUE;
  for (gsize i = 0; i < n_parts; i++)
    {
      const char *colon = i + 1 < n_parts ? strchr (pattern, ':') : pattern + strlen (pattern);

      if (!colon)
        return FALSE;
      *work -= (colon - pattern) * SYMBOLS_MAX;
      if (*work < 0)
        return TRUE;
      if (!part_meets (form->parts[i], pattern, (gsize) (colon - pattern)))
        return FALSE;
      pattern = *colon ? colon + 1 : colon;
    }
  return TRUE;
}

/* --- Nearest words ----------------------------------------------------------------------------*/

/* How many characters to change, add or leave out; case apart. */
static guint
measure_distance (const char *a, const char *b)
{
  guint row[WORD_MAX + 1];
  gsize n = strlen (b);

  for (gsize j = 0; j <= n; j++)
    row[j] = (guint) j;
  for (gsize i = 0; a[i]; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i + 1;
      for (gsize j = 1; j <= n; j++)
        {
          guint changed = diagonal + (g_ascii_tolower (a[i]) != g_ascii_tolower (b[j - 1]));

          diagonal = row[j];
          row[j] = MIN (changed, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[n];
}

typedef struct
{
  const char *word;
  gint64 *work;
  const char *best;
  guint distance;
} Search;

static Search
search_new (const char *word, gint64 *work)
{
  Search search = { word, work, NULL, (guint) strlen (word) / DISTANCE_PART + 1 };

  return search;
}

static void
compare (Search *search, const char *candidate)
{
  guint distance;

  if (strlen (search->word) > WORD_MAX || strlen (candidate) > WORD_MAX)
    return;
  *search->work -= (gint64) (strlen (search->word) * strlen (candidate));
  if (*search->work < 0)
    return;
  distance = measure_distance (search->word, candidate);
  if (distance >= search->distance)
    return;
  search->best = candidate;
  search->distance = distance;
}

const char *
esp_policy_nearest_action (const char *word, gint64 *work)
{
  Search search = search_new (word, work);
  GPtrArray *actions = esp_actions ();

  for (guint i = 0; i < actions->len; i++)
    compare (&search, ((const EspAction *) g_ptr_array_index (actions, i))->name);
  return search.best;
}

gboolean
esp_policy_service_is_near (const char *service, gsize len, gint64 *work)
{
  static const char *const services[] = { "acm-pca", "espalier", "iam", "organizations", "ram" };
  g_autofree char *word = g_strndup (service, len);
  Search search = search_new (word, work);

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    compare (&search, services[i]);
  return search.best != NULL;
}

/* Without the tag, which is anybody's. */
const char *
esp_policy_nearest_key (const char *word, gint64 *work)
{
  const char *slash = strchr (word, '/');
  g_autofree char *begin = slash ? g_strndup (word, (gsize) (slash - word) + 1) : g_strdup (word);
  Search search = search_new (begin, work);

  for (gsize i = 0; i < G_N_ELEMENTS (key_rows); i++)
    if (key_rows[i].presence != ESP_KEY_NOT_FILLED)
      compare (&search, key_rows[i].name);
  return search.best;
}

const char *
esp_policy_nearest_operator (const char *word, gint64 *work)
{
  static const char *const operators[] = {
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
  };
  const char *colon = strchr (word, ':');
  Search search = search_new (colon ? colon + 1 : word, work);

  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    compare (&search, operators[i]);
  return search.best;
}
