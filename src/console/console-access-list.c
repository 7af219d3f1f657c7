/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One list for four kinds of things; what differs stands in a table. The answer of the engine is
 * kept, so that a search is done here. */
#include "console-access-list.h"

#include "console-access-dialogs.h"
#include "console-access-row.h"
#include "console-dialogs.h"
#include "console-filter-view.h"
#include "console-pages.h"
#include "console-shares.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define REFRESH_MS 200

struct _ConsoleAccessList
{
  AdwBin parent_instance;

  GtkLabel *about;
  GtkButton *more_button;
  GtkButton *add_button;
  ConsoleFilterView *filters;
  GtkListView *list_view;

  ConsoleSession *session;
  ConsoleAccessKind kind;
  GPtrArray *all;    /* ConsoleAccessItem, sorted; NULL: not read yet */
  GListStore *store; /* what is shown of them, with headings */
  guint question;    /* number of the one that is asked: older answers do not count */
  guint refresh_source;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (ConsoleAccessList, console_access_list, ADW_TYPE_BIN)

/* --- What differs ------------------------------------------------------------------------------*/

static GtkWindow *
open_person (ConsoleSession *session, JsonObject *object)
{
  return console_person_dialog_new (session, esp_json_get_string (object, "Name"));
}

static GtkWindow *
open_role (ConsoleSession *session, JsonObject *object)
{
  return console_role_dialog_new (session, esp_json_get_string (object, "Arn"));
}

static GtkWindow *
add_guardrail (ConsoleSession *session)
{
  return console_policy_dialog_new_for_guardrail (session, NULL);
}

static GtkWindow *
add_permission (ConsoleSession *session)
{
  return console_policy_dialog_new_for_permission (session, NULL, NULL);
}

typedef struct
{
  const char *operation;
  const char *action;
  const char *member;
  GtkWindow *(*open) (ConsoleSession *session, JsonObject *object);
  const char *add_label;
  const char *add_action;
  GtkWindow *(*add) (ConsoleSession *session);
  const char *more_label; /* a second thing to make, or NULL */
  const char *more_action;
  GtkWindow *(*more) (ConsoleSession *session);
  const char *about;
  const char *list_label;
  const char *search_label;
  const char *nothing;
  const char *nothing_text;
  const char *no_match;
  const char *no_match_text;
  const char *denied;
} Kind;

static const Kind kinds[] = {
  [CONSOLE_ACCESS_PERSON] = { "ListPrincipals", "iam:ListUsers", "Principals", open_person,
                              NC_ ("button", "_Invite…"), "iam:CreateUser",
                              console_invite_dialog_new, NC_ ("button", "New _Account…"),
                              "organizations:CreateAccount", console_create_account_dialog_new,
                              N_ (
                                "Who can sign in to this vault. Each has keys of their own, which "
                                "nobody else ever holds."),
                              N_ ("People and services, by account"),
                              N_ ("Search people by name, account, role or tag"), N_ ("Nobody Yet"),
                              N_ ("Invite somebody to work in this vault."), N_ ("Nobody Found"),
                              N_ ("No name, account, role or tag of a person matches."),
                              N_ ("People Can’t Be Listed") },
  [CONSOLE_ACCESS_ROLE] = { "ListRoles", "iam:ListRoles", "Roles", open_role,
                            NC_ ("button", "_New Role…"), "iam:CreateRole",
                            console_create_role_dialog_new, NULL, NULL, NULL,
                            N_ ("A role is allowed what its policies say; without one, "
                                "nobody may do anything."),
                            N_ ("Roles, by account"),
                            N_ ("Search roles by name, account, person or tag"), N_ ("No Role Yet"),
                            N_ ("Without a role, nobody may do anything."), N_ ("No Role Found"),
                            N_ ("No name, account, person or tag of a role matches."),
                            N_ ("Roles Can’t Be Listed") },
  [CONSOLE_ACCESS_GUARDRAIL] = { "ListGuardrails", "organizations:ListPolicies", "Guardrails",
                                 console_policy_dialog_new_for_guardrail,
                                 NC_ ("button", "_New Guardrail…"), "organizations:CreatePolicy",
                                 add_guardrail, NULL, NULL, NULL,
                                 N_ ("Limits over whole accounts: what a guardrail denies, no role "
                                     "can allow."),
                                 N_ ("Guardrails"), N_ ("Search guardrails by name"),
                                 N_ ("No Guardrail Yet"),
                                 N_ ("Roles decide alone. A guardrail can demand tags on every "
                                     "CA, or "
                                     "keep a kind of CA from being changed, whatever roles say."),
                                 N_ ("No Guardrail Found"), N_ ("No name of a guardrail matches."),
                                 N_ ("Guardrails Can’t Be Listed") },
  [CONSOLE_ACCESS_PERMISSION] = { "ListManagedPermissions", "ram:ListPermissions", "Permissions",
                                  console_permission_dialog_new, NC_ ("button", "_New Permission…"),
                                  "ram:CreatePermission", add_permission, NULL, NULL, NULL,
                                  N_ ("What a share of a CA can give to the other side. Each share "
                                      "has one of them."),
                                  N_ ("Permissions for sharing"), N_ ("Search permissions by name"),
                                  N_ ("No Permission Yet"),
                                  N_ ("Without a permission, a share gives nothing."),
                                  N_ ("No Permission Found"),
                                  N_ ("No name of a permission matches."),
                                  N_ ("Permissions Can’t Be Listed") },
};

static const Kind *
get_kind (ConsoleAccessList *list)
{
  return &kinds[list->kind];
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
append_found (ConsoleAccessList *list, GPtrArray *shown, const char *search)
{
  const char *group = NULL;

  for (guint i = 0; i < list->all->len; i++)
    {
      ConsoleAccessItem *item = g_ptr_array_index (list->all, i);
      const char *mine = console_access_item_get_group (item);

      if (!console_access_item_matches (item, search))
        continue;
      if (mine && g_strcmp0 (mine, group) != 0 && console_access_item_get_object (item))
        g_ptr_array_add (shown, console_access_item_new_heading (mine));
      group = mine;
      g_ptr_array_add (shown, g_object_ref (item));
    }
}

static GtkWidget *
make_empty_page (ConsoleAccessList *list)
{
  const Kind *kind = get_kind (list);

  if (list->all->len > 0)
    return console_empty_page_new (CONSOLE_EMPTY_NO_MATCH, _ (kind->no_match),
                                   _ (kind->no_match_text), _ ("_Clear Search"), "access.clear");
  return console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ (kind->nothing), _ (kind->nothing_text),
                                 g_dpgettext2 (NULL, "button", kind->add_label), "access.add");
}

static void
show (ConsoleAccessList *list)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list->store));

  if (!list->all)
    return;
  append_found (list, shown, console_filter_view_get_search (list->filters));
  g_list_store_splice (list->store, 0, n, shown->pdata, shown->len);
  if (shown->len > 0)
    console_filter_view_show_content (list->filters);
  else
    console_filter_view_show_empty (list->filters, make_empty_page (list));
}

