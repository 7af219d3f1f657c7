/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of presets are made once, rows of files anew when their list changes. */
#include "console-plan-gallery.h"

#include "console-card-layout.h"
#include "console-focus.h"
#include "console-icon-button.h"
#include "console-plan-actions.h"
#include "console-plan-care.h"
#include "console-plan-shelf.h"
#include "console-undo.h"

#include <glib/gi18n.h>

struct _ConsolePlanGallery
{
  AdwBin parent_instance;

  ConsolePlanCard *empty_card;
  ConsolePlanCard *existing_card;
  ConsolePlanCard *open_card;
  AdwPreferencesGroup *recent_group;
  GtkBox *presets;

  ConsoleSession *session;
  ConsolePlanRecent *recent;
  GPtrArray *rows; /* borrowed: of the group */
  char *sentence;  /* of the card for what exists, while it is no refusal */
};

G_DEFINE_FINAL_TYPE (ConsolePlanGallery, console_plan_gallery, ADW_TYPE_BIN)

/* --- Presets -----------------------------------------------------------------------------------*/

static void
add_preset (ConsolePlanGallery *gallery, const EspPlanPreset *preset)
{
  GtkWidget *card = g_object_new (CONSOLE_TYPE_PLAN_CARD, "title", _ (preset->title), "sentence",
                                  _ (preset->summary), "action-name", "plans.new", NULL);
  g_autoptr (EspPlan) plan = esp_plan_preset_load (preset->id, NULL);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (card), "s", preset->id);
  if (plan)
    console_plan_card_set_plan (CONSOLE_PLAN_CARD (card), plan);
  gtk_box_append (gallery->presets, card);
}

/* --- Files -------------------------------------------------------------------------------------*/

static char *
make_title (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *title = esp_text_escape (name);

  if (g_str_has_suffix (title, CONSOLE_PLAN_SUFFIX) &&
      strlen (title) > strlen (CONSOLE_PLAN_SUFFIX))
    title[strlen (title) - strlen (CONSOLE_PLAN_SUFFIX)] = '\0';
  return g_steal_pointer (&title);
}

/* With "~" for the home of whoever looks. */
static char *
make_folder (GFile *file)
{
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  g_autofree char *below = parent ? g_file_get_relative_path (home, parent) : NULL;
  g_autofree char *name = parent ? g_file_get_parse_name (parent) : NULL;
  g_autofree char *path = below ? g_build_filename ("~", below, NULL) : NULL;

  if (parent && g_file_equal (parent, home))
    return g_strdup ("~");
  return esp_text_escape (path ? path : name ? name : "");
}

static void
focus_row (ConsolePlanGallery *gallery, guint index)
{
  GtkWidget *row = index < gallery->rows->len ? g_ptr_array_index (gallery->rows, index) : NULL;

  if (!row || !gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (GTK_WIDGET (gallery->empty_card));
}

typedef struct
{
  ConsolePlanRecent *recent;
  GFile *file;
  guint index;
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->recent);
  g_object_unref (removed->file);
  g_free (removed);
}

static void
put_back (gpointer data)
{
  const Removed *removed = data;

  console_plan_recent_put_back (removed->recent, removed->file, removed->index);
}

static void
offer_undo (ConsolePlanGallery *gallery, GFile *file, guint index)
{
  ConsoleUndo *undo = console_undo_new (NULL);
  Removed *removed = g_new0 (Removed, 1);
  g_autofree char *title = make_title (file);
  const char *arguments[] = { "plan", title, NULL };
  /* Translators: {plan} is the name of a file, which stays where it is */
  g_autofree char *text = esp_text_fill (C_ ("toast", "“{plan}” is off the list"), arguments);

  removed->recent = g_object_ref (gallery->recent);
  removed->file = g_object_ref (file);
  removed->index = index;
  console_undo_set_func (undo, put_back, removed, removed_free);
  console_undo_offer (undo, gallery->session, text);
}

/* The focus stays where the next one to be removed is. */
static void
remove_cb (ConsolePlanGallery *gallery, GtkWidget *button)
{
  g_autoptr (GFile) file = g_object_ref (g_object_get_data (G_OBJECT (button), "file"));
  guint index = 0;

  while (index < gallery->rows->len &&
         !gtk_widget_is_ancestor (button, g_ptr_array_index (gallery->rows, index)))
    index++;
  console_plan_recent_remove (gallery->recent, file);
  offer_undo (gallery, file, index);
  focus_row (gallery, MIN (index, MAX (gallery->rows->len, 1) - 1));
}

