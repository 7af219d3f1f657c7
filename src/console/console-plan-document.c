/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open plan as an object: history, findings and selection. Its file is in console-plan-file.c.
 */
#include "console-plan-document-private.h"

#include <glib/gi18n.h>

struct _ConsolePlanDocument
{
  GObject parent_instance;

  EspPlanHistory *history;
  GFile *file;         /* or NULL */
  GPtrArray *findings; /* of the plan as it is; NULL: not looked for yet */
  GHashTable *graves;  /* key -> Grave */
  char **selection;
  guint serial; /* of the plan as it is */
};

typedef struct
{
  EspPlanSeverity severity;
  guint count;
} Grave;

G_DEFINE_FINAL_TYPE (ConsolePlanDocument, console_plan_document, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_MODIFIED,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  PROP_FILE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal, selection_changed_signal;

static void
notify_all (ConsolePlanDocument *document)
{
  g_object_freeze_notify (G_OBJECT (document));
  for (guint i = PROP_0 + 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (document), properties[i]);
  g_object_thaw_notify (G_OBJECT (document));
}

/* --- The plan ----------------------------------------------------------------------------------*/

const EspPlan *
console_plan_document_get_plan (ConsolePlanDocument *document)
{
  return esp_plan_history_get_plan (document->history);
}

EspPlan *
console_plan_document_copy (ConsolePlanDocument *document)
{
  return esp_plan_copy (console_plan_document_get_plan (document));
}

/* What is selected and gone is not selected any more. */
static gboolean
prune_selection (ConsolePlanDocument *document)
{
  const EspPlan *plan = console_plan_document_get_plan (document);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  guint before = g_strv_length (document->selection);

  for (char **key = document->selection; *key; key++)
    if (esp_plan_find_ca (plan, *key))
      g_ptr_array_add (kept, g_strdup (*key));
  if (kept->len == before)
    return FALSE;
  g_ptr_array_add (kept, NULL);
  g_strfreev (document->selection);
  document->selection = (char **) g_ptr_array_steal (kept, NULL);
  return TRUE;
}

static void
tell_changed (ConsolePlanDocument *document)
{
  gboolean pruned = prune_selection (document);

  document->serial++;
  g_clear_pointer (&document->findings, g_ptr_array_unref);
  g_hash_table_remove_all (document->graves);
  g_signal_emit (document, changed_signal, 0);
  if (pruned)
    g_signal_emit (document, selection_changed_signal, 0);
  notify_all (document);
}

void
console_plan_document_step (ConsolePlanDocument *document,
                            EspPlan *plan,
                            const char *label,
                            const char *merge)
{
  if (esp_plan_history_step (document->history, plan, label, merge))
    tell_changed (document);
}

void
console_plan_document_undo (ConsolePlanDocument *document)
{
  if (esp_plan_history_undo (document->history))
    tell_changed (document);
}

void
console_plan_document_redo (ConsolePlanDocument *document)
{
  if (esp_plan_history_redo (document->history))
    tell_changed (document);
}

gboolean
console_plan_document_is_modified (ConsolePlanDocument *document)
{
  return !esp_plan_history_is_saved (document->history);
}

/* --- Findings ----------------------------------------------------------------------------------*/

static void
count_finding (ConsolePlanDocument *document, const EspPlanFinding *finding, const char *key)
{
  Grave *grave = g_hash_table_lookup (document->graves, key);

  if (!grave)
    {
      grave = g_new0 (Grave, 1);
      grave->severity = finding->severity;
      g_hash_table_insert (document->graves, g_strdup (key), grave);
    }
  grave->severity = MIN (grave->severity, finding->severity);
  grave->count++;
}

GPtrArray *
console_plan_document_get_findings (ConsolePlanDocument *document)
{
  if (document->findings)
    return document->findings;
  document->findings = esp_plan_check (console_plan_document_get_plan (document),
                                       g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; i < document->findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (document->findings, i);

      /* The first is where it is mended; the others are only compared with. */
      if (finding->nodes && finding->nodes[0])
        count_finding (document, finding, finding->nodes[0]);
    }
  return document->findings;
}

int
console_plan_document_get_severity (ConsolePlanDocument *document, const char *key, guint *count)
{
  const Grave *grave;

  console_plan_document_get_findings (document);
  grave = g_hash_table_lookup (document->graves, key);
  *count = grave ? grave->count : 0;
  return grave ? (int) grave->severity : -1;
}

gboolean
console_plan_document_fix (ConsolePlanDocument *document, const EspPlanFinding *finding)
{
  g_autoptr (EspPlan) plan = console_plan_document_copy (document);
  const char *label = finding->check->fix;

  if (!esp_plan_fix (plan, finding))
    return FALSE;
  console_plan_document_step (document, g_steal_pointer (&plan), _ (label), NULL);
  return TRUE;
}

/* --- Selection ---------------------------------------------------------------------------------*/

const char *const *
console_plan_document_get_selection (ConsolePlanDocument *document)
{
  return (const char *const *) document->selection;
}

void
console_plan_document_select (ConsolePlanDocument *document, const char *const *keys)
{
  static const char *const none[] = { NULL };
  g_auto (GStrv) before = document->selection;

  document->selection = g_strdupv ((char **) (keys ? keys : none));
  prune_selection (document);
  if (!g_strv_equal ((const char *const *) before, (const char *const *) document->selection))
    g_signal_emit (document, selection_changed_signal, 0);
}

/* --- Title and file ----------------------------------------------------------------------------*/

char *
console_plan_document_get_title (ConsolePlanDocument *document)
{
  const EspPlan *plan = console_plan_document_get_plan (document);
  g_autofree char *name = NULL;

  if (plan->name && *plan->name)
    return esp_text_escape (plan->name);
  if (!document->file)
    return g_strdup (C_ ("plan", "Untitled Plan"));
  name = console_plan_file_get_name (document->file);
  return esp_text_escape (name);
}

GFile *
console_plan_document_get_file (ConsolePlanDocument *document)
{
  return document->file;
}

guint
console_plan_document_get_serial (ConsolePlanDocument *document)
{
  return document->serial;
}

void
console_plan_document_saved (ConsolePlanDocument *document, GFile *file, guint serial)
{
  g_set_object (&document->file, file);
  /* What was done while it was written is not in the file. */
  if (serial == document->serial)
    esp_plan_history_mark_saved (document->history);
  notify_all (document);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsolePlanDocument *document = CONSOLE_PLAN_DOCUMENT (object);

  if (id == PROP_TITLE)
    g_value_take_string (value, console_plan_document_get_title (document));
  else if (id == PROP_MODIFIED)
    g_value_set_boolean (value, console_plan_document_is_modified (document));
  else if (id == PROP_CAN_UNDO)
    g_value_set_boolean (value, esp_plan_history_get_undo (document->history) != NULL);
  else if (id == PROP_CAN_REDO)
    g_value_set_boolean (value, esp_plan_history_get_redo (document->history) != NULL);
  else if (id == PROP_UNDO_LABEL)
    g_value_set_string (value, esp_plan_history_get_undo (document->history));
  else if (id == PROP_REDO_LABEL)
    g_value_set_string (value, esp_plan_history_get_redo (document->history));
  else if (id == PROP_FILE)
    g_value_set_object (value, document->file);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_plan_document_finalize (GObject *object)
{
  ConsolePlanDocument *document = CONSOLE_PLAN_DOCUMENT (object);

  esp_plan_history_free (document->history);
  g_clear_object (&document->file);
  g_clear_pointer (&document->findings, g_ptr_array_unref);
  g_hash_table_unref (document->graves);
  g_strfreev (document->selection);
  G_OBJECT_CLASS (console_plan_document_parent_class)->finalize (object);
}

static void
console_plan_document_class_init (ConsolePlanDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_plan_document_get_property;
  object_class->finalize = console_plan_document_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_PLAN_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  selection_changed_signal = g_signal_new ("selection-changed", CONSOLE_TYPE_PLAN_DOCUMENT,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
console_plan_document_init (ConsolePlanDocument *document)
{
  document->graves = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  document->selection = g_new0 (char *, 1);
}

ConsolePlanDocument *
console_plan_document_new (EspPlan *plan, GFile *file)
{
  ConsolePlanDocument *document = g_object_new (CONSOLE_TYPE_PLAN_DOCUMENT, NULL);

  document->history = esp_plan_history_new (plan);
  g_set_object (&document->file, file);
  return document;
}