/* --- Reading -----------------------------------------------------------------------------------*/

static int
compare (gconstpointer a, gconstpointer b)
{
  ConsoleAccessItem *first = *(ConsoleAccessItem *const *) a;
  ConsoleAccessItem *second = *(ConsoleAccessItem *const *) b;
  const char *group = console_access_item_get_group (first);
  const char *other = console_access_item_get_group (second);
  int order = group && other ? g_utf8_collate (group, other) : 0;

  return order ? order :
                 g_utf8_collate (console_access_item_get_name (first),
                                 console_access_item_get_name (second));
}

static gboolean
has_somebody (ConsoleAccessList *list, const char *account)
{
  for (guint i = 0; i < list->all->len; i++)
    {
      JsonObject *object = console_access_item_get_object (g_ptr_array_index (list->all, i));

      if (object && g_strcmp0 (esp_json_get_string (object, "Account"), account) == 0)
        return TRUE;
    }
  return FALSE;
}

/* An account that was just made is seen where its people will be. */
static void
accounts_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleAccessList *list = CONSOLE_ACCESS_LIST (owner);
  JsonArray *accounts = esp_json_get_array (result, "Accounts");
  guint n = list->all ? list->all->len : 0;

  if (!list->session || !list->all || GPOINTER_TO_UINT (data) != list->question)
    return;
  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);
      const char *name = esp_json_get_string (account, "Name");
      const char *number = esp_json_get_string (account, "Id");

      if (name && !has_somebody (list, number))
        g_ptr_array_add (list->all, console_access_item_new_account (name, number));
    }
  if (list->all->len == n)
    return;
  g_ptr_array_sort (list->all, compare);
  show (list);
}

