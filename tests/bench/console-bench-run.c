/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real application, opened on a vault and led to its certificates: what of it a person waits
 * for is measured on the window's own frame clock. Signing in is done by the engine as the unlock
 * page does it, without the person who types. */
#include "console-bench-run.h"

#include "bench-frames.h"
#include "bench-vault.h"
#include "console/console-application.h"
#include "console/console-certificates-page.h"
#include "console/console-window.h"

#include <stdlib.h>
#include <string.h>

#define PIXELS 60
#define JUMPS 15

typedef struct
{
  const BenchRun *run;
  GtkWidget *window;
  ConsoleSession *session;
  GtkWidget *page;
  EspCertificateList *list;
  GtkColumnView *view;
  GtkAdjustment *adjustment;
  BenchFrames *frames;
  gboolean signed_in;
  gint64 unlocked; /* when the engine told that somebody is signed in, before anybody acted on it */
  gboolean asked;  /* the list was asked something, and has not answered yet */
  double from, to; /* of a way of scrolling */
  int n_steps;
} Stage;

/* --- Small things ------------------------------------------------------------------------------*/

static void
print_time (const char *name, gint64 from, gint64 to)
{
  g_print ("%s %.1f\n", name, (double) (to - from) / 1000);
}

/* Resident memory by the kernel's account, in MiB. */
static void
print_memory (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL) &&
      (line = strstr (status, "\nVmRSS:")))
    g_print ("%s %.1f\n", name, (double) g_ascii_strtoll (line + 7, NULL, 10) / 1024);
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static gboolean
always (gpointer data)
{
  return TRUE;
}

static void
rest (int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* --- What can be seen --------------------------------------------------------------------------*/

static gboolean
is_locked (gpointer data)
{
  return console_session_get_phase (((Stage *) data)->session) == CONSOLE_PHASE_LOCKED;
}

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

  stage->page = find (stage->window, CONSOLE_TYPE_CERTIFICATES_PAGE);
  if (!stage->page)
    return;
  table = GTK_WIDGET (
    console_certificates_page_get_table (CONSOLE_CERTIFICATES_PAGE (stage->page)));
  stage->list = console_certificate_table_get_list (CONSOLE_CERTIFICATE_TABLE (table));
  stage->view = GTK_COLUMN_VIEW (find (table, GTK_TYPE_COLUMN_VIEW));
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
  if (!stage->signed_in)
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

/* Whether the row in the middle of what is shown has its texts. */
static gboolean
shows_rows (gpointer data)
{
  Stage *stage = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (stage->list));
  double middle = gtk_adjustment_get_value (stage->adjustment) +
                  gtk_adjustment_get_page_size (stage->adjustment) / 2;

  return is_loaded (stage, (guint) (middle / gtk_adjustment_get_upper (stage->adjustment) * n));
}

static gboolean
has_answered (gpointer data)
{
  Stage *stage = data;

  return !stage->asked && shows_certificates (stage);
}

/* The first rows of an answer are there, or all of them, or it is said that there are none. */
static gboolean
has_begun (gpointer data)
{
  Stage *stage = data;

  if (stage->asked)
    return FALSE;
  if (g_list_model_get_n_items (G_LIST_MODEL (stage->list)) > 0)
    return is_loaded (stage, 0);
  return !esp_certificate_list_is_loading (stage->list) && is_empty_shown (stage->page);
}

/* --- Opening -----------------------------------------------------------------------------------*/

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!esp_engine_sign_in_finish (ESP_ENGINE (source), result, &error))
    g_error ("signing in: %s", error->message);
  ((Stage *) data)->signed_in = TRUE;
}

static gboolean
unlocked_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  ((Stage *) data)->unlocked = g_get_monotonic_time ();
  return FALSE;
}

static void
sign_in (Stage *stage)
{
  guint signal = g_signal_lookup ("session-changed", ESP_TYPE_ENGINE);
  g_autoptr (EspSecret)
    passphrase = esp_secret_new_copy (BENCH_PASSPHRASE, strlen (BENCH_PASSPHRASE), NULL);

  g_signal_add_emission_hook (signal, 0, unlocked_cb, stage, NULL);
  esp_engine_sign_in_async (console_session_get_engine (stage->session), BENCH_PERSON, NULL,
                            passphrase, NULL, signed_in_cb, stage);
  while (!stage->signed_in)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_vault (Stage *stage)
{
  gint64 started = stage->run->started, at, shown;

  at = bench_frames_wait (stage->frames, "the first frame", always, stage);
  print_time ("first-frame", started, at);
  at = bench_frames_wait (stage->frames, "the unlock page", is_locked, stage);
  print_time ("unlock-page", started, at);
  console_session_set_place (stage->session, "certificates");
  sign_in (stage);
  shown = bench_frames_wait (stage->frames, "the certificates", shows_certificates, stage);
  print_time ("sign-in", at, stage->unlocked);
  print_time ("certificates", stage->unlocked, shown);
  print_time ("opened", started, shown);
  print_time ("opened-less-sign-in", stage->unlocked - at, shown - started);
  rest (500);
  print_memory ("memory");
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
  stage->n_steps = stage->run->n_frames;
  bench_frames_run (stage->frames, name, stage->n_steps, scroll_step, shows_rows, stage);
  rest (200);
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
      taken += bench_frames_wait (stage->frames, "the rows", shows_rows, stage) - began;
      rest (50);
    }
  print_time ("jump", 0, taken / JUMPS);
}

