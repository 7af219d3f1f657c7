/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of comparing plans and making them real: a part of pictures.c. They change the vault, so they come last. */
#pragma once

#include "console/console-plans.h"

/* Names of accounts are nobody else's. */
static ConsolePlanDocument *
open_text (char *text, int n)
{
  g_autofree char *taken = text;
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_read (taken, -1, &error);

  if (!plan)
    g_error ("the plan: %s", error->message);
  for (guint i = 0; i < plan->accounts->len; i++)
    {
      EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);
      g_autofree char *name = g_strdup_printf ("%s %d", account->name, n);

      g_free (account->name);
      account->name = g_steal_pointer (&name);
    }
  return console_plan_document_new (plan, NULL);
}

/* Without those that wait for their certificate. */
static EspPlan *
export_plan (Studio *studio)
{
  g_autoptr (JsonNode) node = esp_engine_call (studio->engine, "ExportPlan", NULL, NULL, NULL);
  JsonObject *answer = json_node_get_object (node);
  EspPlan *plan = esp_plan_read (json_object_get_string_member (answer, "Plan"), -1, NULL);

  for (guint i = plan->cas->len; i > 0; i--)
    if (!((const EspPlanCa *) g_ptr_array_index (plan->cas, i - 1))->template_name[0])
      g_ptr_array_remove_index (plan->cas, i - 1);
  return plan;
}

static EspPlanCa *
find_planned (EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->cas->len; i++)
    {
      EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      if (strstr (ca->subject, name))
        return ca;
    }
  g_error ("%s is not in the plan", name);
}

/* Beside the suppliers that there are. */
static EspPlanCa *
add_supplier (EspPlan *plan, const char *name)
{
  EspPlanCa *ca = esp_plan_ca_copy (find_planned (plan, "Supplier Radio"));

  g_free (ca->key);
  g_free (ca->subject);
  ca->key = esp_plan_make_key (plan, name);
  ca->subject = g_strdup_printf ("CN=%s,O=Meridian Motors,C=DE", name);
  g_ptr_array_add (plan->cas, ca);
  return ca;
}

static GtkWindow *
compare_drawn_cb (Studio *studio)
{
  EspPlan *plan = export_plan (studio);
  EspPlanCa *changed = find_planned (plan, "Supplier Navigation");
  const char *gone[] = { find_planned (plan, "Supplier Telemetry")->key, NULL };
  g_autoptr (ConsolePlanDocument) document = NULL;

  add_supplier (plan, "Supplier Brakes CA");
  add_supplier (plan, "Supplier Steering and Chassis Electronics CA");
  g_free (changed->validity);
  changed->validity = g_strdup ("18m");
  g_free (changed->key_algorithm);
  changed->key_algorithm = g_strdup ("EC_secp384r1");
  changed->revocation.crl_enabled = TRUE;
  changed->revocation.crl_url = g_strdup ("http://crl.meridian.example/a/rather/long/path/of/lists");
  esp_plan_edit_remove (plan, gone);
  document = console_plan_document_new (plan, NULL);
  return console_compare_dialog_new (studio->session, document);
}

static GtkWindow *
compare_same_cb (Studio *studio)
{
  g_autoptr (ConsolePlanDocument) document = console_plan_document_new (export_plan (studio), NULL);

  return console_compare_dialog_new (studio->session, document);
}

/* A preset with accounts and people of its own, so that it can be made more than once. */
static ConsolePlanDocument *
open_fresh (const char *preset)
{
  static int n;
  g_autoptr (EspPlan) plan = esp_plan_preset_load (preset, NULL);
  char *text = esp_plan_write (plan);

  n++;
  for (guint i = 0; i < plan->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);
      g_auto (GStrv) parts = g_strsplit (text, account->id, -1);
      g_autofree char *number = g_strdup_printf ("%06d%06u", n, 500 + i);

      g_free (text);
      text = g_strjoinv (number, parts);
    }
  for (guint i = 0; i < plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (plan->people, i);
      g_auto (GStrv) parts = g_strsplit (text, person->name, -1);
      g_autofree char *name = g_strdup_printf ("%s%d", person->name, n);

      g_free (text);
      text = g_strjoinv (name, parts);
    }
  return open_text (text, n);
}

static GtkWindow *
provision_fresh_cb (Studio *studio)
{
  g_autoptr (ConsolePlanDocument) document = open_fresh ("iot");

  return console_provision_dialog_new (studio->session, document);
}

