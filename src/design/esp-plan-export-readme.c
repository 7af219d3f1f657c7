/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes with every export: guardrails as files, and a README that says what was left out and
 * what follows from it. It names the authorities, people and shares concerned, so that nobody has
 * to compare.
 */
#include "esp-plan-export-private.h"

#include "base/esp-json.h"
#include "base/esp-text.h"

#include <string.h>

char *
esp_export_markdown (const char *text)
{
  g_autofree char *plain = esp_text_escape (text ? text : "");
  GString *out = g_string_new (NULL);

  for (const char *at = plain; *at; at++)
    {
      if (strchr ("\\`*_{}[]<>#|~&", *at))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at);
    }
  return g_string_free (out, FALSE);
}

void
esp_export_add_guardrails (EspExport *export)
{
  for (guint i = 0; i < export->plan->guardrails->len; i++)
    {
      const EspPlanGuardrail *guardrail = g_ptr_array_index (export->plan->guardrails, i);
      g_autofree char *slug = esp_export_slug (guardrail->name, "policy");
      g_autofree char *name = g_strdup_printf ("guardrail-%u-%s.scp.json", i + 1, slug);
      g_autofree char *text = esp_json_to_text (guardrail->document, TRUE);

      esp_export_add_file (export, name, g_strconcat (g_strchomp (text), "\n", NULL));
    }
}

/* "- **Meridian Root G1** needs …", for each row that @wanted is true of. */
static void
add_authorities (GString *out,
                 const EspExport *export,
                 gboolean (*wanted) (const EspExportCa *row),
                 const char *title,
                 const char *text)
{
  guint n = 0;

  for (guint i = 0; i < export->cas->len; i++)
    {
      const EspExportCa *row = g_ptr_array_index (export->cas, i);
      g_autofree char *label = esp_export_markdown (row->label);

      if (!wanted (row))
        continue;
      if (n++ == 0)
        g_string_append_printf (out, "- **%s.** %s Concerned: ", title, text);
      g_string_append_printf (out, "%s%s", n > 1 ? ", " : "", label);
    }
  if (n > 0)
    g_string_append (out, ".\n");
}

static gboolean
is_under_dual_control (const EspExportCa *row)
{
  return row->ca->dual_control;
}

static gboolean
has_moved_crl (const EspExportCa *row)
{
  EspExportAddresses addresses;
  gboolean moved;

  esp_export_read_addresses (&row->ca->revocation, &addresses);
  moved = row->ca->revocation.crl_enabled && addresses.crl_moved;
  esp_export_clear_addresses (&addresses);
  return moved;
}

static gboolean
is_outside (const EspExportCa *row)
{
  return row->outside;
}

static void
add_shares (GString *out, const EspExport *export)
{
  GPtrArray *shares = export->plan->shares;

  if (shares->len == 0)
    return;
  g_string_append (
    out, "- **Shares are offers.** An account outside of the organization has 12 hours to accept "
         "its invitation. Where a plan says *signs here*, the consumer's people hold the key: the "
         "service has no such thing, the key stays with it.\n");
  for (guint i = 0; i < shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (shares, i);
      g_autofree char *name = esp_export_markdown (share->name);
      g_autofree char *permission = esp_export_markdown (share->permission);

      g_string_append_printf (out, "  - %s: to account %s, with %s%s%s\n", name, share->account,
                              permission, share->here ? ", signs here" : "",
                              esp_export_is_service_permission (share->permission) ?
                                "" :
                                "; a permission of your own, whose ARN is asked for");
    }
}

static void
add_people (GString *out, const EspExport *export)
{
  GPtrArray *people = export->plan->people;

  if (people->len == 0)
    return;
  g_string_append (
    out, "- **People.** Who holds which role is a matter of your identity provider. Two roles that "
         "check each other have to be held by different people there; nothing here enforces it.\n\n"
         "  | person | account | roles | tags |\n  |---|---|---|---|\n");
  for (guint i = 0; i < people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (people, i);
      g_autofree char *name = esp_export_markdown (person->name);
      g_autofree char *joined = person->roles ? g_strjoinv (", ", person->roles) : g_strdup ("");
      g_autofree char *roles = esp_export_markdown (joined);
      g_autoptr (GString) tags = g_string_new (NULL);
      g_autofree char *shown = NULL;

      for (guint j = 0; j < person->tags->len; j++)
        {
          const EspTag *tag = g_ptr_array_index (person->tags, j);

          g_string_append_printf (tags, "%s%s=%s", j > 0 ? ", " : "", tag->key, tag->value);
        }
      shown = esp_export_markdown (tags->str);
      g_string_append_printf (out, "  | %s | %s | %s | %s |\n", name, person->account, roles,
                              shown);
    }
  g_string_append_c (out, '\n');
}

