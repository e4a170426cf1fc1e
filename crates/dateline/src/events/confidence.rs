//! How likely it is that an event's trigger and type are right.
//!
//! A logistic regression on three figures, few enough that it cannot learn single texts. The
//! rules were written while reading the training half of the annotated Wikinews articles and
//! do better there than on any other text, so it is fitted on the development half, each
//! article judged by what the others say; `bench/calibration/fit.py` does that, prints the
//! calibration error and these constants. To be run again after new network weights or a
//! large change of the lexicon.

use crate::Signals;

use super::lexicon::{Rule, UNLISTED};

/// Of nothing, of the log odds of the network's share for a trigger, of its share for the
/// type, and of the word standing in no rule.
const WEIGHTS: [f32; 4] = [-0.039, 0.141, 0.734, -1.469];

/// The network's shares stay this far from 0 and 1.
const EDGE: f32 = 0.001;

/// The probability that trigger and type are right, 0 to 1.
pub(super) fn confidence(signals: &Signals, rule: &Rule) -> f32 {
    let share = signals.trigger.clamp(EDGE, 1.0 - EDGE);
    let odds = (share / (1.0 - share)).ln() / 3.0;
    let kind = signals.types[rule.kind as usize];
    let unlisted = f32::from(u8::from(rule.id == UNLISTED));
    let [base, by_share, by_kind, by_unlisted] = WEIGHTS;
    let sum = base + by_share * odds + by_kind * kind + by_unlisted * unlisted;
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EventType;

    #[test]
    fn more_of_the_network_is_more_sure() {
        let kit = super::super::Knowledge::bundled();
        let rule = kit.rules.first().expect("there are rules");
        let mut signals = Signals::default();
        let low = confidence(&signals, rule);
        signals.trigger = 0.9;
        signals.types[rule.kind as usize] = 0.9;
        let high = confidence(&signals, rule);
        assert!(0.0 < low && low < high && high < 1.0, "{low} {high}");
        assert!(EventType::ALL.len() == signals.types.len());
    }
}
