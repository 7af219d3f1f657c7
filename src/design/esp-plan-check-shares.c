/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of shares: whom they reach, what they let issue, and who should have one. */
#include "esp-plan-check-private.h"

#include <string.h>

/* --- Each share --------------------------------------------------------------------------------*/

static void
check_permission (EspPlanReview *review, const EspPlanNode *node, const EspPlanShare *share)
{
  EspPlanFinding *finding;

  if (esp_managed_permission_find (share->permission))
    return;
  finding = esp_plan_review_say (review, ESP_PLAN_CHECK_PERMISSION_UNKNOWN, node, NULL, share->name,
                                 "share", share->name, "permission", share->permission, NULL);
  /* It may be one of the organisation's own, which the vault knows. */
  if (esp_managed_permission_check_name (share->permission, NULL))
    finding->severity = ESP_PLAN_WARNING;
}

gboolean
esp_plan_template_covers (const EspTemplate *use, const EspTemplate *template)
{
  if (use->kind != template->kind || template->api_passthrough > use->api_passthrough ||
      template->csr_passthrough > use->csr_passthrough)
    return FALSE;
  if (use->kind == ESP_TEMPLATE_SUBORDINATE)
    return template->path_length <= use->path_length;
  return g_str_equal (use->family, template->family) ||
         g_str_has_prefix (use->family, "BlankEndEntity") ||
         (g_str_equal (use->family, ESP_TEMPLATE_DEFAULT) &&
          g_str_has_prefix (template->family, "EndEntity"));
}

static void
check_width (EspPlanReview *review, const EspPlanNode *node, const EspPlanShare *share)
{
  const EspTemplate *template = esp_plan_review_share_template (review, share);
  GPtrArray *uses = node->ca->uses;

  if (!template || uses->len == 0)
    return;
  for (guint i = 0; i < uses->len; i++)
    {
      const EspPlanUse *use = g_ptr_array_index (uses, i);
      const EspTemplate *used = esp_plan_review_template (review, use->template_name);

      if (!used || esp_plan_template_covers (used, template))
        return;
    }
  esp_plan_review_say (
    review, ESP_PLAN_CHECK_SHARE_WIDE, node, NULL, share->name, "share", share->name, "account",
    esp_plan_review_account_name (review, share->account), "template", template->name, NULL);
}

static void
check_share (EspPlanReview *review, GHashTable *seen, const EspPlanShare *share)
{
  const EspPlanNode *node = esp_plan_review_find (review, share->ca);
  const char *account = esp_plan_review_account_name (review, share->account);

  if (!node)
    {
      esp_plan_review_say (review, ESP_PLAN_CHECK_SHARE_CA, NULL, NULL, share->name, "share",
                           share->name, "key", share->ca, NULL);
      return;
    }
  check_permission (review, node, share);
  check_width (review, node, share);
  if (g_strcmp0 (share->account, node->ca->account) == 0)
    esp_plan_review_say (review, ESP_PLAN_CHECK_SHARE_OWN, node, NULL, share->name, "share",
                         share->name, "account", account, NULL);
  if (!g_hash_table_add (
        seen, g_strconcat (share->ca, "\n", share->account, "\n", share->permission, NULL)))
    esp_plan_review_say (review, ESP_PLAN_CHECK_SHARE_TWICE, node, NULL, share->name, "share",
                         share->name, "account", account, NULL);
}

/* --- Suppliers ---------------------------------------------------------------------------------*/

/* Accounts that own nothing, and so can only be given something. */
typedef struct
{
  GHashTable *names; /* name or number -> number */
  guint most_words;
} Suppliers;

static guint
count_words (const char *text)
{
  guint n = 1;

  for (; *text; text++)
    n += *text == ' ';
  return n;
}

static void
list_suppliers (const EspPlanReview *review, Suppliers *suppliers)
{
  GPtrArray *accounts = review->plan->accounts;

  suppliers->names = g_hash_table_new (g_str_hash, g_str_equal);
  suppliers->most_words = 0;
  for (guint i = 0; i < accounts->len; i++)
    {
      EspPlanAccount *account = g_ptr_array_index (accounts, i);

      if (!account->id || g_hash_table_contains (review->owners, account->id))
        continue;
      g_hash_table_insert (suppliers->names, account->id, account->id);
      if (account->name)
        g_hash_table_insert (suppliers->names, account->name, account->id);
      if (account->name)
        suppliers->most_words = MAX (suppliers->most_words, count_words (account->name));
    }
}

/* The supplier whose name stands in @label as whole words. */
static const char *
find_in_label (const Suppliers *suppliers, const char *label)
{
  g_auto (GStrv) words = g_strsplit (label, " ", 0);

  for (guint start = 0; words[start]; start++)
    {
      g_autoptr (GString) run = g_string_new (NULL);

      for (guint n = 0; n < suppliers->most_words && words[start + n]; n++)
        {
          const char *account;

          g_string_append_printf (run, "%s%s", n > 0 ? " " : "", words[start + n]);
          account = g_hash_table_lookup (suppliers->names, run->str);
          if (account)
            return account;
        }
    }
  return NULL;
}

/* What a CA carries says for whom it is: a tag with the name of an account, or its own name. */
static const char *
find_supplier (const Suppliers *suppliers, const EspPlanNode *node)
{
  GPtrArray *tags = node->ca->tags;

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);
      const char *account = tag->value ? g_hash_table_lookup (suppliers->names, tag->value) : NULL;

      if (account)
        return account;
    }
  return find_in_label (suppliers, node->label);
}

static gboolean
is_shared_with (const EspPlanNode *node, const char *account)
{
  for (guint i = 0; node->shares && i < node->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (node->shares, i);

      if (g_strcmp0 (share->account, account) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
check_supplier (EspPlanReview *review, const Suppliers *suppliers, const EspPlanNode *node)
{
  const char *account;

  if (node->is_root || node->first_child || g_hash_table_size (suppliers->names) == 0)
    return;
  account = find_supplier (suppliers, node);
  if (account && !is_shared_with (node, account))
    esp_plan_review_say (review, ESP_PLAN_CHECK_SUPPLIER_NO_SHARE, node, NULL, account, "account",
                         esp_plan_review_account_name (review, account), NULL);
}

static void
check_mixed (EspPlanReview *review, const EspPlanNode *node)
{
  g_autoptr (GHashTable) seen = NULL;
  const char *first = NULL;

  for (guint i = 0; node->shares && i < node->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (node->shares, i);

      if (g_strcmp0 (share->account, node->ca->account) == 0)
        continue;
      if (!seen)
        seen = g_hash_table_new (g_str_hash, g_str_equal);
      if (!g_hash_table_add (seen, share->account))
        continue;
      if (first)
        esp_plan_review_say (review, ESP_PLAN_CHECK_SUPPLIERS_MIXED, node, NULL, share->account,
                             "account", esp_plan_review_account_name (review, share->account),
                             "other_account", esp_plan_review_account_name (review, first), NULL);
      else
        first = share->account;
    }
}

void
esp_plan_check_shares (EspPlanReview *review)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Suppliers suppliers;

  for (guint i = 0; i < review->plan->shares->len; i++)
    check_share (review, seen, g_ptr_array_index (review->plan->shares, i));
  list_suppliers (review, &suppliers);
  for (guint i = 0; i < review->n_nodes; i++)
    {
      check_supplier (review, &suppliers, &review->nodes[i]);
      check_mixed (review, &review->nodes[i]);
    }
  g_hash_table_unref (suppliers.names);
}
