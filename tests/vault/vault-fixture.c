/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scratch vault of the tests, and its judges. */
#include "vault-fixture.h"

#include "base/esp-error.h"
#include "vault/esp-database-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static const EspVaultInfo info = {
  .id = (char *) "99999999-0000-4000-8000-000000000001",
  .organization = (char *) "Example Motors",
  .created_at = FIXTURE_NOW,
};

static void
fill (EspVault *vault)
{
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspPrincipal) principal = new_principal (FIXTURE_PRINCIPAL, "Ada");
  g_autoptr (EspCa) ca = new_ca (FIXTURE_CA, "Root", NULL);
  g_autoptr (GError) error = NULL;
  EspAccount account = { (char *) FIXTURE_ACCOUNT, (char *) "Motors", FIXTURE_NOW };

  g_assert_true (esp_account_store_insert (vault, &account, &error));
  g_assert_no_error (error);
  g_assert_true (esp_principal_store_insert (vault, principal, &error));
  g_assert_no_error (error);
  g_assert_true (esp_ca_store_insert (vault, ca, &error));
  g_assert_no_error (error);
  commit (transaction);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("esp-vault-XXXXXX", NULL);
  fixture->path = fixture_file (fixture, "vault.espalier");
  fixture->vault = esp_vault_create (fixture->path, &info, &error);
  g_assert_no_error (error);
  fill (fixture->vault);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  esp_vault_close (fixture->vault);
  remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

void
fixture_reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  esp_vault_close (fixture->vault);
  fixture->vault = esp_vault_open (fixture->path, ESP_DATABASE_READ_WRITE, &error);
  g_assert_no_error (error);
}

char *
fixture_file (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
set_text (char **target, const char *text)
{
  g_free (*target);
  *target = g_strdup (text);
}

EspTransaction *
begin_write (EspVault *vault)
{
  g_autoptr (GError) error = NULL;
  EspTransaction *transaction = esp_transaction_begin_write (esp_vault_get_database (vault),
                                                             &error);

  g_assert_no_error (error);
  g_assert_nonnull (transaction);
  return transaction;
}

void
commit (EspTransaction *transaction)
{
  g_autoptr (GError) error = NULL;

  esp_transaction_commit (transaction, &error);
  g_assert_no_error (error);
}

GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

void
assert_bytes (GBytes *bytes, const char *text)
{
  gsize len;
  const void *data;

  g_assert_nonnull (bytes);
  data = g_bytes_get_data (bytes, &len);
  g_assert_cmpmem (data, len, text, strlen (text));
}

EspCa *
new_ca (const char *id, const char *label, const char *parent)
{
  EspCa *ca = esp_ca_new ();

  ca->id = g_strdup (id);
  ca->account = g_strdup (FIXTURE_ACCOUNT);
  ca->type = parent ? ESP_CA_SUBORDINATE : ESP_CA_ROOT;
  ca->state = ESP_CA_ACTIVE;
  ca->parent = g_strdup (parent);
  ca->label = g_strdup (label);
  ca->subject = g_strdup_printf ("CN=%s,O=Example Motors", label);
  ca->subject_der = bytes_of ("subject");
  ca->key_algorithm = g_strdup ("EC_prime256v1");
  ca->signing_algorithm = g_strdup ("SHA256WITHECDSA");
  ca->level = parent ? 2 : 1;
  ca->created_at = FIXTURE_NOW;
  ca->changed_at = FIXTURE_NOW;
  ca->revocation.crl_days = 7;
  return ca;
}

EspPrincipal *
new_principal (const char *id, const char *name)
{
  EspPrincipal *principal = esp_principal_new ();

  principal->id = g_strdup (id);
  principal->account = g_strdup (FIXTURE_ACCOUNT);
  principal->name = g_strdup (name);
  principal->kind = ESP_PRINCIPAL_PERSON;
  principal->status = ESP_PRINCIPAL_ACTIVE;
  principal->created_at = FIXTURE_NOW;
  return principal;
}

/* Scattered like random ones, and each number has its own. */
char *
serial_of (guint number)
{
  guint64 scattered = number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016x", scattered >> 1, number);
}

EspCertificateRow *
new_certificate (guint number)
{
  EspCertificateRow *row = esp_certificate_row_new ();

  row->ca = g_strdup (FIXTURE_CA);
  row->serial = serial_of (number);
  row->subject = g_strdup_printf ("CN=unit-%06u.radio.example,O=Example Motors", number);
  row->report_subject = g_strdup_printf ("O=Example Motors,CN=unit-%06u.radio.example", number);
  row->alternative_names = g_strdup_printf ("DNS:unit-%06u.radio.example", number);
  row->template_name = g_strdup ("EndEntityCertificate/V1");
  row->requester = g_strdup ("Ada");
  row->requester_account = g_strdup (FIXTURE_ACCOUNT);
  row->not_before = FIXTURE_NOW - 400 * 86400;
  row->not_after = FIXTURE_NOW + 365 * 86400;
  row->issued_at = FIXTURE_NOW;
  return row;
}

gboolean
append_event (EspVault *vault,
              EspMerkle *tree,
              const char *actor,
              const char *action,
              const char *resource,
              EspOutcome outcome,
              GError **error)
{
  gint64 sequence = (gint64) esp_merkle_get_size (tree) + 1;
  g_autofree char *canonical = g_strdup_printf (
    "{\"action\":\"%s\",\"sequence\":%" G_GINT64_FORMAT "}", action, sequence);
  g_autoptr (GBytes)
    signature = bytes_of ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  EspEvent event = {
    .sequence = sequence,
    .time = FIXTURE_NOW + sequence,
    .actor_name = (char *) actor,
    .action = (char *) action,
    .resource = (char *) resource,
    .outcome = outcome,
  };

  return esp_event_store_append (vault, &event, canonical, signature, tree, error);
}

gboolean
issue (EspVault *vault, EspMerkle *tree, guint number, GError **error)
{
  g_autoptr (EspCertificateRow) row = new_certificate (number);
  g_autoptr (GBytes) der = bytes_of (row->subject);

  return esp_certificate_store_insert (vault, row, der, error) &&
         append_event (vault, tree, "Ada", "acm-pca:IssueCertificate", "arn:ca",
                       ESP_OUTCOME_ALLOWED, error);
}

/* The tree again from the texts alone, against the one that the stored nodes give. */
static void
assert_tree (EspVault *vault)
{
  g_autoptr (EspMerkle) stored = esp_event_store_load_tree (vault, NULL, NULL);
  g_autoptr (GPtrArray) events = esp_event_store_range (vault, 1, G_MAXINT, NULL);
  g_autoptr (EspMerkle) counted = esp_merkle_new ();
  g_autofree char *stored_root = esp_merkle_get_root_hex (stored);
  g_autofree char *counted_root = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      const EspStoredEvent *event = g_ptr_array_index (events, i);
      EspHash leaf;

      esp_merkle_leaf_hash ((const guint8 *) event->canonical, strlen (event->canonical), &leaf);
      esp_merkle_append (counted, &leaf, NULL, NULL);
    }
  counted_root = esp_merkle_get_root_hex (counted);
  g_assert_cmpuint (esp_merkle_get_size (stored), ==, events->len);
  g_assert_cmpstr (stored_root, ==, counted_root);
}

