/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Terraform with its provider "aws": one module, in which every account is a provider of its own,
 * so that requests and certificates travel between accounts by themselves. What is signed outside
 * of the plan, and all below it, is made as soon as the certificate is given in a variable.
 */
#include "esp-plan-export-private.h"
#include "esp-plan-export-terraform-text.h"

#include "base/esp-json.h"
#include "base/esp-time.h"

#include <string.h>

#define FORMAT "Terraform"

/* The subject's members that the provider has, in its words. */
static const struct
{
  const char *member, *argument;
} subject_arguments[] = {
  { "CommonName", "common_name" },
  { "Country", "country" },
  { "DistinguishedNameQualifier", "distinguished_name_qualifier" },
  { "GenerationQualifier", "generation_qualifier" },
  { "GivenName", "given_name" },
  { "Initials", "initials" },
  { "Locality", "locality" },
  { "Organization", "organization" },
  { "OrganizationalUnit", "organizational_unit" },
  { "Pseudonym", "pseudonym" },
  { "State", "state" },
  { "Surname", "surname" },
  { "Title", "title" },
};

static char *
make_id (const char *text)
{
  GString *id = g_string_new (NULL);

  for (const char *at = text; *at; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (id, g_ascii_tolower (*at));
    else if (id->len > 0 && id->str[id->len - 1] != '_')
      g_string_append_c (id, '_');
  if (id->len == 0 || g_ascii_isdigit (id->str[0]))
    g_string_prepend (id, "item_");
  return g_string_free (id, FALSE);
}

static void
set_provider (EspHcl *hcl, const char *account)
{
  esp_hcl_set_format (hcl, "provider", "aws.account_%s", account);
}

static void
set_tags (EspHcl *hcl, GPtrArray *tags)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JsonObject *object;

  if (!tags || tags->len == 0)
    return;
  object = json_object_new ();
  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      json_object_set_string_member (object, tag->key, tag->value);
    }
  node = esp_json_wrap_object (object);
  text = esp_hcl_from_json (node, hcl->depth);
  esp_hcl_set (hcl, "tags", text);
}

/* Who of @row and those above it is signed outside of the plan; or NULL. */
static const EspExportCa *
find_waiting (const EspExportCa *row)
{
  while (row && !row->outside)
    row = row->parent;
  return row;
}

/* Where something waits, there are none or one of its resources. */
static const char *
get_index (const EspExportCa *row)
{
  return find_waiting (row) ? "[0]" : "";
}

static void
set_count (EspHcl *hcl, const EspExportCa *row)
{
  const EspExportCa *waiting = find_waiting (row);

  if (waiting)
    esp_hcl_set_format (hcl, "count", "var.%s_certificate == \"\" ? 0 : 1", waiting->id);
}

/* --- Authorities
 * --------------------------------------------------------------------------------*/

static gboolean
add_subject (EspExport *export, EspHcl *hcl, const EspExportCa *row, GError **error)
{
  g_autoptr (JsonObject) subject = esp_name_to_json (row->subject);
  guint n = 0;

  esp_hcl_open (hcl, "subject", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (subject_arguments); i++)
    {
      const char *value = esp_json_get_string (subject, subject_arguments[i].member);

      n += value ? 1 : 0;
      esp_hcl_set_text (hcl, subject_arguments[i].argument, value);
    }
  esp_hcl_close (hcl);
  if (n == json_object_get_size (subject))
    return TRUE;
  return esp_export_refuse (
    export, row->label,
    "its subject has attributes, or several values of one, that the provider does not know", error);
}

static void
add_revocation (EspHcl *hcl, const EspPlanCa *ca)
{
  const EspRevocationSettings *settings = &ca->revocation;
  EspExportAddresses addresses;

  if (!settings->crl_enabled && !settings->ocsp_enabled)
    return;
  esp_export_read_addresses (settings, &addresses);
  esp_hcl_open (hcl, "revocation_configuration", NULL);
  if (settings->crl_enabled)
    {
      esp_hcl_open (hcl, "crl_configuration", NULL);
      esp_hcl_set (hcl, "enabled", "true");
      esp_hcl_set_number (hcl, "expiration_in_days", esp_export_crl_days (ca));
      esp_hcl_set_format (hcl, "s3_bucket_name", "var.crl_bucket_%s", ca->account);
      esp_hcl_set_text (hcl, "s3_object_acl", "BUCKET_OWNER_FULL_CONTROL");
      esp_hcl_set_text (hcl, "custom_cname", addresses.crl_cname);
      esp_hcl_set_text (hcl, "custom_path", addresses.crl_path);
      esp_hcl_close (hcl);
    }
  if (settings->ocsp_enabled)
    {
      esp_hcl_open (hcl, "ocsp_configuration", NULL);
      esp_hcl_set (hcl, "enabled", "true");
      esp_hcl_set_text (hcl, "ocsp_custom_cname", addresses.ocsp_cname);
      esp_hcl_close (hcl);
    }
  esp_hcl_close (hcl);
  esp_export_clear_addresses (&addresses);
}

