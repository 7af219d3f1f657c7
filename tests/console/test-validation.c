/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The validation path in the dialog of a certificate, by the real engine: verdict, steps and checks
 * with their numbers; revocation is not checked until it is asked for, and a missing list is not
 * good. */
#include "dialogs-fixture.h"

#include "console/console-validation-view.h"

typedef struct
{
  ConsoleValidationView *view;
  const char *verdict;
} WantedVerdict;

static gboolean
has_verdict (gpointer data)
{
  const WantedVerdict *wanted = data;

  return g_strcmp0 (console_validation_view_get_verdict (wanted->view), wanted->verdict) == 0;
}

static char *
issue (Fixture *fixture, const char *ca)
{
  JsonObject *parameters = parameters_for (ca), *validity = json_object_new ();
  g_autofree char *csr = make_csr ("/CN=radio.example");
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (validity, "Type", "DAYS");
  json_object_set_int_member (validity, "Value", 30);
  json_object_set_object_member (parameters, "Validity", validity);
  result = call (fixture, "IssueCertificate", parameters);
  return g_strdup (json_object_get_string_member (result, "CertificateSerial"));
}

static void
make_below (Fixture *fixture)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "Subject", "CN=Below");
  json_object_set_string_member (parameters, "Parent", "Root");
  json_object_set_int_member (parameters, "PathLength", 0);
  result = call (fixture, "CreateCertificateAuthority", parameters);
}

static GtkWindow *
open_path (Fixture *fixture, const char *serial)
{
  const EspCa *ca = esp_ca_node_get_ca (find_ca (fixture, "Below"));
  GtkWindow *dialog = console_certificate_dialog_new (fixture->session, ca->arn, serial);

  console_dialog_present (dialog, NULL);
  wait_for (shows_content, dialog);
  g_assert_null (console_validation_view_get_verdict (child (dialog, "validation")));
  gtk_stack_set_visible_child_name (child (dialog, "parts"), "path");
  return dialog;
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autofree char *serial = NULL;
  GtkWindow *dialog;
  ConsoleValidationView *view;

  make_root (fixture, "Root");
  make_below (fixture);
  serial = issue (fixture, "Below");
  dialog = open_path (fixture, serial);
  view = child (dialog, "validation");
  wait_for (has_verdict, &(WantedVerdict){ view, "GOOD" });
  g_assert_true (has_label (GTK_WIDGET (view), "A path to a trusted root is good"));
  g_assert_true (has_label (GTK_WIDGET (view), "Revocation was not checked."));
  g_assert_true (has_label (GTK_WIDGET (view), "Path 1: Good"));
  g_assert_true (has_label (GTK_WIDGET (view), "This certificate"));
  g_assert_true (has_label (GTK_WIDGET (view), "CN=Below"));
  g_assert_true (has_label (GTK_WIDGET (view), "CN=Root"));
  g_assert_true (has_label (GTK_WIDGET (view), "Path length"));
  g_assert_true (has_label (GTK_WIDGET (view), "Not checked"));
  picture (dialog, "validation-good");
  read_all (GTK_WIDGET (dialog));
  dismiss (dialog);
}

/* Asked for, and no list was ever signed: open, and never good. Then revoked: bad. */
static void
test_revocation (Fixture *fixture, gconstpointer data)
{
  g_autofree char *serial = NULL;
  g_autoptr (JsonObject) list = NULL, again = NULL, revoked = NULL;
  JsonObject *parameters;
  GtkWindow *dialog;
  ConsoleValidationView *view;

  make_root (fixture, "Root");
  make_below (fixture);
  serial = issue (fixture, "Below");
  dialog = open_path (fixture, serial);
  view = child (dialog, "validation");
  wait_for (has_verdict, &(WantedVerdict){ view, "GOOD" });
  g_signal_emit_by_name (child (view, "check_button"), "clicked");
  wait_for (has_verdict, &(WantedVerdict){ view, "CANNOT_TELL" });
  picture (dialog, "validation-open");
  list = call (fixture, "GetCertificateRevocationList", parameters_for ("Root"));
  again = call (fixture, "GetCertificateRevocationList", parameters_for ("Below"));
  console_validation_view_check (view, TRUE);
  wait_for (has_verdict, &(WantedVerdict){ view, "GOOD" });
  g_assert_true (
    has_label (GTK_WIDGET (view), "Revocation was looked up in the lists of this vault."));
  parameters = parameters_for ("Below");
  json_object_set_string_member (parameters, "CertificateSerial", serial);
  json_object_set_string_member (parameters, "RevocationReason", "KEY_COMPROMISE");
  revoked = call (fixture, "RevokeCertificate", parameters);
  g_clear_pointer (&again, json_object_unref);
  again = call (fixture, "GetCertificateRevocationList", parameters_for ("Below"));
  /* The dialog follows the vault by itself, and asks with revocation as before. */
  wait_for (has_verdict, &(WantedVerdict){ view, "BAD" });
  g_assert_true (has_label (GTK_WIDGET (view), "No path to a trusted root is good"));
  picture (dialog, "validation-bad");
  dismiss (dialog);
}

/* What an answer says is shown as it is: text of ours translated, values as plain text. */
static void
test_values (Fixture *fixture, gconstpointer data)
{
  static const char answer[] =
    "{\"Verdict\":\"BAD\",\"Time\":\"2026-11-22T00:00:00Z\",\"PathsLimited\":true,\"Paths\":[{"
    "\"Verdict\":\"BAD\",\"Complete\":false,\"Steps\":[{\"Role\":\"ANCHOR\",\"Subject\":\"CN=<b>x</b>"
    "\\u202e&\",\"Verdict\":\"BAD\",\"Checks\":[{\"Check\":\"PATH_LENGTH\",\"Verdict\":\"BAD\","
    "\"Text\":\"it allows {allowed}, and {found} follow\",\"Arguments\":{\"allowed\":\"0\",\"found\":"
    "\"2\"},\"Sentence\":\"?\",\"Citation\":\"RFC 5280, 4.2.1.9\"}]}]}]}";
  GtkWidget *view = g_object_new (CONSOLE_TYPE_VALIDATION_VIEW, NULL);
  GtkWidget *window = gtk_window_new ();
  g_autoptr (JsonNode) node = esp_json_parse (answer, -1, sizeof answer, NULL);

  g_assert_nonnull (node);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  console_validation_view_show (CONSOLE_VALIDATION_VIEW (view), json_node_get_object (node));
  g_assert_cmpstr (console_validation_view_get_verdict (CONSOLE_VALIDATION_VIEW (view)), ==, "BAD");
  g_assert_true (has_label (view, "It allows 0, and 2 follow."));
  g_assert_true (has_label (view, "RFC 5280, 4.2.1.9"));
  g_assert_true (has_label (view, "It leads to nothing that is trusted."));
  g_assert_true (has_label (view, "There are more paths than were looked at."));
  g_assert_true (has_label (view, "CN=<b>x</b>\\u202e&"));
  dismiss (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/validation/good", test_good },
    { "/validation/revocation", test_revocation },
    { "/validation/values", test_values },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
