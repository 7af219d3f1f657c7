/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Graphviz: a box for each authority, an arrow from each that signs to what it signs, a dashed one
 * to each account that is given a share. Unlike the other exports it draws whatever a plan holds,
 * right or wrong.
 */
#include "esp-plan-export-private.h"

#include "base/esp-text.h"
#include "esp-plan-words.h"

static const char *const colours[] = { "#1a5fb4", "#26a269", "#e66100", "#9141ac",
                                       "#0e8a9a", "#c64688", "#986a44", "#657b8f" };

/* A literal of its language; "\n" is written as it stands for lines in the middle. */
static void
add_quoted (GString *out, const char *text)
{
  g_autofree char *plain = esp_text_escape (text ? text : "");

  for (const char *at = plain; *at; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at);
    }
}

static guint
find_account (const EspPlan *plan, const char *number)
{
  for (guint i = 0; i < plan->accounts->len; i++)
    if (g_strcmp0 (((EspPlanAccount *) g_ptr_array_index (plan->accounts, i))->id, number) == 0)
      return i;
  return 0;
}

static void
add_box (GString *out, const EspPlan *plan, const EspPlanCa *ca)
{
  const EspPlanAccount *account = ca->account ? esp_plan_find_account (plan, ca->account) : NULL;
  g_autofree char *label = esp_plan_ca_get_label (ca);
  g_autofree char *validity = esp_plan_validity_text (ca->validity, esp_plan_untranslated);
  int path_length = esp_plan_ca_get_path_length (ca);
  g_autofree char *number = path_length < 0 ? g_strdup ("no path length") :
                                              g_strdup_printf ("path length %d", path_length);
  const char *lines[] = { ca->template_name, number, esp_plan_algorithm_label (ca->key_algorithm),
                          validity, account && account->name ? account->name : ca->account };

  g_string_append (out, "  \"");
  add_quoted (out, ca->key);
  g_string_append (out, "\" [label=\"");
  add_quoted (out, label);
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i])
      {
        g_string_append (out, "\\n");
        add_quoted (out, lines[i]);
      }
  g_string_append_printf (out, "\", color=\"%s\"%s];\n",
                          colours[find_account (plan, ca->account) % G_N_ELEMENTS (colours)],
                          ca->dual_control ? ", peripheries=2" : "");
}

static void
add_arrow (GString *out, const EspPlanCa *ca)
{
  if (!ca->parent && !ca->parent_arn)
    return;
  if (!ca->parent)
    {
      g_string_append (out, "  \"");
      add_quoted (out, ca->parent_arn);
      g_string_append (out, "\" [style=dotted];\n");
    }
  g_string_append (out, "  \"");
  add_quoted (out, ca->parent ? ca->parent : ca->parent_arn);
  g_string_append (out, "\" -> \"");
  add_quoted (out, ca->key);
  g_string_append (out, "\";\n");
}

/* Accounts are numbers, which no key of a CA can be mistaken for with the word before. */
static void
add_share (GString *out, const EspPlan *plan, const EspPlanShare *share)
{
  const EspPlanAccount *account = esp_plan_find_account (plan, share->account);

  g_string_append_printf (out, "  \"account %s\" [shape=oval, label=\"", share->account);
  add_quoted (out, account && account->name ? account->name : share->account);
  g_string_append (out, "\"];\n  \"");
  add_quoted (out, share->ca);
  g_string_append_printf (out, "\" -> \"account %s\" [style=dashed, label=\"", share->account);
  add_quoted (out, share->name);
  g_string_append (out, "\"];\n");
}

GPtrArray *
esp_plan_export_dot (const EspPlan *plan, GError **error)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_file_free);
  EspPlanFile *file = g_new0 (EspPlanFile, 1);
  GString *out = g_string_new ("digraph \"");
  g_autoptr (GPtrArray) ordered = esp_plan_list_ordered (plan);
  g_autofree char *slug = esp_export_slug (plan->name, "plan");

  add_quoted (out, plan->name);
  g_string_append (
    out,
    "\" {\n  rankdir=TB;\n  node [shape=box, style=rounded, penwidth=2, fontname=\"sans-serif\"];\n"
    "  edge [fontname=\"sans-serif\"];\n");
  for (guint i = 0; i < ordered->len; i++)
    add_box (out, plan, g_ptr_array_index (ordered, i));
  for (guint i = 0; i < ordered->len; i++)
    add_arrow (out, g_ptr_array_index (ordered, i));
  for (guint i = 0; i < plan->shares->len; i++)
    add_share (out, plan, g_ptr_array_index (plan->shares, i));
  g_string_append (out, "}\n");
  file->name = g_strconcat (slug, ".dot", NULL);
  file->text = g_string_free (out, FALSE);
  g_ptr_array_add (files, file);
  return files;
}
