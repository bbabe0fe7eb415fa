//! A picture in SVG as a PNG, by a font that the program brings along, so that the same bytes come out on every machine. Never reads
//! a file, never loads what a picture refers to.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::Arc;

/// Dots of the picture for one of the SVG, so that it is sharp on a dense screen.
const SCALE: f32 = 2.0;
/// Past this a picture and the PNG made from it would take hundreds of megabytes, and few programs would open it.
const PIXELS_MAX: f32 = 50_000_000.0;
/// Longest text of a picture that is read at all: several times that of the largest that can be drawn.
const BYTES_MAX: usize = 8 << 20;

/// The picture as a PNG, at twice its size, or as large as the bound allows.
///
/// # Errors
/// A sentence, unless the text is an SVG picture of at most 50,000,000 dots in its own size.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, String> {
    let too_large = "The picture is too large for a PNG; the same picture as SVG has no bound.";
    if svg.len() > BYTES_MAX {
        return Err(too_large.to_owned());
    }
    let tree = Tree::from_str(svg, &options()).map_err(|error| format!("The picture can't be read: {error}."))?;
    let size = tree.size();
    let scale = SCALE.min((PIXELS_MAX / (size.width() * size.height())).sqrt());
    // Smaller than its own size, the words couldn't be read.
    if scale < 1.0 {
        return Err(too_large.to_owned());
    }
    let scaled = size.to_int_size().scale_by(scale).ok_or("The picture has no size.")?;
    let mut pixels = Pixmap::new(scaled.width(), scaled.height()).ok_or(too_large)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| format!("The picture can't be written: {error}."))
}

fn options() -> Options<'static> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(epaint_default_fonts::UBUNTU_LIGHT.to_vec());
    // It has the signs that the first lacks.
    fonts.load_font_data(epaint_default_fonts::HACK_REGULAR.to_vec());
    fonts.set_sans_serif_family("Ubuntu");
    fonts.set_monospace_family("Hack");
    Options { fontdb: Arc::new(fonts), font_family: "Ubuntu".to_owned(), ..Options::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PaxosModelCfg;
    use crate::session::Session;
    use crate::trace::{Format, Theme, export};

    /// The picture of a random run of at most so many steps.
    fn picture(config: PaxosModelCfg, steps: usize, theme: Theme) -> String {
        let mut session = Session::new(config).unwrap();
        while let (Some(action), true) = (session.choose(3), session.cursor() < steps) {
            session.act(action).unwrap();
        }
        export(&session, Format::Svg, theme).unwrap().text
    }

    /// Width and height as the file's head has them.
    fn size(png: &[u8]) -> [f32; 2] {
        assert!(png.starts_with(b"\x89PNG"));
        [16, 20].map(|at| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as f32)
    }

    #[test]
    fn a_picture_is_twice_as_large_as_its_svg() {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            let svg = picture(PaxosModelCfg { lossy: true, max_crashes: 1, ..PaxosModelCfg::default() }, 20, theme);
            let own = Tree::from_str(&svg, &Options::default()).expect("well-formed").size();
            assert_eq!(size(&png(&svg).unwrap()), [2.0 * own.width(), 2.0 * own.height()]);
        }
    }

    #[test]
    fn a_long_run_is_smaller_and_one_too_long_is_refused() {
        let sized = |height: u32| {
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"{height}\"></svg>")
        };
        let [width, height] = size(&png(&sized(20_000)).unwrap());
        assert!(1_000.0 < width && width < 2_000.0 && width * height <= 1.001 * PIXELS_MAX);
        let refused = png(&sized(60_000)).unwrap_err();
        assert_eq!(refused, "The picture is too large for a PNG; the same picture as SVG has no bound.");
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(png("<svg").unwrap_err().starts_with("The picture can't be read: "));
    }
}
