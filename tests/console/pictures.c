/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pictures FOLDER [SCENE or VARIANT…]: builds a sample vault, opens every page and dialog on it in
 * light, dark, narrow and large text, and writes a PNG of each and a contact sheet. For eyes, not
 * for comparing: nothing is judged here but that each can be built and drawn without a warning. */
#include "console/console-certificate-filter.h"
#include "console/console-certificates-page.h"
#include "console/console-access-dialogs.h"
#include "console/console-dialogs.h"
#include "console/console-passthrough-editor.h"
#include "console/console-alerts.h"
#include "console/console-approvals.h"
#include "console/console-people-page.h"
#include "console/console-policy-starters.h"
#include "console/console-shares.h"
#include "console/console-simulator-view.h"
#include "console/console-template-row.h"
#include "console/console-window.h"

#include <errno.h>
#include <glib/gstdio.h>

#define PASSPHRASE "correct horse battery staple"
#define SETTLE_MS 400
#define CELL_WIDTH 320
#define CELL_HEIGHT 250
#define CAPTION 18

typedef struct
{
  const char *name;
  int width, height;
  AdwColorScheme scheme;
  int dpi;
  GtkTextDirection direction;
  gboolean contrast;
} Variant;

static const Variant variants[] = {
  { "light", 1120, 740, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR, FALSE },
  { "dark", 1120, 740, ADW_COLOR_SCHEME_FORCE_DARK, 96, GTK_TEXT_DIR_LTR, FALSE },
  { "narrow", 360, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR, FALSE },
  { "large", 1120, 860, ADW_COLOR_SCHEME_FORCE_LIGHT, 144, GTK_TEXT_DIR_LTR, FALSE },
  { "rtl", 1120, 740, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_RTL, FALSE },
  { "contrast", 1120, 740, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR, TRUE },
};

typedef struct
{
  AdwApplication *application;
  EspEngine *engine;
  ConsoleSession *session;
  const char *folder;
  char **only; /* names of the scenes and variants that are wanted; of either none: all */
  gboolean some_scenes, some_variants;
  char *scratch;
  char *ca;     /* ARN of one with certificates */
  char *serial; /* of one of them */
  char *subject;
  char *pending;    /* ARN of a CA that waits for its certificate */
  char *csr;        /* of that one */
  GPtrArray *names; /* of the scenes, in the order of the sheet */
  GtkWindow *window;
} Studio;

typedef GtkWindow *(*Scene) (Studio *studio);

/* --- Taking pictures ---------------------------------------------------------------------------*/

static gboolean
time_up_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Nothing in the window says that all its lists have been read and drawn, so it gets time. */
static void
settle (void)
{
  gboolean up = FALSE;

  g_timeout_add (SETTLE_MS, time_up_cb, &up);
  while (!up)
    g_main_context_iteration (NULL, TRUE);
}

static char *
picture_path (Studio *studio, const char *scene, const Variant *variant)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", scene, variant->name);

  return g_build_filename (studio->folder, name, NULL);
}

/* A window that is just being laid out anew has nothing to draw for a moment. */
static GskRenderNode *
draw (GtkWindow *window, const char *scene, int *width, int *height)
{
  for (guint attempt = 0; attempt < 10; attempt++)
    {
      g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      GskRenderNode *node;

      *width = gdk_paintable_get_intrinsic_width (paintable);
      *height = gdk_paintable_get_intrinsic_height (paintable);
      gdk_paintable_snapshot (paintable, snapshot, *width, *height);
      node = gtk_snapshot_free_to_node (snapshot);
      if (node)
        return node;
      settle ();
    }
  g_error ("%s draws nothing", scene);
}

static void
take (Studio *studio, GtkWindow *window, const char *scene, const Variant *variant)
{
  int width, height;
  g_autoptr (GskRenderNode) node = draw (window, scene, &width, &height);
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  g_autofree char *path = picture_path (studio, scene, variant);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (renderer, node, &all);

  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s can't be written", path);
  if (width > variant->width + 64)
    g_printerr ("%s: %d pixels wide where %d are there\n", path, width, variant->width);
}

static void
remember (Studio *studio, const char *scene)
{
  if (!g_ptr_array_find_with_equal_func (studio->names, scene, g_str_equal, NULL))
    g_ptr_array_add (studio->names, g_strdup (scene));
}

/* libadwaita 1.2 asks the desktop, and the program can't overrule it. */
static void
set_contrast (gboolean high)
{
  static const char id[] = "org.gnome.desktop.a11y.interface";
  g_autoptr (GSettingsSchema)
    schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (), id, TRUE);
  g_autoptr (GSettings) settings = schema ? g_settings_new (id) : NULL;

  if (settings && g_settings_schema_has_key (schema, "high-contrast"))
    g_settings_set_boolean (settings, "high-contrast", high);
  settle ();
  if (high && !adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    g_printerr ("there is no high contrast on this desktop\n");
}

