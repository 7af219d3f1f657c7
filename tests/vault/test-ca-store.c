/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, principals, roles and certificate authorities: what is stored is what comes back. */
#include "base/esp-error.h"
#include "model/esp-tag.h"
#include "vault-fixture.h"

#define SUB "cccccccc-0000-4000-8000-000000000002"
#define LEAF "cccccccc-1111-4000-8000-000000000003"
#define OTHER_ROOT "dddddddd-0000-4000-8000-000000000004"
#define PENDING "eeeeeeee-0000-4000-8000-000000000005"
#define PERSON "aaaaaaaa-0000-4000-8000-000000000002"
#define ROLE "ffffffff-0000-4000-8000-000000000001"
#define AUDITOR "ffffffff-0000-4000-8000-000000000002"

/* --- Accounts, principals, roles ---------------------------------------------------------- */

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  EspAccount second = { (char *) "444455556666", (char *) "Beacon Ltd", FIXTURE_NOW + 1 };
  EspAccount same_name = { (char *) "777788889999", (char *) "Motors", FIXTURE_NOW };
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (EspAccount) by_name = NULL;
  g_autoptr (EspAccount) by_number = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_account_store_insert (fixture->vault, &second, &error));
  g_assert_no_error (error);
  g_assert_false (esp_account_store_insert (fixture->vault, &same_name, &error));
  assert_reason (error, NAME_TAKEN);
  g_assert_cmpstr (esp_error_get_argument (error, "name"), ==, "Motors");
  g_clear_error (&error);
  commit (transaction);
  accounts = esp_account_store_list (fixture->vault, &error);
  g_assert_cmpuint (accounts->len, ==, 2);
  g_assert_cmpstr (((EspAccount *) accounts->pdata[0])->name, ==, "Beacon Ltd");
  by_name = esp_account_store_find (fixture->vault, "Motors", &error);
  g_assert_cmpstr (by_name->id, ==, FIXTURE_ACCOUNT);
  by_number = esp_account_store_find (fixture->vault, "444455556666", &error);
  g_assert_cmpstr (by_number->name, ==, "Beacon Ltd");
  g_assert_cmpint (by_number->created_at, ==, FIXTURE_NOW + 1);
  g_assert_null (esp_account_store_find (fixture->vault, "nobody", &error));
  g_assert_no_error (error);
}

static void
test_principals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspPrincipal) person = new_principal (PERSON, "Bob");
  g_autoptr (EspPrincipal) again = new_principal ("aaaaaaaa-0000-4000-8000-000000000003", "Bob");
  g_autoptr (EspPrincipal) read = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;

  person->kind = ESP_PRINCIPAL_SERVICE;
  person->status = ESP_PRINCIPAL_INVITED;
  g_assert_true (esp_tags_set (person->tags, "team", "radio", NULL));
  g_assert_true (esp_tags_set (person->tags, "access", "", NULL));
  g_assert_true (esp_principal_store_insert (fixture->vault, person, &error));
  g_assert_no_error (error);
  g_assert_false (esp_principal_store_insert (fixture->vault, again, &error));
  assert_reason (error, NAME_TAKEN);
  g_clear_error (&error);
  commit (transaction);
  read = esp_principal_store_find (fixture->vault, "Bob", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->id, ==, PERSON);
  g_assert_cmpstr (read->account, ==, FIXTURE_ACCOUNT);
  g_assert_cmpint (read->kind, ==, ESP_PRINCIPAL_SERVICE);
  g_assert_cmpint (read->status, ==, ESP_PRINCIPAL_INVITED);
  g_assert_cmpint (read->created_at, ==, FIXTURE_NOW);
  g_assert_null (read->agreement_certificate);
  g_assert_null (read->signing_certificate);
  g_assert_cmpuint (read->tags->len, ==, 2);
  g_assert_cmpstr (esp_tags_get (read->tags, "team"), ==, "radio");
  g_assert_cmpstr (((EspTag *) read->tags->pdata[0])->key, ==, "access");
  all = esp_principal_store_list (fixture->vault, &error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (((EspPrincipal *) all->pdata[0])->name, ==, "Ada");
  g_assert_null (esp_principal_store_find (fixture->vault, "Carol", &error));
  g_assert_no_error (error);
}

