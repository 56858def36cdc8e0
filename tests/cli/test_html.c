/* A page's texts, data and policy: whatever a text holds, no markup comes of it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/html.h"

/* What a writer of one text writes; the caller's to free. */
static char *written(void (*put)(FILE *, const char *), const char *text)
{
    char *out = NULL;
    size_t n;
    FILE *memory = open_memstream(&out, &n);
    put(memory, text);
    fclose(memory);
    return out;
}

static void expect(void (*put)(FILE *, const char *), const char *text, const char *wanted)
{
    char *out = written(put, text);
    assert_string_equal(out, wanted);
    free(out);
}

static void texts(void **state)
{
    (void)state;
    expect(qs_html_text, "<b a=\"1\" c='2'>&amp;</b>",
           "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;");
    expect(qs_html_text, "Pässe الاستعلامات 窓口", "Pässe الاستعلامات 窓口");
    expect(qs_html_name, "a<b", "<bdi>a&lt;b</bdi>");
    expect(qs_html_text, "", "");
}

/* What turns a line around, ends it elsewhere, or is no UTF-8 is replaced by what can be seen. */
static void unseen(void **state)
{
    (void)state;
    expect(qs_html_text,
           "a\xe2\x80\xae"
           "b\x1b[0m",
           "a\xef\xbf\xbd"
           "b\xe2\x90\x9b[0m");
    expect(qs_html_text, "\xff<\xc3", "\xef\xbf\xbd&lt;\xef\xbf\xbd");
    expect(qs_html_text, "two\n\tlines", "two\n\tlines");
}

static void strings(void **state)
{
    (void)state;
    expect(qs_html_json_text, "</script><!--&>", "\"\\u003c/script\\u003e\\u003c!--\\u0026\\u003e\"");
    expect(qs_html_json_text, "a\"b\\c'd", "\"a\\u0022b\\u005cc\\u0027d\"");
    expect(qs_html_json_text, "\xe2\x80\xa8\xe2\x80\xae\n", "\"\\u2028\\u202e\\u000a\"");
    expect(qs_html_json_text, "مواطن \xf0\x9f\x98\x80", "\"مواطن \xf0\x9f\x98\x80\"");
    expect(qs_html_json_text, "\xf3\xa0\x80\x81", "\"\\udb40\\udc01\"");
}

static void numbers(void **state)
{
    (void)state;
    const double values[] = {0.1, 1.0 / 3, 1e300, -0.0, 123456789.123456789, 5e-324};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[64] = "";
        FILE *out = fmemopen(text, sizeof text, "w");
        qs_html_json_number(out, values[i]);
        fclose(out);
        assert_true(strtod(text, NULL) == values[i] && strspn(text, "0123456789+-.e") == strlen(text));
    }
    const double none[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < 3; i++) {
        char text[64] = "";
        FILE *out = fmemopen(text, sizeof text, "w");
        qs_html_json_number(out, none[i]);
        fclose(out);
        assert_string_equal(text, "null");
    }
}

/* RFC 4648, section 10. */
static void base64(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *out = NULL;
        size_t n;
        FILE *memory = open_memstream(&out, &n);
        qs_html_base64(memory, pairs[i][0], strlen(pairs[i][0]));
        fclose(memory);
        assert_string_equal(out, pairs[i][1]);
        free(out);
    }
}

static char *page_with(const char *script, qs_status *status)
{
    qs_html *html;
    char *out = NULL;
    size_t n;
    assert_int_equal(qs_html_new("</title><script>1</script>", &html), QS_OK);
    *status = qs_html_use_script(html, script, strlen(script));
    if (!*status) /* the same again is one script */
        assert_int_equal(qs_html_use_script(html, script, strlen(script)), QS_OK);
    FILE *memory = open_memstream(&out, &n);
    assert_int_equal(qs_html_end(html, memory), QS_OK);
    fclose(memory);
    qs_html_free(html);
    return out;
}

/* SHA-256 of "abc" is FIPS 180-2's example: ba7816bf ... 15ad, here as base64. */
static void policy(void **state)
{
    (void)state;
    qs_status status;
    char *page = page_with("abc", &status);
    const char *script = strstr(page, "<script>abc</script>");
    assert_int_equal(status, QS_OK);
    assert_non_null(strstr(page, "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"));
    assert_non_null(script);
    assert_null(strstr(script + 1, "<script>abc</script>"));
    assert_non_null(strstr(page, "<title>&lt;/title&gt;&lt;script&gt;1&lt;/script&gt;</title>"));
    assert_true(strstr(page, "Content-Security-Policy") < strstr(page, "<style>"));
    free(page);
}

/* A script that would end before its end, or change where that is, is none. */
static void torn(void **state)
{
    (void)state;
    static const char *const bad[] = {"a</script>b", "a</SCRIPT b", "x<!-- y"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        qs_status status;
        char *page = page_with(bad[i], &status);
        assert_int_equal(status, QS_ERROR_FORMAT);
        assert_null(strstr(page, bad[i]));
        free(page);
    }
}

static void strangers(void **state)
{
    (void)state;
    qs_html *html;
    assert_int_equal(qs_html_new("x", &html), QS_OK);
    assert_int_equal(qs_html_use(html, "none.js"), QS_ERROR_INTERNAL);
    assert_int_equal(qs_html_use(html, "report.css"), QS_OK);
    qs_html_free(html);
    qs_html_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),   cmocka_unit_test(unseen),    cmocka_unit_test(strings),
        cmocka_unit_test(numbers), cmocka_unit_test(base64),    cmocka_unit_test(policy),
        cmocka_unit_test(torn),    cmocka_unit_test(strangers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
