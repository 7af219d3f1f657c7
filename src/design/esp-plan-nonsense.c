/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What no plan can mean: two things with one key, a parent that is not there, a circle. In linear
 * time. Everything else that may be wrong about a plan is for its checks.
 */
#include "esp-plan-private.h"

#include "base/esp-text.h"

typedef struct
{
  const char *list;
  guint index;
  const char *member;
  char *problem;
} Nonsense;

static gboolean
tell (Nonsense *nonsense, const char *list, guint index, const char *member, char *problem)
{
  nonsense->list = list;
  nonsense->index = index;
  nonsense->member = member;
  nonsense->problem = problem;
  return FALSE;
}

/* --- Keys -------------------------------------------------------------------------------------*/

/* By which members others find the things of a list. */
static const struct
{
  const char *list;
  const char *member;
  gsize list_offset, offset;
  gsize account_offset; /* where the key holds inside an account only; else that of the key */
} keys[] = {
  { "accounts", "id", G_STRUCT_OFFSET (EspPlan, accounts), G_STRUCT_OFFSET (EspPlanAccount, id),
    G_STRUCT_OFFSET (EspPlanAccount, id) },
  { "roles", "name", G_STRUCT_OFFSET (EspPlan, roles), G_STRUCT_OFFSET (EspPlanRole, name),
    G_STRUCT_OFFSET (EspPlanRole, account) },
  { "people", "name", G_STRUCT_OFFSET (EspPlan, people), G_STRUCT_OFFSET (EspPlanPerson, name),
    G_STRUCT_OFFSET (EspPlanPerson, name) },
  { "cas", "key", G_STRUCT_OFFSET (EspPlan, cas), G_STRUCT_OFFSET (EspPlanCa, key),
    G_STRUCT_OFFSET (EspPlanCa, key) },
};

static gboolean
check_key (const EspPlan *plan, gsize which, Nonsense *nonsense)
{
  GPtrArray *records = G_STRUCT_MEMBER (GPtrArray *, plan, keys[which].list_offset);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < records->len; i++)
    {
      gpointer record = g_ptr_array_index (records, i);
      const char *key = G_STRUCT_MEMBER (char *, record, keys[which].offset);
      const char *account = G_STRUCT_MEMBER (char *, record, keys[which].account_offset);
      g_autofree char *safe = NULL;

      /* An account's number has one length, so no two pairs look the same. */
      if (g_hash_table_add (seen, g_strconcat (account, "/", key, NULL)))
        continue;
      safe = esp_text_escape (key);
      return tell (nonsense, keys[which].list, i, keys[which].member,
                   g_strdup_printf ("\"%s\" stands twice; give each its own", safe));
    }
  return TRUE;
}

/* --- Parents ----------------------------------------------------------------------------------*/

static gboolean
check_parents (const EspPlan *plan, GHashTable *indices, Nonsense *nonsense)
{
  for (guint i = 0; i < plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (plan->cas, i);

      if (ca->parent && ca->parent_arn)
        return tell (nonsense, "cas", i, "parentArn",
                     g_strdup ("it has a parent in the plan already; keep one of the two"));
      if (ca->parent && !g_hash_table_contains (indices, ca->parent))
        return tell (nonsense, "cas", i, "parent",
                     g_strdup_printf ("no CA of this plan has the key \"%s\"", ca->parent));
    }
  return TRUE;
}

/* Each walk upwards ends where an earlier one went; one that meets itself is a circle. */
static gboolean
check_circles (const EspPlan *plan, GHashTable *indices, Nonsense *nonsense)
{
  g_autofree guint *walks = g_new0 (guint, plan->cas->len);

  for (guint i = 0; i < plan->cas->len; i++)
    {
      const char *parent = NULL;
      guint at = i;

      while (walks[at] == 0)
        {
          walks[at] = i + 1;
          parent = ((const EspPlanCa *) g_ptr_array_index (plan->cas, at))->parent;
          if (!parent)
            break;
          at = GPOINTER_TO_UINT (g_hash_table_lookup (indices, parent));
        }
      if (parent && walks[at] == i + 1)
        return tell (nonsense, "cas", at, "parent",
                     g_strdup ("it stands below itself; choose another parent"));
    }
  return TRUE;
}

static gboolean
check_tree (const EspPlan *plan, Nonsense *nonsense)
{
  g_autoptr (GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < plan->cas->len; i++)
    g_hash_table_insert (indices, ((EspPlanCa *) g_ptr_array_index (plan->cas, i))->key,
                         GUINT_TO_POINTER (i));
  return check_parents (plan, indices, nonsense) && check_circles (plan, indices, nonsense);
}

char *
esp_plan_find_nonsense (const EspPlan *plan, const char **list, guint *index, const char **member)
{
  Nonsense nonsense = { NULL };
  gboolean ok = TRUE;

  for (gsize i = 0; ok && i < G_N_ELEMENTS (keys); i++)
    ok = check_key (plan, i, &nonsense);
  if (ok)
    check_tree (plan, &nonsense);
  *list = nonsense.list;
  *index = nonsense.index;
  *member = nonsense.member;
  return nonsense.problem;
}
