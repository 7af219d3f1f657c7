/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes of the console and of the models below it, as list-classes.py finds them in the sources. */
#pragma once

#include <glib-object.h>

typedef struct
{
  const char *name;
  GType (*get_type) (void);
} ClassName;

extern const ClassName class_names[];
extern const guint n_class_names;
