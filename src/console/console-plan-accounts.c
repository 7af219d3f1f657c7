/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts of a plan in the colours of the diagram. One that something belongs to can't be
 * taken away. */
#include "console-plan-parts.h"

#include "console-designer-cards.h"
#include "console-diagram-legend.h"
#include "console-icon-button.h"
#include "console-plan-account.h"

#include <glib/gi18n.h>

struct _ConsolePlanAccounts
{
  ConsolePlanPart parent_instance;

  AdwPreferencesGroup *group;
  GtkWidget *add_button;
  GPtrArray *rows; /* Row */
  gpointer typing; /* the row whose own step runs */
};

G_DEFINE_FINAL_TYPE (ConsolePlanAccounts, console_plan_accounts, CONSOLE_TYPE_PLAN_PART)

typedef struct
{
  ConsolePlanAccounts *view;
  char *number;
  GtkWidget *entry;
  GtkWidget *remove_button;
} Row;

/* --- What belongs to one -----------------------------------------------------------------------*/

static gboolean
any_of (GPtrArray *things, gsize offset, const char *number)
{
  for (guint i = 0; i < things->len; i++)
    if (g_strcmp0 (G_STRUCT_MEMBER (char *, g_ptr_array_index (things, i), offset), number) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
any_guardrail (const EspPlan *plan, const char *number)
{
  for (guint i = 0; i < plan->guardrails->len; i++)
    {
      EspPlanGuardrail *guardrail = g_ptr_array_index (plan->guardrails, i);

      if (guardrail->accounts &&
          g_strv_contains ((const char *const *) guardrail->accounts, number))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_used (const EspPlan *plan, const char *number)
{
  return any_of (plan->cas, G_STRUCT_OFFSET (EspPlanCa, account), number) ||
         any_of (plan->shares, G_STRUCT_OFFSET (EspPlanShare, account), number) ||
         any_of (plan->people, G_STRUCT_OFFSET (EspPlanPerson, account), number) ||
         any_of (plan->roles, G_STRUCT_OFFSET (EspPlanRole, account), number) ||
         any_guardrail (plan, number);
}

/* --- Changing ----------------------------------------------------------------------------------*/

static EspPlanAccount *
find_account (EspPlan *plan, const char *number, guint *index)
{
  for (guint i = 0; i < plan->accounts->len; i++)
    {
      EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);

      if (index)
        *index = i;
      if (g_strcmp0 (account->id, number) == 0)
        return account;
    }
  return NULL;
}

static void
renamed_cb (Row *row)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (row->view);
  g_autofree char *merge = g_strconcat ("account ", row->number, NULL);
  g_autoptr (EspPlan) plan = NULL;
  EspPlanAccount *account;

  if (console_plan_part_is_refreshing (part))
    return;
  plan = console_plan_document_copy (console_plan_part_get_document (part));
  account = find_account (plan, row->number, NULL);
  if (!account)
    return;
  g_free (account->name);
  account->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->entry)));
  row->view->typing = row;
  console_plan_part_step (part, g_steal_pointer (&plan), C_ ("step of a plan", "Rename an Account"),
                          merge);
  row->view->typing = NULL;
}

static void
remove_cb (Row *row)
{
  ConsolePlanPart *part = CONSOLE_PLAN_PART (row->view);
  g_autoptr (EspPlan) plan = console_plan_document_copy (console_plan_part_get_document (part));
  guint index = 0;

  gtk_widget_grab_focus (row->view->add_button);
  if (!find_account (plan, row->number, &index))
    return;
  g_ptr_array_remove_index (plan->accounts, index);
  console_plan_part_step (part, g_steal_pointer (&plan), C_ ("step of a plan", "Remove an Account"),
                          NULL);
}

static void
added (GtkWidget *owner, const char *number)
{
  ConsolePlanAccounts *view = CONSOLE_PLAN_ACCOUNTS (owner);

  for (guint i = 0; number && i < view->rows->len; i++)
    {
      Row *row = g_ptr_array_index (view->rows, i);

      if (g_str_equal (row->number, number))
        gtk_widget_grab_focus (row->entry);
    }
}

