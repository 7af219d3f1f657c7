/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain records: copies are deep, names go both ways, dates make the status. */
#include "base/esp-error.h"
#include "model/esp-account.h"
#include "model/esp-approval.h"
#include "model/esp-ca.h"
#include "model/esp-certificate-row.h"
#include "model/esp-principal.h"
#include "model/esp-role.h"
#include "model/esp-tag.h"

static void
test_account (void)
{
  EspAccount *account = esp_account_new ("111122223333", "Root", 7);
  g_autoptr (EspAccount) copy = esp_account_copy (account);

  g_assert_true (copy->name != account->name);
  esp_account_free (account);
  esp_account_free (NULL);
  g_assert_cmpstr (copy->id, ==, "111122223333");
  g_assert_cmpstr (copy->name, ==, "Root");
  g_assert_cmpint (copy->created_at, ==, 7);
}

static EspCa *
make_ca (void)
{
  EspCa *ca = esp_ca_new ();

  ca->row = 3;
  ca->id = g_strdup ("id");
  ca->account = g_strdup ("account");
  ca->arn = g_strdup ("arn");
  ca->type = ESP_CA_SUBORDINATE;
  ca->state = ESP_CA_DELETED;
  ca->restore_state = ESP_CA_DISABLED;
  ca->restorable_until = 11;
  ca->failure_reason = g_strdup ("OTHER");
  ca->parent = g_strdup ("parent");
  ca->label = g_strdup ("label");
  ca->subject = g_strdup ("CN=label");
  ca->subject_der = g_bytes_new_static ("der", 3);
  ca->key_algorithm = g_strdup ("EC_prime256v1");
  ca->signing_algorithm = g_strdup ("SHA256WITHECDSA");
  ca->usage_mode = ESP_USAGE_SHORT_LIVED_CERTIFICATE;
  ca->path_length = 2;
  ca->level = 4;
  ca->serial = g_strdup ("00ff");
  ca->template_name = g_strdup ("RootCACertificate");
  ca->not_before = 1;
  ca->not_after = 2;
  ca->created_at = 3;
  ca->changed_at = 4;
  ca->revocation.crl_enabled = TRUE;
  ca->revocation.crl_days = 7;
  ca->revocation.crl_url = g_strdup ("http://crl");
  ca->revocation.ocsp_url = g_strdup ("http://ocsp");
  ca->n_valid = 5;
  esp_tags_set (ca->tags, "k", "v", NULL);
  return ca;
}

static void
test_ca_copy (void)
{
  EspCa *ca = make_ca ();
  g_autoptr (EspCa) copy = esp_ca_copy (ca);
  g_autoptr (EspCa) empty = esp_ca_new ();
  g_autoptr (EspCa) empty_copy = esp_ca_copy (empty);

  g_assert_true (copy->tags != ca->tags);
  g_assert_true (copy->revocation.crl_url != ca->revocation.crl_url);
  g_assert_true (copy->revocation.ocsp_url != ca->revocation.ocsp_url);
  esp_tags_set (ca->tags, "other", "", NULL);
  esp_ca_free (ca);
  esp_ca_free (NULL);

  g_assert_cmpint (copy->row, ==, 3);
  g_assert_cmpstr (copy->id, ==, "id");
  g_assert_cmpstr (copy->account, ==, "account");
  g_assert_cmpstr (copy->arn, ==, "arn");
  g_assert_cmpint (copy->type, ==, ESP_CA_SUBORDINATE);
  g_assert_cmpint (copy->state, ==, ESP_CA_DELETED);
  g_assert_cmpint (copy->restore_state, ==, ESP_CA_DISABLED);
  g_assert_cmpint (copy->restorable_until, ==, 11);
  g_assert_cmpstr (copy->failure_reason, ==, "OTHER");
  g_assert_cmpstr (copy->parent, ==, "parent");
  g_assert_cmpstr (copy->label, ==, "label");
  g_assert_cmpstr (copy->subject, ==, "CN=label");
  g_assert_cmpuint (g_bytes_get_size (copy->subject_der), ==, 3);
  g_assert_cmpstr (copy->key_algorithm, ==, "EC_prime256v1");
  g_assert_cmpstr (copy->signing_algorithm, ==, "SHA256WITHECDSA");
  g_assert_cmpint (copy->path_length, ==, 2);
  g_assert_cmpstr (copy->serial, ==, "00ff");
  g_assert_cmpstr (copy->template_name, ==, "RootCACertificate");
  g_assert_true (copy->revocation.crl_enabled);
  g_assert_cmpstr (copy->revocation.crl_url, ==, "http://crl");
  g_assert_cmpstr (copy->revocation.ocsp_url, ==, "http://ocsp");
  g_assert_cmpint (copy->n_valid, ==, 5);
  g_assert_cmpuint (copy->tags->len, ==, 1);
  g_assert_cmpint (empty_copy->path_length, ==, -1);
  g_assert_null (empty_copy->subject_der);
}

