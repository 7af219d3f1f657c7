/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the result of DescribeCeremony to a value. It is read strictly, because what is printed of
 * it is signed by people: a member that is missing, of another type or longer than it can be is no
 * report at all. What a value looks like on paper is in src/draw/esp-ceremony-pages.c.
 */
#include "esp-ceremony.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "base/esp-time.h"

#include <string.h>

#define STEPS_MAX                                                                                  \
  20000 /* a plan has at most 2,000 CAs, and less than nine times as much beside them */
#define SHORT_LIMIT 1024
#define LONG_LIMIT 4096
#define DIGEST_LEN 64
#define SERIAL_MAX 40

/* What gettext finds; it is looked up where it is shown. */
#define N_(text) (text)

static gboolean
refuse (const char *member, GError **error)
{
  esp_error_set (error, ESP_REASON_CEREMONY_VIEW, NULL, "member", member, NULL);
  return FALSE;
}

/* --- Values -----------------------------------------------------------------------------------*/

typedef enum
{
  TEXT,   /* up to its limit */
  DIGEST, /* 64 digits of hex, lower case */
  SERIAL, /* hex, lower case */
  TIME,   /* RFC 3339 */
  NUMBER, /* from 1 */
} Form;

typedef struct
{
  const char *member;
  Form form;
  gboolean required;
  gsize limit;
  gsize offset; /* of a char * or a gint64 */
} Field;

static gboolean
is_hex (const char *text, gsize least, gsize most)
{
  gsize len = strlen (text);

  return len >= least && len <= most && strspn (text, "0123456789abcdef") == len;
}

static gboolean
is_text (const Field *field, const char *text)
{
  switch (field->form)
    {
    case DIGEST:
      return is_hex (text, DIGEST_LEN, DIGEST_LEN);
    case SERIAL:
      return is_hex (text, 1, SERIAL_MAX);
    default:
      return *text && strlen (text) <= field->limit && g_utf8_validate (text, -1, NULL);
    }
}

static gboolean
read_number (const Field *field, JsonNode *node, gint64 *number)
{
  if (field->form == NUMBER)
    {
      if (json_node_get_value_type (node) != G_TYPE_INT64)
        return FALSE;
      *number = json_node_get_int (node);
      return *number >= 1 && *number <= ESP_JSON_MAX_INTEGER;
    }
  return json_node_get_value_type (node) == G_TYPE_STRING &&
         esp_time_parse (json_node_get_string (node), number, NULL);
}

static gboolean
read_field (const Field *field, JsonObject *view, gpointer record)
{
  gpointer place = (guint8 *) record + field->offset;
  JsonNode *node = json_object_get_member (view, field->member);
  const char *text;

  if (!node)
    return !field->required;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (field->form == TIME || field->form == NUMBER)
    return read_number (field, node, place);
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  text = json_node_get_string (node);
  if (!is_text (field, text))
    return FALSE;
  *(char **) place = g_strdup (text);
  return TRUE;
}

/* @fields ends with a row without a member; no other member may be there, but @also. */
static gboolean
read_fields (const Field *fields,
             JsonObject *view,
             const char *also,
             gpointer record,
             GError **error)
{
  guint known = also && json_object_has_member (view, also) ? 1 : 0;

  for (const Field *field = fields; field->member; field++)
    {
      if (!read_field (field, view, record))
        return refuse (field->member, error);
      known += json_object_has_member (view, field->member) ? 1 : 0;
    }
  return json_object_get_size (view) == known || refuse ("Ceremony", error);
}

/* --- Steps ------------------------------------------------------------------------------------*/

/* clang-format off */
#define PLACE(member) G_STRUCT_OFFSET (EspCeremonyStep, member)
static const Field step_fields[] = {
  { "Sequence", NUMBER, TRUE, 0, PLACE (sequence) },
  { "Time", TIME, TRUE, 0, PLACE (time) },
  { "Action", TEXT, TRUE, SHORT_LIMIT, PLACE (action) },
  { "Name", TEXT, TRUE, LONG_LIMIT, PLACE (name) },
  { "OwnerAccount", TEXT, FALSE, SHORT_LIMIT, PLACE (account) },
  { "Arn", TEXT, FALSE, SHORT_LIMIT, PLACE (arn) },
  { "Parent", TEXT, FALSE, LONG_LIMIT, PLACE (parent) },
  { "Subject", TEXT, FALSE, LONG_LIMIT, PLACE (subject) },
  { "KeyAlgorithm", TEXT, FALSE, SHORT_LIMIT, PLACE (key_algorithm) },
  { "TemplateArn", TEXT, FALSE, SHORT_LIMIT, PLACE (template_name) },
  { "Serial", SERIAL, FALSE, 0, PLACE (serial) },
  { "Fingerprint", DIGEST, FALSE, 0, PLACE (fingerprint) },
  { "NotBefore", TIME, FALSE, 0, PLACE (not_before) },
  { "NotAfter", TIME, FALSE, 0, PLACE (not_after) },
  { NULL },
};
#undef PLACE
/* clang-format on */

static void
step_free (gpointer data)
{
  EspCeremonyStep *step = data;

  for (const Field *field = step_fields; field->member; field++)
    if (field->form != TIME && field->form != NUMBER)
      g_free (*(char **) ((guint8 *) step + field->offset));
  g_free (step);
}

