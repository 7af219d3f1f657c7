/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CloudFormation: a template for each account. An authority is three resources: the CA (key and
 * request), its certificate, which stands in the account of the parent, and the activation. Where
 * parent and child are in different accounts, the request is an output of one stack and a parameter
 * of the other, and so is the certificate that comes back; what depends on it is made as soon as it
 * is there.
 */
#include "esp-plan-export-private.h"

#include "base/esp-json.h"

#include <string.h>

#define RESOURCES_MAX 500
#define OUTPUTS_MAX 200
#define FORMAT "CloudFormation"

typedef struct
{
  EspExport *export;
  const char *account;
  JsonObject *parameters, *conditions, *resources, *outputs;
} Template;

/* "meridian-root" becomes "MeridianRoot": letters and digits are all that names may have. Each use
 * adds a word of its own, none of which ends in another one, so that no two names meet. */
static char *
make_id (const char *text)
{
  GString *id = g_string_new (NULL);
  gboolean upper = TRUE;

  for (const char *at = text; *at; at++)
    if (g_ascii_isalnum (*at))
      {
        g_string_append_c (id, upper ? g_ascii_toupper (*at) : *at);
        upper = FALSE;
      }
    else
      upper = TRUE;
  if (id->len == 0 || g_ascii_isdigit (id->str[0]))
    g_string_prepend (id, "Item");
  return g_string_free (id, FALSE);
}

/* --- Values
 * -------------------------------------------------------------------------------------*/

static JsonObject *
make_pair (const char *name, const char *value)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, name, value);
  return object;
}

static void
set_reference (JsonObject *object, const char *member, const char *id, const char *suffix)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);

  json_object_set_object_member (object, member, make_pair ("Ref", name));
}

static void
set_substituted (JsonObject *object, const char *member, const char *text)
{
  json_object_set_object_member (object, member, make_pair ("Fn::Sub", text));
}

static JsonObject *
make_attribute (const char *id, const char *suffix, const char *attribute)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autofree char *name = g_strconcat (id, suffix, NULL);

  json_array_add_string_element (array, name);
  json_array_add_string_element (array, attribute);
  json_object_set_array_member (object, "Fn::GetAtt", array);
  return object;
}

static void
set_tags (JsonObject *object, GPtrArray *tags)
{
  JsonArray *array;

  if (!tags || tags->len == 0)
    return;
  array = json_array_new ();
  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);
      JsonObject *entry = make_pair ("Key", tag->key);

      json_object_set_string_member (entry, "Value", tag->value);
      json_array_add_object_element (array, entry);
    }
  json_object_set_array_member (object, "Tags", array);
}

/* Returns its properties, which it owns. */
static JsonObject *
add_resource (Template *template,
              const char *id,
              const char *suffix,
              const char *type,
              const char *condition,
              const char *depends_on)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);
  JsonObject *resource = make_pair ("Type", type);
  JsonObject *properties = json_object_new ();

  esp_json_set_string (resource, "Condition", condition);
  esp_json_set_string (resource, "DependsOn", depends_on);
  json_object_set_object_member (resource, "Properties", properties);
  json_object_set_object_member (template->resources, name, resource);
  return properties;
}

static void
add_parameter (Template *template,
               const char *id,
               const char *suffix,
               const char *text,
               const char *fallback)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);
  JsonObject *parameter = make_pair ("Type", "String");

  json_object_set_string_member (parameter, "Description", text);
  esp_json_set_string (parameter, "Default", fallback);
  json_object_set_object_member (template->parameters, name, parameter);
}

/* @value is taken. */
static void
add_output (Template *template,
            const char *id,
            const char *suffix,
            const char *text,
            const char *condition,
            JsonObject *value)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);
  JsonObject *output = make_pair ("Description", text);

  esp_json_set_string (output, "Condition", condition);
  json_object_set_object_member (output, "Value", value);
  json_object_set_object_member (template->outputs, name, output);
}

/* { "Fn::Not": [ { "Fn::Equals": [ { "Ref": NAME }, "" ] } ] } */
static JsonObject *
make_given (const char *id, const char *suffix)
{
  g_autofree char *name = g_strconcat (id, suffix, NULL);
  JsonObject *equals = json_object_new (), *not = json_object_new ();
  JsonArray *pair = json_array_new (), *one = json_array_new ();

  json_array_add_object_element (pair, make_pair ("Ref", name));
  json_array_add_string_element (pair, "");
  json_object_set_array_member (equals, "Fn::Equals", pair);
  json_array_add_object_element (one, equals);
  json_object_set_array_member (not, "Fn::Not", one);
  return not ;
}

