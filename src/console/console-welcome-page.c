/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First run: no vault is open, and these are the ways to one. The doors are buttons that activate
 * actions of the window; nothing is known or decided here. */
#include "console-pages.h"

#include "console-focus.h"

#define CONSOLE_TYPE_WELCOME_PAGE (console_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleWelcomePage, console_welcome_page, CONSOLE, WELCOME_PAGE, AdwBin)

struct _ConsoleWelcomePage
{
  AdwBin parent_instance;

  GtkWidget *create_door;
};

G_DEFINE_FINAL_TYPE (ConsoleWelcomePage, console_welcome_page, ADW_TYPE_BIN)

static gboolean
console_welcome_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CONSOLE_WELCOME_PAGE (widget)->create_door);
}

static void
console_welcome_page_class_init (ConsoleWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = console_welcome_page_grab_focus;
  widget_class->focus = console_focus_child;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleWelcomePage, create_door);
}

static void
console_welcome_page_init (ConsoleWelcomePage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
}

GtkWidget *
console_welcome_page_new (ConsoleSession *session)
{
  return g_object_new (CONSOLE_TYPE_WELCOME_PAGE, NULL);
}