/* Who may not list accounts sees those that have people. */
static void
ask_accounts (ConsoleAccessList *list)
{
  g_autofree char *denial = console_session_explain_denial (list->session,
                                                            "organizations:ListAccounts", NULL);

  if (list->kind == CONSOLE_ACCESS_PERSON && !denial)
    console_session_call (list->session, GTK_WIDGET (list), "ListAccounts", NULL, accounts_cb,
                          GUINT_TO_POINTER (list->question));
}

static void
take_answer (ConsoleAccessList *list, JsonArray *array)
{
  g_clear_pointer (&list->all, g_ptr_array_unref);
  list->all = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    g_ptr_array_add (
      list->all, console_access_item_new (list->kind, json_array_get_object_element (array, i)));
  g_ptr_array_sort (list->all, compare);
  show (list);
}

static void
listed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleAccessList *list = CONSOLE_ACCESS_LIST (owner);

  if (!list->session || GPOINTER_TO_UINT (data) != list->question)
    return;
  console_filter_view_set_busy (list->filters, FALSE);
  if (error)
    {
      g_clear_pointer (&list->all, g_ptr_array_unref);
      console_filter_view_show_error (list->filters, _ (get_kind (list)->denied), error);
    }
  else
    {
      take_answer (list, esp_json_get_array (result, get_kind (list)->member));
      ask_accounts (list);
    }
}

static void
show_button (ConsoleAccessList *list, GtkButton *button, const char *action)
{
  g_autofree char *denial = action ? console_session_explain_denial (list->session, action, NULL) :
                                     NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (button), denial == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), denial);
}

/* Said without asking: a refusal would be an entry in the log each time. */
static gboolean
is_denied (ConsoleAccessList *list)
{
  EspEngine *engine = console_session_get_engine (list->session);
  g_autoptr (EspSession) signed_in = esp_engine_ref_session (engine);
  g_autoptr (GError) error = NULL;

  if (signed_in && esp_session_check (signed_in, get_kind (list)->action, NULL, NULL, &error))
    return FALSE;
  if (error)
    listed_cb (GTK_WIDGET (list), NULL, error, GUINT_TO_POINTER (list->question));
  return TRUE;
}

static void
ask (ConsoleAccessList *list)
{
  list->stale = !gtk_widget_get_mapped (GTK_WIDGET (list));
  if (list->stale || console_session_get_phase (list->session) != CONSOLE_PHASE_OPEN)
    return;
  show_button (list, list->add_button, get_kind (list)->add_action);
  show_button (list, list->more_button, get_kind (list)->more_action);
  list->question++;
  if (is_denied (list))
    return;
  console_filter_view_set_busy (list->filters, TRUE);
  console_session_call (list->session, GTK_WIDGET (list), get_kind (list)->operation, NULL,
                        listed_cb, GUINT_TO_POINTER (list->question));
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_ACCESS_LIST (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleAccessList *list, gint64 from, gint64 to, guint topics)
{
  if (topics & ESP_TOPIC_ACCESS && !list->refresh_source)
    list->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, list);
}

void
console_access_list_refresh (ConsoleAccessList *list)
{
  ask (list);
}

void
console_access_list_search (ConsoleAccessList *list)
{
  gtk_widget_grab_focus (GTK_WIDGET (list->filters));
}

GListModel *
console_access_list_get_model (ConsoleAccessList *list)
{
  return G_LIST_MODEL (list->store);
}

/* --- What a person does ------------------------------------------------------------------------*/

static void
filter_changed_cb (ConsoleAccessList *list)
{
  show (list);
}

