/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With whom a CA is shared: one row each, which unfolds to what they may do, in words, and how it
 * is signed. Only managed permissions of the service are offered; one of the organisation's own
 * stays as the plan has it. */
#include "console-plan-parts.h"

#include "console-error.h"
#include "console-form.h"
#include "console-icon-button.h"
#include "console-note-row.h"
#include "console-shares.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many

struct _ConsolePlanShares
{
  ConsolePlanPart parent_instance;

  AdwPreferencesGroup *group;
  GtkMenuButton *add_button;
  GtkWidget *empty_row;
  GPtrArray *rows; /* Row */
};

G_DEFINE_FINAL_TYPE (ConsolePlanShares, console_plan_shares, CONSOLE_TYPE_PLAN_PART)

typedef struct
{
  ConsolePlanShares *view;
  char *name; /* of the share */
  GtkWidget *expander;
  AdwComboRow *permission_row;
  AdwComboRow *signing_row;
  ConsoleNoteRow *meaning_row;
} Row;

/* --- Words -------------------------------------------------------------------------------------*/

static char *
name_account (const EspPlan *plan, const char *number)
{
  const EspPlanAccount *account = esp_plan_find_account (plan, number);

  return esp_text_escape (account ? account->name : number);
}

/* What describes one of the service's as the engine would. */
static JsonObject *
describe_permission (const EspManagedPermission *permission)
{
  g_autoptr (JsonNode) node = json_from_string (permission->policy_template, NULL);
  JsonObject *object = json_object_new ();
  JsonObject *root = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *statements = esp_json_get_array (root, "Statement");
  JsonArray *actions = json_array_new ();

  for (guint i = 0; statements && i < json_array_get_length (statements); i++)
    {
      JsonObject *statement = json_array_get_object_element (statements, i);
      JsonArray *own = esp_json_get_array (statement, "Action");

      for (guint k = 0; own && k < json_array_get_length (own); k++)
        json_array_add_string_element (actions, json_array_get_string_element (own, k));
    }
  json_object_set_array_member (object, "Actions", actions);
  if (permission->template_arn)
    json_object_set_string_member (object, "TemplateArn", permission->template_arn);
  return object;
}

static char *
explain_permission (const char *name)
{
  const EspManagedPermission *permission = esp_managed_permission_find (name);
  g_autoptr (JsonObject) object = permission ? describe_permission (permission) : NULL;

  return object ? console_permission_meaning (object) :
                  g_strdup (_ ("A permission of the organisation’s own."));
}

static char *
permission_title (gpointer item, gpointer data)
{
  return g_strdup (console_permission_title (gtk_string_object_get_string (item)));
}

static char *
permission_note (gpointer item, gpointer data)
{
  const char *name = gtk_string_object_get_string (item);

  return g_str_equal (console_permission_title (name), name) ? NULL : g_strdup (name);
}

/* In the order of the choice: whether they hold the key. */
static const char *const signings[] = { "REQUEST", "HERE" };

static char *
signing_title (gpointer item, gpointer data)
{
  return g_strdup (console_share_signing (gtk_string_object_get_string (item)));
}

static char *
signing_note (gpointer item, gpointer data)
{
  if (g_str_equal (gtk_string_object_get_string (item), "HERE"))
    return g_strdup (_ ("Their people hold the key of the CA, and need nobody else."));
  return g_strdup (_ ("Their requests wait until the owner’s side signs them."));
}

/* --- Changing ----------------------------------------------------------------------------------*/

static EspPlanShare *
find_share (const EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->shares->len; i++)
    {
      EspPlanShare *share = g_ptr_array_index (plan->shares, i);

      if (g_strcmp0 (share->name, name) == 0)
        return share;
    }
  return NULL;
}

static void
step (ConsolePlanShares *view, EspPlan *plan, const char *one, const char *many)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (view);
  g_autofree char *label = console_plan_step_label (plan, console_plan_part_get_keys (part), one,
                                                    many);

  console_plan_part_step (part, plan, label, NULL);
}

static void
changed_cb (Row *row)
{
  static const char *const words[] = { NP_ ("Change a Share of “{name}”",
                                            "Change Shares of {count} CAs") };
  ConsolePlanPart *part = CONSOLE_PLAN_PART (row->view);
  GtkStringObject *chosen = adw_combo_row_get_selected_item (row->permission_row);
  EspPlan *plan;
  EspPlanShare *share;

  if (console_plan_part_is_refreshing (part) || !chosen)
    return;
  plan = console_plan_document_copy (console_plan_part_get_document (part));
  share = find_share (plan, row->name);
  if (!share)
    {
      esp_plan_free (plan);
      return;
    }
  g_free (share->permission);
  share->permission = g_strdup (gtk_string_object_get_string (chosen));
  share->here = adw_combo_row_get_selected (row->signing_row) == 1;
  step (row->view, plan, words[0], words[1]);
}

