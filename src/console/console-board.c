/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking and showing; what the rows say is in the tables of those who make a board. Rows are made
 * anew only where an answer differs or a minute has passed, so that nobody loses their place. */
#include "console-board.h"

#include "console-dialogs.h"
#include "console-error.h"
#include "console-pages.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500
#define TICK_S 60

struct _ConsoleBoard
{
  AdwBin parent_instance;

  GtkLabel *about;
  GtkButton *add_button;
  GtkStack *stack;
  GtkBox *box;
  AdwBin *empty_bin;

  ConsoleSession *session;
  const ConsoleBoardKind *kind;
  EspCaNode *node;
  JsonArray *answers[CONSOLE_BOARD_SOURCES];
  GError *error;
  guint waiting;  /* for so many answers */
  guint question; /* number of the one that is asked: older answers do not count */
  char *shown;    /* what the rows were made from */
  gboolean stale;
  guint refresh_source;
  guint tick_source;
};

G_DEFINE_FINAL_TYPE (ConsoleBoard, console_board, ADW_TYPE_BIN)

/* --- Rows --------------------------------------------------------------------------------------*/

typedef struct
{
  JsonObject *thing;
  ConsoleBoardOpen open;
  char *key;
} Behind;

static void
behind_free (gpointer data)
{
  Behind *behind = data;

  json_object_unref (behind->thing);
  g_free (behind->key);
  g_free (behind);
}

AdwPreferencesGroup *
console_board_add_group (ConsoleBoard *board, const char *title, const char *description)
{
  return console_box_add_group (board->box, title, description);
}

static void
row_activated_cb (ConsoleBoard *board, GtkListBoxRow *row)
{
  const Behind *behind = g_object_get_data (G_OBJECT (row), "behind");

  if (behind && behind->open)
    behind->open (board, behind->thing);
}

static void
make_active (ConsoleBoard *board, ConsoleNoteRow *row)
{
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  GtkWidget *list = gtk_widget_get_parent (GTK_WIDGET (row));

  gtk_widget_add_css_class (arrow, "dim-label");
  console_note_row_add_suffix (row, arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (row), TRUE);
  if (!g_object_get_data (G_OBJECT (list), "watched"))
    g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), board,
                             G_CONNECT_SWAPPED);
  g_object_set_data (G_OBJECT (list), "watched", board);
}

void
console_board_add_row (ConsoleBoard *board,
                       AdwPreferencesGroup *group,
                       ConsoleNoteRow *row,
                       const char *key,
                       JsonObject *thing,
                       ConsoleBoardOpen open)
{
  Behind *behind = g_new0 (Behind, 1);

  behind->thing = json_object_ref (thing);
  behind->open = open;
  behind->key = g_strdup (key);
  g_object_set_data_full (G_OBJECT (row), "behind", behind, behind_free);
  adw_preferences_group_add (group, GTK_WIDGET (row));
  if (open)
    make_active (board, row);
}

/* --- The focus stays where it is ---------------------------------------------------------------*/

static char *
get_focused_key (ConsoleBoard *board)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (board));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (board->box)) ?
                     gtk_widget_get_ancestor (focus, CONSOLE_TYPE_NOTE_ROW) :
                     NULL;
  const Behind *behind = row ? g_object_get_data (G_OBJECT (row), "behind") : NULL;

  return behind ? g_strdup (behind->key) : NULL;
}

