/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The designer over presets, without a vault: drawn on by its actions and its inspector, judged by
 * the plan that comes of it, and undone until nothing is left of it. */
#include "designer-fixture.h"

/* --- Tests -------------------------------------------------------------------------------------*/

/* What a person does who wants another factory; letter by letter, as it is typed. */
static void
test_add (Fixture *fixture, gconstpointer data)
{
  guint before = get_plan (fixture)->cas->len;
  ConsoleDiagram *diagram = console_designer_get_diagram (CONSOLE_DESIGNER (fixture->designer));
  const char *name = "Toaster Factory CA";
  g_autofree char *label = NULL;
  GtkWidget *row;

  g_assert_cmpuint (console_diagram_get_n_items (diagram), ==, before);
  select_ca (fixture, "toaster-devices");
  act (fixture, "designer.add-below");
  g_assert_cmpuint (get_plan (fixture)->cas->len, ==, before + 1);
  g_assert_cmpuint (console_diagram_get_n_items (diagram), ==, before + 1);
  g_assert_cmpstr (console_diagram_get_selected (diagram), ==, get_selected (fixture));
  row = find_row (fixture, "Name");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), row));
  for (gsize i = 1; i <= strlen (name); i++)
    {
      g_autofree char *typed = g_strndup (name, i);

      gtk_editable_set_text (GTK_EDITABLE (row), typed);
      gtk_editable_set_position (GTK_EDITABLE (row), (int) i - 1);
      settle (fixture);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, typed);
      g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (row)), ==, (int) i - 1);
    }
  label = esp_plan_ca_get_label (get_ca (fixture, get_selected (fixture)));
  g_assert_cmpstr (label, ==, name);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), row));
  assert_undo (fixture, "Add “Toaster Factory CA”");
  g_assert_cmpuint (undo_all (fixture), ==, 1);
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
}

