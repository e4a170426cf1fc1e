use super::*;

fn visible(page: &str) -> String {
    read(page.as_bytes(), encoding_rs::UTF_8).0
}

#[track_caller]
fn check(page: &str, expected: &str) {
    assert_eq!(visible(page).trim_end(), expected, "{page}");
}

#[test]
fn one_line_a_block() {
    check(
        "<div>One<p>Two <b>bold</b> words<p>Three</div>four",
        "One\nTwo bold words\nThree\nfour",
    );
    check("<ul><li>a<li>b</ul>", "a\nb");
    check("<p>one<br>two", "one\ntwo");
    check("<table><tr><td>Dollar<td>58.85<tr><td>Yen</table>", "Dollar 58.85\nYen");
    check("<pre>a\nb</pre>", "a b");
}

#[test]
fn what_is_not_shown_is_not_read() {
    check("<script>var a = '<p>x</p>'</script><style>p{}</style><p>y", "y");
    check("<template><p>x</p></template><svg><text>x</text></svg><p>y", "y");
    check("<head><title>t</title></head><body>y<noscript><p>x</p></noscript>", "y");
    check("a<!-- <p>b</p> -->c", "ac");
}

#[test]
fn two_links_side_by_side_are_two_words() {
    check("<a href=1>News</a><a href=2>Sport</a>", "News Sport");
    check("The <a href=1>Dane</a>s won", "The Danes won");
    check("<span>a</span><span>b</span>", "ab");
}

#[test]
fn hints_and_landmarks_of_a_line() {
    let page =
        "<article><div class=story-body><p>Words</p><aside class=related><a href=x>Other";
    let (_, _, html) = read(page.as_bytes(), encoding_rs::UTF_8);
    let [words, other] = html.lines.as_slice() else { panic!("{:?}", html.lines) };
    let node = |line: &Line| html.nodes[line.node as usize];
    assert_eq!(node(words).steps[20], 1);
    assert!(node(words).inside.has(Inside::ARTICLE));
    assert!(node(other).inside.has(Inside::ASIDE));
    assert_eq!((other.linked, other.n_links), (5, 1));
}

#[test]
fn nesting_without_end_is_read_in_time() {
    let mut page = "<div>".repeat(100_000);
    page.push_str("deep");
    page.push_str(&"</div>".repeat(100_000));
    page.push_str("<p>after");
    check(&page, "deep\nafter");
    let spans = "<span><b><i>".repeat(100_000) + "x";
    check(&spans, "x");
}

#[test]
fn a_huge_attribute_is_skipped() {
    let page = format!(
        "<p class=\"{}\">x</p><p title='{}",
        "a ".repeat(1 << 20),
        "b".repeat(1 << 20)
    );
    check(&page, "x");
}

#[test]
fn data_in_the_head() {
    let page = "<html lang=en-GB><head><title>A &amp; B</title><meta property=og:title content='C'>\
                <link rel=canonical href=/x><script type='application/ld+json'>{}</script></head>\
                <body><time datetime=2021-05-03>3 May</time><span itemprop=author>Ada Lund</span>";
    let (text, _, html) = read(page.as_bytes(), encoding_rs::UTF_8);
    assert_eq!(html.title.as_ref().map(|t| t.0.as_str()), Some("A & B"));
    assert_eq!(html.meta[0].value, "C");
    assert_eq!(html.lang.as_deref(), Some("en-GB"));
    assert_eq!(html.canonical.as_ref().map(|c| c.value.as_str()), Some("/x"));
    assert_eq!(html.linked_data[0].0, "{}");
    assert_eq!(html.marked[0].value.as_deref(), Some("2021-05-03"));
    assert_eq!(html.marked[1].span.of(&text), "Ada Lund");
}
