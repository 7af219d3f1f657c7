/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one does to a plan with keys, menus, buttons and the pointer. Each ends in one step of the
 * document; what that means for what is shown, the designer is told by the document. */
#include "console-designer-private.h"

#include "console-designer-cards.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-plan-move.h"
#include "console-plan-part.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many

static const char *const *
get_selection (ConsoleDesigner *designer)
{
  return console_plan_document_get_selection (designer->document);
}

static const EspPlan *
get_plan (ConsoleDesigner *designer)
{
  return console_plan_document_get_plan (designer->document);
}

/* --- Adding ------------------------------------------------------------------------------------*/

static gboolean
has_name (const EspPlan *plan, const char *name)
{
  for (guint i = 0; i < plan->cas->len; i++)
    {
      g_autofree char *label = esp_plan_ca_get_label (g_ptr_array_index (plan->cas, i));

      if (g_str_equal (label, name))
        return TRUE;
    }
  return FALSE;
}

/* Nobody else is called so. */
static char *
make_name (const EspPlan *plan, const char *wanted)
{
  char *name = g_strdup (wanted);

  for (guint n = 2; has_name (plan, name); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", wanted, n);
    }
  return name;
}

static void
add (ConsoleDesigner *designer, const char *parent)
{
  static const char *const words[] = { NP_ ("Add “{name}”", "Add {count} CAs") };
  g_autoptr (EspPlan) plan = console_plan_document_copy (designer->document);
  g_autofree char *name = make_name (plan, parent ? C_ ("name of a new CA", "New CA") :
                                                    C_ ("name of a new CA", "New Root CA"));
  g_autofree char *above = g_strdup (parent);
  g_autoptr (GError) error = NULL;
  g_autofree char *key = g_strdup (esp_plan_edit_add (plan, above, name, &error));
  const char *keys[] = { key, NULL };
  g_autofree char *label = NULL;
  g_autofree char *merge = NULL;

  if (!key)
    {
      console_error_show (GTK_WIDGET (designer), error);
      return;
    }
  label = console_plan_step_label (plan, keys, words[0], words[1]);
  merge = g_strdup_printf ("add %s", key);
  console_plan_document_step (designer->document, g_steal_pointer (&plan), label, merge);
  console_plan_document_select (designer->document, keys);
  console_designer_name_selected (designer, TRUE);
}

static void
add_root_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add (CONSOLE_DESIGNER (widget), NULL);
}

static void
add_below_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleDesigner *designer = CONSOLE_DESIGNER (widget);
  const char *const *keys = get_selection (designer);

  if (keys[0] && !keys[1])
    add (designer, keys[0]);
}

static void
add_below_cb (ConsoleDesigner *designer, const char *id)
{
  add (designer, id);
}

/* --- Removing ----------------------------------------------------------------------------------*/

/* What one goes on with: the parent of the first that went. */
static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const words[] = { NP_ ("Remove “{name}”", "Remove {count} CAs") };
  ConsoleDesigner *designer = CONSOLE_DESIGNER (widget);
  const char *const *keys = get_selection (designer);
  const EspPlanCa *first = keys[0] ? esp_plan_find_ca (get_plan (designer), keys[0]) : NULL;
  g_autofree char *parent = first ? g_strdup (first->parent) : NULL;
  const char *next[] = { parent, NULL };
  g_autofree char *label = NULL;
  EspPlan *plan;

  if (!first)
    return;
  plan = console_plan_document_copy (designer->document);
  label = console_plan_step_label (plan, keys, words[0], words[1]);
  esp_plan_edit_remove (plan, keys);
  console_plan_document_step (designer->document, plan, label, NULL);
  if (parent && esp_plan_find_ca (get_plan (designer), parent))
    console_plan_document_select (designer->document, next);
  gtk_widget_grab_focus (GTK_WIDGET (designer->diagram));
}

static void
remove_cb (ConsoleDesigner *designer)
{
  remove_action (GTK_WIDGET (designer), NULL, NULL);
}

/* --- Moving ------------------------------------------------------------------------------------*/

/* What is dragged goes with all that is selected, where it is one of them. */
static const char *const *
get_dragged (ConsoleDesigner *designer, const char *const *one)
{
  return g_strv_contains (get_selection (designer), one[0]) ? get_selection (designer) : one;
}

static char *
may_move_cb (ConsoleDesigner *designer, const char *id, const char *parent)
{
  const char *one[] = { id, NULL };

  return console_plan_move_explain (get_plan (designer), get_dragged (designer, one), parent);
}

static void
move (ConsoleDesigner *designer, const char *const *keys, const char *parent)
{
  g_auto (GStrv) copy = g_strdupv ((char **) keys);
  g_autofree char *above = g_strdup (parent);
  g_autoptr (GError) error = NULL;

  if (!console_plan_move (designer->document, (const char *const *) copy, above, &error))
    console_error_show (GTK_WIDGET (designer), error);
}

