/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a plan, live. After a change only what is different is taken out of the list
 * and put in; whether a finding can be mended is tried for rows that are there, one at a time while
 * nothing else is to be done, since each try checks the whole plan. */
#include "console-plan-checks.h"

#include "console-designer.h"
#include "console-plan-finding-row.h"
#include "console-plan-finding.h"

#include <glib/gi18n.h>

/* A large plan is not checked over and over between two strokes of a key. */
#define LARGE_PLAN 200
#define LARGE_DELAY_MS 400

struct _ConsolePlanChecks
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkListView *list;
  GtkWidget *empty_icon;
  GtkLabel *empty_label;

  ConsolePlanDocument *document;
  GListStore *items; /* ConsolePlanFinding */
  GQueue untried;    /* ConsolePlanFinding, of rows that are there */
  guint trying;      /* source */
};

G_DEFINE_FINAL_TYPE (ConsolePlanChecks, console_plan_checks, ADW_TYPE_BIN)

static EspPlanFinding *
find_finding (ConsolePlanChecks *checks, ConsolePlanFinding *item)
{
  GPtrArray *findings = console_plan_document_get_findings (checks->document);

  return item->check && item->index < findings->len ? g_ptr_array_index (findings, item->index) :
                                                      NULL;
}

/* --- What can be mended ------------------------------------------------------------------------*/

