/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking what somebody else may do: SimulateAccess for one question with every statement, and
 * AccessMatrix for everybody and everything. Both ask the engine's own decision (esp-deciding.h)
 * about rights that are read as those of a session are. */
#include "esp-ops.h"

#include "access/esp-action.h"
#include "base/esp-error.h"
#include "esp-approving.h"
#include "esp-people.h"
#include "esp-recipients.h"
#include "esp-seeing.h"
#include "esp-views.h"
#include "model/esp-arn.h"
#include "model/esp-tag.h"
#include "pki/esp-envelope.h"
#include "pki/esp-template.h"
#include "vault/esp-ca-recipient-store.h"
#include "vault/esp-ca-store.h"
#include "vault/esp-share-store.h"

#define CA_RESOURCE "certificate-authority"
#define PROBE_KEY "a-key-that-nobody-uses"

/* --- What may be asked about -------------------------------------------------------------------*/

/* Set of the ids of CAs that others share with the account of the session. */
static GHashTable *
list_received (EspOperationContext *context, GError **error)
{
  g_autoptr (GPtrArray)
    shares = esp_share_store_list_active (context->vault, NULL, context->rights->account, error);
  GHashTable *cas;

  if (!shares)
    return NULL;
  cas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < shares->len; i++)
    g_hash_table_add (cas, g_strdup (((const EspShare *) g_ptr_array_index (shares, i))->ca));
  return cas;
}

/* Of people and authorities of other accounts nothing is told but to a role of the organization;
 * what is shared with the own account is its own business too. */
static gboolean
is_askable (EspOperationContext *context, const EspCa *ca, GHashTable *received)
{
  return esp_people_sees (context, ca->account) || g_hash_table_contains (received, ca->id);
}

/* To ask about what is not seen is to look at it: allowed to whoever may describe it. */
static gboolean
require_ca (EspOperationContext *context, const EspCa *ca, GError **error)
{
  g_autoptr (GHashTable) received = list_received (context, error);

  if (received && !is_askable (context, ca, received))
    esp_context_require_on (context, "acm-pca:DescribeCertificateAuthority", ca);
  return received != NULL;
}

/* --- Whose keys --------------------------------------------------------------------------------*/

static gboolean
names_in_envelope (EspVault *vault, const EspCa *ca, const char *principal_id, GError **error)
{
  g_autoptr (EspPrincipal) principal = esp_people_find_principal (vault, principal_id, error);
  g_autoptr (GBytes) envelope = principal ? esp_ca_store_get_key (vault, ca->id, error) : NULL;
  g_autoptr (EspCertificate)
    certificate = envelope && principal->agreement_certificate ?
                    esp_certificate_parse (principal->agreement_certificate, error) :
                    NULL;

  return certificate && esp_envelope_names (envelope, certificate);
}

/* Is the key of @ca sealed to them as it stands in the file? */
static gboolean
opens_key (EspVault *vault,
           const EspCa *ca,
           const char *principal_id,
           gboolean *opens,
           GError **error)
{
  g_autoptr (GPtrArray) ids = esp_ca_recipient_store_list (vault, ca->id, error);
  GError *problem = NULL;

  if (!ids)
    return FALSE;
  *opens = ids->len > 0 ? g_ptr_array_find_with_equal_func (ids, principal_id, g_str_equal, NULL) :
                          names_in_envelope (vault, ca, principal_id, &problem);
  if (!problem)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

static gboolean
needs_approval (EspVault *vault,
                const char *action,
                const EspCa *ca,
                gboolean *needed,
                GError **error)
{
  GError *problem = NULL;

  *needed = esp_approving_would_be_needed (vault, action, ca, &problem);
  if (!problem)
    return TRUE;
  g_propagate_error (error, problem);
  return FALSE;
}

/* --- One question ------------------------------------------------------------------------------*/

typedef struct
{
  EspRights *rights;
  GPtrArray *resource_tags, *request_tags;
} Simulation;

static void
simulation_free (gpointer data)
{
  Simulation *simulation = data;

  g_clear_pointer (&simulation->rights, esp_rights_unref);
  g_clear_pointer (&simulation->resource_tags, g_ptr_array_unref);
  g_clear_pointer (&simulation->request_tags, g_ptr_array_unref);
  g_free (simulation);
}

static EspRole *
only_role (GPtrArray *roles, const EspPrincipal *principal, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (roles->len == 1)
    return g_ptr_array_steal_index (roles, 0);
  for (guint i = 0; i < roles->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const EspRole *) g_ptr_array_index (roles, i))->name);
  if (roles->len == 0)
    esp_error_set (error, ESP_REASON_ROLE_NONE, principal->name, NULL);
  else
    esp_error_set (error, ESP_REASON_ROLE_WHICH, principal->name, "candidates", names->str, NULL);
  return NULL;
}

