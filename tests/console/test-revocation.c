/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tab that tells of revocations, its settings and its publication, by the real engine: the
 * state follows what happens, settings are what the engine then has, and published files are there.
 */
#include "dialogs-fixture.h"

#include "console/console-revocation-view.h"

typedef struct
{
  GtkWidget *view;
  const char *text;
} Shown;

static gboolean
is_shown (gpointer data)
{
  const Shown *shown = data;

  return has_label (shown->view, shown->text);
}

static gboolean
has_state (gpointer data)
{
  const Shown *shown = data;
  g_autofree char *state = NULL;

  g_object_get (shown->view, "state", &state, NULL);
  return g_strcmp0 (state, shown->text) == 0;
}

static GtkWidget *
present_view (Fixture *fixture)
{
  GtkWidget *view = console_revocation_view_new (fixture->session);
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 600, 640);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  console_revocation_view_set_node (CONSOLE_REVOCATION_VIEW (view), find_ca (fixture, "Root"));
  return view;
}

static JsonObject *
get_settings (Fixture *fixture, const char *ca)
{
  g_autoptr (JsonObject)
    result = call (fixture, "DescribeCertificateAuthority", parameters_for (ca));
  JsonObject *row = json_object_get_object_member (result, "CertificateAuthority");

  return json_object_ref (json_object_get_object_member (row, "RevocationConfiguration"));
}

static gboolean
is_filled (gpointer dialog)
{
  return can_submit (dialog);
}

/* --- Settings ----------------------------------------------------------------------------------*/

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = console_revocation_dialog_new (fixture->session, root);
  g_autoptr (JsonObject) settings = NULL, off = NULL;
  JsonObject *crl, *ocsp;

  g_assert_false (can_submit (dialog));
  console_dialog_present (dialog, NULL);
  wait_for (is_filled, dialog);
  gtk_switch_set_active (child (dialog, "crl_switch"), TRUE);
  gtk_spin_button_set_value (child (dialog, "days_spin"), 30);
  gtk_switch_set_active (child (dialog, "parts_switch"), TRUE);
  type (dialog, "url_row", "http://crl.example/root/");
  type (dialog, "cname_row", "crl.example");
  g_assert_false (can_submit (dialog));
  g_assert_true (gtk_widget_get_visible (child (dialog, "path_row")));
  type (dialog, "cname_row", "");
  gtk_switch_set_active (child (dialog, "ocsp_switch"), TRUE);
  type (dialog, "ocsp_url_row", "http://ocsp.example/");
  picture (dialog, "revocation-settings");
  submit (dialog);
  wait_until_closed (dialog);
  settings = get_settings (fixture, "Root");
  crl = json_object_get_object_member (settings, "CrlConfiguration");
  ocsp = json_object_get_object_member (settings, "OcspConfiguration");
  g_assert_true (json_object_get_boolean_member (crl, "Enabled"));
  g_assert_cmpint (json_object_get_int_member (crl, "ExpirationInDays"), ==, 30);
  g_assert_cmpstr (json_object_get_string_member (crl, "CrlType"), ==, "PARTITIONED");
  g_assert_cmpstr (json_object_get_string_member (crl, "Url"), ==, "http://crl.example/root/");
  g_assert_true (json_object_get_boolean_member (ocsp, "Enabled"));

  /* Read back into the next dialog, and switched off. */
  dialog = console_revocation_dialog_new (fixture->session, find_ca (fixture, "Root"));
  console_dialog_present (dialog, NULL);
  wait_for (is_filled, dialog);
  g_assert_true (gtk_switch_get_active (child (dialog, "parts_switch")));
  g_assert_cmpstr (gtk_editable_get_text (child (dialog, "url_row")), ==,
                   "http://crl.example/root/");
  gtk_switch_set_active (child (dialog, "crl_switch"), FALSE);
  gtk_switch_set_active (child (dialog, "ocsp_switch"), FALSE);
  g_assert_false (gtk_widget_get_visible (child (dialog, "url_row")));
  submit (dialog);
  wait_until_closed (dialog);
  off = get_settings (fixture, "Root");
  g_assert_false (json_object_get_boolean_member (
    json_object_get_object_member (off, "CrlConfiguration"), "Enabled"));
}

