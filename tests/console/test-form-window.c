/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every dialog owes to who does not see it, and to who copies from it: its role, only the page
 * that counts, no tie to a window that may be gone, and serial numbers as other programs take them.
 * And who selects another CA is not led away to one that was just created. */
#include "dialogs-fixture.h"

/* --- Windows -----------------------------------------------------------------------------------*/

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  const EspCa *ca = esp_ca_node_get_ca (root);
  GtkWindow *dialogs[] = {
    console_create_root_dialog_new (fixture->session),
    console_issue_dialog_new (fixture->session, root, NULL),
    console_certificate_dialog_new (fixture->session, ca->arn, ca->serial),
    console_report_dialog_new (fixture->session, root),
    console_create_vault_dialog_new (fixture->session, NULL),
    console_recovery_dialog_new (fixture->session),
  };

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      /* The instance says it itself: GTK 4.8 may ask before it knows the class. */
      g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (dialogs[i])), ==,
                       GTK_ACCESSIBLE_ROLE_DIALOG);
      console_dialog_present (dialogs[i], NULL);
      gtk_test_accessible_assert_role (GTK_ACCESSIBLE (dialogs[i]), GTK_ACCESSIBLE_ROLE_DIALOG);
      dismiss (dialogs[i]);
    }
}

static void
test_only_page (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = console_report_dialog_new (fixture->session, make_root (fixture, "Root"));
  g_autoptr (GtkWidget) form = NULL;
  g_autoptr (GtkWidget) result = NULL;

  g_object_get (dialog, "form", &form, "result", &result, NULL);
  console_dialog_present (dialog, NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  g_assert_true (gtk_widget_is_visible (form));
  g_assert_false (gtk_widget_is_visible (result));
  console_form_window_show_result (CONSOLE_FORM_WINDOW (dialog));
  settle ();
  g_assert_false (gtk_widget_is_visible (form));
  g_assert_true (gtk_widget_is_visible (result));
  g_clear_object (&form);
  g_clear_object (&result);
  dismiss (dialog);
}

/* As a call does that is still under way: it holds the dialog. */
static void
test_outlives_window (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWindow *dialog = console_create_root_dialog_new (fixture->session);

  gtk_window_present (window);
  g_object_ref (dialog);
  console_dialog_present (dialog, GTK_WIDGET (window));
  g_assert_true (gtk_window_get_transient_for (dialog) == window);
  g_object_run_dispose (G_OBJECT (dialog));
  g_assert_null (gtk_window_get_transient_for (dialog));
  gtk_window_destroy (dialog);
  gtk_window_destroy (window);
  settle ();
  g_assert_finalize_object (dialog);
}

/* --- Serial numbers ----------------------------------------------------------------------------*/

static GtkLabel *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return GTK_LABEL (widget);
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at;
       at = gtk_widget_get_next_sibling (at))
    {
      GtkLabel *found = find_label (at, text);

      if (found)
        return found;
    }
  return NULL;
}

/* Selected whole, and by the button: the same. */
static void
assert_copies (GtkWidget *widget, const char *serial)
{
  GtkLabel *label = find_label (widget, serial);
  int start, end;

  g_assert_nonnull (label);
  g_assert_true (gtk_label_get_selectable (label));
  g_assert_nonnull (gtk_label_get_attributes (label));
  gtk_label_select_region (label, 0, -1);
  g_assert_true (gtk_label_get_selection_bounds (label, &start, &end));
  g_assert_cmpuint (end - start, ==, strlen (serial));
}

static void
test_serial (Fixture *fixture, gconstpointer data)
{
  const EspCa *ca = esp_ca_node_get_ca (make_root (fixture, "Root"));
  /* The tree may be read anew meanwhile. */
  g_autofree char *arn = g_strdup (ca->arn);
  g_autofree char *serial = g_strdup (ca->serial);
  g_autofree char *value = NULL;
  GtkWindow *details = console_certificate_dialog_new (fixture->session, arn, serial);
  GtkWindow *revoke = console_revoke_dialog_new (fixture->session, arn, serial, "CN=Root");

  console_dialog_present (details, NULL);
  console_dialog_present (revoke, NULL);
  wait_for (shows_content, details);
  assert_copies (GTK_WIDGET (details), serial);
  assert_copies (GTK_WIDGET (revoke), serial);
  g_object_get (child (revoke, "serial_row"), "value", &value, NULL);
  g_assert_cmpstr (value, ==, serial);
  dismiss (details);
  dismiss (revoke);
}

/* --- Selection ---------------------------------------------------------------------------------*/

static void
test_chosen_meanwhile (Fixture *fixture, gconstpointer data)
{
  EspCaNode *first = make_root (fixture, "First");
  EspCaNode *second = make_root (fixture, "Second");

  console_session_select_ca (fixture->session, first);
  console_session_select_when_there (fixture->session, "arn:of/what-is-not-there-yet");
  console_session_select_ca (fixture->session, first);
  console_session_select_ca (fixture->session, second);
  make_root (fixture, "Third");
  g_assert_true (console_session_get_selected_ca (fixture->session) == second);
  console_session_select_when_there (fixture->session, esp_ca_node_get_ca (first)->arn);
  g_assert_true (console_session_get_selected_ca (fixture->session) == first);
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/form-window/roles", test_roles },
    { "/form-window/only-page", test_only_page },
    { "/form-window/outlives-window", test_outlives_window },
    { "/form-window/serial", test_serial },
    { "/form-window/chosen-meanwhile", test_chosen_meanwhile },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