/* A root in an empty plan, and its name typed and taken back. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  g_assert_nonnull (find_text (fixture, "Nothing Drawn Yet"));
  g_assert_nonnull (find_text (fixture, "No findings"));
  act (fixture, "designer.add-root");
  g_assert_null (find_text (fixture, "Nothing Drawn Yet"));
  g_assert_cmpuint (get_plan (fixture)->cas->len, ==, 1);
  act (fixture, "designer.add-root");
  g_assert_cmpuint (get_plan (fixture)->cas->len, ==, 2);
  row = find_row (fixture, "Name");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "New Root CA 2");
  select_ca (fixture, get_selected (fixture));
  act (fixture, "designer.rename");
  gtk_editable_set_text (GTK_EDITABLE (row), "Other Root");
  act (fixture, "designer.undo");
  g_assert_cmpuint (undo_all (fixture), >=, 1);
  g_assert_cmpuint (get_plan (fixture)->cas->len, ==, 0);
  g_assert_nonnull (find_text (fixture, "Nothing Drawn Yet"));
}

static gboolean
is_mendable (gpointer data)
{
  GtkWidget *row = find_finding_row (data, "path-length-not-below");
  GObject *button =
    row ? gtk_widget_get_template_child (row, CONSOLE_TYPE_PLAN_FINDING_ROW, "fix_button") : NULL;

  return button && gtk_widget_get_visible (GTK_WIDGET (button));
}

/* Broken in the inspector, seen in the checks, mended there. */
static void
test_path_length (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row, *finding;

  select_ca (fixture, "toaster-graz");
  row = find_row (fixture, "Path length");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  g_assert_false (has_finding (fixture, "path-length-not-below"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_assert_cmpint (esp_plan_ca_get_path_length (get_ca (fixture, "toaster-graz")), ==, 2);
  g_assert_true (has_finding (fixture, "path-length-not-below"));
  settle (fixture);
  g_assert_nonnull (find_text (fixture, "1 error"));
  act (fixture, "designer.show-checks");
  wait_for (is_mendable, fixture);
  finding = find_finding_row (fixture, "path-length-not-below");
  g_assert_nonnull (find_text (fixture, "Toaster Plant Graz CA has the path length 2"));
  g_signal_emit_by_name (
    gtk_widget_get_template_child (finding, CONSOLE_TYPE_PLAN_FINDING_ROW, "fix_button"),
    "clicked");
  settle (fixture);
  g_assert_false (has_finding (fixture, "path-length-not-below"));
  g_assert_null (find_finding_row (fixture, "path-length-not-below"));
  g_assert_cmpuint (undo_all (fixture), ==, 2);
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
}

/* Activating a finding leads to what it is about. */
static void
test_lead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = console_plan_document_copy (fixture->document);
  const char *graz[] = { "toaster-graz", NULL };
  GType type = GTK_TYPE_LIST_VIEW;
  GtkWidget *list;

  esp_plan_edit_set (plan, graz, ESP_PLAN_FIELD_PATH_LENGTH, "2", NULL);
  console_plan_document_step (fixture->document, g_steal_pointer (&plan), "Break It", NULL);
  select_cas (fixture, (const char *[]){ NULL });
  act (fixture, "designer.show-checks");
  list = find (find_type (fixture, CONSOLE_TYPE_PLAN_CHECKS), is_of_type, &type);
  /* The first row is a heading. */
  g_signal_emit_by_name (list, "activate", 1);
  g_assert_cmpstr (get_selected (fixture), ==, "toaster-graz");
  g_assert_cmpstr (console_diagram_get_selected (
                     console_designer_get_diagram (CONSOLE_DESIGNER (fixture->designer))),
                   ==, "toaster-graz");
}

static void
assert_validity (Fixture *fixture, const char *const *keys, const char *wanted)
{
  for (guint i = 0; keys[i]; i++)
    g_assert_cmpstr (get_ca (fixture, keys[i])->validity, ==, wanted);
}

/* What differs is told, stays as it is while one only looks, and is set for all at once. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "toaster-devices", "toaster-graz", "bulb-odense", NULL };
  GtkWidget *row;

  select_cas (fixture, keys);
  g_assert_null (find_row (fixture, "Name"));
  row = find_row (fixture, "Valid for");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "(different)");
  g_assert_nonnull (find_text (fixture, "3 CAs"));
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
  console_validity_row_set (CONSOLE_VALIDITY_ROW (row), ESP_VALIDITY_YEARS, 4);
  assert_validity (fixture, keys, "4y");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), !=, "(different)");
  assert_undo (fixture, "Change Validity of 3 CAs");
  undo_all (fixture);
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "(different)");
  select_ca (fixture, "toaster-devices");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), !=, "(different)");
}

/* A key that is typed on the way to a longer one leaves no trace where it stands already. */
static void
test_tags (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "toaster-graz", "bulb-odense", NULL };
  g_autoptr (EspPlan) plan = console_plan_document_copy (fixture->document);
  g_autoptr (EspPlan) before = NULL;
  GType type = CONSOLE_TYPE_TAGS_EDITOR, row_type = CONSOLE_TYPE_TAG_ROW;
  GtkWidget *editor, *row = NULL;

  esp_plan_edit_tag (plan, &keys[1], "pro", "kept", NULL);
  before = esp_plan_copy (plan);
  console_plan_document_step (fixture->document, g_steal_pointer (&plan), "Tag It", NULL);
  select_cas (fixture, keys);
  editor = find (fixture->window, is_of_type, &type);
  console_tags_editor_add (CONSOLE_TAGS_EDITOR (editor), "", "");
  for (GtkWidget *found = find (editor, is_of_type, &row_type); found;
       found = gtk_widget_get_next_sibling (found))
    if (CONSOLE_IS_TAG_ROW (found))
      row = found;
  g_object_set (row, "key", "pro", NULL);
  g_assert_cmpstr (esp_tags_get (get_ca (fixture, "bulb-odense")->tags, "pro"), ==, "");
  g_object_set (row, "key", "project", "value", "ovens", NULL);
  g_assert_cmpstr (esp_tags_get (get_ca (fixture, "bulb-odense")->tags, "pro"), ==, "kept");
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (esp_tags_get (get_ca (fixture, keys[i])->tags, "project"), ==, "ovens");
  assert_undo (fixture, "Change Tags of 2 CAs");
  act (fixture, "designer.undo");
  g_assert_true (esp_plan_equal (get_plan (fixture), before));
}