static void
test_identity (Fixture *fixture, gconstpointer data)
{
  GBytes *parts[] = { bytes_of ("agreement key"), bytes_of ("signing key"),
                      bytes_of ("agreement cert"), bytes_of ("signing cert"),
                      bytes_of ("another key") };
  EspSealedIdentity put = { parts[0], parts[1], parts[2], parts[3] };
  g_autoptr (EspSealedIdentity) got = NULL;
  g_autoptr (EspSealedIdentity) resealed = NULL;
  g_autoptr (EspPrincipal) principal = NULL;
  g_autofree char *unlock = NULL;
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (GError) error = NULL;

  g_assert_true (
    esp_principal_store_get_identity (fixture->vault, FIXTURE_PRINCIPAL, &got, &unlock, &error));
  g_assert_null (got);
  g_assert_null (unlock);
  g_assert_false (esp_principal_store_put_identity (fixture->vault, PERSON, &put, NULL, &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  g_assert_false (
    esp_principal_store_put_identity (fixture->vault, FIXTURE_PRINCIPAL, &put, "sesame", &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  g_assert_true (esp_principal_store_put_identity (fixture->vault, FIXTURE_PRINCIPAL, &put,
                                                   "passphrase", &error));
  g_assert_no_error (error);
  g_assert_true (
    esp_principal_store_get_identity (fixture->vault, FIXTURE_PRINCIPAL, &got, &unlock, &error));
  g_assert_cmpstr (unlock, ==, "passphrase");
  assert_bytes (got->agreement_key, "agreement key");
  assert_bytes (got->signing_key, "signing key");
  assert_bytes (got->agreement_certificate, "agreement cert");
  assert_bytes (got->signing_certificate, "signing cert");
  put.agreement_key = parts[4];
  g_assert_true (
    esp_principal_store_put_identity (fixture->vault, FIXTURE_PRINCIPAL, &put, "both", &error));
  g_assert_true (
    esp_principal_store_get_identity (fixture->vault, FIXTURE_PRINCIPAL, &resealed, NULL, &error));
  assert_bytes (resealed->agreement_key, "another key");
  principal = esp_principal_store_find (fixture->vault, FIXTURE_PRINCIPAL, &error);
  assert_bytes (principal->signing_certificate, "signing cert");
  commit (transaction);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_clear_pointer (&parts[i], g_bytes_unref);
}

static EspRole *
new_role (const char *id, const char *name, EspRoleScope scope)
{
  EspRole *role = esp_role_new ();

  role->id = g_strdup (id);
  role->account = g_strdup (FIXTURE_ACCOUNT);
  role->name = g_strdup (name);
  role->scope = scope;
  return role;
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspRole) issuer = new_role (ROLE, "Issuer", ESP_ROLE_SCOPE_ACCOUNT);
  g_autoptr (EspRole) auditor = new_role (AUDITOR, "Auditor", ESP_ROLE_SCOPE_ORGANIZATION);
  g_autoptr (EspRole) twin = new_role (PERSON, "Issuer", ESP_ROLE_SCOPE_ACCOUNT);
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) held = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  const EspRole *read;

  g_ptr_array_add (issuer->policies, esp_role_policy_new ("z", "{\"Version\":\"2012-10-17\"}"));
  g_ptr_array_add (issuer->policies, esp_role_policy_new ("a", "{}"));
  g_assert_true (esp_role_store_insert (fixture->vault, issuer, &error));
  g_assert_no_error (error);
  g_assert_true (esp_role_store_insert (fixture->vault, auditor, &error));
  g_assert_false (esp_role_store_insert (fixture->vault, twin, &error));
  assert_reason (error, NAME_TAKEN);
  g_clear_error (&error);
  g_assert_true (esp_role_store_assign (fixture->vault, ROLE, FIXTURE_PRINCIPAL, &error));
  g_assert_true (esp_role_store_assign (fixture->vault, ROLE, FIXTURE_PRINCIPAL, &error));
  g_assert_no_error (error);
  g_assert_false (esp_role_store_assign (fixture->vault, "none", FIXTURE_PRINCIPAL, &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  commit (transaction);
  all = esp_role_store_list (fixture->vault, NULL, &error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (((EspRole *) all->pdata[0])->scope, ==, ESP_ROLE_SCOPE_ORGANIZATION);
  none = esp_role_store_list (fixture->vault, "999999999999", &error);
  g_assert_cmpuint (none->len, ==, 0);
  held = esp_role_store_list_for (fixture->vault, FIXTURE_PRINCIPAL, &error);
  g_assert_cmpuint (held->len, ==, 1);
  read = held->pdata[0];
  g_assert_cmpstr (read->id, ==, ROLE);
  g_assert_cmpstr (read->account, ==, FIXTURE_ACCOUNT);
  g_assert_cmpuint (read->policies->len, ==, 2);
  g_assert_cmpstr (((EspRolePolicy *) read->policies->pdata[1])->name, ==, "z");
  g_assert_cmpstr (((EspRolePolicy *) read->policies->pdata[1])->document, ==,
                   "{\"Version\":\"2012-10-17\"}");
}

/* --- Certificate authorities -------------------------------------------------------------- */

static void
assert_same_ca (const EspCa *a, const EspCa *b)
{
  g_assert_cmpint (a->row, ==, b->row);
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpint (a->type, ==, b->type);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (a->restore_state, ==, b->restore_state);
  g_assert_cmpint (a->restorable_until, ==, b->restorable_until);
  g_assert_cmpstr (a->failure_reason, ==, b->failure_reason);
  g_assert_cmpstr (a->parent, ==, b->parent);
  g_assert_cmpstr (a->label, ==, b->label);
  g_assert_cmpstr (a->subject, ==, b->subject);
  g_assert_true (g_bytes_equal (a->subject_der, b->subject_der));
  g_assert_cmpstr (a->key_algorithm, ==, b->key_algorithm);
  g_assert_cmpstr (a->signing_algorithm, ==, b->signing_algorithm);
  g_assert_cmpint (a->usage_mode, ==, b->usage_mode);
  g_assert_cmpint (a->path_length, ==, b->path_length);
  g_assert_cmpint (a->level, ==, b->level);
  g_assert_cmpstr (a->serial, ==, b->serial);
  g_assert_cmpstr (a->template_name, ==, b->template_name);
  g_assert_cmpint (a->not_before, ==, b->not_before);
  g_assert_cmpint (a->not_after, ==, b->not_after);
  g_assert_cmpint (a->created_at, ==, b->created_at);
  g_assert_cmpint (a->changed_at, ==, b->changed_at);
  g_assert_cmpint (a->revocation.crl_enabled, ==, b->revocation.crl_enabled);
  g_assert_cmpint (a->revocation.crl_days, ==, b->revocation.crl_days);
  g_assert_cmpstr (a->revocation.crl_url, ==, b->revocation.crl_url);
  g_assert_cmpint (a->revocation.crl_partitioned, ==, b->revocation.crl_partitioned);
  g_assert_cmpint (a->revocation.ocsp_enabled, ==, b->revocation.ocsp_enabled);
  g_assert_cmpstr (a->revocation.ocsp_url, ==, b->revocation.ocsp_url);
  g_assert_cmpuint (a->tags->len, ==, b->tags->len);
  for (guint i = 0; i < a->tags->len; i++)
    g_assert_cmpstr (((EspTag *) a->tags->pdata[i])->value, ==,
                     ((EspTag *) b->tags->pdata[i])->value);
}

/* Every field with a value that is not its default. */
static EspCa *
full_ca (void)
{
  EspCa *ca = new_ca (SUB, "Sub", FIXTURE_CA);

  ca->usage_mode = ESP_USAGE_SHORT_LIVED_CERTIFICATE;
  ca->path_length = 3;
  ca->serial = g_strdup ("00ff");
  ca->template_name = g_strdup ("SubordinateCACertificate_PathLen3/V1");
  ca->not_before = FIXTURE_NOW;
  ca->not_after = FIXTURE_NOW + 1000;
  ca->failure_reason = g_strdup ("none really");
  ca->revocation.crl_enabled = TRUE;
  ca->revocation.crl_days = 30;
  ca->revocation.crl_url = g_strdup ("http://crl.example/a.crl");
  ca->revocation.crl_partitioned = TRUE;
  ca->revocation.ocsp_enabled = TRUE;
  ca->revocation.ocsp_url = g_strdup ("http://ocsp.example");
  g_assert_true (esp_tags_set (ca->tags, "project", "phoenix", NULL));
  g_assert_true (esp_tags_set (ca->tags, "team", "radio", NULL));
  return ca;
}

static void
test_ca_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCa) ca = full_ca ();
  g_autoptr (EspCa) read = NULL;
  g_autoptr (EspCa) changed = NULL;
  g_autoptr (EspCa) twin = full_ca ();
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_ca_store_insert (fixture->vault, ca, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ca->row, ==, 2);
  g_assert_false (esp_ca_store_insert (fixture->vault, twin, &error));
  assert_reason (error, VAULT_UNIQUE);
  g_clear_error (&error);
  read = esp_ca_store_find (fixture->vault, SUB, &error);
  g_assert_no_error (error);
  assert_same_ca (read, ca);
  g_assert_cmpstr (read->arn, ==,
                   "arn:aws:acm-pca:local:" FIXTURE_ACCOUNT ":certificate-authority/" SUB);

  read->state = ESP_CA_DELETED;
  read->restore_state = ESP_CA_DISABLED;
  read->restorable_until = FIXTURE_NOW + 30 * 86400;
  read->changed_at = FIXTURE_NOW + 5;
  set_text (&read->label, "Subordinate");
  read->revocation.crl_days = 99;
  g_assert_true (esp_tags_remove (read->tags, "team", NULL));
  g_assert_true (esp_tags_set (read->tags, "project", "ibis", NULL));
  g_assert_true (esp_ca_store_update (fixture->vault, read, &error));
  g_assert_no_error (error);
  changed = esp_ca_store_find (fixture->vault, SUB, &error);
  assert_same_ca (changed, read);
  commit (transaction);
  g_assert_null (esp_ca_store_find (fixture->vault, LEAF, &error));
  g_assert_no_error (error);
}

static void
test_ca_rules (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCa) ca = full_ca ();
  g_autoptr (EspCa) read = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_ca_store_update (fixture->vault, ca, &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  ca->revocation.crl_days = 5001;
  g_assert_false (esp_ca_store_insert (fixture->vault, ca, &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  ca->revocation.crl_days = 7;
  /* EXPIRED is a matter of the clock and never stored. */
  ca->state = ESP_CA_EXPIRED;
  g_assert_false (esp_ca_store_insert (fixture->vault, ca, &error));
  assert_reason (error, VAULT_RULE);
  g_clear_error (&error);
  ca->state = ESP_CA_ACTIVE;
  set_text (&ca->parent, LEAF);
  g_assert_false (esp_ca_store_insert (fixture->vault, ca, &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  set_text (&ca->parent, FIXTURE_CA);
  g_assert_true (esp_ca_store_insert (fixture->vault, ca, &error));
  g_assert_no_error (error);
  /* What is fixed when a CA is made is not even looked at by an update. */
  set_text (&ca->subject, "CN=Somebody else");
  ca->usage_mode = ESP_USAGE_GENERAL_PURPOSE;
  g_assert_true (esp_ca_store_update (fixture->vault, ca, &error));
  read = esp_ca_store_find (fixture->vault, SUB, &error);
  g_assert_cmpstr (read->subject, ==, "CN=Sub,O=Example Motors");
  g_assert_cmpint (read->usage_mode, ==, ESP_USAGE_SHORT_LIVED_CERTIFICATE);
  commit (transaction);
}

static void
insert_ca (Fixture *fixture, const char *id, const char *label, const char *parent)
{
  g_autoptr (EspCa) ca = new_ca (id, label, parent);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_ca_store_insert (fixture->vault, ca, &error));
  g_assert_no_error (error);
}

static void
insert_certificate (Fixture *fixture, guint number, gint64 not_after, gint64 revoked_at)
{
  g_autoptr (EspCertificateRow) row = new_certificate (number);
  g_autoptr (GBytes) der = bytes_of ("der");

  row->not_after = not_after;
  row->revoked_at = revoked_at;
  g_assert_true (esp_certificate_store_insert (fixture->vault, row, der, NULL));
}

static void
test_ca_list (Fixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "Another", "Root", "A sub", "B sub", "Deep" };
  EspAccount beacon = { (char *) "444455556666", (char *) "Beacon Ltd", FIXTURE_NOW };
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspCa) foreign = new_ca (PENDING, "Zeppelin", FIXTURE_CA);
  g_autoptr (GPtrArray) cas = NULL;
  g_autoptr (GPtrArray) theirs = NULL;
  g_autoptr (GError) error = NULL;
  const EspCa *root;

  insert_ca (fixture, SUB, "B sub", FIXTURE_CA);
  insert_ca (fixture, LEAF, "Deep", SUB);
  insert_ca (fixture, OTHER_ROOT, "Another", NULL);
  insert_ca (fixture, "cccccccc-2222-4000-8000-000000000009", "A sub", OTHER_ROOT);
  g_assert_true (esp_account_store_insert (fixture->vault, &beacon, NULL));
  set_text (&foreign->account, "444455556666");
  g_assert_true (esp_ca_store_insert (fixture->vault, foreign, NULL));
  insert_certificate (fixture, 1, FIXTURE_NOW, 0);
  insert_certificate (fixture, 2, FIXTURE_NOW - 1, 0);
  insert_certificate (fixture, 3, FIXTURE_NOW + 1, 0);
  insert_certificate (fixture, 4, FIXTURE_NOW - 1, FIXTURE_NOW - 2);
  commit (transaction);
  cas = esp_ca_store_list (fixture->vault, FIXTURE_ACCOUNT, FIXTURE_NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cas->len, ==, G_N_ELEMENTS (wanted));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpstr (((EspCa *) cas->pdata[i])->label, ==, wanted[i]);
  /* The last second still counts as valid, as the row itself says. */
  root = cas->pdata[1];
  g_assert_cmpint (root->n_valid, ==, 2);
  g_assert_cmpint (root->n_expired, ==, 1);
  g_assert_cmpint (root->n_revoked, ==, 1);
  theirs = esp_ca_store_list (fixture->vault, "444455556666", FIXTURE_NOW, &error);
  g_assert_cmpuint (theirs->len, ==, 1);
  g_assert_cmpint (((EspCa *) theirs->pdata[0])->n_valid, ==, 0);
  g_clear_pointer (&cas, g_ptr_array_unref);
  cas = esp_ca_store_list (fixture->vault, NULL, FIXTURE_NOW, &error);
  g_assert_cmpuint (cas->len, ==, 6);
}

static void
assert_found (Fixture *fixture, const char *text, guint n, const char *label)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = esp_ca_store_search (fixture->vault, text, &error);

  g_assert_no_error (error);
  g_test_message ("%s", text);
  g_assert_cmpuint (found->len, ==, n);
  if (label)
    g_assert_cmpstr (((EspCa *) found->pdata[0])->label, ==, label);
}

static void
test_ca_search (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

  insert_ca (fixture, SUB, "Sub", FIXTURE_CA);
  insert_ca (fixture, OTHER_ROOT, "Sub", NULL);
  insert_ca (fixture, PENDING, "cccccccc", NULL);
  commit (transaction);
  assert_found (fixture, SUB, 1, "Sub");
  assert_found (fixture, "CCCCCCCC-0000-4000-8000-000000000002", 1, "Sub");
  assert_found (fixture, "cccccccc-0", 2, "Root");
  assert_found (fixture, "cccccccc", 3, "Root"); /* two by number, one by name */
  assert_found (fixture, "ccccccc", 0, NULL);    /* a prefix needs eight */
  assert_found (fixture, "Sub", 2, "Sub");
  assert_found (fixture, "sub", 0, NULL);
  assert_found (fixture, "Su%", 0, NULL);
  assert_found (fixture, "", 0, NULL);
  assert_found (fixture, "arn:aws:acm-pca:local:" FIXTURE_ACCOUNT ":certificate-authority/" SUB, 1,
                "Sub");
  assert_found (fixture, "' OR 1=1 --", 0, NULL);
}

static void
test_ca_material (Fixture *fixture, gconstpointer data)
{
  EspVault *vault = fixture->vault;
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (GBytes) first = bytes_of ("first");
  g_autoptr (GBytes) second = bytes_of ("second");
  g_autoptr (GBytes) got = NULL;
  g_autofree char *chain = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_ca_store_get_request (vault, FIXTURE_CA, &error));
  g_assert_null (esp_ca_store_get_certificate (vault, FIXTURE_CA, &chain, &error));
  g_assert_null (esp_ca_store_get_key (vault, FIXTURE_CA, &error));
  g_assert_no_error (error);
  g_assert_true (esp_ca_store_put_request (vault, FIXTURE_CA, first, &error));
  g_assert_true (esp_ca_store_put_request (vault, FIXTURE_CA, second, &error));
  got = esp_ca_store_get_request (vault, FIXTURE_CA, &error);
  assert_bytes (got, "second");
  g_clear_pointer (&got, g_bytes_unref);

  g_assert_true (esp_ca_store_put_certificate (vault, FIXTURE_CA, first, "PEM", &error));
  got = esp_ca_store_get_certificate (vault, FIXTURE_CA, &chain, &error);
  assert_bytes (got, "first");
  g_assert_cmpstr (chain, ==, "PEM");
  g_clear_pointer (&got, g_bytes_unref);
  g_clear_pointer (&chain, g_free);
  g_assert_true (esp_ca_store_put_certificate (vault, FIXTURE_CA, second, NULL, &error));
  got = esp_ca_store_get_certificate (vault, FIXTURE_CA, &chain, &error);
  assert_bytes (got, "second");
  g_assert_null (chain);
  g_clear_pointer (&got, g_bytes_unref);

  g_assert_true (esp_ca_store_put_key (vault, FIXTURE_CA, first, FIXTURE_NOW, &error));
  g_assert_true (esp_ca_store_put_key (vault, FIXTURE_CA, second, FIXTURE_NOW + 1, &error));
  got = esp_ca_store_get_key (vault, FIXTURE_CA, &error);
  assert_bytes (got, "second");
  g_assert_false (esp_ca_store_put_key (vault, SUB, first, FIXTURE_NOW, &error));
  assert_reason (error, VAULT_REFERENCE);
  g_clear_error (&error);
  commit (transaction);
  {
    g_autofree char *history = ask_sqlite3 (
      fixture->path, "SELECT number, der FROM ca_certificate ORDER BY number");

    g_assert_cmpstr (history, ==, "1|first\n2|second");
  }
}

/* After a key is destroyed its envelope is nowhere in the file. */
static void
test_key_is_destroyed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) envelope = bytes_of ("a sealed key that must not stay behind");
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize len;

  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

    g_assert_true (esp_ca_store_put_key (fixture->vault, FIXTURE_CA, envelope, 1, NULL));
    commit (transaction);
  }
  g_assert_true (g_file_get_contents (fixture->path, &content, &len, NULL));
  g_assert_nonnull (memmem (content, len, "must not stay", 13));
  g_clear_pointer (&content, g_free);
  {
    g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

    g_assert_true (esp_ca_store_delete_key (fixture->vault, FIXTURE_CA, NULL));
    g_assert_false (esp_ca_store_delete_key (fixture->vault, FIXTURE_CA, &error));
    assert_reason (error, VAULT_REFERENCE);
    commit (transaction);
  }
  g_assert_true (g_file_get_contents (fixture->path, &content, &len, NULL));
  g_assert_null (memmem (content, len, "must not stay", 13));
}