/* --- Authorities
 * --------------------------------------------------------------------------------*/

/* Who in the same account waits for a certificate from another one, so that @row waits too; or
 * NULL. */
static const EspExportCa *
find_waiting (const EspExportCa *row)
{
  while (row && !row->elsewhere)
    row = row->parent;
  return row;
}

static char *
find_condition (const EspExportCa *row)
{
  const EspExportCa *waiting = find_waiting (row);

  return waiting ? g_strconcat (waiting->id, "IsSigned", NULL) : NULL;
}

static JsonObject *
make_crl (const EspPlanCa *ca, const EspExportAddresses *addresses)
{
  const EspRevocationSettings *settings = &ca->revocation;
  JsonObject *crl = json_object_new ();
  JsonObject *point = json_object_new ();

  json_object_set_boolean_member (crl, "Enabled", TRUE);
  json_object_set_int_member (crl, "ExpirationInDays", esp_export_crl_days (ca));
  set_reference (crl, "S3BucketName", "CrlBucket", "");
  json_object_set_string_member (crl, "S3ObjectAcl", "BUCKET_OWNER_FULL_CONTROL");
  if (!settings->crl_omitted)
    esp_json_set_string (crl, "CustomCname", addresses->crl_cname);
  esp_json_set_string (crl, "CustomPath", addresses->crl_path);
  if (settings->crl_partitioned)
    json_object_set_string_member (crl, "CrlType", "PARTITIONED");
  json_object_set_boolean_member (point, "OmitExtension", TRUE);
  if (settings->crl_omitted)
    json_object_set_object_member (crl, "CrlDistributionPointExtensionConfiguration", point);
  else
    json_object_unref (point);
  return crl;
}

static void
set_revocation (JsonObject *properties, const EspPlanCa *ca)
{
  const EspRevocationSettings *settings = &ca->revocation;
  JsonObject *revocation;
  EspExportAddresses addresses;

  if (!settings->crl_enabled && !settings->ocsp_enabled)
    return;
  revocation = json_object_new ();
  esp_export_read_addresses (settings, &addresses);
  if (settings->crl_enabled)
    json_object_set_object_member (revocation, "CrlConfiguration", make_crl (ca, &addresses));
  if (settings->ocsp_enabled)
    {
      JsonObject *ocsp = json_object_new ();

      json_object_set_boolean_member (ocsp, "Enabled", TRUE);
      esp_json_set_string (ocsp, "OcspCustomCname", addresses.ocsp_cname);
      json_object_set_object_member (revocation, "OcspConfiguration", ocsp);
    }
  json_object_set_object_member (properties, "RevocationConfiguration", revocation);
  esp_export_clear_addresses (&addresses);
}

/* Kept when the stack goes: no key is lost by a click in another program. */
static void
add_authority (Template *template, const EspExportCa *row)
{
  const EspPlanCa *ca = row->ca;
  JsonObject *properties = add_resource (template, row->id, "Ca",
                                         "AWS::ACMPCA::CertificateAuthority", NULL, NULL);
  g_autofree char *name = g_strconcat (row->id, "Ca", NULL);
  JsonObject *resource = json_object_get_object_member (template->resources, name);

  json_object_set_string_member (resource, "DeletionPolicy", "Retain");
  json_object_set_string_member (resource, "UpdateReplacePolicy", "Retain");
  json_object_set_string_member (
    properties, "Type",
    esp_ca_type_to_string (row->parent || row->outside ? ESP_CA_SUBORDINATE : ESP_CA_ROOT));
  json_object_set_string_member (properties, "KeyAlgorithm", ca->key_algorithm);
  json_object_set_string_member (properties, "SigningAlgorithm", row->signing);
  json_object_set_object_member (properties, "Subject", esp_name_to_json (row->subject));
  if (ca->usage_mode != ESP_USAGE_GENERAL_PURPOSE)
    json_object_set_string_member (properties, "UsageMode",
                                   esp_usage_mode_to_string (ca->usage_mode));
  set_revocation (properties, ca);
  set_tags (properties, ca->tags);
}

