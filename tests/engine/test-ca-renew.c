/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renewal in its two modes, for a root, a subordinate, and one whose parent is outside: what is
 * kept, what is new, what is refused. That what was issued before still verifies is openssl's
 * judgement. */
#include "engine-fixture.h"

#include <string.h>

#define DAY ESP_TIME_DAY

static JsonObject *
view (EspEngine *engine, const char *ca)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", ca);
  g_autoptr (JsonObject) result = call (engine, "DescribeCertificateAuthority", json);

  return json_object_ref (esp_json_get_object (result, "CertificateAuthority"));
}

static JsonObject *
renew (EspEngine *engine, const char *ca, const char *mode, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s','Mode':'%s'%s}", ca, mode,
                                           more ? more : "");

  return call (engine, "RenewCertificateAuthority", json);
}

static GError *
not_renewed (EspEngine *engine,
             const char *ca,
             const char *mode,
             const char *more,
             EspReason reason)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s','Mode':'%s'%s}", ca, mode,
                                           more ? more : "");

  return refused (engine, "RenewCertificateAuthority", json, reason);
}

static void
run (EspEngine *engine, const char *operation, const char *ca, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'%s}", ca, more ? more : "");
  g_autoptr (JsonObject) result = call (engine, operation, json);

  g_assert_nonnull (result);
}

static char *
below (EspEngine *engine, const char *parent, const char *name, int path_length, const char *more)
{
  g_autofree char *json = g_strdup_printf (
    "{'Subject':'CN=%s,O=Meridian','Parent':'%s','PathLength':%d%s}", name, parent, path_length,
    more ? more : "");

  return create_ca (engine, json);
}

/* --- Files for openssl -------------------------------------------------------------------------*/

static void
write_text (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = fixture_file (fixture, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
save_ca (Fixture *fixture, const char *ca, const char *name)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", ca);
  g_autoptr (JsonObject)
    result = call (fixture->engine, "GetCertificateAuthorityCertificate", json);

  write_text (fixture, name, esp_json_get_string (result, "Certificate"));
}

static void
save_leaf (Fixture *fixture, const char *ca, const char *name)
{
  g_autofree char *csr = make_csr ("/CN=device");
  g_autoptr (JsonObject) issued = issue (fixture->engine, ca, csr, NULL);

  write_text (fixture, name, esp_json_get_string (issued, "Certificate"));
}

/* At the clock of the fixture. */
static void
assert_verifies (Fixture *fixture, const char *root, const char *between, const char *leaf)
{
  g_autofree char *command = g_strdup_printf (
    "openssl verify -x509_strict -attime %" G_GINT64_FORMAT " -CAfile %s %s %s %s",
    esp_clock_now (fixture->clock), root, between ? "-untrusted" : "", between ? between : "",
    leaf);
  const char *argv[] = { "sh", "-c", command, NULL };
  g_autofree char *output = NULL;
  g_autofree char *error = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (fixture->folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL,
                               NULL, &output, &error, &status, NULL));
  if (status != 0)
    g_error ("%s\n%s%s", command, output, error);
}

/* --- Reissue -----------------------------------------------------------------------------------*/