static gboolean
has_question (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  gpointer *found = data;

  found[0] = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        found[0] = window;
    }
  return found[0] != NULL;
}

/* Below itself it can't go, and says so; several go together, what is below another of them with
 * it. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "toaster-devices", "toaster-graz", NULL };
  g_autofree char *reason = NULL;
  gpointer question = NULL;

  select_ca (fixture, "toaster-devices");
  g_assert_true (
    gtk_widget_activate_action (fixture->designer, "designer.move", "s", "toaster-graz"));
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
  wait_for (has_question, &question);
  gtk_window_destroy (GTK_WINDOW (question));
  reason = console_plan_move_explain (get_plan (fixture), keys, "toaster-aarhus");
  g_assert_nonnull (reason);
  g_assert_null (console_plan_move_explain (get_plan (fixture), keys, "bulb"));
  select_cas (fixture, keys);
  g_assert_true (gtk_widget_activate_action (fixture->designer, "designer.move", "s", "bulb"));
  g_assert_cmpstr (get_ca (fixture, "toaster-devices")->parent, ==, "bulb");
  g_assert_cmpstr (get_ca (fixture, "toaster-graz")->parent, ==, "toaster-devices");
  assert_undo (fixture, "Move “Halcyon Toaster Devices CA”");
  g_assert_true (gtk_widget_activate_action (fixture->designer, "designer.move", "s", ""));
  g_assert_null (get_ca (fixture, "toaster-devices")->parent);
  g_assert_cmpuint (undo_all (fixture), ==, 2);
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
}

/* The same for those who do not drag. */
static void
test_move_dialog (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog;
  gpointer alive;
  GtkSelectionModel *places;
  gboolean moved = FALSE;

  select_ca (fixture, "toaster-devices");
  dialog = console_plan_move_dialog_new (fixture->session, fixture->document);
  alive = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), &alive);
  gtk_window_present (dialog);
  g_assert_false (console_form_window_is_valid (CONSOLE_FORM_WINDOW (dialog)));
  places = gtk_list_view_get_model (GTK_LIST_VIEW (
    gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), "list")));
  /* A root and each CA. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (places)), ==,
                    get_plan (fixture)->cas->len + 1);
  for (guint i = 0; !moved && i < g_list_model_get_n_items (G_LIST_MODEL (places)); i++)
    {
      g_autoptr (GtkStringObject) place = g_list_model_get_item (G_LIST_MODEL (places), i);
      const char *key = gtk_string_object_get_string (place);

      gtk_selection_model_select_item (places, i, TRUE);
      if (g_str_equal (key, "toaster-graz"))
        g_assert_false (console_form_window_is_valid (CONSOLE_FORM_WINDOW (dialog)));
      if (!g_str_equal (key, "bulb"))
        continue;
      g_assert_true (console_form_window_is_valid (CONSOLE_FORM_WINDOW (dialog)));
      g_signal_emit_by_name (gtk_widget_get_template_child (
                               GTK_WIDGET (dialog), CONSOLE_TYPE_FORM_WINDOW, "primary_button"),
                             "clicked");
      moved = TRUE;
    }
  g_assert_cmpstr (get_ca (fixture, "toaster-devices")->parent, ==, "bulb");
  wait_for (is_gone, &alive);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  guint before = get_plan (fixture)->cas->len;

  select_ca (fixture, "toaster-devices");
  act (fixture, "designer.remove");
  g_assert_cmpuint (get_plan (fixture)->cas->len, ==, before - 3);
  g_assert_cmpstr (get_selected (fixture), ==, "toaster");
  assert_undo (fixture, "Remove “Halcyon Toaster Devices CA”");
  act (fixture, "designer.select-all");
  act (fixture, "designer.remove");
  g_assert_cmpuint (get_plan (fixture)->cas->len, ==, 0);
  g_assert_cmpuint (undo_all (fixture), ==, 2);
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
}

/* What the plan says of itself; a key that is none stays in its row, with the reason. */
static void
test_plan (Fixture *fixture, gconstpointer data)
{
  GtkWidget *name, *tags;
  int end = (int) strlen ("product");

  select_cas (fixture, (const char *[]){ NULL });
  name = find_row (fixture, "Name of the plan");
  tags = find_row (fixture, "Required tags, with commas");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tags)), ==, "product");
  gtk_editable_set_text (GTK_EDITABLE (name), "Ovens");
  gtk_editable_set_text (GTK_EDITABLE (name), "Ovens and More");
  g_assert_cmpstr (get_plan (fixture)->name, ==, "Ovens and More");
  gtk_editable_insert_text (GTK_EDITABLE (tags), ", aws:owner", -1, &end);
  settle (fixture);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tags)), ==, "product, aws:owner");
  g_assert_true (gtk_widget_has_css_class (tags, "error"));
  g_assert_cmpuint (g_strv_length (get_plan (fixture)->required_tags), ==, 1);
  gtk_editable_set_text (GTK_EDITABLE (tags), "product, owner");
  g_assert_false (gtk_widget_has_css_class (tags, "error"));
  g_assert_cmpuint (g_strv_length (get_plan (fixture)->required_tags), ==, 2);
  g_assert_true (has_finding (fixture, "tag-missing"));
  g_assert_cmpuint (undo_all (fixture), ==, 2);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (tags)), ==, "product");
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
}

