/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fixes of shares and of who is given a part in a hierarchy: suppliers, people, approvers. */
#include "esp-plan-fix-private.h"

#include <string.h>

#define DISABLE "acm-pca:UpdateCertificateAuthority"
#define DELETE "acm-pca:DeleteCertificateAuthority"
#define SHARE_NAME_MAX 64

/* --- Permissions -------------------------------------------------------------------------------*/

static gboolean
is_meant (const EspPlanReview *review, const EspPlanNode *node, const EspTemplate *template)
{
  for (guint i = 0; i < node->ca->uses->len; i++)
    {
      const EspPlanUse *use = g_ptr_array_index (node->ca->uses, i);
      const EspTemplate *used = esp_plan_review_template (review, use->template_name);

      if (used && esp_plan_template_covers (used, template))
        return TRUE;
    }
  return FALSE;
}

/* The one whose template is among the uses; else one of a template that they cover. */
const EspManagedPermission *
esp_plan_fit_permission (const EspPlanReview *review, const EspPlanNode *node)
{
  GPtrArray *permissions = esp_managed_permissions ();
  const EspManagedPermission *covered = NULL;

  for (guint i = 0; i < permissions->len; i++)
    {
      const EspManagedPermission *permission = g_ptr_array_index (permissions, i);
      const EspTemplate *template = permission->template_arn ?
                                      esp_plan_review_template (review, permission->template_arn) :
                                      NULL;

      if (node->ca->uses->len == 0 && permission->is_default)
        return permission;
      for (guint j = 0; template && j < node->ca->uses->len; j++)
        {
          const EspPlanUse *use = g_ptr_array_index (node->ca->uses, j);

          if (esp_plan_review_template (review, use->template_name) == template)
            return permission;
        }
      if (!covered && template && is_meant (review, node, template))
        covered = permission;
    }
  return covered;
}

static EspPlanShare *
find_share (const EspPlanMending *mending, guint *index)
{
  const char *ca = mending->node ? mending->node->ca->key : NULL;

  for (guint i = mending->plan->shares->len; i-- > 0;)
    {
      EspPlanShare *share = g_ptr_array_index (mending->plan->shares, i);

      if (g_strcmp0 (share->name, mending->finding->subject) != 0 ||
          (ca && g_strcmp0 (share->ca, ca) != 0))
        continue;
      *index = i;
      return share;
    }
  return NULL;
}

gboolean
esp_plan_fix_remove_share (EspPlanMending *mending)
{
  guint index;

  if (!find_share (mending, &index))
    return FALSE;
  g_ptr_array_remove_index (mending->plan->shares, index);
  return TRUE;
}

/* Where another share gives just that already, this one is not needed. */
gboolean
esp_plan_fix_permission (EspPlanMending *mending)
{
  const EspManagedPermission *fitting = esp_plan_fit_permission (mending->review, mending->node);
  guint index;
  EspPlanShare *share = find_share (mending, &index);

  if (!fitting || !share)
    return FALSE;
  if (mending->variant == 0)
    {
      esp_plan_set_text (&share->permission, fitting->name);
      return TRUE;
    }
  for (guint i = 0; i < mending->node->shares->len; i++)
    {
      const EspPlanShare *other = g_ptr_array_index (mending->node->shares, i);

      if (other != share && g_strcmp0 (other->account, share->account) == 0 &&
          g_strcmp0 (other->permission, fitting->name) == 0)
        return g_ptr_array_remove_index (mending->plan->shares, index) != NULL;
    }
  return FALSE;
}

/* --- Suppliers ---------------------------------------------------------------------------------*/

char *
esp_plan_make_share_name (const EspPlan *plan, const char *wanted)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  char *name = g_utf8_strlen (wanted, -1) > SHARE_NAME_MAX - 8 ?
                 g_utf8_substring (wanted, 0, SHARE_NAME_MAX - 8) :
                 g_strdup (wanted);
  g_autofree char *front = g_strdup (name);

  for (guint i = 0; i < plan->shares->len; i++)
    {
      EspPlanShare *share = g_ptr_array_index (plan->shares, i);

      g_hash_table_add (taken, share->name);
    }
  for (guint n = 2; g_hash_table_contains (taken, name); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", front, n);
    }
  return name;
}

gboolean
esp_plan_fix_supplier_no_share (EspPlanMending *mending)
{
  const char *account = mending->finding->subject;
  const EspManagedPermission *fitting = esp_plan_fit_permission (mending->review, mending->node);
  EspPlanShare *share;

  if (!fitting)
    return FALSE;
  share = g_new0 (EspPlanShare, 1);
  share->name = esp_plan_make_share_name (mending->plan, mending->node->ca->key);
  share->ca = g_strdup (mending->node->ca->key);
  share->account = g_strdup (account);
  share->permission = g_strdup (fitting->name);
  share->tags = esp_tags_new ();
  g_ptr_array_add (mending->plan->shares, share);
  return TRUE;
}

