/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as large as one can be, in the diagram of the designer: scrolled, zoomed, a card of it
 * dragged. The cards are the designer's own, with what the checks say of them. */
#include "bench-frames.h"
#include "console-bench-run.h"
#include "console/console-designer-cards.h"
#include "console/console-diagram-private.h"
#include "console/console-plan-document.h"

#include <math.h>
#include <string.h>

#define BELOW 8 /* each has so many below it, as far as they go */
#define PIXELS 60
#define BOXES_ZOOM 0.2
#define CSS "/org/espalier/Espalier/style.css"

typedef struct
{
  const BenchRun *run;
  ConsoleDiagram *diagram;
  GtkAdjustment *across;
  BenchFrames *frames;
  double from, to;
} Stage;

/* --- The plan ----------------------------------------------------------------------------------*/

static EspPlan *
make_plan (void)
{
  EspPlan *plan = esp_plan_preset_load ("three-levels", NULL);
  g_autoptr (EspPlanCa) root = esp_plan_ca_copy (g_ptr_array_index (plan->cas, 0));
  g_autoptr (EspPlanCa) below = esp_plan_ca_copy (g_ptr_array_index (plan->cas, 1));

  g_ptr_array_set_size (plan->shares, 0);
  g_ptr_array_set_size (plan->cas, 0);
  for (guint i = 0; i < ESP_PLAN_MAX_CAS; i++)
    {
      EspPlanCa *ca = esp_plan_ca_copy (i ? below : root);

      g_free (ca->key);
      ca->key = g_strdup_printf ("ca-%u", i);
      g_free (ca->parent);
      ca->parent = i ? g_strdup_printf ("ca-%u", (i - 1) / BELOW) : NULL;
      g_free (ca->subject);
      ca->subject = g_strdup_printf ("CN=Plant %u Line %u CA,O=Meridian Motors,C=DE", i / BELOW, i);
      g_ptr_array_add (plan->cas, ca);
    }
  return plan;
}

/* --- Ways --------------------------------------------------------------------------------------*/

static gboolean
always (gpointer data)
{
  return TRUE;
}

/* The card in the middle of what is seen is a widget, or there is none. */
static gboolean
shows_cards (gpointer data)
{
  Stage *stage = data;
  graphene_rect_t view = console_diagram_get_view (stage->diagram, 0);
  ConsoleDiagramPlaces *places = stage->diagram->places;

  if (console_diagram_get_zoom (stage->diagram) < CONSOLE_DIAGRAM_ZOOM_BOXES)
    return TRUE;
  for (guint i = 0; i < places->items->len; i++)
    {
      const EspLayoutNode *node = &places->nodes[i];
      const ConsoleDiagramItem *item = g_ptr_array_index (places->items, i);
      graphene_rect_t card = GRAPHENE_RECT_INIT ((float) node->x, (float) node->y,
                                                 (float) node->width, (float) node->height);

      if (graphene_rect_intersection (&card, &view, NULL) &&
          !g_hash_table_contains (stage->diagram->cards, item->id))
        return FALSE;
    }
  return TRUE;
}

static double
get_part (Stage *stage, int number)
{
  return MIN ((double) number / (stage->run->n_frames - 1), 1);
}

static void
scroll_step (int number, gpointer data)
{
  Stage *stage = data;

  gtk_adjustment_set_value (stage->across,
                            stage->from + (stage->to - stage->from) * get_part (stage, number));
}

/* To where cards are largest and back to the whole picture. */
static void
zoom_step (int number, gpointer data)
{
  Stage *stage = data;
  double part = 1 - fabs (2 * get_part (stage, number) - 1);

  console_diagram_set_zoom (stage->diagram,
                            CONSOLE_DIAGRAM_ZOOM_MIN *
                              pow (CONSOLE_DIAGRAM_ZOOM_MAX / CONSOLE_DIAGRAM_ZOOM_MIN, part));
}

/* To and fro over the other cards, and at the edges where the picture scrolls. */
static void
drag_step (int number, gpointer data)
{
  Stage *stage = data;
  double width = gtk_widget_get_width (GTK_WIDGET (stage->diagram));
  double height = gtk_widget_get_height (GTK_WIDGET (stage->diagram));
  double part = get_part (stage, number);

  console_diagram_move_to (stage->diagram, width * (0.5 + 0.5 * sin (part * 20)), height * part);
}

static void
scroll (Stage *stage, const char *name, double distance)
{
  double way = gtk_adjustment_get_upper (stage->across) -
               gtk_adjustment_get_page_size (stage->across);

  stage->from = 0;
  stage->to = MIN (way, distance);
  bench_frames_run (stage->frames, name, stage->run->n_frames, scroll_step, shows_cards, stage);
}

/* The first one at the bottom, where there are most. */
static void
show_bottom (Stage *stage)
{
  g_autofree char *id = g_strdup_printf ("ca-%d", ESP_PLAN_MAX_CAS / 2);

  console_diagram_set_zoom (stage->diagram, 1);
  console_diagram_select (stage->diagram, id);
  bench_frames_wait (stage->frames, "the bottom", always, NULL);
}

static void
run_all_ways (Stage *stage)
{
  double n = stage->run->n_frames;

  show_bottom (stage);
  scroll (stage, "plan-pixels", n * PIXELS);
  scroll (stage, "plan-pages", n * gtk_adjustment_get_page_size (stage->across));
  scroll (stage, "plan-whole", INFINITY);
  console_diagram_set_zoom (stage->diagram, BOXES_ZOOM);
  scroll (stage, "plan-boxes", INFINITY);
  bench_frames_run (stage->frames, "plan-zoom", stage->run->n_frames, zoom_step, shows_cards,
                    stage);
  show_bottom (stage);
  console_diagram_move_begin (stage->diagram, console_diagram_get_selected (stage->diagram), 100,
                              100);
  bench_frames_run (stage->frames, "plan-drag", stage->run->n_frames, drag_step, shows_cards,
                    stage);
  console_diagram_move_end (stage->diagram, FALSE);
}

/* --- The window --------------------------------------------------------------------------------*/

static void
load_style (GtkWidget *window)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, CSS);
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (window),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
plan_cb (GApplication *application, gpointer data)
{
  GtkWidget *window = adw_application_window_new (GTK_APPLICATION (application));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autoptr (ConsolePlanDocument) document = console_plan_document_new (make_plan (), NULL);
  g_autoptr (GPtrArray) items = console_designer_cards_new (document);
  g_autoptr (BenchFrames) frames = NULL;
  Stage stage = { .run = data };

  load_style (window);
  stage.diagram = CONSOLE_DIAGRAM (console_diagram_new ());
  console_diagram_set_editable (stage.diagram, TRUE);
  console_diagram_set_items (stage.diagram, items);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (stage.diagram));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 1120, 740);
  gtk_window_present (GTK_WINDOW (window));
  stage.across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));
  stage.frames = frames = bench_frames_new (window);
  bench_frames_wait (frames, "the plan", always, NULL);
  run_all_ways (&stage);
  g_application_quit (application);
}

int
bench_run_plan (const BenchRun *run)
{
  const char *arguments[] = { "plan", NULL };
  g_autoptr (AdwApplication)
    application = adw_application_new ("org.espalier.Bench", G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (plan_cb), (gpointer) run);
  return g_application_run (G_APPLICATION (application), 1, (char **) arguments);
}
