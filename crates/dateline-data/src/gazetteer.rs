//! The packed gazetteer: place names as an fst, places as fixed-size records. Written by
//! `cargo xtask gazetteer`, read by the engine without copying.

/// Folded names to postings: the value's upper half is their number, its lower half the
/// index of the first in [`POSTINGS`].
pub const NAMES: &[u8] = include_bytes!("../gazetteer/names.fst");
/// Little-endian `u32`s: the record's index, with [`ALTERNATE`] set where the name is not
/// the place's usual one.
pub const POSTINGS: &[u8] = include_bytes!("../gazetteer/postings.bin");
/// Records of [`RECORD`] bytes: first the admin-1 and admin-2 areas, then the towns.
pub const PLACES: &[u8] = include_bytes!("../gazetteer/places.bin");
/// The usual names, one after the other.
pub const TEXT: &[u8] = include_bytes!("../gazetteer/text.bin");

/// Countries: names, demonyms, capitals and middles; typed by hand.
pub const COUNTRIES: &str = include_str!("../gazetteer/countries.tsv");
/// Seas, rivers, regions and continents, and better middles of large provinces; by hand.
pub const AREAS: &str = include_str!("../gazetteer/areas.tsv");
/// Common words that are also place names: no place unless the context says so.
pub const COMMON: &str = include_str!("../gazetteer/common.txt");
/// Words around names that say whether a place is meant, as records with examples.
pub const CUES: &str = include_str!("../gazetteer/cues.txt");

/// Bit of a posting whose name is an alternate one.
pub const ALTERNATE: u32 = 1 << 31;
/// Bytes of one record.
pub const RECORD: usize = 22;
/// "No area" in the admin fields of a record.
pub const NO_AREA: u16 = u16::MAX;

/// What a record is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PlaceKind {
    /// A town, village or part of one.
    City,
    /// A state, province or region of a country.
    Admin1,
    /// A county or district.
    Admin2,
}

/// One place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PlaceRecord {
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// GeoNames identifier; 0 where it has none here.
    pub geonameid: u32,
    /// Where its usual name stands in [`TEXT`].
    pub name: (u32, u8),
    /// What it is.
    pub kind: PlaceKind,
    /// Its country, ISO 3166-1 alpha-2.
    pub country: [u8; 2],
    /// Inhabitants, to two digits; of an area the sum of its towns.
    pub population: u32,
    /// Record of the admin-1 area that holds it, or [`NO_AREA`].
    pub admin1: u16,
    /// Record of the admin-2 area that holds it, or [`NO_AREA`].
    pub admin2: u16,
}

impl PlaceRecord {
    /// The record as bytes.
    pub fn pack(&self) -> [u8; RECORD] {
        let mut out = [0; RECORD];
        out[0..3].copy_from_slice(&to_24(((self.lat + 90.0) * 10_000.0).round() as u32));
        out[3..6].copy_from_slice(&to_24(((self.lon + 180.0) * 10_000.0).round() as u32));
        out[6..9].copy_from_slice(&to_24(self.geonameid));
        out[9..12].copy_from_slice(&to_24(self.name.0));
        out[12] = self.name.1;
        out[13] = self.kind as u8;
        out[14..16].copy_from_slice(&self.country);
        out[16..18].copy_from_slice(&to_float(self.population).to_le_bytes());
        out[18..20].copy_from_slice(&self.admin1.to_le_bytes());
        out[20..22].copy_from_slice(&self.admin2.to_le_bytes());
        out
    }

    /// The record at an index of [`PLACES`].
    pub fn at(places: &[u8], idx: u32) -> Option<PlaceRecord> {
        let start = idx as usize * RECORD;
        let b = places.get(start..start + RECORD)?;
        let short = |i: usize| u16::from_le_bytes([b[i], b[i + 1]]);
        Some(PlaceRecord {
            lat: of_24(&b[0..3]) as f32 / 10_000.0 - 90.0,
            lon: of_24(&b[3..6]) as f32 / 10_000.0 - 180.0,
            geonameid: of_24(&b[6..9]),
            name: (of_24(&b[9..12]), b[12]),
            kind: match b[13] {
                0 => PlaceKind::City,
                1 => PlaceKind::Admin1,
                _ => PlaceKind::Admin2,
            },
            country: [b[14], b[15]],
            population: of_float(short(16)),
            admin1: short(18),
            admin2: short(20),
        })
    }
}

fn to_24(n: u32) -> [u8; 3] {
    let [a, b, c, _] = n.to_le_bytes();
    [a, b, c]
}

fn of_24(b: &[u8]) -> u32 {
    u32::from_le_bytes([b[0], b[1], b[2], 0])
}

/// A number as mantissa (12 bits) and decimal exponent (4 bits).
fn to_float(n: u32) -> u16 {
    let (mut mantissa, mut exponent) = (n, 0);
    while mantissa >= 4096 {
        mantissa /= 10;
        exponent += 1;
    }
    (exponent << 12) | mantissa as u16
}

