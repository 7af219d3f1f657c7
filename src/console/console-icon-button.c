/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one shape of a button without text: flat, in the middle of its row, with a name for who does
 * not see it. What it does is its owner's. */
#include "console-icon-button.h"

GtkWidget *
console_icon_button_new (const char *icon, const char *name, const char *hint, const char *denial)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  const char *why = hint ? hint : name;

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_sensitive (button, denial == NULL);
  gtk_widget_set_tooltip_text (button, denial ? denial : why);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}
