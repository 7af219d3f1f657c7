/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real application, opened on a vault and led to its certificates: what of it a person waits
 * for is measured on the window's own frame clock. */
#include "console-bench-run.h"

#include "console-bench-stage.h"
#include "console/console-certificates-page.h"

#include <math.h>
#include <string.h>

#define PIXELS 60
#define JUMPS 15

typedef struct
{
  BenchStage base;
  GtkWidget *page;
  EspCertificateList *list;
  GtkColumnView *view;
  GtkAdjustment *adjustment;
  guint n_visible; /* rows that the table has room for, one that is cut included */
  gboolean asked;  /* the list was asked something, and has not answered yet */
  double from, to; /* of a way of scrolling */
  int n_steps;
} Stage;

/* --- What can be seen --------------------------------------------------------------------------*/

static gboolean
is_loaded (Stage *stage, guint position)
{
  g_autoptr (EspCertificateItem)
    item = g_list_model_get_item (G_LIST_MODEL (stage->list), position);

  return item && esp_certificate_item_get_row (item);
}

static void
find_list (Stage *stage)
{
  GtkWidget *table;

  stage->page = bench_find (stage->base.window, CONSOLE_TYPE_CERTIFICATES_PAGE);
  if (!stage->page)
    return;
  table = GTK_WIDGET (
    console_certificates_page_get_table (CONSOLE_CERTIFICATES_PAGE (stage->page)));
  stage->list = console_certificate_table_get_list (CONSOLE_CERTIFICATE_TABLE (table));
  stage->view = GTK_COLUMN_VIEW (bench_find (table, GTK_TYPE_COLUMN_VIEW));
  stage->adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (stage->view));
}

/* In the stack that has such a page. */
static gboolean
is_empty_shown (GtkWidget *widget)
{
  gboolean shown = GTK_IS_STACK (widget) &&
                   g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (widget)), "empty") == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !shown;
       child = gtk_widget_get_next_sibling (child))
    shown = is_empty_shown (child);
  return shown;
}

/* The rows at the top of the table, or the page that says that there are none. */
static gboolean
shows_certificates (gpointer data)
{
  Stage *stage = data;
  if (!stage->base.signed_in)
    return FALSE;
  if (!stage->list)
    find_list (stage);
  if (!stage->list || !gtk_widget_get_mapped (stage->page) ||
      esp_certificate_list_is_loading (stage->list))
    return FALSE;
  if (g_list_model_get_n_items (G_LIST_MODEL (stage->list)) > 0)
    return is_loaded (stage, 0);
  return is_empty_shown (stage->page);
}

static void
count_visible (Stage *stage)
{
  double row = gtk_adjustment_get_upper (stage->adjustment) /
               MAX (g_list_model_get_n_items (G_LIST_MODEL (stage->list)), 1);

  stage->n_visible = (guint) ceil (gtk_adjustment_get_page_size (stage->adjustment) / row);
}

/* Whether the first row that is seen, that in the middle and the last one have their texts. */
static gboolean
shows_rows (gpointer data)
{
  Stage *stage = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (stage->list));
  double upper = gtk_adjustment_get_upper (stage->adjustment);
  guint first = (guint) (gtk_adjustment_get_value (stage->adjustment) / upper * n);
  guint last = MIN (first + stage->n_visible, n) - 1;

  return is_loaded (stage, first) && is_loaded (stage, (first + last) / 2) &&
         is_loaded (stage, last);
}

/* As many rows of an answer as there is room for, or all of them, or it is said that there are
 * none. Whoever asks is at the top. */
static gboolean
has_begun (gpointer data)
{
  Stage *stage = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (stage->list));

  if (stage->asked)
    return FALSE;
  if (n > 0)
    return is_loaded (stage, 0) && is_loaded (stage, MIN (n, stage->n_visible) - 1);
  return !esp_certificate_list_is_loading (stage->list) && is_empty_shown (stage->page);
}

/* All of it, and what is seen of it. */
static gboolean
has_answered (gpointer data)
{
  Stage *stage = data;

  return !stage->asked && !esp_certificate_list_is_loading (stage->list) && has_begun (stage);
}

/* --- Scrolling ---------------------------------------------------------------------------------*/