static gboolean
try_cb (gpointer data)
{
  ConsolePlanChecks *checks = data;
  g_autoptr (ConsolePlanFinding) item = g_queue_pop_head (&checks->untried);
  EspPlanFinding *finding = item ? find_finding (checks, item) : NULL;

  if (finding)
    console_plan_finding_set_fix (
      item, esp_plan_can_fix (console_plan_document_get_plan (checks->document), finding) ?
              CONSOLE_PLAN_FIX_OFFERED :
              CONSOLE_PLAN_FIX_NONE);
  if (item)
    item->stale = FALSE;
  if (!g_queue_is_empty (&checks->untried))
    return G_SOURCE_CONTINUE;
  checks->trying = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
begin_cb (gpointer data)
{
  ConsolePlanChecks *checks = data;

  checks->trying = g_idle_add_full (G_PRIORITY_LOW, try_cb, checks, NULL);
  return G_SOURCE_REMOVE;
}

static void
try_soon (ConsolePlanChecks *checks, ConsolePlanFinding *item)
{
  guint n = console_plan_document_get_plan (checks->document)->cas->len;

  if (!item->check || !item->check->fix || (item->fix != CONSOLE_PLAN_FIX_UNKNOWN && !item->stale))
    return;
  g_queue_push_tail (&checks->untried, g_object_ref (item));
  if (!checks->trying)
    checks->trying = g_timeout_add_full (G_PRIORITY_LOW, n > LARGE_PLAN ? LARGE_DELAY_MS : 0,
                                         begin_cb, checks, NULL);
}

static void
forget_untried (ConsolePlanChecks *checks)
{
  g_clear_handle_id (&checks->trying, g_source_remove);
  g_queue_clear_full (&checks->untried, g_object_unref);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static ConsolePlanFinding *
get_item (ConsolePlanFindingRow *row)
{
  ConsolePlanFinding *item = console_plan_finding_row_get_finding (row);

  return item ? g_object_ref (item) : NULL;
}

static void
mend_cb (ConsolePlanChecks *checks, ConsolePlanFindingRow *row)
{
  g_autoptr (ConsolePlanFinding) item = get_item (row);
  EspPlanFinding *finding = item ? find_finding (checks, item) : NULL;

  /* The row may be gone with its finding: the focus goes to the list, not out of it. */
  gtk_widget_grab_focus (GTK_WIDGET (checks->list));
  if (finding && !console_plan_document_fix (checks->document, finding))
    console_plan_finding_set_fix (item, CONSOLE_PLAN_FIX_NONE);
}

static void
setup_cb (ConsolePlanChecks *checks, GtkListItem *list_item)
{
  GtkWidget *row = console_plan_finding_row_new ();

  g_signal_connect_object (row, "mend", G_CALLBACK (mend_cb), checks, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_cb (ConsolePlanChecks *checks, GtkListItem *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  ConsolePlanFinding *item = gtk_list_item_get_item (list_item);
  g_autofree char *spoken = item->check ?
                              g_strdup_printf ("%s: %s. %s",
                                               console_plan_severity_word (item->severity),
                                               item->title, item->sentence) :
                              g_strdup (item->title);

  console_plan_finding_row_set_finding (CONSOLE_PLAN_FINDING_ROW (row), item);
  gtk_list_item_set_activatable (list_item, item->nodes[0] != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  try_soon (checks, item);
}

static void
unbind_cb (ConsolePlanChecks *checks, GtkListItem *list_item)
{
  console_plan_finding_row_set_finding (
    CONSOLE_PLAN_FINDING_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
activate_cb (ConsolePlanChecks *checks, guint position)
{
  g_autoptr (ConsolePlanFinding)
    item = g_list_model_get_item (G_LIST_MODEL (checks->items), position);

  if (item && item->nodes[0])
    console_plan_document_select (checks->document, (const char *const *) item->nodes);
}

/* --- The list ----------------------------------------------------------------------------------*/

/* What is known of an item stays with it; whether it can be mended still is tried again. */
static ConsolePlanFinding *
take_known (GHashTable *known, ConsolePlanFinding *made)
{
  ConsolePlanFinding *before = g_hash_table_lookup (known, made->id);

  if (!before)
    return made;
  before->index = made->index;
  g_object_unref (made);
  before->stale = TRUE;
  return g_object_ref (before);
}

static guint
count_severity (GPtrArray *findings, EspPlanSeverity severity)
{
  guint n = 0;

  for (guint i = 0; i < findings->len; i++)
    n += ((EspPlanFinding *) g_ptr_array_index (findings, i))->severity == severity;
  return n;
}

static GPtrArray *
make_items (ConsolePlanChecks *checks, GHashTable *known)
{
  GPtrArray *findings = console_plan_document_get_findings (checks->document);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  int severity = -1;

  for (guint i = 0; i < findings->len; i++)
    {
      EspPlanFinding *finding = g_ptr_array_index (findings, i);

      if ((int) finding->severity != severity)
        g_ptr_array_add (
          items,
          take_known (known, console_plan_finding_new_heading (
                               finding->severity, count_severity (findings, finding->severity))));
      severity = finding->severity;
      g_ptr_array_add (items, take_known (known, console_plan_finding_new (finding, i)));
    }
  return items;
}

static GHashTable *
list_known (ConsolePlanChecks *checks)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (checks->items)); i++)
    {
      ConsolePlanFinding *item = g_list_model_get_item (G_LIST_MODEL (checks->items), i);

      g_hash_table_replace (known, item->id, item);
    }
  return known;
}

static gboolean
is_same (ConsolePlanChecks *checks, guint position, gpointer item)
{
  g_autoptr (GObject) before = g_list_model_get_item (G_LIST_MODEL (checks->items), position);

  return (gpointer) before == item;
}

/* Rows before and after what changed stay where they are, and so does what one reads. */
static void
put_items (ConsolePlanChecks *checks, GPtrArray *items)
{
  guint before = g_list_model_get_n_items (G_LIST_MODEL (checks->items)), first = 0, last = 0;
  guint least = MIN (before, items->len);

  while (first < least && is_same (checks, first, g_ptr_array_index (items, first)))
    first++;
  while (last < least - first &&
         is_same (checks, before - 1 - last, g_ptr_array_index (items, items->len - 1 - last)))
    last++;
  if (first < before || first < items->len)
    g_list_store_splice (checks->items, first, before - first - last, items->pdata + first,
                         items->len - first - last);
}

/* Rows that stay are not bound anew. */
static void
try_again (ConsolePlanChecks *checks, GPtrArray *items)
{
  for (guint i = 0; i < items->len && i < LARGE_PLAN; i++)
    try_soon (checks, g_ptr_array_index (items, i));
}

static void
show_empty (ConsolePlanChecks *checks)
{
  gboolean drawn = console_plan_document_get_plan (checks->document)->cas->len > 0;

  gtk_widget_set_visible (checks->empty_icon, drawn);
  gtk_label_set_text (checks->empty_label,
                      drawn ?
                        C_ ("checks of a plan", "No findings: this plan can be provisioned.") :
                        C_ ("checks of a plan", "There is nothing to check yet."));
}

static void
changed_cb (ConsolePlanChecks *checks)
{
  g_autoptr (GHashTable) known = list_known (checks);
  g_autoptr (GPtrArray) items = NULL;

  forget_untried (checks);
  items = make_items (checks, known);
  put_items (checks, items);
  forget_untried (checks);
  try_again (checks, items);
  show_empty (checks);
  gtk_stack_set_visible_child_name (checks->stack, items->len > 0 ? "list" : "empty");
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_checks_dispose (GObject *object)
{
  ConsolePlanChecks *checks = CONSOLE_PLAN_CHECKS (object);

  forget_untried (checks);
  g_clear_object (&checks->document);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_PLAN_CHECKS);
  g_clear_object (&checks->items);
  G_OBJECT_CLASS (console_plan_checks_parent_class)->dispose (object);
}

static void
console_plan_checks_class_init (ConsolePlanChecksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_plan_checks_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plan-checks.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanChecks, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanChecks, list);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanChecks, empty_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlanChecks, empty_label);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
console_plan_checks_init (ConsolePlanChecks *checks)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_queue_init (&checks->untried);
  checks->items = g_list_store_new (CONSOLE_TYPE_PLAN_FINDING);
  gtk_widget_init_template (GTK_WIDGET (checks));
  selection = GTK_SELECTION_MODEL (
    gtk_no_selection_new (g_object_ref (G_LIST_MODEL (checks->items))));
  gtk_list_view_set_model (checks->list, selection);
}

GtkWidget *
console_plan_checks_new (ConsolePlanDocument *document)
{
  ConsolePlanChecks *checks = g_object_new (CONSOLE_TYPE_PLAN_CHECKS, NULL);

  checks->document = g_object_ref (document);
  g_signal_connect_object (document, "changed", G_CALLBACK (changed_cb), checks, G_CONNECT_SWAPPED);
  changed_cb (checks);
  return GTK_WIDGET (checks);
}
