/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a session does not see is to it as if it were not there. The operation table is walked: for
 * each parameter that names something, somebody of another account gives the name of a thing that
 * is there and the name of one that is not, and the two answers are the same but for the name:
 * reason, code, words, detail, and the entry in the log. An operation whose parameter this test
 * does not know fails it.
 *
 * What people may share with is no secret (the names of accounts to who may list them, and whom a
 * share or a policy names), nor is that a name is taken.
 */
#include "share-fixture.h"

#include <stdlib.h>
#include <string.h>

typedef enum
{
  NOTHING,
  CA,
  SERIAL, /* of a certificate */
  PERSON,
  ROLE,
  ACCOUNT,
  GUARDRAIL,
  SHARE,
  EVENT,
  CEREMONY,
  ALERT,
  APPROVAL,
  SIGNING,
  N_KINDS,
} Kind;

/* --- What parameters name ----------------------------------------------------------------------*/

/* By name alone, in whatever operation; "": all others. The first that fits counts. */
static const struct
{
  const char *parameter;
  const char *operation; /* the beginning or the end of its name, or NULL: any */
  Kind kind;
} names[] = {
  /* Of another vault: a name in a file. */
  { "CertificateAuthority", "CreateExchangeRequest", NOTHING },
  { "CertificateAuthority", NULL, CA },
  { "CertificateAuthorities", NULL, CA },
  { "Parent", NULL, CA },
  { "CertificateSerial", NULL, SERIAL },
  { "Role", NULL, ROLE },
  { "Account", NULL, ACCOUNT },
  { "OwnerAccount", NULL, ACCOUNT },
  { "Sequence", NULL, EVENT },
  /* A service of the outside. */
  { "Principal", "Permission", NOTHING },
  { "Principal", NULL, PERSON },
  /* What is made, or sought in the text of a certificate. */
  { "Name", "Create", NOTHING },
  { "Name", "InvitePrincipal", NOTHING },
  /* Other vaults are known to all. */
  { "Name", "ExchangePartner", NOTHING },
  { "Name", "ValidateCertificate", NOTHING },
  /* Managed permissions are everybody's to attach. */
  { "Name", "ManagedPermission", NOTHING },
  { "Name", "ManagedPermissionVersion", NOTHING },
  { "Name", "Principal", PERSON },
  { "Name", "Guardrail", GUARDRAIL },
  { "Name", "ResourceShare", SHARE },
  { "Name", "ResourceShareInvitation", SHARE },
  { "Name", "ReplaceResourceSharePermission", SHARE },
  { "Id", "Ceremony", CEREMONY },
  { "Id", "Alert", ALERT },
  { "Id", "SigningRequest", SIGNING },
  { "Id", "Approval", APPROVAL },
  { "Id", "Request", APPROVAL },
};