static void
move_cb (ConsoleDesigner *designer, const char *id, const char *parent)
{
  const char *one[] = { id, NULL };

  move (designer, get_dragged (designer, one), parent);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleDesigner *designer = CONSOLE_DESIGNER (widget);
  const char *parent = g_variant_get_string (parameter, NULL);

  if (get_selection (designer)[0])
    move (designer, get_selection (designer), *parent ? parent : NULL);
}

static void
move_to_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleDesigner *designer = CONSOLE_DESIGNER (widget);

  if (get_selection (designer)[0])
    console_dialog_present (console_plan_move_dialog_new (designer->session, designer->document),
                            widget);
}

/* --- The rest ----------------------------------------------------------------------------------*/

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_plan_document_undo (CONSOLE_DESIGNER (widget)->document);
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_plan_document_redo (CONSOLE_DESIGNER (widget)->document);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_designer_name_selected (CONSOLE_DESIGNER (widget), FALSE);
}

static void
rename_cb (ConsoleDesigner *designer, const char *id)
{
  const char *keys[] = { id, NULL };

  console_plan_document_select (designer->document, keys);
  console_designer_name_selected (designer, FALSE);
}

static void
select_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_diagram_select_all (CONSOLE_DESIGNER (widget)->diagram);
}

/* --- All of them -------------------------------------------------------------------------------*/

/* An insensitive button says why. */
static void
show_reasons (ConsoleDesigner *designer, guint n)
{
  const char *below = C_ ("button of the designer", "Add Below");

  if (n == 0)
    below = C_ ("tooltip", "Add Below: select the CA that it is to stand below");
  else if (n > 1)
    below = C_ ("tooltip", "Add Below: select one CA only");
  gtk_widget_set_tooltip_text (designer->below_button, below);
  gtk_widget_set_tooltip_text (designer->remove_button,
                               n > 0 ? C_ ("button of the designer", "Remove") :
                                       C_ ("tooltip", "Remove: select what is to go"));
}

void
console_designer_update_actions (ConsoleDesigner *designer)
{
  GtkWidget *widget = GTK_WIDGET (designer);
  guint n = g_strv_length ((char **) get_selection (designer));
  gboolean can_undo, can_redo;

  g_object_get (designer->document, "can-undo", &can_undo, "can-redo", &can_redo, NULL);
  gtk_widget_action_set_enabled (widget, "designer.undo", can_undo);
  gtk_widget_action_set_enabled (widget, "designer.redo", can_redo);
  gtk_widget_action_set_enabled (widget, "designer.add-below", n == 1);
  gtk_widget_action_set_enabled (widget, "designer.rename", n == 1);
  gtk_widget_action_set_enabled (widget, "designer.remove", n > 0);
  gtk_widget_action_set_enabled (widget, "designer.move", n > 0);
  gtk_widget_action_set_enabled (widget, "designer.move-to", n > 0);
  gtk_widget_action_set_enabled (widget, "designer.select-all", get_plan (designer)->cas->len > 0);
  show_reasons (designer, n);
}

void
console_designer_connect_diagram (ConsoleDesigner *designer)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } signals[] = {
    { "add-below", G_CALLBACK (add_below_cb) }, { "remove", G_CALLBACK (remove_cb) },
    { "rename", G_CALLBACK (rename_cb) },       { "activate", G_CALLBACK (rename_cb) },
    { "may-move", G_CALLBACK (may_move_cb) },   { "move", G_CALLBACK (move_cb) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (designer->diagram, signals[i].signal, signals[i].callback, designer,
                             G_CONNECT_SWAPPED);
}

void
console_designer_install_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "designer.undo", NULL, undo_action },
    { "designer.redo", NULL, redo_action },
    { "designer.add-root", NULL, add_root_action },
    { "designer.add-below", NULL, add_below_action },
    { "designer.remove", NULL, remove_action },
    { "designer.move", "s", move_action },
    { "designer.move-to", NULL, move_to_action },
    { "designer.rename", NULL, rename_action },
    { "designer.select-all", NULL, select_all_action },
  };
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_z, GDK_CONTROL_MASK, "designer.undo" },
    { GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "designer.redo" },
    { GDK_KEY_y, GDK_CONTROL_MASK, "designer.redo" },
    { GDK_KEY_a, GDK_CONTROL_MASK, "designer.select-all" },
    { GDK_KEY_Insert, 0, "designer.add-below" },
    { GDK_KEY_Delete, 0, "designer.remove" },
    { GDK_KEY_F2, 0, "designer.rename" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].type, actions[i].activate);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action,
                                         NULL);
}