/* --- State -------------------------------------------------------------------------------------*/

static void
update (Fixture *fixture, gboolean enabled)
{
  JsonObject *parameters = parameters_for ("Root");
  JsonObject *settings = json_object_new (), *crl = json_object_new ();
  g_autoptr (JsonObject) result = NULL;

  json_object_set_boolean_member (crl, "Enabled", enabled);
  json_object_set_object_member (settings, "CrlConfiguration", crl);
  json_object_set_object_member (parameters, "RevocationConfiguration", settings);
  result = call (fixture, "UpdateCertificateAuthority", parameters);
}

/* A certificate that is revoked at once. */
static void
revoke_one (Fixture *fixture)
{
  JsonObject *parameters = parameters_for ("Root"), *validity = json_object_new ();
  g_autofree char *csr = make_csr ("/CN=radio.example");
  g_autoptr (JsonObject) issued = NULL, revoked = NULL;

  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (validity, "Type", "DAYS");
  json_object_set_int_member (validity, "Value", 30);
  json_object_set_object_member (parameters, "Validity", validity);
  issued = call (fixture, "IssueCertificate", parameters);
  parameters = parameters_for ("Root");
  json_object_set_string_member (parameters, "CertificateSerial",
                                 json_object_get_string_member (issued, "CertificateSerial"));
  json_object_set_string_member (parameters, "RevocationReason", "SUPERSEDED");
  revoked = call (fixture, "RevokeCertificate", parameters);
}

static void
test_view (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) list = NULL;
  GtkWidget *view;

  make_root (fixture, "Root");
  update (fixture, FALSE);
  view = present_view (fixture);
  wait_for (has_state, &(Shown){ view, "OFF" });
  g_assert_true (has_label (view, "Nobody learns of a revocation from a list."));
  update (fixture, TRUE);
  revoke_one (fixture);
  wait_for (has_state, &(Shown){ view, "DUE" });
  list = call (fixture, "GetCertificateRevocationList", parameters_for ("Root"));
  wait_for (has_state, &(Shown){ view, "CURRENT" });
  wait_for (is_shown, &(Shown){ view, "Complete, good for" });
  g_assert_true (has_label (view, "Certificates that exist keep the addresses"));
  g_assert_true (has_label (view, "Last revocation"));
  picture (GTK_WINDOW (gtk_widget_get_root (view)), "revocation-view");
  read_all (view);
  dismiss (GTK_WINDOW (gtk_widget_get_root (view)));
}

/* --- Publication -------------------------------------------------------------------------------*/

static gboolean
is_directory (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* The folder is the engine's to make; it is left to the test to take away. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      if (is_directory (path, name) && !g_file_test (below, G_FILE_TEST_IS_SYMLINK))
        remove_tree (below);
      else
        g_assert_cmpint (g_remove (below), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
publish (Fixture *fixture, EspCaNode *ca, const char *folder, const char *expected)
{
  GtkWindow *dialog = console_publish_dialog_new (fixture->session, ca);

  g_assert_false (can_submit (dialog));
  type (dialog, "folder_row", "not/absolute");
  g_assert_false (can_submit (dialog));
  type (dialog, "folder_row", folder);
  console_dialog_present (dialog, NULL);
  submit (dialog);
  wait_for (is_idle, dialog);
  g_assert_true (has_label (child (dialog, "result_box"), expected));
  g_assert_true (has_label (child (dialog, "result_box"), "Revocation list"));
  picture (dialog, "published");
  read_all (GTK_WIDGET (dialog));
  dismiss (dialog);
}

static void
test_publish (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "published", NULL);

  make_root (fixture, "Root");
  update (fixture, TRUE);
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  publish (fixture, find_ca (fixture, "Root"), folder, "new file");
  publish (fixture, find_ca (fixture, "Root"), folder, "Everything was as it should be already.");
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/revocation/settings", test_settings },
    { "/revocation/view", test_view },
    { "/revocation/publish", test_publish },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