static gboolean
add_authority (EspExport *export, EspHcl *hcl, const EspExportCa *row, GError **error)
{
  const EspPlanCa *ca = row->ca;
  gboolean done;

  esp_hcl_open (hcl, "resource", "aws_acmpca_certificate_authority", row->id, NULL);
  set_provider (hcl, ca->account);
  esp_hcl_set_text (
    hcl, "type",
    esp_ca_type_to_string (row->parent || row->outside ? ESP_CA_SUBORDINATE : ESP_CA_ROOT));
  esp_hcl_set_text (hcl, "usage_mode", esp_usage_mode_to_string (ca->usage_mode));
  set_tags (hcl, ca->tags);
  esp_hcl_open (hcl, "certificate_authority_configuration", NULL);
  esp_hcl_set_text (hcl, "key_algorithm", ca->key_algorithm);
  esp_hcl_set_text (hcl, "signing_algorithm", row->signing);
  done = add_subject (export, hcl, row, error);
  esp_hcl_close (hcl);
  add_revocation (hcl, ca);
  esp_hcl_close (hcl);
  return done;
}

static void
add_validity (EspHcl *hcl, const EspExportCa *row)
{
  static const char *const types[] = { "DAYS", "MONTHS", "YEARS" };

  esp_hcl_open (hcl, "validity", NULL);
  if (row->validity.type <= ESP_VALIDITY_YEARS)
    {
      esp_hcl_set_text (hcl, "type", types[row->validity.type]);
      esp_hcl_set_number (hcl, "value", row->validity.value);
    }
  else
    {
      g_autofree char *time = esp_time_to_rfc3339 (row->validity.value);

      esp_hcl_set_text (hcl, "type", "END_DATE");
      esp_hcl_set_text (hcl, "value", time);
    }
  esp_hcl_close (hcl);
}

static void
set_passthrough (EspHcl *hcl, const EspExportCa *row)
{
  g_autoptr (JsonNode) passthrough = row->constraints ? esp_export_passthrough (row) : NULL;
  g_autofree char *text = passthrough ? esp_hcl_from_json (passthrough, hcl->depth) : NULL;

  if (text)
    esp_hcl_set_format (hcl, "api_passthrough", "jsonencode(%s)", text);
}

static void
add_certificate (EspHcl *hcl, const EspExportCa *row)
{
  const EspExportCa *issuer = row->parent ? row->parent : row;

  esp_hcl_open (hcl, "resource", "aws_acmpca_certificate", row->id, NULL);
  set_provider (hcl, issuer->ca->account);
  set_count (hcl, row);
  esp_hcl_set_format (hcl, "certificate_authority_arn", "aws_acmpca_certificate_authority.%s.arn",
                      issuer->id);
  esp_hcl_set_format (hcl, "certificate_signing_request",
                      "aws_acmpca_certificate_authority.%s.certificate_signing_request", row->id);
  esp_hcl_set_text (hcl, "signing_algorithm", esp_export_issuer_signing (row));
  esp_hcl_set_format (hcl, "template_arn",
                      "\"arn:${data.aws_partition.current.partition}:acm-pca:::template/%s/V1\"",
                      row->template_name);
  set_passthrough (hcl, row);
  add_validity (hcl, row);
  if (row->parent)
    esp_hcl_set_format (hcl, "depends_on", "[aws_acmpca_certificate_authority_certificate.%s]",
                        issuer->id);
  esp_hcl_close (hcl);
}

