/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A plan that two persons agreed on, and a log that makes something else of it: every entry is well
 * signed by who asked for it, names the consent of both, and carries rows as they should be. One
 * row for each way to get more, or other things, out of that consent; each is found, and what is
 * wrong is named.
 */
#include "forging-fixture.h"

#include "base/esp-error.h"

#define SUPPLIER "222233334444"
#define PERMISSION "AWSRAMDefaultPermissionCertificateAuthority"
#define ALLOW(actions) "{'Effect':'Allow','Action':[" actions "],'Resource':'*'}"
#define NOT_AGREED ": is not what the two persons agreed on"
#define NOT_GIVEN "-: the consent that it names was not given by two persons"
#define NOT_USED_UP "the act before it did not use up the consent that it names"
#define LEFT_OUT ": was agreed on by two persons, and is not there"
#define NONE "ca Old: it needed the consent of a second person and has none"

typedef struct
{
  Fixture fixture;
  EspEngine *ada;
  char *own, *name; /* account of the founder */
  char *old;        /* ARN of the root that is there */
  char *id;         /* of the request */
  EspEvent *approval;
} World;

/* --- A plan that both agreed on ---------------------------------------------------------------*/

#define POLICY                                                                                     \
  "{'Version':'2012-10-17','Statement':[{'Sid':'Issue','Effect':'Allow','Action':["                \
  "'acm-pca:IssueCertificate'],'Resource':'*'}]}"
#define RAIL                                                                                       \
  "{'Version':'2012-10-17','Statement':[{'Sid':'No','Effect':'Deny','Action':["                    \
  "'acm-pca:UntagCertificateAuthority'],'Resource':'*'}]}"

static const char plan[] =
  "{'format':1,'name':'Ceremony','accounts':[{'id':'$OWN','name':'$NAME'},"
  "{'id':'" SUPPLIER "','name':'Supplier'}],"
  "'guardrails':[{'name':'rail','accounts':['" SUPPLIER "'],'document':" RAIL "}],"
  "'roles':[{'name':'Issuer','account':'" SUPPLIER "','tags':{'team':'radio'},"
  "'policies':[{'name':'issue','document':" POLICY "}]}],"
  "'cas':[{'key':'under','parentArn':'$ARN','account':'$OWN','subject':'CN=Under,O=Meridian',"
  "'template':'SubordinateCACertificate_PathLen0/V1','keyAlgorithm':'EC_prime256v1',"
  "'validity':'5y','revocation':{'crl':true},'tags':{'line':'radio'}}],"
  "'shares':[{'name':'radio','ca':'under','account':'" SUPPLIER "','permission':'" PERMISSION
  "'}]}";

/* It was approved, and waits for Ada's part of the key of the root. */
static void
set_up (World *world, gconstpointer data)
{
  fixture_set_up (&world->fixture, NULL);
  world->ada = world->fixture.engine;
  find_own_account (world->ada, &world->own, &world->name);
  world->old = create_ca (world->ada, "{'Subject':'CN=Old','DualControl':false}");
  g_free (create_ca (world->ada, "{'Subject':'CN=Sub','Parent':'Old'}"));
  add_person_with (&world->fixture, "Ben", ALLOW ("'espalier:Approve'"));
  add_person_with (&world->fixture, "Dave", ALLOW ("'acm-pca:*','organizations:*','iam:*'"));
  add_person (&world->fixture, world->ada, "Otto", world->own);
  assign (world->ada, "Auditor", "Otto");
  json_object_unref (
    call (world->ada, "SetDualControl", "{'CertificateAuthority':'Old','Enabled':true}"));
  world->approval = agree_on (&world->fixture, "ProvisionPlan",
                              fill_plan (plan, world->own, world->name, world->old), &world->id);
}

static void
tear_down (World *world, gconstpointer data)
{
  esp_event_free (world->approval);
  g_free (world->own);
  g_free (world->name);
  g_free (world->old);
  g_free (world->id);
  fixture_tear_down (&world->fixture, data);
}

/* --- Forging ----------------------------------------------------------------------------------*/

/* The founder's own account, quotes of JSON, and the request. */
static char *
expand (World *world, const char *text)
{
  g_autoptr (GString) expanded = g_string_new (text);

  g_string_replace (expanded, "$OWN", world->own, 0);
  g_string_replace (expanded, "$ID", world->id, 0);
  g_string_replace (expanded, "`", "\"", 0);
  return g_string_free (g_steal_pointer (&expanded), FALSE);
}