static void
test_reissue_root (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root,O=Meridian','Validity':'10y'}");
  g_autofree char *sub = below (engine, root, "Branch", 0, ",'Validity':'5y'");
  g_autoptr (JsonObject) before = view (engine, root);
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonObject) verified = NULL;
  g_autoptr (GError) revoke = NULL;
  g_autofree char *end = NULL;
  g_autofree char *json = NULL;
  JsonObject *after;

  save_ca (fixture, root, "root1.pem");
  save_ca (fixture, sub, "sub.pem");
  save_leaf (fixture, sub, "leaf.pem");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 400 * DAY);
  save_leaf (fixture, sub, "leaf.pem");
  result = renew (engine, root, "REISSUE", NULL);
  after = esp_json_get_object (result, "CertificateAuthority");
  g_assert_cmpstr (esp_json_get_string (after, "Arn"), ==, root);
  g_assert_cmpstr (esp_json_get_string (after, "Status"), ==, "ACTIVE");
  g_assert_cmpstr (esp_json_get_string (after, "Serial"), !=,
                   esp_json_get_string (before, "Serial"));
  /* As long as before, from now on. */
  end = esp_time_to_rfc3339 (esp_time_add_months (FIXTURE_NOW, 120) + 400 * DAY);
  g_assert_cmpstr (esp_json_get_string (after, "NotAfter"), ==, end);
  save_ca (fixture, root, "root2.pem");
  assert_verifies (fixture, "root2.pem", "sub.pem", "leaf.pem");
  assert_verifies (fixture, "root1.pem", "sub.pem", "leaf.pem");
  save_leaf (fixture, sub, "new.pem");
  assert_verifies (fixture, "root1.pem", "sub.pem", "new.pem");
  verified = call (engine, "VerifyVault", NULL);
  g_assert_true (json_object_get_boolean_member (verified, "Verified"));
  /* The self-signed certificate of before is the root's own still. */
  json = g_strdup_printf (
    "{'CertificateAuthority':'%s','CertificateSerial':'%s','RevocationReason':'SUPERSEDED'}", root,
    esp_json_get_string (before, "Serial"));
  revoke = refused (engine, "RevokeCertificate", json, ESP_REASON_REVOKE_ROOT);
}

static void
test_reissue_subordinate (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root,O=Meridian','Validity':'10y'}");
  g_autofree char *sub = below (engine, root, "Branch", 1, ",'Validity':'3y'");
  g_autofree char *twig = below (engine, sub, "Twig", 0, ",'Validity':'2y'");
  g_autoptr (JsonObject) result = NULL;
  JsonObject *after;

  save_ca (fixture, root, "root.pem");
  save_ca (fixture, twig, "twig.pem");
  save_ca (fixture, sub, "sub1.pem");
  save_leaf (fixture, twig, "leaf.pem");
  result = renew (engine, sub, "REISSUE", ",'Validity':'4y'");
  after = esp_json_get_object (result, "CertificateAuthority");
  g_assert_cmpstr (esp_json_get_string (after, "ParentArn"), ==, root);
  g_assert_cmpint (esp_json_get_int (after, "PathLength", -1), ==, 1);
  g_assert_cmpint (esp_json_get_int (after, "Level", 0), ==, 2);
  g_assert_true (g_str_has_suffix (esp_json_get_string (after, "TemplateArn"),
                                   "SubordinateCACertificate_PathLen1/V1"));
  save_ca (fixture, sub, "sub2.pem");
  for (int i = 1; i <= 2; i++)
    {
      g_autofree char *join = g_strdup_printf ("cat %s/sub%d.pem %s/twig.pem", fixture->folder, i,
                                               fixture->folder);
      g_autofree char *both = NULL;

      g_assert_true (g_spawn_command_line_sync (join, &both, NULL, NULL, NULL));
      write_text (fixture, "both.pem", both);
      assert_verifies (fixture, "root.pem", "both.pem", "leaf.pem");
    }
}

/* Never past the issuer: cut by itself, refused when asked for; and no renewal that gains nothing.
 */
static void
test_reissue_end (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root','Validity':'1000d'}");
  g_autofree char *sub = below (engine, root, "Branch", 0, ",'Validity':'900d'");
  g_autoptr (JsonObject) of_root = view (engine, root);
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) nothing = NULL;

  esp_clock_set (fixture->clock, FIXTURE_NOW + 200 * DAY);
  late = not_renewed (engine, sub, "REISSUE", ",'Validity':'900d'", ESP_REASON_OUTLIVES_ISSUER);
  result = renew (engine, sub, "REISSUE", NULL);
  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (result, "CertificateAuthority"), "NotAfter"), ==,
    esp_json_get_string (of_root, "NotAfter"));
  esp_clock_set (fixture->clock, FIXTURE_NOW + 300 * DAY);
  nothing = not_renewed (engine, sub, "REISSUE", NULL, ESP_REASON_RENEW_NO_GAIN);
}