static void
activate_cb (ConsoleAccessList *list, guint position)
{
  g_autoptr (ConsoleAccessItem) item = g_list_model_get_item (G_LIST_MODEL (list->store), position);

  if (item && console_access_item_get_object (item))
    console_dialog_present (
      get_kind (list)->open (list->session, console_access_item_get_object (item)),
      GTK_WIDGET (list));
}

static void
add_cb (ConsoleAccessList *list)
{
  console_dialog_present (get_kind (list)->add (list->session), GTK_WIDGET (list));
}

static void
more_cb (ConsoleAccessList *list)
{
  console_dialog_present (get_kind (list)->more (list->session), GTK_WIDGET (list));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_widget_is_sensitive (GTK_WIDGET (CONSOLE_ACCESS_LIST (widget)->add_button)))
    add_cb (CONSOLE_ACCESS_LIST (widget));
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_filter_view_clear (CONSOLE_ACCESS_LIST (widget)->filters);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, console_access_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  ConsoleAccessItem *thing = gtk_list_item_get_item (item);
  gboolean heading = console_access_item_get_kind (thing) == CONSOLE_ACCESS_HEADING;

  console_access_row_set_item (CONSOLE_ACCESS_ROW (row), thing);
  /* Each can be selected, headings too: GTK lets the focus only onto such rows, and into a list
   * only where the first is one. */
  gtk_list_item_set_activatable (item, !heading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  console_access_row_get_text (CONSOLE_ACCESS_ROW (row)), -1);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  console_access_row_set_item (CONSOLE_ACCESS_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
set_up_list (ConsoleAccessList *list)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection = gtk_single_selection_new (
    g_object_ref (G_LIST_MODEL (list->store)));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (list->list_view, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (list->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_access_list_map (GtkWidget *widget)
{
  ConsoleAccessList *list = CONSOLE_ACCESS_LIST (widget);

  GTK_WIDGET_CLASS (console_access_list_parent_class)->map (widget);
  if (list->stale)
    ask (list);
}

static void
console_access_list_dispose (GObject *object)
{
  ConsoleAccessList *list = CONSOLE_ACCESS_LIST (object);

  g_clear_handle_id (&list->refresh_source, g_source_remove);
  g_clear_object (&list->session);
  g_clear_object (&list->store);
  g_clear_pointer (&list->all, g_ptr_array_unref);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_ACCESS_LIST);
  G_OBJECT_CLASS (console_access_list_parent_class)->dispose (object);
}

static void
console_access_list_class_init (ConsoleAccessListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_access_list_dispose;
  widget_class->map = console_access_list_map;
  g_type_ensure (CONSOLE_TYPE_FILTER_VIEW);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/access-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessList, about);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessList, more_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessList, add_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessList, filters);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_install_action (widget_class, "access.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "access.clear", NULL, clear_action);
}

static void
console_access_list_init (ConsoleAccessList *list)
{
  list->stale = TRUE;
  list->store = g_list_store_new (CONSOLE_TYPE_ACCESS_ITEM);
  gtk_widget_init_template (GTK_WIDGET (list));
  set_up_list (list);
}

/* The label of a button has the mark of its mnemonic, which is not read out. */
static void
set_label (GtkButton *button, const char *label)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *plain = NULL;

  if (label)
    {
      parts = g_strsplit (g_dpgettext2 (NULL, "button", label), "_", -1);
      plain = g_strjoinv ("", parts);
      gtk_button_set_label (button, g_dpgettext2 (NULL, "button", label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, plain,
                                      -1);
    }
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
}

GtkWidget *
console_access_list_new (ConsoleSession *session, ConsoleAccessKind kind)
{
  ConsoleAccessList *list = g_object_new (CONSOLE_TYPE_ACCESS_LIST, NULL);
  EspEngine *engine = console_session_get_engine (session);

  list->session = g_object_ref (session);
  list->kind = kind;
  gtk_label_set_text (list->about, _ (kinds[kind].about));
  set_label (list->add_button, kinds[kind].add_label);
  set_label (list->more_button, kinds[kind].more_label);
  g_object_set (list->filters, "search-label", _ (kinds[kind].search_label), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list->list_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (kinds[kind].list_label), -1);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), list, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (ask), list, G_CONNECT_SWAPPED);
  return GTK_WIDGET (list);
}