typedef struct
{
  const char *name;
  const char *action;
  const char *resource;
  const char *sql;
  gboolean alone; /* names no consent */
} Act;

#define ACTS_MAX 4

/* @acts, the last without a name, by @person; what is found then. */
static char *
forge (World *world, const Act *acts, const char *person, const EspEvent *consent)
{
  g_autofree char *copy = copy_vault (&world->fixture, "forged");
  g_autofree char *digest = NULL;
  gboolean is_founder = g_str_equal (person, FOUNDER);
  EspEngine *engine, *signer;
  EspEvent *events[ACTS_MAX + 1] = { NULL };
  char *sqls[ACTS_MAX + 1] = { NULL };
  Forgery forgery = { .events = events, .sqls = (const char *const *) sqls };
  char *found;

  drop_triggers (copy);
  digest = digest_asked (copy, consent);
  engine = open_copy (&world->fixture, copy, is_founder ? "Otto" : person);
  signer = is_founder ? world->ada : engine;
  for (guint i = 0; i < ACTS_MAX && acts[i].name; i++)
    {
      g_autofree char *resource = expand (world, acts[i].resource);

      events[i] = draft (signer, acts[i].action, resource);
      sqls[i] = expand (world, acts[i].sql);
      if (acts[i].alone)
        continue;
      events[i]->parameters_digest = g_strdup (digest);
      events[i]->details = json_object_ref (consent->details);
    }
  forgery.engine = engine;
  forgery.signer = signer;
  found = forge_and_prove (&forgery, copy);
  for (guint i = 0; sqls[i]; i++)
    g_free (sqls[i]);
  return found;
}

/* --- Rows -------------------------------------------------------------------------------------*/

#define ID(n) "'0a0a0a0a-0000-4000-8000-00000000000" n "'"
#define NOW "1780315200"
#define OLD "(SELECT id FROM ca WHERE label = 'Old')"
#define SUB "(SELECT id FROM ca WHERE label = 'Sub')"
#define POLICY_TEXT                                                                                \
  "{`Version`:`2012-10-17`,`Statement`:[{`Sid`:`Issue`,`Effect`:`Allow`,`Action`:["                \
  "`acm-pca:IssueCertificate`],`Resource`:`*`}]}"
#define RAIL_TEXT                                                                                  \
  "{`Version`:`2012-10-17`,`Statement`:[{`Sid`:`No`,`Effect`:`Deny`,`Action`:["                    \
  "`acm-pca:UntagCertificateAuthority`],`Resource`:`*`}]}"

#define ACCOUNT(number, name)                                                                      \
  "INSERT INTO account (number, name, created_at) VALUES ('" number "', '" name "', " NOW ")"
#define GUARDRAIL(name, document)                                                                  \
  "INSERT INTO guardrail (id, name, document, created_at) VALUES (" ID ("1") ", '" name            \
                                                                             "', '" document       \
                                                                             "', " NOW ")"
#define LIMITS(number)                                                                             \
  ";;INSERT INTO guardrail_account (guardrail, account) VALUES (" ID ("1") ", '" number "')"
#define ROLE(account, name, scope)                                                                 \
  "INSERT INTO role (id, account, name, scope) VALUES (" ID ("2") ", '" account "', '" name        \
                                                                  "', '" scope "')"
#define HAS_POLICY(name, document)                                                                 \
  ";;INSERT INTO role_policy (role, name, document) VALUES (" ID ("2") ", '" name "', '" document  \
                                                                       "')"
#define HAS_TAG(value)                                                                             \
  ";;INSERT INTO role_tag (role, key, value) VALUES (" ID ("2") ", 'team', '" value "')"
#define CA(n, values)                                                                              \
  "INSERT INTO ca (row, id, account, type, state, label, subject, subject_der, key_algorithm,"     \
  " signing_algorithm, usage_mode, path_length, level, created_at, changed_at, crl_enabled,"       \
  " crl_days, crl_partitioned, ocsp_enabled, dual_control, parent, template_name, not_before,"     \
  " not_after, serial) SELECT 90" n ", " ID (n) ", " values ", not_before, not_after, '0" n        \
                                                "' FROM ca WHERE label = 'Sub'"
