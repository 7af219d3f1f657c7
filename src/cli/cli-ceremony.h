/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account of a ceremony, for the commands that ask for it or write it. */
#pragma once

#include "cli-call.h"

G_BEGIN_DECLS

/* @id: of the run, or the sequence of its last entry. The result of DescribeCeremony. */
JsonObject *cli_ceremony_describe (CliCall *call, const char *id, GError **error);
/* As a PDF into a file. */
gboolean    cli_ceremony_write    (JsonObject *view, const char *path, GError **error);

G_END_DECLS