static void
open_window (Studio *studio, const Variant *variant)
{
  set_contrast (variant->contrast);
  gtk_widget_set_default_direction (variant->direction);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", variant->dpi * 1024, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), variant->scheme);
  studio->window = GTK_WINDOW (console_window_new (studio->application, studio->session));
  gtk_window_set_default_size (studio->window, variant->width, variant->height);
  gtk_window_present (studio->window);
  settle ();
}

static void
close_window (Studio *studio)
{
  gtk_window_destroy (studio->window);
  settle ();
}

static gboolean
is_wanted (Studio *studio, const char *name)
{
  return g_strv_contains ((const char *const *) studio->only, name);
}

static void
read_wishes (Studio *studio)
{
  guint n_variants = 0;

  for (gsize v = 0; v < G_N_ELEMENTS (variants); v++)
    n_variants += is_wanted (studio, variants[v].name);
  studio->some_variants = n_variants > 0;
  studio->some_scenes = g_strv_length (studio->only) > n_variants;
}

/* A scene is a dialog over the window, or NULL: the window itself. */
static void
shoot (Studio *studio, const char *name, Scene scene, const Variant *variant)
{
  GtkWindow *dialog;
  int width, height;

  if (studio->some_scenes && !is_wanted (studio, name))
    return;
  dialog = scene ? scene (studio) : NULL;
  remember (studio, name);
  if (dialog)
    {
      gtk_window_get_default_size (dialog, &width, &height);
      gtk_window_set_default_size (dialog, MIN (width, variant->width), height);
      console_dialog_present (dialog, GTK_WIDGET (studio->window));
    }
  settle ();
  take (studio, dialog ? dialog : studio->window, name, variant);
  if (dialog)
    gtk_window_destroy (dialog);
}

/* --- Scenes ------------------------------------------------------------------------------------*/

static EspCaNode *
find_ca (Studio *studio)
{
  return esp_ca_tree_find (console_session_get_tree (studio->session),
                           strrchr (studio->ca, '/') + 1);
}

static GtkWindow *
sidebar_cb (Studio *studio)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.back", NULL);
  return NULL;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found)
        return found;
    }
  return NULL;
}

/* Below the fold. */
static void
scroll_down (GtkWindow *dialog, double by)
{
  GtkWidget *scrolled = find_type (GTK_WIDGET (dialog), GTK_TYPE_SCROLLED_WINDOW);

  settle ();
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)),
                            by);
}

typedef struct
{
  const char *name;
  Scene scene;
} Act;

#include "pictures-cas.h"
#include "pictures-certificates.h"
#include "pictures-manners.h"
#include "pictures-issue.h"
#include "pictures-people.h"
#include "pictures-plans.h"
#include "pictures-reports.h"
#include "pictures-vaults.h"

static const Act before_acts[] = {
  { "welcome", NULL },
  { "create-vault", create_vault_cb },
  { "create-sample", create_sample_cb },
};

static const Act locked_acts[] = {
  { "unlock", NULL },
};

static const Act open_acts[] = {
  { "sidebar", sidebar_cb },
  { "ca", ca_page_cb },
  { "diagram", diagram_cb },
  { "certificates", certificates_cb },
  { "certificates-filtered", certificates_filtered_cb },
  { "certificates-filter", certificates_filter_cb },
  { "no-match", no_match_cb },
  { "pending", pending_cb },
  { "import", import_cb },
  { "reports", reports_cb },
  { "report-window", report_window_cb },
  { "report-figures", report_figures_cb },
  { "activity", activity_cb },
  { "create-root", root_cb },
  { "create-subordinate", subordinate_cb },
  { "issue", issue_cb },
  { "issue-request", issue_request_cb },
  { "issue-preview", issue_preview_cb },
  { "issue-passthrough", issue_passthrough_cb },
  { "issue-many-empty", issue_many_empty_cb },
  { "issue-many", issue_many_cb },
  { "issue-many-selected", issue_many_selected_cb },
  { "issue-many-done", issue_many_done_cb },
  { "given-certificate", given_certificate_cb },
  { "validation-path", path_cb },
  { "ca-revocation", ca_revocation_cb },
  { "revocation", revocation_cb },
  { "publish", publish_cb },
  { "renew", renew_cb },
  { "delete-ca", delete_cb },
  { "certificate", certificate_cb },
  { "revoke", revoke_cb },
  { "report", report_cb },
  { "tags", tags_cb },
  { "event", event_cb },
  { "preferences", preferences_cb },
  { "help-index", help_index_cb },
  { "help-page", help_page_cb },
  { "help-code", help_code_cb },
  { "undo", undo_cb },
  { "recovery", recovery_cb },
  { "restore", restore_cb },
  { "restore-two", restore_two_cb },
};