/* EXPIRED over ACTIVE becomes ACTIVE, over DISABLED stays DISABLED; a root can't help itself. */
static void
test_expired (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root','Validity':'1000d'}");
  g_autofree char *active = below (engine, root, "Active", 0, ",'Validity':'100d'");
  g_autofree char *disabled = below (engine, root, "Disabled", 0, ",'Validity':'100d'");
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autoptr (GError) not_now = NULL;
  g_autoptr (GError) parent = NULL;
  g_autoptr (GError) own = NULL;

  run (engine, "UpdateCertificateAuthority", disabled, ",'Status':'DISABLED'");
  not_now = not_renewed (engine, disabled, "REISSUE", NULL, ESP_REASON_CA_STATE);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 101 * DAY);
  first = renew (engine, active, "REISSUE", NULL);
  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (first, "CertificateAuthority"), "Status"), ==,
    "ACTIVE");
  second = renew (engine, disabled, "REISSUE", NULL);
  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (second, "CertificateAuthority"), "Status"), ==,
    "DISABLED");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 1001 * DAY);
  parent = not_renewed (engine, active, "REISSUE", ",'Validity':'10d'", ESP_REASON_CA_STATE);
  g_assert_cmpstr (esp_error_get_object (parent), ==, "Root");
  own = not_renewed (engine, root, "REISSUE", NULL, ESP_REASON_RENEW_EXPIRED_ROOT);
  g_assert_cmpint (own->code, ==, ESP_ERROR_INVALID_STATE);
}

/* What came by passthrough comes again. */
static void
test_reissue_passthrough (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root'}");
  g_autofree char *sub = create_ca (engine, "{'Subject':'CN=Branch','Type':'SUBORDINATE'}");
  g_autofree char *ask = g_strdup_printf ("{'CertificateAuthority':'%s'}", sub);
  g_autoptr (JsonObject) csr = call (engine, "GetCertificateAuthorityCsr", ask);
  g_autofree char *issue_json = g_strdup_printf (
    "{'CertificateAuthority':'%s','Validity':'900d','Csr':'%s','TemplateArn':"
    "'SubordinateCACertificate_PathLen0_APIPassthrough','ApiPassthrough':{'Extensions':{"
    "'CertificatePolicies':[{'CertPolicyId':'1.2.3.4'}],'CustomExtensions':[{'ObjectIdentifier':"
    "'2.5.29.30','Critical':true,'Value':'MBKgEDAOggxnb29kLmV4YW1wbGU='}]}}}",
    root, esp_json_get_string (csr, "Csr"));
  g_autoptr (JsonObject) issued = call (engine, "IssueCertificate", issue_json);
  g_autofree char *import_json = g_strdup_printf (
    "{'CertificateAuthority':'%s','Certificate':'%s'}", sub,
    esp_json_get_string (issued, "Certificate"));
  g_autoptr (JsonObject)
    imported = call (engine, "ImportCertificateAuthorityCertificate", import_json);
  g_autoptr (JsonObject) renewed = NULL;
  g_autofree char *csr_bad = make_csr ("/CN=x");
  g_autofree char *leaf = g_strdup_printf (
    "{'CertificateAuthority':'%s','Validity':'9d','Csr':'%s'}", sub, csr_bad);
  g_autoptr (GError) name = NULL;
  g_autofree char *text = NULL;
  g_autofree char *command = NULL;

  esp_clock_set (fixture->clock, FIXTURE_NOW + 10 * DAY);
  renewed = renew (engine, sub, "REISSUE", NULL);
  save_ca (fixture, sub, "sub.pem");
  command = g_strdup_printf ("openssl x509 -in %s/sub.pem -noout -text", fixture->folder);
  g_assert_true (g_spawn_command_line_sync (command, &text, NULL, NULL, NULL));
  g_assert_nonnull (strstr (text, "X509v3 Name Constraints: critical"));
  g_assert_nonnull (strstr (text, "DNS:good.example"));
  g_assert_nonnull (strstr (text, "Policy: 1.2.3.4"));
  /* And holds: the request is for a.example. */
  name = refused (engine, "IssueCertificate", leaf, ESP_REASON_NAMES_NOT_PERMITTED);
}

/* --- Replace -----------------------------------------------------------------------------------*/

