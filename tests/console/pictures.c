/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pictures FOLDER VARIANT [SCENE…]: builds a sample vault, opens pages and dialogs on it as the
 * variant says, and writes a PNG of each and a contact sheet of all that the folder has of the
 * variant. Light and dark show every scene, the other variants those that tell most; named ones, or
 * "all", are shown by any. For eyes, not for comparing: nothing is judged here but that each can be
 * built and drawn without a warning. */
#include "console/console-application.h"
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

#include "esp-config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>

#define PASSPHRASE "correct horse battery staple"

typedef struct
{
  const char *name;
  int width, height;
  AdwColorScheme scheme;
  int dpi;
  GtkTextDirection direction;
  gboolean contrast;
  gboolean complete; /* shows every scene */
} Variant;

static const Variant variants[] = {
  { "light", 1120, 740, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR, FALSE, TRUE },
  { "dark", 1120, 740, ADW_COLOR_SCHEME_FORCE_DARK, 96, GTK_TEXT_DIR_LTR, FALSE, TRUE },
  { "narrow", 360, 680, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR, FALSE, FALSE },
  { "large", 1120, 860, ADW_COLOR_SCHEME_FORCE_LIGHT, 144, GTK_TEXT_DIR_LTR, FALSE, FALSE },
  { "rtl", 1120, 740, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_RTL, FALSE, FALSE },
  { "contrast", 1120, 740, ADW_COLOR_SCHEME_FORCE_LIGHT, 96, GTK_TEXT_DIR_LTR, TRUE, FALSE },
  { "contrast-dark", 1120, 740, ADW_COLOR_SCHEME_FORCE_DARK, 96, GTK_TEXT_DIR_LTR, TRUE, FALSE },
};

/* What the other variants show: an overview, a tree, a table, a form, many requests, a chart. */
static const char *const telling[] = {
  "ca", "designer-checks", "certificates", "issue", "issue-many-selected", "report-figures", NULL,
};

typedef struct
{
  AdwApplication *application;
  EspEngine *engine;
  ConsoleSession *session;
  const char *folder;
  const Variant *variant;
  const char *const *wanted; /* names of scenes, or NULL: all */
  char *scratch;
  char *ca;     /* ARN of one with certificates */
  char *serial; /* of one of them */
  char *subject;
  char *pending; /* ARN of a CA that waits for its certificate */
  char *csr;     /* of that one */
  guint n_taken;
  GtkWindow *window;
} Studio;

typedef GtkWindow *(*Scene) (Studio *studio);

/* --- Taking pictures ---------------------------------------------------------------------------*/

#include "pictures-settle.h"

static char *
picture_path (Studio *studio, const char *scene)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", scene, studio->variant->name);

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
take (Studio *studio, GtkWindow *window, const char *scene)
{
  int width, height;
  g_autoptr (GskRenderNode) node = draw (window, scene, &width, &height);
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  g_autofree char *path = picture_path (studio, scene);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (renderer, node, &all);

  if (!gdk_texture_save_to_png (texture, path))
    g_error ("%s can't be written", path);
  if (width > studio->variant->width + 64)
    g_printerr ("%s: %d pixels wide where %d are there\n", path, width, studio->variant->width);
  studio->n_taken++;
}

static void
open_window (Studio *studio)
{
  const Variant *variant = studio->variant;

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
  return !studio->wanted || g_strv_contains (studio->wanted, name);
}

/* What the last scene told. */
static void
dismiss_toasts (GtkWidget *widget)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwToastWidget"))
    {
      g_signal_emit_by_name (gtk_widget_get_last_child (widget), "clicked");
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget), *next; child; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      dismiss_toasts (child);
    }
}

/* A scene is a dialog over the window, or NULL: the window itself. */
static void
shoot (Studio *studio, const char *name, Scene scene)
{
  GtkWindow *dialog;
  int width, height;

  if (!is_wanted (studio, name))
    return;
  dismiss_toasts (GTK_WIDGET (studio->window));
  dialog = scene ? scene (studio) : NULL;
  if (dialog)
    {
      gtk_window_get_default_size (dialog, &width, &height);
      gtk_window_set_default_size (dialog, MIN (width, studio->variant->width), height);
      console_dialog_present (dialog, GTK_WIDGET (studio->window));
    }
  settle_in (dialog ? dialog : studio->window, name);
  take (studio, dialog ? dialog : studio->window, name);
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

/* What the program opened by itself. */
static GtkWindow *
find_toplevel (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWindow *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (g_type_is_a (G_OBJECT_TYPE (toplevel), type))
        found = toplevel;
    }
  return found;
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
#include "pictures-handover.h"
#include "pictures-health.h"
#include "pictures-import.h"
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
  { "preferences-due", preferences_due_cb },
  { "shortcuts", shortcuts_cb },
  { "about", about_cb },
  { "help-index", help_index_cb },
  { "help-page", help_page_cb },
  { "help-code", help_code_cb },
  { "undo", undo_cb },
  { "recovery", recovery_cb },
  { "recovery-passphrase", recovery_passphrase_cb },
  { "restore", restore_cb },
  { "restore-two", restore_two_cb },
};

#define ACTS(acts)                                                                                 \
  {                                                                                                \
    acts, G_N_ELEMENTS (acts)                                                                      \
  }

typedef struct
{
  const Act *acts;
  gsize n_acts;
} Part;

/* In the order in which they are played and stand on the sheet. */
enum
{
  PART_BEFORE,
  PART_LOCKED,
  PART_OPEN,
  PART_PEOPLE,
  PART_HEALTH,
  PART_IMPORT,
  PART_HANDOVER,
  PART_PLANS,
  PART_PROVISION,
  N_PARTS
};

