/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question for each CA that is a column, so that a large vault costs no more than a small one;
 * the table is made anew when all of them are answered and an answer differs. */
#include "console-access-grid.h"

#include "console-access-dialogs.h"
#include "console-access-item.h"
#include "console-ca-chooser.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500
/* Headers are not shortened by GTK. */
#define HEADER_CHARS 14
#define ACTION_CHARS 15

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
  GPtrArray *arns;     /* of the columns */
  GHashTable *answers; /* ARN -> JsonObject */
  GHashTable *coming;  /* the same of the question that is asked */
  JsonArray *rows;     /* of the first CA: who holds which role, in the order of the choice */
  char *shown;         /* what the table was made from */
  guint waiting;       /* for so many answers */
  guint question;      /* number of the one that is asked: older answers do not count */
  guint refresh_source;
  gboolean filling;
  gboolean at_start; /* nobody has scrolled sideways since the table was made */
  gboolean placing;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (ConsoleAccessGrid, console_access_grid, ADW_TYPE_BIN)

/* --- Words and pictures ------------------------------------------------------------------------*/

static const struct
{
  const char *word;
  const char *icon;
  const char *style;
} states[CONSOLE_GRID_N_STATES] = {
  [CONSOLE_GRID_DENIED] = { NC_ ("access", "Denied"), "empty-denied-symbolic", "dim-label" },
  [CONSOLE_GRID_ALLOWED] = { NC_ ("access", "Allowed"), "certificate-valid-symbolic", "success" },
  [CONSOLE_GRID_SOMETIMES] = { NC_ ("access", "With some templates or tags"),
                               "tag-outline-symbolic", "accent" },
  [CONSOLE_GRID_APPROVED] = { NC_ ("access", "With a second person"), "approvals-symbolic",
                              "warning" },
};

static const char *
get_word (ConsoleGridState state)
{
  return g_dpgettext2 (NULL, "access", states[state].word);
}

static const char *
get_label (ConsoleAccessGrid *grid, const char *arn)
{
  const char *slash = strrchr (arn, '/');
  EspCaNode *node = slash ? esp_ca_tree_find (console_session_get_tree (grid->session), slash + 1) :
                            NULL;

  return node ? esp_ca_node_get_ca (node)->label : arn;
}

/* --- Reading the answers -----------------------------------------------------------------------*/

static gboolean
has (JsonObject *row, const char *member, const char *action)
{
  return console_names_contain (esp_json_get_array (row, member), action);
}

static gboolean
is_same_person (JsonObject *a, JsonObject *b)
{
  static const char *const members[] = { "Principal", "Account", "Role" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (esp_json_get_string (a, members[i]), esp_json_get_string (b, members[i])) != 0)
      return FALSE;
  return TRUE;
}

static JsonObject *
get_person (ConsoleAccessGrid *grid)
{
  guint selected = gtk_drop_down_get_selected (grid->person_drop);

  if (!grid->rows || selected >= json_array_get_length (grid->rows))
    return NULL;
  return json_array_get_object_element (grid->rows, selected);
}

static JsonObject *
find_row (ConsoleAccessGrid *grid, const char *arn)
{
  JsonObject *answer = g_hash_table_lookup (grid->answers, arn);
  JsonArray *rows = esp_json_get_array (answer, "Rows");
  JsonObject *person = get_person (grid);

  for (guint i = 0; person && rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (is_same_person (row, person))
        return row;
    }
  return NULL;
}

ConsoleGridState
console_access_grid_get_state (ConsoleAccessGrid *grid, const char *action, const char *ca_arn)
{
  JsonObject *row = find_row (grid, ca_arn);

  if (has (row, "Conditional", action))
    return CONSOLE_GRID_SOMETIMES;
  if (!has (row, "Allowed", action))
    return CONSOLE_GRID_DENIED;
  return has (row, "NeedsApproval", action) ? CONSOLE_GRID_APPROVED : CONSOLE_GRID_ALLOWED;
}

/* --- Cells -------------------------------------------------------------------------------------*/

static const char *
get_action (GtkListItem *item)
{
  return gtk_string_object_get_string (gtk_list_item_get_item (item));
}

