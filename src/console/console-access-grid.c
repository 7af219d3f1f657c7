/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question for each CA that is a column, so that a large vault costs no more than a small one;
 * the table is made anew when all of them are answered and an answer differs. */
#include "console-access-grid.h"

#include "console-access-answers.h"
#include "console-access-dialogs.h"
#include "console-access-grid-cells.h"
#include "console-access-item.h"
#include "console-ca-chooser.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-pages.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500

struct _ConsoleAccessGrid
{
  AdwBin parent_instance;

  GtkDropDown *person_drop;
  ConsoleCaChooser *ca_chooser;
  GtkStack *stack;
  AdwBin *empty_bin;
  GtkScrolledWindow *scrolled;
  GtkColumnView *table;
  GtkBox *legend;

  ConsoleSession *session;
  ConsoleAccessAnswers *answers; /* that are shown */
  ConsoleAccessAnswers *coming;  /* to the question that is asked, or NULL */
  JsonArray *rows;               /* who holds which role, in the order of the choice */
  char *shown;                   /* what the table was made from */
  guint question;                /* number of the one that is asked: older answers do not count */
  guint refresh_source;
  gboolean filling;
  gboolean at_start; /* nobody has scrolled sideways since the table was made */
  gboolean placing;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (ConsoleAccessGrid, console_access_grid, ADW_TYPE_BIN)

/* --- Who is shown ------------------------------------------------------------------------------*/

static JsonObject *
get_person (ConsoleAccessGrid *grid)
{
  guint selected = gtk_drop_down_get_selected (grid->person_drop);

  if (!grid->rows || selected >= json_array_get_length (grid->rows))
    return NULL;
  return json_array_get_object_element (grid->rows, selected);
}

ConsoleGridState
console_access_grid_get_state (ConsoleAccessGrid *grid, const char *action, const char *ca_arn)
{
  return console_access_answers_get_state (grid->answers, get_person (grid), action, ca_arn);
}

ConsoleSession *
console_access_grid_get_session (ConsoleAccessGrid *grid)
{
  return grid->session;
}

void
console_access_grid_explain (ConsoleAccessGrid *grid, const char *action, const char *arn)
{
  JsonObject *person = get_person (grid);

  if (person)
    console_dialog_present (
      console_explain_dialog_new (grid->session, esp_json_get_string (person, "Principal"),
                                  esp_json_get_string (person, "Role"), action, arn),
      GTK_WIDGET (grid));
}

/* --- The table ---------------------------------------------------------------------------------*/

static GtkSelectionModel *
make_model (ConsoleAccessGrid *grid)
{
  JsonArray *actions = console_access_answers_get_actions (grid->answers);
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; actions && i < json_array_get_length (actions); i++)
    gtk_string_list_append (names, json_array_get_string_element (actions, i));
  return GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (names)));
}

/* From right to left a table begins at its right end; GTK shows the left one. */
static void
place_cb (ConsoleAccessGrid *grid)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (grid->scrolled);

  if (!grid->at_start || gtk_widget_get_direction (GTK_WIDGET (grid)) != GTK_TEXT_DIR_RTL)
    return;
  grid->placing = TRUE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  grid->placing = FALSE;
}

static void
scrolled_cb (ConsoleAccessGrid *grid)
{
  if (!grid->placing)
    grid->at_start = FALSE;
}

