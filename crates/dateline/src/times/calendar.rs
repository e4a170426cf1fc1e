//! Calendar units and how to step through them.

use jiff::civil::{Date, Weekday};

use crate::{DayRange, Precision};

/// A unit of time, small to large.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
    Millennium,
    Fortnight,
}

impl Unit {
    /// The unit of a lexicon value.
    pub(super) fn of(value: i32) -> Option<Self> {
        Some(match value {
            0 => Unit::Second,
            1 => Unit::Minute,
            2 => Unit::Hour,
            3 => Unit::Day,
            4 => Unit::Week,
            5 => Unit::Month,
            6 => Unit::Quarter,
            7 => Unit::Year,
            8 => Unit::Decade,
            9 => Unit::Century,
            10 => Unit::Weekend,
            11 => Unit::Fortnight,
            12 => Unit::Millennium,
            13 => Unit::Half,
            14 => Unit::Season,
            _ => return None,
        })
    }

    /// The letter of a TIMEX3 duration, with how many of it the unit has.
    pub(super) fn letter(self) -> (&'static str, f64) {
        match self {
            Unit::Second => ("S", 1.0),
            Unit::Minute => ("M", 1.0),
            Unit::Hour => ("H", 1.0),
            Unit::Day => ("D", 1.0),
            Unit::Weekend => ("D", 2.0),
            Unit::Week => ("W", 1.0),
            Unit::Fortnight => ("W", 2.0),
            Unit::Month => ("M", 1.0),
            Unit::Quarter => ("Q", 1.0),
            Unit::Season => ("M", 3.0),
            Unit::Half => ("M", 6.0),
            Unit::Year => ("Y", 1.0),
            Unit::Decade => ("Y", 10.0),
            Unit::Century => ("Y", 100.0),
            Unit::Millennium => ("Y", 1000.0),
        }
    }

    /// Whether it is part of a day.
    pub(super) fn is_clock(self) -> bool {
        self < Unit::Day
    }
}

/// A stretch of the calendar. Years before 1 are BC (`-492` is 493 BC); such years have no
/// days in [`DayRange`] terms but still a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cal {
    Day(Date),
    /// ISO year and week.
    Week(i16, i8),
    Weekend(i16, i8),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    /// 0 spring, 1 summer, 2 autumn, 3 winter.
    Season(i16, i8),
    Year(i16),
    /// First year of the decade, by ten.
    Decade(i16),
    /// First year of the century (19th: 1800), by hundred.
    Century(i16),
    /// BC: positive year.
    Bc(i16),
    /// BC: century number less one ("9th century BC" is 8).
    BcCentury(i16),
}

pub(super) const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];

/// A year as TIMEX3 writes it; before 1 it is BC.
fn era(year: i16) -> String {
    if year < 1 { format!("BC{:04}", 1 - i32::from(year)) } else { format!("{year:04}") }
}

impl Cal {
    /// The TIMEX3 value.
    pub(super) fn value(self) -> String {
        match self {
            Cal::Day(d) => format!("{}-{:02}-{:02}", era(d.year()), d.month(), d.day()),
            Cal::Week(y, w) => format!("{}-W{w:02}", era(y)),
            Cal::Weekend(y, w) => format!("{}-W{w:02}-WE", era(y)),
            Cal::Month(y, m) => format!("{}-{m:02}", era(y)),
            Cal::Quarter(y, q) => format!("{}-Q{q}", era(y)),
            Cal::Half(y, h) => format!("{}-H{h}", era(y)),
            Cal::Season(y, s) => format!("{}-{}", era(y), SEASONS[s as usize & 3]),
            Cal::Year(y) => era(y),
            Cal::Decade(d) => format!("{d:03}"),
            Cal::Century(c) => format!("{c:02}"),
            Cal::Bc(y) => format!("BC{y:04}"),
            Cal::BcCentury(c) => format!("BC{c:02}"),
        }
    }