/* What can't be held is told below its row, and the plan stays. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  select_ca (fixture, "toaster-graz");
  row = find_row (fixture, "Name");
  gtk_editable_delete_text (GTK_EDITABLE (row), 0, -1);
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
  settle (fixture);
  select_ca (fixture, "toaster-aarhus");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Toaster Plant Aarhus CA");
}

/* With whom, what they may do, and how it is signed. */
static void
test_shares (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row, *signing;
  const EspPlanShare *share;

  select_ca (fixture, "toaster-graz");
  g_assert_nonnull (find_text (fixture, "Nobody outside of its account."));
  g_assert_true (gtk_widget_activate_action (find (fixture->window, is_label_of, "Nobody outside"),
                                             "plan-shares.add", "s", "111122223333"));
  settle (fixture);
  g_assert_cmpuint (get_plan (fixture)->shares->len, ==, 1);
  share = g_ptr_array_index (get_plan (fixture)->shares, 0);
  g_assert_cmpstr (share->ca, ==, "toaster-graz");
  g_assert_false (share->here);
  row = find_row (fixture, "Halcyon Internal Operations");
  g_assert_true (ADW_IS_EXPANDER_ROW (row));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  settle (fixture);
  g_assert_nonnull (find_text (fixture, "with the template EndEntityCertificate/V1"));
  signing = find_row (fixture, "Signing");
  adw_combo_row_set_selected (ADW_COMBO_ROW (signing), 1);
  share = g_ptr_array_index (get_plan (fixture)->shares, 0);
  g_assert_true (share->here);
  g_assert_cmpuint (undo_all (fixture), ==, 2);
  g_assert_true (esp_plan_equal (get_plan (fixture), fixture->preset));
}

/* --- Many --------------------------------------------------------------------------------------*/

/* Takes VALUE. The members that a CA must have are there from the beginning, and empty. */
static void
put_text (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

/* Each without revocation, and other things: thousands of findings, of which few are rows. */
static EspPlan *
make_many (guint n)
{
  EspPlan *plan = esp_plan_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("ca-%u", i);
      EspPlanCa *ca = esp_plan_ca_new (key);

      ca->parent = i ? g_strdup_printf ("ca-%u", (i - 1) / 20) : NULL;
      put_text (&ca->account, g_strdup ("111122223333"));
      put_text (&ca->subject, g_strdup_printf ("CN=CA %u", i));
      put_text (&ca->template_name,
                g_strdup (i ? "SubordinateCACertificate_PathLen0/V1" : "RootCACertificate/V1"));
      put_text (&ca->key_algorithm, g_strdup ("EC_prime256v1"));
      put_text (&ca->validity, g_strdup ("5y"));
      g_ptr_array_add (plan->cas, ca);
    }
  return plan;
}