static void
fill_table (ConsoleAccessGrid *grid)
{
  g_autoptr (GtkSelectionModel) model = make_model (grid);

  grid->at_start = TRUE;
  gtk_column_view_set_model (grid->table, NULL);
  console_access_grid_make_columns (grid, grid->table,
                                    console_access_answers_get_arns (grid->answers));
  gtk_column_view_set_model (grid->table, model);
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show_empty (ConsoleAccessGrid *grid, GtkWidget *page)
{
  adw_bin_set_child (grid->empty_bin, page);
  gtk_stack_set_visible_child_name (grid->stack, "empty");
}

static char *
name_person (JsonObject *row)
{
  g_autofree char *name = console_name_in_role (esp_json_get_string (row, "Principal"),
                                                esp_json_get_string (row, "Role"));

  return esp_text_escape (name);
}

gboolean
console_access_grid_choose (ConsoleAccessGrid *grid, const char *principal, const char *role)
{
  for (guint i = 0; grid->rows && i < json_array_get_length (grid->rows); i++)
    {
      JsonObject *row = json_array_get_object_element (grid->rows, i);

      if (g_strcmp0 (esp_json_get_string (row, "Principal"), principal) == 0 &&
          g_strcmp0 (esp_json_get_string (row, "Role"), role) == 0)
        {
          gtk_drop_down_set_selected (grid->person_drop, i);
          return TRUE;
        }
    }
  return FALSE;
}

static void
setup_person_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_person_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* GTK's own rows are as wide as the longest name. */
static void
shorten_names (ConsoleAccessGrid *grid)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_person_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_person_cb), NULL);
  gtk_drop_down_set_factory (grid->person_drop, factory);
}

/* Who was chosen stays so; at the beginning it is whoever looks. */
static void
fill_people (ConsoleAccessGrid *grid, JsonArray *rows)
{
  JsonObject *before = get_person (grid);
  g_autofree char *person = g_strdup (before ? esp_json_get_string (before, "Principal") :
                                               console_session_get_person (grid->session));
  g_autofree char *role = g_strdup (before ? esp_json_get_string (before, "Role") :
                                             console_session_get_role (grid->session));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_clear_pointer (&grid->rows, json_array_unref);
  grid->rows = rows ? json_array_ref (rows) : NULL;
  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    gtk_string_list_take (names, name_person (json_array_get_object_element (rows, i)));
  grid->filling = TRUE;
  gtk_drop_down_set_model (grid->person_drop, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (grid->person_drop), TRUE);
  console_access_grid_choose (grid, person, role);
  grid->filling = FALSE;
}

static void
show (ConsoleAccessGrid *grid)
{
  JsonArray *rows = console_access_answers_get_people (grid->answers);
  g_autofree char *text = console_access_answers_describe (grid->answers);

  if (!rows || json_array_get_length (rows) == 0)
    {
      g_clear_pointer (&grid->shown, g_free);
      show_empty (grid, console_empty_page_new (CONSOLE_EMPTY_NOTHING, _ ("Nothing to Compare"),
                                                _ ("Choose a CA above; and somebody has to hold a "
                                                   "role."),
                                                NULL, NULL));
      return;
    }
  gtk_stack_set_visible_child_name (grid->stack, "content");
  if (g_strcmp0 (text, grid->shown) == 0)
    return;
  g_free (grid->shown);
  grid->shown = g_steal_pointer (&text);
  fill_people (grid, rows);
  fill_table (grid);
}

static void
person_cb (ConsoleAccessGrid *grid)
{
  if (!grid->filling && grid->session)
    fill_table (grid);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
show_coming (ConsoleAccessGrid *grid)
{
  console_access_answers_free (grid->answers);
  grid->answers = g_steal_pointer (&grid->coming);
  show (grid);
}

static void
answered_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleAccessGrid *grid = CONSOLE_ACCESS_GRID (owner);
  guint asked = GPOINTER_TO_UINT (data);
  guint column = asked % CONSOLE_CA_CHOOSER_MAX;
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

  if (!grid->session || asked / CONSOLE_CA_CHOOSER_MAX != grid->question)
    return;
  if (error)
    {
      /* The others say the same. */
      grid->question++;
      g_clear_pointer (&grid->shown, g_free);
      show_empty (grid, console_empty_page_new (CONSOLE_EMPTY_DENIED, _ ("Access Can’t Be Shown"),
                                                sentence, NULL, NULL));
      return;
    }
  if (console_access_answers_add (grid->coming, column, result))
    show_coming (grid);
}

static void
ask_column (ConsoleAccessGrid *grid, const char *arn, guint column)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", arn);
  console_session_call (grid->session, GTK_WIDGET (grid), "AccessMatrix", parameters, answered_cb,
                        GUINT_TO_POINTER (grid->question * CONSOLE_CA_CHOOSER_MAX + column));
}