/* A role that the person does not hold gives nothing, as in a session from which it was taken. */
static EspRole *
find_role (EspOperationContext *context, const EspPrincipal *principal, GError **error)
{
  const char *wanted = esp_context_text (context, "Role");
  g_autoptr (GPtrArray) roles = NULL;

  if (wanted)
    return esp_people_find_role (context->vault, wanted, principal->account, error);
  roles = esp_role_store_list_for (context->vault, principal->id, error);
  return roles ? only_role (roles, principal, error) : NULL;
}

static gboolean
read_tags (EspOperationContext *context, const char *member, GPtrArray **tags, GError **error)
{
  JsonArray *array = esp_json_get_array (context->parameters, member);

  if (!array)
    return TRUE;
  *tags = esp_tags_new ();
  return esp_view_read_tags (array, *tags, error);
}

static gboolean
read_simulation (EspOperationContext *context, Simulation *simulation, GError **error)
{
  g_autoptr (EspPrincipal)
    principal = esp_seeing_find_principal (context, esp_context_text (context, "Principal"), error);
  g_autoptr (EspRole) role = principal ? find_role (context, principal, error) : NULL;

  if (!role)
    return FALSE;
  simulation->rights = esp_rights_load (context->vault, principal, role->id, error);
  return simulation->rights &&
         read_tags (context, "RequestTags", &simulation->request_tags, error) &&
         read_tags (context, "ResourceTags", &simulation->resource_tags, error);
}

static EspQuestion
ask (EspOperationContext *context, const Simulation *simulation)
{
  const char *template = esp_context_text (context, "TemplateArn");
  EspQuestion question = { .action = esp_context_text (context, "Action"), .now = context->now };
  const EspTemplate *found;

  if (context->ca)
    question = esp_question_about (question.action, context->ca, context->now);
  if (simulation->resource_tags)
    question.resource_tags = simulation->resource_tags;
  question.request_tags = simulation->request_tags;
  if (!template && !g_str_has_suffix (question.action, ":IssueCertificate"))
    return question;
  found = esp_template_find (template ? template : ESP_TEMPLATE_DEFAULT, NULL);
  question.template_arn = found ? found->arn : template;
  return question;
}

/* --- Showing the answer ------------------------------------------------------------------------*/

static const char *
match_name (EspStatementMatch match)
{
  static const char *const names[] = {
    [ESP_STATEMENT_APPLIES] = "APPLIES",
    [ESP_STATEMENT_OTHER_PRINCIPAL] = "OTHER_PRINCIPAL",
    [ESP_STATEMENT_OTHER_ACTION] = "OTHER_ACTION",
    [ESP_STATEMENT_OTHER_RESOURCE] = "OTHER_RESOURCE",
    [ESP_STATEMENT_CONDITION] = "CONDITION",
  };

  return names[match];
}

static JsonArray *
view_steps (GPtrArray *steps)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < steps->len; i++)
    {
      const EspDecisionStep *step = g_ptr_array_index (steps, i);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "Source", esp_policy_source_to_string (step->source));
      json_object_set_string_member (row, "Policy", step->policy);
      json_object_set_string_member (row, "Statement", step->statement);
      json_object_set_string_member (row, "Effect", step->is_deny ? "Deny" : "Allow");
      json_object_set_string_member (row, "Match", match_name (step->match));
      esp_json_set_string (row, "Condition", step->condition);
      json_object_set_boolean_member (row, "Decided", step->decided);
      json_array_add_object_element (array, row);
    }
  return array;
}

static JsonArray *
view_keys (const EspConditionKeys *keys)
{
  g_autofree const char **names = esp_condition_keys_list (keys);
  JsonArray *array = json_array_new ();

  for (gsize i = 0; names[i]; i++)
    {
      const char *const *values = esp_condition_keys_get (keys, names[i], NULL);
      JsonObject *row = json_object_new ();
      JsonArray *list = json_array_new ();

      for (gsize j = 0; values[j]; j++)
        json_array_add_string_element (list, values[j]);
      json_object_set_string_member (row, "Key", names[i]);
      json_object_set_array_member (row, "Values", list);
      json_array_add_object_element (array, row);
    }
  return array;
}

static void
show_decision (JsonObject *result, const EspDecision *decision)
{
  json_object_set_string_member (result, "Decision",
                                 esp_decision_outcome_to_string (decision->outcome));
  esp_json_set_string (result, "Policy", decision->policy);
  esp_json_set_string (result, "Statement", decision->statement);
  if (decision->policy)
    json_object_set_string_member (result, "Source",
                                   esp_policy_source_to_string (decision->source));
  esp_json_set_string (result, "Missing", decision->missing);
}