static void
remove_cb (Row *row)
{
  static const char *const words[] = { NP_ ("Unshare “{name}”", "Unshare {count} CAs") };
  ConsolePlanShares *view = row->view;
  EspPlan *plan = console_plan_document_copy (
    console_plan_part_get_document (CONSOLE_PLAN_PART (view)));

  gtk_widget_grab_focus (GTK_WIDGET (view->add_button));
  esp_plan_edit_unshare (plan, row->name);
  step (view, plan, words[0], words[1]);
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const words[] = { NP_ ("Share “{name}”", "Share {count} CAs") };
  ConsolePlanShares *view = CONSOLE_PLAN_SHARES (widget);
  ConsolePlanPart *part = CONSOLE_PLAN_PART (widget);
  const char *const *keys = console_plan_part_get_keys (part);
  GPtrArray *permissions = esp_managed_permissions ();
  const EspManagedPermission *wanted = NULL;
  g_autoptr (EspPlan) plan = console_plan_document_copy (console_plan_part_get_document (part));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; !wanted && i < permissions->len; i++)
    if (((EspManagedPermission *) g_ptr_array_index (permissions, i))->is_default)
      wanted = g_ptr_array_index (permissions, i);
  if (keys[0] && wanted &&
      esp_plan_edit_share (plan, keys[0], g_variant_get_string (parameter, NULL), wanted->name,
                           FALSE, &error))
    step (view, g_steal_pointer (&plan), words[0], words[1]);
  else if (error)
    console_error_show (widget, error);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_free (row);
}

static AdwComboRow *
add_combo (Row *row, const char *title, ConsoleComboText text, ConsoleComboText note)
{
  GtkWidget *combo = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (combo), title);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (combo), FALSE);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (combo), TRUE);
  console_combo_set_texts (ADW_COMBO_ROW (combo), text, note, NULL, NULL);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->expander), combo);
  return ADW_COMBO_ROW (combo);
}

static void
add_remove (Row *row)
{
  GtkWidget *button = console_icon_button_new ("user-trash-symbolic",
                                               C_ ("button of a form", "Remove Share"), NULL, NULL);

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), row);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row->expander), button);
}

/* The service's, and the one that it is. */
static void
fill_permissions (Row *row, const char *own)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *permissions = esp_managed_permissions ();

  for (guint i = 0; i < permissions->len; i++)
    gtk_string_list_append (names,
                            ((EspManagedPermission *) g_ptr_array_index (permissions, i))->name);
  if (!esp_managed_permission_find (own))
    gtk_string_list_append (names, own);
  adw_combo_row_set_model (row->permission_row, G_LIST_MODEL (names));
}

static Row *
add_row (ConsolePlanShares *view, const EspPlanShare *share)
{
  g_autoptr (GtkStringList) ways = gtk_string_list_new (NULL);
  Row *row = g_new0 (Row, 1);

  row->view = view;
  row->name = g_strdup (share->name);
  row->expander = adw_expander_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->expander), FALSE);
  row->permission_row = add_combo (row, C_ ("row of a form", "Permission"), permission_title,
                                   permission_note);
  row->meaning_row = CONSOLE_NOTE_ROW (console_note_row_new (NULL));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row->expander), GTK_WIDGET (row->meaning_row));
  row->signing_row = add_combo (row, C_ ("row of a form", "Signing"), signing_title, signing_note);
  for (guint i = 0; i < G_N_ELEMENTS (signings); i++)
    gtk_string_list_append (ways, signings[i]);
  adw_combo_row_set_model (row->signing_row, G_LIST_MODEL (ways));
  add_remove (row);
  fill_permissions (row, share->permission);
  g_signal_connect_swapped (row->permission_row, "notify::selected", G_CALLBACK (changed_cb), row);
  g_signal_connect_swapped (row->signing_row, "notify::selected", G_CALLBACK (changed_cb), row);
  g_ptr_array_add (view->rows, row);
  adw_preferences_group_add (view->group, row->expander);
  return row;
}

static void
show_row (Row *row, const EspPlan *plan, const EspPlanShare *share)
{
  GListModel *names = adw_combo_row_get_model (row->permission_row);
  g_autofree char *account = name_account (plan, share->account);
  g_autofree char *meaning = explain_permission (share->permission);
  g_autofree char *permission = esp_text_escape (console_permission_title (share->permission));
  g_autofree char *subtitle = g_strdup_printf (
    "%s · %s", permission, console_share_signing (signings[share->here ? 1 : 0]));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->expander), account);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row->expander), subtitle);
  console_note_row_set_value (row->meaning_row, meaning);
  for (guint i = 0; i < g_list_model_get_n_items (names); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (names), i), share->permission))
      adw_combo_row_set_selected (row->permission_row, i);
  adw_combo_row_set_selected (row->signing_row, share->here ? 1 : 0);
}

