/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of pages share: a copy of the sample with a CA whose name is markup, waiting, finding
 * widgets by what they show, and the audit of everything below a widget. */
#pragma once

#include "console/console-session.h"

#include "two-persons-fixture.h"

#include <glib/gstdio.h>

/* A test may have others. */
#ifndef HOSTILE
#define HOSTILE "A&B <b>x</b> \u202egnorts"
#define HOSTILE_SHOWN "A&B <b>x</b> \\u202egnorts"
#endif
#define DEADLINE_SECONDS 60
#define PASSPHRASE "correct horse battery"

typedef struct
{
  char *folder;
  EspEngine *engine;
  ConsoleSession *session;
} Fixture;

/* --- Waiting and finding -----------------------------------------------------------------------*/

typedef gboolean (*Condition) (gpointer data);

G_GNUC_UNUSED static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

G_GNUC_UNUSED static void
wait_until_at (const char *place, Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;
  guint source = g_timeout_add (20, wake_cb, NULL);

  while (!condition (data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  if (!condition (data))
    g_error ("waited in vain at %s", place);
}

#define wait_until(condition, data) wait_until_at (G_STRLOC, condition, data)

G_GNUC_UNUSED static void
run_for (int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

G_GNUC_UNUSED static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  return GTK_IS_INSCRIPTION (widget) ? gtk_inscription_get_text (GTK_INSCRIPTION (widget)) : NULL;
}

/* The first widget below @widget that is mapped and shows @part. */
G_GNUC_UNUSED static GtkWidget *
find_text (GtkWidget *widget, const char *part)
{
  const char *text = get_text (widget);

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (text && strstr (text, part))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, part);

      if (found)
        return found;
    }
  return NULL;
}

G_GNUC_UNUSED static GtkWidget *
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

typedef struct
{
  GtkWidget *widget;
  const char *text;
} Shown;

G_GNUC_UNUSED static gboolean
is_shown (gpointer data)
{
  const Shown *shown = data;

  return find_text (shown->widget, shown->text) != NULL;
}

G_GNUC_UNUSED static void
wait_for_text_at (const char *place, GtkWidget *widget, const char *text)
{
  wait_until_at (place, is_shown, &(Shown){ widget, text });
}

#define wait_for_text(widget, text) wait_for_text_at (G_STRLOC, widget, text)

/* --- Calling and pressing ----------------------------------------------------------------------*/

/* Takes @parameters. */
G_GNUC_UNUSED static JsonObject *
call_engine (EspEngine *engine, const char *operation, JsonObject *parameters)
{
  g_autoptr (JsonObject) taken = parameters;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call (engine, operation, taken, NULL, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

/* --- Audit -------------------------------------------------------------------------------------*/

G_GNUC_UNUSED static gboolean
is_markup_label (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), "A&B") &&
         gtk_label_get_use_markup (GTK_LABEL (widget));
}

/* A button that shows no text has a tooltip; no label shows the name as markup, or its override. */
G_GNUC_UNUSED static void
audit (GtkWidget *widget)
{
  const char *text = get_text (widget);

  g_assert_false (is_markup_label (widget));
  g_assert_true (!text || !strstr (text, "\u202e"));
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) &&
      gtk_widget_get_mapped (widget))
    g_assert_nonnull (gtk_widget_get_tooltip_text (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    audit (child);
}

G_GNUC_UNUSED static void
read_properties (GObject *object)
{
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++)
    {
      GValue value = G_VALUE_INIT;

      if (!(specs[i]->flags & G_PARAM_READABLE) || specs[i]->flags & G_PARAM_DEPRECATED)
        continue;
      g_value_init (&value, specs[i]->value_type);
      g_object_get_property (object, specs[i]->name, &value);
      g_value_unset (&value);
    }
}

/* --- Fixture -----------------------------------------------------------------------------------*/

G_GNUC_UNUSED static gboolean
is_loaded (gpointer session)
{
  return esp_ca_tree_is_loaded (console_session_get_tree (session)) &&
         console_session_get_selected_ca (session);
}

G_GNUC_UNUSED static EspSecret *
make_passphrase (void)
{
  return esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
}

/* Whose vault it is. */
static const char *sample_organization = "Meridian Motors", *sample_admin = "Ada Kern";

G_GNUC_UNUSED static void
sign_in_as (EspEngine *engine, const char *name)
{
  sign_in_with (engine, name, PASSPHRASE);
}

G_GNUC_UNUSED static void
lift_dual_control (EspEngine *engine, const char *ca)
{
  lift_dual_control_with (engine, sample_admin, PASSPHRASE, ca);
}

/* A root whose name is markup and turns the direction of writing round. */
G_GNUC_UNUSED static void
make_hostile_root (EspEngine *engine)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) made = NULL;

  json_object_set_string_member (parameters, "Subject",
                                 "CN=A&B \\<b\\>x\\</b\\> \u202egnorts,O=Meridian");
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  made = esp_engine_call (engine, "CreateCertificateAuthority", parameters, NULL, &error);
  g_assert_no_error (error);
  lift_dual_control (engine, HOSTILE);
}

