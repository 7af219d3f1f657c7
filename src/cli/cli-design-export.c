/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "design export": a plan as a picture, or in the form of another program. Needs no vault. One file
 * goes to standard output or into a file, a set of them into a folder. */
#include "cli-handlers.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-error.h"
#include "cli-file.h"
#include "cli-output.h"
#include "draw/esp-diagram-cards.h"

typedef struct
{
  const char *format;
  /* One of the three. */
  GPtrArray *(*files) (const EspPlan *plan, GError **error);
  GBytes *(*picture) (const EspDiagram *diagram);
  GBytes *(*document) (const EspDiagram *diagram, GError **error);
  gboolean is_set; /* several files */
} Form;

static const Form forms[] = {
  { "cloudformation", esp_plan_export_cloudformation, NULL, NULL, TRUE },
  { "terraform", esp_plan_export_terraform, NULL, NULL, TRUE },
  { "dot", esp_plan_export_dot, NULL, NULL, FALSE },
  { "svg", NULL, esp_diagram_write_svg, NULL, FALSE },
  { "pdf", NULL, NULL, esp_diagram_write_pdf, FALSE },
};

static const char *
translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

static void
add_file (JsonArray *list, const char *name, const char *member, const char *content)
{
  JsonObject *file = json_object_new ();

  json_object_set_string_member (file, "Name", name);
  json_object_set_string_member (file, member, content);
  json_array_add_object_element (list, file);
}

/* A picture that is text stays text; another one becomes Base64. */
static gboolean
draw (const Form *form, const EspPlan *plan, JsonArray *list, GError **error)
{
  g_autoptr (GPtrArray) cards = esp_diagram_cards_from_plan (plan, translate);
  g_autofree char *description = esp_diagram_cards_describe (cards, translate);
  g_autofree char *name = g_strconcat ("plan.", form->format, NULL);
  g_autofree char *content = NULL;
  g_autoptr (EspDiagram) diagram = NULL;
  g_autoptr (GBytes) bytes = NULL;
  EspDiagramStyle style = {
    .palette = form->document ? ESP_DIAGRAM_PRINT : ESP_DIAGRAM_LIGHT,
    .text = { .title = plan->name, .subtitle = plan->organization, .description = description }
  };
  const char *data;
  gsize size;

  esp_diagram_text_fill (&style.text, translate);
  diagram = esp_diagram_new (cards, &style);
  bytes = form->picture ? form->picture (diagram) : form->document (diagram, error);
  if (!bytes)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  content = form->picture ? g_strndup (data, size) : g_base64_encode ((const guchar *) data, size);
  add_file (list, name, form->picture ? "Text" : "Base64", content);
  return TRUE;
}

static gboolean
make_files (const Form *form, const EspPlan *plan, JsonArray *list, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;

  if (!form->files)
    return draw (form, plan, list, error);
  files = form->files (plan, error);
  for (guint i = 0; files && i < files->len; i++)
    {
      const EspPlanFile *file = g_ptr_array_index (files, i);

      add_file (list, file->name, "Text", file->text);
    }
  return files != NULL;
}

static char *
get_path (const Form *form, const char *out, JsonObject *file)
{
  return form->is_set ? g_build_filename (out, esp_json_get_string (file, "Name"), NULL) :
                        g_strdup (out);
}

static gboolean
write_one (const char *path, JsonObject *file, GError **error)
{
  const char *text = esp_json_get_string (file, "Text");
  g_autofree guchar *data = NULL;
  gsize size;

  if (text)
    return cli_file_write (path, text, error);
  data = g_base64_decode (esp_json_get_string (file, "Base64"), &size);
  return cli_file_write_data (path, (const char *) data, size, error);
}

/* Nothing is written before it is known that all may be. */
static gboolean
write_files (CliCall *call, const Form *form, const char *out, JsonArray *list, GError **error)
{
  guint n = json_array_get_length (list);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = get_path (form, out, json_array_get_object_element (list, i));

      if (!cli_file_may_write (path, call->globals->yes, error))
        return FALSE;
    }
  if (form->is_set && !cli_folder_make (out, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *file = json_array_get_object_element (list, i);
      g_autofree char *path = get_path (form, out, file);

      if (!write_one (path, file, error))
        return FALSE;
      json_object_remove_member (file, "Text");
      json_object_remove_member (file, "Base64");
      json_object_set_string_member (file, "Path", path);
    }
  return TRUE;
}

gboolean
cli_design_export (CliCall *call, GError **error)
{
  const char *out = cli_call_get (call, "out");
  const char *format = cli_call_get (call, "format");
  g_autoptr (EspPlan) plan = cli_design_read_plan (call, NULL, error);
  JsonArray *list;

  if (!plan)
    return FALSE;
  list = json_array_new ();
  cli_call_set_result (call, json_object_new ());
  json_object_set_string_member (call->result, "Format", format);
  json_object_set_array_member (call->result, "Files", list);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i].format, format))
      return make_files (&forms[i], plan, list, error) &&
             (!cli_call_has_out_file (call) || write_files (call, &forms[i], out, list, error));
  return TRUE;
}

static void
print_file (JsonObject *file)
{
  const char *text = esp_json_get_string (file, "Text");
  g_autofree guchar *data = NULL;
  gsize size = 0;

  if (text)
    {
      fputs (text, stdout);
      return;
    }
  data = g_base64_decode (esp_json_get_string (file, "Base64"), &size);
  fwrite (data, 1, size, stdout);
}

void
cli_design_print_export (CliCall *call)
{
  JsonArray *files = esp_json_get_array (call->result, "Files");
  guint n = json_array_get_length (files);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *file = json_array_get_object_element (files, i);
      const char *path = esp_json_get_string (file, "Path");

      if (path)
        {
          cli_print_note (call, _ ("Written to %s."), path);
          continue;
        }
      if (n > 1)
        g_print ("%s==> %s <==\n", i > 0 ? "\n" : "", esp_json_get_string (file, "Name"));
      print_file (file);
    }
}
