/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate authorities as people read them: a table, a tree, a page. */
#include "cli-handlers.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-output.h"
#include "cli-table.h"
#include "cli-tree.h"

#define ID_SHOWN 8 /* the shortest prefix of an id that names a CA */

static JsonObject *
ca_of (CliCall *call)
{
  return esp_json_get_object (call->result, "CertificateAuthority");
}

/* A root without a path length has none to count down from. */
static char *
path_length_text (JsonObject *ca)
{
  if (json_object_has_member (ca, "PathLength"))
    return cli_number (ca, "PathLength");
  if (!json_object_has_member (ca, "Serial"))
    return g_strdup ("");
  return g_strdup (cli_text_is_utf8 () ? "∞" : "-");
}

static const CliColumn ca_columns[] = {
  { N_ ("Name"), CLI_LEFT },
  { N_ ("Id"), CLI_LEFT },
  { N_ ("State"), CLI_LEFT },
  { N_ ("Level"), CLI_RIGHT },
  { N_ ("Path length"), CLI_RIGHT },
  { N_ ("Valid until"), CLI_LEFT },
  { N_ ("Valid"), CLI_RIGHT },
  { N_ ("Expired"), CLI_RIGHT },
  { N_ ("Revoked"), CLI_RIGHT },
  { N_ ("Account"), CLI_LEFT },
  { NULL },
};

static void
add_ca (CliTable *table, JsonObject *ca, const char *branch)
{
  JsonObject *issued = esp_json_get_object (ca, "IssuedCertificates");
  g_autofree char *name = g_strconcat (branch, esp_json_get_string (ca, "CommonName"), NULL);
  g_autofree char *id = g_strndup (esp_json_get_string (ca, "Id"), ID_SHOWN);
  g_autofree char *level = cli_number (ca, "Level");
  g_autofree char *path_length = path_length_text (ca);
  g_autofree char *until = cli_date (esp_json_get_string (ca, "NotAfter"));
  g_autofree char *valid = cli_number (issued, "Valid");
  g_autofree char *expired = cli_number (issued, "Expired");
  g_autofree char *revoked = cli_number (issued, "Revoked");

  cli_table_add (table, name, id, cli_word (esp_json_get_string (ca, "Status")), level, path_length,
                 until, valid, expired, revoked, esp_json_get_string (ca, "OwnerAccount"));
}

static void
add_branch_cb (JsonObject *ca, const char *branch, gpointer table)
{
  add_ca (table, ca, branch);
}

void
cli_ca_print_list (CliCall *call)
{
  JsonArray *cas = esp_json_get_array (call->result, "CertificateAuthorities");
  g_autoptr (CliTable) table = cli_table_new (ca_columns);

  if (cli_call_has (call, "tree"))
    cli_tree_walk (cas, "Arn", "ParentArn", add_branch_cb, table);
  else
    for (guint i = 0; i < json_array_get_length (cas); i++)
      add_ca (table, json_array_get_object_element (cas, i), "");
  if (cli_table_get_n_rows (table) > 0)
    cli_table_print (table, call->globals->quiet);
  else
    cli_print_note (call, _ ("There is no certificate authority that you may see."));
}

/* --- One authority -----------------------------------------------------------------------------
 */

static void
add_authority (CliFields *fields, JsonObject *ca)
{
  JsonObject *configuration = esp_json_get_object (ca, "CertificateAuthorityConfiguration");
  g_autofree char *path_length = path_length_text (ca);
  g_autofree char *tags = cli_tags_text (ca);

  cli_fields_add_member (fields, N_ ("Name"), ca, "CommonName");
  cli_fields_add_member (fields, N_ ("Subject"), ca, "Subject");
  cli_fields_add_member (fields, N_ ("ARN"), ca, "Arn");
  cli_fields_add (fields, N_ ("State"), cli_word (esp_json_get_string (ca, "Status")));
  cli_fields_add_member (fields, N_ ("Restorable until"), ca, "RestorableUntil");
  cli_fields_add_member (fields, N_ ("Key destroyed"), ca, "KeyDestroyedAt");
  cli_fields_add_member (fields, N_ ("Why it failed"), ca, "FailureReason");
  cli_fields_add_member (fields, N_ ("Replaces"), ca, "PredecessorArn");
  cli_fields_add_member (fields, N_ ("Replaced by"), ca, "SuccessorArn");
  cli_fields_add (fields, N_ ("Type"), cli_word (esp_json_get_string (ca, "Type")));
  cli_fields_add_member (fields, N_ ("Account"), ca, "OwnerAccount");
  cli_fields_add_member (fields, N_ ("Parent"), ca, "ParentArn");
  cli_fields_add_member (fields, N_ ("Level"), ca, "Level");
  cli_fields_add (fields, N_ ("Path length"), path_length);
  cli_fields_add_member (fields, N_ ("Valid from"), ca, "NotBefore");
  cli_fields_add_member (fields, N_ ("Valid until"), ca, "NotAfter");
  cli_fields_add_member (fields, N_ ("Key"), configuration, "KeyAlgorithm");
  cli_fields_add_member (fields, N_ ("Signs with"), configuration, "SigningAlgorithm");
  cli_fields_add_member (fields, N_ ("Usage mode"), ca, "UsageMode");
  cli_fields_add_member (fields, N_ ("Template"), ca, "TemplateArn");
  cli_fields_add_member (fields, N_ ("Made"), ca, "CreatedAt");
  cli_fields_add_member (fields, N_ ("State since"), ca, "LastStateChangeAt");
  cli_fields_add (fields, N_ ("Tags"), tags);
}