/* What else there is, and a value with which a call comes as far as it can. NULL: left out. */
static const struct
{
  const char *parameter;
  const char *json;
} others[] = {
  { "Action", "'acm-pca:GetCertificate'" },
  { "Actions", "['GetCertificate']" },
  { "After", NULL },
  { "Accounts", NULL },
  { "Acknowledged", NULL },
  { "Actor", NULL },
  { "AgreementCertificate", NULL },
  { "ApiPassthrough", NULL },
  { "AuditReportResponseFormat", "'CSV'" },
  { "BaseUrl", NULL },
  { "Before", NULL },
  { "Branch", NULL },
  { "By", "'all'" },
  { "Certificate", "'none'" },
  { "CertificateChain", NULL },
  { "Certificates", NULL },
  { "Checkpoint", NULL },
  { "Consumer", "'" NAVI "'" },
  { "Crls", NULL },
  { "Csr", "'$csr'" },
  { "CsrExtensions", NULL },
  { "Digest", NULL },
  { "Directory", "'$folder/www'" },
  { "Days", NULL },
  { "DisableOld", NULL },
  { "Document", NULL },
  { "DualControl", NULL },
  { "Enabled", "true" },
  { "File", "'none'" },
  { "Fingerprint", "'00'" },
  { "IdempotencyToken", NULL },
  { "Invite", NULL },
  { "Issued", NULL },
  { "Items", "[]" },
  { "Jobs", NULL },
  { "Key", NULL },
  { "KeyAlgorithm", "'EC_prime256v1'" },
  { "KeyPassphraseFile", NULL },
  { "KeyStorageSecurityStandard", NULL },
  { "Limit", NULL },
  { "MaxDepth", NULL },
  { "Mode", "'REISSUE'" },
  { "Name", "'New thing'" },
  { "Number", NULL },
  { "OcspDays", NULL },
  { "Outcome", NULL },
  { "OwnCertificates", NULL },
  { "Partner", "'nobody'" },
  { "PassphraseFiles", NULL },
  { "Path", "'$folder/file'" },
  { "PathLength", NULL },
  { "PermanentDeletionTimeInDays", NULL },
  { "Permission", "'" DEFAULT_PERMISSION "'" },
  { "Plan", NULL },
  { "Policies", NULL },
  { "Policy", "'{}'" },
  { "PolicyDocument", "'{}'" },
  { "PolicyName", "'all'" },
  { "PolicyTemplate", NULL },
  { "Principal", "'acm.amazonaws.com'" },
  { "Purpose", NULL },
  { "Reason", NULL },
  { "Recipient", "'none'" },
  { "RequestId", "'00'" },
  { "RequestTags", NULL },
  { "Requests", "['$csr']" },
  { "RequireRevocation", NULL },
  { "Resource", NULL },
  { "ResourceTags", NULL },
  { "RevocationConfiguration", NULL },
  { "RevocationReason", "'SUPERSEDED'" },
  { "Rows", NULL },
  { "Search", NULL },
  { "SearchActions", NULL },
  { "Service", NULL },
  { "Share", NULL },
  { "Signing", NULL },
  { "SigningAlgorithm", NULL },
  { "SigningCertificate", NULL },
  { "Since", NULL },
  { "SourceAccount", NULL },
  { "Status", NULL },
  { "Subject", "'CN=New'" },
  { "TagKeys", "['k']" },
  { "Tags", "[{'Key':'k','Value':'v'}]" },
  { "TemplateArn", NULL },
  { "Time", NULL },
  { "Trusted", NULL },
  { "Type", NULL },
  { "UsageMode", NULL },
  { "Validity", "'30d'" },
  { "ValidityNotBefore", NULL },
  { "Version", "1" },
  { "WithoutLocked", NULL },
};

/* What stands for another thing that the call names too, and that is the own one. */
static const char *const own[N_KINDS] = {
  [CA] = "'$own'",         [SERIAL] = "'00'",         [PERSON] = "'Rolf'",
  [ROLE] = "'RadioOther'", [ACCOUNT] = "'" RADIO "'",
};

static gboolean
is_of (const char *operation, const char *part)
{
  return !part || g_str_has_prefix (operation, part) || g_str_has_suffix (operation, part);
}

static Kind
kind_of (const char *operation, const char *parameter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].parameter, parameter) && is_of (operation, names[i].operation))
      return names[i].kind;
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (others[i].parameter, parameter))
      return NOTHING;
  g_error ("does \"%s\" of %s name something? Say it in this test", parameter, operation);
}

/* --- The world ---------------------------------------------------------------------------------*/

typedef struct
{
  World *world;
  GHashTable *values;         /* "$name" in the tables */
  GPtrArray *hidden[N_KINDS]; /* char *: JSON of each way to name what is there and not seen */
  const char *absent[N_KINDS];
  gboolean is_first;       /* who tries each way to name a thing */
  gboolean lists_accounts; /* the present outsider */
  guint n_compared;
} Walk;