/* In the account of the parent. */
static void
add_certificate (Template *template, const EspExportCa *row, const char *condition)
{
  const EspExportCa *issuer = row->parent ? row->parent : row;
  g_autofree char *above = row->parent ? g_strconcat (issuer->id, "Activation", NULL) : NULL;
  g_autofree char *arn = g_strdup_printf ("arn:${AWS::Partition}:acm-pca:::template/%s/V1",
                                          row->template_name);
  JsonObject *properties = add_resource (template, row->id, "Certificate",
                                         "AWS::ACMPCA::Certificate", condition, above);

  json_object_set_object_member (properties, "CertificateAuthorityArn",
                                 make_attribute (issuer->id, "Ca", "Arn"));
  if (row->elsewhere)
    set_reference (properties, "CertificateSigningRequest", row->id, "Request");
  else
    json_object_set_object_member (properties, "CertificateSigningRequest",
                                   make_attribute (row->id, "Ca", "CertificateSigningRequest"));
  json_object_set_string_member (properties, "SigningAlgorithm", esp_export_issuer_signing (row));
  set_substituted (properties, "TemplateArn", arn);
  json_object_set_object_member (properties, "Validity", esp_validity_to_json (&row->validity));
  if (row->constraints)
    json_object_set_member (properties, "ApiPassthrough", esp_export_passthrough (row));
}

static void
add_activation (Template *template, const EspExportCa *row)
{
  g_autofree char *condition = find_condition (row);
  JsonObject *properties = add_resource (template, row->id, "Activation",
                                         "AWS::ACMPCA::CertificateAuthorityActivation", condition,
                                         NULL);

  json_object_set_object_member (properties, "CertificateAuthorityArn",
                                 make_attribute (row->id, "Ca", "Arn"));
  if (row->elsewhere)
    {
      set_reference (properties, "Certificate", row->id, "CertificatePem");
      set_reference (properties, "CertificateChain", row->id, "ChainPem");
    }
  else
    json_object_set_object_member (properties, "Certificate",
                                   make_attribute (row->id, "Certificate", "Certificate"));
  if (row->parent && !row->elsewhere)
    json_object_set_object_member (
      properties, "CertificateChain",
      make_attribute (row->parent->id, "Activation", "CompleteCertificateChain"));
  json_object_set_string_member (properties, "Status", "ACTIVE");
}

/* In the account of the child: its request goes out, certificate and chain come in. */
static void
add_way_out (Template *template, const EspExportCa *row)
{
  g_autofree char *condition = find_condition (row);

  add_parameter (template, row->id, "CertificatePem",
                 "The certificate that the parent signed, in PEM; empty until it is there", "");
  add_parameter (template, row->id, "ChainPem",
                 "The parent's certificates up to the root, in PEM; empty until they are there",
                 "");
  json_object_set_object_member (template->conditions, condition,
                                 make_given (row->id, "CertificatePem"));
  add_output (template, row->id, "Request", "The request that the parent signs", NULL,
              make_attribute (row->id, "Ca", "CertificateSigningRequest"));
}

/* In the account of the parent: the request comes in, certificate and chain go out. */
static void
add_way_in (Template *template, const EspExportCa *row)
{
  g_autofree char *above = find_condition (row->parent);
  g_autofree char *condition = g_strconcat (row->id, "IsRequested", NULL);
  JsonObject *given = make_given (row->id, "Request");

  if (above)
    {
      JsonObject *both = json_object_new ();
      JsonArray *array = json_array_new ();

      json_array_add_object_element (array, make_pair ("Condition", above));
      json_array_add_object_element (array, given);
      json_object_set_array_member (both, "Fn::And", array);
      given = both;
    }
  json_object_set_object_member (template->conditions, condition, given);
  add_parameter (template, row->id, "Request",
                 "The request from the other account, in PEM; empty until it is there", "");
  add_certificate (template, row, condition);
  add_output (template, row->id, "CertificatePem", "The certificate for the other account",
              condition, make_attribute (row->id, "Certificate", "Certificate"));
  add_output (template, row->id, "ChainPem", "The certificates above it", condition,
              make_attribute (row->parent->id, "Activation", "CompleteCertificateChain"));
}

static void
add_authorities (Template *template)
{
  gboolean has_crl = FALSE;

  for (guint i = 0; i < template->export->cas->len; i++)
    {
      const EspExportCa *row = g_ptr_array_index (template->export->cas, i);
      gboolean here = g_strcmp0 (row->ca->account, template->account) == 0;

      if (row->parent && row->elsewhere &&
          g_strcmp0 (row->parent->ca->account, template->account) == 0)
        add_way_in (template, row);
      if (!here)
        continue;
      has_crl = has_crl || row->ca->revocation.crl_enabled;
      add_authority (template, row);
      if (row->elsewhere)
        add_way_out (template, row);
      else
        {
          g_autofree char *condition = find_condition (row);

          add_certificate (template, row, condition);
        }
      add_activation (template, row);
    }
  if (has_crl)
    add_parameter (template, "CrlBucket", "",
                   "The S3 bucket into which revocation lists are written", NULL);
}

