/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four kinds of empty page. They differ in their picture and in what can be done next; a status
 * page reads its description (not its title) as markup, so that goes in escaped. Where something is
 * not permitted or locked the next step is always the same, and needs the window. */
#include "console-pages.h"

#include "base/esp-text.h"
#include "console-window.h"

#include <glib/gi18n.h>

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

static const struct
{
  const char *label;
  const char *action;
} steps[] = {
  [CONSOLE_EMPTY_NOTHING] = { NULL, NULL },
  [CONSOLE_EMPTY_NO_MATCH] = { NULL, NULL },
  [CONSOLE_EMPTY_DENIED] = { NC_ ("button", "_Switch Role or Person…"), "win.choose-role" },
  [CONSOLE_EMPTY_LOCKED] = { NC_ ("button", "_Unlock…"), "win.lock" },
};

/* In a dialog nothing would answer it. */
static void
root_cb (GtkWidget *button)
{
  gtk_widget_set_visible (button, CONSOLE_IS_WINDOW (gtk_widget_get_root (button)));
}

static GtkWidget *
make_step (ConsoleEmpty kind)
{
  GtkWidget *button = make_button (kind, g_dpgettext2 (NULL, "button", steps[kind].label),
                                   steps[kind].action);

  g_signal_connect (button, "notify::root", G_CALLBACK (root_cb), NULL);
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

  /* Beneath what was searched for, which takes room. */
  if (kind == CONSOLE_EMPTY_NO_MATCH)
    gtk_widget_add_css_class (page, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icons[kind]);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), safe_title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), markup);
  if (button_label)
    adw_status_page_set_child (ADW_STATUS_PAGE (page),
                               make_button (kind, button_label, action_name));
  else if (steps[kind].label)
    adw_status_page_set_child (ADW_STATUS_PAGE (page), make_step (kind));
  return page;
}