static void hide (Walk *walk, Kind kind, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
hide (Walk *walk, Kind kind, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (walk->hidden[kind], g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
hide_authority (Walk *walk)
{
  World *world = walk->world;
  const char *id = strrchr (world->ca, '/') + 1;
  g_autoptr (JsonObject) shown = ask (world->ada, "DescribeCertificateAuthority",
                                      "CertificateAuthority", world->ca, NULL);
  g_autoptr (JsonObject) made = issue (world->ada, world->ca,
                                       g_hash_table_lookup (walk->values, "$csr"), CLIENT_TEMPLATE);

  hide (walk, CA, "'%s'", world->ca);
  hide (walk, CA, "'%s'", id);
  hide (walk, CA, "'%.8s'", id);
  hide (walk, CA, "'%s'", text_at (shown, "CertificateAuthority.CommonName"));
  hide (walk, SERIAL, "'%s'", text_at (made, "CertificateSerial"));
}

static void
hide_people (Walk *walk)
{
  g_autofree char *founding = account_number (walk->world->ada, "Meridian Motors");

  hide (walk, PERSON, "'Olaf'");
  hide (walk, PERSON, "'" FOUNDER "'");
  hide (walk, ROLE, "'Signer'");
  hide (walk, ROLE, "'%s/Signer'", founding);
  hide (walk, ROLE, "'arn:aws:iam::%s:role/Signer'", founding);
  hide (walk, ROLE, "'Administrator'");
  hide (walk, ACCOUNT, "'" NAVI "'");
  hide (walk, ACCOUNT, "'Meridian Motors'");
}

static void
hide_guardrail (Walk *walk)
{
  JsonObject *parameters = json_object_new ();
  JsonArray *accounts = json_array_new ();

  json_object_set_string_member (parameters, "Name", "navi rail");
  json_object_set_string_member (
    parameters, "Document",
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":"
    "\"acm-pca:DeleteCertificateAuthority\",\"Resource\":\"*\"}]}");
  json_array_add_string_element (accounts, NAVI);
  json_object_set_array_member (parameters, "Accounts", accounts);
  json_object_unref (call_with (walk->world->ada, "CreateGuardrail", parameters));
  hide (walk, GUARDRAIL, "'navi rail'");
}

/* A share with Navi, through which Nils asked for a certificate. */
static void
hide_share (Walk *walk)
{
  World *world = walk->world;
  EspEngine *nils = world_sign_in (world, "Nils");
  g_autoptr (JsonObject) share = NULL;
  g_autoptr (GError) waiting = NULL;

  world_offer (world, "navi units", NAVI, CLIENT_PERMISSION, "REQUEST");
  share = ask (nils, "AcceptResourceShareInvitation", "Name", "navi units", NULL);
  waiting = ask_refused (nils, ESP_REASON_WAITING_FOR_SIGNATURE, "IssueCertificate",
                         "CertificateAuthority", world->ca, "Csr",
                         g_hash_table_lookup (walk->values, "$csr"), "Validity", "30d",
                         "TemplateArn", CLIENT_TEMPLATE, NULL);
  hide (walk, SIGNING, "'%s'", esp_error_get_argument (waiting, "id"));
  hide (walk, SHARE, "'navi units'");
  hide (walk, SHARE, "'%s'", text_at (share, "ResourceShare.Arn"));
  world_leave (nils);
}

static void
hide_ceremony (Walk *walk)
{
  g_autoptr (EspPlan) plan = esp_plan_preset_load ("development", NULL);
  g_autofree char *written = esp_plan_write (plan);
  g_autoptr (GString) text = g_string_new (written);
  g_autoptr (JsonObject) made = NULL;

  g_string_replace (text, "111122223333", "555566667777", 0);
  g_string_replace (text, RADIO, "777788889999", 0);
  made = ask (walk->world->ada, "ProvisionPlan", "Plan", text->str, NULL);
  hide (walk, CEREMONY, "'%s'", text_at (made, "Provisioning"));
  hide (walk, CEREMONY, "'%" G_GINT64_FORMAT "'", json_object_get_int_member (made, "Sequence"));
  hide (walk, EVENT, "%" G_GINT64_FORMAT, json_object_get_int_member (made, "Sequence"));
  hide (walk, EVENT, "1");
}

static void
hide_alert (Walk *walk)
{
  g_autoptr (JsonObject) list = call (walk->world->ada, "ListAlerts", NULL);
  JsonArray *alerts = esp_json_get_array (list, "Alerts");

  g_assert_cmpuint (json_array_get_length (alerts), >, 0);
  for (guint i = 0; i < MIN (json_array_get_length (alerts), 3); i++)
    hide (walk, ALERT, "%" G_GINT64_FORMAT,
          json_object_get_int_member (json_array_get_object_element (alerts, i), "Id"));
}

static void
hide_approval (Walk *walk)
{
  World *world = walk->world;
  g_autofree char *on = g_strdup_printf ("{'CertificateAuthority':'%s','Enabled':true}",
                                         world->root);
  g_autofree char *off = g_strdup_printf ("{'CertificateAuthority':'%s','Enabled':false}",
                                          world->root);
  g_autoptr (GError) waiting = NULL;

  add_person (&world->base, world->ada, "Otto", "Meridian Motors");
  assign (world->ada, "Administrator", "Otto");
  json_object_unref (call (world->ada, "SetDualControl", on));
  waiting = refused (world->ada, "SetDualControl", off, ESP_REASON_WAITING_FOR_APPROVAL);
  hide (walk, APPROVAL, "'%s'", esp_error_get_argument (waiting, "id"));
}

static void
walk_begin (Walk *walk, World *world)
{
  static const char *const absent[N_KINDS] = {
    [CA] = "'Nobody'",          [SERIAL] = "'0123456789abcdef0123456789abcdef'",
    [PERSON] = "'Nobody'",      [ROLE] = "'Nothing'",
    [ACCOUNT] = "'Nowhere'",    [GUARDRAIL] = "'nothing'",
    [SHARE] = "'nothing'",      [EVENT] = "987654321",
    [CEREMONY] = "'987654321'", [ALERT] = "987654321",
    [APPROVAL] = "'nothing'",   [SIGNING] = "'nothing'",
  };

  walk->world = world;
  walk->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_insert (walk->values, (char *) "$folder", g_strdup (world->base.folder));
  g_hash_table_insert (walk->values, (char *) "$csr", make_csr ("/CN=radio-0001"));
  g_hash_table_insert (walk->values, (char *) "$own",
                       create_ca (world->ada,
                                  "{'Subject':'CN=Radio Root','KeyAlgorithm':'EC_prime256v1',"
                                  "'DualControl':false,'OwnerAccount':'" RADIO "'}"));
  for (int kind = 0; kind < N_KINDS; kind++)
    {
      walk->hidden[kind] = g_ptr_array_new_with_free_func (g_free);
      walk->absent[kind] = absent[kind];
    }
  hide_authority (walk);
  hide_people (walk);
  hide_guardrail (walk);
  hide_share (walk);
  hide_ceremony (walk);
  hide_alert (walk);
  hide_approval (walk);
}

static void
walk_end (Walk *walk)
{
  for (int kind = 0; kind < N_KINDS; kind++)
    g_ptr_array_unref (walk->hidden[kind]);
  g_hash_table_unref (walk->values);
}

/* --- One call ----------------------------------------------------------------------------------*/

static char *
fill (Walk *walk, const char *json)
{
  g_autoptr (GString) text = g_string_new (json);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, walk->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_string_replace (text, name, value, 0);
  g_string_replace (text, "\n", "\\n", 0);
  g_string_replace (text, "'", "\"", 0);
  return g_strdup (text->str);
}

static const char *
other_value (const char *parameter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (others[i].parameter, parameter))
      return others[i].json;
  return NULL;
}

/* What @parameter has beside the one that is tried: the own thing where it must name one. */
static const char *
value_beside (const EspOperation *operation, const EspParameter *parameter)
{
  Kind kind = kind_of (operation->name, parameter->name);

  if (kind == NOTHING)
    return parameter->required ? other_value (parameter->name) : NULL;
  return parameter->required ? own[kind] : NULL;
}

static JsonObject *
write_call (Walk *walk, const EspOperation *operation, const EspParameter *tried, const char *value)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  for (const EspParameter *p = operation->parameters; p->name; p++)
    {
      const char *json_value = p == tried ? value : value_beside (operation, p);
      gboolean is_list = p->type == ESP_PARAMETER_ARRAY && p == tried;

      if (json_value)
        g_string_append_printf (text, "%s'%s':%s%s%s", text->len > 1 ? "," : "", p->name,
                                is_list ? "[" : "", json_value, is_list ? "]" : "");
    }
  g_string_append_c (text, '}');
  json = fill (walk, text->str);
  node = json_from_string (json, &error);
  g_assert_no_error (error);
  return json_node_dup_object (node);
}

/* The name that was given stands before the sentence. */
static char *
without_name (const char *text, const char *value)
{
  g_autofree char *bare = g_strdup (value);
  g_autofree char *name = NULL;
  g_autoptr (GString) result = g_string_new (text ? text : "");

  g_strdelimit (bare, "'", ' ');
  name = g_strdup_printf ("%s: ", g_strstrip (bare));
  g_string_replace (result, name, "NAME: ", 0);
  return g_strdup (result->str);
}

/* The newest entries after @before, as the founder reads them, in what does not differ by itself.
 */
static char *
read_entries (Walk *walk, gint64 before, const char *value)
{
  static const char *const members[] = { "actorName", "account",   "role",    "action", "resource",
                                         "decision",  "statement", "outcome", "error" };
  g_autoptr (JsonObject) list = call (walk->world->ada, "ListEvents", "{'Limit': 20}");
  JsonArray *events = esp_json_get_array (list, "Events");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);
      g_autoptr (JsonNode) details = NULL;
      g_autofree char *written = NULL;

      if (json_object_get_int_member (event, "sequence") <= before)
        break;
      for (gsize j = 0; j < G_N_ELEMENTS (members); j++)
        g_string_append_printf (text, "%s=%s ", members[j],
                                esp_json_get_string (event, members[j]));
      details = json_object_dup_member (event, "details");
      written = details ? json_to_string (details, FALSE) : NULL;
      g_string_append_printf (text, "%s\n", written);
    }
  return without_name (text->str, value);
}