/* --- Shares and roles
 * ---------------------------------------------------------------------------*/

static void
set_permission (Template *template,
                JsonObject *properties,
                const EspPlanShare *share,
                const char *id)
{
  JsonArray *array = json_array_new ();

  if (esp_export_is_service_permission (share->permission))
    {
      g_autofree char *arn = g_strdup_printf ("arn:${AWS::Partition}:ram::aws:permission/%s",
                                              share->permission);

      json_array_add_object_element (array, make_pair ("Fn::Sub", arn));
    }
  else
    {
      g_autofree char *name = g_strconcat (id, "Permission", NULL);
      g_autofree char *text = g_strdup_printf (
        "ARN of your managed permission %s for certificate authorities", share->permission);

      add_parameter (template, name, "", text, NULL);
      json_array_add_object_element (array, make_pair ("Ref", name));
    }
  json_object_set_array_member (properties, "PermissionArns", array);
}

static void
add_share (Template *template, const EspPlanShare *share, const EspExportCa *row)
{
  g_autofree char *id = esp_export_take_id (template->export, share->name);
  g_autofree char *condition = find_condition (row);
  g_autofree char *active = g_strconcat (row->id, "Activation", NULL);
  JsonObject *properties = add_resource (template, id, "Share", "AWS::RAM::ResourceShare",
                                         condition, active);
  JsonArray *resources = json_array_new (), *principals = json_array_new ();

  json_object_set_string_member (properties, "Name", share->name);
  json_array_add_object_element (resources, make_attribute (row->id, "Ca", "Arn"));
  json_object_set_array_member (properties, "ResourceArns", resources);
  json_array_add_string_element (principals, share->account);
  json_object_set_array_member (properties, "Principals", principals);
  set_permission (template, properties, share, id);
  json_object_set_boolean_member (properties, "AllowExternalPrincipals", TRUE);
  set_tags (properties, share->tags);
}

/* Whoever the account lets in; and with tags, which policies ask for. */
static JsonObject *
make_trust (const char *account)
{
  JsonObject *document = make_pair ("Version", "2012-10-17");
  JsonObject *statement = make_pair ("Effect", "Allow"), *principal = json_object_new ();
  JsonArray *statements = json_array_new (), *actions = json_array_new ();
  g_autofree char *arn = g_strdup_printf ("arn:${AWS::Partition}:iam::%s:root", account);

  set_substituted (principal, "AWS", arn);
  json_object_set_object_member (statement, "Principal", principal);
  json_array_add_string_element (actions, "sts:AssumeRole");
  json_array_add_string_element (actions, "sts:TagSession");
  json_object_set_array_member (statement, "Action", actions);
  json_array_add_object_element (statements, statement);
  json_object_set_array_member (document, "Statement", statements);
  return document;
}

static void
add_role (Template *template, const EspPlanRole *role)
{
  g_autofree char *id = esp_export_take_id (template->export, role->name);
  g_autofree char *name = esp_export_role_name (role->name);
  JsonObject *properties = add_resource (template, id, "Role", "AWS::IAM::Role", NULL, NULL);
  JsonArray *policies = json_array_new ();

  json_object_set_string_member (properties, "RoleName", name);
  json_object_set_object_member (properties, "AssumeRolePolicyDocument",
                                 make_trust (role->account));
  for (guint i = 0; i < role->policies->len; i++)
    {
      const EspPlanPolicy *policy = g_ptr_array_index (role->policies, i);
      JsonNode *document = esp_export_policy (template->export, role, policy);
      g_autofree char *policy_name = esp_export_role_name (policy->name);
      JsonObject *entry;

      if (!document)
        continue;
      entry = make_pair ("PolicyName", policy_name);
      json_object_set_member (entry, "PolicyDocument", document);
      json_array_add_object_element (policies, entry);
    }
  json_object_set_array_member (properties, "Policies", policies);
  set_tags (properties, role->tags);
}

static void
add_shares_and_roles (Template *template)
{
  const EspPlan *plan = template->export->plan;

  for (guint i = 0; i < plan->shares->len; i++)
    {
      const EspPlanShare *share = g_ptr_array_index (plan->shares, i);
      const EspExportCa *row = g_hash_table_lookup (template->export->by_key, share->ca);

      if (row && g_strcmp0 (row->ca->account, template->account) == 0)
        add_share (template, share, row);
    }
  for (guint i = 0; i < plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (plan->roles, i);

      if (g_strcmp0 (role->account, template->account) == 0)
        add_role (template, role);
    }
}

