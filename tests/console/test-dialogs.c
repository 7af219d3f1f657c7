/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs that make CAs, and what is true of every dialog: built, shown and finalised with
 * warnings fatal; texts from outside plain; each control with a name; fitting into 360 pixels. */
#include "dialogs-fixture.h"

/* --- Roots and below ---------------------------------------------------------------------------*/

static void
create_root_by_dialog (Fixture *fixture, const char *name)
{
  GtkWindow *dialog = console_create_root_dialog_new (fixture->session);
  gpointer form = child (dialog, "form");

  console_dialog_present (dialog, NULL);
  g_assert_false (can_submit (dialog));
  type (form, "name_row", name);
  picture (dialog, "create-root");
  press_enter (dialog);
  wait_until_closed (dialog);
}

static void
create_below_by_dialog (Fixture *fixture, const char *parent, const char *name, int length)
{
  GtkWindow *dialog = console_create_subordinate_dialog_new (fixture->session,
                                                             find_ca (fixture, parent));
  gpointer form = child (dialog, "form");
  ConsolePathLengthGroup *group = child (dialog, "path_length");

  console_dialog_present (dialog, NULL);
  type (form, "name_row", name);
  console_path_length_group_set_length (group, length);
  g_assert_cmpint (console_path_length_group_get_length (group), ==, length);
  if (length == 1)
    picture (dialog, "create-subordinate");
  submit (dialog);
  wait_until_closed (dialog);
}

static void
assert_ca (Fixture *fixture, const char *label, int level, int path_length)
{
  g_autoptr (JsonObject)
    result = call (fixture, "DescribeCertificateAuthority", parameters_for (label));
  JsonObject *ca = json_object_get_object_member (result, "CertificateAuthority");

  g_assert_cmpint (json_object_get_int_member (ca, "Level"), ==, level);
  g_assert_cmpint (esp_json_get_int (ca, "PathLength", -1), ==, path_length);
  g_assert_cmpstr (json_object_get_string_member (ca, "Status"), ==, "ACTIVE");
}

static void
test_hierarchy (Fixture *fixture, gconstpointer data)
{
  create_root_by_dialog (fixture, "Meridian Root");
  create_below_by_dialog (fixture, "Meridian Root", "Level 2", 3);
  create_below_by_dialog (fixture, "Level 2", "Level 3", 2);
  create_below_by_dialog (fixture, "Level 3", "Level 4", 1);
  create_below_by_dialog (fixture, "Level 4", "Level 5", 0);
  assert_ca (fixture, "Meridian Root", 1, -1);
  assert_ca (fixture, "Level 2", 2, 3);
  assert_ca (fixture, "Level 3", 3, 2);
  assert_ca (fixture, "Level 4", 4, 1);
  assert_ca (fixture, "Level 5", 5, 0);
}

/* What can't be is greyed out, says why, and can't be chosen. */
static void
test_path_lengths (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;
  ConsolePathLengthGroup *group;

  make_root (fixture, "Root");
  create_below_by_dialog (fixture, "Root", "Two", 1);
  dialog = console_create_subordinate_dialog_new (fixture->session, find_ca (fixture, "Two"));
  group = child (dialog, "path_length");
  g_assert_cmpint (console_path_length_group_get_length (group), ==, 0);
  console_path_length_group_set_length (group, 1);
  g_assert_cmpint (console_path_length_group_get_length (group), ==, 0);
  g_assert_true (
    has_label (GTK_WIDGET (group), "The wanted path length 1 is not below the issuer's 1"));
  dismiss (dialog);

  create_below_by_dialog (fixture, "Two", "Three", 0);
  dialog = console_create_subordinate_dialog_new (fixture->session, find_ca (fixture, "Three"));
  type (child (dialog, "form"), "name_row", "Four");
  /* The nearest above it that can sign a CA is offered in its place. */
  g_assert_cmpstr (adw_action_row_get_subtitle (child (dialog, "parent_row")), ==, "Two");
  g_assert_true (can_submit (dialog));
  adw_combo_row_set_selected (child (dialog, "parent_row"), 2);
  g_assert_cmpint (console_path_length_group_get_length (child (dialog, "path_length")), ==, -1);
  g_assert_false (can_submit (dialog));
  g_assert_nonnull (strstr (hint_text (dialog, "parent_hint"), "signs end entities only"));
  console_dialog_present (dialog, NULL);
  picture (dialog, "create-subordinate-refused");
  dismiss (dialog);
}

