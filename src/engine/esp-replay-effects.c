/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two people agreed on, and what was done: the rows that an act changed must be those that the
 * signed request speaks of, with the values that it has. Only values that stand in the request as
 * they are written are compared; which rows there may be at all is in esp-replay-rules.c. */
#include "esp-replay-private.h"

#include "base/esp-json.h"
#include "esp-approving-changes.h"
#include "esp-people.h"
#include "esp-replay-rules.h"
#include "pki/esp-digest.h"
#include "vault/esp-ca-store.h"

#include <string.h>

typedef struct
{
  EspReplay *replay;
  const char *operation;
  const char *requester; /* id */
  JsonObject *parameters;
  JsonArray *said; /* what the request says of before and after */
  GArray *changes; /* EspReplayChange: all of the entry */
  gint64 now;
} Agreed;

typedef gboolean (*MeantFunc) (const Agreed *agreed,
                               const EspReplayChange *change,
                               JsonObject *before);

static gboolean
is_operation (const Agreed *agreed, const char *operation)
{
  return g_str_equal (agreed->operation, operation);
}

static const char *
asked_for (const Agreed *agreed, const char *parameter)
{
  return esp_json_get_string (agreed->parameters, parameter);
}

static const char *
second_key (const EspReplayChange *change)
{
  const char *slash = strchr (change->key, '/');

  return slash ? slash + 1 : "";
}

/* By name or however else a person was named. */
static gboolean
names_person (const Agreed *agreed, const char *parameter, const char *id, gsize len)
{
  const char *named = asked_for (agreed, parameter);
  g_autoptr (EspPrincipal)
    person = named ? esp_people_find_principal (agreed->replay->state, named, NULL) : NULL;

  return person && strlen (person->id) == len && strncmp (person->id, id, len) == 0;
}

static gboolean
names_second (const Agreed *agreed, const char *parameter, const EspReplayChange *change)
{
  return names_person (agreed, parameter, second_key (change), strlen (second_key (change)));
}

/* --- Who may do what --------------------------------------------------------------------------*/

static gboolean
is_meant_assignment (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  return names_second (agreed, "Principal", change) &&
         (change->row != NULL) == is_operation (agreed, "AssignRole");
}

static gboolean
is_meant_policy (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  return g_strcmp0 (second_key (change), asked_for (agreed, "PolicyName")) == 0 &&
         (is_operation (agreed, "PutRolePolicy") ?
            esp_replay_has (change->row, "document", asked_for (agreed, "PolicyDocument")) :
            change->row == NULL);
}

/* While nobody was named everybody could who may: the first change names them. */
static gboolean
could_approve (const Agreed *agreed, const EspReplayChange *change)
{
  g_autofree char *ca_id = g_strndup (change->key, strcspn (change->key, "/"));
  g_autoptr (EspCa) ca = esp_ca_store_find (agreed->replay->state, ca_id, NULL);
  g_autoptr (GPtrArray)
    able = ca ? esp_approving_able (agreed->replay->state, ca, agreed->now, NULL) : NULL;

  return able && esp_approving_is_among (able, second_key (change));
}

static gboolean
is_meant_approver (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  gboolean named = names_second (agreed, "Principal", change);

  if (change->row)
    return (named && is_operation (agreed, "AddApprover")) || could_approve (agreed, change);
  return named && is_operation (agreed, "RemoveApprover");
}

static gboolean
is_meant_guardrail (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  const char *document = asked_for (agreed, "Document");
  const char *named = asked_for (agreed, "Name");

  if (!esp_replay_has (before ? before : change->row, "name", named) &&
      !esp_replay_has (before, "id", named))
    return FALSE;
  if (is_operation (agreed, "DeleteGuardrail"))
    return change->row == NULL;
  return document ? esp_replay_has (change->row, "document", document) :
                    esp_replay_same (before, change->row, "document");
}

/* --- People -----------------------------------------------------------------------------------*/

static gboolean
is_pem_of (const char *pem, const char *hex)
{
  g_autoptr (GBytes) bytes = pem ? g_bytes_new_static (pem, strlen (pem)) : NULL;
  g_autoptr (EspCertificate) certificate = bytes ? esp_certificate_parse (bytes, NULL) : NULL;
  GBytes *der = certificate ? esp_certificate_get_der (certificate) : NULL;
  g_autofree char *own = der ?
                           esp_hex_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der)) :
                           NULL;

  return own && g_strcmp0 (own, hex) == 0;
}

