/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is true of every page and every dialog (scenes-fixture.h): names from outside are shown as
 * they are written; whatever can have the focus has a name for who does not see it; it all fits on
 * a small display; and it is drawn from right to left, in high contrast and in large letters.
 * Warnings are fatal throughout. That each class is built and finalised: test-classes.c. */
#include "console/console-rows.h"

#include "memory-fixture.h"
#include "scenes-fixture.h"

#define OVERRIDE "\u202e"
/* The smallest window that has to work, in the letters of GTK's default. */
#define SMALLEST_WIDTH 360
#define SMALLEST_HEIGHT 294
#define LARGE_DPI 144
#define SECRET_LEN 40

static void
fail (const Scene *scene, GtkWidget *widget, const char *what)
{
  g_test_message ("%s: %s in %s: %s", scene->name, G_OBJECT_TYPE_NAME (widget),
                  gtk_widget_get_parent (widget) ?
                    G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)) :
                    "no parent",
                  what);
  g_test_fail ();
}

/* --- Names from outside ------------------------------------------------------------------------*/

/* Shown as it was written: no override in it, and no part of it was taken for markup or escaped as
 * such. Spaces and the escapes of a distinguished name do not matter for that. */
static void
check_text (const Scene *scene, GtkWidget *widget, const char *text)
{
  g_auto (GStrv) parts = text ? g_strsplit_set (text, " \\", -1) : NULL;
  g_autofree char *bare = text ? g_strjoinv ("", parts) : NULL;

  if (!text)
    return;
  if (strstr (text, OVERRIDE))
    fail (scene, widget, "turns the direction of writing round");
  for (const char *at = strstr (bare, "A&B"); at; at = strstr (at + 1, "A&B"))
    if (!g_str_has_prefix (at, "A&B<b>x</b>"))
      fail (scene, widget, text);
  if (strstr (text, "&amp;") || strstr (text, "&lt;"))
    fail (scene, widget, text);
}

/* The name that is read out, or what GTK prints for it. */
static char *
get_accessible_label (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  if (!gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    return NULL;
  return gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "\001");
}

static void
check_hostile (const Scene *scene, GtkWidget *widget)
{
  g_autofree char *label = get_accessible_label (widget);

  check_text (scene, widget, get_text (widget));
  check_text (scene, widget, gtk_widget_get_tooltip_text (widget));
  check_text (scene, widget, label);
  if (GTK_IS_WINDOW (widget))
    check_text (scene, widget, gtk_window_get_title (GTK_WINDOW (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    check_hostile (scene, child);
}

static void
check_hostile_in (const Scene *scene, GtkWindow *window)
{
  check_hostile (scene, GTK_WIDGET (window));
  g_assert_true (!scene->shows || find_text (GTK_WIDGET (window), scene->shows));
}

static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  play_all (fixture, check_hostile_in);
}

/* --- Accessible names --------------------------------------------------------------------------*/

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_EDITABLE (widget) ||
         GTK_IS_SWITCH (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_CHECK_BUTTON (widget) ||
         GTK_IS_LIST_VIEW (widget) || GTK_IS_COLUMN_VIEW (widget) || GTK_IS_SPINNER (widget) ||
         gtk_widget_get_focusable (widget);
}

/* These hold others, which have names, and say nothing themselves. */
static gboolean
is_frame (GtkWidget *widget)
{
  return GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_VIEWPORT (widget) || GTK_IS_WINDOW (widget) ||
         GTK_IS_STACK (widget);
}

/* What is inside these is the toolkit's own. */
static gboolean
is_closed (GtkWidget *widget)
{
  return GTK_IS_EDITABLE (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) ||
         ADW_IS_COMBO_ROW (widget) || GTK_IS_WINDOW_CONTROLS (widget) || GTK_IS_INFO_BAR (widget) ||
         GTK_IS_SHORTCUTS_WINDOW (widget) || ADW_IS_ABOUT_WINDOW (widget);
}

/* The parts that libadwaita and GTK put together themselves at our floor, and name by what they
 * show or not at all. */
static gboolean
is_inner (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (GTK_IS_LIST_BOX (widget))
    return gtk_widget_get_ancestor (widget, ADW_TYPE_EXPANDER_ROW) != NULL;
  return parent && (GTK_IS_COLUMN_VIEW (parent) ||
                    g_str_equal (G_OBJECT_TYPE_NAME (parent), "AdwToastWidget"));
}

static gboolean
shows_text (GtkWidget *widget)
{
  const char *text = get_text (widget);

  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (text && *text)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child))
      return TRUE;
  return FALSE;
}

/* Text inside names what is pressed or chosen as a whole, not what is typed in or has rows. */
static gboolean
is_named_by_text (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) ||
         GTK_IS_LIST_BOX_ROW (widget);
}