/* Sentences come as one types, and go. */
static void
test_live_validation (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = console_create_root_dialog_new (fixture->session);
  gpointer form = child (dialog, "form");

  g_assert_cmpstr (hint_text (form, "name_hint"), ==, "");
  type (form, "name_row", "Root");
  g_assert_true (can_submit (dialog));
  type (form, "country_row", "Germany");
  g_assert_false (can_submit (dialog));
  g_assert_nonnull (strstr (hint_text (form, "subject_hint"), "breaks its limit"));
  g_assert_true (gtk_widget_has_css_class (child (form, "country_row"), "error"));
  adw_expander_row_set_expanded (child (form, "subject_expander"), TRUE);
  console_tags_editor_add (child (form, "tags_editor"), "aws:x", "1");
  console_dialog_present (dialog, NULL);
  picture (dialog, "create-root-problems");
  type (form, "country_row", "DE");
  g_assert_false (can_submit (dialog));
  g_assert_cmpstr (hint_text (form, "subject_hint"), ==, "");
  type (form, "name_row", "");
  g_assert_cmpstr (hint_text (form, "name_hint"), ==, "Give the CA a name.");
  dismiss (dialog);
}

/* A child for as long as its parent ends with it; a longer one is refused with both ends. */
static void
test_validity (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  GtkWindow *dialog = console_create_subordinate_dialog_new (fixture->session, root);
  gpointer form = child (dialog, "form");
  ConsoleValidityRow *row = child (form, "validity_row");
  g_autoptr (JsonObject) validity = NULL;

  type (form, "name_row", "Below");
  console_validity_row_set (row, ESP_VALIDITY_YEARS, 10);
  g_assert_true (can_submit (dialog));
  validity = console_validity_row_to_json (row);
  g_assert_cmpstr (json_object_get_string_member (validity, "Type"), ==, "ABSOLUTE");
  g_assert_cmpint (json_object_get_int_member (validity, "Value"), ==,
                   esp_ca_node_get_ca (root)->not_after);
  console_validity_row_set (row, ESP_VALIDITY_YEARS, 11);
  g_assert_false (can_submit (dialog));
  g_assert_nonnull (strstr (hint_text (form, "validity_hint"), "is after that of the issuer"));
  console_validity_row_set_default (row, ESP_VALIDITY_YEARS, 5,
                                    g_get_real_time () / G_USEC_PER_SEC + 40 * ESP_TIME_DAY);
  g_clear_pointer (&validity, json_object_unref);
  validity = console_validity_row_to_json (row);
  g_assert_cmpstr (json_object_get_string_member (validity, "Type"), ==, "MONTHS");
  g_assert_cmpint (json_object_get_int_member (validity, "Value"), ==, 1);
  dismiss (dialog);
}

/* --- Every class -------------------------------------------------------------------------------*/

/* A name that would be markup, and turns the text around. */
static void
test_hostile_name (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;
  EspCaNode *ca;

  create_root_by_dialog (fixture, HOSTILE);
  ca = find_ca (fixture, HOSTILE);
  dialog = console_create_subordinate_dialog_new (fixture->session, ca);
  console_dialog_present (dialog, NULL);
  g_assert_true (has_label (GTK_WIDGET (dialog), HOSTILE_SHOWN));
  picture (dialog, "hostile-subordinate");
  dismiss (dialog);
  dialog = console_issue_dialog_new (fixture->session, ca, NULL);
  g_assert_true (has_label (GTK_WIDGET (dialog), HOSTILE_SHOWN));
  dismiss (dialog);
  dialog = console_report_dialog_new (fixture->session, ca);
  g_assert_true (has_label (GTK_WIDGET (dialog), HOSTILE_SHOWN));
  dismiss (dialog);
  dialog = console_revoke_dialog_new (fixture->session, esp_ca_node_get_ca (ca)->arn,
                                      esp_ca_node_get_ca (ca)->serial,
                                      esp_ca_node_get_ca (ca)->subject);
  g_assert_true (has_label (GTK_WIDGET (dialog), "A&B"));
  dismiss (dialog);
  dialog = console_certificate_dialog_new (fixture->session, esp_ca_node_get_ca (ca)->arn,
                                           esp_ca_node_get_ca (ca)->serial);
  console_dialog_present (dialog, NULL);
  wait_for (shows_content, dialog);
  g_assert_cmpstr (gtk_label_get_text (child (dialog, "name_label")), ==, HOSTILE_SHOWN);
  picture (dialog, "hostile-certificate");
  dismiss (dialog);
}

