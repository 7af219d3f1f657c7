/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The diagram: what stands on it, that it is the same each time, that text stays text, that names
 * from outside change nothing, that colours can be told apart and read. PDF is judged by pdfinfo
 * and pdftotext, where they are installed.
 */
#include "draw/esp-diagram-cards.h"
#include "draw/esp-diagram-private.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define EVIL "<b>&amp;\"' \xe2\x80\xae]]> \x1b[31m"
#define ARABIC "سلطة الشهادات"
#define LONG_NAME                                                                                  \
  "An authority whose name goes on and on for so long that nobody can put it on a card at all"

static EspDiagramCard *
add_card (GPtrArray *cards, int parent, const char *name)
{
  EspDiagramCard *card = esp_diagram_card_new (name);

  card->parent = parent;
  card->template_name = g_strdup ("SubordinateCACertificate_PathLen1");
  card->path_length = g_strdup ("1");
  card->algorithm = g_strdup ("EC P-256");
  card->validity = g_strdup ("10 years");
  card->state = g_strdup ("Planned");
  card->account = g_strdup ("111122223333");
  card->account_name = g_strdup ("Meridian");
  g_ptr_array_add (cards, card);
  return card;
}

static GPtrArray *
make_cards (void)
{
  GPtrArray *cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);

  add_card (cards, -1, "Root")->two_persons = TRUE;
  add_card (cards, 0, EVIL);
  add_card (cards, 0, ARABIC)->sign = ESP_DIAGRAM_DISABLED;
  add_card (cards, 0, LONG_NAME)->sign = ESP_DIAGRAM_EXPIRED;
  add_card (cards, 3, "Hidden")->sign = ESP_DIAGRAM_GONE;
  add_card (cards, -1, "Second root")->sign = ESP_DIAGRAM_ACTIVE;
  return cards;
}

static EspDiagram *
make_diagram (GPtrArray *cards, EspDiagramPalette palette, gboolean right_to_left)
{
  EspDiagramStyle style = {
    .palette = palette,
    .right_to_left = right_to_left,
    .text = { .title = "Title <i>", .subtitle = "Subtitle", .description = "6 authorities" }
  };

  esp_diagram_text_fill (&style.text, NULL);
  return esp_diagram_new (cards, &style);
}

static char *
write_svg (GPtrArray *cards, gboolean right_to_left)
{
  g_autoptr (EspDiagram) diagram = make_diagram (cards, ESP_DIAGRAM_LIGHT, right_to_left);
  g_autoptr (GBytes) bytes = esp_diagram_write_svg (diagram);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* --- SVG
 * ----------------------------------------------------------------------------------------*/

typedef struct
{
  GString *texts, *titles, *descriptions;
  GString *current;
  guint depth, n_groups;
} Parsed;

static void
start_cb (GMarkupParseContext *context,
          const char *name,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Parsed *parsed = user_data;

  parsed->current = g_str_equal (name, "text")  ? parsed->texts :
                    g_str_equal (name, "title") ? parsed->titles :
                    g_str_equal (name, "desc")  ? parsed->descriptions :
                                                  NULL;
  parsed->n_groups += g_str_equal (name, "g") ? 1 : 0;
  g_assert_false (g_str_equal (name, "b"));
}

static void
end_cb (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Parsed *parsed = user_data;

  if (parsed->current)
    g_string_append_c (parsed->current, '|');
  parsed->current = NULL;
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Parsed *parsed = user_data;

  if (parsed->current)
    g_string_append_len (parsed->current, text, (gssize) length);
}

static void
parse (const char *svg, Parsed *parsed)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  GMarkupParseContext *context = g_markup_parse_context_new (&parser, 0, parsed, NULL);
  g_autoptr (GError) error = NULL;

  *parsed = (Parsed){ g_string_new ("|"), g_string_new ("|"), g_string_new ("|"), NULL, 0, 0 };
  g_markup_parse_context_parse (context, svg, -1, &error);
  g_assert_no_error (error);
  g_assert_true (g_markup_parse_context_end_parse (context, NULL));
  g_markup_parse_context_free (context);
}

static void
clear (Parsed *parsed)
{
  g_string_free (parsed->texts, TRUE);
  g_string_free (parsed->titles, TRUE);
  g_string_free (parsed->descriptions, TRUE);
}

