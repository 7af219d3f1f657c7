/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From elements to blocks: one table says what each element is, and what it may stand in. */
#include "console-help-page.h"

#include "engine/espalier.h"

#include <string.h>

#define TEXT_MAX (128 * 1024)
#define DEPTH_MAX 16
#define BLOCKS_MAX 1000

typedef enum
{
  ROLE_PAGE,
  ROLE_INFO,
  ROLE_LINK,
  ROLE_DESC,
  ROLE_TITLE,
  ROLE_BOX,   /* holds blocks: section, note */
  ROLE_LIST,  /* of items */
  ROLE_STEPS, /* of numbered items */
  ROLE_ITEM,
  ROLE_PARAGRAPH,
  ROLE_CODE, /* a block, or in a line */
  ROLE_INLINE,
} Role;

#define IN(role) (1u << (role))
#define IN_BLOCKS (IN (ROLE_PAGE) | IN (ROLE_BOX) | IN (ROLE_ITEM))
#define IN_LINE (IN (ROLE_PARAGRAPH) | IN (ROLE_INLINE) | IN (ROLE_LINK))

static const struct
{
  const char *name;
  Role role;
  guint parents;
  const char *open, *close; /* markup of what stands in a line */
} elements[] = {
  { "page", ROLE_PAGE, 0, NULL, NULL },
  { "info", ROLE_INFO, IN (ROLE_PAGE), NULL, NULL },
  { "desc", ROLE_DESC, IN (ROLE_INFO), NULL, NULL },
  { "link", ROLE_LINK, IN (ROLE_INFO) | IN_LINE, NULL, "</a>" },
  { "title", ROLE_TITLE, IN (ROLE_INFO) | IN (ROLE_PAGE) | IN (ROLE_BOX), NULL, NULL },
  { "section", ROLE_BOX, IN (ROLE_PAGE), NULL, NULL },
  { "note", ROLE_BOX, IN_BLOCKS, NULL, NULL },
  { "list", ROLE_LIST, IN_BLOCKS, NULL, NULL },
  { "steps", ROLE_STEPS, IN_BLOCKS, NULL, NULL },
  { "item", ROLE_ITEM, IN (ROLE_LIST) | IN (ROLE_STEPS), NULL, NULL },
  { "p", ROLE_PARAGRAPH, IN_BLOCKS, NULL, NULL },
  { "code", ROLE_CODE, IN_BLOCKS | IN_LINE, "<tt>", "</tt>" },
  { "cmd", ROLE_INLINE, IN_LINE, "<tt>", "</tt>" },
  { "file", ROLE_INLINE, IN_LINE, "<tt>", "</tt>" },
  { "key", ROLE_INLINE, IN_LINE, "<b>", "</b>" },
  { "keyseq", ROLE_INLINE, IN_LINE, "", "" },
  { "gui", ROLE_INLINE, IN_LINE, "<b>", "</b>" },
  { "guiseq", ROLE_INLINE, IN_LINE, "", "" },
  { "em", ROLE_INLINE, IN_LINE, "<i>", "</i>" },
};

typedef struct
{
  gsize element;
  guint n_items;
} Open;

typedef struct
{
  ConsoleHelpPage *page;
  Open stack[DEPTH_MAX];
  guint depth;
  GString *text; /* of the block that is being read, or NULL */
  char *mark;    /* of the item that has begun, until its first block has it */
} Reading;

/* --- Blocks ------------------------------------------------------------------------------------*/

static void
block_free (gpointer data)
{
  ConsoleHelpBlock *block = data;

  g_free (block->mark);
  g_free (block->text);
  g_free (block);
}

static guint
count_open (Reading *reading, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < reading->depth; i++)
    n += g_str_equal (elements[reading->stack[i].element].name, name);
  return n;
}

static void
add_block (Reading *reading, ConsoleHelpKind kind, char *text)
{
  ConsoleHelpBlock *block = g_new0 (ConsoleHelpBlock, 1);

  block->kind = kind;
  block->text = text;
  block->depth = count_open (reading, "item");
  block->is_note = count_open (reading, "note") > 0;
  block->mark = g_steal_pointer (&reading->mark);
  g_ptr_array_add (reading->page->blocks, block);
}