static gint64
count_entries (Walk *walk)
{
  g_autoptr (JsonObject) vault = call (walk->world->ada, "DescribeVault", NULL);

  return json_object_get_int_member (json_object_get_object_member (vault, "Counts"), "Events");
}

/* All that the call told, in words. */
static char *
answer (Walk *walk,
        EspEngine *outsider,
        const EspOperation *operation,
        const EspParameter *tried,
        const char *value)
{
  g_autoptr (JsonObject) parameters = write_call (walk, operation, tried, value);
  gint64 before = count_entries (walk);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode)
    result = esp_engine_call (outsider, operation->name, parameters, NULL, &error);
  g_autofree char *entries = NULL, *words = NULL, *detail = NULL;

  if (result)
    {
      g_autofree char *shown = json_to_string (result, FALSE);

      return g_strconcat ("done: ", shown, NULL);
    }
  entries = read_entries (walk, before, value);
  words = without_name (error->message, value);
  detail = without_name (esp_error_get_detail (error), value);
  return g_strdup_printf (
    "%s (%s, exit %d): %s\n%s\n%s", esp_reason_get_id (esp_error_get_reason (error)),
    esp_error_code_get_name (error->code), error->code, words, detail, entries);
}

/* --- The walk ----------------------------------------------------------------------------------*/