fn of_float(packed: u16) -> u32 {
    u32::from(packed & 0xFFF) * 10u32.pow(u32::from(packed >> 12))
}

/// The form in which names are compared: small letters without marks, words separated by
/// one space, "Saint" and "Mount" as "st" and "mt".
pub fn fold(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        fold_char(c, &mut plain);
    }
    let mut out = String::with_capacity(plain.len());
    for word in plain.split(' ').filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(match word {
            "saint" => "st",
            "sainte" => "ste",
            "mount" => "mt",
            "fort" => "ft",
            _ => word,
        });
    }
    out
}

fn fold_char(c: char, out: &mut String) {
    if c.is_ascii_alphanumeric() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    out.push_str(match c {
        '.' | '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | '´' | ',' | '"' | '(' | ')' => {
            ""
        }
        '&' => " and ",
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' | 'ấ'
        | 'ầ' | 'ẩ' | 'ẫ' | 'ậ' | 'ắ' | 'ằ' | 'ẵ' | 'ặ' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä'
        | 'Å' | 'Ā' | 'Ă' | 'Ą' | 'Ạ' | 'Ấ' | 'Ầ' | 'ə' | 'Ə' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' | 'Ç' | 'Ć' | 'Č' | 'Ĉ' | 'Ċ' => "c",
        'ď' | 'đ' | 'ð' | 'ḑ' | 'ḍ' | 'Ď' | 'Đ' | 'Ð' | 'Ḑ' | 'Ḍ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế'
        | 'ề' | 'ể' | 'ễ' | 'ệ' | 'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' | 'Ế'
        | 'Ề' => "e",
        'ğ' | 'ģ' | 'ĝ' | 'ġ' | 'ǧ' | 'ḡ' | 'Ğ' | 'Ģ' | 'Ĝ' | 'Ġ' | 'Ǧ' => {
            "g"
        }
        'ħ' | 'ĥ' | 'ḩ' | 'ḥ' | 'ẖ' | 'Ħ' | 'Ĥ' | 'Ḩ' | 'Ḥ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ị' | 'ỉ' | 'ĩ' | 'ǐ' | 'Ì'
        | 'Í' | 'Î' | 'Ï' | 'Ī' | 'Į' | 'İ' | 'Ị' => "i",
        'ķ' | 'ḳ' | 'Ķ' | 'Ḳ' => "k",
        'ł' | 'ĺ' | 'ļ' | 'ľ' | 'Ł' | 'Ĺ' | 'Ļ' | 'Ľ' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' | 'ṅ' | 'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => {
            "n"
        }
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ' | 'ỏ' | 'ố'
        | 'ồ' | 'ổ' | 'ỗ' | 'ộ' | 'ớ' | 'ờ' | 'ở' | 'ợ' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö'
        | 'Ø' | 'Ō' | 'Ő' | 'Ơ' | 'Ồ' => "o",
        'œ' | 'Œ' => "oe",
        'ŕ' | 'ř' | 'ŗ' | 'Ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' | 'ṣ' | 'Ś' | 'Š' | 'Ş' | 'Ș' | 'Ŝ' | 'Ṣ' => {
            "s"
        }
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' | 'ṭ' | 'ŧ' | 'Ť' | 'Ţ' | 'Ț' | 'Ṭ' => "t",
        'þ' | 'Þ' => "th",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ' | 'ủ' | 'ứ'
        | 'ừ' | 'ử' | 'ữ' | 'ự' | 'ũ' | 'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű'
        | 'Ų' | 'Ư' => "u",
        'ŵ' | 'Ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' | 'ỷ' | 'ỹ' | 'Ý' | 'Ÿ' | 'Ŷ' => "y",
        'ź' | 'ż' | 'ž' | 'ẕ' | 'ẓ' | 'Ź' | 'Ż' | 'Ž' | 'Ẕ' | 'Ẓ' => "z",
        _ => {
            if c.is_alphanumeric() {
                out.extend(c.to_lowercase());
            } else {
                out.push(' ');
            }
            return;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_alike() {
        assert_eq!(fold("Saint-Denis"), fold("St. Denis"));
        assert_eq!(fold("Côte d’Ivoire"), "cote divoire");
        assert_eq!(fold("  São   Tomé "), "sao tome");
        assert_eq!(fold("U.S."), "us");
    }

    #[test]
    fn records_survive_packing() {
        let place = PlaceRecord {
            lat: -89.9,
            lon: 179.5,
            geonameid: 13_000_001,
            name: (70_000, 12),
            kind: PlaceKind::Admin2,
            country: *b"NZ",
            population: 21_000_000,
            admin1: 3,
            admin2: NO_AREA,
        };
        let back = PlaceRecord::at(&place.pack(), 0).unwrap();
        assert!(
            (back.lat - place.lat).abs() < 1e-4 && (back.lon - place.lon).abs() < 1e-4
        );
        assert_eq!(back.population, 21_000_000);
        assert_eq!(PlaceRecord { lat: place.lat, lon: place.lon, ..back }, place);
        assert_eq!(PlaceRecord::at(&place.pack(), 1), None);
    }
}
