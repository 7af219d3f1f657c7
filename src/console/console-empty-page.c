/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four kinds of empty page. They differ in their picture and in what can be done next; a status
 * page reads its description (not its title) as markup, so that goes in escaped. */
#include "console-pages.h"

#include "base/esp-text.h"

static const char *const icons[] = {
  [CONSOLE_EMPTY_NOTHING] = "empty-nothing-symbolic",
  [CONSOLE_EMPTY_NO_MATCH] = "empty-no-match-symbolic",
  [CONSOLE_EMPTY_DENIED] = "empty-denied-symbolic",
  [CONSOLE_EMPTY_LOCKED] = "vault-locked-symbolic",
};

static GtkWidget *
make_button (ConsoleEmpty kind, const char *label, const char *action_name)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  if (kind == CONSOLE_EMPTY_NOTHING || kind == CONSOLE_EMPTY_LOCKED)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action_name);
  return button;
}

GtkWidget *
console_empty_page_new (ConsoleEmpty kind,
                        const char *title,
                        const char *text,
                        const char *button_label,
                        const char *action_name)
{
  GtkWidget *page = adw_status_page_new ();
  g_autofree char *safe = esp_text_escape (text ? text : "");
  g_autofree char *markup = g_markup_escape_text (safe, -1);
  g_autofree char *safe_title = esp_text_escape (title);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icons[kind]);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), safe_title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), markup);
  if (button_label)
    adw_status_page_set_child (ADW_STATUS_PAGE (page),
                               make_button (kind, button_label, action_name));
  return page;
}
