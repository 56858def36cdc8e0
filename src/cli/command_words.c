/* Commands in words: what was typed, what goes on with it, what replays a replication.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "run_internal.h"

/* Append a word as a shell would read it again. */
static qs_status put_word(qs_bytes *line, const char *word)
{
    bool is_plain = word[0] != '\0' && strpbrk(word, " \t\n\"'\\$*?[]{}()<>|&;#~`!") == NULL;
    qs_status status = line->n ? qs_bytes_put(line, " ", 1) : QS_OK;
    if (!status && is_plain)
        return qs_bytes_put(line, word, strlen(word));
    if (!status)
        status = qs_bytes_put(line, "'", 1);
    for (; !status && *word; word++)
        status = *word == '\'' ? qs_bytes_put(line, "'\\''", 4) : qs_bytes_put(line, word, 1);
    return status ? status : qs_bytes_put(line, "'", 1);
}

/* The whole line becomes the caller's text. */
static qs_status finish(qs_bytes *line, qs_status status, char **out)
{
    if (!status)
        status = qs_bytes_put(line, "", 1);
    if (!status)
        status = qs_strdup((const char *)line->data, out);
    qs_bytes_clear(line);
    return status;
}

qs_status qs_cli_command_line(int argc, char **argv, char **out)
{
    qs_bytes line = {0};
    qs_status status = put_word(&line, "qsweep");
    for (int i = 0; i < argc && !status; i++)
        status = put_word(&line, argv[i]);
    return finish(&line, status, out);
}

qs_status qs_cli_resume_line(int n_ranks, int argc, char **argv, char **out)
{
    qs_bytes line = {0};
    char prefix[48] = "qsweep";
    if (n_ranks > 1)
        snprintf(prefix, sizeof prefix, "mpirun -n %d qsweep", n_ranks);
    qs_status status = qs_bytes_put(&line, prefix, strlen(prefix));
    for (int i = 0; i < argc && !status; i++)
        if (strcmp(argv[i], "--force") != 0 && strcmp(argv[i], "--resume") != 0)
            status = put_word(&line, argv[i]);
    if (!status)
        status = put_word(&line, "--resume");
    return finish(&line, status, out);
}

qs_status qs_cli_replay_line(const qs_cli_run_request *request, uint64_t scenario, uint64_t replication,
                             char **out)
{
    qs_bytes line = {0};
    char numbers[96];
    *out = NULL;
    qs_status status = qs_bytes_put(&line, "qsweep trace", strlen("qsweep trace"));
    if (!status)
        status = put_word(&line, request->study_path);
    for (size_t i = 0; i < request->settings.n && !status; i++) {
        const qs_setting *setting = &request->settings.items[i];
        char *text = NULL;
        size_t n = strlen(setting->path) + strlen(setting->value) + 2;
        status = qs_calloc(n, 1, &text);
        if (!status)
            snprintf(text, n, "%s=%s", setting->path, setting->value);
        if (!status)
            status = put_word(&line, "-s");
        if (!status)
            status = put_word(&line, text);
        qs_free(text);
    }
    int n_numbers = snprintf(numbers, sizeof numbers, " --scenario %llu --replication %llu",
                             (unsigned long long)scenario, (unsigned long long)replication);
    if (!status)
        status = qs_bytes_put(&line, numbers, (size_t)n_numbers);
    return finish(&line, status, out);
}
