/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of what each action needs; what it does is the page's. */
#include "console-plan-actions.h"

#include "console-plan-shelf.h"
#include "console-window-private.h"

#include <glib/gi18n.h>

#define LIST "acm-pca:ListCertificateAuthorities"

typedef struct
{
  const char *name;
  const char *type;       /* of its parameter */
  gboolean plan;          /* one must be open */
  gboolean existing;      /* there must be a CA */
  const char *permission; /* on nothing in particular */
  const char *also;
} ActionRow;

static const ActionRow rows[] = {
  { "new", "s", FALSE, FALSE, NULL, NULL },
  { "from-existing", NULL, FALSE, TRUE, LIST, NULL },
  { "open", NULL, FALSE, FALSE, NULL, NULL },
  { "open-recent", "s", FALSE, FALSE, NULL, NULL },
  { "save", NULL, TRUE, FALSE, NULL, NULL },
  { "save-as", NULL, TRUE, FALSE, NULL, NULL },
  { "close", NULL, TRUE, FALSE, NULL, NULL },
  { "compare", NULL, TRUE, FALSE, LIST, NULL },
  { "provision", NULL, TRUE, FALSE, LIST, "espalier:ProvisionPlan" },
  { "export", "s", TRUE, FALSE, NULL, NULL },
  { "ceremonies", NULL, FALSE, FALSE, "espalier:ListEvents", NULL },
};

static char *
explain_permission (ConsoleSession *session, const ActionRow *row)
{
  char *reason = row->permission ? console_session_explain_denial (session, row->permission, NULL) :
                                   NULL;

  if (!reason && row->also)
    reason = console_session_explain_denial (session, row->also, NULL);
  return reason;
}

static char *
explain (ConsoleSession *session, const ActionRow *row)
{
  EspCaTree *tree = console_session_get_tree (session);

  if (row->plan && !console_plan_shelf_get_document (console_plan_shelf_get (session)))
    return g_strdup (_ ("No plan is open."));
  if (row->existing && esp_ca_tree_is_loaded (tree) && esp_ca_tree_get_n_cas (tree) == 0)
    return g_strdup (_ ("There is no CA yet."));
  return explain_permission (session, row);
}

char *
console_plan_actions_explain (ConsoleSession *session, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, name))
      return explain (session, &rows[i]);
  return NULL;
}

void
console_plan_actions_update (GtkWidget *page, ConsoleSession *session)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strconcat ("plans.", rows[i].name, NULL);
      g_autofree char *reason = explain (session, &rows[i]);

      gtk_widget_action_set_enabled (page, name, reason == NULL);
    }
}

/* --- The window's group ------------------------------------------------------------------------*/

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autofree char *name = g_strconcat ("plans.", g_action_get_name (G_ACTION (action)), NULL);
  GtkWidget *page = console_window_get_page (window);

  if (page)
    gtk_widget_activate_action_variant (page, name, parameter);
}

/* Keys do nothing to a plan that is not looked at. */
static void
update_group (GSimpleActionGroup *group)
{
  ConsoleSession *session = g_object_get_data (G_OBJECT (group), "session");
  gboolean seen = console_session_get_phase (session) == CONSOLE_PHASE_OPEN &&
                  g_str_equal (console_session_get_place (session), "plans");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *reason = seen ? explain (session, &rows[i]) : NULL;
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (group), rows[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), seen && !reason);
    }
}

static void
add_actions (GSimpleActionGroup *group, GtkWidget *window)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const GVariantType *type = rows[i].type ? G_VARIANT_TYPE (rows[i].type) : NULL;
      g_autoptr (GSimpleAction) action = g_simple_action_new (rows[i].name, type);

      g_signal_connect_object (action, "activate", G_CALLBACK (activate_cb), window, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
}

void
console_plan_actions_install (GtkWidget *window, ConsoleSession *session)
{
  static const char *const signals[] = { "notify::place", "notify::phase", "notify::role" };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  add_actions (group, window);
  g_object_set_data_full (G_OBJECT (group), "session", g_object_ref (session), g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (session, signals[i], G_CALLBACK (update_group), group,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (console_plan_shelf_get (session), "changed", G_CALLBACK (update_group),
                           group, G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (update_group),
                           group, G_CONNECT_SWAPPED);
  update_group (group);
  gtk_widget_insert_action_group (window, "plans", G_ACTION_GROUP (group));
}
