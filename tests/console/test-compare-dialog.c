/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan beside the sample that it was made of: the same, then drawn otherwise, saved or not. */
#include "console/console-plan-line-row.h"
#include "console/console-plan-list.h"
#include "console/console-plans.h"

#include "pages-fixture.h"

#define MANY 1500

/* --- Short ways --------------------------------------------------------------------------------*/

static gpointer
child (gpointer widget, const char *name)
{
  GObject *object = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (object);
  return object;
}

/* A plan of what there is. */
static ConsolePlanDocument *
open_existing (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call (fixture->engine, "ExportPlan", NULL, NULL, &error);
  EspPlan *plan;

  g_assert_no_error (error);
  plan = esp_plan_read (json_object_get_string_member (json_node_get_object (node), "Plan"), -1,
                        &error);
  g_assert_no_error (error);
  return console_plan_document_new (plan, NULL);
}

static EspPlanCa *
find_planned (const EspPlan *plan, const char *label)
{
  for (guint i = 0; i < plan->cas->len; i++)
    {
      EspPlanCa *ca = g_ptr_array_index (plan->cas, i);
      g_autofree char *mine = esp_plan_ca_get_label (ca);

      if (g_str_equal (mine, label))
        return ca;
    }
  g_error ("%s is not in the plan", label);
}

static EspPlanCa *
add_beside (EspPlan *plan, const char *label, const char *name)
{
  const EspPlanCa *model = find_planned (plan, label);
  EspPlanCa *ca = esp_plan_ca_copy (model);

  g_free (ca->key);
  g_free (ca->subject);
  ca->key = esp_plan_make_key (plan, name);
  ca->subject = g_strdup_printf ("CN=%s,O=Meridian Motors,C=DE", name);
  g_ptr_array_add (plan->cas, ca);
  return ca;
}

static GtkWindow *
open_dialog (Fixture *fixture, ConsolePlanDocument *document, const char *text)
{
  GtkWindow *dialog = console_compare_dialog_new (fixture->session, document);

  gtk_window_present (dialog);
  wait_for_text (GTK_WIDGET (dialog), text);
  return dialog;
}

static void
close_dialog (GtkWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_close (dialog);
  wait_until (is_null, &weak);
}

static ConsolePlanLine *
find_line (gpointer dialog, const char *title)
{
  GListModel *model = console_plan_list_get_model (child (dialog, "list"));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ConsolePlanLine) line = g_list_model_get_item (model, i);

      if (g_str_equal (console_plan_line_get (line)->title, title))
        return line; /* the model holds it */
    }
  g_error ("no line “%s”", title);
}

static guint
count_lines (gpointer dialog)
{
  return g_list_model_get_n_items (console_plan_list_get_model (child (dialog, "list")));
}

/* --- Tests -------------------------------------------------------------------------------------*/

static void
test_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_existing (fixture);
  GtkWindow *dialog = open_dialog (fixture, document, "Plan and Vault Are the Same");

  wait_for_text (GTK_WIDGET (dialog), "0 to make · 0 different · 0 only here");
  close_dialog (dialog);
}

/* One more, one that lives longer and has another list, and one less; never saved. */
static void
change_plan (ConsolePlanDocument *document)
{
  EspPlan *plan = console_plan_document_copy (document);
  EspPlanCa *changed = find_planned (plan, "Supplier Telemetry CA");
  EspPlanCa *gone = find_planned (plan, HOSTILE);

  add_beside (plan, "Supplier Radio CA", "Supplier Brakes CA");
  g_free (changed->validity);
  changed->validity = g_strdup ("1y");
  changed->revocation.crl_enabled = !changed->revocation.crl_enabled;
  g_ptr_array_remove (plan->cas, gone);
  console_plan_document_step (document, plan, "Draw", NULL);
}

static void
test_different (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_existing (fixture);
  const ConsolePlanFacts *missing, *different, *here;
  const ConsolePlanSides *sides;
  GtkWindow *dialog;

  change_plan (document);
  g_assert_true (console_plan_document_is_modified (document));
  dialog = open_dialog (fixture, document, "1 to make · 1 different · 1 only here");
  missing = console_plan_line_get (find_line (dialog, "Supplier Brakes CA"));
  different = console_plan_line_get (find_line (dialog, "Supplier Telemetry CA"));
  here = console_plan_line_get (find_line (dialog, HOSTILE));
  g_assert_cmpstr (missing->group, ==, "Would Be Made");
  g_assert_cmpstr (different->group, ==, "Different");
  g_assert_cmpstr (here->group, ==, "Exists Only Here");
  g_assert_null (missing->sides);
  sides = g_ptr_array_index (different->sides, 0);
  g_assert_cmpuint (different->sides->len, >=, 2);
  g_assert_cmpstr (sides->name, ==, "Validity");
  g_assert_cmpstr (sides->planned, ==, "1 year");
  g_assert_nonnull (find_text (GTK_WIDGET (dialog), "In the vault"));
  audit (GTK_WIDGET (dialog));
  close_dialog (dialog);
}

/* What is activated is selected where it is drawn. */
static void
test_select (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_existing (fixture);
  GtkWindow *dialog;
  gpointer weak;
  const char *const *selection;

  change_plan (document);
  dialog = weak = open_dialog (fixture, document, "1 to make");
  g_object_add_weak_pointer (weak, &weak);
  g_signal_emit_by_name (child (dialog, "list"), "activated",
                         find_line (dialog, "Supplier Brakes CA"));
  wait_until (is_null, &weak);
  selection = console_plan_document_get_selection (document);
  g_assert_cmpuint (g_strv_length ((char **) selection), ==, 1);
  g_assert_cmpstr (selection[0], ==, "supplier-brakes-ca");
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = CONSOLE_IS_PLAN_LINE_ROW (widget);

  for (GtkWidget *below = gtk_widget_get_first_child (widget); below;
       below = gtk_widget_get_next_sibling (below))
    n += count_rows (below);
  return n;
}

static gboolean
is_found (gpointer dialog)
{
  return count_lines (dialog) == 2;
}

/* A long list has rows for what is seen, and can be searched. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ConsolePlanDocument) document = open_existing (fixture);
  EspPlan *plan = console_plan_document_copy (document);
  GtkWindow *dialog;
  GtkWidget *entry;

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("Plant %04u CA", i);

      add_beside (plan, "Supplier Radio CA", name);
    }
  console_plan_document_step (document, plan, "Draw", NULL);
  dialog = open_dialog (fixture, document, "1500 to make · 0 different · 0 only here");
  g_assert_cmpuint (count_lines (dialog), ==, MANY + 1);
  g_assert_cmpuint (count_rows (GTK_WIDGET (dialog)), <, MANY / 4);
  entry = find_type (GTK_WIDGET (dialog), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "plant 0815");
  wait_until (is_found, dialog);
  find_line (dialog, "Plant 0815 CA");
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such plant");
  wait_for_text (GTK_WIDGET (dialog), "No Difference Found");
  close_dialog (dialog);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/compare/same", test_same);
  add ("/compare/different", test_different);
  add ("/compare/select", test_select);
  add ("/compare/many", test_many);
  status = g_test_run ();
  remove_sample ();
  return status;
}