static void
explain_cb (ConsoleAccessGrid *grid, GtkWidget *button)
{
  JsonObject *person = get_person (grid);

  if (person)
    console_dialog_present (
      console_explain_dialog_new (grid->session, esp_json_get_string (person, "Principal"),
                                  esp_json_get_string (person, "Role"),
                                  g_object_get_data (G_OBJECT (button), "action"),
                                  g_object_get_data (G_OBJECT (button), "arn")),
      GTK_WIDGET (grid));
}

static void
setup_state_cb (ConsoleAccessGrid *grid, GtkListItem *item)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), gtk_image_new ());
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, button);
  gtk_list_item_set_activatable (item, FALSE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (explain_cb), grid, G_CONNECT_SWAPPED);
}

static void
name_cell (GtkListItem *item, const char *text, const char *line_text)
{
  GtkWidget *cell = gtk_widget_get_parent (gtk_list_item_get_child (item));
  GtkWidget *line = cell ? gtk_widget_get_parent (cell) : NULL;

  if (!line)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (line_text)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, line_text,
                                    -1);
}

static void
bind_state (ConsoleAccessGrid *grid, GtkListItem *item, const char *arn)
{
  GtkWidget *button = gtk_list_item_get_child (item);
  GtkWidget *image = gtk_button_get_child (GTK_BUTTON (button));
  const char *action = get_action (item);
  ConsoleGridState state = console_access_grid_get_state (grid, action, arn);
  g_autofree char *words = console_format_action (action);
  const char *arguments[] = { "action",         words, "ca", get_label (grid, arn), "state",
                              get_word (state), NULL };
  /* Translators: {action} such as "Issue certificates", {ca}: the name of a CA, {state} such as
   * "Allowed" */
  g_autofree char *filled = esp_text_fill (C_ ("access", "{action}, {ca}: {state}"), arguments);
  g_autofree char *spoken = esp_text_escape (filled);

  for (int i = 0; i < CONSOLE_GRID_N_STATES; i++)
    gtk_widget_remove_css_class (image, states[i].style);
  gtk_widget_add_css_class (image, states[state].style);
  gtk_image_set_from_icon_name (GTK_IMAGE (image), states[state].icon);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "action", g_strdup (action), g_free);
  g_object_set_data_full (G_OBJECT (button), "arn", g_strdup (arn), g_free);
  name_cell (item, spoken, NULL);
}

static void
bind_state_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ConsoleAccessGrid *grid)
{
  bind_state (grid, item, g_object_get_data (G_OBJECT (factory), "arn"));
}

static void
setup_action_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), ACTION_CHARS);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 2 * ACTION_CHARS);
  /* As high as one line: in a higher one it would take two, and the second may be empty. */
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, text);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_action_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *text = gtk_list_item_get_child (item);
  const char *action = get_action (item);
  g_autofree char *words = console_format_action (action);

  gtk_inscription_set_text (GTK_INSCRIPTION (text), words);
  gtk_widget_set_tooltip_text (text, action);
  name_cell (item, words, words);
}

/* --- The table ---------------------------------------------------------------------------------*/

static void
append_column (ConsoleAccessGrid *grid,
               const char *title,
               GtkListItemFactory *factory,
               gboolean wide)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, wide);
  gtk_column_view_append_column (grid->table, column);
  g_object_unref (column);
}

static char *
shorten (const char *label)
{
  g_autofree char *safe = esp_text_escape (label);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (safe, -1) <= HEADER_CHARS)
    return g_steal_pointer (&safe);
  start = g_utf8_substring (safe, 0, HEADER_CHARS - 1);
  return g_strconcat (start, "…", NULL);
}

static void
append_ca_column (ConsoleAccessGrid *grid, const char *arn)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autofree char *title = shorten (get_label (grid, arn));

  g_object_set_data_full (G_OBJECT (factory), "arn", g_strdup (arn), g_free);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_state_cb), grid, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_state_cb), grid, 0);
  append_column (grid, title, factory, FALSE);
}

static void
make_columns (ConsoleAccessGrid *grid)
{
  GListModel *columns = gtk_column_view_get_columns (grid->table);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (grid->table, column);
    }
  g_signal_connect (factory, "setup", G_CALLBACK (setup_action_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_action_cb), NULL);
  append_column (grid, C_ ("column", "Action"), factory, TRUE);
  for (guint i = 0; i < grid->arns->len; i++)
    append_ca_column (grid, g_ptr_array_index (grid->arns, i));
}

