/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate as a file: alone, with those above it, or as bytes. */
#include "console-error.h"
#include "console-file-write.h"
#include "console-files.h"
#include "console-form.h"
#include "console-toast.h"

#include <glib/gi18n.h>

/* --- DER ---------------------------------------------------------------------------------------*/

static void
der_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) owner = data;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *shown = g_filename_display_name (name ? name : "");
  g_autofree char *text = g_strdup_printf (C_ ("toast", "Saved as “%s”"), shown);
  g_autoptr (GError) error = NULL;
  GError *foreign = NULL;

  if (!console_file_write_finish (result, &foreign))
    esp_error_take_foreign (&error, ESP_REASON_FILE_WRITE, shown, foreign);
  if (!gtk_widget_get_root (owner))
    return;
  if (error)
    console_error_show (owner, error);
  else
    console_toast_show (owner, text);
}

static void
der_chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  g_autoptr (GBytes) der = data;

  if (file)
    console_file_write_async (file, der, CONSOLE_FILE_SHARED, NULL, der_written_cb,
                              g_object_ref (owner));
}

static void
save_der (GtkWidget *owner, const char *title, const char *name, const char *pem)
{
  g_autoptr (GBytes) text = g_bytes_new (pem, strlen (pem));
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (text, &error);

  if (certificate)
    console_files_save (owner, title, name, der_chosen_cb,
                        g_bytes_ref (esp_certificate_get_der (certificate)));
  else
    console_error_show (owner, error);
}

/* --- Any form ----------------------------------------------------------------------------------*/

static const char *const suffixes[] = {
  [CONSOLE_SAVE_PEM] = ".pem",
  [CONSOLE_SAVE_CHAIN] = "-chain.pem",
  [CONSOLE_SAVE_DER] = ".der",
};

void
console_certificate_save (GtkWidget *owner,
                          const char *label,
                          const char *pem,
                          const char *chain,
                          ConsoleSaveAs as)
{
  const char *title = C_ ("title of a file chooser", "Save Certificate");
  g_autofree char *name = g_strconcat (label, suffixes[as], NULL);
  g_autofree char *both = as == CONSOLE_SAVE_CHAIN ? g_strconcat (pem, chain, NULL) : NULL;

  if (as == CONSOLE_SAVE_DER)
    save_der (owner, title, name, pem);
  else
    console_files_save_text (owner, title, name, both ? both : pem);
}