static GtkWidget *
find_key (GtkWidget *widget, const char *key)
{
  const Behind *behind = g_object_get_data (G_OBJECT (widget), "behind");
  GtkWidget *found = behind && g_strcmp0 (behind->key, key) == 0 ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_key (child, key);
  return found;
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show_empty (ConsoleBoard *board, GtkWidget *page)
{
  adw_bin_set_child (board->empty_bin, page);
  gtk_stack_set_visible_child_name (board->stack, "empty");
}

static void
show_denied (ConsoleBoard *board, const char *why)
{
  g_clear_pointer (&board->shown, g_free);
  console_box_empty (board->box);
  show_empty (
    board, console_empty_page_new (CONSOLE_EMPTY_DENIED, _ (board->kind->denied), why, NULL, NULL));
}

static void
show_nothing (ConsoleBoard *board)
{
  const ConsoleBoardKind *kind = board->kind;
  gboolean can = kind->add_label && gtk_widget_is_sensitive (GTK_WIDGET (board->add_button));

  show_empty (board, console_empty_page_new (
                       CONSOLE_EMPTY_NOTHING, _ (kind->nothing), _ (kind->nothing_text),
                       can ? g_dpgettext2 (NULL, "button", kind->add_label) : NULL, "board.add"));
}

/* Of an answer nothing may be worth a row. */
static gboolean
append_answers (ConsoleBoard *board)
{
  for (guint i = 0; i < CONSOLE_BOARD_SOURCES; i++)
    if (board->answers[i] && json_array_get_length (board->answers[i]) > 0)
      board->kind->sources[i].show (board, board->answers[i]);
  return gtk_widget_get_first_child (GTK_WIDGET (board->box)) != NULL;
}

/* Times to wait are told by the minute. */
static char *
describe_answers (ConsoleBoard *board)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GINT64_FORMAT, g_get_real_time () / G_USEC_PER_SEC / TICK_S);
  for (guint i = 0; i < CONSOLE_BOARD_SOURCES; i++)
    if (board->answers[i])
      {
        g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
        g_autofree char *json = NULL;

        json_node_set_array (node, board->answers[i]);
        json = json_to_string (node, FALSE);
        g_string_append (text, json);
      }
  return g_string_free (text, FALSE);
}

static void
show (ConsoleBoard *board)
{
  g_autofree char *text = describe_answers (board);
  g_autofree char *key = NULL;
  GtkWidget *row;

  if (g_strcmp0 (text, board->shown) == 0)
    return;
  key = get_focused_key (board);
  g_free (board->shown);
  board->shown = g_steal_pointer (&text);
  console_box_empty (board->box);
  if (append_answers (board))
    gtk_stack_set_visible_child_name (board->stack, "content");
  else
    show_nothing (board);
  row = key ? find_key (GTK_WIDGET (board->box), key) : NULL;
  if (row)
    gtk_widget_grab_focus (row);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
answered_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleBoard *board = CONSOLE_BOARD (owner);
  guint asked = GPOINTER_TO_UINT (data), source = asked % CONSOLE_BOARD_SOURCES;
  JsonArray *things = result ? esp_json_get_array (result, board->kind->sources[source].member) :
                               NULL;
  g_autofree char *sentence = NULL;

  if (!board->session || asked / CONSOLE_BOARD_SOURCES != board->question)
    return;
  if (things)
    board->answers[source] = json_array_ref (things);
  else if (error && !board->error)
    board->error = g_error_copy (error);
  if (--board->waiting > 0)
    return;
  sentence = board->error ? console_error_sentence (board->error) : NULL;
  if (sentence)
    show_denied (board, sentence);
  else
    show (board);
}

static JsonObject *
name_node (ConsoleBoard *board)
{
  JsonObject *parameters;

  if (!board->node)
    return NULL;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (board->node)->id);
  return parameters;
}

static void
ask_source (ConsoleBoard *board, guint source)
{
  guint asked = board->question * CONSOLE_BOARD_SOURCES + source;

  board->waiting++;
  console_session_call (board->session, GTK_WIDGET (board), board->kind->sources[source].operation,
                        name_node (board), answered_cb, GUINT_TO_POINTER (asked));
}

static void
forget_answers (ConsoleBoard *board)
{
  for (guint i = 0; i < CONSOLE_BOARD_SOURCES; i++)
    g_clear_pointer (&board->answers[i], json_array_unref);
  g_clear_error (&board->error);
}

static void
update_add_button (ConsoleBoard *board)
{
  const EspCa *ca = board->node ? esp_ca_node_get_ca (board->node) : NULL;
  g_autofree char *denial = NULL;

  if (!board->kind->add_label)
    return;
  denial = console_session_explain_denial (board->session, board->kind->add_action, ca);
  gtk_widget_set_sensitive (GTK_WIDGET (board->add_button), denial == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (board->add_button), denial);
}