static void
test_ca_status (void)
{
  g_autoptr (EspCa) ca = esp_ca_new ();

  ca->not_after = 1000;
  for (int state = 0; state < ESP_N_CA_STATES; state++)
    {
      gboolean expires = state == ESP_CA_ACTIVE || state == ESP_CA_DISABLED;

      ca->state = (EspCaState) state;
      g_assert_cmpint (esp_ca_get_status (ca, 1000), ==, state);
      g_assert_cmpint (esp_ca_get_status (ca, 1001), ==, expires ? ESP_CA_EXPIRED : state);
    }
  ca->state = ESP_CA_ACTIVE;
  ca->not_after = 0;
  g_assert_cmpint (esp_ca_get_status (ca, 1001), ==, ESP_CA_ACTIVE);
}

static void
test_ca_names (void)
{
  EspCaType type = ESP_CA_ROOT;
  EspUsageMode mode = ESP_USAGE_GENERAL_PURPOSE;

  g_assert_cmpstr (esp_ca_type_to_string (ESP_CA_ROOT), ==, "ROOT");
  g_assert_true (esp_ca_type_from_string ("SUBORDINATE", &type));
  g_assert_cmpint (type, ==, ESP_CA_SUBORDINATE);
  g_assert_false (esp_ca_type_from_string ("root", &type));
  g_assert_cmpstr (esp_usage_mode_to_string (ESP_USAGE_GENERAL_PURPOSE), ==, "GENERAL_PURPOSE");
  g_assert_true (esp_usage_mode_from_string ("SHORT_LIVED_CERTIFICATE", &mode));
  g_assert_cmpint (mode, ==, ESP_USAGE_SHORT_LIVED_CERTIFICATE);
  g_assert_false (esp_usage_mode_from_string (NULL, &mode));
}

static void
test_certificate_status (void)
{
  g_autoptr (EspCertificateRow) row = esp_certificate_row_new ();
  EspCertificateStatus status = ESP_CERTIFICATE_VALID;

  row->not_after = 1000;
  g_assert_cmpint (esp_certificate_row_get_status (row, 1000), ==, ESP_CERTIFICATE_VALID);
  g_assert_cmpint (esp_certificate_row_get_status (row, 1001), ==, ESP_CERTIFICATE_EXPIRED);
  row->revoked_at = 900;
  g_assert_cmpint (esp_certificate_row_get_status (row, 1001), ==, ESP_CERTIFICATE_REVOKED);
  g_assert_cmpint (esp_certificate_row_get_status (row, 950), ==, ESP_CERTIFICATE_REVOKED);
  g_assert_cmpstr (esp_certificate_status_to_string (ESP_CERTIFICATE_REVOKED), ==, "REVOKED");
  g_assert_true (esp_certificate_status_from_string ("expired", &status));
  g_assert_cmpint (status, ==, ESP_CERTIFICATE_EXPIRED);
  g_assert_false (esp_certificate_status_from_string ("any", &status));
  esp_certificate_row_free (NULL);
}

static void
test_principal (void)
{
  g_autoptr (EspPrincipal) principal = esp_principal_new ();
  EspPrincipalKind kind = ESP_PRINCIPAL_PERSON;
  EspPrincipalStatus status = ESP_PRINCIPAL_INVITED;

  principal->name = g_strdup ("Ada");
  principal->agreement_certificate = g_bytes_new_static ("a", 1);
  principal->signing_certificate = g_bytes_new_static ("s", 1);
  g_assert_true (esp_tags_set (principal->tags, "team", "dev", NULL));
  g_assert_cmpstr (esp_principal_kind_to_string (ESP_PRINCIPAL_RECOVERY), ==, "RECOVERY");
  g_assert_true (esp_principal_kind_from_string ("SERVICE", &kind));
  g_assert_cmpint (kind, ==, ESP_PRINCIPAL_SERVICE);
  g_assert_false (esp_principal_kind_from_string ("ROBOT", &kind));
  g_assert_cmpstr (esp_principal_status_to_string (ESP_PRINCIPAL_ACTIVE), ==, "ACTIVE");
  g_assert_true (esp_principal_status_from_string ("SUSPENDED", &status));
  g_assert_cmpint (status, ==, ESP_PRINCIPAL_SUSPENDED);
  g_assert_false (esp_principal_status_from_string ("", &status));
  esp_principal_free (NULL);
}

