/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps stand in the order in which they are done, but for certificate authorities, which stand as
 * a tree with what is theirs below them. */
#include "console-ceremony-lines.h"

#include "console-access-item.h"
#include "console-format.h"
#include "console-plan-words.h"

#include <glib/gi18n.h>

typedef struct
{
  const EspPlan *plan;
  GPtrArray *lines;
  GHashTable *by_ca; /* key -> GPtrArray of its steps, borrowed */
} List;

/* --- Groups ------------------------------------------------------------------------------------*/

typedef enum
{
  GROUP_OTHERS,
  GROUP_ACCOUNTS,
  GROUP_PERMISSIONS,
  GROUP_GUARDRAILS,
  GROUP_ROLES,
  GROUP_PEOPLE,
  GROUP_CAS,
  GROUP_SHARES,
  N_GROUPS
} Group;

static const char *const groups[N_GROUPS] = {
  [GROUP_OTHERS] = NC_ ("group of steps", "Further Steps"),
  [GROUP_ACCOUNTS] = NC_ ("group of steps", "Accounts"),
  [GROUP_PERMISSIONS] = NC_ ("group of steps", "Permissions for Sharing"),
  [GROUP_GUARDRAILS] = NC_ ("group of steps", "Guardrails"),
  [GROUP_ROLES] = NC_ ("group of steps", "Roles"),
  [GROUP_PEOPLE] = NC_ ("group of steps", "People"),
  [GROUP_CAS] = NC_ ("group of steps", "Certificate Authorities"),
  [GROUP_SHARES] = NC_ ("group of steps", "Shares"),
};

typedef struct
{
  const char *operation;
  Group group;
  const char *icon;
  const char *words; /* what is done, in the list; NULL: the group says it */
} Step;

static const Step steps[] = {
  { "CreateAccount", GROUP_ACCOUNTS, "door-organization-symbolic", NULL },
  { "CreateManagedPermission", GROUP_PERMISSIONS, "permission-symbolic", NULL },
  { "CreateGuardrail", GROUP_GUARDRAILS, "guardrail-symbolic", NULL },
  { "CreateRole", GROUP_ROLES, "role-symbolic", NULL },
  { "PutRolePolicy", GROUP_ROLES, "role-symbolic", NC_ ("step", "Policy of the role") },
  { "TagRole", GROUP_ROLES, "tag-outline-symbolic", NC_ ("step", "Tags of the role") },
  { "InvitePrincipal", GROUP_PEOPLE, "person-symbolic", NC_ ("step", "Invitation") },
  { "AssignRole", GROUP_PEOPLE, "role-symbolic", NC_ ("step", "Role of the person") },
  { "TagPrincipal", GROUP_PEOPLE, "tag-outline-symbolic", NC_ ("step", "Tags of the person") },
  { "CreateCertificateAuthority", GROUP_CAS, "hierarchy-symbolic", NULL },
  { "SetDualControl", GROUP_CAS, "approvals-symbolic", NC_ ("step", "Two persons") },
  { "AddApprover", GROUP_CAS, "approvals-symbolic", NC_ ("step", "Approver") },
  { "RemoveApprover", GROUP_CAS, "approvals-symbolic", NC_ ("step", "Approver no more") },
  { "CreateResourceShare", GROUP_SHARES, "shares-symbolic", NC_ ("step", "Share") },
};

static const Step *
find_step (JsonObject *object)
{
  static const Step other = { NULL, GROUP_OTHERS, "dialog-question-symbolic", NULL };
  const char *operation = esp_json_get_string (object, "Operation");

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i].operation, operation) == 0)
      return &steps[i];
  return &other;
}

static char *
name_group (Group group)
{
  return g_strdup (g_dpgettext2 (NULL, "group of steps", groups[group]));
}

/* --- Texts -------------------------------------------------------------------------------------*/

/* With a point between those that there are. */
static char *
join (const char *first, const char *second, const char *third)
{
  const char *parts[4] = { NULL };
  guint n = 0;

  if (first && first[0])
    parts[n++] = first;
  if (second && second[0])
    parts[n++] = second;
  if (third && third[0])
    parts[n++] = third;
  return g_strjoinv (" · ", (char **) parts);
}

static char *
describe_ca (JsonObject *step)
{
  const char *algorithm = esp_json_get_string (step, "KeyAlgorithm");
  g_autofree char *template = console_plan_template_text (
    esp_json_get_string (step, "TemplateArn"));
  g_autofree char *end = console_format_date (console_format_read_time (step, "NotAfter"));
  /* Translators: %s is a date */
  g_autofree char *until = end[0] ? g_strdup_printf (C_ ("certificate", "until %s"), end) : NULL;

  return join (algorithm ? esp_plan_algorithm_label (algorithm) : NULL, template, until);
}