/* As planned, but for what is said. */
#define VALUES(account, subject, key, mode, length, dual, parent, template)                        \
  account ", 'SUBORDINATE', 'ACTIVE', 'Under', '" subject "', subject_der, '" key                  \
          "', signing_algorithm, '" mode "', " length                                              \
          ", 2, created_at, changed_at, 1, 7, 0, 0, " dual ", " parent ", '" template "'"
#define SUBJECT "CN=Under,O=Meridian"
#define TEMPLATE "SubordinateCACertificate_PathLen0"
#define GENERAL "GENERAL_PURPOSE"
#define PLANNED VALUES ("account", SUBJECT, "EC_prime256v1", GENERAL, "0", "0", OLD, TEMPLATE)
#define CA_TAG(n, value)                                                                           \
  ";;INSERT INTO ca_tag (ca, key, value) VALUES (" ID (n) ", 'line', '" value "')"
#define SHARE(name, ca, number, permission, signing)                                               \
  "INSERT INTO share (id, name, ca, consumer_kind, consumer, consumer_account, permission,"        \
  " permission_version, signing, feature_set, status, created_at, expires_at) VALUES (" ID (       \
    "7") ", '" name "', " ca ", 'ACCOUNT', '" number "', '" number "', '" permission               \
         "', 0, '" signing "', 'STANDARD', 'PENDING', " NOW ", 1780358400)"
#define USED_UP "UPDATE approval SET status = 'DONE' WHERE id = '$ID'"

#define CREATE_ACCOUNT "organizations:CreateAccount", "*"
#define CREATE_GUARDRAIL "organizations:CreatePolicy", "*"
#define CREATE_ROLE "iam:CreateRole", "arn:aws:iam::" SUPPLIER ":role/Issuer"
#define CREATE_CA "acm-pca:CreateCertificateAuthority", "*"
#define CREATE_SHARE "ram:CreateResourceShare", "*"
#define WHOLE "espalier:ProvisionPlan", "*"

/* --- As planned -------------------------------------------------------------------------------*/

static const Act planned[] = {
  { "account", CREATE_ACCOUNT, ACCOUNT (SUPPLIER, "Supplier") },
  { "guardrail", CREATE_GUARDRAIL, GUARDRAIL ("rail", RAIL_TEXT) LIMITS (SUPPLIER) },
  { "role", CREATE_ROLE,
    ROLE (SUPPLIER, "Issuer", "ACCOUNT") HAS_POLICY ("issue", POLICY_TEXT) HAS_TAG ("radio") },
  { "authority", CREATE_CA, CA ("3", PLANNED) CA_TAG ("3", "radio") },
};

/* Nothing is wrong with any of them but that nothing follows. */
static void
test_planned (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (planned); i++)
    {
      const Act acts[] = { planned[i], { NULL } };
      g_autofree char *found = forge (world, acts, FOUNDER, world->approval);

      if (strstr (found, NOT_AGREED) || strstr (found, NOT_GIVEN) || strstr (found, NONE))
        g_error ("%s is as planned: %s", acts[0].name, found);
      assert_has (found, NOT_USED_UP);
    }
}

/* --- Otherwise --------------------------------------------------------------------------------*/

