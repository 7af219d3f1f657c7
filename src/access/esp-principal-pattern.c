/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom a resource policy names. Wildcards stand for everyone or for nobody: a part of a name with a
 * star is refused, as the service refuses it.
 */
#include "esp-principal-pattern.h"

#include "model/esp-arn.h"

#include <string.h>

#define EVERYONE "*"
#define IAM_PREFIX "arn:aws:iam::"
#define ACCOUNT_LEN 12

static const char *const named_types[] = { "user/", "role/" };

typedef struct
{
  GArray *patterns;
  gboolean is_negated;
} Collector;

/* --- Reading ----------------------------------------------------------------------------------*/

static void
pattern_clear (EspPrincipalPattern *pattern)
{
  g_free (pattern->text);
}

GArray *
esp_principal_patterns_new (void)
{
  GArray *patterns = g_array_new (FALSE, TRUE, sizeof (EspPrincipalPattern));

  g_array_set_clear_func (patterns, (GDestroyNotify) pattern_clear);
  return patterns;
}

static gboolean
add (Collector *collector, EspPrincipalPatternKind kind, const char *text)
{
  EspPrincipalPattern pattern = { kind, g_strdup (text) };

  g_array_append_val (collector->patterns, pattern);
  return TRUE;
}

static gboolean
refuse (EspPolicyReader *reader, const char *text)
{
  return esp_policy_refuse (reader, ESP_REASON_POLICY_PRINCIPAL, "value", text);
}

/* What is left when everyone is taken out is nobody. */
static gboolean
add_everyone (EspPolicyReader *reader, Collector *collector)
{
  if (collector->is_negated)
    return refuse (reader, EVERYONE);
  return add (collector, ESP_PRINCIPAL_EVERYONE, NULL);
}

static gboolean
is_plain (const char *text)
{
  for (const char *c = text; *c; c++)
    if (strchr ("*?$", *c) || g_ascii_iscntrl (*c))
      return FALSE;
  return TRUE;
}

/* The account of "arn:aws:iam::ACCOUNT:user/NAME"; free with g_free(). */
static char *
find_account (const char *arn, const char **after)
{
  g_autofree char *number = NULL;

  if (!g_str_has_prefix (arn, IAM_PREFIX))
    return NULL;
  arn += strlen (IAM_PREFIX);
  number = g_strndup (arn, ACCOUNT_LEN);
  if (!esp_account_number_is_valid (number) || arn[ACCOUNT_LEN] != ':')
    return NULL;
  *after = arn + ACCOUNT_LEN + 1;
  return g_steal_pointer (&number);
}

static gboolean
add_aws_cb (EspPolicyReader *reader, const char *text, gpointer data)
{
  g_autofree char *account = NULL;
  const char *rest = NULL;

  if (g_str_equal (text, EVERYONE))
    return add_everyone (reader, data);
  if (esp_account_number_is_valid (text))
    return add (data, ESP_PRINCIPAL_ACCOUNT, text);
  account = find_account (text, &rest);
  if (!account || !is_plain (text))
    return refuse (reader, text);
  if (g_str_equal (rest, "root"))
    return add (data, ESP_PRINCIPAL_ACCOUNT, account);
  for (gsize i = 0; i < G_N_ELEMENTS (named_types); i++)
    if (g_str_has_prefix (rest, named_types[i]) && rest[strlen (named_types[i])])
      return add (data, ESP_PRINCIPAL_NAMED, text);
  return refuse (reader, text);
}

static gboolean
add_service_cb (EspPolicyReader *reader, const char *text, gpointer data)
{
  if (!*text || *text == '.')
    return refuse (reader, text);
  for (const char *c = text; *c; c++)
    if (!g_ascii_isalnum (*c) && !strchr (".-_", *c))
      return refuse (reader, text);
  return add (data, ESP_PRINCIPAL_OF_SERVICE, text);
}

static const struct
{
  const char *name;
  EspPolicyTextFunc func;
} type_rows[] = {
  { "AWS", add_aws_cb },
  { "Service", add_service_cb },
};

static gboolean
read_type (EspPolicyReader *reader, JsonObject *object, const char *type, Collector *collector)
{
  gboolean good;

  for (gsize i = 0; i < G_N_ELEMENTS (type_rows); i++)
    if (g_str_equal (type_rows[i].name, type))
      {
        esp_policy_reader_enter_member (reader, type);
        good = esp_policy_read_list (reader, ESP_POLICY_STRINGS, type,
                                     json_object_get_member (object, type), type_rows[i].func,
                                     collector);
        esp_policy_reader_leave (reader);
        return good;
      }
  return esp_policy_refuse_member (reader, ESP_REASON_POLICY_NOT_UNDERSTOOD, type);
}

static gboolean
read_types (EspPolicyReader *reader, const char *member, JsonObject *object, Collector *collector)
{
  g_autoptr (GList) types = json_object_get_members (object);

  if (!types)
    return esp_policy_refuse (reader, ESP_REASON_POLICY_MEMBER_MISSING, "member", member);
  for (GList *l = types; l; l = l->next)
    if (!read_type (reader, object, l->data, collector))
      return FALSE;
  return TRUE;
}

gboolean
esp_principal_patterns_read (EspPolicyReader *reader,
                             const char *member,
                             JsonNode *node,
                             GArray *patterns)
{
  Collector collector = { patterns, g_str_has_prefix (member, "Not") };
  const char *text = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return read_types (reader, member, json_node_get_object (node), &collector);
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);
  if (!text)
    return esp_policy_refuse_type (reader, member, "\"*\" or an object with AWS or Service");
  return g_str_equal (text, EVERYONE) ? add_everyone (reader, &collector) : refuse (reader, text);
}

/* --- Matching ---------------------------------------------------------------------------------*/

static EspPrincipalAnswer
match_one (const EspPrincipalPattern *pattern,
           const char *principal,
           const char *role,
           const char *account,
           const char *service)
{
  switch (pattern->kind)
    {
    case ESP_PRINCIPAL_EVERYONE:
      return ESP_PRINCIPAL_MATCHES;
    case ESP_PRINCIPAL_ACCOUNT:
      return g_strcmp0 (pattern->text, account) == 0 ? ESP_PRINCIPAL_IN_ACCOUNT :
                                                       ESP_PRINCIPAL_DIFFERS;
    case ESP_PRINCIPAL_OF_SERVICE:
      return g_strcmp0 (pattern->text, service) == 0 ? ESP_PRINCIPAL_MATCHES :
                                                       ESP_PRINCIPAL_DIFFERS;
    case ESP_PRINCIPAL_NAMED:
    default:
      break;
    }
  if (g_strcmp0 (pattern->text, principal) == 0 || g_strcmp0 (pattern->text, role) == 0)
    return ESP_PRINCIPAL_MATCHES;
  return ESP_PRINCIPAL_DIFFERS;
}

EspPrincipalAnswer
esp_principal_patterns_match (const GArray *patterns,
                              const char *principal,
                              const char *role,
                              const char *account,
                              const char *service)
{
  EspPrincipalAnswer closest = ESP_PRINCIPAL_DIFFERS;

  for (guint i = 0; i < patterns->len && closest != ESP_PRINCIPAL_MATCHES; i++)
    closest = MAX (closest, match_one (&g_array_index (patterns, EspPrincipalPattern, i), principal,
                                       role, account, service));
  return closest;
}