static gboolean
is_meant_recovery (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  return !before && esp_replay_has (change->row, "kind", "RECOVERY") &&
         is_pem_of (asked_for (agreed, "AgreementCertificate"),
                    esp_json_get_string (change->row, "agreement_certificate")) &&
         is_pem_of (asked_for (agreed, "SigningCertificate"),
                    esp_json_get_string (change->row, "signing_certificate"));
}

/* Whose fingerprint was read out. */
static gboolean
has_fingerprint (const Agreed *agreed, JsonObject *row)
{
  const char *typed = asked_for (agreed, "Fingerprint");
  const char *hex = esp_json_get_string (row, "signing_certificate");
  g_autoptr (GBytes) der = hex ? esp_hex_decode (hex, NULL) : NULL;
  g_autofree char *own = der ?
                           esp_sha256_hex (g_bytes_get_data (der, NULL), g_bytes_get_size (der)) :
                           NULL;
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *c = typed; c && *c; c++)
    if (*c != ':' && *c != ' ')
      g_string_append_c (digits, g_ascii_tolower (*c));
  return own && g_str_equal (own, digits->str);
}

static gboolean
is_meant_person (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  static const char *const states[][2] = { { "SuspendPrincipal", "SUSPENDED" },
                                           { "ResumePrincipal", "ACTIVE" },
                                           { "ResetPrincipal", "INVITED" },
                                           { "ConfirmPrincipal", "ACTIVE" } };

  if (!names_person (agreed, "Name", change->key, strlen (change->key)))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (is_operation (agreed, states[i][0]) &&
        !esp_replay_has (change->row, "status", states[i][1]))
      return FALSE;
  return !is_operation (agreed, "ConfirmPrincipal") || has_fingerprint (agreed, change->row);
}

static gboolean
is_meant_tag (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  const char *slash = strchr (change->key, '/');

  return slash && names_person (agreed, "Name", change->key, (gsize) (slash - change->key)) &&
         (change->row != NULL) == is_operation (agreed, "TagPrincipal");
}

/* --- The authority ----------------------------------------------------------------------------*/

/* In whatever case it was typed. */
static gboolean
is_state (JsonObject *row, const char *typed)
{
  const char *state = esp_json_get_string (row, "state");

  return state && g_ascii_strcasecmp (state, typed) == 0;
}

static gboolean
is_meant_update (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  const char *status = asked_for (agreed, "Status");

  return esp_replay_same (before, change->row, "dual_control") &&
         esp_replay_same (before, change->row, "parent") &&
         (status ? is_state (change->row, status) : esp_replay_same (before, change->row, "state"));
}

static gboolean
is_meant_rule (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  static const char *const columns[] = { "dual_control", "changed_at", NULL };

  return esp_replay_same_beside (before, change->row, columns) &&
         (esp_json_get_int (change->row, "dual_control", -1) == 1) ==
           esp_json_get_boolean (agreed->parameters, "Enabled", FALSE);
}

static gboolean
is_meant_deletion (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  const char *state = is_operation (agreed, "DeleteCertificateAuthority") ?
                        "DELETED" :
                        esp_json_get_string (before, "restore_state");

  return esp_replay_has (change->row, "state", state) &&
         esp_replay_same (before, change->row, "dual_control");
}

/* Those that the clock ended are another matter. */
static gboolean
is_meant_share (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  const char *signing = asked_for (agreed, "Signing");

  if (before)
    return esp_replay_same (before, change->row, "signing") &&
           esp_replay_same (before, change->row, "consumer");
  return change->row && g_ascii_strcasecmp (signing ? signing : "REQUEST",
                                            esp_json_get_string (change->row, "signing")) == 0;
}

/* --- What it signs ----------------------------------------------------------------------------*/

static EspRequest *
parse_request_for (const char *pem, EspCertificate *certificate)
{
  g_autoptr (GBytes) bytes = pem ? g_bytes_new_static (pem, strlen (pem)) : NULL;
  g_autoptr (EspRequest) request = bytes ? esp_request_parse (bytes, NULL) : NULL;

  if (!request ||
      !esp_key_equal_public (esp_request_get_key (request), esp_certificate_get_key (certificate)))
    return NULL;
  return g_steal_pointer (&request);
}

/* The request of the call with the key of @certificate. */
static EspRequest *
find_request (const Agreed *agreed, EspCertificate *certificate)
{
  JsonArray *requests = esp_json_get_array (agreed->parameters, "Requests");
  EspRequest *found = parse_request_for (asked_for (agreed, "Csr"), certificate);

  for (guint i = 0; !found && requests && i < json_array_get_length (requests); i++)
    found = parse_request_for (json_array_get_string_element (requests, i), certificate);
  return found;
}

