/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value as an item of a list model. */
#include "console-plan-line.h"

#include "base/esp-error.h"
#include "base/esp-text.h"

#include <glib/gi18n.h>

struct _ConsolePlanLine
{
  GObject parent_instance;

  gboolean heading;
  ConsolePlanFacts facts;
};

G_DEFINE_FINAL_TYPE (ConsolePlanLine, console_plan_line, G_TYPE_OBJECT)

/* --- Both sides --------------------------------------------------------------------------------*/

static void
sides_free (gpointer data)
{
  ConsolePlanSides *sides = data;

  g_free (sides->name);
  g_free (sides->planned);
  g_free (sides->existing);
  g_free (sides);
}

GPtrArray *
console_plan_sides_new (void)
{
  return g_ptr_array_new_with_free_func (sides_free);
}

void
console_plan_sides_add (GPtrArray *sides,
                        const char *name,
                        const char *planned,
                        const char *existing)
{
  ConsolePlanSides *both = g_new0 (ConsolePlanSides, 1);

  both->name = g_strdup (name);
  both->planned = g_strdup (planned);
  both->existing = g_strdup (existing);
  g_ptr_array_add (sides, both);
}

/* --- Reading -----------------------------------------------------------------------------------*/

gboolean
console_plan_line_is_heading (ConsolePlanLine *line)
{
  return line->heading;
}

const ConsolePlanFacts *
console_plan_line_get (ConsolePlanLine *line)
{
  return &line->facts;
}

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *mine = text ? g_utf8_casefold (text, -1) : NULL;

  return mine && strstr (mine, folded) != NULL;
}

gboolean
console_plan_line_matches (ConsolePlanLine *line, const char *folded)
{
  const ConsolePlanFacts *facts = &line->facts;
  const char *const texts[] = { facts->title, facts->value, facts->detail, facts->problem };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (contains (texts[i], folded))
      return TRUE;
  for (guint i = 0; facts->sides && i < facts->sides->len; i++)
    {
      const ConsolePlanSides *sides = g_ptr_array_index (facts->sides, i);

      if (contains (sides->name, folded) || contains (sides->planned, folded) ||
          contains (sides->existing, folded))
        return TRUE;
    }
  return FALSE;
}

static void
append (GString *text, const char *part)
{
  if (part && part[0])
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
}

static void
append_sides (GString *text, const ConsolePlanSides *sides)
{
  const char *none = C_ ("value of a plan", "none");
  const char *arguments[] = { "name",     sides->name,
                              "planned",  sides->planned ? sides->planned : none,
                              "existing", sides->existing ? sides->existing : none,
                              NULL };
  /* Translators: a member of a plan, such as "Validity", and its value on both sides */
  g_autofree char *spoken = esp_text_fill (_ ("{name}: {planned} in the plan, {existing} here"),
                                           arguments);

  append (text, spoken);
}

char *
console_plan_line_describe (ConsolePlanLine *line)
{
  const ConsolePlanFacts *facts = &line->facts;
  g_autoptr (GString) text = g_string_new (NULL);

  append (text, facts->title);
  append (text, facts->value);
  append (text, facts->detail);
  append (text, facts->problem);
  for (guint i = 0; facts->sides && i < facts->sides->len; i++)
    append_sides (text, g_ptr_array_index (facts->sides, i));
  return esp_text_escape (text->str);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_line_finalize (GObject *object)
{
  ConsolePlanFacts *facts = &CONSOLE_PLAN_LINE (object)->facts;

  g_free (facts->group);
  g_free (facts->title);
  g_free (facts->value);
  g_free (facts->detail);
  g_free (facts->problem);
  g_free (facts->key);
  g_free (facts->arn);
  g_free (facts->button);
  g_free (facts->copy);
  g_clear_pointer (&facts->code, esp_secret_unref);
  g_clear_pointer (&facts->sides, g_ptr_array_unref);
  G_OBJECT_CLASS (console_plan_line_parent_class)->finalize (object);
}

static void
console_plan_line_class_init (ConsolePlanLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_plan_line_finalize;
}

static void
console_plan_line_init (ConsolePlanLine *line)
{
}

ConsolePlanLine *
console_plan_line_new (const ConsolePlanFacts *facts)
{
  ConsolePlanLine *line = g_object_new (CONSOLE_TYPE_PLAN_LINE, NULL);

  line->facts = *facts;
  return line;
}

ConsolePlanLine *
console_plan_line_new_heading (const char *text)
{
  ConsolePlanLine *line = g_object_new (CONSOLE_TYPE_PLAN_LINE, NULL);

  line->heading = TRUE;
  line->facts.title = g_strdup (text);
  return line;
}