static void
test_svg_text (void)
{
  g_autoptr (GPtrArray) cards = make_cards ();
  g_autofree char *svg = write_svg (cards, FALSE);
  Parsed parsed;

  parse (svg, &parsed);
  g_assert_nonnull (strstr (parsed.texts->str, "|Root|"));
  g_assert_nonnull (strstr (parsed.texts->str, "|" ARABIC "|"));
  g_assert_nonnull (strstr (parsed.texts->str, "|EC P-256 · 10 years|"));
  g_assert_nonnull (strstr (parsed.texts->str, "|Title <i>|"));
  g_assert_nonnull (strstr (parsed.texts->str, "|<b>&amp;\"' \\u202e"));
  g_assert_null (strstr (svg, "\xe2\x80\xae"));
  g_assert_null (strchr (svg, '\x1b'));
  /* Cut on the card, whole for who can't see it. */
  g_assert_null (strstr (parsed.texts->str, LONG_NAME));
  g_assert_nonnull (strstr (parsed.texts->str, "An authority whose name"));
  g_assert_nonnull (strstr (parsed.texts->str, "…|"));
  g_assert_nonnull (
    strstr (parsed.titles->str, "|" LONG_NAME "\nSubordinateCACertificate_PathLen1\n"));
  g_assert_nonnull (strstr (parsed.titles->str, "|Title <i>|"));
  g_assert_nonnull (strstr (parsed.descriptions->str, "|6 authorities|"));
  g_assert_nonnull (strstr (svg, "direction=\"rtl\""));
  g_assert_cmpuint (parsed.n_groups, ==, cards->len + 2);
  clear (&parsed);
}

static void
test_collapsed (void)
{
  g_autoptr (GPtrArray) cards = make_cards ();
  g_autofree char *before = write_svg (cards, FALSE);
  g_autofree char *after = NULL;

  g_assert_nonnull (strstr (before, ">Hidden<"));
  ((EspDiagramCard *) g_ptr_array_index (cards, 3))->collapsed = TRUE;
  after = write_svg (cards, FALSE);
  g_assert_null (strstr (after, ">Hidden<"));
  g_assert_nonnull (strstr (after, ">+1<"));
  /* A leaf has nothing to hide. */
  ((EspDiagramCard *) g_ptr_array_index (cards, 1))->collapsed = TRUE;
  g_free (before);
  before = write_svg (cards, FALSE);
  g_assert_cmpstr (before, ==, after);
}

/* What stands in a picture, counted from the side where reading begins, does not depend on that
 * side. */
static void
test_mirrored (void)
{
  g_autoptr (GPtrArray) cards = make_cards ();
  g_autofree char *left = write_svg (cards, FALSE);
  g_autofree char *right = write_svg (cards, TRUE);
  Parsed a, b;

  g_assert_cmpstr (left, !=, right);
  parse (left, &a);
  parse (right, &b);
  g_assert_cmpstr (a.texts->str, ==, b.texts->str);
  clear (&a);
  clear (&b);
}

/* --- The same bytes
 * -----------------------------------------------------------------------------*/

static void
test_same_again (void)
{
  g_autoptr (GPtrArray) cards = make_cards ();

  for (int palette = 0; palette < ESP_DIAGRAM_N_PALETTES; palette++)
    {
      g_autoptr (EspDiagram) one = make_diagram (cards, palette, FALSE);
      g_autoptr (EspDiagram) two = make_diagram (cards, palette, FALSE);
      g_autoptr (GBytes) svg = esp_diagram_write_svg (one);
      g_autoptr (GBytes) pdf = esp_diagram_write_pdf (one, NULL);
      g_autoptr (GBytes) png = esp_diagram_write_png (one, 1, NULL);
      g_autoptr (GBytes) svg_again = esp_diagram_write_svg (two);
      g_autoptr (GBytes) pdf_again = esp_diagram_write_pdf (two, NULL);
      g_autoptr (GBytes) png_again = esp_diagram_write_png (two, 1, NULL);

      g_assert_true (g_bytes_equal (svg, svg_again));
      g_assert_true (g_bytes_equal (pdf, pdf_again));
      g_assert_true (g_bytes_equal (png, png_again));
    }
}