/* Many stand under one root, and are not looked at one by one. */
static gboolean
is_meant_certificate (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  const char *named = asked_for (agreed, "TemplateArn");
  const EspTemplate *template = esp_template_find (named ? named : ESP_TEMPLATE_DEFAULT, NULL);
  g_autoptr (EspCertificate) certificate = esp_replay_read_certificate (agreed->replay, change);
  g_autoptr (EspRequest) request = certificate ? find_request (agreed, certificate) : NULL;

  if (!certificate)
    return TRUE;
  return template && request &&
         esp_replay_keeps_terms (certificate, template, agreed->parameters, request, agreed->now);
}

/* --- A new authority --------------------------------------------------------------------------*/

static guint
count_tags (const Agreed *agreed, const char *id)
{
  guint n = 0;

  for (guint i = 0; i < agreed->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (agreed->changes, EspReplayChange, i);

      n += g_str_equal (change->table->name, "ca_tag") && g_str_has_prefix (change->key, id);
    }
  return n;
}

/* Which ones they are, each row says. */
static gboolean
has_all_tags (const Agreed *agreed, const char *id)
{
  JsonArray *tags = esp_json_get_array (agreed->parameters, "Tags");

  return count_tags (agreed, id) == (tags ? json_array_get_length (tags) : 0);
}

/* Its parent is touched by the way. */
static gboolean
is_meant_authority (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  static const char *const columns[] = { "changed_at", NULL };

  if (before || !change->row)
    return before && change->row && esp_replay_same_beside (before, change->row, columns);
  return has_all_tags (agreed, change->key) &&
         esp_replay_is_asked_authority (agreed->replay->state, agreed->parameters,
                                        agreed->requester, change->row, agreed->now);
}

static gboolean
is_meant_ca_tag (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  return change->row && esp_replay_is_asked_tag (agreed->parameters, change->row);
}

/* The authority that the entry makes. */
static JsonObject *
find_made (const Agreed *agreed)
{
  for (guint i = 0; i < agreed->changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (agreed->changes, EspReplayChange, i);
      g_autoptr (JsonObject) before = NULL;

      if (!change->row || !g_str_equal (change->table->name, "ca"))
        continue;
      before = esp_replay_read_row (agreed->replay->state, change->table, change->key);
      if (!before)
        return change->row;
    }
  return NULL;
}

static gboolean
is_meant_own_certificate (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  JsonObject *made = find_made (agreed);
  g_autoptr (EspCertificate) certificate = esp_replay_read_certificate (agreed->replay, change);

  return made && certificate && esp_replay_is_of_authority (certificate, made) &&
         esp_replay_is_asked_certificate (agreed->parameters, certificate, agreed->now);
}

/* --- Renewals ---------------------------------------------------------------------------------*/

static EspCa *
find_renewed (const Agreed *agreed)
{
  const char *named = asked_for (agreed, "CertificateAuthority");
  g_autoptr (GPtrArray) found = named ? esp_ca_store_search (agreed->replay->state, named, NULL) :
                                        NULL;

  return found && found->len == 1 ? esp_ca_copy (g_ptr_array_index (found, 0)) : NULL;
}

static gboolean
is_meant_renewal (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  g_autoptr (EspCa) old = find_renewed (agreed);

  return old && esp_replay_is_renewed (old, agreed->parameters, change->key, before, change->row) &&
         (before || count_tags (agreed, change->key) == old->tags->len);
}

static gboolean
is_inherited_tag (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  g_autoptr (EspCa) old = find_renewed (agreed);

  return old && !before && change->row && esp_replay_is_inherited_tag (old, change->row);
}

static gboolean
is_inherited_approver (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  g_autoptr (EspCa) old = find_renewed (agreed);

  return old && !before && change->row &&
         esp_replay_is_inherited_approver (agreed->replay, old, second_key (change));
}

/* Of the authority that was there, or of the one that takes its place. */
static gboolean
is_meant_renewed_certificate (const Agreed *agreed,
                              const EspReplayChange *change,
                              JsonObject *before)
{
  g_autoptr (EspCa) old = find_renewed (agreed);
  g_autoptr (EspCertificate) certificate = esp_replay_read_certificate (agreed->replay, change);
  JsonObject *made = find_made (agreed);

  return old && certificate && (!made || esp_replay_is_of_authority (certificate, made)) &&
         esp_replay_is_renewed_certificate (agreed->replay, old, agreed->parameters, certificate,
                                            agreed->now);
}

