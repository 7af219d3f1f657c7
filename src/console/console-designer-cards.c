/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a planned CA shows of itself. Its words are those of cards of CAs that exist, where both
 * have the same to say. */
#include "console-designer-cards.h"

#include "console-diagram-legend.h"
#include "console-plan-words.h"

#include <glib/gi18n.h>

GHashTable *
console_designer_colours (const EspPlan *plan)
{
  GHashTable *colours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < plan->accounts->len; i++)
    console_diagram_get_colour (colours,
                                ((EspPlanAccount *) g_ptr_array_index (plan->accounts, i))->id);
  return colours;
}

char *
console_designer_name (const EspPlan *plan, const char *key)
{
  const EspPlanCa *ca = esp_plan_find_ca (plan, key);
  g_autofree char *label = ca ? esp_plan_ca_get_label (ca) : g_strdup (key);

  return esp_text_escape (label);
}

static char *
describe_kind (const EspPlanCa *ca)
{
  const EspTemplate *template = esp_template_find (ca->template_name, NULL);

  return console_diagram_describe_kind (TRUE, esp_plan_ca_get_path_length (ca),
                                        template ? template->variety : ca->template_name,
                                        ca->key_algorithm);
}

/* How long, and what is different from usual. */
static char *
describe_life (const EspPlanCa *ca)
{
  g_autofree char *validity = esp_plan_validity_text (ca->validity, console_plan_translate);
  const char *arguments[] = { "validity", validity, NULL };

  if (ca->dual_control)
    /* Translators: how long a CA is valid, and that what is done to it needs a second person */
    return esp_text_fill (C_ ("card of a CA", "{validity} · two persons"), arguments);
  if (ca->development)
    /* Translators: how long a CA is valid, and that it is meant for development */
    return esp_text_fill (C_ ("card of a CA", "{validity} · development"), arguments);
  return g_steal_pointer (&validity);
}

static ConsoleDiagramItem *
make_item (ConsolePlanDocument *document, const EspPlan *plan, EspPlanCa *ca, GHashTable *colours)
{
  g_autofree char *label = esp_plan_ca_get_label (ca);
  const EspPlanAccount *account = esp_plan_find_account (plan, ca->account);
  ConsoleDiagramItem *item = console_diagram_item_new (ca->key, ca->parent, label);

  item->subtitle = describe_kind (ca);
  item->detail = describe_life (ca);
  item->account = g_strdup (account ? account->name : ca->account);
  item->colour = console_diagram_get_colour (colours, ca->account);
  item->severity = console_plan_document_get_severity (document, ca->key, &item->n_problems);
  return item;
}

GPtrArray *
console_designer_cards_new (ConsolePlanDocument *document)
{
  const EspPlan *plan = console_plan_document_get_plan (document);
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);
  g_autoptr (GHashTable) colours = console_designer_colours (plan);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < ordered->len; i++)
    g_ptr_array_add (items, make_item (document, plan, g_ptr_array_index (ordered, i), colours));
  return items;
}
