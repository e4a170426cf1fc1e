//! Days, months and years as closed ranges of civil days.

use jiff::civil::Date;

/// How exactly a date is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Precision {
    /// One day (or a few).
    Day,
    /// A month, season or other span of weeks.
    Month,
    /// A year or more.
    Year,
}

impl Precision {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Year => "year",
        }
    }
}

/// Closed range of civil days: November 2019 is 2019-11-01 to 2019-11-30, precision month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DayRange {
    /// First day.
    pub start: Date,
    /// Last day, included.
    pub end: Date,
    /// How exactly it is known.
    pub precision: Precision,
}

impl DayRange {
    /// One day.
    pub fn day(date: Date) -> Self {
        Self { start: date, end: date, precision: Precision::Day }
    }

    /// Reads the days of a TIMEX3 value: `2019`, `2019-11`, `2019-11-27`,
    /// `2019-11-27T15:30`, `2019-W45`, `2019-SU`, `201`, `20`. `None` where the value names
    /// no calendar days (durations, `PAST_REF`, unknown parts).
    pub fn of_timex(value: &str) -> Option<Self> {
        let date = value.split('T').next()?;
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next(), parts.next());
        if parts.next().is_some() || !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number: i16 = year.parse().ok()?;
        let year_range = |from: i16, to: i16| {
            Some(Self {
                start: Date::new(from, 1, 1).ok()?,
                end: Date::new(to, 12, 31).ok()?,
                precision: Precision::Year,
            })
        };
        let first = match year.len() {
            4 => number,
            3 => return year_range(number * 10, number * 10 + 9),
            2 => return year_range(number * 100, number * 100 + 99),
            _ => return None,
        };
        match (month, day) {
            (None, None) => year_range(first, first),
            (Some(month), None) => Self::of_part(first, month),
            (Some(month), Some(day)) if !month.starts_with('W') => {
                Date::new(first, month.parse().ok()?, day.parse().ok()?)
                    .ok()
                    .map(Self::day)
            }
            _ => None,
        }
    }

    /// A month, week, season, quarter or half of a year.
    fn of_part(year: i16, part: &str) -> Option<Self> {
        let months = |from: i8, to: i8| {
            Some(Self {
                start: Date::new(year, from, 1).ok()?,
                end: Date::new(year, to, 1).ok()?.last_of_month(),
                precision: Precision::Month,
            })
        };
        match part {
            "SP" => months(3, 5),
            "SU" => months(6, 8),
            "FA" | "AU" => months(9, 11),
            "WI" => {
                let start = Date::new(year, 12, 1).ok()?;
                let end = Date::new(year.checked_add(1)?, 2, 1).ok()?.last_of_month();
                Some(Self { start, end, precision: Precision::Month })
            }
            "Q1" => months(1, 3),
            "Q2" => months(4, 6),
            "Q3" => months(7, 9),
            "Q4" => months(10, 12),
            "H1" => months(1, 6),
            "H2" => months(7, 12),
            _ if part.starts_with('W') => {
                let week = part[1..].parse().ok()?;
                let monday = jiff::civil::ISOWeekDate::new(
                    year,
                    week,
                    jiff::civil::Weekday::Monday,
                )
                .ok()?
                .date();
                let end = monday.checked_add(jiff::Span::new().days(6)).ok()?;
                Some(Self { start: monday, end, precision: Precision::Day })
            }
            _ => {
                let month: i8 = part.parse().ok()?;
                months(month, month)
            }
        }
    }

    /// Whether the two ranges share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let got = DayRange::of_timex(value).map_or("-".into(), |d| {
            format!("{} {} {}", d.start, d.end, d.precision.name())
        });
        assert_eq!(got, expected, "{value}");
    }

    #[test]
    fn timex_values_become_days() {
        check("2019-11-27", "2019-11-27 2019-11-27 day");
        check("2019-11", "2019-11-01 2019-11-30 month");
        check("2019", "2019-01-01 2019-12-31 year");
        check("2019-11-27T15:30", "2019-11-27 2019-11-27 day");
        check("2019-W45", "2019-11-04 2019-11-10 day");
        check("2019-WI", "2019-12-01 2020-02-29 month");
        check("199", "1990-01-01 1999-12-31 year");
        check("P3D", "-");
        check("PAST_REF", "-");
        check("2019-02-30", "-");
        check("2019-Wé", "-");
    }
}