static void
scroll_step (int number, gpointer data)
{
  Stage *stage = data;
  double part = (double) number / (stage->n_steps - 1);

  gtk_adjustment_set_value (stage->adjustment,
                            stage->from + (stage->to - stage->from) * MIN (part, 1));
}

static void
scroll (Stage *stage, const char *name, double from, double distance)
{
  stage->from = from;
  stage->to = from + distance;
  stage->n_steps = stage->base.run->n_frames;
  bench_frames_run (stage->base.frames, name, stage->n_steps, scroll_step, shows_rows, stage);
  bench_rest (200);
}

/* Where somebody lets go of the scroll bar somewhere else. */
static void
jump (Stage *stage)
{
  double way = gtk_adjustment_get_upper (stage->adjustment) -
               gtk_adjustment_get_page_size (stage->adjustment);
  gint64 taken = 0;

  for (int i = 0; i < JUMPS; i++)
    {
      gint64 began = g_get_monotonic_time ();

      gtk_adjustment_set_value (stage->adjustment, way * ((i * 7 + 3) % JUMPS) / JUMPS);
      taken += bench_frames_wait (stage->base.frames, "the rows", shows_rows, stage) - began;
      bench_rest (50);
    }
  bench_print_time ("jump", 0, taken / JUMPS);
}

static void
scroll_all_ways (Stage *stage)
{
  double page = gtk_adjustment_get_page_size (stage->adjustment);
  double way = gtk_adjustment_get_upper (stage->adjustment) - page;
  double n = stage->base.run->n_frames;

  scroll (stage, "pixels", 0, MIN (way, n * PIXELS));
  scroll (stage, "pages", 0, MIN (way, n * page));
  scroll (stage, "whole", 0, way);
  jump (stage);
  gtk_adjustment_set_value (stage->adjustment, 0);
  bench_rest (200);
}

/* --- Asking ------------------------------------------------------------------------------------*/

/* Whatever is told of next belongs to the new question: the one before was dropped with it. */
static void
told_cb (Stage *stage)
{
  stage->asked = FALSE;
}

static void
loading_cb (Stage *stage)
{
  if (!esp_certificate_list_is_loading (stage->list))
    told_cb (stage);
}

static void
items_cb (Stage *stage, guint position, guint removed, guint added)
{
  if (added > 0)
    told_cb (stage);
}

static void
watch (Stage *stage)
{
  g_signal_connect_swapped (stage->list, "notify::loading", G_CALLBACK (loading_cb), stage);
  g_signal_connect_swapped (stage->list, "items-changed", G_CALLBACK (items_cb), stage);
}

static GtkColumnViewColumn *
get_column (Stage *stage, guint number)
{
  return g_list_model_get_item (gtk_column_view_get_columns (stage->view), number);
}

static void
sort (Stage *stage, const char *name, guint column, GtkSortType type)
{
  g_autoptr (GtkColumnViewColumn) by = get_column (stage, column);
  g_autofree char *all = g_strconcat (name, "-all", NULL);
  gint64 began = g_get_monotonic_time ();

  stage->asked = TRUE;
  gtk_column_view_sort_by_column (stage->view, by, type);
  bench_print_time (name, began, bench_frames_wait (stage->base.frames, name, has_begun, stage));
  bench_print_time (all, began, bench_frames_wait (stage->base.frames, all, has_answered, stage));
  bench_rest (300);
}

/* By each column, up and down; the order in which they stand is that of the names. */
static void
sort_all (Stage *stage)
{
  for (guint i = 0; i < G_N_ELEMENTS (bench_columns); i++)
    {
      g_autofree char *up = g_strconcat ("sort-", bench_columns[i], NULL);
      g_autofree char *down = g_strconcat (up, "-down", NULL);

      sort (stage, up, i, GTK_SORT_ASCENDING);
      sort (stage, down, i, GTK_SORT_DESCENDING);
    }
}

