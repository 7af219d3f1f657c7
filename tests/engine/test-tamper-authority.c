/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two persons agreed on an authority, or on a certificate, below their root, and a program makes a
 * wider one of it: longer, higher, without the names that limit it, with other settings. Each is
 * found, whether they agreed on it alone or in a plan; the one that they meant is not.
 */
#include "forging-fixture.h"

#include "base/esp-error.h"

#define ALLOW(actions) "{'Effect':'Allow','Action':[" actions "],'Resource':'*'}"
#define NOT_AGREED ": is not what the two persons agreed on"
#define NOT_GIVEN "the consent that it names was not given by two persons"

typedef struct
{
  Fixture fixture;
  EspEngine *ada;
  char *own, *name; /* account of the founder */
  char *root, *old; /* ARNs */
  char *csr;        /* one line, for parameters */
} World;

/* --- What they agree on -----------------------------------------------------------------------*/

#define LENGTH_0 "SubordinateCACertificate_PathLen0_APIPassthrough"
#define LENGTH_1 "SubordinateCACertificate_PathLen1_APIPassthrough"
#define CONSTRAINTS(base64)                                                                        \
  ",'ApiPassthrough':{'Extensions':{'CustomExtensions':[{'ObjectIdentifier':'2.5.29.30',"          \
  "'Value':'" base64 "','Critical':true}]}}"
/* Permitted: DNS names below example.com, and below example.net. */
#define EXAMPLE_COM CONSTRAINTS ("MBGgDzANggtleGFtcGxlLmNvbQ==")
#define EXAMPLE_NET CONSTRAINTS ("MBGgDzANggtleGFtcGxlLm5ldA==")
#define TAGS ",'Tags':[{'Key':'line','Value':'radio'}]"
#define AUTHORITY(parent, template, validity, more)                                                \
  "{'Subject':'CN=Under,O=Meridian','Parent':'" parent                                             \
  "','TemplateArn':'" template "','Validity':'" validity                                           \
                               "','KeyAlgorithm':'EC_prime256v1'" TAGS more "}"

#define REISSUE(validity)                                                                          \
  "{'CertificateAuthority':'Old','Mode':'REISSUE','Validity':'" validity "'}"
/* To be renewed. */
#define OLD                                                                                        \
  "{'Subject':'CN=Old,O=Meridian','Parent':'Root','TemplateArn':'" LENGTH_0 "','Validity':'5y',"   \
  "'KeyAlgorithm':'EC_prime256v1'" TAGS EXAMPLE_COM "}"

static const char plan[] =
  "{'format':1,'name':'Ceremony','accounts':[{'id':'$OWN','name':'$NAME'}],"
  "'cas':[{'key':'under','parentArn':'$ARN','account':'$OWN','subject':'CN=Under,O=Meridian',"
  "'template':'" LENGTH_0 "/V1','keyAlgorithm':'EC_prime256v1','validity':'5y',"
  "'revocation':{'crl':true},'tags':{'line':'radio'},"
  "'nameConstraints':{'Permitted':[{'DnsName':'example.com'}]}}]}";

/* --- What an altered program would make -------------------------------------------------------*/

/* Made by one person below a root of her own, in this order: their numbers follow those of the two
 * roots. */
enum
{
  AS_AGREED = 3,
  LONGER,
  HIGHER,
  UNLIMITED,
  LIMITED_OTHERWISE,
};

static const char *const variants[] = {
  AUTHORITY ("Loose", LENGTH_0, "5y", EXAMPLE_COM),
  AUTHORITY ("Loose", LENGTH_0, "9y", EXAMPLE_COM),
  AUTHORITY ("Loose", LENGTH_1, "5y", EXAMPLE_COM),
  AUTHORITY ("Loose", LENGTH_0, "5y", ""),
  AUTHORITY ("Loose", LENGTH_0, "5y", EXAMPLE_NET),
};