static EspVault *
open_checked (const char *path)
{
  g_autoptr (GError) error = NULL;
  EspVault *vault = esp_vault_open (path, ESP_DATABASE_READ_WRITE, &error);

  g_assert_no_error (error);
  g_assert_true (esp_vault_check (vault, TRUE, &error));
  g_assert_no_error (error);
  return vault;
}

gint64
assert_consistent_log (const char *path)
{
  g_autoptr (EspVault) vault = open_checked (path);

  assert_tree (vault);
  return esp_event_store_count (vault, NULL);
}

gint64
assert_consistent (const char *path)
{
  g_autoptr (EspVault) vault = open_checked (path);
  EspCertificateFilter all = { .status = -1 };
  gint64 n = esp_event_store_count (vault, NULL);

  g_assert_cmpint (n, ==, esp_certificate_store_count (vault, &all, NULL));
  for (gint64 row = 1; row <= n; row++)
    {
      g_autoptr (GBytes) der = esp_certificate_store_get_der (vault, row, NULL);

      g_assert_nonnull (der);
    }
  assert_tree (vault);
  return n;
}

char *
ask_sqlite3 (const char *path, const char *sql)
{
  const char *argv[] = { "sqlite3", "-batch", "-init", "/dev/null", path, sql, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *complaints = NULL;
  char *answer = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &answer,
                               &complaints, &status, &error));
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    {
      g_free (answer);
      return g_strdup (g_strchomp (complaints));
    }
  return g_strchomp (answer);
}

gboolean
as_somebody (gboolean (*judge) (const char *path), const char *path)
{
  int status;
  pid_t child;

  if (geteuid () != 0)
    return judge (path);
  child = fork ();
  if (child == 0)
    _exit (setgid (NOBODY) == 0 && setuid (NOBODY) == 0 && judge (path) ? 0 : 1);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}
