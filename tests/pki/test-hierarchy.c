/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of a hierarchy as tables: every pair of path lengths, every level. */
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "pki/esp-hierarchy.h"

#include <string.h>

#define NONE ESP_PATH_LENGTH_NONE
#define OK ESP_REASON_NONE
#define ZERO ESP_REASON_PATH_LENGTH_ZERO
#define NOT_BELOW ESP_REASON_PATH_LENGTH_NOT_BELOW

static const struct
{
  int issuer;
  int wanted;
  EspReason reason;
} path_lengths[] = {
  { NONE, NONE, OK },
  { NONE, 0, OK },
  { NONE, 3, OK },
  { NONE, 100, OK },
  { 0, NONE, ZERO },
  { 0, 0, ZERO },
  { 0, 1, ZERO },
  { 0, 3, ZERO },
  { 1, NONE, NOT_BELOW },
  { 1, 0, OK },
  { 1, 1, NOT_BELOW },
  { 1, 2, NOT_BELOW },
  { 2, NONE, NOT_BELOW },
  { 2, 0, OK },
  { 2, 1, OK },
  { 2, 2, NOT_BELOW },
  { 3, NONE, NOT_BELOW },
  { 3, 0, OK },
  { 3, 2, OK },
  { 3, 3, NOT_BELOW },
  { G_MAXINT, NONE, NOT_BELOW },
  { G_MAXINT, G_MAXINT - 1, OK },
  { G_MAXINT, G_MAXINT, NOT_BELOW },
};

static void
test_path_length (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (path_lengths); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean accepted = esp_hierarchy_check_path_length (path_lengths[i].issuer,
                                                           path_lengths[i].wanted, &error);

      g_assert_cmpint (accepted, ==, path_lengths[i].reason == OK);
      g_assert_cmpint (esp_error_get_reason (error), ==, path_lengths[i].reason);
    }
}

/* Both values stand in the sentence. */
static void
test_path_length_sentence (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_hierarchy_check_path_length (2, 7, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "issuer"), ==, "2");
  g_assert_cmpstr (esp_error_get_argument (error, "wanted"), ==, "7");
  g_assert_nonnull (strstr (error->message, "2"));
  g_assert_nonnull (strstr (error->message, "7"));
  g_clear_error (&error);
  g_assert_false (esp_hierarchy_check_path_length (0, NONE, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "wanted"), ==, "none");
  g_assert_nonnull (strstr (error->message, "0"));
}

static void
test_depth (void)
{
  g_autoptr (GError) error = NULL;

  for (int level = 1; level < ESP_MAX_LEVELS; level++)
    g_assert_true (esp_hierarchy_check_depth (level, &error));
  g_assert_no_error (error);
  g_assert_false (esp_hierarchy_check_depth (ESP_MAX_LEVELS, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_DEPTH));
  g_assert_cmpstr (esp_error_get_argument (error, "level"), ==, "6");
  g_assert_cmpstr (esp_error_get_argument (error, "limit"), ==, "5");
  g_assert_nonnull (strstr (error->message, "6"));
  g_assert_nonnull (strstr (error->message, "5"));
  g_assert_false (esp_hierarchy_check_depth (G_MAXINT, NULL));
}

#define START G_GINT64_CONSTANT (1700000000)
#define END G_GINT64_CONSTANT (1800000000)

static const struct
{
  gint64 not_before;
  gint64 not_after;
  EspReason reason;
} validities[] = {
  { START, END, OK },
  { START - 1, END, OK }, /* earlier than the issuer: a warning elsewhere */
  { START, END - 1, OK },
  { END, END, OK },
  { START, END + 1, ESP_REASON_OUTLIVES_ISSUER },
  { START, ESP_TIME_MAX, ESP_REASON_OUTLIVES_ISSUER },
  { END, END - 1, ESP_REASON_VALIDITY_ORDER },
  { END + 2, END + 1, ESP_REASON_VALIDITY_ORDER },
};

static void
test_validity (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (validities); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean accepted = esp_hierarchy_check_validity (START, END, validities[i].not_before,
                                                        validities[i].not_after, &error);

      g_assert_cmpint (accepted, ==, validities[i].reason == OK);
      g_assert_cmpint (esp_error_get_reason (error), ==, validities[i].reason);
      if (esp_error_has_reason (error, ESP_REASON_OUTLIVES_ISSUER))
        g_assert_nonnull (strstr (error->message, "2027-01-15T08:00:00Z"));
    }
}

static const struct
{
  int path_length;
  int level;
  int highest;
} children[] = {
  { NONE, 1, NONE }, { NONE, 4, NONE }, { NONE, 5, -2 }, { 0, 1, -2 }, { 0, 4, -2 },
  { 1, 1, 0 },       { 2, 1, 1 },       { 3, 1, 2 },     { 4, 1, 3 },  { 9, 1, 3 },
  { 3, 2, 2 },       { 3, 3, 1 },       { 3, 4, 0 },     { 3, 5, -2 }, { G_MAXINT, 1, 3 },
};

/* What is offered is accepted, and one more is not. */
static void
test_children (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (children); i++)
    {
      int highest = esp_hierarchy_max_child_path_length (children[i].path_length,
                                                         children[i].level);

      g_assert_cmpint (highest, ==, children[i].highest);
      if (highest >= NONE)
        {
          g_assert_true (esp_hierarchy_check_path_length (children[i].path_length, highest, NULL));
          g_assert_true (esp_hierarchy_check_depth (children[i].level, NULL));
        }
      else
        {
          g_assert_false (esp_hierarchy_check_path_length (children[i].path_length, 0, NULL) &&
                          esp_hierarchy_check_depth (children[i].level, NULL));
        }
    }
}

/* The five levels of the house: a root without limit, then 3, 2, 1, 0. */
static void
test_five_levels (void)
{
  int path_length = NONE;

  for (int level = 1; level < ESP_MAX_LEVELS; level++)
    {
      int child = ESP_MAX_LEVELS - 1 - level;

      g_assert_true (esp_hierarchy_check_depth (level, NULL));
      g_assert_true (esp_hierarchy_check_path_length (path_length, child, NULL));
      path_length = child;
    }
  g_assert_cmpint (path_length, ==, 0);
  g_assert_cmpint (esp_hierarchy_max_child_path_length (path_length, ESP_MAX_LEVELS), ==, -2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/hierarchy/path-length", test_path_length);
  g_test_add_func ("/pki/hierarchy/path-length-sentence", test_path_length_sentence);
  g_test_add_func ("/pki/hierarchy/depth", test_depth);
  g_test_add_func ("/pki/hierarchy/validity", test_validity);
  g_test_add_func ("/pki/hierarchy/children", test_children);
  g_test_add_func ("/pki/hierarchy/five-levels", test_five_levels);
  return g_test_run ();
}
