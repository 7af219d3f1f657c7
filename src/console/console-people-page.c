/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what, in tabs: people, roles, guardrails, permissions for sharing, the table of what
 * they come to, and the simulator that tells why. What stands in the tabs is in files of their own.
 */
#include "console-people-page.h"

#include "console-access-grid.h"
#include "console-pages.h"
#include "console-simulator-view.h"

struct _ConsolePeoplePage
{
  AdwBin parent_instance;

  AdwViewStack *tabs;
  AdwBin *people_bin;
  AdwBin *roles_bin;
  AdwBin *guardrails_bin;
  AdwBin *permissions_bin;
  AdwBin *grid_bin;
  AdwBin *simulator_bin;
  ConsoleAccessGrid *grid;
  ConsoleSimulatorView *simulator;
};

G_DEFINE_FINAL_TYPE (ConsolePeoplePage, console_people_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_TAB,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static AdwBin *
get_bin (ConsolePeoplePage *page, ConsoleAccessKind kind)
{
  AdwBin *const bins[] = {
    [CONSOLE_ACCESS_PERSON] = page->people_bin,
    [CONSOLE_ACCESS_ROLE] = page->roles_bin,
    [CONSOLE_ACCESS_GUARDRAIL] = page->guardrails_bin,
    [CONSOLE_ACCESS_PERMISSION] = page->permissions_bin,
  };

  return bins[kind];
}

ConsoleAccessList *
console_people_page_get_list (ConsolePeoplePage *page, ConsoleAccessKind kind)
{
  return CONSOLE_ACCESS_LIST (adw_bin_get_child (get_bin (page, kind)));
}

/* NULL on the simulator. */
static ConsoleAccessList *
get_visible_list (ConsolePeoplePage *page)
{
  GtkWidget *child = adw_view_stack_get_visible_child (page->tabs);

  for (int kind = CONSOLE_ACCESS_PERSON; kind <= CONSOLE_ACCESS_PERMISSION; kind++)
    if (child == GTK_WIDGET (get_bin (page, kind)))
      return console_people_page_get_list (page, kind);
  return NULL;
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePeoplePage *page = CONSOLE_PEOPLE_PAGE (widget);

  if (!get_visible_list (page))
    adw_view_stack_set_visible_child (page->tabs, GTK_WIDGET (page->people_bin));
  console_access_list_search (get_visible_list (page));
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePeoplePage *page = CONSOLE_PEOPLE_PAGE (widget);

  if (get_visible_list (page))
    console_access_list_refresh (get_visible_list (page));
  else if (adw_view_stack_get_visible_child (page->tabs) == GTK_WIDGET (page->grid_bin))
    console_access_grid_refresh (page->grid);
  else
    console_simulator_view_refresh (page->simulator);
}

/* A question to the simulator: who, in which role, what, on which CA. */
static void
simulate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePeoplePage *page = CONSOLE_PEOPLE_PAGE (widget);
  const char *person, *role, *action, *arn;

  g_variant_get (parameter, "(&s&s&s&s)", &person, &role, &action, &arn);
  console_simulator_view_wish (page->simulator, person, role, action, arn);
  adw_view_stack_set_visible_child (page->tabs, GTK_WIDGET (page->simulator_bin));
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
tab_cb (ConsolePeoplePage *page)
{
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_TAB]);
}

static void
console_people_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TAB)
    g_value_set_string (value,
                        adw_view_stack_get_visible_child_name (CONSOLE_PEOPLE_PAGE (object)->tabs));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_people_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TAB)
    adw_view_stack_set_visible_child_name (CONSOLE_PEOPLE_PAGE (object)->tabs,
                                           g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_people_page_dispose (GObject *object)
{
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_PEOPLE_PAGE);
  G_OBJECT_CLASS (console_people_page_parent_class)->dispose (object);
}

static void
console_people_page_class_init (ConsolePeoplePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_people_page_get_property;
  object_class->set_property = console_people_page_set_property;
  object_class->dispose = console_people_page_dispose;
  properties[PROP_TAB] = g_param_spec_string ("tab", NULL, NULL, "people",
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/people-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePeoplePage, tabs);
  gtk_widget_class_bind_template_child (widget_class, ConsolePeoplePage, people_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsolePeoplePage, roles_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsolePeoplePage, guardrails_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsolePeoplePage, permissions_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsolePeoplePage, grid_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsolePeoplePage, simulator_bin);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "page.simulate", "(ssss)", simulate_action);
}

static void
console_people_page_init (ConsolePeoplePage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  g_signal_connect_object (page->tabs, "notify::visible-child", G_CALLBACK (tab_cb), page,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
console_people_page_new (ConsoleSession *session)
{
  ConsolePeoplePage *page = g_object_new (CONSOLE_TYPE_PEOPLE_PAGE, NULL);

  for (int kind = CONSOLE_ACCESS_PERSON; kind <= CONSOLE_ACCESS_PERMISSION; kind++)
    adw_bin_set_child (get_bin (page, kind), console_access_list_new (session, kind));
  page->grid = CONSOLE_ACCESS_GRID (console_access_grid_new (session));
  adw_bin_set_child (page->grid_bin, GTK_WIDGET (page->grid));
  page->simulator = CONSOLE_SIMULATOR_VIEW (console_simulator_view_new (session));
  adw_bin_set_child (page->simulator_bin, GTK_WIDGET (page->simulator));
  return GTK_WIDGET (page);
}