static const struct
{
  Act act;
  const char *wanted;
} others[] = {
  { { "another number", CREATE_ACCOUNT, ACCOUNT ("999988887777", "Supplier") },
    "account Supplier" NOT_AGREED },
  { { "another name", CREATE_ACCOUNT, ACCOUNT (SUPPLIER, "Mine") }, "account Mine" NOT_AGREED },
  { { "one account more", CREATE_ACCOUNT,
      ACCOUNT (SUPPLIER, "Supplier") ";;" ACCOUNT ("999988887777", "Mine") },
    "account Mine" NOT_AGREED },

  { { "over everybody", CREATE_GUARDRAIL, GUARDRAIL ("rail", RAIL_TEXT) },
    "guardrail rail" NOT_AGREED },
  { { "over others too", CREATE_GUARDRAIL,
      GUARDRAIL ("rail", RAIL_TEXT) LIMITS (SUPPLIER) LIMITS ("$OWN") },
    "guardrail rail" NOT_AGREED },
  { { "another guardrail", CREATE_GUARDRAIL, GUARDRAIL ("other", RAIL_TEXT) LIMITS (SUPPLIER) },
    "guardrail other" NOT_AGREED },
  { { "another document", CREATE_GUARDRAIL,
      GUARDRAIL ("rail", "{`Version`:`2012-10-17`,`Statement`:[]}") LIMITS (SUPPLIER) },
    "guardrail rail" NOT_AGREED },

  { { "another policy", CREATE_ROLE,
      ROLE (SUPPLIER, "Issuer", "ACCOUNT")
        HAS_POLICY ("issue", "{`Version`:`2012-10-17`,`Statement`:[]}") HAS_TAG ("radio") },
    "role Issuer" NOT_AGREED },
  { { "one policy more", CREATE_ROLE,
      ROLE (SUPPLIER, "Issuer", "ACCOUNT") HAS_POLICY ("issue", POLICY_TEXT)
        HAS_POLICY ("more", POLICY_TEXT) HAS_TAG ("radio") },
    "role Issuer" NOT_AGREED },
  { { "no policy", CREATE_ROLE, ROLE (SUPPLIER, "Issuer", "ACCOUNT") HAS_TAG ("radio") },
    "role Issuer" NOT_AGREED },
  { { "another tag", CREATE_ROLE,
      ROLE (SUPPLIER, "Issuer", "ACCOUNT") HAS_POLICY ("issue", POLICY_TEXT) HAS_TAG ("tv") },
    "role Issuer" NOT_AGREED },
  { { "of the organization", CREATE_ROLE,
      ROLE (SUPPLIER, "Issuer", "ORGANIZATION") HAS_POLICY ("issue", POLICY_TEXT)
        HAS_TAG ("radio") },
    "role Issuer" NOT_AGREED },
  { { "of another account", "iam:CreateRole", "arn:aws:iam::$OWN:role/Issuer",
      ROLE ("$OWN", "Issuer", "ACCOUNT") HAS_POLICY ("issue", POLICY_TEXT) HAS_TAG ("radio") },
    "role Issuer" NOT_AGREED },
  { { "with a holder", CREATE_ROLE,
      ROLE (SUPPLIER, "Issuer", "ACCOUNT") HAS_POLICY ("issue", POLICY_TEXT)
        HAS_TAG ("radio") ";;INSERT INTO assignment (role, principal) SELECT " ID (
          "2") ", id FROM principal WHERE name = 'Dave'" },
    NOT_AGREED },

  { { "one authority more", CREATE_CA,
      CA ("3", PLANNED) CA_TAG ("3", "radio") ";;" CA ("4", PLANNED) CA_TAG ("4", "radio") },
    "ca Under" NOT_AGREED },
  { { "another subject", CREATE_CA,
      CA (
        "3",
        VALUES ("account", "CN=Mine,O=Meridian", "EC_prime256v1", GENERAL, "0", "0", OLD, TEMPLATE))
        CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "another parent", CREATE_CA,
      CA ("3", VALUES ("account", SUBJECT, "EC_prime256v1", GENERAL, "0", "0", SUB, TEMPLATE))
        CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "no parent", CREATE_CA,
      CA ("3", VALUES ("account", SUBJECT, "EC_prime256v1", GENERAL, "0", "0", "NULL", TEMPLATE))
        CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "of another owner", CREATE_CA,
      CA ("3",
          VALUES ("'" SUPPLIER "'", SUBJECT, "EC_prime256v1", GENERAL, "0", "0", OLD, TEMPLATE))
        CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "another template", CREATE_CA,
      CA ("3",
          VALUES ("account",
                  SUBJECT,
                  "EC_prime256v1",
                  GENERAL,
                  "0",
                  "0",
                  OLD,
                  "SubordinateCACertificate_PathLen1")) CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "another path length", CREATE_CA,
      CA ("3", VALUES ("account", SUBJECT, "EC_prime256v1", GENERAL, "1", "0", OLD, TEMPLATE))
        CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "another key", CREATE_CA,
      CA ("3", VALUES ("account", SUBJECT, "RSA_2048", GENERAL, "0", "0", OLD, TEMPLATE))
        CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "another mode", CREATE_CA,
      CA ("3",
          VALUES ("account",
                  SUBJECT,
                  "EC_prime256v1",
                  "SHORT_LIVED_CERTIFICATE",
                  "0",
                  "0",
                  OLD,
                  TEMPLATE)) CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "another rule", CREATE_CA,
      CA ("3", VALUES ("account", SUBJECT, "EC_prime256v1", GENERAL, "0", "1", OLD, TEMPLATE))
        CA_TAG ("3", "radio") },
    "ca Under" NOT_AGREED },
  { { "another tag of it", CREATE_CA, CA ("3", PLANNED) CA_TAG ("3", "tv") },
    "ca Under" NOT_AGREED },
  { { "no tag of it", CREATE_CA, CA ("3", PLANNED) }, "ca Under" NOT_AGREED },
  { { "another's certificate", CREATE_CA,
      CA ("3", PLANNED)
        CA_TAG ("3",
                "radio") ";;INSERT INTO certificate (row, ca_row, serial, subject, report_subject,"
                         " alternative_names, template_name, requester, requester_account,"
                         " not_before, not_after, issued_at) SELECT 900, ca_row, '00aa', subject,"
                         " report_subject, alternative_names, template_name, requester,"
                         " requester_account, not_before, not_after, issued_at FROM certificate"
                         " WHERE row = 2;;INSERT INTO certificate_der SELECT 900, der FROM"
                         " certificate_der WHERE row = 2" },
    NOT_AGREED },
  { { "and what was there", CREATE_CA,
      CA ("3", PLANNED) CA_TAG ("3", "radio") ";;UPDATE ca SET dual_control = 0 WHERE"
                                              " label = 'Old'" },
    "ca Old" NOT_AGREED },
  { { "what was there", "ram:CreateResourceShare", "*",
      SHARE ("radio", OLD, SUPPLIER, PERMISSION, "REQUEST") },
    "radio" NOT_AGREED },
  { { "an approver", "espalier:UpdateApprovers", "*",
      "INSERT INTO approver (ca, principal, added_at) SELECT " OLD ", id, " NOW
      " FROM principal WHERE name = 'Dave'" },
    NOT_AGREED },
  { { "a policy of another role", "iam:CreateRole", "*",
      "INSERT INTO role_policy (role, name, document) SELECT id, 'more', '" POLICY_TEXT
      "' FROM role WHERE name = 'Dave'" },
    NOT_AGREED },
  { { "tags of what was there", CREATE_CA,
      "INSERT INTO ca_tag (ca, key, value) SELECT " OLD ", 'k', 'v'" },
    NOT_AGREED },
};