static void
ask (ConsoleAccessGrid *grid)
{
  GPtrArray *arns;

  if (!grid->session)
    return;
  grid->stale = !gtk_widget_get_mapped (GTK_WIDGET (grid));
  if (grid->stale || console_session_get_phase (grid->session) != CONSOLE_PHASE_OPEN)
    return;
  grid->question++;
  arns = console_ca_chooser_get_arns (grid->ca_chooser);
  g_clear_pointer (&grid->coming, console_access_answers_free);
  grid->coming = console_access_answers_new (arns);
  if (arns->len == 0)
    {
      show_coming (grid);
      return;
    }
  for (guint i = 0; i < arns->len; i++)
    ask_column (grid, g_ptr_array_index (arns, i), i);
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_ACCESS_GRID (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleAccessGrid *grid, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_ACCESS | ESP_TOPIC_CAS) && !grid->refresh_source)
    grid->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, grid);
}

void
console_access_grid_refresh (ConsoleAccessGrid *grid)
{
  g_clear_handle_id (&grid->refresh_source, g_source_remove);
  ask (grid);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_access_grid_map (GtkWidget *widget)
{
  ConsoleAccessGrid *grid = CONSOLE_ACCESS_GRID (widget);

  GTK_WIDGET_CLASS (console_access_grid_parent_class)->map (widget);
  if (grid->stale)
    ask (grid);
}

static void
console_access_grid_dispose (GObject *object)
{
  ConsoleAccessGrid *grid = CONSOLE_ACCESS_GRID (object);

  grid->filling = TRUE;
  g_clear_handle_id (&grid->refresh_source, g_source_remove);
  g_clear_object (&grid->session);
  g_clear_pointer (&grid->rows, json_array_unref);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_ACCESS_GRID);
  G_OBJECT_CLASS (console_access_grid_parent_class)->dispose (object);
}

static void
console_access_grid_finalize (GObject *object)
{
  ConsoleAccessGrid *grid = CONSOLE_ACCESS_GRID (object);

  console_access_answers_free (grid->answers);
  console_access_answers_free (grid->coming);
  g_free (grid->shown);
  G_OBJECT_CLASS (console_access_grid_parent_class)->finalize (object);
}

static void
console_access_grid_class_init (ConsoleAccessGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_access_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_access_grid_finalize;
  widget_class->map = console_access_grid_map;
  g_type_ensure (CONSOLE_TYPE_CA_CHOOSER);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/access-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessGrid, person_drop);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessGrid, ca_chooser);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessGrid, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessGrid, empty_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessGrid, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessGrid, table);
  gtk_widget_class_bind_template_child (widget_class, ConsoleAccessGrid, legend);
  gtk_widget_class_bind_template_callback (widget_class, person_cb);
  gtk_widget_class_bind_template_callback (widget_class, console_access_grid_refresh);
}

static void
console_access_grid_init (ConsoleAccessGrid *grid)
{
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  grid->stale = TRUE;
  grid->filling = TRUE;
  grid->answers = console_access_answers_new (g_ptr_array_new_with_free_func (g_free));
  gtk_widget_init_template (GTK_WIDGET (grid));
  gtk_drop_down_set_expression (grid->person_drop, expression);
  gtk_expression_unref (expression);
  shorten_names (grid);
  console_access_grid_fill_legend (grid->legend);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (grid->scrolled), "changed",
                           G_CALLBACK (place_cb), grid, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (grid->scrolled), "value-changed",
                           G_CALLBACK (scrolled_cb), grid, G_CONNECT_SWAPPED);
  grid->filling = FALSE;
}

GtkWidget *
console_access_grid_new (ConsoleSession *session)
{
  ConsoleAccessGrid *grid = g_object_new (CONSOLE_TYPE_ACCESS_GRID, NULL);
  EspEngine *engine = console_session_get_engine (session);

  grid->session = g_object_ref (session);
  console_ca_chooser_set_session (grid->ca_chooser, session);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), grid, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (ask), grid, G_CONNECT_SWAPPED);
  return GTK_WIDGET (grid);
}
