/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of dialogs share: a vault of the test's own with its founder signed in, waiting, finding
 * parts of a dialog, answering the file chooser. With ESPALIER_PICTURES=DIR each dialog is also saved as a
 * picture: light, dark and narrow.
 */
#pragma once

#include "console/console-dialogs.h"
#include "console/console-form.h"
#include "console/console-issue-result.h"
#include "console/console-request-well.h"
#include "console/console-rows.h"

#include "chooser-fixture.h"
#include "csr-fixture.h"

#include <glib/gstdio.h>

#define PASSPHRASE "correct horse battery"
#define HOSTILE "A&B <b>x</b>\u202egnp"
#define HOSTILE_SHOWN "A&B <b>x</b>\\u202egnp"
#define TIMEOUT 60

typedef struct
{
  char *folder;
  EspEngine *engine;
  ConsoleSession *session;
} Fixture;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"

/* --- Waiting -----------------------------------------------------------------------------------*/

typedef gboolean (*Condition) (gpointer data);

static void
wait_for (Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + TIMEOUT * G_USEC_PER_SEC;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
is_idle (gpointer data)
{
  gboolean busy;

  g_object_get (data, "busy", &busy, NULL);
  return !busy;
}

/* --- Vault -------------------------------------------------------------------------------------*/

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (GError) error = NULL;
  EspVaultCreation creation = {
    .organization = "Meridian Motors",
    .admin = "Ada Kern",
    .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
    .passphrase = passphrase,
  };

  fixture->folder = g_dir_make_tmp ("console-dialogs-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "vault.espalier", NULL);
  creation.path = path;
  fixture->engine = esp_engine_new (NULL);
  esp_engine_create (fixture->engine, &creation, NULL, &error);
  g_assert_no_error (error);
  fixture->session = console_session_new (fixture->engine);
  settle ();
}

/* It goes with the last answer that is on its way, and with the window that is being closed. */
static void
assert_gone (gpointer object)
{
  gpointer alive = object;

  g_object_add_weak_pointer (object, &alive);
  g_object_unref (object);
  wait_for (is_gone, &alive);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GDir *folder;
  const char *name;

  assert_gone (fixture->session);
  esp_engine_close (fixture->engine);
  assert_gone (fixture->engine);
  folder = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_dir_close (folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

/* Takes @parameters. */
static JsonObject *
call (Fixture *fixture, const char *operation, JsonObject *parameters)
{
  g_autoptr (JsonObject) taken = parameters ? parameters : json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_engine_call (fixture->engine, operation, taken, NULL, &error);

  g_assert_no_error (error);
  return json_node_dup_object (result);
}

static JsonObject *
parameters_for (const char *ca)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  return parameters;
}

static EspCaNode *
find_in (GListModel *nodes, const char *label)
{
  for (guint i = 0; nodes && i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);
      EspCaNode *below;

      if (g_str_equal (esp_ca_node_get_ca (node)->label, label))
        return node; /* the tree holds it */
      below = find_in (esp_ca_node_get_children (node), label);
      if (below)
        return below;
    }
  return NULL;
}

static EspCaNode *
find_ca (Fixture *fixture, const char *label)
{
  EspCaTree *tree = console_session_get_tree (fixture->session);
  g_autoptr (GError) error = NULL;
  EspCaNode *node;

  esp_ca_tree_reload (tree, &error);
  g_assert_no_error (error);
  node = find_in (esp_ca_tree_get_roots (tree), label);
  g_assert_nonnull (node);
  return node;
}

static EspCaNode *
make_root (Fixture *fixture, const char *name)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *subject = console_subject_text ((const char *[]){ "CN" },
                                                   (const char *[]){ name }, 1);
  g_autoptr (JsonObject) result = NULL;

  json_object_set_string_member (parameters, "Subject", subject);
  result = call (fixture, "CreateCertificateAuthority", parameters);
  return find_ca (fixture, name);
}

static char *
make_csr (const char *subject)
{
  return make_csr_with (subject, (const char *[]){ "subjectAltName=DNS:radio.example,DNS:nav.example",
                                                   "keyUsage=digitalSignature", NULL });
}

static GBytes *
to_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* --- Widgets -----------------------------------------------------------------------------------*/

static gpointer
child (gpointer widget, const char *name)
{
  GObject *object = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (object);
  return object;
}