static gboolean
is_named (GtkWidget *widget)
{
  g_autofree char *label = get_accessible_label (widget);

  if (label && *label)
    return TRUE;
  if (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                        GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  return is_named_by_text (widget) && shows_text (widget);
}

static void
check_names (const Scene *scene, GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_control (widget) && !is_frame (widget) && !is_inner (widget) && !is_named (widget))
    fail (scene, widget, "has no accessible name");
  if (GTK_IS_BUTTON (widget) && !is_inner (widget) && !shows_text (widget) &&
      (!tooltip || !*tooltip))
    fail (scene, widget, "has neither text nor tooltip");
  if (is_closed (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    check_names (scene, child);
}

static void
check_names_in (const Scene *scene, GtkWindow *window)
{
  check_names (scene, GTK_WIDGET (window));
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  play_all (fixture, check_names_in);
}

/* --- Sizes -------------------------------------------------------------------------------------*/

/* Without the frame that a window has where nothing composes the screen, and beneath the overlay of
 * toasts, which asks for the height at any width. */
static GtkWidget *
get_content (GtkWindow *window)
{
  GtkWidget *content = gtk_widget_get_first_child (GTK_WIDGET (window));

  if (ADW_IS_APPLICATION_WINDOW (window))
    content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  return ADW_IS_TOAST_OVERLAY (content) ?
           adw_toast_overlay_get_child (ADW_TOAST_OVERLAY (content)) :
           content;
}

static int
get_height (GtkWidget *widget, int width)
{
  int height = 0;

  if (widget && gtk_widget_get_mapped (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

/* Of all notices below @widget, those in a folded pane too, whose height counts as well. */
static int
get_notices_height (GtkWidget *widget, int width)
{
  int height = 0;

  if (!gtk_widget_get_visible (widget))
    return 0;
  if (CONSOLE_IS_NOTICE_BAR (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    height += CONSOLE_IS_NOTICE_BAR (widget) ? 0 : get_notices_height (child, width);
  return height;
}

/* With scroll bars that take room of their own, as the test's display has them. Notices, of the
 * window and of a page, come on top. */
static void
check_fits (const Scene *scene, GtkWindow *window)
{
  GtkWidget *content = get_content (window);
  int width, height, asked_width, asked_height;

  /* GTK's own. */
  if (GTK_IS_SHORTCUTS_WINDOW (window))
    return;
  gtk_widget_get_size_request (GTK_WIDGET (window), &asked_width, &asked_height);
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  height = get_height (content, SMALLEST_WIDTH) -
           get_notices_height (GTK_WIDGET (window), SMALLEST_WIDTH);
  g_test_message ("%s needs %d × %d", scene->name, width, height);
  if (MAX (width, asked_width) > SMALLEST_WIDTH)
    fail (scene, GTK_WIDGET (window), "is too wide");
  if (MAX (height, asked_height) > SMALLEST_HEIGHT)
    fail (scene, GTK_WIDGET (window), "is too high");
}

static void
test_fits (Fixture *fixture, gconstpointer data)
{
  play_all (fixture, check_fits);
}

/* --- Passphrases -------------------------------------------------------------------------------*/

static Secret typed;
static guint n_rows;

static guint
type_passphrase (GtkWidget *widget)
{
  guint n = 0;

  if (CONSOLE_IS_PASSPHRASE_ROW (widget))
    {
      GtkWidget *entry = find_type (widget, GTK_TYPE_PASSWORD_ENTRY);

      secret_type (&typed, gtk_editable_get_delegate (GTK_EDITABLE (entry)));
      return 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += type_passphrase (child);
  return n;
}

/* In every row there is, also in one that is not shown just now. */
static void
type_passphrases (const Scene *scene, GtkWindow *window)
{
  guint n;

  secret_draw (&typed, SECRET_LEN);
  n = type_passphrase (GTK_WIDGET (window));
  if (n > 0)
    gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  if (n > 0 && secret_count (&typed) == 0)
    fail (scene, GTK_WIDGET (window), "does not hold what was typed");
  if (n == 0)
    typed.len = 0;
  n_rows += n;
}

static void
check_gone (const Scene *scene)
{
  if (typed.len > 0 && secret_count (&typed) > 0)
    {
      g_test_message ("%s: a passphrase is left in memory", scene->name);
      g_test_fail ();
    }
  typed.len = 0;
}

/* Of create vault (two), create sample (two), an invited person (the code and two), take over,
 * restore (two), restore by two (two), sign in, unlock; and twice of an import, where another row
 * follows each that was typed in, up to eight. */
static void
test_passphrases (Fixture *fixture, gconstpointer data)
{
  after_scene = check_gone;
  play_all (fixture, type_passphrases);
  after_scene = NULL;
  g_assert_cmpuint (n_rows, ==, 30);
}

/* --- Other looks -------------------------------------------------------------------------------*/

static void
check_direction (const Scene *scene, GtkWindow *window)
{
  if (gtk_widget_get_direction (GTK_WIDGET (window)) != GTK_TEXT_DIR_RTL)
    fail (scene, GTK_WIDGET (window), "goes from left to right");
}

static void
test_right_to_left (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  play_all (fixture, check_direction);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
check_width (const Scene *scene, GtkWindow *window)
{
  int width;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL,
                      NULL);
  g_test_message ("%s needs %d", scene->name, width);
  g_assert_cmpint (width, >, 0);
}

static void
test_large_text (Fixture *fixture, gconstpointer data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", LARGE_DPI * 1024, NULL);
  play_all (fixture, check_width);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

/* libadwaita asks once: the program is started again with ADW_DEBUG_HIGH_CONTRAST for this. */
static void
test_high_contrast (Fixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (!adw_style_manager_get_high_contrast (manager))
    {
      g_test_skip ("the contrast is not high");
      return;
    }
  play_all (fixture, check_width);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  prepare_scenes (&error);
  g_assert_no_error (error);
  add ("/console/scenes/hostile", test_hostile);
  add ("/console/scenes/names", test_names);
  add ("/console/scenes/fits", test_fits);
  add ("/console/scenes/passphrases", test_passphrases);
  add ("/console/scenes/right-to-left", test_right_to_left);
  add ("/console/scenes/large-text", test_large_text);
  add ("/console/scenes/high-contrast", test_high_contrast);
  status = g_test_run ();
  tidy_scenes ();
  return status;
}
