/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions through the engine: who is denied, what a denial leaves, whose keys open what; and the
 * table of operations walked. */
#include "engine-fixture.h"

#include "access/esp-action.h"
#include "vault/esp-account-store.h"
#include "vault/esp-ca-store.h"
#include "pki/esp-envelope.h"

static void
test_auditor_reads_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) auditor = fixture_open (fixture, "audrey.lin");
  g_autoptr (JsonObject) list = call (auditor, "ListCertificates", "{'Limit': 10}");
  g_autofree char *csr = make_csr ("/CN=device");
  g_autofree char *json = NULL;
  g_auto (GStrv) lines = g_strsplit (csr, "\n", -1);
  g_autofree char *one_line = g_strjoinv ("\\n", lines);
  gint64 before = count_events (auditor);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) events = NULL;
  JsonObject *event;

  g_assert_cmpuint (json_array_get_length (esp_json_get_array (list, "Certificates")), ==, 10);
  json = g_strdup_printf (
    "{'CertificateAuthority': 'Supplier Radio CA', 'Csr': '%s', 'Validity': '1d'}", one_line);
  error = refused (auditor, "IssueCertificate", json, ESP_REASON_ACCESS_DENIED_IMPLICIT);
  g_assert_cmpstr (esp_error_get_argument (error, "action"), ==, "acm-pca:IssueCertificate");
  g_assert_cmpint (count_events (auditor), ==, before + 1);
  events = call (auditor, "ListEvents", "{'Outcome': 'DENIED'}");
  event = json_array_get_object_element (esp_json_get_array (events, "Events"), 0);
  g_assert_cmpstr (json_object_get_string_member (event, "actorName"), ==, "audrey.lin");
  g_assert_cmpstr (json_object_get_string_member (event, "decision"), ==, "IMPLICIT_DENY");
  esp_engine_close (auditor);
}

/* The one who may disable is not the one who may delete. */
static void
test_separated_admins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) disabler = fixture_open (fixture, "noor.haddad");
  g_autoptr (EspEngine) deleter = fixture_open (fixture, "pavel.orlov");
  const char *root = "{'CertificateAuthority': 'Supplier Radio CA'}";
  const char *disable = "{'CertificateAuthority': 'Supplier Radio CA', 'Status': 'DISABLED'}";

  g_error_free (
    refused (deleter, "UpdateCertificateAuthority", disable, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  json_object_unref (call (disabler, "UpdateCertificateAuthority", disable));
  g_error_free (
    refused (disabler, "DeleteCertificateAuthority", root, ESP_REASON_ACCESS_DENIED_EXPLICIT));
  json_object_unref (call (deleter, "DeleteCertificateAuthority", root));
  esp_engine_close (disabler);
  esp_engine_close (deleter);
}

static gboolean
finds_key (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "CheckCertificateAuthorities",
                                        "{'CertificateAuthority': 'Supplier Radio CA'}");
  JsonArray *findings = esp_json_get_array (result, "Findings");

  for (guint i = 0; i < json_array_get_length (findings); i++)
    if (g_str_equal (
          json_object_get_string_member (json_array_get_object_element (findings, i), "Finding"),
          "KEY_NOT_DESTROYED"))
      return TRUE;
  return FALSE;
}

/* When a deletion takes effect, only who may delete is the one who destroys the key; others see
 * that it is still there, and leave no trace of having been asked. */