/* With scroll bars that take room of their own, as the test's display has them. */
static void
assert_fits (GtkWindow *dialog)
{
  int minimum = 0;

  gtk_widget_measure (GTK_WIDGET (dialog), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_test_message ("%s needs %d pixels", G_OBJECT_TYPE_NAME (dialog), minimum);
  g_assert_cmpint (minimum, <=, 360);
}

static void
test_classes (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  const EspCa *ca = esp_ca_node_get_ca (root);
  GtkWindow *dialogs[] = {
    console_create_root_dialog_new (fixture->session),
    console_create_subordinate_dialog_new (fixture->session, root),
    console_create_subordinate_dialog_new (fixture->session, NULL),
    console_issue_dialog_new (fixture->session, root, NULL),
    console_certificate_dialog_new (fixture->session, ca->arn, ca->serial),
    console_revoke_dialog_new (fixture->session, ca->arn, ca->serial, ca->subject),
    console_report_dialog_new (fixture->session, root),
    console_tags_dialog_new (fixture->session, root),
  };

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      console_dialog_present (dialogs[i], NULL);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (dialogs[i]));
      g_assert_cmpstr (gtk_window_get_title (dialogs[i]), !=, NULL);
      read_all (GTK_WIDGET (dialogs[i]));
      assert_fits (dialogs[i]);
      dismiss (dialogs[i]);
    }
}

static void
assert_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  /* A row labels the widget that it activates. */
  if (!gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) &&
      !gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    g_error ("a %s in a %s has no accessible name", G_OBJECT_TYPE_NAME (widget),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
}

/* What is inside these is GTK's own. */
static gboolean
is_closed (GtkWidget *widget)
{
  return GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) ||
         ADW_IS_ENTRY_ROW (widget) || ADW_IS_COMBO_ROW (widget) || GTK_IS_WINDOW_CONTROLS (widget);
}

/* A button is named by its label, or, with an icon alone or a mnemonic, by its accessible label. */
static void
audit_names (GtkWidget *widget)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : "";

  /* Hidden parts of libadwaita's rows have no names. */
  if (!gtk_widget_get_visible (widget))
    return;
  if (!label || strchr (label, '_') || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) ||
      GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_ENTRY (widget))
    assert_named (widget);
  if (is_closed (widget))
    return;
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c; c = gtk_widget_get_next_sibling (c))
    audit_names (c);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  EspCaNode *root = make_root (fixture, "Root");
  const EspCa *ca = esp_ca_node_get_ca (root);
  GtkWindow *dialogs[] = {
    console_create_root_dialog_new (fixture->session),
    console_create_subordinate_dialog_new (fixture->session, root),
    console_issue_dialog_new (fixture->session, root, NULL),
    console_certificate_dialog_new (fixture->session, ca->arn, ca->serial),
    console_revoke_dialog_new (fixture->session, ca->arn, ca->serial, ca->subject),
    console_report_dialog_new (fixture->session, root),
    console_tags_dialog_new (fixture->session, root),
  };

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_primary (dialogs[0])),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Create");
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      console_dialog_present (dialogs[i], NULL);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (dialogs[i]));
      audit_names (GTK_WIDGET (dialogs[i]));
      dismiss (dialogs[i]);
    }
}

int
main (int argc, char **argv)
{
  static const TestRow tests[] = {
    { "/dialogs/classes", test_classes },
    { "/dialogs/hierarchy", test_hierarchy },
    { "/dialogs/path-lengths", test_path_lengths },
    { "/dialogs/live-validation", test_live_validation },
    { "/dialogs/validity", test_validity },
    { "/dialogs/hostile-name", test_hostile_name },
    { "/dialogs/names", test_names },
  };

  return run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
