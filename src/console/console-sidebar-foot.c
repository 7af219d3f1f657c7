/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu is made anew whenever the session changes: other roles of the same person first, then
 * the other people, then the lock. Names are data: menu labels would read "_" as a mnemonic. */
#include "console-sidebar-foot.h"

#include "console-people.h"

#include <glib/gi18n.h>

/* Longer lists make no menu; the unlock page shows everybody. */
#define MENU_MAX 12

struct _ConsoleSidebarFoot
{
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *person_label;
  GtkLabel *role_label;
  GtkMenuButton *button;
  ConsoleSession *session;
};

G_DEFINE_FINAL_TYPE (ConsoleSidebarFoot, console_sidebar_foot, ADW_TYPE_BIN)

static void
append_name (GMenu *menu, const char *name, const char *action)
{
  g_autofree char *safe = esp_text_escape (name);
  g_auto (GStrv) parts = g_strsplit (safe, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (menu, item);
}

static GMenu *
make_role_section (const EspPerson *person, const char *role)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; person && person->roles[i]; i++)
    if (g_strcmp0 (person->roles[i], role) != 0)
      append_name (menu, person->roles[i], "win.switch-role");
  return menu;
}

static GMenu *
make_people_section (GPtrArray *people, const char *name)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; people && i < people->len && i < MENU_MAX; i++)
    {
      const EspPerson *person = g_ptr_array_index (people, i);

      if (g_strcmp0 (person->name, name) != 0)
        append_name (menu, person->name, "win.sign-in-as");
    }
  return menu;
}

static void
append_section (GMenu *menu, const char *title, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, title, G_MENU_MODEL (section));
}

static void
people_cb (GtkWidget *owner, GPtrArray *people, const GError *error, gpointer data)
{
  ConsoleSidebarFoot *foot = CONSOLE_SIDEBAR_FOOT (owner);
  const char *name = console_session_get_person (foot->session);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) roles = make_role_section (console_people_find (people, name),
                                               console_session_get_role (foot->session));
  g_autoptr (GMenu) others = make_people_section (people, name);
  g_autoptr (GMenu) lock = g_menu_new ();

  append_section (menu, C_ ("menu section", "Switch Role"), roles);
  append_section (menu, C_ ("menu section", "Sign In As"), others);
  g_menu_append (lock, C_ ("menu", "_Lock"), "win.lock");
  append_section (menu, NULL, lock);
  gtk_menu_button_set_menu_model (foot->button, G_MENU_MODEL (menu));
}

static void
update_cb (ConsoleSidebarFoot *foot)
{
  const char *person = console_session_get_person (foot->session);
  const char *role = console_session_get_role (foot->session);
  g_autofree char *safe = esp_text_escape (person ? person : "");
  g_autofree char *safe_role = esp_text_escape (role ? role : "");
  /* Translators: who is signed in, and in which role */
  g_autofree char *name = g_strdup_printf (C_ ("sidebar", "Signed in as %s, in the role %s"), safe,
                                           safe_role);

  adw_avatar_set_text (foot->avatar, safe);
  gtk_label_set_text (foot->person_label, safe);
  gtk_label_set_text (foot->role_label, safe_role);
  gtk_accessible_update_property (GTK_ACCESSIBLE (foot->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  if (person)
    console_people_list (foot->session, GTK_WIDGET (foot), people_cb, NULL);
}

/* Somebody may have come who can sign in, or have another role. */
static void
changed_cb (ConsoleSidebarFoot *foot, gint64 from, gint64 to, guint topics)
{
  if (topics & ESP_TOPIC_ACCESS)
    update_cb (foot);
}

static void
console_sidebar_foot_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_SIDEBAR_FOOT (object)->session);
  G_OBJECT_CLASS (console_sidebar_foot_parent_class)->dispose (object);
}

static void
console_sidebar_foot_class_init (ConsoleSidebarFootClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_sidebar_foot_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/sidebar-foot.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebarFoot, avatar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebarFoot, person_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebarFoot, role_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleSidebarFoot, button);
}

static void
console_sidebar_foot_init (ConsoleSidebarFoot *foot)
{
  GtkWidget *box;

  gtk_widget_init_template (GTK_WIDGET (foot));
  /* A menu button centres what is in it; a name stands at the start. */
  box = gtk_widget_get_parent (gtk_menu_button_get_child (foot->button));
  gtk_widget_set_halign (box, GTK_ALIGN_FILL);
}

void
console_sidebar_foot_popup (GtkWidget *foot)
{
  GtkMenuButton *button = CONSOLE_SIDEBAR_FOOT (foot)->button;

  gtk_widget_grab_focus (GTK_WIDGET (button));
  gtk_menu_button_popup (button);
}

GtkWidget *
console_sidebar_foot_new (ConsoleSession *session)
{
  ConsoleSidebarFoot *foot = g_object_new (CONSOLE_TYPE_SIDEBAR_FOOT, NULL);

  foot->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::person", G_CALLBACK (update_cb), foot,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::role", G_CALLBACK (update_cb), foot,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           foot, G_CONNECT_SWAPPED);
  update_cb (foot);
  return GTK_WIDGET (foot);
}