static void
set_up (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=device");
  g_auto (GStrv) lines = g_strsplit (csr, "\n", -1);

  fixture_set_up (&world->fixture, NULL);
  world->ada = world->fixture.engine;
  world->csr = g_strjoinv ("\\n", lines);
  find_own_account (world->ada, &world->own, &world->name);
  world->root = create_ca (world->ada, "{'Subject':'CN=Root','DualControl':false}");
  g_free (create_ca (world->ada, "{'Subject':'CN=Loose','DualControl':false}"));
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    g_free (create_ca (world->ada, variants[i]));
  world->old = create_ca (world->ada, OLD);
  json_object_unref (call (world->ada, "RenewCertificateAuthority", REISSUE ("9y")));
  json_object_unref (call (world->ada, "RenewCertificateAuthority", REISSUE ("5y")));
  add_person_with (&world->fixture, "Ben", ALLOW ("'espalier:Approve'"));
  add_person (&world->fixture, world->ada, "Otto", world->own);
  assign (world->ada, "Auditor", "Otto");
  json_object_unref (
    call (world->ada, "SetDualControl", "{'CertificateAuthority':'Root','Enabled':true}"));
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->own);
  g_free (world->name);
  g_free (world->root);
  g_free (world->old);
  g_free (world->csr);
  fixture_tear_down (&world->fixture, data);
}

/* --- Forging ----------------------------------------------------------------------------------*/

/* @sql as @action on @resource with the consent of @approval; what is found then. */
static char *
forge (World *world,
       const EspEvent *approval,
       const char *action,
       const char *resource,
       const char *sql)
{
  g_autofree char *copy = copy_vault (&world->fixture, "forged");
  EspEvent *events[] = { NULL, NULL };
  const char *const sqls[] = { sql, NULL };
  Forgery forgery = { NULL, world->ada, events, sqls };

  drop_triggers (copy);
  forgery.engine = open_copy (&world->fixture, copy, "Otto");
  events[0] = draft (world->ada, action, resource);
  events[0]->parameters_digest = digest_asked (copy, approval);
  events[0]->details = json_object_ref (approval->details);
  return forge_and_prove (&forgery, copy);
}

/* --- Rows -------------------------------------------------------------------------------------*/

#define ID "'0a0a0a0a-0000-4000-8000-000000000003'"
#define ROOT_ID "(SELECT id FROM ca WHERE label = 'Root')"
#define ROOT_ROW "(SELECT row FROM ca WHERE label = 'Root')"
#define SAME_COLUMNS                                                                               \
  "account, type, state, label, subject, subject_der, key_algorithm, usage_mode, path_length,"     \
  " level, serial, template_name, not_before, not_after, created_at, changed_at, dual_control,"    \
  " ocsp_enabled, signing_algorithm, crl_enabled, crl_days, crl_partitioned, crl_omitted"
#define COPY_CA                                                                                    \
  "INSERT INTO ca (row, id, parent, " SAME_COLUMNS ") SELECT 900, " ID ", " ROOT_ID                \
  ", " SAME_COLUMNS " FROM ca WHERE row = %d;;"
#define COPY_CERTIFICATE_AS(number)                                                                       \
  "INSERT INTO certificate (row, ca_row, serial, subject, report_subject, alternative_names,"             \
  " template_name, requester, requester_account, not_before, not_after, issued_at) SELECT 900, " ROOT_ROW \
  ", " number ", subject, report_subject, alternative_names, template_name, requester,"                   \
  " requester_account, not_before, not_after, issued_at FROM certificate WHERE row = %d;;"                \
  "INSERT INTO certificate_der SELECT 900, der FROM certificate_der WHERE row = %d"
#define COPY_CERTIFICATE COPY_CERTIFICATE_AS ("serial")
#define COPY_OWN_CERTIFICATE COPY_CERTIFICATE_AS ("'00aa'")
#define ADD_TAG ";;INSERT INTO ca_tag (ca, key, value) VALUES (" ID ", 'line', 'radio')"
#define USED_UP ";;UPDATE approval SET status = 'DONE' WHERE status = 'APPROVED'"

/* The authority with the row of @variant and the certificate of @certificate. */
static char *
make_sql (int variant, int certificate, const char *more)
{
  return g_strdup_printf (COPY_CA COPY_CERTIFICATE "%s" USED_UP, variant, certificate, certificate,
                          more);
}

static const struct
{
  const char *name;
  int variant, certificate;
  const char *more;
  gboolean agreed;
} forgeries[] = {
  { "as agreed", AS_AGREED, AS_AGREED, ADD_TAG, TRUE },
  { "longer", LONGER, LONGER, ADD_TAG, FALSE },
  { "higher", HIGHER, HIGHER, ADD_TAG, FALSE },
  { "without the names that limit it", UNLIMITED, UNLIMITED, ADD_TAG, FALSE },
  { "limited by other names", LIMITED_OTHERWISE, LIMITED_OTHERWISE, ADD_TAG, FALSE },
  { "a row that hides the certificate", AS_AGREED, LONGER, ADD_TAG, FALSE },
  { "a row that hides its names", AS_AGREED, UNLIMITED, ADD_TAG, FALSE },
  { "without its tag", AS_AGREED, AS_AGREED, "", FALSE },
  { "with another tag", AS_AGREED, AS_AGREED,
    ";;INSERT INTO ca_tag (ca, key, value) VALUES (" ID ", 'line', 'tv')", FALSE },
};

