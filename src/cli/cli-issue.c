/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "cert issue": from requests to certificates in files. Where anything can be refused before the
 * engine signs (a file in the way, a folder that can't be written), it is refused before. Reading
 * requests is in cli-requests.c, printing in cli-issue-print.c.
 */
#include "cli-handlers.h"

#include <unistd.h>

#include "cli-error.h"
#include "cli-file.h"
#include "cli-requests.h"

#define CHUNK 1000 /* requests in one call of the engine, and in one event */
#define TOKEN_LEN 36

typedef struct
{
  CliCall *call;
  GPtrArray *requests;
  gboolean many;
  char *folder;       /* where certificates go one by one, or NULL */
  GString *document;  /* all certificates for standard output, or NULL */
  JsonObject *result; /* of many */
  JsonArray *results;
  gint64 n_failed;
} Issue;

/* --- Where certificates go ---------------------------------------------------------------------
 */

static char *
certificate_path (const Issue *issue, const CliRequest *request, const char *serial)
{
  g_autofree char *name = g_strconcat (request->stem ? request->stem : serial, ".crt", NULL);

  return g_build_filename (issue->folder, name, NULL);
}

/* "radio.csr" and "radio.pem" in one folder must not write over each other. */
static void
make_stems_unique (const Issue *issue)
{
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < issue->requests->len; i++)
    {
      CliRequest *request = g_ptr_array_index (issue->requests, i);
      g_autofree char *first = g_strdup (request->stem);

      for (guint n = 2; first && g_hash_table_contains (used, request->stem); n++)
        {
          g_free (request->stem);
          request->stem = g_strdup_printf ("%s-%u", first, n);
        }
      if (first)
        g_hash_table_add (used, g_strdup (request->stem));
    }
}