static char *
describe_step (const List *list, const Step *kind, JsonObject *step)
{
  g_autofree char *account = console_plan_account_text (list->plan,
                                                        esp_json_get_string (step, "OwnerAccount"));
  const char *words = kind->words ? g_dpgettext2 (NULL, "step", kind->words) : NULL;
  const char *operation = kind->operation ? NULL : esp_json_get_string (step, "Operation");

  /* An account is its own. */
  if (kind->group == GROUP_ACCOUNTS)
    return g_strdup (esp_json_get_string (step, "OwnerAccount"));
  return join (operation ? operation : words, esp_json_get_string (step, "Role"), account);
}

/* Whom it is about: an approver is named by the person, not by the CA. */
static const char *
get_title (const Step *kind, JsonObject *step)
{
  const char *person = kind->group == GROUP_CAS ? esp_json_get_string (step, "Principal") : NULL;

  return person ? person : esp_json_get_string (step, "Name");
}

/* Where it goes, or below whom it stands where that is not in the list. */
static char *
describe_way (const List *list, JsonObject *step)
{
  const char *consumer = esp_json_get_string (step, "Consumer");
  const char *parent = esp_json_get_string (step, "Parent");
  const char *key = esp_json_get_string (step, "Key");
  const EspPlanCa *ca = key ? esp_plan_find_ca (list->plan, key) : NULL;
  g_autofree char *account = console_plan_account_text (list->plan, consumer);

  if (consumer)
    /* Translators: %s is an account */
    return g_strdup_printf (C_ ("step", "for %s"), account);
  if (parent && ca && (ca->parent_arn || !g_hash_table_contains (list->by_ca, ca->parent)))
    /* Translators: %s is a certificate authority */
    return g_strdup_printf (C_ ("step", "below %s"), parent);
  return NULL;
}

/* It begins with whom it is about, who has an ARN. */
static char *
describe_denial (const char *denied)
{
  return g_str_has_prefix (denied, "arn:") ? g_strdup (denied) : console_format_sentence (denied);
}

/* --- Steps -------------------------------------------------------------------------------------*/

static guint
get_level (const List *list, const char *key)
{
  const EspPlanCa *ca = key ? esp_plan_find_ca (list->plan, key) : NULL;
  int level = ca ? esp_plan_get_level (list->plan, ca) : 1;

  return (guint) MAX (level - 1, 0);
}

static void
add_step (List *list, JsonObject *step, Group group)
{
  const Step *kind = find_step (step);
  const char *key = esp_json_get_string (step, "Key");
  const char *denied = esp_json_get_string (step, "Denied");
  gboolean is_ca = g_strcmp0 (kind->operation, "CreateCertificateAuthority") == 0;
  g_autofree char *what = describe_step (list, kind, step);
  g_autofree char *way = describe_way (list, step);
  ConsolePlanFacts facts = {
    .icon = kind->icon,
    .group = name_group (group),
    .title = g_strdup (get_title (kind, step)),
    .value = is_ca ? describe_ca (step) : NULL,
    .detail = join (what, way, NULL),
    .problem = denied ? describe_denial (denied) : NULL,
    .key = g_strdup (key),
    .level = group == GROUP_CAS ? get_level (list, key) + (is_ca ? 0 : 1) : 0,
  };

  g_ptr_array_add (list->lines, console_plan_line_new (&facts));
}

/* The CA's own step first, then what is done with it. */
static void
add_steps_of_ca (List *list, GPtrArray *own)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; own && i < own->len; i++)
      {
        JsonObject *step = g_ptr_array_index (own, i);
        gboolean made = g_strcmp0 (esp_json_get_string (step, "Operation"),
                                   "CreateCertificateAuthority") == 0;

        if (made == (pass == 0))
          add_step (list, step, GROUP_CAS);
      }
}

/* Of the CAs of the plan: key -> GPtrArray of steps, borrowed. */
static GHashTable *
sort_by_ca (const EspPlan *plan, JsonArray *all)
{
  GHashTable *by_ca = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                             (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; all && i < json_array_get_length (all); i++)
    {
      JsonObject *step = json_array_get_object_element (all, i);
      const char *key = esp_json_get_string (step, "Key");
      GPtrArray *own;

      if (!key || !esp_plan_find_ca (plan, key))
        continue;
      own = g_hash_table_lookup (by_ca, key);
      if (!own)
        g_hash_table_insert (by_ca, (gpointer) key, own = g_ptr_array_new ());
      g_ptr_array_add (own, step);
    }
  return by_ca;
}