static void
test_others (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const Act acts[] = { others[i].act, { NULL } };
      g_autofree char *found = forge (world, acts, FOUNDER, world->approval);

      if (!strstr (found, others[i].wanted))
        g_error ("%s: \"%s\" is not in:\n%s", acts[0].name, others[i].wanted, found);
    }
}

/* --- Shares -----------------------------------------------------------------------------------*/

#define UNDER ID ("3")

static const struct
{
  const char *name, *sql;
  gboolean is_planned;
} shares[] = {
  { "as planned", SHARE ("radio", UNDER, SUPPLIER, PERMISSION, "REQUEST"), TRUE },
  { "to another account", SHARE ("radio", UNDER, "$OWN", PERMISSION, "REQUEST"), FALSE },
  { "with the key", SHARE ("radio", UNDER, SUPPLIER, PERMISSION, "HERE"), FALSE },
  { "with another name", SHARE ("tv", UNDER, SUPPLIER, PERMISSION, "REQUEST"), FALSE },
  { "with another permission",
    SHARE ("radio", UNDER, SUPPLIER, "AWSRAMRevokeCertificateCertificateAuthority", "REQUEST"),
    FALSE },
  { "with a tag",
    SHARE ("radio", UNDER, SUPPLIER, PERMISSION, "REQUEST") ";;INSERT INTO share_tag (share, key,"
                                                            " value) VALUES (" ID ("7") ", 'k',"
                                                                                        " 'v')",
    FALSE },
};

/* Of the authority that the entry before has made. */
static void
test_shares (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      const Act acts[] = { planned[3], { shares[i].name, CREATE_SHARE, shares[i].sql }, { NULL } };
      g_autofree char *found = forge (world, acts, FOUNDER, world->approval);

      if ((strstr (found, NOT_AGREED) == NULL) != shares[i].is_planned)
        g_error ("a share %s: %s", shares[i].name, found);
    }
}

/* --- As a whole -------------------------------------------------------------------------------*/