static void
test_replace_root (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (
    engine,
    "{'Subject':'CN=Root,O=Meridian,C=DE','Validity':'10y','Tags':[{'Key':'Project','Value':"
    "'radio'}],'UsageMode':'GENERAL_PURPOSE','RevocationConfiguration':{'CrlConfiguration':"
    "{'Enabled':true,'ExpirationInDays':33}}}");
  g_autoptr (JsonObject) result = renew (engine, root, "REPLACE", ",'DisableOld':true");
  JsonObject *new = esp_json_get_object (result, "CertificateAuthority");
  g_autoptr (JsonObject) old = view (engine, root);
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (JsonObject) verified = NULL;
  JsonObject *crl, *tag;

  g_assert_cmpstr (esp_json_get_string (new, "Subject"), ==, "CN=Root G2,O=Meridian,C=DE");
  g_assert_cmpstr (esp_json_get_string (new, "Status"), ==, "ACTIVE");
  g_assert_cmpstr (esp_json_get_string (new, "PredecessorArn"), ==, root);
  g_assert_cmpstr (esp_json_get_string (result, "PreviousCertificateAuthorityArn"), ==, root);
  g_assert_cmpstr (esp_json_get_string (old, "SuccessorArn"), ==, esp_json_get_string (new, "Arn"));
  g_assert_cmpstr (esp_json_get_string (old, "Status"), ==, "DISABLED");
  g_assert_cmpstr (esp_json_get_string (new, "TemplateArn"), ==,
                   esp_json_get_string (old, "TemplateArn"));
  tag = json_array_get_object_element (esp_json_get_array (new, "Tags"), 0);
  g_assert_cmpstr (esp_json_get_string (tag, "Value"), ==, "radio");
  crl = esp_json_get_object (esp_json_get_object (new, "RevocationConfiguration"),
                             "CrlConfiguration");
  g_assert_cmpint (esp_json_get_int (crl, "ExpirationInDays", 0), ==, 33);
  save_ca (fixture, esp_json_get_string (new, "Arn"), "new.pem");
  save_leaf (fixture, esp_json_get_string (new, "Arn"), "leaf.pem");
  assert_verifies (fixture, "new.pem", NULL, "leaf.pem");
  /* The old one once more: G2 is taken. */
  again = renew (engine, root, "REPLACE", NULL);
  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (again, "CertificateAuthority"), "CommonName"), ==,
    "Root G3");
  verified = call (engine, "VerifyVault", NULL);
  g_assert_true (json_object_get_boolean_member (verified, "Verified"));
}

static void
test_replace_subordinate (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root,O=Meridian'}");
  g_autofree char *sub = below (engine, root, "Issuer G2", 0,
                                ",'UsageMode':'SHORT_LIVED_CERTIFICATE'");
  g_autoptr (JsonObject) result = renew (engine, sub, "REPLACE", NULL);
  g_autoptr (JsonObject) named = renew (engine, sub, "REPLACE", ",'Subject':'CN=Other name'");
  JsonObject *new = esp_json_get_object (result, "CertificateAuthority");
  g_autoptr (JsonObject) old = view (engine, sub);
  g_autoptr (JsonObject) key_old = NULL;

  g_assert_cmpstr (esp_json_get_string (new, "CommonName"), ==, "Issuer G3");
  g_assert_cmpstr (esp_json_get_string (new, "ParentArn"), ==, root);
  g_assert_cmpstr (esp_json_get_string (new, "UsageMode"), ==, "SHORT_LIVED_CERTIFICATE");
  g_assert_cmpstr (esp_json_get_string (old, "Status"), ==, "ACTIVE");
  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (named, "CertificateAuthority"), "CommonName"), ==,
    "Other name");
  save_ca (fixture, root, "root.pem");
  save_ca (fixture, esp_json_get_string (new, "Arn"), "new.pem");
  assert_verifies (fixture, "root.pem", NULL, "new.pem");
}

/* Below an authority for short-lived certificates nothing lives longer than seven days. */
static void
test_short_lived_parent (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine,
                                     "{'Subject':'CN=Root','UsageMode':'SHORT_LIVED_CERTIFICATE'}");
  g_autofree char *sub = below (engine, root, "Branch", 0, ",'Validity':'5d'");
  g_autoptr (GError)
    late = not_renewed (engine, sub, "REISSUE", ",'Validity':'8d'", ESP_REASON_SHORT_LIVED);
  g_autoptr (JsonObject) good = renew (engine, sub, "REISSUE", ",'Validity':'7d'");

  g_assert_nonnull (good);
}