static void
test_destroyers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) disabler = fixture_open (fixture, "noor.haddad");
  g_autoptr (EspEngine) deleter = fixture_open (fixture, "pavel.orlov");
  g_autoptr (EspEngine) auditor = fixture_open (fixture, "audrey.lin");
  g_autoptr (EspEngine) late = NULL;
  g_autoptr (EspEngine) again = NULL;
  gint64 n_events;

  json_object_unref (call (disabler, "UpdateCertificateAuthority",
                           "{'CertificateAuthority': 'Supplier Radio CA', 'Status': 'DISABLED'}"));
  json_object_unref (
    call (deleter, "DeleteCertificateAuthority",
          "{'CertificateAuthority': 'Supplier Radio CA', 'PermanentDeletionTimeInDays': 7}"));
  /* The vault is used until shortly before, so that the clock is believed (esp-clock-guard.h). */
  esp_clock_set (fixture->clock, FIXTURE_NOW + 7 * ESP_TIME_DAY - 3600);
  json_object_unref (call (fixture->engine, "CreateAccount", "{'Name': 'Used'}"));
  n_events = count_events (auditor);
  esp_clock_set (fixture->clock, FIXTURE_NOW + 7 * ESP_TIME_DAY);
  late = fixture_open (fixture, "audrey.lin");
  g_assert_true (finds_key (auditor));
  g_assert_cmpint (count_events (auditor), ==, n_events);
  again = fixture_open (fixture, "pavel.orlov");
  g_assert_false (finds_key (auditor));
  g_assert_cmpint (count_events (auditor), ==, n_events + 1);
  esp_engine_close (disabler);
  esp_engine_close (deleter);
  esp_engine_close (auditor);
  esp_engine_close (late);
  esp_engine_close (again);
}

/* A renewal is an import, and what it does besides is asked for besides. Of a root it needs a
 * second person: then the rights were enough. */
static void
test_renewal_rights (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) auditor = fixture_open (fixture, "audrey.lin");
  g_autoptr (EspEngine) admin = fixture_open (fixture, "ines.adler");
  const char *reissue = "{'CertificateAuthority': 'Meridian Root G1', 'Mode': 'REISSUE'}";
  g_autoptr (GError) denied = refused (auditor, "RenewCertificateAuthority", reissue,
                                       ESP_REASON_ACCESS_DENIED_IMPLICIT);
  g_autoptr (GError) waiting = refused (admin, "RenewCertificateAuthority", reissue,
                                        ESP_REASON_WAITING_FOR_APPROVAL);

  g_assert_cmpstr (esp_error_get_argument (denied, "action"), ==,
                   "acm-pca:ImportCertificateAuthorityCertificate");
  g_assert_nonnull (esp_error_get_argument (waiting, "id"));
  esp_engine_close (auditor);
  esp_engine_close (admin);
}

/* Nothing crosses accounts but what is shared: a supplier sees the one authority whose tags are
 * theirs, its certificates, and nothing else of the manufacturer. */
static void
test_foreign_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) supplier = fixture_open (fixture, "dana.reyes");
  g_autoptr (JsonObject) result = call (supplier, "ListCertificateAuthorities", NULL);
  g_autoptr (JsonObject) certificates = call (supplier, "ListCertificates", NULL);
  JsonArray *cas = esp_json_get_array (result, "CertificateAuthorities");
  JsonArray *rows = esp_json_get_array (certificates, "Certificates");
  const char *arn;

  g_assert_cmpuint (json_array_get_length (cas), ==, 1);
  g_assert_cmpstr (esp_json_get_string (json_array_get_object_element (cas, 0), "CommonName"), ==,
                   "Supplier Radio Development CA");
  arn = esp_json_get_string (json_array_get_object_element (cas, 0), "Arn");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_assert_true (g_str_has_prefix (
      esp_json_get_string (json_array_get_object_element (rows, i), "CertificateArn"), arn));
  g_error_free (refused (supplier, "DescribeCertificateAuthority",
                         "{'CertificateAuthority': 'Meridian Operations CA'}",
                         ESP_REASON_CA_UNKNOWN));
  esp_engine_close (supplier);
}