/* One of those whose certificates were shown. */
static gboolean
is_meant_import (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  g_autoptr (GBytes) der = esp_replay_read_imported (agreed->replay, agreed->changes, change->key);
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;
  guint n = agreed->said ? json_array_get_length (agreed->said) : 0;

  for (guint i = 0; certificate && !before && i < n; i++)
    {
      JsonObject *said = json_array_get_object_element (agreed->said, i);

      if (esp_replay_has (said, "what", ESP_CHANGE_IMPORTED) &&
          esp_replay_has (said, "after", esp_certificate_get_fingerprint (certificate)))
        return TRUE;
    }
  return FALSE;
}

/* Which ones may go is in esp-replay-handover.c. */
static gboolean
is_meant_handover (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  return before && change->row && esp_replay_has (change->row, "state", "DELETED") &&
         esp_replay_has_number (change->row, "handed_over_at", agreed->now);
}

/* What no such act brings with it. */
static gboolean
is_not_meant (const Agreed *agreed, const EspReplayChange *change, JsonObject *before)
{
  return FALSE;
}

/* --- The table --------------------------------------------------------------------------------*/

static const struct
{
  const char *operations; /* separated by spaces */
  const char *table;
  MeantFunc is_meant;
} rows[] = {
  { "AssignRole UnassignRole", "assignment", is_meant_assignment },
  { "PutRolePolicy DeleteRolePolicy", "role_policy", is_meant_policy },
  { "AddApprover RemoveApprover", "approver", is_meant_approver },
  { "CreateGuardrail UpdateGuardrail DeleteGuardrail", "guardrail", is_meant_guardrail },
  { "SuspendPrincipal ResumePrincipal ResetPrincipal ConfirmPrincipal", "principal",
    is_meant_person },
  { "CreateRecoveryIdentity", "principal", is_meant_recovery },
  { "TagPrincipal UntagPrincipal", "principal_tag", is_meant_tag },
  { "UpdateCertificateAuthority TagCertificateAuthority UntagCertificateAuthority", "ca",
    is_meant_update },
  { "SetDualControl", "ca", is_meant_rule },
  { "DeleteCertificateAuthority RestoreCertificateAuthority", "ca", is_meant_deletion },
  { "CreateResourceShare ReplaceResourceSharePermission DeleteResourceShare PutPolicy DeletePolicy",
    "share", is_meant_share },
  { "IssueCertificate IssueCertificates", "certificate", is_meant_certificate },
  { "CreateCertificateAuthority", "ca", is_meant_authority },
  { "CreateCertificateAuthority", "ca_tag", is_meant_ca_tag },
  { "CreateCertificateAuthority", "certificate", is_meant_own_certificate },
  { "CreateCertificateAuthority", "approver", is_not_meant },
  { "ImportAuthorities", "ca", is_meant_import },
  { "ImportAuthorities", "approver", is_not_meant },
  { "ExportHierarchy", "ca", is_meant_handover },
  { "RenewCertificateAuthority", "ca", is_meant_renewal },
  { "RenewCertificateAuthority", "ca_tag", is_inherited_tag },
  { "RenewCertificateAuthority", "approver", is_inherited_approver },
  { "RenewCertificateAuthority", "certificate", is_meant_renewed_certificate },
};

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) all = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *) all, word);
}

static gboolean
is_meant (const Agreed *agreed, const EspReplayChange *change)
{
  g_autoptr (JsonObject) before = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (!g_str_equal (rows[i].table, change->table->name) ||
          !has_word (rows[i].operations, agreed->operation))
        continue;
      before = esp_replay_read_row (agreed->replay->state, change->table, change->key);
      return rows[i].is_meant (agreed, change, before);
    }
  return TRUE;
}

void
esp_replay_check_effects (EspReplay *replay,
                          const EspEvent *event,
                          JsonObject *request,
                          GArray *changes)
{
  const Agreed agreed = { replay,
                          esp_json_get_string (request, "operation"),
                          esp_json_get_string (request, "requester"),
                          esp_json_get_object (request, "parameters"),
                          esp_json_get_array (request, "changes"),
                          changes,
                          event->time };

  for (guint i = 0; agreed.operation && agreed.parameters && i < changes->len; i++)
    {
      const EspReplayChange *change = &g_array_index (changes, EspReplayChange, i);

      if (!is_meant (&agreed, change))
        esp_replay_tell_row (replay, event, change->table, change->key,
                             "is not what the two persons agreed on");
    }
}
