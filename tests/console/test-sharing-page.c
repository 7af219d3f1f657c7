/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing as both sides see it: one offers, the other is told, accepts and uses it, and the first
 * changes and ends it. With the engine itself; what came of it is looked up there. */
#include "console/console-alerts.h"
#include "console/console-board.h"
#include "console/console-form.h"
#include "console/console-pages.h"
#include "console/console-shares.h"

#include "csr-fixture.h"
#include "pages-fixture.h"

#define RADIO "Supplier Radio CA"
#define NAVIGATION_ACCOUNT "444455556666"
#define NAVIGATION_ADMIN "oskar.nyman"
#define RADIO_PERSON "dana.reyes"
#define SERVER_PERMISSION "AWSRAMEndEntityServerAuthCertificateIssuanceCertificateAuthority"

/* --- Short ways --------------------------------------------------------------------------------*/

/* The share of the radio CA with the other supplier, or NULL. */
static JsonObject *
find_share (Fixture *fixture)
{
  g_autoptr (JsonObject) list = call_engine (fixture->engine, "ListResourceShares", NULL);
  JsonArray *shares = json_object_get_array_member (list, "ResourceShares");

  for (guint i = 0; i < json_array_get_length (shares); i++)
    {
      JsonObject *share = json_array_get_object_element (shares, i);
      JsonObject *consumer = json_object_get_object_member (share, "Consumer");

      if (g_str_equal (json_object_get_string_member (share, "CertificateAuthority"), RADIO) &&
          g_str_equal (json_object_get_string_member (consumer, "Account"), NAVIGATION_ACCOUNT))
        return json_object_ref (share);
    }
  return NULL;
}

static void
assert_share (Fixture *fixture, const char *member, const char *expected)
{
  g_autoptr (JsonObject) share = find_share (fixture);

  g_assert_nonnull (share);
  g_assert_cmpstr (json_object_get_string_member (share, member), ==, expected);
}

static void
offer (Fixture *fixture)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) made = NULL;

  json_object_set_string_member (parameters, "Name", "radio for navigation");
  json_object_set_string_member (parameters, "CertificateAuthority", RADIO);
  json_object_set_string_member (parameters, "Consumer", NAVIGATION_ACCOUNT);
  made = call_engine (fixture->engine, "CreateResourceShare", parameters);
}

static EspCaNode *
get_radio (Fixture *fixture)
{
  EspCaTree *tree = console_session_get_tree (fixture->session);
  EspCaNode *node = find_ca (esp_ca_tree_get_roots (tree), RADIO);

  g_assert_nonnull (node);
  return node;
}

static gpointer
get_child (gpointer widget, const char *name)
{
  return gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);
}

static GtkWidget *
get_primary (GtkWindow *dialog)
{
  return GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (dialog), CONSOLE_TYPE_FORM_WINDOW,
                                                    "primary_button"));
}

static gboolean
is_sensitive (gpointer widget)
{
  return gtk_widget_is_sensitive (widget);
}

static void
click (GtkWidget *widget, const char *text)
{
  GtkWidget *label = find_text (widget, text);
  GtkWidget *button = label ? gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON) : NULL;

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* --- Offering ----------------------------------------------------------------------------------*/

static void
choose (AdwComboRow *combo, const char *value)
{
  GListModel *model = adw_combo_row_get_model (combo);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (item), value))
        {
          adw_combo_row_set_selected (combo, i);
          return;
        }
    }
  g_error ("%s can't be chosen", value);
}

/* That they hold the key has to be agreed to by itself; signing by request has not. */
static void
test_offer (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = console_create_share_dialog_new (fixture->session, get_radio (fixture));
  GtkWidget *primary = get_primary (dialog);
  gpointer alive = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  gtk_window_present (dialog);
  wait_for_text (GTK_WIDGET (dialog), "with the template EndEntityCertificate/V1 and no other");
  wait_until (is_sensitive, primary);
  choose (get_child (dialog, "who_row"), NAVIGATION_ACCOUNT);
  g_assert_cmpstr (gtk_editable_get_text (get_child (dialog, "name_row")), ==,
                   "supplier-radio-ca-polaris-navigation");
  gtk_check_button_set_active (get_child (dialog, "here_check"), TRUE);
  g_assert_false (gtk_widget_is_sensitive (primary));
  gtk_check_button_set_active (get_child (dialog, "sure_check"), TRUE);
  g_assert_true (gtk_widget_is_sensitive (primary));
  gtk_check_button_set_active (get_child (dialog, "request_check"), TRUE);
  g_assert_false (gtk_check_button_get_active (get_child (dialog, "sure_check")));
  g_signal_emit_by_name (primary, "clicked");
  wait_until (is_null, &alive);
  assert_share (fixture, "Status", "PENDING");
  assert_share (fixture, "Signing", "REQUEST");
  assert_share (fixture, "Name", "supplier-radio-ca-polaris-navigation");
}

/* The own account is not among those that something can be offered to. */
static void
test_offer_whom (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = console_create_share_dialog_new (fixture->session, get_radio (fixture));
  const char *own = esp_ca_node_get_ca (get_radio (fixture))->account;
  AdwComboRow *who = get_child (dialog, "who_row");
  GListModel *model;

  gtk_window_present (dialog);
  wait_until (is_sensitive, get_primary (dialog));
  for (guint kind = 0; kind < 3; kind++)
    {
      adw_combo_row_set_selected (get_child (dialog, "kind_row"), kind);
      model = adw_combo_row_get_model (who);
      g_assert_cmpuint (g_list_model_get_n_items (model), >, 0);
      for (guint i = 0; i < g_list_model_get_n_items (model); i++)
        {
          g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

          g_assert_null (strstr (gtk_string_object_get_string (item), own));
        }
    }
  gtk_window_destroy (dialog);
  run_for (100);
}