static void
add_tree (List *list)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (list->plan);

  for (guint i = 0; i < ordered->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (ordered, i);

      add_steps_of_ca (list, g_hash_table_lookup (list->by_ca, ca->key));
    }
}

static void
add_group (List *list, JsonArray *all, Group group)
{
  for (guint i = 0; all && i < json_array_get_length (all); i++)
    {
      JsonObject *step = json_array_get_object_element (all, i);
      const char *key = esp_json_get_string (step, "Key");

      if (find_step (step)->group == group && !(key && g_hash_table_contains (list->by_ca, key)))
        add_step (list, step, group);
    }
}

static void
add_steps (List *list, JsonArray *all)
{
  g_autoptr (GHashTable) by_ca = sort_by_ca (list->plan, all);

  list->by_ca = by_ca;
  for (Group group = GROUP_ACCOUNTS; group < N_GROUPS; group++)
    {
      if (group == GROUP_CAS)
        add_tree (list);
      add_group (list, all, group);
    }
  add_group (list, all, GROUP_OTHERS);
  list->by_ca = NULL;
}

/* --- What is to be known first -----------------------------------------------------------------*/

static void
add_note (List *list,
          const char *group,
          const char *icon,
          const char *style,
          const char *title,
          const char *detail)
{
  ConsolePlanFacts facts = { .icon = icon,
                             .style = style,
                             .group = g_strdup (group),
                             .title = g_strdup (title),
                             .detail = g_strdup (detail) };

  g_ptr_array_add (list->lines, console_plan_line_new (&facts));
}

static void
add_problem (List *list, JsonObject *problem)
{
  const char *id = esp_json_get_string (problem, "Id");
  gboolean is_check = id && esp_plan_check_find (id);
  ConsolePlanFacts facts = {
    .icon = "dialog-error-symbolic",
    .style = "error",
    .group = g_strdup (C_ ("group of steps", "What Stands in the Way")),
    .title = console_format_sentence (esp_json_get_string (problem, "Sentence")),
    .id = CONSOLE_CEREMONY_CHECKS,
    .button = is_check ? g_strdup (C_ ("button", "Checks")) : NULL,
  };

  g_ptr_array_add (list->lines, console_plan_line_new (&facts));
}

static void
add_denials (List *list, JsonObject *preview)
{
  guint n = console_ceremony_count_denied (preview);
  g_autofree char *text = NULL;

  if (n == 0)
    return;
  text = g_strdup_printf (ngettext ("%u step may not be done in your role: it is marked below.",
                                    "%u steps may not be done in your role: they are marked below.",
                                    n),
                          n);
  add_note (list, C_ ("group of steps", "What Stands in the Way"), "empty-denied-symbolic", "error",
            text, NULL);
}

/* The same clause, whatever stands around it. */
static gboolean
says_so (JsonArray *problems, const char *failure)
{
  for (guint i = 0; problems && i < json_array_get_length (problems); i++)
    {
      JsonObject *problem = json_array_get_object_element (problems, i);
      g_autofree char *sentence = console_format_sentence (
        esp_json_get_string (problem, "Sentence"));

      if (g_str_has_suffix (sentence, failure))
        return TRUE;
    }
  return FALSE;
}

/* What stands in the list as well is not said twice. */
static void
add_failure (List *list, JsonObject *preview, const char *failure)
{
  gboolean known = says_so (esp_json_get_array (preview, "Problems"), failure);

  add_note (list, C_ ("group of steps", "Nothing Was Made"), "dialog-error-symbolic", "error",
            known ? _ ("Something has changed since the list was made.") : failure, NULL);
}

static void
add_approval (List *list, JsonObject *preview)
{
  g_autofree char *names = console_names_join (esp_json_get_array (preview, "Approvers"));
  const char *arguments[] = { "names", names, NULL };
  g_autofree char *who = esp_text_fill (_ ("Who can approve it: {names}"), arguments);

  if (!esp_json_get_boolean (preview, "NeedsApproval", FALSE))
    return;
  add_note (list, C_ ("group of steps", "Second Person"), "approvals-symbolic", NULL,
            _ ("A root under two persons signs here. All of it becomes one request, and is made "
               "when somebody else approves it."),
            names[0] ? who : _ ("Nobody else may approve it as yet."));
}

/* --- What remains ------------------------------------------------------------------------------*/

static const char *
get_group_of_rest (gboolean done)
{
  return done ? C_ ("group of steps", "What Remains") :
                C_ ("group of steps", "What Remains Afterwards");
}