/* An empty answer is one too: a list of what is named and there is nothing for this session. */
static void
compare (Walk *walk,
         EspEngine *outsider,
         const char *person,
         const EspOperation *operation,
         const EspParameter *tried)
{
  Kind kind = kind_of (operation->name, tried->name);
  g_autofree char *absent = answer (walk, outsider, operation, tried, walk->absent[kind]);

  for (guint i = 0; i < (walk->is_first ? walk->hidden[kind]->len : 1); i++)
    {
      const char *value = g_ptr_array_index (walk->hidden[kind], i);
      g_autofree char *hidden = answer (walk, outsider, operation, tried, value);

      g_test_message ("%s %s %s by %s", operation->name, tried->name, value, person);
      g_assert_cmpstr (hidden, ==, absent);
      walk->n_compared++;
    }
}

/* Who may list accounts sees all their names. */
static gboolean
is_hidden_from (Walk *walk, Kind kind)
{
  return kind != NOTHING && (kind != ACCOUNT || !walk->lists_accounts);
}

static void
walk_table (Walk *walk, const char *person, gboolean lists_accounts)
{
  EspEngine *outsider = world_sign_in (walk->world, person);
  const EspOperation *operation;

  walk->lists_accounts = lists_accounts;
  walk->is_first = walk->n_compared == 0;
  for (guint i = 0; (operation = esp_operation_nth (i)); i++)
    for (const EspParameter *p = operation->parameters; !operation->internal && p->name; p++)
      if (is_hidden_from (walk, kind_of (operation->name, p->name)))
        compare (walk, outsider, person, operation, p);
  world_leave (outsider);
}

static void
add_outsider (World *world, const char *name, const char *statements)
{
  add_person (&world->base, world->ada, name, RADIO);
  add_role (world->ada, name, RADIO, statements);
  assign (world->ada, name, name);
}

/* Rita's role allows everything; Ida's almost nothing; Dora's everything but what is denied to it
 * by name. */
static void
test_unseen (World *world, gconstpointer data)
{
  Walk walk = { 0 };

  add_outsider (world, "Ida", "{'Effect':'Allow','Action':'espalier:ListAlerts','Resource':'*'}");
  add_outsider (world, "Dora",
                "{'Effect':'Allow','Action':'*','Resource':'*'},"
                "{'Effect':'Deny','Action':['acm-pca:D*','acm-pca:I*','iam:*','ram:*',"
                "'organizations:*','espalier:G*'],'Resource':'*'}");
  walk_begin (&walk, world);
  walk_table (&walk, "Rita", TRUE);
  walk_table (&walk, "Ida", FALSE);
  walk_table (&walk, "Dora", FALSE);
  g_test_message ("%u pairs of answers", walk.n_compared);
  g_assert_cmpuint (walk.n_compared, >, 300);
  walk_end (&walk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/unseen/table", test_unseen);
  return g_test_run ();
}
