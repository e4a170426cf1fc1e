//! JSON as pages really have it (line breaks inside strings, trailing commas), each string
//! with its place; enough for linked data.

/// Deepest nesting that is followed.
const DEEPEST: usize = 48;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Object(Vec<(String, Json)>),
    Array(Vec<Json>),
    /// A string or number as text, with its bytes in the script.
    Text(String, usize, usize),
    /// true, false, null, or what could not be read.
    Nothing,
}

impl Json {
    /// The value of a field; letter case counts.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The elements of an array, or the value itself.
    pub(crate) fn each(&self) -> &[Json] {
        match self {
            Json::Array(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    pub(crate) fn text(&self) -> Option<(&str, usize, usize)> {
        match self {
            Json::Text(text, start, end) => Some((text, *start, *end)),
            _ => None,
        }
    }
}

/// Reads one value; stops where it cannot go on.
pub(crate) fn read(text: &str) -> Json {
    let mut reader = Reader { bytes: text.as_bytes(), text, at: 0 };
    reader.value(0)
}

struct Reader<'t> {
    bytes: &'t [u8],
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    /// The next byte that is no white space or comma.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b) = self.bytes.get(self.at) {
            if !b.is_ascii_whitespace() && *b != b',' {
                return Some(*b);
            }
            self.at += 1;
        }
        None
    }

    fn value(&mut self, depth: usize) -> Json {
        match self.peek() {
            Some(b'{') if depth < DEEPEST => self.object(depth),
            Some(b'[') if depth < DEEPEST => self.array(depth),
            Some(b'"') => {
                let start = self.at;
                let text = self.string();
                Json::Text(text, start, self.at)
            }
            Some(_) => {
                let start = self.at;
                while self.bytes.get(self.at).is_some_and(|b| {
                    !b.is_ascii_whitespace() && !matches!(b, b',' | b'}' | b']')
                }) {
                    self.at += 1;
                }
                // A stray closing mark must not hold the reader up.
                if self.at == start {
                    self.at += 1;
                }
                let word = self.text.get(start..self.at).unwrap_or("");
                if word.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-') {
                    Json::Text(word.to_owned(), start, self.at)
                } else {
                    Json::Nothing
                }
            }
            None => Json::Nothing,
        }
    }

    fn object(&mut self, depth: usize) -> Json {
        self.at += 1;
        let mut fields = Vec::new();
        loop {
            match self.peek() {
                Some(b'"') => {
                    let key = self.string();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                        let value = self.value(depth + 1);
                        fields.push((key, value));
                    }
                }
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(_) => self.at += 1,
                None => break,
            }
        }
        Json::Object(fields)
    }

    fn array(&mut self, depth: usize) -> Json {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b'}') | None => break,
                Some(_) => items.push(self.value(depth + 1)),
            }
        }
        Json::Array(items)
    }

    fn string(&mut self) -> String {
        self.at += 1;
        let mut out = String::new();
        loop {
            let from = self.at;
            let n = memchr::memchr2(b'"', b'\\', &self.bytes[from..]);
            let end = n.map_or(self.bytes.len(), |n| from + n);
            out.push_str(&self.text[from..end]);
            self.at = (end + 1).min(self.bytes.len());
            if self.bytes.get(end) != Some(&b'\\') {
                return out;
            }
            self.escape(&mut out);
        }
    }

    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.text.get(self.at..).and_then(|rest| rest.chars().next())
        else {
            return;
        };
        self.at += c.len_utf8();
        match c {
            'n' | 'r' | 't' => out.push(' '),
            'b' | 'f' => {}
            'u' => {
                let Some(high) = self.unit() else { return };
                let is_pair = (0xD800..0xDC00).contains(&high)
                    && self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
                let code = if is_pair {
                    self.at += 2;
                    let low = self.unit().unwrap_or(0).wrapping_sub(0xDC00) & 0x3FF;
                    0x10000 + ((high - 0xD800) << 10) + low
                } else {
                    high
                };
                out.push(char::from_u32(code).unwrap_or('\u{FFFD}'));
            }
            other => out.push(other),
        }
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_their_places() {
        let text = "{\"a\": {\"b\": [\"x\\u00e9\", {\"c\": 5}],}, \"d\": null}";
        let json = read(text);
        let items = json.get("a").and_then(|a| a.get("b")).unwrap().each();
        let (x, start, end) = items[0].text().unwrap();
        assert_eq!((x, &text[start..end]), ("xé", "\"x\\u00e9\""));
        assert_eq!(items[1].get("c").and_then(Json::text).unwrap().0, "5");
    }

    #[test]
    fn broken_json_ends_quietly() {
        for text in [
            "{\"a\": [1, {\"b\"",
            "[[[[",
            "{]}",
            "\"\\u12",
            "{\"a\" \"b\"}",
            "]",
            "{\"x\":}",
        ] {
            read(text);
        }
        read(&"[".repeat(100_000));
        read(&"{\"a\":".repeat(100_000));
    }
}