/* In lines, line ends and indentation are spaces. */
static char *
fold_spaces (const char *text)
{
  GString *folded = g_string_new (NULL);

  for (; *text; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (folded, *text);
    else if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
      g_string_append_c (folded, ' ');
  return g_strchomp (g_string_free (folded, FALSE));
}

static void
fail (GMarkupParseContext *context, GError **error, const char *what, const char *name)
{
  int line;

  g_markup_parse_context_get_position (context, &line, NULL);
  g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "line %d: %s: %s", line, what,
               name);
}

/* --- Elements ----------------------------------------------------------------------------------*/

static Role
get_role (Reading *reading, guint back)
{
  return elements[reading->stack[reading->depth - back].element].role;
}

static gsize
find_element (Reading *reading, const char *name)
{
  guint parents = reading->depth > 0 ? IN (get_role (reading, 1)) : 0;
  gsize i = 0;

  while (i < G_N_ELEMENTS (elements) &&
         !(g_str_equal (elements[i].name, name) &&
           (parents ? elements[i].parents & parents : elements[i].role == ROLE_PAGE)))
    i++;
  return i;
}

static const char *
find_attribute (const char *const *names, const char *const *values, const char *name)
{
  for (guint i = 0; names[i]; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

/* In "info" it says where the page stands; in a line it is to be followed. */
static void
read_link (Reading *reading, const char *const *names, const char *const *values)
{
  const char *page = find_attribute (names, values, "xref");
  const char *address = find_attribute (names, values, "href");
  const char *type = find_attribute (names, values, "type");
  g_auto (GStrv) parts = g_strsplit (page ? page : "", "#", 2);
  g_autofree char *target = g_markup_escape_text (address ? address : page ? parts[0] : "", -1);

  if (page)
    g_ptr_array_add (reading->page->links, g_strdup (parts[0] ? parts[0] : ""));
  if (reading->text)
    g_string_append_printf (reading->text, "<a href=\"%s\">", target);
  else if (page && g_strcmp0 (type, "guide") == 0 && !reading->page->guide)
    reading->page->guide = g_strdup (parts[0]);
  else if (page)
    g_ptr_array_add (reading->page->see, g_strdup (parts[0]));
}

static gboolean
is_block_of_text (Reading *reading)
{
  Role role = get_role (reading, 1);

  return role == ROLE_DESC || role == ROLE_TITLE || role == ROLE_PARAGRAPH ||
         (role == ROLE_CODE && !reading->text);
}

static void
begin_item (Reading *reading)
{
  Open *list = &reading->stack[reading->depth - 2];

  list->n_items++;
  g_free (reading->mark);
  reading->mark = elements[list->element].role == ROLE_STEPS ?
                    g_strdup_printf ("%u.", list->n_items) :
                    g_strdup ("\u2022");
}

static void
start_cb (GMarkupParseContext *context,
          const char *name,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Reading *reading = data;
  gsize element = find_element (reading, name);
  const char *const *attributes = (const char *const *) names;

  if (element == G_N_ELEMENTS (elements) || reading->depth == DEPTH_MAX ||
      reading->page->blocks->len >= BLOCKS_MAX)
    {
      fail (context, error, "not expected here", name);
      return;
    }
  reading->stack[reading->depth++] = (Open){ element, 0 };
  if (elements[element].role == ROLE_PAGE)
    reading->page->id = g_strdup (find_attribute (attributes, (const char *const *) values, "id"));
  else if (elements[element].role == ROLE_LINK)
    read_link (reading, attributes, (const char *const *) values);
  else if (elements[element].role == ROLE_ITEM)
    begin_item (reading);
  else if (is_block_of_text (reading))
    reading->text = g_string_new (NULL);
  else if (reading->text && elements[element].open)
    g_string_append (reading->text, elements[element].open);
}

static void
take_text (char **field, char *text)
{
  g_free (*field);
  *field = text;
}

/* A title of the page itself is its own; one in "info" is what it is sorted by. */
static void
end_title (Reading *reading, char *text)
{
  Role parent = get_role (reading, 2);

  if (parent == ROLE_INFO)
    take_text (&reading->page->sort, text);
  else if (parent == ROLE_PAGE)
    take_text (&reading->page->title, text);
  else
    add_block (reading, CONSOLE_HELP_HEADING, text);
}

static void
end_text (Reading *reading, Role role)
{
  g_autofree char *text = g_string_free (g_steal_pointer (&reading->text), FALSE);

  if (role == ROLE_CODE)
    add_block (reading, CONSOLE_HELP_CODE, g_strdup (g_strstrip (text)));
  else if (role == ROLE_PARAGRAPH)
    add_block (reading, CONSOLE_HELP_PARAGRAPH, fold_spaces (text));
  else if (role == ROLE_TITLE)
    end_title (reading, fold_spaces (text));
  else
    take_text (&reading->page->description, fold_spaces (text));
}

static void
end_cb (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Reading *reading = data;
  gsize element = reading->stack[reading->depth - 1].element;
  Role role = elements[element].role;
  Role parent = reading->depth > 1 ? get_role (reading, 2) : ROLE_PAGE;
  gboolean in_line = IN (parent) & IN_LINE;

  if (role == ROLE_DESC || role == ROLE_TITLE || role == ROLE_PARAGRAPH ||
      (role == ROLE_CODE && !in_line))
    end_text (reading, role);
  else if (reading->text && elements[element].close)
    g_string_append (reading->text, elements[element].close);
  reading->depth--;
}

/* "Ctrl" and "N", which are pressed together. */
static gboolean
is_between_keys (Reading *reading, const char *text)
{
  return text[0] &&
         g_str_equal (elements[reading->stack[reading->depth - 1].element].name, "keyseq") &&
         strspn (text, " \n\t") == strlen (text);
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize len, gpointer data, GError **error)
{
  Reading *reading = data;
  gboolean plain = reading->text && get_role (reading, 1) != ROLE_PARAGRAPH &&
                   !(IN (get_role (reading, 2)) & IN_LINE);
  g_autofree char *markup = g_markup_escape_text (text, (gssize) len);
  g_autofree char *bare = g_strndup (text, len);

  if (reading->text && is_between_keys (reading, bare))
    g_string_append_c (reading->text, '+');
  else if (reading->text)
    g_string_append (reading->text, plain ? bare : markup);
  else if (strspn (bare, " \n\t") != len)
    fail (context, error, "text outside of a paragraph", bare);
}

/* --- The whole ---------------------------------------------------------------------------------*/

static ConsoleHelpPage *
page_new (void)
{
  ConsoleHelpPage *page = g_new0 (ConsoleHelpPage, 1);

  page->links = g_ptr_array_new_with_free_func (g_free);
  page->see = g_ptr_array_new_with_free_func (g_free);
  page->blocks = g_ptr_array_new_with_free_func (block_free);
  return page;
}

void
console_help_page_free (ConsoleHelpPage *page)
{
  g_free (page->id);
  g_free (page->title);
  g_free (page->description);
  g_free (page->sort);
  g_free (page->guide);
  g_ptr_array_unref (page->links);
  g_ptr_array_unref (page->see);
  g_ptr_array_unref (page->blocks);
  g_free (page);
}

static gboolean
parse (Reading *reading, const char *text, gsize length, GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (GMarkupParseContext)
    context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, reading, NULL);

  return g_markup_parse_context_parse (context, text, (gssize) length, error) &&
         g_markup_parse_context_end_parse (context, error);
}

ConsoleHelpPage *
console_help_page_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (ConsoleHelpPage) page = page_new ();
  Reading reading = { .page = page };
  gboolean parsed;

  if (length > TEXT_MAX)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too long");
      return NULL;
    }
  parsed = parse (&reading, text, length, error);
  if (reading.text)
    g_string_free (reading.text, TRUE);
  g_free (reading.mark);
  if (!parsed)
    return NULL;
  if (!page->id || !page->title)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                           "a page needs an id and a title");
      return NULL;
    }
  return g_steal_pointer (&page);
}