static void
play (Studio *studio, const Act *acts, gsize n_acts)
{
  for (gsize v = 0; v < G_N_ELEMENTS (variants); v++)
    {
      if (studio->some_variants && !is_wanted (studio, variants[v].name))
        continue;
      open_window (studio, &variants[v]);
      for (gsize i = 0; i < n_acts; i++)
        shoot (studio, acts[i].name, acts[i].scene, &variants[v]);
      close_window (studio);
    }
}

/* The passphrase exists once, so it is shown to one variant. */
static void
play_recovery_passphrase (Studio *studio)
{
  g_autofree char *path = g_build_filename (studio->scratch, "recovery.pem", NULL);
  GtkWindow *dialog;

  if (studio->only[0])
    return;
  open_window (studio, &variants[0]);
  dialog = console_recovery_dialog_new (studio->session);
  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  gtk_widget_activate_action_variant (GTK_WIDGET (dialog), "recovery.make-at",
                                      g_variant_new_bytestring (path));
  while (!gtk_window_get_default_widget (dialog))
    settle ();
  settle ();
  remember (studio, "recovery-passphrase");
  take (studio, dialog, "recovery-passphrase", &variants[0]);
  gtk_window_destroy (dialog);
  close_window (studio);
  g_unlink (path);
}

#include "pictures-sample.h"

static void
sign_in (Studio *studio)
{
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (GError) error = NULL;

  if (!esp_engine_sign_in (studio->engine, "Ada Kern", NULL, passphrase, NULL, &error))
    g_error ("signing in: %s", error->message);
  settle ();
}

#include "pictures-sheet.h"

/* --- The day -----------------------------------------------------------------------------------*/

static void
clean_up (Studio *studio)
{
  static const char *const names[] = { "vault.espalier", "vault.espalier-wal",
                                       "vault.espalier-shm" };

  esp_engine_close (studio->engine);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (studio->scratch, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (studio->scratch);
}

static void
activate_cb (GApplication *application, gpointer data)
{
  Studio *studio = data;

  studio->application = ADW_APPLICATION (application);
  /* As people have it; once, because GTK 4.8 tells scrolled windows of it that are gone. */
  g_object_set (gtk_settings_get_default (), "gtk-overlay-scrolling", TRUE, NULL);
  studio->engine = esp_engine_new (NULL);
  studio->session = console_session_new (studio->engine);
  g_application_hold (application);
  play (studio, before_acts, G_N_ELEMENTS (before_acts));
  make_vault (studio);
  play (studio, open_acts, G_N_ELEMENTS (open_acts));
  play (studio, people_acts, G_N_ELEMENTS (people_acts));
  play (studio, plans_acts, G_N_ELEMENTS (plans_acts));
  play (studio, provision_acts, G_N_ELEMENTS (provision_acts));
  play_recovery_passphrase (studio);
  esp_engine_lock (studio->engine);
  settle ();
  play (studio, locked_acts, G_N_ELEMENTS (locked_acts));
  sign_in (studio);
  write_sheet (studio);
  g_print ("%u scenes in %s\n", studio->names->len, studio->folder);
  clean_up (studio);
  g_clear_object (&studio->session);
  g_clear_object (&studio->engine);
  g_application_release (application);
}

int
main (int argc, char **argv)
{
  Studio studio = { NULL };
  gboolean secure = esp_init ();
  g_autoptr (AdwApplication) application = NULL;
  int status;

  if (argc < 2 || !secure)
    {
      g_printerr (secure ? "usage: pictures FOLDER [SCENE or VARIANT…]\n" :
                           "there is no secure memory\n");
      return 2;
    }
  if (!gtk_init_check ())
    {
      g_printerr ("there is no display\n");
      return 77;
    }
  studio.folder = argv[1];
  studio.only = argv + 2;
  read_wishes (&studio);
  if (g_mkdir_with_parents (studio.folder, 0755) != 0)
    {
      g_printerr ("%s: %s\n", studio.folder, g_strerror (errno));
      return 1;
    }
  studio.scratch = g_dir_make_tmp ("espalier-pictures-XXXXXX", NULL);
  studio.names = g_ptr_array_new_with_free_func (g_free);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.espalier.Pictures",
                              "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                              "/org/espalier/Espalier", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &studio);
  status = g_application_run (G_APPLICATION (application), 1, argv);
  g_ptr_array_unref (studio.names);
  g_free (studio.scratch);
  g_free (studio.ca);
  g_free (studio.serial);
  g_free (studio.subject);
  g_free (studio.pending);
  g_free (studio.csr);
  return status;
}
