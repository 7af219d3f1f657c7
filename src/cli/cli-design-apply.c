/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "design apply": a plan becomes real, or the ceremony is told beforehand. What may fail for the
 * sake of a file is looked at before anything is made, because a code is told once: folder, names,
 * and whether they may be written. If writing fails all the same, what could not be written is in
 * the result, and so it is shown.
 */
#include "cli-handlers.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-ceremony.h"
#include "cli-error.h"
#include "cli-file.h"

#define NAME_BYTES 160 /* of a file, before its ending; longer ones get a digest */

/* --- Files ------------------------------------------------------------------------------------*/

static gboolean
refuse_file (const char *path, int number, GError **error)
{
  esp_error_set (error, ESP_REASON_FILE_WRITE, path, NULL);
  if (error)
    esp_error_set_detail (*error, g_strerror (number));
  return FALSE;
}

/* Letters, digits and "-._~" stand for themselves, but for a point or a hyphen at the beginning;
 * everything else as %XX: no name of a person leads out of the folder, hides a file, is another's,
 * or is an option to whoever says "*". */
static char *
make_code_name (const char *person)
{
  g_autofree char *escaped = g_uri_escape_string (person, NULL, FALSE);
  const char *first = escaped[0] == '.' ? "%2E" : escaped[0] == '-' ? "%2D" : "";
  g_autofree char *visible = g_strconcat (first, escaped + (*first ? 1 : 0), NULL);
  g_autofree char *digest = NULL;

  if (strlen (visible) <= NAME_BYTES)
    return g_strconcat (visible, ".code", NULL);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, person, -1);
  return g_strdup_printf ("%.*s-%.16s.code", NAME_BYTES, visible, digest);
}

static char *
make_code_path (const char *folder, const char *person)
{
  g_autofree char *name = make_code_name (person);

  return g_build_filename (folder, name, NULL);
}

/* Who can make a pipe there, or a link, reads the codes. */
static gboolean
check_owner (const char *folder, GError **error)
{
  GStatBuf found;

  if (g_stat (folder, &found) != 0)
    return refuse_file (folder, errno, error);
  if ((found.st_uid == geteuid () || found.st_uid == 0) && (found.st_mode & S_IWOTH) == 0)
    return TRUE;
  esp_error_set (error, ESP_REASON_CODES_FOLDER, folder, NULL);
  return FALSE;
}