/* The entry waits for the next key before it asks; that is part of the time. */
static void
search (Stage *stage, const char *name, const char *text)
{
  GtkEditable *entry = GTK_EDITABLE (bench_find (stage->page, GTK_TYPE_SEARCH_ENTRY));
  g_autofree char *all = g_strconcat (name, "-all", NULL);
  g_autofree char *before = g_strdup (gtk_editable_get_text (entry));
  int at = (int) strlen (before);
  gint64 began;

  /* Text that is replaced is removed first, which asks for all: not what is measured. */
  if (!g_str_has_prefix (text, before) && text[0])
    {
      search (stage, "search-none", "");
      at = 0;
    }
  began = g_get_monotonic_time ();
  stage->asked = TRUE;
  if (text[0])
    gtk_editable_insert_text (entry, text + at, -1, &at);
  else
    gtk_editable_set_text (entry, "");
  bench_print_time (name, began, bench_frames_wait (stage->base.frames, name, has_begun, stage));
  bench_print_time (all, began, bench_frames_wait (stage->base.frames, all, has_answered, stage));
  bench_rest (300);
}

static guint
count_rows (Stage *stage)
{
  return g_list_model_get_n_items (G_LIST_MODEL (stage->list));
}

/* Found, and nothing else. */
static void
search_one (Stage *stage, const char *name, const char *text)
{
  search (stage, name, text);
  if (count_rows (stage) != 1)
    g_error ("%s finds %u", text, count_rows (stage));
}

static void
ask (Stage *stage)
{
  guint n = count_rows (stage);
  g_autoptr (EspCertificateItem) item = g_list_model_get_item (G_LIST_MODEL (stage->list), n / 3);
  const EspCertificateRow *row;
  g_autofree char *serial = NULL;
  g_autofree char *name = NULL;

  while (!(row = esp_certificate_item_get_row (item)))
    g_main_context_iteration (NULL, TRUE);
  serial = g_strdup (row->serial);
  name = g_strndup (row->subject + 3, strcspn (row->subject + 3, ","));
  watch (stage);
  search (stage, "search-1", "u");
  search (stage, "search-2", "un");
  search (stage, "search-3", "uni");
  search (stage, "search-nothing", "no such name");
  search_one (stage, "search-serial", serial);
  search_one (stage, "search-subject", name);
  search (stage, "search-none", "");
  sort_all (stage);
  search (stage, "search-sorted", "radio");
  bench_print_memory ("memory-sorted");
  g_signal_handlers_disconnect_by_data (stage->list, stage);
}

/* --- Processes ---------------------------------------------------------------------------------*/

static void
play_all (gpointer data)
{
  Stage *stage = data;

  bench_stage_open (&stage->base, "certificates", shows_certificates);
  if (count_rows (stage) > 0)
    {
      count_visible (stage);
      scroll_all_ways (stage);
      ask (stage);
    }
  bench_print_memory ("memory-after");
}

/* As soon as there are rows, before anything was made ready for it. */
static void
play_first_sort (gpointer data)
{
  Stage *stage = data;

  bench_stage_open (&stage->base, "certificates", shows_certificates);
  if (count_rows (stage) == 0)
    return;
  count_visible (stage);
  watch (stage);
  sort (stage, "sort", 0, GTK_SORT_ASCENDING);
  g_signal_handlers_disconnect_by_data (stage->list, stage);
}

int
bench_run_first_sort (const BenchRun *run)
{
  Stage stage = { .base.run = run };

  return bench_stage_run (&stage.base, play_first_sort);
}

int
bench_run_vault (const BenchRun *run)
{
  Stage stage = { .base.run = run };

  return bench_stage_run (&stage.base, play_all);
}

static gboolean
always (gpointer data)
{
  return TRUE;
}

static void
window_cb (GApplication *application, gpointer data)
{
  const BenchRun *run = data;
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));
  g_autoptr (BenchFrames) frames = NULL;

  gtk_window_set_default_size (GTK_WINDOW (window), 1120, 740);
  gtk_window_present (GTK_WINDOW (window));
  frames = bench_frames_new (window);
  bench_print_time ("first-frame", run->started,
                    bench_frames_wait (frames, "the first frame", always, NULL));
  bench_rest (500);
  bench_print_memory ("memory");
  g_application_quit (application);
}

int
bench_run_window (const BenchRun *run)
{
  const char *arguments[] = { "window", NULL };
  g_autoptr (AdwApplication)
    application = adw_application_new ("org.espalier.Bench", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (window_cb), (gpointer) run);
  return g_application_run (G_APPLICATION (application), 1, (char **) arguments);
}