    /// How large it is.
    pub(super) fn unit(self) -> Unit {
        match self {
            Cal::Day(_) => Unit::Day,
            Cal::Week(..) => Unit::Week,
            Cal::Weekend(..) => Unit::Weekend,
            Cal::Month(..) => Unit::Month,
            Cal::Quarter(..) => Unit::Quarter,
            Cal::Half(..) => Unit::Half,
            Cal::Season(..) => Unit::Season,
            Cal::Year(_) | Cal::Bc(_) => Unit::Year,
            Cal::Decade(_) => Unit::Decade,
            Cal::Century(_) | Cal::BcCentury(_) => Unit::Century,
        }
    }

    /// Its year, where it lies within one.
    pub(super) fn year(self) -> Option<i16> {
        match self {
            Cal::Day(d) => Some(d.year()),
            Cal::Week(y, _)
            | Cal::Weekend(y, _)
            | Cal::Month(y, _)
            | Cal::Quarter(y, _)
            | Cal::Half(y, _)
            | Cal::Season(y, _)
            | Cal::Year(y) => Some(y),
            Cal::Bc(y) => 1_i16.checked_sub(y),
            _ => None,
        }
    }

    /// Its first day.
    pub(super) fn first_day(self) -> Option<Date> {
        match self {
            Cal::Day(d) => Some(d),
            Cal::Bc(y) => Date::new(1_i16.checked_sub(y)?, 1, 1).ok(),
            Cal::BcCentury(_) => None,
            Cal::Weekend(y, w) => saturday(y, w),
            Cal::Season(y, s) => Date::new(y, [3, 6, 9, 12][s as usize & 3], 1).ok(),
            Cal::Month(y, m) => Date::new(y, m, 1).ok(),
            Cal::Year(y) => Date::new(y, 1, 1).ok(),
            Cal::Decade(d) => Date::new(d.checked_mul(10)?, 1, 1).ok(),
            Cal::Century(c) => Date::new(c.checked_mul(100)?, 1, 1).ok(),
            other => DayRange::of_timex(&other.value()).map(|r| r.start),
        }
    }

    /// The days it covers.
    pub(super) fn days(self) -> Option<DayRange> {
        match self {
            Cal::Weekend(y, w) => {
                let start = saturday(y, w)?;
                let end = start.tomorrow().ok()?;
                Some(DayRange { start, end, precision: Precision::Day })
            }
            Cal::Bc(y) => {
                let year = 1_i16.checked_sub(y)?;
                let start = Date::new(year, 1, 1).ok()?;
                let end = Date::new(year, 12, 31).ok()?;
                Some(DayRange { start, end, precision: Precision::Year })
            }
            Cal::BcCentury(_) => None,
            Cal::Day(day) => Some(DayRange::day(day)),
            Cal::Month(y, m) => {
                let start = Date::new(y, m, 1).ok()?;
                let end = start.last_of_month();
                Some(DayRange { start, end, precision: Precision::Month })
            }
            other => DayRange::of_timex(&other.value()),
        }
    }