/* A page of the disk is written and given back. */
static gboolean
try_folder (const char *folder, GError **error)
{
  static const char page[4096];
  g_autofree char *path = g_build_filename (folder, ".espalier-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  gboolean good;

  if (fd < 0)
    return refuse_file (folder, errno, error);
  good = TEMP_FAILURE_RETRY (write (fd, page, sizeof page)) == (gssize) sizeof page &&
         fsync (fd) == 0;
  if (!good)
    refuse_file (folder, errno, error);
  close (fd);
  g_unlink (path);
  return good;
}

static gboolean
check_code_files (CliCall *call, const char *folder, const EspPlan *plan, GError **error)
{
  for (guint i = 0; i < plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (plan->people, i);
      g_autofree char *path = make_code_path (folder, person->name);

      if (!cli_file_may_write (path, call->globals->yes, error))
        return FALSE;
    }
  return TRUE;
}

/* *@made: it was not there. */
static gboolean
prepare_folder (CliCall *call,
                const char *folder,
                const EspPlan *plan,
                gboolean *made,
                GError **error)
{
  *made = g_mkdir (folder, 0700) == 0;
  if (!*made && errno != EEXIST)
    return refuse_file (folder, errno, error);
  if (check_owner (folder, error) && try_folder (folder, error) &&
      check_code_files (call, folder, plan, error))
    return TRUE;
  if (*made)
    g_rmdir (folder);
  return FALSE;
}

static gboolean
check_report (CliCall *call, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return cli_file_may_write (path, call->globals->yes, error) &&
         (!g_file_test (path, G_FILE_TEST_EXISTS) || g_access (path, W_OK) == 0 ||
          refuse_file (path, errno, error)) &&
         (g_access (folder, W_OK) == 0 || refuse_file (path, errno, error));
}

/* --- What comes next --------------------------------------------------------------------------*/

static void
add_command (JsonArray *commands, const char *const *words)
{
  GString *line = g_string_new ("espalier-cli");

  for (; *words; words++)
    {
      g_autofree char *quoted = g_shell_quote (*words);
      /* Quotes only where a shell would not read the word as it stands. */
      gboolean plain = **words &&
                       strspn (*words, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789-_./=:@,") == strlen (*words);

      g_string_append_printf (line, " %s", plain ? *words : quoted);
    }
  json_array_add_string_element (commands, line->str);
  g_string_free (line, TRUE);
}

static const EspPlanPerson *
find_person (const EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->people->len; i++)
    {
      const EspPlanPerson *person = g_ptr_array_index (plan->people, i);

      if (g_str_equal (person->name, name))
        return person;
    }
  return NULL;
}

static void
add_invitation (JsonArray *commands, const EspPlan *plan, const char *name, const char *account)
{
  const EspPlanPerson *person = find_person (plan, name);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (const char *const *word =
         (const char *[]){ "principal", "invite", name, "--account", account, NULL };
       *word; word++)
    g_ptr_array_add (words, g_strdup (*word));
  if (person && person->service)
    g_ptr_array_add (words, g_strdup ("--service"));
  for (guint i = 0; person && i < person->tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (person->tags, i);

      g_ptr_array_add (words, g_strdup ("--tag"));
      g_ptr_array_add (words, g_strconcat (tag->key, "=", tag->value ? tag->value : "", NULL));
    }
  g_ptr_array_add (words, NULL);
  add_command (commands, (const char *const *) words->pdata);
}

/* Roles that reach all accounts are held in the organization's own account alone, and no plan makes
 * one. */
static gboolean
is_of_organization (const EspPlan *plan, const char *name, const char *account)
{
  for (guint i = 0; i < plan->roles->len; i++)
    {
      const EspPlanRole *role = g_ptr_array_index (plan->roles, i);

      if (role->organization_scope && g_str_equal (role->name, name) &&
          g_strcmp0 (role->account, account) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Those that can't be given to @name are told apart, in "OrganizationRoles". */
static void
add_roles (JsonArray *commands, const EspPlan *plan, JsonObject *row, const char *name)
{
  const char *account = esp_json_get_string (row, "Account");
  JsonArray *roles = esp_json_get_array (row, "Roles");
  JsonArray *others = json_array_new ();

  for (guint i = 0; roles && account && i < json_array_get_length (roles); i++)
    {
      const char *role = json_array_get_string_element (roles, i);

      if (is_of_organization (plan, role, account))
        json_array_add_string_element (others, role);
      else
        add_command (commands,
                     (const char *[]){ "role", "assign", role, name, "--account", account, NULL });
    }
  if (json_array_get_length (others) > 0)
    json_object_set_array_member (row, "OrganizationRoles", others);
  else
    json_array_unref (others);
}

/* @files: person -> file of the code, of those who were invited just now. */
static void
add_person (JsonArray *commands, const EspPlan *plan, JsonObject *row, GHashTable *files)
{
  const char *name = esp_json_get_string (row, "Name");
  const char *account = esp_json_get_string (row, "Account");
  const char *status = esp_json_get_string (row, "Status");
  const char *file = g_hash_table_lookup (files, name);

  if (file)
    add_command (commands,
                 (const char *[]){ "principal", "enrol", name, "--code-file", file, NULL });
  else if (account && (!status || g_str_equal (status, "INVITED")))
    add_invitation (commands, plan, name, account);
  if (file || g_strcmp0 (status, "ENROLLED") == 0)
    add_command (commands, (const char *[]){ "principal", "confirm", name, "--fingerprint",
                                             "FINGERPRINT", NULL });
  if (g_strcmp0 (status, "SUSPENDED") == 0)
    add_command (commands, (const char *[]){ "principal", "resume", name, NULL });
  add_roles (commands, plan, row, name);
}

static void
add_approver (JsonArray *commands, const EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->cas->len; i++)
    {
      const EspPlanCa *ca = g_ptr_array_index (plan->cas, i);
      g_autofree char *label = esp_plan_ca_get_label (ca);

      if (ca->dual_control && ca->approvers &&
          g_strv_contains ((const char *const *) ca->approvers, name))
        add_command (commands, (const char *[]){ "ca", "approvers", label, "add", name, NULL });
    }
}

static void
add_commands (JsonArray *remaining, const EspPlan *plan, GHashTable *files)
{
  for (guint i = 0; remaining && i < json_array_get_length (remaining); i++)
    {
      JsonObject *row = json_array_get_object_element (remaining, i);
      const char *what = esp_json_get_string (row, "What");
      const char *name = esp_json_get_string (row, "Name");
      JsonArray *commands = json_array_new ();

      if (g_strcmp0 (what, "PERSON") == 0)
        add_person (commands, plan, row, files);
      else if (g_strcmp0 (what, "APPROVER") == 0)
        add_approver (commands, plan, name);
      else if (g_strcmp0 (what, "SHARE_INVITATION") == 0)
        add_command (commands, (const char *[]){ "share", "accept", name, NULL });
      json_object_set_array_member (row, "Commands", commands);
    }
}

/* --- The ceremony beforehand ------------------------------------------------------------------*/

static JsonObject *
make_parameters (CliCall *call, const char *text)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Plan", text);
  if (cli_call_has (call, "codes"))
    json_object_set_boolean_member (parameters, "Invite", TRUE);
  return parameters;
}

/* Nothing but that this role may not do it? */
static gboolean
is_denied (JsonObject *preview)
{
  JsonArray *problems = esp_json_get_array (preview, "Problems");

  for (guint i = 0; problems && i < json_array_get_length (problems); i++)
    {
      const char *id = esp_json_get_string (json_array_get_object_element (problems, i), "Id");

      if (!id || !g_str_has_prefix (id, "ACCESS_DENIED"))
        return FALSE;
    }
  return TRUE;
}

static gboolean
preview (CliCall *call, const EspPlan *plan, const char *text, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new (g_str_hash, g_str_equal);
  JsonObject *result = cli_call_engine (call, "PreviewProvisioning", make_parameters (call, text),
                                        error);

  if (!result)
    return FALSE;
  cli_call_set_result (call, result);
  add_commands (esp_json_get_array (result, "Remaining"), plan, files);
  if (esp_json_get_boolean (result, "Ready", FALSE))
    return TRUE;
  call->exit_status = is_denied (result) ? CLI_EXIT_DENIED : CLI_EXIT_NO;
  return TRUE;
}

/* --- The run ----------------------------------------------------------------------------------*/

/* What is written leaves the result; what is not stays in it, with the reason. */
static void
write_code (CliCall *call, const char *folder, JsonObject *row)
{
  const char *person = esp_json_get_string (row, "Principal");
  g_autofree char *path = make_code_path (folder, person);
  g_autoptr (GError) problem = NULL;

  if (cli_file_write_private (path, esp_json_get_string (row, "Code"), &problem))
    {
      json_object_remove_member (row, "Code");
      json_object_set_string_member (row, "CodeFile", path);
      return;
    }
  json_object_set_string_member (row, "Problem", problem->message);
  call->exit_status = CLI_EXIT_FAILED;
}

/* person -> file, or NULL where the code could not be written. */
static GHashTable *
write_codes (CliCall *call, const char *folder)
{
  JsonArray *invitations = esp_json_get_array (call->result, "Invitations");
  GHashTable *files = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; folder && invitations && i < json_array_get_length (invitations); i++)
    {
      JsonObject *row = json_array_get_object_element (invitations, i);

      write_code (call, folder, row);
      g_hash_table_insert (files, (gpointer) esp_json_get_string (row, "Principal"),
                           (gpointer) esp_json_get_string (row, "CodeFile"));
    }
  return files;
}

/* Everything is made by now: a report that fails can be had later. */
static void
write_report (CliCall *call, const char *path)
{
  const char *id = esp_json_get_string (call->result, "Provisioning");
  g_autoptr (GError) problem = NULL;
  g_autoptr (JsonObject) view = NULL;

  if (!path || !id)
    return;
  view = cli_ceremony_describe (call, id, &problem);
  if (view && cli_ceremony_write (view, path, &problem))
    {
      json_object_set_string_member (call->result, "Report", path);
      return;
    }
  json_object_set_string_member (call->result, "ReportProblem", problem->message);
  call->exit_status = CLI_EXIT_FAILED;
}

static gboolean
provision (CliCall *call, const EspPlan *plan, const char *text, GError **error)
{
  const char *folder = cli_call_get (call, "codes");
  const char *report = cli_call_get (call, "report");
  g_autoptr (GHashTable) files = NULL;
  gboolean made = FALSE;

  if ((report && !check_report (call, report, error)) ||
      (folder && !prepare_folder (call, folder, plan, &made, error)))
    return FALSE;
  cli_call_set_result (
    call, cli_call_engine (call, "ProvisionPlan", make_parameters (call, text), error));
  if (call->result)
    files = write_codes (call, folder);
  /* Only where it is empty. */
  if (made)
    g_rmdir (folder);
  if (!call->result)
    return FALSE;
  add_commands (esp_json_get_array (call->result, "Remaining"), plan, files);
  write_report (call, report);
  return TRUE;
}

gboolean
cli_design_apply (CliCall *call, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (EspPlan) plan = cli_design_read_plan (call, &text, error);

  if (!plan)
    return FALSE;
  return cli_call_has (call, "dry-run") ? preview (call, plan, text, error) :
                                          provision (call, plan, text, error);
}