static void
add_activation (EspHcl *hcl, const EspExportCa *row)
{
  const char *index = get_index (row);

  esp_hcl_open (hcl, "resource", "aws_acmpca_certificate_authority_certificate", row->id, NULL);
  set_provider (hcl, row->ca->account);
  set_count (hcl, row);
  esp_hcl_set_format (hcl, "certificate_authority_arn", "aws_acmpca_certificate_authority.%s.arn",
                      row->id);
  if (row->outside)
    {
      esp_hcl_set_format (hcl, "certificate", "var.%s_certificate", row->id);
      esp_hcl_set_format (hcl, "certificate_chain", "var.%s_chain", row->id);
    }
  else
    {
      esp_hcl_set_format (hcl, "certificate", "aws_acmpca_certificate.%s%s.certificate", row->id,
                          index);
      if (row->parent)
        esp_hcl_set_format (hcl, "certificate_chain",
                            "aws_acmpca_certificate.%s%s.certificate_chain", row->id, index);
    }
  esp_hcl_close (hcl);
}

/* The request of one that is signed outside. */
static void
add_request_output (EspHcl *hcl, const EspExportCa *row)
{
  g_autofree char *name = g_strconcat (row->id, "_request", NULL);

  esp_hcl_open (hcl, "output", name, NULL);
  esp_hcl_set_format (hcl, "value",
                      "aws_acmpca_certificate_authority.%s.certificate_signing_request", row->id);
  esp_hcl_close (hcl);
}

/* --- Shares and roles
 * ---------------------------------------------------------------------------*/

static void
add_share (EspExport *export, EspHcl *hcl, const EspPlanShare *share, const EspExportCa *row)
{
  g_autofree char *id = esp_export_take_id (export, share->name);

  esp_hcl_open (hcl, "resource", "aws_ram_resource_share", id, NULL);
  set_provider (hcl, row->ca->account);
  esp_hcl_set_text (hcl, "name", share->name);
  esp_hcl_set (hcl, "allow_external_principals", "true");
  if (esp_export_is_service_permission (share->permission))
    esp_hcl_set_format (hcl, "permission_arns",
                        "[\"arn:${data.aws_partition.current.partition}:ram::aws:permission/%s\"]",
                        share->permission);
  else
    esp_hcl_set_format (hcl, "permission_arns", "[var.%s_permission_arn]", id);
  set_tags (hcl, share->tags);
  esp_hcl_close (hcl);

  esp_hcl_open (hcl, "resource", "aws_ram_resource_association", id, NULL);
  set_provider (hcl, row->ca->account);
  esp_hcl_set_format (hcl, "resource_share_arn", "aws_ram_resource_share.%s.arn", id);
  esp_hcl_set_format (hcl, "resource_arn", "aws_acmpca_certificate_authority.%s.arn", row->id);
  esp_hcl_set_format (hcl, "depends_on", "[aws_acmpca_certificate_authority_certificate.%s]",
                      row->id);
  esp_hcl_close (hcl);

  esp_hcl_open (hcl, "resource", "aws_ram_principal_association", id, NULL);
  set_provider (hcl, row->ca->account);
  esp_hcl_set_format (hcl, "resource_share_arn", "aws_ram_resource_share.%s.arn", id);
  esp_hcl_set_text (hcl, "principal", share->account);
  esp_hcl_close (hcl);

  esp_hcl_open (hcl, "resource", "aws_ram_resource_share_accepter", id, NULL);
  set_provider (hcl, share->account);
  esp_hcl_set (hcl, "count", "var.accept_shares ? 1 : 0");
  esp_hcl_set_format (hcl, "share_arn", "aws_ram_principal_association.%s.resource_share_arn", id);
  esp_hcl_close (hcl);
  if (!esp_export_is_service_permission (share->permission))
    {
      g_autofree char *name = g_strconcat (id, "_permission_arn", NULL);

      esp_hcl_open (hcl, "variable", name, NULL);
      esp_hcl_set (hcl, "type", "string");
      esp_hcl_close (hcl);
    }
}