static void
count_rows (GtkWidget *widget, guint *n)
{
  *n += CONSOLE_IS_PLAN_FINDING_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    count_rows (child, n);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  console_plan_document_step (fixture->document, make_many (ESP_PLAN_MAX_CAS), "Fill It", NULL);
  g_assert_cmpuint (console_plan_document_get_findings (fixture->document)->len, >=, 2000);
  act (fixture, "designer.show-checks");
  count_rows (fixture->window, &n);
  g_assert_cmpuint (n, >, 3);
  g_assert_cmpuint (n, <, 400);
  select_ca (fixture, "ca-1999");
  gtk_editable_set_text (GTK_EDITABLE (find_row (fixture, "Name")), "The Last");
  settle (fixture);
  g_assert_cmpuint (undo_all (fixture), ==, 2);
}

/* --- Properties --------------------------------------------------------------------------------*/

/* Of our own widgets: those of GTK may have another layout than they think. */
static void
read_properties (GtkWidget *widget)
{
  guint n = 0;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (widget), &n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (!(specs[i]->flags & G_PARAM_READABLE) ||
          !g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Console"))
        continue;
      g_value_init (&value, specs[i]->value_type);
      g_object_get_property (G_OBJECT (widget), specs[i]->name, &value);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    read_properties (child);
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = NULL;
  g_autofree char *undo = NULL;

  g_object_get (fixture->designer, "undo-text", &nothing, NULL);
  g_assert_cmpstr (nothing, ==, "Nothing to Undo");
  select_ca (fixture, "toaster-graz");
  act (fixture, "designer.remove");
  g_object_get (fixture->designer, "undo-text", &undo, NULL);
  g_assert_cmpstr (undo, ==, "Undo Remove “Toaster Plant Graz CA”");
  read_properties (fixture->window);
}

/* Narrow, the inspector lies over the diagram and comes when it is asked for. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GType type = ADW_TYPE_FLAP;
  AdwFlap *flap = ADW_FLAP (find (fixture->window, is_of_type, &type));
  int minimum;

  g_assert_false (adw_flap_get_folded (flap));
  g_assert_true (adw_flap_get_reveal_flap (flap));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 700);
  settle (fixture);
  g_assert_true (adw_flap_get_folded (flap));
  g_assert_false (adw_flap_get_reveal_flap (flap));
  select_ca (fixture, "toaster-graz");
  g_assert_false (adw_flap_get_reveal_flap (flap));
  act (fixture, "designer.rename");
  g_assert_true (adw_flap_get_reveal_flap (flap));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)),
                                         find_row (fixture, "Name")));
  gtk_widget_measure (fixture->designer, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 360);
}

/* --- Keys --------------------------------------------------------------------------------------*/

static gboolean
focus_is_in (Fixture *fixture, GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));

  return focus && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static GtkWidget *
find_part (Fixture *fixture, const char *name)
{
  return GTK_WIDGET (
    gtk_widget_get_template_child (fixture->designer, CONSOLE_TYPE_DESIGNER, name));
}

/* From the button that shows the checks Tab goes into them, on to the zoom, and all the way back.
 */
