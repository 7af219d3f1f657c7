/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of people, roles and policies: a part of pictures.c. */
#pragma once

static GtkWindow *
show_people (Studio *studio, const char *tab)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-place", "s", "people");
  g_object_set (find_type (GTK_WIDGET (studio->window), CONSOLE_TYPE_PEOPLE_PAGE), "tab", tab,
                NULL);
  settle ();
  return NULL;
}

static GtkWindow *
people_cb (Studio *studio)
{
  return show_people (studio, "people");
}

static GtkWindow *
roles_cb (Studio *studio)
{
  return show_people (studio, "roles");
}

static GtkWindow *
guardrails_cb (Studio *studio)
{
  return show_people (studio, "guardrails");
}

static GtkWindow *
simulator_cb (Studio *studio)
{
  GtkWidget *view;

  show_people (studio, "simulator");
  view = find_type (GTK_WIDGET (studio->window), CONSOLE_TYPE_SIMULATOR_VIEW);
  console_simulator_view_choose (CONSOLE_SIMULATOR_VIEW (view), NULL, NULL,
                                 "acm-pca:DeleteCertificateAuthority", studio->ca);
  settle ();
  settle ();
  return NULL;
}

static GtkWindow *
ca_access_cb (Studio *studio)
{
  GtkWidget *page;

  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-ca", "s", studio->ca);
  page = find_type (GTK_WIDGET (studio->window), g_type_from_name ("ConsoleCaPage"));
  g_object_set (page, "tab", "access", NULL);
  settle ();
  settle ();
  return NULL;
}

static GtkWindow *
person_cb (Studio *studio)
{
  return console_person_dialog_new (studio->session, "Ada Kern");
}

static GtkWindow *
invite_cb (Studio *studio)
{
  return console_invite_dialog_new (studio->session);
}

/* The code of somebody who is not there: a dialog that was answered. */
static GtkWindow *
code_cb (Studio *studio)
{
  GtkWindow *dialog = console_invite_dialog_new (studio->session);
  g_autofree char *name = g_strdup_printf ("Mara Voss %u", g_random_int_range (2, 1000000));
  GObject *row = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                "name_row");

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  gtk_editable_set_text (GTK_EDITABLE (row), name);
  settle ();
  row = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), "account_row");
  /* "Meridian Root": those before it are under guardrails that want tags. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  settle ();
  return dialog;
}

static GtkWindow *
confirm_cb (Studio *studio)
{
  g_autoptr (JsonObject) person = json_object_new ();
  GtkWindow *dialog;
  GObject *row;

  json_object_set_string_member (person, "Name", "Mara Voss");
  json_object_set_string_member (person, "Fingerprint",
                                 "3f:91:0a:77:c2:5d:e8:14:9b:60:2f:ad:83:46:71:cc:"
                                 "3f:91:0a:77:c2:5d:e8:14:9b:60:2f:ad:83:46:71:cc");
  dialog = console_confirm_dialog_new (studio->session, person);
  row = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                       "fingerprint_row");
  gtk_editable_set_text (GTK_EDITABLE (row), "3F91 0A77 C25E");
  return dialog;
}

static GtkWindow *
reset_cb (Studio *studio)
{
  g_autoptr (JsonObject) person = json_object_new ();

  json_object_set_string_member (person, "Name", "Mara Voss");
  return console_new_code_dialog_new (studio->session, person, TRUE);
}

static GtkWindow *
enrol_cb (Studio *studio)
{
  return console_enrol_dialog_new (studio->session);
}

static GtkWindow *
role_cb (Studio *studio)
{
  return console_role_dialog_new (studio->session, "arn:aws:iam::111122223333:role/CAAdminDisable");
}

static GtkWindow *
create_role_cb (Studio *studio)
{
  return console_create_role_dialog_new (studio->session);
}

#define BROKEN_POLICY                                                                              \
  "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"Issue\",\n"      \
  "      \"Effect\": \"Allow\"\n      \"Action\": \"acm-pca:IssueCertificates\",\n"                \
  "      \"Resource\": \"*\"\n    }\n  ]\n}\n"

static GtkWindow *
policy_cb (Studio *studio)
{
  return console_policy_dialog_new_for_role (studio->session,
                                             "arn:aws:iam::111122223333:role/CAAdminDisable",
                                             "day-to-day-ca-admin", BROKEN_POLICY);
}

static GtkWindow *
guardrail_cb (Studio *studio)
{
  return console_policy_dialog_new_for_guardrail (studio->session, NULL);
}

static void
taken_cb (GtkWidget *owner, const char *text)
{
}

static GtkWindow *
repair_cb (Studio *studio)
{
  gboolean changed = FALSE;
  g_autoptr (GPtrArray) repairs = NULL;
  g_autofree char *mended = esp_policy_repair (BROKEN_POLICY, &changed, &repairs);

  return console_repair_dialog_new (studio->session, BROKEN_POLICY, mended ? mended : "", repairs,
                                    GTK_WIDGET (studio->window), taken_cb);
}

/* --- Shares, approvals, alerts -----------------------------------------------------------------*/