static gboolean
opens (EspVault *vault, const char *person, const EspCa *ca, EspSecret *passphrase)
{
  g_autoptr (EspPrincipal) principal = esp_principal_store_find (vault, person, NULL);
  g_autoptr (EspSealedIdentity) sealed = NULL;
  g_autoptr (EspIdentity) identity = NULL;
  g_autofree char *unlock = NULL;
  g_autoptr (GBytes) envelope = esp_ca_store_get_key (vault, ca->id, NULL);
  g_autoptr (EspSecret) key = NULL;

  g_assert_nonnull (principal);
  g_assert_true (esp_principal_store_get_identity (vault, principal->id, &sealed, &unlock, NULL));
  identity = esp_identity_open (sealed, passphrase, NULL);
  g_assert_nonnull (identity);
  key = esp_envelope_open (envelope, esp_identity_get_agreement_key (identity),
                           esp_identity_get_agreement_certificate (identity), NULL);
  return key != NULL;
}

/* Recipients follow policy: an auditor's identity opens no CA key, whatever tool is used, and that
 * of a supplier whose requests the owner signs opens none either. The root's key is split: nobody
 * opens it alone. */
static void
test_recipients (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspVault) vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_ONLY, NULL);
  g_autoptr (GPtrArray) cas = esp_ca_store_list (vault, NULL, FIXTURE_NOW, NULL);

  g_assert_cmpuint (cas->len, >, 3);
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);
      gboolean root = ca->type == ESP_CA_ROOT;

      g_assert_cmpint (opens (vault, FOUNDER, ca, fixture->passphrase), ==, !root);
      g_assert_false (opens (vault, "audrey.lin", ca, fixture->passphrase));
      g_assert_false (opens (vault, "dana.reyes", ca, fixture->passphrase));
      g_assert_false (opens (vault, "lena.frost", ca, fixture->passphrase));
      g_assert_false (opens (vault, "ines.adler", ca, fixture->passphrase));
      g_assert_cmpint (opens (vault, "noor.haddad", ca, fixture->passphrase), ==, !root);
    }
}

/* Each operation names an action that exists; names are unique; what is needed is declared. */
static void
test_table (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const EspOperation *row;

  for (guint i = 0; (row = esp_operation_nth (i)); i++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer) row->name));
      g_assert_nonnull (esp_action_find (row->action));
      g_assert_nonnull (row->perform);
      g_assert_nonnull (row->parameters);
      g_assert_true (row->kind == ESP_OPERATION_WRITE || row->topics == 0 || row->store);
      g_assert_true (!row->store || row->kind == ESP_OPERATION_RECORDED);
      g_assert_cmpstr (esp_operation_names ()[i], ==, row->name);
      g_assert_cmpstr (esp_operation_action (row->name), ==, row->action);
    }
  g_assert_null (esp_operation_find ("NoSuchOperation"));
  g_assert_null (esp_operation_action ("NoSuchOperation"));
}

static void
test_parameters (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;

  g_error_free (refused (engine, "DescribeVault", "{'Extra': 1}", ESP_REASON_PARAMETER_UNKNOWN));
  g_error_free (refused (engine, "ListTags", "{}", ESP_REASON_PARAMETER_MISSING));
  g_error_free (
    refused (engine, "ListTags", "{'CertificateAuthority': 5}", ESP_REASON_PARAMETER_TYPE));
  g_error_free (refused (engine, "CreateSample", "{}", ESP_REASON_OPERATION_INTERNAL));
  g_error_free (refused (engine, "NoSuchOperation", "{}", ESP_REASON_OPERATION_UNKNOWN));
  g_error_free (
    refused (engine, "ListTags", "{'CertificateAuthority': 'Nobody'}", ESP_REASON_CA_UNKNOWN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add_func ("/engine/access/table", test_table);
#define ADD(path, func, sample)                                                                    \
  g_test_add (path, Fixture, sample, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/access/parameters", test_parameters, NULL);
  ADD ("/engine/access/auditor", test_auditor_reads_only, "automotive");
  ADD ("/engine/access/separated-admins", test_separated_admins, "automotive");
  ADD ("/engine/access/destroyers", test_destroyers, "automotive");
  ADD ("/engine/access/renewal-rights", test_renewal_rights, "automotive");
  ADD ("/engine/access/foreign-account", test_foreign_account, "automotive");
  ADD ("/engine/access/recipients", test_recipients, "automotive");
#undef ADD
  return g_test_run ();
}
