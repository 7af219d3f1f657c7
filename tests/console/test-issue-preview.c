/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preview of an issuance, by the real engine: what it shows of requests and templates, what
 * stops the verb and why; all templates and the search among them; the passthrough, as fields and
 * as a file. What is issued afterwards is read by openssl. */
#include "dialogs-fixture.h"

#include "console/console-certificate-preview.h"
#include "console/console-passthrough-editor.h"
#include "console/console-template-row.h"

#define PASSTHROUGH_TEMPLATE "BlankEndEntityCertificate_APICSRPassthrough"

static GtkWindow *
open_dialog (Fixture *fixture, EspCaNode *ca, const char *subject)
{
  g_autofree char *csr = make_csr (subject);
  g_autoptr (GBytes) bytes = to_bytes (csr);
  GtkWindow *dialog = console_issue_dialog_new (fixture->session, ca, bytes);

  console_dialog_present (dialog, NULL);
  return dialog;
}

static const char *
get_reason (gpointer dialog)
{
  return gtk_widget_get_tooltip_text (GTK_WIDGET (get_primary (dialog)));
}

static gboolean
is_answered (gpointer dialog)
{
  return g_strcmp0 (get_reason (dialog), "The preview is being made.") != 0;
}

static void
choose (gpointer dialog, const char *name)
{
  g_assert_true (console_template_row_choose (child (dialog, "template_row"), name));
  g_assert_false (can_submit (dialog));
  wait_for (is_answered, dialog);
}

static gboolean
shows (gpointer dialog, const char *text)
{
  return has_label (child (dialog, "preview"), text);
}

/* --- What is shown -----------------------------------------------------------------------------*/

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = open_dialog (fixture, root, "/O=Meridian Motors/CN=radio.example");

  g_assert_false (can_submit (dialog));
  g_assert_cmpstr (get_reason (dialog), ==, "The preview is being made.");
  wait_for (can_submit, dialog);
  g_assert_null (get_reason (dialog));
  g_assert_true (shows (dialog, "This can be issued"));
  g_assert_true (shows (dialog, "CN=radio.example,O=Meridian Motors"));
  g_assert_true (shows (dialog, "radio.example"));
  /* Each value with its source. */
  g_assert_true (shows (dialog, "Template"));
  g_assert_true (shows (dialog, "Request"));
  g_assert_true (shows (dialog, "Derived"));
  g_assert_true (shows (dialog, "From the key of the request"));
  g_assert_false (shows (dialog, "Passthrough"));
  /* What the request asked for and does not get, and why. */
  g_assert_true (shows (dialog, "Not Taken"));
  g_assert_true (shows (dialog, "The template fixes its value."));
  picture (dialog, "preview");
  dismiss (dialog);
}

/* The same request under another template: asked anew, and the answer is the new one's. */
static void
test_template_changes (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = open_dialog (fixture, root, "/CN=radio.example");

  wait_for (can_submit, dialog);
  g_assert_true (shows (dialog, "TLS") || shows (dialog, "server"));
  choose (dialog, "OCSPSigningCertificate");
  g_assert_true (can_submit (dialog));
  g_assert_true (shows (dialog, "OCSP"));
  choose (dialog, "BlankEndEntityCertificate_CSRPassthrough");
  g_assert_false (shows (dialog, "Not Taken"));
  dismiss (dialog);
}

/* What the engine would refuse stops the verb, in the words of the engine. */
static void
test_problem (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = open_dialog (fixture, root, "/CN=radio.example");
  ConsoleValidityRow *validity = child (dialog, "validity_row");
  g_autofree char *problem = NULL;

  wait_for (can_submit, dialog);
  console_validity_row_set (validity, ESP_VALIDITY_YEARS, 99);
  g_assert_false (can_submit (dialog));
  g_assert_nonnull (strstr (get_reason (dialog), "is after that of the issuer"));
  console_validity_row_set (validity, ESP_VALIDITY_DAYS, 30);
  wait_for (can_submit, dialog);

  /* No subject, and no name that could stand for it. */
  choose (dialog, PASSTHROUGH_TEMPLATE);
  wait_for (can_submit, dialog);
  console_passthrough_editor_add_name (child (dialog, "passthrough"), "IpAddress", "192.0.2.300");
  g_assert_false (can_submit (dialog));
  wait_for (is_answered, dialog);
  g_assert_false (can_submit (dialog));
  g_assert_true (shows (dialog, "This would be refused"));
  g_object_get (child (dialog, "preview"), "problem", &problem, NULL);
  g_assert_cmpstr (problem, ==, get_reason (dialog));
  g_assert_nonnull (strstr (problem, "Extensions.SubjectAlternativeNames[0].IpAddress"));
  picture (dialog, "preview-refused");
  read_all (GTK_WIDGET (dialog));
  dismiss (dialog);
}

/* --- Templates ---------------------------------------------------------------------------------*/

static guint
count_rows (gpointer row, gboolean sensitive_only)
{
  GtkListBoxRow *item;
  guint n = 0;

  for (int i = 0; (item = gtk_list_box_get_row_at_index (child (row, "list"), i)); i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (item)) &&
        (!sensitive_only || gtk_widget_get_sensitive (GTK_WIDGET (item))))
      n++;
  return n;
}

/* A popover is a surface of its own. */
static void
picture_popover (gpointer row)
{
  const char *folder = g_getenv ("ESPALIER_PICTURES");
  g_autofree char *file = folder ? g_build_filename (folder, "templates-light.png", NULL) : NULL;

  if (file)
    save_picture (child (row, "popover"), file);
}