static GtkWindow *
show_place (Studio *studio, const char *place)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-place", "s", place);
  settle ();
  settle ();
  return NULL;
}

static GtkWindow *
shares_cb (Studio *studio)
{
  return show_place (studio, "shares");
}

static GtkWindow *
approvals_cb (Studio *studio)
{
  return show_place (studio, "approvals");
}

static GtkWindow *
diagram_cb (Studio *studio)
{
  return show_place (studio, "diagram");
}

static GtkWindow *
alerts_cb (Studio *studio)
{
  return show_place (studio, "alerts");
}

static GtkWindow *
ca_sharing_cb (Studio *studio)
{
  GtkWidget *page;

  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-ca", "s", studio->ca);
  page = find_type (GTK_WIDGET (studio->window), g_type_from_name ("ConsoleCaPage"));
  g_object_set (page, "tab", "sharing", NULL);
  settle ();
  settle ();
  return NULL;
}

/* A root with its second person, looked at from further down. */
static GtkWindow *
two_persons_cb (Studio *studio)
{
  GListModel *roots = esp_ca_tree_get_roots (console_session_get_tree (studio->session));
  g_autoptr (EspCaNode) root = g_list_model_get_item (roots, g_list_model_get_n_items (roots) - 1);
  GtkWidget *page, *scrolled;

  for (guint i = 0; i < g_list_model_get_n_items (roots); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (roots, i);

      if (g_str_equal (esp_ca_node_get_ca (node)->label, "Meridian Root G1"))
        g_set_object (&root, node);
    }
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-ca", "s",
                              esp_ca_node_get_ca (root)->arn);
  page = find_type (GTK_WIDGET (studio->window), g_type_from_name ("ConsoleCaPage"));
  g_object_set (page, "tab", "overview", NULL);
  settle ();
  settle ();
  scrolled = find_type (page, GTK_TYPE_SCROLLED_WINDOW);
  gtk_adjustment_set_value (
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)), 1250);
  settle ();
  return NULL;
}

/* The first of what an operation lists. */
static JsonObject *
get_first (Studio *studio, const char *operation, const char *member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call (studio->engine, operation, NULL, NULL, &error);

  if (!node)
    g_error ("%s: %s", operation, error->message);
  return json_object_ref (json_array_get_object_element (
    json_object_get_array_member (json_node_get_object (node), member), 0));
}

static GtkWindow *
share_cb (Studio *studio)
{
  g_autoptr (JsonObject) share = get_first (studio, "ListResourceShares", "ResourceShares");

  return console_share_dialog_new (studio->session, share);
}

static GtkWindow *
create_share_cb (Studio *studio)
{
  return console_create_share_dialog_new (studio->session, find_ca (studio));
}

static GtkWindow *
replace_permission_cb (Studio *studio)
{
  g_autoptr (JsonObject) share = get_first (studio, "ListResourceShares", "ResourceShares");

  return console_replace_permission_dialog_new (studio->session, share);
}

static GtkWindow *
approval_cb (Studio *studio)
{
  g_autoptr (JsonObject) approval = get_first (studio, "ListApprovals", "Approvals");

  return console_approval_dialog_new (studio->session, approval);
}