#define CHANGE(assignment) ADD_TAG ";;UPDATE ca SET " assignment " WHERE row = 900"

/* Of a plan these are compared with its last entry: see test-tamper-plan.c. */
static const struct
{
  const char *name, *more;
} settings[] = {
  { "under the rule", CHANGE ("dual_control = 1") },
  { "signing with another algorithm", CHANGE ("signing_algorithm = 'SHA512WITHECDSA'") },
  { "without lists", CHANGE ("crl_enabled = 0") },
  { "with lists elsewhere", CHANGE ("crl_url = 'http://elsewhere.example/'") },
  { "with long lists", CHANGE ("crl_days = 900") },
  { "whose certificates do not tell of lists", CHANGE ("crl_omitted = 1") },
  { "for short-lived certificates", CHANGE ("usage_mode = 'SHORT_LIVED_CERTIFICATE'") },
  { "of another key", CHANGE ("key_algorithm = 'EC_secp384r1'") },
  { "of another parent", CHANGE ("parent = (SELECT id FROM ca WHERE label = 'Loose')") },
  { "of another owner", CHANGE ("account = '999988887777'") },
  { "with another name", CHANGE ("subject = 'CN=Mine,O=Meridian'") },
};

/* What they agreed on, and how it is done. */
typedef struct
{
  const EspEvent *approval;
  const char *action, *resource;
  const char *more; /* SQL for the row */
} Agreement;

static void
expect (World *world, const Agreement *agreement, const char *name, char *sql, gboolean agreed)
{
  g_autofree char *whole = g_strconcat (sql, agreement->more, NULL);
  g_autofree char *found = forge (world, agreement->approval, agreement->action,
                                  agreement->resource, whole);

  if ((strstr (found, NOT_AGREED) == NULL) != agreed || (agreed && strstr (found, NOT_GIVEN)))
    g_error ("%s: %s", name, *found ? found : "nothing was found");
  g_free (sql);
}

static void
expect_all (World *world, const Agreement *agreement)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forgeries); i++)
    expect (world, agreement, forgeries[i].name,
            make_sql (forgeries[i].variant, forgeries[i].certificate, forgeries[i].more),
            forgeries[i].agreed);
}

static void
expect_settings (World *world, const Agreement *agreement)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    expect (world, agreement, settings[i].name, make_sql (AS_AGREED, AS_AGREED, settings[i].more),
            FALSE);
}

/* Done by the program that is not altered, nothing is found. */
static void
assert_honest (World *world)
{
  g_autofree char *found = NULL;

  json_object_unref (call (world->ada, "ExecuteApproved", "{}"));
  found = prove (world->fixture.path);
  g_assert_cmpstr (found, ==, "");
}

static void
test_alone (World *world, gconstpointer data)
{
  g_autoptr (EspEvent)
    approval = agree_on (&world->fixture, "CreateCertificateAuthority",
                         as_object (AUTHORITY ("Root", LENGTH_0, "5y", EXAMPLE_COM)), NULL);
  const Agreement agreement = { approval, "acm-pca:CreateCertificateAuthority", "*", "" };

  expect_all (world, &agreement);
  expect_settings (world, &agreement);
  expect (world, &agreement, "with an approver",
          make_sql (AS_AGREED, AS_AGREED,
                    ADD_TAG ";;INSERT INTO approver (ca, principal, added_at) SELECT " ID
                            ", id, 1780315200 FROM principal WHERE name = 'Otto'"),
          FALSE);
  assert_honest (world);
}

static void
test_in_a_plan (World *world, gconstpointer data)
{
  g_autoptr (EspEvent) approval = agree_on (
    &world->fixture, "ProvisionPlan", fill_plan (plan, world->own, world->name, world->root), NULL);
  const Agreement agreement = { approval, "acm-pca:CreateCertificateAuthority", "*", "" };

  expect_all (world, &agreement);
  assert_honest (world);
}

/* --- Renewals ---------------------------------------------------------------------------------*/

#define OLD_ID "(SELECT id FROM ca WHERE label = 'Old')"
#define IMPORT "acm-pca:ImportCertificateAuthorityCertificate"