static GtkButton *
get_primary (gpointer dialog)
{
  return GTK_BUTTON (
    gtk_widget_get_template_child (dialog, CONSOLE_TYPE_FORM_WINDOW, "primary_button"));
}

static gboolean
can_submit (gpointer dialog)
{
  return gtk_widget_get_sensitive (GTK_WIDGET (get_primary (dialog)));
}

static void
submit (gpointer dialog)
{
  g_assert_true (can_submit (dialog));
  g_signal_emit_by_name (get_primary (dialog), "clicked");
}

/* Emitted on the default widget, as Enter in an entry does. */
static void
press_enter (gpointer dialog)
{
  g_assert_true (can_submit (dialog));
  g_signal_emit_by_name (dialog, "activate-default");
}

static void
type (gpointer owner, const char *name, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (child (owner, name)), text);
}

static const char *
hint_text (gpointer owner, const char *name)
{
  static char *text;

  g_free (text);
  g_object_get (child (owner, name), "text", &text, NULL);
  return text;
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c; c = gtk_widget_get_next_sibling (c))
    if (has_label (c, text))
      return TRUE;
  return FALSE;
}

static void
read_properties (GObject *object)
{
  guint n = 0;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (!(pspecs[i]->flags & G_PARAM_READABLE))
        continue;
      g_value_init (&value, pspecs[i]->value_type);
      g_object_get_property (object, pspecs[i]->name, &value);
    }
}

static void
read_all (GtkWidget *widget)
{
  read_properties (G_OBJECT (widget));
  for (GtkWidget *c = gtk_widget_get_first_child (widget); c; c = gtk_widget_get_next_sibling (c))
    read_all (c);
}

/* Destroys what is shown and waits until it is really gone. */
static void
dismiss (GtkWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  gtk_window_destroy (dialog);
  wait_for (is_gone, &weak);
}

static void
wait_until_closed (GtkWindow *dialog)
{
  gpointer weak = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &weak);
  wait_for (is_gone, &weak);
}

static gboolean
shows_content (gpointer dialog)
{
  const char *page = gtk_stack_get_visible_child_name (child (dialog, "stack"));

  return g_strcmp0 (page, "content") == 0;
}

/* --- Pictures ----------------------------------------------------------------------------------*/

static void
save_picture (GtkWidget *widget, const char *file)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  int width, height;

  gtk_test_widget_wait_for_draw (widget);
  settle ();
  paintable = gtk_widget_paintable_new (widget);
  width = gdk_paintable_get_intrinsic_width (paintable);
  height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_assert_true (gdk_texture_save_to_png (texture, file));
}

static void
picture (GtkWindow *window, const char *name)
{
  static const struct
  {
    const char *suffix;
    AdwColorScheme scheme;
    int width;
  } looks[] = { { "light", ADW_COLOR_SCHEME_FORCE_LIGHT, 0 },
                { "dark", ADW_COLOR_SCHEME_FORCE_DARK, 0 },
                { "narrow", ADW_COLOR_SCHEME_FORCE_LIGHT, 360 } };
  const char *folder = g_getenv ("ESPALIER_PICTURES");
  AdwStyleManager *manager = adw_style_manager_get_default ();

  for (guint i = 0; folder && i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *base = g_strdup_printf ("%s-%s.png", name, looks[i].suffix);
      g_autofree char *file = g_build_filename (folder, base, NULL);

      adw_style_manager_set_color_scheme (manager, looks[i].scheme);
      if (looks[i].width)
        gtk_window_set_default_size (window, looks[i].width, 640);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      save_picture (GTK_WIDGET (window), file);
    }
}

/* Answers the chooser that is up with @name in the scratch folder; the path, to be freed. */
static char *
choose_file (Fixture *fixture, const char *name)
{
  return choose_file_in (fixture->folder, name);
}

/* --- Program -----------------------------------------------------------------------------------*/

typedef struct
{
  const char *path;
  void (*test) (Fixture *fixture, gconstpointer data);
} TestRow;

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  gtk_css_provider_load_from_resource (provider, "/org/espalier/Espalier/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/org/espalier/Espalier/icons");
}

static int
run_tests (int argc, char **argv, const TestRow *tests, guint n)
{
  g_test_init (&argc, &argv, NULL);
  g_content_type_set_mime_dirs (NULL); /* as main() does, which says why */
  if (!gtk_init_check () || !esp_init ())
    return 77;
  adw_init ();
  load_style ();
  for (guint i = 0; i < n; i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}

#pragma GCC diagnostic pop