static void
test_tab (Fixture *fixture, gconstpointer data)
{
  const char *const graz[] = { "toaster-graz", NULL };
  GtkWidget *button = find_part (fixture, "checks_button"), *checks;
  EspPlan *plan = console_plan_document_copy (fixture->document);
  guint n = 0;

  esp_plan_edit_set (plan, graz, ESP_PLAN_FIELD_PATH_LENGTH, "2", NULL);
  console_plan_document_step (fixture->document, plan, "Break It", NULL);
  select_ca (fixture, "toaster-graz");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  settle (fixture);
  checks = find_type (fixture, CONSOLE_TYPE_PLAN_CHECKS);
  gtk_widget_grab_focus (button);
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  g_assert_true (focus_is_in (fixture, checks));
  while (focus_is_in (fixture, checks) && n++ < 100)
    gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  g_assert_true (focus_is_in (fixture, find_part (fixture, "zoom_bar")));
  while (!focus_is_in (fixture, button) && n++ < 200)
    gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (focus_is_in (fixture, button));
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (focus_is_in (fixture, find_part (fixture, "flap")));
}

/* Out of the inspector the focus goes back to the card. */
static void
test_leave_inspector (Fixture *fixture, gconstpointer data)
{
  GtkWidget *name;

  select_ca (fixture, "toaster-graz");
  act (fixture, "designer.rename");
  name = find_row (fixture, "Name");
  g_assert_true (focus_is_in (fixture, name));
  act (fixture, "designer.leave-inspector");
  g_assert_true (focus_is_in (fixture, find_part (fixture, "diagram")));
  g_assert_true (adw_flap_get_reveal_flap (ADW_FLAP (find_part (fixture, "flap"))));
}

static void
test_reasons (Fixture *fixture, gconstpointer data)
{
  GtkWidget *below = find_part (fixture, "below_button"),
            *gone = find_part (fixture, "remove_button");

  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (below), "select the CA"));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (gone), "select what"));
  select_ca (fixture, "toaster-graz");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (below), ==, "Add Below");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (gone), ==, "Remove");
  act (fixture, "designer.select-all");
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (below), "one CA only"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (gone), ==, "Remove");
}

static gboolean
is_selected_card (GtkWidget *widget, gconstpointer type)
{
  return is_of_type (widget, type) && gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_SELECTED;
}

static gboolean
is_beside (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *flap = find_part (fixture, "flap");
  GtkWidget *inspector = adw_flap_get_flap (ADW_FLAP (flap));
  GType type = g_type_from_name ("ConsoleDiagramCard");
  graphene_rect_t card, over;

  return gtk_widget_compute_bounds (inspector, flap, &over) && over.size.width > 300 &&
         gtk_widget_compute_bounds (find (fixture->window, is_selected_card, &type), flap, &card) &&
         card.origin.x >= 0 && card.origin.x + card.size.width <= over.origin.x;
}

/* Over the diagram, the inspector leaves the card to be seen that it is about. */
static void
test_beside (Fixture *fixture, gconstpointer data)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 640, 700);
  settle (fixture);
  g_assert_true (adw_flap_get_folded (ADW_FLAP (find_part (fixture, "flap"))));
  select_ca (fixture, "toaster-aarhus");
  settle (fixture);
  act (fixture, "designer.rename");
  wait_for (is_beside, fixture);
}

static void
add (const char *path, const char *preset, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, preset, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;
  adw_init ();
  add ("/designer/add", "iot", test_add);
  add ("/designer/empty", NULL, test_empty);
  add ("/designer/path-length", "iot", test_path_length);
  add ("/designer/lead", "iot", test_lead);
  add ("/designer/several", "iot", test_several);
  add ("/designer/tags", "iot", test_tags);
  add ("/designer/move", "iot", test_move);
  add ("/designer/move-dialog", "iot", test_move_dialog);
  add ("/designer/remove", "iot", test_remove);
  add ("/designer/plan", "iot", test_plan);
  add ("/designer/refused", "iot", test_refused);
  add ("/designer/shares", "iot", test_shares);
  add ("/designer/many", NULL, test_many);
  add ("/designer/properties", "iot", test_properties);
  add ("/designer/narrow", "iot", test_narrow);
  add ("/designer/tab", "iot", test_tab);
  add ("/designer/leave-inspector", "iot", test_leave_inspector);
  add ("/designer/reasons", "iot", test_reasons);
  add ("/designer/beside", "iot", test_beside);
  return g_test_run ();
}