static void
test_replaced (World *world, gconstpointer data)
{
  g_autoptr (EspEvent)
    approval = agree_on (&world->fixture, "RenewCertificateAuthority",
                         as_object ("{'CertificateAuthority':'Old','Mode':'REPLACE'}"), NULL);
  const Agreement agreement = { approval, IMPORT, world->old,
                                ";;UPDATE ca SET predecessor = " OLD_ID " WHERE row = 900" };

  expect_all (world, &agreement);
  expect_settings (world, &agreement);
  expect (world, &agreement, "and the old one disabled",
          make_sql (AS_AGREED, AS_AGREED,
                    ADD_TAG ";;UPDATE ca SET state = 'DISABLED' WHERE label = 'Old'"),
          FALSE);
  expect (world, &agreement, "with an approver of its own",
          make_sql (AS_AGREED, AS_AGREED,
                    ADD_TAG ";;INSERT INTO approver (ca, principal, added_at) SELECT " ID
                            ", id, 1780315200 FROM principal WHERE name = 'Otto'"),
          FALSE);
  assert_honest (world);
}

/* Two certificates that it had before, with the key that it has. */
enum
{
  LONGER_OF_OLD = 9,
  AGREED_OF_OLD,
};

#define CHANGE_OLD(assignment) ";;UPDATE ca SET " assignment " WHERE label = 'Old'"

static void
test_reissued (World *world, gconstpointer data)
{
  static const struct
  {
    int certificate;
    const char *more;
    gboolean agreed;
  } rows[] = {
    { AGREED_OF_OLD, "", TRUE },
    { LONGER_OF_OLD, "", FALSE },
    { AS_AGREED, "", FALSE }, /* of another key */
    { AGREED_OF_OLD, CHANGE_OLD ("path_length = 3"), FALSE },
    { AGREED_OF_OLD, CHANGE_OLD ("dual_control = 1"), FALSE },
    { AGREED_OF_OLD, CHANGE_OLD ("crl_url = 'http://elsewhere.example/'"), FALSE },
  };
  g_autoptr (EspEvent) approval = agree_on (&world->fixture, "RenewCertificateAuthority",
                                            as_object (REISSUE ("5y")), NULL);
  const Agreement agreement = { approval, IMPORT, world->old, "" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strdup_printf ("certificate %d%s", rows[i].certificate,
                                               rows[i].more);

      expect (world, &agreement, name,
              g_strdup_printf (COPY_OWN_CERTIFICATE USED_UP "%s", rows[i].certificate,
                               rows[i].certificate, rows[i].more),
              rows[i].agreed);
    }
  assert_honest (world);
}

/* --- Certificates -----------------------------------------------------------------------------*/

#define FIRST_CERTIFICATE 11 /* after those of the authorities */

static JsonObject *
make_issue (World *world, const char *ca, const char *template, const char *validity)
{
  g_autofree char *json = g_strdup_printf (
    "{'CertificateAuthority':'%s','Csr':'%s','TemplateArn':'%s','Validity':'%s'}", ca, world->csr,
    template, validity);

  return as_object (json);
}

static void
test_certificates (World *world, gconstpointer data)
{
  static const struct
  {
    const char *template, *validity;
    gboolean agreed;
  } rows[] = {
    { "EndEntityCertificate", "9d", TRUE },
    { "EndEntityCertificate", "90d", FALSE },
    { "SubordinateCACertificate_PathLen0", "9d", FALSE },
  };
  g_autoptr (EspEvent) approval = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    json_object_unref (call_with (world->ada, "IssueCertificate",
                                  make_issue (world, "Loose", rows[i].template, rows[i].validity)));
  approval = agree_on (&world->fixture, "IssueCertificate",
                       make_issue (world, "Root", "EndEntityCertificate", "9d"), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int row = FIRST_CERTIFICATE + (int) i;
      g_autofree char *sql = g_strdup_printf (COPY_CERTIFICATE USED_UP, row, row);
      g_autofree char *found = forge (world, approval, "acm-pca:IssueCertificate", world->root,
                                      sql);

      if ((strstr (found, NOT_AGREED) == NULL) != rows[i].agreed)
        g_error ("%s for %s: %s", rows[i].template, rows[i].validity, found);
    }
  assert_honest (world);
}

int
main (int argc, char *argv[])
{
  esp_pki_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/tamper-authority/" path, World, NULL, set_up, test, tear_down)
  ADD ("alone", test_alone);
  ADD ("in-a-plan", test_in_a_plan);
  ADD ("replaced", test_replaced);
  ADD ("reissued", test_reissued);
  ADD ("certificates", test_certificates);
  return g_test_run ();
}