/* --- PDF and PNG
 * --------------------------------------------------------------------------------*/

static char *
run (const char *program, const char *path, const char *last)
{
  g_autofree char *found = g_find_program_in_path (program);
  char *command[] = { found, (char *) path, (char *) last, NULL };
  char *out = NULL;
  int status;

  if (!found)
    {
      g_test_message ("%s is not installed", program);
      return NULL;
    }
  g_assert_true (
    g_spawn_sync (NULL, command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, NULL));
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return out;
}

static void
test_pdf (void)
{
  g_autoptr (GPtrArray) cards = make_cards ();
  g_autoptr (EspDiagram) diagram = make_diagram (cards, ESP_DIAGRAM_PRINT, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = esp_diagram_write_pdf (diagram, &error);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "espalier-diagram-test.pdf", NULL);
  g_autofree char *info = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  info = run ("pdfinfo", path, NULL);
  text = run ("pdftotext", path, "-");
  g_remove (path);
  if (!info || !text)
    {
      g_test_skip ("poppler-utils is not installed");
      return;
    }
  g_assert_nonnull (strstr (info, "Title <i>"));
  g_assert_nonnull (strstr (info, "Pages:           1\n"));
  g_assert_nonnull (strstr (info, "1970"));
  /* Its end is left out where the machine's fonts are wide. */
  g_assert_nonnull (strstr (text, "SubordinateCACertificate"));
  g_assert_nonnull (strstr (text, "Second root"));
  g_assert_nonnull (strstr (text, "Needs the consent of a second person"));
}

/* Width and height, as the file's own head says. */
static void
read_png (GBytes *png, guint *width, guint *height)
{
  const guint8 *data = g_bytes_get_data (png, NULL);

  g_assert_cmpuint (g_bytes_get_size (png), >, 24);
  g_assert_cmpmem (data, 8, "\x89PNG\r\n\x1a\n", 8);
  *width = (guint) data[16] << 24 | (guint) data[17] << 16 | (guint) data[18] << 8 | data[19];
  *height = (guint) data[20] << 24 | (guint) data[21] << 16 | (guint) data[22] << 8 | data[23];
}

static void
test_png (void)
{
  g_autoptr (GPtrArray) cards = make_cards ();
  g_autoptr (EspDiagram) diagram = make_diagram (cards, ESP_DIAGRAM_DARK, FALSE);
  g_autoptr (GBytes) png = esp_diagram_write_png (diagram, 2, NULL);
  double width, height;
  guint pixels, lines;

  esp_diagram_get_size (diagram, &width, &height);
  read_png (png, &pixels, &lines);
  g_assert_cmpuint (pixels, ==, (guint) width * 2);
  g_assert_cmpuint (lines, ==, (guint) height * 2);
}

/* Two thousand in one row are 588,000 points wide: more than PDF or a picture in memory can be. */
static void
test_huge (void)
{
  g_autoptr (GPtrArray)
    cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);
  g_autoptr (EspDiagram) diagram = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GBytes) png = NULL;
  guint pixels, lines;

  for (int i = 0; i < 2000; i++)
    add_card (cards, i == 0 ? -1 : 0, "Card");
  diagram = make_diagram (cards, ESP_DIAGRAM_PRINT, FALSE);
  pdf = esp_diagram_write_pdf (diagram, &error);
  g_assert_no_error (error);
  png = esp_diagram_write_png (diagram, 8, &error);
  g_assert_no_error (error);
  read_png (png, &pixels, &lines);
  g_assert_cmpuint (pixels, <=, 16000);
  g_assert_cmpuint (lines, >, 0);
}

/* A name of one letter and hundreds of marks upon it would be as high as a page. */
static void
test_marks (void)
{
  g_autoptr (GPtrArray)
    cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);
  g_autoptr (GString) name = g_string_new ("e");
  g_autoptr (EspDiagram) diagram = NULL;
  EspDiagramStyle style = { .palette = ESP_DIAGRAM_PRINT };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 300);
  cairo_t *cairo = cairo_create (surface);

  for (int i = 0; i < 300; i++)
    g_string_append (name, "\u0301");
  add_card (cards, -1, name->str);
  diagram = esp_diagram_new (cards, &style);
  esp_diagram_draw (diagram, cairo);
  cairo_surface_flush (surface);
  for (int y = 0; y < (int) diagram->tree_y - 2; y++)
    {
      const guint32 *row = (gconstpointer) (cairo_image_surface_get_data (surface) +
                                            y * cairo_image_surface_get_stride (surface));

      for (int x = 0; x < (int) diagram->width; x++)
        g_assert_cmphex (row[x] & 0xffffff, ==, 0xffffff);
    }
  cairo_destroy (cairo);
  cairo_surface_destroy (surface);
}