static void
add_role (EspExport *export, EspHcl *hcl, const EspPlanRole *role)
{
  g_autofree char *id = esp_export_take_id (export, role->name);
  g_autofree char *name = esp_export_role_name (role->name);

  esp_hcl_open (hcl, "resource", "aws_iam_role", id, NULL);
  set_provider (hcl, role->account);
  esp_hcl_set_text (hcl, "name", name);
  esp_hcl_set_format (
    hcl, "assume_role_policy",
    "jsonencode({\n"
    "    Version = \"2012-10-17\"\n"
    "    Statement = [{\n"
    "      Effect    = \"Allow\"\n"
    "      Action    = [\"sts:AssumeRole\", \"sts:TagSession\"]\n"
    "      Principal = { AWS = \"arn:${data.aws_partition.current.partition}:iam::%s:root\" }\n"
    "    }]\n"
    "  })",
    role->account);
  set_tags (hcl, role->tags);
  esp_hcl_close (hcl);
  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspPlanPolicy *policy = g_ptr_array_index (role->policies, i);
      g_autoptr (JsonNode) document = esp_export_policy (export, role, policy);
      g_autofree char *wish = g_strconcat (role->name, "-", policy->name, NULL);
      g_autofree char *policy_id = NULL;
      g_autofree char *policy_name = esp_export_role_name (policy->name);
      g_autofree char *value = NULL;

      if (!document)
        continue;
      policy_id = esp_export_take_id (export, wish);
      value = esp_hcl_from_json (document, 1);
      esp_hcl_open (hcl, "resource", "aws_iam_role_policy", policy_id, NULL);
      set_provider (hcl, role->account);
      esp_hcl_set_text (hcl, "name", policy_name);
      esp_hcl_set_format (hcl, "role", "aws_iam_role.%s.id", id);
      esp_hcl_set_format (hcl, "policy", "jsonencode(%s)", value);
      esp_hcl_close (hcl);
    }
}

/* --- Files
 * --------------------------------------------------------------------------------------*/

static gboolean
add_account_file (EspExport *export, const char *account, GError **error)
{
  EspHcl *hcl = esp_hcl_new ();
  g_autofree char *stem = esp_export_account_stem (export, account);
  g_autofree char *name = g_strconcat (stem, ".tf", NULL);
  gboolean done = TRUE;

  for (guint i = 0; i < export->cas->len && done; i++)
    {
      const EspExportCa *row = g_ptr_array_index (export->cas, i);

      if (g_strcmp0 (row->ca->account, account) != 0)
        continue;
      done = add_authority (export, hcl, row, error);
      if (row->outside)
        add_request_output (hcl, row);
      else
        add_certificate (hcl, row);
      add_activation (hcl, row);
    }
  for (guint i = 0; i < export->plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (export->plan->shares, i);
      const EspExportCa *row = g_hash_table_lookup (export->by_key, share->ca);

      if (row && g_strcmp0 (row->ca->account, account) == 0)
        add_share (export, hcl, share, row);
    }
  for (guint i = 0; i < export->plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (export->plan->roles, i);

      if (g_strcmp0 (role->account, account) == 0)
        add_role (export, hcl, role);
    }
  esp_export_add_file (export, name, esp_hcl_finish (hcl));
  return done;
}

static void
add_variable (EspHcl *hcl,
              const char *name,
              const char *type,
              const char *text,
              const char *fallback)
{
  esp_hcl_open (hcl, "variable", name, NULL);
  esp_hcl_set (hcl, "type", type);
  esp_hcl_set_text (hcl, "description", text);
  if (fallback)
    esp_hcl_set (hcl, "default", fallback);
  esp_hcl_close (hcl);
}