/* A tag that names the one names the other now. */
static void
rename_tags (const EspPlanReview *review, EspPlanCa *ca, const char *from, const char *to)
{
  const char *name = esp_plan_review_account_name (review, from);

  for (guint i = 0; i < ca->tags->len; i++)
    {
      EspTag *tag = g_ptr_array_index (ca->tags, i);

      if (g_strcmp0 (tag->value, from) == 0)
        esp_plan_set_text (&tag->value, to);
      else if (g_strcmp0 (tag->value, name) == 0)
        esp_plan_set_text (&tag->value, esp_plan_review_account_name (review, to));
    }
}

/* A copy of the authority under another name, with the shares of one supplier. */
gboolean
esp_plan_fix_suppliers_mixed (EspPlanMending *mending)
{
  EspPlanNode *node = mending->node;
  const char *to = mending->finding->subject;
  const EspPlanShare *first = NULL;
  g_autofree char *wanted = g_strconcat (esp_plan_review_account_name (mending->review, to), " CA",
                                         NULL);
  g_autofree char *label = esp_plan_make_label (mending->review, wanted);
  g_autofree char *subject = esp_plan_node_make_subject (node, label);
  EspPlanCa *ca;

  if (!subject)
    return FALSE;
  ca = esp_plan_ca_copy (node->ca);
  g_free (ca->key);
  ca->key = esp_plan_make_key (mending->plan, label);
  esp_plan_set_text (&ca->subject, subject);
  esp_plan_ca_own_crl (ca);
  for (guint i = 0; node->shares && i < node->shares->len; i++)
    {
      EspPlanShare *share = g_ptr_array_index (node->shares, i);

      if (g_strcmp0 (share->account, to) == 0)
        esp_plan_set_text (&share->ca, ca->key);
      else if (!first)
        first = share;
    }
  if (first)
    rename_tags (mending->review, ca, first->account, to);
  g_ptr_array_insert (mending->plan->cas, (int) node->index + 1, ca);
  return TRUE;
}

/* --- People ------------------------------------------------------------------------------------*/

static EspPlanPerson *
find_person (const EspPlan *plan, const char *name, gsize length)
{
  for (guint i = 0; i < plan->people->len; i++)
    {
      EspPlanPerson *person = g_ptr_array_index (plan->people, i);

      if (strlen (person->name) == length && strncmp (person->name, name, length) == 0)
        return person;
    }
  return NULL;
}

/* The subject is "PERSON/ROLE", and either may have a stroke in it. */
gboolean
esp_plan_fix_role_unknown (EspPlanMending *mending)
{
  const char *subject = mending->finding->subject;

  for (const char *stroke = strchr (subject, '/'); stroke; stroke = strchr (stroke + 1, '/'))
    {
      EspPlanPerson *person = find_person (mending->plan, subject, (gsize) (stroke - subject));

      if (person && esp_plan_strv_remove (&person->roles, stroke + 1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_both (EspPlanRights *rights, const EspPlanPerson *person, const EspPlanNode *node)
{
  return esp_plan_rights_allow (rights, person, NULL, DISABLE, node) &&
         esp_plan_rights_allow (rights, person, NULL, DELETE, node);
}

static gboolean
remove_roles (EspPlanRights *rights,
              EspPlanPerson *person,
              const char *action,
              const EspPlanNode *node)
{
  g_autoptr (GPtrArray) roles = esp_plan_rights_list_roles (rights, person);
  gboolean removed = FALSE;

  for (guint i = 0; i < roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (roles, i);

      if (esp_plan_rights_allow (rights, person, role, action, node))
        removed = esp_plan_strv_remove (&person->roles, role->name) || removed;
    }
  return removed;
}

/* Rather the rarer right goes: that to delete. */
gboolean
esp_plan_fix_one_person (EspPlanMending *mending)
{
  const char *name = mending->finding->subject;
  const char *action = mending->variant == 0 ? DELETE : DISABLE;
  EspPlanPerson *person = find_person (mending->plan, name, strlen (name));
  g_autoptr (EspPlanRights) rights = esp_plan_rights_new (mending->review);
  gboolean removed = FALSE;

  for (guint i = 0; person && i < mending->review->n_nodes; i++)
    {
      const EspPlanNode *node = &mending->review->nodes[i];

      if (node->is_root && may_both (rights, person, node))
        removed = remove_roles (rights, person, action, node) || removed;
    }
  return removed;
}

gboolean
esp_plan_fix_clear_approvers (EspPlanMending *mending)
{
  EspPlanCa *ca = mending->node->ca;
  gboolean had_some = ca->approvers && *ca->approvers;

  g_strfreev (ca->approvers);
  ca->approvers = g_new0 (char *, 1);
  return had_some;
}

gboolean
esp_plan_fix_dual_control_off (EspPlanMending *mending)
{
  mending->node->ca->dual_control = TRUE;
  return mending->variant == 0 || esp_plan_fix_clear_approvers (mending);
}

gboolean
esp_plan_fix_remove_approver (EspPlanMending *mending)
{
  return esp_plan_strv_remove (&mending->node->ca->approvers, mending->finding->subject);
}