static void
scroll_all_ways (Stage *stage)
{
  double page = gtk_adjustment_get_page_size (stage->adjustment);
  double way = gtk_adjustment_get_upper (stage->adjustment) - page;
  double n = stage->run->n_frames;

  scroll (stage, "pixels", 0, MIN (way, n * PIXELS));
  scroll (stage, "pages", 0, MIN (way, n * page));
  scroll (stage, "whole", 0, way);
  jump (stage);
  gtk_adjustment_set_value (stage->adjustment, 0);
  rest (200);
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

static GtkColumnViewColumn *
get_column (Stage *stage, guint number)
{
  return g_list_model_get_item (gtk_column_view_get_columns (stage->view), number);
}

static void
sort (Stage *stage, const char *name, guint column, GtkSortType type)
{
  g_autoptr (GtkColumnViewColumn) by = get_column (stage, column);
  gint64 began = g_get_monotonic_time ();

  stage->asked = TRUE;
  gtk_column_view_sort_by_column (stage->view, by, type);
  print_time (name, began, bench_frames_wait (stage->frames, name, has_answered, stage));
  rest (300);
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
  GtkEditable *entry = GTK_EDITABLE (find (stage->page, GTK_TYPE_SEARCH_ENTRY));
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
  print_time (name, began, bench_frames_wait (stage->frames, name, has_begun, stage));
  print_time (all, began, bench_frames_wait (stage->frames, all, has_answered, stage));
  rest (300);
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
  g_signal_connect_swapped (stage->list, "notify::loading", G_CALLBACK (loading_cb), stage);
  g_signal_connect_swapped (stage->list, "items-changed", G_CALLBACK (items_cb), stage);
  search (stage, "search-1", "u");
  search (stage, "search-2", "un");
  search (stage, "search-3", "uni");
  search (stage, "search-nothing", "no such name");
  search_one (stage, "search-serial", serial);
  search_one (stage, "search-subject", name);
  search (stage, "search-none", "");
  sort_all (stage);
  search (stage, "search-sorted", "radio");
  print_memory ("memory-sorted");
  g_signal_handlers_disconnect_by_data (stage->list, stage);
}

/* --- Processes ---------------------------------------------------------------------------------*/

static void
print_place (GtkWidget *window)
{
  g_print ("# %s, %s, %d × %d\n",
           G_OBJECT_TYPE_NAME (gtk_native_get_renderer (gtk_widget_get_native (window))),
           G_OBJECT_TYPE_NAME (gtk_widget_get_display (window)), gtk_widget_get_width (window),
           gtk_widget_get_height (window));
}

static void
vault_cb (GApplication *application, gpointer data)
{
  Stage *stage = data;

  stage->window = GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (application)));
  stage->session = console_window_get_session (CONSOLE_WINDOW (stage->window));
  stage->frames = bench_frames_new (stage->window);
  open_vault (stage);
  print_place (stage->window);
  if (g_list_model_get_n_items (G_LIST_MODEL (stage->list)) > 0)
    {
      scroll_all_ways (stage);
      ask (stage);
    }
  print_memory ("memory-after");
  g_clear_pointer (&stage->frames, bench_frames_free);
  g_application_quit (application);
}

int
bench_run_vault (const BenchRun *run)
{
  const char *arguments[] = { "espalier", "--vault", run->vault, NULL };
  Stage stage = { .run = run };
  gboolean secure = esp_init ();
  g_autoptr (ConsoleApplication) application = console_application_new (secure);

  if (!secure)
    g_error ("there is no secure memory");
  g_signal_connect_after (application, "activate", G_CALLBACK (vault_cb), &stage);
  return g_application_run (G_APPLICATION (application), 3, (char **) arguments);
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
  print_time ("first-frame", run->started,
              bench_frames_wait (frames, "the first frame", always, NULL));
  rest (500);
  print_memory ("memory");
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