gboolean
esp_op_simulate_resolve (EspOperationContext *context, GError **error)
{
  Simulation *simulation = g_new0 (Simulation, 1);
  const char *ca = esp_context_text (context, "CertificateAuthority");

  context->data = simulation;
  context->free_data = simulation_free;
  /* What the question is about is no resource of this operation. */
  context->ca = ca ? esp_context_find_ca (context, ca, error) : NULL;
  if (ca && (!context->ca || !require_ca (context, context->ca, error)))
    return FALSE;
  return read_simulation (context, simulation, error);
}

gboolean
esp_op_simulate_access (EspOperationContext *context, GError **error)
{
  const Simulation *simulation = context->data;
  EspQuestion question = ask (context, simulation);
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (EspConditionKeys) keys = NULL;
  g_autoptr (EspDecision)
    decision = esp_rights_explain (simulation->rights, &question, &steps, &keys);
  gboolean needed = FALSE, opens = FALSE;

  if (context->ca &&
      (!needs_approval (context->vault, question.action, context->ca, &needed, error) ||
       !opens_key (context->vault, context->ca, simulation->rights->principal_id, &opens, error)))
    return FALSE;
  show_decision (context->result, decision);
  json_object_set_boolean_member (context->result, "NeedsApproval", needed);
  json_object_set_boolean_member (context->result, "OpensKey", opens);
  json_object_set_array_member (context->result, "Context", view_keys (keys));
  json_object_set_array_member (context->result, "Steps", view_steps (steps));
  return TRUE;
}

/* --- Everybody and everything ------------------------------------------------------------------*/

typedef enum
{
  NEVER,
  SOMETIMES,
  ALWAYS,
} Often;

typedef struct
{
  guint n_asked, n_allowed;
} Poll;

static void
poll_templates (Poll *poll, const EspRights *rights, EspQuestion *question)
{
  GPtrArray *templates = esp_templates ();

  for (guint i = 0; i < templates->len; i++)
    {
      question->template_arn = ((const EspTemplate *) g_ptr_array_index (templates, i))->arn;
      poll->n_asked++;
      poll->n_allowed += esp_rights_allow (rights, question);
    }
}

/* Without tags, with those of the CA, with those of the person, and with one that nobody knows. */
static void
poll_tags (Poll *poll, const EspRights *rights, EspQuestion *question)
{
  g_autoptr (GPtrArray) strange = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_tag_free);
  GPtrArray *sets[] = { NULL, question->resource_tags, rights->principal_tags, strange };

  g_ptr_array_add (strange, esp_tag_new (PROBE_KEY, "x"));
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      question->request_tags = sets[i];
      poll->n_asked++;
      poll->n_allowed += esp_rights_allow (rights, question);
    }
}

static gboolean
has_key (const EspAction *action, const char *prefix)
{
  for (gsize i = 0; action->condition_keys[i]; i++)
    if (g_str_has_prefix (action->condition_keys[i], prefix))
      return TRUE;
  return FALSE;
}

static Often
how_often (const EspRights *rights, const EspAction *action, const EspCa *ca, gint64 now)
{
  EspQuestion question = esp_question_about (action->name, ca, now);
  Poll poll = { 0, 0 };

  if (has_key (action, "acm-pca:TemplateArn"))
    poll_templates (&poll, rights, &question);
  else if (has_key (action, "aws:RequestTag/"))
    poll_tags (&poll, rights, &question);
  else
    {
      poll.n_asked = 1;
      poll.n_allowed = esp_rights_allow (rights, &question);
    }
  if (poll.n_allowed == poll.n_asked)
    return ALWAYS;
  question = esp_question_about (action->name, ca, now);
  return poll.n_allowed > 0 || esp_rights_could (rights, &question, TRUE) ? SOMETIMES : NEVER;
}

typedef struct
{
  EspOperationContext *context;
  GPtrArray *actions; /* EspAction on CAs */
  const EspCa *ca;
  GPtrArray *approved; /* names of those that a second person must consent to */
} Matrix;