static GtkSelectionModel *
make_model (ConsoleAccessGrid *grid)
{
  JsonObject *first = grid->arns->len ?
                        g_hash_table_lookup (grid->answers, g_ptr_array_index (grid->arns, 0)) :
                        NULL;
  JsonArray *actions = esp_json_get_array (first, "Actions");
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
  make_columns (grid);
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

static char *
describe_answers (ConsoleAccessGrid *grid)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < grid->arns->len; i++)
    {
      const char *arn = g_ptr_array_index (grid->arns, i);
      JsonObject *answer = g_hash_table_lookup (grid->answers, arn);
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *json = NULL;

      if (!answer)
        continue;
      json_node_set_object (node, answer);
      json = json_to_string (node, FALSE);
      g_string_append_printf (text, "%s %s\n", arn, json);
    }
  return g_string_free (text, FALSE);
}

static void
show (ConsoleAccessGrid *grid)
{
  JsonObject *first = grid->arns->len ?
                        g_hash_table_lookup (grid->answers, g_ptr_array_index (grid->arns, 0)) :
                        NULL;
  JsonArray *rows = esp_json_get_array (first, "Rows");
  g_autofree char *text = describe_answers (grid);

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
  g_hash_table_insert (grid->coming, g_strdup (g_ptr_array_index (grid->arns, column)),
                       json_object_ref (result));
  if (--grid->waiting > 0)
    return;
  g_hash_table_unref (grid->answers);
  grid->answers = g_hash_table_ref (grid->coming);
  show (grid);
}

static void
ask (ConsoleAccessGrid *grid)
{
  if (!grid->session)
    return;
  grid->stale = !gtk_widget_get_mapped (GTK_WIDGET (grid));
  if (grid->stale || console_session_get_phase (grid->session) != CONSOLE_PHASE_OPEN)
    return;
  grid->question++;
  g_hash_table_unref (grid->coming);
  grid->coming = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) json_object_unref);
  g_ptr_array_unref (grid->arns);
  grid->arns = console_ca_chooser_get_arns (grid->ca_chooser);
  grid->waiting = grid->arns->len;
  if (grid->waiting == 0)
    show (grid);
  for (guint i = 0; i < grid->arns->len; i++)
    {
      JsonObject *parameters = json_object_new ();

      json_object_set_string_member (parameters, "CertificateAuthority",
                                     g_ptr_array_index (grid->arns, i));
      console_session_call (grid->session, GTK_WIDGET (grid), "AccessMatrix", parameters,
                            answered_cb,
                            GUINT_TO_POINTER (grid->question * CONSOLE_CA_CHOOSER_MAX + i));
    }
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

  g_ptr_array_unref (grid->arns);
  g_hash_table_unref (grid->answers);
  g_hash_table_unref (grid->coming);
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

/* What the pictures mean, for who does not point at them. */
static void
fill_legend (ConsoleAccessGrid *grid)
{
  static const ConsoleGridState order[] = { CONSOLE_GRID_ALLOWED, CONSOLE_GRID_APPROVED,
                                            CONSOLE_GRID_SOMETIMES, CONSOLE_GRID_DENIED };

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *image = gtk_image_new_from_icon_name (states[order[i]].icon);
      GtkWidget *label = gtk_label_new (get_word (order[i]));

      gtk_widget_add_css_class (image, states[order[i]].style);
      gtk_widget_add_css_class (label, "caption");
      gtk_box_append (GTK_BOX (box), image);
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (grid->legend, box);
    }
}

static void
console_access_grid_init (ConsoleAccessGrid *grid)
{
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  grid->stale = TRUE;
  grid->filling = TRUE;
  grid->arns = g_ptr_array_new_with_free_func (g_free);
  grid->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) json_object_unref);
  grid->coming = g_hash_table_ref (grid->answers);
  gtk_widget_init_template (GTK_WIDGET (grid));
  gtk_drop_down_set_expression (grid->person_drop, expression);
  gtk_expression_unref (expression);
  fill_legend (grid);
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