/* --- Answering ---------------------------------------------------------------------------------*/

static gboolean
is_invited (gpointer waiting)
{
  guint n = 0;

  g_object_get (waiting, "shares", &n, NULL);
  return n == 1;
}

static gboolean
is_active (gpointer fixture)
{
  g_autoptr (JsonObject) share = find_share (fixture);

  return g_str_equal (json_object_get_string_member (share, "Status"), "ACTIVE");
}

static void
test_accept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) share = NULL;
  ConsoleWaiting *waiting;
  GtkWidget *page, *window;
  GtkWindow *dialog;

  offer (fixture);
  sign_in_as (fixture->engine, NAVIGATION_ADMIN);
  waiting = console_waiting_new (fixture->session);
  wait_until (is_invited, waiting);
  page = console_shares_page_new (fixture->session);
  window = present (page);
  wait_for_text (page, "Offered to Your Account");
  g_assert_nonnull (find_text (page, "radio for navigation"));
  g_assert_nonnull (find_text (page, "hours left"));
  share = find_share (fixture);
  dialog = console_share_dialog_new (fixture->session, share);
  gtk_window_present (dialog);
  wait_for_text (GTK_WIDGET (dialog), "They revoke nothing.");
  g_assert_null (find_text (GTK_WIDGET (dialog), "Delete…"));
  click (GTK_WIDGET (dialog), "Accept");
  wait_until (is_active, fixture);
  wait_for_text (page, "Received");
  assert_gone_with (window, page);
  assert_gone_at (G_STRLOC, waiting);
}

/* --- Changing and ending -----------------------------------------------------------------------*/

static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) share = NULL;
  GtkWindow *dialog;
  GtkWidget *primary;
  gpointer alive;

  offer (fixture);
  share = find_share (fixture);
  alive = dialog = console_replace_permission_dialog_new (fixture->session, share);
  primary = get_primary (dialog);
  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  gtk_window_present (dialog);
  wait_for_text (GTK_WIDGET (dialog), "They revoke nothing.");
  /* The one that it has is no change. */
  g_assert_false (gtk_widget_is_sensitive (primary));
  choose (get_child (get_child (dialog, "permission_group"), "combo"), SERVER_PERMISSION);
  wait_for_text (GTK_WIDGET (dialog), "EndEntityServerAuthCertificate/V1 and no other");
  g_assert_true (gtk_widget_is_sensitive (primary));
  g_signal_emit_by_name (primary, "clicked");
  wait_until (is_null, &alive);
  assert_share (fixture, "Permission", SERVER_PERMISSION);
}

static gboolean
finds_question (gpointer data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWindow **question = data;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel))
        *question = toplevel;
    }
  return *question != NULL;
}

static gboolean
is_deleted (gpointer fixture)
{
  g_autoptr (JsonObject) share = find_share (fixture);

  return !share || g_str_equal (json_object_get_string_member (share, "Status"), "DELETED");
}

/* The view of the CA follows. */
static void
test_delete (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view, *window;
  g_autoptr (JsonObject) share = NULL;
  GtkWindow *dialog, *question = NULL;

  offer (fixture);
  view = console_sharing_view_new (fixture->session);
  console_board_set_node (CONSOLE_BOARD (view), get_radio (fixture));
  window = present (view);
  wait_for_text (view, "radio for navigation");
  share = find_share (fixture);
  dialog = console_share_dialog_new (fixture->session, share);
  gtk_window_present (dialog);
  wait_for_text (GTK_WIDGET (dialog), "They revoke nothing.");
  click (GTK_WIDGET (dialog), "Delete…");
  wait_until (finds_question, &question);
  g_assert_false (is_deleted (fixture));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "do");
  gtk_window_destroy (question);
  wait_until (is_deleted, fixture);
  assert_gone_with (window, view);
}

/* --- What goes through a share -----------------------------------------------------------------*/

static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autofree char *csr = make_bare_csr ("/CN=unit 7");
  g_autoptr (JsonObject) parameters = json_object_new ();
  JsonObject *validity = json_object_new ();
  g_autoptr (JsonNode) issued = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *page, *window;

  sign_in_as (fixture->engine, RADIO_PERSON);
  json_object_set_string_member (parameters, "CertificateAuthority",
                                 "Supplier Radio Development CA");
  json_object_set_string_member (parameters, "Csr", csr);
  json_object_set_string_member (validity, "Type", "DAYS");
  json_object_set_int_member (validity, "Value", 7);
  json_object_set_object_member (parameters, "Validity", validity);
  issued = esp_engine_call (fixture->engine, "IssueCertificate", parameters, NULL, &error);
  g_assert_error (error, ESP_ERROR, ESP_ERROR_WAITING);
  page = console_shares_page_new (fixture->session);
  window = present (page);
  wait_for_text (page, "Waiting to Be Signed");
  g_assert_nonnull (find_text (page, "CN=unit 7"));
  assert_gone_with (window, page);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/console/sharing/offer", test_offer);
  add ("/console/sharing/whom", test_offer_whom);
  add ("/console/sharing/accept", test_accept);
  add ("/console/sharing/replace", test_replace);
  add ("/console/sharing/delete", test_delete);
  add ("/console/sharing/request", test_request);
  status = g_test_run ();
  remove_sample ();
  return status;
}