/* --- Files
 * --------------------------------------------------------------------------------------*/

/* An empty section is left out. Takes @section. */
static void
set_section (JsonObject *object, const char *member, JsonObject *section)
{
  if (json_object_get_size (section) > 0)
    json_object_set_object_member (object, member, section);
  else
    json_object_unref (section);
}

static void
write_template (Template *template)
{
  JsonObject *object = make_pair ("AWSTemplateFormatVersion", "2010-09-09");
  g_autofree char *description = g_strdup_printf (
    "%s: account %s", esp_export_title (template->export), template->account);
  g_autofree char *stem = esp_export_account_stem (template->export, template->account);
  g_autofree char *name = g_strconcat (stem, ".template.json", NULL);
  g_autoptr (JsonNode) node = esp_json_wrap_object (object);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "Description", description);
  set_section (object, "Parameters", template->parameters);
  set_section (object, "Conditions", template->conditions);
  json_object_set_object_member (object, "Resources", template->resources);
  set_section (object, "Outputs", template->outputs);
  text = esp_json_to_text (node, TRUE);
  esp_export_add_file (template->export, name, g_strconcat (g_strchomp (text), "\n", NULL));
}

static gboolean
add_template (EspExport *export, const char *account, GError **error)
{
  Template template = {
    export, account, json_object_new (), json_object_new (), json_object_new (), json_object_new ()
  };
  guint n_resources, n_outputs;

  add_authorities (&template);
  add_shares_and_roles (&template);
  n_resources = json_object_get_size (template.resources);
  n_outputs = MAX (json_object_get_size (template.outputs),
                   json_object_get_size (template.parameters));
  write_template (&template);
  if (n_resources > RESOURCES_MAX)
    return esp_export_refuse (export, account,
                              "the account's template would have more than 500 resources", error);
  if (n_outputs > OUTPUTS_MAX)
    return esp_export_refuse (
      export, account, "the account's template would have more than 200 parameters or outputs",
      error);
  return TRUE;
}

static const char limits[] =
  "- **Removal.** Authorities are kept when a stack is deleted (`DeletionPolicy: Retain`), but their activations go, "
  "which disables them. Certificates stay valid: nothing is revoked.\n"
  "- **Parameters hold 4,096 bytes.** A longer chain, or a request with a post-quantum key, does not fit: import it "
  "with `aws acm-pca import-certificate-authority-certificate` instead.\n";

/* The steps between accounts, one for each authority that is signed elsewhere. */
static char *
explain (const EspExport *export)
{
  GString *out = g_string_new (
    "## How to use it\n\n"
    "1. Deploy each template in its own account, with `CAPABILITY_NAMED_IAM` where it has "
    "roles; `CrlBucket` is a bucket that lets `acm-pca.amazonaws.com` write.\n");
  guint n = 2;

  for (guint i = 0; i < export->cas->len; i++)
    {
      const EspExportCa *row = g_ptr_array_index (export->cas, i);
      g_autofree char *label = esp_export_markdown (row->label);
      g_autofree char *child = esp_export_account_stem (export, row->ca->account);

      if (!row->elsewhere)
        continue;
      if (row->parent)
        {
          g_autofree char *parent = esp_export_account_stem (export, row->parent->ca->account);

          g_string_append_printf (out, "%u. %s: update `%s` with the output `%sRequest` of `%s`",
                                  n++, label, parent, row->id, child);
        }
      else
        g_string_append_printf (out, "%u. %s: let its parent sign the output `%sRequest` of `%s`",
                                n++, label, row->id, child);
      g_string_append_printf (out, ", then `%s` with `%sCertificatePem` and `%sChainPem`.\n", child,
                              row->id, row->id);
    }
  return g_string_free (out, FALSE);
}

GPtrArray *
esp_plan_export_cloudformation (const EspPlan *plan, GError **error)
{
  EspExport *export = esp_export_new (plan, FORMAT, make_id, error);
  g_autoptr (GPtrArray) accounts = NULL;
  g_autofree char *how = NULL;

  if (!export)
    return NULL;
  accounts = esp_export_list_accounts (export);
  for (guint i = 0; i < accounts->len; i++)
    if (!add_template (export, g_ptr_array_index (accounts, i), error))
      {
        esp_export_free (export);
        return NULL;
      }
  esp_export_add_guardrails (export);
  how = explain (export);
  esp_export_add_readme (export, how, limits);
  return esp_export_finish (export);
}