/* Those who get a code have all that can be given to them now. */
static char *
describe_person (JsonObject *person, gboolean invited)
{
  g_autofree char *roles = console_names_join (esp_json_get_array (person, "Roles"));

  if (invited)
    return g_strdup (_ ("Enrols with the code, and somebody confirms the fingerprint"));
  if (!roles[0])
    return g_strdup (_ ("Has not enrolled yet"));
  /* Translators: %s are names of roles */
  return g_strdup_printf (_ ("Is not there yet, or lacks a role: %s"), roles);
}

static char *
describe_rest (JsonObject *rest, const char *what, gboolean invited)
{
  if (g_strcmp0 (what, "PERSON") == 0)
    return describe_person (rest, invited);
  if (g_strcmp0 (what, "APPROVER") == 0)
    return g_strdup (_ ("Becomes an approver when the plan is provisioned again after they have "
                        "enrolled"));
  if (g_strcmp0 (what, "SHARE_INVITATION") == 0)
    return g_strdup (_ ("Is to be accepted by the other side"));
  return NULL;
}

static void
add_rest (List *list, JsonObject *rest, gboolean done, gboolean invited)
{
  const char *what = esp_json_get_string (rest, "What");
  gboolean share = g_strcmp0 (what, "SHARE_INVITATION") == 0;
  gboolean approver = g_strcmp0 (what, "APPROVER") == 0;
  ConsolePlanFacts facts = {
    .icon = share    ? "shares-symbolic" :
            approver ? "approvals-symbolic" :
                       "person-symbolic",
    .group = g_strdup (get_group_of_rest (done)),
    .title = g_strdup (esp_json_get_string (rest, "Name")),
    .value = describe_rest (rest, what, invited),
    .detail = console_plan_account_text (list->plan, esp_json_get_string (rest, "Account")),
  };

  if (done && share)
    {
      facts.id = CONSOLE_CEREMONY_SHARES;
      facts.button = g_strdup (C_ ("button", "Shares"));
    }
  g_ptr_array_add (list->lines, console_plan_line_new (&facts));
}

/* All of them at once, by the list of steps again. */
static void
add_uninvited (List *list, guint n)
{
  ConsolePlanFacts facts = {
    .icon = "people-symbolic",
    .group = g_strdup (get_group_of_rest (TRUE)),
    .title = g_strdup_printf (
      ngettext ("%u person of the plan is to come", "%u people of the plan are to come", n), n),
    .id = CONSOLE_CEREMONY_INVITE,
    .button = g_strdup (C_ ("button", "Invite…")),
  };

  g_ptr_array_add (list->lines, console_plan_line_new (&facts));
}

/* @invited: names. */
static void
add_remaining (List *list, JsonObject *answer, gboolean done, GHashTable *invited)
{
  JsonArray *all = esp_json_get_array (answer, "Remaining");
  guint n_people = console_ceremony_count_people (answer);

  if (done && n_people > g_hash_table_size (invited))
    add_uninvited (list, n_people - g_hash_table_size (invited));
  for (guint i = 0; all && i < json_array_get_length (all); i++)
    {
      JsonObject *rest = json_array_get_object_element (all, i);
      const char *name = esp_json_get_string (rest, "Name");

      add_rest (list, rest, done, name && g_hash_table_contains (invited, name));
    }
}

/* Names in @member of those rows that have @operation, or of all. */
static GHashTable *
list_names (JsonArray *rows, const char *operation, const char *member)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *name = esp_json_get_string (row, member);

      if (name &&
          (!operation || g_strcmp0 (esp_json_get_string (row, "Operation"), operation) == 0))
        g_hash_table_add (names, (gpointer) name);
    }
  return names;
}

/* --- What was made -----------------------------------------------------------------------------*/

static void
add_codes (List *list, ConsoleInvitationCodes *codes)
{
  GPtrArray *invitations = console_invitation_codes_list (codes);
  const char *group = C_ ("group of steps", "Invitation Codes");

  if (invitations->len == 0)
    return;
  add_note (list, group, "dialog-warning-symbolic", "warning",
            _ ("These codes are shown this once. Copy or save them now, and hand each to its "
               "person in a way that nobody else reads."),
            NULL);
  for (guint i = 0; i < invitations->len; i++)
    {
      const ConsoleInvitation *invitation = g_ptr_array_index (invitations, i);
      g_autofree char *account = console_plan_account_text (list->plan, invitation->account);
      g_autofree char *end = console_format_time (invitation->until);
      g_autofree char *until = g_strdup_printf (C_ ("code", "good for one use, until %s"), end);
      ConsolePlanFacts facts = { .icon = "person-symbolic",
                                 .group = g_strdup (group),
                                 .title = g_strdup (invitation->name),
                                 .detail = join (account, until, NULL),
                                 .code = esp_secret_ref (invitation->code) };

      g_ptr_array_add (list->lines, console_plan_line_new (&facts));
    }
}