/* With one fixed address both lists would be in one place: said, not hidden. */
static void
test_shared_address (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (
    engine, "{'Subject':'CN=Root','RevocationConfiguration':{'CrlConfiguration':{'Enabled':true,"
            "'Url':'http://pki.example/root.crl'}}}");
  g_autoptr (JsonObject) result = renew (engine, root, "REPLACE", NULL);
  JsonArray *warnings = esp_json_get_array (result, "Warnings");
  g_autoptr (JsonObject) check = call (engine, "CheckCertificateAuthorities", NULL);
  JsonArray *findings = esp_json_get_array (check, "Findings");
  guint n = json_array_get_length (warnings);

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpstr (esp_json_get_string (json_array_get_object_element (warnings, n - 1), "Rule"),
                   ==, "crl-url-shared");
  g_assert_cmpstr (esp_json_get_string (json_array_get_object_element (findings, 0), "Finding"), ==,
                   "CRL_PLACE_SHARED");
}

/* --- A parent outside --------------------------------------------------------------------------*/

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *waits = create_ca (engine, "{'Subject':'CN=Waits','Type':'SUBORDINATE'}");
  g_autoptr (GError)
    reissue = not_renewed (engine, waits, "REISSUE", NULL, ESP_REASON_RENEW_PENDING);
  g_autoptr (GError)
    replace = not_renewed (engine, waits, "REPLACE", NULL, ESP_REASON_RENEW_PENDING);
  g_autoptr (GError) mode = not_renewed (engine, waits, "RENEW", NULL, ESP_REASON_RENEW_MODE);
  g_autoptr (GError) alone = not_renewed (engine, waits, "REISSUE", ",'DisableOld':true",
                                          ESP_REASON_RENEW_REISSUE_ALONE);
  g_autoptr (GError) name = not_renewed (engine, waits, "REISSUE", ",'Subject':'CN=X'",
                                         ESP_REASON_RENEW_REISSUE_ALONE);

  g_assert_cmpint (mode->code, ==, ESP_ERROR_INVALID_ARGS);
}