static gboolean
check_folder (const Issue *issue, GError **error)
{
  if (!cli_folder_make (issue->folder, error))
    return FALSE;
  if (access (issue->folder, W_OK | X_OK) != 0)
    {
      esp_error_set (error, ESP_REASON_FILE_WRITE, issue->folder, NULL);
      return FALSE;
    }
  make_stems_unique (issue);
  for (guint i = 0; i < issue->requests->len; i++)
    {
      const CliRequest *request = g_ptr_array_index (issue->requests, i);
      g_autofree char *path = request->stem ? certificate_path (issue, request, NULL) : NULL;

      if (path && !cli_file_may_write (path, issue->call->globals->yes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
prepare_out (Issue *issue, GError **error)
{
  const char *out = cli_call_get (issue->call, "out");
  gboolean is_folder = out && g_file_test (out, G_FILE_TEST_IS_DIR);

  if (!cli_call_has_out_file (issue->call))
    {
      issue->document = out ? g_string_new (NULL) : NULL;
      return TRUE;
    }
  if (!issue->many && !is_folder && !g_str_has_suffix (out, G_DIR_SEPARATOR_S))
    return cli_call_check_out (issue->call, error);
  if (g_file_test (out, G_FILE_TEST_EXISTS) && !is_folder)
    {
      esp_error_set (error, ESP_REASON_USAGE_OUT_FOLDER, out, NULL);
      return FALSE;
    }
  issue->folder = g_strdup (out);
  return check_folder (issue, error);
}

/* Keeps an issued certificate where --out says; "Path" joins @entry where it is a file of its own.
 */
static gboolean
keep_certificate (Issue *issue,
                  const CliRequest *request,
                  JsonObject *entry,
                  const char *chain,
                  GError **error)
{
  g_autofree char *pem = g_strconcat (esp_json_get_string (entry, "Certificate"),
                                      cli_call_has (issue->call, "chain") ? chain : NULL, NULL);
  g_autofree char *path = NULL;

  if (issue->document)
    g_string_append (issue->document, pem);
  if (!issue->folder)
    return TRUE;
  path = certificate_path (issue, request, esp_json_get_string (entry, "CertificateSerial"));
  json_object_set_string_member (entry, "Path", path);
  return cli_file_write (path, pem, error);
}

/* --- One ---------------------------------------------------------------------------------------
 */

static gboolean
issue_one (Issue *issue, GError **error)
{
  CliCall *call = issue->call;
  CliRequest *request = g_ptr_array_index (issue->requests, 0);
  g_autofree char *text = cli_request_take_text (request, error);
  JsonObject *parameters = text ? cli_call_parameters (call, error) : NULL;

  if (parameters)
    {
      json_object_set_string_member (parameters, "Csr", text);
      cli_call_set_result (call, cli_call_engine (call, "IssueCertificate", parameters, error));
    }
  if (!call->result)
    {
      if (error)
        esp_error_set_object (*error, request->name);
      return FALSE;
    }
  if (issue->folder)
    return keep_certificate (issue, request, call->result,
                             esp_json_get_string (call->result, "CertificateChain"), error);
  if (!cli_call_has (call, "out"))
    return TRUE;
  return cli_call_set_certificate (call, error);
}

/* --- Many --------------------------------------------------------------------------------------
 */

static JsonObject *
entry_of_error (const GError *error)
{
  JsonObject *entry = json_object_new ();
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "Code", esp_error_code_get_name (error->code));
  json_object_set_string_member (body, "Message", error->message);
  json_object_set_string_member (body, "Reason", esp_reason_get_id (esp_error_get_reason (error)));
  json_object_set_object_member (entry, "Error", body);
  return entry;
}

/* Takes @entry. */
static void
add_entry (Issue *issue, const CliRequest *request, JsonObject *entry)
{
  if (json_object_has_member (entry, "Error"))
    issue->n_failed++;
  json_object_set_string_member (entry, "Request", request->name);
  json_array_add_object_element (issue->results, entry);
}

/* The texts of a chunk; what can't be read gets its entry in @entries at once. */
static JsonArray *
read_chunk (const Issue *issue, guint first, guint n_requests, JsonObject **entries)
{
  JsonArray *texts = json_array_new ();

  for (guint i = 0; i < n_requests; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = cli_request_take_text (g_ptr_array_index (issue->requests, first + i),
                                                     &error);

      if (text)
        json_array_add_string_element (texts, text);
      else
        entries[i] = entry_of_error (error);
    }
  return texts;
}

/* Each further call needs a token of its own that follows from the one that was given, so that the
 * same command line says the same again. */
static void
set_token (const Issue *issue, guint first, JsonObject *parameters)
{
  const char *token = cli_call_get (issue->call, "idempotency-token");
  g_autofree char *text = NULL, *digest = NULL;

  if (!token || first == 0)
    return;
  text = g_strdup_printf ("%u/%s", first, token);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  digest[TOKEN_LEN] = '\0';
  json_object_set_string_member (parameters, "IdempotencyToken", digest);
}

static JsonObject *
call_chunk (const Issue *issue, guint first, JsonArray *texts, GError **error)
{
  CliCall *call = issue->call;
  JsonObject *parameters = cli_call_parameters (call, error);

  if (!parameters)
    return NULL;
  set_token (issue, first, parameters);
  json_object_set_array_member (parameters, "Requests", json_array_ref (texts));
  if (cli_call_has (call, "jobs"))
    json_object_set_int_member (parameters, "Jobs", cli_call_get_number (call, "jobs", 1));
  return cli_call_engine (call, "IssueCertificates", parameters, error);
}

/* Entries for all requests of a chunk, those that were read from the engine's @answer in order. */
static gboolean
take_answer (Issue *issue,
             guint first,
             guint n_requests,
             JsonObject **entries,
             JsonObject *answer,
             GError **error)
{
  JsonArray *results = answer ? esp_json_get_array (answer, "Results") : NULL;
  const char *chain = answer ? esp_json_get_string (answer, "CertificateChain") : NULL;
  guint next = 0;

  esp_json_set_string (issue->result, "CertificateChain", chain);
  for (guint i = 0; i < n_requests; i++)
    {
      const CliRequest *request = g_ptr_array_index (issue->requests, first + i);
      JsonObject *entry = g_steal_pointer (&entries[i]);

      if (!entry)
        entry = json_object_ref (json_array_get_object_element (results, next++));
      add_entry (issue, request, entry);
      if (!json_object_has_member (entry, "Error") &&
          !keep_certificate (issue, request, entry, chain, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
issue_chunk (Issue *issue, guint first, guint n_requests, GError **error)
{
  JsonObject *entries[CHUNK] = { NULL };
  g_autoptr (JsonArray) texts = read_chunk (issue, first, n_requests, entries);
  g_autoptr (JsonObject) answer = NULL;
  gboolean good = TRUE;

  if (json_array_get_length (texts) > 0)
    {
      answer = call_chunk (issue, first, texts, error);
      good = answer != NULL;
    }
  good = good && take_answer (issue, first, n_requests, entries, answer, error);
  for (guint i = 0; i < n_requests; i++)
    g_clear_pointer (&entries[i], json_object_unref);
  return good;
}

static gboolean
issue_many (Issue *issue, GError **error)
{
  guint n_requests = issue->requests->len;

  issue->result = json_object_new ();
  issue->results = json_array_new ();
  json_object_set_array_member (issue->result, "Results", issue->results);
  cli_call_set_result (issue->call, issue->result);
  for (guint first = 0; first < n_requests; first += CHUNK)
    if (!issue_chunk (issue, first, MIN (CHUNK, n_requests - first), error))
      return FALSE;
  json_object_set_int_member (issue->result, "Issued", n_requests - issue->n_failed);
  json_object_set_int_member (issue->result, "Failed", issue->n_failed);
  if (issue->n_failed > 0)
    issue->call->exit_status = CLI_EXIT_FAILED;
  return issue->document == NULL ||
         cli_call_set_document (issue->call, g_strdup (issue->document->str), error);
}

static void
add_skipped (JsonObject *result, GPtrArray *skipped)
{
  JsonArray *texts = json_array_new ();

  for (guint i = 0; i < skipped->len; i++)
    json_array_add_string_element (texts, g_ptr_array_index (skipped, i));
  json_object_set_array_member (result, "Skipped", texts);
}

gboolean
cli_issue_run (CliCall *call, GError **error)
{
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  Issue issue = { .call = call };
  gboolean good;

  issue.requests = cli_requests_find (cli_call_get (call, "csr"), &issue.many, skipped, error);
  if (!issue.requests)
    return FALSE;
  good = prepare_out (&issue, error) &&
         (issue.many ? issue_many (&issue, error) : issue_one (&issue, error));
  if (good && skipped->len > 0)
    add_skipped (call->result, skipped);
  g_ptr_array_unref (issue.requests);
  g_free (issue.folder);
  if (issue.document)
    g_string_free (issue.document, TRUE);
  return good;
}