static GtkWindow *
refuse_cb (Studio *studio)
{
  g_autoptr (JsonObject) approval = get_first (studio, "ListApprovals", "Approvals");

  return console_refuse_dialog_new (studio->session, approval);
}

static GtkWindow *
alert_cb (Studio *studio)
{
  g_autoptr (JsonObject) alert = get_first (studio, "ListAlerts", "Alerts");

  return console_alert_dialog_new (studio->session, alert);
}

/* The clock would have to go wrong for it: what the engine would tell. */
static GtkWindow *
alert_clock_cb (Studio *studio)
{
  g_autoptr (JsonObject) alert = get_first (studio, "ListAlerts", "Alerts");
  JsonObject *arguments = json_object_new ();

  json_object_set_string_member (alert, "Kind", "KEY_HELD");
  json_object_set_string_member (alert, "Severity", "WARNING");
  json_object_set_string_member (alert, "Text",
                                 "by this computer's clock, which has gone far since the vault was "
                                 "last used, the deletion window of {name} has ended; its key will "
                                 "be destroyed from {what} on: a clock that is wrong must be set "
                                 "right and confirmed before");
  json_object_set_string_member (arguments, "name", esp_json_get_string (alert, "CertificateAuthority"));
  json_object_set_string_member (arguments, "what", "2099-02-28T12:00:00Z");
  json_object_set_object_member (alert, "Arguments", arguments);
  return console_alert_dialog_new (studio->session, alert);
}

/* A permission of the organization's own, with two versions; made once. */
static GtkWindow *
permission_cb (Studio *studio)
{
  g_autoptr (JsonObject) parameters = json_object_new (), named = json_object_new ();
  static const char *const operations[] = { "CreateManagedPermission",
                                            "CreateManagedPermissionVersion" };
  g_autoptr (JsonNode) there = NULL;

  json_object_set_string_member (named, "Name", "radio-line");
  json_object_set_string_member (parameters, "Name", "radio-line");
  json_object_set_string_member (parameters, "PolicyTemplate",
                                 console_policy_starters_blank (ESP_POLICY_TEMPLATE));
  there = esp_engine_call (studio->engine, "DescribeManagedPermission", named, NULL, NULL);
  for (gsize i = 0; !there && i < G_N_ELEMENTS (operations); i++)
    {
      g_autoptr (JsonNode) made = esp_engine_call (studio->engine, operations[i], parameters, NULL,
                                                   NULL);

      g_assert_nonnull (made);
    }
  return console_permission_dialog_new (studio->session, named);
}

static GtkWindow *
permissions_cb (Studio *studio)
{
  return show_people (studio, "permissions");
}

static GtkWindow *
access_cb (Studio *studio)
{
  GtkWindow *none = show_people (studio, "access");

  settle ();
  return none;
}

static GtkWindow *
explanation_cb (Studio *studio)
{
  return console_explain_dialog_new (studio->session, "Ada Kern", "Administrator",
                                     "acm-pca:DeleteCertificateAuthority", studio->ca);
}

static const Act people_acts[] = {
  { "people", people_cb },
  { "roles", roles_cb },
  { "guardrails", guardrails_cb },
  { "permission", permission_cb },
  { "permissions", permissions_cb },
  { "access", access_cb },
  { "explanation", explanation_cb },
  { "simulator", simulator_cb },
  { "ca-access", ca_access_cb },
  { "person", person_cb },
  { "invite", invite_cb },
  { "code", code_cb },
  { "confirm", confirm_cb },
  { "reset", reset_cb },
  { "enrol", enrol_cb },
  { "role", role_cb },
  { "create-role", create_role_cb },
  { "policy", policy_cb },
  { "guardrail", guardrail_cb },
  { "repair", repair_cb },
  { "ca-sharing", ca_sharing_cb },
  { "shares", shares_cb },
  { "share", share_cb },
  { "create-share", create_share_cb },
  { "replace-permission", replace_permission_cb },
  { "two-persons", two_persons_cb },
  { "approvals", approvals_cb },
  { "approval", approval_cb },
  { "refuse", refuse_cb },
  { "alerts", alerts_cb },
  { "alert", alert_cb },
  { "alert-clock", alert_clock_cb },
};
