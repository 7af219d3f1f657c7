/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CA whose parent is outside this vault: its request is signed by the openssl command, the answer
 * comes in by files in any order, and openssl judges what the engine gives out afterwards. */
#include "dialogs-fixture.h"

#include "console/console-drop-well.h"

#define NAME "Dealer Tools CA"

static const char sign_script[] =
  "set -e; cd \"$1\"; exec 2>/dev/null\n"
  "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key "
  "-out root.pem -days 4000 -subj '/CN=Outside Root' "
  "-addext basicConstraints=critical,CA:TRUE,pathlen:1 -addext keyUsage=critical,keyCertSign,cRLSign\n"
  "printf 'basicConstraints=critical,CA:TRUE,pathlen:0\\nkeyUsage=critical,keyCertSign,cRLSign\\n"
  "subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' >extensions\n"
  "openssl x509 -req -in request.csr -CA root.pem -CAkey root.key -set_serial 4711 -days 1000 "
  "-extfile extensions -out own.pem\n";

static int
run (const char *script, const char *folder)
{
  const char *argv[] = { "/bin/sh", "-c", script, "sh", folder, NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                               NULL, NULL, &status, NULL));
  return status;
}

static GFile *
get_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return g_file_new_for_path (path);
}

static void
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
drop (Fixture *fixture, ConsoleDropWell *well, const char *const *names)
{
  GSList *files = NULL;

  for (; *names; names++)
    files = g_slist_append (files, get_file (fixture, *names));
  console_drop_well_read (well, files);
  g_slist_free_full (files, g_object_unref);
}

static EspCaNode *
make_pending (Fixture *fixture)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) created = NULL, got = NULL;

  json_object_set_string_member (parameters, "Subject", "CN=" NAME);
  json_object_set_string_member (parameters, "Type", "SUBORDINATE");
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  created = call (fixture, "CreateCertificateAuthority", parameters);
  got = call (fixture, "GetCertificateAuthorityCsr", parameters_for (NAME));
  write_file (fixture, "request.csr", esp_json_get_string (got, "Csr"));
  g_assert_cmpint (run (sign_script, fixture->folder), ==, 0);
  return find_ca (fixture, NAME);
}

static EspCaState
get_state (Fixture *fixture)
{
  return esp_ca_node_get_ca (find_ca (fixture, NAME))->state;
}

static void
assert_verifies (Fixture *fixture)
{
  g_autoptr (JsonObject)
    got = call (fixture, "GetCertificateAuthorityCertificate", parameters_for (NAME));

  write_file (fixture, "given.pem", esp_json_get_string (got, "Certificate"));
  write_file (fixture, "chain.pem", esp_json_get_string (got, "CertificateChain"));
  g_assert_cmpint (run ("cd \"$1\" && cmp -s chain.pem root.pem || exit 2; "
                        "openssl verify -CAfile root.pem given.pem",
                        fixture->folder),
                   ==, 0);
}

/* The root first: the dialog puts them in order. */
static void
test_import (Fixture *fixture, gconstpointer data)
{
  EspCaNode *pending = make_pending (fixture);
  GtkWindow *dialog = console_import_dialog_new (fixture->session, pending);
  ConsoleDropWell *well = child (dialog, "well");

  console_dialog_present (dialog, NULL);
  g_assert_false (can_submit (dialog));
  g_assert_true (gtk_widget_get_sensitive (child (dialog, "save_button")));
  drop (fixture, well, (const char *[]){ "root.pem", "own.pem", NULL });
  wait_for (can_submit, dialog);
  g_assert_true (has_label (child (dialog, "subject_row"), "CN=" NAME));
  g_assert_true (has_label (child (dialog, "chain_row"), "Outside Root"));
  g_assert_true (has_label (child (dialog, "path_length_row"), "0"));
  picture (dialog, "import");
  read_all (GTK_WIDGET (dialog));
  submit (dialog);
  wait_until_closed (dialog);
  g_assert_cmpint (get_state (fixture), ==, ESP_CA_ACTIVE);
  assert_verifies (fixture);
}

/* The certificate alone is refused by the engine, and the chain can be added. */
static void
test_one_by_one (Fixture *fixture, gconstpointer data)
{
  EspCaNode *pending = make_pending (fixture);
  GtkWindow *dialog = console_import_dialog_new (fixture->session, pending);
  ConsoleDropWell *well = child (dialog, "well");

  console_dialog_present (dialog, NULL);
  drop (fixture, well, (const char *[]){ "own.pem", NULL });
  wait_for (can_submit, dialog);
  g_assert_false (gtk_widget_get_visible (child (dialog, "chain_row")));
  submit (dialog);
  wait_for (is_idle, dialog);
  g_assert_cmpint (get_state (fixture), ==, ESP_CA_PENDING_CERTIFICATE);
  drop (fixture, well, (const char *[]){ "root.pem", NULL });
  wait_for ((Condition) gtk_widget_get_visible, child (dialog, "chain_row"));
  submit (dialog);
  wait_until_closed (dialog);
  g_assert_cmpint (get_state (fixture), ==, ESP_CA_ACTIVE);
}

static void
test_no_certificate (Fixture *fixture, gconstpointer data)
{
  EspCaNode *pending = make_pending (fixture);
  GtkWindow *dialog = console_import_dialog_new (fixture->session, pending);
  GtkWidget *sentence = child (dialog, "error_label");

  console_dialog_present (dialog, NULL);
  drop (fixture, child (dialog, "well"), (const char *[]){ "request.csr", NULL });
  wait_for ((Condition) gtk_widget_get_visible, sentence);
  g_assert_cmpuint (strlen (gtk_label_get_text (GTK_LABEL (sentence))), >, 0);
  g_assert_false (can_submit (dialog));
  drop (fixture, child (dialog, "well"), (const char *[]){ "own.pem", NULL });
  wait_for (can_submit, dialog);
  g_assert_false (gtk_widget_get_visible (sentence));
  dismiss (dialog);
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/import/any-order", test_import },
    { "/import/one-by-one", test_one_by_one },
    { "/import/no-certificate", test_no_certificate },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
