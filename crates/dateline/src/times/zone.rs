//! Which day "today" is where an article was written.

use jiff::{SignedDuration, civil::Date};

use crate::Stamp;

/// Civil time runs from one hour behind the sun to three ahead of it, summer time included
/// (Kashgar and western Spain are near the end of this).
const BEHIND_THE_SUN: i64 = 60;
const AHEAD_OF_THE_SUN: i64 = 180;

/// The civil day at the dateline's place when the article was published, where it is another
/// than the stamp's own: 06:49 in Delhi is still yesterday in Washington.
///
/// `east` is the place's longitude in degrees. The place's time zone is not known, so the
/// day is told by the sun with room for what civil time may differ from it; where both days
/// are possible, or the stamp lacks its clock time or offset, there is no answer.
pub(super) fn other_day(stamp: &Stamp, east: Option<f32>) -> Option<Date> {
    let (time, offset, east) = (stamp.time?, stamp.offset_minutes?, east?);
    let written = stamp.date.to_datetime(time);
    let utc = written.checked_sub(SignedDuration::from_mins(i64::from(offset))).ok()?;
    let sun = (f64::from(east.clamp(-180.0, 180.0)) * 4.0).round() as i64;
    let on = |minutes: i64| {
        let local = utc.checked_add(SignedDuration::from_mins(sun + minutes)).ok()?;
        Some(local.date())
    };
    let (early, late) = (on(-BEHIND_THE_SUN)?, on(AHEAD_OF_THE_SUN)?);
    (early == late && early != stamp.date).then_some(early)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[track_caller]
    fn check(
        day: i8,
        clock: (i8, i8),
        offset: Option<i16>,
        east: f32,
        wanted: Option<i8>,
    ) {
        let stamp = Stamp {
            date: date(2019, 11, day),
            time: Some(time(clock.0, clock.1, 0, 0)),
            offset_minutes: offset,
        };
        let got = other_day(&stamp, Some(east));
        assert_eq!(got, wanted.map(|day| date(2019, 11, day)));
    }

    #[test]
    fn the_day_at_the_dateline() {
        let (washington, tokyo, london, fiji) = (-77.0, 139.7, -0.1, 178.4);
        check(27, (6, 49), Some(330), washington, Some(26));
        check(26, (20, 0), Some(-300), tokyo, Some(27));
        check(26, (13, 0), Some(-600), fiji, Some(27));
        // The same day, or a day that the sun does not decide.
        check(27, (12, 0), Some(0), london, None);
        check(27, (4, 40), Some(0), washington, None);
        // No zone, no answer.
        check(27, (6, 49), None, washington, None);
    }

    #[test]
    fn longitudes_out_of_range_are_clamped() {
        check(27, (0, 30), Some(0), f32::MAX, None);
        check(27, (12, 30), Some(0), f32::MIN, None);
        check(27, (0, 30), Some(0), f32::MIN, Some(26));
    }
}