static void
add_guardrails (GString *out, const EspExport *export)
{
  if (export->plan->guardrails->len > 0)
    g_string_append (
      out,
      "- **Guardrails** limit whole accounts and belong to AWS Organizations: create a service "
      "control policy of each `guardrail-*.scp.json` and attach it from the management account:\n");
  for (guint i = 0; i < export->plan->guardrails->len; i++)
    {
      const EspPlanGuardrail *guardrail = g_ptr_array_index (export->plan->guardrails, i);
      g_autofree char *name = esp_export_markdown (guardrail->name);
      g_autofree char *accounts = guardrail->accounts && *guardrail->accounts ?
                                    g_strjoinv (", ", guardrail->accounts) :
                                    g_strdup ("all accounts");

      g_string_append_printf (out, "  - %s: %s\n", name, accounts);
    }
  if (export->plan->required_tags && *export->plan->required_tags)
    {
      g_autofree char *joined = g_strjoinv (", ", export->plan->required_tags);
      g_autofree char *tags = esp_export_markdown (joined);

      g_string_append_printf (
        out,
        "- **Required tags** (%s) are on what is made here; that later ones carry them "
        "is for a guardrail or a tag policy.\n",
        tags);
    }
}

static void
add_dropped (GString *out, const EspExport *export)
{
  if (export->dropped->len == 0)
    return;
  g_string_append (
    out,
    "- **Rights in a vault** (actions that begin with `espalier:`, and some that IAM does not have, such as "
    "`iam:AssignRole`) were "
    "left out of these policies:\n");
  for (guint i = 0; i < export->dropped->len; i++)
    {
      g_autofree char *name = esp_export_markdown (g_ptr_array_index (export->dropped, i));

      g_string_append_printf (out, "  - %s\n", name);
    }
}

static char *
list_files (const EspExport *export)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < export->files->len; i++)
    g_string_append_printf (out, "- `%s`\n",
                            ((EspPlanFile *) g_ptr_array_index (export->files, i))->name);
  return g_string_free (out, FALSE);
}

void
esp_export_add_readme (EspExport *export, const char *how, const char *limits)
{
  GString *out = g_string_new (NULL);
  g_autofree char *title = esp_export_markdown (esp_export_title (export));
  g_autofree char *note = esp_export_markdown (export->plan->note);
  g_autofree char *files = list_files (export);

  g_string_append_printf (out, "# %s: %s\n\n", title, export->format);
  if (*note)
    g_string_append_printf (out, "%s\n\n", note);
  g_string_append_printf (
    out,
    "Written by Espalier from a plan. Read it before you apply it: authorities cost "
    "money, and their subjects and keys can never be changed.\n\n%s\n%s\n"
    "## What %s can't say\n\n",
    files, how, export->format);
  add_authorities (
    out, export, is_under_dual_control, "Two persons",
    "The plan puts these under dual control: nothing happens to them, and roots sign nothing, "
    "without the consent of a second person. The service knows no approvals. What comes near it is two "
    "roles of which one may disable and the other delete, held by different people.");
  g_string_append (
    out,
    "- **Deletion** waits for 7 to 30 days; the window is chosen when an authority is deleted, not "
    "when it is made. Audit reports, resource policies and a disabled state at creation have no "
    "place here either.\n");
  add_authorities (
    out, export, has_moved_crl, "Revocation lists stand elsewhere",
    "The service writes lists into a bucket and calls them `http://HOST/FOLDER/ID.crl`, with `crl` as "
    "FOLDER unless another is given. The address in the plan has no such form, so certificates will "
    "name another one.");
  add_authorities (
    out, export, is_outside, "Signed elsewhere",
    "The parent of these is not in the plan. Take their requests to it and come back with "
    "certificate and chain.");
  add_shares (out, export);
  add_guardrails (out, export);
  add_dropped (out, export);
  g_string_append (out, limits);
  g_string_append (
    out,
    "- **What is issued to end entities** is no part of it: the plan's uses, like its checks, stay "
    "with Espalier.\n");
  add_people (out, export);
  esp_export_add_file (export, "README.md", g_string_free (out, FALSE));
}