/* Every other account of the plan. */
static void
fill_menu (ConsolePlanShares *view, const EspPlan *plan, const EspPlanCa *ca)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < plan->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);
      g_autofree char *safe = esp_text_escape (account->name);
      g_auto (GStrv) parts = g_strsplit (safe, "_", -1);
      g_autofree char *label = g_strjoinv ("__", parts);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "plan-shares.add", "s", account->id);
      if (g_strcmp0 (account->id, ca->account) != 0)
        g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (view->add_button, G_MENU_MODEL (menu));
  gtk_widget_set_sensitive (GTK_WIDGET (view->add_button),
                            g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

static GPtrArray *
list_shares (const EspPlan *plan, const EspPlanCa *ca)
{
  GPtrArray *shares = g_ptr_array_new ();

  for (guint i = 0; i < plan->shares->len; i++)
    {
      EspPlanShare *share = g_ptr_array_index (plan->shares, i);

      if (g_strcmp0 (share->ca, ca->key) == 0)
        g_ptr_array_add (shares, share);
    }
  return shares;
}

/* Are the rows those of @shares, one for one? */
static gboolean
are_shown (ConsolePlanShares *view, GPtrArray *shares)
{
  if (view->rows->len != shares->len)
    return FALSE;
  for (guint i = 0; i < shares->len; i++)
    if (g_strcmp0 (((Row *) g_ptr_array_index (view->rows, i))->name,
                   ((EspPlanShare *) g_ptr_array_index (shares, i))->name) != 0)
      return FALSE;
  return TRUE;
}

static void
make_rows (ConsolePlanShares *view, GPtrArray *shares)
{
  for (guint i = 0; i < view->rows->len; i++)
    adw_preferences_group_remove (view->group,
                                  ((Row *) g_ptr_array_index (view->rows, i))->expander);
  g_ptr_array_set_size (view->rows, 0);
  for (guint i = 0; i < shares->len; i++)
    add_row (view, g_ptr_array_index (shares, i));
}

static void
console_plan_shares_refresh (ConsolePlanPart *part, const EspPlan *plan, const char *const *keys)
{
  ConsolePlanShares *view = CONSOLE_PLAN_SHARES (part);
  const EspPlanCa *ca = keys[0] && !keys[1] ? esp_plan_find_ca (plan, keys[0]) : NULL;
  g_autoptr (GPtrArray) shares = NULL;

  gtk_widget_set_visible (GTK_WIDGET (view), ca != NULL);
  if (!ca)
    return;
  shares = list_shares (plan, ca);
  if (!are_shown (view, shares))
    make_rows (view, shares);
  for (guint i = 0; i < shares->len; i++)
    show_row (g_ptr_array_index (view->rows, i), plan, g_ptr_array_index (shares, i));
  gtk_widget_set_visible (view->empty_row, shares->len == 0);
  fill_menu (view, plan, ca);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_shares_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_PLAN_SHARES (object)->rows);
  G_OBJECT_CLASS (console_plan_shares_parent_class)->finalize (object);
}

static void
console_plan_shares_class_init (ConsolePlanSharesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_plan_shares_finalize;
  CONSOLE_PLAN_PART_CLASS (klass)->refresh = console_plan_shares_refresh;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "plan-shares.add", "s", share_action);
}

static void
console_plan_shares_init (ConsolePlanShares *view)
{
  const char *text = C_ ("button of a form", "Share With…");

  view->rows = g_ptr_array_new_with_free_func (row_free);
  view->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  view->add_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (view->add_button, "list-add-symbolic");
  gtk_widget_set_valign (GTK_WIDGET (view->add_button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (view->add_button), "flat");
  gtk_widget_set_tooltip_text (GTK_WIDGET (view->add_button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  adw_preferences_group_set_title (view->group, C_ ("heading of a form", "Shared With"));
  adw_preferences_group_set_header_suffix (view->group, GTK_WIDGET (view->add_button));
  view->empty_row = console_note_row_new (_ ("Nobody outside of its account."));
  gtk_widget_add_css_class (view->empty_row, "dim-label");
  adw_preferences_group_add (view->group, view->empty_row);
  adw_bin_set_child (ADW_BIN (view), GTK_WIDGET (view->group));
}

GtkWidget *
console_plan_shares_new (ConsolePlanDocument *document)
{
  ConsolePlanShares *view = g_object_new (CONSOLE_TYPE_PLAN_SHARES, NULL);

  console_plan_part_set_document (CONSOLE_PLAN_PART (view), document);
  return GTK_WIDGET (view);
}