/* What is not permitted is not asked for: that would be an entry in the log each time. */
static void
ask (ConsoleBoard *board)
{
  g_autofree char *why = NULL;

  board->stale = !gtk_widget_get_mapped (GTK_WIDGET (board));
  if (board->stale || console_session_get_phase (board->session) != CONSOLE_PHASE_OPEN)
    return;
  forget_answers (board);
  update_add_button (board);
  board->question++;
  board->waiting = 0;
  for (guint i = 0; i < CONSOLE_BOARD_SOURCES && board->kind->sources[i].operation; i++)
    {
      g_autofree char *denial = console_session_explain_denial (
        board->session, board->kind->sources[i].action, NULL);

      if (!denial)
        ask_source (board, i);
      else if (!why)
        why = g_steal_pointer (&denial);
    }
  if (board->waiting == 0)
    show_denied (board, why);
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_BOARD (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleBoard *board)
{
  if (!board->refresh_source)
    board->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, board);
}

static gboolean
tick_cb (gpointer data)
{
  ask (data);
  return G_SOURCE_CONTINUE;
}

void
console_board_refresh (ConsoleBoard *board)
{
  g_clear_handle_id (&board->refresh_source, g_source_remove);
  ask (board);
}

void
console_board_set_node (ConsoleBoard *board, EspCaNode *node)
{
  if (!g_set_object (&board->node, node))
    return;
  g_clear_pointer (&board->shown, g_free);
  console_box_empty (board->box);
  console_board_refresh (board);
}

EspCaNode *
console_board_get_node (ConsoleBoard *board)
{
  return board->node;
}

ConsoleSession *
console_board_get_session (ConsoleBoard *board)
{
  return board->session;
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
add_cb (ConsoleBoard *board)
{
  console_dialog_present (board->kind->add (board->session, board->node), GTK_WIDGET (board));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_cb (CONSOLE_BOARD (widget));
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_board_refresh (CONSOLE_BOARD (widget));
}

static void
console_board_map (GtkWidget *widget)
{
  ConsoleBoard *board = CONSOLE_BOARD (widget);

  GTK_WIDGET_CLASS (console_board_parent_class)->map (widget);
  board->tick_source = g_timeout_add_seconds (TICK_S, tick_cb, board);
  if (board->stale)
    ask (board);
}

static void
console_board_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&CONSOLE_BOARD (widget)->tick_source, g_source_remove);
  CONSOLE_BOARD (widget)->stale = TRUE;
  GTK_WIDGET_CLASS (console_board_parent_class)->unmap (widget);
}

static void
console_board_dispose (GObject *object)
{
  ConsoleBoard *board = CONSOLE_BOARD (object);

  g_clear_handle_id (&board->refresh_source, g_source_remove);
  g_clear_handle_id (&board->tick_source, g_source_remove);
  forget_answers (board);
  g_clear_object (&board->node);
  g_clear_object (&board->session);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_BOARD);
  G_OBJECT_CLASS (console_board_parent_class)->dispose (object);
}

static void
console_board_finalize (GObject *object)
{
  g_free (CONSOLE_BOARD (object)->shown);
  G_OBJECT_CLASS (console_board_parent_class)->finalize (object);
}

static void
console_board_class_init (ConsoleBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = console_board_dispose;
  object_class->finalize = console_board_finalize;
  widget_class->map = console_board_map;
  widget_class->unmap = console_board_unmap;
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/board.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleBoard, about);
  gtk_widget_class_bind_template_child (widget_class, ConsoleBoard, add_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleBoard, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleBoard, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleBoard, empty_bin);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_install_action (widget_class, "board.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "page.refresh", NULL, refresh_action);
}

static void
console_board_init (ConsoleBoard *board)
{
  board->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (board));
}

/* The label of a button has the mark of its mnemonic, which is not read out. */
static void
set_add_label (ConsoleBoard *board, const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *plain = g_strjoinv ("", parts);

  gtk_button_set_label (board->add_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (board->add_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  plain, -1);
  gtk_widget_set_visible (GTK_WIDGET (board->add_button), TRUE);
}

GtkWidget *
console_board_new (ConsoleSession *session, const ConsoleBoardKind *kind)
{
  ConsoleBoard *board = g_object_new (CONSOLE_TYPE_BOARD, NULL);
  EspEngine *engine = console_session_get_engine (session);

  board->session = g_object_ref (session);
  board->kind = kind;
  gtk_label_set_text (board->about, _ (kind->about));
  if (kind->add_label)
    set_add_label (board, g_dpgettext2 (NULL, "button", kind->add_label));
  else
    /* The whole line is its own. */
    gtk_label_set_max_width_chars (board->about, -1);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), board, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (ask), board, G_CONNECT_SWAPPED);
  return GTK_WIDGET (board);
}
