/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The answers of path validation as data: findings, steps, paths, their verdicts and names. What is
 * found, and why, is the business of the other esp-path-*.c files; the sentences stand in
 * esp-path-reasons.h.
 */
#include "esp-path-private.h"

#include <string.h>

typedef struct
{
  const char *id;
  EspPathCheck check;
  EspVerdict verdict;
  const char *citation;
  const char *text;
} ReasonRow;

static const ReasonRow reason_rows[ESP_N_PATH_REASONS] = {
#define ESP_PATH_REASON(id, check, verdict, citation, text)                                        \
  [ESP_PATH_REASON_##id] = { #id, ESP_PATH_CHECK_##check, ESP_VERDICT_##verdict, citation, text },
#include "esp-path-reasons.h"
#undef ESP_PATH_REASON
};

static const char *const verdict_names[ESP_N_VERDICTS] = {
  [ESP_VERDICT_NOT_CHECKED] = "NOT_CHECKED",
  [ESP_VERDICT_GOOD] = "GOOD",
  [ESP_VERDICT_CANNOT_TELL] = "CANNOT_TELL",
  [ESP_VERDICT_BAD] = "BAD",
};

static const char *const check_names[ESP_N_PATH_CHECKS] = {
  [ESP_PATH_CHECK_NAME] = "NAME",
  [ESP_PATH_CHECK_SIGNATURE] = "SIGNATURE",
  [ESP_PATH_CHECK_VALIDITY] = "VALIDITY",
  [ESP_PATH_CHECK_BASIC_CONSTRAINTS] = "BASIC_CONSTRAINTS",
  [ESP_PATH_CHECK_PATH_LENGTH] = "PATH_LENGTH",
  [ESP_PATH_CHECK_KEY_USAGE] = "KEY_USAGE",
  [ESP_PATH_CHECK_EXTENDED_KEY_USAGE] = "EXTENDED_KEY_USAGE",
  [ESP_PATH_CHECK_NAME_CONSTRAINTS] = "NAME_CONSTRAINTS",
  [ESP_PATH_CHECK_POLICIES] = "POLICIES",
  [ESP_PATH_CHECK_REVOCATION] = "REVOCATION",
  [ESP_PATH_CHECK_PROFILE] = "PROFILE",
  [ESP_PATH_CHECK_IDENTITY] = "IDENTITY",
  [ESP_PATH_CHECK_SECOND_OPINION] = "SECOND_OPINION",
};

const char *
esp_verdict_get_name (EspVerdict verdict)
{
  return verdict_names[verdict];
}

const char *
esp_path_check_get_name (EspPathCheck check)
{
  return check_names[check];
}

const char *
esp_path_role_get_name (EspPathRole role)
{
  static const char *const names[] = {
    [ESP_PATH_ROLE_TARGET] = "TARGET",
    [ESP_PATH_ROLE_INTERMEDIATE] = "INTERMEDIATE",
    [ESP_PATH_ROLE_ANCHOR] = "ANCHOR",
  };

  return names[role];
}

const char *
esp_path_reason_get_id (EspPathReason reason)
{
  return reason_rows[reason].id;
}

const char *
esp_path_reason_get_text (EspPathReason reason)
{
  return reason_rows[reason].text;
}

gboolean
esp_purpose_parse (const char *text, EspPurpose *purpose)
{
  static const char *const names[] = {
    [ESP_PURPOSE_ANY] = "any",
    [ESP_PURPOSE_SERVER] = "server",
    [ESP_PURPOSE_CLIENT] = "client",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], text) == 0)
      {
        *purpose = (EspPurpose) i;
        return TRUE;
      }
  return FALSE;
}

char *
esp_path_finding_format (const EspPathFinding *finding, const char *text)
{
  return esp_text_fill (text ? text : reason_rows[finding->reason].text,
                        (const char *const *) finding->arguments);
}

static void
finding_free (EspPathFinding *finding)
{
  g_strfreev (finding->arguments);
  g_free (finding->rule);
  g_free (finding);
}

static void
step_free (EspPathStep *step)
{
  esp_certificate_unref (step->certificate);
  g_ptr_array_unref (step->findings);
  g_free (step);
}

void
esp_path_free (EspPath *path)
{
  g_ptr_array_unref (path->steps);
  g_free (path);
}

static EspPathStep *
step_new (const EspPathNode *node, guint place, guint length, gboolean complete)
{
  EspPathStep *step = g_new0 (EspPathStep, 1);

  step->certificate = esp_certificate_ref (node->certificate);
  step->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);
  if (place == 0)
    step->role = ESP_PATH_ROLE_TARGET;
  else if (complete && place + 1 == length)
    step->role = ESP_PATH_ROLE_ANCHOR;
  else
    step->role = ESP_PATH_ROLE_INTERMEDIATE;
  return step;
}

EspPath *
esp_path_new (GPtrArray *nodes, gboolean complete)
{
  EspPath *path = g_new0 (EspPath, 1);

  path->complete = complete;
  path->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
  for (guint i = 0; i < nodes->len; i++)
    g_ptr_array_add (path->steps, step_new (g_ptr_array_index (nodes, i), i, nodes->len, complete));
  return path;
}

static EspPathFinding *
add_finding (EspPathCase *judged, guint step, EspPathReason reason)
{
  EspPathFinding *finding = g_new0 (EspPathFinding, 1);
  EspPathStep *place = g_ptr_array_index (judged->path->steps, step);

  finding->reason = reason;
  finding->check = reason_rows[reason].check;
  finding->verdict = reason_rows[reason].verdict;
  finding->citation = reason_rows[reason].citation;
  g_ptr_array_add (place->findings, finding);
  return finding;
}

void
esp_path_add (EspPathCase *judged, guint step, EspPathReason reason, ...)
{
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  const char *text;
  va_list rest;

  va_start (rest, reason);
  while ((text = va_arg (rest, const char *)))
    g_strv_builder_add (arguments, text);
  va_end (rest);
  add_finding (judged, step, reason)->arguments = g_strv_builder_end (arguments);
}

void
esp_path_add_rule (EspPathCase *judged,
                   guint step,
                   const char *rule,
                   const char *citation,
                   const char *sentence)
{
  const char *arguments[] = { "sentence", sentence, NULL };
  EspPathFinding *finding = add_finding (judged, step, ESP_PATH_REASON_PROFILE_RULE);

  finding->rule = g_strdup (rule);
  finding->citation = citation;
  finding->arguments = g_strdupv ((char **) arguments);
}

void
esp_path_conclude (EspPath *path)
{
  path->verdict = path->complete ? ESP_VERDICT_GOOD : ESP_VERDICT_BAD;
  for (guint i = 0; i < path->steps->len; i++)
    {
      EspPathStep *step = g_ptr_array_index (path->steps, i);

      step->verdict = ESP_VERDICT_GOOD;
      for (guint f = 0; f < step->findings->len; f++)
        {
          const EspPathFinding *finding = g_ptr_array_index (step->findings, f);

          step->verdict = MAX (step->verdict, finding->verdict);
        }
      path->verdict = MAX (path->verdict, step->verdict);
    }
}
