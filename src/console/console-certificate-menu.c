/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a row. A secondary click selects first, as everywhere; all else acts on what is
 * selected. */
#include "console-certificate-menu.h"

#include "console-denial.h"
#include "console-dialogs.h"

static const char *const actions[] = {
  "table.open", "table.show-ca", "table.copy-serial", "table.copy-subject", "table.revoke", NULL,
};

const char *const *
console_certificate_menu_actions (void)
{
  return actions;
}

/* --- Acting ------------------------------------------------------------------------------------*/

static EspCaNode *
find_ca (ConsoleSession *session, const EspCertificateRow *row)
{
  return row ? esp_ca_tree_find (console_session_get_tree (session), row->ca) : NULL;
}

static gboolean
may_revoke (ConsoleSession *session, const EspCertificateRow *row)
{
  EspCaNode *node = find_ca (session, row);
  g_autofree char *denial = console_denial_of_revocation (session, node, row->serial,
                                                          row->revoked_at, row->not_after);

  return node && !denial;
}

static void
open_certificate (ConsoleSession *session, GtkWidget *table, const EspCertificateRow *row)
{
  EspCaNode *node = find_ca (session, row);

  console_dialog_present (console_certificate_dialog_new (
                            session, node ? esp_ca_node_get_ca (node)->arn : row->ca, row->serial),
                          table);
}

gboolean
console_certificate_menu_act (ConsoleSession *session,
                              GtkWidget *table,
                              EspCertificateItem *item,
                              const char *action)
{
  const EspCertificateRow *row = esp_certificate_item_get_row (item);

  if (!row)
    return FALSE;
  if (g_str_equal (action, "table.open"))
    open_certificate (session, table, row);
  else if (g_str_equal (action, "table.show-ca"))
    gtk_widget_activate_action (table, "win.show-ca", "s", row->ca);
  else if (g_str_equal (action, "table.copy-serial"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (table), row->serial);
  else if (g_str_equal (action, "table.copy-subject"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (table), row->subject);
  else if (may_revoke (session, row))
    gtk_widget_activate_action (table, "win.revoke", "(sss)", row->ca, row->serial, row->subject);
  return TRUE;
}

void
console_certificate_menu_update (ConsoleSession *session,
                                 GtkWidget *table,
                                 EspCertificateItem *item,
                                 gboolean of_one_ca)
{
  const EspCertificateRow *row = item ? esp_certificate_item_get_row (item) : NULL;

  for (const char *const *name = actions; *name; name++)
    gtk_widget_action_set_enabled (table, *name, item != NULL);
  gtk_widget_action_set_enabled (table, "table.show-ca", item && !of_one_ca);
  gtk_widget_action_set_enabled (table, "table.revoke",
                                 item && (!row || may_revoke (session, row)));
}

/* --- Opening -----------------------------------------------------------------------------------*/

/* Back to the row, not to whatever is first on the page. */
static void
closed_cb (GtkWidget *popover, GtkWidget *column_view)
{
  gtk_widget_grab_focus (column_view);
}

static void
pop_up (GtkWidget *popover, double x, double y)
{
  GdkRectangle at = { (int) x, (int) y, 1, 1 };

  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* The row under the pointer: what the actions of a row ("listitem.select") are asked of. */
static GtkWidget *
find_line (GtkWidget *column_view, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (column_view, x, y, GTK_PICK_DEFAULT);

  while (widget && widget != column_view)
    {
      if (g_strcmp0 (gtk_widget_get_css_name (widget), "row") == 0)
        return widget;
      widget = gtk_widget_get_parent (widget);
    }
  return NULL;
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, GtkWidget *popover)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *line = find_line (view, x, y);

  if (!line)
    return;
  gtk_widget_grab_focus (line);
  gtk_widget_activate_action (line, "listitem.select", "(bb)", FALSE, FALSE);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (popover, x, y);
}

static gboolean
menu_key_cb (GtkWidget *view, GVariant *arguments, gpointer popover)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (view));
  double x = 0, y = 0;

  if (!focus || !gtk_widget_is_ancestor (focus, view))
    return FALSE;
  gtk_widget_translate_coordinates (focus, view, 24, gtk_widget_get_height (focus) / 2.0, &x, &y);
  pop_up (popover, x, y);
  return TRUE;
}

static void
add_shortcut (GtkShortcutController *controller, const char *keys, GtkShortcutAction *action)
{
  gtk_shortcut_controller_add_shortcut (
    controller, gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys), action));
}

GtkWidget *
console_certificate_menu_attach (GtkWidget *table, GtkWidget *column_view, GMenuModel *menu)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  /* The popover hangs on the table, a child of the list would be taken for a row. */
  gtk_widget_set_parent (popover, table);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  g_signal_connect_object (popover, "closed", G_CALLBACK (closed_cb), column_view, 0);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), popover);
  gtk_widget_add_controller (column_view, GTK_EVENT_CONTROLLER (click));
  add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), "Menu|<Shift>F10",
                gtk_callback_action_new (menu_key_cb, popover, NULL));
  add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), "Delete", gtk_named_action_new ("table.revoke"));
  add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), "<Control>c",
                gtk_named_action_new ("table.copy-serial"));
  gtk_widget_add_controller (column_view, keys);
  return popover;
}