static void
spawn_sh (Fixture *fixture, const char *command)
{
  const char *argv[] = { "sh", "-c", command, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (fixture->folder, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static char *
read_text (Fixture *fixture, const char *name)
{
  g_autofree char *path = fixture_file (fixture, name);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
sign_outside (Fixture *fixture, const char *csr)
{
  write_text (fixture, "in.csr", csr);
  write_text (fixture, "ext",
              "basicConstraints=critical,CA:TRUE,pathlen:0\nsubjectKeyIdentifier=hash\n"
              "authorityKeyIdentifier=keyid\nkeyUsage=critical,keyCertSign,cRLSign\n");
  spawn_sh (fixture, "openssl x509 -req -in in.csr -CA outside.pem -CAkey outside.key -days 500 "
                     "-extfile ext -out in.pem");
}

static void
take_in (Fixture *fixture, const char *ca)
{
  g_autofree char *certificate = read_text (fixture, "in.pem");
  g_autofree char *chain = read_text (fixture, "outside.pem");
  g_autofree char *json = g_strdup_printf (
    "{'CertificateAuthority':'%s','Certificate':'%s','CertificateChain':'%s'}", ca, certificate,
    chain);
  g_autoptr (JsonObject)
    result = call (fixture->engine, "ImportCertificateAuthorityCertificate", json);

  g_assert_nonnull (result);
}

static void
test_outside (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *branch = create_ca (engine, "{'Subject':'CN=Branch','Type':'SUBORDINATE'}");
  g_autofree char *ask = g_strdup_printf ("{'CertificateAuthority':'%s'}", branch);
  g_autoptr (JsonObject) csr = call (engine, "GetCertificateAuthorityCsr", ask);
  g_autoptr (JsonObject) reissue = NULL;
  g_autoptr (JsonObject) replace = NULL;
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;
  JsonObject *new;
  gint64 n_events;

  esp_clock_set (fixture->clock, g_get_real_time () / G_USEC_PER_SEC);
  spawn_sh (fixture, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "
                     "outside.key -out outside.pem -days 3000 -subj /CN=Outside -addext "
                     "basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign");
  sign_outside (fixture, esp_json_get_string (csr, "Csr"));
  take_in (fixture, branch);
  before = view (engine, branch);
  n_events = count_events (engine);
  reissue = renew (engine, branch, "REISSUE", NULL);
  g_assert_cmpstr (esp_json_get_string (reissue, "Csr"), ==, esp_json_get_string (csr, "Csr"));
  g_assert_cmpint (count_events (engine), ==, n_events);
  sign_outside (fixture, esp_json_get_string (reissue, "Csr"));
  take_in (fixture, branch);
  after = view (engine, branch);
  g_assert_cmpstr (esp_json_get_string (before, "Serial"), !=,
                   esp_json_get_string (after, "Serial"));
  replace = renew (engine, branch, "REPLACE", ",'DisableOld':true");
  new = esp_json_get_object (replace, "CertificateAuthority");
  g_assert_cmpstr (esp_json_get_string (new, "Status"), ==, "PENDING_CERTIFICATE");
  g_assert_cmpstr (esp_json_get_string (new, "CommonName"), ==, "Branch G2");
  g_assert_cmpstr (esp_json_get_string (replace, "Csr"), !=, esp_json_get_string (csr, "Csr"));
  sign_outside (fixture, esp_json_get_string (replace, "Csr"));
  take_in (fixture, esp_json_get_string (new, "Arn"));
}

/* --- Findings over all -------------------------------------------------------------------------*/

static gboolean
is_found (JsonArray *findings, const char *ca, const char *id)
{
  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);

      if (g_str_equal (esp_json_get_string (finding, "CertificateAuthorityArn"), ca) &&
          g_str_equal (esp_json_get_string (finding, "Finding"), id))
        return TRUE;
    }
  return FALSE;
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root','Validity':'1000d'}");
  g_autofree char *sub = below (engine, root, "Branch", 0, ",'Validity':'1000d'");
  g_autofree char *waits = create_ca (engine, "{'Subject':'CN=Waits','Type':'SUBORDINATE'}");
  g_autofree char *one = g_strdup_printf ("{'CertificateAuthority':'%s'}", root);
  g_autoptr (JsonObject) all = NULL;
  g_autoptr (JsonObject) single = NULL;
  JsonArray *findings;
  int severity = 0;

  save_leaf (fixture, sub, "leaf.pem");
  esp_clock_set (fixture->clock, FIXTURE_NOW + 996 * DAY);
  all = call (engine, "CheckCertificateAuthorities", NULL);
  findings = esp_json_get_array (all, "Findings");
  g_assert_true (is_found (findings, sub, "ENDS_AS_PARENT"));
  g_assert_true (is_found (findings, sub, "CERTIFICATE_ENDS")); /* 4 days; it issues 30 */
  g_assert_true (is_found (findings, sub, "UNUSED"));
  g_assert_true (is_found (findings, waits, "PENDING"));
  g_assert_false (is_found (findings, root, "UNUSED"));
  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      static const char *const order[] = { "ALERT", "WARNING", "NOTE", NULL };
      const char *own = esp_json_get_string (json_array_get_object_element (findings, i),
                                             "Severity");
      int place = 0;

      while (!g_str_equal (order[place], own))
        place++;
      g_assert_cmpint (place, >=, severity);
      severity = place;
    }
  single = call (engine, "CheckCertificateAuthorities", one);
  findings = esp_json_get_array (single, "Findings");
  g_assert_cmpuint (json_array_get_length (findings), >, 0);
  g_assert_false (is_found (findings, sub, "ENDS_AS_PARENT"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, test)                                                                            \
  g_test_add ("/engine/ca-renew/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  ADD ("reissue-root", test_reissue_root);
  ADD ("reissue-subordinate", test_reissue_subordinate);
  ADD ("reissue-end", test_reissue_end);
  ADD ("expired", test_expired);
  ADD ("reissue-passthrough", test_reissue_passthrough);
  ADD ("replace-root", test_replace_root);
  ADD ("replace-subordinate", test_replace_subordinate);
  ADD ("short-lived-parent", test_short_lived_parent);
  ADD ("shared-address", test_shared_address);
  ADD ("waiting", test_waiting);
  ADD ("outside", test_outside);
  ADD ("check", test_check);
  return g_test_run ();
}