static void
add_revocation (CliFields *fields, JsonObject *ca)
{
  JsonObject *configuration = esp_json_get_object (ca, "RevocationConfiguration");
  JsonObject *crl = esp_json_get_object (configuration, "CrlConfiguration");
  JsonObject *ocsp = esp_json_get_object (configuration, "OcspConfiguration");
  JsonObject *status = esp_json_get_object (ca, "RevocationStatus");

  cli_fields_add_member (fields, N_ ("CRL"), crl, "Enabled");
  cli_fields_add_member (fields, N_ ("CRL valid for days"), crl, "ExpirationInDays");
  cli_fields_add_member (fields, N_ ("CRL type"), crl, "CrlType");
  cli_fields_add_member (fields, N_ ("CRL URL"), crl, "Url");
  cli_fields_add_member (fields, N_ ("CRL host"), crl, "CustomCname");
  cli_fields_add_member (fields, N_ ("CRL path"), crl, "CustomPath");
  cli_fields_add_member (fields, N_ ("CRL parts"), status, "CrlParts");
  if (status)
    cli_fields_add (fields, N_ ("CRL state"), cli_word (esp_json_get_string (status, "Crl")));
  cli_fields_add_member (fields, N_ ("Next CRL by"), status, "CrlNextUpdate");
  cli_fields_add_member (fields, N_ ("OCSP"), ocsp, "Enabled");
  cli_fields_add_member (fields, N_ ("OCSP URL"), ocsp, "Url");
  cli_fields_add_member (fields, N_ ("OCSP host"), ocsp, "OcspCustomCname");
  cli_fields_add_member (fields, N_ ("Next OCSP responses by"), status, "OcspNextUpdate");
  cli_fields_add_member (fields, N_ ("Last published"), status, "PublishedAt");
}

void
cli_ca_print_show (CliCall *call)
{
  JsonObject *ca = ca_of (call);
  JsonObject *issued = esp_json_get_object (ca, "IssuedCertificates");
  g_autoptr (CliFields) authority = cli_fields_new ();
  g_autoptr (CliFields) revocation = cli_fields_new ();
  g_autoptr (CliFields) counts = cli_fields_new ();

  add_authority (authority, ca);
  g_print ("%s\n", _ ("Certificate authority"));
  cli_fields_print (authority);
  add_revocation (revocation, ca);
  cli_print_heading (N_ ("Revocation"));
  cli_fields_print (revocation);
  cli_fields_add_member (counts, N_ ("Valid"), issued, "Valid");
  cli_fields_add_member (counts, N_ ("Expired"), issued, "Expired");
  cli_fields_add_member (counts, N_ ("Revoked"), issued, "Revoked");
  cli_print_heading (N_ ("Issued certificates"));
  cli_fields_print (counts);
  cli_print_certificate (esp_json_get_string (call->result, "Certificate"));
}

void
cli_ca_print_created (CliCall *call)
{
  JsonObject *ca = ca_of (call);

  /* The request of an authority always says CA:TRUE, and the template says it better. */
  cli_issue_print_notes (call, "2.5.29.19");
  cli_print_note (call, _ ("Made %s: %s."), esp_json_get_string (ca, "Subject"),
                  cli_word (esp_json_get_string (ca, "Status")));
  cli_print_data (esp_json_get_string (ca, "Arn"));
}

void
cli_ca_print_state (CliCall *call)
{
  JsonObject *ca = ca_of (call);
  const char *until = esp_json_get_string (ca, "RestorableUntil");

  if (until)
    cli_print_note (call, _ ("%s: %s, can be restored until %s."),
                    esp_json_get_string (ca, "CommonName"),
                    cli_word (esp_json_get_string (ca, "Status")), until);
  else
    cli_print_note (call, "%s: %s.", esp_json_get_string (ca, "CommonName"),
                    cli_word (esp_json_get_string (ca, "Status")));
}

void
cli_ca_print_tags (CliCall *call)
{
  cli_print_tags (call, call->result);
}

void
cli_ca_print_revocation (CliCall *call)
{
  g_autoptr (CliFields) fields = cli_fields_new ();

  add_revocation (fields, ca_of (call));
  cli_fields_print (fields);
}

void
cli_ca_print_crl (CliCall *call)
{
  long long entries = cli_count (call->result, "Entries");

  if (!cli_call_has_out_file (call))
    {
      fputs (call->document, stdout);
      return;
    }
  cli_print_note (call,
                  ngettext ("CRL number %lld with %lld entry, next one by %s, written to %s.",
                            "CRL number %lld with %lld entries, next one by %s, written to %s.",
                            (gulong) entries),
                  cli_count (call->result, "Number"), entries,
                  esp_json_get_string (call->result, "NextUpdate"), cli_call_get (call, "out"));
}