    /// The unit of the given size that holds `day`.
    pub(super) fn holding(unit: Unit, day: Date) -> Option<Self> {
        let (y, m) = (day.year(), day.month());
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Cal::Day(day),
            Unit::Week | Unit::Fortnight => {
                let iso = day.iso_week_date();
                Cal::Week(iso.year(), iso.week())
            }
            Unit::Weekend => {
                let iso = day.iso_week_date();
                Cal::Weekend(iso.year(), iso.week())
            }
            Unit::Month => Cal::Month(y, m),
            Unit::Quarter => Cal::Quarter(y, (m - 1) / 3 + 1),
            Unit::Half => Cal::Half(y, (m - 1) / 6 + 1),
            Unit::Season => match m {
                1 | 2 => Cal::Season(y.checked_sub(1)?, 3),
                12 => Cal::Season(y, 3),
                _ => Cal::Season(y, m / 3 - 1),
            },
            Unit::Year => Cal::of_year(y),
            // Decades and centuries BC are counted the other way; they are not guessed.
            Unit::Decade if y > 0 => Cal::Decade(y.div_euclid(10)),
            Unit::Century if y > 0 => Cal::Century(y.div_euclid(100)),
            Unit::Decade | Unit::Century => return None,
            Unit::Millennium => return None,
        })
    }

    /// The unit of the given size that holds its first day; itself where the sizes agree.
    pub(super) fn widen(self, unit: Unit) -> Option<Self> {
        if self.unit() == unit {
            return Some(self);
        }
        match (self, unit) {
            (Cal::Season(y, _), Unit::Year) => Some(Cal::Year(y)),
            _ => Cal::holding(unit, self.first_day()?),
        }
    }

    /// `n` of its own size later, or earlier if negative.
    pub(super) fn step(self, n: i32) -> Option<Self> {
        let small = i16::try_from(n).ok()?;
        let parts = |y: i16, part: i8, of: i32| {
            let total = i32::from(y) * of + i32::from(part) + n;
            Some((i16::try_from(total.div_euclid(of)).ok()?, total.rem_euclid(of) as i8))
        };
        Some(match self {
            Cal::Day(d) => Cal::Day(add_days(d, n)?),
            Cal::Week(..) | Cal::Weekend(..) => {
                let day = add_days(self.first_day()?, n.checked_mul(7)?)?;
                Cal::holding(self.unit(), day)?
            }
            Cal::Month(y, m) => {
                let (y, m) = parts(y, m - 1, 12)?;
                Cal::Month(y, m + 1)
            }
            Cal::Quarter(y, q) => {
                let (y, q) = parts(y, q - 1, 4)?;
                Cal::Quarter(y, q + 1)
            }
            Cal::Half(y, h) => {
                let (y, h) = parts(y, h - 1, 2)?;
                Cal::Half(y, h + 1)
            }
            Cal::Season(y, s) => {
                let (y, s) = parts(y, s, 4)?;
                Cal::Season(y, s)
            }
            Cal::Year(y) => Cal::of_year(y.checked_add(small)?),
            Cal::Decade(d) => Cal::Decade(d.checked_add(small)?),
            Cal::Century(c) => Cal::Century(c.checked_add(small)?),
            Cal::Bc(y) => Cal::of_year(1_i16.checked_sub(y)?.checked_add(small)?),
            Cal::BcCentury(c) => Cal::BcCentury(c.checked_sub(small)?),
        })
    }

    /// A year, BC where it is before 1.
    fn of_year(year: i16) -> Self {
        if year < 1 { Cal::Bc(1 - year) } else { Cal::Year(year) }
    }

    /// The same stretch `n` years later: a day stays a day, a quarter a quarter.
    pub(super) fn step_years(self, n: i32) -> Option<Self> {
        let moved = |y: i16| i16::try_from(i32::from(y) + n).ok();
        Some(match self {
            Cal::Day(d) => {
                let last =
                    Date::new(moved(d.year())?, d.month(), 1).ok()?.days_in_month();
                Cal::Day(Date::new(moved(d.year())?, d.month(), d.day().min(last)).ok()?)
            }
            Cal::Week(y, w) => Cal::Week(moved(y)?, w.min(52)),
            Cal::Weekend(y, w) => Cal::Weekend(moved(y)?, w.min(52)),
            Cal::Month(y, m) => Cal::Month(moved(y)?, m),
            Cal::Quarter(y, q) => Cal::Quarter(moved(y)?, q),
            Cal::Half(y, h) => Cal::Half(moved(y)?, h),
            Cal::Season(y, s) => Cal::Season(moved(y)?, s),
            Cal::Year(_) | Cal::Bc(_) => self.step(n)?,
            Cal::Decade(_) => self.step(n.div_euclid(10))?,
            Cal::Century(_) | Cal::BcCentury(_) => self.step(n.div_euclid(100))?,
        })
    }
}

fn saturday(year: i16, week: i8) -> Option<Date> {
    let iso = jiff::civil::ISOWeekDate::new(year, week, Weekday::Saturday).ok()?;
    Some(iso.date())
}

/// `n` days later, if the calendar reaches so far.
pub(super) fn add_days(date: Date, n: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(n).ok()?).ok()
}