static gboolean
add_row (const Matrix *matrix, const EspRights *rights, JsonArray *rows, GError **error)
{
  JsonObject *row = json_object_new ();
  JsonArray *allowed = json_array_new (), *conditional = json_array_new ();
  JsonArray *approval = json_array_new ();
  gboolean opens = FALSE;

  for (guint i = 0; i < matrix->actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (matrix->actions, i);
      Often often = how_often (rights, action, matrix->ca, matrix->context->now);

      if (often != NEVER)
        json_array_add_string_element (often == ALWAYS ? allowed : conditional, action->name);
      if (often != NEVER && g_ptr_array_find (matrix->approved, action, NULL))
        json_array_add_string_element (approval, action->name);
    }
  json_object_set_string_member (row, "Principal", rights->principal_name);
  json_object_set_string_member (row, "Account", rights->account);
  json_object_set_string_member (row, "Role", rights->role_name);
  json_object_set_string_member (row, "CertificateAuthorityArn", matrix->ca->arn);
  json_object_set_array_member (row, "Allowed", allowed);
  json_object_set_array_member (row, "Conditional", conditional);
  json_object_set_array_member (row, "NeedsApproval", approval);
  json_array_add_object_element (rows, row);
  if (!opens_key (matrix->context->vault, matrix->ca, rights->principal_id, &opens, error))
    return FALSE;
  json_object_set_boolean_member (row, "OpensKey", opens);
  return TRUE;
}

static gboolean
find_approved (Matrix *matrix, GError **error)
{
  g_ptr_array_set_size (matrix->approved, 0);
  for (guint i = 0; i < matrix->actions->len; i++)
    {
      const EspAction *action = g_ptr_array_index (matrix->actions, i);
      gboolean needed;

      if (!needs_approval (matrix->context->vault, action->name, matrix->ca, &needed, error))
        return FALSE;
      if (needed)
        g_ptr_array_add (matrix->approved, (gpointer) action);
    }
  return TRUE;
}

static gboolean
add_ca (Matrix *matrix, EspCrowd *crowd, JsonArray *cas, JsonArray *rows, GError **error)
{
  GPtrArray *everybody = esp_crowd_get_rights (crowd);
  JsonObject *row;
  gboolean in_force;

  if (!esp_approving_in_force (matrix->context->vault, matrix->ca, matrix->context->now, NULL,
                               &in_force, error))
    return FALSE;
  row = json_object_new ();
  json_object_set_string_member (row, "Arn", matrix->ca->arn);
  json_object_set_string_member (row, "CommonName", matrix->ca->label);
  json_object_set_string_member (row, "OwnerAccount", matrix->ca->account);
  json_object_set_boolean_member (row, "DualControl", in_force);
  json_array_add_object_element (cas, row);
  if (!find_approved (matrix, error))
    return FALSE;
  for (guint i = 0; i < everybody->len; i++)
    {
      const EspRights *rights = g_ptr_array_index (everybody, i);

      if (esp_people_sees (matrix->context, rights->account) &&
          !add_row (matrix, rights, rows, error))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
list_ca_actions (JsonObject *result)
{
  GPtrArray *all = esp_actions (), *actions = g_ptr_array_new ();
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      EspAction *action = g_ptr_array_index (all, i);

      if (g_strcmp0 (action->resource_type, CA_RESOURCE) != 0)
        continue;
      g_ptr_array_add (actions, action);
      json_array_add_string_element (names, action->name);
    }
  json_object_set_array_member (result, "Actions", names);
  return actions;
}

gboolean
esp_op_access_matrix_resolve (EspOperationContext *context, GError **error)
{
  const char *wanted = esp_context_text (context, "CertificateAuthority");

  if (!wanted)
    return TRUE;
  context->ca = esp_context_find_ca (context, wanted, error);
  return context->ca && require_ca (context, context->ca, error);
}

gboolean
esp_op_access_matrix (EspOperationContext *context, GError **error)
{
  g_autoptr (GHashTable) received = list_received (context, error);
  g_autoptr (GPtrArray)
    all = received ? esp_ca_store_list (context->vault, NULL, context->now, error) : NULL;
  g_autoptr (EspCrowd) crowd = all ? esp_crowd_load (context->vault, error) : NULL;
  g_autoptr (GPtrArray) actions = list_ca_actions (context->result);
  g_autoptr (GPtrArray) approved = g_ptr_array_new ();
  Matrix matrix = { context, actions, NULL, approved };
  JsonArray *cas, *rows;

  if (!crowd)
    return FALSE;
  cas = json_array_new ();
  rows = json_array_new ();
  json_object_set_array_member (context->result, "CertificateAuthorities", cas);
  json_object_set_array_member (context->result, "Rows", rows);
  for (guint i = 0; i < all->len; i++)
    {
      matrix.ca = g_ptr_array_index (all, i);
      if (context->ca ? !g_str_equal (context->ca->id, matrix.ca->id) :
                        !is_askable (context, matrix.ca, received))
        continue;
      if (!add_ca (&matrix, crowd, cas, rows, error))
        return FALSE;
    }
  return TRUE;
}
