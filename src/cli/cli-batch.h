/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many commands in one process. */
#pragma once

#include "cli-call.h"

G_BEGIN_DECLS

gboolean cli_batch_run   (CliCall *call, GError **error);

G_END_DECLS
