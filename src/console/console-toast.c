/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overlay of libadwaita 1.2 queues; here it shows one at a time. */
#include "console-toast.h"

#include "engine/espalier.h"

#define CURRENT "console-current-toast"

static void
dismissed_cb (AdwToast *toast, AdwToastOverlay *overlay)
{
  if (g_object_get_data (G_OBJECT (overlay), CURRENT) == toast)
    g_object_set_data (G_OBJECT (overlay), CURRENT, NULL);
}

void
console_toast_add (AdwToastOverlay *overlay, AdwToast *toast)
{
  AdwToast *current = g_object_get_data (G_OBJECT (overlay), CURRENT);
  g_autoptr (AdwToast) before = current ? g_object_ref (current) : NULL;

  g_object_set_data_full (G_OBJECT (overlay), CURRENT, g_object_ref (toast), g_object_unref);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), overlay, 0);
  if (before)
    adw_toast_dismiss (before);
  adw_toast_overlay_add_toast (overlay, toast);
}

void
console_toast_dismiss (AdwToastOverlay *overlay)
{
  AdwToast *current = g_object_get_data (G_OBJECT (overlay), CURRENT);
  g_autoptr (AdwToast) shown = current ? g_object_ref (current) : NULL;

  if (shown)
    adw_toast_dismiss (shown);
}

void
console_toast_show (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = ADW_IS_TOAST_OVERLAY (widget) ?
                         widget :
                         gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *safe = esp_text_escape (text);
  g_autofree char *markup = g_markup_escape_text (safe, -1);

  if (overlay)
    console_toast_add (ADW_TOAST_OVERLAY (overlay), adw_toast_new (markup));
}