static void
test_nothing (void)
{
  g_autoptr (GPtrArray)
    cards = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_diagram_card_free);
  EspDiagramStyle style = { 0 };
  g_autoptr (EspDiagram) diagram = esp_diagram_new (cards, &style);
  g_autoptr (GBytes) svg = esp_diagram_write_svg (diagram);
  g_autoptr (GBytes) pdf = esp_diagram_write_pdf (diagram, NULL);

  g_assert_nonnull (svg);
  g_assert_nonnull (pdf);
  /* A parent that does not stand before is none. */
  add_card (cards, 5, "Lost");
  g_clear_pointer (&diagram, esp_diagram_free);
  diagram = esp_diagram_new (cards, &style);
  g_clear_pointer (&svg, g_bytes_unref);
  svg = esp_diagram_write_svg (diagram);
  g_assert_nonnull (
    g_strstr_len (g_bytes_get_data (svg, NULL), (gssize) g_bytes_get_size (svg), ">Lost<"));
}

/* --- Colours
 * ------------------------------------------------------------------------------------*/

static double
get_light (guint channel)
{
  double part = channel / 255.0;

  return part <= 0.03928 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

/* WCAG 2's relative luminance. */
static double
get_luminance (EspColour colour)
{
  return 0.2126 * get_light (colour >> 24) + 0.7152 * get_light ((colour >> 16) & 0xff) +
         0.0722 * get_light ((colour >> 8) & 0xff);
}

static double
get_contrast (EspColour a, EspColour b)
{
  double one = get_luminance (a), two = get_luminance (b);

  return (MAX (one, two) + 0.05) / (MIN (one, two) + 0.05);
}

static void
test_colours (void)
{
  for (int palette = 0; palette < ESP_DIAGRAM_N_PALETTES; palette++)
    {
      const EspDiagramColours *colours = esp_diagram_colours_get (palette);
      double text = palette == ESP_DIAGRAM_HIGH_CONTRAST ? 7 : 4.5;

      g_assert_cmpfloat (get_contrast (colours->text, colours->surface), >=, text);
      g_assert_cmpfloat (get_contrast (colours->text, colours->background), >=, text);
      g_assert_cmpfloat (get_contrast (colours->dim, colours->surface), >=, text);
      g_assert_cmpfloat (get_contrast (colours->dim, colours->background), >=, text);
      g_assert_cmpfloat (get_contrast (colours->line, colours->background), >=, 3);
      for (gsize i = 0; i < G_N_ELEMENTS (colours->signs); i++)
        g_assert_cmpfloat (get_contrast (colours->signs[i], colours->surface), >=, 3);
      for (gsize i = 0; i < G_N_ELEMENTS (colours->accounts); i++)
        g_assert_cmpfloat (get_contrast (colours->accounts[i], colours->surface), >=, 3);
    }
}

/* --- Cards of records
 * ---------------------------------------------------------------------------*/

static EspCa *
make_ca (const char *id, const char *parent, EspCaState state)
{
  EspCa *ca = esp_ca_new ();

  ca->id = g_strdup (id);
  ca->parent = g_strdup (parent);
  ca->label = g_strconcat ("CA ", id, NULL);
  ca->account = g_strdup ("111122223333");
  ca->key_algorithm = g_strdup ("EC_prime256v1");
  ca->template_name = g_strdup ("RootCACertificate/V1");
  ca->state = state;
  ca->path_length = -1;
  ca->not_after = state == ESP_CA_PENDING_CERTIFICATE ? 0 : 2000000000;
  return ca;
}

static void
test_existing (void)
{
  g_autoptr (GPtrArray) cas = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ca_free);
  g_autoptr (GHashTable) accounts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) cards = NULL;
  g_autofree char *description = NULL;
  const EspDiagramCard *card;

  g_hash_table_insert (accounts, (gpointer) "111122223333", (gpointer) "Meridian");
  g_ptr_array_add (cas, make_ca ("c", "b", ESP_CA_PENDING_CERTIFICATE));
  g_ptr_array_add (cas, make_ca ("b", "a", ESP_CA_ACTIVE));
  g_ptr_array_add (cas, make_ca ("a", NULL, ESP_CA_DISABLED));
  g_ptr_array_add (cas, make_ca ("d", "elsewhere", ESP_CA_DELETED));
  cards = esp_diagram_cards_from_cas (cas, accounts, 1900000000, NULL);
  g_assert_cmpuint (cards->len, ==, 4);
  card = g_ptr_array_index (cards, 0);
  g_assert_cmpstr (card->name, ==, "CA a");
  g_assert_cmpstr (card->validity, ==, "until 2033-05-18");
  g_assert_cmpstr (card->algorithm, ==, "EC P-256");
  g_assert_cmpstr (card->template_name, ==, "RootCACertificate");
  g_assert_cmpstr (card->path_length, ==, "∞");
  g_assert_cmpstr (card->account_name, ==, "Meridian");
  g_assert_cmpint (card->sign, ==, ESP_DIAGRAM_DISABLED);
  for (guint i = 0; i < cards->len; i++)
    {
      card = g_ptr_array_index (cards, i);
      g_assert_cmpint (card->parent, <, (int) i);
      if (g_str_equal (card->name, "CA c"))
        {
          const EspDiagramCard *above = g_ptr_array_index (cards, (guint) card->parent);

          g_assert_cmpstr (above->name, ==, "CA b");
          g_assert_null (card->validity);
          g_assert_cmpstr (card->state, ==, "Pending certificate");
        }
    }
  description = esp_diagram_cards_describe (cards, NULL);
  g_assert_cmpstr (description, ==, "4 certificate authorities, 2 hierarchies");
  g_ptr_array_unref (cards);
  cards = esp_diagram_cards_from_cas (cas, NULL, 2000000001, NULL);
  card = g_ptr_array_index (cards, 0);
  g_assert_cmpstr (card->state, ==, "Expired");
}

