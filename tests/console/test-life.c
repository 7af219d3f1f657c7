/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renewing and deleting a CA by their dialogs, and what its page finds wrong with it, by the real
 * engine. */
#include "dialogs-fixture.h"

#include "console/console-ca-findings.h"

static JsonObject *
describe (Fixture *fixture, const char *ca)
{
  g_autoptr (JsonObject)
    result = call (fixture, "DescribeCertificateAuthority", parameters_for (ca));

  return json_object_ref (json_object_get_object_member (result, "CertificateAuthority"));
}

static const char *
get_text (gpointer dialog, const char *label)
{
  return gtk_label_get_text (child (dialog, label));
}

/* --- Renewing ----------------------------------------------------------------------------------*/

/* The same CA with another certificate. */
static void
test_reissue (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  g_autofree char *serial = g_strdup (esp_ca_node_get_ca (root)->serial);
  g_autofree char *arn = g_strdup (esp_ca_node_get_ca (root)->arn);
  GtkWindow *dialog = console_renew_dialog_new (fixture->session, root);
  g_autoptr (JsonObject) ca = NULL;

  console_dialog_present (dialog, NULL);
  g_assert_true (can_submit (dialog));
  g_assert_nonnull (strstr (get_text (dialog, "consequences"), "takes the place of"));
  g_assert_false (gtk_widget_get_visible (child (dialog, "disable_row")));
  gtk_switch_set_active (child (dialog, "same_switch"), FALSE);
  console_validity_row_set (child (dialog, "validity_row"), ESP_VALIDITY_YEARS, 12);
  picture (dialog, "renew");
  submit (dialog);
  wait_until_closed (dialog);
  ca = describe (fixture, "Root");
  g_assert_cmpstr (json_object_get_string_member (ca, "Arn"), ==, arn);
  g_assert_cmpstr (json_object_get_string_member (ca, "Serial"), !=, serial);
}

/* Another CA of the next generation; the old one is disabled. */
static void
test_replace (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root G1");
  g_autofree char *arn = g_strdup (esp_ca_node_get_ca (root)->arn);
  GtkWindow *dialog = console_renew_dialog_new (fixture->session, root);
  g_autoptr (JsonObject) old = NULL, new = NULL;

  console_dialog_present (dialog, NULL);
  gtk_check_button_set_active (child (dialog, "replace_check"), TRUE);
  g_assert_nonnull (strstr (get_text (dialog, "consequences"), "has to be given the new one"));
  g_assert_true (gtk_widget_get_visible (child (dialog, "disable_row")));
  gtk_switch_set_active (child (dialog, "disable_switch"), TRUE);
  picture (dialog, "replace");
  read_all (GTK_WIDGET (dialog));
  submit (dialog);
  wait_until_closed (dialog);
  new = describe (fixture, "Root G2");
  old = describe (fixture, arn);
  g_assert_cmpstr (json_object_get_string_member (new, "PredecessorArn"), ==, arn);
  g_assert_cmpstr (json_object_get_string_member (new, "Status"), ==, "ACTIVE");
  g_assert_cmpstr (json_object_get_string_member (old, "Status"), ==, "DISABLED");
}

/* --- Deleting ----------------------------------------------------------------------------------*/

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  JsonObject *parameters = parameters_for ("Root");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (JsonObject) disabled = NULL;
  const EspCa *ca;
  GtkWindow *dialog;

  make_root (fixture, "Root");
  json_object_set_string_member (parameters, "Status", "DISABLED");
  disabled = call (fixture, "UpdateCertificateAuthority", parameters);
  dialog = console_delete_ca_dialog_new (fixture->session, find_ca (fixture, "Root"));
  gtk_spin_button_set_value (child (dialog, "days_spin"), 3);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (child (dialog, "days_spin")), ==,
                   ESP_DELETION_DAYS_MIN);
  gtk_spin_button_set_value (child (dialog, "days_spin"), 10);
  g_assert_nonnull (strstr (get_text (dialog, "consequences"), "its key is destroyed"));
  console_dialog_present (dialog, NULL);
  picture (dialog, "delete-ca");
  read_all (GTK_WIDGET (dialog));
  submit (dialog);
  wait_until_closed (dialog);
  ca = esp_ca_node_get_ca (find_ca (fixture, "Root"));
  g_assert_cmpint (ca->state, ==, ESP_CA_DELETED);
  g_assert_cmpint (ca->restorable_until - now, >=, 10 * ESP_TIME_DAY - 60);
  g_assert_cmpint (ca->restorable_until - now, <=, 10 * ESP_TIME_DAY + 60);
}

/* --- Findings ----------------------------------------------------------------------------------*/

/* A CA that tells nobody of its revocations is found, and what answers it is offered. */
static void
test_findings (Fixture *fixture, gconstpointer data)
{
  JsonObject *parameters = parameters_for ("Root"), *settings = json_object_new ();
  JsonObject *crl = json_object_new ();
  GtkWidget *view = g_object_new (CONSOLE_TYPE_CA_FINDINGS, NULL), *window = gtk_window_new ();
  g_autoptr (JsonObject) updated = NULL, result = NULL;

  make_root (fixture, "Root");
  json_object_set_boolean_member (crl, "Enabled", FALSE);
  json_object_set_object_member (settings, "CrlConfiguration", crl);
  json_object_set_object_member (parameters, "RevocationConfiguration", settings);
  updated = call (fixture, "UpdateCertificateAuthority", parameters);
  result = call (fixture, "CheckCertificateAuthorities", parameters_for ("Root"));
  console_session_select_ca (fixture->session, find_ca (fixture, "Root"));
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_false (gtk_widget_get_visible (view));
  console_ca_findings_show (CONSOLE_CA_FINDINGS (view), fixture->session,
                            json_object_get_array_member (result, "Findings"));
  g_assert_true (gtk_widget_get_visible (view));
  g_assert_true (has_label (view, "Neither revocation lists nor OCSP are on"));
  g_assert_true (has_label (view, "Warning"));
  g_assert_true (has_label (view, "Settings…"));
  console_ca_findings_show (CONSOLE_CA_FINDINGS (view), fixture->session, NULL);
  g_assert_false (gtk_widget_get_visible (view));
  dismiss (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/life/reissue", test_reissue },
    { "/life/replace", test_replace },
    { "/life/delete", test_delete },
    { "/life/findings", test_findings },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