static void
test_crl (Fixture *fixture, gconstpointer data)
{
  EspVault *vault = fixture->vault;
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (GBytes) first = bytes_of ("first");
  g_autoptr (GBytes) second = bytes_of ("second");
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GError) error = NULL;
  gint64 number, this_update, next_update;

  g_assert_null (esp_crl_store_get (vault, FIXTURE_CA, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_crl_store_put (vault, FIXTURE_CA, 7, 100, 200, 0, first, &error));
  g_assert_true (esp_crl_store_put (vault, FIXTURE_CA, 9, 150, 250, 3, second, &error));
  g_assert_no_error (error);
  g_assert_false (esp_crl_store_put (vault, FIXTURE_CA, 9, 160, 260, 3, second, &error));
  assert_reason (error, CRL_NUMBER);
  g_assert_cmpstr (esp_error_get_argument (error, "last"), ==, "9");
  g_clear_error (&error);
  g_assert_false (esp_crl_store_put (vault, FIXTURE_CA, 8, 160, 260, 3, second, &error));
  assert_reason (error, CRL_NUMBER);
  g_clear_error (&error);
  commit (transaction);
  got = esp_crl_store_get (vault, FIXTURE_CA, &number, &this_update, &next_update, &error);
  assert_bytes (got, "second");
  g_assert_cmpint (number, ==, 9);
  g_assert_cmpint (this_update, ==, 150);
  g_assert_cmpint (next_update, ==, 250);
  {
    g_autofree char *kept = ask_sqlite3 (
      fixture->path, "SELECT number, n_entries, der IS NULL FROM crl ORDER BY number");

    g_assert_cmpstr (kept, ==, "7|0|1\n9|3|0");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/account-store/accounts", test_accounts);
  FIXTURE_ADD ("/vault/account-store/principals", test_principals);
  FIXTURE_ADD ("/vault/account-store/identity", test_identity);
  FIXTURE_ADD ("/vault/account-store/roles", test_roles);
  FIXTURE_ADD ("/vault/ca-store/round-trip", test_ca_round_trip);
  FIXTURE_ADD ("/vault/ca-store/rules", test_ca_rules);
  FIXTURE_ADD ("/vault/ca-store/list", test_ca_list);
  FIXTURE_ADD ("/vault/ca-store/search", test_ca_search);
  FIXTURE_ADD ("/vault/ca-store/material", test_ca_material);
  FIXTURE_ADD ("/vault/ca-store/key-is-destroyed", test_key_is_destroyed);
  FIXTURE_ADD ("/vault/ca-store/crl", test_crl);
  return g_test_run ();
}
