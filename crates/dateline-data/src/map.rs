//! Outlines of countries for a map that needs no other host.

/// Code (ISO 3166-1 alpha-3), tab, SVG path on the plane of [`project`]; one country a line,
/// lines that begin with `#` are remarks. Natural Earth, public domain.
pub const WORLD: &str = include_str!("../map/world.tsv");

/// Width of the plane.
pub const WIDTH: f64 = 960.0;
/// Height of the plane, from 84 degrees north to 57 degrees south.
pub const HEIGHT: f64 = 418.0;

/// Northernmost degree that is drawn.
const TOP: f64 = 84.0;

/// Where a position (degrees north and east) lies on the plane, x to the right and y down.
///
/// The Natural Earth projection (T. Patterson; polynomial of B. Šavrič and others 2011), a
/// usual choice for world maps.
pub fn project(lat: f64, lon: f64) -> (f64, f64) {
    let (width, y) = natural_earth(lat.to_radians());
    let (_, top) = natural_earth(TOP.to_radians());
    let unit = WIDTH / (2.0 * std::f64::consts::PI * 0.8707);
    let x = WIDTH / 2.0 + unit * lon.to_radians() * width;
    (x, unit * (top - y))
}

/// Width of a parallel as a share of the equator's circle, and height above the equator.
fn natural_earth(phi: f64) -> (f64, f64) {
    let p2 = phi * phi;
    let p4 = p2 * p2;
    let width = 0.8707 - 0.131_979 * p2
        + p4 * (-0.013_791 + p4 * (0.003_971 * p2 - 0.001_529 * p4));
    let height = phi
        * (1.007_226
            + p2 * (0.015_085 + p4 * (-0.044_475 + 0.028_874 * p2 - 0.005_916 * p4)));
    (width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_positions_lie_where_they_should() {
        let (x, y) = project(0.0, 0.0);
        assert!((x - WIDTH / 2.0).abs() < 1e-9 && y > 150.0 && y < 260.0, "{x} {y}");
        let (west, _) = project(0.0, -180.0);
        let (east, _) = project(0.0, 180.0);
        assert!(west.abs() < 1e-6 && (east - WIDTH).abs() < 1e-6, "{west} {east}");
        let (_, south) = project(-57.0, 0.0);
        assert!(south <= HEIGHT, "{south}");
        assert!(project(60.0, 0.0).1 < project(50.0, 0.0).1);
    }

    #[test]
    fn every_line_is_a_code_and_a_path() {
        let lines: Vec<&str> = WORLD.lines().filter(|l| !l.starts_with('#')).collect();
        assert!(lines.len() > 180, "{}", lines.len());
        for line in lines {
            let (code, path) = line.split_once('\t').expect("a tab");
            assert_eq!(code.len(), 3, "{line}");
            assert!(path.starts_with('M') && path.ends_with('z'), "{line}");
        }
    }
}