static void
test_templates (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = open_dialog (fixture, root, "/CN=radio.example");
  ConsoleTemplateRow *row = child (dialog, "template_row");
  GtkSearchEntry *search = child (row, "search");

  g_assert_cmpuint (esp_templates ()->len, ==, 61);
  g_assert_cmpstr (console_template_row_get_chosen (row)->name, ==, ESP_TEMPLATE_DEFAULT);
  console_template_row_popup (row);
  settle ();
  picture_popover (row);
  g_assert_cmpuint (count_rows (row, FALSE), ==, 61);
  g_assert_cmpuint (count_rows (row, TRUE), <, 61); /* the roots */
  g_assert_true (has_label (GTK_WIDGET (gtk_list_box_get_row_at_index (child (row, "list"), 0)),
                            ESP_TEMPLATE_DEFAULT));
  gtk_editable_set_text (GTK_EDITABLE (search), "ocsp responders");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_rows (row, FALSE), ==, 4);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such thing");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (count_rows (row, FALSE), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (search), "BlankSubordinateCACertificate_PathLen0_CSR");
  g_signal_emit_by_name (search, "activate");
  g_assert_cmpstr (console_template_row_get_chosen (row)->name, ==,
                   "BlankSubordinateCACertificate_PathLen0_CSRPassthrough");
  /* A root can't be had of another. */
  g_assert_false (console_template_row_choose (row, "RootCACertificate"));
  g_assert_false (console_template_row_choose (row, "no-such-template"));
  dismiss (dialog);
}

/* --- Passthrough -------------------------------------------------------------------------------*/

static char *
read_certificate (const char *pem)
{
  g_autofree char *path = NULL;
  const char *argv[] = { "openssl", "x509",     "-in",     NULL, "-noout",
                         "-text",   "-nameopt", "RFC2253", NULL };
  char *text = NULL;
  int status = -1, file = g_file_open_tmp ("preview-XXXXXX.pem", &path, NULL);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
  argv[3] = path;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  g_unlink (path);
  return text;
}

static char *
get_newest (Fixture *fixture, const char *serial)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "CertificateSerial", serial);
  result = call (fixture, "GetCertificate", parameters);
  return g_strdup (json_object_get_string_member (result, "Certificate"));
}

static char *
get_serial (gpointer dialog)
{
  g_autofree char *shown = NULL;
  g_auto (GStrv) parts = NULL;

  g_object_get (child (child (dialog, "issue_result"), "serial_row"), "value", &shown, NULL);
  parts = g_strsplit (shown, " ", -1);
  return g_strjoinv ("", parts);
}

/* The editor is there for templates that take it; what it says is in the certificate. */
static void
test_fields (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = open_dialog (fixture, root, "/CN=radio.example");
  ConsolePassthroughEditor *editor = child (dialog, "passthrough");
  g_autofree char *serial = NULL, *pem = NULL, *text = NULL;

  wait_for (can_submit, dialog);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (editor)));
  g_assert_null (console_passthrough_editor_to_json (editor));
  choose (dialog, PASSTHROUGH_TEMPLATE);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (editor)));
  console_passthrough_editor_set_subject (editor, "CommonName", "passed.example");
  console_passthrough_editor_add_name (editor, "DnsName", "passed.example");
  console_passthrough_editor_add_name (editor, "UniformResourceIdentifier", "https://p.example/");
  console_passthrough_editor_expand (editor);
  wait_for (can_submit, dialog);
  g_assert_true (shows (dialog, "Passthrough"));
  g_assert_true (shows (dialog, "CN=passed.example"));
  picture (dialog, "passthrough");
  submit (dialog);
  wait_for (is_idle, dialog);
  serial = get_serial (dialog);
  pem = get_newest (fixture, serial);
  text = read_certificate (pem);
  g_assert_nonnull (strstr (text, "Subject: CN=passed.example"));
  g_assert_nonnull (strstr (text, "DNS:passed.example, URI:https://p.example/"));
  dismiss (dialog);
}

static void
take_text (ConsolePassthroughEditor *editor, const char *text)
{
  g_autoptr (GBytes) bytes = to_bytes (text);

  console_passthrough_editor_take_file (editor, "passthrough.json", bytes);
}

/* A file stands instead of the fields; what is wrong in it is told by its member. */
static void
test_file (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = open_dialog (fixture, root, "/CN=radio.example");
  ConsolePassthroughEditor *editor = child (dialog, "passthrough");

  wait_for (can_submit, dialog);
  choose (dialog, PASSTHROUGH_TEMPLATE);
  take_text (editor, "{ \"Subject\": ");
  g_assert_false (can_submit (dialog));
  g_assert_cmpstr (get_reason (dialog), ==, console_passthrough_editor_get_problem (editor));
  g_assert_nonnull (strstr (hint_text (editor, "file_hint"), "line 1"));
  picture (dialog, "passthrough-broken");
  take_text (editor, "{ \"Extensions\": { \"ExtendedKeyUsage\": [ { \"ExtendedKeyUsageType\": "
                     "\"SERVER_AUTH\" }, { \"ExtendedKeyUsageType\": \"SERVER\" } ] } }");
  wait_for (is_answered, dialog);
  g_assert_false (can_submit (dialog));
  g_assert_nonnull (
    strstr (get_reason (dialog), "Extensions.ExtendedKeyUsage[1].ExtendedKeyUsageType"));
  take_text (editor, "{ \"Subject\": { \"CommonName\": \"from a file\" } }");
  wait_for (can_submit, dialog);
  g_assert_true (shows (dialog, "CN=from a file"));
  g_assert_false (gtk_widget_get_visible (child (editor, "subject_row")));
  dismiss (dialog);
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/issue-preview/preview", test_preview },
    { "/issue-preview/template-changes", test_template_changes },
    { "/issue-preview/problem", test_problem },
    { "/issue-preview/templates", test_templates },
    { "/issue-preview/fields", test_fields },
    { "/issue-preview/file", test_file },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
