/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one vault handed over, taken over by another one through its dialog: with a key that has a
 * passphrase, and what is said when something does not fit. Both sides read the same digest. */
#include "console/console-dialogs.h"
#include "console/console-file-row.h"
#include "console/console-form.h"

#include "new-owner-fixture.h"
#include "people-fixture.h"

#define BRANCH "Meridian Vehicle Modules CA"
#define KEY_PASSPHRASE "the key of the new owner"

/* The vault that takes it, beside that of the fixture. */
typedef struct
{
  EspEngine *engine;
  ConsoleSession *session;
  char *owner; /* certificate of the new owner */
  char *key;   /* with a passphrase */
  char *file;
  char *digest; /* as the other side has it */
} Taker;

static void
lock_key (const char *from, const char *to)
{
  const char *argv[] = {
    "openssl", "pkcs8", "-topk8", "-in", from, "-passout", "pass:" KEY_PASSPHRASE, "-out", to, NULL
  };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
hand_over (Fixture *fixture, Taker *taker)
{
  g_autofree char *pem = NULL;
  g_autoptr (JsonObject) result = NULL;

  g_assert_true (g_file_get_contents (taker->owner, &pem, NULL, NULL));
  result = call (fixture, "ExportHierarchy", "CertificateAuthority", BRANCH, "Recipient", pem,
                 "Path", taker->file, NULL);
  taker->digest = g_strdup (json_object_get_string_member (result, "Digest"));
}

static void
make_vault (Fixture *fixture, Taker *taker)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "taker.espalier", NULL);
  EspSecret *passphrase = make_passphrase ();
  EspVaultCreation creation = { .organization = "Radio AG",
                                .admin = "Bea Radio",
                                .path = path,
                                .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
                                .passphrase = passphrase };

  taker->engine = esp_engine_new (NULL);
  esp_engine_create (taker->engine, &creation, NULL, &error);
  g_assert_no_error (error);
  esp_secret_unref (passphrase);
  taker->session = console_session_new (taker->engine);
}

static void
taker_init (Taker *taker, Fixture *fixture)
{
  g_autofree char *plain = g_build_filename (fixture->folder, "owner.key", NULL);

  taker->owner = make_owner (fixture->folder, "owner", "/CN=Radio AG");
  taker->key = g_build_filename (fixture->folder, "locked.key", NULL);
  taker->file = g_build_filename (fixture->folder, "division.cms", NULL);
  lock_key (plain, taker->key);
  hand_over (fixture, taker);
  make_vault (fixture, taker);
}

static void
taker_clear (Taker *taker)
{
  assert_gone_at (G_STRLOC, taker->session);
  esp_engine_close (taker->engine);
  assert_gone_at (G_STRLOC, taker->engine);
  g_free (taker->owner);
  g_free (taker->key);
  g_free (taker->file);
  g_free (taker->digest);
}

static guint
count_cas (EspEngine *engine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode)
    node = esp_engine_call (engine, "ListCertificateAuthorities", NULL, NULL, &error);

  g_assert_no_error (error);
  return json_array_get_length (
    json_object_get_array_member (json_node_get_object (node), "CertificateAuthorities"));
}

static void
assert_missing (gpointer dialog, const char *reason)
{
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_primary (dialog)), ==, reason);
  g_assert_false (gtk_widget_is_sensitive (get_primary (dialog)));
}

static GtkWindow *
fill_in (Taker *taker)
{
  GtkWindow *dialog = console_take_over_dialog_new (taker->session);

  open_dialog (NULL, dialog);
  assert_missing (dialog, "Choose the sealed file first");
  console_file_row_set_path (get_child (dialog, "file_row"), taker->file);
  assert_missing (dialog, "Choose the certificate that it was sealed to first");
  console_file_row_set_path (get_child (dialog, "certificate_row"), taker->owner);
  assert_missing (dialog, "Choose the key of that certificate first");
  console_file_row_set_path (get_child (dialog, "key_row"), taker->key);
  return dialog;
}

static void
close_dialog (gpointer dialog)
{
  g_object_add_weak_pointer (dialog, &dialog);
  gtk_window_close (dialog);
  wait_until (is_null, &dialog);
}