static GtkWindow *
provision_tree_cb (Studio *studio)
{
  GtkWindow *dialog = provision_fresh_cb (studio);

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  scroll_down (dialog, 1550);
  return dialog;
}

static GtkWindow *
provision_unsound_cb (Studio *studio)
{
  g_autoptr (ConsolePlanDocument) document = open_fresh ("two-levels");
  EspPlan *plan = console_plan_document_copy (document);
  EspPlanCa *leaf = g_ptr_array_index (plan->cas, 1);

  g_free (leaf->validity);
  leaf->validity = g_strdup ("99y");
  g_free (leaf->key_algorithm);
  leaf->key_algorithm = g_strdup ("RSA_1024");
  console_plan_document_step (document, plan, "Break", NULL);
  return console_provision_dialog_new (studio->session, document);
}

static void
press (GtkWindow *dialog, const char *name)
{
  GObject *button = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                   name);

  g_signal_emit_by_name (button, "clicked");
}

static gboolean
shows (GtkWindow *dialog, const char *name)
{
  GObject *button = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                   name);

  return gtk_widget_get_visible (GTK_WIDGET (button));
}

static GtkWindow *
provision_made_cb (Studio *studio)
{
  g_autoptr (ConsolePlanDocument) document = open_fresh ("three-levels");
  GtkWindow *dialog = console_provision_dialog_new (studio->session, document);
  GObject *invite = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                   "invite_switch");

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  gtk_switch_set_active (GTK_SWITCH (invite), TRUE);
  settle ();
  press (dialog, "provision_button");
  for (guint i = 0; i < 20 && !shows (dialog, "done_button"); i++)
    settle ();
  return dialog;
}

static GtkWindow *
provision_result_cb (Studio *studio)
{
  GtkWindow *dialog = provision_made_cb (studio);
  GObject *list = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                 "made_list");
  GtkWidget *scrolled = find_type (GTK_WIDGET (list), GTK_TYPE_SCROLLED_WINDOW);

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                            700);
  return dialog;
}

/* Below a root that takes two persons; nobody else has one of this name. */
static GtkWindow *
provision_approval_cb (Studio *studio)
{
  static int n;
  EspPlan *plan = export_plan (studio);
  g_autofree char *name = g_strdup_printf ("Vehicle Batteries CA %d", ++n);
  EspPlanCa *ca = add_supplier (plan, name);
  g_autoptr (ConsolePlanDocument) document = NULL;

  g_free (ca->parent);
  ca->parent = g_strdup (find_planned (plan, "Meridian Root G1")->key);
  document = console_plan_document_new (plan, NULL);
  return console_provision_dialog_new (studio->session, document);
}

static GtkWindow *
provision_waiting_cb (Studio *studio)
{
  GtkWindow *dialog = provision_approval_cb (studio);

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  press (dialog, "provision_button");
  settle ();
  return dialog;
}

static GtkWindow *
find_approval (Studio *studio)
{
  g_autoptr (JsonNode) node = esp_engine_call (studio->engine, "ListApprovals", NULL, NULL, NULL);
  JsonArray *approvals = json_object_get_array_member (json_node_get_object (node), "Approvals");

  for (guint i = 0; i < json_array_get_length (approvals); i++)
    {
      JsonObject *approval = json_array_get_object_element (approvals, i);

      if (g_str_equal (json_object_get_string_member (approval, "Operation"), "ProvisionPlan"))
        return console_approval_dialog_new (studio->session, approval);
    }
  return NULL;
}

/* Asked for just now, where it was not before. */
static GtkWindow *
approval_plan_cb (Studio *studio)
{
  GtkWindow *dialog = find_approval (studio);

  if (dialog)
    return dialog;
  gtk_window_destroy (provision_waiting_cb (studio));
  return find_approval (studio);
}

static GtkWindow *
past_ceremonies_cb (Studio *studio)
{
  return console_ceremonies_dialog_new (studio->session);
}

static const Act provision_acts[] = {
  { "compare", compare_drawn_cb },
  { "compare-same", compare_same_cb },
  { "provision", provision_fresh_cb },
  { "provision-tree", provision_tree_cb },
  { "provision-unsound", provision_unsound_cb },
  { "provision-approval", provision_approval_cb },
  { "provision-waiting", provision_waiting_cb },
  { "approval-plan", approval_plan_cb },
  { "provision-made", provision_made_cb },
  { "provision-result", provision_result_cb },
  { "ceremonies", past_ceremonies_cb },
};
