/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Style sheets beside style.css: which of them hold for the scheme and the contrast of the desktop.
 */
#include "console-style.h"

#define FOLDER "/org/espalier/Espalier/"

static struct
{
  const char *path;
  gboolean dark, contrast;  /* only there */
  GtkCssProvider *provider; /* while it holds */
} sheets[] = {
  { FOLDER "dark.css", TRUE, FALSE, NULL },
  { FOLDER "contrast.css", FALSE, TRUE, NULL },
  { FOLDER "contrast-dark.css", TRUE, TRUE, NULL },
};

static void
change (gsize i, gboolean holds)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (holds == (sheets[i].provider != NULL))
    return;
  if (!holds)
    {
      gtk_style_context_remove_provider_for_display (display,
                                                     GTK_STYLE_PROVIDER (sheets[i].provider));
      g_clear_object (&sheets[i].provider);
      return;
    }
  sheets[i].provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (sheets[i].provider, sheets[i].path);
  /* Above style.css, and each above those before it, in whatever order they came. */
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (sheets[i].provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1 +
                                                (guint) i);
}

static void
follow_cb (AdwStyleManager *manager)
{
  gboolean dark = adw_style_manager_get_dark (manager);
  gboolean contrast = adw_style_manager_get_high_contrast (manager);

  for (gsize i = 0; i < G_N_ELEMENTS (sheets); i++)
    change (i, (dark || !sheets[i].dark) && (contrast || !sheets[i].contrast));
}

void
console_style_follow (void)
{
  static gboolean following = FALSE;
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (following)
    return;
  following = TRUE;
  g_signal_connect (manager, "notify::dark", G_CALLBACK (follow_cb), NULL);
  g_signal_connect (manager, "notify::high-contrast", G_CALLBACK (follow_cb), NULL);
  follow_cb (manager);
}