static const struct
{
  const char *person;
  Act acts[ACTS_MAX];
  const char *wanted;
} runs[] = {
  /* It ends before everything is there, or with more. */
  { FOUNDER, { { "nothing", WHOLE, USED_UP } }, "certificate authority Under" LEFT_OUT },
  { FOUNDER, { { "nothing", WHOLE, USED_UP } }, "account Supplier" LEFT_OUT },
  { FOUNDER, { { "nothing", WHOLE, USED_UP } }, "resource share radio" LEFT_OUT },
  { FOUNDER, { { "nothing", WHOLE, USED_UP } }, "role Issuer" LEFT_OUT },
  { FOUNDER, { { "nothing", WHOLE, USED_UP } }, "guardrail rail" LEFT_OUT },
  { FOUNDER,
    { { "more at the end", WHOLE, ACCOUNT (SUPPLIER, "Supplier") ";;" USED_UP } },
    "account Supplier" NOT_AGREED },
  { FOUNDER,
    { { "twice", CREATE_CA, CA ("3", PLANNED) CA_TAG ("3", "radio") },
      { "twice", CREATE_CA, CA ("4", PLANNED) CA_TAG ("4", "radio") } },
    "ca Under" NOT_AGREED },
  /* It is never used up, or something comes in between. */
  { FOUNDER, { { "account", CREATE_ACCOUNT, ACCOUNT (SUPPLIER, "Supplier") } }, NOT_USED_UP },
  { FOUNDER,
    { { "account", CREATE_ACCOUNT, ACCOUNT (SUPPLIER, "Supplier") },
      { "in between", CREATE_ACCOUNT, ACCOUNT ("999988887777", "Mine"), TRUE } },
    NOT_USED_UP },
  { FOUNDER, { { "not used up", WHOLE, ACCOUNT (SUPPLIER, "Supplier") } }, NOT_GIVEN },
  /* Without it. */
  { FOUNDER, { { "without it", CREATE_CA, CA ("3", PLANNED) CA_TAG ("3", "radio"), TRUE } }, NONE },
  /* What is no step of a plan. */
  { FOUNDER,
    { { "no step", "iam:AssignRole", "arn:aws:iam::$OWN:role/Dave",
        "INSERT INTO assignment (role, principal) SELECT (SELECT id FROM role WHERE name ="
        " 'Dave'), id FROM principal WHERE name = 'Otto'" } },
    NOT_GIVEN },
  { FOUNDER,
    { { "no step", "espalier:UpdateDualControl", "*",
        "UPDATE ca SET dual_control = 0 WHERE label = 'Old'" } },
    NOT_GIVEN },
  /* By somebody who neither asked nor consented. */
  { "Dave", { { "account", CREATE_ACCOUNT, ACCOUNT (SUPPLIER, "Supplier") } }, NOT_GIVEN },
};

static void
test_runs (World *world, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      Act acts[ACTS_MAX + 1] = { { NULL } };
      g_autofree char *found = NULL;

      memcpy (acts, runs[i].acts, sizeof runs[i].acts);
      found = forge (world, acts, runs[i].person, world->approval);
      if (!strstr (found, runs[i].wanted))
        g_error ("%s: \"%s\" is not in:\n%s", acts[0].name, runs[i].wanted, found);
    }
}

/* Once it was done there is no more of it, even where somebody opens the request again. */
static void
test_done (World *world, gconstpointer data)
{
  const Act again[] = { { "again", CREATE_ACCOUNT, ACCOUNT ("999988887777", "Mine") }, { NULL } };
  const Act reopened[] = { { "reopened", CREATE_ACCOUNT,
                             "UPDATE approval SET status = 'APPROVED';;" ACCOUNT ("999988887777",
                                                                                  "Mine") },
                           { NULL } };
  g_autoptr (EspEvent) done = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
  done = find_event (world->ada, "espalier:ProvisionPlan");
  g_assert_cmpstr (esp_json_get_string (esp_json_get_object (done->details, "Approval"), "Id"), ==,
                   world->id);
  first = prove (world->fixture.path);
  g_assert_cmpstr (first, ==, "");
  g_free (first);
  first = forge (world, again, FOUNDER, done);
  assert_has (first, NOT_GIVEN);
  second = forge (world, reopened, FOUNDER, done);
  assert_has (second, "was changed after it was over");
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/tamper-plan/" path, World, NULL, set_up, test, tear_down)
  ADD ("planned", test_planned);
  ADD ("others", test_others);
  ADD ("shares", test_shares);
  ADD ("runs", test_runs);
  ADD ("done", test_done);
  return g_test_run ();
}