static void
set (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
test_planned (void)
{
  g_autoptr (EspPlan) plan = esp_plan_new ();
  g_autoptr (GPtrArray) cards = NULL;
  EspPlanCa *below = esp_plan_ca_new ("below"), *root = esp_plan_ca_new ("root");
  const EspDiagramCard *card;

  set (&below->parent, "root");
  set (&below->subject, "CN=Below");
  set (&below->template_name, "SubordinateCACertificate_PathLen0/V1");
  set (&below->key_algorithm, "no-such");
  set (&below->validity, "1y");
  set (&root->subject, "CN=Root");
  root->dual_control = TRUE;
  root->development = TRUE;
  g_ptr_array_add (plan->cas, below);
  g_ptr_array_add (plan->cas, root);
  cards = esp_diagram_cards_from_plan (plan, NULL);
  card = g_ptr_array_index (cards, 0);
  g_assert_cmpstr (card->name, ==, "Root");
  g_assert_cmpstr (card->state, ==, "Planned, for tests");
  g_assert_true (card->two_persons);
  card = g_ptr_array_index (cards, 1);
  g_assert_cmpint (card->parent, ==, 0);
  g_assert_cmpstr (card->path_length, ==, "0");
  g_assert_cmpstr (card->algorithm, ==, "no-such");
  g_assert_cmpstr (card->validity, ==, "1 year");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diagram/svg-text", test_svg_text);
  g_test_add_func ("/diagram/collapsed", test_collapsed);
  g_test_add_func ("/diagram/mirrored", test_mirrored);
  g_test_add_func ("/diagram/same-again", test_same_again);
  g_test_add_func ("/diagram/pdf", test_pdf);
  g_test_add_func ("/diagram/png", test_png);
  g_test_add_func ("/diagram/huge", test_huge);
  g_test_add_func ("/diagram/nothing", test_nothing);
  g_test_add_func ("/diagram/marks", test_marks);
  g_test_add_func ("/diagram/colours", test_colours);
  g_test_add_func ("/diagram/existing", test_existing);
  g_test_add_func ("/diagram/planned", test_planned);
  return g_test_run ();
}