static void
add_cb (ConsolePlanAccounts *view)
{
  console_plan_account_ask (GTK_WIDGET (view),
                            console_plan_part_get_document (CONSOLE_PLAN_PART (view)), added);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
row_free (gpointer data)
{
  g_free (((Row *) data)->number);
  g_free (data);
}

static void
add_row (ConsolePlanAccounts *view, const EspPlanAccount *account, int colour)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *band = console_diagram_band_new (colour);
  g_autofree char *safe = esp_text_escape (account->id);
  const char *text = C_ ("button of a form", "Remove Account");

  row->view = view;
  row->number = g_strdup (account->id);
  row->entry = adw_entry_row_new ();
  row->remove_button = console_icon_button_new ("user-trash-symbolic", text, NULL, NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row->entry), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->entry), safe);
  console_plan_part_prepare_entry (row->entry);
  gtk_widget_add_css_class (band, "spot");
  gtk_widget_set_valign (band, GTK_ALIGN_CENTER);
  adw_entry_row_add_prefix (ADW_ENTRY_ROW (row->entry), band);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row->entry), row->remove_button);
  g_signal_connect_swapped (row->entry, "changed", G_CALLBACK (renamed_cb), row);
  g_signal_connect_swapped (row->remove_button, "clicked", G_CALLBACK (remove_cb), row);
  g_ptr_array_add (view->rows, row);
  adw_preferences_group_add (view->group, row->entry);
}

static gboolean
are_shown (ConsolePlanAccounts *view, const EspPlan *plan)
{
  if (view->rows->len != plan->accounts->len)
    return FALSE;
  for (guint i = 0; i < plan->accounts->len; i++)
    if (g_strcmp0 (((Row *) g_ptr_array_index (view->rows, i))->number,
                   ((EspPlanAccount *) g_ptr_array_index (plan->accounts, i))->id) != 0)
      return FALSE;
  return TRUE;
}

static void
make_rows (ConsolePlanAccounts *view, const EspPlan *plan)
{
  g_autoptr (GHashTable) colours = console_designer_colours (plan);

  for (guint i = 0; i < view->rows->len; i++)
    adw_preferences_group_remove (view->group, ((Row *) g_ptr_array_index (view->rows, i))->entry);
  g_ptr_array_set_size (view->rows, 0);
  for (guint i = 0; i < plan->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);

      add_row (view, account, console_diagram_get_colour (colours, account->id));
    }
}

static void
show_row (Row *row, const EspPlan *plan, const EspPlanAccount *account)
{
  gboolean used = is_used (plan, row->number);

  if (row->view->typing != row &&
      g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row->entry)), account->name) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row->entry), account->name ? account->name : "");
  gtk_widget_set_sensitive (row->remove_button, !used);
  gtk_widget_set_tooltip_text (row->remove_button, used ?
                                                     _ ("Something of the plan belongs to it") :
                                                     C_ ("button of a form", "Remove Account"));
}

static void
console_plan_accounts_refresh (ConsolePlanPart *part, const EspPlan *plan, const char *const *keys)
{
  ConsolePlanAccounts *view = CONSOLE_PLAN_ACCOUNTS (part);

  if (!are_shown (view, plan))
    make_rows (view, plan);
  for (guint i = 0; i < plan->accounts->len; i++)
    show_row (g_ptr_array_index (view->rows, i), plan, g_ptr_array_index (plan->accounts, i));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_accounts_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_PLAN_ACCOUNTS (object)->rows);
  G_OBJECT_CLASS (console_plan_accounts_parent_class)->finalize (object);
}

static void
console_plan_accounts_class_init (ConsolePlanAccountsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_plan_accounts_finalize;
  CONSOLE_PLAN_PART_CLASS (klass)->refresh = console_plan_accounts_refresh;
}

static void
console_plan_accounts_init (ConsolePlanAccounts *view)
{
  const char *text = C_ ("button of a form", "Add Account");

  view->rows = g_ptr_array_new_with_free_func (row_free);
  view->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  view->add_button = console_icon_button_new ("list-add-symbolic", text, NULL, NULL);
  g_signal_connect_swapped (view->add_button, "clicked", G_CALLBACK (add_cb), view);
  adw_preferences_group_set_title (view->group, C_ ("heading of a form", "Accounts"));
  adw_preferences_group_set_header_suffix (view->group, view->add_button);
  adw_bin_set_child (ADW_BIN (view), GTK_WIDGET (view->group));
}

GtkWidget *
console_plan_accounts_new (ConsolePlanDocument *document)
{
  ConsolePlanAccounts *view = g_object_new (CONSOLE_TYPE_PLAN_ACCOUNTS, NULL);

  console_plan_part_set_document (CONSOLE_PLAN_PART (view), document);
  return GTK_WIDGET (view);
}
