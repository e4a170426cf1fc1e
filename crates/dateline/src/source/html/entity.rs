//! Character references: `&amp;`, `&#8217;`, `&#x2019;`.

use std::sync::LazyLock;

/// Longest name of a reference, in bytes, with its `&` and `;`.
const LONGEST: usize = 40;

struct Named {
    name: &'static str,
    value: [char; 2],
    is_lax: bool,
}

static NAMED: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let mut all: Vec<Named> = include_str!("entities.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|line| {
            let mut parts = line.split(' ');
            let name = parts.next()?;
            let mut code =
                || char::from_u32(u32::from_str_radix(parts.next()?, 16).ok()?);
            let value = [code()?, code().unwrap_or('\0')];
            Some(Named {
                name: name.trim_end_matches('!'),
                value,
                is_lax: name.ends_with('!'),
            })
        })
        .collect();
    all.sort_by_key(|n| n.name);
    all
});

/// What Windows-1252 has at 0x80..0xA0, which pages mean by `&#146;`.
const WINDOWS: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160,
    0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
];

/// Reads the reference that `bytes` begins with; puts its characters into `out` and gives
/// its length. Broken references give `None` and stand for themselves.
pub(crate) fn read(bytes: &[u8], out: &mut String) -> Option<usize> {
    match bytes.get(1)? {
        b'#' => numeric(bytes, out),
        b if b.is_ascii_alphabetic() => named(bytes, out),
        _ => None,
    }
}

fn numeric(bytes: &[u8], out: &mut String) -> Option<usize> {
    let is_hex = matches!(bytes.get(2), Some(b'x' | b'X'));
    let from = if is_hex { 3 } else { 2 };
    let radix = if is_hex { 16 } else { 10 };
    let digits = bytes[from..]
        .iter()
        .take(10)
        .take_while(|b| char::from(**b).is_digit(radix))
        .count();
    if digits == 0 {
        return None;
    }
    let text = std::str::from_utf8(&bytes[from..from + digits]).ok()?;
    let mut code = u32::from_str_radix(text, radix).unwrap_or(0xFFFD);
    if (0x80..0xA0).contains(&code) {
        code = WINDOWS[code as usize - 0x80];
    }
    out.push(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{FFFD}'));
    let end = from + digits;
    Some(end + usize::from(bytes.get(end) == Some(&b';')))
}

fn named(bytes: &[u8], out: &mut String) -> Option<usize> {
    let n =
        bytes[1..].iter().take(LONGEST).take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = std::str::from_utf8(&bytes[1..=n]).ok()?;
    let has_end = bytes.get(n + 1) == Some(&b';');
    let found = NAMED
        .binary_search_by_key(&name, |n| n.name)
        .ok()
        .map(|i| &NAMED[i])
        .filter(|n| has_end || n.is_lax)?;
    out.extend(found.value.iter().filter(|c| **c != '\0'));
    Some(1 + n + usize::from(has_end))
}

/// `value` with its references resolved.
pub(crate) fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match read(rest.as_bytes(), &mut out) {
            Some(n) => rest = &rest[n..],
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        assert_eq!(unescape(value), expected);
    }

    #[test]
    fn references_are_resolved_and_broken_ones_stay() {
        check(
            "Fish &amp; chips &#8211; &#x2019;s&nbsp;&eacute;",
            "Fish & chips – ’s\u{a0}é",
        );
        check("AT&T &bogus; &#; &amp &", "AT&T &bogus; &#; & &");
        check("&#146;&#0;&#x110000;", "’\u{FFFD}\u{FFFD}");
    }
}