static const Part parts[N_PARTS] = {
  [PART_BEFORE] = ACTS (before_acts),       [PART_LOCKED] = ACTS (locked_acts),
  [PART_OPEN] = ACTS (open_acts),           [PART_PEOPLE] = ACTS (people_acts),
  [PART_HEALTH] = ACTS (health_acts),       [PART_IMPORT] = ACTS (import_acts),
  [PART_HANDOVER] = ACTS (handover_acts),   [PART_PLANS] = ACTS (plans_acts),
  [PART_PROVISION] = ACTS (provision_acts),
};

static gboolean
is_part_wanted (Studio *studio, const Part *part)
{
  for (gsize i = 0; i < part->n_acts; i++)
    if (is_wanted (studio, part->acts[i].name))
      return TRUE;
  return FALSE;
}

static void
play (Studio *studio, const Part *part)
{
  if (!is_part_wanted (studio, part))
    return;
  open_window (studio);
  for (gsize i = 0; i < part->n_acts; i++)
    shoot (studio, part->acts[i].name, part->acts[i].scene);
  close_window (studio);
}

#include "pictures-sample.h"

static void
sign_in (Studio *studio)
{
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (GError) error = NULL;

  if (!esp_engine_sign_in (studio->engine, "Ada Kern", NULL, passphrase, NULL, &error))
    g_error ("signing in: %s", error->message);
  rest (studio);
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
lock_and_sign_in (Studio *studio)
{
  if (!is_part_wanted (studio, &parts[PART_LOCKED]))
    return;
  esp_engine_lock (studio->engine);
  settle ();
  play (studio, &parts[PART_LOCKED]);
  sign_in (studio);
}

static void
activate_cb (GApplication *application, gpointer data)
{
  Studio *studio = data;
  GtkSettings *settings = gtk_settings_get_default ();

  studio->application = ADW_APPLICATION (application);
  console_application_set_keys (GTK_APPLICATION (application));
  gtk_widget_set_default_direction (studio->variant->direction);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), studio->variant->scheme);
  g_object_set (
    settings, "gtk-xft-dpi", studio->variant->dpi * 1024,
    /* As people have it; once, because GTK 4.8 tells scrolled windows of it that are gone. */
    "gtk-overlay-scrolling", TRUE, NULL);
  studio->engine = esp_engine_new (NULL);
  studio->session = console_session_new (studio->engine);
  g_application_hold (application);
  play (studio, &parts[PART_BEFORE]);
  make_vault (studio);
  lock_and_sign_in (studio);
  for (guint i = PART_OPEN; i < N_PARTS; i++)
    play (studio, &parts[i]);
  write_sheet (studio);
  g_print ("%s: %u pictures in %s\n", studio->variant->name, studio->n_taken, studio->folder);
  clean_up (studio);
  g_clear_object (&studio->session);
  g_clear_object (&studio->engine);
  g_application_release (application);
}

static const Variant *
find_variant (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    if (g_str_equal (variants[i].name, name))
      return &variants[i];
  return NULL;
}

static gboolean
is_scene (const char *name)
{
  for (gsize i = 0; i < N_PARTS; i++)
    for (gsize a = 0; a < parts[i].n_acts; a++)
      if (g_str_equal (parts[i].acts[a].name, name))
        return TRUE;
  return FALSE;
}

static gboolean
read_wishes (Studio *studio, int argc, char **argv)
{
  studio->folder = argv[1];
  studio->variant = find_variant (argv[2]);
  if (!studio->variant)
    g_printerr ("there is no variant %s\n", argv[2]);
  else if (argc == 3)
    studio->wanted = studio->variant->complete ? NULL : telling;
  else if (!g_str_equal (argv[3], "all"))
    studio->wanted = (const char *const *) argv + 3;
  for (int i = 3; studio->wanted && i < argc; i++)
    if (!is_scene (argv[i]))
      {
        g_printerr ("there is no scene %s\n", argv[i]);
        return FALSE;
      }
  return studio->variant != NULL;
}

static int
tell_usage (void)
{
  g_printerr ("usage: pictures FOLDER VARIANT [SCENE… | all]\nvariants:");
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    g_printerr (" %s", variants[i].name);
  g_printerr ("\nscenes:");
  for (gsize i = 0; i < N_PARTS; i++)
    for (gsize a = 0; a < parts[i].n_acts; a++)
      g_printerr (" %s", parts[i].acts[a].name);
  g_printerr ("\n");
  return 2;
}

/* Of the locale, where its translation is installed. */
static void
speak_its_language (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (ESP_GETTEXT_PACKAGE, ESP_LOCALEDIR);
  bind_textdomain_codeset (ESP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (ESP_GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  Studio studio = { NULL };
  g_autoptr (AdwApplication) application = NULL;
  int status;

  if (argc < 3 || !read_wishes (&studio, argc, argv))
    return tell_usage ();
  /* libadwaita 1.2 asks once, and the program can't overrule the desktop. */
  if (studio.variant->contrast)
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  if (!esp_init ())
    {
      g_printerr ("there is no secure memory\n");
      return 2;
    }
  speak_its_language ();
  if (!gtk_init_check ())
    {
      g_printerr ("there is no display\n");
      return 77;
    }
  if (g_mkdir_with_parents (studio.folder, 0755) != 0)
    {
      g_printerr ("%s: %s\n", studio.folder, g_strerror (errno));
      return 1;
    }
  studio.scratch = g_dir_make_tmp ("espalier-pictures-XXXXXX", NULL);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.espalier.Pictures",
                              "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                              "/org/espalier/Espalier", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &studio);
  status = g_application_run (G_APPLICATION (application), 1, argv);
  g_free (studio.scratch);
  g_free (studio.ca);
  g_free (studio.serial);
  g_free (studio.subject);
  g_free (studio.pending);
  g_free (studio.csr);
  return status;
}