static char *sample_folder, *sample_path;
/* What else is made in it: before the first fixture. */
static void (*sample_more) (EspEngine *engine);

/* The sample is made once; each test works on a copy of its own. */
G_GNUC_UNUSED static void
make_sample (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspEngine) engine = esp_engine_new (NULL);
  EspSecret *passphrase = make_passphrase ();
  EspVaultCreation creation = { .organization = sample_organization,
                                .admin = sample_admin,
                                .sample = "automotive",
                                .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
                                .passphrase = passphrase };

  sample_folder = g_dir_make_tmp ("console-sample-XXXXXX", NULL);
  creation.path = sample_path = g_build_filename (sample_folder, "vault.espalier", NULL);
  esp_engine_create (engine, &creation, NULL, &error);
  g_assert_no_error (error);
  esp_secret_unref (passphrase);
  make_hostile_root (engine);
  if (sample_more)
    sample_more (engine);
  esp_engine_close (engine);
}

G_GNUC_UNUSED static void
remove_folder (char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_dir_close (dir);
  g_rmdir (folder);
  g_free (folder);
}

G_GNUC_UNUSED static void
remove_sample (void)
{
  if (sample_folder)
    remove_folder (sample_folder);
  g_free (sample_path);
}

G_GNUC_UNUSED static void
copy_sample (const char *path)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  g_file_get_contents (sample_path, &content, &len, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (path, content, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* Each copy goes its own way from the same beginning; for somebody who has seen another go further, that is
 * a vault that was put back. Only in a home of the test's own. */
G_GNUC_UNUSED static void
forget_what_was_seen (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "espalier", NULL);
  GDir *dir = g_getenv ("WD_DIR") ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *note = g_build_filename (folder, name, "checkpoint.json", NULL);

      g_remove (note);
      g_free (note);
      note = g_build_filename (folder, name, "view", NULL);
      g_remove (note);
    }
  g_clear_pointer (&dir, g_dir_close);
}

G_GNUC_UNUSED static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  EspSecret *passphrase = make_passphrase ();

  if (!sample_folder)
    make_sample ();
  forget_what_was_seen ();
  fixture->folder = g_dir_make_tmp ("console-pages-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "vault.espalier", NULL);
  copy_sample (path);
  fixture->engine = esp_engine_new (NULL);
  esp_engine_open (fixture->engine, path, NULL, &error);
  g_assert_no_error (error);
  esp_engine_sign_in (fixture->engine, sample_admin, NULL, passphrase, NULL, &error);
  g_assert_no_error (error);
  esp_secret_unref (passphrase);
  fixture->session = console_session_new (fixture->engine);
  wait_until (is_loaded, fixture->session);
}

G_GNUC_UNUSED static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

/* It goes with the last answer that is on its way, and with the window that is being closed. */
G_GNUC_UNUSED static void
assert_gone_at (const char *place, gpointer object)
{
  gpointer alive = object;

  g_object_add_weak_pointer (object, &alive);
  g_object_unref (object);
  wait_until_at (place, is_null, &alive);
}

G_GNUC_UNUSED static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  assert_gone_at (G_STRLOC, fixture->session);
  esp_engine_close (fixture->engine);
  assert_gone_at (G_STRLOC, fixture->engine);
  remove_folder (fixture->folder);
}

G_GNUC_UNUSED static EspCaNode *
find_ca (GListModel *nodes, const char *label)
{
  for (guint i = 0; nodes && i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);
      EspCaNode *below;

      if (g_str_equal (esp_ca_node_get_ca (node)->label, label))
        return node;
      below = find_ca (esp_ca_node_get_children (node), label);
      if (below)
        return below;
    }
  return NULL;
}

G_GNUC_UNUSED static void
select_ca (Fixture *fixture, const char *label)
{
  EspCaTree *tree = console_session_get_tree (fixture->session);
  EspCaNode *node = find_ca (esp_ca_tree_get_roots (tree), label);

  g_assert_nonnull (node);
  console_session_select_ca (fixture->session, node);
}

G_GNUC_UNUSED static GtkWidget *
present (GtkWidget *page)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 640);
  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

/* Destroys @window; @page is gone with it as soon as what it asked for has been answered. */
G_GNUC_UNUSED static void
assert_gone_with (GtkWidget *window, gpointer page)
{
  gpointer weak = page;

  g_object_add_weak_pointer (page, &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  wait_until (is_null, &weak);
}

/* FALSE: there is no display, skip. */
G_GNUC_UNUSED static gboolean
set_up_display (void)
{
  g_content_type_set_mime_dirs (NULL); /* as main() does, which says why */
  if (!gtk_init_check ())
    return FALSE;
  adw_init ();
  esp_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/org/espalier/Espalier/icons");
  return TRUE;
}

#define add(path, function) \
  g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