static void
test_thing_names (void)
{
  static const char *const good[] = { "A", "Ada Lovelace", "J\xc3\xb6rg", "a/b:c", "\xe6\x9d\xb1" };
  static const char *const bad[] = {
    "",
    " Ada",
    "Ada ",
    "\xc2\xa0"
    "Ada",
    "a\nb",
    "a\tb",
    "a\x7f",
    "a\xe2\x80\xae"
    "b",
    "a\xe2\x81\xa6"
    "b",
    "a\xc2\x85",
    "a\xff",
  };
  g_autofree char *longest = g_strnfill (64, 'n');
  g_autofree char *too_long = g_strnfill (65, 'n');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (esp_thing_name_check (good[i], &error));
  g_assert_true (esp_thing_name_check (longest, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (esp_thing_name_check (bad[i], NULL));
  g_assert_false (esp_thing_name_check (NULL, NULL));
  g_assert_false (esp_thing_name_check (too_long, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_NAME_OF_THING));
}

static void
test_role (void)
{
  g_autoptr (EspRole) role = esp_role_new ();
  EspRoleScope scope = ESP_ROLE_SCOPE_ACCOUNT;

  g_ptr_array_add (role->policies, esp_role_policy_new ("all", "{}"));
  g_assert_cmpstr (((EspRolePolicy *) g_ptr_array_index (role->policies, 0))->document, ==, "{}");
  g_assert_cmpstr (esp_role_scope_to_string (ESP_ROLE_SCOPE_ACCOUNT), ==, "ACCOUNT");
  g_assert_true (esp_role_scope_from_string ("ORGANIZATION", &scope));
  g_assert_cmpint (scope, ==, ESP_ROLE_SCOPE_ORGANIZATION);
  g_assert_false (esp_role_scope_from_string ("WORLD", &scope));
  esp_role_free (NULL);
  esp_role_policy_free (NULL);
}

/* What nobody decided, or executed, in time is over for whoever looks; what is over stays so. */
static void
test_approval (void)
{
  static const struct
  {
    const char *name;
    gboolean is_open;
  } rows[] = {
    { "WAITING", TRUE },    { "APPROVED", TRUE }, { "DONE", FALSE },   { "REFUSED", FALSE },
    { "WITHDRAWN", FALSE }, { "EXPIRED", FALSE }, { "FAILED", FALSE },
  };
  g_autoptr (EspApproval) approval = esp_approval_new ();
  EspApprovalStatus status;

  approval->expires_at = 100;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (esp_approval_status_from_string (rows[i].name, &status));
      g_assert_cmpstr (esp_approval_status_to_string (status), ==, rows[i].name);
      approval->status = status;
      g_assert_cmpint (esp_approval_get_status (approval, 99), ==, status);
      g_assert_cmpint (esp_approval_get_status (approval, 100), ==,
                       rows[i].is_open ? ESP_APPROVAL_EXPIRED : status);
    }
  g_assert_true (esp_approval_status_from_string ("waiting", &status));
  g_assert_false (esp_approval_status_from_string ("OPEN", &status));
  esp_approval_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/records/approval", test_approval);
  g_test_add_func ("/model/records/account", test_account);
  g_test_add_func ("/model/records/ca-copy", test_ca_copy);
  g_test_add_func ("/model/records/ca-status", test_ca_status);
  g_test_add_func ("/model/records/ca-names", test_ca_names);
  g_test_add_func ("/model/records/certificate-status", test_certificate_status);
  g_test_add_func ("/model/records/principal", test_principal);
  g_test_add_func ("/model/records/thing-names", test_thing_names);
  g_test_add_func ("/model/records/role", test_role);
  return g_test_run ();
}
