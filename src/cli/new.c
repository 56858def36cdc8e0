/* `qsweep new`: a study to start from.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli_internal.h"
#include "output_internal.h"
#include "qsweep/memory.h"
#include "qsweep/nearest.h"
#include "templates_internal.h"

enum { MOST_TEMPLATES = 32 };

typedef struct new_request {
    const char *name;
    const char *path; /* NULL: NAME.yaml */
    bool lists, forces;
} new_request;

/* A template's second line is "# NAME: what it is". */
static void print_list(void)
{
    for (const qs_template *t = qs_templates; t->name; t++) {
        const char *text = (const char *)t->bytes, *end = text + t->n;
        const char *line = memchr(text, '\n', t->n);
        const char *colon = line ? memchr(line, ':', (size_t)(end - line)) : NULL;
        const char *next = colon ? memchr(colon, '\n', (size_t)(end - colon)) : NULL;
        if (next)
            printf("  %-14s%.*s\n", t->name, (int)(next - colon - 2), colon + 2);
    }
}

static qs_status find(const char *name, const qs_template **out)
{
    const char *names[MOST_TEMPLATES];
    char list[512] = "";
    size_t n = 0, used = 0;
    for (const qs_template *t = qs_templates; t->name && n < MOST_TEMPLATES; t++) {
        if (!strcmp(t->name, name)) {
            *out = t;
            return QS_OK;
        }
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", n ? ", " : "", t->name);
        names[n++] = t->name;
    }
    const char *near = qs_nearest(name, names, n);
    return qs_fail(QS_ERROR_USAGE, "there is no study named %s to start from%s%s%s; there are %s", name,
                   near ? ", did you mean " : "", near ? near : "", near ? "?" : "", list);
}

static qs_status take(void *context, const qs_arguments *argument)
{
    new_request *request = context;
    switch (argument->id) {
    case QS_WORD:
        if (request->name)
            return qs_fail(QS_ERROR_USAGE, "one study at a time (got %s and %s)", request->name,
                           argument->value);
        request->name = argument->value;
        return QS_OK;
    case QS_OPTION_LIST:
        request->lists = true;
        return QS_OK;
    case QS_OPTION_OUTPUT:
        request->path = argument->value;
        return QS_OK;
    case QS_OPTION_FORCE:
        request->forces = true;
        return QS_OK;
    default:
        return qs_cli_forgotten(argument);
    }
}

static qs_status write_study(const qs_template *template, const char *path, bool forces)
{
    qs_output output;
    if (!forces && access(path, F_OK) == 0 && strncmp(path, "/dev/", 5) != 0)
        return qs_fail(QS_ERROR_USAGE, "%s is there already; --force replaces it, -o FILE writes another",
                       path);
    qs_status status = qs_output_begin(path, &output);
    if (status)
        return status;
    if (fwrite(template->bytes, 1, template->n, output.file) != template->n)
        status = qs_fail_errno(path, "write");
    return qs_output_end(&output, status);
}

/* What to do with a study that is there now. */
static void print_next(const char *path)
{
    size_t n = strlen(path);
    int stem = (int)(n > 5 && !strcmp(path + n - 5, ".yaml") ? n - 5 : n);
    const char *slash = strrchr(path, '/');
    int before = slash ? (int)(slash - path) + 1 : 0;
    qs_cli_say(stderr, "%s is written. What to do next:\n", path);
    qs_cli_say(stderr, "  change it in an editor; its comments say what may be changed\n");
    qs_cli_say(stderr, "  qsweep schema >%.*sstudy.schema.json   # once: editors complete and check by it\n",
               before, path);
    qs_cli_say(stderr, "  qsweep check %s\n", path);
    qs_cli_say(stderr, "  qsweep run %s -o %.*s.h5\n", path, stem, path);
    qs_cli_say(stderr, "  qsweep show %.*s.h5\n", stem, path);
}

static qs_status make(const new_request *request)
{
    const qs_template *template;
    char *path = NULL;
    if (!request->name)
        return qs_fail(QS_ERROR_USAGE, "the name of a study to start from is missing; --list has them");
    qs_status status = find(request->name, &template);
    if (status)
        return status;
    size_t n = strlen(request->path ? request->path : request->name) + sizeof ".yaml";
    status = qs_calloc(n, 1, &path);
    if (status)
        return status;
    snprintf(path, n, "%s%s", request->path ? request->path : request->name, request->path ? "" : ".yaml");
    status = write_study(template, path, request->forces);
    if (!status)
        print_next(path);
    qs_free(path);
    return status;
}

int qs_cli_new(int argc, char **argv)
{
    new_request request = {0};
    qs_status status = qs_cli_parse(argc, argv, take, &request);
    if (!status && request.lists) {
        print_list();
        return QS_EXIT_DONE;
    }
    if (!status)
        status = make(&request);
    return status ? qs_cli_complain("new", status) : QS_EXIT_DONE;
}