static EspCeremonyStep *
read_step (JsonNode *node, GError **error)
{
  EspCeremonyStep *step = g_new0 (EspCeremonyStep, 1);

  if (!JSON_NODE_HOLDS_OBJECT (node))
    refuse ("Steps", error);
  else if (read_fields (step_fields, json_node_get_object (node), NULL, step, error))
    return step;
  step_free (step);
  return NULL;
}

/* In the order of the log, between its first entry and the last. */
static gboolean
read_steps (EspCeremony *ceremony, JsonObject *view, GError **error)
{
  JsonArray *steps = esp_json_get_array (view, "Steps");
  gint64 before = ceremony->first_event - 1;
  guint n = steps ? json_array_get_length (steps) : 0;

  if (n == 0 || n > STEPS_MAX)
    return refuse ("Steps", error);
  for (guint i = 0; i < n; i++)
    {
      EspCeremonyStep *step = read_step (json_array_get_element (steps, i), error);

      if (!step)
        return FALSE;
      g_ptr_array_add (ceremony->steps, step);
      if (step->sequence <= before || step->sequence > ceremony->last_event)
        return refuse ("Sequence", error);
      before = step->sequence;
    }
  return TRUE;
}

/* --- The whole --------------------------------------------------------------------------------*/

/* clang-format off */
#define PLACE(member) G_STRUCT_OFFSET (EspCeremony, member)
static const Field fields[] = {
  { "Id", TEXT, TRUE, SHORT_LIMIT, PLACE (id) },
  { "Sequence", NUMBER, TRUE, 0, PLACE (last_event) },
  { "FirstEvent", NUMBER, TRUE, 0, PLACE (first_event) },
  { "Plan", TEXT, FALSE, LONG_LIMIT, PLACE (plan) },
  { "PlanDigest", DIGEST, TRUE, 0, PLACE (plan_digest) },
  { "Organization", TEXT, TRUE, SHORT_LIMIT, PLACE (organization) },
  { "VaultId", TEXT, TRUE, SHORT_LIMIT, PLACE (vault) },
  { "VaultFingerprint", DIGEST, TRUE, 0, PLACE (vault_fingerprint) },
  { "PerformedBy", TEXT, TRUE, SHORT_LIMIT, PLACE (performed_by) },
  { "Role", TEXT, FALSE, SHORT_LIMIT, PLACE (role) },
  { "ApprovedBy", TEXT, FALSE, SHORT_LIMIT, PLACE (approved_by) },
  { "StartedAt", TIME, TRUE, 0, PLACE (started_at) },
  { "FinishedAt", TIME, TRUE, 0, PLACE (finished_at) },
  { "Root", DIGEST, TRUE, 0, PLACE (root) },
  { NULL },
};
#undef PLACE
/* clang-format on */

EspCeremony *
esp_ceremony_read (JsonObject *view, GError **error)
{
  JsonObject *members = esp_json_get_object (view, "Ceremony");
  g_autoptr (EspCeremony) ceremony = g_new0 (EspCeremony, 1);

  ceremony->steps = g_ptr_array_new_with_free_func (step_free);
  if (!members)
    {
      refuse ("Ceremony", error);
      return NULL;
    }
  if (!read_fields (fields, members, "Steps", ceremony, error))
    return NULL;
  if (ceremony->last_event < ceremony->first_event)
    {
      refuse ("Sequence", error);
      return NULL;
    }
  return read_steps (ceremony, members, error) ? g_steal_pointer (&ceremony) : NULL;
}

void
esp_ceremony_free (EspCeremony *ceremony)
{
  if (!ceremony)
    return;
  for (const Field *field = fields; field->member; field++)
    if (field->form != TIME && field->form != NUMBER)
      g_free (*(char **) ((guint8 *) ceremony + field->offset));
  g_clear_pointer (&ceremony->steps, g_ptr_array_unref);
  g_free (ceremony);
}

/* --- Words ------------------------------------------------------------------------------------*/

static const struct
{
  const char *action;
  const char *word;
} words[] = {
  { "acm-pca:CreateCertificateAuthority", N_ ("Certificate authority made") },
  { "acm-pca:CreatePermission", N_ ("Renewal permitted") },
  { "acm-pca:TagCertificateAuthority", N_ ("Tags set") },
  { "acm-pca:UpdateCertificateAuthority", N_ ("Authority changed") },
  { "espalier:UpdateApprovers", N_ ("Approver named") },
  { "espalier:UpdateDualControl", N_ ("Second person required") },
  { "iam:AssignRole", N_ ("Role given") },
  { "iam:CreateRole", N_ ("Role made") },
  { "iam:CreateUser", N_ ("Person invited") },
  { "iam:PutRolePolicy", N_ ("Policy put on a role") },
  { "iam:TagRole", N_ ("Role tagged") },
  { "iam:TagUser", N_ ("Person tagged") },
  { "organizations:CreateAccount", N_ ("Account made") },
  { "organizations:CreatePolicy", N_ ("Guardrail made") },
  { "ram:CreatePermission", N_ ("Managed permission made") },
  { "ram:CreateResourceShare", N_ ("Share offered") },
};

const char *
esp_ceremony_step_word (const EspCeremonyStep *step)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].action, step->action))
      return words[i].word;
  return step->action;
}