static GtkWidget *
make_remove_button (ConsolePlanGallery *gallery, GFile *file, const char *title)
{
  /* Translators: the name of a plan in the list of those that were open lately */
  g_autofree char *label = g_strdup_printf (C_ ("button", "Remove “%s” from the List"), title);
  GtkWidget *button = console_icon_button_new ("list-remove-symbolic", label,
                                               C_ ("button", "Remove from the List"), NULL);

  g_object_set_data_full (G_OBJECT (button), "file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), gallery, G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (ConsolePlanGallery *gallery, GFile *file, gboolean missing)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = make_title (file);
  g_autofree char *folder = make_folder (file);
  g_autofree char *uri = g_file_get_uri (file);
  /* Translators: the folder in which a plan was */
  g_autofree char *gone = g_strdup_printf (_ ("Not there any more: %s"), folder);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), missing ? gone : folder);
  adw_action_row_add_prefix (
    ADW_ACTION_ROW (row),
    gtk_image_new_from_icon_name (missing ? "dialog-warning-symbolic" : "plans-symbolic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove_button (gallery, file, title));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !missing);
  if (missing)
    gtk_widget_add_css_class (row, "missing");
  else
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "plans.open-recent");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", uri);
    }
  g_ptr_array_add (gallery->rows, row);
  adw_preferences_group_add (gallery->recent_group, row);
}

static void
show_recent (ConsolePlanGallery *gallery)
{
  guint n = console_plan_recent_get_n (gallery->recent);

  for (guint i = 0; i < gallery->rows->len; i++)
    adw_preferences_group_remove (gallery->recent_group, g_ptr_array_index (gallery->rows, i));
  g_ptr_array_set_size (gallery->rows, 0);
  for (guint i = 0; i < n; i++)
    add_row (gallery, console_plan_recent_get (gallery->recent, i),
             console_plan_recent_is_missing (gallery->recent, i));
  gtk_widget_set_visible (GTK_WIDGET (gallery->recent_group), n > 0);
}

/* Files come and go while nobody looks. */
static void
map_cb (ConsolePlanGallery *gallery)
{
  if (gallery->recent)
    console_plan_recent_look (gallery->recent);
}

/* --- Gallery -----------------------------------------------------------------------------------*/

void
console_plan_gallery_update (ConsolePlanGallery *gallery)
{
  g_autofree char *denial = console_plan_actions_explain (gallery->session, "from-existing");

  g_object_set (gallery->existing_card, "sentence", denial ? denial : gallery->sentence, NULL);
}

void
console_plan_gallery_set_session (ConsolePlanGallery *gallery, ConsoleSession *session)
{
  gallery->session = g_object_ref (session);
  gallery->recent = g_object_ref (console_plan_shelf_get_recent (console_plan_shelf_get (session)));
  g_signal_connect_object (gallery->recent, "changed", G_CALLBACK (show_recent), gallery,
                           G_CONNECT_SWAPPED);
  show_recent (gallery);
  console_plan_gallery_update (gallery);
}

static gboolean
console_plan_gallery_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_PLAN_GALLERY (widget)->empty_card));
}

static void
console_plan_gallery_dispose (GObject *object)
{
  ConsolePlanGallery *gallery = CONSOLE_PLAN_GALLERY (object);

  g_clear_object (&gallery->session);
  g_clear_object (&gallery->recent);
  G_OBJECT_CLASS (console_plan_gallery_parent_class)->dispose (object);
}

static void
console_plan_gallery_finalize (GObject *object)
{
  g_ptr_array_unref (CONSOLE_PLAN_GALLERY (object)->rows);
  g_free (CONSOLE_PLAN_GALLERY (object)->sentence);
  G_OBJECT_CLASS (console_plan_gallery_parent_class)->finalize (object);
}

static void
console_plan_gallery_class_init (ConsolePlanGalleryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = console_plan_gallery_dispose;
  object_class->finalize = console_plan_gallery_finalize;
  widget_class->grab_focus = console_plan_gallery_grab_focus;
  widget_class->focus = console_focus_child;
  g_type_ensure (CONSOLE_TYPE_PLAN_CARD);
  g_type_ensure (CONSOLE_TYPE_CARD_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plan-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanGallery, empty_card);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanGallery, existing_card);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanGallery, open_card);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanGallery, recent_group);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanGallery, presets);
  gtk_widget_class_bind_template_callback (widget_class, map_cb);
}

static void
console_plan_gallery_init (ConsolePlanGallery *gallery)
{
  gallery->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (gallery));
  g_object_get (gallery->existing_card, "sentence", &gallery->sentence, NULL);
  for (const EspPlanPreset *preset = esp_plan_presets (); preset->id; preset++)
    add_preset (gallery, preset);
}