/// Days from `a` to `b`.
pub(super) fn days_between(a: Date, b: Date) -> i32 {
    (b - a).get_days()
}

/// The weekday of a lexicon value, Monday 1.
pub(super) fn weekday(value: i32) -> Option<Weekday> {
    Weekday::from_monday_one_offset(i8::try_from(value).ok()?).ok()
}

/// The nearest such weekday before or after `day`; the day itself counts.
pub(super) fn nearest_weekday(day: Date, weekday: Weekday, future: bool) -> Option<Date> {
    let back = i32::from(day.weekday().since(weekday));
    let ahead = i32::from(weekday.since(day.weekday()));
    add_days(day, if future { ahead } else { -back })
}

/// First and last part of a stretch: "early", "mid", "late".
pub(super) fn part_of(range: DayRange, part: i32) -> DayRange {
    let length = days_between(range.start, range.end) + 1;
    if !(20..40_000).contains(&length) {
        return range;
    }
    // A month has its tens (21 to 31 is late); longer stretches have thirds.
    let month = length < 32;
    let cut = |third: i32| if month { third * 10 } else { length * third / 3 };
    let (from, to) = match part {
        1 => (0, cut(1)),
        2 => (cut(1), cut(2)),
        3 => (cut(2), length),
        _ => return range,
    };
    let start = add_days(range.start, from).unwrap_or(range.start);
    let end = add_days(range.start, to - 1).unwrap_or(range.end);
    let precision = match range.precision {
        Precision::Year if length < 400 => Precision::Month,
        Precision::Month if month => Precision::Day,
        other => other,
    };
    DayRange { start, end, precision }
}

/// Easter Sunday of the western churches (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// The day of a holiday. `code` is `MMDD`, or `4MMWN` for the N-th weekday W of a month
/// (N 5 is the last), or 50000 plus days from Easter plus 500.
pub(super) fn holiday(year: i16, code: i32) -> Option<Date> {
    if code < 10_000 {
        let (month, day) =
            (i8::try_from(code / 100).ok()?, i8::try_from(code % 100).ok()?);
        return Date::new(year, month, day).ok();
    }
    if code >= 50_000 {
        return add_days(easter(year)?, code - 50_500);
    }
    let month = i8::try_from(code / 100 % 100).ok()?;
    let (wanted, nth) = (weekday(code / 10 % 10)?, i8::try_from(code % 10).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    first.nth_weekday_of_month(if nth == 5 { -1 } else { nth }, wanted).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_fall_on_their_days() {
        let day = |year, code| holiday(year, code).unwrap().to_string();
        assert_eq!(day(2019, 1225), "2019-12-25");
        assert_eq!(day(2019, 50_500), "2019-04-21");
        assert_eq!(day(2000, 50_500 - 2), "2000-04-21");
        assert_eq!(day(1999, 41_144), "1999-11-25");
        assert_eq!(day(2021, 40_515), "2021-05-31");
    }

    #[test]
    fn parts_of_months_and_years() {
        let part = |value: &str, which| {
            let range = part_of(DayRange::of_timex(value).unwrap(), which);
            format!("{} {}", range.start, range.end)
        };
        assert_eq!(part("2019-05", 3), "2019-05-21 2019-05-31");
        assert_eq!(part("2019-05", 1), "2019-05-01 2019-05-10");
        assert_eq!(part("2019-02", 3), "2019-02-21 2019-02-28");
        assert_eq!(part("2019", 1), "2019-01-01 2019-05-01");
    }

    #[test]
    fn units_step() {
        assert_eq!(Cal::Month(2019, 1).step(-2).unwrap().value(), "2018-11");
        assert_eq!(Cal::Quarter(2019, 4).step(1).unwrap().value(), "2020-Q1");
        assert_eq!(Cal::Bc(1).step(1).unwrap().value(), "0001");
        assert_eq!(Cal::Year(9999).step(32_000), None);
        let leap = Date::new(2020, 2, 29).unwrap();
        assert_eq!(Cal::Day(leap).step_years(-1).unwrap().value(), "2019-02-28");
    }
}