static void
add_made_ca (List *list, JsonObject *ca)
{
  const char *key = esp_json_get_string (ca, "Key");
  const char *arn = esp_json_get_string (ca, "CertificateAuthorityArn");
  const char *fingerprint = esp_json_get_string (ca, "Fingerprint");
  ConsolePlanFacts facts = {
    .icon = "ca-active-symbolic",
    .style = "success",
    .group = name_group (GROUP_CAS),
    .title = g_strdup (esp_json_get_string (ca, "CommonName")),
    .value = fingerprint ? console_fingerprint_show (fingerprint) : NULL,
    .monospace = TRUE,
    .copy = g_strdup (fingerprint),
    .key = g_strdup (key),
    .arn = g_strdup (arn),
    .id = CONSOLE_CEREMONY_CA,
    .level = get_level (list, key),
    .activatable = arn != NULL,
  };

  g_ptr_array_add (list->lines, console_plan_line_new (&facts));
}

static void
add_made (List *list, JsonArray *cas)
{
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (list->plan);
  g_autoptr (GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; cas && i < json_array_get_length (cas); i++)
    {
      JsonObject *ca = json_array_get_object_element (cas, i);
      const char *key = esp_json_get_string (ca, "Key");

      if (key && esp_plan_find_ca (list->plan, key))
        g_hash_table_insert (by_key, (gpointer) key, ca);
      else
        add_made_ca (list, ca);
    }
  for (guint i = 0; i < ordered->len; i++)
    {
      const EspPlanCa *planned = g_ptr_array_index (ordered, i);
      JsonObject *ca = g_hash_table_lookup (by_key, planned->key);

      if (ca)
        add_made_ca (list, ca);
    }
}

/* --- For the dialog ----------------------------------------------------------------------------*/

guint
console_ceremony_count_denied (JsonObject *preview)
{
  JsonArray *all = esp_json_get_array (preview, "Steps");
  guint n = 0;

  for (guint i = 0; all && i < json_array_get_length (all); i++)
    n += esp_json_get_string (json_array_get_object_element (all, i), "Denied") != NULL;
  return n;
}

guint
console_ceremony_count_invited (JsonObject *preview)
{
  g_autoptr (GHashTable)
    invited = list_names (esp_json_get_array (preview, "Steps"), "InvitePrincipal", "Name");
  g_autoptr (GHashTable)
    assigned = list_names (esp_json_get_array (preview, "Steps"), "AssignRole", "Name");
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, assigned);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_add (invited, name);
  return g_hash_table_size (invited);
}

guint
console_ceremony_count_people (JsonObject *preview)
{
  JsonArray *all = esp_json_get_array (preview, "Remaining");
  guint n = 0;

  for (guint i = 0; all && i < json_array_get_length (all); i++)
    n += g_strcmp0 (esp_json_get_string (json_array_get_object_element (all, i), "What"),
                    "PERSON") == 0;
  return n;
}

GPtrArray *
console_ceremony_list_steps (const EspPlan *plan, JsonObject *preview, const char *failure)
{
  List list = { plan, g_ptr_array_new_with_free_func (g_object_unref) };
  JsonArray *problems = esp_json_get_array (preview, "Problems");
  g_autoptr (GHashTable)
    invited = list_names (esp_json_get_array (preview, "Steps"), "InvitePrincipal", "Name");

  if (failure)
    add_failure (&list, preview, failure);
  for (guint i = 0; problems && i < json_array_get_length (problems); i++)
    add_problem (&list, json_array_get_object_element (problems, i));
  add_denials (&list, preview);
  add_approval (&list, preview);
  add_steps (&list, esp_json_get_array (preview, "Steps"));
  add_remaining (&list, preview, FALSE, invited);
  return list.lines;
}

GPtrArray *
console_ceremony_list_made (const EspPlan *plan, JsonObject *result, ConsoleInvitationCodes *codes)
{
  List list = { plan, g_ptr_array_new_with_free_func (g_object_unref) };
  g_autoptr (GHashTable)
    invited = list_names (esp_json_get_array (result, "Invitations"), NULL, "Principal");

  add_codes (&list, codes);
  add_made (&list, esp_json_get_array (result, "CertificateAuthorities"));
  add_remaining (&list, result, TRUE, invited);
  return list.lines;
}