static gboolean
is_idle (gpointer dialog)
{
  gboolean busy;

  g_object_get (dialog, "busy", &busy, NULL);
  return !busy;
}

/* In a toast, or in a message over it; and nothing came. */
static gboolean
is_told (gpointer data)
{
  gpointer *pair = data;
  gpointer found[2] = { pair[0], NULL };

  return find_text (pair[0], pair[1]) || (get_top (found) && find_text (found[1], pair[1]));
}

static void
assert_refused (Taker *taker, gpointer dialog, const char *part)
{
  gpointer told[2] = { dialog, (gpointer) part };
  gpointer found[2] = { dialog, NULL };

  click (get_primary (dialog));
  wait_until (is_idle, dialog);
  wait_until (is_told, told);
  if (get_top (found))
    gtk_window_destroy (found[1]);
  g_assert_cmpuint (count_cas (taker->engine), ==, 0);
  g_assert_null (find_text (dialog, "Taken Over"));
}

/* --- Tests -------------------------------------------------------------------------------------*/

static void
test_arrives (Fixture *fixture, gconstpointer data)
{
  Taker taker = { 0 };
  GtkWindow *dialog;

  taker_init (&taker, fixture);
  dialog = fill_in (&taker);
  type_secret (get_child (dialog, "passphrase_row"), KEY_PASSPHRASE);
  audit (GTK_WIDGET (dialog));
  click (get_primary (dialog));
  wait_for_text (GTK_WIDGET (dialog), "Taken Over");
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), taker.digest));
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), sample_organization));
  g_assert_cmpstr (adw_expander_row_get_subtitle (get_child (dialog, "cas_row")), ==, "6 CAs");
  adw_expander_row_set_expanded (get_child (dialog, "cas_row"), TRUE);
  wait_for_text (GTK_WIDGET (dialog), "Supplier Radio CA");
  g_assert_cmpuint (count_cas (taker.engine), ==, 6);
  audit (GTK_WIDGET (dialog));
  close_dialog (dialog);
  taker_clear (&taker);
}

/* What was typed is still there where it may not have been wrong. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Taker taker = { 0 };
  g_autofree char *other = NULL, *other_key = NULL;
  GtkWindow *dialog;

  taker_init (&taker, fixture);
  other = make_owner (fixture->folder, "other", "/CN=Other");
  other_key = g_build_filename (fixture->folder, "other.key", NULL);
  dialog = fill_in (&taker);
  assert_refused (&taker, dialog, "passphrase");
  type_secret (get_child (dialog, "passphrase_row"), "another passphrase");
  assert_refused (&taker, dialog, "passphrase");
  g_assert_false (console_passphrase_row_is_empty (get_child (dialog, "passphrase_row")));
  console_file_row_set_path (get_child (dialog, "key_row"), other_key);
  assert_refused (&taker, dialog, "other.key");
  console_file_row_set_path (get_child (dialog, "certificate_row"), other);
  assert_refused (&taker, dialog, "division.cms");
  console_file_row_set_path (get_child (dialog, "file_row"), other_key);
  assert_refused (&taker, dialog, "other.key");
  close_dialog (dialog);
  taker_clear (&taker);
}

/* Taken back while it runs: the form is there again, and nothing came. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  Taker taker = { 0 };
  GtkWindow *dialog;

  taker_init (&taker, fixture);
  dialog = fill_in (&taker);
  type_secret (get_child (dialog, "passphrase_row"), KEY_PASSPHRASE);
  click (get_primary (dialog));
  g_assert_false (is_idle (dialog));
  gtk_window_close (dialog);
  wait_until (is_idle, dialog);
  g_assert_null (find_text (GTK_WIDGET (dialog), "Taken Over"));
  g_assert_true (gtk_widget_is_sensitive (get_primary (dialog)));
  g_assert_cmpuint (count_cas (taker.engine), ==, 0);
  close_dialog (dialog);
  taker_clear (&taker);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/take-over/arrives", test_arrives);
  add ("/take-over/refused", test_refused);
  add ("/take-over/cancel", test_cancel);
  status = g_test_run ();
  remove_sample ();
  return status;
}