static gboolean
needs_bucket (const EspExport *export, const char *account)
{
  for (guint i = 0; i < export->cas->len; i++)
    {
      const EspExportCa *row = g_ptr_array_index (export->cas, i);

      if (row->ca->revocation.crl_enabled && g_strcmp0 (row->ca->account, account) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_variables (EspExport *export, GPtrArray *accounts)
{
  EspHcl *hcl = esp_hcl_new ();

  add_variable (hcl, "region", "string", "Where everything is made", NULL);
  add_variable (hcl, "assumed_role", "string", "The role that Terraform takes on in each account",
                "\"OrganizationAccountAccessRole\"");
  add_variable (hcl, "accept_shares", "bool",
                "Accept invitations; false where sharing inside of the organization needs none",
                "true");
  for (guint i = 0; i < accounts->len; i++)
    if (needs_bucket (export, g_ptr_array_index (accounts, i)))
      {
        g_autofree char *name = g_strconcat ("crl_bucket_", g_ptr_array_index (accounts, i), NULL);

        add_variable (hcl, name, "string", "The S3 bucket into which revocation lists are written",
                      NULL);
      }
  for (guint i = 0; i < export->cas->len; i++)
    {
      const EspExportCa *row = g_ptr_array_index (export->cas, i);
      g_autofree char *certificate = g_strconcat (row->id, "_certificate", NULL);
      g_autofree char *chain = g_strconcat (row->id, "_chain", NULL);

      if (!row->outside)
        continue;
      add_variable (hcl, certificate, "string",
                    "The certificate from outside, in PEM; empty until it is there", "\"\"");
      add_variable (hcl, chain, "string", "The certificates above it, in PEM", "\"\"");
    }
  esp_export_add_file (export, "variables.tf", esp_hcl_finish (hcl));
}

/* The account of a share's consumer needs a provider too. */
static void
add_providers (EspExport *export, GPtrArray *owners)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_copy (owners, NULL, NULL);
  EspHcl *hcl = esp_hcl_new ();

  for (guint i = 0; i < export->plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (export->plan->shares, i);

      if (!g_ptr_array_find_with_equal_func (accounts, share->account, g_str_equal, NULL))
        g_ptr_array_add (accounts, share->account);
    }
  esp_hcl_open (hcl, "terraform", NULL);
  esp_hcl_open (hcl, "required_providers", NULL);
  esp_hcl_set (hcl, "aws",
               "{\n      source  = \"hashicorp/aws\"\n      version = \">= 5.0\"\n    }");
  esp_hcl_close (hcl);
  esp_hcl_close (hcl);
  for (guint i = 0; i < accounts->len; i++)
    {
      const char *account = g_ptr_array_index (accounts, i);

      esp_hcl_open (hcl, "provider", "aws", NULL);
      esp_hcl_set_format (hcl, "alias", "\"account_%s\"", account);
      esp_hcl_set (hcl, "region", "var.region");
      esp_hcl_set_format (hcl, "allowed_account_ids", "[\"%s\"]", account);
      esp_hcl_open (hcl, "assume_role", NULL);
      esp_hcl_set_format (hcl, "role_arn", "\"arn:aws:iam::%s:role/${var.assumed_role}\"", account);
      esp_hcl_close (hcl);
      esp_hcl_close (hcl);
    }
  if (accounts->len > 0)
    {
      esp_hcl_open (hcl, "data", "aws_partition", "current", NULL);
      set_provider (hcl, g_ptr_array_index (accounts, 0));
      esp_hcl_close (hcl);
    }
  esp_export_add_file (export, "providers.tf", esp_hcl_finish (hcl));
}

static const char how[] =
  "## How to use it\n\n"
  "All files are one module: `terraform init`, then `terraform apply -var region=…`. Each account is a provider that "
  "takes on a role there (`assumed_role`; change `providers.tf` where you come in another way, or work in another "
  "partition). `crl_bucket_…` are buckets that let `acm-pca.amazonaws.com` write. An authority that is signed "
  "outside of the plan waits, with all below it, until its `…_certificate` and `…_chain` are given.\n";

static const char limits[] =
  "- **Destroying revokes.** `terraform destroy` revokes the certificates of subordinate authorities, and deletes "
  "authorities after 30 days. Protect the state, and read every plan of Terraform for what it would replace.\n"
  "- **Partitioned lists, and certificates that do not name their list,** have no argument in the provider: lists "
  "are complete and certificates name them. `custom_path` needs a provider of 2026.\n";

static gboolean
add_files (EspExport *export, GPtrArray *accounts, GError **error)
{
  add_providers (export, accounts);
  add_variables (export, accounts);
  for (guint i = 0; i < accounts->len; i++)
    if (!add_account_file (export, g_ptr_array_index (accounts, i), error))
      return FALSE;
  esp_export_add_guardrails (export);
  esp_export_add_readme (export, how, limits);
  return TRUE;
}

GPtrArray *
esp_plan_export_terraform (const EspPlan *plan, GError **error)
{
  EspExport *export = esp_export_new (plan, FORMAT, make_id, error);
  g_autoptr (GPtrArray) accounts = NULL;

  if (!export)
    return NULL;
  accounts = esp_export_list_accounts (export);
  if (add_files (export, accounts, error))
    return esp_export_finish (export);
  esp_export_free (export);
  return NULL;
}
